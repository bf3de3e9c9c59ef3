//! The report of a sealed file as HTML: the parts that `<sealform-report>` draws in browsers (`www/package/src/report.ts`), for
//! a page that loads nothing and runs nothing. Moments stand in the offset of the device, for nobody knows the reader's.

mod answer;
mod parts;

use std::rc::Rc;

use sealform_protocol::{Report, ReportRow};
use sealform_types::{Finding, Json};
use yew::LocalServerRenderer;
use yew::prelude::*;

use crate::element::{Tag, paragraph, tag};
use crate::first_page::{Once, at_once};
use crate::messages::{Catalogue, ReportPageWords, ReportWords, add_catalogue, direction};

/// The style sheet of reports, for one that stands in a page itself and not in a shadow root.
pub fn report_style() -> String {
    include_str!("../../styles/report.css").replace(":host", ":root")
}

/// What is known of a file.
#[derive(Debug, Clone)]
pub struct Examined {
    /// The name of the file.
    pub file: String,
    /// What it says; `None` where it is not intact.
    pub report: Option<Report>,
    /// What was found, errors and warnings.
    pub findings: Vec<Finding>,
    /// The names of attached files that are not at hand.
    pub missing: Vec<String>,
}

/// A report that is drawn.
#[derive(Debug, Clone)]
pub struct DrawnReport {
    /// What the page is called.
    pub title: String,
    /// The language of its own words.
    pub language: &'static str,
    /// One element, without a script, a handler or a style of its own.
    pub html: String,
}

/// Draws a report with the words of `language`, which `catalogue` has as JSON text.
///
/// A file that is not intact, or not in order, says so before anything else.
///
/// # Errors
/// What the catalogue lacks.
pub fn draw_report(examined: Examined, language: &str, catalogue: &str) -> Result<DrawnReport, String> {
    add_catalogue(language, catalogue)?;
    let document = Json::parse(catalogue.as_bytes()).map_err(|error| error.to_string())?;
    let words = Words {
        form: Catalogue::of(language).ok_or("the catalogue is gone")?,
        said: ReportWords::of(&document)?,
        page: ReportPageWords::of(&document)?,
    };
    let (title, language) = (title(&words, &examined), words.form.tag);
    let props = SheetProps { sheet: Once(Rc::new((words, examined))) };
    let html = at_once(LocalServerRenderer::<Printed>::with_props(props).hydratable(false).render())
        .ok_or_else(|| "a part of the report waits for something while it is drawn".to_owned())?;
    Ok(DrawnReport { title, language, html })
}

/// The words of a report, with those that forms have for attempts and numbers.
struct Words {
    form: &'static Catalogue,
    said: ReportWords,
    page: ReportPageWords,
}

/// What tabs and files are called: one that is not in order has its mark there, too.
fn title(words: &Words, examined: &Examined) -> String {
    match &examined.report {
        Some(report) if report.seal.ok => [words.said.title, ": ", parts::name_of(report)].concat(),
        Some(_) => ["✗ ", words.said.title, ": ", &examined.file].concat(),
        None => ["✗ ", &examined.file].concat(),
    }
}

#[derive(Properties, PartialEq)]
struct SheetProps {
    sheet: Once<(Words, Examined)>,
}

#[component]
fn Printed(props: &SheetProps) -> Html {
    let (words, examined) = &*props.sheet.0;
    let all = tag("main").class("report").set("lang", words.form.tag).set("dir", direction(words.form.tag));
    match &examined.report {
        Some(report) => drawn(all, words, examined, report),
        None => all.child(parts::refusal(words, examined)).child(parts::findings(words, &examined.findings)),
    }
    .draw()
}

fn drawn(all: Tag, words: &Words, examined: &Examined, report: &Report) -> Tag {
    let said = &words.said;
    let answer = |answer| answer::draw(answer, words, &examined.missing);
    let rows = report.rows.iter().map(|row| match row {
        ReportRow::Heading { level, text, number } => heading(*level, text, *number),
        ReportRow::Answer(one) => answer(one),
    });
    let rows = rows.collect();
    let answers = tag("div").class("answers").with("lang", &report.language).set("dir", direction(&report.language));
    let has_others = !report.others.is_empty();
    all.child(parts::seal(words, report))
        .child(parts::findings(words, &examined.findings))
        .child(parts::head(words, report))
        .child_if(!report.has_form, || paragraph("note", said.no_form))
        .child(answers.list(rows).draw())
        .child_if(has_others && report.has_form, || parts::title(said.others))
        .list(report.others.iter().map(answer).collect())
        .child(parts::remarks(words, report))
        .child(report.score.as_ref().map(|score| parts::score(words, score)).unwrap_or_default())
        .child(parts::fingerprint(words, report))
}

fn heading(level: u32, text: &str, number: Option<u32>) -> Html {
    let name = match level {
        0 => "h2",
        1 => "h3",
        _ => "h4",
    };
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    tag(name).class("heading").set("dir", "auto").text([text, " ", &number].concat().trim()).draw()
}

#[cfg(test)]
mod tests {
    use sealform_protocol::{
        Remark, ReportAnswer, ReportAttempt, ReportCode, ReportFile, ReportScale, ReportScore, ReportScorePart,
        ReportSeal, ReportValue, Score,
    };
    use sealform_types::{Level, Place};

    use super::*;
    use crate::messages::tests::texts;

    fn answer(path: &str, value: Option<ReportValue>) -> ReportRow {
        let question = format!("What of <{path}>?");
        let row = ReportAnswer { path: path.to_owned(), question, value, comment: None, is_claimed: false };
        ReportRow::Answer(row)
    }

    fn report(ok: bool, rows: Vec<ReportRow>) -> Report {
        let code = ReportCode { size: 21, path: "M0 0h7v1h-7z".to_owned() };
        let sha256 = "0123456789abcdef".repeat(4);
        Report {
            title: "A <visit>".to_owned(),
            form: "visit".to_owned(),
            version: "3".to_owned(),
            has_form: true,
            language: "en".to_owned(),
            languages: vec!["en".to_owned()],
            seal: ReportSeal { ok, trust: "none", replay: "full", signer: "thumb".to_owned(), sha256, code },
            outcome: "completed".to_owned(),
            outcome_text: String::new(),
            begun: "2027-05-03T09:07:41+02:00".to_owned(),
            sealed: "2027-05-03T09:27:00+02:00".to_owned(),
            jti: "the-one".to_owned(),
            rows,
            others: Vec::new(),
            remarks: Vec::new(),
            score: None,
        }
    }

    fn page_in(language: &str, report: Option<Report>, findings: Vec<Finding>) -> DrawnReport {
        let (_, text) = texts().into_iter().find(|(tag, _)| tag == language).expect("a catalogue");
        let missing = vec!["gone.jpg".to_owned()];
        let examined = Examined { file: "a.jws.json".to_owned(), report, findings, missing };
        draw_report(examined, language, &text).expect("it is drawn")
    }

    fn page(report: Report) -> String {
        page_in("en", Some(report), Vec::new()).html
    }

    #[test]
    fn answers_stand_in_the_words_of_the_form_and_of_the_language() {
        let name = |name: &str| ReportFile {
            name: name.to_owned(),
            media_type: "image/jpeg".to_owned(),
            sha256: String::new(),
        };
        let scale = |value: &str, start_label: &str, end_label: &str| ReportScale {
            value: value.to_owned(),
            start: "0".to_owned(),
            end: "10".to_owned(),
            start_label: start_label.to_owned(),
            end_label: end_label.to_owned(),
        };
        let at = "2027-05-03T09:07:00+02:00".to_owned();
        let attempt = ReportAttempt {
            at: at.clone(),
            channel: "phone".to_owned(),
            outcome: "answered".to_owned(),
            waited: Some(158),
        };
        for (value, drawn) in [
            (ReportValue::Text("a <b>\nc".to_owned()), "a &lt;b&gt;\nc"),
            (ReportValue::Number("2.5".to_owned()), ">2.5<"),
            (
                ReportValue::Scale(scale("0.5", "Cold", "Very <warm>")),
                ">0.5<span class=\"note\"> (0 Cold – 10 Very &lt;warm&gt;)</span></p>",
            ),
            (ReportValue::Scale(scale("7", "", "")), ">7<span class=\"note\"> (0 – 10)</span></p>"),
            (ReportValue::Ticked(true), ">Confirmed<"),
            (ReportValue::Ticked(false), ">Not confirmed<"),
            (ReportValue::Choices(vec!["Yes".to_owned()]), "<p class=\"value\" dir=\"auto\">Yes</p>"),
            (ReportValue::Choices(vec!["A".to_owned(), "B".to_owned()]), "<ul class=\"value\"><li dir=\"auto\">A</li>"),
            (ReportValue::Ranking(vec!["A".to_owned()]), "<ol class=\"value\"><li dir=\"auto\">A</li></ol>"),
            (ReportValue::Date("2027-05-03".to_owned()), ">2027-05-03<"),
            (ReportValue::Time("09:07:00".to_owned()), ">09:07<"),
            (ReportValue::Time("09:07:41.000+02:00".to_owned()), ">09:07:41.000+02:00<"),
            (ReportValue::Moment(at), ">2027-05-03, 09:07<"),
            (ReportValue::Duration(158), ">2:38<"),
            (ReportValue::Places(vec!["59.9, 10.7".to_owned()]), "<li dir=\"auto\">59.9, 10.7</li>"),
            (ReportValue::Files(vec![name("here.jpg")]), "<span class=\"name\" dir=\"auto\">here.jpg</span></li>"),
            (ReportValue::Files(vec![name("gone.jpg")]), "gone.jpg</span> <span class=\"note\">(not at hand)</span>"),
            (ReportValue::Attempts(vec![attempt]), "Attempt 1: 2027-05-03, 09:07, Phone: Answered. Waited 2:38."),
            (ReportValue::Data("{}".to_owned()), "<p class=\"value words\" dir=\"auto\">{}</p>"),
        ] {
            let page = page(report(true, vec![answer("a", Some(value))]));
            assert!(page.contains(drawn), "{drawn}\n is not in\n{page}");
            assert!(page.contains("What of &lt;a&gt;?"), "{page}");
        }
        let none = page(report(true, vec![answer("a", None)]));
        assert!(none.contains("<p class=\"value none\" lang=\"en\">Not answered</p>"), "{none}");
    }

    #[test]
    fn comments_are_quotes_and_what_is_claimed_is_marked() {
        let comment = Some("He said <nothing>".to_owned());
        let (path, question) = ("a".to_owned(), "Why?".to_owned());
        let row = ReportRow::Answer(ReportAnswer { path, question, value: None, comment, is_claimed: true });
        let page =
            page(report(true, vec![ReportRow::Heading { level: 1, text: "Person".to_owned(), number: Some(2) }, row]));
        assert!(page.contains("<h3 class=\"heading\" dir=\"auto\">Person 2</h3>"), "{page}");
        assert!(page.contains("aria-label=\"Comment\">He said &lt;nothing&gt;</blockquote>"), "{page}");
        assert!(page.contains("as the device claims"), "{page}");
    }

    #[test]
    fn a_file_that_is_not_in_order_says_so_before_anything_else() {
        let found = Finding::error("seal/token", "the token is <not> the agency's", Place::at("/payload")).hint("ask");
        for (report, said) in [(None, "Not verified"), (Some(report(false, Vec::new())), "Intact, but not in order")] {
            let drawn = page_in("en", report, vec![found.clone()]);
            let body = drawn.html.split_once("<main class=\"report\" lang=\"en\" dir=\"ltr\">").expect("one element").1;
            assert!(body.starts_with("<div class=\"seal bad\" role=\"alert\"><p class=\"state\">"), "{body}");
            assert!(body.contains(said) && !body.contains("seal good") && drawn.title.starts_with('✗'), "{body}");
            assert!(body.contains("seal/token") && body.contains("the token is &lt;not&gt; the agency"), "{body}");
        }
        let drawn = page_in("en", Some(super::tests::report(true, Vec::new())), Vec::new());
        assert!(drawn.html.contains("<div class=\"seal good\">") && !drawn.html.contains("What was found"));
        assert_eq!(drawn.title, "Report: A <visit>");
    }

    #[test]
    fn remarks_stand_below_the_answers_and_leave_a_file_in_order() {
        let remark = Remark {
            path: "a".to_owned(),
            level: Level::Warn,
            code: "answer/alike",
            message: "the comment of `a` is <almost> the same as the words at `b`".to_owned(),
        };
        let whole =
            Remark { path: String::new(), code: "answers/fast", message: "too fast".to_owned(), ..remark.clone() };
        let rows = vec![answer("b", None), answer("a", None)];
        let page = page_in("nb", Some(Report { remarks: vec![remark, whole], ..report(true, rows) }), Vec::new()).html;
        assert!(page.contains("seal good") && page.contains(">Merknader</h2>"), "{page}");
        let said = "<li><p class=\"question\" lang=\"en\" dir=\"auto\">What of &lt;a&gt;?</p><code>answer/alike</code>: \
            the comment of `a` is &lt;almost&gt; the same as the words at `b`</li><li><code>answers/fast</code>: too fast</li>";
        assert!(page.contains(said), "{page}");
    }

    #[test]
    fn the_score_has_a_line_for_each_section() {
        let sums = |earned: &str, percent: Option<&str>| {
            Some(Score { earned: earned.to_owned(), possible: "4".to_owned(), percent: percent.map(str::to_owned) })
        };
        let part = |label: &str, computed, claimed| ReportScorePart { label: label.to_owned(), computed, claimed };
        let score = ReportScore {
            state: "differs",
            total: part("", sums("3.5", Some("87.5")), sums("4", Some("100"))),
            sections: vec![part("Greeting", sums("0", None), None)],
            band: "Good".to_owned(),
            knocked_out: String::new(),
        };
        let page = page_in("de", Some(Report { score: Some(score), ..report(true, Vec::new()) }), Vec::new()).html;
        for cell in
            ["87,5\u{a0}% (3,5 von 4)", "<td>–</td>", "<tr class=\"total\"><th scope=\"row\" dir=\"auto\">Gesamt</th>"]
        {
            assert!(page.contains(cell), "{cell}\n is not in\n{page}");
        }
    }

    #[test]
    fn every_language_has_the_words_of_a_report() {
        for (tag, text) in texts() {
            let examined =
                |report| Examined { file: "a".to_owned(), report, findings: Vec::new(), missing: Vec::new() };
            for report in [None, Some(report(true, Vec::new()))] {
                let drawn = draw_report(examined(report), &tag, &text).expect(&tag);
                assert!(drawn.html.contains(&format!("dir=\"{}\"", direction(&tag))), "{tag}");
            }
        }
    }

    #[test]
    fn the_style_stands_without_a_shadow_root() {
        let style = report_style();
        assert!(!style.contains(":host") && style.contains(":root {") && style.contains("@media print"));
    }
}
