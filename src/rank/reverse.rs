//! Profile → needs: the same score of the same pair, read from the other side.
//!
//! Stored needs lie on shelves with postings by term and columns of codes ([`crate::compiled::need_shelf`]). One pass over
//! the postings of the profile's terms bounds the text of every need that shares one, the columns bound the rest
//! ([`NeedValues`]), and only the needs whose bound reaches the k-th best are scored, best bound first. Needs without a
//! common term are looked at by their industries, and only where these can still reach the list. Bounds decide who is
//! scored, never what a score is: the list is the one that scoring every need would give ([`rank_plainly`]).

use std::cmp::Reverse;

use rayon::prelude::*;

use super::asking::{AskingProfile, JudgedPair, PairRules};
use super::topk::{NeedMatch, TopK};
use crate::compiled::asked_terms::AskedTerms;
use crate::compiled::need_shelf::{GONE, NeedShelves};
use crate::compiled::need_weights::{NeedWeights, WholeNeed, WholeNeeds};
use crate::compiled::numbered::NumberedTerms;
use crate::compiled::{AnalysedNeed, CentredVector, Coverage};
use crate::num::{POINTS_ONE, Points};
use crate::score::{Fit, NeedParts, NeedValues, ValueContext, text_bound};

/// The stored needs of a snapshot as they are weighed there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WeighedNeeds<'s> {
    pub(crate) shelves: &'s NeedShelves,
    pub(crate) weights: NeedWeights<'s>,
    /// What each need says as a whole, by rank.
    pub(crate) wholes: &'s WholeNeeds,
    /// Vectors about the mean, by rank; empty if no need has one.
    pub(crate) vectors: &'s [Option<CentredVector>],
}

/// A need that may reach the list: at most this many points, in parts of one.
#[derive(Clone, Copy, Debug)]
struct BoundedNeed {
    bound: f32,
    /// Whether the bound knows the need's place.
    is_placed: bool,
    place: u16,
    shelf: u32,
}

/// A need that was in the list when it was scored.
#[derive(Clone, Copy, Debug)]
struct FoundNeed {
    rank: u32,
    shelf: u32,
    place: u16,
    /// The information of the need that the profile covers.
    covered: u64,
    pair: JudgedPair,
}

/// The search for the best needs of one profile.
struct NeedSearch<'s> {
    needs: WeighedNeeds<'s>,
    profile: &'s AskingProfile,
    pair: PairRules<'s>,
    least: Fit,
    terms: AskedTerms,
    values: Vec<NeedValues<'s>>,
    context: &'s ValueContext,
    /// The places in `found` of the best so far.
    top: TopK<u32>,
    found: Vec<FoundNeed>,
    sums: Vec<u32>,
}

/// The `k` best of the stored needs for `profile` that fit it as well as `least` or better.
///
/// O(postings of its terms + needs that share one + distinct facts + needs that can reach the list · terms).
pub(crate) fn rank_needs(
    needs: WeighedNeeds<'_>,
    profile: &AskingProfile,
    (k, least): (usize, Fit),
    pair: PairRules<'_>,
) -> Vec<NeedMatch> {
    let context = ValueContext::of(pair.rules, pair.infer);
    let shares = |kind, has_vector| pair.shares(kind, has_vector);
    let values = |shelf| NeedValues::new(shelf, profile.facts(), (pair.rules, &context), &shares);
    let mut search = NeedSearch {
        values: needs
            .shelves
            .shelves
            .iter()
            .map(|shelf| values(shelf))
            .collect(),
        context: &context,
        terms: profile.asked_terms(&needs.weights),
        needs,
        profile,
        pair,
        least,
        top: TopK::new(k),
        found: Vec::new(),
        sums: Vec::new(),
    };
    let (texts, candidates) = search.sharing();
    search.score_best(candidates);
    // After the others, so that a need that shares no word has to beat the ones that do.
    let candidates = search.silent(&texts);
    search.score_best(candidates);
    search.listed()
}

impl NeedSearch<'_> {
    /// Bounds of the texts of all needs, by shelf, and the needs that share a term with the profile.
    fn sharing(&mut self) -> (Vec<Vec<f32>>, Vec<BoundedNeed>) {
        let mut texts = Vec::new();
        let shelves = self.needs.shelves;
        let most = shelves.shelves.iter().map(|shelf| shelf.len()).sum();
        let mut candidates = Vec::with_capacity(most);
        for (at, shelf) in (0_u32..).zip(&shelves.shelves) {
            let mut bounds = vec![0.0; shelf.len()];
            self.terms
                .add_bounds(&shelf.postings, &self.needs.weights, &mut bounds);
            self.leave_out_unfit(at as usize, &mut bounds);
            let values = &mut self.values[at as usize];
            let ranks = &shelves.ranks[at as usize];
            for ((place, &sum), &rank) in (0_u16..=u16::MAX).zip(&bounds).zip(ranks) {
                if sum > 0.0 && rank != GONE {
                    let bound = values.bound(place, text_bound(sum));
                    candidates.extend(BoundedNeed::of(bound, at, place));
                }
            }
            texts.push(bounds);
        }
        (texts, candidates)
    }

    /// Whether needs have to be covered to be listed: the profile does not fit them by its kind.
    fn asks_for_coverage(&self) -> bool {
        self.profile.own_fit() < self.least
    }

    /// Takes the bounds of needs away that the profile cannot cover as well as is asked for.
    fn leave_out_unfit(&self, shelf: usize, bounds: &mut [f32]) {
        if !self.asks_for_coverage() {
            return;
        }
        let weights = &self.needs.weights;
        let (shelved, ranks) = (
            &self.needs.shelves.shelves[shelf],
            &self.needs.shelves.ranks[shelf],
        );
        let mut covered = vec![0.0; bounds.len()];
        self.terms
            .add_covered(&shelved.postings, weights, &mut covered);
        for (place, bound) in bounds.iter_mut().enumerate() {
            let extent = shelved.extents[place];
            let most = self.terms.most_covered(covered[place], extent);
            let may_fit = || {
                if most < self.least.least_for_root(weights.least_root(extent)) {
                    return false;
                }
                let whole = self.whole(ranks[place], &shelved.terms[place]).information;
                #[expect(clippy::cast_precision_loss, reason = "compared with a margin")]
                let root = (whole as f32).sqrt();
                most >= self.least.least_for_root(root)
            };
            if *bound > 0.0 && (covered[place] == 0.0 || ranks[place] == GONE || !may_fit()) {
                *bound = 0.0;
            }
        }
    }

    /// The needs that share no term with the profile and can reach the list all the same.
    fn silent(&mut self, texts: &[Vec<f32>]) -> Vec<BoundedNeed> {
        let mut candidates = Vec::new();
        if self.asks_for_coverage() {
            return candidates;
        }
        let shelves = self.needs.shelves;
        let threshold = self.threshold();
        for (at, shelf) in (0_u32..).zip(&shelves.shelves) {
            let values = &mut self.values[at as usize];
            let (texts, ranks) = (&texts[at as usize], &shelves.ranks[at as usize]);
            for code in 0..shelf.columns.industries.len() {
                if values.of_industries(code) < threshold {
                    continue;
                }
                for &place in shelf.columns.of_industries(code) {
                    let is_new = texts[usize::from(place)] == 0.0;
                    if is_new && ranks[usize::from(place)] != GONE {
                        let bound = values.bound(place, 0.0);
                        let found = BoundedNeed::of(bound, at, place);
                        candidates.extend(found.filter(|found| found.bound >= threshold));
                    }
                }
            }
        }
        candidates
    }

    /// The points of the worst that is listed, in parts of one; 0 while there is room.
    fn threshold(&self) -> f32 {
        part(self.top.threshold())
    }

    /// Scores the candidates that can reach the list, the ones of the best bounds first.
    fn score_best(&mut self, mut candidates: Vec<BoundedNeed>) {
        // The best without their places, and of these the best with them, make a threshold that few of the others reach.
        let few = self.top.k().saturating_mul(4).max(64);
        while candidates.len() > few && self.top.worst().is_none() {
            candidates.select_nth_unstable_by(few, by_bound);
            let mut best: Vec<BoundedNeed> = candidates.drain(..few).collect();
            self.place(&mut best);
            best.sort_unstable_by(by_bound);
            // As many as it takes to fill the list: a rule may bar some.
            let mut left = best.into_iter();
            while self.top.worst().is_none() {
                let Some(next) = left.next() else { break };
                self.score(next);
            }
            candidates.extend(left);
        }
        let threshold = self.threshold();
        candidates.retain(|found| found.bound >= threshold);
        self.place(&mut candidates);
        self.score_all(candidates);
    }

    /// Bounds candidates with their places, and leaves out the ones that cannot reach the list.
    fn place(&mut self, candidates: &mut Vec<BoundedNeed>) {
        let threshold = self.threshold();
        let values = &mut self.values;
        candidates.retain_mut(|found| {
            if !found.is_placed {
                let values = &mut values[found.shelf as usize];
                let reaches = values.about_placed(found.place, found.bound) >= threshold;
                if !reaches {
                    return false;
                }
                found.bound = values.placed(found.place, found.bound);
                found.is_placed = true;
            }
            found.bound >= threshold
        });
    }

    fn score_all(&mut self, mut candidates: Vec<BoundedNeed>) {
        candidates.sort_unstable_by(by_bound);
        for found in candidates {
            if found.bound < self.threshold() {
                return;
            }
            self.score(found);
        }
    }

    /// Offers one need to the list, if no rule bars it and it fits.
    fn score(&mut self, BoundedNeed { shelf, place, .. }: BoundedNeed) {
        let rank = self.needs.shelves.ranks[shelf as usize][usize::from(place)];
        let shelved = &self.needs.shelves.shelves[shelf as usize];
        let (facts, terms) = shelved.need(place);
        if self.pair.rules.need(facts).is_some() {
            return;
        }
        let (sum, covered) = self.summed(terms);
        if self.asks_for_coverage() && self.fit(rank, terms, covered) < self.least {
            return;
        }
        // Whether anybody says any of the need changes no points: what nobody says, the profile does not say either.
        let parts = NeedParts {
            demands: terms.demands(),
            text_known: true,
            vector: self.needs.vectors.get(rank as usize).cloned().flatten(),
        };
        let scorer = self.pair.scorer_of(facts, self.context, parts);
        let floor = Points(self.top.threshold());
        let values = &mut self.values[shelf as usize];
        let look_up = |facet| values.look_up(facet, place, &scorer);
        if let Some(pair) = self.profile.judged(floor, sum, &scorer, look_up) {
            let at = u32::try_from(self.found.len()).expect("fewer than 2^32 needs");
            self.found.push(FoundNeed {
                rank,
                shelf,
                place,
                covered,
                pair,
            });
            self.top.offer(pair.points, rank, at);
        }
    }

    /// The profile's sum for a need, and the information of it that it covers.
    fn summed(&mut self, terms: &NumberedTerms) -> (u64, u64) {
        let weights = &self.needs.weights;
        if terms.is_cut() {
            let query = weights.query(terms);
            let covered = self.profile.coverage(&query).covered;
            return (self.profile.sum(&query, &mut self.sums), covered);
        }
        let found = self.terms.sum(terms, weights, &mut self.sums);
        (found.sum, found.covered)
    }

    fn whole(&self, rank: u32, terms: &NumberedTerms) -> WholeNeed {
        let weights = &self.needs.weights;
        self.needs.wholes.get(rank as usize, terms, weights)
    }

    fn fit(&self, rank: u32, terms: &NumberedTerms, covered: u64) -> Fit {
        let whole = self.whole(rank, terms).information;
        self.profile.fit_covering(Coverage { covered, whole })
    }

    /// The list, best first.
    fn listed(mut self) -> Vec<NeedMatch> {
        let top = std::mem::replace(&mut self.top, TopK::new(1));
        let of = |(_, at): (Points, u32)| self.found[at as usize];
        let mut kept: Vec<FoundNeed> = top.into_items().map(of).collect();
        kept.sort_unstable_by_key(|found| (Reverse(found.pair.points), found.rank));
        let listed = |found: FoundNeed| {
            let shelf = &self.needs.shelves.shelves[found.shelf as usize];
            let (facts, terms) = shelf.need(found.place);
            let whole = self.whole(found.rank, terms);
            let fit = self.profile.fit_covering(Coverage {
                covered: found.covered,
                whole: whole.information,
            });
            self.profile
                .listed(&facts.id, &found.pair, (whole.is_known, fit))
        };
        kept.into_iter().map(listed).collect()
    }
}

impl BoundedNeed {
    /// A need of this bound; `None` if a rule bars it.
    fn of(bound: f32, shelf: u32, place: u16) -> Option<Self> {
        (bound >= 0.0).then_some(Self {
            bound,
            is_placed: false,
            place,
            shelf,
        })
    }
}

fn by_bound(a: &BoundedNeed, b: &BoundedNeed) -> std::cmp::Ordering {
    b.bound.total_cmp(&a.bound)
}

/// Points in parts of one, rounded down.
fn part(points: u64) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "at most 2^50, exact in an f64")]
    #[expect(clippy::cast_possible_truncation, reason = "taken off below")]
    let part = (points as f64 / POINTS_ONE as f64) as f32;
    (part - part / 4_194_304.0).max(0.0)
}

/// The `k` best of `needs`, which are in id order, by scoring each of them: what [`rank_needs`] gives sooner unless most of
/// the needs are listed. O(terms of all needs), in parallel.
pub(crate) fn rank_plainly(
    needs: &[AnalysedNeed],
    profile: &AskingProfile,
    (k, least): (usize, Fit),
    pair: PairRules<'_>,
) -> Vec<NeedMatch> {
    let score = |sums: &mut Vec<u32>, need: &AnalysedNeed| {
        let fits = profile.own_fit() >= least || profile.fit(&need.query) >= least;
        fits.then(|| profile.points(need, pair, sums)).flatten()
    };
    let scored: Vec<Option<Points>> = needs.par_iter().map_init(Vec::new, score).collect();
    // Only the k best pay for confidence and sides, so they are judged a second time.
    let listed = |(_, number): (Points, u32)| {
        let need = &needs[number as usize];
        let judged = profile.judged_alone(need, pair, &mut Vec::new())?;
        let text_known = !need.query.terms.is_empty();
        let said = (text_known, profile.fit(&need.query));
        Some(profile.listed(&need.facts.id, &judged, said))
    };
    best(&scored, k).into_iter().filter_map(listed).collect()
}

/// The numbers of the best needs, best first; needs are in id order, so that a number ranks an id.
fn best(scored: &[Option<Points>], k: usize) -> Vec<(Points, u32)> {
    let mut top = TopK::new(k);
    for (number, points) in (0_u32..).zip(scored) {
        if let Some(points) = points {
            top.offer(*points, number, number);
        }
    }
    let mut kept: Vec<(Points, u32)> = top.into_items().collect();
    kept.sort_by_key(|&(points, number)| (Reverse(points), number));
    kept
}
