//! Maps and sets as sorted lists: where keys are few, or come in order, and Wasm is to stay small.
//! Nothing here hashes, and nothing is kept in an order other than that of its keys.

mod chunk_map;
mod vec_set;

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::in_order;

pub use chunk_map::ChunkMap;
pub use vec_set::VecSet;

/// A map that is a list of entries in the order of their keys.
///
/// Looking up is binary search. Adding behind the last key is as fast as pushing, and a whole
/// collection is sorted once; adding single keys in any order moves what stands behind them, so
/// that is for maps that stay small. Unlike those of a tree, its instantiations are tiny.
///
/// # Example
/// ```
/// use sealform_types::VecMap;
/// let mut ages: VecMap<String, u32> = [("b".to_owned(), 2), ("a".to_owned(), 1)].into_iter().collect();
/// assert_eq!(ages.insert("c".to_owned(), 3), None);
/// assert_eq!(ages.insert("b".to_owned(), 20), Some(2));
/// assert_eq!(ages.get("b"), Some(&20));
/// assert_eq!(ages.get("x"), None);
/// assert_eq!(ages.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VecMap<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> VecMap<K, V> {
    /// An empty one.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All entries in the order of their keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.entries.iter())
    }

    /// All keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator {
        self.entries.iter().map(|(key, _)| key)
    }

    /// All values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.entries.iter().map(|(_, value)| value)
    }

    /// All values in the order of their keys, to be changed.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> + ExactSizeIterator {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// The entries as a slice, in the order of their keys.
    pub fn as_slice(&self) -> &[(K, V)] {
        &self.entries
    }

    /// Gives back the room that its entries do not need.
    pub fn shrink_to_fit(&mut self) {
        self.entries.shrink_to_fit();
    }

    /// Keeps the entries for which this holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.entries.retain_mut(|(key, value)| keep(key, value));
    }

    /// Takes all entries out.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

impl<K: Ord, V> VecMap<K, V> {
    /// The map of entries that stand in the order of their keys, each key once; `None` where they do not.
    pub(crate) fn of_sorted(entries: Vec<(K, V)>) -> Option<Self> {
        entries.is_sorted_by(|(one, _), (other, _)| one < other).then_some(Self { entries })
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(self.index(key).ok()?).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let index = self.index(key).ok()?;
        self.entries.get_mut(index).map(|(_, value)| value)
    }

    /// Whether there is an entry of that key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.index(key).is_ok()
    }

    /// Sets the value of a key; gives the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.index(&key) {
            Ok(index) => self.entries.get_mut(index).map(|entry| std::mem::replace(&mut entry.1, value)),
            Err(index) => {
                self.entries.insert(index, (key, value));
                None
            }
        }
    }

    /// The value of a key, made where there is none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let index = match self.index(&key) {
            Ok(index) => index,
            Err(index) => {
                self.entries.insert(index, (key, make()));
                index
            }
        };
        #[expect(clippy::indexing_slicing, reason = "an entry stands at this index, found or just made")]
        &mut self.entries[index].1
    }

    /// Takes an entry out; gives its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.index(key).ok().map(|index| self.entries.remove(index).1)
    }

    fn index<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        match self.entries.last().map(|(last, _)| last.borrow().cmp(key)) {
            None | Some(Ordering::Less) => Err(self.entries.len()),
            Some(Ordering::Equal) => Ok(self.entries.len() - 1),
            Some(Ordering::Greater) => self.entries.binary_search_by(|(known, _)| known.borrow().cmp(key)),
        }
    }
}

impl<K, V> Default for VecMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for VecMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// Sorts once; of several entries with one key the last stands.
impl<K: Ord, V> FromIterator<(K, V)> for VecMap<K, V> {
    fn from_iter<A: IntoIterator<Item = (K, V)>>(entries: A) -> Self {
        let mut entries = in_order(entries.into_iter().collect(), &|(one, _): &(K, V), (other, _)| one.cmp(other));
        entries.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        Self { entries }
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for VecMap<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

/// An entry that comes replaces the one with its key. A few are added one by one; where many come,
/// all are sorted once.
impl<K: Ord, V> Extend<(K, V)> for VecMap<K, V> {
    fn extend<A: IntoIterator<Item = (K, V)>>(&mut self, entries: A) {
        let mut new: Vec<(K, V)> = Vec::new();
        for (key, value) in entries {
            match self.index(&key).ok().and_then(|index| self.entries.get_mut(index)) {
                Some(known) => known.1 = value,
                None => new.push((key, value)),
            }
        }
        if new.len() < 16 {
            new.into_iter().for_each(|(key, value)| drop(self.insert(key, value)));
            return;
        }
        // What stands before the first of them stays where it is.
        let Some(first) = new.iter().map(|(key, _)| key).min() else { return };
        let index = self.index(first).unwrap_or_else(|index| index);
        let mut behind = self.entries.split_off(index);
        behind.append(&mut new);
        let Self { entries: mut behind } = behind.into_iter().collect();
        self.entries.append(&mut behind);
    }
}

impl<K, V> IntoIterator for VecMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;
    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a VecMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The entries of a [`VecMap`] in the order of their keys.
#[derive(Debug)]
pub struct Iter<'a, K, V>(std::slice::Iter<'a, (K, V)>);

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key, value))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(key, value)| (key, value))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<K: Serialize, V: Serialize> Serialize for VecMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        self.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
        map.end()
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for VecMap<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(std::marker::PhantomData))
    }
}

struct MapVisitor<K, V>(std::marker::PhantomData<fn() -> (K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for MapVisitor<K, V> {
    type Value = VecMap<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_what_a_tree_keeps() {
        let (mut table, mut tree) = (VecMap::new(), std::collections::BTreeMap::new());
        let mut state = 7_u32;
        for step in 0..2000_u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (state >> 16) % 97;
            match state >> 30 {
                0 => assert_eq!(table.remove(&key), tree.remove(&key)),
                1 => assert_eq!(*table.get_or_insert_with(key, || step), *tree.entry(key).or_insert(step)),
                _ => assert_eq!(table.insert(key, step), tree.insert(key, step)),
            }
            assert_eq!(table.get(&key), tree.get(&key));
        }
        assert!(table.iter().eq(&tree));
        assert_eq!(serde_json::to_string(&table).ok(), serde_json::to_string(&tree).ok());
    }

    #[test]
    fn the_last_of_several_entries_stands() {
        let table: VecMap<u8, char> = [(2, 'a'), (1, 'b'), (2, 'c'), (2, 'd')].into_iter().collect();
        assert_eq!(table.as_slice(), [(1, 'b'), (2, 'd')]);
        let read: VecMap<String, u8> = serde_json::from_str(r#"{"b":1,"a":2,"b":3}"#).expect("a map");
        assert_eq!(read.iter().map(|(key, value)| (key.as_str(), *value)).collect::<Vec<_>>(), [("a", 2), ("b", 3)]);
        let mut grown = table;
        grown.extend([(0, 'z'), (1, 'y')]);
        assert_eq!(grown.as_slice(), [(0, 'z'), (1, 'y'), (2, 'd')]);
        grown.extend((1..30).map(|key| (key, 'n')));
        assert_eq!((grown.len(), grown.get(&0), grown.get(&1)), (30, Some(&'z'), Some(&'n')));
    }
}
