//! Writes down what the standard library knows of small and capital letters, in a tenth of the room.

use std::fmt::Write as _;
use std::path::PathBuf;

/// Letters that follow each other at one distance, and whose small letters follow each other at the same.
struct Run {
    first: u32,
    last: u32,
    step: u32,
    to_small: i64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::from("const SMALL: &[Run] = &[\n");
    for Run { first, last, step, to_small } in runs() {
        writeln!(text, "    Run {{ first: {first}, last: {last}, step: {step}, to_small: {to_small} }},")?;
    }
    writeln!(text, "];\nconst CAPITALS: &str = {:?};", capitals())?;
    println!("cargo::rerun-if-changed=build.rs");
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo names no folder for what is generated")?;
    std::fs::write(PathBuf::from(folder).join("letters.rs"), text)?;
    Ok(())
}

/// Every letter beyond ASCII that has one small letter.
fn runs() -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for letter in '\u{80}'..=char::MAX {
        let Some(small) = only(letter.to_lowercase()).filter(|small| *small != letter) else { continue };
        let (place, to_small) = (u32::from(letter), i64::from(u32::from(small)) - i64::from(u32::from(letter)));
        match runs.last_mut() {
            Some(run) if run.to_small == to_small && goes_on(run, place) => {
                run.step = place - run.last;
                run.last = place;
            }
            _ => runs.push(Run { first: place, last: place, step: 1, to_small }),
        }
    }
    runs
}

fn goes_on(run: &Run, place: u32) -> bool {
    let step = place - run.last;
    if run.first == run.last { step <= 2 } else { step == run.step }
}

/// Letters whose capital is more than one letter, or one whose small letter is another; each with its capital behind it.
fn capitals() -> String {
    let odd = |letter: &char| match only(letter.to_uppercase()) {
        None => true,
        Some(capital) => capital != *letter && only(capital.to_lowercase()) != Some(*letter),
    };
    let known = |letter: char| std::iter::once(letter).chain(letter.to_uppercase()).collect::<String>();
    ('\u{80}'..=char::MAX).filter(odd).map(known).collect::<Vec<_>>().join(" ")
}

fn only(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let first = letters.next()?;
    letters.next().is_none().then_some(first)
}
