//! What the program takes and refuses: documents of every kind, wrong names, wrong flags, closed pipes.

mod support;

use std::fs;
use std::process::{Command, Stdio};

use sealform_submission::{Trust, UnverifiedSubmission};
use sealform_tests::{is_blessing, read_json, repo_file, vectors_dir};
use sealform_types::Json;
use support::{Desk, at, codes, form, repo};

#[test]
fn every_damaged_questionnaire_is_reported_with_its_place_in_the_file() {
    let manifest = read_json(&vectors_dir().join("questionnaire/manifest.json"));
    let entries = at(&manifest, "/bad").as_array().expect("a list");
    let desk = Desk::new();
    let files: Vec<String> = entries
        .iter()
        .map(|entry| repo(&format!("tests/vectors/questionnaire/bad/{}", at(entry, "/file").as_str().expect("a name"))))
        .collect();
    let mut arguments = vec!["check", "--json"];
    arguments.extend(files.iter().map(String::as_str));
    let report = desk.run(&arguments).ends(1).json();
    for (entry, file) in entries.iter().zip(at(&report, "/files").as_array().expect("a list")) {
        let name = at(entry, "/file");
        let first = at(file, "/findings/0");
        let code = entry.get("check").unwrap_or(at(entry, "/code"));
        assert_eq!(at(first, "/code"), code, "{name:?}");
        assert_eq!(at(first, "/place/pointer"), at(entry, "/place"), "{name:?}");
        assert_eq!(at(first, "/place").get("columns"), entry.get("columns"), "{name:?}");
        assert!(entry.get("check").is_some() || at(first, "/hint") == at(entry, "/hint"), "{name:?}");
    }
}

#[test]
fn a_finding_shows_file_line_source_carets_and_hint() {
    let desk = Desk::new();
    let good = fs::read_to_string(vectors_dir().join("questionnaire/good.json")).expect("a form");
    let file = desk
        .file("desk.json", good.replace("\"relevant\": \"${greeted} = 'yes'\"", "\"relevant\": \"${greted} = 'yes'\""));
    desk.run(&["check", &file]).ends(1).says(
        "error[expr/unknown-question]: unknown question `greted`\n  --> desk.json:33:11 \
         /survey/0/children/1/relevant, columns 1-9\n   | ${greted} = 'yes'\n   | ^^^^^^^^^\n  hint: did you mean `greeted`?\n",
    );
    let file = desk.file("desk.json", good.replace("\"relevant\": \"${greeted} = 'yes'\"", "\"relvant\": \"true()\""));
    desk.run(&["check", &file]).ends(1).says("   | \"relvant\": \"true()\",\n   | ^^^^^^^^^^^^^^^^^^^\n");
}

#[test]
fn the_forms_and_keys_of_the_demo_are_fine() {
    let desk = Desk::new();
    let names = ["ksp-phone.json", "ksp-phone.key.json", "store-visit.json", "store-visit.key.json"].map(form);
    let mut arguments = vec!["check"];
    arguments.extend(names.iter().map(String::as_str));
    let ran = desk.run(&arguments).ends(0);
    assert_eq!(ran.out.matches("no findings").count(), 4, "{}", ran.out);
}

#[test]
fn a_form_that_records_sound_is_asked_what_it_tells_people() {
    let desk = Desk::new();
    let form = |hint: &str| {
        format!(
            r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
                {{"type":"audio","name":"talk","label":"What was said?"{hint}}}]}}"#
        )
    };
    let silent = desk.file("silent.json", form(""));
    let ran = desk.run(&["check", &silent]).ends(0).says("warning[document/recording-notice]: `talk` records sound");
    ran.says("how long it is kept").says("1 warning");
    let told = desk.file("told.json", form(r#","hint":"Your coordinator listens, and deletes it after 30 days.""#));
    desk.run(&["check", &told]).ends(0).says("no findings");
    let sheet =
        "| survey |\n| | type | name | label |\n| --- | --- | --- | --- |\n| | audio | talk | What was said? |\n";
    let sheet = desk.file("sheet.md", sheet);
    desk.run(&["check", &sheet]).ends(0).says("warning[document/recording-notice]");
}

#[test]
fn a_key_is_held_against_its_questionnaire() {
    let desk = Desk::new();
    let key = fs::read_to_string(form("store-visit.key.json")).expect("a key");
    let wrong = desk.file("visit.key.json", key.replacen("store/entrance_clean", "store/entrance_clear", 1));
    desk.run(&["check", &wrong]).ends(0).says("warning[key/alone]").says("hint: name it with `--questionnaire`");
    desk.run(&["check", &wrong, "-q", &form("store-visit.json")]).ends(1).says("did you mean `store/entrance_clean`?");
    fs::copy(form("store-visit.json"), desk.path("visit.json")).expect("a copy");
    desk.run(&["check", &wrong]).ends(1).says("error[key/unknown-question]");
    desk.run(&["check", &form("store-visit.key.json"), "-q", &form("ksp-phone.json")])
        .ends(1)
        .says("error[key/other-questionnaire]");
    desk.file("visit.json", "{\"sealform\": 1}");
    desk.run(&["check", &wrong]).ends(0).says("the questionnaire beside it has errors");
}

#[test]
fn documents_of_another_kind_are_named() {
    let desk = Desk::new();
    let (questionnaire, key) = (form("store-visit.json"), form("store-visit.key.json"));
    let given = repo("tests/fixtures/store-visit/complete.json");
    for (arguments, says) in [
        (vec!["fill", &key, "-a", &given, "-o", "-"], "this is a scoring key, not a questionnaire"),
        (
            vec!["fill", &questionnaire, "-a", &questionnaire, "-o", "-"],
            "this is a questionnaire, not a file of answers",
        ),
        (vec!["fill", &questionnaire, "-a", &given, "--key", &given, "-o", "-"], "not a scoring key"),
        (vec!["fill", &questionnaire, "-a", &given, "--signing-key", &key, "-o", "-"], "not a signing key"),
        (vec!["verify", &given, "--trust", &key], "not a trust document"),
        (vec!["score", &given, "-k", &questionnaire, "-q", &questionnaire], "not a scoring key"),
        (vec!["keygen", "--public", &given], "not a signing key"),
        (vec!["eval", "1", "-q", &given], "not a questionnaire"),
    ] {
        desk.run(&arguments).ends(1).complains("error[document/other-kind]").complains(says).complains("hint: ");
    }
    desk.run(&["check", &given]).ends(1).says("error[document/unknown-kind]").says("sealform fill");
    desk.run(&["verify", &questionnaire]).ends(1).says("refused");
}

#[test]
fn what_cannot_be_read_or_written_is_reported_with_exit_code_3() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).expect("a folder");
    let (questionnaire, given) = (form("store-visit.json"), repo("tests/fixtures/store-visit/complete.json"));
    for (arguments, code) in [
        (vec!["fill", "missing.json", "-a", &given, "-o", "-"], "file/missing"),
        (vec!["fill", &questionnaire, "-a", "folder", "-o", "-"], "file/directory"),
        (vec!["fill", &questionnaire, "-a", &given, "-o", "folder"], "file/directory"),
        (vec!["fill", &questionnaire, "-a", &given, "-o", "nowhere/out.json"], "file/no-folder"),
        (vec!["keygen", "-o", "nowhere/key.jwk"], "file/no-folder"),
        (vec!["serve", "nowhere"], "file/missing"),
        (vec!["score", "missing.json", "-k", &form("store-visit.key.json"), "-q", &questionnaire], "file/missing"),
    ] {
        desk.run(&arguments).ends(3).complains(&format!("error[{code}]")).complains("hint: ");
    }
    desk.run(&["check", "missing.json", "folder"]).ends(3).says("error[file/missing]").says("error[file/directory]");
    let left: Vec<_> =
        fs::read_dir(desk.path("")).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["folder"], "half a file was left");
}

#[test]
fn wrong_use_is_reported_with_exit_code_2() {
    let desk = Desk::new();
    let (questionnaire, given) = (form("store-visit.json"), repo("tests/fixtures/store-visit/complete.json"));
    for (arguments, says) in [
        (vec!["chekc"], "check"),
        (vec!["check"], "FILE"),
        (vec!["check", "--jason", "x"], "--json"),
        (vec!["check", "-", "-"], "`-` stands for more than one document"),
        (vec!["fill", "-", "-a", "-", "-o", "-"], "`-` stands for more than one document"),
        (vec!["fill", &questionnaire, "-a", &given], "--output"),
        (vec!["fill", &questionnaire, "-a", &given, "-o", "-", "--at", "yesterday"], "2026-11-21T14:30:00+01:00"),
        (vec!["fill", &questionnaire, "-a", &given, "-o", "-", "--id", "7"], "UUID"),
        (vec!["fill", &questionnaire, "-a", &given, "-o", "-", "--json"], "cannot both be printed"),
        (vec!["fill", &questionnaire, "-a", &given, "-o", "-", "--language", "de"], "it has pl, en"),
        (vec!["verify", "x", "--key", "k"], "--questionnaire"),
        (vec!["eval", "1", "--type", "date"], "boolean"),
        (vec!["schema", "questionaire"], "questionnaire"),
        (vec!["serve", ".", "--port", "99999"], "65535"),
        (vec!["keygen"], "--output"),
    ] {
        let ran = desk.run(&arguments).ends(2);
        let reported = format!("{}{}", ran.err, ran.out);
        assert!(reported.contains(says), "{arguments:?}: {reported}");
    }
    desk.run(&["--help"]).ends(0).says("Exit codes: 0 all in order");
    desk.run(&["--version"]).ends(0).says("sealform ");
}

#[test]
fn answers_and_facts_that_cannot_be_read_are_reported() {
    let desk = Desk::new();
    let questionnaire = form("store-visit.json");
    for (given, code) in [
        ("", "document/empty"),
        ("{", "document/json"),
        ("yes", "document/json"),
        ("[]", "answers/none"),
        ("{\"answers\": []}", "answers/wrong-kind"),
        ("{\"answers\": {\"a\": {\"w\": 1}}}", "answers/unknown-member"),
        ("{\"answers\": {\"a\": {\"c\": 1}}}", "answers/wrong-kind"),
        ("{\"answers\": {}, \"commands\": []}", "answers/both"),
        ("{\"answers\": {}, \"answer\": {}}", "answers/unknown-member"),
        ("{\"commands\": {}}", "answers/wrong-kind"),
        ("{\"commands\": [1]}", "answers/command"),
        ("{\"commands\": [{\"do\": \"anwser\"}]}", "answers/command"),
        ("{\"commands\": [{\"do\": \"answer\"}]}", "answers/command"),
        ("{\"commands\": [{\"do\": \"answer\", \"pth\": \"a\"}]}", "answers/command"),
        ("{\"commands\": [{\"do\": \"open\", \"path\": \"nowhere\"}]}", "answer/unknown-question"),
    ] {
        let file = desk.file("given.json", given);
        let ran = desk.run(&["fill", &questionnaire, "-a", &file, "-o", "-"]).ends(1);
        ran.complains(&format!("error[{code}]")).complains("hint: ");
    }
    let given = repo("tests/fixtures/store-visit/complete.json");
    for (facts, code) in [
        ("[]", "facts/wrong-kind"),
        ("{\"now\": 1}", "answer/bad-fact"),
        ("{\"assignment\": 1}", "answer/bad-fact"),
        // What could never be sealed is known before the first answer.
        ("{\"assignment\": {\"site\": {\"lat\": 59.91}}}", "answer/bad-fact"),
        ("{\"visits\": 9007199254740992}", "answer/bad-fact"),
        ("{\"assignment\": {\"b\u{e5}t\": 1}}", "answer/bad-fact"),
        ("{\"seed\": 7}", "answer/bad-fact"),
        ("{\"zone\": {\"name\": \"\", \"transitions\": [[0, 0]]}}", "answer/bad-fact"),
        ("{\"site\": \"\\ud83d\"}", "document/json"),
        ("{,}", "document/json"),
    ] {
        let file = desk.file("facts.json", facts);
        let ran = desk.run(&["fill", &questionnaire, "-a", &given, "--facts", &file, "-o", "-"]).ends(1);
        ran.complains(&format!("error[{code}]")).complains("facts.json");
    }
    let file = desk.file("facts.json", [0xff, 0xfe]);
    let ran = desk.run(&["fill", &questionnaire, "-a", &given, "--facts", &file, "-o", "-"]).ends(1);
    ran.complains("error[document/not-utf8]");
}

#[test]
fn expressions_are_evaluated_alone_and_in_a_form() {
    let desk = Desk::new();
    for (expression, kind, value) in [
        ("1 + 2 * 3", "string", "7"),
        ("'a' = 'a'", "boolean", "true"),
        ("'a'", "number", "NaN"),
        ("-1", "number", "-1"),
        ("concat('a', 'b')", "string", "ab"),
    ] {
        desk.run(&["eval", expression, "--type", kind]).ends(0).says(&format!("{value}\n"));
    }
    desk.run(&["eval", "today()", "--at", "2026-11-21T23:59:00+01:00"]).ends(0).says("2026-11-21");
    let json = desk.run(&["eval", "1 div 4", "--type", "number", "--json"]).ends(0).json();
    assert_eq!(at(&json, "/value"), &Json::Float(0.25));
    desk.run(&["eval", "cout(1)"]).ends(1).complains("   | cout(1)\n   | ^^^^^^^\n  hint: did you mean `count`?");
    desk.run(&["eval", "${a} = 1"]).ends(1).complains("hint: name its form with `--questionnaire`");
    let json = desk.run(&["eval", "1 +", "--json"]).ends(1).json();
    assert_eq!(codes(at(&json, "/failed/0/findings")), ["expr/missing-operand"]);

    let xml = desk.file("visits.xml", "<data><visit><age>31</age></visit><visit><age>40</age></visit></data>");
    desk.run(&["eval", "sum(/data/visit/age)", "--xml", &xml]).ends(0).says("71\n");
    let inside = ["eval", "../age - position(..)", "--xml", &xml, "--context", "/data/visit[2]/age"];
    desk.run(&inside).ends(0).says("38\n");
    let chosen = desk.run(&["eval", "/data/visit[age > 35]/age", "--xml", &xml, "--json"]).ends(0).json();
    assert_eq!(at(&chosen, "/nodes/0/path"), &Json::from("/*[1]/*[2]/*[1]"));
    desk.run(&["eval", "//age", "--xml", &xml]).ends(1).complains("error[expr/out-of-scope]");
    desk.run(&["eval", ".", "--xml", &xml, "--context", "/data/shop"]).ends(1).complains("error[xml/no-such-place]");
    let midnight = ["eval", "number('2026-07-01')", "--zone", "Europe/Oslo"];
    desk.run(&midnight).ends(0).says("20634.916666666668\n");
    desk.run(&["eval", "1", "--zone", "Europe/Olso"]).ends(2).complains("there is no zone");

    let (questionnaire, given) = (form("ksp-phone.json"), repo("tests/fixtures/ksp-phone/complete.json"));
    let in_form = |expression: &str| desk.run(&["eval", expression, "-q", &questionnaire, "-a", &given]);
    in_form("${customer} = 'no'").ends(0).says("true");
    in_form("word-count(${course}) >= 20").ends(0).says("true");
    in_form("${custommer} = 'no'").ends(1).complains("hint: did you mean `customer`?").complains("columns 1-12");
}

#[test]
fn a_key_is_private_and_never_written_over() {
    let desk = Desk::new();
    desk.run(&["keygen", "-o", "key.jwk"]).ends(0).says("private key, thumbprint").says("\"keys\"");
    let before = desk.read("key.jwk");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.path("key.jwk")).expect("the key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    desk.run(&["keygen", "-o", "key.jwk"]).ends(3).complains("error[file/exists]");
    assert_eq!(desk.read("key.jwk"), before);
    desk.run(&["keygen", "-o", "key.jwk", "--force"]).ends(0);
    assert_ne!(desk.read("key.jwk"), before);
    let printed = desk.run(&["keygen", "-o", "-"]).ends(0).complains("thumbprint");
    desk.file("piped.jwk", &printed.out);
    desk.run(&["keygen", "--public", "piped.jwk"]).ends(0);
    let public = desk.run(&["keygen", "--public", "key.jwk"]).ends(0).json();
    let public = desk.file("public.jwk", at(&public, "/keys/0").to_text());
    let (questionnaire, given) = (form("store-visit.json"), repo("tests/fixtures/store-visit/complete.json"));
    let ran = desk.run(&["fill", &questionnaire, "-a", &given, "--signing-key", &public, "-o", "-"]).ends(1);
    ran.complains("error[jwk/public]");
}

#[test]
fn schemas_are_json_and_those_that_are_published() {
    let desk = Desk::new();
    for kind in ["questionnaire", "key"] {
        let ran = desk.run(&["schema", kind]).ends(0);
        let published = repo_file(&format!("www/site/schemas/{kind}.schema.json"));
        assert_eq!(ran.json(), read_json(&published), "{kind}");
    }
}

#[test]
fn the_schema_of_submissions_takes_every_good_vector_and_no_damaged_claim() {
    let printed = Desk::new().run(&["schema", "submission"]).ends(0).out;
    let schema: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut tried = 0;
    for entry in fs::read_dir(vectors_dir().join("submission/good")).expect("the folder").flatten() {
        let read = UnverifiedSubmission::parse(&fs::read(entry.path()).expect("a file")).expect("a vector");
        let claims = read.verify(&Trust::None).expect("intact").claims().to_json();
        let claims: serde_json::Value = serde_json::from_str(&claims.to_text()).expect("JSON");
        let errors: Vec<String> =
            validator.iter_errors(&claims).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", entry.path().display());
        for member in claims.as_object().expect("an object").keys() {
            let mut damaged = claims.clone();
            damaged[member] = serde_json::Value::from(1.5);
            assert!(!validator.is_valid(&damaged), "a damaged `{member}` passes");
        }
        tried += 1;
    }
    assert!(tried >= 10);
}

#[test]
fn the_reference_of_functions_is_up_to_date() {
    let printed = Desk::new().run(&["reference", "functions"]).ends(0).out;
    let page = repo_file("www/docs/functions.md");
    if is_blessing() {
        fs::write(&page, &printed).expect("the page");
    }
    let committed = fs::read_to_string(&page).unwrap_or_default();
    assert!(committed == printed, "www/docs/functions.md is out of date: run with SEALFORM_BLESS=1");
    for function in sealform_expression::reference() {
        assert!(printed.contains(&format!("\n## {}\n", function.name)));
    }
}

/// A reader that goes away early is reported on standard error, never with a panic.
#[test]
fn a_closed_pipe_is_no_panic() {
    // The reader is gone before the program starts, so that it never matters which of them is faster.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let ended = Command::new(env!("CARGO_BIN_EXE_sealform"))
        .args(["schema", "questionnaire"])
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(said.contains("error[output/closed]") && !said.contains("panicked"), "{said}");
}

#[test]
fn a_served_folder_has_the_right_types_and_nothing_above_it() {
    use std::io::{BufRead, BufReader, Read, Write};
    let desk = Desk::new();
    fs::create_dir(desk.path("site")).expect("a folder");
    desk.file("site/index.html", "<p>here</p>");
    desk.file("site/engine.wasm", b"\0asm");
    desk.file("secret.txt", "above");
    let mut child = Command::new(env!("CARGO_BIN_EXE_sealform"))
        .args(["serve", "site"])
        .current_dir(desk.path(""))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
    let get = |path: &str| {
        let mut stream = std::net::TcpStream::connect(&address).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").expect("it reads");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("it answers");
        reply
    };
    let replies = ["/", "/engine.wasm", "/../secret.txt", "/%2e%2e/secret.txt"].map(get);
    child.kill().expect("it runs");
    child.wait().expect("an end");
    assert!(replies[0].contains("text/html") && replies[0].contains("<p>here</p>"), "{}", replies[0]);
    assert!(replies[1].contains("application/wasm"), "{}", replies[1]);
    assert!(replies[2..].iter().all(|reply| reply.starts_with("HTTP/1.1 404")), "{replies:?}");
}

/// A name in a form is judged before anything is opened: a pipe elsewhere would make the program wait for ever.
#[cfg(unix)]
#[test]
fn a_file_that_a_form_names_is_a_regular_file_beside_it() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("forms")).expect("a folder");
    let pipe = |name: &str| {
        let made = std::process::Command::new("mkfifo").arg(desk.path(name)).status().expect("mkfifo");
        assert!(made.success());
        desk.path(name).display().to_string()
    };
    let (outside, _) = (pipe("outside.csv"), pipe("forms/inside.csv"));
    desk.file("other.csv", "name,label\na,A\n");
    std::os::unix::fs::symlink(desk.path("other.csv"), desk.path("forms/link.csv")).expect("a link");
    for name in ["../outside.csv", &outside, "inside.csv", "link.csv", "../other.csv"] {
        let form = format!(
            r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
                "resources":[{{"name":"{name}","type":"text/csv","size":15,"sha256":"{}"}}],
                "survey":[{{"type":"calculate","name":"c","calculation":"count(instance('t')/root/item)"}},{{"type":"integer","name":"a","label":"A"}}]}}"#,
            "0".repeat(64)
        );
        let form = desk.file("forms/form.json", form);
        let ran = desk.run(&["check", &form]);
        assert!(!(ran.out + &ran.err).contains("digest"), "{name} was opened");
    }
}
