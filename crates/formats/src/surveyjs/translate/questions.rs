//! Elements that are answered or shown, as questions.

use sealform_questionnaire::{Comment, Condition, Ends, Question, QuestionType, Scale, Shape, Text, TextRules};
use sealform_types::{Finding, Json, Place, pointer, say};

use super::converter::{Converter, with_origins};
use super::formats::OF_EXPRESSIONS;
use super::looks::appearance;
use crate::document::SurveyItem;
use crate::surveyjs::model::{
    ChoiceComment, Element, ElementClass, ElementType, InputType, choice_comments, comment_name, value_of,
};
use crate::xform::quoted;

impl Converter<'_> {
    /// A question, and the one that takes what no choice says. None, with a finding, where there is no such question.
    pub fn question(&mut self, element: &Element<'_>) -> Vec<SurveyItem> {
        let Some(mut kind) = self.question_type(element) else { return Vec::new() };
        let offers = kind.has_choices();
        let offered = if offers { self.offered(element) } else { None };
        if offers && offered.is_none() {
            kind = QuestionType::Text;
        }
        let has_value = kind.takes_answer() && !kind.is_file();
        if self.is_never_shown(element) && has_value {
            return vec![self.never_shown(element, kind)];
        }
        let mut question = Question {
            kind,
            name: element.name.clone(),
            label: self.label(element),
            hint: self.hint(element),
            appearance: appearance(element, kind),
            ..Question::default()
        };
        if element.kind.is_display_only() {
            self.set_shown(element, &mut question);
        } else if element.kind == ElementType::Expression {
            question.readonly = Condition::Yes;
            let hint = std::mem::take(&mut question.hint);
            question.hint = self.with_shown_value(hint, &element.located(), &OF_EXPRESSIONS, &element.path);
        }
        self.set_rules(element, &mut question);
        if kind.shape() == Shape::Step(Ends::Named) {
            question.scale = Some(self.scale(element));
        } else if kind == QuestionType::Range {
            set_range(element, &mut question);
        }
        let names = self.set_offered(element, offered, &mut question);
        self.set_value(element, kind, &mut question);
        if kind == QuestionType::Rank {
            complete_ranking(&names, &mut question);
        }
        let other = self.other(element, &names, &mut question);
        if element.is_any(&["showCommentArea", "hasComment"]) {
            let label = self.text(element.json.get("commentText"), element);
            question.comment = Some(comment(label));
        }
        let question = with_origins(SurveyItem::question(question), element);
        let of_choices = self.choice_comments(element);
        std::iter::once(question).chain(other.map(SurveyItem::question)).chain(of_choices).collect()
    }

    /// The questions for what is said with choices that ask for it.
    fn choice_comments(&self, element: &Element<'_>) -> Vec<SurveyItem> {
        let question = |ChoiceComment { choice, choice_name, name }: ChoiceComment<'_>| {
            let is_required = choice.json.get("isCommentRequired") == Some(&Json::Boolean(true));
            let question = Question {
                kind: QuestionType::Text,
                name,
                label: self.label_of(choice.json, element),
                hint: self.text(choice.json.get("commentPlaceholder"), element),
                relevant: Some(format!("selected({}, {})", element.path, quoted(&choice_name))),
                required: if is_required { Condition::Yes } else { Condition::No },
                ..Question::default()
            };
            SurveyItem::question(question).from_origin(pointer(&choice.pointer, "showCommentArea"))
        };
        choice_comments(element).into_iter().map(question).collect()
    }

    /// A value that nobody sees: it is there for conditions, and for those who read the answers.
    fn never_shown(&mut self, element: &Element<'_>, kind: QuestionType) -> SurveyItem {
        let is_expression = element.kind == ElementType::Expression;
        let hidden = if is_expression { QuestionType::Calculate } else { QuestionType::Hidden };
        let mut question = Question { kind: hidden, name: element.name.clone(), ..Question::default() };
        self.set_value(element, kind, &mut question);
        // Nobody enters anything, so what is suggested is what it is.
        if let Some(suggestion) = question.suggestion.take() {
            question.calculation = Some(suggestion);
            question.trigger.clear();
        }
        if is_expression && question.calculation.is_none() {
            question.calculation = Some("''".to_owned());
        }
        if let Some(Json::Array(items)) = &question.default {
            let all: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
            question.default = Some(Json::from(all.join(" ").as_str()));
        }
        with_origins(SurveyItem::question(question), element)
    }

    /// The type of a question; `None`, with a finding, where there is no such question here.
    fn question_type(&mut self, element: &Element<'_>) -> Option<QuestionType> {
        Some(match element.kind.class() {
            ElementClass::Written => type_of_input(element.input_type()),
            ElementClass::Choice if element.kind == ElementType::Ranking => QuestionType::Rank,
            ElementClass::Choice if element.takes_several() => QuestionType::SelectMultiple,
            ElementClass::Choice => QuestionType::SelectOne,
            ElementClass::Scale if element.kind != ElementType::Rating => QuestionType::Range,
            ElementClass::Scale if element.has_rate_values() => QuestionType::SelectOne,
            ElementClass::Scale => QuestionType::Rating,
            ElementClass::Formula => QuestionType::Text,
            ElementClass::Shown => QuestionType::Note,
            ElementClass::Upload if element.kind == ElementType::SignaturePad => QuestionType::Image,
            ElementClass::Upload => QuestionType::File,
            ElementClass::Container | ElementClass::Composite | ElementClass::Row | ElementClass::Custom => {
                let message = say!("the question type `{}` is not supported", element.kind.name());
                let place = Place::at(pointer(&element.pointer, "type"));
                let finding = Finding::error("surveyjs/unknown-type", message, place);
                self.report(finding.hint("use a question type that SurveyJS has built in"));
                return None;
            }
        })
    }

    /// What is shown stands in the label.
    fn set_shown(&self, element: &Element<'_>, question: &mut Question) {
        let shown = element.json.get("html").or_else(|| element.json.get("imageLink"));
        question.label = self.text_or(shown, element, &element.own_name);
    }

    fn scale(&mut self, element: &Element<'_>) -> Scale {
        let (start, end) = element.rate_ends(1);
        Scale {
            start,
            end,
            start_label: self.text_without_insertions(element.json.get("minRateDescription"), element),
            end_label: self.text_without_insertions(element.json.get("maxRateDescription"), element),
        }
    }

    /// The question for what no choice says. A default that no choice has is what was said.
    fn other(&mut self, element: &Element<'_>, names: &[String], question: &mut Question) -> Option<Question> {
        let mut other = Question {
            kind: QuestionType::Text,
            name: comment_name(element)?,
            label: self.text_or(element.json.get("otherText"), element, "Other"),
            relevant: Some(format!("selected({}, 'other')", element.path)),
            required: Condition::Yes,
            required_message: self.text(element.json.get("otherErrorText"), element),
            ..Question::default()
        };
        // What was said is gone as soon as another choice is taken.
        let own = element.path.rsplit_once('/').map(|(around, _)| format!("{around}/{}", other.name));
        if let Some(own) = own {
            other.calculation = Some(format!("if(selected({}, 'other'), {own}, '')", element.path));
            other.trigger = vec![element.name.clone()];
        }
        if let Some(Json::String(said)) = &question.default
            && !names.contains(said)
        {
            other.default = question.default.replace(Json::from("other"));
        }
        Some(other)
    }
}

/// A ranking that names only some choices puts them first.
fn complete_ranking(names: &[String], question: &mut Question) {
    if let Some(Json::Array(ranked)) = &mut question.default {
        let others = names.iter().map(|name| Json::from(name.as_str())).filter(|name| !ranked.contains(name));
        let others: Vec<Json> = others.collect();
        ranked.extend(others);
    }
}

/// The type of a question whose answers are typed in.
fn type_of_input(input: Option<InputType>) -> QuestionType {
    match input {
        Some(InputType::Number) => QuestionType::Decimal,
        Some(InputType::Range) => QuestionType::Range,
        Some(InputType::Date) => QuestionType::Date,
        Some(InputType::Time) => QuestionType::Time,
        Some(InputType::DateTime) => QuestionType::DateTime,
        Some(InputType::Month | InputType::Week | InputType::Email | InputType::Other) | None => QuestionType::Text,
    }
}

/// A comment that may stand beside any answer.
fn comment(label: Text) -> Comment {
    Comment { label, relevant: None, required: Condition::No, text_rules: TextRules::default() }
}

/// The ends and the steps of a range.
fn set_range(element: &Element<'_>, question: &mut Question) {
    let json = element.owner.filter(|_| element.kind == ElementType::RangeEnd).unwrap_or(element.json);
    for (member, parameter, usual) in [("min", "start", "0"), ("max", "end", "100"), ("step", "step", "1")] {
        let value = json.get(member).and_then(value_of).unwrap_or_else(|| usual.to_owned());
        question.parameters.insert(parameter.to_owned(), value);
    }
}
