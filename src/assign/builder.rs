//! The builder of a problem, which checks all input.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;
use std::ops::RangeInclusive;

use super::filing::{Parts, check_count, file};
use super::problem::{
    AFFINITY_ONE, AssignmentProblem, Edge, MOST_PARTIES, PairRule, ProfileGroup, Ranged, number,
};
use crate::error::{Error, Result, Wording, say};
use crate::model::{NeedId, ProfileId};

/// A need as its builder knows it; see [`ProblemBuilder::need`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeedKey(u32);

/// A profile as its builder knows it; see [`ProblemBuilder::profile`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileKey(u32);

/// Fills an [`AssignmentProblem`].
///
/// Needs and profiles come first, then the constraints that refer to them. A call that fails changes nothing. Each
/// call is O(1) on average, [`build`](Self::build) O(e log e) for e pairs.
///
/// # Example
/// ```
/// use qianxian::assign::AssignmentProblem;
///
/// let mut builder = AssignmentProblem::builder();
/// builder.need("N1", 1..=3)?;
/// builder.profile("P1", 0..=2)?;
/// builder.pair("N1", "P1", 0.75)?;
/// let error = builder.pair("N1", "P1", f64::NAN).unwrap_err();
/// assert!(error.to_string().contains("N1 – P1"));
/// assert_eq!(builder.build()?.pair_count(), 1);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProblemBuilder {
    needs: Vec<Ranged<NeedId>>,
    profiles: Vec<Ranged<ProfileId>>,
    need_keys: HashMap<NeedId, u32>,
    profile_keys: HashMap<ProfileId, u32>,
    labels: Vec<(u32, String)>,
    pairs: Vec<(u32, Edge)>,
    rules: Vec<(u32, u32, PairRule)>,
    quotas: Vec<(u32, String, u32, u32)>,
    groups: Vec<ProfileGroup>,
    grouped: HashSet<u32>,
}

/// Converts an affinity in `0.0..=1.0` to steps of 10⁻⁹.
pub(super) fn steps(field: &str, affinity: f64, pair: impl FnOnce() -> String) -> Result<u32> {
    if !(0.0..=1.0).contains(&affinity) {
        let repair = say!("give a finite number from 0 to 1", "请给出0至1之间的有限数");
        return Err(Error::invalid(field, affinity, repair).in_record(Wording::name(pair())));
    }
    #[expect(clippy::cast_possible_truncation, reason = "0 to 10^9")]
    let steps = (affinity * f64::from(AFFINITY_ONE)).round() as u32;
    Ok(steps)
}

fn range(field: &str, id: &str, range: &RangeInclusive<u32>) -> Result<(u32, u32)> {
    let (least, most) = (*range.start(), *range.end());
    if least > most || most > ProblemBuilder::MOST {
        let shown = format!("{least}..={most}");
        let repair = say!(
            "give a range whose start does not pass its end, at most 1000000",
            "请给出起点不超过终点、最大为1000000的范围"
        );
        return Err(Error::invalid(field, shown, repair).in_record(Wording::name(id)));
    }
    Ok((least, most))
}

/// Passes an id that is not blank on; the error of a blank one names the side.
fn named<'a>(field: &str, id: &'a str) -> Result<&'a str> {
    if id.trim().is_empty() {
        return Err(Error::invalid(
            field,
            id,
            say!("give every one an id of its own", "请给每一个不重复的编号"),
        ));
    }
    Ok(id)
}

fn add<Id: Clone + Eq + Hash + Display>(
    field: &str,
    parties: &mut Vec<Ranged<Id>>,
    keys: &mut HashMap<Id, u32>,
    id: Id,
    (least, most): (u32, u32),
) -> Result<u32> {
    if keys.contains_key(&id) {
        return Err(Error::invalid(
            field,
            id,
            say!("give every one an id of its own", "请给每一个不重复的编号"),
        ));
    }
    check_count(field, parties.len() + 1, MOST_PARTIES)?;
    let key = number(parties.len());
    keys.insert(id.clone(), key);
    parties.push(Ranged {
        id,
        least,
        most,
        in_people: false,
    });
    Ok(key)
}

impl ProblemBuilder {
    /// Greatest demand, capacity or quota.
    pub const MOST: u32 = 1_000_000;

    /// Adds a need that must have at least `demand.start()` profiles and may have
    /// `demand.end()`.
    ///
    /// # Errors
    /// Invalid input if the id is empty or taken, or the range is empty.
    pub fn need(&mut self, id: impl AsRef<str>, demand: RangeInclusive<u32>) -> Result<NeedKey> {
        let id = NeedId::new(named("need", id.as_ref())?)?;
        let bounds = range("demand", &id, &demand)?;
        add("need", &mut self.needs, &mut self.need_keys, id, bounds).map(NeedKey)
    }

    /// Adds a profile that must serve at least `capacity.start()` needs and may serve
    /// `capacity.end()`.
    ///
    /// # Errors
    /// Invalid input if the id is empty or taken, or the range is empty.
    pub fn profile(
        &mut self,
        id: impl AsRef<str>,
        capacity: RangeInclusive<u32>,
    ) -> Result<ProfileKey> {
        let id = ProfileId::new(named("profile", id.as_ref())?)?;
        let bounds = range("capacity", &id, &capacity)?;
        add(
            "profile",
            &mut self.profiles,
            &mut self.profile_keys,
            id,
            bounds,
        )
        .map(ProfileKey)
    }

    /// Says that a need asks for people: a group of people may send it several, up to the need's demand and the group's
    /// capacity, and each counts as one. Other profiles count as one, as ever.
    ///
    /// # Errors
    /// Not found if the need is unknown.
    ///
    /// # Example
    /// ```
    /// use qianxian::assign::{AssignmentProblem, Objective, Options};
    ///
    /// // 甲 wants five students, 乙 one; the group has six people.
    /// let mut builder = AssignmentProblem::builder();
    /// for (need, people) in [("甲", 5), ("乙", 1)] {
    ///     builder.need(need, 0..=people)?;
    ///     builder.ask_for_people(need)?;
    /// }
    /// builder.profile("工作团", 0..=6)?;
    /// builder.is_of_people("工作团")?;
    /// builder.pair("甲", "工作团", 0.5)?;
    /// builder.pair("乙", "工作团", 0.25)?;
    /// let found = builder.build()?.solve(Objective::GreatestTotal, Options::new())?.into_result()?;
    /// let people: Vec<u32> = found.pairs().iter().map(|pair| pair.people).collect();
    /// assert_eq!((people, found.total()), (vec![1, 5], 2.75)); // by id: 乙, then 甲
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn ask_for_people(&mut self, need: &str) -> Result<()> {
        let need = self.need_key(need)?.0 as usize;
        self.needs[need].in_people = true;
        Ok(())
    }

    /// Says that a profile is a group of people, and its capacity their number; see
    /// [`ask_for_people`](Self::ask_for_people). A group of people is in no [`group`](Self::group) of profiles.
    ///
    /// # Errors
    /// Not found if the profile is unknown.
    pub fn is_of_people(&mut self, profile: &str) -> Result<()> {
        let profile = self.profile_key(profile)?.0 as usize;
        self.profiles[profile].in_people = true;
        Ok(())
    }

    pub(super) fn ensure_need(&mut self, id: &str, demand: &RangeInclusive<u32>) -> Result<()> {
        if !self.need_keys.contains_key(id) {
            self.need(id, demand.clone())?;
        }
        Ok(())
    }

    pub(super) fn ensure_profile(
        &mut self,
        id: &str,
        capacity: &RangeInclusive<u32>,
    ) -> Result<()> {
        if !self.profile_keys.contains_key(id) {
            self.profile(id, capacity.clone())?;
        }
        Ok(())
    }

    fn need_key(&self, id: &str) -> Result<NeedKey> {
        let missing = || {
            Error::not_found(
                "need",
                id,
                say!(
                    "add the need before what refers to it",
                    "请先加入该需求，再引用它"
                ),
            )
        };
        self.need_keys
            .get(id)
            .map(|&k| NeedKey(k))
            .ok_or_else(missing)
    }

    fn profile_key(&self, id: &str) -> Result<ProfileKey> {
        let missing = || {
            Error::not_found(
                "profile",
                id,
                say!(
                    "add the profile before what refers to it",
                    "请先加入该供方，再引用它"
                ),
            )
        };
        self.profile_keys
            .get(id)
            .map(|&k| ProfileKey(k))
            .ok_or_else(missing)
    }

    /// Adds a possible pair: `affinity` in `0.0..=1.0`, kept to nine decimal places.
    ///
    /// A pair that is never added cannot be assigned.
    ///
    /// # Errors
    /// Not found if an id is unknown; invalid input if the affinity is not a number in
    /// its range. A pair that comes twice is refused by [`build`](Self::build).
    pub fn pair(&mut self, need: &str, profile: &str, affinity: f64) -> Result<()> {
        self.pair_at(self.need_key(need)?, self.profile_key(profile)?, affinity)
    }

    /// [`pair`](Self::pair) by keys, without looking ids up.
    ///
    /// # Errors
    /// As [`pair`](Self::pair); not found if a key is another builder's.
    pub fn pair_at(&mut self, need: NeedKey, profile: ProfileKey, affinity: f64) -> Result<()> {
        self.two_sided_pair_at(need, profile, affinity, affinity)
    }

    /// Adds a possible pair with a value for each side, both in `0.0..=1.0`.
    ///
    /// `affinity` is the need's view, and the one that totals sum; `regard` is the profile's, which the
    /// stable [`Objective`]s alone look at.
    ///
    /// # Errors
    /// As [`pair`](Self::pair).
    ///
    /// [`Objective`]: super::Objective
    pub fn two_sided_pair(
        &mut self,
        need: &str,
        profile: &str,
        affinity: f64,
        regard: f64,
    ) -> Result<()> {
        self.two_sided_pair_at(
            self.need_key(need)?,
            self.profile_key(profile)?,
            affinity,
            regard,
        )
    }

    fn two_sided_pair_at(
        &mut self,
        need: NeedKey,
        profile: ProfileKey,
        affinity: f64,
        regard: f64,
    ) -> Result<()> {
        let repair = say!("use a key that this builder gave", "请使用本构建器给出的键");
        let unknown = |what, key: u32| Error::not_found(what, key, &repair);
        let n = self
            .needs
            .get(need.0 as usize)
            .ok_or_else(|| unknown("need", need.0))?;
        let p = self.profiles.get(profile.0 as usize);
        let p = p.ok_or_else(|| unknown("profile", profile.0))?;
        let shown = || format!("pair {} – {}", n.id, p.id);
        let edge = Edge {
            profile: profile.0,
            affinity: steps("affinity", affinity, shown)?,
            regard: steps("regard", regard, shown)?,
            rule: PairRule::Free,
        };
        self.pairs.push((need.0, edge));
        Ok(())
    }

    /// Rules a pair out; it may have an affinity or none.
    ///
    /// # Errors
    /// Not found if an id is unknown.
    pub fn forbid(&mut self, need: &str, profile: &str) -> Result<()> {
        let rule = (
            self.need_key(need)?.0,
            self.profile_key(profile)?.0,
            PairRule::Forbidden,
        );
        self.rules.push(rule);
        Ok(())
    }

    /// Requires a pair; it must be given an affinity too.
    ///
    /// # Errors
    /// Not found if an id is unknown. A pair that is also forbidden, or has no affinity,
    /// is refused by [`build`](Self::build).
    pub fn require(&mut self, need: &str, profile: &str) -> Result<()> {
        let rule = (
            self.need_key(need)?.0,
            self.profile_key(profile)?.0,
            PairRule::Required,
        );
        self.rules.push(rule);
        Ok(())
    }

    /// Puts a label on a profile ("student", "foreign", an institution); twice is once.
    ///
    /// # Errors
    /// Not found if the profile is unknown.
    pub fn label(&mut self, profile: &str, label: impl Into<String>) -> Result<()> {
        self.labels
            .push((self.profile_key(profile)?.0, label.into()));
        Ok(())
    }

    /// Lets a need take `count.start()` to `count.end()` profiles of a label.
    ///
    /// Give `0..=n` for "at most n" and `n..=ProblemBuilder::MOST` for "at least n".
    ///
    /// # Errors
    /// Not found if the need is unknown; invalid input if the range is empty.
    pub fn quota(
        &mut self,
        need: &str,
        label: impl Into<String>,
        count: RangeInclusive<u32>,
    ) -> Result<()> {
        let (least, most) = range("quota", need, &count)?;
        self.quotas
            .push((self.need_key(need)?.0, label.into(), least, most));
        Ok(())
    }

    /// Binds members to their leader: every need that has the leader has all members, and
    /// none has a member without the leader.
    ///
    /// # Errors
    /// Not found if an id is unknown; invalid input if a profile is in two groups or
    /// twice in one, or there are no members.
    pub fn group<'a>(
        &mut self,
        leader: &str,
        members: impl IntoIterator<Item = &'a str>,
    ) -> Result<()> {
        let leader = self.profile_key(leader)?.0;
        let members: Result<Vec<u32>> = members
            .into_iter()
            .map(|m| Ok(self.profile_key(m)?.0))
            .collect();
        let group = ProfileGroup {
            leader,
            members: members?,
        };
        self.grouped.extend(self.checked_group(&group)?);
        self.groups.push(group);
        Ok(())
    }

    fn checked_group(&self, group: &ProfileGroup) -> Result<HashSet<u32>> {
        let refuse = |p: u32, repair| {
            let id = &self.profiles[p as usize].id;
            Err(Error::invalid("group", id, repair))
        };
        if group.members.is_empty() {
            return refuse(
                group.leader,
                say!("name at least one member", "请至少写一名成员"),
            );
        }
        let mut all = HashSet::new();
        for profile in group.all() {
            if self.grouped.contains(&profile) || !all.insert(profile) {
                return refuse(
                    profile,
                    say!(
                        "let a profile be in one group, once",
                        "一个供方只能在一个小组中出现一次"
                    ),
                );
            }
        }
        Ok(all)
    }

    /// Builds the problem, filed by id, after the checks that need all input.
    ///
    /// # Errors
    /// Invalid input if a pair comes twice, a required pair is forbidden or has no
    /// affinity, a need has two quotas for one label, or a group of people is in a group of profiles; the message names
    /// it. Also if there are more than 2²⁸ pairs (a pair of several people counts once for each), or more than 2²⁷
    /// labels and quotas.
    pub fn build(self) -> Result<AssignmentProblem> {
        file(self.into_parts())
    }

    /// A builder that holds a filed problem again.
    pub(super) fn refill(parts: Parts) -> Self {
        let needs = (0u32..).zip(&parts.needs);
        let profiles = (0u32..).zip(&parts.profiles);
        Self {
            need_keys: needs.map(|(at, need)| (need.id.clone(), at)).collect(),
            profile_keys: profiles.map(|(at, p)| (p.id.clone(), at)).collect(),
            grouped: parts.groups.iter().flat_map(ProfileGroup::all).collect(),
            needs: parts.needs,
            profiles: parts.profiles,
            labels: parts.labels,
            pairs: parts.pairs,
            rules: parts.rules,
            quotas: parts.quotas,
            groups: parts.groups,
        }
    }

    fn into_parts(self) -> Parts {
        Parts {
            needs: self.needs,
            profiles: self.profiles,
            labels: self.labels,
            pairs: self.pairs,
            rules: self.rules,
            quotas: self.quotas,
            groups: self.groups,
        }
    }
}

#[cfg(test)]
impl ProblemBuilder {
    /// Drops the pairs that `keep` does not want.
    pub(super) fn retain_pairs(&mut self, keep: impl Fn(&Edge) -> bool) {
        self.pairs.retain(|(_, edge)| keep(edge));
    }
}
