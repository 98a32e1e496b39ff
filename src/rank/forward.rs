//! Needs → profiles.
//!
//! Measured by `benches/rank.rs`. One need is cut by blocks over the threads; a batch is cut by
//! needs, and each thread takes its needs block by block, so that a block's postings are read from
//! memory once for many needs.

use rayon::prelude::*;

use super::address::BlockAddress;
use super::task::{PendingBlock, Scratch, Task};
use super::topk::{Match, Reached, TopK, threshold_of};
use crate::compiled::ResolvedTerm;
use crate::compiled::library::CompiledLibrary;
use crate::compiled::query::Query;
use crate::model::ProfileId;
use crate::score::{Fit, Scorer};

/// Needs that a thread takes through the blocks together.
const BATCH: usize = 16;

fn ordinals<T>(items: &[T]) -> std::ops::Range<u32> {
    0..u32::try_from(items.len()).expect("an open file each: fewer than 2^32 segments")
}

/// Runs `work` with a thread's scratch for each part of `places`.
fn on_each<T: Sync, R: Send>(
    library: &CompiledLibrary,
    places: &[T],
    work: impl Fn(&mut Scratch, &T) -> R + Sync,
) -> Vec<R> {
    // Several parts a thread, since blocks and needs differ in cost; not one for each, since a part keeps its
    // accumulators and cursors from one to the next.
    let parts = rayon::current_num_threads() * 4;
    let part = |places: &[T]| {
        let mut scratch = Scratch::new(library.pool.take());
        let done: Vec<R> = places.iter().map(|p| work(&mut scratch, p)).collect();
        library.pool.give(scratch.sums);
        done
    };
    let size = places.len().div_ceil(parts).max(1);
    places.par_chunks(size).flat_map_iter(part).collect()
}

/// The `k` best profiles for one need that fit it as well as `least` or better, its blocks in parallel. O(postings of its
/// terms + profiles that can still reach the k-th best).
pub(crate) fn rank_one(
    library: &CompiledLibrary,
    scorer: &Scorer<'_>,
    query: &Query,
    (k, least): (usize, Fit),
) -> Vec<Match> {
    let task = Task::new(library, scorer, query, least);
    task.matches(lists(&task, library, query, k), k)
}

/// Ids and scores of the `k` best profiles for one need: the ones of [`rank_one`] whatever their fit, without
/// what else a match says.
pub(crate) fn score_one(
    library: &CompiledLibrary,
    scorer: &Scorer<'_>,
    query: &Query,
    k: usize,
) -> Vec<(ProfileId, f64)> {
    let task = Task::new(library, scorer, query, Fit::None);
    let best = task.best(lists(&task, library, query, k), k).into_iter();
    // Ids were checked when they went in.
    best.filter_map(|(points, id, _)| Some((ProfileId::new(id).ok()?, points.to_f64())))
        .collect()
}

/// Lists that hold the `k` best profiles for the need of `task`, its blocks in parallel.
fn lists(
    task: &Task<'_>,
    library: &CompiledLibrary,
    query: &Query,
    k: usize,
) -> Vec<TopK<BlockAddress>> {
    let resolved: Vec<Vec<ResolvedTerm>> = library
        .segments
        .iter()
        .map(|view| ResolvedTerm::of(query, &view.compiled))
        .collect();
    let places: Vec<BlockAddress> = ordinals(&library.segments)
        .flat_map(|s| {
            (0..library.segments[s as usize].compiled.block_count()).map(move |block| (s, block))
        })
        .collect();
    // Shared by all threads: a block meets the threshold of every block done before it.
    let reached = Reached::new(k);
    let floor = || reached.threshold();
    let blocks = on_each(library, &places, |scratch, &place| {
        // A thread goes through the blocks of a segment in order, and so do its cursors.
        let before = scratch
            .terms
            .take()
            .filter(|(segment, _)| *segment == place.0);
        let (_, mut terms) =
            before.unwrap_or_else(|| (place.0, resolved[place.0 as usize].clone()));
        let mut top = TopK::new(k);
        let pending = task.block(place, &mut terms, scratch, &mut top, floor);
        scratch.terms = Some((place.0, terms));
        reached.add(&top);
        (top, pending)
    });
    // Pending profiles come last: by then the threshold of all blocks has passed most of them.
    let (mut lists, pending): (Vec<_>, Vec<_>) = blocks.into_iter().unzip();
    let pending: Vec<PendingBlock> = pending.into_iter().flatten().collect();
    lists.par_extend(pending.par_iter().map(|pending| {
        let mut top = TopK::new(k);
        task.pending(pending, &mut top, floor);
        reached.add(&top);
        top
    }));
    lists
}

/// The `k` best profiles for each need that fit it as well as `least` or better, in the order of `needs`; `done` is called with the size of each finished group.
///
/// A single need is cut by blocks over the threads, several are cut by needs.
pub(crate) fn rank_batch(
    library: &CompiledLibrary,
    needs: &[(Scorer<'_>, &Query)],
    asked: (usize, Fit),
    done: impl Fn(usize) + Sync,
) -> Vec<Vec<Match>> {
    if let [(scorer, query)] = needs {
        let matches = rank_one(library, scorer, query, asked);
        done(1);
        return vec![matches];
    }
    let size = needs
        .len()
        .div_ceil(rayon::current_num_threads() * 4)
        .clamp(1, BATCH);
    let groups: Vec<&[(Scorer<'_>, &Query)]> = needs.chunks(size).collect();
    let lists = on_each(library, &groups, |scratch, needs| {
        let lists = rank_group(library, needs, asked, scratch);
        done(needs.len());
        lists
    });
    lists.into_iter().flatten().collect()
}

fn rank_group(
    library: &CompiledLibrary,
    needs: &[(Scorer<'_>, &Query)],
    (k, least): (usize, Fit),
    scratch: &mut Scratch,
) -> Vec<Vec<Match>> {
    let tasks: Vec<Task<'_>> = needs
        .iter()
        .map(|(scorer, query)| Task::new(library, scorer, query, least))
        .collect();
    // One list for each segment, since ids are ranked within it.
    let mut lists: Vec<Vec<TopK<BlockAddress>>> = tasks.iter().map(|_| Vec::new()).collect();
    let mut pending: Vec<Vec<PendingBlock>> = tasks.iter().map(|_| Vec::new()).collect();
    for segment in ordinals(&library.segments) {
        let compiled = &library.segments[segment as usize].compiled;
        let mut terms: Vec<_> = tasks
            .iter()
            .map(|task| ResolvedTerm::of(task.query, compiled))
            .collect();
        // Of the segments that are done; within the current one its list raises its own threshold.
        let floors: Vec<u64> = lists.iter().map(|lists| threshold_of(lists, k)).collect();
        let mut tops: Vec<TopK<BlockAddress>> = tasks.iter().map(|_| TopK::new(k)).collect();
        for block in 0..compiled.block_count() {
            for (i, task) in tasks.iter().enumerate() {
                let (place, floor) = ((segment, block), || floors[i]);
                let left = task.block(place, &mut terms[i], scratch, &mut tops[i], floor);
                pending[i].extend(left);
            }
        }
        for (list, top) in lists.iter_mut().zip(tops) {
            list.push(top);
        }
    }
    let all = tasks.iter().zip(lists).zip(pending);
    all.map(|((task, mut lists), pending)| {
        for pending in pending {
            // A fresh list for each: its ranks are of one segment, and ranks of two do not compare.
            let (mut top, floor) = (TopK::new(k), threshold_of(&lists, k));
            task.pending(&pending, &mut top, || floor);
            lists.push(top);
        }
        task.matches(lists, k)
    })
    .collect()
}
