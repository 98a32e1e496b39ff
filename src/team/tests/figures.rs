//! What a team says of itself.

use super::*;
use crate::decision::{Breach, BreachKind};

fn three() -> TeamProblem {
    problem(
        &[("coke", 2.0), ("sensor", 1.0), ("model", 1.0)],
        &[
            (
                Candidate::new("a").organization("u1"),
                &[("coke", 1.0), ("sensor", 0.5)],
            ),
            (
                Candidate::new("b").organization("u2"),
                &[("sensor", 1.0), ("coke", 0.5)],
            ),
            (Candidate::new("c").organization("u3"), &[("sensor", 0.75)]),
        ],
    )
}

#[test]
fn coverage_redundancy_and_gaps_are_told_with_their_proofs() {
    let team = formed(&three(), &TeamRules::new());
    assert_eq!(ids(&team), ["a", "b"], "c would add nothing");
    assert_eq!(team.coverage, 0.75);
    let coke = &team.topics[0];
    assert_eq!((coke.topic.as_str(), coke.weight), ("coke", 0.5));
    assert_eq!((coke.covered, coke.redundancy()), (1.0, 0.5));
    assert_eq!(coke.proofs[0].evidence.title, "coke of a");
    let gaps: Vec<&str> = team.uncovered().iter().map(|t| t.topic.as_str()).collect();
    assert_eq!(gaps, ["model"]);
    assert_eq!(team.uncovered()[0].best_candidate, 0.0, "nobody proves it");
}

#[test]
fn contributions_are_alone_in_order_and_at_the_margin() {
    let team = formed(&three(), &TeamRules::new());
    let told = |m: &Member| (m.alone, m.adds, m.marginal);
    // a alone: ½ + ¼·½; without it, coke falls to a half.
    assert_eq!(told(&team.members[0]), (0.625, 0.625, 0.25));
    // b alone: ¼ + ½·½; adds and would take away the other half of the sensor.
    assert_eq!(told(&team.members[1]), (0.5, 0.125, 0.125));
    let adds: f64 = team.members.iter().map(|m| m.adds).sum();
    assert_eq!(adds, team.coverage);
}

#[test]
fn runners_up_are_the_best_who_could_take_the_seat() {
    let team = formed(&three(), &TeamRules::new());
    let of = |m: &Member| m.runners_up.clone();
    let c = |coverage| RunnerUp {
        profile: "c".parse().unwrap(),
        coverage,
    };
    assert_eq!(of(&team.members[0]), [c(0.5)], "coke ½ by b, sensor 1 by b");
    assert_eq!(of(&team.members[1]), [c(0.5 + 0.25 * 0.75)]);
}

#[test]
fn runners_up_hold_every_rule() {
    for seed in crate::decision::trials(0..200) {
        let mut dice = Dice::new(seed);
        let problem = random_problem(&mut dice, 7);
        let rules = random_rules(&mut dice, &problem);
        let outcome = form(&problem, &rules);
        let Some(team) = outcome.solved() else {
            continue;
        };
        for member in &team.members {
            let others = ids(team).into_iter().filter(|id| member.profile != *id);
            let others: Vec<&str> = others.collect();
            let swapped = |id: &str| {
                let all = others.iter().copied().chain([id]);
                let mut set: Vec<_> = all.map(|id| problem.candidate_at(id).unwrap()).collect();
                set.sort_unstable();
                set
            };
            let outside = problem
                .candidates()
                .filter(|id| !ids(team).contains(&id.as_str()));
            let able = outside.filter(|id| brute::holds(&problem, &rules, &swapped(id)));
            let best = able.map(|id| brute::coverage(&problem, &swapped(id))).max();
            let told = member.runners_up.first();
            let points = told.map(|r| brute::coverage(&problem, &swapped(&r.profile)));
            if !member.chief {
                assert_eq!(points, best, "seed {seed}");
            }
            for runner in &member.runners_up {
                assert!(brute::holds(&problem, &rules, &swapped(&runner.profile)));
            }
        }
    }
}

#[test]
fn halves_of_two_works_do_not_prove_a_whole() {
    let problem = problem(
        &[("coke", 1.0)],
        &[
            (Candidate::new("a"), &[("coke", 0.5)]),
            (Candidate::new("b"), &[("coke", 0.5)]),
        ],
    );
    let team = formed(&problem, &TeamRules::new());
    assert_eq!((team.coverage, team.members.len()), (0.5, 1));
}

#[test]
fn the_best_document_of_a_candidate_counts() {
    let mut builder = TeamProblem::builder();
    builder.topic("t", 1.0).unwrap();
    builder.candidate(Candidate::new("a")).unwrap();
    let documents = [
        (0.5, Evidence::work(0, "half")),
        (0.75, Evidence::statement("a")),
        (0.75, Evidence::work(2, "later")),
        (0.75, Evidence::work(1, "best")),
        (0.0, Evidence::work(9, "nothing")),
    ];
    for (share, evidence) in documents {
        builder.proof("a", "t", share, evidence).unwrap();
    }
    let problem = builder.build().unwrap();
    let (share, evidence) = problem.proof("a", "t").unwrap();
    assert_eq!((share, evidence.title.as_str()), (0.75, "best"));
}

#[test]
fn verify_finds_what_was_tampered_with() {
    let problem = three();
    let rules = TeamRules::new().size(2..=2);
    let good = formed(&problem, &rules);
    let spoil: [fn(&mut Team); 6] = [
        |team| team.coverage += 0.1,
        |team| team.topics[0].covered = 0.5,
        |team| team.topics[0].proofs[0].evidence.title.clear(),
        |team| team.members[0].marginal = 0.0,
        |team| team.members[0].chief = true,
        |team| team.members[1].profile = "a".parse().unwrap(),
    ];
    for spoil in spoil {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert_ne!(verify(&problem, &rules, &bad), []);
    }
}

#[test]
fn a_breach_says_its_kind_and_names_its_member() {
    let problem = three();
    let rules = TeamRules::new().size(2..=2);
    let good = formed(&problem, &rules);
    let first = good.members[0].profile.clone();
    let is_of_first = |found: &[TeamBreach], kind| {
        let mut own = found.iter().filter(|b| b.profile() == Some(&first));
        own.any(|b| b.kind() == kind)
    };
    let mut twice = good.clone();
    twice.members[1].profile = first.clone();
    let found = verify(&problem, &rules, &twice);
    assert!(is_of_first(&found, BreachKind::Twice), "{found:?}");
    let without = rules.clone().exclude(first.clone());
    let found = verify(&problem, &without, &good);
    assert!(is_of_first(&found, BreachKind::Forbidden), "{found:?}");
    let found = verify(&problem, &rules.size(3..=3), &good);
    let shapes: Vec<_> = found.iter().map(|b| (b.kind(), b.profile())).collect();
    assert_eq!(shapes, [(BreachKind::Count, None)]);
}
