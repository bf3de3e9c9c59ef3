//! The encoding of a compiled key, as a part of a compiled program: what is not derived of it.

use sealform_types::{Decoder, Encoder, Wire};

use crate::exact::Exact;
use crate::number::Points;

impl Wire for Points {
    fn write(&self, to: &mut Encoder) {
        self.exact().write(to);
    }

    fn read(from: &mut Decoder<'_>) -> Self {
        Self::from(Exact::read(from))
    }
}
