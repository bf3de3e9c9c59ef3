//! A whole form, read.

use sealform_questionnaire::{Resource, Text};
use sealform_types::{Finding, Findings, Json, Place};

use super::choices::{ChoiceSheet, ChoicesReader, Demand};
use super::columns::SheetKind;
use super::context::ReadContext;
use super::languages::{self, Languages};
use super::loops;
use super::node::{Node, into_items};
use super::overrides::{self, apply, apply_to_items, apply_to_list, member_mut};
use super::references::Names;
use super::repeats;
use super::rows;
use super::score::{self, Subject};
use super::settings::{self, Settings};
use super::sheets::Sheets;
use super::table::{Record, Table};
use crate::document::{Builder, MemberOrigin};
use crate::imported::Imported;
use crate::openrosa::NO_VERSION;
use crate::xlsform::cells::Sheet;
use crate::xlsform::check;
use crate::xlsform::source;

/// Reads an XLSForm. `name` is what the form is called where it does not say so itself, as a rule the file's name
/// without its ending.
///
/// # Example
/// ```
/// use sealform_formats::xlsform;
/// let form = b"| survey |\n| | type | name | label |\n| | text | who | Who? |\n";
/// let imported = xlsform::read(form, "visit");
/// assert!(!imported.findings.has_errors());
/// assert_eq!(imported.questionnaire.unwrap().get("id").unwrap().as_str(), Some("visit"));
/// ```
pub fn read(bytes: &[u8], name: &str) -> Imported {
    let mut findings = Findings::default();
    let sheets = source::read(bytes, &mut findings);
    if findings.has_errors() {
        return Imported { findings, ..Imported::default() };
    }
    read_sheets(sheets, name, findings)
}

fn read_sheets(sheets: Vec<Sheet>, name: &str, mut findings: Findings) -> Imported {
    let sheets = Sheets::sort(sheets, &mut findings);
    let Some(survey) = &sheets.survey else {
        findings.push(sheets.no_survey());
        return Imported { findings, ..Imported::default() };
    };
    sheets.report_misspelt(&mut findings);
    let settings = sheets.settings.as_ref().map(|table| Settings::read(table, &mut findings)).unwrap_or_default();
    if settings.root.is_none() && !settings::is_xml_name(name) {
        let message = format!("the form is called `{name}`, which is not a valid name");
        let finding = Finding::error("xlsform/bad-name", message, Place::default());
        findings.push(finding.hint("rename the file, or give the form a `name` on the sheet settings"));
    }
    let languages = read_languages(&sheets, survey, &settings, &mut findings);
    let mut context = context(&sheets, settings, languages, findings);
    read_choices(&mut context, &sheets, survey);
    let nodes = rows::read(&mut context, survey);
    let mut nodes = loops::write_out(&mut context, nodes);
    let names = check::names::names(&mut context, &nodes);
    repeats::resolve(&mut context, &mut nodes, &names);
    check(&mut context, &sheets, survey, &nodes, &names);
    let entities = check::entities::read(&mut context, sheets.entities.as_ref(), &nodes, &names);
    if nodes.is_empty() && !context.findings.has_errors() {
        let place = Place::at(&survey.name);
        context.error("xlsform/empty", "the survey has no question", place, "add at least one row");
    }
    document(context, &sheets, nodes, entities, name)
}

fn read_languages(sheets: &Sheets, survey: &Table, settings: &Settings, findings: &mut Findings) -> Languages {
    let tables = sheets.in_languages();
    let default = settings.default_language.as_deref();
    let languages = Languages::of(&tables, default, &settings.languages);
    for table in [Some(survey), sheets.choices.as_ref()].into_iter().flatten() {
        languages::report_missing(table, findings);
    }
    if let Some(name) = default.filter(|name| languages::is_idle(&tables, name)) {
        let record = sheets.settings.as_ref().and_then(|table| table.records().next());
        let place = record.map(|record| record.place_of("default_language")).unwrap_or_default();
        let message = format!("no column is in the default language `{name}`");
        let finding = Finding::warning("xlsform/no-default-language", message, place);
        findings.push(finding.hint("write it as the columns do, or add columns for it"));
    }
    languages
}

fn context(sheets: &Sheets, settings: Settings, languages: Languages, findings: Findings) -> ReadContext {
    let there = [(&sheets.choices, ChoiceSheet::Choices), (&sheets.external, ChoiceSheet::External)];
    ReadContext {
        findings,
        languages,
        choice_sheets: there.into_iter().filter(|(table, _)| table.is_some()).map(|(_, sheet)| sheet).collect(),
        other_sheets: sheets.others.clone(),
        entity_lists: sheets.entities.as_ref().map(check::entities::lists).unwrap_or_default(),
        settings,
        ..ReadContext::default()
    }
}

fn read_choices(context: &mut ReadContext, sheets: &Sheets, survey: &Table) {
    let ReadContext { lists, languages, settings, findings, .. } = context;
    for (table, sheet) in [(&sheets.choices, ChoiceSheet::Choices), (&sheets.external, ChoiceSheet::External)] {
        let Some(table) = table else { continue };
        let demand = demand(survey, sheet);
        lists.read(table, &mut ChoicesReader { sheet, demand, languages, findings: &mut *findings });
        if sheet == ChoiceSheet::Choices && !settings.document.allow_choice_duplicates {
            lists.report_twins(findings);
        }
    }
    if lists.has_external_twins() {
        settings.document.allow_choice_duplicates = true;
    }
}

/// Whether anything of a survey takes choices from a sheet.
fn demand(survey: &Table, sheet: ChoiceSheet) -> Demand {
    let words: &[&str] = match sheet {
        ChoiceSheet::External => &["external"],
        ChoiceSheet::Choices => &["select", "rank", "loop", "tick_labelset", "geometry"],
    };
    let cells = survey.records().flat_map(|record| [record.text("type"), record.text("parameters")]);
    match cells.flatten().any(|text| words.iter().any(|word| text.to_lowercase().contains(word))) {
        true => Demand::Used,
        false => Demand::Unused,
    }
}

fn check(context: &mut ReadContext, sheets: &Sheets, survey: &Table, nodes: &[Node], names: &Names) {
    for (table, kind) in [
        (Some(survey), SheetKind::Survey),
        (sheets.choices.as_ref(), SheetKind::Choices),
        (sheets.external.as_ref(), SheetKind::Choices),
        (sheets.settings.as_ref(), SheetKind::Settings),
        (sheets.entities.as_ref(), SheetKind::Entities),
    ] {
        table.into_iter().for_each(|table| check::references::table(table, kind, names, &mut context.findings));
    }
    check::triggers::cells(context, survey, nodes, names);
    check::triggers::unseen(context, nodes);
    check::lists::tables(context, nodes);
    check::lists::files(context, nodes);
    check::lists::geometries(context, nodes);
    check::lists::instances(context, survey);
    check::lists::lists(context);
    check::lists::searches(context);
}

/// Puts the document together.
fn document(mut context: ReadContext, sheets: &Sheets, nodes: Vec<Node>, entities: Vec<Json>, name: &str) -> Imported {
    let record = sheets.settings.as_ref().and_then(|table| table.records().next());
    let id = context.settings.id.clone().unwrap_or_else(|| name.to_owned());
    let version = context.settings.version.clone().unwrap_or_else(|| NO_VERSION.to_owned());
    let subject = Subject { id: &id, version: &version };
    let key = score::read(&mut context, &nodes, &sheets.score, record.as_ref(), subject);
    let key = record.as_ref().and_then(|record| overrides::whole_key(record, &mut context.findings)).or(key);
    let languages = context.languages.tags().into_iter().map(str::to_owned).collect();
    let mut builder = Builder::new(id, version, languages);
    builder.questionnaire.title = title(&context, record.as_ref(), &builder);
    builder.questionnaire.settings = context.settings.document.clone();
    let resource = |file: &String| Resource { name: file.clone(), ..Resource::default() };
    builder.questionnaire.resources = context.resources.iter().map(resource).collect();
    builder.questionnaire.entities = entities;
    for MemberOrigin { member, origin } in std::mem::take(&mut context.settings.origins) {
        builder.origins.add(member, origin);
    }
    let of_choices = add_lists(&mut builder, &context);
    let (items, of_items) = into_items(nodes);
    items.into_iter().for_each(|item| builder.push(item));
    let document = builder.finish();
    let mut json = document.to_json();
    for (list, of_list) in of_choices {
        apply_to_list(member_mut(&mut json, "choices").and_then(|lists| member_mut(lists, &list)), of_list);
    }
    apply_to_items(member_mut(&mut json, "survey"), of_items);
    apply(&mut json, std::mem::take(&mut context.settings.overrides));
    let is_whole = !context.findings.has_errors();
    Imported {
        questionnaire: is_whole.then_some(json),
        key: key.filter(|_| is_whole),
        findings: context.findings,
        origins: document.origins,
    }
}

/// The title: that of the settings, that of the survey, else the form's id.
fn title(context: &ReadContext, record: Option<&Record<'_>>, builder: &Builder) -> Text {
    if let Some(title) = &context.settings.title {
        return context.in_all(title);
    }
    let title = record.map(|record| context.languages.text(record, "title")).unwrap_or_default();
    if title.0.is_empty() { builder.text(&builder.questionnaire.id) } else { title }
}

/// Members of choices that their cells override, by the name of the list.
type ChoiceOverrides = Vec<(String, Vec<Vec<(String, Json)>>)>;

/// Adds the choice lists with the origins of their choices.
fn add_lists(builder: &mut Builder, context: &ReadContext) -> ChoiceOverrides {
    let mut all = ChoiceOverrides::new();
    for list in &context.lists.all {
        let name = context.lists.known_as(list);
        let at = sealform_types::pointer("/choices", &name);
        for (index, choice) in list.choices.iter().enumerate() {
            for MemberOrigin { member, origin } in &choice.origins {
                builder.origins.add(format!("{at}/{index}{member}"), origin);
            }
        }
        builder.list(&name, list.choices.iter().map(|listed| listed.choice.clone()).collect());
        all.push((name, list.choices.iter().map(|listed| listed.overrides.clone()).collect()));
    }
    all
}
