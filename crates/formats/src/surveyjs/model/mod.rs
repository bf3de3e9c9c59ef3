//! A survey of SurveyJS as it was read: typed elements in their places, each with a name. Nothing is translated here.
//! Its rules are in `rules`, and what becomes of it in `translate`.

mod calculated;
mod choices;
mod element;
mod element_type;
mod known_members;
mod languages;
mod located;
mod names;
mod naming;
mod numbering;
mod reader;
mod shared_values;
mod totals;

pub(super) use calculated::CalculatedValue;
pub(super) use choices::{
    CarriedChoices, CarryMode, Choice, ChoiceComment, Truth, are_json, are_numbers, carried_choices, choice_comments,
    choice_name_of, choices_of, comment_name, exclusive_names, truth_choice, value_of,
};
pub(super) use element::{Element, Role, Row, with_name, with_pointer};
pub(super) use element_type::{ElementClass, ElementType, InputType};
pub(super) use known_members::{
    ASKING_CHOICE_MEMBERS, CHOICE_MEMBERS, COLUMN_MEMBERS, PLAIN_ITEM_MEMBERS, SURVEY_LOOKS, SURVEY_MEMBERS,
    TRIGGER_MEMBERS, is_known, is_look,
};
pub(super) use languages::Languages;
pub(super) use located::{ExpressionText, Located, text_of};
pub(super) use naming::{assign_names, rule_names};
pub(super) use numbering::{Chain, NumberPart, Numbering, counted};
pub(super) use reader::{Limits, read_pages, values_of_triggers};
pub(super) use shared_values::{SharedValue, merge_shared_values};
pub(super) use totals::{ColumnTotal, column_totals};
