//! Chance for pauses.

/// A number from 0 up to, but not including, 65,536 from a random source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance(pub u16);

/// A random number for pauses, which need no good one.
pub fn chance() -> Chance {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 65,536 by its range")]
    Chance((js_sys::Math::random() * 65_536.0) as u16)
}
