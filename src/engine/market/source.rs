//! Rankings as deep as a solve asks for.

use super::options::people;
use super::{Market, labels};
use crate::assign::{PairSource, Supply};
use crate::engine::silent;
use crate::error::Result;
use crate::model::{Need, NeedId, ProfileId};
use crate::rank::Ranking;

/// Needs whose deep rankings are held at a time.
const BATCH: usize = 64;

/// The rankings of a market's needs.
pub(super) struct Rankings<'a>(pub(super) &'a Market);

impl Rankings<'_> {
    fn deeper(&self, needs: &[&NeedId], depth: usize) -> Result<Vec<Vec<(ProfileId, f64)>>> {
        let market = self.0;
        let find = |id: &&NeedId| market.position(id).map(|at| market.needs[at].clone());
        let needs: Vec<Need> = needs.iter().filter_map(find).collect();
        let options = market.rank.clone().k(depth);
        let mut lists = Vec::with_capacity(needs.len());
        for batch in needs.chunks(BATCH) {
            let rankings = market.snapshot.rank_many(batch, &options, &silent)?;
            lists.extend(rankings.iter().map(pairs));
        }
        Ok(lists)
    }
}

fn pairs(ranking: &Ranking) -> Vec<(ProfileId, f64)> {
    let matches = ranking.matches.iter();
    matches.map(|m| (m.profile.clone(), m.score)).collect()
}

impl PairSource for Rankings<'_> {
    fn best(&mut self, needs: &[&NeedId], depth: usize) -> Result<Vec<Vec<(ProfileId, f64)>>> {
        let market = self.0;
        // To its own depth the market has ranked already.
        if depth != market.rank.k {
            return self.deeper(needs, depth);
        }
        let known = |id: &&NeedId| market.position(id).map(|at| pairs(&market.rankings[at]));
        Ok(needs.iter().filter_map(known).collect())
    }

    fn supply(&mut self, profile: &ProfileId) -> Result<Supply> {
        let profile = self.0.snapshot.profile(profile)?;
        Ok(Supply {
            places: *self
                .0
                .options
                .capacity_of(&profile, self.0.groups_of(&profile.id))
                .end(),
            of_people: people(&profile).is_some(),
            labels: labels(&profile),
        })
    }
}
