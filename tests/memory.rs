//! No form needs more than 500 MB while it is read, checked, compiled and begun, and an open one takes 2 kB a question. A test target of its own, for every
//! allocation of it is counted.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use peak_alloc::PeakAlloc;
use sealform_engine::{Beginning, Facts, Program, Questionnaire, Session, compile, open};
use sealform_formats::{xform, xlsform};
use sealform_tests::bench;
use sealform_tests::respondent::{beginning, moment};
use sealform_types::VecMap;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const MOST_BYTES: usize = 500 << 20;

/// Goes all the way that a form goes, as far as it gets; whether it could be begun.
fn begin(file: &str, bytes: &[u8]) -> bool {
    let imported = match Path::new(file).extension().and_then(|ending| ending.to_str()) {
        Some("xml") => xform::read(bytes),
        _ => xlsform::read(bytes, "form"),
    };
    let Some(document) = imported.questionnaire else { return false };
    let (questionnaire, findings) = Questionnaire::read(&document);
    let Some(questionnaire) = questionnaire.filter(|_| !findings.has_errors()) else { return false };
    let (Some(program), _) = compile(&questionnaire, "", None) else { return false };
    let at = moment("2026-11-21T12:00:00+01:00");
    let id = "0f2c5a52-8f7c-4a2e-9f43-0c8a1c1f0b11".to_owned();
    let session =
        Session::start(Arc::new(program), Beginning { id, at, language: String::new(), facts: Facts::default() });
    !session.snapshot().nodes.is_empty()
}

/// The most that was held at once beyond what was held before, and whether the form could be begun.
fn weigh(file: &str, bytes: &[u8]) -> (usize, bool) {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let begun = begin(file, bytes);
    (HEAP.peak_usage().saturating_sub(before), begun)
}

/// A form of so many questions in groups of a hundred, each of which reads the one before it, over one long list.
fn large(questions: usize, choices: usize) -> String {
    let mut form = String::from(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Large</h:title><model><instance><data id="large">"#,
    );
    let path = |index: usize| format!("/data/g{}/q{index}", index / 100);
    let in_groups = |form: &mut String, open: &dyn Fn(usize) -> String, close: &str, each: &dyn Fn(usize) -> String| {
        for index in 0..questions {
            if index % 100 == 0 {
                form.push_str(&open(index / 100));
            }
            form.push_str(&each(index));
            if index % 100 == 99 || index + 1 == questions {
                form.push_str(&close.replace('#', &(index / 100).to_string()));
            }
        }
    };
    in_groups(&mut form, &|group| format!("<g{group}>"), "</g#>", &|index| format!("<q{index}/>"));
    form.push_str(r#"</data></instance><instance id="list"><root>"#);
    for index in 0..choices {
        let _ =
            write!(form, "<item><name>c{index}</name><label>Choice {index}</label><kind>{}</kind></item>", index % 7);
    }
    form.push_str("</root></instance>");
    for index in 1..questions {
        let _ = write!(form, r#"<bind nodeset="{}" relevant="{} != 'no'"/>"#, path(index), path(index - 1));
    }
    form.push_str("</model></h:head><h:body>");
    in_groups(&mut form, &|group| format!("<group ref=\"/data/g{group}\"><label>G</label>"), "</group>", &|index| {
        format!(
            r#"<select1 ref="{}"><label>Question {index}</label><itemset nodeset="instance('list')/root/item[kind != '3']"><value ref="name"/><label ref="label"/></itemset></select1>"#,
            path(index)
        )
    });
    form.push_str("</h:body></h:html>");
    form
}

/// What ten thousand questions with a key take once they are open: from a compiled program, and from documents.
fn ten_thousand_questions() {
    const MOST_OF_PROGRAM: usize = 16_000_000;
    const MOST_OF_DOCUMENTS: usize = 24_000_000;
    let documents = bench::form("wide-10000").expect("a form of the benchmark");
    let compiled = || open(&documents.questionnaire, documents.key.as_deref(), &|_| None).0.expect("a program");
    let bytes = compiled().encode();
    let held = |open: &dyn Fn() -> Program| {
        let before = HEAP.current_usage();
        let session = Session::start(Arc::new(open()), beginning(VecMap::new()));
        assert!(session.is_relevant("p1/q1").expect("a question"));
        HEAP.current_usage().saturating_sub(before)
    };
    let of_program = held(&|| Program::decode(&bytes).expect("a program"));
    let of_documents = held(&compiled);
    assert!(of_program <= MOST_OF_PROGRAM, "a compiled form takes {of_program} bytes");
    assert!(of_documents <= MOST_OF_DOCUMENTS, "a form of documents takes {of_documents} bytes");
    println!("ten thousand questions take {of_program} bytes, and {of_documents} where they are compiled here");
}

#[test]
fn no_form_needs_more_than_500_mb() {
    ten_thousand_questions();
    let large = large(1_000, 100);
    let (bytes, begun) = weigh("large.xml", large.as_bytes());
    assert!(begun, "the large form cannot be begun");
    assert!(bytes > large.len(), "nothing is counted");
    assert!(bytes <= MOST_BYTES, "the large form needs {} MB", bytes >> 20);
    let mut heaviest = (bytes, "the large form of ours".to_owned());
    if let Some(folder) = sealform_tests::conformance_dir().map(|folder| folder.join("forms/files")) {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{} holds no forms", folder.display());
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let form = fs::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
            let (bytes, _) = weigh(&name, &form);
            assert!(bytes <= MOST_BYTES, "{name} needs {} MB", bytes >> 20);
            if bytes > heaviest.0 {
                heaviest = (bytes, name);
            }
        }
    }
    println!("the heaviest is {}: {:.1} MB at once", heaviest.1, heaviest.0 as f64 / f64::from(1 << 20));
}
