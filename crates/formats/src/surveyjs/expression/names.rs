//! What names mean to an expression: the interface through which a survey's names come in.

use super::target::{Shape, Target};

/// A member of a row or panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowMember {
    /// Its name in SurveyJS.
    pub name: String,
    /// The path from the row to it.
    pub path: String,
    /// What it holds.
    pub shape: Shape,
}

/// Rows or panels, for conditions on each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The path of the repeat.
    pub path: String,
    /// What is in each of them.
    pub members: Vec<RowMember>,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// The path that leads to all of them.
    Path(String),
    /// One expression for each row that is written out.
    Each(Vec<String>),
}

/// A choice beside an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceName {
    /// Its name in the questionnaire.
    pub name: String,
    /// Whether the question offers it.
    pub offer: Offer,
}

/// Whether a question offers a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// It does, or what it offers is not known.
    Offered,
    /// It does not: the choice is never the answer.
    NotOffered,
}

/// What names mean.
pub trait Names {
    /// The rows or panels of that name.
    fn rows(&self, name: &str) -> Option<Rows>;
    /// The question, row, or member of a name such as `a`, `panel.a`, `matrix[0].b`.
    fn find(&self, name: &str) -> Option<Target>;
    /// All values of a column of rows or panels; with a blank `column`, all items of an answer.
    fn column(&self, rows: &str, column: &str) -> Option<Column>;
    /// The choice with that value; `None` where the answer of the question is not a choice.
    fn choice(&self, _name: &str, _value: &str) -> Option<ChoiceName> {
        None
    }
    /// The names of all choices of a question, as far as they are written out.
    fn choices(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }
    /// How many answers stand in rows or panels; `None` where that cannot be counted.
    fn filled(&self, _rows: &str) -> Option<String> {
        None
    }
    /// The text of an answer where it is not the answer itself: several choices are joined by commas.
    fn text(&self, _name: &str) -> Option<String> {
        None
    }
    /// What the answer of a question is called where people read it.
    fn display(&self, name: &str) -> Option<Target> {
        let of = self.find(name)?.expression;
        Some(Target::new(format!("jr:choice-name({of}, '{of}')"), Shape::Text))
    }
}

/// Names as a row sees them: its own members first.
pub(in crate::surveyjs) struct InRow<'n> {
    /// What the rows are called in SurveyJS.
    pub rows_name: &'n str,
    pub rows: &'n Rows,
    pub outside: &'n dyn Names,
}

impl InRow<'_> {
    fn member(&self, name: &str) -> Option<&RowMember> {
        let plain = name.strip_prefix("row.").or_else(|| name.strip_prefix("panel.")).unwrap_or(name);
        self.rows.members.iter().find(|member| member.name == plain)
    }

    /// What a member of the row is called outside.
    fn outside_name(&self, name: &str) -> String {
        self.member(name).map_or_else(|| name.to_owned(), |member| format!("{}[0].{}", self.rows_name, member.name))
    }
}

impl Names for InRow<'_> {
    fn rows(&self, name: &str) -> Option<Rows> {
        self.outside.rows(name)
    }

    fn find(&self, name: &str) -> Option<Target> {
        let Some(RowMember { path, shape, .. }) = self.member(name) else { return self.outside.find(name) };
        // A truth value that is stored is a word.
        let expression = if *shape == Shape::Truth { format!("(string({path}) = 'true')") } else { path.clone() };
        Some(Target::new(expression, *shape))
    }

    fn column(&self, rows: &str, column: &str) -> Option<Column> {
        self.outside.column(rows, column)
    }

    fn choice(&self, name: &str, value: &str) -> Option<ChoiceName> {
        self.outside.choice(&self.outside_name(name), value)
    }

    fn choices(&self, name: &str) -> Vec<String> {
        self.outside.choices(&self.outside_name(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Outside;

    impl Names for Outside {
        fn rows(&self, _name: &str) -> Option<Rows> {
            None
        }

        fn find(&self, name: &str) -> Option<Target> {
            Some(Target::new(format!("${{{name}}}"), Shape::Text))
        }

        fn column(&self, _rows: &str, _column: &str) -> Option<Column> {
            None
        }

        fn choices(&self, name: &str) -> Vec<String> {
            vec![name.to_owned()]
        }
    }

    #[test]
    fn a_row_sees_its_own_members_first() {
        let member = RowMember { name: "a".to_owned(), path: "a".to_owned(), shape: Shape::Truth };
        let rows = Rows { path: "/data/m".to_owned(), members: vec![member] };
        let inside = InRow { rows_name: "m", rows: &rows, outside: &Outside };
        let find = |name: &str| inside.find(name).map(|found| found.expression);
        assert_eq!(find("row.a").as_deref(), Some("(string(a) = 'true')"));
        assert_eq!(find("b").as_deref(), Some("${b}"));
        assert_eq!(inside.choices("panel.a"), ["m[0].a"]);
    }
}
