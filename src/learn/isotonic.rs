//! The non-decreasing step function nearest to outcomes: pool adjacent violators.

/// A run of scores with one rate of success.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PooledBlock {
    /// Lowest score in it.
    pub(super) from: f64,
    /// Highest score in it.
    pub(super) to: f64,
    pub(super) count: u32,
    pub(super) successes: u32,
}

impl PooledBlock {
    fn join(self, next: Self) -> Self {
        Self {
            from: self.from,
            to: next.to,
            count: self.count + next.count,
            successes: self.successes + next.successes,
        }
    }

    /// Whether the rate of `self` is at least that of `next`, in whole numbers.
    fn is_at_least(&self, next: &Self) -> bool {
        // Cross products of integers compare the shares exactly; quotients of floats could tie wrongly.
        let product = |a: u32, b: u32| u64::from(a) * u64::from(b);
        product(self.successes, next.count) >= product(next.successes, self.count)
    }
}

/// Blocks of strictly ascending score and rate: the non-decreasing function of the score with the least
/// squared error (Ayer et al., Annals of Mathematical Statistics 26, 1955; for probabilities Zadrozny and
/// Elkan, KDD 2002, section 3.2). Equal scores are one point. O(n log n).
pub(super) fn blocks(outcomes: &[(f64, bool)]) -> Vec<PooledBlock> {
    let mut sorted = outcomes.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut blocks: Vec<PooledBlock> = Vec::new();
    // Equal scores cannot be told apart by a curve, so they begin as one block.
    for points in sorted.chunk_by(|a, b| a.0 == b.0) {
        let count = |is: fn(&&(f64, bool)) -> bool| {
            u32::try_from(points.iter().filter(is).count()).expect("fewer than 2³² outcomes")
        };
        let mut last = PooledBlock {
            from: points[0].0,
            to: points[0].0,
            count: count(|_| true),
            successes: count(|point| point.1),
        };
        // Pool adjacent violators: a block that is no better than the one below joins it, and the join may
        // violate again.
        while let Some(before) = blocks.pop_if(|before| before.is_at_least(&last)) {
            last = before.join(last);
        }
        blocks.push(last);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::blocks;

    /// Max over starts of the min over ends of the mean between: another form of the same function (Barlow
    /// et al., 1972, theorem 1.5).
    fn max_min(points: &[(f64, bool)], at: f64) -> f64 {
        let mean = |from: f64, to: f64| {
            let within = points.iter().filter(|p| p.0 >= from && p.0 <= to);
            let (sum, count) = within.fold((0.0, 0.0), |(sum, count), p| {
                (sum + f64::from(u8::from(p.1)), count + 1.0)
            });
            sum / count
        };
        let starts = points.iter().map(|p| p.0).filter(|&from| from <= at);
        let least = |from: f64| {
            let ends = points.iter().map(|p| p.0).filter(|&to| to >= at);
            ends.map(|to| mean(from, to)).fold(f64::INFINITY, f64::min)
        };
        starts.map(least).fold(f64::NEG_INFINITY, f64::max)
    }

    #[test]
    fn a_fall_is_pooled() {
        let points = [(0.1, false), (0.2, true), (0.3, false), (0.4, true)];
        let found = blocks(&points);
        let rates: Vec<_> = found
            .iter()
            .map(|b| (b.from, b.successes, b.count))
            .collect();
        assert_eq!(rates, [(0.1, 0, 1), (0.2, 1, 2), (0.4, 1, 1)]);
    }

    proptest! {
        #[test]
        fn blocks_are_the_least_squares_monotone_fit(
            points in prop::collection::vec((0_u8..6, any::<bool>()), 1..12)
        ) {
            let points: Vec<_> = points.into_iter().map(|(s, y)| (f64::from(s), y)).collect();
            let found = blocks(&points);
            for block in &found {
                let rate = f64::from(block.successes) / f64::from(block.count);
                for at in [block.from, block.to] {
                    prop_assert!((rate - max_min(&points, at)).abs() < 1e-12);
                }
            }
            for pair in found.windows(2) {
                prop_assert!(pair[0].to < pair[1].from && !pair[0].is_at_least(&pair[1]));
            }
            prop_assert_eq!(found.iter().map(|b| b.count as usize).sum::<usize>(), points.len());
        }

        #[test]
        fn no_split_into_rising_runs_is_nearer(
            outcomes in prop::collection::vec(any::<bool>(), 1..10)
        ) {
            let points: Vec<_> = (0_u8..).map(f64::from).zip(outcomes).collect();
            let error = |rate: f64, ys: &[(f64, bool)]| -> f64 {
                ys.iter().map(|y| (f64::from(u8::from(y.1)) - rate).powi(2)).sum()
            };
            let mut least = f64::INFINITY;
            for cuts in 0_u32..1 << (points.len() - 1) {
                let (mut runs, mut start) = (Vec::new(), 0);
                for end in 1..=points.len() {
                    if end == points.len() || cuts & (1 << (end - 1)) != 0 {
                        runs.push(&points[start..end]);
                        start = end;
                    }
                }
                let rate = |run: &[(f64, bool)]| run.iter().filter(|p| p.1).count() as f64 / run.len() as f64;
                if runs.windows(2).all(|pair| rate(pair[0]) <= rate(pair[1])) {
                    least = least.min(runs.iter().map(|run| error(rate(run), run)).sum());
                }
            }
            let found = blocks(&points).iter().map(|b| {
                let within = points.iter().copied().filter(|p| p.0 >= b.from && p.0 <= b.to);
                error(f64::from(b.successes) / f64::from(b.count), &within.collect::<Vec<_>>())
            }).sum::<f64>();
            prop_assert!((found - least).abs() < 1e-9, "{} {}", found, least);
        }
    }
}
