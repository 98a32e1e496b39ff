//! How near two codes stand in their tree.

use crate::model::taxonomy::{Code, Taxonomy};
use crate::num::Fraction;

/// Proximity of every node of a tree to each of some wanted codes, computed once to compare them with many
/// others.
#[derive(Clone, Debug)]
pub(crate) struct Nearness(Vec<Vec<Fraction>>);

impl Nearness {
    /// [`Taxonomy::set_proximity`] of the wanted codes and `offered`, which are known nodes.
    /// O(|wanted| · |offered|).
    pub(crate) fn of(&self, offered: &[u32]) -> Option<Fraction> {
        if offered.is_empty() {
            return None;
        }
        let best = |near: &Vec<Fraction>| offered.iter().map(|&node| near[node as usize]).max();
        // The same integers and the same rounding as `set_proximity`, so that both agree to the bit.
        mean(self.0.iter().filter_map(best), self.0.len())
    }

    /// Whether any code is wanted.
    pub(crate) fn is_asked(&self) -> bool {
        !self.0.is_empty()
    }
}

/// Proximity of nodes to the nearest of some offered codes, each worked out when somebody asks: one profile against the
/// codes of many needs.
#[derive(Debug)]
pub(crate) struct NearestOffered {
    offered: Vec<usize>,
    /// By node; [`UNASKED`] until then.
    best: Vec<u32>,
}

/// More steps than a fraction has.
const UNASKED: u32 = u32::MAX;

impl NearestOffered {
    /// [`Taxonomy::set_proximity`] of the codes of the nodes `wanted` and the offered ones. O(|wanted|); a node that nobody
    /// has asked for before costs O(|offered| · depth).
    pub(crate) fn of(&mut self, tree: &Taxonomy, wanted: &[u32]) -> Option<Fraction> {
        if self.offered.is_empty() {
            return None;
        }
        // The same integers and the same rounding as `set_proximity`, so that both agree to the bit.
        let best = |&node: &u32| Fraction::from_steps(u64::from(self.best(tree, node)));
        mean(wanted.iter().map(best), wanted.len())
    }

    /// [`NearestOffered::of`] as a float, up to its rounding; `None` as there.
    pub(crate) fn about(&mut self, tree: &Taxonomy, wanted: &[u32]) -> Option<f32> {
        if self.offered.is_empty() || wanted.is_empty() {
            return None;
        }
        let sum: u64 = wanted
            .iter()
            .map(|&node| u64::from(self.best(tree, node)))
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "said to be about")]
        let mean = sum as f32 / (wanted.len() as f32 * Fraction::ONE.steps() as f32);
        Some(mean)
    }

    /// Steps of the proximity of a node to the nearest code that is offered, of which there are some.
    fn best(&mut self, tree: &Taxonomy, node: u32) -> u32 {
        let best = &mut self.best[node as usize];
        if *best == UNASKED {
            let near = self
                .offered
                .iter()
                .map(|&b| tree.wu_palmer(node as usize, b));
            *best = near.max().unwrap_or(Fraction::ZERO).steps();
        }
        *best
    }
}

/// The mean of `count` values, rounded down; `None` of none.
fn mean(values: impl Iterator<Item = Fraction>, count: usize) -> Option<Fraction> {
    let sum: u64 = values.map(|value| u64::from(value.steps())).sum();
    sum.checked_div(count as u64).map(Fraction::from_steps)
}

impl Taxonomy {
    /// Wu–Palmer similarity of two codes: `2·depth(lca) / (depth(a) + depth(b))`.
    ///
    /// 1 for the same code, 0 for codes under different roots, rounded down to a [`Fraction`];
    /// `lca` is the lowest common ancestor and a root has depth 1 (Wu & Palmer 1994, Verb
    /// semantics and lexical selection, §4). `None` if the tree lacks either code. Symmetrical,
    /// and it grows as `b` climbs from a sibling to `a` itself; it is not a metric. It sees
    /// the tree alone: two divisions of one section are equally near, however unlike they are.
    /// O(depth + log n).
    #[must_use]
    pub fn proximity(&self, a: &Code, b: &Code) -> Option<Fraction> {
        let (a, b) = (self.index(a)?, self.index(b)?);
        Some(self.wu_palmer(a, b))
    }

    /// Best-match average: the mean, over the codes wanted, of the proximity of the nearest
    /// code offered.
    ///
    /// `wanted` and `offered` are not interchangeable: a code offered beyond the wanted ones costs nothing. Codes
    /// unknown to the tree are left out on either side; `None` if nothing remains on one of them. A code listed twice
    /// in `wanted` counts twice. Rounded down. O(|wanted| · |offered| · depth).
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Taxonomy;
    /// let industries = Taxonomy::industries();
    /// let codes = |names: &[&str]| names.iter().map(|n| industries.resolve(n)).collect::<Result<Vec<_>, _>>();
    /// let (wanted, offered) = (codes(&["化工", "软件"])?, codes(&["化工", "医药"])?);
    /// // 化工 is offered itself (1); 软件 has no relative there (0).
    /// assert_eq!(industries.set_proximity(&wanted, &offered).unwrap().to_f64(), 0.5);
    /// assert_eq!(industries.set_proximity(&wanted, &[]), None);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn set_proximity(&self, wanted: &[Code], offered: &[Code]) -> Option<Fraction> {
        let (wanted, offered) = (self.known(wanted), self.known(offered));
        if offered.is_empty() {
            return None;
        }
        let best = |&a: &usize| offered.iter().map(|&b| self.wu_palmer(a, b)).max();
        mean(wanted.iter().filter_map(best), wanted.len())
    }

    /// The nodes of the given codes that the tree has.
    pub(crate) fn known(&self, codes: &[Code]) -> Vec<usize> {
        codes.iter().filter_map(|code| self.index(code)).collect()
    }

    /// Computes the proximity of every node to each of `wanted`. O(|wanted| · nodes · depth).
    pub(crate) fn nearness(&self, wanted: &[Code]) -> Nearness {
        let to = |&a: &usize| (0..self.len()).map(|b| self.wu_palmer(a, b)).collect();
        Nearness(self.known(wanted).iter().map(to).collect())
    }

    /// What `offered` codes are near to.
    pub(crate) fn nearest_offered(&self, offered: &[Code]) -> NearestOffered {
        NearestOffered {
            offered: self.known(offered),
            best: vec![UNASKED; self.len()],
        }
    }

    fn wu_palmer(&self, a: usize, b: usize) -> Fraction {
        let depth = |at: usize| self.tree.links[at].depth as u64;
        let common = self.common_ancestor(a, b).map_or(0, depth);
        Fraction::ratio(2 * common, depth(a) + depth(b))
    }

    /// The lowest node that is both or above both, `None` under different roots.
    fn common_ancestor(&self, mut a: usize, mut b: usize) -> Option<usize> {
        let links = &self.tree.links;
        while a != b {
            // The deeper one climbs; at equal depth either may, since neither lies above the other.
            if links[a].depth >= links[b].depth {
                a = links[a].parent?;
            } else {
                b = links[b].parent?;
            }
        }
        Some(a)
    }
}
