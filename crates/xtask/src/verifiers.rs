//! The verifiers of our guide, run as they are printed there, and the engine's own Wasm, on everything that was sealed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::Deserialize;

use crate::dist;
use crate::process::{self, say};
use crate::repository::Repository;
use crate::tools::{self, Need};

/// As they are printed in `www/docs/verify-anywhere.md` and `encryption.md`; a test compares them.
const PROGRAMS: &str = "tests/e2e/verifiers";
const VECTORS: &str = "tests/vectors/submission";
const ENCRYPTED: &str = "tests/vectors/encryption";
/// What `tests/packaging/encrypted.mjs` has left in the build directory: sealed and encrypted in Chromium.
const FROM_CHROMIUM: &str = "packaging/encrypted";
/// Compares `Engine.verify`, and the words of the page `verify.html`, with all vectors.
const ENGINE: &str = "crates/xtask/verify-vectors.mjs";
/// So many attacks at least can be seen by every library.
const LEAST_ATTACKS: usize = 30;

/// A program of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Node,
    PyJwt,
    Joserfc,
    Go,
    Ruby,
    Php,
    Perl,
    Shell,
    Java,
}

/// The good ones of our vectors, by name.
#[derive(Debug, Deserialize)]
struct Manifest {
    good: Vec<Good>,
    bad: Vec<Bad>,
}

#[derive(Debug, Deserialize)]
struct Good {
    file: String,
    jti: String,
}

#[derive(Debug, Deserialize)]
struct Bad {
    /// None where it is not committed, but made from one character.
    file: Option<String>,
    code: String,
    place: String,
    /// Whether it takes trust to see what is wrong.
    trust: Option<String>,
}

impl Bad {
    /// Whether it attacks what a program of the guide looks at: the header, which it writes again, and the signature.
    /// One and the same signature in other letters is the same to libraries.
    fn is_for_libraries(&self) -> bool {
        let in_header = ["/header", "/protected"].iter().any(|place| self.place.starts_with(place));
        self.trust.is_none() && (in_header || self.code.starts_with("seal/signature"))
    }
}

/// Verifies our vectors, and what the browsers sealed, with libraries that are not ours.
///
/// # Errors
/// If a library refuses a good file, or takes a damaged one.
pub fn run(repo: &Repository) -> Result<()> {
    tools::ensure(repo, &[Need::Npm, Need::Python, Need::Verifiers])?;
    let vectors = repo.path(VECTORS);
    let manifest: Manifest = serde_json::from_slice(&fs::read(vectors.join("manifest.json"))?)?;
    let sealed = sealed_by_browsers(repo)?;
    let mut engine = process::program("node");
    engine.arg(repo.path(ENGINE)).arg(repo.path(dist::DIST)).arg(&vectors).args(&sealed);
    say(format_args!("the engine's Wasm verifies as it should: {}", process::read(&mut engine)?.trim()));
    let task = Task {
        good: manifest.good.iter().map(|good| (vectors.join(&good.file), good.jti.as_str())).collect(),
        sealed: &sealed,
        attacks: manifest
            .bad
            .iter()
            .filter(|bad| bad.is_for_libraries())
            .filter_map(|bad| Some(vectors.join(bad.file.as_ref()?)))
            .collect(),
    };
    ensure!(task.attacks.len() >= LEAST_ATTACKS, "there are only {} attacks for libraries", task.attacks.len());
    if let Some(gone) = task.attacks.iter().find(|file| !file.is_file()) {
        bail!("there is no {}", repo.short(gone));
    }
    // Each program is started for each file: most of the time is spent by their interpreters.
    std::thread::scope(|scope| {
        let running: Vec<_> =
            Language::ALL.iter().map(|language| scope.spawn(|| language.try_on(repo, &task))).collect();
        running.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("a thread has panicked"))?)
    })?;
    [Opener::Node, Opener::Joserfc].iter().try_for_each(|opener| opener.try_on(repo))
}

/// What every program of the guide is tried on.
struct Task<'a> {
    /// With the `jti` that is read from each.
    good: Vec<(PathBuf, &'a str)>,
    sealed: &'a [PathBuf],
    attacks: Vec<PathBuf>,
}

/// What the browser tests have left behind.
fn sealed_by_browsers(repo: &Repository) -> Result<Vec<PathBuf>> {
    let folder = repo.target("sealed");
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".jws.json"));
    files.sort();
    Ok(files)
}

impl Language {
    const ALL: [Self; 9] =
        [Self::Node, Self::PyJwt, Self::Joserfc, Self::Go, Self::Ruby, Self::Php, Self::Perl, Self::Shell, Self::Java];

    /// Takes what is good, and nothing else.
    fn try_on(self, repo: &Repository, task: &Task<'_>) -> Result<()> {
        let program = self.place(repo)?;
        for (file, jti) in &task.good {
            let said = process::read(self.command(repo, &program).arg(file))
                .with_context(|| format!("{self:?} refuses {}", repo.short(file)))?;
            ensure!(said.contains(jti), "{self:?} reads `{}` from {}", said.trim(), repo.short(file));
        }
        for file in task.sealed {
            process::read(self.command(repo, &program).arg(file))
                .with_context(|| format!("{self:?} refuses {}", repo.short(file)))?;
        }
        let is_taken = |file: &&PathBuf| process::read(self.command(repo, &program).arg(file)).is_ok();
        let taken: Vec<_> = task.attacks.iter().filter(is_taken).map(|file| repo.short(file).to_string()).collect();
        ensure!(taken.is_empty(), "{self:?} takes {}", taken.join(", "));
        say(format_args!(
            "{self:?} verifies {} files ({} of them from browsers), and refuses {}",
            task.good.len() + task.sealed.len(),
            task.sealed.len(),
            task.attacks.len()
        ));
        Ok(())
    }

    /// Its program in the guide.
    fn source(self) -> &'static str {
        match self {
            Self::Node => "verify.mjs",
            Self::PyJwt => "verify.py",
            Self::Joserfc => "verify-joserfc.py",
            Self::Go => "verify.go",
            Self::Ruby => "verify.rb",
            Self::Php => "verify.php",
            Self::Perl => "verify.pl",
            Self::Shell => "verify.sh",
            Self::Java => "verify.java",
        }
    }

    /// Puts the program where it finds its libraries, and compiles what is compiled; gives what is started.
    fn place(self, repo: &Repository) -> Result<PathBuf> {
        let source = repo.path(PROGRAMS).join(self.source());
        let folder = repo.target("verifiers");
        fs::create_dir_all(&folder).context("cannot make the verifiers' folder")?;
        match self {
            Self::Node => beside_npm(repo, self.source()),
            Self::Go => {
                let program = folder.join("verify-go");
                let mut build = process::program("go");
                // Debian's libraries for Go are sources in one folder, without modules.
                build.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOCACHE", folder.join("go"));
                process::read(build.arg("build").arg("-o").arg(&program).arg(&source))?;
                Ok(program)
            }
            Self::Java => {
                process::read(process::program("javac").arg("-d").arg(&folder).arg(&source))?;
                Ok(folder)
            }
            Self::PyJwt | Self::Joserfc | Self::Ruby | Self::Php | Self::Perl | Self::Shell => Ok(source),
        }
    }

    fn command(self, repo: &Repository, program: &Path) -> Command {
        let interpreter = match self {
            Self::Go => return Command::new(program),
            Self::Java => {
                let mut java = process::program("java");
                // Each lives for one file: the second compiler would only cost time.
                java.args(["-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp"]).arg(program).arg("Verify");
                return java;
            }
            Self::PyJwt | Self::Joserfc => return python(repo, program),
            Self::Node => "node",
            Self::Ruby => "ruby",
            Self::Php => "php",
            Self::Perl => "perl",
            Self::Shell => "bash",
        };
        let mut command = process::program(interpreter);
        command.arg(program);
        command
    }
}

/// A program of the guide that opens what was encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    Node,
    Joserfc,
}

/// What was encrypted for `recipient.jwk`; nothing that is bad may be opened.
#[derive(Debug, Deserialize)]
struct Encrypted {
    good: Vec<Opened>,
    bad: Vec<Closed>,
}

#[derive(Debug, Deserialize)]
struct Opened {
    file: String,
    /// What is inside, as a file of our vectors.
    plain: String,
}

#[derive(Debug, Deserialize)]
struct Closed {
    file: String,
}

impl Opener {
    fn try_on(self, repo: &Repository) -> Result<()> {
        let vectors = repo.path(ENCRYPTED);
        let manifest: Encrypted = serde_json::from_slice(&fs::read(vectors.join("manifest.json"))?)?;
        let program = match self {
            Self::Node => beside_npm(repo, "decrypt.mjs")?,
            Self::Joserfc => repo.path(PROGRAMS).join("decrypt.py"),
        };
        let open = |folder: &Path, file: &str| {
            let mut command = match self {
                Self::Node => {
                    let mut node = process::program("node");
                    node.arg(&program);
                    node
                }
                Self::Joserfc => python(repo, &program),
            };
            process::read(command.arg(folder.join("recipient.jwk")).arg(folder.join(file)))
        };
        for Opened { file, plain } in &manifest.good {
            let wanted = fs::read_to_string(vectors.with_file_name(plain))?;
            let opened = open(&vectors, file).with_context(|| format!("{self:?} does not open {file}"))?;
            ensure!(opened == wanted, "{self:?} reads something else in {file} than {plain}");
        }
        for Closed { file } in &manifest.bad {
            ensure!(open(&vectors, file).is_err(), "{self:?} opens {file}");
        }
        let browsers = repo.target(FROM_CHROMIUM);
        if browsers.exists() {
            let opened =
                open(&browsers, "report.jwe").with_context(|| format!("{self:?} opens nothing of Chromium"))?;
            ensure!(
                opened.starts_with(r#"{"payload":""#),
                "{self:?} finds no sealed file in what Chromium has encrypted"
            );
        }
        let (good, bad) = (manifest.good.len() + usize::from(browsers.exists()), manifest.bad.len());
        say(format_args!("{self:?} opens {good} encrypted files, and refuses {bad}"));
        Ok(())
    }
}

/// Copies a program of the guide to where Node finds npm's packages: upwards from it.
fn beside_npm(repo: &Repository, name: &str) -> Result<PathBuf> {
    let place = repo.path("www/package/node_modules/.sealform");
    fs::create_dir_all(&place).context("cannot make the verifier's folder")?;
    let file = place.join(name);
    fs::copy(repo.path(PROGRAMS).join(name), &file).with_context(|| format!("cannot copy {PROGRAMS}/{name}"))?;
    Ok(file)
}

fn python(repo: &Repository, program: &Path) -> Command {
    let mut command = Command::new(tools::python_program(repo));
    command.arg(program);
    command
}
