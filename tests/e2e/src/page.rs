//! What is on the page, in the words of somebody who cannot see it: roles and names.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::common::requestdata::RequestData;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::session::handle::SessionHandle;
use thirtyfour::{SessionId, WebDriver, WebElement};

const SCRIPT: &str = include_str!("page.js");

/// What a control is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One of several answers.
    Radio,
    /// An answer that may stand beside others.
    Checkbox,
    /// A field to write in.
    Textbox,
    /// A list that opens.
    Combobox,
    /// An entry of a list that is open.
    Option,
    /// Something to press.
    Button,
    /// A way to another place.
    Link,
    /// The title of a part of the page.
    Heading,
    /// A value on a line.
    Slider,
}

impl Role {
    /// Its name in ARIA.
    pub fn name(self) -> &'static str {
        match self {
            Self::Radio => "radio",
            Self::Checkbox => "checkbox",
            Self::Textbox => "textbox",
            Self::Combobox => "combobox",
            Self::Option => "option",
            Self::Button => "button",
            Self::Link => "link",
            Self::Heading => "heading",
            Self::Slider => "slider",
        }
    }
}

/// A control as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Control {
    /// Its ARIA role.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// What is in it, where it can hold something.
    pub value: Option<Value>,
    /// Whether it is chosen, where it can be.
    pub checked: Option<bool>,
    /// Whether it refuses to be used.
    pub disabled: bool,
    /// The name of the question around it, where that was asked for.
    #[serde(default)]
    pub group: Option<String>,
}

/// A control with what a person touches for it: the label of a radio button, for example.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    pub control: WebElement,
    pub touched: WebElement,
}

/// Runs one of the script's actions.
pub(crate) async fn ask(driver: &WebDriver, what: &str, given: Vec<Value>) -> Result<Value> {
    let arguments: Vec<Value> = [vec![json!(what)], given].concat();
    let reply = driver.execute(SCRIPT, arguments).await.with_context(|| format!("the page cannot report `{what}`"))?;
    Ok(reply.json().clone())
}

/// Finds a control by role and name, inside a question, or a part of one, if they are named from the outside inwards.
/// The browser's own accessibility tree must agree about both.
pub(crate) async fn find(driver: &WebDriver, roles: &[Role], name: &str, groups: &[&str]) -> Result<Option<Handle>> {
    let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    let found = ask(driver, "find", vec![json!(names), json!(name), json!(groups)]).await?;
    handle(driver, found, &names, name).await
}

/// The same in the question of a path: a large form asks the same thing more than once.
pub(crate) async fn find_in(driver: &WebDriver, path: &str, role: Role, name: &str) -> Result<Option<Handle>> {
    let found = ask(driver, "findIn", vec![json!(path), json!([role.name()]), json!(name)]).await?;
    handle(driver, found, &[role.name()], name).await
}

async fn handle(driver: &WebDriver, found: Value, names: &[&str], name: &str) -> Result<Option<Handle>> {
    let Value::Array(pair) = found else { return Ok(None) };
    let mut elements = pair
        .into_iter()
        .map(|value| WebElement::from_json(value, Arc::clone(driver.handle())).context("not an element"));
    let control = elements.next().context("no control")??;
    let touched = elements.next().context("nothing to touch")??;
    agrees(driver.handle(), &control, names, name).await?;
    Ok(Some(Handle { control, touched }))
}

/// How often something is touched that another thing lies on.
const TRIES: u32 = 10;

/// Touches an element as a person does, who has it before their eyes and not under the bar at the lower edge.
pub(crate) async fn touch(driver: &WebDriver, element: &WebElement) -> Result<()> {
    let show = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
    for tries in 1.. {
        driver.execute(show, vec![element.to_json()?]).await?;
        match element.click().await {
            // The page still moves: questions above came or went with the last answer.
            Err(error)
                if tries < TRIES && matches!(error.as_inner(), WebDriverErrorInner::ElementClickIntercepted(_)) =>
            {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            clicked => return clicked.context("it cannot be clicked"),
        }
    }
    Ok(())
}

/// So often a browser is asked again that reads nothing aloud.
const PATIENT_LOOKS: usize = 20;

/// The page's script computes names as we understand the rules; the browser computes what is really read aloud.
async fn agrees(session: &SessionHandle, control: &WebElement, roles: &[&str], name: &str) -> Result<()> {
    let role = computed(session, control, "computedrole").await?;
    // Some call a list, a number field, a date field or a summary by names of their own, or by none.
    let known = [
        "",
        "button",
        "generic",
        "none",
        "spinbutton",
        "searchbox",
        "date",
        "time",
        "DateTime",
        "InputTime",
        "Date",
        "DisclosureTriangle",
        "summary",
    ];
    ensure!(roles.contains(&role.as_str()) || known.contains(&role.as_str()), "the browser says `{name}` is a {role}");
    let mut label = computed(session, control, "computedlabel").await?;
    for _ in 0..PATIENT_LOOKS {
        // What was drawn a moment ago is not always in the browser's tree yet.
        if !label.is_empty() || name.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        label = computed(session, control, "computedlabel").await?;
    }
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    ensure!(plain(&label).contains(&plain(name)), "the browser reads `{label}` for `{name}`");
    Ok(())
}

async fn computed(session: &SessionHandle, control: &WebElement, what: &'static str) -> Result<String> {
    let reply = session.cmd(Computed { element: control.element_id().to_string(), what }).await?;
    reply.value().context("the browser computes no name")
}

/// WebDriver's "get computed role" and "get computed label".
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl FormatRequestData for Computed {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let Self { element, what } = self;
        RequestData::new(Method::GET, format!("session/{session}/element/{element}/{what}"))
    }
}
