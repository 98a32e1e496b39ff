//! What the values of features are read against.

use crate::model::{Date, Taxonomies};
use crate::rule::PlaceContext;

/// What values are read against.
#[derive(Clone, Debug)]
pub(crate) struct ValueContext {
    pub(crate) taxonomies: Taxonomies,
    pub(crate) places: PlaceContext,
    pub(crate) today: Date,
}
