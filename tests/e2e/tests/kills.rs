//! Killed at any moment – while words are typed, a file is attached, the form is sealed, the report is sent – a form loses
//! nothing that it has acknowledged, and nothing is sealed or delivered twice.
//!
//! Moments are random: `SEALFORM_SEED` repeats a run as far as clocks allow, `SEALFORM_KILLS` says how many there are.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use sealform_e2e::{
    Answer, Browser, Look, PICTURE, Respondent, Return, Stub, claims, demo_with_pages, visit, visit_until_killed,
};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::sleep;

const KILLS: usize = 30;
/// So many that none is chosen twice between two moments at which something was acknowledged: what is acknowledged then says
/// which choice it was.
const WEATHER: [&str; 12] =
    ["Sun", "Rain", "Snow", "Hail", "Fog", "Frost", "Wind", "Storm", "Clouds", "Drizzle", "Thunder", "Sleet"];
const SEALED: &str = "Your report is signed";

/// What is under way when the page is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Words,
    Comment,
    Choice,
    Repeat,
    Picture,
    Sealing,
    Sending,
}

impl Deed {
    const FILLING: [Self; 5] = [Self::Words, Self::Comment, Self::Choice, Self::Repeat, Self::Picture];

    /// The latest moment, in milliseconds after it has begun.
    fn longest(self) -> u64 {
        match self {
            Self::Words | Self::Comment | Self::Choice | Self::Repeat => 1_200,
            Self::Picture | Self::Sealing => 500,
            Self::Sending => 800,
        }
    }
}

/// What a page has said of its fields, as of a moment at which everything was saved.
#[derive(Debug, Deserialize)]
struct Said {
    number: u64,
    words: BTreeMap<String, String>,
}

/// One report from its first word to its delivery.
#[derive(Debug, Default)]
struct Report {
    place: String,
    address: String,
    /// What was said to be saved, by field.
    acknowledged: BTreeMap<String, String>,
    /// What was chosen, in order.
    chosen: Vec<&'static str>,
    /// How many words were typed: every one is another one.
    typed: usize,
    /// The file as it was first found, once it is sealed.
    sealed: Option<String>,
}

/// Somebody whose phone takes the form away all the time.
struct Unlucky<'a> {
    stub: &'a Stub,
    photo: &'a Path,
    random: fastrand::Rng,
    /// What is under way at each kill.
    deeds: Vec<Deed>,
    reports: Vec<Report>,
}

impl Unlucky<'_> {
    /// One time: what was left is found, and the next deed is begun, until the page is killed in the middle of it.
    async fn time(&mut self, person: &Respondent, number: usize) -> Result<Return> {
        let Some(deed) = self.deeds.get(number).copied() else {
            for index in 0..self.reports.len() {
                self.ends(person, index).await.with_context(|| format!("with report {index}"))?;
            }
            return Ok(Return::Never);
        };
        self.begins(person, deed).await.with_context(|| format!("before {deed:?}"))?;
        Ok(Return::Again)
    }

    async fn begins(&mut self, person: &Respondent, deed: Deed) -> Result<()> {
        let last = self.reports.len().wrapping_sub(1);
        let is_sealed = match self.reports.get(last) {
            Some(_) => self.finds(person, last).await?,
            None => true,
        };
        if is_sealed && deed != Deed::Sending {
            if last < self.reports.len() {
                self.is_delivered(person, last).await?;
            }
            self.starts_a_report(person).await?;
        }
        let moment = Duration::from_millis(self.random.u64(0..deed.longest()));
        let report = self.reports.last_mut().context("there is no report")?;
        match deed {
            Deed::Sealing => report.completes(person).await?,
            Deed::Sending if !is_sealed => report.seals(person).await?,
            _ => {}
        }
        let is_over = Cell::new(false);
        let over = async {
            sleep(moment).await;
            is_over.set(true);
        };
        if person.browser() != Browser::Chromium {
            // A driver goes on with what it was told, in the next page too: it is let finish each word.
            return tokio::join!(report.does(person, deed, self.photo, &is_over), over).0;
        }
        tokio::select! {
            // Whoever has done it waits for what comes.
            done = report.does(person, deed, self.photo, &is_over) => { done?; sleep(moment).await; }
            () = over => {}
        }
        Ok(())
    }

    async fn starts_a_report(&mut self, person: &Respondent) -> Result<()> {
        let place = format!("report-{}", self.reports.len());
        let faults = [Answer::Status(500), Answer::Dropped, Answer::Later(503, 1)];
        let answers: Vec<Answer> = (0..self.random.usize(0..3)).filter_map(|_| self.random.choice(faults)).collect();
        let address = self.stub.address(&place, &answers);
        self.reports.push(Report { place, address, ..Report::default() });
        self.finds(person, self.reports.len() - 1).await.map(|_| ())
    }

    /// Everything that was acknowledged is there; gives whether the report is sealed.
    async fn finds(&mut self, person: &Respondent, index: usize) -> Result<bool> {
        let report = self.reports.get_mut(index).context("there is no such report")?;
        // Where the browser is not killed each time.
        let deaf = if person.browser() == Browser::Chromium { "" } else { "&deaf" };
        let Report { place, address, .. } = &*report;
        person.opens(&format!("kills.html?form=kills.json&place={place}&to={address}{deaf}")).await?;
        report.hears(&self.stub.desk.hears(&report.place))?;
        let opened = async || {
            let text = person.text().await?;
            let state = [(SEALED, true), ("The visit", false)].into_iter().find(|(said, _)| text.contains(said));
            Ok(state.map(|(_, is_sealed)| is_sealed))
        };
        let is_sealed = person.waits_for("the form or its receipt", opened).await?;
        let kept = report.kept(person).await?;
        ensure!(kept.len() == usize::from(is_sealed), "{} files of a form that is sealed: {is_sealed}", kept.len());
        match kept.first() {
            Some(file) => {
                let known = report.sealed.get_or_insert_with(|| file.clone());
                ensure!(known == file, "the sealed file is another one");
                report.is_in(&words_of(&claims(file.as_bytes())?)?)?;
            }
            None => {
                ensure!(report.sealed.is_none(), "a sealed report is open again");
                report.is_on_the_page(person).await?;
            }
        }
        Ok(is_sealed)
    }

    async fn is_delivered(&self, person: &Respondent, index: usize) -> Result<()> {
        let report = self.reports.get(index).context("there is no such report")?;
        person.sees("Delivered").await?;
        let tray = self.stub.desk.tray(&report.place);
        let sealed = report.sealed.as_ref().context("nothing is sealed")?;
        let jti = format!("\"{}\"", claims(sealed.as_bytes())?["jti"].as_str().unwrap_or_default());
        ensure!(!tray.posts.is_empty(), "nothing has come");
        for post in &tray.posts {
            ensure!(post.idempotency_key == jti, "a report of {jti} came as {}", post.idempotency_key);
            ensure!(post.body == sealed.as_bytes(), "what came is not what is kept");
        }
        let (posts, effects) = (tray.posts.len(), tray.effects.len());
        ensure!(effects == 1, "{posts} POSTs had {effects} effects; the page says: {}", person.text().await?);
        Ok(())
    }

    /// A report is brought to its end, and is there once, everywhere.
    async fn ends(&mut self, person: &Respondent, index: usize) -> Result<()> {
        if !self.finds(person, index).await? {
            self.reports.get_mut(index).context("there is no such report")?.seals(person).await?;
            self.finds(person, index).await?;
        }
        self.is_delivered(person, index).await
    }
}

impl Report {
    fn hears(&mut self, said: &[String]) -> Result<()> {
        let said: Vec<Said> = said.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?;
        if let Some(last) = said.into_iter().max_by_key(|one| one.number) {
            self.acknowledged.extend(last.words);
        }
        Ok(())
    }

    async fn kept(&self, person: &Respondent) -> Result<Vec<String>> {
        let said = person.driver().execute_async("window.kept().then(arguments[0])", vec![]).await?;
        let files: Vec<Value> = serde_json::from_value(said.json().clone())?;
        let ours = files.iter().filter(|file| file["place"] == self.place.as_str());
        Ok(ours.filter_map(|file| file["jws"].as_str().map(str::to_owned)).collect())
    }

    /// The fields come back one after the other: pictures are looked up.
    async fn is_on_the_page(&self, person: &Respondent) -> Result<()> {
        let stands = async || {
            let said = person.driver().execute("return window.words()", vec![]).await?;
            self.is_in(&serde_json::from_value(said.json().clone())?).map(Some)
        };
        person.waits_for("everything that was acknowledged", stands).await
    }

    /// What was acknowledged stands there, or what came after it.
    fn is_in(&self, there: &BTreeMap<String, String>) -> Result<()> {
        for (field, acknowledged) in self.acknowledged.iter().filter(|(_, value)| !value.is_empty()) {
            let value = there.get(field).with_context(|| format!("`{field}` is gone; it held `{acknowledged}`"))?;
            let stands = if field.ends_with("|choice") {
                let since = self.chosen.iter().rposition(|choice| choice == acknowledged).unwrap_or(0);
                self.chosen.iter().skip(since).any(|choice| choice == value)
            } else {
                value.starts_with(acknowledged.as_str())
            };
            ensure!(stands, "`{field}` held `{acknowledged}`, and holds `{value}`; chosen: {:?}", self.chosen);
        }
        Ok(())
    }

    /// Does something over and over until it is over, or once where it can be done once.
    async fn does(&mut self, person: &Respondent, deed: Deed, photo: &Path, is_over: &Cell<bool>) -> Result<()> {
        while !is_over.get() {
            match deed {
                Deed::Words => self.adds_a_word(person, "What did you see first?").await?,
                Deed::Comment => self.adds_a_word(person, "How did that feel?").await?,
                Deed::Choice => self.chooses(person).await?,
                Deed::Repeat => {
                    person.presses("Add: Shelf").await?;
                    self.adds_a_word(person, "What stood on it?").await?;
                }
                Deed::Picture => return person.attaches("Take or choose a picture", photo).await,
                Deed::Sealing => return person.presses("Finish and sign").await,
                Deed::Sending => return Ok(()),
            }
        }
        Ok(())
    }

    async fn adds_a_word(&mut self, person: &Respondent, field: &str) -> Result<()> {
        self.typed += 1;
        person.adds_to(field, &format!("word{} ", self.typed)).await
    }

    async fn chooses(&mut self, person: &Respondent) -> Result<()> {
        let next = WEATHER[self.chosen.len() % WEATHER.len()];
        self.chosen.push(next);
        person.answers("What was the weather like?", next).await
    }

    /// Answers what must be answered, and goes to the end.
    async fn completes(&mut self, person: &Respondent) -> Result<()> {
        self.adds_a_word(person, "What did you see first?").await?;
        self.chooses(person).await?;
        person.presses("Go to the summary").await?;
        person.sees("Everything is answered.").await
    }

    async fn seals(&mut self, person: &Respondent) -> Result<()> {
        self.completes(person).await?;
        person.presses("Finish and sign").await?;
        person.sees_heading(SEALED).await
    }
}

/// What is sealed, as it stood in the fields.
fn words_of(claims: &Value) -> Result<BTreeMap<String, String>> {
    let answers = claims["answers"].as_object().context("the file holds no answers")?;
    let mut words = BTreeMap::new();
    for (path, answer) in answers {
        let mut add = |kind: &str, text: &str| words.insert(format!("{path}|{kind}"), text.to_owned());
        match &answer["v"] {
            Value::String(text) if path.ends_with("weather") => {
                let label = WEATHER.into_iter().find(|label| label.to_lowercase() == *text);
                add("choice", label.context("an unknown choice")?);
                add("words0", answer["c"].as_str().unwrap_or_default());
            }
            Value::String(text) => {
                add("words0", text);
            }
            Value::Array(names) => {
                // Its name ends with the beginning of its digest.
                let name = names.first().and_then(Value::as_str).context("no file")?;
                let (stem, rest) = name.rsplit_once('-').context("a name without a digest")?;
                let end = rest.find('.').and_then(|at| rest.get(at..)).unwrap_or_default();
                add("file", &format!("{stem}{end}"));
            }
            other => bail!("an answer of an unknown kind: {other}"),
        }
    }
    Ok(words)
}

/// A number of the environment.
fn asked(name: &str) -> Result<Option<u64>> {
    let text = std::env::var(name).ok();
    text.map(|text| text.parse().with_context(|| format!("`{name}` is no number: {text}"))).transpose()
}

/// Filling in any order, then sealing, then sending: again and again.
fn deeds(random: &mut fastrand::Rng, count: usize) -> Vec<Deed> {
    let mut deeds = Vec::new();
    while deeds.len() < count {
        let mut filling = Deed::FILLING;
        random.shuffle(&mut filling);
        deeds.extend(filling);
        deeds.extend([Deed::Sealing, Deed::Sending]);
    }
    deeds.truncate(count);
    deeds
}

async fn loses_nothing(browser: Browser) -> Result<()> {
    let seed = asked("SEALFORM_SEED")?.unwrap_or_else(|| fastrand::u64(..1_000_000));
    let count = asked("SEALFORM_KILLS")?.and_then(|count| usize::try_from(count).ok()).unwrap_or(KILLS);
    println!("{count} kills in {}, seed {seed}", browser.name());
    let (stub, pages, files) = (Stub::start().await?, demo_with_pages()?, tempfile::tempdir()?);
    let photo = files.path().join("door.png");
    std::fs::write(&photo, PICTURE)?;
    let mut random = fastrand::Rng::with_seed(seed);
    let deeds = deeds(&mut random, count);
    let mut person = Unlucky { stub: &stub, photo: &photo, random, deeds, reports: Vec::new() };
    let targets = [stub.origin().to_owned()];
    let time = async |respondent: &Respondent, number: usize| person.time(respondent, number).await;
    visit_until_killed(&targets, browser, pages.path(), time).await.with_context(|| format!("with the seed {seed}"))
}

#[tokio::test]
async fn kills_in_chromium() -> Result<()> {
    loses_nothing(Browser::Chromium).await
}

#[tokio::test]
async fn kills_in_firefox() -> Result<()> {
    loses_nothing(Browser::Firefox).await
}

#[tokio::test]
async fn kills_in_webkit() -> Result<()> {
    loses_nothing(Browser::WebKit).await
}

/// The draft knows of a key before anything else happens in the page: whoever leaves it then loses nothing.
async fn is_heard_at_once(person: &Respondent) -> Result<()> {
    person.opens("kills.html?form=kills.json&place=heard&to=http://127.0.0.1:9/heard").await?;
    person.sees_heading("The visit").await?;
    let script = "const element = document.querySelector('sealform-form');
        const field = element.shadowRoot.querySelector(\"[data-path='visit/seen'] :is(input, textarea)\");
        const heard = [];
        element.addEventListener('sealform-change', (event) => heard.push(event.detail.path));
        field.value = 'A queue';
        field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
        return heard";
    let heard = person.driver().execute(script, vec![]).await?.json().clone();
    ensure!(heard == serde_json::json!(["visit/seen"]), "the form has heard of {heard}");
    Ok(())
}

#[tokio::test]
async fn what_is_entered_is_heard_at_once() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo_with_pages()?.path(), is_heard_at_once).await
}
