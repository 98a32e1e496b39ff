//! The rules themselves.

use std::collections::BTreeSet;

use super::condition::met;
use super::place::PlaceContext;
use super::{Rule, Violation};
use crate::model::facts::{
    Availability, Class, FacetValue, Limits, NeedFacts, Place, ProfileFacts, fold_name,
};
use crate::model::{
    Date, Facet, ProfileId, ProfileKind, ProfileStatus, Reach, RegionPath, Taxonomies,
};

/// Default years for which co-authors stay in conflict; three is the common rule of review boards.
const COAUTHOR_YEARS: i32 = 3;

/// The hard rules of one call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rules {
    /// What names and places are read against.
    pub taxonomies: Taxonomies,
    /// Distances and corridors.
    pub places: PlaceContext,
    /// The day it is.
    pub today: Date,
    /// Profile kinds to admit; by default those that serve the need's kind
    /// ([`crate::model::NeedKind::served_by`]).
    pub kinds: Option<Vec<ProfileKind>>,
    /// Only profiles known to be in this region or below it, or whose region is unknown.
    pub within: Option<RegionPath>,
    /// Profiles to leave out, by their very ids.
    pub excluded: BTreeSet<ProfileId>,
    /// Years for which co-authors stay in conflict (default 3); a work without a year counts as recent.
    pub coauthor_years: i32,
}

impl Rules {
    /// The default rules on the day `today`.
    pub fn new(taxonomies: Taxonomies, today: Date) -> Self {
        let places = PlaceContext::new(taxonomies.gazetteer.clone());
        Self {
            taxonomies,
            places,
            today,
            kinds: None,
            within: None,
            excluded: BTreeSet::new(),
            coauthor_years: COAUTHOR_YEARS,
        }
    }

    /// What rules the need out, whatever the profile.
    pub fn need(&self, need: &NeedFacts) -> Option<Violation> {
        let closed = !need.status.is_open();
        closed.then(|| Violation::new(Rule::NeedStatus, format!("the need is {}", need.status)))
    }

    /// Folded profile ids that [`Rules::name`] bars, whatever the name. (Those that the caller left
    /// out are not among them: [`Rules::excluded`] holds ids to the letter.)
    pub fn barred_ids(&self, need: &NeedFacts) -> BTreeSet<String> {
        need.conflicts.iter().chain(&need.people).cloned().collect()
    }

    /// Folded profile names that [`Rules::name`] bars, whatever the id.
    pub fn barred_names(&self, need: &NeedFacts) -> BTreeSet<String> {
        let refused = need.vetoes.organizations.iter().map(|name| fold_name(name));
        let mut barred = self.barred_ids(need);
        barred.extend(refused.chain(need.enterprise.clone()));
        barred
    }

    /// What rules out the profile of that id and folded name.
    pub fn name(&self, need: &NeedFacts, id: &ProfileId, name: &str) -> Option<Violation> {
        if self.excluded.contains(id) {
            return Some(Violation::new(Rule::Excluded, "the caller left it out"));
        }
        let id = fold_name(id.as_str());
        let either = |list: &[String]| list.iter().any(|x| *x == id || x == name);
        if either(&need.conflicts) {
            return Some(Violation::new(
                Rule::DeclaredConflict,
                "the enterprise declared a conflict",
            ));
        }
        if either(&need.people) {
            return Some(Violation::new(
                Rule::DeclaredConflict,
                "it is one of the enterprise's own people",
            ));
        }
        if need.enterprise.as_deref() == Some(name) {
            return Some(Violation::new(
                Rule::SameOrganization,
                format!("both are {name}"),
            ));
        }
        let refused = |organization: &String| fold_name(organization) == name;
        let vetoed = need.vetoes.organizations.iter().any(refused);
        vetoed.then(|| Violation::new(Rule::NeedVeto, format!("the enterprise refuses {name}")))
    }

    /// What in one known facet of a profile rules it out.
    pub fn facet(&self, need: &NeedFacts, value: &FacetValue) -> Option<Violation> {
        match value {
            FacetValue::Class(class) => self.class(need, *class),
            FacetValue::Organization(name) => organization(need, name),
            FacetValue::Place(place) => self.place(need, place),
            FacetValue::Industries(codes) => {
                let tree = &self.taxonomies.industries;
                let refused = |code: &&_| {
                    need.vetoes
                        .industries
                        .iter()
                        .any(|veto| tree.is_under(code, veto))
                };
                // A profile that also works elsewhere is not refused for one of its industries.
                (!codes.is_empty() && codes.iter().all(|code| refused(&code))).then(|| {
                    Violation::new(Rule::NeedVeto, "the enterprise refuses these industries")
                })
            }
            FacetValue::Budget(budget) => {
                let least = need.vetoes.min_budget?;
                let most = budget.max()?;
                (most < least).then(|| {
                    Violation::new(
                        Rule::NeedVeto,
                        format!("it offers {budget}, at least {least}万元 is asked"),
                    )
                })
            }
            FacetValue::Availability(availability) => quota(availability),
            FacetValue::Limits(limits) => self.limits(need, limits),
            _ => None,
        }
    }

    fn class(&self, need: &NeedFacts, class: Class) -> Option<Violation> {
        if class.status != ProfileStatus::Active {
            return Some(Violation::new(
                Rule::ProfileStatus,
                format!("the profile is {}", class.status),
            ));
        }
        if need.vetoes.kinds.contains(&class.kind) {
            return Some(Violation::new(
                Rule::NeedVeto,
                format!("the enterprise refuses kind {}", class.kind),
            ));
        }
        let admitted = self
            .kinds
            .as_deref()
            .unwrap_or_else(|| need.kind.served_by());
        let served = admitted.contains(&class.kind);
        (!served).then(|| {
            Violation::new(
                Rule::Kind,
                format!(
                    "a need of kind {} is not served by kind {}",
                    need.kind, class.kind
                ),
            )
        })
    }

    fn place(&self, need: &NeedFacts, place: &Place) -> Option<Violation> {
        if let (Some(within), Some(region)) = (&self.within, &place.region)
            && !region.starts_with(within)
        {
            return Some(Violation::new(
                Rule::Within,
                format!("{region} is not in {within}"),
            ));
        }
        if let Some(violation) = reach(need, place) {
            return Some(violation);
        }
        let refused = |region: &RegionPath| {
            need.vetoes
                .regions
                .iter()
                .any(|veto| region.starts_with(veto))
        };
        if let Some(region) = place.region.as_ref().filter(|r| refused(r)) {
            return Some(Violation::new(
                Rule::NeedVeto,
                format!("the enterprise refuses {region}"),
            ));
        }
        let limit = need.vetoes.max_distance_km?;
        let distance = self.places.distance_km(&need.place, place)?;
        (distance > limit).then(|| {
            Violation::new(
                Rule::NeedVeto,
                format!("{distance} km away, at most {limit} km is wanted"),
            )
        })
    }

    fn limits(&self, need: &NeedFacts, limits: &Limits) -> Option<Violation> {
        let id = fold_name(need.id.as_str());
        let named = |name: &String| *name == id || need.enterprise.as_ref() == Some(name);
        if limits.conflicts.iter().any(named) {
            return Some(Violation::new(
                Rule::DeclaredConflict,
                "the profile declared a conflict",
            ));
        }
        let recent =
            |year: Option<i32>| year.is_none_or(|y| self.today.year() - y <= self.coauthor_years);
        let coauthor = limits
            .coauthors
            .iter()
            .find(|(name, year)| need.people.contains(name) && recent(*year));
        if let Some((name, _)) = coauthor {
            return Some(Violation::new(
                Rule::Coauthors,
                format!(
                    "published with {name} in the last {} years",
                    self.coauthor_years
                ),
            ));
        }
        let failed = |c: &&_| met(need, c, &self.taxonomies.industries) == Some(false);
        if let Some(condition) = limits.eligibility.iter().find(failed) {
            return Some(Violation::new(
                Rule::Eligibility,
                format!("the need does not meet `{condition}`"),
            ));
        }
        self.profile_veto(need, limits)
            .map(|detail| Violation::new(Rule::ProfileVeto, detail))
    }

    fn profile_veto(&self, need: &NeedFacts, limits: &Limits) -> Option<String> {
        let vetoes = &limits.vetoes;
        if vetoes.kinds.contains(&need.kind) {
            return Some(format!("its owner refuses needs of kind {}", need.kind));
        }
        let tree = &self.taxonomies.industries;
        let refused = |code: &&_| {
            vetoes
                .industries
                .iter()
                .any(|veto| tree.is_under(code, veto))
        };
        if let Some(code) = need.industries.iter().find(refused) {
            return Some(format!("its owner refuses industry {code}"));
        }
        let region = need.place.region.as_ref();
        if let Some(region) =
            region.filter(|r| vetoes.regions.iter().any(|veto| r.starts_with(veto)))
        {
            return Some(format!("its owner refuses {region}"));
        }
        let enterprise = need.enterprise.as_ref();
        if let Some(name) =
            enterprise.filter(|e| vetoes.organizations.iter().any(|o| fold_name(o) == **e))
        {
            return Some(format!("its owner refuses {name}"));
        }
        let poor = vetoes
            .min_budget
            .zip(need.budget.and_then(|b| b.max()))
            .filter(|(least, most)| most < least);
        if let Some((least, _)) = poor {
            return Some(format!("its owner asks at least {least}万元"));
        }
        let limit = vetoes.max_distance_km?;
        let distance = self
            .places
            .distance_km(&need.place, limits.place.as_ref()?)?;
        (distance > limit).then(|| format!("{distance} km away, its owner goes {limit} km"))
    }

    /// Every rule that the pair breaks; empty where the pair is admitted.
    pub fn violations(&self, need: &NeedFacts, profile: &ProfileFacts) -> Vec<Violation> {
        let mut broken: Vec<Violation> = self.need(need).into_iter().collect();
        broken.extend(self.name(need, &profile.id, &profile.name));
        broken.extend(
            Facet::ALL
                .into_iter()
                .filter_map(|facet| self.facet(need, profile.get(facet)?)),
        );
        broken
    }
}

fn organization(need: &NeedFacts, name: &str) -> Option<Violation> {
    if need.enterprise.as_deref() == Some(name) {
        return Some(Violation::new(
            Rule::SameOrganization,
            format!("both belong to {name}"),
        ));
    }
    if need.conflicts.iter().any(|c| c == name) {
        return Some(Violation::new(
            Rule::DeclaredConflict,
            format!("the enterprise declared a conflict with {name}"),
        ));
    }
    let vetoed = need
        .vetoes
        .organizations
        .iter()
        .any(|o| fold_name(o) == name);
    vetoed.then(|| Violation::new(Rule::NeedVeto, format!("the enterprise refuses {name}")))
}

fn reach(need: &NeedFacts, place: &Place) -> Option<Violation> {
    let shared_levels = match place.reach? {
        Reach::Province => 1,
        Reach::City => 2,
        Reach::District => 3,
        _ => return None,
    };
    let (here, there) = (place.region.as_ref()?, need.place.region.as_ref()?);
    // A path that stops above the level asked for leaves the rest unknown.
    let known = shared_levels.min(here.depth()).min(there.depth());
    let beyond = here.common_depth(there) < known;
    beyond.then(|| {
        Violation::new(
            Rule::Reach,
            format!(
                "it serves its own {} only, from {here}",
                place.reach.map_or("", Reach::as_str)
            ),
        )
    })
}

fn quota(availability: &Availability) -> Option<Violation> {
    let (capacity, load) = (availability.capacity?, availability.load.unwrap_or(0));
    (load >= capacity)
        .then(|| Violation::new(Rule::QuotaUsedUp, format!("it serves {load} of {capacity}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Rules;
    use crate::model::facts::{NeedFacts, ProfileFacts};
    use crate::model::{Date, Need, Profile, Taxonomies};
    use crate::rule::Rule;

    fn rules() -> Rules {
        Rules::new(Taxonomies::builtin(), Date::new(2024, 7, 1).unwrap())
    }

    fn broken(need: &str, profile: &str) -> Vec<Rule> {
        let need: Need =
            serde_json::from_str(&format!(r#"{{"id":"n","title":"t",{need}}}"#)).unwrap();
        let profile: Profile = serde_json::from_str(&format!(
            r#"{{"id":"p","kind":"expert","name":"示例甲",{profile}}}"#
        ))
        .unwrap();
        let violations = rules().violations(&NeedFacts::of(&need), &ProfileFacts::of(&profile));
        violations.into_iter().map(|v| v.rule).collect()
    }

    const ANY: &str = r#""keywords":["x"]"#;
    const NONE: &str = r#""expertise":["x"]"#;

    #[test]
    fn unknown_breaks_nothing() {
        assert_eq!(broken(ANY, NONE), []);
        assert_eq!(
            broken(r#""enterprise":"甲公司","region":"山东省/淄博市""#, NONE),
            []
        );
        assert_eq!(
            broken(
                ANY,
                r#""reach":"city","region":"山东省/淄博市","vetoes":{"min_budget":10,"max_distance_km":1}"#
            ),
            []
        );
    }

    #[test]
    fn status_and_kind() {
        assert_eq!(broken(r#""status":"settled""#, NONE), [Rule::NeedStatus]);
        assert_eq!(broken(ANY, r#""status":"paused""#), [Rule::ProfileStatus]);
        assert_eq!(broken(r#""kind":"finance""#, NONE), [Rule::Kind]);
        assert_eq!(
            broken(r#""vetoes":{"kinds":["expert"]}"#, NONE),
            [Rule::NeedVeto]
        );
    }

    #[test]
    fn conflicts_of_interest() {
        let org = r#""organization":"示例 大学""#;
        assert_eq!(
            broken(r#""enterprise":"示例大学""#, org),
            [Rule::SameOrganization]
        );
        assert_eq!(
            broken(r#""conflicts":["示例大学"]"#, org),
            [Rule::DeclaredConflict]
        );
        assert_eq!(
            broken(r#""conflicts":["p"]"#, NONE),
            [Rule::DeclaredConflict]
        );
        assert_eq!(
            broken(r#""people":["示例甲"]"#, NONE),
            [Rule::DeclaredConflict]
        );
        assert_eq!(
            broken(r#""enterprise":"甲公司""#, r#""conflicts":["甲公司"]"#),
            [Rule::DeclaredConflict]
        );
        assert_eq!(
            broken(ANY, r#""conflicts":["n"]"#),
            [Rule::DeclaredConflict]
        );
    }

    #[test]
    fn coauthors_stay_in_conflict_for_three_years() {
        let with = |year: &str| format!(r#""works":[{{"title":"a","authors":["示例乙"]{year}}}]"#);
        let people = r#""people":["示例乙"]"#;
        assert_eq!(broken(people, &with(r#","year":2021"#)), [Rule::Coauthors]);
        assert_eq!(broken(people, &with(r#","year":2020"#)), []);
        assert_eq!(
            broken(people, &with("")),
            [Rule::Coauthors],
            "a work without a year counts as recent"
        );
    }

    #[test]
    fn reach_compares_the_levels_that_both_state() {
        let at = |reach: &str| format!(r#""reach":"{reach}","region":"山东省/淄博市/张店区""#);
        let zibo = r#""region":"山东省/淄博市/周村区""#;
        assert_eq!(broken(zibo, &at("district")), [Rule::Reach]);
        assert_eq!(broken(zibo, &at("city")), []);
        assert_eq!(
            broken(r#""region":"山东省/济南市""#, &at("city")),
            [Rule::Reach]
        );
        assert_eq!(
            broken(r#""region":"山东省""#, &at("city")),
            [],
            "which city is not known"
        );
        assert_eq!(
            broken(r#""region":"江苏省""#, &at("province")),
            [Rule::Reach]
        );
        assert_eq!(broken(r#""region":"江苏省""#, &at("remote")), []);
    }

    #[test]
    fn quota_eligibility_and_vetoes() {
        assert_eq!(broken(ANY, r#""capacity":2,"load":2"#), [Rule::QuotaUsedUp]);
        assert_eq!(broken(ANY, r#""capacity":0"#), [Rule::QuotaUsedUp]);
        assert_eq!(broken(ANY, r#""capacity":2,"load":1"#), []);
        assert_eq!(
            broken(
                r#""region":"山东省/济南市""#,
                r#""eligibility":["region in 山东省/淄博市"]"#
            ),
            [Rule::Eligibility]
        );
        assert_eq!(
            broken(r#""budget":{"max":5}"#, r#""vetoes":{"min_budget":10}"#),
            [Rule::ProfileVeto]
        );
        assert_eq!(
            broken(
                r#""industries":["C26"]"#,
                r#""vetoes":{"industries":["C"]}"#
            ),
            [Rule::ProfileVeto]
        );
        let far = r#""region":"山东省/淄博市","vetoes":{"max_distance_km":300}"#;
        assert_eq!(
            broken(r#""region":"广东省/广州市""#, far),
            [Rule::ProfileVeto]
        );
        assert_eq!(broken(r#""region":"山东省/济南市""#, far), []);
    }
}
