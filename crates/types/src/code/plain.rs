//! What every program is made of.

use std::sync::Arc;

use super::{Coded, Decoder, Encoder};
use crate::{Arena, ArenaId, Json, Level, VecMap, VecSet};

impl Coded for bool {
    fn write(&self, to: &mut Encoder) {
        to.number(u64::from(*self));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.number() != 0
    }
}

impl Coded for u32 {
    fn write(&self, to: &mut Encoder) {
        to.number(u64::from(*self));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.small()
    }
}

impl Coded for usize {
    fn write(&self, to: &mut Encoder) {
        to.length(*self);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.small() as usize
    }
}

/// The sign is the lowest bit, so that what is near zero is short.
impl Coded for i64 {
    fn write(&self, to: &mut Encoder) {
        to.number(((*self << 1) ^ (*self >> 63)).cast_unsigned());
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        let number = from.number();
        (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
    }
}

/// The bits from the other end: whole numbers end in zeros.
impl Coded for f64 {
    fn write(&self, to: &mut Encoder) {
        to.number(self.to_bits().swap_bytes());
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::from_bits(from.number().swap_bytes())
    }
}

impl Coded for String {
    fn write(&self, to: &mut Encoder) {
        to.text(self);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.text().to_owned()
    }
}

impl Coded for Arc<str> {
    fn write(&self, to: &mut Encoder) {
        to.text(self);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.text().into()
    }
}

/// As its text.
impl Coded for Json {
    fn write(&self, to: &mut Encoder) {
        to.text(&self.to_text());
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::parse(from.text().as_bytes()).unwrap_or_else(|_| {
            from.damage();
            Self::Null
        })
    }
}

impl<T: Coded> Coded for Option<T> {
    fn write(&self, to: &mut Encoder) {
        self.is_some().write(to);
        if let Some(inner) = self {
            inner.write(to);
        }
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        bool::read(from).then(|| T::read(from))
    }
}

impl<T: Coded> Coded for Box<T> {
    fn write(&self, to: &mut Encoder) {
        (**self).write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::new(T::read(from))
    }
}

/// What was shared is written each time, and read as many.
impl<T: Coded> Coded for Arc<T> {
    fn write(&self, to: &mut Encoder) {
        (**self).write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::new(T::read(from))
    }
}

impl<T: Coded> Coded for Vec<T> {
    fn write(&self, to: &mut Encoder) {
        to.length(self.len());
        self.iter().for_each(|one| one.write(to));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        let mut all = Self::new();
        for _ in 0..from.length() {
            all.push(T::read(from));
        }
        all
    }
}

impl<A: Coded, B: Coded> Coded for (A, B) {
    fn write(&self, to: &mut Encoder) {
        self.0.write(to);
        self.1.write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        (A::read(from), B::read(from))
    }
}

/// Its entries come in order, whoever wrote them.
impl<K: Coded + Ord, V: Coded> Coded for VecMap<K, V> {
    fn write(&self, to: &mut Encoder) {
        to.length(self.len());
        self.iter().for_each(|(key, value)| {
            key.write(to);
            value.write(to);
        });
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        let mut all = Self::new();
        for _ in 0..from.length() {
            let (key, value) = (K::read(from), V::read(from));
            if all.keys().next_back().is_some_and(|last| *last >= key) {
                from.damage();
            } else {
                all.insert(key, value);
            }
        }
        all
    }
}

/// Its items come in order, whoever wrote them.
impl<K: Coded + Ord> Coded for VecSet<K> {
    fn write(&self, to: &mut Encoder) {
        to.length(self.len());
        self.iter().for_each(|item| item.write(to));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Vec::read(from).into_iter().collect()
    }
}

impl<I: ArenaId, T: Coded> Coded for Arena<I, T> {
    fn write(&self, to: &mut Encoder) {
        to.length(self.len());
        self.values().for_each(|one| one.write(to));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Vec::read(from).into_iter().collect()
    }
}

crate::coded! {
    enum Level { 0 = Flag, 1 = Warn, 2 = Hard }
}
