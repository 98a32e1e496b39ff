//! A problem under rules, in the integer form that searches read.

use std::collections::BTreeMap;

use super::problem::TeamProblem;
use super::roles::Places;
use super::rules::{TeamRules, UNLIMITED};
use crate::num::Fraction;

/// Cost of a member, in steps of the value: more than any sum of scores.
const MEMBER: i128 = 1 << 40;
/// Steps of the value for one point of coverage: more than any sum of costs.
const POINT: i128 = 1 << 50;
/// Organisation number of candidates whose organisation is unknown.
pub(super) const NO_ORGANIZATION: u32 = u32::MAX;

/// The value of `coverage` points: teams are compared by coverage, then by fewer members, then by
/// the sum of scores.
pub(super) const fn worth(coverage: u64) -> i128 {
    coverage as i128 * POINT
}

/// Points of coverage in a value, rounded up.
pub(super) fn coverage_in(value: i128) -> u64 {
    // Costs are negative and together less than a point, so rounding up restores the coverage
    // exactly.
    let points = value.div_euclid(POINT) + i128::from(value.rem_euclid(POINT) > 0);
    u64::try_from(points.max(0)).expect("a bound is at most the points of all topics")
}

/// Least and greatest number of members of a kind.
#[derive(Clone, Debug)]
pub(super) struct Count {
    /// Whether each candidate of the pool counts.
    pub(super) holds: Vec<bool>,
    pub(super) least: u32,
    pub(super) most: u32,
}

/// A problem under rules; candidates are numbered by place in the pool, which holds, in order of id, every
/// candidate that no rule bars alone.
#[derive(Debug)]
pub(super) struct Frame {
    /// Place in the problem of each candidate.
    pub(super) pool: Vec<usize>,
    /// Points of each candidate's topics, `(pool, topics)`.
    points: Vec<u64>,
    pub(super) topics: usize,
    /// Value that each candidate adds besides coverage, in steps; always negative.
    pub(super) extra: Vec<i128>,
    pub(super) organization: Vec<u32>,
    pub(super) organization_count: usize,
    /// Limits on counts of members; the chief's is the first, if there is one.
    pub(super) counts: Vec<Count>,
    pub(super) roles: Vec<Places>,
    /// Roles that each candidate can play, as bits.
    pub(super) playable: Vec<u32>,
    pub(super) foes: Vec<Vec<usize>>,
    /// Class of each candidate: within one, all are equal to every rule but coverage. Candidates with foes and
    /// required candidates have classes of their own.
    pub(super) class: Vec<usize>,
    /// Least points of each topic.
    pub(super) floor: Vec<u64>,
    pub(super) required: Vec<usize>,
    /// Number of required candidates who cannot be in a team, counting a leading enterprise without a seat:
    /// with any, there is no team.
    pub(super) lost: usize,
    /// Least and greatest number of candidates (without a leading enterprise).
    pub(super) size: (usize, usize),
    pub(super) per_organization: u32,
    /// Least number of organisations of the team; `lead_organization` is there from the start.
    pub(super) organizations: u32,
    pub(super) lead_organization: u32,
}

impl Frame {
    pub(super) fn new(problem: &TeamProblem, rules: &TeamRules) -> Self {
        let pool: Vec<usize> = (0..problem.candidates.len())
            .filter(|&c| disqualified(problem, rules, c).is_none())
            .collect();
        let place: BTreeMap<usize, usize> =
            pool.iter().enumerate().map(|(at, &c)| (c, at)).collect();
        let candidates = || pool.iter().map(|&c| &problem.candidates[c]);
        let named = candidates().filter_map(|c| c.organization.as_deref());
        let names = numbered(named.chain(rules.lead.as_deref()));
        let organization_of = |name: Option<&str>| name.map_or(NO_ORGANIZATION, |name| names[name]);
        // A leading enterprise fills a seat that no candidate can have.
        let lead = u32::from(rules.lead.is_some());
        let kept = |c: &usize| {
            let foes = problem.foes[*c].iter();
            let foes = foes.filter_map(|&foe| place.get(&(foe as usize)).copied());
            foes.filter(|_| rules.conflicts).collect()
        };
        // Every member costs, a high score a little less: with equal coverage the smaller team wins, then
        // the score.
        let extra = |score: f64| i128::from(Fraction::from_f64(score).steps()) - MEMBER;
        let mut frame = Self {
            points: pool.iter().flat_map(|&c| problem.points(c)).collect(),
            topics: problem.topics.len(),
            extra: candidates().map(|c| extra(c.score)).collect(),
            organization: candidates()
                .map(|c| organization_of(c.organization.as_deref()))
                .collect(),
            organization_count: names.len(),
            counts: counts(problem, rules, &pool),
            roles: rules
                .roles
                .values()
                .map(|r| Places {
                    least: r.least,
                    most: r.most,
                })
                .collect(),
            playable: pool.iter().map(|&c| roles_of(problem, rules, c)).collect(),
            foes: pool.iter().map(kept).collect(),
            class: Vec::new(),
            floor: floors(problem, rules),
            required: rules
                .required
                .iter()
                .filter_map(|id| place.get(&problem.candidate_at(id)?).copied())
                .collect(),
            lost: 0,
            size: (
                rules.size.0.saturating_sub(lead) as usize,
                rules.size.1.saturating_sub(lead) as usize,
            ),
            per_organization: rules.per_organization.unwrap_or(UNLIMITED),
            organizations: rules.organizations,
            lead_organization: organization_of(rules.lead.as_deref()),
            pool,
        };
        frame.class = frame.classes();
        // Required candidates outside the pool can never come; the searches read it as a limit never
        // held.
        let unseated = rules.lead.is_some() && rules.size.1 == 0;
        frame.lost = rules.required.len() - frame.required.len() + usize::from(unseated);
        frame
    }

    /// Points of each topic that a candidate earns alone.
    pub(super) fn points(&self, candidate: usize) -> &[u64] {
        &self.points[candidate * self.topics..(candidate + 1) * self.topics]
    }

    pub(super) fn len(&self) -> usize {
        self.pool.len()
    }

    /// Whether `better` can replace `worse` in any team without loss: same class, no less of any topic, no
    /// higher cost.
    pub(super) fn dominates(&self, better: usize, worse: usize) -> bool {
        // Topic by topic, not by the sum: only then does `better` add as much to every team.
        let covers = |(a, b): (&u64, &u64)| a >= b;
        self.class[better] == self.class[worse]
            && self.extra[better] >= self.extra[worse]
            && self
                .points(better)
                .iter()
                .zip(self.points(worse))
                .all(covers)
    }

    fn classes(&self) -> Vec<usize> {
        let mut known: BTreeMap<(u32, u32, Vec<bool>), usize> = BTreeMap::new();
        // If no rule on organisations can bind, classes need not differ by them: larger classes, more dominance.
        let organizations_matter =
            self.organizations > 0 || (self.per_organization as usize) <= self.size.1;
        // Foes and required candidates cannot be exchanged for others, so they dominate nobody and
        // nobody them.
        let single = |c: &usize| !self.foes[*c].is_empty() || self.required.contains(c);
        let mut next = 0;
        let mut fresh = || {
            next += 1;
            next
        };
        let class = |c: usize| {
            if single(&c) {
                return fresh();
            }
            let organization = if organizations_matter {
                self.organization[c]
            } else {
                NO_ORGANIZATION
            };
            let holds = self.counts.iter().map(|count| count.holds[c]).collect();
            *known
                .entry((organization, self.playable[c], holds))
                .or_insert_with(&mut fresh)
        };
        (0..self.len()).map(class).collect()
    }
}

/// A number for each organisation, in the order in which they come.
fn numbered<'a>(organizations: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u32> {
    let mut numbers = BTreeMap::new();
    for name in organizations {
        let next = u32::try_from(numbers.len()).expect("a problem has at most MOST_CANDIDATES");
        numbers.entry(name).or_insert(next);
    }
    numbers
}

/// Reason for which a candidate can be in no team under `rules`, whatever the others; `None` if there is none.
pub(super) fn disqualified(
    problem: &TeamProblem,
    rules: &TeamRules,
    candidate: usize,
) -> Option<String> {
    let c = &problem.candidates[candidate];
    if rules.excluded.contains(c.id.as_str()) {
        return Some("the caller left it out".to_owned());
    }
    if let Some(free) = c.free.filter(|&free| free < rules.load) {
        return Some(format!("it has {free} places free, {} asked", rules.load));
    }
    if !rules.roles.is_empty() && roles_of(problem, rules, candidate) == 0 {
        return Some("it can play none of the roles".to_owned());
    }
    None
}

fn roles_of(problem: &TeamProblem, rules: &TeamRules, candidate: usize) -> u32 {
    let labels = &problem.candidates[candidate].labels;
    let roles = rules.roles.values().enumerate();
    let fitting = roles.filter(|(_, role)| role.labels.iter().any(|label| labels.contains(label)));
    fitting.fold(0, |bits, (at, _)| bits | 1 << at)
}

/// Whether a candidate qualifies as chief.
pub(super) fn qualifies(problem: &TeamProblem, rules: &TeamRules, candidate: usize) -> bool {
    let Some(chief) = &rules.chief else {
        return false;
    };
    let c = &problem.candidates[candidate];
    // An unknown level is neither too low nor high enough: it leads, and the report says that it is unknown.
    chief
        .level
        .is_none_or(|least| c.level.is_none_or(|level| level >= least))
        && (chief.kinds.is_empty() || c.kind.is_some_and(|kind| chief.kinds.contains(&kind)))
        && problem.covers_alone(candidate, Fraction::from_f64(chief.share))
}

fn counts(problem: &TeamProblem, rules: &TeamRules, pool: &[usize]) -> Vec<Count> {
    // Labels have an upper limit of at most `TeamRules::MOST`; by its absence greedy knows the
    // chief's count.
    let chief = rules.chief.as_ref().map(|_| Count {
        holds: pool.iter().map(|&c| qualifies(problem, rules, c)).collect(),
        least: 1,
        most: UNLIMITED,
    });
    let labels = rules.labels.iter().map(|(label, &(least, most))| Count {
        holds: pool
            .iter()
            .map(|&c| problem.candidates[c].labels.contains(label))
            .collect(),
        least,
        most,
    });
    chief.into_iter().chain(labels).collect()
}

/// Least points of each topic.
fn floors(problem: &TeamProblem, rules: &TeamRules) -> Vec<u64> {
    let topics = problem.topics.iter();
    topics
        // The product of two integers, steps of 2⁻²⁰ and 2⁻³⁰, is exact: no rounding decides whether a
        // floor holds.
        .map(|t| u64::from(t.weight) * u64::from(rules.least_share(&t.name).steps()))
        .collect()
}
