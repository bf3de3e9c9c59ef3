//! Programs as bytes: what `sealform build` writes is what a page fills.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use sealform_engine::{Attached, DecodeError, Program};
use sealform_protocol::Action;
use sealform_tests::forms::{action, any_deeds, any_form};
use sealform_tests::respondent::{Differences, Respondent, program, program_with};
use sealform_tests::{read_json, repo_file};
use sealform_types::{Json, VecMap};

fn bytes(program: &Program) -> Vec<u8> {
    program.encode()
}

fn shipped(name: &str) -> Arc<Program> {
    program(&read_json(&repo_file(&format!("www/site/forms/{name}.json"))), None)
}

fn small() -> Arc<Program> {
    let text = r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
        "resources":[{"name":"sites.csv"}],
        "choices":{"yn":[{"name":"yes","label":"Yes"},{"name":"no","label":"No"}]},
        "survey":[
            {"type":"select_one","name":"met","label":"Met?","choices":"yn","required":true,
                "comment":{"required":". = 'no'","min_words":3}},
            {"type":"repeat","name":"visit","label":"Visit","children":[
                {"type":"integer","name":"minutes","label":"Minutes","constraint":". >= 0"},
                {"type":"text","name":"why","label":"Why ${minutes}?","relevant":"${minutes} > 10"}]},
            {"type":"calculate","name":"all","calculation":"sum(${minutes})"},
            {"type":"calculate","name":"site","calculation":"instance('sites')/root/item[id = '2']/name"},
            {"type":"calculate","name":"plain","calculation":"if(regex('a1', '[a-z][0-9]'), round(sqrt(2), 3), 0)"}]}"#;
    let file = |name: &str| (name == "sites.csv").then(|| b"id,name\n1,Oslo\n2,Bergen\n".to_vec());
    program_with(&Json::parse(text.as_bytes()).expect("JSON"), None, &file)
}

/// If this fails, programs are written otherwise than before: raise the number in `ENGINE`, in the engine's
/// `program/wire.rs`, so that programs that lie about are built again, and put the new digest here.
#[test]
fn a_change_of_the_encoding_is_noticed() {
    let digest = bytes(&small()).iter().fold(7_u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(*byte));
    assert_eq!(format!("{digest:08x}"), "19f7d7cd");
}

/// What a default has read is sealed, too, by a page that runs the program: nobody knows of the expression any more what it reads.
#[test]
fn a_program_says_which_facts_its_defaults_have_read() {
    let text = r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
        {"type":"text","name":"number","label":"Number","default_expression":"assignment('assignment')"},
        {"type":"date","name":"day","label":"Day","default_expression":"today()"}]}"#;
    let compiled = program(&Json::parse(text.as_bytes()).expect("JSON"), None);
    let decoded = Arc::new(Program::decode(&bytes(&compiled)).expect("sound"));
    let facts = |program: &Arc<Program>| {
        let assignment = Json::parse(br#"{"assignment":"a-17"}"#).expect("JSON");
        let given = VecMap::from([("assignment".to_owned(), assignment)]);
        Respondent::with_facts(program, given).session.finish().expect("nothing is open").facts.to_text()
    };
    assert_eq!(facts(&compiled), r#"{"assignment":{"assignment":"a-17"},"now":"2026-11-21T10:00:00+01:00"}"#);
    assert_eq!(facts(&decoded), facts(&compiled));
}

/// Every text of a JSON document, but for the names of members.
fn texts(json: &Json, into: &mut BTreeSet<String>) {
    match json {
        Json::String(text) => drop(into.insert(text.clone())),
        Json::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Json::Object(members) => members.iter().for_each(|(_, value)| texts(value, into)),
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) => {}
    }
}

#[test]
fn a_program_without_a_key_tells_nothing_of_the_key() {
    for name in ["ksp-phone", "store-visit"] {
        let read = |end: &str| read_json(&repo_file(&format!("www/site/forms/{name}{end}")));
        let (form, key) = (read(".json"), read(".key.json"));
        let mut own = BTreeSet::new();
        texts(&key, &mut own);
        let form_text = form.to_text();
        // Paths and answers are the form's own.
        own.retain(|text| !text.contains('/') && !form_text.contains(text.as_str()));
        assert!(own.len() > 3, "{name}: the key has words of its own: {own:?}");
        let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        let (with, without) = (bytes(&program(&form, Some(&key))), bytes(&program(&form, None)));
        assert!(own.iter().any(|text| holds(&with, text)), "{name}: a program with a key holds its words");
        for text in &own {
            assert!(!holds(&without, text), "{name}: `{text}` of the key stands in the program without a key");
        }
        let decoded = Program::decode(&without).expect("sound");
        assert_eq!((decoded.attached(), decoded.key_sha256()), (Attached::NoKey, None), "{name}");
        assert_eq!(Respondent::opens(&Arc::new(decoded)).session.total(), None, "{name}");
    }
}

#[test]
fn a_program_names_the_key_that_it_holds() {
    let read = |end: &str| read_json(&repo_file(&format!("www/site/forms/ksp-phone{end}")));
    let key = read(".key.json");
    let here = program(&read(".json"), Some(&key));
    let crossed = Program::decode(&bytes(&here)).expect("sound");
    assert_eq!(crossed.key_sha256(), here.key_sha256());
    assert_eq!(crossed.key_sha256().map(str::len), Some(64));
    // What another version wrote says whether there was a key in it.
    let mut other = bytes(&here);
    other["sealform program ".len()] ^= 1;
    assert_eq!(Program::decode(&other).err(), Some(DecodeError::OtherEngine(Attached::Key)));
}

#[test]
fn tables_and_rare_functions_cross() {
    let crossed = Arc::new(Program::decode(&bytes(&small())).expect("sound"));
    assert!(crossed.missing_functions().next().is_none(), "everything is built in here");
    let respondent = Respondent::opens(&crossed);
    assert_eq!(respondent.session.value("site").expect("a question").to_text(), "Bergen");
    assert_eq!(respondent.session.value("plain").expect("a question").to_text(), "1.414");
}

#[test]
fn every_damaged_byte_is_noticed() {
    let sound = bytes(&small());
    let engine = 1 + sound.iter().position(|byte| *byte == 0).expect("a head that ends");
    for index in 0..sound.len() {
        for flipped in [1_u8, 0x80] {
            let mut damaged = sound.clone();
            damaged[index] ^= flipped;
            let error = Program::decode(&damaged).err().unwrap_or_else(|| panic!("byte {index} does not count"));
            let expected = match index {
                0..17 => DecodeError::NoProgram,
                _ if index < engine => DecodeError::OtherEngine(Attached::NoKey),
                _ => DecodeError::Damaged,
            };
            assert_eq!(error, expected, "byte {index}");
        }
    }
    for end in 0..sound.len() {
        assert!(Program::decode(&sound[..end]).is_err(), "cut after {end} bytes");
    }
    assert_eq!(Program::decode(&[sound, vec![0]].concat()).err(), Some(DecodeError::Damaged));
}

#[test]
fn what_is_no_program_is_told_apart() {
    assert_eq!(Program::decode(b"").err(), Some(DecodeError::NoProgram));
    assert_eq!(Program::decode(br#"{"sealform": 1}"#).err(), Some(DecodeError::NoProgram));
    assert_eq!(
        Program::decode(b"sealform program 0.0.1-1\0later").err(),
        Some(DecodeError::OtherEngine(Attached::NoKey))
    );
}

#[test]
fn the_shipped_forms_cross() {
    for name in ["ksp-phone", "store-visit"] {
        let (here, crossed) = (shipped(name), Program::decode(&bytes(&shipped(name))).expect("sound"));
        assert_eq!(bytes(&here), bytes(&crossed), "{name}");
        let (here, crossed) = (Respondent::opens(&here), Respondent::opens(&Arc::new(crossed)));
        let differences = here.face.differences(&crossed.face);
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }
}

/// Enough cases for every day; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    ProptestConfig { cases: more.unwrap_or(200), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// A program that has crossed does the same at every step, and at the same cost.
    #[test]
    fn a_program_that_has_crossed_is_the_same((form, key) in any_form(), deeds in any_deeds()) {
        let here = program(&form, Some(&key));
        let crossed = Program::decode(&bytes(&here)).expect("sound");
        prop_assert_eq!(bytes(&here), bytes(&crossed));
        let (mut one, mut other) = (Respondent::opens(&here), Respondent::opens(&Arc::new(crossed)));
        for deed in deeds {
            let deed: Action = action(&one, deed);
            prop_assert_eq!(one.does(deed.clone()).is_ok(), other.does(deed).is_ok());
            let differences = one.face.differences(&other.face);
            prop_assert!(differences.is_empty(), "{}", differences.join("\n"));
            prop_assert_eq!(one.evaluated, other.evaluated);
            prop_assert_eq!(one.session.draft(), other.session.draft());
        }
        prop_assert_eq!(one.session.finish(), other.session.finish());
    }
}
