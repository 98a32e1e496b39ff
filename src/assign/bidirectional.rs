//! One unit from one node to another: two searches that meet.
//!
//! A refusal leaves one need with a unit too many and one profile with one too few. In a market
//! without a place to spare the way between them is long, and a search from one end sees most of
//! the market; two searches, of half the length each, see little of it (bidirectional Dijkstra, Pohl
//! 1971, with a share of the way's length for the potentials around either end).
//!
//! The hub is never searched from: it is next to everybody. Whichever search reaches it first waits there.

use std::cmp::Reverse;

use super::balance::{Search, Way};
use super::network::{HUB, Network};
use super::problem::number;

/// Two searches on their way to each other.
struct TwoSearches<'a> {
    network: &'a Network,
    /// From the node with too much, along the arcs; from the one with too little, against them.
    sides: [Search; 2],
    /// Half-arcs that each has looked at.
    work: [u64; 2],
    /// Length of the shortest way found, and its meeting point.
    best: Option<(i64, u32)>,
    /// The least label at which each search left a node out, since no shorter way passes there.
    left_out: [i64; 2],
}

/// Moves units from `source` to `sink` on a shortest way; the half-arcs looked at. None if no
/// way was found; nothing is changed then.
pub(super) fn join(
    network: &mut Network,
    search: &mut Search,
    source: u32,
    sink: u32,
) -> Option<u64> {
    let back = search.back.take().unwrap_or_default();
    let mut pair = TwoSearches {
        network,
        sides: [std::mem::take(search), *back],
        work: [0; 2],
        best: None,
        left_out: [i64::MAX; 2],
    };
    let found = pair.find(source, sink);
    let (sides, work) = (pair.sides, pair.work);
    let [forward, backward] = sides;
    if let Some((length, at, share)) = found {
        // The two shares add up to the length of the way, which makes it tight, and every node nearer than its
        // search's share is final.
        spread(network, &forward, share, -1);
        spread(network, &backward, length - share, 1);
        carry(network, [&forward, &backward], [source, sink], at);
    }
    *search = forward;
    search.back = Some(Box::new(backward));
    found.map(|_| work[0] + work[1])
}

impl TwoSearches<'_> {
    /// Length of the shortest way, a node on it, and the share of the first search.
    fn find(&mut self, source: u32, sink: u32) -> Option<(i64, u32, i64)> {
        for (side, node) in self.sides.iter_mut().zip([source, sink]) {
            side.begin(self.network.node_count());
            side.reach(node, 0, u32::MAX);
        }
        loop {
            let tops = [self.sides[0].top(), self.sides[1].top()];
            let radius = tops.map(|top| top.map_or(i64::MAX, |(label, _)| label));
            // A way not seen so far is at least as long as both radii together (the stopping rule of
            // bidirectional Dijkstra).
            if let Some((length, at)) = self.best
                && radius[0].saturating_add(radius[1]) >= length
            {
                // No node nearer than the share may have been left out: its potential would stay behind, and arcs
                // into it turn negative. The other search can bear the rest of the length: a node is left out only
                // if its label and the other radius, or two labels left out on either side, make up the length.
                return Some((length, at, radius[0].min(self.left_out[0]).min(length)));
            }
            let grows = tops.map(|top| top.is_some_and(|(_, node)| node != HUB));
            let side = match grows {
                [false, false] => return None,
                // The search that has looked at less goes on, so that a dense side does not eat up the gain.
                [true, true] => usize::from(self.work[1] < self.work[0]),
                [first, _] => usize::from(!first),
            };
            self.grow(side, radius[1 - side]);
        }
    }

    /// Takes the nearest node of a search and labels its neighbours. `others` is how far the other
    /// search has come.
    fn grow(&mut self, side: usize, others: i64) {
        let Some(Reverse((label, node))) = self.sides[side].heap.pop() else {
            return;
        };
        self.sides[side].finish(node);
        self.sides[side].done.push(node);
        let way = [Way::Forward, Way::Backward][side];
        let network = self.network;
        let (range, pairs) = (network.leaving(node), network.pairs_from(node));
        (range.start..pairs).for_each(|half| self.look(side, half, node, label, others));
        let is_head = network.is_head(node);
        match (way, is_head) {
            (Way::Forward, true) => {
                let taken = network.taken(node).iter();
                taken.for_each(|&half| self.look(side, half as usize, node, label, others));
            }
            (Way::Forward, false) => self.offers(pairs..range.end, node, label, others),
            // A pair's arc has room one way: an open pair leads to a profile, a taken one back.
            (Way::Backward, _) => {
                for half in pairs..range.end {
                    if network.halves[half].room == 0 {
                        self.look(side, half, node, label, others);
                    }
                }
            }
        }
    }

    /// Looks at the pairs of a need, cheapest first, up to the first that is too dear at any price.
    fn offers(&mut self, pairs: std::ops::Range<usize>, node: u32, label: i64, others: i64) {
        let network = self.network;
        // No head has a higher potential than `highest`, so that this bounds the reduced cost of every pair
        // from below.
        let spare = label + network.potential[node as usize] - network.highest;
        for half in pairs {
            let least = spare + network.halves[half].cost;
            if network.is_sorted() && self.is_too_far(least, 0) {
                break;
            }
            self.look(0, half, node, label, others);
        }
    }

    /// Whether a way of that length so far, with `rest` to go, is no shorter than the best.
    fn is_too_far(&self, length: i64, rest: i64) -> bool {
        self.best
            .is_some_and(|(best, _)| length.saturating_add(rest) >= best)
    }

    fn look(&mut self, side: usize, at: usize, node: u32, label: i64, others: i64) {
        self.work[side] += 1;
        let (network, half) = (self.network, &self.network.halves[at]);
        let step =
            half.cost + network.potential[node as usize] - network.potential[half.to as usize];
        let reached = label + if side == 0 { step } else { -step };
        // The rest of the way is the label of the other search if that is final, and otherwise at least the distance
        // that the other search has come.
        let met = self.sides[1 - side].label(half.to);
        let is_final = self.sides[1 - side].is_done(half.to);
        let along = if side == 0 { at } else { half.mate as usize };
        let has_room = || network.halves[along].room > 0;
        if self.is_too_far(reached, met.filter(|_| is_final).unwrap_or(others)) {
            // Without room the step may be negative, and binds nothing.
            if reached < self.left_out[side] && has_room() {
                self.left_out[side] = reached;
            }
            return;
        }
        if !has_room() {
            return;
        }
        self.sides[side].reach(half.to, reached, number(along));
        if let Some(rest) = met
            && !self.is_too_far(reached, rest)
        {
            // Both labels are lengths of real paths, final or not, so that their sum is the length of a way.
            self.best = Some((reached + rest, half.to));
        }
    }
}

/// Shifts the potential of every final node nearer than `radius` by `sign` times the difference.
fn spread(network: &mut Network, search: &Search, radius: i64, sign: i64) {
    for &node in &search.done {
        let nearer = radius - search.label(node).unwrap_or(radius);
        if nearer > 0 {
            network.lift(node, sign * nearer);
        }
    }
}

/// Moves as many units along the way as its arcs and both ends allow.
fn carry(network: &mut Network, sides: [&Search; 2], ends: [u32; 2], meeting: u32) {
    let mut halves = Vec::new();
    let mut node = meeting;
    while node != ends[0] {
        let half = sides[0].by(node);
        halves.push(half);
        node = network.halves[network.halves[half].mate as usize].to;
    }
    node = meeting;
    while node != ends[1] {
        let half = sides[1].by(node);
        halves.push(half);
        node = network.halves[half].to;
    }
    let [source, sink] = ends.map(|end| network.excess[end as usize].unsigned_abs());
    let rooms = halves
        .iter()
        .map(|&half| u64::from(network.halves[half].room));
    let units = rooms.min().unwrap_or(0).min(source).min(sink);
    let moved = u32::try_from(units).expect("a path has an arc, and at most its room is moved");
    halves.iter().for_each(|&half| network.push(half, moved));
    network.excess[ends[0] as usize] -= i64::from(moved);
    network.excess[ends[1] as usize] += i64::from(moved);
}
