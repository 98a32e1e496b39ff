//! A share of the places for newcomers, drawn by lot, with exact propensities.
//!
//! A *newcomer* is a record that was never sent to anybody. Without a share for newcomers, what was never sent is never
//! learned about. After the best plan is made, each subscription has m places and a pool of q newcomers that were left
//! out. Its min(m, q) places of least value are drawn for, each on its own: with the probability ε
//! ([`PlanOptions::newcomers`](super::PlanOptions)) it goes to the pool. The t places that go are filled with t of the q
//! newcomers, each set of t alike. So, exactly:
//!
//! - a place that is not drawn for has propensity 1, one that is, 1 − ε;
//! - a newcomer of the pool has ε · min(m, q) / q.
//!
//! A record is in one pool at most, the one where its value is greatest, and in none if the plan sends it already.
//! So the draw keeps every quota: places only change hands within a subscription, and the drawn records are new to the
//! plan. The draw depends on the seed, the day and the ids alone.

/// Bits that a seed and keys decide; splitmix64 (Steele, Lea, Flood 2014) over an FNV-1a digest of the keys.
pub(super) struct Lots(u64);

impl Lots {
    pub(super) fn new(seed: u64, day: i32, key: &str) -> Self {
        let mut digest = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for byte in day.to_le_bytes().iter().chain(key.as_bytes()) {
            digest = (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(digest)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Whether an event of that probability happens.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    fn happens(&mut self, probability: f64) -> bool {
        ((self.next() >> 11) as f64) < probability * (1_u64 << 53) as f64
    }

    /// A number below `count`; each alike but for one part in 2^32.
    fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.next()) * (count as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}

/// What the lots decide for one subscription.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Draw {
    /// Places that are drawn for, of the places in ascending order of value.
    pub(super) drawn: usize,
    /// The places among them that go to the pool.
    pub(super) given: Vec<usize>,
    /// Members of the pool that take them, in the order of `given`.
    pub(super) taken: Vec<usize>,
    /// Propensity of each member of the pool.
    pub(super) propensity: f64,
}

/// Draws for a subscription of `places` places and a pool of `pool` newcomers.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
pub(super) fn draw(places: usize, pool: usize, share: f64, lots: &mut Lots) -> Draw {
    let drawn = places.min(pool);
    if drawn == 0 || share <= 0.0 {
        return Draw::default();
    }
    let given: Vec<usize> = (0..drawn).filter(|_| lots.happens(share)).collect();
    // The first t of a shuffle (Fisher and Yates).
    let mut order: Vec<usize> = (0..pool).collect();
    for at in 0..given.len() {
        let other = at + lots.below(pool - at);
        order.swap(at, other);
    }
    order.truncate(given.len());
    Draw {
        drawn,
        given,
        taken: order,
        propensity: share * drawn as f64 / pool as f64,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Draw, Lots, draw};

    #[test]
    fn the_stated_propensities_are_the_frequencies() {
        const ROUNDS: u32 = 40_000;
        for (places, pool, share) in [(1, 1, 0.1), (3, 2, 0.5), (2, 5, 0.3), (4, 4, 1.0)] {
            let mut kept = vec![0_u32; places];
            let mut taken = vec![0_u32; pool];
            let mut stated = Draw::default();
            for seed in 0..u64::from(ROUNDS) {
                let found = draw(places, pool, share, &mut Lots::new(seed, 738_000, "s1"));
                assert_eq!(found.given.len(), found.taken.len());
                (0..places)
                    .filter(|p| !found.given.contains(p))
                    .for_each(|p| kept[p] += 1);
                found.taken.iter().for_each(|&at| taken[at] += 1);
                stated = found;
            }
            let is_near =
                |count: u32, p: f64| (f64::from(count) / f64::from(ROUNDS) - p).abs() < 0.01;
            for (place, &count) in kept.iter().enumerate() {
                let p = if place < stated.drawn {
                    1.0 - share
                } else {
                    1.0
                };
                assert!(is_near(count, p), "{places} {pool} {place}: {count}");
            }
            assert!(
                taken.iter().all(|&count| is_near(count, stated.propensity)),
                "{taken:?}"
            );
        }
    }

    #[test]
    fn no_share_no_places_and_no_pool_draw_nothing() {
        let lots = &mut Lots::new(1, 1, "s");
        for (places, pool, share) in [(0, 3, 0.5), (3, 0, 0.5), (3, 3, 0.0)] {
            assert_eq!(draw(places, pool, share, lots), Draw::default());
        }
    }
}
