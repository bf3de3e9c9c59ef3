//! Elements of a survey as groups, repeats and questions.

use sealform_types::{Finding, Json, pointer, say};

use super::builder::{Builder, Members, at};
use super::choices::{choices, label_of, value_of};
use super::tree::{Place, Role};

impl Builder<'_> {
    /// What a place becomes: one item, or several where a question brings others with it.
    pub(super) fn items(&mut self, place: &Place<'_>) -> Vec<Json> {
        match place.role {
            Role::Group => vec![self.group(place)],
            Role::Repeat => vec![self.repeat(place)],
            Role::Question => self.question(place),
        }
    }

    fn inside(&mut self, place: &Place<'_>) -> Json {
        let items: Vec<Json> = if place.kind == "matrix" {
            place.children.iter().map(|row| self.matrix_row(place, row)).collect()
        } else {
            place.children.iter().flat_map(|child| self.items(child)).collect()
        };
        Json::Array(items)
    }

    fn group(&mut self, place: &Place<'_>) -> Json {
        let mut members = self.head(place, "group");
        let appearance = match place.kind.as_str() {
            "page" => Some("page"),
            "matrix" | "matrixdropdown" => Some("table-list"),
            _ => None,
        };
        members.put("appearance", appearance.map(Json::from));
        self.conditions_of_group(place, &mut members);
        let inside = self.inside(place);
        members.put("children", Some(inside));
        Json::Object(members.0)
    }

    fn repeat(&mut self, place: &Place<'_>) -> Json {
        let mut members = self.head(place, "repeat");
        self.conditions_of_group(place, &mut members);
        let number = |name: &str| place.json.get(name).and_then(Json::as_integer);
        let (count, least) = match place.kind.as_str() {
            "matrixdynamic" => (number("rowCount").or(Some(2)), number("minRowCount")),
            _ => (number("panelCount"), number("minPanelCount")),
        };
        let rows = place.json.get("defaultValue").and_then(Json::as_array).map(<[Json]>::len);
        let count =
            count.unwrap_or(0).max(least.unwrap_or(0)).max(rows.and_then(|rows| i64::try_from(rows).ok()).unwrap_or(0));
        members.put("instances", (count > 0).then_some(Json::Integer(count)));
        let forbids = |name: &str| place.json.get(name) == Some(&Json::Boolean(false));
        let is_fixed = ["allowAddRows", "allowAddPanel"].into_iter().any(forbids)
            && ["allowRemoveRows", "allowRemovePanel"].into_iter().any(forbids);
        members.put("fixed", is_fixed.then_some(Json::Boolean(true)));
        let inside = self.inside(place);
        members.put("children", Some(inside));
        Json::Object(members.0)
    }

    /// A row of a matrix is a question whose choices are its columns.
    fn matrix_row(&mut self, matrix: &Place<'_>, row: &Place<'_>) -> Json {
        let mut members = Members::default();
        members.text(
            "type",
            if matrix.json.get("cellType").and_then(Json::as_str) == Some("checkbox") {
                "select_multiple"
            } else {
                "select_one"
            },
        );
        members.text("name", &row.name);
        members.put("label", label_of(row.json, &self.languages));
        let list = self.list(&matrix.name, choices(matrix.json, "columns", &self.languages));
        members.text("choices", &list);
        let all = ["isAllRowRequired", "eachRowRequired"];
        let is_required = all.into_iter().any(|name| matrix.json.get(name) == Some(&Json::Boolean(true)));
        members.put("required", is_required.then_some(Json::Boolean(true)));
        self.expression(row, "visibleIf", "relevant", &mut members);
        let given = matrix.json.get("defaultValue").and_then(|values| values.get(&row.theirs)).and_then(value_of);
        members.put("default", given.map(|value| Json::from(value.as_str())));
        Json::Object(members.0)
    }

    fn question(&mut self, place: &Place<'_>) -> Vec<Json> {
        let Some(kind) = self.kind(place) else { return Vec::new() };
        let mut members = self.head(place, kind);
        self.appearance(place, kind, &mut members);
        self.rules(place, &mut members);
        let mut items = Vec::new();
        match kind {
            "select_one" | "select_multiple" | "rank" => self.offer(place, &mut members, &mut items),
            "rating" => self.scale(place, &mut members),
            "range" => {
                let texts = ["min", "max", "step"].into_iter().zip(["start", "end", "step"]);
                let parameters = texts.filter_map(|(theirs, ours)| {
                    Some((ours.to_owned(), Json::from(value_of(place.json.get(theirs)?)?.as_str())))
                });
                members.put("parameters", Some(Json::Object(parameters.collect())));
            }
            _ => {}
        }
        self.value(place, kind, &mut members);
        items.insert(0, Json::Object(members.0));
        items
    }

    /// The type of a question; `None`, with a finding, where there is no such question here.
    fn kind(&mut self, place: &Place<'_>) -> Option<&'static str> {
        let input = place.json.get("inputType").and_then(Json::as_str).unwrap_or_default();
        let is_multiple = place.json.get("multiSelect") == Some(&Json::Boolean(true));
        Some(match place.kind.as_str() {
            "text" | "item" | "comment" => match input {
                "number" => "decimal",
                "range" => "range",
                "date" => "date",
                "time" => "time",
                "datetime-local" | "datetime" => "dateTime",
                _ => "text",
            },
            "radiogroup" | "dropdown" | "buttongroup" | "boolean" => "select_one",
            "imagepicker" => {
                if is_multiple {
                    "select_multiple"
                } else {
                    "select_one"
                }
            }
            "checkbox" | "tagbox" => "select_multiple",
            "ranking" => "rank",
            "rating" if place.json.get("rateValues").is_some() => "select_one",
            "rating" => "rating",
            "slider" => "range",
            "expression" => "text",
            "html" | "image" => "note",
            "file" => "file",
            "signaturepad" => "image",
            other => {
                let message = say!("a question of type `{other}` cannot be carried over");
                let finding = Finding::error("surveyjs/unknown-type", message, at(&pointer(&place.pointer, "type")));
                self.findings.push(finding.hint("use a question that SurveyJS has itself"));
                return None;
            }
        })
    }

    fn appearance(&mut self, place: &Place<'_>, kind: &str, members: &mut Members) {
        let words = match place.kind.as_str() {
            "comment" => Some("multiline"),
            "dropdown" | "tagbox" => Some("minimal"),
            "signaturepad" => Some("signature"),
            _ => None,
        };
        members.put("appearance", words.map(Json::from));
        if kind == "note" {
            let text = place.json.get("html").or_else(|| place.json.get("imageLink"));
            let text =
                self.languages.text(text).or_else(|| self.languages.text(Some(&Json::from(place.theirs.as_str()))));
            members.replace("label", text);
        }
    }

    fn scale(&mut self, place: &Place<'_>, members: &mut Members) {
        let number = |name: &str, otherwise: i64| place.json.get(name).and_then(Json::as_integer).unwrap_or(otherwise);
        let start = number("rateMin", 1);
        let end = place.json.get("rateMax").and_then(Json::as_integer);
        members.put("start", Some(Json::Integer(start)));
        members.put("end", Some(Json::Integer(end.unwrap_or_else(|| start + number("rateCount", 5) - 1))));
        members.put("start_label", self.languages.text(place.json.get("minRateDescription")));
        members.put("end_label", self.languages.text(place.json.get("maxRateDescription")));
    }

    /// Choices that are offered on a condition of their own are always offered here.
    fn tell_conditions_of_choices(&mut self, place: &Place<'_>) {
        let choices = place.json.get("choices").and_then(Json::as_array).unwrap_or_default();
        for (index, choice) in choices.iter().enumerate() {
            for member in ["visibleIf", "enableIf"] {
                if choice.get(member).is_some() {
                    let here = pointer(&pointer(&place.pointer, "choices"), &index.to_string());
                    let message = say!("`{member}` of a choice of `{}` is not carried over", place.theirs);
                    let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer(&here, member)));
                    self.findings.push(finding.hint("write one `choicesVisibleIf` for all choices"));
                }
            }
        }
    }

    fn offer(&mut self, place: &Place<'_>, members: &mut Members, items: &mut Vec<Json>) {
        let list = match place.kind.as_str() {
            "boolean" => self.two(place),
            "rating" => choices(place.json, "rateValues", &self.languages),
            _ if place.json.get("choices").is_none() && place.kind != "radiogroup" && self.shared.is_some() => {
                self.shared.clone().unwrap_or_default()
            }
            _ => choices(place.json, "choices", &self.languages),
        };
        for member in ["choicesByUrl", "choicesFromQuestion", "carryForwardChoices"] {
            if place.json.get(member).is_some() {
                self.not_carried(place, member, "write the choices out");
            }
        }
        self.tell_conditions_of_choices(place);
        let has_other = list.iter().any(|choice| choice.get("name").and_then(Json::as_str) == Some("other"));
        let name = self.list(&place.name, list);
        members.text("choices", &name);
        self.expression(place, "choicesVisibleIf", "choice_filter", members);
        if matches!(place.json.get("choicesOrder").and_then(Json::as_str), Some("random")) {
            members.put("parameters", Some(Json::Object(vec![("randomize".to_owned(), Json::from("true"))])));
        }
        if has_other {
            let mut other = Members::default();
            other.text("type", "text");
            other.text("name", &format!("{}_other", place.name));
            let label = place.json.get("otherText");
            other.put("label", self.languages.text(label).or_else(|| self.languages.text(Some(&Json::from("Other")))));
            other.text("relevant", &format!("selected(${{{}}}, 'other')", place.name));
            other.put("required", Some(Json::Boolean(true)));
            items.push(Json::Object(other.0));
        }
    }

    /// The two choices of a boolean.
    fn two(&self, place: &Place<'_>) -> Vec<Json> {
        let choice = |value: &str, words: &str, value_member: &str, label_member: &str| {
            let value = place.json.get(value_member).and_then(value_of).unwrap_or_else(|| value.to_owned());
            let label = self.languages.text(place.json.get(label_member));
            let label = label.or_else(|| self.languages.text(Some(&Json::from(words))));
            let mut members = vec![("name".to_owned(), Json::from(value.as_str()))];
            members.extend(label.map(|label| ("label".to_owned(), label)));
            Json::Object(members)
        };
        vec![choice("true", "Yes", "valueTrue", "labelTrue"), choice("false", "No", "valueFalse", "labelFalse")]
    }
}
