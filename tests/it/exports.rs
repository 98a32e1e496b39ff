//! Exports of libraries with a ledger: what comes out of the copy is what went in.

use qianxian::engine::{SuccessModel, silent};
use qianxian::learn::{Ended, Reliability, SuccessCurve};
use qianxian::ledger::{Calendar, DeskFilter, EntryContent, EntryKind, Ledger, Stages};
use qianxian::model::{Moment, NeedId, ProfileId};
use qianxian::{Library, LibraryOptions};

use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{all, library};

const OWN_STAGES: &str = r#"{"stages":[
    {"id":"open","name":"在办","role":"engaged","kinds":["contacted","met"],"working_days":7},
    {"id":"closed","name":"办结","role":"done","kinds":["solved"],"gates":["officer"]},
    {"id":"off","name":"未成","role":"ended","kinds":["refused"]}
]}"#;

fn need(number: usize) -> NeedId {
    NeedId::new(format!("n{number}")).unwrap()
}

fn profile(number: usize) -> ProfileId {
    ProfileId::new(format!("p{number}")).unwrap()
}

fn moment(random: &mut Random) -> Moment {
    let (day, hour) = (1 + random.below(28), random.below(24));
    let offset = random.pick(&["", "+08:00", "Z", "-03:30"]);
    format!("2026-11-{day:02}T{hour:02}:30:00{offset}")
        .parse()
        .unwrap()
}

/// A random entry about one of three needs and four profiles, beside the matches of the entries so far.
fn content(random: &mut Random, so_far: &[(NeedId, ProfileId)]) -> EntryContent {
    let (of_need, of_profile, at) = (
        need(random.below(3)),
        profile(random.below(4)),
        moment(random),
    );
    if !so_far.is_empty() && random.chance(20) {
        let at_entry = random.below(so_far.len());
        let (of_need, of_profile) = so_far[at_entry].clone();
        let of = 1 + at_entry as u64;
        let correction = EntryContent::correcting(of_need, of_profile, of, at);
        return match random.below(3) {
            0 => correction.struck().reason("重复录入"),
            1 => correction.instead(Some(EntryKind::Visited), random.maybe(50, moment)),
            _ => correction.note("另记").amount(0.1 + 0.2),
        };
    }
    let kind = *random.pick(EntryKind::ALL);
    let mut content = EntryContent::new(of_need, of_profile, kind, at);
    if random.chance(60) {
        content = content.by("示例·李科长").note("  看了\"中试线\"\n第二行 ");
    }
    if random.chance(50) || kind == EntryKind::Refused {
        content = content.reason("距离太远").source("走访");
    }
    if random.chance(40) {
        content = content.amount(1e9 / 7.0 * 1e-3).propensity(1.0 / 3.0);
    }
    if random.chance(40) || kind == EntryKind::Handed {
        content = content.officer("示例·赵科长");
    }
    if random.chance(30) || kind == EntryKind::Deadline {
        content = content.until("2026-12-31".parse().unwrap());
    }
    content
}

/// Appends random entries; those that the ledger refuses are left out. Corrections are of entries among `so_far`.
fn append(
    ledger: &Ledger<'_>,
    random: &mut Random,
    count: usize,
    so_far: &mut Vec<(NeedId, ProfileId)>,
) {
    for _ in 0..count {
        let content = content(random, so_far);
        let of = (content.need.clone(), content.profile.clone());
        if ledger.append(content).is_ok() {
            so_far.push(of);
        }
    }
}

/// A probability of success as one may be learned.
fn success() -> SuccessModel {
    let ended = |number: usize| Ended {
        need: need(number),
        score: [0.3, 0.6, 0.7][number % 3],
        success: number % 3 == 1,
    };
    let ended: Vec<Ended> = (0..90).map(ended).collect();
    let curve = SuccessCurve::fit(&ended).unwrap();
    SuccessModel::new(curve, Reliability::measure(&ended, 5, 1).unwrap(), &all())
}

/// A library of random records and entries; its rules are its own for odd seeds.
fn with_ledger(seed: u64) -> Library {
    let random = &mut Random::new(seed);
    let (needs, mut profiles) = records(seed, 3, 4);
    for (number, profile) in profiles.iter_mut().enumerate() {
        profile.id = self::profile(number);
    }
    let needs: Vec<_> = (0..)
        .zip(needs)
        .map(|(number, mut need)| {
            need.id = self::need(number);
            need
        })
        .collect();
    let library = library(&needs, &profiles);
    let ledger = library.ledger().unwrap();
    let mut so_far = Vec::new();
    append(&ledger, random, 30, &mut so_far);
    if seed % 2 == 1 {
        ledger
            .set_stages(&Stages::read(OWN_STAGES).unwrap())
            .unwrap();
        let calendar = Calendar::read("日期,类型\n2026-11-16..2026-11-18,休\n2026-11-14,班\n");
        ledger.set_calendar(&calendar.unwrap()).unwrap();
        append(&ledger, random, 10, &mut so_far);
        ledger.set_success_model(&success()).unwrap();
    }
    let mut writer = library.writer().unwrap();
    writer.delete_need(&needs[2].id).unwrap(); // its entries stay
    writer.commit().unwrap();
    drop(writer);
    drop(ledger);
    library
}

fn exported(library: &Library) -> String {
    let mut lines = Vec::new();
    let snapshot = library.snapshot().unwrap();
    let counts = snapshot.export(&mut lines, &silent).unwrap();
    let text = String::from_utf8(lines).unwrap();
    let entries = text.lines().filter(|line| line.starts_with("{\"entry\""));
    assert_eq!(counts.entries, entries.count() as u64);
    text
}

fn import(library: &Library, lines: &str) -> qianxian::Result<qianxian::engine::ExportCounts> {
    library.import_export(&mut lines.as_bytes(), "lines", &silent)
}

#[test]
fn matches_stand_in_the_copy_as_they_did() {
    for seed in 300..324 {
        let library = with_ledger(seed);
        let lines = exported(&library);
        let place = tempfile::tempdir().unwrap();
        let copy = Library::create(place.path(), LibraryOptions::new()).unwrap();
        // The rules of the copy are the ones of the export, whatever they were.
        let other = copy.ledger().unwrap();
        other
            .set_stages(&Stages::read(OWN_STAGES).unwrap())
            .unwrap();
        import(&copy, &lines).unwrap();
        assert_eq!(exported(&copy), lines, "seed {seed}");
        let ledger = library.ledger().unwrap();
        assert_eq!(other.stages().unwrap(), ledger.stages().unwrap());
        assert_eq!(other.calendar().unwrap(), ledger.calendar().unwrap());
        assert_eq!(
            other.success_model().unwrap(),
            ledger.success_model().unwrap()
        );
        let desk = |ledger: &Ledger<'_>| ledger.desk(&DeskFilter::all()).unwrap();
        assert_eq!(desk(&other), desk(&ledger), "seed {seed}");
        assert_eq!(other.folded().unwrap(), ledger.folded().unwrap());
        for of_need in (0..3).map(need) {
            for of_profile in (0..4).map(profile) {
                let history = |ledger: &Ledger<'_>| ledger.history(&of_need, &of_profile).unwrap();
                assert_eq!(history(&other), history(&ledger), "seed {seed}");
            }
        }
        // Both ledgers go on from there in one way.
        let so_far: Vec<_> = ledger
            .since("2000-01-01".parse().unwrap(), 1_000)
            .unwrap()
            .into_iter()
            .map(|entry| (entry.number, (entry.content.need, entry.content.profile)))
            .collect::<std::collections::BTreeMap<_, _>>()
            .into_values()
            .collect();
        let random = &mut Random::new(seed + 1_000);
        for _ in 0..20 {
            let content = content(random, &so_far);
            let answer = |ledger: &Ledger<'_>| format!("{:?}", ledger.append(content.clone()));
            assert_eq!(answer(&other), answer(&ledger), "seed {seed}");
        }
        assert_eq!(exported(&copy), exported(&library), "seed {seed}");
    }
}

/// Exports with a fault in the ledger, each with a word of its error.
fn spoilt(lines: &str, whole: &[&str]) -> Vec<(String, &'static str)> {
    let first = whole
        .iter()
        .position(|line| line.starts_with("{\"stages\""));
    let (first, last) = (first.unwrap(), whole.len() - 1);
    let mut spoilt: Vec<_> = (first..=last)
        .map(|cut| (whole[..cut].concat(), "cut off"))
        .collect();
    let joined = |one: &[&str], other: &[&str]| [one, other].concat().concat();
    spoilt.push((joined(&whole[..last - 1], &whole[last..]), "missing"));
    spoilt.push((joined(&whole[..first + 4], &whole[first + 3..]), "rise"));
    spoilt.push((joined(&whole[..first + 3], &whole[1..]), "order"));
    for (old, new, because) in [
        ("{\"entry\":{", "{\"entry\":{\"weight\":3,", "weight"),
        (
            "\"correction\":{\"of\":",
            "\"correction\":{\"of\":90",
            "entry",
        ),
        ("\"propensity\":0.3", "\"propensity\":3.3", "propensity"),
        (
            "{\"stages\":{\"stages\":[",
            "{\"stages\":{\"stages\":[3,",
            "stage 1",
        ),
    ] {
        assert!(lines.contains(old), "{old}");
        spoilt.push((lines.replacen(old, new, 1), because));
    }
    spoilt
}

#[test]
fn a_ledger_that_is_cut_off_or_changed_fills_nothing() {
    let lines = exported(&with_ledger(331));
    let whole: Vec<&str> = lines.split_inclusive('\n').collect();
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    let ledger = library.ledger().unwrap();
    let calendar = Calendar::read("2026-10-01,休").unwrap();
    ledger.set_calendar(&calendar).unwrap();
    let refused = |text: &str, because: &str| {
        let error = import(&library, text).unwrap_err();
        let message = error.to_string();
        assert!(
            error.is_invalid_input() || error.is_not_found(),
            "{message}"
        );
        assert!(
            message.contains("lines, line ") && message.contains(because),
            "{message}"
        );
        assert_eq!(library.snapshot().unwrap().counts().unwrap().profiles, 0);
        assert!(ledger.folded().unwrap().is_empty());
        assert!(
            ledger
                .since("2000-01-01".parse().unwrap(), 9)
                .unwrap()
                .is_empty()
        );
        assert_eq!(ledger.calendar().unwrap(), calendar);
    };
    for (text, because) in spoilt(&lines, &whole) {
        refused(&text, because);
    }
    import(&library, &lines).unwrap();
    assert_eq!(exported(&library), lines);
}

#[test]
fn a_library_with_entries_is_not_filled() {
    let library = with_ledger(340);
    let lines = exported(&library);
    let mut writer = library.writer().unwrap();
    for need in library.snapshot().unwrap().need_ids().unwrap() {
        writer.delete_need(&need).unwrap();
    }
    for profile in library.snapshot().unwrap().profile_ids().unwrap() {
        writer.delete_profile(&profile).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    let error = import(&library, &lines).unwrap_err();
    assert!(
        error.is_invalid_input() && error.to_string().contains("ledger"),
        "{error}"
    );
}

#[test]
fn an_export_of_before_the_ledger_is_read() {
    let lines = exported(&with_ledger(342));
    let older: String = lines
        .split_inclusive('\n')
        .filter(|line| {
            !["{\"entry\"", "{\"stages\"", "{\"calendar\""]
                .iter()
                .any(|s| line.starts_with(s))
        })
        .collect();
    let (start, end) = older.split_once("{\"end\":").unwrap();
    let end = end.split(",\"entries\"").next().unwrap();
    let older = format!("{start}{{\"end\":{end}}}}}\n").replacen("\"format\":2", "\"format\":1", 1);
    let copy = Library::in_memory().unwrap();
    let counts = import(&copy, &older).unwrap();
    assert_eq!(
        (
            counts.entries,
            copy.snapshot().unwrap().counts().unwrap().profiles
        ),
        (0, 4)
    );
    let newer = older.replacen("\"format\":1", "\"format\":3", 1);
    assert!(
        import(&Library::in_memory().unwrap(), &newer)
            .unwrap_err()
            .to_string()
            .contains("newer")
    );
}

#[test]
fn a_library_without_history_takes_the_ledger_along() {
    let lines = exported(&with_ledger(343));
    let place = tempfile::tempdir().unwrap();
    let options = LibraryOptions::new().keep_history(false);
    let copy = Library::create(place.path(), options.clone()).unwrap();
    let counts = import(&copy, &lines).unwrap();
    drop(copy);
    let copy = Library::open(place.path(), options).unwrap();
    // The next writer finds nothing to remove.
    drop(copy.writer().unwrap());
    let entries = copy
        .ledger()
        .unwrap()
        .since("2000-01-01".parse().unwrap(), 1_000)
        .unwrap();
    assert!(counts.entries > 0 && entries.len() as u64 == counts.entries);
}
