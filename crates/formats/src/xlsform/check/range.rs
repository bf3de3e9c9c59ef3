//! What the parameters of a `range` must satisfy.

use sealform_types::Place;

use crate::xlsform::read::choices::ChoiceSheet;
use crate::xlsform::read::context::ReadContext;
use crate::xlsform::read::parameters::{self, Parameters, number};
use crate::xlsform::read::selects;
use crate::xlsform::read::table::Record;

const NUMBERS: &[&str] = &["start", "end", "step", "tick_interval", "placeholder"];

/// Reports what is wrong with the parameters of a range.
pub fn check(context: &mut ReadContext, record: &Record<'_>, parameters: &Parameters) {
    let are_numbers = check_numbers(context, record, parameters);
    if !check_appearance(context, record, parameters) || !are_numbers {
        return;
    }
    let value = |name: &str| parameters::get(parameters, name).and_then(number);
    let range = Range {
        start: value("start").unwrap_or(1.0),
        end: value("end").unwrap_or(10.0),
        step: value("step").unwrap_or(1.0),
    };
    let at = record.place_of("parameters");
    if range.step == 0.0 {
        return context.error("xlsform/range-zero", "the step is 0", at, "write how far one step goes");
    }
    let width = range.width();
    if range.step > width {
        let message = format!("a step of {} does not fit into a range of {width}", range.step);
        return context.error("xlsform/range-width", message, at, "make the step smaller");
    }
    if let Some(interval) = value("tick_interval") {
        check_ticks(context, &range, interval, &at);
    }
    if let Some(placeholder) = value("placeholder") {
        check_placeholder(context, &range, placeholder, at);
    }
    if let Some(list) = parameters::get(parameters, "tick_labelset") {
        check_labels(context, record, list, &range, value("tick_interval"));
    }
}

/// Whether all parameters that must be numbers are.
fn check_numbers(context: &mut ReadContext, record: &Record<'_>, parameters: &Parameters) -> bool {
    let mut are_numbers = true;
    for name in NUMBERS {
        if let Some(text) = parameters::get(parameters, name).filter(|text| number(text).is_none()) {
            let message = format!("`{name}` is `{text}`, which is not a number");
            context.error("xlsform/range-number", message, record.place_of("parameters"), "write a number");
            are_numbers = false;
        }
    }
    are_numbers
}

/// Whether ticks and placeholders go together with the appearance.
fn check_appearance(context: &mut ReadContext, record: &Record<'_>, parameters: &Parameters) -> bool {
    let extra = ["tick_interval", "placeholder", "tick_labelset"];
    let has_extra = extra.iter().any(|name| parameters::get(parameters, name).is_some());
    let appearance = record.text("appearance").unwrap_or_default();
    let fits = appearance.is_empty() || appearance.contains("vertical") || appearance.contains("no-ticks");
    if has_extra && !fits {
        let message = "ticks and placeholders do not go together with this appearance";
        let hint = "use `vertical`, `no-ticks`, or no appearance";
        context.error("xlsform/range-appearance", message, record.place_of("parameters"), hint);
    }
    fits || !has_extra
}

fn check_ticks(context: &mut ReadContext, range: &Range, interval: f64, at: &Place) {
    let width = range.width();
    if interval == 0.0 {
        let message = "the distance between ticks is 0";
        context.error("xlsform/range-zero", message, at.clone(), "write how far apart they are");
    } else if interval > width {
        let message = format!("ticks {interval} apart do not fit into a range of {width}");
        context.error("xlsform/range-width", message, at.clone(), "put them closer together");
    } else if !is_multiple(interval, range.step) {
        let message = format!("the distance of the ticks, {interval}, is not a multiple of the step {}", range.step);
        context.error("xlsform/range-step", message, at.clone(), "use a multiple of the step");
    }
}

fn check_placeholder(context: &mut ReadContext, range: &Range, placeholder: f64, at: Place) {
    if !range.holds(placeholder) {
        let message = format!("the placeholder {placeholder} is outside the range");
        context.error("xlsform/range-outside", message, at, "use a number between start and end");
    } else if !is_multiple(placeholder - range.start, range.step) {
        let message = format!("the placeholder {placeholder} is not on a step of the range");
        context.error("xlsform/range-step", message, at, "use start plus a whole number of steps");
    }
}

struct Range {
    start: f64,
    end: f64,
    step: f64,
}

impl Range {
    fn width(&self) -> f64 {
        (self.end - self.start).abs()
    }

    fn holds(&self, number: f64) -> bool {
        self.start.min(self.end) <= number && number <= self.start.max(self.end)
    }
}

/// Whether one number is a multiple of another, as far as doubles are exact.
fn is_multiple(number: f64, of: f64) -> bool {
    let times = (number / of).abs();
    (times - libm::round(times)).abs() < 1e-9
}

/// Labels of ticks are the choices of a list whose names are numbers of the range.
fn check_labels(context: &mut ReadContext, record: &Record<'_>, list: &str, range: &Range, interval: Option<f64>) {
    let at = record.place_of("parameters");
    selects::list(context, record, list, ChoiceSheet::Choices);
    let Some(known) = context.lists.get(list, ChoiceSheet::Choices) else { return };
    let numbers: Option<Vec<f64>> = known.choices.iter().map(|listed| number(&listed.choice.name)).collect();
    let Some(numbers) = numbers else {
        let message = format!("not all choices of `{list}` are numbers");
        return context.error("xlsform/range-choice", message, at, "name each by the number that it labels");
    };
    if numbers.iter().any(|number| !range.holds(*number)) {
        let message = format!("not all choices of `{list}` are between start and end");
        return context.error("xlsform/range-outside", message, at, "remove those outside");
    }
    let apart = interval.unwrap_or(range.step);
    if numbers.iter().any(|number| !is_multiple(number - range.start, apart)) {
        let message = format!("not all choices of `{list}` are at a tick");
        return context.error("xlsform/range-tick", message, at, "use start plus a whole number of ticks for each");
    }
    let has_no_ticks = record.text("appearance").is_some_and(|text| text.contains("no-ticks"));
    let are_ends = numbers.iter().all(|number| *number == range.start || *number == range.end);
    let has_both = numbers.contains(&range.start) && numbers.contains(&range.end);
    if has_no_ticks && !(are_ends && has_both) {
        let message = "without ticks, only start and end have labels";
        context.error("xlsform/range-choice", message, at, "keep the labels of start and end");
    }
}

#[cfg(test)]
mod tests {
    use super::{Range, is_multiple};

    #[test]
    fn steps_of_doubles_are_multiples() {
        assert!(is_multiple(0.3, 0.1));
        assert!(is_multiple(-1.5, 0.5));
        assert!(!is_multiple(0.35, 0.1));
    }

    #[test]
    fn a_range_may_run_downwards() {
        let range = Range { start: 10.0, end: 1.0, step: 1.0 };
        assert!(range.holds(5.0) && !range.holds(11.0));
        assert_eq!(range.width(), 9.0);
    }
}
