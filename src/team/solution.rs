//! Result types of the team search: the team, its members, the coverage of topics and the runners-up.

use serde::{Deserialize, Serialize};

use super::problem::Evidence;
use crate::decision::Status;
use crate::model::ProfileId;

/// The share of a topic that one member proves, and the document that proves it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Proof {
    /// Id of the member.
    pub profile: ProfileId,
    /// Share of the topic that the document proves, from 0 to 1.
    pub share: f64,
    /// The one document that proves it.
    pub evidence: Evidence,
}

/// Coverage of one topic, with all its proofs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TopicCoverage {
    /// Name of the topic.
    pub topic: String,
    /// Share of the need that the topic makes up, from 0 to 1.
    pub weight: f64,
    /// Share of the topic that is covered, from 0 to 1: the greatest of `proofs`, 0 if there is none.
    pub covered: f64,
    /// Proofs, one for each member that proves anything, the greatest share first; all but the first are
    /// redundancy.
    pub proofs: Vec<Proof>,
    /// Greatest share of the topic that any candidate proves, in the team or not, from 0 to 1.
    pub best_candidate: f64,
}

impl TopicCoverage {
    /// Returns the share of the topic that stays uncovered, from 0 to 1.
    #[must_use]
    pub fn uncovered(&self) -> f64 {
        1.0 - self.covered
    }

    /// Returns the share of the topic that would stay covered without the member of the greatest share, from 0
    /// to 1.
    #[must_use]
    pub fn redundancy(&self) -> f64 {
        self.proofs.get(1).map_or(0.0, |proof| proof.share)
    }
}

/// A candidate who could replace a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RunnerUp {
    /// Id of the candidate.
    pub profile: ProfileId,
    /// Coverage of the team with the candidate in the member's seat, from 0 to 1; every rule still holds.
    pub coverage: f64,
}

/// A member of a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Member {
    /// Id of the profile.
    pub profile: ProfileId,
    /// Whether the member is the chief.
    pub chief: bool,
    /// Whether a level is asked of the chief, and this chief's is unknown: somebody has to confirm it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub level_unknown: bool,
    /// Role that the member plays; `None` if the rules have no roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Organisation of the member, if known.
    #[serde(default, alias = "unit", skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Coverage by the member alone, from 0 to 1.
    pub alone: f64,
    /// Coverage that the member adds to the members listed before it, from 0 to 1; over all members these sum
    /// to the team's coverage exactly.
    pub adds: f64,
    /// Marginal contribution, from 0 to 1: the coverage that the team would lose without the member.
    pub marginal: f64,
    /// Candidates who could replace the member, the best first, at most three.
    pub runners_up: Vec<RunnerUp>,
}

/// A chief and members, or a consortium, that together cover a need.
///
/// Everything depends on the problem and the rules alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Team {
    /// Status of the answer: optimal, or the gap to the bound.
    pub status: Status,
    /// Approximation ratio that greedy alone guarantees under rules of this shape, from 0 to 1; `None` if no
    /// guarantee is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greedy_guarantee: Option<f64>,
    /// Coverage that greedy alone reached, from 0 to 1; `None` if it found no team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greedy_coverage: Option<f64>,
    /// Share of the need that is covered, from 0 to 1: the sum of topics by weight.
    pub coverage: f64,
    /// Leading enterprise of a consortium, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// Members, the chief first, then in greedy order of the coverage added; ties by id.
    pub members: Vec<Member>,
    /// Coverage of every topic, heaviest first.
    pub topics: Vec<TopicCoverage>,
}

impl Team {
    /// Returns the chief; `None` if the rules ask for none.
    #[must_use]
    pub fn chief(&self) -> Option<&Member> {
        self.members.iter().find(|member| member.chief)
    }

    /// Returns the topics not covered in full, the greatest missing share of the need first.
    #[must_use]
    pub fn uncovered(&self) -> Vec<&TopicCoverage> {
        let mut gaps: Vec<&TopicCoverage> =
            self.topics.iter().filter(|t| t.covered < 1.0).collect();
        let missing = |t: &TopicCoverage| t.weight * t.uncovered();
        gaps.sort_by(|a, b| missing(b).total_cmp(&missing(a)));
        gaps
    }
}
