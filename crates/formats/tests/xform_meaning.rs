//! What becomes of parts of XForms that other engines read in their own way.

use sealform_formats::xform;
use sealform_types::Json;

/// The survey of a form with this instance, further instances and binds, and body.
fn survey(instance: &str, model: &str, body: &str) -> (Json, String) {
    let form = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
        <h:head><h:title>T</h:title><model><instance><data id="t">{instance}</data></instance>{model}</model></h:head>
        <h:body>{body}</h:body></h:html>"#
    );
    let read = xform::read(form.as_bytes());
    let json = read.questionnaire.unwrap_or_else(|| panic!("{}", read.findings));
    (json.get("survey").cloned().unwrap_or(Json::Null), read.findings.to_string())
}

/// The question of that name, wherever it stands.
fn question(items: &Json, name: &str) -> Json {
    let all = items.as_array().unwrap_or_default();
    let found = all.iter().find(|item| item.get("name").and_then(Json::as_str) == Some(name));
    let inside = || all.iter().filter_map(|item| item.get("children")).map(|inside| question(inside, name));
    found.cloned().or_else(|| inside().find(|item| *item != Json::Null)).unwrap_or(Json::Null)
}

fn member(item: &Json, name: &str) -> String {
    item.get(name).map(|value| value.as_str().map_or_else(|| value.to_text(), str::to_owned)).unwrap_or_default()
}

#[test]
fn a_brace_in_words_inserts_nothing() {
    let (survey, _) = survey("<a/>", "", r#"<input ref="/data/a"><label>Pay ${nobody}</label></input>"#);
    let label = member(&question(&survey, "a"), "label");
    assert!(label.contains("Pay ${'${'}nobody}"), "{label}");
}

#[test]
fn a_name_that_stands_twice_is_meant_by_its_path() {
    let body = r#"
        <group ref="/data/g1"><input ref="/data/g1/a"><label>A</label>
            <setvalue event="xforms-value-changed" ref="/data/b" value="1"/></input></group>
        <group ref="/data/g2"><select1 ref="/data/g2/a"><label>A</label><item><label>X</label><value>x</value></item></select1></group>
        <input ref="/data/b"><label>B</label></input>"#;
    let binds = r#"<bind nodeset="/data/c" calculate="jr:choice-name(/data/g2/a, '/data/g2/a')"/>"#;
    let (survey, _) = survey("<g1><a/></g1><g2><a/></g2><b/><c/>", binds, body);
    assert_eq!(member(&question(&survey, "b"), "trigger"), r#"["/data/g1/a"]"#);
    assert_eq!(member(&question(&survey, "c"), "calculation"), "jr:choice-name(/data/g2/a, /data/g2/a)");
}

#[test]
fn instances_that_are_added_begin_blank_where_there_is_no_template() {
    let body = r#"<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/n"><label>N</label></input></repeat></group>"#;
    let (without, _) = survey("<r><n>1</n></r>", "", body);
    assert_eq!(
        member(&question(&without, "n"), "default_expression"),
        "if(position(..) <= 1, if(position(..) = 1, '1', ''), '')"
    );
    let (with, _) = survey(r#"<r jr:template=""><n>1</n></r>"#, "", body);
    assert_eq!(member(&question(&with, "n"), "default"), "1");
}

#[test]
fn filters_that_ask_more_than_a_row_walk_over_the_rows() {
    let list = r#"<instance id="c"><root><item><name>x</name><label>X</label><co>no</co></item></root></instance>"#;
    let offered = |nodeset: &str| {
        let body = format!(
            r#"<select1 ref="/data/a"><label>A</label><itemset nodeset="{nodeset}"><value ref="name"/><label ref="label"/></itemset></select1>"#
        );
        let (survey, _) = survey("<a/><r><nm/><ok/></r>", list, &body);
        let question = question(&survey, "a");
        (member(&question, "choices_from"), member(&question, "choice_filter"))
    };
    let walked = |predicates: &str| {
        format!(r#"{{"nodeset":"instance('c')/root/item{predicates}","value":"name","label":"label"}}"#)
    };
    assert_eq!(offered("instance('c')/root/item[co = 'no']"), (String::new(), "co = 'no'".to_owned()));
    for predicates in ["[2]", "[co = 'no'][position() &lt; 2]", "[label = 'X']", "[./name = 'x']"] {
        let (from, filter) = offered(&format!("instance('c')/root/item{predicates}"));
        assert_eq!((from, filter), (walked(&predicates.replace("&lt;", "<")), String::new()));
    }
}

#[test]
fn signs_in_texts_and_nodes_elsewhere_are_not_those_of_a_row() {
    let list = r#"<instance id="c"><root><item><name>x</name><label>X</label><co>no</co></item></root></instance>"#;
    let filtered = |nodeset: &str| {
        let body = format!(
            r#"<input ref="/data/b"><label>B</label></input><select1 ref="/data/a"><label>A</label>
            <itemset nodeset="{nodeset}"><value ref="name"/><label ref="jr:itext ( label )"/></itemset></select1>"#
        );
        let (survey, findings) = survey("<a/><b/>", list, &body);
        let question = question(&survey, "a");
        assert_eq!(member(&question, "choices"), "c", "{findings}");
        member(&question, "choice_filter")
    };
    assert_eq!(filtered("instance ( 'c' ) / root / item [ co = ')]' ]"), "co = ')]'");
    assert_eq!(filtered("instance('c')/root/item[co = 'position()']"), "co = 'position()'");
    assert_eq!(filtered("instance('c')/root/item[number(co) = 1]"), "number(co) = 1");
    let elsewhere = "co = instance('c')/root/item[label = 'X'][last()]/co";
    assert_eq!(filtered(&format!("instance('c')/root/item[{elsewhere}]")), elsewhere);
}

#[test]
fn an_action_for_one_instance_is_conditional() {
    let value = |target: &str| {
        let body = format!(
            r#"<input ref="/data/a"><label>A</label><setvalue event="xforms-value-changed" ref="{target}" value="1"/></input>
            <group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/g/n"><label>N</label></input></repeat></group>"#
        );
        let (survey, findings) = survey("<a/><r><g><n/></g></r>", "", &body);
        (member(&question(&survey, "n"), "calculation"), findings.contains("for some instances of `/data/r` only"))
    };
    let conditional = |condition: &str| (format!("if({condition}, 1, .)"), false);
    assert_eq!(value("/data/r[2]/g/n"), conditional("position(../..) = 2"));
    assert_eq!(value("/data/r [ position ( ) != 2 ]/g/n"), conditional("position(../..) != 2"));
    assert_eq!(value("/data/r[position() = 1 or '][/' = '']/g/n"), conditional("position(../..) = 1 or '][/' = ''"));
    assert_eq!(value("/data/r[position() = last()]/g/n"), ("1".to_owned(), true));
    assert_eq!(value("/data/r[g/n = 'position()']/g/n"), ("1".to_owned(), true));
}

#[test]
fn prefixes_are_dropped_from_names_alone() {
    let binds =
        |calculation: &str| format!(r#"<bind nodeset="/data/orx:c" calculate="{calculation}" required="true( )"/>"#);
    let calculated = |calculation: &str| {
        let body = r#"<input ref="/data/a"><label>A</label></input><input ref="/data/c"><label>C</label></input>"#;
        let (survey, _) = survey("<a/><c/>", &binds(calculation), body);
        let question = question(&survey, "c");
        assert_eq!(member(&question, "required"), "true");
        member(&question, "calculation")
    };
    assert_eq!(calculated("concat('x:y', /orx:data/orx:a)"), "concat('x:y', ${a})");
    assert_eq!(calculated("count(/data/orx:a[. = 'x:/data/a'])"), "count(/data/a[. = 'x:/data/a'])");
    assert_eq!(calculated("current ()/../orx:a * 2"), "${a} * 2");
}

#[test]
fn an_itemset_may_go_on_behind_its_predicates() {
    let body = r#"
        <group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/nm"><label>N</label></input></repeat></group>
        <select1 ref="/data/a"><label>A</label><itemset nodeset="/data/r[nm != '']/nm"><value ref="."/><label ref="."/></itemset></select1>"#;
    let (survey, _) = survey("<r><nm/></r><a/>", "", body);
    assert_eq!(member(&question(&survey, "a"), "choices_from"), r#"{"nodeset":"/data/r","value":"nm","label":"nm"}"#);
    assert_eq!(member(&question(&survey, "a"), "choice_filter"), "nm != ''");
}

#[test]
fn several_actions_with_several_values_are_reported() {
    let action = |value: &str| format!(r#"<setvalue event="xforms-value-changed" ref="/data/c" value="{value}"/>"#);
    let body = format!(
        r#"<input ref="/data/a"><label>A</label>{}</input><input ref="/data/b"><label>B</label>{}</input>"#,
        action("'a'"),
        action("'b'")
    );
    let (_, findings) = survey("<a/><b/><c/>", "", &body);
    assert!(findings.contains("another action sets `/data/c` to something else"), "{findings}");
}

#[test]
fn a_list_is_kept_where_an_expression_reads_it() {
    let list = r#"<instance id="towns"><root><item><name>x</name><label>X</label></item></root></instance>"#;
    let lists = |calculation: &str| {
        let form = format!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>T</h:title>
            <model><instance><data id="t"><a/><b/></data></instance>{list}<bind nodeset="/data/b" calculate="{calculation}"/></model>
            </h:head><h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>"#
        );
        let read = xform::read(form.as_bytes());
        member(&read.questionnaire.unwrap_or_else(|| panic!("{}", read.findings)), "choices")
    };
    let kept = r#"{"towns":[{"name":"x","label":{"und":"X"}}]}"#;
    assert_eq!(lists("instance('towns')/root/item[1]/label"), kept);
    assert_eq!(lists("instance( 'towns' )/root/item[1]/label"), kept);
    assert_eq!(lists("instance ( 'towns')/root/item[1]/label"), kept);
    assert_eq!(lists("concat('see ', 'instance(', &quot;instance('towns')&quot;)"), "");
}

#[test]
fn blanks_before_brackets_and_words_in_quotes_change_nothing() {
    let body = r#"<select1 ref="/data/a"><label>A</label><item><label>X</label><value>x</value></item></select1>"#;
    let calculated = |expression: &str| {
        let binds = format!(r#"<bind nodeset="/data/c" calculate="{expression}"/>"#);
        let (survey, _) = survey("<a/><c/>", &binds, body);
        member(&question(&survey, "c"), "calculation")
    };
    assert_eq!(calculated("jr:choice-name ( /data/a, '/data/a')"), "jr:choice-name ( ${a}, '${a}')");
    assert_eq!(calculated("concat('jr:choice-name(x, ', '/data/a')"), "concat('jr:choice-name(x, ', '/data/a')");
    assert_eq!(calculated("current()/../a = 'x'"), "${a} = 'x'");
    assert_eq!(calculated("current ( ) / ../a = 'x'"), "${a} = 'x'");
    assert_eq!(calculated("concat('current()/../a', /data/a)"), "concat('current()/../a', ${a})");
}

#[test]
fn a_text_for_a_question_beside_it_is_its_comment() {
    let body = |name: &str, of: &str| {
        format!(
            r#"<select1 ref="/data/g/a"><label>A</label><item><label>X</label><value>x</value></item></select1>
            <input xmlns:enk="http://enketo.org/xforms" ref="/data/g/{name}" appearance="comment" enk:for="{of}"><label>Why?</label></input>"#
        )
    };
    let in_group = |body: String| format!(r#"<group ref="/data/g"><label>G</label>{body}</group>"#);
    for of in ["/data/g/a", " ../a "] {
        let binds = r#"<bind nodeset="/data/g/a_comment" required="true()" relevant="/data/g/a = 'x'"/>"#;
        let (form, findings) = survey("<g><a/><a_comment/></g>", binds, &in_group(body("a_comment", of)));
        let comment = r#"{"label":{"und":"Why?"},"relevant":"${a} = 'x'","required":true}"#;
        assert_eq!(member(&question(&form, "a"), "comment"), comment, "{findings}");
        assert_eq!(question(&form, "a_comment"), Json::Null);
    }
    // Another name, a value of its own, a question elsewhere or none: it stays what it is.
    let (form, _) = survey("<g><a/><other/></g>", "", &in_group(body("other", "/data/g/a")));
    assert_eq!(member(&question(&form, "other"), "type"), "text");
    let calculated = r#"<bind nodeset="/data/g/a_comment" calculate="'x'"/>"#;
    let (form, _) = survey("<g><a/><a_comment/></g>", calculated, &in_group(body("a_comment", "/data/g/a")));
    assert_eq!(member(&question(&form, "a_comment"), "calculation"), "'x'");
    let (form, _) = survey("<g><a/><a_comment/></g><a/>", "", &in_group(body("a_comment", "/data/a")));
    assert_eq!(member(&question(&form, "a_comment"), "type"), "text");
}

#[test]
fn places_of_findings_name_elements_and_lines() {
    let body = "<input ref=\"/data/a\"><label>A</label></input>\n<odd/>\n<odd/>\n<other/>";
    let (_, findings) = survey("<a/>", "\n<bind nodeset=\"/data/x\"/>\n<bind nodeset=\"/data/y\"/>", body);
    for place in [
        "/html/head/model/bind[2]/@nodeset, line 4",
        "/html/body/odd[1], line 6",
        "/html/body/odd[2], line 7",
        "/html/body/other, line 8",
    ] {
        assert!(findings.contains(&format!("at {place}\n")), "{place}: {findings}");
    }
}
