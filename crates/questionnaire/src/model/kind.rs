//! The kinds of question: one table.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use sealform_types::{NpsClass, Wire};
use serde::Serialize;

/// The parameter of locations that says how many digits behind the point of a degree are kept.
pub const LOCATION_DIGITS: &str = "digits";
/// The parameter that says how many files a question takes; 1 where it is absent.
pub const MAX_FILES: &str = "max-files";
/// The parameter that says how long a recording may be, in seconds.
pub const MAX_SECONDS: &str = "max-seconds";
/// The parameter that says which kinds of files a question takes, as the attribute of HTML does.
pub const ACCEPT: &str = "accept";

/// How many are kept where it says nothing: they stand for about a metre.
pub const DEFAULT_DIGITS: usize = 5;

/// The parameter of questions with choices that says how their answers are sealed.
pub const CHOICE_VALUES: &str = "values";

/// Its only word: names that are whole numbers, `true` or `false` are sealed as such, not as texts.
pub const JSON_VALUES: &str = "json";

/// Whether a text is a number of digits that a location can have: 0, about a hundred kilometres, to 7, about a centimetre.
pub fn is_location_digits(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'7'])
}

/// How a question comes by its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A person enters it.
    Entered,
    /// It is only read, and has none.
    Shown,
    /// The form computes it, or sets it by a default.
    Computed,
    /// It is about the session, and taken from the clock or a fact.
    Preset(PresetSource),
}

/// What an answer about the session is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresetSource {
    /// The date and time at which the form was begun.
    StartTime,
    /// The day on which the form was begun.
    StartDay,
    /// The fact that is called as the kind is.
    Fact,
}

/// What JSON an answer is, in drafts and submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A step on a scale: a whole number.
    Step(Ends),
    /// A decimal number as a text.
    Decimal,
    /// The name of a choice.
    Choice,
    /// A list of names of choices.
    Choices,
    /// A day in ISO 8601.
    Date,
    /// A time of day in ISO 8601.
    Time,
    /// A date and time in ISO 8601 with its offset.
    DateTime,
    /// Whole seconds.
    Seconds,
    /// A list of attempts.
    Attempts,
    /// `true`; no answer is not ticked.
    Truth,
    /// An object of latitude `lat` and longitude `lon`.
    Location,
    /// A list of such objects.
    Locations,
    /// A list of names of attachments.
    Files,
    /// A list of names of files that OpenRosa clients write.
    Log,
    /// Any JSON that the form computes.
    Any,
}

/// Where a scale begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Where the question says: `start` and `end`.
    Named,
    /// Where the kind says, at every question.
    Fixed(i64, i64),
}

/// What a scoring key can give points for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoredBy {
    /// The choice taken.
    Choice,
    /// All choices taken together.
    Choices,
    /// Whether it is ticked.
    Tick,
    /// A number.
    Number,
    /// A number, or the name of its class.
    NpsClass,
    /// Whatever a calculation gives.
    Value,
    /// Nothing.
    Nothing,
}

impl ScoredBy {
    /// Whether a key gives it `points`, by name.
    pub fn takes_points(self) -> bool {
        match self {
            Self::Choice | Self::Choices | Self::Tick | Self::NpsClass | Self::Value => true,
            Self::Number | Self::Nothing => false,
        }
    }

    /// Whether a key gives it `bands` or `linear`.
    pub fn takes_number(self) -> bool {
        match self {
            Self::Number | Self::NpsClass | Self::Value => true,
            Self::Choice | Self::Choices | Self::Tick | Self::Nothing => false,
        }
    }
}

/// From one row per kind: the enum, the list of all, and what a row says.
macro_rules! question_types {
    (
        $(#[doc = $first_doc:literal])+
        $first:ident = $first_name:literal, $first_role:expr, $first_shape:expr, $first_scored:ident;
        $($(#[doc = $doc:literal])+ $kind:ident = $name:literal, $role:expr, $shape:expr, $scored:ident;)*
    ) => {
        /// The kinds of question.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Wire)]
        #[cfg_attr(feature = "schema", derive(JsonSchema))]
        pub enum QuestionType {
            $(#[doc = $first_doc])+
            #[default]
            #[serde(rename = $first_name)]
            $first,
            $($(#[doc = $doc])+ #[serde(rename = $name)] $kind,)*
        }

        impl QuestionType {
            /// All kinds.
            pub const ALL: [Self; 1 + [$($name),*].len()] = [Self::$first, $(Self::$kind),*];

            /// The name in documents.
            pub fn name(self) -> &'static str {
                match self {
                    Self::$first => $first_name,
                    $(Self::$kind => $name,)*
                }
            }

            /// How it comes by its answer.
            pub fn role(self) -> Role {
                use Role::*;
                match self {
                    Self::$first => $first_role,
                    $(Self::$kind => $role,)*
                }
            }

            /// What a scoring key can give points for.
            pub fn scored_by(self) -> ScoredBy {
                match self {
                    Self::$first => ScoredBy::$first_scored,
                    $(Self::$kind => ScoredBy::$scored,)*
                }
            }

            /// What JSON its answer is.
            pub fn shape(self) -> Shape {
                use Shape::*;
                match self {
                    Self::$first => $first_shape,
                    $(Self::$kind => $shape,)*
                }
            }
        }
    };
}

// Name in documents, how it comes by its answer, what JSON the answer is, what a key gives points for.
// A new kind goes to the end: compiled programs store the index of a kind.
question_types! {
    /// Free text; `appearance: multiline` for a larger field.
    Text = "text", Entered, Text, Nothing;
    /// A whole number.
    Integer = "integer", Entered, Integer, Number;
    /// A decimal number, kept as typed.
    Decimal = "decimal", Entered, Decimal, Number;
    /// A number between two ends, by steps: `parameters` `start`, `end`, `step`.
    Range = "range", Entered, Decimal, Number;
    /// One of a list.
    SelectOne = "select_one", Entered, Choice, Choice;
    /// Any of a list.
    SelectMultiple = "select_multiple", Entered, Choices, Choices;
    /// All of a list, in an order.
    Rank = "rank", Entered, Choices, Nothing;
    /// A step on a scale.
    Rating = "rating", Entered, Step(Ends::Named), Number;
    /// A day.
    Date = "date", Entered, Date, Nothing;
    /// A time of day.
    Time = "time", Entered, Time, Nothing;
    /// A date and time.
    DateTime = "dateTime", Entered, DateTime, Nothing;
    /// A length of time, with a stopwatch.
    Duration = "duration", Entered, Seconds, Number;
    /// Attempts to reach the participant.
    AttemptLog = "attempt_log", Entered, Attempts, Number;
    /// A box to tick.
    Acknowledge = "acknowledge", Entered, Truth, Tick;
    /// A location; `parameters` `digits`, from 0 to 7, says how many digits of a degree are kept, 5 where it is absent.
    Geopoint = "geopoint", Entered, Location, Nothing;
    /// A line of locations; `parameters` `digits` as for one.
    Geotrace = "geotrace", Entered, Locations, Nothing;
    /// A closed line of locations; `parameters` `digits` as for one.
    Geoshape = "geoshape", Entered, Locations, Nothing;
    /// Pictures.
    Image = "image", Entered, Files, Nothing;
    /// Sounds.
    Audio = "audio", Entered, Files, Nothing;
    /// Videos.
    Video = "video", Entered, Files, Nothing;
    /// Files of any kind.
    File = "file", Entered, Files, Nothing;
    /// The text of a barcode.
    Barcode = "barcode", Entered, Text, Nothing;
    /// Only read.
    Note = "note", Shown, Any, Nothing;
    /// Only calculated.
    Calculate = "calculate", Computed, Any, Value;
    /// Never drawn; set by its default or by a calculation.
    Hidden = "hidden", Computed, Any, Nothing;
    /// The date and time at which the form was begun.
    Start = "start", Preset(PresetSource::StartTime), DateTime, Nothing;
    /// The date and time at which it was last changed.
    End = "end", Preset(PresetSource::Fact), DateTime, Nothing;
    /// The day on which it was begun.
    Today = "today", Preset(PresetSource::StartDay), Date, Nothing;
    /// What the device is called.
    DeviceId = "deviceid", Preset(PresetSource::Fact), Any, Nothing;
    /// Who fills the form.
    Username = "username", Preset(PresetSource::Fact), Any, Nothing;
    /// The telephone number of the device.
    PhoneNumber = "phonenumber", Preset(PresetSource::Fact), Any, Nothing;
    /// The address of who fills the form.
    Email = "email", Preset(PresetSource::Fact), Any, Nothing;
    /// The serial number of the card in the device.
    SimSerial = "simserial", Preset(PresetSource::Fact), Any, Nothing;
    /// The subscriber that the card names.
    SubscriberId = "subscriberid", Preset(PresetSource::Fact), Any, Nothing;
    /// The place at which the form was begun.
    StartGeopoint = "start-geopoint", Preset(PresetSource::Fact), Location, Nothing;
    /// A log of actions, as OpenRosa clients write it. The form keeps the question; it has no value here.
    Audit = "audit", Preset(PresetSource::Fact), Log, Nothing;
    /// A recording in the background, as OpenRosa clients make it. The form keeps the question; it has no value here.
    BackgroundAudio = "background-audio", Preset(PresetSource::Fact), Log, Nothing;
    /// How likely somebody is to recommend, from 0 to 10.
    Nps = "nps", Entered, Step(Ends::Fixed(NpsClass::FIRST, NpsClass::LAST)), NpsClass;
}

impl QuestionType {
    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a person answers it.
    pub fn takes_answer(self) -> bool {
        self.role() == Role::Entered
    }

    /// Whether it is about the session and taken from facts and the clock.
    pub fn is_metadata(self) -> bool {
        matches!(self.role(), Role::Preset(_))
    }

    /// Whether its answers are choices of a list.
    pub fn has_choices(self) -> bool {
        matches!(self.shape(), Shape::Choice | Shape::Choices)
    }

    /// Whether its answers are names of attachments.
    pub fn is_file(self) -> bool {
        self.shape() == Shape::Files
    }
}
