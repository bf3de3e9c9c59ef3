//! Forms that a person fills. A file begins with a form between `form` and `end`, perhaps followed by a scoring key between
//! `key` and `end`, and by files between `file NAME` and `end`; then each `## title` opens a case whose lines are what the person
//! does and what must be true then. Those of `scoring` hold score sheets, worked out by hand in their comments.

use sealform_engine::Session;
use sealform_protocol::{Action, ChoiceView, Control, Issue, Mark, MarkKind, Node, Operand, QuestionView, Reason};
use sealform_scoring::TotalScore;
use sealform_tests::respondent::{Differences, Respondent, moment, program_with};
use sealform_types::{Json, iso};

use crate::files::{self, File, Section};
use crate::update::Correction;
use crate::{Case, Fault, sheets};

/// A case for each section.
pub fn cases() -> Vec<Case> {
    ["engine", "scoring"]
        .into_iter()
        .flat_map(File::all)
        .flat_map(|file| file.sections().into_iter().map(move |section| case(&file, section)))
        .collect()
}

fn case(file: &File, section: Section) -> Case {
    let name = format!("{}/{}", file.name, section.title);
    let here = file.clone();
    Case { name, file: file.clone(), play: Box::new(move || play(&here, &section)) }
}

fn play(file: &File, section: &Section) -> Vec<Fault> {
    let head = file.head();
    let form = files::document(head, "form").expect("a form");
    let key = files::document(head, "key");
    let program = program_with(&form, key.as_ref(), &|name| files::attached(head, name));
    let mut respondent = Respondent::opens(&program);
    let mut contacts: Vec<TotalScore> = Vec::new();
    let mut faults = Vec::new();
    for (index, line) in section.body.lines().enumerate() {
        let (number, line) = (section.first_line + index, line.trim());
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "contact" {
            // What was filled counts as a contact, and the next one begins.
            let filled = std::mem::replace(&mut respondent, Respondent::opens(&program));
            contacts.push(filled.session.total().expect("a key").expect("a total"));
            continue;
        }
        if let Some(assignment) = line.strip_prefix("begin assignment = ") {
            // The form begins anew with it.
            let facts = [("assignment".to_owned(), parsed(assignment).expect("an object"))];
            respondent = Respondent::with_facts(&program, facts.into_iter().collect());
            continue;
        }
        faults.extend(step(&mut respondent, &contacts, line).err().map(|miss| {
            let (sentence, line) = match miss {
                Miss::Other(instead) => (format!("`{line}`: it is `{instead}`"), Some(instead)),
                Miss::Broken(sentence) => (format!("`{line}`: {sentence}"), None),
            };
            Fault {
                sentence: format!("{}: {sentence}", file.line(number)),
                correction: line.map(|line| Correction { line: number, lines: vec![line] }),
            }
        }));
    }
    faults
}

/// Why a line does not hold.
enum Miss {
    /// Something else is true: the line that would say so.
    Other(String),
    /// It cannot be played.
    Broken(String),
}

impl<T: std::fmt::Display> From<T> for Miss {
    fn from(sentence: T) -> Self {
        Self::Broken(sentence.to_string())
    }
}

/// What is true, as a case would write it behind `=`.
enum Seen {
    Text(String),
    Json(Json),
    /// The order of its members says nothing.
    Members(Json),
}

/// Does what a line says, or looks whether it is true. Afterwards the face shows what the session holds.
fn step(respondent: &mut Respondent, contacts: &[TotalScore], line: &str) -> Result<(), Miss> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "at" => respondent.at = moment(rest),
        "refuse" => refusal(respondent, rest)?,
        "keep" => respondent.keeps(),
        "undo" => respondent.takes_back(),
        "again" => restored(&respondent.session)?,
        "shown" | "hidden" => {
            let is = if respondent.session.is_relevant(rest)? { "shown" } else { "hidden" };
            same(word, is, || format!("{is} {rest}"))?;
        }
        _ => {
            let blank = || line.strip_suffix(" =").map(|head| (head, ""));
            let (head, wanted) = line.split_once(" = ").or_else(blank).unwrap_or((line, ""));
            let scored = sheets::seen(&respondent.session, contacts, head)?;
            match scored.map_or_else(|| seen(respondent, head), |text| Ok(Some(Seen::Text(text))))? {
                Some(seen) => seen.is(wanted, head)?,
                None => respondent.does(action_of(line)?)?,
            }
        }
    }
    if respondent.face == *respondent.session.snapshot() {
        Ok(())
    } else {
        Err("the patch is not the snapshot's".into())
    }
}

/// Whoever comes back to the draft sees the same.
fn restored(session: &Session) -> Result<(), Miss> {
    let again = Session::restore(session.program().clone(), session.draft().clone())
        .map_err(|error| format!("the draft does not come back: {error:?}"))?;
    match session.snapshot().differences(again.snapshot()).as_slice() {
        [] => Ok(()),
        differences => Err(differences.join("\n").into()),
    }
}

fn refusal(respondent: &mut Respondent, rest: &str) -> Result<(), Miss> {
    let (code, action) = rest.split_once(' ').ok_or("refuse CODE ACTION")?;
    let before = respondent.session.snapshot().clone();
    let error = respondent.does(action_of(action)?).err().ok_or("it was taken")?;
    same(code, error.code(), || format!("refuse {} {action}", error.code()))?;
    if before == *respondent.session.snapshot() {
        Ok(())
    } else {
        Err("it was refused, and has changed something".into())
    }
}

fn same(wanted: &str, got: &str, instead: impl FnOnce() -> String) -> Result<(), Miss> {
    if wanted == got { Ok(()) } else { Err(Miss::Other(instead())) }
}

/// What is true of that which the left side of a line names; none if the line says what a person does.
fn seen(respondent: &Respondent, head: &str) -> Result<Option<Seen>, Miss> {
    let (word, path) = head.split_once(' ').map_or((head, ""), |(word, path)| (word, path.trim()));
    let (session, face) = (&respondent.session, &respondent.face);
    Ok(Some(match word {
        "value" => string(session.value(path)?.to_text()),
        "draft" => Seen::Json(session.draft().answers.get(path).cloned().unwrap_or(Json::Null)),
        "watches" => Seen::Json(watches(session)),
        "label" => string(respondent.question(path).label.clone()),
        "marks" => strings(marks(respondent.question(path))),
        "required" => Seen::Text(respondent.question(path).required.to_string()),
        "issues" => strings(respondent.issues(path)),
        "why" => strings(session.why(path)?.iter().flat_map(reasons).collect()),
        "choices" => strings(choices(respondent, path, |choice| &choice.name)),
        "labels" => strings(choices(respondent, path, |choice| &choice.label)),
        "places" => strings(choices(respondent, path, |choice| choice.geometry.as_deref().unwrap_or_default())),
        "open" => Seen::Text(face.progress.open.to_string()),
        "title" => string(face.form.title.clone()),
        "may" => Seen::Text(may(respondent, path)?),
        "name" => string(session.instance_name().unwrap_or_default()),
        "outcome" => Seen::Text(face.outcome.as_ref().map(|end| end.outcome.clone()).unwrap_or_default()),
        "page" => Seen::Text(face.position.page.to_string()),
        "pages" => strings(pages(respondent)),
        "changed" => strings(changed(respondent)),
        "evaluated" => Seen::Text(respondent.evaluated.to_string()),
        "finish" => finished(respondent, path)?,
        _ => return Ok(None),
    }))
}

/// What a reason says, clause by clause.
fn reasons(reason: &Reason) -> Vec<String> {
    let word = |name: String| name.trim_matches('"').to_owned();
    let about = word(serde_json::to_string(&reason.about).expect("a name"));
    let clauses = reason.clauses.iter().map(|clause| {
        let relation = word(serde_json::to_string(&clause.relation).expect("a name"));
        let subject = if clause.counted { format!("count of {}", clause.subject) } else { clause.subject.clone() };
        let object = match &clause.object {
            None => String::new(),
            Some(Operand::Answer(label)) => format!(" the answer to {label}"),
            Some(Operand::Text(text) | Operand::Number(text) | Operand::Date(text)) => format!(" {text}"),
        };
        format!("{about}: {subject} {relation}{object}")
    });
    clauses.collect()
}

/// What a person may do with a repeat or an instance: `add`, `remove` or `nothing`.
fn may(respondent: &Respondent, path: &str) -> Result<String, String> {
    let mut groups = respondent.face.nodes.values().filter_map(|node| match node {
        Node::Group(group) => Some(group),
        Node::Question(_) => None,
    });
    let group = groups.find(|group| group.path == path).ok_or_else(|| format!("nothing is called {path}"))?;
    let words = [(group.may_add, "add"), (group.may_remove, "remove")].into_iter().filter(|(may, _)| *may);
    let words: Vec<&str> = words.map(|(_, word)| word).collect();
    Ok(if words.is_empty() { "nothing".to_owned() } else { words.join(" ") })
}

fn string(text: impl Into<String>) -> Seen {
    Seen::Json(Json::String(text.into()))
}

fn strings(texts: Vec<String>) -> Seen {
    Seen::Json(Json::Array(texts.into_iter().map(Json::String).collect()))
}

impl Seen {
    fn is(self, wanted: &str, head: &str) -> Result<(), Miss> {
        let (holds, got) = match self {
            Self::Text(text) => (text == wanted.trim(), text),
            Self::Json(json) => (json == parsed(wanted)?, written(&json)),
            Self::Members(json) => (sorted(json.clone()) == sorted(parsed(wanted)?), written(&json)),
        };
        if holds { Ok(()) } else { Err(Miss::Other(format!("{head} = {got}"))) }
    }
}

/// JSON with blanks between the items of a list.
fn written(json: &Json) -> String {
    match json.as_array() {
        Some(items) => format!("[{}]", items.iter().map(Json::to_text).collect::<Vec<_>>().join(", ")),
        None => json.to_text(),
    }
}

fn parsed(text: &str) -> Result<Json, String> {
    Json::parse(text.as_bytes()).map_err(|error| format!("{error}: {text}"))
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

fn action_of(line: &str) -> Result<Action, String> {
    let (word, rest) = line.split_once(' ').ok_or("an action")?;
    let (left, right) = rest.split_once(" = ").unwrap_or((rest, ""));
    let path = left.trim().to_owned();
    Ok(match word {
        "answer" => Action::Answer { path, value: parsed(right)? },
        "comment" => Action::Comment { path, text: parsed(right)?.as_str().ok_or("a text in quotes")?.to_owned() },
        "go" => Action::Open { path },
        "language" => Action::Language { language: path },
        "add" => Action::AddInstance { path },
        "remove" => Action::RemoveInstance { path },
        "watch" => Action::StartWatch { path },
        "fact" => Action::Fact { name: path, value: parsed(right)? },
        other => return Err(format!("unknown word `{other}`")),
    })
}

/// Something of each choice that a question offers.
fn choices(respondent: &Respondent, path: &str, what: fn(&ChoiceView) -> &str) -> Vec<String> {
    match &respondent.question(path).control {
        Control::SelectOne { choices } | Control::SelectMultiple { choices } | Control::Rank { choices } => {
            choices.iter().map(|choice| what(choice).to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

/// Path and open points of each page.
fn pages(respondent: &Respondent) -> Vec<String> {
    let pages = respondent.face.pages.iter().map(|page| match page.relevant {
        true => format!("{} {}", page.path, page.open),
        false => format!("{} hidden", page.path),
    });
    pages.collect()
}

fn changed(respondent: &Respondent) -> Vec<String> {
    let nodes = respondent.patch.nodes.iter().map(|(_, node)| match node {
        Node::Group(group) => group.path.clone(),
        Node::Question(question) => question.path.clone(),
    });
    let mut paths: Vec<String> = nodes.collect();
    paths.sort();
    paths
}

fn finished(respondent: &Respondent, what: &str) -> Result<Seen, Miss> {
    let finished = respondent.session.finish();
    if what == "blocked" {
        let open = finished.err().ok_or("it could be sealed")?;
        return Ok(strings(open.into_iter().map(|point| point.path).collect()));
    }
    let finished = finished.map_err(|open| format!("open points: {open:?}"))?;
    Ok(match what {
        "answers" => Seen::Members(finished.answers),
        "repeats" => Seen::Json(finished.repeats),
        "facts" => Seen::Members(finished.facts),
        "outcome" => string(finished.outcome),
        "score" => Seen::Json(finished.score.unwrap_or(Json::Null)),
        other => return Err(format!("unknown part `{other}`").into()),
    })
}

/// The stopwatches that run.
fn watches(session: &Session) -> Json {
    let moment = |moment| Json::from(iso::write_moment(moment, iso::SecondParts::AsNeeded).as_str());
    Json::Object(session.draft().watches.iter().map(|(path, started)| (path.clone(), moment(started))).collect())
}

/// What is marked in label, hint and guidance of a question, in the label of its comment and in the form's own messages, each
/// with the text that it marks.
fn marks(view: &QuestionView) -> Vec<String> {
    let of_texts = view.markup.iter().flat_map(|markup| {
        [(&view.label, &markup.label), (&view.hint, &markup.hint), (&view.guidance_hint, &markup.guidance_hint)]
    });
    let of_comment = view.comment.iter().map(|comment| (&comment.label, &comment.marks));
    let of_issues = view.issues.iter().filter_map(|view| {
        let (Issue::Required { message } | Issue::Constraint { message }) = &view.issue else { return None };
        Some((message.as_ref()?, &view.marks))
    });
    let texts = of_texts.chain(of_comment).chain(of_issues);
    texts.flat_map(|(text, marks)| marks.iter().map(|mark| marked(text, mark))).collect()
}

fn marked(text: &str, Mark { start, end, kind }: &Mark) -> String {
    let kind = match kind {
        MarkKind::Emphasis => "emphasis".to_owned(),
        MarkKind::Strong => "strong".to_owned(),
        MarkKind::Code => "code".to_owned(),
        MarkKind::Link { address } => format!("link {address}"),
        MarkKind::Paragraph => "paragraph".to_owned(),
        MarkKind::Heading => "heading".to_owned(),
        MarkKind::Item { number: None } => "item".to_owned(),
        MarkKind::Item { number: Some(number) } => format!("item {number}"),
    };
    let units: Vec<u16> = text.encode_utf16().collect();
    format!("{kind}: {}", String::from_utf16_lossy(&units[*start as usize..*end as usize]))
}
