//! Somebody who has made a call and reports it: fills the phone contact from notes.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

use crate::form::{Form, Page, Question, fixture};
use crate::hand::Hand;
use crate::repository::form_page;
use crate::respondent::Respondent;

/// The form of the call.
pub const KSP_PHONE: &str = "ksp-phone";

/// What the buttons are called.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The list of languages.
    pub language: &'static str,
    /// Opens the list of pages.
    pub overview: &'static str,
    /// The summary, in the list of pages.
    pub summary: &'static str,
    /// To the next page.
    pub next: &'static str,
    /// To the page before.
    pub back: &'static str,
    /// From the last page on.
    pub to_summary: &'static str,
    /// Signs.
    pub seal: &'static str,
    /// The heading of the receipt.
    pub sealed: &'static str,
    /// Saves the signed file.
    pub save: &'static str,
    /// The heading of an early end.
    pub end: &'static str,
    /// Begins another try.
    pub add_try: &'static str,
    /// A try, before its number.
    pub try_number: &'static str,
    /// When it was.
    pub time: &'static str,
    /// What came of it.
    pub outcome: &'static str,
    /// How long it took.
    pub waited: &'static str,
    /// What can come of it, by its name in a submission.
    pub outcomes: [(&'static str, &'static str); 3],
}

const NB: Words = Words {
    language: "Språk",
    overview: "Oversikt",
    summary: "Oppsummering",
    next: "Neste",
    back: "Tilbake",
    to_summary: "Til oppsummeringen",
    seal: "Fullfør og signer",
    sealed: "Besvarelsen er signert",
    save: "Lagre filen",
    end: "Skjemaet slutter her",
    add_try: "Legg til et forsøk",
    try_number: "Forsøk",
    time: "Tidspunkt",
    outcome: "Utfall",
    waited: "Ventetid",
    outcomes: [("answered", "Fikk svar"), ("no_answer", "Ikke svar"), ("queue", "Fortsatt i kø")],
};

const EN: Words = Words {
    language: "Language",
    overview: "Overview",
    summary: "Summary",
    next: "Next",
    back: "Back",
    to_summary: "Go to the summary",
    seal: "Finish and sign",
    sealed: "Your report is signed",
    save: "Save the file",
    end: "The form ends here",
    add_try: "Add an attempt",
    try_number: "Attempt",
    time: "Time",
    outcome: "Outcome",
    waited: "Waited",
    outcomes: [("answered", "Answered"), ("no_answer", "No answer"), ("queue", "Still in the queue")],
};

/// Somebody with the form before them and their notes beside it.
#[derive(Debug)]
pub struct Observer<'a> {
    /// Who fills it.
    pub person: &'a Respondent,
    /// With what.
    pub hand: Hand,
    /// The form in the language in which it is now.
    pub form: Form,
    /// The buttons in that language.
    pub words: &'static Words,
    /// What was noted during the call, by path.
    pub notes: Map<String, Value>,
}

impl<'a> Observer<'a> {
    /// Opens a page of the site that shows the phone contact, in Norwegian, with the notes of a fixture.
    ///
    /// # Errors
    /// If there is no such page or fixture, or the form does not come.
    pub async fn arrives(page: &str, person: &'a Respondent, hand: Hand, notes: &str) -> Result<Self> {
        let form = Form::read(KSP_PHONE, "nb")?;
        person.opens(&form_page(page, "nb")).await?;
        person.sees(&form.title()).await?;
        Ok(Self { person, hand, form, words: &NB, notes: fixture(KSP_PHONE, notes)? })
    }

    /// Goes to the next page.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn next(&self) -> Result<()> {
        self.hand.presses(self.person, self.words.next).await
    }

    /// Goes back to the page before.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn back(&self) -> Result<()> {
        self.hand.presses(self.person, self.words.back).await
    }

    /// Waits for a page.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn is_on(&self, page: &str) -> Result<Page> {
        let page = self.form.page_called(page)?;
        self.person.sees_heading(&page.label).await?;
        Ok(page)
    }

    /// What is noted for a question.
    ///
    /// # Errors
    /// If nothing is.
    pub fn note(&self, question: &Question) -> Result<&Value> {
        self.notes.get(&question.path).with_context(|| format!("nothing is noted for `{}`", question.label))
    }

    /// Answers a question as it stands in the notes.
    ///
    /// # Errors
    /// If something is not there, or does not stay.
    pub async fn answers(&self, question: &Question) -> Result<()> {
        let (person, hand) = (self.person, self.hand);
        let note = self.note(question)?;
        match question.kind.as_str() {
            "acknowledge" => hand.ticks(person, &question.label).await,
            "attempt_log" => self.logs_tries(note).await,
            "duration" => hand.writes(person, &question.label, &clock(note)?).await,
            "text" => hand.writes(person, &question.label, note.as_str().context("no text")?).await,
            _ => hand.answers(person, &question.label, &question.choice(note)?).await,
        }
    }

    /// Answers everything on a page and goes on.
    ///
    /// # Errors
    /// If something is not there, or does not stay.
    pub async fn fills(&self, page: &str) -> Result<()> {
        for question in self.is_on(page).await?.questions {
            self.answers(&question).await?;
        }
        self.next().await
    }

    async fn logs_tries(&self, tries: &Value) -> Result<()> {
        let tries = tries.as_array().context("the tries are no list")?;
        // Parts of a date come in the order of each browser's language, so without a mouse the call is a call of now.
        let tries = if self.hand == Hand::Keyboard { &tries[tries.len() - 1..] } else { tries };
        for (index, one) in tries.iter().enumerate() {
            self.logs_try(index + 1, one).await?;
        }
        Ok(())
    }

    async fn logs_try(&self, number: usize, one: &Value) -> Result<()> {
        let Self { person, hand, words, .. } = self;
        hand.presses(person, words.add_try).await?;
        let part = format!("{} {number}", words.try_number);
        let outcome = words.outcomes.iter().find(|(name, _)| one["outcome"] == *name).context("an unknown outcome")?.1;
        match hand {
            Hand::Pointer => {
                let at = one["at"].as_str().and_then(|at| at.get(..16)).context("no time")?;
                person.writes_in(&[&part], words.time, at).await?;
                person.answers_in(&[&part, words.outcome], outcome).await?;
                person.writes_in(&[&part], words.waited, &clock(&one["waited"])?).await
            }
            Hand::Keyboard => {
                person.answers_by_keys(words.outcome, outcome).await?;
                person.writes_by_keys(words.waited, &clock(&one["waited"])?).await
            }
        }
    }

    /// Whether everything noted for a page stands on it.
    ///
    /// # Errors
    /// If something is not there, or does not stay.
    pub async fn finds_everything_on(&self, page: &str) -> Result<()> {
        let person = self.person;
        for question in self.is_on(page).await?.questions {
            let note = self.note(&question)?;
            let stands = match question.kind.as_str() {
                "acknowledge" => person.has_ticked(&question.label).await?,
                "attempt_log" => self.finds_tries(note).await?,
                "duration" => person.reads(&question.label).await? == clock(note)?,
                "text" => person.reads(&question.label).await? == *note,
                _ => person.has_chosen(&question.label, &question.choice(note)?).await?,
            };
            ensure!(stands, "the answer of `{}` is gone", question.label);
        }
        Ok(())
    }

    async fn finds_tries(&self, tries: &Value) -> Result<bool> {
        let tries = tries.as_array().context("the tries are no list")?;
        let kept = if self.hand == Hand::Keyboard { &tries[tries.len() - 1..] } else { tries };
        for (index, one) in kept.iter().enumerate() {
            let part = format!("{} {}", self.words.try_number, index + 1);
            if self.person.reads_in(&[&part], self.words.waited).await? != clock(&one["waited"])? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Goes from the first page to where the call is described.
    ///
    /// # Errors
    /// If something is not there, or does not stay.
    pub async fn gets_through_screening(&self) -> Result<()> {
        self.fills("intro").await?;
        self.fills("screening").await
    }

    /// Turns the form into English, with every answer.
    ///
    /// # Errors
    /// If it stays as it is.
    pub async fn turns_to_english(&mut self) -> Result<()> {
        self.hand.picks(self.person, self.words.language, "English").await?;
        (self.form, self.words) = (self.form.in_language("en"), &EN);
        self.person.sees(&self.form.title()).await
    }
}

/// Seconds as people write them.
fn clock(seconds: &Value) -> Result<String> {
    let seconds = seconds.as_u64().context("no number of seconds")?;
    Ok(format!("{}:{:02}", seconds / 60, seconds % 60))
}
