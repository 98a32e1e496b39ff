//! The profiles that serve most of a cluster.

use std::collections::BTreeMap;

use crate::model::{NeedId, ProfileId};
use crate::rank::Ranking;
use crate::score::Fit;

use super::cluster::Cluster;

/// A profile that ranks for needs of a cluster.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Server {
    /// The profile.
    pub profile: ProfileId,
    /// The needs of the cluster in whose rankings it is, by id.
    pub needs: Vec<NeedId>,
    /// Mean of its scores for these, from 0 to 1.
    pub score: f64,
}

/// The `most` profiles that are in the rankings of most needs of `cluster`; among equals the greater mean
/// score first, then the smaller id. Rankings of other needs are passed over.
///
/// A profile that a rule bars is in no ranking, and so serves nobody here; nor does one that does not fit the need
/// ([`Fit::None`]).
///
/// # Example
/// ```
/// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
/// # let library = small::library()?;
/// # let snapshot = library.snapshot()?;
/// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
/// use qianxian::clinic::{ClusterOptions, clusters, serve};
/// use qianxian::engine::silent;
/// use qianxian::text::{Analyzer, QueryAnalyzer};
///
/// let mut needs = snapshot.needs()?;
/// needs[1].title = needs[0].title.clone();
/// needs[0].enterprise = Some("示例甲炭素".into());
/// needs[1].enterprise = Some("示例乙炭素".into());
/// let analyzer = QueryAnalyzer::from(Analyzer::new());
/// let groups = clusters(&needs, &analyzer, ClusterOptions::default())?;
/// let rankings = snapshot.rank_many(&needs, &options.k(1), &silent)?;
/// let best = &serve(&groups[0], &rankings, 1)[0];
/// assert_eq!((best.profile.as_str(), best.needs.len()), ("p1", 2));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn serve(cluster: &Cluster, rankings: &[Ranking], most: usize) -> Vec<Server> {
    let mut found: BTreeMap<&ProfileId, Vec<(&NeedId, f64)>> = BTreeMap::new();
    let of_cluster = rankings
        .iter()
        .filter(|ranking| cluster.needs.contains(&ranking.need));
    for ranking in of_cluster {
        for entry in ranking.matches.iter().filter(|m| m.fit > Fit::None) {
            found
                .entry(&entry.profile)
                .or_default()
                .push((&ranking.need, entry.score));
        }
    }
    let mut servers: Vec<Server> = found
        .into_iter()
        .map(|(profile, needs)| server(profile, needs))
        .collect();
    servers.sort_by(|a, b| {
        let by_count = b.needs.len().cmp(&a.needs.len());
        by_count
            .then(b.score.total_cmp(&a.score))
            .then_with(|| a.profile.cmp(&b.profile))
    });
    servers.truncate(most);
    servers
}

fn server(profile: &ProfileId, mut needs: Vec<(&NeedId, f64)>) -> Server {
    // By id before summing, so that the mean is the same bits whatever the order of the rankings.
    needs.sort_by(|a, b| a.0.cmp(b.0));
    let score = needs.iter().map(|&(_, score)| score).sum::<f64>() / needs.len() as f64;
    Server {
        profile: profile.clone(),
        needs: needs.into_iter().map(|(id, _)| id.clone()).collect(),
        score,
    }
}
