//! A quick start: profile prices from an auction.
//!
//! The auction for transportation problems of Bertsekas and Castañon (1989, §3), Gauss–Seidel,
//! with increments of ε: each open place of a need bids for its best profile at current prices, the
//! cheapest holder of a full profile is outbid. It ends within (places × ε) of the greatest
//! total; the exact finish starts from its prices. Minimums, quotas and groups are not seen here.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::problem::{AssignmentProblem, PairRule, number};

/// Rounds of an auction: the increment as a share of the dearest pair, and the work allowed
/// in pairs looked at, as a multiple of all pairs. The coarse round ends price wars that a
/// fine increment would fight for long; the fine one leaves little for the exact finish.
/// Measured in `benches/assign.rs`.
const ROUNDS: [(i64, u64); 3] = [(16, 16), (128, 16), (1024, 32)];

/// Prices of profiles at the end of an auction of `value`, and the pairs looked at; `order` lists
/// each need's dearest first.
///
/// Rounds that run out of work hand on their prices: any prices are a valid start.
pub(super) fn prices(problem: &AssignmentProblem, value: &[i64], order: &[u32]) -> (Vec<i64>, u64) {
    let dearest = value.iter().copied().max().unwrap_or(0);
    let mut floor = Floor::open(problem, value, order, dearest + 1);
    let mut work = 0;
    for (share, allowed) in ROUNDS {
        // At least 1: a bid that raises nothing could be answered for ever.
        work += floor.round(dearest / share + 1, allowed * value.len() as u64);
    }
    (floor.price, work)
}

struct Floor<'a> {
    problem: &'a AssignmentProblem,
    value: &'a [i64],
    /// Pairs of each need, dearest first.
    order: &'a [u32],
    price: Vec<i64>,
    /// Bids held at each profile, cheapest first, with the pair and the need behind them.
    holders: Vec<BinaryHeap<Reverse<(i64, u32, u32)>>>,
    held: Vec<bool>,
    /// A need once for each place it may still fill.
    open_places: Vec<u32>,
}

impl<'a> Floor<'a> {
    fn open(
        problem: &'a AssignmentProblem,
        value: &'a [i64],
        order: &'a [u32],
        too_dear: i64,
    ) -> Self {
        // A profile without places is priced above every value, so that nobody bids for it.
        let closed = |most: u32| if most == 0 { too_dear } else { 0 };
        Self {
            problem,
            value,
            order,
            price: problem.profiles.iter().map(|p| closed(p.most)).collect(),
            holders: vec![BinaryHeap::new(); problem.profiles.len()],
            held: Vec::new(),
            open_places: Vec::new(),
        }
    }

    /// One round from the current prices, in which every place bids anew; returns the pairs looked at.
    fn round(&mut self, epsilon: i64, allowed: u64) -> u64 {
        self.held = vec![false; self.value.len()];
        self.holders.iter_mut().for_each(BinaryHeap::clear);
        self.open_places.clear();
        for (at, need) in (0u32..).zip(&self.problem.needs) {
            // More places than pairs could never be filled.
            let most = self.problem.row(at as usize).len().min(need.most as usize);
            self.open_places.extend(std::iter::repeat_n(at, most));
        }
        let mut work = 0;
        // The last to be outbid bids next (Gauss–Seidel). Any order is valid; a stack is the cheapest.
        while work <= allowed
            && let Some(need) = self.open_places.pop()
        {
            work += self.bid(need, epsilon);
        }
        work
    }

    /// One bid of `need`, and the pairs looked at; staying out is always an offer of value 0.
    fn bid(&mut self, need: u32, epsilon: i64) -> u64 {
        let (mut best, mut second, mut at) = (0, 0, None);
        let row = self.problem.start[need as usize]..self.problem.start[need as usize + 1];
        let mut work = 0;
        for &edge in &self.order[row] {
            let edge = edge as usize;
            work += 1;
            if self.value[edge] <= second {
                break; // prices are never negative, and dearer pairs came first
            }
            let pair = &self.problem.edges[edge];
            let net = self.value[edge] - self.price[pair.profile as usize];
            // A pair that the need holds already fills another of its places.
            if net > second && !self.held[edge] && pair.rule != PairRule::Forbidden {
                if net > best {
                    (second, best, at) = (best, net, Some(edge));
                } else {
                    second = net;
                }
            }
        }
        if let Some(edge) = at {
            // The highest bid at which the need would still not rather have its second choice, and ε more, so
            // that a war between equals ends.
            self.place(need, edge, best - second + epsilon);
        }
        work
    }

    fn place(&mut self, need: u32, edge: usize, raise: i64) {
        let profile = self.problem.edges[edge].profile as usize;
        let most = self.problem.profiles[profile].most as usize;
        let holders = &mut self.holders[profile];
        if holders.len() == most
            && let Some(Reverse((_, outbid, loser))) = holders.pop()
        {
            self.held[outbid as usize] = false;
            self.open_places.push(loser);
        }
        self.held[edge] = true;
        let edge = number(edge);
        holders.push(Reverse((self.price[profile] + raise, edge, need)));
        // Full: the price of entry is the cheapest bid held, which the next one must outbid.
        if holders.len() == most {
            self.price[profile] = holders.peek().map_or(0, |h| h.0.0);
        }
    }
}
