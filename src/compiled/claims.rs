//! The figures that a segment's profiles state.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use super::bytes::{ByteSink, ByteSource};
use crate::index::PlacedClaim;
use crate::quantity::{Claim, Comparison, Dimension, Property, Verdict};

/// Claims by profile; a property that many profiles name is kept once.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Claims {
    /// Profiles that claim anything, ascending, each with its first row.
    profiles: Vec<(u32, u32)>,
    rows: Vec<ClaimRow>,
    subjects: Vec<(Property, Dimension)>,
}

/// One claim: its subject, and its numbers in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
struct ClaimRow {
    low: f64,
    high: f64,
    /// Number of its property and dimension.
    subject: u32,
    /// Number of its evidence document among the profile's.
    document: u32,
    comparison: Comparison,
}

/// A subject as it is kept in a file: head and modifier of the property, and the dimension.
type StoredSubject<'a> = (Cow<'a, str>, Cow<'a, str>, Dimension);

impl ClaimRow {
    fn to_bytes(self) -> [u8; 25] {
        let mut bytes = [0; 25];
        bytes[..8].copy_from_slice(&self.low.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.high.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.subject.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.document.to_le_bytes());
        // The order of a file's form: a file of another release is not read.
        bytes[24] = self.comparison as u8;
        bytes
    }

    /// Reads the row that [`ClaimRow::to_bytes`] wrote; `None` if there is no such comparison.
    fn from_bytes(bytes: [u8; 25]) -> Option<Self> {
        let [low, high] = bytes.as_chunks::<8>().0[..2].try_into().ok()?;
        let [subject, document] = bytes[16..24].as_chunks::<4>().0.try_into().ok()?;
        Some(Self {
            low: f64::from_le_bytes(low),
            high: f64::from_le_bytes(high),
            subject: u32::from_le_bytes(subject),
            document: u32::from_le_bytes(document),
            comparison: *Comparison::ALL.get(usize::from(bytes[24]))?,
        })
    }
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

    pub(super) fn write(&self, sink: &mut ByteSink) -> io::Result<()> {
        let pair = |(profile, begin): (u32, u32)| {
            (u64::from(profile) | u64::from(begin) << 32).to_le_bytes()
        };
        sink.array(&self.profiles, pair)?;
        sink.array(&self.rows, ClaimRow::to_bytes)?;
        let subjects = self.subjects.iter();
        let subjects: Vec<StoredSubject<'_>> = subjects
            .map(|(property, of)| (property.head().into(), property.modifier().into(), *of))
            .collect();
        sink.bytes(&serde_json::to_vec(&subjects)?)
    }

    /// Reads the claims that [`Claims::write`] wrote; `None` if they do not fit together.
    pub(super) fn read(source: &mut ByteSource<'_>) -> Option<Self> {
        let profiles = source.array(|[a, b, c, d, e, f, g, h]| {
            (
                u32::from_le_bytes([a, b, c, d]),
                u32::from_le_bytes([e, f, g, h]),
            )
        })?;
        let rows = source.array(ClaimRow::from_bytes)?;
        let rows: Vec<ClaimRow> = rows.into_iter().collect::<Option<_>>()?;
        let subjects: Vec<StoredSubject<'_>> = serde_json::from_slice(source.bytes()?).ok()?;
        let subject = |(head, modifier, of): StoredSubject<'_>| {
            (
                Property::stored(head.into_owned(), modifier.into_owned()),
                of,
            )
        };
        let claims = Self {
            profiles,
            subjects: subjects.into_iter().map(subject).collect(),
            rows,
        };
        let begins = claims.profiles.iter().map(|&(_, begin)| begin as usize);
        let mut subjects = claims.rows.iter().map(|row| row.subject as usize);
        let fits = begins.is_sorted()
            && claims
                .profiles
                .last()
                .is_none_or(|&(_, begin)| begin as usize <= claims.rows.len())
            && subjects.all(|subject| subject < claims.subjects.len());
        fits.then_some(claims)
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
    use super::super::bytes::written_and_read;
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
    fn claims_come_back_from_a_file() {
        let near = claims("收率 71%，温度 ≥ 1200 °C，密度 1.5~1.9 g/cm³");
        let made = Claims::new([(1, near.as_slice()), (7, &claims("收率 60%"))]);
        assert!(made.rows.len() == 4 && made.subjects.len() == 3);
        let read = written_and_read(|sink| made.write(sink), Claims::read);
        assert!(read.as_ref() == Some(&made));
        let nothing = Claims::default();
        let read = written_and_read(|sink| nothing.write(sink), Claims::read);
        assert!(read == Some(nothing));
        let mut torn = made;
        torn.subjects.pop();
        let read = written_and_read(|sink| torn.write(sink), Claims::read);
        assert!(read.is_none(), "a claim of a subject that is not there");
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
