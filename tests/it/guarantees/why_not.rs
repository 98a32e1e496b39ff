//! Guarantee 6: "why not this one" answers for any profile, and what it says would help does.

use std::sync::OnceLock;

use qianxian::explain::{Language, ListStanding, Remedy, Target, WhyNot};
use qianxian::model::{Level, Need, NeedStatus, Profile, ProfileStatus, TrackRecord};
use qianxian::rule::{Refused, Side};
use qianxian::score::{Feature, Fit, Weights};
use qianxian::{RankOptions, Snapshot};

use crate::support::claims::Ground;
use crate::support::generate::records;
use crate::support::{all, library, ranked, today};

/// How many are listed in these tests.
const K: usize = 3;

/// A small library, and the answer for each of its pairs: number of the need, of the profile, why not.
struct Asked {
    snapshot: Snapshot,
    needs: Vec<Need>,
    profiles: Vec<Profile>,
    answers: Vec<(usize, usize, WhyNot)>,
}

fn options() -> RankOptions {
    RankOptions::new(today()).k(K)
}

/// Under the presets, asked once for all tests.
fn asked() -> &'static Asked {
    static ASKED: OnceLock<Asked> = OnceLock::new();
    ASKED.get_or_init(|| ask(81, &options()))
}

fn ask(seed: u64, options: &RankOptions) -> Asked {
    let (needs, profiles) = records(seed, 6, 24);
    ask_of(needs, profiles, options)
}

fn ask_of(needs: Vec<Need>, profiles: Vec<Profile>, options: &RankOptions) -> Asked {
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    let mut answers = Vec::new();
    for (n, need) in needs.iter().enumerate() {
        for (p, profile) in profiles.iter().enumerate() {
            answers.push((n, p, snapshot.why_not(need, profile, options).unwrap()));
        }
    }
    Asked {
        snapshot,
        needs,
        profiles,
        answers,
    }
}

#[test]
fn the_verdict_is_that_of_the_ranking_and_the_differences_sum_to_the_gap() {
    let Asked {
        snapshot,
        needs,
        answers,
        ..
    } = asked();
    let (mut outranked, mut ruled_out, mut listed) = (0, 0, 0);
    for (n, _, why) in answers {
        let everybody = ranked(snapshot, &needs[*n], &all());
        let place = everybody.iter().position(|id| id == why.profile.as_str());
        match why.verdict {
            ListStanding::RuledOut => {
                // A closed need rules everybody out.
                assert!(place.is_none() && !why.obstacles.is_empty());
                assert!(!why.explanation.is_admitted());
                ruled_out += 1;
            }
            verdict => {
                assert_eq!(place, Some(why.rank - 1));
                assert_eq!(verdict == ListStanding::Listed, why.rank <= K);
                outranked += usize::from(verdict == ListStanding::Outranked);
                listed += usize::from(verdict == ListStanding::Listed);
            }
        }
        if let Some(border) = &why.border {
            let sum: f64 = why.differences.iter().map(|d| d.difference).sum();
            assert_eq!(sum, border.gap);
            assert_eq!(border.score - why.explanation.score, border.gap);
            assert!(
                why.differences
                    .is_sorted_by(|a, b| a.difference >= b.difference)
            );
        }
        if why.rank <= K {
            assert!(
                why.values.is_empty() && why.weights.is_empty(),
                "it is in already"
            );
        }
    }
    assert!(
        outranked > 10 && ruled_out > 50 && listed > 10,
        "{outranked} {ruled_out} {listed}"
    );
}

/// A library with `changed` in the place of the profile of that id, ranked.
fn listed_with(
    needs: &[Need],
    profiles: &[Profile],
    changed: &Profile,
    need: &Need,
    options: &RankOptions,
) -> bool {
    let others = profiles.iter().filter(|p| p.id != changed.id);
    let snapshot = library(needs, others.chain([changed])).snapshot().unwrap();
    ranked(&snapshot, need, options).contains(&changed.id.to_string())
}

/// A record whose smoothed share of settled matches is `steps` of 2⁻³⁰, exactly.
fn record_of(steps: u32) -> Option<TrackRecord> {
    TrackRecord::new((1 << 30) - 2, steps.checked_sub(1)?).ok()
}

#[test]
fn the_least_value_brings_it_in_and_a_step_less_does_not() {
    let mut weights = Weights::preset(qianxian::model::NeedKind::Research);
    weights = weights.with(Feature::TrackRecord, 0.6).unwrap();
    let options = RankOptions::new(today()).k(K).weights(weights);
    let Asked {
        needs,
        profiles,
        answers,
        ..
    } = ask(82, &options);
    let mut tried = 0;
    for (n, p, why) in &answers {
        let mut values = why.values.iter();
        let change = values.find(|change| change.feature == Feature::TrackRecord);
        let Some(change) = change.filter(|_| why.verdict == ListStanding::Outranked && tried < 12)
        else {
            continue;
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 2^30"
        )]
        let steps = (change.to * f64::from(1_u32 << 30)) as u32;
        let mut better = profiles[*p].clone();
        better.track_record = record_of(steps);
        if better.track_record.is_none() {
            continue;
        }
        tried += 1;
        let is_in =
            |changed: &Profile| listed_with(&needs, &profiles, changed, &needs[*n], &options);
        assert!(is_in(&better), "{change:?}");
        better.track_record = record_of(steps - 1);
        assert!(!is_in(&better), "{change:?}");
    }
    // Hard facts bar some of the sample.
    assert!(tried >= 6, "{tried}");
}

#[test]
fn what_the_record_would_have_to_say_brings_it_in() {
    let weights = Weights::text_only();
    let weights = weights.with(Feature::Level, 0.8).unwrap();
    let weights = weights.with(Feature::Readiness, 0.8).unwrap();
    let weights = weights.with(Feature::Recency, 0.8).unwrap();
    let options = RankOptions::new(today()).k(K).weights(weights);
    let (mut asking, offering) = records(83, 6, 30);
    for need in &mut asking {
        need.status = NeedStatus::Open;
        (need.level, need.readiness) = (Some(Level::Academician), Some(9));
    }
    let Asked {
        needs,
        profiles,
        answers,
        ..
    } = ask_of(asking, offering, &options);
    let mut tried = [0; 3];
    for (n, p, why) in answers
        .iter()
        .filter(|(.., why)| why.verdict == ListStanding::Outranked)
    {
        for target in why
            .values
            .iter()
            .filter_map(|change| change.target.as_ref())
        {
            let mut better = profiles[*p].clone();
            let kind = match target {
                Target::Level(target) => {
                    better.level = Some(target.level);
                    0
                }
                Target::Readiness(target) => {
                    better.readiness = Some(target.readiness);
                    1
                }
                Target::LatestWork(target) if needs[*n].people.is_empty() => {
                    let latest = better.works.iter_mut().max_by_key(|work| work.year);
                    let Some(latest) = latest.filter(|work| work.year.is_some()) else {
                        continue;
                    };
                    latest.year = Some(target.year);
                    2
                }
                _ => continue,
            };
            if tried[kind] < 6 {
                tried[kind] += 1;
                let is_in = listed_with(&needs, &profiles, &better, &needs[*n], &options);
                assert!(is_in, "{target:?} {why:#?}");
            }
        }
    }
    assert!(tried.iter().sum::<i32>() > 3, "{tried:?}");
}

#[test]
fn the_nearest_weight_brings_it_in_and_a_smaller_change_does_not() {
    let options = options();
    let Asked {
        snapshot,
        needs,
        answers,
        ..
    } = asked();
    let (mut tried, mut lowered) = (0, 0);
    for (n, _, why) in answers
        .iter()
        .filter(|(.., why)| why.verdict == ListStanding::Outranked)
    {
        let need = &needs[*n];
        for change in &why.weights {
            let with = |weight: f64| {
                let weights = Weights::preset(need.kind);
                assert_eq!(weights.get(change.feature), change.from);
                let weights = weights.with(change.feature, weight).unwrap();
                let options = options.clone().weights(weights);
                ranked(snapshot, need, &options).contains(&why.profile.to_string())
            };
            assert!(with(change.to), "{change:?}");
            assert!(!with(change.insufficient), "{change:?}");
            let half = (change.from + change.to) / 2.0;
            assert!(
                !with(half),
                "a half of the change is too little: {change:?}"
            );
            let (change_left, change_made) =
                (change.to - change.insufficient, change.to - change.from);
            assert!(change_left / change_made < 0.5, "{change:?}");
            tried += 1;
            lowered += usize::from(change.to < change.from);
        }
        assert!(why.weights.is_sorted_by(|a, b| a.size() <= b.size()));
    }
    assert!(tried > 30 && lowered > 3, "{tried} {lowered}");
}

/// What lifting one reason makes of need, profile and options, where a test can.
fn lifted(
    repair: &Remedy,
    need: &mut Need,
    profile: &mut Profile,
    options: &RankOptions,
) -> Option<RankOptions> {
    match repair {
        Remedy::ReopenNeed => need.status = NeedStatus::Open,
        Remedy::ActivateProfile => profile.status = ProfileStatus::Active,
        Remedy::AskForKind { kind } => return Some(options.clone().kinds([*kind])),
        Remedy::ExtendReach { reach } => profile.reach = Some(*reach),
        Remedy::RaiseCapacity { capacity } => profile.capacity = Some(*capacity),
        Remedy::LiftRefusal { by, what } => match (by, what) {
            (Side::Need, Refused::ProfileKind(_)) => need.vetoes.kinds.clear(),
            (Side::Need, Refused::Region(_)) => need.vetoes.regions.clear(),
            (Side::Need, Refused::Industries(_)) => need.vetoes.industries.clear(),
            (Side::Need, Refused::Distance { .. }) => need.vetoes.max_distance_km = None,
            (Side::Need, Refused::Budget { .. }) => need.vetoes.min_budget = None,
            (Side::Need, _) => need.vetoes.organizations.clear(),
            (_, Refused::NeedKind(_)) => profile.vetoes.kinds.clear(),
            (_, Refused::Region(_)) => profile.vetoes.regions.clear(),
            (_, Refused::Industries(_)) => profile.vetoes.industries.clear(),
            (_, Refused::Distance { .. }) => profile.vetoes.max_distance_km = None,
            (_, Refused::Budget { .. }) => profile.vetoes.min_budget = None,
            (_, _) => profile.vetoes.organizations.clear(),
        },
        Remedy::MeetCondition { condition } if profile.eligibility.contains(condition) => {
            profile.eligibility.retain(|c| c != condition);
        }
        // The region of a policy is one too, unless the policy states another one.
        Remedy::MeetCondition { .. } => {
            let own = format!("region = {}", need.region.as_ref()?);
            profile.eligibility.push(own.parse().ok()?);
        }
        _ => return None,
    }
    Some(options.clone())
}

#[test]
fn lifting_the_one_rule_admits_and_ranks_as_told() {
    let options = options();
    let Asked {
        needs,
        profiles,
        answers,
        ..
    } = asked();
    let mut kinds = std::collections::BTreeMap::new();
    for (n, p, why) in answers {
        let [obstacle] = why.obstacles.as_slice() else {
            continue;
        };
        let Some(repair) = &obstacle.repair else {
            continue;
        };
        let tried: &mut usize = kinds.entry(obstacle.reason.rule()).or_default();
        let (mut need, mut profile) = (needs[*n].clone(), profiles[*p].clone());
        let Some(lifted) = lifted(repair, &mut need, &mut profile, &options.clone().k(1000)) else {
            continue;
        };
        if *tried < 3 {
            *tried += 1;
            let is_in = listed_with(needs, profiles, &profile, &need, &lifted);
            assert!(is_in, "{obstacle:?}");
        }
    }
    let tried: usize = kinds.values().sum();
    assert!(kinds.len() >= 5 && tried >= 8, "{kinds:?}");
}

#[test]
fn what_the_caller_left_out_comes_back() {
    let (needs, profiles) = records(86, 1, 40);
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    let mut need = needs[0].clone();
    need.status = NeedStatus::Open;
    let best = ranked(&snapshot, &need, &all()).remove(0);
    let profile = snapshot.profile(&best.parse().unwrap()).unwrap();
    let without = RankOptions::new(today()).k(K).exclude([profile.id.clone()]);
    let why = snapshot.why_not(&need, &profile, &without).unwrap();
    assert_eq!((why.verdict, why.rank), (ListStanding::RuledOut, 1));
    assert_eq!(why.obstacles[0].repair, Some(Remedy::LeaveIn));
    let again = snapshot
        .why_not(&need, &profile, &without.exclude([]))
        .unwrap();
    assert_eq!((again.verdict, again.rank), (ListStanding::Listed, 1));
}

#[test]
fn every_number_of_its_sentences_is_in_the_answer() {
    let answers = &asked().answers;
    let mut told = 0;
    for (.., why) in answers {
        let ground = Ground::of(why);
        for &language in Language::ALL {
            let sentences = why.sentences(language);
            assert!(!sentences.is_empty());
            for sentence in sentences {
                // Thresholds are rounded to the side that suffices: a whole place.
                assert_eq!(
                    ground.unfounded(&sentence, 1.000_001),
                    None,
                    "{sentence}\n{why:#?}"
                );
                told += 1;
            }
        }
    }
    assert!(told > 1000, "{told}");
}

#[test]
fn a_bad_k_or_record_is_refused() {
    let snapshot = library([], []).snapshot().unwrap();
    let (needs, profiles) = records(88, 1, 1);
    let options = RankOptions::new(today()).k(0);
    let error = snapshot
        .why_not(&needs[0], &profiles[0], &options)
        .unwrap_err();
    assert!(error.is_invalid_input());
    let alone = snapshot
        .why_not(&needs[0], &profiles[0], &options.k(1))
        .unwrap();
    assert_eq!(
        (alone.rank, alone.border),
        (1, None),
        "nobody else is there"
    );
}

#[test]
fn below_the_fit_that_is_asked_for_is_said_and_a_work_about_the_lacking_pieces_lifts_it() {
    let (mut unfit, mut fitting, mut lifted) = (0, 0, 0);
    for least in [Fit::Possible, Fit::Clear] {
        let options = options().least_fit(least);
        let Asked {
            snapshot,
            needs,
            profiles,
            answers,
        } = ask(83, &options);
        let everybody = all().least_fit(least);
        for (n, p, why) in &answers {
            let need = &needs[*n];
            let place = ranked(&snapshot, need, &everybody);
            let place = place.iter().position(|id| id == why.profile.as_str());
            let is_unfit = why.explanation.fit < least;
            assert_eq!(why.unfit.is_some(), is_unfit, "{why:?}");
            match why.verdict {
                ListStanding::RuledOut => assert_eq!(place, None),
                ListStanding::Unfit => {
                    assert!(place.is_none() && is_unfit);
                    unfit += 1;
                }
                verdict => {
                    assert_eq!(place, Some(why.rank - 1), "{verdict:?} {}", why.profile);
                    assert_eq!(verdict == ListStanding::Listed, why.rank <= K);
                    let listed = ranked(&snapshot, need, &options);
                    let is_in = listed.contains(&why.profile.to_string());
                    assert_eq!(verdict == ListStanding::Listed, is_in);
                    fitting += 1;
                }
            }
            let Some(shortfall) = why
                .unfit
                .as_ref()
                .filter(|_| why.verdict == ListStanding::Unfit)
            else {
                continue;
            };
            assert_eq!(shortfall.asked, least);
            for language in [Language::English, Language::Chinese] {
                let said = why.sentences(language).join(" ");
                assert!(said.contains(shortfall_words(language)), "{said}");
            }
            let Some(needed) = shortfall.needed else {
                continue;
            };
            assert!(shortfall.coverage < needed, "{shortfall:?}");
            let mut better = profiles[*p].clone();
            let about = format!("{} {}", need.title, shortfall.lacking.join(" "));
            better.works.push(qianxian::model::Work::new(about));
            let again = snapshot.explain(need, &better, &options).unwrap();
            assert!(again.coverage >= shortfall.coverage);
            lifted += usize::from(again.fit >= least);
        }
    }
    assert!(
        unfit > 20 && fitting > 20 && 2 * lifted > unfit,
        "{unfit} {fitting} {lifted}"
    );
}

fn shortfall_words(language: Language) -> &'static str {
    match language {
        Language::English => "below the fit that is asked for",
        Language::Chinese => "低于所要求的相关程度",
        _ => unreachable!("two languages"),
    }
}
