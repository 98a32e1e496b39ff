//! Funnels: of the matches of a group, how many came to each stage.

use std::collections::BTreeMap;

use super::desk::FunnelRow;
use super::stages::{StageRole, Stages};
use crate::error::Result;
use crate::model::{Moment, NeedId};

/// How many matches came how far, group by group.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Funnel {
    /// The groups, by name.
    pub groups: Vec<FunnelGroup>,
}

/// The matches of one group.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct FunnelGroup {
    /// Name of the group.
    pub group: String,
    /// All its matches.
    pub matches: u64,
    /// The stages of the way, in order.
    pub steps: Vec<FunnelStep>,
    /// Matches that are in each stage whose role is ended, by its id.
    pub ended: BTreeMap<String, u64>,
}

/// One stage of a funnel.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct FunnelStep {
    /// Id of the stage.
    pub stage: String,
    /// Matches that came to it, or past it.
    pub reached: u64,
    /// Share of the matches that came to the stage before; of the first stage, of all. `None` if none came there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

#[derive(Default)]
struct FunnelCounts {
    matches: u64,
    /// Matches whose furthest stage is the one at that place.
    furthest: BTreeMap<usize, u64>,
    ended: BTreeMap<String, u64>,
}

pub(super) fn funnel(
    stages: &Stages,
    rows: Vec<FunnelRow>,
    since: Option<Moment>,
    mut group: impl FnMut(&NeedId, Option<&str>) -> Result<String>,
) -> Result<Funnel> {
    let mut groups: BTreeMap<String, FunnelCounts> = BTreeMap::new();
    for row in rows
        .into_iter()
        .filter(|row| since.is_none_or(|since| row.first >= since))
    {
        let counts = groups
            .entry(group(&row.need, row.source.as_deref())?)
            .or_default();
        counts.matches += 1;
        *counts.furthest.entry(row.furthest as usize).or_default() += 1;
        let stage = stages.get(&row.stage);
        if stage.is_some_and(|stage| stage.role == StageRole::Ended) {
            *counts.ended.entry(row.stage).or_default() += 1;
        }
    }
    let groups = groups
        .into_iter()
        .map(|(name, counts)| counts.group(name, stages));
    Ok(Funnel {
        groups: groups.collect(),
    })
}

impl FunnelCounts {
    fn group(self, group: String, stages: &Stages) -> FunnelGroup {
        let mut steps: Vec<FunnelStep> = Vec::new();
        let mut before = self.matches;
        let way = stages
            .all()
            .iter()
            .enumerate()
            .filter(|(_, stage)| stage.role != StageRole::Ended);
        for (place, stage) in way {
            let reached = self.furthest.range(place..).map(|(_, count)| count).sum();
            steps.push(FunnelStep {
                stage: stage.id.clone(),
                reached,
                rate: (before > 0).then(|| reached as f64 / before as f64),
            });
            before = reached;
        }
        FunnelGroup {
            group,
            matches: self.matches,
            steps,
            ended: self.ended,
        }
    }
}
