//! Earlier ids and other names of a snapshot's profiles.

use std::collections::{BTreeMap, BTreeSet};

use super::Snapshot;
use crate::error::Result;
use crate::ledger::{MergedIds, RevisionAction, of_record, profiles_with_standings};
use crate::model::facts::FacetValue;
use crate::model::{Facet, FoldedName, ProfileId, RecordId};

/// Profiles by the ids and names that they had besides their own.
#[derive(Debug, Default)]
pub(super) struct AliasTable {
    ids: BTreeMap<ProfileId, ProfileId>,
    names: BTreeMap<FoldedName, BTreeSet<ProfileId>>,
    /// Profiles with aliases.
    kept: BTreeSet<ProfileId>,
}

impl AliasTable {
    /// The profile that took in the one of that id.
    pub(super) fn kept(&self, gone: &ProfileId) -> Option<&ProfileId> {
        self.ids.get(gone)
    }

    /// Whether a profile has aliases of either sort.
    pub(super) fn is_kept(&self, id: &ProfileId) -> bool {
        self.kept.contains(id)
    }

    /// Profiles that have `name` besides their own, ascending.
    pub(super) fn named(&self, name: &FoldedName) -> impl Iterator<Item = &ProfileId> {
        self.names.get(name).into_iter().flatten()
    }
}

impl Snapshot {
    /// The aliases of all profiles; made once for a snapshot.
    ///
    /// O(distinct limits) if there is none, else O(profiles) and a record is read for each profile with aliases.
    pub(super) fn aliases(&self) -> Result<&AliasTable> {
        if let Some(known) = self.0.aliases.get() {
            return Ok(known);
        }
        let made = self.read_aliases()?;
        // Two threads may both come here; the result of the second is dropped.
        Ok(self.0.aliases.get_or_init(|| made))
    }

    /// The id of the profile that has, or took in, the one of that id; `id` itself if there is none.
    pub(super) fn current_id(&self, id: &ProfileId) -> Result<ProfileId> {
        match self.aliases()?.kept(id) {
            // An id of its own wins over an alias.
            Some(kept) if self.0.index.profile(id)?.is_none() => Ok(kept.clone()),
            Some(_) | None => Ok(id.clone()),
        }
    }

    /// The ids that went into other profiles, each with the id that has it now. Of profiles in the ledger that no record
    /// states any more, the history says into which they went: the record that took them in may be deleted.
    pub(super) fn merged_ids(&self) -> Result<MergedIds> {
        let mut pairs = BTreeMap::new();
        for (gone, kept) in &self.aliases()?.ids {
            // An id of its own wins over an alias.
            if self.0.index.profile_address(gone)?.is_none() {
                pairs.insert(gone.clone(), kept.clone());
            }
        }
        let database = self.0.origin.history.database()?;
        for id in database.read_as_stored(profiles_with_standings)? {
            if !pairs.contains_key(&id)
                && let Some((kept, passed)) = self.merged_by_history(&id)?
            {
                pairs.extend(passed.into_iter().map(|gone| (gone, kept.clone())));
            }
        }
        Ok(pairs.into_iter().collect())
    }

    /// The id of the profile that took in the one of that id, by the merges of the history, and the ids on the way to it;
    /// `None` if it is there, or was not merged last.
    fn merged_by_history(
        &self,
        id: &ProfileId,
    ) -> Result<Option<(ProfileId, BTreeSet<ProfileId>)>> {
        let (index, aliases) = (&self.0.index, self.aliases()?);
        let database = self.0.origin.history.database()?;
        let mut passed = BTreeSet::new();
        let mut now = id.clone();
        while index.profile_address(&now)?.is_none() {
            let record = RecordId::from(now.clone());
            let revisions =
                database.read_as_stored(|inside| of_record(inside, index.generation(), &record))?;
            let merge = revisions
                .last()
                .filter(|last| last.action == RevisionAction::Merge && last.version.is_none());
            let kept = match (
                aliases.kept(&now),
                merge.and_then(|last| last.other.as_deref()),
            ) {
                (Some(kept), _) => kept.clone(),
                (None, Some(other)) => ProfileId::new(other)?,
                (None, None) => break,
            };
            // Two that went into each other in turn, and were both restored and deleted, belong to neither.
            passed.insert(std::mem::replace(&mut now, kept));
            if passed.contains(&now) {
                return Ok(None);
            }
        }
        Ok((now != *id).then_some((now, passed)))
    }

    fn read_aliases(&self) -> Result<AliasTable> {
        let mut table = AliasTable::default();
        let compiled = self.compiled();
        let has_aliases = |&code: &u32| {
            let value = compiled.values.get(Facet::Limits, code);
            matches!(value, Some(FacetValue::Limits(limits)) if !limits.aliases.is_empty())
        };
        let count = u32::try_from(compiled.values.len(Facet::Limits)).unwrap_or(u32::MAX);
        let codes: BTreeSet<u32> = (0..count).filter(has_aliases).collect();
        if codes.is_empty() {
            return Ok(table);
        }
        for view in &compiled.segments {
            let column = view.column(Facet::Limits);
            let profiles = 0..view.compiled.profile_count();
            let hit = |&at: &u32| codes.contains(&column.get(at)) && view.is_live(at);
            for at in profiles.filter(hit) {
                let id = ProfileId::new(view.compiled.id(at))?;
                let Some(profile) = self.0.index.profile(&id)? else {
                    continue;
                };
                table.kept.insert(id.clone());
                for gone in profile.aliases.ids {
                    // Of two profiles that claim an id the smaller one has it, whatever the order of the segments.
                    let kept = table.ids.entry(gone).or_insert_with(|| id.clone());
                    if id < *kept {
                        kept.clone_from(&id);
                    }
                }
                for name in FoldedName::all(&profile.aliases.names) {
                    table.names.entry(name).or_default().insert(id.clone());
                }
            }
        }
        Ok(table)
    }
}
