//! Where a record is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Coordinates, Reach, RegionPath};

/// Location of a record, and how far a profile travels from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Place {
    /// Region path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionPath>,
    /// Exact coordinates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<Coordinates>,
    /// Greatest distance of service, by administrative level (profiles only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
    /// Further regions where the profile is based, sorted (profiles only).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bases: Vec<RegionPath>,
}

impl Place {
    /// The place as a need at `need` meets it: at the base whose path shares most levels with the need's, if it shares
    /// more than the region does. Of equal ones the first.
    pub(crate) fn towards(&self, need: &Self) -> Cow<'_, Self> {
        let Some(wanted) = &need.region else {
            return Cow::Borrowed(self);
        };
        let shared = |region: &RegionPath| region.common_depth(wanted);
        let own = self.region.as_ref().map_or(0, shared);
        let mut nearest: Option<(usize, &RegionPath)> = None;
        for base in &self.bases {
            let depth = shared(base);
            if depth > nearest.map_or(own, |(depth, _)| depth) {
                nearest = Some((depth, base));
            }
        }
        match nearest {
            Some((_, base)) => Cow::Owned(Self {
                region: Some(base.clone()),
                coordinates: None,
                reach: self.reach,
                bases: Vec::new(),
            }),
            None => Cow::Borrowed(self),
        }
    }

    /// The regions where it is, its own first.
    pub(crate) fn regions(&self) -> impl Iterator<Item = &RegionPath> {
        self.region.iter().chain(&self.bases)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Place;

    #[test]
    fn a_profile_of_several_bases_is_at_the_one_nearest_to_the_need() {
        let place = |region: &str, bases: &[&str]| Place {
            region: region.parse().ok(),
            bases: bases.iter().map(|base| base.parse().unwrap()).collect(),
            ..Place::default()
        };
        let expert = place("北京市", &["山东省/青岛市", "山东省/淄博市/张店区"]);
        for (need, at) in [
            ("山东省/淄博市/博山区", "山东省/淄博市/张店区"),
            ("山东省/青岛市/市南区", "山东省/青岛市"),
            ("山东省/烟台市", "山东省/青岛市"),
            ("江苏省", "北京市"),
            ("", "北京市"),
        ] {
            let met = expert.towards(&place(need, &[])).region.clone();
            assert_eq!(met.unwrap().to_string(), at, "{need}");
        }
    }
}
