//! Patterns across answers that are worth a second look. They follow from the draft alone, from its answers and from the
//! moments in its log, so whoever comes back to a draft finds the same ones.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{Control, PageView, Pattern, QuestionView};
use sealform_types::Json;

use super::Session;

/// So many equal answers of one page, and no other, stand out.
const LEAST_SAME: usize = 8;
/// Whoever takes longer than this for each of them, in seconds, has looked at them one by one.
const SECONDS_EACH: i64 = 4;
/// Twice as many characters of questions as quick readers take in within a second (300 words of five letters a minute).
const CHARS_A_SECOND: usize = 50;
/// Questions with fewer characters than these are read in no time; nothing is said of them.
const LEAST_CHARS: usize = 1_000;

impl Session {
    /// What is unusual about the answers together: first by page, then of the whole form.
    ///
    /// - [`Pattern::Same`]: at least 8 questions of a page have one choice or one step as their answer, all answers of this
    ///   kind on the page are the same, and they came within 4 seconds each, by the last answer to each of them.
    /// - [`Pattern::Fast`]: from the beginning to the last command it took less than the time in which labels and hints of the
    ///   questions answered could be read at 50 characters a second; forms with fewer than 1,000 such characters are too short.
    ///
    /// Answers that the form gave itself do not count. A clock that was put back stands still in the log, and says nothing.
    pub fn patterns(&self) -> Vec<Pattern> {
        if self.clock_stood() {
            return Vec::new();
        }
        let pages = self.snapshot().pages.iter().enumerate().filter(|(_, page)| page.relevant);
        let same = pages.filter_map(|(at, page)| self.same(u32::try_from(at).ok()?, page));
        let draft = self.draft();
        let seconds = u32::try_from((draft.at - draft.started).num_seconds());
        same.chain(seconds.ok().and_then(|seconds| self.fast(seconds))).collect()
    }

    fn same(&self, at: u32, page: &PageView) -> Option<Pattern> {
        let mut views: Vec<&QuestionView> = Vec::new();
        self.snapshot().visit_questions(&page.children, &mut |view| {
            if matches!(view.control, Control::SelectOne { .. } | Control::Rating(_)) && is_given(view) {
                views.push(view);
            }
        });
        let (first, rest) = views.split_first()?;
        if views.len() < LEAST_SAME || rest.iter().any(|view| view.value != first.value) {
            return None;
        }
        let moments: Option<Vec<_>> = views.iter().map(|view| self.answered_at(&view.path)).collect();
        let moments = moments?;
        let seconds = (*moments.iter().max()? - *moments.iter().min()?).num_seconds();
        let gaps = i64::try_from(rest.len()).ok()?;
        let count = u32::try_from(views.len()).ok()?;
        (seconds <= gaps * SECONDS_EACH).then_some(Pattern::Same { page: at, count, seconds: seconds.try_into().ok()? })
    }

    /// Whether so many seconds are fewer than reading what was answered takes.
    pub(crate) fn fast(&self, seconds: u32) -> Option<Pattern> {
        let mut chars = 0;
        for page in &self.snapshot().pages {
            self.snapshot().visit_questions(&page.children, &mut |view| {
                if is_given(view) {
                    chars += view.label.chars().count() + view.hint.chars().count();
                }
            });
        }
        let is_fast = chars >= LEAST_CHARS && (seconds as usize) < chars / CHARS_A_SECOND;
        is_fast.then_some(Pattern::Fast { seconds })
    }

    /// Whether two questions were answered at the same millisecond, which no person does.
    fn clock_stood(&self) -> bool {
        let mut before = None;
        let mut answers = self.draft().log.iter().filter(|entry| entry.action == "answer");
        answers.any(|entry| before.replace(entry.at) == Some(entry.at))
    }

    /// When a question was answered last.
    fn answered_at(&self, path: &str) -> Option<DateTime<FixedOffset>> {
        let mut log = self.draft().log.iter().rev();
        log.find(|entry| entry.action == "answer" && entry.path == path).map(|entry| entry.at)
    }
}

/// Whether a question has an answer of the person's own.
fn is_given(view: &QuestionView) -> bool {
    view.relevant && !view.readonly && !view.preset && view.value != Json::Null
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::TimeDelta;
    use sealform_protocol::{Action, Command};

    use super::*;
    use crate::{Beginning, Facts, Questionnaire, compile};

    const BEGUN: &str = "2026-11-21T10:00:00+01:00";

    fn begun() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(BEGUN).expect("a moment")
    }

    /// A page of ten questions by yes and no, one with a default, and a text; labels as long as asked for.
    fn form(label: usize) -> Session {
        let label = "x".repeat(label);
        let asked: Vec<String> = (0..10)
            .map(|at| format!(r#"{{"type":"select_one","name":"q{at}","label":"{label}","choices":"yn"}}"#))
            .collect();
        let document = format!(
            r#"{{"sealform": 1, "id": "visit", "version": "1", "title": "Visit", "languages": ["en"],
              "choices": {{"yn": [{{"name": "yes", "label": "Yes"}}, {{"name": "no", "label": "No"}}]}},
              "survey": [
                {{"type": "group", "name": "first", "label": "First", "appearance": "page", "children": [
                  {{"type": "text", "name": "said", "label": "Said"}}]}},
                {{"type": "group", "name": "second", "label": "Second", "appearance": "page", "children": [
                  {{"type": "select_one", "name": "preset", "label": "Set", "choices": "yn", "default": "no"}}, {}]}}]}}"#,
            asked.join(",")
        );
        let (questionnaire, _) = Questionnaire::read(&Json::parse(document.as_bytes()).expect("JSON"));
        let (program, findings) = compile(&questionnaire.expect("a questionnaire"), "0f", None);
        let program = Arc::new(program.unwrap_or_else(|| panic!("{findings}")));
        let (id, language) = ("1".to_owned(), "en".to_owned());
        Session::start(program, Beginning { id, at: begun(), language, facts: Facts::default() })
    }

    /// Answers one question after the other, each so many seconds after the one before.
    fn answers(session: &mut Session, values: &[&str], seconds: i64) {
        for (at, value) in values.iter().enumerate() {
            let moment = session.draft().at + TimeDelta::seconds(seconds);
            let action = Action::Answer { path: format!("second/q{at}"), value: Json::from(*value) };
            session.apply(Command { at: moment, action }).expect("it takes the answer");
        }
    }

    #[test]
    fn equal_answers_in_a_row_stand_out() {
        let patterns = |values: &[&str], seconds| {
            let mut session = form(5);
            answers(&mut session, values, seconds);
            session.patterns()
        };
        let same = |count, seconds| vec![Pattern::Same { page: 1, count, seconds }];
        assert_eq!(patterns(&["yes"; 10], 2), same(10, 18));
        // As few as it takes.
        assert_eq!(patterns(&["no"; 8], 1), same(8, 7));
        assert_eq!(patterns(&["yes"; 10], 4), same(10, 36));
        // Too few; too slow; not the same.
        assert_eq!(patterns(&["yes"; 7], 1), []);
        assert_eq!(patterns(&["yes"; 10], 5), []);
        let mut mixed = ["yes"; 10];
        mixed[4] = "no";
        assert_eq!(patterns(&mixed, 1), []);
    }

    #[test]
    fn the_last_answer_to_a_question_counts() {
        let mut session = form(5);
        answers(&mut session, &["yes"; 10], 1);
        let later = session.draft().at + TimeDelta::seconds(60);
        for (value, after) in [("no", 0), ("yes", 1)] {
            let action = Action::Answer { path: "second/q3".to_owned(), value: Json::from(value) };
            session.apply(Command { at: later + TimeDelta::seconds(after), action }).expect("it takes the answer");
        }
        assert_eq!(session.patterns(), []);
    }

    #[test]
    fn what_is_answered_faster_than_it_can_be_read_stands_out() {
        let mixed = ["yes", "no", "yes", "no", "yes", "no", "yes", "no", "yes", "no"];
        let patterns = |label, seconds| {
            let mut session = form(label);
            answers(&mut session, &mixed, seconds);
            session.patterns()
        };
        // 2,000 characters: 40 seconds.
        assert_eq!(patterns(200, 3), [Pattern::Fast { seconds: 30 }]);
        assert_eq!(patterns(200, 4), []);
        // Too short to tell.
        assert_eq!(patterns(99, 1), []);
    }

    #[test]
    fn only_what_was_answered_needs_reading_and_a_clock_put_back_says_nothing() {
        let mut session = form(200);
        answers(&mut session, &["yes", "no"], 1);
        assert_eq!(session.patterns(), []);
        let mut session = form(200);
        answers(&mut session, &["yes", "no", "yes", "no", "yes", "no", "yes", "no"], -5);
        assert_eq!(session.patterns(), []);
    }

    #[test]
    fn a_draft_that_came_back_has_the_same_patterns() {
        let mut session = form(200);
        answers(&mut session, &["yes"; 10], 1);
        let patterns = session.patterns();
        assert_eq!(patterns.len(), 2);
        let again = Session::restore(session.program().clone(), session.draft().clone()).expect("the same form");
        assert_eq!(again.patterns(), patterns);
    }
}
