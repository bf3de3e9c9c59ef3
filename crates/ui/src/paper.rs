//! A form for paper as HTML: boxes to tick, lines to write on, and the conditions of each branch in words. Nothing in it is
//! a control, and nothing is left out.

use std::rc::Rc;

use sealform_protocol::{Condition, Control, GroupKind, Key, Mark, Node, Paper, QuestionView, ReasonFor, Rule};
use sealform_types::Json;
use yew::LocalServerRenderer;
use yew::prelude::*;

use crate::element::{Tag, item, paragraph, row, tag};
use crate::first_page::{Once, at_once};
use crate::markup::{NO_MARKUP, blocks, marked};
use crate::messages::{Catalogue, PaperWords, add_catalogue, direction, fill};
use crate::why::clause_words;

/// Draws a form for paper: one element, without a script, a handler or a style of its own.
///
/// # Errors
/// What the catalogue lacks.
pub fn draw_paper(paper: Paper, catalogue: &str) -> Result<String, String> {
    let language = paper.snapshot.form.language.clone();
    add_catalogue(&language, catalogue)?;
    let document = Json::parse(catalogue.as_bytes()).map_err(|error| error.to_string())?;
    let own = PaperWords::of(&document)?;
    let words = Catalogue::of(&language).ok_or("the catalogue is gone")?;
    let props = SheetProps { sheet: Once(Rc::new((words, own, paper))) };
    at_once(LocalServerRenderer::<Printed>::with_props(props).hydratable(false).render())
        .ok_or_else(|| "a part of the form waits for something while it is drawn".to_owned())
}

#[derive(Properties, PartialEq)]
struct SheetProps {
    sheet: Once<(&'static Catalogue, PaperWords, Paper)>,
}

#[component]
fn Printed(props: &SheetProps) -> Html {
    let (words, own, paper) = &*props.sheet.0;
    let mut page = Page { words, own, paper, number: 0 };
    let form = &paper.snapshot.form;
    let pages = paper.snapshot.pages.iter().map(|view| {
        let markup = view.markup.as_deref().unwrap_or(&NO_MARKUP);
        let own_rules = page.rules_of_group(&view.path);
        let nodes = page.nodes(&view.children);
        tag("section")
            .child_if(!view.label.is_empty(), || tag("h2").child(marked(&view.label, &markup.label)).draw())
            .child(own_rules)
            .child(said("hint", &view.hint, &markup.hint))
            .list(nodes)
            .draw()
    });
    let pages = pages.collect();
    tag("main")
        .with("lang", &form.language)
        .set("dir", direction(&form.language))
        .child(tag("h1").text(&form.title).draw())
        .child(paragraph("about", &fill(words.summary.sent_form, &[&form.id, &form.version])))
        .list(pages)
        .child(page.ends())
        .draw()
}

/// Draws the nodes one after the other, and numbers the questions.
struct Page<'a> {
    words: &'static Catalogue,
    own: &'a PaperWords,
    paper: &'a Paper,
    number: u32,
}

impl Page<'_> {
    fn nodes(&mut self, keys: &[Key]) -> Vec<Html> {
        let paper = self.paper;
        keys.iter()
            .filter_map(|key| Some((*key, paper.snapshot.nodes.get(key)?)))
            .map(|(key, node)| match node {
                Node::Question(view) => self.question(key, view),
                Node::Group(view) => {
                    let class = match view.kind {
                        GroupKind::Group => "group",
                        GroupKind::Repeat => "group repeat",
                        GroupKind::Instance { .. } => "instance",
                    };
                    let markup = view.markup.as_deref().unwrap_or(&NO_MARKUP);
                    let is_repeat = view.kind == GroupKind::Repeat;
                    let has_title = !view.label.is_empty() && !matches!(view.kind, GroupKind::Instance { .. });
                    tag("section")
                        .class(class)
                        .child_if(has_title, || tag("h3").child(marked(&view.label, &markup.label)).draw())
                        .child(self.rules(key, Beside::Question))
                        .child_if(is_repeat, || paragraph("rule", self.own.repeated))
                        .child(said("hint", &view.hint, &markup.hint))
                        .list(self.nodes(&view.children))
                        .draw()
                }
            })
            .collect()
    }

    fn question(&mut self, key: Key, view: &QuestionView) -> Html {
        let is_note = matches!(view.control, Control::Note);
        if matches!(view.control, Control::Calculate) {
            return Html::default();
        }
        if !is_note {
            self.number += 1;
        }
        let words = &self.words.question;
        let number = tag("span").class("number").text(&[&self.number.to_string(), "."].concat()).draw();
        let need = || tag("span").class("need").text(words.required).draw();
        let markup = view.markup.as_deref().unwrap_or(&NO_MARKUP);
        let asked = || {
            let asked = tag("p").class("asked").child(number);
            let label = if view.label.is_empty() {
                marked(crate::value::called(view), &[])
            } else {
                marked(&view.label, &markup.label)
            };
            asked.child(label).child_if(view.required, need).draw()
        };
        let comment = view.comment.as_ref().map(|comment| {
            let label = if comment.label.is_empty() { words.comment } else { &comment.label };
            row(vec![
                self.rules(key, Beside::Comment),
                tag("p").part("asked comment").child(marked(label, &comment.marks)).draw(),
                lines(3),
            ])
        });
        tag("section")
            .class(if is_note { "question note" } else { "question" })
            .child(self.rules(key, Beside::Question))
            .child(if is_note { blocks("asked", &view.label, &markup.label) } else { asked() })
            .child(said("hint", &view.hint, &markup.hint))
            .child(said("hint", &view.guidance_hint, &markup.guidance_hint))
            .child(self.control(key, view))
            .child(comment.unwrap_or_default())
            .draw()
    }

    /// What is ticked, or written on.
    fn control(&self, key: Key, view: &QuestionView) -> Html {
        let choices = || self.paper.choices.get(&key).map_or(&[][..], Vec::as_slice);
        match &view.control {
            Control::SelectOne { .. } => boxes("boxes one", choices()),
            Control::SelectMultiple { .. } => boxes("boxes", choices()),
            Control::Rank { .. } => boxes("boxes rank", choices()),
            Control::Rating(scale) => {
                let steps = (scale.start..=scale.end).take(MOST_STEPS).map(|step| item(&step.to_string()));
                let end = |text: &str| tag("span").text(text).draw();
                let list = tag("ul").class("boxes steps one").list(steps.collect()).draw();
                tag("div").class("scale").child(end(&scale.start_label)).child(list).child(end(&scale.end_label)).draw()
            }
            Control::Range(range) => {
                let between = [&self.words.decimal(&range.start), " – ", &self.words.decimal(&range.end)].concat();
                row(vec![paragraph("hint", &between), lines(1)])
            }
            Control::AttemptLog(log) => {
                let words = &self.words.attempts;
                let heads = ["", words.time, words.channel, words.outcome, words.waited];
                let heads = heads.into_iter().map(|head| tag("th").text(head).draw()).collect();
                let rows = (1..=log.max.min(MOST_ATTEMPTS)).map(|number| {
                    let blank = (1..HEADS).map(|_| tag("td").draw());
                    let first = tag("th").text(&fill(words.number, &[&number.to_string()])).draw();
                    tag("tr").list([first].into_iter().chain(blank).collect()).draw()
                });
                tag("table").child(tag("tr").list(heads).draw()).list(rows.collect()).draw()
            }
            Control::Acknowledge => boxes("boxes", &[self.words.question.confirmed.to_owned()]),
            Control::Text { .. } => lines(if is_long(view) { 4 } else { 1 }),
            Control::Integer
            | Control::Decimal
            | Control::Date
            | Control::Time
            | Control::DateTime
            | Control::Duration
            | Control::Geopoint
            | Control::Barcode => tag("div").class("line short").draw(),
            Control::Geotrace | Control::Geoshape | Control::File { .. } => lines(2),
            Control::Note | Control::Calculate => Html::default(),
        }
    }

    fn rules(&self, key: Key, beside: Beside) -> Html {
        let rules = self.paper.rules.get(&key).map_or(&[][..], Vec::as_slice);
        let rules = rules.iter().filter(|rule| (rule.about == ReasonFor::Comment) == (beside == Beside::Comment));
        row(rules.map(|rule| self.drawn(rule)).collect())
    }

    /// The conditions of a page, which stands for its group.
    fn rules_of_group(&self, path: &str) -> Html {
        let mut groups = self.paper.snapshot.nodes.iter();
        let found = groups.find(|(_, node)| matches!(node, Node::Group(group) if group.path == path));
        found.map_or_else(Html::default, |(key, _)| self.rules(*key, Beside::Question))
    }

    fn drawn(&self, rule: &Rule) -> Html {
        let heading = match rule.about {
            ReasonFor::Asked | ReasonFor::NotAsked => self.own.only_if,
            ReasonFor::Required => self.own.required_if,
            ReasonFor::Locked => self.own.locked_if,
            ReasonFor::Comment => self.own.comment_if,
        };
        self.rule(tag("div").class("rule"), heading, &rule.condition)
    }

    /// A heading with its condition: behind it, or in a list below.
    fn rule(&self, around: Tag, heading: &str, condition: &Condition) -> Html {
        match condition {
            Condition::Clause(clause) => {
                around.text(&[heading, " ", &clause_words(self.words, clause)].concat()).draw()
            }
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => {
                around.text(heading).text(" ").child(self.whole(condition)).draw()
            }
        }
    }

    fn whole(&self, condition: &Condition) -> Html {
        let (said, parts) = match condition {
            Condition::Clause(clause) => return tag("span").text(&clause_words(self.words, clause)).draw(),
            Condition::All(all) => (self.own.all, all.as_slice()),
            Condition::Any(any) => (self.own.any, any.as_slice()),
            Condition::Not(inner) => (self.own.not, std::slice::from_ref(&**inner)),
        };
        let parts = parts.iter().map(|part| tag("li").child(self.whole(part)).draw()).collect();
        row(vec![tag("span").text(said).draw(), tag("ul").list(parts).draw()])
    }

    /// Where the form ends early.
    fn ends(&self) -> Html {
        let ends = self.paper.ends.iter().map(|(label, condition)| {
            let end = self.rule(tag("div").class("rule"), self.own.ends_if, condition);
            tag("section").class("question").child(end).child(said("asked", label, &[])).draw()
        });
        row(ends.collect())
    }
}

/// Where conditions stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Question,
    Comment,
}

/// A step beyond these has no room on a line.
const MOST_STEPS: usize = 101;
/// More rows than these are on no sheet.
const MOST_ATTEMPTS: u32 = 12;
/// The columns of a log.
const HEADS: u32 = 5;

fn said(class: &'static str, text: &str, marks: &[Mark]) -> Html {
    if text.is_empty() { Html::default() } else { blocks(class, text, marks) }
}

fn boxes(class: &'static str, labels: &[String]) -> Html {
    if labels.is_empty() {
        return lines(1);
    }
    let items = labels.iter().map(|label| item(label)).collect();
    tag("ul").class(class).list(items).draw()
}

fn lines(count: usize) -> Html {
    row((0..count).map(|_| tag("div").class("line").draw()).collect())
}

/// Whether more than a line is written.
fn is_long(view: &QuestionView) -> bool {
    view.words.is_some_and(|words| words.min > 5) || sealform_types::has_word(&view.appearance, "multiline")
}
