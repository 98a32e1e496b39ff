//! A problem's flow relaxation, kept between solves: all constraints but groups and crossing quotas.

use super::auction;
use super::balance::{Balanced, Search, balance};
use super::duals::Duals;
use super::model::{self, Layout};
use super::network::{HUB, Network};
use super::problem::AssignmentProblem;
use crate::decision::Control;
use crate::error::Result;

/// The network of a problem, its flow and the scratch to change both.
#[derive(Debug)]
pub(super) struct Relaxed {
    pub(super) layout: Layout,
    pub(super) network: Network,
    pub(super) search: Search,
}

impl Relaxed {
    /// The relaxation of `problem` with `value[e]` gained by pair `e`, not yet settled.
    pub(super) fn new(
        problem: &AssignmentProblem,
        value: &[i64],
        control: &mut Control<'_>,
    ) -> Result<Self> {
        let order = model::dearest_first(problem, value);
        let (prices, work) = auction::prices(problem, value, &order);
        control.spend_step(work, problem.needs.len())?;
        Ok(Self::started(problem, value, &order, &prices))
    }

    /// The relaxation of `problem` with its affinities as values, from prices at hand.
    pub(super) fn from_prices(problem: &AssignmentProblem, prices: &[i64]) -> Self {
        let value: Vec<i64> = problem
            .edges
            .iter()
            .map(|e| i64::from(e.affinity))
            .collect();
        let order = model::dearest_first(problem, &value);
        Self::started(problem, &value, &order, prices)
    }

    /// The relaxation with nothing to be gained.
    pub(super) fn without_values(problem: &AssignmentProblem) -> Self {
        let nothing = vec![0; problem.edges.len()];
        let (layout, arcs) = model::arcs(problem, &nothing);
        let order: Vec<u32> = (0u32..).take(layout.edges).collect();
        let network = Network::new(layout.nodes(), &arcs, &order);
        Self {
            layout,
            network,
            search: Search::default(),
        }
    }

    fn started(problem: &AssignmentProblem, value: &[i64], order: &[u32], prices: &[i64]) -> Self {
        let (layout, arcs) = model::arcs(problem, value);
        let mut network = Network::new(layout.nodes(), &arcs, order);
        drop(arcs);
        model::start(problem, &layout, &mut network, value, prices);
        Self {
            layout,
            network,
            search: Search::default(),
        }
    }

    /// Pairs whose flow differs from `held`, ascending, among the pairs of needs touched since the
    /// last call.
    pub(super) fn changed(&mut self, held: &[bool]) -> Vec<usize> {
        let touched = self.network.take_touched().into_iter();
        let pairs = touched.flat_map(|node| self.network.offered(node));
        let mut changed: Vec<usize> = pairs
            .filter(|&(pair, carries)| carries != held[pair])
            .map(|(pair, _)| pair)
            .collect();
        changed.sort_unstable();
        changed
    }

    /// Brings the flow to the optimum of the bounds and costs as they stand.
    pub(super) fn balance(&mut self, control: &mut Control<'_>) -> Result<Balanced> {
        balance(&mut self.network, &mut self.search, control)
    }

    /// Pairs that carry a unit, ascending.
    pub(super) fn chosen(&self) -> Vec<usize> {
        self.network.carrying(self.layout.edges)
    }

    /// The value of the flow.
    pub(super) fn value(&self) -> i64 {
        -self.network.cost
    }

    /// The dual prices of the settled flow; among equals, profiles as cheap as can be.
    pub(super) fn duals(&mut self, problem: &AssignmentProblem) -> Duals {
        self.search.lowest_prices(&mut self.network);
        // Nobody is paid for staying free: an idle profile's price is 0, not less.
        for profile in 0..self.layout.profiles {
            if self.network.flow(self.layout.profile_arc(profile)) == 0 {
                self.network.lower(self.layout.profile_node(profile));
            }
        }
        // `lift` only ever raises `highest`; a tight maximum lets later scans stop sooner.
        self.network.find_highest();
        self.current_duals(problem)
    }

    /// The dual prices as the potentials stand: valid for a bound at any time.
    pub(super) fn current_duals(&self, problem: &AssignmentProblem) -> Duals {
        let potential = |node: u32| self.network.potential[node as usize];
        let layout = &self.layout;
        let mut quotas = vec![0; problem.quotas.len()];
        for (at, &(quota, _)) in layout.nested.iter().enumerate() {
            let (above, own) = self.network.ends(layout.quota_arc(at));
            quotas[quota] = potential(own) - potential(above);
        }
        debug_assert_eq!(potential(HUB), 0);
        Duals {
            needs: (0..layout.needs)
                .map(|n| potential(Layout::need_node(n)))
                .collect(),
            profiles: (0..layout.profiles)
                .map(|p| -potential(layout.profile_node(p)))
                .collect(),
            quotas,
        }
    }
}

/// Upper bound of the total that any prices prove (weak duality), given the pairs' bounds.
///
/// Needs, profiles, quotas and pairs each take the best their own range allows at the prices.
pub(super) fn dual_bound(problem: &AssignmentProblem, value: &[i64], duals: &Duals) -> i64 {
    let best =
        |price: i64, least: u32, most: u32| price * i64::from(if price > 0 { most } else { least });
    let needs = problem
        .needs
        .iter()
        .zip(&duals.needs)
        .map(|(n, &d)| best(d, n.least, n.most));
    let profiles = problem
        .profiles
        .iter()
        .zip(&duals.profiles)
        .map(|(p, &d)| best(d, p.least, p.most));
    let quotas = problem
        .quotas
        .iter()
        .zip(&duals.quotas)
        .map(|(q, &d)| best(d, q.least, q.most));
    let mut pairs = 0;
    for need in 0..problem.needs.len() {
        // Quotas are filed by need. Quotas of price 0 drop out of the sums before the pairs are read.
        let from = problem.quotas.partition_point(|q| (q.need as usize) < need);
        let of_need = problem.quotas[from..]
            .iter()
            .take_while(|q| q.need as usize == need);
        let priced: Vec<(u32, i64)> = of_need
            .zip(&duals.quotas[from..])
            .filter(|(_, d)| **d != 0)
            .map(|(q, &d)| (q.label, d))
            .collect();
        for (edge, pair) in (problem.start[need]..).zip(problem.row(need)) {
            let labels = priced
                .iter()
                .filter(|(l, _)| problem.has_label(pair.profile, *l));
            let quota: i64 = labels.map(|(_, d)| d).sum();
            let net =
                value[edge] - duals.needs[need] - duals.profiles[pair.profile as usize] - quota;
            let (least, most) = model::pair_bounds(pair.rule);
            pairs += best(net, least, most);
        }
    }
    needs.chain(profiles).chain(quotas).sum::<i64>() + pairs
}
