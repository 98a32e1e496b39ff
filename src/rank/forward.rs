//! Needs → profiles.
//!
//! Measured by `benches/rank.rs`. One need is cut by blocks over the threads; a batch is cut by
//! needs, and each thread takes its needs block by block, so that a block's postings are read from
//! memory once for many needs.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::topk::{Match, TopK};
use crate::model::facts::fold_name;
use crate::model::{Facet, ProfileId};
use crate::num::{Points, hash64};
use crate::score::Scorer;
use crate::score::compiled::{
    Accumulators, Candidate, ResolvedTerm, SegmentView, gather, least_document,
};
use crate::score::library::CompiledLibrary;
use crate::score::query::Query;
use crate::score::table::PointTable;

/// Needs that a thread takes through the blocks together.
const BATCH: usize = 16;

/// A profile found: its segment and number.
type Place = (u32, u32);

/// What a thread keeps from block to block.
#[derive(Default)]
struct Scratch {
    sums: Accumulators,
    found: Vec<Candidate>,
}

/// One need on its way through a library.
struct Task<'a> {
    library: &'a CompiledLibrary,
    scorer: &'a Scorer<'a>,
    query: &'a Query,
    table: PointTable<'a>,
    /// Folded ids that must not be matched.
    barred_ids: HashSet<String>,
    /// Hashes of folded names that must not be matched.
    barred_names: HashSet<u64>,
}

impl<'a> Task<'a> {
    fn new(library: &'a CompiledLibrary, scorer: &'a Scorer<'a>, query: &'a Query) -> Self {
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
        let (row, id) = (view.compiled.row(profile), view.compiled.id(profile));
        self.scorer.rules.excluded.contains(id)
            || self.barred_names.contains(&row.name_key)
            || (!self.barred_ids.is_empty() && self.barred_ids.contains(&fold_name(id)))
    }

    /// The least sum that can still reach `threshold`; `None` where none can.
    fn least(&self, threshold: u64) -> Option<u64> {
        self.scorer
            .least_sum(threshold.saturating_sub(self.table.most().0))
    }

    /// Offers the profiles of one block to `top`. `floor` is a threshold that others have reached.
    fn block(
        &self,
        place: (u32, u32),
        terms: &mut [ResolvedTerm],
        scratch: &mut Scratch,
        top: &mut TopK<Place>,
        floor: impl Fn() -> u64,
    ) {
        let (segment, block) = place;
        let compiled = &self.library.segments[segment as usize].compiled;
        let Some(least) = self.least(top.threshold().max(floor())) else {
            return;
        };
        if scratch
            .sums
            .sum(compiled, terms, block, least_document(least))
        {
            gather(compiled, block, &scratch.sums, least, &mut scratch.found);
            self.offer(segment, &mut scratch.found, top, floor);
        }
    }

    /// Offers what was found: the best by text first, then four times as many, and so on, so that
    /// the threshold is high before many are looked at.
    fn offer(
        &self,
        segment: u32,
        found: &mut Vec<Candidate>,
        top: &mut TopK<Place>,
        floor: impl Fn() -> u64,
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
                self.offer_one(segment, candidate, top, floor());
            }
            step *= 4;
        }
    }

    fn offer_one(&self, segment: u32, candidate: Candidate, top: &mut TopK<Place>, floor: u64) {
        let view = &self.library.segments[segment as usize];
        let profile = candidate.profile;
        let text = self.scorer.text_points(candidate.sum);
        let rank = view.compiled.row(profile).id_rank;
        if !top.could_take(text + self.table.most(), rank) || !view.is_live(profile) {
            return;
        }
        let least = top.threshold().max(floor).saturating_sub(text.0);
        if let Some(structured) = self.table.profile(&view.compiled, profile, least)
            && !self.is_barred(view, profile)
        {
            top.offer(structured + text, rank, (segment, profile));
        }
    }

    /// The `k` best of several lists, as matches.
    fn matches(&self, lists: impl IntoIterator<Item = TopK<Place>>, k: usize) -> Vec<Match> {
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
        let value = |facet| {
            self.library
                .values
                .get(facet, compiled.codes(facet).get(profile))
        };
        let vector = self
            .scorer
            .vector(|need| compiled.best_cosine(profile, need));
        let met = |demand: &_| compiled.verdict(profile, demand);
        let known = self.scorer.known_share(text, vector.is_some(), value)
            + self.scorer.demands.known_share(met);
        let confidence = f64::from(known) / f64::from(crate::num::WEIGHT_ONE);
        // Ids were checked when they went in.
        let profile = ProfileId::new(id).ok()?;
        Some(Match {
            profile,
            score: points.to_f64(),
            confidence,
            sides: self.scorer.sides(points, value(Facet::Wishes)),
        })
    }
}

fn ordinals<T>(items: &[T]) -> std::ops::Range<u32> {
    0..u32::try_from(items.len()).unwrap_or(u32::MAX)
}

/// Ranks one need, its blocks in parallel.
pub(crate) fn rank_one(
    library: &CompiledLibrary,
    scorer: &Scorer<'_>,
    query: &Query,
    k: usize,
) -> Vec<Match> {
    let task = Task::new(library, scorer, query);
    let resolved: Vec<Vec<ResolvedTerm>> = library
        .segments
        .iter()
        .map(|view| ResolvedTerm::of(query, &view.compiled))
        .collect();
    let places: Vec<(u32, u32)> = ordinals(&library.segments)
        .flat_map(|s| {
            (0..library.segments[s as usize].compiled.block_count()).map(move |block| (s, block))
        })
        .collect();
    let reached = AtomicU64::new(0);
    let lists: Vec<TopK<Place>> = places
        .par_iter()
        .map_init(Scratch::default, |scratch, &place| {
            let mut terms = resolved[place.0 as usize].clone();
            let mut top = TopK::new(k);
            task.block(place, &mut terms, scratch, &mut top, || {
                reached.load(Ordering::Relaxed)
            });
            reached.fetch_max(top.threshold(), Ordering::Relaxed);
            top
        })
        .collect();
    task.matches(lists, k)
}

/// Ranks many needs, in their order; `done` hears of each finished group.
pub(crate) fn rank_batch(
    library: &CompiledLibrary,
    needs: &[(Scorer<'_>, Query)],
    k: usize,
    done: impl Fn(usize) + Sync,
) -> Vec<Vec<Match>> {
    let group = |scratch: &mut Scratch, needs: &[(Scorer<'_>, Query)]| {
        let lists = rank_group(library, needs, k, scratch);
        done(needs.len());
        lists
    };
    let size = needs
        .len()
        .div_ceil(rayon::current_num_threads() * 4)
        .clamp(1, BATCH);
    needs
        .par_chunks(size)
        .map_init(Scratch::default, group)
        .flatten_iter()
        .collect()
}

fn rank_group(
    library: &CompiledLibrary,
    needs: &[(Scorer<'_>, Query)],
    k: usize,
    scratch: &mut Scratch,
) -> Vec<Vec<Match>> {
    let tasks: Vec<Task<'_>> = needs
        .iter()
        .map(|(scorer, query)| Task::new(library, scorer, query))
        .collect();
    // One list for each segment, since ids are ranked within it.
    let mut lists: Vec<Vec<TopK<Place>>> = tasks.iter().map(|_| Vec::new()).collect();
    for segment in ordinals(&library.segments) {
        let compiled = &library.segments[segment as usize].compiled;
        let mut terms: Vec<_> = tasks
            .iter()
            .map(|task| ResolvedTerm::of(task.query, compiled))
            .collect();
        let floors: Vec<u64> = lists
            .iter()
            .map(|l| l.iter().map(TopK::threshold).max().unwrap_or(0))
            .collect();
        let mut tops: Vec<TopK<Place>> = tasks.iter().map(|_| TopK::new(k)).collect();
        for block in 0..compiled.block_count() {
            for (i, task) in tasks.iter().enumerate() {
                task.block(
                    (segment, block),
                    &mut terms[i],
                    scratch,
                    &mut tops[i],
                    || floors[i],
                );
            }
        }
        for (list, top) in lists.iter_mut().zip(tops) {
            list.push(top);
        }
    }
    tasks
        .iter()
        .zip(lists)
        .map(|(task, lists)| task.matches(lists, k))
        .collect()
}
