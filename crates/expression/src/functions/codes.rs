//! Digests and base64.

use base64ct::{Base64, Base64Unpadded, Encoding};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{any, docs, plain, text};
use crate::context::EvalError;
use crate::function::{Args, Body, Function};
use crate::kinds::ValueKind;
use crate::value::Val;

pub(super) const TABLE: &[Function] = &[
    plain(
        "base64-decode",
        &[any("text")],
        ValueKind::Text,
        docs("The text that is written in base64; blank if it is none."),
        (docs("base64-decode('SGVp')"), docs("Hei")),
        |a| {
            let coded: String = text(a, 0).split_ascii_whitespace().collect();
            let bytes = Base64::decode_vec(&coded).or_else(|_| Base64Unpadded::decode_vec(&coded));
            Val::text(&String::from_utf8_lossy(&bytes.unwrap_or_default()))
        },
    ),
    Function {
        name: "digest",
        parameters: &[any("text"), any("algorithm"), any("coding")],
        optional: 1,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs(
            "The digest of a text by `MD5`, `SHA-1`, `SHA-256`, `SHA-384` or `SHA-512`, in `base64` (so without the third argument) or `hex`.",
        ),
        example: (docs("digest('abc', 'MD5', 'hex')"), docs("900150983cd24fb0d6963f7d28e17f72")),
        body: Body::Plain(digest),
    },
];

fn digest(arguments: Args<'_>) -> Val {
    let (content, algorithm, coding) = (text(arguments, 0), text(arguments, 1), text(arguments, 2));
    let bytes = match algorithm.as_str() {
        "MD5" => md5::Md5::digest(content).to_vec(),
        "SHA-1" => sha1::Sha1::digest(content).to_vec(),
        "SHA-256" => Sha256::digest(content).to_vec(),
        "SHA-384" => Sha384::digest(content).to_vec(),
        "SHA-512" => Sha512::digest(content).to_vec(),
        _ => {
            arguments.frame.fail(EvalError::NoAnswer);
            return Val::Blank;
        }
    };
    match coding.as_str() {
        "hex" => Val::text(&base16ct::lower::encode_string(&bytes)),
        "" | "base64" => Val::text(&Base64::encode_string(&bytes)),
        _ => {
            arguments.frame.fail(EvalError::NoAnswer);
            Val::Blank
        }
    }
}
