//! Plain data between the engine and whoever draws it.
