//! Teams, held against brute force and by hand.

#![allow(clippy::unwrap_used, reason = "tests")]

mod against_brute;
mod brute;
mod figures;
mod infeasible;
mod odd;
mod rules;

use super::*;
use crate::model::{Level, ProfileKind};

/// A case made from a seed.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 11) % u64::from(below)).unwrap()
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.roll(n) == 0
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(u32::try_from(items.len()).unwrap()) as usize]
    }
}

/// A problem by hand: topics by weight; candidates with what they prove.
fn problem(topics: &[(&str, f64)], people: &[(Candidate, &[(&str, f64)])]) -> TeamProblem {
    let mut builder = TeamProblem::builder();
    for &(topic, weight) in topics {
        builder.topic(topic, weight).unwrap();
    }
    for (candidate, proofs) in people {
        builder.candidate(candidate.clone()).unwrap();
        for &(topic, share) in *proofs {
            let evidence = Evidence::work(0, format!("{} of {}", topic, candidate.id()));
            builder
                .proof(candidate.id(), topic, share, evidence)
                .unwrap();
        }
    }
    builder.build().unwrap()
}

fn form(problem: &TeamProblem, rules: &TeamRules) -> Outcome<Team> {
    let outcome = Team::form(problem, rules, Options::new()).unwrap();
    if let Some(team) = outcome.solved() {
        assert_eq!(verify(problem, rules, team), [], "{team:#?}");
    }
    outcome
}

fn formed(problem: &TeamProblem, rules: &TeamRules) -> Team {
    form(problem, rules).into_result().unwrap()
}

fn ids(team: &Team) -> Vec<&str> {
    team.members.iter().map(|m| m.profile.as_str()).collect()
}

const KINDS: [ProfileKind; 3] = [
    ProfileKind::Expert,
    ProfileKind::Institution,
    ProfileKind::Facility,
];
const LEVELS: [Level; 3] = [Level::Lecturer, Level::Professor, Level::Academician];

/// A random problem of `n` candidates.
fn random_problem(dice: &mut Dice, n: u32) -> TeamProblem {
    let mut builder = TeamProblem::builder();
    let topics = 1 + dice.roll(5);
    for topic in 0..topics {
        let weight = f64::from(1 + dice.roll(3));
        builder.topic(format!("t{topic}"), weight).unwrap();
    }
    for c in 0..n {
        let mut candidate = Candidate::new(format!("c{c}"))
            .kind(dice.of(&KINDS))
            .score(f64::from(dice.roll(3)) / 2.0);
        if !dice.one_in(4) {
            candidate = candidate.organization(format!("u{}", dice.roll(3)));
        }
        if !dice.one_in(4) {
            candidate = candidate.level(dice.of(&LEVELS));
        }
        if dice.one_in(4) {
            candidate = candidate.free(dice.roll(2));
        }
        if dice.one_in(2) {
            candidate = candidate.label("near");
        }
        builder.candidate(candidate).unwrap();
        for topic in 0..topics {
            let share = f64::from(dice.roll(5)) / 4.0 * f64::from(dice.roll(2));
            let evidence = Evidence::work(topic as usize, "w");
            builder
                .proof(&format!("c{c}"), &format!("t{topic}"), share, evidence)
                .unwrap();
        }
    }
    for _ in 0..dice.roll(3) {
        let (a, b) = (dice.roll(n), dice.roll(n));
        if a != b {
            builder
                .conflict(&format!("c{a}"), &format!("c{b}"))
                .unwrap();
        }
    }
    builder.build().unwrap()
}

/// Random rules of every kind, each there about every third time.
fn random_rules(dice: &mut Dice, problem: &TeamProblem) -> TeamRules {
    let least = dice.roll(3);
    let mut rules = TeamRules::new().size(least..=least + dice.roll(4));
    if dice.one_in(2) {
        let mut chief = Chief::new();
        if dice.one_in(2) {
            chief = chief.level(dice.of(&LEVELS));
        }
        if dice.one_in(2) {
            chief = chief.kinds([dice.of(&KINDS)]);
        }
        if dice.one_in(2) {
            chief = chief.share(f64::from(dice.roll(6)) / 10.0);
        }
        rules = rules.chief(chief);
    }
    if dice.one_in(3) {
        rules = rules.per_organization(1 + dice.roll(2));
    }
    if dice.one_in(3) {
        rules = rules.organizations(dice.roll(4));
    }
    if dice.one_in(4) {
        rules = rules.led_by_enterprise(format!("u{}", dice.roll(5)));
    }
    if dice.one_in(3) {
        let least = dice.roll(2);
        rules = rules.label("near", least..=least + dice.roll(2));
    }
    if dice.one_in(3) {
        rules = rules.label("expert", 1..=TeamRules::MOST);
    }
    if dice.one_in(3) {
        let least = dice.roll(2);
        rules = rules
            .role(Role::new("a", ["expert", "near"], least..=least + 1))
            .role(Role::new(
                "b",
                ["institution", "near"],
                0..=1 + dice.roll(2),
            ));
    }
    if dice.one_in(4) {
        let (topic, _) = problem.topics().next().unwrap();
        rules = rules.topic(topic, f64::from(dice.roll(5)) / 4.0);
    }
    if dice.one_in(5) {
        rules = rules.require("c1".parse().unwrap());
    }
    if dice.one_in(5) {
        rules = rules.exclude("c0".parse().unwrap());
    }
    rules
}
