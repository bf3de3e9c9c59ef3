//! Through a receiver that fails half of the time, from two tabs of a browser that is killed again and again, every submission and
//! every attachment has its effect once, and the device knows of each what became of it.
//!
//! `SEALFORM_SEED` repeats the faults and the moments as far as clocks allow, `SEALFORM_SUBMISSIONS` and `SEALFORM_KILLS` say how many
//! there are. Where nothing is killed, nothing that was acknowledged may come again.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Browser, Faulty, Ledger, Respondent, Return, claims, command_line, demo_with_pages, json_of, visit_until_killed,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

const SUBMISSIONS: u64 = 40;
const TABS: u64 = 2;
/// Requests that a tab may have under way at once.
const LANES: usize = 2;

/// What a page says of the device, in figures.
#[derive(Debug, Deserialize)]
struct Stand {
    sealed: u64,
    open: usize,
    trouble: Vec<String>,
}

/// A sealed file on the device.
#[derive(Debug, Deserialize)]
struct File {
    jti: String,
    place: String,
    jws: String,
}

/// What became of it.
#[derive(Debug, Deserialize)]
struct Entry {
    jti: String,
    state: String,
    status: u16,
    reason: Option<String>,
    attempts: u32,
    next: f64,
}

#[derive(Debug, Deserialize)]
struct Kept {
    files: Vec<File>,
    entries: Vec<Entry>,
}

/// How a run goes.
struct Plan {
    count: u64,
    kills: usize,
    /// The longest time between two kills.
    longest: Duration,
    /// For how long the receiver says nothing, where it hangs.
    hang: Duration,
    /// When what is not delivered counts as pending.
    limit: Duration,
}

impl Plan {
    fn of(count: u64) -> Self {
        let is_short = count <= SUBMISSIONS;
        Self {
            count,
            kills: usize::try_from(count / 40).unwrap_or(usize::MAX).saturating_add(2),
            longest: Duration::from_secs(if is_short { 5 } else { 20 }),
            // In a long run longer than a page waits, which is a minute.
            hang: Duration::from_secs(if is_short { 3 } else { 75 }),
            limit: Duration::from_secs(120 + 3 * count),
        }
    }
}

/// A number of the environment.
fn asked(name: &str) -> Result<Option<u64>> {
    let text = std::env::var(name).ok();
    text.map(|text| text.parse().with_context(|| format!("`{name}` is no number: {text}"))).transpose()
}

/// Asks the page; a tab that has just begun has no database yet, and is asked again.
async fn asks<T: serde::de::DeserializeOwned>(person: &Respondent, what: &str) -> Result<T> {
    let script = format!("window.{what}().then(arguments[0], (error) => arguments[0]({{ failed: String(error) }}))");
    person
        .waits_for(what, async || {
            let said = person.driver().execute_async(script.as_str(), vec![]).await?.json().clone();
            if let Some(failed) = said["failed"].as_str() {
                anyhow::bail!("the page says: {failed}");
            }
            Ok(Some(serde_json::from_value(said)?))
        })
        .await
}

async fn opens_both(person: &Respondent, count: u64, to: &str) -> Result<()> {
    for tab in 0..TABS {
        if tab > 0 {
            let next = person.driver().new_window().await?;
            person.driver().switch_to_window(next).await?;
        }
        person.comes_to(&format!("faults.html?count={count}&tab={tab}&tabs={TABS}&to={to}")).await?;
    }
    Ok(())
}

/// Looks at the device until everything is sealed and delivered, or the time is over, and says what is there then.
async fn ends(person: &Respondent, plan: &Plan, end: Instant) -> Result<Kept> {
    loop {
        for tab in person.driver().windows().await? {
            person.driver().switch_to_window(tab).await?;
            let stand: Stand = asks(person, "stand").await?;
            ensure!(stand.trouble.is_empty(), "with {} sealed: {}", stand.sealed, stand.trouble.join("\n"));
            let is_late = now() > end;
            ensure!(!is_late || stand.sealed == plan.count, "only {} of {} are sealed", stand.sealed, plan.count);
            if is_late || (stand.sealed == plan.count && stand.open == 0) {
                return asks(person, "kept").await;
            }
        }
        sleep(Duration::from_millis(500)).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "a run has an end")]
fn now() -> Instant {
    Instant::now()
}

/// Every number is sealed once, and of each file it is known what became of it.
fn is_known(kept: &Kept, count: u64) -> Result<BTreeSet<&str>> {
    let places: BTreeSet<&str> = kept.files.iter().map(|file| file.place.as_str()).collect();
    let all: BTreeSet<String> = (0..count).map(|number| format!("f-{number}")).collect();
    ensure!(places.len() == kept.files.len(), "{} files are of {} numbers", kept.files.len(), places.len());
    ensure!(places.iter().copied().eq(all.iter().map(String::as_str)), "other numbers are sealed: {places:?}");
    let entries: BTreeMap<&str, &Entry> = kept.entries.iter().map(|entry| (entry.jti.as_str(), entry)).collect();
    ensure!(entries.len() == kept.entries.len(), "an entry is there twice");
    let mut pending = BTreeSet::new();
    for file in &kept.files {
        let entry = entries.get(file.jti.as_str()).with_context(|| format!("nobody knows of {}", file.place))?;
        match entry.state.as_str() {
            "delivered" => {}
            // Nobody answered, or somebody asked for time: it says so, and when it is tried again.
            "queued" | "sending" => {
                let is_said = entry.reason.is_some() || matches!(entry.status, 0 | 429 | 503);
                ensure!(entry.attempts > 0 && is_said && entry.next >= 0.0, "{} is pending: {entry:?}", file.place);
                pending.insert(file.jti.as_str());
            }
            _ => anyhow::bail!("{} is given up: {entry:?}", file.place),
        }
    }
    ensure!(kept.entries.len() == kept.files.len(), "{} entries of {} files", kept.entries.len(), kept.files.len());
    Ok(pending)
}

/// What has come is what was sealed, to the byte and once; only what is pending may be missing.
fn has_come(ledger: &Ledger, kept: &Kept, pending: &BTreeSet<&str>) -> Result<()> {
    ensure!(ledger.wrongs.is_empty(), "{}", ledger.wrongs.join("\n"));
    let mut digests = BTreeSet::new();
    for file in &kept.files {
        let is_pending = pending.contains(file.jti.as_str());
        match ledger.files.get(&file.jti) {
            Some(body) => ensure!(body == file.jws.as_bytes(), "{} came with other bytes", file.place),
            None => ensure!(is_pending, "{} is said to be delivered, and is not there", file.place),
        }
        let claims = claims(file.jws.as_bytes())?;
        let number = file.place.trim_start_matches("f-");
        ensure!(
            claims["answers"]["number"]["v"] == format!("Number {number}"),
            "{}: {}",
            file.place,
            claims["answers"]
        );
        let [attachment] = claims["attachments"].as_array().map(Vec::as_slice).unwrap_or_default() else {
            anyhow::bail!("{} has these attachments: {}", file.place, claims["attachments"]);
        };
        let digest = attachment["sha256"].as_str().unwrap_or_default().to_owned();
        match ledger.blobs.get(&digest) {
            Some(bytes) => ensure!(attachment["size"] == bytes.len(), "the picture of {} is another one", file.place),
            None => ensure!(is_pending, "the picture of {} is not there", file.place),
        }
        ensure!(digests.insert(digest), "the picture of {} is that of another one", file.place);
    }
    let sealed: BTreeSet<&String> = kept.files.iter().map(|file| &file.jti).collect();
    let strangers: Vec<_> = ledger.files.keys().filter(|jti| !sealed.contains(jti)).collect();
    ensure!(strangers.is_empty(), "nobody has sealed {strangers:?}");
    let strangers: Vec<_> = ledger.blobs.keys().filter(|digest| !digests.contains(*digest)).collect();
    ensure!(strangers.is_empty(), "no file has the attachments {strangers:?}");
    Ok(())
}

/// Our command line finds every file that came genuine, plays it again, and sees no two of one submission.
fn is_genuine(ledger: &Ledger) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (jti, body) in &ledger.files {
        std::fs::write(folder.path().join(format!("{jti}.jws.json")), body)?;
    }
    let mut program = Command::new(command_line()?);
    program.arg("verify").arg(folder.path()).args(["--json", "--questionnaire"]);
    let verified: Value = json_of(program.arg(sealform_e2e::repo_file("tests/e2e/pages/faults.json")))?;
    let files = verified["files"].as_array().context("no files are named")?;
    ensure!(files.len() == ledger.files.len(), "{} of {} files were read", files.len(), ledger.files.len());
    let bad: Vec<_> = files.iter().filter(|file| file["replay"] != json!("full")).collect();
    ensure!(bad.is_empty(), "these were not played again: {bad:?}");
    Ok(())
}

async fn has_every_effect_once(plan: &Plan, seed: u64) -> Result<()> {
    let (receiver, pages) = (Faulty::start(seed, plan.hang).await?, demo_with_pages()?);
    let targets = [receiver.origin().to_owned()];
    let mut random = fastrand::Rng::with_seed(seed);
    let begin = now();
    let mut kept = None;
    visit_until_killed(&targets, Browser::Chromium, pages.path(), async |person: &Respondent, number: usize| {
        opens_both(person, plan.count, receiver.origin()).await?;
        if number < plan.kills {
            let longest = u64::try_from(plan.longest.as_millis()).unwrap_or(u64::MAX);
            sleep(Duration::from_millis(random.u64(0..longest))).await;
            return Ok(Return::Again);
        }
        kept = Some(ends(person, plan, begin + plan.limit).await?);
        Ok(Return::Never)
    })
    .await?;
    let (kept, ledger) = (kept.context("nothing was looked at")?, receiver.ledger());
    let pending = is_known(&kept, plan.count)?;
    println!(
        "{} sealed, {} pending, {} files and {} pictures in {} requests, {} of them needless, {:?}; {:?}",
        kept.files.len(),
        pending.len(),
        ledger.files.len(),
        ledger.blobs.len(),
        ledger.requests(),
        ledger.needless,
        begin.elapsed(),
        ledger.faults
    );
    has_come(&ledger, &kept, &pending)?;
    // What was acknowledged comes again only where the browser was killed before it had written that down.
    let most = plan.kills * LANES * usize::try_from(TABS)?;
    ensure!(ledger.needless <= most, "{} came again after they were acknowledged", ledger.needless);
    is_genuine(&ledger)
}

#[tokio::test]
async fn every_effect_is_there_once() -> Result<()> {
    let seed = asked("SEALFORM_SEED")?.unwrap_or_else(|| fastrand::u64(..1_000_000));
    let mut plan = Plan::of(asked("SEALFORM_SUBMISSIONS")?.unwrap_or(SUBMISSIONS));
    if let Some(kills) = asked("SEALFORM_KILLS")? {
        plan.kills = usize::try_from(kills)?;
    }
    println!("{} submissions, {} kills, seed {seed}", plan.count, plan.kills);
    has_every_effect_once(&plan, seed).await.with_context(|| format!("with the seed {seed}"))
}
