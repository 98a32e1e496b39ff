//! Handing a plan over, exactly once.
//!
//! 1. One transaction stores the batch with its number, format and path, and its deliveries, and takes the candidates
//!    away. From then on the deliveries count in every quota. It is given up if anything else stands at the path.
//! 2. The next one writes the files, and then marks the batch as done, with the ledger's entries. Files are written under
//!    another name, synced and renamed; their bytes are a pure function of the batch. Two processes that meet here wait for
//!    one another, because the transaction is a writing one from its beginning.
//!
//! A kill before the first commit leaves nothing; one after it leaves a batch that is not done, which
//! [`Outbox::recover`] takes up at step 2: it writes the same bytes under the same name, unless they are there. A reader
//! of the directory who moves files away takes those of batches that [`Outbox::batch`] calls done.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::Serialize;

use super::candidate::withdraw;
use super::delivery::{self, Delivery, DeliveryState};
use super::format::files;
use super::on_disk;
use super::outbox::{Outbox, source};
use super::plan::{PlannedDelivery, PushPlan};
use super::prepare::pair;
use super::rows::{bump, changes, unsigned};
use crate::error::{Error, Result, say};
use crate::ledger::{EntryContent, EntryKind, Failure, MergedIds, append_sent, required};
use crate::model::spelled::spelled;
use crate::model::{Language, Moment};

spelled! {
    /// The form in which a batch is handed over.
    pub enum BatchFormat as "format" {
        /// One JSON object a line.
        JsonLines = "jsonl" | "JSON行" | "json lines" | "ndjson",
        /// A table for spreadsheet programs.
        Csv = "csv" | "表格",
        /// One mail a recipient, as a file that mail programs open and send.
        Eml = "eml" | "邮件",
        /// A function of the caller's.
        Callback = "callback" | "回调",
    }
}

/// Where and how a plan is handed over.
///
/// # Example
/// ```
/// use qianxian::push::{BatchFormat, HandOver};
/// let mails = HandOver::new("out", BatchFormat::Eml).sender("match@example.org");
/// # let _ = mails;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HandOver {
    /// Directory of the files; it is made if it is not there.
    pub directory: PathBuf,
    /// Form.
    pub format: BatchFormat,
    /// Address that mails are from (default: `qianxian@localhost`).
    pub sender: String,
    /// Language of the headings of a table (default: Chinese).
    pub language: Language,
}

impl HandOver {
    /// Creates a hand-over into `directory`: `push-000012.jsonl` or `.csv` for batch 12, or for mails the directory
    /// `push-000012` with `0001.eml` and so on, by recipient.
    pub fn new(directory: impl AsRef<Path>, format: BatchFormat) -> Self {
        Self {
            directory: directory.as_ref().to_owned(),
            format,
            sender: "qianxian@localhost".to_owned(),
            language: Language::Chinese,
        }
    }

    /// Sets the address that mails are from.
    #[must_use]
    pub fn sender(self, address: impl Into<String>) -> Self {
        Self {
            sender: address.into(),
            ..self
        }
    }

    /// Sets the language of the headings of a table (default: Chinese).
    #[must_use]
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    fn check(&self) -> Result<()> {
        if !super::format::is_address(&self.sender) {
            let repair = say!(
                "write an address, as in match@example.org",
                "请写邮箱地址，如 match@example.org"
            );
            return Err(Error::invalid("sender", &self.sender, repair));
        }
        if self.format == BatchFormat::Callback {
            let repair = say!(
                "use jsonl, csv or eml for files",
                "写文件请用 jsonl、csv 或 eml"
            );
            return Err(Error::invalid("format", self.format, repair));
        }
        Ok(())
    }

    /// The path of a batch, whatever directory the process is in later.
    fn path(&self, number: u64) -> Result<String> {
        let fail = |e| Error::io("create", &self.directory, e);
        std::fs::create_dir_all(&self.directory).map_err(fail)?;
        let directory = self.directory.canonicalize().map_err(fail)?;
        let end = match self.format {
            BatchFormat::JsonLines => ".jsonl",
            BatchFormat::Csv => ".csv",
            BatchFormat::Eml | BatchFormat::Callback => "",
        };
        let path = directory.join(format!("push-{number:06}{end}"));
        let refuse = || {
            let repair = say!(
                "use a directory whose name is UTF-8",
                "请使用 UTF-8 名称的目录"
            );
            Error::invalid("directory", self.directory.display(), repair)
        };
        path.to_str().map(str::to_owned).ok_or_else(refuse)
    }
}

/// What was planned at one time and is handed over together.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PushBatch {
    /// Its number, from 1: the key by which a repeated hand-over is known.
    pub number: u64,
    /// The moment for which it was planned.
    pub at: Moment,
    /// Form.
    pub format: BatchFormat,
    /// File or directory; `None` for a function of the caller's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Whether it was handed over.
    pub is_done: bool,
    /// Its deliveries, by recipient, subscription and rank.
    pub deliveries: Vec<Delivery>,
    #[serde(skip)]
    pub(super) sender: Option<String>,
    #[serde(skip)]
    pub(super) language: Language,
}

impl Outbox {
    /// Hands a plan over as files; returns its batch, or `None` if the plan sends nothing. Earlier batches of files that a
    /// killed process left are finished first.
    ///
    /// # Errors
    /// Stale if subscriptions, candidates or deliveries have changed since the plan was made: plan again. Invalid input if
    /// `at` is not on the day of the plan, for a bad sender, or if something else stands at the path of the batch, as another
    /// library's of that number does: nothing is stored then. Input/output errors: the batch is kept and
    /// [`Outbox::recover`] finishes it. Busy if another process writes for longer than five seconds.
    pub fn hand_over(
        &self,
        plan: &PushPlan,
        at: Moment,
        to: &HandOver,
    ) -> Result<Option<PushBatch>> {
        to.check()?;
        self.recover()?;
        let Some(number) = self.store(plan, at, Some(to))? else {
            return Ok(None);
        };
        self.write_files(number).map(Some)
    }

    /// Hands a plan over by a call of `send`; returns its batch, or `None` if the plan sends nothing.
    ///
    /// An earlier batch that was never confirmed, because `send` failed or the process was killed, is sent first. A batch
    /// may so be sent again, under its own number; whoever receives a number that is known drops it.
    ///
    /// # Errors
    /// Those of [`Outbox::hand_over`]; every error of `send`, which leaves its batch to be sent again.
    pub fn hand_over_to(
        &self,
        plan: &PushPlan,
        at: Moment,
        send: &mut dyn FnMut(&PushBatch) -> Result<()>,
    ) -> Result<Option<PushBatch>> {
        self.resend(send)?;
        let Some(number) = self.store(plan, at, None)? else {
            return Ok(None);
        };
        self.send(number, send).map(Some)
    }

    /// Sends the batches again that were handed to a function and never confirmed; returns their numbers.
    ///
    /// # Errors
    /// Every error of `send`; errors of writing.
    pub fn resend(&self, send: &mut dyn FnMut(&PushBatch) -> Result<()>) -> Result<Vec<u64>> {
        let open = self.open_batches("=")?;
        for &number in &open {
            self.send(number, send)?;
        }
        Ok(open)
    }

    /// Finishes the batches of files that a killed process left; returns their numbers.
    ///
    /// # Errors
    /// Invalid input if something else stands at the path of a batch: it is left as it is, and the batch open. Input/output errors; errors of writing.
    pub fn recover(&self) -> Result<Vec<u64>> {
        let open = self.open_batches("<>")?;
        for &number in &open {
            self.write_files(number)?;
        }
        Ok(open)
    }

    /// The batch of that number.
    ///
    /// # Errors
    /// Not found; corrupt if the file cannot be read.
    pub fn batch(&self, number: u64) -> Result<PushBatch> {
        self.database.read(|inside| batch(inside, number))
    }

    fn open_batches(&self, is_callback: &str) -> Result<Vec<u64>> {
        let text = format!(
            "SELECT number FROM batch WHERE is_done = 0 AND format {is_callback} 'callback' ORDER BY number"
        );
        self.database.read(|inside| {
            let mut select = inside.prepare_cached(&text)?;
            let mut rows = select.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(unsigned(row, 0)?);
            }
            Ok(found)
        })
    }

    /// Stores a plan as a batch.
    fn store(&self, plan: &PushPlan, at: Moment, to: Option<&HandOver>) -> Result<Option<u64>> {
        if at.date() != plan.day {
            let repair = say!(
                "hand the plan of {} over on that day, or plan again",
                "请在 {} 当天交出该计划，或重新计划",
                plan.day
            );
            return Err(Error::invalid("at", at, repair));
        }
        if plan.chosen.is_empty() {
            return Ok(None);
        }
        self.database.write(|inside| {
            let now = changes(inside)?;
            if now != plan.changes {
                return Err(Error::stale(say!("the outbox", "发件箱"), now).into());
            }
            let number = next_batch(inside)?;
            let path = to.map(|to| to.path(number)).transpose()?;
            let format = to.map_or(BatchFormat::Callback, |to| to.format);
            inside.execute(
                "INSERT INTO batch (number, at, format, path, sender, language, is_done)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
                params![
                    i64::try_from(number).unwrap_or(i64::MAX),
                    at.to_string(),
                    format.as_str(),
                    path,
                    to.map(|to| &to.sender),
                    to.map_or(Language::Chinese, |to| to.language).as_str(),
                ],
            )?;
            for planned in &plan.chosen {
                delivery::insert(inside, &stored(planned, plan, number))?;
                let candidate = &planned.candidate;
                withdraw(inside, &candidate.subscription, &candidate.record)?;
            }
            bump(inside)?;
            if let Some(path) = path {
                let files = files(&batch(inside, number)?)?;
                on_disk::check(Path::new(&path), number, &files)?;
            }
            Ok(Some(number))
        })
    }

    /// Writes the files of a batch and marks it.
    fn write_files(&self, number: u64) -> Result<PushBatch> {
        let merged = self.merged()?;
        self.database.write(|inside| {
            let mut found = batch(inside, number)?;
            // Another process may have finished it meanwhile.
            if !found.is_done {
                if let Some(path) = &found.path {
                    on_disk::write(Path::new(path), number, &files(&found)?)?;
                }
                mark(inside, &mut found, &merged)?;
            }
            Ok(found)
        })
    }

    fn send(
        &self,
        number: u64,
        send: &mut dyn FnMut(&PushBatch) -> Result<()>,
    ) -> Result<PushBatch> {
        let found = self.batch(number)?;
        send(&found)?;
        let merged = self.merged()?;
        self.database.write(|inside| {
            let mut found = batch(inside, number)?;
            if !found.is_done {
                mark(inside, &mut found, &merged)?;
            }
            Ok(found)
        })
    }
}

fn next_batch(inside: &Connection) -> Result<u64, Failure> {
    let last: Option<i64> =
        inside.query_row("SELECT max(number) FROM batch", [], |row| row.get(0))?;
    Ok(u64::try_from(last.unwrap_or(0)).unwrap_or(0) + 1)
}

fn stored(planned: &PlannedDelivery, plan: &PushPlan, batch: u64) -> Delivery {
    let (candidate, of) = (&planned.candidate, &planned.of);
    let (need, profile) = pair(&of.subject, &candidate.record);
    Delivery {
        number: 0,
        batch,
        subscription: candidate.subscription.clone(),
        recipient: planned.recipient.clone(),
        record: candidate.record.clone(),
        need,
        profile,
        day: plan.day,
        is_digest: of.quota.digest_days > 0,
        state: DeliveryState::Planned,
        reason: None,
        rank: candidate.rank,
        score: candidate.score,
        fit: candidate.fit,
        fingerprint: candidate.fingerprint,
        cause: candidate.cause,
        value: planned.value,
        propensity: planned.propensity,
        channel: of.channel.clone(),
        language: of.language,
        shown: planned.shown.clone(),
        context: planned.context.clone(),
    }
}

/// The batch of that number, with its deliveries.
fn batch(of: &Connection, number: u64) -> Result<PushBatch, Failure> {
    let mut select = of.prepare_cached(
        "SELECT at, format, path, sender, language, is_done FROM batch WHERE number = ?1",
    )?;
    let read = |row: &Row<'_>| -> Result<PushBatch, Failure> {
        Ok(PushBatch {
            number,
            at: required(row, 0)?,
            format: required(row, 1)?,
            path: row.get(2)?,
            sender: row.get(3)?,
            language: required(row, 4)?,
            is_done: row.get(5)?,
            deliveries: Vec::new(),
        })
    };
    let at = i64::try_from(number).unwrap_or(i64::MAX);
    let found = select.query_row([at], |row| Ok(read(row))).optional()?;
    let Some(found) = found else {
        let repair = say!("list the deliveries", "请查看推送记录");
        return Err(Error::not_found("batch", number, repair).into());
    };
    Ok(PushBatch {
        deliveries: delivery::of_batch(of, number)?,
        ..found?
    })
}

/// Marks a batch as handed over, with an entry in the ledger for each pair of a need and a profile.
fn mark(
    inside: &Transaction<'_>,
    batch: &mut PushBatch,
    merged: &MergedIds,
) -> Result<(), Failure> {
    let number = i64::try_from(batch.number).unwrap_or(i64::MAX);
    inside.execute("UPDATE batch SET is_done = 1 WHERE number = ?1", [number])?;
    inside.execute(
        "UPDATE delivery SET state = 'handed' WHERE batch = ?1 AND state = 'planned'",
        [number],
    )?;
    let entries = batch.deliveries.iter().filter_map(|delivery| {
        let (need, profile) = (delivery.need.clone()?, delivery.profile.clone()?);
        let entry = EntryContent::new(need, profile, EntryKind::Pushed, batch.at)
            .source(source(&delivery.subscription))
            .propensity(delivery.propensity);
        Some(entry)
    });
    append_sent(inside, entries.collect(), merged)?;
    batch.is_done = true;
    for delivery in &mut batch.deliveries {
        delivery.state = DeliveryState::Handed;
    }
    Ok(())
}
