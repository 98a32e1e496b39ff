//! Long work: how far it has come, how much of it is allowed, how to stop it.
//!
//! | file | work | callback runs on |
//! |---|---|---|
//! | `steps` | of known length: needs to rank, fits to make | whichever thread makes a step |
//!
//! Searches that end on a budget have their own progress in [`decision`](crate::decision).

pub(crate) mod steps;
