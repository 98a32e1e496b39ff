//! What the matches of a ranking cover of the need.

use super::task::BlockAddress;
use crate::compiled::library::CompiledLibrary;
use crate::compiled::query::Query;
use crate::compiled::{Coverage, coverages};

/// What the profiles at `places` (segment and number) cover of the need, in their order.
pub(super) fn coverages_at(
    library: &CompiledLibrary,
    query: &Query,
    places: impl Iterator<Item = BlockAddress>,
) -> Vec<Coverage> {
    let mut places: Vec<(BlockAddress, usize)> = places.zip(0..).collect();
    // Segment by segment and upwards, so that each term's cursor goes through the postings once.
    places.sort_unstable();
    let mut found = vec![Coverage::default(); places.len()];
    for same in places.chunk_by(|a, b| a.0.0 == b.0.0) {
        let profiles: Vec<u32> = same.iter().map(|&((_, profile), _)| profile).collect();
        let segment = &library.segments[same[0].0.0 as usize].compiled;
        let of_segment = coverages(query, segment, &profiles);
        for (coverage, &(_, at)) in of_segment.into_iter().zip(same) {
            found[at] = coverage;
        }
    }
    found
}
