//! `jr:choice-name`: what a choice is called.

use sealform_types::say;

use super::{Ctx, Piece};
use crate::ast::{Ast, Comparison, Node};
use crate::expr::Expr;
use crate::functions;
use crate::kinds::{Reads, TreeNode, ValueKind};
use crate::parser::{StepNames, parse};
use crate::usage::quoted_reference;

impl Ctx<'_> {
    /// The second argument names the question, as a reference or, as JavaRosa wants it, in quotes.
    pub(super) fn choice_name(&mut self, asts: &[Ast]) -> Option<Piece> {
        let [value, question] = asts else { return None };
        let value = self.piece(value);
        let name = match &question.node {
            Node::Question(name) => Some(name.clone()),
            Node::Text(quoted) => Some(quoted_reference(quoted).to_owned()),
            Node::Number(_)
            | Node::This
            | Node::Column(_)
            | Node::Path(..)
            | Node::Filter(..)
            | Node::Call(..)
            | Node::Negate(_)
            | Node::Or(_)
            | Node::And(_)
            | Node::Compare(..)
            | Node::Arithmetic(..) => None,
        };
        let (kind, tree_node) = match &name {
            Some(name) => (self.question(name, &question.span)?.kind, self.scope.tree_node(name)),
            // A path says which of several questions of one name is meant.
            None => {
                let piece = self.piece(question);
                (piece.kind, piece.tree_nodes.first().copied())
            }
        };
        if let ValueKind::Choice(list) | ValueKind::Choices(list) = kind {
            self.reads.push((self.scope.language(), Reads::One));
            self.reads.extend(self.scope.label_reads(list));
            return Some(Piece::new(Expr::ChoiceLabel(Box::new(value.expr), list), ValueKind::Text));
        }
        let named = tree_node.and_then(|tree_node| self.node_name(tree_node, value));
        if named.is_none() {
            let message = name.map_or_else(|| "this has no choices".to_owned(), |name| say!("`{name}` has no choices"));
            let hint = "name a `select_one` or `select_multiple`".to_owned();
            self.error("expr/argument-kind", message, &question.span, Some(hint));
        }
        named
    }

    /// What is read of the node whose value was taken, where a question's choices are nodes: `(nodes[value = it])[1]/label`.
    fn node_name(&mut self, question: TreeNode, taken: Piece) -> Option<Piece> {
        let offered = self.scope.offered(question)?;
        // Elsewhere a relative path means something else.
        if offered.nodes.starts_with('.') {
            return None;
        }
        let source = format!("({})[{} = 0]/{}", offered.nodes, offered.value, offered.label);
        let path = self.path(&parse(&source, StepNames::Plain).ok()?);
        let Expr::Nodes(mut walk) = path.expr else { return None };
        let rows = walk.steps.iter_mut().rev().nth(1)?;
        let row = rows.predicates.last_mut()?;
        let Expr::Compare(value, Comparison::Equal, _) = &row.test else { return None };
        if let Some((_, key)) = &mut row.key {
            key.clone_from(&taken.expr);
        }
        row.test = Expr::Compare(value.clone(), Comparison::Equal, Box::new(taken.expr));
        Some(Piece::new(Expr::Call(functions::named("string")?, vec![Expr::Nodes(walk)]), ValueKind::Text))
    }
}
