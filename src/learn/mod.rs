//! Learning: weights and probabilities from the outcomes of matches, judged before they are used.
//!
//! * A [`Trainer`] fits the weights of features to judged pairs, of [`Feedback`] or qrels, and finds by
//!   cross-validation over needs whether they rank better than the presets. A result that is not surely better
//!   is not [recommended](Training::recommended).
//! * A [`SuccessCurve`] gives the probability that a match of some score succeeds; its [`Reliability`]
//!   says how far that can be trusted.
//! * An [`OfflineLog`] and [`OfflineLists`] estimate the earnings of a new policy or order, from
//!   the log of an old one with its propensities; [`write_showings`] begins such a log, and
//!   [`OfflineLists::reranked`] puts its lists in the order of other weights.
//!
//! `Snapshot::lessons_from_qrels` and `Snapshot::lessons_from_feedback` make the examples of a library.
//!
//! # How weights are fitted
//! For pairs of profiles of one need, of which the first was better, the logistic loss of the difference
//! of their scores (RankNet's, Burges et al., ICML 2005, with the linear score of Joachims' ranking SVM,
//! KDD 2002), under weights that are not negative, shrunk to the presets. All kinds of need are fitted
//! together; a kind with few needs leans on the change that all share (Evgeniou and Pontil, KDD 2004). The
//! problem is strictly convex and solved to its one minimum by projected Newton steps (Bertsekas 1982).
//! How strongly to shrink is chosen by the loss on folds within the needs that a fold learns from, so that
//! no need has a say in the weights that it judges. An unknown feature of a pair counts as in a score: by its
//! neutral prior.
//!
//! [`_documentation::design`](crate::_documentation::design#learning) names the alternatives.
//!
//! # Limits
//! The interval of a gain takes the folds as they fell; it does not know that another draw of needs would
//! have fitted other weights. Needs of one firm that repeat each other may stand in different folds.
//! Propensities are believed.
//!
//! | room | files |
//! |---|---|
//! | input and output | `outcome` `feedback` `read` `write` `example` |
//! | the fit | `pairs` `objective` `newton` `cholesky` |
//! | the verdict | `trainer` `folds` `gain` `verdict` |
//! | probability of success | `isotonic` `success` `reliability` |
//! | offline judgement | `offline` `position` `rerank` `estimate` |

mod cholesky;
mod estimate;
mod example;
mod feedback;
mod folds;
mod gain;
mod isotonic;
mod newton;
mod objective;
mod offline;
mod outcome;
mod pairs;
mod position;
mod read;
mod reliability;
mod rerank;
mod success;
mod trainer;
mod verdict;
mod write;

#[cfg(test)]
mod tests;

pub use crate::control::steps::{OnProgress, Progress, silent};
pub use estimate::{Estimate, Warning};
pub use example::{Example, NeedExamples, TrainingSet};
pub use feedback::Feedback;
pub(crate) use feedback::fold;
pub use gain::Gain;
pub use objective::Shrinkage;
pub use offline::{LoggedChoice, OfflineLog};
pub use outcome::MatchOutcome;
pub use position::{OfflineLists, PlaceCount, PositionModel, Reranked};
pub use read::read_feedback;
pub use reliability::{Reliability, ReliabilityBin};
pub use rerank::{drop_without_propensity, fill_propensities};
pub use success::{Ended, SuccessCurve, SuccessStep};
pub use trainer::Trainer;
pub use verdict::{LearningVerdict, Training};
pub use write::write_showings;
