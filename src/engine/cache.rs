//! Compiled segments and analysed needs that one snapshot leaves to the next.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compiled::facets::FacetInterner;
use crate::compiled::library::{CompiledLibrary, live_centres};
use crate::compiled::threads::on_threads;
use crate::compiled::{Calibration, CollectionStatistics, Statistics};
use crate::compiled::{Kept, KeptIn, Outline, PartOrigin, Pool, SegmentView, compile};
use crate::error::{Error, Result, say};
use crate::index::{DirectoryAccess, IndexSnapshot, Segment, SegmentKey};
use crate::model::Taxonomies;
use crate::text::recipe::Recipe;

/// How a snapshot came by the compiled form of its segments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Compilation {
    /// Segments that an earlier snapshot of the open library had compiled.
    pub taken_over: usize,
    /// Segments that were read from files ([`super::LibraryOptions::keep_compiled`]).
    pub loaded: usize,
    /// Segments compiled from the index.
    pub compiled: usize,
    /// Compiled segments that could not be kept in a file as was asked: the library is read only, its directory cannot be
    /// written, or the disk is full. No result depends on it: they will be
    /// compiled again.
    pub not_kept: usize,
}

/// Compiled segments of the latest snapshot.
#[derive(Debug)]
pub(super) struct Cache {
    facets: FacetInterner,
    calibration: Option<Calibration>,
    views: HashMap<SegmentKey, SegmentView>,
}

impl Cache {
    /// An empty cache of a library whose facts are read against `taxonomies`.
    pub(super) fn new(taxonomies: &Taxonomies) -> Self {
        Self {
            facets: FacetInterner::new(taxonomies.clone()),
            calibration: None,
            views: HashMap::new(),
        }
    }

    /// The compiled form of `index`, refused if it would take more than `memory_limit` bytes.
    ///
    /// Segments seen before are taken over; if the calibration crossed a step, all are compiled again. Under `given`
    /// statistics these decide on the calibration.
    pub(super) fn compiled(
        &mut self,
        index: &IndexSnapshot,
        recipe: Recipe,
        memory_limit: Option<usize>,
        keep_in: KeptIn<'_>,
        given: Option<&CollectionStatistics>,
    ) -> Result<(CompiledLibrary, Compilation)> {
        let segments: Vec<Segment<'_>> = index.segments().collect();
        let (statistics, outlines) = self.statistics(&segments, keep_in)?;
        let calibration = given
            .map_or(&statistics, |given| given.counts())
            .calibration(recipe);
        // Impacts depend on the calibration, so that nothing compiled under another one may stay.
        if self.calibration.replace(calibration) != Some(calibration) {
            self.views.clear();
        }
        let (views, compilation) = self.compile(&segments, outlines, &calibration, keep_in)?;
        let library = CompiledLibrary {
            centres: live_centres(&views),
            segments: views,
            values: self.facets.values(),
            statistics,
            given: None,
            has_new_words: false,
            calibration,
            pool: Pool::default(),
        };
        // Before the cache takes it over: a refused form must not stay in memory.
        check_memory(&library, memory_limit)?;
        let keys = segments.iter().map(Segment::key);
        // Only this snapshot's: a segment that was merged away lives as long as older snapshots hold it.
        self.views = keys.zip(library.segments.iter().cloned()).collect();
        Ok((library, compilation))
    }

    /// The calibration that the live profiles of `index` ask for. O(profiles · log profiles) of segments not seen before and
    /// not kept.
    pub(super) fn calibration(
        &mut self,
        index: &IndexSnapshot,
        recipe: Recipe,
        keep_in: KeptIn<'_>,
    ) -> Result<Calibration> {
        let segments: Vec<Segment<'_>> = index.segments().collect();
        Ok(self.statistics(&segments, keep_in)?.0.calibration(recipe))
    }

    /// Statistics of the live profiles, before anything is compiled: they decide how. Also the outlines of segments
    /// not seen before, each with the part that it has of them.
    fn statistics(
        &mut self,
        segments: &[Segment<'_>],
        keep_in: KeptIn<'_>,
    ) -> Result<(Statistics, Vec<Option<NewSegment>>)> {
        let of = |segment: &Segment<'_>| match self.views.get(&segment.key()) {
            Some(view) => {
                // Deletes since then change the statistics, not the compiled form.
                let view = view.later(segment)?;
                Ok((*view.statistics(), Some((segment.key(), view)), None))
            }
            None => {
                let new = outlined(segment, keep_in)?;
                Ok((new.1, None, Some(new)))
            }
        };
        let is_known = |segment: &&Segment<'_>| {
            let view = self.views.get(&segment.key());
            view.is_some_and(|view| view.is_current(segment))
        };
        let new = segments.iter().filter(|s| !is_known(s)).count();
        let found = on_threads(segments.iter().collect(), new, of).into_iter();
        let found: Vec<_> = found.collect::<Result<_>>()?;
        let (mut statistics, mut outlines) = (Statistics::default(), Vec::new());
        for (part, view, outline) in found {
            statistics.merge(&part);
            self.views.extend(view);
            outlines.push(outline);
        }
        Ok((statistics, outlines))
    }

    fn compile(
        &self,
        segments: &[Segment<'_>],
        outlines: Vec<Option<NewSegment>>,
        calibration: &Calibration,
        keep_in: KeptIn<'_>,
    ) -> Result<(Vec<SegmentView>, Compilation)> {
        let kept: Option<Vec<Kept>> = keep_in.map(|(library, how)| {
            let kept = |segment| Kept::new(library, segment, calibration, how);
            segments.iter().map(kept).collect()
        });
        let view = |((number, segment), outline): ((usize, &Segment<'_>), _)| match self
            .views
            .get(&segment.key())
        {
            Some(view) => Ok((view.clone(), None)),
            None => {
                let kept = kept.as_ref().map(|kept| &kept[number]);
                let (outline, statistics) = match outline {
                    Some(new) => new,
                    // Its view was known, so no outline was made, and went with the old calibration.
                    None => outlined(segment, keep_in)?,
                };
                let facets = &self.facets;
                let (compiled, origin) = compile(segment, outline, calibration, facets, kept)?;
                let view = SegmentView::new(Arc::new(compiled), segment, statistics);
                Ok((view, Some(origin)))
            }
        };
        let is_known = |segment: &&Segment<'_>| self.views.contains_key(&segment.key());
        let new = segments.iter().filter(|s| !is_known(s)).count();
        let all: Vec<_> = segments.iter().enumerate().zip(outlines).collect();
        let made: Result<Vec<_>> = on_threads(all, new, view).into_iter().collect();
        let (views, origins): (Vec<_>, Vec<_>) = made?.into_iter().unzip();
        let count = |origin| origins.iter().filter(|&&found| found == origin).count();
        let compilation = Compilation {
            taken_over: count(None),
            loaded: count(Some(PartOrigin::Kept)),
            compiled: count(Some(PartOrigin::Index)) + count(Some(PartOrigin::NotKept)),
            not_kept: count(Some(PartOrigin::NotKept)),
        };
        // As a rule a file becomes superfluous when another one is written in its place.
        if let Some(((library, (access, _)), kept)) = keep_in.zip(kept)
            && access == DirectoryAccess::ReadWrite
            && compilation.compiled > compilation.not_kept
        {
            // A file that cannot be removed now will be by a later snapshot, and is of no use to anybody meanwhile.
            let _ = Kept::clear_others(library, &kept);
        }
        Ok((views, compilation))
    }
}

/// The outline of a segment, and the statistics of its live profiles.
type NewSegment = (Outline, Statistics);

fn outlined(segment: &Segment<'_>, keep_in: KeptIn<'_>) -> Result<NewSegment> {
    let mut outline = Outline::of(segment, keep_in)?;
    let statistics = outline.live_statistics(segment)?;
    Ok((outline, statistics))
}

fn check_memory(library: &CompiledLibrary, limit: Option<usize>) -> Result<()> {
    let bytes = library.bytes();
    match limit.filter(|&limit| bytes > limit) {
        None => Ok(()),
        Some(limit) => Err(Error::invalid(
            "memory_limit",
            limit,
            say!(
                "the compiled form takes {bytes} bytes; raise the limit or cut the library into shards",
                "编译形式占用{bytes}字节；请调高限额，或把库拆分"
            ),
        )),
    }
}
