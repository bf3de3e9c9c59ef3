//! One report with a photo, sent to every type of target at once, to real servers where they can be had: it is there, it is
//! there once when it comes again, and who refuses it is told apart. What was tried stands in a table of the guide, which this
//! test makes and compares.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Again, Backends, Browser, Look, Refused, Respondent, TARGETS, claims, demo_with_pages, digest, hold,
    visit_sending_to,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the device knows of a report on its way to a target.
#[derive(Debug, Clone, Deserialize)]
struct Entry {
    jti: String,
    target: String,
    state: String,
    status: u16,
    reason: Option<String>,
}

/// A sealed report: its identity, and the digests of the file and of its photo.
struct Report {
    jti: String,
    file: String,
    photo: String,
}

/// All that is on its way.
const LOOK: &str = "
    const done = arguments[arguments.length - 1];
    const opening = indexedDB.open('sealform');
    opening.onerror = () => done([]);
    opening.onsuccess = () => {
        const asking = opening.result.transaction('outbox').objectStore('outbox').getAll();
        asking.onsuccess = () => { opening.result.close(); done(asking.result.map((text) => JSON.parse(text))); };
    };";

/// The device forgets every answer, as if each had been lost on its way back: all is sent again, photos included.
const FORGET: &str = "
    const done = arguments[arguments.length - 1];
    const opening = indexedDB.open('sealform');
    opening.onsuccess = () => {
        const change = opening.result.transaction('outbox', 'readwrite');
        change.objectStore('outbox').openCursor().onsuccess = ({ target: { result } }) => {
            if (result) {
                const { blobs, ...entry } = JSON.parse(result.value);
                result.update(JSON.stringify({ ...entry, state: 'queued', attempts: 0, next: 0, status: 0, reason: null }));
                result.continue();
            }
        };
        change.oncomplete = () => { opening.result.close(); done(true); };
    };";

/// A key that only encrypts (RFC 7515, appendix A.3, has its private half too).
fn agency_key() -> Value {
    let (x, y) = ("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
}

async fn outbox(person: &Respondent, jti: &str) -> Result<Vec<Entry>> {
    let said = person.driver().execute_async(LOOK, vec![]).await?;
    let all: Vec<Entry> = serde_json::from_value(said.json().clone())?;
    Ok(all.into_iter().filter(|entry| entry.jti == jti).collect())
}

/// Fills the form of that delivery, and seals it.
async fn seals(person: &Respondent, place: &str, photo: &Path) -> Result<Report> {
    person.opens(&format!("taken.html?form=kills.json&place={place}&delivery=\"{place}.json\"")).await?;
    person.writes("What did you see first?", place).await?;
    person.answers("What was the weather like?", "Snow").await?;
    person.attaches("Take or choose a picture", photo).await?;
    person.sees(".png").await?;
    person.presses("Go to the summary").await?;
    person.sees("Everything is answered.").await?;
    person.listens_to("sealform-sealed").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    let sealed = async || Ok(person.heard("sealform-sealed").await?.into_iter().next());
    let sealed = person.waits_for("the sealed file", sealed).await?;
    let file = sealed["jws"].as_str().context("the event has no file")?.as_bytes();
    let claims = claims(file)?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("a claim is no text");
    ensure!(claims["attachments"].as_array().is_some_and(|all| all.len() == 1), "the file claims no photo");
    Ok(Report { jti: text(&claims["jti"])?, file: digest(file), photo: text(&claims["attachments"][0]["sha256"])? })
}

/// Waits until each target has what is expected of it; some take a while.
async fn waits_for(person: &Respondent, jti: &str, is_there: impl Fn(&[Entry]) -> bool) -> Result<Vec<Entry>> {
    const PATIENCE: usize = 4;
    let look = async || {
        let entries = outbox(person, jti).await?;
        ensure!(is_there(&entries), "the targets are at {entries:#?}");
        Ok(Some(entries))
    };
    for _ in 1..PATIENCE {
        if let Ok(entries) = person.waits_for("what becomes of the targets", look).await {
            return Ok(entries);
        }
    }
    person.waits_for("what becomes of the targets", look).await
}

fn all_delivered(entries: &[Entry], targets: usize) -> bool {
    entries.len() == targets && entries.iter().all(|entry| entry.state == "delivered")
}

/// What the page itself has taken.
async fn taken(person: &Respondent) -> Result<Vec<String>> {
    let said = person.driver().execute("return JSON.parse(localStorage.taken ?? '[]')", vec![]).await?;
    Ok(serde_json::from_value(said.json().clone())?)
}

/// How often the file and its photo are in the store of a target.
async fn counts(person: &Respondent, backends: &Backends, name: &str, report: &Report) -> Result<(usize, usize)> {
    let digests = match name {
        "page" => taken(person).await?,
        name => backends.digests(name).await.with_context(|| format!("the store of `{name}`"))?,
    };
    let of = |digest: &str| digests.iter().filter(|one| *one == digest).count();
    Ok((of(&report.file), of(&report.photo)))
}

/// It arrives everywhere; all of it comes again, and what is there is there as before, but for the page and a form backend, which take both.
async fn arrives_once(person: &Respondent, backends: &Backends, photo: &Path) -> Result<Vec<Again>> {
    let report = seals(person, "everywhere", photo).await?;
    waits_for(person, &report.jti, |entries| all_delivered(entries, TARGETS.len())).await?;
    for name in TARGETS {
        ensure!(
            counts(person, backends, name, &report).await? == (1, 1),
            "`{name}` has not the file and its photo once"
        );
    }
    person.nothing_went_wrong().await?;
    person.driver().execute_async(FORGET, vec![]).await?;
    person.reloads().await?;
    let entries = waits_for(person, &report.jti, |entries| all_delivered(entries, TARGETS.len())).await?;
    let mut seen = Vec::new();
    for name in TARGETS {
        let times = counts(person, backends, name, &report).await?;
        ensure!(
            times == (1, 1) || (["page", "form"].contains(&name) && times == (2, 2)),
            "`{name}` has it {times:?} times now"
        );
        let status = entries.iter().find(|entry| entry.target == name).map_or(0, |entry| entry.status);
        seen.push(Again { name, status, is_twice: times.0 > 1 });
    }
    ensure!(backends.rows(&report.jti).await? == "1|0", "the row has no `jws` alone");
    ensure!(backends.rows_in_sight().await? == "0", "whoever may add rows sees others");
    Ok(seen)
}

/// What is encrypted for the agency arrives as it is, and nothing else does.
async fn arrives_encrypted(person: &Respondent, backends: &Backends, photo: &Path) -> Result<()> {
    let report = seals(person, "encrypted", photo).await?;
    let targets = 5;
    waits_for(person, &report.jti, |entries| all_delivered(entries, targets)).await?;
    ensure!(backends.rows(&report.jti).await? == "0|1", "the row has no `jwe` alone");
    for name in ["s3-put", "azure", "webdav", "postgrest", "form"] {
        let (file, _) = counts(person, backends, name, &report).await?;
        ensure!(file == 0, "`{name}` can read the file");
    }
    person.nothing_went_wrong().await
}

/// A wrong signature, a permission that is over, a folder that is closed or not there: each is told by its state.
async fn is_refused(person: &Respondent, backends: &Backends, refused: &[Refused], photo: &Path) -> Result<()> {
    let report = seals(person, "refused", photo).await?;
    let is_so = |entry: &Entry, row: &Refused| {
        entry.target == row.id
            && (entry.state.as_str(), entry.status, entry.reason.as_deref()) == (row.state, row.status, row.reason)
    };
    waits_for(person, &report.jti, |entries| {
        entries.len() == refused.len() && refused.iter().all(|row| entries.iter().any(|entry| is_so(entry, row)))
    })
    .await?;
    person.presses("Show").await?;
    person.sees("The server refuses this page; it needs a new permission. (403)").await?;
    for name in ["s3-put", "s3-post", "azure", "webdav", "postgrest", "github"] {
        let (file, _) = counts(person, backends, name, &report).await?;
        ensure!(file == 0, "`{name}` took what was refused");
    }
    person.nothing_went_wrong().await
}

/// Photos that no other browser sends: stores know them by their digest.
fn photo(folder: &Path, name: &str, browser: Browser) -> Result<PathBuf> {
    let path = folder.join(format!("{name}-{}.png", browser.name()));
    let mut random = fastrand::Rng::with_seed(path.as_os_str().len() as u64);
    let seed = digest(path.to_string_lossy().as_bytes());
    let picture = image::RgbImage::from_fn(200, 150, |x, y| {
        let at = (x + y * 7) as usize % seed.len();
        image::Rgb([seed.as_bytes()[at], random.u8(..), (x ^ y) as u8])
    });
    picture.save(&path).context("cannot write a photo")?;
    Ok(path)
}

async fn delivers_in(browser: Browser, backends: &Backends) -> Result<Vec<Again>> {
    let pages = demo_with_pages()?;
    let (refused_delivery, refused) = backends.refused_delivery();
    let deliveries = [
        ("everywhere", backends.delivery()),
        ("encrypted", backends.encrypted_delivery(&agency_key())),
        ("refused", refused_delivery),
    ];
    for (name, delivery) in &deliveries {
        std::fs::write(pages.path().join(format!("{name}.json")), delivery.to_string())?;
    }
    let photos = tempfile::tempdir()?;
    let photo = |name| photo(photos.path(), name, browser);
    let mut seen = Vec::new();
    visit_sending_to(&backends.origins(), browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        seen = arrives_once(person, backends, &photo("everywhere")?).await.context("everywhere")?;
        arrives_encrypted(person, backends, &photo("encrypted")?).await.context("encrypted")?;
        is_refused(person, backends, &refused, &photo("refused")?).await.context("refused")
    })
    .await?;
    Ok(seen)
}

/// Browser after browser with the same servers, then the table.
async fn delivers(backends: &Backends) -> Result<()> {
    let mut all = Vec::new();
    for browser in Browser::ALL {
        all.push(delivers_in(browser, backends).await?);
    }
    ensure!(all.windows(2).all(|two| two[0] == two[1]), "browsers are answered differently: {all:#?}");
    hold(backends, all.first().context("there are no browsers")?).await
}

#[tokio::test]
async fn every_type_of_target_is_tried_against_a_server() -> Result<()> {
    let backends = Backends::start().await?;
    let outcome = delivers(&backends).await;
    let ended = backends.stop().await;
    outcome.and(ended)
}
