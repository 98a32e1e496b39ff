//! Group tables: a profile visits several enterprises that have a need in common, at one table, once.
//!
//! A group table is a round table that is put together here, for one profile and as many of the enterprises as can come
//! in one slot with it and find seats: one slot, one table, one place of the profile and one meeting of each enterprise,
//! each counted once. The members' own meetings with the profile fall away, because pairs of a round table meet there
//! and nowhere else; their meetings with others stay.
//!
//! Who sits there is chosen before the event is planned. Which enterprises share a visit is announced to them as one
//! thing, whatever the rest of the timetable looks like; and a round table whose members the planner may swap would let
//! the bound (`relaxed`) say nothing. The slot is left to the planner: some slot is known to do, any other may be better.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::builder::EventBuilder;
use super::colour::colour;
use super::control::account;
use super::plan::Meeting;
use super::problem::{EventPair, EventProblem};
use super::slot::Slot;
use super::timetable::Timetable;
use crate::decision::Options;
use crate::error::Result;
use crate::model::{NeedId, ProfileId};

/// Most groups that are tried for one table: more have few members, or a place that others need.
const TRIES: usize = 64;

/// A group table of an event: a profile, and the enterprises with a need in common that it sees at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupTable {
    /// Id of the round table.
    pub id: String,
    /// The profile that sees them.
    pub profile: ProfileId,
    /// Needs at the table, by id.
    pub needs: Vec<NeedId>,
    /// Their enterprises, by id.
    pub enterprises: Vec<String>,
    /// Needs that were asked for and are not at the table, by id: their enterprises are away in that slot, the profile is
    /// of no value to them, or there is no seat.
    pub left: Vec<NeedId>,
}

/// A profile in a slot with the needs that could sit with it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sitting {
    profile: usize,
    slot: usize,
    /// By position, ascending.
    needs: Vec<usize>,
    enterprises: usize,
    /// Sum of the values of its pairs, in steps of 10⁻⁹.
    value: i64,
}

impl EventBuilder {
    /// Adds a round table of that id where one profile sees as many as possible of the enterprises of `needs`; returns
    /// who sits there, or `None` and adds nothing if no profile has a value for two enterprises that can come together.
    ///
    /// The greatest number of enterprises decides, then the greatest value, the smaller profile id, the earlier slot. A
    /// round table of that id among the `published` meetings comes first: its profile, and whoever can still come in its
    /// slot. Call it after presence, vetoes and requirements are set. O(profiles · slots · needs), and up to 64 builds of
    /// the event.
    ///
    /// # Errors
    /// Not found if there is no such need; invalid input if the id is empty or taken.
    ///
    /// # Example
    /// ```
    /// use qianxian::event::{EventProblem, Options, Party, Slot};
    ///
    /// let mut event = EventProblem::builder();
    /// let slots = Slot::series("2026-05-12".parse()?, "09:00-10:00", 30, 0)?;
    /// event.slots(&slots)?.table("1", 6)?.profile("P1", 0..=1)?;
    /// for need in ["N1", "N2", "N3"] {
    ///     event.need(need, 0..=2)?.value(need, "P1", 0.5)?;
    /// }
    /// event.away(&Party::enterprise("N3"), &slots)?;
    /// let table = event.group_table("glue", &["N1", "N2", "N3"], &[])?.expect("two can come");
    /// assert_eq!(table.left[0].as_str(), "N3");
    /// let plan = event.build()?.plan(Options::new())?.into_result()?;
    /// assert_eq!(plan.meeting_count(), 1); // one place of P1 serves both
    /// assert_eq!(plan.round_tables()[0].enterprises, ["N1", "N2"]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn group_table(
        &mut self,
        id: &str,
        needs: &[&str],
        published: &[Meeting],
    ) -> Result<Option<GroupTable>> {
        let mut asked = Vec::new();
        for need in needs {
            asked.push(self.need_id(need)?);
        }
        asked.sort();
        asked.dedup();
        let event = self.build()?;
        let missing = missing(&event)?;
        let old = published
            .iter()
            .find(|m| m.round_table.as_deref() == Some(id));
        let old = old.map(|m| (&m.profile, m.slot));
        for sitting in sittings(&event, &asked, old).into_iter().take(TRIES) {
            let table = GroupTable::new(&event, id, &sitting, &asked);
            let needs: Vec<&str> = table.needs.iter().map(|need| need.as_str()).collect();
            let mut tried = self.clone();
            tried.round_table(id, &needs, &[table.profile.as_str()])?;
            // Together with all that must be, in some slot: round tables that were there before lose no place.
            if self::missing(&tried.build()?)? <= missing {
                *self = tried;
                return Ok(Some(table));
            }
        }
        Ok(None)
    }
}

impl GroupTable {
    fn new(event: &EventProblem, id: &str, sitting: &Sitting, asked: &[NeedId]) -> Self {
        let needs = sitting.needs.iter().map(|&need| &event.need_ids[need]);
        let needs: Vec<NeedId> = needs.cloned().collect();
        let firm = |&need: &usize| event.parties[event.enterprise_of[need] as usize].party.id();
        let mut enterprises: Vec<String> = sitting
            .needs
            .iter()
            .map(|need| firm(need).to_owned())
            .collect();
        enterprises.sort();
        enterprises.dedup();
        let left = asked.iter().filter(|need| !needs.contains(need));
        Self {
            id: id.to_owned(),
            profile: event.profile_ids[sitting.profile - event.profiles().start].clone(),
            left: left.cloned().collect(),
            needs,
            enterprises,
        }
    }
}

/// Number of meetings that must be and find no place when they are placed one by one.
fn missing(event: &EventProblem) -> Result<usize> {
    let mut timetable = Timetable::new(event, Vec::new());
    colour(&mut timetable, &[], &mut account(Options::new()))?;
    let required = (0..event.candidates()).filter(|&c| event.required(c));
    Ok(required.filter(|&c| timetable.slot_of(c).is_none()).count())
}

/// Every group of two enterprises or more, the best first; of equal groups the first slot.
fn sittings(
    event: &EventProblem,
    asked: &[NeedId],
    old: Option<(&ProfileId, Slot)>,
) -> Vec<Sitting> {
    // Needs with a value, by profile.
    let mut fans: BTreeMap<usize, Vec<(usize, i64)>> = BTreeMap::new();
    for need in asked
        .iter()
        .filter_map(|id| event.need_ids.binary_search(id).ok())
    {
        for pair in event.start[need]..event.start[need + 1] {
            if !event.fixed.contains_key(&pair) {
                let EventPair { profile, value, .. } = event.pairs[pair];
                let fans = fans.entry(profile as usize).or_default();
                fans.push((need, i64::from(value)));
            }
        }
    }
    let mut found: Vec<Sitting> = Vec::new();
    for (&profile, needs) in &fans {
        for slot in event.parties[profile].open.iter() {
            // A group for each size of table: the largest may be another group's.
            let open = event.tables.iter().filter(|table| table.open.has(slot));
            let sizes: BTreeSet<u32> = open.map(|table| table.seats).collect();
            for &seats in sizes.iter().rev() {
                let sitting = sitting(event, (profile, slot), seats as usize, needs);
                found.extend(sitting.filter(|sitting| {
                    let mut same = found.iter().rev().take_while(|s| s.profile == profile);
                    !same.any(|s| s.needs == sitting.needs) || is_old(event, sitting, old)
                }));
            }
        }
    }
    found.sort_by_key(|s| {
        let is_new = !is_old(event, s, old);
        (is_new, Reverse((s.enterprises, s.value)), s.profile, s.slot)
    });
    found
}

fn is_old(event: &EventProblem, sitting: &Sitting, old: Option<(&ProfileId, Slot)>) -> bool {
    let first = event.profiles().start;
    old.is_some_and(|(profile, slot)| {
        event.profile_ids[sitting.profile - first] == *profile && event.slots[sitting.slot] == slot
    })
}

/// The profile's group in a slot: the enterprises that can come, as far as a table of so many seats takes them.
fn sitting(
    event: &EventProblem,
    (profile, slot): (usize, usize),
    seats: usize,
    needs: &[(usize, i64)],
) -> Option<Sitting> {
    let comes = |party: usize| {
        let limits = &event.parties[party];
        limits.open.has(slot) && limits.most > 0
    };
    let mut firms: BTreeMap<usize, (i64, Vec<usize>)> = BTreeMap::new();
    for &(need, value) in needs {
        let firm = event.enterprise_of[need] as usize;
        if comes(need) && comes(firm) {
            let (sum, own) = firms.entry(firm).or_default();
            *sum += value;
            own.push(need);
        }
    }
    let mut firms: Vec<(usize, (i64, Vec<usize>))> = firms.into_iter().collect();
    firms.sort_by_key(|(firm, (value, _))| (Reverse(*value), *firm));
    firms.truncate(seats - 1);
    let mut needs: Vec<usize> = firms.iter().flat_map(|(_, (_, own))| own.clone()).collect();
    needs.sort_unstable();
    (firms.len() > 1 && event.parties[profile].most > 0).then(|| Sitting {
        profile,
        slot,
        needs,
        enterprises: firms.len(),
        value: firms.iter().map(|(_, (value, _))| value).sum(),
    })
}
