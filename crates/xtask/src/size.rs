//! `cargo xtask size`: what a person waits for before the first question, held against a budget.
//!
//! Counted as hosts send it: every file of the first load by itself, brotli at its best quality. What is loaded behind the
//! first page is measured too; nobody waits for it, so it has no budget. The budget, the lists of files and the last
//! recorded figures are in `www/package/size.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;
use serde::{Deserialize, Serialize};

use crate::house::House;
use crate::process::say;
use crate::site;

const RECORD: &str = "www/package/size.json";

/// Measures the first load against its budget.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Record the figures of this build
    #[arg(long)]
    update: bool,
}

/// The committed record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Record {
    /// Bytes that all files together may have.
    budget: u64,
    /// Bytes of every file of the first load, by its path in the site. A `*` stands for the hash in the name of a module
    /// that others share; all of them are one figure.
    files: BTreeMap<String, u64>,
    /// Bytes of every file that is loaded behind the first page.
    behind: BTreeMap<String, u64>,
}

/// Builds the site and measures it.
///
/// # Errors
/// If it does not build, a file of the list is missing, or the budget is exceeded.
pub fn run(house: &House, arguments: &Arguments) -> Result<()> {
    let site = site::build(house)?;
    measure(house, &site, if arguments.update { Figures::Record } else { Figures::Compare })
}

/// What to do with the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// Say where they differ from the record.
    Compare,
    /// Write them into the record.
    Record,
}

/// Measures a site that is built.
///
/// # Errors
/// If a file of the list is missing, or the budget is exceeded.
pub fn measure(house: &House, site: &Path, figures: Figures) -> Result<()> {
    let path = house.path(RECORD);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {RECORD}"))?;
    let old: Record = serde_json::from_str(&text).with_context(|| format!("{RECORD} is damaged"))?;
    let mut first = Load::new(site);
    for name in old.files.keys().filter(|name| !name.contains('*')) {
        first.take(name)?;
    }
    let mut behind = Load { seen: first.seen.clone(), ..Load::new(site) };
    for name in old.behind.keys().filter(|name| !name.contains('*')) {
        behind.take(name)?;
    }
    for name in first.later {
        behind.take(&name)?;
    }
    let new = Record { budget: old.budget, files: first.sizes, behind: behind.sizes };
    say("the first load, brotli 11");
    print!("{}", table(&old, &new));
    println!("    behind the first page: {} kB", kilo(new.behind.values().sum()));
    if figures == Figures::Record {
        fs::write(&path, serde_json::to_string_pretty(&new)? + "\n")
            .with_context(|| format!("cannot write {RECORD}"))?;
        say(format_args!("recorded in {RECORD}"));
    }
    for line in grown(&old, &new) {
        println!("    grown: {line}; if that is worth it, record it with `cargo xtask size --update`");
    }
    if new.total() > new.budget {
        bail!("the first load is {} kB, {} kB over its budget", kilo(new.total()), kilo(new.total() - new.budget));
    }
    Ok(())
}

impl Record {
    fn total(&self) -> u64 {
        self.files.values().sum()
    }
}

/// Files that are loaded together, with every module that they load at once.
struct Load<'a> {
    site: &'a Path,
    seen: BTreeSet<String>,
    sizes: BTreeMap<String, u64>,
    /// Modules that they load when they need them.
    later: Vec<String>,
}

impl<'a> Load<'a> {
    fn new(site: &'a Path) -> Self {
        Self { site, seen: BTreeSet::new(), sizes: BTreeMap::new(), later: Vec::new() }
    }

    fn take(&mut self, name: &str) -> Result<()> {
        let mut todo = vec![name.to_owned()];
        while let Some(name) = todo.pop() {
            if !self.seen.insert(name.clone()) {
                continue;
            }
            let bytes = fs::read(self.site.join(&name)).with_context(|| format!("the site has no file `{name}`"))?;
            *self.sizes.entry(without_hash(&name)).or_default() += brotli_size(&bytes)?;
            todo.extend(imports(&name, &bytes, &["from\"./", "import\"./"]));
            self.later.extend(imports(&name, &bytes, &["import(\"./"]));
        }
        Ok(())
    }
}

/// `chunk-AB12CD34.js` changes its name with every build: `chunk-*.js`.
fn without_hash(name: &str) -> String {
    let is_hash =
        |part: &str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    match name.strip_suffix(".js").and_then(|stem| stem.rsplit_once('-')).filter(|(_, hash)| is_hash(hash)) {
        Some((stem, _)) => format!("{stem}-*.js"),
        None => name.to_owned(),
    }
}

/// Modules that a bundled module names after one of these words, as paths in the site.
fn imports(name: &str, bytes: &[u8], words: &[&str]) -> Vec<String> {
    let Some((folder, _)) = name.rsplit_once('/').filter(|_| name.ends_with(".js")) else { return Vec::new() };
    let code = String::from_utf8_lossy(bytes);
    let after = words.iter().flat_map(|word| code.split(word).skip(1));
    after.filter_map(|rest| rest.split('"').next()).map(|file| format!("{folder}/{file}")).collect()
}

/// Bytes after brotli with quality 11 and the largest window that browsers take.
fn brotli_size(bytes: &[u8]) -> Result<u64> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).context("cannot compress")?;
    Ok(packed.len() as u64)
}

fn table(old: &Record, new: &Record) -> String {
    let width = new.files.keys().map(String::len).max().unwrap_or_default().max("budget".len());
    let mut rows: Vec<_> =
        new.files.iter().map(|(name, size)| (name.as_str(), *size, old.files.get(name).copied())).collect();
    rows.push(("total", new.total(), Some(old.total())));
    let mut text = String::new();
    for (name, size, before) in rows {
        let change = before.map(|before| change(before, size)).unwrap_or_default();
        text += &format!("    {name:<width$}  {:>8} kB  {change}\n", kilo(size));
    }
    text + &format!("    {:<width$}  {:>8} kB\n", "budget", kilo(new.budget))
}

/// `+1.4 %` where a record differs from its figure of now.
fn change(before: u64, now: u64) -> String {
    match per_mille(before, now) {
        None => "new".to_owned(),
        Some(0) => String::new(),
        Some(change) => format!("{}{}.{} %", if change < 0 { "-" } else { "+" }, change.abs() / 10, change.abs() % 10),
    }
}

/// Growth in thousandths; nothing where there was nothing before.
fn per_mille(before: u64, now: u64) -> Option<i64> {
    let (before, now) = (i64::try_from(before).ok()?, i64::try_from(now).ok()?);
    now.checked_sub(before)?.checked_mul(1000)?.checked_div(before)
}

/// What has grown by one per cent or more since it was recorded.
fn grown(old: &Record, new: &Record) -> Vec<String> {
    let figures = new.files.iter().filter_map(|(name, size)| Some((name.as_str(), *old.files.get(name)?, *size)));
    let total = [("total", old.total(), new.total())];
    let large =
        figures.chain(total).filter(|(_, before, now)| per_mille(*before, *now).is_some_and(|change| change >= 10));
    large.map(|(name, before, now)| format!("{name} {}", change(before, now))).collect()
}

/// Thousands of bytes with one decimal.
fn kilo(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(sizes: &[(&str, u64)]) -> Record {
        let files = sizes.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect();
        Record { budget: 190_000, files, behind: BTreeMap::new() }
    }

    #[test]
    fn one_per_cent_is_flagged_and_less_is_not() {
        let old = record(&[("a.wasm", 100_000), ("b.js", 10_000), ("c.css", 0)]);
        let new = record(&[("a.wasm", 100_999), ("b.js", 10_100), ("c.css", 300)]);
        assert_eq!(grown(&old, &new), ["b.js +1.0 %", "total +1.2 %"]);
        assert!(grown(&new, &old).is_empty());
    }

    #[test]
    fn the_table_has_every_file_the_total_and_the_budget() {
        let table = table(&record(&[("a.wasm", 2000), ("b.js", 0)]), &record(&[("a.wasm", 1900), ("b.js", 150)]));
        assert_eq!(
            table,
            "    a.wasm       1.9 kB  -5.0 %\n    b.js         0.2 kB  new\n    total        2.1 kB  +2.5 %\n    budget     190.0 kB\n"
        );
    }

    #[test]
    fn sizes_are_what_brotli_makes_of_them() {
        let text = "greeted, served, thanked; ".repeat(400);
        let size = brotli_size(text.as_bytes()).expect("memory does not fail");
        assert!(size > 10 && size < 80, "{size}");
    }

    #[test]
    fn what_modules_load_at_once_is_counted_and_what_they_load_later_is_not() {
        let site = tempfile::tempdir().expect("a folder");
        fs::create_dir(site.path().join("s")).expect("a folder");
        for (name, code) in [
            (
                "index.js",
                r#"import{a as b}from"./chunk-AB12CD34.js";import"./start.js";import("./later-EF56AB78.js");"#,
            ),
            ("chunk-AB12CD34.js", r#"import"./start.js""#),
            ("start.js", ""),
            ("later-EF56AB78.js", ""),
        ] {
            fs::write(site.path().join("s").join(name), code).expect("written");
        }
        let mut load = Load::new(site.path());
        load.take("s/index.js").expect("all are there");
        assert_eq!(load.sizes.keys().collect::<Vec<_>>(), ["s/chunk-*.js", "s/index.js", "s/start.js"]);
        assert_eq!(load.later, ["s/later-EF56AB78.js"]);
        assert!(load.take("s/none.js").is_err());
    }

    #[test]
    fn a_hash_is_no_name() {
        assert_eq!(without_hash("s/desk-EHEU6NIV.js"), "s/desk-*.js");
        assert_eq!(without_hash("s/ksp-phone.js"), "s/ksp-phone.js");
        assert_eq!(without_hash("s/a-b.json"), "s/a-b.json");
    }

    #[test]
    fn kilobytes_are_thousands_rounded() {
        assert_eq!([kilo(0), kilo(949), kilo(950), kilo(189_960)], ["0.0", "0.9", "1.0", "190.0"]);
    }
}
