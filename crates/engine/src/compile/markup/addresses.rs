//! Addresses of links in which answers are inserted.

use sealform_protocol::MarkKind;
use sealform_questionnaire::Text;

use super::super::build::{Builder, Site};
use crate::program::{Formula, SlotId};

impl Builder<'_> {
    /// What holds the address of a link that inserts answers, percent-encoded.
    pub(super) fn address(&mut self, kind: &MarkKind, language: &str, site: &Site<'_>, at: &str) -> Option<SlotId> {
        let MarkKind::Link { address } = kind else { return None };
        let text = Text([(language.to_owned(), address.clone())].into());
        let slot = self.text(&text, site, &|| at.to_owned()).filled?;
        // Of an address of mail, an answer may be all; and a number may begin with a plus.
        let kept = if is_web(address) { "" } else { "@+" };
        if let Formula::Text { templates, .. } = &mut self.slots[slot].formula {
            templates.values_mut().for_each(|template| template.encode(kept));
        }
        Some(slot)
    }
}

/// Whether answers in an address of the web would decide which server it leads to.
pub(super) fn is_open_ended(address: &str) -> bool {
    let Some((before, _)) = address.split_once("${") else { return false };
    // Browsers pass over any number of slashes, and take backslashes for the same.
    let slashes = ['/', '\\'];
    let server = before.split_once(':').map_or(before, |(_, behind)| behind).trim_start_matches(slashes);
    is_web(before) && !server.contains(['/', '\\', '?', '#'])
}

fn is_web(address: &str) -> bool {
    address.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"))
}
