//! The numbers that SurveyJS puts before titles.

use std::collections::BTreeMap;

use sealform_types::Json;

use super::element::{Element, Role};
use super::element_type::{ElementClass, ElementType};

/// Numbers by the pointer of what has one.
#[derive(Debug, Default)]
pub(in crate::surveyjs) struct Numbering {
    by_pointer: BTreeMap<String, Number>,
}

/// A number as its parts: those of what is around it first.
pub(in crate::surveyjs) type Number = Vec<NumberPart>;

/// A part of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::surveyjs) enum NumberPart {
    Text(String),
    /// How many come before it: those that are always there are in `first`.
    Count {
        first: u32,
        letter: Option<char>,
        after: Vec<Chain>,
    },
}

/// The pointers of what must be shown for one of those before to be counted: it, and what is around it.
pub(in crate::surveyjs) type Chain = Vec<String>;

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
    before: Number,
    behind: String,
    /// The first letter, where it counts by letters.
    letter: Option<char>,
    first: u32,
    next: u32,
    /// Those before that may be hidden.
    after: Vec<Chain>,
}

impl Series {
    /// Counts from where `start` says, or from 1, below the number of what is around it.
    fn new(start: Option<&str>, parent: Option<&Number>) -> Self {
        let mut around = parent.cloned().unwrap_or_default();
        let start = start.filter(|start| start.chars().any(char::is_alphanumeric));
        let start = if parent.is_some() { start.map(last_step) } else { start };
        // A sign of its own parts the numbers, where one begins with it.
        let is_parted = start.is_some_and(|start| !start.starts_with(char::is_alphanumeric));
        let mut ends_in_point = true;
        if let Some(NumberPart::Text(text)) = around.last_mut().filter(|_| !is_parted) {
            ends_in_point = text.ends_with('.');
            *text = format!("{}.", text.trim_end_matches('.'));
        }
        let Some(start) = start else {
            let behind = if ends_in_point { "." } else { "" };
            return Self {
                before: around,
                behind: behind.to_owned(),
                letter: None,
                first: 1,
                next: 1,
                after: Vec::new(),
            };
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
        around.push(NumberPart::Text(before.to_owned()));
        Self { before: around, behind, letter, first: next, next, after: Vec::new() }
    }

    /// The same series, written from another start.
    fn continued(&self, start: &str) -> Option<Self> {
        let inner = Self::new(Some(start), None);
        let next = inner.next.saturating_add(self.next.saturating_sub(self.first));
        Some(Self { next, after: self.after.clone(), ..inner })
    }

    /// Goes on behind a series that continued this one.
    fn follow(&mut self, inner: Option<Self>) {
        let Some(inner) = inner else { return };
        self.next = self.first.saturating_add(inner.next.saturating_sub(inner.first));
        self.after = inner.after;
    }

    /// The next number; `chain` is what must be shown for it to count, nothing where it always does.
    fn next(&mut self, chain: Chain) -> Number {
        let count = NumberPart::Count { first: self.next, letter: self.letter, after: self.after.clone() };
        if chain.is_empty() {
            self.next = self.next.saturating_add(1);
        } else {
            self.after.push(chain);
        }
        let mut number = self.before.clone();
        number.extend([count, NumberPart::Text(self.behind.clone())]);
        number
    }
}

impl Numbering {
    pub(in crate::surveyjs) fn read(survey: &Json, tree: &[Element<'_>]) -> Self {
        let mut numbering = Self::default();
        let mode = mode(survey, Mode::None);
        // That panels count for themselves says only of panels.
        if !matches!(mode, Mode::None | Mode::Own) {
            let start = survey.get("questionStartIndex").and_then(Json::as_str);
            numbering.walk(tree, &mut Some(Series::new(start, None)), mode, &Around { start, hides: Vec::new() });
        }
        numbering
    }

    pub(in crate::surveyjs) fn of(&self, pointer: &str) -> Option<&Number> {
        self.by_pointer.get(pointer)
    }

    fn walk(&mut self, elements: &[Element<'_>], series: &mut Option<Series>, mode: Mode, around: &Around<'_>) {
        for element in elements {
            match (element.kind.class(), element.kind) {
                (ElementClass::Shown | ElementClass::Row, _) => {}
                (ElementClass::Container, ElementType::Panel) => self.panel(element, series, mode, around),
                (ElementClass::Container, kind) => {
                    if kind == ElementType::Page && mode == Mode::EachPage {
                        let own = element.text("questionStartIndex");
                        *series = Some(Series::new(own.or(around.start), None));
                    }
                    self.walk(&element.children, series, mode, &around.inside(element));
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
                ) => self.question(element, series, around),
            }
        }
    }

    fn panel(&mut self, panel: &Element<'_>, series: &mut Option<Series>, around_mode: Mode, around: &Around<'_>) {
        if is_hidden(panel) {
            return;
        }
        let own = panel.text("questionStartIndex");
        let otherwise = if around_mode == Mode::Nested { Mode::Nested } else { Mode::Through };
        let mode = mode(panel.json, otherwise);
        let is_counted = (panel.is("showNumber") || mode == Mode::Nested) && panel.json.get("title").is_some();
        let number = if is_counted { self.number(panel, series, around) } else { None };
        let inside = around.inside(panel);
        match mode {
            Mode::None => self.walk(&panel.children, &mut None, around_mode, &inside),
            Mode::Own | Mode::Nested => {
                let number = number.as_ref().filter(|_| mode == Mode::Nested);
                let mut inner = series.is_some().then(|| Series::new(own.or(around.start), number));
                // What is hidden outside does not shift what is counted anew.
                let inside = Around { start: own.or(around.start), hides: Vec::new() };
                self.walk(&panel.children, &mut inner, mode, &inside);
            }
            Mode::Through | Mode::EachPage => match (own, series.as_mut()) {
                // Counted on, but written as the panel says.
                (Some(start), Some(outer)) => {
                    let mut inner = outer.continued(start);
                    self.walk(&panel.children, &mut inner, around_mode, &inside);
                    outer.follow(inner);
                }
                _ => self.walk(&panel.children, series, around_mode, &inside),
            },
        }
    }

    fn question(&mut self, element: &Element<'_>, series: &mut Option<Series>, around: &Around<'_>) {
        let hides = element.forbids("showNumber") || element.is("hideNumber");
        let has_title = element.json.get("titleLocation").and_then(Json::as_str) != Some("hidden");
        let is_numbered = !hides && has_title && !is_hidden(element);
        let number = if is_numbered { self.number(element, series, around) } else { None };
        if element.role != Role::Repeat {
            return;
        }
        let own = element.text("questionStartIndex").or(around.start);
        let mode = mode(element.json, Mode::None);
        let mut inner = match mode {
            Mode::Nested => Some(Series::new(own, number.as_ref())),
            Mode::Own => Some(Series::new(own, None)),
            Mode::None | Mode::Through | Mode::EachPage => None,
        };
        let inside = Around { start: own, hides: Vec::new() };
        self.walk(&element.children, &mut inner, mode, &inside);
    }

    fn number(&mut self, element: &Element<'_>, series: &mut Option<Series>, around: &Around<'_>) -> Option<Number> {
        let mut hides = around.inside(element).hides;
        if element.kind == ElementType::Panel && may_be_empty(element) && hides.last() != Some(&element.pointer) {
            hides.push(element.pointer.clone());
        }
        let number = series.as_mut()?.next(hides);
        self.by_pointer.insert(element.pointer.clone(), number.clone());
        Some(number)
    }
}

/// What a start of several steps begins with on the innermost: `1.` of `2.1.`
fn last_step(start: &str) -> &str {
    let body = start.strip_suffix('.').unwrap_or(start);
    body.rfind('.').and_then(|point| start.get(point + 1..)).unwrap_or(start)
}

/// A number, or the letter in its place.
pub(in crate::surveyjs) fn counted(number: u32, letter: Option<char>) -> String {
    match letter.and_then(|letter| char::from_u32(letter as u32 + number.saturating_sub(1))) {
        Some(letter) => letter.to_string(),
        None => number.to_string(),
    }
}

/// What is around an element that is numbered.
struct Around<'s> {
    /// Where the survey begins to count.
    start: Option<&'s str>,
    /// The pointers of what may be hidden.
    hides: Chain,
}

impl Around<'_> {
    fn inside(&self, element: &Element<'_>) -> Self {
        let mut hides = self.hides.clone();
        if element.text("visibleIf").is_some() {
            hides.push(element.pointer.clone());
        }
        Self { start: self.start, hides }
    }
}

/// Whether a panel may have nothing in it that is shown, so that it is not shown either.
fn may_be_empty(panel: &Element<'_>) -> bool {
    panel.children.iter().all(|child| {
        let is_empty = child.kind == ElementType::Panel && may_be_empty(child);
        child.forbids("visible") || child.text("visibleIf").is_some() || is_empty
    })
}

/// Whether it is never shown.
fn is_hidden(element: &Element<'_>) -> bool {
    element.forbids("visible") && element.text("visibleIf").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(number: &Number) -> String {
        let each = number.iter().map(|part| match part {
            NumberPart::Text(text) => text.clone(),
            NumberPart::Count { first, letter, .. } => counted(*first, *letter),
        });
        each.collect()
    }

    #[test]
    fn numbers_begin_where_the_survey_says() {
        let of = |start: Option<&str>, parent: Option<&str>| {
            let parent: Option<Number> = parent.map(|text| vec![NumberPart::Text(text.to_owned())]);
            let mut series = Series::new(start, parent.as_ref());
            [written(&series.next(Vec::new())), written(&series.next(Vec::new()))]
        };
        assert_eq!(of(None, None), ["1.", "2."]);
        assert_eq!(of(None, Some("1.")), ["1.1.", "1.2."]);
        assert_eq!(of(Some("1.1"), None), ["1.1", "1.2"]);
        assert_eq!(of(None, Some("1.2")), ["1.2.1", "1.2.2"]);
        assert_eq!(of(Some(" a"), Some("1.2")), ["1.2 a", "1.2 b"]);
        assert_eq!(of(Some("a)"), Some("a)")), ["a).a)", "a).b)"]);
        assert_eq!(of(Some("#9)"), None), ["#9)", "#10)"]);
    }

    #[test]
    fn what_may_be_hidden_is_counted_where_it_is_shown() {
        let mut series = Series::new(None, None);
        series.next(vec!["/elements/0".to_owned()]);
        let number = series.next(Vec::new());
        let after = vec![vec!["/elements/0".to_owned()]];
        let count = NumberPart::Count { first: 1, letter: None, after };
        assert_eq!(number, [count, NumberPart::Text(".".to_owned())]);
    }
}
