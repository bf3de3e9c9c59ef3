//! The sheet `settings`.

use sealform_types::{Finding, Findings, Json, Place, is_name};

use super::table::{Record, Table};
use super::words::{expression, is_yes};

/// What the sheet says, before languages are known.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `form_id`
    pub id: Option<String>,
    /// `version`
    pub version: Option<String>,
    /// `default_language`
    pub default_language: Option<String>,
    /// `languages`, a column of ours: the tags in order.
    pub languages: Vec<String>,
    /// The document's `settings`.
    pub members: Vec<(String, Json)>,
    /// Whether choices may stand twice in a list.
    pub twins: bool,
    /// `omit_instanceID`: records have no id of their own.
    pub without_id: bool,
    /// `strict`, a column of ours: what is only doubtful in an expression is an error.
    pub strict: bool,
    /// The name of the root node.
    pub root: Option<String>,
    /// Further members of the document, from the column `sealform`.
    pub further: Vec<(String, Json)>,
    /// Where the members of the document came from.
    pub cells: Vec<(String, String)>,
}

/// Members of the document's `settings` that are kept as written.
const KEPT: &[&str] = &["style", "public_key", "submission_url", "auto_send", "auto_delete"];
/// Settings that mean something only to other programs, and are left out.
const LEFT_OUT: &[&str] = &[
    "sms_keyword",
    "sms_separator",
    "sms_allow_media",
    "sms_date_format",
    "sms_datetime_format",
    "sms_response",
    "add_none_option",
    "omit_instanceid",
    "instance_id",
    "client_editable",
];

impl Settings {
    /// Reads the first row of the sheet.
    pub fn read(table: &Table, findings: &mut Findings) -> Self {
        let mut settings = Self::default();
        let Some(record) = table.records().next() else { return settings };
        let text = |key: &str| record.text(key).map(str::to_owned);
        settings.id = text("id");
        settings.version = text("version");
        settings.default_language = text("default_language");
        settings.languages =
            record.text("languages").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        settings.twins = record.text("allow_choice_duplicates").is_some_and(is_yes);
        settings.without_id = record.text("omit_instanceid").is_some_and(is_yes);
        settings.strict = record.text("strict").is_some_and(is_yes);
        settings.root = settings.root_name(&record, findings);
        for (member, key) in [("/id", "id"), ("/version", "version"), ("/title", "title"), ("/languages", "languages")]
        {
            settings.cells.push((member.to_owned(), record.address(key)));
        }
        settings.kept(&record);
        settings.attributes(&record, findings);
        let refused = settings.encryption(&record, findings);
        for key in LEFT_OUT.iter().filter(|key| record.get(key).is_some() && refused != Some(**key)) {
            let message = format!("the setting `{key}` has no counterpart and is left out");
            let finding = Finding::warning("xlsform/left-out", message, record.place_of(key));
            findings.push(finding.hint("other programs read it from the spreadsheet"));
        }
        settings.further = further(&record, findings);
        settings
    }

    fn root_name(&self, record: &Record<'_>, findings: &mut Findings) -> Option<String> {
        let field = record.get("name")?;
        if !is_xml_name(field.text) {
            let message = format!("`{}` is no name for the form's root", field.text);
            let finding = Finding::error("xlsform/bad-name", message, Place::at(field.at));
            findings.push(finding.hint("begin with a letter or `_`, then letters, digits, `_`, `-`, `.`"));
        }
        Some(field.text.to_owned())
    }

    /// A sealed envelope needs a name on it: gives the setting that takes it away.
    fn encryption(&self, record: &Record<'_>, findings: &mut Findings) -> Option<&'static str> {
        record.get("public_key").filter(|_| self.without_id)?;
        let key = "omit_instanceid";
        let message = "a form that is encrypted cannot do without its `instanceID`";
        let finding = Finding::error("xlsform/no-instance-id", message, record.place_of(key));
        findings.push(finding.hint("clear `omit_instanceID` or `public_key`"));
        Some(key)
    }

    fn put(&mut self, name: &str, value: impl Into<Json>, at: String) {
        self.cells.push((format!("/settings/{name}"), at));
        self.members.push((name.to_owned(), value.into()));
    }

    fn kept(&mut self, record: &Record<'_>) {
        if let Some(root) = self.root.clone() {
            self.put("root", root.as_str(), record.address("name"));
        }
        if let Some(field) = record.get("instance_name") {
            self.put("instance_name", expression(field.text).as_str(), field.at);
        }
        for key in KEPT {
            if let Some(field) = record.get(key) {
                self.put(key, field.text, field.at);
            }
        }
        if self.twins {
            self.put("allow_choice_duplicates", Json::Boolean(true), record.address("allow_choice_duplicates"));
        }
    }

    /// Attributes of the root node, and the namespaces of their prefixes.
    fn attributes(&mut self, record: &Record<'_>, findings: &mut Findings) {
        let own = record.family("attribute").into_iter().map(|(name, field)| (name.to_owned(), field.text));
        let named = [("instance_xmlns", "xmlns"), ("prefix", "odk:prefix"), ("delimiter", "odk:delimiter")];
        let others = named.into_iter().filter_map(|(key, name)| Some((name.to_owned(), record.text(key)?)));
        let attributes: Vec<(String, Json)> = own.chain(others).map(|(name, text)| (name, Json::from(text))).collect();
        if !attributes.is_empty() {
            self.put("attributes", Json::Object(attributes), record.place().pointer);
        }
        if let Some(field) = record.get("namespaces") {
            let (namespaces, rest) = namespaces(field.text);
            if !rest {
                let finding =
                    Finding::warning("xlsform/bad-namespaces", "not all of this could be read", Place::at(&field.at));
                findings.push(finding.hint("write, for example, `esri=\"http://esri.com/xforms\"`"));
            }
            self.put("namespaces", Json::Object(namespaces), field.at);
        }
    }

    /// Lets choices stand twice in a list.
    pub fn allow_twins(&mut self) {
        self.twins = true;
        self.members.retain(|(name, _)| name != "allow_choice_duplicates");
        self.members.push(("allow_choice_duplicates".to_owned(), Json::Boolean(true)));
    }

    /// The members `settings` of the document.
    pub fn to_json(&self) -> Option<Json> {
        let tolerant = (!self.strict).then(|| ("tolerant".to_owned(), Json::Boolean(true)));
        let members: Vec<_> = self.members.iter().cloned().chain(tolerant).collect();
        (!members.is_empty()).then_some(Json::Object(members))
    }
}

/// `esri="http://…" x="…"`; whether everything was read.
fn namespaces(text: &str) -> (Vec<(String, Json)>, bool) {
    let mut all = Vec::new();
    let straight = expression(text);
    let mut rest = straight.as_str();
    while let Some((name, value)) = rest.split_once('=') {
        let value = value.trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some((uri, behind)) = value.get(1..).and_then(|value| value.split_once(quote)) else { break };
        all.push((name.trim().to_owned(), Json::from(uri)));
        rest = behind;
    }
    (all, rest.trim().is_empty())
}

/// The scoring key in the column `sealform_key`, where its columns could not say all of it.
pub fn whole_key(record: &Record<'_>, findings: &mut Findings) -> Option<Json> {
    let field = record.get("sealform_key")?;
    let key = Json::parse(field.text.as_bytes()).ok().filter(|key| key.as_object().is_some());
    if key.is_none() {
        let finding = Finding::error("xlsform/bad-json", "the cell holds no JSON object", Place::at(field.at));
        findings.push(finding.hint("write a whole scoring key, or clear the cell"));
    }
    key
}

/// The object in a cell of the column `sealform`.
pub fn further(record: &Record<'_>, findings: &mut Findings) -> Vec<(String, Json)> {
    let Some(field) = record.get("sealform") else { return Vec::new() };
    match Json::parse(field.text.as_bytes()) {
        Ok(Json::Object(members)) => members,
        _ => {
            let finding = Finding::error("xlsform/bad-json", "the cell holds no JSON object", Place::at(field.at));
            findings.push(finding.hint("write `{\"member\": …}`, or clear the cell"));
            Vec::new()
        }
    }
}

/// Whether a text can name an XML element without a prefix: letters of any script are letters.
pub fn is_xml_name(text: &str) -> bool {
    is_name(text) || {
        let mut chars = text.chars();
        chars.next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    }
}
