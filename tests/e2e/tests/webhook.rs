//! Sealed forms on their way to a receiver that is not always well: sent once in effect, never changed, never lost, and
//! the person sees where they are.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Answer, Browser, Look, Respondent, Stub, Text, Tray, demo_with_pages, stock_libraries, visit_sending_to,
};
use serde_json::{Value, json};

const DELIVERED: &str = "Delivered";
const WAITING: &str = "Waiting to be sent";
const BLOCKED: &str = "Not accepted for now";
const DEAD: &str = "Not accepted: please hand over the file";

/// Fills the short form at a place of its own, and seals it for that address.
async fn seals_for(person: &Respondent, place: &str, address: &str) -> Result<()> {
    person.opens(&format!("short.html?place={place}&to={address}")).await?;
    seals(person, place).await
}

async fn seals(person: &Respondent, place: &str) -> Result<()> {
    person.answers("Did somebody greet you?", "Yes").await?;
    person.writes("What did you see first?", &format!("A desk – and on it «{place}»")).await?;
    person.presses("Go to the summary").await?;
    person.sees("to 127.0.0.1").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await
}

/// Every POST of a submission is the same, and together they have one effect.
fn is_one_in_effect(tray: &Tray) -> Result<()> {
    let first = tray.posts.first().context("nothing has come")?;
    let file: serde_json::Value = serde_json::from_slice(&first.body).context("the body is no JSON")?;
    let path = std::env::temp_dir().join(format!("sealform-{}-{:p}.jws.json", std::process::id(), tray));
    std::fs::write(&path, &first.body)?;
    let claims = sealform_e2e::claims(&first.body)?;
    let taken = stock_libraries(&path, &claims);
    std::fs::remove_file(&path)?;
    taken?;
    ensure!(file.as_object().is_some_and(|file| file.len() == 3), "the file has other members");
    let quoted = format!("\"{}\"", claims["jti"].as_str().unwrap_or_default());
    for post in &tray.posts {
        ensure!(post.idempotency_key == quoted, "the idempotency key is {}", post.idempotency_key);
        ensure!(post.content_type == "application/jose+json", "the content type is {}", post.content_type);
        ensure!(post.body == first.body, "a later body differs");
    }
    ensure!(tray.effects.len() <= 1, "{} POSTs had {} effects", tray.posts.len(), tray.effects.len());
    Ok(())
}

/// What was done and then answered badly, or not at all, is sent again and done once.
async fn comes_through(person: &Respondent, stub: &Stub) -> Result<()> {
    for (name, first) in [("broken", Answer::Status(500)), ("dropped", Answer::Dropped)] {
        seals_for(person, name, &stub.address(name, &[first])).await?;
        person.sees(DELIVERED).await?;
        let tray = stub.desk.tray(name);
        ensure!(tray.posts.len() >= 2 && tray.effects.len() == 1, "{name}: {} POSTs", tray.posts.len());
        is_one_in_effect(&tray).context(name)?;
    }
    Ok(())
}

/// A receiver that asks for time is given it.
async fn waits_when_asked(person: &Respondent, stub: &Stub) -> Result<()> {
    seals_for(person, "busy", &stub.address("busy", &[Answer::Later(429, 3)])).await?;
    person.sees(WAITING).await?;
    person.sees(DELIVERED).await?;
    let tray = stub.desk.tray("busy");
    let [first, second] = tray.posts.as_slice() else { anyhow::bail!("{} POSTs", tray.posts.len()) };
    ensure!(second.at - first.at >= Duration::from_secs(3), "it came back after {:?}", second.at - first.at);
    is_one_in_effect(&tray)
}

/// "There is one already" counts where it is this very one.
async fn knows_a_conflict(person: &Respondent, stub: &Stub) -> Result<()> {
    seals_for(person, "twin", &stub.address("twin", &[Answer::Says(409, Text::Digest)])).await?;
    person.sees(DELIVERED).await?;
    is_one_in_effect(&stub.desk.tray("twin"))?;
    seals_for(person, "other", &stub.address("other", &[Answer::Status(409)])).await?;
    person.sees(BLOCKED).await?;
    is_one_in_effect(&stub.desk.tray("other"))
}

/// What is refused waits for the person, who can send it again, also after a reload.
async fn waits_for_the_person(person: &Respondent, stub: &Stub) -> Result<()> {
    seals_for(person, "locked", &stub.address("locked", &[Answer::Status(401)])).await?;
    person.sees(BLOCKED).await?;
    person.reloads().await?;
    person.sees(BLOCKED).await?;
    ensure!(stub.desk.tray("locked").posts.len() == 1, "it knocked again unasked");
    person.presses("Send again").await?;
    person.sees(DELIVERED).await?;
    let tray = stub.desk.tray("locked");
    ensure!((tray.posts.len(), tray.effects.len()) == (2, 1), "{} POSTs", tray.posts.len());
    is_one_in_effect(&tray)
}

/// What will never be taken is offered as a file.
async fn offers_the_file(person: &Respondent, stub: &Stub) -> Result<()> {
    seals_for(person, "refused", &stub.address("refused", &[Answer::Status(422)])).await?;
    person.sees(DEAD).await?;
    person.presses("Save the file").await?;
    let saved = person.saved_file().await?;
    let tray = stub.desk.tray("refused");
    ensure!(tray.posts.len() == 1 && tray.posts[0].body == saved.bytes, "the file is another one");
    is_one_in_effect(&tray)
}

/// A target that does not answer keeps nobody else waiting; one that sends on to another address is not followed.
async fn waits_for_nobody(person: &Respondent, stub: &Stub) -> Result<()> {
    let (slow, fast) = (stub.address("silent", &[Answer::Silent]), stub.address("fast", &[]));
    seals_for(person, "both", &format!("{slow}&to={fast}")).await?;
    person.sees(DELIVERED).await?;
    ensure!(stub.desk.tray("fast").posts.len() == 1, "the fast one has nothing");
    seals_for(person, "moved", &stub.address("moved", &[Answer::Moved(307)])).await?;
    person.sees(BLOCKED).await?;
    ensure!(stub.desk.tray("elsewhere").posts.is_empty(), "a redirect was followed");
    Ok(())
}

/// What is refused stays in sight, where a new form stands too, and is sent again from there. Sending outlives the element.
async fn outlives_the_form(person: &Respondent, stub: &Stub) -> Result<()> {
    let unwell = [Answer::Status(403), Answer::Status(503)];
    seals_for(person, "left", &stub.address("left", &unwell)).await?;
    person.sees(BLOCKED).await?;
    person.presses("Fill in another one").await?;
    person.sees("A report could not be delivered.").await?;
    person.presses("Show").await?;
    person.sees("The server refuses this page; it needs a new permission. (403)").await?;
    person.presses("Send again").await?;
    person.waits_for("the second try", async || Ok((stub.desk.tray("left").posts.len() == 2).then_some(()))).await?;
    person.driver().execute("document.querySelector('sealform-form').remove()", vec![]).await?;
    person.waits_for("the third try", async || Ok((stub.desk.tray("left").posts.len() == 3).then_some(()))).await?;
    is_one_in_effect(&stub.desk.tray("left"))
}

async fn sends_in(browser: Browser) -> Result<()> {
    let stub = Stub::start().await?;
    let pages = demo_with_pages()?;
    let targets = [stub.origin().to_owned()];
    visit_sending_to(&targets, browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        // First: there is one report yet.
        outlives_the_form(person, &stub).await?;
        comes_through(person, &stub).await?;
        waits_when_asked(person, &stub).await?;
        knows_a_conflict(person, &stub).await?;
        waits_for_the_person(person, &stub).await?;
        offers_the_file(person, &stub).await?;
        waits_for_nobody(person, &stub).await?;
        person.nothing_went_wrong().await
    })
    .await
}

#[tokio::test]
async fn a_receiver_with_faults_in_chromium() -> Result<()> {
    sends_in(Browser::Chromium).await
}

#[tokio::test]
async fn a_receiver_with_faults_in_firefox() -> Result<()> {
    sends_in(Browser::Firefox).await
}

#[tokio::test]
async fn a_receiver_with_faults_in_webkit() -> Result<()> {
    sends_in(Browser::WebKit).await
}

/// A receiver of the table: what it answers, and what `sealform-delivery` says after each try.
struct Row {
    /// Its place in the address, and the name of the target.
    name: &'static str,
    /// Whether the target is set up with `"expect": "digest"`.
    expects_digest: bool,
    /// What is said to the POSTs, from the first on.
    answers: &'static [Answer],
    /// State, HTTP status and reason after the first tries; none where the first is not over.
    becomes: &'static [(&'static str, u16, Option<&'static str>)],
}

const fn row(
    name: &'static str,
    answers: &'static [Answer],
    becomes: &'static [(&'static str, u16, Option<&'static str>)],
) -> Row {
    Row { name, expects_digest: false, answers, becomes }
}

/// The same where the reply must name the digest.
const fn strict(
    name: &'static str,
    answers: &'static [Answer],
    becomes: &'static [(&'static str, u16, Option<&'static str>)],
) -> Row {
    Row { name, expects_digest: true, answers, becomes }
}

/// What nobody may read, until it is found out that somebody is there.
const KEPT_OUT: &[(&str, u16, Option<&str>)] = &[("queued", 0, None), ("queued", 0, None), ("queued", 0, Some("cors"))];

/// The table of replies in the guide, and what makes one hard to tell from another.
const REPLIES: &[Row] = &[
    // Browsers keep six connections to a host: these three, which come first, leave some.
    row("silent", &[Answer::Silent], &[]),
    row("begun-409", &[Answer::Says(409, Text::Begun)], &[]),
    strict("begun-200", &[Answer::Says(200, Text::Begun)], &[]),
    row("ok", &[Answer::Status(200)], &[("delivered", 200, None)]),
    row("page", &[Answer::Says(200, Text::Quote)], &[("delivered", 200, None)]),
    strict("ok-named", &[Answer::Says(200, Text::Digest)], &[("delivered", 200, None)]),
    strict("ok-login", &[Answer::Says(200, Text::Quote)], &[("blocked", 200, Some("no-digest"))]),
    strict("ok-huge", &[Answer::Says(200, Text::Huge)], &[("blocked", 200, Some("no-digest"))]),
    row("ok-endless", &[Answer::Says(200, Text::Endless)], &[("delivered", 200, None)]),
    row("ok-begun", &[Answer::Says(200, Text::Begun)], &[("delivered", 200, None)]),
    row("there-409", &[Answer::Says(409, Text::Digest)], &[("delivered", 409, None)]),
    row("there-412", &[Answer::Says(412, Text::Digest)], &[("delivered", 412, None)]),
    row("other-409", &[Answer::Says(409, Text::OtherDigest)], &[("blocked", 409, Some("conflict"))]),
    row("other-412", &[Answer::Says(412, Text::OtherDigest)], &[("blocked", 412, Some("conflict"))]),
    row("quoted-409", &[Answer::Says(409, Text::Quote)], &[("blocked", 409, Some("conflict"))]),
    row("endless-409", &[Answer::Says(409, Text::Endless)], &[("blocked", 409, Some("conflict"))]),
    row("huge-409", &[Answer::Says(409, Text::Huge)], &[("blocked", 409, Some("conflict"))]),
    row("refused", &[Answer::Status(401)], &[("blocked", 401, Some("refused"))]),
    row("nobody", &[Answer::Status(404)], &[("queued", 404, Some("not-found")), ("delivered", 201, None)]),
    row("too-big", &[Answer::Status(413)], &[("dead", 413, Some("rejected"))]),
    row("busy", &[Answer::Later(429, 600)], &[("queued", 429, None)]),
    row("unwell", &[Answer::Status(503)], &[("queued", 503, None), ("delivered", 201, None)]),
    row("moved-307", &[Answer::Moved(307)], &[("blocked", 0, Some("redirect"))]),
    row("moved-308", &[Answer::Moved(308)], &[("blocked", 0, Some("redirect"))]),
    row("forbidden", &[Answer::Forbidden], KEPT_OUT),
    row("unreadable", &[Answer::Unreadable(200); 9], KEPT_OUT),
    row("cut", &[Answer::Dropped; 9], &[("queued", 0, None)]),
];

impl Row {
    fn target(&self, stub: &Stub) -> Value {
        let mut target = json!({ "type": "webhook", "id": self.name, "url": stub.address(self.name, self.answers) });
        if self.expects_digest {
            target["expect"] = json!("digest");
        }
        target
    }

    /// What was said of this target: the states after each try, and how many tries were begun.
    fn said<'a>(&self, heard: &'a [Value]) -> (Vec<&'a Value>, usize) {
        let of_this = heard.iter().filter(|detail| detail["target"] == self.name && detail["attempts"] != 0);
        let (begun, over): (Vec<_>, Vec<_>) = of_this.partition(|detail| detail["state"] == "sending");
        (over, begun.len())
    }

    /// Whether all tries that the table tells of are over.
    fn is_told(&self, heard: &[Value]) -> bool {
        self.said(heard).0.len() >= self.becomes.len()
    }

    /// That a target is where the table has it, with as many POSTs as that allows.
    fn holds(&self, heard: &[Value], tray: &Tray, body: &[u8]) -> Result<()> {
        let (over, begun) = self.said(heard);
        for (number, (state, status, reason)) in self.becomes.iter().enumerate() {
            let detail = over.get(number).with_context(|| format!("try {number} is not over"))?;
            let is_so = detail["state"] == *state && detail["status"] == *status && detail["reason"] == json!(reason);
            ensure!(is_so && detail["attempts"] == number + 1, "expected {state}, {status}, {reason:?}: {detail}");
            ensure!(detail["hint"].is_null() == reason.is_none(), "a reason has a hint: {detail}");
        }
        ensure!(!self.becomes.is_empty() || (over.is_empty() && begun == 1), "it does not hang: {over:?}");
        let posts = tray.posts.len();
        match (self.answers[0], self.becomes.last()) {
            (Answer::Forbidden, _) => ensure!(posts == 0, "{posts} POSTs without leave"),
            // A browser repeats by itself what breaks down on a connection that it has used before.
            (Answer::Dropped, _) => ensure!(posts >= 1, "nothing has come"),
            (Answer::Unreadable(_), _) => ensure!((3..=begun).contains(&posts), "{posts} POSTs in {begun} tries"),
            _ => ensure!(posts == self.becomes.len().max(1), "{posts} POSTs"),
        }
        ensure!(tray.posts.iter().all(|post| post.body == body), "the bytes differ");
        Ok(())
    }
}

/// One file goes to a receiver of every kind: each has its own state, and those that hang delay none of the others.
async fn tells_replies_apart(person: &Respondent, stub: &Stub) -> Result<()> {
    let targets: Vec<Value> = REPLIES.iter().map(|row| row.target(stub)).collect();
    person.opens(&format!("short.html?place=table&delivery={}", json!({ "targets": targets }))).await?;
    person.listens_to("sealform-delivery").await?;
    seals(person, "table").await?;
    for row in REPLIES {
        let told = async || Ok(row.is_told(&person.heard("sealform-delivery").await?).then_some(()));
        person.waits_for(&format!("what becomes of `{}`", row.name), told).await?;
    }
    // Trays first: every POST in them belongs to a try that was heard of.
    let trays: Vec<Tray> = REPLIES.iter().map(|row| stub.desk.tray(row.name)).collect();
    let heard = person.heard("sealform-delivery").await?;
    let first = trays[0].posts.first().context("nothing has come")?.body.clone();
    for (row, tray) in REPLIES.iter().zip(&trays) {
        row.holds(&heard, tray, &first).with_context(|| format!("the target `{}`", row.name))?;
    }
    ensure!(stub.desk.tray("elsewhere").posts.is_empty(), "a redirect was followed");
    is_one_in_effect(&trays[0])
}

async fn sends_a_table_in(browser: Browser) -> Result<()> {
    let stub = Stub::start().await?;
    let pages = demo_with_pages()?;
    let targets = [stub.origin().to_owned()];
    visit_sending_to(&targets, browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        tells_replies_apart(person, &stub).await?;
        person.nothing_went_wrong().await
    })
    .await
}

#[tokio::test]
async fn a_receiver_of_every_kind_in_chromium() -> Result<()> {
    sends_a_table_in(Browser::Chromium).await
}

#[tokio::test]
async fn a_receiver_of_every_kind_in_firefox() -> Result<()> {
    sends_a_table_in(Browser::Firefox).await
}

#[tokio::test]
async fn a_receiver_of_every_kind_in_webkit() -> Result<()> {
    sends_a_table_in(Browser::WebKit).await
}
