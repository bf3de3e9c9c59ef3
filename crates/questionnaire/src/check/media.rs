//! Where pictures, sounds and films of a form may lie.

use sealform_types::{VecMap, pointer, say};

use super::Check;
use crate::model::Text;

/// What a finding quotes of a name that may hold a whole picture, in characters.
const QUOTED: usize = 60;

impl Check<'_> {
    /// Texts that name files. A page fetches only what lies beside the form: a form must not call other servers.
    pub(super) fn media(&mut self, media: &VecMap<String, Text>, at: &str) {
        let at = pointer(at, "media");
        for (kind, text) in media {
            self.texts(text, &at, kind);
            for (language, name) in &text.0 {
                if !is_beside(name) {
                    let quoted: String = name.chars().take(QUOTED).collect();
                    let message =
                        say!("`{}` in `{}` does not lie beside the form, so pages do not show it", quoted, language);
                    let hint = "put the file into the folder of the form, or below it, and write its name";
                    self.warning("document/not-beside", message, &pointer(&at, kind), hint);
                }
            }
        }
    }
}

/// Whether a name leads to a file in the folder of a form, or below it; `${…}` is taken as part of a name.
fn is_beside(name: &str) -> bool {
    let path = without_scheme(name).unwrap_or(name);
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let mut depth: i32 = 0;
    let mut is_inside = true;
    for segment in path.split('/') {
        depth += match segment {
            "." | "" => 0,
            ".." => -1,
            _ => 1,
        };
        is_inside &= depth >= 0;
    }
    is_inside
        && !path.starts_with('/')
        && !path.contains('\\')
        && !path.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// `jr://images/door.jpg` is the file `door.jpg`.
fn without_scheme(name: &str) -> Option<&str> {
    let (_, file) = name.strip_prefix("jr://")?.split_once('/')?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_in_the_folder_of_the_form_or_below() {
        for beside in
            ["door.jpg", "media/door.jpg", "jr://images/door.jpg", "./a.png", "a/../b.png", "${shop}.png", "a 1:2.png"]
        {
            assert!(is_beside(beside), "{beside}");
        }
        for elsewhere in [
            "https://tracker.example/a.png",
            "HTTP://tracker.example/a.png",
            "//tracker.example/a.png",
            "\\\\tracker.example\\a.png",
            "/a.png",
            "../a.png",
            "a/../../b.png",
            "data:image/png;base64,AAAA",
            "blob:https://agency.example/1",
            "jr://images/https://tracker.example/a.png",
            "jr://images//tracker.example/a.png",
            "https://tracker.example/${shop}.png",
        ] {
            assert!(!is_beside(elsewhere), "{elsewhere}");
        }
    }
}
