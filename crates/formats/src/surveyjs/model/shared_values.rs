//! Elements that share a value: one `valueName`, or one name. The value is asked for once.

use std::collections::{BTreeMap, BTreeSet};

use super::element::{Element, Role};
use super::element_type::ElementType;
use super::located::{ExpressionText, Located};

/// An element that was taken into another one, and what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::surveyjs) enum SharedValue {
    /// It asks for what another one asks for already.
    Question { pointer: String, value_name: String },
    /// What is in its rows or panels stands in those of another one.
    Rows { pointer: String, value_name: String },
    /// It is of another kind than the one whose value it shares.
    Apart { pointer: String, value_name: String },
}

/// Where a value is in the tree: the tree_path from the top.
type TreePath = Vec<usize>;

/// Takes elements that share a value together.
pub(in crate::surveyjs) fn merge_shared_values(elements: &mut Vec<Element<'_>>) -> Vec<SharedValue> {
    let mut reported = Vec::new();
    let mut known: BTreeMap<String, TreePath> = BTreeMap::new();
    let mut tree_paths = Vec::new();
    gather(elements, &mut Vec::new(), &mut tree_paths);
    let mut gone: BTreeSet<TreePath> = BTreeSet::new();
    for tree_path in tree_paths {
        let Some(element) = at(elements, &tree_path) else { continue };
        let value_name = element.value_name.clone();
        match known.get(&value_name).cloned() {
            None => drop(known.insert(value_name, tree_path)),
            Some(first) => match join(elements, &first, &tree_path) {
                Joined::Taken(shared) => {
                    reported.extend(shared);
                    gone.insert(tree_path);
                }
                Joined::Left(shared) => reported.extend(shared),
            },
        }
    }
    remove(elements, &mut Vec::new(), &gone);
    inner_scopes(elements, &mut reported);
    reported
}

/// Values inside rows and panels are named for themselves.
fn inner_scopes(elements: &mut [Element<'_>], reported: &mut Vec<SharedValue>) {
    for element in elements {
        match (element.is_transparent(), element.role) {
            (true, _) => inner_scopes(&mut element.children, reported),
            (false, Role::Repeat | Role::Group) => reported.extend(merge_shared_values(&mut element.children)),
            (false, Role::Question) => {}
        }
    }
}

/// The tree_paths to all values of this scope.
fn gather(elements: &[Element<'_>], above: &mut TreePath, tree_paths: &mut Vec<TreePath>) {
    for (index, element) in elements.iter().enumerate() {
        above.push(index);
        if element.is_transparent() {
            gather(&element.children, above, tree_paths);
        } else if !element.kind.is_display_only() {
            tree_paths.push(above.clone());
        }
        above.pop();
    }
}

fn at<'p, 'j>(elements: &'p mut [Element<'j>], tree_path: &[usize]) -> Option<&'p mut Element<'j>> {
    let (first, rest) = tree_path.split_first()?;
    let element = elements.get_mut(*first)?;
    if rest.is_empty() { Some(element) } else { at(&mut element.children, rest) }
}

/// Takes elements out of this scope.
fn remove(elements: &mut Vec<Element<'_>>, above: &mut TreePath, gone: &BTreeSet<TreePath>) {
    let mut index = 0;
    elements.retain_mut(|element| {
        above.push(index);
        index += 1;
        let stays = !gone.contains(above);
        if stays && element.is_transparent() {
            remove(&mut element.children, above, gone);
        }
        above.pop();
        stays
    });
}

enum Joined {
    Taken(Option<SharedValue>),
    Left(Option<SharedValue>),
}

fn join(elements: &mut [Element<'_>], first: &[usize], second: &[usize]) -> Joined {
    let Some(other) = at(elements, second) else { return Joined::Left(None) };
    let (role, kind, json, pointer) = (other.role, other.kind, other.json, other.pointer.clone());
    let value_name = other.value_name.clone();
    let children = match role {
        Role::Repeat | Role::Group => std::mem::take(&mut other.children),
        Role::Question => Vec::new(),
    };
    let visible = other.expression("visibleIf");
    let own_name = other.own_name.clone();
    let inside = Element::instance_group(other, Vec::new(), visible.into_iter().collect());
    let Some(one) = at(elements, first) else { return Joined::Left(None) };
    match (one.role, role) {
        (Role::Question, Role::Question) => {
            one.merged.push(Located::new(json, pointer.clone()));
            Joined::Taken(Some(SharedValue::Question { pointer, value_name }))
        }
        (Role::Repeat, Role::Repeat) => {
            one.merged.push(Located::new(json, pointer.clone()));
            rows(one, children, inside);
            Joined::Taken(Some(SharedValue::Rows { pointer, value_name }))
        }
        (Role::Group, Role::Group) if one.kind == kind => {
            one.merged.push(Located::new(json, pointer.clone()));
            written_rows(one, children);
            Joined::Taken(Some(SharedValue::Rows { pointer, value_name }))
        }
        (Role::Question, Role::Repeat) if one.json.get("valuePropertyName").is_some() => {
            let counted_by = Some(one.value_name.clone());
            if let Some(other) = at(elements, second) {
                other.children = children;
                other.counted_by = counted_by;
                other.value_name = own_name;
            }
            Joined::Left(None)
        }
        _ => {
            if let Some(other) = at(elements, second) {
                other.children = children;
            }
            Joined::Left(Some(SharedValue::Apart { pointer, value_name }))
        }
    }
}

/// The children of another repeat, as far as they are not there already.
fn rows<'j>(one: &mut Element<'j>, children: Vec<Element<'j>>, mut inside: Element<'j>) {
    let (wrapped, plain): (Vec<_>, Vec<_>) =
        children.into_iter().partition(|child| child.kind == ElementType::InstanceGroup);
    let mut conditions: Vec<ExpressionText> = Vec::new();
    let mut new = Vec::new();
    for child in plain.into_iter().chain(wrapped.into_iter().flat_map(|group| {
        conditions.extend(group.conditions);
        group.children
    })) {
        hoist(one, &child.value_name);
        match value(&mut one.children, &child.value_name) {
            Some(known) if !child.is_transparent() => known.merged.push(child.located()),
            _ => new.push(child),
        }
    }
    inside.conditions.extend(conditions);
    inside.children = new;
    one.children.push(inside);
}

/// Takes a value that several ask for out of the group that says where one of them shows it.
fn hoist(one: &mut Element<'_>, value_name: &str) {
    let groups = one.children.iter_mut().filter(|child| child.kind == ElementType::InstanceGroup);
    let mut taken = Vec::new();
    for group in groups {
        if let Some(element) = group.children.iter().position(|child| child.value_name == value_name) {
            taken.push(group.children.remove(element));
        }
    }
    one.children.splice(0..0, taken);
}

/// Rows that are written out twice: columns are added to those that are there.
fn written_rows<'j>(one: &mut Element<'j>, children: Vec<Element<'j>>) {
    for child in children {
        match one.children.iter_mut().find(|known| known.value_name == child.value_name) {
            Some(known) => {
                known.merged.push(child.located());
                let known_role = known.role;
                for cell in child.children {
                    match value(&mut known.children, &cell.value_name) {
                        Some(known) => known.merged.push(cell.located()),
                        None if known_role == Role::Group => known.children.push(cell),
                        None => {}
                    }
                }
            }
            None => one.children.push(child),
        }
    }
}

/// The value of that name among these, or in what is transparent.
fn value<'p, 'j>(elements: &'p mut [Element<'j>], value_name: &str) -> Option<&'p mut Element<'j>> {
    for element in elements {
        if element.is_transparent() {
            if let Some(found) = value(&mut element.children, value_name) {
                return Some(found);
            }
        } else if element.value_name == value_name {
            return Some(element);
        }
    }
    None
}
