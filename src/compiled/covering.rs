//! The profiles of a block that cover so much of a need's [information](super::information), found by its postings.
//!
//! Measured by `benches/rank.rs`. No allocation, lock or formatting here, apart from the list that it fills. A profile that
//! covers so much has one of the terms that say most for their postings: the others together carry too little (MaxScore,
//! as in [`super::resolved`]). So terms are added from these on, until the ones left over can bring in no new profile and
//! so few profiles are left that looking these up is cheaper. The terms left over are the common ones, and have most of
//! the postings.

use super::accumulate::{Accumulators, PLACES};
use super::postings::{Narrow, Postings, wide};
use super::resolved::{LOOK_UP, ResolvedTerm};
use super::segment::{BlockTables, CompiledSegment};
use super::slot::{DocumentRow, SLOTS_16};
use super::terms::SPARSE;

/// Terms are added until at least one posting for so many profiles was, before profiles are counted again.
const PROFILES_A_POSTING: usize = 2;

/// What the profiles of a block cover, in arrays of a fixed length: a 16-bit place needs no check.
struct CoverageArrays<'a> {
    /// Information of the terms added so far that the profile has.
    covered: &'a mut [u32; PLACES],
    /// The last of these terms that stands there more than once, by number, from 1.
    last: &'a mut [u32; PLACES],
}

/// The information that is asked for, and that of the terms not added yet.
#[derive(Clone, Copy)]
struct CoverageAsked {
    least: u32,
    rest: u64,
}

impl CoverageAsked {
    /// Covered information below which a profile is out, whatever it has of the terms not added yet.
    fn still(self) -> u32 {
        let rest = u32::try_from(self.rest).unwrap_or(u32::MAX);
        self.least.saturating_sub(rest)
    }
}

impl CoverageArrays<'_> {
    /// Adds a term's information to each profile of its postings, once.
    fn add(&mut self, information: u32, number: u32, postings: Postings<'_>, rows: &[DocumentRow]) {
        let owner = |document: u16| usize::from(rows[usize::from(document)].owner);
        for &slot in postings.plain {
            // The only posting of its profile.
            let covered = &mut self.covered[owner(wide(slot) / SLOTS_16)];
            *covered = covered.saturating_add(information);
        }
        let once = postings.once.iter().map(|&slot| wide(slot) / SLOTS_16);
        let mixed = postings.mixed.iter().map(|&place| wide(place));
        for document in once.chain(mixed) {
            let owner = owner(document);
            // Without a branch: whether a profile has another posting cannot be foreseen.
            let more = u32::from(self.last[owner] != number) * information;
            self.last[owner] = number;
            self.covered[owner] = self.covered[owner].saturating_add(more);
        }
    }

    /// Adds terms, the first ones first, until the others are better looked up; returns how many, and what is asked
    /// of the others.
    fn add_first(
        &mut self,
        terms: &[ResolvedTerm],
        (segment, tables): (&CompiledSegment, BlockTables<'_>),
        profiles: usize,
        mut asked: CoverageAsked,
    ) -> (usize, CoverageAsked) {
        let mut left: usize = terms.iter().map(|term| term.count).sum();
        let (mut added, mut uncounted) = (0, profiles);
        for (number, term) in (1..).zip(terms) {
            // Counting profiles takes a fraction of the time in which so many postings are added.
            if asked.rest < u64::from(asked.least) && uncounted * PROFILES_A_POSTING >= profiles {
                let still = asked.still();
                let reaches = |covered: &&u32| **covered >= still;
                let reaching = self.covered[..profiles].iter().filter(reaches).count();
                if reaching * LOOK_UP * (terms.len() - added) <= left {
                    break;
                }
                uncounted = 0;
            }
            let mut buffer: [Narrow; SPARSE] = [[0; 2]; SPARSE];
            let postings = term.here(segment, tables, &mut buffer);
            self.add(term.information, number, postings, tables.rows);
            asked.rest -= u64::from(term.information);
            added += 1;
            uncounted += term.count;
            left -= term.count;
        }
        (added, asked)
    }

    /// Adds `terms` to the profiles `found`, which ascend, and leaves the ones that cover what is asked.
    fn look_up(
        &mut self,
        terms: &[ResolvedTerm],
        (segment, tables): (&CompiledSegment, BlockTables<'_>),
        mut asked: CoverageAsked,
        found: &mut Vec<u32>,
    ) {
        let base = tables.first_document();
        for term in terms {
            let mut buffer: [Narrow; SPARSE] = [[0; 2]; SPARSE];
            let postings = term.here(segment, tables, &mut buffer);
            asked.rest -= u64::from(term.information);
            let (still, mut at) = (asked.still(), [0; 3]);
            found.retain(|&profile| {
                let documents = segment.documents(profile);
                let here =
                    postings.next_within(documents.start - base..documents.end - base, &mut at);
                let covered = &mut self.covered[(profile - tables.first) as usize];
                let more = if here.is_empty() { 0 } else { term.information };
                *covered = covered.saturating_add(more);
                *covered >= still
            });
        }
    }
}

impl Accumulators {
    /// Adds to `found` the profiles of `block`, ascending, that cover at least `least`, which is not 0, of a need's
    /// information. The cursors of `terms` are at the block; their order changes, and the sums are unset.
    ///
    /// O(postings of the terms that name something + profiles), as a rule much less.
    pub(crate) fn covering(
        &mut self,
        segment: &CompiledSegment,
        terms: &mut [ResolvedTerm],
        block: u32,
        least: u64,
        found: &mut Vec<u32>,
    ) {
        let naming = naming(terms);
        let asked = CoverageAsked {
            // Sums stop at 32 bits, which no need asks for: its least grows by the root of its information.
            least: u32::try_from(least).unwrap_or(u32::MAX),
            rest: naming.iter().map(|term| u64::from(term.information)).sum(),
        };
        if asked.rest < least {
            return;
        }
        self.clear();
        let place = (segment, segment.tables(block));
        let profiles = segment.block(block).len();
        let Some(mut arrays) = self.coverage_arrays() else {
            return;
        };
        let (added, asked) = arrays.add_first(naming, place, profiles, asked);
        let (first, still) = (place.1.first, asked.still());
        let numbered = (first..).zip(&arrays.covered[..profiles]);
        let reaching = numbered.filter(|(_, covered)| **covered >= still);
        found.extend(reaching.map(|(profile, _)| profile));
        arrays.look_up(&naming[added..], place, asked, found);
        arrays.covered[..profiles].fill(0);
        arrays.last[..profiles].fill(0);
    }

    /// The sums of documents and wholes, which are all zero, for coverage: there are as many of each as a block can have
    /// profiles.
    fn coverage_arrays(&mut self) -> Option<CoverageArrays<'_>> {
        // The boxes always have these lengths; the conversion shows it to the compiler.
        Some(CoverageArrays {
            covered: (&mut self.wholes[..]).try_into().ok()?,
            last: (&mut self.documents[..]).try_into().ok()?,
        })
    }
}

/// Puts first the terms that name something in the block, the ones with most information for their postings first.
fn naming(terms: &mut [ResolvedTerm]) -> &[ResolvedTerm] {
    let is_naming = |term: &ResolvedTerm| term.information > 0 && term.count > 0;
    terms.sort_unstable_by_key(|term| match is_naming(term) {
        // A segment has fewer than 2³² postings of a term.
        true => ((term.count as u64) << 32) / u64::from(term.information),
        false => u64::MAX,
    });
    &terms[..terms.partition_point(is_naming)]
}
