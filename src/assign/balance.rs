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

use super::bidirectional::join;
use super::network::{HUB, Network};
use super::problem::number;
use crate::decision::Control;
use crate::error::Result;

/// The result of a balancing run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Balanced {
    /// Every node is in balance; the flow is of least cost.
    Optimal,
    /// These nodes cannot be balanced: a cut without room.
    Cut(Vec<u32>),
    /// The work budget ran out first; some nodes are out of balance.
    OutOfWork,
}

/// Which way a search walks the arcs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From a node with too much to one with too little.
    Forward,
    /// From a node with too little, against the arcs, to one with too much.
    Backward,
}

/// A node as one search has labelled it.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// Distance from the source, as far as found.
    label: i64,
    /// Half-arc by which the node was reached, in the direction of flow.
    by: u32,
    /// Search in which it was reached, plus 1 once the label is final.
    round: u32,
}

/// Scratch of the searches; sized to the network, reused.
#[derive(Debug, Default)]
pub(super) struct Search {
    nodes: Vec<Seen>,
    pub(super) heap: BinaryHeap<Reverse<(i64, u32)>>,
    pub(super) done: Vec<u32>,
    round: u32,
    /// Scratch of the search from the other end, if two searches were run.
    pub(super) back: Option<Box<Search>>,
}

impl Search {
    pub(super) fn begin(&mut self, nodes: usize) {
        if self.nodes.len() != nodes || self.round > u32::MAX - 4 {
            self.nodes = vec![Seen::default(); nodes];
            self.round = 0;
        }
        // A search uses two numbers, one for reached nodes and the next for final ones. Marks of earlier
        // searches are smaller, so that nothing has to be cleared.
        self.round += 2;
        self.heap.clear();
        self.done.clear();
    }

    pub(super) fn is_done(&self, node: u32) -> bool {
        self.nodes[node as usize].round == self.round + 1
    }

    /// Distance of a node as far as found.
    pub(super) fn label(&self, node: u32) -> Option<i64> {
        let seen = &self.nodes[node as usize];
        (seen.round >= self.round).then_some(seen.label)
    }

    /// Half-arc by which a node was reached.
    pub(super) fn by(&self, node: u32) -> usize {
        self.nodes[node as usize].by as usize
    }

    /// The nearest node whose label is not final.
    pub(super) fn top(&mut self) -> Option<(i64, u32)> {
        while let Some(&Reverse((label, node))) = self.heap.peek() {
            if !self.is_done(node) {
                return Some((label, node));
            }
            self.heap.pop();
        }
        None
    }

    /// The node's label is final.
    pub(super) fn finish(&mut self, node: u32) {
        self.nodes[node as usize].round += 1;
    }

    pub(super) fn reach(&mut self, node: u32, label: i64, by: u32) {
        let seen = &mut self.nodes[node as usize];
        if seen.round < self.round || (seen.round == self.round && label < seen.label) {
            *seen = Seen {
                label,
                by,
                round: self.round,
            };
            self.heap.push(Reverse((label, node)));
        }
    }
}

/// Balances every node of `network`, at least cost.
///
/// Units of work are half-arcs looked at. O(d · m log n) for d units of imbalance in the
/// worst case; each search is local in practice.
pub(super) fn balance(
    network: &mut Network,
    search: &mut Search,
    control: &mut Control<'_>,
) -> Result<Balanced> {
    debug_assert_eq!(network.negative(), None, "before balancing");
    while let Some(&node) = network.unbalanced.last() {
        // A node may be noted several times, and may have been balanced as the end of another search. The hub
        // has no balance to keep.
        let excess = network.excess[node as usize];
        if excess == 0 || node == HUB {
            network.unbalanced.pop();
            continue;
        }
        // Exactly one surplus and one deficit left, as after a refusal: search from both ends. If the two
        // do not meet, the one-sided search below decides, and finds the cut if there is one.
        if let Some((source, sink)) = network.last_two()
            && let Some(work) = join(network, search, source, sink)
        {
            if !control.spend_step(work, network.unbalanced.len())? {
                return Ok(Balanced::OutOfWork);
            }
            continue;
        }
        let way = if excess > 0 {
            Way::Forward
        } else {
            Way::Backward
        };
        let work = match find(network, search, node, way) {
            Nearest::Place { at, work } => {
                move_units(network, search, node, at, way);
                work
            }
            // All nodes that the unit can reach are in `done`, and none of them can take it.
            Nearest::Nothing => return Ok(Balanced::Cut(search.done.clone())),
        };
        if !control.spend_step(work, network.unbalanced.len())? {
            return Ok(Balanced::OutOfWork);
        }
    }
    debug_assert_eq!(network.negative(), None, "after balancing");
    Ok(Balanced::Optimal)
}

enum Nearest {
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
fn find(network: &mut Network, search: &mut Search, source: u32, way: Way) -> Nearest {
    search.begin(network.node_count());
    search.reach(source, 0, u32::MAX);
    let mut work = 0;
    let mut nearest = i64::MAX;
    while let Some(Reverse((label, node))) = search.heap.pop() {
        // The heap keeps an outdated entry for each label that was improved later.
        if search.is_done(node) {
            continue;
        }
        // Dijkstra takes nodes by distance, so that the first that can take the unit is the nearest. Its
        // own potential stays, and no node beyond it is touched.
        if node != source && takes(network, node, way) {
            lift(network, search, label, way);
            return Nearest::Place { at: node, work };
        }
        search.finish(node);
        search.done.push(node);
        let (place, looked) = scan(network, search, node, label, nearest, way);
        nearest = place;
        work += looked;
    }
    Nearest::Nothing
}

/// Labels the neighbours of `node` that are nearer than the nearest known place; that place then,
/// and the half-arcs looked at.
fn scan(
    network: &Network,
    search: &mut Search,
    node: u32,
    label: i64,
    nearest: i64,
    way: Way,
) -> (i64, u64) {
    let mut scan = Scan {
        network,
        search,
        label,
        nearest,
        way,
        work: 0,
    };
    let here = network.potential[node as usize];
    let (range, pairs) = (network.leaving(node), network.pairs_from(node));
    (range.start..pairs).for_each(|half| scan.look(half, here));
    // Among its pairs, only the ones that a profile holds lead on, back to their needs.
    if network.is_head(node) && way == Way::Forward {
        network
            .taken(node)
            .iter()
            .for_each(|&half| scan.look(half as usize, here));
        return (scan.nearest, scan.work);
    }
    // Cheapest first: past the first pair that is too dear even at the lowest price, all are.
    let sorted = way == Way::Forward && network.is_sorted();
    let spare = label + here - network.highest;
    for half in pairs..range.end {
        if sorted && spare + network.halves[half].cost >= scan.nearest {
            break;
        }
        scan.look(half, here);
    }
    (scan.nearest, scan.work)
}

struct Scan<'a> {
    network: &'a Network,
    search: &'a mut Search,
    label: i64,
    nearest: i64,
    way: Way,
    work: u64,
}

impl Scan<'_> {
    /// Labels the end of a half-arc that leaves a node of potential `here`.
    fn look(&mut self, at: usize, here: i64) {
        self.work += 1;
        let half = &self.network.halves[at];
        let forward = self.way == Way::Forward;
        if forward && half.room == 0 {
            return;
        }
        // Against the arcs, the walk uses the mate of this half-arc, with the negative reduced cost.
        let step = half.cost + here - self.network.potential[half.to as usize];
        let reached = self.label + if forward { step } else { -step };
        if reached >= self.nearest {
            return;
        }
        // The mate lies elsewhere in memory, so that it is read only if the distance passes.
        if !forward && self.network.halves[half.mate as usize].room == 0 {
            return;
        }
        let at = number(at);
        self.search
            .reach(half.to, reached, if forward { at } else { half.mate });
        if takes(self.network, half.to, self.way) {
            self.nearest = reached;
        }
    }
}

/// Makes the shortest path tight without making any residual arc negative.
fn lift(network: &mut Network, search: &Search, distance: i64, way: Way) {
    for &node in &search.done {
        // Final nodes alone: all others are at least `distance` away, and arcs into them keep a reduced cost
        // of 0 or more. The hub is never a source, nor passed, so that its potential stays 0.
        let change = search.nodes[node as usize].label - distance;
        network.lift(node, if way == Way::Forward { change } else { -change });
    }
}

/// Moves as many units as the path, its source and its end allow.
fn move_units(network: &mut Network, search: &Search, source: u32, end: u32, way: Way) {
    let mut units = network.excess[source as usize].unsigned_abs();
    // The hub bears any number of units; any other end only its own imbalance.
    if end != HUB {
        units = units.min(network.excess[end as usize].unsigned_abs());
    }
    let path = |visit: &mut dyn FnMut(usize)| {
        let mut node = end;
        while node != source {
            let half = search.nodes[node as usize].by as usize;
            visit(half);
            node = next_on_path(network, half, way);
        }
    };
    let mut halves = Vec::new();
    path(&mut |half| {
        units = units.min(u64::from(network.halves[half].room));
        halves.push(half);
    });
    let moved = u32::try_from(units).expect("a path has an arc, and at most its room is moved");
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
            self.finish(node);
            furthest = label;
            let here = network.potential[node as usize];
            for half in &network.halves[network.leaving(node)] {
                if half.room > 0 {
                    let step = half.cost + here - network.potential[half.to as usize];
                    self.reach(half.to, label + step, u32::MAX);
                }
            }
        }
        for node in (0u32..).take(network.node_count()) {
            // Arcs from an unreached node into reached ones stay non-negative if it moves by the furthest
            // distance; the other way there is no room.
            let reached = self.is_done(node);
            let change = if reached {
                self.nodes[node as usize].label
            } else {
                furthest
            };
            network.lift(node, change);
        }
    }
}
