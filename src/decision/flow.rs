//! A flow of greatest gain from a source to a sink.
//!
//! Successive shortest paths with potentials (Ahuja, Magnanti, Orlin 1993, section 9.7), Dijkstra's
//! search stopping at the sink. Nodes are numbered along the arcs, so that the first
//! potentials are one pass. The flow after k steps is the best of its amount, so that a limit on the
//! amount costs nothing. O(amount · arcs · log nodes).
//!
//! It is the second flow kernel of the crate, because its needs are others than those of assignments. Their network
//! (`src/assign/network.rs`) is a circulation whose minimums are lower bounds of arcs; its costs fit in 64 bits, and it
//! is kept between repairs, so that a small change mends a solved network. An event's minimums may be missed, at a
//! price above all values: gains rank several aims, which takes 128 bits; tables limit the amount; and each network, of
//! an event or of one slot, is solved once, so that nothing is kept. One kernel for both would be the slower for each.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::progress::Control;
use crate::error::Result;

/// The gain of a unit of flow: lexicographic, by powers far enough apart (see `timetable`).
pub(crate) type FlowGain = i128;

#[derive(Clone, Copy)]
struct FlowArc {
    to: u32,
    room: u32,
    gain: FlowGain,
}

fn index(at: usize) -> u32 {
    u32::try_from(at).expect("events are refused whose networks have 2^32 arcs")
}

/// Potential of a node that is not reached.
const FAR: FlowGain = FlowGain::MAX / 4;

/// A network whose arcs lead from lower to higher nodes; arc 2k+1 is the reverse of arc 2k.
pub(crate) struct Flow {
    arcs: Vec<FlowArc>,
    out: Vec<Vec<u32>>,
}

impl Flow {
    pub(crate) fn new(nodes: usize) -> Self {
        Self {
            arcs: Vec::new(),
            out: vec![Vec::new(); nodes],
        }
    }

    /// Adds an arc and returns its number.
    pub(crate) fn add(&mut self, from: usize, to: usize, room: u32, gain: FlowGain) -> usize {
        // Ascending arcs make the network acyclic: one pass over the nodes gives the first potentials.
        debug_assert!(from < to);
        let at = self.arcs.len();
        self.out[from].push(index(at));
        self.out[to].push(index(at + 1));
        let (to, from) = (index(to), index(from));
        self.arcs.push(FlowArc { to, room, gain });
        self.arcs.push(FlowArc {
            to: from,
            room: 0,
            gain: -gain,
        });
        at
    }

    /// Flow on an arc, by the number that [`add`](Self::add) returned.
    pub(crate) fn on(&self, arc: usize) -> u32 {
        self.arcs[arc + 1].room
    }

    /// Nodes that `from` reaches over arcs with room, itself included, without passing `banned`.
    pub(crate) fn reached(&self, from: usize, banned: &[usize]) -> Vec<bool> {
        self.spread(from, banned, |arc| self.arcs[arc].room > 0)
    }

    /// Nodes that reach `to` over arcs with room, itself included, without passing `banned`.
    pub(crate) fn reaching(&self, to: usize, banned: &[usize]) -> Vec<bool> {
        self.spread(to, banned, |arc| self.arcs[arc ^ 1].room > 0)
    }

    fn spread(&self, from: usize, banned: &[usize], open: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut seen = vec![false; self.out.len()];
        let mut queue = vec![from];
        seen[from] = true;
        while let Some(node) = queue.pop() {
            for &arc in &self.out[node] {
                let to = self.arcs[arc as usize].to as usize;
                if !seen[to] && !banned.contains(&to) && open(arc as usize) {
                    seen[to] = true;
                    queue.push(to);
                }
            }
        }
        seen
    }

    /// Sends at most `limit` units from the first node to the last, as long as a unit gains.
    ///
    /// # Errors
    /// Cancelled.
    pub(crate) fn run(&mut self, limit: u64, control: &mut Control<'_>) -> Result<()> {
        let mut search = PathSearch::new(self);
        let mut left = limit;
        while left > 0 {
            let work = search.work;
            let Some(gain) = search.step(self) else { break };
            control.spend(search.work - work)?;
            // Gains of successive paths never increase, so that no later unit gains either.
            if gain <= 0 {
                break;
            }
            left -= u64::from(self.push(&search.by, left));
        }
        Ok(())
    }

    fn push(&mut self, by: &[u32], left: u64) -> u32 {
        let mut arcs = Vec::new();
        let mut node = by.len() - 1;
        while node > 0 {
            let arc = by[node] as usize;
            arcs.push(arc);
            node = self.arcs[arc ^ 1].to as usize;
        }
        // All that the path carries at once: every unit of it has the same gain.
        let rooms = arcs.iter().map(|&arc| u64::from(self.arcs[arc].room));
        let amount = rooms.fold(left, u64::min);
        let amount = u32::try_from(amount).expect("a path has an arc, and its room has 32 bits");
        for arc in arcs {
            self.arcs[arc].room -= amount;
            self.arcs[arc ^ 1].room += amount;
        }
        amount
    }
}

/// Scratch space and potentials of the searches.
struct PathSearch {
    potential: Vec<FlowGain>,
    distance: Vec<FlowGain>,
    by: Vec<u32>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(FlowGain, u32)>>,
    work: u64,
}

impl PathSearch {
    fn new(flow: &Flow) -> Self {
        let nodes = flow.out.len();
        let mut potential = vec![FAR; nodes];
        potential[0] = 0;
        for node in 0..nodes {
            // A node that the source does not reach now is never reached: pushing opens reverse arcs
            // between reached nodes only. So `FAR` never enters a sum.
            if potential[node] == FAR {
                continue;
            }
            for &arc in &flow.out[node] {
                let FlowArc { to, room, gain } = flow.arcs[arc as usize];
                let reached = potential[node] - gain;
                if room > 0 && reached < potential[to as usize] {
                    potential[to as usize] = reached;
                }
            }
        }
        Self {
            potential,
            distance: vec![FAR; nodes],
            by: vec![0; nodes],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
            work: 0,
        }
    }

    /// Finds the path of greatest gain and returns that gain; none if the sink is cut off.
    fn step(&mut self, flow: &Flow) -> Option<FlowGain> {
        let sink = flow.out.len() - 1;
        // Only the labels of the last search are cleared, not one for every node.
        for &node in &self.touched {
            self.distance[node as usize] = FAR;
        }
        self.touched.clear();
        self.heap.clear();
        self.label(0, 0, 0);
        while let Some(Reverse((distance, node))) = self.heap.pop() {
            // An older label of a node that has found a shorter way since.
            if distance > self.distance[node as usize] {
                continue;
            }
            // Nodes still in the heap are at least as far: `lift` needs no more than that.
            if node as usize == sink {
                self.lift(distance);
                return Some(-self.potential[sink] + self.potential[0]);
            }
            self.relax(flow, node as usize, distance);
        }
        None
    }

    fn label(&mut self, node: usize, distance: FlowGain, by: u32) {
        let index = index(node);
        if self.distance[node] == FAR {
            self.touched.push(index);
        }
        self.distance[node] = distance;
        self.by[node] = by;
        self.heap.push(Reverse((distance, index)));
    }

    fn relax(&mut self, flow: &Flow, node: usize, distance: FlowGain) {
        self.work += flow.out[node].len() as u64;
        for &arc in &flow.out[node] {
            let FlowArc { to, room, gain } = flow.arcs[arc as usize];
            let to = to as usize;
            if room == 0 {
                continue;
            }
            // The reduced cost is never negative on an arc with room, which Dijkstra's search rests on.
            let reached = distance - gain + self.potential[node] - self.potential[to];
            if reached < self.distance[to] {
                self.label(to, reached, arc);
            }
        }
    }

    /// Potentials for the next search; nodes that were not settled move with the sink.
    fn lift(&mut self, sink: FlowGain) {
        for &node in &self.touched {
            let node = node as usize;
            // Less the distance of the sink for all nodes alike: reduced costs stay, and nodes without a
            // label keep their potential without being visited.
            self.potential[node] += self.distance[node].min(sink) - sink;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Flow, FlowGain};
    use crate::decision::Options;

    /// A seeded xorshift, so that every run sees the same networks.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, below: u32) -> u32 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            u32::try_from((self.0 >> 16) % u64::from(below)).unwrap()
        }
    }

    /// Tail, head, room and gain of an arc.
    type Row = (usize, usize, u32, FlowGain);

    /// The amount that leaves the source and the gain of a flow; none if a node keeps or lacks something.
    fn judge(nodes: usize, arcs: &[Row], flow: &[u32]) -> Option<(u64, FlowGain)> {
        let mut balance = vec![0_i64; nodes];
        let mut gain = 0;
        for (&(from, to, _, each), &units) in arcs.iter().zip(flow) {
            balance[from] -= i64::from(units);
            balance[to] += i64::from(units);
            gain += each * FlowGain::from(units);
        }
        let inner = &balance[1..nodes - 1];
        let amount = u64::try_from(balance[nodes - 1]).ok()?;
        inner.iter().all(|&b| b == 0).then_some((amount, gain))
    }

    /// The greatest gain of any flow of at most `limit` units, by trying all.
    fn brute(nodes: usize, arcs: &[Row], limit: u64, flow: &mut Vec<u32>) -> FlowGain {
        let Some(&(_, _, room, _)) = arcs.get(flow.len()) else {
            let found = judge(nodes, arcs, flow).filter(|(amount, _)| *amount <= limit);
            return found.map_or(0, |(_, gain)| gain);
        };
        let mut best = 0;
        for units in 0..=room {
            flow.push(units);
            best = best.max(brute(nodes, arcs, limit, flow));
            flow.pop();
        }
        best
    }

    #[test]
    fn the_flow_has_the_greatest_gain_of_all() {
        let (mut limited, mut used) = (0, 0);
        for seed in 1..400 {
            let mut dice = Dice(seed * 0x9E37_79B9);
            let nodes = 3 + dice.roll(3) as usize;
            let mut arcs: Vec<Row> = Vec::new();
            for _ in 0..4 + dice.roll(4) {
                let from = dice.roll(u32::try_from(nodes).unwrap() - 1) as usize;
                let ahead = u32::try_from(nodes - from - 1).unwrap();
                let to = from + 1 + dice.roll(ahead) as usize;
                arcs.push((from, to, dice.roll(3), FlowGain::from(dice.roll(9)) - 2));
            }
            let limit = u64::from(dice.roll(4));
            let mut flow = Flow::new(nodes);
            let numbers: Vec<usize> = arcs
                .iter()
                .map(|&(from, to, room, gain)| flow.add(from, to, room, gain))
                .collect();
            let mut control = Options::new().control(u64::MAX, "a test");
            flow.run(limit, &mut control).unwrap();
            let found: Vec<u32> = numbers.iter().map(|&arc| flow.on(arc)).collect();
            let (amount, gain) = judge(nodes, &arcs, &found).expect("nothing is kept or lost");
            assert!(amount <= limit, "seed {seed}");
            let best = brute(nodes, &arcs, limit, &mut Vec::new());
            assert_eq!(gain, best, "seed {seed}: {arcs:?}");
            limited += u32::from(amount == limit && limit > 0);
            used += u32::from(gain > 0);
        }
        assert!(limited > 50 && used > 150, "{limited} {used}");
    }
}
