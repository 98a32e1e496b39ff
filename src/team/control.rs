//! Budget, progress and cancellation.

use std::ops::ControlFlow;

use crate::error::{Error, Result};

/// How far the forming of a team has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Work done: topics of candidates looked at.
    pub work: u64,
    /// Work allowed to the search that runs.
    pub budget: u64,
}

/// Work between two calls of the progress callback: some milliseconds.
const REPORT_EVERY: u64 = 1 << 20;

/// Budget and progress callback of the forming of a team.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use qianxian::team::{Options, Progress};
///
/// let mut impatient = |progress: Progress| {
///     if progress.work < 10_000_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
/// };
/// let options = Options::new().budget(100_000_000).progress(&mut impatient);
/// # let _ = options;
/// ```
#[derive(Default)]
pub struct Options<'a> {
    budget: Option<u64>,
    progress: Option<&'a mut dyn FnMut(Progress) -> ControlFlow<()>>,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}

impl<'a> Options<'a> {
    /// Default budget: 3·10⁸ topics of candidates, about a second.
    pub const BUDGET: u64 = 300_000_000;

    /// The default budget, no callback.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Most work of one search, in topics of candidates looked at (default [`Options::BUDGET`]): the
    /// forming is one search, and each question about an infeasible problem another. A search that
    /// reaches it ends with the best team it has, marked so.
    #[must_use]
    pub fn budget(mut self, lookups: u64) -> Self {
        self.budget = Some(lookups);
        self
    }

    /// Called about every million lookups (default: never); breaking cancels.
    #[must_use]
    pub fn progress(mut self, call: &'a mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        self.progress = Some(call);
        self
    }

    pub(super) fn control(self) -> Control<'a> {
        Control {
            work: 0,
            allowance: self.budget.unwrap_or(Self::BUDGET),
            end: self.budget.unwrap_or(Self::BUDGET),
            next_report: REPORT_EVERY,
            progress: self.progress,
        }
    }
}

/// The running account.
pub(super) struct Control<'a> {
    work: u64,
    allowance: u64,
    /// Work at which the current search ends.
    end: u64,
    next_report: u64,
    progress: Option<&'a mut dyn FnMut(Progress) -> ControlFlow<()>>,
}

impl Control<'_> {
    /// Grants a new search its budget.
    pub(super) fn renew(&mut self) {
        self.end = self.work.saturating_add(self.allowance);
    }

    /// Books `work`; whether there is budget left.
    ///
    /// # Errors
    /// Cancelled where the callback says so.
    pub(super) fn spend(&mut self, work: usize) -> Result<bool> {
        self.work += work as u64;
        if self.work >= self.next_report {
            self.next_report = self.work + REPORT_EVERY;
            let progress = Progress {
                work: self.work,
                budget: self.end,
            };
            let call = self.progress.as_mut();
            if call.is_some_and(|call| call(progress).is_break()) {
                return Err(Error::cancelled("the forming of a team"));
            }
        }
        Ok(self.work < self.end)
    }
}
