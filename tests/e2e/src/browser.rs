//! The three browsers, and how each of them looks at a page.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::program::{Program, free_port};
use crate::screen::Screen;

/// A browser engine that Sealform promises to run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chromium, as in Chrome, Edge and most phones.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKit, as in Safari and every browser of an iPhone; here WebKitGTK.
    WebKit,
}

/// How a person looks at a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The size of the page.
    pub size: Size,
    /// The colours that the system prefers.
    pub scheme: Scheme,
}

/// The size of the page in CSS pixels.
///
/// Only Chromium can be as narrow as a phone: the others keep a minimum width for their windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 390 × 844.
    Phone,
    /// 1280 × 800.
    Desktop,
}

/// The colours that the system prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Look {
    /// A large light window.
    pub const DESKTOP: Self = Self { size: Size::Desktop, scheme: Scheme::Light };
    /// A light phone.
    pub const PHONE: Self = Self { size: Size::Phone, scheme: Scheme::Light };

    /// The same in the dark.
    #[must_use]
    pub fn dark(self) -> Self {
        Self { scheme: Scheme::Dark, ..self }
    }

    /// `phone-dark`, for file names.
    pub fn name(self) -> String {
        let size = match self.size {
            Size::Phone => "phone",
            Size::Desktop => "desktop",
        };
        let scheme = match self.scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        format!("{size}-{scheme}")
    }
}

impl Size {
    /// Width and height.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Phone => (390, 844),
            Self::Desktop => (1280, 800),
        }
    }
}

/// A driver that waits for a session, and what must outlive it.
#[derive(Debug)]
pub struct Driver {
    /// Where it listens.
    pub url: String,
    program: Program,
    _screen: Option<Screen>,
}

impl Driver {
    /// Kills it and its browser without a word.
    ///
    /// # Errors
    /// If they do not end.
    pub async fn kill(self) -> Result<()> {
        self.program.kill().await
    }
}

impl Browser {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Its name, for messages and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Starts the browser's driver with `home` as the place for everything that it writes.
    pub(crate) async fn driver(self, home: &Path, look: Look) -> Result<Driver> {
        let port = free_port()?;
        let screen = match self {
            Self::WebKit => Some(Screen::start().await?),
            Self::Chromium | Self::Firefox => None,
        };
        let mut command = self.command(port, home, look);
        if let Some(screen) = &screen {
            command.env("DISPLAY", screen.name());
        }
        let mut program = Program::start(&mut command)?;
        program.listens_on(port).await?;
        Ok(Driver { url: format!("http://127.0.0.1:{port}"), program, _screen: screen })
    }

    fn command(self, port: u16, home: &Path, look: Look) -> Command {
        match self {
            Self::Chromium => {
                let mut command = Command::new("chromedriver");
                command.arg(format!("--port={port}")).env("TMPDIR", home);
                command
            }
            Self::Firefox => {
                let mut command = Command::new(installed_by_cargo("geckodriver"));
                command.args(["--host", "127.0.0.1", "--port", &port.to_string()]).env("TMPDIR", home);
                command
            }
            Self::WebKit => {
                let mut command = Command::new("WebKitWebDriver");
                command.arg(format!("--port={port}")).arg("--host=127.0.0.1");
                command
                    .env("HOME", home)
                    .env("XDG_CONFIG_HOME", home.join("config"))
                    .env("XDG_DATA_HOME", home.join("data"));
                command.env("XDG_CACHE_HOME", home.join("cache"));
                command.env("GTK_THEME", if look.scheme == Scheme::Dark { "Adwaita:dark" } else { "Adwaita" });
                command.env("LIBGL_ALWAYS_SOFTWARE", "1").env("NO_AT_BRIDGE", "1").env_remove("WAYLAND_DISPLAY");
                command
            }
        }
    }

    /// What the session asks of the browser.
    pub(crate) fn capabilities(self, home: &Path, look: Look) -> Value {
        let downloads = home.join("downloads");
        match self {
            Self::Chromium => chromium(home, &downloads, look),
            Self::Firefox => firefox(home, &downloads, look),
            Self::WebKit => json!({ "browserName": "MiniBrowser" }),
        }
    }
}

fn chromium(home: &Path, downloads: &Path, look: Look) -> Value {
    let (width, height) = look.size.pixels();
    // Tests run as root in containers, where Chromium's own sandbox cannot start; it must also not look for the world.
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    .map(str::to_owned)
    .into();
    arguments.push(format!("--user-data-dir={}", home.join("profile").display()));
    arguments.push(format!("--window-size={width},{height}"));
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": { "download.default_directory": downloads, "download.prompt_for_download": false },
        },
    })
}

fn firefox(home: &Path, downloads: &Path, look: Look) -> Value {
    let (width, height) = look.size.pixels();
    let profile = home.join("profile");
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "args": ["-headless", "-profile", profile, format!("--width={width}"), format!("--height={height}")],
            "prefs": {
                "browser.download.folderList": 2,
                "browser.download.dir": downloads,
                "browser.download.alwaysOpenPanel": false,
                "browser.helperApps.neverAsk.saveToDisk": "application/jose+json,application/jose,application/json",
                "layout.css.prefers-color-scheme.content-override": if look.scheme == Scheme::Dark { 0 } else { 1 },
                // Tab goes to every control, on every platform.
                "accessibility.tabfocus": 7,
            },
        },
    })
}

/// `cargo install` puts programs where not every shell looks.
pub(crate) fn installed_by_cargo(name: &str) -> std::path::PathBuf {
    let home = || std::env::home_dir().unwrap_or_default().join(".cargo");
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(home, std::path::PathBuf::from);
    let path = cargo.join("bin").join(name);
    if path.is_file() { path } else { name.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_have_names_for_files() {
        assert_eq!(Look::PHONE.dark().name(), "phone-dark");
        assert_eq!(Look::DESKTOP.name(), "desktop-light");
    }
}
