//! Forms that cannot be used, and everything that is reported about them: `finding CODE @PLACE HINT`, a line for each.

use sealform_tests::respondent::try_program;
use sealform_types::Findings;

use crate::files::{self, File, Section};
use crate::update::Correction;
use crate::{Case, Fault};

const WORD: &str = "finding ";

/// A case for each section.
pub fn cases() -> Vec<Case> {
    File::all("faults")
        .into_iter()
        .flat_map(|file| file.sections().into_iter().map(move |section| case(&file, section)))
        .collect()
}

fn case(file: &File, section: Section) -> Case {
    let name = format!("{}/{}", file.name, section.title);
    let here = file.clone();
    Case { name, file: file.clone(), play: Box::new(move || play(&here, &section)) }
}

fn play(file: &File, section: &Section) -> Vec<Fault> {
    let form = files::document(&section.body, "form").expect("a form");
    let (_, findings) = try_program(&form, files::document(&section.body, "key").as_ref());
    let reported = lines(&findings);
    let expected: Vec<(usize, &str)> =
        section.body.lines().enumerate().filter(|(_, line)| line.starts_with(WORD)).collect();
    if expected.iter().map(|(_, line)| *line).eq(reported.iter().map(String::as_str)) {
        return Vec::new();
    }
    let sentence = format!("{}:\n{findings}  reported:\n{}", file.line(section.first_line), reported.join("\n"));
    corrections(section, &expected, reported)
        .into_iter()
        .map(|correction| Fault { sentence: sentence.clone(), correction: Some(correction) })
        .collect()
}

/// All findings stand where the first stood, or at the end of the case.
fn corrections(section: &Section, expected: &[(usize, &str)], mut reported: Vec<String>) -> Vec<Correction> {
    let at = |index: usize| section.first_line + index;
    let Some(((first, _), others)) = expected.split_first() else {
        let last = section.body.trim_end().lines().enumerate().last();
        let (index, line) = last.expect("a case has a form");
        reported.insert(0, line.to_owned());
        return vec![Correction { line: at(index), lines: reported }];
    };
    let none = others.iter().map(|(index, _)| Correction { line: at(*index), lines: Vec::new() });
    [Correction { line: at(*first), lines: reported }].into_iter().chain(none).collect()
}

fn lines(findings: &Findings) -> Vec<String> {
    let lines = findings.iter().map(|finding| {
        let columns = finding.place.columns.map_or(String::new(), |(a, b)| format!(":{a}-{}", b.saturating_sub(1)));
        let (place, hint) = (&finding.place.pointer, finding.hint.as_deref().unwrap_or("-"));
        format!("{WORD}{} @{place}{columns} {hint}", finding.code)
    });
    lines.collect()
}
