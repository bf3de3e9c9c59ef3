//! Where an element is shown, may be changed, must be answered, and what its answer satisfies.

use sealform_expression::{NoNames, Purpose, compile};
use sealform_questionnaire::{Condition, Constraint, Question, Text};
use sealform_types::{Finding, Json, Level, Place, Severity, pointer, say};

use super::converter::Converter;
use super::scope::ItemName;
use crate::surveyjs::expression::{Shape, Target, month_number, part_of_day};
use crate::surveyjs::model::{
    CarryMode, Element, ElementType, ExpressionText, InputType, Located, Role, carried_choices, choice_name_of,
    exclusive_names, value_of, with_name,
};
use crate::surveyjs::rules::{Uniqueness, Validator, ValidatorType};
use crate::xform::quoted;

/// What an address looks like: letters and signs parted by single points, and a last part of two letters or more.
const EMAIL: &str = r#"regex(., '^([^<>()\[\].,;:\s@"]+([.][^<>()\[\].,;:\s@"]+)*|".+")@([^<>()=\[\].,;:\s@"]+[.])+[^<>()=\[\].,;:\s@"]{2,}$')"#;

impl Converter<'_> {
    /// Whether the survey itself never shows an element, so that only its value is there.
    pub fn is_never_shown(&self, element: &Element<'_>) -> bool {
        let hides = |located: &Located<'_>| {
            let visibility = Visibility::of(located);
            visibility.is_hidden
                && visibility.condition.is_none()
                && !self.triggers.shows.contains_key(&visibility.name)
        };
        element.kind == ElementType::Unasked || hides(&element.located()) && element.merged.iter().all(hides)
    }

    /// What takes an answer away where the survey forgets what it hides: where an element is not shown, and the names of the
    /// questions that decide it.
    pub fn forgetting(&mut self, element: &Element<'_>) -> Option<(String, Vec<ExpressionText>)> {
        let of_survey = self.survey.get("clearInvisibleValues").and_then(Json::as_str);
        let own = element.text("clearIfInvisible").filter(|own| *own != "default");
        let when = own.or(of_survey)?;
        let around = match when {
            "onHidden" => Vec::new(),
            "onHiddenContainer" => {
                let ends = element.path.match_indices('/').map(|(end, _)| end);
                let all = ends.filter_map(|end| self.element_at(element.path.get(..end)?));
                all.filter(|around| around.is_transparent()).collect()
            }
            _ => return None,
        };
        let mut conditions = Vec::new();
        let mut shown = Vec::new();
        for located in around.into_iter().map(Element::located).chain(std::iter::once(element.located())) {
            if let Some(condition) = located.expression("visibleIf") {
                shown.extend(self.condition(&condition, &element.path));
                conditions.push(condition);
            }
        }
        let shown = joined(&shown, " and ")?;
        Some((format!("not({shown})"), conditions))
    }

    /// Where an element is shown: where one of those that share its value is, and where all that is around it says so.
    /// `None` where it always is.
    pub fn relevance(&mut self, element: &Element<'_>) -> Option<String> {
        let mut all: Vec<String> = Vec::new();
        if element.kind != ElementType::InstanceGroup {
            all.extend(self.own_visibility(element));
        }
        for condition in &element.conditions {
            all.extend(self.condition(condition, &element.path));
        }
        all.extend(self.offers_something(element));
        joined(&all, " and ")
    }

    /// Whether an element cannot be changed.
    pub fn readonly(&mut self, element: &Element<'_>) -> Condition {
        if element.is("readOnly") || self.is_display {
            return Condition::Yes;
        }
        let enabled = element.expression("enableIf").and_then(|condition| self.condition(&condition, &element.path));
        enabled.map_or(Condition::No, |enabled| Condition::When(format!("not({enabled})")))
    }

    /// Conditions and validators of a question.
    pub fn set_rules(&mut self, element: &Element<'_>, question: &mut Question) {
        question.relevant = self.relevance(element);
        if !element.is_answered() {
            return;
        }
        question.readonly = self.readonly(element);
        self.set_required(element, question);
        let closed = std::iter::once(question.readonly.clone()).chain(self.readonly_around(element));
        question.required =
            closed.fold(std::mem::take(&mut question.required), |required, closed| demanded(required, &closed));
        question.constraints = self.constraints(element);
    }

    /// Where what is around a question cannot be changed.
    fn readonly_around(&mut self, element: &Element<'_>) -> Vec<Condition> {
        let ends = element.path.match_indices('/').map(|(end, _)| end);
        let around: Vec<_> = ends.filter_map(|end| self.element_at(element.path.get(..end)?)).collect();
        let of_groups = around.into_iter().filter(|group| group.kind != ElementType::InstanceGroup);
        let closed: Vec<Condition> = of_groups.map(|group| self.readonly(group)).collect();
        // A path from where the group stands leads elsewhere from here.
        closed.into_iter().filter(|closed| !matches!(closed, Condition::When(test) if test.contains(".."))).collect()
    }

    /// Whether a question must be answered, or is the one that is required for all that are in a container.
    pub fn set_required(&mut self, element: &Element<'_>, question: &mut Question) {
        let own_message = self.text(element.json.get("requiredErrorText"), element);
        let least = element.integer("minSelectedChoices").unwrap_or(0);
        // A condition stands in the place of what is always so.
        let is_always = element.is("isRequired") && element.text("requiredIf").is_none();
        if is_always || least > 0 {
            question.required = Condition::Yes;
            question.required_message = own_message;
            return;
        }
        let own = element.expression("requiredIf").and_then(|condition| self.condition(&condition, &element.path));
        let mut all: Vec<String> = own.into_iter().collect();
        for one in self.rules.one_of.get(&element.path).cloned().unwrap_or_default() {
            let Some(demand) = one.when else {
                all.push(one.blank);
                continue;
            };
            let when = self.condition(&demand.condition, &demand.path);
            all.extend(when.map(|when| format!("({when} and {})", one.blank)));
        }
        let broken = self.broken_by_blanks(element);
        question.required_message = if own_message.0.is_empty() { broken.message } else { own_message };
        all.extend(broken.tests);
        question.required = if all.is_empty() { Condition::No } else { Condition::When(all.join(" or ")) };
    }

    /// What the answer of a question satisfies.
    pub fn constraints(&mut self, element: &Element<'_>) -> Vec<Constraint> {
        let hard = |Limit { test, message }: Limit| constraint(test, message, Level::Hard);
        let mut all: Vec<Constraint> = self.limits(element).into_iter().map(hard).collect();
        for validator in self.validators(element) {
            let message = self.text(validator.located.json.get("text"), element);
            let level = validator.level();
            let test = joined(&self.validator(&validator), " and ");
            all.extend(test.map(|test| constraint(test, message, level)));
        }
        if let Some(Uniqueness { test, message }) = self.rules.unique.get(&element.path).cloned() {
            all.push(constraint(test, self.text(message, element), Level::Hard));
        }
        all
    }

    /// Whether there is a choice to take, where the question is hidden otherwise.
    fn offers_something(&mut self, element: &Element<'_>) -> Option<String> {
        if element.is("hideIfRowsEmpty") && element.role == Role::Group {
            let each = element.children.iter().map(|row| self.relevance(row));
            let each: Vec<String> = each.collect::<Option<_>>()?;
            return Some(if each.is_empty() { "false()".to_owned() } else { each.join(" or ") });
        }
        if !element.is("hideIfChoicesEmpty") {
            return None;
        }
        if let Some(carried) = carried_choices(element) {
            let symbol = self.scope(&element.path).symbol(carried.source).map(|symbol| symbol.path.clone());
            let path = symbol.or_else(|| Some(with_name(self.tree, carried.source)?.path.clone()))?;
            return (carried.mode == CarryMode::Selected).then(|| format!("{path} != ''"));
        }
        let condition = element.expression("choicesVisibleIf")?;
        let choices = element.json.get("choices").and_then(Json::as_array)?;
        let names = choices.iter().filter_map(choice_name_of);
        let each = names.map(|name| self.condition_on_choices(&condition, &element.path, ItemName::Choice(name)));
        let each: Vec<String> = each.collect::<Option<_>>()?;
        (!each.is_empty()).then(|| each.join(" or "))
    }

    fn own_visibility(&mut self, element: &Element<'_>) -> Option<String> {
        let mut any: Vec<String> = Vec::new();
        let own = element.located();
        for located in std::iter::once(&own).chain(&element.merged) {
            let Visibility { name, is_hidden, condition } = Visibility::of(located);
            if condition.is_none() && !is_hidden {
                return None;
            }
            let shown = self.triggers.shows.get(&name).cloned().unwrap_or_default();
            for condition in condition.iter().chain(&shown) {
                // What has no counterpart is reported, and the element always shown.
                any.push(self.condition(condition, &element.path)?);
            }
        }
        Some(joined(&any, " or ").unwrap_or_else(|| "false()".to_owned()))
    }

    /// Where one of several elements with one value is shown itself; `None` where it always is.
    pub fn shown_alone(&mut self, located: &Located<'_>, path: &str) -> Option<String> {
        let Visibility { is_hidden, condition, .. } = Visibility::of(located);
        match condition {
            Some(condition) => self.condition(&condition, path),
            None => is_hidden.then(|| "false()".to_owned()),
        }
    }

    /// Expression validators are also evaluated on a blank answer: where one does not hold, an answer is missing.
    fn broken_by_blanks(&mut self, element: &Element<'_>) -> BrokenByBlanks {
        let mut broken = BrokenByBlanks::default();
        for validator in self.validators(element) {
            if validator.kind() != Some(ValidatorType::Expression) || validator.level() != Level::Hard {
                continue;
            }
            broken.tests.extend(self.validator(&validator).into_iter().map(|test| format!("not({test})")));
            let message = self.text(validator.located.json.get("text"), element);
            if !message.0.is_empty() {
                broken.message = message;
            }
        }
        broken
    }

    /// A question's own validators, and those that it speaks for.
    fn validators<'e>(&self, element: &Element<'e>) -> Vec<Validator<'e>>
    where
        Self: 'e,
    {
        let of_containers = self.rules.validators.get(&element.path).cloned().unwrap_or_default();
        Validator::of(element).into_iter().chain(of_containers).collect()
    }

    /// The least and the most.
    fn limits(&mut self, element: &Element<'_>) -> Vec<Limit> {
        let mut limits = Vec::new();
        let mut all = Vec::new();
        if element.kind != ElementType::Slider {
            for (member, expression, sign) in [("min", "minValueExpression", ">="), ("max", "maxValueExpression", "<=")]
            {
                let message = self.text(element.json.get(&format!("{member}ErrorText")), element);
                let is_blank = |limit: &&Json| matches!(limit, Json::String(text) if text.is_empty());
                let limit = element.expression(expression).and_then(|limit| self.formula(&limit, &element.path));
                if let Some(limit) = limit {
                    // It stands in the place of one that is written out; one that is not known yet limits nothing.
                    limits.push(Limit { test: format!("({limit} = '' or . {sign} {limit})"), message });
                    continue;
                }
                let fixed = element.json.get(member).filter(|limit| !is_blank(limit));
                let test = fixed.and_then(|limit| within(element, sign, limit));
                limits.extend(test.map(|test| Limit { test, message }));
            }
        }
        all.extend(step(element));
        let count = |member: &str| element.integer(member).filter(|count| *count > 0);
        all.extend(count("minSelectedChoices").map(|least| {
            // A choice that excludes all others, such as `none`, is enough.
            let exclusive = exclusive_names(element);
            let alone: String = exclusive.iter().map(|name| format!(" or selected(., {})", quoted(name))).collect();
            format!("count-selected(.) >= {least}{alone}")
        }));
        all.extend(count("maxSelectedChoices").map(|most| format!("count-selected(.) <= {most}")));
        if element.input_type() == Some(InputType::Email) {
            all.push(EMAIL.to_owned());
        }
        all.extend(count("maxLength").map(|most| format!("string-length(.) <= {most}")));
        limits.extend(all.into_iter().map(|test| Limit { test, message: Text::default() }));
        limits
    }

    /// The tests of a validator; none, with a finding, where it has no counterpart.
    fn validator(&mut self, validator: &Validator<'_>) -> Vec<String> {
        let json = validator.located.json;
        let limits = |what: &str, least: &str, most: &str| {
            let limit = |member: &str, sign: &str| {
                let limit = json.get(member).and_then(limit_of)?;
                Some(format!("{what} {sign} {}", limit.expression))
            };
            [limit(least, ">="), limit(most, "<=")].into_iter().flatten().collect::<Vec<_>>()
        };
        match validator.kind() {
            Some(ValidatorType::Numeric) => {
                let mut tests = vec!["number(.) = number(.)".to_owned()];
                tests.extend(limits(".", "minValue", "maxValue"));
                tests
            }
            Some(ValidatorType::Text) => {
                let mut tests = limits("string-length(.)", "minLength", "maxLength");
                if json.get("allowDigits") == Some(&Json::Boolean(false)) {
                    tests.push("not(regex(., '[0-9]'))".to_owned());
                }
                tests
            }
            Some(ValidatorType::AnswerCount) => limits("count-selected(.)", "minCount", "maxCount"),
            Some(ValidatorType::Email) => vec![EMAIL.to_owned()],
            Some(ValidatorType::Regex) => self.pattern(validator).into_iter().collect(),
            Some(ValidatorType::Expression) => {
                let condition = validator.located.expression("expression");
                condition.and_then(|condition| self.condition(&condition, &validator.path)).into_iter().collect()
            }
            None => {
                let message = say!("the validator `{}` is not carried over", validator.type_name());
                let place = Place::at(&validator.located.pointer);
                let finding = Finding::warning("surveyjs/not-carried", message, place);
                self.report(finding.hint("use an expression validator instead"));
                Vec::new()
            }
        }
    }

    /// A pattern that an answer matches; `None`, with a finding, where our patterns cannot express it.
    fn pattern(&mut self, validator: &Validator<'_>) -> Option<String> {
        let pattern = validator.located.json.get("regex").and_then(Json::as_str).unwrap_or_default();
        let ignores_case = validator.is_any(&["caseInsensitive", "insensitive"]);
        let pattern = quoted(&if ignores_case { format!("(?i){pattern}") } else { pattern.to_owned() });
        let (_, findings) = compile(&format!("regex('', {pattern})"), &NoNames, Purpose::Value, "");
        let Some(fault) = findings.iter().find(|finding| finding.severity == Severity::Error) else {
            return Some(format!("regex(., {pattern})"));
        };
        let message = say!("this validator is not carried over: {}", fault.message);
        let place = Place::at(pointer(&validator.located.pointer, "regex"));
        let finding = Finding::warning("surveyjs/not-carried", message, place);
        self.report(finding.hint("rewrite the pattern without look-around or backreferences, or use an expression"));
        None
    }
}

/// What an answer must be, and what is said where it is not.
struct Limit {
    test: String,
    message: Text,
}

/// Validators that do not hold on a blank answer, and what is said then.
#[derive(Default)]
struct BrokenByBlanks {
    tests: Vec<String>,
    message: Text,
}

/// What an element says itself about where it is shown.
struct Visibility {
    /// Its name in lower case, by which triggers know it.
    name: String,
    is_hidden: bool,
    condition: Option<ExpressionText>,
}

impl Visibility {
    fn of(located: &Located<'_>) -> Self {
        Self {
            name: located.json.get("name").and_then(Json::as_str).unwrap_or_default().to_lowercase(),
            is_hidden: located.json.get("visible") == Some(&Json::Boolean(false)),
            condition: located.expression("visibleIf"),
        }
    }
}

/// Several tests as one; `None` where there is none.
pub(super) fn joined(tests: &[String], operator: &str) -> Option<String> {
    match tests {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(operator)),
    }
}

/// What cannot be changed need not be answered.
pub(super) fn demanded(required: Condition, readonly: &Condition) -> Condition {
    match (required, readonly) {
        (_, Condition::Yes) | (Condition::No, _) => Condition::No,
        (required, Condition::No) => required,
        (Condition::Yes, Condition::When(readonly)) => Condition::When(format!("not({readonly})")),
        (Condition::When(required), Condition::When(readonly)) => {
            Condition::When(format!("({required}) and not({readonly})"))
        }
    }
}

fn constraint(test: String, message: Text, level: Level) -> Constraint {
    Constraint { test, message, level, pointer: String::new() }
}

/// The steps of a number. Doubles cannot hold tenths exactly.
fn step(element: &Element<'_>) -> Option<String> {
    let step = element.json.get("step").and_then(limit_of);
    let step = step.filter(|_| element.input_type() == Some(InputType::Number))?.expression;
    step.parse().is_ok_and(|step: f64| step > 0.0).then(|| {
        let steps = format!(". div {step}");
        format!("round({steps}, 6) = round({steps})")
    })
}

/// A limit that is written out.
fn limit_of(json: &Json) -> Option<Target> {
    match json {
        Json::Integer(_) | Json::Float(_) => Some(Target::number(value_of(json)?)),
        Json::String(text) if text.trim().parse::<f64>().is_ok() => Some(Target::number(text.trim())),
        // Only what begins like a day is a limit.
        Json::String(text) if text.bytes().take(4).filter(u8::is_ascii_digit).count() == 4 => {
            Some(Target::new(format!("date({})", quoted(text)), Shape::Date))
        }
        Json::Null | Json::Boolean(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// An answer beside its limit, as what can be compared.
fn within(element: &Element<'_>, sign: &str, limit: &Json) -> Option<String> {
    let answer = Target::new(".", Shape::Text);
    let text = |limit: &Json| Some(Target::text(limit.as_str()?));
    let (answer, limit) = match element.input_type() {
        Some(InputType::Time) => (part_of_day(&answer), part_of_day(&text(limit)?)),
        Some(InputType::Month | InputType::Week) => (month_number(&answer), month_number(&text(limit)?)),
        Some(
            InputType::Number
            | InputType::Range
            | InputType::Date
            | InputType::DateTime
            | InputType::Email
            | InputType::Other,
        )
        | None => (answer, limit_of(limit)?),
    };
    Some(format!("{} {sign} {}", answer.expression, limit.expression))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_json<T>(text: &str, check: impl FnOnce(&Element<'_>) -> T) -> T {
        let json = Json::parse(text.as_bytes()).expect("JSON");
        let element = Element::new(ElementType::Text, Role::Question, "q".to_owned(), Located::new(&json, ""));
        check(&element)
    }

    #[test]
    fn limits_have_the_form_of_what_is_asked_for() {
        let least = |text: &str| with_json(text, |element| within(element, ">=", element.json.get("min")?));
        assert_eq!(least(r#"{"min": 3}"#).as_deref(), Some(". >= 3"));
        assert_eq!(least(r#"{"min": "2026-06-15"}"#).as_deref(), Some(". >= date('2026-06-15')"));
        let time = least(r#"{"inputType": "time", "min": "09:00"}"#);
        assert_eq!(time.as_deref(), Some("decimal-time(.) >= decimal-time('09:00')"));
        assert_eq!(least(r#"{"min": "soon"}"#), None);
    }

    #[test]
    fn only_numbers_have_steps() {
        let step = |text: &str| with_json(text, step);
        let tenths = Some("round(. div 0.1, 6) = round(. div 0.1)");
        assert_eq!(step(r#"{"inputType": "number", "step": 0.1}"#).as_deref(), tenths);
        assert_eq!(step(r#"{"inputType": "date", "step": 1}"#), None);
        assert_eq!(step(r#"{"inputType": "number", "step": 0}"#), None);
    }

    #[test]
    fn tests_are_joined_in_brackets() {
        let tests = ["a = 1".to_owned(), "b = 2".to_owned()];
        assert_eq!(joined(&tests, " or ").as_deref(), Some("(a = 1) or (b = 2)"));
        assert_eq!(joined(&tests[..1], " or ").as_deref(), Some("a = 1"));
        assert_eq!(joined(&[], " or "), None);
    }
}
