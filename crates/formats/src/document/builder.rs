//! The parts of a document, put together.

use sealform_questionnaire::{Choice, Constraint, Group, Item, Question, Questionnaire, Terminate};
use sealform_types::{Json, Level, pointer};

use super::json::to_json;
use super::origins::{MemberOrigin, Origins};

/// A group, a question or an end, with where it and its members came from.
///
/// # Example
/// ```
/// use sealform_formats::document::{MemberOrigin, SurveyItem};
/// use sealform_questionnaire::{Group, Question, QuestionType};
/// let age = Question { kind: QuestionType::Integer, name: "age".to_owned(), ..Question::default() };
/// let age = SurveyItem::question(age).from_origin("survey!A3").with(MemberOrigin::of("relevant", "survey!F3"));
/// let group = SurveyItem::group(Group { name: "who".to_owned(), ..Group::default() }, vec![age]);
/// assert_eq!((group.name(), group.children[0].name()), ("who", "age"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyItem {
    /// The item. What a group holds is in `children`.
    pub item: Item,
    /// Where it and its members came from.
    pub origins: Vec<MemberOrigin>,
    /// What a group holds, in order. The importer bounds how deep this goes.
    pub children: Vec<SurveyItem>,
}

impl SurveyItem {
    /// A question.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::SurveyItem;
    /// use sealform_questionnaire::Question;
    /// let item = SurveyItem::question(Question { name: "why".to_owned(), ..Question::default() });
    /// assert_eq!(item.name(), "why");
    /// ```
    pub fn question(question: Question) -> Self {
        Self { item: Item::Question(Box::new(question)), origins: Vec::new(), children: Vec::new() }
    }

    /// A group or a repeat with what it holds; `group.children` comes before `children`.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::SurveyItem;
    /// use sealform_questionnaire::{Group, Question};
    /// let inside = SurveyItem::question(Question { name: "a".to_owned(), ..Question::default() });
    /// assert_eq!(SurveyItem::group(Group::default(), vec![inside]).children.len(), 1);
    /// ```
    pub fn group(mut group: Group, children: Vec<SurveyItem>) -> Self {
        let typed = std::mem::take(&mut group.children);
        let children = typed.into_iter().map(Self::from).chain(children).collect();
        Self { item: Item::Group(group), origins: Vec::new(), children }
    }

    /// An end.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::SurveyItem;
    /// use sealform_questionnaire::{Terminate, TerminateType, Text};
    /// let end = SurveyItem::terminate(Terminate {
    ///     kind: TerminateType::Terminate,
    ///     name: "too_young".to_owned(),
    ///     label: Text([("en".to_owned(), "Thank you".to_owned())].into()),
    ///     relevant: "${age} < 18".to_owned(),
    ///     outcome: "disqualified".to_owned(),
    ///     pointer: String::new(),
    /// });
    /// assert_eq!(end.name(), "too_young");
    /// ```
    pub fn terminate(terminate: Terminate) -> Self {
        Self { item: Item::Terminate(terminate), origins: Vec::new(), children: Vec::new() }
    }

    /// The name of the item.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::SurveyItem;
    /// use sealform_questionnaire::Group;
    /// assert_eq!(SurveyItem::group(Group { name: "g".to_owned(), ..Group::default() }, vec![]).name(), "g");
    /// ```
    pub fn name(&self) -> &str {
        self.item.name()
    }

    /// The item with one more origin of its own.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::SurveyItem;
    /// use sealform_questionnaire::Question;
    /// let item = SurveyItem::question(Question::default()).from_origin("/elements/0").from_origin("/elements/4");
    /// assert_eq!(item.origins.len(), 2);
    /// ```
    #[must_use]
    pub fn from_origin(self, origin: impl Into<String>) -> Self {
        self.with(MemberOrigin::whole(origin))
    }

    /// The item with the origin of one of its members.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::{MemberOrigin, SurveyItem};
    /// use sealform_questionnaire::Question;
    /// let item = SurveyItem::question(Question::default()).with(MemberOrigin::of("label", "survey!C2"));
    /// assert_eq!(item.origins[0].member, "/label");
    /// ```
    #[must_use]
    pub fn with(mut self, origin: MemberOrigin) -> Self {
        self.origins.push(origin);
        self
    }

    /// The finished item at a JSON pointer; its origins go into `origins`.
    fn finish(self, at: &str, origins: &mut Origins) -> Item {
        for MemberOrigin { member, origin } in self.origins {
            origins.add(format!("{at}{member}"), origin);
        }
        match self.item {
            Item::Question(mut question) => {
                at.clone_into(&mut question.pointer);
                point_constraints(&mut question.constraints, at);
                Item::Question(question)
            }
            Item::Terminate(terminate) => Item::Terminate(Terminate { pointer: at.to_owned(), ..terminate }),
            Item::Group(group) => {
                let children = finish_items(self.children, &pointer(at, "children"), origins);
                Item::Group(Group { children, pointer: at.to_owned(), ..group })
            }
        }
    }
}

impl From<Item> for SurveyItem {
    /// An item without origins, and with everything inside it.
    fn from(item: Item) -> Self {
        match item {
            Item::Group(group) => Self::group(group, Vec::new()),
            Item::Terminate(terminate) => Self::terminate(terminate),
            Item::Question(question) => Self::question(*question),
        }
    }
}

fn finish_items(items: Vec<SurveyItem>, at: &str, origins: &mut Origins) -> Vec<Item> {
    let items = items.into_iter().enumerate();
    items.map(|(index, item)| item.finish(&pointer(at, &index.to_string()), origins)).collect()
}

/// JSON pointer from a question to the constraint with that index: a single hard one is the member `constraint`,
/// others are items of `constraints`.
///
/// # Example
/// ```
/// use sealform_formats::document::constraint_member;
/// use sealform_questionnaire::{Constraint, Text};
/// use sealform_types::Level;
/// let rule = |level| Constraint {
///     test: ". > 3".to_owned(),
///     message: Text::default(),
///     level,
///     pointer: String::new(),
/// };
/// assert_eq!(constraint_member(&[rule(Level::Hard)], 0), "/constraint");
/// assert_eq!(constraint_member(&[rule(Level::Warn)], 0), "/constraints/0");
/// ```
pub fn constraint_member(all: &[Constraint], index: usize) -> String {
    match all {
        [Constraint { level: Level::Hard, .. }] => "/constraint".to_owned(),
        _ => format!("/constraints/{index}"),
    }
}

fn point_constraints(all: &mut [Constraint], at: &str) {
    let members: Vec<String> = (0..all.len()).map(|index| constraint_member(all, index)).collect();
    for (constraint, member) in all.iter_mut().zip(members) {
        let test = if member == "/constraint" { "" } else { "/test" };
        constraint.pointer = format!("{at}{member}{test}");
    }
}

/// A finished questionnaire, and where its parts came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The questionnaire, as the importer made it. It was not checked: `Questionnaire::read` does that.
    pub questionnaire: Questionnaire,
    /// Where its parts came from.
    pub origins: Origins,
}

impl Document {
    /// The questionnaire as a JSON document; see [`to_json`].
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::Builder;
    /// let document = Builder::new("visit", "1", vec!["en".to_owned()]).finish();
    /// assert_eq!(document.to_json().get("id").unwrap().as_str(), Some("visit"));
    /// ```
    pub fn to_json(&self) -> Json {
        to_json(&self.questionnaire)
    }
}

/// Makes a questionnaire of parts, and keeps where they came from.
///
/// # Example
/// ```
/// use sealform_formats::document::{Builder, MemberOrigin, SurveyItem};
/// use sealform_questionnaire::{Question, QuestionType};
///
/// let mut builder = Builder::new("visit", "1", vec!["en".to_owned()]);
/// builder.questionnaire.title = builder.text("A visit");
/// let who = Question {
///     name: "who".to_owned(),
///     label: builder.text("Who?"),
///     relevant: Some("true()".to_owned()),
///     ..Question::default()
/// };
/// builder.push(SurveyItem::question(who).with(MemberOrigin::of("relevant", "survey!F2")));
/// let document = builder.finish();
/// assert_eq!(document.origins.nearest("/survey/0/relevant"), Some("survey!F2"));
/// assert_eq!(
///     document.to_json().get("survey").unwrap().to_text(),
///     r#"[{"type":"text","name":"who","label":{"en":"Who?"},"relevant":"true()"}]"#
/// );
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Builder {
    /// The questionnaire without its survey: title, settings, resources, entities and lists are set here.
    pub questionnaire: Questionnaire,
    /// Where parts outside the survey came from.
    pub origins: Origins,
    survey: Vec<SurveyItem>,
}

impl Builder {
    /// A questionnaire without items. `languages` are BCP 47 tags; the first is the default.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::Builder;
    /// let builder = Builder::new("visit", "3", vec!["en".to_owned(), "nb".to_owned()]);
    /// assert_eq!(builder.questionnaire.version, "3");
    /// ```
    pub fn new(id: impl Into<String>, version: impl Into<String>, languages: Vec<String>) -> Self {
        let questionnaire = Questionnaire {
            sealform: 1,
            id: id.into(),
            version: version.into(),
            languages,
            ..Questionnaire::default()
        };
        Self { questionnaire, origins: Origins::default(), survey: Vec::new() }
    }

    /// A text in the first language.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::Builder;
    /// let builder = Builder::new("f", "1", vec!["nb".to_owned()]);
    /// assert_eq!(builder.text("Hvem?").0.get("nb").map(String::as_str), Some("Hvem?"));
    /// ```
    pub fn text(&self, text: &str) -> sealform_questionnaire::Text {
        let language = self.questionnaire.languages.first().cloned().unwrap_or_default();
        sealform_questionnaire::Text([(language, text.to_owned())].into())
    }

    /// Adds a choice list; one of the same name is replaced.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::Builder;
    /// use sealform_questionnaire::Choice;
    /// let mut builder = Builder::new("f", "1", vec!["en".to_owned()]);
    /// builder.list("yes_no", vec![Choice { name: "yes".to_owned(), ..Choice::default() }]);
    /// assert_eq!(builder.questionnaire.choices.get("yes_no").map(Vec::len), Some(1));
    /// ```
    pub fn list(&mut self, name: impl Into<String>, choices: Vec<Choice>) {
        self.questionnaire.choices.insert(name.into(), choices);
    }

    /// Adds an item to the end of the survey.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::{Builder, SurveyItem};
    /// use sealform_questionnaire::Question;
    /// let mut builder = Builder::new("f", "1", vec!["en".to_owned()]);
    /// builder.push(SurveyItem::question(Question { name: "a".to_owned(), ..Question::default() }));
    /// assert_eq!(builder.finish().questionnaire.survey[0].name(), "a");
    /// ```
    pub fn push(&mut self, item: SurveyItem) {
        self.survey.push(item);
    }

    /// The finished questionnaire: every item knows its JSON pointer, and so do the origins.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::document::{Builder, SurveyItem};
    /// use sealform_questionnaire::{Group, Question};
    /// let mut builder = Builder::new("f", "1", vec!["en".to_owned()]);
    /// let inside = SurveyItem::question(Question::default()).from_origin("/elements/0/elements/0");
    /// builder.push(SurveyItem::group(Group::default(), vec![inside]));
    /// let document = builder.finish();
    /// assert_eq!(document.origins.nearest("/survey/0/children/0"), Some("/elements/0/elements/0"));
    /// ```
    pub fn finish(self) -> Document {
        let Self { mut questionnaire, mut origins, survey } = self;
        questionnaire.survey = finish_items(survey, "/survey", &mut origins);
        Document { questionnaire, origins }
    }
}
