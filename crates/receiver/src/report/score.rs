//! The score sheet by section: what was computed apart from what is claimed.

use sealform_engine::Session;
use sealform_protocol::{Intact, ReportScore, ReportScorePart, Score, ScorePart, ScoreView};
use sealform_scoring::Exact;
use sealform_submission::Claims;
use sealform_types::Json;

use super::Reader;

pub fn draw(claims: &Claims, intact: &Intact, session: Option<&Session>, reader: Reader<'_>) -> Option<ReportScore> {
    let is_hidden = reader.is_respondent && !session.is_some_and(|session| session.program().shows_score());
    let claimed = claims.score.as_ref();
    let computed = if intact.computed.is_some() { session.and_then(Session::score_in_words) } else { None };
    if is_hidden || (claimed.is_none() && computed.is_none()) {
        return None;
    }
    // Another key has other sections.
    let is_same_key = intact.score != "other_key";
    let claimed_part = |index: usize| claimed.filter(|_| is_same_key)?.get("sections")?.as_array()?.get(index);
    let sections = match &computed {
        Some(view) => {
            let parts = view.sections.iter().enumerate();
            parts.map(|(index, part)| both(part, claimed_part(index))).collect()
        }
        None => {
            claimed.and_then(|claim| claim.get("sections")?.as_array()).unwrap_or_default().iter().map(named).collect()
        }
    };
    let total = claimed.and_then(|claim| claim.get("total"));
    Some(ReportScore {
        state: intact.score,
        total: ReportScorePart {
            label: String::new(),
            computed: computed.as_ref().map(|view| sums(&view.total)),
            claimed: total.and_then(claim),
        },
        sections,
        band: band(computed.as_ref(), total),
        knocked_out: computed.and_then(|view| view.knocked_out).unwrap_or_default(),
    })
}

/// The band that was computed; without that, the name of the one that is claimed.
fn band(computed: Option<&ScoreView>, total: Option<&Json>) -> String {
    match computed {
        Some(view) => view.band.clone().unwrap_or_default(),
        None => total.and_then(|total| total.get("band")?.as_str()).unwrap_or_default().to_owned(),
    }
}

fn both(part: &ScorePart, claimed: Option<&Json>) -> ReportScorePart {
    let name = claimed.and_then(name).unwrap_or_default();
    let label = if part.label.is_empty() { name } else { part.label.clone() };
    ReportScorePart { label, computed: Some(sums(part)), claimed: claimed.and_then(claim) }
}

fn named(claimed: &Json) -> ReportScorePart {
    ReportScorePart { label: name(claimed).unwrap_or_default(), computed: None, claimed: claim(claimed) }
}

fn name(claimed: &Json) -> Option<String> {
    Some(claimed.get("name")?.as_str()?.to_owned())
}

fn sums(part: &ScorePart) -> Score {
    Score { earned: part.earned.clone(), possible: part.possible.clone(), percent: part.percent.clone() }
}

/// Sums as a file claims them: fractions, whole numbers with their denominator.
fn claim(claimed: &Json) -> Option<Score> {
    let text = |name| claimed.get(name).and_then(Json::as_str);
    Some(Score {
        earned: in_words(text("earned")?),
        possible: in_words(text("possible")?),
        percent: text("percent").map(str::to_owned),
    })
}

/// A fraction as people read it; what is none, or longer than a sum of points comes to, stays as it is.
fn in_words(fraction: &str) -> String {
    const LONGEST: usize = 100;
    let read = Some(fraction).filter(|text| text.len() <= LONGEST).and_then(Exact::parse_fraction);
    read.map_or_else(|| fraction.to_owned(), |sum| sum.in_words())
}
