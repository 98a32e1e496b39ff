//! Random small problems of assignment, team and event: every answer holds by its own check, and every
//! fault is one of the input.

use qianxian::Result;
use qianxian::assign::{self, AssignmentProblem, Objective};
use qianxian::event::{self, EventProblem, Party, Slot};
use qianxian::model::Level;
use qianxian::team::{self, Candidate, Chief, Evidence, Team, TeamProblem, TeamRules};

use super::{Target, make_seed, seed_of};
use crate::support::random::Random;

fn range(random: &mut Random) -> std::ops::RangeInclusive<u32> {
    let least = u32::from(random.chance(30));
    least..=least + u32::try_from(random.below(3)).unwrap()
}

/// Values with many ties, extremes among them.
fn share(random: &mut Random) -> f64 {
    *random.pick(&[
        0.0,
        1e-9,
        0.1,
        0.25,
        0.3,
        0.5,
        0.5,
        0.75,
        0.999_999_999,
        1.0,
        1.0,
    ])
}

fn assignment(random: &mut Random) -> Result<AssignmentProblem> {
    let (needs, profiles) = (1 + random.below(5), 1 + random.below(5));
    let mut builder = AssignmentProblem::builder();
    for n in 0..needs {
        builder.need(format!("n{n}"), range(random))?;
    }
    for p in 0..profiles {
        builder.profile(format!("p{p}"), range(random))?;
        if random.chance(40) {
            builder.label(&format!("p{p}"), *random.pick(&["a", "b"]))?;
        }
    }
    let rules = random.chance(50);
    for n in 0..needs {
        let need = format!("n{n}");
        for p in 0..profiles {
            let profile = format!("p{p}");
            if random.chance(70) {
                builder.two_sided_pair(&need, &profile, share(random), share(random))?;
                if rules && random.chance(8) {
                    builder.forbid(&need, &profile)?;
                } else if rules && random.chance(6) {
                    builder.require(&need, &profile)?;
                }
            }
        }
        if rules && random.chance(30) {
            builder.quota(&need, *random.pick(&["a", "b"]), range(random))?;
        }
    }
    if rules && profiles > 2 && random.chance(30) {
        builder.group("p0", ["p1"])?;
    }
    builder.build()
}

fn check_assignment(input: &[u8]) {
    let random = &mut Random::new(seed_of(input));
    let problem = match assignment(random) {
        Ok(problem) => problem,
        Err(error) => return assert!(error.is_invalid_input() || error.is_not_found(), "{error}"),
    };
    for &objective in Objective::ALL {
        let solved = problem.solve(objective, assign::Options::new());
        let outcome = match solved {
            Ok(outcome) => outcome,
            Err(error) => {
                assert!(error.is_invalid_input(), "{objective}: {error}");
                continue;
            }
        };
        if let Some(found) = outcome.solved() {
            let checked = assign::verify(&problem, found);
            assert!(checked.holds(), "{objective}: {checked:?}");
        }
        if let Some(why) = outcome.infeasibility() {
            assert!(!format!("{why:?}").is_empty());
        }
    }
}

fn event(random: &mut Random) -> Result<EventProblem> {
    let (needs, profiles) = (1 + random.below(3), 1 + random.below(3));
    let hours = *random.pick(&["09:00-09:30", "09:00-10:00", "09:00-10:30"]);
    let slots = Slot::series("2026-05-12".parse()?, hours, 30, 0)?;
    let tables = u32::try_from(1 + random.below(2)).unwrap();
    let mut builder = EventProblem::builder();
    builder.slots(&slots)?.tables(tables)?;
    for n in 0..needs {
        if random.chance(30) {
            builder.need_of(&format!("n{n}"), "firm", range(random))?;
        } else {
            builder.need(&format!("n{n}"), range(random))?;
        }
    }
    for p in 0..profiles {
        let id = format!("p{p}");
        builder.profile(&id, range(random))?;
        if random.chance(20) {
            builder.away(&Party::profile(&id)?, &[*random.pick(&slots)])?;
        }
        if random.chance(15) {
            builder.in_a_row(&Party::profile(&id)?, 1)?;
        }
        if random.chance(15) {
            builder.daily(&Party::profile(&id)?, 1)?;
        }
        if random.chance(15) {
            builder.together(&id, 2)?;
        }
    }
    if random.chance(15) {
        builder.close("1", &[*random.pick(&slots)])?;
    }
    for n in 0..needs {
        for p in 0..profiles {
            let (need, profile) = (format!("n{n}"), format!("p{p}"));
            if random.chance(70) {
                builder.value(&need, &profile, share(random))?;
            }
            match random.below(20) {
                0 => drop(builder.veto(&need, &profile)?),
                1 => drop(builder.require(&need, &profile)?),
                2 | 3 => {
                    let table = random.maybe(30, |_| "1");
                    builder.fix(&need, &profile, *random.pick(&slots), table)?;
                }
                _ => {}
            }
        }
    }
    if needs > 1 && profiles > 1 && random.chance(15) {
        builder.round_table("r", &["n0", "n1"], &["p0"])?;
    }
    builder.build()
}

fn check_event(input: &[u8]) {
    let random = &mut Random::new(seed_of(input));
    let problem = match event(random) {
        Ok(problem) => problem,
        Err(error) => {
            let is_told = error.is_invalid_input() || error.is_not_found() || error.is_infeasible();
            return assert!(is_told, "{error}");
        }
    };
    let outcome = problem.plan(event::Options::new()).unwrap();
    if let Some(plan) = outcome.solved() {
        assert_eq!(event::verify(&problem, plan.meetings()), [], "{plan:?}");
        assert!(plan.value() <= plan.bound());
    }
}

fn team_problem(random: &mut Random) -> Result<TeamProblem> {
    let mut builder = TeamProblem::builder();
    let (topics, people) = (1 + random.below(4), 1 + random.below(6));
    for t in 0..topics {
        builder.topic(
            format!("t{t}"),
            *random.pick(&[1.0, 1.0, 2.0, 3.0, 0.1, 7.5]),
        )?;
    }
    for c in 0..people {
        let mut candidate = Candidate::new(format!("c{c}")).score(share(random));
        candidate = candidate.organization(*random.pick(&["u", "v", "w"]));
        candidate = candidate.free(u32::try_from(random.below(3)).unwrap());
        if random.chance(60) {
            candidate = candidate.level(*random.pick(Level::ALL));
        }
        if random.chance(40) {
            candidate = candidate.label(*random.pick(&["a", "b"]));
        }
        builder.candidate(candidate)?;
        for t in 0..topics {
            if random.chance(60) {
                let evidence = Evidence::work(t, "示例");
                builder.proof(&format!("c{c}"), &format!("t{t}"), share(random), evidence)?;
            }
        }
    }
    if people > 1 && random.chance(30) {
        builder.conflict("c0", "c1")?;
    }
    builder.build()
}

fn team_rules(random: &mut Random) -> TeamRules {
    let most = 1 + u32::try_from(random.below(4)).unwrap();
    let mut rules = TeamRules::new().size(1..=most);
    if random.chance(50) {
        let mut chief = Chief::new().share(share(random));
        if random.chance(50) {
            chief = chief.level(*random.pick(Level::ALL));
        }
        rules = rules.chief(chief);
    }
    if random.chance(30) {
        rules = rules.per_organization(1);
    }
    if random.chance(20) {
        rules = rules.organizations(2);
    }
    if random.chance(30) {
        rules = rules.label("a", range(random));
    }
    if random.chance(30) {
        rules = rules.topic("t0", share(random));
    }
    if random.chance(15) {
        rules = rules.require("c0".parse().unwrap());
    }
    rules
}

fn check_team(input: &[u8]) {
    let random = &mut Random::new(seed_of(input));
    let problem = match team_problem(random) {
        Ok(problem) => problem,
        Err(error) => return assert!(error.is_invalid_input(), "{error}"),
    };
    let rules = team_rules(random);
    match Team::form(&problem, &rules, team::Options::new()) {
        Ok(team::Outcome::Solved(team)) => {
            assert_eq!(team::verify(&problem, &rules, &team), []);
        }
        Ok(_) => {}
        Err(error) => assert!(error.is_invalid_input() || error.is_not_found(), "{error}"),
    }
}

#[test]
fn assignments() {
    Target {
        name: "assignments",
        count: 1_500,
        make: make_seed,
        check: check_assignment,
    }
    .run();
}

#[test]
fn events() {
    Target {
        name: "events",
        count: 600,
        make: make_seed,
        check: check_event,
    }
    .run();
}

#[test]
fn teams() {
    Target {
        name: "teams",
        count: 1_500,
        make: make_seed,
        check: check_team,
    }
    .run();
}
