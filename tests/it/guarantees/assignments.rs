//! Guarantees 4 and 5 for assignments: no pair that a rule bars, and every one passes `verify`.

use qianxian::assign::{Assignment, Objective, Options, verify};
use qianxian::engine::{Market, MarketOptions, silent};
use qianxian::{RankOptions, Snapshot};

use crate::support::generate::records;
use crate::support::{all, library, today};

const OBJECTIVES: &[Objective] = Objective::ALL;

fn market(snapshot: &Snapshot, rank: &RankOptions, options: MarketOptions) -> Market {
    let needs = snapshot.needs().unwrap();
    snapshot.market(needs, rank, options, &silent).unwrap()
}

/// Every pair is admitted, and has its exact score (to nine decimal places).
fn assert_admitted(snapshot: &Snapshot, assignment: &Assignment) {
    for pair in assignment.pairs() {
        let need = snapshot.need(&pair.need.parse().unwrap()).unwrap();
        let profile = snapshot.profile(&pair.profile.parse().unwrap()).unwrap();
        let why = snapshot.explain(&need, &profile, &all()).unwrap();
        assert!(why.is_admitted(), "{pair:?}: {:?}", why.violations);
        assert!((why.score - pair.affinity).abs() < 1e-9, "{pair:?}");
    }
}

#[test]
fn an_assignment_from_short_lists_is_admitted_verified_and_the_greatest_of_all_pairs() {
    let mut deepened = 0;
    for seed in 0..12 {
        let (needs, profiles) = records(seed, 12, 10);
        let snapshot = library(&needs, &profiles).snapshot().unwrap();
        let options = || MarketOptions::new().demand(0..=2).capacity(0..=1);
        let whole = market(&snapshot, &all(), options());
        let greatest = whole.problem().unwrap();
        let greatest = greatest
            .solve(Objective::GreatestTotal, Options::new())
            .unwrap();
        let greatest = greatest.into_result().unwrap();
        let short = market(&snapshot, &RankOptions::new(today()).k(1), options());
        let lists = short.problem().unwrap().pair_count();
        for &objective in OBJECTIVES {
            let found = short.solve(objective, Options::new()).unwrap();
            let assignment = found.outcome.into_result().unwrap();
            assert!(
                verify(&found.problem, &assignment).holds(),
                "seed {seed} {objective}"
            );
            assert_admitted(&snapshot, &assignment);
            if objective == Objective::GreatestTotal {
                assert_eq!(assignment.total(), greatest.total(), "seed {seed}");
                assert_eq!(found.beyond, Some(0.0));
                deepened += usize::from(found.problem.pair_count() > lists);
            }
        }
    }
    assert!(
        deepened > 3,
        "{deepened} markets needed more than their lists"
    );
}

#[test]
fn an_adjusted_list_sums_to_its_adjusted_scores_exactly() {
    let (needs, profiles) = records(3, 12, 10);
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    let options = MarketOptions::new().capacity(0..=1);
    let market = market(&snapshot, &all(), options);
    let mut dear = 0;
    for list in market.congested(1.0, Options::new()).unwrap() {
        let need = snapshot.need(&list.need).unwrap();
        assert!(list.matches.is_sorted_by(|a, b| a.adjusted >= b.adjusted));
        for found in list.matches {
            let profile = snapshot.profile(&found.profile).unwrap();
            let why = snapshot.explain(&need, &profile, &all()).unwrap();
            dear += usize::from(found.deduction > 0.0);
            let adjusted = found.adjusted;
            assert_eq!(found.explain(why).leaves().sum::<f64>(), adjusted);
        }
    }
    assert!(dear > 0, "somebody is wanted by many");
}

#[test]
fn a_pair_in_doubt_says_why_it_was_not_made() {
    let (needs, profiles) = records(5, 8, 8);
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    let market = market(&snapshot, &all(), MarketOptions::new());
    let found = market
        .solve(Objective::GreatestTotal, Options::new())
        .unwrap();
    let (mut assigned, mut barred, mut dearer) = (0, 0, 0);
    let closed: Vec<_> = market.closed().map(|(need, _)| need.clone()).collect();
    for need in needs.iter().filter(|need| !closed.contains(&need.id)) {
        for profile in &profiles {
            let reason = market.reason(&found, &need.id, &profile.id).unwrap();
            assert!(!reason.assigned || reason.violations.is_empty());
            match (reason.assigned, reason.violations.is_empty()) {
                (true, _) => assigned += 1,
                (_, false) => barred += 1,
                _ => dearer += usize::from(reason.loss.unwrap() >= 0.0),
            }
        }
    }
    assert!(
        assigned > 0 && barred > 0 && dearer > 0,
        "{assigned} {barred} {dearer}"
    );
}
