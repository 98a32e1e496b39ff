//! Blocks of the compiled form hold 21,845 evidence documents: libraries around that size.

use qianxian::engine::silent;
use qianxian::model::{Need, Profile, ProfileKind, Work};
use qianxian::{Library, LibraryOptions, Snapshot};

use crate::oracle::{Call, Oracle};
use crate::support::random::Random;
use crate::support::words::text;
use crate::support::{Line, all, assert_least_fits, import, line, ranked};

/// Evidence documents of a full block; a profile has a statement, and its works.
const BLOCK: usize = 21_845;
/// Profiles without works in a full block.
const SMALL: usize = BLOCK;

/// All profiles in one segment, in their order.
fn one_segment(profiles: &[Profile]) -> Library {
    let options = LibraryOptions::new().writer_memory(15_000_000);
    let library = Library::in_memory_with(options).unwrap();
    import(&library, [], profiles);
    library.writer().unwrap().merge().unwrap();
    let segments = library.snapshot().unwrap().counts().unwrap().segments;
    assert_eq!(segments, 1);
    library
}

fn small(random: &mut Random, number: usize) -> Profile {
    let id = format!("p{:05}", number * 7919 % 100_003);
    let mut profile = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
    profile.expertise.push(text(random, 3));
    profile
}

fn needs(random: &mut Random) -> Vec<Need> {
    (0..3)
        .map(|i| Need::new(format!("n{i}"), text(random, 12)).unwrap())
        .collect()
}

fn assert_as_the_oracle(snapshot: &Snapshot, profiles: &[Profile], needs: &[Need]) {
    let oracle = Oracle::new(profiles);
    assert_eq!(snapshot.statistics(), oracle.statistics());
    for need in needs {
        let wanted = oracle.rank(need, &Call::default());
        let wanted: Vec<Line> = wanted.iter().map(|(id, s, c)| line(id, *s, *c)).collect();
        for k in [1, 10, 1_000_000] {
            let options = all().k(k);
            let one = snapshot.rank(need, &options).unwrap();
            let lines = one
                .matches
                .iter()
                .map(|m| line(&m.profile, m.score, m.confidence));
            let lines: Vec<Line> = lines.collect();
            assert!(
                lines[..] == wanted[..wanted.len().min(k)],
                "{} k = {k}",
                need.title
            );
            let need = std::slice::from_ref(need);
            assert!(snapshot.rank_many(need, &options, &silent).unwrap() == [one]);
        }
    }
    assert_least_fits(snapshot, needs, &all());
}

#[test]
fn one_less_than_full_full_and_one_over() {
    let random = &mut Random::new(71);
    let mut profiles: Vec<Profile> = (0..=SMALL).map(|i| small(random, i)).collect();
    let needs = needs(random);
    // The last one, alone in the second block, must be found.
    profiles[SMALL].works.clear();
    profiles[SMALL].expertise = vec![needs[0].title.clone()];
    for size in [SMALL - 1, SMALL, SMALL + 1] {
        let snapshot = one_segment(&profiles[..size]).snapshot().unwrap();
        assert_eq!(snapshot.counts().unwrap().evidence, size as u64);
        assert_as_the_oracle(&snapshot, &profiles[..size], &needs);
        let best = &ranked(&snapshot, &needs[0], &all().k(1))[0];
        assert_eq!(*best == *profiles[SMALL].id.as_str(), size > SMALL);
    }
}

#[test]
fn a_profile_whose_works_would_straddle_a_block_is_ranked_whole() {
    let random = &mut Random::new(72);
    let mut needs = needs(random);
    // What all works of the large ones say.
    needs.push(Need::new("n3", "焦化").unwrap());
    let mut profiles: Vec<Profile> = Vec::new();
    let mut large = |id: &str, works: usize, random: &mut Random| {
        let mut large = Profile::new(id, ProfileKind::Expert, "示例乙").unwrap();
        let work = |_| Work::new(format!("{}焦化", text(random, 3)));
        large.works = (0..works).map(work).collect();
        // Its best works are its first and its last.
        large.works[0] = Work::new(needs[1].title.clone());
        large.works[works - 1] = Work::new(needs[1].title.clone());
        profiles.push(large);
    };
    large("first", 20_000, random);
    large("second", 20_000, random);
    large("straddles", 2_000, random);
    large("fits", 10_000, random);
    // Ten of the small ones fit, too.
    large("fills", BLOCK - 2_001 - 10_001 - 1 - 10, random);
    profiles.extend((0..30).map(|i| small(random, i)));
    let library = one_segment(&profiles);
    let snapshot = library.snapshot().unwrap();
    assert_as_the_oracle(&snapshot, &profiles, &needs);
    // The first block dies whole.
    let mut writer = library.writer().unwrap();
    writer.delete_profile(&profiles[0].id).unwrap();
    writer.delete_profile(&profiles[1].id).unwrap();
    writer.commit().unwrap();
    assert_as_the_oracle(&library.snapshot().unwrap(), &profiles[2..], &needs);
}

#[test]
fn ties_across_blocks_are_ordered_by_id() {
    let twin = |number: usize| {
        let id = format!("p{:06}", number * 7919 % 100_003);
        let mut twin = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
        twin.expertise.push("针状焦".into());
        twin
    };
    let profiles: Vec<Profile> = (0..2 * SMALL + 5).map(twin).collect();
    let snapshot = one_segment(&profiles).snapshot().unwrap();
    let need = Need::new("n", "针状焦").unwrap();
    let mut ids: Vec<String> = profiles.iter().map(|p| p.id.to_string()).collect();
    ids.sort();
    for k in [1, 5, 100] {
        let options = all().k(k);
        assert_eq!(ranked(&snapshot, &need, &options), ids[..k]);
        let batch = snapshot
            .rank_many(std::slice::from_ref(&need), &options, &silent)
            .unwrap();
        let found: Vec<&str> = batch[0]
            .matches
            .iter()
            .map(|m| m.profile.as_str())
            .collect();
        assert_eq!(found, ids[..k]);
    }
}
