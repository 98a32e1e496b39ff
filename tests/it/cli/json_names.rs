//! Ids in JSON answers come with names: a portal need not ask for each.

use std::collections::BTreeMap;

use qianxian::score::Fit;
use qianxian::standing::{ChangeCause, ListChange, ListMember, Subscription, SubscriptionSubject};
use serde_json::Value;

use super::program::{Desk, Said, program, qianxian};

/// The ids in `value` that stand neither beside their name nor in the answer's `names`.
fn nameless(
    value: &Value,
    known: &BTreeMap<String, String>,
    listed: &Value,
    found: &mut Vec<String>,
) {
    let is_listed = |id: &str| {
        let lists = ["needs", "profiles"].map(|list| &listed[list][id]);
        lists.iter().any(|name| **name == known[id])
    };
    match value {
        Value::Array(values) => values.iter().for_each(|value| match value.as_str() {
            Some(id) if known.contains_key(id) && !is_listed(id) => found.push(id.to_owned()),
            _ => nameless(value, known, listed, found),
        }),
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| *key != "names") {
                match value.as_str().and_then(|id| Some((id, known.get(id)?))) {
                    Some((id, name)) => {
                        let is_beside = fields.values().any(|value| value == name);
                        if !is_beside && !is_listed(id) {
                            found.push(format!("{key} {id}"));
                        }
                    }
                    None => nameless(value, known, listed, found),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A subscription with a candidate.
fn subscribe(desk: &Desk) {
    let library = desk.open();
    let id: qianxian::model::SubscriptionId = "S-001".parse().unwrap();
    let subject = SubscriptionSubject::need("DEMO-N-001".parse().unwrap());
    let first = "2024-01-01".parse().unwrap();
    let wish = Subscription::new(id.clone(), subject, "示例·李科长", first);
    library.subscriptions().unwrap().put(wish).unwrap();
    let record: qianxian::model::ProfileId = "DEMO-E-001".parse().unwrap();
    let mut change = ListChange::new(id);
    change.gained.push(ListMember {
        record: record.into(),
        rank: 1,
        score: 0.5,
        fit: Fit::Clear,
        fingerprint: 1,
        cause: ChangeCause::NewRecord,
    });
    library
        .outbox()
        .unwrap()
        .add_changes(&[change], first)
        .unwrap();
}

#[test]
fn every_id_of_an_answer_has_its_name_in_it() {
    let desk = Desk::new();
    qianxian([
        "demo".as_ref(),
        "--out".as_ref(),
        desk.library().as_os_str(),
    ])
    .done();
    let snapshot = desk.open().snapshot().unwrap();
    let mut known = BTreeMap::new();
    for need in snapshot.needs().unwrap() {
        known.insert(need.id.to_string(), need.title);
    }
    for id in snapshot.profile_ids().unwrap() {
        known.insert(id.to_string(), snapshot.profile(&id).unwrap().name);
    }
    let pair = "--need DEMO-N-001 --profile DEMO-E-001";
    subscribe(&desk);
    for line in [
        "rank --need DEMO-N-001 --barred --explain",
        "reverse --profile DEMO-E-001",
        &format!("explain {pair}"),
        &format!("explain {pair} --why-not"),
        "assign",
        "team --need DEMO-N-001",
        "event --days 2026-12-12",
        "event --days 2026-12-12 --common --seats 8",
        "clinic",
        "report",
        "search 材料",
        &format!("ledger add {pair} --kind 推送 --by 示例·李科长 --at 2026-11-02"),
        &format!("ledger show {pair}"),
        "ledger desk",
        "ledger desk --unanswered",
        "subscribe list",
        "push plan",
    ] {
        let mut words = line.split_whitespace();
        let mut process = program();
        process.args(words.next());
        if ["ledger", "subscribe", "push"]
            .iter()
            .any(|of| line.starts_with(of))
        {
            process.args(words.next());
        }
        let process = process.arg("--library").arg(desk.library());
        let said: Said = process.args(words).arg("--json").output().unwrap().into();
        let answer = said.json();
        let mut found = Vec::new();
        nameless(&answer, &known, &answer["names"], &mut found);
        assert!(found.is_empty(), "{line}: {found:?}");
    }
}
