//! The postings of a term in a block: three kinds, one after the other.

use std::ops::Range;

use super::runs::PostingRun;
use super::slot::{DocumentRow, Plain, SLOTS};

/// A place of a block: 16 bits, little-endian. Bytes, so that all of a run lies in one array.
pub(super) type Narrow = [u8; 2];

/// The postings of one term in one block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Postings<'t> {
    /// Slots in the block, ascending.
    pub(super) plain: &'t [Narrow],
    /// Slots in the block, ascending, of terms that stand elsewhere in the profile too.
    pub(super) once: &'t [Narrow],
    /// The whole's impact of each once slot.
    pub(super) wholes: &'t [u8],
    /// Documents in the block, ascending.
    pub(super) mixed: &'t [Narrow],
    /// Impacts of each mixed document, in it and in the whole.
    pub(super) impacts: &'t [Plain],
}

impl<'t> Postings<'t> {
    /// Splits the bytes of a run into its postings. O(1).
    #[inline]
    pub(super) fn of(run: PostingRun, bytes: &'t [u8]) -> Self {
        let (once, mixed) = (usize::from(run.once), usize::from(run.mixed));
        let (bytes, wholes) = bytes.split_at(bytes.len() - once);
        let (pairs, _) = bytes.as_chunks::<2>();
        let (pairs, impacts) = pairs.split_at(pairs.len() - mixed);
        let (pairs, mixed) = pairs.split_at(pairs.len() - mixed);
        let (plain, once) = pairs.split_at(pairs.len() - once);
        Self {
            plain,
            once,
            wholes,
            mixed,
            impacts,
        }
    }

    /// Calls `visit` with each document, its profile, and the impacts in it and in the whole; `rows` are the block's.
    #[inline(always)]
    pub(super) fn each(self, rows: &[DocumentRow], mut visit: impl FnMut(u16, u16, Plain)) {
        for slot in self.plain.iter().copied().map(wide) {
            let (document, owner, impacts) = DocumentRow::at(rows, slot);
            visit(document, owner, impacts);
        }
        for (&slot, &whole) in self.once.iter().zip(self.wholes) {
            let (document, owner, [part, _]) = DocumentRow::at(rows, wide(slot));
            visit(document, owner, [part, whole]);
        }
        for (&document, &impacts) in self.mixed.iter().zip(self.impacts) {
            let document = wide(document);
            visit(document, rows[usize::from(document)].owner, impacts);
        }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.once.is_empty() && self.mixed.is_empty()
    }

    /// The postings in `documents`. O(log postings).
    pub(super) fn within(self, documents: Range<u32>) -> Self {
        let first = |places: &[Narrow], place: u32| {
            places.partition_point(|&found| u32::from(wide(found)) < place)
        };
        self.cut(documents, [0; 3], |places, _, place| first(places, place))
            .0
    }

    /// The postings in `documents`, of a block of so many: found soonest if the postings are spread evenly over the block.
    pub(super) fn within_even(self, documents: Range<u32>, block: usize) -> Self {
        let slots = block * SLOTS as usize;
        let guess =
            |places: &[Narrow], start: u32, of: usize| start as usize * places.len() / of.max(1);
        let slot = documents.start * SLOTS;
        let guesses = [
            guess(self.plain, slot, slots),
            guess(self.once, slot, slots),
            guess(self.mixed, documents.start, block),
        ];
        self.cut(documents, guesses, near).0
    }

    /// The postings in `documents`, which are not before the documents of the last call with this `at`; near ones are found
    /// soonest.
    pub(super) fn next_within(self, documents: Range<u32>, at: &mut [usize; 3]) -> Self {
        let (here, ends) = self.cut(documents, *at, seek);
        *at = ends;
        here
    }

    /// The postings in `documents`, and their ends; `first` finds the first of `places` not below a place.
    #[inline(always)]
    fn cut(
        self,
        documents: Range<u32>,
        at: [usize; 3],
        first: impl Fn(&[Narrow], usize, u32) -> usize,
    ) -> (Self, [usize; 3]) {
        let part = |places: &[Narrow], at: usize, range: Range<u32>| {
            let from = first(places, at, range.start);
            let is_inside = |place: &&Narrow| u32::from(wide(**place)) < range.end;
            from..from + places[from..].iter().take_while(is_inside).count()
        };
        let slots = documents.start * SLOTS..documents.end * SLOTS;
        let plain = part(self.plain, at[0], slots.clone());
        let once = part(self.once, at[1], slots);
        let mixed = part(self.mixed, at[2], documents);
        let ends = [plain.end, once.end, mixed.end];
        let here = Self {
            plain: &self.plain[plain],
            once: &self.once[once.clone()],
            wholes: &self.wholes[once],
            mixed: &self.mixed[mixed.clone()],
            impacts: &self.impacts[mixed],
        };
        (here, ends)
    }
}

/// A number as a place.
pub(super) fn narrow(place: u32) -> Narrow {
    let place = u16::try_from(place).expect("blocks are cut so that 16 bits number their slots");
    place.to_le_bytes()
}

/// A place as a number.
#[inline(always)]
pub(super) fn wide(place: Narrow) -> u16 {
    u16::from_le_bytes(place)
}

/// The first of `places` that is not below `place`; found soonest if it is near `guess`.
fn near(places: &[Narrow], guess: usize, place: u32) -> usize {
    /// Places that lie in one or two lines of the core's cache, so that a smaller step would spare nothing.
    const STEP: usize = 16;
    let is_before = |found: &Narrow| u32::from(wide(*found)) < place;
    let guess = guess.min(places.len());
    let (mut low, mut high, mut step) = (guess, guess, STEP);
    while high < places.len() && is_before(&places[high]) {
        low = high;
        high = (high + step).min(places.len());
        step *= 2;
    }
    step = STEP;
    while low > 0 && !is_before(&places[low - 1]) {
        high = low;
        low = low.saturating_sub(step);
        step *= 2;
    }
    low + places[low..high].partition_point(is_before)
}

/// The first of `places` from `at` on that is not below `place`; near ones are found soonest.
fn seek(places: &[Narrow], at: usize, place: u32) -> usize {
    let is_before = |found: &Narrow| u32::from(wide(*found)) < place;
    let (mut low, mut step) = (at, 1);
    while low + step < places.len() && is_before(&places[low + step]) {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(places.len());
    low + places[low..high].partition_point(is_before)
}

#[cfg(test)]
mod tests {
    use super::{DocumentRow, Narrow, Plain, Postings, near, seek};

    #[test]
    fn a_place_is_found_from_any_guess() {
        let places: Vec<Narrow> = (0..200_u16).map(|n| (n * n / 7).to_le_bytes()).collect();
        for place in (0..6_000).step_by(7) {
            let wanted = places.partition_point(|&p| u32::from(super::wide(p)) < place);
            for guess in (0..=220).step_by(5) {
                assert_eq!(near(&places, guess, place), wanted, "{place} {guess}");
            }
        }
        assert_eq!(near(&[], 3, 7), 0);
    }

    #[test]
    fn the_next_place_is_found_from_any_earlier_one() {
        let places = [2_u16, 3, 5, 8, 13, 21, 34, 55, 89];
        let narrow = places.map(u16::to_le_bytes);
        for place in 0..=90 {
            let wanted = places.partition_point(|&p| u32::from(p) < place);
            for at in 0..=wanted {
                assert_eq!(seek(&narrow, at, place), wanted, "{place} {at}");
            }
        }
        assert_eq!(seek(&[], 0, 7), 0);
    }

    #[test]
    fn postings_of_some_documents_are_those_told_in_them() {
        let narrow = |places: &[u16]| -> Vec<Narrow> {
            places.iter().map(|place| place.to_le_bytes()).collect()
        };
        let (plain, once, mixed) = (narrow(&[0, 7, 8]), narrow(&[3, 13]), narrow(&[3, 5]));
        let postings = Postings {
            plain: &plain,
            once: &once,
            wholes: &[0, 200],
            mixed: &mixed,
            impacts: &[[1, 2], [3, 4]],
        };
        let plain_of = |slot: u8| [slot, 100 + slot];
        let rows: Vec<DocumentRow> = (0..6)
            .map(|document| DocumentRow {
                owner: 10 + u16::from(document),
                plain: [0, 1, 2].map(|field| plain_of(3 * document + field)),
            })
            .collect();
        let visited = |postings: Postings<'_>| {
            let mut visited = Vec::new();
            postings.each(&rows, |document, owner, impacts| {
                assert_eq!(owner, 10 + document);
                visited.push((document, impacts));
            });
            visited
        };
        let all = visited(postings);
        let wanted = [
            (0, [0, 100]),
            (2, [7, 107]),
            (2, [8, 108]),
            (1, [3, 0]),
            (4, [13, 200]),
            (3, [1, 2]),
            (5, [3, 4]),
        ];
        assert_eq!(all, wanted);
        for start in 0..6 {
            let mut at = [0; 3];
            for end in start..=6 {
                let here =
                    |(document, _): &(u16, Plain)| (start..end).contains(&u32::from(*document));
                let wanted: Vec<_> = all.iter().copied().filter(here).collect();
                for found in [
                    postings.within(start..end),
                    postings.within_even(start..end, 6),
                ] {
                    assert_eq!(visited(found), wanted, "{start}..{end}");
                }
            }
            for document in start..6 {
                let next = postings.next_within(document..document + 1, &mut at);
                assert_eq!(
                    visited(next),
                    visited(postings.within(document..document + 1))
                );
            }
        }
    }
}
