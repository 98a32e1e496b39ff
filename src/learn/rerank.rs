//! Shown lists in the order of other weights.

use std::collections::{BTreeMap, BTreeSet};

use super::{Estimate, Example, Feedback, OfflineLists, PositionModel, Reranked, TrainingSet};
use crate::error::{Error, Result, say};
use crate::model::{NeedId, ProfileId};
use crate::score::KindWeights;

impl OfflineLists {
    /// The lists of `set` in the order that `weights` give them: one for each need, its examples by score
    /// descending, then by id; `earned` gives the worth of a grade.
    ///
    /// Only the profiles that were shown are ordered anew, since of others nothing is known: the estimate
    /// judges the order, not profiles that were not shown. O(examples · features).
    ///
    /// # Errors
    /// Invalid input if there are no needs, an example has no propensity, or `earned` is not finite.
    ///
    /// # Example
    /// ```
    /// use qianxian::learn::{Example, NeedExamples, OfflineLists, TrainingSet};
    /// use qianxian::model::{NeedId, NeedKind, ProfileId};
    /// use qianxian::score::{Feature, FeatureVector, KindWeights, Weights};
    ///
    /// // Two profiles, the second of the better text; the second signed (grade 3).
    /// let shown = |id, text: f64, grade, propensity| -> qianxian::Result<Example> {
    ///     let features = FeatureVector::unknown().with(Feature::Text, text)?;
    ///     Ok(Example { profile: ProfileId::new(id)?, features, grade, propensity: Some(propensity) })
    /// };
    /// let examples = vec![shown("p1", 0.2, 0, 1.0)?, shown("p2", 0.9, 3, 0.5)?];
    /// let need = NeedExamples { need: NeedId::new("n1")?, kind: NeedKind::Research, examples };
    /// let set = TrainingSet::new(vec![need])?;
    /// let text = KindWeights::from(Weights::text_only());
    /// let lists = OfflineLists::reranked(&set, &text, |grade| f64::from(u8::from(grade >= 3)))?;
    /// // It stands first now, and was looked at every second time.
    /// assert_eq!(lists.ips(|rank| 1.0 / f64::from(rank)).value, 2.0);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn reranked(
        set: &TrainingSet,
        weights: &KindWeights,
        earned: impl Fn(u32) -> f64,
    ) -> Result<Self> {
        let mut lists = Vec::with_capacity(set.needs().len());
        for need in set.needs() {
            let weights = weights.get(need.kind);
            let mut scored: Vec<(f64, &Example)> = need
                .examples
                .iter()
                .map(|example| (example.features.score(&weights), example))
                .collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.profile.cmp(&b.1.profile)));
            let items = (1_u32..).zip(scored).map(|(rank, (_, example))| {
                Ok(Reranked {
                    propensity: known(example, &need.need)?,
                    new_rank: Some(rank),
                    reward: earned(example.grade),
                })
            });
            lists.push(items.collect::<Result<_>>()?);
        }
        Self::new(lists)
    }

    /// By how much these lists are worth more than `old`, which are the same lists in another order: the
    /// mean of the differences, whose error is smaller than the errors of the two means, since they share their
    /// rewards. `worth` as for [`OfflineLists::ips`].
    ///
    /// # Errors
    /// Invalid input if the numbers of lists differ.
    pub fn gain_over(&self, old: &Self, worth: impl Fn(u32) -> f64) -> Result<Estimate> {
        let (new, old) = (self.values(&worth), old.values(&worth));
        if new.len() != old.len() {
            let repair = say!(
                "give the same {} lists in another order",
                "请给出同样的{}份名单，只是次序不同",
                new.len()
            );
            return Err(Error::invalid("lists", old.len(), repair));
        }
        let differences: Vec<f64> = new.iter().zip(&old).map(|(new, old)| new - old).collect();
        Ok(Estimate::mean(
            &differences,
            &self.earning_weights(f64::INFINITY),
        ))
    }
}

fn known(example: &Example, need: &NeedId) -> Result<f64> {
    example.propensity.ok_or_else(|| {
        let repair = say!(
            "say how likely its place was looked at",
            "请写明该名次被看到的概率"
        );
        let missing = Error::invalid("propensity", "", repair);
        missing.in_record(say!(
            "need {need}, profile {}",
            "需求 {need}，供方 {}",
            example.profile
        ))
    })
}

/// Gives events that have a rank and no propensity that of the rank's place.
pub fn fill_propensities(events: &mut [Feedback], places: &PositionModel) {
    for event in events.iter_mut().filter(|e| e.propensity.is_none()) {
        event.propensity = event.rank.map(|rank| places.propensity(rank));
    }
}

/// Takes the events of pairs of which no event has a propensity out of `events`; the pairs, in order.
///
/// A pair needs its propensity only once: in the row of its showing.
///
/// # Example
/// ```
/// use qianxian::learn::{Feedback, MatchOutcome, PositionModel, drop_without_propensity, fill_propensities};
/// use qianxian::model::{NeedId, ProfileId};
///
/// let event = |profile| -> qianxian::Result<Feedback> {
///     Ok(Feedback::new(NeedId::new("n1")?, ProfileId::new(profile)?, MatchOutcome::Shown))
/// };
/// let mut events = vec![event("p1")?.at_rank(1)?, event("p2")?];
/// fill_propensities(&mut events, &PositionModel::new(vec![1.0])?);
/// let dropped = drop_without_propensity(&mut events);
/// assert_eq!(dropped[0].1.as_str(), "p2"); // neither a rank nor a propensity
/// assert_eq!(events.len(), 1);
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn drop_without_propensity(events: &mut Vec<Feedback>) -> Vec<(NeedId, ProfileId)> {
    let mut known: BTreeMap<(&NeedId, &ProfileId), bool> = BTreeMap::new();
    for event in events.iter() {
        *known.entry((&event.need, &event.profile)).or_default() |= event.propensity.is_some();
    }
    let missing = known.into_iter().filter(|(_, known)| !known);
    let missing: BTreeSet<(NeedId, ProfileId)> = missing
        .map(|((need, profile), _)| (need.clone(), profile.clone()))
        .collect();
    events.retain(|event| !missing.contains(&(event.need.clone(), event.profile.clone())));
    missing.into_iter().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{drop_without_propensity, fill_propensities};
    use crate::learn::{
        Example, Feedback, MatchOutcome, NeedExamples, OfflineLists, PositionModel, TrainingSet,
    };
    use crate::model::{NeedId, NeedKind, ProfileId};
    use crate::score::{Feature, FeatureVector, KindWeights, Weights};

    fn example(id: &str, values: [f64; 2], grade: u32, propensity: Option<f64>) -> Example {
        let [text, region] = values;
        let features = FeatureVector::unknown().with(Feature::Text, text).unwrap();
        Example {
            profile: ProfileId::new(id).unwrap(),
            features: features.with(Feature::Region, region).unwrap(),
            grade,
            propensity,
        }
    }

    fn set(examples: Vec<Example>) -> TrainingSet {
        let need = NeedId::new("n").unwrap();
        let kind = NeedKind::Research;
        TrainingSet::new(vec![NeedExamples {
            need,
            kind,
            examples,
        }])
        .unwrap()
    }

    fn only(feature: Feature) -> KindWeights {
        let none = Weights::text_only().with(feature, 1.0).unwrap();
        if feature == Feature::Text {
            return none.into();
        }
        none.with(Feature::Text, 0.0).unwrap().into()
    }

    /// 1, ½, ⅓ …
    fn worth(rank: u32) -> f64 {
        1.0 / f64::from(rank)
    }

    #[test]
    fn a_gain_is_the_difference_of_the_orders_worths() {
        let examples = vec![
            example("a", [0.9, 0.1], 0, Some(1.0)),
            example("b", [0.5, 0.9], 2, Some(0.5)),
            example("c", [0.1, 0.5], 1, Some(0.25)),
        ];
        let set = set(examples);
        let earned = |grade: u32| f64::from(grade);
        let lists = |feature| OfflineLists::reranked(&set, &only(feature), earned).unwrap();
        let (text, region) = (lists(Feature::Text), lists(Feature::Region));
        // By text b stands second and c third: 2/.5/2 + 1/.25/3; by region first and second.
        assert!((text.ips(worth).value - (2.0 + 4.0 / 3.0)).abs() < 1e-12);
        assert_eq!(region.ips(worth).value, 4.0 + 2.0);
        let gain = region.gain_over(&text, worth).unwrap();
        assert!((gain.value - (6.0 - 10.0 / 3.0)).abs() < 1e-12, "{gain}");
        assert_eq!(text.gain_over(&text, worth).unwrap().value, 0.0);
    }

    #[test]
    fn equal_scores_stand_by_id() {
        let examples = vec![
            example("b", [0.5, 0.5], 1, Some(1.0)),
            example("a", [0.5, 0.5], 0, Some(1.0)),
        ];
        let set = set(examples);
        let lists = OfflineLists::reranked(&set, &only(Feature::Text), f64::from).unwrap();
        assert_eq!(lists.ips(worth).value, 0.5, "b is second");
    }

    #[test]
    fn a_pair_without_a_propensity_is_refused_by_name() {
        let set = set(vec![example("a", [0.5, 0.5], 1, None)]);
        let error = OfflineLists::reranked(&set, &only(Feature::Text), f64::from).unwrap_err();
        assert!(error.to_string().contains("need n, profile a"), "{error}");
        let empty = TrainingSet::default();
        assert!(OfflineLists::reranked(&empty, &only(Feature::Text), f64::from).is_err());
    }

    #[test]
    fn other_lists_give_no_gain() {
        let one = set(vec![example("a", [0.5, 0.5], 1, Some(1.0))]);
        let one = OfflineLists::reranked(&one, &only(Feature::Text), f64::from).unwrap();
        let two = OfflineLists::new(vec![vec![], vec![]]).unwrap();
        let error = one.gain_over(&two, worth).unwrap_err();
        assert_eq!(error.field(), Some("lists"));
    }

    #[test]
    fn one_row_of_a_pair_tells_its_propensity() {
        let event = |profile: &str, outcome| {
            let (need, profile) = (NeedId::new("n").unwrap(), ProfileId::new(profile).unwrap());
            Feedback::new(need, profile, outcome)
        };
        let mut events = vec![
            event("p1", MatchOutcome::Shown).at_rank(2).unwrap(),
            event("p1", MatchOutcome::Signed),
            event("p2", MatchOutcome::Viewed),
            event("p3", MatchOutcome::Shown)
                .at_rank(9)
                .unwrap()
                .with_propensity(0.1)
                .unwrap(),
        ];
        fill_propensities(&mut events, &PositionModel::new(vec![1.0, 0.5]).unwrap());
        let told: Vec<_> = events.iter().map(|event| event.propensity).collect();
        assert_eq!(told, [Some(0.5), None, None, Some(0.1)]);
        let dropped = drop_without_propensity(&mut events);
        assert_eq!(dropped.len(), 1);
        assert_eq!(dropped[0].1.as_str(), "p2");
        assert_eq!(events.len(), 3, "p1 signed stays");
    }
}
