//! qianxian (牵线, "to pull the thread") brings two sides together: the needs of enterprises, and the offers of
//! experts, universities, results, facilities, finance products, services and policies offer. It ranks
//! every pair by full text and structured fields, in parallel, and explains every score.
//!
//! ```
//! use qianxian::model::{Date, Need, Profile, ProfileKind};
//! use qianxian::{Library, RankOptions};
//!
//! let library = Library::in_memory()?;
//! let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
//! expert.expertise.push("针状焦".into());
//! let mut writer = library.writer()?;
//! writer.put_profile(&expert)?;
//! writer.commit()?;
//!
//! let need = Need::new("n1", "油系针状焦制备技术")?;
//! let ranking = library.snapshot()?.rank(&need, &RankOptions::new(Date::new(2024, 7, 1)?))?;
//! assert_eq!(ranking.matches[0].profile.as_str(), "p1");
//! # Ok::<(), qianxian::Error>(())
//! ```
//!
//! # Guarantees
//! 1. Scores are finite, from 0 to 1, and mean the same across needs; order is score descending, then id.
//! 2. The same library, need, weights and day give the same bits, whatever the threads, segments or order of insertion.
//! 3. A commit is seen whole or not at all, also after a crash. An acknowledged commit is durable.
//! 4. A profile that a rule bars is in no ranking; [`Snapshot::why_not`] gives the reason.
//! 5. The leaves of an explanation sum to its score exactly.
//! 6. An unknown fact counts as a stated neutral value and lowers the confidence beside the score.
//! 7. A pair has one score, whichever side asks.
//! 8. Every assignment, team and timetable passes an independent check, and is proved best or states its gap.
//!
//! # The house
//! A module imports only from floors below its own:
//!
//! | floor | modules |
//! |---|---|
//! | 8 | [`engine`]: libraries, writers, snapshots |
//! | 7 | [`assign`], [`team`], [`event`]: decisions over rankings; [`learn`]: weights from outcomes |
//! | | [`standing`]: subscriptions and what changes in their lists |
//! | | [`push`], above it: deliveries under quotas, handed over exactly once |
//! | | [`report`], above that: regional reports whose figures can be counted again |
//! | | [`explain`]: sentences and why-not; [`clinic`]: gaps in needs |
//! | 6 | [`rank`]: admits, scores, keeps the best |
//! | 5 | [`score`]: features, weights, explanations |
//! | 4 | `compiled`: the hot path's form of a segment; [`index`], below it: tantivy, and nowhere else |
//! | 3 | [`intake`]: survey files to records; [`infer`]: industries and disciplines inferred from text |
//! | | [`ledger`]: the history of records and matches, in SQLite |
//! | 2 | [`text`], [`quantity`], [`rule`], [`eval`]: pure functions over the model; `words`: clauses in two languages |
//! | | [`decision`]: outcomes, infeasibility, budgets and flow of the decisions |
//! | 1 | [`model`]: records and their values; `control`: progress and cancelling |
//! | 0 | [`error`], [`num`] |
//!
//! [`_documentation`] has the pages on architecture, design, quality and speed.
//!
//! # Limits
//! It downloads nothing, ships no trained model and reads no clock: the day is an argument. Weights are presets until
//! they are learned from outcomes.

pub mod _documentation;
pub mod assign;
pub mod clinic;
mod compiled;
mod control;
pub mod decision;
pub mod engine;
pub mod error;
pub mod eval;
pub mod event;
pub mod explain;
pub mod index;
pub mod infer;
pub mod intake;
pub mod learn;
pub mod ledger;
pub mod model;
pub mod num;
pub mod push;
pub mod quantity;
pub mod rank;
pub mod report;
pub mod rule;
pub mod score;
pub mod standing;
pub mod team;
pub mod text;
mod words;

pub use engine::{Library, LibraryOptions, Snapshot, Writer};
pub use error::{Error, Result};
pub use rank::RankOptions;

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
