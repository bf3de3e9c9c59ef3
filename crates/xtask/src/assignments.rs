//! The assignments of the demo: `www/site/assignments` says what each one asks, and here they are issued, for weeks that
//! begin with the day of the build. Pages link to them; the issuer is the demo itself, with a key of this machine's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use chrono::{Days, Local, NaiveDate};
use serde_json::{Value, json};

use crate::digests;
use crate::process;
use crate::repository::Repository;

const FOLDER: &str = "assignments";
const ISSUER: &str = "https://agency.example";
/// Days in which contacts are made, and until a report is due after that.
const VISIT: Days = Days::new(27);
const REPORT: Days = Days::new(3);

/// Issues an assignment for each form of the site that has a template, links to it in the form's page, and takes the templates
/// away. `sealform` is the command line.
///
/// # Errors
/// If the command line refuses a template, or a file cannot be read or written.
pub fn issue(repo: &Repository, sealform: &Path, site: &Path) -> Result<()> {
    let folder = site.join(FOLDER);
    let key = key(repo, sealform)?;
    fs::copy(key.with_file_name("trust.json"), site.join("trust.json")).context("cannot copy the trust document")?;
    for form in templates(&folder)? {
        let template = folder.join(&form).with_extension("json");
        let text = fs::read(&template).with_context(|| format!("cannot read {}", template.display()))?;
        let assignment: Value = serde_json::from_slice(&text).with_context(|| format!("{form} is damaged"))?;
        let dated = dated(assignment, Local::now().date_naive(), site)?;
        fs::write(&template, serde_json::to_vec(&dated)?).context("cannot write the template")?;
        let token = process::read(
            Command::new(sealform)
                .arg("assign")
                .arg(&template)
                .arg("--signing-key")
                .arg(&key)
                .arg("--questionnaire")
                .arg(site.join("forms").join(&form).with_extension("json"))
                .args(["--assignment", &format!("demo-{form}")]),
        )?;
        link(&site.join(&form).with_extension("html"), token.trim())?;
    }
    fs::remove_dir_all(&folder).context("cannot tidy up")
}

/// The issuer's key, which stays the same for all builds of this machine, with the trust document beside it.
fn key(repo: &Repository, sealform: &Path) -> Result<PathBuf> {
    let folder = repo.target("demo-agency");
    let key = folder.join("agency.jwk");
    if !key.is_file() {
        fs::create_dir_all(&folder).context("cannot make the folder of the demo's key")?;
        let trust = folder.join("trust.json");
        let mut keygen = Command::new(sealform);
        process::run(keygen.args(["keygen", "--issuer", ISSUER, "--output"]).arg(&key).arg("--trust").arg(trust))?;
    }
    Ok(key)
}

/// The forms that have a template, in order.
fn templates(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let stem = |path: PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
    let mut forms: Vec<String> =
        entries.filter_map(|entry| entry.map(|entry| stem(entry.path())).transpose()).collect::<Result<_, _>>()?;
    forms.sort();
    Ok(forms)
}

/// A template with its days, and with the digest of what is read before: it is found from where the form is.
fn dated(mut assignment: Value, today: NaiveDate, site: &Path) -> Result<Value> {
    let last = today.checked_add_days(VISIT).context("a day")?;
    let due = last.checked_add_days(REPORT).context("a day")?;
    if let Some(visit) = assignment.get_mut("visit").and_then(Value::as_object_mut) {
        visit.insert("from".to_owned(), json!(today.to_string()));
        visit.insert("to".to_owned(), json!(last.to_string()));
    }
    if let Some(briefing) = assignment.get_mut("briefing").and_then(Value::as_object_mut) {
        let page = site.join("forms").join(briefing.get("url").and_then(Value::as_str).unwrap_or_default());
        let bytes = fs::read(&page).with_context(|| format!("cannot read {}", page.display()))?;
        briefing.insert("sha256".to_owned(), json!(digests::sha256(&bytes)));
    }
    assignment["submit_by"] = json!(format!("{due}T12:00:00+01:00"));
    Ok(assignment)
}

/// Puts the link into the page, below the form.
fn link(page: &Path, token: &str) -> Result<()> {
    const PLACE: &str = "<p class=\"after assigned\" hidden></p>";
    let text = fs::read_to_string(page).with_context(|| format!("cannot read {}", page.display()))?;
    let (before, after) = text.split_once(PLACE).with_context(|| format!("{} has no place for it", page.display()))?;
    let link =
        format!("<p class=\"after assigned\"><a href=\"#a={token}\">Fill it in for an assignment of the demo</a></p>");
    fs::write(page, [before, &link, after].concat()).with_context(|| format!("cannot write {}", page.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_gets_its_days_and_the_digest_of_its_briefing() {
        let site = tempfile::tempdir().expect("a folder");
        fs::create_dir(site.path().join("forms")).expect("the folder of forms");
        fs::write(site.path().join("brief.html"), "Read this.").expect("a page");
        let template = json!({"visit": {"tz": "Europe/Oslo"}, "briefing": {"url": "../brief.html"}});
        let today = NaiveDate::from_ymd_opt(2026, 12, 7).expect("a day");
        let dated = dated(template, today, site.path()).expect("dated");
        assert_eq!(dated["visit"], json!({"tz": "Europe/Oslo", "from": "2026-12-07", "to": "2027-01-03"}));
        assert_eq!(dated["submit_by"], "2027-01-06T12:00:00+01:00");
        assert_eq!(dated["briefing"]["sha256"], digests::sha256(b"Read this."));
    }

    #[test]
    fn a_page_without_a_place_for_the_link_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = folder.path().join("form.html");
        fs::write(&page, "<p class=\"after assigned\" hidden></p>").expect("a page");
        link(&page, "a.b.c").expect("a place");
        assert!(fs::read_to_string(&page).expect("a page").contains("href=\"#a=a.b.c\""));
        assert!(link(&page, "a.b.c").is_err());
    }
}
