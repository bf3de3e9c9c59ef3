//! A key that fits its questionnaire, ready to score.

use std::sync::Arc;

use sealform_questionnaire::Text;
use sealform_types::{Arena, VecMap, Wire};

use crate::exact::Exact;
use crate::key::{IndicatorKind, Instances, Show, Unanswered};
use crate::number::Points;

/// An expression of the key, as source text: what it means is the engine's business, which makes a slot of it. So neither
/// goes into a compiled program.
#[derive(Debug, Clone, PartialEq, Eq, Wire)]
pub struct Condition {
    /// The expression.
    #[wire(skip)]
    pub source: String,
    /// JSON pointer to it in the key, for findings.
    #[wire(skip)]
    pub pointer: String,
}

sealform_types::arena_ids! {
    /// Names a line: one question that the key mentions.
    pub struct LineId(u32);
    /// Names a condition of the key.
    pub struct ConditionId(u32);
    /// Names a section.
    pub struct SectionId(u32);
    /// Names a category.
    pub struct CategoryId(u32);
    /// Names a knock-out.
    pub struct KnockOutId(u32);
}

/// A key compiled against its questionnaire.
#[derive(Debug, Clone, Wire)]
pub struct ScoringProgram {
    pub(crate) show: Show,
    pub(crate) places: u32,
    pub(crate) capped: Cap,
    pub(crate) lines: Arena<LineId, Line>,
    pub(crate) conditions: Arena<ConditionId, Condition>,
    /// By condition: the lines that must be scored again when it changes.
    pub(crate) readers: Arena<ConditionId, Vec<LineId>>,
    pub(crate) sections: Arena<SectionId, PartRule>,
    /// The sections that have a fixed share of the whole.
    pub(crate) fixed_sections: Vec<SectionId>,
    pub(crate) categories: Arena<CategoryId, PartRule>,
    pub(crate) knock_outs: Arena<KnockOutId, KnockOutRule>,
    /// Highest first.
    pub(crate) bands: Vec<BandRule>,
    pub(crate) target: Option<Exact>,
    pub(crate) indicators: Vec<IndicatorRule>,
}

impl ScoringProgram {
    /// Every line with the path of its question, without instance ids, in the order of the form.
    pub fn lines(&self) -> impl Iterator<Item = (LineId, &str)> {
        self.lines.iter().map(|(id, line)| (id, line.path.as_str()))
    }

    /// Whether answers to the line's question can change the score; unscored lines never do.
    pub fn is_scored(&self, line: LineId) -> bool {
        self.lines[line].role != Role::Unscored
    }

    /// Whether it has a section or category of that name; without a name it is the whole.
    pub fn has_part(&self, name: &str) -> bool {
        name.is_empty() || self.sections.values().chain(self.categories.values()).any(|part| part.name == name)
    }

    /// Whether a line counts in the section or category of that name, or in the whole.
    pub fn is_in_part(&self, line: LineId, name: &str) -> bool {
        let line = &self.lines[line];
        let is_section = |id: SectionId| self.sections[id].name == name;
        let is_category = |id: &CategoryId| self.categories[*id].name == name;
        name.is_empty() || line.section.is_some_and(is_section) || line.categories.iter().any(is_category)
    }

    /// Every condition whose truth is asked through [`crate::Answers::holds`].
    pub fn conditions(&self) -> impl Iterator<Item = (ConditionId, &Condition)> {
        self.conditions.iter()
    }

    /// When the person who answers may see the score.
    pub fn show(&self) -> Show {
        self.show
    }

    /// The label of a section, of [`crate::ScoreSheet::sections`] by index.
    pub fn section_label(&self, index: usize) -> Option<&Text> {
        self.sections.values().nth(index).map(|part| &part.label)
    }

    /// The label of a category, of [`crate::ScoreSheet::categories`] by index.
    pub fn category_label(&self, index: usize) -> Option<&Text> {
        self.categories.values().nth(index).map(|part| &part.label)
    }

    /// The label of the result band of that name.
    pub fn band_label(&self, name: &str) -> Option<&Text> {
        self.bands.iter().find(|band| band.name == name).map(|band| &band.label)
    }

    /// Why the knock-out at that index of the key's list knocks out.
    pub fn knock_out_reason(&self, index: usize) -> Option<&Text> {
        self.knock_outs.values().nth(index).map(|knock_out| &knock_out.reason)
    }

    /// What is counted beside points, in the key's order.
    pub fn indicators(&self) -> &[IndicatorRule] {
        &self.indicators
    }

    /// The percentage to reach.
    pub fn target(&self) -> Option<&Exact> {
        self.target.as_ref()
    }
}

/// Whether bonus points can lift a sum above what is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum Cap {
    Free,
    AtPossible,
}

impl Cap {
    pub(crate) fn of(capped: bool) -> Self {
        if capped { Self::AtPossible } else { Self::Free }
    }
}

/// One question that the key mentions.
#[derive(Debug, Clone, Wire)]
pub(crate) struct Line {
    pub path: String,
    pub measure: Measure,
    pub role: Role,
    pub weight: Exact,
    pub counts_as: Option<Exact>,
    pub unanswered: Unanswered,
    pub instances: Instances,
    pub when: Option<ConditionId>,
    pub section: Option<SectionId>,
    pub categories: Vec<CategoryId>,
}

/// What a line does to the sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum Role {
    Counted,
    Bonus,
    Unscored,
}

/// How an answer becomes points.
#[derive(Debug, Clone, Wire)]
pub(crate) enum Measure {
    Nothing,
    One { choices: Choices, best: Exact },
    Several { choices: Choices, limits: Box<Limits>, best: Exact },
    Bands(Vec<BandWorth>),
    Linear { from: Box<(Exact, Exact)>, to: Box<(Exact, Exact)> },
}

/// What several choices earn together: at least, and at most.
#[derive(Debug, Clone, Wire)]
pub(crate) struct Limits {
    pub min: Exact,
    pub max: Option<Exact>,
}

/// What the choices of one question are worth.
#[derive(Debug, Clone, Wire)]
pub(crate) struct Choices {
    /// Points by choice; a choice that is not in it earns 0.
    pub points: VecMap<String, Points>,
    /// What the choices of the list say beside their names; shared by all questions with that list.
    pub meanings: Arc<VecMap<String, Meaning>>,
}

impl Choices {
    pub(crate) fn meaning(&self, choice: &str) -> Meaning {
        self.meanings.get(choice).copied().unwrap_or(Meaning::Plain)
    }

    pub(crate) fn points(&self, choice: &str) -> Exact {
        self.points.get(choice).map_or_else(Exact::zero, |points| points.exact().clone())
    }
}

/// What a choice says beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum Meaning {
    Plain,
    NotApplicable,
    NotObserved,
}

#[derive(Debug, Clone, Wire)]
pub(crate) struct BandWorth {
    pub up_to: Option<Exact>,
    pub points: Exact,
    pub when: Option<ConditionId>,
}

/// A section or a category.
#[derive(Debug, Clone, Wire)]
pub(crate) struct PartRule {
    pub name: String,
    pub label: Text,
    pub weight: Exact,
    /// A fixed share of the whole, between 0 and 1.
    pub fixed: Option<Exact>,
    pub cap: Cap,
}

#[derive(Debug, Clone, Wire)]
pub(crate) struct KnockOutRule {
    pub when: ConditionId,
    pub section: Option<SectionId>,
    /// Between 0 and 1.
    pub value: Exact,
    pub reason: Text,
}

#[derive(Debug, Clone, Wire)]
pub(crate) struct BandRule {
    pub name: String,
    pub label: Text,
    /// Between 0 and 1, usually.
    pub from: Exact,
}

/// An indicator: of each contact its class is claimed.
#[derive(Debug, Clone, Wire)]
pub struct IndicatorRule {
    /// Its name.
    pub name: String,
    /// The path of the question that it is read from, which stands in no repeat.
    pub question: String,
    /// What it is.
    pub kind: IndicatorKind,
}
