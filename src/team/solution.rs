//! What the forming of a team returns.

use serde::{Deserialize, Serialize};

use super::problem::Evidence;
use crate::decision::Status;
use crate::model::ProfileId;

/// The share of a topic that one member proves, and by what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Proof {
    /// Id of the member.
    pub profile: ProfileId,
    /// From 0 to 1.
    pub share: f64,
    /// The one document that proves it.
    pub evidence: Evidence,
}

/// How a topic is covered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TopicCoverage {
    /// Name of the topic.
    pub topic: String,
    /// Its share of the need, from 0 to 1.
    pub weight: f64,
    /// Share that is covered: that of the first proof, 0 where there is none.
    pub covered: f64,
    /// One for each member that proves anything, the greatest share first; all but the first are
    /// redundancy.
    pub proofs: Vec<Proof>,
    /// The greatest share that any candidate proves, in the team or not.
    pub best_candidate: f64,
}

impl TopicCoverage {
    /// Share that stays uncovered.
    #[must_use]
    pub fn uncovered(&self) -> f64 {
        1.0 - self.covered
    }

    /// Share that would stay covered if the first to prove it left: what its redundancy is worth.
    #[must_use]
    pub fn redundancy(&self) -> f64 {
        self.proofs.get(1).map_or(0.0, |proof| proof.share)
    }
}

/// Somebody who could take a member's seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RunnerUp {
    /// Id of the candidate.
    pub profile: ProfileId,
    /// What the team would cover with it in that seat, all rules held.
    pub coverage: f64,
}

/// A member of a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Member {
    /// Id of the profile.
    pub profile: ProfileId,
    /// Whether it is the chief.
    pub chief: bool,
    /// The role it plays; `None` where there are no roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Its organisation, where known.
    #[serde(default, alias = "unit", skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// What it covers alone.
    pub alone: f64,
    /// What it adds to those listed before it; these sum to the team's coverage, exactly.
    pub adds: f64,
    /// Marginal contribution: what the team would lose without it.
    pub marginal: f64,
    /// Who could take its seat, the best first, at most three.
    pub runners_up: Vec<RunnerUp>,
}

/// A chief and members, or a consortium, that together cover a need.
///
/// Everything depends on the problem and the rules alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Team {
    /// How good it is known to be.
    pub status: Status,
    /// The share of the greatest coverage that greedy alone is sure to reach under rules of this
    /// shape; none where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greedy_guarantee: Option<f64>,
    /// What greedy alone covered; none where it found no team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greedy_coverage: Option<f64>,
    /// Share of the need that is covered, from 0 to 1: the sum of topics by weight.
    pub coverage: f64,
    /// The enterprise that leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The chief first, then whoever adds most to those before, ties by id.
    pub members: Vec<Member>,
    /// Every topic, heaviest first.
    pub topics: Vec<TopicCoverage>,
}

impl Team {
    /// The chief; none where the rules ask for none.
    #[must_use]
    pub fn chief(&self) -> Option<&Member> {
        self.members.iter().find(|member| member.chief)
    }

    /// Topics that are not covered in full, by what is missing of the need, most first.
    #[must_use]
    pub fn uncovered(&self) -> Vec<&TopicCoverage> {
        let mut gaps: Vec<&TopicCoverage> =
            self.topics.iter().filter(|t| t.covered < 1.0).collect();
        let missing = |t: &TopicCoverage| t.weight * t.uncovered();
        gaps.sort_by(|a, b| missing(b).total_cmp(&missing(a)));
        gaps
    }
}
