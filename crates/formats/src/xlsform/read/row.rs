//! One row while it is read.

use sealform_questionnaire::{Condition, QuestionType, Text};
use sealform_types::{Findings, Place, Severity, VecMap};

use super::choices::{MEDIA, media};
use super::context::{Geometry, ReadContext};
use super::node::NodeKind;
use super::parameters::{self, Parameters};
use super::table::Record;
use super::values::{condition, condition_expression};
use crate::document::MemberOrigin;
use crate::xlsform::check::parameters as known_parameters;
use crate::xlsform::check::parameters::{Rows, Subject};

/// A row that is being read: what it says, and where that stands.
pub struct Row<'r, 't> {
    /// What is known of the form.
    pub context: &'r mut ReadContext,
    /// The row.
    pub record: &'r Record<'t>,
    /// Where its members came from.
    pub origins: Vec<MemberOrigin>,
}

impl<'r, 't> Row<'r, 't> {
    /// A row with the origins of its name and type.
    pub fn new(context: &'r mut ReadContext, record: &'r Record<'t>) -> Self {
        let named = ["name", "type"].map(|key| MemberOrigin::of(key, record.address(key)));
        Self { context, record, origins: named.to_vec() }
    }

    /// Notes the cell of a member.
    pub fn origin(&mut self, member: &str, at: impl Into<String>) {
        self.origins.push(MemberOrigin::of(member, at));
    }

    /// The text under a key in all languages, with the cell of each. A key such as `comment::label` is for the member
    /// behind its colons.
    pub fn text(&mut self, key: &str) -> Text {
        let member = key.rsplit("::").next().unwrap_or(key);
        let texts = self.context.languages.texts(self.record, key);
        if let Some(first) = texts.first() {
            self.origin(member, &first.at);
        }
        for text in &texts {
            self.origins.push(MemberOrigin { member: format!("/{member}/{}", text.tag), origin: text.at.clone() });
        }
        Text(texts.into_iter().map(|cell| (cell.tag, cell.text)).collect())
    }

    /// The text of a cell.
    pub fn cell(&mut self, key: &str) -> Option<&'t str> {
        let field = self.record.get(key)?;
        self.origin(key, field.at);
        Some(field.text)
    }

    /// An expression; yes and no are `true()` and `false()`.
    pub fn expression(&mut self, key: &str) -> Option<String> {
        self.cell(key).map(condition_expression)
    }

    /// Yes, no or an expression.
    pub fn condition(&mut self, key: &str) -> Condition {
        let Some(field) = self.record.get(key) else { return Condition::No };
        let condition = condition(field.text);
        if condition != Condition::No {
            self.origin(key, field.at);
        }
        condition
    }

    /// The attributes of a family that have no column of their own.
    pub fn family(&mut self, family: &str) -> VecMap<String, String> {
        let mut all: VecMap<String, String> = VecMap::new();
        for (name, field) in self.record.family(family) {
            all.get_or_insert_with(name.to_owned(), || field.text.to_owned());
        }
        if family == "bind" {
            let text = self.context.languages.texts(self.record, "bind::jr:noAppErrorString").into_iter().next();
            all.extend(text.map(|cell| ("jr:noAppErrorString".to_owned(), cell.text)));
        }
        if !all.is_empty() {
            self.origin(family, self.record.place().pointer);
        }
        all
    }

    /// The files under `media::…`.
    pub fn media(&mut self) -> VecMap<String, Text> {
        let media = media(self.record, &self.context.languages);
        if !media.is_empty() {
            self.origin("media", self.record.address("media::image"));
        }
        for (other, field) in self.record.family("media").into_iter().filter(|(name, _)| !MEDIA.contains(name)) {
            let hint = format!("it knows {}", MEDIA.join(", "));
            let message = format!("there is no `media::{other}`");
            self.context.error("xlsform/unknown-media", message, Place::at(field.at), hint);
        }
        media
    }

    /// A big picture is shown in place of a small one.
    pub fn check_media(&mut self, media: &VecMap<String, Text>) {
        let is_alone = media.contains_key("big-image") && !media.contains_key("image");
        if is_alone && self.record.get("sealform").is_none() {
            let message = "there is a `big-image` and no `image` to touch";
            let place = self.record.place_of("media::big-image");
            self.context.error("xlsform/no-image", message, place, "fill the column `image`, too");
        }
    }

    /// The parameters of the row; their faults are findings.
    pub fn parameters(&mut self, kind: NodeKind, rows: Rows) -> Parameters {
        let given = read_parameters(self.context, self.record);
        let at = self.record.place_of("parameters");
        let appearance = self.record.text("appearance").unwrap_or_default();
        let mut faults = Findings::default();
        known_parameters::check(Subject { kind, rows, appearance }, &given, &at, &mut faults);
        let is_lenient = takes_anything(kind, self.record.text("type").unwrap_or_default());
        for mut finding in faults {
            if is_lenient {
                finding.severity = Severity::Warning;
            }
            self.context.findings.push(finding);
        }
        let geometry = parameters::get(&given, "reference-geometry").filter(|_| !is_lenient && is_geometry(kind));
        if let Some(text) = geometry {
            self.context.geometries.push(Geometry { text: text.to_owned(), place: at.clone() });
        }
        if !given.is_empty() {
            self.origin("parameters", at.pointer);
        }
        given
    }
}

fn is_geometry(kind: NodeKind) -> bool {
    use QuestionType::{Geopoint, Geoshape, Geotrace};
    matches!(kind, NodeKind::Question(Geopoint | Geotrace | Geoshape))
}

/// Parameters as the document has them.
pub fn by_name(parameters: &Parameters) -> VecMap<String, String> {
    parameters.iter().map(|one| (one.name.clone(), one.value.clone())).collect()
}

/// The parameters of a row, whatever its type; what cannot be read is reported.
pub fn read_parameters(context: &mut ReadContext, record: &Record<'_>) -> Parameters {
    let Some(field) = record.get("parameters") else { return Parameters::new() };
    parameters::read(field.text).unwrap_or_else(|word| {
        let message = format!("`{word}` is not of the form `name=value`");
        context.error("xlsform/bad-parameters", message, Place::at(field.at), "write, for example, `start=1 end=10`");
        Parameters::new()
    })
}

/// Older words for these types were never asked what their parameters mean.
fn takes_anything(kind: NodeKind, word: &str) -> bool {
    use QuestionType::{Audio, Image, Text};
    let plain = ["add image prompt", "add photo prompt", "add audio prompt", "photo"];
    let word = word.to_lowercase();
    (is_geometry(kind) || matches!(kind, NodeKind::Question(Text | Image | Audio)))
        && word != kind.name()
        && !plain.contains(&word.as_str())
}
