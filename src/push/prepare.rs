//! What a plan goes by, read from the database at one moment.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _, params};

use super::candidate::{self, PushCandidate};
use super::delivery::{came_back, last_sent, was_ever_sent};
use super::rows::{changes, record};
use super::sent_before::SentBefore;
use super::subscriptions;
use crate::error::Result;
use crate::ledger::{Failure, MergedIds, StageRole, current_stages, required, stored_members};
use crate::model::{Date, NeedId, ProfileId, RecordId, SubscriptionId};
use crate::score::Fit;
use crate::standing::{Subscription, SubscriptionSubject, Weekday};

/// An open candidate with what happened to it before.
#[derive(Debug)]
pub(super) struct OpenCandidate {
    pub(super) content: PushCandidate,
    /// Place of its subscription.
    pub(super) subscription: usize,
    pub(super) sent: Option<SentBefore>,
    /// Stage of the pair in the ledger, if it is at work, done or ended: its id, and its name for people.
    pub(super) stage: Option<(String, String)>,
    /// Whether it came back and the list of its subscription does not show its record any more.
    pub(super) is_off_list: bool,
    /// Whether its record was never sent to anybody.
    pub(super) is_newcomer: bool,
}

/// What a plan goes by.
#[derive(Debug)]
pub(super) struct PushState {
    /// How often the tables were changed.
    pub(super) changes: u64,
    /// By id.
    pub(super) subscriptions: Vec<Subscription>,
    /// By subscription and record.
    pub(super) candidates: Vec<OpenCandidate>,
    /// Deliveries of the week of the plan.
    pub(super) by_subscription: BTreeMap<SubscriptionId, u32>,
    pub(super) by_recipient: BTreeMap<String, u32>,
    pub(super) by_record: BTreeMap<RecordId, u32>,
    /// Day of the last digest of each recipient.
    pub(super) digests: BTreeMap<String, Date>,
    /// Subscriptions with a delivery that did not come back, on any day.
    pub(super) served: BTreeSet<SubscriptionId>,
    /// Subscriptions whose list is kept in the library and shows nobody.
    pub(super) empty: BTreeSet<SubscriptionId>,
    /// Subscriptions that were never sent anything, have no candidate, and have no list that is kept in the library.
    pub(super) unlisted: BTreeSet<SubscriptionId>,
}

/// The need and the profile that a delivery brings together, as far as the subject is a record.
pub(crate) fn pair(
    subject: &SubscriptionSubject,
    record: &RecordId,
) -> (Option<NeedId>, Option<ProfileId>) {
    let (mut need, mut profile) = match record {
        RecordId::Need(id) => (Some(id.clone()), None),
        RecordId::Profile(id) => (None, Some(id.clone())),
        RecordId::Enterprise(_) => (None, None),
    };
    match subject {
        SubscriptionSubject::Need { id, .. } => need = Some(id.clone()),
        SubscriptionSubject::Profile { id } => profile = Some(id.clone()),
        SubscriptionSubject::Question(_) => {}
    }
    (need, profile)
}

impl PushState {
    /// Reads the state of `today`. O(subscriptions + candidates · log deliveries + deliveries of the week).
    ///
    /// A merged profile was sent what any of its ids was sent, and stands with a need as any of them does.
    pub(super) fn read(of: &Connection, today: Date, merged: &MergedIds) -> Result<Self, Failure> {
        let subscriptions = subscriptions::all(of)?;
        let mut state = Self {
            changes: changes(of)?,
            candidates: Vec::new(),
            by_subscription: BTreeMap::new(),
            by_recipient: BTreeMap::new(),
            by_record: BTreeMap::new(),
            digests: digests(of)?,
            served: served(of)?,
            empty: BTreeSet::new(),
            unlisted: BTreeSet::new(),
            subscriptions,
        };
        state.read_week(of, today, merged)?;
        state.read_empty(of)?;
        let stages = current_stages(of)?;
        let mut known: BTreeMap<RecordId, bool> = BTreeMap::new();
        for mut content in candidate::open(of)? {
            let found = state
                .subscriptions
                .binary_search_by(|one| one.id.cmp(&content.subscription));
            // One of a subscription that another process is just removing.
            let Ok(at) = found else { continue };
            let subscription = &state.subscriptions[at];
            let records = under_all_ids(&content.record, merged);
            let sent = last_sent(of, &subscription.recipient, &records)?;
            let stage = stage(of, &subscription.subject, (&content.record, merged))?;
            let stage = stage.map(|id| {
                let known = stages.all().iter().find(|stage| stage.id == id);
                let name = known.map_or_else(|| id.clone(), |stage| stage.name.clone());
                (id, name)
            });
            let is_off_list = !listed_again(of, subscription, &mut content)?;
            let is_newcomer = match known.get(&content.record) {
                Some(&known) => known,
                None => {
                    let mut is_newcomer = true;
                    for record in &records {
                        is_newcomer &= !was_ever_sent(of, record)?;
                    }
                    known.insert(content.record.clone(), is_newcomer);
                    is_newcomer
                }
            };
            state.candidates.push(OpenCandidate {
                content,
                subscription: at,
                sent,
                stage,
                is_off_list,
                is_newcomer,
            });
        }
        state.read_unlisted(of)?;
        Ok(state)
    }

    /// Counts the deliveries from the Monday to the Sunday of the week of `today`; what came back does not count.
    fn read_week(
        &mut self,
        of: &Connection,
        today: Date,
        merged: &MergedIds,
    ) -> Result<(), Failure> {
        let (monday, sunday) = week(today);
        let mut select = of.prepare_cached(
            "SELECT subscription, recipient, collection, record FROM delivery
             WHERE day BETWEEN ?1 AND ?2 AND state <> 'returned'",
        )?;
        let mut rows = select.query(params![monday.to_string(), sunday.to_string()])?;
        while let Some(row) = rows.next()? {
            *self.by_subscription.entry(required(row, 0)?).or_default() += 1;
            *self.by_recipient.entry(row.get(1)?).or_default() += 1;
            let record = match record(row, 2)? {
                RecordId::Profile(id) => merged.kept(&id).clone().into(),
                other @ (RecordId::Need(_) | RecordId::Enterprise(_)) => other,
            };
            *self.by_record.entry(record).or_default() += 1;
        }
        Ok(())
    }

    /// Finds the subscriptions that were sent something and whose list shows nobody now. O(subscriptions that were).
    fn read_empty(&mut self, of: &Connection) -> Result<(), Failure> {
        for id in &self.served {
            if stored_members::<Fit>(of, id.as_str())?.is_some_and(|members| members.is_empty()) {
                self.empty.insert(id.clone());
            }
        }
        Ok(())
    }

    /// Finds the subscriptions of which nobody has said yet who fits. O(subscriptions that were sent nothing).
    fn read_unlisted(&mut self, of: &Connection) -> Result<(), Failure> {
        let mut is_open = vec![false; self.subscriptions.len()];
        for open in &self.candidates {
            is_open[open.subscription] = true;
        }
        for (subscription, is_open) in self.subscriptions.iter().zip(is_open) {
            let id = &subscription.id;
            if !is_open
                && !self.served.contains(id)
                && stored_members::<Fit>(of, id.as_str())?.is_none()
            {
                self.unlisted.insert(id.clone());
            }
        }
        Ok(())
    }

    /// Recipients of the candidates and records of them, ascending.
    pub(super) fn recipients(&self) -> BTreeSet<&str> {
        let all = self.candidates.iter();
        all.map(|open| &*self.subscriptions[open.subscription].recipient)
            .collect()
    }
}

/// The Monday and the Sunday of the week of `day`.
pub(super) fn week(day: Date) -> (Date, Date) {
    let since_monday = Weekday::of(day) as i32;
    let monday = day.day_number() - since_monday;
    (
        Date::from_day_number(monday),
        Date::from_day_number(monday + 6),
    )
}

fn digests(of: &Connection) -> Result<BTreeMap<String, Date>, Failure> {
    let mut select = of.prepare_cached(
        "SELECT recipient, max(day) FROM delivery
         WHERE is_digest = 1 AND state <> 'returned' GROUP BY recipient",
    )?;
    let mut rows = select.query([])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        found.insert(row.get(0)?, required(row, 1)?);
    }
    Ok(found)
}

fn served(of: &Connection) -> Result<BTreeSet<SubscriptionId>, Failure> {
    let mut select =
        of.prepare_cached("SELECT DISTINCT subscription FROM delivery WHERE state <> 'returned'")?;
    let mut rows = select.query([])?;
    let mut found = BTreeSet::new();
    while let Some(row) = rows.next()? {
        found.insert(required(row, 0)?);
    }
    Ok(found)
}

/// Gives a candidate that was sent and came back the place, score and fit that it has in the list as it is kept now: the
/// list may have changed since it was sent. Whether it may go by what it says; not if the list shows its record no more.
fn listed_again(
    of: &Connection,
    subscription: &Subscription,
    content: &mut PushCandidate,
) -> Result<bool, Failure> {
    if !came_back(of, &subscription.id, &content.record)? {
        return Ok(true);
    }
    // Lists of the caller's own are not kept here.
    let Some(members) = stored_members::<Fit>(of, subscription.id.as_str())? else {
        return Ok(true);
    };
    let mut shown = (1..).zip(members).take(subscription.k);
    let found = shown.find(|(_, (id, ..))| id == content.record.as_str());
    let Some((rank, (_, score, fit))) = found else {
        return Ok(false);
    };
    (content.rank, content.score, content.fit) = (rank, score, fit);
    Ok(true)
}

/// The record under every id that it has or had.
fn under_all_ids(record: &RecordId, merged: &MergedIds) -> Vec<RecordId> {
    match record {
        RecordId::Profile(id) => merged.all(id).cloned().map(RecordId::from).collect(),
        RecordId::Need(_) | RecordId::Enterprise(_) => vec![record.clone()],
    }
}

/// The stage of a pair that is past waiting; `None` of a pair that waits, or of which nothing happened.
fn stage(
    of: &Connection,
    subject: &SubscriptionSubject,
    (sent, merged): (&RecordId, &MergedIds),
) -> Result<Option<String>, Failure> {
    let (Some(need), Some(profile)) = pair(subject, sent) else {
        return Ok(None);
    };
    let mut select = of.prepare_cached(
        "SELECT stage FROM standing WHERE need = ?1 AND profile = ?2 AND role <> ?3",
    )?;
    let values = params![
        need.as_str(),
        merged.kept(&profile).as_str(),
        StageRole::Waiting.as_str()
    ];
    Ok(select.query_row(values, |row| row.get(0)).optional()?)
}
