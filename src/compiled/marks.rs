//! Which profiles of a block were met.

use super::accumulate::{Accumulators, next_reaching};
use super::gather::{SummedProfile, profile_sum};
use super::segment::CompiledSegment;

/// Profiles of a block that were met already.
#[derive(Debug, Default)]
pub(crate) struct Marks(Vec<u64>);

impl Marks {
    /// Prepares for a block of `profiles` profiles, none of them met.
    pub(crate) fn reset(&mut self, profiles: usize) {
        self.0.clear();
        self.0.resize(profiles.div_ceil(64), 0);
    }

    /// Whether a profile, counted from the block's first, was met.
    pub(crate) fn has(&self, profile: usize) -> bool {
        self.0[profile / 64] >> (profile % 64) & 1 == 1
    }

    /// Marks a profile; whether it was not met before.
    fn meet(&mut self, profile: usize) -> bool {
        let is_new = !self.has(profile);
        self.0[profile / 64] |= 1 << (profile % 64);
        is_new
    }

    /// Meets all profiles of a block with a document, the whole among them, whose sum is at least `least`, which is not 0.
    /// Profiles not met before are added to `found`.
    pub(crate) fn reach(
        &mut self,
        segment: &CompiledSegment,
        block: u32,
        sums: &Accumulators,
        least: u32,
        found: &mut Vec<SummedProfile>,
    ) {
        let (tables, starts) = (segment.tables(block), segment.starts(segment.block(block)));
        let documents = |profile: usize| {
            let base = starts[0];
            (starts[profile] - base) as usize..(starts[profile + 1] - base) as usize
        };
        let mut meet = |profile: usize| {
            if self.meet(profile) {
                let number = u32::try_from(profile).expect("a block has fewer than 2^16 profiles");
                found.push(SummedProfile {
                    sum: sums.rest()
                        + profile_sum(
                            &sums.documents()[documents(profile)],
                            sums.wholes()[profile],
                        ),
                    profile: tables.first + number,
                });
            }
        };
        let mut at = 0;
        while let Some(profile) = next_reaching(sums.wholes(), at, least) {
            meet(profile);
            at = profile + 1;
        }
        at = 0;
        while let Some(document) = next_reaching(sums.documents(), at, least) {
            let profile = usize::from(tables.rows[document].owner);
            meet(profile);
            // One document that reaches is enough; the others of the profile need not be compared.
            at = documents(profile).end;
        }
    }
}
