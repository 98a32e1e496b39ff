//! Events out of a library: who might meet whom, the value of a meeting, and the reasons for it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::RangeInclusive;

use super::{OnProgress, Snapshot};
use crate::error::Result;
use crate::event::export::Labels;
use crate::event::{EventBuilder, Party, Plan};
use crate::model::{FoldedName, Need};
use crate::rank::RankOptions;

/// Terms that a reason names.
const TERMS: usize = 6;

impl Snapshot {
    /// Adds `needs` to an event, with the enterprises that state them and the profiles that rank among the best
    /// [`RankOptions::k`] of one of them; the value of a meeting is the match's score. Returns the names of all.
    ///
    /// Every need wants `per_need` meetings, every profile `per_profile`. A need without an enterprise is
    /// one of its own. A profile that a rule bars from a need has no value for it, so that the two never
    /// meet; nor does one below a possible fit, unless `options` ask for another [`RankOptions::least_fit`].
    ///
    /// # Errors
    /// As [`Snapshot::rank_many`]; invalid input if a need is there already, or a range is empty.
    pub fn fill_event(
        &self,
        event: &mut EventBuilder,
        needs: &[Need],
        (per_need, per_profile): (RangeInclusive<u32>, RangeInclusive<u32>),
        options: &RankOptions,
        progress: OnProgress<'_>,
    ) -> Result<Labels> {
        let mut labels = Labels::new();
        let mut known = std::collections::BTreeSet::new();
        let mut firms: BTreeMap<FoldedName, &str> = BTreeMap::new();
        let rankings = self.rank_many(needs, &options.for_decision(), progress)?;
        for (need, ranking) in needs.iter().zip(&rankings) {
            let id = &need.id;
            let stated = need
                .enterprise
                .as_deref()
                .map(str::trim)
                .unwrap_or_default();
            let firm = match FoldedName::new(stated) {
                // Two writings of one firm are one firm, which cannot sit at two tables at once.
                Some(name) => *firms.entry(name).or_insert(stated),
                None => id.as_str(),
            };
            event.need_of(id, firm, per_need.clone())?;
            labels.name(Party::Need(id.clone()), &need.title, firm);
            labels.name(Party::enterprise(firm), firm, "");
            for found in &ranking.matches {
                let profile = &found.profile;
                if known.insert(profile) {
                    event.profile(profile, per_profile.clone())?;
                    let stored = self.profile(profile)?;
                    let organization = stored.organization.unwrap_or_default();
                    labels.name(Party::Profile(profile.clone()), stored.name, organization);
                }
                event.value(id, profile, found.score)?;
            }
        }
        Ok(labels)
    }

    /// Adds to `labels` why the parties of a plan meet: the terms that speak most for each pair.
    ///
    /// # Errors
    /// Not found if a need or profile of the plan is not in the library.
    pub fn explain_event(
        &self,
        plan: &Plan,
        options: &RankOptions,
        labels: &mut Labels,
    ) -> Result<()> {
        // A need meets several profiles, here and there in the timetable; it is analysed once.
        let mut asked = BTreeMap::new();
        for meeting in plan.meetings() {
            let explained = match asked.entry(&meeting.need) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let need = self.need(&meeting.need)?;
                    new.insert(self.explained(&need, options)?)
                }
            };
            let profile = self.profile(&meeting.profile)?;
            let why = explained.explain(&profile, options)?;
            let mut terms: Vec<&str> = Vec::new();
            for term in why.evidence.iter().flat_map(|document| &document.phrases) {
                if terms.len() < TERMS && !terms.contains(&term.text.as_str()) {
                    terms.push(&term.text);
                }
            }
            labels.reason(&*meeting.need, &*meeting.profile, terms.join("、"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::{Library, silent};
    use crate::event::{EventProblem, Options, Slot, verify};
    use crate::model::{Date, Need, Profile, ProfileKind};
    use crate::rank::RankOptions;

    #[test]
    fn writings_of_one_firm_are_one_party() {
        let library = Library::in_memory().unwrap();
        let snapshot = library.snapshot().unwrap();
        let writings = [
            "示例(集团)公司",
            " 示例（集团）公司 ",
            "另一公司",
            "\u{200b}",
        ];
        let needs = writings.into_iter().zip(1..).map(|(firm, number)| {
            let mut need = Need::new(format!("n{number}"), "针状焦").unwrap();
            need.enterprise = Some(firm.into());
            need
        });
        let needs: Vec<Need> = needs.collect();
        let mut event = EventProblem::builder();
        let day = Date::new(2026, 5, 12).unwrap();
        event
            .slots(&[Slot::new(day, "09:00-09:30").unwrap()])
            .unwrap();
        event.tables(2).unwrap();
        let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
        snapshot
            .fill_event(&mut event, &needs, (0..=1, 0..=1), &options, &silent)
            .unwrap();
        let event = event.build().unwrap();
        let firm = |need| event.enterprise_of(need);
        assert_eq!(firm("n1"), Some("示例(集团)公司"));
        assert_eq!(firm("n2"), firm("n1"));
        assert_eq!((firm("n3"), firm("n4")), (Some("另一公司"), Some("n4")));
    }

    #[test]
    fn a_barred_profile_never_meets_a_need_and_the_rest_is_worth_its_score() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for (id, organization) in [("p1", "示例甲厂"), ("p2", "示例大学")] {
            let mut profile = Profile::new(id, ProfileKind::Expert, "示例·王工").unwrap();
            profile.expertise = vec!["针状焦".into()];
            profile.organization = Some(organization.into());
            writer.put_profile(&profile).unwrap();
        }
        writer.commit().unwrap();
        let mut need = Need::new("n", "针状焦").unwrap();
        need.enterprise = Some("示例甲厂".into()); // its own p1 is in conflict
        let snapshot = library.snapshot().unwrap();
        let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
        let score = snapshot.rank(&need, &options).unwrap().matches[0].score;
        let mut event = EventProblem::builder();
        let day = Date::new(2026, 5, 12).unwrap();
        event
            .slots(&[Slot::new(day, "09:00-09:30").unwrap()])
            .unwrap();
        event.tables(2).unwrap();
        let ranges = (0..=2, 0..=2);
        let needs = std::slice::from_ref(&need);
        let labels = snapshot.fill_event(&mut event, needs, ranges, &options, &silent);
        labels.unwrap();
        let event = event.build().unwrap();
        let plan = event.plan(Options::new()).unwrap().into_result().unwrap();
        assert_eq!(verify(&event, plan.meetings()), []);
        let [only] = plan.meetings() else {
            panic!("{plan:?}")
        };
        assert_eq!(
            (only.profile.as_str(), only.enterprise.as_str()),
            ("p2", "示例甲厂")
        );
        assert!((only.value - score).abs() < 1e-9);
    }
}
