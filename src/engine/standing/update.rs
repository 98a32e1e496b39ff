//! From one state of a library to the next: which lists change, and how.
//!
//! A list is touched by the records that changed, by its own subject, and by nothing else: scores are of frozen statistics.
//! Records that changed are taken out of every list and offered to each list that they can enter; a list that lost too
//! many members is ranked anew.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::ChangedRecords;
use super::list::{KeptList, ListEntry};
use super::lists::{StandingList, StandingLists, Wish, WishSide};
use super::offer::{Offer, asking, offers_of_need, offers_of_profiles};
use super::prepare::prepare_all;
use crate::compiled::AnalysedNeed;
use crate::engine::lookup::held;
use crate::engine::{Snapshot, silent};
use crate::error::Result;
use crate::model::{Collection, Date, NeedId, RecordId};
use crate::rank::kind_shares;
use crate::score::Fit;
use crate::standing::{ChangeCause, Subscription};

/// Profiles whose texts are in memory at once while they are offered: some 20 kB each.
const PROFILES_AT_ONCE: usize = 1024;

/// How a list was shown before anything was changed.
#[derive(Clone, Debug)]
pub(super) struct ListBefore {
    /// The collection of its members: a subscription may want others now.
    pub(super) of: Collection,
    pub(super) shown: Vec<ListEntry>,
}

/// What one update has done so far.
#[derive(Debug, Default)]
pub(super) struct Update {
    /// Lists that were touched, by slot.
    pub(super) before: BTreeMap<u32, ListBefore>,
    /// Lists whose subject or subscription changed, with the cause.
    pub(super) subjects: BTreeMap<u32, ChangeCause>,
    /// Lists to be ranked anew.
    fill: BTreeSet<u32>,
    /// How many were.
    pub(super) ranked: usize,
    /// The day of the last update, if a year began since: rules that count in years may free or bar any pair.
    pub(super) year_of_rules: Option<Date>,
}

impl Update {
    /// Keeps how a list was shown, once.
    fn touch(&mut self, slot: u32, standing: &StandingList) {
        let before = || ListBefore {
            of: standing.wants(),
            shown: standing.list.shown(standing.subscription.k).to_vec(),
        };
        self.before.entry(slot).or_insert_with(before);
    }

    /// Puts subscriptions in whose lists are to be ranked anew, for `cause`.
    pub(super) fn put_many(
        &mut self,
        lists: &mut StandingLists,
        subscriptions: &[&Subscription],
        snapshot: &Snapshot,
        cause: ChangeCause,
    ) -> Result<()> {
        for prepared in prepare_all(subscriptions, snapshot, &lists.base)? {
            if let Some(&slot) = lists.by_id.get(&prepared.subscription.id)
                && let Some(standing) = lists.standing(slot)
            {
                self.touch(slot, standing);
            }
            let of = prepared.subscription.subject.wants();
            let slot = lists.put(prepared, snapshot)?;
            let shown = Vec::new();
            let new = ListBefore { of, shown };
            self.before.entry(slot).or_insert(new);
            self.subjects.entry(slot).or_insert(cause);
            self.fill.insert(slot);
        }
        Ok(())
    }

    /// Has every list ranked anew for what each asks for already, since a year began after the day `last`.
    pub(super) fn fill_all(&mut self, lists: &StandingLists, last: Date) {
        self.year_of_rules = Some(last);
        for (slot, standing) in (0_u32..).zip(&lists.slots) {
            if let Some(standing) = standing {
                self.touch(slot, standing);
                self.fill.insert(slot);
            }
        }
    }

    /// Has every list ranked anew, for `cause`.
    pub(super) fn put_all(
        &mut self,
        lists: &mut StandingLists,
        snapshot: &Snapshot,
        cause: ChangeCause,
    ) -> Result<()> {
        let all: Vec<Subscription> = lists.subscriptions().cloned().collect();
        let all: Vec<&Subscription> = all.iter().collect();
        self.put_many(lists, &all, snapshot, cause)
    }

    /// Applies what changed. O(changed records · (postings of their terms + lists that they fit) + lists).
    pub(super) fn apply(
        &mut self,
        lists: &mut StandingLists,
        changed: &ChangedRecords,
        snapshot: &Snapshot,
    ) -> Result<()> {
        self.subjects(lists, changed, snapshot)?;
        lists.tidy();
        self.remove(lists, Collection::Profile, changed.profiles.keys());
        self.remove(lists, Collection::Need, changed.needs.keys());
        self.offer_profiles(lists, changed, snapshot)?;
        self.offer_needs(lists, changed, snapshot)?;
        self.fill(lists, snapshot)
    }

    /// Takes up the subjects that changed anew.
    fn subjects(
        &mut self,
        lists: &mut StandingLists,
        changed: &ChangedRecords,
        snapshot: &Snapshot,
    ) -> Result<()> {
        let mut again: Vec<(Subscription, ChangeCause)> = Vec::new();
        let mut add = |slots: &[u32], cause: ChangeCause| {
            let standing = slots.iter().filter_map(|&slot| lists.standing(slot));
            again.extend(standing.map(|standing| (standing.subscription.clone(), cause)));
        };
        for (id, cause) in &changed.needs {
            let cause = match *cause == ChangeCause::ChangedEnterprise {
                true => ChangeCause::ChangedEnterprise,
                false => ChangeCause::ChangedSubject,
            };
            add(lists.of_need.get(id).map_or(&[], Vec::as_slice), cause);
        }
        let of_profiles = changed
            .profiles
            .keys()
            .filter_map(|id| lists.of_profile.get(id));
        of_profiles.for_each(|slots| add(slots, ChangeCause::ChangedSubject));
        let mut by_cause: BTreeMap<ChangeCause, Vec<&Subscription>> = BTreeMap::new();
        for (subscription, cause) in &again {
            by_cause.entry(*cause).or_default().push(subscription);
        }
        let by_cause = by_cause.into_iter();
        for (cause, subscriptions) in by_cause {
            self.put_many(lists, &subscriptions, snapshot, cause)?;
        }
        Ok(())
    }

    /// Removes changed records from every list of their collection. O(members of all lists).
    fn remove<'a>(
        &mut self,
        lists: &mut StandingLists,
        of: Collection,
        ids: impl Iterator<Item = &'a String>,
    ) {
        let numbers = lists.ids_of(of);
        let mut gone = vec![false; numbers.len()];
        let mut is_any = false;
        for number in ids.filter_map(|id| numbers.known(id)) {
            gone[number as usize] = true;
            is_any = true;
        }
        if !is_any {
            return;
        }
        let is_gone = |record: u32| gone[record as usize];
        for (slot, standing) in (0_u32..).zip(&mut lists.slots) {
            let Some(standing) = standing.as_mut().filter(|standing| standing.wants() == of) else {
                continue;
            };
            if standing
                .list
                .entries
                .iter()
                .any(|entry| is_gone(entry.record))
            {
                self.touch(slot, standing);
                standing.list.remove(is_gone);
                if standing.list.lacks(standing.subscription.k) {
                    self.fill.insert(slot);
                }
            }
        }
    }

    /// Offers the profiles that changed to the lists that they can enter.
    fn offer_profiles(
        &mut self,
        lists: &mut StandingLists,
        changed: &ChangedRecords,
        snapshot: &Snapshot,
    ) -> Result<()> {
        let ids: Vec<&str> = changed.profiles.keys().map(String::as_str).collect();
        for ids in ids.chunks(PROFILES_AT_ONCE) {
            for (place, offers) in offers_of_profiles(lists, ids, snapshot)? {
                self.offer(lists, (Collection::Profile, ids[place]), &offers);
            }
        }
        Ok(())
    }

    fn offer(&mut self, lists: &mut StandingLists, (of, id): (Collection, &str), offers: &[Offer]) {
        if offers.is_empty() {
            return;
        }
        let StandingLists {
            slots,
            profiles,
            needs,
            ..
        } = lists;
        let ids = match of {
            Collection::Need => needs,
            Collection::Profile | Collection::Enterprise => profiles,
        };
        let record = ids.number(id);
        for &Offer { slot, score, fit } in offers {
            // A list that is ranked anew in the end finds the record by itself.
            let Some(standing) = slots[slot as usize].as_mut() else {
                continue;
            };
            if self.fill.contains(&slot) {
                continue;
            }
            let (entry, most) = (ListEntry { score, record, fit }, standing.most());
            self.touch(slot, standing);
            standing.list.offer(entry, most, ids);
        }
    }

    /// Offers the needs that changed to the lists that they can enter.
    fn offer_needs(
        &mut self,
        lists: &mut StandingLists,
        changed: &ChangedRecords,
        snapshot: &Snapshot,
    ) -> Result<()> {
        if lists.of_profile.is_empty() && lists.need_questions.is_empty() {
            return Ok(());
        }
        for id in changed.needs.keys() {
            let Some(need) = held(snapshot.need(&NeedId::new(id)?))? else {
                continue;
            };
            let offers = offers_of_need(lists, &need, snapshot)?;
            self.offer(lists, (Collection::Need, id), &offers);
        }
        Ok(())
    }

    /// Ranks the lists anew that need it: together where they go by the same options.
    fn fill(&mut self, lists: &mut StandingLists, snapshot: &Snapshot) -> Result<()> {
        let mut batches: BTreeMap<(usize, usize), Vec<u32>> = BTreeMap::new();
        let mut others = Vec::new();
        for &slot in &self.fill {
            let Some(standing) = lists.standing(slot) else {
                continue;
            };
            match &standing.wish {
                Some(Wish {
                    side: WishSide::Profiles(..),
                    tests,
                    group,
                }) if tests.is_empty() => {
                    batches
                        .entry((*group, standing.most()))
                        .or_default()
                        .push(slot);
                }
                _ => others.push(slot),
            }
        }
        self.ranked += self.fill.len();
        for ((group, most), slots) in batches {
            let options = lists.groups[group].options.clone().k(most);
            let needs: Vec<AnalysedNeed> = slots
                .iter()
                .filter_map(|&slot| need_of(lists, slot))
                .cloned()
                .collect();
            let rankings = snapshot.rank_analysed(&needs, &options, &silent)?;
            for (slot, ranking) in slots.into_iter().zip(rankings) {
                let members = ranking.matches.into_iter();
                let members = members
                    .map(|found| (found.profile.as_str().to_owned(), found.score, found.fit));
                set(lists, slot, members.collect(), most);
            }
        }
        for slot in others {
            let (members, most) = ranked_alone(lists, slot, snapshot)?;
            set(lists, slot, members, most);
        }
        Ok(())
    }
}

/// A member of a list: id, score and fit.
pub(super) type RankedMember = (String, f64, Fit);

fn need_of(lists: &StandingLists, slot: u32) -> Option<&AnalysedNeed> {
    match &lists.standing(slot)?.wish {
        Some(Wish {
            side: WishSide::Profiles(need, _),
            ..
        }) => Some(need),
        Some(_) | None => None,
    }
}

fn set(lists: &mut StandingLists, slot: u32, members: Vec<RankedMember>, most: usize) {
    let StandingLists {
        slots,
        profiles,
        needs,
        ..
    } = lists;
    let Some(standing) = slots[slot as usize].as_mut() else {
        return;
    };
    let ids = match standing.wants() {
        Collection::Need => needs,
        Collection::Profile | Collection::Enterprise => profiles,
    };
    let entry = |(id, score, fit): RankedMember| ListEntry {
        score,
        record: ids.number(&id),
        fit,
    };
    standing.list = KeptList::of(members.into_iter().map(entry).collect(), most);
}

/// The members of one list, ranked from scratch, and how many the list keeps.
fn ranked_alone(
    lists: &StandingLists,
    slot: u32,
    snapshot: &Snapshot,
) -> Result<(Vec<RankedMember>, usize)> {
    let Some(list) = lists.standing(slot) else {
        return Ok((Vec::new(), 1));
    };
    let members = match &list.wish {
        Some(wish) => ranked(lists, wish, (list.wants(), list.most()), snapshot)?,
        None => Vec::new(),
    };
    Ok((members, list.most()))
}

/// The best `most` records of a wish, ranked from scratch. For one with tests everything is ranked, and what fails the
/// tests is left out.
pub(super) fn ranked(
    lists: &StandingLists,
    Wish { side, tests, group }: &Wish,
    (wants, most): (Collection, usize),
    snapshot: &Snapshot,
) -> Result<Vec<RankedMember>> {
    let rules_group = &lists.groups[*group];
    let options = &rules_group.options;
    let everything = match side {
        WishSide::Profiles(..) => snapshot.compiled().profile_count(),
        WishSide::Needs(_) => snapshot.stored_needs()?.len(),
    };
    let k = match tests.is_empty() {
        true => most.min(everything),
        false => everything,
    };
    let k = k.max(1);
    let members: Vec<RankedMember> = match side {
        WishSide::Profiles(need, _) => {
            let options = options.clone().k(k);
            let rankings = snapshot.rank_analysed(std::slice::from_ref(need), &options, &silent)?;
            let matches = rankings.into_iter().flat_map(|ranking| ranking.matches);
            matches
                .map(|found| (found.profile.as_str().to_owned(), found.score, found.fit))
                .collect()
        }
        WishSide::Needs(profile) => {
            let stored = snapshot.stored_needs()?;
            let shares = kind_shares(&lists.base);
            let pair = rules_group.pair(&shares);
            let asking = asking(profile, snapshot);
            let (compiled, trees) = (snapshot.compiled(), snapshot.taxonomies());
            let asked = (k, options.listed_fit());
            let found = stored.ranked(compiled, trees, &asking, asked, pair);
            found
                .into_iter()
                .map(|found| (found.need.as_str().to_owned(), found.score, found.fit))
                .collect()
        }
    };
    let mut passing = Vec::new();
    for member in members {
        if passing.len() == most {
            break;
        }
        if tests.pass_id(snapshot, &RecordId::new(wants, &member.0)?)? {
            passing.push(member);
        }
    }
    Ok(passing)
}
