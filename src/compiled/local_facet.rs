//! A facet of a segment's profiles, in codes of the segment's own.

use std::io;

use super::bytes::{ByteSink, ByteSource};
use super::profile_table::ProfileTable;
use crate::index::{FacetColumn, MappableBytes};

/// The distinct values of one facet in a segment, and the one of each profile.
#[derive(Debug)]
pub(super) struct LocalFacet {
    /// Canonical JSON texts.
    pub(super) values: Vec<String>,
    /// For each profile 1 + the place of its value, or 0, in two bytes if all fit, else in four; empty if there are no
    /// values.
    codes: MappableBytes,
}

impl LocalFacet {
    /// From a column of the index. O(rows · log rows).
    pub(super) fn new(column: FacetColumn, profiles: &ProfileTable) -> Self {
        let width = width(&column.values);
        let mut codes = vec![0; width * profiles.len()];
        for (profile, code) in profiles.by_profile(column.codes.into_iter()) {
            let start = width * profile as usize;
            codes[start..start + width].copy_from_slice(&(code + 1).to_le_bytes()[..width]);
        }
        Self {
            values: column.values,
            codes: codes.into(),
        }
    }

    /// 1 + the place of each profile's value, or 0.
    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        let width = width(&self.values);
        // Without values there are no codes, and any width will do.
        let codes = self.codes.chunks_exact(width.max(1));
        codes.map(move |code| match (width, code) {
            (NARROW, &[a, b]) => usize::from(u16::from_le_bytes([a, b])),
            (WIDE, &[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]) as usize,
            _ => 0,
        })
    }

    /// The code of each profile's value, where the values have the codes `shared`; 0 without a value.
    pub(super) fn shared<'s>(&'s self, shared: &'s [u32]) -> impl Iterator<Item = u32> + 's {
        let value = |place: usize| place.checked_sub(1).map_or(0, |value| shared[value]);
        self.places().map(value)
    }

    pub(super) fn write(&self, sink: &mut ByteSink) -> io::Result<()> {
        // Canonical JSON has no line breaks.
        sink.bytes(self.values.join("\n").as_bytes())?;
        sink.bytes(&self.codes)
    }

    /// Reads the facet that [`LocalFacet::write`] wrote; `None` if it does not fit that many profiles.
    pub(super) fn read(source: &mut ByteSource<'_>, profiles: usize) -> Option<Self> {
        let values = std::str::from_utf8(source.bytes()?).ok()?;
        let values: Vec<String> = match values {
            "" => Vec::new(),
            lines => lines.split('\n').map(str::to_owned).collect(),
        };
        let codes = source.kept()?;
        let facet = Self { values, codes };
        let fits = facet.codes.len() == width(&facet.values) * profiles
            && facet.places().all(|place| place <= facet.values.len());
        fits.then_some(facet)
    }
}

/// Bytes of a code below 2¹⁶.
const NARROW: usize = 2;

/// Bytes of any code.
const WIDE: usize = 4;

/// Bytes of each code where these are the values.
fn width(values: &[String]) -> usize {
    match values.len() {
        0 => 0,
        1..=0xffff => NARROW,
        _ => WIDE,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::super::bytes::written_and_read;
    use super::super::profile_table::{ProfileRow, ProfileTable};
    use super::LocalFacet;
    use crate::index::FacetColumn;

    /// Profiles in the order opposite to that of their records, which lie three documents apart.
    fn profiles(count: u32) -> ProfileTable {
        let row = |profile: u32| ProfileRow::of_record((count - 1 - profile) * 3);
        ProfileTable {
            rows: (0..count).map(row).collect(),
            by_record: (0..count).rev().collect(),
            ..ProfileTable::default()
        }
    }

    #[test]
    fn codes_of_both_widths_come_back_from_a_file_as_the_codes_of_the_library() {
        for (count, width) in [(3_u32, 2), (65_535, 2), (65_536, 4)] {
            // A value each but for the first record, and one document that begins no record.
            let column = FacetColumn {
                values: (0..count).map(|value| format!("\"{value}\"")).collect(),
                codes: (1..count)
                    .map(|record| (record * 3, record))
                    .chain([(count * 3, 0)])
                    .collect(),
            };
            let profiles = profiles(count);
            let made = LocalFacet::new(column, &profiles);
            assert_eq!(made.codes.len(), width * count as usize);
            let shared: Vec<u32> = (0..count).map(|value| value + 10).collect();
            let wanted: Vec<u32> = (1..count)
                .rev()
                .map(|value| value + 10)
                .chain([0])
                .collect();
            assert!(made.shared(&shared).eq(wanted.iter().copied()));
            let write = |sink: &mut _| made.write(sink);
            let read = written_and_read(write, |source| LocalFacet::read(source, count as usize));
            let read = read.unwrap();
            assert!(read.values == made.values && read.shared(&shared).eq(wanted));
            let write = |sink: &mut _| made.write(sink);
            let other = written_and_read(write, |source| LocalFacet::read(source, 2));
            assert!(other.is_none(), "of other profiles");
        }
    }

    #[test]
    fn a_facet_that_nobody_has_takes_no_codes() {
        let profiles = profiles(3);
        let made = LocalFacet::new(FacetColumn::default(), &profiles);
        let write = |sink: &mut _| made.write(sink);
        let read = written_and_read(write, |source| LocalFacet::read(source, 3)).unwrap();
        assert!(read.values.is_empty() && read.codes.is_empty());
        assert_eq!(read.shared(&[]).count(), 0);
    }
}
