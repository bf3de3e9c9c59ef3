//! A sealed file as people read it: the structure that pages and programs draw.
//! Not here: words of the interface, moments in a zone, pictures.

mod code;
mod rows;
mod score;
mod value;

use sealform_engine::Session;
use sealform_protocol::{Action, Command, Intact, Report, ReportSeal};
use sealform_submission::{Claims, Trust, UnverifiedSubmission, VerifiedSubmission};

use crate::judge::Judge;
use crate::verification::held;

/// For whom a report is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reader<'a> {
    /// The language in which the texts are wanted; the one in which the form was filled where the form has no such language.
    pub language: &'a str,
    /// Whether it is whoever filled the form: then a score is there only if the key lets that person see it.
    pub is_respondent: bool,
}

/// The report of a sealed file; `None` where the file is not intact, and [`crate::verify`] says why.
///
/// ```
/// let reader = sealform_receiver::Reader::default();
/// assert!(sealform_receiver::report(b"{}", &sealform_submission::Trust::None, None, reader).is_none());
/// ```
pub fn report(file: &[u8], trust: &Trust, judge: Option<&Judge>, reader: Reader<'_>) -> Option<Report> {
    report_of(&UnverifiedSubmission::parse(file).ok()?.verify(trust).ok()?, judge, reader)
}

/// The report of a file that is intact.
pub fn report_of(submission: &VerifiedSubmission, judge: Option<&Judge>, reader: Reader<'_>) -> Option<Report> {
    let (verification, mut session) = held(submission, judge);
    let intact = verification.intact?;
    let claims = submission.claims();
    if let Some(session) = &mut session {
        translate(session, reader.language);
    }
    let session = session.as_ref();
    let form = session.map(|session| &session.snapshot().form);
    let own = || vec![claims.form_locale.clone()];
    let (rows, others) = rows::draw(claims, session, &intact.not_replayed);
    Some(Report {
        title: form.map(|form| form.title.clone()).unwrap_or_default(),
        form: claims.questionnaire.id.clone(),
        version: claims.questionnaire.version.clone(),
        has_form: session.is_some(),
        language: form.map_or_else(|| claims.form_locale.clone(), |form| form.language.clone()),
        languages: form.map_or_else(own, |form| form.languages.clone()),
        outcome: claims.outcome.as_str().to_owned(),
        outcome_text: outcome_text(claims, session),
        begun: claims.clock.started.to_rfc3339(),
        sealed: claims.clock.sealed.to_rfc3339(),
        jti: claims.jti.to_string(),
        rows,
        others,
        remarks: if reader.is_respondent { Vec::new() } else { intact.remarks.clone() },
        score: score::draw(claims, &intact, session, reader),
        seal: seal(intact, verification.ok),
    })
}

fn seal(intact: Intact, ok: bool) -> ReportSeal {
    let Intact { sha256, signer, trust, replay, .. } = intact;
    ReportSeal { ok, trust, replay, signer, code: code::draw(&sha256), sha256 }
}

/// Has the texts in a language, if the form has it; a language without a region stands for each of its regions.
fn translate(session: &mut Session, wanted: &str) {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let languages = session.program().languages();
    let found = languages.iter().find(|tag| tag.eq_ignore_ascii_case(wanted));
    let found = found.or_else(|| languages.iter().find(|tag| primary(tag) == primary(wanted)));
    if let Some(language) = found.cloned() {
        let at = session.draft().at;
        // The language is one of the form's.
        let _ = session.apply(Command { at, action: Action::Language { language } });
    }
}

/// What the form says of the end that is claimed.
fn outcome_text(claims: &Claims, session: Option<&Session>) -> String {
    let end = session.and_then(|session| session.snapshot().outcome.as_ref());
    let end = end.filter(|end| end.outcome == claims.outcome.as_str());
    end.map(|end| end.label.clone()).unwrap_or_default()
}
