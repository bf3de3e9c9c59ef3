//! A finished form as OpenRosa instance XML, as ODK Central, Kobo and other servers take it
//! (docs.getodk.org/openrosa-metadata, getodk.github.io/xforms-spec).
//!
//! Names, paths, namespaces and attributes are those of the form that was imported; groups and questions that are not
//! relevant are left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sealform_questionnaire::{QuestionType, Shape};
use sealform_types::Json;

const OPENROSA: &str = "http://openrosa.org/xforms";

/// Prefixes that attributes of nodes may have without being declared by the form.
const PREFIXES: [(&str, &str); 4] = [
    ("orx", OPENROSA),
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
/// use sealform_types::Json;
/// let json = |text: &str| Json::parse(text.as_bytes()).unwrap();
/// let questionnaire = json(r#"{"id":"visit","version":"3","survey":[{"type":"text","name":"who"}]}"#);
/// let instance = Instance {
///     questionnaire: &questionnaire,
///     answers: &json(r#"{"who":{"v":"Ada"}}"#),
///     repeats: &json("{}"),
///     is_relevant: &|_| true,
///     id: "7f0e",
///     name: None,
///     deprecated: None,
/// };
/// let (xml, files) = instance.write();
/// assert!(xml.contains("<who>Ada</who>") && xml.contains("<orx:instanceID>uuid:7f0e</orx:instanceID>"));
/// assert!(files.is_empty());
/// ```
pub struct Instance<'a> {
    /// The questionnaire document.
    pub questionnaire: &'a Json,
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

impl Instance<'_> {
    /// The instance as XML, and the names of the files that go with it, in the order of the form.
    pub fn write(&self) -> (String, Vec<String>) {
        let has_meta = list(self.questionnaire, "survey").iter().any(is_meta);
        let (namespaces, out, files) = (self.namespaces(), String::new(), Vec::new());
        let mut writer = Writer { instance: self, namespaces, out, files, has_meta };
        writer.root();
        (writer.out, writer.files)
    }

    fn setting(&self, name: &str) -> Option<&Json> {
        self.questionnaire.get("settings")?.get(name)
    }

    /// Uri and prefix.
    fn namespaces(&self) -> BTreeMap<String, String> {
        let declared = self.setting("namespaces").and_then(Json::as_object).unwrap_or_default();
        let declared = declared.iter().filter_map(|(prefix, uri)| Some((uri.as_str()?.to_owned(), prefix.clone())));
        let known = PREFIXES.iter().map(|(prefix, uri)| ((*uri).to_owned(), (*prefix).to_owned()));
        known.chain(declared).collect()
    }
}

struct Writer<'a> {
    instance: &'a Instance<'a>,
    namespaces: BTreeMap<String, String>,
    out: String,
    files: Vec<String>,
    /// Whether the form has a group `meta` of its own.
    has_meta: bool,
}

impl<'a> Writer<'a> {
    fn root(&mut self) {
        let document = self.instance.questionnaire;
        let items = list(document, "survey");
        let name = self.instance.setting("root").and_then(Json::as_str).unwrap_or("data").to_owned();
        let _ = write!(self.out, "<{name}");
        self.declarations(items);
        let kept = self.instance.setting("attributes").and_then(Json::as_object).unwrap_or_default();
        let version = text(document, "version");
        for (member, value) in [("id", text(document, "id")), ("version", version)] {
            // `orx:version` stands for `version`, too.
            let is_kept = kept.iter().any(|(known, _)| known.rsplit(':').next() == Some(member));
            if !value.is_empty() && !is_kept && (member, value) != ("version", NO_VERSION) {
                self.attribute(member, value);
            }
        }
        for (name, value) in kept {
            self.attribute(name, value.as_str().unwrap_or_default());
        }
        self.out.push('>');
        self.items(items, "", 0);
        if !self.has_meta {
            self.out.push_str("<orx:meta>");
            // Who reads submissions looks for the log of a form here.
            for log in items.iter().filter(|item| text(item, "type") == "audit") {
                self.question(log, text(log, "name"), "orx:");
            }
            self.identity("orx:");
            if let Some(name) = self.instance.name {
                self.leaf("orx:instanceName", name, "");
            }
            self.out.push_str("</orx:meta>");
        }
        let _ = write!(self.out, "</{name}>");
    }

    /// `xmlns:…` of every prefix that is used.
    fn declarations(&mut self, items: &[Json]) {
        let mut used = vec![OPENROSA.to_owned()];
        find_namespaces(items, &self.namespaces, &mut used, 0);
        let kept = self.instance.setting("attributes").and_then(Json::as_object).unwrap_or_default();
        used.extend(kept.iter().filter_map(|(name, _)| of_prefix(name, &self.namespaces)));
        used.sort();
        used.dedup();
        for uri in used {
            if let Some(prefix) = self.namespaces.get(&uri).cloned() {
                self.attribute(&format!("xmlns:{prefix}"), &uri);
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.out, " {name}=\"{}\"", escaped(value));
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

    fn items(&mut self, items: &'a [Json], above: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for item in items {
            let name = text(item, "name");
            let path = if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
            match text(item, "type") {
                "terminate" => {}
                "audit" if above.is_empty() && !self.has_meta => {}
                "group" if (self.instance.is_relevant)(&path) => self.group(item, &path, depth),
                "repeat" if (self.instance.is_relevant)(&path) => self.repeat(item, &path, depth),
                "group" | "repeat" => {}
                _ if (self.instance.is_relevant)(&path) => self.question(item, &path, ""),
                _ => {}
            }
        }
    }

    fn repeat(&mut self, item: &'a Json, path: &str, depth: usize) {
        let ids = self.instance.repeats.get(path).and_then(Json::as_array).unwrap_or_default();
        for id in ids.iter().filter_map(Json::as_integer) {
            let path = format!("{path}[{id}]");
            if (self.instance.is_relevant)(&path) {
                self.group(item, &path, depth);
            }
        }
    }

    fn group(&mut self, item: &'a Json, path: &str, depth: usize) {
        let (name, attributes) = self.named(item);
        let _ = write!(self.out, "<{name}{attributes}>");
        let before = self.out.len();
        let children = list(item, "children");
        self.items(children, path, depth + 1);
        if path == "meta" {
            self.missing_identity(children, name.strip_suffix("meta").unwrap_or_default());
        }
        if self.out.len() == before {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            let _ = write!(self.out, "</{name}>");
        }
    }

    fn missing_identity(&mut self, children: &[Json], prefix: &str) {
        if !children.iter().any(|child| text(child, "name") == "instanceID") {
            self.identity(prefix);
        }
    }

    fn question(&mut self, item: &Json, path: &str, prefix: &str) {
        let (name, attributes) = self.named(item);
        let name = format!("{prefix}{name}");
        let given = self.instance.answers.get(path).and_then(|claim| claim.get("v"));
        let shape = QuestionType::named(text(item, "type")).unwrap_or_default().shape();
        if matches!(shape, Shape::Files | Shape::Log) {
            let files = given.and_then(Json::as_array).unwrap_or_default();
            self.files.extend(files.iter().filter_map(Json::as_str).map(str::to_owned));
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

    fn leaf(&mut self, name: &str, text: &str, attributes: &str) {
        let _ = match text {
            "" => write!(self.out, "<{name}{attributes}/>"),
            text => write!(self.out, "<{name}{attributes}>{}</{name}>", escaped(text)),
        };
    }

    /// The name of an item's element with its prefix, and its attributes.
    fn named(&self, item: &Json) -> (String, String) {
        let (mut name, mut attributes) = (text(item, "name").to_owned(), String::new());
        for (attribute, value) in item.get("instance").and_then(Json::as_object).unwrap_or_default() {
            let value = value.as_str().unwrap_or_default();
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

fn is_meta(item: &Json) -> bool {
    text(item, "name") == "meta" && text(item, "type") == "group"
}

/// Namespaces of nodes, and of prefixes of their attributes.
fn find_namespaces(items: &[Json], known: &BTreeMap<String, String>, used: &mut Vec<String>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for item in items {
        for (name, value) in item.get("instance").and_then(Json::as_object).unwrap_or_default() {
            used.extend(of_prefix(name, known));
            used.extend(value.as_str().filter(|_| name == "xmlns").map(str::to_owned));
        }
        find_namespaces(list(item, "children"), known, used, depth + 1);
    }
}

/// The namespace of an attribute's prefix.
fn of_prefix(name: &str, known: &BTreeMap<String, String>) -> Option<String> {
    let (prefix, _) = name.split_once(':')?;
    known.iter().find(|(_, known)| *known == prefix).map(|(uri, _)| uri.clone())
}

/// An answer as XForms write it.
fn answer(shape: Shape, value: &Json) -> String {
    match (shape, value) {
        (Shape::Truth, Json::Boolean(true)) => "OK".to_owned(),
        (Shape::Truth, Json::Boolean(false)) => String::new(),
        (_, Json::Boolean(truth)) => truth.to_string(),
        (_, Json::Integer(number)) => number.to_string(),
        (_, Json::Float(number)) => number.to_string(),
        (_, Json::String(text)) => text.clone(),
        (Shape::Locations, Json::Array(places)) => places.iter().map(point).collect::<Vec<_>>().join("; "),
        (_, Json::Array(items)) => items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" "),
        (_, Json::Object(_)) => point(value),
        (_, Json::Null) => String::new(),
    }
}

/// Latitude, longitude, altitude and accuracy; what is not known is 0.
fn point(value: &Json) -> String {
    let part = |name: &str| value.get(name).and_then(Json::as_str).unwrap_or("0");
    format!("{} {} {} {}", part("lat"), part("lon"), part("alt"), part("acc"))
}

fn list<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    json.get(name).and_then(Json::as_array).unwrap_or_default()
}

fn text<'a>(json: &'a Json, name: &str) -> &'a str {
    json.get(name).and_then(Json::as_str).unwrap_or_default()
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
