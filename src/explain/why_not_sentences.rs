//! The sentences of a [`WhyNot`].

use super::language::Language;
use super::why_not::{Difference, FigureDifference, ListStanding, WhyNot};
use crate::score::Feature;

/// Most features named in which the profile loses, and most in which it leads.
const FEATURES: usize = 3;
/// Most changes named of each kind.
const CHANGES: usize = 2;

impl WhyNot {
    /// The answer in sentences: the rank of the profile, every reason that rules it out with its repair, what its
    /// fit lacks, or the
    /// features and figures in which it loses most, and the smallest changes that would bring it in.
    ///
    /// Every number in them is one of the answer's, rounded; thresholds to the side that suffices.
    #[must_use]
    pub fn sentences(&self, language: Language) -> Vec<String> {
        let voice = language.voice();
        let mut said = vec![voice.standing(self)];
        if self.verdict == ListStanding::RuledOut {
            self.tell_obstacles(language, &mut said);
        }
        if let Some(unfit) = &self.unfit {
            said.push(voice.shortfall(unfit));
        }
        if self.rank > self.k {
            self.tell_differences(language, &mut said);
        }
        self.tell_changes(language, &mut said);
        said
    }

    fn tell_obstacles(&self, language: Language, said: &mut Vec<String>) {
        let voice = language.voice();
        let reasons = self.obstacles.iter().map(|o| voice.reason(&o.reason));
        said.push(voice.ruled_out(&reasons.collect::<Vec<_>>()));
        let repairs = self.obstacles.iter().filter_map(|o| o.repair.as_ref());
        let repairs: Vec<String> = repairs.map(|repair| voice.repair(repair)).collect();
        // One reason without a repair keeps the profile out, whatever else is repaired.
        let possible = repairs.len() == self.obstacles.len();
        said.push(voice.repairs(&repairs, possible));
    }

    fn tell_differences(&self, language: Language, said: &mut Vec<String>) {
        let worse = self.differences.iter().filter(|d| d.difference > 0.0);
        // From the other end: the list runs from the border's greatest lead to this profile's.
        let better = self.differences.iter().rev().filter(|d| d.difference < 0.0);
        let worse: Vec<&Difference> = worse.take(FEATURES).collect();
        let better: Vec<&Difference> = better.take(FEATURES).collect();
        if !(worse.is_empty() && better.is_empty()) {
            said.push(language.voice().differences(&worse, &better));
        }
        if worse.iter().any(|d| d.feature == Feature::Quantity) {
            self.tell_lost_figures(language, said);
        }
    }

    fn tell_lost_figures(&self, language: Language, said: &mut Vec<String>) {
        let lost = self.figures.iter().filter(|d| d.difference > 0.0);
        let lost: Vec<&FigureDifference> = lost.collect();
        if let Some(border) = self.border.as_ref().filter(|_| !lost.is_empty()) {
            said.push(language.voice().lost_figures(&border.profile, &lost));
        }
    }

    fn tell_changes(&self, language: Language, said: &mut Vec<String>) {
        let voice = language.voice();
        let values = self.values.iter().take(CHANGES);
        said.extend(values.map(|change| voice.value_change(change)));
        let weights = self.weights.iter().take(CHANGES);
        said.extend(weights.map(|change| voice.weight_change(change)));
        let lacks = self.border.as_ref();
        let lacks = lacks.is_some_and(|border| border.missing(&self.profile) > 0);
        if lacks && self.values.is_empty() && self.weights.is_empty() {
            said.push(voice.no_change());
        }
    }
}
