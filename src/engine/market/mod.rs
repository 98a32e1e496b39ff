//! From a library's rankings to an assignment problem.
//!
//! A [`Market`] ranks its needs once, to the ranking's k, and hands these lists with their exact scores to
//! [`assign`](crate::assign); places and labels come from the records. Pairs that a rule bars are in no list, so they
//! are in no assignment. A cut at k can cost total: the solve looks deeper if its prices say that it would help, until
//! they prove that it does not ([`solve_deepening`]), so that the answer is that of all pairs, not of the lists alone.

mod at_work;
mod congestion;
mod labels;
mod options;
mod reason;
mod rules;
mod source;

use std::collections::{BTreeMap, BTreeSet};

pub use congestion::{PricedExplanation, PricedMatch, PricedRanking};
pub use labels::{FoundLabel, labels};
pub use options::MarketOptions;
pub use reason::PairReason;

use super::leaders::{Led, led};
use super::{OnProgress, Snapshot};
use crate::assign::{
    AssignmentChange, AssignmentProblem, Deepened, Objective, Options, ProblemBuilder, list_pairs,
    solve_deepening,
};
use crate::error::{Bilingual as _, Error, Result, say};
use crate::model::{Need, NeedId, ProfileId};
use crate::rank::{RankOptions, Ranking};
use crate::rule::Violation;
use source::Rankings;

/// Needs and the profiles of a library, on the way to an assignment.
///
/// # Example
/// ```
/// use qianxian::assign::{Objective, Options};
/// use qianxian::engine::{MarketOptions, silent};
/// use qianxian::model::{Date, Need, Profile, ProfileKind};
/// use qianxian::{Library, RankOptions};
///
/// let library = Library::in_memory()?;
/// let mut writer = library.writer()?;
/// for (id, field) in [("p1", "针状焦"), ("p2", "催化裂化油浆")] {
///     let mut expert = Profile::new(id, ProfileKind::Expert, "示例·王工")?;
///     expert.expertise.push(field.into());
///     writer.put_profile(&expert)?;
/// }
/// writer.put_need(&Need::new("n1", "催化裂化油浆制针状焦")?)?;
/// writer.put_need(&Need::new("n2", "针状焦")?)?;
/// writer.commit()?;
///
/// let snapshot = library.snapshot()?;
/// let rank = RankOptions::new(Date::new(2024, 7, 1)?).k(50);
/// let market = snapshot.market(snapshot.needs()?, &rank, MarketOptions::new(), &silent)?;
/// let found = market.solve(Objective::GreatestTotal, Options::new())?;
/// let assignment = found.outcome.into_result()?;
/// assert_eq!(assignment.pairs()[0].profile, "p2"); // n1 leaves p1 to n2, which has nobody else
/// assert_eq!(found.beyond, Some(0.0)); // no pair beyond the lists could add to the total
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Market {
    snapshot: Snapshot,
    rank: RankOptions,
    options: MarketOptions,
    /// By id; closed ones too.
    needs: Vec<Need>,
    /// One entry for each need, in the order of the needs.
    rankings: Vec<Ranking>,
    builder: ProblemBuilder,
    /// Ranges of single needs and profiles, applied last.
    changes: Vec<AssignmentChange>,
    /// Student groups by their leaders, if a need asks for students.
    led: Led,
    /// Profiles in the builder.
    profiles: BTreeSet<ProfileId>,
    /// Pairs in the builder, whatever the lists hold; true if forbidden.
    pairs: BTreeMap<(NeedId, ProfileId), bool>,
}

impl Snapshot {
    /// A market of `needs`, which need not be of the library, and the library's profiles; ranks
    /// each need to the `k` of `rank`. What is under way ([`Snapshot::with_matches_at_work`]) takes places of the needs and
    /// is not proposed again. Closed needs take no part, nor do profiles below a possible fit, unless
    /// `rank` asks for another [`RankOptions::least_fit`].
    ///
    /// # Errors
    /// Invalid input if a need has no text or comes twice, or k is 0; cancelled if `progress` breaks.
    pub fn market(
        &self,
        mut needs: Vec<Need>,
        rank: &RankOptions,
        options: MarketOptions,
        progress: OnProgress<'_>,
    ) -> Result<Market> {
        let rank = &rank.for_decision();
        // `position` searches them by id.
        needs.sort_by(|a, b| a.id.cmp(&b.id));
        let rankings = self.rank_many(&needs, rank, progress)?;
        self.market_of(needs, rankings, rank, options)
    }

    /// The market of `needs`, which are by id, with their rankings to the `k` and the least fit of `rank`.
    pub(in crate::engine) fn market_of(
        &self,
        needs: Vec<Need>,
        rankings: Vec<Ranking>,
        rank: &RankOptions,
        options: MarketOptions,
    ) -> Result<Market> {
        let mut builder = AssignmentProblem::builder();
        let mut asks = false;
        for (need, _) in needs
            .iter()
            .zip(&rankings)
            .filter(|(_, r)| r.closed.is_none())
        {
            let taken = self.at_work_on(&need.id);
            builder.need(need.id.as_str(), options.demand_of(need, taken))?;
            if need.asks_for_students() {
                builder.ask_for_people(need.id.as_str())?;
                asks = true;
            }
        }
        let mut market = Market {
            snapshot: self.clone(),
            rank: rank.clone(),
            options,
            needs,
            rankings,
            builder,
            changes: Vec::new(),
            led: if asks { led(self)? } else { Led::new() },
            profiles: BTreeSet::new(),
            pairs: BTreeMap::new(),
        };
        // Whoever must serve has to be in the problem, on a list or not.
        if market.options.must_serve() {
            self.profile_ids()?
                .iter()
                .try_for_each(|id| market.enter(id))?;
        }
        Ok(market)
    }
}

impl Market {
    /// Needs that are closed, by id, and why.
    pub fn closed(&self) -> impl Iterator<Item = (&NeedId, &Violation)> {
        let closed = self.rankings.iter();
        closed.filter_map(|r| r.closed.as_ref().map(|why| (&r.need, why)))
    }

    /// Open needs that fewer than k profiles fit, by id, with how many do: their lists are whole.
    ///
    /// A profile that is at work on a need fits it, full or not; a need whose places such profiles fill asks for nobody,
    /// and is not here.
    pub fn short_lists(&self) -> impl Iterator<Item = (&NeedId, usize)> {
        let all = self.needs.iter().zip(&self.rankings);
        let open = all.filter(|(_, r)| r.closed.is_none());
        let counted = open.filter_map(|(need, r)| {
            let (own, taken) = (
                self.snapshot.0.at_work.get(&need.id),
                self.snapshot.at_work_on(&need.id),
            );
            if taken > 0 && *self.options.demand_of(need, taken).end() == 0 {
                return None;
            }
            let is_listed = |id: &ProfileId| r.matches.iter().any(|found| found.profile == *id);
            let besides = own.into_iter().flatten().filter(|id| !is_listed(id));
            Some((&r.need, r.matches.len() + besides.count()))
        });
        counted.filter(|(_, count)| *count < self.rank.k)
    }

    /// The lists, by need id.
    #[must_use]
    pub fn rankings(&self) -> &[Ranking] {
        &self.rankings
    }

    /// The needs, by id.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// Leaders of student groups who are profiles themselves, with their groups, by the leader's id.
    ///
    /// A leader goes with the group: one place of the leader is kept for each group, whether or not it is placed, so
    /// that nobody is in two places. [`Market::capacity`] sets another range. Empty if no open need asks for students.
    pub fn leaders(&self) -> impl Iterator<Item = (&ProfileId, &[ProfileId])> {
        self.led
            .iter()
            .map(|(leader, groups)| (leader, groups.as_slice()))
    }

    /// Number of student groups that a profile leads.
    pub(super) fn groups_of(&self, leader: &ProfileId) -> usize {
        self.led.get(leader).map_or(0, Vec::len)
    }

    /// The problem of the lists alone, with every constraint given so far.
    ///
    /// # Errors
    /// Invalid input if constraints contradict each other, naming the pair.
    pub fn problem(&self) -> Result<AssignmentProblem> {
        list_pairs(self.bare()?, &mut Rankings(self), self.rank.k)
    }

    /// Decides for `objective`, and looks beyond the lists if that helps; see [`solve_deepening`] for the proof that
    /// this gives. Cost: some solves, and rankings of the needs whose lists were too short; of all of them if places
    /// are scarcer than needs.
    ///
    /// # Errors
    /// As [`Market::problem`]; cancelled; invalid input if the objective does not bear a constraint.
    pub fn solve(&self, objective: Objective, options: Options<'_>) -> Result<Deepened> {
        let depth = self.options.depth(self.rank.k);
        solve_deepening(self.bare()?, &mut Rankings(self), objective, depth, options)
    }

    /// The problem without the lists.
    fn bare(&self) -> Result<AssignmentProblem> {
        let mut problem = self.builder.clone().build()?;
        self.changes
            .iter()
            .try_for_each(|change| problem.apply(change))?;
        Ok(problem)
    }

    fn position(&self, need: &str) -> Option<usize> {
        self.needs
            .binary_search_by(|n| n.id.as_str().cmp(need))
            .ok()
    }

    /// An open need of the market.
    fn open(&self, id: &NeedId) -> Result<&Need> {
        let missing = || {
            Error::not_found(
                "need",
                id,
                say!("name a need that takes part", "请写出参加的需求"),
            )
        };
        let at = self.position(id.as_str()).ok_or_else(missing)?;
        match &self.rankings[at].closed {
            None => Ok(&self.needs[at]),
            Some(why) => {
                let why = why.wording();
                let repair = say!("name an open need ({why})", "请写出可对接的需求（{why}）"; why);
                Err(Error::invalid("need", id, repair))
            }
        }
    }

    /// Puts a profile into the problem, whether or not it is on a list.
    fn enter(&mut self, id: &ProfileId) -> Result<()> {
        if !self.profiles.contains(id) {
            let profile = self.snapshot.profile(id)?;
            let capacity = self.options.capacity_of(&profile, self.groups_of(id));
            self.builder.profile(id.as_str(), capacity)?;
            if options::people(&profile).is_some() {
                self.builder.is_of_people(id.as_str())?;
            }
            for label in labels(&profile) {
                self.builder.label(id.as_str(), label)?;
            }
            self.profiles.insert(id.clone());
        }
        Ok(())
    }
}
