//! Long needs with words that nearly everybody uses: these are looked up for few profiles, and rankings come out as the oracle
//! makes them.

use std::sync::LazyLock;

use qianxian::engine::silent;
use qianxian::model::{Need, Profile, Work};
use qianxian::score::{Feature, Weights};
use qianxian::{Library, LibraryOptions, Snapshot};

use crate::oracle::{Call, Oracle};
use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{assert_least_fits, import};

const PROFILES: usize = 700;

/// Words that nearly everybody uses, and others.
fn words(random: &mut Random, common: usize, rare: usize) -> String {
    let common: Vec<String> = (0..common)
        .map(|_| format!("zc{}", random.below(12)))
        .collect();
    let rare: Vec<String> = (0..rare)
        .map(|_| format!("zr{}", random.below(250)))
        .collect();
    format!("{} {}", common.join(" "), rare.join(" "))
}

/// A library of two segments, one with deletes, and what it holds.
static CASE: LazyLock<(Vec<Need>, Snapshot, Oracle)> = LazyLock::new(|| {
    let random = &mut Random::new(191);
    let (mut needs, mut profiles) = records(192, 8, PROFILES);
    for profile in &mut profiles {
        profile.description = words(random, 20, 6);
        for _ in 0..random.below(4) {
            let mut work = Work::new(words(random, 3, 3));
            work.summary = words(random, 12, 4);
            profile.works.push(work);
        }
    }
    for need in &mut needs {
        // As some profile says it, and more.
        let like: &Profile = &profiles[random.below(PROFILES)];
        need.description = format!("{} {}", like.description, words(random, 8, 25));
    }
    let library = Library::in_memory_with(LibraryOptions::new()).unwrap();
    import(&library, [], &profiles[..250]);
    import(&library, &needs, &profiles[250..]);
    let mut writer = library.writer().unwrap();
    for dead in profiles.drain(100..130) {
        writer.delete_profile(&dead.id).unwrap();
    }
    writer.commit().unwrap();
    (needs, library.snapshot().unwrap(), Oracle::new(&profiles))
});

fn calls() -> [Call; 3] {
    let weights = |weights| Call {
        weights: Some(weights),
        ..Call::default()
    };
    let mostly = Weights::text_only().with(Feature::Region, 0.1).unwrap();
    [
        Call::default(),
        weights(Weights::text_only()),
        weights(mostly),
    ]
}

#[test]
fn they_are_ranked_as_by_sums_of_all_words() {
    let (needs, snapshot, oracle) = &*CASE;
    for call in calls() {
        for need in needs.iter().filter(|need| need.status.is_open()) {
            // Of longer lists all words are summed.
            let ks = [1, 4, 8, 20, 200, usize::MAX];
            let rankings = oracle.assert_ranks(snapshot, (need, &call), &ks);
            let need = std::slice::from_ref(need);
            for (k, ranking) in ks.into_iter().zip(rankings) {
                let batch = snapshot.rank_many(need, &call.options().k(k), &silent);
                assert!(batch.unwrap() == [ranking]);
            }
        }
    }
}

#[test]
fn a_least_fit_lists_the_best_of_them_that_have_it() {
    let (needs, snapshot, _) = &*CASE;
    for call in calls() {
        assert_least_fits(snapshot, needs, &call.options());
    }
}
