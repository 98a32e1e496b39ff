//! Who cannot come on a day of an event, as the records say: a profile outside its days, a need behind its deadline.

use super::Snapshot;
use crate::error::Result;
use crate::event::{EventBuilder, EventProblem, Party, Slot};
use crate::model::{Date, Need, Profile};
use crate::rank::RankOptions;
use crate::rule::Rule;

/// A party that its record keeps away from slots of an event.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct EventAbsence {
    /// A profile, or a need.
    pub party: Party,
    /// First day of a profile that begins behind a day of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day of a profile, or of a need, before a day of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Slots that it misses, ascending.
    pub slots: Vec<Slot>,
    /// Whether these are all slots of the event.
    pub is_whole: bool,
}

/// The absence of a party that is there from one day until another; `None` if it misses no slot.
fn absence(
    party: Party,
    (from, until): (Option<Date>, Option<Date>),
    slots: &[Slot],
) -> Option<EventAbsence> {
    let early = |slot: &Slot| from.is_some_and(|from| slot.day() < from);
    let late = |slot: &Slot| until.is_some_and(|until| slot.day() > until);
    let missed = slots.iter().copied();
    let missed: Vec<Slot> = missed.filter(|slot| early(slot) || late(slot)).collect();
    (!missed.is_empty()).then(|| EventAbsence {
        from: from.filter(|_| slots.iter().any(early)),
        until: until.filter(|_| slots.iter().any(late)),
        is_whole: missed.len() == slots.len(),
        slots: missed,
        party,
    })
}

/// The absence of a need whose last day bars it, if the caller asked for that.
fn of_need(need: &Need, slots: &[Slot], options: &RankOptions) -> Option<EventAbsence> {
    let deadline = need.deadline.filter(|_| options.closes_past_deadlines());
    absence(Party::Need(need.id.clone()), (None, deadline), slots)
}

/// The absence of a profile outside the days on which it is free, unless that rule is set aside.
fn of_profile(profile: &Profile, slots: &[Slot], options: &RankOptions) -> Option<EventAbsence> {
    if options.sets_aside(Rule::Validity) {
        return None;
    }
    let days = (profile.available_from, profile.available_until);
    absence(Party::Profile(profile.id.clone()), days, slots)
}

impl Snapshot {
    /// Parties of an event that their records keep away from some of its slots, by party: profiles outside the days on
    /// which they are free, and, with [`RankOptions::bar_past_deadlines`], needs behind their last day.
    ///
    /// [`Snapshot::fill_event`] keeps them away from these slots already. Whoever sets presence anew
    /// ([`EventBuilder::only`]) keeps them away once more.
    ///
    /// # Errors
    /// Not found if a profile of the event is not in the library.
    pub fn event_absences(
        &self,
        event: &EventProblem,
        needs: &[Need],
        options: &RankOptions,
    ) -> Result<Vec<EventAbsence>> {
        let slots = event.slots();
        let mut found = Vec::new();
        for party in event.parties() {
            found.extend(match party {
                Party::Profile(id) => of_profile(&self.profile(id)?, slots, options),
                Party::Need(id) => {
                    let mut needs = needs.iter().filter(|need| need.id == *id);
                    needs.find_map(|need| of_need(need, slots, options))
                }
                Party::Enterprise(_) => None,
            });
        }
        Ok(found)
    }
}

/// Keeps `need`, which is at the event, away from the slots behind its last day.
pub(super) fn keep_need(
    event: &mut EventBuilder,
    need: &Need,
    options: &RankOptions,
) -> Result<()> {
    let absence = of_need(need, &event.all_slots(), options);
    keep(event, absence)
}

/// Keeps `profile`, which is at the event, away from the slots on whose days it is not free.
pub(super) fn keep_profile(
    event: &mut EventBuilder,
    profile: &Profile,
    options: &RankOptions,
) -> Result<()> {
    let absence = of_profile(profile, &event.all_slots(), options);
    keep(event, absence)
}

fn keep(event: &mut EventBuilder, absence: Option<EventAbsence>) -> Result<()> {
    if let Some(absence) = absence {
        event.away(&absence.party, &absence.slots)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::{Library, silent};
    use crate::event::{EventProblem, Options, Slot};
    use crate::model::{Date, Need, Profile, ProfileKind};
    use crate::rank::RankOptions;
    use crate::rule::Rule;

    fn day(month: u8, day: u8) -> Date {
        Date::new(2026, month, day).unwrap()
    }

    /// Meetings of two needs with three experts on two days, as `need profile day`, and who is away.
    fn planned(options: &RankOptions) -> (Vec<String>, Vec<String>) {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for (id, from, until) in [
            ("gone", None, Some(day(6, 5))),
            ("late", Some(day(9, 1)), None),
            ("partly", None, Some(day(6, 15))),
        ] {
            let mut profile = Profile::new(id, ProfileKind::Expert, format!("示例·{id}")).unwrap();
            profile.expertise = vec!["针状焦".into()];
            (profile.available_from, profile.available_until) = (from, until);
            writer.put_profile(&profile).unwrap();
        }
        writer.commit().unwrap();
        let needs = [("m", Some(day(6, 5))), ("n", None)].map(|(id, deadline)| {
            let mut need = Need::new(id, "针状焦").unwrap();
            need.enterprise = Some(format!("示例{id}厂"));
            need.deadline = deadline;
            need
        });
        let mut event = EventProblem::builder();
        for day in [day(6, 10), day(6, 20)] {
            let slots = ["09:00-09:30", "09:30-10:00"];
            let slots = slots.map(|hours| Slot::new(day, hours).unwrap());
            event.slots(&slots).unwrap();
        }
        event.tables(6).unwrap();
        let snapshot = library.snapshot().unwrap();
        snapshot
            .fill_event(&mut event, &needs, (0..=9, 0..=9), options, &silent)
            .unwrap();
        let event = event.build().unwrap();
        let away = snapshot.event_absences(&event, &needs, options).unwrap();
        let plan = event.plan(Options::new()).unwrap().into_result().unwrap();
        let meetings = plan.meetings().iter();
        let met = meetings.map(|m| format!("{} {} {}", m.need, m.profile, m.slot.day()));
        let away = away
            .iter()
            .map(|a| format!("{} {} {}", a.party.id(), a.slots.len(), a.is_whole));
        (met.collect(), away.collect())
    }

    #[test]
    fn days_and_deadlines_are_judged_for_each_day_of_the_event() {
        let options = RankOptions::new(day(6, 1));
        let (met, away) = planned(&options);
        assert_eq!(met, ["m partly 2026-06-10", "n partly 2026-06-10"]);
        assert_eq!(away, ["gone 4 true", "late 4 true", "partly 2 false"]);
        let (met, away) = planned(&options.clone().bar_past_deadlines(true));
        assert_eq!(met, ["n partly 2026-06-10"]);
        assert!(away.contains(&"m 4 true".to_owned()), "{away:?}");
        let (met, away) = planned(&options.relax([Rule::Validity]));
        // `m` is behind its last day, and that bars nobody unless it is asked for.
        assert_eq!((met.len(), away.len()), (6, 0), "{met:?} {away:?}");
    }
}
