//! The column `sealform`: members of the document, as JSON, that no other column says. `null` takes a member away.

use sealform_types::{Finding, Findings, Json, Place};

use super::table::Record;

/// What overrides the members of one item, and of the items inside.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemOverrides {
    /// The members.
    pub members: Vec<(String, Json)>,
    /// Those of the children, in order.
    pub children: Vec<ItemOverrides>,
}

/// The object in a cell of the column `sealform`.
pub fn read(record: &Record<'_>, findings: &mut Findings) -> Vec<(String, Json)> {
    let Some(field) = record.get("sealform") else { return Vec::new() };
    match Json::parse(field.text.as_bytes()) {
        Ok(Json::Object(members)) => members,
        _ => {
            let finding =
                Finding::error("xlsform/bad-json", "the cell does not hold a JSON object", Place::at(field.at));
            findings.push(finding.hint("write `{\"member\": …}`, or clear the cell"));
            Vec::new()
        }
    }
}

/// The scoring key in the column `sealform_key`, where its columns could not say all of it.
pub fn whole_key(record: &Record<'_>, findings: &mut Findings) -> Option<Json> {
    let field = record.get("sealform_key")?;
    let key = Json::parse(field.text.as_bytes()).ok().filter(|key| key.as_object().is_some());
    if key.is_none() {
        let finding = Finding::error("xlsform/bad-json", "the cell does not hold a JSON object", Place::at(field.at));
        findings.push(finding.hint("write a whole scoring key, or clear the cell"));
    }
    key
}

/// Sets and takes away members of an object.
pub fn apply(object: &mut Json, overrides: Vec<(String, Json)>) {
    let Json::Object(members) = object else { return };
    for (name, value) in overrides {
        members.retain(|(known, _)| *known != name);
        if value != Json::Null {
            members.push((name, value));
        }
    }
}

/// Overrides members of a list of objects, one by one.
pub fn apply_to_list(list: Option<&mut Json>, overrides: Vec<Vec<(String, Json)>>) {
    let Some(Json::Array(objects)) = list else { return };
    objects.iter_mut().zip(overrides).for_each(|(object, members)| apply(object, members));
}

/// Overrides members of items and of everything inside them. The reader of the survey bounds how deep this goes.
pub fn apply_to_items(items: Option<&mut Json>, overrides: Vec<ItemOverrides>) {
    let Some(Json::Array(items)) = items else { return };
    for (item, ItemOverrides { members, children }) in items.iter_mut().zip(overrides) {
        apply_to_items(member_mut(item, "children"), children);
        apply(item, members);
    }
}

/// A member of an object, to be changed.
pub fn member_mut<'j>(object: &'j mut Json, name: &str) -> Option<&'j mut Json> {
    let Json::Object(members) = object else { return None };
    members.iter_mut().find(|(known, _)| known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_set_and_taken_away_at_every_depth() {
        let mut json = Json::parse(br#"{"survey":[{"name":"g","children":[{"name":"a","hint":"h"}]}]}"#).unwrap();
        let set = |text: &str| match Json::parse(text.as_bytes()) {
            Ok(Json::Object(members)) => members,
            other => panic!("{other:?}"),
        };
        let inner = ItemOverrides { members: set(r#"{"hint":null,"label":"L"}"#), children: Vec::new() };
        let outer = ItemOverrides { members: set(r#"{"fixed":true}"#), children: vec![inner] };
        apply_to_items(member_mut(&mut json, "survey"), vec![outer]);
        assert_eq!(json.to_text(), r#"{"survey":[{"name":"g","children":[{"name":"a","label":"L"}],"fixed":true}]}"#);
    }
}
