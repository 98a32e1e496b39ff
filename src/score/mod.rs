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
//! # The values
//! | feature | value | where |
//! |---|---|---|
//! | text | x/(x+1), x = decayed Σ w·impact of a need of unit norm; 0 where unknown | always |
//! | industry, discipline | mean over the need's codes of the best 2·depth(common)/(depth + depth) of the profile's (Wu & Palmer 1994) | both state codes of the tree |
//! | region | the greatest of: 1, .85, .6, 0 for the same district, city, province, none; .85 in one corridor; 150/(150 + km); .6 works remotely; .4 serves the whole country | anything of that is known |
//! | level, readiness | held/wanted, at most 1; levels count 1 to 7, readiness 1 to 9 | both state it |
//! | mode | 1 where the two share a way of working, else 0 | both state some |
//! | budget | 1 where the ranges meet, else the smaller of the facing ends over the larger; to ask less than the need would pay is no fault, to lend less is | both state one |
//! | availability | the least of: 90/(90 + days late); 0 once it is over; (capacity + free)/(2·capacity) | any is known |
//! | track record | (settled + 1)/(matched + 2), Laplace's rule of succession | the profile has one |
//! | recency | 5/(5 + years since the latest work) | a work has a year |
//! | need preference | each statement 1 or 0, with an equal part of the weight | the profile says |
//! | profile preference | share of the owner's statements that the need keeps | the need says |
//! | vector | cosine of the need with the best of the profile's documents, at least 0 | both have one |
//!
//! Quotients are rounded down to a step of 2⁻³⁰. Elsewhere a value is unknown: ½, for text 0. Term
//! weights and impacts are in [`crate::text::recipe`] and [`Statistics::idf`]; an impact is
//! f/(k1 + f) with f = Σ over fields of tf/(1 − b + b·length/average), kept in 255 steps.
//!
//! A pair has **one** score, whichever side asks: ranking profiles for a need and needs for a
//! profile read the same numbers.
//!
//! # Two sides
//! The need's side is the weighted mean of every feature but the profile preference, the profile's side is
//! that feature; [`Sides`] shows both. What an owner refuses is a hard rule, not a matter of degree. The two
//! are combined by a weighted **arithmetic** mean. `examples/two_sided` measured that on generated worlds:
//! 60 needs, 240 profiles, owners who state a part of what they want, each side accepting by a logistic
//! function of its own utility. Matches that both sides accept among the five best of each need, and in a
//! one-to-one assignment, as a share of what perfect knowledge reaches; columns say by how much an owner's
//! odds of accepting grow from no wish kept to all, and how many of the wishes are stated. Gains over the
//! first line have intervals of ± .004 to .022 in lists and ± .008 to .037 assigned (95 %, 20 worlds):
//!
//! | mean, weight of the profile's side | × 7, 60 % | × 148, 30 % | × 148, 90 % | × 22026, 60 % |
//! |---|---|---|---|---|
//! | the need's side alone | .588, .532 | .434, .361 | .434, .361 | .333, .262 |
//! | arithmetic .02 | .606, .546 | .456, .390 | .480, .414 | .377, .302 |
//! | **arithmetic .05** | .623, .575 | .479, .426 | .539, .496 | .433, .382 |
//! | arithmetic .1 | .613, .586 | .500, .459 | .605, .581 | .494, .468 |
//! | arithmetic .15 | .585, .581 | .496, .479 | .623, .606 | .516, .497 |
//! | arithmetic .5 | .445, .547 | .397, .454 | .459, .556 | .447, .500 |
//! | geometric .1 | .611, .584 | .498, .450 | .617, .580 | .498, .456 |
//! | geometric .15 | .600, .586 | .502, .465 | .629, .603 | .509, .484 |
//! | harmonic .2 | .600, .584 | .503, .466 | .631, .609 | .509, .484 |
//! | harmonic .5 (Pizzato et al. 2010) | .505, .558 | .449, .459 | .577, .599 | .490, .508 |
//! | minimum | .592, .561 | .473, .421 | .595, .568 | .467, .427 |
//! | cross-ratio uninorm (Neve & Palomares 2019) | .119, .108 | .109, .088 | .147, .125 | .119, .102 |
//!
//! The weight matters far more than the form: at its best weight each mean is within .02 of the others, and
//! the equal weights of symmetric recommenders are too much where one side has a text to judge and the other
//! a few statements. (A uninorm lets a side of exactly 1 or 0 decide alone, which statements often give.)
//! With the forms level, the arithmetic mean is kept: its parts sum to the score exactly, it is linear in
//! what is learned, and bounds on it let ranking pass over profiles. A side's weight is its feature's, so
//! it is learned and set like any other: the presets take about .05, the best for owners who care least,
//! since nothing says how much real ones do; where wishes are stated carefully, .1 gains more.

mod certainty;
mod codes;
pub(crate) mod compiled;
mod context;
mod evidence;
mod explain;
pub(crate) mod facets;
mod facts;
mod feature;
mod feature_vector;
pub(crate) mod impact;
mod judge;
mod kind_weights;
pub(crate) mod library;
mod passage;
mod preference;
pub(crate) mod quantity;
pub(crate) mod query;
mod reading;
mod scorer;
mod sides;
mod statistics;
pub(crate) mod table;
mod value;
mod weights;

pub use evidence::{EvidenceField, EvidencePart, TermPart};
pub(crate) use explain::{ExplainContext, best_cosine, explain, profile_impacts};
pub use explain::{Explanation, FeaturePart};
pub use facts::{Fact, Fields, Named};
pub use feature::Feature;
pub use feature_vector::FeatureVector;
pub use kind_weights::KindWeights;
pub use passage::Passage;
pub use preference::Statement;
pub use quantity::QuantityPart;
pub(crate) use reading::Reading;
pub(crate) use scorer::Scorer;
pub use scorer::prior;
pub use sides::{Sides, WishPart};
pub use statistics::{Calibration, Statistics};
pub use weights::Weights;
