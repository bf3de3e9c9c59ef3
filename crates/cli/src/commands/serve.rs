//! `sealform serve`: a folder for browsers on this machine, under the policy that the guides promise.

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

use clap::Args;
use sealform_serve::{Port, Server};

use crate::failure::{Exit, Failure};
use crate::screen::plain;

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder with an `index.html`
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The port [default: any that is free]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// An origin besides this server that pages may send submissions to
    #[arg(long = "target", value_name = "ORIGIN")]
    targets: Vec<String>,
    /// A host name besides this machine's own by which pages are asked for, where a proxy has one
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| failed(arguments, &error))?.block_on(serve(arguments, out))
}

async fn serve(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let port = arguments.port.map_or(Port::Free, Port::Fixed);
    let server = Server::bind_as(&arguments.folder, port, &arguments.targets, &arguments.hosts).await;
    let server = server.map_err(|error| failed(arguments, &error))?;
    let folder = plain(&arguments.folder.display().to_string());
    writeln!(out, "serving {folder} at {} (Ctrl-C ends)", server.url())?;
    out.flush()?;
    tokio::select! {
        ended = server.run() => ended.map_err(|error| failed(arguments, &error))?,
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    Ok(Exit::Fine)
}

fn failed(arguments: &Arguments, error: &io::Error) -> Failure {
    let folder = arguments.folder.display().to_string();
    match error.kind() {
        ErrorKind::NotFound => Failure::io(&folder, "file/missing", error.to_string(), "name an existing folder"),
        ErrorKind::InvalidInput => Failure::usage(error.to_string(), "write an origin such as https://agency.example"),
        ErrorKind::AddrInUse | ErrorKind::PermissionDenied => {
            let port = arguments.port.unwrap_or_default();
            let message = format!("port {port} is not available: {error}");
            Failure::io("", "serve/port", message, "leave out `--port` to use any free port")
        }
        _ => Failure::io("", "serve/failed", format!("the server cannot run: {error}"), "try again"),
    }
}
