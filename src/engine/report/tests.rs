//! The value of a missing capability, against solving again with such a profile.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use super::capabilities::imagined;
use crate::assign::{Objective, Options};
use crate::engine::{Library, MarketOptions, Snapshot, silent};
use crate::model::{Date, Need, Profile, ProfileId, ProfileKind};
use crate::rank::RankOptions;
use crate::report::{ReportOptions, ReportPeriod};
use crate::score::Fit;

const TOPICS: [(&str, &str); 6] = [
    ("油系针状焦制备与石墨化", "C25"),
    ("无醛木材胶黏剂配方开发", "C20"),
    ("硼同位素低温精馏分离", "C26"),
    ("配电网故障自愈控制算法", "D44"),
    ("副产盐酸电解制氯技术", "C26"),
    ("高铝耐火浇注料抗渣侵蚀", "C30"),
];

fn today() -> Date {
    "2026-11-30".parse().unwrap()
}

/// Needs of every topic, several of some, and experts with one place for half of the topics.
fn library() -> Library {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    for number in 0..14 {
        let (topic, industry) = TOPICS[number * number % TOPICS.len()];
        let mut need =
            Need::new(format!("n{number:02}"), format!("{topic}第{number}号课题")).unwrap();
        need.industries.push(industry.parse().unwrap());
        need.region = Some("山东省/淄博市".parse().unwrap());
        writer.put_need(&need).unwrap();
    }
    for (number, (topic, industry)) in TOPICS.into_iter().take(4).enumerate() {
        let id = format!("p{number}");
        let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例{number}")).unwrap();
        expert.expertise.push(topic.to_owned());
        expert.industries.push(industry.parse().unwrap());
        expert.capacity = Some(1);
        writer.put_profile(&expert).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    library
}

fn total(snapshot: &Snapshot) -> f64 {
    let rank = RankOptions::new(today()).k(20).least_fit(Fit::Possible);
    let needs = snapshot.needs().unwrap();
    let market = snapshot
        .market(needs, &rank, MarketOptions::new(), &silent)
        .unwrap();
    let solved = market
        .solve(Objective::GreatestTotal, Options::new())
        .unwrap();
    solved.outcome.into_result().unwrap().total()
}

#[test]
fn one_more_place_adds_what_solving_again_with_it_adds() {
    let library = library();
    let statistics = Arc::new(library.snapshot().unwrap().collection_statistics());
    let before = library.snapshot_under(&statistics).unwrap();
    let period = ReportPeriod::new("2026-01-01".parse().unwrap(), today()).unwrap();
    let options = ReportOptions::new(RankOptions::new(today()), period);
    let facts = before.report_facts(&options, &silent).unwrap();
    // Under live statistics too, where half of the topics are said by nobody.
    let live = library.snapshot().unwrap().report_facts(&options, &silent);
    let values = |facts: &crate::report::ReportFacts| -> Vec<f64> {
        facts.capabilities.iter().map(|c| c.value).collect()
    };
    assert_eq!(values(&live.unwrap()), values(&facts));
    assert!(
        values(&facts).iter().all(|value| *value > 0.1),
        "{:?}",
        values(&facts)
    );
    let without = total(&before);
    let needs = before.needs().unwrap();
    assert!(
        facts.capabilities.len() >= 3,
        "{:?}",
        facts.capabilities.len()
    );
    let mut is_gain = false;
    for capability in &facts.capabilities {
        let behind = needs
            .iter()
            .filter(|need| capability.needs.contains(&need.id));
        let (discipline, industry) = (&capability.discipline, &capability.industry);
        let group = (capability.kind, discipline.clone(), industry.clone());
        let imagined = imagined(group, &behind.collect::<Vec<_>>(), None).unwrap();
        let mut writer = library.writer().unwrap();
        writer.put_profile(&imagined).unwrap();
        writer.commit().unwrap();
        drop(writer);
        let with = total(&library.snapshot_under(&statistics).unwrap());
        let grown = with - without;
        assert!(
            (grown - capability.value).abs() < 1e-8,
            "{grown} for {}: {:?}",
            capability.value,
            imagined
        );
        is_gain |= grown > 0.1;
        assert_eq!(capability.value > 0.0, capability.taken.is_some());
        let mut writer = library.writer().unwrap();
        writer
            .delete_profile(&ProfileId::new("imagined").unwrap())
            .unwrap();
        writer.commit().unwrap();
    }
    assert!(is_gain, "some capability is worth something");
    // The most valuable comes first, and each need behind one knows its number.
    let values: Vec<f64> = facts.capabilities.iter().map(|c| c.value).collect();
    assert!(values.is_sorted_by(|a, b| a >= b));
    let numbered = facts
        .needs
        .iter()
        .filter(|need| need.capability.is_some())
        .count();
    let behind: usize = facts.capabilities.iter().map(|c| c.needs.len()).sum();
    assert_eq!(numbered, behind);
}

#[test]
fn a_region_that_lacks_nothing_has_no_list() {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    let mut expert = Profile::new("p1", ProfileKind::Expert, "示例甲").unwrap();
    expert.expertise.push("油系针状焦制备".to_owned());
    writer.put_profile(&expert).unwrap();
    writer
        .put_need(&Need::new("n1", "油系针状焦制备").unwrap())
        .unwrap();
    writer.commit().unwrap();
    let period = ReportPeriod::new("2026-01-01".parse().unwrap(), today()).unwrap();
    let options = ReportOptions::new(RankOptions::new(today()), period);
    let facts = library
        .snapshot()
        .unwrap()
        .report_facts(&options, &silent)
        .unwrap();
    assert!(facts.capabilities.is_empty());
}

#[test]
fn a_need_whose_places_are_taken_by_matches_at_work_is_covered_by_them() {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    for id in ["n1", "n2"] {
        let need = Need::new(id, "油系针状焦制备与石墨化").unwrap();
        writer.put_need(&need).unwrap();
    }
    for (id, said) in [("p1", "油系针状焦制备与石墨化"), ("p2", "小麦育种")] {
        let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例·{id}")).unwrap();
        expert.expertise.push(said.into());
        expert.capacity = Some(1);
        writer.put_profile(&expert).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    let fits = |pairs: &[(&str, &str)]| {
        let pair = |(need, profile): &(&str, &str)| {
            (need.parse().unwrap(), profile.parse::<ProfileId>().unwrap())
        };
        let matches = pairs.iter().map(pair).collect();
        let snapshot = library.snapshot().unwrap();
        let snapshot = snapshot.with_matches_at_work(&matches).unwrap();
        let period = ReportPeriod::new("2026-01-01".parse().unwrap(), today()).unwrap();
        let options = ReportOptions::new(RankOptions::new(today()), period);
        let facts = snapshot.report_facts(&options, &silent).unwrap();
        let rank = RankOptions::new(today()).k(5);
        let needs = snapshot.needs().unwrap();
        let market = snapshot.market(needs, &rank, MarketOptions::new(), &silent);
        let market = market.unwrap();
        let short = market
            .short_lists()
            .map(|(id, count)| format!("{id} {count}"));
        let short: Vec<String> = short.collect();
        let needs = facts.needs.iter();
        let fits: Vec<Fit> = needs
            .map(|need| need.served.as_ref().unwrap().fit)
            .collect();
        (fits, short)
    };
    let said = |short: &[&str]| short.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
    let free = fits(&[]);
    assert_eq!(
        free,
        (vec![Fit::Clear, Fit::Clear], said(&["n1 1", "n2 1"]))
    );
    // p1 is full by the match itself: nobody is left for n2.
    let one = fits(&[("n1", "p1")]);
    assert_eq!(one, (vec![Fit::Clear, Fit::None], said(&["n2 0"])));
    // Somebody at work whose text says nothing of the need.
    let other = fits(&[("n1", "p2"), ("n2", "p1")]);
    assert_eq!(other, (vec![Fit::Possible, Fit::Clear], said(&[])));
}
