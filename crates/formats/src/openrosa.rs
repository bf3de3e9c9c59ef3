//! A finished form as OpenRosa instance XML, as ODK Central, Kobo and other servers take it
//! (docs.getodk.org/openrosa-metadata, getodk.github.io/xforms-spec).
//!
//! Names, paths, namespaces and attributes are those of the form that was imported; groups and questions that are not
//! relevant are left out. A comment stands behind its question in a node of its own, as Enketo has them. What OpenRosa has
//! no form for, the attempts of an `attempt_log`, is written as its JSON; names that cannot be told apart are told.

#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sealform_questionnaire::{Group, GroupType, Item, Question, QuestionType, Questionnaire, Shape, XmlExtras};
use sealform_types::{Finding, Findings, Json, Place, say};

const OPENROSA: &str = "http://openrosa.org/xforms";
/// The namespace of Enketo's additions: `enk:for` names the question that a comment belongs to.
pub(crate) const ENKETO: &str = "http://enketo.org/xforms";

/// What the node of a comment is called, behind the name of its question.
pub(crate) const COMMENT: &str = "_comment";

/// Prefixes that attributes of nodes may have without being declared by the form.
const PREFIXES: [(&str, &str); 5] = [
    ("orx", OPENROSA),
    ("enk", ENKETO),
    ("jr", "http://openrosa.org/javarosa"),
    ("odk", "http://www.opendatakit.org/xforms"),
    ("entities", "http://www.opendatakit.org/xforms/entities"),
];

/// The version of a document that was made of a form without one.
pub(crate) const NO_VERSION: &str = "0";

/// The most groups inside one another that are written; documents have fewer.
const MAX_DEPTH: usize = 80;

/// What is to be written.
///
/// # Example
/// ```
/// use sealform_formats::openrosa::Instance;
/// use sealform_questionnaire::Questionnaire;
/// use sealform_types::Json;
/// let json = |text: &str| Json::parse(text.as_bytes()).unwrap();
/// let document = json(
///     r#"{"sealform":1,"id":"visit","version":"3","title":"Visit","languages":["en"],
///         "survey":[{"type":"text","name":"who","label":"Who?"}]}"#,
/// );
/// let (questionnaire, _) = Questionnaire::read(&document);
/// let questionnaire = questionnaire.unwrap();
/// let instance = Instance {
///     questionnaire: &questionnaire,
///     answers: &json(r#"{"who":{"v":"Ada"}}"#),
///     repeats: &json("{}"),
///     is_relevant: &|_| true,
///     id: "7f0e",
///     name: None,
///     deprecated: None,
/// };
/// let written = instance.write();
/// assert!(written.xml.contains("<who>Ada</who>"));
/// assert!(written.xml.contains("<orx:instanceID>uuid:7f0e</orx:instanceID>"));
/// assert!(written.files.is_empty() && written.findings.is_empty());
/// ```
pub struct Instance<'a> {
    /// The questionnaire.
    pub questionnaire: &'a Questionnaire,
    /// `path → {v}`: the answers of a finished session.
    pub answers: &'a Json,
    /// `path → [id, …]`: the instances of its repeats, in order.
    pub repeats: &'a Json,
    /// Whether the group or question at a path is relevant.
    pub is_relevant: &'a dyn Fn(&str) -> bool,
    /// The submission's UUID, where the form has no `instanceID` of its own.
    pub id: &'a str,
    /// What the filled form is called, where the form says so and has no node for it.
    pub name: Option<&'a str>,
    /// The `instanceID` of the submission that this one stands in for.
    pub deprecated: Option<&'a str>,
}

impl std::fmt::Debug for Instance<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Instance").field("id", &self.id).field("deprecated", &self.deprecated).finish_non_exhaustive()
    }
}

/// An instance as it was written.
#[derive(Debug)]
pub struct Written {
    /// The instance.
    pub xml: String,
    /// The names of the files that go with it, in the order of the form.
    pub files: Vec<String>,
    /// What whoever reads it cannot tell apart, each at the path of its question.
    pub findings: Findings,
}

impl Instance<'_> {
    /// The instance as XML.
    pub fn write(&self) -> Written {
        let has_meta = self.questionnaire.survey.iter().any(is_meta);
        let written = Written { xml: String::new(), files: Vec::new(), findings: Findings::default() };
        let mut writer = Writer { instance: self, namespaces: self.namespaces(), written, has_meta };
        writer.root();
        writer.written
    }

    /// Uri and prefix.
    fn namespaces(&self) -> BTreeMap<String, String> {
        let declared = self.questionnaire.settings.namespaces.iter().map(|(prefix, uri)| (uri.clone(), prefix.clone()));
        let known = PREFIXES.iter().map(|(prefix, uri)| ((*uri).to_owned(), (*prefix).to_owned()));
        known.chain(declared).collect()
    }
}

struct Writer<'a> {
    instance: &'a Instance<'a>,
    namespaces: BTreeMap<String, String>,
    written: Written,
    /// Whether the form has a group `meta` of its own.
    has_meta: bool,
}

impl<'a> Writer<'a> {
    fn root(&mut self) {
        let Questionnaire { id, version, settings, survey, .. } = self.instance.questionnaire;
        let name = settings.root.as_deref().unwrap_or("data");
        let _ = write!(self.written.xml, "<{name}");
        self.declarations(survey);
        for (member, value) in [("id", id), ("version", version)] {
            // `orx:version` stands for `version`, too.
            let is_kept = settings.attributes.keys().any(|known| known.rsplit(':').next() == Some(member));
            if !value.is_empty() && !is_kept && (member, value.as_str()) != ("version", NO_VERSION) {
                self.attribute(member, value);
            }
        }
        for (name, value) in settings.attributes.iter() {
            self.attribute(name, value);
        }
        self.written.xml.push('>');
        self.items(survey, "", 0);
        if !self.has_meta {
            self.written.xml.push_str("<orx:meta>");
            // Who reads submissions looks for the log of a form here.
            for log in survey.iter().filter_map(log) {
                self.question(log, &log.name, "orx:");
            }
            self.identity("orx:");
            if let Some(name) = self.instance.name {
                self.leaf("orx:instanceName", name, "");
            }
            self.written.xml.push_str("</orx:meta>");
        }
        let _ = write!(self.written.xml, "</{name}>");
    }

    /// `xmlns:…` of every prefix that is used.
    fn declarations(&mut self, items: &[Item]) {
        let mut used = vec![OPENROSA.to_owned()];
        let mut answers = self.instance.answers.as_object().unwrap_or_default().iter();
        used.extend(answers.any(|(_, claim)| claim.get("c").is_some()).then(|| ENKETO.to_owned()));
        find_namespaces(items, &self.namespaces, &mut used, 0);
        let kept = self.instance.questionnaire.settings.attributes.keys();
        used.extend(kept.filter_map(|name| of_prefix(name, &self.namespaces)));
        used.sort();
        used.dedup();
        for uri in used {
            if let Some(prefix) = self.namespaces.get(&uri).cloned() {
                self.attribute(&format!("xmlns:{prefix}"), &uri);
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.written.xml, " {name}=\"{}\"", escaped(value));
    }

    /// `instanceID`, and `deprecatedID` where another submission is replaced.
    fn identity(&mut self, prefix: &str) {
        let id = self.instance.id;
        let id = if id.contains(':') { id.to_owned() } else { format!("uuid:{id}") };
        self.leaf(&format!("{prefix}instanceID"), &id, "");
        if let Some(deprecated) = self.instance.deprecated {
            self.leaf(&format!("{prefix}deprecatedID"), deprecated, "");
        }
    }

    fn items(&mut self, items: &'a [Item], above: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for item in items {
            let path = if above.is_empty() { item.name().to_owned() } else { format!("{above}/{}", item.name()) };
            if !(self.instance.is_relevant)(&path) {
                continue;
            }
            match item {
                Item::Terminate(_) => {}
                Item::Group(group) => match group.kind {
                    GroupType::Group => self.group(group, &path, depth),
                    GroupType::Repeat => self.repeat(group, &path, depth),
                },
                // It stands in the `meta` that is added.
                Item::Question(_) if above.is_empty() && !self.has_meta && log(item).is_some() => {}
                Item::Question(question) => {
                    self.question(question, &path, "");
                    self.comment(question, &path, items);
                }
            }
        }
    }

    fn repeat(&mut self, group: &'a Group, path: &str, depth: usize) {
        let ids = self.instance.repeats.get(path).and_then(Json::as_array).unwrap_or_default();
        for id in ids.iter().filter_map(Json::as_integer) {
            let path = format!("{path}[{id}]");
            if (self.instance.is_relevant)(&path) {
                self.group(group, &path, depth);
            }
        }
    }

    fn group(&mut self, group: &'a Group, path: &str, depth: usize) {
        let (name, attributes) = self.named(&group.name, &group.xml);
        let _ = write!(self.written.xml, "<{name}{attributes}>");
        let before = self.written.xml.len();
        self.items(&group.children, path, depth + 1);
        if path == "meta" && !group.children.iter().any(|child| child.name() == "instanceID") {
            self.identity(name.strip_suffix("meta").unwrap_or_default());
        }
        if self.written.xml.len() == before {
            self.written.xml.pop();
            self.written.xml.push_str("/>");
        } else {
            let _ = write!(self.written.xml, "</{name}>");
        }
    }

    fn question(&mut self, question: &Question, path: &str, prefix: &str) {
        let (name, attributes) = self.named(&question.name, &question.xml);
        let name = format!("{prefix}{name}");
        let given =
            self.instance.answers.get(path).and_then(|claim| claim.get("v")).filter(|value| **value != Json::Null);
        let shape = question.kind.shape();
        if matches!(shape, Shape::Files | Shape::Log) {
            let files = given.and_then(Json::as_array).unwrap_or_default();
            self.written.files.extend(files.iter().filter_map(Json::as_str).map(str::to_owned));
        }
        if let Some(name) = given.and_then(|value| read_as_several(shape, value)) {
            let message = say!("`{name}` has a blank, and blanks stand between the names of an instance");
            let finding = Finding::warning("openrosa/ambiguous-selection", message, Place::at(path));
            self.written.findings.push(finding.hint("give the choice a name without blanks"));
        }
        let written = given.map(|value| answer(shape, value)).unwrap_or_default();
        if path == "meta/instanceID" && (written.is_empty() || self.instance.deprecated.is_some()) {
            return self.identity(name.strip_suffix("instanceID").unwrap_or_default());
        }
        if path == "meta/deprecatedID" && self.instance.deprecated.is_some() {
            return; // stands behind the `instanceID`
        }
        self.leaf(&name, &written, &attributes);
    }

    /// The comment of a question, in a node beside it whose name no other item has.
    fn comment(&mut self, question: &Question, path: &str, beside: &[Item]) {
        let claim = self.instance.answers.get(path);
        let Some(text) = claim.and_then(|claim| claim.get("c")).and_then(Json::as_str) else { return };
        let is_free = |name: &String| beside.iter().all(|item| item.name() != name);
        let named = |number: usize| match number {
            1 => [&question.name, COMMENT].concat(),
            _ => format!("{}{COMMENT}_{number}", question.name),
        };
        let Some(name) = (1..=beside.len() + 1).map(named).find(is_free) else { return };
        let root = self.instance.questionnaire.settings.root.as_deref().unwrap_or("data");
        let steps = path.split('/').map(|step| step.split('[').next().unwrap_or_default());
        let of: String = [root].into_iter().chain(steps).flat_map(|step| ["/", step]).collect();
        self.leaf(&name, text, &format!(" enk:for=\"{}\"", escaped(&of)));
    }

    fn leaf(&mut self, name: &str, text: &str, attributes: &str) {
        let _ = match text {
            "" => write!(self.written.xml, "<{name}{attributes}/>"),
            text => write!(self.written.xml, "<{name}{attributes}>{}</{name}>", escaped(text)),
        };
    }

    /// The name of an item's element with its prefix, and its attributes.
    fn named(&self, name: &str, xml: &XmlExtras) -> (String, String) {
        let (mut name, mut attributes) = (name.to_owned(), String::new());
        for (attribute, value) in xml.instance.iter() {
            match (attribute.as_str(), self.namespaces.get(value)) {
                ("xmlns", Some(prefix)) => name = format!("{prefix}:{name}"),
                _ => {
                    let _ = write!(attributes, " {attribute}=\"{}\"", escaped(value));
                }
            }
        }
        (name, attributes)
    }
}

fn is_meta(item: &Item) -> bool {
    match item {
        Item::Group(group) => group.name == "meta" && group.kind == GroupType::Group,
        Item::Question(_) | Item::Terminate(_) => false,
    }
}

/// The question, where it is the log of actions.
fn log(item: &Item) -> Option<&Question> {
    match item {
        Item::Question(question) if question.kind == QuestionType::Audit => Some(question),
        Item::Question(_) | Item::Group(_) | Item::Terminate(_) => None,
    }
}

/// Namespaces of nodes, and of prefixes of their attributes.
fn find_namespaces(items: &[Item], known: &BTreeMap<String, String>, used: &mut Vec<String>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for item in items {
        let (xml, children): (_, &[Item]) = match item {
            Item::Question(question) => (&question.xml, &[]),
            Item::Group(group) => (&group.xml, &group.children),
            Item::Terminate(_) => continue,
        };
        for (name, value) in xml.instance.iter() {
            used.extend(of_prefix(name, known));
            used.extend((name == "xmlns").then(|| value.clone()));
        }
        find_namespaces(children, known, used, depth + 1);
    }
}

/// The namespace of an attribute's prefix.
fn of_prefix(name: &str, known: &BTreeMap<String, String>) -> Option<String> {
    let (prefix, _) = name.split_once(':')?;
    known.iter().find(|(_, known)| *known == prefix).map(|(uri, _)| uri.clone())
}

/// An answer as XForms write it.
fn answer(shape: Shape, value: &Json) -> String {
    match shape {
        Shape::Truth => if *value == Json::Boolean(true) { "OK" } else { "" }.to_owned(),
        Shape::Location => point(value),
        Shape::Locations => value.as_array().unwrap_or_default().iter().map(point).collect::<Vec<_>>().join("; "),
        Shape::Attempts => value.to_text(),
        // Names may be sealed as numbers and truths.
        Shape::Choices => match value.as_array() {
            Some(names) => names.iter().map(plain).collect::<Vec<_>>().join(" "),
            None => plain(value),
        },
        Shape::Text
        | Shape::Integer
        | Shape::Step(_)
        | Shape::Decimal
        | Shape::Choice
        | Shape::Date
        | Shape::Time
        | Shape::DateTime
        | Shape::Seconds
        | Shape::Files
        | Shape::Log
        | Shape::Any => plain(value),
    }
}

/// The name of a choice that is read as several, where blanks stand between names.
fn read_as_several(shape: Shape, value: &Json) -> Option<&str> {
    let names = value.as_array().filter(|_| shape == Shape::Choices)?;
    names.iter().filter_map(Json::as_str).find(|name| name.contains(char::is_whitespace))
}

/// Names of a list with spaces between them; what has no form in XForms is its JSON.
fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Boolean(truth) => truth.to_string(),
        Json::Integer(number) => number.to_string(),
        Json::Float(number) => number.to_string(),
        Json::Array(items) => {
            let names: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
            names.map_or_else(|| value.to_text(), |names| names.join(" "))
        }
        Json::Object(_) => value.to_text(),
    }
}

/// Latitude, longitude, altitude and accuracy; what is not known is 0.
fn point(value: &Json) -> String {
    let part = |name: &str| value.get(name).and_then(Json::as_str).unwrap_or("0");
    format!("{} {} {} {}", part("lat"), part("lon"), part("alt"), part("acc"))
}

/// Text of an element or attribute; what XML cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(sign),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer in JSON, and how it is written.
    fn example(shape: Shape) -> (&'static str, &'static str) {
        match shape {
            Shape::Text | Shape::Any => (r#""a < b""#, "a &lt; b"),
            Shape::Integer | Shape::Step(_) | Shape::Seconds => ("3", "3"),
            Shape::Decimal => (r#""1.50""#, "1.50"),
            Shape::Choice => (r#""yes""#, "yes"),
            Shape::Choices => (r#"["a","b"]"#, "a b"),
            Shape::Date => (r#""2026-11-21""#, "2026-11-21"),
            Shape::Time => (r#""09:30:00""#, "09:30:00"),
            Shape::DateTime => (r#""2026-11-21T09:30:00+01:00""#, "2026-11-21T09:30:00+01:00"),
            Shape::Attempts => (r#"[{"channel":"phone"}]"#, "[{&quot;channel&quot;:&quot;phone&quot;}]"),
            Shape::Truth => ("true", "OK"),
            Shape::Location => (r#"{"lat":"59.9","lon":"10.7"}"#, "59.9 10.7 0 0"),
            Shape::Locations => (r#"[{"lat":"1","lon":"2"},{"lat":"3","lon":"4","alt":"5"}]"#, "1 2 0 0; 3 4 5 0"),
            Shape::Files | Shape::Log => (r#"["a.jpg"]"#, "a.jpg"),
        }
    }

    #[test]
    fn an_answer_of_every_kind_is_written() {
        for kind in QuestionType::ALL {
            let (value, wanted) = example(kind.shape());
            let question = Question { kind, name: "q".to_owned(), ..Question::default() };
            let questionnaire =
                Questionnaire { survey: vec![Item::Question(Box::new(question))], ..Questionnaire::default() };
            let answers = Json::parse(format!(r#"{{"q":{{"v":{value}}}}}"#).as_bytes()).expect("JSON");
            let repeats = Json::Object(Vec::new());
            let (questionnaire, answers, repeats) = (&questionnaire, &answers, &repeats);
            let is_relevant: &dyn Fn(&str) -> bool = &|_| true;
            let instance =
                Instance { questionnaire, answers, repeats, is_relevant, id: "7f0e", name: None, deprecated: None };
            let Written { xml, .. } = instance.write();
            assert!(xml.contains(&format!("q>{wanted}</")), "{}: {xml}", kind.name());
        }
    }

    #[test]
    fn what_is_computed_is_never_lost() {
        for (value, wanted) in [(r#"["a","b"]"#, "a b"), (r#"{"a":1}"#, r#"{"a":1}"#), ("[1]", "[1]"), ("null", "")] {
            assert_eq!(answer(Shape::Any, &Json::parse(value.as_bytes()).expect("JSON")), wanted);
        }
    }
}
