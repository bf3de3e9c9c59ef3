//! What a survey demands beyond single members: validators, rules of a container over the questions in it, and
//! triggers. They are read and assigned to questions here; expressions stay as they are written.

mod containers;
mod triggers;
mod validators;

pub(super) use containers::{ContainerRules, Uniqueness, blank_whole};
pub(super) use triggers::{Triggers, Write, Written};
pub(super) use validators::{Validator, ValidatorType};
