//! Where an element is shown, may be changed, must be answered, and what its answer satisfies.

use sealform_expression::{NoNames, Purpose, compile};
use sealform_types::{Finding, Json, Severity, pointer, say};

use super::builder::{Builder, at};
use super::choices::{alone, named, value_of};
use super::expression::{Shape, Target, digits, part_of_day};
use super::needs::{Needs, Rule};
use super::tree::{Condition, Place};
use crate::members::Members;
use crate::xform::quoted;

/// A condition, what is said where it does not hold, and what follows.
type Test = (String, Option<Json>, Option<&'static str>);

/// What an address looks like: letters and signs parted by single points, and a last part of two letters or more.
const EMAIL: &str = r#"regex(., '^([^<>()\[\].,;:\s@"]+([.][^<>()\[\].,;:\s@"]+)*|".+")@([^<>()=\[\].,;:\s@"]+[.])+[^<>()=\[\].,;:\s@"]{2,}$')"#;

impl Builder<'_> {
    pub(super) fn conditions_of_group(&mut self, place: &Place<'_>, members: &mut Members) {
        let relevant = self.visibility(place);
        members.put("relevant", relevant.as_deref().map(Json::from));
        if place.kind != "inside" {
            self.enabled(place, members);
        }
    }

    /// Whether the survey itself never shows it, so that only its value is there.
    pub(super) fn is_never_shown(&self, place: &Place<'_>) -> bool {
        let hides = |json: &Json| {
            let called = json.get("name").and_then(Json::as_str).unwrap_or_default().to_lowercase();
            let may_show = json.get("visibleIf").and_then(Json::as_str).is_some_and(|source| !source.trim().is_empty());
            let is_hidden = json.get("visible") == Some(&Json::Boolean(false));
            is_hidden && !may_show && !self.triggers.shows.contains_key(&called)
        };
        hides(place.json) && place.also.iter().all(|(json, _)| hides(json))
    }

    /// Where it is shown: where one of those that share its value is, and where all that is around it says so.
    pub(super) fn visibility(&mut self, place: &Place<'_>) -> Option<String> {
        let mut all: Vec<String> = Vec::new();
        if place.kind != "inside" {
            all.extend(self.own_visibility(place));
        }
        for condition in &place.conditions {
            all.extend(self.condition(condition, &place.path));
        }
        all.extend(self.offers_something(place));
        match all.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            several => Some(several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" and ")),
        }
    }

    /// Whether there is a choice to take, where the question is hidden otherwise.
    fn offers_something(&mut self, place: &Place<'_>) -> Option<String> {
        if !place.is("hideIfChoicesEmpty") {
            return None;
        }
        if let Some(name) = place.text("choicesFromQuestion").or_else(|| place.text("carryForwardChoices")) {
            let names = self.names;
            let path = names.at(&place.path).known(name)?.path.clone();
            let is_carried = place.text("carryForwardChoices").is_some();
            let mode = place.text("choicesFromQuestionMode").unwrap_or(if is_carried { "selected" } else { "all" });
            return (mode == "selected").then(|| format!("{path} != ''"));
        }
        let condition = place.condition("choicesVisibleIf")?;
        let choices: Vec<String> =
            place.json.get("choices").and_then(Json::as_array)?.iter().filter_map(named).collect();
        let each = choices.iter().map(|name| self.on_choice(&condition, &place.path, name));
        let each: Vec<String> = each.collect::<Option<_>>()?;
        (!each.is_empty()).then(|| each.join(" or "))
    }

    fn own_visibility(&mut self, place: &Place<'_>) -> Option<String> {
        let mut any: Vec<String> = Vec::new();
        let own = (place.json, place.pointer.clone());
        for (json, here) in std::iter::once(&own).chain(&place.also) {
            let hides = json.get("visible") == Some(&Json::Boolean(false));
            let source = json.get("visibleIf").and_then(Json::as_str).filter(|source| !source.trim().is_empty());
            let called = json.get("name").and_then(Json::as_str).unwrap_or_default().to_lowercase();
            let shown = self.triggers.shows.get(&called).cloned().unwrap_or_default();
            let mut conditions: Vec<Condition> = source
                .map(|source| Condition { source: source.to_owned(), pointer: pointer(here, "visibleIf") })
                .into_iter()
                .collect();
            if conditions.is_empty() && !hides {
                return None;
            }
            conditions.extend(shown);
            for condition in &conditions {
                // What cannot be said is told, and shown always.
                any.push(self.condition(condition, &place.path)?);
            }
        }
        match any.as_slice() {
            [] => Some("false()".to_owned()),
            [one] => Some(one.clone()),
            several => Some(several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" or ")),
        }
    }

    fn enabled(&mut self, place: &Place<'_>, members: &mut Members) {
        if place.is("readOnly") {
            return members.put("readonly", Some(Json::Boolean(true)));
        }
        let enabled = place.condition("enableIf").and_then(|condition| self.condition(&condition, &place.path));
        if let Some(enabled) = enabled {
            members.text("readonly", &format!("not({enabled})"));
        }
    }

    /// Conditions and validators of a question.
    pub(super) fn rules(&mut self, place: &Place<'_>, members: &mut Members) {
        let relevant = self.visibility(place);
        members.put("relevant", relevant.as_deref().map(Json::from));
        if !place.is_answered() {
            return;
        }
        self.enabled(place, members);
        self.required(place, members);
        members.put("required_message", self.words(place.json.get("requiredErrorText"), place));
        let constraints = self.constraints(place);
        members.put("constraints", (!constraints.is_empty()).then_some(Json::Array(constraints)));
    }

    /// Whether it must be answered, or is the one that says so for all that are in an element.
    pub(super) fn required(&mut self, place: &Place<'_>, members: &mut Members) {
        if place.is("isRequired") {
            return members.put("required", Some(Json::Boolean(true)));
        }
        if place.json.get("minSelectedChoices").and_then(Json::as_integer).is_some_and(|least| least > 0) {
            return members.put("required", Some(Json::Boolean(true)));
        }
        let own = place.condition("requiredIf").and_then(|condition| self.condition(&condition, &place.path));
        let mut all: Vec<String> = own.into_iter().collect();
        for one in self.needs.one_of.get(&place.path).cloned().unwrap_or_default() {
            let Some((condition, path)) = one.when else {
                all.push(one.blank);
                continue;
            };
            let when = self.condition(&condition, &path);
            all.extend(when.map(|when| format!("({when} and {})", one.blank)));
        }
        all.extend(self.broken_by_blanks(place, members));
        members.put("required", (!all.is_empty()).then(|| Json::from(all.join(" or ").as_str())));
    }

    /// Conditions of validators are asked of a blank answer, too: where one does not hold, an answer is missing.
    fn broken_by_blanks(&mut self, place: &Place<'_>, members: &mut Members) -> Vec<String> {
        let mut all = Vec::new();
        for rule in validators(&self.needs, place) {
            if kind_of(rule.json) != "expression" || rule.level().is_some() {
                continue;
            }
            all.extend(self.validator(&rule).into_iter().map(|test| format!("not({test})")));
            if place.text("requiredErrorText").is_none() {
                let message = self.words(rule.json.get("text"), place);
                members.replace("required_message", message);
            }
        }
        all
    }

    pub(super) fn constraints(&mut self, place: &Place<'_>) -> Vec<Json> {
        let mut all: Vec<Test> = self.limits(place).into_iter().map(|test| (test, None, None)).collect();
        for rule in validators(&self.needs, place) {
            let message = self.words(rule.json.get("text"), place);
            let level = rule.level();
            all.extend(self.validator(&rule).into_iter().map(|test| (test, message.clone(), level)));
        }
        if let Some((test, message)) = self.needs.unique.get(&place.path).cloned() {
            all.push((test, self.words(message, place), None));
        }
        let constraint = |(test, message, level): Test| {
            let mut members = Members::default();
            members.text("test", &test);
            members.put("message", message);
            members.put("level", level.map(Json::from));
            Json::Object(members.0)
        };
        all.into_iter().map(constraint).collect()
    }

    /// The least and the most.
    fn limits(&mut self, place: &Place<'_>) -> Vec<String> {
        let mut all = Vec::new();
        if place.kind != "slider" {
            for (theirs, dynamic, sign) in [("min", "minValueExpression", ">="), ("max", "maxValueExpression", "<=")] {
                let fixed =
                    place.json.get(theirs).filter(|limit| !matches!(limit, Json::String(text) if text.is_empty()));
                all.extend(fixed.and_then(|limit| within(place, sign, limit)));
                let limit = place.condition(dynamic).and_then(|condition| self.formula(&condition, &place.path));
                // A limit that is not known yet limits nothing.
                all.extend(limit.map(|limit| format!("({limit} = '' or . {sign} {limit})")));
            }
        }
        let step = place.json.get("step").and_then(limit_of).filter(|_| place.text("inputType") == Some("number"));
        // Doubles cannot hold tenths exactly.
        all.extend(step.filter(|step| step.expression.parse().is_ok_and(|step: f64| step > 0.0)).map(|step| {
            let steps = format!(". div {}", step.expression);
            format!("round({steps}, 6) = round({steps})")
        }));
        let count = |member: &str| place.json.get(member).and_then(Json::as_integer).filter(|count| *count > 0);
        // One that stands alone, such as `none`, is enough.
        all.extend(count("minSelectedChoices").map(|least| {
            let alone: String = alone(place).iter().map(|name| format!(" or selected(., {})", quoted(name))).collect();
            format!("count-selected(.) >= {least}{alone}")
        }));
        all.extend(count("maxSelectedChoices").map(|most| format!("count-selected(.) <= {most}")));
        if place.text("inputType") == Some("email") {
            all.push(EMAIL.to_owned());
        }
        if let Some(most) = place.json.get("maxLength").and_then(Json::as_integer).filter(|most| *most > 0) {
            all.push(format!("string-length(.) <= {most}"));
        }
        all
    }

    /// A pattern that an answer matches; nothing, with a finding, where our patterns cannot say it.
    fn pattern(&mut self, rule: &Rule<'_>) -> Option<String> {
        let pattern = rule.json.get("regex").and_then(Json::as_str).unwrap_or_default();
        let ignores_case =
            ["caseInsensitive", "insensitive"].iter().any(|name| rule.json.get(name) == Some(&Json::Boolean(true)));
        let pattern = quoted(&if ignores_case { format!("(?i){pattern}") } else { pattern.to_owned() });
        let (_, findings) = compile(&format!("regex('', {pattern})"), &NoNames, Purpose::Value, "");
        let Some(fault) = findings.iter().find(|finding| finding.severity == Severity::Error) else {
            return Some(format!("regex(., {pattern})"));
        };
        let message = say!("this validator is not carried over: {}", fault.message);
        let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer(&rule.pointer, "regex")));
        self.tell(finding.hint("write the pattern without looking ahead, behind or back, or an expression"));
        None
    }

    fn validator(&mut self, rule: &Rule<'_>) -> Vec<String> {
        let validator = rule.json;
        let number = |name: &str| validator.get(name).and_then(|limit| Some(limit_of(limit)?.expression));
        let limits = |what: &str, least: &str, most: &str| {
            let least = number(least).map(|least| format!("{what} >= {least}"));
            let most = number(most).map(|most| format!("{what} <= {most}"));
            least.into_iter().chain(most).collect::<Vec<_>>()
        };
        match kind_of(validator).as_str() {
            "numeric" => {
                let mut tests = vec!["number(.) = number(.)".to_owned()];
                tests.extend(limits(".", "minValue", "maxValue"));
                tests
            }
            "text" => {
                let mut tests = limits("string-length(.)", "minLength", "maxLength");
                if validator.get("allowDigits") == Some(&Json::Boolean(false)) {
                    tests.push("not(regex(., '[0-9]'))".to_owned());
                }
                tests
            }
            "answercount" => limits("count-selected(.)", "minCount", "maxCount"),
            "email" => vec![EMAIL.to_owned()],
            "regex" => self.pattern(rule).into_iter().collect(),
            "expression" => {
                let source = validator.get("expression").and_then(Json::as_str).unwrap_or_default().to_owned();
                let condition = Condition { source, pointer: pointer(&rule.pointer, "expression") };
                self.condition(&condition, &rule.path).into_iter().collect()
            }
            other => {
                let message = say!("the validator `{other}` is not carried over");
                let finding = Finding::warning("surveyjs/not-carried", message, at(&rule.pointer));
                self.tell(finding.hint("write an expression in its place"));
                Vec::new()
            }
        }
    }
}

/// A question's own validators, and those that it speaks for.
fn validators<'r>(needs: &Needs<'r>, place: &Place<'r>) -> Vec<Rule<'r>> {
    let validators = place.json.get("validators").and_then(Json::as_array).unwrap_or_default();
    let here = pointer(&place.pointer, "validators");
    let own = validators.iter().enumerate().map(|(index, json)| {
        let pointer = pointer(&here, &index.to_string());
        Rule { json, pointer, path: place.path.clone() }
    });
    own.chain(needs.rules.get(&place.path).cloned().unwrap_or_default()).collect()
}

/// The type of a validator, which may be written with or without that word.
fn kind_of(validator: &Json) -> String {
    let kind = validator.get("type").and_then(Json::as_str).unwrap_or_default().to_lowercase();
    kind.strip_suffix("validator").unwrap_or(&kind).to_owned()
}

/// A limit that is written out.
fn limit_of(json: &Json) -> Option<Target> {
    let of = |expression: String, shape: Shape| Some(Target { expression, shape });
    match json {
        Json::Integer(_) | Json::Float(_) => of(value_of(json)?, Shape::Number),
        Json::String(text) if text.trim().parse::<f64>().is_ok() => of(text.trim().to_owned(), Shape::Number),
        // What is no day limits nothing.
        Json::String(text) if text.bytes().take(4).filter(u8::is_ascii_digit).count() == 4 => {
            of(format!("date({})", quoted(text)), Shape::Date)
        }
        _ => None,
    }
}

/// An answer beside its limit, as what can be compared.
fn within(place: &Place<'_>, sign: &str, limit: &Json) -> Option<String> {
    let answer = Target { expression: ".".to_owned(), shape: Shape::Text };
    let text = |limit: &Json| Some(Target { expression: quoted(limit.as_str()?), shape: Shape::Text });
    let (answer, limit) = match place.text("inputType") {
        Some("time") => (part_of_day(&answer), part_of_day(&text(limit)?)),
        Some("month" | "week") => (digits(&answer), digits(&text(limit)?)),
        _ => (answer, limit_of(limit)?),
    };
    Some(format!("{} {sign} {}", answer.expression, limit.expression))
}
