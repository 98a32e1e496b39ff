//! The choice against all choices of small problems.

use crate::decision::trials;
use crate::push::choose::{ChoiceCounts, ChoiceEntry, Room, choose, choose_within};

/// A seeded xorshift, so that every run sees the same problems.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % below as u64).unwrap()
    }

    fn limit(&mut self) -> Option<u32> {
        let roll = self.roll(5);
        (roll < 4).then(|| u32::try_from(roll).unwrap())
    }
}

/// A problem of up to three recipients, six subscriptions and three records.
fn problem(dice: &mut Dice) -> (Vec<ChoiceEntry>, Room) {
    let recipients = 1 + dice.roll(3);
    let subscriptions = recipients + dice.roll(4);
    let records = 1 + dice.roll(3);
    let mut room = Room {
        plan: dice.limit(),
        recipients: (0..recipients).map(|_| dice.limit()).collect(),
        subscriptions: (0..subscriptions).map(|_| dice.limit()).collect(),
        records: (0..records).map(|_| dice.limit()).collect(),
        pairs: recipients * records,
    };
    if dice.roll(2) == 0 {
        room.records = vec![None; records];
    }
    let mut entries = Vec::new();
    for subscription in 0..subscriptions {
        let recipient = subscription % recipients;
        for record in 0..records {
            if dice.roll(5) < 3 && entries.len() < 11 {
                entries.push(ChoiceEntry {
                    recipient,
                    subscription,
                    pair: recipient * records + record,
                    record,
                    value: (1 + dice.roll(8)) as f64 / 8.0,
                });
            }
        }
    }
    entries.sort_by_key(|entry| (entry.recipient, entry.subscription, entry.record));
    (entries, room)
}

#[expect(clippy::cast_possible_truncation, reason = "one to eight")]
fn eighths(value: f64) -> i64 {
    (value * 8.0) as i64
}

/// Total value of a choice, in eighths; `None` if it breaks a limit.
fn total(entries: &[ChoiceEntry], chosen: &[bool], room: &Room) -> Option<u32> {
    let mut so_far = vec![false; entries.len()];
    let mut total = 0;
    for (at, entry) in entries.iter().enumerate().filter(|(at, _)| chosen[*at]) {
        if ChoiceCounts::of(entries, &so_far, room)
            .full(entry, room)
            .is_some()
        {
            return None;
        }
        so_far[at] = true;
        total += u32::try_from(eighths(entry.value)).unwrap();
    }
    Some(total)
}

#[test]
fn no_choice_within_the_limits_is_worth_more() {
    let mut bound = 0;
    for seed in trials(1..1_500) {
        let (entries, room) = problem(&mut Dice(seed * 0x9E37_79B9));
        let (chosen, is_best) = choose(&entries, &room).unwrap();
        assert!(is_best);
        let found = total(&entries, &chosen, &room).expect("within the limits");
        let every = 0..1_u32 << entries.len();
        let of =
            |set: u32| -> Vec<bool> { (0..entries.len()).map(|at| set >> at & 1 == 1).collect() };
        let best = every
            .filter_map(|set| total(&entries, &of(set), &room))
            .max();
        assert_eq!(Some(found), best, "seed {seed}: {entries:?} {room:?}");
        let (quick, is_best) = choose_within(&entries, &room, 0).unwrap();
        let quick = total(&entries, &quick, &room).expect("within the limits");
        let least = if is_best { found } else { found.div_ceil(2) };
        assert!(quick >= least, "seed {seed}: {quick} of {found}");
        bound += u32::from(chosen.contains(&false) && chosen.contains(&true));
        // What is left out is kept out by a limit.
        let counts = ChoiceCounts::of(&entries, &chosen, &room);
        for (entry, _) in entries.iter().zip(&chosen).filter(|(_, taken)| !**taken) {
            assert!(counts.full(entry, &room).is_some(), "seed {seed}");
        }
    }
    assert!(bound > 300, "{bound} problems were choices");
}

#[test]
fn candidates_of_one_value_come_by_their_place() {
    let entry = |record| ChoiceEntry {
        recipient: 0,
        subscription: 0,
        pair: record,
        record,
        value: 0.5,
    };
    let entries = [entry(0), entry(1), entry(2)];
    let mut room = Room {
        plan: Some(2),
        recipients: vec![None],
        subscriptions: vec![None],
        records: vec![None; 3],
        pairs: 3,
    };
    assert_eq!(choose(&entries, &room).unwrap().0, [true, true, false]);
    // The same through the flow: the first record is full.
    room.records[0] = Some(0);
    assert_eq!(choose(&entries, &room).unwrap().0, [false, true, true]);
}
