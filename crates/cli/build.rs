//! What the interface says, in every language that there is: a language is one file of the npm package's `messages`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/package/messages");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let tag = file.file_stem().unwrap_or_default().to_string_lossy();
        let path = file.canonicalize()?;
        writeln!(table, "    ({tag:?}, include_str!({:?})),", path.display().to_string()).map_err(io::Error::other)?;
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("Cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("catalogues.rs"), table + "]\n")
}
