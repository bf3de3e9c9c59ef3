//! Somebody who answers at random what the face draws, and rather what is still open.

use std::rc::Rc;

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use sealform_protocol::{Action, ChoiceView, Control, GroupKind, Node, Part, QuestionView};
use sealform_tests::respondent::Respondent;
use sealform_types::Json;

/// How often something is tried.
pub const TRIES: usize = 200;

/// What is done at least, so that answers that nobody asks for are sealed, too.
const LEAST: usize = 24;

pub struct Person {
    rng: TestRng,
}

const TEXTS: [&str; 10] = [
    "two words",
    "He greeted us at once. Then he left, and nobody came back for a while; we counted the minutes on the clock by the door.",
    "12345678",
    "2026-11-21",
    "7",
    "anna@example.org",
    "+47 22 22 22 22",
    "é \u{1f600} \u{5d0}",
    "a",
    "https://example.org/a",
];

impl Person {
    pub fn new() -> Self {
        Self { rng: TestRng::deterministic_rng(RngAlgorithm::ChaCha) }
    }

    fn below(&mut self, count: usize) -> usize {
        self.rng.next_u32() as usize % count.max(1)
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// Fills a form; whether nothing is open in the end.
    pub fn fills(&mut self, respondent: &mut Respondent) -> bool {
        for tried in 0..TRIES {
            let open = respondent.session.open_points();
            if open.is_empty() && tried >= LEAST {
                return true;
            }
            respondent.at += chrono::TimeDelta::seconds(20);
            let of_open = open.get(self.below(open.len())).filter(|_| tried >= LEAST || self.below(2) == 0);
            let action = match of_open {
                Some(point) => {
                    let view = respondent.question(&point.path).clone();
                    match point.part {
                        Part::Answer => Some(self.answer(&view)),
                        Part::Comment => Some(self.comment(&view)),
                    }
                }
                None => self.anything(respondent),
            };
            // What is refused changes nothing.
            if let Some(action) = action {
                let _ = respondent.does(action);
            }
        }
        respondent.session.open_points().is_empty()
    }

    fn anything(&mut self, respondent: &Respondent) -> Option<Action> {
        let nodes: Vec<&Node> = respondent.face.nodes.values().collect();
        match self.pick(&nodes)? {
            Node::Group(group) => match group.kind {
                GroupKind::Repeat if nodes.len() < 300 => Some(Action::AddInstance { path: group.path.clone() }),
                GroupKind::Instance { .. } if self.below(4) == 0 => {
                    Some(Action::RemoveInstance { path: group.path.clone() })
                }
                GroupKind::Repeat | GroupKind::Instance { .. } | GroupKind::Group => {
                    Some(Action::Open { path: group.path.clone() })
                }
            },
            Node::Question(view) if view.comment.is_some() && self.below(4) == 0 => Some(self.comment(view)),
            Node::Question(view) => Some(self.answer(view)),
        }
    }

    fn comment(&mut self, view: &QuestionView) -> Action {
        let text = self.pick(&TEXTS).copied().unwrap_or_default().to_owned();
        Action::Comment { path: view.path.clone(), text }
    }

    fn answer(&mut self, view: &QuestionView) -> Action {
        let value = match self.below(12) {
            0 => Json::Null,
            _ => self.value(&view.control),
        };
        Action::Answer { path: view.path.clone(), value }
    }

    fn value(&mut self, control: &Control) -> Json {
        let whole = [0, 1, 2, 3, 5, 7, 10, 18, 25, 40, 65, 100, 150, 1000, 2026, -1, 9_007_199_254_740_991];
        match control {
            Control::Text { .. } | Control::Barcode => Json::from(self.pick(&TEXTS).copied().unwrap_or_default()),
            Control::Integer => Json::Integer(self.pick(&whole).copied().unwrap_or_default()),
            Control::Decimal => {
                let whole = self.pick(&whole).copied().unwrap_or_default();
                Json::String(format!("{whole}.{}", self.below(100)))
            }
            Control::Range(range) => {
                let ends = [&range.start, &range.end];
                Json::String(ends[self.below(2)].clone())
            }
            Control::SelectOne { choices } => {
                self.pick(choices).map_or(Json::Null, |choice| Json::from(choice.name.as_str()))
            }
            Control::SelectMultiple { choices } => self.some(choices),
            Control::Rank { choices } => {
                let mut names: Vec<Json> = choices.iter().map(|choice| Json::from(choice.name.as_str())).collect();
                let by = self.below(names.len());
                names.rotate_left(by);
                Json::Array(names)
            }
            Control::Rating(scale) => {
                let steps = usize::try_from(scale.end - scale.start + 1).unwrap_or(1);
                Json::Integer(scale.start + i64::try_from(self.below(steps)).unwrap_or(0))
            }
            Control::Date => Json::from(["2026-11-21", "2026-10-25", "1980-02-29", "2027-03-28"][self.below(4)]),
            Control::Time => Json::from(["09:30", "23:59:59", "00:00"][self.below(3)]),
            Control::DateTime => Json::from(
                ["2026-11-21T10:00:00+01:00", "2026-10-25T02:30:00+02:00", "1999-12-31T23:59:59Z"][self.below(3)],
            ),
            Control::Duration => Json::Integer([0, 1, 90, 3600, 1_000_000][self.below(5)]),
            Control::AttemptLog(rules) => {
                let channel = self.pick(&rules.channels).cloned().unwrap_or_default();
                let one = format!(
                    r#"[{{"at":"2026-11-21T10:00:05+01:00","channel":{},"outcome":"answered","waited":{}}}]"#,
                    Json::from(channel.as_str()).to_text(),
                    rules.wait + 1
                );
                Json::parse(one.as_bytes()).expect("JSON")
            }
            Control::Acknowledge => Json::Boolean(self.below(3) > 0),
            Control::Geopoint => {
                Json::from(["59.9133301 10.7389701 12.34 4.2", "-0.5 0", "59.91 10.75"][self.below(3)])
            }
            Control::Geotrace => Json::from("59.91 10.75; 59.9133301 10.7389701 3 1"),
            Control::Geoshape => Json::from("59.91 10.75; 59.92 10.75; 59.92 10.76; 59.91 10.75"),
            Control::File { .. } => Json::from_iter(
                [Json::from("a-0a1b2c3d4e5f6071.jpg"), Json::from("b.bin")].into_iter().take(1 + self.below(2)),
            ),
            Control::Note | Control::Calculate => Json::Null,
        }
    }

    fn some(&mut self, choices: &Rc<[ChoiceView]>) -> Json {
        let few = self.below(4) > 0;
        let taken: Vec<Json> = choices
            .iter()
            .filter(|_| self.below(if few { choices.len() } else { 2 }) == 0)
            .map(|choice| Json::from(choice.name.as_str()))
            .collect();
        match taken.is_empty() {
            true => self.pick(choices).map_or(Json::Null, |choice| Json::Array(vec![Json::from(choice.name.as_str())])),
            false => Json::Array(taken),
        }
    }
}
