//! Members of the document that an importer writes.

use sealform_types::Json;

/// Members of an object that is being written.
#[derive(Default)]
pub(crate) struct Members(pub Vec<(String, Json)>);

impl Members {
    pub(crate) fn put(&mut self, name: &str, value: Option<Json>) {
        self.0.extend(value.map(|value| (name.to_owned(), value)));
    }

    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.put(name, Some(Json::from(text)));
    }
}
