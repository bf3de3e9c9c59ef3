//! From a tree to text.

use super::Json;
use crate::double;

impl Json {
    /// Appends the document as compact JSON text, members in their order. NaN and infinities, which JSON has not, become
    /// `null`.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(true) => out.push_str("true"),
            Self::Boolean(false) => out.push_str("false"),
            Self::Integer(number) => out.push_str(&number.to_string()),
            Self::Float(number) => write_float(*number, out),
            Self::String(text) => write_text(text, &mut |part| out.push_str(part)),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    write_text(name, &mut |part| out.push_str(part));
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// It is to be read as a float again.
fn write_float(number: f64, out: &mut String) {
    if !number.is_finite() {
        return out.push_str("null");
    }
    let written = double::ecmascript_double(number);
    out.push_str(if number.is_sign_negative() && number == 0.0 { "-" } else { "" });
    out.push_str(&written);
    out.push_str(if written.contains(['.', 'e']) { "" } else { ".0" });
}

/// Writes a text in quotation marks, piece by piece. Escaped is what RFC 8785 wants escaped, and nothing else.
pub(crate) fn write_text(text: &str, out: &mut dyn FnMut(&str)) {
    let is_escaped = |byte: u8| byte == b'"' || byte == b'\\' || byte < b' ';
    out("\"");
    let mut rest = text;
    // Nearly all have nothing to escape, and that is soon seen, once.
    let has_escapes = text.bytes().fold(false, |any, byte| any | is_escaped(byte));
    while has_escapes
        && let Some(place) = rest.bytes().position(is_escaped)
        && let Some((plain, from)) = rest.split_at_checked(place)
    {
        out(plain);
        let mut characters = from.chars();
        match characters.next() {
            Some('"') => out("\\\""),
            Some('\\') => out("\\\\"),
            Some('\u{8}') => out("\\b"),
            Some('\t') => out("\\t"),
            Some('\n') => out("\\n"),
            Some('\u{c}') => out("\\f"),
            Some('\r') => out("\\r"),
            Some(control) => out(&format!("\\u{:04x}", u32::from(control))),
            None => {}
        }
        rest = characters.as_str();
    }
    out(rest);
    out("\"");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_written_as_serde_json_writes_them(text in any::<String>(), control in "[\\x00-\\x22\\\\]{0,20}") {
            for text in [text, control] {
                let mut written = String::new();
                write_text(&text, &mut |part| written.push_str(part));
                prop_assert_eq!(written, serde_json::to_string(&text).expect("a text"));
            }
        }

        #[test]
        fn floats_stay_floats(bits in any::<u64>()) {
            let number = Json::Float(f64::from_bits(bits));
            let finite = f64::from_bits(bits).is_finite();
            let read = Json::parse(number.to_text().as_bytes()).expect("JSON");
            prop_assert_eq!(read, if finite { number } else { Json::Null });
        }
    }

    #[test]
    fn a_tree_is_written_in_its_order() {
        let text = r#"{"b":[1,-2,0.5,1.0,1e+30,-0.0,[],{}],"a":{"é\n":null,"t":true,"f":false}}"#;
        assert_eq!(Json::parse(text.as_bytes()).expect("JSON").to_text(), text);
    }
}
