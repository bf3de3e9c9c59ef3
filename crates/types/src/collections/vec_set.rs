//! A set that is a sorted list.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

use crate::in_order;

/// A set that is a sorted list; see [`crate::VecMap`] for when.
///
/// # Example
/// ```
/// use sealform_types::VecSet;
/// let mut seen = VecSet::from([3, 1]);
/// assert!(seen.insert(2));
/// assert!(!seen.insert(3));
/// assert_eq!(seen.iter().collect::<Vec<_>>(), [&1, &2, &3]);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VecSet<K> {
    items: Vec<K>,
}

impl<K> VecSet<K> {
    /// An empty one.
    pub const fn new() -> Self {
        Self { items: Vec::new() }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All items in order.
    pub fn iter(&self) -> std::slice::Iter<'_, K> {
        self.items.iter()
    }

    /// Keeps the items for which this holds.
    pub fn retain(&mut self, keep: impl FnMut(&K) -> bool) {
        self.items.retain(keep);
    }

    /// Takes all items out.
    pub fn clear(&mut self) {
        self.items.clear();
    }
}

impl<K: Ord> VecSet<K> {
    /// Whether the item is in it.
    pub fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.items.binary_search_by(|known| known.borrow().cmp(item)).is_ok()
    }

    /// Adds an item; says whether it is new.
    pub fn insert(&mut self, item: K) -> bool {
        let index = match self.items.last().map(|last| last.cmp(&item)) {
            None | Some(Ordering::Less) => Err(self.items.len()),
            Some(Ordering::Equal) => return false,
            Some(Ordering::Greater) => self.items.binary_search(&item),
        };
        if let Err(index) = index {
            self.items.insert(index, item);
        }
        index.is_err()
    }

    /// Takes an item out; says whether it was there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, item: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        let index = self.items.binary_search_by(|known| known.borrow().cmp(item));
        index.is_ok_and(|index| {
            self.items.remove(index);
            true
        })
    }
}

impl<K> Default for VecSet<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug> fmt::Debug for VecSet<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}

/// Sorts once.
impl<K: Ord> FromIterator<K> for VecSet<K> {
    fn from_iter<A: IntoIterator<Item = K>>(items: A) -> Self {
        let mut items = in_order(items.into_iter().collect(), &|one: &K, other| one.cmp(other));
        items.dedup();
        Self { items }
    }
}

impl<K: Ord, const N: usize> From<[K; N]> for VecSet<K> {
    fn from(items: [K; N]) -> Self {
        items.into_iter().collect()
    }
}

/// Sorts once.
impl<K: Ord> Extend<K> for VecSet<K> {
    fn extend<A: IntoIterator<Item = K>>(&mut self, items: A) {
        *self = std::mem::take(self).into_iter().chain(items).collect();
    }
}

impl<K> IntoIterator for VecSet<K> {
    type Item = K;
    type IntoIter = std::vec::IntoIter<K>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, K> IntoIterator for &'a VecSet<K> {
    type Item = &'a K;
    type IntoIter = std::slice::Iter<'a, K>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_keeps_each_item_once() {
        let mut set: VecSet<&str> = ["b", "a", "b"].into_iter().collect();
        assert!(set.contains("a") && !set.contains("c"));
        assert!(set.remove("a") && !set.remove("a"));
        set.extend(["z", "b"]);
        assert_eq!(set.into_iter().collect::<Vec<_>>(), ["b", "z"]);
    }
}
