//! The gallery: every kind of question on every width, with words, numbers and addresses that no line holds, and in large text.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, View, demo, repo_file, visit};
use serde_json::{Value, json};

/// The names of parts that are there.
async fn parts(person: &Respondent) -> Result<BTreeSet<String>> {
    let script = "const root = document.querySelector('sealform-form').shadowRoot;
        return [...root.querySelectorAll('[part]')].flatMap((part) => [...part.part])";
    let names = person.driver().execute(script, vec![]).await?.json().clone();
    Ok(serde_json::from_value(names)?)
}

/// The names in the paragraph of the guide that begins so.
fn listed(opening: &str) -> Result<BTreeSet<String>> {
    let guide = std::fs::read_to_string(repo_file("www/docs/embedding.md"))?;
    let paragraph = guide.split("\n\n").find(|paragraph| paragraph.starts_with(opening)).unwrap_or_default();
    Ok(paragraph.split('`').skip(1).step_by(2).map(str::to_owned).collect())
}

async fn fits(person: &Respondent, page: &str, state: &str) -> Result<()> {
    for (width, is_large) in [320, 360, 768, 1280].into_iter().flat_map(|width| [(width, false), (width, true)]) {
        person.is_as_wide_as(width).await?;
        let wide = include_str!("../src/wide.js");
        let wrong = person.driver().execute(wide, vec![json!(is_large)]).await?.json().clone();
        let size = if is_large { "200 %" } else { "100 %" };
        ensure!(wrong == json!([]), "{page}, {state}, at {width} px and {size}: {wrong}");
    }
    Ok(())
}

/// Nothing is wider than the page, whatever was typed, and the guide names the parts that are there.
async fn fits_everywhere(person: &Respondent) -> Result<()> {
    let mut seen = BTreeSet::new();
    for page in View::PAGES {
        for state in ["empty", "long", "error", "warning", "readonly", "summary", "long-summary"] {
            person.opens_view(View { page, state, more: "" }).await?;
            fits(person, page, state).await?;
            seen.extend(parts(person).await?);
        }
    }
    let always = listed("Parts of every form:")?;
    let unlisted: Vec<_> = seen.difference(&always).collect();
    ensure!(unlisted.is_empty(), "the guide does not list the parts {unlisted:?}");
    let gone: Vec<_> = always.difference(&seen).collect();
    ensure!(gone.is_empty(), "the guide lists parts that no question has: {gone:?}");
    Ok(())
}

#[tokio::test]
async fn everything_fits_at_every_width() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, &demo()?, fits_everywhere).await
}

/// What is there at times: greetings, an open list, controls whose module has not come, the seal.
async fn fits_at_times(person: &Respondent) -> Result<()> {
    let at_times = listed("Parts at times:")?.union(&listed("Parts of every form:")?).cloned().collect::<BTreeSet<_>>();
    let mut views: Vec<_> = View::PAGES.into_iter().map(|page| (page, "loading")).collect();
    views.extend([("text", "greeting"), ("choices", "back"), ("choices", "list"), ("text", "receipt")]);
    for (page, state) in views {
        person.opens_view(View { page, state, more: "" }).await?;
        fits(person, page, state).await?;
        let unlisted: Vec<_> = parts(person).await?.difference(&at_times).cloned().collect();
        ensure!(unlisted.is_empty(), "the guide does not list the parts {unlisted:?} of {page}, {state}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_there_at_times_fits_at_every_width() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, &demo()?, fits_at_times).await
}

/// The same as a phone shows it, where the list lies over the form, and axe-core reads it.
async fn sees_at_times(person: &Respondent) -> Result<()> {
    for (page, state, part) in [
        ("text", "greeting", "greeting"),
        ("choices", "back", "greeting"),
        ("choices", "list", "list-sheet"),
        ("text", "receipt", "seal"),
    ] {
        for more in ["&colours=light", "&colours=dark&lang=ar"] {
            person.opens_view(View { page, state, more }).await?;
            ensure!(parts(person).await?.contains(part), "{page}, {state}, has no `{part}`");
            person.finds_no_barrier(&format!("gallery-{page}-{state}")).await?;
        }
    }
    person.opens_view(View { page: "choices", state: "back", more: "" }).await?;
    person.sees("Welcome back. You stopped at “Choices” (").await
}

#[tokio::test]
async fn what_is_there_at_times_has_no_barrier() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, sees_at_times).await
}

/// Each theme in light, dark and from right to left, where axe-core reads what its colours are.
async fn themes(person: &Respondent) -> Result<()> {
    for theme in ["plain", "paper", "contrast"] {
        for more in ["&colours=light", "&colours=dark&density=compact", "&colours=light&lang=ar"] {
            for (page, state) in
                [("choices", "error"), ("text", "warning"), ("scales", "readonly"), ("matrix", "summary")]
            {
                let more = &format!("&theme={theme}{more}");
                person.opens_view(View { page, state, more }).await?;
                person.finds_no_barrier(&format!("gallery-{theme}-{page}-{state}")).await?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_theme_has_a_barrier() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, themes).await
}

/// The states of questions that look different to somebody who sees, or hears, them.
const STATES: [&str; 7] = ["", "empty", "long", "error", "warning", "readonly", "summary"];

/// Every page in every state, or every second one from the first or the second on; the looks take turns.
async fn states(person: &Respondent, looks: &[&str], first: usize, step: usize) -> Result<()> {
    let mut found = Vec::new();
    let views = View::PAGES.into_iter().flat_map(|page| STATES.map(|state| (page, state)));
    let views = views.skip(first).step_by(step);
    for ((page, state), more) in views.zip(looks.iter().cycle()) {
        person.opens_view(View { page, state, more }).await?;
        let barrier = person.finds_no_barrier(&format!("{page}, {state}, {more}")).await.err();
        found.extend(barrier.map(|barrier| format!("{barrier:#}")));
    }
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

#[tokio::test]
async fn no_state_has_a_barrier_in_chromium() -> Result<()> {
    // As many looks as have no divisor in common with the states: each state comes in each of them.
    let looks = ["&colours=light", "&colours=dark", "&colours=light&lang=ar"];
    visit(Browser::Chromium, Look::PHONE, &demo()?, async |person: &Respondent| states(person, &looks, 0, 1).await)
        .await
}

// Markup is the same in every browser, and so are most barriers: the two others share the states.
#[tokio::test]
async fn no_state_has_a_barrier_in_firefox() -> Result<()> {
    visit(Browser::Firefox, Look::DESKTOP, &demo()?, async |person: &Respondent| states(person, &[""], 0, 2).await)
        .await
}

#[tokio::test]
async fn no_state_has_a_barrier_in_webkit() -> Result<()> {
    visit(Browser::WebKit, Look::DESKTOP, &demo()?, async |person: &Respondent| states(person, &[""], 1, 2).await).await
}

/// A page that makes its `rem` another length, as many do, changes nothing in a form; the form's own size does.
async fn measures(person: &Respondent) -> Result<()> {
    person.opens_view(View { page: "text", state: "summary", more: "" }).await?;
    let script = "const [root, size] = arguments;
        document.documentElement.style.fontSize = root;
        const form = document.querySelector('sealform-form');
        form.style.setProperty('--sealform-size', size);
        const box = (name) => form.shadowRoot.querySelector(`[part~=${name}]`).getBoundingClientRect().height;
        return [getComputedStyle(form.shadowRoot.querySelector('[part=title]')).fontSize, box('primary'), box('bar')];";
    let measure = async |root: &str, size: &str| -> Result<Value> {
        Ok(person.driver().execute(script, vec![json!(root), json!(size)]).await?.json().clone())
    };
    let usual = measure("", "").await?;
    ensure!(measure("62.5%", "").await? == usual, "the page's own size of text changes the form");
    ensure!(measure("", "24px").await? != usual, "`--sealform-size` changes nothing");
    Ok(())
}

/// Containers that ask what is in them how wide it would be: containment answers "nothing" unless it is told otherwise.
const CONTAINERS: [&str; 10] = [
    "display: block",
    "display: flex",
    "display: flex; inline-size: 280px",
    "display: flex; flex-direction: column; align-items: center",
    "display: inline-block",
    "display: inline-grid",
    "float: left",
    "float: right",
    "position: absolute",
    "inline-size: fit-content; margin-inline: auto",
];

/// A form can be read in every container, and stays within it, whether the window is narrow or wide.
async fn has_a_width(person: &Respondent) -> Result<()> {
    person.opens_view(View { page: "text", state: "empty", more: "" }).await?;
    for box_name in ["div", "dialog"] {
        let wrap = "const form = document.querySelector('sealform-form');
            const box = document.createElement(arguments[0]);
            box.id = 'container';
            document.body.replaceChildren(box);
            box.append(form);
            box.open = true";
        person.driver().execute(wrap, vec![json!(box_name)]).await?;
        // An element that was moved takes up its style sheet anew.
        let is_drawn = "const form = document.querySelector('sealform-form');
            return getComputedStyle(form).display === 'block' && form.shadowRoot.querySelector('[part=title]') !== null";
        let is_drawn =
            async || Ok((*person.driver().execute(is_drawn, vec![]).await?.json() == json!(true)).then_some(()));
        person.waits_for("the form in its container", is_drawn).await?;
        let measure = "const [inner, outer] = ['sealform-form', '#container'].map((name) => document.querySelector(name));
            return arguments[0].map((style) => {
                outer.style.cssText = style;
                const [form, box] = [inner, outer].map((one) => one.getBoundingClientRect());
                return [style, form.width, form.left >= box.left && form.right <= box.right + 0.5 && box.right <= innerWidth];
            })";
        // A dialog is what it is.
        let styles: &[&str] = if box_name == "div" { &CONTAINERS } else { &[""] };
        let measured = person.driver().execute(measure, vec![json!(styles)]).await?.json().clone();
        let measured: Vec<(String, f64, bool)> = serde_json::from_value(measured)?;
        for (style, width, fits) in measured {
            ensure!(
                width > 200.0 && fits,
                "{width} px wide, within its container {fits}: <{box_name} style='{style}'>"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn there_is_a_width_in_every_container_in_chromium() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, has_a_width).await?;
    visit(Browser::Chromium, Look::DESKTOP, &demo()?, has_a_width).await
}

#[tokio::test]
async fn there_is_a_width_in_every_container_in_firefox() -> Result<()> {
    visit(Browser::Firefox, Look::DESKTOP, &demo()?, has_a_width).await
}

#[tokio::test]
async fn there_is_a_width_in_every_container_in_webkit() -> Result<()> {
    visit(Browser::WebKit, Look::PHONE, &demo()?, has_a_width).await
}

#[tokio::test]
async fn the_size_of_a_form_is_its_own() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, &demo()?, measures).await
}
