//! The arguments that constrain an assignment.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::engine::Market;
use qianxian::model::{NeedId, ProfileId};
use qianxian::{Error, Snapshot};

use super::parse::{PairArg, QuotaArg, RangeArg};
use crate::failure::Result;
use crate::language::{name, wording};
use crate::library::{known_label, pair};
use crate::table::{reader, unreadable};

/// What an assignment must hold.
#[derive(Args, Debug)]
#[command(next_help_heading = "Constraints")]
pub(super) struct Constraints {
    /// Profiles for a need: 1..2, or N-001=1..2 for one need; may be repeated (default: as the records say)
    #[arg(long, value_name = "[NEED=]RANGE")]
    demand: Vec<RangeArg>,
    /// Needs for a profile: 0..3, or P-001=0..3 for one profile; may be repeated (default: as the records say)
    #[arg(long, value_name = "[PROFILE=]RANGE")]
    capacity: Vec<RangeArg>,
    /// Rule this pair out; may be repeated
    #[arg(long, value_name = "NEED,PROFILE")]
    forbid: Vec<PairArg>,
    /// Require this pair; may be repeated
    #[arg(long, value_name = "NEED,PROFILE")]
    require: Vec<PairArg>,
    /// Profiles of a label that each need (or NEED=… one need) takes: 'level:student<=1',
    /// 'N-001=国籍:外籍>=1', 'organization:示例大学<=1'. One for a need replaces those for each need of its label. Fields
    /// are headings as in a survey, and a label that no profile carries is refused; may be repeated
    #[arg(long, value_name = "[NEED=]LABEL<=N")]
    quota: Vec<QuotaArg>,
    /// Groups that are placed together (CSV without heading: leader, member, member, …)
    #[arg(long, value_name = "FILE")]
    group: Option<PathBuf>,
}

impl Constraints {
    /// The file of groups.
    pub(super) fn file(&self) -> Option<&Path> {
        self.group.as_deref()
    }

    /// The last range given for all needs.
    pub(super) fn demand_of_all(&self) -> Option<RangeInclusive<u32>> {
        let mut all = self.demand.iter().filter(|d| d.name.is_none());
        all.next_back().map(|d| d.range.clone())
    }

    /// The last range given for all profiles.
    pub(super) fn capacity_of_all(&self) -> Option<RangeInclusive<u32>> {
        let mut all = self.capacity.iter().filter(|c| c.name.is_none());
        all.next_back().map(|c| c.range.clone())
    }

    pub(super) fn apply(&self, market: &mut Market, snapshot: &Snapshot) -> Result<()> {
        for RangeArg { name, range } in &self.demand {
            if let Some(name) = name {
                market.demand(&snapshot.find_need(name)?.id, range.clone())?;
            }
        }
        for RangeArg { name, range } in &self.capacity {
            if let Some(name) = name {
                market.capacity(&snapshot.find_profile(name)?.id, range.clone())?;
            }
        }
        for PairArg(text) in &self.forbid {
            let (need, profile) = pair(snapshot, text)?;
            market.forbid(&need.id, &profile.id)?;
        }
        for PairArg(text) in &self.require {
            let (need, profile) = pair(snapshot, text)?;
            market.require(&need.id, &profile.id)?;
        }
        for ((need, label), count) in self.quotas(market, snapshot)? {
            market.quota(&need, label, count)?;
        }
        match &self.group {
            Some(file) => groups(market, snapshot, file),
            None => Ok(()),
        }
    }

    /// Quotas by need and label: those for one need in place of those for each, and several of a sort together.
    fn quotas(
        &self,
        market: &Market,
        snapshot: &Snapshot,
    ) -> Result<BTreeMap<(NeedId, String), RangeInclusive<u32>>> {
        let closed: Vec<&NeedId> = market.closed().map(|(need, _)| need).collect();
        let open = market.needs().iter().filter(|n| !closed.contains(&&n.id));
        let open: Vec<NeedId> = open.map(|n| n.id.clone()).collect();
        let (mut of_all, mut of_one) = (BTreeMap::new(), BTreeMap::new());
        for QuotaArg { need, label, count } in &self.quota {
            let label = known_label(snapshot, label)?;
            match need {
                None => {
                    for need in &open {
                        narrow(&mut of_all, (need.clone(), label.clone()), count)?;
                    }
                }
                Some(name) => narrow(&mut of_one, (snapshot.find_need(name)?.id, label), count)?,
            }
        }
        of_all.extend(of_one);
        Ok(of_all)
    }
}

/// Makes a quota hold beside those of its need and label so far.
fn narrow(
    quotas: &mut BTreeMap<(NeedId, String), RangeInclusive<u32>>,
    key: (NeedId, String),
    count: &RangeInclusive<u32>,
) -> Result<()> {
    let old = quotas.get(&key).unwrap_or(count);
    let both = *old.start().max(count.start())..=*old.end().min(count.end());
    if both.is_empty() {
        let repair = wording!(
            "give at least so many no more than at most so many",
            "下限不能超过上限"
        );
        return Err(Error::invalid("quota", &key.1, repair)
            .in_record(name(&key.0))
            .into());
    }
    quotas.insert(key, both);
    Ok(())
}

fn groups(market: &mut Market, snapshot: &Snapshot, file: &Path) -> Result<()> {
    let mut reader = reader(file, false)?;
    for (line, row) in (1..).zip(reader.records()) {
        let record = || wording!("{} line {line}", "{} 第{line}行", file.display());
        let row = row.map_err(|e| unreadable(file, &e))?;
        let ids = row.iter().map(str::trim).filter(|id| !id.is_empty());
        let ids = ids.map(|text| match snapshot.find_profile(text) {
            Ok(profile) => Ok(profile.id),
            Err(error) => Err(error.in_record(record())),
        });
        let ids: Vec<ProfileId> = ids.collect::<qianxian::Result<_>>()?;
        if let Some((leader, members)) = ids.split_first() {
            market
                .group(leader, members)
                .map_err(|e| e.in_record(record()))?;
        }
    }
    Ok(())
}
