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
        let mut lists = Vec::with_capacity(needs.len());
        for batch in needs.chunks(BATCH) {
            // Pairs under way are on no list; the others move up, so that a short list still is a whole one.
            let under_way = batch
                .iter()
                .map(|need| market.snapshot.at_work_on(&need.id));
            let further = under_way.max().map_or(0, |n| n as usize);
            let options = market.rank.clone().k(depth.saturating_add(further));
            let rankings = market.snapshot.rank_many(batch, &options, &silent)?;
            lists.extend(rankings.iter().map(|ranking| self.pairs(ranking, depth)));
        }
        Ok(lists)
    }

    /// The first `depth` pairs of a ranking that are not under way.
    fn pairs(&self, ranking: &Ranking, depth: usize) -> Vec<(ProfileId, f64)> {
        let own = self.0.snapshot.0.at_work.get(&ranking.need);
        let free = ranking
            .matches
            .iter()
            .filter(|m| own.is_none_or(|own| !own.contains(&m.profile)));
        let pairs = free.map(|m| (m.profile.clone(), m.score));
        pairs.take(depth).collect()
    }
}

impl PairSource for Rankings<'_> {
    fn best(&mut self, needs: &[&NeedId], depth: usize) -> Result<Vec<Vec<(ProfileId, f64)>>> {
        let market = self.0;
        // To its own depth the market has ranked already.
        if depth != market.rank.k {
            return self.deeper(needs, depth);
        }
        // A list that pairs under way are missing from has to reach further.
        let is_short = |id: &&NeedId| market.snapshot.at_work_on(id) > 0;
        let short: Vec<&NeedId> = needs.iter().copied().filter(|id| is_short(id)).collect();
        let mut further = self.deeper(&short, depth)?.into_iter();
        let known = |id: &&NeedId| {
            let at = market.position(id)?;
            match is_short(id) {
                true => further.next(),
                false => Some(self.pairs(&market.rankings[at], depth)),
            }
        };
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
