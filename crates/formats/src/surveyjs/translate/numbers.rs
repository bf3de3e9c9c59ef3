//! The numbers before titles: what may be hidden is counted while it is shown.

use sealform_types::{Finding, Place, say};

use super::conditions::joined;
use super::converter::Converter;
use crate::surveyjs::model::{Chain, Element, ElementType, NumberPart, counted, with_pointer};
use crate::xform::quoted;

/// The most that may be hidden before a number: each of them is asked for in the number.
const MOST_HIDDEN: usize = 60;

impl Converter<'_> {
    /// The number of an element, as it stands in a label; `None` where it has none.
    pub fn number(&mut self, element: &Element<'_>) -> Option<String> {
        let parts = self.numbering.of(&element.pointer)?.clone();
        let mut number = String::new();
        for part in parts {
            number.push_str(&match part {
                NumberPart::Text(text) => text,
                NumberPart::Count { first, letter, after } if after.is_empty() => counted(first, letter),
                NumberPart::Count { first, letter, after } => match self.shown_before(&after) {
                    Some(shown) => format!("${{{}}}", counting(first, letter, &shown)),
                    None => {
                        self.report_fixed_number(element);
                        counted(first.saturating_add(u32::try_from(after.len()).unwrap_or(0)), letter)
                    }
                },
            });
        }
        Some(number)
    }

    /// Expressions: whether each of those before is shown; `None` where that cannot be said.
    fn shown_before(&mut self, after: &[Chain]) -> Option<Vec<String>> {
        if after.len() > MOST_HIDDEN {
            return None;
        }
        after.iter().map(|chain| self.shown(chain)).collect()
    }

    fn shown(&mut self, chain: &Chain) -> Option<String> {
        let mut all = Vec::new();
        for pointer in chain {
            let element = with_pointer(self.tree, pointer)?;
            let shown = self.appears(element)?;
            // A path from where it stands leads elsewhere from here.
            if shown.contains("..") {
                return None;
            }
            all.push(format!("({shown})"));
        }
        Some(all.join(" and "))
    }

    /// Expression: whether an element is shown; `None` where it always is. A panel is where something in it is.
    fn appears(&mut self, element: &Element<'_>) -> Option<String> {
        let own = self.relevance(element);
        if element.kind != ElementType::Panel {
            return own;
        }
        let mut inside = Vec::new();
        for child in element.children.iter().filter(|child| !self.is_never_shown(child)).collect::<Vec<_>>() {
            let Some(shown) = self.appears(child) else { return own };
            inside.push(shown);
        }
        let inside = joined(&inside, " or ").unwrap_or_else(|| "false()".to_owned());
        joined(&own.into_iter().chain([inside]).collect::<Vec<_>>(), " and ")
    }

    fn report_fixed_number(&mut self, element: &Element<'_>) {
        let message = say!("the number of `{}` does not change when a question before it is hidden", element.own_name);
        let finding = Finding::warning("surveyjs/not-carried", message, Place::at(&element.pointer));
        self.report(finding.hint("turn question numbers off"));
    }
}

/// Expression: the number, or the letter in its place.
fn counting(first: u32, letter: Option<char>, shown: &[String]) -> String {
    let shown: String = shown.iter().map(|shown| format!(" + number({shown})")).collect();
    let Some(letter) = letter else { return format!("{first}{shown}") };
    let letters: String = (0..26).filter_map(|step| char::from_u32(letter as u32 + step)).collect();
    let at = format!("{}{shown}", first.saturating_sub(1));
    format!("substr({}, {at}, {first}{shown})", quoted(&letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_like_numbers() {
        let shown = ["a = 1".to_owned()];
        assert_eq!(counting(2, None, &shown), "2 + number(a = 1)");
        let letters = counting(1, Some('a'), &shown);
        assert_eq!(letters, "substr('abcdefghijklmnopqrstuvwxyz', 0 + number(a = 1), 1 + number(a = 1))");
    }
}
