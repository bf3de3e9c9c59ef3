//! From a JSON tree to the document, with every fault reported.
//! What must hold between members is checked afterwards (`check`).

mod choices;
mod items;
mod parts;
mod settings;

use sealform_types::{Finding, Findings, Json, Place, pointer, say};

use crate::members::{Members, wrong_kind};
use crate::model::Questionnaire;
use crate::{MAX_QUESTIONS, check};

impl Questionnaire {
    /// Reads and checks a document. The findings report every fault; the document is there unless it
    /// is not an object, and must not be used where [`Findings::has_errors`].
    ///
    /// # Example
    /// ```
    /// use sealform_questionnaire::Questionnaire;
    /// use sealform_types::Json;
    /// let json = Json::parse(br#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
    ///   "survey":[{"type":"txt","name":"a","label":"A"}]}"#).unwrap();
    /// let (_, findings) = Questionnaire::read(&json);
    /// let finding = findings.iter().next().unwrap();
    /// assert_eq!((finding.code, finding.hint.as_deref()), ("document/unknown-type", Some("did you mean `text`?")));
    /// ```
    pub fn read(json: &Json) -> (Option<Self>, Findings) {
        let mut findings = Findings::default();
        let questionnaire = read_document(json, &mut findings);
        if let Some(questionnaire) = &questionnaire {
            check::check(questionnaire, &mut findings);
        }
        (questionnaire, findings)
    }
}

/// What the reader carries from the top of the document down to its questions.
struct Reader<'f> {
    languages: Vec<String>,
    questions_left: usize,
    findings: &'f mut Findings,
}

fn read_document(json: &Json, findings: &mut Findings) -> Option<Questionnaire> {
    let mut members = Members::of(json, "", findings)?;
    let schema = members.string("$schema", findings);
    let sealform = members.need("sealform", findings).map(|json| read_format(json, findings)).unwrap_or_default();
    let id = members.need_string("id", findings);
    let version = members.need_string("version", findings);
    let languages = read_languages(&mut members, findings);
    let title = members.text("title", &languages, findings);
    let settings = settings::settings(&mut members, findings);
    let resources = settings::resources(&mut members, findings);
    let entities = settings::objects("entities", &mut members, findings);
    let mut reader = Reader { languages, questions_left: MAX_QUESTIONS, findings };
    let choices = reader.choice_lists(&mut members);
    let survey = match members.need("survey", reader.findings) {
        Some(json @ Json::Array(_)) => reader.items(json, "/survey", 0),
        Some(json) => {
            reader.findings.push(wrong_kind("/survey", "a list", json));
            Vec::new()
        }
        None => Vec::new(),
    };
    let languages = reader.languages;
    members.finish(findings);
    Some(Questionnaire {
        schema,
        sealform,
        id,
        version,
        title,
        languages,
        choices,
        settings,
        resources,
        entities,
        survey,
    })
}

fn read_format(json: &Json, findings: &mut Findings) -> u32 {
    if json != &Json::Integer(1) {
        let message = "`sealform`, the version of the format, is not 1".to_owned();
        let finding = Finding::error("document/unknown-format", message, Place::at("/sealform"));
        findings.push(finding.hint("write `\"sealform\": 1`"));
    }
    1
}

fn read_languages(members: &mut Members<'_>, findings: &mut Findings) -> Vec<String> {
    let at = members.pointer("languages");
    let mut languages = Vec::new();
    match members.need("languages", findings) {
        Some(Json::Array(_)) => {}
        Some(json) => {
            findings.push(wrong_kind(&at, "a list of language tags", json));
            return languages;
        }
        None => return languages,
    }
    let listed = members.list("languages", findings);
    for (index, json) in listed.iter().enumerate() {
        let here = pointer(&at, &index.to_string());
        match json.as_str() {
            Some(tag) if tag.is_empty() || !tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => {
                let finding = Finding::error(
                    "document/bad-language",
                    say!("`{tag}` is not a valid language tag"),
                    Place::at(here),
                );
                findings.push(finding.hint("write a BCP 47 tag such as `nb` or `en-GB`"));
            }
            Some(tag) if languages.iter().any(|known| known == tag) => {
                let finding =
                    Finding::error("document/duplicate", say!("language `{tag}` is listed twice"), Place::at(here));
                findings.push(finding.hint("remove one of them"));
            }
            Some(tag) => languages.push(tag.to_owned()),
            None => findings.push(wrong_kind(&here, "a language tag", json)),
        }
    }
    if listed.is_empty() {
        let finding = Finding::error("document/no-language", "the form has no language", Place::at(at));
        findings.push(finding.hint("name at least one, for example `[\"en\"]`"));
    }
    languages
}
