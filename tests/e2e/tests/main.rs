//! Forms in real browsers, a file for each part: `cargo test -p sealform-e2e -- ksp::` runs those of one.
//!
//! One program, so that it is linked once, and no browser waits for the slowest test of a file.

mod assigned;
mod backends;
mod broken;
mod care;
mod controls;
mod corpus;
mod device;
mod enrolment;
mod faults;
mod first_page;
mod gallery;
mod golden;
mod hardship;
mod harness;
mod hostile;
mod insecure;
mod keys;
mod kills;
mod ksp;
mod layouts;
mod leaks;
mod looks;
mod offline;
mod points;
mod print;
mod programmes;
mod programs;
mod single;
mod store;
mod texts;
mod thumb;
mod tree;
mod trouble;
mod untick;
mod verify_page;
mod walk;
mod watches;
mod webhook;
