//! The need clinic: is a need well enough stated to be matched, and who else asks for the same?
//!
//! Surveys come in with one line of wishes (提高产品质量). No ranking mends that; a question to the enterprise
//! does. [`examine`] looks at one need, [`examine_all`] at a list and adds near-duplicates; [`clusters`] groups
//! needs that several enterprises share (共性需求), and [`serve`] names the profiles that rank for most of a group;
//! [`crate::Snapshot::gather_event`] seats each group with one of them at an event.
//!
//! ```
//! use qianxian::clinic::{Part, examine};
//! use qianxian::model::Need;
//!
//! let mut need = Need::new("n1", "提高玻璃瓶的合格率")?;
//! need.description = "目前人工挑选瓶口裂纹，漏检多。希望尽快大幅改善。".into();
//! let checkup = examine(&need);
//! assert!(checkup.lacks(Part::TargetFigures) && !checkup.lacks(Part::CurrentState));
//! assert!(checkup.vague.iter().any(|found| found.wording == "大幅"));
//! assert!(checkup.unmeasured.iter().any(|found| found.wording == "合格率"));
//! assert!(checkup.questions.iter().any(|question| question.text.contains("合格率")));
//! # Ok::<(), qianxian::Error>(())
//! ```
//!
//! # Method
//! Cues, not a model: lists of words in two languages ([`Part`], `cues`), read sentence by sentence, and the
//! quantities of [`crate::quantity`]. A person can see why anything was found, and a user's complaint can be answered
//! by a word in a list. A part counts as stated if a field of the record says so (budget, deadline) or a cue stands in
//! the text; it may be said in words that the lists lack, so findings are questions to ask and never lower a score.
//!
//! Common needs are found by average linkage over the cosine of TF-IDF terms (pairs of characters, words; single
//! characters say too little), a hierarchical method whose groups stay alike within themselves; single
//! linkage chains unrelated needs together, k-means wants the number of groups and a seed. Cost O(Σ df²) for the cosines
//! and O(e log e) in the pairs of needs that are alike at all.
//!
//! | room | files |
//! |---|---|
//! | one need | `part` `kind` (one file a kind) `cues` `sentence` `clause` `wording` `question` `checkup` |
//! | many needs | `cluster` `vectors` `serve` |

mod checkup;
mod clause;
mod cluster;
mod cues;
mod kind;
mod linkage;
mod part;
mod property;
mod question;
mod sentence;
mod serve;
#[cfg(test)]
mod tests;
mod vectors;
mod wording;

pub use checkup::{Checkup, Twin, examine, examine_all};
pub use cluster::{Cluster, ClusterOptions, clusters};
pub use part::{Part, PartFinding};
pub use question::{Question, QuestionCause};
pub use serve::{Server, serve};
pub use wording::Finding;
