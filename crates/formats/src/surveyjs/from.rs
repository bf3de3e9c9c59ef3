//! Names as a place of the survey sees them: of its own row or panel, of the one before, of the survey.

use super::choices::{Choice, choice_name};
use super::expression::{Column, InRow, Names, Rows, Shape, Target, Translator, Tree};
use super::names::{Known, KnownNames};
use super::tree::Row;
use crate::xform::quoted;

/// A name and which instance of rows or panels it is about.
struct Found<'n> {
    known: &'n Known,
    /// Paths of repeats and what chooses their instance.
    chosen: Vec<(String, String)>,
}

/// Names seen from a place.
pub(super) struct From<'n> {
    names: &'n KnownNames,
    path: &'n str,
    /// What `{item}` is.
    item: Option<String>,
}

impl<'n> From<'n> {
    pub(super) fn new(names: &'n KnownNames, path: &'n str, item: Option<String>) -> Self {
        Self { names, path, item }
    }
}

impl From<'_> {
    fn scope(&self) -> &str {
        self.names.scopes.get(self.path).map_or("", String::as_str)
    }

    /// The node that stands for the row or panel around this place: `..`, `../..`
    fn up(&self) -> Option<(String, String)> {
        let (repeat, steps) = self.names.repeat_around(self.path)?;
        let up = vec![".."; steps].join("/");
        Some((repeat.to_owned(), if self.item.is_some() { format!("current()/{up}") } else { up }))
    }

    /// The path of the repeat around this place.
    pub(super) fn repeat(&self) -> Option<&str> {
        self.names.repeat_around(self.path).map(|(repeat, _)| repeat)
    }

    /// The number of the instance around this place.
    pub(super) fn position(&self) -> Option<String> {
        Some(format!("position({})", self.up()?.1))
    }

    /// The same node in the instance before.
    pub(super) fn before(&self) -> Option<String> {
        let (repeat, up) = self.up()?;
        let below = self.path.get(repeat.len()..)?;
        Some(format!("{repeat}[position() = position(current()/{up}) - 1]{below}"))
    }

    /// The row around this place, where rows are written out.
    fn row(&self) -> Option<&Row> {
        let mut path = self.path;
        loop {
            if let Some(row) = self.names.rows.get(path) {
                return Some(row);
            }
            path = path.rsplit_once('/')?.0;
        }
    }

    /// `{rowIndex}` and its kin.
    fn special(&self, word: &str) -> Option<Target> {
        let number = |expression: String| Some(Target { expression, shape: Shape::Number });
        match word {
            "item" | "choice" if self.item.is_some() => {
                Some(Target { expression: self.item.clone()?, shape: Shape::Text })
            }
            // Beside choices, so called as a choice is.
            "item" => {
                let name = choice_name(&self.row()?.value);
                let is_number = name.parse::<f64>().is_ok();
                Some(Target {
                    shape: if is_number { Shape::Number } else { Shape::Text },
                    expression: if is_number { name } else { quoted(&name) },
                })
            }
            "rowtitle" => {
                let row = self.row()?;
                Some(Target { expression: quoted(row.title.as_deref().unwrap_or(&row.value)), shape: Shape::Text })
            }
            "rowvalue" | "rowname" => {
                let Row { value, .. } = self.row()?;
                Some(match value.parse::<f64>() {
                    Ok(_) => Target { expression: value.clone(), shape: Shape::Number },
                    Err(_) => Target { expression: quoted(value), shape: Shape::Text },
                })
            }
            "visiblerowindex" if self.row().is_none() => number(self.shown_before()?),
            "rowindex" | "visiblerowindex" => match (self.row(), self.up()) {
                (Some(row), _) => number(row.number.to_string()),
                (None, up) => number(format!("position({})", up?.1)),
            },
            "panelindex" | "visiblepanelindex" => number(format!("(position({}) - 1)", self.up()?.1)),
            _ => None,
        }
    }

    /// The number of the row around this place among those that are shown.
    fn shown_before(&self) -> Option<String> {
        let (repeat, up) = self.up()?;
        let up = if up.starts_with("current") { up } else { format!("current()/{up}") };
        let Some(condition) = self.names.row_conditions.get(&repeat) else { return Some(format!("position({up})")) };
        let called = self.names.repeats.get(&repeat)?;
        let rows = self.rows(called)?;
        let inside = Translator { names: &InRow { called, rows: &rows, outside: self } };
        let shown = inside.truth(condition).ok()?;
        Some(format!("count({repeat}[position() <= position({up})][{shown}])"))
    }

    /// The name of a choice that the panel around this place is there for.
    fn of_choice(&self, name: &str) -> Option<Target> {
        let (repeat, up) = self.up()?;
        let (counted_by, _) = self.names.counted.get(&repeat)?;
        let known = self.names.get(counted_by)?;
        let _ = name;
        let expression = format!("selected-at({}, position({up}) - 1)", known.path);
        Some(Target { expression, shape: Shape::Text })
    }

    /// `a`, `a.b`, `a[2].b`, `panel.b`, `prevRow.b`
    fn resolve(&self, name: &str) -> Option<Found<'_>> {
        let plain = name.trim().trim_start_matches(['#', '$']);
        if let Some(found) = self.keyed("", plain) {
            return Some(found);
        }
        let small = plain.to_lowercase();
        for (prefix, step) in
            [("prevrow.", -1), ("prevpanel.", -1), ("nextrow.", 1), ("nextpanel.", 1), ("row.", 0), ("panel.", 0)]
        {
            if !small.starts_with(prefix) {
                continue;
            }
            let mut found = self.outward(self.scope(), plain.get(prefix.len()..)?)?;
            if step != 0 {
                let (repeat, up) = self.up()?;
                // Only what is in a row has a row before it.
                found.known.path.strip_prefix(&repeat)?.starts_with('/').then_some(())?;
                let up = if up.starts_with("current") { up } else { format!("current()/{up}") };
                let sign = if step < 0 { "-" } else { "+" };
                found.chosen.push((repeat, format!("position() = position({up}) {sign} 1")));
            }
            return Some(found);
        }
        if small.starts_with("parentpanel.") {
            let mut scope = self.scope();
            while !scope.ends_with("[]") {
                scope = self.names.outer.get(scope)?;
            }
            return self.outward(self.names.outer.get(scope)?, plain.get("parentpanel.".len()..)?);
        }
        self.outward(self.scope(), plain)
    }

    fn outward(&self, scope: &str, name: &str) -> Option<Found<'_>> {
        let mut scope = scope.to_owned();
        loop {
            if let Some(found) = self.keyed(&scope, name) {
                return Some(found);
            }
            scope = self.names.outer.get(&scope)?.clone();
        }
    }

    /// A key whose instances may be numbered from 0.
    fn keyed(&self, scope: &str, name: &str) -> Option<Found<'_>> {
        let mut key = if scope.is_empty() { String::new() } else { format!("{scope}.") };
        let (mut chosen, mut rest) = (Vec::new(), name);
        while let Some((before, behind)) = rest.split_once('[') {
            let (number, after) = behind.split_once(']')?;
            key.push_str(before);
            let repeat = self.names.get(&key).filter(|known| known.shape == Shape::Rows)?;
            chosen.push((repeat.path.clone(), format!("position() = {}", number.trim().parse::<usize>().ok()? + 1)));
            key.push_str("[]");
            rest = after;
        }
        key.push_str(rest);
        Some(Found { known: self.names.get(&key)?, chosen })
    }

    fn is_unique(&self, known: &Known) -> bool {
        self.names.count.get(&known.name) == Some(&1) && known.shape != Shape::Rows
    }

    fn target(&self, found: &Found<'_>) -> Target {
        let known = found.known;
        if !known.inside.is_empty() {
            // Blank where all in it is.
            let all: Vec<String> = known.inside.iter().map(|path| chosen_path(path, &found.chosen)).collect();
            return Target { expression: format!("concat({}, '')", all.join(", ")), shape: Shape::Text };
        }
        let expression = match (found.chosen.as_slice(), self.is_unique(known)) {
            ([], true) => format!("${{{}}}", known.name),
            ([], false) => known.path.clone(),
            (chosen, _) => chosen_path(&known.path, chosen),
        };
        // A truth that is kept is a word.
        let is_truth = known.shape == Shape::Truth;
        let expression = if is_truth { format!("(string({expression}) = 'true')") } else { expression };
        Target { expression, shape: known.shape }
    }

    /// A name of ours for what an answer is called in a text: the choice's label, not its name.
    pub(super) fn words(&self, name: &str) -> Option<String> {
        let small = name.trim().to_lowercase();
        if small == "panelindex" {
            return Some(format!("position({})", self.up()?.1));
        }
        let choice_of = |value: &str, path: &str| format!("jr:choice-name({value}, {path})");
        if let Some(found) = self.resolve(name) {
            let path = chosen_path(&found.known.path, &found.chosen);
            return Some(match found.known.is_choice {
                true => self.labels(found.known, &path),
                false if found.known.shape == Shape::Rows || !found.known.inside.is_empty() => return None,
                false if self.is_unique(found.known) && found.chosen.is_empty() => found.known.name.clone(),
                false => path,
            });
        }
        if small.starts_with("panel.")
            && let Some(target) = self.of_choice(name)
            && let Some((repeat, _)) = self.names.repeat_around(self.path)
            && let Some((counted_by, _)) = self.names.counted.get(repeat)
            && let Some(known) = self.names.get(counted_by)
        {
            return Some(choice_of(&target.expression, &known.path));
        }
        self.find(name).map(|target| target.expression).filter(|expression| !expression.contains('}'))
    }

    /// What each variable of an expression is called here, for triggers.
    pub(super) fn names_in(&self, tree: &Tree) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        tree.visit_variables(&mut |name| {
            let known = self.known(name.strip_suffix(".length").unwrap_or(name));
            let Some(known) = known.or_else(|| Some(self.picked(name)?.0)) else { return };
            let of = |path: &String| path.rsplit('/').next().unwrap_or_default().to_owned();
            let all = match known.inside.as_slice() {
                [] => vec![known.name.clone()],
                inside => inside.iter().map(of).collect(),
            };
            for name in all {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        });
        names
    }

    /// A comment that an expression reads, in words: only what is said for `other` is a value here.
    pub(super) fn comment_in(&self, tree: &Tree) -> Option<String> {
        let mut found = None;
        tree.visit_variables(&mut |name| {
            let of = name.strip_suffix("-Comment").filter(|of| self.known(name).is_none() && self.known(of).is_some());
            found = found.take().or_else(|| of.map(|of| format!("the comment on `{of}`")));
        });
        found
    }

    /// What is known of a name.
    pub(super) fn known(&self, name: &str) -> Option<&Known> {
        self.resolve(name).map(|found| found.known)
    }
}

/// A path with the instances that are chosen on its way.
fn chosen_path(path: &str, chosen: &[(String, String)]) -> String {
    let mut expression = String::new();
    let mut done = 0;
    for (repeat, condition) in chosen {
        let Some(part) = path.get(done..repeat.len()) else { continue };
        expression.push_str(&format!("{part}[{condition}]"));
        done = repeat.len();
    }
    expression.push_str(path.get(done..).unwrap_or_default());
    expression
}

impl From<'_> {
    /// What an answer of choices is called: its labels, and what was said for `other`.
    fn labels(&self, known: &Known, answer: &str) -> String {
        let other = self.names.get(&format!("{}-Comment", known.key)).map(|known| known.path.as_str());
        let label = |name: &str| {
            let label = format!("jr:choice-name({name}, {})", known.path);
            match other {
                Some(other) => format!("if({name} = 'other' and {other} != '', {other}, {label})"),
                None => label,
            }
        };
        match known.shape {
            Shape::List | Shape::Order => each_joined(known, answer, &label),
            _ => label(answer),
        }
    }

    /// How much is in an answer: rows, choices, letters.
    fn length(&self, name: &str, of: &Target) -> String {
        let expression = &of.expression;
        match of.shape {
            // Rows have no value before something stands in one of them; panels do.
            Shape::Rows if self.known(name).is_some_and(|known| known.is_matrix) => match self.filled(name) {
                Some(filled) => format!("if({filled} = 0, 0, count({expression}))"),
                None => format!("count({expression})"),
            },
            Shape::Rows => format!("count({expression})"),
            Shape::List | Shape::Order => format!("count-selected({expression})"),
            _ => format!("string-length({expression})"),
        }
    }

    /// Whether a name stands for each choice, or for the row.
    fn is_item(&self, name: &str) -> bool {
        let small = name.trim().to_lowercase();
        small == "item" && (self.item.is_some() || self.row().is_some()) || small == "choice" && self.item.is_some()
    }

    /// The choices of the question that the expression belongs to.
    fn offered_here(&self) -> &[Choice] {
        let here = self.names.by_key.values().find(|known| known.path == self.path);
        here.map_or(&[], |known| known.choices.as_slice())
    }

    /// `{list[0]}`: one of several choices, and which.
    fn picked(&self, name: &str) -> Option<(&Known, usize)> {
        let (list, number) = name.trim().strip_suffix(']')?.rsplit_once('[')?;
        let known = self.known(list).filter(|known| matches!(known.shape, Shape::List | Shape::Order))?;
        Some((known, number.trim().parse().ok()?))
    }
}

impl Names for From<'_> {
    fn rows(&self, name: &str) -> Option<Rows> {
        let repeat = self.known(name).filter(|known| known.shape == Shape::Rows)?;
        let start = format!("{}[].", repeat.key);
        let members = self.names.by_key.iter().filter_map(|(key, known)| {
            let theirs = key.strip_prefix(&start)?;
            let way = known.path.strip_prefix(&repeat.path)?.trim_start_matches('/');
            Some((theirs.to_owned(), way.to_owned(), known.shape))
        });
        Some(Rows { path: repeat.path.clone(), members: members.collect() })
    }

    fn find(&self, name: &str) -> Option<Target> {
        let trimmed = name.trim();
        if let Some(words) = trimmed.strip_prefix('$').and_then(|name| self.names.texts.get(&name.to_lowercase())) {
            return Some(Target { expression: quoted(words), shape: Shape::Text });
        }
        let plain = trimmed.trim_start_matches(['#', '$']);
        if let Some(special) = self.special(&plain.to_lowercase()) {
            return Some(special);
        }
        if let Some(found) = self.resolve(plain) {
            return Some(self.target(&found));
        }
        if let Some((known, number)) = self.picked(plain) {
            let expression = format!("selected-at({}, {number})", known.path);
            return Some(Target { expression, shape: Shape::Text });
        }
        if let Some(name) = plain.strip_suffix(".length") {
            let list = self.find(name)?;
            return Some(Target { expression: self.length(name, &list), shape: Shape::Number });
        }
        self.of_choice(plain.strip_prefix("panel.")?)
    }

    fn choice(&self, name: &str, value: &str) -> Option<(String, bool)> {
        let own = choice_name(value);
        let is_item = self.is_item(name);
        let choices = match is_item {
            true => self.offered_here(),
            false => &self.known(name).or_else(|| Some(self.picked(name)?.0)).filter(|known| known.is_choice)?.choices,
        };
        // SurveyJS does not tell small letters from capitals.
        match choices.iter().find(|choice| choice.name.to_lowercase() == own.to_lowercase()) {
            Some(choice) => Some((choice.name.clone(), true)),
            None => Some((own, is_item || choices.is_empty())),
        }
    }

    fn choices(&self, name: &str) -> Vec<String> {
        let known = self.known(name).filter(|known| known.is_choice);
        known.map(|known| known.choices.iter().map(|choice| choice.name.clone()).collect()).unwrap_or_default()
    }

    fn filled(&self, rows: &str) -> Option<String> {
        let Rows { path, members } = self.rows(rows)?;
        let own = members.iter().filter(|(theirs, _, shape)| !theirs.contains("[]") && *shape != Shape::Rows);
        let each: Vec<String> = own.map(|(_, way, _)| format!("count-non-empty({path}/{way})")).collect();
        (!each.is_empty()).then(|| format!("({})", each.join(" + ")))
    }

    fn text(&self, name: &str) -> Option<String> {
        let found = self.resolve(name).filter(|found| found.known.is_choice)?;
        let of = self.target(&found).expression;
        let known = found.known;
        if matches!(known.shape, Shape::List | Shape::Order) {
            return Some(each_joined(known, &of, &|item| spelled(known, item)));
        }
        Some(spelled(known, &of)).filter(|text| *text != of)
    }

    fn display(&self, name: &str) -> Option<Target> {
        let known = self.known(name)?;
        if known.is_choice {
            let of = self.find(name)?.expression;
            return Some(Target { expression: self.labels(known, &of), shape: Shape::Text });
        }
        self.find(name)
    }

    fn column(&self, rows: &str, column: &str) -> Option<Column> {
        if column.is_empty() {
            return None;
        }
        let known = self.known(rows)?;
        let of = |known| self.target(&Found { known, chosen: Vec::new() }).expression;
        if let Some(column) = self.names.get(&format!("{}[].{column}", known.key)) {
            return Some(Column::Path(of(column)));
        }
        // Rows that are written out are groups of their own.
        let (start, end) = (format!("{}.", known.key), format!(".{column}"));
        let inside = self.names.by_key.iter().filter(|(key, _)| key.starts_with(&start) && key.ends_with(&end));
        let each: Vec<String> = inside.map(|(_, known)| of(known)).collect();
        (!each.is_empty()).then_some(Column::Each(each))
    }
}

/// The most choices of one answer that are written into a text.
const MAX_SHOWN: usize = 30;

/// The choices of an answer one by one, with commas between them.
fn each_joined(known: &Known, answer: &str, one: &dyn Fn(&str) -> String) -> String {
    let count = if known.choices.is_empty() { MAX_SHOWN } else { known.choices.len().min(MAX_SHOWN) };
    let item = |index: usize| one(&format!("selected-at({answer}, {index})"));
    let first = format!("if({answer} = '', '', {})", item(0));
    let more =
        (1..count).map(|index| format!("if(count-selected({answer}) > {index}, concat(', ', {}), '')", item(index)));
    format!("concat({})", std::iter::once(first).chain(more).collect::<Vec<_>>().join(", "))
}

/// The value that the survey has for the name of a choice.
fn spelled(known: &Known, name: &str) -> String {
    let renamed = known.choices.iter().filter(|choice| choice.name != choice.value);
    renamed.fold(name.to_owned(), |otherwise, Choice { name: own, value }| {
        format!("if({name} = {}, {}, {otherwise})", quoted(own), quoted(value))
    })
}
