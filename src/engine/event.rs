//! Events out of a library: who might meet whom, the value of a meeting, and the reasons for it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::event_absence::{keep_need, keep_profile};
use super::leaders::persons;
use super::same_person::{SamePersons, with_groups};
use super::{OnProgress, Snapshot};
use crate::clinic::{Cluster, ClusterOptions, clusters};
use crate::error::{Bilingual, Result, Wording, say};
use crate::event::export::Labels;
use crate::event::{EventBuilder, GroupTable, Meeting, Party, Plan};
use crate::model::{FoldedName, Need};
use crate::rank::RankOptions;

/// Terms that a reason names.
const TERMS: usize = 6;

/// Phrases that name the group table of a common need.
const PHRASES: usize = 3;

/// A common need at an event.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct CommonNeed {
    /// The needs that have it in common.
    pub cluster: Cluster,
    /// The table at which one profile sees their enterprises; `None` if no profile has a value for two that can come in
    /// one slot.
    pub table: Option<GroupTable>,
}

impl Snapshot {
    /// Adds a group table for each common need among the open ones of `needs`
    /// ([`clusters`], [`EventBuilder::group_table`]): one visit of a profile serves all enterprises at it.
    ///
    /// Call it after [`Snapshot::fill_event`], and after presence, vetoes and requirements are set. The common needs of
    /// most enterprises choose first. A table is called by the phrases of its common need. `published` are the meetings of
    /// an earlier plan, whose group tables are kept as far as can be; empty if there is none.
    ///
    /// # Errors
    /// Not found if a need is not at the event; invalid input if two needs share an id.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::clinic::ClusterOptions;
    /// use qianxian::engine::silent;
    /// use qianxian::event::{EventProblem, Options, Slot};
    ///
    /// let mut needs = snapshot.needs()?;
    /// needs[1].title = needs[0].title.clone();
    /// needs[0].enterprise = Some("示例甲炭素".into());
    /// needs[1].enterprise = Some("示例乙炭素".into());
    /// let mut event = EventProblem::builder();
    /// event.slots(&[Slot::new("2026-05-12".parse()?, "09:00-09:30")?])?.table("1", 6)?;
    /// snapshot.fill_event(&mut event, &needs, (0..=1, 0..=1), &options, &silent)?;
    /// let common = snapshot.gather_event(&mut event, &needs, ClusterOptions::default(), &[])?;
    /// assert_eq!(common[0].table.as_ref().unwrap().enterprises.len(), 2);
    /// let plan = event.build()?.plan(Options::new())?.into_result()?;
    /// assert_eq!((plan.meetings().len(), plan.meeting_count()), (2, 1));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn gather_event(
        &self,
        event: &mut EventBuilder,
        needs: &[Need],
        options: ClusterOptions,
        published: &[Meeting],
    ) -> Result<Vec<CommonNeed>> {
        let open: Vec<Need> = needs
            .iter()
            .filter(|need| need.status.is_open())
            .cloned()
            .collect();
        let mut called = BTreeSet::new();
        let mut gathered = Vec::new();
        for cluster in clusters(&open, &self.0.queries, options)? {
            let phrases = cluster.terms.iter().take(PHRASES);
            let name = phrases.cloned().collect::<Vec<_>>().join("、");
            // Two common needs may have the same phrases.
            let mut numbered = (2..).map(|number: u32| format!("{name}（{number}）"));
            let id = match called.contains(&name) {
                false => name.clone(),
                true => numbered.find(|id| !called.contains(id)).unwrap_or_default(),
            };
            let ids: Vec<&str> = cluster.needs.iter().map(|id| id.as_str()).collect();
            let table = event.group_table(&id, &ids, published)?;
            called.insert(id);
            gathered.push(CommonNeed { cluster, table });
        }
        Ok(gathered)
    }

    /// Adds `needs` to an event, with the enterprises that state them and the profiles that rank among the best
    /// [`RankOptions::k`] of one of them; the value of a meeting is the match's score. Returns the names of all.
    ///
    /// Experts of one name and organisation are one person under several ids. They, a student group or team and its leader,
    /// and groups of one leader, share a person: no two of them meet in one slot
    /// ([`EventBuilder::one_at_a_time`]).
    ///
    /// Every need wants `per_need` meetings, every profile `per_profile`. A need that is closed, or that no profile fits whom
    /// a rule admits, takes no part: it wants none, and [`Labels::left_out`] says why. A need without an enterprise is
    /// one of its own. A profile that a rule bars from a need has no value for it, so that the two never
    /// meet; nor does one below a possible fit, unless `options` ask for another [`RankOptions::least_fit`]. A profile is
    /// kept away from the slots, which have to be there already, of days on which it is not free, and a need from those
    /// behind its last day if `options` bar such needs ([`Snapshot::event_absences`]).
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
        let mut known = BTreeSet::new();
        let mut groups = Vec::new();
        let mut same = SamePersons::default();
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
            let least = match ranking.matches.is_empty() {
                // Nobody could give it what it must have.
                true => 0,
                false => *per_need.start(),
            };
            event.need_of(id, firm, least..=*per_need.end())?;
            keep_need(event, need, options)?;
            if ranking.matches.is_empty() {
                let closed = ranking.closed.as_ref().map(Bilingual::wording);
                labels.leave_out(id.clone(), closed.unwrap_or_else(nobody_fits));
            }
            labels.name(Party::Need(id.clone()), &need.title, firm);
            labels.name(Party::enterprise(firm), firm, "");
            for found in &ranking.matches {
                let profile = &found.profile;
                if known.insert(profile.clone()) {
                    event.profile(profile, per_profile.clone())?;
                    let stored = self.profile(profile)?;
                    keep_profile(event, &stored, options)?;
                    let organization = stored.organization.as_deref().unwrap_or_default();
                    labels.name(Party::Profile(profile.clone()), &stored.name, organization);
                    same.add(&stored);
                    if stored.leader().is_some() {
                        groups.push(stored);
                    }
                }
                event.value(id, profile, found.score)?;
            }
        }
        let led = persons(self, &known, &groups)?;
        for set in with_groups(same.sets(), led) {
            let set: Vec<&str> = set.iter().map(|id| id.as_str()).collect();
            event.one_at_a_time(&set)?;
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

/// Why an open need has nobody to meet.
fn nobody_fits() -> Wording {
    say!(
        "no profile that a rule admits fits it",
        "没有规则允许且适配的供方"
    )
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

    /// A need of two firms, an expert, and groups that he, or nobody of the library, leads.
    fn led(leader: &str, organization: &str) -> (Library, Vec<Need>) {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        let put = |id: &str, kind: ProfileKind, name: &str, leader: Option<&str>| {
            let mut profile = Profile::new(id, kind, name).unwrap();
            profile.expertise = vec!["针状焦".into()];
            profile.organization = Some(organization.into()).filter(|o: &String| !o.is_empty());
            if let Some(leader) = leader {
                profile
                    .attributes
                    .insert("团队负责人".into(), leader.into());
            }
            writer.put_profile(&profile).unwrap();
        };
        put("e", ProfileKind::Expert, "示例·王工", None);
        put("t1", ProfileKind::Team, "示例·炭材料团队", Some(leader));
        put("t2", ProfileKind::Team, "示例·石墨团队", Some(leader));
        writer.commit().unwrap();
        let needs = (1..=2).map(|number| {
            let mut need = Need::new(format!("n{number}"), "针状焦").unwrap();
            need.enterprise = Some(format!("示例{number}厂"));
            need
        });
        (library, needs.collect())
    }

    /// The needs at an event of one slot and nine tables, whatever number of meetings each asks for.
    fn filled(library: &Library, needs: &[Need]) -> EventProblem {
        let mut event = EventProblem::builder();
        let day = Date::new(2026, 5, 12).unwrap();
        event
            .slots(&[Slot::new(day, "09:00-09:30").unwrap()])
            .unwrap();
        event.tables(9).unwrap();
        let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
        let snapshot = library.snapshot().unwrap();
        snapshot
            .fill_event(&mut event, needs, (0..=9, 0..=9), &options, &silent)
            .unwrap();
        event.build().unwrap()
    }

    /// Profiles that an event keeps from meeting at one time.
    fn one_at_a_time(event: &EventProblem) -> Vec<Vec<&str>> {
        event
            .one_at_a_time()
            .map(|set| set.iter().map(|id| id.as_str()).collect())
            .collect()
    }

    #[test]
    fn a_leader_and_what_he_leads_share_a_person() {
        for (leader, organization, shared) in [
            ("示例·王工", "示例大学", vec!["e", "t1", "t2"]),
            (" e ", "示例大学", vec!["e", "t1", "t2"]),
            // No profile of the library: both teams have one leader of one house.
            ("示例·赵工", "示例大学", vec!["t1", "t2"]),
            ("待定", "示例大学", vec![]),
            // Without a house it may be two of one name.
            ("示例·赵工", "", vec![]),
        ] {
            let (library, needs) = led(leader.trim(), organization);
            let event = filled(&library, &needs);
            let expected: Vec<Vec<&str>> = [shared].into_iter().filter(|s| !s.is_empty()).collect();
            assert_eq!(
                one_at_a_time(&event),
                expected,
                "{leader} of {organization}"
            );
            let plan = event.plan(Options::new()).unwrap().into_result().unwrap();
            // Two needs in one slot: two meetings, or one where all that is left is one person.
            let most = if event.one_at_a_time().any(|set| set.len() == 3) {
                1
            } else {
                2
            };
            assert_eq!(plan.meetings().len(), most, "{leader} of {organization}");
        }
    }

    #[test]
    fn an_expert_of_two_ids_is_at_one_table_at_a_time() {
        let (library, needs) = led("待定", "示例大学");
        let mut writer = library.writer().unwrap();
        let mut twin = Profile::new("e2", ProfileKind::Expert, "示例・王工").unwrap();
        twin.expertise = vec!["针状焦".into()];
        twin.affiliations = vec!["示例 大学".into()];
        writer.put_profile(&twin).unwrap();
        writer.commit().unwrap();
        assert_eq!(one_at_a_time(&filled(&library, &needs)), [["e", "e2"]]);
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
