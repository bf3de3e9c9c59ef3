//! `XForms` of every size.

use super::{ALL, FAULTY, Form, Source, UNTIL_BEGUN, each};

pub const FORMS: &[Form] = &[
    Form { name: "xform-wards", source: Source::XForm(wards), steps: ALL },
    Form { name: "xform-faulty", source: Source::XForm(faulty), steps: FAULTY },
    Form { name: "xform-questions", source: Source::XForm(questions), steps: ALL },
    Form { name: "xform-repeats", source: Source::XForm(repeats), steps: ALL },
    Form { name: "xform-namesakes", source: Source::XForm(namesakes), steps: ALL },
    Form { name: "xform-one-list", source: Source::XForm(one_list), steps: UNTIL_BEGUN },
    Form { name: "xform-actions", source: Source::XForm(actions), steps: ALL },
];

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

/// Groups beside one another whose questions have the same names, with a list of its own for each.
fn namesakes(count: usize) -> String {
    let binds = each(count, |n| format!("<bind nodeset=\"/data/g{n}/why\" relevant=\"../how = 'n{n}'\"/>"));
    let body = each(count, |n| {
        format!(
            "<group ref=\"/data/g{n}\"><label>G</label><select1 ref=\"/data/g{n}/how\"><label>How</label><item><value>n{n}</value><label>N</label></item><item><value>b</value><label>B</label></item></select1><input ref=\"/data/g{n}/why\"><label>Why</label></input></group>"
        )
    });
    xml(&each(count, |n| format!("<g{n}><how/><why/></g{n}>")), &binds, &body)
}

/// Questions that take their choices from one list, each by a filter of its own.
fn one_list(count: usize) -> String {
    let rows = each(count, |n| format!("<item><name>n{n}</name><label>N {n}</label><of>{}</of></item>\n", n % 50));
    let binds = each(count, |n| format!("<bind nodeset=\"/data/q{n}\" constraint=\". != 'n{n}'\"/>"));
    let body = each(count, |n| {
        format!(
            "<select1 ref=\"/data/q{n}\"><label>Q</label><itemset nodeset=\"instance('all')/root/item[of = '{}']\"><value ref=\"name\"/><label ref=\"label\"/></itemset></select1>",
            n % 50
        )
    });
    let form = xml(&each(count, |n| format!("<q{n}/>")), &binds, &body);
    form.replace("</instance>", &format!("</instance><instance id=\"all\"><root>{rows}</root></instance>"))
}

/// Actions that give questions their answers, at the start and where another one is answered.
fn actions(count: usize) -> String {
    let actions =
        each(count, |n| format!("<setvalue event=\"odk-instance-first-load\" ref=\"/data/q{n}\" value=\"'{n}'\"/>"));
    let body = each(count, |n| {
        let next = (n + 1) % count;
        format!(
            "<input ref=\"/data/q{n}\"><label>Q</label><setvalue event=\"xforms-value-changed\" ref=\"/data/c{next}\" value=\"/data/q{n}\"/></input>"
        )
    });
    xml(&each(count, |n| format!("<q{n}/><c{n}/>")), &actions, &body)
}
