//! A document, as an XLSForm and back, is the same; and nothing that is handed in makes the importer panic.

use proptest::prelude::*;
use sealform_formats::xlsform::{self, Format, normal, same};
use sealform_types::Json;

fn object(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Words as authors write them, with what spreadsheets and tables like to spoil.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zåøł ]{1,12}[?.]?",
        Just("a | b".to_owned()),
        Just("two\nlines".to_owned()),
        Just(" blanks around ".to_owned()),
        Just("\"quoted\", with commas".to_owned()),
        Just("1.0".to_owned()),
        Just("=SUM(A1)".to_owned()),
        Just("---".to_owned()),
        Just("ends with \\".to_owned()),
        Just("‘bent’ quotes".to_owned()),
        Just("yes".to_owned()),
        "[^\u{0}-\u{1f}\u{7f}\u{fffe}\u{ffff}$]{1,8}",
    ]
    .prop_filter("a cell of blanks is an empty one", |text| !text.trim().is_empty())
}

fn text() -> impl Strategy<Value = Json> {
    (words(), proptest::option::of(words())).prop_map(|(en, nb)| {
        let mut all = vec![("en", Json::from(en.as_str()))];
        all.extend(nb.as_deref().map(|nb| ("nb", Json::from(nb))));
        object(all)
    })
}

fn expression() -> impl Strategy<Value = Json> {
    let all = [". > 3", "true()", "selected(., 'a')", "yes", "${q_first} = 'x'", "'two  blanks'", "a\nor b"];
    proptest::sample::select(all.to_vec()).prop_map(Json::from)
}

fn condition() -> impl Strategy<Value = Json> {
    prop_oneof![Just(Json::Boolean(true)), expression()]
}

fn rules() -> impl Strategy<Value = Vec<(&'static str, Json)>> {
    let level = Just(object(vec![("min_words", Json::from("warn"))]));
    let all =
        (proptest::option::of(0..50_i64), proptest::option::of(Just(Json::Boolean(true))), proptest::option::of(level));
    all.prop_map(|(words, caps, levels)| {
        let words = words.map(|words| ("min_words", Json::Integer(words)));
        words
            .into_iter()
            .chain(caps.map(|caps| ("no_caps", caps)))
            .chain(levels.map(|levels| ("levels", levels)))
            .collect()
    })
}

fn comment() -> impl Strategy<Value = Json> {
    let all = (rules(), proptest::option::of(condition()), proptest::option::of(text()));
    all.prop_map(|(mut members, required, label)| {
        members.extend(required.map(|required| ("required", required)));
        members.extend(label.map(|label| ("label", label)));
        object(members)
    })
}

fn constraint() -> impl Strategy<Value = Json> {
    let level = proptest::option::of(proptest::sample::select(vec!["hard", "warn", "flag"]));
    (expression(), proptest::option::of(text()), level).prop_map(|(test, message, level)| {
        let mut members = vec![("test", test)];
        members.extend(message.map(|message| ("message", message)));
        members.extend(level.map(|level| ("level", Json::from(level))));
        object(members)
    })
}

type Members = Vec<(&'static str, Json)>;

/// What each type has of its own.
fn kind() -> impl Strategy<Value = Members> {
    let of = |kind: &'static str| vec![("type", Json::from(kind))];
    prop_oneof![
        rules().prop_map(move |rules| of("text").into_iter().chain(rules).collect()),
        (-5..5_i64).prop_map(move |default| [of("integer"), vec![("default", Json::Integer(default))]].concat()),
        Just([of("decimal"), vec![("default", Json::from("2.50"))]].concat()),
        Just([of("select_one"), vec![("choices", Json::from("ab")), ("default", Json::from("a"))]].concat()),
        Just(
            [
                of("select_multiple"),
                vec![("choices", Json::from("ab")), ("default", ["a", "b"].into_iter().map(Json::from).collect())]
            ]
            .concat()
        ),
        Just(
            [
                of("select_one"),
                vec![("choices_from", object(vec![("file", Json::from("towns.csv")), ("value", Json::from("id"))]))]
            ]
            .concat()
        ),
        Just([of("rank"), vec![("choices", Json::from("ab"))]].concat()),
        Just([of("rating"), vec![("start", Json::Integer(1)), ("end", Json::Integer(7))]].concat()),
        Just([of("nps"), vec![("end_label", Json::from("Very"))]].concat()),
        Just(
            [of("range"), vec![("parameters", object(vec![("start", Json::from("1")), ("end", Json::from("9"))]))]]
                .concat()
        ),
        Just([of("calculate"), vec![("calculation", Json::from("1 + 1"))]].concat()),
        Just([of("date"), vec![("default_expression", Json::from("today()"))]].concat()),
        Just([of("acknowledge"), vec![("default", Json::Boolean(true))]].concat()),
        Just(
            [
                of("attempt_log"),
                vec![(
                    "attempts",
                    object(vec![
                        ("max", Json::Integer(2)),
                        ("wait", Json::Integer(60)),
                        ("channels", ["phone"].into_iter().map(Json::from).collect())
                    ])
                )]
            ]
            .concat()
        ),
        Just([of("terminate"), vec![("outcome", Json::from("disqualified"))]].concat()),
        Just([of("start-geopoint"), vec![("trigger", ["q_first"].into_iter().map(Json::from).collect())]].concat()),
        proptest::sample::select(vec![
            "note", "time", "dateTime", "duration", "geopoint", "image", "file", "barcode", "hidden", "start", "audit"
        ])
        .prop_map(of),
    ]
}

fn question() -> impl Strategy<Value = Json> {
    let further = (
        proptest::option::of(text()),
        proptest::option::of(condition()),
        proptest::option::of(expression()),
        proptest::collection::vec(constraint(), 0..3),
        proptest::option::of(comment()),
        proptest::option::of(Just(object(vec![("image", object(vec![("en", Json::from("a.png"))]))]))),
        proptest::option::of(Just(object(vec![("type", Json::from("string")), ("odk:x", Json::from("y z"))]))),
    );
    (kind(), text(), further).prop_map(
        |(mut members, label, (hint, required, relevant, constraints, comment, media, bind))| {
            members.push(("label", label));
            members.extend(hint.map(|hint| ("hint", hint)));
            members.extend(required.map(|required| ("required", required)));
            members.extend(relevant.map(|relevant| ("relevant", relevant)));
            if !constraints.is_empty() {
                members.push(("constraints", Json::Array(constraints)));
            }
            members.extend(comment.map(|comment| ("comment", comment)));
            members.extend(media.map(|media| ("media", media)));
            members.extend(bind.map(|bind| ("bind", bind)));
            object(members)
        },
    )
}

fn item() -> impl Strategy<Value = Json> {
    question().prop_recursive(3, 20, 4, |inner| {
        let group = (
            proptest::collection::vec(inner, 1..4),
            any::<bool>(),
            proptest::option::of(text()),
            proptest::option::of(expression()),
        );
        group.prop_map(|(children, repeats, label, relevant)| {
            let mut members = vec![("type", Json::from(if repeats { "repeat" } else { "group" }))];
            members.extend(label.map(|label| ("label", label)));
            members.extend(relevant.map(|relevant| ("relevant", relevant)));
            if repeats {
                members.push(("repeat_count", Json::from("count-selected(${q_first})")));
            }
            members.push(("children", Json::Array(children)));
            object(members)
        })
    })
}

/// Gives every item a name of its own.
fn named(item: Json, next: &mut usize) -> Json {
    let Json::Object(members) = item else { return item };
    let mut named_members = vec![("name".to_owned(), Json::String(format!("q{next}")))];
    *next += 1;
    for (name, value) in members {
        let value = match (name.as_str(), value) {
            ("children", Json::Array(children)) => children.into_iter().map(|child| named(child, next)).collect(),
            (_, value) => value,
        };
        named_members.push((name, value));
    }
    Json::Object(named_members)
}

fn document() -> impl Strategy<Value = Json> {
    let choice = (text(), any::<bool>(), proptest::option::of(words()));
    let parts = (
        proptest::collection::vec(item(), 0..5),
        proptest::collection::vec(choice, 2),
        text(),
        proptest::option::of(expression()),
    );
    parts.prop_map(|(items, choices, title, instance_name)| {
        let mut next = 0;
        let first = object(vec![
            ("type", Json::from("text")),
            ("name", Json::from("q_first")),
            ("label", object(vec![("en", Json::from("First"))])),
        ]);
        let survey = std::iter::once(first).chain(items.into_iter().map(|item| named(item, &mut next))).collect();
        let choices = choices.into_iter().zip(["a", "b"]).map(|((label, away, column), name)| {
            let mut members = vec![("name", Json::from(name)), ("label", label)];
            if away {
                members.push(("not_applicable", Json::Boolean(true)));
            }
            members.extend(column.as_deref().map(|column| ("region", Json::from(column))));
            object(members)
        });
        let mut members = vec![
            ("sealform", Json::Integer(1)),
            ("id", Json::from("round")),
            ("version", Json::from("2026.1")),
            ("title", title),
            ("languages", ["en", "nb"].into_iter().map(Json::from).collect()),
            ("choices", object(vec![("ab", choices.collect())])),
            (
                "resources",
                [object(vec![("name", Json::from("towns.csv")), ("size", Json::Integer(3))])].into_iter().collect(),
            ),
        ];
        members.extend(
            instance_name
                .map(|name| ("settings", object(vec![("instance_name", name), ("auto_send", Json::Boolean(true))]))),
        );
        members.push(("survey", survey));
        object(members)
    })
}

fn round(document: &Json, format: Format) -> Json {
    let bytes =
        xlsform::write(document, None, format).unwrap_or_else(|finding| panic!("{finding}\n{}", document.to_text()));
    let back = xlsform::read(&bytes, "round");
    back.questionnaire.unwrap_or_else(|| panic!("{}", back.findings))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_document_comes_back_from_a_spreadsheet(document in document()) {
        for format in [Format::Xlsx, Format::Csv, Format::Markdown] {
            let back = round(&document, format);
            prop_assert!(same(&normal(&back), &normal(&document)), "{format:?}\n{}\n{}", normal(&document).to_text(), back.to_text());
        }
    }

    #[test]
    fn no_bytes_make_the_importer_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), start in 0..4_usize) {
        let starts: [&[u8]; 4] = [b"", b"PK\x03\x04", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], b"| survey |\n| | type | name |\n"];
        let read = xlsform::read(&[starts[start], &bytes].concat(), "form");
        prop_assert!(read.questionnaire.is_some() != read.findings.has_errors());
    }

    #[test]
    fn no_table_makes_the_importer_panic(rows in proptest::collection::vec(proptest::collection::vec(cell(), 1..7), 0..12)) {
        let mut text = "| survey |\n| | type | name | label | relevant | parameters | calculation | trigger | save_to |\n".to_owned();
        for row in rows {
            text.push_str(&format!("| | {} |\n", row.join(" | ")));
        }
        text.push_str("| choices |\n| | list_name | name | label |\n| | l | a | A |\n| entities |\n| | list_name | label |\n| | e | ${a} |\n");
        let read = xlsform::read(text.as_bytes(), "form");
        prop_assert!(read.questionnaire.is_some() != read.findings.has_errors());
    }
}

/// Cells that mean something, in places where they may not.
fn cell() -> impl Strategy<Value = String> {
    let all = [
        "",
        "text",
        "begin group",
        "end group",
        "begin repeat",
        "end repeat",
        "begin loop over l",
        "end loop",
        "select_one l",
        "select_multiple l or_other",
        "range",
        "calculate",
        "note",
        "a",
        "b",
        "meta",
        "${a}",
        "${b",
        "start=1 end=x",
        "seed=1",
        "e#p",
        "1 + 1",
        "%(label)s",
        "yes",
        "csv-external",
        "pulldata('a', 'b', 'c', 'd')",
    ];
    proptest::sample::select(all.to_vec()).prop_map(str::to_owned)
}

#[test]
fn the_forms_of_the_site_come_back_with_their_keys() {
    for name in ["ksp-phone", "store-visit"] {
        let read = |ending: &str| {
            let path = format!("{}/../../www/site/forms/{name}{ending}", env!("CARGO_MANIFEST_DIR"));
            Json::parse(&std::fs::read(path).expect("a form")).expect("JSON")
        };
        let (document, key) = (read(".json"), read(".key.json"));
        for format in [Format::Xlsx, Format::Csv, Format::Markdown] {
            let bytes =
                xlsform::write(&document, Some(&key), format).unwrap_or_else(|finding| panic!("{name}: {finding}"));
            let back = xlsform::read(&bytes, name);
            let questionnaire = back.questionnaire.unwrap_or_else(|| panic!("{}", back.findings));
            assert!(same(&normal(&questionnaire), &normal(&document)), "{name} {format:?}");
            let Json::Object(mut members) = key.clone() else { panic!("a key") };
            members.retain(|(name, _)| name != "$schema");
            assert!(same(&back.key.expect("a key"), &Json::Object(members)), "{name} {format:?}");
            // What authors write has columns; only what nobody writes in a cell goes as JSON.
            assert!(
                !String::from_utf8_lossy(&bytes).contains("sealform_key") || format == Format::Xlsx,
                "{name} {format:?}"
            );
        }
    }
}

/// The parts of a workbook, unpacked.
fn parts(workbook: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a workbook");
    let count = archive.len();
    let part = |index: usize| {
        let mut part = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        std::io::copy(&mut part, &mut bytes).expect("memory");
        (part.name().expect("a name").into_owned(), bytes)
    };
    (0..count).map(part).collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), stored).expect("a part");
        std::io::Write::write_all(&mut zip, bytes).expect("memory");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn no_damage_to_a_workbook_makes_the_importer_panic() {
    let form = b"| survey |\n| | type | name | label |\n| | select_one l | a | A |\n| choices |\n| | list_name | name | label |\n| | l | x | X |\n";
    let document = xlsform::read(form, "form").questionnaire.expect("a form");
    let parts = parts(&xlsform::write(&document, None, Format::Xlsx).expect("a workbook"));
    let mut state = 1_u64;
    let mut random = |most: usize| {
        // Knuth's generator: the same damage every time.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % most.max(1)
    };
    const PIECES: [&[u8]; 10] =
        [b"<", b">", b"\"", b"9999999999", b"-1", b"", b"<row r=\"0\"/>", b"XFE1", b"&#x0;", b"\xff"];
    for _ in 0..1500 {
        let mut damaged = parts.clone();
        for _ in 0..=random(3) {
            let at = random(parts.len());
            let bytes = &mut damaged[at].1;
            let (from, length) = (random(bytes.len()), random(12));
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, PIECES[random(PIECES.len())].iter().copied());
        }
        let read = xlsform::read(&packed(&damaged), "form");
        assert!(read.questionnaire.is_some() != read.findings.has_errors());
    }
}

#[test]
fn what_other_programs_refuse_is_written_all_the_same() {
    let document = r#"{"sealform": 1, "id": "x", "version": "1", "title": {"en": "X"}, "languages": ["en"], "survey": [
        {"type": "text", "name": "a", "label": {"en": "A"}, "media": {"big-image": {"en": "a.png"}}},
        {"type": "text", "name": "b", "label": {"en": "${ a }"}, "relevant": "${ a } = 'x'"},
        {"type": "audit", "name": "log"}]}"#;
    let document = Json::parse(document.as_bytes()).expect("JSON");
    let bytes = xlsform::write(&document, None, Format::Xlsx).expect("a spreadsheet");
    let back = xlsform::read(&bytes, "x").questionnaire.expect("a document");
    assert!(same(&normal(&document), &normal(&back)), "{}", back.to_text());
}
