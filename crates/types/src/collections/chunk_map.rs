//! A map for many keys that come in any order.

use std::borrow::Borrow;
use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::VecMap;

/// A map for many keys that come in any order: a list of short [`VecMap`]s.
///
/// # Example
/// ```
/// use sealform_types::ChunkMap;
/// let mut squares = ChunkMap::new();
/// (0..1000_u32).rev().for_each(|number| drop(squares.insert(number, number * number)));
/// assert_eq!(squares.get(&30), Some(&900));
/// assert!(squares.iter().map(|(number, _)| *number).eq(0..1000));
/// assert_eq!(squares.remove(&30), Some(900));
/// assert_eq!(squares.len(), 999);
/// ```
#[derive(Clone)]
pub struct ChunkMap<K, V> {
    /// In order, and none of them empty.
    parts: Vec<VecMap<K, V>>,
}

impl<K, V> ChunkMap<K, V> {
    /// The most entries of one part.
    const MOST: usize = 128;

    /// An empty one.
    pub const fn new() -> Self {
        Self { parts: Vec::new() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.parts.iter().map(VecMap::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// All entries in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.parts.iter().flatten()
    }

    /// Keeps the entries for which this holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        self.parts.iter_mut().for_each(|part| part.retain(|key, value| keep(key, value)));
        self.parts.retain(|part| !part.is_empty());
    }
}

impl<K: Ord, V> ChunkMap<K, V> {
    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.parts.get(self.part(key))?.get(key)
    }

    /// Whether there is an entry of that key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Sets the value of a key; gives the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let index = self.part(&key);
        let Some(part) = self.parts.get_mut(index) else {
            self.parts.push(VecMap { entries: vec![(key, value)] });
            return None;
        };
        let old = part.insert(key, value);
        if part.len() > Self::MOST {
            let entries = part.entries.split_off(Self::MOST / 2);
            self.parts.insert(index + 1, VecMap { entries });
        }
        old
    }

    /// Takes an entry out; gives its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let index = self.part(key);
        let part = self.parts.get_mut(index)?;
        let value = part.remove(key);
        if part.is_empty() {
            self.parts.remove(index);
        }
        value
    }

    /// The part in which a key stands, or would stand: the last that does not begin behind it.
    fn part<Q: Ord + ?Sized>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
    {
        let begins_before = |part: &VecMap<K, V>| part.entries.first().is_some_and(|(first, _)| first.borrow() <= key);
        self.parts.partition_point(begins_before).saturating_sub(1)
    }
}

impl<K, V> Default for ChunkMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Whatever their parts, two with the same entries are the same.
impl<K: PartialEq, V: PartialEq> PartialEq for ChunkMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for ChunkMap<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for ChunkMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Of several entries with one key the last stands.
impl<K: Ord, V> FromIterator<(K, V)> for ChunkMap<K, V> {
    fn from_iter<A: IntoIterator<Item = (K, V)>>(entries: A) -> Self {
        let mut table = Self::new();
        entries.into_iter().for_each(|(key, value)| drop(table.insert(key, value)));
        table
    }
}

impl<K: Serialize, V: Serialize> Serialize for ChunkMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        self.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_keeps_what_a_tree_keeps() {
        let (mut table, mut tree) = (ChunkMap::new(), std::collections::BTreeMap::new());
        let mut state = 3_u32;
        for step in 0..20_000_u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (state >> 16) % 1500;
            if state >> 30 == 0 {
                assert_eq!(table.remove(&key), tree.remove(&key));
            } else {
                assert_eq!(table.insert(key, step), tree.insert(key, step));
            }
            assert_eq!((table.get(&key), table.is_empty()), (tree.get(&key), tree.is_empty()));
        }
        table.retain(|key, _| key % 3 == 0);
        tree.retain(|key, _| key % 3 == 0);
        assert!(table.iter().eq(&tree) && table.len() == tree.len());
        assert!(table.parts.iter().all(|part| (1..=128).contains(&part.len())));
        assert_eq!(table, tree.into_iter().rev().collect());
    }
}
