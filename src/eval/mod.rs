//! Evaluation: how good a ranking is, by graded judgements.
//!
//! [`Qrels`] hold people's judgements, a [`Run`] holds a ranker's answers, [`evaluate`]
//! turns both into one value per need and [`Metric`], and [`compare`] finds whether the
//! difference between two runs is more than luck. Ids are plain strings, so that anything
//! that ranks can be judged, this crate or another system.
//!
//! # Conventions
//! File formats and formulas follow NIST's `trec_eval` 9, whose figures the field
//! quotes. The choices that change a figure, and the points on which this module is stricter:
//!
//! | question | here | `trec_eval` |
//! |---|---|---|
//! | gain of a grade in nDCG | the grade; 2^grade − 1 under the name `ndcg_exp` | the grade |
//! | discount at rank r | log₂(r + 1) | the same |
//! | relevant | grade ≥ 1 | the same, by default |
//! | profile without a judgement | not relevant | the same |
//! | precision at k of a shorter list | divided by k | the same |
//! | need of the qrels that the run does not answer | counts 0 | only with `-c`; left out by default |
//! | need without any relevant profile | left out and reported: every ranking of it is worth the same | counts 0 |
//! | need of the run without qrels | left out and reported | left out |
//! | equal scores | the worst order counts | by profile id |
//!
//! Equal scores say that the ranker does not know the order. Any fixed tie rule would hand
//! it luck, and a ranker that scores everything alike could win by the spelling of ids; so
//! among equal scores profiles that are not relevant come first, then the lowest grades. Each metric is
//! then the least over all orders of the ties.
//!
//! These metrics look at one list at a time. [`across_needs`] measures whether scores of different needs compare.
//!
//! # Example
//! ```
//! use qianxian::eval::{Metric, Qrels, Run, evaluate};
//!
//! let qrels = Qrels::read("针状焦\texpert-1\t2\n针状焦\texpert-2\t1\n".as_bytes())?;
//! let run = Run::read("针状焦\texpert-2\t0.9\n针状焦\texpert-1\t0.4\n".as_bytes())?;
//! let metrics: Vec<Metric> = vec!["mrr".parse()?, "ndcg@10".parse()?];
//! let evaluation = evaluate(&qrels, &run, &metrics)?;
//!
//! assert_eq!(evaluation.mean(metrics[0]), Some(1.0));
//! // (1/log₂2 + 2/log₂3) / (2/log₂2 + 1/log₂3) = 2.2619 / 2.6309
//! assert!((evaluation.mean(metrics[1]).unwrap() - 0.8597).abs() < 1e-4);
//! # Ok::<(), qianxian::Error>(())
//! ```

mod across;
mod bootstrap;
mod evaluation;
mod measure;
mod metric;
mod qrels;
mod run;
mod table;
#[cfg(test)]
mod tests;

pub use across::{AcrossNeeds, across_needs, compare_across};
pub use bootstrap::{RunComparison, bootstrap_interval, compare};
pub use evaluation::{Evaluation, evaluate};
pub use metric::Metric;
pub use qrels::Qrels;
pub use run::Run;
