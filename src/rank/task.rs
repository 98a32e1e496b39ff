//! One need on its way through a library, block by block.
//!
//! A block is ranked in two steps, so that the threshold is high before many profiles are looked at. First come the
//! profiles with a document above a *line* that few reach, the best by text first. Then the rest: by text if only text
//! can bring a profile in, else by structure, of which the first facet alone rules most of them out. Of a need of few
//! words, profiles are taken by *bounds* of their sums, and the exact sum is looked up for the ones that pass every
//! other test. There, and in every block of few postings, nearly all profiles have no text in common with the need and
//! wait until every block has had its first step; as a rule the threshold has passed all of them by then, and they are
//! never looked at.
//!
//! If a fit is asked for, the profiles of a block that have it are found first ([`Accumulators::covering`]), and only
//! these are summed and offered. They are few as a rule, so that neither the block is summed nor its others are looked at.

use std::cmp::Reverse;

use super::address::BlockAddress;
use super::chosen::Admitted;
use super::coverage::LeastFit;
use super::sift::{SIFT, in_steps};
use super::topk::TopK;
use crate::compiled::library::CompiledLibrary;
use crate::compiled::query::Query;
use crate::compiled::{
    Accumulators, BlockTerms, DeferredTerms, Marks, PostingBuffers, ResolvedTerm, SegmentView,
    Summation, SummedProfile, least_document, seek, sum_bound,
};
use crate::model::{FoldedName, Lineage};
use crate::score::table::{PointTable, Sifted};
use crate::score::{Fit, Scorer};

/// Times k: as many profiles, the best by text, are offered before any other of a block.
const SEEDS: usize = 2;

/// Buffers that a thread keeps from block to block.
pub(super) struct Scratch {
    pub(super) sums: Accumulators,
    /// A segment, and the terms of the need there, at the last block.
    pub(super) terms: Option<(u32, Vec<ResolvedTerm>)>,
    pub(super) lists: CandidateLists,
    met: Marks,
    best: Vec<u32>,
    /// The profiles of a block that are read, where not all are.
    pub(super) chosen: Vec<u32>,
}

/// Candidates at hand.
#[derive(Default)]
pub(super) struct CandidateLists {
    pub(super) found: Vec<SummedProfile>,
    sifted: Vec<Sifted>,
}

impl Scratch {
    pub(super) fn new(sums: Accumulators) -> Self {
        Self {
            sums,
            terms: None,
            lists: CandidateLists::default(),
            met: Marks::default(),
            best: Vec::new(),
            chosen: Vec::new(),
        }
    }
}

/// A block of which only the profiles with text were offered.
pub(super) struct PendingBlock {
    pub(super) block: BlockAddress,
    /// Profiles with text, ascending.
    with_text: Vec<u32>,
}

/// One need on its way through a library.
pub(super) struct Task<'a> {
    pub(super) library: &'a CompiledLibrary,
    pub(super) scorer: &'a Scorer<'a>,
    pub(super) query: &'a Query,
    pub(super) table: PointTable<'a>,
    /// Folded ids that must not be matched, ascending.
    barred_ids: Vec<FoldedName>,
    /// Hashes of folded names that must not be matched, ascending.
    barred_names: Vec<u64>,
    /// The fit of the profiles that may be offered, if not all may.
    least_fit: Option<LeastFit>,
    /// The region that admitted profiles lie in, if one is asked for.
    pub(super) within: Option<Lineage>,
}

impl<'a> Task<'a> {
    pub(super) fn new(
        library: &'a CompiledLibrary,
        scorer: &'a Scorer<'a>,
        query: &'a Query,
        least: Fit,
    ) -> Self {
        let barred_ids = scorer.rules.barred_ids(&scorer.need);
        let barred_names = scorer.rules.barred_names(&scorer.need);
        let keys = barred_names.iter().map(FoldedName::hash64);
        let mut barred_names: Vec<u64> = keys.collect();
        barred_names.sort_unstable();
        Self {
            library,
            scorer,
            query,
            table: PointTable::new(scorer, &library.values),
            barred_ids: barred_ids.into_iter().collect(),
            barred_names,
            least_fit: LeastFit::of(library, query, least),
            within: scorer.rules.within.as_ref().map(Lineage::of),
        }
    }

    fn is_barred(&self, view: &SegmentView, profile: u32) -> bool {
        // Names and ids are far away in memory, and mostly nobody asks for them.
        let excluded = &self.scorer.rules.excluded;
        let is_named = || {
            let name_key = view.compiled.row(profile).name_key;
            // A namesake at another organisation is not one of the enterprise's people: of the few with such a name the
            // organisation is looked at.
            self.barred_names.binary_search(&name_key).is_ok() && {
                let known = self.library.organizations(view, profile);
                self.scorer
                    .rules
                    .bars_named(&self.scorer.need, name_key, known)
            }
        };
        let has_id = || {
            let id = view.compiled.id(profile);
            let is_named_by_id = || {
                let is_barred = |id| self.barred_ids.binary_search(&id).is_ok();
                !self.barred_ids.is_empty() && FoldedName::new(id).is_some_and(is_barred)
            };
            excluded.contains(id) || is_named_by_id()
        };
        (!self.barred_names.is_empty() && is_named())
            || ((!excluded.is_empty() || !self.barred_ids.is_empty()) && has_id())
    }

    /// The least sum that can still reach `threshold`; `None` if none can.
    fn least(&self, threshold: u64) -> Option<u64> {
        self.scorer
            .least_sum(threshold.saturating_sub(self.table.most().0))
    }

    pub(super) fn view(&self, segment: u32) -> &'a SegmentView {
        &self.library.segments[segment as usize]
    }

    /// Offers the profiles of one block to `top`; of a block with few postings only the profiles with text, and
    /// returns the others, unless a fit is asked for. `floor` is a threshold that others have reached.
    pub(super) fn block(
        &self,
        place: BlockAddress,
        terms: &mut [ResolvedTerm],
        scratch: &mut Scratch,
        top: &mut TopK<BlockAddress>,
        floor: impl Fn() -> u64,
    ) -> Option<PendingBlock> {
        let (segment, block) = place;
        let compiled = &self.view(segment).compiled;
        // Whichever threshold is higher: both are reached by k profiles, so nothing below either gets in.
        let least = self.least(top.threshold().max(floor()))?;
        let admitted = self.admitted(place, &mut scratch.chosen);
        if admitted == Admitted::Nobody {
            return None;
        }
        // Only the cursors move until the block is known to be worth it: nothing is cleared or added before that.
        if seek(compiled, terms, block) < least {
            return None;
        }
        if let Some(fit) = &self.least_fit {
            self.fitting(place, (fit, least), terms, scratch, top, &floor);
            return None;
        }
        if admitted == Admitted::Some {
            self.chosen(place, least, terms, scratch, top, &floor);
            return None;
        }
        scratch.sums.sum(compiled, terms, block, (least, top.k()));
        match scratch.sums.summation() {
            Summation::Dense => {}
            Summation::Sparse => return self.sparse(place, least, scratch, top, &floor),
            Summation::Bounds => return self.bounded(place, terms, scratch, top, &floor),
        }
        let Scratch {
            sums,
            lists,
            met,
            best,
            ..
        } = scratch;
        let mut deferred = DeferredTerms::of(&terms[sums.added()..], compiled, block);
        let rest = sums.rest();
        let line = sums.line(top.k().saturating_mul(SEEDS), best);
        // No lower than a profile of sum `least` needs: below that the first step would find profiles in vain.
        let line = line.max(least_document(least.saturating_sub(rest)));
        met.reset(sums.wholes().len());
        lists.found.clear();
        met.reach(compiled, block, sums, line, &mut lists.found);
        deferred.narrow(&mut lists.found, least);
        let mut exact = |candidate: SummedProfile| deferred.exact(sums, candidate);
        self.offer(segment, lists, top, &floor, &mut exact);
        // Asked again, now that the first step has raised the threshold. At 0 a profile can get in without text.
        let least = self.least(top.threshold().max(floor()))?;
        match least_document(least.saturating_sub(rest)) {
            0 => self.rest_by_structure(place, line, &mut deferred, scratch, top, &floor),
            line => {
                met.reach(compiled, block, sums, line, &mut lists.found);
                deferred.narrow(&mut lists.found, least);
                let mut exact = |candidate: SummedProfile| deferred.exact(sums, candidate);
                self.offer(segment, lists, top, &floor, &mut exact);
            }
        }
        None
    }

    /// Offers the profiles of a sparse block that have text; returns the others.
    fn sparse(
        &self,
        (segment, block): BlockAddress,
        least: u64,
        scratch: &mut Scratch,
        top: &mut TopK<BlockAddress>,
        floor: &impl Fn() -> u64,
    ) -> Option<PendingBlock> {
        let Scratch { sums, lists, .. } = scratch;
        let first = self.view(segment).compiled.block(block).start;
        lists.found.clear();
        sums.found(first, least, &mut lists.found);
        self.offer(segment, lists, top, floor, &mut summed);
        let least = self.least(top.threshold().max(floor()))?;
        // Above 0 a profile without text cannot get in, and all others were offered.
        (least == 0).then(|| PendingBlock {
            block: (segment, block),
            with_text: sums.hits().collect(),
        })
    }

    /// Offers the profiles of a block that have text, by bounds of their sums, the best first; returns the others.
    fn bounded(
        &self,
        (segment, block): BlockAddress,
        terms: &[ResolvedTerm],
        scratch: &mut Scratch,
        top: &mut TopK<BlockAddress>,
        floor: &impl Fn() -> u64,
    ) -> Option<PendingBlock> {
        let Scratch {
            sums, lists, best, ..
        } = scratch;
        let compiled = &self.view(segment).compiled;
        let first = compiled.block(block).start;
        let mut buffers = PostingBuffers::default();
        let block_terms = BlockTerms::of(terms, compiled, block, &mut buffers);
        let least = self.least(top.threshold().max(floor()))?;
        // With a threshold from another block the best need not be found first.
        let line = match least {
            0 => sums.bound_line(top.k().saturating_mul(SEEDS), best),
            _ => least,
        };
        lists.found.clear();
        sums.bounded(first, line, &mut lists.found);
        let mut exact =
            |candidate: SummedProfile| sums.exact(compiled, &block_terms, block, candidate.profile);
        self.offer(segment, lists, top, floor, &mut exact);
        let least = self.least(top.threshold().max(floor()))?;
        if least >= line {
            return None;
        }
        let found = &mut lists.found;
        found.clear();
        sums.bounded(first, least, found);
        // The profiles at the line or above were offered already.
        found.retain(|candidate| candidate.sum < line);
        let mut exact =
            |candidate: SummedProfile| sums.exact(compiled, &block_terms, block, candidate.profile);
        self.offer(segment, lists, top, floor, &mut exact);
        if self.least(top.threshold().max(floor()))? > 0 {
            return None;
        }
        lists.found.clear();
        sums.bounded(first, 0, &mut lists.found);
        Some(PendingBlock {
            block: (segment, block),
            with_text: lists.found.iter().map(|c| c.profile).collect(),
        })
    }

    /// Offers the profiles found: the best by text first, then four times as many, and so on. `exact` recomputes a
    /// candidate's sum; [`SummedProfile::sum`] may be an upper bound.
    pub(super) fn offer(
        &self,
        segment: u32,
        lists: &mut CandidateLists,
        top: &mut TopK<BlockAddress>,
        floor: &impl Fn() -> u64,
        exact: &mut impl FnMut(SummedProfile) -> u64,
    ) {
        let CandidateLists { found, sifted } = lists;
        let by_text = |candidate: &SummedProfile| Reverse(candidate.sum);
        let mut step = top.k();
        while let Some(least) = self.least(top.threshold().max(floor())) {
            // Sums may be upper bounds, so a candidate below `least` is out for certain.
            found.retain(|candidate| candidate.sum >= least);
            if found.is_empty() {
                return;
            }
            let best = step.min(found.len());
            if best < found.len() {
                found.select_nth_unstable_by_key(best, by_text);
            }
            // The order within a step changes no result: sorting pays while few are taken and the threshold still
            // rises.
            if best <= top.k().saturating_mul(4) {
                found[..best].sort_unstable_by_key(by_text);
            }
            let threshold = top.threshold().max(floor());
            sifted.clear();
            sifted.extend(found.drain(..best).map(|c| self.unsifted(c, threshold)));
            // Without a threshold only barred profiles would fall out, and `offer_one` drops them as well.
            if threshold > 0 {
                self.table.sift(self.view(segment), sifted);
            }
            for &Sifted { candidate, .. } in &*sifted {
                self.offer_one(segment, candidate, top, floor(), &mut *exact);
            }
            step = step.saturating_mul(4);
        }
    }

    fn unsifted(&self, candidate: SummedProfile, threshold: u64) -> Sifted {
        let text = self.scorer.text_points(candidate.sum);
        let least = threshold.saturating_sub(text.0);
        self.table.unsifted(candidate, least)
    }

    /// Offers the profiles of a block not met yet: all their documents stay below `line`. Profiles whose facets, with
    /// the most that text could add, leave no hope are passed over.
    fn rest_by_structure(
        &self,
        (segment, block): BlockAddress,
        line: u32,
        deferred: &mut DeferredTerms<'_>,
        scratch: &mut Scratch,
        top: &mut TopK<BlockAddress>,
        floor: &impl Fn() -> u64,
    ) {
        let Scratch {
            sums, met, lists, ..
        } = scratch;
        let sifted = &mut lists.sifted;
        let view = self.view(segment);
        let compiled = &view.compiled;
        // Sums of what was added are at most thrice the best document's.
        let sum = 3 * u64::from(line - 1) + sums.rest();
        let profiles = compiled.block(block);
        let (first, starts) = (profiles.start, compiled.starts(profiles.clone()));
        let sums_of = |profile: u32| {
            let at = (profile - first) as usize;
            let range = (starts[at] - starts[0]) as usize..(starts[at + 1] - starts[0]) as usize;
            (&sums.documents()[range], sums.wholes()[at])
        };
        for profiles in in_steps(profiles) {
            let threshold = top.threshold().max(floor());
            let unsifted = self.unsifted(SummedProfile { sum, profile: 0 }, threshold);
            // By one facet before any sum is read: it rules most of them out, and a sum takes all documents of a
            // profile.
            self.table.sift_range(view, profiles, unsifted, sifted);
            sifted.retain(|left| !met.has((left.candidate.profile - first) as usize));
            for sifted in &mut *sifted {
                let profile = sifted.candidate.profile;
                let (documents, whole) = sums_of(profile);
                let sum = sum_bound(documents, whole) + sums.rest();
                *sifted = self.unsifted(SummedProfile { sum, profile }, threshold);
            }
            self.table.sift(view, sifted);
            for &Sifted { candidate, .. } in &*sifted {
                let SummedProfile { sum, profile } = candidate;
                let sum = deferred.bound(profile, sum, 0);
                let candidate = SummedProfile { sum, profile };
                let exact = |candidate| deferred.exact(sums, candidate);
                self.offer_one(segment, candidate, top, floor(), exact);
            }
        }
    }

    /// Offers the profiles of a pending block that have no text in common with the need.
    pub(super) fn pending(
        &self,
        pending: &PendingBlock,
        top: &mut TopK<BlockAddress>,
        floor: impl Fn() -> u64,
    ) {
        let (segment, block) = pending.block;
        let most = self.table.most();
        // Without text a profile's structure is all it has.
        if most.0 < floor() {
            return;
        }
        let view = self.view(segment);
        let compiled = &view.compiled;
        let mut with_text = pending.with_text.iter().copied().peekable();
        let mut sifted = Vec::with_capacity(SIFT as usize);
        for profiles in in_steps(compiled.block(block)) {
            let threshold = top.threshold().max(floor());
            let unsifted = self.unsifted(SummedProfile { sum: 0, profile: 0 }, threshold);
            // If all that is left are ties, ids decide.
            let worst = top.worst().filter(|_| most.0 == threshold);
            let reaches = |&profile: &u32| {
                worst.is_none_or(|w| (most.0, Reverse(compiled.rank(profile))) >= w)
            };
            let done = self.table.sift_range(view, profiles, unsifted, &mut sifted);
            sifted.retain(|left| {
                let profile = left.candidate.profile;
                // Both ascend, so one pass tells who was offered already.
                while with_text.next_if(|offered| *offered < profile).is_some() {}
                with_text.peek() != Some(&profile) && reaches(&profile)
            });
            self.table.sift_others(view, done, &mut sifted);
            for &Sifted { candidate, .. } in &sifted {
                self.offer_one(segment, candidate, top, floor(), summed);
            }
        }
    }

    fn offer_one(
        &self,
        segment: u32,
        candidate: SummedProfile,
        top: &mut TopK<BlockAddress>,
        floor: u64,
        exact: impl FnOnce(SummedProfile) -> u64,
    ) {
        let view = self.view(segment);
        let profile = candidate.profile;
        let text = self.scorer.text_points(candidate.sum);
        let (most, least) = (text + self.table.most(), top.threshold().max(floor));
        let rank = || view.compiled.rank(profile);
        // Ranks are far away in memory: they are read only if points alone do not decide.
        let falls_short = most.0 < least || (most.0 == least && !top.could_take(most, rank()));
        if falls_short || !view.is_live(profile) {
            return;
        }
        let least = least.saturating_sub(text.0);
        // The exact sum comes last: it is the dearest test, and of bounds it has to be looked up.
        if let Some(structured) = self.table.profile(view, profile, least)
            && !self.is_barred(view, profile)
        {
            let (rank, text) = (rank(), self.scorer.text_points(exact(candidate)));
            top.offer(structured + text, rank, (segment, profile));
        }
    }
}

/// The sum of a candidate that was summed.
pub(super) fn summed(candidate: SummedProfile) -> u64 {
    candidate.sum
}
