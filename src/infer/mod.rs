//! Industries and disciplines inferred from text, for records that state none.
//!
//! Surveys leave codes out, or use spellings that no tree knows. [`need()`] and [`profile()`] then read industries
//! (GB/T 4754) and disciplines (GB/T 13745) from the text. An inferred code is marked so, carries a confidence
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
//! # Effect on a ranking
//! If a record states no code of a tree and the other side does, the inferred ones are used, and the
//! feature counts as `½ + c·(value − ½)`, c the confidence. As much of its weight counts as known.
//! [`RankOptions::infer`] turns that off, or on if neither side states any ([`Infer`]); c is then the
//! product of both. Rules, vetoes, eligibility and preferences never look at an inferred code: only a code that is
//! stated bars. A library with a tree of its own infers nothing of that tree, since the codes are of the
//! built-in ones; a [`Classifier::new`] of that tree suggests codes to its user.
//!
//! [`RankOptions::infer`]: crate::rank::RankOptions::infer
//!
//! # How
//! The way of dictionary coders of occupations and industries (Jones & Elias 2004, CASCOT): each node of a
//! tree has phrases, and a phrase weighs by how few nodes use it. Phrases are the node's names and aliases,
//! cues written by hand (`data/`, some 4,000 for each tree), and the
//! [synonyms](crate::text::Lexicon::built_in) of all these. They are found in one pass of an Aho–Corasick
//! automaton, the longest at each place, so that 锂电池 is not 锂 and 化工艺 is not 化工.
//! - A phrase of two or three characters counts only between words: 工装 in 重工装备 and 气动 in 空气动压轴承 are pieces
//!   of two words. A find that cuts a word is kept if the rest of that word is a word too (胶管 in 液压胶管接头, which the
//!   dictionary cuts as 胶 and 管接头).
//! - A phrase of weight w in n nodes' phrases gives each of its own nodes w/n. Words of two characters and
//!   single English words weigh less, words said about everything (检测, 设备) a quarter.
//! - Found k times it counts k/(k + 2); in titles, keywords and names three times as often.
//! - Clauses in which a firm speaks of itself (公司主营…) count as much as the title, for industries.
//! - Evidence goes up to all nodes above. A node's *share* is its part of all evidence and of ½ besides, which
//!   nobody saw: if little is found no share is large. The deepest nodes with a share of 0.3 are the
//!   answer, at most two. If the best of them leads the next by less than 0.15, or rests on one short word, the node above them
//!   is the answer: such leads were right in half of all cases.
//! - A need for a loan does not make an enterprise a bank: finance and technical services are not
//!   inferred of needs and profiles of these kinds.
//!
//! # Confidence
//! The confidence of an inferred code is the share of its node plus 0.25, from 0.55 to 0.95 in steps of 0.05: how often such
//! an answer is right. An answer that has other nodes below it, such as manufacturing alone, has at most 0.5: it is hardly ever
//! wrong, and says little. [`_documentation::design`](crate::_documentation::design#inferred-codes) has the figures, the
//! cost and the alternatives.

mod border;
mod calibration;
mod choice;
mod classifier;
mod cues;
mod firm;
mod phrases;
mod record;
#[cfg(test)]
mod tests;
mod tree;

pub use choice::Infer;
pub use classifier::{Classifier, Inference, MAX_CODES, TextPart};
pub use record::{Inferences, need, profile};
pub(crate) use record::{need_facts, profile_facts};
