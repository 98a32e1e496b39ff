//! Budget, progress and cancellation of a solve.

use std::ops::ControlFlow;

use crate::error::{Error, Result};

/// How far a solve has come.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Units of work done: arcs looked at.
    pub work: u64,
    /// Units of work allowed.
    pub budget: u64,
    /// Steps known to be left (units to place, branches to look into); it may grow.
    pub left: usize,
}

/// Work between two calls of the progress callback, in arcs: some milliseconds.
const REPORT_EVERY: u64 = 1 << 20;

/// Budget and progress callback of a solve.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use qianxian::assign::Options;
///
/// let mut calls = 0;
/// let mut stop_after_ten = |_progress: qianxian::assign::Progress| {
///     calls += 1;
///     if calls < 10 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
/// };
/// let options = Options::new().budget(1_000_000_000).progress(&mut stop_after_ten);
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
    /// Default budget: 10¹⁰ arcs, about a minute.
    pub const BUDGET: u64 = 10_000_000_000;

    /// The default budget, no callback.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Most work to do, in arcs looked at (default [`Options::BUDGET`]). A solve that
    /// reaches it returns the best feasible answer it has, marked so.
    #[must_use]
    pub fn budget(mut self, arcs: u64) -> Self {
        self.budget = Some(arcs);
        self
    }

    /// Called about every million arcs (default: never); breaking cancels the solve.
    #[must_use]
    pub fn progress(mut self, call: &'a mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        self.progress = Some(call);
        self
    }

    pub(super) fn control(self) -> Control<'a> {
        Control {
            work: 0,
            budget: self.budget.unwrap_or(Self::BUDGET),
            next_report: REPORT_EVERY,
            progress: self.progress,
        }
    }
}

/// The running account of a solve.
pub(super) struct Control<'a> {
    pub(super) work: u64,
    budget: u64,
    next_report: u64,
    progress: Option<&'a mut dyn FnMut(Progress) -> ControlFlow<()>>,
}

impl Control<'_> {
    /// Books `work` arcs; whether there is budget left.
    ///
    /// # Errors
    /// Cancelled where the callback says so.
    pub(super) fn spend(&mut self, work: u64, left: usize) -> Result<bool> {
        self.work += work;
        if self.work >= self.next_report {
            self.next_report = self.work + REPORT_EVERY;
            let progress = Progress {
                work: self.work,
                budget: self.budget,
                left,
            };
            let call = self.progress.as_mut();
            if call.is_some_and(|call| call(progress).is_break()) {
                return Err(Error::cancelled("the assignment"));
            }
        }
        Ok(self.work < self.budget)
    }
}
