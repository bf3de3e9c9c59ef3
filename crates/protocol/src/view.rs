//! What a form looks like, and how it changes.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use sealform_types::{Json, TextInput, VecMap};
use serde::{Serialize, Serializer};

use crate::{CharCount, IssueView, Mark, Markup, Progress, ScoreView, TotalView, WordCount};

/// Names a group or question on the screen as long as it is there: the same in every session that
/// holds the same instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "NodeKey"))]
#[serde(transparent)]
pub struct Key(pub u64);

/// Members of an object have texts for names, also where what is written is not text.
fn by_text<S: Serializer>(nodes: &VecMap<Key, Node>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(nodes.iter().map(|(key, node)| (key.0.to_string(), node)))
}

/// The whole form as it is now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Snapshot {
    /// Title and languages.
    pub form: Rc<FormView>,
    /// Pages in order; also those that are not relevant now.
    pub pages: Vec<Rc<PageView>>,
    /// Every group and question.
    #[serde(serialize_with = "by_text")]
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<Key, Node>"))]
    pub nodes: VecMap<Key, Node>,
    /// How much is done.
    pub progress: Progress,
    /// Where the form ended early, if it did.
    pub outcome: Option<Rc<OutcomeView>>,
    /// The score, where a key is attached and may be shown now.
    pub score: Option<Rc<ScoreView>>,
    /// Where the person is.
    pub position: Position,
}

/// What changed. Applied to the old snapshot it gives the new one.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Patch {
    /// Title and languages, where they changed.
    pub form: Option<Rc<FormView>>,
    /// Changed and new groups and questions, in the order of their keys.
    pub nodes: Vec<(Key, Node)>,
    /// Groups and questions that are gone, with the instance they belonged to.
    pub removed: Vec<Key>,
    /// Changed pages with their index.
    pub pages: Vec<(usize, Rc<PageView>)>,
    /// How much is done, where that changed.
    pub progress: Option<Progress>,
    /// Where the form ends early, where that changed.
    #[cfg_attr(feature = "typescript", ts(as = "Option<Rc<OutcomeView>>"))]
    pub outcome: Option<Option<Rc<OutcomeView>>>,
    /// The score, where it changed.
    #[cfg_attr(feature = "typescript", ts(as = "Option<Rc<ScoreView>>"))]
    pub score: Option<Option<Rc<ScoreView>>>,
    /// Where the person is, where that changed.
    pub position: Option<Position>,
}

impl Patch {
    /// Whether there are no changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Snapshot {
    /// Takes over what changed.
    pub fn apply(&mut self, patch: &Patch) {
        if let Some(form) = &patch.form {
            self.form = Rc::clone(form);
        }
        for key in &patch.removed {
            self.nodes.remove(key);
        }
        self.nodes.extend(patch.nodes.iter().cloned());
        for (index, page) in &patch.pages {
            if let Some(place) = self.pages.get_mut(*index) {
                *place = Rc::clone(page);
            }
        }
        if let Some(progress) = patch.progress {
            self.progress = progress;
        }
        if let Some(outcome) = &patch.outcome {
            self.outcome = outcome.clone();
        }
        if let Some(score) = &patch.score {
            self.score = score.clone();
        }
        if let Some(position) = &patch.position {
            self.position = position.clone();
        }
    }

    /// The question of that key.
    pub fn question(&self, key: Key) -> Option<&Rc<QuestionView>> {
        match self.nodes.get(&key)? {
            Node::Question(question) => Some(question),
            Node::Group(_) => None,
        }
    }

    /// Visits the questions below the given nodes in the order of the form, also those not relevant.
    pub fn visit_questions<'a>(&'a self, keys: &[Key], visit: &mut dyn FnMut(&'a Rc<QuestionView>)) {
        for key in keys {
            match self.nodes.get(key) {
                Some(Node::Question(question)) => visit(question),
                Some(Node::Group(group)) => self.visit_questions(&group.children, visit),
                None => {}
            }
        }
    }
}

/// The form as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FormView {
    /// The form's id.
    pub id: String,
    /// The form's version.
    pub version: String,
    /// The title in the language shown.
    pub title: String,
    /// All languages; the first is the default.
    pub languages: Vec<String>,
    /// How the UI draws the form, in words separated by spaces.
    pub style: String,
    /// The language shown.
    pub language: String,
    /// What the filled form is called, where the form says so.
    pub instance_name: Option<String>,
    /// Whether "next" leaves a page only when nothing on it is open.
    pub immediate_requirements: bool,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PageView {
    /// The path of the page's group; empty where the page is not a group.
    pub path: String,
    /// Its heading in the language shown; empty where it has none.
    pub label: String,
    /// What stands below the heading.
    pub hint: String,
    /// What is marked in heading and hint, where anything is.
    pub markup: Option<Rc<Markup>>,
    /// How the UI draws it, in words separated by spaces.
    pub appearance: String,
    /// Pictures and sounds below the heading.
    pub media: Vec<MediumView>,
    /// What the numbers on it add up to, where its group says what they should.
    pub total: Option<TotalView>,
    /// Whether anything on it is relevant.
    pub relevant: bool,
    /// Hard issues on it: what still blocks sealing.
    pub open: u32,
    /// What stands on it, in order.
    pub children: Vec<Key>,
}

/// A group or a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "NodeView"))]
#[serde(untagged)]
pub enum Node {
    /// A group, a repeat, or an instance of a repeat.
    Group(Rc<GroupView>),
    /// A question.
    Question(Rc<QuestionView>),
}

/// A group, a repeat, or an instance of a repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GroupView {
    /// Its key.
    pub key: Key,
    /// Its path.
    pub path: String,
    /// Which of the three it is.
    pub kind: GroupKind,
    /// Its heading in the language shown.
    pub label: String,
    /// What stands below the heading.
    pub hint: String,
    /// What is marked in heading and hint, where anything is.
    pub markup: Option<Rc<Markup>>,
    /// Whether it is shown at all.
    pub relevant: bool,
    /// How the UI draws it, in words separated by spaces.
    pub appearance: String,
    /// Pictures and sounds beside the heading.
    pub media: Vec<MediumView>,
    /// Whether nothing in it can be changed.
    pub readonly: bool,
    /// What the numbers in it add up to, where it says what they should.
    pub total: Option<TotalView>,
    /// Whether the person may add instances, of a repeat.
    pub may_add: bool,
    /// Whether the person may remove it, of an instance.
    pub may_remove: bool,
    /// What stands in it, in order; the instances, of a repeat.
    pub children: Vec<Key>,
}

/// Group, repeat or instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    /// A group.
    Group,
    /// All instances together.
    Repeat,
    /// One instance, with its number among its siblings, from 1.
    Instance {
        /// From 1.
        number: u32,
    },
}

/// One question as it is now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct QuestionView {
    /// Its key.
    pub key: Key,
    /// Its path.
    pub path: String,
    /// What to draw.
    pub control: Control,
    /// What is asked, in the language shown.
    pub label: String,
    /// The language the label is really in, where that is another one.
    pub label_language: Option<String>,
    /// What helps to answer.
    pub hint: String,
    /// More help, on request.
    pub guidance_hint: String,
    /// What is marked in label, hint and guidance hint, where anything is.
    pub markup: Option<Rc<Markup>>,
    /// How the UI draws it, in words separated by spaces.
    pub appearance: String,
    /// What the form says of files and locations, by name; `null` of other questions, and where it says nothing.
    pub parameters: Json,
    /// Pictures and sounds beside the label.
    pub media: Vec<MediumView>,
    /// Whether it is shown at all.
    pub relevant: bool,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it cannot be changed.
    pub readonly: bool,
    /// Whether there is a reason why it is asked, required or closed now, or why a comment is asked for.
    pub reasoned: bool,
    /// What was entered, as typed, or what was calculated; `null` where there is no value.
    pub value: Json,
    /// Whether the value stands there although nobody has entered it: a default, or a suggestion.
    pub preset: bool,
    /// When its stopwatch was started, while that runs.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub watch: Option<DateTime<FixedOffset>>,
    /// The words of a text, where they are counted.
    pub words: Option<WordCount>,
    /// The characters of a text, where they are counted.
    pub chars: Option<CharCount>,
    /// Its comment, where it has one.
    pub comment: Option<CommentView>,
    /// What is wrong, empty while it is not relevant.
    pub issues: Vec<IssueView>,
}

/// What kind of control a question has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Control {
    /// A text.
    Text {
        /// What it is the text of.
        input: TextInput,
    },
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// A number between two ends, by steps.
    Range(RangeView),
    /// One of these.
    SelectOne {
        /// What is offered now.
        choices: Rc<[ChoiceView]>,
    },
    /// Any of these.
    SelectMultiple {
        /// What is offered now.
        choices: Rc<[ChoiceView]>,
    },
    /// All of these, in an order.
    Rank {
        /// What is offered now.
        choices: Rc<[ChoiceView]>,
    },
    /// A step on a scale.
    Rating(ScaleView),
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A date and time.
    DateTime,
    /// A length of time; entered in seconds.
    Duration,
    /// Attempts to reach the participant.
    AttemptLog(AttemptsView),
    /// A box to tick.
    Acknowledge,
    /// A location: `{lat, lon, alt?, acc?}`.
    Geopoint,
    /// A line of locations.
    Geotrace,
    /// A closed line of locations.
    Geoshape,
    /// Names of attachments.
    File {
        /// What they are.
        kind: FileKind,
        /// The longest edge that a picture may have.
        max_pixels: Option<u32>,
    },
    /// The text of a barcode.
    Barcode,
    /// Only read.
    Note,
    /// Not drawn.
    Calculate,
}

/// What kind of attachment a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Pictures.
    Image,
    /// Sounds.
    Audio,
    /// Videos.
    Video,
    /// Anything.
    Any,
}

/// The ends and the step of a range: decimals as they are written in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RangeView {
    /// The first number.
    pub start: String,
    /// The last number; it may be the smaller one.
    pub end: String,
    /// The distance between two numbers.
    pub step: String,
}

/// One choice in the language shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChoiceView {
    /// What is stored.
    pub name: String,
    /// What is read.
    pub label: String,
    /// What is marked in it.
    pub marks: Vec<Mark>,
    /// Pictures and sounds beside it.
    pub media: Vec<MediumView>,
    /// Whether it says that the question does not apply.
    pub not_applicable: bool,
    /// Whether it excludes all others.
    pub exclusive: bool,
    /// Where it is, as ODK writes it: `lat lon alt acc`, with semicolons between the points of a line or a shape.
    pub geometry: Option<String>,
}

/// A picture or a sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MediumView {
    /// `image`, `audio`, `video` or `big-image`.
    pub kind: String,
    /// The name of the file.
    pub file: String,
}

/// The two ends of a rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ScaleView {
    /// The lowest step.
    pub start: i64,
    /// The highest step.
    pub end: i64,
    /// What the lowest means; may be empty.
    pub start_label: String,
    /// What the highest means; may be empty.
    pub end_label: String,
}

/// The rules of an attempt log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AttemptsView {
    /// How many attempts count.
    pub max: u32,
    /// Seconds to wait each time.
    pub wait: u32,
    /// Working days to wait each time, the first among them; none where this is 0.
    pub wait_days: u32,
    /// The last day on which somebody who was written to may still answer: the last attempt ended without one.
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    pub until: Option<NaiveDate>,
    /// Whether attempts must be on different dates.
    pub different_days: bool,
    /// By which channels.
    pub channels: Vec<String>,
    /// Whether another attempt may be logged now.
    pub may_add: bool,
}

/// A question's comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CommentView {
    /// What is asked; empty where the UI has a text of its own.
    pub label: String,
    /// What is marked in it.
    pub marks: Vec<Mark>,
    /// Whether it is shown.
    pub relevant: bool,
    /// Whether it is required.
    pub required: bool,
    /// The text as typed.
    pub text: String,
    /// Its words.
    pub words: WordCount,
    /// Its characters, where they are counted.
    pub chars: Option<CharCount>,
}

/// Where the form ended early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OutcomeView {
    /// The path of the end.
    pub path: String,
    /// What the submission says, for example `disqualified`.
    pub outcome: String,
    /// What the person reads, in the language shown.
    pub label: String,
    /// What is marked in it.
    pub marks: Vec<Mark>,
}

/// Where a person is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Position {
    /// The index of the page.
    pub page: u32,
    /// The path of the question last touched; empty at the top of a page.
    pub path: String,
}
