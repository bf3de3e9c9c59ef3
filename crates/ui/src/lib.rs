//! The face: Yew components that draw snapshots and emit commands.
