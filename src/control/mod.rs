//! Long work: how far it has come, how much of it is allowed, how to stop it.
//!
//! | room | work | heard by |
//! |---|---|---|
//! | `steps` | of known length: needs to rank, fits to make | whichever thread makes a step |
//! | `search` | that ends when it has found or proved, or its budget is used up | the thread that searches |
//!
//! The modules that work long show these types under their own names.

pub(crate) mod search;
pub(crate) mod steps;
