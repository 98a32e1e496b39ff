//! The hard rules: their options, and the profiles that they bar.

use std::collections::BTreeSet;

use super::judge::{bars, identity, judge};
use super::place::PlaceContext;
use super::relation::is_elsewhere;
use super::{ConditionPart, Reason, Rule, TermsPart, Violation, terms};
use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
use crate::model::{
    Date, Facet, FinanceTerms, FoldedName, Organizations, ProfileId, ProfileKind, RegionPath,
    Taxonomies,
};

/// Default years for which co-authors stay in conflict; three is the common rule of review boards.
const COAUTHOR_YEARS: i32 = 3;

/// The hard rules of one call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rules {
    /// Industries, disciplines and regions by which codes and places are compared.
    pub taxonomies: Taxonomies,
    /// Distances and corridors by which places are compared.
    pub places: PlaceContext,
    /// Today, as the caller has it.
    pub today: Date,
    /// The day on which features count ages and days left, if it is not today ([`crate::RankOptions::scored_on`]).
    pub scored_on: Option<Date>,
    /// Profile kinds to admit; by default the kinds that serve the need's kind
    /// ([`crate::model::NeedKind::served_by`]).
    pub kinds: Option<Vec<ProfileKind>>,
    /// Only profiles known to be in this region or below it, or whose region is unknown.
    pub within: Option<RegionPath>,
    /// Profiles to leave out, by their very ids.
    pub excluded: BTreeSet<ProfileId>,
    /// Years for which co-authors stay in conflict (default 3); a work without a year counts as recent.
    pub coauthor_years: i32,
    /// Rules that are set aside; only the ones that [`Rule::is_relaxable`] are.
    pub relaxed: BTreeSet<Rule>,
    /// Whether a need whose last day has passed is barred from every profile (default: no).
    pub bars_past_deadlines: bool,
    /// Whether a profile is barred that states a figure which misses one that the need demands (default: no).
    pub bars_missed_figures: bool,
}

impl Rules {
    /// Creates the default rules for the day `today`.
    #[must_use]
    pub fn new(taxonomies: Taxonomies, today: Date) -> Self {
        let places = PlaceContext::new(taxonomies.gazetteer.clone());
        Self {
            taxonomies,
            places,
            today,
            scored_on: None,
            kinds: None,
            within: None,
            excluded: BTreeSet::new(),
            coauthor_years: COAUTHOR_YEARS,
            relaxed: BTreeSet::new(),
            bars_past_deadlines: false,
            bars_missed_figures: false,
        }
    }

    /// Whether the rule is set aside.
    #[must_use]
    pub fn is_relaxed(&self, rule: Rule) -> bool {
        rule.is_relaxable() && self.relaxed.contains(&rule)
    }

    /// Returns the rule that bars the need from every profile; `None` if it is open.
    pub fn need(&self, need: &NeedFacts) -> Option<Violation> {
        closed(self, need).map(Violation::from)
    }

    /// Folded profile ids that [`Rules::name`] bars, whatever the name. (The ids that the caller left out are not
    /// among them: [`Rules::excluded`] holds ids to the letter.)
    #[must_use]
    pub fn barred_ids(&self, need: &NeedFacts) -> BTreeSet<FoldedName> {
        need.conflicts.iter().chain(&need.people).cloned().collect()
    }

    /// Folded profile names that [`Rules::name`] bars, whatever the id; people of the enterprise unless they are of
    /// another organisation.
    #[must_use]
    pub fn barred_names(&self, need: &NeedFacts) -> BTreeSet<FoldedName> {
        let refused = need.refused_organizations.iter();
        // Conflicts and people are barred by id and by name: a need may give either.
        let mut barred = self.barred_ids(need);
        barred.extend(refused.chain(&need.enterprise_names).cloned());
        barred
    }

    /// Whether a profile with a name of the hash `key`, one of [`Rules::barred_names`], is barred, given its
    /// organisations.
    pub(crate) fn bars_named(
        &self,
        need: &NeedFacts,
        key: u64,
        organizations: Option<&Organizations>,
    ) -> bool {
        let named = self.barred_names(need);
        let mut named = named.into_iter().filter(|name| name.hash64() == key);
        let organizations = organizations.map_or(&[][..], Organizations::names);
        named.any(|name| {
            let is_only_own = need.people.contains(&name)
                && !need.conflicts.contains(&name)
                && !need.refused_organizations.contains(&name)
                && !need.enterprise_names.contains(&name);
            !is_only_own || !is_elsewhere(need, organizations)
        })
    }

    /// The first rule that bars the profile of that id, name and organisations (empty if they are unknown); `None` if no
    /// rule does.
    pub fn name(
        &self,
        need: &NeedFacts,
        id: &ProfileId,
        name: Option<&FoldedName>,
        organizations: &[FoldedName],
    ) -> Option<Violation> {
        let reasons = identity(self, need, id, name, organizations);
        // The most decisive reason comes first.
        reasons.into_iter().next().map(Violation::from)
    }

    /// Returns the first rule that bars a profile for one known facet; `None` if no rule does.
    pub fn facet(&self, need: &NeedFacts, value: &FacetValue) -> Option<Violation> {
        let reasons = judge(self, need, value);
        reasons.into_iter().next().map(Violation::from)
    }

    /// Whether some rule bars a profile for one known facet.
    pub(crate) fn bars(&self, need: &NeedFacts, value: &FacetValue) -> bool {
        bars(self, need, value)
    }

    /// Returns the rules that the pair breaks, the first of each group of facts; empty if the pair is admitted.
    pub fn violations(&self, need: &NeedFacts, profile: &ProfileFacts) -> Vec<Violation> {
        let groups = self.groups(need, profile);
        let firsts = groups.filter_map(|group| group.into_iter().next());
        firsts.map(Violation::from).collect()
    }

    /// Returns every reason to bar the pair, each fact on its own. All of them would have to change for the pair to
    /// be admitted.
    #[must_use]
    pub fn reasons(&self, need: &NeedFacts, profile: &ProfileFacts) -> Vec<Reason> {
        self.groups(need, profile).flatten().collect()
    }

    /// The profile's conditions of eligibility as the need meets them, in the order written. O(size of the conditions).
    #[must_use]
    pub fn conditions(&self, need: &NeedFacts, profile: &ProfileFacts) -> Vec<ConditionPart> {
        let Some(FacetValue::Limits(limits)) = profile.get(Facet::Limits) else {
            return Vec::new();
        };
        let conditions = limits.eligibility.iter();
        let parts =
            conditions.map(|condition| ConditionPart::of(need, condition, &self.taxonomies));
        parts.collect()
    }

    /// The terms of finance that either side states, and whether they agree.
    #[must_use]
    pub fn terms(&self, need: &NeedFacts, profile: &ProfileFacts) -> Vec<TermsPart> {
        let none = FinanceTerms::default();
        let limits = profile.get(Facet::Limits);
        let offered = if let Some(FacetValue::Limits(limits)) = limits {
            &limits.finance
        } else {
            &none
        };
        terms::parts(&need.finance, offered)
    }

    /// Reasons by group of facts: of the need, of the profile's id and name, of each facet.
    fn groups(
        &self,
        need: &NeedFacts,
        profile: &ProfileFacts,
    ) -> impl Iterator<Item = Vec<Reason>> {
        let of_need = closed(self, need).into_iter().collect();
        let name = profile.name.as_ref();
        let of_name = identity(self, need, &profile.id, name, profile.organizations());
        let facets = Facet::ALL.iter().filter_map(|&f| profile.get(f));
        let of_facets = facets.map(|value| judge(self, need, value));
        [of_need, of_name].into_iter().chain(of_facets)
    }
}

fn closed(rules: &Rules, need: &NeedFacts) -> Option<Reason> {
    let (status, today) = (need.status, rules.today);
    if !status.is_open() {
        return Some(Reason::NeedClosed { status });
    }
    let passed = need
        .deadline
        .filter(|&day| day < today && rules.bars_past_deadlines);
    passed.map(|deadline| Reason::DeadlinePassed { deadline, today })
}
