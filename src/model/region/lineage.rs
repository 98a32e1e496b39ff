//! A region and the regions that hold it, as numbers that are compared without reading a name.

use super::RegionPath;
use super::path::MAX_LEVELS;
use crate::num::hash64;

/// A region as hashes of its path and of the paths above, the widest first.
///
/// Ranking compares the region of a need with that of thousands of places; the names of each lie far apart in memory. Paths
/// are distinguished by 64-bit hashes, as terms are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lineage {
    /// 0 below the region itself.
    keys: [u64; MAX_LEVELS],
    depth: u8,
}

impl Lineage {
    /// The lineage of a region. O(bytes of the path).
    pub(crate) fn of(region: &RegionPath) -> Self {
        let (mut keys, mut path) = ([0; MAX_LEVELS], String::new());
        let mut depth = 0;
        for (key, name) in keys.iter_mut().zip(region.levels()) {
            path.push('/');
            path.push_str(name);
            // Never 0, which stands for no region.
            *key = hash64(path.as_bytes()).max(1);
            depth += 1;
        }
        Self { keys, depth }
    }

    /// Number of levels, 1 to 4.
    pub(crate) fn depth(&self) -> usize {
        usize::from(self.depth)
    }

    /// Number of leading levels that both regions share, as [`RegionPath::common_depth`] gives it.
    pub(crate) fn common_depth(&self, other: &Self) -> usize {
        let both = self.keys.iter().zip(&other.keys);
        both.take_while(|&(a, b)| a == b && *a > 0).count()
    }

    /// Whether this region is `wider` or lies in it.
    pub(crate) fn starts_with(&self, wider: &Self) -> bool {
        wider
            .depth()
            .checked_sub(1)
            .is_none_or(|level| self.keys[level] == wider.keys[level])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Lineage;
    use crate::model::RegionPath;

    #[test]
    fn regions_compare_by_number_as_by_name() {
        let paths: Vec<RegionPath> = [
            "山东省",
            "山东省/淄博市",
            "山东省/淄博市/张店区",
            "山东省/淄博市/张店区/科苑街道",
            "山东省/淄博市/桓台县",
            "山东省/张店区",
            "江苏省/淄博市/张店区",
            "山东",
        ]
        .map(|path| path.parse().unwrap())
        .to_vec();
        for a in &paths {
            for b in &paths {
                let (of_a, of_b) = (Lineage::of(a), Lineage::of(b));
                assert_eq!(of_a.common_depth(&of_b), a.common_depth(b), "{a} {b}");
                assert_eq!(of_a.starts_with(&of_b), a.starts_with(b), "{a} {b}");
                assert_eq!(of_a == of_b, a == b, "{a} {b}");
            }
            assert_eq!(Lineage::of(a).depth(), a.depth());
        }
    }
}
