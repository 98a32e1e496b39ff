//! Earlier ids of profiles, under which entries stay as they were written.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entry::LedgerEntry;
use crate::model::ProfileId;

/// Profiles that were merged into others, as the library's records state it.
///
/// Entries are never changed, so that those of a merged profile keep its id; a match is of the kept profile, whichever of
/// the ids an entry names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct MergedIds {
    kept_of: BTreeMap<ProfileId, ProfileId>,
    gone_of: BTreeMap<ProfileId, Vec<ProfileId>>,
}

impl FromIterator<(ProfileId, ProfileId)> for MergedIds {
    /// From pairs of an id that went and the id of the profile that has it now.
    fn from_iter<I: IntoIterator<Item = (ProfileId, ProfileId)>>(pairs: I) -> Self {
        let mut merged = Self::default();
        for (gone, kept) in pairs {
            merged
                .gone_of
                .entry(kept.clone())
                .or_default()
                .push(gone.clone());
            merged.kept_of.insert(gone, kept);
        }
        merged
    }
}

impl MergedIds {
    /// The id of the profile that has `id` now; `id` itself unless it went.
    pub(crate) fn kept<'a>(&'a self, id: &'a ProfileId) -> &'a ProfileId {
        self.kept_of.get(id).unwrap_or(id)
    }

    /// The id of the profile that has `id` now, and then all that it had before.
    pub(crate) fn all<'a>(&'a self, id: &'a ProfileId) -> impl Iterator<Item = &'a ProfileId> {
        let kept = self.kept(id);
        std::iter::once(kept).chain(self.gone_of.get(kept).into_iter().flatten())
    }

    /// The ids that went, each with the one that has it now.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&ProfileId, &ProfileId)> {
        self.kept_of.iter()
    }

    /// The entries under the ids that profiles have now, for what is made of them.
    pub(super) fn renamed(&self, entries: &mut [LedgerEntry]) {
        for entry in entries {
            if let Some(kept) = self.kept_of.get(&entry.content.profile) {
                entry.content.profile.clone_from(kept);
            }
        }
    }
}

/// The merges that a database goes by.
#[derive(Debug, Default)]
pub(super) struct KnownMerges {
    /// The commit whose records state them.
    pub(super) generation: Option<u64>,
    /// Whether they are all, or those alone that standings need.
    pub(super) is_whole: bool,
    pub(super) ids: Arc<MergedIds>,
}

impl KnownMerges {
    /// Knows of no merge at the commit `generation`.
    pub(super) fn none(generation: u64) -> Self {
        Self {
            generation: Some(generation),
            ..Self::default()
        }
    }

    /// Whether these are all merges of the commit `generation`.
    pub(super) fn is_all_of(&self, generation: u64) -> bool {
        self.is_whole && self.generation == Some(generation)
    }
}
