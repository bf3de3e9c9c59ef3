//! Somebody who fills any form, whatever it asks: page by page, by what the controls are and what they are called.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use thirtyfour::Key;

use crate::page::{self, Handle, Role};
use crate::respondent::Respondent;

/// Answers may bring questions, and what is wrong is tried again: so often a page is gone through.
const MOST_ROUNDS: usize = 40;
const MOST_PAGES: usize = 500;
/// What can be attached: the name of the file, and what it is called once it is attached.
const PHOTO: (&str, &str) = ("photo.png", "image.png");
const SOUND: (&str, &str) = ("bell.wav", "audio.wav");
const FILM: (&str, &str) = ("door.webm", "video.webm");
const NOTE: (&str, &str) = ("note.txt", "note.txt");
/// What the button is called that opens the list of pages, in English and Arabic.
const OVERVIEW: [&str; 2] = ["Overview", "نظرة عامة"];

/// So many entries of a list are tried.
const MOST_ENTRIES: usize = 8;

/// What the list of open points of a page is called.
const OPEN: &str = "still open on this page";
/// What the way on is called where something is open.
const ANYWAY: &str = "Continue for now";

/// What is tried in a field, one after the other, until nothing is said to be wrong.
const TEXTS: [&str; 8] = ["Ola Nordmann", "0712345678", "12", "ola@example.org", "2:30", "12345", "A", "2016-05-13"];
const NUMBERS: [&str; 14] =
    ["1", "5", "20", "0", "100", "2016", "37", "0.5", "12345", "1000", "1000000000", "0712345678", "-1", "10"];
const DAYS: [&str; 5] = ["2016-05-13", "2026-11-27", "2030-01-02", "1990-01-02", "2020-02-29"];

/// A picture of one dot.
pub const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 2,
    0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 12, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1,
    1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// A question in sight.
#[derive(Debug, Deserialize)]
struct Asked {
    path: String,
    /// What is said to be wrong with its answer.
    wrong: Vec<String>,
    /// Whether it must be answered, in words.
    needs: Vec<String>,
    controls: Vec<Offered>,
}

/// A control of a question.
#[derive(Debug, Deserialize)]
struct Offered {
    role: String,
    name: String,
    value: Option<Value>,
    checked: Option<bool>,
    #[serde(rename = "type")]
    kind: String,
    mode: String,
    accept: String,
    locked: bool,
    options: Vec<String>,
}

impl Offered {
    fn is(&self, role: Role) -> bool {
        self.role == role.name() && !self.locked
    }

    fn text(&self) -> &str {
        self.value.as_ref().and_then(Value::as_str).unwrap_or_default()
    }
}

impl Asked {
    fn all(&self, role: Role) -> Vec<&Offered> {
        self.controls.iter().filter(|control| control.is(role)).collect()
    }

    /// A button by the beginning of its name.
    fn button(&self, name: &str) -> Option<&Offered> {
        self.controls.iter().find(|control| control.is(Role::Button) && control.name.starts_with(name))
    }

    fn files(&self) -> Option<&Offered> {
        self.controls.iter().find(|control| control.kind == "file" && !control.locked)
    }

    /// Whether there is an answer, as far as it can be seen.
    fn is_answered(&self) -> bool {
        let fields = self.controls.iter().filter(|control| control.kind != "file");
        let mut typed = fields.filter(|control| matches!(control.role.as_str(), "textbox" | "combobox"));
        let has_chips = !self.all(Role::Combobox).is_empty() && self.button("Remove ").is_some();
        let is_checked = self.controls.iter().any(|control| control.checked == Some(true));
        has_chips || is_checked || typed.any(|field| !field.text().is_empty())
    }
}

/// Somebody who fills a form.
#[derive(Debug)]
pub struct Filler<'a> {
    person: &'a Respondent,
    files: &'a Path,
    /// How often each question was answered.
    tries: BTreeMap<String, usize>,
}

impl<'a> Filler<'a> {
    /// Somebody with files to attach in a folder of theirs.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn new(person: &'a Respondent, files: &'a Path) -> Result<Self> {
        std::fs::write(files.join("photo.png"), PICTURE).context("cannot write a picture")?;
        for (name, _) in [SOUND, FILM, NOTE] {
            std::fs::write(files.join(name), "A note.").with_context(|| format!("cannot write {name}"))?;
        }
        Ok(Self { person, files, tries: BTreeMap::new() })
    }

    /// Fills every page up to the summary; gives how many questions were answered.
    ///
    /// # Errors
    /// If a page does not let them go on; the message holds what is said there.
    pub async fn fills(&mut self) -> Result<usize> {
        self.person.waits_for("a way on", async || self.way_on().await).await?;
        for _ in 0..MOST_PAGES {
            self.fills_page().await?;
            if !self.goes_on().await? {
                // What was missing is said now.
                self.fills_page().await?;
                if !self.goes_on().await? {
                    bail!("the page stays open:\n{}", self.complaints().await?);
                }
            }
            if self.is_at("Summary").await? {
                return Ok(self.tries.len());
            }
        }
        bail!("the form has no end")
    }

    async fn complaints(&self) -> Result<String> {
        let wrong = self.questions().await?.into_iter().filter(|asked| !asked.wrong.is_empty());
        let line = |asked: Asked| format!("  {}: {} ({:?})\n", asked.path, asked.wrong.join(" "), asked.controls);
        Ok(wrong.map(line).collect())
    }

    /// All questions of the page: somebody who comes to its end has been near all of them.
    async fn questions(&self) -> Result<Vec<Asked>> {
        let walk = "const rest = document.querySelector('sealform-form').shadowRoot.querySelector('sealform-widget[kind=rest]');
            rest?.scrollIntoView({ block: 'center', behavior: 'instant' }); return rest === null";
        self.person
            .waits_for("the end of the page", async || {
                Ok((self.person.driver().execute(walk, vec![]).await?.json() == &serde_json::Value::Bool(true))
                    .then_some(()))
            })
            .await?;
        self.person.asks("questions", vec![]).await
    }

    async fn is_at(&self, title: &str) -> Result<bool> {
        let controls = self.person.controls().await?;
        Ok(controls.iter().any(|control| control.role == Role::Heading.name() && control.name == title))
    }

    /// The button that leads to the next page, once there is a page.
    async fn way_on(&self) -> Result<Option<&'static str>> {
        let there = self.person.controls().await?;
        let onwards = ["Next", "Go to the summary", ANYWAY];
        let is_there = |name: &&str| there.iter().any(|one| one.role == Role::Button.name() && one.name == *name);
        Ok(onwards.into_iter().find(is_there))
    }

    /// Presses the button onwards; `false` where the page stays because something is open.
    async fn goes_on(&self) -> Result<bool> {
        let before = self.place().await?;
        let button = self.way_on().await?.context("there is no way on")?;
        ensure!(button != ANYWAY, "something is still open:\n{}", self.complaints().await?);
        self.person.presses(button).await?;
        let what = "another page";
        self.person
            .waits_for(what, async || {
                let is_open = self.way_on().await? == Some(ANYWAY);
                let has_changed = self.place().await? != before;
                Ok((is_open || has_changed).then_some(has_changed))
            })
            .await
    }

    /// What distinguishes one page from another.
    async fn place(&self) -> Result<(Vec<String>, Vec<String>)> {
        let headings =
            self.person.controls().await?.into_iter().filter(|one| one.role == "heading" && !one.name.contains(OPEN));
        let paths = self.questions().await?.into_iter().map(|asked| asked.path);
        Ok((headings.map(|one| one.name).collect(), paths.collect()))
    }

    async fn fills_page(&mut self) -> Result<()> {
        let mut begun = BTreeSet::new();
        for _ in 0..MOST_ROUNDS {
            let mut has_done = self.begins(&mut begun).await?;
            for asked in self.questions().await? {
                has_done |=
                    self.answers(&asked).await.with_context(|| format!("at {}: {:#?}", asked.path, asked.controls))?;
            }
            if !has_done {
                return Ok(());
            }
        }
        bail!("the page has no end")
    }

    /// Adds the first of what there may be several of.
    async fn begins(&self, begun: &mut BTreeSet<String>) -> Result<bool> {
        let names: Vec<String> = self.person.asks("beginnings", vec![]).await?;
        let mut has_done = false;
        for name in names {
            if begun.insert(name.clone()) {
                self.person.presses(&name).await?;
                has_done = true;
            }
        }
        Ok(has_done)
    }

    /// Answers a question, or mends its answer; `false` where there is nothing to do.
    async fn answers(&mut self, asked: &Asked) -> Result<bool> {
        let tries = self.tries.get(&asked.path).copied().unwrap_or(0);
        let settled = asked.wrong.is_empty() && (tries > 0 || asked.is_answered());
        if settled || asked.controls.iter().all(|control| control.locked) {
            return Ok(false);
        }
        let has_done = self.tries_to_answer(asked, tries).await?;
        if has_done {
            self.tries.insert(asked.path.clone(), tries + 1);
        }
        Ok(has_done)
    }

    async fn tries_to_answer(&self, asked: &Asked, tries: usize) -> Result<bool> {
        if let Some(field) = asked.files() {
            return Ok(tries == 0 && self.attaches(asked, field).await?);
        }
        for role in [Role::Radio, Role::Checkbox] {
            if let Some(choice) = asked.all(role).get(tries) {
                self.touches(asked, role, &choice.name).await?;
                return Ok(true);
            }
        }
        if let Some(keep) = asked.button("Keep this order") {
            self.touches(asked, Role::Button, &keep.name).await?;
            return Ok(true);
        }
        if let Some(slider) = asked.all(Role::Slider).first() {
            if let Some(handle) = self.find(asked, Role::Slider, &slider.name).await? {
                handle.control.send_keys(Key::Right).await?;
            }
            return Ok(tries < 5);
        }
        match (asked.all(Role::Combobox).as_slice(), asked.all(Role::Textbox).as_slice()) {
            ([month], parts @ [_, ..]) if !month.options.is_empty() => self.dates(asked, month, parts, tries).await,
            ([list, ..], _) => self.picks(asked, list, tries).await,
            ([], _) => self.writes(asked, tries).await,
        }
    }

    /// A day of which only parts are asked for, each in a field of its own.
    async fn dates(&self, asked: &Asked, month: &Offered, parts: &[&Offered], tries: usize) -> Result<bool> {
        if tries == 0 {
            for part in parts {
                self.types(asked, part, if part.name == "Year" { "2026" } else { "1" }).await?;
            }
        }
        // A later month, where it is to be after another day.
        self.picks(asked, month, tries).await
    }

    async fn picks(&self, asked: &Asked, list: &Offered, tries: usize) -> Result<bool> {
        let is_select = !list.options.is_empty();
        let option = list.options.iter().filter(|option| !option.is_empty()).nth(tries + 1);
        if is_select && option.is_none() {
            return Ok(false);
        }
        let Some(handle) = self.find(asked, Role::Combobox, &list.name).await? else { return Ok(true) };
        if let Some(option) = option {
            handle.control.send_keys(option).await?;
            return Ok(true);
        }
        // The list opens where the answer is, or above its first entry.
        handle.control.send_keys(Key::Down.value().to_string()).await?;
        let steps = if asked.button("Remove ").is_some() { tries + 1 } else { 1 };
        for _ in 0..steps {
            self.person.hits(Key::Down).await?;
        }
        self.person.hits(Key::Enter).await?;
        self.person.hits(Key::Escape).await?;
        Ok(tries < MOST_ENTRIES)
    }

    async fn attaches(&self, asked: &Asked, field: &Offered) -> Result<bool> {
        let (file, name) = match field.accept.split('/').next() {
            Some("image") => PHOTO,
            Some("audio") => SOUND,
            Some("video") => FILM,
            _ => NOTE,
        };
        let file = self.files.join(file);
        let Some(handle) = self.find(asked, Role::Textbox, &field.name).await? else { return Ok(false) };
        handle.control.send_keys(file.to_string_lossy()).await?;
        self.person.sees(&format!("{name} is saved on this device.")).await?;
        Ok(true)
    }

    async fn writes(&self, asked: &Asked, tries: usize) -> Result<bool> {
        let fields = asked.all(Role::Textbox);
        let Some(field) = fields.first() else { return Ok(false) };
        if field.name.starts_with("Latitude") {
            return Ok(tries == 0 && self.places(asked).await?);
        }
        let candidates: &[&str] = match (field.kind.as_str(), field.mode.as_str()) {
            ("date" | "datetime-local" | "time", _) => &DAYS,
            (_, "numeric" | "decimal") => &NUMBERS,
            _ => &TEXTS,
        };
        let Some(text) = candidates.get(tries).copied() else {
            // None of it fits: what need not be answered is left.
            let is_owed = asked.needs.iter().any(|need| need == "Required");
            let wrong = asked.wrong.join(" ");
            ensure!(!is_owed || wrong.is_empty(), "nothing fits: {wrong}");
            return Ok(tries == candidates.len() && self.types(asked, field, "").await?);
        };
        let text = match field.kind.as_str() {
            "time" => "10:30".to_owned(),
            "datetime-local" => format!("{text}T10:30"),
            _ => text.to_owned(),
        };
        self.types(asked, field, &text).await
    }

    async fn places(&self, asked: &Asked) -> Result<bool> {
        let fields = asked.all(Role::Textbox);
        let add = asked.button("Add this point");
        let places = [["59.91", "10.75"], ["59.92", "10.76"], ["59.91", "10.77"]];
        for place in places.iter().take(if add.is_some() { 3 } else { 1 }) {
            for (field, text) in fields.iter().zip(place) {
                self.types(asked, field, text).await?;
            }
            if let Some(add) = add {
                self.touches(asked, Role::Button, &add.name).await?;
            }
        }
        Ok(true)
    }

    async fn types(&self, asked: &Asked, field: &Offered, text: &str) -> Result<bool> {
        let Some(handle) = self.find(asked, Role::Textbox, &field.name).await? else { return Ok(false) };
        if matches!(field.kind.as_str(), "date" | "time" | "datetime-local") {
            self.person.sets(&handle.control, text).await?;
        } else {
            self.person.types_over(&handle.control, text).await?;
        }
        Ok(true)
    }

    /// Questions may go while others are answered: then there is nothing to touch.
    async fn touches(&self, asked: &Asked, role: Role, name: &str) -> Result<()> {
        let Some(handle) = self.find(asked, role, name).await? else { return Ok(()) };
        page::touch(self.person.driver(), &handle.touched).await.with_context(|| format!("`{name}` cannot be clicked"))
    }

    async fn find(&self, asked: &Asked, role: Role, name: &str) -> Result<Option<Handle>> {
        page::find_in(self.person.driver(), &asked.path, role, name).await
    }

    /// Signs, and saves the file.
    ///
    /// # Errors
    /// If the form is not signed.
    pub async fn signs(&self) -> Result<crate::Saved> {
        self.person.presses("Finish and sign").await?;
        self.person.sees_heading("Your report is signed").await?;
        self.person.presses("Save the file").await?;
        self.person.saved_file().await
    }
}

impl Respondent {
    /// Goes to a page by the list of pages, which has to be opened on small screens.
    ///
    /// # Errors
    /// If there is no such page.
    pub async fn presses_page(&self, name: &str) -> Result<()> {
        let folded = self
            .waits_for("the list of pages", async || {
                let there = self.controls().await?;
                let has = |wanted: &str| {
                    there.iter().any(|one| one.role == Role::Button.name() && one.name.starts_with(wanted))
                };
                Ok(if has(name) { Some(None) } else { OVERVIEW.into_iter().find(|name| has(name)).map(Some) })
            })
            .await?;
        if let Some(button) = folded {
            self.presses(button).await?;
        }
        self.presses(name).await
    }
}
