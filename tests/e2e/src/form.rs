//! A questionnaire as somebody reads it who is about to fill it: pages, questions, and what the choices are called.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::repository::repo_file;

/// A questionnaire of the demo in one language.
#[derive(Debug, Clone)]
pub struct Form {
    document: Value,
    language: String,
}

/// A page with its questions.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its name in paths.
    pub name: String,
    /// Its heading.
    pub label: String,
    /// What is asked on it; notes and calculations are left out.
    pub questions: Vec<Question>,
}

/// A question as it is read.
#[derive(Debug, Clone)]
pub struct Question {
    /// Where its answer stands in a submission.
    pub path: String,
    /// Its type in the questionnaire.
    pub kind: String,
    /// What it says.
    pub label: String,
    /// The label of its comment field, where it has one.
    pub comment: Option<String>,
    /// What its choices are called, by their names in a submission.
    pub choices: BTreeMap<String, String>,
}

impl Form {
    /// Reads a form of the demo.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn read(name: &str, language: &str) -> Result<Self> {
        let text = fs::read_to_string(repo_file(&format!("www/site/forms/{name}.json")))
            .with_context(|| format!("there is no form `{name}`"))?;
        Ok(Self { document: serde_json::from_str(&text)?, language: language.to_owned() })
    }

    /// The same form in another language.
    #[must_use]
    pub fn in_language(&self, language: &str) -> Self {
        Self { document: self.document.clone(), language: language.to_owned() }
    }

    /// Its title.
    pub fn title(&self) -> String {
        self.text(&self.document["title"])
    }

    /// Its pages in order.
    ///
    /// # Errors
    /// If the form is not made of pages.
    pub fn pages(&self) -> Result<Vec<Page>> {
        let items = self.document["survey"].as_array().context("the form has no survey")?;
        let groups = items.iter().filter(|item| item["type"] == "group");
        groups.map(|group| self.page(group)).collect()
    }

    /// A page by its name.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn page_called(&self, name: &str) -> Result<Page> {
        let page = self.pages()?.into_iter().find(|page| page.name == name);
        page.with_context(|| format!("there is no page `{name}`"))
    }

    /// A question by its path.
    ///
    /// # Errors
    /// If there is none at that path.
    pub fn question(&self, path: &str) -> Result<Question> {
        let mut all = self.pages()?.into_iter().flat_map(|page| page.questions);
        all.find(|question| question.path == path).with_context(|| format!("there is no question `{path}`"))
    }

    /// What the end says that has this outcome.
    ///
    /// # Errors
    /// If there is no such end.
    pub fn ending(&self, outcome: &str) -> Result<String> {
        let items = self.document["survey"].as_array().context("the form has no survey")?;
        let end = items.iter().find(|item| item["outcome"] == outcome);
        end.map(|end| self.text(&end["label"])).with_context(|| format!("no end is called `{outcome}`"))
    }

    fn page(&self, group: &Value) -> Result<Page> {
        let name = group["name"].as_str().context("a page has no name")?.to_owned();
        let children = group["children"].as_array().context("a page has no questions")?;
        let asked = children.iter().filter(|child| child["type"] != "note" && child["type"] != "calculate");
        let questions = asked.map(|child| self.asked(&name, child)).collect::<Result<_>>()?;
        Ok(Page { label: self.text(&group["label"]), name, questions })
    }

    fn asked(&self, page: &str, question: &Value) -> Result<Question> {
        let name = question["name"].as_str().context("a question has no name")?;
        let kind = question["type"].as_str().context("a question has no type")?.to_owned();
        let list = question["choices"].as_str().map(|list| &self.document["choices"][list]);
        let choices = list.and_then(Value::as_array).into_iter().flatten();
        let choices = choices
            .map(|choice| {
                let name = choice["name"].as_str().context("a choice has no name")?;
                Ok((name.to_owned(), self.text(&choice["label"])))
            })
            .collect::<Result<_>>()?;
        let comment = question.get("comment").map(|comment| self.text(&comment["label"]));
        Ok(Question { path: format!("{page}/{name}"), kind, label: self.text(&question["label"]), comment, choices })
    }

    fn text(&self, text: &Value) -> String {
        text.get(&self.language).unwrap_or(text).as_str().unwrap_or_default().to_owned()
    }
}

impl Question {
    /// What the choice is called that stands as `name` in a submission; steps on a scale are called by their number.
    ///
    /// # Errors
    /// If the question has no such choice.
    pub fn choice(&self, name: &Value) -> Result<String> {
        match name {
            Value::Number(step) => Ok(step.to_string()),
            Value::String(name) => {
                self.choices.get(name).cloned().with_context(|| format!("`{}` has no choice `{name}`", self.label))
            }
            other => bail!("{other} is no choice of `{}`", self.label),
        }
    }
}

/// The answers of a fixture, by path.
///
/// # Errors
/// If there is none of that name.
pub fn fixture(form: &str, name: &str) -> Result<Map<String, Value>> {
    let text = fs::read_to_string(repo_file(&format!("tests/fixtures/{form}/{name}.json")))
        .with_context(|| format!("there is no fixture `{form}/{name}`"))?;
    let document: Value = serde_json::from_str(&text)?;
    document["answers"].as_object().cloned().context("the fixture has no answers")
}
