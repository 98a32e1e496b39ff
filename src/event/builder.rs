//! Filling an event, with every value checked at the border.

use std::ops::RangeInclusive;

use super::fault::{OWN_ID, as_kept, no_party, no_round, no_table};
use super::party::Party;
use super::problem::{EventProblem, VALUE_ONE};
use super::slot::{Slot, SlotSet};
use super::spec::{FixedSpec, PairSpec, PartySpec, RoundSpec, Spec, TableKey, TableSpec};
use crate::error::{Error, Result, Wording, say};
use crate::model::{NeedId, ProfileId};

/// Fills an [`EventProblem`].
///
/// Slots, tables and parties come first, then everything that refers to them. A call that fails changes nothing.
/// Each is O(log n); [`build`](Self::build) is linear in the size of the event.
///
/// # Example
/// ```
/// use qianxian::event::{EventProblem, Party, Slot};
///
/// let mut event = EventProblem::builder();
/// let morning = Slot::series("2026-05-12".parse()?, "09:00-10:00", 30, 0)?;
/// event.slots(&morning)?;
/// event.tables(2)?;
/// event.need("N1", 1..=2)?;
/// event.profile("P1", 0..=6)?;
/// event.value("N1", "P1", 0.75)?;
/// event.away(&Party::profile("P1")?, &morning[..1])?; // comes at 09:30
/// assert_eq!(event.build()?.pair_count(), 1);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct EventBuilder {
    pub(super) spec: Spec,
}

fn range(id: &str, range: &RangeInclusive<u32>) -> Result<(u32, u32)> {
    let (least, most) = (*range.start(), *range.end());
    if least > most || most > EventBuilder::MOST {
        let repair = say!(
            "give a range whose start does not pass its end, at most 100000",
            "请给出起点不超过终点、最大为100000的范围"
        );
        let shown = format!("{least}..={most}");
        return Err(Error::invalid("meetings", shown, repair).in_record(Wording::name(id)));
    }
    Ok((least, most))
}

fn at_least_one(field: &str, value: u32) -> Result<u32> {
    if value == 0 {
        return Err(Error::invalid(
            field,
            value,
            say!("give at least 1", "请至少填1"),
        ));
    }
    Ok(value)
}

/// Refuses one more of a kind of which there are `count`.
pub(super) fn check_room(field: &str, count: usize) -> Result<()> {
    if count >= EventBuilder::MOST as usize {
        let repair = say!(
            "an event has at most 100000; plan it in parts",
            "一场对接会最多100000个；请分开安排"
        );
        return Err(Error::invalid(field, count, repair));
    }
    Ok(())
}

impl EventProblem {
    /// Returns an empty builder.
    #[must_use]
    pub fn builder() -> EventBuilder {
        EventBuilder::default()
    }

    /// Returns a builder that holds this event, to add to it.
    #[must_use]
    pub fn edit(&self) -> EventBuilder {
        EventBuilder {
            spec: self.spec.clone(),
        }
    }
}

impl EventBuilder {
    /// Greatest number of meetings of a party, and of parties, tables or round tables.
    pub const MOST: u32 = 100_000;

    /// Adds slots; one that is there already is no fault.
    ///
    /// # Errors
    /// Invalid input if two overlap (a party would be at two places), or there are more than 512.
    pub fn slots(&mut self, slots: &[Slot]) -> Result<&mut Self> {
        let mut all = self.spec.slots.clone();
        all.extend(slots);
        let mut last: Option<Slot> = None;
        for &slot in &all {
            if last.is_some_and(|last| last.overlaps(slot)) {
                let repair = say!(
                    "let every slot begin when the one before has ended",
                    "每个时段应在前一时段结束后开始"
                );
                return Err(Error::invalid("slots", slot, repair));
            }
            last = Some(slot);
        }
        if all.len() > SlotSet::MOST {
            let repair = say!(
                "an event has at most 512 slots; make them longer, or plan in parts",
                "一场对接会最多512个时段；请加长时段，或分开安排"
            );
            return Err(Error::invalid("slots", all.len(), repair));
        }
        self.spec.slots = all;
        Ok(self)
    }

    /// The slots added so far, ascending.
    pub(crate) fn all_slots(&self) -> Vec<Slot> {
        self.spec.slots.iter().copied().collect()
    }

    /// Adds the tables `1` to `count`, each of two seats: for one enterprise and one profile.
    ///
    /// # Errors
    /// Invalid input if one of them is there already, or there are too many.
    pub fn tables(&mut self, count: u32) -> Result<&mut Self> {
        if count > Self::MOST {
            return Err(Error::invalid(
                "tables",
                count,
                say!("give at most 100000", "请填不超过100000的数"),
            ));
        }
        for table in 1..=count {
            self.table(&table.to_string(), 2)?;
        }
        Ok(self)
    }

    /// Adds a table for `seats` parties, of both sides together (at least 2).
    ///
    /// # Errors
    /// Invalid input if the id is empty or taken, or the seats are too few.
    pub fn table(&mut self, id: &str, seats: u32) -> Result<&mut Self> {
        let key = TableKey::new(id);
        if id.is_empty() || self.spec.tables.contains_key(&key) {
            return Err(Error::invalid(
                "table",
                id,
                say!(
                    "give every table an id of its own",
                    "请给每张桌子不重复的编号"
                ),
            ));
        }
        if !(2..=Self::MOST).contains(&seats) {
            let repair = say!(
                "a table has from 2 to 100000 seats",
                "一张桌子应有2至100000个座位"
            );
            return Err(
                Error::invalid("seats", seats, repair).in_record(say!("table {id}", "桌子 {id}"))
            );
        }
        check_room("tables", self.spec.tables.len())?;
        let closed = Default::default();
        self.spec.tables.insert(key, TableSpec { seats, closed });
        Ok(self)
    }

    /// Closes a table in some slots (default: open in all).
    ///
    /// # Errors
    /// Not found if there is no such table or slot.
    pub fn close(&mut self, table: &str, slots: &[Slot]) -> Result<&mut Self> {
        self.check_slots(slots)?;
        let found = self.spec.tables.get_mut(&TableKey::new(table));
        let found = found.ok_or_else(|| no_table(table))?;
        found.closed.extend(slots);
        Ok(self)
    }

    fn add(&mut self, party: Party, least: u32, most: u32) -> Result<()> {
        check_room("parties", self.spec.parties.len())?;
        if party.id().is_empty() || self.spec.parties.contains_key(&party) {
            return Err(Error::invalid(party.side(), party.id(), OWN_ID));
        }
        self.spec.parties.insert(party, PartySpec::new(least, most));
        Ok(())
    }

    /// Adds an enterprise that wants at least `meetings.start()` and bears `meetings.end()` over all its
    /// needs.
    ///
    /// # Errors
    /// Invalid input if the id is empty or taken, or the range is empty.
    pub fn enterprise(&mut self, id: &str, meetings: RangeInclusive<u32>) -> Result<&mut Self> {
        let (least, most) = range(id, &meetings)?;
        self.add(Party::enterprise(id), least, most)?;
        Ok(self)
    }

    /// Adds a need that is an enterprise of its own.
    ///
    /// # Errors
    /// Invalid input if the id is empty or taken, or the range is empty.
    pub fn need(&mut self, id: &str, meetings: RangeInclusive<u32>) -> Result<&mut Self> {
        self.need_of(id, id, meetings)
    }

    /// Adds a need of an enterprise, which is added too if it is absent (without limits of its own).
    ///
    /// # Errors
    /// Invalid input if an id is empty, the need's is taken, or the range is empty.
    pub fn need_of(
        &mut self,
        id: &str,
        enterprise: &str,
        meetings: RangeInclusive<u32>,
    ) -> Result<&mut Self> {
        let (least, most) = range(id, &meetings)?;
        if enterprise.is_empty() && !id.is_empty() {
            let repair = say!(
                "name the enterprise, or leave it to the need",
                "请写出企业，或由需求决定"
            );
            return Err(Error::invalid("enterprise", enterprise, repair));
        }
        let need: NeedId = as_kept("need", id)?;
        self.add(Party::Need(need.clone()), least, most)?;
        let firm = Party::enterprise(enterprise);
        let unlimited = || PartySpec::new(0, Self::MOST);
        self.spec.parties.entry(firm).or_insert_with(unlimited);
        self.spec.enterprise_of.insert(need, enterprise.to_owned());
        Ok(self)
    }

    /// Adds a profile that wants at least `meetings.start()` and bears `meetings.end()`.
    ///
    /// # Errors
    /// Invalid input if the id is empty or taken, or the range is empty.
    pub fn profile(&mut self, id: &str, meetings: RangeInclusive<u32>) -> Result<&mut Self> {
        let (least, most) = range(id, &meetings)?;
        self.add(Party::Profile(as_kept("profile", id)?), least, most)?;
        Ok(self)
    }

    pub(super) fn party(&mut self, party: &Party) -> Result<&mut PartySpec> {
        let missing = || no_party(party.side(), party.id());
        self.spec.parties.get_mut(party).ok_or_else(missing)
    }

    /// The id of a need of the event.
    pub(super) fn need_id(&self, id: &str) -> Result<NeedId> {
        let found = self.spec.enterprise_of.get_key_value(id);
        found
            .map(|(id, _)| id.clone())
            .ok_or_else(|| no_party("need", id))
    }

    /// The id of a profile of the event.
    pub(super) fn profile_id(&self, id: &str) -> Result<ProfileId> {
        let party = Party::profile(id).ok();
        match party.and_then(|party| self.spec.parties.get_key_value(&party)) {
            Some((Party::Profile(found), _)) if found == id => Ok(found.clone()),
            _ => Err(no_party("profile", id)),
        }
    }

    pub(super) fn check_slots(&self, slots: &[Slot]) -> Result<()> {
        let missing = slots.iter().find(|slot| !self.spec.slots.contains(slot));
        missing.map_or(Ok(()), |slot| {
            Err(Error::not_found(
                "slot",
                slot,
                say!("use a slot of the event", "请用对接会的时段"),
            ))
        })
    }

    /// Keeps a party away from these slots (default: it can come in all).
    ///
    /// # Errors
    /// Not found if there is no such party or slot.
    pub fn away(&mut self, party: &Party, slots: &[Slot]) -> Result<&mut Self> {
        self.check_slots(slots)?;
        self.party(party)?.away.extend(slots);
        Ok(self)
    }

    /// Lets a party come in these slots only.
    ///
    /// # Errors
    /// Not found if there is no such party or slot.
    pub fn only(&mut self, party: &Party, slots: &[Slot]) -> Result<&mut Self> {
        self.check_slots(slots)?;
        let all = self.spec.slots.iter().copied();
        let away = all.filter(|slot| !slots.contains(slot)).collect();
        self.party(party)?.away = away;
        Ok(self)
    }

    /// Sets the most meetings of a party on one day (default: no limit but its whole).
    ///
    /// # Errors
    /// Not found if there is no such party; invalid input for 0 (use [`away`](Self::away)).
    pub fn daily(&mut self, party: &Party, most: u32) -> Result<&mut Self> {
        let most = at_least_one("daily", most)?;
        self.party(party)?.daily = most;
        Ok(self)
    }

    /// Most slots of an enterprise or profile one after the other without a break ([`Slot::follows`];
    /// default: no limit).
    ///
    /// # Errors
    /// Not found if there is no such party; invalid input for 0, or for a need (limit its enterprise).
    pub fn in_a_row(&mut self, party: &Party, most: u32) -> Result<&mut Self> {
        let most = at_least_one("in_a_row", most)?;
        if let Party::Need(id) = party {
            let repair = say!(
                "limit the need's enterprise, which is the one that sits there",
                "请限制该需求的企业，到场的是企业"
            );
            return Err(Error::invalid("in_a_row", id, repair));
        }
        self.party(party)?.in_a_row = most;
        Ok(self)
    }

    /// Enterprises that a profile sees at once, at one table with seats enough (default 1). Each is a
    /// meeting of its own in every count.
    ///
    /// # Errors
    /// Not found if there is no such profile; invalid input for 0.
    pub fn together(&mut self, profile: &str, enterprises: u32) -> Result<&mut Self> {
        let most = at_least_one("together", enterprises)?.min(Self::MOST);
        let profile = Party::Profile(self.profile_id(profile)?);
        self.party(&profile)?.together = most;
        Ok(self)
    }

    fn pair(&mut self, need: &str, profile: &str) -> Result<&mut PairSpec> {
        let (need, profile) = (self.need_id(need)?, self.profile_id(profile)?);
        Ok(self.spec.pair_mut(need, profile))
    }

    /// Sets the value of a meeting to both sides, from 0 to 1, kept to 9 digits. A pair without a value
    /// does not meet, unless it must. The last value set holds.
    ///
    /// # Errors
    /// Not found if there is no such need or profile; invalid input out of range.
    pub fn value(&mut self, need: &str, profile: &str, value: f64) -> Result<&mut Self> {
        if !(0.0..=1.0).contains(&value) {
            let error = Error::invalid(
                "value",
                value,
                say!("give a finite number from 0 to 1", "请给出0至1之间的有限数"),
            );
            return Err(error.in_record(Wording::name(format!("{need} – {profile}"))));
        }
        #[expect(clippy::cast_possible_truncation, reason = "0 to 10^9")]
        // Steps of 10⁻⁹: sums of values are exact, and equal sums compare as equal.
        let steps = (value * f64::from(VALUE_ONE)).round() as u32;
        self.pair(need, profile)?.value = Some(steps);
        Ok(self)
    }

    /// Forbids the two to meet.
    ///
    /// # Errors
    /// Not found if there is no such need or profile.
    pub fn veto(&mut self, need: &str, profile: &str) -> Result<&mut Self> {
        self.pair(need, profile)?.vetoed = true;
        Ok(self)
    }

    /// Requires the two to meet.
    ///
    /// # Errors
    /// Not found if there is no such need or profile.
    pub fn require(&mut self, need: &str, profile: &str) -> Result<&mut Self> {
        self.pair(need, profile)?.required = true;
        Ok(self)
    }

    /// Fixes the meeting of the two in `slot`, at `table` if one is named.
    ///
    /// # Errors
    /// Not found if there is no such need, profile, slot or table.
    pub fn fix(
        &mut self,
        need: &str,
        profile: &str,
        slot: Slot,
        table: Option<&str>,
    ) -> Result<&mut Self> {
        let fixed = self.fixed(slot, table)?;
        self.pair(need, profile)?.fixed = Some(fixed);
        Ok(self)
    }

    fn fixed(&self, slot: Slot, table: Option<&str>) -> Result<FixedSpec> {
        self.check_slots(&[slot])?;
        let missing = table.filter(|t| !self.spec.tables.contains_key(&TableKey::new(t)));
        match missing {
            Some(table) => Err(no_table(table)),
            None => Ok(FixedSpec {
                slot,
                table: table.map(str::to_owned),
            }),
        }
    }

    /// Adds a round table: the needs and profiles sit together once, in one slot. The pairs among them meet
    /// there and nowhere else; for each party it is one meeting in every count.
    ///
    /// # Errors
    /// Invalid input if the id is empty or taken, or a side is empty; not found if a party is not
    /// there.
    pub fn round_table(
        &mut self,
        id: &str,
        needs: &[&str],
        profiles: &[&str],
    ) -> Result<&mut Self> {
        if id.is_empty() || self.spec.rounds.contains_key(id) {
            let repair = say!(
                "give every round table an id of its own",
                "请给每个圆桌不重复的编号"
            );
            return Err(Error::invalid("round table", id, repair));
        }
        if needs.is_empty() || profiles.is_empty() {
            let repair = say!(
                "name at least one need and one profile",
                "请至少写一项需求和一个供方"
            );
            return Err(Error::invalid("round table", id, repair));
        }
        let needs = needs.iter().map(|need| self.need_id(need));
        let profiles = profiles.iter().map(|profile| self.profile_id(profile));
        let round = RoundSpec {
            needs: needs.collect::<Result<_>>()?,
            profiles: profiles.collect::<Result<_>>()?,
            fixed: None,
        };
        check_room("round tables", self.spec.rounds.len())?;
        self.spec.rounds.insert(id.to_owned(), round);
        Ok(self)
    }

    /// Fixes a round table in `slot`, at `table` if one is named.
    ///
    /// # Errors
    /// Not found if there is no such round table, slot or table.
    pub fn fix_round_table(
        &mut self,
        id: &str,
        slot: Slot,
        table: Option<&str>,
    ) -> Result<&mut Self> {
        let fixed = self.fixed(slot, table)?;
        let round = self.spec.rounds.get_mut(id);
        round.ok_or_else(|| no_round(id))?.fixed = Some(fixed);
        Ok(self)
    }

    /// Builds the event, checked as a whole.
    ///
    /// # Errors
    /// Invalid input if a pair is vetoed and must meet, or two fixed meetings share a table.
    pub fn build(&self) -> Result<EventProblem> {
        EventProblem::compile(self.spec.clone())
    }
}
