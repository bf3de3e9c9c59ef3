//! What is unusual about answers together, though each of them may be right.

/// Something to look at once more before sealing. It never blocks, and is not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// All questions of a page that offer choices or steps were answered alike, one right after the other.
    Same {
        /// The index of the page.
        page: u32,
        /// How many they are.
        count: u32,
        /// The seconds from the first of these answers to the last.
        seconds: u32,
    },
    /// Everything was answered in less time than reading the questions takes.
    Fast {
        /// The seconds from the beginning to the last command.
        seconds: u32,
    },
}
