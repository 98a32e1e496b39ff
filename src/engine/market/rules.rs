//! Constraints of an assignment that the caller adds to the records.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use super::Market;
use super::labels::canonical;
use super::options::less;
use crate::assign::{AssignmentChange, ProblemBuilder};
use crate::error::{Bilingual as _, Error, Result, say};
use crate::model::{NeedId, Profile, ProfileId};
use crate::rule::Violation;
use crate::score::Explanation;

/// A profile may be named by the id of one that it took in ([`crate::Writer::merge_profiles`]).
impl Market {
    /// The range of one need's demand, in place of its record's; profiles at work on it count.
    ///
    /// # Errors
    /// Not found or invalid input if the need takes no part. A range that is empty is refused by
    /// the solve.
    pub fn demand(&mut self, need: &NeedId, range: RangeInclusive<u32>) -> Result<()> {
        self.open(need)?;
        let range = less(&range, self.snapshot.at_work_on(need));
        self.changes.push(AssignmentChange::Demand {
            need: need.clone(),
            least: *range.start(),
            most: *range.end(),
        });
        Ok(())
    }

    /// The range of one profile's capacity, in place of its record's.
    ///
    /// # Errors
    /// Not found if the library lacks it. A range that is empty is refused by the solve.
    pub fn capacity(&mut self, profile: &ProfileId, range: RangeInclusive<u32>) -> Result<()> {
        let profile = &self.snapshot.current_id(profile)?;
        self.enter(profile)?;
        self.changes.push(AssignmentChange::Capacity {
            profile: profile.clone(),
            least: *range.start(),
            most: *range.end(),
        });
        Ok(())
    }

    /// Takes a need out: it gets nobody, and its pairs of before count as lapsed in a repair.
    ///
    /// # Errors
    /// Not found or invalid input if the need takes no part.
    pub fn withdraw_need(&mut self, need: &NeedId) -> Result<()> {
        self.open(need)?;
        let need = need.clone();
        self.changes.push(AssignmentChange::WithdrawNeed { need });
        Ok(())
    }

    /// Takes a profile out: it serves nobody, and its pairs of before count as lapsed in a repair.
    ///
    /// # Errors
    /// Not found if the library lacks it.
    pub fn withdraw_profile(&mut self, profile: &ProfileId) -> Result<()> {
        let profile = &self.snapshot.current_id(profile)?;
        self.enter(profile)?;
        let profile = profile.clone();
        self.changes
            .push(AssignmentChange::WithdrawProfile { profile });
        Ok(())
    }

    /// Rules a pair out. One that is under way is proposed by nothing as it is, and stays under way.
    ///
    /// # Errors
    /// Not found if one side takes no part.
    pub fn forbid(&mut self, need: &NeedId, profile: &ProfileId) -> Result<()> {
        let profile = &self.snapshot.current_id(profile)?;
        self.put(need, profile)?;
        if self.is_at_work(need, profile) {
            return Ok(());
        }
        self.builder.forbid(need.as_str(), profile.as_str())?;
        self.pairs.insert((need.clone(), profile.clone()), true);
        Ok(())
    }

    /// Requires a pair, on the list or not. One that is under way is there already.
    ///
    /// # Errors
    /// Not found if one side takes no part; invalid input, with the reason, if a rule bars the pair. A pair that is
    /// also forbidden is refused by the solve.
    pub fn require(&mut self, need: &NeedId, profile: &ProfileId) -> Result<()> {
        let profile = &self.snapshot.current_id(profile)?;
        let why = self.put(need, profile)?;
        if self.is_at_work(need, profile) {
            return Ok(());
        }
        if let Some(violation) = why.violations.first() {
            let violation = violation.wording();
            let repair = say!(
                "do not require a pair that is ruled out ({violation})",
                "已被排除的配对不能要求（{violation}）";
                violation
            );
            let pair = format!("{need} – {profile}");
            return Err(Error::invalid("required pair", pair, repair));
        }
        self.builder.require(need.as_str(), profile.as_str())
    }

    /// Lets a need take so many profiles of a label; see [`labels`](super::labels()). Those at work on it count.
    ///
    /// # Errors
    /// Not found if the need takes no part; invalid input if the range is empty. A second
    /// quota for one label is refused by the solve.
    pub fn quota(
        &mut self,
        need: &NeedId,
        label: impl Into<String>,
        count: RangeInclusive<u32>,
    ) -> Result<()> {
        self.open(need)?;
        let label = canonical(&label.into());
        let taken = self.labelled_at_work(need, &label)?;
        let most = *count.end();
        let mut count = less(&count, taken);
        if most >= ProblemBuilder::MOST {
            // "At least so many" has no upper end.
            count = *count.start()..=most;
        }
        self.builder.quota(need.as_str(), label, count)
    }

    /// Places a leader and members together: every need has all of them or none.
    ///
    /// A need that one of them may not serve is closed to all. Cost: one explanation for each of
    /// them and each need, in parallel.
    ///
    /// # Errors
    /// Not found if the library lacks one; invalid input if one is in two groups, or
    /// there are no members.
    pub fn group(&mut self, leader: &ProfileId, members: &[ProfileId]) -> Result<()> {
        let leader = self.snapshot.current_id(leader)?;
        let members = members.iter().map(|id| self.snapshot.current_id(id));
        let members: Vec<ProfileId> = members.collect::<Result<_>>()?;
        for id in std::iter::once(&leader).chain(&members) {
            self.enter(id)?;
            let profile = self.snapshot.profile(id)?;
            // A group moves as one, so each member needs its pairs beyond the lists as well.
            self.put_everywhere(&profile)?;
        }
        let members = members.iter().map(ProfileId::as_str);
        self.builder.group(leader.as_str(), members)
    }

    /// Puts a pair into the problem that its list may lack, such as one of an earlier assignment; or
    /// says which rules bar it now, and leaves it out. A pair that is under way ([`Market::is_at_work`]) stays out as well.
    ///
    /// # Errors
    /// Not found if one side takes no part; invalid input if the need is closed.
    pub fn consider(&mut self, need: &NeedId, profile: &ProfileId) -> Result<Vec<Violation>> {
        let profile = &self.snapshot.current_id(profile)?;
        let record = self.snapshot.profile(profile)?;
        let why = self
            .snapshot
            .explain(self.open(need)?, &record, &self.rank)?;
        if why.is_admitted() {
            self.put(need, profile)?;
        }
        Ok(why.violations)
    }

    /// Puts a pair into the problem with its exact score, whatever bars it.
    fn put(&mut self, need: &NeedId, profile: &ProfileId) -> Result<Explanation> {
        let asked = self.open(need)?.clone();
        self.enter(profile)?;
        let record = self.snapshot.profile(profile)?;
        let why = self.snapshot.explain(&asked, &record, &self.rank)?;
        let pair = (need.clone(), profile.clone());
        if !self.is_at_work(need, profile) && !self.pairs.contains_key(&pair) {
            self.builder
                .pair(need.as_str(), profile.as_str(), why.score)?;
            self.pairs.insert(pair, false);
        }
        Ok(why)
    }

    /// Puts all pairs of a profile into the problem that no rule bars.
    fn put_everywhere(&mut self, profile: &Profile) -> Result<()> {
        let open = self.needs.par_iter().zip(&self.rankings);
        let explained: Vec<Explanation> = open
            .filter(|(_, ranking)| ranking.closed.is_none())
            .map(|(need, _)| self.snapshot.explain(need, profile, &self.rank))
            .collect::<Result<_>>()?;
        for why in explained.into_iter().filter(Explanation::is_admitted) {
            let pair = (why.need, why.profile);
            if !self.is_at_work(&pair.0, &pair.1) && !self.pairs.contains_key(&pair) {
                self.builder
                    .pair(pair.0.as_str(), pair.1.as_str(), why.score)?;
                self.pairs.insert(pair, false);
            }
        }
        Ok(())
    }
}
