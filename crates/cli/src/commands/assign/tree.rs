//! Members of a document that is put together.

use sealform_types::Json;

/// Sets the member at a path of names; objects on the way are made. Where something else stands on the way, it stays: whoever reads
/// the document says so.
pub fn put(tree: &mut Json, path: &[&str], value: Json) {
    let (Json::Object(members), Some((first, rest))) = (tree, path.split_first()) else { return };
    let index = members.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
        let empty = if rest.is_empty() { Json::Null } else { Json::Object(Vec::new()) };
        members.push(((*first).to_owned(), empty));
        members.len() - 1
    });
    if let Some((_, member)) = members.get_mut(index) {
        match rest {
            [] => *member = value,
            rest => put(member, rest, value),
        }
    }
}

/// Takes a member out.
pub fn remove(tree: &mut Json, name: &str) {
    if let Json::Object(members) = tree {
        members.retain(|(known, _)| known != name);
    }
}

/// The member at a path of names.
pub fn get<'a>(tree: &'a Json, path: &[&str]) -> Option<&'a Json> {
    path.iter().try_fold(tree, |tree, name| tree.get(name))
}

/// Merges a patch into a document (RFC 7396): objects member by member, `null` takes a member out, anything else replaces it.
pub fn merge(tree: &mut Json, patch: &Json) {
    let Some(changes) = patch.as_object() else {
        *tree = patch.clone();
        return;
    };
    if tree.as_object().is_none() {
        *tree = Json::Object(Vec::new());
    }
    for (name, change) in changes {
        match change {
            Json::Null => remove(tree, name),
            change => {
                let mut member = tree.get(name).cloned().unwrap_or(Json::Null);
                merge(&mut member, change);
                put(tree, &[name], member);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        Json::parse(text.as_bytes()).expect("JSON")
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        for (tree, patch, merged) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            (r#"{}"#, r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            let mut changed = json(tree);
            merge(&mut changed, &json(patch));
            assert_eq!(changed.to_text(), merged, "{tree} with {patch}");
        }
    }

    #[test]
    fn a_member_is_set_on_a_path_that_is_made() {
        let mut tree = json(r#"{"visit":{"tz":"Europe/Oslo"},"site":"p-1"}"#);
        put(&mut tree, &["visit", "from"], Json::from("2026-11-16"));
        put(&mut tree, &["cnf", "jkt"], Json::from("x"));
        put(&mut tree, &["site", "id"], Json::from("p-2"));
        let wanted = r#"{"visit":{"tz":"Europe/Oslo","from":"2026-11-16"},"site":"p-1","cnf":{"jkt":"x"}}"#;
        assert_eq!(tree.to_text(), wanted);
        assert_eq!(get(&tree, &["visit", "from"]).and_then(Json::as_str), Some("2026-11-16"));
        assert_eq!(get(&tree, &["visit", "to"]), None);
    }
}
