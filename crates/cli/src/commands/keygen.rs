//! `sealform keygen`: signing keys in software.

use std::io::Write;

use clap::Args;
use sealform_submission::PublicJwk;
use sealform_types::Json;

use crate::documents::{self, DocumentKind};
use crate::failure::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Privacy};
use crate::platform;
use crate::screen::plain;

/// Arguments of `keygen`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the private key goes, readable by its owner alone; `-` prints it
    #[arg(long, short, value_name = "FILE", required_unless_present = "public", conflicts_with = "public")]
    output: Option<Output>,
    /// Replace a key that is already there
    #[arg(long, requires = "output")]
    force: bool,
    /// Print the public half of this key, as a key set that `verify --trust` takes
    #[arg(long, value_name = "JWK")]
    public: Option<Input>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    match (&arguments.output, &arguments.public) {
        (Some(output), _) => make(output, arguments.force, out)?,
        (None, Some(input)) => {
            let (source, json) = documents::read(input, DocumentKind::SigningKey)?;
            let key = PublicJwk::from_json(&json).map_err(|error| Failure::found(&source, [error.into()]))?;
            writeln!(out, "{}", key_set(&key))?;
        }
        (None, None) => return Err(Failure::usage("nothing to do", "name a file with `--output`")),
    }
    Ok(Exit::Fine)
}

fn make(output: &Output, force: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if let Output::File(path) = output
        && path.exists()
        && !force
    {
        let name = path.display().to_string();
        let hint = "name another file; `--force` replaces it, and what it sealed stays valid under the old public key";
        return Err(Failure::io(&name, "file/exists", "the file already exists, and may be a key in use", hint));
    }
    let key = platform::new_key()?;
    let mut jwk = key.to_private_jwk();
    if let Json::Object(members) = &mut jwk {
        // Not part of the key: submissions say when it was made.
        members.insert(1, ("created".to_owned(), Json::String(platform::now().to_rfc3339())));
    }
    output.write(format!("{}\n", jwk.to_text()).as_bytes(), Privacy::Secret)?;
    let public = key.public();
    match output {
        Output::File(path) => {
            writeln!(out, "{}: private key, thumbprint {}", plain(&path.display().to_string()), public.thumbprint())?;
            writeln!(out, "{}", key_set(&public))?;
        }
        Output::Printed => writeln!(anstream::stderr(), "thumbprint {}", public.thumbprint())?,
    }
    Ok(())
}

/// The public key as a JWK Set, named by its thumbprint.
fn key_set(key: &PublicJwk) -> String {
    let jcs = key.to_jcs();
    let members = jcs.trim_start_matches('{').trim_end_matches('}');
    format!(r#"{{"keys":[{{"alg":"ES256","kid":"{}","use":"sig",{members}}}]}}"#, key.thumbprint())
}
