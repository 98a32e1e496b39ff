//! One profile against all others: who is ahead, and at which weight no longer.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::change::{Competitor, WeightChange, crossings, share_of, value_changes};
use super::why_not::{
    Border, Difference, FigureDifference, FitShortfall, ListStanding, Obstacle, WhyNot,
};
use crate::compiled::library::CompiledLibrary;
use crate::compiled::query::Query;
use crate::error::Result;
use crate::infer::Infer;
use crate::model::ProfileId;
use crate::model::facts::NeedFacts;
use crate::rank::{rank_one, score_one};
use crate::rule::Rules;
use crate::score::quantity::missed_figures;
use crate::score::{Explanation, Feature, Fit, Reading, Scorer, Weights};

/// One profile against all others of a library, for one need.
#[derive(Debug)]
pub(crate) struct Contest<'a> {
    pub(crate) library: &'a CompiledLibrary,
    pub(crate) query: &'a Query,
    pub(crate) rules: &'a Rules,
    pub(crate) need: &'a NeedFacts,
    /// Whether, and on which sides, inferred codes replace missing ones.
    pub(crate) infer: Infer,
    pub(crate) weights: Weights,
    pub(crate) reading: &'a Reading,
    pub(crate) profile: &'a ProfileId,
    pub(crate) k: usize,
    /// Least fit of a profile that is listed.
    pub(crate) least_fit: Fit,
    /// Profiles of that fit, if it is asked for; filled by [`Contest::among_fitting`].
    pub(crate) fitting: Option<HashSet<ProfileId>>,
}

/// Pieces that a profile lacks for a fit, at most.
const LACKING: usize = 8;

/// Widest gap that is left between a weight that would do and one that would not, as a part of the change.
const WIDEST: f64 = 0.25;

impl Contest<'_> {
    /// Compares with the profiles alone that have the least fit. Neither fits nor rules depend on weights, so one ranking
    /// finds them for all.
    pub(crate) fn among_fitting(mut self) -> Self {
        if self.least_fit > Fit::None {
            let fitting = rank_one(
                self.library,
                &self.scorer(&self.weights),
                self.query,
                (self.everybody(), self.least_fit),
            );
            self.fitting = Some(fitting.into_iter().map(|found| found.profile).collect());
        }
        self
    }

    fn shortfall(&self, explanation: &Explanation) -> Option<FitShortfall> {
        let lacking = explanation.uncovered.iter().take(LACKING);
        (explanation.fit < self.least_fit).then(|| FitShortfall {
            asked: self.least_fit,
            fit: explanation.fit,
            coverage: explanation.coverage,
            needed: self.least_fit.needed(self.query.whole_information),
            lacking: lacking.cloned().collect(),
        })
    }

    /// Answers for the profile of `explanation`; `explain` explains the profile at the border.
    ///
    /// # Errors
    /// The errors of `explain`.
    pub(crate) fn decide(
        &self,
        explanation: Explanation,
        explain: impl FnOnce(&ProfileId) -> Result<Explanation>,
    ) -> Result<WhyNot> {
        let others = self.others(&self.weights, self.everybody());
        let own = (explanation.score, self.profile);
        let ahead = others
            .iter()
            .take_while(|(profile, score)| (*score, own.1) > (own.0, profile));
        let rank = ahead.count() + 1;
        // The k-th of the others, not of all: the profile would take its place.
        let border = others.get(self.k - 1).map(|(last, _)| explain(last));
        let border = border.transpose()?;
        let differences = border
            .as_ref()
            .map(|b| Difference::between(b, &explanation));
        let figures = border
            .as_ref()
            .map(|b| FigureDifference::between(b, &explanation));
        let border = border.map(|border| Border::of(&border, &explanation));
        let missing = border.as_ref().map_or(0, |b| b.missing(self.profile));
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        // A score that suffices needs no change; a rule that bars the profile is among the obstacles.
        if missing > 0 {
            values = self.values(value_changes(&explanation.totals(), missing), &explanation);
            weights = self.weight_changes(&others, explanation.score);
        }
        let mut reasons = self.rules.reasons(self.need, &self.reading.facts);
        reasons.extend(missed_figures(self.rules, &explanation.quantities));
        let obstacles: Vec<Obstacle> = reasons.into_iter().map(Obstacle::of).collect();
        let unfit = self.shortfall(&explanation);
        let verdict = match (obstacles.is_empty(), unfit.is_none(), rank <= self.k) {
            (false, _, _) => ListStanding::RuledOut,
            (true, false, _) => ListStanding::Unfit,
            (true, true, true) => ListStanding::Listed,
            (true, true, false) => ListStanding::Outranked,
        };
        Ok(WhyNot {
            need: self.need.id.clone(),
            profile: self.profile.clone(),
            k: self.k,
            verdict,
            rank,
            obstacles,
            unfit,
            explanation,
            border,
            differences: differences.unwrap_or_default(),
            figures: figures.unwrap_or_default(),
            values,
            weights,
        })
    }

    pub(super) fn scorer(&self, weights: &Weights) -> Scorer<'_> {
        Scorer::new(
            Cow::Borrowed(self.need),
            weights,
            self.rules,
            self.query,
            self.infer,
        )
    }

    /// More than there are profiles.
    fn everybody(&self) -> usize {
        self.library.profile_count() + 1
    }

    /// Ids and scores of the `most` best others under `weights`.
    fn others(&self, weights: &Weights, most: usize) -> Vec<(ProfileId, f64)> {
        let scorer = self.scorer(weights);
        // One more than asked for, since the profile itself may be among them; everybody if some do not fit.
        let depth = match self.fitting {
            Some(_) => self.everybody(),
            None => most.saturating_add(1),
        };
        let mut others = score_one(self.library, &scorer, self.query, depth);
        let fits = |id: &ProfileId| self.fitting.as_ref().is_none_or(|all| all.contains(id));
        others.retain(|(profile, _)| profile != self.profile && fits(profile));
        others.truncate(most);
        others
    }

    fn own_score(&self, weights: &Weights) -> f64 {
        self.reading.points(&self.scorer(weights)).to_f64()
    }

    /// Whether the profile would be among the k best under `weights`: by ranking.
    fn is_in(&self, weights: &Weights) -> bool {
        let others = self.others(weights, self.k);
        let own = self.own_score(weights);
        others
            .get(self.k - 1)
            .is_none_or(|(last, score)| (own, last) > (*score, self.profile))
    }

    fn weight_changes(&self, others: &[(ProfileId, f64)], own_score: f64) -> Vec<WeightChange> {
        // Each feature costs rankings of its own, so the features run in parallel; `collect` keeps their order.
        let found = Feature::ALL
            .par_iter()
            .flat_map_iter(|&feature| self.weight_change(feature, others, own_score));
        let mut changes: Vec<WeightChange> = found.collect();
        changes.sort_by(|a, b| {
            let by_size = a.size().total_cmp(&b.size());
            by_size.then(a.feature.cmp(&b.feature))
        });
        changes
    }

    /// The nearer of the changes of one weight, down or up, that hold when they are tried.
    fn weight_change(
        &self,
        feature: Feature,
        others: &[(ProfileId, f64)],
        own_score: f64,
    ) -> Option<WeightChange> {
        // Under this feature alone, the score of a profile is its value of the feature.
        let only = Weights::only(feature);
        let ranked = self.others(&only, self.everybody());
        let values: HashMap<&ProfileId, f64> =
            ranked.iter().map(|(id, score)| (id, *score)).collect();
        let competitor = |(profile, score)| Competitor {
            id: profile,
            score,
            value: values.get(profile).copied().unwrap_or_default(),
        };
        let competitors: Vec<Competitor<'_>> = others
            .iter()
            .map(|(id, score)| competitor((id, *score)))
            .collect();
        let own = Competitor {
            id: self.profile,
            score: own_score,
            value: self.own_score(&only),
        };
        let total = self.weights.total();
        let share = self.weights.get(feature) / total;
        let nearest = crossings(own, &competitors, self.k, share);
        let tried = nearest
            .into_iter()
            .flatten()
            .filter_map(|crossing| self.tried(feature, crossing * total));
        tried.min_by(|a, b| a.size().total_cmp(&b.size()))
    }

    /// A change of a weight to just past `crossing` that holds, and just short of it does not.
    ///
    /// Shares are whole numbers of 2⁻²⁰, so the crossing itself is not exact: the two part until ranking
    /// agrees with both.
    fn tried(&self, feature: Feature, crossing: f64) -> Option<WeightChange> {
        let from = self.weights.get(feature);
        let at = |part: f64| (from + (crossing - from) * part).max(0.0);
        let with = |weight: f64| self.weights.clone().with(feature, weight).ok();
        // Begins close to the crossing and widens fourfold, so that the gap reported stays near the least that holds.
        let mut apart = 1.0 / 4096.0;
        while apart <= WIDEST {
            let (to, insufficient) = (at(1.0 + apart), at(1.0 - apart));
            if self.is_in(&with(to)?) && !self.is_in(&with(insufficient)?) {
                let rest = self.weights.total() - from;
                return Some(WeightChange {
                    feature,
                    from,
                    to,
                    insufficient,
                    from_share: share_of(from, rest),
                    to_share: share_of(to, rest),
                });
            }
            apart *= 4.0;
        }
        None
    }
}
