//! Runs the program as a person does, and looks at what it prints.
//! Expectations are in the tests.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use sealform_tests::repo_file;
use sealform_types::Json;
use tempfile::TempDir;

/// A folder of its own for one test, and the program in it.
pub struct Desk {
    folder: TempDir,
}

/// What the program did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and gives its name.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let folder = self.path(name);
        fs::create_dir_all(folder.parent().expect("a folder")).expect("a folder");
        fs::write(self.path(name), bytes).expect("a file");
        name.to_owned()
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.pipe(arguments, b"")
    }

    /// Runs the program with something piped in.
    pub fn pipe(&self, arguments: &[&str], piped: &[u8]) -> Ran {
        self.pipe_with(arguments, piped, &[])
    }

    /// Begins the program, with variables of its environment.
    pub fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_sealform"))
            .args(arguments)
            .envs(environment.iter().copied())
            // Servers of the tests are here, and no proxy knows them.
            .env("NO_PROXY", "127.0.0.1")
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program")
    }

    /// Runs the program with something piped in, and variables of its environment.
    pub fn pipe_with(&self, arguments: &[&str], piped: &[u8], environment: &[(&str, &str)]) -> Ran {
        let mut child = self.start(arguments, environment);
        // A program that refuses its arguments does not read.
        let _ = child.stdin.take().expect("a pipe").write_all(piped);
        let Output { status, stdout, stderr } = child.wait_with_output().expect("an end");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let ran = Ran { code: status.code().expect("no signal"), out: text(stdout), err: text(stderr) };
        for shown in [&ran.out, &ran.err] {
            assert!(!shown.contains("panicked") && !shown.contains("RUST_BACKTRACE"), "{ran:?}");
            assert!(!shown.contains('\u{1b}'), "colours without a terminal: {ran:?}");
        }
        ran
    }
}

impl Ran {
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "`{text}` is not in\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "`{text}` is not in\n{}\n{}", self.err, self.out);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Json {
        Json::parse(self.out.as_bytes()).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// A file of the repository as an argument.
pub fn repo(path: &str) -> String {
    repo_file(path).display().to_string()
}

/// A form of the demo.
pub fn form(name: &str) -> String {
    repo(&format!("www/site/forms/{name}"))
}

/// A file of answers.
pub fn answers(name: &str) -> String {
    repo(&format!("tests/fixtures/{name}"))
}

/// The member at a JSON pointer.
#[track_caller]
pub fn at<'a>(json: &'a Json, pointer: &str) -> &'a Json {
    pointer.split('/').skip(1).fold(json, |json, name| match json {
        Json::Array(items) => &items[name.parse::<usize>().expect("an index")],
        json => json.get(name).unwrap_or_else(|| panic!("no `{name}` of {pointer} in {}", json.to_text())),
    })
}

/// The codes of all findings in a list.
pub fn codes(json: &Json) -> Vec<&str> {
    json.as_array().expect("findings").iter().map(|one| at(one, "/code").as_str().expect("a code")).collect()
}
