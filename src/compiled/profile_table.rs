//! Who the profiles of a segment are: their records, ids, names and documents, in the order of [`super::order`].

use std::io;

use super::bytes::{ByteSink, ByteSource};
use crate::error::{Error, Result, say};
use crate::index::{FIELD_COUNT, LengthCode, RecordGroup};

/// One profile of a compiled segment, apart from its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProfileRow {
    /// Document of the index that carries the record.
    pub(crate) record: u32,
    /// End of its id among the ids.
    pub(super) id_end: u32,
    /// [`crate::num::hash64`] of its folded name.
    pub(crate) name_key: u64,
}

/// The profiles of a segment, deleted ones included.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ProfileTable {
    pub(super) rows: Vec<ProfileRow>,
    /// Profiles in the order of their records.
    pub(super) by_record: Vec<u32>,
    /// First profile of each territory: neighbours with the same regions.
    pub(super) territories: Vec<u32>,
    /// Rank of each profile's id among the ids of the segment.
    pub(super) ranks: Vec<u32>,
    /// First evidence document of each profile, numbered through the segment, and the number of documents.
    pub(super) starts: Vec<u32>,
    /// All ids, one after the other.
    pub(super) ids: String,
    /// Profiles without any text, ascending.
    pub(super) textless: Vec<u32>,
}

impl ProfileTable {
    /// From the profiles in their order and, by document of the index, the hashes of their names and the lengths of their
    /// fields. O(profiles · log profiles).
    ///
    /// # Errors
    /// Invalid input if there are 2³² documents, or 4 GB of ids.
    pub(super) fn new(
        groups: &[RecordGroup],
        territories: Vec<u32>,
        name_keys: &[u64],
        lengths: &[[LengthCode; FIELD_COUNT]],
    ) -> Result<Self> {
        let mut table = Self {
            by_record: by_record(groups)?,
            territories,
            ranks: ranks(groups),
            ..Self::default()
        };
        let mut documents = 0;
        for (profile, group) in (0..).zip(groups) {
            table.ids.push_str(&group.id);
            table.rows.push(ProfileRow {
                record: group.start,
                id_end: count(table.ids.len())?,
                name_key: name_keys[group.start as usize],
            });
            table.starts.push(count(documents)?);
            let of_group = group.start as usize..group.end as usize;
            documents += of_group.len();
            if lengths[of_group].iter().flatten().all(|&code| code == 0) {
                table.textless.push(profile);
            }
        }
        table.starts.push(count(documents)?);
        Ok(table)
    }

    /// Number of profiles.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Number of evidence documents.
    pub(super) fn document_count(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Documents of the index of each profile, in the order of profiles: as many as it has evidence documents.
    pub(super) fn records(&self) -> impl Iterator<Item = std::ops::Range<u32>> + '_ {
        let sizes = self.starts.windows(2).map(|pair| pair[1] - pair[0]);
        let starts = self.rows.iter().map(|row| row.record);
        starts.zip(sizes).map(|(start, size)| start..start + size)
    }

    /// The rows of a column of the index, which are in document order, by profile ascending.
    pub(super) fn by_profile<T>(&self, rows: impl Iterator<Item = (u32, T)>) -> Vec<(u32, T)> {
        let record = |profile: u32| self.rows[profile as usize].record;
        let mut profiles = self.by_record.iter().copied().peekable();
        // Both are in document order, so one pass joins them.
        let joined = rows.filter_map(|(doc, value)| {
            while profiles.next_if(|&profile| record(profile) < doc).is_some() {}
            let profile = profiles.next_if(|&profile| record(profile) == doc)?;
            Some((profile, value))
        });
        let mut found: Vec<(u32, T)> = joined.collect();
        found.sort_by_key(|&(profile, _)| profile);
        found
    }

    /// The evidence document of a document of the index; `None` if it is of no profile. O(log profiles).
    pub(super) fn evidence_of(&self, document: u32) -> Option<u32> {
        let record = |&profile: &u32| self.rows[profile as usize].record;
        let at = self
            .by_record
            .partition_point(|profile| record(profile) <= document);
        let profile = self.by_record[at.checked_sub(1)?];
        let (of, next) = (profile as usize, profile as usize + 1);
        let evidence = self.starts[of] + (document - record(&profile));
        (evidence < self.starts[next]).then_some(evidence)
    }

    pub(super) fn write(&self, sink: &mut ByteSink) -> io::Result<()> {
        sink.array(&self.rows, ProfileRow::to_bytes)?;
        let mut arrays = self.arrays().into_iter();
        arrays.try_for_each(|array| sink.array(array, u32::to_le_bytes))?;
        sink.bytes(self.ids.as_bytes())
    }

    /// Reads the table that [`ProfileTable::write`] wrote; `None` if it does not fit together.
    pub(super) fn read(source: &mut ByteSource<'_>) -> Option<Self> {
        let rows = source.array(ProfileRow::from_bytes)?;
        let mut numbers = || source.array(u32::from_le_bytes);
        let (by_record, territories, ranks) = (numbers()?, numbers()?, numbers()?);
        let (starts, textless) = (numbers()?, numbers()?);
        let ids = std::str::from_utf8(source.bytes()?).ok()?.to_owned();
        let profiles = rows.len();
        let mut ends = rows.iter().map(|row| row.id_end as usize);
        // The checksum vouches for the bytes; this keeps every later look-up inside its array.
        let fits = by_record.len() == profiles
            && by_record
                .iter()
                .all(|&profile| (profile as usize) < profiles)
            && ranks.len() == profiles
            && starts.len() == profiles + 1
            && starts.is_sorted()
            && ends.clone().is_sorted()
            && ends.clone().next_back().unwrap_or(0) == ids.len()
            && ends.all(|end| ids.is_char_boundary(end));
        fits.then_some(Self {
            rows,
            by_record,
            territories,
            ranks,
            starts,
            ids,
            textless,
        })
    }

    /// Resident bytes.
    pub(super) fn bytes(&self) -> usize {
        let arrays: usize = self.arrays().into_iter().map(size_of_val).sum();
        size_of_val(&self.rows[..]) + arrays + self.ids.len()
    }

    /// The arrays of numbers, in the order of a file.
    fn arrays(&self) -> [&[u32]; 5] {
        [
            &self.by_record,
            &self.territories,
            &self.ranks,
            &self.starts,
            &self.textless,
        ]
    }
}

impl ProfileRow {
    /// The row of a nameless profile without an id.
    #[cfg(test)]
    pub(super) fn of_record(record: u32) -> Self {
        Self {
            record,
            id_end: 0,
            name_key: 0,
        }
    }

    fn to_bytes(self) -> [u8; 16] {
        let place = u64::from(self.record) | u64::from(self.id_end) << 32;
        (u128::from(place) | u128::from(self.name_key) << 64).to_le_bytes()
    }

    fn from_bytes(bytes: [u8; 16]) -> Self {
        let [a, b, c, d, e, f, g, h, name @ ..] = bytes;
        Self {
            record: u32::from_le_bytes([a, b, c, d]),
            id_end: u32::from_le_bytes([e, f, g, h]),
            name_key: u64::from_le_bytes(name),
        }
    }
}

/// A count or length as 32 bits hold it.
///
/// # Errors
/// Invalid input from 2³² − 1 on.
pub(super) fn count(n: usize) -> Result<u32> {
    u32::try_from(n)
        .ok()
        .filter(|&n| n < u32::MAX)
        .ok_or_else(|| {
            Error::invalid(
                "library",
                n,
                say!("cut the library into shards of fewer than 4 billion evidence documents, with ids of less than 4 GB", "请把库拆分，每份的证据文档少于40亿篇、编号少于4 GB"),
            )
        })
}

/// Rank of each profile's id among all of them.
fn ranks(groups: &[RecordGroup]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    // Ties are decided by id; one comparison of ranks is cheaper than one of texts far away in memory.
    order.sort_by(|&a, &b| groups[a].id.cmp(&groups[b].id));
    let mut ranks = vec![0; groups.len()];
    for (rank, &profile) in (0..).zip(&order) {
        ranks[profile] = rank;
    }
    ranks
}

/// The profiles in the order of their records.
fn by_record(groups: &[RecordGroup]) -> Result<Vec<u32>> {
    let mut profiles: Vec<u32> = (0..count(groups.len())?).collect();
    profiles.sort_unstable_by_key(|&profile| groups[profile as usize].start);
    Ok(profiles)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::super::bytes::written_and_read;
    use super::ProfileTable;
    use crate::index::RecordGroup;

    fn table() -> ProfileTable {
        let group = |id: &str, start, end| RecordGroup {
            id: id.to_owned(),
            start,
            end,
        };
        // Document 4 is a need's.
        let groups = [group("丙", 5, 6), group("甲", 0, 3), group("乙b", 3, 4)];
        let mut lengths = [[1, 0, 2]; 6];
        lengths[3] = [0; 3];
        ProfileTable::new(&groups, vec![0, 1], &[7, 0, 0, 9, 0, 8], &lengths).unwrap()
    }

    #[test]
    fn profiles_are_numbered_in_their_order_and_found_by_record() {
        let table = table();
        assert_eq!(table.starts, [0, 1, 4, 5]);
        assert_eq!(
            (table.by_record.as_slice(), &table.textless[..]),
            (&[1, 2, 0][..], &[2][..])
        );
        assert_eq!(table.ranks, [0, 2, 1], "by the bytes of their ids");
        let keys: Vec<u64> = table.rows.iter().map(|row| row.name_key).collect();
        assert_eq!(keys, [8, 7, 9]);
        assert_eq!(table.records().collect::<Vec<_>>(), [5..6, 0..3, 3..4]);
        let found = [0, 2, 3, 4, 5, 6].map(|document| table.evidence_of(document));
        assert_eq!(found, [Some(1), Some(3), Some(4), None, Some(0), None]);
        let rows = [(0, 'a'), (1, 'b'), (4, 'c'), (5, 'd')].into_iter();
        assert_eq!(table.by_profile(rows), [(0, 'd'), (1, 'a')]);
    }

    #[test]
    fn a_table_comes_back_from_a_file() {
        let made = table();
        let read = written_and_read(|sink| made.write(sink), ProfileTable::read);
        assert_eq!(read, Some(table()));
        let mut torn = made;
        torn.ids.push('丁');
        let read = written_and_read(|sink| torn.write(sink), ProfileTable::read);
        assert_eq!(read, None, "ids beyond the last profile's");
    }
}
