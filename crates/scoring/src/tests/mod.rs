//! What every rule of a key means, row by row.
//! Keys beside whole forms are in `tests/scoring.rs`.

mod desk;
mod properties;
mod rules;
mod sections;
