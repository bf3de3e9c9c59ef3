//! What comes from the system's packages: browsers with their drivers, servers, languages, and valgrind.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::rust;
use crate::clock::Watch;
use crate::process::{self, is_there, say};

/// Programs that tests start, each with Debian's package for it.
const PROGRAMS: [(&str, &str); 6] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("valgrind", "valgrind"),
];

/// What the verifiers of the guide need, each with Debian's package for it: a program, or what dpkg notes of a library.
const VERIFIERS: [(&str, &str); 9] = [
    ("go", "golang-go"),
    ("/var/lib/dpkg/info/golang-gopkg-square-go-jose.v2-dev.list", "golang-gopkg-square-go-jose.v2-dev"),
    ("ruby", "ruby"),
    ("/var/lib/dpkg/info/ruby-jwt.list", "ruby-jwt"),
    ("php", "php-cli"),
    ("/var/lib/dpkg/info/libcrypt-jwt-perl.list", "libcrypt-jwt-perl"),
    ("jose", "jose"),
    ("jq", "jq"),
    ("javac", "default-jdk-headless"),
];

/// Servers that sealed files are delivered to. The tests start them as they need them, on loopback.
const BACKENDS: [(&str, &str); 3] = [
    ("/usr/sbin/nginx", "nginx-light"),
    ("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so", "libnginx-mod-http-dav-ext"),
    ("/var/lib/dpkg/info/postgresql.list", "postgresql"),
];

/// Whether system packages may be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Somebody at the terminal is asked. Where nobody is, as in continuous integration, it is said and done.
    Ask,
    /// It was given with the command.
    Given,
}

impl Consent {
    /// What the flag `--install` means.
    pub fn of(install: bool) -> Self {
        if install { Self::Given } else { Self::Ask }
    }
}

/// Says which system packages are about to be installed, and asks first at a terminal.
///
/// # Errors
/// If the answer is no, or cannot be read.
pub fn consent(consent: Consent) -> Result<()> {
    let missing = missing(&[PROGRAMS.as_slice(), &VERIFIERS, &BACKENDS].concat(), is_absent);
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(", ");
    say(format_args!("the tests need system packages that are not installed: {packages}"));
    say("`apt-get` is about to install them");
    let is_asked = consent == Consent::Ask && io::stdin().is_terminal() && io::stdout().is_terminal();
    if !is_asked || is_yes(&mut io::stdin().lock(), &mut io::stdout())? {
        return Ok(());
    }
    bail!(
        "nothing was installed; `cargo xtask test --only STEP` runs the steps that need none of them, {}",
        by_hand(&missing)
    )
}

/// Asks until there is an answer; the end of the input is no.
fn is_yes(input: &mut dyn BufRead, output: &mut dyn Write) -> Result<bool> {
    loop {
        write!(output, "    Install them? (yes/no) ")?;
        output.flush()?;
        let mut answer = String::new();
        let read = input.read_line(&mut answer)?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ if read == 0 => return Ok(false),
            _ => {}
        }
    }
}

fn by_hand(packages: &[&str]) -> String {
    format!("and an administrator installs the rest by `apt-get install {}`", packages.join(" "))
}

/// All three browsers.
pub fn browsers() -> Result<()> {
    packages()?;
    rust::geckodriver()
}

/// What browsers and counting need of the system's packages.
pub fn packages() -> Result<()> {
    install_missing(&PROGRAMS)
}

/// What the verifiers of the guide need of them.
pub fn verifiers() -> Result<()> {
    install_missing(&VERIFIERS)
}

/// Servers to deliver to.
pub fn backends() -> Result<()> {
    install_missing(&BACKENDS)
}

fn install_missing(wanted: &[(&str, &'static str)]) -> Result<()> {
    match missing(wanted, is_absent).as_slice() {
        [] => Ok(()),
        missing => install(missing),
    }
}

fn missing(wanted: &[(&str, &'static str)], is_missing: impl Fn(&str) -> bool) -> Vec<&'static str> {
    wanted.iter().filter(|(part, _)| is_missing(part)).map(|(_, package)| *package).collect()
}

/// A library has a place of its own; programs are where a shell finds them.
fn is_absent(part: &str) -> bool {
    if part.starts_with('/') { !Path::new(part).exists() } else { !is_there(part) }
}

fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if !is_there("apt-get") {
        bail!("the tests need {}; on Debian: `{by_hand}`", packages.join(", "));
    }
    let watch = Watch::start();
    say(format_args!("installing {} from the system's packages", packages.join(", ")));
    let mut install = apt_get();
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages);
    let done = process::run(apt_get().args(["update", "--quiet"])).and_then(|()| process::run(&mut install));
    if let Err(error) = done {
        bail!("{error}; as an administrator: `{by_hand}`");
    }
    say(format_args!("they are installed ({})", watch.elapsed()));
    Ok(())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_asked_until_it_is_answered() {
        let answer = |input: &str| {
            let mut asked = Vec::new();
            let is_yes = is_yes(&mut input.as_bytes(), &mut asked).expect("memory can be read and written");
            (is_yes, String::from_utf8(asked).expect("text").matches("(yes/no)").count())
        };
        assert_eq!(answer("yes\n"), (true, 1));
        assert_eq!(answer("what?\nY\n"), (true, 2));
        assert_eq!(answer("no\nyes\n"), (false, 1));
        assert_eq!(answer(""), (false, 1));
    }

    #[test]
    fn only_what_is_missing_is_installed() {
        assert_eq!(
            missing(&PROGRAMS, |program| program.starts_with('X') || program == "chromedriver"),
            ["chromium-driver", "xvfb"]
        );
        assert!(missing(&VERIFIERS, |_| false).is_empty());
    }
}
