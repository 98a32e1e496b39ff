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
//! the Euclidean norm that the weights of *all* terms of the need would have if each were as rare as a
//! term of one document, so that long and short needs compare and no word that the library lacks, or
//! gets, changes anybody's score; it is mapped to `x/(x+1)`. A text value of ½ says that documents and
//! whole each cover half of that norm.
//!
//! # The values
//! | feature | value | known if |
//! |---|---|---|
//! | text | x/(x+1), x = decayed Σ w·impact over half the norm of the need; 0 if unknown | always |
//! | industry, discipline | mean over the need's codes of the best 2·depth(common)/(depth + depth) of the profile's (Wu & Palmer 1994) | both state codes of the tree |
//! | region | the greatest of: 1, .85, .6, 0 for the same district, city, province, none; .85 in one corridor; 150/(150 + km); .6 works remotely; .4 serves the whole country | anything of that is known |
//! | level, readiness | held/wanted, at most 1; levels count 1 to 7, readiness 1 to 9 | both state it |
//! | mode | 1 if the two share a way of working, else 0 | both state some |
//! | budget | 1 if the ranges meet, else the smaller of the facing ends over the larger; to ask less than the need would pay is no fault, to lend less is | both state one |
//! | availability | the least of: 90/(90 + days late); 0 once it is over; (capacity + free)/(2·capacity) | any is known |
//! | track record | (settled + 1)/(matched + 2), Laplace's rule of succession | the profile has one |
//! | recency | 5/(5 + years since the latest work) | a work has a year |
//! | need preference | each statement 1 or 0, with an equal part of the weight | the profile says |
//! | profile preference | share of the owner's statements that the need keeps | the need says |
//! | quantity | each figure that the need demands 1 if satisfied, 0 if violated, with an equal part of the weight | the profile states one |
//! | vector | ½ + ½ · c · √(1.25/(c² + ¼)); c is the cosine of the need with the best of the profile's documents, about the mean of the library's vectors | both have one |
//!
//! Quotients are rounded down to a step of 2⁻³⁰. Otherwise a value is unknown: ½, for text 0. Term
//! weights and impacts are in [`crate::text::recipe`] and [`Statistics::idf`]; an impact is
//! f/(k1 + f) with f = Σ over fields of tf/(1 − b + b·length/average), kept in 255 steps.
//!
//! A pair has **one** score, whichever side asks: ranking profiles for a need and needs for a
//! profile read the same numbers.
//!
//! # Two sides
//! The need's side of a pair is the weighted mean of every feature but the profile preference; the profile's side
//! is that feature. [`Sides`] has both values, each from 0 to 1. A weighted **arithmetic** mean joins them: it is
//! linear in the weights, so a score is the exact sum of its parts and upper bounds on it are cheap. An owner's veto
//! is a hard rule and no part of the mean. The preset weight of the profile's side is about .05;
//! [`_documentation::design`](crate::_documentation::design#the-mean-of-the-two-sides) compares other means and
//! weights.

mod certainty;
mod context;
mod evidence;
mod explain;
mod feature;
mod feature_vector;
pub(crate) mod fit;
mod judge;
mod kind_weights;
mod need_classes;
mod need_values;
mod passage;
mod preference;
pub(crate) mod quantity;
mod reading;
mod scorer;
mod sides;
pub(crate) mod table;
mod weights;

pub use crate::compiled::{Calibration, CollectionStatistics, Statistics};
pub(crate) use context::{ExplainContext, ValueContext};
pub use evidence::{EvidenceField, EvidencePart, MOST_PHRASES, PhrasePart};
pub(crate) use explain::explain;
pub use explain::{Explanation, FeaturePart};
pub use feature::{
    AvailabilityFact, BudgetFact, CodesFact, DisciplinesTarget, Fact, Feature, FiguresTarget,
    IndustriesTarget, LatestWorkTarget, LevelFact, LevelTarget, ModeFact, ModesTarget, Named,
    PriceTarget, ReadinessFact, ReadinessTarget, RecencyFact, RegionFact, Target, TrackRecordFact,
    prior,
};
pub use feature_vector::FeatureVector;
pub use fit::Fit;
pub use kind_weights::KindWeights;
pub(crate) use need_values::{LookedUp, NeedValues};
pub use passage::Passage;
pub use preference::Statement;
pub use quantity::QuantityPart;
pub(crate) use reading::{Reading, best_nearness};
pub(crate) use scorer::{FacetScore, NeedParts, Scorer, text_bound};
pub use sides::{Sides, WishPart};
pub use weights::Weights;
