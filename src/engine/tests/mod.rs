//! A library whose directory fails: at every step a call is refused, or the process ends.

mod refused;
mod script;
