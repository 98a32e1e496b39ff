//! The flow network that the exact solvers work on: a residual graph with node potentials.
//!
//! A circulation through one *hub*: hub → need (demand range) → label quota → profile → hub
//! (capacity range). Whatever enters a need leaves a profile; a pair carries 0 or 1 at cost
//! −affinity, so the cheapest circulation has the greatest total. Minimums are lower bounds of arcs.
//!
//! Kept as half-arcs sorted by their tail, forward and backward together, so that the scan of
//! a node is one contiguous read. 24 bytes a half-arc, 56 a pair in all.

use super::model::Arcs;
use super::problem::number;

/// The node at which the circulation closes; its potential stays 0.
pub(super) const HUB: u32 = 0;

/// One direction of an arc in the residual graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Half {
    /// Cost of a unit along this direction.
    pub(super) cost: i64,
    pub(super) to: u32,
    /// Position of the other direction.
    pub(super) mate: u32,
    /// Residual capacity, in units.
    pub(super) room: u32,
    /// The arc, in the order of declaration.
    pub(super) arc: u32,
}

/// An arc as it is declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) lower: u32,
    pub(super) upper: u32,
    pub(super) cost: i64,
}

/// A pseudo-flow within the bounds, with potentials under which no residual arc is negative.
///
/// Nodes may be out of balance; [`balance`](super::balance) mends that.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub(super) first: Vec<u32>,
    pub(super) halves: Vec<Half>,
    /// Position of each arc's forward half, in the order of declaration.
    forward: Vec<u32>,
    /// Whether a pair is held by its lower bound; the other arcs' lower bounds.
    is_held: Vec<bool>,
    lower: Vec<u32>,
    /// Reduced cost of u → v is `cost + potential[u] − potential[v]`.
    pub(super) potential: Vec<i64>,
    /// No potential of a node that pairs lead to is higher.
    pub(super) highest: i64,
    /// Units that arrive at a node and do not leave it.
    pub(super) excess: Vec<i64>,
    /// Nodes that may be out of balance.
    pub(super) unbalanced: Vec<u32>,
    /// Cost of the flow.
    pub(super) cost: i64,
    /// Nodes whose arcs' flows have changed since they were last taken, each once; all at first.
    touched: Vec<u32>,
    is_touched: Vec<bool>,
    /// Position of the first half-arc of a pair, for each node.
    pairs: Vec<u32>,
    /// Whether the pairs that leave a node still come cheapest first.
    is_sorted: bool,
    /// Half-arcs back along the pairs that a node has taken.
    taken: Vec<Vec<u32>>,
    /// Whether pairs lead to a node.
    is_head: Vec<bool>,
}

impl Network {
    /// A network of `nodes` nodes; all arcs carry their lower bounds, all potentials are 0.
    ///
    /// `order` lists the *pairs*: the first arcs, of upper bound 1 at most, that lead to nodes
    /// of no other pairs, cheapest first within a tail.
    pub(super) fn new(nodes: usize, arcs: &Arcs<'_>, order: &[u32]) -> Self {
        let mut first = vec![0u32; nodes + 1];
        for arc in arcs.iter() {
            first[arc.from as usize + 1] += 1;
            first[arc.to as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let blank = Half {
            cost: 0,
            to: 0,
            mate: 0,
            room: 0,
            arc: 0,
        };
        let mut network = Self {
            halves: vec![blank; 2 * arcs.len()],
            forward: vec![0; arcs.len()],
            is_held: arcs.iter().take(order.len()).map(|a| a.lower > 0).collect(),
            lower: arcs.rest.iter().map(|a| a.lower).collect(),
            potential: vec![0; nodes],
            highest: 0,
            excess: vec![0; nodes],
            unbalanced: Vec::new(),
            cost: 0,
            touched: (0u32..).take(nodes).collect(),
            is_touched: vec![true; nodes],
            first: Vec::new(),
            pairs: Vec::new(),
            is_sorted: true,
            taken: vec![Vec::new(); nodes],
            is_head: vec![false; nodes],
        };
        let mut next = first.clone();
        // The arcs of no pair come first within a node, so that the pairs behind them are one slice, cheapest
        // first, and a scan may stop early.
        for at in order.len()..arcs.len() {
            network.place(at, &arcs.get(at), &mut next);
        }
        network.pairs = next.clone();
        for &at in order {
            let arc = arcs.get(at as usize);
            network.is_head[arc.to as usize] = true;
            network.place(at as usize, &arc, &mut next);
        }
        network.first = first;
        network
    }

    fn place(&mut self, at: usize, arc: &Arc, next: &mut [u32]) {
        let forward = next[arc.from as usize];
        next[arc.from as usize] += 1;
        let backward = next[arc.to as usize];
        next[arc.to as usize] += 1;
        let room = arc.upper - arc.lower;
        let number = number(at);
        self.halves[forward as usize] = Half {
            cost: arc.cost,
            to: arc.to,
            mate: backward,
            room,
            arc: number,
        };
        self.halves[backward as usize] = Half {
            cost: -arc.cost,
            to: arc.from,
            mate: forward,
            room: 0,
            arc: number,
        };
        self.forward[at] = forward;
        // An arc starts at its lower bound; the units that this forces are booked as imbalance.
        self.shift(arc.from, arc.to, i64::from(arc.lower));
        self.cost += arc.cost * i64::from(arc.lower);
    }

    /// Books `units` more from one node to another. The one that then has too much comes up
    /// first: its search may end at the other, and walks the cheaper way.
    fn shift(&mut self, from: u32, to: u32, units: i64) {
        if units != 0 {
            self.excess[from as usize] -= units;
            self.excess[to as usize] += units;
            let (less, more) = if units > 0 { (from, to) } else { (to, from) };
            self.unbalanced.extend([less, more]);
        }
    }

    fn touch(&mut self, node: u32) {
        if !std::mem::replace(&mut self.is_touched[node as usize], true) {
            self.touched.push(node);
        }
    }

    /// Nodes whose arcs' flows have changed since this was last called.
    pub(super) fn take_touched(&mut self) -> Vec<u32> {
        let touched = std::mem::take(&mut self.touched);
        touched
            .iter()
            .for_each(|&node| self.is_touched[node as usize] = false);
        touched
    }

    /// Positions of the half-arcs that leave `node`.
    pub(super) fn leaving(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    /// Position of the first half-arc of a pair that leaves `node`.
    pub(super) fn pairs_from(&self, node: u32) -> usize {
        self.pairs[node as usize] as usize
    }

    /// Half-arcs with room back along the pairs that `node` has taken.
    pub(super) fn taken(&self, node: u32) -> &[u32] {
        &self.taken[node as usize]
    }

    /// Whether the pairs that leave a node come cheapest first.
    pub(super) fn is_sorted(&self) -> bool {
        self.is_sorted
    }

    /// Whether pairs lead to `node`.
    pub(super) fn is_head(&self, node: u32) -> bool {
        self.is_head[node as usize]
    }

    /// Changes a potential.
    pub(super) fn lift(&mut self, node: u32, change: i64) {
        let potential = &mut self.potential[node as usize];
        *potential += change;
        if self.is_head[node as usize] {
            self.highest = self.highest.max(*potential);
        }
    }

    /// Lowers the potential of `node` to 0 if it is higher; arcs that leave it must bear it.
    pub(super) fn lower(&mut self, node: u32) {
        let potential = &mut self.potential[node as usize];
        *potential = (*potential).min(0);
    }

    /// Finds the highest potential of a node that pairs lead to anew.
    pub(super) fn find_highest(&mut self) {
        let heads = self
            .potential
            .iter()
            .zip(&self.is_head)
            .filter(|(_, head)| **head);
        self.highest = heads.map(|(potential, _)| *potential).max().unwrap_or(0);
    }

    /// Sets the room of a half-arc, and books whether its pair is taken.
    fn set_room(&mut self, half: usize, room: u32) {
        let had = std::mem::replace(&mut self.halves[half].room, room) > 0;
        let tail = self.halves[self.halves[half].mate as usize].to;
        // A profile may be listed by thousands of needs and holds few. Backward halves with room are kept in
        // a list of their own, so that a search need not read all of them.
        if had != (room > 0) && self.is_head[tail as usize] && half >= self.pairs_from(tail) {
            let half = number(half);
            let taken = &mut self.taken[tail as usize];
            if had {
                taken.retain(|&h| h != half);
            } else {
                taken.push(half);
            }
        }
    }

    fn lower_bound(&self, arc: usize) -> u32 {
        match self.is_held.get(arc) {
            Some(&held) => u32::from(held),
            None => self.lower[arc - self.is_held.len()],
        }
    }

    /// Units on arc `arc`.
    pub(super) fn flow(&self, arc: usize) -> u32 {
        let half = &self.halves[self.forward[arc] as usize];
        self.lower_bound(arc) + self.halves[half.mate as usize].room
    }

    /// The pairs that leave `node` and whether they carry a unit; none leave a node that pairs lead to.
    pub(super) fn offered(&self, node: u32) -> impl Iterator<Item = (usize, bool)> {
        let end = self.leaving(node).end;
        let from = if self.is_head(node) {
            end
        } else {
            self.pairs_from(node)
        };
        self.halves[from..end].iter().map(|half| {
            let pair = half.arc as usize;
            // A pair with room left carries nothing, so that few flows are looked up.
            (pair, half.room == 0 && self.flow(pair) > 0)
        })
    }

    /// Bounds of arc `arc`.
    pub(super) fn bounds(&self, arc: usize) -> (u32, u32) {
        let room = self.halves[self.forward[arc] as usize].room;
        (self.lower_bound(arc), self.flow(arc) + room)
    }

    /// Tail and head of arc `arc`.
    pub(super) fn ends(&self, arc: usize) -> (u32, u32) {
        let half = &self.halves[self.forward[arc] as usize];
        (self.halves[half.mate as usize].to, half.to)
    }

    /// Reduced cost of arc `arc`.
    pub(super) fn reduced(&self, arc: usize) -> i64 {
        let (from, to) = self.ends(arc);
        let cost = self.halves[self.forward[arc] as usize].cost;
        cost + self.potential[from as usize] - self.potential[to as usize]
    }

    /// Moves `units` along a half-arc (its room must allow it).
    pub(super) fn push(&mut self, half: usize, units: u32) {
        let mate = self.halves[half].mate as usize;
        self.set_room(half, self.halves[half].room - units);
        self.cost += self.halves[half].cost * i64::from(units);
        self.set_room(mate, self.halves[mate].room + units);
        self.touch(self.halves[half].to);
        self.touch(self.halves[mate].to);
    }

    /// Changes the bounds of an arc, and its flow as far as they force it.
    pub(super) fn set_bounds(&mut self, arc: usize, lower: u32, upper: u32) {
        let (from, to) = self.ends(arc);
        let old = self.flow(arc);
        let flow = old.clamp(lower, upper);
        let forward = self.forward[arc] as usize;
        let mate = self.halves[forward].mate as usize;
        let pairs = self.is_held.len();
        match self.is_held.get_mut(arc) {
            Some(held) => *held = lower > 0,
            None => self.lower[arc - pairs] = lower,
        }
        // Both directions change, since the flow itself may have been forced by the new bounds.
        self.set_room(forward, upper - flow);
        self.set_room(mate, flow - lower);
        let change = i64::from(flow) - i64::from(old);
        self.shift(from, to, change);
        self.touch(from);
        self.touch(to);
        self.cost += self.halves[forward].cost * change;
        // With a reduced cost other than 0 the flow belongs at one of its bounds, and that bound may have
        // moved.
        self.comply(arc);
    }

    /// Changes the cost of an arc; its flow may then not [`comply`](Self::comply).
    pub(super) fn set_cost(&mut self, arc: usize, cost: i64) {
        let forward = self.forward[arc] as usize;
        let mate = self.halves[forward].mate as usize;
        self.cost += (cost - self.halves[forward].cost) * i64::from(self.flow(arc));
        self.halves[forward].cost = cost;
        self.halves[mate].cost = -cost;
        // The order within a node was made from the old costs, so that scans may no longer stop early.
        self.is_sorted = false;
    }

    /// The first `pairs` arcs that carry a unit, ascending. O(pairs), without looking at halves
    /// that carry none.
    pub(super) fn carrying(&self, pairs: usize) -> Vec<usize> {
        // A pair held by its lower bound has no room back, and so is not in `taken`.
        let held = (0..pairs).filter(|&arc| self.lower_bound(arc) > 0);
        let taken = self.taken.iter().flatten();
        let taken = taken.map(|&half| self.halves[half as usize].arc as usize);
        let mut carrying: Vec<usize> = held.chain(taken).collect();
        carrying.sort_unstable();
        carrying
    }

    /// Fills or empties an arc whose reduced cost has the wrong sign for its flow.
    pub(super) fn comply(&mut self, arc: usize) {
        let reduced = self.reduced(arc);
        let forward = self.forward[arc] as usize;
        // Optimality asks that no half-arc with room has a negative reduced cost: below 0 the arc must be
        // full, above 0 empty, and at 0 any flow will do.
        let half = if reduced < 0 {
            forward
        } else {
            self.halves[forward].mate as usize
        };
        let room = self.halves[half].room;
        if reduced != 0 && room > 0 {
            let (from, to) = (
                self.halves[self.halves[half].mate as usize].to,
                self.halves[half].to,
            );
            self.push(half, room);
            self.shift(from, to, i64::from(room));
        }
    }

    /// A half-arc with room and a negative reduced cost, as (tail, head): the flow is then not of least cost for
    /// its imbalances. None in a valid state; O(m).
    pub(super) fn negative(&self) -> Option<(u32, u32)> {
        let found = self.halves.iter().find(|half| {
            let tail = self.halves[half.mate as usize].to;
            let reduced =
                half.cost + self.potential[tail as usize] - self.potential[half.to as usize];
            half.room > 0 && reduced < 0
        });
        found.map(|half| (self.halves[half.mate as usize].to, half.to))
    }

    /// The two nodes out of balance, (surplus, deficit), if there is exactly one of each.
    pub(super) fn last_two(&self) -> Option<(u32, u32)> {
        /// A node may be noted several times, but one repair does not note it often.
        const FEW: usize = 8;
        // The hub takes and gives any number of units, so that its excess is no imbalance.
        let noted = self.unbalanced.iter().copied().filter(|&n| n != HUB);
        if self.unbalanced.len() > FEW {
            return None;
        }
        let mut ends = (None, None);
        for node in noted {
            let end = match self.excess[node as usize].signum() {
                0 => continue,
                1 => &mut ends.0,
                _ => &mut ends.1,
            };
            // A second node on one side: a search between two ends would have to choose.
            if end.replace(node).is_some_and(|other| other != node) {
                return None;
            }
        }
        ends.0.zip(ends.1)
    }

    /// Number of arcs.
    pub(super) fn arc_count(&self) -> usize {
        self.forward.len()
    }

    /// Number of nodes.
    pub(super) fn node_count(&self) -> usize {
        self.potential.len()
    }
}
