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

/// The claims of a profile, in the order of its statement and works. O(text).
pub(crate) fn profile_claims(profile: &Profile) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (_, text) in profile_texts(profile) {
        claims.extend(stated(&text).map(|quantity| Claim::from(&quantity)));
    }
    claims
}

/// A claim as it is stored: head, modifier, comparison, dimension, low, high.
type StoredClaim = (String, String, Comparison, Dimension, f64, f64);

/// Claims in one value of the column, which holds at most 65,535 bytes. A claim takes less than 1,000: names
/// are cut from 48 characters.
const CHUNK: usize = 64;

/// The different claims, as JSON in a fixed order, in as many values as it takes.
pub(super) fn to_values(claims: &[Claim]) -> Result<Vec<Vec<u8>>> {
    let store = |claim: &Claim| -> StoredClaim {
        let (head, modifier) = (claim.property.head(), claim.property.modifier());
        let (head, modifier) = (head.to_owned(), modifier.to_owned());
        (
            head,
            modifier,
            claim.comparison,
            claim.dimension,
            claim.low,
            claim.high,
        )
    };
    let mut stored: Vec<StoredClaim> = claims.iter().map(store).collect();
    // A fixed order: profiles with the same figures then share one value of the column.
    stored.sort_by(|a, b| {
        let names = (&a.0, &a.1, a.2, a.3).cmp(&(&b.0, &b.1, b.2, b.3));
        names.then(a.4.total_cmp(&b.4)).then(a.5.total_cmp(&b.5))
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

/// The claims of one value that [`to_values`] wrote.
pub(super) fn from_value(bytes: &[u8]) -> serde_json::Result<Vec<Claim>> {
    let stored: Vec<StoredClaim> = serde_json::from_slice(bytes)?;
    let claim = |(head, modifier, comparison, dimension, low, high): StoredClaim| Claim {
        property: Property::stored(head, modifier),
        aliases: Vec::new(),
        comparison,
        dimension,
        low,
        high,
    };
    Ok(stored.into_iter().map(claim).collect())
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
        let read = from_value(&values[0]).unwrap();
        assert!(claims.iter().all(|claim| read.contains(claim)));
        assert_eq!(read.len() + 1, claims.len(), "the density is said twice");
        assert_eq!(values.len(), 1);
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
        let read = values.iter().map(|value| from_value(value).unwrap().len());
        assert_eq!(read.sum::<usize>(), 500);
    }
}
