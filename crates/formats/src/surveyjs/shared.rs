//! Elements that share a value: one `valueName`, or one name. The value is asked for once.

use std::collections::BTreeMap;

use super::tree::{Condition, Place, Role, inside_of};

/// An element that was taken into another one, and what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shared {
    /// It asks for what another one asks for already.
    Question { pointer: String, theirs: String },
    /// What is in its rows or panels stands in those of another one.
    Rows { pointer: String, theirs: String },
    /// It is of another kind than the one whose value it shares.
    Apart { pointer: String, theirs: String },
}

/// Where a value is in the tree: the way from the top.
type Way = Vec<usize>;

/// Takes elements that share a value together.
pub(super) fn share(places: &mut Vec<Place<'_>>) -> Vec<Shared> {
    let mut told = Vec::new();
    let mut known: BTreeMap<String, Way> = BTreeMap::new();
    let mut ways = Vec::new();
    gather(places, &mut Vec::new(), &mut ways);
    let mut gone: Vec<Way> = Vec::new();
    for way in ways {
        let Some(place) = at(places, &way) else { continue };
        let theirs = place.theirs.clone();
        match known.get(&theirs).cloned() {
            None => drop(known.insert(theirs, way)),
            Some(first) => match join(places, &first, &way) {
                Joined::Taken(shared) => {
                    told.extend(shared);
                    gone.push(way);
                }
                Joined::Left(shared) => told.extend(shared),
            },
        }
    }
    // From behind, so that the ways before stay what they are.
    for way in gone.iter().rev() {
        remove(places, way);
    }
    inner_scopes(places, &mut told);
    told
}

/// Values inside rows and panels are named for themselves.
fn inner_scopes(places: &mut [Place<'_>], told: &mut Vec<Shared>) {
    for place in places {
        match (place.is_transparent(), place.role) {
            (true, _) => inner_scopes(&mut place.children, told),
            (false, Role::Repeat | Role::Group) => told.extend(share(&mut place.children)),
            (false, Role::Question) => {}
        }
    }
}

/// The ways to all values of this scope.
fn gather(places: &[Place<'_>], above: &mut Way, ways: &mut Vec<Way>) {
    for (index, place) in places.iter().enumerate() {
        above.push(index);
        if place.is_transparent() {
            gather(&place.children, above, ways);
        } else if !matches!(place.kind.as_str(), "html" | "image") {
            ways.push(above.clone());
        }
        above.pop();
    }
}

fn at<'p, 'j>(places: &'p mut [Place<'j>], way: &[usize]) -> Option<&'p mut Place<'j>> {
    let (first, rest) = way.split_first()?;
    let place = places.get_mut(*first)?;
    if rest.is_empty() { Some(place) } else { at(&mut place.children, rest) }
}

fn remove(places: &mut Vec<Place<'_>>, way: &[usize]) {
    match way {
        [last] if *last < places.len() => drop(places.remove(*last)),
        [first, rest @ ..] => {
            if let Some(place) = places.get_mut(*first) {
                remove(&mut place.children, rest);
            }
        }
        [] => {}
    }
}

enum Joined {
    Taken(Option<Shared>),
    Left(Option<Shared>),
}

fn join(places: &mut [Place<'_>], first: &[usize], second: &[usize]) -> Joined {
    let Some(other) = at(places, second) else { return Joined::Left(None) };
    let (role, kind, json, pointer) = (other.role, other.kind.clone(), other.json, other.pointer.clone());
    let theirs = other.theirs.clone();
    let children = match role {
        Role::Repeat | Role::Group => std::mem::take(&mut other.children),
        Role::Question => Vec::new(),
    };
    let visible = other.condition("visibleIf");
    let called = other.called.clone();
    let inside = inside_of(other, Vec::new(), visible.into_iter().collect());
    let Some(one) = at(places, first) else { return Joined::Left(None) };
    match (one.role, role) {
        (Role::Question, Role::Question) => {
            one.also.push((json, pointer.clone()));
            Joined::Taken(Some(Shared::Question { pointer, theirs }))
        }
        (Role::Repeat, Role::Repeat) => {
            one.also.push((json, pointer.clone()));
            rows(one, children, inside);
            Joined::Taken(Some(Shared::Rows { pointer, theirs }))
        }
        (Role::Group, Role::Group) if one.kind == kind => {
            one.also.push((json, pointer.clone()));
            written_rows(one, children);
            Joined::Taken(Some(Shared::Rows { pointer, theirs }))
        }
        (Role::Question, Role::Repeat) if one.json.get("valuePropertyName").is_some() => {
            let counted_by = Some(one.theirs.clone());
            if let Some(other) = at(places, second) {
                other.children = children;
                other.counted_by = counted_by;
                other.theirs = called;
            }
            Joined::Left(None)
        }
        _ => {
            if let Some(other) = at(places, second) {
                other.children = children;
            }
            Joined::Left(Some(Shared::Apart { pointer, theirs }))
        }
    }
}

/// The children of another repeat, as far as they are not there already.
fn rows<'j>(one: &mut Place<'j>, children: Vec<Place<'j>>, mut inside: Place<'j>) {
    let (wrapped, plain): (Vec<_>, Vec<_>) = children.into_iter().partition(|child| child.kind == "inside");
    let mut conditions: Vec<Condition> = Vec::new();
    let mut new = Vec::new();
    for child in plain.into_iter().chain(wrapped.into_iter().flat_map(|group| {
        conditions.extend(group.conditions);
        group.children
    })) {
        hoist(one, &child.theirs);
        match value(&mut one.children, &child.theirs) {
            Some(known) if !child.is_transparent() => known.also.push((child.json, child.pointer.clone())),
            _ => new.push(child),
        }
    }
    inside.conditions.extend(conditions);
    inside.children = new;
    one.children.push(inside);
}

/// Takes a value that several ask for out of the group that says where one of them shows it.
fn hoist(one: &mut Place<'_>, theirs: &str) {
    let groups = one.children.iter_mut().filter(|child| child.kind == "inside");
    let mut taken = Vec::new();
    for group in groups {
        if let Some(place) = group.children.iter().position(|child| child.theirs == theirs) {
            taken.push(group.children.remove(place));
        }
    }
    one.children.splice(0..0, taken);
}

/// Rows that are written out twice: columns are added to those that are there.
fn written_rows<'j>(one: &mut Place<'j>, children: Vec<Place<'j>>) {
    for child in children {
        match one.children.iter_mut().find(|known| known.theirs == child.theirs) {
            Some(known) => {
                known.also.push((child.json, child.pointer.clone()));
                let known_role = known.role;
                for cell in child.children {
                    match value(&mut known.children, &cell.theirs) {
                        Some(known) => known.also.push((cell.json, cell.pointer.clone())),
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
fn value<'p, 'j>(places: &'p mut [Place<'j>], theirs: &str) -> Option<&'p mut Place<'j>> {
    for place in places {
        if place.is_transparent() {
            if let Some(found) = value(&mut place.children, theirs) {
                return Some(found);
            }
        } else if place.theirs == theirs {
            return Some(place);
        }
    }
    None
}
