//! Names as an element of the survey sees them: of its own row or panel, of the one before, of the survey.

use super::labels::{each_joined, number_or_text, value_in_survey};
use super::readings::given_by_page;
use super::symbols::{Surrounding, Symbol, SymbolTable, comment_key};
use crate::surveyjs::expression::{
    ChoiceName, Column, InRow, Names, Offer, RowMember, Rows, Shape, Target, Translator, choice_name,
};
use crate::surveyjs::model::{Choice, Row};

/// A symbol and which instances of the repeats around it are meant.
struct Resolved<'s> {
    symbol: &'s Symbol,
    instances: Vec<InstanceFilter>,
}

/// Which instance of a repeat is meant.
struct InstanceFilter {
    /// The path of the repeat.
    repeat: String,
    /// The condition that chooses it.
    condition: String,
}

/// One of several choices that an answer holds, by its index.
pub(super) struct Picked<'s> {
    pub symbol: &'s Symbol,
    index: usize,
}

/// The row or panel around an element.
pub(super) struct Instance<'s> {
    /// The path of the repeat.
    pub repeat: &'s str,
    /// The path to its node: `..`, `../..`; in an expression about choices, from the question.
    up: String,
    /// The path to its node from within a predicate: `current()/..`
    pub up_from_predicate: String,
}

/// What `{item}` stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ItemName {
    /// Nothing: the expression is not about choices.
    None,
    /// Each choice of a list.
    EachChoice,
    /// The choice with this name.
    Choice(String),
}

/// Names seen from an element.
pub(super) struct Scope<'s> {
    symbols: &'s SymbolTable,
    pub path: &'s str,
    item: ItemName,
}

impl<'s> Scope<'s> {
    /// The names that the element at a path sees.
    pub fn at(symbols: &'s SymbolTable, path: &'s str) -> Self {
        Self { symbols, path, item: ItemName::None }
    }

    /// The same for a condition on choices of the element.
    pub fn at_choices(symbols: &'s SymbolTable, path: &'s str, item: ItemName) -> Self {
        Self { symbols, path, item }
    }

    /// The symbol of a name.
    pub fn symbol(&self, name: &str) -> Option<&'s Symbol> {
        self.resolve(name).map(|found| found.symbol)
    }

    /// Whether something in the survey is called so here. What a row or panel beside it has may not be there.
    pub fn knows(&self, name: &str) -> bool {
        let is_beside = ["prevrow.", "prevpanel.", "nextrow.", "nextpanel.", "parentpanel.", "row.", "panel."];
        let is_comment = name.strip_suffix("-Comment").is_some_and(|question| self.symbol(question).is_some());
        is_comment
            || is_beside.iter().any(|prefix| name.to_lowercase().starts_with(prefix))
            || self.found(name).is_some()
    }

    /// The path of the repeat around this element.
    pub fn repeat(&self) -> Option<&'s str> {
        self.symbols.repeat_around(self.path).map(|around| around.repeat)
    }

    /// Expression: the number of the instance around this element.
    pub fn position(&self) -> Option<String> {
        Some(format!("position({})", self.instance()?.up))
    }

    /// What is inserted into a text for a name: the label of a choice, not its name.
    pub fn insertion(&self, name: &str) -> Option<String> {
        let lowercase = name.trim().to_lowercase();
        match lowercase.as_str() {
            "panelindex" => return self.position(),
            "visiblepanelindex" => return self.position_among_shown(),
            _ => {}
        }
        if let Some(found) = self.resolve(name) {
            return self.inserted(&found);
        }
        if lowercase.starts_with("panel.")
            && let Some(target) = self.counting_choice()
            && let Some(counting) = self.repeat().and_then(|repeat| self.symbols.counted_by(repeat))
        {
            return Some(format!("jr:choice-name({}, {})", target.expression, counting.path));
        }
        self.found(name).map(|target| target.expression)
    }

    fn inserted(&self, found: &Resolved<'_>) -> Option<String> {
        let symbol = found.symbol;
        let path = chosen_path(&symbol.path, &found.instances);
        if symbol.is_choice() {
            return Some(self.labels(symbol, &path).expression);
        }
        if symbol.shape == Shape::Rows || !symbol.inside.is_empty() {
            return None;
        }
        let is_by_name = self.symbols.is_unique(symbol) && found.instances.is_empty();
        Some(if is_by_name { symbol.name.clone() } else { path })
    }

    /// What a name of the survey is here; `None` where nothing in the survey is called so.
    fn found(&self, name: &str) -> Option<Target> {
        let trimmed = name.trim();
        if let Some(text) = trimmed.strip_prefix('$').and_then(|name| self.symbols.text(name)) {
            return Some(Target::text(text));
        }
        let plain = trimmed.trim_start_matches(['#', '$']);
        if let Some(special) = self.special(&plain.to_lowercase()) {
            return Some(special);
        }
        if let Some(found) = self.resolve(plain) {
            return Some(self.target(&found));
        }
        if let Some(Picked { symbol, index }) = self.picked(plain) {
            return Some(Target::new(format!("selected-at({}, {index})", symbol.path), Shape::Text));
        }
        if let Some(name) = plain.strip_suffix(".length") {
            return Some(self.length(name, &self.found(name)?));
        }
        plain.strip_prefix("panel.")?;
        self.counting_choice()
    }

    fn scope(&self) -> &'s str {
        self.symbols.scope(self.path)
    }

    /// The row or panel around this element.
    pub fn instance(&self) -> Option<Instance<'s>> {
        let Surrounding { repeat, steps } = self.symbols.repeat_around(self.path)?;
        let up = vec![".."; steps].join("/");
        let up_from_predicate = format!("current()/{up}");
        let up = if self.item == ItemName::None { up } else { up_from_predicate.clone() };
        Some(Instance { repeat, up, up_from_predicate })
    }

    /// The row around this element, where rows are written out.
    fn row(&self) -> Option<&'s Row> {
        self.symbols.row(self.row_around()?.0)
    }

    /// The path and the number of the row around this element, where rows are written out.
    fn row_around(&self) -> Option<(&'s str, usize)> {
        let mut path = self.path;
        loop {
            if let Some((path, row)) = self.symbols.row_at(path) {
                return Some((path, row.number));
            }
            path = path.rsplit_once('/')?.0;
        }
    }

    /// `{rowIndex}` and the like.
    fn special(&self, name: &str) -> Option<Target> {
        match (name, &self.item) {
            ("item" | "choice", ItemName::EachChoice) => Some(Target::new("name", Shape::Text)),
            ("item" | "choice", ItemName::Choice(name)) => Some(Target::text(name.clone())),
            // Beside choices, so called as a choice is.
            ("item", ItemName::None) => Some(number_or_text(&choice_name(&self.row()?.value))),
            ("rowtitle", _) => {
                let row = self.row()?;
                Some(Target::text(row.title.as_deref().unwrap_or(&row.value)))
            }
            ("rowvalue" | "rowname", _) => Some(number_or_text(&self.row()?.value)),
            ("visiblerowindex", _) if self.row().is_none() => {
                Some(Target::new(self.position_among_shown()?, Shape::Number))
            }
            ("rowindex" | "visiblerowindex", _) => match self.row() {
                Some(row) => Some(Target::number(row.number.to_string())),
                None => Some(Target::new(self.position()?, Shape::Number)),
            },
            ("panelindex", _) => Some(Target::new(format!("({} - 1)", self.position()?), Shape::Number)),
            ("visiblepanelindex", _) => {
                Some(Target::new(format!("({} - 1)", self.position_among_shown()?), Shape::Number))
            }
            _ => None,
        }
    }

    /// The number of the row or panel around this element among those that are shown.
    fn position_among_shown(&self) -> Option<String> {
        let instance = self.instance()?;
        let (repeat, up) = (instance.repeat, instance.up_from_predicate);
        let Some(condition) = self.symbols.row_condition(repeat) else { return self.position() };
        let rows_name = self.symbols.repeat_key(repeat)?;
        let rows = self.rows(rows_name)?;
        let inside = Translator { names: &InRow { rows_name, rows: &rows, outside: self } };
        let shown = inside.truth(condition).ok()?;
        Some(format!("count({repeat}[position() <= position({up})][{shown}])"))
    }

    /// The name of the choice that the panel around this element is there for.
    fn counting_choice(&self) -> Option<Target> {
        let Instance { repeat, up, .. } = self.instance()?;
        let counting = self.symbols.counted_by(repeat)?;
        Some(Target::new(format!("selected-at({}, position({up}) - 1)", counting.path), Shape::Text))
    }

    /// `a`, `a.b`, `a[2].b`, `panel.b`, `prevRow.b`
    fn resolve(&self, name: &str) -> Option<Resolved<'s>> {
        let plain = name.trim().trim_start_matches(['#', '$']);
        if let Some(found) = self.resolve_key("", plain) {
            return Some(found);
        }
        let lowercase = plain.to_lowercase();
        let after = |prefix: &str| lowercase.starts_with(prefix).then(|| plain.get(prefix.len()..)).flatten();
        for prefix in ["row.", "panel."] {
            if let Some(rest) = after(prefix) {
                return self.resolve_outward(self.scope(), rest);
            }
        }
        for (prefix, sign) in [("prevrow.", "-"), ("prevpanel.", "-"), ("nextrow.", "+"), ("nextpanel.", "+")] {
            if let Some(rest) = after(prefix) {
                return self.in_neighbour(rest, sign);
            }
        }
        if let Some(rest) = after("totalrow.") {
            return self.in_totals(rest);
        }
        if let Some(rest) = after("parentpanel.") {
            let mut scope = self.scope();
            while !scope.ends_with("[]") {
                scope = self.symbols.outer_scope(scope)?;
            }
            return self.resolve_outward(self.symbols.outer_scope(scope)?, rest);
        }
        self.resolve_outward(self.scope(), plain)
    }

    /// A name in the instance before (`-`) or after (`+`) the one around this element.
    fn in_neighbour(&self, name: &str, sign: &str) -> Option<Resolved<'s>> {
        let mut found = self.resolve_outward(self.scope(), name)?;
        if let Some((row, number)) = self.row_around() {
            let number = if sign == "-" { number.checked_sub(1)? } else { number + 1 };
            found.symbol = self.symbols.in_row(row, number, &found.symbol.path)?;
            return Some(found);
        }
        let instance = self.instance()?;
        // Only what is in a row has a row before it.
        found.symbol.path.strip_prefix(instance.repeat)?.starts_with('/').then_some(())?;
        let condition = format!("position() = position({}) {sign} 1", instance.up_from_predicate);
        found.instances.push(InstanceFilter { repeat: instance.repeat.to_owned(), condition });
        Some(found)
    }

    /// The total of a column of the matrix around this element.
    fn in_totals(&self, name: &str) -> Option<Resolved<'s>> {
        let mut scope = self.scope();
        loop {
            let matrix = scope.strip_suffix("[]").unwrap_or(scope);
            if let Some(found) = self.resolve_key("", &format!("{matrix}-total.{name}")) {
                return Some(found);
            }
            scope = self.symbols.outer_scope(scope)?;
        }
    }

    /// A name of a scope, or of one of those around it.
    fn resolve_outward(&self, scope: &str, name: &str) -> Option<Resolved<'s>> {
        if let Some(found) = self.resolve_key(scope, name) {
            return Some(found);
        }
        let mut scope = self.symbols.outer_scope(scope)?;
        loop {
            if let Some(found) = self.resolve_key(scope, name) {
                return Some(found);
            }
            scope = self.symbols.outer_scope(scope)?;
        }
    }

    /// A name of a scope, whose instances may be numbered from 0.
    fn resolve_key(&self, scope: &str, name: &str) -> Option<Resolved<'s>> {
        let mut key = if scope.is_empty() { String::new() } else { format!("{scope}.") };
        if let Some(symbol) = self.symbols.get(&format!("{key}{name}")) {
            return Some(Resolved { symbol, instances: Vec::new() });
        }
        let (mut instances, mut rest) = (Vec::new(), name);
        while let Some((before, behind)) = rest.split_once('[') {
            let (number, after) = behind.split_once(']')?;
            key.push_str(before);
            let repeat = self.symbols.get(&key).filter(|symbol| symbol.shape == Shape::Rows)?;
            let condition = format!("position() = {}", number.trim().parse::<usize>().ok()? + 1);
            instances.push(InstanceFilter { repeat: repeat.path.clone(), condition });
            key.push_str("[]");
            rest = after;
        }
        key.push_str(rest);
        Some(Resolved { symbol: self.symbols.get(&key)?, instances })
    }

    fn target(&self, found: &Resolved<'_>) -> Target {
        let symbol = found.symbol;
        if !symbol.inside.is_empty() {
            // Blank where all in it is.
            let all = symbol.inside.iter().map(|path| chosen_path(path, &found.instances));
            return Target::joined(&all.chain(std::iter::once("''".to_owned())).collect::<Vec<_>>());
        }
        let expression = match (found.instances.as_slice(), self.symbols.is_unique(symbol)) {
            ([], true) => format!("${{{}}}", symbol.name),
            ([], false) => symbol.path.clone(),
            (instances, _) => chosen_path(&symbol.path, instances),
        };
        // A truth value that is stored is a word.
        let is_truth = symbol.shape == Shape::Truth;
        let expression = if is_truth { format!("(string({expression}) = 'true')") } else { expression };
        Target::new(expression, symbol.shape)
    }

    /// What an answer of choices is called: its labels, and what was said for `other`.
    fn labels(&self, symbol: &Symbol, answer: &str) -> Target {
        let other = self.symbols.get(&comment_key(&symbol.key)).map(|comment| comment.path.as_str());
        let label = |name: &str| {
            let label = format!("jr:choice-name({name}, {})", symbol.path);
            match other {
                Some(other) => format!("if({name} = 'other' and {other} != '', {other}, {label})"),
                None => label,
            }
        };
        match symbol.shape {
            Shape::List | Shape::Order => each_joined(symbol, answer, &label),
            Shape::Text
            | Shape::Number
            | Shape::Truth
            | Shape::Boolean
            | Shape::Date
            | Shape::Time
            | Shape::Month
            | Shape::Rows => Target::new(label(answer), Shape::Text),
        }
    }

    /// How much is in an answer: rows, choices, letters.
    fn length(&self, name: &str, of: &Target) -> Target {
        let expression = &of.expression;
        let number = |expression: String| Target::new(expression, Shape::Number);
        match of.shape {
            // Rows have no value before something stands in one of them; panels do.
            Shape::Rows if self.symbol(name).is_some_and(|symbol| symbol.is_dynamic_matrix) => {
                match self.filled(name) {
                    Some(filled) => {
                        Target::conditional(format!("if({filled} = 0, 0, count({expression}))"), Shape::Number)
                    }
                    None => number(format!("count({expression})")),
                }
            }
            Shape::Rows => number(format!("count({expression})")),
            Shape::List | Shape::Order => number(format!("count-selected({expression})")),
            Shape::Text | Shape::Number | Shape::Truth | Shape::Boolean | Shape::Date | Shape::Time | Shape::Month => {
                number(format!("string-length({expression})"))
            }
        }
    }

    /// Whether a name stands for each choice, or for the row.
    fn is_item(&self, name: &str) -> bool {
        let is_about_choices = self.item != ItemName::None;
        match name.trim().to_lowercase().as_str() {
            "item" => is_about_choices || self.row().is_some(),
            "choice" => is_about_choices,
            _ => false,
        }
    }

    /// The choices of the question that the expression belongs to.
    fn offered_here(&self) -> &'s [Choice] {
        let here = self.symbols.iter().find(|symbol| symbol.path == self.path);
        here.map_or(&[], Symbol::choices)
    }

    /// `{list[0]}`: one of several choices.
    pub fn picked(&self, name: &str) -> Option<Picked<'s>> {
        let (list, number) = name.trim().strip_suffix(']')?.rsplit_once('[')?;
        let symbol = self.symbol(list).filter(|symbol| matches!(symbol.shape, Shape::List | Shape::Order))?;
        Some(Picked { symbol, index: number.trim().parse().ok()? })
    }
}

impl Names for Scope<'_> {
    fn rows(&self, name: &str) -> Option<Rows> {
        let symbol = self.symbol(name)?;
        let Some(repeat) = Some(symbol).filter(|symbol| symbol.shape == Shape::Rows) else {
            return self.symbols.written_rows(symbol);
        };
        let start = format!("{}[].", repeat.key);
        let members = self.symbols.by_key().filter_map(|(key, symbol)| {
            let path = symbol.path.strip_prefix(&repeat.path)?.trim_start_matches('/').to_owned();
            Some(RowMember { name: key.strip_prefix(&start)?.to_owned(), path, shape: symbol.shape })
        });
        Some(Rows { path: repeat.path.clone(), members: members.collect() })
    }

    fn find(&self, name: &str) -> Option<Target> {
        self.found(name).or_else(|| given_by_page(name))
    }

    fn choice(&self, name: &str, value: &str) -> Option<ChoiceName> {
        let own = choice_name(value);
        let is_item = self.is_item(name);
        let choices = match is_item {
            true => self.offered_here(),
            false => {
                let symbol = self.symbol(name).or_else(|| Some(self.picked(name)?.symbol));
                symbol.filter(|symbol| symbol.is_choice())?.choices()
            }
        };
        // SurveyJS ignores the case of values.
        Some(match choices.iter().find(|choice| choice.name.to_lowercase() == own.to_lowercase()) {
            Some(choice) => ChoiceName { name: choice.name.clone(), offer: Offer::Offered },
            None if is_item || choices.is_empty() => ChoiceName { name: own, offer: Offer::Offered },
            None => ChoiceName { name: own, offer: Offer::NotOffered },
        })
    }

    fn choices(&self, name: &str) -> Vec<String> {
        let choices = self.symbol(name).map(Symbol::choices).unwrap_or_default();
        choices.iter().map(|choice| choice.name.clone()).collect()
    }

    fn filled(&self, rows: &str) -> Option<String> {
        let Rows { path, members } = self.rows(rows)?;
        let own = members.iter().filter(|member| !member.name.contains("[]") && member.shape != Shape::Rows);
        let each: Vec<String> = own.map(|member| format!("count-non-empty({path}/{})", member.path)).collect();
        (!each.is_empty()).then(|| format!("({})", each.join(" + ")))
    }

    fn text(&self, name: &str) -> Option<String> {
        let found = self.resolve(name).filter(|found| found.symbol.is_choice())?;
        let of = self.target(&found).expression;
        let symbol = found.symbol;
        if matches!(symbol.shape, Shape::List | Shape::Order) {
            return Some(each_joined(symbol, &of, &|item| value_in_survey(symbol, item)).expression);
        }
        Some(value_in_survey(symbol, &of)).filter(|text| *text != of)
    }

    fn display(&self, name: &str) -> Option<Target> {
        let symbol = self.symbol(name)?;
        let found = self.found(name)?;
        Some(if symbol.is_choice() { self.labels(symbol, &found.expression) } else { found })
    }

    fn column(&self, rows: &str, column: &str) -> Option<Column> {
        if column.is_empty() {
            return None;
        }
        let symbol = self.symbol(rows)?;
        let of = |symbol| self.target(&Resolved { symbol, instances: Vec::new() }).expression;
        if let Some(column) = self.symbols.get(&format!("{}[].{column}", symbol.key)) {
            return Some(Column::Path(of(column)));
        }
        // Rows that are written out are groups of their own.
        let (start, end) = (format!("{}.", symbol.key), format!(".{column}"));
        let inside = self.symbols.by_key().filter(|(key, _)| key.starts_with(&start) && key.ends_with(&end));
        let each: Vec<String> = inside.map(|(_, symbol)| of(symbol)).collect();
        (!each.is_empty()).then_some(Column::Each(each))
    }
}

/// A path with the instances that are chosen on its way.
fn chosen_path(path: &str, instances: &[InstanceFilter]) -> String {
    let mut expression = String::new();
    let mut done = 0;
    for InstanceFilter { repeat, condition } in instances {
        let Some(part) = path.get(done..repeat.len()) else { continue };
        expression.push_str(&format!("{part}[{condition}]"));
        done = repeat.len();
    }
    expression.push_str(path.get(done..).unwrap_or_default());
    expression
}

#[cfg(test)]
mod tests {
    use sealform_types::Json;

    use super::*;
    use crate::surveyjs::model::{assign_names, read_pages};

    fn symbols(survey: &str) -> SymbolTable {
        let survey = Json::parse(survey.as_bytes()).expect("JSON");
        let (mut tree, _) = read_pages(&survey);
        assign_names(&mut tree, "/data");
        SymbolTable::of(&tree, &survey, &[])
    }

    const PANELS: &str = r#"{"title": "Hello", "elements": [
        {"type": "paneldynamic", "name": "p", "templateElements": [
            {"type": "text", "name": "a"}, {"type": "checkbox", "name": "l", "choices": ["x y", "z"]}]},
        {"type": "text", "name": "a"}]}"#;

    fn find(path: &str, name: &str) -> Option<String> {
        Scope::at(&symbols(PANELS), path).find(name).map(|found| found.expression)
    }

    #[test]
    fn a_panel_sees_its_own_members_and_its_neighbours() {
        assert_eq!(find("/data/p/a", "panel.l").as_deref(), Some("${l}"));
        let before = "/data/p[position() = position(current()/..) - 1]/a";
        assert_eq!(find("/data/p/a", "prevPanel.a").as_deref(), Some(before));
        assert_eq!(find("/data/a", "prevPanel.a"), None);
        assert_eq!(find("/data/a", "panelIndex"), None);
        assert_eq!(find("/data/a", "P[1].A").as_deref(), Some("/data/p[position() = 2]/a"));
        assert_eq!(find("/data/p/l", "panelIndex").as_deref(), Some("(position(..) - 1)"));
    }

    #[test]
    fn texts_of_the_survey_and_single_choices_are_values() {
        assert_eq!(find("/data/a", "$survey.title").as_deref(), Some("'Hello'"));
        assert_eq!(find("/data/p/a", "panel.l[0]").as_deref(), Some("selected-at(/data/p/l, 0)"));
        assert_eq!(find("/data/a", "nobody").as_deref(), Some("assignment('nobody')"));
    }

    #[test]
    fn what_is_inserted_may_have_references_inside() {
        let symbols = symbols(PANELS);
        let inserted = |name: &str| Scope::at(&symbols, "/data/p/a").insertion(name);
        assert_eq!(inserted("panel.l.length").as_deref(), Some("count-selected(${l})"));
        assert_eq!(inserted("nobody"), None);
    }

    #[test]
    fn choices_are_found_by_value_whatever_its_case() {
        let symbols = symbols(PANELS);
        let scope = Scope::at(&symbols, "/data/p/a");
        let choice = |value: &str| scope.choice("panel.l", value);
        assert_eq!(choice("X Y"), Some(ChoiceName { name: "x_y".to_owned(), offer: Offer::Offered }));
        assert_eq!(choice("q"), Some(ChoiceName { name: "q".to_owned(), offer: Offer::NotOffered }));
        assert_eq!(scope.choice("a", "q"), None);
    }
}
