//! One element of a survey: its type, its names, its place, and what is written in it.

use sealform_types::{Json, pointer};

use super::element_type::{ElementType, InputType};
use super::located::{ExpressionText, Located, text_of};

/// The most steps of a rating.
const MAX_STEPS: usize = 100;

/// What an element becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum Role {
    /// Elements that belong together.
    Group,
    /// Panels or rows that a person adds.
    Repeat,
    /// Anything that is answered or shown.
    Question,
}

/// A row that is written out.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct Row {
    pub value: String,
    /// From 1.
    pub number: usize,
    /// In the survey's own language.
    pub title: Option<String>,
}

/// A value that an element around gives.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct GivenValue<'j> {
    /// The number of the row it is for, from 1; `None` where it is for all.
    pub row: Option<usize>,
    pub value: &'j Json,
}

/// An element in its place.
#[derive(Debug)]
pub(in crate::surveyjs) struct Element<'j> {
    /// What its value is called in SurveyJS: its `valueName`, or its `name`.
    pub value_name: String,
    /// Its `name` in SurveyJS.
    pub own_name: String,
    /// Its name in the questionnaire: unique among its siblings.
    pub name: String,
    /// From the root of the questionnaire: `/data/page1/name`.
    pub path: String,
    pub role: Role,
    pub kind: ElementType<'j>,
    pub json: &'j Json,
    /// JSON pointer to it in the survey.
    pub pointer: String,
    pub children: Vec<Element<'j>>,
    /// Conditions beside its own that must hold for it to be shown.
    pub conditions: Vec<ExpressionText>,
    /// Values that an element around it gives.
    pub given: Vec<GivenValue<'j>>,
    /// Elements with the same value that were merged into this one.
    pub merged: Vec<Located<'j>>,
    /// Where rows are written out.
    pub row: Option<Row>,
    /// The question whose choices are its instances.
    pub counted_by: Option<String>,
    /// The matrix that it is a column of, or the slider that it is an end of.
    pub owner: Option<&'j Json>,
}

impl<'j> Element<'j> {
    /// An element that is not named yet.
    pub fn new(kind: ElementType<'j>, role: Role, own_name: String, located: Located<'j>) -> Self {
        Self {
            value_name: own_name.clone(),
            own_name,
            name: String::new(),
            path: String::new(),
            role,
            kind,
            json: located.json,
            pointer: located.pointer,
            children: Vec::new(),
            conditions: Vec::new(),
            given: Vec::new(),
            merged: Vec::new(),
            row: None,
            counted_by: None,
            owner: None,
        }
    }

    /// A group for what one element has in the instances of a repeat.
    pub fn instance_group(of: &Self, children: Vec<Self>, conditions: Vec<ExpressionText>) -> Self {
        let located = Located::new(of.json, of.pointer.clone());
        let group = Self::new(ElementType::InstanceGroup, Role::Group, format!("{}_inside", of.own_name), located);
        Self { children, conditions, ..group }
    }

    /// Where it stands in the survey.
    pub fn located(&self) -> Located<'j> {
        Located::new(self.json, self.pointer.clone())
    }

    /// A member that is a text with more than blanks.
    pub fn text(&self, member: &str) -> Option<&'j str> {
        text_of(self.json, member)
    }

    /// A member that is a whole number.
    pub fn integer(&self, member: &str) -> Option<i64> {
        self.json.get(member).and_then(Json::as_integer)
    }

    /// Whether a member is `true`.
    pub fn is(&self, member: &str) -> bool {
        self.json.get(member) == Some(&Json::Boolean(true))
    }

    /// Whether one of these members is `true`.
    pub fn is_any(&self, members: &[&str]) -> bool {
        members.iter().any(|member| self.is(member))
    }

    /// Whether a member is `false`, not only absent.
    pub fn forbids(&self, member: &str) -> bool {
        self.json.get(member) == Some(&Json::Boolean(false))
    }

    /// Its own expression in that member.
    pub fn expression(&self, member: &str) -> Option<ExpressionText> {
        let source = self.text(member)?.to_owned();
        Some(ExpressionText { source, pointer: pointer(&self.pointer, member) })
    }

    /// What a text question takes; `None` where it does not say.
    pub fn input_type(&self) -> Option<InputType> {
        self.text("inputType").map(InputType::named)
    }

    /// Whether SurveyJS gives it no value of its own, so that what is in it is named without it.
    pub fn is_transparent(&self) -> bool {
        self.kind.is_transparent()
    }

    /// Whether something is answered here.
    pub fn is_answered(&self) -> bool {
        self.role == Role::Question && !self.kind.is_display_only() && self.kind != ElementType::Expression
    }

    /// Whether the rating lists its values, or leaves some out, so that they are choices.
    pub fn has_rate_values(&self) -> bool {
        self.json.get("rateValues").and_then(Json::as_array).is_some_and(|values| !values.is_empty())
            || self.rate_steps().is_some()
    }

    /// The values of a rating that goes by steps of more than 1; `None` for any other.
    pub fn rate_steps(&self) -> Option<Vec<i64>> {
        let lists = self.json.get("rateValues").and_then(Json::as_array).is_some_and(|values| !values.is_empty());
        let step = self.integer("rateStep").filter(|step| *step > 1 && !lists)?;
        let (start, end) = self.rate_ends(step);
        Some((start..=end).step_by(usize::try_from(step).ok()?).take(MAX_STEPS).collect())
    }

    /// The lowest and the highest value of a rating: how many there are says more than what is the highest.
    pub fn rate_ends(&self, step: i64) -> (i64, i64) {
        let start = self.integer("rateMin").unwrap_or(1);
        let end = match (self.integer("rateMax"), self.integer("rateCount")) {
            (Some(_), Some(count)) => start.saturating_add(count.saturating_sub(1).saturating_mul(step)),
            (most, _) => most.unwrap_or(5).max(start),
        };
        (start, end)
    }

    /// Whether its answers are several choices, in any order.
    pub fn takes_several(&self) -> bool {
        self.kind.takes_several() || self.kind == ElementType::ImagePicker && self.is("multiSelect")
    }

    /// Everything below that is no container, in order.
    pub fn questions(&self) -> Vec<&Element<'j>> {
        match self.role {
            Role::Question => vec![self],
            Role::Group | Role::Repeat => self.children.iter().flat_map(Element::questions).collect(),
        }
    }
}

/// The element at a JSON pointer of the survey.
pub(in crate::surveyjs) fn with_pointer<'t, 'j>(tree: &'t [Element<'j>], pointer: &str) -> Option<&'t Element<'j>> {
    tree.iter().find_map(|element| {
        let below = pointer.strip_prefix(element.pointer.as_str())?;
        if below.is_empty() { Some(element) } else { with_pointer(&element.children, pointer) }
    })
}

/// The first question with a name of its own, also where its value is called otherwise.
pub(in crate::surveyjs) fn with_name<'t, 'j>(tree: &'t [Element<'j>], name: &str) -> Option<&'t Element<'j>> {
    tree.iter().find_map(|element| {
        let is_named =
            element.own_name == name || element.merged.iter().any(|other| text_of(other.json, "name") == Some(name));
        if is_named && !element.is_transparent() { Some(element) } else { with_name(&element.children, name) }
    })
}
