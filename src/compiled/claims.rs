//! The figures that a segment's profiles state.

use std::collections::HashMap;

use crate::index::PlacedClaim;
use crate::quantity::{Claim, Comparison, Dimension, Property, Verdict};

/// Claims by profile; a property that many profiles name is kept once.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// Profiles that claim anything, ascending, each with its first row.
    profiles: Vec<(u32, u32)>,
    rows: Vec<ClaimRow>,
    subjects: Vec<(Property, Dimension)>,
}

/// One claim: its subject, and its numbers in base units.
#[derive(Clone, Copy, Debug)]
struct ClaimRow {
    low: f64,
    high: f64,
    /// Number of its property and dimension.
    subject: u32,
    /// Number of its evidence document among the profile's.
    document: u32,
    comparison: Comparison,
}

fn number(claims: usize) -> u32 {
    u32::try_from(claims).expect("four billion claims would not fit in a segment's memory")
}

impl Claims {
    /// From the claims of profiles, in order. O(claims).
    pub(super) fn new<'c>(profiles: impl IntoIterator<Item = (u32, &'c [PlacedClaim])>) -> Self {
        let mut made = Self::default();
        let mut numbers: HashMap<(&Property, Dimension), u32> = HashMap::new();
        for (profile, claims) in profiles {
            let begin = number(made.rows.len());
            made.profiles.push((profile, begin));
            for PlacedClaim { claim, document } in claims {
                let next = number(made.subjects.len());
                let subject = (&claim.property, claim.dimension);
                let subject = *numbers.entry(subject).or_insert_with(|| {
                    made.subjects
                        .push((claim.property.clone(), claim.dimension));
                    next
                });
                made.rows.push(ClaimRow {
                    low: claim.low,
                    high: claim.high,
                    subject,
                    document: *document,
                    comparison: claim.comparison,
                });
            }
        }
        made
    }

    /// Verdict of a profile's claims on a demand: satisfied if one satisfies it, else violated if one violates it.
    /// `is_about` says whether a document of the profile is about the need; claims of others do not count.
    /// O(claims of the profile), and a look at the document of each that would decide.
    pub(crate) fn verdict(
        &self,
        profile: u32,
        demand: &Claim,
        is_about: impl Fn(u32) -> bool,
    ) -> Verdict {
        let Ok(at) = self
            .profiles
            .binary_search_by_key(&profile, |&(profile, _)| profile)
        else {
            return Verdict::Unknown;
        };
        let begin = self.profiles[at].1 as usize;
        let end = self
            .profiles
            .get(at + 1)
            .map_or(self.rows.len(), |&(_, end)| end as usize);
        let mut found = Verdict::Unknown;
        for row in &self.rows[begin..end] {
            let (property, dimension) = &self.subjects[row.subject as usize];
            if !demand.is_about(property, *dimension) {
                continue;
            }
            match demand.answered(row.comparison, row.low, row.high) {
                Verdict::Satisfied if is_about(row.document) => return Verdict::Satisfied,
                // Not final: a later claim may satisfy the demand.
                Verdict::Violated if found == Verdict::Unknown && is_about(row.document) => {
                    found = Verdict::Violated;
                }
                Verdict::Satisfied | Verdict::Violated | Verdict::Unknown => {}
            }
        }
        found
    }

    pub(crate) fn bytes(&self) -> usize {
        let names = self.subjects.iter();
        let names: usize = names.map(|(property, _)| property.bytes()).sum();
        self.profiles.len() * 8
            + self.rows.len() * size_of::<ClaimRow>()
            + self.subjects.len() * size_of::<(Property, Dimension)>()
            + names
    }
}

#[cfg(test)]
mod tests {
    use super::{Claims, PlacedClaim};
    use crate::quantity::{Claim, Verdict, parse};

    fn claims(text: &str) -> Vec<PlacedClaim> {
        let of = |(document, found)| PlacedClaim {
            claim: Claim::from(found),
            document,
        };
        (0..).zip(&parse(text)).map(of).collect()
    }

    #[test]
    fn each_profile_answers_with_its_own_claims() {
        let (near, far) = (claims("收率 71%，纯度 99%"), claims("收率 60%"));
        let both = claims("收率 60%，优化后收率 90%");
        let made = Claims::new([(1, near.as_slice()), (4, &far), (5, &both)]);
        let demand = &claims("收率≥67%")[0].claim;
        let verdict = |profile| made.verdict(profile, demand, |_| true);
        assert_eq!(verdict(1), Verdict::Satisfied);
        assert_eq!(verdict(4), Verdict::Violated);
        assert_eq!(
            verdict(5),
            Verdict::Satisfied,
            "one that satisfies is enough"
        );
        assert_eq!(
            made.verdict(5, demand, |document| document == 0),
            Verdict::Violated
        );
        assert_eq!(made.verdict(5, demand, |_| false), Verdict::Unknown);
        assert_eq!([verdict(0), verdict(2), verdict(9)], [Verdict::Unknown; 3]);
        assert_eq!(made.subjects.len(), 2, "the yield is named once");
    }
}
