//! Which mean of the two directions brings the most matches that both sides accept?
//!
//! ```text
//! cargo run --release --example two_sided -- [WORLDS]
//! ```
//! Draws worlds (`world.rs`): needs, profiles, each owner's true wishes, of which it states a part, and
//! how likely each side accepts each pair. The engine ranks every world; each way of combining the two sides
//! of its matches ([`qianxian::score::Sides`]) orders them anew (`mean.rs`). Prints, for each way, the matches
//! that both sides accept among the five best of each need, and in a one-to-one assignment, as a share of the number that
//! somebody who knows every probability would reach. In brackets the difference from the first line, the
//! need's side alone, with its 95 % interval over worlds. The same output on every machine; choices made by
//! it were made on seeds below the printed ones.

mod mean;
mod world;

use mean::Mean;
use qianxian::assign::{AssignmentProblem, Objective, Options};
use qianxian::model::Date;
use qianxian::rank::Match;
use qianxian::{Library, RankOptions};
use world::{Setting, World};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Seed of the first world. The weight of the preset was chosen on seeds 1000 to 1002.
const FIRST: u64 = 2000;
/// Length of the lists whose acceptances are counted.
const TOP: usize = 5;
/// Pairs of each need that an assignment chooses among.
const LISTED: usize = 40;

/// Share of the number that perfect knowledge reaches, from 0 to 1: in the lists, and assigned.
#[derive(Clone, Copy, Default)]
struct Share {
    top: f64,
    assigned: f64,
}

fn main() -> Outcome<()> {
    let worlds = std::env::args()
        .nth(1)
        .map_or(Ok(20), |text| text.parse())?;
    for setting in Setting::ALL {
        println!("\n{setting}; {worlds} worlds\n");
        println!("| mean | mutual acceptances in the best {TOP} | assigned |\n|---|---|---|");
        let mut shares = vec![Vec::new(); Mean::ALL.len()];
        for seed in 0..worlds {
            let world = World::draw(&setting, FIRST + seed);
            for (mean, share) in shares.iter_mut().zip(measure(&world)?) {
                mean.push(share);
            }
        }
        for (mean, found) in Mean::ALL.iter().zip(&shares) {
            let top = told(found, &shares[0], |share| share.top);
            let assigned = told(found, &shares[0], |share| share.assigned);
            println!("| {mean} | {top} | {assigned} |");
        }
    }
    Ok(())
}

/// Every mean in one world.
fn measure(world: &World) -> Outcome<Vec<Share>> {
    let library = Library::in_memory()?;
    let mut writer = library.writer()?;
    for profile in &world.profiles {
        writer.put_profile(profile)?;
    }
    writer.commit()?;
    let options = RankOptions::new(Date::new(2024, 7, 1)?).k(world.profiles.len());
    let rankings =
        library
            .snapshot()?
            .rank_many(&world.needs, &options, &qianxian::engine::silent)?;
    let perfect = count(
        world,
        |need, found| world.mutual(need, number(found)),
        &rankings_of(&rankings),
    )?;
    let each = Mean::ALL.iter().map(|mean| {
        let lists = rankings_of(&rankings);
        let reached = count(world, |_, found| mean.of(&found.sides), &lists)?;
        Ok(Share {
            top: reached.top / perfect.top,
            assigned: reached.assigned / perfect.assigned,
        })
    });
    each.collect()
}

fn rankings_of(rankings: &[qianxian::rank::Ranking]) -> Vec<&[Match]> {
    rankings.iter().map(|r| r.matches.as_slice()).collect()
}

/// The number in a profile's id.
fn number(found: &Match) -> usize {
    found.profile.as_str()[1..].parse().unwrap_or_default()
}

/// Expected mutual acceptances if `score` orders the pairs.
fn count(
    world: &World,
    score: impl Fn(usize, &Match) -> f64,
    lists: &[&[Match]],
) -> Outcome<Share> {
    let mut top = 0.0;
    let mut triples = Vec::new();
    for (need, list) in lists.iter().enumerate() {
        let mut order: Vec<(f64, usize)> =
            list.iter().map(|m| (score(need, m), number(m))).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = order.iter().take(TOP);
        top += best.map(|&(_, p)| world.mutual(need, p)).sum::<f64>();
        let listed = order.iter().take(LISTED);
        triples.extend(listed.map(|&(score, p)| (need.to_string(), p.to_string(), score)));
    }
    let problem = AssignmentProblem::from_triples(triples, 0..=1, 0..=1)?;
    let solved = problem.solve(Objective::GreatestTotal, Options::new())?;
    let assignment = solved.into_result()?;
    let mut assigned = 0.0;
    for pair in assignment.pairs() {
        assigned += world.mutual(pair.need.parse()?, pair.profile.parse()?);
    }
    Ok(Share { top, assigned })
}

/// Mean share, and the paired difference from the first line with its 95 % interval.
fn told(found: &[Share], first: &[Share], of: impl Fn(&Share) -> f64) -> String {
    let n = found.len() as f64;
    let mean = found.iter().map(&of).sum::<f64>() / n;
    let differences: Vec<f64> = found
        .iter()
        .zip(first)
        .map(|(a, b)| of(a) - of(b))
        .collect();
    let center = differences.iter().sum::<f64>() / n;
    let squares = differences.iter().map(|d| (d - center).powi(2));
    let error = 1.96 * (squares.sum::<f64>() / (n - 1.0).max(1.0) / n).sqrt();
    format!("{mean:.3} ({center:+.3} ± {error:.3})")
}
