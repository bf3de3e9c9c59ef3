//! Numbers that add up to something.

use sealform_types::{pointer, say};

use super::Check;
use crate::model::{Group, GroupType, Item, QuestionType};

impl Check<'_> {
    /// What adds up are the whole numbers that stand directly in a group, and nothing else is asked there.
    pub(super) fn total(&mut self, group: &Group) {
        const CODE: &str = "document/misplaced";
        let Some(total) = group.total else { return };
        let at = pointer(&group.pointer, "total");
        if group.kind == GroupType::Repeat {
            let hint = "put the `total` of one instance on a group inside, or remove it";
            return self.error(CODE, "the instances of a repeat have no `total`", &at, hint);
        }
        let kinds = group.children.iter().map(|item| match item {
            Item::Question(question) => Some(question.kind),
            Item::Group(_) | Item::Terminate(_) => None,
        });
        let adds_up = |kind: &Option<QuestionType>| *kind == Some(QuestionType::Integer);
        let others = kinds.clone().filter(|kind| !adds_up(kind) && *kind != Some(QuestionType::Note)).count();
        if others > 0 || kinds.filter(adds_up).count() < 2 {
            let message = say!("`total` is {total}, and `{}` does not consist of whole numbers", group.name);
            self.error(
                CODE,
                message,
                &at,
                "ask at least two questions of type `integer` in it, and nothing else but notes",
            );
        }
    }
}
