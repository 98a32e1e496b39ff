//! No team: which rules leave nobody, and the least that has to give.

use serde::Serialize;

use super::clause::Clause;
use super::control::Control;
use super::exact;
use super::frame::Frame;
use super::problem::TeamProblem;
use super::rules::TeamRules;
use crate::error::{Error, Result};

/// Steps of a relaxation at most, over all clauses together, where one clause does not do.
const MOST_STEPS: u32 = 3;
/// Relaxations that are told at most.
const MOST_TOLD: usize = 5;
/// Rules that are tried at most while looking for relaxations of several clauses.
const MOST_TRIALS: usize = 400;

/// A rule that takes part in a clash.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Clash {
    /// Which rule.
    pub clause: Clause,
    /// What it asks for, in words.
    pub asks: String,
}

/// A relaxation after which there is a team: found by forming one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Relaxation {
    /// What is to be asked for instead, in words.
    pub changes: Vec<String>,
    /// Steps of all changes together: a member, a level, a tenth of a share, a restriction.
    pub steps: u32,
    /// The rules with the changes made.
    #[serde(skip)]
    pub rules: TeamRules,
}

/// Why there is no team, and what would help.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Infeasibility {
    /// Rules that leave nobody together.
    pub clash: Vec<Clash>,
    /// Whether each of them is needed for that: without any one of them the others would leave a
    /// team. False where the budget ran out while that was asked.
    pub minimal: bool,
    /// Changes that help, fewest steps first, each of which was tried.
    pub relaxations: Vec<Relaxation>,
    /// Whether no change of fewer steps than the first would help; clauses that state facts (load,
    /// conflicts) are never changed.
    pub cheapest: bool,
    /// Candidates, all told; where there are none, no rule of the team is at fault.
    pub candidates: usize,
}

impl Infeasibility {
    /// The certificate as an error.
    #[must_use]
    pub fn into_error(self) -> Error {
        let repair = match self.relaxations.first() {
            Some(first) => format!("ask for {}", first.changes.join(" and ")),
            None => "add profiles, or ask with fewer rules".to_owned(),
        };
        Error::infeasible(self.to_string(), repair)
    }
}

impl std::fmt::Display for Infeasibility {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let asks: Vec<&str> = self.clash.iter().map(|c| c.asks.as_str()).collect();
        match asks.as_slice() {
            [] => write!(f, "no team, because there are no candidates"),
            [one] => write!(f, "no team of {} candidates has {one}", self.candidates),
            many => write!(
                f,
                "no team of {} candidates has all of: {}",
                self.candidates,
                many.join(", ")
            ),
        }
    }
}

struct Court<'a, 'c, 'p> {
    problem: &'a TeamProblem,
    rules: &'a TeamRules,
    control: &'c mut Control<'p>,
}

/// Why there is no team under `rules`, which was proved.
///
/// # Errors
/// Cancelled.
pub(super) fn infeasibility(
    problem: &TeamProblem,
    rules: &TeamRules,
    control: &mut Control<'_>,
) -> Result<Infeasibility> {
    let mut court = Court {
        problem,
        rules,
        control,
    };
    let (clash, minimal) = court.clash()?;
    let (relaxations, cheapest) = court.relaxations(&clash)?;
    let told = |clause: Clause| Clash {
        asks: rules.told(&clause),
        clause,
    };
    Ok(Infeasibility {
        clash: clash.into_iter().map(told).collect(),
        minimal,
        relaxations,
        cheapest,
        candidates: problem.candidates.len(),
    })
}

impl Court<'_, '_, '_> {
    /// Whether there is a team under `rules`; `None` where the budget does not tell.
    fn feasible(&mut self, rules: &TeamRules) -> Result<Option<bool>> {
        self.control.renew();
        let frame = Frame::new(self.problem, rules);
        let found = exact::any(&frame, self.control)?;
        Ok(match (found.team, found.complete) {
            (Some(_), _) => Some(true),
            (None, true) => Some(false),
            (None, false) => None,
        })
    }

    /// A smallest set of clauses that leaves nobody, by leaving out one after the other what is not
    /// needed (deletion filter, Chinneck & Dravnieks 1991), in the order of the clauses.
    fn clash(&mut self) -> Result<(Vec<Clause>, bool)> {
        let mut rules = self.rules.clone();
        let mut minimal = true;
        let mut kept = Vec::new();
        for clause in self.rules.clauses() {
            let fewer = rules.without(&clause);
            match self.feasible(&fewer)? {
                Some(false) => rules = fewer,
                Some(true) => kept.push(clause),
                None => {
                    minimal = false;
                    kept.push(clause);
                }
            }
        }
        Ok((kept, minimal))
    }

    /// The relaxations of one clause each; where there are none, the cheapest of several.
    ///
    /// Every relaxation that helps changes a clause of the clash, so that nothing else is looked at
    /// first.
    fn relaxations(&mut self, clash: &[Clause]) -> Result<(Vec<Relaxation>, bool)> {
        let mut found = Vec::new();
        let mut sure = true;
        for clause in clash {
            let (relaxation, known) = self.single(clause)?;
            sure &= known;
            found.extend(relaxation);
        }
        found.sort_by(|a: &Relaxation, b| (a.steps, &a.changes).cmp(&(b.steps, &b.changes)));
        found.truncate(MOST_TOLD);
        let fewer = found.first().map(|first| first.steps - 1);
        let (several, known) = self.several(clash, fewer.unwrap_or(MOST_STEPS).min(MOST_STEPS))?;
        let searched = several.is_some() || fewer.is_some_and(|fewer| fewer <= MOST_STEPS);
        found.splice(0..0, several);
        found.truncate(MOST_TOLD);
        Ok((found, sure && known && searched))
    }

    /// The fewest steps of one clause that help; and whether that is certain.
    fn single(&mut self, clause: &Clause) -> Result<(Option<Relaxation>, bool)> {
        let mut rules = self.rules.clone();
        let mut steps = 0;
        if self.feasible(&rules.without(clause))? == Some(false) {
            return Ok((None, true));
        }
        while let Some(next) = rules.relaxed(clause) {
            rules = next;
            steps += 1;
            match self.feasible(&rules)? {
                Some(true) => {
                    let changes = vec![rules.told(clause)];
                    let relaxation = Relaxation {
                        changes,
                        steps,
                        rules,
                    };
                    return Ok((Some(relaxation), true));
                }
                Some(false) => {}
                None => return Ok((None, false)),
            }
        }
        Ok((None, true))
    }

    /// The fewest steps of several clauses that help, at most `most`: breadth first, one of the
    /// clash among them; and whether that is certain.
    fn several(&mut self, clash: &[Clause], most: u32) -> Result<(Option<Relaxation>, bool)> {
        let clauses = self.rules.clauses();
        let mut level: Vec<(TeamRules, Vec<usize>)> = vec![(self.rules.clone(), Vec::new())];
        let mut trials = 0;
        for steps in 1..=most {
            let mut next = Vec::new();
            for (rules, changed) in &level {
                let from = changed.last().copied().unwrap_or(0);
                for (at, clause) in clauses.iter().enumerate().skip(from) {
                    let Some(relaxed) = rules.relaxed(clause) else {
                        continue;
                    };
                    let mut changed = changed.clone();
                    changed.push(at);
                    let mixed = changed.iter().any(|&c| c != at);
                    let touches = changed.iter().any(|&c| clash.contains(&clauses[c]));
                    if mixed && touches {
                        trials += 1;
                        if trials > MOST_TRIALS {
                            return Ok((None, false));
                        }
                        match self.feasible(&relaxed)? {
                            Some(true) => {
                                return Ok((Some(told(relaxed, &clauses, &changed, steps)), true));
                            }
                            Some(false) => {}
                            None => return Ok((None, false)),
                        }
                    }
                    next.push((relaxed, changed));
                }
            }
            level = next;
        }
        Ok((None, true))
    }
}

fn told(rules: TeamRules, clauses: &[Clause], changed: &[usize], steps: u32) -> Relaxation {
    let mut changed = changed.to_vec();
    changed.dedup();
    Relaxation {
        changes: changed.iter().map(|&at| rules.told(&clauses[at])).collect(),
        steps,
        rules,
    }
}
