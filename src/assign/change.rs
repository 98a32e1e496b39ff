//! Changes to a problem, proposed by a relaxation or made after publication.

use serde::{Deserialize, Serialize};

use super::builder::ProblemBuilder;
use super::filing::Parts;
use super::problem::{AssignmentProblem, PairRule, Ranged};
use crate::error::{Bilingual, Error, Result, Wording, displays_wording, say};
use crate::model::{NeedId, ProfileId};

/// One change to a problem.
///
/// `least` and `most` are the new range, as in [`ProblemBuilder::need`]. In JSON it
/// carries its kind as `change`.
///
/// # Example
/// ```
/// use qianxian::assign::{AssignmentProblem, AssignmentChange};
///
/// let mut problem = AssignmentProblem::from_triples([("N", "P", 0.5)], 1..=1, 0..=1)?;
/// problem.apply(&AssignmentChange::Forbid { need: "N".parse()?, profile: "P".parse()? })?;
/// assert!(problem.apply(&AssignmentChange::WithdrawNeed { need: "M".parse()? }).unwrap_err().is_not_found());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are ids and ranges, said above")]
pub enum AssignmentChange {
    /// A need's demand becomes `least..=most`.
    Demand { need: NeedId, least: u32, most: u32 },
    /// A profile's capacity becomes `least..=most`.
    Capacity {
        profile: ProfileId,
        least: u32,
        most: u32,
    },
    /// A need's existing quota for a label becomes `least..=most`.
    Quota {
        need: NeedId,
        label: String,
        least: u32,
        most: u32,
    },
    /// No need must take more than `least` profiles; the rule of every need.
    DemandsFrom { least: u32 },
    /// Every need that takes any profile may take `most`, or more if it might before.
    DemandsTo { most: u32 },
    /// No profile must serve more than `least` needs; the rule of every profile.
    CapacitiesFrom { least: u32 },
    /// Every profile that serves any need may serve `most`, or more if it might before.
    CapacitiesTo { most: u32 },
    /// A pair is ruled out: one side refused.
    Forbid { need: NeedId, profile: ProfileId },
    /// A forbidden or required pair becomes free to choose.
    Free { need: NeedId, profile: ProfileId },
    /// A pair becomes required.
    Require { need: NeedId, profile: ProfileId },
    /// A repair may change `pairs` pairs; a problem by itself has no such limit and stays as it is.
    AllowChanges { pairs: u32 },
    /// A group's members need not be placed together any more.
    Ungroup { leader: ProfileId },
    /// A need takes no profile; its minimums and required pairs lapse.
    WithdrawNeed { need: NeedId },
    /// A profile serves no need; its required pairs and its group lapse.
    WithdrawProfile { profile: ProfileId },
    /// A new need with its pairs (profile, affinity).
    AddNeed {
        need: NeedId,
        least: u32,
        most: u32,
        pairs: Vec<(ProfileId, f64)>,
    },
    /// A new profile with its pairs (need, affinity).
    AddProfile {
        profile: ProfileId,
        least: u32,
        most: u32,
        pairs: Vec<(NeedId, f64)>,
    },
}

impl AssignmentChange {
    /// How many pairs a repair may change; `None` for a change of the problem.
    pub(super) fn allowed_pairs(&self) -> Option<u32> {
        if let Self::AllowChanges { pairs } = self {
            Some(*pairs)
        } else {
            None
        }
    }
}

impl Bilingual for AssignmentChange {
    fn wording(&self) -> Wording {
        match self {
            Self::Demand { need, least, most } => demand(need, *least, *most),
            Self::Capacity {
                profile,
                least,
                most,
            } => capacity(profile, *least, *most),
            Self::Quota {
                need,
                label,
                least,
                most,
            } => quota(need, label, *least, *most),
            Self::DemandsFrom { least } => say!(
                "let every need take as few as {least}",
                "让每项需求可以少至{least}个供方"
            ),
            Self::DemandsTo { most } => say!(
                "let every need take up to {most}",
                "让每项需求最多可对接{most}个供方"
            ),
            Self::CapacitiesFrom { least } => say!(
                "let every profile serve as few as {least}",
                "让每个供方可以少至{least}项需求"
            ),
            Self::CapacitiesTo { most } => say!(
                "let every profile serve up to {most}",
                "让每个供方最多可服务{most}项需求"
            ),
            Self::Forbid { need, profile } => {
                say!("rule out {need} – {profile}", "排除 {need} – {profile}")
            }
            Self::Free { need, profile } => {
                say!("leave {need} – {profile} open", "不限定 {need} – {profile}")
            }
            Self::Require { need, profile } => {
                say!("require {need} – {profile}", "要求 {need} – {profile}")
            }
            Self::AllowChanges { pairs } => {
                say!("allow {pairs} changed pairs", "允许改动{pairs}个配对")
            }
            Self::Ungroup { leader } => {
                say!("let the group of {leader} part", "允许 {leader} 的小组分开")
            }
            Self::WithdrawNeed { need } => say!("withdraw {need}", "撤下需求 {need}"),
            Self::WithdrawProfile { profile } => say!("withdraw {profile}", "撤下供方 {profile}"),
            Self::AddNeed { need, .. } => say!("add {need}", "增加需求 {need}"),
            Self::AddProfile { profile, .. } => say!("add {profile}", "增加供方 {profile}"),
        }
    }
}

displays_wording!(AssignmentChange);

// The greatest number that a problem holds stands for no limit.

fn demand(need: &NeedId, least: u32, most: u32) -> Wording {
    if most >= ProblemBuilder::MOST {
        return say!(
            "let {need} take {least} or more",
            "让需求 {need} 对接至少{least}个供方"
        );
    }
    say!(
        "let {need} take {least} to {most}",
        "让需求 {need} 对接{least}至{most}个供方"
    )
}

fn capacity(profile: &ProfileId, least: u32, most: u32) -> Wording {
    if most >= ProblemBuilder::MOST {
        return say!(
            "let {profile} serve {least} or more",
            "让供方 {profile} 服务至少{least}项需求"
        );
    }
    say!(
        "let {profile} serve {least} to {most}",
        "让供方 {profile} 服务{least}至{most}项需求"
    )
}

fn quota(need: &NeedId, label: &str, least: u32, most: u32) -> Wording {
    let is_open = most >= ProblemBuilder::MOST;
    match (least, is_open) {
        (0, true) => say!(
            "let {need} take any number of {label}",
            "不限需求 {need} 对接“{label}”的数目"
        ),
        (_, true) => say!(
            "let {need} take {least} or more of {label}",
            "让需求 {need} 对接至少{least}个“{label}”"
        ),
        (_, false) => say!(
            "let {need} take {least} to {most} of {label}",
            "让需求 {need} 对接{least}至{most}个“{label}”"
        ),
    }
}

fn checked(least: u32, most: u32) -> Result<()> {
    if least > most || most > ProblemBuilder::MOST {
        let shown = format!("{least}..={most}");
        let repair = say!(
            "give a range whose start does not pass its end, at most 1000000",
            "请给出起点不超过终点、最大为1000000的范围"
        );
        return Err(Error::invalid("range", shown, repair));
    }
    Ok(())
}

/// Lowers every minimum above `least` to it.
fn lower<Id>(parties: &mut [Ranged<Id>], least: u32) {
    let high = parties.iter_mut().filter(|party| party.least > least);
    high.for_each(|party| party.least = least);
}

/// Raises every maximum below `most` to it, but for parties that may have no partner.
fn raise<Id>(parties: &mut [Ranged<Id>], most: u32) -> Result<()> {
    checked(0, most)?;
    let low = parties
        .iter_mut()
        .filter(|party| (1..most).contains(&party.most));
    low.for_each(|party| party.most = most);
    Ok(())
}

impl AssignmentProblem {
    /// Applies one change. O(log e), of additions O(e), of rules for a whole side O(n).
    ///
    /// # Errors
    /// Not found if the change names an id, pair, quota or group that is missing; invalid input if a range is
    /// empty, or an addition is refused as by the builder. The problem is then unchanged.
    pub fn apply(&mut self, change: &AssignmentChange) -> Result<()> {
        if !self.counts_people() {
            return self.put(change);
        }
        // A range that grows lets more people of a pair go: filed anew.
        let mut changed = self.clone();
        changed.put(change)?;
        *self = changed.to_builder().build()?;
        Ok(())
    }

    fn put(&mut self, change: &AssignmentChange) -> Result<()> {
        match change {
            AssignmentChange::Demand { need, least, most } => {
                checked(*least, *most)?;
                let at = self.find_need(need)?;
                (self.needs[at].least, self.needs[at].most) = (*least, *most);
            }
            AssignmentChange::Capacity {
                profile,
                least,
                most,
            } => {
                checked(*least, *most)?;
                let at = self.find_profile(profile)?;
                (self.profiles[at].least, self.profiles[at].most) = (*least, *most);
            }
            AssignmentChange::Quota {
                need,
                label,
                least,
                most,
            } => {
                checked(*least, *most)?;
                let at = self.find_quota(need, label)?;
                (self.quotas[at].least, self.quotas[at].most) = (*least, *most);
            }
            AssignmentChange::DemandsFrom { least } => lower(&mut self.needs, *least),
            AssignmentChange::DemandsTo { most } => raise(&mut self.needs, *most)?,
            AssignmentChange::CapacitiesFrom { least } => lower(&mut self.profiles, *least),
            AssignmentChange::CapacitiesTo { most } => raise(&mut self.profiles, *most)?,
            AssignmentChange::Forbid { need, profile } => {
                self.set_rule(need, profile, PairRule::Forbidden)?
            }
            AssignmentChange::Free { need, profile } => {
                self.set_rule(need, profile, PairRule::Free)?
            }
            AssignmentChange::Require { need, profile } => {
                self.set_rule(need, profile, PairRule::Required)?
            }
            AssignmentChange::AllowChanges { .. } => {}
            AssignmentChange::Ungroup { leader } => self.ungroup(leader)?,
            AssignmentChange::WithdrawNeed { need } => self.withdraw_need(need)?,
            AssignmentChange::WithdrawProfile { profile } => self.withdraw_profile(profile)?,
            AssignmentChange::AddNeed {
                need,
                least,
                most,
                pairs,
            } => {
                *self = self.with_need(need, *least, *most, pairs)?;
            }
            AssignmentChange::AddProfile {
                profile,
                least,
                most,
                pairs,
            } => {
                *self = self.with_profile(profile, *least, *most, pairs)?;
            }
        }
        Ok(())
    }

    pub(super) fn find_need(&self, id: &str) -> Result<usize> {
        let missing = || {
            Error::not_found(
                "need",
                id,
                say!("name a need of the problem", "请写出问题中的需求"),
            )
        };
        self.need_at(id).ok_or_else(missing)
    }

    pub(super) fn find_profile(&self, id: &str) -> Result<usize> {
        let missing = || {
            Error::not_found(
                "profile",
                id,
                say!("name a profile of the problem", "请写出问题中的供方"),
            )
        };
        self.profile_at(id).ok_or_else(missing)
    }

    pub(super) fn find_pair(&self, need: &str, profile: &str) -> Result<usize> {
        let (n, p) = (self.find_need(need)?, self.find_profile(profile)?);
        let found = u32::try_from(p).ok().and_then(|p| self.edge_of(n, p));
        let shown = || format!("{need} – {profile}");
        found.ok_or_else(|| {
            Error::not_found(
                "pair",
                shown(),
                say!("name a pair that has an affinity", "请写出有亲和度的配对"),
            )
        })
    }

    pub(super) fn find_quota(&self, need: &str, label: &str) -> Result<usize> {
        let at = self.find_need(need)?;
        let of_need = |q: &super::problem::Quota| {
            q.need as usize == at && self.labels[q.label as usize] == label
        };
        let shown = || format!("{need} / {label}");
        let missing = || {
            Error::not_found(
                "quota",
                shown(),
                say!("name a quota of the problem", "请写出问题中的配额"),
            )
        };
        self.quotas.iter().position(of_need).ok_or_else(missing)
    }

    fn set_rule(&mut self, need: &str, profile: &str, rule: PairRule) -> Result<()> {
        let pair = self.find_pair(need, profile)?;
        self.rule_pair(pair, rule);
        Ok(())
    }

    fn ungroup(&mut self, leader: &str) -> Result<()> {
        let at = self.find_profile(leader)?;
        let missing = || {
            Error::not_found(
                "group",
                leader,
                say!("name the leader of a group", "请写出小组的负责人"),
            )
        };
        let group = self.groups.iter().position(|g| g.leader as usize == at);
        self.groups.remove(group.ok_or_else(missing)?);
        Ok(())
    }

    fn withdraw_need(&mut self, need: &str) -> Result<()> {
        let at = self.find_need(need)?;
        (self.needs[at].least, self.needs[at].most) = (0, 0);
        self.quotas
            .iter_mut()
            .filter(|q| q.need as usize == at)
            .for_each(|q| q.least = 0);
        let row = self.start[at]..self.start[at + 1];
        // Forbidden, not removed: positions stay, and a network laid out for them stays valid.
        self.edges[row]
            .iter_mut()
            .for_each(|e| e.rule = PairRule::Forbidden);
        Ok(())
    }

    fn withdraw_profile(&mut self, profile: &str) -> Result<()> {
        let at = self.find_profile(profile)?;
        (self.profiles[at].least, self.profiles[at].most) = (0, 0);
        self.groups.retain(|g| g.all().all(|p| p as usize != at));
        let own = self.edges.iter_mut().filter(|e| e.profile as usize == at);
        own.for_each(|e| e.rule = PairRule::Forbidden);
        Ok(())
    }

    fn with_need(
        &self,
        id: &str,
        least: u32,
        most: u32,
        pairs: &[(ProfileId, f64)],
    ) -> Result<Self> {
        let mut builder = self.to_builder();
        builder.need(id, least..=most)?;
        for (profile, affinity) in pairs {
            builder.pair(id, profile, *affinity)?;
        }
        builder.build()
    }

    fn with_profile(
        &self,
        id: &str,
        least: u32,
        most: u32,
        pairs: &[(NeedId, f64)],
    ) -> Result<Self> {
        let mut builder = self.to_builder();
        builder.profile(id, least..=most)?;
        for (need, affinity) in pairs {
            builder.pair(need, id, *affinity)?;
        }
        builder.build()
    }

    /// A builder that holds this problem.
    pub(super) fn to_builder(&self) -> ProblemBuilder {
        let rows = (0u32..).zip(self.start.windows(2));
        let edges = rows.flat_map(|(n, w)| {
            // The builder files the people of a pair itself.
            let pairs = self.edges[w[0]..w[1]].chunk_by(|a, b| a.profile == b.profile);
            pairs.map(move |pair| (n, pair[0]))
        });
        let labels = (0u32..).zip(&self.labels_of);
        let labels = labels.flat_map(|(p, of)| {
            of.iter()
                .map(move |&l| (p, self.labels[l as usize].clone()))
        });
        let quotas = self.quotas.iter();
        let quotas = quotas.map(|q| {
            (
                q.need,
                self.labels[q.label as usize].clone(),
                q.least,
                q.most,
            )
        });
        ProblemBuilder::refill(Parts {
            needs: self.needs.clone(),
            profiles: self.profiles.clone(),
            labels: labels.collect(),
            pairs: edges.collect(),
            rules: Vec::new(), // the pairs carry theirs
            quotas: quotas.collect(),
            groups: self.groups.clone(),
        })
    }
}
