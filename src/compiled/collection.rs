//! All that scores take from other records, as a value: kept, merged, and given to a ranking.

use std::sync::OnceLock;

use super::centre::{VectorStatistics, VectorSums};
use super::statistics::{Calibration, Statistics};
use super::terms::KEY_BITS;
use crate::error::{Error, Result, say};
use crate::num::hash64;
use crate::text::recipe::Recipe;

/// Terms that a bucket of the table holds on average, at most.
const BUCKET: usize = 8;
/// Layout of the bytes.
const LAYOUT: u8 = 2;
/// The layout before it, without vectors.
const WITHOUT_VECTORS: u8 = 1;

/// Document counts, field lengths, document frequencies and sums of vectors of a library: all that a score takes from
/// other records.
///
/// A score depends on the two records, on the options, and on these. So a library ranked under statistics that were
/// taken once ([`Library::snapshot_under`](crate::Library::snapshot_under)) gives a pair the same score for as long as its two records stay, whatever else comes
/// and goes; and shards ranked under the [merged](Self::merge) statistics of all of them score like one library.
///
/// Terms are known by 52 bits of their hash. Two of ten million terms share them with a probability of about 1 %; their
/// frequencies are then added up. 12 to 13 bytes of memory a term.
///
/// # Example
/// ```
/// # use qianxian::model::Need;
/// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
/// # let library = small::library()?;
/// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
/// use qianxian::score::CollectionStatistics;
///
/// let statistics = library.snapshot()?.collection_statistics();
/// assert_eq!(statistics.counts().profiles, 2);
/// assert_eq!(statistics, CollectionStatistics::from_bytes(&statistics.to_bytes())?);
/// let (need, live) = (Need::new("n3", "针状焦")?, library.snapshot()?);
/// let frozen = library.snapshot_under(&statistics.into())?;
/// assert_eq!(frozen.rank(&need, &options)?, live.rank(&need, &options)?);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "WrittenStatistics", into = "WrittenStatistics")]
pub struct CollectionStatistics {
    counts: Statistics,
    /// Key of each term, ascending.
    keys: Vec<u64>,
    /// The document frequency of each term, in the same order; at least 1.
    frequencies: Vec<u32>,
    /// First term of each bucket of keys with the same top bits, and the number of terms.
    buckets: Vec<u32>,
    /// Sums of the users' vectors.
    vectors: VectorStatistics,
    /// Made when it is first asked for.
    digest: OnceLock<u64>,
}

impl PartialEq for CollectionStatistics {
    fn eq(&self, other: &Self) -> bool {
        let parts = |of: &Self| (of.counts, of.keys.len());
        // Buckets and digest follow from the rest.
        parts(self) == parts(other)
            && self.keys == other.keys
            && self.frequencies == other.frequencies
            && self.vectors == other.vectors
    }
}

impl Eq for CollectionStatistics {}

/// The statistics as JSON holds them.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStatistics {
    counts: Statistics,
    /// Key and document frequency of each term; a key fits in a double.
    terms: Vec<(u64, u32)>,
    /// Sums of vectors, by number of components; absent if there are none, and in what older versions wrote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    vectors: Vec<VectorSums>,
}

impl CollectionStatistics {
    /// Statistics of terms given by key, which ascend; frequencies are at least 1.
    fn new(counts: Statistics, terms: impl IntoIterator<Item = (u64, u32)>) -> Self {
        let (keys, frequencies): (Vec<u64>, Vec<u32>) = terms.into_iter().unzip();
        let mut statistics = Self {
            counts,
            buckets: Vec::new(),
            keys,
            frequencies,
            vectors: VectorStatistics::default(),
            digest: OnceLock::new(),
        };
        let shift = statistics.shift();
        let top = |key: u64| usize::try_from(key >> shift).expect("fewer buckets than terms");
        let mut buckets = vec![0_u32; top((1 << KEY_BITS) - 1) + 2];
        for &key in &statistics.keys {
            buckets[top(key) + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        statistics.buckets = buckets;
        statistics
    }

    /// Statistics of a library with `counts`, whose parts have terms of these hashes and frequencies, in any order.
    pub(super) fn of(counts: Statistics, terms: impl IntoIterator<Item = (u64, u32)>) -> Self {
        let key = |(hash, frequency): (u64, u32)| (key(hash), frequency);
        let mut terms: Vec<(u64, u32)> = terms.into_iter().map(key).collect();
        terms.retain(|&(_, frequency)| frequency > 0);
        terms.sort_unstable();
        // The first of each key takes the frequencies of the others.
        terms.dedup_by(|next, first| {
            let is_same = next.0 == first.0;
            first.1 = first.1.saturating_add(if is_same { next.1 } else { 0 });
            is_same
        });
        Self::new(counts, terms)
    }

    /// These statistics with sums of vectors.
    pub(super) fn with_vectors(self, vectors: VectorStatistics) -> Self {
        Self {
            vectors,
            digest: OnceLock::new(),
            ..self
        }
    }

    pub(super) fn vectors(&self) -> &VectorStatistics {
        &self.vectors
    }

    /// Low bits of a key that do not number its bucket.
    fn shift(&self) -> u32 {
        let buckets = (self.keys.len() / BUCKET).max(1).ilog2();
        KEY_BITS - buckets
    }

    /// Documents, profiles and field lengths.
    #[must_use]
    pub fn counts(&self) -> &Statistics {
        &self.counts
    }

    /// Number of distinct terms.
    #[must_use]
    pub fn term_count(&self) -> usize {
        self.keys.len()
    }

    /// Adds the statistics of another part of the collection: another shard. O(terms of both).
    #[must_use]
    pub fn merge(&self, other: &Self) -> Self {
        let mut counts = self.counts;
        counts.merge(&other.counts);
        let terms = self.terms().chain(other.terms());
        let mut vectors = self.vectors.clone();
        vectors.merge(&other.vectors);
        Self::of(counts, terms.map(|(key, n)| (key << (64 - KEY_BITS), n))).with_vectors(vectors)
    }

    /// In how many documents the term of that hash stands, wholes among them. O(1) expected.
    pub(super) fn frequency(&self, hash: u64) -> u64 {
        let key = key(hash);
        let Ok(bucket) = usize::try_from(key >> self.shift()) else {
            return 0;
        };
        // Empty statistics have one empty bucket, or, made by default, none.
        let Some(&[from, to]) = self.buckets.get(bucket..bucket + 2) else {
            return 0;
        };
        let range = from as usize..to as usize;
        let at = self.keys[range.clone()].iter().position(|&k| k == key);
        at.map_or(0, |at| u64::from(self.frequencies[range.start + at]))
    }

    /// The calibration that these statistics ask for under `recipe`.
    pub(crate) fn calibration(&self, recipe: Recipe) -> Calibration {
        self.counts.calibration(recipe)
    }

    fn terms(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        let frequencies = self.frequencies.iter().copied();
        self.keys.iter().copied().zip(frequencies)
    }

    /// A number that differs, but for one chance in 2⁶⁴, where the statistics do: what a match was scored under can be
    /// named by it. O(terms) the first time.
    #[must_use]
    pub fn digest(&self) -> u64 {
        *self.digest.get_or_init(|| hash64(&self.to_bytes()))
    }

    /// The statistics in six to eight bytes a term, with a checksum. O(terms).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Without vectors as before there were any, so that the digest of kept statistics stays.
        let is_plain = self.vectors == VectorStatistics::default();
        let mut bytes = vec![if is_plain { WITHOUT_VECTORS } else { LAYOUT }];
        let Statistics {
            profiles,
            documents,
            field_documents,
            field_tokens,
        } = self.counts;
        let counts = [profiles, documents];
        let counts = counts.iter().chain(&field_documents).chain(&field_tokens);
        counts.for_each(|&count| put(&mut bytes, count));
        put(&mut bytes, self.keys.len() as u64);
        let mut last = 0;
        for (key, frequency) in self.terms() {
            put(&mut bytes, key - last);
            put(&mut bytes, u64::from(frequency));
            last = key;
        }
        if !is_plain {
            put(&mut bytes, self.vectors.parts().len() as u64);
        }
        for part in self.vectors.parts() {
            put(&mut bytes, part.count);
            put(&mut bytes, part.sums.len() as u64);
            part.sums
                .iter()
                .for_each(|&sum| put(&mut bytes, zigzag(sum)));
        }
        let sum = crc32fast::hash(&bytes);
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote. O(terms).
    ///
    /// # Errors
    /// Invalid input if the bytes are damaged, cut off, or of a newer layout.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Self::read(bytes).ok_or_else(|| {
            Error::invalid(
                "statistics",
                format_args!("{} bytes", bytes.len()),
                say!(
                    "they are damaged or of a newer version: take them anew from the library",
                    "统计量已损坏或版本较新：请从库中重新生成"
                ),
            )
        })
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (content, sum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(content) != u32::from_le_bytes(*sum) {
            return None;
        }
        let (&layout, mut rest) = content.split_first()?;
        if ![LAYOUT, WITHOUT_VECTORS].contains(&layout) {
            return None;
        }
        let mut counts = Statistics {
            profiles: take(&mut rest)?,
            documents: take(&mut rest)?,
            ..Statistics::default()
        };
        let fields = counts.field_documents.iter_mut();
        for count in fields.chain(&mut counts.field_tokens) {
            *count = take(&mut rest)?;
        }
        // A term takes two bytes at least, so that a forged count reserves no more than there is.
        let count = usize::try_from(take(&mut rest)?).ok()?;
        let mut terms = Vec::with_capacity(count.min(rest.len() / 2));
        let mut last = 0_u64;
        for _ in 0..count {
            last = last.checked_add(take(&mut rest)?)?;
            terms.push((last, u32::try_from(take(&mut rest)?).ok()?));
        }
        let vectors = match layout {
            WITHOUT_VECTORS => VectorStatistics::default(),
            _ => take_vectors(&mut rest)?,
        };
        let is_whole = rest.is_empty() && are_terms(&terms);
        is_whole.then(|| Self::new(counts, terms).with_vectors(vectors))
    }
}

impl TryFrom<WrittenStatistics> for CollectionStatistics {
    type Error = &'static str;

    fn try_from(
        WrittenStatistics {
            counts,
            terms,
            vectors,
        }: WrittenStatistics,
    ) -> core::result::Result<Self, &'static str> {
        if !are_terms(&terms) {
            return Err("terms must ascend by a key below 2^52, and stand in a document at least");
        }
        let vectors = VectorStatistics::of_parts(vectors).ok_or(
            "sums of vectors must be of 1 to 4096 components, and no greater than their count",
        )?;
        Ok(Self::new(counts, terms).with_vectors(vectors))
    }
}

impl From<CollectionStatistics> for WrittenStatistics {
    fn from(statistics: CollectionStatistics) -> Self {
        Self {
            counts: statistics.counts,
            terms: statistics.terms().collect(),
            vectors: statistics.vectors.parts().cloned().collect(),
        }
    }
}

/// Whether keys ascend, are no greater than keys can be, and stand in a document.
fn are_terms(terms: &[(u64, u32)]) -> bool {
    let ascend = terms.windows(2).all(|pair| pair[0].0 < pair[1].0);
    ascend && terms.iter().all(|&(key, n)| key >> KEY_BITS == 0 && n > 0)
}

fn key(hash: u64) -> u64 {
    hash >> (64 - KEY_BITS)
}

/// Adds a number, seven bits a byte, low ones first; the last byte's top bit is 0.
fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(0x80 | number.to_le_bytes()[0]);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// Takes the sums of vectors from the front.
fn take_vectors(bytes: &mut &[u8]) -> Option<VectorStatistics> {
    let mut parts = Vec::new();
    for _ in 0..take(bytes)? {
        let count = take(bytes)?;
        let components = usize::try_from(take(bytes)?).ok()?;
        // A sum takes a byte at least, so that a forged count reserves no more than there is.
        let mut sums = Vec::with_capacity(components.min(bytes.len()));
        for _ in 0..components {
            sums.push(unzigzag(take(bytes)?));
        }
        parts.push(VectorSums { count, sums });
    }
    VectorStatistics::of_parts(parts)
}

/// Numbers near 0, of either sign, as small numbers.
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

/// Takes a number from the front.
fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let part = u64::from(byte & 0x7f);
        if part << shift >> shift != part {
            return None;
        }
        number |= part << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{CollectionStatistics, VectorStatistics, put, take, unzigzag, zigzag};
    use crate::compiled::Statistics;
    use crate::num::hash64;

    fn statistics(numbers: std::ops::Range<u64>) -> CollectionStatistics {
        let hash = |number: u64| hash64(&number.to_le_bytes());
        let terms = numbers
            .clone()
            .map(|number| (hash(number), u32::try_from(number % 7).unwrap()));
        let counts = Statistics {
            profiles: 3,
            documents: u64::MAX / 4,
            field_documents: [1, 2, 3],
            field_tokens: [4, 0, 1 << 40],
        };
        let mut vectors = VectorStatistics::default();
        for number in numbers {
            vectors.add(&[127, i8::try_from(number % 100).unwrap() - 50]);
        }
        CollectionStatistics::of(counts, terms).with_vectors(vectors)
    }

    #[test]
    fn frequencies_are_found_and_others_are_none() {
        for count in [0, 1, 7, 8, 9, 1000] {
            let statistics = statistics(0..count);
            for number in 0..count + 50 {
                let wanted = if number < count { number % 7 } else { 0 };
                let found = statistics.frequency(hash64(&number.to_le_bytes()));
                assert_eq!(found, wanted, "{number} of {count}");
            }
        }
        assert_eq!(CollectionStatistics::default().frequency(7), 0);
    }

    #[test]
    fn parts_merge_to_the_whole_in_any_order() {
        let (a, b, c) = (statistics(0..50), statistics(40..200), statistics(0..0));
        let one = a.merge(&b).merge(&c);
        assert_eq!(one, c.merge(&b).merge(&a));
        let hash = |number: u64| hash64(&number.to_le_bytes());
        assert_eq!(one.frequency(hash(45)), 2 * (45 % 7));
        assert_eq!(one.counts().profiles, 9);
        assert_ne!(one.digest(), a.digest());
    }

    #[test]
    fn what_is_written_is_read_and_damage_is_seen() {
        let statistics = statistics(0..300);
        let bytes = statistics.to_bytes();
        assert_eq!(
            CollectionStatistics::from_bytes(&bytes).unwrap(),
            statistics
        );
        for count in [300, 100_000] {
            let large = self::statistics(0..count);
            let a_term = large.to_bytes().len() / large.term_count();
            assert!(
                (6..=8).contains(&a_term),
                "{a_term} bytes a term of {count}"
            );
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(CollectionStatistics::from_bytes(&damaged).is_err(), "{at}");
            assert!(CollectionStatistics::from_bytes(&bytes[..at]).is_err());
        }
        let json = serde_json::to_string(&statistics).unwrap();
        let read: CollectionStatistics = serde_json::from_str(&json).unwrap();
        assert_eq!(read, statistics);
        let twice = json.replace("\"terms\":[", "\"terms\":[[1,1],[1,1],");
        assert!(serde_json::from_str::<CollectionStatistics>(&twice).is_err());
    }

    #[test]
    fn numbers_of_any_size_come_back() {
        for number in [0, 1, 127, 128, 300, 1 << 35, u64::MAX] {
            let mut bytes = Vec::new();
            put(&mut bytes, number);
            assert_eq!(take(&mut &bytes[..]), Some(number));
        }
        for number in [0, 1, -1, 63, -64, i64::MAX, i64::MIN] {
            assert_eq!(unzigzag(zigzag(number)), number);
        }
        assert_eq!((zigzag(-1), zigzag(1)), (1, 2));
        assert_eq!(take(&mut &[0xff; 10][..]), None);
        assert_eq!(take(&mut &[0x80][..]), None);
    }
}
