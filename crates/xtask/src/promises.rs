//! The page of promises: every row names tests, and every test that it names is there.

use std::fs;

use anyhow::{Context, Result};

use crate::repository::Repository;

const PAGE: &str = "www/docs/security.md";

/// What is wrong with the page, one sentence each.
///
/// # Errors
/// If it cannot be read.
pub fn found(repo: &Repository) -> Result<Vec<String>> {
    let page = fs::read_to_string(repo.path(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
    Ok(faults(&page, &|name| fs::read_to_string(repo.path(name)).ok()))
}

fn faults(page: &str, read: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let rows = page.lines().enumerate().filter_map(|(index, line)| {
        let (_, tests) = line.strip_prefix("| ")?.strip_suffix(" |")?.rsplit_once(" | ")?;
        (tests != "tests" && tests != "---").then_some((index + 1, tests))
    });
    rows.flat_map(|(line, tests)| of_row(tests, read).into_iter().map(move |fault| format!("{PAGE}:{line}: {fault}")))
        .collect()
}

/// A row is a list of files, each with the names of tests in it: `` `file`: `name`, `name`; `file` ``.
fn of_row(tests: &str, read: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut file: Option<(&str, Option<String>)> = None;
    for name in tests.split('`').skip(1).step_by(2) {
        match &file {
            Some((path, Some(text))) if !is_path(name) => {
                let is_there =
                    if path.ends_with(".rs") { is_test(text, name) } else { text.contains(&format!("\"{name}\"")) };
                if !is_there {
                    found.push(format!("there is no test `{name}` in {path}"));
                }
            }
            Some((_, None)) if !is_path(name) => {}
            _ => {
                let text = read(name);
                if text.is_none() {
                    found.push(format!("there is no file `{name}`"));
                }
                file = Some((name, text));
            }
        }
    }
    if file.is_none() {
        found.push("the row names no test".to_owned());
    }
    found
}

/// Whether a file of tests has a function of that name that runs: it has an attribute such as `#[test]` or
/// `#[tokio::test]`, or another one calls it.
fn is_test(text: &str, name: &str) -> bool {
    let Some((before, after)) = text.split_once(&format!("fn {name}(")) else { return false };
    let call = format!("{name}(");
    let is_marked = before.rsplit("\n\n").next().is_some_and(|above| above.contains("test]"));
    is_marked || before.contains(&call) || after.contains(&call)
}

fn is_path(name: &str) -> bool {
    name.contains('/') && !name.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_whose_test_is_gone_is_named() {
        let read = |name: &str| match name {
            "tests/a.rs" => Some("fn helps() {}\n\n#[test]\nfn holds() {}".to_owned()),
            "tests/b.test.ts" => Some("it(\"says %s, and holds\", …)".to_owned()),
            _ => None,
        };
        let page = "| promise | tests |\n| --- | --- |\n\
                    | a | `tests/a.rs`: `holds`; `tests/b.test.ts`: `says %s, and holds` |\n\
                    | b | `tests/a.rs`: `holds`, `hold`, `helps` |\n\
                    | c | `tests/c.rs`: `holds` |\n\
                    | d | by care |\n";
        assert_eq!(
            faults(page, &read),
            [
                "www/docs/security.md:4: there is no test `hold` in tests/a.rs",
                "www/docs/security.md:4: there is no test `helps` in tests/a.rs",
                "www/docs/security.md:5: there is no file `tests/c.rs`",
                "www/docs/security.md:6: the row names no test",
            ]
        );
    }
}
