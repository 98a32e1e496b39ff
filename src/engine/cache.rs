//! What one snapshot leaves to the next: compiled segments and analysed needs.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::index::{IndexSnapshot, Segment, SegmentKey};
use crate::model::Taxonomies;
use crate::score::compiled::{CompiledSegment, Pool, SegmentView, compile};
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
        let mut calibration = self
            .calibration
            .unwrap_or_else(|| Statistics::default().calibration(recipe));
        loop {
            let views = self.views(&segments, &calibration)?;
            let mut statistics = Statistics::default();
            for view in &views {
                statistics.merge(view.statistics());
            }
            let wanted = statistics.calibration(recipe);
            if wanted == calibration {
                let library = CompiledLibrary {
                    segments: views,
                    values: self.facets.values(),
                    statistics,
                    calibration,
                    pool: Pool::default(),
                };
                check_memory(&library, memory_limit)?;
                self.calibration = Some(calibration);
                self.views = segments
                    .iter()
                    .map(Segment::key)
                    .zip(library.segments.iter().cloned())
                    .collect();
                return Ok(library);
            }
            // The statistics do not depend on the calibration, so the second round is the last.
            self.views.clear();
            calibration = wanted;
        }
    }

    fn views(
        &self,
        segments: &[Segment<'_>],
        calibration: &Calibration,
    ) -> Result<Vec<SegmentView>> {
        let view = |segment: &Segment<'_>| {
            let earlier = self.views.get(&segment.key());
            let compiled = match earlier {
                Some(view) => Arc::clone(&view.compiled),
                None => Arc::<CompiledSegment>::new(compile(segment, calibration, &self.facets)?),
            };
            Ok(SegmentView::new(compiled, segment, earlier))
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
