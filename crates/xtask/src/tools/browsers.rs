//! Browsers and their drivers, from the system's packages.

use std::process::Command;

use anyhow::{Result, bail};

use super::rust;
use crate::clock::Watch;
use crate::process::{self, is_there, say};

/// Programs the browser tests start, each with Debian's package for it.
const PROGRAMS: [(&str, &str); 5] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
];

/// All three browsers.
pub fn ensure() -> Result<()> {
    let missing = missing(|program| !is_there(program));
    if !missing.is_empty() {
        install(&missing)?;
    }
    rust::geckodriver()
}

fn missing(is_missing: impl Fn(&str) -> bool) -> Vec<&'static str> {
    PROGRAMS.iter().filter(|(program, _)| is_missing(program)).map(|(_, package)| *package).collect()
}

fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if !is_there("apt-get") {
        bail!("the browser tests need {}; on Debian: `{by_hand}`", packages.join(", "));
    }
    let watch = Watch::start();
    say(format_args!("installing {} from the system's packages", packages.join(", ")));
    let mut install = apt_get();
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages);
    let done = process::run(apt_get().args(["update", "--quiet"])).and_then(|()| process::run(&mut install));
    if let Err(error) = done {
        bail!("{error}; as an administrator: `{by_hand}`");
    }
    say(format_args!("the browsers are installed ({})", watch.elapsed()));
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
    fn only_what_is_missing_is_installed() {
        assert_eq!(
            missing(|program| program.starts_with('X') || program == "chromedriver"),
            ["chromium-driver", "xvfb"]
        );
        assert!(missing(|_| false).is_empty());
    }
}
