//! Infeasible rules: a minimal clash, and the cheapest relaxations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clause::{RuleChange, TeamRule, both, texts};
use super::exact;
use super::frame::Frame;
use super::problem::TeamProblem;
use super::rules::TeamRules;
use super::solution::Team;
use crate::decision::{Control, Decision, Infeasibility, Relaxation};
use crate::error::{Bilingual, Result, Wording, counted, displays_wording, say};

/// Most steps of a relaxation of several clauses, all clauses together.
const MOST_STEPS: u32 = 3;
/// Most relaxations shown.
const SHOWN: usize = 5;
/// Most rules tried in the search for relaxations of several clauses.
const MOST_TRIALS: usize = 400;

/// A rule in a clash, with its demand in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Asked {
    /// The rule, as a clause.
    pub clause: TeamRule,
    /// The rule in words: `at least 3 members`.
    pub asks: String,
    /// The rule in Chinese words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub asks_zh: Option<String>,
}

/// Rules that leave no team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RuleClash {
    /// The rules that cannot all hold; empty if there are no candidates.
    pub rules: Vec<Asked>,
    /// Whether each of the rules is needed for the clash: without any one of them the others leave a team.
    /// False if the budget ended before that was known.
    pub minimal: bool,
    /// Number of candidates; with none, no rule is at fault.
    pub candidates: usize,
}

impl Bilingual for Asked {
    fn wording(&self) -> Wording {
        both(&self.asks, self.asks_zh.as_deref())
    }
}

displays_wording!(Asked);

impl Bilingual for RuleClash {
    fn wording(&self) -> Wording {
        let candidates = self.candidates;
        let of_candidates = counted(candidates, "candidate", "candidates");
        let asks: Vec<Wording> = self.rules.iter().map(Bilingual::wording).collect();
        match asks.as_slice() {
            [] => say!(
                "no team, because there are no candidates",
                "没有候选人，无法组成团队"
            ),
            [one] => say!(
                "no team of {of_candidates} has {one}",
                "{candidates}名候选人无法组成满足以下要求的团队：{one}";
                one
            ),
            many => {
                let many = Wording::joined(many, (", ", "；"));
                say!(
                    "no team of {of_candidates} has all of: {many}",
                    "{candidates}名候选人无法组成同时满足以下要求的团队：{many}";
                    many
                )
            }
        }
    }
}

displays_wording!(RuleClash);

impl Decision for Team {
    type Clash = RuleClash;
    type Change = RuleChange;

    fn name() -> Wording {
        say!("a team", "团队")
    }
}

type RuleRelaxation = Relaxation<RuleChange>;

struct Court<'a, 'c, 'p> {
    problem: &'a TeamProblem,
    rules: &'a TeamRules,
    control: &'c mut Control<'p>,
}

/// Explains a proved infeasibility: the clash of rules and the relaxations that help.
///
/// # Errors
/// Cancelled.
pub(super) fn infeasibility(
    problem: &TeamProblem,
    rules: &TeamRules,
    control: &mut Control<'_>,
) -> Result<Infeasibility<RuleClash, RuleChange>> {
    let mut court = Court {
        problem,
        rules,
        control,
    };
    let (clash, minimal) = court.clash()?;
    let relaxations = court.relaxations(&clash)?;
    let asked = |clause: TeamRule| {
        let (asks, asks_zh) = texts(rules.asks(&clause));
        Asked {
            clause,
            asks,
            asks_zh,
        }
    };
    let clash = RuleClash {
        rules: clash.into_iter().map(asked).collect(),
        minimal,
        candidates: problem.candidates.len(),
    };
    Ok(Infeasibility::new(clash, relaxations))
}

impl Court<'_, '_, '_> {
    /// Whether there is a team under `rules`; `None` if the budget ended first.
    fn feasible(&mut self, rules: &TeamRules) -> Result<Option<bool>> {
        // Each question has a budget of its own, so that its answer does not depend on the questions
        // before it.
        self.control.renew();
        let frame = Frame::new(self.problem, rules);
        let found = exact::any(&frame, self.control)?;
        Ok(match (found.team, found.complete) {
            (Some(_), _) => Some(true),
            (None, true) => Some(false),
            (None, false) => None,
        })
    }

    /// A minimal set of clauses that leaves no team, by a deletion filter (Chinneck & Dravnieks 1991) in the
    /// order of the clauses; returned with whether it is proved to be minimal.
    fn clash(&mut self) -> Result<(Vec<TeamRule>, bool)> {
        let mut rules = self.rules.clone();
        let mut minimal = true;
        let mut kept = Vec::new();
        for clause in self.rules.clauses() {
            // Facts are tried first: if there is a choice, they go and the clash names rules that can be changed.
            let fewer = rules.without(&clause);
            match self.feasible(&fewer)? {
                Some(false) => rules = fewer,
                Some(true) => kept.push(clause),
                // Undecided: kept. A clash with a rule too many is still one, with a rule too few it may be
                // none.
                None => {
                    minimal = false;
                    kept.push(clause);
                }
            }
        }
        Ok((kept, minimal))
    }

    /// The relaxations of one clause each; if there are none, the cheapest of several.
    ///
    /// Every relaxation that helps changes a clause of the clash, so that nothing else is looked at
    /// first.
    fn relaxations(&mut self, clash: &[TeamRule]) -> Result<Vec<RuleRelaxation>> {
        let mut found = Vec::new();
        let mut sure = true;
        for clause in clash {
            let (relaxation, known) = self.single(clause)?;
            sure &= known;
            found.extend(relaxation);
        }
        found.sort_by(|a: &RuleRelaxation, b| (a.cost, &a.changes).cmp(&(b.cost, &b.changes)));
        found.truncate(SHOWN);
        // Several clauses are of interest only if they cost less than the best of the single ones.
        let fewer = found.first().map(|first| cost_in_steps(first) - 1);
        let (several, known) = self.several(clash, fewer.unwrap_or(MOST_STEPS).min(MOST_STEPS))?;
        // The search over several goes by cost. Without a find it is complete only if the limit on
        // steps did not end it before the cost of the best single clause.
        let searched = several.is_some() || fewer.is_some_and(|fewer| fewer <= MOST_STEPS);
        found.splice(0..0, several);
        found.truncate(SHOWN);
        // The first is the cheapest of all if every question was answered within the budget.
        if let Some(first) = found.first_mut() {
            first.cheapest = sure && known && searched;
        }
        Ok(found)
    }

    /// Finds the fewest steps of one clause that help; also returns whether the answer is certain.
    fn single(&mut self, clause: &TeamRule) -> Result<(Option<RuleRelaxation>, bool)> {
        let mut rules = self.rules.clone();
        let mut steps = 0;
        // If nobody is left even without the rule, no step of it helps: one question instead of one a
        // step.
        if self.feasible(&rules.without(clause))? == Some(false) {
            return Ok((None, true));
        }
        // From the smallest change up: the first that helps is the cheapest of this clause.
        while let Some(next) = rules.relaxed(clause) {
            rules = next;
            steps += 1;
            match self.feasible(&rules)? {
                Some(true) => {
                    let change = RuleChange::new(&rules, clause, steps);
                    let found = Relaxation::new(vec![change], u64::from(steps), false);
                    return Ok((Some(found), true));
                }
                Some(false) => {}
                None => return Ok((None, false)),
            }
        }
        Ok((None, true))
    }

    /// Finds the fewest steps of several clauses that help, at most `most`, breadth first, with a clause of the
    /// clash among them; also returns whether the answer is certain.
    fn several(&mut self, clash: &[TeamRule], most: u32) -> Result<(Option<RuleRelaxation>, bool)> {
        let clauses = self.rules.clauses();
        let mut level: Vec<(TeamRules, Vec<usize>)> = vec![(self.rules.clone(), Vec::new())];
        let mut trials = 0;
        for _ in 0..most {
            let mut next = Vec::new();
            for (rules, changed) in &level {
                // Changes in ascending order, each as often as its steps, so that no combination is met
                // twice.
                let from = changed.last().copied().unwrap_or(0);
                for (at, clause) in clauses.iter().enumerate().skip(from) {
                    let Some(relaxed) = rules.relaxed(clause) else {
                        continue;
                    };
                    let mut changed = changed.clone();
                    changed.push(at);
                    // One clause alone was tried by `single`; a combination that leaves the clash as it is
                    // cannot help.
                    let mixed = changed.iter().any(|&c| c != at);
                    let touches = changed.iter().any(|&c| clash.contains(&clauses[c]));
                    if mixed && touches {
                        trials += 1;
                        if trials > MOST_TRIALS {
                            return Ok((None, false));
                        }
                        match self.feasible(&relaxed)? {
                            Some(true) => {
                                return Ok((Some(together(&relaxed, &clauses, &changed)), true));
                            }
                            Some(false) => {}
                            None => return Ok((None, false)),
                        }
                    }
                    // Also if it was not tried: with further changes it may be mixed and touch the clash.
                    next.push((relaxed, changed));
                }
            }
            level = next;
        }
        Ok((None, true))
    }
}

/// The relaxation that changes each of `changed` by a step as often as it is listed; `rules` are the rules with
/// all of that done.
fn together(rules: &TeamRules, clauses: &[TeamRule], changed: &[usize]) -> RuleRelaxation {
    let mut steps: BTreeMap<usize, u32> = BTreeMap::new();
    changed
        .iter()
        .for_each(|&at| *steps.entry(at).or_default() += 1);
    let change = |(at, steps): (usize, u32)| RuleChange::new(rules, &clauses[at], steps);
    let changes = steps.into_iter().map(change).collect();
    Relaxation::new(changes, changed.len() as u64, false)
}

/// Steps of a relaxation of one rule.
fn cost_in_steps(relaxation: &RuleRelaxation) -> u32 {
    relaxation.changes.iter().map(|change| change.steps).sum()
}
