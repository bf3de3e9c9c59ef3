//! Files as servers send them: brotli and gzip, each beside its file.

use std::io::{self, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

/// A file with a path in a folder.
#[derive(Debug)]
pub struct Packable {
    /// Its path, with slashes.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Packs files in both ways, on all processors. What would not be smaller is not there.
///
/// # Errors
/// Where a library fails.
pub fn pack_all(files: &[Packable]) -> io::Result<Vec<Packable>> {
    let packed = files.par_iter().with_max_len(1).map(pack).collect::<io::Result<Vec<_>>>()?;
    Ok(packed.into_iter().flatten().collect())
}

fn pack(Packable { path, bytes }: &Packable) -> io::Result<Vec<Packable>> {
    let both = [("br", brotli(bytes)?), ("gz", gzip(bytes)?)].into_iter();
    let smaller = both.filter(|(_, smaller)| smaller.len() < bytes.len());
    Ok(smaller.map(|(ending, bytes)| Packable { path: format!("{path}.{ending}"), bytes }).collect())
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    packed.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_not_be_smaller_is_not_there() {
        let file = |path: &str, bytes: &[u8]| Packable { path: path.to_owned(), bytes: bytes.to_owned() };
        let packed = pack_all(&[file("a.js", &b"let a = 1;".repeat(100)), file("b.png", b"x")]).expect("packed");
        let mut paths: Vec<&str> = packed.iter().map(|file| file.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["a.js.br", "a.js.gz"]);
    }
}
