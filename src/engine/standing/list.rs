//! The list of one subscription: its best records, and a few more in reserve.
//!
//! A list keeps more members than it shows, so that a member that goes is followed by the next without a ranking
//! (Yi, Yu, Yang, Xia & Chen 2003, "Efficient maintenance of materialized top-k views": refill between k and kmax).

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::num::Points;
use crate::score::Fit;

/// Members in reserve, at least.
const LEAST_RESERVE: usize = 5;

/// Members that a list of `k` places keeps: twice as many, and five more at least.
pub(super) fn kept_places(k: usize) -> usize {
    k + k.max(LEAST_RESERVE)
}

/// Ids of records by number: a member takes four bytes instead of a text.
#[derive(Debug, Default)]
pub(super) struct RecordNumbers {
    ids: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl RecordNumbers {
    /// The number of an id; a new one if the id has none.
    pub(super) fn number(&mut self, id: &str) -> u32 {
        if let Some(&known) = self.numbers.get(id) {
            return known;
        }
        // Four billion ids would take 200 GB in this table alone.
        let number = u32::try_from(self.ids.len()).expect("fewer than 2^32 records");
        let id: Arc<str> = id.into();
        self.ids.push(Arc::clone(&id));
        self.numbers.insert(id, number);
        number
    }

    /// How many ids have a number.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The number of an id that has one.
    pub(super) fn known(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    pub(super) fn id(&self, number: u32) -> &str {
        &self.ids[number as usize]
    }
}

/// One record in a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ListEntry {
    pub(super) score: f64,
    pub(super) record: u32,
    pub(super) fit: Fit,
}

impl ListEntry {
    /// The order of rankings: by score, best first, then by id.
    fn compare(&self, other: &Self, ids: &RecordNumbers) -> Ordering {
        let by_score = other.score.total_cmp(&self.score);
        by_score.then_with(|| ids.id(self.record).cmp(ids.id(other.record)))
    }
}

/// The best records of a subscription, best first, and whether these are all that it admits.
///
/// No record outside ranks before the last member. A list that is not complete may have lost so many members that it is
/// to be [filled](Self::lacks) again.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct KeptList {
    pub(super) entries: Vec<ListEntry>,
    pub(super) is_complete: bool,
}

impl KeptList {
    /// The list of `entries`, best first, which are all that there are if they are fewer than `most`.
    pub(super) fn of(mut entries: Vec<ListEntry>, most: usize) -> Self {
        let is_complete = entries.len() < most;
        entries.truncate(most);
        entries.shrink_to_fit();
        Self {
            entries,
            is_complete,
        }
    }

    /// Removes the records for which `is_gone` answers; whether there was one.
    pub(super) fn remove(&mut self, is_gone: impl Fn(u32) -> bool) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| !is_gone(entry.record));
        self.entries.len() < before
    }

    /// Takes a record in that is not in the list, if it ranks before the last member, or all are members; whether it did.
    pub(super) fn offer(&mut self, entry: ListEntry, most: usize, ids: &RecordNumbers) -> bool {
        let is_before = |kept: &ListEntry| kept.compare(&entry, ids).is_lt();
        let at = self.entries.partition_point(is_before);
        // Behind the last member of an incomplete list, records outside may rank before it.
        if at == self.entries.len() && !self.is_complete {
            return false;
        }
        self.entries.insert(at, entry);
        if self.entries.len() > most {
            self.entries.pop();
            self.is_complete = false;
        }
        true
    }

    /// The score below which nobody gets in; `None` of a complete list, which takes everybody in.
    pub(super) fn floor(&self) -> Option<Points> {
        let last = self.entries.last().filter(|_| !self.is_complete);
        last.map(|entry| Points::of_score(entry.score))
    }

    /// Whether fewer than `k` members are left although there may be more.
    pub(super) fn lacks(&self, k: usize) -> bool {
        !self.is_complete && self.entries.len() < k
    }

    /// The members that are shown.
    pub(super) fn shown(&self, k: usize) -> &[ListEntry] {
        &self.entries[..k.min(self.entries.len())]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{KeptList, ListEntry, RecordNumbers, kept_places};
    use crate::score::Fit;

    #[test]
    fn a_list_under_random_changes_shows_what_sorting_all_shows() {
        let mut ids = RecordNumbers::default();
        // Numbers in another order than ids, so that ties are seen to go by id.
        for number in (0..200).rev() {
            ids.number(&format!("p{number:03}"));
        }
        let mut state = 1_u64;
        let mut dice = |sides: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % sides
        };
        for k in [1, 3, 7] {
            let most = kept_places(k);
            let mut all: Vec<ListEntry> = Vec::new();
            let sorted = |all: &[ListEntry], ids: &RecordNumbers| {
                let mut all = all.to_vec();
                all.sort_by(|a, b| a.compare(b, ids));
                all
            };
            let mut list = KeptList::of(Vec::new(), most);
            let mut refills = 0;
            for _ in 0..3000 {
                let record = u32::try_from(dice(200)).unwrap();
                all.retain(|entry| entry.record != record);
                list.remove(|gone| gone == record);
                if dice(3) > 0 {
                    let score = [0.25, 0.5, 0.75, 1.0][usize::try_from(dice(4)).unwrap()];
                    let fit = Fit::Clear;
                    let entry = ListEntry { score, record, fit };
                    all.push(entry);
                    list.offer(entry, most, &ids);
                }
                if list.lacks(k) {
                    list = KeptList::of(sorted(&all, &ids), most);
                    refills += 1;
                }
                let wanted = sorted(&all, &ids);
                assert_eq!(list.shown(k), &wanted[..k.min(wanted.len())]);
            }
            assert!(refills < 600, "{refills} refills of 3000 changes");
        }
    }
}
