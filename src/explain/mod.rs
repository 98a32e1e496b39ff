//! Answers a person can use: why this one, why not that one, which change would help.
//!
//! [`summary`] writes an [`Explanation`](crate::score::Explanation) in one sentence, [`sentences`] at length, in Chinese
//! or English. A [`WhyNot`]
//! ([`crate::Snapshot::why_not`]) says why a profile is not among the k best of a need: the rules that bar it, each
//! with its values and its [`Remedy`], or the features in which it loses to the last that is. It also names the
//! changes that would bring it in: the least value of one feature, the nearest weight of one.
//!
//! # Numbers and words
//! Sentences are templates over the numbers of the answer and say nothing else; a [`Language`] is one implementation
//! of one trait, and one method of the clauses that features bring, so that a third that lacks a sentence does not
//! compile. Considered and left out: a text-generating model, which can say things that no number holds; message
//! catalogues (Fluent, gettext), which help if translators work apart from the code, and would hide the grammar of
//! lists and plurals in files that no compiler reads.
//!
//! # Changes that would bring it in
//! A score is Σ w·s / Σ w. In the *value* of a feature it is linear, so the least value that reaches the border is one
//! division, rounded up to a step of 2⁻³⁰. In the *weight* of a feature all scores move, the border too: `S_i(x) =
//! (A_i + x·s_i)/(R + x)`, with a denominator that all share, so that each competitor passes the profile at one
//! crossing `x = (A_i − A_B)/(s_B − s_i)`. Sweeping the crossings of all admitted profiles outwards from the present
//! weight gives the nearest at which fewer than k are ahead. Both answers are exact for the scores as ranked: a value
//! by arithmetic, a weight because it is tried by ranking again, as is a slightly smaller change, which must fail.
//! They do not cover a change of two things at once, which may be smaller in each.
//!
//! Stands on the seventh floor: it decides over rankings, and imports `rank`, `score`, `rule` and `model`.

mod change;
mod chinese;
mod contest;
mod english;
mod language;
mod pair;
mod remedy;
mod summary;
mod target;
mod voice;
mod why_not;
mod why_not_sentences;

pub use crate::score::Target;
pub use change::{ValueChange, WeightChange};
pub(crate) use contest::Contest;
pub use language::Language;
pub use pair::{award, conditions, sentences};
pub use remedy::Remedy;
pub use summary::summary;
pub use why_not::{
    Border, Difference, FigureDifference, FitShortfall, ListStanding, Obstacle, WhyNot,
};
