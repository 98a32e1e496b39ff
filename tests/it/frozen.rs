//! Ranking under given statistics: nothing but the pair decides, and shards score like one library.

use std::sync::Arc;

use qianxian::engine::silent;
use qianxian::model::{Need, Profile, ProfileId};
use qianxian::score::CollectionStatistics;
use qianxian::{Library, Snapshot};

use crate::support::generate::{profile, records};
use crate::support::random::Random;
use crate::support::{Line, all, bits, import, library, line};

fn content() -> (Vec<Need>, Vec<Profile>) {
    records(23, 25, 180)
}

/// Every line of the ranking of each need.
fn lines(snapshot: &Snapshot, needs: &[Need]) -> Vec<Vec<Line>> {
    let options = all().k(10_000);
    let rankings = snapshot.rank_many(needs, &options, &silent).unwrap();
    let of = |ranking: &qianxian::rank::Ranking| {
        let matches = ranking.matches.iter();
        matches
            .map(|m| line(&m.profile, m.score, m.confidence))
            .collect()
    };
    rankings.iter().map(of).collect()
}

#[test]
fn shards_under_merged_statistics_rank_as_one_library() {
    let (needs, profiles) = content();
    let whole = library(&needs, &profiles).snapshot().unwrap();
    for shards in [1, 2, 5] {
        let parts: Vec<Library> = (0..shards)
            .map(|at| library([], profiles.iter().skip(at).step_by(shards)))
            .collect();
        let of = |part: &Library| part.snapshot().unwrap().collection_statistics();
        let merged = parts.iter().map(of).reduce(|a, b| a.merge(&b)).unwrap();
        assert_eq!(merged, whole.collection_statistics());
        let merged = Arc::new(merged);
        let mut joined: Vec<Vec<Line>> = vec![Vec::new(); needs.len()];
        for part in &parts {
            let snapshot = part.snapshot_under(&merged).unwrap();
            for (all, of_part) in joined.iter_mut().zip(lines(&snapshot, &needs)) {
                all.extend(of_part);
            }
        }
        for lines in &mut joined {
            lines.sort_by(|a, b| {
                f64::from_bits(b.1)
                    .total_cmp(&f64::from_bits(a.1))
                    .then_with(|| a.0.cmp(&b.0))
            });
        }
        assert!(joined == lines(&whole, &needs), "{shards} shards");
    }
}

#[test]
fn frozen_statistics_give_the_same_bits_whatever_segments_order_and_history() {
    let (needs, profiles) = content();
    // Statistics of another library, whose texts are much longer: its calibration is another.
    let long: Vec<Profile> = profiles[..40]
        .iter()
        .map(|profile| {
            let mut long = profile.clone();
            long.description = profile.description.repeat(9) + &"涂布工艺与锂电池隔膜".repeat(40);
            long
        })
        .collect();
    let other = library([], &long)
        .snapshot()
        .unwrap()
        .collection_statistics();
    let live = library(&needs, &profiles).snapshot().unwrap();
    let recipe = qianxian::text::recipe::Recipe::default();
    assert_ne!(
        other.counts().calibration(recipe),
        live.statistics().calibration(recipe)
    );
    let other = Arc::new(CollectionStatistics::from_bytes(&other.to_bytes()).unwrap());
    let wanted = bits(
        &library(&needs, &profiles).snapshot_under(&other).unwrap(),
        &all(),
    );
    assert!(wanted != bits(&live, &all()));
    let random = &mut Random::new(5);
    for round in 0..3 {
        let shuffled = Library::in_memory().unwrap();
        let (mut needs, mut profiles) = content();
        random.shuffle(&mut needs);
        random.shuffle(&mut profiles);
        for part in profiles.chunks(40 + 60 * round) {
            import(&shuffled, [], part);
            // Asked in between, as a program that watches does.
            shuffled.snapshot_under(&other).unwrap();
        }
        import(&shuffled, &needs, &[]);
        let gone: Vec<Profile> = (0..20)
            .map(|n| profile(random, format!("gone{n}")))
            .collect();
        import(&shuffled, [], &gone);
        let mut writer = shuffled.writer().unwrap();
        for profile in &gone {
            writer.delete_profile(&profile.id).unwrap();
        }
        writer.commit().unwrap();
        if round == 1 {
            writer.merge().unwrap();
        }
        assert!(
            bits(&shuffled.snapshot_under(&other).unwrap(), &all()) == wanted,
            "round {round}"
        );
    }
}

#[test]
fn what_comes_and_goes_changes_no_score_of_others_and_explanations_add_up() {
    let (needs, profiles) = content();
    let library = library(&needs, &profiles);
    let statistics = Arc::new(library.snapshot().unwrap().collection_statistics());
    let options = all().k(10_000);
    let score = |snapshot: &Snapshot, need: &Need, id: &ProfileId| {
        let ranking = snapshot.rank(need, &options).unwrap();
        ranking
            .matches
            .iter()
            .find(|m| m.profile == *id)
            .map(|m| m.score)
    };
    let before = library.snapshot_under(&statistics).unwrap();
    let random = &mut Random::new(6);
    let new: Vec<Profile> = (0..120)
        .map(|n| profile(random, format!("new{n}")))
        .collect();
    import(&library, [], &new);
    let mut writer = library.writer().unwrap();
    for profile in &profiles[100..] {
        writer.delete_profile(&profile.id).unwrap();
    }
    writer.commit().unwrap();
    let (after, live) = (
        library.snapshot_under(&statistics).unwrap(),
        library.snapshot().unwrap(),
    );
    let mut drifted = 0;
    for need in &needs {
        for profile in &profiles[..100] {
            let kept = score(&after, need, &profile.id);
            assert_eq!(
                kept,
                score(&before, need, &profile.id),
                "{} {}",
                need.id,
                profile.id
            );
            drifted += usize::from(kept != score(&live, need, &profile.id));
        }
        for profile in new.iter().take(9) {
            let why = after.explain(need, profile, &options).unwrap();
            if let Some(score) = score(&after, need, &profile.id) {
                assert_eq!(why.leaves().sum::<f64>(), score);
            }
        }
    }
    assert!(drifted > 500, "only {drifted} live scores moved");
}

#[test]
fn a_day_of_scores_stays_while_rules_go_by_today() {
    let (needs, profiles) = content();
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    let early = qianxian::RankOptions::new("2024-07-01".parse().unwrap()).k(10_000);
    let late = qianxian::RankOptions::new("2027-07-01".parse().unwrap()).k(10_000);
    let scored = late.clone().scored_on("2024-07-01".parse().unwrap());
    let mut ended = 0;
    for need in &needs {
        let of = |options| snapshot.rank(need, options).unwrap().matches;
        let (early, late, scored) = (of(&early), of(&late), of(&scored));
        let ids = |matches: &[qianxian::rank::Match]| {
            let mut ids: Vec<String> = matches.iter().map(|m| m.profile.to_string()).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(&late), ids(&scored), "rules are of today");
        for found in &scored {
            let then = early.iter().find(|m| m.profile == found.profile);
            // What was not yet free then may be now.
            if let Some(then) = then {
                assert_eq!(then.score, found.score);
            }
        }
        ended += early.len()
            - early
                .iter()
                .filter(|m| ids(&scored).contains(&m.profile.to_string()))
                .count();
    }
    assert!(ended > 0, "nobody's time ended in three years");
}
