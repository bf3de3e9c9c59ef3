//! Places in a document, as they are named and found: `/*[1]/*[2]/text()[1]`, `/data/visit[2]/@id`.

use crate::tree::{Document, Node, NodeKind};

impl Document {
    /// The node at an absolute place of names, `*`, `text()`, `comment()`, `processing-instruction()`, numbers in square
    /// brackets, and perhaps an attribute at the end; without a number, the first.
    pub(crate) fn locate(&self, place: &str) -> Option<u32> {
        let mut at = 0;
        for step in place.strip_prefix('/')?.split('/').filter(|step| !step.is_empty()) {
            if let Some(name) = step.strip_prefix('@') {
                at = self.attributes(at).find(|(_, node)| node.local == name)?.0;
                continue;
            }
            let (name, number) = match step.strip_suffix(']') {
                Some(numbered) => numbered.split_once('[').map(|(name, number)| (name, number.parse().ok()))?,
                None => (step, Some(1_usize)),
            };
            let mut alike = self.children(at).filter(|(_, node)| is_named(node, name));
            at = alike.nth(number?.checked_sub(1)?)?.0;
        }
        Some(at)
    }

    /// The place of a node by numbers alone.
    pub(crate) fn place(&self, of: u32) -> String {
        let mut steps = Vec::new();
        let mut at = of;
        while let Some(node) = self.node(at)
            && let Some(parent) = node.parent
        {
            let test = match node.kind {
                NodeKind::Attribute => {
                    steps.push(format!("/@{}", node.local));
                    at = parent;
                    continue;
                }
                NodeKind::Text => "text()",
                NodeKind::Comment => "comment()",
                NodeKind::Instruction => "processing-instruction()",
                NodeKind::Element | NodeKind::Document => "*",
            };
            let alike = self.children(parent).filter(|(place, other)| other.kind == node.kind && *place <= at);
            steps.push(format!("/{test}[{}]", alike.count()));
            at = parent;
        }
        steps.reverse();
        if steps.is_empty() { "/".to_owned() } else { steps.concat() }
    }
}

fn is_named(node: &Node, name: &str) -> bool {
    match name {
        "*" => node.kind == NodeKind::Element,
        "text()" => node.kind == NodeKind::Text,
        "comment()" => node.kind == NodeKind::Comment,
        "processing-instruction()" => node.kind == NodeKind::Instruction,
        name => node.kind == NodeKind::Element && node.local == name,
    }
}
