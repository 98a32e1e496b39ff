//! Groups of people: every objective against an oracle that counts people by the definition, and knows no edges.

use std::collections::BTreeMap;

use super::super::brute::Dice;
use super::*;

type Range = (u32, u32);

/// A problem as its caller states it.
#[derive(Clone)]
struct Spec {
    /// Range, and whether it asks for people.
    needs: Vec<(Range, bool)>,
    /// Range, and whether it is a group of people.
    profiles: Vec<(Range, bool)>,
    /// Affinity in thousandths, and whether the pair is required.
    pairs: BTreeMap<(usize, usize), (u32, bool)>,
    /// Profiles of a label, and the most of them that need 0 takes.
    quota: Option<(Vec<usize>, u32)>,
}

/// People of each pair of an answer.
type Counts = BTreeMap<(usize, usize), u32>;

impl Spec {
    fn random(dice: &mut Dice, minimums: bool) -> Self {
        let range = |dice: &mut Dice, most: u32| {
            let least = u32::from(minimums && dice.chance(30));
            (least, 1 + dice.roll(most))
        };
        let needs: Vec<_> = (0..=dice.roll(3))
            .map(|_| (range(dice, 4), dice.chance(70)))
            .collect();
        let profiles: Vec<_> = (0..=dice.roll(3))
            .map(|_| (range(dice, 5), dice.chance(60)))
            .collect();
        let mut pairs = BTreeMap::new();
        for n in 0..needs.len() {
            for p in 0..profiles.len() {
                if dice.chance(75) {
                    let required = minimums && dice.chance(8);
                    pairs.insert((n, p), (1 + dice.roll(40) * 25, required));
                }
            }
        }
        let quota = dice.chance(40).then(|| {
            let of = (0..profiles.len()).filter(|_| dice.chance(50)).collect();
            (of, 1 + dice.roll(2))
        });
        Self {
            needs,
            profiles,
            pairs,
            quota,
        }
    }

    fn build(&self) -> AssignmentProblem {
        let mut builder = AssignmentProblem::builder();
        for (n, &((least, most), asks)) in self.needs.iter().enumerate() {
            builder.need(format!("n{n}"), least..=most).unwrap();
            if asks {
                builder.ask_for_people(&format!("n{n}")).unwrap();
            }
        }
        for (p, &((least, most), people)) in self.profiles.iter().enumerate() {
            builder.profile(format!("p{p}"), least..=most).unwrap();
            if people {
                builder.is_of_people(&format!("p{p}")).unwrap();
            }
        }
        for (&(n, p), &(affinity, required)) in &self.pairs {
            let (need, profile) = (format!("n{n}"), format!("p{p}"));
            let affinity = f64::from(affinity) / 1000.0;
            builder.pair(&need, &profile, affinity).unwrap();
            if required {
                builder.require(&need, &profile).unwrap();
            }
        }
        if let Some((of, most)) = &self.quota {
            of.iter()
                .for_each(|p| builder.label(&format!("p{p}"), "a").unwrap());
            builder.quota("n0", "a", 0..=*most).unwrap();
        }
        builder.build().unwrap()
    }

    /// Most people of a pair.
    fn most(&self, n: usize, p: usize) -> u32 {
        let ((_, demand), asks) = self.needs[n];
        let ((_, places), people) = self.profiles[p];
        if asks && people {
            demand.min(places)
        } else {
            1
        }
    }

    /// All answers that hold every constraint.
    fn answers(&self) -> Vec<Counts> {
        let pairs: Vec<(usize, usize)> = self.pairs.keys().copied().collect();
        let mut found = Vec::new();
        self.extend(&pairs, &mut Counts::new(), &mut found);
        found
    }

    fn extend(&self, rest: &[(usize, usize)], counts: &mut Counts, found: &mut Vec<Counts>) {
        let sum = |counts: &Counts, of: &dyn Fn(usize, usize) -> bool| -> u32 {
            let own = counts.iter().filter(|((n, p), _)| of(*n, *p));
            own.map(|(_, people)| people).sum()
        };
        let within =
            |(least, most): Range, got: u32, whole: bool| got <= most && (!whole || got >= least);
        let whole = rest.is_empty();
        let needs = (0..self.needs.len())
            .all(|n| within(self.needs[n].0, sum(counts, &|m, _| m == n), whole));
        let profiles = (0..self.profiles.len())
            .all(|p| within(self.profiles[p].0, sum(counts, &|_, q| q == p), whole));
        let quota = self.quota.as_ref();
        let quota =
            quota.is_none_or(|(of, most)| sum(counts, &|n, p| n == 0 && of.contains(&p)) <= *most);
        if !(needs && profiles && quota) {
            return;
        }
        let Some((&(n, p), rest)) = rest.split_first() else {
            found.push(counts.clone());
            return;
        };
        for people in u32::from(self.pairs[&(n, p)].1)..=self.most(n, p) {
            counts.insert((n, p), people);
            self.extend(rest, counts, found);
        }
        counts.remove(&(n, p));
    }

    /// Total in steps of 10⁻⁹.
    fn total(&self, counts: &Counts) -> i64 {
        let worth = |(pair, people): (&(usize, usize), &u32)| {
            i64::from(self.pairs[pair].0) * i64::from(*people) * 1_000_000
        };
        counts.iter().map(worth).sum()
    }

    /// Whether a need and a profile would both rather have one more person of each other.
    fn is_blocked(&self, counts: &Counts) -> bool {
        let got = |n: usize, p: usize| counts.get(&(n, p)).copied().unwrap_or(0);
        let affinity = |n: usize, p: usize| self.pairs[&(n, p)].0;
        self.pairs.keys().any(|&(n, p)| {
            let own: u32 = (0..self.profiles.len()).map(|q| got(n, q)).sum();
            let load: u32 = (0..self.needs.len()).map(|m| got(m, p)).sum();
            let need_wants = own < self.needs[n].0.1
                || (0..self.profiles.len()).any(|q| {
                    got(n, q) > 0
                        && (affinity(n, q), std::cmp::Reverse(q))
                            < (affinity(n, p), std::cmp::Reverse(p))
                });
            let profile_wants = load < self.profiles[p].0.1
                || (0..self.needs.len()).any(|m| {
                    got(m, p) > 0
                        && (affinity(m, p), std::cmp::Reverse(m))
                            < (affinity(n, p), std::cmp::Reverse(n))
                });
            got(n, p) < self.most(n, p) && need_wants && profile_wants
        })
    }
}

/// The people of each pair, by the numbers in the ids.
fn counts(pairs: &[Pair]) -> Counts {
    let number = |id: &str| id[1..].parse::<usize>().unwrap();
    let count = |pair: &Pair| ((number(&pair.need), number(&pair.profile)), pair.people);
    pairs.iter().map(count).collect()
}

fn without_zeros(counts: &Counts) -> Counts {
    counts
        .iter()
        .filter(|(_, people)| **people > 0)
        .map(|(pair, people)| (*pair, *people))
        .collect()
}

#[test]
fn the_greatest_total_counts_people_exactly() {
    let (mut several, mut infeasible) = (0, 0);
    for seed in 0..400 {
        let spec = Spec::random(&mut Dice::new(seed), seed % 2 == 0);
        let (problem, answers) = (spec.build(), spec.answers());
        let best = answers.iter().map(|a| spec.total(a)).max();
        match solve(&problem, Objective::GreatestTotal) {
            Outcome::Solved(found) => {
                assert_eq!(Some(found.steps()), best, "seed {seed}");
                assert!(
                    verify(&problem, &found).proves_greatest_total(),
                    "seed {seed}"
                );
                let own = counts(found.pairs());
                assert!(
                    answers.iter().any(|a| without_zeros(a) == own),
                    "seed {seed}"
                );
                several += u32::from(own.values().any(|&people| people > 1));
            }
            Outcome::Infeasible(why) => {
                assert_eq!(best, None, "seed {seed}");
                // Each change that is offered helps, also if more people of a pair must go.
                for way in why.relaxations() {
                    let mut eased = problem.clone();
                    way.changes.iter().for_each(|c| eased.apply(c).unwrap());
                    let eased = solve(&eased, Objective::GreatestTotal);
                    assert!(eased.solved().is_some(), "seed {seed}: {way:?}");
                }
                infeasible += 1;
            }
            Outcome::Undecided(_) => panic!("seed {seed}"),
        }
    }
    assert!(several > 100 && infeasible > 20, "{several} {infeasible}");
}

#[test]
fn stable_assignments_leave_no_person_and_need_that_want_each_other() {
    let mut several = 0;
    for seed in 0..300 {
        let mut spec = Spec::random(&mut Dice::new(seed), false);
        spec.quota = None;
        let problem = spec.build();
        for objective in [Objective::StableForNeeds, Objective::StableForProfiles] {
            let found = solve(&problem, objective).into_result().unwrap();
            let own = counts(found.pairs());
            assert!(
                spec.answers().iter().any(|a| without_zeros(a) == own),
                "seed {seed}"
            );
            assert!(!spec.is_blocked(&own), "seed {seed} {objective}: {own:?}");
            several += u32::from(own.values().any(|&people| people > 1));
        }
    }
    assert!(several > 100, "{several}");
}

#[test]
fn a_fair_assignment_lifts_the_worst_off_as_far_as_its_bound_says() {
    let (mut several, mut proved) = (0, 0);
    for seed in 0..300 {
        let spec = Spec::random(&mut Dice::new(seed), seed % 2 == 0);
        let problem = spec.build();
        let worst = |answer: &Counts| {
            let of = |n: usize| {
                let own = answer.iter().filter(|((m, _), _)| *m == n);
                own.map(|(pair, people)| i64::from(spec.pairs[pair].0 * people) * 1_000_000)
                    .sum::<i64>()
            };
            (0..spec.needs.len()).map(of).min().unwrap()
        };
        let best = spec.answers().iter().map(worst).max();
        let outcome = solve(&problem, Objective::MaxMinFair);
        let Some(found) = outcome.solved() else {
            assert_eq!(best, None, "seed {seed}");
            continue;
        };
        assert!(verify(&problem, found).holds(), "seed {seed}");
        let (own, best) = (worst(&counts(found.pairs())), best.unwrap());
        match found.status() {
            Status::Optimal => {
                assert_eq!(own, best, "seed {seed}");
                proved += 1;
            }
            Status::BestFound { gap } => {
                let gap = (gap * 1e9).round() as i64;
                assert!(own <= best && best <= own + gap, "seed {seed}");
            }
        }
        several += u32::from(found.pairs().iter().any(|pair| pair.people > 1));
    }
    assert!(several > 80 && proved > 150, "{several} {proved}");
}

#[test]
fn repairs_count_people_as_changes_and_find_the_best_within_their_limit() {
    let (mut limited, mut swapped) = (0, 0);
    for seed in 0..600 {
        let mut dice = Dice::new(seed);
        let spec = Spec::random(&mut dice, false);
        let mut solver = Solver::new(spec.build());
        let before = solver.solve(Options::new()).unwrap().into_result().unwrap();
        let before = counts(before.pairs());
        // Somebody who was placed refuses.
        let placed: Vec<(usize, usize)> = before.keys().copied().collect();
        let Some(&(n, p)) = placed.get(dice.roll(2) as usize) else {
            continue;
        };
        let mut after = spec.clone();
        after.pairs.remove(&(n, p));
        let forbid = AssignmentChange::Forbid {
            need: format!("n{n}").parse().unwrap(),
            profile: format!("p{p}").parse().unwrap(),
        };
        let most = dice.roll(4);
        let limit = if dice.chance(50) {
            Limit::None
        } else {
            Limit::Changes(most)
        };
        let repaired = solver.repair(&[forbid], limit, Options::new()).unwrap();
        // The people of the pair that is forbidden leave without counting.
        let changes = |answer: &Counts| -> u32 {
            let pairs = after.pairs.keys();
            let got = |counts: &Counts, pair| counts.get(pair).copied().unwrap_or(0);
            pairs
                .map(|pair| got(answer, pair).abs_diff(got(&before, pair)))
                .sum()
        };
        let within = |answer: &&Counts| limit == Limit::None || changes(answer) <= most;
        let best = after
            .answers()
            .iter()
            .filter(within)
            .map(|a| after.total(a))
            .max();
        let repair = repaired
            .solved()
            .expect("an empty assignment is one of no minimum");
        let held = solver.assignment().unwrap();
        let own = counts(held.pairs());
        assert!(verify(solver.problem(), &held).holds(), "seed {seed}");
        if repair.status == Status::Optimal {
            assert_eq!(Some(held.steps()), best, "seed {seed} {limit:?}");
        }
        assert_eq!(repair.changes, changes(&own), "seed {seed} {limit:?}");
        limited += u32::from(limit != Limit::None && repair.changes == most);
        swapped += u32::from(repair.changes > 1);
    }
    assert!(limited > 20 && swapped > 20, "{limited} {swapped}");
}

#[test]
fn a_pair_with_too_many_people_fails_its_check() {
    let mut builder = AssignmentProblem::builder();
    builder.need("n", 0..=3).unwrap();
    builder.ask_for_people("n").unwrap();
    builder.profile("p", 0..=2).unwrap();
    builder.is_of_people("p").unwrap();
    builder.pair("n", "p", 0.5).unwrap();
    let problem = builder.build().unwrap();
    assert_eq!(problem.pair_count(), 1);
    let found = solve(&problem, Objective::GreatestTotal)
        .into_result()
        .unwrap();
    assert_eq!((found.pairs()[0].people, found.unmet()[0].open), (2, 1));
    let json = serde_json::to_string(&found).unwrap();
    for people in ["0", "3", "4000000000"] {
        let forged = json.replace(r#""people":2"#, &format!(r#""people":{people}"#));
        let forged: Assignment = serde_json::from_str(&forged).unwrap();
        let broken = verify(&problem, &forged).violations;
        let is_people = |b: &AssignmentBreach| matches!(b, AssignmentBreach::People { .. });
        assert!(broken.iter().any(is_people), "{people}: {broken:?}");
    }
}

#[test]
fn a_group_of_people_is_in_no_group_of_profiles() {
    let mut builder = AssignmentProblem::builder();
    builder.profile("p", 0..=2).unwrap();
    builder.profile("q", 0..=2).unwrap();
    builder.group("p", ["q"]).unwrap();
    builder.is_of_people("q").unwrap();
    let error = builder.build().unwrap_err();
    assert!(
        error.is_invalid_input() && error.to_string().contains("leave a group of people out"),
        "{error}"
    );
}
