//! Leaders of student groups and teams who are profiles themselves, and groups that share a leader.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Snapshot;
use crate::error::Result;
use crate::model::{FoldedName, LIST_SEPARATORS, Profile, ProfileId, ProfileStatus, says_nothing};

/// The groups that each leader goes with, by the leader's id.
pub(super) type Led = BTreeMap<ProfileId, Vec<ProfileId>>;

/// Finds the leaders of all active student groups among the profiles. O(profiles), each is read.
pub(super) fn led(snapshot: &Snapshot) -> Result<Led> {
    let mut led = Led::new();
    for id in snapshot.profile_ids()? {
        let group = snapshot.profile(&id)?;
        if group.status == ProfileStatus::Active && group.students.is_some() {
            for name in leaders(snapshot, &group)? {
                if let Leader::Profile(leader) = name {
                    led.entry(leader).or_default().push(id.clone());
                }
            }
        }
    }
    Ok(led)
}

/// Sets of `profiles` that share a person: a leader and the `groups` that he leads, or groups of one leader who is no
/// profile. Groups without a leader are passed over.
pub(super) fn persons(
    snapshot: &Snapshot,
    profiles: &BTreeSet<ProfileId>,
    groups: &[Profile],
) -> Result<Vec<BTreeSet<ProfileId>>> {
    let mut sets: BTreeMap<Leader, BTreeSet<ProfileId>> = BTreeMap::new();
    for group in groups {
        for leader in leaders(snapshot, group)? {
            let own = match &leader {
                Leader::Profile(id) => profiles.get(id).cloned(),
                Leader::Name(..) => None,
            };
            let set = sets.entry(leader).or_default();
            set.insert(group.id.clone());
            set.extend(own);
        }
    }
    Ok(sets.into_values().filter(|set| set.len() > 1).collect())
}

/// Who leads a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Leader {
    Profile(ProfileId),
    /// A name that no profile has alone, and the group's organisation.
    Name(FoldedName, FoldedName),
}

/// The leaders of a group: the one that its text names as a whole, or each one of a list.
fn leaders(snapshot: &Snapshot, group: &Profile) -> Result<Vec<Leader>> {
    let Some(text) = group.leader() else {
        return Ok(Vec::new());
    };
    if let Some(whole) = named(snapshot, group, text)? {
        return Ok(vec![Leader::Profile(whole)]);
    }
    let mut found = Vec::new();
    let names = text.split(LIST_SEPARATORS).map(str::trim);
    // A cell that leaves the leader open (待定) names nobody, and not one person of all groups.
    for name in names.filter(|name| !says_nothing(name)) {
        match named(snapshot, group, name)? {
            Some(id) => found.push(Leader::Profile(id)),
            None => {
                let name = FoldedName::new(name);
                // The first organisation: a group of two bodies has one leader of that name.
                let body = group.organizations().find_map(FoldedName::new);
                found.extend(name.zip(body).map(|(name, body)| Leader::Name(name, body)));
            }
        }
    }
    Ok(found)
}

/// The profile called `name` that leads `group`: the one of that id, or the only one of that name; of several the only
/// one of the group's organisations.
fn named(snapshot: &Snapshot, group: &Profile, name: &str) -> Result<Option<ProfileId>> {
    if let Ok(id) = ProfileId::new(name) {
        match snapshot.profile(&id) {
            Ok(found) => return Ok(Some(found.id).filter(|id| *id != group.id)),
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    let named = snapshot.profiles_named(name)?;
    let mut named: Vec<ProfileId> = named.into_iter().filter(|id| *id != group.id).collect();
    if named.len() > 1 {
        let bodies: Vec<FoldedName> = group.organizations().filter_map(FoldedName::new).collect();
        let mut near = Vec::new();
        for id in named {
            let profile = snapshot.profile(&id)?;
            let mut own = profile.organizations().filter_map(FoldedName::new);
            if own.any(|body| bodies.contains(&body)) {
                near.push(id);
            }
        }
        named = near;
    }
    Ok(named.pop().filter(|_| named.is_empty()))
}
