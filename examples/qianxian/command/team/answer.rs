//! What `qianxian team` prints.

use std::collections::{BTreeMap, BTreeSet};

use qianxian::Snapshot;
use qianxian::decision::Infeasibility;
use qianxian::error::Wording;
use qianxian::model::{Need, NeedId, ProfileId};
use qianxian::team::{Outcome, RuleChange, RuleClash, Team, TeamProblem};
use serde::{Serialize, Serializer};

use crate::failure::Result;
use crate::output::{Name, Output, TeamSheet};
use crate::past::PastPairs;
use crate::same::{print_same, same_persons};

/// A team, or why there is none, with the names of everybody in it.
#[derive(Debug, Serialize)]
pub(super) struct Answer<'a> {
    need: &'a NeedId,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<&'a Team>,
    #[serde(skip_serializing_if = "Option::is_none")]
    infeasible: Option<&'a Infeasibility<RuleClash, RuleChange>>,
    profiles: BTreeMap<&'a str, Name>,
    #[serde(serialize_with = "reasons")]
    barred: BTreeMap<&'a str, &'a Wording>,
    /// Members whose match with the need has ended in the ledger.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) in_ledger: Vec<PastPairs>,
    /// Candidates that are one person each, of whom one at most is in a team.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    same_persons: Vec<Vec<ProfileId>>,
}

/// The reasons in their canonical wording.
fn reasons<S: Serializer>(
    barred: &BTreeMap<&str, &Wording>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_map(barred.iter().map(|(id, why)| (id, why.english())))
}

impl<'a> Answer<'a> {
    pub(super) fn new(
        snapshot: &Snapshot,
        need: &'a Need,
        problem: &'a TeamProblem,
        outcome: &'a Outcome<Team>,
    ) -> Result<Self> {
        let team = outcome.solved();
        let members = team.iter().flat_map(|team| &team.members);
        let ids = members.flat_map(|member| {
            let runners = member.runners_up.iter().map(|runner| &runner.profile);
            runners.chain([&member.profile])
        });
        let ids: BTreeSet<&ProfileId> = ids.collect();
        let barred = problem.all_barred().map(|(id, why)| (id.as_str(), why));
        let named = |id: &'a ProfileId| -> Result<(&'a str, Name)> {
            let profile = snapshot.profile(id)?;
            Ok((id.as_str(), Name::of(profile)))
        };
        Ok(Self {
            need: &need.id,
            title: &need.title,
            team,
            infeasible: outcome.infeasibility(),
            profiles: ids.into_iter().map(named).collect::<Result<_>>()?,
            barred: barred.collect(),
            in_ledger: Vec::new(),
            same_persons: same_persons(snapshot, problem.candidates())?,
        })
    }

    /// Names the candidates that are one person, whatever became of them.
    pub(super) fn print_same(&self, out: &mut Output) -> Result<()> {
        print_same(out, &self.same_persons)
    }

    pub(super) fn sheet(&self) -> TeamSheet<'_> {
        TeamSheet {
            need: self.need,
            title: self.title,
            profiles: &self.profiles,
            barred: &self.barred,
        }
    }
}
