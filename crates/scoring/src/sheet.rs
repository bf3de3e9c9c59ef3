//! The score sheet: every line with its reason, and every sum.

use std::fmt;

use sealform_types::{Arena, Json};

use crate::evaluate::Marks;
use crate::exact::Exact;
use crate::program::{Cap, KnockOutId, PartRule, ScoringProgram};

/// Why a line earned what it earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The question does not apply: it leaves both sums.
    NotRelevant,
    /// The answer says that the question does not apply: it leaves both sums.
    NotApplicable,
    /// Not answered: it leaves both sums.
    Unanswered,
    /// The key's `when` of this question does not hold: no points are offered.
    Excluded,
    /// It never counts.
    Unscored,
    /// The answer earned its points.
    Answered,
    /// The answer says "not applicable", and the key keeps the question in what is possible.
    NotApplicableCounted,
    /// It could not be observed: it stays in what is possible, and a reviewer should look.
    NotObserved,
    /// Not answered, and the key counts that as 0 earned.
    UnansweredZero,
    /// The number lies above the last band: 0 earned.
    OutsideBands,
    /// Several instances make the line, not all alike.
    Instances,
    /// The knock-out at this index of the key's list.
    KnockedOut(usize),
}

impl Why {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotRelevant => "not_relevant",
            Self::NotApplicable => "not_applicable",
            Self::Unanswered => "unanswered",
            Self::Excluded => "excluded",
            Self::Unscored => "unscored",
            Self::Answered => "answered",
            Self::NotApplicableCounted => "not_applicable_counted",
            Self::NotObserved => "not_observed",
            Self::UnansweredZero => "unanswered_zero",
            Self::OutsideBands => "outside_bands",
            Self::Instances => "instances",
            Self::KnockedOut(_) => "knocked_out",
        }
    }

    /// Whether the line is in the sums.
    pub fn counts(self) -> bool {
        match self {
            Self::NotRelevant | Self::NotApplicable | Self::Unanswered | Self::Excluded | Self::Unscored => false,
            Self::Answered
            | Self::NotApplicableCounted
            | Self::NotObserved
            | Self::UnansweredZero
            | Self::OutsideBands
            | Self::Instances
            | Self::KnockedOut(_) => true,
        }
    }
}

/// A number of a score is longer than [`Exact::MAX_BITS`] bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLong {
    /// Where: the path of a question, the name of a section or category, or `total`.
    pub place: String,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the score of `{}` needs more than {} bits", self.place, Exact::MAX_BITS)
    }
}

impl std::error::Error for TooLong {}

/// How much of a sheet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The sums, as a submission claims them.
    Sums,
    /// Every line too.
    Lines,
}

/// A whole score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreSheet {
    /// The whole.
    pub total: TotalScore,
    /// Sections in the key's order.
    pub sections: Vec<PartScore>,
    /// Categories in the key's order.
    pub categories: Vec<PartScore>,
    /// One line for each question that the key mentions, in the form's order.
    pub lines: Vec<LineScore>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineScore {
    /// Its path without instance ids.
    pub path: String,
    /// The index of its section in [`ScoreSheet::sections`].
    pub section: Option<usize>,
    /// The indices of its categories in [`ScoreSheet::categories`].
    pub categories: Vec<usize>,
    /// Points earned.
    pub earned: Exact,
    /// Points possible.
    pub possible: Exact,
    /// Why.
    pub why: Why,
}

/// A section or a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartScore {
    /// Its name in the key.
    pub name: String,
    /// What both sums of its lines were multiplied by.
    pub weight: Exact,
    /// Points earned.
    pub earned: Exact,
    /// Points possible.
    pub possible: Exact,
    /// The result, 1 being all; `None` where no points are possible: then there is no result.
    pub result: Option<Exact>,
    /// The result in percent, rounded.
    pub percent: Option<String>,
    /// The index of the knock-out that set it.
    pub knocked_out: Option<usize>,
}

/// The whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalScore {
    /// Points earned, of all sections and of questions outside sections.
    pub earned: Exact,
    /// Points possible.
    pub possible: Exact,
    /// The result, 1 being all: with fixed shares not simply earned over possible. `None` where nothing
    /// is possible, which is no result.
    pub result: Option<Exact>,
    /// The result in percent, rounded.
    pub percent: Option<String>,
    /// The name of the band that the exact result lies in.
    pub band: Option<String>,
    /// Percentage points missing to the target, rounded; negative where it is exceeded.
    pub gap: Option<String>,
    /// The index of the knock-out that set the whole.
    pub knocked_out: Option<usize>,
    /// What is pooled over contacts: the pooled part first, then each section with a fixed share.
    pub(crate) parts: Vec<SharePart>,
    pub(crate) cap: Cap,
}

/// Points that make a share of the whole together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SharePart {
    pub share: Exact,
    pub sum: Sum,
}

/// What is earned and what is possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    pub earned: Exact,
    pub possible: Exact,
}

impl Sum {
    pub(crate) fn zero() -> Self {
        Self { earned: Exact::zero(), possible: Exact::zero() }
    }

    pub(crate) fn add(&mut self, other: &Sum) {
        self.earned += &other.earned;
        self.possible += &other.possible;
    }

    pub(crate) fn take_away(&mut self, other: &Sum) {
        self.earned -= &other.earned;
        self.possible -= &other.possible;
    }

    pub(crate) fn of(marks: &Marks) -> Self {
        Self { earned: marks.earned.clone(), possible: marks.possible.clone() }
    }

    /// Earned over possible; no result where no points are possible.
    pub(crate) fn result(&self) -> Option<Exact> {
        if self.possible.is_positive() { self.earned.checked_div(&self.possible) } else { None }
    }

    pub(crate) fn weighted(&self, weight: &Exact, cap: Cap) -> Self {
        let (earned, possible) = (&self.earned * weight, &self.possible * weight);
        match cap {
            Cap::Free => Self { earned, possible },
            Cap::AtPossible => Self { earned: earned.min(possible.clone()), possible },
        }
    }

    pub(crate) fn checked(self, place: &str) -> Result<Self, TooLong> {
        match self.earned.is_too_long() || self.possible.is_too_long() {
            true => Err(TooLong { place: place.to_owned() }),
            false => Ok(self),
        }
    }
}

/// Every section as it enters the whole, and what belongs to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whole {
    pub all: Sum,
    /// Without the sections that have a fixed share.
    pub pooled: Sum,
}

/// Whether something has a fixed share of the whole or is pooled with the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enters {
    Pool,
    Share,
}

impl Whole {
    pub(crate) fn zero() -> Self {
        Self { all: Sum::zero(), pooled: Sum::zero() }
    }

    pub(crate) fn add(&mut self, change: &Sum, enters: Enters) {
        self.all.add(change);
        match enters {
            Enters::Pool => self.pooled.add(change),
            Enters::Share => {}
        }
    }
}

/// The result of parts that make shares of the whole; parts without a result leave their share to the others.
pub(crate) fn shared(parts: &[SharePart], cap: Cap) -> Result<Option<Exact>, TooLong> {
    let (mut reached, mut shares) = (Exact::zero(), Exact::zero());
    for part in parts {
        if let Some(result) = part.sum.result() {
            reached += &(&result * &part.share);
            shares += &part.share;
        }
        if reached.is_too_long() {
            return Err(TooLong { place: "total".to_owned() });
        }
    }
    let result = reached.checked_div(&shares);
    Ok(match cap {
        Cap::Free => result,
        Cap::AtPossible => result.map(|result| result.min(Exact::one())),
    })
}

pub(crate) fn percent(result: Option<&Exact>, places: u32) -> Option<String> {
    result.map(|result| (result * &Exact::whole(100)).rounded(places))
}

/// The sheet of a section or category whose lines come to `sum`.
pub(crate) fn part(
    rule: &PartRule,
    sum: &Sum,
    knocked_out: Option<KnockOutId>,
    places: u32,
) -> Result<PartScore, TooLong> {
    let Sum { earned, possible } = sum.weighted(&rule.weight, rule.cap).checked(&rule.name)?;
    let result = Sum { earned: earned.clone(), possible: possible.clone() }.result();
    let percent = percent(result.as_ref(), places);
    let knocked_out = knocked_out.map(sealform_types::ArenaId::index);
    Ok(PartScore {
        name: rule.name.clone(),
        weight: rule.weight.clone(),
        earned,
        possible,
        result,
        percent,
        knocked_out,
    })
}

/// The whole, from what has entered it and the sections with a share of their own.
pub(crate) fn total(
    program: &ScoringProgram,
    sections: &Arena<crate::program::SectionId, Sum>,
    whole: &Whole,
    knocked_out: Option<KnockOutId>,
) -> Result<TotalScore, TooLong> {
    let Whole { all, pooled } = whole;
    let mut left = Exact::one();
    let mut fixed = Vec::new();
    for id in &program.fixed_sections {
        let rule = &program.sections[*id];
        if let Some(share) = &rule.fixed {
            left -= share;
            fixed.push(SharePart { share: share.clone(), sum: sections[*id].weighted(&rule.weight, rule.cap) });
        }
    }
    let cap = program.capped;
    let Sum { earned, possible } = all.weighted(&Exact::one(), cap).checked("total")?;
    let mut parts = vec![SharePart { share: left, sum: pooled.clone().checked("total")? }];
    if fixed.is_empty() {
        parts.iter_mut().for_each(|part| part.sum = part.sum.weighted(&Exact::one(), cap));
    }
    parts.extend(fixed);
    let result = shared(&parts, cap)?;
    let at_least = |from: &Exact| result.as_ref().is_some_and(|result| result >= from);
    let band = program.bands.iter().find(|band| at_least(&band.from)).map(|band| band.name.clone());
    let hundred = Exact::whole(100);
    let gap = program.target.as_ref().zip(result.as_ref());
    let gap = gap.map(|(target, result)| (target - &(result * &hundred)).rounded(program.places));
    let percent = percent(result.as_ref(), program.places);
    let knocked_out = knocked_out.map(sealform_types::ArenaId::index);
    Ok(TotalScore { earned, possible, result, percent, band, gap, knocked_out, parts, cap })
}

impl ScoreSheet {
    /// The sheet as a submission claims it: fractions `n/d` and rounded percentages as texts, and the
    /// digest of the key, which the caller knows.
    pub fn to_json(&self, key_sha256: &str, detail: Detail) -> Json {
        let mut members = vec![member("key_sha256", key_sha256), ("total".to_owned(), self.total.to_json())];
        members.push(("sections".to_owned(), self.sections.iter().map(PartScore::to_json).collect()));
        members.push(("categories".to_owned(), self.categories.iter().map(PartScore::to_json).collect()));
        match detail {
            Detail::Sums => {}
            Detail::Lines => members.push(("lines".to_owned(), self.lines.iter().map(LineScore::to_json).collect())),
        }
        Json::Object(members)
    }
}

impl TotalScore {
    fn to_json(&self) -> Json {
        let mut members = sums(&self.earned, &self.possible, self.result.as_ref(), self.percent.as_deref()).to_vec();
        members.extend(self.band.as_deref().map(|band| member("band", band)));
        members.extend(self.gap.as_deref().map(|gap| member("gap", gap)));
        members.extend(self.knocked_out.map(index("knocked_out")));
        Json::Object(members)
    }
}

impl PartScore {
    fn to_json(&self) -> Json {
        let mut members = vec![member("name", &self.name)];
        if self.weight != Exact::one() {
            members.push(member("weight", &self.weight.to_fraction()));
        }
        members.extend(sums(&self.earned, &self.possible, self.result.as_ref(), self.percent.as_deref()));
        members.extend(self.knocked_out.map(index("knocked_out")));
        Json::Object(members)
    }
}

impl LineScore {
    fn to_json(&self) -> Json {
        let mut members = vec![
            member("path", &self.path),
            member("earned", &self.earned.to_fraction()),
            member("possible", &self.possible.to_fraction()),
            member("why", self.why.word()),
        ];
        if let Why::KnockedOut(rule) = self.why {
            members.push(index("knocked_out")(rule));
        }
        Json::Object(members)
    }
}

fn member(name: &str, text: &str) -> (String, Json) {
    (name.to_owned(), Json::from(text))
}

fn index(name: &'static str) -> impl Fn(usize) -> (String, Json) {
    move |index| (name.to_owned(), Json::Integer(i64::try_from(index).unwrap_or(i64::MAX)))
}

fn sums(earned: &Exact, possible: &Exact, result: Option<&Exact>, percent: Option<&str>) -> [(String, Json); 4] {
    [
        member("earned", &earned.to_fraction()),
        member("possible", &possible.to_fraction()),
        ("result".to_owned(), result.map_or(Json::Null, |result| Json::String(result.to_fraction()))),
        ("percent".to_owned(), percent.map_or(Json::Null, Json::from)),
    ]
}
