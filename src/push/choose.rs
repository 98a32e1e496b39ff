//! The choice of the deliveries of greatest total value under all limits at once.
//!
//! The limits are of two families. Subscription ⊂ recipient ⊂ plan is one: each two of its sets are disjoint or one holds
//! the other, so that the sets within the limits are the independent sets of a laminar matroid, and taking candidates in
//! the order of their values is best (Rado 1957, Edmonds 1971; see Schrijver, *Combinatorial Optimization*, 2003, sections
//! 39.4 and 40.1). Pair ⊂ record is the other: a recipient gets a record once, and a record goes to so many. As long as the
//! second family binds nobody, the greedy choice is used, O(n log n). Where both may bind, the choice is the best common
//! independent set of two laminar matroids, which is a flow of greatest gain (the crate's own, `decision::flow`) from the
//! plan over recipients, subscriptions, pairs and records: O(chosen · n log n). Candidates that no limit ties together
//! are chosen from apart, so that n is the size of one knot of full subscriptions and records, not of the whole plan. A knot of more than
//! [`MOST_WORK`] is chosen from greedily, which keeps every limit and is worth at least half of the best (Jenkyns 1976: two
//! matroids); the plan says so.
//!
//! Values count in steps of 2⁻³²; candidates of one value come by recipient, subscription and record.

use std::collections::{BTreeMap, HashMap};

use crate::decision::Options;
use crate::decision::flow::Flow;
use crate::error::Result;

/// A candidate as the choice sees it: numbers of its sets, in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ChoiceEntry {
    pub(super) recipient: usize,
    pub(super) subscription: usize,
    /// Recipient and record.
    pub(super) pair: usize,
    pub(super) record: usize,
    /// Above 0.
    pub(super) value: f64,
}

/// What is left of each limit; `None` for no limit.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    pub(super) plan: Option<u32>,
    pub(super) recipients: Vec<Option<u32>>,
    pub(super) subscriptions: Vec<Option<u32>>,
    pub(super) records: Vec<Option<u32>>,
    pub(super) pairs: usize,
}

/// The limit that keeps a candidate out of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    Pair,
    Subscription,
    Recipient,
    Record,
    Plan,
}

/// How many of each set are chosen.
#[derive(Clone, Debug)]
pub(super) struct ChoiceCounts {
    plan: u32,
    recipients: Vec<u32>,
    subscriptions: Vec<u32>,
    records: Vec<u32>,
    pairs: Vec<u32>,
}

impl ChoiceCounts {
    fn new(room: &Room) -> Self {
        Self {
            plan: 0,
            recipients: vec![0; room.recipients.len()],
            subscriptions: vec![0; room.subscriptions.len()],
            records: vec![0; room.records.len()],
            pairs: vec![0; room.pairs],
        }
    }

    /// The counts of a choice.
    pub(super) fn of(entries: &[ChoiceEntry], chosen: &[bool], room: &Room) -> Self {
        let mut counts = Self::new(room);
        let taken = entries.iter().zip(chosen).filter(|(_, taken)| **taken);
        taken.for_each(|(entry, _)| counts.add(entry));
        counts
    }

    fn add(&mut self, entry: &ChoiceEntry) {
        self.plan += 1;
        self.recipients[entry.recipient] += 1;
        self.subscriptions[entry.subscription] += 1;
        self.records[entry.record] += 1;
        self.pairs[entry.pair] += 1;
    }

    /// The limit that has no room for one more such candidate, the narrowest first.
    pub(super) fn full(&self, entry: &ChoiceEntry, room: &Room) -> Option<Full> {
        let is_full = |count: u32, most: Option<u32>| most.is_some_and(|most| count >= most);
        let (s, r) = (entry.subscription, entry.recipient);
        if self.pairs[entry.pair] > 0 {
            Some(Full::Pair)
        } else if is_full(self.subscriptions[s], room.subscriptions[s]) {
            Some(Full::Subscription)
        } else if is_full(self.recipients[r], room.recipients[r]) {
            Some(Full::Recipient)
        } else if is_full(self.records[entry.record], room.records[entry.record]) {
            Some(Full::Record)
        } else {
            is_full(self.plan, room.plan).then_some(Full::Plan)
        }
    }
}

/// Most work of one flow: candidates of a knot times deliveries that they can become. Some seconds on one core.
const MOST_WORK: u64 = 20_000_000;

/// Returns which candidates are chosen, in the order of `entries`, which come by recipient, subscription and record, and
/// whether no other choice is worth more.
pub(super) fn choose(entries: &[ChoiceEntry], room: &Room) -> Result<(Vec<bool>, bool)> {
    choose_within(entries, room, MOST_WORK)
}

/// Chooses with at most that much work for each knot; greedily in a larger one.
pub(super) fn choose_within(
    entries: &[ChoiceEntry],
    room: &Room,
    most_work: u64,
) -> Result<(Vec<bool>, bool)> {
    let kept = without_idle_twins(entries, room);
    let mut chosen = vec![false; entries.len()];
    let mut is_best = true;
    for part in parts(entries, &kept, room) {
        let of_part: Vec<ChoiceEntry> = part.iter().map(|&at| entries[at]).collect();
        let (of_part, room) = renumbered(&of_part, room);
        let best = match second_family_binds(&of_part, &room) {
            true if work(&of_part, &room) <= most_work => by_flow(&of_part, &room)?,
            binds => {
                is_best &= !binds;
                greedy(&of_part, &room)
            }
        };
        for (at, best) in part.into_iter().zip(best) {
            chosen[at] = best;
        }
    }
    Ok((chosen, is_best))
}

/// Candidates times the most of them that can be chosen.
fn work(entries: &[ChoiceEntry], room: &Room) -> u64 {
    let all = ChoiceCounts::of(entries, &vec![true; entries.len()], room);
    let sum = |counts: &[u32], most: &[Option<u32>]| -> u64 {
        let each = counts.iter().zip(most);
        each.map(|(&count, most)| u64::from(most.map_or(count, |most| most.min(count))))
            .sum()
    };
    let amount = sum(&all.recipients, &room.recipients)
        .min(sum(&all.subscriptions, &room.subscriptions))
        .min(sum(&all.records, &room.records))
        .min(room.pairs as u64)
        .min(room.plan.map_or(u64::MAX, u64::from));
    amount * entries.len() as u64
}

/// The candidates that are kept, in parts that no limit ties together: one that has room for all of its candidates ties
/// none. Each part is in order, and is chosen from alone.
fn parts(entries: &[ChoiceEntry], kept: &[bool], room: &Room) -> Vec<Vec<usize>> {
    let all = ChoiceCounts::of(entries, kept, room);
    let binds = |count: u32, most: Option<u32>| most.is_some_and(|most| count > most);
    let mut leader: Vec<usize> = (0..entries.len()).collect();
    let binding = |at: usize| {
        let entry = &entries[at];
        let (s, r, record) = (entry.subscription, entry.recipient, entry.record);
        [
            binds(all.plan, room.plan).then_some((0, 0)),
            binds(all.recipients[r], room.recipients[r]).then_some((1, r)),
            binds(all.subscriptions[s], room.subscriptions[s]).then_some((2, s)),
            (all.pairs[entry.pair] > 1).then_some((3, entry.pair)),
            binds(all.records[record], room.records[record]).then_some((4, record)),
        ]
    };
    let mut first: HashMap<(u8, usize), usize> = HashMap::new();
    for at in (0..entries.len()).filter(|&at| kept[at]) {
        for set in binding(at).into_iter().flatten() {
            let other = *first.entry(set).or_insert(at);
            let (one, other) = (lead(&mut leader, at), lead(&mut leader, other));
            leader[one.max(other)] = one.min(other);
        }
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in (0..entries.len()).filter(|&at| kept[at]) {
        let lead = lead(&mut leader, at);
        parts.entry(lead).or_default().push(at);
    }
    parts.into_values().collect()
}

/// The first candidate of the part of `at`; shortens the way to it.
fn lead(leader: &mut [usize], mut at: usize) -> usize {
    while leader[at] != at {
        leader[at] = leader[leader[at]];
        at = leader[at];
    }
    at
}

/// The candidates of a part with the numbers of their sets counted from 0, in the order in which they come, and the room
/// of those sets.
fn renumbered(entries: &[ChoiceEntry], of: &Room) -> (Vec<ChoiceEntry>, Room) {
    let mut room = Room {
        plan: of.plan,
        ..Room::default()
    };
    let mut known: [HashMap<usize, usize>; 4] = Default::default();
    let mut number = |family: usize, old: usize| {
        let next = known[family].len();
        let new = *known[family].entry(old).or_insert(next);
        (new, new == next)
    };
    let mut renumbered = Vec::with_capacity(entries.len());
    for entry in entries {
        let (recipient, is_new) = number(0, entry.recipient);
        if is_new {
            room.recipients.push(of.recipients[entry.recipient]);
        }
        let (subscription, is_new) = number(1, entry.subscription);
        if is_new {
            room.subscriptions
                .push(of.subscriptions[entry.subscription]);
        }
        let (record, is_new) = number(2, entry.record);
        if is_new {
            room.records.push(of.records[entry.record]);
        }
        let (pair, is_new) = number(3, entry.pair);
        room.pairs += usize::from(is_new);
        renumbered.push(ChoiceEntry {
            recipient,
            subscription,
            pair,
            record,
            value: entry.value,
        });
    }
    (renumbered, room)
}

/// Leaves out, of the candidates of one pair, all but the best, if none of their subscriptions can become full: whatever
/// a choice does, the best can then stand in for the others.
fn without_idle_twins(entries: &[ChoiceEntry], room: &Room) -> Vec<bool> {
    let mut of_subscription = vec![0_u32; room.subscriptions.len()];
    for entry in entries {
        of_subscription[entry.subscription] += 1;
    }
    let is_slack = |s: usize| room.subscriptions[s].is_none_or(|most| most >= of_subscription[s]);
    let mut best: Vec<Option<usize>> = vec![None; room.pairs];
    let mut all_slack = vec![true; room.pairs];
    for (at, entry) in entries.iter().enumerate() {
        all_slack[entry.pair] &= is_slack(entry.subscription);
        let is_better = best[entry.pair].is_none_or(|best| entry.value > entries[best].value);
        if is_better {
            best[entry.pair] = Some(at);
        }
    }
    let keep =
        |(at, entry): (usize, &ChoiceEntry)| !all_slack[entry.pair] || best[entry.pair] == Some(at);
    entries.iter().enumerate().map(keep).collect()
}

/// Whether a pair has two candidates, or a record more than its limit.
fn second_family_binds(entries: &[ChoiceEntry], room: &Room) -> bool {
    let all = ChoiceCounts::of(entries, &vec![true; entries.len()], room);
    let records = all.records.iter().zip(&room.records);
    let mut over = records.filter(|(count, most)| most.is_some_and(|most| **count > most));
    all.pairs.iter().any(|&count| count > 1) || over.next().is_some()
}

fn greedy(entries: &[ChoiceEntry], room: &Room) -> Vec<bool> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|&a, &b| {
        steps(entries[b].value)
            .cmp(&steps(entries[a].value))
            .then(a.cmp(&b))
    });
    let mut counts = ChoiceCounts::new(room);
    let mut chosen = vec![false; entries.len()];
    for at in order {
        if counts.full(&entries[at], room).is_none() {
            counts.add(&entries[at]);
            chosen[at] = true;
        }
    }
    chosen
}

/// A value in steps of 2⁻³².
#[expect(
    clippy::cast_possible_truncation,
    reason = "values are at most 2: 34 bits"
)]
fn steps(value: f64) -> i64 {
    (value * 4_294_967_296.0).round() as i64
}

fn by_flow(entries: &[ChoiceEntry], room: &Room) -> Result<Vec<bool>> {
    let (recipients, subscriptions) = (room.recipients.len(), room.subscriptions.len());
    let first_subscription = 1 + recipients;
    let first_pair = first_subscription + subscriptions;
    let first_record = first_pair + room.pairs;
    let sink = first_record + room.records.len();
    let mut flow = Flow::new(sink + 1);
    let counts = ChoiceCounts::of(entries, &vec![true; entries.len()], room);
    let least = |most: Option<u32>, count: u32| most.map_or(count, |most| most.min(count));
    for (at, &most) in room.recipients.iter().enumerate() {
        flow.add(0, 1 + at, least(most, counts.recipients[at]), 0);
    }
    let mut owner = vec![None; subscriptions];
    let mut sent = vec![None; room.pairs];
    for entry in entries {
        owner[entry.subscription] = Some(entry.recipient);
        sent[entry.pair] = Some(entry.record);
    }
    for (at, recipient) in owner.iter().enumerate() {
        if let Some(recipient) = recipient {
            let most = least(room.subscriptions[at], counts.subscriptions[at]);
            flow.add(1 + recipient, first_subscription + at, most, 0);
        }
    }
    let mut arcs = Vec::with_capacity(entries.len());
    let count = entries.len() as i128;
    for (at, entry) in entries.iter().enumerate() {
        // Of equal values the earlier one gains more, by less than one step in all.
        let gain = (i128::from(steps(entry.value)) << 48) + (count - at as i128);
        let (from, to) = (
            first_subscription + entry.subscription,
            first_pair + entry.pair,
        );
        arcs.push((at, flow.add(from, to, 1, gain)));
    }
    for (at, record) in sent.iter().enumerate() {
        if let Some(record) = record {
            flow.add(first_pair + at, first_record + record, 1, 0);
        }
    }
    for (at, &most) in room.records.iter().enumerate() {
        let most = least(most, counts.records[at]);
        flow.add(first_record + at, sink, most, 0);
    }
    let mut control = Options::new().control(u64::MAX, "the plan of deliveries");
    let limit = room.plan.map_or(u64::MAX, u64::from);
    flow.run(limit, &mut control)?;
    let mut chosen = vec![false; entries.len()];
    for (at, arc) in arcs {
        chosen[at] = flow.on(arc) > 0;
    }
    Ok(chosen)
}
