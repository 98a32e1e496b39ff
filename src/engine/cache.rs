//! What one snapshot leaves to the next: compiled segments and analysed needs.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::index::{IndexSnapshot, Segment, SegmentKey};
use crate::model::Taxonomies;
use crate::score::compiled::{Pool, SegmentView, compile, live_statistics};
use crate::score::facets::FacetInterner;
use crate::score::library::CompiledLibrary;
use crate::score::{Calibration, Statistics};
use crate::text::recipe::Recipe;

/// Compiled segments of the latest snapshot.
#[derive(Debug)]
pub(super) struct Cache {
    facets: FacetInterner,
    calibration: Option<Calibration>,
    views: HashMap<SegmentKey, SegmentView>,
}

impl Cache {
    /// Of a library whose facts are read against `taxonomies`.
    pub(super) fn new(taxonomies: &Taxonomies) -> Self {
        Self {
            facets: FacetInterner::new(taxonomies.clone()),
            calibration: None,
            views: HashMap::new(),
        }
    }

    /// The compiled form of `index`, refused where it would take more than `memory_limit` bytes.
    ///
    /// Segments seen before are taken over; if the calibration crossed a step, all are compiled again.
    pub(super) fn compiled(
        &mut self,
        index: &IndexSnapshot,
        recipe: Recipe,
        memory_limit: Option<usize>,
    ) -> Result<CompiledLibrary> {
        let segments: Vec<Segment<'_>> = index.segments().collect();
        let statistics = self.statistics(&segments)?;
        let calibration = statistics.calibration(recipe);
        if self.calibration.replace(calibration) != Some(calibration) {
            self.views.clear();
        }
        let library = CompiledLibrary {
            segments: self.compile(&segments, &calibration)?,
            values: self.facets.values(),
            statistics,
            calibration,
            pool: Pool::default(),
        };
        check_memory(&library, memory_limit)?;
        let keys = segments.iter().map(Segment::key);
        self.views = keys.zip(library.segments.iter().cloned()).collect();
        Ok(library)
    }

    /// Statistics of what lives, before anything is compiled: they decide how.
    fn statistics(&mut self, segments: &[Segment<'_>]) -> Result<Statistics> {
        let of = |segment: &Segment<'_>| match self.views.get(&segment.key()) {
            Some(view) => {
                let view = SegmentView::new(Arc::clone(&view.compiled), segment, Some(view));
                Ok((*view.statistics(), Some((segment.key(), view))))
            }
            None => Ok((live_statistics(segment)?, None)),
        };
        let found: Vec<_> = segments.par_iter().map(of).collect::<Result<_>>()?;
        let mut statistics = Statistics::default();
        for (part, view) in found {
            statistics.merge(&part);
            self.views.extend(view);
        }
        Ok(statistics)
    }

    fn compile(
        &self,
        segments: &[Segment<'_>],
        calibration: &Calibration,
    ) -> Result<Vec<SegmentView>> {
        let view = |segment: &Segment<'_>| match self.views.get(&segment.key()) {
            Some(view) => Ok(view.clone()),
            None => {
                let compiled = compile(segment, calibration, &self.facets)?;
                Ok(SegmentView::new(Arc::new(compiled), segment, None))
            }
        };
        segments.par_iter().map(view).collect()
    }
}

fn check_memory(library: &CompiledLibrary, limit: Option<usize>) -> Result<()> {
    let bytes = library.bytes();
    match limit.filter(|&limit| bytes > limit) {
        None => Ok(()),
        Some(limit) => Err(Error::invalid(
            "memory_limit",
            limit,
            format!(
                "the compiled form takes {bytes} bytes; raise the limit or cut the library into shards"
            ),
        )),
    }
}
