//! Structured points by facet code: each distinct value is judged once for a need, and only if somebody asks.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Scorer;
use super::judge::Judge;
use crate::compiled::facets::FacetValues;
use crate::compiled::{SegmentView, SummedProfile};
use crate::model::Facet;
use crate::num::{Fraction, Points};

/// A facet with more distinct values than this is judged profile by profile: its table would be slower to
/// read than most values are to judge.
const TABLE_VALUES: usize = 1 << 16;

/// A facet with at most this many distinct values is judged whole at the start: the most that it can add is then known
/// exactly, and one that is the same for all is done with.
const FEW_VALUES: usize = 64;

/// Not judged yet.
const OPEN: u64 = 0;
/// Barred by a rule.
const BARRED: u64 = 1;
/// Added to points in an entry, so that no points read as [`OPEN`] or [`BARRED`].
const OFFSET: u64 = 2;

/// A candidate on its way through the facets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sifted {
    pub(crate) candidate: SummedProfile,
    /// Structured points that it needs from the facets to come.
    lacks: u64,
}

impl Sifted {
    /// Returns this state for another profile.
    pub(crate) fn of(self, profile: u32) -> Self {
        let candidate = SummedProfile {
            profile,
            ..self.candidate
        };
        Self { candidate, ..self }
    }
}

/// How many facets of a table's order, the first ones, candidates were sifted by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FacetsSifted(usize);

/// The structured points of one need, filled in as codes are met. Shared by threads: every thread
/// would write the same number, so it does not matter which one does.
#[derive(Debug)]
pub(crate) struct PointTable<'s> {
    scorer: &'s Scorer<'s>,
    values: &'s FacetValues,
    judge: Judge<'s>,
    facets: [Vec<AtomicU64>; Facet::ALL.len()],
    /// Facets in which profiles differ, one that rejects most of them first, then the ones that can add most; each
    /// with the most that all after it can add.
    order: Vec<(Facet, Points)>,
    /// Points that every profile has.
    fixed: Points,
    /// Most points that the structured features can add.
    most: Points,
}

impl<'s> PointTable<'s> {
    pub(crate) fn new(scorer: &'s Scorer<'s>, values: &'s FacetValues) -> Self {
        let mut table = Self {
            scorer,
            values,
            judge: Judge::new(scorer, values),
            facets: std::array::from_fn(|_| Vec::new()),
            order: Vec::new(),
            fixed: scorer.constant(),
            most: Points(0),
        };
        table.plan();
        table
    }

    fn plan(&mut self) {
        let mut differing = Vec::with_capacity(Facet::ALL.len());
        for &facet in Facet::ALL {
            // Equal for all and barring nobody, a facet is a constant, and no candidate is looked up for it.
            match self.outcomes(facet) {
                (least, most) if least == Some(most) => self.fixed = self.fixed + most,
                (_, most) => differing.push((facet, most)),
            }
        }
        // If only one region is admitted, the place rejects most profiles at once.
        let rejects = |facet| facet == Facet::Place && self.scorer.rules.within.is_some();
        let is_few = |facet| self.values.len(facet) <= FEW_VALUES;
        let is_swift = |facet| rejects(facet) || is_few(facet) || self.judge.is_near(facet);
        let is_dear = |facet| facet == Facet::Place && !rejects(facet);
        // Rejecting facets first, then cheap look-ups, distances last. Within each, the facets that can add most come
        // first, so that the bound on the rest falls fast.
        differing.sort_by_key(|&(facet, most)| {
            let most = std::cmp::Reverse(most);
            let costs = (!rejects(facet), !is_swift(facet), is_dear(facet));
            (costs, most, facet)
        });
        // Backwards, so that each facet is kept with the most that all later ones add, vectors and figures included.
        let mut after = self.scorer.most_vector_points() + self.scorer.demands.most();
        for &(facet, most) in differing.iter().rev() {
            self.order.push((facet, after));
            after = after + most;
        }
        self.order.reverse();
        self.most = self.fixed + after;
    }

    /// The least points of a facet if no value is barred, and the most: of its values if they are few, else of any
    /// value there could be.
    fn outcomes(&mut self, facet: Facet) -> (Option<Points>, Points) {
        if let Some(points) = self.judge.same_for_all(facet) {
            return (Some(points), points);
        }
        let codes = u32::try_from(self.values.len(facet)).expect("facet codes are 32-bit numbers");
        if codes as usize <= TABLE_VALUES {
            let open = (0..codes).map(|_| AtomicU64::new(OPEN));
            self.facets[facet as usize] = open.collect();
        }
        // Too many to judge ahead: the whole share is the bound, and whether one is barred stays open.
        if codes as usize > FEW_VALUES {
            return (None, self.share(facet));
        }
        let points = (0..codes).map(|code| self.points(facet, code));
        points.fold(
            (Some(Points(u64::MAX)), Points(0)),
            |(least, most), next| {
                // One barred value makes the least `None`, so that the facet is not taken for a constant.
                let lower = least.zip(next).map(|(least, next)| least.min(next));
                (lower, most.max(next.unwrap_or_default()))
            },
        )
    }

    /// Points of a facet whose every part is at its best.
    fn share(&self, facet: Facet) -> Points {
        let mut most = Points(0);
        self.scorer.facet_parts(facet, None, |_, share, _| {
            most = most + Points::of(share, Fraction::ONE);
        });
        most
    }

    /// Most points that the structured features can add.
    pub(crate) fn most(&self) -> Points {
        self.most
    }

    /// Points of a code; `None` if a rule bars it.
    #[inline]
    fn points(&self, facet: Facet, code: u32) -> Option<Points> {
        self.entry(facet, code).checked_sub(OFFSET).map(Points)
    }

    /// Points of a code as a table has them, or [`BARRED`].
    #[inline]
    fn entry(&self, facet: Facet, code: u32) -> u64 {
        let slot = self.facets[facet as usize].get(code as usize);
        // Relaxed suffices: an entry guards no other memory, and a thread that misses it computes the same number.
        match slot.map_or(OPEN, |slot| slot.load(Ordering::Relaxed)) {
            OPEN => self.judged(facet, code, slot),
            entry => entry,
        }
    }

    #[cold]
    fn judged(&self, facet: Facet, code: u32, slot: Option<&AtomicU64>) -> u64 {
        let points = self.judge.points(facet, code);
        let entry = points.map_or(BARRED, |points| points.0 + OFFSET);
        if let Some(slot) = slot {
            slot.store(entry, Ordering::Relaxed);
        }
        entry
    }

    /// Share of the weights that a profile makes known by its facets, in steps of 2⁻²⁰.
    pub(crate) fn known(&self, view: &SegmentView, profile: u32) -> u32 {
        let known = |facet| self.judge.known(facet, view.code(facet, profile));
        Facet::ALL.iter().copied().map(known).sum()
    }

    /// `candidate` at the start of a [`PointTable::sift`]: it needs structured points of `least`.
    #[inline]
    pub(crate) fn unsifted(&self, candidate: SummedProfile, least: u64) -> Sifted {
        Sifted {
            candidate,
            lacks: least.saturating_sub(self.fixed.0),
        }
    }

    /// Leaves only candidates that no facet bars or leaves short, in order. One facet after the other, with a pass over all
    /// candidates each: faster by far than one candidate after the other. O(candidates · facets).
    pub(crate) fn sift(&self, view: &SegmentView, found: &mut Vec<Sifted>) {
        self.sift_by(view, &self.order, found);
    }

    /// Fills `found` with the candidates `from`, each for one of `profiles`, that the first facet of the order neither bars
    /// nor leaves short: where a need has few words most profiles fall out there, and nothing but its codes is read of
    /// them. Returns how many facets were looked at: none if that one could rule nobody out by points.
    pub(crate) fn sift_range(
        &self,
        view: &SegmentView,
        profiles: Range<u32>,
        from: Sifted,
        found: &mut Vec<Sifted>,
    ) -> FacetsSifted {
        found.clear();
        let first = self.order.first();
        let Some(&(facet, after)) = first.filter(|(_, after)| from.lacks > after.0) else {
            found.extend(profiles.map(|profile| from.of(profile)));
            return FacetsSifted(0);
        };
        let column = view.column(facet);
        // All lack the same, so that one number tells who stays; a barred entry is below it, and an open one is judged.
        let least = from.lacks.saturating_sub(after.0).saturating_add(OFFSET);
        let mut kept = 0;
        found.resize(profiles.len(), from);
        for profile in profiles {
            let entry = self.entry(facet, column.get(profile));
            let lacks = from.lacks.saturating_sub(entry.saturating_sub(OFFSET));
            // Written either way, without a branch: who stays cannot be predicted.
            found[kept] = Sifted {
                lacks,
                ..from.of(profile)
            };
            kept += usize::from(entry >= least);
        }
        found.truncate(kept);
        FacetsSifted(1)
    }

    /// Sifts candidates of [`PointTable::sift_range`] by the facets that it left.
    pub(crate) fn sift_others(
        &self,
        view: &SegmentView,
        FacetsSifted(done): FacetsSifted,
        found: &mut Vec<Sifted>,
    ) {
        self.sift_by(view, &self.order[done..], found);
    }

    fn sift_by(&self, view: &SegmentView, facets: &[(Facet, Points)], found: &mut Vec<Sifted>) {
        for &(facet, after) in facets {
            let column = view.column(facet);
            let mut kept = 0;
            for at in 0..found.len() {
                let Sifted { candidate, lacks } = found[at];
                let entry = self.entry(facet, column.get(candidate.profile));
                // A barred entry is below OFFSET; saturated, it adds nothing, and is dropped below.
                let lacks = lacks.saturating_sub(entry.saturating_sub(OFFSET));
                // Written either way, without a branch: which candidates stay cannot be predicted.
                found[kept] = Sifted { candidate, lacks };
                kept += usize::from((entry != BARRED) & (lacks <= after.0));
            }
            found.truncate(kept);
        }
    }

    /// Structured points of a profile; `None` if a rule bars it or they fall short of `least`, which is found out as
    /// early as may be. (Names are the caller's to check.)
    pub(crate) fn profile(&self, view: &SegmentView, profile: u32, least: u64) -> Option<Points> {
        let mut points = self.fixed;
        for &(facet, after) in &self.order {
            points = points + self.points(facet, view.code(facet, profile))?;
            // Even with the most that the facets to come, vectors and figures can add, it falls short.
            if points.0 + after.0 < least {
                return None;
            }
        }
        // Vectors and figures come last: they read more of a profile than one code.
        let nearness = |need: &_| view.compiled.nearness(profile, need);
        let met = |demand: &_| view.compiled.verdict(profile, demand);
        if self.scorer.rules.bars_missed_figures && self.scorer.demands.missed(met).is_some() {
            return None;
        }
        Some(points + self.scorer.vector_points(nearness) + self.scorer.demands.points(met))
    }
}
