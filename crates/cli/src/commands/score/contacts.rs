//! Several files together: a line for each, two figures over all of them, and the figures of the indicators.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use sealform_scoring::{Exact, Figure, IndicatorKind, Reading, TooLong, TotalScore, figure, mean_of_contacts, pooled};
use sealform_types::{Finding, Place};
use serde::Serialize;

use super::indicators::{Read, readings};
use super::{One, word};
use crate::commands::{Format, print_failure, print_json};
use crate::failure::{Exit, Failure, FileReport};
use crate::report::{self, JsonFinding};
use crate::screen::plain;
use crate::sealed::{self, Judge};
use crate::sheet;

/// What `--json` prints.
#[derive(Serialize)]
struct Together {
    files: Vec<File>,
    contacts: Contacts,
    indicators: Vec<Over>,
}

#[derive(Serialize)]
struct File {
    file: String,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    scored: Option<Scored>,
    findings: Vec<JsonFinding>,
}

#[derive(Serialize)]
struct Scored {
    jti: String,
    claim: &'static str,
    earned: String,
    possible: String,
    percent: Option<String>,
    indicators: BTreeMap<String, &'static str>,
}

/// Both figures over contacts, by name.
#[derive(Serialize)]
struct Contacts {
    /// How many there are, each once.
    count: usize,
    /// How many of them have a result.
    with_result: usize,
    /// What all of them earned over what all of them could earn.
    pooled_points: Option<Share>,
    /// The mean of their results.
    mean_of_contacts: Option<Share>,
}

#[derive(Serialize)]
struct Share {
    result: String,
    percent: String,
}

/// An indicator over contacts.
#[derive(Serialize)]
struct Over {
    name: String,
    kind: &'static str,
    count: usize,
    /// CSAT, CES: the share of the top boxes; NPS: promoters less detractors; times: the share within the limit. In percent.
    percent: Option<String>,
    mean: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    median: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p90: Option<String>,
    /// How many contacts there were in each hour of the day, and the mean of their times.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    by_hour: BTreeMap<String, Hour>,
}

#[derive(Serialize)]
struct Hour {
    count: usize,
    mean: String,
}

/// Writes what was scored; files that could not be scored are told, and the rest counts.
pub fn write(
    scored: Vec<(String, Result<One, Failure>)>,
    judge: &Judge,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let Some(key) = judge.key().map(|key| key.scoring_key()) else { return Ok(Exit::Fine) };
    let places = key.places;
    let scored = once(scored);
    let good: Vec<&One> = scored.iter().filter_map(|(_, one)| one.as_ref().ok()).collect();
    let totals: Vec<&TotalScore> = good.iter().map(|one| &one.recomputed.sheet.total).collect();
    let figures = contacts(&totals, places).map_err(|error| {
        let finding = Finding::error("score/too-long", error.to_string(), Place::default());
        let findings = vec![finding.hint("use points and weights with fewer digits")];
        Failure { exit: Exit::Found, reports: vec![FileReport { file: String::new(), text: None, findings }] }
    })?;
    let all: Vec<_> = good.iter().map(|one| readings(key, one.submission.claims())).collect();
    let over = |indicator: &sealform_scoring::Indicator| {
        let of = all.iter().flatten().filter(|(known, _)| known.name == indicator.name).map(|(_, read)| read.clone());
        over(&indicator.name, &indicator.kind, &of.collect::<Vec<_>>(), places)
    };
    let indicators: Vec<Over> = key.indicators.iter().map(over).collect();
    let exit = scored.iter().map(|(_, one)| match one {
        Ok(one) => sealed::exit(&one.report.findings),
        Err(failure) => failure.exit,
    });
    let exit = exit.max().unwrap_or(Exit::Fine);
    match format {
        Format::Json => {
            let files = scored.iter().map(|(name, one)| file(name, one, key)).collect();
            print_json(out, &Together { files, contacts: figures, indicators })?;
        }
        Format::Text => {
            for (name, one) in &scored {
                match one {
                    Ok(one) => {
                        let short = plain(&sheet::in_short(&one.recomputed.sheet.total));
                        writeln!(out, "{}: {short} (claim: {})", plain(name), word(one.recomputed.claim))?;
                        report::write(out, &one.report)?;
                    }
                    Err(failure) => print_failure(out, failure)?,
                }
            }
            in_words(out, &figures, &indicators)?;
        }
    }
    Ok(exit)
}

/// Each submission once: one that comes again is told and counts no more.
fn once(scored: Vec<(String, Result<One, Failure>)>) -> Vec<(String, Result<One, Failure>)> {
    let mut seen = BTreeSet::new();
    let again = |(name, one): (String, Result<One, Failure>)| {
        let one = one.and_then(|one| {
            let claims = one.submission.claims();
            if seen.insert((claims.jti.to_string(), one.submission.payload_sha256().to_string())) {
                return Ok(one);
            }
            let finding =
                Finding::warning("seal/duplicate", "this submission is counted already", Place::at("/payload/jti"));
            let findings = vec![finding.hint("it counts once: one of the two files can go")];
            let report = FileReport { file: name.clone(), text: None, findings };
            Err(Failure { exit: Exit::Fine, reports: vec![report] })
        });
        (name, one)
    };
    scored.into_iter().map(again).collect()
}

fn contacts(totals: &[&TotalScore], places: u32) -> Result<Contacts, TooLong> {
    let share = |result: Option<Exact>| {
        result.map(|result| Share { percent: percent(&result, places), result: result.to_fraction() })
    };
    Ok(Contacts {
        count: totals.len(),
        with_result: totals.iter().filter(|total| total.result.is_some()).count(),
        pooled_points: share(pooled(totals.iter().copied())?),
        mean_of_contacts: share(mean_of_contacts(totals.iter().copied())?),
    })
}

fn percent(share: &Exact, places: u32) -> String {
    (share * &Exact::whole(100)).rounded(places)
}

fn over(name: &str, kind: &IndicatorKind, reads: &[Read], places: u32) -> Over {
    let numbers: Vec<Reading> = reads.iter().map(|read| read.reading.clone()).collect();
    let whole = figure(&numbers);
    let is_time = matches!(kind, IndicatorKind::ResponseTime { .. });
    let of = |number: fn(&Figure) -> &Exact| whole.as_ref().map(|figure| number(figure).rounded(places));
    let mut hours: BTreeMap<u32, Vec<Reading>> = BTreeMap::new();
    for read in reads.iter().filter(|_| is_time) {
        hours.entry(read.hour).or_default().push(read.reading.clone());
    }
    let by_hour = hours.into_iter().filter_map(|(hour, readings)| {
        let Figure { count, mean, .. } = figure(&readings)?;
        Some((format!("{hour:02}"), Hour { count, mean: mean.rounded(places) }))
    });
    Over {
        name: name.to_owned(),
        kind: kind.name(),
        count: reads.len(),
        percent: whole.as_ref().map(|figure| percent(&figure.share, places)),
        mean: of(|figure| &figure.mean),
        median: of(|figure| &figure.median).filter(|_| is_time),
        p90: of(|figure| &figure.p90).filter(|_| is_time),
        by_hour: by_hour.collect(),
    }
}

fn file(name: &str, one: &Result<One, Failure>, key: &sealform_scoring::ScoringKey) -> File {
    let file = name.to_owned();
    match one {
        Err(failure) => {
            let findings = failure.reports.iter().flat_map(report::to_json).collect();
            File { file, ok: failure.exit == Exit::Fine, scored: None, findings }
        }
        Ok(one) => {
            let (claims, total) = (one.submission.claims(), &one.recomputed.sheet.total);
            let classes = readings(key, claims);
            let scored = Scored {
                jti: claims.jti.to_string(),
                claim: word(one.recomputed.claim),
                earned: total.earned.to_plain(),
                possible: total.possible.to_plain(),
                percent: total.percent.clone(),
                indicators: classes.into_iter().map(|(of, read)| (of.name.clone(), read.reading.class)).collect(),
            };
            let ok = sealed::exit(&one.report.findings) == Exit::Fine;
            File { file, ok, scored: Some(scored), findings: report::to_json(&one.report) }
        }
    }
}

fn in_words(out: &mut dyn Write, figures: &Contacts, indicators: &[Over]) -> Result<(), Failure> {
    let share = |share: &Option<Share>| match share {
        Some(Share { result, percent }) => format!("{percent} % ({result})"),
        None => "no result".to_owned(),
    };
    writeln!(out, "{} contacts, {} with a result", figures.count, figures.with_result)?;
    writeln!(out, "  pooled points: {}", share(&figures.pooled_points))?;
    writeln!(out, "  mean of contacts: {}", share(&figures.mean_of_contacts))?;
    for Over { name, kind, count, percent, mean, median, p90, by_hour } in indicators {
        let name = plain(name);
        let (Some(percent), Some(mean)) = (percent, mean) else {
            writeln!(out, "{name} ({kind}): no answers")?;
            continue;
        };
        write!(out, "{name} ({kind}): {percent} % of {count}, mean {mean}")?;
        if let (Some(median), Some(p90)) = (median, p90) {
            write!(out, ", median {median}, p90 {p90}")?;
        }
        writeln!(out)?;
        for (hour, Hour { count, mean }) in by_hour {
            writeln!(out, "  {hour}:00  {count}, mean {mean}")?;
        }
    }
    Ok(())
}
