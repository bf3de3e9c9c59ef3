//! Plays the text cases under `suite/`: one file per subject, one form per file, one section per case.
//!
//! An engine file begins with a form between `form` and `end`, perhaps followed by a scoring key between
//! `key` and `end`, and by files between `file NAME` and `end`; then each `## name` opens a case whose lines are what a person does and what must be
//! true then. An expression file has lines `expression => value` and `expression !! code @columns hint`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use sealform_expression::{Context, ListId, NoNames, Purpose, Val, ValueRef, compile};
use sealform_protocol::{Action, ChoiceView, Control, Node};
use sealform_tests::house_file;
use sealform_tests::respondent::{Respondent, moment, program_with, try_program};
use sealform_types::Json;

fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = house_file("tests/suite").join(folder);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&folder).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(&path).expect("text"))).collect()
}

#[test]
fn engine_cases() {
    let (mut count, mut faults) = (0, Vec::new());
    for (path, text) in files("engine") {
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        let mut cases = text.split("\n## ");
        let head = cases.next().unwrap_or_default();
        let form = document(head, "form").unwrap_or_else(|| panic!("{name}: no form"));
        let key = document(head, "key");
        let program = program_with(&form, key.as_ref(), &|name| attached(head, name));
        for case in cases {
            let (title, lines) = case.split_once('\n').unwrap_or((case, ""));
            let mut respondent = Respondent::opens(&program);
            for (number, line) in lines.lines().enumerate() {
                let line = line.trim();
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                if let Err(fault) = play(&mut respondent, line) {
                    faults.push(format!("{name}, `{title}`, line {}: {line}\n  {fault}", number + 1));
                }
            }
            count += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 30, "only {count} cases");
}

#[test]
fn faulty_forms() {
    let (mut count, mut faults) = (0, Vec::new());
    for (path, text) in files("faults") {
        for case in text.split("\n## ").skip(1) {
            let (title, body) = case.split_once('\n').unwrap_or((case, ""));
            let form = document(body, "form").unwrap_or_else(|| panic!("{title}: no form"));
            let (_, findings) = try_program(&form, document(body, "key").as_ref());
            let told: Vec<String> = findings
                .iter()
                .map(|finding| {
                    let columns =
                        finding.place.columns.map_or(String::new(), |(a, b)| format!(":{a}-{}", b.saturating_sub(1)));
                    format!(
                        "{} @{}{columns} {}",
                        finding.code,
                        finding.place.pointer,
                        finding.hint.as_deref().unwrap_or("-")
                    )
                })
                .collect();
            let expected: Vec<&str> = body.lines().filter_map(|line| line.strip_prefix("finding ")).collect();
            if told != expected {
                faults.push(format!("{}, `{title}`:\n{findings}  told: {told:#?}", path.display()));
            }
            count += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 10, "only {count} cases");
}

fn document(text: &str, opening: &str) -> Option<Json> {
    let (_, behind) = text.split_once(&format!("{opening}\n"))?;
    let (json, _) = behind.split_once("\nend")?;
    Some(Json::parse(json.as_bytes()).unwrap_or_else(|error| panic!("{error} in\n{json}")))
}

/// A file that stands between `file NAME` and `end`.
fn attached(text: &str, name: &str) -> Option<Vec<u8>> {
    let (_, behind) = text.split_once(&format!("file {name}\n"))?;
    behind.split_once("\nend").map(|(content, _)| content.as_bytes().to_vec())
}

fn json(text: &str) -> Result<Json, String> {
    Json::parse(text.as_bytes()).map_err(|error| format!("{error}: {text}"))
}

fn same<T: PartialEq + std::fmt::Debug>(got: T, wanted: T) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("got {got:?}, wanted {wanted:?}")) }
}

fn play(respondent: &mut Respondent, line: &str) -> Result<(), String> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (left, right) = rest.split_once(" = ").unwrap_or((rest, ""));
    let path = left.trim().to_owned();
    match word {
        "at" => respondent.at = moment(rest),
        "refuse" => {
            let (code, action) = rest.split_once(' ').ok_or("refuse CODE ACTION")?;
            let before = respondent.session.snapshot().clone();
            let error = respondent.does(action_of(action)?).err().ok_or("it was taken")?;
            same(error.code(), code)?;
            same(respondent.session.snapshot(), &before)?;
        }
        "shown" => same(respondent.session.is_relevant(&path).map_err(|e| e.to_string())?, true)?,
        "hidden" => same(respondent.session.is_relevant(&path).map_err(|e| e.to_string())?, false)?,
        "value" => same(respondent.session.value(&path).map_err(|e| e.to_string())?.to_text(), string(right)?)?,
        "draft" => same(respondent.session.draft().answers.get(&path).cloned().unwrap_or(Json::Null), json(right)?)?,
        "label" => same(respondent.question(&path).label.clone(), string(right)?)?,
        "required" => same(respondent.question(&path).required, right == "true")?,
        "issues" => same(respondent.issues(&path), strings(right)?)?,
        "choices" => same(choices(respondent, &path, |choice| &choice.name), strings(right)?)?,
        "labels" => same(choices(respondent, &path, |choice| &choice.label), strings(right)?)?,
        "open" => same(respondent.face.progress.open.to_string(), rest.trim_start_matches('=').trim().to_owned())?,
        "name" => {
            same(respondent.session.instance_name().unwrap_or_default(), string(rest.trim_start_matches('=').trim())?)?
        }
        "outcome" => {
            let outcome = respondent.face.outcome.as_ref().map(|end| end.outcome.clone());
            same(outcome.unwrap_or_default(), rest.trim_start_matches('=').trim().to_owned())?;
        }
        "page" => same(respondent.face.position.page.to_string(), rest.trim_start_matches('=').trim().to_owned())?,
        "pages" => same(pages(respondent), strings(rest.trim_start_matches('=').trim())?)?,
        "changed" => same(changed(respondent), strings(rest.trim_start_matches('=').trim())?)?,
        "evaluated" => same(respondent.evaluated.to_string(), rest.trim_start_matches('=').trim().to_owned())?,
        "finish" => finish(respondent, &path, right)?,
        "percent" => {
            let sheet = respondent.session.score().ok_or("no key")?.map_err(|e| e.to_string())?;
            same(sheet.total.percent.unwrap_or_default(), rest.trim_start_matches('=').trim().to_owned())?;
        }
        _ => respondent.does(action_of(line)?).map_err(|error| error.to_string())?,
    }
    same(&respondent.face, respondent.session.snapshot())
}

fn action_of(line: &str) -> Result<Action, String> {
    let (word, rest) = line.split_once(' ').ok_or("an action")?;
    let (left, right) = rest.split_once(" = ").unwrap_or((rest, ""));
    let path = left.trim().to_owned();
    Ok(match word {
        "answer" => Action::Answer { path, value: json(right)? },
        "comment" => Action::Comment { path, text: string(right)? },
        "go" => Action::Open { path },
        "language" => Action::Language { language: path },
        "add" => Action::AddInstance { path },
        "remove" => Action::RemoveInstance { path },
        "fact" => Action::Fact { name: path, value: json(right)? },
        other => return Err(format!("unknown word `{other}`")),
    })
}

/// Members in the order of their names.
fn sorted(json: Json) -> Json {
    match json {
        Json::Object(mut members) => {
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Json::Object(members.into_iter().map(|(name, value)| (name, sorted(value))).collect())
        }
        other => other,
    }
}

fn string(text: &str) -> Result<String, String> {
    Ok(json(text)?.as_str().ok_or("a text in quotes")?.to_owned())
}

fn strings(text: &str) -> Result<Vec<String>, String> {
    let list = json(text)?;
    let items = list.as_array().ok_or("a list")?;
    Ok(items.iter().filter_map(Json::as_str).map(str::to_owned).collect())
}

/// Something of each choice that a question offers.
fn choices(respondent: &Respondent, path: &str, what: fn(&ChoiceView) -> &String) -> Vec<String> {
    match &respondent.question(path).control {
        Control::SelectOne { choices } | Control::SelectMultiple { choices } | Control::Rank { choices } => {
            choices.iter().map(|choice| what(choice).clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// Path and open points of each page.
fn pages(respondent: &Respondent) -> Vec<String> {
    let told = respondent.face.pages.iter().map(|page| match page.relevant {
        true => format!("{} {}", page.path, page.open),
        false => format!("{} hidden", page.path),
    });
    told.collect()
}

fn changed(respondent: &Respondent) -> Vec<String> {
    let mut paths: Vec<String> = respondent
        .patch
        .nodes
        .iter()
        .map(|(_, node)| match node {
            Node::Group(group) => group.path.clone(),
            Node::Question(question) => question.path.clone(),
        })
        .collect();
    paths.sort();
    paths
}

fn finish(respondent: &Respondent, what: &str, wanted: &str) -> Result<(), String> {
    let finished = respondent.session.finish();
    if what == "blocked" {
        let open = finished.err().ok_or("it could be sealed")?;
        return same(open.into_iter().map(|point| point.path).collect(), strings(wanted)?);
    }
    let finished = finished.map_err(|open| format!("open points: {open:?}"))?;
    match what {
        "answers" => same(sorted(finished.answers), sorted(json(wanted)?)),
        "repeats" => same(finished.repeats, json(wanted)?),
        "facts" => same(sorted(finished.facts), sorted(json(wanted)?)),
        "outcome" => same(finished.outcome, string(wanted)?),
        "score" => same(finished.score.unwrap_or(Json::Null), json(wanted)?),
        other => Err(format!("unknown part `{other}`")),
    }
}

/// Noon on the day on which the expression cases were written.
struct Noon;

impl Context for Noon {
    fn read(&self, reference: ValueRef) -> Val {
        let now = moment("2026-11-21T12:00:00+01:00");
        match reference {
            NoNames::NOW => Val::Moment(now),
            NoNames::TODAY => Val::Date(now.date_naive()),
            _ => Val::Blank,
        }
    }
    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        None
    }
}

#[test]
fn expression_cases() {
    let (mut seen, mut faults) = (BTreeMap::new(), Vec::new());
    for (path, text) in files("expression") {
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", path.display(), number + 1);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let told = match (line.split_once(" => "), line.split_once(" !! ")) {
                (Some((source, _)), _) | (None, Some((source, _))) => (source.trim(), outcome(source.trim())),
                (None, None) => panic!("{place}: neither => nor !!"),
            };
            let wanted = line.split_once(" => ").or(line.split_once(" !! ")).map_or("", |(_, wanted)| wanted).trim();
            if told.1 != wanted {
                faults.push(format!("{place}: {}\n  got    {}\n  wanted {wanted}", told.0, told.1));
            }
            assert!(seen.insert(told.0.to_owned(), place.clone()).is_none(), "{place} stands twice");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen.len() >= 100, "only {} cases", seen.len());
}

fn outcome(source: &str) -> String {
    let (expression, findings) = compile(source, &NoNames, Purpose::Value, "");
    match (expression, findings.iter().next()) {
        (Some(expression), _) => expression.eval(&Noon).to_text(),
        (None, Some(finding)) => {
            let columns =
                finding.place.columns.map_or(String::new(), |(a, b)| format!(" @{a}-{}", b.saturating_sub(1)));
            format!("{}{columns} {}", finding.code, finding.hint.as_deref().unwrap_or("-"))
        }
        (None, None) => panic!("{source}: neither an expression nor a finding"),
    }
}
