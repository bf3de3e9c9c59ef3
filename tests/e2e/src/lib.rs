//! Drives Sealform in real browsers.
