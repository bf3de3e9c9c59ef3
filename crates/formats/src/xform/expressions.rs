//! Expressions of XForms in our language: prefixes of nodes are dropped, paths to a question whose name is unique become
//! `${name}`. What does not parse stays as it is: compiling it reports the fault.

use std::ops::Range;

use sealform_expression::{
    CallRole, NoNames, PathFrom, Purpose, StepTo, Syntax, SyntaxPath, SyntaxStep, Val, compile, parse_qualified,
};

use super::instance::Fields;
use super::path::{local, target};

/// An expression of the node at `context`, in our language.
pub(super) fn translate(expression: &str, context: &str, fields: &Fields<'_, '_>) -> String {
    let expression = expression.trim();
    let Ok(parsed) = parse_qualified(expression, "") else { return expression.to_owned() };
    let mut translator = Translator { context, fields, changes: Vec::new() };
    translator.piece(parsed.syntax());
    changed(expression, translator.changes)
}

/// A nodeset that leads into rows inside rows, over the list of those rows; others stay as they are.
pub(super) fn over_levels(nodeset: &str, context: &str, fields: &Fields<'_, '_>) -> String {
    let leads_inside = |syntax: Syntax<'_>| {
        let nodes = syntax.call().and_then(|call| call.arguments.first().copied()).unwrap_or(syntax);
        nodes.path().is_some_and(|path| matches!(path.from, PathFrom::Instance(_)))
    };
    match parse_qualified(nodeset, "") {
        Ok(parsed) if !fields.levels.is_empty() && leads_inside(parsed.syntax()) => translate(nodeset, context, fields),
        Ok(_) | Err(_) => nodeset.to_owned(),
    }
}

/// A piece of an expression with other words in its place.
pub(super) type Change = (Range<usize>, String);

/// The text with all changes, which are in its order.
pub(super) fn changed(text: &str, changes: Vec<Change>) -> String {
    let (mut out, mut end) = (String::with_capacity(text.len()), 0);
    for (span, words) in changes {
        out.push_str(text.get(end..span.start).unwrap_or_default());
        out.push_str(&words);
        end = span.end;
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

pub(super) struct Translator<'t, 'a, 'i> {
    context: &'t str,
    pub fields: &'t Fields<'a, 'i>,
    pub changes: Vec<Change>,
}

impl Translator<'_, '_, '_> {
    pub fn piece(&mut self, syntax: Syntax<'_>) {
        if let Some(path) = syntax.path() {
            if self.level(syntax, &path) {
                return;
            }
            if let Some(name) = self.name_in_place_of(syntax, &path) {
                self.changes.push((syntax.span(), format!("${{{name}}}")));
                return;
            }
            return self.steps(syntax, &path);
        }
        if let Some(call) = syntax.call()
            && call.role == CallRole::ChoiceName
        {
            let (value, question) = call.arguments.split_first().map_or((None, [].as_slice()), |(a, b)| (Some(a), b));
            value.into_iter().for_each(|value| self.piece(*value));
            return question.iter().for_each(|question| self.question(*question));
        }
        syntax.parts().into_iter().for_each(|part| self.piece(part));
    }

    /// The name of the question that a whole path means.
    fn name_in_place_of(&self, syntax: Syntax<'_>, path: &SyntaxPath<'_>) -> Option<String> {
        let begins_above = path.steps.first().is_some_and(|step| step.to == StepTo::Parent);
        let is_anchored = match path.from {
            PathFrom::Root => true,
            PathFrom::Current => !path.steps.is_empty(),
            // In a predicate it begins at the node looked at.
            PathFrom::Here => begins_above && !syntax.is_in_predicate(),
            PathFrom::Instance(_) | PathFrom::Question(_) | PathFrom::Other => false,
        };
        is_anchored.then(|| self.name_of(path)).flatten()
    }

    /// The unique name of the question that a path means, where the name means the same instances.
    fn name_of(&self, path: &SyntaxPath<'_>) -> Option<String> {
        if path.steps.iter().any(|step| !step.predicates.is_empty()) {
            return None;
        }
        let target = target(self.context, path)?;
        if path.from != PathFrom::Root {
            let climbs = path.steps.iter().take_while(|step| matches!(step.to, StepTo::Here | StepTo::Parent));
            let climbs = SyntaxPath { from: path.from, steps: climbs.cloned().collect() };
            if self.fields.leaves_repeat(self.context, &self::target(self.context, &climbs)?, &target) {
                return None;
            }
        }
        self.fields.unique_name(&target).map(str::to_owned)
    }

    /// The steps of a path without their prefixes, and what is in their predicates.
    fn steps(&mut self, syntax: Syntax<'_>, path: &SyntaxPath<'_>) {
        if path.from == PathFrom::Other {
            syntax.parts().into_iter().filter(|part| !part.is_predicate_of(syntax)).for_each(|part| self.piece(part));
        }
        self.inside_steps(&path.steps);
    }

    pub fn inside_steps(&mut self, steps: &[SyntaxStep<'_>]) {
        for step in steps {
            match step.to {
                StepTo::Child(name) if local(name) != name && !name.starts_with('@') => {
                    self.changes.push((step.span.clone(), local(name).to_owned()));
                }
                StepTo::Child(_) | StepTo::Any | StepTo::Parent | StepTo::Here => {}
            }
            step.predicates.iter().for_each(|predicate| self.piece(*predicate));
        }
    }

    /// The question of `jr:choice-name`. In XForms it is a path in quotation marks; here it is a name, or the path without
    /// them where several questions have the name.
    fn question(&mut self, syntax: Syntax<'_>) {
        let Some(text) = syntax.text() else { return self.piece(syntax) };
        let parsed = parse_qualified(text.trim(), "").ok();
        let Some(path) = parsed.as_ref().and_then(|parsed| parsed.syntax().path()) else { return };
        let is_there = || target(self.context, &path).is_some_and(|path| self.fields.at(&path).is_some());
        if let Some(name) = self.name_of(&path) {
            self.changes.push((syntax.span(), format!("'${{{name}}}'")));
        } else if is_there()
            && let Some(parsed) = &parsed
        {
            let mut inside = Translator { context: self.context, fields: self.fields, changes: Vec::new() };
            inside.steps(parsed.syntax(), &path);
            self.changes.push((syntax.span(), changed(text.trim(), inside.changes)));
        }
    }
}

/// What an expression is always: `true()`, `false()`.
pub(super) fn written_truth(expression: &str) -> Option<bool> {
    let is_written = parse_qualified(expression, "").ok()?.syntax().call()?.role == CallRole::Constant;
    let constant = || compile(expression, &NoNames, Purpose::Value, "").0?.constant();
    match is_written.then(constant).flatten()? {
        Val::Truth(truth) => Some(truth),
        Val::Blank | Val::Text(_) | Val::Number(_) | Val::Date(_) | Val::Time(_) | Val::Moment(_) => None,
        Val::Choices(_) | Val::Attempts(_) | Val::Many(_) => None,
    }
}

/// A text literal of the language; texts with both kinds of quotation mark are joined.
pub(crate) fn quoted(text: &str) -> String {
    match (text.contains('\''), text.contains('"')) {
        (false, _) => format!("'{text}'"),
        (true, false) => format!("\"{text}\""),
        (true, true) => {
            let pieces: Vec<String> = text.split('\'').map(|piece| format!("'{piece}'")).collect();
            format!("concat({})", pieces.join(", \"'\", "))
        }
    }
}
