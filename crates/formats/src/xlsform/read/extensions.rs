//! Columns of ours: what a document can say and XLSForm has no word for. `www/docs/import.md` lists them.

use sealform_questionnaire::{
    AttemptRules, Comment, Condition, Constraint, Names, Phrases, Question, Scale, Text, TextRule, TextRules,
};
use sealform_types::{Level, Place, VecMap, closest_match};

use super::context::ReadContext;
use super::parameters::{self, Parameter, Parameters};
use super::row::Row;
use super::values::{condition, condition_expression, expression, is_yes};
use crate::document::{MemberOrigin, constraint_member};

/// Counts among the rules for words.
pub const COUNTS: &[&str] = &["min_words", "max_words", "min_chars", "max_chars", "min_sentences"];
/// Flags among the rules for words.
pub const FLAGS: &[&str] = &["no_caps", "no_repeats", "no_placeholder", "no_echo", "distinct"];
/// Rules that name questions, and phrases, which are texts in languages.
const LISTS: &[&str] = &["names_required", "names_forbidden", "banned", "wanted", "levels"];

/// The two ends of a rating, from its parameters.
pub fn scale(row: &mut Row<'_, '_>, parameters: &Parameters) -> Scale {
    let mut end = |name: &str, usual: i64| {
        row.origin(name, row.record.address("parameters"));
        let Some(text) = parameters::get(parameters, name) else { return usual };
        text.parse().unwrap_or_else(|_| {
            let message = format!("`{text}` is not a whole number");
            let place = row.record.place_of("parameters");
            row.context.error("xlsform/range-number", message, place, "write a whole number");
            usual
        })
    };
    let (start, end) = (end("start", 1), end("end", 5));
    Scale { start, end, start_label: Text::default(), end_label: Text::default() }
}

/// The rules of an attempt log.
pub fn attempts(row: &mut Row<'_, '_>) -> AttemptRules {
    let mut rules = AttemptRules { max: 1, wait: 0, wait_days: 0, different_days: false, channels: Vec::new() };
    for (name, field) in row.record.family("attempts") {
        match name {
            "max" => rules.max = count(row.context, field.text, &field.at).unwrap_or(rules.max),
            "wait" => rules.wait = count(row.context, field.text, &field.at).unwrap_or(rules.wait),
            "wait_days" => rules.wait_days = count(row.context, field.text, &field.at).unwrap_or(rules.wait_days),
            "different_days" => rules.different_days = is_yes(field.text),
            "channels" => rules.channels = field.text.split_whitespace().map(str::to_owned).collect(),
            _ => {
                let known = ["max", "wait", "wait_days", "different_days", "channels"];
                report_unknown(row.context, "attempts", name, &known, &field.at);
            }
        }
    }
    row.origin("attempts", row.record.address("attempts::max"));
    rules
}

/// What becomes of the contact where a form ends early.
pub fn outcome(row: &mut Row<'_, '_>) -> String {
    let Some(field) = row.record.get("outcome") else {
        let place = row.record.place_of("outcome");
        row.context.error("xlsform/no-outcome", "the end has no outcome", place, "write, for example, `disqualified`");
        return String::new();
    };
    row.origin("outcome", field.at);
    field.text.to_owned()
}

/// What an answer must satisfy: one constraint in XLSForm's columns, or several with levels.
pub fn constraints(row: &mut Row<'_, '_>, question: &mut Question) {
    let level = row.record.get("constraint_level").filter(|field| field.text != "hard");
    let further = further_constraints(row);
    if level.is_none() && further.is_empty() {
        if let Some(field) = row.record.get("constraint") {
            let test = condition_expression(field.text);
            row.origins.retain(|origin| origin.member != "/constraint");
            row.origin("constraint", field.at);
            question.constraints =
                vec![Constraint { test, message: Text::default(), level: Level::Hard, pointer: String::new() }];
        }
        let message = row.text("constraint_message");
        question.constraints.iter_mut().for_each(|constraint| constraint.message.clone_from(&message));
        return;
    }
    let mut cells = vec![String::new(); question.constraints.len()];
    let suffixes = std::iter::once(String::new()).chain(further.iter().map(|number| format!("_{number}")));
    for suffix in suffixes {
        let Some(test) = row.record.get(&format!("constraint{suffix}")) else { continue };
        let level = row.record.get(&format!("constraint_level{suffix}"));
        let level = level.and_then(|field| read_level(row.context, field.text, &field.at));
        question.constraints.push(Constraint {
            test: expression(test.text),
            message: row.context.languages.text(row.record, &format!("constraint_message{suffix}")),
            level: level.unwrap_or_default(),
            pointer: String::new(),
        });
        cells.push(test.at);
    }
    for (index, origin) in cells.into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        row.origins.push(MemberOrigin { member: constraint_member(&question.constraints, index), origin });
    }
}

/// Reports cells that say nothing in the row of a question.
pub fn report_idle(row: &mut Row<'_, '_>, question: &Question) {
    if question.constraints.is_empty() && !row.text("constraint_message").0.is_empty() {
        let message = "`constraint_message` is never shown, because the row has no `constraint`";
        let place = row.record.place_of("constraint_message");
        row.context.warning("xlsform/misplaced", message, place, "say what the answer has to be in `constraint`");
    }
    for (key, container) in [("repeat_count", "begin repeat"), ("kobo--matrix_list", "begin_kobomatrix")] {
        if let Some(field) = row.record.get(key) {
            let message = format!("`{key}` has no meaning for a question and is left out");
            let hint = format!("put it on the `{container}`");
            row.context.warning("xlsform/misplaced", message, Place::at(field.at), hint);
        }
    }
}

/// The numbers of the columns `constraint_2` and so on that have a cell.
fn further_constraints(row: &Row<'_, '_>) -> Vec<u16> {
    let fields = row.record.fields();
    let numbers = fields.filter_map(|(column, _)| column.meaning.key.strip_prefix("constraint_")?.parse().ok());
    let mut numbers: Vec<u16> = numbers.collect();
    numbers.sort_unstable();
    numbers
}

fn read_level(context: &mut ReadContext, text: &str, at: &str) -> Option<Level> {
    match text {
        "hard" => Some(Level::Hard),
        "warn" => Some(Level::Warn),
        "flag" => Some(Level::Flag),
        _ => {
            let message = format!("`{text}` is not a valid level");
            context.error("xlsform/unknown-level", message, Place::at(at), "write `hard`, `warn` or `flag`");
            None
        }
    }
}

/// Rules for the words of a text, from the columns `rule::…`.
pub fn text_rules(row: &mut Row<'_, '_>, question: &mut Question) {
    for (name, field) in row.record.family("rule") {
        match rule(row.context, name, field.text, &field.at, &mut question.text_rules) {
            Rule::Read => row.origin(name, field.at),
            Rule::Unknown => {
                report_unknown(row.context, "rule", name, &[COUNTS, FLAGS, LISTS].concat(), &field.at);
            }
        }
    }
    question.text_rules.phrases = phrases(row, "rule");
}

/// Phrases that are banned or wanted, in each language a list with semicolons between.
fn phrases(row: &mut Row<'_, '_>, family: &str) -> Phrases {
    let mut lists = |name: &str| -> VecMap<String, Vec<String>> {
        let text = row.text(&format!("{family}::{name}"));
        let list = |text: &String| {
            text.split(';').map(str::trim).filter(|phrase| !phrase.is_empty()).map(str::to_owned).collect()
        };
        text.0.iter().map(|(language, text)| (language.clone(), list(text))).collect()
    };
    Phrases { banned: lists("banned"), wanted: lists("wanted") }
}

/// Whether a column names a rule.
enum Rule {
    Read,
    Unknown,
}

fn rule(context: &mut ReadContext, name: &str, text: &str, at: &str, rules: &mut TextRules) -> Rule {
    match name {
        "min_words" => rules.min_words = count(context, text, at),
        "max_words" => rules.max_words = count(context, text, at),
        "min_chars" => rules.min_chars = count(context, text, at),
        "max_chars" => rules.max_chars = count(context, text, at),
        "min_sentences" => rules.min_sentences = count(context, text, at),
        "no_caps" => rules.no_caps = is_yes(text),
        "no_repeats" => rules.no_repeats = is_yes(text),
        "no_placeholder" => rules.no_placeholder = is_yes(text),
        "no_echo" => rules.no_echo = is_yes(text),
        "distinct" => rules.distinct = is_yes(text),
        "names_required" => rules.names = Some(Names::Required(names(text))),
        "names_forbidden" => rules.names = Some(Names::Forbidden(names(text))),
        // They are texts in languages.
        "banned" | "wanted" => {}
        "levels" => rules.levels = levels(context, text, at),
        _ => return Rule::Unknown,
    }
    Rule::Read
}

/// Names of questions, with blanks between.
fn names(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// `min_words=warn no_caps=flag`
fn levels(context: &mut ReadContext, text: &str, at: &str) -> VecMap<TextRule, Level> {
    let read = parameters::read(text).unwrap_or_else(|word| {
        let hint = "write, for example, `min_words=warn`";
        context.error(
            "xlsform/bad-parameters",
            format!("`{word}` is not of the form `rule=level`"),
            Place::at(at),
            hint,
        );
        Parameters::new()
    });
    let mut levels = VecMap::new();
    for Parameter { name, value } in read {
        let Some(rule) = TextRule::ALL.into_iter().find(|rule| rule.name() == name) else {
            let near = closest_match(&name, TextRule::ALL.into_iter().map(TextRule::name));
            let hint = near
                .map_or_else(|| "name a rule such as `min_words`".to_owned(), |near| format!("did you mean `{near}`?"));
            context.error("document/unknown-rule", format!("unknown rule `{name}`"), Place::at(at), hint);
            continue;
        };
        levels.extend(read_level(context, &value, at).map(|level| (rule, level)));
    }
    levels
}

/// The comment of a question, from the columns `comment::…`.
pub fn comment(row: &mut Row<'_, '_>) -> Option<Comment> {
    let label = row.context.languages.text(row.record, "comment::label");
    let mut is_wanted = !label.0.is_empty();
    let mut comment = Comment { label, relevant: None, required: Condition::No, text_rules: TextRules::default() };
    for (name, field) in row.record.family("comment") {
        is_wanted = true;
        match name {
            // A comment without rules: `comment::offered` says that there is one.
            "label" => continue,
            "offered" if is_yes(field.text) => continue,
            "offered" => {
                is_wanted = comment.relevant.is_some()
                    || !comment.required.is_no()
                    || comment.text_rules != TextRules::default();
                continue;
            }
            "relevant" => comment.relevant = Some(expression(field.text)),
            "required" => comment.required = condition(field.text),
            name => match rule(row.context, name, field.text, &field.at, &mut comment.text_rules) {
                Rule::Read => {}
                Rule::Unknown => {
                    let known = [COUNTS, FLAGS, LISTS, &["label", "relevant", "required", "offered"]].concat();
                    report_unknown(row.context, "comment", name, &known, &field.at);
                }
            },
        }
        row.origins.push(MemberOrigin { member: format!("/comment/{name}"), origin: field.at });
    }
    comment.text_rules.phrases = phrases(row, "comment");
    is_wanted |= !comment.text_rules.phrases.is_empty();
    is_wanted.then(|| {
        row.origin("comment", row.record.place().pointer);
        comment
    })
}

fn count(context: &mut ReadContext, text: &str, at: &str) -> Option<u32> {
    let count = text.parse().ok();
    if count.is_none() {
        let message = format!("`{text}` is not a valid number");
        context.error("xlsform/bad-number", message, Place::at(at), "write a whole number");
    }
    count
}

fn report_unknown(context: &mut ReadContext, family: &str, name: &str, known: &[&str], at: &str) {
    let near = closest_match(name, known.iter().copied());
    let hint = near
        .map_or_else(|| format!("it knows {}", known.join(", ")), |near| format!("did you mean `{family}::{near}`?"));
    context.error("xlsform/unknown-rule", format!("there is no column `{family}::{name}`"), Place::at(at), hint);
}
