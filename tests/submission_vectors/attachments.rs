//! Files whose answers and claims do not name the same attachments.

use super::Bad;
use super::attacks::bad;
use super::content::with_claim;

/// The claim of the file that the full claims have, with another name and another question.
fn claimed(files: &[(&str, &str)]) -> String {
    let sha256 = "b".repeat(64);
    let one = |(name, question): &(&str, &str)| {
        format!(r#"{{"name":"{name}","question":"{question}","sha256":"{sha256}","size":183220,"type":"image/jpeg"}}"#)
    };
    format!("[{}]", files.iter().map(one).collect::<Vec<_>>().join(","))
}

pub fn all() -> Vec<Bad> {
    let with = |name, about, code, place, files: &[(&str, &str)]| {
        bad(name, about, code, place, with_claim("/attachments", Some(&claimed(files))))
    };
    let receipt = ("receipt.jpg", "photo");
    let two_named = with_claim("/answers/photo/v", Some(r#"["receipt.jpg","shelf.jpg"]"#));
    let hidden = with_claim("/answers/photo", None);
    vec![
        with(
            "attachment-twice",
            "one file is claimed twice",
            "seal/attachment-twice",
            "/payload/attachments/1",
            &[receipt, receipt],
        ),
        with(
            "attachment-unnamed",
            "a file that the answer does not name",
            "seal/attachment-unnamed",
            "/payload/attachments/1/name",
            &[receipt, ("shelf.jpg", "photo")],
        ),
        with(
            "attachment-other-question",
            "a file is claimed for a question with another answer",
            "seal/attachment-unnamed",
            "/payload/attachments/1/name",
            &[receipt, ("receipt.jpg", "price")],
        ),
        with(
            "attachment-no-question",
            "a file is claimed for a question without an answer",
            "seal/attachment-unnamed",
            "/payload/attachments/1/name",
            &[receipt, ("receipt.jpg", "nosuch")],
        ),
        bad(
            "attachment-missing",
            "the answer names two files, and one is claimed",
            "seal/attachment-missing",
            "/payload/answers/photo/v/1",
            two_named,
        ),
        bad(
            "attachment-without-answer",
            "the answer was taken out, the file left in",
            "seal/attachment-unnamed",
            "/payload/attachments/0/name",
            hidden,
        ),
    ]
}
