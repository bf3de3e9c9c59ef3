//! The servers behind each type of target, real where they can be had, started on this machine and ended with the test.

mod front;
mod node;
mod postgres;
mod postgrest;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::process::Command;

use crate::browser::installed_by_cargo;
use crate::program::{Program, free_port};
use crate::repository::repo_file;
use front::Front;
use node::{Listening, Signing};
use postgres::Postgres;
use postgrest::PostgRest;
pub use table::{Again, hold};

const BUCKET: &str = "inbox";
const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// Every target that needs no hand, in the order of the guide. `github` and `gitlab` are of the type `json`; `page` is the page itself.
pub const TARGETS: [&str; 11] =
    ["page", "webhook", "s3-put", "s3-post", "azure", "webdav", "postgrest", "openrosa", "github", "gitlab", "form"];

/// All servers.
#[derive(Debug)]
pub struct Backends {
    s3_folder: PathBuf,
    s3_version: String,
    front: Front,
    azurite: Listening,
    database: Arc<Postgres>,
    postgrest: PostgRest,
    receivers: Listening,
    guide: Listening,
    forger: Listening,
    _s3: Program,
    _home: TempDir,
}

impl Backends {
    /// Starts all of them.
    ///
    /// # Errors
    /// If one is not installed, or does not come up.
    pub async fn start() -> Result<Self> {
        let home = tempfile::tempdir().context("cannot make a folder for servers")?;
        let folder = home.path();
        let s3_folder = folder.join("s3");
        let (s3, s3_port, s3_version) = s3(&s3_folder).await?;
        let (front, azurite, database) =
            tokio::try_join!(Front::start(folder, s3_port), node::azurite(folder), Postgres::start())?;
        let database = Arc::new(database);
        database.asks(&schema()?).await.context("the tables of the guide")?;
        let postgrest = PostgRest::start(Arc::clone(&database)).await?;
        let host = front.s3.trim_start_matches("http://").to_owned();
        let environment = BTreeMap::from([
            ("S3", front.s3.clone()),
            ("HOST", host),
            ("FOLDER", format!("/{BUCKET}/put/")),
            ("BUCKET", BUCKET.to_owned()),
            ("KEY_ID", KEY_ID.to_owned()),
            ("SECRET", SECRET.to_owned()),
            ("REGION", "us-east-1".to_owned()),
            ("AZURE", azurite.origin.clone()),
        ]);
        let (receivers, guide, forger) = tokio::try_join!(
            node::receivers(folder, &environment),
            node::guide(folder, &environment, Signing::Good),
            node::guide(folder, &environment, Signing::Forged),
        )?;
        let (_s3, _home) = (s3, home);
        Ok(Self { s3_folder, s3_version, front, azurite, database, postgrest, receivers, guide, forger, _s3, _home })
    }

    /// Ends what has to be ended in good order; the rest ends by being dropped.
    ///
    /// # Errors
    /// If it does not end.
    pub async fn stop(self) -> Result<()> {
        self.database.stop().await
    }

    /// The origins that pages send to, for their policy.
    pub fn origins(&self) -> Vec<String> {
        let dav = self.front.webdav.trim_end_matches("/in/").to_owned();
        let listening = [&self.azurite, &self.receivers, &self.guide, &self.forger].map(|one| one.origin.clone());
        [vec![self.front.s3.clone(), dav, self.postgrest.url.clone()], listening.into()].concat()
    }

    /// A delivery to all of them at once. Each target's id is its name in [`TARGETS`].
    pub fn delivery(&self) -> Value {
        json!({ "sealform_delivery": 1, "targets": TARGETS.map(|name| self.target(name, "good")) })
    }

    /// A delivery to those that take encrypted files and know a column, a type or a name for them.
    pub fn encrypted_delivery(&self, key: &Value) -> Value {
        let names = ["s3-put", "azure", "webdav", "postgrest", "form"];
        json!({ "sealform_delivery": 1, "encrypt": key, "targets": names.map(|name| self.target(name, "good")) })
    }

    /// A delivery that is refused everywhere, with the state, the status and the reason that it comes to.
    pub fn refused_delivery(&self) -> (Value, Vec<Refused>) {
        let blocked = |id: &'static str, status| Refused { id, state: "blocked", status, reason: Some("refused") };
        let as_id = |id: &str, mut target: Value| {
            target["id"] = json!(id);
            target
        };
        let at = |id: &str, url: String| json!({ "type": "webdav", "id": id, "url": url });
        let targets = json!([
            as_id("s3-put-forged", json!({ "type": "s3-put", "grant": format!("{}/forged", self.forger.origin) })),
            as_id("s3-post-forged", self.target("s3-post", "forged")),
            as_id("s3-post-over", self.target("s3-post", "over")),
            as_id("azure-forged", self.target("azure", "forged")),
            as_id("azure-over", self.target("azure", "over")),
            as_id("postgrest-none", self.target("postgrest", "none")),
            as_id("github-none", self.target("github", "none")),
            at("webdav-closed", self.front.closed()),
            at("webdav-missing", self.front.missing()),
        ]);
        let refused = vec![
            blocked("s3-put-forged", 403),
            blocked("s3-post-forged", 403),
            blocked("s3-post-over", 403),
            blocked("azure-forged", 403),
            blocked("azure-over", 403),
            blocked("postgrest-none", 401),
            blocked("github-none", 401),
            blocked("webdav-closed", 403),
            // RFC 4918 wants 409; nginx cannot rename what came. Either way it is tried again: somebody may be making the folder.
            Refused { id: "webdav-missing", state: "queued", status: 500, reason: None },
        ];
        (json!({ "sealform_delivery": 1, "targets": targets }), refused)
    }

    fn target(&self, name: &str, validity: &str) -> Value {
        let here = |path: &str| format!("{}/{path}", self.receivers.origin);
        let grant = here(&format!("grant/{name}/{validity}"));
        let typed = match name {
            "github" | "gitlab" => "json",
            other => other,
        };
        let members = match name {
            "page" => json!({}),
            "webhook" => json!({ "url": here("webhook"), "blobs": here("webhook/blobs"), "expect": "digest" }),
            "s3-put" => json!({ "grant": format!("{}/grant", self.guide.origin) }),
            "s3-post" | "azure" => json!({ "grant": grant }),
            "webdav" => json!({ "url": self.front.webdav }),
            "postgrest" => {
                let table = |table: &str| format!("{}/{table}", self.postgrest.url);
                json!({ "url": table("submissions"), "blobs": table("blobs"), "grant": grant })
            }
            "openrosa" => json!({ "url": here("openrosa/submission") }),
            "github" => json!({ "url": here("repos/agency/inbox/contents/in?branch=reports"), "grant": grant }),
            "gitlab" => json!({ "url": here("api/v4/projects/5/repository/files/in%2F") }),
            _ => json!({ "url": here("form"), "blobs": true }),
        };
        let mut target = json!({ "type": typed, "id": name });
        if let (Value::Object(target), Value::Object(members)) = (&mut target, members) {
            target.extend(members);
        }
        target
    }

    /// What a target's store has: the digest of each object, as often as it is there. A file is known by the digest of its text.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn digests(&self, name: &str) -> Result<Vec<String>> {
        match name {
            "s3-put" => files(&self.s3_folder.join(BUCKET).join("put")),
            "s3-post" => files(&self.s3_folder.join(BUCKET).join("posted")),
            "webdav" => files(&self.front.folder),
            "postgrest" => {
                let sql = "select encode(sha256(convert_to(coalesce(jws, jwe), 'UTF8')), 'hex') from submissions
                    union all select encode(sha256(bytes), 'hex') from blobs;";
                Ok(self.database.asks(sql).await?.lines().map(str::to_owned).collect())
            }
            name => {
                let all: Vec<(String, String)> = self.receivers.asks(&format!("/stores/{name}")).await?;
                Ok(all.into_iter().map(|(_, digest)| digest).collect())
            }
        }
    }

    /// The rows of submissions of a report: how many have a `jws`, and how many a `jwe`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn rows(&self, jti: &str) -> Result<String> {
        ensure!(jti.chars().all(|c| c.is_ascii_hexdigit() || c == '-'), "`{jti}` is no UUID");
        self.database.asks(&format!("select count(jws), count(jwe) from submissions where jti = '{jti}';")).await
    }

    /// How many rows are seen by whoever may send: it should be none.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn rows_in_sight(&self) -> Result<String> {
        self.database.asks("set local role anon; select count(jti) from submissions;").await
    }

    /// What stands behind each target, with its version.
    ///
    /// # Errors
    /// If a program does not say its version.
    pub async fn programs(&self) -> Result<BTreeMap<&'static str, String>> {
        let node: BTreeMap<String, String> = self.receivers.asks("/versions").await?;
        let of = |name: &str| node.get(name).cloned().unwrap_or_default();
        let (nginx, postgres) = (&self.front.version, self.database.version().await?);
        let s3 = format!("s3s-fs {} behind nginx {nginx}", self.s3_version);
        let stub = |of: &str| format!("a stub of {of}");
        Ok(BTreeMap::from([
            ("page", "a listener in Chromium, Firefox and WebKitGTK".to_owned()),
            ("webhook", format!("a server in Node.js {}, where `jose` {} verifies", of("node"), of("jose"))),
            ("s3-put", s3.clone()),
            ("s3-post", s3),
            ("azure", format!("Azurite {}", node::azurite_version()?)),
            ("webdav", format!("nginx {nginx} with dav-ext")),
            ("postgrest", format!("PostgreSQL {postgres} behind {}", stub("PostgREST"))),
            ("openrosa", stub("ODK Central's contract")),
            ("github", stub("GitHub's contract")),
            ("gitlab", stub("GitLab's contract")),
            ("form", format!("the form parser of Node.js {}", of("node"))),
        ]))
    }
}

/// What a refused target comes to.
#[derive(Debug, Clone, Copy)]
pub struct Refused {
    /// The target's id.
    pub id: &'static str,
    /// As `sealform-delivery` says it.
    pub state: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Why it is blocked.
    pub reason: Option<&'static str>,
}

/// Starts S3, which checks signatures and keeps objects as files.
async fn s3(folder: &Path) -> Result<(Program, u16, String)> {
    fs::create_dir_all(folder.join(BUCKET)).context("cannot make a bucket")?;
    let port = free_port()?;
    let program = installed_by_cargo("s3s-fs");
    let mut command = Command::new(&program);
    command.args(["--access-key", KEY_ID, "--secret-key", SECRET, "--host", "127.0.0.1"]);
    let mut running = Program::start(command.args(["--port", &port.to_string()]).arg(folder))?;
    running.listens_on(port).await?;
    let output = Command::new(&program).arg("--version").output().await.context("s3s-fs says no version")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = said.split_whitespace().nth(1).context("s3s-fs says no version")?.to_owned();
    Ok((running, port, version))
}

/// The tables of the guide, as it has them.
fn schema() -> Result<String> {
    let text = fs::read_to_string(repo_file("www/docs/delivery.md")).context("cannot read the guide")?;
    let (_, rest) = text.split_once("\n```sql\n").context("the guide has no tables")?;
    let (sql, _) = rest.split_once("\n```\n").context("the guide's tables have no end")?;
    Ok(format!("create role anon nologin;\n{sql}"))
}

/// The digests of all files of a folder.
fn files(folder: &Path) -> Result<Vec<String>> {
    let mut digests = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("nothing came into {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            bail!("{} is a folder", path.display());
        }
        digests.push(digest(&fs::read(path)?));
    }
    Ok(digests)
}

/// SHA-256 in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
