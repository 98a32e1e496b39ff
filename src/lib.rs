//! qianxian (牵线, "to pull the thread") brings two sides together: what enterprises need, and what
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
//! 1. Scores are finite, from 0 to 1, comparable across needs; order is score descending, then id.
//! 2. Same library, need, weights and day: same bits, whatever threads, segments, insertion order.
//! 3. A commit is seen whole or not at all, also after a crash. Acknowledged means durable.
//! 4. A profile that is ruled out never appears in a ranking; its reason can be asked for.
//! 5. An explanation's leaves sum to its score, exactly.
//!
//! # The house
//! A module imports only from floors below its own:
//!
//! | floor | modules |
//! |---|---|
//! | 8 | [`engine`]: libraries, writers, snapshots |
//! | 7 | [`assign`], [`team`], [`event`], [`learn`]: decisions over rankings |
//! | | [`explain`]: sentences, why not, what would |
//! | 6 | [`rank`]: admit, score, keep the best |
//! | 5 | [`score`]: features, weights, explanations, the compiled hot path |
//! | 4 | [`index`]: tantivy, and nowhere else |
//! | 3 | [`intake`]: survey files in; [`infer`]: industries and disciplines read off text |
//! | 2 | [`text`], [`quantity`], [`rule`], [`eval`] |
//! | 1 | [`model`]: the nouns; `control`: progress, budgets, cancelling |
//! | 0 | [`error`], [`num`] |
//!
//! # What it does not do
//! It downloads nothing, ships no model, reads no clock: the day it is, is an argument. Weights are
//! presets until they are learned from outcomes.

pub mod assign;
pub mod clinic;
mod control;
pub mod engine;
pub mod error;
pub mod eval;
pub mod event;
pub mod explain;
pub mod index;
pub mod infer;
pub mod intake;
pub mod learn;
pub mod model;
pub mod num;
pub mod quantity;
pub mod rank;
pub mod rule;
pub mod score;
pub mod team;
pub mod text;

pub use engine::{Library, LibraryOptions, Snapshot, Writer};
pub use error::{Error, Result};
pub use rank::RankOptions;

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
