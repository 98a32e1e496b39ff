//! Budget, progress and cancellation of a plan.

use std::ops::ControlFlow;

use crate::error::{Error, Result};

/// How far a plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Units of work done: arcs looked at and placements tried.
    pub work: u64,
    /// Units of work allowed.
    pub budget: u64,
}

/// Work between two calls of the progress callback: some milliseconds.
const REPORT_EVERY: u64 = 1 << 20;

/// Budget and progress callback of a plan.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use qianxian::event::{Options, Progress};
///
/// let mut patience = 10;
/// let mut stop_after_ten = |_: Progress| {
///     patience -= 1;
///     if patience > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
/// };
/// let options = Options::new().budget(100_000_000).progress(&mut stop_after_ten);
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
    /// Default budget: 10⁹ units, some seconds.
    pub const BUDGET: u64 = 1_000_000_000;

    /// The default budget, no callback.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Most work to do, in arcs looked at and placements tried (default [`Options::BUDGET`]). It is looked at
    /// between steps, so that a step may overrun it; a plan that reaches it returns the best it
    /// has, with its gap.
    #[must_use]
    pub fn budget(mut self, work: u64) -> Self {
        self.budget = Some(work);
        self
    }

    /// Called about every million units (default: never); breaking cancels the plan.
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

/// The running account of a plan.
pub(super) struct Control<'a> {
    work: u64,
    budget: u64,
    next_report: u64,
    progress: Option<&'a mut dyn FnMut(Progress) -> ControlFlow<()>>,
}

impl Control<'_> {
    /// Work that is left.
    pub(super) fn left(&self) -> u64 {
        self.budget.saturating_sub(self.work)
    }

    /// Books `work`; whether there is budget left.
    ///
    /// # Errors
    /// Cancelled where the callback says so.
    pub(super) fn spend(&mut self, work: u64) -> Result<bool> {
        self.work += work;
        if self.work >= self.next_report {
            self.next_report = self.work + REPORT_EVERY;
            let progress = Progress {
                work: self.work,
                budget: self.budget,
            };
            let call = self.progress.as_mut();
            if call.is_some_and(|call| call(progress).is_break()) {
                return Err(Error::cancelled("the plan of the event"));
            }
        }
        Ok(self.work < self.budget)
    }
}
