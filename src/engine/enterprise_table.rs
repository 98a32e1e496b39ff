//! The enterprises of a snapshot by name, kept from snapshot to snapshot.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::index::{IndexSnapshot, SegmentKey};
use crate::model::facts::NeedFacts;
use crate::model::{Enterprise, FoldedName, Need, Profile};
use crate::rule::{Caution, WrittenNames, cautions};

/// The enterprises of one snapshot.
#[derive(Debug, Default)]
pub(super) struct EnterpriseTable {
    /// By id ascending.
    pub(super) all: Vec<Arc<Enterprise>>,
    /// Places in `all` by name and other names.
    named: BTreeMap<FoldedName, Vec<usize>>,
}

/// Enterprises of each segment of the snapshot that asked last, deleted ones included: document and record.
#[derive(Debug, Default)]
pub(super) struct EnterpriseCache(Mutex<HashMap<SegmentKey, SegmentEnterprises>>);

type SegmentEnterprises = Arc<[(u32, Arc<Enterprise>)]>;

impl EnterpriseCache {
    /// The live enterprises of `index`. O(enterprises); only those of new segments are read.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    pub(super) fn table(&self, index: &IndexSnapshot) -> Result<EnterpriseTable> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = HashMap::new();
        let mut all = Vec::new();
        for (ordinal, segment) in (0_u32..).zip(index.segments()) {
            let key = segment.key();
            let found = match known.get(&key) {
                Some(found) => Arc::clone(found),
                None => index.enterprises_of(ordinal, &segment)?.into(),
            };
            let live = found.iter().filter(|(doc, _)| !segment.is_deleted(*doc));
            all.extend(live.map(|(_, enterprise)| Arc::clone(enterprise)));
            kept.insert(key, found);
        }
        *known = kept;
        Ok(EnterpriseTable::from_all(all))
    }
}

impl EnterpriseTable {
    /// The table of `all`, in any order. O(enterprises · log enterprises).
    pub(super) fn from_all(mut all: Vec<Arc<Enterprise>>) -> Self {
        all.sort_by(|a, b| a.id.cmp(&b.id));
        let mut named: BTreeMap<FoldedName, Vec<usize>> = BTreeMap::new();
        for (at, enterprise) in all.iter().enumerate() {
            for name in enterprise.folded_names() {
                named.entry(name).or_default().push(at);
            }
        }
        Self { all, named }
    }

    /// Number of enterprises.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The enterprises of that name.
    pub(super) fn named(&self, name: &FoldedName) -> impl Iterator<Item = &Arc<Enterprise>> {
        let places = self.named.get(name).into_iter().flatten();
        places.filter_map(|&at| self.all.get(at))
    }

    /// The one enterprise that `need` names; of namesakes the only one whose region agrees with the need's.
    pub(super) fn of(&self, need: &Need) -> Option<&Arc<Enterprise>> {
        if self.all.is_empty() {
            return None;
        }
        let name = need.enterprise.as_deref().and_then(FoldedName::new)?;
        let mut found = self.named(&name);
        let first = found.next()?;
        if found.next().is_none() {
            return Some(first);
        }
        let region = need.region.as_ref()?;
        let agrees = |own: &&Arc<Enterprise>| {
            let own = own.region.as_ref();
            own.is_some_and(|own| own.starts_with(region) || region.starts_with(own))
        };
        let mut local = self.named(&name).filter(agrees);
        local.next().filter(|_| local.next().is_none())
    }

    /// Organisations that the body of that name belongs to, at any number of steps.
    fn owners(&self, name: &FoldedName) -> BTreeSet<FoldedName> {
        let mut open = vec![name.clone()];
        let mut found = BTreeSet::new();
        while let Some(name) = open.pop() {
            let parents = self.named(&name).flat_map(|firm| firm.folded_parents());
            for parent in parents.collect::<Vec<_>>() {
                // Each is followed once, so that a ring of owners ends.
                if found.insert(parent.clone()) {
                    open.push(parent);
                }
            }
        }
        found
    }

    /// `need` with what its enterprise states besides.
    pub(super) fn completed<'n>(&self, need: &'n Need) -> Cow<'n, Need> {
        match self.of(need) {
            Some(enterprise) => Cow::Owned(enterprise.complete(need)),
            None => Cow::Borrowed(need),
        }
    }

    /// What a person has to confirm about the two sides, owners of owners included, with names as they are written.
    /// `facts` are those of `need`, which is completed. O(names + owners); of owners that no side names, O(enterprises).
    pub(super) fn cautions(
        &self,
        (need, facts): (&Need, &NeedFacts),
        profile: &Profile,
    ) -> Vec<Caution> {
        let mut found = cautions(facts, profile, &|name| self.owners(name));
        if found.is_empty() {
            return found;
        }
        let mut names = WrittenNames::of(need, profile);
        // An owner of an owner is named by the record of a third.
        if found.iter_mut().any(|caution| !names.caution(caution)) {
            for firm in &self.all {
                names.add(&firm.parents);
                names.add(&firm.people);
            }
            for caution in &mut found {
                names.caution(caution);
            }
        }
        found
    }
}
