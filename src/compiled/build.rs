//! From a segment of the index to its compiled form.

use std::sync::Arc;

use super::claims::Claims;
use super::codes::FacetCodes;
use super::collect::{Occurrence, TermTableBuilder};
use super::facets::FacetInterner;
use super::impact::{FieldFactors, add};
use super::kept::Kept;
use super::order::arrange;
use super::presence::Presence;
use super::segment::{CompiledSegment, ProfileRow};
use super::slot::{BLOCK_DOCUMENTS, DocumentRow, Plain, SLOTS};
use super::statistics::{Calibration, Statistics};
use super::terms::TermTable;
use super::vectors::Vectors;
use crate::error::{Error, Result, say};
use crate::index::{FIELD_COUNT, LengthCode, RecordGroup, Segment, TermPosting, length_of};
use crate::model::Facet;
use crate::text::recipe::Gathering;

/// Place of a document of the index among the evidence documents.
#[derive(Clone, Copy)]
struct EvidencePlace {
    /// Evidence document.
    document: u32,
    /// End of its profile's documents in the index.
    end: u32,
}

/// The place of a document that is no evidence (a need).
const NO_EVIDENCE: EvidencePlace = EvidencePlace {
    document: u32::MAX,
    end: 0,
};

/// Source of a compiled segment's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TermsOrigin {
    /// A file.
    Kept,
    /// The index.
    Index,
    /// The index; they were to be kept in a file, but it could not be written.
    NotKept,
}

/// Compiles `segment`. O(postings), or O(profiles) with terms that were `kept`; facet values new to the library are added
/// to `facets`.
///
/// # Errors
/// Corrupt if the segment cannot be read.
pub(crate) fn compile(
    segment: &Segment<'_>,
    outline: Outline,
    calibration: &Calibration,
    facets: &FacetInterner,
    kept: Option<&Kept>,
) -> Result<(CompiledSegment, TermsOrigin)> {
    let layout = EvidenceLayout::of(&outline, calibration)?;
    let Outline {
        groups,
        territories,
        ..
    } = outline;
    let blocks = cut(&layout.starts);
    let (terms, origin) = match kept.and_then(Kept::read) {
        Some(terms) => (terms, TermsOrigin::Kept),
        None => {
            let terms = term_table(segment, &layout, &blocks)?;
            match kept {
                None => (terms, TermsOrigin::Index),
                // A file that cannot be written costs time at the next opening; it is no reason to refuse a snapshot.
                Some(kept) => match kept.write(terms) {
                    (terms, Ok(())) => (terms, TermsOrigin::Index),
                    (terms, Err(_)) => (terms, TermsOrigin::NotKept),
                },
            }
        }
    };
    let EvidenceLayout {
        evidence_of,
        textless,
        starts,
        plain,
        ..
    } = layout;
    let mut vectors: Vec<_> = segment
        .vectors(&groups)?
        .into_iter()
        .map(|(doc, vector)| (evidence_of[doc as usize].document, vector))
        .collect();
    vectors.sort_by_key(|&(document, _)| document);
    let name_keys = segment.name_keys()?;
    let profile_of = by_record(&groups)?;
    let codes = facet_codes(segment, &profile_of, facets)?;
    let (rows, ranks, ids) = rows(&groups, &name_keys)?;
    let documents = document_rows(&starts, &blocks, &plain);
    let presence = Presence::of(&terms, &blocks);
    let compiled = CompiledSegment {
        rows,
        territories,
        ranks,
        documents,
        starts,
        ids,
        blocks,
        textless,
        codes: Arc::new(codes),
        terms,
        presence,
        vectors: Vectors::new(&vectors),
        claims: claims(segment, &profile_of)?,
        by_record: profile_of.iter().map(|&(_, profile)| profile).collect(),
    };
    Ok((compiled, origin))
}

/// The profiles of a segment and the lengths of its documents: known before it is compiled.
#[derive(Debug)]
pub(crate) struct Outline {
    groups: Vec<RecordGroup>,
    /// First profile of each territory ([`super::order`]).
    territories: Vec<u32>,
    lengths: Vec<[LengthCode; FIELD_COUNT]>,
}

impl Outline {
    /// # Errors
    /// Corrupt if the segment cannot be read.
    pub(crate) fn of(segment: &Segment<'_>) -> Result<Self> {
        let (groups, territories) = arrange(segment.profiles()?, segment)?;
        Ok(Self {
            groups,
            territories,
            lengths: segment.lengths()?,
        })
    }

    /// Statistics of the live profiles. O(documents).
    pub(crate) fn live_statistics(&self, segment: &Segment<'_>) -> Statistics {
        let mut statistics = Statistics::default();
        let live = |group: &&RecordGroup| !segment.is_deleted(group.start);
        for group in self.groups.iter().filter(live) {
            let documents = group.start as usize..group.end as usize;
            let lengths = self.lengths[documents].iter();
            statistics.count(lengths.map(|codes| codes.map(length_of)));
        }
        statistics
    }
}

/// Numbers of a segment's evidence documents, and the worth of their terms.
struct EvidenceLayout {
    /// Evidence document of each document of the index.
    evidence_of: Vec<EvidencePlace>,
    /// Profiles without any text.
    textless: Vec<u32>,
    /// First evidence document of each profile, and the number of documents.
    starts: Vec<u32>,
    /// Profile of each evidence document.
    profiles: Vec<u32>,
    /// Impact factors of each evidence document.
    factors: Vec<FieldFactors>,
    /// Impact factors of each whole.
    wholes: Vec<FieldFactors>,
    /// Impacts of a plain posting, in slot order.
    plain: Vec<Plain>,
    gathering: Gathering,
}

impl EvidenceLayout {
    fn of(outline: &Outline, calibration: &Calibration) -> Result<Self> {
        let (groups, all_lengths) = (&outline.groups, &outline.lengths);
        let mut layout = Self {
            evidence_of: vec![NO_EVIDENCE; all_lengths.len()],
            textless: Vec::new(),
            starts: Vec::with_capacity(groups.len() + 1),
            profiles: Vec::with_capacity(all_lengths.len()),
            factors: Vec::with_capacity(all_lengths.len()),
            wholes: Vec::with_capacity(groups.len()),
            plain: Vec::with_capacity(all_lengths.len() * FIELD_COUNT),
            gathering: calibration.recipe.gathering(),
        };
        for group in groups {
            layout.starts.push(count(layout.factors.len())?);
            let (mut length, profile) = (0_u32, count(layout.wholes.len())?);
            for doc in group.start..group.end {
                layout.evidence_of[doc as usize] = EvidencePlace {
                    document: count(layout.factors.len())?,
                    end: group.end,
                };
                layout.profiles.push(profile);
                let field_lengths = all_lengths[doc as usize].map(length_of);
                let factors = FieldFactors::new(field_lengths, calibration);
                layout.factors.push(factors);
                // Saturates rather than fails: lengths are rounded anyway.
                length = field_lengths.into_iter().fold(length, u32::saturating_add);
            }
            if length == 0 {
                layout.textless.push(profile);
            }
            // Slots hold the whole's impacts too, so they wait until all documents of the profile are counted.
            let whole = FieldFactors::whole(length, calibration);
            layout.push_plain(whole);
            layout.wholes.push(whole);
        }
        layout.starts.push(count(layout.factors.len())?);
        Ok(layout)
    }

    /// Fills in the slots of the documents of a profile.
    fn push_plain(&mut self, whole: FieldFactors) {
        let once = [0, 1, 2].map(|field| [0, 1, 2].map(|other| u32::from(field == other)));
        let of_whole = once.map(|frequencies| whole.impact(frequencies));
        for document in self.plain.len() / FIELD_COUNT..self.factors.len() {
            let factors = self.factors[document];
            for (once, whole) in once.iter().zip(of_whole) {
                let plain = self.masked([factors.impact(*once), whole]);
                self.plain.push(plain);
            }
        }
    }

    /// Sets to 0 the impact, in the document or in the whole, that the gathering leaves out.
    fn masked(&self, [part, whole]: Plain) -> Plain {
        match self.gathering {
            Gathering::Both => [part, whole],
            Gathering::Documents => [part, 0],
            Gathering::Whole => [0, whole],
        }
    }

    /// How many documents a term that stands once counts for.
    fn each(&self) -> u32 {
        match self.gathering {
            Gathering::Both => 2,
            Gathering::Documents | Gathering::Whole => 1,
        }
    }
}

/// O(postings).
fn term_table(segment: &Segment<'_>, layout: &EvidenceLayout, blocks: &[u32]) -> Result<TermTable> {
    let first = |&profile: &u32| layout.starts[profile as usize];
    let block_starts: Vec<u32> = blocks.iter().map(first).collect();
    let mut builder = TermTableBuilder::new(&block_starts, layout.each());
    let (mut same, mut groups) = (Vec::new(), Vec::new());
    segment.for_each_term(|hash, postings| {
        builder.term(hash);
        groups.clear();
        let mut from = 0;
        while let Some(posting) = postings.get(from) {
            // A profile's documents are neighbours in the index, so its postings of a term are neighbours here. A need
            // has the end 0 and is a group of its own.
            let EvidencePlace { document, end } = layout.evidence_of[posting.doc as usize];
            let others = postings[from + 1..].iter();
            let until = from + 1 + others.take_while(|next| next.doc < end).count();
            // The two collections share an index, and needs are never ranked.
            if document != NO_EVIDENCE.document {
                groups.push((document, from..until));
            }
            from = until;
        }
        // Postings come in the order of the index, and profiles have another one here.
        groups.sort_unstable_by_key(|&(document, _)| document);
        for (document, of_profile) in groups.drain(..) {
            let group = &postings[of_profile];
            if let Some(field) = only_field(group) {
                let slot = document * SLOTS + field;
                builder.plain(slot, total(layout.plain[slot as usize]));
            } else {
                let most = several(layout, document, group, &mut same);
                builder.several(&same, most);
            }
        }
    })?;
    builder.finish()
}

/// The field, if the term stands once in all the profile.
fn only_field(postings: &[TermPosting]) -> Option<u32> {
    match postings {
        [posting] => once_field(posting.frequencies),
        _ => None,
    }
}

/// The field, if the term stands once in the document.
fn once_field([title, keywords, body]: [u32; FIELD_COUNT]) -> Option<u32> {
    // Reckoned: which field it is cannot be foreseen.
    let times = title.saturating_add(keywords).saturating_add(body);
    (times == 1).then_some(keywords + 2 * body)
}

fn total(plain: Plain) -> u16 {
    u16::from(plain[0]) + u16::from(plain[1])
}

/// Puts the occurrences of a term in one profile into `into`; returns the most that they make of the profile's sum.
/// The first occurrence is in document `first` and carries the whole's impact.
fn several(
    layout: &EvidenceLayout,
    first: u32,
    postings: &[TermPosting],
    into: &mut Vec<Occurrence>,
) -> u16 {
    into.clear();
    // If documents are silent, a slot's impact in the document counts for nothing.
    let counts_documents = layout.gathering == Gathering::Both;
    let mut frequencies = [0; FIELD_COUNT];
    let (mut best, mut sum) = (0, 0_u32);
    for posting in postings {
        // A profile's documents are neighbours in the index as they are here.
        let document = first + (posting.doc - postings[0].doc);
        let once = once_field(posting.frequencies).filter(|_| counts_documents);
        let impact = match once {
            Some(field) => layout.plain[(document * SLOTS + field) as usize][0],
            None => {
                let impact = layout.factors[document as usize].impact(posting.frequencies);
                layout.masked([impact, 0])[0]
            }
        };
        best = best.max(u32::from(impact));
        sum += u32::from(impact);
        add(&mut frequencies, posting.frequencies);
        into.push(Occurrence {
            document,
            once,
            impacts: [impact, 0],
        });
    }
    let profile = layout.profiles[first as usize];
    let whole = layout.wholes[profile as usize].impact(frequencies);
    let whole = layout.masked([0, whole])[1];
    // The whole has no postings; exactly one document of the profile carries its impact.
    if let Some(first) = into.first_mut() {
        first.impacts[1] = whole;
    }
    // The second best counts half, and the others less; all of them at most as much as the best.
    let rest = (sum - best).div_ceil(2).min(best);
    u16::try_from(best + rest + u32::from(whole)).expect("three impacts of a byte each, at most")
}

/// The row of each document; `plain` has the impacts of each slot.
fn document_rows(starts: &[u32], blocks: &[u32], plain: &[Plain]) -> Vec<DocumentRow> {
    let (slots, _) = plain.as_chunks::<FIELD_COUNT>();
    let mut rows = Vec::with_capacity(slots.len());
    for block in blocks.windows(2) {
        for profile in block[0]..block[1] {
            let at = profile as usize;
            let owner = u16::try_from(profile - block[0]).expect("blocks are cut at 2^16 slots");
            let documents = starts[at] as usize..starts[at + 1] as usize;
            let row = |&plain: &[Plain; FIELD_COUNT]| DocumentRow { owner, plain };
            rows.extend(slots[documents].iter().map(row));
        }
    }
    rows
}

fn count(n: usize) -> Result<u32> {
    u32::try_from(n)
        .ok()
        .filter(|&n| n < NO_EVIDENCE.document)
        .ok_or_else(|| {
            Error::invalid(
                "library",
                n,
                say!("cut the library into shards of fewer than 4 billion evidence documents, with ids of less than 4 GB", "请把库拆分，每份的证据文档少于40亿篇、编号少于4 GB"),
            )
        })
}

/// First profile of each block, and the number of profiles: as many whole profiles as fit.
fn cut(starts: &[u32]) -> Vec<u32> {
    let mut blocks = vec![0];
    let mut block_start = 0;
    let mut profiles = 0;
    for profile in starts.windows(2) {
        // A profile is never cut in two: its sum is made from the documents of one block.
        if (profile[1] - block_start) as usize > BLOCK_DOCUMENTS {
            blocks.push(profiles);
            block_start = profile[0];
        }
        profiles += 1;
    }
    blocks.push(profiles);
    blocks
}

/// The row and the rank of each profile, and all ids.
///
/// # Errors
/// Invalid input if the ids take 4 GB.
fn rows(groups: &[RecordGroup], name_keys: &[u64]) -> Result<(Vec<ProfileRow>, Vec<u32>, String)> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    // Ties are decided by id; one comparison of ranks is cheaper than one of texts far away in memory.
    order.sort_by(|&a, &b| groups[a].id.cmp(&groups[b].id));
    let mut ranks = vec![0; groups.len()];
    for (rank, &profile) in (0..).zip(&order) {
        ranks[profile] = rank;
    }
    let mut ids = String::new();
    let mut rows = Vec::with_capacity(groups.len());
    for group in groups {
        ids.push_str(&group.id);
        rows.push(ProfileRow {
            record: group.start,
            id_end: count(ids.len())?,
            name_key: name_keys[group.start as usize],
        });
    }
    Ok((rows, ranks, ids))
}

/// The first document of each profile in the index, ascending, with the profile.
fn by_record(groups: &[RecordGroup]) -> Result<Vec<(u32, u32)>> {
    let starts = groups
        .iter()
        .map(|group| group.start)
        .zip(0..=count(groups.len())?);
    let mut found: Vec<(u32, u32)> = starts.collect();
    found.sort_unstable();
    Ok(found)
}

/// The rows of a column of the index, which are in document order, by profile ascending.
fn by_profile<T>(rows: impl Iterator<Item = (u32, T)>, profile_of: &[(u32, u32)]) -> Vec<(u32, T)> {
    let mut profiles = profile_of.iter().peekable();
    // Both are in document order, so one pass joins them.
    let joined = rows.filter_map(|(doc, value)| {
        while profiles.next_if(|(start, _)| *start < doc).is_some() {}
        let (_, profile) = profiles.next_if(|(start, _)| *start == doc)?;
        Some((*profile, value))
    });
    let mut found: Vec<(u32, T)> = joined.collect();
    found.sort_by_key(|&(profile, _)| profile);
    found
}

fn claims(segment: &Segment<'_>, profile_of: &[(u32, u32)]) -> Result<Claims> {
    // The statement, a profile's first document, carries its claims.
    let stated = by_profile(segment.claims()?.into_iter(), profile_of);
    let rows = stated.iter();
    Ok(Claims::new(
        rows.map(|(profile, claims)| (*profile, claims.as_slice())),
    ))
}

fn facet_codes(
    segment: &Segment<'_>,
    profile_of: &[(u32, u32)],
    facets: &FacetInterner,
) -> Result<FacetCodes> {
    let mut columns = Vec::with_capacity(Facet::ALL.len());
    for &facet in Facet::ALL {
        let column = segment.facet(facet)?;
        let shared = facets.codes(facet, &column.values)?;
        let mut codes = vec![0; profile_of.len()];
        for (profile, code) in by_profile(column.codes.into_iter(), profile_of) {
            codes[profile as usize] = shared[code as usize];
        }
        columns.push(codes);
    }
    Ok(FacetCodes::new(&columns, profile_of.len()))
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
