//! Reads the rule of one question.

use sealform_questionnaire::Members;
use sealform_types::{Findings, Json, VecMap, pointer};

use crate::fault::error;
pub(crate) use crate::key::Rule;
use crate::key::{Band, Instances, Linear, LinearEnd};
use crate::number::Points;
use crate::read::{UNANSWERED, condition, each, factor, number, word};

const INSTANCES: &[(&str, Instances)] =
    &[("sum", Instances::Sum), ("mean", Instances::Mean), ("worst", Instances::Worst), ("best", Instances::Best)];

/// Reads a rule and reports every fault.
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
        let hint = match measures {
            0 => "add the points, or `\"unscored\": true`",
            _ => "keep one of them",
        };
        let message = format_args!("a rule must have exactly one of `points`, `bands`, `linear` and `unscored`");
        error(findings, "key/no-rule", message, &rule.pointer, format_args!("{hint}"));
    }
    if let (Some(min), Some(max)) = (&rule.min, &rule.max)
        && min > max
    {
        let message = format_args!("at least {} and at most {} cannot both hold", min.exact(), max.exact());
        error(findings, "key/out-of-range", message, &pointer(&rule.pointer, "min"), format_args!("swap them"));
    }
    rule
}

fn read_points(members: &mut Members<'_>, findings: &mut Findings) -> Option<VecMap<String, Points>> {
    let at = members.pointer("points");
    match members.take("points")? {
        Json::Object(choices) if choices.is_empty() => {
            let hint = format_args!("write points for each choice");
            error(findings, "key/empty", format_args!("the rule has no points"), &at, hint);
            None
        }
        Json::Object(choices) => {
            let read = |(choice, json): &(String, Json)| {
                let points = Points::read(json, &pointer(&at, choice), findings)?;
                Some((choice.clone(), points))
            };
            Some(choices.iter().filter_map(read).collect())
        }
        json @ (Json::Null
        | Json::Boolean(_)
        | Json::Integer(_)
        | Json::Float(_)
        | Json::String(_)
        | Json::Array(_)) => {
            let message = format_args!("expected an object from choice to points, found {}", json.kind());
            let hint = format_args!("write, for example, `{{\"yes\": 1, \"no\": 0}}`");
            error(findings, "key/wrong-kind", message, &at, hint);
            None
        }
    }
}

fn read_bands(members: &mut Members<'_>, findings: &mut Findings) -> Option<Vec<Band>> {
    let at = members.pointer("bands");
    let empty = matches!(members.take("bands")?, Json::Array(items) if items.is_empty());
    let bands = each(members, "bands", findings).into_iter().filter_map(|band| read_band(band, findings)).collect();
    if empty {
        let hint = format_args!("write, for example, `[{{\"up_to\": 60, \"points\": 5}}, {{\"points\": 0}}]`");
        error(findings, "key/empty", format_args!("the rule has no bands"), &at, hint);
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
    let at = members.pointer("linear");
    let mut members = Members::of(members.take("linear")?, &at, findings)?;
    let from = read_end(&mut members, "from", findings);
    let to = read_end(&mut members, "to", findings);
    members.finish(findings);
    let linear = Linear { from: from?, to: to? };
    if linear.from.at == linear.to.at {
        let message = format_args!("both ends are at {}", linear.from.at.exact());
        error(findings, "key/out-of-range", message, &at, format_args!("use two different ends"));
        return None;
    }
    Some(linear)
}

fn read_end(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<LinearEnd> {
    let at = members.pointer(name);
    let json = members.need(name, findings)?;
    let mut members = Members::of(json, &at, findings)?;
    members.need("at", findings);
    members.need("points", findings);
    let (at, points) = (number(&mut members, "at", findings), number(&mut members, "points", findings));
    members.finish(findings);
    Some(LinearEnd { at: at?, points: points? })
}
