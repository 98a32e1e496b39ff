//! Structured points by facet code: each distinct value is judged once for a need, and only where
//! somebody asks.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Scorer;
use super::compiled::CompiledSegment;
use super::facets::FacetValues;
use super::judge::Judge;
use crate::model::Facet;
use crate::num::{Points, Unit};

/// A facet with more distinct values than this is judged profile by profile: its table would be slower to
/// read than most values are to judge.
const TABLE_VALUES: usize = 1 << 16;

/// A facet with at most this many distinct values is judged whole at the start: what it can add is
/// then known exactly, and one that is the same for all is done with.
const FEW_VALUES: usize = 64;

/// Not judged yet.
const OPEN: u64 = 0;
/// Barred by a rule.
const BARRED: u64 = 1;
/// What points are kept with, so that none is one of the above.
const OFFSET: u64 = 2;

/// The structured points of one need, filled in as codes are met. Shared by threads: every thread
/// would write the same number, so it does not matter which one does.
#[derive(Debug)]
pub(crate) struct PointTable<'s> {
    scorer: &'s Scorer<'s>,
    values: &'s FacetValues,
    judge: Judge<'s>,
    facets: [Vec<AtomicU64>; Facet::ALL.len()],
    /// Facets in which profiles differ, one that rejects most of them first, then those that can
    /// add most, each with the most that those after it can add.
    order: Vec<(Facet, Points)>,
    /// Points that every profile has.
    fixed: Points,
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
            judge: Judge::new(scorer, values),
            facets,
            order: Vec::new(),
            fixed: scorer.constant(),
            most: Points(0),
        };
        table.plan();
        table
    }

    fn plan(&mut self) {
        let mut differing = Vec::with_capacity(Facet::ALL.len());
        for facet in Facet::ALL {
            match self.outcomes(facet) {
                (least, most) if least == Some(most) => self.fixed = self.fixed + most,
                (_, most) => differing.push((facet, most)),
            }
        }
        // Where only one region is admitted, the place rejects most profiles at once.
        let rejects = |facet| facet == Facet::Place && self.scorer.rules.within.is_some();
        let is_dear = |facet| facet == Facet::Place && !rejects(facet);
        differing.sort_by_key(|&(facet, most)| {
            let most = std::cmp::Reverse(most);
            (!rejects(facet), is_dear(facet), most, facet)
        });
        let mut after = self.scorer.most_vector_points() + self.scorer.demands.most();
        for &(facet, most) in differing.iter().rev() {
            self.order.push((facet, after));
            after = after + most;
        }
        self.order.reverse();
        self.most = self.fixed + after;
    }

    /// The least points of a facet, where no value is barred, and the most: of its values where
    /// they are few, else of any value there could be.
    fn outcomes(&self, facet: Facet) -> (Option<Points>, Points) {
        if let Some(points) = self.judge.same_for_all(facet) {
            return (Some(points), points);
        }
        let codes = u32::try_from(self.values.len(facet)).unwrap_or(u32::MAX);
        if codes as usize > FEW_VALUES {
            return (None, self.share(facet));
        }
        let points = (0..codes).map(|code| self.points(facet, code));
        points.fold(
            (Some(Points(u64::MAX)), Points(0)),
            |(least, most), next| {
                let lower = least.zip(next).map(|(least, next)| least.min(next));
                (lower, most.max(next.unwrap_or_default()))
            },
        )
    }

    /// Points of a facet whose every part is at its best.
    fn share(&self, facet: Facet) -> Points {
        let mut most = Points(0);
        self.scorer.facet_parts(facet, None, |_, share, _| {
            most = most + Points::of(share, Unit::ONE);
        });
        most
    }

    /// Most points that the structured features can add.
    pub(crate) fn most(&self) -> Points {
        self.most
    }

    /// Points of a code; `None` where a rule bars it.
    fn points(&self, facet: Facet, code: u32) -> Option<Points> {
        let judge = || self.judge.points(facet, code);
        let Some(slot) = self.facets[facet as usize].get(code as usize) else {
            return judge();
        };
        match slot.load(Ordering::Relaxed) {
            OPEN => {
                let points = judge();
                slot.store(points.map_or(BARRED, |p| p.0 + OFFSET), Ordering::Relaxed);
                points
            }
            BARRED => None,
            points => Some(Points(points - OFFSET)),
        }
    }

    /// Share of the weights that a profile makes known by its facets, in steps of 2⁻²⁰.
    pub(crate) fn known(&self, segment: &CompiledSegment, profile: u32) -> u32 {
        let known = |facet| self.judge.known(facet, segment.code(facet, profile));
        Facet::ALL.into_iter().map(known).sum()
    }

    /// What the structured points of a profile cannot exceed, by its first facet alone; `None` where a rule
    /// bars it.
    #[inline]
    pub(crate) fn bound(&self, segment: &CompiledSegment, profile: u32) -> Option<Points> {
        let Some(&(facet, after)) = self.order.first() else {
            return Some(self.most);
        };
        let points = self.points(facet, segment.code(facet, profile))?;
        Some(self.fixed + points + after)
    }

    /// Structured points of a profile; `None` where a rule bars it or they fall short of `least`,
    /// which is found out as early as may be. (Names are the caller's to check.)
    pub(crate) fn profile(
        &self,
        segment: &CompiledSegment,
        profile: u32,
        least: u64,
    ) -> Option<Points> {
        let mut points = self.fixed;
        for &(facet, after) in &self.order {
            points = points + self.points(facet, segment.code(facet, profile))?;
            if points.0 + after.0 < least {
                return None;
            }
        }
        let cosine = |need: &_| segment.best_cosine(profile, need);
        let met = |demand: &_| segment.verdict(profile, demand);
        Some(points + self.scorer.vector_points(cosine) + self.scorer.demands.points(met))
    }
}
