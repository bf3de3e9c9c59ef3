//! Headings and answers in the order of the form.

use sealform_engine::Session;
use sealform_protocol::{Control, GroupKind, Key, Node, QuestionView, ReportAnswer, ReportRow, ReportValue, Snapshot};
use sealform_submission::Claims;
use sealform_types::{Json, VecSet};

use super::value;

/// The rows of a form, and the answers that stand in none of them.
pub fn draw(
    claims: &Claims,
    session: Option<&Session>,
    not_replayed: &[String],
) -> (Vec<ReportRow>, Vec<ReportAnswer>) {
    let mut drawing = Drawing { claims, not_replayed, rows: Vec::new(), drawn: VecSet::default() };
    if let Some(session) = session {
        drawing.form(session.snapshot());
    }
    let others = claims.answers.as_object().unwrap_or_default().iter();
    let others = others.filter(|(path, _)| !drawing.drawn.contains(path)).map(|(path, _)| drawing.by_path(path));
    let others = others.collect();
    (drawing.rows, others)
}

struct Drawing<'a> {
    claims: &'a Claims,
    not_replayed: &'a [String],
    rows: Vec<ReportRow>,
    /// The paths that have a row.
    drawn: VecSet<String>,
}

impl Drawing<'_> {
    fn form(&mut self, snapshot: &Snapshot) {
        for page in snapshot.pages.iter().filter(|page| page.relevant) {
            if !page.label.is_empty() {
                self.rows.push(ReportRow::Heading { level: 0, text: page.label.clone(), number: None });
            }
            self.nodes(snapshot, &page.children, 1);
        }
        self.drop_empty_headings();
    }

    fn nodes(&mut self, snapshot: &Snapshot, keys: &[Key], level: u32) {
        for key in keys {
            match snapshot.nodes.get(key) {
                Some(Node::Group(group)) if group.relevant => {
                    let number = match group.kind {
                        GroupKind::Instance { number } => Some(number),
                        GroupKind::Group | GroupKind::Repeat => None,
                    };
                    // Each instance says what it is one of.
                    let is_headed = group.kind != GroupKind::Repeat && (number.is_some() || !group.label.is_empty());
                    if is_headed {
                        self.rows.push(ReportRow::Heading { level, text: group.label.clone(), number });
                    }
                    self.nodes(snapshot, &group.children, level + u32::from(is_headed));
                }
                Some(Node::Question(question)) if question.relevant => self.question(question),
                Some(Node::Group(_) | Node::Question(_)) | None => {}
            }
        }
    }

    fn question(&mut self, question: &QuestionView) {
        let is_read = matches!(question.control, Control::Note);
        let has_no_text = matches!(question.control, Control::Calculate) && question.label.is_empty();
        if is_read || has_no_text {
            return;
        }
        let label = [&question.label, &question.hint, &question.path].into_iter().find(|text| !text.is_empty());
        let claimed = self.claim(&question.path, "v").filter(|value| **value != Json::Null);
        let files = &self.claims.attachments;
        let value = claimed.map(|claimed| value::of(&question.control, &question.path, claimed, files));
        let answer = self.answer(&question.path, label.cloned().unwrap_or_default(), value);
        self.drawn.insert(question.path.clone());
        self.rows.push(ReportRow::Answer(answer));
    }

    /// An answer of which only the path is known.
    fn by_path(&self, path: &str) -> ReportAnswer {
        let claimed = self.claim(path, "v").filter(|value| **value != Json::Null);
        let value = claimed.map(|claimed| value::without_form(path, claimed, &self.claims.attachments));
        self.answer(path, path.to_owned(), value)
    }

    fn answer(&self, path: &str, question: String, value: Option<ReportValue>) -> ReportAnswer {
        let comment = self.claim(path, "c").and_then(Json::as_str).map(str::to_owned);
        let is_claimed = self.not_replayed.iter().any(|known| known == path);
        ReportAnswer { path: path.to_owned(), question, value, comment, is_claimed }
    }

    fn claim(&self, path: &str, member: &str) -> Option<&Json> {
        self.claims.answers.get(path)?.get(member)
    }

    /// A heading with nothing below it would be a question that nobody was asked.
    fn drop_empty_headings(&mut self) {
        let mut kept: Vec<ReportRow> = Vec::with_capacity(self.rows.len());
        // The level of the heading that is needed above what comes next in the list, seen from its end.
        let mut below = None;
        while let Some(row) = self.rows.pop() {
            let is_kept = match (&row, below) {
                (ReportRow::Answer(_), _) => true,
                (ReportRow::Heading { level, .. }, Some(next)) => *level < next,
                (ReportRow::Heading { .. }, None) => false,
            };
            below = match &row {
                ReportRow::Answer(_) => Some(u32::MAX),
                ReportRow::Heading { level, .. } if is_kept => Some(*level),
                ReportRow::Heading { .. } => below,
            };
            if is_kept {
                kept.push(row);
            }
        }
        kept.reverse();
        self.rows = kept;
    }
}
