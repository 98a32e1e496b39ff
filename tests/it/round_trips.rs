//! Results that a portal stores: what is read back from JSON equals the value, and is written as the same text.
//!
//! The records state every field that a result reports, so that every optional part is there.

use std::fmt::Debug;

use qianxian::assign::{Assignment, AssignmentProblem, Objective, Options, verify};
use qianxian::engine::{MarketOptions, silent};
use qianxian::event::{EventProblem, Slot};
use qianxian::explain::WhyNot;
use qianxian::model::{Need, NeedStatus, Profile};
use qianxian::rule::Corridor;
use qianxian::score::{Explanation, Feature};
use qianxian::team::{Role, Scope, Team, TeamRules};
use qianxian::{Library, RankOptions, Snapshot};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::support::{library, record, today};

/// Writes `value`, reads it and writes it again; returns what was read.
fn read_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> T {
    let text = serde_json::to_string(value).unwrap();
    let read: T = serde_json::from_str(&text).unwrap();
    assert_eq!(&read, value, "{text}");
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    // A portal may hold JSON as a tree, with the fields in another order.
    let tree = serde_json::to_value(value).unwrap();
    assert_eq!(serde_json::from_value::<T>(tree).unwrap(), read);
    read
}

fn need() -> Need {
    record(json!({
        "id": "N1", "kind": "research", "title": "油系针状焦的制备", "enterprise": "示例甲炭素",
        "description": "真密度≥2.12 g/cm³，须有在线测温与余热发电。", "keywords": ["针状焦", "石墨化"],
        "industries": ["C26"], "disciplines": ["430"], "region": "山东省/东营市", "level": "associate_professor", "readiness": 5,
        "modes": ["joint_research"], "budget": {"min": 50.0, "max": 100.0}, "deadline": "2025-12-31",
        "preferences": {"modes": ["joint_research"], "regions": ["江苏省"]}
    }))
}

fn profiles() -> [Profile; 3] {
    let stated = json!({
        "id": "P1", "kind": "expert", "name": "示例·王教授", "organization": "示例大学",
        "level": "professor", "readiness": 6, "expertise": ["needle coke"], "industries": ["C25"], "disciplines": ["530"],
        "works": [
            {"title": "油系针状焦的制备与石墨化", "year": 2021, "abstract": "真密度2.13 g/cm³。"},
            {"title": "石墨化炉", "abstract": "石墨化"}
        ],
        "region": "山东省/青岛市", "reach": "nationwide", "modes": ["joint_research", "license"],
        "budget": {"min": 60.0}, "available_from": "2024-08-01", "available_until": "2026-01-31",
        "capacity": 3, "load": 1, "track_record": {"matched": 5, "settled": 3},
        "preferences": {"industries": ["C26"]}
    });
    let barred = json!({
        "id": "P2", "kind": "expert", "name": "示例·李工", "organization": "示例甲炭素",
        "expertise": ["针状焦"], "region": "甘肃省/兰州市", "reach": "city",
        "vetoes": {"min_budget": 500.0, "max_distance_km": 10.0}
    });
    let plain = json!({
        "id": "P3", "kind": "expert", "name": "示例·赵工", "organization": "示例研究院",
        "expertise": ["在线测温", "石墨化"]
    });
    [stated, barred, plain].map(record)
}

fn snapshot() -> Snapshot {
    let library: Library = library([&need()], &profiles());
    let mut lexicon = library.lexicon();
    lexicon.add_synonyms(["针状焦", "needle coke"]).unwrap();
    library.set_lexicon(lexicon).unwrap();
    library.snapshot().unwrap()
}

fn options() -> RankOptions {
    let coast = ["山东省/东营市", "山东省/青岛市"].map(|region| region.parse().unwrap());
    RankOptions::new(today()).corridors([Corridor::new("示例走廊", coast.to_vec())])
}

#[test]
fn rankings_are_read_back() {
    let snapshot = snapshot();
    let ranking = read_back(&snapshot.rank(&need(), &options()).unwrap());
    assert_eq!(ranking.matches.len(), 2);
    let mut closed = need();
    closed.status = NeedStatus::Settled;
    let ranking = read_back(&snapshot.rank(&closed, &options()).unwrap());
    assert!(ranking.closed.is_some());
    read_back(&snapshot.reverse(&profiles()[0], &options()).unwrap());
}

#[test]
fn explanations_are_read_back_with_every_part() {
    let snapshot = snapshot();
    let [stated, barred, _] = profiles();
    let why: Explanation = read_back(&snapshot.explain(&need(), &stated, &options()).unwrap());
    let told: Vec<Feature> = why.facts.iter().map(|fact| fact.feature()).collect();
    let facts = [
        Feature::Industry,
        Feature::Discipline,
        Feature::Region,
        Feature::Level,
        Feature::Readiness,
        Feature::Mode,
        Feature::Budget,
        Feature::Availability,
        Feature::TrackRecord,
        Feature::Recency,
    ];
    assert_eq!(told, facts);
    let mut phrases = why.evidence.iter().flat_map(|document| &document.phrases);
    assert!(phrases.any(|phrase| phrase.synonym_of.is_some()));
    assert!(why.evidence.iter().any(|document| document.year.is_some()));
    assert!(why.wishes.iter().any(|wish| wish.kept.is_some()));
    assert!(why.quantities[0].stated.is_some());
    assert!(!why.uncovered.is_empty());
    let why = read_back(&snapshot.explain(&need(), &barred, &options()).unwrap());
    assert!(why.violations.len() > 2, "{:?}", why.violations);
}

#[test]
fn why_nots_are_read_back() {
    let snapshot = snapshot();
    let [stated, barred, _] = profiles();
    let one = options().k(1);
    let mut behind = stated;
    // Ahead in track record, so that a greater weight of it brings it in.
    behind.track_record.as_mut().unwrap().settled = 5;
    behind.id = "P0".parse().unwrap();
    behind.readiness = Some(3);
    let why: WhyNot = read_back(&snapshot.why_not(&need(), &behind, &one).unwrap());
    assert!(why.values.iter().any(|change| change.target.is_some()));
    assert!(why.border.is_some() && !why.figures.is_empty());
    assert!(!why.weights.is_empty());
    let why = read_back(&snapshot.why_not(&need(), &barred, &one).unwrap());
    assert!(
        why.obstacles
            .iter()
            .any(|obstacle| obstacle.repair.is_some())
    );
}

#[test]
fn assignments_are_read_back_with_their_prices() {
    let problem = AssignmentProblem::from_triples(
        [
            ("N1", "P1", 0.9),
            ("N2", "P1", 0.7),
            ("N2", "P2", 0.2),
            ("N3", "P1", 0.1),
        ],
        0..=1,
        0..=1,
    )
    .unwrap();
    for objective in [Objective::GreatestTotal, Objective::MaxMinFair] {
        let solved = problem.solve(objective, Options::new()).unwrap();
        let found = solved.into_result().unwrap();
        let read: Assignment = read_back(&found);
        assert_eq!(read.unmet().len(), 1);
        assert_eq!(read.scarce(&problem), found.scarce(&problem));
        assert_eq!(
            read.alternates(&problem, "N3", 9).unwrap(),
            found.alternates(&problem, "N3", 9).unwrap()
        );
        assert_eq!(verify(&problem, &read), verify(&problem, &found));
    }
}

#[test]
fn markets_are_read_back() {
    let snapshot = snapshot();
    let market = snapshot.market(vec![need()], &options(), MarketOptions::new(), &silent);
    let market = market.unwrap();
    let found = market.solve(Objective::GreatestTotal, Options::new());
    let found = found.unwrap();
    read_back(&market.congested(0.5, Options::new()).unwrap());
    read_back(found.outcome.solved().unwrap());
}

#[test]
fn teams_are_read_back_with_every_part() {
    let snapshot = snapshot();
    let scope = Scope::new().part("在线测温", 1.0);
    let problem = snapshot.team_problem(&need(), &scope, &options()).unwrap();
    let rules = TeamRules::new()
        .led_by_enterprise("示例甲炭素")
        .role(Role::new("research", ["expert"], 1..=3));
    let team = Team::form(&problem, &rules, Options::new()).unwrap();
    let team = read_back(&team.into_result().unwrap());
    assert!(team.lead.is_some() && team.greedy_coverage.is_some());
    let members = &team.members;
    assert!(
        members
            .iter()
            .all(|m| m.role.is_some() && m.organization.is_some())
    );
    let topics = team.topics.iter().flat_map(|topic| &topic.proofs);
    assert!(topics.count() > 1);
}

#[test]
fn plans_are_read_back_with_round_tables() {
    let event = round_table().unwrap();
    let plan = event.plan(Options::new()).unwrap();
    let plan = read_back(&plan.into_result().unwrap());
    assert!(plan.meetings().iter().any(|m| m.round_table.is_some()));
    assert!(!plan.unmet().is_empty());
    let replan = event.replan(plan.meetings(), Options::new()).unwrap();
    read_back(&replan.into_result().unwrap());
}

fn round_table() -> qianxian::Result<EventProblem> {
    let mut event = EventProblem::builder();
    let slots = Slot::series("2026-05-12".parse()?, "09:00-10:00", 30, 0)?;
    event.slots(&slots)?.tables(2)?.table("R", 3)?;
    event.need("N1", 1..=2)?.need("N2", 1..=2)?;
    event.profile("P1", 0..=2)?.profile("P2", 0..=9)?;
    event.value("N1", "P1", 0.9)?.value("N1", "P2", 0.3)?;
    event.value("N2", "P1", 0.2)?.value("N2", "P2", 0.4)?;
    event.round_table("R1", &["N1", "N2"], &["P1"])?;
    event.build()
}
