//! Instances that ODK Web Forms made of forms and answers, held against ours for the same answers.
//!
//! `tests/backends/openrosa/play.mjs` writes them down. Compared are names, namespaces, attributes, order, values, what is
//! left out because it is not relevant, and whether the form may be finished at all.

use roxmltree::{Document, Node};
use sealform_formats::openrosa::Instance;
use sealform_types::Json;

use super::scenario::{Player, text};
use super::{Judged, Verdict};

const OPENROSA: &str = "http://openrosa.org/xforms";
const XFORMS: &str = "http://www.w3.org/2002/xforms";

/// Plays every form again and compares.
pub fn play(record: &Json) -> Vec<Judged> {
    let cases = record.get("cases").and_then(Json::as_array).unwrap_or_default();
    let judged = cases.iter().map(|case| {
        let verdict = match text(case, "skipped") {
            Some(why) => Verdict::OutOfScope(why.to_owned()),
            None => compare(case).map_or_else(Verdict::Failed, |()| Verdict::Passed),
        };
        Judged { id: text(case, "id").unwrap_or_default().to_owned(), verdict }
    });
    judged.collect()
}

fn compare(case: &Json) -> Result<(), String> {
    let mut player = Player::load(&Json::Object(Vec::new()), text(case, "form").unwrap_or_default().as_bytes())?;
    for step in case.get("steps").and_then(Json::as_array).unwrap_or_default() {
        player.step(step).map_err(|reason| format!("{}: {reason}", step.to_text()))?;
    }
    let is_valid = case.get("valid") == Some(&Json::Boolean(true));
    // Web Forms adds its `meta` in OpenRosa's namespace only where the form names that.
    let meta = if text(case, "form").unwrap_or_default().contains(OPENROSA) { OPENROSA } else { XFORMS };
    compare_filled(&player, is_valid, meta, text(case, "instance").unwrap_or_default())
}

/// Holds a filled form against the instance (`expected`) that another engine made of the same answers, and whether that
/// may be sent (`valid`).
pub(super) fn hold(player: &Player, step: &Json) -> Result<(), String> {
    let is_valid = step.get("valid") == Some(&Json::Boolean(true));
    // A spreadsheet names no namespaces; pyxform puts `meta` into the one of XForms.
    let meta = if player.case.get("table").is_some() { XFORMS } else { OPENROSA };
    compare_filled(player, is_valid, meta, text(step, "expected").unwrap_or_default())
        .map_err(|difference| format!("instance: {difference}"))
}

/// `meta` is the namespace that it stands in.
fn compare_filled(player: &Player, is_valid: bool, meta: &str, theirs: &str) -> Result<(), String> {
    let finished = match (player.session.finish(), is_valid) {
        (Ok(finished), true) => finished,
        (Err(_), false) => return Ok(()),
        (Ok(_), false) => return Err("it may be finished here, and not there".to_owned()),
        (Err(open), true) => {
            let first = open.first().map(|point| format!("{}: {:?}", point.path, point.issue));
            return Err(format!("it may not be finished here: {}", first.unwrap_or_default()));
        }
    };
    let name = player.session.instance_name();
    let instance = Instance {
        questionnaire: &player.questionnaire,
        answers: &finished.answers,
        repeats: &finished.repeats,
        is_relevant: &|path| player.session.is_relevant(path).unwrap_or(path.ends_with(']')),
        id: "0f2c5a52-8f7c-4a2e-9f43-0c8a1c1f0b11",
        name: name.as_deref(),
        deprecated: None,
    };
    let ours = instance.write().xml;
    let read = |xml: &str, whose: &str| Document::parse(xml).map(drop).map_err(|fault| format!("{whose}: {fault}"));
    read(&ours, "ours").and_then(|()| read(theirs, "theirs"))?;
    let ours = ours.replace(OPENROSA, meta);
    match (Document::parse(&ours), Document::parse(theirs)) {
        (Ok(ours), Ok(theirs)) => same(ours.root_element(), theirs.root_element(), ""),
        (Err(fault), _) | (_, Err(fault)) => Err(fault.to_string()),
    }
}

fn named(node: Node<'_, '_>) -> String {
    match node.tag_name().namespace().filter(|uri| *uri != XFORMS) {
        Some(uri) => format!("{{{uri}}}{}", node.tag_name().name()),
        None => node.tag_name().name().to_owned(),
    }
}

fn same(ours: Node<'_, '_>, theirs: Node<'_, '_>, above: &str) -> Result<(), String> {
    let (name, wanted) = (named(ours), named(theirs));
    let path = format!("{above}/{wanted}");
    if name != wanted {
        return Err(format!("{path}: here it is `{name}`"));
    }
    let (kept, asked) = (attributes(ours), attributes(theirs));
    if kept != asked {
        return Err(format!("{path}: has {kept:?}, not {asked:?}"));
    }
    let inside = |node: Node<'_, '_>| node.children().filter(Node::is_element).map(named).collect::<Vec<_>>();
    let (have, want) = (inside(ours), inside(theirs));
    if have != want {
        return Err(format!("{path}: holds {have:?}, not {want:?}"));
    }
    if have.is_empty() {
        let value = |node: Node<'_, '_>| node.text().unwrap_or_default().to_owned();
        let (have, want) = (value(ours), value(theirs));
        // Every instance of ours says who it is, whether the form asks for that or not.
        if ours.tag_name().name() == "instanceID" && want.is_empty() && without_chance(&have) == "uuid:*" {
            return Ok(());
        }
        return match alike(&have, &want) {
            true => Ok(()),
            false => Err(format!("{path}: is {have:?}, not {want:?}")),
        };
    }
    let elements =
        |node: Node<'_, '_>| node.children().filter(Node::is_element).map(|child| child.id()).collect::<Vec<_>>();
    let pairs = elements(ours).into_iter().zip(elements(theirs));
    pairs.into_iter().try_for_each(|(one, other)| {
        match (ours.document().get_node(one), theirs.document().get_node(other)) {
            (Some(one), Some(other)) => same(one, other, &path),
            (_, _) => Ok(()),
        }
    })
}

fn attributes(node: Node<'_, '_>) -> Vec<(String, String)> {
    let mut all: Vec<_> = node
        .attributes()
        .map(|it| (format!("{}{}", it.namespace().unwrap_or_default(), it.name()), without_chance(it.value())))
        .collect();
    all.sort();
    all
}

/// Whether two values are the same but for what is different at every play: UUIDs, and the second in which it was asked.
fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (without_chance(one), without_chance(other));
    one == other || is_now(&one) && is_now(&other) || in_number(&one, &other) || same_moment(&one, &other)
}

/// A number may be written in two ways, and places of a line may be parted with a blank or without.
fn in_number(one: &str, other: &str) -> bool {
    let place = |text: &str| text.split_whitespace().map(str::parse::<f64>).collect::<Result<Vec<_>, _>>();
    let numbers = |text: &str| text.split(';').map(place).collect::<Result<Vec<_>, _>>().ok();
    let is_any = !one.trim().is_empty();
    is_any && numbers(one).is_some_and(|numbers_of_one| numbers(other) == Some(numbers_of_one))
}

/// The second may have a fraction of nothing.
fn same_moment(one: &str, other: &str) -> bool {
    let read = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    read(one)
        .is_some_and(|moment| read(other).is_some_and(|other| moment == other && moment.offset() == other.offset()))
}

/// Plays begin at this hour.
fn is_now(text: &str) -> bool {
    chrono::DateTime::parse_from_rfc3339(text).is_ok_and(|moment| {
        let begun = chrono::DateTime::parse_from_rfc3339("2026-06-15T09:30:00-07:00");
        begun.is_ok_and(|begun| (moment - begun).num_seconds().abs() <= 3600)
    })
}

/// The text with every UUID as `*`.
fn without_chance(text: &str) -> String {
    let pattern = regex_lite::Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    pattern.map_or_else(|_| text.to_owned(), |pattern| pattern.replace_all(text, "*").into_owned())
}
