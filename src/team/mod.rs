//! Teams and consortia: who together covers a need.
//!
//! A [`TeamProblem`] holds a need's topics with their weights, the candidates, and for each candidate
//! and topic the one document that proves most of it. [`Team::form`] finds the candidates that cover
//! most under [`TeamRules`]: size, a chief who qualifies alone, how many of and from how many
//! organisations, labels (kinds, regions), conflicts, load, least shares of topics, a leading
//! enterprise; for a consortium every member plays one [`Role`]. [`verify`] checks the result with
//! code of its own. [`Snapshot::team_problem`](crate::engine::Snapshot::team_problem) makes the problem
//! from a library.
//!
//! ```
//! use qianxian::model::Level;
//! use qianxian::team::{Candidate, Chief, Evidence, Options, Team, TeamProblem, TeamRules};
//!
//! let mut builder = TeamProblem::builder();
//! builder.topic("针状焦", 2.0)?;
//! builder.topic("在线测温", 1.0)?;
//! builder.candidate(Candidate::new("a").organization("示例大学").level(Level::Professor))?;
//! builder.candidate(Candidate::new("b").organization("示例研究院"))?;
//! builder.proof("a", "针状焦", 1.0, Evidence::work(0, "油系针状焦的制备"))?;
//! builder.proof("b", "在线测温", 0.5, Evidence::work(3, "焦化塔测温"))?;
//! let problem = builder.build()?;
//!
//! let rules = TeamRules::new().chief(Chief::new().level(Level::Professor));
//! let team = Team::form(&problem, &rules, Options::new())?.into_result()?;
//! assert_eq!(team.chief().map(|chief| chief.profile.as_str()), Some("a"));
//! assert!((team.coverage - (2.0 + 0.5) / 3.0).abs() < 1e-6);
//! assert_eq!(team.uncovered()[0].topic, "在线测温");
//! # Ok::<(), qianxian::Error>(())
//! ```
//!
//! # Coverage, and the alternatives considered
//! A topic is covered to the share that the **best single document of the best single member** proves;
//! a need to the weighted sum over its topics: weighted maximum coverage with shares, f(S) = Σ wₜ ·
//! max over members of cₘₜ. Adding shares up (min(1, Σ c)) was left out on purpose: two works that
//! each touch half a topic do not prove the whole, and a sum would splice scraps without showing it.
//! A weight for second proofs would keep the mathematics and blur the answer; redundancy is shown
//! beside it instead. f is monotone and submodular, which greedy's guarantee and the bounds of the
//! exact search rest on. Of teams that cover the same the smaller is better, then the higher score (the
//! sum of the members' scores for the need as a whole); then the first that is met in order of ids.
//! sum of the members' scores for the need as a whole); then the first that is met in order of ids.
//!
//! # Guarantees
//! * All shares are integers of 2⁻³⁰, all sums exact. Equal input in any order gives equal output.
//! * Greedy comes first, then branch and bound over all teams, within a budget of work, not of
//!   time: the answer says whether it is [optimal](Status::Optimal), else how far from it at most.
//!   With n candidates and k seats there are at most Σᵢ C(n,i), i ≤ k, nodes of 2·n·topics lookups:
//!   at 30 candidates, five seats and eight topics the default budget ends no search unfinished.
//! * Rules that nobody can hold together are answered by an [`Infeasibility`](crate::decision::Infeasibility): a minimal set of rules
//!   that clash, and the cheapest changes that help, each of which was tried.
//!
//! | area | files |
//! |---|---|
//! | the problem | `problem` `candidate` `builder` |
//! | from a library | `scope` `evidence` `people` |
//! | the rules | `rules` `clause` |
//! | searching | `frame` `partial` `roles` `greedy` `exact` `control` |
//! | results | `solution` `report` `verify` `infeasible` |

mod builder;
mod candidate;
mod clause;
mod control;
mod evidence;
mod exact;
mod frame;
mod greedy;
mod infeasible;
mod partial;
mod people;
mod problem;
mod report;
mod roles;
mod rules;
mod scope;
mod solution;
#[cfg(test)]
mod tests;
mod verify;

pub use crate::decision::{Options, Outcome, SearchProgress, Status};
pub use builder::TeamBuilder;
pub use candidate::Candidate;
pub use clause::{RuleChange, TeamRule};
pub use control::BUDGET;
pub(crate) use evidence::{Proofs, TopicProof, frequency, keep_proved, proofs, rarity};
pub use infeasible::{Asked, RuleClash};
pub(crate) use people::{conflicts, unite};
pub use problem::{Evidence, TeamProblem};
pub use rules::{Chief, Role, TeamRules};
pub use scope::Scope;
pub(crate) use scope::{TopicText, topics};
pub use solution::{Member, Proof, RunnerUp, Team, TopicCoverage};
pub use verify::{TeamBreach, verify};

use crate::decision::{Control, Decision as _, guard};
use crate::error::Result;
use crate::num::Points;
use exact::FoundTeam;
use frame::Frame;
use report::Teller;

impl Team {
    /// Finds the team, or consortium, of greatest coverage that holds `rules`.
    ///
    /// A problem without topics or candidates is no error: it has a team of coverage 0, or none. For
    /// the cost see the module's header.
    ///
    /// # Errors
    /// Invalid input if a range is empty or a share is not from 0 to 1; not found if the rules
    /// name a topic or require a candidate that is not there; cancelled. Rules that nobody holds are
    /// no error but an [`Outcome`].
    pub fn form(
        problem: &TeamProblem,
        rules: &TeamRules,
        options: Options<'_>,
    ) -> Result<Outcome<Team>> {
        rules.check(problem)?;
        let mut control = control::account(options);
        let frame = Frame::new(problem, rules);
        let start = greedy::greedy(&frame, &mut control)?;
        let greedy_coverage = start.as_ref().map(|team| Points(team.coverage).to_f64());
        // The exact search has a budget of its own: a slow start of greedy must not cost the proof.
        control.renew();
        let found = exact::best(&frame, start, &mut control)?;
        let status = status(&found);
        let Some(team) = &found.team else {
            return undone(problem, rules, found.complete, &mut control);
        };
        // Explanations are made for the one team that is returned, not for every team on the way.
        let teller = Teller {
            problem,
            rules,
            frame: &frame,
            team,
        };
        let mut team = teller.tell(status);
        team.greedy_coverage = greedy_coverage;
        team.greedy_guarantee = greedy::guarantee(&frame, rules);
        // Some thousand steps for a team, so that it is never left out.
        guard(&Team::name(), &verify(problem, rules, &team))?;
        Ok(Outcome::Solved(team))
    }
}

fn status(found: &FoundTeam<'_>) -> Status {
    let coverage = found.team.as_ref().map_or(0, |team| team.coverage);
    // Only coverage counts as a gap: a smaller or better scored team of equal coverage does not make
    // this one less than optimal.
    let gap = frame::coverage_in(found.bound).saturating_sub(coverage);
    if found.complete || gap == 0 {
        return Status::Optimal;
    }
    Status::BestFound {
        gap: Points(gap).to_f64(),
    }
}

/// Outcome of a search that found no team.
fn undone(
    problem: &TeamProblem,
    rules: &TeamRules,
    complete: bool,
    control: &mut Control<'_>,
) -> Result<Outcome<Team>> {
    if !complete {
        return Ok(Outcome::Undecided(None));
    }
    let why = infeasible::infeasibility(problem, rules, control)?;
    Ok(Outcome::Infeasible(why))
}
