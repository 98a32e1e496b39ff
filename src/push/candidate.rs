//! Candidates: what the lists of subscriptions gained and what has not been sent yet.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::delivery::last_sent;
use super::material::is_material;
use super::rows::{bits, bump, collection_of, fingerprint, number, record};
use super::subscriptions::stored;
use crate::ledger::{Failure, required};
use crate::model::{Collection, Date, RecordId, SubscriptionId};
use crate::score::Fit;
use crate::standing::{ChangeCause, ListChange, ListMember, MovedMember};

/// A record that waits to be sent for a subscription.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct PushCandidate {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The record.
    pub record: RecordId,
    /// Rank in the subscription's list, from 1.
    pub rank: usize,
    /// Score, 0 to 1.
    pub score: f64,
    /// Fit.
    pub fit: Fit,
    /// Digest of the record's content.
    pub fingerprint: u64,
    /// Why it entered the list.
    pub cause: ChangeCause,
    /// The day since which it waits.
    pub day: Date,
}

/// Columns of a candidate, in the order that [`candidate`] reads.
pub(super) const CANDIDATE: &str =
    "subscription, collection, record, place, score, fit, fingerprint, cause, day";

/// The candidate of a row of [`CANDIDATE`].
pub(super) fn candidate(row: &Row<'_>) -> Result<PushCandidate, Failure> {
    Ok(PushCandidate {
        subscription: required(row, 0)?,
        record: record(row, 1)?,
        rank: usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
        score: row.get(4)?,
        fit: required(row, 5)?,
        fingerprint: fingerprint(row, 6)?,
        cause: required(row, 7)?,
        day: required(row, 8)?,
    })
}

/// The open candidates, by subscription and record.
pub(super) fn open(of: &Connection) -> Result<Vec<PushCandidate>, Failure> {
    let text = format!("SELECT {CANDIDATE} FROM candidate ORDER BY 1, 2, 3");
    let mut select = of.prepare_cached(&text)?;
    let mut rows = select.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(candidate(row)?);
    }
    Ok(found)
}

/// Puts a candidate in place of an earlier one of its subscription and record, which keeps its day.
pub(super) fn put(to: &Transaction<'_>, candidate: &PushCandidate) -> Result<(), Failure> {
    to.prepare_cached(
        "INSERT INTO candidate (subscription, collection, record, place, score, fit, fingerprint, cause, day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (subscription, collection, record) DO UPDATE
         SET place = ?4, score = ?5, fit = ?6, fingerprint = ?7, cause = ?8",
    )?
    .execute(params![
        candidate.subscription.as_str(),
        collection_of(&candidate.record),
        candidate.record.as_str(),
        number(candidate.rank),
        candidate.score,
        candidate.fit.as_str(),
        bits(candidate.fingerprint),
        candidate.cause.as_str(),
        candidate.day.to_string(),
    ])?;
    Ok(())
}

/// Puts a candidate back that was sent and came back; one that is open stays as it is.
pub(super) fn put_back(to: &Transaction<'_>, candidate: &PushCandidate) -> Result<(), Failure> {
    match is_open(to, &candidate.subscription, &candidate.record)? {
        true => Ok(()),
        false => put(to, candidate),
    }
}

/// Takes a candidate back; returns whether there was one.
pub(super) fn withdraw(
    from: &Transaction<'_>,
    subscription: &SubscriptionId,
    record: &RecordId,
) -> Result<bool, Failure> {
    let gone = from
        .prepare_cached(
            "DELETE FROM candidate WHERE subscription = ?1 AND collection = ?2 AND record = ?3",
        )?
        .execute(params![
            subscription.as_str(),
            collection_of(record),
            record.as_str()
        ])?;
    Ok(gone > 0)
}

/// Whether a candidate of that subscription and record is open.
fn is_open(
    of: &Connection,
    subscription: &SubscriptionId,
    record: &RecordId,
) -> Result<bool, Failure> {
    let mut select = of.prepare_cached(
        "SELECT 1 FROM candidate WHERE subscription = ?1 AND collection = ?2 AND record = ?3",
    )?;
    let found = select
        .query_row(
            params![
                subscription.as_str(),
                collection_of(record),
                record.as_str()
            ],
            |_| Ok(()),
        )
        .optional()?;
    Ok(found.is_some())
}

/// Takes what the lists of subscriptions gained, lost and moved on `day` over into the open candidates, in the
/// transaction that stores the new lists.
///
/// - A record that a list gained becomes a candidate.
/// - A record that a list lost is one no longer.
/// - A record that moved stays one, with its new rank and score. One that was sent already becomes a candidate again if
///   it changed materially since (see [`PlanOptions`](super::PlanOptions)), unless it has another score by a renewal alone.
///
/// Changes of a subscription that is unknown or removed are left out. O(members · log candidates).
pub(crate) fn add_candidates(
    inside: &Transaction<'_>,
    changes: &[ListChange],
    day: Date,
) -> Result<(), Failure> {
    for change in changes {
        let Some(subscription) = stored(inside, &change.subscription)? else {
            continue;
        };
        if subscription.removed.is_some() {
            continue;
        }
        for lost in &change.lost {
            withdraw(inside, &change.subscription, &lost.record)?;
        }
        for gained in &change.gained {
            put(inside, &of_gained(&change.subscription, gained, day))?;
        }
        for moved in &change.moved {
            let candidate = of_moved(&change.subscription, moved, day);
            let is_candidate = match is_open(inside, &change.subscription, &moved.record)? {
                true => true,
                false if moved.cause == ChangeCause::Renewed => false,
                false => {
                    let recipient = &subscription.content.recipient;
                    let sent = last_sent(inside, recipient, &moved.record)?;
                    sent.is_some_and(|sent| is_material(&candidate, &sent))
                }
            };
            if is_candidate {
                put(inside, &candidate)?;
            }
        }
    }
    if !changes.is_empty() {
        bump(inside)?;
    }
    Ok(())
}

fn of_gained(subscription: &SubscriptionId, member: &ListMember, day: Date) -> PushCandidate {
    PushCandidate {
        subscription: subscription.clone(),
        record: member.record.clone(),
        rank: member.rank,
        score: member.score,
        fit: member.fit,
        fingerprint: member.fingerprint,
        cause: member.cause,
        day,
    }
}

fn of_moved(subscription: &SubscriptionId, member: &MovedMember, day: Date) -> PushCandidate {
    PushCandidate {
        subscription: subscription.clone(),
        record: member.record.clone(),
        rank: member.to,
        score: member.score,
        fit: member.fit,
        fingerprint: member.fingerprint,
        cause: member.cause,
        day,
    }
}

impl PushCandidate {
    /// Whether it wants a need or a profile to be sent.
    #[must_use]
    pub fn collection(&self) -> Collection {
        self.record.collection()
    }
}
