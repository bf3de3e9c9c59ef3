//! Assignments that are issued again: the next version, with what has changed.

use std::collections::BTreeSet;

use sealform_submission::agency::{Assignment, TrustFile};
use sealform_types::{Finding, Json, Place, closest_match};

use super::Template;
use super::draft::Desk;
use super::fresh::Taken;
use super::tree::{merge, remove};
use crate::failure::{Exit, Failure, FileReport};
use crate::history::{History, Issued};

/// Which assignments are meant.
enum Which<'a> {
    /// One, by its name.
    Named(&'a str),
    /// All of an observer whose days have not passed.
    Observer(&'a str),
    /// All at a site whose days have not passed.
    Site(&'a str),
}

impl<'a> Which<'a> {
    fn of(text: &'a str) -> Self {
        match text.split_once('=') {
            Some(("observer", name)) => Self::Observer(name),
            Some(("site", id)) => Self::Site(id),
            Some(_) | None => Self::Named(text),
        }
    }

    fn means(&self, desk: &Desk, assignment: &Assignment) -> bool {
        let last = assignment.visit.as_ref().and_then(|visit| visit.to);
        let is_open = last.is_none_or(|last| desk.today() <= last);
        match self {
            Self::Named(name) => assignment.assignment == *name,
            Self::Observer(name) => is_open && assignment.observer.as_deref() == Some(*name),
            Self::Site(id) => is_open && assignment.site.as_ref().is_some_and(|site| site.id == *id),
        }
    }
}

/// Makes the next versions.
///
/// # Errors
/// [`Failure`] where none is meant, one was taken back, or the changes are wrong.
pub fn make(
    which: &[String],
    desk: &Desk,
    template: &Template,
    history: &History,
    trust: Option<&TrustFile>,
) -> Result<Vec<Assignment>, Failure> {
    let latest = history.latest();
    let own: Vec<&Issued> = latest.values().copied().filter(|issued| issued.assignment.iss == desk.iss()).collect();
    let mut meant: BTreeSet<&str> = BTreeSet::new();
    for text in which {
        let which = Which::of(text);
        let named = own.iter().filter(|issued| which.means(desk, &issued.assignment));
        let named: Vec<&str> = named.map(|issued| issued.assignment.assignment.as_str()).collect();
        if named.is_empty() {
            return Err(nothing(text, &own));
        }
        meant.extend(named);
    }
    let mut taken = Taken::of(history);
    let (mut made, mut reports) = (Vec::new(), Vec::new());
    for issued in own.iter().filter(|issued| meant.contains(issued.assignment.assignment.as_str())) {
        let before = &issued.assignment;
        let mut findings = taken_back(before, trust);
        match desk.complete(changed(desk, before, template), before.version.saturating_add(1))? {
            Ok(assignment) => {
                findings.extend(same(before, &assignment));
                findings.extend(taken.check_pair(&assignment));
                taken.take(&assignment);
                made.push(assignment);
            }
            Err(found) => findings.extend(found.into_vec()),
        }
        if !findings.is_empty() {
            reports.push(FileReport { file: before.assignment.clone(), text: None, findings });
        }
    }
    match reports.is_empty() {
        true => Ok(made),
        false => Err(Failure { exit: Exit::Found, reports }),
    }
}

/// What was issued, with the changes. The device of another observer is another one.
fn changed(desk: &Desk, before: &Assignment, template: &Template) -> Json {
    let mut tree = before.to_json();
    merge(&mut tree, &template.tree);
    let observer = tree.get("observer").and_then(Json::as_str);
    let is_moved = observer != before.observer.as_deref();
    let has_device = observer.is_some_and(|observer| desk.jkt(observer).is_some());
    if template.tree.get("cnf").is_none() && (is_moved || has_device) {
        remove(&mut tree, "cnf");
    }
    if desk.names_a_form() {
        remove(&mut tree, "questionnaire");
    }
    tree
}

fn same(before: &Assignment, after: &Assignment) -> Option<Finding> {
    (before.assignment != after.assignment).then(|| {
        let finding = Finding::error(
            "assign/name-taken",
            "all versions of an assignment have one name",
            Place::at("/assignment"),
        );
        finding.hint("take `assignment` out of the changes")
    })
}

fn taken_back(before: &Assignment, trust: Option<&TrustFile>) -> Vec<Finding> {
    let revoked = trust.and_then(|file| file.document().revoked_to(&before.iss, &before.assignment));
    // The version that is issued now must be above all that were taken back.
    let is_closed = revoked.is_some_and(|revoked| revoked > before.version);
    let finding = is_closed.then(|| {
        let message = format!("later versions of `{}` were taken back than the history knows", before.assignment);
        Finding::error("assign/revoked", message, Place::at("/version")).hint("make a new assignment with another name")
    });
    finding.into_iter().collect()
}

fn nothing(text: &str, own: &[&Issued]) -> Failure {
    let names = own.iter().map(|issued| issued.assignment.assignment.as_str());
    let near = closest_match(text, names).map(|near| format!("did you mean `{near}`?"));
    let message = format!("the history has no open assignment for `{text}`");
    let hint =
        "name an assignment, or write `observer=NAME` or `site=ID`; those whose days have passed go by their names";
    Failure::usage(message, near.unwrap_or_else(|| hint.to_owned()))
}

/// Takes back the versions before those that were issued.
///
/// # Errors
/// [`Failure`] where the trust document does not take a row.
pub fn take_back(file: &mut TrustFile, issued: &[Issued]) -> Result<(), Failure> {
    for Issued { assignment, .. } in issued {
        let revoked = file.revoke(&assignment.iss, &assignment.assignment, assignment.version.saturating_sub(1));
        revoked.map_err(|fault| {
            let findings = fault.findings().cloned().collect();
            Failure::of(FileReport { file: assignment.assignment.clone(), text: None, findings })
        })?;
    }
    Ok(())
}
