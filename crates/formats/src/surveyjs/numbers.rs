//! The numbers that SurveyJS puts before titles.

use std::collections::BTreeMap;

use sealform_types::Json;

use super::tree::{Place, Role};

/// Numbers by the pointer of what has one.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    by_pointer: BTreeMap<String, String>,
    /// Whether something that is numbered may be hidden, and whether something with a number follows it.
    may_hide: bool,
    pub may_shift: bool,
}

/// Which questions share a row of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    None,
    Through,
    EachPage,
    Nested,
    /// Of a panel: a row of its own.
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
                let (place, letter) = last.map_or((0, None), |(place, letter)| (place, Some(letter)));
                (body.get(..place).unwrap_or_default(), letter, 1)
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

impl Numbers {
    pub(super) fn read(survey: &Json, tree: &[Place<'_>]) -> Self {
        let mut numbers = Self::default();
        let mode = mode(survey, Mode::None);
        if mode != Mode::None {
            let start = survey.get("questionStartIndex").and_then(Json::as_str);
            numbers.walk(tree, &mut Some(Series::new(start, None)), mode, start);
        }
        numbers
    }

    pub(super) fn of(&self, pointer: &str) -> Option<&str> {
        self.by_pointer.get(pointer).map(String::as_str)
    }

    fn walk(&mut self, places: &[Place<'_>], series: &mut Option<Series>, around: Mode, start: Option<&str>) {
        for place in places {
            let own = place.text("questionStartIndex");
            match place.kind.as_str() {
                "html" | "image" | "row" => {}
                "page" => {
                    if around == Mode::EachPage {
                        *series = Some(Series::new(start, None));
                    }
                    self.walk(&place.children, series, around, start);
                }
                "inside" => self.walk(&place.children, series, around, start),
                "panel" => {
                    let number = if place.is("showNumber") { self.number(place, series) } else { None };
                    let otherwise =
                        if around == Mode::Nested && number.is_some() { Mode::Nested } else { Mode::Through };
                    match mode(place.json, otherwise) {
                        Mode::None => self.walk(&place.children, &mut None, around, start),
                        Mode::Own => self.walk(&place.children, &mut Some(Series::new(own, None)), around, start),
                        Mode::Nested if number.is_some() => {
                            let mut inner = Some(Series::new(own, number.as_deref()));
                            self.walk(&place.children, &mut inner, Mode::Nested, start);
                        }
                        Mode::Nested | Mode::Through | Mode::EachPage => {
                            self.walk(&place.children, series, around, start);
                        }
                    }
                }
                _ => self.question(place, series, start),
            }
        }
    }

    fn question(&mut self, place: &Place<'_>, series: &mut Option<Series>, start: Option<&str>) {
        let hides = place.json.get("showNumber") == Some(&Json::Boolean(false)) || place.is("hideNumber");
        let has_title = place.json.get("titleLocation").and_then(Json::as_str) != Some("hidden");
        let is_hidden = place.json.get("visible") == Some(&Json::Boolean(false));
        let number = if hides || !has_title || is_hidden { None } else { self.number(place, series) };
        if place.role != Role::Repeat {
            return;
        }
        let own = place.text("questionStartIndex");
        let mut inner = match mode(place.json, Mode::None) {
            Mode::Nested => Some(Series::new(own, number.as_deref())),
            Mode::Own => Some(Series::new(own, None)),
            Mode::None | Mode::Through | Mode::EachPage => None,
        };
        self.walk(&place.children, &mut inner, Mode::Nested, start);
    }

    fn number(&mut self, place: &Place<'_>, series: &mut Option<Series>) -> Option<String> {
        let number = series.as_mut()?.next();
        self.may_shift |= self.may_hide;
        self.may_hide |= place.text("visibleIf").is_some();
        self.by_pointer.insert(place.pointer.clone(), number.clone());
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
