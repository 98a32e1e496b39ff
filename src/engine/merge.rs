//! Two profiles made one, and rows that come in for a profile that is one of two.

use std::collections::{BTreeMap, BTreeSet};

use super::{Snapshot, Writer};
use crate::error::{Error, Result, say};
use crate::ledger::RevisionAction;
use crate::model::{DroppedValue, FoldedName, Profile, ProfileId};

impl Writer {
    /// Makes the profiles `keep` and `gone` of `snapshot`, the last commit, one under the id of `keep`; returns the
    /// values that were dropped. See [`Profile::absorb`] for what becomes of each field.
    ///
    /// The id and the name of `gone` stay aliases of the kept profile: [`Snapshot::profile`] finds it by them, rules
    /// that name them bar it, and [`ProfileUpdates`] brings later rows of that id to it. Both changes become visible
    /// in one [`Writer::commit`].
    ///
    /// # Errors
    /// Not found if one of the ids is; invalid input if both are one profile, or if the two are too large to be one.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # use qianxian::model::ProfileId;
    /// # let library = small::library()?;
    /// # let mut writer = library.writer()?;
    /// let (keep, gone) = (ProfileId::new("p1")?, ProfileId::new("p2")?);
    /// let dropped = writer.merge_profiles(&library.snapshot()?, &keep, &gone)?;
    /// writer.commit()?;
    /// assert_eq!(dropped[0].field, "expertise"); // each states its own
    /// let snapshot = library.snapshot()?;
    /// assert_eq!(snapshot.profile_ids()?, ["p1"]);
    /// assert_eq!(snapshot.profile(&gone)?.id, keep);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn merge_profiles(
        &self,
        snapshot: &Snapshot,
        keep: &ProfileId,
        gone: &ProfileId,
    ) -> Result<Vec<DroppedValue>> {
        let mut kept = snapshot.profile(keep)?;
        let other = snapshot.profile(gone)?;
        if kept.id == other.id {
            let repair = say!(
                "name two profiles; both are {}",
                "请写出两个不同的供方；两者都是 {}",
                kept.id
            );
            return Err(Error::invalid("merge", gone, repair));
        }
        let other_id = other.id.clone();
        let dropped = kept.absorb(other);
        // First the one that may be refused: nothing is deleted then.
        let record = self.prepare(&kept.into())?;
        let gone = Some(other_id.to_string());
        self.put(record, RevisionAction::Merge, gone)?;
        let kept = Some(keep.to_string());
        self.delete(&other_id.into(), RevisionAction::Merge, kept)?;
        Ok(dropped)
    }
}

/// What becomes of the works of a stored profile when a row comes in for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoredWorks {
    /// They stay, and the row's are added.
    #[default]
    Joined,
    /// The row's take their place.
    Replaced,
}

/// Brings incoming profiles together with the stored ones, so that an import loses neither works nor merges.
///
/// - A profile of a new id comes back as it is.
/// - One of a stored id replaces it; the stored works are joined to its own ([`StoredWorks`]).
/// - One whose id was merged into another profile updates that one: the fields that it states replace the kept ones,
///   its works and organisations are added; id, name, kind and organisation of the kept profile stay.
/// - A profile that others were merged into also keeps its aliases and whatever the incoming one does not state.
///
/// Holds the ids of the library, and the incoming profiles that have aliases. Each call is O(log profiles) and reads
/// one record at most.
///
/// # Example
/// ```
/// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
/// use qianxian::engine::{ProfileUpdates, StoredWorks};
/// use qianxian::model::{Profile, ProfileId, ProfileKind};
///
/// # let library = small::library()?;
/// # let mut writer = library.writer()?;
/// let (keep, gone) = (ProfileId::new("p1")?, ProfileId::new("p2")?);
/// writer.merge_profiles(&library.snapshot()?, &keep, &gone)?;
/// writer.commit()?;
/// let mut updates = ProfileUpdates::new(library.snapshot()?, StoredWorks::Joined)?;
/// let row = Profile::new("p2", ProfileKind::Expert, "示例·王工")?;
/// assert_eq!(updates.apply(row)?.id, keep);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Debug)]
pub struct ProfileUpdates {
    snapshot: Snapshot,
    works: StoredWorks,
    ids: BTreeSet<ProfileId>,
    /// Profiles with aliases as they are after the rows so far.
    updated: BTreeMap<ProfileId, Profile>,
}

impl ProfileUpdates {
    /// Rows for the profiles of `snapshot`. O(profiles).
    ///
    /// # Errors
    /// Corrupt if an id or a record cannot be read.
    pub fn new(snapshot: Snapshot, works: StoredWorks) -> Result<Self> {
        let ids = snapshot.profile_ids()?.into_iter().collect();
        Ok(Self {
            snapshot,
            works,
            ids,
            updated: BTreeMap::new(),
        })
    }

    /// The profile to put for the incoming one.
    ///
    /// # Errors
    /// Corrupt if the stored record cannot be read.
    pub fn apply(&mut self, mut incoming: Profile) -> Result<Profile> {
        let id = if self.ids.contains(&incoming.id) {
            incoming.id.clone()
        } else {
            match self.snapshot.aliases()?.kept(&incoming.id) {
                Some(kept) => kept.clone(),
                None => return Ok(incoming),
            }
        };
        let mut stored = match self.updated.get(&id) {
            Some(updated) => updated.clone(),
            None if self.works == StoredWorks::Replaced && !self.has_aliases(&id)? => {
                return Ok(incoming);
            }
            None => self.snapshot.profile(&id)?,
        };
        if stored.aliases.is_empty() {
            incoming.add_works(stored.works);
            return Ok(incoming);
        }
        if self.works == StoredWorks::Replaced && !incoming.works.is_empty() {
            stored.works.clear();
        }
        let profile = updated(stored, incoming);
        self.updated.insert(id, profile.clone());
        Ok(profile)
    }

    fn has_aliases(&self, id: &ProfileId) -> Result<bool> {
        Ok(self.snapshot.aliases()?.is_kept(id))
    }
}

/// `stored`, which has aliases, after a row for it or for a profile that it took in.
fn updated(stored: Profile, mut row: Profile) -> Profile {
    if row.id != stored.id {
        row.id = stored.id.clone();
        row.kind = stored.kind;
        if FoldedName::new(&row.name) != FoldedName::new(&stored.name) {
            row.aliases.names.push(std::mem::take(&mut row.name));
        }
        row.name.clone_from(&stored.name);
        // The organisations of the row stand behind the kept ones, which `absorb` adds.
        let of_row = row.organization.take().into_iter();
        row.affiliations = of_row
            .chain(std::mem::take(&mut row.affiliations))
            .collect();
        row.organization.clone_from(&stored.organization);
        let own = row.organization.as_deref().and_then(FoldedName::new);
        row.affiliations
            .retain(|name| own.is_none() || FoldedName::new(name) != own);
    }
    row.absorb(stored);
    row
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::{ProfileUpdates, StoredWorks};
    use crate::assign::{Objective, Options};
    use crate::engine::{Library, MarketOptions, silent};
    use crate::model::{Date, Need, Profile, ProfileId, Work};
    use crate::rank::RankOptions;

    fn id(id: &str) -> ProfileId {
        ProfileId::new(id).unwrap()
    }

    fn profile(id: &str, name: &str, more: serde_json::Value) -> Profile {
        let mut fields = json!({"id": id, "kind": "expert", "name": name, "expertise": ["针状焦"]});
        let more = more.as_object().unwrap().clone();
        fields.as_object_mut().unwrap().extend(more);
        serde_json::from_value(fields).unwrap()
    }

    fn library(profiles: &[Profile]) -> Library {
        let library = Library::in_memory().unwrap();
        put(&library, profiles);
        library
    }

    fn put(library: &Library, profiles: &[Profile]) {
        let mut writer = library.writer().unwrap();
        for profile in profiles {
            writer.put_profile(profile).unwrap();
        }
        writer.commit().unwrap();
    }

    fn merge(library: &Library, keep: &str, gone: &str) {
        let mut writer = library.writer().unwrap();
        let snapshot = library.snapshot().unwrap();
        writer
            .merge_profiles(&snapshot, &id(keep), &id(gone))
            .unwrap();
        writer.commit().unwrap();
    }

    fn three() -> Library {
        library(&[
            profile(
                "a",
                "示例甲",
                json!({"works": ["一"], "organization": "示例大学"}),
            ),
            profile(
                "b",
                "示例乙",
                json!({"works": ["二"], "organization": "示例公司"}),
            ),
            profile("c", "示例丙", json!({"works": ["三"]})),
        ])
    }

    #[test]
    fn a_merge_is_one_commit_and_nothing_without_it() {
        let library = three();
        let mut writer = library.writer().unwrap();
        let before = library.snapshot().unwrap();
        writer.merge_profiles(&before, &id("a"), &id("b")).unwrap();
        assert_eq!(library.snapshot().unwrap().profile_ids().unwrap().len(), 3);
        writer.rollback().unwrap();
        writer.commit().unwrap();
        assert_eq!(library.snapshot().unwrap().profile_ids().unwrap().len(), 3);
        writer.merge_profiles(&before, &id("a"), &id("b")).unwrap();
        writer.commit().unwrap();
        let after = library.snapshot().unwrap();
        assert_eq!(after.profile_ids().unwrap(), ["a", "c"]);
        let works = after.profile(&id("a")).unwrap().works;
        assert_eq!(works, [Work::new("一"), Work::new("二")]);
    }

    #[test]
    fn itself_and_unknown_ids_are_refused_and_change_nothing() {
        let library = three();
        merge(&library, "a", "b");
        let writer = library.writer().unwrap();
        let snapshot = library.snapshot().unwrap();
        let merge = |keep: &str, gone: &str| {
            let merged = writer.merge_profiles(&snapshot, &id(keep), &id(gone));
            merged.unwrap_err()
        };
        assert!(merge("a", "a").is_invalid_input());
        assert!(merge("a", "b").is_invalid_input(), "b is a now");
        assert!(merge("a", "x").is_not_found());
        assert!(merge("x", "a").is_not_found());
    }

    #[test]
    fn a_chain_of_merges_leads_every_id_and_name_to_the_last() {
        let library = three();
        merge(&library, "b", "a");
        merge(&library, "c", "a"); // a is b now
        let snapshot = library.snapshot().unwrap();
        assert_eq!(snapshot.profile_ids().unwrap(), ["c"]);
        for called in ["a", "b", "c", "示例甲", "示例乙", "示例丙"] {
            assert_eq!(snapshot.find_profile(called).unwrap().id, "c", "{called}");
        }
        let kept = snapshot.profile(&id("a")).unwrap();
        let organizations: Vec<&str> = kept.organizations().collect();
        assert_eq!(organizations, ["示例公司", "示例大学"]);
        assert_eq!(kept.works.len(), 3);
        library.writer().unwrap().merge().unwrap();
        assert_eq!(
            library
                .snapshot()
                .unwrap()
                .find_profile("示例甲")
                .unwrap()
                .id,
            "c"
        );
    }

    #[test]
    fn whoever_bars_the_id_that_went_bars_the_kept_profile() {
        let library = three();
        let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
        let mut need = Need::new("n", "针状焦").unwrap();
        need.conflicts = vec!["b".into()];
        let ranked = |options: &RankOptions, need: &Need| -> Vec<String> {
            let ranking = library.snapshot().unwrap().rank(need, options).unwrap();
            let mut ids: Vec<String> = ranking
                .matches
                .iter()
                .map(|m| m.profile.to_string())
                .collect();
            ids.sort();
            ids
        };
        assert_eq!(ranked(&options, &need), ["a", "c"]);
        merge(&library, "a", "b");
        assert_eq!(ranked(&options, &need), ["c"]);
        need.conflicts.clear();
        assert_eq!(ranked(&options, &need), ["a", "c"]);
        assert_eq!(ranked(&options.clone().exclude([id("b")]), &need), ["c"]);
        need.enterprise = Some("示例公司".into());
        assert_eq!(
            ranked(&options, &need),
            ["c"],
            "the organisation came along"
        );
    }

    #[test]
    fn rows_of_the_id_that_went_update_the_kept_profile() {
        let library = three();
        merge(&library, "a", "b");
        let mut updates =
            ProfileUpdates::new(library.snapshot().unwrap(), StoredWorks::Joined).unwrap();
        let row = profile(
            "b",
            "示例乙乙",
            json!({"organization": "示例所", "level": "professor", "works": ["四"]}),
        );
        let after = updates.apply(row).unwrap();
        assert_eq!((after.id.as_str(), after.name.as_str()), ("a", "示例甲"));
        assert_eq!(after.level.map(|level| level.as_str()), Some("professor"));
        let organizations: Vec<&str> = after.organizations().collect();
        assert_eq!(organizations, ["示例大学", "示例所", "示例公司"]);
        let works: Vec<&str> = after.works.iter().map(|w| w.title.as_str()).collect();
        assert_eq!(works, ["四", "一", "二"]);
        assert_eq!(after.aliases.ids, ["b"]);
        assert_eq!(after.aliases.names, ["示例乙乙", "示例乙"]);
        // A row of the kept id in the same file knows it already.
        let kept = updates
            .apply(profile("a", "示例甲", json!({"works": ["五"]})))
            .unwrap();
        assert_eq!(kept.level, after.level);
        assert_eq!((kept.works.len(), kept.aliases.ids.len()), (4, 1));
        put(&library, &[kept]);
        assert_eq!(
            library.snapshot().unwrap().profile_ids().unwrap(),
            ["a", "c"]
        );
    }

    #[test]
    fn works_are_replaced_if_asked_and_aliases_stay() {
        let library = three();
        merge(&library, "a", "b");
        let snapshot = library.snapshot().unwrap();
        let mut updates = ProfileUpdates::new(snapshot, StoredWorks::Replaced).unwrap();
        let kept = updates
            .apply(profile("b", "示例乙", json!({"works": ["六"]})))
            .unwrap();
        assert_eq!((kept.works.len(), kept.aliases.ids.len()), (1, 1));
        let plain = profile("c", "示例丙", json!({"works": ["七"]}));
        assert_eq!(updates.apply(plain.clone()).unwrap(), plain);
        let new = profile("d", "示例丁", json!({}));
        assert_eq!(updates.apply(new.clone()).unwrap(), new);
    }

    #[test]
    fn decisions_know_the_kept_profile_by_the_id_that_went() {
        let library = three();
        merge(&library, "c", "b");
        let need = Need::new("n", "针状焦").unwrap();
        let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
        let snapshot = library.snapshot().unwrap();
        let needs = vec![need.clone()];
        let market = snapshot.market(needs, &options, MarketOptions::new(), &silent);
        let mut market = market.unwrap();
        market.require(&need.id, &id("b")).unwrap();
        market.capacity(&id("b"), 0..=1).unwrap();
        let found = market
            .solve(Objective::GreatestTotal, Options::new())
            .unwrap();
        let assigned = found.outcome.into_result().unwrap();
        let pairs: Vec<_> = assigned.profiles_of("n").collect();
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].profile, "c");
    }
}
