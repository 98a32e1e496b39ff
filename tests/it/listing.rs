//! Lists against plain filters, and exports that make the same library.

use std::cmp::Ordering;

use qianxian::engine::{ListOptions, silent};
use qianxian::ledger::Change;
use qianxian::model::{Collection, Need, Profile, Record, RecordId};
use qianxian::text::Lexicon;
use qianxian::{Library, LibraryOptions, Snapshot};
use serde_json::Value;

use crate::support::generate::{enterprise, need, profile};
use crate::support::random::Random;
use crate::support::{all, bits, writer};

/// A library of random records with some history.
fn library(seed: u64) -> Library {
    let random = &mut Random::new(seed);
    let library = Library::in_memory().unwrap();
    let mut writer = writer(&library);
    for round in 0..3 {
        let day = format!("2026-11-{:02}", 1 + round);
        writer.set_change(Change::at(day.parse().unwrap()).by("示例·赵科长"));
        for at in 0..40 {
            writer.put_need(&need(random, format!("n{at:02}"))).unwrap();
            writer
                .put_profile(&profile(random, format!("p{at:02}")))
                .unwrap();
            writer.put_enterprise(&enterprise(random)).unwrap();
        }
        writer
            .delete_need(&Need::new("n07", "去").unwrap().id)
            .unwrap();
        writer.commit().unwrap();
    }
    let mut lexicon = Lexicon::new();
    lexicon.add_synonyms(["锂电池", "lithium battery"]).unwrap();
    library.set_lexicon(lexicon).unwrap();
    library
}

/// Whether a need passes; `None` if it does not say.
type NeedTest<'t> = &'t dyn Fn(&Need) -> Option<bool>;

fn ids(records: &[Record]) -> Vec<String> {
    records
        .iter()
        .map(|record| record.id().as_str().to_owned())
        .collect()
}

fn everything(snapshot: &Snapshot, collection: Collection) -> Vec<Record> {
    let mut records = Vec::new();
    let mut keep = |record| {
        records.push(record);
        Ok(())
    };
    snapshot.each_record(collection, &mut keep).unwrap();
    records
}

#[test]
fn a_list_is_what_a_plain_filter_keeps() {
    let library = library(41);
    let snapshot = library.snapshot().unwrap();
    let needs = snapshot.needs().unwrap();
    let plain = |test: NeedTest<'_>| {
        let kept: Vec<String> = needs
            .iter()
            .filter(|n| test(n) == Some(true))
            .map(|n| n.id.to_string())
            .collect();
        (kept, needs.iter().filter(|n| test(n).is_none()).count())
    };
    let day = "2024-06-01".parse().unwrap();
    let shandong = "山东省".parse().unwrap();
    let tests: [(&str, NeedTest<'_>); 6] = [
        ("status=open", &|n| Some(n.status.as_str() == "open")),
        ("类型!=人才需求", &|n| {
            Some(n.kind.as_str() != "talent")
        }),
        ("deadline>=2024-06-01", &|n| n.deadline.map(|d| d >= day)),
        ("地区=山东省", &|n| {
            n.region.as_ref().map(|r| r.starts_with(&shandong))
        }),
        ("readiness<=5", &|n| n.readiness.map(|r| r <= 5)),
        ("!level", &|n| Some(n.level.is_none())),
    ];
    for (text, test) in tests {
        let options = ListOptions::new(Collection::Need).filter(text);
        let page = snapshot.list(&options).unwrap();
        let (kept, unknown) = plain(test);
        assert!(
            !kept.is_empty() && kept.len() < needs.len(),
            "{text} decides nothing here"
        );
        assert_eq!(
            (ids(&page.records), page.unknown),
            (kept, unknown),
            "{text}"
        );
        assert_eq!(page.matching, page.records.len());
    }
}

#[test]
fn pages_hold_every_record_once_and_in_order() {
    let library = library(42);
    let snapshot = library.snapshot().unwrap();
    for collection in Collection::ALL {
        let whole = everything(&snapshot, *collection);
        for field in [
            "id",
            "region",
            "published",
            "status",
            "industries",
            "budget",
            "nothing",
        ] {
            for is_descending in [false, true] {
                let mut options = ListOptions::new(*collection).sort(field).limit(7);
                if is_descending {
                    options = options.descending();
                }
                let (mut listed, mut rounds) = (Vec::new(), 0);
                loop {
                    let page = snapshot.list(&options).unwrap();
                    assert_eq!(page.matching, whole.len());
                    listed.extend(page.records);
                    rounds += 1;
                    match page.next {
                        Some(next) => options = options.after(next),
                        None => break,
                    }
                }
                assert_eq!(rounds, whole.len().div_ceil(7).max(1));
                let mut sorted = ids(&listed);
                sorted.sort();
                assert_eq!(sorted, ids(&whole), "{field}");
                for pair in listed.windows(2) {
                    let [one, other] = [&pair[0], &pair[1]].map(|r| r.field(field).unwrap());
                    let is_right = match (&one, &other) {
                        (None, None) => pair[0].id() < pair[1].id(),
                        (None, Some(_)) => false,
                        (Some(_), None) => true,
                        (Some(Value::String(a)), Some(Value::String(b))) => match a.cmp(b) {
                            Ordering::Equal => pair[0].id() < pair[1].id(),
                            order => (order == Ordering::Less) != is_descending,
                        },
                        // Lists and amounts sort by one of their parts.
                        (Some(_), Some(_)) => true,
                    };
                    assert!(is_right, "{field}: {one:?} {other:?}");
                }
            }
        }
    }
}

#[test]
fn counts_add_up_to_the_list() {
    let library = library(43);
    let snapshot = library.snapshot().unwrap();
    let options = ListOptions::new(Collection::Need).filter("status=open");
    let page = snapshot.list(&options).unwrap();
    for field in ["kind", "地区", "level"] {
        let counted = snapshot.count_by(&options, field).unwrap();
        let sum: usize = counted.counts.values().sum();
        assert_eq!(sum + counted.unknown, page.matching, "{field}");
        for (value, count) in &counted.counts {
            let has = |record: &&Record| {
                record
                    .field(field)
                    .unwrap()
                    .as_ref()
                    .and_then(Value::as_str)
                    == Some(value)
            };
            assert_eq!(
                page.records.iter().filter(has).count(),
                *count,
                "{field} {value}"
            );
        }
    }
}

#[test]
fn bad_lists_are_refused() {
    let library = library(44);
    let snapshot = library.snapshot().unwrap();
    let needs = || ListOptions::new(Collection::Need);
    for options in [
        needs().filter("status=perhaps"),
        needs().filter("="),
        needs().after("x"),
        needs().limit(0),
    ] {
        assert!(
            snapshot.list(&options).unwrap_err().is_invalid_input(),
            "{options:?}"
        );
    }
}

fn exported(library: &Library) -> Vec<u8> {
    let mut lines = Vec::new();
    library
        .snapshot()
        .unwrap()
        .export(&mut lines, &silent)
        .unwrap();
    lines
}

#[test]
fn an_export_makes_the_same_library() {
    let library = library(45);
    let lines = exported(&library);
    let place = tempfile::tempdir().unwrap();
    let copy = Library::create(place.path(), LibraryOptions::new()).unwrap();
    let counts = copy
        .import_export(&mut lines.as_slice(), "lines", &silent)
        .unwrap();
    assert_eq!(
        counts.records + counts.revisions + 3,
        lines.iter().filter(|&&b| b == b'\n').count() as u64
    );
    let (one, other) = (library.snapshot().unwrap(), copy.snapshot().unwrap());
    assert_eq!(
        bits(&one, &all()),
        bits(&other, &all()),
        "every run is the same to the bit"
    );
    assert_eq!(exported(&copy), lines, "and so is the next export");
    assert_eq!(copy.lexicon(), library.lexicon());
    for record in everything(&one, Collection::Profile) {
        assert_eq!(
            one.history(&record.id()).unwrap(),
            other.history(&record.id()).unwrap()
        );
    }
    let gone = RecordId::new(Collection::Need, "n07").unwrap();
    assert_eq!(other.history(&gone).unwrap().revisions.len(), 6);
    // The history goes on from there.
    let mut writer = writer(&copy);
    writer
        .put_profile(&Profile::new("p00", qianxian::model::ProfileKind::Expert, "示例·新").unwrap())
        .unwrap();
    writer.commit().unwrap();
    let id = RecordId::new(Collection::Profile, "p00").unwrap();
    let history = copy.snapshot().unwrap().history(&id).unwrap();
    assert!(history.revisions.len() == 4 && !history.ends_early && !history.begins_late);
}

#[test]
fn an_export_that_is_cut_off_changed_or_not_one_fills_nothing() {
    let lines = String::from_utf8(exported(&library(46))).unwrap();
    let whole: Vec<&str> = lines.split_inclusive('\n').collect();
    let library = Library::in_memory().unwrap();
    let refused = |text: &str| {
        let error = library
            .import_export(&mut text.as_bytes(), "lines", &silent)
            .unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert!(error.to_string().contains("lines, line "), "{error}");
        assert_eq!(library.snapshot().unwrap().counts().unwrap().profiles, 0);
    };
    for cut in [0, 1, 2, whole.len() / 2, whole.len() - 1] {
        refused(&whole[..cut].concat());
    }
    refused(&lines[..lines.len() - 1]);
    refused(&lines.replace("\"format\":2", "\"format\":9"));
    refused(&[&whole[..5], &whole[6..]].concat().concat());
    refused(&lines.replacen("{\"need\":", "{\"needs\":", 1));
    refused("编号,需求名称\nn1,针状焦\n");
    library
        .import_export(&mut lines.as_bytes(), "lines", &silent)
        .unwrap();
    let again = library.import_export(&mut lines.as_bytes(), "lines", &silent);
    assert!(
        again.unwrap_err().is_invalid_input(),
        "the library is not empty"
    );
}
