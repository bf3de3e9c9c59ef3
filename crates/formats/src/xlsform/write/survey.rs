//! The sheet `survey`.

use sealform_questionnaire::{
    AttemptRules, ChoicesFrom, Comment, Condition, Constraint, Ends, Group, GroupType, Item, Names, Question,
    QuestionType, Scale, Shape, Terminate, Text, TextRules, XmlExtras,
};
use sealform_types::{Findings, Json, Level, Place, VecMap, is_name, pointer};

use super::score;
use super::sheet::{Book, Row};
use super::writer::Writer;
use crate::document::level_name;
use crate::xlsform::check::parameters::{self as known_parameters, Rows, Subject, TOTAL};
use crate::xlsform::read::node::NodeKind;
use crate::xlsform::read::parameters;

/// Writes every item, groups with their ends. What no column says goes as JSON into `sealform`.
pub fn write(writer: &Writer<'_>, survey: &[Item], book: &mut Book) {
    items(writer, survey, "/survey", "", &mut book.sheet("survey").rows);
}

/// The reader of documents bounds how deep this goes.
fn items(writer: &Writer<'_>, items: &[Item], at: &str, path: &str, rows: &mut Vec<Row>) {
    for (index, item) in items.iter().enumerate() {
        let here = pointer(at, &index.to_string());
        let path = if path.is_empty() { item.name().to_owned() } else { format!("{path}/{}", item.name()) };
        let mut row = match item {
            Item::Question(question) => self::question(writer, question),
            Item::Group(group) => self::group(writer, group),
            Item::Terminate(terminate) => self::terminate(writer, terminate),
        };
        score::rule(writer, &mut row, &path);
        let residue = writer.residue.of(&here);
        row.put("sealform", if residue.is_empty() && is_unusual(item) { "{}" } else { &residue });
        rows.push(row);
        if let Item::Group(group) = item {
            self::items(writer, &group.children, &pointer(&here, "children"), &path, rows);
            let mut end = Row::default();
            end.put("type", &format!("end {}", word(group.kind)));
            rows.push(end);
        }
    }
}

fn question(writer: &Writer<'_>, question: &Question) -> Row {
    let Question {
        kind,
        name,
        label,
        hint,
        guidance_hint,
        required,
        required_message,
        relevant,
        readonly,
        constraints,
        pointer: _,
        calculation,
        trigger,
        default,
        default_expression,
        suggestion: _, // no column says it
        choices,
        choices_from,
        choice_filter,
        appearance,
        media,
        parameters,
        xml,
        save_to,
        scale,
        attempts,
        comment,
        text_rules,
    } = question;
    let mut row = begun(&type_of(*kind, choices.as_deref(), choices_from.as_ref()), name);
    writer.texts(&mut row, "label", label);
    writer.texts(&mut row, "hint", hint);
    writer.texts(&mut row, "guidance_hint", guidance_hint);
    writer.media(&mut row, media);
    row.put("required", condition(required));
    writer.texts(&mut row, "required_message", required_message);
    row.maybe("relevant", relevant.as_deref());
    row.put("readonly", condition(readonly));
    self::constraints(writer, &mut row, constraints);
    row.maybe("calculation", calculation.as_deref());
    row.put("trigger", &trigger.iter().map(|name| format!("${{{name}}}")).collect::<Vec<_>>().join(", "));
    row.put("default", &default.as_ref().map(answer).unwrap_or_default());
    row.maybe("default", default_expression.as_deref());
    row.maybe("choice_filter", choice_filter.as_deref());
    row.maybe("appearance", appearance.as_deref());
    let subject = subject(*kind, choices_from.as_ref(), appearance.as_deref());
    let ends = scale.as_ref().and_then(|scale| self::scale(writer, &mut row, *kind, scale));
    let columns = choices_from.iter().flat_map(columns);
    let words: Vec<String> = [words(subject, parameters)].into_iter().chain(ends).chain(columns).collect();
    row.put("parameters", words.join(" ").trim());
    xml_extras(&mut row, xml);
    row.maybe("save_to", save_to.as_deref());
    self::attempts(&mut row, attempts.as_ref());
    self::comment(writer, &mut row, comment.as_ref());
    self::text_rules(writer, &mut row, "rule", text_rules);
    row
}

fn group(writer: &Writer<'_>, group: &Group) -> Row {
    let Group {
        kind,
        name,
        label,
        hint,
        relevant,
        readonly,
        repeat_count,
        instances: _, // no column says these
        fixed: _,
        min_instances: _,
        max_instances: _,
        no_add: _,
        no_remove: _,
        total,
        appearance,
        media,
        parameters,
        xml,
        children: _,
        pointer: _,
    } = group;
    let mut row = begun(&format!("begin {}", word(*kind)), name);
    writer.texts(&mut row, "label", label);
    writer.texts(&mut row, "hint", hint);
    writer.media(&mut row, media);
    row.maybe("relevant", relevant.as_deref());
    row.put("readonly", condition(readonly));
    row.maybe("repeat_count", repeat_count.as_deref());
    row.maybe("appearance", appearance.as_deref());
    let appearance = appearance.as_deref().unwrap_or_default();
    let mut parameters = parameters.clone();
    parameters.extend(total.map(|total| (TOTAL.to_owned(), total.to_string())));
    row.put("parameters", &words(Subject { kind: NodeKind::Group, rows: Rows::InForm, appearance }, &parameters));
    xml_extras(&mut row, xml);
    row
}

fn terminate(writer: &Writer<'_>, terminate: &Terminate) -> Row {
    let Terminate { kind: _, name, label, relevant, outcome, pointer: _ } = terminate;
    let mut row = begun("terminate", name);
    writer.texts(&mut row, "label", label);
    row.put("relevant", relevant);
    row.put("outcome", outcome);
    row
}

/// A row of that type and name.
fn begun(kind: &str, name: &str) -> Row {
    let mut row = Row::default();
    row.put("type", kind);
    row.put("name", name);
    row
}

fn word(kind: GroupType) -> &'static str {
    match kind {
        GroupType::Group => "group",
        GroupType::Repeat => "repeat",
    }
}

/// What stands in the column `type`.
fn type_of(kind: QuestionType, choices: Option<&str>, from: Option<&ChoicesFrom>) -> String {
    let name = kind.name();
    let (file, nodeset) = from.map_or((None, None), |from| (from.file.as_deref(), from.nodeset.as_deref()));
    match (choices, file, nodeset) {
        _ if !kind.has_choices() => name.to_owned(),
        (Some(list), _, _) => format!("{name} {list}"),
        (None, Some(file), _) => format!("{name}_from_file {file}"),
        (None, None, Some(nodeset)) => format!("{name}_from_nodeset {nodeset}"),
        (None, None, None) => name.to_owned(),
    }
}

/// What only a document says: without the cell an audit has one name, and a big picture stands behind a small one.
fn is_unusual(item: &Item) -> bool {
    let (is_renamed, media): (bool, &VecMap<String, Text>) = match item {
        Item::Question(question) => (question.kind == QuestionType::Audit && question.name != "audit", &question.media),
        Item::Group(group) => (false, &group.media),
        Item::Terminate(_) => return false,
    };
    is_renamed || (media.contains_key("big-image") && !media.contains_key("image"))
}

fn condition(condition: &Condition) -> &str {
    match condition {
        Condition::No => "",
        Condition::Yes => "yes",
        Condition::When(expression) => expression,
    }
}

/// A value as a cell: lists as words, true as yes.
fn answer(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Integer(number) => number.to_string(),
        Json::Boolean(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Json::Array(words) => words.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" "),
        Json::Null | Json::Float(_) | Json::Object(_) => String::new(),
    }
}

/// What the reader of parameters asks about a question.
fn subject<'a>(kind: QuestionType, from: Option<&ChoicesFrom>, appearance: Option<&'a str>) -> Subject<'a> {
    let is_named = from.is_some_and(|from| from.file.is_some() || from.nodeset.is_some());
    let rows = if is_named { Rows::Named } else { Rows::InForm };
    Subject { kind: NodeKind::Question(kind), rows, appearance: appearance.unwrap_or_default() }
}

/// Parameters as words; blank where their reader would find fault, for then they go as JSON.
fn words(subject: Subject<'_>, all: &VecMap<String, String>) -> String {
    let text = all.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ");
    let mut findings = Findings::default();
    match parameters::read(&text) {
        Ok(all) => {
            known_parameters::check(subject, &all, &Place::default(), &mut findings);
            if findings.has_errors() { String::new() } else { text }
        }
        Err(_) => String::new(),
    }
}

/// The labels of the two ends, and the ends as parameters where the question says them.
fn scale(writer: &Writer<'_>, row: &mut Row, kind: QuestionType, scale: &Scale) -> Option<String> {
    let Scale { start, end, start_label, end_label } = scale;
    writer.texts(row, "start_label", start_label);
    writer.texts(row, "end_label", end_label);
    (kind.shape() == Shape::Step(Ends::Named)).then(|| format!("start={start} end={end}"))
}

/// The columns that choices are made of, as parameters.
fn columns(from: &ChoicesFrom) -> impl Iterator<Item = String> {
    let ChoicesFrom { file: _, nodeset: _, value, label } = from;
    let named = [("value", value), ("label", label)];
    named.into_iter().filter_map(|(name, column)| {
        let column = column.as_deref().filter(|column| is_name(column))?;
        Some(format!("{name}={column}"))
    })
}

fn xml_extras(row: &mut Row, xml: &XmlExtras) {
    let XmlExtras { bind, body, instance } = xml;
    for (family, attributes) in [("bind", bind), ("body", body), ("instance", instance)] {
        for (name, value) in attributes.iter() {
            row.put(&format!("{family}::{name}"), value);
        }
    }
}

fn constraints(writer: &Writer<'_>, row: &mut Row, all: &[Constraint]) {
    for (index, Constraint { test, message, level, pointer: _ }) in all.iter().enumerate() {
        let suffix = if index == 0 { String::new() } else { format!("_{}", index + 1) };
        row.put(&format!("constraint{suffix}"), test);
        writer.texts(row, &format!("constraint_message{suffix}"), message);
        if *level != Level::Hard {
            row.put(&format!("constraint_level{suffix}"), level_name(*level));
        }
    }
}

fn comment(writer: &Writer<'_>, row: &mut Row, comment: Option<&Comment>) {
    let Some(Comment { label, relevant, required, text_rules }) = comment else { return };
    if label.is_empty() && relevant.is_none() && required.is_no() && text_rules.is_empty() {
        row.put("comment::offered", "yes");
    }
    writer.texts(row, "comment::label", label);
    row.maybe("comment::relevant", relevant.as_deref());
    row.put("comment::required", condition(required));
    self::text_rules(writer, row, "comment", text_rules);
}

fn attempts(row: &mut Row, rules: Option<&AttemptRules>) {
    let Some(AttemptRules { max, wait, wait_days, different_days, channels }) = rules else { return };
    row.put("attempts::max", &max.to_string());
    row.put("attempts::wait", &wait.to_string());
    row.put("attempts::wait_days", &if *wait_days == 0 { String::new() } else { wait_days.to_string() });
    row.put("attempts::different_days", if *different_days { "yes" } else { "" });
    row.put("attempts::channels", &channels.join(" "));
}

fn text_rules(writer: &Writer<'_>, row: &mut Row, family: &str, rules: &TextRules) {
    let TextRules {
        min_words,
        max_words,
        min_chars,
        max_chars,
        min_sentences,
        no_caps,
        no_repeats,
        no_placeholder,
        no_echo,
        distinct,
        phrases,
        names,
        levels,
    } = rules;
    let counts = [
        ("min_words", min_words),
        ("max_words", max_words),
        ("min_chars", min_chars),
        ("max_chars", max_chars),
        ("min_sentences", min_sentences),
    ];
    for (name, count) in counts {
        row.put(&format!("{family}::{name}"), &count.map(|count| count.to_string()).unwrap_or_default());
    }
    let flags = [
        ("no_caps", no_caps),
        ("no_repeats", no_repeats),
        ("no_placeholder", no_placeholder),
        ("no_echo", no_echo),
        ("distinct", distinct),
    ];
    for (name, flag) in flags {
        row.put(&format!("{family}::{name}"), if *flag { "yes" } else { "" });
    }
    for (name, lists) in [("banned", &phrases.banned), ("wanted", &phrases.wanted)] {
        let text = Text(lists.iter().map(|(language, list)| (language.clone(), list.join("; "))).collect());
        writer.texts(row, &format!("{family}::{name}"), &text);
    }
    match names {
        Some(Names::Required(questions)) => row.put(&format!("{family}::names_required"), &questions.join(" ")),
        Some(Names::Forbidden(questions)) => row.put(&format!("{family}::names_forbidden"), &questions.join(" ")),
        None => {}
    }
    let levels = levels.iter().map(|(rule, level)| format!("{}={}", rule.name(), level_name(*level)));
    row.put(&format!("{family}::levels"), &levels.collect::<Vec<_>>().join(" "));
}
