//! The phone contact from its first page to a verified file, in every browser, as a person fills it.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Browser, Form, Hand, Look, Page, Question, Respondent, Role, demo, fixture, receive, visit, visit_and_return,
};
use serde_json::{Map, Value, json};

const FORM: &str = "ksp-phone";

/// What the buttons are called.
struct Words {
    next: &'static str,
    back: &'static str,
    to_summary: &'static str,
    seal: &'static str,
    sealed: &'static str,
    save: &'static str,
    end: &'static str,
    add_try: &'static str,
    try_number: &'static str,
    time: &'static str,
    outcome: &'static str,
    waited: &'static str,
    outcomes: [(&'static str, &'static str); 3],
}

const NB: Words = Words {
    next: "Neste",
    back: "Tilbake",
    to_summary: "Til oppsummeringen",
    seal: "Fullfør og signer",
    sealed: "Signert og lagret",
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
    next: "Next",
    back: "Back",
    to_summary: "To the summary",
    seal: "Finish and sign",
    sealed: "Signed and kept",
    save: "Save the file",
    end: "The form ends here",
    add_try: "Add a try",
    try_number: "Try",
    time: "Time",
    outcome: "Outcome",
    waited: "Waited",
    outcomes: [("answered", "Answered"), ("no_answer", "No answer"), ("queue", "Still in the queue")],
};

/// Somebody with the form before them and their notes beside it.
struct Observer<'a> {
    person: &'a Respondent,
    hand: Hand,
    form: Form,
    words: &'static Words,
    notes: Map<String, Value>,
}

impl<'a> Observer<'a> {
    /// Opens the form with the notes of a fixture.
    async fn arrives(person: &'a Respondent, hand: Hand, notes: &str) -> Result<Self> {
        let form = Form::read(FORM, "nb")?;
        person.opens("ksp-phone.html").await?;
        person.sees(&form.title()).await?;
        Ok(Self { person, hand, form, words: &NB, notes: fixture(FORM, notes)? })
    }

    async fn next(&self) -> Result<()> {
        self.hand.presses(self.person, self.words.next).await
    }

    async fn back(&self) -> Result<()> {
        self.hand.presses(self.person, self.words.back).await
    }

    async fn is_on(&self, page: &str) -> Result<Page> {
        let page = self.form.page_called(page)?;
        self.person.sees_heading(&page.label).await?;
        Ok(page)
    }

    fn note(&self, question: &Question) -> Result<&Value> {
        self.notes.get(&question.path).with_context(|| format!("nothing is noted for `{}`", question.label))
    }

    /// Answers a question as it stands in the notes.
    async fn answers(&self, question: &Question) -> Result<()> {
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
    async fn fills(&self, page: &str) -> Result<()> {
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
    async fn finds_everything_on(&self, page: &str) -> Result<()> {
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
    async fn gets_through_screening(&self) -> Result<()> {
        self.fills("intro").await?;
        self.fills("screening").await
    }

    /// Says to be a customer, sees that this ends the form, and that nothing behind is asked any more; then takes it
    /// back, and finds everything as it was.
    async fn takes_a_wrong_turn(&self) -> Result<()> {
        let Self { person, hand, words, form, .. } = self;
        let customer = form.question("screening/customer")?;
        let waiting = form.question("waiting/waiting_time")?;
        self.is_on("waiting").await?;
        self.back().await?;
        self.is_on("contact").await?;
        self.back().await?;
        self.is_on("screening").await?;
        hand.answers(person, &customer.label, &customer.choice(&json!("yes"))?).await?;
        self.next().await?;
        person.sees_heading(words.end).await?;
        person.sees(&form.ending("disqualified")?).await?;
        hand.presses(person, words.to_summary).await?;
        person.sees(&customer.label).await?;
        person.does_not_see(&waiting.label).await?;
        self.back().await?;
        person.sees_heading(words.end).await?;
        self.back().await?;
        self.is_on("screening").await?;
        hand.answers(person, &customer.label, &customer.choice(&json!("no"))?).await?;
        self.next().await?;
        self.finds_everything_on("contact").await?;
        self.next().await?;
        self.finds_everything_on("waiting").await?;
        self.next().await
    }

    /// Turns the form into English, with every answer.
    async fn turns_to_english(&mut self) -> Result<()> {
        self.hand.picks(self.person, "Språk", "English").await?;
        (self.form, self.words) = (self.form.in_language("en"), &EN);
        self.person.sees(&self.form.title()).await
    }

    /// Answers half of a page, loads it again, and finds the page and the answers.
    async fn reloads_in_the_middle_of(&self, page: &str) -> Result<()> {
        let questions = self.is_on(page).await?.questions;
        let (first, rest) = questions.split_at(questions.len() / 2);
        for question in first {
            self.answers(question).await?;
        }
        rests().await;
        self.person.reloads().await?;
        self.is_on(page).await?;
        for question in first {
            let chosen = self.person.has_chosen(&question.label, &question.choice(self.note(question)?)?).await?;
            ensure!(chosen, "the answer of `{}` is gone", question.label);
        }
        for question in rest {
            self.answers(question).await?;
        }
        self.next().await
    }

    /// Writes too little, is told so beside the field and in the list, follows the link, and writes enough.
    async fn comments_too_briefly_first(&self) -> Result<()> {
        let Self { person, hand, words, .. } = self;
        let questions = self.is_on("words").await?.questions;
        let (last, others) = questions.split_last().context("no comments")?;
        for question in others {
            self.answers(question).await?;
        }
        hand.writes(person, &last.label, "They were friendly.").await?;
        hand.presses(person, words.to_summary).await?;
        person.sees("1 point is still open on this page").await?;
        let sentence = "Please write at least 20 words; there are 3 so far.";
        ensure!(person.text().await?.matches(sentence).count() == 2, "the error is not beside the field and in the list");
        hand.presses(person, &last.label).await?;
        let focus = person.waits_for("the focus", async || person.focus().await).await?;
        ensure!(focus.role == "textbox" && focus.name.starts_with(&last.label), "the link leads to {focus:?}");
        self.answers(last).await?;
        person.does_not_see(sentence).await?;
        rests().await;
        person.reloads().await?;
        self.finds_everything_on("words").await?;
        hand.presses(person, words.to_summary).await
    }

    /// Signs, and has the file saved and verified by everybody.
    async fn seals(&self, what: &str) -> Result<Value> {
        let Self { person, hand, words, .. } = self;
        person.listens_to("sealform-sealed").await?;
        hand.presses(person, words.seal).await?;
        person.sees_heading(words.sealed).await?;
        hand.presses(person, words.save).await?;
        let saved = person.saved_file().await?;
        ensure!(saved.name.ends_with(".jws.json"), "the file is called {}", saved.name);
        let told = person.heard("sealform-sealed").await?;
        let told = told.first().context("the page was not told")?;
        ensure!(told["jws"].as_str().map(str::as_bytes) == Some(&saved.bytes), "the page was told of another file");
        let mut claims = receive(FORM, &saved, person.browser(), what)?.claims;
        // What is calculated travels with what was answered; here only a person's own words are compared.
        let answers = claims["answers"].as_object_mut().context("the file holds no answers")?;
        answers.retain(|path, _| !path.starts_with("intro/role_play"));
        Ok(claims)
    }

    /// What the notes say as a submission says it, without the tries, whose times depend on the device.
    fn claimed(&self) -> Value {
        let answers = self.notes.iter().filter(|(path, _)| *path != "contact/tries");
        answers.map(|(path, value)| (path.clone(), json!({ "v": value }))).collect::<Map<_, _>>().into()
    }
}

/// Everything that is typed is on disk a quarter of a second later.
async fn rests() {
    tokio::time::sleep(std::time::Duration::from_millis(250)).await;
}

/// Seconds as people write them.
fn clock(seconds: &Value) -> Result<String> {
    let seconds = seconds.as_u64().context("no number of seconds")?;
    Ok(format!("{}:{:02}", seconds / 60, seconds % 60))
}

/// The whole form: a wrong turn, another language, a reload, a comment that is too short, the file.
async fn fills_everything(person: &Respondent, hand: Hand) -> Result<()> {
    let mut observer = Observer::arrives(person, hand, "complete").await?;
    observer.gets_through_screening().await?;
    observer.fills("contact").await?;
    observer.fills("waiting").await?;
    observer.is_on("opening").await?;
    observer.back().await?;
    observer.takes_a_wrong_turn().await?;
    observer.fills("opening").await?;
    observer.is_on("needs").await?;
    observer.turns_to_english().await?;
    for page in ["needs", "knowledge"] {
        observer.fills(page).await?;
    }
    observer.reloads_in_the_middle_of("dialogue").await?;
    for page in ["closing", "feelings"] {
        observer.fills(page).await?;
    }
    observer.comments_too_briefly_first().await?;
    person.sees("Everything is answered.").await?;
    let mut claims = observer.seals(if hand == Hand::Keyboard { "by-keyboard" } else { "complete" }).await?;
    let tries = claims["answers"].as_object_mut().and_then(|answers| answers.remove("contact/tries"));
    ensure!(tries.is_some_and(|tries| tries["v"].as_array().is_some_and(|tries| !tries.is_empty())), "no tries");
    ensure!(claims["answers"] == observer.claimed(), "the file holds {:#}", claims["answers"]);
    ensure!(claims["outcome"] == "completed", "the outcome is {}", claims["outcome"]);
    Ok(())
}

async fn fill_in(browser: Browser, hand: Hand) -> Result<()> {
    visit(browser, Look::DESKTOP, &demo()?, async |person: &Respondent| fills_everything(person, hand).await).await
}

#[tokio::test]
async fn the_whole_form_in_chromium() -> Result<()> {
    fill_in(Browser::Chromium, Hand::Pointer).await
}

#[tokio::test]
async fn the_whole_form_in_firefox() -> Result<()> {
    fill_in(Browser::Firefox, Hand::Pointer).await
}

#[tokio::test]
async fn the_whole_form_in_webkit() -> Result<()> {
    fill_in(Browser::WebKit, Hand::Pointer).await
}

#[tokio::test]
async fn the_whole_form_by_keyboard() -> Result<()> {
    fill_in(Browser::Chromium, Hand::Keyboard).await
}

/// A customer of the participant cannot observe it: a form of its own, without a score.
async fn is_disqualified(person: &Respondent) -> Result<()> {
    let observer = Observer::arrives(person, Hand::Pointer, "disqualified").await?;
    observer.gets_through_screening().await?;
    person.sees_heading(NB.end).await?;
    person.presses(NB.to_summary).await?;
    let claims = observer.seals("disqualified").await?;
    ensure!(claims["outcome"] == "disqualified", "the outcome is {}", claims["outcome"]);
    ensure!(claims["answers"] == observer.claimed(), "the file holds {:#}", claims["answers"]);
    Ok(())
}

/// Nobody answers on two days: the contact counts zero.
async fn is_knocked_out(person: &Respondent) -> Result<()> {
    let observer = Observer::arrives(person, Hand::Pointer, "knocked-out").await?;
    observer.gets_through_screening().await?;
    observer.fills("contact").await?;
    person.sees_heading(NB.end).await?;
    person.sees(&observer.form.ending("knocked_out")?).await?;
    person.presses(NB.to_summary).await?;
    let claims = observer.seals("knocked-out").await?;
    ensure!(claims["outcome"] == "knocked_out", "the outcome is {}", claims["outcome"]);
    ensure!(claims["score"]["total"]["percent"] == "0.0", "the score is {}", claims["score"]["total"]);
    Ok(())
}

#[tokio::test]
async fn a_customer_is_disqualified() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, is_disqualified).await
}

#[tokio::test]
async fn nobody_answers_twice() -> Result<()> {
    visit(Browser::Firefox, Look::DESKTOP, &demo()?, is_knocked_out).await
}

#[tokio::test]
async fn a_killed_browser_loses_nothing() -> Result<()> {
    let before = async |person: &Respondent| {
        let observer = Observer::arrives(person, Hand::Pointer, "complete").await?;
        observer.gets_through_screening().await?;
        observer.fills("contact").await?;
        for question in observer.is_on("waiting").await?.questions {
            observer.answers(&question).await?;
        }
        rests().await;
        Ok(())
    };
    let after = async |person: &Respondent| {
        let observer = Observer::arrives(person, Hand::Pointer, "complete").await?;
        observer.finds_everything_on("waiting").await?;
        for page in ["contact", "screening", "intro"] {
            observer.back().await?;
            observer.finds_everything_on(page).await?;
        }
        ensure!(person.focus().await?.is_some_and(|focus| focus.role == Role::Heading.name()), "the heading has no focus");
        Ok(())
    };
    visit_and_return(Browser::Chromium, Look::PHONE, &demo()?, before, after).await
}
