//! Scores: features, weights, explanations, and the compiled form they are read from.
//!
//! `score = Σ w·s / Σ w` over the [`Feature`]s. Each `s` is from 0 to 1; one that is not known takes its
//! neutral [`prior`] and lowers the match's *confidence*, the share of weight that is known. Everything is
//! computed in fixed point ([`crate::num`]), so a score is the same bits on any machine, in any order,
//! and is exactly the sum of its explanation.
//!
//! The **text** feature is BM25F over evidence documents: the impact of a term in a document is one
//! byte, the weight of a term in a need an integer, their products are summed as integers, and a
//! profile's documents are gathered by a decayed sum, best first (1, ½, ¼ …), to which the profile as a
//! whole, all its documents joined, adds as one document more. The sum is divided by
//! the Euclidean norm of the need's weights, so that long and short needs compare, and mapped to
//! `x/(x+1)`.
//!
//! A pair has **one** score, whichever side asks: ranking profiles for a need and needs for a
//! profile read the same numbers.

pub(crate) mod compiled;
mod context;
mod evidence;
mod explain;
pub(crate) mod facets;
mod feature;
pub(crate) mod impact;
pub(crate) mod library;
mod preference;
pub(crate) mod query;
mod scorer;
mod statistics;
pub(crate) mod table;
mod value;
mod weights;

pub use evidence::{EvidenceField, EvidencePart, TermPart};
pub(crate) use explain::{ExplainContext, best_cosine, explain, profile_impacts};
pub use explain::{Explanation, FeaturePart};
pub use feature::Feature;
pub(crate) use scorer::Scorer;
pub use scorer::prior;
pub use statistics::{Calibration, Statistics};
pub use weights::Weights;
