//! Profiles that are surely one person: experts of one name at one organisation.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{FoldedName, Profile, ProfileId, ProfileKind};

/// Experts by name and organisation. A person can sit once in a team, and at one table at a time, under whatever id.
#[derive(Debug, Default)]
pub(super) struct SamePersons(BTreeMap<(FoldedName, FoldedName), BTreeSet<ProfileId>>);

impl SamePersons {
    /// Adds `profile`, if it is of a person whose organisation is known.
    pub(super) fn add(&mut self, profile: &Profile) {
        let is_person = profile.kind == ProfileKind::Expert && profile.students.is_none();
        let Some(name) = FoldedName::new(&profile.name).filter(|_| is_person) else {
            return;
        };
        for body in profile.organizations().filter_map(FoldedName::new) {
            let ids = self.0.entry((name.clone(), body)).or_default();
            ids.insert(profile.id.clone());
        }
    }

    /// Ids of each person who has several. One who is of a house with one id and of another house with the next has both
    /// houses, and so the ids of both.
    pub(super) fn sets(self) -> BTreeSet<BTreeSet<ProfileId>> {
        // Of one name: what two ids share is the person.
        let mut of_name: BTreeMap<FoldedName, Vec<BTreeSet<ProfileId>>> = BTreeMap::new();
        for ((name, _), ids) in self.0 {
            of_name.entry(name).or_default().push(ids);
        }
        let persons = of_name.into_values().flat_map(united);
        persons.filter(|ids| ids.len() > 1).collect()
    }
}

/// The sets with those made one that share an id, if only by way of a third. O(ids · log² ids).
fn united(sets: impl IntoIterator<Item = BTreeSet<ProfileId>>) -> Vec<BTreeSet<ProfileId>> {
    let mut joined: Vec<BTreeSet<ProfileId>> = Vec::new();
    let mut place: BTreeMap<ProfileId, usize> = BTreeMap::new();
    for set in sets {
        let mut met: BTreeSet<usize> = set.iter().filter_map(|id| place.get(id).copied()).collect();
        met.insert(joined.len());
        joined.push(set);
        // The smaller ones go into the largest, so that an id moves a logarithmic number of times.
        let largest = met.iter().copied().max_by_key(|&at| joined[at].len());
        let largest = largest.unwrap_or_default();
        let all: Vec<BTreeSet<ProfileId>> = met
            .iter()
            .filter(|&&at| at != largest)
            .map(|&at| std::mem::take(&mut joined[at]))
            .collect();
        let moved = all
            .into_iter()
            .flatten()
            .chain(match largest + 1 == joined.len() {
                true => std::mem::take(&mut joined[largest]),
                false => BTreeSet::new(),
            });
        for id in moved.collect::<Vec<_>>() {
            place.insert(id.clone(), largest);
            joined[largest].insert(id);
        }
    }
    joined.retain(|set| !set.is_empty());
    joined
}

/// The ids of each person with several, with the groups that the person leads under any of them, and then of each other
/// leader with groups. A group of two leaders is in two sets, which stay two. O(ids · log ids).
pub(super) fn with_groups(
    persons: BTreeSet<BTreeSet<ProfileId>>,
    led: Vec<BTreeSet<ProfileId>>,
) -> Vec<BTreeSet<ProfileId>> {
    let mut sets: Vec<BTreeSet<ProfileId>> = persons.into_iter().collect();
    let ids = sets.iter().enumerate();
    let ids = ids.flat_map(|(at, set)| set.iter().map(move |id| (id.clone(), at)));
    let person: BTreeMap<ProfileId, usize> = ids.collect();
    for of_leader in led {
        // The leader is the only one of the set who can have several ids.
        match of_leader.iter().find_map(|id| person.get(id)) {
            Some(&at) => sets[at].extend(of_leader),
            None => sets.push(of_leader),
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{SamePersons, united, with_groups};
    use crate::model::{Profile, ProfileId, ProfileKind};
    use std::collections::BTreeSet;

    fn set(ids: &[&str]) -> BTreeSet<ProfileId> {
        let ids = ids.iter().map(|id| ProfileId::new(*id).unwrap());
        ids.collect()
    }

    #[test]
    fn sets_that_share_an_id_are_one() {
        let sets = ["a b", "c d", "e f", "b c", "g h", "f h"];
        let sets = sets.map(|ids| set(&ids.split(' ').collect::<Vec<_>>()));
        let all: BTreeSet<_> = united(sets).into_iter().collect();
        let expected = [set(&["a", "b", "c", "d"]), set(&["e", "f", "g", "h"])];
        assert_eq!(all, BTreeSet::from(expected));
    }

    #[test]
    fn groups_of_every_id_of_a_leader_are_the_leaders() {
        let persons = BTreeSet::from([set(&["a", "a2"])]);
        let led = vec![set(&["a", "g1"]), set(&["a2", "g2"]), set(&["b", "g1"])];
        let expected = vec![set(&["a", "a2", "g1", "g2"]), set(&["b", "g1"])];
        assert_eq!(with_groups(persons, led), expected);
    }

    #[test]
    fn a_person_of_two_houses_has_the_ids_of_both() {
        let mut same = SamePersons::default();
        for (id, name, houses) in [
            ("a", "示例·张三", "示例大学"),
            ("b", "示例·张三", "示例大学;示例材料研究院"),
            ("c", "示例·张三", "示例材料研究院"),
            ("d", "示例·张三", "示例医院"),
            ("e", "示例·李四", "示例材料研究院"),
        ] {
            let mut profile = Profile::new(id, ProfileKind::Expert, name).unwrap();
            let mut houses = houses.split(';').map(str::to_owned);
            profile.organization = houses.next();
            profile.affiliations = houses.collect();
            same.add(&profile);
        }
        assert_eq!(same.sets(), BTreeSet::from([set(&["a", "b", "c"])]));
    }
}
