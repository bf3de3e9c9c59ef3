//! What a form seals, and how a receiver plays it.

use std::sync::Arc;

use chrono::TimeDelta;
use sealform_engine::{Claimed, Finished, Program, Replay, replay};
use sealform_tests::forge::{edit, json};
use sealform_tests::respondent::Respondent;
use sealform_types::Json;
use sealform_types::canonical::to_sealed_jcs;

/// What was sealed, as a receiver has it.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub claims: Json,
    pub files: Vec<(String, String)>,
    pub started: String,
    pub sealed: String,
    pub language: String,
}

impl Sealed {
    pub fn of(respondent: &Respondent) -> Option<Self> {
        let Finished { outcome, answers, repeats, facts, score, files } = respondent.session.finish().ok()?;
        let score = score.map(|score| ("score".to_owned(), score));
        let members =
            [("outcome", Json::from(outcome.as_str())), ("answers", answers), ("repeats", repeats), ("facts", facts)];
        let members = members.map(|(name, value)| (name.to_owned(), value));
        let draft = respondent.session.draft();
        Some(Self {
            // As a receiver reads it: in canonical order.
            claims: {
                let claims = Json::Object(members.into_iter().chain(score).collect());
                Json::parse(&to_sealed_jcs(&claims).expect("claims that can be sealed")).expect("JSON")
            },
            files: files.into_iter().map(|file| (file.question, file.name)).collect(),
            started: draft.started.to_rfc3339(),
            sealed: (draft.at + TimeDelta::minutes(1)).to_rfc3339(),
            language: draft.language.clone(),
        })
    }

    pub fn with(&self, pointer: &str, value: Option<&str>) -> Self {
        let mut changed = self.clone();
        edit(&mut changed.claims, pointer, value.map(json));
        changed
    }

    pub fn member(&self, name: &str) -> &Json {
        self.claims.get(name).expect("a claim")
    }

    pub fn replay(&self, program: &Arc<Program>, assignment: Option<&Json>) -> Replay {
        let claimed = Claimed {
            answers: self.member("answers"),
            repeats: self.member("repeats"),
            facts: self.member("facts"),
            attachments: self.files.iter().map(|(question, name)| (question.clone(), name.as_str())).collect(),
            assignment,
            outcome: self.member("outcome").as_str().expect("a word"),
            started: &self.started,
            sealed: &self.sealed,
            language: &self.language,
            scored: self.claims.get("score").is_some(),
        };
        replay(program, &claimed).expect("moments that can be read")
    }
}
