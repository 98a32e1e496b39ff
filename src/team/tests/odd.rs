//! Edges: nothing, one, ties, orders, scales, bad input, cancellation.

use std::ops::ControlFlow;

use super::*;
use crate::error::Wording;

#[test]
fn nothing_to_cover_and_nobody_to_cover_it() {
    let empty = TeamProblem::builder().build().unwrap();
    assert!(form(&empty, &TeamRules::new()).infeasibility().is_some());
    let team = formed(&empty, &TeamRules::new().size(0..=3));
    assert_eq!((team.coverage, team.members.len()), (0.0, 0));
    let idle = problem(&[], &[(Candidate::new("a"), &[])]);
    assert_eq!(ids(&formed(&idle, &TeamRules::new())), ["a"]);
}

#[test]
fn no_seats_are_a_size_of_none() {
    let problem = problem(&[("x", 1.0)], &[(Candidate::new("a"), &[("x", 1.0)])]);
    let team = formed(&problem, &TeamRules::new().size(0..=0));
    assert_eq!((team.members.len(), team.uncovered().len()), (0, 1));
}

#[test]
fn everybody_in_conflict_leaves_teams_of_one() {
    let mut builder = TeamProblem::builder();
    builder.topic("x", 1.0).unwrap();
    for id in ["a", "b", "c"] {
        builder.candidate(Candidate::new(id)).unwrap();
    }
    for (one, other) in [("a", "b"), ("b", "c"), ("c", "a")] {
        builder.conflict(one, other).unwrap();
    }
    let problem = builder.build().unwrap();
    assert_eq!(formed(&problem, &TeamRules::new()).members.len(), 1);
    assert!(
        form(&problem, &TeamRules::new().size(2..=3))
            .solved()
            .is_none()
    );
}

#[test]
fn of_equals_the_smaller_then_the_fitter_then_the_first_id_is_chosen() {
    let both: &[(&str, f64)] = &[("x", 1.0), ("y", 1.0)];
    let topics = [("x", 1.0), ("y", 1.0)];
    let mut people = vec![
        (Candidate::new("a").score(1.0), &both[..1]),
        (Candidate::new("b").score(1.0), &both[1..]),
        (Candidate::new("d"), both),
        (Candidate::new("c"), both),
    ];
    assert_eq!(
        ids(&formed(&problem(&topics, &people), &TeamRules::new())),
        ["c"]
    );
    people.push((Candidate::new("z").score(0.1), both));
    assert_eq!(
        ids(&formed(&problem(&topics, &people), &TeamRules::new())),
        ["z"]
    );
}

#[test]
fn the_order_of_input_does_not_matter() {
    for seed in crate::decision::trials(0..50) {
        let mut dice = Dice::new(seed);
        let given = random_problem(&mut dice, 8);
        let rules = random_rules(&mut dice, &given);
        let mut turned = TeamProblem::builder();
        for topic in given.topics.iter().rev() {
            turned.topic(&topic.name, topic.mass as f64).unwrap();
        }
        for candidate in given.candidates.iter().rev() {
            turned.candidate(candidate.clone()).unwrap();
        }
        for (c, claims) in given.claims.iter().enumerate().rev() {
            let id = given.candidates[c].id();
            for claim in claims.iter().rev() {
                let topic = &given.topics[claim.topic as usize].name;
                let evidence = claim.evidence.clone();
                turned
                    .proof(id, topic, claim.share.to_f64(), evidence)
                    .unwrap();
            }
            for &foe in given.foes[c].iter().rev() {
                turned
                    .conflict(id, given.candidates[foe as usize].id())
                    .unwrap();
            }
        }
        let turned = turned.build().unwrap();
        assert_eq!(turned, given, "seed {seed}");
        let told = |problem| format!("{:?}", form(problem, &rules));
        assert_eq!(told(&turned), told(&given));
    }
}

#[test]
fn weights_are_relative() {
    let with = |factor: f64| {
        problem(
            &[
                ("x", 3.0 * factor),
                ("y", 2.0 * factor),
                ("z", 1.5 * factor),
            ],
            &[
                (Candidate::new("a"), &[("x", 0.5)]),
                (Candidate::new("b"), &[("y", 1.0)]),
            ],
        )
    };
    assert_eq!(with(1.0), with(1e-9));
    assert_eq!(with(1.0), with(1e200));
    let sum: f64 = with(7.0).topics().map(|(_, weight)| weight).sum();
    assert_eq!(sum, 1.0);
}

#[test]
fn bad_input_is_refused_by_name() {
    let mut builder = TeamProblem::builder();
    assert!(builder.topic(" ", 1.0).is_err());
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            builder.topic("x", weight).unwrap_err().field(),
            Some("weight")
        );
    }
    builder.topic("x", 1.0).unwrap();
    assert!(builder.topic("x", 1.0).unwrap_err().is_invalid_input());
    builder.candidate(Candidate::new("a")).unwrap();
    assert!(builder.candidate(Candidate::new("a")).is_err());
    assert!(builder.candidate(Candidate::new("b").score(1.5)).is_err());
    let proof = |b: &mut TeamBuilder, c, t, s| b.proof(c, t, s, Evidence::default()).unwrap_err();
    assert!(proof(&mut builder, "q", "x", 1.0).is_not_found());
    assert!(proof(&mut builder, "a", "q", 1.0).is_not_found());
    assert_eq!(
        proof(&mut builder, "a", "x", f64::NAN).field(),
        Some("share")
    );
    assert!(builder.conflict("a", "a").unwrap_err().is_invalid_input());
    assert!(builder.conflict("a", "q").unwrap_err().is_not_found());
    assert!(builder.bar("a", Wording::name("why")).is_err());
    builder.bar("q", Wording::name("on leave")).unwrap();
    assert!(builder.candidate(Candidate::new("q")).is_err());
    builder.topic("tiny", 1e-9).unwrap();
    assert!(builder.build().unwrap_err().is_invalid_input());
}

#[test]
fn bad_rules_are_refused_by_name() {
    let problem = problem(&[("x", 1.0)], &[(Candidate::new("a"), &[])]);
    let refused = |rules: TeamRules| {
        let error = Team::form(&problem, &rules, Options::new()).unwrap_err();
        assert!(error.is_invalid_input());
        error.field().unwrap().to_owned()
    };
    let rules = TeamRules::new;
    #[expect(clippy::reversed_empty_ranges, reason = "what is refused")]
    let empty = 3..=2;
    assert_eq!(refused(rules().size(empty)), "size");
    assert_eq!(refused(rules().size(1..=TeamRules::MOST + 1)), "size");
    assert_eq!(
        refused(rules().chief(Chief::new().share(1.5))),
        "chief.share"
    );
    assert_eq!(refused(rules().topic("x", -0.5)), "share");
    assert_eq!(refused(rules().per_organization(0)), "per_organization");
    let many = (0..=TeamRules::MOST_ROLES).fold(rules(), |rules, n| {
        rules.role(Role::new(n.to_string(), ["expert"], 0..=1))
    });
    assert_eq!(refused(many), "role");
}

#[test]
fn a_barred_profile_is_no_member_and_its_reason_can_be_asked() {
    let mut builder = TeamProblem::builder();
    let paused = Wording::name("status: the profile is paused");
    builder.bar("p", paused.clone()).unwrap();
    let problem = builder.build().unwrap();
    assert_eq!(problem.barred("p"), Some(&paused));
    let rules = TeamRules::new().require("p".parse().unwrap());
    let error = Team::form(&problem, &rules, Options::new()).unwrap_err();
    assert!(error.to_string().contains("paused"), "{error}");
}

/// Sixty candidates of equal worth, thirty topics, ten seats: no search ends soon.
fn endless() -> TeamProblem {
    let mut builder = TeamProblem::builder();
    let mut dice = Dice::new(7);
    for t in 0..30 {
        builder.topic(format!("t{t}"), 1.0).unwrap();
    }
    for c in 0..60 {
        let id = format!("c{c}");
        builder.candidate(Candidate::new(&id)).unwrap();
        for _ in 0..4 {
            let topic = format!("t{}", dice.roll(30));
            let share = f64::from(1 + dice.roll(4)) / 4.0;
            builder
                .proof(&id, &topic, share, Evidence::default())
                .unwrap();
        }
    }
    builder.build().unwrap()
}

#[test]
fn a_long_search_ends_at_its_budget_with_a_team_and_a_gap() {
    let rules = TeamRules::new().size(1..=10);
    let options = Options::new().budget(3_000_000);
    let problem = endless();
    let team = Team::form(&problem, &rules, options)
        .unwrap()
        .into_result()
        .unwrap();
    let Status::BestFound { gap } = team.status else {
        panic!("{:?}", team.status)
    };
    assert!(gap > 0.0 && gap < 0.5, "{gap}");
    assert_eq!(verify(&problem, &rules, &team), []);
}

#[test]
fn a_caller_can_cancel() {
    let mut calls = 0;
    let mut stop = |progress: SearchProgress| {
        calls += 1;
        assert!(progress.work > 0 && progress.budget > 0);
        ControlFlow::Break(())
    };
    let options = Options::new().progress(&mut stop);
    let error = Team::form(&endless(), &TeamRules::new().size(1..=10), options).unwrap_err();
    assert!(error.is_cancelled());
    assert_eq!(calls, 1);
}
