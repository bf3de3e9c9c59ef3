//! The digests of what the npm package holds: a list beside the files, in the format of `sha256sum`. Who publishes the package
//! publishes the digest of the list, too; who hosts it can compare what lies there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// `sha256sum --check SHA256SUMS` compares the files with it.
pub const LIST: &str = "SHA256SUMS";

/// Writes the list for a folder with everything in it, and gives the list's own digest.
///
/// # Errors
/// If a file cannot be read, or the list cannot be written.
pub fn write(folder: &Path) -> Result<String> {
    let mut lines = Vec::new();
    collect(folder, "", &mut lines)?;
    lines.retain(|(name, _)| name != LIST);
    lines.sort();
    let list: String = lines.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
    fs::write(folder.join(LIST), &list).with_context(|| format!("cannot write {LIST}"))?;
    Ok(sha256(list.as_bytes()))
}

/// The names of files below a folder, as paths that begin with `within`, and their digests.
fn collect(folder: &Path, within: &str, lines: &mut Vec<(String, String)>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = format!("{within}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), lines)?;
        } else {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            lines.push((name, sha256(&bytes)));
        }
    }
    Ok(())
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_that_of_sha256sum_and_does_not_name_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("b.js"), "abc").expect("written");
        fs::write(folder.path().join("a.wasm"), "").expect("written");
        fs::create_dir(folder.path().join("themes")).expect("made");
        fs::write(folder.path().join("themes/c.css"), "abc").expect("written");
        let first = write(folder.path()).expect("the list is written");
        let list = fs::read_to_string(folder.path().join(LIST)).expect("it is there");
        let wanted = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.wasm\n\
                      ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b.js\n\
                      ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  themes/c.css\n";
        assert_eq!(list, wanted);
        assert_eq!(write(folder.path()).expect("it is written again"), first);
    }
}
