//! Files as servers send them: brotli and gzip, each beside its file.

use std::io::{self, Write};
use std::thread;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

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
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut shares: Vec<Vec<&Packable>> = (0..workers).map(|_| Vec::new()).collect();
    // The largest ones first, each to the one who has least to do.
    let mut sorted: Vec<&Packable> = files.iter().collect();
    sorted.sort_by_key(|file| std::cmp::Reverse(file.bytes.len()));
    for file in sorted {
        let load = |share: &Vec<&Packable>| share.iter().map(|file| file.bytes.len()).sum::<usize>();
        if let Some(share) = shares.iter_mut().min_by_key(|share| load(share)) {
            share.push(file);
        }
    }
    let packed = thread::scope(|scope| {
        let running: Vec<_> = shares.iter().map(|share| scope.spawn(move || pack_share(share))).collect();
        let ended = running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(stopped())));
        ended.collect::<io::Result<Vec<_>>>()
    })?;
    Ok(packed.into_iter().flatten().collect())
}

fn stopped() -> io::Error {
    io::Error::other("packing has stopped")
}

fn pack_share(files: &[&Packable]) -> io::Result<Vec<Packable>> {
    let mut packed = Vec::new();
    for Packable { path, bytes } in files {
        for (ending, smaller) in [("br", brotli(bytes)?), ("gz", gzip(bytes)?)] {
            if smaller.len() < bytes.len() {
                packed.push(Packable { path: format!("{path}.{ending}"), bytes: smaller });
            }
        }
    }
    Ok(packed)
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
