//! The lists behind a problem that deepens: the depth each was read to, and the pairs that wait.

use std::collections::{HashMap, HashSet};

use super::builder::steps;
use super::problem::{AssignmentProblem, float};
use super::source::{Depth, PairSource};
use crate::error::Result;
use crate::model::{NeedId, ProfileId};

/// Pairs that a need takes in one round, the most promising first.
const PAIRS_A_ROUND: usize = 16;
/// Factor by which the depth of a list grows.
const DEEPER: usize = 4;

/// Returns the gain, in steps of 10⁻⁹, of a pair: need, profile (none if the problem lacks it), affinity.
pub(super) type Worth<'a> = &'a dyn Fn(&AssignmentProblem, usize, Option<usize>, u32) -> i64;

/// One need's list as far as it was looked at.
#[derive(Clone, Debug)]
struct List {
    depth: usize,
    /// Pairs of the source seen so far.
    seen: usize,
    /// Affinity of the last one; none if there are no more.
    last: Option<u32>,
    /// Seen, and not in the problem: profile and affinity.
    waiting: Vec<(u32, u32)>,
}

/// The lists of all needs beside the problem.
pub(super) struct Lists<'a> {
    pub(super) problem: AssignmentProblem,
    source: &'a mut dyn PairSource,
    depth: Depth,
    lists: Vec<List>,
    /// Ids of the profiles that are or were waiting.
    names: Names,
}

/// Ids as numbers.
#[derive(Debug, Default)]
struct Names {
    ids: Vec<ProfileId>,
    numbers: HashMap<ProfileId, u32>,
}

impl Names {
    fn number(&mut self, id: ProfileId) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "ids of 2^32 profiles do not fit into memory"
        )]
        let next = self.ids.len() as u32;
        *self.numbers.entry(id).or_insert_with_key(|id| {
            self.ids.push(id.clone());
            next
        })
    }
}

impl<'a> Lists<'a> {
    pub(super) fn new(
        problem: AssignmentProblem,
        source: &'a mut dyn PairSource,
        depth: Depth,
    ) -> Self {
        let unread = List {
            depth: 0,
            seen: 0,
            // Nothing is read yet, so that no bound holds for the pairs of the list.
            last: Some(u32::MAX),
            waiting: Vec::new(),
        };
        Self {
            lists: vec![unread; problem.needs.len()],
            problem,
            source,
            depth,
            names: Names::default(),
        }
    }

    /// Whether more of a need's list can be read, and may help.
    pub(super) fn may_deepen(&self, need: usize) -> bool {
        self.end(need).is_some() && self.lists[need].depth < self.depth.last
    }

    /// The last affinity read, in steps, of a list that goes on; none at its end, or if the need takes no profile.
    pub(super) fn end(&self, need: usize) -> Option<u32> {
        self.lists[need]
            .last
            .filter(|_| self.problem.needs[need].most > 0)
    }

    /// Needs with pairs that the problem does not hold, seen or not.
    pub(super) fn left(&self) -> Vec<usize> {
        let left = |n: &usize| self.end(*n).is_some() || !self.lists[*n].waiting.is_empty();
        (0..self.lists.len()).filter(left).collect()
    }

    /// Every need.
    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.problem.needs.len()).collect()
    }

    /// Looks deeper around a clash, or everywhere once that is used up, and takes all there is.
    pub(super) fn grow_around(&mut self, clashes: impl Fn(usize) -> bool) -> Result<bool> {
        let may: Vec<usize> = self
            .all()
            .into_iter()
            .filter(|&n| self.may_deepen(n))
            .collect();
        let mut short: Vec<usize> = may.iter().copied().filter(|&n| clashes(n)).collect();
        if short.is_empty() {
            // The lists that clash have been read to the end; other lists may still bring a profile that helps.
            short = may;
        }
        self.deepen(&short)?;
        Ok(self.take(&self.all(), None)? > 0 || !short.is_empty())
    }

    /// Reads the lists of `needs` to the next depth.
    pub(super) fn deepen(&mut self, needs: &[usize]) -> Result<()> {
        let next = |list: &List| (list.depth * DEEPER).clamp(self.depth.first, self.depth.last);
        // One call of the source for each depth: a source answers many needs at once more cheaply.
        let mut by_depth: Vec<(usize, usize)> =
            needs.iter().map(|&n| (next(&self.lists[n]), n)).collect();
        by_depth.sort_unstable();
        for batch in by_depth.chunk_by(|a, b| a.0 == b.0) {
            let depth = batch[0].0;
            let ids: Vec<&NeedId> = batch
                .iter()
                .map(|&(_, n)| &self.problem.needs[n].id)
                .collect();
            let lists = self.source.best(&ids, depth)?;
            for (&(_, need), list) in batch.iter().zip(lists) {
                self.read(need, depth, list)?;
            }
        }
        Ok(())
    }

    fn read(&mut self, need: usize, depth: usize, list: Vec<(ProfileId, f64)>) -> Result<()> {
        let (seen, length) = (self.lists[need].seen, list.len());
        let mut last = None;
        let mut fresh = Vec::new();
        // A deeper list begins with the shallower one, which has been read.
        for (profile, affinity) in list.into_iter().skip(seen) {
            let shown = || format!("pair {} – {profile}", self.problem.needs[need].id);
            let affinity = steps("affinity", affinity, shown)?;
            last = Some(affinity);
            if !self.has(need, &profile) {
                fresh.push((self.names.number(profile), affinity));
            }
        }
        let own = &mut self.lists[need];
        own.waiting.extend(fresh);
        // A list shorter than asked for has come to its end; otherwise its last affinity bounds all that
        // follow.
        own.last = if length < depth {
            None
        } else {
            last.or(own.last)
        };
        (own.depth, own.seen) = (depth, length.max(seen));
        Ok(())
    }

    fn has(&self, need: usize, profile: &str) -> bool {
        let at = self.problem.profile_at(profile);
        let at = at.and_then(|p| u32::try_from(p).ok());
        at.is_some_and(|p| self.problem.edge_of(need, p).is_some())
    }

    /// Takes waiting pairs of `needs` into the problem, and returns how many: the pairs that `worth` finds worth
    /// something, the best first and some a round; all of them without it.
    pub(super) fn take(&mut self, needs: &[usize], worth: Option<Worth<'_>>) -> Result<usize> {
        let mut taken = Vec::new();
        for &need in needs {
            let mut waiting = std::mem::take(&mut self.lists[need].waiting);
            let own = match worth {
                None => std::mem::take(&mut waiting),
                Some(worth) => self.best(need, &waiting, worth),
            };
            if !waiting.is_empty() && !own.is_empty() {
                let gone: HashSet<u32> = own.iter().map(|pair| pair.0).collect();
                waiting.retain(|pair| !gone.contains(&pair.0));
            }
            self.lists[need].waiting = waiting;
            taken.extend(own.into_iter().map(|(p, a)| (need, p, a)));
        }
        let count = taken.len();
        if count > 0 {
            self.extend(taken)?;
        }
        Ok(count)
    }

    fn best(&self, need: usize, waiting: &[(u32, u32)], worth: Worth<'_>) -> Vec<(u32, u32)> {
        let priced = waiting.iter().map(|&(profile, affinity)| {
            let at = self.problem.profile_at(&self.names.ids[profile as usize]);
            (
                worth(&self.problem, need, at, affinity),
                (profile, affinity),
            )
        });
        let mut good: Vec<(i64, (u32, u32))> = priced.filter(|(worth, _)| *worth > 0).collect();
        // Stable: pairs of equal worth keep the order of the list.
        good.sort_by_key(|(worth, _)| std::cmp::Reverse(*worth));
        good.into_iter()
            // The prices change with the first pairs that enter, so that taking all at once would fill the
            // problem with pairs that are soon worth nothing.
            .take(PAIRS_A_ROUND)
            .map(|(_, pair)| pair)
            .collect()
    }

    /// The problem with more pairs, and with the profiles that these bring.
    fn extend(&mut self, pairs: Vec<(usize, u32, u32)>) -> Result<()> {
        let mut builder = self.problem.to_builder();
        let mut known: HashSet<u32> = HashSet::new();
        for &(_, profile, _) in &pairs {
            let id = &self.names.ids[profile as usize];
            if known.insert(profile) && self.problem.profile_at(id).is_none() {
                let supply = self.source.supply(id)?;
                builder.profile(id, 0..=supply.places)?;
                if supply.of_people {
                    builder.is_of_people(id)?;
                }
                // Labels that no quota of the problem names count for nothing.
                let asked = |l: &&String| self.problem.labels.binary_search(l).is_ok();
                supply
                    .labels
                    .iter()
                    .filter(asked)
                    .try_for_each(|l| builder.label(id, l))?;
            }
        }
        for (need, profile, affinity) in pairs {
            let need = &self.problem.needs[need].id;
            builder.pair(
                need,
                &self.names.ids[profile as usize],
                float(i64::from(affinity)),
            )?;
        }
        // Filed by id again: needs keep their positions, profiles may move, so that lists name profiles by
        // numbers of their own.
        self.problem = builder.build()?;
        Ok(())
    }
}
