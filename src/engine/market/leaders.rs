//! Leaders of student groups who are profiles themselves.

use std::collections::BTreeMap;

use crate::engine::Snapshot;
use crate::error::Result;
use crate::model::{FoldedName, Profile, ProfileId, ProfileStatus};

/// The groups that each leader goes with, by the leader's id.
pub(super) type Led = BTreeMap<ProfileId, Vec<ProfileId>>;

/// Finds the leaders of all active student groups among the profiles. O(profiles), each is read.
pub(super) fn led(snapshot: &Snapshot) -> Result<Led> {
    let mut led = Led::new();
    for id in snapshot.profile_ids()? {
        let group = snapshot.profile(&id)?;
        if group.status == ProfileStatus::Active
            && let Some(leader) = leader(snapshot, &group)?
        {
            led.entry(leader).or_default().push(id);
        }
    }
    Ok(led)
}

/// The profile that leads `group`: the one of that id, or the only one of that name; of several the only one of the
/// group's organisations.
fn leader(snapshot: &Snapshot, group: &Profile) -> Result<Option<ProfileId>> {
    let Some(name) = group.students.as_ref().and_then(|s| s.leader.as_deref()) else {
        return Ok(None);
    };
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
