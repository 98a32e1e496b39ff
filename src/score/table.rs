//! Structured points by facet code: each distinct value is judged once for a need.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Scorer;
use super::compiled::CompiledSegment;
use super::facets::FacetValues;
use crate::model::Facet;
use crate::num::Points;

/// A facet with more distinct values than this is judged profile by profile: most of its values would
/// never be asked for.
const TABLE_VALUES: usize = 4096;

/// Not judged yet.
const OPEN: u64 = u64::MAX;
/// Barred by a rule.
const BARRED: u64 = u64::MAX - 1;

/// The structured points of one need, filled in as codes are met. Shared by threads: every thread would write the
/// same number, so it does not matter which one does.
#[derive(Debug)]
pub(crate) struct PointTable<'s> {
    scorer: &'s Scorer<'s>,
    values: &'s FacetValues,
    facets: [Vec<AtomicU64>; Facet::ALL.len()],
    /// Most points that the structured features can add.
    most: Points,
}

impl<'s> PointTable<'s> {
    pub(crate) fn new(scorer: &'s Scorer<'s>, values: &'s FacetValues) -> Self {
        let facets = Facet::ALL.map(|facet| {
            let codes = values.len(facet);
            let size = if codes <= TABLE_VALUES { codes } else { 0 };
            (0..size).map(|_| AtomicU64::new(OPEN)).collect()
        });
        let mut table = Self {
            scorer,
            values,
            facets,
            most: scorer.constant() + scorer.most_vector_points(),
        };
        table.most = table.most
            + Facet::ALL
                .into_iter()
                .map(|facet| table.most_of(facet))
                .sum();
        table
    }

    /// The most points of a facet: of its values where they are few, else of any value there could be.
    fn most_of(&self, facet: Facet) -> Points {
        const FEW: usize = 32;
        let codes = u32::try_from(self.values.len(facet)).unwrap_or(u32::MAX);
        if codes as usize <= FEW {
            let points = (0..codes).filter_map(|code| self.points(facet, code));
            return points.max().unwrap_or_default();
        }
        let mut most = Points(0);
        self.scorer.facet_parts(facet, None, |_, share, _| {
            most = most + Points::of(share, crate::num::Unit::ONE)
        });
        most
    }

    /// Most points that the structured features can add.
    pub(crate) fn most(&self) -> Points {
        self.most
    }

    /// Points of a code; `None` where a rule bars it.
    fn points(&self, facet: Facet, code: u32) -> Option<Points> {
        let judge = || {
            self.scorer
                .facet_points(facet, self.values.get(facet, code))
        };
        let Some(slot) = self.facets[facet as usize].get(code as usize) else {
            return judge();
        };
        match slot.load(Ordering::Relaxed) {
            OPEN => {
                let points = judge();
                slot.store(points.map_or(BARRED, |p| p.0), Ordering::Relaxed);
                points
            }
            BARRED => None,
            points => Some(Points(points)),
        }
    }

    /// Structured points of a profile; `None` where a rule bars it. (Names are the caller's to check.)
    pub(crate) fn profile(&self, segment: &CompiledSegment, profile: u32) -> Option<Points> {
        let cosine = |need: &_| segment.best_cosine(profile, need);
        let mut points = self.scorer.constant() + self.scorer.vector_points(cosine);
        for facet in Facet::ALL {
            points = points + self.points(facet, segment.codes(facet).get(profile))?;
        }
        Some(points)
    }
}
