//! The subscriptions of a library: put, found, listed, paused, removed.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::rows::bump;
use crate::error::{Error, Result, say};
use crate::ledger::{Database, Failure, unreadable_row};
use crate::model::{Date, RecordId, SubscriptionId};
use crate::standing::{Subscription, SubscriptionSubject};

/// Looks up what a subscription stands for, in the library as it is.
type Lookup<'a> = Box<dyn Fn(&mut Subscription) -> Result<()> + Send + Sync + 'a>;

/// The subscriptions of a library, kept beside the records in `ledger.db`.
///
/// # Example
/// ```
/// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
/// # let library = small::library()?;
/// use qianxian::model::{NeedId, SubscriptionId};
/// use qianxian::standing::{Subscription, SubscriptionSubject};
///
/// let subscriptions = library.subscriptions()?;
/// let wish = |id: &str, need: &str| {
///     let subject = SubscriptionSubject::need(NeedId::new(need)?);
///     Ok::<_, qianxian::Error>(Subscription::new(SubscriptionId::new(id)?, subject, "示例·李科长", "2026-11-29".parse()?))
/// };
/// subscriptions.put(wish("s1", "n1")?)?;
/// assert!(subscriptions.put(wish("s2", "n9")?).unwrap_err().is_not_found());
/// assert_eq!(subscriptions.list()?.len(), 1);
/// subscriptions.remove(&SubscriptionId::new("s1")?, "2026-11-30".parse()?)?;
/// assert!(subscriptions.list()?.is_empty());
/// # Ok::<(), qianxian::Error>(())
/// ```
pub struct Subscriptions<'a> {
    database: Arc<Database>,
    lookup: Lookup<'a>,
}

impl std::fmt::Debug for Subscriptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscriptions").finish_non_exhaustive()
    }
}

/// A subscription with the day of its removal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredSubscription {
    pub(crate) content: Subscription,
    pub(crate) removed: Option<Date>,
}

impl<'a> Subscriptions<'a> {
    /// The subscriptions in `database`; `lookup` refuses one whose record is not there.
    pub(crate) fn new(
        database: Arc<Database>,
        lookup: impl Fn(&mut Subscription) -> Result<()> + Send + Sync + 'a,
    ) -> Self {
        let lookup = Box::new(lookup);
        Self { database, lookup }
    }

    /// Stores a subscription, in place of an earlier one of its id. One that was removed is taken up again.
    ///
    /// What waits to be sent for an earlier one is forgotten if the subject, k or the least fit is another: the list is
    /// made anew then.
    ///
    /// # Errors
    /// Those of [`Subscription::checked`]; not found if its need or profile is not in the library; invalid input for a
    /// filter, an industry or a discipline that cannot be read; errors of writing.
    pub fn put(&self, subscription: Subscription) -> Result<()> {
        self.put_all(vec![subscription])
    }

    /// Stores several subscriptions, all or none, in one transaction.
    ///
    /// # Errors
    /// Those of [`Subscriptions::put`]; the error names the subscription at fault.
    pub fn put_all(&self, subscriptions: Vec<Subscription>) -> Result<()> {
        let mut all = Vec::with_capacity(subscriptions.len());
        for subscription in subscriptions {
            let id = subscription.id.clone();
            let mut checked = subscription.checked()?;
            (self.lookup)(&mut checked)
                .map_err(|error| error.in_record(say!("subscription {id}", "订阅 {id}")))?;
            all.push(checked);
        }
        self.database.write(|inside| {
            for checked in &all {
                let before = stored(inside, &checked.id)?;
                let is_other_list = before.is_none_or(|before| {
                    let list = |of: &Subscription| (of.subject.clone(), of.k, of.least_fit);
                    before.removed.is_some() || list(&before.content) != list(checked)
                });
                if is_other_list {
                    forget_candidates(inside, &checked.id)?;
                }
                store(inside, checked, None)?;
            }
            Ok(())
        })
    }

    /// The subscription of that id.
    ///
    /// # Errors
    /// Not found, also for one that was removed; corrupt if the file cannot be read.
    pub fn get(&self, id: &SubscriptionId) -> Result<Subscription> {
        let found = self.database.read(|inside| stored(inside, id))?;
        match found {
            Some(found) if found.removed.is_none() => Ok(found.content),
            _ => Err(unknown(id)),
        }
    }

    /// All subscriptions that were not removed, by id.
    ///
    /// # Errors
    /// Corrupt if the file cannot be read.
    pub fn list(&self) -> Result<Vec<Subscription>> {
        self.database.read(all)
    }

    /// The subscriptions of a recipient that were not removed, by id.
    ///
    /// # Errors
    /// Corrupt if the file cannot be read.
    pub fn of_recipient(&self, recipient: &str) -> Result<Vec<Subscription>> {
        self.database
            .read(|inside| selected(inside, "AND recipient = ?1", [recipient]))
    }

    /// The subscriptions that stand for a record and were not removed, by id.
    ///
    /// # Errors
    /// Corrupt if the file cannot be read.
    pub fn of_record(&self, record: &RecordId) -> Result<Vec<Subscription>> {
        self.database
            .read(|inside| selected(inside, "AND subject = ?1", [record.to_string()]))
    }

    /// Removes a subscription on `day`. What waits to be sent is forgotten; what was sent stays in the outbox.
    ///
    /// # Errors
    /// Not found; errors of writing.
    pub fn remove(&self, id: &SubscriptionId, day: Date) -> Result<()> {
        self.database.write(|inside| {
            let found = held(inside, id)?;
            forget_candidates(inside, id)?;
            store(inside, &found, Some(day))
        })
    }

    /// Stops or restarts what a subscription sends. Candidates gather meanwhile.
    ///
    /// # Errors
    /// Not found; errors of writing.
    pub fn pause(&self, id: &SubscriptionId, paused: bool) -> Result<()> {
        self.database.write(|inside| {
            let found = held(inside, id)?.paused(paused);
            store(inside, &found, None)
        })
    }
}

fn unknown(id: &SubscriptionId) -> Error {
    let repair = say!("list the subscriptions", "请查看订阅列表");
    Error::not_found("subscription", id, repair)
}

/// The subscription of that id, if it was not removed.
pub(super) fn held(inside: &Connection, id: &SubscriptionId) -> Result<Subscription, Failure> {
    match stored(inside, id)? {
        Some(found) if found.removed.is_none() => Ok(found.content),
        _ => Err(unknown(id).into()),
    }
}

/// The subscription of that id, removed or not; `None` if there never was one.
pub(super) fn stored(
    inside: &Connection,
    id: &SubscriptionId,
) -> Result<Option<StoredSubscription>, Failure> {
    let mut select =
        inside.prepare_cached("SELECT content, removed FROM subscription WHERE id = ?1")?;
    let row = select
        .query_row([id.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
        })
        .optional()?;
    let Some((content, removed)) = row else {
        return Ok(None);
    };
    let removed = removed.map(|day| day.parse()).transpose()?;
    Ok(Some(StoredSubscription {
        content: read(&content)?,
        removed,
    }))
}

fn read(content: &str) -> Result<Subscription, Failure> {
    let read = serde_json::from_str(content);
    read.map_err(|_| unreadable_row("subscription", content).into())
}

/// All subscriptions that were not removed, by id.
pub(crate) fn all(inside: &Connection) -> Result<Vec<Subscription>, Failure> {
    selected(inside, "", [])
}

fn selected(
    inside: &Connection,
    which: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Subscription>, Failure> {
    let text =
        format!("SELECT content FROM subscription WHERE removed IS NULL {which} ORDER BY id");
    let mut select = inside.prepare_cached(&text)?;
    let mut rows = select.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(&row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

fn store(
    inside: &Transaction<'_>,
    subscription: &Subscription,
    removed: Option<Date>,
) -> Result<(), Failure> {
    let content = serde_json::to_string(subscription).map_err(|e| {
        Error::fault(say!(
            "a subscription cannot be written: {e}",
            "订阅无法写出：“{e}”"
        ))
    })?;
    let subject = match &subscription.subject {
        SubscriptionSubject::Question(_) => None,
        SubscriptionSubject::Need { .. } | SubscriptionSubject::Profile { .. } => {
            let record = subscription.subject.record();
            record.map(|record| record.to_string())
        }
    };
    inside
        .prepare_cached(
            "INSERT OR REPLACE INTO subscription (id, content, recipient, subject, removed)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            subscription.id.as_str(),
            content,
            subscription.recipient,
            subject,
            removed.map(|day| day.to_string()),
        ])?;
    bump(inside)
}

fn forget_candidates(inside: &Transaction<'_>, id: &SubscriptionId) -> Result<(), Failure> {
    inside
        .prepare_cached("DELETE FROM candidate WHERE subscription = ?1")?
        .execute([id.as_str()])?;
    Ok(())
}
