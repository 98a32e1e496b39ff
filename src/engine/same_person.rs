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

    /// Ids of each person who has several.
    pub(super) fn sets(self) -> BTreeSet<BTreeSet<ProfileId>> {
        self.0.into_values().filter(|ids| ids.len() > 1).collect()
    }
}
