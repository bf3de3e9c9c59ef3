//! References of scenarios (`/data/repeat[2]/q`) as paths of sessions (`repeat[5]/q`).

use sealform_protocol::{Action, GroupKind, Node};

use super::player::Player;

/// One step of a reference: name and number of the instance, from 1.
fn steps(reference: &str) -> Result<Vec<(String, Option<usize>)>, String> {
    let steps = reference.trim().trim_start_matches('/').split('/').map(|step| {
        let (name, number) = match step.split_once('[') {
            Some((name, number)) => (name, number.trim_end_matches(']').parse().ok()),
            None => (step, None),
        };
        let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
        (name.to_owned(), number)
    });
    Ok(steps.collect())
}

impl Player {
    /// The path of what a reference names. A repeat without number is its first instance on the way, and the repeat
    /// itself at the end.
    pub fn path(&self, reference: &str) -> Result<String, String> {
        self.find(reference).ok_or_else(|| format!("there is no {reference}"))?
    }

    /// Like [`Player::path`], but `None` where an instance is not there.
    pub fn find(&self, reference: &str) -> Option<Result<String, String>> {
        let steps = steps(reference).ok()?;
        let mut path = String::new();
        let last = steps.len().saturating_sub(1);
        for (index, (name, number)) in steps.iter().enumerate().skip(1) {
            let here = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            let is_repeat = self.is_repeat(&here);
            path = match (is_repeat, number) {
                (true, None) if index == last => here,
                (true, number) => self.instance(&here, number.unwrap_or(1))?,
                (false, _) => here,
            };
        }
        Some(Ok(path))
    }

    pub fn is_repeat(&self, path: &str) -> bool {
        self.group(path).is_some_and(|group| group.kind == GroupKind::Repeat)
    }

    /// The paths of a repeat's instances, in order.
    pub fn instances(&self, repeat: &str) -> Vec<String> {
        let children = self.group(repeat).map(|group| group.children.clone()).unwrap_or_default();
        let groups = children.into_iter().filter_map(|key| match self.node(key) {
            Some(Node::Group(group)) => Some(group.path.clone()),
            _ => None,
        });
        groups.collect()
    }

    fn instance(&self, repeat: &str, number: usize) -> Option<String> {
        self.instances(repeat).get(number.checked_sub(1)?).cloned()
    }

    /// Makes the instances that a reference names and that are not there.
    pub fn make_instances(&mut self, reference: &str) -> Result<(), String> {
        let steps = steps(reference)?;
        let mut way = format!("/{}", steps.first().map(|(name, _)| name.as_str()).unwrap_or_default());
        for (name, number) in steps.iter().skip(1) {
            let repeat = self.path(&format!("{way}/{name}"))?;
            if self.is_repeat(&repeat) {
                while self.instances(&repeat).len() < number.unwrap_or(1) {
                    self.apply(Action::AddInstance { path: repeat.clone() })?;
                }
            }
            way = match number {
                Some(number) => format!("{way}/{name}[{number}]"),
                None => format!("{way}/{name}"),
            };
        }
        Ok(())
    }
}
