//! Base64url without padding (RFC 4648, section 5), and only the one text that some bytes have.

use base64ct::{Base64UrlUnpadded, Encoding};

/// Base64url without padding.
pub(crate) fn to_base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads base64url without padding, and only the one text that [`to_base64url`] writes for these bytes.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64UrlUnpadded::decode_vec(text).ok()?;
    (to_base64url(&bytes) == text).then_some(bytes)
}

/// The same of what is no secret: how long it takes depends on the text.
#[cfg(feature = "verify")]
pub(crate) fn from_public_base64url(text: &[u8]) -> Option<Vec<u8>> {
    let (quads, rest) = text.as_chunks::<4>();
    let mut triples = vec![[0; 3]; quads.len()];
    // What is wrong anywhere is seen at the end, by a bit that no digit has.
    let mut seen = 0;
    for (quad, triple) in quads.iter().zip(&mut triples) {
        let [first, second, third, fourth] = quad.map(digit);
        seen |= first | second | third | fourth;
        let [_, three @ ..] = (first << 18 | second << 12 | third << 6 | fourth).to_be_bytes();
        *triple = three;
    }
    let mut bytes = triples.into_flattened();
    match *rest {
        [] => {}
        [first, second] => {
            let (first, second) = (digit(first), digit(second));
            seen |= first | second | spare(second & 0xf);
            let [.., one] = (first << 2 | second >> 4).to_be_bytes();
            bytes.push(one);
        }
        [first, second, third] => {
            let [first, second, third] = [first, second, third].map(digit);
            seen |= first | second | third | spare(third & 3);
            let [.., one, two] = (first << 10 | second << 4 | third >> 2).to_be_bytes();
            bytes.extend_from_slice(&[one, two]);
        }
        _ => return None,
    }
    (seen & NO_DIGIT == 0).then_some(bytes)
}

/// A bit beyond the six of a digit.
#[cfg(feature = "verify")]
const NO_DIGIT: u32 = 1 << 31;

#[cfg(feature = "verify")]
fn digit(sign: u8) -> u32 {
    #[expect(clippy::indexing_slicing, reason = "an index out of bounds would be found where this is compiled")]
    const DIGITS: [u32; 256] = {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let (mut digits, mut value) = ([NO_DIGIT; 256], 0);
        while value < 64 {
            digits[alphabet[value as usize] as usize] = value;
            value += 1;
        }
        digits
    };
    DIGITS.get(usize::from(sign)).copied().unwrap_or(NO_DIGIT)
}

/// Bits that no byte takes have to be zero, or one text more would stand for the same bytes.
#[cfg(feature = "verify")]
fn spare(bits: u32) -> u32 {
    if bits == 0 { 0 } else { NO_DIGIT }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[cfg(feature = "verify")]
        #[test]
        fn what_is_public_is_read_like_a_secret(text in "[A-Za-z0-9_-]{0,20}", bytes in any::<Vec<u8>>(), at in any::<prop::sample::Index>(), sign in any::<char>()) {
            let written = to_base64url(&bytes);
            prop_assert_eq!(from_public_base64url(written.as_bytes()), Some(bytes));
            let mut damaged: Vec<char> = text.chars().collect();
            damaged.insert(at.index(damaged.len() + 1), sign);
            for text in [text, damaged.into_iter().collect()] {
                prop_assert_eq!(from_public_base64url(text.as_bytes()), from_base64url(&text));
            }
        }
    }

    #[test]
    fn only_the_one_base64url_text_of_some_bytes_is_read() {
        assert_eq!(from_base64url("Zg"), Some(b"f".to_vec()));
        for text in ["Zh", "Zg==", "Zg=", "Z", "Zm+v", "Zm/v", " Zg", "Zg\n"] {
            assert_eq!(from_base64url(text), None, "{text:?}");
        }
    }
}
