//! What gzip has packed, unpacked as it is read.

use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::refused::Bomb;

/// As much may be unpacked from anything.
const ALWAYS: u64 = 1 << 30;
/// How much larger than its packed form it may be then: sealed files are texts in base64url, and shrink to a third.
const MOST_TIMES: u64 = 200;

/// A packed stream, unpacked. Reading fails with a [`Bomb`] where it grows out of all proportion.
pub struct Gzip {
    decoder: MultiGzDecoder<BufReader<Counted>>,
    unpacked: u64,
}

struct Counted {
    inner: Box<dyn Read + Send>,
    bytes: u64,
}

impl Gzip {
    pub fn of(inner: Box<dyn Read + Send>) -> Self {
        let packed = BufReader::with_capacity(1 << 16, Counted { inner, bytes: 0 });
        Self { decoder: MultiGzDecoder::new(packed), unpacked: 0 }
    }
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.unpacked += read as u64;
        let packed = self.decoder.get_ref().get_ref().bytes;
        match self.unpacked {
            unpacked if unpacked > ALWAYS && unpacked / MOST_TIMES > packed => {
                Err(io::Error::other(Bomb { packed, unpacked }))
            }
            _ => Ok(read),
        }
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}
