//! The kinds of question.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

/// The kinds of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QuestionType {
    /// Free text; `appearance: multiline` for a larger field.
    #[default]
    Text,
    /// A whole number.
    Integer,
    /// A decimal number, kept as typed.
    Decimal,
    /// A number between two ends, by steps: `parameters` `start`, `end`, `step`.
    Range,
    /// One of a list.
    SelectOne,
    /// Any of a list.
    SelectMultiple,
    /// All of a list, in an order.
    Rank,
    /// A step on a scale.
    Rating,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    #[serde(rename = "dateTime")]
    DateTime,
    /// A length of time, with a stopwatch.
    Duration,
    /// Tries to reach the participant.
    AttemptLog,
    /// A box to tick.
    Acknowledge,
    /// A place on earth.
    Geopoint,
    /// A line of places.
    Geotrace,
    /// A closed line of places.
    Geoshape,
    /// Pictures.
    Image,
    /// Sounds.
    Audio,
    /// Films.
    Video,
    /// Files of any kind.
    File,
    /// The text of a barcode.
    Barcode,
    /// Only read.
    Note,
    /// Only calculated.
    Calculate,
    /// Never drawn; set by its default or by a calculation.
    Hidden,
    /// The moment at which the form was begun.
    Start,
    /// The moment at which it was last changed.
    End,
    /// The day on which it was begun.
    Today,
    /// What the device is called.
    #[serde(rename = "deviceid")]
    DeviceId,
    /// Who fills the form.
    Username,
    /// The telephone number of the device.
    #[serde(rename = "phonenumber")]
    PhoneNumber,
    /// The address of who fills the form.
    Email,
    /// The serial number of the card in the device.
    #[serde(rename = "simserial")]
    SimSerial,
    /// The subscriber that the card names.
    #[serde(rename = "subscriberid")]
    SubscriberId,
    /// The place at which the form was begun.
    #[serde(rename = "start-geopoint")]
    StartGeopoint,
    /// A log of what was done, as OpenRosa clients keep one; kept, without a value here.
    Audit,
    /// A recording in the background, as OpenRosa clients make one; kept, without a value here.
    #[serde(rename = "background-audio")]
    BackgroundAudio,
}

impl QuestionType {
    /// All kinds.
    pub const ALL: [Self; 37] = [
        Self::Text,
        Self::Integer,
        Self::Decimal,
        Self::Range,
        Self::SelectOne,
        Self::SelectMultiple,
        Self::Rank,
        Self::Rating,
        Self::Date,
        Self::Time,
        Self::DateTime,
        Self::Duration,
        Self::AttemptLog,
        Self::Acknowledge,
        Self::Geopoint,
        Self::Geotrace,
        Self::Geoshape,
        Self::Image,
        Self::Audio,
        Self::Video,
        Self::File,
        Self::Barcode,
        Self::Note,
        Self::Calculate,
        Self::Hidden,
        Self::Start,
        Self::End,
        Self::Today,
        Self::DeviceId,
        Self::Username,
        Self::PhoneNumber,
        Self::Email,
        Self::SimSerial,
        Self::SubscriberId,
        Self::StartGeopoint,
        Self::Audit,
        Self::BackgroundAudio,
    ];

    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Range => "range",
            Self::SelectOne => "select_one",
            Self::SelectMultiple => "select_multiple",
            Self::Rank => "rank",
            Self::Rating => "rating",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "dateTime",
            Self::Duration => "duration",
            Self::AttemptLog => "attempt_log",
            Self::Acknowledge => "acknowledge",
            Self::Geopoint => "geopoint",
            Self::Geotrace => "geotrace",
            Self::Geoshape => "geoshape",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::File => "file",
            Self::Barcode => "barcode",
            Self::Note => "note",
            Self::Calculate => "calculate",
            Self::Hidden => "hidden",
            Self::Start => "start",
            Self::End => "end",
            Self::Today => "today",
            Self::DeviceId => "deviceid",
            Self::Username => "username",
            Self::PhoneNumber => "phonenumber",
            Self::Email => "email",
            Self::SimSerial => "simserial",
            Self::SubscriberId => "subscriberid",
            Self::StartGeopoint => "start-geopoint",
            Self::Audit => "audit",
            Self::BackgroundAudio => "background-audio",
        }
    }

    /// Whether a person answers it.
    pub fn takes_answer(self) -> bool {
        !matches!(self, Self::Note | Self::Calculate | Self::Hidden) && !self.is_metadata()
    }

    /// Whether it is about the session and taken from facts and the clock.
    pub fn is_metadata(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::End
                | Self::Today
                | Self::DeviceId
                | Self::Username
                | Self::PhoneNumber
                | Self::Email
                | Self::SimSerial
                | Self::SubscriberId
                | Self::StartGeopoint
                | Self::Audit
                | Self::BackgroundAudio
        )
    }

    /// Whether its answers are choices of a list.
    pub fn has_choices(self) -> bool {
        matches!(self, Self::SelectOne | Self::SelectMultiple | Self::Rank)
    }

    /// Whether its answers are names of attachments.
    pub fn is_file(self) -> bool {
        matches!(self, Self::Image | Self::Audio | Self::Video | Self::File)
    }
}
