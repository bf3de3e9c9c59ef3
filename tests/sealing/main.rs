//! Everything that loads can be filled, sealed, and read back: forms of this repository and of the suites of others, answered at
//! random. A receiver with the questionnaire finds nothing wrong with what they give.

mod forms;
mod person;

use std::fs;

use sealform_tests::receiver::{claims, read_back, seal};
use sealform_tests::respondent::Respondent;
use sealform_tests::{is_blessing, repo_file};
use sealform_types::{Json, VecMap};

use forms::Form;
use person::{Person, TRIES};

/// Norway around 2026, as a browser lists it.
const OSLO: &str = r#"{"name":"Europe/Oslo","transitions":[[1729555200,120],[1729990800,60],[1743296400,120],[1761440400,60],[1774746000,120],[1792890000,60],[1806195600,120]]}"#;

/// The forms of this repository that nobody can finish by chance, by name.
const OPEN: &str = "tests/sealing/open.txt";

/// What became of one form.
enum End {
    /// Read back, and nothing was wrong; with the number of paths that were taken as claimed.
    Sealed(usize),
    /// It holds more than a sealed file may, which the person is told: many instances of a repeat.
    TooLarge,
    /// Something is still open after all tries.
    Open(String),
    /// What a receiver would find.
    Faulty(String),
}

fn fill(form: &Form) -> End {
    let zone = Json::parse(OSLO.as_bytes()).expect("JSON");
    let mut respondent = Respondent::with_facts(&form.program, VecMap::from_iter([("zone".to_owned(), zone)]));
    if !Person::new().fills(&mut respondent) {
        let open = respondent.session.open_points();
        return End::Open(open.first().map(|point| format!("{} {:?}", point.path, point.issue)).unwrap_or_default());
    }
    let sealed = respondent.session.finish().map_err(|open| format!("{open:?}"));
    let sealed = sealed.and_then(|finished| claims(respondent.session.draft(), finished));
    match sealed.and_then(|claims| seal(&claims)?.map(|file| read_back(&form.program, &file)).transpose()) {
        Ok(Some(taken)) => End::Sealed(taken.len()),
        Ok(None) => End::TooLarge,
        Err(fault) => End::Faulty(fault),
    }
}

/// Fills all forms, on as many threads as there are; in the order of the forms.
fn ends(forms: &[Form]) -> Vec<End> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all: Vec<Option<End>> = forms.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        let fill_some = |first: usize| {
            scope.spawn(move || {
                let mine = forms.iter().enumerate().skip(first).step_by(threads);
                mine.map(|(index, form)| (index, fill(form))).collect::<Vec<_>>()
            })
        };
        let running: Vec<_> = (0..threads).map(fill_some).collect();
        for (index, end) in running.into_iter().flat_map(|thread| thread.join().expect("no panic")) {
            all[index] = Some(end);
        }
    });
    all.into_iter().map(|end| end.expect("each was filled")).collect()
}

/// Fills all, tells what is still open, and gives the names of those.
fn all_seal(forms: &[Form]) -> Vec<String> {
    let (mut open, mut faults, mut partly, mut sealed) = (Vec::new(), Vec::new(), 0, 0);
    for (form, end) in forms.iter().zip(ends(forms)) {
        match end {
            End::Sealed(taken) => {
                sealed += 1;
                partly += usize::from(taken > 0);
            }
            End::TooLarge => {
                println!("too large to be sealed: {}", form.name);
                open.push(form.name.clone());
            }
            End::Open(what) => {
                println!("open after {TRIES} tries: {} ({what})", form.name);
                open.push(form.name.clone());
            }
            End::Faulty(fault) => faults.push(format!("{}: {fault}", form.name)),
        }
    }
    println!(
        "{} forms: {sealed} sealed and read back, {partly} of them partly replayed; {} open",
        forms.len(),
        open.len()
    );
    assert!(faults.is_empty(), "{} forms give what a receiver refuses:\n{}", faults.len(), faults.join("\n"));
    open
}

#[test]
fn every_form_of_ours_seals() {
    let forms = forms::own();
    assert!(forms.len() > 100, "only {} forms were found", forms.len());
    let names = all_seal(&forms).iter().map(|name| format!("{name}\n")).collect::<String>();
    let open = format!(
        "# Forms of this repository that {TRIES} random answers do not finish: nobody sees what they would seal.\n{names}"
    );
    let path = repo_file(OPEN);
    if is_blessing() {
        fs::write(&path, &open).expect("the list");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(open == known, "other forms than those of {OPEN} stay open; SEALFORM_BLESS=1 writes it anew:\n{open}");
}

#[test]
fn every_form_of_others_seals() {
    let forms = forms::of_others();
    let open = all_seal(&forms);
    assert!(open.len() * 8 <= forms.len(), "{} of {} forms stay open", open.len(), forms.len());
}
