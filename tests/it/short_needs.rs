//! Needs that few profiles have a word in common with: most of the library is then passed over, or ranked
//! by structure alone, and comes out as the oracle ranks it.

use std::sync::LazyLock;

use qianxian::engine::silent;
use qianxian::model::{Need, NeedKind, Profile};
use qianxian::score::Weights;
use qianxian::{Library, LibraryOptions, Snapshot};

use crate::oracle::{Call, Oracle};
use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{assert_least_fits, import};

/// Numbers of profiles that carry each word of the needs below.
const HOLDERS: [usize; 6] = [0, 1, 3, 19, 60, 150];

/// A library of three segments, one with deletes, and what it holds.
static CASE: LazyLock<(Vec<Need>, Snapshot, Oracle)> = LazyLock::new(|| {
    let random = &mut Random::new(81);
    let (mut needs, mut profiles) = records(82, 10, 900);
    for (word, holders) in HOLDERS.into_iter().enumerate() {
        for _ in 0..holders {
            let profile: &mut Profile = &mut profiles[random.below(900)];
            profile.expertise.push(format!("zq{word}x"));
        }
    }
    for (word, need) in needs.iter_mut().enumerate() {
        need.keywords.clear();
        need.description.clear();
        need.title = match word {
            0..6 => format!("zq{word}x"),
            // Two words, one of them rarer.
            6 => "zq2x zq5x".into(),
            7 => "zq1x zq3x zq4x".into(),
            _ => format!("{} zq3x", need.title),
        };
    }
    let library = Library::in_memory_with(LibraryOptions::new()).unwrap();
    import(&library, [], &profiles[..300]);
    import(&library, [], &profiles[300..700]);
    import(&library, &needs, &profiles[700..]);
    let mut writer = library.writer().unwrap();
    for dead in profiles.drain(320..360) {
        writer.delete_profile(&dead.id).unwrap();
    }
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    assert!(snapshot.counts().unwrap().segments >= 3);
    (needs, snapshot, Oracle::new(&profiles))
});

fn calls() -> [Call; 3] {
    let weights = |weights| Call {
        weights: Some(weights),
        ..Call::default()
    };
    let structure = Weights::preset(NeedKind::Research);
    let mostly = structure.with(qianxian::score::Feature::Text, 0.05);
    [
        Call::default(),
        weights(Weights::text_only()),
        weights(mostly.unwrap()),
    ]
}

#[test]
fn what_has_no_word_in_common_is_ranked_too_and_in_order() {
    let (needs, snapshot, oracle) = &*CASE;
    for call in calls() {
        for need in needs.iter().filter(|need| need.status.is_open()) {
            oracle.assert_ranks(snapshot, (need, &call), &[1, 5, 20, 100, usize::MAX]);
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

#[test]
fn a_batch_of_them_ranks_as_one_by_one() {
    let (needs, snapshot, _) = &*CASE;
    for call in calls() {
        for k in [5, 40] {
            let options = call.options().k(k);
            let batch = snapshot.rank_many(needs, &options, &silent).unwrap();
            for (need, ranking) in needs.iter().zip(batch) {
                assert!(
                    ranking == snapshot.rank(need, &options).unwrap(),
                    "{}",
                    need.title
                );
            }
        }
    }
}
