//! Random questionnaires, and random things that people do in them.

use proptest::prelude::*;
use sealform_protocol::Action;
use sealform_types::Json;

use crate::respondent::Respondent;

/// One random question, before it has a name: numbers stand for choices that are made when the form is written.
#[derive(Debug, Clone)]
pub struct Seed {
    kind: u8,
    reads: [u8; 3],
    shape: u8,
    inside: u8,
    extra: u8,
}

/// A random questionnaire: questions of all kinds, groups, repeats and ends, with conditions and
/// calculations that read whatever stands before them.
pub fn any_form() -> impl Strategy<Value = (Json, Json)> {
    let seed = (any::<u8>(), any::<[u8; 3]>(), any::<u8>(), any::<u8>(), any::<u8>());
    let seed = seed.prop_map(|(kind, reads, shape, inside, extra)| Seed { kind, reads, shape, inside, extra });
    prop::collection::vec(seed, 2..24).prop_map(|seeds| write_form(&seeds))
}

struct Known {
    name: String,
    kind: &'static str,
    /// In a repeat, so that from outside it is many.
    repeated: bool,
    /// The repeat it is in.
    repeat: String,
}

fn write_form(seeds: &[Seed]) -> (Json, Json) {
    let (mut survey, mut known, mut scored) = (Vec::new(), Vec::<Known>::new(), Vec::new());
    let mut open: Option<(String, Vec<String>)> = None;
    for (index, seed) in seeds.iter().enumerate() {
        let name = format!("q{index}");
        if let Some((head, children)) = open.take_if(|(_, children)| seed.inside % 4 == 0 && !children.is_empty()) {
            survey.push(format!("{head}{}]}}", children.join(",")));
        }
        if open.is_none() && seed.inside % 5 == 1 {
            let relevant =
                condition(seed, &known, false).map(|c| format!(r#","relevant":{}"#, text(&c))).unwrap_or_default();
            let (kind, page) = match seed.inside % 2 {
                0 => ("repeat", instances(seed, &known)),
                _ => ("group", r#","appearance":"page""#.to_owned() + &group_readonly(seed, &known)),
            };
            let head = format!(
                r#"{{"type":"{kind}","name":"g{index}","label":"G ${{{}}}"{page}{relevant},"children":["#,
                first(&known)
            );
            let head = if known.is_empty() || known[0].repeated {
                head.replace(&format!(" ${{{}}}", first(&known)), "")
            } else {
                head
            };
            open = Some((head, Vec::new()));
        }
        let in_repeat = open.as_ref().is_some_and(|(head, _)| head.contains(r#""type":"repeat""#));
        let repeat = open.as_ref().filter(|_| in_repeat).map(|(head, _)| group_name(head)).unwrap_or_default();
        let (question, kind) = question(&name, seed, &known, &repeat);
        match &mut open {
            Some((_, children)) => {
                children.push(question);
                let group = open.as_ref().map(|(head, _)| group_name(head));
                if kind == "select_one" {
                    scored.push(format!("{}/{name}", group.unwrap_or_default()));
                }
            }
            None => {
                survey.push(question);
                if kind == "select_one" {
                    scored.push(name.clone());
                }
            }
        }
        if kind != "terminate" {
            known.push(Known { name, kind, repeated: in_repeat, repeat });
        }
    }
    if let Some((head, children)) = open {
        survey.push(format!("{head}{}]}}", children.join(",")));
    }
    (form(&survey), key(&scored))
}

fn group_name(head: &str) -> String {
    let name = head.split(r#""name":""#).nth(1).and_then(|rest| rest.split('"').next());
    name.unwrap_or_default().to_owned()
}

/// How many instances a repeat has: as a number says, so many at the start, or as the person adds.
fn instances(seed: &Seed, known: &[Known]) -> String {
    let number = known.iter().rev().find(|known| !known.repeated && known.kind == "integer");
    match (seed.extra % 4, number) {
        (0, Some(known)) => format!(r#","repeat_count":"${{{}}} mod 4""#, known.name),
        (1, _) => r#","instances":2"#.to_owned(),
        (2, _) if seed.extra % 8 == 2 => r#","instances":1,"fixed":true"#.to_owned(),
        _ => String::new(),
    }
}

fn group_readonly(seed: &Seed, known: &[Known]) -> String {
    match condition(seed, known, false) {
        Some(condition) if seed.extra.is_multiple_of(5) => format!(r#","readonly":{}"#, text(&condition)),
        _ => String::new(),
    }
}

fn form(survey: &[String]) -> Json {
    let choices = r#"{"yn":[{"name":"yes","label":{"en":"Yes","nb":"Ja"}},{"name":"no","label":"No"},{"name":"na","label":"N/A","not_applicable":true}]}"#;
    let json = format!(
        r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en","nb"],"choices":{choices},"survey":[{}]}}"#,
        survey.join(",")
    );
    Json::parse(json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn key(scored: &[String]) -> Json {
    let rules: Vec<String> = scored.iter().map(|path| format!(r#""{path}":{{"points":{{"yes":3,"no":0}}}}"#)).collect();
    let json = format!(
        r#"{{"sealform_key":1,"questionnaire":{{"id":"f","version":"1"}},"show":"live","questions":{{{}}}}}"#,
        rules.join(",")
    );
    Json::parse(json.as_bytes()).expect("a key")
}

fn first(known: &[Known]) -> &str {
    known.first().map_or("", |known| known.name.as_str())
}

fn text(text: &str) -> String {
    Json::from(text).to_text()
}

const KINDS: [&str; 16] = [
    "select_one",
    "integer",
    "text",
    "calculate",
    "select_multiple",
    "decimal",
    "note",
    "terminate",
    "calculate",
    "integer",
    "rank",
    "image",
    "geopoint",
    "range",
    "start",
    "end",
];

fn question(name: &str, seed: &Seed, known: &[Known], repeat: &str) -> (String, &'static str) {
    let in_repeat = !repeat.is_empty();
    let kind = KINDS[seed.kind as usize % KINDS.len()];
    let kind = if kind == "terminate" && (in_repeat || !seed.shape.is_multiple_of(3) || known.is_empty()) {
        "integer"
    } else {
        kind
    };
    let kind = if kind == "calculate" && known.is_empty() { "text" } else { kind };
    let condition = condition(seed, known, in_repeat);
    let relevant = match (&condition, kind) {
        (Some(condition), _) if seed.shape.is_multiple_of(2) || kind == "terminate" => {
            format!(r#","relevant":{}"#, text(condition))
        }
        (None, "terminate") => r#","relevant":"false()""#.to_owned(),
        _ => String::new(),
    };
    let label = match known.iter().rev().find(|known| known.repeated == in_repeat || !known.repeated) {
        Some(Known { name: other, .. }) if seed.shape.is_multiple_of(3) => {
            format!("*{name}* after **${{{other}}}** and [${{{other}}}](https://example.org/?q=${{{other}}})")
        }
        _ => name.to_owned(),
    };
    let rest = match kind {
        "select_one" => {
            r#","choices":"yn","comment":{"relevant":". = 'no'","required":". = 'no'","min_words":2}"#.to_owned()
        }
        "select_multiple" | "rank" => match &condition {
            Some(condition) if seed.extra.is_multiple_of(3) => {
                format!(r#","choices":"yn","choice_filter":{}"#, text(&format!("name = 'na' or {condition}")))
            }
            _ => r#","choices":"yn""#.to_owned(),
        },
        "calculate" => calculation(seed, known, repeat),
        "terminate" => r#","outcome":"over""#.to_owned(),
        "integer" if seed.extra.is_multiple_of(6) && !known.is_empty() => {
            format!(r#","default_expression":{}"#, text(&number(seed.reads[2], known, in_repeat)))
        }
        "integer" => format!(r#","constraint":". < {}""#, 40 + u32::from(seed.reads[2])),
        "decimal" if seed.extra % 3 == 1 && !known.is_empty() => suggestion(seed, known, in_repeat),
        "decimal" if seed.extra.is_multiple_of(6) => r#","default":"2.5""#.to_owned(),
        "text" => r#","min_words":2,"no_caps":true"#.to_owned(),
        _ => String::new(),
    };
    let required = match (kind, &condition) {
        ("select_one" | "integer", Some(condition)) if seed.shape.is_multiple_of(5) => {
            format!(r#","required":{}"#, text(condition))
        }
        _ => String::new(),
    };
    (format!(r#"{{"type":"{kind}","name":"{name}","label":{}{relevant}{rest}{required}}}"#, text(&label)), kind)
}

/// A suggestion, which a change of something else may bring back, or replace.
fn suggestion(seed: &Seed, known: &[Known], in_repeat: bool) -> String {
    let suggested = text(&number(seed.reads[0], known, in_repeat));
    let picked = &known[seed.reads[1] as usize % known.len()];
    let event = match seed.shape % 3 {
        0 => format!(r#","calculation":"''","trigger":["{}"]"#, picked.name),
        1 => format!(
            r#","calculation":{},"trigger":["{}"]"#,
            text(&number(seed.reads[2], known, in_repeat)),
            picked.name
        ),
        _ => String::new(),
    };
    format!(r#","suggestion":{suggested}{event}"#)
}

/// A calculation of one of several kinds: as ever, once, by a trigger, from its own value, over all instances of a repeat.
fn calculation(seed: &Seed, known: &[Known], repeat: &str) -> String {
    let plain = number(seed.reads[0], known, !repeat.is_empty());
    let picked = &known[seed.reads[1] as usize % known.len()];
    let calculation = match seed.extra % 6 {
        0 => format!("once({plain})"),
        1 if picked.repeated => {
            format!("count(/data/{0}[{1} != '']) + sum(/data/{0}[position() > 1]/{1})", picked.repeat, picked.name)
        }
        2 if picked.repeated => format!("count(/data/{}[{} > {}])", picked.repeat, picked.name, seed.reads[2] % 9),
        3 if !repeat.is_empty() => format!("position(..) * 10 + {plain}"),
        5 => format!("coalesce(., 1) * 2 mod 97 + {plain}"),
        _ => plain,
    };
    let trigger = match seed.extra % 6 {
        4 => format!(r#","trigger":["{}"]"#, picked.name),
        _ => String::new(),
    };
    format!(r#","calculation":{}{trigger}"#, text(&calculation))
}

/// A condition on what stands before, if anything does.
fn condition(seed: &Seed, known: &[Known], in_repeat: bool) -> Option<String> {
    let pick = |read: u8| known.get(read as usize % known.len().max(1));
    let one = |read: u8| {
        let known = pick(read)?;
        let many = known.repeated && !in_repeat;
        Some(match known.kind {
            _ if many => format!("count-non-empty(${{{}}}) > {}", known.name, read % 3),
            "select_one" => format!("${{{}}} = '{}'", known.name, ["yes", "no", "na"][read as usize % 3]),
            "select_multiple" => format!("selected(${{{}}}, 'yes')", known.name),
            "text" => format!("answered(${{{}}})", known.name),
            _ => format!("${{{}}} > {}", known.name, read % 30),
        })
    };
    let (a, b) = (one(seed.reads[0])?, one(seed.reads[1])?);
    Some(match seed.shape % 4 {
        0 => a,
        1 => format!("{a} and {b}"),
        2 => format!("{a} or not({b})"),
        _ => format!("not({a})"),
    })
}

/// A number worked out from what stands before.
fn number(read: u8, known: &[Known], in_repeat: bool) -> String {
    let picked = &known[read as usize % known.len()];
    if picked.repeated && !in_repeat {
        return format!("sum(${{{}}}) + count(${{{}}})", picked.name, picked.name);
    }
    match picked.kind {
        "integer" | "decimal" | "calculate" => format!("${{{}}} * 2 + {}", picked.name, read % 7),
        _ => format!("coalesce(string-length(${{{}}}), 0) mod 5", picked.name),
    }
}

/// One random thing a person does, before it is known which question it meets.
pub type Deed = (u8, u8, u8);

/// Random things that people do.
pub fn any_deeds() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec(any::<Deed>(), 1..40)
}

/// What a deed is in a form as it now stands.
pub fn action(respondent: &Respondent, (verb, target, value): Deed) -> Action {
    use sealform_protocol::{Control, GroupKind, Node};
    let nodes: Vec<&Node> = respondent.face.nodes.values().collect();
    let node = nodes[target as usize % nodes.len()];
    match node {
        _ if verb % 11 == 0 => Action::Language { language: ["en", "nb", "xx"][value as usize % 3].to_owned() },
        Node::Group(group) => match group.kind {
            GroupKind::Repeat if respondent.face.nodes.len() < 200 => Action::AddInstance { path: group.path.clone() },
            GroupKind::Instance { .. } if verb % 2 == 0 => Action::RemoveInstance { path: group.path.clone() },
            _ => Action::Open { path: group.path.clone() },
        },
        Node::Question(question) if verb % 5 == 0 => {
            let text = ["", "no", "he left at once", "HE LEFT AT ONCE"][value as usize % 4];
            Action::Comment { path: question.path.clone(), text: text.to_owned() }
        }
        Node::Question(question) => {
            let names = ["yes", "no", "na", "maybe"];
            let value = match &question.control {
                _ if value % 9 == 0 => Json::Null,
                Control::SelectOne { .. } => Json::from(names[value as usize % 4]),
                Control::SelectMultiple { .. } => {
                    names.iter().take(value as usize % 4).map(|name| Json::from(*name)).collect()
                }
                Control::Integer if value % 7 == 0 => Json::from("many"),
                Control::Decimal | Control::Range(_) => Json::String(format!("{}.{}", value % 40, value % 10)),
                Control::Rank { .. } => {
                    names.iter().rev().skip(1).take(value as usize % 4).map(|name| Json::from(*name)).collect()
                }
                Control::File { .. } => Json::Array(vec![Json::String(format!("{}.jpg", value % 3))]),
                Control::Geopoint => Json::String(format!("{} {}", i32::from(value) - 100, value)),
                Control::Text { .. } => Json::from(["", "two words", "ONE BIG SHOUT", "é"][value as usize % 4]),
                _ => Json::Integer(i64::from(value % 50)),
            };
            Action::Answer { path: question.path.clone(), value }
        }
    }
}
