//! What a cell of the column `type` says.

use sealform_questionnaire::QuestionType;
use sealform_questionnaire::QuestionType as Q;

/// Words of the column `type`, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowType {
    /// A group or a repeat begins.
    Begin(Container),
    /// A group or a repeat ends.
    End(Ending),
    /// A question with choices.
    Select(Select),
    /// `xml-external`, `csv-external`: a file that the form reads.
    External(FileFormat),
    /// A question of another type.
    Plain(Plain),
    /// A part of another file.
    Include,
    /// A setting that stands among the questions: its key.
    Setting(SettingKey),
    /// Nobody knows.
    Unknown,
}

/// The format of a file that expressions read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// `xml-external`
    Xml,
    /// `csv-external`
    Csv,
}

impl FileFormat {
    /// The ending of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::Csv => "csv",
        }
    }
}

/// A setting that stands among the questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKey {
    /// `form_id`
    Id,
    /// `form_title`
    Title,
    /// `prefix`
    Prefix,
}

impl SettingKey {
    /// Its column on the sheet settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Prefix => "prefix",
        }
    }
}

/// What begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Container {
    /// `begin group`
    Group,
    /// `begin repeat`
    Repeat,
    /// `begin loop over list`
    Loop(String),
    /// `begin_kobomatrix`: a loop over the list that another column names
    Matrix,
}

/// What ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// `end group`
    Group,
    /// `end repeat`
    Repeat,
    /// `end loop`
    Loop,
    /// `end_kobomatrix`
    Matrix,
}

impl Container {
    /// The ending that closes it.
    pub fn ending(&self) -> Ending {
        match self {
            Self::Group => Ending::Group,
            Self::Repeat => Ending::Repeat,
            Self::Loop(_) => Ending::Loop,
            Self::Matrix => Ending::Matrix,
        }
    }
}

impl Ending {
    /// The word behind `begin` and `end`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::Loop => "loop",
            Self::Matrix => "kobomatrix",
        }
    }
}

/// A question with choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// `select_one`, `select_multiple` or `rank`.
    pub kind: QuestionType,
    /// The choice list or the file.
    pub list: String,
    /// Where the choices stand.
    pub source: ChoiceSource,
    /// Whether another answer may be given.
    pub other: OtherAnswer,
}

/// Whether there is a field for an answer that is not a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherAnswer {
    /// There is none.
    None,
    /// `or_other`
    Offered,
}

/// Where choices stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceSource {
    /// On the sheet `choices`.
    Choices,
    /// On the sheet `external_choices`.
    External,
    /// In a file.
    File,
    /// In the form itself: the instances of a repeat.
    Nodeset,
}

/// A type without choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plain {
    /// What the row becomes.
    pub kind: PlainKind,
    /// The word for it in XLSForm where the document has none of its own.
    pub special: Special,
}

/// What a row without choices becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainKind {
    /// A question.
    Question(QuestionType),
    /// An end.
    Terminate,
}

/// Types that a document says with other means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// The document has this type.
    None,
    /// `percentage`: a whole number from 0 to so many.
    Upto(u32, TypeHint),
    /// `phone number`: a text of digits.
    Digits,
    /// `background-geopoint`: a `start-geopoint` that is taken when its trigger changes.
    Background,
    /// `uri:deviceid` and the like: the same fact with its scheme.
    Uri,
    /// `osm`: OpenStreetMap's tags.
    Osm,
}

/// The word for an end.
const TERMINATE: &str = "terminate";

/// Whether a type brings a hint of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeHint {
    /// It does.
    Written,
    /// It does not.
    None,
}

/// Words that mean a type with choices, longest first where one begins another.
const SELECTS: &[(&str, QuestionType, ChoiceSource)] = &[
    ("select_one_from_file", Q::SelectOne, ChoiceSource::File),
    ("select_multiple_from_file", Q::SelectMultiple, ChoiceSource::File),
    ("rank_from_file", Q::Rank, ChoiceSource::File),
    ("select_one_from_nodeset", Q::SelectOne, ChoiceSource::Nodeset),
    ("select_multiple_from_nodeset", Q::SelectMultiple, ChoiceSource::Nodeset),
    ("rank_from_nodeset", Q::Rank, ChoiceSource::Nodeset),
    ("select one from file", Q::SelectOne, ChoiceSource::File),
    ("select multiple from file", Q::SelectMultiple, ChoiceSource::File),
    ("select_one_external", Q::SelectOne, ChoiceSource::External),
    ("select one external", Q::SelectOne, ChoiceSource::External),
    ("add select one prompt using", Q::SelectOne, ChoiceSource::Choices),
    ("add select multiple prompt using", Q::SelectMultiple, ChoiceSource::Choices),
    ("select all that apply from", Q::SelectMultiple, ChoiceSource::Choices),
    ("select one from", Q::SelectOne, ChoiceSource::Choices),
    ("select all that apply", Q::SelectMultiple, ChoiceSource::Choices),
    ("select_multiple", Q::SelectMultiple, ChoiceSource::Choices),
    ("select multiple", Q::SelectMultiple, ChoiceSource::Choices),
    ("select_one", Q::SelectOne, ChoiceSource::Choices),
    ("select one", Q::SelectOne, ChoiceSource::Choices),
    ("select1", Q::SelectOne, ChoiceSource::Choices),
    ("select", Q::SelectMultiple, ChoiceSource::Choices),
    ("q select1", Q::SelectOne, ChoiceSource::Choices),
    ("q select", Q::SelectMultiple, ChoiceSource::Choices),
    ("rank", Q::Rank, ChoiceSource::Choices),
];

/// Words for a type without choices.
fn words_for(kind: QuestionType) -> &'static [&'static str] {
    match kind {
        Q::Text => &["text", "string", "q string", "add text prompt"],
        Q::Integer => &["integer", "int", "q int", "add integer prompt"],
        Q::Decimal => &["decimal", "q decimal", "add decimal prompt"],
        Q::Date => &["date", "q date", "add date prompt"],
        Q::Time => &["time", "q time"],
        Q::DateTime => {
            &["datetime", "q date time", "q datetime", "add date time prompt", "add datetime prompt", "date time"]
        }
        Q::Note => &["note", "q note", "add note prompt"],
        Q::Calculate => &["calculate", "q calculate", "add calculate prompt", "calculation"],
        Q::Hidden => &["hidden"],
        Q::Range => &["range", "q range"],
        Q::Image => &["image", "photo", "picture", "q image", "q picture", "add image prompt", "add photo prompt"],
        Q::Audio => &["audio", "q audio", "add audio prompt"],
        Q::Video => &["video", "q video", "add video prompt"],
        Q::File => &["file", "q file", "add file prompt"],
        Q::Barcode => &["barcode", "q barcode", "add barcode prompt"],
        Q::Geopoint => &["geopoint", "gps", "location", "q geopoint", "q location", "add location prompt"],
        Q::Geotrace => &["geotrace", "q geotrace"],
        Q::Geoshape => &["geoshape", "q geoshape"],
        Q::Acknowledge => &["acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"],
        Q::Start => &["start", "start time", "get start time"],
        Q::End => &["end", "end time", "get end time"],
        Q::Today => &["today", "get today"],
        Q::DeviceId => &["deviceid", "device id", "imei", "get device id"],
        Q::PhoneNumber => &["phonenumber", "get phone number"],
        Q::SimSerial => &["simserial", "sim id", "sim serial", "get sim id", "sim_serial"],
        Q::SubscriberId => &["subscriberid", "subscriber id", "get subscriber id"],
        Q::Username => &["username", "user name"],
        Q::Email => &["email"],
        Q::StartGeopoint => &["start-geopoint"],
        Q::Audit => &["audit"],
        Q::BackgroundAudio => &["background-audio"],
        Q::Rating => &["rating"],
        Q::Nps => &["nps"],
        Q::Duration => &["duration"],
        Q::AttemptLog => &["attempt_log"],
        // Their words name a list, too.
        Q::SelectOne | Q::SelectMultiple | Q::Rank => &[],
    }
}

/// Words for types that a document says with other means.
const SPECIAL: &[(&str, QuestionType, Special)] = &[
    ("phone number", Q::Text, Special::Digits),
    ("percentage", Q::Integer, Special::Upto(100, TypeHint::None)),
    ("number of days in last month", Q::Integer, Special::Upto(31, TypeHint::Written)),
    ("number of days in last six months", Q::Integer, Special::Upto(183, TypeHint::Written)),
    ("number of days in last year", Q::Integer, Special::Upto(365, TypeHint::Written)),
    ("background-geopoint", Q::StartGeopoint, Special::Background),
    ("uri:deviceid", Q::DeviceId, Special::Uri),
    ("uri:phonenumber", Q::PhoneNumber, Special::Uri),
    ("uri:simserial", Q::SimSerial, Special::Uri),
    ("uri:subscriberid", Q::SubscriberId, Special::Uri),
    ("uri:username", Q::Username, Special::Uri),
    ("uri:email", Q::Email, Special::Uri),
    ("osm", Q::File, Special::Osm),
];

/// Whether questions of a type have a control; others are facts, files or calculations.
pub fn has_control(kind: QuestionType) -> bool {
    !matches!(kind, Q::Calculate | Q::Hidden) && !kind.is_metadata()
}

/// All words for types, for "did you mean".
pub fn words() -> impl Iterator<Item = &'static str> {
    let selects = SELECTS.iter().map(|(word, _, _)| *word);
    let groups = ["begin group", "end group", "begin repeat", "end repeat", "begin_group", "end_group", "begin_repeat"];
    let plain = QuestionType::ALL.into_iter().flat_map(|kind| words_for(kind).iter().copied());
    plain.chain([TERMINATE]).chain(selects).chain(groups)
}

/// Reads a cell of the column `type`.
pub fn read(text: &str) -> RowType {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_lowercase();
    if let Some(kind) = control(&text, &lower) {
        return kind;
    }
    match lower.as_str() {
        "include" => return RowType::Include,
        "form_id" | "set_form_id" | "set form id" => return RowType::Setting(SettingKey::Id),
        "form_title" | "set_form_title" | "set form title" => return RowType::Setting(SettingKey::Title),
        "prefix" => return RowType::Setting(SettingKey::Prefix),
        "xml-external" => return RowType::External(FileFormat::Xml),
        "csv-external" => return RowType::External(FileFormat::Csv),
        _ => {}
    }
    if let Some(kind) = QuestionType::ALL.into_iter().find(|kind| words_for(*kind).contains(&lower.as_str())) {
        return RowType::Plain(Plain { kind: PlainKind::Question(kind), special: Special::None });
    }
    if lower == TERMINATE {
        return RowType::Plain(Plain { kind: PlainKind::Terminate, special: Special::None });
    }
    let first = lower.split(' ').next().unwrap_or_default();
    let is_special = |word: &str| word == lower || (word == "osm" && first == "osm");
    if let Some((_, kind, special)) = SPECIAL.iter().find(|(word, _, _)| is_special(word)) {
        return RowType::Plain(Plain { kind: PlainKind::Question(*kind), special: *special });
    }
    select(&text, &lower).map_or(RowType::Unknown, RowType::Select)
}

fn control(text: &str, lower: &str) -> Option<RowType> {
    let (verb, rest) = lower.split_once([' ', '_'])?;
    let word = rest.split(' ').next().unwrap_or_default();
    let ending = match word {
        "group" => Ending::Group,
        "repeat" | "lgroup" => Ending::Repeat,
        "loop" => Ending::Loop,
        "kobomatrix" => Ending::Matrix,
        "looped" if rest.starts_with("looped group") => Ending::Repeat,
        _ => return None,
    };
    match (verb, ending) {
        ("end", ending) => Some(RowType::End(ending)),
        ("begin", Ending::Group) => Some(RowType::Begin(Container::Group)),
        ("begin", Ending::Repeat) => Some(RowType::Begin(Container::Repeat)),
        ("begin", Ending::Matrix) => Some(RowType::Begin(Container::Matrix)),
        // Names of lists keep their case.
        ("begin", Ending::Loop) => {
            let list = rest.contains(' ').then(|| text.rsplit(' ').next()).flatten();
            Some(RowType::Begin(Container::Loop(list.unwrap_or_default().to_owned())))
        }
        _ => None,
    }
}

fn select(text: &str, lower: &str) -> Option<Select> {
    let found =
        SELECTS.iter().filter(|(word, _, _)| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')));
    let (word, kind, source) = found.max_by_key(|(word, _, _)| word.len())?;
    let rest = text.get(word.len()..)?.trim();
    let lower = rest.to_lowercase();
    let suffix = [" or specify other", " or_other", " or other"].into_iter().find(|suffix| lower.ends_with(suffix));
    let list = rest.get(..rest.len() - suffix.map_or(0, str::len))?.trim();
    (!list.is_empty() && (*source == ChoiceSource::Nodeset || !list.contains(' '))).then(|| Select {
        kind: *kind,
        list: list.to_owned(),
        source: *source,
        other: if suffix.is_some() { OtherAnswer::Offered } else { OtherAnswer::None },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_many_names() {
        let plain = |kind| RowType::Plain(Plain { kind: PlainKind::Question(kind), special: Special::None });
        assert_eq!(read("DateTime"), plain(Q::DateTime));
        assert_eq!(read("add  date time prompt"), plain(Q::DateTime));
        assert_eq!(read("begin_loop over c1"), RowType::Begin(Container::Loop("c1".to_owned())));
        assert_eq!(read("end group"), RowType::End(Ending::Group));
        assert_eq!(read("begin dancing"), RowType::Unknown);
        let RowType::Select(select) = read("select all that apply from L1 or_other") else { panic!("a select") };
        let Select { kind, list, other, .. } = select;
        assert_eq!((kind, list.as_str(), other), (Q::SelectMultiple, "L1", OtherAnswer::Offered));
        let RowType::Select(select) = read("select one from file cities.csv") else { panic!("a select") };
        assert_eq!((select.kind, select.list.as_str()), (Q::SelectOne, "cities.csv"));
        assert_eq!(select.source, ChoiceSource::File);
        assert_eq!(read("select_one"), RowType::Unknown);
        assert_eq!(read("select_one_from_file f 1.csv"), RowType::Unknown);
        assert_eq!(read("add photo prompt"), plain(Q::Image));
        assert_eq!(read("begin looped group over c1"), RowType::Begin(Container::Repeat));
        assert_eq!(read("set form id"), RowType::Setting(SettingKey::Id));
        assert_eq!(read("phonenumber"), plain(Q::PhoneNumber));
        assert_eq!(read("terminate"), RowType::Plain(Plain { kind: PlainKind::Terminate, special: Special::None }));
    }
}
