//! A team problem: topics to cover, candidates, and the evidence of each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::builder::TeamBuilder;
use super::candidate::Candidate;
use crate::error::Wording;
use crate::model::ProfileId;
use crate::num::{Fraction, Points};

/// The document that proves a share of a topic: a work, or a profile's own statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// Number of the work among the profile's works, from 0; `None` is the profile's own statement.
    pub work: Option<usize>,
    /// Title of the work, or name of the profile.
    pub title: String,
    /// Year of the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Pieces of the topic that the document contains.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
    /// Pieces of the topic that the document lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

impl Evidence {
    /// Evidence by a work, given by its number (from 0) and title.
    #[must_use]
    pub fn work(number: usize, title: impl Into<String>) -> Self {
        Self {
            work: Some(number),
            title: title.into(),
            ..Self::default()
        }
    }

    /// Evidence by a profile's own statement, titled with the profile's name.
    #[must_use]
    pub fn statement(name: impl Into<String>) -> Self {
        Self {
            title: name.into(),
            ..Self::default()
        }
    }

    /// Sets the year of the work (default: unknown).
    #[must_use]
    pub fn year(mut self, year: Option<i32>) -> Self {
        self.year = year;
        self
    }

    /// Sets the pieces of the topic that the document contains and lacks (default: none listed).
    #[must_use]
    pub fn pieces(mut self, found: Vec<String>, missing: Vec<String>) -> Self {
        self.found = found;
        self.missing = missing;
        self
    }
}

/// A part of a need that a team is to cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Topic {
    pub(super) name: String,
    /// Weight in steps of 2⁻²⁰; the weights of all topics sum to 2²⁰ exactly.
    pub(super) weight: u32,
    /// The weight as given, as an integer of at most 10¹² on a scale common to all topics. Weights of 3, 3, 2
    /// and 1 keep their ratios in it, which steps of 2⁻²⁰ do not.
    pub(super) mass: u64,
}

/// Number of decimal steps in a share of 1.
const SHARE_ONE: u128 = 1_000_000_000;

/// A share to nine decimal places. Steps of 2⁻³⁰ are finer, so that a share given with up to nine places
/// comes back exactly.
fn decimal(share: Fraction) -> u128 {
    (u128::from(share.steps()) * SHARE_ONE + u128::from(Fraction::HALF.steps()))
        / u128::from(Fraction::ONE.steps())
}

/// The share of a topic that a candidate's best document proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TopicClaim {
    pub(super) topic: u32,
    pub(super) share: Fraction,
    pub(super) evidence: Evidence,
}

/// A team problem: a need's topics, the candidates, and the proofs of topics by candidates.
///
/// Filled by [`TeamProblem::builder`] from any source, or by
/// [`Snapshot::team_problem`](crate::engine::Snapshot::team_problem) from a library. Everything is
/// filed by weight, name and id, so that equal input in any order is the same problem.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamProblem {
    /// Topics, heaviest first, then by name.
    pub(super) topics: Vec<Topic>,
    /// Ids of the candidates, ascending.
    pub(super) ids: Vec<ProfileId>,
    /// Candidates, in the order of `ids`.
    pub(super) candidates: Vec<Candidate>,
    /// Claims of each candidate, by topic.
    pub(super) claims: Vec<Vec<TopicClaim>>,
    /// Candidates that each candidate must not share a team with, ascending; the relation is symmetric.
    pub(super) foes: Vec<Vec<u32>>,
    /// Reasons for which profiles are not candidates, by id.
    pub(super) barred: BTreeMap<ProfileId, Wording>,
}

impl TeamProblem {
    /// Returns an empty builder.
    #[must_use]
    pub fn builder() -> TeamBuilder {
        TeamBuilder::default()
    }

    /// Returns the topics with their shares of the need, heaviest first, then by name; the shares are from 0 to
    /// 1 and sum to 1.
    #[must_use]
    pub fn topics(&self) -> impl ExactSizeIterator<Item = (&str, f64)> {
        let told = |topic: &'_ Topic| Points::of(topic.weight, Fraction::ONE).to_f64();
        self.topics
            .iter()
            .map(move |topic| (topic.name.as_str(), told(topic)))
    }

    /// Returns the ids of the candidates, ascending.
    #[must_use]
    pub fn candidates(&self) -> impl ExactSizeIterator<Item = &ProfileId> {
        self.ids.iter()
    }

    /// Returns the share of `topic` that `candidate` proves, from 0 to 1, with its evidence; `None` if it
    /// proves nothing of the topic, or one of the two is unknown.
    #[must_use]
    pub fn proof(&self, candidate: &str, topic: &str) -> Option<(f64, &Evidence)> {
        let topic = self.topics.iter().position(|t| t.name == topic)?;
        let claims = &self.claims[self.candidate_at(candidate)?];
        let claim = claims.iter().find(|c| c.topic as usize == topic)?;
        Some((claim.share.to_f64(), &claim.evidence))
    }

    /// Returns the reason for which a rule bars a profile; `None` if none does.
    #[must_use]
    pub fn barred(&self, profile: &str) -> Option<&Wording> {
        self.barred.get(profile)
    }

    /// Returns every profile that a rule bars although it covers a topic, with the reason, by id.
    #[must_use]
    pub fn all_barred(&self) -> impl ExactSizeIterator<Item = (&ProfileId, &Wording)> {
        self.barred.iter()
    }

    pub(super) fn candidate_at(&self, id: &str) -> Option<usize> {
        // The builder files candidates in order of id.
        self.candidates.binary_search_by(|c| (*c.id).cmp(id)).ok()
    }

    /// Whether a candidate alone covers at least `share` of the need, compared in whole numbers: an exact tie
    /// (three quarters of a third are a quarter) is enough.
    pub(super) fn covers_alone(&self, candidate: usize, share: Fraction) -> bool {
        // Mass and decimals rather than weight and steps, both of which are rounded; up to 10²⁴, so 128
        // bits.
        let proved = self.claims[candidate].iter().map(|claim| {
            let mass = self.topics[claim.topic as usize].mass;
            u128::from(mass) * decimal(claim.share)
        });
        let whole: u128 = self.topics.iter().map(|topic| u128::from(topic.mass)).sum();
        proved.sum::<u128>() >= decimal(share) * whole
    }

    /// Points of each topic that a candidate earns alone, shape `(topics)`; 0 for a topic that it proves
    /// nothing of.
    pub(super) fn points(&self, candidate: usize) -> Vec<u64> {
        let mut points = vec![0; self.topics.len()];
        for claim in &self.claims[candidate] {
            let weight = self.topics[claim.topic as usize].weight;
            points[claim.topic as usize] = Points::of(weight, claim.share).0;
        }
        points
    }
}
