//! Reads the rule of one question.

use std::collections::BTreeMap;

use sealform_questionnaire::Members;
use sealform_types::{Finding, Findings, Json, Place, pointer};

pub(crate) use crate::key::Rule;
use crate::key::{Band, Instances, Linear, LinearEnd};
use crate::number::Points;
use crate::read::{UNANSWERED, condition, factor, number, word};

const INSTANCES: &[(&str, Instances)] =
    &[("sum", Instances::Sum), ("mean", Instances::Mean), ("worst", Instances::Worst), ("best", Instances::Best)];

/// Reads a rule and tells every fault.
pub(crate) fn read(mut members: Members<'_>, findings: &mut Findings) -> Rule {
    let rule = Rule {
        points: read_points(&mut members, findings),
        bands: read_bands(&mut members, findings),
        linear: read_linear(&mut members, findings),
        unscored: members.flag("unscored", findings),
        max: number(&mut members, "max", findings),
        min: number(&mut members, "min", findings),
        weight: factor(&mut members, "weight", findings),
        bonus: members.flag("bonus", findings),
        counts_as: number(&mut members, "counts_as", findings),
        unanswered: word(&mut members, "unanswered", UNANSWERED, findings),
        instances: word(&mut members, "instances", INSTANCES, findings).unwrap_or_default(),
        when: condition(&mut members, "when", findings),
        pointer: members.at().to_owned(),
    };
    let named = ["points", "bands", "linear"].map(|name| members.take(name).is_some());
    let measures = named.into_iter().filter(|there| *there).count();
    let misspelt = members.rest().next().is_some();
    members.finish(findings);
    if measures + usize::from(rule.unscored) != 1 && !(measures == 0 && misspelt) {
        let message = "a rule has exactly one of `points`, `bands`, `linear` and `unscored`";
        let finding = Finding::error("key/no-rule", message, Place::at(&rule.pointer));
        findings.push(finding.hint(match measures {
            0 => "add the points, or `\"unscored\": true`",
            _ => "keep one of them",
        }));
    }
    if let (Some(min), Some(max)) = (&rule.min, &rule.max)
        && min > max
    {
        let message = format!("at least {} and at most {} cannot both hold", min.exact(), max.exact());
        let place = Place::at(pointer(&rule.pointer, "min"));
        findings.push(Finding::error("key/out-of-range", message, place).hint("swap them"));
    }
    rule
}

fn read_points(members: &mut Members<'_>, findings: &mut Findings) -> Option<BTreeMap<String, Points>> {
    let at = members.place("points");
    match members.take("points")? {
        Json::Object(choices) if choices.is_empty() => {
            let finding = Finding::error("key/empty", "there are no points", Place::at(at));
            findings.push(finding.hint("write points for each choice"));
            None
        }
        Json::Object(choices) => {
            let read = |(choice, json): &(String, Json)| {
                let points = Points::read(json, &pointer(&at, choice), findings)?;
                Some((choice.clone(), points))
            };
            Some(choices.iter().filter_map(read).collect())
        }
        json => {
            let message = format!("expected an object from choice to points, found {}", json.kind());
            let finding = Finding::error("key/wrong-kind", message, Place::at(at));
            findings.push(finding.hint("write, for example, `{\"yes\": 1, \"no\": 0}`"));
            None
        }
    }
}

fn read_bands(members: &mut Members<'_>, findings: &mut Findings) -> Option<Vec<Band>> {
    let at = members.place("bands");
    members.take("bands")?;
    let mut bands = Vec::new();
    let items = members.list("bands", findings);
    for (index, json) in items.iter().enumerate() {
        if let Some(members) = Members::of(json, &pointer(&at, &index.to_string()), findings) {
            bands.extend(read_band(members, findings));
        }
    }
    if items.is_empty() {
        let finding = Finding::error("key/empty", "there are no bands", Place::at(at));
        findings.push(finding.hint("write, for example, `[{\"up_to\": 60, \"points\": 5}, {\"points\": 0}]`"));
    }
    Some(bands)
}

fn read_band(mut members: Members<'_>, findings: &mut Findings) -> Option<Band> {
    members.need("points", findings);
    let points = number(&mut members, "points", findings);
    let up_to = number(&mut members, "up_to", findings);
    let when = condition(&mut members, "when", findings);
    let pointer = members.at().to_owned();
    members.finish(findings);
    Some(Band { up_to, points: points?, when, pointer })
}

fn read_linear(members: &mut Members<'_>, findings: &mut Findings) -> Option<Linear> {
    let at = members.place("linear");
    let mut members = Members::of(members.take("linear")?, &at, findings)?;
    let from = read_end(&mut members, "from", findings);
    let to = read_end(&mut members, "to", findings);
    members.finish(findings);
    let linear = Linear { from: from?, to: to? };
    if linear.from.at == linear.to.at {
        let message = format!("both ends stand at {}", linear.from.at.exact());
        let finding = Finding::error("key/out-of-range", message, Place::at(at));
        findings.push(finding.hint("let the ends differ"));
        return None;
    }
    Some(linear)
}

fn read_end(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<LinearEnd> {
    let at = members.place(name);
    let json = members.need(name, findings)?;
    let mut members = Members::of(json, &at, findings)?;
    members.need("at", findings);
    members.need("points", findings);
    let (at, points) = (number(&mut members, "at", findings), number(&mut members, "points", findings));
    members.finish(findings);
    Some(LinearEnd { at: at?, points: points? })
}
