//! What `sealform build` writes: programs, first pages, and folders that any server can send.

mod support;

use std::fs;

use base64ct::{Base64, Encoding};
use sealform_types::{Json, digest};
use support::{Desk, at, form, repo};

/// A package as small as it can be.
fn package(desk: &Desk) -> String {
    let folder = desk.path("package");
    fs::create_dir_all(&folder).expect("a folder");
    let script = "let a = 1;\n".repeat(50);
    for name in [
        "index.js",
        "early.js",
        "first-page.js",
        "offline.js",
        "chunk-A.js",
        "chunk-LATER.js",
        "inline_web-A.js",
        "single.js",
    ] {
        fs::write(folder.join(name), &script).expect("a file");
    }
    for (name, bytes) in [
        ("sealform.css", &b"p { margin: 0 }"[..]),
        ("looks.css", b"p { padding: 0 }"),
        ("sealform_web_bg.wasm", b"\0asm"),
        ("offline-worker.js", b"let worker = SEALFORM;"),
        ("offline-off.js", b"let off = true;"),
        ("icon.svg", b"<svg/>"),
        ("icon-192.png", b"png"),
        ("icon-512.png", b"png"),
        ("icon-maskable.png", b"png"),
        ("icon-touch.png", b"png"),
        ("index.d.ts", b"export {};"),
        ("modules.json", br#"{"index.js": ["chunk-A.js"], "first-page.js": []}"#),
    ] {
        fs::write(folder.join(name), bytes).expect("a file");
    }
    "package".to_owned()
}

#[test]
fn a_folder_holds_everything_that_a_page_loads_and_its_digests() {
    let desk = Desk::new();
    let package = package(&desk);
    let form = form("ksp-phone.json");
    desk.run(&["build", &form, "--package", &package, "-o", "site/"]).ends(0).says("`sealform serve site/` shows it");
    let manifest = Json::parse(&desk.read("site/files.json")).expect("JSON");
    let paths: Vec<&str> = manifest.as_object().expect("files").iter().map(|(path, _)| path.as_str()).collect();
    let scripts = ["chunk-A.js", "chunk-LATER.js", "early.js", "first-page.js"];
    let more = [
        "icon-192.png",
        "icon-512.png",
        "icon-maskable.png",
        "icon-touch.png",
        "icon.svg",
        "index.js",
        "looks.css",
        "offline.js",
        "sealform.css",
        "sealform_web_bg.wasm",
    ];
    let runtime = [&scripts[..], &more].concat();
    let runtime: Vec<String> = runtime.into_iter().map(|name| ["sealform/", name].concat()).collect();
    let mut expected = vec!["form.json", "form.program"];
    expected.extend(["index.en.html", "index.en.webmanifest", "index.html", "index.webmanifest"]);
    expected.extend(runtime.iter().map(String::as_str));
    let is_packed = |path: &&str| [".br", ".gz"].iter().any(|ending| path.ends_with(ending));
    let (packed, plain): (Vec<&str>, Vec<&str>) = paths.iter().partition(|path| is_packed(path));
    assert_eq!(plain, expected);
    assert!(packed.contains(&"index.html.br") && packed.contains(&"sealform/index.js.gz"), "{packed:?}");
    for path in paths {
        let bytes = desk.read(&format!("site/{path}"));
        let entry = manifest.get(path).expect("an entry");
        assert_eq!(at(entry, "/size").as_integer(), i64::try_from(bytes.len()).ok(), "{path}");
        assert_eq!(at(entry, "/sha256").as_str(), Some(digest(&bytes).to_string().as_str()), "{path}");
    }
    assert_eq!(desk.read("site/form.json"), fs::read(&form).expect("the form"));
    assert!(desk.read("site/sealform/index.js.br").len() < desk.read("site/sealform/index.js").len());
    assert!(desk.path("site/index.html.gz").is_file() && !desk.path("site/sealform/sealform_web_bg.wasm.br").exists());

    let page = String::from_utf8(desk.read("site/index.html")).expect("text");
    for part in [
        r#"<html lang="nb">"#,
        r#"<link rel="alternate" hreflang="en" href="index.en.html">"#,
        r#"<script type="module" async src="sealform/early.js" data-program="form.program" integrity="sha256-"#,
        r#"<script type="module" src="sealform/first-page.js" integrity="sha256-"#,
        r#"<link rel="modulepreload" href="sealform/chunk-A.js" integrity="sha256-"#,
        r#"<sealform-form src="form.json" program="form.program" lang="nb">"#,
        r#"<template shadowrootmode="open"><link rel="stylesheet" href="sealform/sealform.css" integrity="sha256-"#,
        "require-trusted-types-for 'script'",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("chunk-LATER") && !page.contains("<script>") && !page.contains(" style="), "{page}");
}

/// What the first line of a worker says, and the rest of it.
fn release(desk: &Desk, path: &str) -> (Json, String) {
    let worker = String::from_utf8(desk.read(path)).expect("text");
    let (first, rest) = worker.split_once('\n').expect("two lines");
    let first = first.strip_prefix("const SEALFORM=").and_then(|first| first.strip_suffix(';')).expect("a release");
    (Json::parse(first.as_bytes()).expect("JSON"), rest.to_owned())
}

fn string<'a>(json: &'a Json, pointer: &str) -> &'a str {
    at(json, pointer).as_str().expect("a text")
}

#[test]
fn a_folder_has_a_service_worker_that_names_its_version_and_can_be_installed() {
    let desk = Desk::new();
    let package = package(&desk);
    let build = |more: &[&str]| {
        desk.run(&[&["build", &form("ksp-phone.json"), "--package", &package, "-o", "site/"], more].concat()).ends(0)
    };
    build(&[]);
    let (named, rest) = release(&desk, "site/sealform-worker.js");
    assert_eq!(rest, "let worker = SEALFORM;");
    assert_eq!(string(&named, "/list"), "files.json");
    assert_eq!(string(&named, "/sha256"), digest(&desk.read("site/files.json")).to_string());
    assert!(Json::parse(&desk.read("site/files.json")).expect("JSON").get("sealform-worker.js").is_none());
    let text = |path: &str| String::from_utf8(desk.read(path)).expect("text");
    for (page, manifest) in [("index.html", "index.webmanifest"), ("index.en.html", "index.en.webmanifest")] {
        let html = text(&format!("site/{page}"));
        assert!(html.contains(&format!("<link rel=\"manifest\" href=\"{manifest}\">")), "{html}");
        assert!(html.contains(r#"<meta name="sealform-worker" content="sealform-worker.js">"#), "{html}");
        assert!(html.contains(r#"<script type="module" src="sealform/offline.js" integrity="sha256-"#), "{html}");
        assert!(html.contains("worker-src 'self'; manifest-src 'self'"), "{html}");
        let manifest = Json::parse(&desk.read(&format!("site/{manifest}"))).expect("JSON");
        assert_eq!(string(&manifest, "/start_url"), page);
        let title = format!("<title>{}</title>", string(&manifest, "/name"));
        assert!(html.contains(&title), "{title}");
        assert_eq!((string(&manifest, "/dir"), string(&manifest, "/scope")), ("ltr", "./"));
        for icon in ["icon.svg", "icon-192.png"] {
            assert!(manifest.to_text().contains(&format!("sealform/{icon}")), "{icon}");
        }
    }
    // The same form is the same version; another one is another.
    let before = text("site/sealform-worker.js");
    build(&[]);
    assert_eq!(text("site/sealform-worker.js"), before);
    build(&["--key", &form("ksp-phone.key.json")]);
    assert_ne!(text("site/sealform-worker.js"), before);
}

#[test]
fn without_offline_no_page_names_a_worker_and_an_earlier_one_is_taken_away() {
    let desk = Desk::new();
    let package = package(&desk);
    let form = form("ksp-phone.json");
    let build = |more: &[&str]| desk.run(&[&["build", &form, "--package", &package, "-o", "site/"], more].concat());
    build(&["--no-offline"]).ends(0);
    assert!(!lying(&desk, "site").iter().any(|path| path.contains("worker") || path.ends_with(".webmanifest")));
    let page = String::from_utf8(desk.read("site/index.html")).expect("text");
    for never in ["name=\"sealform-worker\"", "offline.js", "rel=\"manifest\""] {
        assert!(!page.contains(never), "{never}\n{page}");
    }
    build(&[]).ends(0);
    build(&["--no-offline"]).ends(0).says("site/sealform-worker.js: takes away what an earlier build keeps on devices");
    assert_eq!(desk.read("site/sealform-worker.js"), b"let off = true;");
    assert!(!desk.path("site/index.webmanifest").exists());
    // One worker for several folders is written by `sealform offline`.
    build(&["--worker", "../sealform-worker.js"]).ends(0);
    let page = String::from_utf8(desk.read("site/index.html")).expect("text");
    assert!(page.contains(r#"<meta name="sealform-worker" content="../sealform-worker.js">"#), "{page}");
    assert_eq!(desk.read("site/sealform-worker.js"), b"let off = true;");
    build(&["--worker", "../sealform-worker.js", "--no-offline"]).ends(2).complains("cannot be used with");
}

#[test]
fn a_worker_brings_what_its_author_has_beside_the_questionnaire() {
    let desk = Desk::new();
    let package = package(&desk);
    desk.file("a.svg", "<svg/>");
    let form = r#"{"sealform": 1, "id": "f", "version": "1", "title": "F", "languages": ["en"],
        "survey": [{"type": "note", "name": "n", "label": "N", "media": {"image": "a.svg"}}]}"#;
    desk.file("form.json", form);
    desk.run(&["build", "form.json", "--package", &package, "-o", "./"]).ends(0);
    let (named, _) = release(&desk, "sealform-worker.js");
    assert_eq!(string(&named, "/list"), "offline.json");
    assert_eq!(string(&named, "/sha256"), digest(&desk.read("offline.json")).to_string());
    let list = Json::parse(&desk.read("offline.json")).expect("JSON");
    for path in ["a.svg", "form.json", "form.program", "sealform/index.js"] {
        assert_eq!(string(list.get(path).expect(path), "/sha256"), digest(&desk.read(path)).to_string());
    }
}

#[test]
fn one_worker_serves_a_folder_of_forms() {
    let desk = Desk::new();
    let package = package(&desk);
    for (name, folder) in [("ksp-phone.json", "all/phone/"), ("store-visit.json", "all/visit/")] {
        let worker = ["--worker", "../sealform-worker.js"];
        desk.run(&[&["build", &form(name), "--package", &package, "-o", folder], &worker[..]].concat()).ends(0);
    }
    desk.file("all/index.html", "<p>two forms");
    desk.file("all/trust.json", "{}");
    desk.file("all/.hidden", "x");
    fs::create_dir_all(desk.path("all/films")).expect("a folder");
    desk.file("all/films/long.webm", "x");
    let offline = |more: &[&str]| desk.run(&[&["offline", "all", "--package", &package], more].concat());
    offline(&["--name", "Our forms", "--language", "ar", "--without", "films"])
        .ends(0)
        .says("trust.json: fetched anew where there is a network");
    let (named, _) = release(&desk, "all/sealform-worker.js");
    assert_eq!(string(&named, "/sha256"), digest(&desk.read("all/offline.json")).to_string());
    assert_eq!(at(&named, "/live").to_text(), r#"["trust.json"]"#);
    let list = Json::parse(&desk.read("all/offline.json")).expect("JSON");
    for path in ["index.html", "index.webmanifest", "trust.json", "phone/index.html", "visit/sealform/index.js"] {
        assert!(list.get(path).is_some(), "{path}");
    }
    for path in list.as_object().expect("files").iter().map(|(path, _)| path) {
        let never = [".hidden", "films/long.webm", "sealform-worker.js", "offline.json"];
        assert!(!never.contains(&path.as_str()) && !path.ends_with(".br") && !path.ends_with(".gz"), "{path}");
    }
    let manifest = Json::parse(&desk.read("all/index.webmanifest")).expect("JSON");
    assert_eq!((string(&manifest, "/name"), string(&manifest, "/dir")), ("Our forms", "rtl"));
    assert!(list.get("sealform/icon-192.png").is_some() && desk.path("all/sealform/icon-maskable.png").is_file());
    offline(&["--live", "nowhere.json"]).ends(2).complains("the folder has no `nowhere.json`");
    offline(&["--live", "index.html"]).ends(2).complains("`index.html` is no JSON document");
    offline(&["--remove"]).ends(0).says("takes away what an earlier build keeps on devices");
    assert_eq!(desk.read("all/sealform-worker.js"), b"let off = true;");
    desk.run(&["offline", "nowhere", "--package", &package]).ends(3).complains("error[file/missing]");
}

#[test]
fn a_folder_takes_what_the_form_reads_and_shows() {
    let desk = Desk::new();
    let package = package(&desk);
    fs::create_dir_all(desk.path("out")).expect("a folder");
    desk.run(&["build", &repo("tests/e2e/pages/stock.json"), "--package", &package, "-o", "out"]).ends(0);
    assert!(desk.path("out/sites.csv").is_file());
    desk.run(&["build", &repo("tests/e2e/pages/controls.json"), "--package", &package, "-o", "out"])
        .ends(0)
        .says("media/missing.wav: not beside the questionnaire");
    assert!(desk.path("out/media/door.svg").is_file());
}

/// Every file of a folder, with its path there.
fn lying(desk: &Desk, folder: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut folders = vec![desk.path(folder)];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => paths.push(path.strip_prefix(desk.path(folder)).expect("below").display().to_string()),
            }
        }
    }
    paths.sort();
    paths
}

#[test]
fn what_lies_there_because_the_questionnaire_does_is_never_removed() {
    let desk = Desk::new();
    let package = package(&desk);
    desk.run(&["build", &repo("tests/e2e/pages/controls.json"), "--package", &package, "-o", "site/"]).ends(0);
    let before = lying(&desk, "site");
    // The folder's own form, which the list of the first build names.
    desk.run(&["build", "site/form.json", "--package", &package, "-o", "site/"]).ends(0);
    let after = lying(&desk, "site");
    for path in before.iter().filter(|path| *path == "form.json" || path.starts_with("media/")) {
        assert!(after.contains(path), "{path} is gone");
    }
}

#[test]
fn what_an_earlier_build_made_goes_where_it_is_no_longer_made() {
    let desk = Desk::new();
    let package = package(&desk);
    let controls = repo("tests/e2e/pages/controls.json");
    let stock = repo("tests/e2e/pages/stock.json");
    let build = |form: &str| desk.run(&["build", form, "--package", &package, "-o", "site/"]).ends(0);
    build(&controls);
    // Somebody else's, below and beside what the build made; and one of its files that somebody has changed.
    let media: Vec<String> = lying(&desk, "site").into_iter().filter(|path| path.starts_with("media/")).collect();
    assert!(media.len() > 1, "{media:?}");
    desk.file("site/notes.txt", "mine");
    desk.file("site/media/mine.svg", "mine");
    desk.file("site/sealform/chunk-A.js.map", "mine");
    desk.file("site/index.ar.html", "changed");
    fs::remove_file(desk.path("package/chunk-LATER.js")).expect("gone");
    let ran = build(&stock).says("index.ar.html: no longer made, but kept, for it was changed since it was built");
    assert!(ran.out.contains("of an earlier build that are no longer made were removed"), "{}", ran.out);
    let left = lying(&desk, "site");
    // Media are copies of what an author has, and are left to the author.
    assert!(media.iter().all(|path| left.contains(path)), "{left:?}");
    for gone in ["sealform/chunk-LATER.js", "sealform/chunk-LATER.js.br", "sealform/chunk-LATER.js.gz"] {
        assert!(!left.iter().any(|path| path == gone), "{left:?}");
    }
    for path in ["notes.txt", "sealform/chunk-A.js.map", "sealform/chunk-A.js", "sites.csv", "index.html", "files.json"]
    {
        assert!(left.iter().any(|known| known == path), "{path}: {left:?}");
    }
    // Everything but what is somebody's is what a build into an empty folder makes.
    desk.run(&["build", &stock, "--package", &package, "-o", "fresh/"]).ends(0);
    let mine = ["notes.txt", "sealform/chunk-A.js.map", "media/mine.svg", "index.ar.html"];
    let is_made = |path: &String| !mine.contains(&path.as_str()) && !media.contains(path);
    let made: Vec<String> = left.into_iter().filter(is_made).collect();
    assert_eq!(made, lying(&desk, "fresh"));
    let again = build(&stock);
    assert!(!again.out.contains("earlier build") && !again.out.contains("kept"), "{}", again.out);
    desk.file("site/files.json", "{");
    build(&stock).says("warning: the `files.json` of an earlier build cannot be read");
}

#[test]
fn a_build_beside_its_questionnaire_never_removes_what_its_author_put_there() {
    let desk = Desk::new();
    let package = package(&desk);
    let form = |media: &str| {
        format!(
            r#"{{"sealform": 1, "id": "f", "version": "1", "title": "F", "languages": ["en"],
                "survey": [{{"type": "note", "name": "n", "label": "N"{media}}}]}}"#
        )
    };
    desk.file("a.svg", "<svg/>");
    desk.file("form.json", form(r#", "media": {"image": "a.svg"}"#));
    desk.run(&["build", "form.json", "--package", &package, "-o", "./"]).ends(0);
    let manifest = Json::parse(&desk.read("files.json")).expect("JSON");
    assert!(manifest.get("a.svg").is_none() && manifest.get("form.json").is_none());
    assert!(manifest.get("form.program").is_some() && manifest.get("sealform/index.js").is_some());
    desk.file("form.json", form(""));
    desk.run(&["build", "form.json", "--package", &package, "-o", "./"]).ends(0);
    assert_eq!(desk.read("a.svg"), b"<svg/>");
    desk.run(&["build", &repo("tests/e2e/pages/stock.json"), "--package", &package, "-o", "./"]).ends(0);
    assert_eq!(desk.read("a.svg"), b"<svg/>");
}

/// What stands in a page between two texts, each time.
fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    page.split(before).skip(1).map(|rest| rest.split(after).next().expect("an end")).collect()
}

#[test]
fn one_file_holds_everything_and_its_policy_names_it() {
    let desk = Desk::new();
    let package = package(&desk);
    let form_file = form("ksp-phone.json");
    let build =
        ["build", &form_file, "-k", &form("ksp-phone.key.json"), "--package", &package, "--single", "-o", "one.html"];
    let page = |more: &[&str]| {
        let ran = desk.run(&[&build[..], more].concat()).ends(0);
        let page = String::from_utf8(desk.read("one.html")).expect("text");
        assert!(ran.out.contains(&format!("one.html: {} bytes, of ", page.len())), "{}", ran.out);
        page
    };
    let norwegian = page(&[]);
    assert!(norwegian.contains(r#"<sealform-form lang="nb">"#), "{norwegian}");
    let english = page(&["--language", "en"]);
    for part in [
        r#"<html lang="en">"#,
        r#"<template shadowrootmode="open"><style>p { margin: 0 }</style><div part="root" hidden>"#,
        "require-trusted-types-for 'script'",
        "'wasm-unsafe-eval'",
    ] {
        assert!(english.contains(part), "{part}\n{english}");
    }
    // Browsers ask for an icon where a page names none.
    assert_eq!(between(&english, "<link ", ">"), [r#"rel="icon" href="data:,""#]);
    for never in ["unsafe-inline", " src=", " style=", "'self'", "form.json"] {
        assert!(!english.contains(never), "{never}\n{english}");
    }
    // The policy names exactly what is there.
    let hash = |text: &str| format!("'sha256-{}'", Base64::encode_string(digest(text.as_bytes()).as_bytes()));
    let policy = between(&english, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")[0];
    let scripts = between(&english, "<script type=\"module\">", "</script>");
    assert_eq!(scripts, [String::from_utf8(desk.read("package/single.js")).expect("text")]);
    assert!(policy.contains(&format!("script-src {} 'wasm-unsafe-eval';", hash(scripts[0]))), "{policy}");
    let styles = between(&english, "<style>", "</style>");
    let allowed = styles.iter().map(|style| format!(" {}", hash(style))).collect::<String>();
    assert!(policy.contains(&format!("style-src{allowed};")), "{policy}");
    // The program is the one that `build` writes alone, with the key in it.
    desk.run(&["build", &form_file, "-k", &form("ksp-phone.key.json"), "-o", "a.program"]).ends(0);
    let program = between(&english, "<script type=\"text/plain\" data-sealform-program>", "</script>")[0];
    assert_eq!(Base64::decode_vec(program).expect("base64"), desk.read("a.program"));
    assert!(english.find("data-sealform-program").expect("there") < english.find("type=\"module\"").expect("there"));
}

#[test]
fn one_file_takes_the_pictures_that_lie_beside_the_form() {
    let desk = Desk::new();
    let package = package(&desk);
    let build = ["build", &repo("tests/e2e/pages/controls.json"), "--package", &package, "--single", "-o", "one.html"];
    desk.run(&build).ends(0).says("media/missing.wav: not beside the questionnaire, and so not in the page");
    let page = String::from_utf8(desk.read("one.html")).expect("text");
    let door = between(&page, "data-sealform-medium=\"media/door.svg\" data-type=\"image/svg+xml\">", "</script>")[0];
    assert_eq!(
        Base64::decode_vec(door).expect("base64"),
        fs::read(repo("tests/e2e/pages/media/door.svg")).expect("a picture")
    );
    assert!(page.contains("<style>p { padding: 0 }</style>"), "its appearances have their styles");
}

#[test]
fn one_file_is_refused_where_it_could_not_stand() {
    let desk = Desk::new();
    let package = package(&desk);
    let form_file = desk.file("form.json", fs::read(form("ksp-phone.json")).expect("a form"));
    let build = |more: &[&str]| desk.run(&[&["build", &form_file, "--package", &package, "--single"], more].concat());
    build(&[]).ends(2).complains("--output");
    build(&["--markup", "-o", "one.html"]).ends(2).complains("cannot be used with");
    build(&["-o", "form.json"]).ends(2).complains("would replace what it is made of");
    build(&["-o", "one.html", "--language", "pl"]).ends(2).complains("the form is not written in `pl`");
    build(&["-o", "package"]).ends(3).complains("file/directory");
    desk.file("package/single.js", "let a = '</script>';");
    build(&["-o", "one.html"]).ends(3).complains("error[package/unfit]");
    fs::remove_file(desk.path("package/single.js")).expect("gone");
    build(&["-o", "one.html"]).ends(3).complains("error[package/incomplete]");
    assert!(!desk.path("one.html").exists());
}

#[test]
fn without_the_package_nothing_is_written() {
    let desk = Desk::new();
    let ran = desk.run(&["build", &form("ksp-phone.json"), "--package", "nowhere", "-o", "site/"]).ends(3);
    ran.complains("error[package/missing]").complains("cargo xtask dist");
    assert!(!desk.path("site").exists());
}

#[test]
fn the_first_page_alone_is_the_content_of_an_element() {
    let desk = Desk::new();
    let form = form("ksp-phone.json");
    let build = ["build", form.as_str(), "--markup", "-o", "-", "--language"];
    let drawn = |language: &str| desk.run(&[&build[..], &[language, "--assets", "/static/form"]].concat());
    drawn("en")
        .ends(0)
        .says(r#"<template shadowrootmode="open"><link rel="stylesheet" href="/static/form/sealform.css">"#)
        .says(r#"lang="en" dir="ltr""#);
    drawn("pl").ends(2).complains("the form is not written in `pl`");
}

#[test]
fn a_first_page_links_to_the_styles_of_appearances_where_it_has_some() {
    let desk = Desk::new();
    let form = |appearance: &str| {
        format!(
            r#"{{"sealform": 1, "id": "f", "version": "1", "title": "F", "languages": ["en"],
                "choices": {{"ab": [{{"name": "a", "label": "A"}}, {{"name": "b", "label": "B"}}]}},
                "survey": [{{"type": "select_one", "name": "q", "label": "Q", "choices": "ab"{appearance}}}]}}"#
        )
    };
    desk.file("plain.json", form(""));
    desk.file("likert.json", form(r#", "appearance": "likert""#));
    let drawn = |file: &str| desk.run(&["build", file, "--markup", "-o", "-", "--assets", "s"]).ends(0);
    assert!(!drawn("plain.json").out.contains("looks.css"));
    drawn("likert.json").says(r#"<link rel="stylesheet" href="s/looks.css">"#).says(r#"data-look="likert""#);
}
