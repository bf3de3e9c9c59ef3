//! What is told of a condition: only what holds, in the terms of its author.

use sealform_expression::{
    Clause, Context, Expression, ListId, Named, NoNames, Purpose, Reads, Scope, Side, Val, ValueKind, ValueRef, parse,
};
use sealform_types::Relation;

/// Three questions: `a` to `c`.
struct Names;

const QUESTIONS: [&str; 3] = ["a", "b", "c"];

impl Scope for Names {
    fn question(&self, name: &str) -> Option<Named> {
        let place = QUESTIONS.iter().position(|known| *known == name)?;
        let reference = ValueRef::Slot(u32::try_from(place).expect("few"));
        Some(Named { reference, kind: ValueKind::Text, reads: Reads::One })
    }
    fn this(&self) -> Option<Named> {
        None
    }
    fn assignment(&self, member: &str) -> Option<ValueRef> {
        NoNames.assignment(member)
    }
    fn now(&self) -> ValueRef {
        ValueRef::Slot(100)
    }
    fn today(&self) -> ValueRef {
        ValueRef::Slot(101)
    }
    fn language(&self) -> ValueRef {
        ValueRef::Slot(102)
    }
    fn names(&self) -> Vec<&str> {
        QUESTIONS.to_vec()
    }
}

/// Their answers.
struct Answers<'a>(&'a [Val; 3]);

impl Context for Answers<'_> {
    fn read(&self, reference: ValueRef) -> Val {
        match reference {
            ValueRef::Slot(place) => self.0.get(place as usize).cloned().unwrap_or_default(),
            ValueRef::Column(_) => Val::Blank,
        }
    }
    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        None
    }
}

fn compiled(source: &str) -> Expression {
    let parsed = parse(source, "").unwrap_or_else(|findings| panic!("{findings}"));
    let (expression, findings) = parsed.compile(&Names, Purpose::Condition);
    let expression = expression.unwrap_or_else(|| panic!("{findings}"));
    expression.with_quotes(&parsed, &|name| matches!(name, ValueRef::Slot(0..=2)))
}

fn side(side: &Side) -> String {
    let named = |name: &ValueRef| match name {
        ValueRef::Slot(place) => (*QUESTIONS.get(*place as usize).unwrap_or(&"fact")).to_owned(),
        ValueRef::Column(_) => "column".to_owned(),
    };
    match side {
        Side::Named(name) => named(name),
        Side::Count(name) => format!("#{}", named(name)),
        Side::Known(value) => format!("'{}'", value.to_text()),
        Side::Quote(words) => format!("<{words}>"),
    }
}

fn told(source: &str, answers: &[Val; 3]) -> Vec<String> {
    let expression = compiled(source);
    let truth = expression.holds(&Answers(answers));
    let clauses = expression.reasons(truth, &Answers(answers));
    let text = |clause: &Clause| format!("{} {:?} {}", side(&clause.subject), clause.relation, side(&clause.object));
    clauses.iter().map(text).collect()
}

#[test]
fn each_kind_of_condition_has_its_clause() {
    let answers = [Val::Number(7.0), Val::text("yes"), Val::Blank];
    for (source, clauses) in [
        ("${a} = 7", vec!["a Is '7'"]),
        ("7 = ${a}", vec!["a Is '7'"]),
        ("5 < ${a}", vec!["a More '5'"]),
        ("8 >= ${a}", vec!["a AtMost '8'"]),
        ("${b} != 'no'", vec!["b IsNot 'no'"]),
        ("${c} != 'no'", vec!["c Unanswered ''"]),
        ("${c} = ''", vec!["c Unanswered ''"]),
        ("${b} != ''", vec!["b Answered ''"]),
        ("${b}", vec!["b Answered ''"]),
        ("selected(${b}, 'yes')", vec!["b Includes 'yes'"]),
        ("not(selected(${b}, 'no'))", vec!["b IncludesNot 'no'"]),
        ("count-selected(${b}) = 1", vec!["#b Is '1'"]),
        ("${a} > ${c} or ${b} = 'yes'", vec!["b Is 'yes'"]),
        ("not(${a} < 5 or ${a} > 9) and ${b} = 'yes'", vec!["a AtLeast '5'", "a AtMost '9'", "b Is 'yes'"]),
        ("not(${c} > 1)", vec!["c Unanswered ''"]),
        ("${a} = -(-7)", vec!["<${a} = -(-7)> Holds ''"]),
        ("${a} = number('7')", vec!["a Is '7'"]),
        ("${b} = 'yes' and ${a} mod 2 = 1", vec!["b Is 'yes'", "<${a} mod 2 = 1> Holds ''"]),
        ("not(string-length(${b}) = 2)", vec!["<string-length(${b}) = 2> HoldsNot ''"]),
        ("${b} = 'yes' and ${b} = 'yes'", vec!["b Is 'yes'"]),
    ] {
        assert_eq!(told(source, &answers), clauses, "{source}");
    }
}

#[test]
fn of_what_does_not_hold_it_is_told_what_does() {
    let answers = [Val::Number(0.0), Val::text("yes"), Val::Blank];
    for (source, clauses) in [
        ("${a}", vec!["a Is '0'"]),
        ("${c}", vec!["c Unanswered ''"]),
        ("${b} = 'no'", vec!["b IsNot 'no'"]),
        ("${c} = 'no'", vec!["c Unanswered ''"]),
        ("${a} > 3 and ${b} = 'yes'", vec!["a AtMost '3'"]),
        ("${a} > 3 or ${b} = 'no'", vec!["a AtMost '3'", "b IsNot 'no'"]),
        ("${a} > ${c}", vec!["c Unanswered ''"]),
        // A text is neither more nor less than a number.
        ("${b} > 3", vec![]),
    ] {
        assert_eq!(told(source, &answers), clauses, "{source}");
    }
}

#[test]
fn a_condition_means_the_same_with_its_quotations() {
    for source in ["${a} mod 2 = 1", "not(${a} + 1 > 3)", "regex(${b}, '^y') and ${a} = 3", "true()"] {
        for number in 0..6 {
            let answers = [Val::Number(f64::from(number)), Val::text("yes"), Val::Blank];
            let plain = parse(source, "").expect("it is one").compile(&Names, Purpose::Condition).0.expect("it is one");
            assert_eq!(plain.holds(&Answers(&answers)), compiled(source).holds(&Answers(&answers)), "{source}");
        }
    }
}

/// What is told of answers of every kind is true of them, whatever the condition.
#[test]
fn only_what_holds_is_told() {
    let values = [Val::Blank, Val::Number(0.0), Val::Number(4.0), Val::text("yes"), Val::text("x"), Val::Truth(true)];
    let atoms =
        ["${a} = 'yes'", "${a} < ${b}", "${b} >= 4", "${c} != ''", "selected(${c}, 'x')", "${a}", "${b} mod 2 = 0"];
    let mut told = 0;
    for one in atoms {
        for other in atoms {
            for source in
                [format!("{one} and {other}"), format!("{one} or not({other})"), format!("not({one} or {other})")]
            {
                let expression = compiled(&source);
                for a in &values {
                    for b in &values {
                        for c in &values {
                            let answers = [a.clone(), b.clone(), c.clone()];
                            let truth = expression.holds(&Answers(&answers));
                            for clause in expression.reasons(truth, &Answers(&answers)) {
                                assert!(is_true(&clause, &answers), "{source}: {clause:?} of {answers:?}");
                                told += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(told > 10_000, "{told}");
}

/// Whether a clause is true, by another expression that says the same.
fn is_true(clause: &Clause, answers: &[Val; 3]) -> bool {
    let written = |side: &Side| match side {
        Side::Named(ValueRef::Slot(place)) => format!("${{{}}}", QUESTIONS[*place as usize]),
        Side::Known(Val::Number(number)) => number.to_string(),
        Side::Known(value) => format!("'{}'", value.to_text()),
        Side::Quote(words) => format!("({words})"),
        Side::Named(ValueRef::Column(_)) | Side::Count(_) => panic!("{side:?}"),
    };
    let (subject, object) = (written(&clause.subject), written(&clause.object));
    let compare = |sign: &str| format!("{subject} {sign} {object}");
    let source = match clause.relation {
        Relation::Is => compare("="),
        Relation::IsNot => compare("!="),
        Relation::Less => compare("<"),
        Relation::AtMost => compare("<="),
        Relation::More => compare(">"),
        Relation::AtLeast => compare(">="),
        Relation::Includes => format!("selected({subject}, {object})"),
        Relation::IncludesNot => format!("not(selected({subject}, {object}))"),
        Relation::Answered => format!("{subject} != ''"),
        Relation::Unanswered => format!("{subject} = ''"),
        Relation::Holds => subject,
        Relation::HoldsNot => format!("not({subject})"),
        Relation::Exhausted | Relation::NotExhausted => panic!("{clause:?}"),
    };
    let parsed = parse(source.as_str(), "").expect("it is one");
    parsed.compile(&Names, Purpose::Value).0.expect("it is one").holds(&Answers(answers))
}
