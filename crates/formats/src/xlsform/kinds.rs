//! What a cell of the column `type` says.

/// Words of the column `type`, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A group or a repeat begins.
    Begin(Container),
    /// A group or a repeat ends.
    End(Ending),
    /// A question with choices.
    Select(Select),
    /// `xml-external`, `csv-external`: a file that the form reads.
    External(&'static str),
    /// A question of another type.
    Plain(Plain),
    /// A part of another file.
    Include,
    /// A setting that stands among the questions: its key.
    Setting(&'static str),
    /// Nobody knows.
    Unknown,
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
}

impl Container {
    /// The ending that closes it.
    pub fn ending(&self) -> Ending {
        match self {
            Self::Group => Ending::Group,
            Self::Repeat => Ending::Repeat,
            Self::Loop(_) => Ending::Loop,
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
        }
    }
}

/// A question with choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// The type in documents: `select_one`, `select_multiple`, `rank`.
    pub kind: &'static str,
    /// The choice list or the file.
    pub list: String,
    /// Where the choices stand.
    pub from: From,
    /// Whether there is a field for another answer.
    pub or_other: bool,
}

/// Where choices stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
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
    /// The type in documents.
    pub kind: &'static str,
    /// The word for it in XLSForm where the document has none of its own.
    pub special: Special,
}

/// Types that a document says with other means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// The document has this type.
    None,
    /// `percentage`: a whole number from 0 to 100; whether a hint says so.
    Upto(u32, bool),
    /// `phone number`: a text of digits.
    Digits,
    /// `background-geopoint`: a `start-geopoint` that is taken when its trigger changes.
    Background,
    /// `uri:deviceid` and the like: the same fact with its scheme.
    Uri,
    /// `osm`: OpenStreetMap's tags.
    Osm,
}

/// Words that mean a type with choices, longest first where one begins another.
const SELECTS: &[(&str, &str, From)] = &[
    ("select_one_from_file", "select_one", From::File),
    ("select_multiple_from_file", "select_multiple", From::File),
    ("rank_from_file", "rank", From::File),
    ("select_one_from_nodeset", "select_one", From::Nodeset),
    ("select_multiple_from_nodeset", "select_multiple", From::Nodeset),
    ("rank_from_nodeset", "rank", From::Nodeset),
    ("select one from file", "select_one", From::File),
    ("select multiple from file", "select_multiple", From::File),
    ("select_one_external", "select_one", From::External),
    ("select one external", "select_one", From::External),
    ("add select one prompt using", "select_one", From::Choices),
    ("add select multiple prompt using", "select_multiple", From::Choices),
    ("select all that apply from", "select_multiple", From::Choices),
    ("select one from", "select_one", From::Choices),
    ("select all that apply", "select_multiple", From::Choices),
    ("select_multiple", "select_multiple", From::Choices),
    ("select multiple", "select_multiple", From::Choices),
    ("select_one", "select_one", From::Choices),
    ("select one", "select_one", From::Choices),
    ("select1", "select_one", From::Choices),
    ("select", "select_multiple", From::Choices),
    ("q select1", "select_one", From::Choices),
    ("q select", "select_multiple", From::Choices),
    ("rank", "rank", From::Choices),
];

/// Words for types without choices.
const PLAIN: &[(&[&str], &str)] = &[
    (&["text", "string", "q string", "add text prompt"], "text"),
    (&["integer", "int", "q int", "add integer prompt"], "integer"),
    (&["decimal", "q decimal", "add decimal prompt"], "decimal"),
    (&["date", "q date", "add date prompt"], "date"),
    (&["time", "q time"], "time"),
    (
        &["datetime", "q date time", "q datetime", "add date time prompt", "add datetime prompt", "date time"],
        "dateTime",
    ),
    (&["note", "q note", "add note prompt"], "note"),
    (&["calculate", "q calculate", "add calculate prompt", "calculation"], "calculate"),
    (&["hidden"], "hidden"),
    (&["range", "q range"], "range"),
    (&["image", "photo", "picture", "q image", "q picture", "add image prompt", "add photo prompt"], "image"),
    (&["audio", "q audio", "add audio prompt"], "audio"),
    (&["video", "q video", "add video prompt"], "video"),
    (&["file", "q file", "add file prompt"], "file"),
    (&["barcode", "q barcode", "add barcode prompt"], "barcode"),
    (&["geopoint", "gps", "location", "q geopoint", "q location", "add location prompt"], "geopoint"),
    (&["geotrace", "q geotrace"], "geotrace"),
    (&["geoshape", "q geoshape"], "geoshape"),
    (&["acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"], "acknowledge"),
    (&["start", "start time", "get start time"], "start"),
    (&["end", "end time", "get end time"], "end"),
    (&["today", "get today"], "today"),
    (&["deviceid", "device id", "imei", "get device id"], "deviceid"),
    (&["phonenumber", "get phone number"], "phonenumber"),
    (&["simserial", "sim id", "sim serial", "get sim id", "sim_serial"], "simserial"),
    (&["subscriberid", "subscriber id", "get subscriber id"], "subscriberid"),
    (&["username", "user name"], "username"),
    (&["email"], "email"),
    (&["start-geopoint"], "start-geopoint"),
    (&["audit"], "audit"),
    (&["background-audio"], "background-audio"),
    (&["rating"], "rating"),
    (&["duration"], "duration"),
    (&["attempt_log"], "attempt_log"),
    (&["terminate"], "terminate"),
];

const SPECIAL: &[(&str, &str, Special)] = &[
    ("phone number", "text", Special::Digits),
    ("percentage", "integer", Special::Upto(100, false)),
    ("number of days in last month", "integer", Special::Upto(31, true)),
    ("number of days in last six months", "integer", Special::Upto(183, true)),
    ("number of days in last year", "integer", Special::Upto(365, true)),
    ("background-geopoint", "start-geopoint", Special::Background),
    ("uri:deviceid", "deviceid", Special::Uri),
    ("uri:phonenumber", "phonenumber", Special::Uri),
    ("uri:simserial", "simserial", Special::Uri),
    ("uri:subscriberid", "subscriberid", Special::Uri),
    ("uri:username", "username", Special::Uri),
    ("uri:email", "email", Special::Uri),
    ("osm", "file", Special::Osm),
];

/// Types of documents that are facts or files without a control.
pub const WITHOUT_CONTROL: &[&str] = &[
    "calculate",
    "hidden",
    "start",
    "end",
    "today",
    "deviceid",
    "phonenumber",
    "simserial",
    "subscriberid",
    "username",
    "email",
    "start-geopoint",
    "audit",
    "background-audio",
];

/// A type of documents by its name; blank where there is none.
pub fn known(kind: &str) -> &'static str {
    let selects = ["select_one", "select_multiple", "rank", "group", "repeat"].into_iter();
    PLAIN.iter().map(|(_, known)| *known).chain(selects).find(|known| *known == kind).unwrap_or_default()
}

/// All words for types, for "did you mean".
pub fn words() -> impl Iterator<Item = &'static str> {
    let selects = SELECTS.iter().map(|(word, _, _)| *word);
    let groups = ["begin group", "end group", "begin repeat", "end repeat", "begin_group", "end_group", "begin_repeat"];
    PLAIN.iter().flat_map(|(words, _)| words.iter().copied()).chain(selects).chain(groups)
}

/// Reads a cell of the column `type`.
pub fn read(text: &str) -> Kind {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_lowercase();
    if let Some(kind) = control(&text, &lower) {
        return kind;
    }
    match lower.as_str() {
        "include" => return Kind::Include,
        "form_id" | "set_form_id" | "set form id" => return Kind::Setting("id"),
        "form_title" | "set_form_title" | "set form title" => return Kind::Setting("title"),
        "prefix" => return Kind::Setting("prefix"),
        "xml-external" => return Kind::External("xml"),
        "csv-external" => return Kind::External("csv"),
        _ => {}
    }
    if let Some((_, kind)) = PLAIN.iter().find(|(words, _)| words.contains(&lower.as_str())) {
        return Kind::Plain(Plain { kind, special: Special::None });
    }
    let first = lower.split(' ').next().unwrap_or_default();
    let is_special = |word: &str| word == lower || (word == "osm" && first == "osm");
    if let Some((_, kind, special)) = SPECIAL.iter().find(|(word, _, _)| is_special(word)) {
        return Kind::Plain(Plain { kind, special: *special });
    }
    select(&text, &lower).map_or(Kind::Unknown, Kind::Select)
}

fn control(text: &str, lower: &str) -> Option<Kind> {
    let (verb, rest) = lower.split_once([' ', '_'])?;
    let word = rest.split(' ').next().unwrap_or_default();
    let ending = match word {
        "group" => Ending::Group,
        "repeat" | "lgroup" => Ending::Repeat,
        "loop" => Ending::Loop,
        "looped" if rest.starts_with("looped group") => Ending::Repeat,
        _ => return None,
    };
    match (verb, ending) {
        ("end", ending) => Some(Kind::End(ending)),
        ("begin", Ending::Group) => Some(Kind::Begin(Container::Group)),
        ("begin", Ending::Repeat) => Some(Kind::Begin(Container::Repeat)),
        // Names of lists keep their case.
        ("begin", Ending::Loop) => {
            let list = rest.contains(' ').then(|| text.rsplit(' ').next()).flatten();
            Some(Kind::Begin(Container::Loop(list.unwrap_or_default().to_owned())))
        }
        _ => None,
    }
}

fn select(text: &str, lower: &str) -> Option<Select> {
    let found =
        SELECTS.iter().filter(|(word, _, _)| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')));
    let (word, kind, from) = found.max_by_key(|(word, _, _)| word.len())?;
    let rest = text.get(word.len()..)?.trim();
    let lower = rest.to_lowercase();
    let suffix = [" or specify other", " or_other", " or other"].into_iter().find(|suffix| lower.ends_with(suffix));
    let list = rest.get(..rest.len() - suffix.map_or(0, str::len))?.trim();
    (!list.is_empty() && (*from == From::Nodeset || !list.contains(' '))).then(|| Select {
        kind,
        list: list.to_owned(),
        from: *from,
        or_other: suffix.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_many_names() {
        let plain = |kind| Kind::Plain(Plain { kind, special: Special::None });
        assert_eq!(read("DateTime"), plain("dateTime"));
        assert_eq!(read("add  date time prompt"), plain("dateTime"));
        assert_eq!(read("begin_loop over c1"), Kind::Begin(Container::Loop("c1".to_owned())));
        assert_eq!(read("end group"), Kind::End(Ending::Group));
        assert_eq!(read("begin dancing"), Kind::Unknown);
        let Kind::Select(select) = read("select all that apply from L1 or_other") else { panic!("a select") };
        assert_eq!((select.kind, select.list.as_str(), select.or_other), ("select_multiple", "L1", true));
        let Kind::Select(select) = read("select one from file cities.csv") else { panic!("a select") };
        assert_eq!((select.kind, select.list.as_str(), select.from), ("select_one", "cities.csv", From::File));
        assert_eq!(read("select_one"), Kind::Unknown);
        assert_eq!(read("select_one_from_file f 1.csv"), Kind::Unknown);
        assert_eq!(read("add photo prompt"), plain("image"));
        assert_eq!(read("begin looped group over c1"), Kind::Begin(Container::Repeat));
        assert_eq!(read("set form id"), Kind::Setting("id"));
        assert_eq!(read("phonenumber"), plain("phonenumber"));
    }
}
