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
    /// O(characters × hashes).
    pub(super) fn of(text: &str) -> Self {
        let mut chars = letters(text);
        let head: String = chars.by_ref().take(LEAST_CHARS).collect();
        if head.chars().count() < LEAST_CHARS {
            return Self::Short(head);
        }
        let functions = HashFunctions::new();
        let mut builder = SketchBuilder::default();
        let mut minima = Box::new([u64::MAX; HASHES]);
        for code in shingle_codes(head.chars().chain(chars)) {
            builder.push(code);
            functions.lower(&mut minima, code);
        }
        Self::Long(builder.finish(), minima)
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

/// x ↦ a·x + b modulo 2⁶⁴, a odd. Linear functions are not min-wise independent, but come close
/// (Broder, Charikar, Frieze and Mitzenmacher, JCSS 2000, section 5), and x is mixed already.
struct HashFunctions {
    factors: [u64; HASHES],
    offsets: [u64; HASHES],
}

impl HashFunctions {
    fn new() -> Self {
        let draw = |i: usize| mix((i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self {
            // An odd factor is a bijection of 64 bits: distinct shingles keep distinct hashes.
            factors: std::array::from_fn(|i| draw(2 * i) | 1),
            offsets: std::array::from_fn(|i| draw(2 * i + 1)),
        }
    }

    fn lower(&self, minima: &mut [u64; HASHES], code: u64) {
        let functions = self.factors.iter().zip(&self.offsets);
        for (minimum, (factor, offset)) in minima.iter_mut().zip(functions) {
            *minimum = (*minimum).min(factor.wrapping_mul(code).wrapping_add(*offset));
        }
    }
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
    /// The lowest eight bits of each min-wise hash of the shingles kept, mixed. O(shingles × hashes).
    ///
    /// A text with more than [`SKETCH`] shingles is represented by its least ones.
    pub(super) fn bytes_of_minima(&self) -> [u8; HASHES] {
        let functions = HashFunctions::new();
        let mut minima = [u64::MAX; HASHES];
        for &code in &*self.codes {
            functions.lower(&mut minima, code);
        }
        minima.map(low_byte)
    }

    /// Whether it holds every shingle of its text.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
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
