//! What must hold between the members of a document that was read.
//! Not here: reading (`read`), and whatever needs an expression to be understood (the engine's `compile`).

mod appearance;
mod choices;
mod elsewhere;
mod media;
mod parameters;
mod total;

use sealform_types::canonical::MAX_SAFE_INTEGER;
use sealform_types::{
    Decimal, Finding, Findings, Place, Severity, VecMap, VecSet, is_name, is_outcome, lowercase, pointer,
    previous_duplicates, say,
};

use crate::model::{
    CHOICE_VALUES, Choice, Group, GroupType, Item, JSON_VALUES, LOCATION_DIGITS, MOST_ATTEMPTS, MOST_WAIT_DAYS,
    Question, QuestionType, Questionnaire, Resource, Shape, Text, is_location_digits,
};
use crate::rules::TextRules;

/// Reports every rule that the document breaks.
pub(crate) fn check(questionnaire: &Questionnaire, findings: &mut Findings) {
    let check = &mut Check { questionnaire, findings, choice_names: VecMap::new() };
    check.texts(&questionnaire.title, "", "title");
    if questionnaire.title.is_empty() && !check.is_reported("/title") {
        check.error("document/blank", "the form has no title", "/title", "give it one");
    }
    let mut several = Vec::new();
    lists_of_several(&questionnaire.survey, &mut several);
    for (name, list) in &questionnaire.choices {
        check.choice_list(list, several.contains(&name.as_str()), &pointer("/choices", name));
    }
    if questionnaire.survey.is_empty() && !check.is_reported("/survey") {
        check.error("document/empty", "the form has no questions", "/survey", "add at least one");
    }
    check.resources();
    check.style();
    check.items(&questionnaire.survey, Level::Top);
}

/// The lists of which several choices may be taken.
fn lists_of_several<'a>(items: &'a [Item], lists: &mut Vec<&'a str>) {
    for item in items {
        match item {
            Item::Group(group) => lists_of_several(&group.children, lists),
            Item::Question(question) if question.kind != QuestionType::SelectOne => {
                lists.extend(question.choices.as_deref());
            }
            Item::Question(_) | Item::Terminate(_) => {}
        }
    }
}

/// Whether every reader of JSON keeps a whole number, so that it can be sealed.
fn is_exact(number: i64) -> bool {
    (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&number)
}

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// In no other group.
    Top,
    /// In another group.
    Inside,
}

struct Check<'a> {
    questionnaire: &'a Questionnaire,
    findings: &'a mut Findings,
    /// The names of the choices of lists that were asked for.
    choice_names: VecMap<&'a str, VecSet<&'a str>>,
}

impl<'a> Check<'a> {
    fn error(&mut self, code: &'static str, message: impl Into<String>, at: &str, hint: impl Into<String>) {
        self.findings.push(Finding::error(code, message, Place::at(at)).hint(hint));
    }

    fn warning(&mut self, code: &'static str, message: impl Into<String>, at: &str, hint: impl Into<String>) {
        self.findings.push(Finding::warning(code, message, Place::at(at)).hint(hint));
    }

    /// Whether an error has been reported at a place or inside it: what follows from it is not reported again.
    fn is_reported(&self, at: &str) -> bool {
        let is_inside =
            |pointer: &str| pointer.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.findings.iter().any(|finding| finding.severity == Severity::Error && is_inside(&finding.place.pointer))
    }

    /// A text that is there must be there in every language.
    fn texts(&mut self, text: &Text, at: &str, member: &str) {
        if text.0.is_empty() {
            return;
        }
        for language in &self.questionnaire.languages {
            if !text.0.contains_key(language) {
                let message = say!("the text is missing in `{language}`");
                let hint = "the form's first language stands in for it";
                self.warning("document/untranslated", message, &pointer(at, member), hint);
            }
        }
    }

    fn choice_list(&mut self, list: &[Choice], several: bool, at: &str) {
        if list.is_empty() && !self.is_reported(at) {
            self.warning("document/empty", "the list has no choices", at, "add at least one");
        }
        let twins = previous_duplicates(&list.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>());
        for (index, (choice, twin)) in list.iter().zip(twins).enumerate() {
            let here = pointer(at, &index.to_string());
            self.texts(&choice.label, &here, "label");
            self.media(&choice.media, &here);
            if choice.label.is_empty() && choice.media.is_empty() {
                self.warning(
                    "document/no-label",
                    say!("choice `{}` has no label", choice.name),
                    &here,
                    "add a `label`",
                );
            }
            if choice.name.contains(char::is_whitespace) {
                let message = say!("the choice name `{}` contains a space", choice.name);
                let at = pointer(&here, "name");
                // Names are joined by blanks wherever several are taken.
                match several {
                    true => self.error("document/bad-name", message, &at, "use `_` instead"),
                    false => self.warning("document/bad-name", message, &at, "use `_` instead"),
                }
            }
            if twin.is_some() && !self.questionnaire.settings.allow_choice_duplicates {
                let message = say!("choice `{}` is listed twice", choice.name);
                self.error("document/duplicate", message, &pointer(&here, "name"), "rename or remove one of them");
            }
        }
    }

    fn resources(&mut self) {
        let resources = &self.questionnaire.resources;
        let twins = previous_duplicates(&resources.iter().map(Resource::stem).collect::<Vec<_>>());
        for (index, (resource, twin)) in resources.iter().zip(twins).enumerate() {
            if twin.is_some() {
                let message = say!("two resources have the name `{}`", resource.stem());
                let here = pointer("/resources", &index.to_string());
                self.error("document/duplicate", message, &here, "give one of them another `id`");
            }
        }
    }

    fn items(&mut self, items: &'a [Item], level: Level) {
        let twins = previous_duplicates(&items.iter().map(|item| lowercase(item.name())).collect::<Vec<_>>());
        for (item, twin) in items.iter().zip(twins) {
            let (name, at) = (item.name(), item.pointer());
            self.name(name, at, twin.and_then(|twin| items.get(twin)).map(Item::name));
            match item {
                Item::Group(group) => {
                    self.texts(&group.label, at, "label");
                    self.media(&group.media, at);
                    self.repeat(group);
                    self.total(group);
                    self.group_appearance(group, level);
                    if group.children.is_empty() && !self.is_reported(at) {
                        self.warning("document/empty", say!("group `{name}` is empty"), at, "remove it");
                    }
                    self.items(&group.children, Level::Inside);
                }
                Item::Terminate(terminate) => {
                    self.texts(&terminate.label, at, "label");
                    if terminate.label.is_empty() {
                        self.error("document/no-label", "the end has no text for the person", at, "add a `label`");
                    }
                    if !terminate.outcome.is_empty() && !is_outcome(&terminate.outcome) {
                        let message = say!("`{}` is not a valid outcome", terminate.outcome);
                        let hint = "write a lower-case letter, then lower-case letters, digits and `_`, at most 40 in all, \
                                    for example `disqualified`";
                        self.error("document/bad-name", message, &pointer(at, "outcome"), hint);
                    }
                }
                Item::Question(question) => self.question(question),
            }
        }
    }

    /// A name, beside the last one before it that is the same but for its case.
    fn name(&mut self, name: &str, at: &str, twin: Option<&str>) {
        let here = || pointer(at, "name");
        if !name.is_empty() && !is_name(name) {
            let hint = "start with a letter or `_`, followed by letters, digits, `_`, `-` or `.`";
            self.error("document/bad-name", say!("`{name}` is not a valid name"), &here(), hint);
        }
        match twin {
            Some(other) if other == name && !name.is_empty() => {
                self.error(
                    "document/duplicate",
                    say!("the name `{name}` is already taken"),
                    &here(),
                    "rename one of them",
                );
            }
            Some(other) if !name.is_empty() => {
                let message = say!("`{name}` and `{other}` differ only in case");
                self.warning("document/duplicate", message, &here(), "rename one of them");
            }
            Some(_) | None => {}
        }
    }

    fn repeat(&mut self, group: &Group) {
        let limits = [
            ("min_instances", group.min_instances.is_some()),
            ("max_instances", group.max_instances.is_some()),
            ("no_add", group.no_add),
            ("no_remove", group.no_remove),
        ];
        if group.kind == GroupType::Repeat {
            return self.repeat_limits(group, &limits);
        }
        let counts = [("repeat_count", group.repeat_count.is_some()), ("instances", group.instances.is_some())];
        for (member, is_there) in counts.into_iter().chain(limits) {
            if is_there {
                let here = pointer(&group.pointer, member);
                self.error(
                    "document/misplaced",
                    "a group has exactly one instance",
                    &here,
                    "make it a `repeat`, or remove it",
                );
            }
        }
    }

    /// What limits the person who adds and removes instances.
    fn repeat_limits(&mut self, group: &Group, limits: &[(&'static str, bool)]) {
        if group.fixed || group.repeat_count.is_some() {
            for (member, _) in limits.iter().filter(|(_, is_there)| *is_there) {
                let here = pointer(&group.pointer, member);
                let message = "nobody adds or removes instances of this repeat";
                self.error("document/misplaced", message, &here, "remove it, or `fixed` and `repeat_count`");
            }
            return;
        }
        let start = group.instances.unwrap_or(0);
        if group.min_instances.is_some_and(|least| least > start) {
            let here = pointer(&group.pointer, "min_instances");
            let message = "the repeat starts with fewer instances than it must have";
            self.error("document/out-of-range", message, &here, "raise `instances`, or lower `min_instances`");
        }
        if group.max_instances.is_some_and(|most| most < start.max(1)) {
            let here = pointer(&group.pointer, "max_instances");
            let message = "the repeat starts with more instances than it may have";
            self.error("document/out-of-range", message, &here, "raise `max_instances`, or lower `instances`");
        }
    }

    fn question(&mut self, question: &'a Question) {
        let at = question.pointer.as_str();
        let texts = [
            ("label", &question.label),
            ("hint", &question.hint),
            ("guidance_hint", &question.guidance_hint),
            ("required_message", &question.required_message),
        ];
        for (member, text) in texts {
            self.texts(text, at, member);
        }
        for constraint in &question.constraints {
            let at = constraint.message_pointer();
            let (parent, member) = at.rsplit_once('/').unwrap_or_default();
            self.texts(&constraint.message, parent, member);
        }
        self.media(&question.media, at);
        let is_drawn = question.kind.takes_answer() || question.kind == QuestionType::Note;
        if is_drawn && question.label.is_empty() && question.hint.is_empty() && question.media.is_empty() {
            self.warning("document/no-label", say!("question `{}` has no label", question.name), at, "add a `label`");
        }
        if !question.trigger.is_empty() && question.calculation.is_none() {
            let here = pointer(at, "trigger");
            self.warning("document/misplaced", "the trigger has no calculation to run", &here, "add a `calculation`");
        }
        self.choices(question);
        self.kind(question);
        self.question_appearance(question);
        if let Some(default) = &question.default {
            self.default(question, default);
        }
        self.text_rules(&question.text_rules, at);
        if let Some(comment) = &question.comment {
            self.texts(&comment.label, &pointer(at, "comment"), "label");
            self.text_rules(&comment.text_rules, &pointer(at, "comment"));
        }
    }

    fn kind(&mut self, question: &Question) {
        let at = question.pointer.as_str();
        let kind = question.kind.name();
        self.scale(question);
        if question.kind == QuestionType::Range {
            self.range(question);
        }
        self.digits(question);
        self.text_input(question);
        self.files(question);
        self.choice_values(question);
        self.attempts(question);
        if question.kind == QuestionType::Calculate
            && question.calculation.is_none()
            && question.default_expression.is_none()
            && question.default.is_none()
        {
            self.error("document/missing-member", "there is nothing to calculate", at, "add `\"calculation\": …`");
        }
        if question.suggestion.is_some() {
            let message = match (question.kind.takes_answer(), &question.calculation) {
                (false, _) => Some("the person could not change the suggested answer"),
                (true, Some(_)) if question.trigger.is_empty() => {
                    Some("the calculation would overwrite the suggestion")
                }
                (true, _) => None,
            };
            if let Some(message) = message {
                self.error("document/misplaced", message, &pointer(at, "suggestion"), "write a `calculation` alone");
            }
        }
        if question.kind != QuestionType::Text && !question.text_rules.is_empty() {
            let message = say!("text rules do not apply to a question of type `{kind}`");
            self.error("document/misplaced", message, at, "move them to its `comment`, or make it a `text`");
        }
        if !question.kind.takes_answer() && question.comment.is_some() {
            let message = say!("a question of type `{kind}` does not take a comment");
            self.error("document/misplaced", message, &pointer(at, "comment"), "remove it");
        }
    }

    /// A scale has ends, and only a scale has.
    fn scale(&mut self, question: &Question) {
        let (at, kind) = (question.pointer.as_str(), question.kind.name());
        let has_steps = matches!(question.kind.shape(), Shape::Step(_));
        match (&question.scale, has_steps) {
            (None, true) => {
                self.error("document/missing-member", "the rating has no end points", at, "add `start` and `end`");
            }
            (Some(scale), true) if scale.end <= scale.start || scale.end.saturating_sub(scale.start) > 100 => {
                let message = say!("a rating from {} to {} is not a valid scale", scale.start, scale.end);
                self.error("document/out-of-range", message, &pointer(at, "end"), "use 2 to 101 steps");
            }
            (Some(scale), true) if !is_exact(scale.start) || !is_exact(scale.end) => {
                let message = "the ends of a rating must lie between -2^53 and 2^53";
                self.error("document/out-of-range", message, &pointer(at, "start"), "start at 0 or 1");
            }
            (Some(_), true) | (None, false) => {}
            (Some(_), false) => {
                let message = say!("a question of type `{kind}` has no end points");
                self.error("document/misplaced", message, &pointer(at, "start"), "remove `start` and `end`");
            }
        }
    }

    /// How exact a location is: from a hundred kilometres to a centimetre.
    fn digits(&mut self, question: &Question) {
        let Some(text) = question.parameters.get(LOCATION_DIGITS) else { return };
        let here = pointer(&pointer(&question.pointer, "parameters"), LOCATION_DIGITS);
        if !matches!(question.kind.shape(), Shape::Location | Shape::Locations) {
            let message = say!("a question of type `{}` has no parameter `digits`", question.kind.name());
            self.warning("document/misplaced", message, &here, "remove it: only locations are rounded");
        } else if !is_location_digits(text) {
            let message = say!("`{text}` is not a number of digits");
            self.error(
                "document/out-of-range",
                message,
                &here,
                "write a whole number from 0 to 7; 5 are about a metre",
            );
        }
    }

    /// Choices are sealed by their names, or as what the names say in JSON.
    fn choice_values(&mut self, question: &Question) {
        let Some(text) = question.parameters.get(CHOICE_VALUES) else { return };
        let here = pointer(&pointer(&question.pointer, "parameters"), CHOICE_VALUES);
        if !matches!(question.kind.shape(), Shape::Choice | Shape::Choices) {
            let message = say!("a question of type `{}` has no parameter `values`", question.kind.name());
            self.warning("document/misplaced", message, &here, "remove it: only questions with choices have it");
        } else if text != JSON_VALUES {
            let message = say!("`{text}` is no way to seal choices");
            self.error("document/out-of-range", message, &here, "write `json`, or remove it");
        }
    }

    /// An attempt log has rules, and only an attempt log has.
    fn attempts(&mut self, question: &Question) {
        let (at, kind) = (question.pointer.as_str(), question.kind.name());
        let logs_attempts = question.kind.shape() == Shape::Attempts;
        match (&question.attempts, logs_attempts) {
            (None, true) => {
                self.error("document/missing-member", "the attempt log has no rules", at, "add `attempts`");
            }
            (Some(rules), true) if rules.max == 0 || rules.channels.is_empty() => {
                let here = pointer(at, "attempts");
                self.error(
                    "document/out-of-range",
                    "an attempt log needs at least one attempt and one channel",
                    &here,
                    "set `max` and `channels`",
                );
            }
            (Some(rules), true) if rules.wait_days > MOST_WAIT_DAYS || rules.max > MOST_ATTEMPTS => {
                let message =
                    say!("a log has at most {MOST_ATTEMPTS} attempts, and waits {MOST_WAIT_DAYS} working days");
                self.error("document/out-of-range", message, &pointer(at, "attempts"), "lower `max` or `wait_days`");
            }
            (Some(_), true) | (None, false) => {}
            (Some(_), false) => {
                let message = say!("a question of type `{kind}` does not log attempts");
                self.error("document/misplaced", message, &pointer(at, "attempts"), "remove `attempts`");
            }
        }
    }

    /// The ends and the step of a range are decimal numbers: 0, 10 and 1 where they are absent.
    fn range(&mut self, question: &Question) {
        for name in ["start", "end", "step"] {
            let Some(text) = question.parameters.get(name) else { continue };
            if Decimal::parse(text).is_err() {
                let here = pointer(&pointer(&question.pointer, "parameters"), name);
                self.error("document/wrong-kind", say!("`{text}` is not a decimal number"), &here, "write a number");
            }
        }
    }

    fn text_rules(&mut self, rules: &TextRules, at: &str) {
        let ranges = [("min_words", rules.min_words, rules.max_words), ("min_chars", rules.min_chars, rules.max_chars)];
        for (member, least, most) in ranges {
            if let (Some(least), Some(most)) = (least, most)
                && least > most
            {
                let message = say!("at least {least} and at most {most} cannot both hold");
                self.error("document/out-of-range", message, &pointer(at, member), "swap them");
            }
        }
    }
}
