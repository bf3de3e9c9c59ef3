//! All names that expressions of a survey may use, and what each of them is in the questionnaire.

use std::collections::BTreeMap;

use sealform_types::Json;

use crate::surveyjs::expression::{RowMember, Rows, Shape, Tree, parse};
use crate::surveyjs::model::{
    CalculatedValue, Choice, Element, ElementClass, ElementType, InputType, Role, Row, are_numbers, choices_of,
    column_totals, comment_name, text_of,
};

/// One known name.
#[derive(Debug, Clone)]
pub(super) struct Symbol {
    /// `a`, `a.b`, `a[].b`: as SurveyJS names it, without numbers.
    pub key: String,
    pub path: String,
    pub name: String,
    pub shape: Shape,
    /// What the answer is made of.
    pub answer: Answer,
    /// Whether it is a matrix whose rows a person adds.
    pub is_dynamic_matrix: bool,
    /// Of rows that are written out, and the like: the paths of all questions in them.
    pub inside: Vec<String>,
}

/// What an answer is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The names of choices; of these, where they are written out.
    Choices(Vec<Choice>),
    /// Anything else.
    Value,
}

impl Symbol {
    /// A name whose answer is not a choice.
    fn value(key: String, path: String, name: String, shape: Shape) -> Self {
        Self { key, path, name, shape, answer: Answer::Value, is_dynamic_matrix: false, inside: Vec::new() }
    }

    /// Whether the answer is the name of a choice, or several.
    pub fn is_choice(&self) -> bool {
        matches!(self.answer, Answer::Choices(_))
    }

    /// The choices, as far as they are written out.
    pub fn choices(&self) -> &[Choice] {
        match &self.answer {
            Answer::Choices(choices) => choices,
            Answer::Value => &[],
        }
    }
}

/// The innermost repeat around a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Surrounding<'s> {
    pub repeat: &'s str,
    /// How many steps up it is.
    pub steps: usize,
}

/// All names of a survey.
#[derive(Debug, Default)]
pub(super) struct SymbolTable {
    by_key: BTreeMap<String, Symbol>,
    /// Keys in lower case, for SurveyJS ignores the case of names.
    lowercase_keys: BTreeMap<String, String>,
    /// How many elements have a name of the questionnaire.
    counts: BTreeMap<String, usize>,
    /// The key of the rows or panels around a path.
    scopes: BTreeMap<String, String>,
    /// The key around the key of rows or panels.
    outer_scopes: BTreeMap<String, String>,
    /// The keys of repeats, by path.
    repeats: BTreeMap<String, String>,
    /// Where the rows of a repeat are shown, by path.
    row_conditions: BTreeMap<String, Tree>,
    /// Rows that are written out, by path.
    rows: BTreeMap<String, Row>,
    /// The questions whose choices are the instances of a repeat, by its path.
    counted: BTreeMap<String, String>,
    /// `$name.title` and the like.
    texts: BTreeMap<String, String>,
}

impl SymbolTable {
    /// The names of a survey whose elements have their names and paths.
    pub fn of(tree: &[Element<'_>], survey: &Json, values: &[CalculatedValue]) -> Self {
        let mut symbols = Self::default();
        symbols.gather(tree, "", None);
        symbols.gather_other_names(tree, "");
        for CalculatedValue { own_name, name, formula } in values {
            *symbols.counts.entry(name.clone()).or_default() += 1;
            let shape = shape_of_formula(&formula.source);
            symbols.add(Symbol::value(own_name.clone(), format!("/data/{name}"), name.clone(), shape));
        }
        symbols.add_texts("survey", survey);
        symbols.lowercase_keys = symbols.by_key.keys().map(|key| (key.to_lowercase(), key.clone())).collect();
        symbols
    }

    /// The symbol with a key.
    pub fn get(&self, key: &str) -> Option<&Symbol> {
        self.by_key.get(key).or_else(|| self.by_key.get(self.lowercase_keys.get(&key.to_lowercase())?))
    }

    /// All symbols, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &Symbol> {
        self.by_key.values()
    }

    /// The symbols by the keys that lead to them, of which one may have several.
    pub fn by_key(&self) -> impl Iterator<Item = (&str, &Symbol)> {
        self.by_key.iter().map(|(key, symbol)| (key.as_str(), symbol))
    }

    /// Whether no other element has the name of a symbol.
    pub fn is_unique(&self, symbol: &Symbol) -> bool {
        self.counts.get(&symbol.name) == Some(&1) && symbol.shape != Shape::Rows
    }

    /// The key of the rows or panels around a path; blank at the top.
    pub fn scope(&self, path: &str) -> &str {
        self.scopes.get(path).map_or("", String::as_str)
    }

    /// The key around that of rows or panels.
    pub fn outer_scope(&self, scope: &str) -> Option<&str> {
        self.outer_scopes.get(scope).map(String::as_str)
    }

    /// The key of a repeat.
    pub fn repeat_key(&self, path: &str) -> Option<&str> {
        self.repeats.get(path).map(String::as_str)
    }

    /// Where the rows of a repeat are shown.
    pub fn row_condition(&self, path: &str) -> Option<&Tree> {
        self.row_conditions.get(path)
    }

    /// The row that is written out at a path.
    pub fn row(&self, path: &str) -> Option<&Row> {
        self.rows.get(path)
    }

    /// The same with its path.
    pub fn row_at(&self, path: &str) -> Option<(&str, &Row)> {
        self.rows.get_key_value(path).map(|(path, row)| (path.as_str(), row))
    }

    /// What stands in the row with a number as the value at `path` does in the row beside it at `row`.
    pub fn in_row(&self, row: &str, number: usize, path: &str) -> Option<&Symbol> {
        let (matrix, _) = row.rsplit_once('/')?;
        let inside = path.strip_prefix(row).filter(|inside| inside.starts_with('/'))?;
        let is_beside = |path: &str| path.rsplit_once('/').is_some_and(|(around, _)| around == matrix);
        let (wanted, _) = self.rows.iter().find(|(path, row)| row.number == number && is_beside(path))?;
        self.by_key.values().find(|symbol| symbol.path.strip_prefix(wanted.as_str()) == Some(inside))
    }

    /// Rows that are written out, as the groups that they are.
    pub fn written_rows(&self, matrix: &Symbol) -> Option<Rows> {
        let is_in = |path: &str| path.rsplit_once('/').is_some_and(|(around, _)| around == matrix.path);
        let (row, _) = self.rows.iter().find(|(path, _)| is_in(path))?;
        let key = &self.by_key.values().find(|symbol| symbol.path == *row)?.key;
        let members = self.by_key.iter().filter_map(|(name, symbol)| {
            let name = name.strip_prefix(key.as_str())?.strip_prefix('.')?.to_owned();
            let path = symbol.path.strip_prefix(row.as_str())?.strip_prefix('/')?.to_owned();
            Some(RowMember { name, path, shape: symbol.shape })
        });
        let members: Vec<RowMember> = members.collect();
        (!members.is_empty()).then(|| Rows { path: format!("{}/*", matrix.path), members })
    }

    /// The question whose choices are the instances of a repeat.
    pub fn counted_by(&self, repeat: &str) -> Option<&Symbol> {
        self.get(self.counted.get(repeat)?)
    }

    /// The text that `$name.title` and the like stand for.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(&name.to_lowercase()).map(String::as_str)
    }

    /// The innermost repeat around a path.
    pub fn repeat_around(&self, path: &str) -> Option<Surrounding<'_>> {
        let above = path.rmatch_indices('/').filter_map(|(end, _)| path.get(..end));
        let (repeat, _) = above.filter_map(|above| self.repeats.get_key_value(above)).next()?;
        let steps = path.get(repeat.len()..)?.matches('/').count();
        Some(Surrounding { repeat, steps })
    }

    fn add(&mut self, symbol: Symbol) {
        self.by_key.entry(symbol.key.clone()).or_insert(symbol);
    }

    fn add_texts(&mut self, own_name: &str, json: &Json) {
        for member in ["title", "description"] {
            let text = match json.get(member) {
                Some(Json::String(text)) => Some(text.clone()),
                Some(text @ Json::Object(_)) => text.get("default").and_then(Json::as_str).map(str::to_owned),
                _ => None,
            };
            let text = text.or_else(|| (member == "title").then(|| own_name.to_owned()));
            self.texts.entry(format!("{own_name}.{member}").to_lowercase()).or_insert(text.unwrap_or_default());
        }
    }

    fn gather(&mut self, elements: &[Element<'_>], scope: &str, around: Option<&Json>) {
        for element in elements {
            *self.counts.entry(element.name.clone()).or_default() += 1;
            let key = key_in(scope, &element.value_name);
            self.add_texts(&element.own_name, element.json);
            if !element.is_transparent() {
                self.add_comment(element, &key);
                self.add(symbol_of(element, key.clone(), around));
            }
            self.add_totals(element, &key);
            self.add_ends(element, &key);
            self.scopes.insert(element.path.clone(), scope.to_owned());
            self.rows.extend(element.row.clone().map(|row| (element.path.clone(), row)));
            let inner = inner_scope(element, scope, &key);
            if element.role == Role::Repeat {
                self.repeats.insert(element.path.clone(), key);
                let condition = element.text("rowsVisibleIf").or_else(|| element.text("templateVisibleIf"));
                let condition = condition.and_then(|source| parse(source).ok());
                self.row_conditions.extend(condition.map(|condition| (element.path.clone(), condition)));
            }
            if inner != scope {
                self.outer_scopes.insert(inner.clone(), scope.to_owned());
            }
            self.counted.extend(element.counted_by.clone().map(|counted_by| (element.path.clone(), counted_by)));
            self.gather(&element.children, &inner, Some(element.json));
        }
    }

    /// `{slider[0]}` and `{slider[1]}`
    fn add_ends(&mut self, element: &Element<'_>, key: &str) {
        let ends = element.children.iter().filter(|child| child.kind == ElementType::RangeEnd);
        for (index, end) in ends.enumerate() {
            self.add(Symbol::value(format!("{key}[{index}]"), end.path.clone(), end.name.clone(), Shape::Number));
        }
    }

    /// `{matrix-total.column}`
    fn add_totals(&mut self, element: &Element<'_>, key: &str) {
        let Some((above, _)) = element.path.rsplit_once('/') else { return };
        for total in column_totals(element) {
            *self.counts.entry(total.name.clone()).or_default() += 1;
            let (key, path) = (format!("{key}-total.{}", total.column_name), format!("{above}/{}", total.name));
            self.add(Symbol::value(key, path, total.name, Shape::Number));
        }
    }

    /// What a person writes where they choose `other`.
    fn add_comment(&mut self, element: &Element<'_>, key: &str) {
        let (Some(name), Some((above, _))) = (comment_name(element), element.path.rsplit_once('/')) else { return };
        *self.counts.entry(name.clone()).or_default() += 1;
        let path = format!("{above}/{name}");
        self.add(Symbol::value(comment_key(key), path, name, Shape::Text));
    }

    /// An element may be named by its own name where its value has another one.
    fn gather_other_names(&mut self, elements: &[Element<'_>], scope: &str) {
        for element in elements {
            let key = key_in(scope, &element.value_name);
            let merged = element.merged.iter().filter_map(|other| other.json.get("name").and_then(Json::as_str));
            // At the top a value is known by its own name alone.
            let is_renamed = scope.is_empty() && element.text("valueName").is_some();
            for name in std::iter::once(element.own_name.as_str()).chain(merged).filter(|_| !is_renamed) {
                if let Some(symbol) = self.by_key.get(&key).filter(|_| !element.is_transparent()) {
                    let symbol = symbol.clone();
                    self.by_key.entry(key_in(scope, name)).or_insert(symbol);
                }
            }
            let inner = inner_scope(element, scope, &key);
            self.gather_other_names(&element.children, &inner);
        }
    }
}

/// The key of what is said for the choice `other` of a question.
pub(super) fn comment_key(key: &str) -> String {
    format!("{key}-Comment")
}

fn key_in(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// The scope of what is in an element.
fn inner_scope(element: &Element<'_>, scope: &str, key: &str) -> String {
    match element.role {
        _ if element.is_transparent() => scope.to_owned(),
        Role::Repeat => format!("{key}[]"),
        Role::Group | Role::Question => key.to_owned(),
    }
}

fn symbol_of(element: &Element<'_>, key: String, around: Option<&Json>) -> Symbol {
    Symbol {
        key,
        path: element.path.clone(),
        name: element.name.clone(),
        shape: shape_of(element, around),
        answer: if is_choice(element) { Answer::Choices(choices_of(element, around)) } else { Answer::Value },
        is_dynamic_matrix: element.kind == ElementType::MatrixDynamic,
        inside: if element.role == Role::Group { questions_in(element) } else { Vec::new() },
    }
}

/// The paths of the questions in rows that are written out, as far as they are not in rows or panels of their own.
fn questions_in(element: &Element<'_>) -> Vec<String> {
    let each = element.children.iter().flat_map(|child| match child.role {
        Role::Question if !child.kind.is_display_only() => vec![child.path.clone()],
        Role::Group => questions_in(child),
        Role::Question | Role::Repeat => Vec::new(),
    });
    each.collect()
}

fn is_choice(element: &Element<'_>) -> bool {
    match element.kind.class() {
        ElementClass::Choice => true,
        ElementClass::Row => element.role == Role::Question,
        ElementClass::Scale => element.kind == ElementType::Rating && element.has_rate_values(),
        ElementClass::Container | ElementClass::Composite | ElementClass::Written | ElementClass::Formula => false,
        ElementClass::Shown | ElementClass::Upload | ElementClass::Custom => false,
    }
}

fn shape_of(element: &Element<'_>, around: Option<&Json>) -> Shape {
    if element.role == Role::Repeat {
        return Shape::Rows;
    }
    match element.kind.class() {
        ElementClass::Choice => shape_of_choice(element, around),
        ElementClass::Scale if element.has_rate_values() && !are_numbers(element, around) => Shape::Text,
        ElementClass::Scale => Shape::Number,
        ElementClass::Row if element.role == Role::Question && are_numbers(element, around) => Shape::Number,
        ElementClass::Written => match element.input_type() {
            Some(InputType::Number | InputType::Range) => Shape::Number,
            Some(InputType::Date | InputType::DateTime) => Shape::Date,
            Some(InputType::Time) => Shape::Time,
            Some(InputType::Month | InputType::Week) => Shape::Month,
            Some(InputType::Email | InputType::Other) | None => Shape::Text,
        },
        ElementClass::Formula => shape_of_formula(text_of(element.json, "expression").unwrap_or_default()),
        ElementClass::Container | ElementClass::Composite | ElementClass::Row => Shape::Text,
        ElementClass::Shown | ElementClass::Upload | ElementClass::Custom => Shape::Text,
    }
}

fn shape_of_choice(element: &Element<'_>, around: Option<&Json>) -> Shape {
    let has_own_values = ["valueTrue", "valueFalse"].iter().any(|own| element.json.get(own).is_some());
    if element.kind == ElementType::Ranking {
        Shape::Order
    } else if element.kind == ElementType::Boolean && !has_own_values {
        Shape::Boolean
    } else if element.takes_several() {
        Shape::List
    } else if are_numbers(element, around) {
        Shape::Number
    } else {
        Shape::Text
    }
}

/// What a formula gives, as far as it says so itself.
fn shape_of_formula(source: &str) -> Shape {
    match parse(source) {
        Ok(tree) if tree.gives_truth() => Shape::Truth,
        Ok(_) | Err(_) => Shape::Text,
    }
}
