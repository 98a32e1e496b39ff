//! JSON records of any shape: what is accepted can be stored, and is read back the same.

use qianxian::Library;
use qianxian::intake::{Intake, Source};
use qianxian::model::{Need, Profile};
use serde_json::{Map, Value, json};

use super::{Target, soup};
use crate::support::random::Random;
use crate::support::{generate, writer};

/// Replaces, adds and removes some values of a record that was well formed.
fn bend(random: &mut Random, record: &mut Value) {
    let Value::Object(map) = record else {
        return;
    };
    let names: Vec<String> = map.keys().cloned().collect();
    if names.is_empty() {
        return;
    }
    for _ in 0..random.below(4) {
        let name = random.pick(&names).clone();
        match random.below(5) {
            0 => drop(map.remove(&name)),
            1 => drop(map.insert(name, soup::value(random, 3))),
            2 => drop(map.insert(name, soup::text(random, 3).into())),
            3 => drop(map.insert(name, soup::fact(random).into())),
            _ => {
                if let Some(inner) = map.get_mut(&name) {
                    match inner {
                        Value::Array(items) => items.push(soup::value(random, 2)),
                        other => bend(random, other),
                    }
                }
            }
        }
    }
}

/// The side, then one record a line.
fn make(random: &mut Random) -> Vec<u8> {
    let is_need = random.chance(50);
    let mut lines = String::from(if is_need { "n\n" } else { "p\n" });
    for at in 0..20 {
        let id = format!("r{at}");
        let mut record = if is_need {
            json!(generate::need(random, id))
        } else {
            json!(generate::profile(random, id))
        };
        bend(random, &mut record);
        if random.chance(10) {
            record = Value::Object(Map::from_iter([("id".to_owned(), soup::value(random, 1))]));
        }
        lines.push_str(&format!("{record}\n"));
    }
    lines.into_bytes()
}

fn check(input: &[u8]) {
    let (is_need, file) = match input.split_first() {
        Some((first, rest)) => (*first == b'n', rest),
        None => return,
    };
    let library = Library::in_memory().unwrap();
    let mut writer = writer(&library);
    let source = Source::bytes("a.jsonl", file);
    let mut intake = Intake::new(library.taxonomies());
    let (mut needs, mut profiles): (Vec<Need>, Vec<Profile>) = (Vec::new(), Vec::new());
    // What the reader accepts the writer accepts too; only facts past the index's limit may be refused.
    let read = if is_need {
        intake.needs(&source, &mut |need| {
            writer.put_need(&need).unwrap_or_else(|e| panic!("{e}"));
            needs.push(need);
            Ok(())
        })
    } else {
        intake.profiles(&source, &mut |profile| {
            writer
                .put_profile(&profile)
                .unwrap_or_else(|e| panic!("{e}"));
            profiles.push(profile);
            Ok(())
        })
    };
    if let Err(error) = read {
        assert!(error.is_invalid_input(), "{error}");
        return;
    }
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    for need in needs {
        assert_eq!(snapshot.need(&need.id).unwrap(), need);
    }
    for profile in profiles {
        assert_eq!(snapshot.profile(&profile.id).unwrap(), profile);
    }
}

#[test]
fn records() {
    Target {
        name: "records",
        count: 20,
        make,
        check,
    }
    .run();
}
