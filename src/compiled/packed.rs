//! Whole numbers, each of as few bits as the largest of them needs.

use std::io;

use super::bytes::{ByteSink, ByteSource};
use crate::index::MappableBytes;

/// Bytes that are read together, so that a number needs no loop.
const READ: usize = 8;

/// Widest numbers that one read holds wherever they start; wider ones are 64 bits wide and start at a byte.
const WIDEST: u32 = 57;

/// Numbers of one width.
#[derive(Debug)]
pub(super) struct Packed {
    /// Lowest bits first; and as many bytes more as a read of the last number takes.
    bytes: MappableBytes,
    count: usize,
    /// Bits of a number, 1 to 64.
    width: u32,
}

impl Packed {
    /// Packs `count` numbers, the largest of which is at most `largest`. O(count).
    pub(super) fn new(largest: u64, count: usize, numbers: impl IntoIterator<Item = u64>) -> Self {
        let width = match largest.max(1).ilog2() + 1 {
            narrow @ ..=WIDEST => narrow,
            _ => u64::BITS,
        };
        let mut bytes = Vec::with_capacity(bytes_of(count, width) + READ);
        // Twice the width of a word, so that a number across two words is whole until both are written.
        let (mut held, mut bits) = (0_u128, 0);
        for number in numbers {
            held |= u128::from(number) << bits;
            bits += width;
            if bits >= u64::BITS {
                bytes.extend_from_slice(&held.to_le_bytes()[..READ]);
                held >>= u64::BITS;
                bits -= u64::BITS;
            }
        }
        bytes.extend_from_slice(&held.to_le_bytes()[..READ]);
        bytes.resize(bytes_of(count, width), 0);
        bytes.shrink_to_fit();
        Self {
            bytes: bytes.into(),
            count,
            width,
        }
    }

    /// Packs `numbers` in as few bits as the largest needs. O(count).
    pub(super) fn of(numbers: &[u32]) -> Self {
        let largest = numbers.iter().copied().max().unwrap_or(0);
        let numbers = numbers.iter().map(|&number| u64::from(number));
        Self::new(largest.into(), numbers.len(), numbers)
    }

    /// Number of numbers.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The number at `at`.
    #[inline]
    pub(super) fn get(&self, at: usize) -> u64 {
        let start = at * self.width as usize;
        let read = self.bytes[start / 8..].first_chunk::<READ>();
        let number = read.map_or(0, |bytes| u64::from_le_bytes(*bytes) >> (start % 8));
        number & (u64::MAX >> (u64::BITS - self.width))
    }

    /// The numbers at `range`.
    pub(super) fn range(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = u64> {
        range.map(|at| self.get(at))
    }

    pub(super) fn write(&self, sink: &mut ByteSink) -> io::Result<()> {
        sink.array(&[self.count as u64, self.width.into()], u64::to_le_bytes)?;
        sink.bytes(&self.bytes)
    }

    /// Reads the numbers that [`Packed::write`] wrote; `None` if they do not fit together.
    pub(super) fn read(source: &mut ByteSource<'_>) -> Option<Self> {
        let numbers = source.array(u64::from_le_bytes)?;
        let [count, width] = numbers[..] else {
            return None;
        };
        let (count, width) = (usize::try_from(count).ok()?, u32::try_from(width).ok()?);
        let bytes = source.kept()?;
        // The count is bounded before `bytes_of` multiplies it: a damaged one could overflow.
        let is_whole = (1..=u64::BITS).contains(&width)
            && count <= 8 * bytes.len()
            && bytes.len() == bytes_of(count, width);
        is_whole.then(|| Self {
            bytes,
            count,
            width,
        })
    }

    /// The bytes that the numbers are packed in.
    pub(super) fn shared(&self) -> &MappableBytes {
        &self.bytes
    }
}

fn bytes_of(count: usize, width: u32) -> usize {
    (count * width as usize).div_ceil(8) + READ
}

impl Default for Packed {
    fn default() -> Self {
        Self::new(0, 0, [])
    }
}

#[cfg(test)]
mod tests {
    use super::{Packed, WIDEST};

    #[test]
    fn numbers_of_any_width_come_back() {
        let mut numbers = vec![0, 1, 0, 1, 1, 1];
        for bits in 1..=64 {
            numbers.extend([1, u64::MAX >> (64 - bits), 0]);
            let largest = u64::MAX >> (64 - bits);
            let packed = Packed::new(largest, numbers.len(), numbers.iter().copied());
            assert_eq!(packed.len(), numbers.len());
            let back: Vec<u64> = packed.range(0..packed.len()).collect();
            assert_eq!(back, numbers, "{bits} bits");
            assert_eq!(packed.width, if bits > WIDEST { 64 } else { bits });
        }
        let none = Packed::default();
        assert_eq!((none.len(), none.range(0..0).count()), (0, 0));
    }
}
