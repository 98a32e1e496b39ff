//! The chapters: each a pure function from facts to sentences and tables.

mod alignment;
mod coverage;
mod demand_supply;
mod money;
mod policies;
mod ranking;
mod recruit;
mod settlement;
mod summary;

use super::composition::Composition;
use super::document::ReportChapter;

/// The chapters, in the order of reading.
pub(super) fn chapters(made: &Composition<'_>) -> Vec<ReportChapter> {
    vec![
        summary::chapter(made),
        demand_supply::chapter(made),
        coverage::chapter(made),
        alignment::chapter(made),
        recruit::chapter(made),
        settlement::chapter(made),
    ]
}
