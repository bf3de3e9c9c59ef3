//! Writing what the cases expect anew.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;

use crate::files::File;

/// What happens to an expectation that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Its case fails.
    Hold,
    /// It is written anew.
    Update,
}

impl Mode {
    /// The mode somebody asks for.
    pub fn of(is_update: bool) -> Self {
        if is_update { Self::Update } else { Self::Hold }
    }
}

/// What shall stand in place of one line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The line, counted from 1.
    pub line: usize,
    /// The lines in its place.
    pub lines: Vec<String>,
}

/// Corrections of all files, which tests find side by side.
static KEPT: Mutex<BTreeMap<PathBuf, BTreeMap<usize, Vec<String>>>> = Mutex::new(BTreeMap::new());

/// Keeps a correction until all cases are played.
pub fn keep(file: &File, correction: Correction) {
    let mut kept = KEPT.lock().expect("no test holds it when it fails");
    kept.entry(file.path.to_path_buf()).or_default().insert(correction.line, correction.lines);
}

/// Writes every file that has corrections.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write() -> io::Result<()> {
    for (path, corrections) in std::mem::take(&mut *KEPT.lock().expect("all tests are over")) {
        let text = std::fs::read_to_string(&path)?;
        std::fs::write(&path, corrected(&text, &corrections))?;
        println!("{}: {} expectation(s) written anew", path.display(), corrections.len());
    }
    Ok(())
}

fn corrected(text: &str, corrections: &BTreeMap<usize, Vec<String>>) -> String {
    let mut written = String::new();
    for (index, line) in text.lines().enumerate() {
        match corrections.get(&(index + 1)) {
            Some(lines) => lines.iter().for_each(|line| written.extend([line.as_str(), "\n"])),
            None => written.extend([line, "\n"]),
        }
    }
    written
}
