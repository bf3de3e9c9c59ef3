//! What is asked of choice lists again and again while a form is compiled, found out once for each list: many questions
//! may share one, and many expressions name its choices.

use sealform_expression::has_insertions;
use sealform_questionnaire::Choice;
use sealform_types::VecSet;

/// What is known of a choice list.
#[derive(Debug)]
pub(crate) struct ListFacts {
    names: VecSet<String>,
    /// The columns of its choices, in order of their names.
    pub columns: Vec<String>,
    /// Whether two choices have one name.
    pub has_twins: bool,
    /// The places of choices whose labels insert answers.
    pub inserting: Vec<usize>,
    /// The names of choices that say that the question does not apply.
    pub not_applicable: Vec<String>,
}

impl ListFacts {
    pub fn of(choices: &[Choice]) -> Self {
        let names: VecSet<String> = choices.iter().map(|choice| choice.name.clone()).collect();
        let inserts = |choice: &Choice| choice.label.0.values().any(|text| has_insertions(text));
        let inserting = choices.iter().enumerate().filter(|(_, choice)| inserts(choice)).map(|(index, _)| index);
        let not_applicable = choices.iter().filter(|choice| choice.not_applicable);
        Self {
            columns: columns(choices).into_iter().map(str::to_owned).collect(),
            has_twins: names.len() < choices.len(),
            inserting: inserting.collect(),
            not_applicable: not_applicable.map(|choice| choice.name.clone()).collect(),
            names,
        }
    }

    /// Whether it has a choice of that name.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// The columns that a list's choices have, in order of their names.
pub(crate) fn columns(choices: &[Choice]) -> Vec<&str> {
    let own = choices.iter().flat_map(|choice| choice.columns.keys().map(String::as_str));
    own.chain(["name", "label"]).collect::<VecSet<_>>().into_iter().collect()
}
