//! Builds the result of a search: members, contributions, runners-up and proofs.

use std::cmp::Reverse;

use super::frame::Frame;
use super::partial::Partial;
use super::problem::TeamProblem;
use super::rules::TeamRules;
use super::solution::{Member, Proof, RunnerUp, Team, TopicCoverage};
use crate::decision::Status;
use crate::num::{Fraction, Points};

/// Most runners-up listed for each member.
const RUNNERS_UP: usize = 3;

/// Inputs of the report on one team.
pub(super) struct Teller<'a> {
    pub(super) problem: &'a TeamProblem,
    pub(super) rules: &'a TeamRules,
    pub(super) frame: &'a Frame,
    pub(super) team: &'a Partial<'a>,
}

fn share(points: u64) -> f64 {
    Points(points).to_f64()
}

impl Teller<'_> {
    pub(super) fn tell(&self, status: Status) -> Team {
        let coverage = share(self.team.coverage);
        Team {
            status,
            greedy_guarantee: None,
            greedy_coverage: None,
            coverage,
            lead: self.rules.lead.clone(),
            members: self.members(),
            topics: self.topics(),
        }
    }

    /// The chief: of the members who qualify, one whose level is known if a level is asked for, then the one that
    /// covers most alone, then fit, then id.
    fn chief(&self) -> Option<usize> {
        let asks_level = self.rules.chief.as_ref()?.level.is_some();
        let holds = &self.frame.counts.first()?.holds;
        let qualified = self.team.members.iter().copied().filter(|&m| holds[m]);
        let alone = |m: usize| self.frame.points(m).iter().sum::<u64>();
        let is_known = |m: usize| {
            let candidate = &self.problem.candidates[self.frame.pool[m]];
            !asks_level || candidate.level.is_some()
        };
        // `Reverse` because the maximum is taken and the lowest id is to win a tie.
        qualified.max_by_key(|&m| (is_known(m), alone(m), self.frame.extra[m], Reverse(m)))
    }

    /// Members in greedy order of the coverage added, the chief first.
    fn order(&self, chief: Option<usize>) -> Vec<usize> {
        let mut left = self.team.members.clone();
        // Gains depend on who is there already, so the order is rebuilt from nobody; it is greedy over the members,
        // and their gains sum to the coverage exactly.
        let mut before = Partial::new(self.frame);
        while !left.is_empty() {
            let first = chief.filter(|chief| left.contains(chief));
            let most = left
                .iter()
                .copied()
                .max_by_key(|&m| (before.gain_in_value(m), Reverse(m)));
            let Some(next) = first.or(most) else { break };
            left.retain(|&m| m != next);
            before.add(next);
        }
        before.members
    }

    fn members(&self) -> Vec<Member> {
        let chief = self.chief();
        let order = self.order(chief);
        let asks_level = self.rules.chief.as_ref().is_some_and(|c| c.level.is_some());
        let roles: Vec<&String> = self.rules.roles.keys().collect();
        let cast = self.team.cast();
        let mut before = Partial::new(self.frame);
        let mut members = Vec::with_capacity(order.len());
        for seat in order {
            let candidate = &self.problem.candidates[self.frame.pool[seat]];
            let at = self.team.members.iter().position(|&m| m == seat);
            let role = cast.as_ref().zip(at).map(|(cast, at)| cast[at]);
            members.push(Member {
                profile: self.problem.ids[self.frame.pool[seat]].clone(),
                chief: chief == Some(seat),
                level_unknown: chief == Some(seat) && asks_level && candidate.level.is_none(),
                role: role.map(|role| roles[role].clone()),
                organization: candidate.organization.clone(),
                alone: share(self.frame.points(seat).iter().sum()),
                adds: share(before.gain(seat)),
                marginal: share(self.team.coverage - self.without(seat).coverage),
                runners_up: self.runners_up(seat, chief == Some(seat)),
            });
            before.add(seat);
        }
        members
    }

    fn without(&self, seat: usize) -> Partial<'_> {
        let mut others = Partial::new(self.frame);
        let kept = self.team.members.iter().filter(|&&m| m != seat);
        kept.for_each(|&m| others.add(m));
        others
    }

    /// The best candidates to replace `seat` with every rule still held. O(candidates · (topics + rules)).
    fn runners_up(&self, seat: usize, chief: bool) -> Vec<RunnerUp> {
        let others = self.without(seat);
        // Whoever replaces the chief must qualify, even if another member does, because the seat is the
        // chief's.
        let leads = |c: usize| !chief || self.frame.counts.first().is_some_and(|n| n.holds[c]);
        let outside = (0..self.frame.len())
            .filter(|c| *c != seat && !self.team.members.contains(c) && leads(*c));
        let holds = |c: &usize| others.takes(*c) && others.with(*c).lacks().sum == 0;
        let mut able: Vec<usize> = outside.filter(holds).collect();
        able.sort_by_key(|&c| (Reverse(others.gain_in_value(c)), c));
        let told = |&c: &usize| RunnerUp {
            profile: self.problem.ids[self.frame.pool[c]].clone(),
            coverage: share(others.coverage + others.gain(c)),
        };
        able.iter().take(RUNNERS_UP).map(told).collect()
    }

    fn topics(&self) -> Vec<TopicCoverage> {
        let topics = self.problem.topics.iter().enumerate();
        topics.map(|(at, _)| self.topic(at)).collect()
    }

    fn topic(&self, at: usize) -> TopicCoverage {
        let topic = &self.problem.topics[at];
        let claims = |c: usize| self.problem.claims[c].iter();
        let claim = |c: usize| claims(c).find(|claim| claim.topic as usize == at);
        let members = self.team.members.iter().map(|&m| self.frame.pool[m]);
        let mut proofs: Vec<(Reverse<Fraction>, usize)> = members
            .filter_map(|c| Some((Reverse(claim(c)?.share), c)))
            .collect();
        // Greatest share first; ties by place among the candidates, that is by id.
        proofs.sort_unstable();
        let told = |&(Reverse(share), c): &(Reverse<Fraction>, usize)| {
            Some(Proof {
                profile: self.problem.ids[c].clone(),
                share: share.to_f64(),
                evidence: claim(c)?.evidence.clone(),
            })
        };
        let all = self.frame.pool.iter().filter_map(|&c| claim(c));
        TopicCoverage {
            topic: topic.name.clone(),
            weight: Points::of(topic.weight, Fraction::ONE).to_f64(),
            covered: proofs.first().map_or(0.0, |(share, _)| share.0.to_f64()),
            proofs: proofs.iter().filter_map(told).collect(),
            best_candidate: all
                .map(|claim| claim.share)
                .max()
                .unwrap_or_default()
                .to_f64(),
        }
    }
}
