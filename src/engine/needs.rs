//! The needs of a library, analysed: kept from snapshot to snapshot.
//!
//! Analysis depends on the record and the lexicon, so its result is kept here for as long as both stay: by segment,
//! and by record for a need that a merge carries into another segment. A commit of profiles changes no need: the next
//! snapshot takes over the whole list with its shelves ([`crate::compiled::need_shelf`]). The weight of a term depends on
//! the collection and is worked out when somebody asks for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use super::enterprise_table::{EnterpriseCache, EnterpriseTable};
use super::held_needs::{HeldNeeds, SnapshotNeeds, StoredNeed};
use crate::compiled::library::CompiledLibrary;
use crate::compiled::need_shelf::NeedShelves;
use crate::compiled::numbered::TermNumbers;
use crate::compiled::query::NeedTerms;
use crate::compiled::threads::map_on_threads;
use crate::error::Result;
use crate::index::{IndexSnapshot, SegmentKey};
use crate::infer::need_facts;
use crate::model::facts::NeedFacts;
use crate::model::{Enterprise, Need, NeedId, Taxonomies};
use crate::text::QueryAnalyzer;

/// A stored need with what its enterprise states besides; kept for as long as both records are the same.
#[derive(Clone, Debug)]
struct CompletedNeed {
    need: Arc<StoredNeed>,
    enterprise: Arc<Enterprise>,
    facts: Arc<NeedFacts>,
}

impl CompletedNeed {
    fn new(need: &Arc<StoredNeed>, enterprise: &Arc<Enterprise>) -> Self {
        Self {
            need: Arc::clone(need),
            enterprise: Arc::clone(enterprise),
            facts: Arc::new(need_facts(&enterprise.complete(&need.need))),
        }
    }

    fn is_of(&self, need: &Arc<StoredNeed>, enterprise: &Arc<Enterprise>) -> bool {
        // A merge carries records into new segments, where they are read again: equal records do.
        let is_same_record =
            || Arc::ptr_eq(&self.enterprise, enterprise) || self.enterprise == *enterprise;
        Arc::ptr_eq(&self.need, need) && is_same_record()
    }
}

/// Stored needs that some snapshot has analysed, shared by all snapshots of an open library.
#[derive(Debug, Default)]
pub(super) struct NeedCache {
    needs: Mutex<KnownNeeds>,
    /// The needs whose shelves were filled last: the next ones take over what they can.
    shelved: Mutex<Option<Arc<HeldNeeds>>>,
    /// The enterprises behind them.
    pub(super) enterprises: EnterpriseCache,
}

#[derive(Debug, Default)]
struct KnownNeeds {
    /// Analyses the needs below; another one, of another lexicon, knows none of them.
    analyzer: Option<Arc<QueryAnalyzer>>,
    /// Needs of each segment of the snapshot that asked last, deleted ones included: document and record.
    segments: HashMap<SegmentKey, SegmentNeeds>,
    term_numbers: Arc<RwLock<TermNumbers>>,
    /// Needs of the snapshot that asked last whose enterprises have records.
    completed: HashMap<NeedId, CompletedNeed>,
    /// Needs of the snapshot that asked last.
    held: Option<Arc<HeldNeeds>>,
    /// How many analyses were ever made.
    #[cfg(test)]
    analyses: usize,
}

type SegmentNeeds = Arc<[(u32, Arc<StoredNeed>)]>;

/// A need that is not known yet: its record, facts and terms.
type Fresh = (Need, Arc<NeedFacts>, NeedTerms);

impl NeedCache {
    /// The live needs of `index`, weighed under the statistics of `library`, with the facts of their `enterprises`.
    ///
    /// O(needs); only needs that are new or changed since the last call are read and analysed.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    pub(super) fn needs(
        self: &Arc<Self>,
        index: &IndexSnapshot,
        analyzer: &Arc<QueryAnalyzer>,
        library: &CompiledLibrary,
        enterprises: &EnterpriseTable,
    ) -> Result<SnapshotNeeds> {
        // Held throughout: two snapshots at once would each analyse the same needs.
        let mut known = self.needs.lock().unwrap_or_else(PoisonError::into_inner);
        if !known
            .analyzer
            .as_ref()
            // By address: whoever changes the lexicon makes a new analyzer.
            .is_some_and(|a| Arc::ptr_eq(a, analyzer))
        {
            *known = KnownNeeds {
                analyzer: Some(Arc::clone(analyzer)),
                #[cfg(test)]
                analyses: known.analyses,
                ..KnownNeeds::default()
            };
        }
        let segments = known.segments_of(index, analyzer)?;
        let mut live = Vec::new();
        for (segment, needs) in index.segments().zip(&segments) {
            let of_segment = needs.iter().filter(|(doc, _)| !segment.is_deleted(*doc));
            live.extend(of_segment.map(|(_, stored)| stored));
        }
        let held = match &known.held {
            Some(held) if held.is_of(&live, enterprises) => Arc::clone(held),
            _ => known.hold(&live, enterprises),
        };
        let keys = index.segments().map(|segment| segment.key());
        // Needs of segments that are gone go with them; the numbers of their terms stay.
        known.segments = keys.zip(segments).collect();
        Ok(SnapshotNeeds::new(held, self, library))
    }

    /// The shelves of the open needs. O(1); O(needs + terms of what came since the last ones) when first asked.
    pub(super) fn shelves<'h>(
        &self,
        held: &'h Arc<HeldNeeds>,
        taxonomies: &Taxonomies,
    ) -> &'h NeedShelves {
        if let Some(made) = held.shelves.get() {
            return made;
        }
        let mut last = self.shelved.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.as_ref().filter(|before| {
            // Terms of another lexicon have other numbers.
            Arc::ptr_eq(&before.numbers, &held.numbers)
        });
        let before = before.and_then(|before| before.shelves.get());
        let all = (0..).zip(held.facts.iter().zip(&held.records));
        let open = all.filter(|(_, (facts, _))| facts.status.is_open());
        let open: Vec<_> = open
            .map(|(rank, (facts, stored))| (rank, facts, &stored.terms))
            .collect();
        let known = held.numbers().len();
        let made = held
            .shelves
            .get_or_init(|| NeedShelves::of(&open, before, known, taxonomies));
        *last = Some(Arc::clone(held));
        made
    }
}

impl KnownNeeds {
    /// The needs of these records, in the order of their segments, with what their enterprises state.
    fn hold(&mut self, live: &[&Arc<StoredNeed>], enterprises: &EnterpriseTable) -> Arc<HeldNeeds> {
        let made_of: Vec<_> = live.iter().map(|&stored| Arc::clone(stored)).collect();
        let mut records = made_of.clone();
        // A need's place ranks its id.
        records.sort_by(|a, b| a.need.id.cmp(&b.need.id));
        let known = &self.completed;
        let complete = |stored: &Arc<StoredNeed>| {
            let firm = enterprises.of(&stored.need)?;
            Some(match known.get(&stored.need.id) {
                Some(made) if made.is_of(stored, firm) => made.clone(),
                _ => CompletedNeed::new(stored, firm),
            })
        };
        let completed = map_on_threads(&records, complete);
        let both = records.iter().zip(&completed);
        let facts = both.map(|(stored, completed)| {
            let facts = completed.as_ref().map_or(&stored.facts, |made| &made.facts);
            Arc::clone(facts)
        });
        let held = Arc::new(HeldNeeds {
            facts: facts.collect(),
            records,
            numbers: Arc::clone(&self.term_numbers),
            shelves: OnceLock::new(),
            made_of: (made_of, enterprises.all.clone()),
        });
        let completed = completed.into_iter().flatten();
        self.completed = completed
            .map(|made| (made.need.need.id.clone(), made))
            .collect();
        self.held = Some(Arc::clone(&held));
        held
    }

    /// The needs of each segment, in the order of the segments.
    fn segments_of(
        &mut self,
        index: &IndexSnapshot,
        analyzer: &QueryAnalyzer,
    ) -> Result<Vec<SegmentNeeds>> {
        let mut segments = Vec::new();
        for (ordinal, segment) in (0_u32..).zip(index.segments()) {
            if let Some(needs) = self.segments.get(&segment.key()) {
                segments.push(Arc::clone(needs));
                continue;
            }
            // A merge drops deleted needs; reading them would be for nothing.
            let live = segment.needs()?.into_iter().map(|need| need.start);
            let docs: Vec<u32> = live.filter(|&doc| !segment.is_deleted(doc)).collect();
            segments.push(self.read(index, ordinal, &docs, analyzer)?);
        }
        Ok(segments)
    }

    /// Reads the needs at `docs` of a segment; a need whose record is known in another segment is not analysed again.
    fn read(
        &mut self,
        index: &IndexSnapshot,
        ordinal: u32,
        docs: &[u32],
        analyzer: &QueryAnalyzer,
    ) -> Result<SegmentNeeds> {
        if docs.is_empty() {
            return Ok(Arc::new([]));
        }
        // Of a need that was replaced, the old record and the new one may both be known.
        let mut held: HashMap<&str, Vec<&Arc<StoredNeed>>> = HashMap::new();
        for (_, stored) in self.segments.values().flat_map(|needs| needs.iter()) {
            held.entry(stored.need.id.as_str())
                .or_default()
                .push(stored);
        }
        let read = |&doc: &u32| -> Result<std::result::Result<Arc<StoredNeed>, Fresh>> {
            let need = index.need_at(ordinal, doc)?;
            let of_id = held.get(need.id.as_str());
            let same = of_id.and_then(|all| all.iter().find(|stored| stored.need == need));
            Ok(match same {
                Some(&stored) => Ok(Arc::clone(stored)),
                None => {
                    let terms = NeedTerms::of(&need, analyzer);
                    let facts = Arc::new(need_facts(&need));
                    Err((need, facts, terms))
                }
            })
        };
        let read = map_on_threads(docs, read).into_iter();
        let read: Vec<_> = read.collect::<Result<_>>()?;
        // One after the other, after the parallel part: terms are numbered in document order on every run.
        let mut needs = Vec::with_capacity(read.len());
        for (&doc, found) in docs.iter().zip(read) {
            let stored = match found {
                Ok(stored) => stored,
                Err(fresh) => self.store(fresh),
            };
            needs.push((doc, stored));
        }
        Ok(needs.into())
    }

    fn store(&mut self, (need, facts, terms): Fresh) -> Arc<StoredNeed> {
        #[cfg(test)]
        {
            self.analyses += 1;
        }
        let numbers = self.term_numbers.write();
        let mut numbers = numbers.unwrap_or_else(PoisonError::into_inner);
        let terms = Arc::new(terms.numbered(&mut numbers));
        drop(numbers);
        Arc::new(StoredNeed { need, facts, terms })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::PoisonError;

    use crate::engine::{Library, Snapshot, silent};
    use crate::model::{Date, Need, NeedId, Profile, ProfileKind};
    use crate::rank::RankOptions;
    use crate::text::Lexicon;

    fn need(number: usize, title: &str) -> Need {
        Need::new(format!("n{number:05}"), title).unwrap()
    }

    fn profile(id: &str, said: &str) -> Profile {
        let mut profile = Profile::new(id, ProfileKind::Expert, "示例·王工").unwrap();
        profile.expertise = vec![said.into()];
        profile
    }

    fn options() -> RankOptions {
        RankOptions::new(Date::new(2024, 7, 1).unwrap())
    }

    fn analyses(snapshot: &Snapshot) -> usize {
        let expert = profile("asking", "针状焦");
        snapshot.reverse(&expert, &options()).unwrap();
        let known = snapshot.0.known_needs.needs.lock();
        known.unwrap_or_else(PoisonError::into_inner).analyses
    }

    #[test]
    fn only_needs_that_changed_are_analysed_again() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        let mut made = 0;
        let mut after = |more: usize, what: &str| {
            made += more;
            let snapshot = library.snapshot().unwrap();
            assert_eq!(analyses(&snapshot), made, "{what}");
        };
        for (number, title) in ["针状焦", "锂电池隔膜", "小麦育种"].into_iter().enumerate()
        {
            writer.put_need(&need(number, title)).unwrap();
        }
        writer.commit().unwrap();
        after(3, "the first snapshot");
        writer.put_profile(&profile("p1", "针状焦")).unwrap();
        writer.commit().unwrap();
        after(0, "a profile came");
        writer.put_need(&need(1, "锂电池")).unwrap();
        writer.commit().unwrap();
        after(1, "one need changed");
        writer.delete_need(&NeedId::new("n00002").unwrap()).unwrap();
        writer.put_profile(&profile("p1", "电池")).unwrap();
        writer.commit().unwrap();
        after(0, "one need and one profile went");
        writer.merge().unwrap();
        after(0, "segments merged");
        let mut lexicon = Lexicon::new();
        lexicon.add_synonyms(["针状焦", "needle coke"]).unwrap();
        library.set_lexicon(lexicon).unwrap();
        after(2, "the lexicon changed");
    }

    #[test]
    fn stored_needs_rank_as_the_same_needs_asked_alone() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for round in 0..3 {
            for number in 0..4 {
                let said = ["油系针状焦", "煤系针状焦", "锂电池隔膜", "涂布"][number];
                writer.put_need(&need(10 * round + number, said)).unwrap();
                let id = format!("p{round}{number}");
                writer.put_profile(&profile(&id, said)).unwrap();
            }
            writer.commit().unwrap();
            let snapshot = library.snapshot().unwrap();
            let all = snapshot.rank_all(&options(), &silent).unwrap();
            let needs = snapshot.needs().unwrap();
            assert_eq!(all.len(), 4 * (round + 1));
            for (ranking, need) in all.iter().zip(&needs) {
                assert_eq!(ranking, &snapshot.rank(need, &options()).unwrap());
            }
        }
    }
}
