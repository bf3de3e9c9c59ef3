//! Twice as much takes no more than 2.2 times the work: importers, checker, compiler, comparison and writer. Work is
//! counted in allocations and their bytes, which are the same on every machine. A test target of its own, for every
//! allocation of it is counted.

use std::alloc::System;

use sealform_engine::{Questionnaire, compile, find_in_expressions};
use sealform_formats::{Imported, diff::diff, xform, xlsform};
use sealform_types::Json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Text for each number up to so many.
fn each(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |text, number| text + &one(number))
}

fn xml(instance: &str, model: &str, body: &str) -> String {
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model>{model}<instance><data id="t">{instance}</data></instance></model></h:head><h:body>{body}</h:body></h:html>"#
    )
}

/// A list of wards with texts in two languages, as translators of forms write them.
fn wards(count: usize) -> String {
    let texts = each(count, |n| format!("<text id=\"w{n}\"><value>Ward {n}</value></text>"));
    let rows = each(count, |n| format!("<item><itextId>w{n}</itextId><name>n{n}</name><of>{}</of></item>\n", n % 50));
    let model = format!(
        r#"<itext><translation lang="en">{texts}</translation><translation lang="ha">{texts}</translation></itext>"#
    );
    let body = r#"<input ref="/data/of"><label>Of</label></input><select1 ref="/data/ward"><label>W</label><itemset nodeset="instance('wards')/root/item[of = /data/of]"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>"#;
    let form = xml("<of/><ward/>", &model, body);
    form.replace("</instance>", &format!("</instance><instance id=\"wards\"><root>{rows}</root></instance>"))
}

/// Rows that are no choices, texts that are nowhere, elements and binds that mean nothing.
fn faulty(count: usize) -> String {
    let binds = each(count, |n| format!("<bind nodeset=\"/data/nowhere{n}\" type=\"odd\"/>\n"));
    let body = each(count, |n| format!("<odd/>\n<input ref=\"/data/a{n}\"><label ref=\"jr:itext('x{n}')\"/></input>"));
    let form = xml(&each(count, |n| format!("<a{n}/>")), &binds, &body);
    let rows = "<item><label>x</label></item>\n".repeat(count);
    form.replace("</instance>", &format!("</instance><instance id=\"c\"><root>{rows}</root></instance>"))
}

/// Questions beside one another, each with a list and a condition that reads the one before it.
fn questions(count: usize) -> String {
    let binds =
        each(count, |n| format!("<bind nodeset=\"/data/q{n}\" relevant=\"/data/q{} != 'a'\"/>", n.saturating_sub(1)));
    let body = each(count, |n| {
        format!(
            "<select1 ref=\"/data/q{n}\"><label>Q {n}</label><item><value>a</value><label>A</label></item><item><value>b{n}</value><label>B</label></item></select1>"
        )
    });
    xml(&each(count, |n| format!("<q{n}/>")), &binds, &body)
}

/// Repeats beside one another, and two instances of each.
fn repeats(count: usize) -> String {
    let body = each(count, |n| {
        format!(
            "<group ref=\"/data/r{n}\"><label>R</label><repeat nodeset=\"/data/r{n}\"><input ref=\"/data/r{n}/q{n}\"><label>Q</label></input></repeat></group>"
        )
    });
    xml(&each(count, |n| format!("<r{n}><q{n}>1</q{n}></r{n}><r{n}><q{n}>2</q{n}></r{n}>")), "", &body)
}

/// A spreadsheet with a long list, and a name that is nowhere in each row.
fn sheet(count: usize) -> String {
    let mut sheet = "| survey |\n| | type | name | label | relevant |\n".to_owned();
    sheet.push_str(&each(count, |n| format!("| | select_one c | q{n} | Q {n} | ${{nowhere{n}}} = 'a' |\n")));
    sheet.push_str("| | select_one d | long | Long | |\n");
    sheet.push_str("\n| choices |\n| | list_name | name | label |\n| | c | a | A |\n");
    sheet.push_str(&each(count, |n| format!("| | d | n{n} | N {n} |\n")));
    sheet
}

/// A document in which each question reads a name that nothing has, and has a list of its own.
fn unknown(count: usize) -> Json {
    let lists: Vec<String> = (0..count).map(|n| format!(r#""c{n}":[{{"name":"a","label":"A"}}]"#)).collect();
    let survey: Vec<String> = (0..count)
        .map(|n| {
            format!(
                r#"{{"type":"select_one","choices":"c{n}","name":"q{n}","label":"Q","relevant":"${{quest{n}}} = 'a'"}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"sealform":1,"id":"u","version":"1","title":"U","languages":["en"],"choices":{{{}}},"survey":[{}]}}"#,
        lists.join(","),
        survey.join(",")
    );
    Json::parse(text.as_bytes()).expect("JSON")
}

fn imported(read: Imported) {
    read.findings.to_string();
    let Some(document) = read.questionnaire else { return };
    let (questionnaire, _) = Questionnaire::read(&document);
    let Some(questionnaire) = questionnaire else { return };
    compile(&questionnaire, "", None).1.to_string();
}

fn checked(document: &Json) {
    let (questionnaire, findings) = Questionnaire::read(document);
    findings.to_string();
    let questionnaire = questionnaire.expect("a questionnaire");
    find_in_expressions(&questionnaire, &|_| None).to_string();
}

fn written(form: &str) {
    let document = xform::read(form.as_bytes()).questionnaire.expect("a form");
    xlsform::write(&document, None, xlsform::Format::Markdown).expect("a spreadsheet");
}

/// What changed where every choice and every question has another label, and half of them are in another place.
fn compared(form: &str) {
    let read = |form: &str| {
        let document = xform::read(form.as_bytes()).questionnaire.expect("a form");
        Questionnaire::read(&document).0.expect("a questionnaire")
    };
    let other = form.replace(">Ward ", ">Town ").replace(">Q ", ">R ").replace(">B<", ">C<").replace(">Q<", ">R<");
    assert!(!diff(&read(form), &read(&other)).is_empty());
}

/// Makes a form of some size.
type Make = fn(usize) -> String;

/// Allocations and their bytes.
fn work(of: &dyn Fn()) -> [usize; 2] {
    let region = Region::new(HEAP);
    of();
    let stats = region.change();
    [stats.allocations + stats.reallocations, stats.bytes_allocated]
}

#[test]
fn twice_as_much_is_at_most_2_2_times_the_work() {
    let xforms: [(&str, Make); 4] =
        [("wards", wards), ("faulty", faulty), ("questions", questions), ("repeats", repeats)];
    let mut faults = Vec::new();
    let mut hold = |what: &str, once: [usize; 2], twice: [usize; 2]| {
        println!("{what}: {once:?} {twice:?}");
        if once.iter().zip(twice).any(|(once, twice)| twice * 10 > once * 22) {
            faults.push(format!("{what}: {once:?} allocations and bytes, then {twice:?}"));
        }
    };
    // More than the findings that are kept of one code.
    let (few, many) = (400, 800);
    for (name, make) in xforms {
        let (once, twice) = (make(few), make(many));
        let read = |form: &str| work(&|| imported(xform::read(form.as_bytes())));
        hold(&format!("reading {name}"), read(&once), read(&twice));
        if name != "faulty" {
            hold(&format!("writing {name}"), work(&|| written(&once)), work(&|| written(&twice)));
            hold(&format!("comparing {name}"), work(&|| compared(&once)), work(&|| compared(&twice)));
        }
    }
    let read = |sheet: &str| work(&|| imported(xlsform::read(sheet.as_bytes(), "form")));
    hold("reading a spreadsheet", read(&sheet(few)), read(&sheet(many)));
    let (once, twice) = (unknown(few), unknown(many));
    hold("checking unknown names", work(&|| checked(&once)), work(&|| checked(&twice)));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
