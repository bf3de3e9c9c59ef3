//! What is asked of an observer, and what the form makes of it: attempts on several days, within the window of the contact, by
//! the clock of the site; and two assignments on one tablet.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Agency, Browser, Look, Respondent, Saved, claims, demo_with_pages, repo_file, visit};
use sealform_tests::demo::{document, key};
use sealform_tests::respondent::{Respondent as Filled, moment, program};
use serde_json::{Value, json};

const SEALED: &str = "Your report is signed";
const OUTSIDE: &str = "outside of the days and hours of your assignment";

/// Has the clock of the page show a moment.
async fn it_is(person: &Respondent, at: &str) -> Result<()> {
    person.driver().execute(format!("window.trouble.at('{at}')"), vec![]).await?;
    Ok(())
}

/// The page of a form of the demo, opened at a moment.
fn page(form: &str, at: &str) -> String {
    format!("trouble.html?trust&form=forms/{form}.json&program=forms/{form}.program&at={}", at.replace('+', "%2B"))
}

/// A draft of a form with answers to begin with, so that only what matters is left.
fn draft(form: &str, answers: &[(&str, Value)], at: &str) -> String {
    let mut filled = Filled::opens(&program(&document(form), key(form).as_ref()));
    filled.at = moment(at);
    for (path, value) in answers {
        filled.answers_json(path, &value.to_string());
    }
    filled.session.draft().to_text()
}

async fn takes(person: &Respondent, draft: &str) -> Result<()> {
    person.sees("Next").await?;
    let import = "return document.querySelector('sealform-form').importDraft(arguments[0])";
    person.driver().execute(import, vec![json!(draft)]).await?;
    Ok(())
}

async fn seals(person: &Respondent) -> Result<Saved> {
    person.listens_to("sealform-sealed").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading(SEALED).await?;
    // Files of one minute have one name: the page is handed each by itself.
    let last = person.receives("sealform-sealed").await?;
    let text = |member: &str| last[member].as_str().map(str::to_owned).context("the event is not whole");
    Ok(Saved { name: format!("{}.jws.json", text("jti")?), bytes: text("jws")?.into_bytes() })
}

/// The form of the demo, and what a verifier says of one file of it.
fn verified(agency: &Agency, form: &str, file: &Saved) -> Result<Value> {
    let said = agency.verifies(&repo_file(&format!("www/site/forms/{form}.json")), &[file])?;
    let one = said["files"][0].clone();
    ensure!(one["replay"] == "full" && one["level"] == "L2", "{said}");
    Ok(one)
}

/// Somebody calls on a Friday at 14:57 in large text, and waits past 15:00: the start counts. On Monday nobody answers either.
async fn calls_on_two_days(person: &Respondent, agency: &Agency) -> Result<()> {
    const FORM: &str = "ksp-phone";
    let template = Agency::visit("Lyngvik Kraft", "2026-11-23", "2026-12-04");
    let form = repo_file(&format!("www/site/forms/{FORM}.json"));
    let token =
        agency.assigns(&form, &template, &["--assignment", "a-1", "--observer", "anna", "--channel", "phone"])?;
    let friday = "2026-11-27T14:57:00+01:00";
    person.opens(&format!("{}#a={token}", page(FORM, friday))).await?;
    person.sees("Open now, until").await?;
    let large = "document.querySelector('sealform-form').style.setProperty('--sealform-size', '32px')";
    person.driver().execute(large, vec![]).await?;
    let known = [
        ("intro/briefing_read", json!(true)),
        ("screening/earlier_contact", json!("no")),
        ("screening/customer", json!("no")),
        ("screening/loyalty_club", json!("no")),
        ("screening/available", json!("yes")),
    ];
    takes(person, &draft(FORM, &known, friday)).await?;
    person.presses_page("The call").await?;
    person.presses("I am calling now").await?;
    it_is(person, "2026-11-27T15:03:00+01:00").await?;
    person.answers_in(&["Attempt 1"], "No answer").await?;
    person.sees("The next attempt can be made from tomorrow.").await?;
    person.does_not_see(OUTSIDE).await?;
    person.sees("Saved on this device").await?;

    // The draft waits for three days. The moment is a part of the address: a tab keeps its link for one address.
    person.opens(&format!("{}#a={token}", page(FORM, "2026-11-30T10:00:00+01:00"))).await?;
    person.sees("Welcome back.").await?;
    person.presses("I am calling now").await?;
    it_is(person, "2026-11-30T10:05:30+01:00").await?;
    person.answers_in(&["Attempt 2"], "No answer").await?;
    person.does_not_see(OUTSIDE).await?;
    person.presses_page("Summary").await?;
    let file = seals(person).await?;
    let said = verified(agency, FORM, &file)?;
    ensure!(said["outcome"] == "knocked_out", "{said}");
    ensure!(said["remarks"] == json!([]), "nothing stands out: {said}");
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_contact_by_phone_takes_two_days() -> Result<()> {
    let (pages, desk) = (demo_with_pages()?, tempfile::tempdir()?);
    let agency = Agency::begins(desk.path(), pages.path())?;
    visit(Browser::Chromium, Look::PHONE, pages.path(), async |person: &Respondent| {
        calls_on_two_days(person, &agency).await
    })
    .await
}

/// An e-mail that is sent on a Thursday has three working days, and Monday is a holiday at the site.
async fn writes_before_a_holiday(person: &Respondent, agency: &Agency) -> Result<()> {
    const FORM: &str = "ksp-email";
    let template = Agency::visit("Havglimt Bredbånd", "2027-05-10", "2027-05-21");
    let form = repo_file(&format!("www/site/forms/{FORM}.json"));
    let token =
        agency.assigns(&form, &template, &["--assignment", "a-2", "--observer", "anna", "--channel", "email"])?;
    let sent = "2027-05-13T14:00:00+02:00";
    let known = [
        ("intro/briefing_read", json!(true)),
        ("screening/earlier_contact", json!("no")),
        ("screening/customer", json!("no")),
        ("screening/loyalty_club", json!("no")),
        ("screening/available", json!("yes")),
        ("screening/own_address", json!("yes")),
        ("contact/written_by", json!("email")),
        ("contact/sent_at", json!(sent)),
        ("contact/holidays", json!(1)),
        ("contact/tries", json!([{"at": sent, "channel": "email", "outcome": "no_answer"}])),
    ];
    let begun = "2027-05-13T14:30:00+02:00";
    person.opens(&format!("{}#a={token}", page(FORM, begun))).await?;
    takes(person, &draft(FORM, &known, begun)).await?;
    for day in ["14", "17", "18"] {
        let evening = format!("2027-05-{day}T20:00:00+02:00");
        person.opens(&format!("{}#a={token}", page(FORM, &evening))).await?;
        person.presses_page("Your enquiry").await?;
        person.sees("An answer may still come until the end of").await.with_context(|| format!("on the {day}th"))?;
        person.does_not_see("Nobody replied within three working days.").await?;
    }
    person.opens(&format!("{}#a={token}", page(FORM, "2027-05-19T08:00:00+02:00"))).await?;
    person.presses_page("Your enquiry").await?;
    person.does_not_see("An answer may still come").await?;
    person.presses_page("Summary").await?;
    let file = seals(person).await?;
    let said = verified(agency, FORM, &file)?;
    ensure!(said["outcome"] == "knocked_out", "{said}");
    let facts = &claims(&file.bytes)?["facts"];
    ensure!(facts["assignment"]["visit"]["holidays"] == json!(["2027-05-17"]), "{facts}");
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_contact_by_e_mail_waits_over_a_holiday() -> Result<()> {
    let (pages, desk) = (demo_with_pages()?, tempfile::tempdir()?);
    let agency = Agency::begins(desk.path(), pages.path())?;
    visit(Browser::Firefox, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        writes_before_a_holiday(person, &agency).await
    })
    .await
}

const GREETED: &str = "Did somebody greet you?";
const SEEN: &str = "What did you see first?";

/// Two assignments on one tablet, and the wrong one is begun.
async fn begins_the_wrong_one(person: &Respondent, agency: &Agency) -> Result<()> {
    let form = repo_file("tests/e2e/pages/short.json");
    let issue = |name: &str, site: &str| -> Result<String> {
        let template = Agency::visit(site, "2026-01-01", "2027-12-31");
        agency.assigns(&form, &template, &["--assignment", name, "--observer", "anna"])
    };
    let (north, south) = (issue("a-north", "North Station")?, issue("a-south", "South Station")?);
    for (token, site) in [(&south, "South Station"), (&north, "North Station")] {
        person.opens(&format!("short.html?trust#a={token}")).await?;
        person.sees(site).await?;
    }
    person.writes(SEEN, "A clock").await?;
    person.sees("Saved on this device").await?;
    person.presses("Wrong contact? Move what was filled in").await?;
    person.presses("Move to \u{2068}South Station\u{2069}").await?;
    person.sees("now belongs to").await?;
    person.waits_for("the text", async || Ok((person.reads(SEEN).await? == "A clock").then_some(()))).await?;
    person.answers(GREETED, "Yes").await?;
    person.presses("Go to the summary").await?;
    let moved = seals(person).await?;

    // The first one is as it was, and is filled in as well.
    person.opens(&format!("short.html?trust#a={north}")).await?;
    person.sees("North Station").await?;
    ensure!(person.reads(SEEN).await?.is_empty(), "what was moved is still there");
    person.writes(SEEN, "A bench").await?;
    person.answers(GREETED, "Yes").await?;
    person.presses("Go to the summary").await?;
    let own = seals(person).await?;

    let said = agency.verifies(&form, &[&moved, &own])?;
    ensure!(said["intact"] == 2 && said["failed"] == 0, "{said}");
    for (file, token) in [(&moved, &south), (&own, &north)] {
        let claims = claims(&file.bytes)?;
        ensure!(claims["assignment_token"] == json!(token), "{} is for another assignment", file.name);
    }
    let deeds = events(&moved.bytes)?;
    ensure!(deeds.contains("\"assignment\""), "that it was moved is not in the record: {deeds}");
    person.nothing_went_wrong().await
}

/// The record of what was done, as it stands in the file.
fn events(file: &[u8]) -> Result<String> {
    Ok(claims(file)?["audit"].to_string())
}

#[tokio::test]
async fn what_was_filled_in_for_the_wrong_contact_is_moved() -> Result<()> {
    let (pages, desk) = (demo_with_pages()?, tempfile::tempdir()?);
    let agency = Agency::begins(desk.path(), pages.path())?;
    visit(Browser::Chromium, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        begins_the_wrong_one(person, &agency).await
    })
    .await
}

/// Where the card and a question are, in pixels from the top of the window, and whether the card is open.
const CARD: &str = "const { shadowRoot } = document.querySelector('sealform-form');
    const question = shadowRoot.querySelector('input[type=radio]');
    const card = shadowRoot.querySelector('details.assignment');
    return [card.open, question.getBoundingClientRect().top]";

async fn card(person: &Respondent) -> Result<(bool, f64)> {
    Ok(serde_json::from_value(person.driver().execute(CARD, vec![]).await?.json().clone())?)
}

/// A card is read, left behind by scrolling, and folded at the first answer: nothing that is on the screen moves.
async fn folds(person: &Respondent, agency: &Agency) -> Result<()> {
    let form = repo_file("tests/e2e/pages/short.json");
    let template = Agency::visit("North Station", "2026-01-01", "2027-12-31");
    let token = agency.assigns(&form, &template, &["--assignment", "a-1", "--observer", "anna"])?;
    person.opens(&format!("short.html?trust#a={token}")).await?;
    person.sees("North Station").await?;
    // A finger that goes on to scroll presses nothing.
    let scroll = "const card = document.querySelector('sealform-form').shadowRoot.querySelector('details.assignment');
        for (const kind of ['pointerdown', 'pointercancel']) {
            card.dispatchEvent(new PointerEvent(kind, { bubbles: true, composed: true }));
        }
        document.body.style.paddingBlockEnd = '100vh';
        const question = card.getRootNode().querySelector('input[type=radio]');
        scrollBy({ top: question.getBoundingClientRect().top - 200, behavior: 'instant' })";
    person.driver().execute(scroll, vec![]).await?;
    let (is_open, before) = card(person).await?;
    ensure!(is_open, "it is folded before anything was answered");
    // Whoever looks for a control would scroll.
    let answer = "document.querySelector('sealform-form').shadowRoot.querySelector('input[type=radio]').click()";
    person.driver().execute(answer, vec![]).await?;
    person.waits_for("the card to fold", async || Ok((!card(person).await?.0).then_some(()))).await?;
    let stays = async || Ok(((card(person).await?.1 - before).abs() < 2.0).then_some(()));
    person.waits_for(&format!("the question to stand {before} px below the top"), stays).await
}

#[tokio::test]
async fn a_card_folds_and_moves_nothing() -> Result<()> {
    for browser in [Browser::Chromium, Browser::WebKit] {
        let (pages, desk) = (demo_with_pages()?, tempfile::tempdir()?);
        let agency = Agency::begins(desk.path(), pages.path())?;
        visit(browser, Look::PHONE, pages.path(), async |person: &Respondent| folds(person, &agency).await).await?;
    }
    Ok(())
}

/// A link that a person cannot use is explained, and leads on.
async fn is_explained(person: &Respondent, agency: &Agency, pages: &Path) -> Result<()> {
    let form = repo_file("tests/e2e/pages/short.json");
    let template = Agency::visit("North Station", "2026-01-01", "2026-01-31");
    let token = agency.assigns(&form, &template, &["--assignment", "a-1", "--observer", "anna"])?;
    let other = repo_file("www/site/forms/store-visit.json");
    let foreign = agency.assigns(&other, &template, &["--assignment", "a-2", "--observer", "bo"])?;
    let desk = tempfile::tempdir()?;
    let elsewhere = tempfile::tempdir()?;
    let rival = Agency::begins(desk.path(), elsewhere.path())?;
    let untrusted = rival.assigns(&form, &template, &["--assignment", "a-1", "--observer", "anna"])?;
    for (index, (link, sentence)) in [
        (token.get(..token.len() / 2).unwrap_or_default(), "The link to your assignment is damaged"),
        (&foreign, "This assignment is for another form"),
        (&untrusted, "This assignment was not signed by an agency that this page trusts"),
    ]
    .into_iter()
    .enumerate()
    {
        person.comes_to(&format!("short.html?trust&place=p{index}#a={link}")).await?;
        person.sees(sentence).await?;
    }
    person.opens(&format!("short.html?trust#a={token}")).await?;
    person.sees("The days for this contact have passed.").await?;
    person.writes(SEEN, "A clock").await?;
    person.sees("Saved on this device").await?;
    agency.program("revoke")?.args(["a-1", "--history", "history.ndjson", "--trust"]).arg(agency.trust()).status()?;
    ensure!(pages.join("trust.json").is_file(), "the trust document is among the pages");
    person.reloads_only().await?;
    person.sees("The agency has taken this assignment back").await?;
    person.presses("Reports and drafts on this device").await?;
    person.sees("Being filled in").await
}

#[tokio::test]
async fn a_link_that_cannot_be_used_is_explained() -> Result<()> {
    let (pages, desk) = (demo_with_pages()?, tempfile::tempdir()?);
    let agency = Agency::begins(desk.path(), pages.path())?;
    visit(Browser::WebKit, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        is_explained(person, &agency, pages.path()).await
    })
    .await
}
