//! Exhaustive answers for tiny events, and the random events they are tried on.

use std::collections::BTreeMap;

use super::super::spec::Spec;
use super::super::*;
use super::slots;
use crate::model::{NeedId, ProfileId};

/// A seeded xorshift, so that every run sees the same events.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number in `0..below`.
    pub(super) fn roll(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 16) % u64::from(below)).unwrap()
    }

    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.roll(100) < percent
    }
}

/// Which constraints a random event has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spice {
    pub(super) minimums: bool,
    pub(super) rules: bool,
    pub(super) fixed: bool,
    pub(super) firms: bool,
    pub(super) away: bool,
    pub(super) daily: bool,
    pub(super) breaks: bool,
    pub(super) together: bool,
    pub(super) rounds: bool,
    pub(super) tables: bool,
    pub(super) persons: bool,
    /// Values take this many levels; many where 0.
    pub(super) levels: u32,
}

/// Every kind of constraint alone, then all together.
pub(super) fn spices() -> Vec<Spice> {
    let plain = Spice::default();
    let all = Spice {
        minimums: true,
        rules: true,
        fixed: true,
        firms: true,
        away: true,
        daily: true,
        breaks: true,
        together: true,
        rounds: true,
        tables: true,
        persons: true,
        levels: 4,
    };
    let alone: [fn(&mut Spice); 14] = [
        |_| {},
        |s| s.levels = 3,
        |s| s.minimums = true,
        |s| s.rules = true,
        |s| s.fixed = true,
        |s| s.firms = true,
        |s| s.away = true,
        |s| s.daily = true,
        |s| s.breaks = true,
        |s| (s.together, s.tables) = (true, true),
        |s| (s.rounds, s.tables) = (true, true),
        |s| s.tables = true,
        |s| (s.minimums, s.away, s.rules) = (true, true, true),
        |s| s.persons = true,
    ];
    let with = |change: fn(&mut Spice)| {
        let mut spice = plain;
        change(&mut spice);
        spice
    };
    let mut spices: Vec<Spice> = alone.into_iter().map(with).collect();
    spices.push(all);
    spices.push(with(|s| {
        (s.persons, s.minimums, s.rules) = (true, true, true);
    }));
    spices
}

/// A random event of two or three needs and profiles, and two or three slots on two days.
pub(super) fn random(dice: &mut Dice, spice: Spice) -> EventBuilder {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 1 + dice.roll(2) as u16)).unwrap();
    event.slots(&slots(13, 1)).unwrap();
    let (needs, profiles) = (2 + dice.roll(2), 2 + dice.roll(2));
    for table in 0..1 + dice.roll(2) {
        let seats = if spice.tables { 2 + dice.roll(3) } else { 2 };
        event.table(&format!("t{table}"), seats).unwrap();
    }
    let range = |dice: &mut Dice| u32::from(spice.minimums && dice.chance(40))..=1 + dice.roll(3);
    for n in 0..needs {
        let firm = if spice.firms && dice.chance(50) { 0 } else { n };
        let meetings = range(dice);
        event
            .need_of(&format!("n{n}"), &format!("e{firm}"), meetings)
            .unwrap();
    }
    for p in 0..profiles {
        let meetings = range(dice);
        event.profile(&format!("p{p}"), meetings).unwrap();
    }
    if spice.rounds {
        event.round_table("r", &["n0", "n1"], &["p0"]).unwrap();
    }
    if spice.persons {
        event.one_at_a_time(&["p0", "p1"]).unwrap();
        // A third profile shares a person with one of them, with both, or with neither.
        match dice.roll(3) {
            0 if profiles > 2 => drop(event.one_at_a_time(&["p1", "p2"]).unwrap()),
            1 if profiles > 2 => drop(event.one_at_a_time(&["p0", "p1", "p2"]).unwrap()),
            _ => {}
        }
    }
    pairs(dice, &mut event, spice, needs, profiles);
    presence(dice, &mut event, spice);
    event
}

/// Any mixture of the kinds of constraint.
pub(super) fn mixture(dice: &mut Dice) -> Spice {
    Spice {
        minimums: dice.chance(40),
        rules: dice.chance(40),
        fixed: dice.chance(50),
        firms: dice.chance(40),
        away: dice.chance(40),
        daily: dice.chance(30),
        breaks: dice.chance(30),
        together: dice.chance(40),
        rounds: dice.chance(40),
        tables: dice.chance(50),
        persons: dice.chance(30),
        levels: dice.roll(5),
    }
}

/// A random event with any mixture of constraints; also tables that close at any time, a round table that is
/// fixed, and fixed meetings at any table.
pub(super) fn crowded(dice: &mut Dice) -> EventBuilder {
    let spice = mixture(dice);
    let mut event = random(dice, spice);
    let all: Vec<Slot> = event.spec.slots.iter().copied().collect();
    let tables: Vec<String> = event.spec.tables.keys().map(|key| key.1.clone()).collect();
    for table in &tables {
        for &slot in &all {
            if spice.tables && dice.chance(20) {
                event.close(table, &[slot]).unwrap();
            }
        }
    }
    let place = |dice: &mut Dice| {
        let slot = all[dice.roll(all.len() as u32) as usize];
        let table = tables[dice.roll(tables.len() as u32) as usize].clone();
        (slot, dice.chance(50).then_some(table))
    };
    if spice.rounds && spice.fixed && dice.chance(50) {
        let (slot, table) = place(dice);
        event.fix_round_table("r", slot, table.as_deref()).unwrap();
    }
    if spice.fixed && dice.chance(60) {
        // Of the pairs that are no part of the round table.
        let (need, profile) = (format!("n{}", dice.roll(2)), "p1");
        let (slot, table) = place(dice);
        let vetoed = event.spec.pair(&need, profile).is_some_and(|p| p.vetoed);
        if !vetoed {
            event.fix(&need, profile, slot, table.as_deref()).unwrap();
        }
    }
    event
}

/// Most pairs of a random event, so that all its timetables can be looked at.
const MOST_PAIRS: u32 = 6;

fn pairs(dice: &mut Dice, event: &mut EventBuilder, spice: Spice, needs: u32, profiles: u32) {
    let levels = if spice.levels == 0 {
        1_000_000
    } else {
        spice.levels
    };
    let all: Vec<Slot> = event.spec.slots.iter().copied().collect();
    let mut told = 0;
    for n in 0..needs {
        for p in 0..profiles {
            let (need, profile) = (format!("n{n}"), format!("p{p}"));
            if told == MOST_PAIRS || !dice.chance(75) {
                continue;
            }
            told += 1;
            let value = f64::from(1 + dice.roll(levels)) / f64::from(levels);
            event.value(&need, &profile, value).unwrap();
            let in_round = spice.rounds && n < 2 && p == 0;
            if spice.rules && dice.chance(15) && !in_round {
                event.veto(&need, &profile).unwrap();
            } else if spice.rules && dice.chance(12) {
                event.require(&need, &profile).unwrap();
            } else if spice.fixed && dice.chance(20) && !in_round {
                let slot = all[dice.roll(all.len() as u32) as usize];
                let table = dice.chance(50).then_some("t0");
                event.fix(&need, &profile, slot, table).unwrap();
            }
        }
    }
}

fn presence(dice: &mut Dice, event: &mut EventBuilder, spice: Spice) {
    let all: Vec<Slot> = event.spec.slots.iter().copied().collect();
    let parties: Vec<Party> = event.spec.parties.keys().cloned().collect();
    for party in parties {
        for &slot in &all {
            if spice.away && dice.chance(25) {
                event.away(&party, &[slot]).unwrap();
            }
        }
        if spice.daily && dice.chance(40) {
            event.daily(&party, 1).unwrap();
        }
        if spice.breaks && dice.chance(50) && party.side() != "need" {
            event.in_a_row(&party, 1).unwrap();
        }
        if spice.together && dice.chance(50) && party.side() == "profile" {
            event.together(party.id(), 2).unwrap();
        }
    }
    if spice.tables && dice.chance(40) {
        event.close("t0", &all[..1]).unwrap();
    }
}

/// One thing that may take place: a pair or a round table.
#[derive(Clone)]
struct Item {
    pairs: Vec<(NeedId, ProfileId)>,
    round: Option<String>,
    value: f64,
}

fn items(spec: &Spec) -> Vec<Item> {
    let value = |n: &str, p: &str| {
        let steps = spec.pair(n, p).and_then(|pair| pair.value);
        f64::from(steps.unwrap_or(0)) / 1e9
    };
    let mut items = Vec::new();
    let mut taken: Vec<(NeedId, ProfileId)> = Vec::new();
    for (id, round) in &spec.rounds {
        let pairs = round
            .needs
            .iter()
            .flat_map(|n| round.profiles.iter().map(move |p| (n.clone(), p.clone())));
        let pairs: Vec<_> = pairs.collect();
        taken.extend(pairs.clone());
        let value = pairs.iter().map(|(n, p)| value(n, p)).sum();
        items.push(Item {
            pairs,
            round: Some(id.clone()),
            value,
        });
    }
    for (n, row) in &spec.pairs {
        for (p, pair) in row {
            let key = (n.clone(), p.clone());
            if !pair.vetoed && !taken.contains(&key) {
                items.push(Item {
                    value: value(n, p),
                    pairs: vec![key],
                    round: None,
                });
            }
        }
    }
    items
}

/// The greatest score of all timetables; none where no timetable holds the limits.
pub(super) fn best(event: &EventProblem, score: &dyn Fn(&[Meeting], f64) -> f64) -> Option<f64> {
    let items = items(&event.spec);
    let mut best = None;
    let mut placed = Vec::new();
    descend(event, &items, &mut placed, &mut best, score);
    best
}

/// The greatest value.
pub(super) fn best_value(event: &EventProblem) -> Option<f64> {
    best(event, &|_, value| value)
}

fn descend(
    event: &EventProblem,
    items: &[Item],
    placed: &mut Vec<(Item, Slot)>,
    best: &mut Option<f64>,
    score: &dyn Fn(&[Meeting], f64) -> f64,
) {
    let Some((item, rest)) = items.split_first() else {
        let value = placed.iter().map(|(item, _)| item.value).sum();
        if splits_a_person(event, placed) {
            return;
        }
        if let Some(meetings) = seated(event, placed) {
            let score = score(&meetings, value);
            if best.is_none_or(|best| score > best) {
                *best = Some(score);
            }
        }
        return;
    };
    descend(event, rest, placed, best, score);
    for &slot in event.slots() {
        let firm = |item: &Item| event.enterprise_of(&item.pairs[0].0).map(str::to_owned);
        let clash = placed
            .iter()
            .any(|(i, s)| *s == slot && firm(i) == firm(item));
        if !clash {
            placed.push((item.clone(), slot));
            descend(event, rest, placed, best, score);
            placed.pop();
        }
    }
}

/// Whether two profiles that share a person are in one slot: said here once more, apart from `verify`.
fn splits_a_person(event: &EventProblem, placed: &[(Item, Slot)]) -> bool {
    let at = |profile: &ProfileId, slot: &Slot| {
        let of = |item: &Item| item.pairs.iter().any(|(_, p)| p == profile);
        placed.iter().any(|(item, s)| s == slot && of(item))
    };
    let mut sets = event.spec.shared.iter();
    sets.any(|set| {
        let all = || event.slots().iter();
        all().any(|slot| set.iter().filter(|p| at(p, slot)).count() > 1)
    })
}

/// The meetings at some tables at which they hold every limit.
fn seated(event: &EventProblem, placed: &[(Item, Slot)]) -> Option<Vec<Meeting>> {
    let mut sessions: BTreeMap<(Slot, String), Vec<&Item>> = BTreeMap::new();
    for (item, slot) in placed {
        let host = item.round.as_ref().map(|r| format!("round {r}"));
        let host = host.unwrap_or_else(|| item.pairs[0].1.to_string());
        sessions.entry((*slot, host)).or_default().push(item);
    }
    let sessions: Vec<_> = sessions.into_iter().collect();
    let tables: Vec<String> = event.tables().map(str::to_owned).collect();
    choose(event, &sessions, &tables, &mut Vec::new())
}

fn choose(
    event: &EventProblem,
    sessions: &[((Slot, String), Vec<&Item>)],
    tables: &[String],
    meetings: &mut Vec<Meeting>,
) -> Option<Vec<Meeting>> {
    let Some((((slot, _), items), rest)) = sessions.split_first() else {
        return verify(event, meetings).is_empty().then(|| meetings.clone());
    };
    for table in tables {
        let length = meetings.len();
        for item in items {
            meetings.extend(item.pairs.iter().map(|(need, profile)| Meeting {
                slot: *slot,
                table: table.clone(),
                need: need.clone(),
                enterprise: event.enterprise_of(need).unwrap().to_owned(),
                profile: profile.clone(),
                value: 0.0,
                round_table: item.round.clone(),
            }));
        }
        if let Some(found) = choose(event, rest, tables, meetings) {
            return Some(found);
        }
        meetings.truncate(length);
    }
    None
}
