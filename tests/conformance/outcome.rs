//! What a suite says of one case.

/// One case, or one check of a case that has several.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The case's id, with `#n` for its n-th step where each is judged.
    pub id: String,
    /// Whether the case counts: what the origin itself does not pass, or what is left out by decision, does not.
    pub in_scope: bool,
    /// Nothing, or what went otherwise.
    pub passed: Result<(), String>,
}

impl Outcome {
    /// A case that counts.
    pub fn of(id: impl Into<String>, passed: Result<(), String>) -> Self {
        Self { id: id.into(), in_scope: true, passed }
    }
}
