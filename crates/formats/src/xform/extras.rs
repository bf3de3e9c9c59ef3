//! What an XML form has and the document has no member for. It is carried so that nothing is lost when XML is written again.

use sealform_types::VecMap;

use super::instance::Field;

/// Attributes and namespace of a node, as the document keeps them.
pub(super) fn extras_of_instance(field: &Field<'_, '_>) -> VecMap<String, String> {
    let mut kept = VecMap::new();
    if let Some(uri) = &field.namespace {
        keep_first(&mut kept, "xmlns", uri);
    }
    for attribute in &field.attributes {
        keep_first(&mut kept, &attribute.name, &attribute.value);
    }
    kept
}

/// Sets the value of a name unless it has one.
pub(super) fn keep_first(all: &mut VecMap<String, String>, name: &str, value: &str) {
    if !all.contains_key(name) {
        all.insert(name.to_owned(), value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_of_a_name_stands() {
        let mut all = VecMap::new();
        keep_first(&mut all, "a", "1");
        keep_first(&mut all, "a", "2");
        assert_eq!(all.get("a").map(String::as_str), Some("1"));
    }
}
