//! Groups as blocks of pairs, and values under which a group's members want the same need.

use std::borrow::Cow;

use super::branch::{Row, SideConstraints};
use super::model::{Layout, quota_edges};
use super::problem::{AssignmentProblem, PairRule, ProfileGroup};

/// A problem prepared for the exact search: group rules applied, values shared.
pub(super) struct Ready<'a> {
    /// The problem with the pairs that groups force or rule out marked so.
    pub(super) problem: Cow<'a, AssignmentProblem>,
    /// Value of each pair. Within a group at a need, its sum is shared out evenly: no
    /// assignment that keeps the group together changes its value, but the relaxation does, and
    /// its members no longer pull apart.
    pub(super) value: Vec<i64>,
    pub(super) blocks: Vec<Vec<usize>>,
    /// Groups with a required pair at a need that cannot take all of them.
    pub(super) clash: Vec<usize>,
}

impl<'a> Ready<'a> {
    /// Applies the groups of `problem` to its pairs. O(groups · needs · members · log pairs of a need).
    pub(super) fn new(problem: &'a AssignmentProblem) -> Self {
        let mut ready = Self {
            problem: Cow::Borrowed(problem),
            value: problem
                .edges
                .iter()
                .map(|e| i64::from(e.affinity))
                .collect(),
            blocks: Vec::new(),
            clash: Vec::new(),
        };
        for (at, group) in problem.groups.iter().enumerate() {
            for need in 0..problem.needs.len() {
                ready.gather(at, group, need);
            }
        }
        ready
    }

    fn gather(&mut self, at: usize, group: &ProfileGroup, need: usize) {
        let found = group.all().map(|p| self.problem.edge_of(need, p));
        let pairs: Vec<usize> = found.flatten().collect();
        let rule = |r| pairs.iter().any(|&e| self.problem.edges[e].rule == r);
        let size = group.members.len() + 1;
        // All or none: if one pair is missing, or the need is too small, none can be taken.
        let whole = pairs.len() == size && size <= self.problem.needs[need].most as usize;
        let (closed, required) = (
            !whole || rule(PairRule::Forbidden),
            rule(PairRule::Required),
        );
        if closed && required {
            self.clash.push(at);
        } else if closed || required {
            self.mark(
                &pairs,
                if closed {
                    PairRule::Forbidden
                } else {
                    PairRule::Required
                },
            );
        } else {
            self.share(&pairs);
            self.blocks.push(pairs);
        }
    }

    fn mark(&mut self, pairs: &[usize], rule: PairRule) {
        for &pair in pairs {
            // The copy is made at the first rule that changes; most problems have no groups.
            if self.problem.edges[pair].rule != rule {
                self.problem.to_mut().edges[pair].rule = rule;
            }
        }
    }

    fn share(&mut self, pairs: &[usize]) {
        let sum: i64 = pairs.iter().map(|&e| self.value[e]).sum();
        let count = pairs.len() as i64;
        for (&pair, k) in pairs.iter().zip(0..) {
            // The remainder goes to the first ones, so that the sum stays exact.
            self.value[pair] = sum / count + i64::from(k < sum % count);
        }
    }

    /// A copy with `value[e]` as the value of pair `e`.
    pub(super) fn priced(&self, value: &[i64]) -> Ready<'_> {
        Ready {
            problem: Cow::Borrowed(&*self.problem),
            value: value.to_vec(),
            blocks: self.blocks.clone(),
            clash: self.clash.clone(),
        }
    }

    /// The constraints that the flow relaxation laid out as `layout` does not hold.
    pub(super) fn sides(&self, layout: &Layout) -> SideConstraints {
        let row = |&quota: &usize| Row {
            plus: quota_edges(&self.problem, quota),
            minus: Vec::new(),
            least: i64::from(self.problem.quotas[quota].least),
            most: i64::from(self.problem.quotas[quota].most),
            price: 0,
        };
        let rows = layout.crossing.iter().map(row).collect();
        SideConstraints {
            blocks: self.blocks.clone(),
            rows,
        }
    }
}
