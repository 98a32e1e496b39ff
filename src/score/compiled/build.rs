//! From a segment of the index to its compiled form.

use super::claims::Claims;
use super::gather::owner;
use super::terms::TermTableBuilder;
use super::vectors::Vectors;
use super::{BLOCK_DOCUMENTS, Codes, CompiledSegment, ProfileRow};
use crate::error::{Error, Result};
use crate::index::{FIELD_COUNT, Group, LengthCode, Segment, TermPosting, length_of};
use crate::model::Facet;
use crate::num::hash64;
use crate::score::Calibration;
use crate::score::facets::FacetInterner;
use crate::score::impact::{FieldFactors, add};
use crate::text::recipe::Gathering;

/// Marks a document that is no evidence (a need).
const NO_EVIDENCE: u32 = u32::MAX;

/// Compiles `segment`. O(postings); facet values new to the library are added to `facets`.
///
/// # Errors
/// Corrupt where the segment cannot be read.
pub(crate) fn compile(
    segment: &Segment<'_>,
    calibration: &Calibration,
    facets: &FacetInterner,
) -> Result<CompiledSegment> {
    let groups = segment.profiles()?;
    let all_lengths = segment.lengths()?;
    let mut evidence_of = vec![NO_EVIDENCE; segment.doc_count() as usize];
    let mut lengths: Vec<[LengthCode; FIELD_COUNT]> = Vec::new();
    let mut factors: Vec<FieldFactors> = Vec::new();
    let mut starts = Vec::with_capacity(groups.len() + 1);
    for group in &groups {
        starts.push(count(lengths.len())?);
        let mut whole = 0_u32;
        for doc in group.start..group.end {
            evidence_of[doc as usize] = count(lengths.len())?;
            lengths.push(all_lengths[doc as usize]);
            let field_lengths = all_lengths[doc as usize].map(length_of);
            factors.push(FieldFactors::new(field_lengths, calibration));
            whole = field_lengths.into_iter().fold(whole, u32::saturating_add);
        }
        lengths.push([0; FIELD_COUNT]);
        factors.push(FieldFactors::whole(whole, calibration));
    }
    starts.push(count(lengths.len())?);
    drop(all_lengths);
    let blocks = cut(&starts);
    let silent = match calibration.recipe.gathering() {
        Gathering::Both => None,
        Gathering::Documents => Some(true),
        Gathering::Whole => Some(false),
    };
    let terms = {
        let block_starts: Vec<u32> = blocks
            .iter()
            .map(|&profile| starts[profile as usize])
            .collect();
        let mut builder = TermTableBuilder::default();
        segment.for_each_term(|term, postings| {
            builder.term(hash64(term));
            let mut block = 0;
            with_wholes(
                postings,
                &evidence_of,
                &starts,
                |evidence, frequencies, whole| {
                    if silent == Some(whole) {
                        return;
                    }
                    while evidence >= block_starts[block + 1] {
                        block += 1;
                    }
                    let position =
                        u16::try_from(evidence - block_starts[block]).unwrap_or(u16::MAX);
                    let impact = factors[evidence as usize].impact(frequencies);
                    builder.posting(u16::try_from(block).unwrap_or(u16::MAX), position, impact);
                },
            );
        })?;
        builder.finish()?
    };
    drop(factors);
    let vectors: Vec<_> = segment
        .vectors()?
        .into_iter()
        .map(|(doc, direction)| (evidence_of[doc as usize], direction))
        .collect();
    let name_keys = segment.name_keys()?;
    let codes = facet_codes(segment, &groups, facets)?;
    let (rows, ids) = rows(&groups, &name_keys);
    Ok(CompiledSegment {
        rows,
        starts,
        ids,
        blocks,
        lengths,
        codes,
        terms,
        vectors: Vectors::new(&vectors),
        claims: claims(segment, &groups)?,
    })
}

/// Tells `sink` the evidence document and frequencies of each posting, and after those of a profile its whole
/// with their sum; and whether it is one. `starts` are the first documents of the profiles, and the number of
/// documents.
fn with_wholes(
    postings: &[TermPosting],
    evidence_of: &[u32],
    starts: &[u32],
    mut sink: impl FnMut(u32, [u32; FIELD_COUNT], bool),
) {
    let mut profile = 0;
    // First document after the profile at hand, and what it has said so far.
    let (mut end, mut sum) = (0, [0; FIELD_COUNT]);
    for posting in postings {
        let evidence = evidence_of[posting.doc as usize];
        if evidence == NO_EVIDENCE {
            continue;
        }
        if evidence >= end {
            if end > 0 {
                sink(end - 1, sum, true);
            }
            profile = owner(starts, profile, evidence);
            (end, sum) = (starts[profile + 1], [0; FIELD_COUNT]);
        }
        sink(evidence, posting.frequencies, false);
        add(&mut sum, posting.frequencies);
    }
    if end > 0 {
        sink(end - 1, sum, true);
    }
}

fn count(n: usize) -> Result<u32> {
    u32::try_from(n)
        .ok()
        .filter(|&n| n < NO_EVIDENCE)
        .ok_or_else(|| {
            Error::invalid(
                "library",
                n,
                "cut the library into shards of fewer than 4 billion evidence documents",
            )
        })
}

/// First profile of each block, and the number of profiles: as many whole profiles as fit.
fn cut(starts: &[u32]) -> Vec<u32> {
    let mut blocks = vec![0];
    let mut block_start = 0;
    let profiles = starts.len() - 1;
    for profile in 0..profiles {
        if (starts[profile + 1] - block_start) as usize > BLOCK_DOCUMENTS {
            blocks.push(u32::try_from(profile).unwrap_or(u32::MAX));
            block_start = starts[profile];
        }
    }
    blocks.push(u32::try_from(profiles).unwrap_or(u32::MAX));
    blocks
}

fn rows(groups: &[Group], name_keys: &[u64]) -> (Vec<ProfileRow>, String) {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&a, &b| groups[a].id.cmp(&groups[b].id));
    let mut ranks = vec![0; groups.len()];
    for (rank, &profile) in (0..).zip(&order) {
        ranks[profile] = rank;
    }
    let mut ids = String::new();
    let mut rows = Vec::with_capacity(groups.len());
    for (i, group) in groups.iter().enumerate() {
        ids.push_str(&group.id);
        rows.push(ProfileRow {
            record: group.start,
            id_rank: ranks[i],
            id_end: u32::try_from(ids.len()).unwrap_or(u32::MAX),
            name_key: name_keys[group.start as usize],
        });
    }
    (rows, ids)
}

fn claims(segment: &Segment<'_>, groups: &[Group]) -> Result<Claims> {
    let stated = segment.claims()?;
    let profile = |doc: u32| {
        let at = groups.partition_point(|group| group.start < doc);
        u32::try_from(at).unwrap_or(u32::MAX)
    };
    let rows = stated.iter();
    Ok(Claims::new(
        rows.map(|(doc, claims)| (profile(*doc), claims.as_slice())),
    ))
}

fn facet_codes(segment: &Segment<'_>, groups: &[Group], facets: &FacetInterner) -> Result<Codes> {
    let mut columns = Vec::with_capacity(Facet::ALL.len());
    for facet in Facet::ALL {
        let column = segment.facet(facet)?;
        let shared = facets.codes(facet, &column.values)?;
        let mut codes = vec![0; groups.len()];
        let mut rows = column.codes.iter().peekable();
        for (group, slot) in groups.iter().zip(&mut codes) {
            while rows.next_if(|(doc, _)| *doc < group.start).is_some() {}
            if let Some((_, code)) = rows.next_if(|(doc, _)| *doc == group.start) {
                *slot = shared[*code as usize];
            }
        }
        columns.push(codes);
    }
    Ok(Codes::new(&columns, groups.len()))
}

#[cfg(test)]
mod tests {
    use super::{BLOCK_DOCUMENTS, cut};

    fn starts(sizes: &[usize]) -> Vec<u32> {
        let mut starts = vec![0];
        for &size in sizes {
            starts.push(starts[starts.len() - 1] + u32::try_from(size).unwrap_or(0));
        }
        starts
    }

    #[test]
    fn blocks_end_at_profile_boundaries() {
        let b = BLOCK_DOCUMENTS;
        assert_eq!(cut(&starts(&[])), [0, 0]);
        assert_eq!(cut(&starts(&[1])), [0, 1]);
        assert_eq!(cut(&starts(&[b])), [0, 1], "exactly full");
        assert_eq!(cut(&starts(&[b - 1, 1])), [0, 2], "exactly full with two");
        assert_eq!(cut(&starts(&[b, 1])), [0, 1, 2], "one over");
        assert_eq!(
            cut(&starts(&[b - 1, 2, 3])),
            [0, 1, 3],
            "a profile that would straddle moves on"
        );
    }
}
