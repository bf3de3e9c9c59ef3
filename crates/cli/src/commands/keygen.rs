//! `sealform keygen`: signing keys in software.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use sealform_submission::PublicJwk;
use sealform_submission::agency::{Changed, TrustFile};
use sealform_types::Json;

use crate::documents::{self, DocumentKind};
use crate::failure::{Exit, Failure, FileReport};
use crate::input::Input;
use crate::output::{Hold, Output, Privacy};
use crate::screen::plain;
use crate::{platform, trust_file};

/// Arguments of `keygen`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the private key goes, readable by its owner alone; `-` prints it
    #[arg(long, short, value_name = "FILE", required_unless_present = "public", conflicts_with = "public")]
    output: Option<Output>,
    /// Replace a key that is already there
    #[arg(long, requires = "output")]
    force: bool,
    /// An agency's key: it signs assignments under this name
    #[arg(long, value_name = "NAME", requires = "output")]
    issuer: Option<String>,
    /// With `--issuer`: the trust document to which the key is added, made where it is not there [default: printed]
    #[arg(long, value_name = "FILE", requires = "issuer")]
    trust: Option<PathBuf>,
    /// A key for which files are encrypted, and which `sealform open` takes: it signs nothing
    #[arg(long, requires = "output", conflicts_with = "issuer")]
    encryption: bool,
    /// Print the public half of this key, as a key set that `verify --trust` takes
    #[arg(long, value_name = "JWK")]
    public: Option<Input>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    match (&arguments.output, &arguments.public) {
        (Some(output), _) => make(output, arguments, out)?,
        (None, Some(input)) => {
            let (source, json) = documents::read(input, DocumentKind::SigningKey)?;
            let key = PublicJwk::from_json(&json).map_err(|error| Failure::found(&source, [error.into()]))?;
            let purpose =
                if json.get("use").and_then(Json::as_str) == Some("enc") { Purpose::Encrypts } else { Purpose::Signs };
            writeln!(out, "{}", purpose.public(&key))?;
        }
        (None, None) => return Err(Failure::usage("nothing to do", "name a file with `--output`")),
    }
    Ok(Exit::Fine)
}

fn make(output: &Output, arguments: &Arguments, out: &mut dyn Write) -> Result<(), Failure> {
    if let Output::File(path) = output
        && path.exists()
        && !arguments.force
    {
        let name = path.display().to_string();
        let hint = "name another file; `--force` replaces it, and what it sealed stays valid under the old public key";
        return Err(Failure::io(&name, "file/exists", "the file already exists, and may be a key in use", hint));
    }
    let key = platform::new_key()?;
    let purpose = if arguments.encryption { Purpose::Encrypts } else { Purpose::Signs };
    let agency = arguments.issuer.as_deref().map(|iss| Agency::with(iss, &key.public(), arguments)).transpose()?;
    let mut jwk = key.to_private_jwk();
    if let Json::Object(members) = &mut jwk {
        // Not part of the key: submissions say when it was made, and assignments whose it is.
        members.insert(1, ("created".to_owned(), Json::String(platform::now().to_rfc3339())));
        let marks = if arguments.encryption { [("alg", "ECDH-ES"), ("use", "enc")].as_slice() } else { &[] };
        members.extend(marks.iter().map(|(name, word)| ((*name).to_owned(), Json::from(*word))));
        members.extend(arguments.issuer.as_deref().map(|iss| ("iss".to_owned(), Json::from(iss))));
    }
    output.write(format!("{}\n", jwk.to_text()).as_bytes(), Privacy::Secret)?;
    let public = key.public();
    let thumbprint = public.thumbprint();
    match (output, agency) {
        (Output::File(path), agency) => {
            writeln!(out, "{}: private key, thumbprint {thumbprint}", plain(&path.display().to_string()))?;
            match agency {
                Some(agency) => agency.write(out)?,
                None => writeln!(out, "{}", purpose.public(&public))?,
            }
        }
        (Output::Printed, agency) => {
            writeln!(anstream::stderr(), "thumbprint {thumbprint}")?;
            if let Some(agency) = agency {
                agency.write(&mut anstream::stderr())?;
            }
        }
    }
    Ok(())
}

/// The trust document with an agency's new key.
struct Agency<'a> {
    file: TrustFile,
    path: Option<&'a Path>,
    _held: Hold,
}

impl<'a> Agency<'a> {
    fn with(iss: &str, key: &PublicJwk, arguments: &'a Arguments) -> Result<Self, Failure> {
        let path = arguments.trust.as_deref();
        let held = Hold::of(path)?;
        let mut file = match path.filter(|path| path.exists()) {
            Some(path) => trust_file::read(path)?,
            None => TrustFile::new(),
        };
        match file.add_issuer(iss, key) {
            Ok(Changed::Yes | Changed::No) => Ok(Self { file, path, _held: held }),
            Err(fault) => {
                let file = path.map(|path| path.display().to_string()).unwrap_or_default();
                let findings = fault.findings().cloned().collect();
                Err(Failure::of(FileReport { file, text: None, findings }))
            }
        }
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        match self.path {
            Some(path) => {
                trust_file::write(path, &self.file)?;
                writeln!(out, "{}: the key signs for the agency", plain(&path.display().to_string()))?;
            }
            None => out.write_all(trust_file::pretty(&self.file)?.as_bytes())?,
        }
        Ok(())
    }
}

/// What a key is for. It is never for both: what is opened with one would be signed with the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Signs,
    Encrypts,
}

impl Purpose {
    /// The public half as others take it: a JWK Set of devices, or the key that stands in `encrypt`. Both name it by its thumbprint.
    fn public(self, key: &PublicJwk) -> String {
        let jcs = key.to_jcs();
        let members = jcs.trim_start_matches('{').trim_end_matches('}');
        let kid = key.thumbprint();
        match self {
            Self::Signs => format!(r#"{{"keys":[{{"alg":"ES256","kid":"{kid}","use":"sig",{members}}}]}}"#),
            Self::Encrypts => format!(r#"{{"alg":"ECDH-ES","kid":"{kid}","use":"enc",{members}}}"#),
        }
    }
}
