//! What an XForm keeps in its head: secondary instances, and texts by id and language.

use crate::tree::{Document, NodeKind};

impl Document {
    fn elements<'a>(&'a self, name: &'a str) -> impl Iterator<Item = u32> + 'a {
        let all = (0..).map_while(|index| Some((index, self.node(index)?)));
        all.filter(move |(_, node)| node.kind == NodeKind::Element && node.local == name).map(|(index, _)| index)
    }

    /// The element `instance` with that id.
    pub(crate) fn instance(&self, id: &str) -> Option<u32> {
        self.elements("instance").find(|index| self.attribute(*index, "id") == Some(id))
    }

    /// `itext/translation[@lang]/text[@id]/value`: the text, and those for pictures and sounds. Without a language that is
    /// known, the default one's, else the first.
    pub(crate) fn texts_of(&self, id: &str, language: Option<&str>) -> Option<Vec<u32>> {
        let translations: Vec<u32> = self.elements("translation").collect();
        let wanted = |index: &&u32| language.is_some() && self.attribute(**index, "lang") == language;
        let default = |index: &&u32| self.attribute(**index, "default").is_some();
        let chosen = translations.iter().find(wanted).or_else(|| translations.iter().find(default));
        let texts = self.children(*chosen.or_else(|| translations.first())?);
        let (text, _) = { texts }.find(|(index, _)| self.attribute(*index, "id") == Some(id))?;
        Some(self.children(text).filter(|(_, node)| node.local == "value").map(|(index, _)| index).collect())
    }
}
