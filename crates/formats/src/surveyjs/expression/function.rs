//! The functions of SurveyJS: the only table of their names.

use std::fmt;

/// A function that an expression calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Function {
    /// `iif`
    Iif,
    /// `sum`
    Sum,
    /// `min`
    Min,
    /// `max`
    Max,
    /// `avg`
    Avg,
    /// `count`
    Count,
    /// `round`
    Round,
    /// `abs`
    Abs,
    /// `floor`
    Floor,
    /// `ceil`
    Ceil,
    /// `trunc`
    Trunc,
    /// `pow`
    Pow,
    /// `power`
    Power,
    /// `sqrt`
    Sqrt,
    /// `today`
    Today,
    /// `currentDate`
    CurrentDate,
    /// `year`
    Year,
    /// `getYear`
    GetYear,
    /// `month`
    Month,
    /// `day`
    Day,
    /// `currentYear`
    CurrentYear,
    /// `weekday`
    Weekday,
    /// `age`
    Age,
    /// `getDate`
    GetDate,
    /// `dateAdd`
    DateAdd,
    /// `dateDiff`
    DateDiff,
    /// `diffDays`
    DiffDays,
    /// `substring`
    Substring,
    /// `lower`
    Lower,
    /// `toLowerCase`
    ToLowerCase,
    /// `upper`
    Upper,
    /// `toUpperCase`
    ToUpperCase,
    /// `sumInArray`, `countInArray`, …
    InArray(Aggregate),
    /// `displayValue`
    DisplayValue,
    /// `propertyValue`
    PropertyValue,
    /// `getComment`
    GetComment,
    /// `isDisplayMode`
    IsDisplayMode,
    /// A function that is written in JavaScript.
    Custom(String),
}

/// What is made of all values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// Their sum.
    Sum,
    /// How many there are.
    Count,
    /// Their mean.
    Avg,
    /// The least.
    Min,
    /// The greatest.
    Max,
}

/// All names.
const NAMES: &[(&str, Function)] = &[
    ("iif", Function::Iif),
    ("sum", Function::Sum),
    ("min", Function::Min),
    ("max", Function::Max),
    ("avg", Function::Avg),
    ("count", Function::Count),
    ("round", Function::Round),
    ("abs", Function::Abs),
    ("floor", Function::Floor),
    ("ceil", Function::Ceil),
    ("trunc", Function::Trunc),
    ("pow", Function::Pow),
    ("power", Function::Power),
    ("sqrt", Function::Sqrt),
    ("today", Function::Today),
    ("currentDate", Function::CurrentDate),
    ("year", Function::Year),
    ("getYear", Function::GetYear),
    ("month", Function::Month),
    ("day", Function::Day),
    ("currentYear", Function::CurrentYear),
    ("weekday", Function::Weekday),
    ("age", Function::Age),
    ("getDate", Function::GetDate),
    ("dateAdd", Function::DateAdd),
    ("dateDiff", Function::DateDiff),
    ("diffDays", Function::DiffDays),
    ("substring", Function::Substring),
    ("lower", Function::Lower),
    ("toLowerCase", Function::ToLowerCase),
    ("upper", Function::Upper),
    ("toUpperCase", Function::ToUpperCase),
    ("sumInArray", Function::InArray(Aggregate::Sum)),
    ("countInArray", Function::InArray(Aggregate::Count)),
    ("avgInArray", Function::InArray(Aggregate::Avg)),
    ("minInArray", Function::InArray(Aggregate::Min)),
    ("maxInArray", Function::InArray(Aggregate::Max)),
    ("displayValue", Function::DisplayValue),
    ("propertyValue", Function::PropertyValue),
    ("getComment", Function::GetComment),
    ("isDisplayMode", Function::IsDisplayMode),
];

impl Function {
    /// The function of that name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let known = NAMES.iter().find(|(known, _)| *known == name);
        known.map_or_else(|| Self::Custom(name.to_owned()), |(_, function)| function.clone())
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        if let Self::Custom(name) = self {
            return name;
        }
        NAMES.iter().find(|(_, function)| function == self).map_or("", |(name, _)| name)
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_that_of_a_function_and_others_are_custom() {
        for (name, function) in NAMES {
            assert_eq!(Function::named(name), *function);
            assert_eq!(function.name(), *name);
        }
        assert_eq!(Function::named("myFunction").name(), "myFunction");
    }
}
