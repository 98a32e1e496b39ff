//! The lists that one record can enter, with its score for each.

use super::lists::{StandingList, StandingLists, Wish, WishSide};
use crate::compiled::AnalysedNeed;
use crate::compiled::impact::profile_impacts;
use crate::compiled::need_index::NeedCoverage;
use crate::engine::{Snapshot, silent};
use crate::error::Result;
use crate::index::profile_claims;
use crate::infer::profile_facts;
use crate::model::{Need, Profile};
use crate::rank::{AskingProfile, KindShares, kind_shares};
use crate::score::Fit;

/// A record that a list is offered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    pub(super) slot: u32,
    pub(super) score: f64,
    pub(super) fit: Fit,
}

/// Runs `work` with `profile` as needs are scored for it.
pub(super) fn with_asking<T>(
    profile: &Profile,
    snapshot: &Snapshot,
    work: impl FnOnce(&AskingProfile<'_>) -> T,
) -> T {
    let facts = profile_facts(profile);
    let impacts = profile_impacts(
        profile,
        snapshot.queries().analyzer(),
        &snapshot.compiled().calibration,
    );
    let claims = profile_claims(profile);
    work(&AskingProfile::new(&facts, &impacts, &claims))
}

/// The lists that want profiles and that `profile` can enter.
pub(super) fn offers_of_profile(
    lists: &StandingLists,
    profile: &Profile,
    snapshot: &Snapshot,
    shares: &[KindShares],
    (coverage, sums): (&mut NeedCoverage, &mut Vec<u32>),
) -> Result<Vec<Offer>> {
    with_asking(profile, snapshot, |asking| {
        let mut slots = lists.unindexed.clone();
        if asking.own_fit() == Fit::None {
            let add = |number: u32| slots.push(lists.indexed[number as usize]);
            lists.index.each_covered(asking.terms(), coverage, add);
        } else {
            // It fits every subject by its conditions.
            let all = (0_u32..)
                .zip(&lists.slots)
                .filter(|(_, standing)| standing.is_some());
            slots = all.map(|(slot, _)| slot).collect();
        }
        let mut offers = Vec::new();
        for slot in slots {
            let Some(StandingList {
                wish:
                    Some(Wish {
                        side: WishSide::Profiles(need, _),
                        tests,
                        group,
                    }),
                list,
                ..
            }) = lists.standing(slot)
            else {
                continue;
            };
            let group = &lists.groups[*group];
            let pair = group.pair(shares);
            let fit = asking.fit(&need.query);
            if fit < group.least {
                continue;
            }
            // Behind the last member of an incomplete list nobody gets in; most of those who fit stand there.
            let mut bound = || asking.bound(need, pair, sums).to_f64();
            if list.floor().is_some_and(|floor| bound() < floor) {
                continue;
            }
            let Some(points) = asking.points(need, pair, sums) else {
                continue;
            };
            if tests.pass_id(snapshot, &profile.id.clone().into())? {
                let score = points.to_f64();
                offers.push(Offer { slot, score, fit });
            }
        }
        Ok(offers)
    })
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
        let scored = with_asking(profile, snapshot, |asking| {
            let fit = asking.fit(&analysed.query);
            let points = (fit >= group.least).then(|| asking.points(analysed, pair, &mut sums));
            points.flatten().map(|points| (points.to_f64(), fit))
        });
        if let Some((score, fit)) = scored
            && tests.pass_id(snapshot, &need.id.clone().into())?
        {
            offers.push(Offer { slot, score, fit });
        }
    }
    Ok(())
}
