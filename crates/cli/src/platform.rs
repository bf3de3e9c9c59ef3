//! What only the machine knows: its clock, its zone and its random numbers. Everything else takes them as values.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use base64ct::{Base64UrlUnpadded, Encoding};
use chrono::{DateTime, FixedOffset, Local, SubsecRound};
use sealform_submission::{Jti, SoftKey};

use crate::failure::Failure;

/// Now, to the second, with the offset of this machine's zone.
pub fn now() -> DateTime<FixedOffset> {
    Local::now().fixed_offset().trunc_subsecs(0)
}

/// The IANA name of this machine's zone.
pub fn zone_name() -> String {
    iana_time_zone::get_timezone().unwrap_or_else(|_| "Etc/UTC".to_owned())
}

/// A new identity.
///
/// # Errors
/// [`Failure`] where the machine gives no random numbers.
pub fn new_jti() -> Result<Jti, Failure> {
    Ok(Jti::from_random(random()?))
}

/// A new signing key.
///
/// # Errors
/// [`Failure`] where the machine gives no random numbers.
pub fn new_key() -> Result<SoftKey, Failure> {
    loop {
        // All but a vanishing part of the numbers of 32 bytes are keys.
        if let Some(key) = SoftKey::from_bytes(&random()?) {
            return Ok(key);
        }
    }
}

/// A new salt: 32 bytes in base64url.
///
/// # Errors
/// [`Failure`] where the machine gives no random numbers.
pub fn new_salt() -> Result<String, Failure> {
    Ok(Base64UrlUnpadded::encode_string(&random::<32>()?))
}

/// Random text of 22 characters: 128 bits.
///
/// # Errors
/// [`Failure`] where the machine gives no random numbers.
pub fn new_nonce() -> Result<String, Failure> {
    Ok(Base64UrlUnpadded::encode_string(&random::<16>()?))
}

/// A nonce of AES-GCM, which serves once.
///
/// # Errors
/// [`Failure`] where the machine gives no random numbers.
pub fn new_iv() -> Result<[u8; 12], Failure> {
    random()
}

/// A number from 0 to 1, by chance; 1 where the machine has no random numbers.
pub fn jitter() -> f64 {
    random::<4>().map_or(1.0, |bytes| f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
}

/// The time since it was asked for the first time; unlike a clock it is never set.
pub fn elapsed() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "pauses and deadlines are of this machine")]
    let now = Instant::now();
    now.saturating_duration_since(*START.get_or_init(|| now))
}

fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => {
            let message = format!("this machine provides no random numbers: {error}");
            Err(Failure::io("", "system/random", message, "pass `--id` and `--signing-key`"))
        }
    }
}
