//! The commands, one file each: its arguments and its work.

pub(crate) mod assign;
pub(crate) mod clinic;
pub(crate) mod delete;
pub(crate) mod demo;
pub(crate) mod duplicates;
pub(crate) mod evaluate;
pub(crate) mod event;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod judge;
pub(crate) mod learn;
pub(crate) mod ledger;
pub(crate) mod lexicon;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod policies;
pub(crate) mod rank;
pub(crate) mod reverse;
pub(crate) mod run;
pub(crate) mod search;
pub(crate) mod set;
pub(crate) mod show;
pub(crate) mod stats;
pub(crate) mod team;
