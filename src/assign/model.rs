//! A problem as a flow network: its nodes, arcs and first flow.

use super::network::{Arc, HUB, Network};
use super::problem::{AssignmentProblem, PairRule, number};

/// Positions of a problem's parts in its network.
///
/// Arcs come in this order: pairs, needs, profiles, quotas.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) needs: usize,
    pub(super) profiles: usize,
    pub(super) edges: usize,
    /// Quotas (by position in the problem) that nest, and so are arcs; with their parent's
    /// place in this list, if they have one.
    pub(super) nested: Vec<(usize, Option<usize>)>,
    /// Quotas that cross another and are left to branching.
    pub(super) crossing: Vec<usize>,
}

impl Layout {
    pub(super) fn need_node(need: usize) -> u32 {
        number(1 + need)
    }

    pub(super) fn profile_node(&self, profile: usize) -> u32 {
        number(1 + self.needs + profile)
    }

    pub(super) fn quota_node(&self, nested: usize) -> u32 {
        number(1 + self.needs + self.profiles + nested)
    }

    pub(super) fn need_arc(&self, need: usize) -> usize {
        self.edges + need
    }

    pub(super) fn profile_arc(&self, profile: usize) -> usize {
        self.edges + self.needs + profile
    }

    pub(super) fn quota_arc(&self, nested: usize) -> usize {
        self.edges + self.needs + self.profiles + nested
    }

    pub(super) fn nodes(&self) -> usize {
        1 + self.needs + self.profiles + self.nested.len()
    }
}

/// Lays out `problem`; `tail[e]` is the node that edge `e` leaves.
fn lay_out(problem: &AssignmentProblem) -> (Layout, Vec<u32>) {
    let mut layout = Layout {
        needs: problem.needs.len(),
        profiles: problem.profiles.len(),
        edges: problem.edges.len(),
        nested: Vec::new(),
        crossing: Vec::new(),
    };
    let mut tail = Vec::with_capacity(layout.edges);
    for need in 0..layout.needs {
        tail.resize(problem.start[need + 1], Layout::need_node(need));
    }
    let mut from = 0;
    while from < problem.quotas.len() {
        let need = problem.quotas[from].need;
        let until = from + problem.quotas[from..].partition_point(|q| q.need == need);
        nest(problem, from..until, &mut layout, &mut tail);
        from = until;
    }
    (layout, tail)
}

/// Quotas (by position) whose labels cross another quota's at the same need.
pub(super) fn crossing(problem: &AssignmentProblem) -> Vec<usize> {
    if problem.quotas.is_empty() {
        Vec::new()
    } else {
        lay_out(problem).0.crossing
    }
}

/// Nests the quotas of one need if their sets of pairs nest.
fn nest(
    problem: &AssignmentProblem,
    quotas: std::ops::Range<usize>,
    layout: &mut Layout,
    tail: &mut [u32],
) {
    let mut sets: Vec<(usize, Vec<usize>)> = quotas.map(|q| (q, quota_edges(problem, q))).collect();
    // Larger sets first, so that a quota is placed before the ones that it contains. Of equal sets the later one nests
    // in the earlier.
    sets.sort_by_key(|(q, set)| (std::cmp::Reverse(set.len()), *q));
    let base = layout.nested.len();
    for (quota, set) in &sets {
        // Its pairs must all hang on one node: then that quota contains it, and the smaller
        // ones taken so far do not cut it.
        let Some(&first) = set.first() else {
            // It counts no pair, and is kept as an arc that leads nowhere: a minimum on it then fails as a
            // cut.
            layout.nested.push((*quota, None));
            continue;
        };
        if set.iter().any(|&e| tail[e] != tail[first]) {
            layout.crossing.push(*quota);
            continue;
        }
        let parent = (base..layout.nested.len()).find(|&k| layout.quota_node(k) == tail[first]);
        let own = layout.quota_node(layout.nested.len());
        layout.nested.push((*quota, parent));
        set.iter().for_each(|&e| tail[e] = own);
    }
}

/// Positions of the pairs that quota `quota` counts.
pub(super) fn quota_edges(problem: &AssignmentProblem, quota: usize) -> Vec<usize> {
    let quota = &problem.quotas[quota];
    let need = quota.need as usize;
    (problem.start[need]..problem.start[need + 1])
        .filter(|&e| problem.has_label(problem.edges[e].profile, quota.label))
        .collect()
}

/// Bounds of a pair's arc.
pub(super) fn pair_bounds(rule: PairRule) -> (u32, u32) {
    match rule {
        PairRule::Free => (0, 1),
        PairRule::Forbidden => (0, 0),
        PairRule::Required => (1, 1),
    }
}

/// The arcs of a network; the arcs of pairs are computed on request.
#[derive(Debug)]
pub(super) struct Arcs<'a> {
    problem: &'a AssignmentProblem,
    value: &'a [i64],
    /// Node that each pair leaves.
    tail: Vec<u32>,
    /// The arcs of no pair, in the order of the layout.
    pub(super) rest: Vec<Arc>,
}

impl Arcs<'_> {
    /// Number of arcs.
    pub(super) fn len(&self) -> usize {
        self.tail.len() + self.rest.len()
    }

    /// The arc at position `at` of the layout.
    pub(super) fn get(&self, at: usize) -> Arc {
        let Some(edge) = self.problem.edges.get(at) else {
            return self.rest[at - self.tail.len()];
        };
        let (lower, upper) = pair_bounds(edge.rule);
        let to = number(1 + self.problem.needs.len() + edge.profile as usize);
        Arc {
            from: self.tail[at],
            to,
            lower,
            upper,
            cost: -self.value[at],
        }
    }

    /// All arcs, in the order of the layout.
    pub(super) fn iter(&self) -> impl Iterator<Item = Arc> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// The arcs of `problem` with `value[e]` to be gained by pair `e`.
pub(super) fn arcs<'a>(problem: &'a AssignmentProblem, value: &'a [i64]) -> (Layout, Arcs<'a>) {
    let (layout, tail) = lay_out(problem);
    let mut rest = Vec::with_capacity(layout.nodes());
    let free = |from, to, lower, upper| Arc {
        from,
        to,
        lower,
        upper,
        cost: 0,
    };
    for (at, need) in problem.needs.iter().enumerate() {
        rest.push(free(HUB, Layout::need_node(at), need.least, need.most));
    }
    for (at, profile) in problem.profiles.iter().enumerate() {
        rest.push(free(
            layout.profile_node(at),
            HUB,
            profile.least,
            profile.most,
        ));
    }
    for (at, &(quota, parent)) in layout.nested.iter().enumerate() {
        let quota = &problem.quotas[quota];
        let need = Layout::need_node(quota.need as usize);
        let above = parent.map_or(need, |p| layout.quota_node(p));
        rest.push(free(above, layout.quota_node(at), quota.least, quota.most));
    }
    (
        layout,
        Arcs {
            problem,
            value,
            tail,
            rest,
        },
    )
}

/// Pairs of each need, dearest first.
pub(super) fn dearest_first(problem: &AssignmentProblem, value: &[i64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0u32..).take(problem.edges.len()).collect();
    for row in problem.start.windows(2) {
        order[row[0]..row[1]].sort_unstable_by_key(|&e| (std::cmp::Reverse(value[e as usize]), e));
    }
    order
}

/// Gives the network potentials that fit the profiles' prices, and a flow that fits the potentials.
///
/// A need's potential is the value of its last place at these prices, so that all but its
/// best `demand` pairs are too dear for it.
pub(super) fn start(
    problem: &AssignmentProblem,
    layout: &Layout,
    network: &mut Network,
    value: &[i64],
    prices: &[i64],
) {
    for (profile, price) in prices.iter().enumerate() {
        // The dual price of a profile is its negative potential, that of a need its potential.
        network.lift(layout.profile_node(profile), -price);
    }
    let mut net = Vec::new();
    for need in 0..layout.needs {
        net.clear();
        let range = problem.start[need]..problem.start[need + 1];
        net.extend(range.map(|e| value[e] - prices[problem.edges[e].profile as usize]));
        // Selection, not sorting: only the value of the last place matters. Below 0 the need would rather
        // leave the place open.
        let last = (problem.needs[need].most as usize).min(net.len()).max(1) - 1;
        let gain = if net.is_empty() {
            0
        } else {
            (*net.select_nth_unstable_by(last, |a, b| b.cmp(a)).1).max(0)
        };
        network.potential[Layout::need_node(need) as usize] = gain;
    }
    for (at, &(quota, _)) in layout.nested.iter().enumerate() {
        let need = Layout::need_node(problem.quotas[quota].need as usize);
        // As if quotas had no price: their arcs then have reduced cost 0 and are in order at any flow.
        network.potential[layout.quota_node(at) as usize] = network.potential[need as usize];
    }
    // Needs last, so that their units are placed first: they end in the profiles' gaps.
    for need in 0..layout.needs {
        // Pairs worth exactly the last place stay empty here: at reduced cost 0 the searches decide.
        let gain = network.potential[Layout::need_node(need) as usize];
        let dear = |e: &usize| value[*e] - prices[problem.edges[*e].profile as usize] > gain;
        let row = problem.start[need]..problem.start[need + 1];
        row.filter(dear).for_each(|e| network.comply(e));
    }
    (layout.profile_arc(0)..network.arc_count()).for_each(|arc| network.comply(arc));
    for need in (0..layout.needs).rev() {
        network.comply(layout.need_arc(need));
    }
}
