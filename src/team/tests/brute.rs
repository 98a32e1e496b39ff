//! Every set of candidates, judged by counting.

use super::super::{TeamProblem, TeamRules};
use crate::model::ProfileId;
use crate::num::{Fraction, Points};

/// Coverage in points, fewer members, sum of fits in steps: compared in this order.
pub(super) type Worth = (u64, std::cmp::Reverse<usize>, u64);

pub(super) fn coverage(problem: &TeamProblem, set: &[usize]) -> u64 {
    let mut sum = 0;
    for (t, topic) in problem.topics.iter().enumerate() {
        let claims = set.iter().flat_map(|&c| &problem.claims[c]);
        let shares = claims
            .filter(|claim| claim.topic as usize == t)
            .map(|c| c.share);
        sum += Points::of(topic.weight, shares.max().unwrap_or_default()).0;
    }
    sum
}

fn worth(problem: &TeamProblem, set: &[usize]) -> Worth {
    let fit = set
        .iter()
        .map(|&c| u64::from(Fraction::from_f64(problem.candidates[c].score).steps()));
    (
        coverage(problem, set),
        std::cmp::Reverse(set.len()),
        fit.sum(),
    )
}

/// Whether members can be given one role each: every way is tried.
fn roles(problem: &TeamProblem, rules: &TeamRules, set: &[usize], counts: &mut Vec<u32>) -> bool {
    let Some((&first, others)) = set.split_first() else {
        let roles = rules.roles.values().zip(counts.iter());
        return roles
            .into_iter()
            .all(|(r, n)| (r.least..=r.most).contains(n));
    };
    (0..counts.len()).any(|at| {
        let role = rules.roles.values().nth(at).unwrap();
        let labels = &problem.candidates[first].labels;
        if !role.labels.iter().any(|label| labels.contains(label)) {
            return false;
        }
        counts[at] += 1;
        let fits = roles(problem, rules, others, counts);
        counts[at] -= 1;
        fits
    })
}

fn chief(problem: &TeamProblem, rules: &TeamRules, c: usize) -> bool {
    let Some(chief) = &rules.chief else {
        return true;
    };
    let candidate = &problem.candidates[c];
    // In decimals of nine places, so that an exact tie is enough.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 10⁹"
    )]
    let decimal = |share: Fraction| (share.to_f64() * 1e9).round() as u128;
    let mass = |topic: usize| u128::from(problem.topics[topic].mass);
    let claims = problem.claims[c].iter();
    let alone: u128 = claims
        .map(|claim| mass(claim.topic as usize) * decimal(claim.share))
        .sum();
    let whole: u128 = (0..problem.topics.len()).map(mass).sum();
    (chief.level.is_none() || candidate.level.is_none() || candidate.level >= chief.level)
        && (chief.kinds.is_empty() || candidate.kind.is_some_and(|k| chief.kinds.contains(&k)))
        && alone >= whole * decimal(Fraction::from_f64(chief.share))
}

/// Whether a set of candidates holds every rule.
pub(super) fn holds(problem: &TeamProblem, rules: &TeamRules, set: &[usize]) -> bool {
    let all = || set.iter().map(|&c| &problem.candidates[c]);
    let size = set.len() + usize::from(rules.lead.is_some());
    let organizations: Vec<&str> = all()
        .filter_map(|c| c.organization.as_deref())
        .chain(rules.lead.as_deref())
        .collect();
    let mut distinct = organizations.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let of = |organization: &str| organizations.iter().filter(|u| **u == organization).count();
    let labelled = |label: &String| all().filter(|c| c.labels.contains(label)).count();
    let named = |id: &ProfileId| all().any(|c| *id == *c.id);
    let best = |topic: &String| {
        let claims = set.iter().flat_map(|&c| &problem.claims[c]);
        let named = claims.filter(|claim| problem.topics[claim.topic as usize].name == *topic);
        named.map(|claim| claim.share).max().unwrap_or_default()
    };
    (rules.size.0 as usize..=rules.size.1 as usize).contains(&size)
        && (rules.chief.is_none() || set.iter().any(|&c| chief(problem, rules, c)))
        && distinct
            .iter()
            .all(|u| of(u) <= rules.per_organization.map_or(usize::MAX, |n| n as usize))
        && distinct.len() >= rules.organizations as usize
        && all().all(|c| c.free.is_none_or(|free| free >= rules.load))
        && rules
            .labels
            .iter()
            .all(|(l, r)| (r.0 as usize..=r.1 as usize).contains(&labelled(l)))
        && (rules.roles.is_empty() || roles(problem, rules, set, &mut vec![0; rules.roles.len()]))
        && rules
            .topics
            .iter()
            .all(|(t, &s)| best(t) >= Fraction::from_f64(s))
        && rules.required.iter().all(named)
        && rules.excluded.iter().all(|id| !named(id))
        && !(rules.conflicts
            && set.iter().any(|&a| {
                set.iter()
                    .any(|&b| problem.foes[a].contains(&u32::try_from(b).unwrap()))
            }))
}

/// Every set that holds the rules.
pub(super) fn teams(problem: &TeamProblem, rules: &TeamRules) -> Vec<Vec<usize>> {
    let n = problem.candidates.len();
    let set = |bits: u32| {
        (0..n)
            .filter(move |c| bits >> c & 1 == 1)
            .collect::<Vec<_>>()
    };
    (0..1_u32 << n)
        .map(set)
        .filter(|set| holds(problem, rules, set))
        .collect()
}

/// The worth of the best team.
pub(super) fn best(problem: &TeamProblem, rules: &TeamRules) -> Option<Worth> {
    teams(problem, rules)
        .iter()
        .map(|set| worth(problem, set))
        .max()
}

/// The worth of the members of a team.
pub(super) fn worth_of(problem: &TeamProblem, ids: &[&str]) -> Worth {
    let set: Vec<usize> = ids
        .iter()
        .map(|id| problem.candidate_at(id).unwrap())
        .collect();
    worth(problem, &set)
}
