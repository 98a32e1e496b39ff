//! The lists of all subscriptions, in memory, and what is asked for each.

use std::collections::BTreeMap;

use super::list::{KeptList, ListEntry, RecordNumbers, kept_places};
use super::prepare::{Prepared, PreparedSide, PreparedWish};
use super::subject::RecordTests;
use crate::compiled::need_index::NeedIndex;
use crate::compiled::{AnalysedNeed, query::Query};
use crate::engine::Snapshot;
use crate::error::{Error, Result};
use crate::model::{Collection, Date, Profile, ProfileKind, RecordId, SubscriptionId};
use crate::rank::{KindShares, PairRules, RankOptions};
use crate::rule::{Rules, Violation};
use crate::score::Fit;
use crate::standing::{Subscription, SubscriptionSubject};

/// A subscription with its list.
#[derive(Debug)]
pub(super) struct StandingList {
    pub(super) subscription: Subscription,
    /// `None` if the record that it stands for is not in the library.
    pub(super) wish: Option<Wish>,
    /// Why its question cannot be read.
    pub(super) fault: Option<Error>,
    pub(super) list: KeptList,
}

/// What a subscription asks for, analysed.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) side: WishSide,
    pub(super) tests: RecordTests,
    /// Options and rules that its rankings go by, among [`StandingLists::groups`].
    pub(super) group: usize,
}

/// Which records are wanted, and on whose behalf.
#[derive(Debug)]
pub(super) enum WishSide {
    /// Profiles, for a need: its number in the index of needs, if it is there.
    Profiles(AnalysedNeed, Option<u32>),
    /// Needs, for a profile.
    Needs(Box<Profile>),
}

impl StandingList {
    pub(super) fn wants(&self) -> Collection {
        self.subscription.subject.wants()
    }

    /// The number of members that its list keeps.
    pub(super) fn most(&self) -> usize {
        kept_places(self.subscription.k)
    }
}

/// Options that several subscriptions share, and the rules that follow from them today.
#[derive(Debug)]
pub(super) struct RulesGroup {
    pub(super) kinds: Option<Vec<ProfileKind>>,
    pub(super) least: Fit,
    pub(super) options: RankOptions,
    pub(super) rules: Rules,
}

impl RulesGroup {
    /// How its pairs are scored; `shares` are of the options that all groups have in common.
    pub(super) fn pair<'r>(&'r self, shares: &'r [KindShares]) -> PairRules<'r> {
        PairRules {
            rules: &self.rules,
            shares,
            infer: self.options.infer,
        }
    }
}

/// The lists of all subscriptions.
#[derive(Debug)]
pub(super) struct StandingLists {
    /// Options of every ranking, on the day on which scores were frozen.
    pub(super) base: RankOptions,
    pub(super) groups: Vec<RulesGroup>,
    /// By slot; `None` where a subscription was removed.
    pub(super) slots: Vec<Option<StandingList>>,
    pub(super) by_id: BTreeMap<SubscriptionId, u32>,
    pub(super) profiles: RecordNumbers,
    pub(super) needs: RecordNumbers,
    pub(super) index: NeedIndex,
    /// The slot of each number of the index.
    pub(super) indexed: Vec<u32>,
    /// Slots that want profiles of any fit: every profile is scored for them.
    pub(super) unindexed: Vec<u32>,
    /// Slots of the needs that want profiles.
    pub(super) of_need: BTreeMap<String, Vec<u32>>,
    /// Slots of the profiles that want needs.
    pub(super) of_profile: BTreeMap<String, Vec<u32>>,
    /// Slots of the questions that want needs.
    pub(super) need_questions: Vec<u32>,
}

impl StandingLists {
    pub(super) fn new(base: RankOptions) -> Self {
        Self {
            base,
            groups: Vec::new(),
            slots: Vec::new(),
            by_id: BTreeMap::new(),
            profiles: RecordNumbers::default(),
            needs: RecordNumbers::default(),
            index: NeedIndex::default(),
            indexed: Vec::new(),
            unindexed: Vec::new(),
            of_need: BTreeMap::new(),
            of_profile: BTreeMap::new(),
            need_questions: Vec::new(),
        }
    }

    pub(super) fn standing(&self, slot: u32) -> Option<&StandingList> {
        self.slots.get(slot as usize)?.as_ref()
    }

    pub(super) fn standing_mut(&mut self, slot: u32) -> Option<&mut StandingList> {
        self.slots.get_mut(slot as usize)?.as_mut()
    }

    /// The ids of the records that `standing` wants.
    pub(super) fn ids_of(&self, wanted: Collection) -> &RecordNumbers {
        match wanted {
            Collection::Need => &self.needs,
            Collection::Profile | Collection::Enterprise => &self.profiles,
        }
    }

    pub(super) fn ids_of_mut(&mut self, wanted: Collection) -> &mut RecordNumbers {
        match wanted {
            Collection::Need => &mut self.needs,
            Collection::Profile | Collection::Enterprise => &mut self.profiles,
        }
    }

    /// The record of a member of a list.
    pub(super) fn record(&self, wanted: Collection, number: u32) -> Result<RecordId> {
        RecordId::new(wanted, self.ids_of(wanted).id(number))
    }

    /// The group with these kinds and this least fit.
    fn group(
        &mut self,
        (kinds, least): (Option<Vec<ProfileKind>>, Fit),
        snapshot: &Snapshot,
    ) -> Result<usize> {
        let is_same = |group: &RulesGroup| group.kinds == kinds && group.least == least;
        if let Some(known) = self.groups.iter().position(is_same) {
            return Ok(known);
        }
        let options = self.base.clone().least_fit(least);
        let options = match &kinds {
            None => options,
            Some(kinds) => options.kinds(kinds.iter().copied()),
        };
        let rules = options.rules(snapshot.taxonomies())?;
        self.groups.push(RulesGroup {
            kinds,
            least,
            options,
            rules,
        });
        Ok(self.groups.len() - 1)
    }

    /// Has rules look at the day `today` from now on.
    pub(super) fn set_day(&mut self, today: Date, snapshot: &Snapshot) -> Result<()> {
        self.base = self.base.clone().on(today);
        for group in &mut self.groups {
            group.options = group.options.clone().on(today);
            group.rules = group.options.rules(snapshot.taxonomies())?;
        }
        Ok(())
    }

    /// The rules of each group as they were on `day`.
    pub(super) fn rules_on(&self, day: Date, snapshot: &Snapshot) -> Result<Vec<Rules>> {
        let groups = self.groups.iter();
        let rules = |group: &RulesGroup| group.options.clone().on(day).rules(snapshot.taxonomies());
        groups.map(rules).collect()
    }

    /// Puts a subscription in, or takes up what it asks for anew; its list stays as it is. Returns its slot.
    ///
    /// # Errors
    /// Invalid input if the options are.
    pub(super) fn put(&mut self, prepared: Prepared, snapshot: &Snapshot) -> Result<u32> {
        let Prepared { subscription, wish } = prepared;
        let slot = match self.by_id.get(&subscription.id) {
            Some(&slot) => slot,
            None => {
                // As many lists as this take more memory than there is.
                let slot = u32::try_from(self.slots.len()).expect("fewer than 2^32 subscriptions");
                self.slots.push(None);
                self.by_id.insert(subscription.id.clone(), slot);
                slot
            }
        };
        self.unlist(slot);
        let (wish, fault) = match wish {
            Ok(wish) => (wish, None),
            Err(fault) => (None, Some(fault)),
        };
        let is_question = subscription.subject.record().is_none();
        let wish = wish.map(|wish| self.wish(slot, wish, is_question, snapshot));
        let wish = wish.transpose()?;
        if let Some((table, id)) = self.subject_table(&subscription.subject) {
            table.entry(id.to_owned()).or_default().push(slot);
        }
        let place = &mut self.slots[slot as usize];
        let list = place.take().map(|before| before.list).unwrap_or_default();
        *place = Some(StandingList {
            subscription,
            wish,
            fault,
            list,
        });
        Ok(slot)
    }

    fn wish(
        &mut self,
        slot: u32,
        prepared: PreparedWish,
        is_question: bool,
        snapshot: &Snapshot,
    ) -> Result<Wish> {
        let least = prepared.least_fit;
        let group = self.group((prepared.kinds, least), snapshot)?;
        let side = match prepared.side {
            PreparedSide::Need(need) => {
                let number = self.list_need(slot, &need.query, least);
                WishSide::Profiles(need, number)
            }
            PreparedSide::Profile(profile) => {
                if is_question {
                    self.need_questions.push(slot);
                }
                WishSide::Needs(profile)
            }
        };
        Ok(Wish {
            side,
            tests: prepared.tests,
            group,
        })
    }

    /// The rule that closes the need of `wish` to every profile.
    pub(super) fn closed(&self, wish: &Wish) -> Option<Violation> {
        match &wish.side {
            WishSide::Profiles(need, _) => self.groups[wish.group].rules.need(&need.facts),
            WishSide::Needs(_) => None,
        }
    }

    /// Replaces a subscription by one with the same list.
    pub(super) fn replace(&mut self, subscription: &Subscription) {
        let slot = self.by_id.get(&subscription.id).copied();
        if let Some(standing) = slot.and_then(|slot| self.standing_mut(slot)) {
            standing.subscription = subscription.clone();
        }
    }

    /// All subscriptions, by id.
    pub(super) fn subscriptions(&self) -> impl Iterator<Item = &Subscription> {
        let slots = self.by_id.values();
        slots.filter_map(|&slot| Some(&self.standing(slot)?.subscription))
    }

    /// Resident bytes of the index of needs and of the lists.
    pub(super) fn bytes(&self) -> usize {
        let lists = self.slots.iter().flatten();
        let lists = lists.map(|s| s.list.entries.capacity() * size_of::<ListEntry>());
        self.index.bytes()
            + self.slots.capacity() * size_of::<Option<StandingList>>()
            + lists.sum::<usize>()
    }

    /// Adds a need to the index; returns its number there.
    fn list_need(&mut self, slot: u32, query: &Query, least: Fit) -> Option<u32> {
        if least == Fit::None {
            self.unindexed.push(slot);
            return None;
        }
        let number = u32::try_from(self.indexed.len()).expect("one for each slot, and few more");
        self.indexed.push(slot);
        let enough = least.least_covered(query.whole_information);
        self.index.add(number, query, enough);
        Some(number)
    }

    /// The table of the slots of a record that somebody subscribes for, and the record's id.
    fn subject_table<'s>(
        &mut self,
        subject: &'s SubscriptionSubject,
    ) -> Option<(&mut BTreeMap<String, Vec<u32>>, &'s str)> {
        match subject {
            SubscriptionSubject::Need { id, .. } => Some((&mut self.of_need, id.as_str())),
            SubscriptionSubject::Profile { id } => Some((&mut self.of_profile, id.as_str())),
            SubscriptionSubject::Question(_) => None,
        }
    }

    /// Takes a slot out of every table by which records find it.
    fn unlist(&mut self, slot: u32) {
        let Some(standing) = self.slots.get(slot as usize).and_then(Option::as_ref) else {
            return;
        };
        if let Some(Wish {
            side: WishSide::Profiles(need, Some(number)),
            ..
        }) = &standing.wish
        {
            self.index.remove(*number, &need.query);
        }
        self.unindexed.retain(|&other| other != slot);
        self.need_questions.retain(|&other| other != slot);
        let subject = standing.subscription.subject.clone();
        if let Some((table, id)) = self.subject_table(&subject)
            && let Some(slots) = table.get_mut(id)
        {
            slots.retain(|&other| other != slot);
            if slots.is_empty() {
                table.remove(id);
            }
        }
    }

    /// Removes a subscription with its list.
    pub(super) fn remove(&mut self, id: &SubscriptionId) {
        if let Some(slot) = self.by_id.remove(id) {
            self.unlist(slot);
            self.slots[slot as usize] = None;
        }
    }

    /// Makes the index of needs anew if much has changed since it was made. O(terms of all needs).
    pub(super) fn tidy(&mut self) {
        if !self.index.is_worn() {
            return;
        }
        let groups = &self.groups;
        let mut indexed = Vec::new();
        let mut numbered = Vec::new();
        for (slot, standing) in (0_u32..).zip(&mut self.slots) {
            let wish = standing
                .as_mut()
                .and_then(|standing| standing.wish.as_mut());
            if let Some(Wish {
                side: WishSide::Profiles(need, number @ Some(_)),
                group,
                ..
            }) = wish
            {
                let new = u32::try_from(indexed.len()).expect("one for each slot");
                *number = Some(new);
                indexed.push(slot);
                let least = groups[*group].least;
                let enough = least.least_covered(need.query.whole_information);
                numbered.push((new, &need.query, enough));
            }
        }
        self.index = NeedIndex::of(numbered.into_iter());
        self.indexed = indexed;
    }
}
