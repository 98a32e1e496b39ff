//! A second opinion: scores computed from the records by plain arithmetic.
//!
//! Written from the documented formulas, without the crate's scoring, rules or compiled form. What
//! it shares with the crate is data: tokens of the analyzer, weighted terms of the query analyzer,
//! trees, places, presets of weights and the constants of the recipe. It scans every profile for
//! every need and is meant to be slow and plain.

mod places;
mod quantity;
mod rules;
mod structure;
mod text;
mod vector;

use std::collections::BTreeSet;
use std::sync::Arc;

use qianxian::infer::{self, Infer, Inferences};
use qianxian::model::{Need, Profile, ProfileId, ProfileKind, RegionPath, Taxonomies};
use qianxian::quantity::Quantity;
use qianxian::rule::{Corridor, Rule};
use qianxian::score::{Feature, Statistics, Weights};
use qianxian::text::{Analyzer, Lexicon, QueryAnalyzer};
use qianxian::{RankOptions, Snapshot};

use crate::support::{Line, line, today};
use quantity::Demanded;
use structure::statements;
use text::{Collection, NeedTerm};

/// The field of industries or of disciplines.
macro_rules! codes_of {
    ($feature:expr, $record:expr) => {
        match $feature {
            Feature::Industry => &$record.industries,
            _ => &$record.disciplines,
        }
    };
}

/// One in steps of a feature's value.
const ONE: u64 = 1 << 30;
/// Number of features.
const FEATURES: usize = Feature::ALL.len();
/// Sum of the shares of all features.
const SHARES: u64 = 1 << 20;

/// What one call asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call {
    pub(crate) weights: Option<Weights>,
    pub(crate) kinds: Option<Vec<ProfileKind>>,
    pub(crate) within: Option<RegionPath>,
    pub(crate) excluded: BTreeSet<ProfileId>,
    pub(crate) coauthor_years: Option<i32>,
    pub(crate) corridors: Vec<Corridor>,
    /// Where inferred codes stand in, if not as by default.
    pub(crate) infer: Option<Infer>,
}

impl Call {
    /// The same, as the crate is asked.
    pub(crate) fn options(&self) -> RankOptions {
        let mut options = RankOptions::new(today())
            .exclude(self.excluded.iter().cloned())
            .corridors(self.corridors.iter().cloned());
        if let Some(infer) = self.infer {
            options = options.infer(infer);
        }
        if let Some(weights) = &self.weights {
            options = options.weights(weights.clone());
        }
        if let Some(kinds) = &self.kinds {
            options = options.kinds(kinds.iter().copied());
        }
        if let Some(region) = &self.within {
            options = options.within(region.clone());
        }
        if let Some(years) = self.coauthor_years {
            options = options.coauthor_years(years);
        }
        options
    }
}

/// One feature, or one statement of the need's preferences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) feature: Feature,
    pub(crate) share: u64,
    /// In steps of 2⁻³⁰, where known.
    pub(crate) value: Option<u64>,
    /// How sure the value is, in steps of 10⁻⁴.
    pub(crate) certainty: u64,
}

/// Certainty of what both sides state.
pub(crate) const CERTAIN: u64 = 10_000;

impl Part {
    /// In steps of 2⁻⁵⁰. Unknown text counts nothing, whatever else is unknown counts half.
    pub(crate) fn points(self) -> u64 {
        let prior = if self.feature == Feature::Text {
            0
        } else {
            ONE / 2
        };
        self.share * self.value.unwrap_or(prior)
    }
}

/// What there is to say about one pair.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    pub(crate) broken: Vec<Rule>,
    pub(crate) parts: Vec<Part>,
    /// Number of the document (0 is the statement) and what it stands for, best first.
    pub(crate) evidence: Vec<(usize, u64)>,
}

impl Judgement {
    pub(crate) fn points(&self) -> u64 {
        self.parts.iter().map(|part| part.points()).sum()
    }

    pub(crate) fn score(&self) -> f64 {
        exact(self.points(), ONE * SHARES)
    }

    pub(crate) fn confidence(&self) -> f64 {
        let known = self.parts.iter().filter(|part| part.value.is_some());
        let sure = known.map(|part| part.share * part.certainty / CERTAIN);
        exact(sure.sum(), SHARES)
    }
}

/// `part / whole`, both below 2⁵³.
pub(crate) fn exact(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    let (part, whole) = (part as f64, whole as f64);
    part / whole
}

/// A library as the oracle knows it: its profiles, and what they say.
pub(crate) struct Oracle {
    profiles: Vec<Profile>,
    /// What is inferred of each profile.
    inferred: Vec<Inferences>,
    collection: Collection,
    means: vector::Means,
    /// The figures that each profile states, with the number of their document.
    stated: Vec<Vec<(usize, Quantity)>>,
    queries: QueryAnalyzer,
    trees: Taxonomies,
}

/// A need, read once for all profiles.
struct Asked<'n> {
    need: &'n Need,
    inferred: Inferences,
    demanded: Vec<Demanded>,
    subject: Vec<NeedTerm>,
}

impl Oracle {
    pub(crate) fn new<'p>(profiles: impl IntoIterator<Item = &'p Profile>) -> Self {
        Self::with_lexicon(profiles, Lexicon::new())
    }

    pub(crate) fn with_lexicon<'p>(
        profiles: impl IntoIterator<Item = &'p Profile>,
        lexicon: Lexicon,
    ) -> Self {
        let mut profiles: Vec<Profile> = profiles.into_iter().cloned().collect();
        profiles.sort_by(|a, b| a.id.cmp(&b.id));
        let analyzer = Analyzer::new();
        Self {
            collection: Collection::new(&profiles, &analyzer),
            means: vector::Means::of(&profiles),
            queries: QueryAnalyzer::new(analyzer, Arc::new(lexicon)),
            trees: Taxonomies::builtin(),
            inferred: profiles.iter().map(infer::profile).collect(),
            stated: profiles.iter().map(quantity::stated).collect(),
            profiles,
        }
    }

    pub(crate) fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The collection statistics.
    pub(crate) fn statistics(&self) -> &Statistics {
        self.collection.statistics()
    }

    /// The judgement of every profile for `need`, in order of id.
    pub(crate) fn judge_all(&self, need: &Need, call: &Call) -> Vec<Judgement> {
        let query = self.collection.query(need, &self.queries);
        let weights = call.weights.clone();
        let weights = weights.unwrap_or_else(|| Weights::preset(need.kind));
        let rest = weights.clone().with(Feature::Vector, 0.0);
        let shares = match rest {
            // Without a vector to compare its weight does not count.
            Ok(rest) if !self.means.are_asked(need) => shares(&rest),
            _ => shares(&weights),
        };
        let asked = Asked {
            need,
            inferred: infer::need(need),
            demanded: quantity::wanted(need, &self.queries),
            subject: text::weighted(need, &self.queries),
        };
        let judge = |(number, profile): (usize, &Profile)| {
            let (text, evidence) = self.collection.text(number, &query);
            let both = (profile, &self.inferred[number]);
            Judgement {
                broken: rules::broken(need, profile, call, &self.trees),
                parts: self.parts(&asked, (number, both), call, text, shares),
                evidence,
            }
        };
        self.profiles.iter().enumerate().map(judge).collect()
    }

    /// The ranking of `need`: ids, scores and confidences; ties by id.
    pub(crate) fn rank(&self, need: &Need, call: &Call) -> Vec<(String, f64, f64)> {
        let judged = self.judge_all(need, call);
        let admitted = self.profiles.iter().zip(&judged);
        let admitted = admitted.filter(|(_, j)| j.broken.is_empty());
        let mut found: Vec<_> = admitted
            .map(|(p, j)| (std::cmp::Reverse(j.points()), p.id.as_str(), j))
            .collect();
        found.sort_by_key(|&(points, id, _)| (points, id));
        let line = |(_, id, j): (_, &str, &Judgement)| (id.to_owned(), j.score(), j.confidence());
        found.into_iter().map(line).collect()
    }

    /// Asserts that `snapshot` ranks `need` as the oracle does, for lists of each length in `ks`; returns these rankings.
    pub(crate) fn assert_ranks(
        &self,
        snapshot: &Snapshot,
        (need, call): (&Need, &Call),
        ks: &[usize],
    ) -> Vec<qianxian::rank::Ranking> {
        let wanted = self.rank(need, call);
        let wanted: Vec<Line> = wanted.iter().map(|(id, s, c)| line(id, *s, *c)).collect();
        let ranked = |&k: &usize| {
            let ranking = snapshot.rank(need, &call.options().k(k)).unwrap();
            let found = ranking.matches.iter();
            let found: Vec<Line> = found
                .map(|m| line(&m.profile, m.score, m.confidence))
                .collect();
            let wanted = &wanted[..wanted.len().min(k)];
            assert!(found == wanted, "{} k = {k}", need.title);
            ranking
        };
        ks.iter().map(ranked).collect()
    }

    fn parts(
        &self,
        asked: &Asked<'_>,
        (number, (profile, profile_inferred)): (usize, (&Profile, &Inferences)),
        call: &Call,
        text: Option<u64>,
        shares: [u64; FEATURES],
    ) -> Vec<Part> {
        let need = asked.need;
        let mut parts = Vec::new();
        for &feature in Feature::ALL {
            let share = shares[feature as usize];
            let part = |share, value| Part {
                feature,
                share,
                value,
                certainty: CERTAIN,
            };
            match feature {
                Feature::Text => parts.push(part(share, text)),
                Feature::NeedPreference => {
                    let judged = statements(need, profile, &self.trees);
                    if judged.is_empty() {
                        parts.push(part(share, None));
                    }
                    // Equal parts, what is left over to the first ones.
                    let count = judged.len() as u64;
                    for (at, value) in (0..).zip(judged) {
                        let extra = u64::from(at < share % count);
                        parts.push(part(share / count + extra, value));
                    }
                }
                Feature::Industry | Feature::Discipline => {
                    let stated = (codes_of!(feature, need), codes_of!(feature, profile));
                    let inferred = (
                        codes_of!(feature, asked.inferred),
                        codes_of!(feature, profile_inferred),
                    );
                    let tree = codes_of!(feature, self.trees);
                    let near = structure::nearness(tree, stated, inferred, call.infer);
                    parts.push(Part {
                        certainty: near.map_or(0, |(_, certainty)| certainty),
                        ..part(share, near.map(|(value, _)| value))
                    });
                }
                Feature::Quantity => {
                    let is_about = |document: usize, said: &BTreeSet<String>| {
                        let subject = (need.kind, asked.subject.as_slice());
                        self.collection.is_about((number, document), subject, said)
                    };
                    let stated = &self.stated[number];
                    let demanded = &asked.demanded;
                    parts.extend(quantity::parts(demanded, stated, share, &is_about));
                }
                Feature::Vector => parts.push(part(share, self.means.value(need, profile))),
                _ => {
                    let value = structure::value(feature, need, profile, call, &self.trees);
                    parts.push(part(share, value));
                }
            }
        }
        parts
    }
}

/// Shares of [`SHARES`] in proportion to the weights, by largest remainder, ties to the earlier feature.
fn shares(weights: &Weights) -> [u64; FEATURES] {
    let whole = f64::from(u32::MAX);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 1e6 · 2^32"
    )]
    let integer = |feature: &Feature| (weights.get(*feature) * whole).round() as u128;
    let parts: Vec<u128> = Feature::ALL.iter().map(integer).collect();
    let sum: u128 = parts.iter().sum();
    let scaled = |part: &u128| part * u128::from(SHARES);
    let mut shares: Vec<u128> = parts.iter().map(|part| scaled(part) / sum).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(scaled(&parts[at]) % sum), at));
    let left = u128::from(SHARES) - shares.iter().sum::<u128>();
    for &at in order.iter().take(usize::try_from(left).unwrap()) {
        shares[at] += 1;
    }
    std::array::from_fn(|at| u64::try_from(shares[at]).unwrap())
}
