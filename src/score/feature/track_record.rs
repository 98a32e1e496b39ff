//! Track record: share of earlier matches that were settled, smoothed.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::TrackRecord as Record;
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::{Worded, english};

/// The track-record feature.
pub(crate) struct TrackRecordFeature;

impl FeatureDeclaration for TrackRecordFeature {
    const ENGLISH: &'static str = "track record";
    const WEIGHT: f64 = 0.02;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(_: &NeedFacts, _: &Query) -> bool {
        // Whatever is needed, a better record is welcome.
        true
    }
}

impl StructuredFeature for TrackRecordFeature {
    type Offer<'v> = &'v Record;

    fn value(_: NeedView<'_>, record: &Record) -> Option<Known> {
        // Laplace's rule of succession: a record of nothing is ½.
        let (settled, matched) = (u64::from(record.settled), u64::from(record.matched));
        Some(Known::stated(Fraction::ratio(settled + 1, matched + 2)))
    }

    fn fact(_: NeedView<'_>, record: &Record) -> Option<Fact> {
        Some(Fact::TrackRecord(TrackRecordFact {
            matched: record.matched,
            settled: record.settled,
        }))
    }

    fn target(_: NeedView<'_>, _: &ProfileFacts, _: f64) -> Option<Target> {
        // A record is earned, not stated.
        None
    }
}

/// Earlier matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct TrackRecordFact {
    /// Number of earlier matches.
    pub matched: u32,
    /// Number of earlier matches that were settled, at most `matched`.
    pub settled: u32,
}

impl Worded for TrackRecordFact {
    fn chinese(&self) -> String {
        let Self { matched, settled } = self;
        format!("以往对接{matched}次，办结{settled}次")
    }

    fn english(&self) -> String {
        let settled = self.settled;
        let matches = english::count(self.matched, "earlier match", "earlier matches");
        let was = if settled == 1 { "was" } else { "were" };
        format!("of {matches}, {settled} {was} settled")
    }
}
