//! The score as the user interface shows it. Numbers are text: they are not computed with again.

use sealform_types::Json;
use serde::Serialize;

/// A score sheet in the language shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ScoreView {
    /// The whole.
    pub total: ScorePart,
    /// Sections, in the key's order.
    pub sections: Vec<ScorePart>,
    /// Categories, in the key's order.
    pub categories: Vec<ScorePart>,
    /// The name of the result's band, for example "excellent".
    pub band: Option<String>,
    /// Why the whole was knocked out, if it was.
    pub knocked_out: Option<String>,
}

/// One section, category or the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ScorePart {
    /// Its label.
    pub label: String,
    /// Points earned, as a decimal or `n/d`.
    pub earned: String,
    /// Points possible.
    pub possible: String,
    /// Rounded percentage; absent where no points are possible: then there is no result.
    pub percent: Option<String>,
    /// Its lines, one per scored question.
    pub lines: Vec<ScoreLine>,
}

/// One scored question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ScoreLine {
    /// The question's path.
    pub path: String,
    /// The question's label.
    pub label: String,
    /// Points earned.
    pub earned: String,
    /// Points possible.
    pub possible: String,
    /// Why, as a stable word: `answered`, `not_applicable`, `not_relevant`, `unanswered`, `unscored`, `knocked_out`, …
    pub why: String,
    /// What was answered, as a person reads it; empty where there was no answer.
    pub answer: String,
}

impl ScoreView {
    /// Reads the JSON of a score sheet; `None` where it is not one.
    pub fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            total: ScorePart::from_json(json.get("total")?)?,
            sections: list(json, "sections", ScorePart::from_json)?,
            categories: list(json, "categories", ScorePart::from_json)?,
            band: text(json, "band"),
            knocked_out: text(json, "knocked_out"),
        })
    }
}

impl ScorePart {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            label: text(json, "label")?,
            earned: text(json, "earned")?,
            possible: text(json, "possible")?,
            percent: text(json, "percent"),
            lines: list(json, "lines", ScoreLine::from_json)?,
        })
    }
}

impl ScoreLine {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            path: text(json, "path")?,
            label: text(json, "label")?,
            earned: text(json, "earned")?,
            possible: text(json, "possible")?,
            why: text(json, "why")?,
            answer: text(json, "answer")?,
        })
    }
}

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name)?.as_str().map(str::to_owned)
}

fn list<T>(json: &Json, name: &str, read: fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.get(name)?.as_array()?.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_as_it_is_written() {
        let line = ScoreLine {
            path: "a/b".to_owned(),
            label: "Hilste hen?".to_owned(),
            earned: "1/3".to_owned(),
            possible: "1".to_owned(),
            why: "answered".to_owned(),
            answer: "ja".to_owned(),
        };
        let part = |percent: Option<&str>| ScorePart {
            label: "Åpning".to_owned(),
            earned: "1/3".to_owned(),
            possible: "1".to_owned(),
            percent: percent.map(str::to_owned),
            lines: vec![line.clone()],
        };
        let bare = ScorePart { lines: Vec::new(), ..part(None) };
        for (band, knocked_out) in [(None, None), (Some("good".to_owned()), Some("nobody answered".to_owned()))] {
            let sections = vec![part(None), part(Some("33.3"))];
            let sheet = ScoreView { total: bare.clone(), sections, categories: vec![], band, knocked_out };
            let written = serde_json::to_string(&sheet).expect("JSON");
            assert_eq!(ScoreView::from_json(&Json::parse(written.as_bytes()).expect("JSON")), Some(sheet));
        }
        assert_eq!(ScoreView::from_json(&Json::Null), None);
    }
}
