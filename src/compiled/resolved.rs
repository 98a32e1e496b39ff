//! The terms of a need in one segment.

use super::postings::{Narrow, Postings};
use super::presence::ProfileBits;
use super::query::Query;
use super::segment::{BlockTables, CompiledSegment};
use super::slot::SLOTS;
use super::terms::{FEW, SPARSE, TermPlace};

/// Postings that can be added in the time in which one is looked up.
pub(super) const LOOK_UP: usize = 16;

/// A term of a need in one segment, with a cursor over its postings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResolvedTerm {
    pub(super) weight: u32,
    /// The information of the term ([`super::information`]); 0 if it names nothing.
    pub(super) information: u32,
    pub(super) cursor: Cursor,
    /// The most that the term adds to the sum of a profile of the current block, and its postings there.
    pub(super) most: u64,
    pub(super) count: usize,
}

/// Postings of a term in the current block.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cursor {
    /// A term of few postings: its slots in the segment, the range of them in the block, how many there are.
    Few {
        slots: [u32; FEW],
        from: u8,
        until: u8,
        count: u8,
    },
    /// A sparse term: for each kind of posting its range of numbers in the block, and the end of the kind.
    Sparse {
        term: u32,
        from: [u32; 3],
        until: [u32; 3],
        ends: [u32; 3],
    },
    /// A term of runs: the next run, which has postings here if it is of the current block; the end of the runs.
    Runs { run: u32, end: u32 },
}

impl Cursor {
    fn new(place: TermPlace) -> Self {
        match place {
            TermPlace::Few(slots, count) => Self::Few {
                slots,
                from: 0,
                until: 0,
                count,
            },
            TermPlace::Sparse(term, [plain, once, mixed, end]) => Self::Sparse {
                term,
                from: [plain, once, mixed],
                until: [plain, once, mixed],
                ends: [once, mixed, end],
            },
            TermPlace::Runs(run, end) => Self::Runs { run, end },
        }
    }
}

impl ResolvedTerm {
    /// A term without weight and information, if `segment` has it.
    pub(super) fn find(hash: u64, segment: &CompiledSegment) -> Option<Self> {
        let table = segment.terms();
        Some(Self {
            weight: 0,
            information: 0,
            cursor: Cursor::new(table.place(table.find(hash)?)),
            most: 0,
            count: 0,
        })
    }

    /// The terms of `query` that `segment` has.
    pub(crate) fn of(query: &Query, segment: &CompiledSegment) -> Vec<Self> {
        let resolve = |(hash, weight, information)| {
            let found = Self::find(hash, segment)?;
            Some(Self {
                weight,
                information,
                ..found
            })
        };
        query.all_terms().filter_map(resolve).collect()
    }

    /// Whether the postings of the term lie in runs, one for each block.
    pub(super) fn has_runs(&self) -> bool {
        matches!(self.cursor, Cursor::Runs { .. })
    }

    /// The profiles and the postings in the block at which the cursor stands, if the term is common there.
    pub(super) fn common<'a>(
        &self,
        segment: &'a CompiledSegment,
        block: u32,
    ) -> Option<(ProfileBits<'a>, Postings<'a>)> {
        match self.cursor {
            Cursor::Runs { run, .. } if self.count > 0 => segment.common(run, block),
            Cursor::Runs { .. } | Cursor::Sparse { .. } | Cursor::Few { .. } => None,
        }
    }

    /// The postings in the block at which the cursor stands. Postings without a run go to `places`.
    pub(super) fn here<'a>(
        &self,
        segment: &'a CompiledSegment,
        tables: BlockTables<'_>,
        places: &'a mut [Narrow; SPARSE],
    ) -> Postings<'a> {
        match self.cursor {
            Cursor::Runs { run, .. } if self.count > 0 => segment.terms().postings(run),
            Cursor::Runs { .. } => Postings::default(),
            Cursor::Sparse {
                term,
                from: [plain, once, mixed],
                until: [plain_end, once_end, mixed_end],
                ..
            } => {
                let table = segment.terms();
                let slots = (plain..plain_end).chain(once..once_end);
                let slots = slots.map(|number| tables.place(table.wide(number)));
                let documents =
                    (mixed..mixed_end).map(|number| tables.document(table.wide(number)));
                // A sparse term has at most `SPARSE` postings in a block, so that the buffer holds them all.
                for (place, found) in places.iter_mut().zip(slots.chain(documents)) {
                    *place = found;
                }
                let (wholes, impacts) =
                    table.sparse_impacts(term, once..once_end, mixed..mixed_end);
                let (plain, rest) = places.split_at((plain_end - plain) as usize);
                let (once, rest) = rest.split_at(wholes.len());
                Postings {
                    plain,
                    once,
                    wholes,
                    mixed: &rest[..impacts.len()],
                    impacts,
                }
            }
            Cursor::Few {
                slots, from, until, ..
            } => {
                let slots = &slots[usize::from(from)..usize::from(until)];
                for (place, &slot) in places.iter_mut().zip(slots) {
                    *place = tables.place(slot);
                }
                Postings {
                    plain: &places[..slots.len()],
                    ..Postings::default()
                }
            }
        }
    }

    /// Moves the cursor to `block`, which is not before the current one.
    pub(super) fn seek(&mut self, segment: &CompiledSegment, block: u32) {
        let table = segment.terms();
        let (mut most, mut postings) = (0, 0);
        match &mut self.cursor {
            Cursor::Few {
                slots,
                from,
                until,
                count,
            } => {
                let (start, end) = (segment.block_start(block), segment.block_start(block + 1));
                let slot = |at: u8| slots[usize::from(at)] / SLOTS;
                while from < count && slot(*from) < start {
                    *from += 1;
                }
                *until = *from;
                while until < count && slot(*until) < end {
                    let plain = segment.plain(slots[usize::from(*until)]);
                    // A plain posting is the only one of its profile, so the best of them bounds every profile.
                    most = most.max(u32::from(plain[0]) + u32::from(plain[1]));
                    postings += 1;
                    *until += 1;
                }
            }
            Cursor::Sparse {
                term,
                from,
                until,
                ends,
            } => {
                let start = segment.block_start(block) * SLOTS;
                let end = segment.block_start(block + 1) * SLOTS;
                // Each kind ascends by itself, so its postings here start at the end of the last block's.
                for part in 0..3 {
                    from[part] = until[part];
                    while from[part] < ends[part] && table.wide(from[part]) < start {
                        from[part] += 1;
                    }
                    until[part] = from[part];
                    while until[part] < ends[part] && table.wide(until[part]) < end {
                        until[part] += 1;
                    }
                    postings += (until[part] - from[part]) as usize;
                }
                if postings > 0 {
                    // The best of all blocks: too high for most of them, and still a bound.
                    most = u32::from(table.sparse_most(*term));
                }
            }
            Cursor::Runs { run, end } => {
                while run < end && u32::from(table.block_of(*run)) < block {
                    *run += 1;
                }
                // A run of a later block waits for its turn; here the term has no postings then.
                if run < end && u32::from(table.block_of(*run)) == block {
                    most = u32::from(table.most(*run));
                    postings = table.count(*run);
                }
            }
        }
        self.most = u64::from(self.weight) * u64::from(most);
        self.count = postings;
    }
}

/// Puts last the terms that all profiles of at least `least` can do without, if they are so common that looking them
/// up is cheaper than adding them; returns how many come before.
///
/// These are the non-essential lists of MaxScore (Turtle & Flood 1995, §4): together they add less than `least`, so
/// whatever reaches it has one of the other terms. Sums of profiles may be bounded term by term, since the sum of a
/// profile, a maximum over the orders of its documents, is at most the total of the sums that each term alone would
/// make.
pub(super) fn essential(terms: &mut [ResolvedTerm], least: u64) -> usize {
    if least == 0 {
        return terms.len();
    }
    // Commonest last: they save most. Integer sums do not depend on the order of the terms.
    terms.sort_unstable_by_key(|term| term.count);
    let mut bound = 0;
    let stays_below = |term: &&ResolvedTerm| {
        bound += term.most;
        // Strictly: a profile at exactly `least` may still win by its id.
        bound < least
    };
    let aside = terms.iter().rev().take_while(stays_below).count();
    let (essential, others) = terms.split_at(terms.len() - aside);
    let postings = |terms: &[ResolvedTerm]| terms.iter().map(|t| t.count).sum::<usize>();
    if postings(others) > LOOK_UP * aside * postings(essential) {
        essential.len()
    } else {
        terms.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, ResolvedTerm, essential};

    #[test]
    fn common_terms_that_cannot_reach_the_least_together_are_put_aside() {
        let term = |count, most| ResolvedTerm {
            weight: 1,
            information: 0,
            cursor: Cursor::Runs { run: 0, end: 0 },
            most,
            count,
        };
        let terms = || vec![term(9_000, 30), term(10, 100), term(80, 20)];
        assert_eq!(essential(&mut terms(), 51), 1, "30 + 20 is less");
        assert_eq!(essential(&mut terms(), 50), 2, "30 alone is less");
        assert_eq!(essential(&mut terms(), 30), 3);
        assert_eq!(essential(&mut terms(), 0), 3);
        let mut even = vec![term(500, 100), term(900, 30)];
        assert_eq!(essential(&mut even, 51), 2, "adding them is cheaper");
        assert_eq!(essential(&mut [], 1), 0);
    }
}
