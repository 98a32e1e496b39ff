//! Which facets the rules of one need look at.

use super::Rules;
use super::judge::identity_of;
use crate::model::facts::{NeedFacts, Place};
use crate::model::{FoldedName, ProfileId, Reach, RegionPath};

impl Rules {
    /// Whether [`Rules::name`] bars the profile of that id, which was folded once for many needs.
    pub(crate) fn bars_called(
        &self,
        need: &NeedFacts,
        id: (&ProfileId, Option<&FoldedName>),
        name: Option<&FoldedName>,
        organizations: &[FoldedName],
    ) -> bool {
        !identity_of(self, need, id, name, organizations).is_empty()
    }

    /// Names of the organisations that [`Rules::facet`] bars, so that a library compares its many names with a
    /// list and asks no rule.
    pub(crate) fn barred_organizations(need: &NeedFacts) -> Vec<FoldedName> {
        let named = need.enterprise_names.iter().chain(&need.conflicts);
        named.chain(&need.refused_organizations).cloned().collect()
    }

    /// Whether [`Rules::facet`] bars a place for its reach, by the depths of its region and of the need's and by the
    /// levels that they share, of which three are as good as more.
    pub(crate) fn bars_reach(
        &self,
        reach: Option<Reach>,
        depths: (usize, usize),
        shared: usize,
    ) -> bool {
        is_beyond(reach, depths, shared) && !self.is_relaxed(super::Rule::Reach)
    }

    /// Whether [`Rules::facet`] bars a place `distance` km away: the same without words, for places are many
    /// and most of them may be barred. For places of one base.
    pub(crate) fn bars_place(
        &self,
        need: &NeedFacts,
        place: &Place,
        distance: Option<f64>,
    ) -> bool {
        debug_assert!(
            place.bases.is_empty(),
            "a place of several bases is judged with its reasons"
        );
        let vetoes = &need.vetoes;
        // Without a limit, or a known distance, nothing is too far.
        let limit = vetoes.max_distance_km.zip(distance);
        let is_barred = |region: &RegionPath| {
            let outside = |within: &RegionPath| !region.starts_with(within);
            self.within.as_ref().is_some_and(outside)
                || vetoes.regions.iter().any(|veto| region.starts_with(veto))
        };
        place.region.as_ref().is_some_and(is_barred)
            || limit.is_some_and(|(limit, distance)| distance > limit)
            || (is_beyond_reach(&need.place, place) && !self.is_relaxed(super::Rule::Reach))
    }
}

fn is_beyond_reach(need: &Place, place: &Place) -> bool {
    let (Some(here), Some(there)) = (&place.region, &need.region) else {
        return false;
    };
    place.reach.is_some() && {
        let depths = (here.depth(), there.depth());
        is_beyond(place.reach, depths, here.common_depth(there))
    }
}

/// Whether regions of these depths that share so many levels lie beyond a reach; three shared levels are as good as more.
fn is_beyond(reach: Option<Reach>, (here, there): (usize, usize), shared: usize) -> bool {
    let levels: usize = match reach {
        Some(Reach::Province) => 1,
        Some(Reach::City) => 2,
        Some(Reach::District) => 3,
        Some(Reach::Nationwide | Reach::Remote) | None => return false,
    };
    // A path that stops above the level asked for leaves the rest unknown.
    shared < levels.min(here).min(there)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Rules;
    use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
    use crate::model::{Date, Facet, Need, Profile, Taxonomies};

    fn need(rest: &str) -> NeedFacts {
        let need = format!(r#"{{"id":"n","title":"t"{rest}}}"#);
        NeedFacts::of(&serde_json::from_str::<Need>(&need).unwrap())
    }

    fn profile(rest: &str) -> ProfileFacts {
        let profile = format!(r#"{{"id":"p","kind":"expert","name":"示例甲"{rest}}}"#);
        ProfileFacts::of(&serde_json::from_str::<Profile>(&profile).unwrap())
    }

    #[test]
    fn places_are_barred_with_and_without_words_alike() {
        let regions = ["", r#","region":"山东省""#, r#","region":"山东省/淄博市""#];
        let more = [
            r#","region":"山东省/淄博市/张店区""#,
            r#","region":"江苏省/南京市""#,
        ];
        let vetoes = [
            "",
            r#","vetoes":{"regions":["山东省/淄博市"]}"#,
            r#","vetoes":{"max_distance_km":100}"#,
        ];
        let reaches = ["", "remote", "nationwide", "province", "city", "district"];
        let (mut barred, mut admitted) = (0, 0);
        let regions = || regions.into_iter().chain(more);
        for (veto, within) in vetoes.iter().flat_map(|v| [(v, ""), (v, "山东省")]) {
            let mut rules = Rules::new(Taxonomies::builtin(), Date::new(2024, 7, 1).unwrap());
            rules.within = within.parse().ok();
            for (wanted, offered) in regions().flat_map(|a| regions().map(move |b| (a, b))) {
                let need = need(&format!("{wanted}{veto}"));
                for reach in reaches {
                    let reach = format!(r#","reach":"{reach}""#).replace(r#","reach":"""#, "");
                    let profile = profile(&format!("{offered}{reach}"));
                    let Some(value @ FacetValue::Place(place)) = profile.get(Facet::Place) else {
                        continue;
                    };
                    let distance = rules.places.distance_km(&need.place, place);
                    let bars = rules.bars_place(&need, place, distance);
                    assert_eq!(bars, rules.facet(&need, value).is_some(), "{place:?}");
                    barred += usize::from(bars);
                    admitted += usize::from(!bars);
                }
            }
        }
        assert!(barred > 100 && admitted > 100, "{barred} {admitted}");
    }

    #[test]
    fn barred_organizations_are_those_of_the_rule() {
        let rules = Rules::new(Taxonomies::builtin(), Date::new(2024, 7, 1).unwrap());
        let need = need(
            r#","enterprise":"示例 A","conflicts":["示例乙"],"vetoes":{"organizations":["示例C"]}"#,
        );
        let barred = Rules::barred_organizations(&need);
        for (name, wanted) in [
            ("示例a", true),
            ("示例乙", true),
            ("示例c", true),
            ("示例丁", false),
        ] {
            let profile = profile(&format!(r#","organization":"{name}""#));
            let Some(value @ FacetValue::Organization(named)) = profile.get(Facet::Organization)
            else {
                panic!("an organisation");
            };
            assert_eq!(barred.contains(&named.names()[0]), wanted, "{name}");
            assert_eq!(rules.facet(&need, value).is_some(), wanted, "{name}");
        }
    }

    #[test]
    fn silent_facets_bar_nothing() {
        let rules = Rules::new(Taxonomies::builtin(), Date::new(2024, 7, 1).unwrap());
        let fields = [
            ("", Facet::Industries),
            (r#","vetoes":{"industries":["C"]}"#, Facet::Industries),
            ("", Facet::Budget),
            (r#","vetoes":{"min_budget":10}"#, Facet::Budget),
            ("", Facet::Organization),
            (r#","enterprise":"示例大学""#, Facet::Organization),
            (r#","conflicts":["示例大学"]"#, Facet::Organization),
            (
                r#","vetoes":{"organizations":["示例大学"]}"#,
                Facet::Organization,
            ),
        ];
        let offered = r#","industries":["C26"],"budget":{"max":5},"organization":"示例大学""#;
        let profile = profile(offered);
        for (asked, facet) in fields {
            let need = need(asked);
            let barred = rules.facet(&need, profile.get(facet).unwrap()).is_some();
            assert_eq!(rules.is_silent(&need, facet), !barred, "{asked} {facet:?}");
        }
    }
}
