//! What changed between two versions of a questionnaire, in an author's words.
//! Any format will do, for both were read before; that texts differ is not judged.

#![deny(clippy::wildcard_enum_match_arm)]

mod alike;
mod order;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use sealform_questionnaire::{GroupType, Item, Questionnaire};
use sealform_types::Json;

use crate::document::to_json;
use alike::{CARRIED, alike, carries};
use order::out_of_order;

/// One change.
///
/// # Example
/// ```
/// use sealform_formats::diff::{Change, ChangeKind};
/// let change = Change {
///     kind: ChangeKind::Changed,
///     subject: "question age".to_owned(),
///     part: Some("relevant".to_owned()),
///     before: Some("${a} = 1".to_owned()),
///     after: None,
/// };
/// assert_eq!(change.to_string(), "question age: relevant changed\n  - ${a} = 1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// What it happened to: `question greeting/greeted`, `choice yes_no/yes`, `the form`.
    pub subject: String,
    /// Which part of it, where only a part changed: `label (nb)`, `relevant`.
    pub part: Option<String>,
    /// How it was; the place, where it was moved.
    pub before: Option<String>,
    /// How it is now.
    pub after: Option<String>,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is in another place.
    Moved,
    /// A part of it is different.
    Changed,
}

impl ChangeKind {
    /// One word for it.
    ///
    /// # Example
    /// ```
    /// assert_eq!(sealform_formats::diff::ChangeKind::Moved.name(), "moved");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
            Self::Changed => "changed",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.subject)?;
        if let Some(part) = &self.part {
            write!(f, ": {part}")?;
        }
        write!(f, " {}", self.kind.name())?;
        match (&self.before, &self.after) {
            (None, None) => Ok(()),
            (Some(before), Some(after)) => write!(f, "\n  - {before}\n  + {after}"),
            (Some(before), None) => write!(f, "\n  - {before}"),
            (None, Some(after)) => write!(f, "\n  + {after}"),
        }
    }
}

/// Compares two questionnaires: first the form, then its questions in order, then its choice lists.
///
/// # Example
/// ```
/// use sealform_formats::diff::diff;
/// use sealform_questionnaire::{Item, Question, Questionnaire, Text};
/// let read = |label: &str| {
///     let label = Text([("en".to_owned(), label.to_owned())].into_iter().collect());
///     let question = Question { name: "a".to_owned(), label, ..Question::default() };
///     Questionnaire { survey: vec![Item::Question(Box::new(question))], ..Questionnaire::default() }
/// };
/// let changes = diff(&read("Who?"), &read("Who is it?"));
/// assert_eq!(changes[0].to_string(), "question a: label (en) changed\n  - Who?\n  + Who is it?");
/// ```
pub fn diff(before: &Questionnaire, after: &Questionnaire) -> Vec<Change> {
    let mut changes = Vec::new();
    let (old, new) = (to_json(before), to_json(after));
    let aspect = match (carries(&old), carries(&new)) {
        (true, true) | (false, false) => Aspect::Whole,
        (before, _) => {
            let kind = if before { ChangeKind::Removed } else { ChangeKind::Added };
            let part = Some("attributes that only XForms have".to_owned());
            changes.push(Change { part, ..whole(kind, "the form".to_owned()) });
            Aspect::Meaning
        }
    };
    members(&old, &new, "the form", &["$schema", "sealform", "choices", "survey", "settings"], aspect, &mut changes);
    let settings = |document: &Json| document.get("settings").cloned().unwrap_or(Json::Null);
    members(&settings(&old), &settings(&new), "the settings", &[], aspect, &mut changes);
    survey(&flat(before, &old), &flat(after, &new), aspect, &mut changes);
    lists(&old, &new, aspect, &mut changes);
    changes
}

/// What of two documents is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    /// Every member.
    Whole,
    /// Only one of them comes from XML: what only XML has is left out, and was reported once.
    Meaning,
}

/// A question, group, repeat or end with its position.
struct Placed<'a> {
    item: &'a Item,
    /// What it says, member by member.
    json: &'a Json,
    path: String,
    parent: String,
    name: &'a str,
}

impl Placed<'_> {
    fn subject(&self) -> String {
        let kind = match self.item {
            Item::Question(_) => "question",
            Item::Group(group) => match group.kind {
                GroupType::Group => "group",
                GroupType::Repeat => "repeat",
            },
            Item::Terminate(_) => "end",
        };
        format!("{kind} {}", self.path)
    }
}

/// All items in the order of the form, `json` being the form's document.
fn flat<'a>(questionnaire: &'a Questionnaire, json: &'a Json) -> Vec<Placed<'a>> {
    let mut all = Vec::new();
    flatten(&questionnaire.survey, json.get("survey"), "", &mut all);
    all
}

/// The reader of documents bounds how deep this goes.
fn flatten<'a>(items: &'a [Item], json: Option<&'a Json>, parent: &str, all: &mut Vec<Placed<'a>>) {
    for (item, json) in items.iter().zip(json.and_then(Json::as_array).unwrap_or_default()) {
        let name = item.name();
        let path = if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") };
        all.push(Placed { item, json, path: path.clone(), parent: parent.to_owned(), name });
        match item {
            Item::Group(group) => flatten(&group.children, json.get("children"), &path, all),
            Item::Question(_) | Item::Terminate(_) => {}
        }
    }
}

fn survey(old: &[Placed<'_>], new: &[Placed<'_>], aspect: Aspect, changes: &mut Vec<Change>) {
    let by_path: HashMap<&str, usize> = old.iter().zip(0..).map(|(item, at)| (item.path.as_str(), at)).collect();
    let (old_names, new_names) = (by_name(old), by_name(new));
    let twin =
        |item: &Placed<'_>| match (by_path.get(item.path.as_str()), new_names.get(item.name), old_names.get(item.name))
        {
            (Some(same), _, _) => Some(*same),
            // A name that is there once before and once after is the same question, wherever it went.
            (None, Some(Some(_)), Some(Some(once))) => Some(*once),
            _ => None,
        };
    let pairs: Vec<Option<usize>> = new.iter().map(twin).collect();
    let kept: HashSet<usize> = pairs.iter().flatten().copied().collect();
    let now: HashMap<usize, &str> =
        pairs.iter().zip(new).filter_map(|(pair, item)| Some(((*pair)?, item.path.as_str()))).collect();
    for (_, item) in old.iter().enumerate().filter(|(index, _)| !kept.contains(index)) {
        changes.push(whole(ChangeKind::Removed, item.subject()));
    }
    for (item, pair) in new.iter().zip(&pairs) {
        let Some(was) = pair.and_then(|index| old.get(index)) else {
            changes.push(whole(ChangeKind::Added, item.subject()));
            continue;
        };
        if was.parent != item.parent {
            let shown = |parent: &str| if parent.is_empty() { "the form itself".to_owned() } else { parent.to_owned() };
            let place = |parent: &str| Some(format!("in {}", shown(parent)));
            // What moves along inside a group that moved is reported with the group.
            let group = by_path.get(was.parent.as_str()).and_then(|group| now.get(group));
            let along = group.is_some_and(|group| *group == item.parent);
            if !along {
                changes.push(Change {
                    before: place(&was.parent),
                    after: place(&item.parent),
                    ..whole(ChangeKind::Moved, item.subject())
                });
            }
        }
        members(was.json, item.json, &item.subject(), &["name", "children"], aspect, changes);
    }
    reordered(old, new, &pairs, changes);
}

/// The index of each name; `None` where there are several.
fn by_name<'a>(items: &[Placed<'a>]) -> HashMap<&'a str, Option<usize>> {
    let mut names = HashMap::new();
    for (item, at) in items.iter().zip(0..) {
        names.entry(item.name).and_modify(|known| *known = None).or_insert(Some(at));
    }
    names
}

fn reordered(old: &[Placed<'_>], new: &[Placed<'_>], pairs: &[Option<usize>], changes: &mut Vec<Change>) {
    let mut parents: BTreeMap<&str, Vec<(&Placed<'_>, usize)>> = BTreeMap::new();
    for (item, pair) in new.iter().zip(pairs) {
        let Some(was) = pair.filter(|was| old.get(*was).is_some_and(|was| was.parent == item.parent)) else { continue };
        parents.entry(&item.parent).or_default().push((item, was));
    }
    for siblings in parents.values() {
        let places: Vec<usize> = siblings.iter().map(|(_, place)| *place).collect();
        for index in out_of_order(&places) {
            let Some((item, _)) = siblings.get(index) else { continue };
            let behind = index.checked_sub(1).and_then(|before| siblings.get(before));
            let after =
                behind.map_or_else(|| "to the beginning".to_owned(), |(before, _)| format!("after {}", before.name));
            changes.push(Change { after: Some(after), ..whole(ChangeKind::Moved, item.subject()) });
        }
    }
}

fn whole(kind: ChangeKind, subject: String) -> Change {
    Change { kind, subject, part: None, before: None, after: None }
}

/// Reports every member that is different, texts by language.
fn members(before: &Json, after: &Json, subject: &str, besides: &[&str], aspect: Aspect, changes: &mut Vec<Change>) {
    let (old, new) = (before.as_object().unwrap_or_default(), after.as_object().unwrap_or_default());
    let added = new.iter().filter(|(name, _)| before.get(name).is_none());
    let is_out = |name: &str| besides.contains(&name) || (aspect == Aspect::Meaning && CARRIED.contains(&name));
    for (name, _) in old.iter().chain(added).filter(|(name, _)| !is_out(name)) {
        part(name, before.get(name), after.get(name), subject, changes);
    }
}

fn part(name: &str, before: Option<&Json>, after: Option<&Json>, subject: &str, changes: &mut Vec<Change>) {
    if before == after || before.zip(after).is_some_and(|(before, after)| alike(name, before, after)) {
        return;
    }
    let texts = |json: Option<&Json>| match json {
        Some(Json::Object(members)) => members.iter().all(|(_, text)| text.as_str().is_some()),
        None => true,
        Some(_) => false,
    };
    let is_text = before.or(after).and_then(Json::as_object).is_some() && texts(before) && texts(after);
    if is_text {
        let languages = |json: Option<&Json>| {
            json.and_then(Json::as_object)
                .map(|all| all.iter().map(|(tag, _)| tag.clone()).collect())
                .unwrap_or_default()
        };
        let mut all: Vec<String> = languages(before);
        all.extend(languages(after).into_iter().filter(|tag: &String| before.and_then(|text| text.get(tag)).is_none()));
        for tag in all {
            let of = |json: Option<&Json>| json.and_then(|text| text.get(&tag)).cloned();
            let (before, after) = (of(before), of(after));
            if before != after {
                changes.push(change(format!("{name} ({tag})"), before.as_ref(), after.as_ref(), subject));
            }
        }
        return;
    }
    changes.push(change(name.to_owned(), before, after, subject));
}

fn change(part: String, before: Option<&Json>, after: Option<&Json>, subject: &str) -> Change {
    let kind = match (before, after) {
        (None, Some(_)) => ChangeKind::Added,
        (Some(_), None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    };
    let shown = |json: Option<&Json>| json.map(|json| json.as_str().map_or_else(|| json.to_text(), str::to_owned));
    Change { kind, subject: subject.to_owned(), part: Some(part), before: shown(before), after: shown(after) }
}

fn lists(before: &Json, after: &Json, aspect: Aspect, changes: &mut Vec<Change>) {
    let all = |json: &Json| -> Vec<(String, Vec<Json>)> {
        let lists = json.get("choices").and_then(Json::as_object).unwrap_or_default().iter();
        lists.map(|(name, list)| (name.clone(), list.as_array().unwrap_or_default().to_vec())).collect()
    };
    let (old, new) = (all(before), all(after));
    let by_name = |lists: &[(String, Vec<Json>)]| -> HashMap<String, usize> {
        lists.iter().zip(0..).map(|((name, _), at)| (name.clone(), at)).collect()
    };
    let (known, now) = (by_name(&old), by_name(&new));
    for (name, list) in &old {
        match now.get(name).and_then(|at| new.get(*at)) {
            Some((_, new)) => choices(name, list, new, aspect, changes),
            None => changes.push(whole(ChangeKind::Removed, format!("choice list {name}"))),
        }
    }
    for (name, _) in new.iter().filter(|(name, _)| !known.contains_key(name)) {
        changes.push(whole(ChangeKind::Added, format!("choice list {name}")));
    }
}

fn choices(list: &str, old: &[Json], new: &[Json], aspect: Aspect, changes: &mut Vec<Change>) {
    let name = |json: &Json| json.get("name").and_then(Json::as_str).unwrap_or_default().to_owned();
    let subject = |json: &Json| format!("choice {list}/{}", name(json));
    let now: HashSet<String> = new.iter().map(name).collect();
    for gone in old.iter().filter(|choice| !now.contains(&name(choice))) {
        changes.push(whole(ChangeKind::Removed, subject(gone)));
    }
    // Of choices with one name, the first is meant.
    let known: HashMap<String, usize> = old.iter().enumerate().rev().map(|(at, choice)| (name(choice), at)).collect();
    let mut kept = Vec::new();
    for choice in new {
        match known.get(&name(choice)) {
            Some(place) => {
                kept.push((choice, *place));
                if let Some(was) = old.get(*place) {
                    members(was, choice, &subject(choice), &["name"], aspect, changes);
                }
            }
            None => changes.push(whole(ChangeKind::Added, subject(choice))),
        }
    }
    let places: Vec<usize> = kept.iter().map(|(_, place)| *place).collect();
    for index in out_of_order(&places) {
        changes.extend(kept.get(index).map(|(choice, _)| whole(ChangeKind::Moved, subject(choice))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(label: &str, end: &str) -> Questionnaire {
        let text = format!(
            r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
            {{"type":"repeat","name":"r","label":"R","children":[{{"type":"text","name":"a","label":{label}}}]}},
            {{"type":"terminate","name":"e","label":"Thanks","relevant":"true()","outcome":"{end}"}}]}}"#
        );
        Questionnaire::read(&Json::parse(text.as_bytes()).expect("JSON")).0.expect("a questionnaire")
    }

    #[test]
    fn each_item_is_called_what_it_is() {
        let changes = diff(&Questionnaire { survey: Vec::new(), ..read(r#""A""#, "done") }, &read(r#""A""#, "done"));
        let subjects: Vec<&str> = changes.iter().map(|change| change.subject.as_str()).collect();
        assert_eq!(subjects, ["repeat r", "question r/a", "end e"]);
    }

    #[test]
    fn blanks_in_expressions_and_what_only_xml_has_are_no_changes_to_what_a_form_says() {
        let read = |members: &str| {
            let text = format!(
                r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
                {{"type":"text","name":"a","label":"A  b"}},{{"type":"text","name":"b","label":"B",{members}}}]}}"#
            );
            Questionnaire::read(&Json::parse(text.as_bytes()).expect("JSON")).0.expect("a questionnaire")
        };
        let plain = read(r#""relevant":"${a}='x'""#);
        let spaced = read(r#""relevant":" ${a}  = 'x' ""#);
        assert_eq!(diff(&plain, &spaced), []);
        let said = |changes: Vec<Change>| changes.iter().map(Change::to_string).collect::<Vec<_>>();
        let xml = read(r#""relevant":" ${a} = 'y'","bind":{"x":"1"}"#);
        assert_eq!(
            said(diff(&plain, &xml)),
            [
                "the form: attributes that only XForms have added",
                "question b: relevant changed\n  - ${a}='x'\n  +  ${a} = 'y'",
            ]
        );
        let other = read(r#""relevant":"${a} = 'y'","bind":{"x":"2"}"#);
        assert_eq!(said(diff(&xml, &other)), ["question b: bind (x) changed\n  - 1\n  + 2"]);
    }

    #[test]
    fn what_is_written_in_another_way_has_not_changed() {
        assert_eq!(diff(&read(r#""A""#, "done"), &read(r#"{"en":"A"}"#, "done")), []);
        let changes = diff(&read(r#""A""#, "done"), &read(r#"{"en":"A"}"#, "left"));
        assert_eq!(changes[0].to_string(), "end e: outcome changed\n  - done\n  + left");
    }
}
