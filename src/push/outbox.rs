//! The outbox: candidates, plans, and what became of the deliveries.

use std::sync::Arc;

use rusqlite::ToSql;

use super::candidate::{self, PushCandidate, add_candidates, check_changes};
use super::delivery::{self, Delivery, DeliveryState};
use super::options::PlanOptions;
use super::plan::{self, PushAdmission, PushPlan};
use super::prepare::PushState;
use super::rows::bump;
use super::sent_before::{RecordThenNow, SentContents};
use super::subscriptions::stored;
use crate::error::{Bilingual as _, Error, Result, say};
use crate::ledger::{Database, EntryContent, EntryKind, MergedIds, append_sent};
use crate::model::{Date, Moment, RecordId, SubscriptionId, is_blank};
use crate::standing::{ListChange, Subscription};

/// What waits to be sent from a library, what was sent, and what became of it. Kept in `ledger.db`.
///
/// # Example
/// ```
/// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
/// # let library = small::library()?;
/// use qianxian::model::{NeedId, ProfileId, SubscriptionId};
/// use qianxian::push::{PushAdmission, BatchFormat, HandOver, PlanOptions};
/// use qianxian::score::Fit;
/// use qianxian::standing::{ChangeCause, ListChange, ListMember, Subscription, SubscriptionSubject};
///
/// let (id, day) = (SubscriptionId::new("s1")?, "2026-11-30".parse()?);
/// let subject = SubscriptionSubject::need(NeedId::new("n1")?);
/// library.subscriptions()?.put(Subscription::new(id.clone(), subject, "示例·李科长", day))?;
///
/// // The library's lists say what they gained; a caller with lists of his own says it himself.
/// let mut change = ListChange::new(id);
/// let (record, cause) = (ProfileId::new("p1")?.into(), ChangeCause::NewRecord);
/// change.gained.push(ListMember { record, rank: 1, score: 0.8, fit: Fit::Clear, fingerprint: 7, cause });
/// let outbox = library.outbox()?;
/// outbox.add_changes(&[change], day)?;
///
/// let plan = outbox.plan(day, &PlanOptions::new(), &mut |_, _| Ok(PushAdmission::plain()))?;
/// assert_eq!(plan.chosen[0].recipient, "示例·李科长");
/// # let place = tempfile::tempdir().unwrap();
/// # let place = place.path();
/// let batch = outbox.hand_over(&plan, "2026-11-30 09:00".parse()?, &HandOver::new(place, BatchFormat::JsonLines))?;
/// let batch = batch.expect("something was chosen");
/// assert!(std::path::Path::new(batch.path.as_ref().unwrap()).is_file());
/// outbox.acknowledge(batch.deliveries[0].number)?;
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Debug)]
pub struct Outbox {
    pub(super) database: Arc<Database>,
    contents: SentContents,
    merges: Option<MergeLookup>,
}

/// Makes the database go by the merges of the last commit, which may have been made after the outbox was.
struct MergeLookup(Box<dyn Fn() -> Result<()> + Send + Sync>);

impl std::fmt::Debug for MergeLookup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MergeLookup").finish_non_exhaustive()
    }
}

/// Which deliveries to list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeliveryFilter {
    /// Keeps the deliveries of one subscription.
    pub subscription: Option<SubscriptionId>,
    /// Keeps the deliveries to one recipient.
    pub recipient: Option<String>,
    /// Keeps the deliveries of one record.
    pub record: Option<RecordId>,
    /// Keeps the deliveries in one state.
    pub state: Option<DeliveryState>,
    /// Keeps the deliveries of one batch.
    pub batch: Option<u64>,
    /// Keeps the deliveries that were planned for the day or later.
    pub since: Option<Date>,
    /// Most deliveries (default 100), the latest first.
    pub limit: usize,
}

impl Default for DeliveryFilter {
    fn default() -> Self {
        Self {
            subscription: None,
            recipient: None,
            record: None,
            state: None,
            batch: None,
            since: None,
            limit: 100,
        }
    }
}

impl DeliveryFilter {
    /// Creates a filter that all deliveries pass, 100 of them.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Keeps the deliveries of one subscription.
    #[must_use]
    pub fn subscription(self, id: SubscriptionId) -> Self {
        Self {
            subscription: Some(id),
            ..self
        }
    }

    /// Keeps the deliveries to one recipient.
    #[must_use]
    pub fn recipient(self, recipient: impl Into<String>) -> Self {
        Self {
            recipient: Some(recipient.into()),
            ..self
        }
    }

    /// Keeps the deliveries of one record.
    #[must_use]
    pub fn record(self, record: RecordId) -> Self {
        Self {
            record: Some(record),
            ..self
        }
    }

    /// Keeps the deliveries in one state.
    #[must_use]
    pub fn state(self, state: DeliveryState) -> Self {
        Self {
            state: Some(state),
            ..self
        }
    }

    /// Keeps the deliveries of one batch.
    #[must_use]
    pub fn batch(self, number: u64) -> Self {
        Self {
            batch: Some(number),
            ..self
        }
    }

    /// Keeps the deliveries that were planned for `day` or later.
    #[must_use]
    pub fn since(self, day: Date) -> Self {
        Self {
            since: Some(day),
            ..self
        }
    }

    /// Sets the most deliveries (default 100).
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

impl Outbox {
    /// The outbox in `database`; `versions` looks up a record as it was when its content had a digest, and as it is now.
    pub(crate) fn new(
        database: Arc<Database>,
        versions: impl Fn(&RecordId, u64) -> Result<Option<RecordThenNow>> + Send + Sync + 'static,
    ) -> Self {
        let contents = SentContents::new(versions);
        Self {
            database,
            contents,
            merges: None,
        }
    }

    /// Calls `know` before it reads which profiles were merged.
    pub(crate) fn going_by(self, know: impl Fn() -> Result<()> + Send + Sync + 'static) -> Self {
        Self {
            merges: Some(MergeLookup(Box::new(know))),
            ..self
        }
    }

    /// The profiles that were merged, as of the last commit.
    pub(super) fn merged(&self) -> Result<Arc<MergedIds>> {
        if let Some(MergeLookup(know)) = &self.merges {
            know()?;
        }
        Ok(self.database.merged())
    }

    /// Takes changes of lists over into the open candidates, in one transaction.
    ///
    /// A gained record becomes a candidate, a lost one is none any more, and a moved one keeps its place as one with its
    /// new score; if it was sent already, it becomes one again once it has changed. The library's own lists need no call.
    /// Records are not looked up: a plan holds what is not in the library.
    ///
    /// # Errors
    /// Not found for an unknown or removed subscription; invalid input for a record of the collection that the subscription
    /// does not want, a rank of 0, and a score outside 0 to 1; errors of writing.
    pub fn add_changes(&self, changes: &[ListChange], day: Date) -> Result<()> {
        self.database.write(|inside| {
            check_changes(inside, changes)?;
            add_candidates(inside, changes, day)
        })
    }

    /// The open candidates, by subscription and record.
    ///
    /// # Errors
    /// Corrupt if the file cannot be read.
    pub fn candidates(&self) -> Result<Vec<PushCandidate>> {
        self.database.read(candidate::open)
    }

    /// Chooses the deliveries of `today`: those of greatest total value under all quotas at once, with a share for
    /// newcomers by lot. The page of [`crate::push`] says what is never sent. Nothing is changed.
    ///
    /// `judge` says of a candidate whether the library admits the pair today, and how urgent it is
    /// ([`crate::Snapshot::admission`]); it is called once for each candidate that no quota or earlier delivery holds back.
    /// O(n log n) for n candidates; where one record competes for several full subscriptions or for a limit of its own,
    /// O(chosen · n log n), up to some seconds. Beyond that the choice is greedy ([`PushPlan::is_best`]).
    ///
    /// # Errors
    /// Invalid input for a share or a change outside 0 to 1; every error of `judge`; corrupt if the file cannot be read.
    pub fn plan(
        &self,
        today: Date,
        options: &PlanOptions,
        judge: &mut dyn FnMut(&Subscription, &PushCandidate) -> Result<PushAdmission>,
    ) -> Result<PushPlan> {
        options.check()?;
        let merged = self.merged()?;
        let state = self
            .database
            .read(|inside| PushState::read(inside, today, &merged))?;
        plan::plan(&state, today, options, (judge, &self.contents))
    }

    /// The delivery of that number.
    ///
    /// # Errors
    /// Not found; corrupt if the file cannot be read.
    pub fn delivery(&self, number: u64) -> Result<Delivery> {
        self.database
            .read(|inside| delivery::of_number(inside, number))
    }

    /// The deliveries that pass `filter`, the latest first.
    ///
    /// # Errors
    /// Corrupt if the file cannot be read.
    pub fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<Delivery>> {
        let mut tests: Vec<(&str, Box<dyn ToSql>)> = Vec::new();
        if let Some(id) = &filter.subscription {
            tests.push(("subscription = ?", Box::new(id.as_str().to_owned())));
        }
        if let Some(recipient) = &filter.recipient {
            tests.push(("recipient = ?", Box::new(recipient.clone())));
        }
        if let Some(record) = &filter.record {
            let collection = record.collection().as_str();
            tests.push(("collection = ?", Box::new(collection)));
            tests.push(("record = ?", Box::new(record.as_str().to_owned())));
        }
        if let Some(state) = filter.state {
            tests.push(("state = ?", Box::new(state.as_str())));
        }
        if let Some(batch) = filter.batch {
            let batch = i64::try_from(batch).unwrap_or(i64::MAX);
            tests.push(("batch = ?", Box::new(batch)));
        }
        if let Some(since) = filter.since {
            tests.push(("day >= ?", Box::new(since.to_string())));
        }
        let parts: Vec<&str> = tests.iter().map(|(test, _)| *test).collect();
        let which = match parts.is_empty() {
            true => "ORDER BY number DESC".to_owned(),
            false => format!("WHERE {} ORDER BY number DESC", parts.join(" AND ")),
        };
        let values: Vec<&dyn ToSql> = tests.iter().map(|(_, value)| value.as_ref()).collect();
        self.database
            .read(|inside| delivery::selected(inside, &which, &values, filter.limit))
    }

    /// Notes that a delivery arrived. Once more changes nothing.
    ///
    /// # Errors
    /// Not found; invalid input if it was not handed over, or came back; errors of writing.
    pub fn acknowledge(&self, number: u64) -> Result<Delivery> {
        self.database.write(|inside| {
            let mut found = delivery::of_number(inside, number)?;
            match found.state {
                DeliveryState::Acknowledged => return Ok(found),
                DeliveryState::Handed => {}
                state @ (DeliveryState::Planned | DeliveryState::Returned) => {
                    return Err(not_now(number, state).into());
                }
            }
            found.state = DeliveryState::Acknowledged;
            delivery::set_state(inside, number, found.state, None)?;
            Ok(found)
        })
    }

    /// Notes that a delivery came back, and why: it does not count against a quota, and waits to be planned again. A note
    /// in the ledger says so. Once more changes nothing.
    ///
    /// # Errors
    /// Not found; invalid input without a reason, or if it was not handed over; errors of writing.
    pub fn returned(&self, number: u64, reason: &str, at: Moment) -> Result<Delivery> {
        let reason = reason.trim();
        if is_blank(reason) {
            let repair = say!("say why it came back", "请写明退回原因");
            return Err(Error::invalid("reason", reason, repair));
        }
        let merged = self.merged()?;
        self.database.write(|inside| {
            let mut found = delivery::of_number(inside, number)?;
            match found.state {
                DeliveryState::Returned => return Ok(found),
                DeliveryState::Handed | DeliveryState::Acknowledged => {}
                state @ DeliveryState::Planned => return Err(not_now(number, state).into()),
            }
            found.state = DeliveryState::Returned;
            found.reason = Some(reason.to_owned());
            delivery::set_state(inside, number, found.state, Some(reason))?;
            let subscription = stored(inside, &found.subscription)?;
            if subscription.is_some_and(|subscription| subscription.removed.is_none()) {
                candidate::put_back(inside, &again(&found))?;
            }
            if let (Some(need), Some(profile)) = (&found.need, &found.profile) {
                let note = EntryContent::new(need.clone(), profile.clone(), EntryKind::Note, at)
                    .source(source(&found.subscription))
                    .reason(reason)
                    .note(format!("退回：推送 {number}"));
                append_sent(inside, vec![note], &merged)?;
            }
            bump(inside)?;
            Ok(found)
        })
    }
}

/// The source of ledger entries about the deliveries of a subscription.
pub(super) fn source(subscription: &SubscriptionId) -> String {
    format!("订阅 {subscription}")
}

/// The candidate that a delivery was.
fn again(delivery: &Delivery) -> PushCandidate {
    PushCandidate {
        subscription: delivery.subscription.clone(),
        record: delivery.record.clone(),
        rank: delivery.rank,
        score: delivery.score,
        fit: delivery.fit,
        fingerprint: delivery.fingerprint,
        cause: delivery.cause,
        day: delivery.day,
    }
}

fn not_now(number: u64, state: DeliveryState) -> Error {
    let name = state.wording();
    let repair = say!(
        "it is {name}: only what was handed over arrives or comes back",
        "它的状态是{name}：已交出的才能送达或退回";
        name
    );
    Error::invalid("delivery", number, repair)
}
