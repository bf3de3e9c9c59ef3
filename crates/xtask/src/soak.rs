//! `cargo xtask soak`: what takes longer than a test may.

use anyhow::{Result, bail};

use crate::clock::Watch;
use crate::forms;
use crate::fuzz;
use crate::generated::Build;
use crate::process::{self, cargo, say};
use crate::repository::Repository;
use crate::site;
use crate::surveys;

/// The name of the campaign that runs every property test with many more cases.
const PROPERTIES: &str = "properties";

/// The name of the campaign that kills browsers at random moments.
const KILLS: &str = "kills";

/// Kills in each browser.
const KILLS_EACH: u32 = 200;

/// The name of the campaign that sends through a receiver that fails half of the time.
const FAULTS: &str = "faults";

/// Submissions in that campaign.
const FAULTS_SUBMISSIONS: u32 = 1_000;

/// The name of the campaign that looks at a page's memory.
const LEAKS: &str = "leaks";

/// Minutes for which that page is left alone.
const IDLE_MINUTES: u32 = 10;

/// The name of the campaign that compares forms of our own making with the engines of the field.
const FIELD: &str = "field";

/// Forms of each format in that campaign.
const FIELD_FORMS: u32 = 50_000;

/// Cases of every property test for each minute asked for.
const CASES_PER_MINUTE: u32 = 2_000;

/// Runs fuzzers and property tests for as long as you like, kills browsers at many more moments, sends a thousand submissions through
/// faults, leaves a form alone for long.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A fuzzer's name, `properties`, `kills`, `faults`, `leaks` or `field`; all of them if left out
    name: Option<String>,
    /// Where the random numbers start; the same seed gives the same run
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long each of them runs; `kills`, `faults`, `leaks` and `field` take their own time
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: u32,
}

/// Runs one campaign, or all.
///
/// # Errors
/// If one finds something, or there is none of that name.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    let watch = Watch::start();
    let mut names = fuzz::targets(repo)?;
    names.extend([PROPERTIES, KILLS, FAULTS, LEAKS, FIELD].map(str::to_owned));
    for name in chosen(&names, arguments.name.as_deref())? {
        match name {
            PROPERTIES => properties(repo, arguments)?,
            KILLS => {
                say(format_args!("{KILLS_EACH} kills in each browser, seed {}", arguments.seed));
                let given = [("SEALFORM_KILLS", KILLS_EACH.to_string()), ("SEALFORM_SEED", arguments.seed.to_string())];
                browsers(repo, KILLS, &given)?;
            }
            FAULTS => {
                say(format_args!("{FAULTS_SUBMISSIONS} submissions through faults, seed {}", arguments.seed));
                let given = [
                    ("SEALFORM_SUBMISSIONS", FAULTS_SUBMISSIONS.to_string()),
                    ("SEALFORM_SEED", arguments.seed.to_string()),
                ];
                browsers(repo, FAULTS, &given)?;
            }
            LEAKS => {
                say(format_args!("{IDLE_MINUTES} minutes in which nobody touches a form"));
                browsers(repo, LEAKS, &[("SEALFORM_IDLE_MINUTES", IDLE_MINUTES.to_string())])?;
            }
            FIELD => {
                surveys::play(repo, FIELD_FORMS, arguments.seed, Build::Optimised)?;
                forms::play(repo, FIELD_FORMS, arguments.seed, Build::Optimised)?;
            }
            fuzzer => fuzz::one(repo, fuzzer, arguments.minutes * 60, arguments.seed)?,
        }
    }
    say(format_args!("nothing found ({})", watch.elapsed()));
    Ok(())
}

fn chosen<'a>(names: &'a [String], wanted: Option<&str>) -> Result<Vec<&'a str>> {
    let found: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| wanted.is_none_or(|wanted| wanted == *name)).collect();
    match (found.is_empty(), wanted) {
        (true, Some(wanted)) => bail!("there is no campaign `{wanted}`; there are {}", names.join(", ")),
        (true, None) | (false, _) => Ok(found),
    }
}

fn properties(repo: &Repository, arguments: &Arguments) -> Result<()> {
    let cases = CASES_PER_MINUTE.saturating_mul(arguments.minutes);
    say(format_args!("property tests with {cases} cases each, seed {}", arguments.seed));
    let mut command = cargo();
    command.current_dir(repo.path("")).args(["test", "--release"]);
    command.env("PROPTEST_CASES", cases.to_string()).env("PROPTEST_RNG_SEED", arguments.seed.to_string());
    process::run(&mut command)
}

/// The browser tests of that file, with what they take longer by.
fn browsers(repo: &Repository, file: &str, given: &[(&str, String)]) -> Result<()> {
    site::assemble(repo)?;
    let mut command = cargo();
    command.current_dir(repo.path("")).args([
        "test",
        "--package",
        "sealform-e2e",
        "--test",
        "browsers",
        "--",
        &[file, "::"].concat(),
    ]);
    process::run(command.envs(given.iter().map(|(name, value)| (*name, value.as_str()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_campaign_names_the_known_ones() {
        let names = ["compile".to_owned(), PROPERTIES.to_owned()];
        assert_eq!(chosen(&names, Some("compile")).expect("it is there"), ["compile"]);
        assert_eq!(chosen(&names, None).expect("all"), ["compile", "properties"]);
        let error = chosen(&names, Some("compiler")).expect_err("no such name").to_string();
        assert_eq!(error, "there is no campaign `compiler`; there are compile, properties");
    }
}
