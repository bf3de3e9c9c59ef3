//! The static demo, assembled as a host would have it: `www/site` with the npm package in `sealform/`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::{self, say};
use crate::repository::Repository;
use crate::{assignments, dist, programmes, workspace};

/// Builds the package and puts the site together; gives the folder to serve.
///
/// # Errors
/// If something does not build or cannot be copied.
pub fn build(repo: &Repository) -> Result<PathBuf> {
    dist::run(repo)?;
    assemble(repo)
}

/// Puts the site together from a package that is built.
///
/// # Errors
/// If something cannot be copied, or a form has errors.
pub fn assemble(repo: &Repository) -> Result<PathBuf> {
    put_together(repo, &repo.path(dist::DIST))
}

/// Puts the site together from a package: every form compiled, and its first page drawn into the page of its name, as
/// `sealform build` does for anybody.
///
/// # Errors
/// If something cannot be copied, or a form has errors.
pub fn put_together(repo: &Repository, package: &Path) -> Result<PathBuf> {
    let sealform = command_line(repo)?;
    let site = folder(repo);
    if site.exists() {
        fs::remove_dir_all(&site).context("cannot empty the old site")?;
    }
    copy_folder(&repo.path("www/site"), &site)?;
    programmes::write(&site)?;
    copy_folder(package, &site.join("sealform"))?;
    let modules = fs::read(package.join("modules.json")).context("the package does not say what its modules load")?;
    let modules: BTreeMap<String, Vec<String>> = serde_json::from_slice(&modules)?;
    for form in questionnaires(&site.join("forms"))? {
        build_form(&sealform, &form, &["--output".as_ref(), form.with_extension("program").as_os_str()])?;
        let page = site.join(form.file_name().unwrap_or_default()).with_extension("html");
        if page.is_file() {
            draw(&sealform, &form, &page, modules.get("index.js").map_or(&[], Vec::as_slice))?;
            process::run(Command::new(&sealform).arg("print").arg(&form))?;
        }
    }
    assignments::issue(repo, &sealform, &site)?;
    // Last, for it holds the digests of everything.
    let offline = ["--name", "Sealform", "--package"];
    process::run(Command::new(&sealform).arg("offline").arg(&site).args(offline).arg(package))?;
    say(format_args!("the site is in {}", repo.short(&site)));
    Ok(site)
}

/// The questionnaires of a folder; each may have its scoring key beside it.
fn questionnaires(forms: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(forms).with_context(|| format!("cannot read {}", forms.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    paths.retain(|path| name(path).ends_with(".json") && !name(path).ends_with(".key.json"));
    paths.sort();
    Ok(paths)
}

/// The command line, built.
fn command_line(repo: &Repository) -> Result<PathBuf> {
    Ok(workspace::program(repo, "sealform-cli", "sealform")?.get_program().into())
}

/// `sealform build` of a form, with the scoring key that lies beside it.
fn build_form(sealform: &Path, form: &Path, arguments: &[&OsStr]) -> Result<()> {
    let key = form.with_extension("key.json");
    let key = [OsStr::new("--key"), key.as_os_str()].into_iter().filter(|_| key.is_file());
    process::run(Command::new(sealform).arg("build").arg(form).args(key).args(arguments))
}

/// Draws the first page of a form into a page that shows it, which then asks early for the modules of its runtime.
fn draw(sealform: &Path, form: &Path, page: &Path, modules: &[String]) -> Result<()> {
    const END: &str = "></sealform-form>";
    const HEAD: &str = "</head>";
    let drawn = page.with_extension("drawn");
    build_form(sealform, form, &["--markup".as_ref(), "--output".as_ref(), drawn.as_os_str()])?;
    let markup = fs::read_to_string(&drawn).context("the first page was not drawn")?;
    fs::remove_file(&drawn).context("cannot tidy up")?;
    let text = fs::read_to_string(page).with_context(|| format!("cannot read {}", page.display()))?;
    ensure!(text.contains(END) && text.contains(HEAD), "{} has no empty form", page.display());
    let links = modules.iter().map(|name| format!("  <link rel=\"modulepreload\" href=\"sealform/{name}\">\n"));
    let text = text.replacen(HEAD, &(links.collect::<String>() + HEAD), 1);
    fs::write(page, text.replacen(END, &format!(">{markup}</sealform-form>"), 1)).context("cannot write the page")
}

/// Where the site is assembled.
pub fn folder(repo: &Repository) -> PathBuf {
    repo.target("site")
}

/// Copies a folder with everything in it over whatever is there.
///
/// # Errors
/// If a file cannot be read or written; its name is in the message.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            // The contents only: a file that may not be written to must not stop the next copy.
            fs::read(entry.path())
                .and_then(|bytes| fs::write(&target, bytes))
                .with_context(|| format!("cannot copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}
