//! A growing list whose entries are named by typed numbers.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The number of an entry in an [`Arena`].
pub trait ArenaId: Copy {
    /// Makes the id of the entry at `index`.
    fn from_index(index: usize) -> Self;
    /// The place of the entry in its arena.
    fn index(self) -> usize;
}

/// Makes types of ids: `arena_ids! { /// Names a line. pub struct LineId(u32); }`
#[macro_export]
macro_rules! arena_ids {
    ($($(#[$doc:meta])* $seen:vis struct $name:ident($inside:vis u32);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $seen struct $name($inside u32);

        impl $crate::ArenaId for $name {
            fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl $crate::Wire for $name {
            fn write(&self, to: &mut $crate::Encoder) {
                self.0.write(to);
            }
            fn read(from: &mut $crate::Decoder<'_>) -> Self {
                Self(from.small())
            }
        }
    )*};
}

/// Entries that are only ever appended, each with an id of its own kind.
///
/// # Invariant
/// An id is made by [`Arena::push`] on the same arena (or on one of the same length and meaning),
/// so that looking it up cannot miss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arena<I, T> {
    entries: Vec<T>,
    ids: PhantomData<fn() -> I>,
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Self { entries: Vec::new(), ids: PhantomData }
    }
}

impl<I: ArenaId, T> Arena<I, T> {
    /// Appends an entry and returns its id.
    pub fn push(&mut self, entry: T) -> I {
        let id = I::from_index(self.entries.len());
        self.entries.push(entry);
        id
    }

    /// Gives back the room that its entries do not need.
    pub fn shrink_to_fit(&mut self) {
        self.entries.shrink_to_fit();
    }

    /// All entries in order, to be changed.
    pub fn values_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.entries.iter_mut()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.entries.len()).map(I::from_index)
    }

    /// All entries, in order.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.entries.iter()
    }

    /// All entries with their ids, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.entries.iter().enumerate().map(|(index, entry)| (I::from_index(index), entry))
    }
}

impl<I, T> FromIterator<T> for Arena<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(entries: A) -> Self {
        Self { entries: entries.into_iter().collect(), ids: PhantomData }
    }
}

#[expect(clippy::indexing_slicing, reason = "ids are made by `push` alone, see the invariant")]
impl<I: ArenaId, T> Index<I> for Arena<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.entries[id.index()]
    }
}

#[expect(clippy::indexing_slicing, reason = "ids are made by `push` alone, see the invariant")]
impl<I: ArenaId, T> IndexMut<I> for Arena<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.entries[id.index()]
    }
}
