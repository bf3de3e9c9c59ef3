//! What a score sheet says, as cases write it behind `=`.

use sealform_engine::Session;
use sealform_scoring::{Exact, PartScore, ScoreSheet, TotalScore, mean_of_contacts, pooled};

/// What is true of that which the left side of a line names: `earned`, `possible`, `result`, `percent`, `band`, `gap` of the
/// whole, `line PATH` (`3/5 answered`), `section NAME` and `category NAME` (`3/5 60.0`), `pooled` and `mean` over the contacts.
/// None if it names something else.
pub fn seen(session: &Session, contacts: &[TotalScore], head: &str) -> Result<Option<String>, String> {
    let (word, name) = head.split_once(' ').map_or((head, ""), |(word, name)| (word, name.trim()));
    let over = |result: Result<Option<Exact>, _>| {
        result
            .map_err(|error: sealform_scoring::TooLong| error.to_string())
            .map(|result| Some(fraction(result.as_ref())))
    };
    match word {
        "pooled" => return over(pooled(contacts)),
        "mean" => return over(mean_of_contacts(contacts)),
        "earned" | "possible" | "result" | "percent" | "band" | "gap" | "line" | "section" | "category" => {}
        _ => return Ok(None),
    }
    let sheet = session.score().ok_or("there is no key")?.map_err(|error| error.to_string())?;
    let total = &sheet.total;
    Ok(Some(match word {
        "earned" => total.earned.to_plain(),
        "possible" => total.possible.to_plain(),
        "result" => fraction(total.result.as_ref()),
        "percent" => total.percent.clone().unwrap_or_default(),
        "band" => total.band.clone().unwrap_or_default(),
        "gap" => total.gap.clone().unwrap_or_default(),
        "line" => line(&sheet, name)?,
        "section" => part(&sheet.sections, name)?,
        _ => part(&sheet.categories, name)?,
    }))
}

fn fraction(result: Option<&Exact>) -> String {
    result.map_or_else(|| "none".to_owned(), Exact::to_fraction)
}

fn line(sheet: &ScoreSheet, path: &str) -> Result<String, String> {
    let line = sheet.lines.iter().find(|line| line.path == path).ok_or("there is no such line")?;
    Ok(format!("{} of {} {}", line.earned.to_plain(), line.possible.to_plain(), line.why.word()))
}

fn part(parts: &[PartScore], name: &str) -> Result<String, String> {
    let part = parts.iter().find(|part| part.name == name).ok_or("there is no such part")?;
    let percent = part.percent.as_deref().unwrap_or("none");
    Ok(format!("{} of {} {percent}", part.earned.to_plain(), part.possible.to_plain()))
}
