//! A library whose directory fails: at every step a call is refused, or the process ends.

#![allow(clippy::unwrap_used, reason = "tests")]

mod copied;
mod deferred;
mod grouped;
mod migrated;
mod refused;
mod reversed;
mod script;
mod together;
mod together_script;
