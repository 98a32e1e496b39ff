//! Filing by id, which makes results independent of input order.

use super::problem::{
    AssignmentProblem, Edge, MOST_PAIRS, MOST_PARTIES, PairRule, ProfileGroup, Quota, Ranged,
    number,
};
use crate::error::Wording;
use crate::error::{Error, Result, say};
use crate::model::{NeedId, ProfileId};

/// Contents of a filled builder, in the caller's order.
pub(super) struct Parts {
    pub(super) needs: Vec<Ranged<NeedId>>,
    pub(super) profiles: Vec<Ranged<ProfileId>>,
    pub(super) labels: Vec<(u32, String)>,
    pub(super) pairs: Vec<(u32, Edge)>,
    pub(super) rules: Vec<(u32, u32, PairRule)>,
    pub(super) quotas: Vec<(u32, String, u32, u32)>,
    pub(super) groups: Vec<ProfileGroup>,
}

/// Sorts parties by id; returns them and the new place of each old one.
fn by_id<Id: Ord>(parties: Vec<Ranged<Id>>) -> (Vec<Ranged<Id>>, Vec<u32>) {
    let mut order: Vec<(u32, Ranged<Id>)> = (0u32..).zip(parties).collect();
    // Ids are unique, so that an unstable sort has one result.
    order.sort_unstable_by(|a, b| a.1.id.cmp(&b.1.id));
    let mut place = vec![0; order.len()];
    for (new, (old, _)) in (0u32..).zip(&order) {
        place[*old as usize] = new;
    }
    (order.into_iter().map(|(_, p)| p).collect(), place)
}

fn shown(problem: &AssignmentProblem, need: usize, profile: u32) -> String {
    let (n, p) = (&problem.needs[need], &problem.profiles[profile as usize]);
    format!("{} – {}", n.id, p.id)
}

/// Refuses a list of `count` items if a problem holds at most `most` of them.
pub(super) fn check_count(field: &str, count: usize, most: usize) -> Result<()> {
    if count > most {
        let repair = say!(
            "a problem holds at most {most} of them; solve it in parts",
            "一个问题最多容纳{most}个；请分开求解"
        );
        return Err(Error::invalid(field, count, repair));
    }
    Ok(())
}

/// The problem of a filled builder.
pub(super) fn file(parts: Parts) -> Result<AssignmentProblem> {
    let (needs, need_place) = by_id(parts.needs);
    let (profiles, profile_place) = by_id(parts.profiles);
    let mut problem = AssignmentProblem {
        needs,
        profiles,
        ..AssignmentProblem::default()
    };
    let pairs = parts.pairs.into_iter().map(|(need, edge)| {
        let profile = profile_place[edge.profile as usize];
        (need_place[need as usize], Edge { profile, ..edge })
    });
    file_pairs(&mut problem, pairs.collect())?;
    // Every label and quota is on the list of one of the two.
    check_count(
        "labels",
        parts.labels.len() + parts.quotas.len(),
        MOST_PARTIES,
    )?;
    file_labels(&mut problem, parts.labels, &parts.quotas, &profile_place);
    file_people(&mut problem)?;
    for (need, profile, rule) in parts.rules {
        apply(
            &mut problem,
            need_place[need as usize],
            profile_place[profile as usize],
            rule,
        )?;
    }
    file_quotas(&mut problem, parts.quotas, &need_place)?;
    file_groups(&mut problem, parts.groups, &profile_place);
    let grouped = problem.groups.iter().flat_map(ProfileGroup::all);
    if let Some(people) = grouped
        .map(|p| &problem.profiles[p as usize])
        .find(|profile| profile.in_people)
    {
        let repair = say!(
            "leave a group of people out of groups of profiles: its people may part",
            "学生团按人数分配，不能再列入供方小组"
        );
        return Err(Error::invalid("group", &people.id, repair));
    }
    Ok(problem)
}

/// Most people of one pair; a group of more is a slip of the pen, and each person is an edge.
const PEOPLE_OF_PAIR: u32 = 10_000;

/// Files every pair of a need that asks for people and a group of people once for each person who may go.
fn file_people(problem: &mut AssignmentProblem) -> Result<()> {
    if !problem.counts_people() {
        return Ok(());
    }
    let people = |need: usize, edge: &Edge| {
        let (n, p) = (
            &problem.needs[need],
            &problem.profiles[edge.profile as usize],
        );
        let most = n.most.min(p.most).clamp(1, PEOPLE_OF_PAIR) as usize;
        if n.in_people && p.in_people { most } else { 1 }
    };
    let rows = (0..problem.needs.len()).flat_map(|n| problem.row(n).iter().map(move |e| (n, e)));
    let count: usize = rows.map(|(n, e)| people(n, e)).sum();
    check_count("pairs", count, MOST_PAIRS)?;
    let (mut edges, mut start) = (Vec::with_capacity(count), vec![0]);
    for need in 0..problem.needs.len() {
        for edge in problem.row(need) {
            edges.push(*edge);
            let rule = edge.rule.of_further_people();
            let further = Edge { rule, ..*edge };
            edges.extend(std::iter::repeat_n(further, people(need, edge) - 1));
        }
        start.push(edges.len());
    }
    (problem.start, problem.edges) = (start, edges);
    Ok(())
}

fn file_pairs(problem: &mut AssignmentProblem, pairs: Vec<(u32, Edge)>) -> Result<()> {
    check_count("pairs", pairs.len(), MOST_PAIRS)?;
    let mut start = vec![0; problem.needs.len() + 1];
    for (need, _) in &pairs {
        start[*need as usize + 1] += 1;
    }
    for need in 0..problem.needs.len() {
        start[need + 1] += start[need];
    }
    let blank = Edge {
        profile: 0,
        affinity: 0,
        regard: 0,
        rule: PairRule::Free,
    };
    // Counting sort by need, then a sort of each short row: near linear, which one sort of all pairs would not be.
    let mut edges = vec![blank; pairs.len()];
    let mut next = start.clone();
    for (need, edge) in pairs {
        edges[next[need as usize]] = edge;
        next[need as usize] += 1;
    }
    (problem.start, problem.edges) = (start, edges);
    for need in 0..problem.needs.len() {
        problem.edges[problem.start[need]..problem.start[need + 1]]
            .sort_unstable_by_key(|e| e.profile);
        if let Some(twice) = problem
            .row(need)
            .windows(2)
            .find(|w| w[0].profile == w[1].profile)
        {
            let pair = shown(problem, need, twice[0].profile);
            return Err(Error::invalid(
                "pair",
                pair,
                say!("give every pair once", "每个配对只写一次"),
            ));
        }
    }
    Ok(())
}

fn apply(problem: &mut AssignmentProblem, need: u32, profile: u32, rule: PairRule) -> Result<()> {
    let need = need as usize;
    let refuse = |p: &AssignmentProblem, repair: Wording| {
        Err(Error::invalid(
            "required pair",
            shown(p, need, profile),
            repair,
        ))
    };
    let Some(edge) = problem.edge_of(need, profile) else {
        if rule == PairRule::Required {
            return refuse(
                problem,
                say!("give the pair an affinity too", "请同时给该配对亲和度"),
            );
        }
        return Ok(()); // cannot be assigned anyway
    };
    // The same rule twice is no contradiction.
    let old = problem.edges[edge].rule;
    problem.rule_pair(edge, rule);
    if old != PairRule::Free && old != rule {
        return refuse(
            problem,
            say!("do not forbid what is required", "已要求的配对不能再禁止"),
        );
    }
    Ok(())
}

fn file_labels(
    problem: &mut AssignmentProblem,
    labels: Vec<(u32, String)>,
    quotas: &[(u32, String, u32, u32)],
    place: &[u32],
) {
    // A label that no profile carries still holds its need to its minimum.
    let asked = quotas.iter().map(|q| &q.1);
    problem.labels = labels
        .iter()
        .map(|(_, l)| l)
        .chain(asked)
        .cloned()
        .collect();
    problem.labels.sort_unstable();
    problem.labels.dedup();
    problem.labels_of = vec![Vec::new(); problem.profiles.len()];
    for (profile, label) in labels {
        if let Some(label) = position(&problem.labels, &label) {
            problem.labels_of[place[profile as usize] as usize].push(label);
        }
    }
    for labels in &mut problem.labels_of {
        labels.sort_unstable();
        labels.dedup();
    }
}

fn position(labels: &[String], label: &str) -> Option<u32> {
    let at = labels.binary_search_by(|l| l.as_str().cmp(label));
    at.ok().map(number)
}

fn file_quotas(
    problem: &mut AssignmentProblem,
    quotas: Vec<(u32, String, u32, u32)>,
    place: &[u32],
) -> Result<()> {
    for (need, label, least, most) in quotas {
        if let Some(label) = position(&problem.labels, &label) {
            problem.quotas.push(Quota {
                need: place[need as usize],
                label,
                least,
                most,
            });
        }
    }
    problem.quotas.sort_by_key(|q| (q.need, q.label));
    let twice = problem
        .quotas
        .windows(2)
        .find(|w| (w[0].need, w[0].label) == (w[1].need, w[1].label));
    if let Some(w) = twice {
        let need = problem.needs[w[0].need as usize].id.clone();
        let label = &problem.labels[w[0].label as usize];
        let repair = say!(
            "give one range for a label at a need",
            "一项需求的一个标签请只给一个范围"
        );
        return Err(Error::invalid("quota", label, repair).in_record(Wording::name(need.as_str())));
    }
    Ok(())
}

fn file_groups(problem: &mut AssignmentProblem, groups: Vec<ProfileGroup>, place: &[u32]) {
    problem.groups = groups
        .into_iter()
        .map(|g| {
            let mut members: Vec<u32> = g.members.iter().map(|&m| place[m as usize]).collect();
            members.sort_unstable();
            ProfileGroup {
                leader: place[g.leader as usize],
                members,
            }
        })
        .collect();
    problem.groups.sort_by_key(|g| g.leader);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{MOST_PAIRS, check_count};

    #[test]
    fn a_list_past_its_bound_is_refused_by_name() {
        check_count("pairs", MOST_PAIRS, MOST_PAIRS).unwrap();
        let error = check_count("pairs", MOST_PAIRS + 1, MOST_PAIRS).unwrap_err();
        assert!(error.is_invalid_input());
        assert!(error.to_string().contains("268435456"), "{error}");
    }
}
