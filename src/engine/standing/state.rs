//! The lists and their state, in the database.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::difference::ListDifferences;
use super::list::{KeptList, ListEntry};
use super::prepare::prepare_all;
use super::{Library, StandingMatches};
use crate::compiled::CollectionStatistics;
use crate::error::{Error, Result, say};
use crate::ledger::{
    StoredList, drop_list, put_list, put_statistics, set_standing_state, standing_state,
    stored_lists, stored_statistics,
};
use crate::model::{Date, ProfileId, SubscriptionId};
use crate::num::hash64;
use crate::push::add_candidates;
use crate::score::Fit;
use crate::standing::Subscription;
use crate::text::Lexicon;

/// A digest of a lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LexiconDigest(u64);

impl LexiconDigest {
    pub(super) fn of(lexicon: &Lexicon) -> Self {
        // A lexicon is of texts and lists, which JSON always holds.
        let text = serde_json::to_string(lexicon).unwrap_or_default();
        Self(hash64(text.as_bytes()))
    }
}

/// What the scores of standing lists are of: statistics, and the day on which ages are counted.
///
/// Whoever shows a member of a list ranks and explains under these, and finds its score to the bit.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FrozenScores {
    /// Statistics, for [`Library::snapshot_under`].
    pub statistics: Arc<CollectionStatistics>,
    /// Day, for [`RankOptions::scored_on`](crate::RankOptions::scored_on).
    pub scored_on: Date,
}

impl Library {
    /// What the lists of the library's subscriptions are scored under since the last renewal; `None` before their first
    /// update.
    ///
    /// # Errors
    /// Corrupt if the file of the ledger is damaged.
    pub fn frozen_scores(&self) -> Result<Option<FrozenScores>> {
        let kept = StandingState::kept(self)?;
        Ok(kept.map(|(state, statistics)| FrozenScores {
            statistics,
            scored_on: state.scored_on,
        }))
    }

    /// Statistics that lists were scored under at some time, by their [digest](CollectionStatistics::digest): all are kept,
    /// so that what a delivery showed can be shown again.
    ///
    /// # Errors
    /// Not found for an unknown digest; corrupt if they are damaged.
    pub fn statistics_of(&self, number: u64) -> Result<CollectionStatistics> {
        let name = digest(number);
        let database = self.origin.history.database()?;
        let found = database.read(|inside| stored_statistics(inside, &name))?;
        let bytes = found.ok_or_else(|| {
            let repair = say!(
                "give the digest that a delivery names as its context",
                "请给出推送记录中所写的统计量编号"
            );
            Error::not_found("statistics", &name, repair)
        })?;
        CollectionStatistics::from_bytes(&bytes)
    }
}

/// What the lists are of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandingState {
    /// Number of the update; a program that has another one in memory is behind.
    pub(super) serial: u64,
    /// The commit of the library.
    pub(super) generation: u64,
    /// The day on which rules were asked.
    pub(super) day: Date,
    /// The day on which scores count ages.
    pub(super) scored_on: Date,
    /// Digest of the statistics.
    pub(super) statistics: u64,
    /// Digest of the options.
    pub(super) options: u64,
    pub(super) lexicon: LexiconDigest,
    /// How often subscriptions had changed.
    pub(super) subscription_changes: u64,
    /// Firms that profiles served by the ledger.
    pub(super) loads: BTreeMap<ProfileId, u32>,
    /// Profiles that changed since the statistics were taken.
    pub(super) changed_profiles: u64,
}

impl StandingState {
    /// The state that the last update left, with its statistics; `None` if there was none.
    pub(super) fn kept(library: &Library) -> Result<Option<(Self, Arc<CollectionStatistics>)>> {
        let database = library.origin.history.database()?;
        let found = database.read(|inside| {
            let Some(text) = standing_state(inside)? else {
                return Ok(None);
            };
            let state: Self =
                serde_json::from_str(&text).map_err(|_| unreadable("setting", &text))?;
            let digest = digest(state.statistics);
            let bytes = stored_statistics(inside, &digest)?;
            let bytes = bytes.ok_or_else(|| unreadable("standing_statistics", &digest))?;
            Ok(Some((state, CollectionStatistics::from_bytes(&bytes)?)))
        })?;
        Ok(found.map(|(state, statistics)| (state, Arc::new(statistics))))
    }

    /// The state of a library without lists: every subscription is still to be taken up.
    pub(super) fn begin(library: &Library, day: Date) -> Result<(Self, Arc<CollectionStatistics>)> {
        let snapshot = library.snapshot()?;
        let statistics = Arc::new(snapshot.collection_statistics());
        let state = Self {
            serial: 0,
            generation: snapshot.0.index.generation(),
            day,
            scored_on: day,
            statistics: statistics.digest(),
            options: 0,
            lexicon: LexiconDigest::of(&library.lexicon()),
            // Not looked at yet: no count is as great.
            subscription_changes: u64::MAX,
            loads: BTreeMap::new(),
            changed_profiles: 0,
        };
        Ok((state, statistics))
    }
}

impl StandingMatches {
    /// Takes up the lists that the last update left.
    pub(super) fn restore(&mut self, library: &Library) -> Result<()> {
        let database = library.origin.history.database()?;
        let stored = database.read(stored_lists)?;
        let snapshot = library.snapshot_under(&self.statistics)?;
        let mut wishes = Vec::with_capacity(stored.len());
        let mut members = Vec::with_capacity(stored.len());
        for list in &stored {
            wishes.push(Subscription::read(
                list.wish.as_deref().unwrap_or_default(),
            )?);
            let of_list: Vec<(String, f64, Fit)> = serde_json::from_str(&list.members)
                .map_err(|_| unreadable("standing_list", &list.members))?;
            members.push((of_list, list.is_complete));
        }
        let wishes: Vec<&Subscription> = wishes.iter().collect();
        let prepared = prepare_all(&wishes, &snapshot, &self.lists.base)?;
        for (prepared, (members, is_complete)) in prepared.into_iter().zip(members) {
            let wants = prepared.subscription.subject.wants();
            let slot = self.lists.put(prepared, &snapshot)?;
            let ids = self.lists.ids_of_mut(wants);
            let entry = |(id, score, fit): (String, f64, Fit)| ListEntry {
                score,
                record: ids.number(&id),
                fit,
            };
            let entries = members.into_iter().map(entry).collect();
            if let Some(standing) = self.lists.standing_mut(slot) {
                standing.list = KeptList {
                    entries,
                    is_complete,
                };
            }
        }
        self.lists.tidy();
        Ok(())
    }

    /// Keeps the state, the lists of these slots (each with whether its wish is to be written too) without the removed ones, and the changes as candidates for pushes, in
    /// one transaction.
    pub(super) fn keep(
        &self,
        state: &StandingState,
        (slots, removed): (impl Iterator<Item = (u32, bool)>, &[SubscriptionId]),
        found: &ListDifferences,
        new_statistics: Option<&CollectionStatistics>,
    ) -> Result<()> {
        let lists: Vec<StoredList> = slots
            .filter_map(|(slot, is_new)| self.stored_list(slot, is_new).transpose())
            .collect::<Result<_>>()?;
        let text = serde_json::to_string(state).map_err(|error| fault(&error))?;
        let is_first = self.state.serial == 0;
        let statistics = new_statistics.or(is_first.then_some(&self.statistics));
        let statistics = statistics.map(CollectionStatistics::to_bytes);
        let serial = self.state.serial;
        self.origin.history.database()?.write(|inside| {
            let kept = standing_state(inside)?;
            let kept: Option<StandingState> = kept
                .map(|text| serde_json::from_str(&text).map_err(|_| unreadable("setting", &text)))
                .transpose()?;
            if kept.map_or(0, |kept| kept.serial) != serial {
                let repair = say!(
                    "another program has updated them: update again",
                    "另有程序已更新列表：请再更新一次"
                );
                return Err(Error::invalid("standing", serial, repair).into());
            }
            if let Some(bytes) = &statistics {
                let (digest, taken) = (digest(state.statistics), state.scored_on.to_string());
                put_statistics(inside, &digest, &taken, bytes)?;
            }
            for id in removed {
                drop_list(inside, id.as_str())?;
            }
            lists.iter().try_for_each(|list| put_list(inside, list))?;
            set_standing_state(inside, &text)?;
            add_candidates(inside, &found.changes, state.day)?;
            add_candidates(inside, &found.stayed, state.day)
        })
    }

    fn stored_list(&self, slot: u32, is_new: bool) -> Result<Option<StoredList>> {
        let Some(standing) = self.lists.standing(slot) else {
            return Ok(None);
        };
        let ids = self.lists.ids_of(standing.wants());
        let members = standing.list.entries.iter();
        let members: Vec<(&str, f64, Fit)> = members
            .map(|entry| (ids.id(entry.record), entry.score, entry.fit))
            .collect();
        let json = |error: serde_json::Error| fault(&error);
        let wish = is_new.then(|| serde_json::to_string(&standing.subscription));
        Ok(Some(StoredList {
            subscription: standing.subscription.id.as_str().to_owned(),
            wish: wish.transpose().map_err(json)?,
            members: serde_json::to_string(&members).map_err(json)?,
            is_complete: standing.list.is_complete,
        }))
    }
}

fn digest(number: u64) -> String {
    format!("{number:016x}")
}

fn unreadable(table: &str, text: &str) -> Error {
    crate::ledger::unreadable_row(table, text)
}

fn fault(error: &serde_json::Error) -> Error {
    Error::fault(say!(
        "a list cannot be written: {error}",
        "列表无法写出：“{error}”"
    ))
}
