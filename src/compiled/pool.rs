//! Accumulators that wait for the next call.

use std::sync::{Arc, Mutex, PoisonError};

use super::accumulate::Accumulators;

/// Accumulators of a snapshot that nobody uses just now. New ones are a quarter of a megabyte of fresh pages,
/// which took as long as a need of three terms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool(Arc<Mutex<Vec<Accumulators>>>);

impl Pool {
    /// Some that are free, or new ones.
    pub(crate) fn take(&self) -> Accumulators {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        free.pop().unwrap_or_default()
    }

    /// Gives them back. There are as many as were ever used at once.
    pub(crate) fn give(&self, sums: Accumulators) {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        free.push(sums);
    }
}
