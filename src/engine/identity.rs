//! Records of a library that seem to be one.

use rayon::prelude::*;

use super::Snapshot;
use crate::error::Result;
use crate::intake::duplicate::{IdentityRecord, MOST_OF_A_NAME, SameRecords, same_records};
use crate::model::{FoldedName, ProfileId};

/// Hash of a name, and the place of a record that has it: segment, and profile or document.
type NamePlace = (u64, u32, u32);

impl Snapshot {
    /// Profiles that seem to be one person or body under several ids, with the evidence.
    ///
    /// Profiles of one name and kind are one *surely* if they share an organisation, and *likely* if they share a work;
    /// those that share the name alone are counted as namesakes. O(profiles log profiles) on 16 bytes each; only
    /// records whose name another one has are read, of one name 1,000 at most (the rest is counted).
    /// [`super::Writer::merge_profiles`] makes two of them one.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// let same = small::library()?.snapshot()?.same_profiles()?;
    /// assert!(same.groups.is_empty());
    /// assert_eq!(same.namesakes, 2); // both are 示例·王工, of organisations unknown
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn same_profiles(&self) -> Result<SameRecords> {
        let mut places: Vec<NamePlace> = Vec::with_capacity(self.compiled().profile_count());
        for (segment, view) in (0_u32..).zip(&self.compiled().segments) {
            let live = (0..view.compiled.profile_count()).filter(|&at| view.is_live(at));
            places.extend(live.map(|at| (view.compiled.row(at).name_key, segment, at)));
        }
        let read = |&(_, segment, at): &NamePlace| {
            let view = &self.compiled().segments[segment as usize];
            let profile = self.profile(&ProfileId::new(view.compiled.id(at))?)?;
            Ok(IdentityRecord::of_profile(profile))
        };
        let id = |&(_, segment, at): &NamePlace| {
            let view = &self.compiled().segments[segment as usize];
            view.compiled.id(at).to_owned()
        };
        of_shared_names(places, &id, &read)
    }

    /// Needs that seem to be one under several ids: one title, one enterprise, one kind.
    ///
    /// Needs that share the title alone are counted as namesakes. O(needs): every need is read once, and the ones
    /// whose title another one has a second time.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// let same = small::library()?.snapshot()?.same_needs()?;
    /// assert!(same.groups.is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn same_needs(&self) -> Result<SameRecords> {
        let mut places: Vec<(NamePlace, String)> = Vec::new();
        for (ordinal, segment) in (0_u32..).zip(self.0.index.segments()) {
            let docs = segment.needs()?.into_iter().map(|need| need.start);
            let docs: Vec<u32> = docs.filter(|&doc| !segment.is_deleted(doc)).collect();
            let keyed = |&doc: &u32| {
                let need = self.0.index.need_at(ordinal, doc)?;
                let key = FoldedName::new(&need.title).map_or(0, |title| title.hash64());
                Ok(((key, ordinal, doc), need.id.as_str().to_owned()))
            };
            let keyed: Vec<_> = docs.par_iter().map(keyed).collect::<Result<_>>()?;
            places.extend(keyed);
        }
        places.sort_unstable();
        let ids = |place: &NamePlace| {
            let at = places.binary_search_by_key(place, |(known, _)| *known);
            at.map_or_else(|_| String::new(), |at| places[at].1.clone())
        };
        let read = |&(_, ordinal, doc): &NamePlace| {
            Ok(IdentityRecord::of_need(self.0.index.need_at(ordinal, doc)?))
        };
        let keys = places.iter().map(|(place, _)| *place).collect();
        of_shared_names(keys, &ids, &read)
    }
}

/// The groups among the records whose name another record has; `read` reads a record, `id` its id alone.
fn of_shared_names(
    mut places: Vec<NamePlace>,
    id: &(impl Fn(&NamePlace) -> String + Sync),
    read: &(impl Fn(&NamePlace) -> Result<IdentityRecord> + Sync),
) -> Result<SameRecords> {
    places.sort_unstable();
    let runs = places.chunk_by(|a, b| a.0 == b.0);
    // A hash of 0 says that nothing of a name can be seen.
    let shared: Vec<&[NamePlace]> = runs.filter(|run| run.len() > 1 && run[0].0 != 0).collect();
    let of_run = |run: &&[NamePlace]| -> Result<SameRecords> {
        let mut places: Vec<(String, &NamePlace)> = run.iter().map(|p| (id(p), p)).collect();
        // The least ids, whatever the segments.
        places.sort_unstable();
        let left = places.len().saturating_sub(MOST_OF_A_NAME);
        places.truncate(MOST_OF_A_NAME);
        let records = places.iter().map(|(_, place)| read(place));
        let mut found = same_records(records.collect::<Result<_>>()?);
        found.not_compared += left;
        Ok(found)
    };
    let found: Vec<SameRecords> = shared.par_iter().map(of_run).collect::<Result<_>>()?;
    let mut all = found
        .into_iter()
        .fold(SameRecords::default(), SameRecords::merge);
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::Library;
    use crate::model::{Need, Profile, ProfileKind};

    #[test]
    fn segments_and_deleted_records_change_nothing() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for (id, name) in [
            ("c", "示例甲"),
            ("a", "示例 甲"),
            ("b", "示例乙"),
            ("d", "示例甲"),
        ] {
            let mut profile = Profile::new(id, ProfileKind::Expert, name).unwrap();
            profile.organization = Some("示例大学".into());
            writer.put_profile(&profile).unwrap();
            let mut need = Need::new(id, name).unwrap();
            need.enterprise = Some("示例厂".into());
            writer.put_need(&need).unwrap();
            writer.commit().unwrap();
        }
        writer.delete_profile(&"d".parse().unwrap()).unwrap();
        writer.delete_need(&"d".parse().unwrap()).unwrap();
        writer.commit().unwrap();
        let snapshot = library.snapshot().unwrap();
        for same in [
            snapshot.same_profiles().unwrap(),
            snapshot.same_needs().unwrap(),
        ] {
            let ids: Vec<_> = same.groups[0]
                .records
                .iter()
                .map(|r| r.id.as_str())
                .collect();
            assert_eq!(
                (ids, same.groups.len(), same.namesakes),
                (vec!["a", "c"], 1, 0)
            );
        }
        writer.merge().unwrap();
        let merged = library.snapshot().unwrap();
        assert_eq!(
            merged.same_profiles().unwrap(),
            snapshot.same_profiles().unwrap()
        );
        assert_eq!(merged.same_needs().unwrap(), snapshot.same_needs().unwrap());
    }
}
