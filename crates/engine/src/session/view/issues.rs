//! What is wrong with a question, and what of it keeps a form from being sealed.

use sealform_protocol::{Issue, IssueView, OpenPoint, Part};
use sealform_types::{Level, Value};

use super::group::sum;
use super::texts::{marks_of, words};
use super::wording::{self, Wording};
use crate::answer::{Judged, codec, text_issues};
use crate::graph::InstanceId;
use crate::program::{GroupSpecKind, NodeRef, QuestionSpec, TextSpec, TotalSpec};
use crate::session::form::Form;

/// What keeps a form from being sealed, in the order of the form; nothing need have been drawn.
pub(in crate::session) fn open_points(form: &Form) -> Vec<OpenPoint> {
    let mut open = Vec::new();
    each(form, &mut |path, view| {
        if view.level == Level::Hard {
            open.push(OpenPoint { path: path.to_owned(), issue: view.issue, part: view.part });
        }
    });
    open
}

/// What a form may be sealed with although it is wrong, in the order of the form.
pub(in crate::session) fn passed_over(form: &Form) -> Vec<(String, IssueView)> {
    let mut passed = Vec::new();
    each(form, &mut |path, view| {
        if view.level != Level::Hard {
            passed.push((path.to_owned(), view));
        }
    });
    passed
}

/// Visits everything that is wrong with a question that is relevant.
fn each(form: &Form, take: &mut dyn FnMut(&str, IssueView)) {
    for page in &form.program().pages {
        visit(form, &page.children, InstanceId::ROOT, take);
    }
}

fn visit(form: &Form, nodes: &[NodeRef], instance: InstanceId, take: &mut dyn FnMut(&str, IssueView)) {
    for node in nodes {
        match node {
            NodeRef::Question(question) => {
                let spec = &form.program().questions[*question];
                if form.graph.holds_or(spec.relevant, instance) {
                    let path = form.path(spec, instance);
                    issues(form, spec, instance, &path).into_iter().for_each(|view| take(&path, view));
                }
            }
            NodeRef::Group(group) => {
                let spec = &form.program().groups[*group];
                match spec.kind {
                    GroupSpecKind::Group | GroupSpecKind::Instance => visit(form, &spec.children, instance, take),
                    GroupSpecKind::Repeat(template) => {
                        for inner in form.graph.instances(instance, template) {
                            visit(form, &spec.children, *inner, take);
                        }
                    }
                }
            }
        }
    }
}

/// What is wrong with a question that is relevant.
pub(super) fn issues(form: &Form, spec: &QuestionSpec, instance: InstanceId, path: &str) -> Vec<IssueView> {
    let entered = form.entered(spec, instance);
    let hard = |issue| IssueView::new(issue, Level::Hard, Part::Answer);
    let label = || words(form, &spec.label, instance).0;
    let mut issues = Vec::new();
    let missing = form.graph.get(spec.value, instance).is_blank() && entered.fault.is_none();
    if form.is_on(spec.required, instance) && missing && spec.kind.takes_answer() {
        let own = spec.required_message.as_deref();
        let marks = own.map(|own| marks_of(form, own, instance)).unwrap_or_default();
        let message = own.and_then(|own| message(form, own, instance));
        issues.push(IssueView { marks, ..hard(Issue::Required { message }) });
    }
    issues.extend(entered.fault.clone().map(hard));
    if let Some(value) = &entered.value {
        issues.extend(codec(spec.kind).issues(&Judged {
            spec,
            value,
            label: &label,
            now: form.draft().at,
            assigned: &form.graph.assigned,
        }));
    }
    if let (Some(rules), Some(Value::Text(text))) = (&spec.text_rules, &entered.value) {
        issues.extend(wording::issues(form, Wording { spec, instance, part: Part::Answer, text }, rules));
    }
    if form.draft().watches.contains_key(path) && spec.kind.takes_answer() {
        issues.push(hard(Issue::WatchRunning));
    }
    for constraint in &spec.constraints {
        if !form.graph.get(constraint.holds, instance).to_truth() {
            let issue = Issue::Constraint { message: message(form, &constraint.message, instance) };
            let marks = marks_of(form, &constraint.message, instance);
            issues.push(IssueView { issue, marks, level: constraint.level, part: Part::Answer });
        }
    }
    if let Some(TotalSpec { of, rows }) = spec.total.as_deref() {
        // It is said once: at the last of them that is answered.
        let last = rows.iter().rfind(|slot| !form.graph.get(**slot, instance).is_blank());
        let have = sum(form, rows, instance);
        if last == Some(&spec.value) && have != i64::from(*of) {
            issues.push(hard(Issue::Total { have, of: *of }));
        }
    }
    if let Some(comment) = &spec.comment
        && form.is_on(comment.relevant, instance)
    {
        let comment_text = form.ground.comment(path);
        if form.is_on(comment.required, instance) && comment_text.trim().is_empty() {
            issues.push(IssueView::new(Issue::Required { message: None }, Level::Hard, Part::Comment));
        }
        issues.extend(text_issues(comment_text, &comment.text_rules.rules, &label, Part::Comment));
        let wording = Wording { spec, instance, part: Part::Comment, text: comment_text };
        issues.extend(wording::issues(form, wording, &comment.text_rules));
    }
    issues
}

fn message(form: &Form, spec: &TextSpec, instance: InstanceId) -> Option<String> {
    Some(words(form, spec, instance).0).filter(|message| !message.is_empty())
}
