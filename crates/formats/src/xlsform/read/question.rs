//! One row of the survey as an item of the document.

use sealform_questionnaire::{
    Condition, Constraint, Ends, Group, GroupType, Question, QuestionType, Scale, Shape, Text,
};
use sealform_types::{Finding, Findings, Json, Level, Place};

use super::choices::ChoiceSheet;
use super::context::ReadContext;
use super::extensions;
use super::node::{Content, LoopNames, LoopRow, Node, NodeKind, QuestionRow, ScoreCell, TerminateRow, Visibility};
use super::overrides;
use super::parameters::{self, Parameters};
use super::references::references;
use super::row::{Row, by_name};
use super::selects::{self, Choices};
use super::table::Record;
use super::types::{ChoiceSource, Container, OtherAnswer, Plain, PlainKind, Select, Special, TypeHint, has_control};
use super::values::{condition, default_value, expression, is_dynamic};
use crate::xlsform::check::parameters::{Rows, TOTAL};
use crate::xlsform::check::range;

/// A group, a repeat or a loop.
pub fn container(context: &mut ReadContext, record: &Record<'_>, name: String, container: Container) -> Node {
    let mut row = Row::new(context, record);
    let kind = match container {
        Container::Group => NodeKind::Group,
        Container::Repeat => NodeKind::Repeat,
        Container::Loop(_) | Container::Matrix => NodeKind::Loop,
    };
    let mut group = Group {
        kind: if kind == NodeKind::Repeat { GroupType::Repeat } else { GroupType::Group },
        label: row.text("label"),
        hint: row.text("hint"),
        ..Group::default()
    };
    group.media = row.media();
    group.relevant = row.expression("relevant");
    group.readonly = row.condition("readonly");
    count_instances(&mut row, kind, &mut group);
    group.appearance = row.cell("appearance").map(str::to_owned);
    if record.get("parameters").is_some() {
        group.parameters = by_name(&row.parameters(kind, Rows::InForm));
        if kind == NodeKind::Group {
            group.total = group.parameters.remove(TOTAL).and_then(|total| total.parse().ok());
        }
    }
    group.xml.bind = row.family("bind");
    group.xml.body = row.family("body");
    group.xml.instance = row.family("instance");
    report_misplaced(&mut row, kind, &name, &group);
    let (list, names) = match container {
        Container::Loop(list) => (over(&mut row, list), LoopNames::Own),
        Container::Matrix => (over_matrix(&mut row), LoopNames::Joined),
        Container::Group | Container::Repeat => (None, LoopNames::Own),
    };
    let further = overrides::read(record, &mut row.context.findings);
    let content = match kind {
        NodeKind::Loop => Content::Loop(Box::new(LoopRow { group, list, names })),
        NodeKind::Group | NodeKind::Repeat | NodeKind::Question(_) | NodeKind::Terminate | NodeKind::File => {
            Content::Group(Box::new(group))
        }
    };
    node_of(row, name, content, further)
}

fn node_of(row: Row<'_, '_>, name: String, content: Content, overrides: Vec<(String, Json)>) -> Node {
    let mut node = Node::new(name, content, row.record.number(), row.record.address("name"));
    node.origins = row.origins;
    node.overrides = overrides;
    node
}

fn count_instances(row: &mut Row<'_, '_>, kind: NodeKind, group: &mut Group) {
    let is_repeat = kind == NodeKind::Repeat;
    match row.record.get("repeat_count") {
        Some(_) if is_repeat => group.repeat_count = row.expression("repeat_count"),
        Some(field) => {
            row.context.warning("xlsform/misplaced", "only repeats are counted", Place::at(field.at), "remove it");
        }
        // A repeat without a count begins with one instance, as in ODK.
        None if is_repeat => group.instances = Some(1),
        None => {}
    }
}

/// Cells that mean nothing for a container, and the label that a repeat needs.
fn report_misplaced(row: &mut Row<'_, '_>, kind: NodeKind, name: &str, group: &Group) {
    let (record, word) = (row.record, kind.name());
    if record.get("save_to").is_some() {
        refuse_save_to(record, &mut row.context.findings);
    }
    for key in ["required", "constraint", "calculation", "default", "choice_filter", "trigger"] {
        if let Some(field) = record.get(key).filter(|field| condition(field.text) != Condition::No) {
            let message = format!("`{key}` has no meaning for a {word} and is left out");
            let hint = "put it on the questions inside";
            row.context.warning("xlsform/misplaced", message, Place::at(field.at), hint);
        }
    }
    if let Some(field) = record.get("kobo--matrix_list").filter(|_| kind != NodeKind::Loop) {
        let message = format!("`kobo--matrix_list` has no meaning for a {word} and is left out");
        row.context.warning("xlsform/misplaced", message, Place::at(field.at), "put it on the `begin_kobomatrix`");
    }
    for key in ["guidance_hint", "required_message", "constraint_message"] {
        if !row.text(key).0.is_empty() {
            let message = format!("`{key}` has no meaning for a {word} and is left out");
            row.context.warning("xlsform/misplaced", message, record.place_of(key), "put it on the questions inside");
        }
    }
    if kind == NodeKind::Repeat && group.label.0.is_empty() && group.media.is_empty() {
        let message = format!("the repeat `{name}` has no label");
        row.context.warning("xlsform/no-label", message, record.place_of("label"), "say what each instance is");
    }
}

/// The list that a loop goes over.
fn over(row: &mut Row<'_, '_>, list: String) -> Option<String> {
    let place = row.record.place_of("type");
    if list.is_empty() {
        row.context.error("xlsform/no-list", "the loop names no list", place, "write `begin loop over list`");
        return None;
    }
    let message = "loops are outdated: the questions are written out once for every choice";
    row.context.warning("xlsform/loop", message, place, "use a repeat, or a group for each");
    selects::list(row.context, row.record, &list, ChoiceSheet::Choices);
    Some(list)
}

/// The list of a matrix of Kobo: its rows.
fn over_matrix(row: &mut Row<'_, '_>) -> Option<String> {
    let Some(list) = row.record.get("kobo--matrix_list") else {
        let place = row.record.place_of("type");
        row.context.error("xlsform/no-list", "the matrix names no list", place, "name it in `kobo--matrix_list`");
        return None;
    };
    selects::list(row.context, row.record, list.text, ChoiceSheet::Choices);
    Some(list.text.to_owned())
}

/// Reports that groups cannot be properties of entities.
pub fn refuse_save_to(record: &Record<'_>, findings: &mut Findings) {
    let message = "a group or repeat cannot be a property of an entity";
    let finding = Finding::error("xlsform/entity-container", message, record.place_of("save_to"));
    findings.push(finding.hint("put `save_to` on the questions inside"));
}

/// The texts and media of a question.
fn begin(row: &mut Row<'_, '_>, kind: QuestionType) -> Question {
    let mut question = Question {
        kind,
        label: row.text("label"),
        hint: row.text("hint"),
        guidance_hint: row.text("guidance_hint"),
        ..Question::default()
    };
    question.media = row.media();
    row.check_media(&question.media);
    question
}

/// A question with choices, and the field for another answer where there is one.
pub fn select(context: &mut ReadContext, record: &Record<'_>, name: String, select: &Select) -> Vec<Node> {
    let select = &selects::with_file(context, select);
    let mut row = Row::new(context, record);
    let mut question = begin(&mut row, select.kind);
    let rows = match select.source {
        ChoiceSource::File | ChoiceSource::Nodeset => Rows::Named,
        ChoiceSource::Choices | ChoiceSource::External => Rows::InForm,
    };
    let mut parameters = row.parameters(NodeKind::Question(select.kind), rows);
    let choices = selects::source(row.context, record, select, &parameters);
    if rows == Rows::Named {
        parameters.retain(|one| one.name != "value" && one.name != "label");
    }
    question.parameters = by_name(&parameters);
    let mut choices_of = None;
    match choices {
        Some(Choices::List(list)) => {
            row.origin("choices", record.address("type"));
            question.choices = Some(list);
        }
        Some(Choices::From(from)) => {
            row.origin("choices_from", record.address("type"));
            question.choices_from = Some(from);
        }
        Some(Choices::AnswersTo(name)) => {
            row.origin("choices_from", record.address("type"));
            choices_of = Some(name);
        }
        None => {}
    }
    filter(&mut row, select, &mut question);
    let node = finish(row, name, Content::Question(Box::new(QuestionRow { question, choices_of })));
    let other = (select.other == OtherAnswer::Offered).then(|| selects::other(context, &node));
    std::iter::once(node).chain(other).collect()
}

fn filter(row: &mut Row<'_, '_>, select: &Select, question: &mut Question) {
    let record = row.record;
    if let Some(field) = record.get("choice_filter") {
        if select.other == OtherAnswer::Offered {
            let message = "a filter and `or_other` do not go together";
            let hint = "add the choice and its text question yourself";
            row.context.error("xlsform/filter-with-other", message, Place::at(&field.at), hint);
        }
        row.origin("choice_filter", field.at);
        question.choice_filter = Some(expression(field.text));
    } else if select.source == ChoiceSource::External {
        let message = "external choices are meant for filters, and this question has none";
        let place = record.place_of("choice_filter");
        row.context.warning("xlsform/no-filter", message, place, "fill the cell, or use `select_one`");
    }
}

/// A question without choices, or an end.
pub fn plain(context: &mut ReadContext, record: &Record<'_>, name: String, plain: Plain) -> Node {
    let mut row = Row::new(context, record);
    let kind = match plain.kind {
        PlainKind::Question(kind) => kind,
        PlainKind::Terminate => QuestionType::default(),
    };
    let node_kind = match plain.kind {
        PlainKind::Question(kind) => NodeKind::Question(kind),
        PlainKind::Terminate => NodeKind::Terminate,
    };
    let mut question = begin(&mut row, kind);
    let parameters = row.parameters(node_kind, Rows::InForm);
    if kind != QuestionType::Rating {
        question.parameters = by_name(&parameters);
    }
    special(&mut row, plain.special, &mut question);
    if let Some(field) = record.get("choice_filter") {
        if parameters::get(&parameters, "reference-geometry").is_some() {
            row.origin("choice_filter", field.at);
            question.choice_filter = Some(expression(field.text));
        } else {
            let message = "there are no choices to filter; the cell is left out";
            row.context.warning("xlsform/misplaced", message, Place::at(field.at), "clear the cell");
        }
    }
    if node_kind == NodeKind::Terminate {
        let outcome = extensions::outcome(&mut row);
        return finish(row, name, Content::Terminate(Box::new(TerminateRow { row: question, outcome })));
    }
    own_members(&mut row, &parameters, &mut question);
    finish(row, name, Content::Question(Box::new(QuestionRow { question, choices_of: None })))
}

/// What some types have beside the members of all questions.
fn own_members(row: &mut Row<'_, '_>, parameters: &Parameters, question: &mut Question) {
    if question.kind == QuestionType::Range {
        range::check(row.context, row.record, parameters);
    }
    if question.kind.shape() == Shape::Step(Ends::Named) {
        question.scale = Some(extensions::scale(row, parameters));
    }
    if let Shape::Step(Ends::Fixed(start, end)) = question.kind.shape() {
        question.scale = Some(Scale { start, end, start_label: Text::default(), end_label: Text::default() });
    }
    if question.kind.shape() == Shape::Attempts {
        question.attempts = Some(extensions::attempts(row));
    }
}

/// What types say that a document says with other means.
fn special(row: &mut Row<'_, '_>, special: Special, question: &mut Question) {
    let record = row.record;
    match special {
        Special::None => {}
        Special::Upto(most, hint) => {
            constrain(row, question, format!("0 <= . and . <= {most}"));
            if hint == TypeHint::Written {
                hint_of_type(row, question, &format!("Enter a number 0-{most}."));
            }
        }
        Special::Digits => {
            constrain(row, question, r"regex(., '^\d*$')".to_owned());
            hint_of_type(row, question, "Enter numbers only.");
        }
        Special::Background => {
            if let Some(field) = record.get("calculation") {
                let message = "a location that is recorded in the background is not calculated";
                row.context.error("xlsform/misplaced", message, Place::at(field.at), "clear the cell");
            }
            if record.get("trigger").is_none() {
                let message = "a location that is recorded in the background needs a trigger";
                let place = record.place_of("trigger");
                row.context.error("xlsform/no-trigger", message, place, "name a question: `${name}`");
            }
        }
        Special::Uri => {
            let text = record.text("type").unwrap_or_default();
            question.xml.bind.insert("jr:preloadParams".to_owned(), text.to_owned());
        }
        Special::Osm => {
            let message = "OpenStreetMap tags are outdated: the question takes a file";
            let hint = "use `geopoint`, `geotrace` or a select";
            row.context.warning("xlsform/osm", message, record.place_of("type"), hint);
        }
    }
}

/// A constraint that comes with the type.
fn constrain(row: &mut Row<'_, '_>, question: &mut Question, test: String) {
    row.origin("constraint", row.record.address("type"));
    let message = Text::default();
    question.constraints = vec![Constraint { test, message, level: Level::Hard, pointer: String::new() }];
}

/// A hint that comes with the type, unless the row has one.
fn hint_of_type(row: &mut Row<'_, '_>, question: &mut Question, hint: &str) {
    if question.hint.0.is_empty() {
        question.hint = row.context.in_all(hint);
        row.origin("hint", row.record.address("type"));
    }
}

/// What all questions have.
fn finish(mut row: Row<'_, '_>, name: String, mut content: Content) -> Node {
    let record = row.record;
    let is_end = matches!(content, Content::Terminate(_));
    let question = match &mut content {
        Content::Question(question) => &mut question.question,
        Content::Terminate(end) => &mut end.row,
        Content::Group(_) | Content::Loop(_) | Content::File => return node_of(row, name, content, Vec::new()),
    };
    let mut shown = if has_control(question.kind) { Visibility::Shown } else { Visibility::Hidden };
    rules(&mut row, question);
    question.appearance = row.cell("appearance").map(str::to_owned);
    question.save_to = row.cell("save_to").map(str::to_owned);
    let mut bind = row.family("bind");
    for (name, value) in std::mem::take(&mut question.xml.bind) {
        bind.get_or_insert_with(name, || value);
    }
    question.xml.bind = bind;
    question.xml.body = row.family("body");
    question.xml.instance = row.family("instance");
    extensions::text_rules(&mut row, question);
    question.comment = extensions::comment(&mut row);
    if shown == Visibility::Shown && !is_end {
        shown = settle(&mut row, &name, question);
    }
    default(&mut row, question);
    let overrides = overrides::read(record, &mut row.context.findings);
    let mut node = node_of(row, name, content, overrides);
    node.visibility = shown;
    let cells = record.family("score").into_iter();
    node.score = cells
        .map(|(name, field)| ScoreCell { name: name.to_owned(), text: field.text.to_owned(), at: field.at })
        .collect();
    node
}

/// Relevance, requirement, constraints and calculation.
fn rules(row: &mut Row<'_, '_>, question: &mut Question) {
    question.required_message = row.text("required_message");
    let (start_label, end_label) = (row.text("start_label"), row.text("end_label"));
    if let Some(scale) = &mut question.scale {
        scale.start_label = start_label;
        scale.end_label = end_label;
    }
    question.required = row.condition("required");
    question.readonly = row.condition("readonly");
    question.relevant = row.expression("relevant");
    extensions::constraints(row, question);
    extensions::report_idle(row, question);
    calculation(row, question);
}

fn calculation(row: &mut Row<'_, '_>, question: &mut Question) {
    let record = row.record;
    question.calculation = row.expression("calculation");
    if let Some(field) = record.get("trigger") {
        // Its faults are reported once all questions are known.
        let straight = expression(field.text);
        let mut names: Vec<&str> = references(&straight).iter().map(|reference| reference.name).collect();
        let mut known = std::collections::HashSet::new();
        names.retain(|name| known.insert(*name));
        question.trigger = names.into_iter().map(str::to_owned).collect();
        row.origin("trigger", field.at);
    }
    let is_dynamic = record.text("default").is_some_and(|text| is_dynamic(text, question.kind));
    if question.kind == QuestionType::Calculate && question.calculation.is_none() {
        // The older words for the type ask for no calculation.
        let is_old = record.text("type").is_some_and(|text| text.contains(' '));
        if is_dynamic || is_old {
            question.kind = QuestionType::Hidden;
        } else {
            let place = record.place_of("calculation");
            let message = "there is nothing to calculate";
            row.context.error("xlsform/no-calculation", message, place, "fill the cell `calculation`");
        }
    }
}

/// A calculation that nobody sees is a `calculate`, whatever its type; what is seen needs something to read.
fn settle(row: &mut Row<'_, '_>, name: &str, question: &mut Question) -> Visibility {
    let record = row.record;
    let has_words = !question.label.0.is_empty() || !question.hint.0.is_empty();
    if has_words || !question.media.is_empty() || record.get("media").is_some() {
        return Visibility::Shown;
    }
    if question.calculation.is_none() && record.get("trigger").is_none() {
        let message = format!("the question `{name}` has neither label nor hint");
        row.context.error("xlsform/no-label", message, record.place_of("label"), "write what is asked");
        return Visibility::Shown;
    }
    let bind = bind_type(question.kind);
    question.kind = match question.calculation {
        Some(_) => QuestionType::Calculate,
        None => QuestionType::Hidden,
    };
    if bind != "string" && !question.xml.bind.contains_key("type") {
        question.xml.bind.insert("type".to_owned(), bind.to_owned());
        row.origin("bind", record.address("type"));
    }
    question.choices = None;
    question.choices_from = None;
    question.choice_filter = None;
    question.parameters.clear();
    question.required = Condition::No;
    question.constraints.clear();
    Visibility::Hidden
}

/// The type that an XForm gives to a question's value.
fn bind_type(kind: QuestionType) -> &'static str {
    match kind.shape() {
        Shape::Integer | Shape::Step(Ends::Fixed(..)) => "int",
        Shape::Files => "binary",
        // Here both call it the same.
        Shape::Date | Shape::Time | Shape::DateTime | Shape::Location | Shape::Locations if kind.takes_answer() => {
            kind.name()
        }
        Shape::Decimal | Shape::Text if matches!(kind, QuestionType::Decimal | QuestionType::Barcode) => kind.name(),
        Shape::Date
        | Shape::Time
        | Shape::DateTime
        | Shape::Location
        | Shape::Locations
        | Shape::Decimal
        | Shape::Text => "string",
        Shape::Choice | Shape::Choices | Shape::Step(Ends::Named) | Shape::Seconds | Shape::Attempts => "string",
        Shape::Truth | Shape::Log | Shape::Any => "string",
    }
}

fn default(row: &mut Row<'_, '_>, question: &mut Question) {
    let Some(field) = row.record.get("default") else { return };
    if is_dynamic(field.text, question.kind) {
        question.default_expression = Some(expression(field.text));
        return row.origin("default_expression", field.at);
    }
    question.default = default_value(question.kind, field.text);
    if question.default.is_some() {
        return row.origin("default", field.at);
    }
    let kind = question.kind.name();
    let message = format!("`{}` is not a valid answer to a question of type `{kind}` and is left out", field.text);
    let hint = "write an answer of its type, or clear the cell";
    row.context.warning("xlsform/bad-default", message, Place::at(field.at), hint);
}
