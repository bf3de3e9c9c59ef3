//! What the controls show that are modules of their own beside the Wasm.

use sealform_types::Json;
use serde::Serialize;

use crate::{FileKind, MediumView};

/// What a widget shows: the attribute `view` of `<sealform-widget>`, as JSON text.
///
/// # Example
/// ```
/// use sealform_protocol::{MediumView, WidgetView};
/// let media = vec![MediumView { kind: "image".to_owned(), file: "shelf.png".to_owned() }];
/// let view = WidgetView::Media { language: "nb".to_owned(), label: "Hylle".to_owned(), media };
/// let text = r#"{"kind":"media","language":"nb","label":"Hylle","media":[{"kind":"image","file":"shelf.png"}]}"#;
/// assert_eq!(view.to_text(), text);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum WidgetView {
    /// One of many choices, in a list that opens; or several of them, in a list that is searched.
    List {
        /// The field.
        field: FieldView,
        /// The name of the choice, or several.
        value: Json,
        /// What is offered now.
        choices: Vec<WidgetChoice>,
        /// Whether several can be chosen.
        several: bool,
    },
    /// One of the choices on a map, or several, with the list of them.
    Places {
        /// The field.
        field: FieldView,
        /// The name of the choice, or several.
        value: Json,
        /// What is offered now.
        choices: Vec<WidgetChoice>,
        /// Whether several can be chosen.
        several: bool,
    },
    /// Choices in an order.
    Rank {
        /// The field.
        field: FieldView,
        /// Names in their order.
        value: Json,
        /// What is offered now.
        choices: Vec<WidgetChoice>,
    },
    /// A number on a line.
    Range {
        /// The field.
        field: FieldView,
        /// The number as text.
        value: Json,
        /// Whether it stands there although nobody has entered it.
        preset: bool,
        /// The first number.
        start: String,
        /// The last number; it may be the smaller one.
        end: String,
        /// The distance between two numbers.
        step: String,
        /// What the first number means; may be empty.
        start_label: String,
        /// What the last number means; may be empty.
        end_label: String,
    },
    /// A location, or several.
    Geo {
        /// The field.
        field: FieldView,
        /// `{lat, lon, alt?, acc?}`, or a list of them.
        value: Json,
        /// Whether it is a single location, a line or a closed line.
        shape: GeoShape,
        /// What the form says of its exactness, by name: `capture-accuracy`, `warning-accuracy`, `digits`; or `null`.
        parameters: Json,
    },
    /// Attachments.
    File {
        /// The field.
        field: FieldView,
        /// Their names.
        value: Json,
        /// What they are.
        files: FileKind,
        /// The longest edge that a picture may have.
        max_pixels: Option<u32>,
        /// What else the form says of them, by name: `accept`, `max-files`, `max-seconds`, `quality`; or `null`.
        parameters: Json,
    },
    /// A text, number or day that is typed in a way of its own.
    Input {
        /// The field.
        field: FieldView,
        /// The answer as it was typed.
        value: Json,
        /// What it is.
        takes: InputKind,
    },
    /// The text of a barcode.
    Barcode {
        /// The field.
        field: FieldView,
        /// The text.
        value: Json,
    },
    /// Attachments of a form that is finished.
    Attached {
        /// The language of the interface.
        language: String,
        /// Their names.
        names: Vec<String>,
    },
    /// Pictures, sounds and films beside a label.
    Media {
        /// The language of the interface.
        language: String,
        /// The label.
        label: String,
        /// The files.
        media: Vec<MediumView>,
    },
    /// The end of what is drawn of a long page: it answers once it comes near what is in sight.
    Rest {
        /// The language of the interface.
        language: String,
    },
}

/// What every widget knows that answers a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FieldView {
    /// The question's path.
    pub path: String,
    /// The HTML id that the question's label is for.
    pub id: String,
    /// The question's label.
    pub label: String,
    /// The question's appearance: words with blanks between them.
    pub appearance: String,
    /// The language of the interface.
    pub language: String,
    /// The HTML ids of what describes the answer, with blanks between them; empty where nothing does.
    pub described_by: String,
    /// Whether the answer cannot be changed.
    pub readonly: bool,
    /// Whether there must be an answer.
    pub required: bool,
    /// Whether something is wrong with the answer, and shown.
    pub invalid: bool,
}

/// One choice of a widget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WidgetChoice {
    /// What is stored.
    pub name: String,
    /// What is read.
    pub label: String,
    /// Whether it excludes all others.
    pub exclusive: bool,
    /// Where it is, as ODK writes it: `lat lon alt acc`, with semicolons between the points of a line or a shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub geometry: Option<String>,
}

/// What is typed in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// A text.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A web address.
    Url,
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// A day, a month or a year.
    Date,
}

/// The three kinds of locations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum GeoShape {
    /// A single location.
    Point,
    /// A line.
    Trace,
    /// A closed line.
    Shape,
}

impl WidgetView {
    /// The JSON text.
    pub fn to_text(&self) -> String {
        // INVARIANT: texts, numbers and lists of them always have a JSON text.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The member `kind`, and the attribute `kind` of the element.
    pub fn kind(&self) -> WidgetKind {
        match self {
            Self::List { .. } => WidgetKind::List,
            Self::Places { .. } => WidgetKind::Places,
            Self::Rank { .. } => WidgetKind::Rank,
            Self::Range { .. } => WidgetKind::Range,
            Self::Geo { .. } => WidgetKind::Geo,
            Self::File { .. } => WidgetKind::File,
            Self::Input { .. } => WidgetKind::Input,
            Self::Barcode { .. } => WidgetKind::Barcode,
            Self::Attached { .. } => WidgetKind::Attached,
            Self::Media { .. } => WidgetKind::Media,
            Self::Rest { .. } => WidgetKind::Rest,
        }
    }
}

/// The kinds of widgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WidgetKind {
    /// See [`WidgetView::List`].
    List,
    /// See [`WidgetView::Places`].
    Places,
    /// See [`WidgetView::Rank`].
    Rank,
    /// See [`WidgetView::Range`].
    Range,
    /// See [`WidgetView::Geo`].
    Geo,
    /// See [`WidgetView::File`].
    File,
    /// See [`WidgetView::Input`].
    Input,
    /// See [`WidgetView::Barcode`].
    Barcode,
    /// See [`WidgetView::Attached`].
    Attached,
    /// See [`WidgetView::Media`].
    Media,
    /// See [`WidgetView::Rest`].
    Rest,
}

impl WidgetKind {
    /// The word for it in the document tree and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Places => "places",
            Self::Rank => "rank",
            Self::Range => "range",
            Self::Geo => "geo",
            Self::File => "file",
            Self::Input => "input",
            Self::Barcode => "barcode",
            Self::Attached => "attached",
            Self::Media => "media",
            Self::Rest => "rest",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_view_is_its_member() {
        let field = FieldView {
            path: "order".to_owned(),
            id: "q7".to_owned(),
            label: "Order?".to_owned(),
            appearance: String::new(),
            language: "en".to_owned(),
            described_by: String::new(),
            readonly: false,
            required: true,
            invalid: false,
        };
        let value = Json::Null;
        let views = [
            WidgetView::List { field: field.clone(), value: value.clone(), choices: Vec::new(), several: true },
            WidgetView::Places { field: field.clone(), value: value.clone(), choices: Vec::new(), several: false },
            WidgetView::Rank { field: field.clone(), value: value.clone(), choices: Vec::new() },
            WidgetView::Range {
                field: field.clone(),
                value: value.clone(),
                start: "0".to_owned(),
                end: "10".to_owned(),
                step: "1".to_owned(),
                preset: false,
                start_label: String::new(),
                end_label: String::new(),
            },
            WidgetView::Geo {
                field: field.clone(),
                value: value.clone(),
                shape: GeoShape::Trace,
                parameters: Json::Null,
            },
            WidgetView::File {
                field: field.clone(),
                value: value.clone(),
                files: FileKind::Any,
                max_pixels: Some(800),
                parameters: Json::Null,
            },
            WidgetView::Input { field: field.clone(), value: value.clone(), takes: InputKind::Email },
            WidgetView::Barcode { field, value },
            WidgetView::Attached { language: "en".to_owned(), names: Vec::new() },
            WidgetView::Media { language: "en".to_owned(), label: String::new(), media: Vec::new() },
            WidgetView::Rest { language: "en".to_owned() },
        ];
        for view in views {
            let json = Json::parse(view.to_text().as_bytes()).expect("JSON");
            assert_eq!(json.get("kind").and_then(Json::as_str), Some(view.kind().name()));
        }
    }

    #[test]
    fn members_are_named_as_javascript_names_them() {
        let (language, described_by) = ("en".to_owned(), "q7-hint".to_owned());
        let field = FieldView {
            path: String::new(),
            id: String::new(),
            label: String::new(),
            appearance: String::new(),
            language,
            described_by,
            readonly: false,
            required: false,
            invalid: false,
        };
        let (files, parameters) = (FileKind::Image, Json::Null);
        let view = WidgetView::File { field, value: Json::Null, files, max_pixels: None, parameters };
        let json = Json::parse(view.to_text().as_bytes()).expect("JSON");
        assert_eq!(json.get("maxPixels"), Some(&Json::Null));
        assert_eq!(json.get("files").and_then(Json::as_str), Some("image"));
        let described_by = json.get("field").and_then(|field| field.get("describedBy")).and_then(Json::as_str);
        assert_eq!(described_by, Some("q7-hint"));
    }
}
