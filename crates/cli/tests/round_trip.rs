//! From answers to a sealed file to its score, with the forms of the demo; and files that no form could have given.

mod support;

use sealform_submission::{SoftKey, UnverifiedSubmission};
use sealform_tests::forge::{edit, json, key, seal};
use sealform_types::Json;
use support::{Desk, Ran, answers, at, codes, form};

const AT: &str = "2025-03-12T15:00:00+01:00";
const ID: &str = "0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b11";

/// Fills a form of the demo with a fixture, with its key on board, and gives the name of the file.
fn filled(desk: &Desk, name: &str, fixture: &str) -> String {
    let out = format!("{fixture}.jws.json");
    let (form_file, key_file) = (form(&format!("{name}.json")), form(&format!("{name}.key.json")));
    let given = answers(&format!("{name}/{fixture}.json"));
    let ran = desk.run(&[
        "fill",
        &form_file,
        "--answers",
        &given,
        "--key",
        &key_file,
        "--at",
        AT,
        "--id",
        ID,
        "--output",
        &out,
    ]);
    ran.ends(0).complains("sealed with a new key that is not stored");
    out
}

fn verified(desk: &Desk, name: &str, file: &str, more: &[&str]) -> Ran {
    let (form_file, key_file) = (form(&format!("{name}.json")), form(&format!("{name}.key.json")));
    let arguments = ["verify", file, "--questionnaire", &form_file, "--key", &key_file];
    desk.run(&[&arguments, more].concat())
}

#[test]
fn every_outcome_goes_from_answers_to_a_confirmed_score() {
    for (name, fixture, outcome, score) in [
        ("ksp-phone", "complete", "completed", "60 of 70 points, 85.8 %, good"),
        ("ksp-phone", "knocked-out", "knocked_out", "0 of 80 points, 0.0 %"),
        ("ksp-phone", "disqualified", "disqualified", "no result"),
        ("store-visit", "complete", "completed", "100.0 %"),
        ("store-visit", "mixed", "completed", "56 of 83 points, 67.5 %, to_improve"),
    ] {
        let desk = Desk::new();
        let file = filled(&desk, name, fixture);
        verified(&desk, name, &file, &[])
            .ends(0)
            .says("intact, signer unknown")
            .says(&format!("outcome `{outcome}`, replayed"))
            .says(score)
            .says("(as claimed)");
        let (form_file, key_file) = (form(&format!("{name}.json")), form(&format!("{name}.key.json")));
        let score = ["score", &file, "--key", &key_file, "--questionnaire", &form_file];
        desk.run(&score).ends(0).says("The file claims the same score, byte for byte.").says("Total");
        let sheet = desk.run(&[&score[..], &["--json"]].concat()).ends(0).json();
        assert_eq!(at(&sheet, "/claim").as_str(), Some("same"));
        assert!(at(&sheet, "/score/lines").as_array().is_some_and(|lines| lines.len() >= 15));
    }
}

#[test]
fn the_sheet_says_why_in_the_language_asked_for() {
    let desk = Desk::new();
    let file = filled(&desk, "ksp-phone", "knocked-out");
    let (form_file, key_file) = (form("ksp-phone.json"), form("ksp-phone.key.json"));
    let score = ["score", &file, "--key", &key_file, "--questionnaire", &form_file, "--language"];
    desk.run(&[&score[..], &["en"]].concat()).ends(0).says("Needs ").says("knocked out: Nobody answered");
    desk.run(&[&score[..], &["nb"]].concat()).ends(0).says("Behov ");
}

#[test]
fn the_same_answers_key_and_moment_give_the_same_bytes() {
    let desk = Desk::new();
    desk.run(&["keygen", "--output", "key.jwk"]).ends(0);
    let given = answers("store-visit/mixed.json");
    let fill = |out: &str| {
        let form_file = form("store-visit.json");
        let arguments =
            ["fill", &form_file, "-a", &given, "--at", AT, "--id", ID, "--signing-key", "key.jwk", "-o", out];
        let ran = desk.run(&arguments).ends(0);
        assert!(ran.err.is_empty(), "{ran:?}");
        ran.out
    };
    fill("one.jws.json");
    let printed = fill("-");
    assert_eq!(desk.read("one.jws.json"), printed.as_bytes());
}

#[test]
fn commands_are_played_in_their_order_with_their_moments() {
    let desk = Desk::new();
    let file = desk.file(
        "visit.json",
        r#"{"sealform":1,"id":"v","version":"1","title":"V","languages":["en"],"choices":{"yn":[
            {"name":"yes","label":"Yes"},{"name":"no","label":"No"}]},"survey":[
            {"type":"select_one","choices":"yn","name":"open","label":"Open?","required":true},
            {"type":"text","name":"why","label":"Why not?","relevant":"${open} = 'no'"},
            {"type":"repeat","name":"till","label":"Till","children":[
              {"type":"integer","name":"queue","label":"How many?"}]},
            {"type":"calculate","name":"all","calculation":"sum(${queue}) + 1"}]}"#,
    );
    let script = desk.file(
        "script.json",
        r#"{"commands":[
            {"at":"2026-11-16T10:00:00+01:00","do":"answer","path":"open","value":"no"},
            {"at":"2026-11-16T10:01:00+01:00","do":"answer","path":"why","value":"A wrong turn."},
            {"at":"2026-11-16T10:02:00+01:00","do":"answer","path":"open","value":"yes"},
            {"at":"2026-11-16T10:03:00+01:00","do":"add_instance","path":"till"},
            {"at":"2026-11-16T10:04:00+01:00","do":"answer","path":"till[1]/queue","value":4}]}"#,
    );
    desk.run(&["fill", &file, "-a", &script, "--at", "2026-11-16T10:05:00+01:00", "-o", "a.jws.json"]).ends(0);
    let claims = claims(&desk.read("a.jws.json"));
    assert_eq!(at(&claims, "/answers").to_text(), r#"{"all":{"v":"5"},"open":{"v":"yes"},"till[1]/queue":{"v":4}}"#);
    assert_eq!(at(&claims, "/clock/started").as_str(), Some("2026-11-16T10:00:00+01:00"));
    assert_eq!(at(&claims, "/clock/sealed").as_str(), Some("2026-11-16T10:05:00+01:00"));
    assert_eq!(at(&claims, "/audit/n").as_integer(), Some(5));

    let map = desk.file("map.json", r#"{"answers":{"till[1]/queue":4,"open":"yes"}}"#);
    desk.run(&["fill", &file, "-a", &map, "--at", "2026-11-16T10:05:00+01:00", "-o", "b.jws.json"]).ends(0);
    let same = self::claims(&desk.read("b.jws.json"));
    assert_eq!(at(&same, "/answers"), at(&claims, "/answers"));
    assert_eq!(at(&same, "/repeats"), at(&claims, "/repeats"));
}

#[test]
fn answers_may_stand_in_any_order() {
    let desk = Desk::new();
    let file = desk.file(
        "f.json",
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
            {"type":"text","name":"a","label":"A","relevant":"${b} = 'x'"},
            {"type":"text","name":"b","label":"B","relevant":"${c} = 'y'"},
            {"type":"text","name":"c","label":"C"}]}"#,
    );
    let given = desk.file("a.json", r#"{"answers":{"a":"1","b":"x","c":"y"}}"#);
    desk.run(&["fill", &file, "-a", &given, "-o", "out.jws.json"]).ends(0);
    let given = desk.file("b.json", r#"{"answers":{"a":"1","b":"z","c":"y"}}"#);
    desk.run(&["fill", &file, "-a", &given, "-o", "-"]).ends(1).complains("error[answer/not-relevant]: `a`");
}

#[test]
fn what_a_person_could_not_have_entered_is_refused_and_named() {
    let desk = Desk::new();
    let form_file = form("store-visit.json");
    let fixture =
        String::from_utf8(std::fs::read(answers("store-visit/mixed.json")).expect("a fixture")).expect("text");
    for (from, to, says) in [
        (r#""store/entrance_clean": "yes""#, r#""store/entrance_clean": "maybe""#, "error[answer/unknown-choice]"),
        (r#""store/entrance_clean": "yes""#, r#""store/entrance_clean": "ye""#, "hint: did you mean `yes`?"),
        (r#""store/entrance_clean": "yes""#, r#""store/entrance_clean": 1"#, "error[answer/wrong-kind]"),
        (
            r#""store/entrance_clean": "yes""#,
            r#""store/entrance_clear": "yes""#,
            "hint: did you mean `store/entrance_clean`?",
        ),
        (r#""store/entrance_clean": "yes","#, "", "error[answer/required]: `store/entrance_clean` is missing"),
        (
            r#""store/entrance_clean": "yes""#,
            r#""store/entrance_clean": "no""#,
            "error[answer/required]: the comment of",
        ),
        (
            r#""store/entrance_clean": "yes""#,
            r#""store/entrance_clean": {"v": "no", "c": "Too short."}"#,
            "error[answer/too-few-words]: the comment of `store/entrance_clean` has 2 words",
        ),
        (
            r#""store/entrance_clean": "yes""#,
            r#""store/entrance_clean": {"v": "yes", "c": "Not asked for."}"#,
            "error[answer/not-relevant]",
        ),
        (r#""answers""#, r#""anwsers""#, "error[document/"),
    ] {
        assert!(fixture.contains(from), "{from}");
        let given = desk.file("given.json", fixture.replacen(from, to, 1));
        let ran = desk.run(&["fill", &form_file, "--answers", &given, "-o", "out.jws.json"]);
        assert!(ran.err.contains(says) || says == "error[document/" && ran.code == 1, "{to}: {ran:?}");
        ran.ends(1).complains("given.json");
        assert!(!desk.path("out.jws.json").exists(), "{to} left a file");
    }
}

#[test]
fn all_open_points_are_listed_in_the_order_of_the_form() {
    let desk = Desk::new();
    let given = desk.file("given.json", r#"{"answers":{}}"#);
    let ran = desk.run(&["fill", &form("store-visit.json"), "--answers", &given, "-o", "-", "--at", AT]).ends(1);
    assert_eq!(ran.err.matches("error[answer/required]").count(), 15);
    assert!(ran.err.find("store/entrance_clean") < ran.err.find("checkout/goodbye"));
}

/// The claims of a file, without asking whether they can be believed.
fn claims(file: &[u8]) -> Json {
    let verified = UnverifiedSubmission::parse(file).expect("a file").verify(&sealform_submission::Trust::None);
    verified.expect("intact").claims().to_json()
}

/// Changes a sealed file and seals it again, as somebody with a key of their own can.
fn forged(file: &[u8], change: impl FnOnce(&mut Json)) -> Vec<u8> {
    let mut tree = claims(file);
    change(&mut tree);
    let claims = sealform_submission::Claims::from_json(&tree).expect("claims");
    let other: SoftKey = key("a forger");
    seal(&claims, &other).bytes().to_vec()
}

fn reported(desk: &Desk, name: &str, file: &str) -> Vec<(String, String)> {
    let json = verified(desk, name, file, &["--json"]).ends(1).json();
    let findings = at(&json, "/files/0/findings").as_array().expect("findings").to_vec();
    let text = |json: &Json, pointer: &str| at(json, pointer).as_str().expect("a text").to_owned();
    findings.iter().map(|finding| (text(finding, "/code"), text(finding, "/place/pointer"))).collect()
}

type Change = Box<dyn FnOnce(&mut Json)>;

#[test]
fn a_forger_with_a_key_is_named_by_the_replay() {
    let desk = Desk::new();
    let file = filled(&desk, "store-visit", "mixed");
    let sealed = desk.read(&file);
    let set = |path: &str, value: &str| {
        let pointer = format!("/answers/{}", path.replace('/', "~1"));
        let value = json(value);
        move |tree: &mut Json| edit(tree, &pointer, Some(value))
    };
    let long = "Nobody was there at all, and nobody came for a while.";
    let carried = format!(r#"{{"c":"{long}","v":"yes"}}"#);
    let cases: Vec<(&str, Change, &str, &str)> = vec![
        (
            "a comment where none is asked for",
            Box::new(set("store/entrance_clean", &carried)),
            "answer/not-relevant",
            "/payload/answers/store~1entrance_clean/c",
        ),
        (
            "a missing comment",
            Box::new(set("store/hours_posted", r#"{"v":"no"}"#)),
            "answer/required",
            "/payload/answers/store~1hours_posted",
        ),
        (
            "a short comment",
            Box::new(set("store/hours_posted", r#"{"c":"Nothing there.","v":"no"}"#)),
            "answer/too-few-words",
            "/payload/answers/store~1hours_posted",
        ),
        (
            "an unknown choice",
            Box::new(set("store/entrance_clean", r#"{"v":"perhaps"}"#)),
            "answer/unknown-choice",
            "/payload/answers/store~1entrance_clean/v",
        ),
        (
            "a value of another kind",
            Box::new(set("store/entrance_clean", r#"{"v":["yes"]}"#)),
            "answer/wrong-kind",
            "/payload/answers/store~1entrance_clean/v",
        ),
        (
            "an unknown question",
            Box::new(set("store/colour", r#"{"v":"yes"}"#)),
            "answer/unknown-question",
            "/payload/answers/store~1colour/v",
        ),
        (
            "a missing answer",
            Box::new(|tree| edit(tree, "/answers/store~1entrance_clean", None)),
            "answer/required",
            "/payload/answers/store~1entrance_clean",
        ),
        (
            "another outcome",
            Box::new(|tree| edit(tree, "/outcome", Some(Json::from("disqualified")))),
            "replay/outcome",
            "/payload/outcome",
        ),
        (
            "another score",
            Box::new(|tree| edit(tree, "/score/percent", Some(Json::from("99.0")))),
            "score/differs",
            "/payload/score",
        ),
        (
            "another key",
            Box::new(|tree| edit(tree, "/score/key_sha256", Some(Json::from("00")))),
            "score/other-key",
            "/payload/score/key_sha256",
        ),
        (
            "another form",
            Box::new(|tree| edit(tree, "/questionnaire/sha256", Some(Json::String("0".repeat(64))))),
            "replay/other-questionnaire",
            "/payload/questionnaire/sha256",
        ),
    ];
    for (about, change, code, place) in cases {
        let name = desk.file("forged.jws.json", forged(&sealed, change));
        desk.run(&["verify", &name]).ends(0).says("intact, signer unknown");
        let reported = reported(&desk, "store-visit", &name);
        assert!(reported.contains(&(code.to_owned(), place.to_owned())), "{about}: {reported:?}");
        let about_answers = reported.iter().filter(|(code, _)| !code.starts_with("score/")).count();
        assert!(about_answers <= 1, "{about} is reported more than once: {reported:?}");
    }
}

#[test]
fn an_answer_after_an_end_and_a_wrong_calculation_are_named() {
    let desk = Desk::new();
    let file = filled(&desk, "ksp-phone", "disqualified");
    let carried = forged(&desk.read(&file), |tree| {
        edit(tree, "/answers/opening~1greeted", Some(json(r#"{"v":"yes"}"#)));
    });
    let name = desk.file("forged.jws.json", carried);
    let reported = reported(&desk, "ksp-phone", &name);
    let place = "/payload/answers/opening~1greeted/v".to_owned();
    assert!(reported.contains(&("answer/not-relevant".to_owned(), place)), "{reported:?}");

    let form_file = desk.file(
        "sum.json",
        r#"{"sealform":1,"id":"sum","version":"1","title":"Sum","languages":["en"],"survey":[
            {"type":"integer","name":"a","label":"A"},{"type":"calculate","name":"twice","calculation":"${a} * 2"}]}"#,
    );
    let given = desk.file("given.json", r#"{"answers":{"a":21}}"#);
    desk.run(&["fill", &form_file, "-a", &given, "-o", "sum.jws.json"]).ends(0);
    let wrong = forged(&desk.read("sum.jws.json"), |tree| edit(tree, "/answers/twice/v", Some(Json::from("43"))));
    let name = desk.file("wrong.jws.json", wrong);
    let ran = desk.run(&["verify", &name, "--questionnaire", &form_file]).ends(1);
    ran.says("error[replay/differs]: the form gives `{\"v\":\"42\"}` for `twice`, not `{\"v\":\"43\"}`");
}

#[test]
fn trust_decides_who_may_seal() {
    let desk = Desk::new();
    for name in ["ours", "theirs"] {
        desk.run(&["keygen", "-o", &format!("{name}.jwk")]).ends(0).says("thumbprint");
        let set = desk.run(&["keygen", "--public", &format!("{name}.jwk")]).ends(0);
        assert!(!set.out.contains("\"d\""), "a private key was printed");
        desk.file(&format!("{name}.json"), set.out);
    }
    let given = answers("store-visit/complete.json");
    let form_file = form("store-visit.json");
    desk.run(&["fill", &form_file, "-a", &given, "--signing-key", "ours.jwk", "-o", "a.jws.json"]).ends(0);
    desk.run(&["verify", "a.jws.json", "--trust", "ours.json"]).ends(0).says("sealed by a trusted device");
    desk.run(&["verify", "a.jws.json", "--trust", "theirs.json"]).ends(1).says("error[seal/untrusted-key]");
    desk.run(&["verify", "a.jws.json"]).ends(0).says("intact, signer unknown");
}

#[test]
fn many_files_are_reported_line_by_line_and_one_bad_one_fails_all() {
    let desk = Desk::new();
    let good = filled(&desk, "store-visit", "complete");
    let mut bytes = desk.read(&good);
    bytes[100] ^= 1;
    let bad = desk.file("bad.jws.json", bytes);
    let mut files: Vec<&str> = vec![&good; 30];
    files.extend([bad.as_str(), "missing.jws.json"]);
    let ran = desk.run(&[&["verify"], files.as_slice()].concat()).ends(3);
    assert_eq!(ran.out.matches(": intact, signer unknown").count(), 30);
    let ran = ran.says("bad.jws.json: refused").says("missing.jws.json: not read").says("error[file/missing]");
    assert!(ran.err.is_empty(), "a bar without a terminal: {}", ran.err);
    let json = desk.run(&["verify", "--json", &good, &bad]).ends(1).json();
    assert_eq!((at(&json, "/intact").as_integer(), at(&json, "/failed").as_integer()), (Some(1), Some(1)));
    assert_eq!(at(&json, "/files/0/trust").as_str(), Some("none"));
    assert_eq!(at(&json, "/files/0/replay").as_str(), Some("none"));
    assert_eq!(codes(at(&json, "/files/1/findings")).len(), 1);
}

#[test]
fn a_file_is_read_from_a_pipe() {
    let desk = Desk::new();
    let file = filled(&desk, "store-visit", "complete");
    let bytes = desk.read(&file);
    let (form_file, key_file) = (form("store-visit.json"), form("store-visit.key.json"));
    desk.pipe(&["verify", "-", "-q", &form_file], &bytes).ends(0).says("-: intact");
    desk.pipe(&["score", "-", "-k", &key_file, "-q", &form_file], &bytes).ends(0).says("100.0 %");
    desk.pipe(&["check", "-"], &bytes).ends(0).says("sealed file");
}
