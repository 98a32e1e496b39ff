//! Industries and disciplines inferred from text, for records that state none.
//!
//! Surveys leave codes out, or spell what no tree knows. [`need()`] and [`profile()`] then read industries
//! (GB/T 4754) and disciplines (GB/T 13745) off the text. What is inferred is marked so, carries a confidence
//! and the phrases it rests on, and is derived from the record's text alone: the stored record stays as it
//! was given.
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
//! Where a record states no code of a tree and the other side does, the inferred ones stand in, and the
//! feature counts as `½ + c·(value − ½)`, c the confidence. As much of its weight counts as known.
//! [`RankOptions::infer`] turns that off, or on where neither side states any ([`Infer`]); c is then the
//! product of both. Rules, vetoes, eligibility and preferences never look at an inferred code: only what is
//! stated bars. A library with a tree of its own infers nothing of that tree, since the codes are of the
//! built-in ones; a [`Classifier::new`] of that tree tells its user what to fill in.
//!
//! [`RankOptions::infer`]: crate::rank::RankOptions::infer
//!
//! # How
//! The way of dictionary coders of occupations and industries (Jones & Elias 2004, CASCOT): each node of a
//! tree has phrases, and a phrase weighs by how few nodes use it. Phrases are the node's names and aliases,
//! cues written by hand (`data/`, some 2,000 for each tree), and the
//! [synonyms](crate::text::Lexicon::built_in) of all these. They are found in one pass of an Aho–Corasick
//! automaton, the longest at each place, so that 锂电池 is not 锂 and 化工艺 is not 化工.
//! - A phrase of weight w in n nodes' phrases gives each of its own nodes w/n. Words of two characters and
//!   single English words weigh less, words said about everything (检测, 设备) a quarter.
//! - Found k times it counts k/(k + 2); in titles, keywords and names three times as often.
//! - Evidence goes up to all nodes above. A node's *share* is its part of all evidence and of ½ besides, which
//!   nobody saw: where little is found no share is large. The deepest nodes with a share of 0.3 are the
//!   answer, at most two.
//! - A need for a loan does not make an enterprise a bank: finance and technical services are not
//!   inferred of needs and profiles of these kinds.
//!
//! Trained classifiers do better where there are texts with codes to train on (Gweon et al. 2017); there are
//! none here that are not also what would be measured. Nearest names by character overlap were not tried:
//! they cannot tell on what an answer rests.
//!
//! # Measured
//! `cargo run --release --example infer -- examples/data`: codes of the demo's records taken away, inferred,
//! compared with those stated. *Right* is a first answer below a section that is a code stated; *section* one
//! of the section of a code stated.
//!
//! | | stated | answered | below a section | right | section |
//! |---|---|---|---|---|---|
//! | needs, industry | 84 | 74 | 64 | .828 | .946 |
//! | needs, discipline | 67 | 64 | 57 | .860 | .984 |
//! | profiles, industry | 188 | 175 | 153 | .843 | .926 |
//! | profiles, discipline | 211 | 183 | 164 | .841 | .945 |
//!
//! In rankings (nDCG@10, 95 % interval of the paired bootstrap): with all codes .872; codes of the needs
//! taken away .839, inferred .854, +.015 [+.008, +.023]; of the profiles .840, .853, +.014 [+.008, +.020]; of
//! both .839, and where two guesses are compared .847, +.008 [+.002, +.013]. On sets that have no codes at
//! all comparing guesses moves MRR by +.001 [−.004, +.005] (grants), −.002 [−.006, +.003] (papers) and −.001
//! [−.003, −.000] (abstracts): what both are guessed from is compared as text already. So one guess is
//! compared with one statement by default, and those sets stay as they are. That only agreement counts, and
//! disagreement stays neutral, was no better.
//!
//! The cues were written without regard to these records; that finance and technical services are passed over
//! came from errors seen on half of them. The constants were set by judgement and not tuned: each was moved to
//! about half and double on that half, and none mattered beyond noise. English cues were mended once on the
//! papers, where *paper* meant paper-making and *transformer* the electrical one (−.013 then).
//!
//! The cost is some 0.7 to 0.9 of the analysis of the record's text, which indexing does anyway (28 µs a
//! profile beside 41 on the demo, 64 beside 74 on the grants; a loaded machine, this crate little optimised),
//! for those records alone that leave codes out. A profile's inferences are stored in its facets when it is
//! written, so a change of the tables is a change of the library's format.
//!
//! # Confidence
//! A share of s is right about s + 0.15 of the time, at most 0.9, in steps of 0.05: halfway between the
//! demo's records, which are right more often (by some 0.1), and 19,466 profiles of one to few titles of
//! grants, whose field of award was mapped to a discipline, which are right less often (by some 0.1).

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
