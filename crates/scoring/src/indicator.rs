//! Indicators: what a trade counts beside points, by the class of each contact and as figures over many of them.

use sealform_types::{NpsClass, Value};

use crate::evaluate::number;
use crate::exact::Exact;
use crate::key::IndicatorKind;

/// What one contact says to an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The number that was answered; of an attempt log the seconds waited in the answered try.
    pub number: Exact,
    /// Its class: `top` or `below`, `promoter`, `passive` or `detractor`, `within` or `beyond`.
    pub class: &'static str,
}

impl IndicatorKind {
    /// What an answer says to it; `None` where the answer holds no number.
    pub fn reading(&self, value: &Value) -> Option<Reading> {
        let number = number(value)?;
        let class = match self {
            Self::Csat { top } | Self::Ces { top } => {
                if number >= *top.exact() {
                    "top"
                } else {
                    "below"
                }
            }
            Self::Nps => {
                let fits = |class: &NpsClass| number <= Exact::whole(class.up_to());
                NpsClass::ALL.into_iter().find(fits).map_or("promoter", NpsClass::name)
            }
            Self::ResponseTime { limit_s } => {
                if number <= Exact::whole(i64::from(*limit_s)) {
                    "within"
                } else {
                    "beyond"
                }
            }
        };
        Some(Reading { number, class })
    }
}

/// The figure of an indicator over contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// How many contacts say something to it.
    pub count: usize,
    /// The figure itself. CSAT and CES: the share of the top boxes; NPS: the share of promoters less that of detractors; of
    /// response times the share within the limit.
    pub share: Exact,
    /// The mean of the numbers.
    pub mean: Exact,
    /// The middle number, or the mean of the two middle ones.
    pub median: Exact,
    /// The number that nine of ten do not exceed (the nearest rank).
    pub p90: Exact,
}

/// The figure of readings of one indicator; `None` where there are none.
///
/// # Example
/// ```
/// use sealform_scoring::{Exact, Reading, figure};
/// let reading = |step: i64, class| Reading { number: Exact::whole(step), class };
/// let likely = [reading(10, "promoter"), reading(9, "promoter"), reading(7, "passive"), reading(3, "detractor")];
/// let figure = figure(&likely).unwrap();
/// assert_eq!(figure.share.to_fraction(), "1/4"); // 2/4 promoters less 1/4 detractors
/// assert_eq!((figure.median.to_plain(), figure.mean.to_fraction()), ("8".to_owned(), "29/4".to_owned()));
/// ```
pub fn figure(readings: &[Reading]) -> Option<Figure> {
    let count = readings.len();
    let whole = |number: usize| Exact::whole(i64::try_from(number).unwrap_or(i64::MAX));
    let all = whole(count);
    let of_class = |wanted: &str| whole(readings.iter().filter(|reading| reading.class == wanted).count());
    let good = &of_class("top") + &(&of_class("promoter") + &of_class("within"));
    let mut sum = Exact::zero();
    readings.iter().for_each(|reading| sum += &reading.number);
    let mut numbers: Vec<&Exact> = readings.iter().map(|reading| &reading.number).collect();
    numbers.sort();
    // Ranks count from 1.
    let ranked = |rank: usize| numbers.get(rank.saturating_sub(1)).copied().cloned();
    let middle = &ranked(count.div_ceil(2))? + &ranked(count / 2 + 1)?;
    Some(Figure {
        count,
        share: (&good - &of_class("detractor")).checked_div(&all)?,
        mean: sum.checked_div(&all)?,
        median: middle.checked_div(&Exact::whole(2))?,
        p90: ranked((count * 9).div_ceil(10))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(seconds: &[i64], limit: i64) -> Vec<Reading> {
        let class = |wait: i64| if wait <= limit { "within" } else { "beyond" };
        seconds.iter().map(|wait| Reading { number: Exact::whole(*wait), class: class(*wait) }).collect()
    }

    #[test]
    fn figures_of_times_are_those_of_the_nearest_rank() {
        assert_eq!(figure(&[]), None);
        // Of one, everything is that one.
        let one = figure(&waits(&[40], 60)).unwrap();
        assert_eq!([&one.mean, &one.median, &one.p90].map(Exact::to_plain), ["40", "40", "40"]);
        // Ten: sum 550, mean 55; fifth and sixth are 50 and 60, their mean 55; the ninth is 90; six of ten are within 60.
        let ten = figure(&waits(&[100, 10, 90, 20, 80, 30, 70, 40, 60, 50], 60)).unwrap();
        assert_eq!([&ten.mean, &ten.median, &ten.p90].map(Exact::to_plain), ["55", "55", "90"]);
        assert_eq!((ten.count, ten.share.to_fraction()), (10, "3/5".to_owned()));
        // Three: sum 100, mean 100/3; the second is 30; nine tenths of three are 2.7, so the third, 60.
        let three = figure(&waits(&[60, 10, 30], 20)).unwrap();
        assert_eq!([&three.mean, &three.median, &three.p90].map(Exact::to_fraction), ["100/3", "30/1", "60/1"]);
        assert_eq!(three.share.to_fraction(), "1/3");
    }
}
