//! `cargo xtask demo`: from a bare clone to a form in a browser.

use std::path::Path;

use anyhow::{Context, Result};
use sealform_serve::{Port, Server};

use crate::process::say;
use crate::quick;
use crate::repository::Repository;

/// Builds everything and serves the demo on this machine.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Serve on this port
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Only build; the site is then in `target/site`
    #[arg(long)]
    no_serve: bool,
}

/// Builds the site, unless it is there already, and serves it until it is interrupted.
///
/// # Errors
/// If something does not build, or the port is taken.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    let site = quick::build(repo)?;
    if arguments.no_serve { Ok(()) } else { serve(&site, arguments.port) }
}

fn serve(site: &Path, port: u16) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let server = Server::bind(site, Port::Fixed(port), &[])
            .await
            .with_context(|| format!("cannot serve on port {port}; choose another with --port"))?;
        say(format_args!("open {}   (Ctrl+C stops it)", server.url()));
        server.run().await.context("the server stopped")
    })
}
