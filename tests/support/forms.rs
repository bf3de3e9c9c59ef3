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
}

/// A random questionnaire: questions of all kinds, groups, repeats and ends, with conditions and
/// calculations that read whatever stands before them.
pub fn any_form() -> impl Strategy<Value = (Json, Json)> {
    let seed = (any::<u8>(), any::<[u8; 3]>(), any::<u8>(), any::<u8>());
    let seed = seed.prop_map(|(kind, reads, shape, inside)| Seed { kind, reads, shape, inside });
    prop::collection::vec(seed, 2..24).prop_map(|seeds| write_form(&seeds))
}

struct Known {
    name: String,
    kind: &'static str,
    /// In a repeat, so that from outside it is many.
    repeated: bool,
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
            let (kind, page) = if seed.inside % 2 == 0 { ("repeat", "") } else { ("group", r#","appearance":"page""#) };
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
        let (question, kind) = question(&name, seed, &known, in_repeat);
        match &mut open {
            Some((_, children)) => {
                children.push(question);
                let group = open.as_ref().map(|(head, _)| {
                    head.split(r#""name":""#)
                        .nth(1)
                        .and_then(|rest| rest.split('"').next())
                        .unwrap_or_default()
                        .to_owned()
                });
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
            known.push(Known { name, kind, repeated: in_repeat });
        }
    }
    if let Some((head, children)) = open {
        survey.push(format!("{head}{}]}}", children.join(",")));
    }
    (form(&survey), key(&scored))
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

fn question(name: &str, seed: &Seed, known: &[Known], in_repeat: bool) -> (String, &'static str) {
    let kind = ["select_one", "integer", "text", "calculate", "select_multiple", "decimal", "note", "terminate"]
        [seed.kind as usize % 8];
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
        Some(known) if seed.shape.is_multiple_of(3) => format!("{name} after ${{{}}}", known.name),
        _ => name.to_owned(),
    };
    let rest = match kind {
        "select_one" => {
            r#","choices":"yn","comment":{"relevant":". = 'no'","required":". = 'no'","min_words":2}"#.to_owned()
        }
        "select_multiple" => r#","choices":"yn""#.to_owned(),
        "calculate" => format!(r#","calculation":{}"#, text(&number(seed.reads[0], known, in_repeat))),
        "terminate" => r#","outcome":"over""#.to_owned(),
        "integer" => format!(r#","constraint":". < {}""#, 40 + u32::from(seed.reads[2])),
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
                Control::Decimal => Json::String(format!("{}.{}", value % 40, value % 10)),
                Control::Text => Json::from(["", "two words", "ONE BIG SHOUT", "é"][value as usize % 4]),
                _ => Json::Integer(i64::from(value % 50)),
            };
            Action::Answer { path: question.path.clone(), value }
        }
    }
}
