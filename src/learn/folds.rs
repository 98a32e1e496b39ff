//! Which need is held out when.

use crate::model::{NeedId, NeedKind};
use crate::num::hash64;

/// The fold that holds out each need, from 0 to `folds` − 1.
///
/// By the hash of seed and id, within each kind of need, so that every fold has its share of each; it depends
/// on nothing else. Sizes differ by at most one for each kind.
pub(super) fn folds(needs: &[(&NeedId, NeedKind)], folds: usize, seed: u64) -> Vec<usize> {
    let key = |(i, (id, kind)): (usize, &(&NeedId, NeedKind))| {
        let mut bytes = seed.to_le_bytes().to_vec();
        bytes.extend_from_slice(id.as_str().as_bytes());
        (*kind, hash64(&bytes), i)
    };
    let mut order: Vec<_> = needs.iter().enumerate().map(key).collect();
    order.sort_unstable();
    let mut fold_of = vec![0; needs.len()];
    for (place, (.., need)) in order.into_iter().enumerate() {
        fold_of[need] = place % folds;
    }
    fold_of
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::folds;
    use crate::model::{NeedId, NeedKind};

    #[test]
    fn folds_are_even_and_depend_on_the_seed() {
        let ids: Vec<NeedId> = (0..50)
            .map(|i| NeedId::new(format!("n{i:02}")).unwrap())
            .collect();
        let needs: Vec<_> = ids.iter().map(|id| (id, NeedKind::Research)).collect();
        let one = folds(&needs, 5, 1);
        for fold in 0..5 {
            assert_eq!(one.iter().filter(|&&f| f == fold).count(), 10);
        }
        assert_ne!(one, folds(&needs, 5, 2));
        let turned: Vec<_> = needs.iter().rev().copied().collect();
        let back: Vec<usize> = folds(&turned, 5, 1).into_iter().rev().collect();
        assert_eq!(one, back, "the order of the needs does not matter");
    }
}
