//! Profiles as candidates: the facts that rules see of them, and who must not work with whom.

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::Candidate;
use crate::model::{FoldedName, Profile, ProfileKind};

/// The organisation that a profile counts for: the one it states, else itself if it is one.
fn organization(profile: &Profile) -> Option<&str> {
    use ProfileKind as K;
    let itself = matches!(
        profile.kind,
        K::Institution | K::Facility | K::Finance | K::Service
    );
    let stated = profile.organization.as_deref();
    let own = itself.then_some(profile.name.as_str());
    stated
        // A name in which nothing can be seen names nobody.
        .filter(|name| FoldedName::new(name).is_some())
        .or(own)
        .map(str::trim)
}

impl Candidate {
    /// Makes a candidate of a profile: id, organisation (an institution, facility, finance product or service
    /// without one is its own), kind, level, free places, and as labels its kind, its level, its region and
    /// every region around it. The fit is 0 until it is set.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let mut candidate = Self::new(profile.id.as_str()).kind(profile.kind);
        if let Some(organization) = organization(profile) {
            candidate = candidate.organization(organization);
        }
        if let Some(level) = profile.level {
            candidate = candidate.level(level).label(level.as_str());
        }
        if let Some(capacity) = profile.capacity {
            candidate = candidate.free(capacity.saturating_sub(profile.load.unwrap_or(0)));
        }
        let mut region = profile.region.clone();
        // Every surrounding region is a label too, so that a quota for a province counts its cities.
        while let Some(path) = region {
            candidate = candidate.label(path.to_string());
            region = path.parent();
        }
        candidate
    }
}

/// Gives writings of one organisation ([`FoldedName`]) one spelling, that of the lowest id.
pub(crate) fn unite(candidates: &mut [Candidate]) {
    // By id first: the spelling that is kept must not depend on the order of input.
    candidates.sort_by(|a, b| a.id.cmp(&b.id));
    let mut spelled: BTreeMap<FoldedName, String> = BTreeMap::new();
    for candidate in candidates {
        if let Some(organization) = &mut candidate.organization {
            let Some(name) = FoldedName::new(organization) else {
                continue;
            };
            let first = spelled.entry(name).or_insert_with(|| organization.clone());
            organization.clone_from(first);
        }
    }
}

/// Pairs of `profiles` of which one declared a conflict with the other: by its id, its name or its
/// organisation. O(profiles · log).
pub(crate) fn conflicts(profiles: &[&Profile]) -> BTreeSet<(String, String)> {
    let mut known: BTreeMap<FoldedName, BTreeSet<&str>> = BTreeMap::new();
    for profile in profiles {
        let id = profile.id.as_str();
        let names = [Some(id), Some(profile.name.as_str()), organization(profile)];
        let further = profile.affiliations.iter().map(String::as_str);
        let names = names.into_iter().flatten().chain(further);
        let aliases = profile.aliases.folded();
        for name in names.filter_map(FoldedName::new).chain(aliases) {
            known.entry(name).or_default().insert(id);
        }
    }
    let mut pairs = BTreeSet::new();
    for profile in profiles {
        let own = profile.id.as_str();
        let declared = FoldedName::all_declared(&profile.conflicts).into_iter();
        let others = declared.filter_map(|name| known.get(&name)).flatten();
        for other in others.filter(|other| **other != own) {
            // A declaration binds both, whoever made it; ordered, two declarations are one pair.
            let (a, b) = (own.min(other), own.max(other));
            pairs.insert((a.to_owned(), b.to_owned()));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Candidate, conflicts, unite};
    use crate::model::Profile;

    fn profile(json: &str) -> Profile {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_profile_is_labelled_by_kind_level_and_regions() {
        let json = r#"{"id":"p","kind":"expert","name":"示例甲","organization":"示例大学",
            "level":"professor","region":"山东省/淄博市","capacity":3,"load":1}"#;
        let candidate = Candidate::of(&profile(json));
        assert_eq!(candidate.organization.as_deref(), Some("示例大学"));
        assert_eq!(candidate.free, Some(2));
        let labels: Vec<&str> = candidate.labels.iter().map(String::as_str).collect();
        assert_eq!(labels, ["expert", "professor", "山东省", "山东省/淄博市"]);
    }

    #[test]
    fn an_institution_is_its_own_organisation_and_a_person_is_not() {
        let own = Candidate::of(&profile(
            r#"{"id":"i","kind":"institution","name":"示例院"}"#,
        ));
        assert_eq!(own.organization.as_deref(), Some("示例院"));
        let person = Candidate::of(&profile(r#"{"id":"p","kind":"expert","name":"示例甲"}"#));
        assert_eq!(person.organization, None);
    }

    #[test]
    fn spellings_of_one_organisation_are_one() {
        let mut all = [
            Candidate::new("b").organization("Example  LAB"),
            Candidate::new("a").organization("Example Lab"),
            Candidate::new("c").organization("ＥＸＡＭＰＬＥ-lab"),
        ];
        unite(&mut all);
        assert!(
            all.iter()
                .all(|c| c.organization.as_deref() == Some("Example Lab"))
        );
    }

    #[test]
    fn conflicts_are_declared_by_id_name_or_organisation() {
        let all = [
            profile(
                r#"{"id":"a","kind":"expert","name":"示例甲","conflicts":["B（同门）","示例院"]}"#,
            ),
            profile(r#"{"id":"b","kind":"expert","name":"示例乙","conflicts":["某公司","b"]}"#),
            profile(r#"{"id":"c","kind":"expert","name":"示例丙","organization":"示例院"}"#),
            profile(r#"{"id":"d","kind":"expert","name":"示例丁","conflicts":["示例 丙"]}"#),
            profile(r#"{"id":"e","kind":"expert","name":"示例戊","organization":"示例(甲)院"}"#),
            profile(r#"{"id":"f","kind":"expert","name":"示例己","conflicts":["示例（甲）院"]}"#),
        ];
        let all: Vec<&Profile> = all.iter().collect();
        let pairs: Vec<String> = conflicts(&all)
            .iter()
            .map(|(a, b)| format!("{a}{b}"))
            .collect();
        assert_eq!(pairs, ["ab", "ac", "cd", "ef"]);
    }
}
