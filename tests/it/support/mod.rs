//! What all modules need: days, options, libraries of records, results as bits.

pub(crate) mod claims;
#[cfg(feature = "xlsx")]
pub(crate) mod compound;
pub(crate) mod generate;
pub(crate) mod random;
pub(crate) mod unprivileged;
pub(crate) mod words;
pub(crate) mod zip;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use qianxian::engine::silent;
use qianxian::model::{Date, Need, Profile};
use qianxian::score::Fit;
use qianxian::{Library, RankOptions, Snapshot, Writer};

/// The day on which all tests run.
pub(crate) fn today() -> Date {
    Date::new(2024, 7, 1).unwrap()
}

/// Everything, best first.
pub(crate) fn all() -> RankOptions {
    RankOptions::new(today()).k(1_000_000)
}

/// A profile or need from JSON.
pub(crate) fn record<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> T {
    serde_json::from_value(json).unwrap()
}

/// The writer of `library`, which nobody else has open.
///
/// It may be busy for a moment all the same: while another test starts a child process, that holds
/// copies of all files that are open here, lock files among them, until it runs its own program.
pub(crate) fn writer(library: &Library) -> Writer {
    for _ in 0..100_000 {
        match library.writer() {
            Err(error) if error.is_busy() => std::thread::yield_now(),
            writer => return writer.unwrap(),
        }
    }
    panic!("somebody holds the writer");
}

/// Puts records into `library` and commits.
pub(crate) fn import<'r>(
    library: &Library,
    needs: impl IntoIterator<Item = &'r Need>,
    profiles: impl IntoIterator<Item = &'r Profile>,
) {
    let mut writer = writer(library);
    for need in needs {
        writer.put_need(need).unwrap();
    }
    for profile in profiles {
        writer.put_profile(profile).unwrap();
    }
    writer.commit().unwrap();
}

/// A library in memory that holds those records.
pub(crate) fn library<'r>(
    needs: impl IntoIterator<Item = &'r Need>,
    profiles: impl IntoIterator<Item = &'r Profile>,
) -> Library {
    let library = Library::in_memory().unwrap();
    import(&library, needs, profiles);
    library
}

/// The ids of a ranking of `need`, best first.
pub(crate) fn ranked(snapshot: &Snapshot, need: &Need, options: &RankOptions) -> Vec<String> {
    let ranking = snapshot.rank(need, options).unwrap();
    ranking
        .matches
        .iter()
        .map(|m| m.profile.to_string())
        .collect()
}

/// Asserts that a least fit changes nothing in the rankings of `needs`, one by one and in a batch, but that matches of
/// a lesser fit are left out.
pub(crate) fn assert_least_fits(snapshot: &Snapshot, needs: &[Need], options: &RankOptions) {
    let everybody = options.clone().k(1_000_000);
    let all = snapshot.rank_many(needs, &everybody, &silent).unwrap();
    for least in [Fit::Possible, Fit::Clear] {
        for k in [1, 7, 1_000_000] {
            let options = options.clone().k(k).least_fit(least);
            let mut wanted = all.clone();
            for ranking in &mut wanted {
                ranking.matches.retain(|found| found.fit >= least);
                ranking.matches.truncate(k);
            }
            let batch = snapshot.rank_many(needs, &options, &silent).unwrap();
            for ((need, wanted), found) in needs.iter().zip(wanted).zip(batch) {
                assert!(found == wanted, "{} {least} k = {k}", need.title);
                assert!(snapshot.rank(need, &options).unwrap() == wanted);
            }
        }
    }
}

/// One line of a ranking: id, score and confidence to the bit.
pub(crate) type Line = (String, u64, u64);

/// Everything that a snapshot ranks, to the bit, whichever side asks.
#[derive(Debug, PartialEq)]
pub(crate) struct Bits {
    forward: BTreeMap<String, Vec<Line>>,
    reverse: BTreeMap<String, Vec<Line>>,
    explanations: Vec<String>,
}

/// All that `snapshot` says of its own needs and profiles.
pub(crate) fn bits(snapshot: &Snapshot, options: &RankOptions) -> Bits {
    let rankings = snapshot.rank_all(options, &silent).unwrap();
    let needs = snapshot.needs().unwrap();
    let mut bits = Bits {
        forward: BTreeMap::new(),
        reverse: BTreeMap::new(),
        explanations: Vec::new(),
    };
    for ranking in rankings {
        let lines = ranking.matches.iter();
        let lines = lines.map(|m| line(&m.profile, m.score, m.confidence));
        bits.forward
            .insert(ranking.need.to_string(), lines.collect());
    }
    for (id, need) in snapshot
        .profile_ids()
        .unwrap()
        .iter()
        .zip(needs.iter().cycle())
    {
        let profile = snapshot.profile(id).unwrap();
        let ranking = snapshot.reverse(&profile, options).unwrap();
        let lines = ranking.matches.iter();
        let lines = lines.map(|m| line(&m.need, m.score, m.confidence));
        bits.reverse.insert(id.to_string(), lines.collect());
        let explanation = snapshot.explain(need, &profile, options).unwrap();
        bits.explanations
            .push(serde_json::to_string(&explanation).unwrap());
    }
    bits
}

pub(crate) fn line(id: &impl std::fmt::Display, score: f64, confidence: f64) -> Line {
    (id.to_string(), score.to_bits(), confidence.to_bits())
}

/// Every file below `directory` with its bytes.
pub(crate) fn contents(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(directory).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let bytes = std::fs::read(entry.path()).unwrap();
            (entry.path(), bytes)
        })
        .collect()
}
