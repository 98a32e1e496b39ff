//! The best of several lists, and what a match says of them.

use super::address::BlockAddress;
use super::coverage::{coverages_at, kind_of};
use super::task::Task;
use super::topk::{Match, TopK};
use crate::compiled::Coverage;
use crate::model::{Facet, ProfileId};
use crate::num::Points;
use crate::score::Fit;

impl<'a> Task<'a> {
    /// The `k` best of several lists, best first: points, id and place.
    pub(super) fn best(
        &self,
        lists: impl IntoIterator<Item = TopK<BlockAddress>>,
        k: usize,
    ) -> Vec<(Points, &'a str, BlockAddress)> {
        let mut found: Vec<(Points, &'a str, BlockAddress)> = lists
            .into_iter()
            .flat_map(TopK::into_items)
            .map(|(points, place)| {
                (
                    points,
                    self.library.segments[place.0 as usize].compiled.id(place.1),
                    place,
                )
            })
            .collect();
        // By the ids themselves: ranks compare within a segment only.
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        found.truncate(k);
        found
    }

    /// The `k` best of several lists, as matches.
    pub(super) fn matches(
        &self,
        lists: impl IntoIterator<Item = TopK<BlockAddress>>,
        k: usize,
    ) -> Vec<Match> {
        let found = self.best(lists, k);
        let coverages = coverages_at(self.library, self.query, found.iter().map(|f| f.2));
        let matches = found.into_iter().zip(coverages);
        matches
            .filter_map(|((points, id, place), coverage)| {
                self.one_match(points, id, place, coverage)
            })
            .collect()
    }

    fn one_match(
        &self,
        points: Points,
        id: &str,
        (segment, profile): BlockAddress,
        coverage: Coverage,
    ) -> Option<Match> {
        let (view, compiled) = (self.view(segment), &self.view(segment).compiled);
        let text = self.scorer.text_known() && !compiled.is_textless(profile);
        let nearness = |need: &_| compiled.nearness(profile, need);
        let vector = self.scorer.vector(nearness);
        let met = |demand: &_| compiled.verdict(profile, demand);
        let known = self.scorer.known_beside_facets(text, vector.is_some())
            + self.table.known(view, profile)
            + self.scorer.demands.known_share(met);
        let confidence = f64::from(known) / f64::from(crate::num::WEIGHT_ONE);
        let code = view.code(Facet::Wishes, profile);
        let wishes = self.library.values.get(Facet::Wishes, code);
        let kind = kind_of(self.library, view, profile);
        // Ids were checked when they went in.
        let profile = ProfileId::new(id).ok()?;
        Some(Match {
            profile,
            score: points.to_f64(),
            confidence,
            sides: self.scorer.sides(points, wishes),
            fit: Fit::of(coverage, kind),
        })
    }
}
