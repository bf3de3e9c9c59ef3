//! What every rule of a key means, row by row.

mod desk;
mod properties;
mod rules;
mod sections;
