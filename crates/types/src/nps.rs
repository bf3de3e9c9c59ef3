//! The classes of the Net Promoter Score.

/// What an answer from 0 to 10 to "how likely are you to recommend us?" makes of the person.
///
/// # Example
/// ```
/// use sealform_types::NpsClass;
///
/// assert_eq!(NpsClass::of(6), Some(NpsClass::Detractor));
/// assert_eq!(NpsClass::of(7).map(NpsClass::name), Some("passive"));
/// assert_eq!(NpsClass::of(11), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NpsClass {
    /// 0 to 6.
    Detractor,
    /// 7 and 8.
    Passive,
    /// 9 and 10.
    Promoter,
}

impl NpsClass {
    /// All classes, from the lowest answers on.
    pub const ALL: [Self; 3] = [Self::Detractor, Self::Passive, Self::Promoter];
    /// The lowest answer.
    pub const FIRST: i64 = 0;
    /// The highest answer.
    pub const LAST: i64 = 10;

    /// The class of an answer; `None` for what is not on the scale.
    pub fn of(answer: i64) -> Option<Self> {
        let is_on_scale = (Self::FIRST..=Self::LAST).contains(&answer);
        Self::ALL.into_iter().find(|class| is_on_scale && answer <= class.up_to())
    }

    /// The name in documents and expressions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Detractor => "detractor",
            Self::Passive => "passive",
            Self::Promoter => "promoter",
        }
    }

    /// The class of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// The highest answer in it.
    pub fn up_to(self) -> i64 {
        match self {
            Self::Detractor => 6,
            Self::Passive => 8,
            Self::Promoter => Self::LAST,
        }
    }
}
