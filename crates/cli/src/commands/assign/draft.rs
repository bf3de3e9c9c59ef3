//! From what was put together to an assignment that can be signed.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use sealform_engine::QuestionInfo;
use sealform_questionnaire::Role;
use sealform_submission::agency::Assignment;
use sealform_types::iso::{SecondParts, write_moment};
use sealform_types::{Finding, Findings, Json, Place, QuestionPath, closest_match, pointer};

use super::tree::{get, put};
use crate::documents::Form;
use crate::failure::Failure;
use crate::input::Input;
use crate::observers::Observers;
use crate::{platform, zone};

/// What every assignment of one run has in common, and nobody writes by hand.
pub struct Desk {
    iss: String,
    at: DateTime<FixedOffset>,
    form: Option<Named>,
    observers: Observers,
}

/// A questionnaire: what names it, and its questions.
struct Named {
    reference: Json,
    questions: BTreeSet<String>,
    /// Those of them that nobody answers.
    computed: BTreeSet<String>,
}

impl Desk {
    /// Reads and checks the questionnaire and the observers' devices.
    ///
    /// # Errors
    /// [`Failure`] where one of them cannot be used.
    pub fn open(
        iss: &str,
        questionnaire: Option<&Input>,
        observers: Option<&Path>,
        at: DateTime<FixedOffset>,
    ) -> Result<Self, Failure> {
        let form = questionnaire.map(named).transpose()?;
        let observers = observers.map_or_else(|| Ok(Observers::default()), Observers::read)?;
        Ok(Self { iss: iss.to_owned(), at, form, observers })
    }

    /// The day on which they are issued.
    pub fn today(&self) -> chrono::NaiveDate {
        self.at.date_naive()
    }

    /// The agency.
    pub fn iss(&self) -> &str {
        &self.iss
    }

    /// Whether a questionnaire was given.
    pub fn names_a_form(&self) -> bool {
        self.form.is_some()
    }

    /// The key of an observer's device, where it is enrolled.
    pub fn jkt(&self, observer: &str) -> Option<String> {
        Some(self.observers.of(&self.iss, observer)?.jwk.thumbprint().to_string())
    }

    /// Completes a document and reads it.
    ///
    /// # Errors
    /// Everything that is wrong with it, by the pointers of the document.
    pub fn complete(&self, mut tree: Json, version: u32) -> Result<Result<Assignment, Findings>, Failure> {
        put(&mut tree, &["iss"], Json::from(self.iss.as_str()));
        put(&mut tree, &["jti"], Json::String(platform::new_jti()?.to_string()));
        put(&mut tree, &["nonce"], Json::String(platform::new_nonce()?));
        put(&mut tree, &["at"], Json::String(write_moment(&self.at, SecondParts::AsNeeded)));
        put(&mut tree, &["version"], Json::Integer(i64::from(version)));
        let mut findings = Findings::default();
        if let Some(Named { reference, .. }) = &self.form {
            if tree.get("questionnaire").is_some_and(|named| !says_the_same(named, reference)) {
                let message = "this is another questionnaire than the one of `--questionnaire`";
                let finding = Finding::error("assign/questionnaire", message, Place::at("/questionnaire"));
                findings.push(finding.hint("take `questionnaire` out: it is named by its digest"));
            }
            put(&mut tree, &["questionnaire"], reference.clone());
        }
        let observer = get(&tree, &["observer"]).and_then(Json::as_str);
        if let Some(jkt) = observer.and_then(|observer| self.jkt(observer)).filter(|_| tree.get("cnf").is_none()) {
            put(&mut tree, &["cnf", "jkt"], Json::String(jkt));
        }
        let read = Assignment::from_json(&tree);
        if let Ok(assignment) = &read {
            self.check_zone(assignment, &mut findings);
            self.check_prefill(assignment, &mut findings);
        }
        Ok(match read {
            Ok(assignment) if !findings.has_errors() => Ok(assignment),
            Ok(_) => Err(findings),
            Err(fault) => {
                findings.append(fault.into());
                Err(findings)
            }
        })
    }

    fn check_zone(&self, assignment: &Assignment, findings: &mut Findings) {
        let zone = assignment.visit.as_ref().and_then(|visit| visit.tz.as_deref());
        if let Some(Err(message)) = zone.map(zone::read) {
            let finding = Finding::error("assign/zone", message, Place::at("/visit/tz"));
            findings.push(finding.hint("write the IANA name of a time zone, such as Europe/Oslo"));
        }
    }

    fn check_prefill(&self, assignment: &Assignment, findings: &mut Findings) {
        let (Some(form), Some(prefill)) = (&self.form, &assignment.prefill) else { return };
        for (path, _) in prefill.as_object().unwrap_or_default() {
            let plain = QuestionPath::parse(path).map(|path| path.without_instances()).unwrap_or_default();
            if form.computed.contains(&plain) {
                let message = format!("nobody answers `{path}`: the form computes it, or takes it from the device");
                let finding = Finding::error("assign/not-answered", message, Place::at(pointer("/prefill", path)));
                findings.push(finding.hint("name a question that is asked, or that is read-only"));
            } else if !form.questions.contains(&plain) {
                let near = closest_match(&plain, form.questions.iter().map(String::as_str));
                let place = Place::at(pointer("/prefill", path));
                let finding =
                    Finding::error("assign/unknown-question", format!("the form has no question `{path}`"), place);
                let near = near.map(|near| format!("did you mean `{near}`?"));
                findings
                    .push(finding.hint("write the path of a question, for example `greeting/wait`").maybe_hint(near));
            }
        }
    }
}

/// Whether two objects have the same members, in any order.
fn says_the_same(one: &Json, other: &Json) -> bool {
    let (Some(members), Some(others)) = (one.as_object(), other.as_object()) else { return false };
    members.len() == others.len() && members.iter().all(|(name, value)| other.get(name) == Some(value))
}

fn named(input: &Input) -> Result<Named, Failure> {
    let form = Form::read(input)?;
    let program = form.program(None)?;
    let paths = |is_asked: bool| {
        let of_kind = move |question: &QuestionInfo<'_>| (question.kind.role() == Role::Entered) == is_asked;
        program.questions().filter(of_kind).map(|question| question.path.to_owned())
    };
    let computed: BTreeSet<String> = paths(false).collect();
    let questions = paths(true).chain(paths(false)).collect();
    let text = |name: &str, text: &str| (name.to_owned(), Json::from(text));
    let questionnaire = form.questionnaire();
    let reference = Json::Object(vec![
        text("id", &questionnaire.id),
        text("sha256", &form.sha256().to_string()),
        text("version", &questionnaire.version),
    ]);
    Ok(Named { reference, questions, computed })
}
