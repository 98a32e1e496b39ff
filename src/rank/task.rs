//! One need on its way through a library, block by block.
//!
//! A block is ranked in two steps, so that the threshold is high before many profiles are looked at. First
//! come the profiles with a document above a *line* that few reach, the best by text first. Then the rest: by
//! text where only text can bring a profile in, else by structure, where the first facet alone rules most
//! of them out. Of a need of few words, profiles are taken by *bounds* of their sums, and the exact sum is looked up
//! for those that pass every other test. There, and wherever a block has few postings, nearly all
//! profiles have no text in common with the need and wait until every block has had its first step; as a rule the
//! threshold has passed all of them by then, and they are never looked at.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::topk::{Match, TopK};
use crate::model::facts::fold_name;
use crate::model::{Facet, ProfileId};
use crate::num::{Points, hash64};
use crate::score::Scorer;
use crate::score::compiled::{
    Accumulators, Candidate, Marks, ResolvedTerm, SegmentView, Way, least_document, profile_sum,
    sum_bound,
};
use crate::score::library::CompiledLibrary;
use crate::score::query::Query;
use crate::score::table::PointTable;

/// Times k: as many profiles, the best by text, are offered before any other of a block.
const SEEDS: usize = 2;

/// A profile found: its segment and number. Or a block: its segment and number.
pub(super) type Place = (u32, u32);

/// What a thread keeps from block to block.
pub(super) struct Scratch {
    pub(super) sums: Accumulators,
    found: Vec<Candidate>,
    met: Marks,
    best: Vec<u32>,
}

impl Scratch {
    pub(super) fn new(sums: Accumulators) -> Self {
        Self {
            sums,
            found: Vec::new(),
            met: Marks::default(),
            best: Vec::new(),
        }
    }
}

/// A block of which only the profiles with text were offered.
pub(super) struct Pending {
    pub(super) block: Place,
    /// Those, ascending.
    with_text: Vec<u32>,
}

/// One need on its way through a library.
pub(super) struct Task<'a> {
    library: &'a CompiledLibrary,
    scorer: &'a Scorer<'a>,
    pub(super) query: &'a Query,
    table: PointTable<'a>,
    /// Folded ids that must not be matched.
    barred_ids: HashSet<String>,
    /// Hashes of folded names that must not be matched.
    barred_names: HashSet<u64>,
}

impl<'a> Task<'a> {
    pub(super) fn new(
        library: &'a CompiledLibrary,
        scorer: &'a Scorer<'a>,
        query: &'a Query,
    ) -> Self {
        let barred_ids = scorer.rules.barred_ids(&scorer.need);
        let barred_names = scorer.rules.barred_names(&scorer.need);
        let keys = barred_names.iter().map(|name| hash64(name.as_bytes()));
        Self {
            library,
            scorer,
            query,
            table: PointTable::new(scorer, &library.values),
            barred_ids: barred_ids.into_iter().collect(),
            barred_names: keys.collect(),
        }
    }

    fn is_barred(&self, view: &SegmentView, profile: u32) -> bool {
        let (name_key, id) = (
            view.compiled.row(profile).name_key,
            view.compiled.id(profile),
        );
        self.scorer.rules.excluded.contains(id)
            || self.barred_names.contains(&name_key)
            || (!self.barred_ids.is_empty() && self.barred_ids.contains(&fold_name(id)))
    }

    /// The least sum that can still reach `threshold`; `None` where none can.
    fn least(&self, threshold: u64) -> Option<u64> {
        self.scorer
            .least_sum(threshold.saturating_sub(self.table.most().0))
    }

    fn view(&self, segment: u32) -> &'a SegmentView {
        &self.library.segments[segment as usize]
    }

    /// Offers the profiles of one block to `top`, or of one with few postings those with text; what is left
    /// of it then. `floor` is a threshold that others have reached.
    pub(super) fn block(
        &self,
        place: Place,
        terms: &mut [ResolvedTerm],
        scratch: &mut Scratch,
        top: &mut TopK<Place>,
        floor: impl Fn() -> u64,
    ) -> Option<Pending> {
        let (segment, block) = place;
        let compiled = &self.view(segment).compiled;
        let least = self.least(top.threshold().max(floor()))?;
        if !scratch.sums.sum(compiled, terms, block, least) {
            return None;
        }
        match scratch.sums.way() {
            Way::Dense => {}
            Way::Sparse => return self.sparse(place, least, scratch, top, &floor),
            Way::Brief => return self.brief(place, terms, scratch, top, &floor),
        }
        let Scratch {
            sums,
            found,
            met,
            best,
        } = scratch;
        let line = sums.line(top.k().saturating_mul(SEEDS), best);
        let line = line.max(least_document(least));
        met.reset(sums.wholes().len());
        found.clear();
        met.reach(compiled, block, sums, line, found);
        self.offer(segment, found, top, &floor, &mut summed);
        match least_document(self.least(top.threshold().max(floor()))?) {
            0 => self.rest_by_structure(place, line, scratch, top, &floor),
            least => {
                met.reach(compiled, block, sums, least, found);
                self.offer(segment, found, top, &floor, &mut summed);
            }
        }
        None
    }

    /// Offers the profiles of a sparse block that have text; what is left.
    fn sparse(
        &self,
        (segment, block): Place,
        least: u64,
        scratch: &mut Scratch,
        top: &mut TopK<Place>,
        floor: &impl Fn() -> u64,
    ) -> Option<Pending> {
        let Scratch { sums, found, .. } = scratch;
        let first = self.view(segment).compiled.block(block).start;
        found.clear();
        sums.found(first, least, found);
        self.offer(segment, found, top, floor, &mut summed);
        let least = self.least(top.threshold().max(floor()))?;
        (least == 0).then(|| Pending {
            block: (segment, block),
            with_text: sums.hits().collect(),
        })
    }

    /// Offers the profiles of a block that have text, by bounds of their sums, the best first; what is left.
    fn brief(
        &self,
        (segment, block): Place,
        terms: &[ResolvedTerm],
        scratch: &mut Scratch,
        top: &mut TopK<Place>,
        floor: &impl Fn() -> u64,
    ) -> Option<Pending> {
        let Scratch {
            sums, found, best, ..
        } = scratch;
        let compiled = &self.view(segment).compiled;
        let first = compiled.block(block).start;
        let least = self.least(top.threshold().max(floor()))?;
        // With a threshold from another block the best need not be found first.
        let line = match least {
            0 => sums.bound_line(top.k().saturating_mul(SEEDS), best),
            _ => least,
        };
        found.clear();
        sums.bounded(first, line, found);
        let mut exact =
            |candidate: Candidate| sums.exact(compiled, terms, block, candidate.profile);
        self.offer(segment, found, top, floor, &mut exact);
        let least = self.least(top.threshold().max(floor()))?;
        if least >= line {
            return None;
        }
        found.clear();
        sums.bounded(first, least, found);
        let with_text = (least == 0).then(|| found.iter().map(|c| c.profile).collect());
        found.retain(|candidate| candidate.sum < line);
        let mut exact =
            |candidate: Candidate| sums.exact(compiled, terms, block, candidate.profile);
        self.offer(segment, found, top, floor, &mut exact);
        let is_open = self.least(top.threshold().max(floor()))? == 0;
        let pending = |with_text| Pending {
            block: (segment, block),
            with_text,
        };
        with_text.filter(|_| is_open).map(pending)
    }

    /// Offers what was found: the best by text first, then four times as many, and so on. `exact` tells the sum of
    /// a candidate whose sum may be less than told.
    fn offer(
        &self,
        segment: u32,
        found: &mut Vec<Candidate>,
        top: &mut TopK<Place>,
        floor: &impl Fn() -> u64,
        exact: &mut impl FnMut(Candidate) -> u64,
    ) {
        let mut step = top.k();
        while let Some(least) = self.least(top.threshold().max(floor())) {
            found.retain(|candidate| candidate.sum >= least);
            if found.is_empty() {
                return;
            }
            let best = step.min(found.len());
            if best < found.len() {
                found.select_nth_unstable_by_key(best, |candidate| Reverse(candidate.sum));
            }
            for candidate in found.drain(..best) {
                self.offer_one(segment, candidate, top, floor(), &mut *exact);
            }
            step = step.saturating_mul(4);
        }
    }

    /// Offers the profiles of a block not met yet: all their documents stay below `line`. Those whose first facet, with
    /// what text could add, leaves no hope are passed over.
    fn rest_by_structure(
        &self,
        (segment, block): Place,
        line: u32,
        scratch: &Scratch,
        top: &mut TopK<Place>,
        floor: &impl Fn() -> u64,
    ) {
        let Scratch { sums, met, .. } = scratch;
        let compiled = &self.view(segment).compiled;
        // A sum is at most thrice the best document's.
        let most_text = self.scorer.text_points(3 * u64::from(line - 1));
        let profiles = compiled.block(block);
        let starts = compiled.starts(profiles.clone());
        let mut threshold = top.threshold().max(floor());
        for (at, (profile, ends)) in profiles.zip(starts.windows(2)).enumerate() {
            if met.has(at) {
                continue;
            }
            let Some(bound) = self.table.bound(compiled, profile) else {
                continue;
            };
            if (bound + most_text).0 < threshold {
                continue;
            }
            let range = (ends[0] - starts[0]) as usize..(ends[1] - starts[0]) as usize;
            let (documents, whole) = (&sums.documents()[range], sums.wholes()[at]);
            let most = sum_bound(documents, whole);
            if (bound + self.scorer.text_points(most)).0 < threshold {
                continue;
            }
            let sum = profile_sum(documents, whole);
            self.offer_one(segment, Candidate { sum, profile }, top, floor(), summed);
            threshold = top.threshold().max(floor());
        }
    }

    /// Offers the profiles of a pending block that have no text in common with the need.
    pub(super) fn pending(
        &self,
        pending: &Pending,
        top: &mut TopK<Place>,
        floor: impl Fn() -> u64,
    ) {
        let (segment, block) = pending.block;
        if self.table.most().0 < floor() {
            return;
        }
        let compiled = &self.view(segment).compiled;
        let mut with_text = pending.with_text.iter().copied().peekable();
        let mut threshold = top.threshold().max(floor());
        for profile in compiled.block(block) {
            if with_text.next_if_eq(&profile).is_some() {
                continue;
            }
            let rank = || compiled.row(profile).id_rank;
            if self.table.most().0 == threshold && !top.could_take(self.table.most(), rank()) {
                continue;
            }
            let bound = self.table.bound(compiled, profile);
            if bound.is_some_and(|bound| bound.0 >= threshold) {
                self.offer_one(segment, Candidate { sum: 0, profile }, top, floor(), summed);
                threshold = top.threshold().max(floor());
            }
        }
    }

    fn offer_one(
        &self,
        segment: u32,
        candidate: Candidate,
        top: &mut TopK<Place>,
        floor: u64,
        exact: impl FnOnce(Candidate) -> u64,
    ) {
        let view = self.view(segment);
        let profile = candidate.profile;
        let text = self.scorer.text_points(candidate.sum);
        let (most, least) = (text + self.table.most(), top.threshold().max(floor));
        let rank = || view.compiled.row(profile).id_rank;
        // Ranks are far away in memory: they are asked for where points alone do not tell.
        let falls_short = most.0 < least || (most.0 == least && !top.could_take(most, rank()));
        if falls_short || !view.is_live(profile) {
            return;
        }
        let least = least.saturating_sub(text.0);
        if let Some(structured) = self.table.profile(&view.compiled, profile, least)
            && !self.is_barred(view, profile)
        {
            let (rank, text) = (rank(), self.scorer.text_points(exact(candidate)));
            top.offer(structured + text, rank, (segment, profile));
        }
    }

    /// The `k` best of several lists, as matches.
    pub(super) fn matches(
        &self,
        lists: impl IntoIterator<Item = TopK<Place>>,
        k: usize,
    ) -> Vec<Match> {
        let mut found: Vec<(Points, &str, Place)> = lists
            .into_iter()
            .flat_map(TopK::into_items)
            .map(|(points, place)| {
                (
                    points,
                    self.library.segments[place.0 as usize].compiled.id(place.1),
                    place,
                )
            })
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        found.truncate(k);
        found
            .into_iter()
            .filter_map(|(points, id, place)| self.one_match(points, id, place))
            .collect()
    }

    fn one_match(&self, points: Points, id: &str, (segment, profile): Place) -> Option<Match> {
        let compiled = &self.library.segments[segment as usize].compiled;
        let text = self.scorer.text_known() && !compiled.is_textless(profile);
        let vector = self
            .scorer
            .vector(|need| compiled.best_cosine(profile, need));
        let met = |demand: &_| compiled.verdict(profile, demand);
        let known = self.scorer.known_beside_facets(text, vector.is_some())
            + self.table.known(compiled, profile)
            + self.scorer.demands.known_share(met);
        let confidence = f64::from(known) / f64::from(crate::num::WEIGHT_ONE);
        let code = compiled.code(Facet::Wishes, profile);
        let wishes = self.library.values.get(Facet::Wishes, code);
        // Ids were checked when they went in.
        let profile = ProfileId::new(id).ok()?;
        Some(Match {
            profile,
            score: points.to_f64(),
            confidence,
            sides: self.scorer.sides(points, wishes),
        })
    }
}

/// The sum of a candidate that was summed.
fn summed(candidate: Candidate) -> u64 {
    candidate.sum
}
