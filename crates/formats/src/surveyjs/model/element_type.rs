//! The types of elements and of inputs, each with the name that SurveyJS has for it: the only table of these names.

/// The type of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum ElementType<'j> {
    Page,
    Panel,
    /// Panels that a person adds and removes.
    PanelDynamic,
    /// Rows that are each one question, with the columns as choices.
    Matrix,
    /// Rows that are written out, with a question for every column.
    MatrixDropdown,
    /// The same with rows that a person adds and removes.
    MatrixDynamic,
    MultipleText,
    Text,
    Comment,
    RadioGroup,
    Dropdown,
    ButtonGroup,
    Boolean,
    ImagePicker,
    Checkbox,
    TagBox,
    Ranking,
    Rating,
    Slider,
    Expression,
    Html,
    Image,
    File,
    SignaturePad,
    /// A row of a matrix that is written out; it has no type in SurveyJS.
    Row,
    /// An item of a `multipletext`; it has no type in SurveyJS.
    Item,
    /// One of the two ends of a slider for a range; it has no type in SurveyJS.
    RangeEnd,
    /// A value that no question asks for, and that only triggers write; it has no type in SurveyJS.
    Unasked,
    /// The group around what is in each instance of a repeat; it has no type in SurveyJS.
    InstanceGroup,
    /// A type that SurveyJS does not have itself.
    Custom(&'j str),
}

/// What elements of a type have in common, for whoever reads them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum ElementClass {
    /// Other elements, which SurveyJS names without it.
    Container,
    /// Questions that belong together: panels that are added, matrices, several texts.
    Composite,
    /// A row of a matrix: one question, or one for every column.
    Row,
    /// A question whose answers are choices, or yes and no.
    Choice,
    /// A question whose answer is written.
    Written,
    /// A question whose answer is a place on a scale.
    Scale,
    /// What is worked out.
    Formula,
    /// What is only shown.
    Shown,
    /// Files, and what is drawn.
    Upload,
    /// A question that SurveyJS does not have itself.
    Custom,
}

/// All types that a survey may name.
const NAMED: &[(&str, ElementType<'static>)] = &[
    ("page", ElementType::Page),
    ("panel", ElementType::Panel),
    ("paneldynamic", ElementType::PanelDynamic),
    ("matrix", ElementType::Matrix),
    ("matrixdropdown", ElementType::MatrixDropdown),
    ("matrixdynamic", ElementType::MatrixDynamic),
    ("multipletext", ElementType::MultipleText),
    ("text", ElementType::Text),
    ("comment", ElementType::Comment),
    ("radiogroup", ElementType::RadioGroup),
    ("dropdown", ElementType::Dropdown),
    ("buttongroup", ElementType::ButtonGroup),
    ("boolean", ElementType::Boolean),
    ("imagepicker", ElementType::ImagePicker),
    ("checkbox", ElementType::Checkbox),
    ("tagbox", ElementType::TagBox),
    ("ranking", ElementType::Ranking),
    ("rating", ElementType::Rating),
    ("slider", ElementType::Slider),
    ("expression", ElementType::Expression),
    ("html", ElementType::Html),
    ("image", ElementType::Image),
    ("file", ElementType::File),
    ("signaturepad", ElementType::SignaturePad),
];

/// What elements of the types that no survey names are called.
const UNNAMED: [(&str, ElementType<'static>); 5] = [
    ("row", ElementType::Row),
    ("item", ElementType::Item),
    ("end", ElementType::RangeEnd),
    ("value", ElementType::Unasked),
    ("inside", ElementType::InstanceGroup),
];

impl<'j> ElementType<'j> {
    /// The type of that name.
    pub fn named(name: &'j str) -> Self {
        NAMED.iter().find(|(known, _)| *known == name).map_or(Self::Custom(name), |(_, kind)| *kind)
    }

    /// The name of the type; for those without one, what an element of it is called that has no name.
    pub fn name(self) -> &'j str {
        if let Self::Custom(name) = self {
            return name;
        }
        NAMED.iter().chain(&UNNAMED).find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// What it has in common with other types.
    pub fn class(self) -> ElementClass {
        match self {
            Self::Page | Self::Panel | Self::InstanceGroup => ElementClass::Container,
            Self::PanelDynamic => ElementClass::Composite,
            Self::Matrix | Self::MatrixDropdown | Self::MatrixDynamic => ElementClass::Composite,
            Self::MultipleText => ElementClass::Composite,
            Self::Row => ElementClass::Row,
            Self::RadioGroup | Self::Dropdown | Self::ButtonGroup | Self::Boolean => ElementClass::Choice,
            Self::ImagePicker | Self::Checkbox | Self::TagBox | Self::Ranking => ElementClass::Choice,
            Self::Text | Self::Comment | Self::Item | Self::Unasked => ElementClass::Written,
            Self::Rating | Self::Slider | Self::RangeEnd => ElementClass::Scale,
            Self::Expression => ElementClass::Formula,
            Self::Html | Self::Image => ElementClass::Shown,
            Self::File | Self::SignaturePad => ElementClass::Upload,
            Self::Custom(_) => ElementClass::Custom,
        }
    }

    /// Whether SurveyJS gives it no value of its own, so that what is in it is named without it.
    pub fn is_transparent(self) -> bool {
        self.class() == ElementClass::Container
    }

    /// Whether it only shows something.
    pub fn is_display_only(self) -> bool {
        self.class() == ElementClass::Shown
    }

    /// Whether other questions may take the choices of one of this type.
    pub fn offers_carried_choices(self) -> bool {
        self.class() == ElementClass::Choice && !matches!(self, Self::Boolean | Self::ButtonGroup)
    }

    /// Whether its answer is a list of choices, whatever it says.
    pub fn takes_several(self) -> bool {
        matches!(self, Self::Checkbox | Self::TagBox)
    }

    /// Whether its choice `other` brings a text with it.
    pub fn allows_other(self) -> bool {
        matches!(self, Self::RadioGroup | Self::Dropdown | Self::Checkbox | Self::TagBox | Self::ButtonGroup)
    }
}

/// What a text question takes: its `inputType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum InputType {
    Number,
    Range,
    Date,
    Time,
    DateTime,
    Month,
    Week,
    Email,
    /// Any other one: its answers are texts.
    Other,
}

impl InputType {
    /// The input type of that name.
    pub fn named(name: &str) -> Self {
        match name {
            "number" => Self::Number,
            "range" => Self::Range,
            "date" => Self::Date,
            "time" => Self::Time,
            "datetime-local" | "datetime" => Self::DateTime,
            "month" => Self::Month,
            "week" => Self::Week,
            "email" => Self::Email,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_one_name_and_others_keep_theirs() {
        for (name, kind) in NAMED {
            assert_eq!(ElementType::named(name), *kind);
            assert_eq!(kind.name(), *name);
        }
        assert_eq!(ElementType::named("mymap"), ElementType::Custom("mymap"));
        assert_eq!(ElementType::Custom("mymap").name(), "mymap");
    }
}
