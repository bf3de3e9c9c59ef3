//! What every program is made of.

use std::sync::Arc;

use super::{Decoder, Encoder, Wire};
use crate::{Arena, ArenaId, Json, VecMap, VecSet};

impl Wire for bool {
    fn write(&self, to: &mut Encoder) {
        to.number(u64::from(*self));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.number() != 0
    }
}

impl Wire for u32 {
    fn write(&self, to: &mut Encoder) {
        to.number(u64::from(*self));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.small()
    }
}

impl Wire for u16 {
    fn write(&self, to: &mut Encoder) {
        to.number(u64::from(*self));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::try_from(from.small()).unwrap_or(Self::MAX)
    }
}

impl Wire for u8 {
    fn write(&self, to: &mut Encoder) {
        to.number(u64::from(*self));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::try_from(from.small()).unwrap_or(Self::MAX)
    }
}

impl Wire for usize {
    fn write(&self, to: &mut Encoder) {
        to.length(*self);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.small() as usize
    }
}

/// The sign is the lowest bit, so that what is near zero is short.
impl Wire for i64 {
    fn write(&self, to: &mut Encoder) {
        to.number(((*self << 1) ^ (*self >> 63)).cast_unsigned());
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        let number = from.number();
        (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
    }
}

/// The bits from the other end: whole numbers end in zeros.
impl Wire for f64 {
    fn write(&self, to: &mut Encoder) {
        to.number(self.to_bits().swap_bytes());
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::from_bits(from.number().swap_bytes())
    }
}

impl Wire for String {
    fn write(&self, to: &mut Encoder) {
        to.text(self);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.text().to_owned()
    }
}

impl Wire for Arc<str> {
    fn write(&self, to: &mut Encoder) {
        to.text(self);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.text().into()
    }
}

/// As its text.
impl Wire for Json {
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

impl<T: Wire> Wire for Option<T> {
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

impl<T: Wire> Wire for Box<T> {
    fn write(&self, to: &mut Encoder) {
        (**self).write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::new(T::read(from))
    }
}

/// What was shared is written each time, and read as many.
impl<T: Wire> Wire for Arc<T> {
    fn write(&self, to: &mut Encoder) {
        (**self).write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::new(T::read(from))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, to: &mut Encoder) {
        to.length(self.len());
        self.iter().for_each(|one| one.write(to));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        // So many take exactly the room that they need; more are believed only as they come.
        const FEW: usize = 64;
        let length = from.length();
        let mut all = Self::with_capacity(length.min(FEW));
        for _ in 0..length {
            all.push(T::read(from));
        }
        all.shrink_to_fit();
        all
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn write(&self, to: &mut Encoder) {
        self.0.write(to);
        self.1.write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        (A::read(from), B::read(from))
    }
}

/// Its entries come in order, whoever wrote them.
impl<K: Wire + Ord, V: Wire> Wire for VecMap<K, V> {
    fn write(&self, to: &mut Encoder) {
        to.length(self.len());
        self.iter().for_each(|(key, value)| {
            key.write(to);
            value.write(to);
        });
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::of_sorted(Vec::read(from)).unwrap_or_else(|| {
            from.damage();
            Self::new()
        })
    }
}

/// Its items come in order, whoever wrote them.
impl<K: Wire + Ord> Wire for VecSet<K> {
    fn write(&self, to: &mut Encoder) {
        to.length(self.len());
        self.iter().for_each(|item| item.write(to));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Vec::read(from).into_iter().collect()
    }
}

impl<I: ArenaId, T: Wire> Wire for Arena<I, T> {
    fn write(&self, to: &mut Encoder) {
        to.length(self.len());
        self.values().for_each(|one| one.write(to));
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Vec::read(from).into_iter().collect()
    }
}
