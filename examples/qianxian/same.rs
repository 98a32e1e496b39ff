//! Profiles of one person among those that an answer is about.

use std::collections::BTreeSet;
use std::io::Write as _;

use qianxian::Snapshot;
use qianxian::intake::duplicate::Sameness;
use qianxian::model::{ProfileId, ProfileKind};

use crate::failure::Result;
use crate::language::tell;
use crate::output::Output;

/// Sets of `profiles` that are surely one person each, by the least id.
pub(crate) fn same_persons<'p>(
    snapshot: &Snapshot,
    profiles: impl IntoIterator<Item = &'p ProfileId>,
) -> Result<Vec<Vec<ProfileId>>> {
    let mut known: BTreeSet<ProfileId> = BTreeSet::new();
    for id in profiles {
        let profile = snapshot.profile(id)?;
        if profile.kind == ProfileKind::Expert {
            known.insert(profile.id);
        }
    }
    if known.len() < 2 {
        return Ok(Vec::new());
    }
    let mut sets = Vec::new();
    for group in snapshot.same_profiles()?.groups {
        let ids = group
            .records
            .iter()
            .map(|record| ProfileId::new(&record.id));
        let ids: Vec<ProfileId> = ids.collect::<qianxian::Result<_>>()?;
        let ids: Vec<ProfileId> = ids.into_iter().filter(|id| known.contains(id)).collect();
        if group.sameness == Sameness::Sure && ids.len() > 1 {
            sets.push(ids);
        }
    }
    Ok(sets)
}

/// Names the profiles of one person, a line a person, and how to make them one.
pub(crate) fn print_same(out: &mut Output, sets: &[Vec<ProfileId>]) -> Result<()> {
    for set in sets {
        let ids: Vec<&str> = set.iter().map(|id| id.as_str()).collect();
        let (all, keep) = (ids.join(", "), ids[0]);
        let merge = |gone: &&str| format!("qianxian merge {keep} {gone}");
        let merges: Vec<String> = ids[1..].iter().map(merge).collect();
        let merges = merges.join("; ");
        let make = if ids.len() > 2 { "make" } else { "makes" };
        tell!(
            out,
            "one person by name and organization: {all}; {merges} {make} them one",
            "姓名与单位相同，应为一人：{all}；可用 {merges} 合并"
        )?;
    }
    Ok(())
}
