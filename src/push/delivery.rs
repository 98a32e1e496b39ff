//! Deliveries: one record for one recipient, what was shown, and what became of it.

use rusqlite::{Connection, Row, Transaction, params};

use super::rows::{bits, collection_of, fingerprint, number, record, unsigned};
use super::sent_before::SentBefore;
use crate::error::{Error, Result, say};
use crate::ledger::{Failure, optional, required, unreadable_row};
use crate::model::spelled::spelled;
use crate::model::{Date, Language, NeedId, ProfileId, RecordId, SubscriptionId};
use crate::score::Fit;
use crate::standing::ChangeCause;

spelled! {
    /// How far a delivery has come.
    pub enum DeliveryState as "state" {
        /// It is in a batch that is not handed over yet.
        Planned = "planned" | "待发",
        /// It was handed over.
        Handed = "handed" | "已交出",
        /// Whoever sends it says that it arrived.
        Acknowledged = "acknowledged" | "已送达",
        /// It came back; it may be planned again.
        Returned = "returned" | "已退回",
    }
}

/// One record for one recipient, in a batch.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Delivery {
    /// Its number, from 1.
    pub number: u64,
    /// Number of its batch, from 1.
    pub batch: u64,
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Who is sent the record.
    pub recipient: String,
    /// The record.
    pub record: RecordId,
    /// The need of the pair; `None` if the subscription asks a question for profiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedId>,
    /// The profile of the pair; `None` if the subscription asks a question for needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileId>,
    /// The day for which it was planned.
    pub day: Date,
    /// Whether its subscription gathers digests.
    pub is_digest: bool,
    /// How far it has come.
    pub state: DeliveryState,
    /// Why it came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Rank in the subscription's list when it was planned, from 1.
    pub rank: usize,
    /// Score when it was planned, 0 to 1.
    pub score: f64,
    /// Fit when it was planned.
    pub fit: Fit,
    /// Digest of the record's content when it was planned.
    pub fingerprint: u64,
    /// Why the record entered the list.
    pub cause: ChangeCause,
    /// Value by which it was chosen, 0 to 2.
    pub value: f64,
    /// Probability with which it was chosen, above 0 to 1.
    pub propensity: f64,
    /// Channel of the subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Language of the subscription.
    pub language: Language,
    /// What the recipient was shown, as the caller gave it.
    pub shown: serde_json::Value,
    /// Names or digests of the weights and statistics under which it was ranked, as the caller gave them.
    pub context: String,
}

/// Columns of a delivery, in the order that [`delivery`] reads.
const DELIVERY: &str = "number, batch, subscription, recipient, collection, record, need, profile, day, is_digest, state, \
                        reason, place, score, fit, fingerprint, cause, value, propensity, channel, language, shown, context";

/// The delivery of a row of [`DELIVERY`].
fn delivery(row: &Row<'_>) -> Result<Delivery, Failure> {
    let shown: String = row.get(21)?;
    Ok(Delivery {
        number: unsigned(row, 0)?,
        batch: unsigned(row, 1)?,
        subscription: required(row, 2)?,
        recipient: row.get(3)?,
        record: record(row, 4)?,
        need: optional(row, 6)?,
        profile: optional(row, 7)?,
        day: required(row, 8)?,
        is_digest: row.get(9)?,
        state: required(row, 10)?,
        reason: row.get(11)?,
        rank: usize::try_from(row.get::<_, i64>(12)?).unwrap_or(0),
        score: row.get(13)?,
        fit: required(row, 14)?,
        fingerprint: fingerprint(row, 15)?,
        cause: required(row, 16)?,
        value: row.get(17)?,
        propensity: row.get(18)?,
        channel: row.get(19)?,
        language: required(row, 20)?,
        shown: serde_json::from_str(&shown).map_err(|_| unreadable_row("delivery", &shown))?,
        context: row.get(22)?,
    })
}

/// Stores a new delivery; its number is the next one. Returns it.
pub(super) fn insert(to: &Transaction<'_>, delivery: &Delivery) -> Result<u64, Failure> {
    to.prepare_cached(
        "INSERT INTO delivery (batch, subscription, recipient, collection, record, need, profile, day, is_digest, state,
                               reason, place, score, fit, fingerprint, cause, value, propensity, channel, language,
                               shown, context)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    )?
    .execute(params![
        i64::try_from(delivery.batch).unwrap_or(i64::MAX),
        delivery.subscription.as_str(),
        delivery.recipient,
        collection_of(&delivery.record),
        delivery.record.as_str(),
        delivery.need.as_deref(),
        delivery.profile.as_deref(),
        delivery.day.to_string(),
        delivery.is_digest,
        delivery.state.as_str(),
        delivery.reason,
        number(delivery.rank),
        delivery.score,
        delivery.fit.as_str(),
        bits(delivery.fingerprint),
        delivery.cause.as_str(),
        delivery.value,
        delivery.propensity,
        delivery.channel,
        delivery.language.as_str(),
        delivery.shown.to_string(),
        delivery.context,
    ])?;
    Ok(u64::try_from(to.last_insert_rowid()).unwrap_or(0))
}

/// The deliveries that `which` selects, `limit` at most.
pub(super) fn selected(
    of: &Connection,
    which: &str,
    values: &[&dyn rusqlite::ToSql],
    limit: usize,
) -> Result<Vec<Delivery>, Failure> {
    let text = format!("SELECT {DELIVERY} FROM delivery {which}");
    let mut select = of.prepare_cached(&text)?;
    let mut rows = select.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if found.len() == limit {
            break;
        }
        found.push(delivery(row)?);
    }
    Ok(found)
}

/// The delivery of that number.
pub(super) fn of_number(of: &Connection, at: u64) -> Result<Delivery, Failure> {
    let at = i64::try_from(at).unwrap_or(i64::MAX);
    let found = selected(of, "WHERE number = ?1", &[&at], 1)?;
    found.into_iter().next().ok_or_else(|| {
        let repair = say!("list the deliveries", "请查看推送记录");
        Error::not_found("delivery", at, repair).into()
    })
}

/// Deliveries of a batch, by number.
pub(super) fn of_batch(of: &Connection, batch: u64) -> Result<Vec<Delivery>, Failure> {
    let batch = i64::try_from(batch).unwrap_or(i64::MAX);
    selected(
        of,
        "WHERE batch = ?1 ORDER BY number",
        &[&batch],
        usize::MAX,
    )
}

/// Sets how far a delivery has come, and why.
pub(super) fn set_state(
    to: &Transaction<'_>,
    at: u64,
    state: DeliveryState,
    reason: Option<&str>,
) -> Result<(), Failure> {
    to.prepare_cached("UPDATE delivery SET state = ?2, reason = ?3 WHERE number = ?1")?
        .execute(params![
            i64::try_from(at).unwrap_or(i64::MAX),
            state.as_str(),
            reason
        ])?;
    Ok(())
}

/// What the recipient was sent last of the record; what came back does not count.
pub(super) fn last_sent(
    of: &Connection,
    recipient: &str,
    records: &[RecordId],
) -> Result<Option<SentBefore>, Failure> {
    let mut select = of.prepare_cached(
        "SELECT day, score, fit, fingerprint, number FROM delivery
         WHERE recipient = ?1 AND collection = ?2 AND record = ?3 AND state <> 'returned'
         ORDER BY number DESC LIMIT 1",
    )?;
    let mut last: Option<(i64, SentBefore)> = None;
    for record in records {
        let mut rows = select.query(params![recipient, collection_of(record), record.as_str()])?;
        let Some(row) = rows.next()? else { continue };
        let number = row.get(4)?;
        if last.as_ref().is_none_or(|(known, _)| *known < number) {
            let sent = SentBefore {
                day: required(row, 0)?,
                score: row.get(1)?,
                fit: required(row, 2)?,
                fingerprint: fingerprint(row, 3)?,
            };
            last = Some((number, sent));
        }
    }
    Ok(last.map(|(_, sent)| sent))
}

/// Whether the last delivery of a record for a subscription came back.
pub(super) fn came_back(
    of: &Connection,
    subscription: &SubscriptionId,
    record: &RecordId,
) -> Result<bool, Failure> {
    let mut select = of.prepare_cached(
        "SELECT state FROM delivery WHERE subscription = ?1 AND collection = ?2 AND record = ?3
         ORDER BY number DESC LIMIT 1",
    )?;
    let values = params![
        subscription.as_str(),
        collection_of(record),
        record.as_str()
    ];
    let mut rows = select.query(values)?;
    Ok(match rows.next()? {
        Some(row) => required::<DeliveryState>(row, 0)? == DeliveryState::Returned,
        None => false,
    })
}

/// Whether the record was ever sent to anybody.
pub(super) fn was_ever_sent(of: &Connection, record: &RecordId) -> Result<bool, Failure> {
    let mut select = of.prepare_cached(
        "SELECT 1 FROM delivery WHERE collection = ?1 AND record = ?2 AND state <> 'returned' LIMIT 1",
    )?;
    let mut rows = select.query(params![collection_of(record), record.as_str()])?;
    Ok(rows.next()?.is_some())
}
