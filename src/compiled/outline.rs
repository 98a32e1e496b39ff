//! What compiling takes from a segment apart from its terms: who its profiles are, their facets and figures.
//!
//! It depends on the segment alone, not on the calibration that the whole library decides. So it is read first, and kept
//! in a file of its own: to make it from the index takes sorting and a look at every row of some twenty columns.

use std::io;
use std::path::Path;

use super::bytes::{ByteSink, ByteSource};
use super::claims::Claims;
use super::codes::FacetCodes;
use super::facets::FacetInterner;
use super::kept::{KeptFile, KeptStorage, OUTLINE};
use super::local_facet::LocalFacet;
use super::order::arrange;
use super::profile_table::ProfileTable;
use super::statistics::Statistics;
use crate::error::Result;
use crate::index::{DirectoryAccess, FIELD_COUNT, LengthCode, Segment, length_of};
use crate::model::Facet;

/// First bytes of a file. To be raised whenever its form changes, or what it is made from.
const FORM: &[u8; 16] = b"qianxian lines 2";

/// Lengths of the fields of each document of the index.
pub(super) type Lengths = Vec<[LengthCode; FIELD_COUNT]>;

/// The library's directory and how files in it are used, if anything is kept there.
pub(crate) type KeptIn<'p> = Option<(&'p Path, (DirectoryAccess, KeptStorage))>;

/// Source of a part of a compiled segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartOrigin {
    /// A file.
    Kept,
    /// The index.
    Index,
    /// The index; the part was to be kept in a file, but it could not be written.
    NotKept,
}

impl PartOrigin {
    /// The origin of a whole of which `self` and `other` are parts: a file only if both are.
    pub(super) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::NotKept, _) | (_, Self::NotKept) => Self::NotKept,
            (Self::Index, _) | (_, Self::Index) => Self::Index,
            (Self::Kept, Self::Kept) => Self::Kept,
        }
    }
}

/// The profiles of a segment, deleted ones included, known before it is compiled.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(super) profiles: ProfileTable,
    /// One for each of [`Facet::ALL`], until they are taken.
    facets: Vec<LocalFacet>,
    pub(super) claims: Claims,
    /// Statistics of all profiles.
    statistics: Statistics,
    /// Known if they were read already.
    lengths: Option<Lengths>,
    pub(super) origin: PartOrigin,
}

impl Outline {
    /// The outline of `segment`, from its file if it was `kept` there; else it is written there. O(documents).
    ///
    /// # Errors
    /// Corrupt if the segment cannot be read.
    pub(crate) fn of(segment: &Segment<'_>, kept: KeptIn<'_>) -> Result<Self> {
        let Some((library, (access, storage))) = kept else {
            return Self::from_index(segment);
        };
        let file = KeptFile::new(library, segment, (OUTLINE, "outline"), access).stored(storage);
        if let Some(outline) = file.read(FORM, |source| Self::read(source, segment)) {
            return Ok(outline);
        }
        let mut outline = Self::from_index(segment)?;
        // A file that cannot be written costs time at the next opening; it is no reason to refuse a snapshot.
        if file.write(FORM, |sink| outline.write(sink)).is_err() {
            outline.origin = PartOrigin::NotKept;
        }
        Ok(outline)
    }

    fn from_index(segment: &Segment<'_>) -> Result<Self> {
        let columns = segment.facets()?;
        let (groups, territories) = arrange(segment.profiles()?, &columns);
        let lengths = segment.lengths()?;
        let profiles = ProfileTable::new(&groups, territories, &segment.name_keys()?, &lengths)?;
        let columns = columns.into_iter();
        let facets = columns.map(|column| LocalFacet::new(column, &profiles));
        let facets = facets.collect();
        // The statement, a profile's first document, carries its claims.
        let stated = profiles.by_profile(segment.claims()?.into_iter());
        let stated = stated.iter().map(|(profile, of)| (*profile, of.as_slice()));
        let claims = Claims::new(stated);
        Ok(Self {
            statistics: statistics(&profiles, &lengths, |_| true),
            facets,
            claims,
            profiles,
            lengths: Some(lengths),
            origin: PartOrigin::Index,
        })
    }

    /// Statistics of the live profiles. O(1) if none was deleted, else O(documents).
    ///
    /// # Errors
    /// Corrupt if the segment cannot be read.
    pub(crate) fn live_statistics(&mut self, segment: &Segment<'_>) -> Result<Statistics> {
        if segment.deleted_count() == 0 {
            return Ok(self.statistics);
        }
        // Read once: to weigh terms they may be asked for again.
        let lengths = self.take_lengths(segment)?;
        let is_live = |record| !segment.is_deleted(record);
        let live = statistics(&self.profiles, &lengths, is_live);
        self.lengths = Some(lengths);
        Ok(live)
    }

    /// Lengths of the documents of `segment`, whose outline it is.
    ///
    /// # Errors
    /// Corrupt if the segment cannot be read.
    pub(super) fn take_lengths(&mut self, segment: &Segment<'_>) -> Result<Lengths> {
        self.lengths.take().map_or_else(|| segment.lengths(), Ok)
    }

    /// The facets with the codes that `interner` has for their values; the outline has none afterwards.
    ///
    /// # Errors
    /// Invalid input if a value is not of its facet.
    pub(super) fn take_codes(&mut self, interner: &FacetInterner) -> Result<FacetCodes> {
        let facets = std::mem::take(&mut self.facets);
        let shared = Facet::ALL.iter().zip(&facets);
        let shared = shared.map(|(&facet, column)| interner.codes(facet, &column.values));
        let shared: Vec<Vec<u32>> = shared.collect::<Result<_>>()?;
        let columns = facets.iter().zip(&shared).map(|(column, codes)| {
            let largest = codes.iter().copied().max().unwrap_or(0);
            (largest, column.shared(codes))
        });
        Ok(FacetCodes::new(columns.collect(), self.profiles.len()))
    }

    fn write(&self, sink: &mut ByteSink) -> io::Result<()> {
        self.profiles.write(sink)?;
        self.facets.iter().try_for_each(|facet| facet.write(sink))?;
        self.claims.write(sink)?;
        sink.array(&self.statistics.numbers(), u64::to_le_bytes)
    }

    fn read(source: &mut ByteSource<'_>, segment: &Segment<'_>) -> Option<Self> {
        let profiles = ProfileTable::read(source)?;
        let facets = Facet::ALL
            .iter()
            .map(|_| LocalFacet::read(source, profiles.len()));
        let outline = Self {
            facets: facets.collect::<Option<_>>()?,
            claims: Claims::read(source)?,
            statistics: Statistics::of_numbers(&source.array(u64::from_le_bytes)?)?,
            lengths: None,
            origin: PartOrigin::Kept,
            profiles,
        };
        let ends = outline.profiles.records().map(|documents| documents.end);
        // The checksum vouches for the bytes; this keeps look-ups in the segment inside it.
        let fits = ends.max().unwrap_or(0) <= segment.doc_count();
        fits.then_some(outline)
    }
}

/// Statistics of the profiles whose record is counted; `lengths` are of all documents of their segment. O(documents).
pub(super) fn statistics(
    profiles: &ProfileTable,
    lengths: &Lengths,
    is_counted: impl Fn(u32) -> bool,
) -> Statistics {
    let mut statistics = Statistics::default();
    for documents in profiles.records().filter(|d| is_counted(d.start)) {
        let of_profile = lengths[documents.start as usize..documents.end as usize].iter();
        statistics.count(of_profile.map(|codes| codes.map(length_of)));
    }
    statistics
}
