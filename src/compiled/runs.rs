//! Places of a term's postings: records of as few bytes as they need.

/// Marks the first run of a term in [`PostingRun::block`].
const FIRST: u16 = 1 << 15;

/// A segment has fewer blocks: their numbers leave the mark alone.
pub(super) const MOST_BLOCKS: usize = FIRST as usize;

/// The postings of a term in one block: from its start to the start of the next run.
#[derive(Clone, Copy, Debug, Default)]
// 14 bytes instead of 16: a common term has one for each block.
#[repr(C, packed(2))]
pub(super) struct PostingRun {
    /// Start of its bytes: plain slots, once slots, mixed documents, mixed impacts, the impacts of once slots.
    pub(super) start: u32,
    /// How many slots are once.
    pub(super) once: u16,
    /// How many documents are mixed.
    pub(super) mixed: u16,
    /// Documents with it, wholes among them.
    pub(super) frequency: u16,
    /// Its block, and whether it is the first of its term.
    block: u16,
    /// Upper bound of the part of this term's impacts, unweighted, in the sum of any profile.
    pub(super) most: u16,
}

impl PostingRun {
    /// A run of `block`, the first of its term or not.
    pub(super) fn new(start: u32, block: u16, is_first: bool) -> Self {
        Self {
            start,
            block: block | if is_first { FIRST } else { 0 },
            ..Self::default()
        }
    }

    pub(super) fn block(self) -> u16 {
        self.block & !FIRST
    }

    pub(super) fn is_first(self) -> bool {
        self.block & FIRST != 0
    }

    /// How many postings it has, of which it takes that many bytes.
    pub(super) fn count(self, bytes: usize) -> usize {
        let (once, mixed) = (usize::from(self.once), usize::from(self.mixed));
        (bytes - 3 * once - 4 * mixed) / 2 + once + mixed
    }

    pub(super) fn to_bytes(self) -> [u8; 16] {
        let shorts = [self.once, self.mixed, self.frequency, self.block, self.most];
        joined(self.start, shorts).to_le_bytes()
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> Self {
        let (start, [once, mixed, frequency, block, most]) = split(bytes);
        Self {
            start,
            once,
            mixed,
            frequency,
            block,
            most,
        }
    }
}

/// A term of few postings in every block: they lie in one list, ascending in each part. It ends at the start of the
/// next such term.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, packed(2))]
pub(super) struct Sparse {
    /// Start of its numbers: plain slots, once slots, the first slots of mixed documents.
    pub(super) start: u32,
    /// Start of its impacts: one byte for each once slot, two for each mixed document.
    pub(super) impacts: u32,
    /// How many slots are once.
    pub(super) once: u16,
    /// How many documents are mixed.
    pub(super) mixed: u16,
    /// As in [`PostingRun`], of all blocks.
    pub(super) most: u16,
}

impl Sparse {
    pub(super) fn to_bytes(self) -> [u8; 16] {
        let impacts = u128::from(self.impacts) << 96;
        let shorts = [self.once, self.mixed, self.most, 0, 0];
        (joined(self.start, shorts) | impacts).to_le_bytes()
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> Self {
        let (start, [once, mixed, most, ..]) = split(bytes);
        let [.., a, b, c, d] = bytes;
        Self {
            start,
            impacts: u32::from_le_bytes([a, b, c, d]),
            once,
            mixed,
            most,
        }
    }
}

fn joined(start: u32, shorts: [u16; 5]) -> u128 {
    let shorts = shorts.into_iter().rev();
    shorts.fold(0, |all, short| all << 16 | u128::from(short)) << 32 | u128::from(start)
}

fn split(bytes: [u8; 16]) -> (u32, [u16; 5]) {
    let [a, b, c, d, shorts @ ..] = bytes;
    let short = |at: usize| u16::from_le_bytes([shorts[2 * at], shorts[2 * at + 1]]);
    (u32::from_le_bytes([a, b, c, d]), [0, 1, 2, 3, 4].map(short))
}

#[cfg(test)]
mod tests {
    use super::{PostingRun, Sparse};

    #[test]
    fn records_come_back_from_bytes() {
        let mut run = PostingRun::new(0xdead_beef, 77, true);
        (run.once, run.mixed, run.frequency, run.most) = (1, 0xffff, 3, 0x4004);
        assert_eq!(
            PostingRun::from_bytes(run.to_bytes()).to_bytes(),
            run.to_bytes()
        );
        assert_eq!((run.block(), run.is_first()), (77, true));
        let sparse = Sparse {
            start: 0xdead_beef,
            impacts: u32::MAX - 1,
            once: 1,
            mixed: 2,
            most: 0xfffe,
        };
        let back = Sparse::from_bytes(sparse.to_bytes());
        assert_eq!(format!("{back:?}"), format!("{sparse:?}"));
    }

    #[test]
    fn a_run_counts_its_postings() {
        let mut run = PostingRun::new(0, 0, false);
        (run.once, run.mixed) = (2, 3);
        assert_eq!(run.count(5 * 2 + 2 * 3 + 3 * 4), 10);
    }
}
