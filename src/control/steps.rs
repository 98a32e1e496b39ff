//! Progress of work whose length is known.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{Error, Result};

/// How far long work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Number of units done, at most `total`.
    pub done: usize,
    /// Number of units in all, say needs of a batch.
    pub total: usize,
}

/// Callback for progress, called from whichever thread makes it; breaking cancels the work.
pub type OnProgress<'a> = &'a (dyn Fn(Progress) -> ControlFlow<()> + Sync);

/// Callback that ignores progress and never cancels.
pub fn silent(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Counts the units of some work as they are done, from any thread.
pub(crate) struct Steps<'a> {
    done: AtomicUsize,
    total: usize,
    hear: OnProgress<'a>,
    what: &'static str,
}

impl<'a> Steps<'a> {
    /// Starts a count with none of `total` done.
    pub(crate) fn new(total: usize, what: &'static str, hear: OnProgress<'a>) -> Self {
        Self {
            done: AtomicUsize::new(0),
            total,
            hear,
            what,
        }
    }

    /// Counts one more unit as done.
    ///
    /// # Errors
    /// Cancelled if the callback says so.
    pub(crate) fn step(&self) -> Result<()> {
        // Relaxed, as nothing but the count is shared; each number is handed out once, whichever thread
        // comes first.
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let total = self.total;
        match (self.hear)(Progress { done, total }).is_break() {
            true => Err(Error::cancelled(self.what)),
            false => Ok(()),
        }
    }
}
