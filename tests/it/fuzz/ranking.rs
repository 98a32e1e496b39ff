//! Random libraries and needs of odd texts: scores, explanations and searches hold.

use std::sync::LazyLock;

use qianxian::engine::silent;
use qianxian::index::SearchOptions;
use qianxian::model::{Need, Profile};
use qianxian::{Library, Snapshot};

use super::{Target, make_seed, seed_of, soup};
use crate::support::random::Random;
use crate::support::{all, generate, library};

/// Puts odd texts into some fields.
fn spoil(random: &mut Random, needs: &mut [Need], profiles: &mut [Profile]) {
    for need in needs {
        if random.chance(60) {
            need.title = soup::text(random, 6) + "针";
            need.description = soup::text(random, 20) + "。";
            need.keywords = vec![soup::text(random, 2) + "k"];
        }
    }
    for profile in profiles {
        if random.chance(60) {
            profile.description = soup::text(random, 20) + "。";
            profile.expertise = vec![soup::text(random, 3) + "e"];
        }
        for work in &mut profile.works {
            if random.chance(50) {
                work.title = soup::text(random, 5) + "t";
                work.summary = soup::text(random, 25) + "。";
            }
        }
    }
}

fn check(input: &[u8]) {
    let random = &mut Random::new(seed_of(input));
    let (mut needs, mut profiles) = generate::records(random.next(), 3, 7);
    spoil(random, &mut needs, &mut profiles);
    let library = library(&needs, &profiles);
    let snapshot = library.snapshot().unwrap();
    let options = all();
    for need in &needs {
        let ranking = snapshot.rank(need, &options).unwrap();
        let mut before = f64::INFINITY;
        for found in &ranking.matches {
            assert!((0.0..=1.0).contains(&found.score) && found.score <= before);
            assert!((0.0..=1.0).contains(&found.confidence));
            before = found.score;
            let profile = snapshot.profile(&found.profile).unwrap();
            let explanation = snapshot.explain(need, &profile, &options).unwrap();
            assert_eq!(
                explanation.score.to_bits(),
                found.score.to_bits(),
                "{}",
                found.profile
            );
            serde_json::to_string(&explanation).unwrap();
        }
        let last = profiles.last().unwrap();
        snapshot.why_not(need, last, &options).unwrap();
    }
    for profile in &profiles {
        snapshot.reverse(profile, &options).unwrap();
    }
    snapshot.rank_all(&options, &silent).unwrap();
}

#[test]
fn ranking() {
    Target {
        name: "ranking",
        count: 15,
        make: make_seed,
        check,
    }
    .run();
}

/// One library that all searches ask.
static SEARCHED: LazyLock<(Library, Snapshot)> = LazyLock::new(|| {
    let (needs, profiles) = generate::records(7, 30, 60);
    let library = library(&needs, &profiles);
    let snapshot = library.snapshot().unwrap();
    (library, snapshot)
});

fn make_query(random: &mut Random) -> Vec<u8> {
    soup::text(random, 10).into_bytes()
}

fn check_query(input: &[u8]) {
    let query = String::from_utf8_lossy(input);
    let snapshot = &SEARCHED.1;
    for options in [SearchOptions::needs(), SearchOptions::profiles()] {
        match snapshot.search(&query, &options) {
            Ok(hits) => {
                assert!(hits.len() <= 20);
                assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
            }
            Err(error) => assert!(error.is_invalid_input(), "{error}"),
        }
    }
}

#[test]
fn searches() {
    Target {
        name: "searches",
        count: 2_000,
        make: make_query,
        check: check_query,
    }
    .run();
}
