//! The figures that a profile states, as one canonical text.

use super::document::{statement_fields, work_fields};
use crate::error::{Error, Result, say};
use crate::model::Profile;
use crate::quantity::{Claim, Comparison, Dimension, Property, Quantity, parse};

/// The texts of a profile that figures are read from: of its statement (`None`), then of each work.
pub(crate) fn profile_texts(profile: &Profile) -> impl Iterator<Item = (Option<usize>, String)> {
    let statement = statement_fields(profile).map(|text| (None, text));
    let works = profile.works.iter().enumerate();
    let works = works.flat_map(|(number, work)| work_fields(work).map(|text| (Some(number), text)));
    statement.into_iter().chain(works)
}

/// The quantities that a text states of named properties.
pub(crate) fn stated(text: &str) -> impl Iterator<Item = Quantity> {
    let found = parse(text).into_iter();
    found.filter(|quantity| !quantity.property.is_empty())
}

/// A figure that a profile states, and the number of the evidence document that states it: 0 is the profile's own
/// statement, works follow.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlacedClaim {
    pub(crate) claim: Claim,
    pub(crate) document: u32,
}

/// The number of the evidence document of a work, or of the statement.
pub(crate) fn document_number(work: Option<usize>) -> u32 {
    let number = work.map_or(0, |work| work + 1);
    u32::try_from(number).expect("a profile has at most MAX_WORKS works")
}

/// The claims of a profile, in the order of its statement and works. O(text).
pub(crate) fn profile_claims(profile: &Profile) -> Vec<PlacedClaim> {
    let mut claims = Vec::new();
    for (work, text) in profile_texts(profile) {
        claims.extend(stated(&text).map(|quantity| PlacedClaim {
            claim: Claim::from(&quantity),
            document: document_number(work),
        }));
    }
    claims
}

/// A claim as it is stored: head, modifier, comparison, dimension, low, high, document.
type StoredClaim = (String, String, Comparison, Dimension, f64, f64, u32);

/// Claims in one value of the column, which holds at most 65,535 bytes. A claim takes less than 1,000: names
/// are cut from 48 characters.
const CHUNK: usize = 64;

/// The different claims, as JSON in a fixed order, in as many values as it takes.
pub(super) fn to_values(claims: &[PlacedClaim]) -> Result<Vec<Vec<u8>>> {
    let store = |PlacedClaim { claim, document }: &PlacedClaim| -> StoredClaim {
        let (head, modifier) = (claim.property.head(), claim.property.modifier());
        let (head, modifier) = (head.to_owned(), modifier.to_owned());
        (
            head,
            modifier,
            claim.comparison,
            claim.dimension,
            claim.low,
            claim.high,
            *document,
        )
    };
    let mut stored: Vec<StoredClaim> = claims.iter().map(store).collect();
    // A fixed order: profiles with the same figures then share one value of the column.
    stored.sort_by(|a, b| {
        let names = (&a.0, &a.1, a.2, a.3).cmp(&(&b.0, &b.1, b.2, b.3));
        let numbers = a.4.total_cmp(&b.4).then(a.5.total_cmp(&b.5));
        names.then(numbers).then(a.6.cmp(&b.6))
    });
    stored.dedup();
    let value = |chunk: &[StoredClaim]| serde_json::to_vec(chunk);
    let values: serde_json::Result<_> = stored.chunks(CHUNK).map(value).collect();
    values.map_err(|e| {
        Error::invalid(
            "claims",
            e,
            say!("report this value as a defect", "请把该值作为缺陷报告"),
        )
    })
}

/// A claim as earlier versions stored it, without its document.
type BareClaim = (String, String, Comparison, Dimension, f64, f64);

/// The claims of one value that [`to_values`] wrote; `None` if an earlier version wrote it, which did not keep the
/// documents.
pub(super) fn from_value(bytes: &[u8]) -> serde_json::Result<Option<Vec<PlacedClaim>>> {
    let stored: Vec<StoredClaim> = match serde_json::from_slice(bytes) {
        Ok(stored) => stored,
        Err(error) => {
            let bare = serde_json::from_slice::<Vec<BareClaim>>(bytes);
            return bare.map(|_| None).map_err(|_| error);
        }
    };
    let claim = |(head, modifier, comparison, dimension, low, high, document): StoredClaim| {
        let claim = Claim {
            property: Property::stored(head, modifier),
            aliases: Vec::new(),
            comparison,
            dimension,
            low,
            high,
        };
        PlacedClaim { claim, document }
    };
    Ok(Some(stored.into_iter().map(claim).collect()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{from_value, profile_claims, to_values};
    use crate::model::{Profile, ProfileKind, Work};

    #[test]
    fn claims_are_read_back_as_they_were_made_each_once() {
        let mut profile = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
        profile.description = "真密度 2.13 g/cm³，收率≥1/3，−40 ℃下容量保持率 0.1~0.7%".into();
        profile.works = vec![Work::new("收率由 1e-3 % 提高到 33.3%，真密度 2.13 g/cm³")];
        let claims = profile_claims(&profile);
        let values = to_values(&claims).unwrap();
        let read = from_value(&values[0]).unwrap().unwrap();
        assert!(claims.iter().all(|claim| read.contains(claim)));
        assert_eq!(
            read.len(),
            claims.len(),
            "the density is said in two documents"
        );
        assert_eq!(values.len(), 1);
        assert!(from_value(&values[0][1..]).is_err() && from_value(b"[[1]]").is_err());
        // As versions before this one wrote them.
        let all: Vec<Vec<serde_json::Value>> = serde_json::from_slice(&values[0]).unwrap();
        let bare: Vec<_> = all.iter().map(|claim| &claim[..6]).collect();
        let bare = serde_json::to_vec(&bare).unwrap();
        assert_eq!(from_value(&bare).unwrap(), None);
    }

    #[test]
    fn no_value_is_longer_than_the_column_holds() {
        let mut profile = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
        let name = format!("{} purity", "x".repeat(60));
        profile.works = (0..500)
            .map(|n| Work::new(format!("{name} {n}.123456789e-200 W/(m·K)")))
            .collect();
        let claims = profile_claims(&profile);
        assert_eq!(claims.len(), 500);
        let values = to_values(&claims).unwrap();
        assert!(values.iter().all(|value| value.len() < 65_000));
        let read = values
            .iter()
            .map(|value| from_value(value).unwrap().unwrap().len());
        assert_eq!(read.sum::<usize>(), 500);
    }
}
