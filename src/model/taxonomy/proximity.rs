//! How near two codes stand in their tree.

use crate::model::taxonomy::{Code, Taxonomy};
use crate::num::Unit;

impl Taxonomy {
    /// Wu–Palmer similarity of two codes: `2·depth(lca) / (depth(a) + depth(b))`.
    ///
    /// 1 for the same code, 0 for codes under different roots, rounded down to a [`Unit`];
    /// `lca` is the lowest common ancestor and a root has depth 1 (Wu & Palmer 1994, Verb
    /// semantics and lexical selection, §4). `None` if the tree lacks either code. Symmetrical,
    /// and it grows as `b` climbs from a sibling to `a` itself; it is not a metric. It sees
    /// the tree alone: two divisions of one section are equally near, however unlike they are.
    /// O(depth + log n).
    pub fn proximity(&self, a: &Code, b: &Code) -> Option<Unit> {
        let (a, b) = (self.index(a)?, self.index(b)?);
        Some(self.wu_palmer(a, b))
    }

    /// Best-match average: the mean, over the codes wanted, of the proximity of the nearest
    /// code offered.
    ///
    /// `wanted` and `offered` are not interchangeable: what is offered beyond what is wanted
    /// costs nothing. Codes unknown to the tree are left out on either side; `None` if nothing
    /// remains on one of them. A code listed twice in `wanted` counts twice. Rounded down.
    /// O(|wanted| · |offered| · depth).
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
    pub fn set_proximity(&self, wanted: &[Code], offered: &[Code]) -> Option<Unit> {
        let (wanted, offered) = (self.known(wanted), self.known(offered));
        if offered.is_empty() {
            return None;
        }
        let best = |&a: &usize| offered.iter().map(|&b| self.wu_palmer(a, b)).max();
        let sum: u64 = wanted
            .iter()
            .filter_map(best)
            .map(|u| u64::from(u.steps()))
            .sum();
        sum.checked_div(wanted.len() as u64).map(Unit::from_steps)
    }

    fn known(&self, codes: &[Code]) -> Vec<usize> {
        codes.iter().filter_map(|code| self.index(code)).collect()
    }

    fn wu_palmer(&self, a: usize, b: usize) -> Unit {
        let depth = |at: usize| self.tree.links[at].depth as u64;
        let common = self.common_ancestor(a, b).map_or(0, depth);
        Unit::ratio(2 * common, depth(a) + depth(b))
    }

    /// The lowest node that is both or above both, `None` under different roots.
    fn common_ancestor(&self, mut a: usize, mut b: usize) -> Option<usize> {
        let links = &self.tree.links;
        while a != b {
            if links[a].depth >= links[b].depth {
                a = links[a].parent?;
            } else {
                b = links[b].parent?;
            }
        }
        Some(a)
    }
}
