//! Columns of ours: what a document can say and XLSForm has no word for. `www/docs/import.md` lists them.

use sealform_types::{Json, Place, nearest};

use super::form::Form;
use super::node::Node;
use super::parameters::{self, Parameters};
use super::table::Record;
use super::words::{Truth, expression, is_yes, truth};

/// Counts among the rules for words.
pub const COUNTS: &[&str] = &["min_words", "max_words", "min_chars", "max_chars", "min_sentences"];
/// Flags among the rules for words.
pub const FLAGS: &[&str] = &["no_caps", "no_repeats", "no_placeholder", "no_echo"];

/// The two ends of a rating, from its parameters.
pub fn rating(form: &mut Form, record: &Record<'_>, node: &mut Node, parameters: &Parameters) {
    for (name, usual) in [("start", 1), ("end", 5)] {
        let value = match parameters::get(parameters, name) {
            None => usual,
            Some(text) => text.parse().unwrap_or_else(|_| {
                let message = format!("`{text}` is no whole number");
                form.error("xlsform/range-number", message, record.place_of("parameters"), "write a whole number");
                usual
            }),
        };
        node.put(name, Json::Integer(value), Some(record.address("parameters")));
    }
}

/// The rules of an attempt log.
pub fn attempts(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    let mut members = Vec::new();
    for (name, field) in record.family("attempts") {
        let value = match name {
            "max" | "wait" => count(form, field.text, &field.at),
            "different_days" => is_yes(field.text).then_some(Json::Boolean(true)),
            "channels" => Some(field.text.split_whitespace().map(Json::from).collect()),
            _ => {
                unknown(form, "attempts", name, &["max", "wait", "different_days", "channels"], &field.at);
                None
            }
        };
        members.extend(value.map(|value| (name.to_owned(), value)));
    }
    node.put("attempts", Json::Object(members), Some(record.address("attempts::max")));
}

/// Where a form ends early.
pub fn terminate(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    match record.get("outcome") {
        Some(field) => node.put("outcome", field.text, Some(field.at)),
        None => form.error(
            "xlsform/no-outcome",
            "the end has no outcome",
            record.place_of("outcome"),
            "write, for example, `disqualified`",
        ),
    }
}

/// What an answer must satisfy: one constraint in XLSForm's columns, or several with levels.
pub fn constraints(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    let level = record.get("constraint_level").filter(|field| field.text != "hard");
    let further: Vec<u16> = {
        let numbers =
            record.fields().filter_map(|(column, _)| column.meaning.key.strip_prefix("constraint_")?.parse().ok());
        let mut numbers: Vec<u16> = numbers.collect();
        numbers.sort_unstable();
        numbers
    };
    if level.is_none() && further.is_empty() {
        if let Some(field) = record.get("constraint") {
            let test = match truth(field.text) {
                Truth::Yes => "true()".to_owned(),
                Truth::No => "false()".to_owned(),
                Truth::When(text) => text,
            };
            node.put("constraint", test.as_str(), Some(field.at));
        }
        return super::question::put_text(form, record, node, "constraint_message");
    }
    let mut all = Vec::new();
    let suffixes = std::iter::once(String::new()).chain(further.iter().map(|number| format!("_{number}")));
    for suffix in suffixes {
        let Some(test) = record.get(&format!("constraint{suffix}")) else { continue };
        let mut members = vec![("test".to_owned(), Json::String(expression(test.text)))];
        let message = form.languages.text(record, &format!("constraint_message{suffix}"));
        members.extend(message.map(|message| ("message".to_owned(), message)));
        if let Some(level) = record.get(&format!("constraint_level{suffix}")) {
            members.extend(read_level(form, level.text, &level.at).map(|level| ("level".to_owned(), level)));
        }
        node.cells.push((format!("/constraints/{}", all.len()), test.at));
        all.push(Json::Object(members));
    }
    node.put("constraints", Json::Array(all), None);
}

fn read_level(form: &mut Form, text: &str, at: &str) -> Option<Json> {
    if matches!(text, "hard" | "warn" | "flag") {
        return Some(Json::from(text));
    }
    form.error(
        "xlsform/unknown-level",
        format!("`{text}` is no level of a rule"),
        Place::at(at),
        "write `hard`, `warn` or `flag`",
    );
    None
}

/// Rules for the words of a text, from the columns `rule::…`.
pub fn rules(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    for (name, field) in record.family("rule") {
        match rule(form, name, field.text, &field.at) {
            Some(value) => node.put(name, value, Some(field.at)),
            None if known_rule(name) => {}
            None => unknown(form, "rule", name, &[COUNTS, FLAGS, &["levels"]].concat(), &field.at),
        }
    }
}

fn known_rule(name: &str) -> bool {
    COUNTS.contains(&name) || FLAGS.contains(&name) || name == "levels"
}

fn rule(form: &mut Form, name: &str, text: &str, at: &str) -> Option<Json> {
    match name {
        name if COUNTS.contains(&name) => count(form, text, at),
        name if FLAGS.contains(&name) => is_yes(text).then_some(Json::Boolean(true)),
        "levels" => match parameters::read(text) {
            Ok(levels) => {
                let read = |(name, level): (String, String)| Some((name, read_level(form, &level, at)?));
                Some(Json::Object(levels.into_iter().filter_map(read).collect()))
            }
            Err(word) => {
                let hint = "write, for example, `min_words=warn`";
                form.error("xlsform/bad-parameters", format!("`{word}` is no `rule=level`"), Place::at(at), hint);
                None
            }
        },
        _ => None,
    }
}

/// The comment of a question, from the columns `comment::…`.
pub fn comment(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    let mut members = Vec::new();
    members.extend(form.languages.text(record, "comment::label").map(|label| ("label".to_owned(), label)));
    let mut wanted = !members.is_empty();
    for (name, field) in record.family("comment") {
        wanted = true;
        let value = match name {
            "label" => continue,
            "relevant" => Some(Json::String(expression(field.text))),
            "required" => match truth(field.text) {
                Truth::Yes => Some(Json::Boolean(true)),
                Truth::No => None,
                Truth::When(text) => Some(Json::String(text)),
            },
            // A comment without rules: `comment::offered` says that there is one.
            "offered" if is_yes(field.text) => continue,
            "offered" => {
                wanted = members.iter().any(|(name, _)| name != "label");
                continue;
            }
            name => {
                let value = rule(form, name, field.text, &field.at);
                if value.is_none() && !known_rule(name) {
                    let known = [COUNTS, FLAGS, &["levels", "label", "relevant", "required", "offered"]].concat();
                    unknown(form, "comment", name, &known, &field.at);
                }
                value
            }
        };
        node.cells.push((format!("/comment/{name}"), field.at));
        members.extend(value.map(|value| (name.to_owned(), value)));
    }
    if wanted {
        node.put("comment", Json::Object(members), Some(record.place().pointer));
    }
}

fn count(form: &mut Form, text: &str, at: &str) -> Option<Json> {
    match text.parse::<u32>() {
        Ok(number) => Some(Json::Integer(i64::from(number))),
        Err(_) => {
            form.error("xlsform/bad-number", format!("`{text}` is no count"), Place::at(at), "write a whole number");
            None
        }
    }
}

fn unknown(form: &mut Form, family: &str, name: &str, known: &[&str], at: &str) {
    let near = nearest(name, known.iter().copied());
    let hint = near
        .map_or_else(|| format!("it knows {}", known.join(", ")), |near| format!("did you mean `{family}::{near}`?"));
    form.error("xlsform/unknown-rule", format!("there is no column `{family}::{name}`"), Place::at(at), hint);
}
