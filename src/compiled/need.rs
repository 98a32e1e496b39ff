//! A need as ranking reads it.

use std::sync::Arc;

use super::query::Query;
use crate::model::facts::NeedFacts;

/// A need, analysed once: its facts, and its terms with their weights under the statistics of one library.
///
/// Whoever ranks or explains takes this value and never the record, so that no need is analysed twice on its way.
#[derive(Clone, Debug)]
pub(crate) struct AnalysedNeed {
    /// Facts that rules and features compare. They depend on the record alone.
    pub(crate) facts: Arc<NeedFacts>,
    /// Integer weights of its terms, and the figures that it demands.
    pub(crate) query: Query,
}
