//! The lists that one record can enter, with its score for each.

use rayon::prelude::*;

use super::lists::{StandingList, StandingLists, Wish, WishSide};
use crate::compiled::AnalysedNeed;
use crate::compiled::impact::profile_impacts;
use crate::compiled::need_index::NeedCoverage;
use crate::engine::lookup::held;
use crate::engine::{Snapshot, silent};
use crate::error::Result;
use crate::index::profile_claims;
use crate::infer::profile_facts;
use crate::model::{Need, Profile, ProfileId};
use crate::num::Points;
use crate::rank::{AskingProfile, KindShares, kind_shares};
use crate::score::Fit;

/// A record that a list is offered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    pub(super) slot: u32,
    pub(super) score: f64,
    pub(super) fit: Fit,
}

/// `profile` as needs are scored for it.
pub(super) fn asking(profile: &Profile, snapshot: &Snapshot) -> AskingProfile {
    let impacts = profile_impacts(
        profile,
        snapshot.queries().analyzer(),
        &snapshot.compiled().calibration,
    );
    AskingProfile::new(profile_facts(profile), &impacts, profile_claims(profile))
}

/// A list that a profile fits: its slot, the place of the profile among the ones that are offered, and the information
/// of the need that it covers, if the index of needs counted it.
type FittingList = (u32, usize, Option<u64>);

/// The lists that want profiles and that the profiles of these `ids` can enter: the place of each id, with its offers.
///
/// What every profile fits is found first, profile by profile; then pairs are scored need by need, so that what depends on
/// the need alone is made once for all of them.
pub(super) fn offers_of_profiles(
    lists: &StandingLists,
    ids: &[&str],
    snapshot: &Snapshot,
) -> Result<Vec<(usize, Vec<Offer>)>> {
    let read = |id: &&str| {
        let found = held(snapshot.profile(&ProfileId::new(id)?))?;
        // An id that was merged away leads to the profile that was kept, which has changed too.
        let found = found.filter(|profile| profile.id.as_str() == *id);
        Ok(found.map(|profile| asking(&profile, snapshot)))
    };
    let profiles: Vec<Option<AskingProfile>> = ids.par_iter().map(read).collect::<Result<_>>()?;
    let fitting = |coverage: &mut NeedCoverage, (place, profile): (usize, &Option<_>)| {
        let profile = profile.as_ref();
        profile.map_or_else(Vec::new, |profile| {
            fitting_lists(lists, (place, profile), coverage)
        })
    };
    let mut fitting: Vec<FittingList> = profiles
        .par_iter()
        .enumerate()
        .map_init(NeedCoverage::default, fitting)
        .flatten_iter()
        .collect();
    fitting.par_sort_unstable();
    let by_list: Vec<&[FittingList]> = fitting.chunk_by(|a, b| a.0 == b.0).collect();
    let shares = kind_shares(&lists.base);
    let score = |sums: &mut Vec<u32>, fitting: &&[FittingList]| {
        offers_to_list(lists, fitting, (&profiles, ids), (snapshot, &shares, sums))
    };
    let offers: Vec<Vec<(usize, Offer)>> = by_list
        .par_iter()
        .map_init(Vec::new, score)
        .collect::<Result<_>>()?;
    let mut by_profile: Vec<Vec<Offer>> = vec![Vec::new(); ids.len()];
    for (place, offer) in offers.into_iter().flatten() {
        by_profile[place].push(offer);
    }
    Ok(by_profile.into_iter().enumerate().collect())
}

/// The lists of needs that `profile` fits, and all whose needs any profile fits.
fn fitting_lists(
    lists: &StandingLists,
    (place, profile): (usize, &AskingProfile),
    coverage: &mut NeedCoverage,
) -> Vec<FittingList> {
    if profile.own_fit() != Fit::None {
        // It fits every subject by its conditions.
        let all = (0_u32..).zip(&lists.slots);
        let all = all.filter(|(_, standing)| standing.is_some());
        return all.map(|(slot, _)| (slot, place, None)).collect();
    }
    let unindexed = lists.unindexed.iter();
    let mut fitting: Vec<FittingList> = unindexed.map(|&slot| (slot, place, None)).collect();
    let add = |number: u32, covered: Option<u64>| {
        fitting.push((lists.indexed[number as usize], place, covered));
    };
    lists.index.each_covered(profile.terms(), coverage, add);
    fitting
}

/// The profiles that can enter one list, of the ones that fit its need.
fn offers_to_list(
    lists: &StandingLists,
    fitting: &[FittingList],
    (profiles, ids): (&[Option<AskingProfile>], &[&str]),
    (snapshot, shares, sums): (&Snapshot, &[KindShares], &mut Vec<u32>),
) -> Result<Vec<(usize, Offer)>> {
    let Some(StandingList {
        wish:
            Some(Wish {
                side: WishSide::Profiles(need, _),
                tests,
                group,
            }),
        list,
        ..
    }) = fitting.first().and_then(|&(slot, ..)| lists.standing(slot))
    else {
        return Ok(Vec::new());
    };
    let group = &lists.groups[*group];
    let pair = group.pair(shares);
    if pair.rules.need(&need.facts).is_some() {
        return Ok(Vec::new());
    }
    let scorer = pair.scorer(need);
    // Behind the last member of an incomplete list nobody gets in.
    let floor = list.floor().unwrap_or(Points(0));
    let mut offers = Vec::new();
    for &(slot, place, covered) in fitting {
        let Some(profile) = &profiles[place] else {
            continue;
        };
        let fit = match covered {
            Some(covered) => profile.fit_of(covered, &need.query),
            None => profile.fit(&need.query),
        };
        if fit < group.least {
            continue;
        }
        let Some(points) = profile.points_from(floor, &need.query, &scorer, sums) else {
            continue;
        };
        if tests.pass_id(snapshot, &ProfileId::new(ids[place])?.into())? {
            let score = points.to_f64();
            offers.push((place, Offer { slot, score, fit }));
        }
    }
    Ok(offers)
}

/// The lists that want needs and that `need` can enter.
pub(super) fn offers_of_need(
    lists: &StandingLists,
    need: &Need,
    snapshot: &Snapshot,
) -> Result<Vec<Offer>> {
    let analysed = snapshot.analysed(need, &lists.base)?;
    let mut offers = Vec::new();
    // Of the profiles that have lists, all that fit at least as well as the least that any list asks for.
    let of_profiles = lists.of_profile.values().flatten();
    let least = of_profiles
        .filter_map(|&slot| lists.standing(slot))
        .map(|s| s.subscription.least_fit)
        .min();
    if let Some(least) = least {
        let everything = snapshot.compiled().profile_count().max(1);
        let options = lists.base.clone().k(everything).least_fit(least);
        let rankings =
            snapshot.rank_analysed(std::slice::from_ref(&analysed), &options, &silent)?;
        for found in rankings.iter().flat_map(|ranking| &ranking.matches) {
            for &slot in lists
                .of_profile
                .get(found.profile.as_str())
                .into_iter()
                .flatten()
            {
                let standing = lists.standing(slot);
                if standing.is_some_and(|standing| standing.subscription.least_fit <= found.fit) {
                    offers.push(Offer {
                        slot,
                        score: found.score,
                        fit: found.fit,
                    });
                }
            }
        }
    }
    offers_to_questions(lists, &analysed, (need, snapshot), &mut offers)?;
    Ok(offers)
}

/// Adds the questions that want needs and that `need` answers.
fn offers_to_questions(
    lists: &StandingLists,
    analysed: &AnalysedNeed,
    (need, snapshot): (&Need, &Snapshot),
    offers: &mut Vec<Offer>,
) -> Result<()> {
    let shares = kind_shares(&lists.base);
    let mut sums = Vec::new();
    for &slot in &lists.need_questions {
        let Some(Wish {
            side: WishSide::Needs(profile),
            tests,
            group,
        }) = lists
            .standing(slot)
            .and_then(|standing| standing.wish.as_ref())
        else {
            continue;
        };
        let group = &lists.groups[*group];
        let pair = group.pair(&shares);
        let asking = asking(profile, snapshot);
        let fit = asking.fit(&analysed.query);
        let points = (fit >= group.least).then(|| asking.points(analysed, pair, &mut sums));
        let scored = points.flatten().map(|points| (points.to_f64(), fit));
        if let Some((score, fit)) = scored
            && tests.pass_id(snapshot, &need.id.clone().into())?
        {
            offers.push(Offer { slot, score, fit });
        }
    }
    Ok(())
}
