//! Needs by the terms that name what they are about: which of them a profile can fit.
//!
//! The opposite of an inverted index over documents: here the many stored things are needs, and what comes is one
//! profile. A profile fits a need if it covers enough of the need's information ([`super::information`]), so that only
//! terms with information have postings, and one pass over the postings of the profile's terms gives its coverage of
//! every need that it shares a term with; the others it cannot fit. What is left is scored pair by pair. Compare the
//! percolators of search engines, which run every stored query that survives a test of its required terms, and rank
//! nothing.
//!
//! Postings lie in one array for all needs that were there when it was made, and in short lists for needs that came
//! since; when these and the gaps of needs that went have become a quarter of the whole, it is made anew.

use std::collections::HashMap;

use super::query::Query;

/// Needs that come or go before the arrays are made anew, however few there are.
const LEAST_CHANGES: usize = 64;

/// A posting: number of the need, and the information of the term in it.
type NeedPosting = (u32, u32);

/// Postings by term; needs are known by numbers that the caller gives.
#[derive(Debug, Default)]
pub(crate) struct NeedIndex {
    /// Hashes of terms, ascending.
    hashes: Vec<u64>,
    /// First posting of each, and the number of postings.
    starts: Vec<u32>,
    postings: Vec<NeedPosting>,
    /// Postings of needs that came since.
    recent: HashMap<u64, Vec<NeedPosting>>,
    /// Information that covers enough of each need, by number; `u64::MAX` of a number without a need.
    least: Vec<u64>,
    /// Postings in `recent`, and of needs that went.
    changed: usize,
}

/// What one profile covers of each need, kept from profile to profile.
#[derive(Debug, Default)]
pub(crate) struct NeedCoverage {
    covered: Vec<u64>,
    touched: Vec<u32>,
}

impl NeedIndex {
    /// The index of `needs`: number, query, and the least information that covers enough.
    pub(crate) fn of<'q>(needs: impl Iterator<Item = (u32, &'q Query, u64)>) -> Self {
        let mut index = Self::default();
        let mut all: Vec<(u64, NeedPosting)> = Vec::new();
        for (number, query, least) in needs {
            index.set_least(number, least);
            all.extend(
                query
                    .naming_terms()
                    .map(|(hash, own)| (hash, (number, own))),
            );
        }
        all.sort_unstable();
        for (at, (hash, posting)) in (0_u32..).zip(all) {
            if index.hashes.last() != Some(&hash) {
                index.hashes.push(hash);
                index.starts.push(at);
            }
            index.postings.push(posting);
        }
        index.starts.push(count(index.postings.len()));
        index
    }

    /// Adds a need that came, under a number that no other has had since the index was made.
    pub(crate) fn add(&mut self, number: u32, query: &Query, least: u64) {
        self.set_least(number, least);
        for (hash, own) in query.naming_terms() {
            self.recent.entry(hash).or_default().push((number, own));
            self.changed += 1;
        }
    }

    /// Removes a need that went.
    pub(crate) fn remove(&mut self, number: u32, query: &Query) {
        if let Some(least) = self.least.get_mut(number as usize) {
            *least = u64::MAX;
            self.changed += query.naming_terms().count();
        }
    }

    /// Whether so much has changed that making the index anew pays.
    pub(crate) fn is_worn(&self) -> bool {
        self.changed > LEAST_CHANGES.max(self.postings.len() / 4)
    }

    /// Calls `visit` with the number of each need of which `terms`, all different, cover enough, and with the information
    /// that they cover, by number. O(postings of the terms).
    pub(crate) fn each_covered(
        &self,
        terms: impl Iterator<Item = u64>,
        coverage: &mut NeedCoverage,
        mut visit: impl FnMut(u32, u64),
    ) {
        let NeedCoverage { covered, touched } = coverage;
        covered.resize(self.least.len(), 0);
        for hash in terms {
            let recent = self.recent.get(&hash).map_or(&[][..], Vec::as_slice);
            for &(number, own) in self.settled(hash).iter().chain(recent) {
                let sum = &mut covered[number as usize];
                if *sum == 0 {
                    touched.push(number);
                }
                *sum += u64::from(own);
            }
        }
        let mut enough = Vec::new();
        for number in touched.drain(..) {
            let sum = std::mem::take(&mut covered[number as usize]);
            if sum >= self.least[number as usize] {
                enough.push((number, sum));
            }
        }
        // By number, so that what is visited comes in one order whatever the terms' order. Few of the many needs that share
        // a term are covered enough.
        enough.sort_unstable();
        for (number, sum) in enough {
            visit(number, sum);
        }
    }

    /// Postings that were there when the index was made.
    fn settled(&self, hash: u64) -> &[NeedPosting] {
        let Ok(at) = self.hashes.binary_search(&hash) else {
            return &[];
        };
        &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    fn set_least(&mut self, number: u32, least: u64) {
        let places = number as usize + 1;
        if self.least.len() < places {
            self.least.resize(places, u64::MAX);
        }
        self.least[number as usize] = least;
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        let recent = self
            .recent
            .values()
            .map(|postings| 32 + postings.capacity() * 8);
        self.hashes.len() * 8
            + self.starts.len() * 4
            + self.postings.len() * 8
            + self.least.len() * 8
            + recent.sum::<usize>()
    }
}

/// Fewer than 2^32 postings: forty million needs of a hundred terms.
fn count(postings: usize) -> u32 {
    u32::try_from(postings).expect("fewer than 2^32 postings")
}
