//! Budget, progress and cancellation of a search.

use std::ops::ControlFlow;

use crate::error::{Error, Result};

/// How far a search has come, in units of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchProgress {
    /// Units of work done, as the module's `BUDGET` counts them.
    pub work: u64,
    /// Units of work at which the search that runs will end.
    pub budget: u64,
    /// Steps known to be left (units to place, branches to look into), if they are known; it may grow.
    pub left: Option<usize>,
}

/// Work between two calls of the progress callback: some milliseconds.
const REPORT_EVERY: u64 = 1 << 20;

/// Budget and progress callback of a search for an assignment, a team or a plan.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use qianxian::decision::{Options, SearchProgress};
///
/// let mut calls = 0;
/// let mut stop_after_ten = |_: SearchProgress| {
///     calls += 1;
///     if calls < 10 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
/// };
/// let options = Options::new().budget(1_000_000_000).progress(&mut stop_after_ten);
/// # let _ = options;
/// ```
#[derive(Default)]
pub struct Options<'a> {
    budget: Option<u64>,
    progress: Option<&'a mut dyn FnMut(SearchProgress) -> ControlFlow<()>>,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}

impl<'a> Options<'a> {
    /// Options of the default budget and no callback.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the most work of one search (default: the module's `BUDGET`, which names its unit). It is compared
    /// between steps, so that a step may overrun it; a search that reaches it returns the best feasible
    /// answer it has, marked so.
    #[must_use]
    pub fn budget(mut self, work: u64) -> Self {
        self.budget = Some(work);
        self
    }

    /// Sets a callback, called about every million units of work (default: none); breaking cancels.
    #[must_use]
    pub fn progress(mut self, call: &'a mut dyn FnMut(SearchProgress) -> ControlFlow<()>) -> Self {
        self.progress = Some(call);
        self
    }

    /// Opens the account of a search for `what`, with `budget` if the caller set none.
    pub(crate) fn control(self, budget: u64, what: &'static str) -> Control<'a> {
        let allowance = self.budget.unwrap_or(budget);
        Control {
            work: 0,
            allowance,
            end: allowance,
            next_report: REPORT_EVERY,
            what,
            progress: self.progress,
        }
    }
}

/// Work account of a search: budget, progress, cancellation.
pub(crate) struct Control<'a> {
    pub(crate) work: u64,
    allowance: u64,
    /// Work at which the search that runs ends.
    end: u64,
    next_report: u64,
    what: &'static str,
    progress: Option<&'a mut dyn FnMut(SearchProgress) -> ControlFlow<()>>,
}

impl Control<'_> {
    /// Grants a new search its budget.
    pub(crate) fn renew(&mut self) {
        self.end = self.work.saturating_add(self.allowance);
    }

    /// Work left of the budget.
    pub(crate) fn left(&self) -> u64 {
        self.end.saturating_sub(self.work)
    }

    /// Books `work`; returns whether there is budget left.
    ///
    /// # Errors
    /// Cancelled if the callback says so.
    pub(crate) fn spend(&mut self, work: u64) -> Result<bool> {
        self.book(work, None)
    }

    /// Books `work` with `left` steps known to be left; returns whether there is budget left.
    ///
    /// # Errors
    /// Cancelled if the callback says so.
    pub(crate) fn spend_step(&mut self, work: u64, left: usize) -> Result<bool> {
        self.book(work, Some(left))
    }

    fn book(&mut self, work: u64, left: Option<usize>) -> Result<bool> {
        self.work += work;
        if self.work >= self.next_report {
            // Counted from now, not from the last mark: one long step causes one call, not many in a row.
            self.next_report = self.work + REPORT_EVERY;
            let progress = SearchProgress {
                work: self.work,
                budget: self.end,
                left,
            };
            let call = self.progress.as_mut();
            if call.is_some_and(|call| call(progress).is_break()) {
                return Err(Error::cancelled(self.what));
            }
        }
        // The callback may cancel even after the budget has ended, so the answer comes last.
        Ok(self.work < self.end)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::ops::ControlFlow;

    use super::{Options, REPORT_EVERY};

    #[test]
    fn a_search_ends_at_its_budget_and_a_new_one_has_its_own() {
        let mut control = Options::new().budget(10).control(99, "a test");
        assert!(control.spend(9).unwrap());
        assert_eq!(control.left(), 1);
        assert!(!control.spend(2).unwrap(), "one over");
        assert_eq!((control.left(), control.work), (0, 11));
        control.renew();
        assert_eq!(control.left(), 10);
        assert_eq!(Options::new().control(99, "a test").left(), 99);
    }

    #[test]
    fn the_callback_hears_about_every_million_and_may_cancel() {
        let mut heard = Vec::new();
        let mut call = |progress| {
            heard.push(progress);
            if heard.len() < 2 {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let options = Options::new().progress(&mut call);
        let mut control = options.control(u64::MAX, "a test");
        assert!(control.spend(REPORT_EVERY - 1).unwrap());
        assert!(control.spend_step(1, 7).unwrap());
        assert!(control.spend(REPORT_EVERY - 1).unwrap());
        let error = control.spend(1).unwrap_err();
        assert!(
            error.is_cancelled() && error.to_string().contains("a test"),
            "{error}"
        );
        let told: Vec<_> = heard.iter().map(|p| (p.work, p.left)).collect();
        assert_eq!(told, [(REPORT_EVERY, Some(7)), (2 * REPORT_EVERY, None)]);
    }
}
