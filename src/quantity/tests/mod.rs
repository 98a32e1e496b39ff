//! The parser against hand-written sentences and arbitrary text; units against each other.

mod conversion;
mod fuzz;
mod tables;
mod verdicts;
