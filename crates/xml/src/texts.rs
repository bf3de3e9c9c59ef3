//! What an XForm keeps in its head: secondary instances, and texts by id and language.

use crate::tree::{Document, NodeKind};

impl Document {
    fn elements<'a>(&'a self, name: &'a str) -> impl Iterator<Item = u32> + 'a {
        let all = (0..).map_while(|place| Some((place, self.node(place)?)));
        all.filter(move |(_, node)| node.kind == NodeKind::Element && node.local == name).map(|(place, _)| place)
    }

    /// The element `instance` with that id.
    pub(crate) fn instance(&self, id: &str) -> Option<u32> {
        self.elements("instance").find(|place| self.attribute(*place, "id") == Some(id))
    }

    /// `itext/translation[@lang]/text[@id]/value`: the text, and those for pictures and sounds. Without a language that is
    /// known, the default one's, else the first.
    pub(crate) fn texts_of(&self, id: &str, language: Option<&str>) -> Option<Vec<u32>> {
        let translations: Vec<u32> = self.elements("translation").collect();
        let wanted = |place: &&u32| language.is_some() && self.attribute(**place, "lang") == language;
        let default = |place: &&u32| self.attribute(**place, "default").is_some();
        let chosen = translations.iter().find(wanted).or_else(|| translations.iter().find(default));
        let texts = self.children(*chosen.or_else(|| translations.first())?);
        let (text, _) = { texts }.find(|(place, _)| self.attribute(*place, "id") == Some(id))?;
        Some(self.children(text).filter(|(_, node)| node.local == "value").map(|(place, _)| place).collect())
    }
}
