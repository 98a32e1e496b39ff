//! A text as a set of shingles, its sketch, and its min-wise hashes.
//!
//! One pass over the characters; memory does not grow with the text.

use std::cmp::Ordering;
use std::sync::Arc;

use super::options::HASHES;
use crate::model::fold::letters;

/// Characters per shingle: a Chinese word and its neighbour, or a Latin trigram.
const SHINGLE_CHARS: usize = 3;

/// Texts of fewer letters and digits are compared for equality only.
pub(super) const LEAST_CHARS: usize = 10;

/// Number of shingles kept of a text, by least hash.
pub(super) const SKETCH: usize = 4096;

/// The part of a text that is compared.
pub(super) enum Shingled {
    /// The whole normalised text, of fewer than [`LEAST_CHARS`].
    Short(String),
    /// The sketch, and one minimum per hash function.
    Long(Sketch, Box<[u64; HASHES]>),
}

/// The shingles of least hash, ascending, as their hashes; all of them if `complete`.
///
/// Hashing is a bijection, so hashes are equal only if shingles are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sketch {
    codes: Arc<[u64]>,
    complete: bool,
}

impl Shingled {
    /// O(characters · log characters).
    pub(super) fn of(text: &str) -> Self {
        let mut chars = letters(text);
        let head: String = chars.by_ref().take(LEAST_CHARS).collect();
        if head.chars().count() < LEAST_CHARS {
            return Self::Short(head);
        }
        let mut builder = SketchBuilder::default();
        let mut minima = Minima::new();
        for code in shingle_codes(head.chars().chain(chars)) {
            builder.push(code);
            minima.lower(code);
        }
        Self::Long(builder.finish(), Box::new(minima.finish()))
    }

    /// The lowest byte of each min-wise hash of a text, as [`Sketch::bytes_of_minima`] has them; of a text too short
    /// for shingles, its letters and digits. O(characters).
    pub(super) fn bytes_of(text: &str) -> Result<[u8; HASHES], String> {
        let mut chars = letters(text);
        let head: String = chars.by_ref().take(LEAST_CHARS).collect();
        if head.chars().count() < LEAST_CHARS {
            return Err(head);
        }
        let mut minima = Minima::new();
        let mut count = 0;
        for code in shingle_codes(head.chars().chain(chars)) {
            minima.lower(code);
            count += 1;
        }
        if count <= SKETCH {
            return Ok(minima.finish().map(low_byte));
        }
        // Of a longer text the least shingles alone are hashed, whichever way its sketch is made.
        Ok(match Self::of(text) {
            Self::Long(sketch, _) => sketch.bytes_of_minima(),
            Self::Short(_) => minima.finish().map(low_byte),
        })
    }
}

/// The hash of every window of [`SHINGLE_CHARS`] characters. Three characters of 21 bits are
/// their own number, so that different shingles have different hashes.
fn shingle_codes(chars: impl Iterator<Item = char>) -> impl Iterator<Item = u64> {
    const CHAR_BITS: u32 = 21;
    const WINDOW: u64 = (1 << (CHAR_BITS as usize * SHINGLE_CHARS)) - 1;
    let slide = |window: &mut u64, c: char| {
        *window = ((*window << CHAR_BITS) | u64::from(c)) & WINDOW;
        Some(*window)
    };
    chars.scan(0, slide).skip(SHINGLE_CHARS - 1).map(mix)
}

/// A bijection of 64-bit numbers that spreads near ones apart: the finaliser of SplitMix64
/// (Steele, Lea and Flood, OOPSLA 2014).
pub(super) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The lowest byte of a number after mixing.
pub(super) fn low_byte(number: u64) -> u8 {
    mix(number).to_le_bytes()[0]
}

/// Min-wise hashes by one permutation: each code falls in one of [`HASHES`] bins, and each bin keeps its least (Li, Owen
/// and Zhang, *One Permutation Hashing*, NIPS 2012). A code costs one step, not one for each hash function.
struct Minima([u64; HASHES]);

impl Minima {
    /// No code: no hash is as great.
    const NONE: u64 = u64::MAX;

    fn new() -> Self {
        Self([Self::NONE; HASHES])
    }

    fn lower(&mut self, code: u64) {
        // Mixed again: the codes that a sketch keeps are small ones, and would fall in few bins.
        let hash = mix(code ^ 0x9E37_79B9_7F4A_7C15);
        let least = &mut self.0[bin(hash)];
        // Shifted, so that no hash is `NONE`; the bin holds these bits.
        *least = (*least).min(hash >> 1);
    }

    /// The hashes, of which at least one bin has one. An empty bin takes that of another, drawn by number and attempt
    /// alone, so that two texts draw alike: then bins of sparse texts agree as often as independent hashes would
    /// (Shrivastava, *Optimal Densification for Fast and Accurate Minwise Hashing*, ICML 2017, section 4).
    fn finish(self) -> [u64; HASHES] {
        std::array::from_fn(|place| {
            let drawn = (1_u64..).map(|attempt| bin(mix(place as u64 * 0x1_0000_0001 + attempt)));
            let mut places = std::iter::once(place).chain(drawn);
            let found = places.find_map(|at| Some(self.0[at]).filter(|&hash| hash != Self::NONE));
            found.unwrap_or(Self::NONE)
        })
    }
}

/// The bin of a hash: its highest bits.
fn bin(hash: u64) -> usize {
    const BITS: u32 = HASHES.trailing_zeros();
    usize::try_from(hash >> (u64::BITS - BITS)).unwrap_or(0)
}

/// Keeps the least [`SKETCH`] codes of a stream in twice their space.
#[derive(Default)]
struct SketchBuilder {
    codes: Vec<u64>,
    /// Set once codes were dropped: the largest that is kept.
    bound: Option<u64>,
}

impl SketchBuilder {
    fn push(&mut self, code: u64) {
        if self.bound.is_none_or(|bound| code < bound) {
            self.codes.push(code);
        }
        // Sorting only at twice the size makes a push O(log n) on average.
        if self.codes.len() == 2 * SKETCH {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        self.codes.sort_unstable();
        self.codes.dedup();
        if self.codes.len() > SKETCH {
            self.codes.truncate(SKETCH);
            self.bound = self.codes.last().copied();
        }
    }

    fn finish(mut self) -> Sketch {
        self.shrink();
        Sketch {
            codes: self.codes.into(),
            complete: self.bound.is_none(),
        }
    }
}

impl Sketch {
    /// The lowest eight bits of each min-wise hash of the shingles kept, mixed. O(shingles).
    ///
    /// A text with more than [`SKETCH`] shingles is represented by its least ones.
    pub(super) fn bytes_of_minima(&self) -> [u8; HASHES] {
        let mut minima = Minima::new();
        self.codes.iter().for_each(|&code| minima.lower(code));
        minima.finish().map(low_byte)
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.codes)
    }

    /// Jaccard coefficient: exact if both are complete, else over the [`SKETCH`] least codes of the union.
    /// O(shingles).
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        let whole = self.complete && other.complete;
        // Beyond the least codes of the union a sketch may lack codes that its text has, so they cannot be
        // compared.
        let most = if whole { usize::MAX } else { SKETCH };
        let (mut left, mut right) = (self.codes.iter().peekable(), other.codes.iter().peekable());
        let (mut shared, mut union) = (0_u32, 0_u32);
        while (union as usize) < most {
            let order = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => a.cmp(b),
            };
            left.next_if(|_| order.is_le());
            right.next_if(|_| order.is_ge());
            shared += u32::from(order.is_eq());
            union += 1;
        }
        f64::from(shared) / f64::from(union)
    }
}

#[cfg(test)]
mod tests {
    use super::{SKETCH, Shingled, Sketch, letters};

    fn sketch(text: &str) -> Sketch {
        match Shingled::of(text) {
            Shingled::Long(sketch, _) => sketch,
            Shingled::Short(text) => panic!("{text} is short"),
        }
    }

    #[test]
    fn width_case_space_and_punctuation_do_not_count() {
        let plain: String = letters("ＡＢＣ １２３，技术 - 攻关！℃").collect();
        assert_eq!(plain, "abc123技术攻关c");
    }

    #[test]
    fn similarity_is_shared_over_all_shingles() {
        // abc bcd cde def efg fgh ghi hij; the second has hix for hij: 7 of 9.
        assert_eq!(
            sketch("abcdefghij").similarity(&sketch("abcdefghix")),
            7.0 / 9.0
        );
        assert_eq!(
            sketch("abcdefghij").similarity(&sketch("ABC-def-ghi-J")),
            1.0
        );
        assert_eq!(sketch("abcdefghij").similarity(&sketch("0123456789")), 0.0);
    }

    #[test]
    fn repetition_does_not_count() {
        assert_eq!(sketch(&"abc".repeat(9)), sketch(&"abc".repeat(5_000)));
    }

    #[test]
    fn nine_characters_are_short_and_ten_are_not() {
        assert!(
            matches!(Shingled::of("一二三四五六七八九。"), Shingled::Short(text) if text.chars().count() == 9)
        );
        assert!(matches!(
            Shingled::of("一二三四五六七八九十"),
            Shingled::Long(..)
        ));
    }

    /// Ideographs by a seed, all 20,992 of a block alike, so that shingles seldom repeat.
    fn ideographs(seed: u64, chars: u32) -> String {
        let number = |i: u32| super::mix(seed + u64::from(i)) % 20_992;
        let one = |i| {
            u32::try_from(0x4e00 + number(i))
                .ok()
                .and_then(char::from_u32)
        };
        (0..chars).filter_map(one).collect()
    }

    #[test]
    fn long_texts_are_estimated_within_three_standard_errors() {
        // 40,000 shared characters, and 5,000 on each side: about 40 of 50 shingles.
        let (shared, one, two) = (
            ideographs(0, 40_000),
            ideographs(1 << 40, 5_000),
            ideographs(2 << 40, 5_000),
        );
        let (left, right) = (sketch(&(shared.clone() + &one)), sketch(&(shared + &two)));
        let estimate = left.similarity(&right);
        // √(0.8 · 0.2 / 4096) = 0.00625; the cuts add a few shingles on either side.
        assert!((estimate - 0.8).abs() < 3.0 * 0.00625 + 0.001, "{estimate}");
        assert_ne!(estimate, 0.8, "an estimate, not a count");
    }

    #[test]
    fn a_million_characters_leave_a_bounded_sketch() {
        let sketch = sketch(&ideographs(3, 1_000_000));
        assert_eq!((sketch.codes.len(), sketch.complete), (SKETCH, false));
    }
}
