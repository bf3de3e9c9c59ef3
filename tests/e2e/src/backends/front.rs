//! nginx: in front of S3, which sends no CORS headers here, and as the server of WebDAV.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

use crate::program::{Program, free_port};

/// Where Debian puts it; not every shell looks there.
const NGINX: &str = "/usr/sbin/nginx";

/// A running nginx.
#[derive(Debug)]
pub struct Front {
    /// What S3 is called by browsers.
    pub s3: String,
    /// The folder of WebDAV, with its slash.
    pub webdav: String,
    /// Files are kept here.
    pub folder: PathBuf,
    /// nginx as it names itself.
    pub version: String,
    _program: Program,
}

impl Front {
    /// Starts it with everything that it writes in `home`.
    ///
    /// # Errors
    /// If it is not installed, or does not listen.
    pub async fn start(home: &Path, s3_behind: u16) -> Result<Self> {
        let (s3, webdav) = (free_port()?, free_port()?);
        let folder = home.join("webdav/in");
        fs::create_dir_all(&folder).context("cannot make the folder of WebDAV")?;
        let file = home.join("nginx.conf");
        fs::write(&file, configuration(home, s3, s3_behind, webdav)).context("cannot write nginx.conf")?;
        let mut command = Command::new(NGINX);
        command.arg("-p").arg(home).arg("-c").arg(&file).arg("-e").arg(home.join("nginx-error.log"));
        let mut program = Program::start(&mut command)?;
        program.listens_on(s3).await.context("nginx")?;
        let version = version().await?;
        let [s3, dav] = [s3, webdav].map(|port| format!("http://127.0.0.1:{port}"));
        Ok(Self { s3, webdav: format!("{dav}/in/"), folder, version, _program: program })
    }

    /// A folder of WebDAV that nobody may write into.
    pub fn closed(&self) -> String {
        self.webdav.replace("/in/", "/closed/")
    }

    /// A folder of WebDAV that is not there.
    pub fn missing(&self) -> String {
        format!("{}missing/", self.webdav)
    }
}

async fn version() -> Result<String> {
    let output = Command::new(NGINX).arg("-v").output().await.context("nginx does not say its version")?;
    // nginx version: nginx/1.22.1
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let version = said.trim().rsplit('/').next().unwrap_or_default().to_owned();
    ensure!(version.starts_with(|c: char| c.is_ascii_digit()), "nginx says `{said}`");
    Ok(version)
}

/// One process, as whoever runs the test.
fn configuration(home: &Path, s3: u16, s3_behind: u16, webdav: u16) -> String {
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|name| format!("    {name}_temp_path {home}/{name};\n", home = home.display()))
        .collect();
    let open = |headers: &str| {
        format!(
            "add_header Access-Control-Allow-Origin * always;
            add_header Access-Control-Expose-Headers Retry-After always;
            if ($request_method = OPTIONS) {{
                add_header Access-Control-Allow-Origin *;
                add_header Access-Control-Allow-Methods \"PUT, POST\";
                add_header Access-Control-Allow-Headers \"{headers}\";
                return 204;
            }}"
        )
    };
    format!(
        "load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
daemon off;
master_process off;
pid {home}/nginx.pid;
events {{ }}
http {{
    access_log off;
    client_max_body_size 64m;
{temporary}
    server {{
        listen 127.0.0.1:{s3};
        location / {{
            {s3_open}
            proxy_set_header Host $http_host;
            proxy_pass http://127.0.0.1:{s3_behind};
        }}
    }}
    server {{
        listen 127.0.0.1:{webdav};
        root {home}/webdav;
        location / {{
            {dav_open}
            dav_methods PUT;
            dav_ext_methods PROPFIND OPTIONS;
        }}
        location /closed/ {{
            {dav_open}
            deny all;
        }}
    }}
}}
",
        home = home.display(),
        s3_open = open("content-type, if-none-match"),
        dav_open = open("content-type"),
    )
}
