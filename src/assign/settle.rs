//! Balancing a network by shortest augmenting paths, from whatever state it is in.
//!
//! Successive shortest paths with potentials (Tomizawa 1971; Edmonds and Karp 1972; Ahuja,
//! Magnanti and Orlin, *Network Flows*, §9.7), with Dijkstra stopped at the first node that
//! can take the unit and potentials updated on the explored nodes alone. A search stays in the
//! neighbourhood of the disturbance, which makes the same code serve a fresh solve from good
//! prices, a repair after a refusal, and a branch of a search tree.
//!
//! A search that finds no place for its unit has explored a set of nodes that no residual arc
//! leaves: a minimum cut, the certificate of infeasibility.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::control::Control;
use super::network::{HUB, Network};
use crate::error::Result;

/// What became of a balancing run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// Every node is in balance; the flow is of least cost.
    Optimal,
    /// These nodes cannot be balanced: a cut without room.
    Cut(Vec<u32>),
    /// The work budget ran out first; some nodes are out of balance.
    OutOfWork,
}

/// Which way a search walks the arcs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From a node with too much to one with too little.
    Forward,
    /// From a node with too little, against the arcs, to one with too much.
    Backward,
}

/// Scratch of the searches; sized to the network, reused.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// Distance label of nodes reached in this search.
    label: Vec<i64>,
    /// Search in which the node was reached, ×2, +1 once its label is final.
    mark: Vec<u32>,
    /// Half-arc by which the node was reached, in the direction of flow.
    by: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    done: Vec<u32>,
    round: u32,
}

impl Search {
    fn begin(&mut self, nodes: usize) {
        if self.mark.len() != nodes || self.round > u32::MAX - 4 {
            self.mark = vec![0; nodes];
            self.label = vec![0; nodes];
            self.by = vec![0; nodes];
            self.round = 0;
        }
        self.round += 2;
        self.heap.clear();
        self.done.clear();
    }

    fn is_done(&self, node: u32) -> bool {
        self.mark[node as usize] == self.round + 1
    }

    fn reach(&mut self, node: u32, label: i64, by: u32) {
        let at = node as usize;
        if self.mark[at] < self.round || (self.mark[at] == self.round && label < self.label[at]) {
            self.mark[at] = self.round;
            self.label[at] = label;
            self.by[at] = by;
            self.heap.push(Reverse((label, node)));
        }
    }
}

/// Balances every node of `network`, at least cost.
///
/// Units of work are half-arcs looked at. O(d · m log n) for d units of imbalance in the
/// worst case; each search is local in practice.
pub(super) fn settle(
    network: &mut Network,
    search: &mut Search,
    control: &mut Control<'_>,
) -> Result<Settled> {
    while let Some(&node) = network.unsettled.last() {
        let excess = network.excess[node as usize];
        if excess == 0 || node == HUB {
            network.unsettled.pop();
            continue;
        }
        let way = if excess > 0 {
            Way::Forward
        } else {
            Way::Backward
        };
        let work = match find(network, search, node, way) {
            Found::Place { at, work } => {
                move_units(network, search, node, at, way);
                work
            }
            Found::Nothing => return Ok(Settled::Cut(search.done.clone())),
        };
        if !control.spend(work, network.unsettled.len())? {
            return Ok(Settled::OutOfWork);
        }
    }
    Ok(Settled::Optimal)
}

enum Found {
    Place { at: u32, work: u64 },
    Nothing,
}

/// Whether a unit may stay at `node`: the hub takes and gives anything.
fn takes(network: &Network, node: u32, way: Way) -> bool {
    let excess = network.excess[node as usize];
    node == HUB
        || if way == Way::Forward {
            excess < 0
        } else {
            excess > 0
        }
}

/// Dijkstra from `source` to the nearest place for a unit; updates potentials.
fn find(network: &mut Network, search: &mut Search, source: u32, way: Way) -> Found {
    search.begin(network.node_count());
    search.reach(source, 0, u32::MAX);
    let mut work = 0;
    let mut nearest = i64::MAX;
    while let Some(Reverse((label, node))) = search.heap.pop() {
        if search.is_done(node) {
            continue;
        }
        if node != source && takes(network, node, way) {
            lift(network, search, label, way);
            return Found::Place { at: node, work };
        }
        search.mark[node as usize] += 1;
        search.done.push(node);
        work += network.leaving(node).len() as u64;
        nearest = scan(network, search, node, label, nearest, way);
    }
    Found::Nothing
}

/// Labels the neighbours of `node` that are nearer than the nearest known place.
fn scan(
    network: &Network,
    search: &mut Search,
    node: u32,
    label: i64,
    mut nearest: i64,
    way: Way,
) -> i64 {
    let here = network.potential[node as usize];
    let leaving = network.leaving(node);
    for (at, half) in (network.first[node as usize]..).zip(&network.halves[leaving]) {
        let (room, flow_half) = match way {
            Way::Forward => (half.room, at),
            Way::Backward => (network.halves[half.mate as usize].room, half.mate),
        };
        if room == 0 {
            continue;
        }
        let step = half.cost + here - network.potential[half.to as usize];
        let reached = label + if way == Way::Forward { step } else { -step };
        if reached < nearest {
            search.reach(half.to, reached, flow_half);
            if takes(network, half.to, way) {
                nearest = reached;
            }
        }
    }
    nearest
}

/// Makes the shortest path tight without making any residual arc negative.
fn lift(network: &mut Network, search: &Search, distance: i64, way: Way) {
    for &node in &search.done {
        let change = search.label[node as usize] - distance;
        network.potential[node as usize] += if way == Way::Forward { change } else { -change };
    }
}

/// Moves as many units as the path, its source and its end allow.
fn move_units(network: &mut Network, search: &Search, source: u32, end: u32, way: Way) {
    let mut units = network.excess[source as usize].unsigned_abs();
    if end != HUB {
        units = units.min(network.excess[end as usize].unsigned_abs());
    }
    let path = |visit: &mut dyn FnMut(usize)| {
        let mut node = end;
        while node != source {
            let half = search.by[node as usize] as usize;
            visit(half);
            node = next_on_path(network, half, way);
        }
    };
    let mut halves = Vec::new();
    path(&mut |half| {
        units = units.min(u64::from(network.halves[half].room));
        halves.push(half);
    });
    let moved = u32::try_from(units).unwrap_or(u32::MAX);
    for half in halves {
        network.push(half, moved);
    }
    let signed = if way == Way::Forward {
        i64::from(moved)
    } else {
        -i64::from(moved)
    };
    network.excess[source as usize] -= signed;
    network.excess[end as usize] += signed;
}

/// The node before `half` on the way back to the source.
fn next_on_path(network: &Network, half: usize, way: Way) -> u32 {
    match way {
        Way::Forward => network.halves[network.halves[half].mate as usize].to,
        Way::Backward => network.halves[half].to,
    }
}

impl Search {
    /// Raises every potential as far as the settled flow lets it: distances from the hub.
    ///
    /// Needs are then priced as high and profiles as low as any dual solution prices them.
    /// Nodes that no residual path reaches from the hub move up together. O(m log n).
    pub(super) fn lowest_prices(&mut self, network: &mut Network) {
        self.begin(network.node_count());
        self.reach(HUB, 0, u32::MAX);
        let mut furthest = 0;
        while let Some(Reverse((label, node))) = self.heap.pop() {
            if self.is_done(node) {
                continue;
            }
            self.mark[node as usize] += 1;
            furthest = label;
            let here = network.potential[node as usize];
            for half in &network.halves[network.leaving(node)] {
                if half.room > 0 {
                    let step = half.cost + here - network.potential[half.to as usize];
                    self.reach(half.to, label + step, u32::MAX);
                }
            }
        }
        for node in 0..network.node_count() {
            let reached = self.mark[node] == self.round + 1;
            network.potential[node] += if reached { self.label[node] } else { furthest };
        }
    }
}
