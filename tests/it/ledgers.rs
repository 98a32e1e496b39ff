//! The ledger of a library: entries about its own records.

use std::collections::BTreeMap;

use qianxian::assign::{Objective, Options};
use qianxian::engine::{MarketOptions, SuccessModel, silent};
use qianxian::learn::{Feedback, MatchOutcome, Reliability, SuccessCurve};
use qianxian::ledger::{EntryContent, EntryKind, Ledger};
use qianxian::model::{Collection, Moment, Need, NeedId, Profile, ProfileId, ProfileKind};
use qianxian::score::Weights;
use qianxian::{Library, Snapshot};

use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{all, bits, library};

#[test]
fn entries_follow_merged_profiles_and_name_known_records_alone() {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    writer
        .put_need(&Need::new("n1", "针状焦").unwrap())
        .unwrap();
    let mut kept = Profile::new("p1", ProfileKind::Expert, "示例·王工").unwrap();
    kept.aliases.ids.push(ProfileId::new("p2").unwrap());
    writer.put_profile(&kept).unwrap();
    writer.commit().unwrap();
    let entry = |need: &str, profile: &str| {
        let (need, profile) = (NeedId::new(need).unwrap(), ProfileId::new(profile).unwrap());
        EntryContent::new(
            need,
            profile,
            EntryKind::Pushed,
            "2026-11-29".parse().unwrap(),
        )
    };
    let ledger = library.ledger().unwrap();
    let appended = ledger.append(entry("n1", "p2")).unwrap();
    assert_eq!(appended.standing.unwrap().profile, "p1");
    for (need, profile) in [("n2", "p1"), ("n1", "p3")] {
        let several = vec![entry("n1", "p1"), entry(need, profile)];
        let error = ledger.append_all(several).unwrap_err();
        assert!(
            error.is_not_found() && error.to_string().starts_with("entry 2"),
            "{error}"
        );
    }
    assert_eq!(
        ledger
            .since("2026-01-01".parse().unwrap(), 9)
            .unwrap()
            .len(),
        1
    );
    // The record goes; what was written about it can still be corrected.
    writer.delete_need(&NeedId::new("n1").unwrap()).unwrap();
    writer.commit().unwrap();
    assert!(ledger.append(entry("n1", "p1")).unwrap_err().is_not_found());
    let (need, profile) = (NeedId::new("n1").unwrap(), ProfileId::new("p1").unwrap());
    let strike = EntryContent::correcting(need, profile, 1, "2026-11-30".parse().unwrap()).struck();
    assert_eq!(ledger.append(strike).unwrap().standing, None);
}

/// A library in which some profiles are at work, and one whose records say so.
fn at_work(seed: u64) -> (Library, BTreeMap<ProfileId, u32>, Library) {
    let random = &mut Random::new(seed);
    let (needs, mut profiles) = records(seed, 12, 60);
    let mut loads = BTreeMap::new();
    let aside = library(&needs, &profiles);
    for profile in &mut profiles {
        if random.chance(40) {
            let load = u32::try_from(random.below(4)).unwrap();
            loads.insert(profile.id.clone(), load);
            profile.load = Some(profile.load.unwrap_or(0).max(load));
        }
    }
    loads.insert(ProfileId::new("nobody").unwrap(), 3);
    (aside, loads, library(&needs, &profiles))
}

#[test]
fn loads_beside_the_records_act_like_loads_in_them() {
    for seed in 0..6 {
        let (aside, loads, stated) = at_work(4_100 + seed);
        let plain = aside.snapshot().unwrap();
        let (aside, stated) = (
            plain.with_loads(&loads).unwrap(),
            stated.snapshot().unwrap(),
        );
        assert_eq!(bits(&aside, &all()), bits(&stated, &all()), "seed {seed}");
        assert_ne!(bits(&aside, &all()), bits(&plain, &all()), "seed {seed}");
        let needs = aside.needs().unwrap();
        let assigned = |snapshot: &Snapshot| {
            let market = snapshot
                .market(needs.clone(), &all(), MarketOptions::new(), &silent)
                .unwrap();
            let found = market
                .solve(Objective::GreatestTotal, Options::new())
                .unwrap();
            serde_json::to_string(&found.outcome.solved()).unwrap()
        };
        assert_eq!(assigned(&aside), assigned(&stated), "seed {seed}");
        // A second helping replaces nothing that is greater, and what is stored stays as it was.
        let again = aside.with_loads(&loads).unwrap();
        assert_eq!(bits(&again, &all()), bits(&aside, &all()));
        let records = |snapshot: &Snapshot| {
            let mut lines = String::new();
            snapshot
                .each_record(Collection::Profile, &mut |record| {
                    lines.push_str(&serde_json::to_string(&record.to_fields()?).unwrap());
                    Ok(())
                })
                .unwrap();
            lines
        };
        assert_eq!(records(&aside), records(&plain));
    }
}

#[test]
fn only_matches_at_work_are_loads_and_merged_ids_add_up() {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    for number in 1..=4 {
        let need = Need::new(format!("n{number}").as_str(), "针状焦").unwrap();
        writer.put_need(&need).unwrap();
    }
    for id in ["p1", "p2"] {
        writer
            .put_profile(&Profile::new(id, ProfileKind::Expert, "示例·王工").unwrap())
            .unwrap();
    }
    writer.commit().unwrap();
    let ledger = library.ledger().unwrap();
    let entry = |need: &str, profile: &str, kind| {
        let (need, profile) = (NeedId::new(need).unwrap(), ProfileId::new(profile).unwrap());
        ledger
            .append(
                EntryContent::new(need, profile, kind, "2026-11-29".parse().unwrap())
                    .reason("太远"),
            )
            .unwrap();
    };
    entry("n1", "p1", EntryKind::Contacted);
    entry("n2", "p1", EntryKind::Pushed);
    entry("n3", "p1", EntryKind::Met);
    entry("n3", "p1", EntryKind::Refused);
    entry("n4", "p2", EntryKind::Visited);
    let loads = ledger.loads().unwrap();
    let shown: Vec<(&str, u32)> = loads
        .iter()
        .map(|(id, load)| (id.as_str(), *load))
        .collect();
    assert_eq!(shown, [("p1", 1), ("p2", 1)]);
    // What was two profiles is one, which is at work on both.
    let mut kept = Profile::new("p1", ProfileKind::Expert, "示例·王工").unwrap();
    kept.aliases.ids.push(ProfileId::new("p2").unwrap());
    writer.put_profile(&kept).unwrap();
    writer
        .delete_profile(&ProfileId::new("p2").unwrap())
        .unwrap();
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap().with_loads(&loads).unwrap();
    assert_eq!(snapshot.profile(&kept.id).unwrap().load, Some(2));
}

/// Entries of many kinds, some struck again; what they say of how far the matches came.
fn written(ledger: &Ledger<'_>, needs: &[Need], profiles: &[Profile]) -> Vec<Feedback> {
    let kinds = [
        (EntryKind::Proposed, Some(MatchOutcome::Shown)),
        (EntryKind::Pushed, Some(MatchOutcome::Shown)),
        (EntryKind::Viewed, Some(MatchOutcome::Viewed)),
        (EntryKind::Met, Some(MatchOutcome::Contacted)),
        (EntryKind::Signed, Some(MatchOutcome::Signed)),
        (EntryKind::Refused, Some(MatchOutcome::Refused)),
        (EntryKind::Note, None),
        (EntryKind::Withdrawn, None),
    ];
    let random = &mut Random::new(4_200);
    let mut events = Vec::new();
    for _ in 0..600 {
        let need = random.pick(needs).id.clone();
        let profile = random.pick(profiles).id.clone();
        let (kind, outcome) = *random.pick(&kinds);
        let day = format!(
            "2026-{:02}-{:02}",
            1 + random.below(9),
            1 + random.below(28)
        );
        let at: Moment = day.parse().unwrap();
        let mut content = EntryContent::new(need.clone(), profile.clone(), kind, at)
            .reason("示例")
            .officer("示例·李科长")
            .amount(5.0)
            .note("示例");
        content.propensity = random.maybe(30, |_| 0.5);
        let appended = ledger.append(content.clone()).unwrap();
        if random.chance(10) {
            let of = EntryContent::correcting(need, profile, appended.number, at);
            ledger.append(of.struck()).unwrap();
        } else if let Some(outcome) = outcome {
            let mut event = Feedback::new(need, profile, outcome).on(at.date());
            event.propensity = content.propensity;
            events.push(event);
        }
    }
    events
}

#[test]
fn a_ledger_teaches_what_the_same_feedback_does() {
    let (needs, profiles) = records(4_200, 20, 40);
    let library = library(&needs, &profiles);
    let (ledger, snapshot) = (library.ledger().unwrap(), library.snapshot().unwrap());
    let events = written(&ledger, &needs, &profiles);
    let told = snapshot
        .lessons_from_feedback(&events, &all(), &silent)
        .unwrap();
    let learned = snapshot
        .lessons_from_ledger(&ledger, &all(), &silent)
        .unwrap();
    assert_eq!(told, learned);
    assert!(learned.ended.len() > 100);

    assert_eq!(ledger.success_model().unwrap(), None);
    let curve = SuccessCurve::fit(&learned.ended).unwrap();
    let reliability = Reliability::measure(&learned.ended, 5, 1).unwrap();
    let model = SuccessModel::new(curve, reliability, &all());
    ledger.set_success_model(&model).unwrap();
    assert_eq!(ledger.success_model().unwrap(), Some(model.clone()));
    assert!(model.holds_for(&all()) && !model.holds_for(&all().weights(Weights::text_only())));
    for step in 0..=100 {
        let score = f64::from(step) / 100.0;
        let forecast = model.forecast(score);
        assert_eq!(forecast.probability, model.curve.probability(score));
        assert!(forecast.low <= forecast.probability && forecast.probability <= forecast.high);
    }
}
