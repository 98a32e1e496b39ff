//! The event without its clock: which pairs meet, not when.
//!
//! Every limit on numbers stays, minimums and required pairs as elastic ones; of slots and tables only how
//! many meetings they let a party, profiles that share a person, and all parties, have. That is a flow from enterprises
//! over needs and profiles, and its greatest gain bounds every timetable's. If everybody is there all the time, tables
//! are alike and nobody needs breaks, the bound is met: the chosen pairs are a bipartite multigraph whose
//! degrees do not pass the number of slots, which König (1916) colours in that many slots, evenly (de Werra
//! 1971).

use super::problem::{EventProblem, index};
use super::timetable::MUST;
use crate::decision::Control;
use crate::decision::flow::{Flow, FlowGain};
use crate::error::Result;

/// The result of the flow.
pub(super) struct EventBound {
    /// Pairs that the flow lets meet.
    pub(super) chosen: Vec<usize>,
    /// Units of minimums and required meetings that no timetable can meet.
    pub(super) short: i64,
    /// Upper bound, in steps, on the value of any timetable that misses no more.
    pub(super) bound: i64,
    /// Parties whose minimums cannot all be met, if there are any.
    pub(super) cut: Option<Cut>,
}

/// Parties that must have more meetings than they can.
pub(super) struct Cut {
    pub(super) parties: Vec<usize>,
    pub(super) required: u64,
    pub(super) available: u64,
    /// Set of profiles that share a person, if their minimums exceed what they can have between them.
    pub(super) set: Option<usize>,
}

/// A party's minimum and the meetings beyond it, as arcs from the source or to the sink.
struct Ends {
    party: usize,
    least: usize,
    /// Least that is still asked of the flow.
    asked: u32,
}

struct EventNetwork<'a> {
    problem: &'a EventProblem,
    flow: Flow,
    ends: Vec<Ends>,
    pairs: Vec<(usize, usize)>,
    /// The meetings that round tables take of each party.
    taken: Vec<u32>,
    short: i64,
}

/// Solves the relaxation.
///
/// # Errors
/// Cancelled.
pub(super) fn relaxed(problem: &EventProblem, control: &mut Control<'_>) -> Result<EventBound> {
    let mut network = EventNetwork::new(problem);
    network.flow.run(network.limit(), control)?;
    Ok(network.read())
}

impl<'a> EventNetwork<'a> {
    fn new(problem: &'a EventProblem) -> Self {
        let parties = problem.parties.len();
        let mut taken = vec![0; parties];
        for round in &problem.rounds {
            round.members.iter().for_each(|&m| taken[m as usize] += 1);
        }
        let mut network = Self {
            problem,
            flow: Flow::new(2 + parties + problem.shared.len()),
            ends: Vec::new(),
            pairs: Vec::new(),
            taken,
            short: 0,
        };
        network.fill();
        network
    }

    /// Nodes: source, enterprises, needs, profiles, sets of profiles, sink. A need's own limits are on the arc that enters it.
    fn node(&self, party: usize) -> usize {
        let problem = self.problem;
        if party < problem.needs {
            1 + problem.enterprises + party
        } else if party < problem.needs + problem.enterprises {
            1 + party - problem.needs
        } else {
            1 + party
        }
    }

    fn set(&self, set: usize) -> usize {
        1 + self.problem.parties.len() + set
    }

    fn sink(&self) -> usize {
        self.set(self.problem.shared.len())
    }

    /// Where the flow of a profile goes: to its set if it is in one alone, or else to the sink, which bounds less.
    fn end_of(&self, profile: usize) -> usize {
        match self.problem.parties[profile].shared[..] {
            [set] => self.set(set as usize),
            _ => self.sink(),
        }
    }

    /// Most meetings of the profiles of a set that are in no other, round tables aside.
    fn room_of_set(&self, set: usize) -> u32 {
        let members = self.problem.shared[set].iter().map(|&m| m as usize);
        let own = members.filter(|&m| self.problem.parties[m].shared.len() == 1);
        let taken: u32 = own.map(|m| self.taken[m]).sum();
        self.problem.room_of_set(set).saturating_sub(taken)
    }

    fn fill(&mut self) {
        let problem = self.problem;
        for party in problem.needs..problem.needs + problem.enterprises {
            self.limit_of(party, 0, self.node(party));
        }
        for need in 0..problem.needs {
            let firm = self.node(problem.enterprise_of[need] as usize);
            self.limit_of(need, firm, self.node(need));
        }
        for (at, pair) in problem.pairs.iter().enumerate() {
            // A required pair gains more than all values together, so that the flow misses as few as it can, and the
            // missed ones are counted as short instead of making the flow impossible.
            let must = FlowGain::from(pair.required) * MUST;
            self.short += i64::from(pair.required);
            if problem.open(at).is_empty() {
                continue;
            }
            let (from, to) = (
                self.node(pair.need as usize),
                self.node(pair.profile as usize),
            );
            let arc = self
                .flow
                .add(from, to, 1, FlowGain::from(pair.value) + must);
            self.pairs.push((at, arc));
        }
        for party in problem.profiles() {
            self.limit_of(party, self.node(party), self.end_of(party));
        }
        for set in 0..problem.shared.len() {
            let room = self.room_of_set(set);
            self.flow.add(self.set(set), self.sink(), room, 0);
        }
        let rounds = problem.pairs.len()..problem.candidates();
        self.short += rounds.filter(|&r| problem.open(r).is_empty()).count() as i64;
    }

    fn limit_of(&mut self, party: usize, from: usize, to: usize) {
        let limits = &self.problem.parties[party];
        let taken = self.taken[party];
        // Round tables take place whatever else does, so that their meetings leave the limits and the
        // minimum.
        let room = self.problem.room(party, limits.open).min(limits.most);
        let room = room.saturating_sub(taken);
        let asked = limits.least.saturating_sub(taken);
        self.short += i64::from(asked);
        // Two arcs: the minimum at a gain that no value outweighs, the rest free of gain.
        let least = asked.min(room);
        let ends = Ends {
            party,
            least: self.flow.add(from, to, least, MUST),
            asked,
        };
        self.flow.add(from, to, room - least, 0);
        self.ends.push(ends);
    }

    /// Meetings that all tables together have room for.
    fn limit(&self) -> u64 {
        let seats = self.problem.tables.iter().map(|table| {
            // A session is one profile and its enterprises; seats beyond the largest session are never
            // used.
            let firms = table.seats.min(index(self.problem.largest)) - 1;
            u64::from(table.open.count()) * u64::from(firms)
        });
        seats
            .sum::<u64>()
            .saturating_sub(self.problem.rounds.len() as u64)
    }

    fn read(mut self) -> EventBound {
        let pairs = self.pairs.iter().filter(|(_, arc)| self.flow.on(*arc) > 0);
        let chosen: Vec<usize> = pairs.map(|(at, _)| *at).collect();
        let pairs = &self.problem.pairs;
        let required = chosen.iter().filter(|&&at| pairs[at].required).count() as i64;
        let met: i64 = self
            .ends
            .iter()
            .map(|e| i64::from(self.flow.on(e.least)))
            .sum();
        self.short -= required + met;
        let rounds: i64 = self.problem.rounds.iter().map(|r| r.value).sum();
        let values = chosen.iter().map(|&at| i64::from(pairs[at].value));
        EventBound {
            bound: values.sum::<i64>() + rounds,
            cut: self.cut(chosen.len()),
            short: self.short,
            chosen,
        }
    }

    /// The first party by position that gets too little, and all that are in the same strait.
    fn cut(&self, meetings: usize) -> Option<Cut> {
        let lacking = |e: &&Ends| self.flow.on(e.least) < e.asked;
        let ends = self.ends.iter().find(lacking)?;
        if let Some(cut) = self.cut_of_set(ends.party) {
            return Some(cut);
        }
        let node = self.node(ends.party);
        let is_profile = ends.party >= self.problem.profiles().start;
        // Through the node of a set a profile gives its room up, not its meetings.
        let sets = (0..self.problem.shared.len()).map(|set| self.set(set));
        let banned: Vec<usize> = [0, self.sink()].into_iter().chain(sets).collect();
        // Residual arcs connect this party with the parties whose meetings could be handed on to it:
        // none of them has any to spare, or the flow, which puts minimums above all, would have done
        // so.
        let seen = if is_profile {
            self.flow.reaching(node, &banned)
        } else {
            self.flow.reached(node, &banned)
        };
        let same_side = |e: &&Ends| (e.party >= self.problem.profiles().start) == is_profile;
        let strait = |e: &&Ends| seen[self.node(e.party)] && e.asked > 0;
        let tight: Vec<&Ends> = self.ends.iter().filter(same_side).filter(strait).collect();
        if meetings as u64 >= self.limit() {
            // The parties are free, the tables are not.
            let asked = self
                .ends
                .iter()
                .filter(same_side)
                .map(|e| u64::from(e.asked));
            let (required, available) = (asked.sum(), meetings as u64);
            if required > available {
                let all = self.ends.iter().filter(same_side).filter(|e| e.asked > 0);
                let parties = all.map(|e| e.party).collect();
                return Some(Cut {
                    parties,
                    required,
                    available,
                    set: None,
                });
            }
        }
        let required = tight.iter().map(|e| u64::from(e.asked)).sum();
        let available = tight.iter().map(|e| u64::from(self.flow.on(e.least))).sum();
        let mut parties: Vec<usize> = (0..seen.len())
            .filter_map(|node| self.party(node).filter(|_| seen[node]))
            .collect();
        parties.sort_unstable();
        Some(Cut {
            parties,
            required,
            available,
            set: None,
        })
    }

    /// The set of a profile, if its minimums ask for more than the set can have.
    fn cut_of_set(&self, profile: usize) -> Option<Cut> {
        let [set] = self.problem.parties[profile].shared[..] else {
            return None;
        };
        let of_set = |e: &&Ends| self.problem.parties[e.party].shared == [set];
        let own: Vec<&Ends> = self.ends.iter().filter(of_set).collect();
        let required = own.iter().map(|e| u64::from(e.asked)).sum();
        let available = u64::from(self.room_of_set(set as usize));
        (required > available).then(|| Cut {
            parties: own.iter().map(|e| e.party).collect(),
            required,
            available,
            set: Some(set as usize),
        })
    }

    fn party(&self, node: usize) -> Option<usize> {
        (0..self.problem.parties.len()).find(|&party| self.node(party) == node)
    }
}
