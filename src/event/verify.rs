//! An independent check of a timetable: it shares no code with the planners.
//!
//! It reads the event as its builder was called, by id, and the meetings as they were published.

use std::collections::{BTreeMap, BTreeSet};

use super::party::Party;
use super::plan::Meeting;
use super::problem::EventProblem;
use super::slot::Slot;
use super::spec::{FixedSpec, PartySpec, TableKey};
use crate::decision::{Breach, BreachKind};
use crate::error::{Bilingual, Wording, displays_wording, say};
use crate::model::{NeedId, ProfileId};

/// A limit that a timetable breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the fields are ids, slots and counts, said above each variant"
)]
pub enum EventBreach {
    /// A meeting names a party, slot, table or round table that the event does not have, or a pair that has
    /// no value and need not meet.
    Unknown { what: String },
    /// A pair that must not meet meets.
    Vetoed { need: NeedId, profile: ProfileId },
    /// A pair that must meet does not, or not at the fixed place.
    Missing { need: NeedId, profile: ProfileId },
    /// A pair meets more than once.
    Twice { need: NeedId, profile: ProfileId },
    /// A round table does not sit together, once, with all its members, at the fixed place.
    RoundTable { round_table: String },
    /// A party sits in a slot at which it is away.
    Away { party: Party, slot: Slot },
    /// A party is in two places, or sees more at once than it does.
    DoubleBooked { party: Party, slot: Slot },
    /// Profiles that share a person meet in one slot.
    AtOnce {
        profiles: Vec<ProfileId>,
        slot: Slot,
    },
    /// A party's meetings are out of its range.
    Meetings {
        party: Party,
        got: usize,
        least: u32,
        most: u32,
    },
    /// A party has too many meetings on the day of `slot`.
    Daily { party: Party, slot: Slot },
    /// A party has no break up to `slot`.
    NoBreak { party: Party, slot: Slot },
    /// A table is closed, has too few seats, or has two sessions.
    Table { table: String, slot: Slot },
}

impl Bilingual for EventBreach {
    fn wording(&self) -> Wording {
        match self {
            Self::Unknown { what } => {
                say!("{what} is not of this event", "{what} 不属于本次活动")
            }
            Self::Vetoed { need, profile } => say!(
                "{need} and {profile} must not meet",
                "{need} 与 {profile} 不得会面"
            ),
            Self::Missing { need, profile } => say!(
                "{need} and {profile} must meet",
                "{need} 与 {profile} 必须会面"
            ),
            Self::Twice { need, profile } => say!(
                "{need} and {profile} meet twice",
                "{need} 与 {profile} 会面两次"
            ),
            Self::RoundTable { round_table } => say!(
                "round table {round_table} is not whole",
                "圆桌 {round_table} 不完整"
            ),
            Self::Away { party, slot } => {
                let party = party.wording();
                say!("{party} is away at {slot}", "{party} 在 {slot} 不在场"; party)
            }
            Self::DoubleBooked { party, slot } => {
                let party = party.wording();
                say!("{party} is double-booked at {slot}", "{party} 在 {slot} 有两场会面"; party)
            }
            Self::AtOnce { profiles, slot } => {
                let profiles: Vec<Wording> = profiles
                    .iter()
                    .map(|id| Wording::name(id.as_str()))
                    .collect();
                let who = Wording::joined(&profiles, (", ", "、"));
                say!(
                    "{who} share a person and all meet at {slot}",
                    "{who} 共用同一人，却都在 {slot} 会面";
                    who
                )
            }
            Self::Meetings {
                party,
                got,
                least,
                most,
            } => {
                let party = party.wording();
                say!(
                    "{party} has {got} meetings, not {least} to {most}",
                    "{party} 有{got}场会面，应为{least}至{most}场";
                    party
                )
            }
            Self::Daily { party, slot } => {
                let (party, day) = (party.wording(), slot.day());
                say!("{party} has too many on {day}", "{party} 在 {day} 会面过多"; party)
            }
            Self::NoBreak { party, slot } => {
                let party = party.wording();
                say!("{party} has no break up to {slot}", "{party} 到 {slot} 为止没有休息"; party)
            }
            Self::Table { table, slot } => say!(
                "table {table} is not free at {slot}",
                "桌 {table} 在 {slot} 不空闲"
            ),
        }
    }
}

displays_wording!(EventBreach);

impl EventBreach {
    /// The party that is bound, if it is one alone.
    fn party(&self) -> Option<&Party> {
        match self {
            Self::Away { party, .. }
            | Self::DoubleBooked { party, .. }
            | Self::Meetings { party, .. }
            | Self::Daily { party, .. }
            | Self::NoBreak { party, .. } => Some(party),
            Self::Unknown { .. }
            | Self::Vetoed { .. }
            | Self::Missing { .. }
            | Self::Twice { .. }
            | Self::RoundTable { .. }
            | Self::AtOnce { .. }
            | Self::Table { .. } => None,
        }
    }
}

impl Breach for EventBreach {
    fn kind(&self) -> BreachKind {
        match self {
            Self::Unknown { .. } => BreachKind::Unknown,
            Self::Vetoed { .. } => BreachKind::Forbidden,
            Self::Missing { .. } => BreachKind::Missing,
            Self::Twice { .. } => BreachKind::Twice,
            Self::RoundTable { .. } => BreachKind::Split,
            Self::Meetings { .. } | Self::Daily { .. } => BreachKind::Count,
            Self::Away { .. }
            | Self::DoubleBooked { .. }
            | Self::AtOnce { .. }
            | Self::NoBreak { .. }
            | Self::Table { .. } => BreachKind::Time,
        }
    }

    fn need(&self) -> Option<&NeedId> {
        match self {
            Self::Vetoed { need, .. } | Self::Missing { need, .. } | Self::Twice { need, .. } => {
                Some(need)
            }
            Self::Unknown { .. }
            | Self::RoundTable { .. }
            | Self::Away { .. }
            | Self::DoubleBooked { .. }
            | Self::AtOnce { .. }
            | Self::Meetings { .. }
            | Self::Daily { .. }
            | Self::NoBreak { .. }
            | Self::Table { .. } => match self.party()? {
                Party::Need(id) => Some(id),
                Party::Enterprise(_) | Party::Profile(_) => None,
            },
        }
    }

    fn profile(&self) -> Option<&ProfileId> {
        match self {
            Self::Vetoed { profile, .. }
            | Self::Missing { profile, .. }
            | Self::Twice { profile, .. } => Some(profile),
            Self::Unknown { .. }
            | Self::RoundTable { .. }
            | Self::Away { .. }
            | Self::DoubleBooked { .. }
            | Self::AtOnce { .. }
            | Self::Meetings { .. }
            | Self::Daily { .. }
            | Self::NoBreak { .. }
            | Self::Table { .. } => match self.party()? {
                Party::Profile(id) => Some(id),
                Party::Need(_) | Party::Enterprise(_) => None,
            },
        }
    }
}

/// One gathering: who sits at a table in a slot.
type Sittings<'a> = BTreeMap<(Slot, &'a str), Vec<&'a Meeting>>;

/// Returns every limit that `meetings` break; empty if they are a timetable of `event`. O(meetings · log +
/// event).
#[must_use]
pub fn verify(event: &EventProblem, meetings: &[Meeting]) -> Vec<EventBreach> {
    let mut check = PlanCheck {
        event,
        found: Vec::new(),
    };
    check.names(meetings);
    // The other checks look parties and tables up, so every name must be known.
    if check.found.is_empty() {
        check.pairs(meetings);
        check.rounds(meetings);
        check.tables(meetings);
        check.parties(meetings);
        check.persons(meetings);
    }
    check.found
}

struct PlanCheck<'a> {
    event: &'a EventProblem,
    found: Vec<EventBreach>,
}

fn is_at(meeting: &Meeting, fixed: Option<&FixedSpec>) -> bool {
    fixed.is_none_or(|fixed| {
        meeting.slot == fixed.slot && fixed.table.as_ref().is_none_or(|t| *t == meeting.table)
    })
}

impl PlanCheck<'_> {
    fn say(&mut self, violation: EventBreach) {
        self.found.push(violation);
    }

    fn names(&mut self, meetings: &[Meeting]) {
        let spec = &self.event.spec;
        for meeting in meetings {
            let (need, profile) = (
                Party::Need(meeting.need.clone()),
                Party::Profile(meeting.profile.clone()),
            );
            let firm = spec.enterprise_of.get(&*meeting.need);
            let round = meeting.round_table.as_ref();
            let known = [
                (spec.parties.contains_key(&need), &*meeting.need),
                (spec.parties.contains_key(&profile), &*meeting.profile),
                (firm == Some(&meeting.enterprise), &*meeting.enterprise),
                (
                    spec.tables.contains_key(&TableKey::new(&meeting.table)),
                    &*meeting.table,
                ),
                (
                    spec.slots.contains(&meeting.slot),
                    &meeting.slot.to_string(),
                ),
                (
                    round.is_none_or(|id| spec.rounds.contains_key(id)),
                    &*meeting.table,
                ),
            ];
            for (_, what) in known.iter().filter(|(is, _)| !is) {
                let what = (*what).to_owned();
                self.found.push(EventBreach::Unknown { what });
            }
        }
    }

    fn pairs(&mut self, meetings: &[Meeting]) {
        let spec = &self.event.spec;
        let mut met: BTreeMap<(&str, &str), &Meeting> = BTreeMap::new();
        for meeting in meetings {
            let names = || (meeting.need.clone(), meeting.profile.clone());
            let (need, profile) = names();
            if met
                .insert((&meeting.need, &meeting.profile), meeting)
                .is_some()
            {
                self.say(EventBreach::Twice { need, profile });
            }
            let (need, profile) = names();
            match spec.pair(&need, &profile) {
                Some(pair) if pair.vetoed => self.say(EventBreach::Vetoed { need, profile }),
                Some(pair) if pair.value.is_some() || pair.required || pair.fixed.is_some() => {}
                // A round table brings pairs together that have no value of their own.
                _ if meeting.round_table.is_some() => {}
                _ => self.say(EventBreach::Unknown {
                    what: format!("{need} – {profile}"),
                }),
            }
        }
        for (need, row) in &spec.pairs {
            for (profile, pair) in row.iter().filter(|(_, p)| p.required || p.fixed.is_some()) {
                let met = met.get(&(need.as_str(), profile.as_str()));
                if !met.is_some_and(|meeting| is_at(meeting, pair.fixed.as_ref())) {
                    let (need, profile) = (need.clone(), profile.clone());
                    self.say(EventBreach::Missing { need, profile });
                }
            }
        }
    }

    fn rounds(&mut self, meetings: &[Meeting]) {
        for (id, round) in &self.event.spec.rounds {
            let of = |m: &&Meeting| m.round_table.as_ref() == Some(id);
            let rows: Vec<&Meeting> = meetings.iter().filter(of).collect();
            let pairs: BTreeSet<_> = rows.iter().map(|m| (&*m.need, &*m.profile)).collect();
            let needs = round.needs.iter();
            let wanted: BTreeSet<_> = needs
                .flat_map(|n| round.profiles.iter().map(move |p| (n.as_str(), p.as_str())))
                .collect();
            let places: BTreeSet<_> = rows.iter().map(|m| (m.slot, &m.table)).collect();
            let fixed = rows.iter().all(|m| is_at(m, round.fixed.as_ref()));
            if pairs != wanted || places.len() != 1 || !fixed {
                let round_table = id.clone();
                self.say(EventBreach::RoundTable { round_table });
            }
        }
    }

    fn tables(&mut self, meetings: &[Meeting]) {
        let mut sittings: Sittings<'_> = BTreeMap::new();
        for meeting in meetings {
            let place = (meeting.slot, meeting.table.as_str());
            sittings.entry(place).or_default().push(meeting);
        }
        for ((slot, table), rows) in sittings {
            let spec = &self.event.spec.tables[&TableKey::new(table)];
            let firms: BTreeSet<_> = rows.iter().map(|m| &m.enterprise).collect();
            let profiles: BTreeSet<_> = rows.iter().map(|m| &m.profile).collect();
            let rounds: BTreeSet<_> = rows.iter().map(|m| &m.round_table).collect();
            let is_round = rows[0].round_table.is_some();
            // One session at a table: one round table, or the meetings of one profile.
            let one = rounds.len() == 1 && (is_round || profiles.len() == 1);
            let seats = firms.len() + profiles.len() <= spec.seats as usize;
            if spec.closed.contains(&slot) || !one || !seats {
                let table = table.to_owned();
                self.say(EventBreach::Table { table, slot });
            }
        }
    }

    fn parties(&mut self, meetings: &[Meeting]) {
        let mut of: BTreeMap<Party, Vec<&Meeting>> = BTreeMap::new();
        for meeting in meetings {
            let firm = Party::enterprise(&meeting.enterprise);
            for party in [
                Party::Need(meeting.need.clone()),
                firm,
                Party::Profile(meeting.profile.clone()),
            ] {
                of.entry(party).or_default().push(meeting);
            }
        }
        for (party, spec) in &self.event.spec.parties {
            let rows = of.remove(party).unwrap_or_default();
            self.party(party, spec, &rows);
        }
    }

    fn persons(&mut self, meetings: &[Meeting]) {
        for set in &self.event.spec.shared {
            let mut present: BTreeMap<Slot, BTreeSet<&ProfileId>> = BTreeMap::new();
            for meeting in meetings.iter().filter(|m| set.contains(&m.profile)) {
                let here = present.entry(meeting.slot).or_default();
                here.insert(&meeting.profile);
            }
            for (slot, profiles) in present.into_iter().filter(|(_, here)| here.len() > 1) {
                let profiles = profiles.into_iter().cloned().collect();
                self.found.push(EventBreach::AtOnce { profiles, slot });
            }
        }
    }

    fn party(&mut self, party: &Party, spec: &PartySpec, rows: &[&Meeting]) {
        // A round table is one meeting, however many it brings together.
        let mut seen: BTreeSet<(Slot, String)> = BTreeSet::new();
        let mut tables: BTreeMap<Slot, BTreeSet<&str>> = BTreeMap::new();
        for row in rows {
            let other = format!("{}\n{}", row.need, row.profile);
            let name = row
                .round_table
                .as_ref()
                .map_or(other, |id| format!("\t{id}"));
            seen.insert((row.slot, name));
            tables.entry(row.slot).or_default().insert(&row.table);
        }
        let (least, most) = (spec.least, spec.most);
        let got = seen.len();
        if got < least as usize || got > most as usize {
            let party = party.clone();
            self.say(EventBreach::Meetings {
                party,
                got,
                least,
                most,
            });
        }
        let mut daily: BTreeMap<_, usize> = BTreeMap::new();
        for (&slot, tables) in &tables {
            let here = seen.iter().filter(|s| s.0 == slot).count();
            if spec.away.contains(&slot) {
                self.say(EventBreach::Away {
                    party: party.clone(),
                    slot,
                });
            }
            if tables.len() > 1 || here > spec.together as usize {
                self.say(EventBreach::DoubleBooked {
                    party: party.clone(),
                    slot,
                });
            }
            let today = daily.entry(slot.day()).or_default();
            *today += here;
            if *today > spec.daily as usize {
                self.say(EventBreach::Daily {
                    party: party.clone(),
                    slot,
                });
            }
        }
        self.breaks(party, spec, tables.keys().copied().collect());
    }

    fn breaks(&mut self, party: &Party, spec: &PartySpec, busy: BTreeSet<Slot>) {
        let (mut run, mut last): (u32, Option<Slot>) = (0, None);
        // Over all slots, not the busy ones only: a slot without a meeting is a break.
        for &slot in &self.event.spec.slots {
            let follows = last.is_some_and(|last| slot.follows(last));
            last = Some(slot);
            run = match (busy.contains(&slot), follows) {
                (false, _) => 0,
                (true, true) => run + 1,
                (true, false) => 1,
            };
            if run > spec.in_a_row {
                let party = party.clone();
                self.found.push(EventBreach::NoBreak { party, slot });
            }
        }
    }
}
