//! Candidates: what the lists of subscriptions gained and what has not been sent yet.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::delivery::last_sent;
use super::rows::{bits, bump, collection_of, fingerprint, number, record};
use super::subscriptions::{held, stored};
use crate::error::{Bilingual as _, Error, say};
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

/// Refuses changes that come from elsewhere and that no list of these subscriptions can have.
pub(super) fn check_changes(of: &Connection, changes: &[ListChange]) -> Result<(), Failure> {
    for change in changes {
        let id = &change.subscription;
        let wants = held(of, id)?.subject.wants();
        let gained = change.gained.iter();
        let gained = gained.map(|member| (&member.record, member.rank, member.score));
        let moved = change.moved.iter();
        let moved = moved.map(|member| (&member.record, member.to, member.score));
        let lost = change.lost.iter();
        let lost = lost.map(|member| (&member.record, member.was_rank, member.was_score));
        for (record, rank, score) in gained.chain(moved).chain(lost) {
            let checked = check_member(wants, record, (rank, score));
            checked.map_err(|error| error.in_record(say!("subscription {id}", "订阅 {id}")))?;
        }
    }
    Ok(())
}

fn check_member(
    wants: Collection,
    record: &RecordId,
    (rank, score): (usize, f64),
) -> Result<(), Error> {
    if record.collection() != wants {
        let wanted = wants.wording();
        let repair = say!(
            "the subscription is sent each {wanted} that fits: give the id of one",
            "该订阅所找的是{wanted}：请给出{wanted}的编号";
            wanted
        );
        return Err(Error::invalid("record", record, repair));
    }
    let named = |error: Error| Err(error.in_record(record.named()));
    if rank == 0 {
        let repair = say!("count from 1", "名次从1起");
        return named(Error::invalid("rank", rank, repair));
    }
    if !(0.0..=1.0).contains(&score) {
        let repair = say!("give a number from 0 to 1", "请填0至1之间的数");
        return named(Error::invalid("score", score, repair));
    }
    Ok(())
}

/// Takes what the lists of subscriptions gained, lost and moved on `day` over into the open candidates, in the
/// transaction that stores the new lists.
///
/// - A record that a list gained becomes a candidate.
/// - A record that a list lost is one no longer.
/// - A record that moved stays one, with its new rank and score. One that was sent already becomes a candidate again if
///   its content is another since, unless it has another score by a renewal alone. Whether it changed enough to be sent
///   again is the plan's to say: a change of the other side must not make it forget that the record changed.
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
                    let sent = last_sent(inside, recipient, std::slice::from_ref(&moved.record))?;
                    sent.is_some_and(|sent| sent.fingerprint != candidate.fingerprint)
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
