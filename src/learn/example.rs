//! Examples to learn from: needs, each with the pairs that were judged.

use std::collections::BTreeSet;

use super::feedback::check_propensity;
use crate::error::{Error, Result, say};
use crate::model::{NeedId, NeedKind, ProfileId};
use crate::score::FeatureVector;

/// One profile of a need, and how good it turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The profile.
    pub profile: ProfileId,
    /// The features of the pair.
    pub features: FeatureVector,
    /// How good it is: 0 not relevant or not known to be, higher is better.
    pub grade: u32,
    /// How likely it was that somebody looked at it, above 0 and at most 1; `None` if it was judged
    /// whatever its place.
    pub propensity: Option<f64>,
}

/// One need, and its examples.
#[derive(Clone, Debug, PartialEq)]
pub struct NeedExamples {
    /// The need.
    pub need: NeedId,
    /// Its kind, whose weights its pairs teach.
    pub kind: NeedKind,
    /// Its pairs, each profile once.
    pub examples: Vec<Example>,
}

/// Checked examples, by need id and profile id, so that the order in which they were given does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrainingSet {
    needs: Vec<NeedExamples>,
}

impl TrainingSet {
    /// Checks and sorts `needs`. O(n log n).
    ///
    /// # Errors
    /// Invalid input if a need, or a profile of a need, comes twice, or a propensity is not above 0 and at
    /// most 1.
    pub fn new(mut needs: Vec<NeedExamples>) -> Result<Self> {
        let mut seen = BTreeSet::new();
        for need in &mut needs {
            if !seen.insert(need.need.clone()) {
                let repair = say!(
                    "put all examples of a need together",
                    "请把一项需求的样例放在一起"
                );
                return Err(Error::invalid("need", &need.need, repair));
            }
            need.examples.sort_by(|a, b| a.profile.cmp(&b.profile));
            let name = say!("need {}", "需求 {}", need.need);
            check(&need.examples).map_err(|error| error.in_record(name))?;
        }
        needs.sort_by(|a, b| a.need.cmp(&b.need));
        Ok(Self { needs })
    }

    /// The needs, by id ascending.
    #[must_use]
    pub fn needs(&self) -> &[NeedExamples] {
        &self.needs
    }

    /// Whether any example has a propensity, so that its place in a list is to be corrected for.
    #[must_use]
    pub fn is_position_biased(&self) -> bool {
        let mut examples = self.needs.iter().flat_map(|need| &need.examples);
        examples.any(|example| example.propensity.is_some())
    }
}

fn check(examples: &[Example]) -> Result<()> {
    for pair in examples.windows(2) {
        if pair[0].profile == pair[1].profile {
            let repair = say!(
                "give each profile of a need once",
                "一项需求的每个供方只写一次"
            );
            return Err(Error::invalid("profile", &pair[0].profile, repair));
        }
    }
    let mut propensities = examples.iter().filter_map(|example| example.propensity);
    propensities.try_for_each(check_propensity)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Example, NeedExamples, TrainingSet};
    use crate::model::{NeedId, NeedKind, ProfileId};
    use crate::score::FeatureVector;

    fn need(id: &str, profiles: &[&str], propensity: Option<f64>) -> NeedExamples {
        let example = |id: &&str| Example {
            profile: ProfileId::new(id).unwrap(),
            features: FeatureVector::unknown(),
            grade: 0,
            propensity,
        };
        NeedExamples {
            need: NeedId::new(id).unwrap(),
            kind: NeedKind::Research,
            examples: profiles.iter().map(example).collect(),
        }
    }

    #[test]
    fn the_order_given_does_not_matter() {
        let (a, b) = (need("a", &["p", "q"], None), need("b", &["p"], None));
        let turned = need("a", &["q", "p"], None);
        let one = TrainingSet::new(vec![a, b.clone()]).unwrap();
        assert_eq!(one, TrainingSet::new(vec![b, turned]).unwrap());
    }

    #[test]
    fn doubles_and_impossible_propensities_are_refused() {
        let refused = |needs| TrainingSet::new(needs).unwrap_err().to_string();
        let twice = vec![need("a", &[], None), need("a", &[], None)];
        assert!(refused(twice).starts_with("need: \"a\""));
        assert!(refused(vec![need("a", &["p", "p"], None)]).starts_with("need a: profile: \"p\""));
        assert!(refused(vec![need("a", &["p"], Some(0.0))]).contains("propensity"));
    }
}
