//! The program `qianxian`, run as its users run it: as a process of its own.

mod assign;
mod changes;
mod clinic;
mod demo;
mod event;
mod explanations;
mod import;
mod json_names;
mod judge;
mod language;
mod learn;
mod ledger;
mod libraries;
mod merge;
mod names;
mod outputs;
mod policies;
pub(crate) mod program;
mod ranking;
mod records;
mod runs;
mod sentences;
mod side_files;
mod snapshots;
mod students;
mod team;
mod usage;
