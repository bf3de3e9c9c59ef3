//! What the parameters of a `range` must satisfy.

use super::form::Form;
use super::parameters::{self, Parameters, number};
use super::table::Record;

const NUMBERS: &[&str] = &["start", "end", "step", "tick_interval", "placeholder"];

/// Tells what is wrong with the parameters of a range.
pub fn check(form: &mut Form, record: &Record<'_>, parameters: &Parameters) {
    let at = record.place_of("parameters");
    let mut sound = true;
    for name in NUMBERS {
        if let Some(text) = parameters::get(parameters, name).filter(|text| number(text).is_none()) {
            let message = format!("`{name}` is `{text}`, which is no number");
            form.error("xlsform/range-number", message, at.clone(), "write a number");
            sound = false;
        }
    }
    let value = |name: &str| parameters::get(parameters, name).and_then(number);
    let labels = parameters::get(parameters, "tick_labelset");
    let extra = ["tick_interval", "placeholder", "tick_labelset"];
    let fits = |text: &str| text.is_empty() || text.contains("vertical") || text.contains("no-ticks");
    if extra.iter().any(|name| parameters::get(parameters, name).is_some())
        && !fits(record.text("appearance").unwrap_or_default())
    {
        let message = "ticks and placeholders do not go together with this appearance";
        form.error("xlsform/range-appearance", message, at.clone(), "use `vertical`, `no-ticks`, or no appearance");
        return;
    }
    if !sound {
        return;
    }
    let range = Range {
        start: value("start").unwrap_or(1.0),
        end: value("end").unwrap_or(10.0),
        step: value("step").unwrap_or(1.0),
    };
    if range.step == 0.0 {
        return form.error("xlsform/range-zero", "the step is 0", at, "write how far one step goes");
    }
    let width = (range.end - range.start).abs();
    if range.step > width {
        let message = format!("a step of {} does not fit a range of {width}", range.step);
        return form.error("xlsform/range-width", message, at, "let the step be smaller");
    }
    if let Some(interval) = value("tick_interval") {
        match () {
            () if interval == 0.0 => form.error(
                "xlsform/range-zero",
                "the ticks stand 0 apart",
                at.clone(),
                "write how far apart they stand",
            ),
            () if interval > width => {
                let message = format!("ticks {interval} apart do not fit a range of {width}");
                form.error("xlsform/range-width", message, at.clone(), "let them stand closer");
            }
            () if !multiple(interval, range.step) => {
                let message =
                    format!("the distance of the ticks, {interval}, is no multiple of the step {}", range.step);
                form.error("xlsform/range-step", message, at.clone(), "let it be a multiple");
            }
            () => {}
        }
    }
    if let Some(placeholder) = value("placeholder") {
        if !range.holds(placeholder) {
            let message = format!("the placeholder {placeholder} is outside the range");
            form.error("xlsform/range-outside", message, at.clone(), "let it be between start and end");
        } else if !multiple(placeholder - range.start, range.step) {
            let message = format!("the placeholder {placeholder} is no step of the range");
            form.error("xlsform/range-step", message, at.clone(), "let it be start plus some steps");
        }
    }
    if let Some(list) = labels {
        check_labels(form, record, list, &range, value("tick_interval"));
    }
}

struct Range {
    start: f64,
    end: f64,
    step: f64,
}

impl Range {
    fn holds(&self, number: f64) -> bool {
        self.start.min(self.end) <= number && number <= self.start.max(self.end)
    }
}

/// Whether one number is a multiple of another, up to what doubles can tell.
fn multiple(number: f64, of: f64) -> bool {
    let times = (number / of).abs();
    (times - libm::round(times)).abs() < 1e-9
}

/// Labels of ticks are the choices of a list whose names are numbers of the range.
fn check_labels(form: &mut Form, record: &Record<'_>, list: &str, range: &Range, interval: Option<f64>) {
    let at = record.place_of("parameters");
    super::selects::list(form, record, list, super::kinds::From::Choices);
    let Some(known) = form.lists.get(list, false) else { return };
    let names: Vec<String> = known.choices.iter().map(|choice| choice.name.clone()).collect();
    let numbers: Vec<Option<f64>> = names.iter().map(|name| number(name)).collect();
    if numbers.iter().any(Option::is_none) {
        let message = format!("not all choices of `{list}` are numbers");
        return form.error("xlsform/range-choice", message, at, "name them by the numbers they label");
    }
    let numbers: Vec<f64> = numbers.into_iter().flatten().collect();
    if numbers.iter().any(|number| !range.holds(*number)) {
        let message = format!("not all choices of `{list}` are between start and end");
        return form.error("xlsform/range-outside", message, at, "remove those outside");
    }
    let apart = interval.unwrap_or(range.step);
    if numbers.iter().any(|number| !multiple(number - range.start, apart)) {
        let message = format!("not all choices of `{list}` stand at a tick");
        return form.error("xlsform/range-tick", message, at.clone(), "let each be start plus some ticks");
    }
    let no_ticks = record.text("appearance").is_some_and(|text| text.contains("no-ticks"));
    let ends = numbers.iter().all(|number| *number == range.start || *number == range.end);
    let both = numbers.contains(&range.start) && numbers.contains(&range.end);
    if no_ticks && !(ends && both) {
        let message = "without ticks start and end have labels, and nothing else";
        form.error("xlsform/range-choice", message, at, "keep the labels of start and end");
    }
}
