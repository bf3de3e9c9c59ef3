//! Scoring keys and exact score sheets.
