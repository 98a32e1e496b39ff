//! Capabilities that are missing: what one more profile of a field would add to the best assignment.
//!
//! The open needs of the region are assigned among all profiles, within everybody's places, for the greatest total
//! ([`Snapshot::market`]). Needs that keep places open are grouped by what they ask for: the kind of profile that serves
//! them first, their discipline and their industry. For each group one more profile with one place is imagined, which
//! says what these needs ask for, and ranked like any other. It would take the need that gains most: with `s` the
//! score of the pair and `u` the loss of the total if the need had one place less
//! ([`Assignment::need_price`](crate::assign::Assignment::need_price)), the total grows by the greatest `s − u`. That is
//! what solving again with that profile gives, as scores of others do not change under the same statistics. Words that
//! nobody in the library says count as ones of a single document, as they would be with such a profile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::supply::{LISTED, OpenNeeds, SupplySteps};
use crate::assign::{Assignment, AssignmentProblem, Objective, Options};
use crate::engine::{MarketOptions, Snapshot};
use crate::error::Result;
use crate::model::{Code, Need, NeedId, Profile, ProfileKind, RegionPath};
use crate::rank::Ranking;
use crate::report::{MissingCapability, ReportNeed, ReportOptions, ReportProfile};
use crate::score::Fit;

/// Groups that a profile is imagined for: the ones of most needs.
const GROUPS: usize = 64;
/// Needs of a group whose words the imagined profile says.
const SPOKEN_FOR: usize = 12;
/// Missing pieces that name a group.
const PIECES: usize = 8;
/// Regions that are named of the people elsewhere.
const REGIONS: usize = 3;
/// The id of an imagined profile; it is stored nowhere.
const IMAGINED: &str = "imagined";

/// What a group of needs has in common.
type Group = (ProfileKind, Option<Code>, Option<Code>);

impl Snapshot {
    /// The capabilities that the open needs lack, the most valuable first. Each need of one learns its number.
    ///
    /// `listed` are the best matches of each open need. One assignment of the open needs, and a ranking of all needs for
    /// each of at most 64 groups.
    pub(super) fn missing_capabilities(
        &self,
        (open, listed): (&OpenNeeds, Vec<Ranking>),
        needs: &mut [ReportNeed],
        (profiles, options): (&[ReportProfile], &ReportOptions),
        steps: &SupplySteps<'_>,
    ) -> Result<Vec<MissingCapability>> {
        let rank = options.rank.clone().k(LISTED).least_fit(Fit::Possible);
        let records = open.records().to_vec();
        let market = self.market_of(records, listed, &rank, MarketOptions::new())?;
        let mut still = |_| steps.still();
        let solving = Options::new().progress(&mut still);
        let solved = market.solve(Objective::GreatestTotal, solving)?;
        let assignment = solved.outcome.into_result()?;
        let lacking: BTreeSet<&NeedId> = assignment.unmet().iter().map(|u| &u.need).collect();
        let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
        for (at, need) in needs.iter().enumerate() {
            if lacking.contains(&need.id) {
                groups.entry(group_of(need)).or_default().push(at);
            }
        }
        // What is missing most is said by nobody: without its words, a profile imagined for it would fit nothing.
        let with_new_words = self.with_new_words();
        let mut groups: Vec<(Group, Vec<usize>)> = groups.into_iter().collect();
        groups.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        groups.truncate(GROUPS);
        let made = |(group, members): (Group, Vec<usize>)| {
            // No step is made, but the caller may have given the report up.
            steps.add(0)?;
            let asked = (&*needs, members.as_slice());
            let priced = (&solved.problem, &assignment);
            with_new_words.capability(group, asked, (profiles, open), (options, priced))
        };
        let mut found: Vec<MissingCapability> =
            groups.into_par_iter().map(made).collect::<Result<_>>()?;
        found.sort_by(|a, b| {
            let by_value = b.value.total_cmp(&a.value);
            let by_needs = b.needs.len().cmp(&a.needs.len());
            by_value.then(by_needs).then(a.needs.cmp(&b.needs))
        });
        for (number, capability) in found.iter().enumerate() {
            for id in &capability.needs {
                if let Ok(at) = needs.binary_search_by(|need| need.id.cmp(id)) {
                    needs[at].capability = Some(number);
                }
            }
        }
        Ok(found)
    }

    /// This snapshot, in which words that no profile says count as words of a profile to come.
    fn with_new_words(&self) -> Self {
        let inner = &self.0;
        Self::new(
            Arc::clone(&inner.origin),
            inner.index.clone(),
            (inner.compiled.clone().with_new_words(), self.compilation()),
            Arc::clone(&inner.queries),
            inner.taxonomies.clone(),
            Arc::clone(&inner.known_needs),
        )
    }

    /// What one more profile for these needs would be, and add.
    fn capability(
        &self,
        (kind, discipline, industry): Group,
        (needs, members): (&[ReportNeed], &[usize]),
        (profiles, open): (&[ReportProfile], &OpenNeeds),
        (options, (problem, assignment)): (&ReportOptions, (&AssignmentProblem, &Assignment)),
    ) -> Result<MissingCapability> {
        let lacking = members.iter().map(|&at| &needs[at]);
        let pieces = commonest(lacking.clone());
        let spoken = lacking.clone().filter_map(|need| open.record(&need.id));
        let spoken: Vec<&Need> = spoken.collect();
        let imagined = imagined(
            (kind, discipline.clone(), industry.clone()),
            &spoken,
            options.region.as_ref(),
        )?;
        let rank = options.rank.clone().least_fit(Fit::Possible);
        let everything = self.stored_needs()?.len().max(1);
        let found = self.reverse(&imagined, &rank.k(everything))?;
        let (mut value, mut taken, mut fits) = (0.0, None, 0);
        for found in &found.matches {
            // Needs outside the region have no price.
            let Some(price) = assignment.need_price(problem, found.need.as_str()) else {
                continue;
            };
            fits += 1;
            if found.score - price > value {
                value = found.score - price;
                taken = Some(found.need.clone());
            }
        }
        let living = living(profiles, kind, discipline.as_ref());
        Ok(MissingCapability {
            kind,
            discipline,
            industry,
            needs: lacking.map(|need| need.id.clone()).collect(),
            pieces,
            fits,
            value,
            taken,
            living,
        })
    }
}

/// The kind of profile that serves the need first, its discipline and its industry.
fn group_of(need: &ReportNeed) -> Group {
    let kinds = need.kind.served_by();
    let kind = kinds.first().copied().unwrap_or(ProfileKind::Expert);
    let (discipline, industry) = (&need.discipline.code, &need.industry.code);
    (kind, discipline.clone(), industry.clone())
}

/// The missing pieces that most of the needs lack, ties by text.
fn commonest<'n>(needs: impl Iterator<Item = &'n ReportNeed>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for need in needs {
        let served = need.served.iter();
        for piece in served.flat_map(|served| &served.missing) {
            *counts.entry(piece).or_default() += 1;
        }
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(piece, count)| (std::cmp::Reverse(count), piece));
    let first = counts.into_iter().take(PIECES);
    first.map(|(piece, _)| piece.to_owned()).collect()
}

/// A profile in the region with one place that says what the first ones of `needs` ask for.
pub(super) fn imagined(
    (kind, discipline, industry): Group,
    needs: &[&Need],
    region: Option<&RegionPath>,
) -> Result<Profile> {
    let mut profile = Profile::new(IMAGINED, kind, IMAGINED)?;
    for need in needs.iter().take(SPOKEN_FOR) {
        profile.expertise.push(need.title.clone());
        profile.expertise.extend(need.keywords.iter().cloned());
    }
    profile.disciplines.extend(discipline);
    profile.industries.extend(industry);
    profile.region = region.cloned();
    profile.capacity = Some(1);
    Ok(profile)
}

/// Regions of profiles elsewhere of that kind and discipline, the one of most first, with their number.
fn living(
    profiles: &[ReportProfile],
    kind: ProfileKind,
    discipline: Option<&Code>,
) -> Vec<(RegionPath, u64)> {
    if discipline.is_none() {
        return Vec::new();
    }
    let mut counts: BTreeMap<RegionPath, u64> = BTreeMap::new();
    let of_field = profiles.iter().filter(|profile| {
        !profile.is_here && profile.kind == kind && profile.discipline.code.as_ref() == discipline
    });
    for region in of_field.filter_map(|profile| profile.region.as_ref()) {
        // A city is where an office for people elsewhere is opened, not a district.
        *counts.entry(city(region)).or_default() += 1;
    }
    let mut counts: Vec<(RegionPath, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(REGIONS);
    counts
}

/// The first two levels of a region.
fn city(region: &RegionPath) -> RegionPath {
    let mut region = region.clone();
    while let Some(parent) = region.parent().filter(|_| region.depth() > 2) {
        region = parent;
    }
    region
}
