//! Industries and disciplines inferred from text, for records that state none.
//!
//! Surveys leave codes out, or spell what no tree knows. [`need()`] and [`profile()`] then read industries
//! (GB/T 4754) and disciplines (GB/T 13745) off the text. What is inferred is marked so, carries a
//! confidence and the phrases it rests on, and is derived from the record's text alone: the stored record stays
//! as it was given.
//!
//! ```
//! use qianxian::infer;
//! use qianxian::model::{Profile, ProfileKind, Work};
//!
//! let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
//! expert.works.push(Work::new("镁碳砖与钢包浇注料的抗渣性能"));
//! let inferred = infer::profile(&expert);
//! assert_eq!(inferred.industries[0].code.as_str(), "C30");
//! assert_eq!(inferred.disciplines[0].code.as_str(), "430");
//! # Ok::<(), qianxian::Error>(())
//! ```
//!
//! # What it does in a ranking
//! Where a side states no code of a tree, the inferred ones stand in ([`RankOptions::infer`] turns that off), and the
//! feature counts as `½ + c·(value − ½)`, c the confidence, the product of both where both sides are inferred. As
//! much of its weight counts as known. Rules, vetoes, eligibility and preferences never look at an inferred code: only
//! what is stated bars. A library with a tree of its own infers nothing of that tree, since codes
//! are of the built-in ones; a [`Classifier::new`] of that tree tells its user what to fill in.
//!
//! [`RankOptions::infer`]: crate::rank::RankOptions::infer
//!
//! # How
//! The way of dictionary coders of occupations and industries (Jones & Elias 2004, CASCOT): each node of a tree
//! has phrases, and a phrase weighs by how few nodes use it. Phrases are the node's names and aliases, cues
//! written by hand (`data/`, some 2,000 for each tree), and the [synonyms](crate::text::Lexicon::built_in) of all
//! these. They are found in one pass of an Aho–Corasick automaton, the longest at each place, so that 锂电池
//! is not 锂 and 化工艺 is not 化工.
//! - A phrase of weight w in n nodes' phrases gives each of its own nodes w/n. Words of two characters and
//!   single English words weigh less, words said about everything (检测, 设备) a quarter.
//! - Found k times it counts k/(k + 2); in titles, keywords and names three times as often.
//! - Evidence goes up to all nodes above. A node's *share* is its part of all evidence and of ½ besides, which nobody
//!   saw: where little is found no share is large. The deepest nodes with a share of 0.3 are the answer, at most two.
//! - A need for a loan does not make an enterprise a bank: finance and technical services are not
//!   inferred of needs and profiles of these kinds.
//!
//! Trained classifiers do better where there are texts with codes to train on (Gweon et al. 2017); there are none here
//! that are not also what would be measured. Nearest names by character overlap were not tried: they cannot tell
//! on what an answer rests.
//!
//! # Measured
//! `cargo run --release --example infer -- examples/data`: codes taken away, inferred, compared with those
//! stated (*first*: the first answer is a code stated, or right above or below one; at a section both
//! share). The cues were written without regard to these records; the constants were set by judgement and
//! not tuned: each was moved to half and to double on half of the records, and none mattered beyond noise.
//!
//! # Confidence
//! A share of s is right about s + 0.15 of the time, at most 0.9, in steps of 0.05: halfway between the demo's records,
//! which are right more often (by some 0.1), and one-line titles of grants (19,466 with the field of the award, mapped to
//! disciplines), which are right less often (by some 0.1).

mod calibration;
mod choice;
mod classifier;
mod cues;
mod phrases;
mod record;
#[cfg(test)]
mod tests;

pub use choice::Infer;
pub use classifier::{Classifier, Inference, MAX_CODES, Place};
pub use record::{Inferences, need, profile};
pub(crate) use record::{need_facts, profile_facts};
