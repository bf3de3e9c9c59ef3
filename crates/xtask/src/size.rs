//! `cargo xtask size`: what a KSP contact loads from opening the form to the sealed file, compared with a budget.
//!
//! Counted as hosts send it: every file by itself, brotli at its best quality. Two figures: what a person waits for before
//! the first question, and everything until the file is sealed. The rest of the package is measured too; this form does not
//! load it, so it has no budget. The budget, the lists of files and the last recorded figures are in
//! `www/package/size.json`; a browser test compares the lists with what a browser loads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use brotli::enc::BrotliEncoderParams;
use serde::{Deserialize, Serialize};

use crate::process::say;
use crate::repository::Repository;
use crate::site;

const RECORD: &str = "www/package/size.json";

/// Measures what a form loads against its budget.
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
    /// Bytes that all files may have that a form loads from opening it to the sealed file.
    budget: u64,
    /// What is loaded before the first page can be read and answered: the page itself, its styles, and what keeps the answers.
    first_page: Group,
    /// What lets the page work without a network from its next visit on: it is loaded when the form is there and the browser has
    /// nothing else to do, and nobody waits for it.
    offline: Group,
    /// Bytes of every file that is loaded before the form is there, by its path in the site. A `*` stands for the hash in
    /// the name of a module that others share; all of them are one figure.
    files: BTreeMap<String, u64>,
    /// Bytes of every file that is loaded from then on until the file is sealed.
    later: BTreeMap<String, u64>,
    /// Bytes of every other file of the package: for other forms, for authors and for other hosts.
    elsewhere: BTreeMap<String, u64>,
}

/// Files with a budget of their own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Group {
    /// Bytes that all of it may have.
    budget: u64,
    /// Bytes of every file, by its path in the site.
    files: BTreeMap<String, u64>,
}

/// The module that keeps what is entered on a first page, and the bytes that it may have as it is.
const KEEPER: (&str, u64) = ("sealform/first-page.js", 3000);

/// Builds the site and measures it.
///
/// # Errors
/// If it does not build, a file of the list is missing, or the budget is exceeded.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    let site = site::build(repo)?;
    measure(repo, &site, if arguments.update { Figures::Record } else { Figures::Compare })
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
pub fn measure(repo: &Repository, site: &Path, figures: Figures) -> Result<()> {
    let path = repo.path(RECORD);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {RECORD}"))?;
    let old: Record = serde_json::from_str(&text).with_context(|| format!("{RECORD} is damaged"))?;
    let mut page = Load::new(site);
    for name in old.first_page.files.keys() {
        page.take(name)?;
    }
    let mut offline = Load::new(site);
    for name in old.offline.files.keys().filter(|name| !name.contains('*')) {
        offline.take(name)?;
    }
    let mut first = Load::new(site);
    for name in old.files.keys().filter(|name| !name.contains('*')) {
        first.take(name)?;
    }
    for name in first.imported_by_name(&old.files) {
        first.take(&name)?;
    }
    let mut later = first.next();
    for name in old.later.keys().filter(|name| !name.contains('*')) {
        later.take(name)?;
    }
    for name in first.imported_by_name(&old.later) {
        later.take(&name)?;
    }
    let mut elsewhere = later.next();
    for name in old.elsewhere.keys().filter(|name| !name.contains('*')) {
        elsewhere.take(name)?;
    }
    for name in first.later.iter().chain(&later.later) {
        elsewhere.take(name)?;
    }
    let first_page = Group { budget: old.first_page.budget, files: page.sizes };
    let offline = Group { budget: old.offline.budget, files: offline.sizes };
    let (files, later, elsewhere) = (first.sizes, later.sizes, elsewhere.sizes);
    let new = Record { budget: old.budget, first_page, offline, files, later, elsewhere };
    say("what a KSP contact loads, brotli 11");
    print!("{}", table(&old, &new));
    println!("    the rest of the package: {} kB", kilo(new.elsewhere.values().sum()));
    if figures == Figures::Record {
        fs::write(&path, serde_json::to_string_pretty(&new)? + "\n")
            .with_context(|| format!("cannot write {RECORD}"))?;
        say(format_args!("recorded in {RECORD}"));
    }
    for line in grown(&old, &new) {
        println!("    grown: {line}; if that is worth it, record it with `cargo xtask size --update`");
    }
    new.first_page.fits("before the first page can be answered")?;
    new.offline.fits("for use without a network, when the form is there")?;
    let (keeper, most) = KEEPER;
    let bytes = fs::metadata(site.join(keeper)).with_context(|| format!("the site has no file `{keeper}`"))?.len();
    if bytes > most {
        bail!("`{keeper}` has {bytes} bytes, more than {most}");
    }
    if new.total() > new.budget {
        bail!("the form loads {} kB, {} kB over its budget", kilo(new.total()), kilo(new.total() - new.budget));
    }
    Ok(())
}

impl Group {
    /// Says how large it is.
    ///
    /// # Errors
    /// If it is larger than its budget.
    fn fits(&self, when: &str) -> Result<()> {
        let sum: u64 = self.files.values().sum();
        println!("    {when}: {} kB of {}", kilo(sum), kilo(self.budget));
        ensure!(sum <= self.budget, "what is loaded {when} has {} kB, more than its budget", kilo(sum));
        Ok(())
    }
}

impl Record {
    fn first(&self) -> u64 {
        self.files.values().sum()
    }

    fn total(&self) -> u64 {
        self.first() + self.later.values().sum::<u64>()
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

    /// What is loaded after this: without what is here already.
    fn next(&self) -> Self {
        Self { seen: self.seen.clone(), ..Self::new(self.site) }
    }

    /// Modules with a hash in their names that are loaded later and stand in that list.
    fn imported_by_name(&self, list: &BTreeMap<String, u64>) -> Vec<String> {
        self.later.iter().filter(|name| list.contains_key(&without_hash(name))).cloned().collect()
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

/// `chunk-ab12cd34.js` changes its name with every build: `chunk-*.js`.
fn without_hash(name: &str) -> String {
    let is_hash = |part: &str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
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
    let figures = |record: &Record| {
        let files = record.files.clone().into_iter().chain([(FIRST.to_owned(), record.first())]);
        let files = files.chain(record.later.clone()).chain([(TOTAL.to_owned(), record.total())]);
        files.collect::<Vec<_>>()
    };
    let (before, rows) = (figures(old), figures(new));
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for (name, size) in rows {
        let before = before.iter().find(|(known, _)| *known == name);
        let change = before.map_or_else(|| "new".to_owned(), |(_, before)| change(*before, size));
        text += &format!("    {name:<width$}  {:>8} kB  {change}\n", kilo(size));
    }
    text + &format!("    {:<width$}  {:>8} kB\n", "budget", kilo(new.budget))
}

/// What a person waits for.
const FIRST: &str = "before the first question";
/// What is compared with the budget.
const TOTAL: &str = "until the file is sealed";

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
    let (old_files, new_files) = (old.files.iter().chain(&old.later), new.files.iter().chain(&new.later));
    let old_files: BTreeMap<_, _> = old_files.collect();
    let figures = new_files.filter_map(|(name, size)| Some((name.as_str(), **old_files.get(name)?, *size)));
    let total = [(TOTAL, old.total(), new.total())];
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
        let first_page = Group { budget: 15_000, files: BTreeMap::new() };
        let offline = Group { budget: 3_500, files: BTreeMap::new() };
        Record { budget: 190_000, first_page, offline, files, later: BTreeMap::new(), elsewhere: BTreeMap::new() }
    }

    #[test]
    fn one_per_cent_is_flagged_and_less_is_not() {
        let old = record(&[("a.wasm", 100_000), ("b.js", 10_000), ("c.css", 0)]);
        let new = record(&[("a.wasm", 100_999), ("b.js", 10_100), ("c.css", 300)]);
        assert_eq!(grown(&old, &new), ["b.js +1.0 %", "until the file is sealed +1.2 %"]);
        assert!(grown(&new, &old).is_empty());
    }

    #[test]
    fn a_group_has_a_budget_of_its_own() {
        let group = |size| Group { budget: 3_500, files: BTreeMap::from([("worker.js".to_owned(), size)]) };
        assert!(group(3_500).fits("later").is_ok());
        let error = group(3_501).fits("later").expect_err("too large");
        assert_eq!(error.to_string(), "what is loaded later has 3.5 kB, more than its budget");
    }

    #[test]
    fn the_table_has_every_file_both_totals_and_the_budget() {
        let mut new = record(&[("a.wasm", 1900)]);
        new.later.insert("b.js".to_owned(), 150);
        let table = table(&record(&[("a.wasm", 2000)]), &new);
        let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split_whitespace().collect()).collect();
        assert_eq!(
            rows,
            [
                vec!["a.wasm", "1.9", "kB", "-5.0", "%"],
                vec!["before", "the", "first", "question", "1.9", "kB", "-5.0", "%"],
                vec!["b.js", "0.2", "kB", "new"],
                vec!["until", "the", "file", "is", "sealed", "2.1", "kB", "+2.5", "%"],
                vec!["budget", "190.0", "kB"],
            ]
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
                r#"import{a as b}from"./chunk-ab12cd34.js";import"./start.js";import("./later-ef56ab78.js");"#,
            ),
            ("chunk-ab12cd34.js", r#"import"./start.js""#),
            ("start.js", ""),
            ("later-ef56ab78.js", ""),
        ] {
            fs::write(site.path().join("s").join(name), code).expect("written");
        }
        let mut load = Load::new(site.path());
        load.take("s/index.js").expect("all are there");
        assert_eq!(load.sizes.keys().collect::<Vec<_>>(), ["s/chunk-*.js", "s/index.js", "s/start.js"]);
        assert_eq!(load.later, ["s/later-ef56ab78.js"]);
        assert!(load.take("s/none.js").is_err());
    }

    #[test]
    fn a_hash_is_no_name() {
        assert_eq!(without_hash("s/desk-e4e06b1f.js"), "s/desk-*.js");
        assert_eq!(without_hash("s/ksp-phone.js"), "s/ksp-phone.js");
        assert_eq!(without_hash("s/a-b.json"), "s/a-b.json");
    }

    #[test]
    fn kilobytes_are_thousands_rounded() {
        assert_eq!([kilo(0), kilo(949), kilo(950), kilo(189_960)], ["0.0", "0.9", "1.0", "190.0"]);
    }
}
