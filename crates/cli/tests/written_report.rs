//! What `sealform verify --report` writes: everything that was sealed, for people to read, and never a page that looks better
//! than its file.

mod support;

use sealform_submission::Claims;
use sealform_tests::forge::{json, key, minimal_claims, seal};
use support::{Desk, form, repo};

fn kept(name: &str) -> String {
    repo(&format!("tests/fixtures/kept/{name}"))
}

/// The page of a report.
fn page(desk: &Desk, name: &str) -> String {
    String::from_utf8(desk.read(name)).expect("text")
}

/// The content of a page, tags and all.
fn body(page: &str) -> &str {
    page.split_once("<body>\n").expect("a body").1
}

/// What stands in a page that is not in order before anything else.
const BAD: &str = "<div class=\"seal bad\" role=\"alert\"><p class=\"state\">";

#[test]
fn everything_that_was_sealed_is_read_in_the_words_of_the_form() {
    let desk = Desk::new();
    let (file, form, key) = (kept("ksp-phone.jws.json"), kept("ksp-phone.json"), kept("ksp-phone.key.json"));
    let verify = ["verify", &file, "-q", &form, "-k", &key, "--report", "report.html"];
    desk.run(&[&verify[..], &["--lang", "en"]].concat()).ends(0).says("intact").says("report.html: the report of");
    let english = page(&desk, "report.html");
    assert!(
        english.contains("<html lang=\"en\">")
            && english.contains("<div class=\"seal good\"><p class=\"state\">Intact")
    );
    for part in ["<svg viewBox=\"-4 -4 45 45\" class=\"code\"", "<h2 class=\"heading\">Score</h2>"] {
        assert!(english.contains(part), "{part}\n is not in\n{english}");
    }
    // Questions stand in the order of the form, each with what was asked.
    let asked = [
        "Are you a customer of the participant?",
        "How long did you wait before an agent answered?",
        "Were you offered a call-back?",
    ];
    let places: Vec<Option<usize>> = asked.iter().map(|text| english.find(text)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    desk.run(&[&verify[..], &["--language", "de"]].concat()).ends(0);
    let german = page(&desk, "report.html");
    // A report speaks a language that its form lacks, and leaves the form its own.
    assert!(german.contains("<html lang=\"de\">") && german.contains("<h2 class=\"heading\">Bewertung"), "{german}");
    assert_eq!(german.matches("class=\"question\"").count(), english.matches("class=\"question\"").count());
    // Without its form, a file is read by names.
    desk.run(&["verify", &file, "--report", "bare.html"]).ends(0);
    assert!(page(&desk, "bare.html").contains("class=\"note\""));
}

#[test]
fn a_report_loads_and_runs_nothing() {
    let desk = Desk::new();
    for name in ["ksp-phone", "store-visit"] {
        let (file, form) = (kept(&format!("{name}.jws.json")), kept(&format!("{name}.json")));
        desk.run(&["verify", &file, "-q", &form, "--report", "report.html"]).ends(0);
        let page = page(&desk, "report.html");
        assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"), "{name}");
        let tags: Vec<String> =
            body(&page).split('<').filter_map(|part| Some(format!("<{}", part.split_once('>')?.0))).collect();
        for never in ["<script", "<link", "<img", " src=", " href=", " style=", "<button", "<input"] {
            assert!(!tags.iter().any(|tag| tag.contains(never)), "{name}: {never}");
        }
        assert!(!tags.iter().any(|tag| tag.split(' ').any(|word| word.starts_with("on"))), "{name}");
    }
}

#[test]
fn a_file_that_does_not_verify_gives_no_report_that_looks_good() {
    let desk = Desk::new();
    let (file, form) = (kept("ksp-phone.jws.json"), kept("ksp-phone.json"));
    // A good report stands there already: it does not stay beside a file that was changed.
    desk.file("sent.jws.json", desk.read(&file));
    let verify = ["verify", "sent.jws.json", "-q", &form, "--report", "report.html", "--lang", "en"];
    desk.run(&verify).ends(0);
    let good = page(&desk, "report.html");
    let sealed = String::from_utf8(desk.read(&file)).expect("text");
    let last = sealed.rfind("\"payload\":\"").expect("a payload") + "\"payload\":\"".len() + 40;
    let other = if sealed.as_bytes()[last] == b'A' { "B" } else { "A" };
    desk.file("sent.jws.json", [&sealed[..last], other, &sealed[last + 1..]].concat());
    desk.run(&verify).ends(1).says("refused");
    let bad = page(&desk, "report.html");
    let begins = format!("<main class=\"report\" lang=\"en\" dir=\"ltr\">{BAD}Not verified");
    assert!(body(&bad).starts_with(&begins), "{bad}");
    assert!(bad.contains("<title>✗ sent.jws.json</title>") && bad.contains("seal/") && bad.len() < good.len() / 2);
    assert!(!bad.contains("seal good") && !bad.contains("class=\"answer\""), "{bad}");
    desk.run(&["verify", "gone.jws.json", "--report", "report.html"]).ends(3);
    assert!(page(&desk, "report.html").contains("file/missing"));
}

#[test]
fn what_speaks_against_an_intact_file_stands_first() {
    let desk = Desk::new();
    let questions = r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
        {"type":"image","name":"shelf","label":"The shelf"}]}"#;
    let form_file = desk.file("form.json", questions);
    let given = desk.file("given.json", r#"{"answers":{"shelf":["a.jpg"]}}"#);
    std::fs::create_dir(desk.path("sent")).expect("a folder");
    desk.file("sent/a.jpg", "a");
    desk.run(&["fill", &form_file, "-a", &given, "-o", "f.jws.json", "--files", "sent"]).ends(0);
    let verify = ["verify", "f.jws.json", "-q", &form_file, "--report", "report.html"];
    desk.run(&verify).ends(0);
    assert!(page(&desk, "report.html").contains("a.jpg</span> <span class=\"note\">(not at hand)</span>"));
    desk.run(&[&verify[..], &["--files", "sent"]].concat()).ends(0);
    assert!(page(&desk, "report.html").contains("a.jpg</span></li>"));
    desk.file("sent/a.jpg", "A");
    desk.run(&[&verify[..], &["--files", "sent"]].concat()).ends(1);
    let swapped = page(&desk, "report.html");
    assert!(body(&swapped).contains(&format!("{BAD}Intact, but not in order")), "{swapped}");
    assert!(swapped.contains("seal/attachment-digest") && swapped.contains("The shelf"), "{swapped}");
    // Another questionnaire: its texts are not put into the mouth of the file.
    desk.run(&["verify", "f.jws.json", "-q", &form("ksp-phone.json"), "--report", "report.html", "--lang", "en"])
        .ends(1);
    let other = page(&desk, "report.html");
    assert!(body(&other).contains(BAD) && other.contains("replay/other-questionnaire"), "{other}");
    assert!(other.contains("The questionnaire is not at hand") && !other.contains("The shelf"), "{other}");
    // Answers that the form cannot have given.
    let forged = Claims { answers: json(r#"{"x":{"v":"<i>","c":"a & b"}}"#), ..minimal_claims() };
    desk.file("odd.jws.json", seal(&forged, &key("device")).bytes());
    desk.run(&["verify", "odd.jws.json", "--report", "report.html"]);
    let odd = page(&desk, "report.html");
    assert!(
        !odd.contains("<i>")
            && odd.contains("&lt;i&gt;")
            && odd.contains("<html lang=\"en\">")
            && odd.contains(">a &amp; b</blockquote>"),
        "{odd}"
    );
}

#[test]
fn a_report_is_of_one_file_and_replaces_nothing_that_is_read() {
    let desk = Desk::new();
    let file = desk.file("a.jws.json", desk.read(&kept("ksp-phone.jws.json")));
    let form_file = desk.file("form.json", desk.read(&kept("ksp-phone.json")));
    desk.run(&["verify", &file, &file, "--report", "r.html"]).ends(2).complains("a report is of one file");
    desk.run(&["verify", ".", "--report", "r.html"]).ends(2).complains("a report is of one file");
    desk.run(&["verify", &file, "--report", &file]).ends(2).complains("would replace what is verified");
    desk.run(&["verify", &file, "-q", &form_file, "--report", &form_file]).ends(2).complains("would replace");
    desk.run(&["verify", &file, "--lang", "en"]).ends(2).complains("--report");
    desk.run(&["verify", &file, "--report", "r.html", "--lang", "xx"]).ends(2).complains("speaks `xx`");
    desk.run(&["verify", &file, "--report", "-", "--json"]).ends(2).says("the same place");
    desk.run(&["verify", &file, "--report", "no/r.html"]).ends(3).complains("file/no-folder");
    assert!(!desk.path("r.html").exists());
    let printed = desk.run(&["verify", &file, "--report", "-"]).ends(0);
    assert!(printed.out.starts_with("<!doctype html>") && printed.out.trim_end().ends_with("</html>"));
    desk.run(&["verify", &file, "--report", "r.html", "--json"]).ends(0).json();
    assert!(desk.path("r.html").exists());
}

#[test]
fn a_report_of_an_earlier_run_stays_and_is_said_to_be_one() {
    let desk = Desk::new();
    let file = kept("ksp-phone.jws.json");
    desk.run(&["verify", &file, "--report", "report.html"]).ends(0);
    let before = page(&desk, "report.html");
    for (more, exit) in [(["-q", "gone.json"], 3), (["--trust", "gone.json"], 3), (["--lang", "xx"], 2)] {
        let verify = [&["verify", &file, "--report", "report.html"], &more[..]].concat();
        desk.run(&verify).ends(exit).complains("report/earlier").complains("of an earlier run");
        assert_eq!(page(&desk, "report.html"), before);
    }
    // What is no report is none of an earlier run, and is not written over.
    desk.file("evidence.txt", "a");
    let stopped = desk.run(&["verify", &file, "--report", "evidence.txt"]).ends(2).complains("no earlier report");
    assert!(!stopped.err.contains("report/earlier"), "{}", stopped.err);
}
