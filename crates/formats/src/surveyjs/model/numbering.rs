//! The numbers that SurveyJS puts before titles.

use std::collections::BTreeMap;

use sealform_types::Json;

use super::element::{Element, Role};
use super::element_type::{ElementClass, ElementType};

/// Numbers by the pointer of what has one.
#[derive(Debug, Default)]
pub(in crate::surveyjs) struct Numbering {
    by_pointer: BTreeMap<String, String>,
    /// Whether something that is numbered may be hidden, and whether something with a number follows it.
    may_hide: bool,
    pub may_shift: bool,
}

/// Which questions are numbered together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    None,
    Through,
    EachPage,
    Nested,
    /// Of a panel: numbers of its own.
    Own,
}

fn mode(json: &Json, otherwise: Mode) -> Mode {
    match json.get("showQuestionNumbers") {
        Some(Json::Boolean(true)) => Mode::Through,
        Some(Json::Boolean(false)) => Mode::None,
        Some(Json::String(word)) => match word.to_lowercase().as_str() {
            "on" => Mode::Through,
            "off" => Mode::None,
            "onpage" => Mode::EachPage,
            "onpanel" => Mode::Own,
            "recursive" => Mode::Nested,
            _ => otherwise,
        },
        _ => otherwise,
    }
}

/// A row of numbers or letters, with what stands before and behind.
#[derive(Debug, Clone)]
struct Series {
    before: String,
    behind: String,
    /// The first letter, where it counts by letters.
    letter: Option<char>,
    next: u32,
}

impl Series {
    fn new(start: Option<&str>, parent: Option<&str>) -> Self {
        let around = parent.map(|parent| parent.trim_end_matches('.')).unwrap_or_default();
        let Some(start) = start.filter(|start| start.chars().any(char::is_alphanumeric)) else {
            let behind = if parent.is_none_or(|parent| parent.ends_with('.')) { "." } else { "" };
            let before = if parent.is_some() { format!("{around}.") } else { String::new() };
            return Self { before, behind: behind.to_owned(), letter: None, next: 1 };
        };
        let body = start.trim_end_matches(|c: char| !c.is_alphanumeric());
        let behind = start.get(body.len()..).unwrap_or_default().to_owned();
        let digits = body.trim_end_matches(|c: char| c.is_ascii_digit());
        let (before, letter, next) = match body.get(digits.len()..).and_then(|number| number.parse().ok()) {
            Some(number) => (digits, None, number),
            None => {
                let last = body.char_indices().next_back();
                let (start, letter) = last.map_or((0, None), |(start, letter)| (start, Some(letter)));
                (body.get(..start).unwrap_or_default(), letter, 1)
            }
        };
        Self { before: format!("{around}{before}"), behind, letter, next }
    }

    fn next(&mut self) -> String {
        let number = self.next;
        self.next = number.saturating_add(1);
        let word = match self.letter.and_then(|letter| char::from_u32(letter as u32 + number - 1)) {
            Some(letter) => letter.to_string(),
            None => number.to_string(),
        };
        format!("{}{word}{}", self.before, self.behind)
    }
}

impl Numbering {
    pub(in crate::surveyjs) fn read(survey: &Json, tree: &[Element<'_>]) -> Self {
        let mut numbering = Self::default();
        let mode = mode(survey, Mode::None);
        if mode != Mode::None {
            let start = survey.get("questionStartIndex").and_then(Json::as_str);
            numbering.walk(tree, &mut Some(Series::new(start, None)), mode, start);
        }
        numbering
    }

    pub(in crate::surveyjs) fn of(&self, pointer: &str) -> Option<&str> {
        self.by_pointer.get(pointer).map(String::as_str)
    }

    fn walk(&mut self, elements: &[Element<'_>], series: &mut Option<Series>, around: Mode, start: Option<&str>) {
        for element in elements {
            let own = element.text("questionStartIndex");
            match (element.kind.class(), element.kind) {
                (ElementClass::Shown | ElementClass::Row, _) => {}
                (ElementClass::Container, ElementType::Panel) => {
                    let number = if element.is("showNumber") { self.number(element, series) } else { None };
                    let otherwise =
                        if around == Mode::Nested && number.is_some() { Mode::Nested } else { Mode::Through };
                    match mode(element.json, otherwise) {
                        Mode::None => self.walk(&element.children, &mut None, around, start),
                        Mode::Own => self.walk(&element.children, &mut Some(Series::new(own, None)), around, start),
                        Mode::Nested if number.is_some() => {
                            let mut inner = Some(Series::new(own, number.as_deref()));
                            self.walk(&element.children, &mut inner, Mode::Nested, start);
                        }
                        Mode::Nested | Mode::Through | Mode::EachPage => {
                            self.walk(&element.children, series, around, start);
                        }
                    }
                }
                (ElementClass::Container, kind) => {
                    if kind == ElementType::Page && around == Mode::EachPage {
                        *series = Some(Series::new(start, None));
                    }
                    self.walk(&element.children, series, around, start);
                }
                (
                    ElementClass::Composite
                    | ElementClass::Choice
                    | ElementClass::Written
                    | ElementClass::Scale
                    | ElementClass::Formula
                    | ElementClass::Upload
                    | ElementClass::Custom,
                    _,
                ) => self.question(element, series, start),
            }
        }
    }

    fn question(&mut self, element: &Element<'_>, series: &mut Option<Series>, start: Option<&str>) {
        let hides = element.forbids("showNumber") || element.is("hideNumber");
        let has_title = element.json.get("titleLocation").and_then(Json::as_str) != Some("hidden");
        let is_hidden = element.forbids("visible");
        let number = if hides || !has_title || is_hidden { None } else { self.number(element, series) };
        if element.role != Role::Repeat {
            return;
        }
        let own = element.text("questionStartIndex");
        let mut inner = match mode(element.json, Mode::None) {
            Mode::Nested => Some(Series::new(own, number.as_deref())),
            Mode::Own => Some(Series::new(own, None)),
            Mode::None | Mode::Through | Mode::EachPage => None,
        };
        self.walk(&element.children, &mut inner, Mode::Nested, start);
    }

    fn number(&mut self, element: &Element<'_>, series: &mut Option<Series>) -> Option<String> {
        let number = series.as_mut()?.next();
        self.may_shift |= self.may_hide;
        self.may_hide |= element.text("visibleIf").is_some();
        self.by_pointer.insert(element.pointer.clone(), number.clone());
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_where_the_survey_says() {
        let of = |start: Option<&str>, parent: Option<&str>| {
            let mut series = Series::new(start, parent);
            [series.next(), series.next()]
        };
        assert_eq!(of(None, None), ["1.", "2."]);
        assert_eq!(of(None, Some("1.")), ["1.1.", "1.2."]);
        assert_eq!(of(Some("1.1"), None), ["1.1", "1.2"]);
        assert_eq!(of(None, Some("1.2")), ["1.2.1", "1.2.2"]);
        assert_eq!(of(Some(" a"), Some("1.2")), ["1.2 a", "1.2 b"]);
        assert_eq!(of(Some("#9)"), None), ["#9)", "#10)"]);
    }
}
