//! The events of a form, one after the other, as collecting clients step through them.

use sealform_protocol::{Control, GroupKind, Key, Node};

use super::player::Player;

/// What one can be at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Group(String),
    Repeat(String),
    NewRepeat(String),
    Question(String),
}

/// Where one is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cursor {
    #[default]
    Start,
    At(Event),
    End,
}

impl Event {
    pub fn path(&self) -> &str {
        match self {
            Self::Group(path) | Self::Repeat(path) | Self::NewRepeat(path) | Self::Question(path) => path,
        }
    }
}

impl Player {
    /// Everything one can be at now, in order; what is not relevant is left out.
    pub fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        for page in &self.snapshot.pages {
            // A page that is a group of its own is one event, too.
            if !page.path.is_empty() && page.relevant && self.has_question(&page.children) {
                events.push(Event::Group(page.path.clone()));
            }
            self.collect(&page.children, &mut events);
        }
        events
    }

    fn collect(&self, keys: &[Key], events: &mut Vec<Event>) {
        for key in keys {
            match self.node(*key) {
                Some(Node::Question(question)) if question.relevant && is_drawn(&question.control) => {
                    events.push(Event::Question(question.path.clone()));
                }
                Some(Node::Group(group)) if group.relevant => {
                    match group.kind {
                        // Groups without anything to see are no part of the body.
                        GroupKind::Group if !self.has_question(&group.children) => {}
                        GroupKind::Group => events.push(Event::Group(group.path.clone())),
                        GroupKind::Instance { .. } => events.push(Event::Repeat(group.path.clone())),
                        GroupKind::Repeat => {}
                    }
                    self.collect(&group.children, events);
                    if group.kind == GroupKind::Repeat && !self.is_counted(&group.path) {
                        events.push(Event::NewRepeat(group.path.clone()));
                    }
                }
                _ => {}
            }
        }
    }

    fn has_question(&self, keys: &[Key]) -> bool {
        keys.iter().any(|key| match self.node(*key) {
            Some(Node::Question(question)) => is_drawn(&question.control),
            Some(Node::Group(group)) => group.kind == GroupKind::Repeat || self.has_question(&group.children),
            None => false,
        })
    }

    /// Moves by so many events.
    pub fn go(&mut self, forward: bool) -> Cursor {
        let events = self.events();
        let here = match &self.cursor {
            Cursor::Start => None,
            Cursor::At(event) => Some(events.iter().position(|known| known == event).unwrap_or(0)),
            Cursor::End => Some(events.len()),
        };
        let next = match (here, forward) {
            (None, true) => Some(0),
            (None, false) => None,
            (Some(at), true) => Some(at + 1),
            (Some(at), false) => at.checked_sub(1),
        };
        self.cursor = match next {
            None => Cursor::Start,
            Some(at) => events.get(at).cloned().map_or(Cursor::End, Cursor::At),
        };
        self.cursor.clone()
    }
}

fn is_drawn(control: &Control) -> bool {
    !matches!(control, Control::Calculate)
}
