//! The texts already held, banded so that near-duplicates meet.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::DuplicateOptions;
use super::compact::{ByteSketch, CompactIndex};
use super::options::HASHES;
use super::shingle::{Shingled, Sketch, low_byte, mix};
use crate::num::hash64;

/// Texts looked at per band; a band that more distinct texts share is a form or a template.
pub(super) const BAND_TEXTS: usize = 64;

/// An id whose text is a near-duplicate of the one asked about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NearDuplicate {
    /// Id of the text; the smallest one if several texts are equal.
    pub id: String,
    /// Jaccard coefficient of the two texts' shingles, from the threshold to 1.
    pub similarity: f64,
}

/// Texts by id that new ones are checked against, as in an import into a library.
///
/// Texts with the same shingles are one text with several ids. An answer names each distinct
/// text once, by its smallest id, most similar first, then by id. It depends on the texts
/// that are held and not on how they came, unless more than 64 distinct texts share a band
/// (variants of one form): only the 64 of them inserted first are compared, so work and
/// answer stay bounded, and a text unlike these 64 but like a later variant may go unnamed.
///
/// # Example
/// ```
/// use qianxian::intake::duplicate::{DuplicateIndex, DuplicateOptions};
///
/// let mut library = DuplicateIndex::new(DuplicateOptions::default());
/// assert!(library.insert("n1", "A low-cost process for needle coke").is_empty());
/// let near = library.insert("n2", "Low-cost process for needle coke");
/// assert_eq!(near[0].id, "n1");
/// assert!(near[0].similarity > 0.8);
/// // Replacing n2 by another text forgets the old one.
/// assert!(library.insert("n2", "Formaldehyde-free wood adhesive").is_empty());
/// assert!(library.find("Formaldehyde free wood-adhesive")[0].similarity == 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct DuplicateIndex {
    options: DuplicateOptions,
    rows: usize,
    next: TextSlot,
    texts: BTreeMap<TextSlot, HeldText>,
    slot_of_id: BTreeMap<String, TextSlot>,
    slot_of_key: BTreeMap<Key, TextSlot>,
    /// Texts of each band, ascending: found by hash, for a text asks for 25 of them.
    bands: HashMap<u64, Vec<TextSlot>>,
    /// Memory taken, estimated.
    bytes: usize,
    /// All texts, once they are held by sketches of fixed size; the maps above are empty then.
    compact: Option<CompactIndex>,
}

/// Number of a distinct text, by first insertion; never used twice.
type TextSlot = u64;

/// The key under which two texts are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Short(String),
    Long(Sketch),
}

#[derive(Clone, Debug)]
struct HeldText {
    ids: BTreeSet<String>,
    key: Key,
    bands: Vec<u64>,
}

impl DuplicateIndex {
    /// An index of no texts.
    #[must_use]
    pub fn new(options: DuplicateOptions) -> Self {
        Self {
            options,
            rows: options.rows(),
            next: 0,
            texts: BTreeMap::new(),
            slot_of_id: BTreeMap::new(),
            slot_of_key: BTreeMap::new(),
            bands: HashMap::new(),
            bytes: 0,
            compact: None,
        }
    }

    /// Holds every text, also those to come, by a sketch of 128 bytes from now on: about half a kB a record with its
    /// id and places, whatever the length of the text. O(shingles held).
    ///
    /// Similarities are estimates then, with a standard error of at most 0.044 (0.035 at 0.8), so that a pair near the
    /// threshold may be named or not; equal texts still have similarity 1. Each id is a text of its own, and of more
    /// than 64 that share a band the 64 inserted last are compared.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::duplicate::{DuplicateIndex, DuplicateOptions};
    ///
    /// let mut library = DuplicateIndex::new(DuplicateOptions::default());
    /// library.insert("n1", "A low-cost process for needle coke");
    /// library.compact();
    /// assert_eq!(library.insert("n2", "A low-cost process for needle coke.")[0].id, "n1");
    /// ```
    pub fn compact(&mut self) {
        if self.compact.is_some() {
            return;
        }
        let mut compact = CompactIndex::new(self.rows);
        for text in std::mem::take(&mut self.texts).into_values() {
            let sketch = text.key.byte_sketch();
            text.ids.iter().for_each(|id| compact.keep(id, sketch));
        }
        *self = Self {
            compact: Some(compact),
            ..Self::new(self.options)
        };
    }

    /// Whether texts are held by sketches of fixed size.
    #[must_use]
    pub fn is_compact(&self) -> bool {
        self.compact.is_some()
    }

    /// Holds `text` under `id`, in place of the text that `id` had, and returns the
    /// near-duplicates among the texts of the other ids.
    ///
    /// A text without letters and digits is like no other. O(characters + log n), and at most 64
    /// comparisons per band.
    pub fn insert(&mut self, id: &str, text: &str) -> Vec<NearDuplicate> {
        // First, so that a record sent again is not a near-duplicate of itself.
        self.remove(id);
        if let Some(compact) = &mut self.compact {
            let (sketch, is_blank) = byte_sketch_of(text);
            let near = near_in(compact, &sketch, is_blank, self.options);
            compact.keep(id, sketch);
            return near;
        }
        let (key, bands) = self.prepare(text);
        let near = self.near(&key, &bands);
        self.keep(id, key, bands);
        near
    }

    /// The near-duplicates of `text`, which is not kept. Cost as [`DuplicateIndex::insert`].
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<NearDuplicate> {
        if let Some(compact) = &self.compact {
            let (sketch, is_blank) = byte_sketch_of(text);
            return near_in(compact, &sketch, is_blank, self.options);
        }
        let (key, bands) = self.prepare(text);
        self.near(&key, &bands)
    }

    /// Forgets the text of `id`; returns whether there was one. O(log n).
    pub fn remove(&mut self, id: &str) -> bool {
        if let Some(compact) = &mut self.compact {
            return compact.remove(id);
        }
        let Some(slot) = self.slot_of_id.remove(id) else {
            return false;
        };
        if let Some(text) = self.texts.get_mut(&slot) {
            text.ids.remove(id);
            self.bytes = self.bytes.saturating_sub(id_bytes(id));
            if text.ids.is_empty() {
                self.forget(slot);
            }
        }
        true
    }

    /// Number of ids.
    #[must_use]
    pub fn len(&self) -> usize {
        let compact = self.compact.as_ref().map_or(0, CompactIndex::len);
        self.slot_of_id.len() + compact
    }

    /// Whether no text is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Memory taken, in bytes, estimated from the sizes of ids, texts and bands. O(1).
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes + self.compact.as_ref().map_or(0, CompactIndex::bytes)
    }

    fn prepare(&self, text: &str) -> (Key, Vec<u64>) {
        match Shingled::of(text) {
            Shingled::Short(text) => (Key::Short(text), Vec::new()),
            Shingled::Long(sketch, minima) => {
                let bands = minima.chunks_exact(self.rows).zip(0..).map(band).collect();
                (Key::Long(sketch), bands)
            }
        }
    }

    fn near(&self, key: &Key, bands: &[u64]) -> Vec<NearDuplicate> {
        let slots: BTreeSet<TextSlot> = bands.iter().flat_map(|&band| self.sharing(band)).collect();
        let same = self.slot_of_key.get(key);
        let others = slots
            .iter()
            .chain(same.filter(|&slot| !slots.contains(slot)));
        let mut near: Vec<NearDuplicate> = others
            .filter_map(|slot| self.measured(key, self.texts.get(slot)?))
            .collect();
        near.sort_by(|a, b| {
            b.similarity
                .total_cmp(&a.similarity)
                .then_with(|| a.id.cmp(&b.id))
        });
        near
    }

    fn sharing(&self, band: u64) -> impl Iterator<Item = TextSlot> {
        let texts = self.bands.get(&band).into_iter().flatten();
        // A bound on boilerplate: thousands of near-identical texts share a band, and comparing all would be
        // quadratic.
        texts.take(BAND_TEXTS).copied()
    }

    fn measured(&self, key: &Key, text: &HeldText) -> Option<NearDuplicate> {
        let similarity = key.similarity(&text.key);
        let id = text.ids.first()?.clone();
        (similarity >= self.options.least()).then_some(NearDuplicate { id, similarity })
    }

    fn keep(&mut self, id: &str, key: Key, bands: Vec<u64>) {
        let slot = *self.slot_of_key.entry(key.clone()).or_insert(self.next);
        if slot == self.next {
            self.next += 1;
            self.bytes += text_bytes(&key, &bands);
            for &band in &bands {
                self.bands.entry(band).or_default().push(slot);
            }
        }
        let ids = BTreeSet::new();
        let text = self
            .texts
            .entry(slot)
            .or_insert(HeldText { ids, key, bands });
        text.ids.insert(id.to_owned());
        self.bytes += id_bytes(id);
        self.slot_of_id.insert(id.to_owned(), slot);
    }

    fn forget(&mut self, slot: TextSlot) {
        if let Some(text) = self.texts.remove(&slot) {
            self.bytes = self
                .bytes
                .saturating_sub(text_bytes(&text.key, &text.bands));
            self.slot_of_key.remove(&text.key);
            for band in text.bands {
                if let Entry::Occupied(mut texts) = self.bands.entry(band) {
                    texts.get_mut().retain(|&other| other != slot);
                    if texts.get().is_empty() {
                        texts.remove();
                    }
                }
            }
        }
    }
}

/// An entry of a map takes about this much beside its contents.
const ENTRY_BYTES: usize = 48;

/// A band takes about this much: its entry, and its list of one text.
const BAND_BYTES: usize = 80;

/// Memory of an id, which two maps hold.
const fn id_bytes(id: &str) -> usize {
    2 * (id.len() + ENTRY_BYTES)
}

/// Memory of a text: its key, its bands in the text and in the index, and the entries of three maps.
fn text_bytes(key: &Key, bands: &[u64]) -> usize {
    let key = match key {
        Key::Short(text) => 2 * text.len(),
        Key::Long(sketch) => sketch.bytes(),
    };
    key + bands.len() * (size_of::<u64>() + BAND_BYTES) + 3 * ENTRY_BYTES
}

/// A text as a compact index holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextSketch(ByteSketch);

impl TextSketch {
    /// The sketch of `text`. O(characters).
    pub(crate) fn of(text: &str) -> Self {
        Self(byte_sketch_of(text).0)
    }

    pub(crate) fn to_bytes(self) -> [u8; HASHES] {
        self.0
    }

    pub(crate) fn from_bytes(bytes: [u8; HASHES]) -> Self {
        Self(bytes)
    }
}

impl DuplicateIndex {
    /// Holds the text of `sketch` under `id`, in place of the one that `id` had; all texts are held by sketches from now
    /// on. O(1).
    pub(crate) fn hold(&mut self, id: &str, sketch: TextSketch) {
        self.compact();
        if let Some(compact) = &mut self.compact {
            compact.remove(id);
            compact.keep(id, sketch.0);
        }
    }
}

/// The sketch of fixed size of a text, and whether it has neither letters nor digits.
fn byte_sketch_of(text: &str) -> (ByteSketch, bool) {
    match Shingled::bytes_of(text) {
        Ok(sketch) => (sketch, false),
        Err(short) => (short_sketch(&short), short.is_empty()),
    }
}

/// Sketch of a short text, which no other text shares but by chance.
fn short_sketch(text: &str) -> ByteSketch {
    let hash = hash64(text.as_bytes());
    std::array::from_fn(|at| low_byte(hash.wrapping_add(at as u64)))
}

fn near_in(
    texts: &CompactIndex,
    sketch: &ByteSketch,
    is_blank: bool,
    options: DuplicateOptions,
) -> Vec<NearDuplicate> {
    // No letters and no digits: like no other.
    if is_blank {
        return Vec::new();
    }
    texts.near(sketch, options.least())
}

impl Key {
    fn byte_sketch(&self) -> ByteSketch {
        match self {
            Self::Long(sketch) => sketch.bytes_of_minima(),
            Self::Short(text) => short_sketch(text),
        }
    }

    fn similarity(&self, other: &Self) -> f64 {
        match (self, other) {
            (Self::Long(left), Self::Long(right)) => left.similarity(right),
            (Self::Short(left), Self::Short(right)) if left == right && !left.is_empty() => 1.0,
            _ => 0.0,
        }
    }
}

/// One number for the band's place and its hashes.
fn band((minima, place): (&[u64], u64)) -> u64 {
    minima
        .iter()
        .fold(mix(place), |band, &minimum| mix(band ^ minimum))
}

#[cfg(test)]
impl DuplicateIndex {
    /// Whether any held text is a candidate for `text`, before it is measured.
    pub(super) fn shares_a_band(&self, text: &str) -> bool {
        let (_, bands) = self.prepare(text);
        bands
            .iter()
            .any(|&band| self.sharing(band).next().is_some())
    }
}
