//! From a segment of the index to its compiled form.

use std::sync::Arc;

use super::codes::FacetCodes;
use super::collect::{Occurrence, TermTableBuilder};
use super::facets::FacetInterner;
use super::impact::{FieldFactors, add};
use super::kept::{Kept, WeighedSegment};
use super::outline::{Lengths, Outline, PartOrigin};
use super::presence::Presence;
use super::profile_table::{ProfileTable, count};
use super::segment::CompiledSegment;
use super::slot::{BLOCK_DOCUMENTS, DocumentRow, Plain, SLOTS};
use super::statistics::Calibration;
use super::terms::TermTable;
use super::threads::on_threads;
use super::vectors::Vectors;
use crate::error::Result;
use crate::index::{FIELD_COUNT, Segment, TermPosting, length_of};
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

/// Compiles `segment`. O(postings), or O(profiles) with terms that were `kept`; facet values new to the library are added
/// to `facets`.
///
/// # Errors
/// Corrupt if the segment cannot be read.
pub(crate) fn compile(
    segment: &Segment<'_>,
    mut outline: Outline,
    calibration: &Calibration,
    facets: &FacetInterner,
    kept: Option<&Kept>,
) -> Result<(CompiledSegment, PartOrigin)> {
    let blocks = cut(&outline.profiles.starts);
    let documents = outline.profiles.document_count();
    let (read, codes) = read_and_code(&mut outline, facets, kept)?;
    // The checksum vouches for the file; this for its being of the same documents as the outline.
    let read = read.filter(|read| read.documents.len() == documents as usize);
    let (weighed, origin) = match read {
        Some(read) => (read, PartOrigin::Kept),
        None => {
            let lengths = outline.take_lengths(segment)?;
            let made = weigh(segment, &outline.profiles, &lengths, &blocks, calibration)?;
            match kept {
                None => (made, PartOrigin::Index),
                // A file that cannot be written costs time at the next opening; it is no reason to refuse a snapshot.
                Some(kept) => match kept.write(made) {
                    (made, Ok(())) => (made, PartOrigin::Index),
                    (made, Err(_)) => (made, PartOrigin::NotKept),
                },
            }
        }
    };
    let WeighedSegment { documents, terms } = weighed;
    let origin = origin.with(outline.origin);
    let Outline {
        profiles, claims, ..
    } = outline;
    let vectors = segment.vectors(profiles.records())?.into_iter();
    let placed = vectors.map(|(doc, vector)| Some((profiles.evidence_of(doc)?, vector)));
    // No vector is of a document outside: they were asked for by profiles.
    let mut vectors: Vec<_> = placed.flatten().collect();
    vectors.sort_by_key(|&(document, _)| document);
    let compiled = CompiledSegment {
        presence: Presence::of(&terms, &blocks),
        vectors: Vectors::new(&vectors),
        codes: Arc::new(codes),
        profiles,
        documents,
        blocks,
        terms,
        claims,
    };
    Ok((compiled, origin))
}

/// What was `kept`, if anything, and the facets of `outline`, which has none afterwards.
///
/// # Errors
/// Invalid input if a value is not of its facet.
fn read_and_code(
    outline: &mut Outline,
    facets: &FacetInterner,
    kept: Option<&Kept>,
) -> Result<(Option<WeighedSegment>, FacetCodes)> {
    /// Profiles from which on a thread more is worth its beginning.
    const MANY: usize = 1 << 12;
    let most = if outline.profiles.len() < MANY { 1 } else { 2 };
    // The two longest parts of opening a kept segment, and neither needs the other.
    let (mut read, mut codes) = (None, None);
    let parts: [Box<dyn FnOnce() + Send + '_>; 2] = [
        Box::new(|| codes = Some(outline.take_codes(facets))),
        Box::new(|| read = kept.and_then(Kept::read)),
    ];
    on_threads(parts.into(), most, |part| part());
    Ok((read, codes.expect("both parts are done")?))
}

/// The worth of the terms of `segment`. O(postings).
fn weigh(
    segment: &Segment<'_>,
    profiles: &ProfileTable,
    lengths: &Lengths,
    blocks: &[u32],
    calibration: &Calibration,
) -> Result<WeighedSegment> {
    let layout = EvidenceLayout::of(profiles, lengths, calibration)?;
    Ok(WeighedSegment {
        documents: document_rows(&profiles.starts, blocks, &layout.plain),
        terms: term_table(segment, &layout, &profiles.starts, blocks)?,
    })
}

/// Numbers of a segment's evidence documents, and the worth of their terms.
struct EvidenceLayout {
    /// Evidence document of each document of the index.
    evidence_of: Vec<EvidencePlace>,
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
    fn of(
        profiles: &ProfileTable,
        all_lengths: &Lengths,
        calibration: &Calibration,
    ) -> Result<Self> {
        let mut layout = Self {
            evidence_of: vec![NO_EVIDENCE; all_lengths.len()],
            profiles: Vec::with_capacity(all_lengths.len()),
            factors: Vec::with_capacity(all_lengths.len()),
            wholes: Vec::with_capacity(profiles.len()),
            plain: Vec::with_capacity(all_lengths.len() * FIELD_COUNT),
            gathering: calibration.recipe.gathering(),
        };
        for documents in profiles.records() {
            let (mut length, profile) = (0_u32, count(layout.wholes.len())?);
            for doc in documents.clone() {
                layout.evidence_of[doc as usize] = EvidencePlace {
                    document: count(layout.factors.len())?,
                    end: documents.end,
                };
                layout.profiles.push(profile);
                let field_lengths = all_lengths[doc as usize].map(length_of);
                let factors = FieldFactors::new(field_lengths, calibration);
                layout.factors.push(factors);
                // Saturates rather than fails: lengths are rounded anyway.
                length = field_lengths.into_iter().fold(length, u32::saturating_add);
            }
            // Slots hold the whole's impacts too, so they wait until all documents of the profile are counted.
            let whole = FieldFactors::whole(length, calibration);
            layout.push_plain(whole);
            layout.wholes.push(whole);
        }
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
fn term_table(
    segment: &Segment<'_>,
    layout: &EvidenceLayout,
    starts: &[u32],
    blocks: &[u32],
) -> Result<TermTable> {
    let first = |&profile: &u32| starts[profile as usize];
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
