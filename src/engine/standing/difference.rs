//! What changed in a list, and why.

use std::cell::RefCell;
use std::collections::HashMap;

use super::changed::ChangedRecords;
use super::list::ListEntry;
use super::lists::{StandingList, StandingLists, Wish, WishSide};
use super::offer::asking;
use super::update::{ListBefore, Update};
use crate::engine::Snapshot;
use crate::engine::lookup::held;
use crate::error::Result;
use crate::model::{NeedStatus, RecordId};
use crate::num::hash64;
use crate::rank::{PairRules, kind_shares};
use crate::rule::Rules;
use crate::standing::{ChangeCause, ListChange, ListMember, LostMember, MovedMember};

/// What became of the lists that an update touched.
pub(super) struct ListDifferences {
    /// What each list gained, lost and moved, by subscription ascending; lists in which nothing changed are left out.
    pub(super) changes: Vec<ListChange>,
    /// Members whose records were changed and that stayed where they were, as if each had moved there: nothing to
    /// announce of the list, but whoever was sent the record may want to hear of it again.
    pub(super) stayed: Vec<ListChange>,
}

/// What became of every touched list.
pub(super) fn differences(
    lists: &StandingLists,
    update: &Update,
    changed: &ChangedRecords,
    snapshot: &Snapshot,
) -> Result<ListDifferences> {
    let rules_before = match update.year_of_rules {
        None => Vec::new(),
        Some(day) => lists.rules_on(day, snapshot)?,
    };
    let (mut changes, mut all_stayed) = (Vec::new(), Vec::new());
    let fingerprints = Fingerprints {
        snapshot,
        known: RefCell::default(),
    };
    for (&slot, before) in &update.before {
        let Some(standing) = lists.standing(slot) else {
            continue;
        };
        let comparison = ListComparison {
            lists,
            standing,
            subject: update.subjects.get(&slot).copied(),
            changed,
            snapshot,
            fingerprints: &fingerprints,
            rules_before: &rules_before,
        };
        let (change, stayed) = comparison.change(before)?;
        if !change.is_empty() {
            changes.push(change);
        }
        if !stayed.is_empty() {
            all_stayed.push(stayed);
        }
    }
    changes.sort_by(|a, b| a.subscription.cmp(&b.subscription));
    Ok(ListDifferences {
        changes,
        stayed: all_stayed,
    })
}

/// A list now, and all that says why it is not as it was.
struct ListComparison<'a> {
    lists: &'a StandingLists,
    standing: &'a StandingList,
    /// Why the list was ranked anew, if its subject changed.
    subject: Option<ChangeCause>,
    changed: &'a ChangedRecords,
    snapshot: &'a Snapshot,
    fingerprints: &'a Fingerprints<'a>,
    /// Rules of the groups on the day of the last update, if the passing of days may have freed or barred any pair.
    rules_before: &'a [Rules],
}

/// Digests of records' contents. One record may enter and move in thousands of lists, and is read once.
struct Fingerprints<'a> {
    snapshot: &'a Snapshot,
    known: RefCell<HashMap<RecordId, u64>>,
}

impl Fingerprints<'_> {
    /// The digest of a record; 0 of one that is not there.
    fn of(&self, record: &RecordId) -> Result<u64> {
        if let Some(&known) = self.known.borrow().get(record) {
            return Ok(known);
        }
        let text = self.snapshot.0.index.text(record)?;
        let digest = text.map_or(0, |text| hash64(text.as_bytes()));
        self.known.borrow_mut().insert(record.clone(), digest);
        Ok(digest)
    }
}

impl ListComparison<'_> {
    /// What changed, and the changed records that stayed.
    fn change(&self, before: &ListBefore) -> Result<(ListChange, ListChange)> {
        let mut change = ListChange::new(self.standing.subscription.id.clone());
        let mut stayed = ListChange::new(self.standing.subscription.id.clone());
        let after = self.standing.list.shown(self.standing.subscription.k);
        let ranked = |entries: &[ListEntry]| -> HashMap<u32, (usize, ListEntry)> {
            let ranked = (1..).zip(entries.iter().copied());
            ranked
                .map(|(rank, entry)| (entry.record, (rank, entry)))
                .collect()
        };
        let is_same_collection = before.of == self.standing.wants();
        let was = if is_same_collection {
            ranked(&before.shown)
        } else {
            HashMap::new()
        };
        let is = if is_same_collection {
            ranked(after)
        } else {
            HashMap::new()
        };
        for (rank, entry) in (1..).zip(after) {
            let record = self.record(entry.record)?;
            let (score, fit) = (entry.score, entry.fit);
            match was.get(&entry.record) {
                None => {
                    let cause = self.entered(&record)?;
                    let fingerprint = self.fingerprints.of(&record)?;
                    change.gained.push(ListMember {
                        record,
                        rank,
                        score,
                        fit,
                        fingerprint,
                        cause,
                    });
                }
                Some(&(from, old)) => {
                    let is_as_good = old.score == score && old.fit == fit;
                    let is_changed =
                        self.changed.cause(&record) == Some(ChangeCause::ChangedRecord);
                    let moved = match (from == rank && is_as_good, is_changed) {
                        (true, false) => continue,
                        (true, true) => &mut stayed.moved,
                        (false, _) => &mut change.moved,
                    };
                    moved.push(self.member(record, (from, old), (rank, *entry))?);
                }
            }
        }
        for (was_rank, entry) in (1..).zip(&before.shown) {
            if !is.contains_key(&entry.record) {
                let record = self.lists.record(before.of, entry.record)?;
                let cause = self.left(&record)?;
                change.lost.push(LostMember {
                    record,
                    was_rank,
                    was_score: entry.score,
                    cause,
                });
            }
        }
        Ok((change, stayed))
    }

    /// A member that moved, or whose record was changed in its place.
    fn member(
        &self,
        record: RecordId,
        (from, old): (usize, ListEntry),
        (to, now): (usize, ListEntry),
    ) -> Result<MovedMember> {
        let is_as_good = old.score == now.score && old.fit == now.fit;
        let cause = match is_as_good && from == to {
            true => ChangeCause::ChangedRecord,
            false => self.moved(&record, (from, to), is_as_good),
        };
        let fingerprint = self.fingerprints.of(&record)?;
        Ok(MovedMember {
            record,
            from,
            to,
            was_score: old.score,
            score: now.score,
            fit: now.fit,
            fingerprint,
            cause,
        })
    }

    fn record(&self, number: u32) -> Result<RecordId> {
        self.lists.record(self.standing.wants(), number)
    }

    fn entered(&self, record: &RecordId) -> Result<ChangeCause> {
        Ok(match self.changed.cause(record).or(self.subject) {
            // It was barred before, or it would have been a member as good as it is now.
            Some(ChangeCause::RuleBars) => ChangeCause::RuleAllows,
            Some(cause) => cause,
            None if self.was_barred(record)? => ChangeCause::RuleAllows,
            None => ChangeCause::MovedUp,
        })
    }

    fn moved(
        &self,
        record: &RecordId,
        (from, to): (usize, usize),
        is_as_good: bool,
    ) -> ChangeCause {
        let own = match is_as_good {
            // Whatever became of the record or the subject, other members alone gave it another rank.
            true => None,
            false => self.changed.cause(record).or(self.subject),
        };
        match own {
            // A member is barred by no rule.
            Some(ChangeCause::RuleBars) | None if to < from => ChangeCause::MovedUp,
            Some(ChangeCause::RuleBars) | None => ChangeCause::PushedOut,
            Some(cause) => cause,
        }
    }

    fn left(&self, record: &RecordId) -> Result<ChangeCause> {
        let Some(own) = self.changed.cause(record) else {
            let is_barred = !self.rules_before.is_empty() && self.is_barred(record)?;
            let by_others = match is_barred {
                true => ChangeCause::RuleBars,
                false => ChangeCause::PushedOut,
            };
            return Ok(self.subject.unwrap_or(by_others));
        };
        match self.went(record)? {
            Some(went) => Ok(went),
            // A need that is closed bars everybody, whatever else happened to them.
            None if self.is_closed() => Ok(self.subject.unwrap_or(ChangeCause::RuleBars)),
            None if self.is_barred(record)? => Ok(ChangeCause::RuleBars),
            None => Ok(own),
        }
    }

    /// Why the record is nobody's to be listed any more: not in the library, or closed; `None` if it is there and open.
    fn went(&self, record: &RecordId) -> Result<Option<ChangeCause>> {
        let gone = Some(ChangeCause::RecordGone);
        Ok(match record {
            RecordId::Need(id) => {
                held(self.snapshot.need(id))?.map_or(gone, |need| match need.status {
                    NeedStatus::Open | NeedStatus::InContact => None,
                    NeedStatus::Settled => Some(ChangeCause::NeedSettled),
                    NeedStatus::Paused => Some(ChangeCause::NeedPaused),
                    NeedStatus::Withdrawn => Some(ChangeCause::NeedWithdrawn),
                })
            }
            // An id that was merged away leads to the profile that was kept.
            RecordId::Profile(id) => {
                let found = held(self.snapshot.profile(id))?;
                gone.filter(|_| found.is_none_or(|found| found.id != *id))
            }
            RecordId::Enterprise(_) => gone,
        })
    }

    /// Whether a rule closes the subject to everybody now.
    fn is_closed(&self) -> bool {
        let wish = self.standing.wish.as_ref();
        wish.is_some_and(|wish| self.lists.closed(wish).is_some())
    }

    /// Whether a rule bars the pair now.
    fn is_barred(&self, record: &RecordId) -> Result<bool> {
        let wish = self.standing.wish.as_ref();
        wish.map_or(Ok(false), |wish| {
            self.bars(wish, &self.lists.groups[wish.group].rules, record)
        })
    }

    /// Whether a rule that depends on days alone barred the pair on the day of the last update.
    fn was_barred(&self, record: &RecordId) -> Result<bool> {
        match (&self.standing.wish, self.rules_before) {
            (None, _) | (_, []) => Ok(false),
            (Some(wish), rules) => self.bars(wish, &rules[wish.group], record),
        }
    }

    /// Whether `rules` bar the pair of the records as they are.
    fn bars(&self, wish: &Wish, rules: &Rules, record: &RecordId) -> Result<bool> {
        let Wish { side, group, .. } = wish;
        let shares = kind_shares(&self.lists.base);
        let pair = PairRules {
            rules,
            ..self.lists.groups[*group].pair(&shares)
        };
        let mut sums = Vec::new();
        Ok(match (side, record) {
            (WishSide::Profiles(need, _), RecordId::Profile(id)) => {
                let profile = self.snapshot.profile(id)?;
                let asking = asking(&profile, self.snapshot);
                asking.points(need, pair, &mut sums).is_none()
            }
            (WishSide::Needs(profile), RecordId::Need(id)) => {
                let need = self
                    .snapshot
                    .analysed(&self.snapshot.need(id)?, &self.lists.base)?;
                let asking = asking(profile, self.snapshot);
                asking.points(&need, pair, &mut sums).is_none()
            }
            // A list holds records of the collection that it wants.
            (WishSide::Profiles(..), RecordId::Need(_) | RecordId::Enterprise(_))
            | (WishSide::Needs(_), RecordId::Profile(_) | RecordId::Enterprise(_)) => false,
        })
    }
}
