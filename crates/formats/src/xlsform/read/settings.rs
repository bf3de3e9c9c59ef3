//! The sheet `settings`.

use sealform_questionnaire::DocumentKind;
use sealform_types::{Finding, Findings, Json, Place, VecMap, is_name};

use super::overrides;
use super::table::{Record, Table};
use super::values::{expression, is_yes};
use crate::document::MemberOrigin;

/// What the sheet says, before languages are known.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `form_id`
    pub id: Option<String>,
    /// `version`
    pub version: Option<String>,
    /// `default_language`
    pub default_language: Option<String>,
    /// `languages`, a column of ours: the tags in order.
    pub languages: Vec<String>,
    /// The document's settings.
    pub document: sealform_questionnaire::Settings,
    /// `omit_instanceID`: records have no id of their own.
    pub without_id: bool,
    /// The name of the root node.
    pub root: Option<String>,
    /// Members of the document that the column `sealform` sets or takes away.
    pub overrides: Vec<(String, Json)>,
    /// The title, where the survey sets it.
    pub title: Option<String>,
    /// Where the members of the document came from.
    pub origins: Vec<MemberOrigin>,
}

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

impl Default for Settings {
    /// Without a sheet what is only doubtful in an expression is a warning.
    fn default() -> Self {
        let document = sealform_questionnaire::Settings { tolerant: true, ..Default::default() };
        Self {
            id: None,
            version: None,
            default_language: None,
            languages: Vec::new(),
            document,
            without_id: false,
            root: None,
            overrides: Vec::new(),
            title: None,
            origins: Vec::new(),
        }
    }
}

/// What kind of document is sealed: a column of ours.
fn document_kind(record: &Record<'_>, findings: &mut Findings) -> DocumentKind {
    let Some(field) = record.get("kind") else { return DocumentKind::Report };
    DocumentKind::named(field.text).unwrap_or_else(|| {
        let message = format!("`{}` is no kind of document", field.text);
        let finding = Finding::error("xlsform/unknown-kind", message, Place::at(field.at));
        findings.push(finding.hint("write `report`, `application`, `training` or `refusal`"));
        DocumentKind::Report
    })
}

/// A count that may be there.
fn count(record: &Record<'_>, key: &str, findings: &mut Findings) -> Option<u32> {
    let text = record.text(key)?;
    let count = text.parse().ok();
    if count.is_none() {
        let message = format!("`{text}` is not a valid number");
        let finding = Finding::error("xlsform/bad-number", message, record.place_of(key));
        findings.push(finding.hint("write a whole number"));
    }
    count
}

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
        settings.without_id = record.text("omit_instanceid").is_some_and(is_yes);
        // `strict`, a column of ours: what is only doubtful in an expression is an error.
        settings.document.tolerant = !record.text("strict").is_some_and(is_yes);
        // Another one: labels and hints are read as they stand.
        settings.document.plain_text = record.text("plain_text").is_some_and(is_yes);
        settings.document.kind = document_kind(&record, findings);
        settings.document.max_not_applicable = count(&record, "max_not_applicable", findings);
        settings.document.min_seconds = count(&record, "min_seconds", findings);
        settings.document.immediate_requirements = record.text("immediate_requirements").is_some_and(is_yes);
        settings.root = settings.root_name(&record, findings);
        for key in ["id", "version", "title", "languages"] {
            settings.origins.push(MemberOrigin::of(key, record.address(key)));
        }
        settings.kept(&record);
        settings.attributes(&record, findings);
        let refused = settings.encryption(&record, findings);
        for key in LEFT_OUT.iter().filter(|key| record.get(key).is_some() && refused != Some(**key)) {
            let message = format!("the setting `{key}` has no counterpart and is left out");
            let finding = Finding::warning("xlsform/left-out", message, record.place_of(key));
            findings.push(finding.hint("other programs read it from the spreadsheet"));
        }
        settings.overrides = overrides::read(&record, findings);
        settings
    }

    fn root_name(&self, record: &Record<'_>, findings: &mut Findings) -> Option<String> {
        let field = record.get("name")?;
        if !is_xml_name(field.text) {
            let message = format!("`{}` is not a valid name for the form's root", field.text);
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

    fn origin(&mut self, name: &str, at: String) {
        self.origins.push(MemberOrigin { member: format!("/settings/{name}"), origin: at });
    }

    /// The text of a column, whose cell is noted.
    fn take(&mut self, record: &Record<'_>, key: &str) -> Option<String> {
        let field = record.get(key)?;
        self.origin(key, field.at);
        Some(field.text.to_owned())
    }

    fn kept(&mut self, record: &Record<'_>) {
        if self.root.is_some() {
            self.document.root = self.root.clone();
            self.origin("root", record.address("name"));
        }
        self.document.instance_name = self.take(record, "instance_name").map(|text| expression(&text));
        self.document.style = self.take(record, "style");
        self.document.public_key = self.take(record, "public_key");
        self.document.needs_key = self.take(record, "needs_key");
        self.document.submission_url = self.take(record, "submission_url");
        self.document.auto_send = self.take(record, "auto_send");
        self.document.auto_delete = self.take(record, "auto_delete");
        let functions = self.take(record, "functions").unwrap_or_default();
        self.document.functions = functions.split_whitespace().map(str::to_owned).collect();
        if record.text("allow_choice_duplicates").is_some_and(is_yes) {
            self.document.allow_choice_duplicates = true;
            self.origin("allow_choice_duplicates", record.address("allow_choice_duplicates"));
        }
    }

    /// Attributes of the root node, and the namespaces of their prefixes.
    fn attributes(&mut self, record: &Record<'_>, findings: &mut Findings) {
        let own = record.family("attribute").into_iter().map(|(name, field)| (name.to_owned(), field.text));
        let named = [("instance_xmlns", "xmlns"), ("prefix", "odk:prefix"), ("delimiter", "odk:delimiter")];
        let others = named.into_iter().filter_map(|(key, name)| Some((name.to_owned(), record.text(key)?)));
        for (name, text) in own.chain(others) {
            self.document.attributes.get_or_insert_with(name, || text.to_owned());
        }
        if !self.document.attributes.is_empty() {
            self.origin("attributes", record.place().pointer);
        }
        if let Some(field) = record.get("namespaces") {
            let Namespaces { by_prefix, rest } = namespaces(field.text);
            if !rest.is_empty() {
                let finding =
                    Finding::warning("xlsform/bad-namespaces", "not all of this could be read", Place::at(&field.at));
                findings.push(finding.hint("write, for example, `esri=\"http://esri.com/xforms\"`"));
            }
            self.document.namespaces = by_prefix;
            self.origin("namespaces", field.at);
        }
    }
}

/// What a cell says about namespaces.
struct Namespaces {
    by_prefix: VecMap<String, String>,
    /// What could not be read.
    rest: String,
}

/// `esri="http://…" x="…"`
fn namespaces(text: &str) -> Namespaces {
    let mut by_prefix = VecMap::new();
    let straight = expression(text);
    let mut rest = straight.as_str();
    while let Some((name, value)) = rest.split_once('=') {
        let value = value.trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some((uri, behind)) = value.get(1..).and_then(|value| value.split_once(quote)) else { break };
        by_prefix.get_or_insert_with(name.trim().to_owned(), || uri.to_owned());
        rest = behind;
    }
    Namespaces { by_prefix, rest: rest.trim().to_owned() }
}

/// Whether a text can name an XML element without a prefix: letters of any script are letters.
pub fn is_xml_name(text: &str) -> bool {
    is_name(text) || {
        let mut chars = text.chars();
        chars.next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    }
}
