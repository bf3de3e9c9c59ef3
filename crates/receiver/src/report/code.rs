//! The fingerprint as a QR code: somebody with a phone compares it with a file.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};
use sealform_protocol::ReportCode;

/// The code of a text; empty where the text is longer than any code.
pub fn draw(text: &str) -> ReportCode {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return ReportCode { size: 0, path: String::new() };
    };
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let dark = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            if dark > 0 {
                // A text takes whatever is written into it.
                let _ = write!(path, "M{x} {y}h{dark}v1h-{dark}z");
            }
            x += i32::try_from(dark).unwrap_or(0) + 1;
        }
    }
    ReportCode { size: code.size().unsigned_abs(), path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_a_code_with_its_three_corners() {
        let code = draw(&"0123456789abcdef".repeat(4));
        assert_eq!(code.size, 37);
        assert!(code.path.starts_with("M0 0h7v1h-7z"));
        assert!(code.path.contains("M30 0h7v1h-7z") && code.path.contains("M0 36h7v1h-7z"));
        assert_eq!(draw(&"x".repeat(4000)), ReportCode { size: 0, path: String::new() });
    }
}
