//! Elements of a survey as groups, repeats and questions.

use sealform_types::{Finding, Json, pointer, say};

use super::builder::{Builder, at};
use super::choices::{comment_name, name_of, named, value_of};
use super::tree::{Condition, Place, Role};
use super::values::answer;
use crate::members::Members;
use crate::xform::quoted;

/// What a question offers.
enum Offer {
    List { choices: Vec<Json>, filter: Option<String> },
    Nodes { nodeset: String, value: String, label: String },
}

impl Builder<'_> {
    /// What a place becomes: one item, or several where a question brings others with it.
    pub(super) fn items(&mut self, place: &Place<'_>) -> Vec<Json> {
        match place.role {
            Role::Group => {
                let group = self.group(place);
                std::iter::once(group).chain(self.totals(place)).collect()
            }
            Role::Repeat => {
                let repeat = self.repeat(place);
                std::iter::once(repeat).chain(self.totals(place)).collect()
            }
            Role::Question => self.question(place),
        }
    }

    fn inside(&mut self, place: &Place<'_>) -> Json {
        let mut items = Vec::new();
        for child in &place.children {
            match (place.kind.as_str(), child.role) {
                ("matrix", Role::Question) => items.push(self.matrix_row(place, child)),
                _ => items.extend(self.items(child)),
            }
        }
        Json::Array(items)
    }

    fn group(&mut self, place: &Place<'_>) -> Json {
        let mut members = self.head(place, "group");
        if place.kind == "row" {
            let label = self.label_of(place.json, place);
            members.replace("label", label);
        }
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
        if let Some(count) = self.count(place) {
            members.text("repeat_count", &count);
        } else {
            let number = |name: &str| place.json.get(name).and_then(Json::as_integer);
            let (count, least) = match place.kind.as_str() {
                "matrixdynamic" => (number("rowCount").or(Some(2)), number("minRowCount")),
                _ => (number("panelCount"), number("minPanelCount")),
            };
            let rows = place.json.get("defaultValue").and_then(Json::as_array).filter(|rows| !rows.is_empty());
            let rows = rows.and_then(|rows| i64::try_from(rows.len()).ok());
            // What must be answered begins with something to answer.
            let least = least.unwrap_or(0).max(i64::from(place.is("isRequired")));
            let count = rows.or(count).unwrap_or(0).max(least);
            members.put("instances", (count > 0).then_some(Json::Integer(count)));
            let forbids = |name: &str| place.json.get(name) == Some(&Json::Boolean(false));
            let is_fixed = ["allowAddRows", "allowAddPanel"].into_iter().any(forbids)
                && ["allowRemoveRows", "allowRemovePanel"].into_iter().any(forbids);
            members.put("fixed", is_fixed.then_some(Json::Boolean(true)));
        }
        let inside = self.inside(place);
        members.put("children", Some(inside));
        Json::Object(members.0)
    }

    /// How many panels there are, where a question says so.
    fn count(&mut self, place: &Place<'_>) -> Option<String> {
        if let Some(counted_by) = &place.counted_by {
            return Some(format!("count-selected({})", self.names.at("/data").known(counted_by)?.path));
        }
        let bindings = place.json.get("bindings")?;
        let name = ["panelCount", "rowCount"].iter().find_map(|member| bindings.get(member).and_then(Json::as_str))?;
        let formula = Condition { source: format!("{{{name}}}"), pointer: pointer(&place.pointer, "bindings") };
        self.formula(&formula, &place.path)
    }

    /// A row of a matrix is a question whose choices are its columns.
    fn matrix_row(&mut self, matrix: &Place<'_>, row: &Place<'_>) -> Json {
        let is_multiple = matrix.text("cellType") == Some("checkbox");
        let choices = self.choices(matrix, "columns");
        let kind = match (choices.is_empty(), is_multiple) {
            (true, _) => {
                self.tell_no_choices(matrix);
                "text"
            }
            (false, true) => "select_multiple",
            (false, false) => "select_one",
        };
        let mut members = Members::default();
        members.text("type", kind);
        members.text("name", &row.name);
        self.origin(row, &mut members);
        members.put("label", self.label_of(row.json, row));
        if kind != "text" {
            let list = self.list(&matrix.name, choices);
            members.text("choices", &list);
        }
        let all = ["isAllRowRequired", "eachRowRequired"];
        if all.into_iter().any(|name| matrix.is(name)) {
            members.put("required", Some(Json::Boolean(true)));
        } else {
            self.required(row, &mut members);
        }
        let relevant = self.visibility(row);
        members.put("relevant", relevant.as_deref().map(Json::from));
        let constraints = self.constraints(row);
        members.put("constraints", (!constraints.is_empty()).then_some(Json::Array(constraints)));
        let given = row.given.first().and_then(|(_, value)| answer(kind, value));
        members.put("default", given);
        Json::Object(members.0)
    }

    fn question(&mut self, place: &Place<'_>) -> Vec<Json> {
        let Some(mut kind) = self.kind(place) else { return Vec::new() };
        let offer = match kind {
            "select_one" | "select_multiple" | "rank" => self.offer(place),
            _ => None,
        };
        if matches!(kind, "select_one" | "select_multiple" | "rank") && offer.is_none() {
            kind = "text";
        }
        if self.is_never_shown(place) && !matches!(kind, "note" | "file" | "image") {
            return vec![self.never_shown(place, kind)];
        }
        let mut members = self.head(place, kind);
        self.appearance(place, kind, &mut members);
        self.rules(place, &mut members);
        match kind {
            "rating" => self.scale(place, &mut members),
            "range" => {
                let usual = [("min", "start", "0"), ("max", "end", "100"), ("step", "step", "1")];
                let json = place.around.filter(|_| place.kind == "end").unwrap_or(place.json);
                let parameters = usual.into_iter().map(|(theirs, ours, usual)| {
                    let own = json.get(theirs).and_then(value_of).unwrap_or_else(|| usual.to_owned());
                    (ours.to_owned(), Json::from(own.as_str()))
                });
                members.put("parameters", Some(Json::Object(parameters.collect())));
            }
            _ => {}
        }
        let names = self.offer_in(place, offer, &mut members);
        self.value(place, kind, &mut members);
        let other = self.other(place, &names, &mut members);
        if ["showCommentArea", "hasComment"].iter().any(|flag| place.is(flag)) {
            let label = self.words(place.json.get("commentText"), place);
            members.put(
                "comment",
                Some(Json::Object(label.map(|label| ("label".to_owned(), label)).into_iter().collect())),
            );
        }
        std::iter::once(Json::Object(members.0)).chain(other).collect()
    }

    /// A value that nobody sees: it is there for conditions, and for whoever reads the answers.
    fn never_shown(&mut self, place: &Place<'_>, kind: &str) -> Json {
        let is_expression = place.kind == "expression";
        let mut members = Members::default();
        members.text("type", if is_expression { "calculate" } else { "hidden" });
        members.text("name", &place.name);
        self.origin(place, &mut members);
        self.value(place, kind, &mut members);
        if is_expression && members.0.iter().all(|(name, _)| name != "calculation") {
            members.text("calculation", "''");
        }
        // Nobody enters anything, so what is suggested is what it is.
        for (name, _) in members.0.iter_mut().filter(|(name, _)| name == "suggestion") {
            *name = "calculation".to_owned();
        }
        if members.0.iter().filter(|(name, _)| name == "calculation").count() > 1 {
            members.0.retain(|(name, _)| name != "trigger");
            let mut is_first = true;
            members.0.retain(|(name, _)| name != "calculation" || std::mem::take(&mut is_first));
        }
        for (name, value) in members.0.iter_mut().filter(|(name, _)| name == "default") {
            if let Json::Array(items) = value {
                let all: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
                *value = Json::from(all.join(" ").as_str());
            }
            debug_assert_eq!(name, "default");
        }
        Json::Object(members.0)
    }

    /// The type of a question; `None`, with a finding, where there is no such question here.
    fn kind(&mut self, place: &Place<'_>) -> Option<&'static str> {
        let input = place.text("inputType").unwrap_or_default();
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
            "imagepicker" if place.is("multiSelect") => "select_multiple",
            "imagepicker" => "select_one",
            "checkbox" | "tagbox" => "select_multiple",
            "ranking" => "rank",
            "rating" if place.json.get("rateValues").is_some() => "select_one",
            "rating" => "rating",
            "slider" | "end" => "range",
            "expression" => "text",
            "html" | "image" => "note",
            "file" => "file",
            "signaturepad" => "image",
            other => {
                let message = say!("a question of type `{other}` cannot be carried over");
                let finding = Finding::error("surveyjs/unknown-type", message, at(&pointer(&place.pointer, "type")));
                self.tell(finding.hint("use a question that SurveyJS has itself"));
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
                self.words(text, place).or_else(|| self.languages.text(Some(&Json::from(place.called.as_str()))));
            members.replace("label", text);
        } else if place.kind == "expression" {
            members.put("readonly", Some(Json::Boolean(true)));
        }
    }

    fn scale(&mut self, place: &Place<'_>, members: &mut Members) {
        let number = |name: &str, otherwise: i64| place.json.get(name).and_then(Json::as_integer).unwrap_or(otherwise);
        let start = number("rateMin", 1);
        let end = place.json.get("rateMax").and_then(Json::as_integer);
        members.put("start", Some(Json::Integer(start)));
        members.put("end", Some(Json::Integer(end.unwrap_or_else(|| start + number("rateCount", 5) - 1))));
        members.put("start_label", self.plain_words(place.json.get("minRateDescription"), place));
        members.put("end_label", self.plain_words(place.json.get("maxRateDescription"), place));
    }

    /// What a question offers; `None`, with a finding, where it offers nothing.
    fn offer(&mut self, place: &Place<'_>) -> Option<Offer> {
        let mut filter = None;
        let mut choices = match place.kind.as_str() {
            "boolean" => self.two(place),
            "rating" => self.choices(place, "rateValues"),
            _ => match place.text("choicesFromQuestion").or_else(|| place.text("carryForwardChoices")) {
                Some(name) => match self.carried(place, name)? {
                    Offer::List { choices, filter: only } => {
                        filter = only;
                        choices
                    }
                    nodes @ Offer::Nodes { .. } => return Some(nodes),
                },
                None => self.choices(place, "choices"),
            },
        };
        let special = self.special_choices(place);
        let mut all: Vec<String> = filter.into_iter().collect();
        all.extend(self.filters(place));
        let filter = (!all.is_empty()).then(|| {
            let own = special.iter().map(|choice| format!("name = {} or ", quoted(name_of(choice))));
            let all: Vec<String> = all.iter().map(|one| format!("({one})")).collect();
            format!("{}({})", own.collect::<String>(), all.join(" and "))
        });
        choices.retain(|choice| special.iter().all(|known| name_of(known) != name_of(choice)));
        choices.extend(special);
        if place.json.get("choicesByUrl").is_some() {
            self.not_carried(place, "choicesByUrl", "write the choices out");
        }
        if choices.is_empty() {
            self.tell_no_choices(place);
            return None;
        }
        Some(Offer::List { choices, filter })
    }

    fn tell_no_choices(&mut self, place: &Place<'_>) {
        let message = say!("`{}` has no choices: any text is taken", place.called);
        let finding = Finding::warning("surveyjs/no-choices", message, at(&place.pointer));
        self.tell(finding.hint("write the choices out"));
    }

    /// Conditions on all choices, and on one.
    fn filters(&mut self, place: &Place<'_>) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(condition) = place.condition("choicesVisibleIf") {
            all.extend(self.on_choices(&condition, &place.path));
        }
        let choices = place.json.get("choices").and_then(Json::as_array).unwrap_or_default();
        for (index, choice) in choices.iter().enumerate() {
            let here = pointer(&pointer(&place.pointer, "choices"), &index.to_string());
            if choice.get("enableIf").is_some() {
                let message = say!("`enableIf` of a choice of `{}` is not carried over", place.called);
                let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer(&here, "enableIf")));
                self.tell(finding.hint("write `visibleIf` for this choice"));
            }
            let source = choice.get("visibleIf").and_then(Json::as_str).filter(|source| !source.trim().is_empty());
            let (Some(source), Some(name)) = (source, named(choice)) else { continue };
            let condition = Condition { source: source.to_owned(), pointer: pointer(&here, "visibleIf") };
            let test = self.on_choices(&condition, &place.path);
            all.extend(test.map(|test| format!("name != {} or {test}", quoted(&name))));
        }
        all
    }

    /// Choices that are those, or the answers, of another question.
    fn carried(&mut self, place: &Place<'_>, name: &str) -> Option<Offer> {
        let member =
            if place.text("choicesFromQuestion").is_some() { "choicesFromQuestion" } else { "carryForwardChoices" };
        let names = self.names;
        let from = names.at(&place.path);
        let tree = self.tree;
        let source = from.known(name).and_then(|known| find_in(tree, &known.path));
        let Some(source) = source.filter(|source| source.path != place.path) else {
            self.not_carried(place, member, "name a question of this survey");
            return None;
        };
        if source.role == Role::Repeat {
            let column = |member: &str| {
                let wanted = place.text(member).map(str::to_lowercase);
                let matches = |child: &&Place<'_>| {
                    wanted.as_ref().is_none_or(|wanted| {
                        child.theirs.to_lowercase() == *wanted || child.called.to_lowercase() == *wanted
                    })
                };
                let questions = source.questions();
                let found = questions.into_iter().find(matches)?;
                Some(found.path.get(source.path.len() + 1..)?.to_owned())
            };
            let Some(value) = column("choiceValuesFromQuestion") else {
                self.not_carried(place, "choiceValuesFromQuestion", "name a question in those panels");
                return None;
            };
            let label = column("choiceTextsFromQuestion").filter(|_| place.text("choiceTextsFromQuestion").is_some());
            return Some(Offer::Nodes {
                nodeset: source.path.clone(),
                label: label.unwrap_or_else(|| value.clone()),
                value,
            });
        }
        if !matches!(
            source.kind.as_str(),
            "checkbox" | "radiogroup" | "dropdown" | "tagbox" | "ranking" | "imagepicker"
        ) {
            self.not_carried(place, member, "name a question with choices");
            return None;
        }
        let mode =
            place.text("choicesFromQuestionMode").or_else(|| place.text("carryForwardChoices").map(|_| "selected"));
        let mut choices = self.choices(source, "choices");
        let is_selected = format!("selected({}, name)", source.path);
        let filter = match mode {
            Some("selected") => {
                let special = self.special_choices(source);
                choices.extend(special.into_iter().filter(|choice| name_of(choice) == "other"));
                Some(is_selected)
            }
            Some("unselected") => Some(format!("not({is_selected})")),
            _ => None,
        };
        Some(Offer::List { choices, filter })
    }

    /// Writes down what is offered; the names of the choices.
    fn offer_in(&mut self, place: &Place<'_>, offer: Option<Offer>, members: &mut Members) -> Vec<String> {
        let names = match offer {
            None => return Vec::new(),
            Some(Offer::Nodes { nodeset, value, label }) => {
                let from = [("nodeset", nodeset), ("value", value), ("label", label)];
                let from = from.into_iter().map(|(name, text)| (name.to_owned(), Json::from(text.as_str())));
                members.put("choices_from", Some(Json::Object(from.collect())));
                Vec::new()
            }
            Some(Offer::List { choices, filter }) => {
                let names = choices.iter().map(|choice| name_of(choice).to_owned()).collect();
                let list = self.list(&place.name, choices);
                members.text("choices", &list);
                members.put("choice_filter", filter.as_deref().map(Json::from));
                names
            }
        };
        if place.text("choicesOrder") == Some("random") {
            members.put("parameters", Some(Json::Object(vec![("randomize".to_owned(), Json::from("true"))])));
        }
        names
    }

    /// The question for what no choice says. A value that no choice has is what was said.
    fn other(&mut self, place: &Place<'_>, names: &[String], members: &mut Members) -> Option<Json> {
        let name = comment_name(place)?;
        let mut other = Members::default();
        other.text("type", "text");
        other.text("name", &name);
        let label = self.words(place.json.get("otherText"), place);
        other.put("label", label.or_else(|| self.languages.text(Some(&Json::from("Other")))));
        other.text("relevant", &format!("selected({}, 'other')", place.path));
        other.put("required", Some(Json::Boolean(true)));
        let start = members.0.iter_mut().find(|(member, _)| member == "default").map(|(_, value)| value);
        if let Some(value) = start
            && let Some(said) = value.as_str().filter(|said| names.iter().all(|name| name != said))
        {
            other.text("default", said);
            *value = Json::from("other");
        }
        Some(Json::Object(other.0))
    }
}

/// The element at a path.
pub(super) fn find_in<'t, 'j>(tree: &'t [Place<'j>], path: &str) -> Option<&'t Place<'j>> {
    tree.iter().find_map(|place| {
        let below = path.strip_prefix(place.path.as_str())?;
        if below.is_empty() { Some(place) } else { find_in(&place.children, path) }
    })
}
