//! Changes to an event: proposals of relaxations, and events after publication.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::builder::EventBuilder;
use super::fault::no_round;
use super::party::Party;
use super::problem::EventProblem;
use super::slot::Slot;
use super::spec::TableKey;
use crate::error::{Bilingual, Error, Result, Wording, counted, displays_wording, say};
use crate::model::{NeedId, ProfileId};

/// One change to an event.
///
/// # Example
/// ```
/// use qianxian::event::{EventChange, EventProblem};
///
/// let mut event = EventProblem::builder().build()?;
/// event.apply(&EventChange::AddTable { table: "A".into(), seats: 2 })?;
/// assert_eq!(event.tables().collect::<Vec<_>>(), ["A"]);
/// let veto = EventChange::Veto { need: "N".parse()?, profile: "P".parse()? };
/// assert!(event.apply(&veto).unwrap_err().is_not_found());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are ids, ranges and slots")]
pub enum EventChange {
    /// A party has `least` to `most` meetings.
    Range { party: Party, least: u32, most: u32 },
    /// A party cannot come in these slots.
    Away { party: Party, slots: Vec<Slot> },
    /// A party can come in these slots too.
    Present { party: Party, slots: Vec<Slot> },
    /// A party stays away for good: no meetings, and its minimum, required pairs and fixed meetings lapse.
    /// With an enterprise its needs stay away.
    Withdraw { party: Party },
    /// Two must not meet; a requirement that they do lapses.
    Veto { need: NeedId, profile: ProfileId },
    /// A veto is lifted; a requirement or a fixed meeting of the two lapses.
    Free { need: NeedId, profile: ProfileId },
    /// Two must meet.
    Require { need: NeedId, profile: ProfileId },
    /// A table is closed in these slots; meetings fixed at it there may move.
    CloseTable { table: String, slots: Vec<Slot> },
    /// A new table, open in all slots.
    AddTable { table: String, seats: u32 },
    /// So many new tables, open in all slots; their ids are the next numbers that are free.
    AddTables { count: u32, seats: u32 },
    /// New slots, in which every table is open and every party can come.
    AddSlots { slots: Vec<Slot> },
    /// Profiles that share a person may meet at one hour: somebody else goes with one of them.
    AtOnce { profiles: Vec<ProfileId> },
    /// A round table does not take place; its pairs may meet otherwise, and need not.
    Dissolve { round_table: String },
}

impl EventProblem {
    /// Changes the event. O(event).
    ///
    /// # Errors
    /// Not found for parts that the event does not have; invalid input if the change contradicts the rest. The event
    /// is then as before.
    pub fn apply(&mut self, change: &EventChange) -> Result<()> {
        // Built as a whole before it replaces the event: a change that fails leaves nothing half done.
        let mut builder = self.edit();
        change.edit(&mut builder)?;
        *self = builder.build()?;
        Ok(())
    }
}

impl EventChange {
    pub(super) fn edit(&self, event: &mut EventBuilder) -> Result<()> {
        match self {
            Self::Range { party, least, most } => range(event, party, *least, *most),
            Self::Away { party, slots } => event.away(party, slots).map(drop),
            Self::Present { party, slots } => {
                event.check_slots(slots)?;
                event
                    .party(party)?
                    .away
                    .retain(|slot| !slots.contains(slot));
                Ok(())
            }
            Self::Withdraw { party } => withdraw(event, party),
            Self::Veto { need, profile } => {
                event.veto(need, profile)?;
                let pair = event.spec.pair_mut(need.clone(), profile.clone());
                (pair.required, pair.fixed) = (false, None);
                Ok(())
            }
            Self::Free { need, profile } => free(event, need, profile),
            Self::Require { need, profile } => event.require(need, profile).map(drop),
            Self::CloseTable { table, slots } => close(event, table, slots),
            Self::AddTable { table, seats } => event.table(table, *seats).map(drop),
            Self::AddTables { count, seats } => add_tables(event, *count, *seats),
            Self::AddSlots { slots } => event.slots(slots).map(drop),
            Self::AtOnce { profiles } => at_once(event, profiles),
            Self::Dissolve { round_table } => {
                let found = event.spec.rounds.remove(round_table);
                let round = found.ok_or_else(|| no_round(round_table))?;
                let rows = event.spec.pairs.iter_mut();
                let rows = rows.filter(|(need, _)| round.needs.contains(*need));
                let pairs = rows.flat_map(|(_, row)| row.iter_mut());
                let own = pairs.filter(|(profile, _)| round.profiles.contains(*profile));
                own.for_each(|(_, pair)| pair.required = false);
                Ok(())
            }
        }
    }
}

fn at_once(event: &mut EventBuilder, profiles: &[ProfileId]) -> Result<()> {
    let set: BTreeSet<ProfileId> = profiles.iter().cloned().collect();
    if event.spec.shared.remove(&set) {
        return Ok(());
    }
    let ids: Vec<&str> = set.iter().map(|id| id.as_str()).collect();
    let repair = say!(
        "name all profiles of a set that shares a person",
        "请写出共用同一人的全部供方"
    );
    Err(Error::not_found("profiles", ids.join(", "), repair))
}

fn add_tables(event: &mut EventBuilder, count: u32, seats: u32) -> Result<()> {
    let taken = |id: &String| event.spec.tables.contains_key(&TableKey::new(id));
    let free = (1..).map(|n: u32| n.to_string()).filter(|id| !taken(id));
    let fresh: Vec<String> = free.take(count as usize).collect();
    fresh
        .iter()
        .try_for_each(|id| event.table(id, seats).map(drop))
}

fn range(event: &mut EventBuilder, party: &Party, least: u32, most: u32) -> Result<()> {
    if least > most || most > EventBuilder::MOST {
        let repair = say!(
            "give a range whose start does not pass its end, at most 100000",
            "请给出起点不超过终点、最大为100000的范围"
        );
        return Err(Error::invalid("range", format!("{least}..={most}"), repair));
    }
    let found = event.party(party)?;
    (found.least, found.most) = (least, most);
    Ok(())
}

fn free(event: &mut EventBuilder, need: &str, profile: &str) -> Result<()> {
    let missing = || {
        let shown = format!("{need} – {profile}");
        Error::not_found(
            "pair",
            shown,
            say!(
                "name a need and a profile with a rule",
                "请写出有规则的需求和供方"
            ),
        )
    };
    let row = event.spec.pairs.get_mut(need).ok_or_else(missing)?;
    let pair = row.get_mut(profile).ok_or_else(missing)?;
    (pair.vetoed, pair.required, pair.fixed) = (false, false, None);
    Ok(())
}

fn close(event: &mut EventBuilder, table: &str, slots: &[Slot]) -> Result<()> {
    event.close(table, slots)?;
    let pairs = event
        .spec
        .pairs
        .values_mut()
        .flat_map(|row| row.values_mut());
    let rounds = event.spec.rounds.values_mut();
    let fixed = pairs
        .map(|p| &mut p.fixed)
        .chain(rounds.map(|r| &mut r.fixed));
    for fixed in fixed.flatten() {
        if fixed.table.as_deref() == Some(table) && slots.contains(&fixed.slot) {
            fixed.table = None;
        }
    }
    Ok(())
}

fn withdraw(event: &mut EventBuilder, party: &Party) -> Result<()> {
    // The party stays known, so that the published plan can still name it.
    range(event, party, 0, 0)?;
    if let Party::Enterprise(id) = party {
        let needs = event
            .spec
            .enterprise_of
            .iter()
            .filter(|(_, firm)| *firm == id);
        let needs: Vec<Party> = needs.map(|(need, _)| Party::Need(need.clone())).collect();
        return needs.iter().try_for_each(|need| withdraw(event, need));
    }
    for (need, row) in &mut event.spec.pairs {
        for (profile, pair) in row {
            let theirs = match party {
                Party::Need(id) => need == id,
                Party::Profile(id) => profile == id,
                Party::Enterprise(_) => false,
            };
            if theirs {
                (pair.required, pair.fixed) = (false, None);
            }
        }
    }
    for round in event.spec.rounds.values_mut() {
        match party {
            Party::Profile(id) => round.profiles.remove(id),
            Party::Need(_) | Party::Enterprise(_) => round.needs.remove(party.id()),
        };
    }
    event
        .spec
        .rounds
        .retain(|_, r| !r.needs.is_empty() && !r.profiles.is_empty());
    Ok(())
}

fn listed(slots: &[Slot]) -> Wording {
    let slots: Vec<Wording> = slots
        .iter()
        .map(|slot| Wording::name(slot.to_string()))
        .collect();
    Wording::joined(&slots, (", ", "、"))
}

/// So many tables more, of so many seats each.
fn tables(count: u32, seats: u32) -> Wording {
    let of_tables = counted(count, "table", "tables");
    let of_seats = counted(seats, "seat", "seats");
    say!(
        "add {of_tables} with {of_seats} each",
        "增加{count}张{seats}座的桌"
    )
}

impl Bilingual for EventChange {
    fn wording(&self) -> Wording {
        match self {
            Self::Range { party, least, most } => {
                let party = party.wording();
                say!(
                    "let {party} have {least} to {most} meetings",
                    "让{party} 有{least}至{most}场会面";
                    party
                )
            }
            Self::Away { party, slots } => {
                let (party, slots) = (party.wording(), listed(slots));
                say!("let {party} be away at {slots}", "{party} 在 {slots} 不到场"; party, slots)
            }
            Self::Present { party, slots } => {
                let (party, slots) = (party.wording(), listed(slots));
                say!("let {party} come at {slots}", "请{party} 在 {slots} 到场"; party, slots)
            }
            Self::Withdraw { party } => {
                let party = party.wording();
                say!("let {party} withdraw", "让{party} 退出"; party)
            }
            Self::Veto { need, profile } => say!(
                "keep {need} and {profile} apart",
                "不安排 {need} 与 {profile} 会面"
            ),
            Self::Free { need, profile } => say!(
                "leave it open whether {need} meets {profile}",
                "不限定 {need} 是否与 {profile} 会面"
            ),
            Self::Require { need, profile } => {
                say!("let {need} meet {profile}", "安排 {need} 与 {profile} 会面")
            }
            Self::CloseTable { table, slots } => {
                let slots = listed(slots);
                say!("close table {table} at {slots}", "桌 {table} 在 {slots} 不开放"; slots)
            }
            Self::AddTable { table, seats } => {
                let of_seats = counted(*seats, "seat", "seats");
                say!(
                    "add table {table} with {of_seats}",
                    "增加{seats}座的桌 {table}"
                )
            }
            Self::AddTables { count, seats } => tables(*count, *seats),
            Self::AddSlots { slots } => {
                let (count, all) = (slots.len(), listed(slots));
                match count {
                    1 => say!("add the slot {all}", "增加时段 {all}"; all),
                    _ => say!("add {count} slots: {all}", "增加{count}个时段：{all}"; all),
                }
            }
            Self::AtOnce { profiles } => {
                let profiles: Vec<Wording> = profiles
                    .iter()
                    .map(|id| Wording::name(id.as_str()))
                    .collect();
                let who = Wording::joined(&profiles, (", ", "、"));
                say!("let {who} meet at one hour", "允许 {who} 同时会面"; who)
            }
            Self::Dissolve { round_table } => say!(
                "leave out round table {round_table}",
                "取消圆桌 {round_table}"
            ),
        }
    }
}

displays_wording!(EventChange);
