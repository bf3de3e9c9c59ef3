//! Sealform's expression language: ODK's XPath dialect, typed and explained.
