//! Certificates and relaxations.

use super::*;
use crate::decision::Infeasibility;

fn why(problem: &TeamProblem, rules: &TeamRules) -> Infeasibility<RuleClash, RuleChange> {
    form(problem, rules).infeasibility().unwrap().clone()
}

fn clauses(why: &Infeasibility<RuleClash, RuleChange>) -> Vec<TeamRule> {
    why.clash()
        .rules
        .iter()
        .map(|rule| rule.clause.clone())
        .collect()
}

#[test]
fn the_rule_that_leaves_nobody_is_named_with_the_cheapest_change() {
    let professor = Candidate::new("a").level(Level::Professor);
    let problem = problem(&[("x", 1.0)], &[(professor, &[("x", 1.0)])]);
    let rules = TeamRules::new().chief(Chief::new().level(Level::Academician));
    let why = why(&problem, &rules);
    assert_eq!(clauses(&why), [TeamRule::ChiefLevel]);
    assert!(why.clash().minimal && why.relaxations()[0].cheapest);
    assert_eq!(
        why.to_string(),
        "no team of 1 candidate has a chief of level academician or higher"
    );
    // Academician → national → provincial → professor.
    assert_eq!(why.relaxations()[0].cost, 3);
    assert_eq!(
        why.relaxations()[0].changes[0].asks,
        "a chief of level professor or higher"
    );
    assert!(why.into_error().is_infeasible());
}

#[test]
fn rules_that_clash_together_are_named_together() {
    let problem = problem(
        &[("x", 1.0)],
        &[
            (Candidate::new("a").organization("u"), &[("x", 1.0)]),
            (Candidate::new("b").organization("u"), &[("x", 1.0)]),
        ],
    );
    let rules = TeamRules::new().size(2..=4).per_organization(1).load(0);
    let why = why(&problem, &rules);
    assert_eq!(
        clauses(&why),
        [TeamRule::PerOrganization, TeamRule::SizeAtLeast]
    );
    let changes = why.relaxations().iter().flat_map(|way| &way.changes);
    let changes: Vec<_> = changes.map(|change| change.asks.as_str()).collect();
    assert_eq!(
        changes,
        ["at least 1 member", "at most 2 of one organisation"]
    );
}

#[test]
fn two_independent_clashes_need_two_changes() {
    let problem = problem(
        &[("x", 1.0)],
        &[(
            Candidate::new("a")
                .organization("u")
                .level(Level::NationalTalent),
            &[("x", 1.0)],
        )],
    );
    let rules = TeamRules::new()
        .organizations(2)
        .chief(Chief::new().level(Level::Academician));
    let why = why(&problem, &rules);
    assert_eq!(
        why.clash().rules.len(),
        1,
        "one clash is certificate enough"
    );
    assert_eq!(why.relaxations().len(), 1);
    let changes = why.relaxations()[0].changes.iter();
    let mut changes: Vec<_> = changes.map(|change| change.asks.as_str()).collect();
    changes.sort_unstable();
    assert_eq!(
        changes,
        [
            "a chief of level national_talent or higher",
            "at least 1 organisation"
        ]
    );
    assert!(why.relaxations()[0].cheapest);
}

#[test]
fn without_candidates_no_rule_is_at_fault() {
    let why = why(
        &problem(&[("x", 1.0)], &[]),
        &TeamRules::new().organizations(2),
    );
    assert_eq!((why.clash().candidates, clauses(&why)), (0, vec![]));
    assert_eq!(why.relaxations(), []);
    assert!(why.to_string().contains("no candidates"));
}

#[test]
fn facts_are_certificates_but_not_relaxed() {
    let problem = problem(
        &[("x", 1.0)],
        &[(Candidate::new("a").free(0), &[("x", 1.0)])],
    );
    let why = why(&problem, &TeamRules::new());
    assert_eq!(clauses(&why), [TeamRule::Load]);
    assert_eq!(why.relaxations(), []);
}

/// Whether brute force finds a team.
fn feasible(problem: &TeamProblem, rules: &TeamRules) -> bool {
    !brute::teams(problem, rules).is_empty()
}

#[test]
fn certificates_and_relaxations_hold_against_brute_force() {
    let (mut seen, mut relaxed) = (0, 0);
    for seed in crate::decision::trials(0..500) {
        let mut dice = Dice::new(seed);
        let n = 1 + dice.roll(5);
        let problem = random_problem(&mut dice, n.max(2));
        let rules = random_rules(&mut dice, &problem);
        let Outcome::Infeasible(why) = form(&problem, &rules) else {
            continue;
        };
        seen += 1;
        let clash = clauses(&why);
        let others = rules.clauses().into_iter().filter(|c| !clash.contains(c));
        let alone = others.fold(rules.clone(), |rules, clause| rules.without(&clause));
        assert!(
            !feasible(&problem, &alone),
            "seed {seed}: {clash:?} do not clash"
        );
        for clause in &clash {
            let fewer = alone.without(clause);
            assert!(
                feasible(&problem, &fewer),
                "seed {seed}: {clause:?} is not needed"
            );
        }
        for relaxation in why.relaxations() {
            relaxed += 1;
            let mut changed = rules.clone();
            let mut changes = relaxation.changes.iter();
            changes
                .try_for_each(|change| changed.apply(change))
                .unwrap();
            assert!(feasible(&problem, &changed), "seed {seed}: {relaxation:?}");
        }
        if let Some(first) = why.relaxations().first().filter(|way| way.cheapest) {
            assert!(
                !within(&problem, &rules, u32::try_from(first.cost).unwrap() - 1),
                "seed {seed}: {first:?}"
            );
        }
    }
    assert!(seen > 100 && relaxed > 100, "{seen} {relaxed}");
}

/// Whether at most `steps` steps, of whatever clauses, lead to a team.
fn within(problem: &TeamProblem, rules: &TeamRules, steps: u32) -> bool {
    steps > 0
        && rules.clauses().iter().any(|clause| {
            let relaxed = rules.relaxed(clause);
            relaxed.is_some_and(|r| feasible(problem, &r) || within(problem, &r, steps - 1))
        })
}
