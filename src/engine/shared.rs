//! One writer for many threads: small batches of changes that share commits.
//!
//! A commit takes some milliseconds, most of them the disk's: it costs as much for one record as for a hundred. So
//! threads that write at the same time let one of them commit for all (group commit):
//!
//! - A thread puts its batch into a queue. If nobody leads, it leads: it takes all that waits, checks and applies batch
//!   by batch, commits once, and hands out the outcomes. Threads that come meanwhile wait; one of them leads next.
//! - **No delay.** A leader does not wait for others to come, as RocksDB's does not, and PostgreSQL's with its
//!   `commit_delay` of 0. A commit is long: who comes during it makes up the next group, and a lone thread pays for its
//!   own commit alone. But the threads of the last group have just been woken; the leader lets them run
//!   ([`std::thread::yield_now`], a bounded number of times) before it closes the group, or groups of one and of all
//!   the others would alternate.
//! - **Whole or not at all.** A batch is checked as a whole, against the last commit and the batches before it in the
//!   group, before anything of it is applied. A bad one fails alone and changes nothing.
//! - **One fate.** If applying or committing fails, every batch of the group gets the error, one that was refused too:
//!   it may have been refused for what an earlier batch had changed, which now never was. The writer is rolled back;
//!   if that fails as well, the next group opens another one.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::batch::{BatchStates, PreparedBatch};
use super::{Library, WriteBatch, Writer, WrittenBatch};
use crate::error::{Error, Result, say};

/// Most times that a leader lets other threads run before it closes its group.
const YIELDS: u32 = 64;

/// What became of a batch.
type BatchOutcome = Result<WrittenBatch>;

/// The one writer of a library, shared by threads: their small batches share commits. Clones are cheap and write to the
/// same library.
///
/// Nobody else writes while one of the clones lives. Batches are made in one order, the one in which they came.
///
/// # Example
/// ```
/// use qianxian::Library;
/// use qianxian::engine::WriteBatch;
/// use qianxian::ledger::Change;
/// use qianxian::model::Need;
///
/// let library = Library::in_memory()?;
/// let writer = library.shared_writer()?;
/// std::thread::scope(|threads| {
///     for number in 0..8 {
///         let writer = writer.clone();
///         threads.spawn(move || {
///             let need = Need::new(format!("n{number}"), "针状焦")?;
///             writer.write(WriteBatch::new(Change::unknown().by("示例·李科长")).put(need)) // durable when it returns
///         });
///     }
/// });
/// assert_eq!(library.snapshot()?.need_ids()?.len(), 8);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SharedWriter(Arc<SharedState>);

#[derive(Debug)]
struct SharedState {
    /// To open the writer again.
    library: Library,
    /// The leader's; `None` after a failure that a rollback could not mend.
    writer: Mutex<Option<Writer>>,
    queue: Mutex<BatchQueue>,
    /// Woken when a leader is done.
    turn: Condvar,
}

#[derive(Debug, Default)]
struct BatchQueue {
    /// Ticket of the next batch.
    next: u64,
    /// Batches that nobody has taken yet, in the order in which they came.
    waiting: Vec<(u64, WriteBatch)>,
    /// Outcomes that have not been fetched.
    done: BTreeMap<u64, BatchOutcome>,
    has_leader: bool,
    /// Number of batches in the last group.
    last_group: usize,
}

impl Library {
    /// The one writer, to be shared by threads.
    ///
    /// # Errors
    /// As of [`Library::writer`].
    pub fn shared_writer(&self) -> Result<SharedWriter> {
        Ok(SharedWriter(Arc::new(SharedState {
            writer: Mutex::new(Some(self.writer()?)),
            library: self.handle(),
            queue: Mutex::default(),
            turn: Condvar::new(),
        })))
    }
}

impl SharedWriter {
    /// Makes the changes and entries of `batch`, all or none; they are visible and durable when this returns.
    ///
    /// A batch that changes nothing may be committed all the same.
    ///
    /// # Errors
    /// As of the methods of [`Writer`]: invalid input for a bad record or entry, not found and stale for changes of single
    /// fields, which see the batches that came before; nothing of the batch is changed then, and other batches are not
    /// touched. Errors of the disk: they are of the commit that the batch had a share in, and nothing of that commit is
    /// seen then. Busy if the writer had to be opened again after such an error and another process was quicker.
    pub fn write(&self, batch: WriteBatch) -> Result<WrittenBatch> {
        if batch.is_empty() {
            return Ok(WrittenBatch::default());
        }
        let mut queue = self.0.queue();
        let ticket = queue.next;
        queue.next += 1;
        queue.waiting.push((ticket, batch));
        loop {
            if let Some(outcome) = queue.done.remove(&ticket) {
                return outcome;
            }
            if queue.has_leader {
                let woken = self.0.turn.wait(queue);
                queue = woken.unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            queue.has_leader = true;
            drop(queue);
            self.0.lead();
            queue = self.0.queue();
        }
    }
}

#[cfg(test)]
impl SharedWriter {
    /// Writes the batches as one group.
    pub(super) fn commit_all(&self, batches: Vec<WriteBatch>) -> Vec<Result<WrittenBatch>> {
        self.0.commit(batches)
    }
}

impl SharedState {
    fn queue(&self) -> MutexGuard<'_, BatchQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Commits for all that wait.
    fn lead(&self) {
        for _ in 0..YIELDS {
            let queue = self.queue();
            if queue.waiting.len() >= queue.last_group {
                break;
            }
            drop(queue);
            std::thread::yield_now();
        }
        let group = std::mem::take(&mut self.queue().waiting);
        let (tickets, batches): (Vec<u64>, Vec<WriteBatch>) = group.into_iter().unzip();
        let mut lead = GroupLead {
            state: self,
            tickets,
            outcomes: Vec::new(),
        };
        lead.outcomes = self.commit(batches);
    }

    /// Makes the changes of the batches in one commit; returns an outcome for each.
    fn commit(&self, batches: Vec<WriteBatch>) -> Vec<BatchOutcome> {
        let count = batches.len();
        let mut held = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let written = self
            .opened(&mut held)
            .and_then(|writer| commit_group(writer, batches));
        written.unwrap_or_else(|error| {
            if held
                .as_mut()
                .is_some_and(|writer| writer.rollback().is_err())
            {
                *held = None;
            }
            let error = Arc::new(error);
            (0..count).map(|_| Err(Error::shared(&error))).collect()
        })
    }

    fn opened<'a>(&self, held: &'a mut Option<Writer>) -> Result<&'a mut Writer> {
        if held.is_none() {
            *held = Some(self.library.writer()?);
        }
        let lost = || {
            Error::fault(say!(
                "a shared writer without a writer",
                "共享写入器没有写入器"
            ))
        };
        held.as_mut().ok_or_else(lost)
    }
}

/// Applies the batches without fault, in order, and commits them.
fn commit_group(writer: &mut Writer, batches: Vec<WriteBatch>) -> Result<Vec<BatchOutcome>> {
    let mut group = BatchStates::new();
    let mut outcomes = Vec::with_capacity(batches.len());
    for mut batch in batches {
        let change = std::mem::take(&mut batch.change);
        outcomes.push(match PreparedBatch::new(writer, &group, batch) {
            Err(error) => Err(error),
            Ok(mut prepared) => {
                group.append(&mut prepared.states);
                let versions = std::mem::take(&mut prepared.versions);
                let entries = prepared.entry_count();
                prepared.apply(writer, change)?;
                Ok((versions, entries))
            }
        });
    }
    let mut appended = Vec::new();
    if outcomes.iter().any(Result::is_ok) {
        writer.commit()?;
        appended = writer.appended();
    }
    let mut appended = appended.into_iter();
    let written = outcomes.into_iter().map(|outcome: Result<_>| {
        let (versions, entries) = outcome?;
        let appended = appended.by_ref().take(entries).collect();
        Ok(WrittenBatch { versions, appended })
    });
    Ok(written.collect())
}

/// The lead of one group: however it ends, everybody in the group gets an outcome and somebody else may lead.
struct GroupLead<'a> {
    state: &'a SharedState,
    tickets: Vec<u64>,
    outcomes: Vec<BatchOutcome>,
}

impl Drop for GroupLead<'_> {
    fn drop(&mut self) {
        if self.outcomes.len() < self.tickets.len() {
            // The leader panicked: nobody knows what its writer holds.
            let writer = self.state.writer.lock();
            *writer.unwrap_or_else(PoisonError::into_inner) = None;
        }
        let mut queue = self.state.queue();
        let mut outcomes = self.outcomes.drain(..);
        for &ticket in &self.tickets {
            let outcome = outcomes.next().unwrap_or_else(|| {
                Err(Error::fault(say!(
                    "the thread that committed this batch and others panicked",
                    "代为提交的线程发生异常"
                )))
            });
            queue.done.insert(ticket, outcome);
        }
        queue.last_group = self.tickets.len();
        queue.has_leader = false;
        drop(queue);
        self.state.turn.notify_all();
    }
}
