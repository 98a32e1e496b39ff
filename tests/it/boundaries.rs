//! The ends of every range: nothing, one, all of it, and more than fits.

use qianxian::engine::silent;
use qianxian::index::SearchOptions;
use qianxian::model::{Need, Profile, ProfileKind, Work};
use qianxian::score::MOST_PHRASES;
use qianxian::{Library, LibraryOptions, RankOptions};

use crate::oracle::{Call, Oracle};
use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{all, library, line, ranked, today};

fn expert(id: &str, expertise: &str) -> Profile {
    let mut expert = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
    expert.expertise = vec![expertise.to_owned()];
    expert
}

/// Asserts that the whole ranking of `need` is what the oracle computes, alone and in a batch.
fn assert_as_the_oracle(profiles: &[Profile], need: &Need) {
    let snapshot = library([need], profiles).snapshot().unwrap();
    let ranking = snapshot.rank(need, &all()).unwrap();
    let found = ranking
        .matches
        .iter()
        .map(|m| line(&m.profile, m.score, m.confidence));
    let wanted = Oracle::new(profiles).rank(need, &Call::default());
    let wanted = wanted
        .iter()
        .map(|(id, score, confidence)| line(id, *score, *confidence));
    assert_eq!(found.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    assert_eq!(snapshot.rank_all(&all(), &silent).unwrap(), [ranking]);
}

#[test]
fn an_empty_library_answers_every_question() {
    let snapshot = Library::in_memory().unwrap().snapshot().unwrap();
    let need = Need::new("n", "针状焦").unwrap();
    let profile = expert("p", "针状焦");
    assert_eq!(snapshot.rank(&need, &all()).unwrap().matches, []);
    assert_eq!(snapshot.rank_all(&all(), &silent).unwrap(), []);
    assert_eq!(snapshot.rank_many(&[], &all(), &silent).unwrap(), []);
    assert_eq!(
        snapshot
            .rank_many(std::slice::from_ref(&need), &all(), &silent)
            .unwrap()[0]
            .matches,
        []
    );
    assert_eq!(snapshot.reverse(&profile, &all()).unwrap().matches, []);
    assert!(
        snapshot.explain(&need, &profile, &all()).unwrap().score > 0.0,
        "priors alone"
    );
    assert_eq!(
        snapshot.search("*", &SearchOptions::profiles()).unwrap(),
        []
    );
    assert!(snapshot.profile(&profile.id).unwrap_err().is_not_found());
    assert!(snapshot.need(&need.id).unwrap_err().is_not_found());
    let counts = snapshot.counts().unwrap();
    assert_eq!((counts.needs, counts.profiles, counts.evidence), (0, 0, 0));
}

#[test]
fn a_search_of_any_depth_or_length_is_answered_or_refused() {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    writer.put_profile(&expert("p", "针状焦")).unwrap();
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    let search = |query: &str| snapshot.search(query, &SearchOptions::profiles());
    let nested = |opener: &str, closer: &str, n: usize| {
        [&opener.repeat(n), "针状焦", &closer.repeat(n)].concat()
    };
    for (opener, closer) in [("(", ")"), ("(+", ")"), ("search:(", ")"), ("(-(", "))")] {
        let most = 64 / opener.matches('(').count();
        // Whether the parser accepts it is its own matter; it comes back.
        let parsed = search(&nested(opener, closer, most));
        assert!(parsed.is_ok() || opener != "(", "{parsed:?}");
        for n in [most + 1, 1_000, 100_000] {
            for query in [nested(opener, closer, n), nested(opener, "", n)] {
                let error = search(&query).unwrap_err();
                assert!(error.is_invalid_input(), "{error}");
            }
        }
    }
    for odd in [
        nested("NOT ", "", 64),
        nested("NOT ", "", 65),
        nested("+", "", 5_000),
        nested("-", "", 5_000),
        nested("[", "", 5_000),
        nested("/", "", 5_000),
        nested("\"", "", 5_000),
        "针状焦^2".repeat(1_000),
        "针 OR ".repeat(2_000),
        "焦".repeat(10_001),
        "/(((a{1000}){1000}){1000}){1000}/".to_owned(),
    ] {
        if let Err(error) = search(&odd) {
            assert!(error.is_invalid_input(), "{error}");
        }
    }
}

#[test]
fn a_library_emptied_again_is_empty() {
    let (needs, profiles) = records(51, 10, 30);
    let library = library(&needs, &profiles);
    let mut writer = library.writer().unwrap();
    for need in &needs {
        writer.delete_need(&need.id).unwrap();
    }
    for profile in &profiles {
        writer.delete_profile(&profile.id).unwrap();
    }
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    assert!(snapshot.profile_ids().unwrap().is_empty());
    assert_eq!(snapshot.statistics(), Oracle::new([]).statistics());
    assert_eq!(ranked(&snapshot, &needs[0], &all()), [""; 0]);
    assert_eq!(snapshot.rank_all(&all(), &silent).unwrap(), []);
}

#[test]
fn one_profile_is_ranked_whether_or_not_it_says_anything() {
    let need = Need::new("n", "油系针状焦 needle coke").unwrap();
    let silent = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    for profile in [expert("p", "针状焦"), expert("p", "无关"), silent] {
        assert_as_the_oracle(std::slice::from_ref(&profile), &need);
    }
}

#[test]
fn profiles_without_text_are_ranked_by_what_is_known() {
    let mut near = Profile::new("near", ProfileKind::Expert, "示例甲").unwrap();
    near.region = Some("山东省/淄博市".parse().unwrap());
    let mut far = Profile::new("far", ProfileKind::Expert, "示例乙").unwrap();
    far.region = Some("广东省/广州市".parse().unwrap());
    let mut empty = Profile::new("empty", ProfileKind::Expert, "示例丙").unwrap();
    empty.works = vec![Work::new("。"), Work::new("the")];
    let mut need = Need::new("n", "针状焦").unwrap();
    need.region.clone_from(&near.region);
    let profiles = [near, far, empty];
    assert_as_the_oracle(&profiles, &need);
    let snapshot = library([], &profiles).snapshot().unwrap();
    assert_eq!(ranked(&snapshot, &need, &all()), ["near", "empty", "far"]);
}

#[test]
fn needs_that_say_nothing_are_ranked_by_structure_alone() {
    let (_, profiles) = records(52, 0, 60);
    for title in [
        "the of and",
        "。，！",
        "🙂🙂",
        "unobtainium wishalloy",
        "\u{7}\u{1b}x\u{0}",
    ] {
        let mut need = Need::new("n", title).unwrap();
        need.region = Some("山东省/淄博市".parse().unwrap());
        assert_as_the_oracle(&profiles, &need);
    }
}

#[test]
fn a_need_without_text_and_a_k_of_zero_are_refused() {
    let snapshot = library([], &[expert("p", "针状焦")]).snapshot().unwrap();
    let blank = Need::new("n", " \u{3000}").unwrap();
    for error in [
        snapshot.rank(&blank, &all()).unwrap_err(),
        snapshot
            .rank_many(std::slice::from_ref(&blank), &all(), &silent)
            .unwrap_err(),
        snapshot
            .explain(&blank, &expert("p", "x"), &all())
            .unwrap_err(),
    ] {
        assert!(error.is_invalid_input());
        assert_eq!(error.field(), Some("title"));
    }
    let zero = RankOptions::new(today()).k(0);
    let need = Need::new("n", "针状焦").unwrap();
    for error in [
        snapshot.rank(&need, &zero).unwrap_err(),
        snapshot.rank_all(&zero, &silent).unwrap_err(),
        snapshot.reverse(&expert("p", "x"), &zero).unwrap_err(),
    ] {
        assert_eq!(error.field(), Some("k"));
    }
}

#[test]
fn a_k_beyond_the_library_gives_all_of_it() {
    let profiles = ["a", "b", "c"].map(|id| expert(id, "针状焦"));
    let snapshot = library([], &profiles).snapshot().unwrap();
    let need = Need::new("n", "针状焦").unwrap();
    for k in [3, 4, usize::MAX] {
        assert_eq!(ranked(&snapshot, &need, &all().k(k)), ["a", "b", "c"]);
    }
}

#[test]
fn all_ruled_out_leaves_an_empty_ranking() {
    let (needs, mut profiles) = records(53, 20, 40);
    for profile in &mut profiles {
        profile.status = "retired".parse().unwrap();
    }
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    for ranking in snapshot.rank_all(&all(), &silent).unwrap() {
        assert_eq!(ranking.matches, []);
    }
}

#[test]
fn a_term_that_every_document_has_still_counts() {
    let profiles: Vec<Profile> = (0..200)
        .map(|i| expert(&format!("p{i:03}"), &"电池 ".repeat(1 + i % 7)))
        .collect();
    let need = Need::new("n", "电池").unwrap();
    assert_as_the_oracle(&profiles, &need);
    let snapshot = library([], &profiles).snapshot().unwrap();
    let matches = snapshot.rank(&need, &all()).unwrap().matches;
    assert!(
        matches[0].score > matches[199].score,
        "more often counts more"
    );
}

/// Words of six letters that no stemmer touches.
fn codes(count: usize) -> String {
    let letter = |n: usize| char::from(b"bcdfghjk"[n % 8]);
    let word = |i: usize| -> String {
        let digits = [i, i / 8, i / 64, i / 512, i / 4096];
        digits
            .iter()
            .map(|d| letter(*d))
            .chain(['q', ' '])
            .collect()
    };
    (0..count).map(word).collect()
}

/// The sums of 16,384·√T·255 that a need of T terms can reach do not wrap around: scores would disagree.
#[test]
fn a_need_of_ten_thousand_terms_meets_documents_full_of_them() {
    let words = codes(6_000);
    let mut full = expert("full", &words.repeat(20));
    full.works = (0..9).map(|_| Work::new(words.repeat(8))).collect();
    let part = expert("part", &words[..words.len() / 3]);
    let mut need = Need::new("n", "x").unwrap();
    need.description = words;
    let profiles = [full, part, expert("other", "针状焦")];
    assert_as_the_oracle(&profiles, &need);
    let snapshot = library([], &profiles).snapshot().unwrap();
    let explanation = snapshot.explain(&need, &profiles[0], &all()).unwrap();
    let named = explanation.evidence[0].phrases.len();
    assert!((1..=MOST_PHRASES).contains(&named), "{named} phrases");
    assert_eq!(explanation.leaves().sum::<f64>(), explanation.score);
    // Beyond 65,536 terms the heaviest count; it still ranks.
    need.description = codes(40_000);
    assert_eq!(ranked(&snapshot, &need, &all())[0], "full");
}

#[test]
fn hundreds_of_works_count_by_their_eight_best_and_all_together() {
    let random = &mut Random::new(54);
    let mut many = expert("many", "物流");
    many.works = (0..700)
        .map(|_| Work::new(crate::support::words::text(random, 6)))
        .collect();
    let mut best = expert("best", "物流");
    best.works = vec![Work::new("电池隔膜"); 8];
    let mut twice = best.clone();
    twice.id = "twice".parse().unwrap();
    twice.works = vec![Work::new("电池隔膜"); 16];
    let profiles = [many, best, twice];
    for title in ["电池隔膜", "电池隔膜的涂层与 steel 焊接"] {
        assert_as_the_oracle(&profiles, &Need::new("n", title).unwrap());
    }
    let snapshot = library([], &profiles).snapshot().unwrap();
    let need = Need::new("n", "电池隔膜").unwrap();
    let matches = snapshot.rank(&need, &all()).unwrap().matches;
    let score = |id: &str| {
        matches
            .iter()
            .find(|m| m.profile.as_str() == id)
            .unwrap()
            .score
    };
    // The ninth adds nothing; the whole is longer and says it more often.
    let gain = score("twice") - score("best");
    assert!(gain.abs() < 0.01, "{gain}");
    assert!(score("best") > 0.3);
}

#[test]
fn more_works_than_a_profile_may_have_are_refused_whole() {
    let library = library([], &[expert("p", "针状焦")]);
    let mut profile = expert("p", "电池");
    profile.works = vec![Work::new("焦"); qianxian::index::MAX_WORKS + 1];
    let mut writer = library.writer().unwrap();
    let error = writer.put_profile(&profile).unwrap_err();
    assert_eq!(error.field(), Some("works"));
    profile.works.pop();
    profile.id = "full".parse().unwrap();
    writer.put_profile(&profile).unwrap();
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    assert_eq!(
        snapshot.counts().unwrap().evidence,
        2 + qianxian::index::MAX_WORKS as u64
    );
    assert_eq!(
        snapshot.profile(&"p".parse().unwrap()).unwrap(),
        expert("p", "针状焦")
    );
}

#[test]
fn a_memory_limit_refuses_and_says_how_much_is_taken() {
    let (_, profiles) = records(55, 0, 50);
    let options = LibraryOptions::new().memory_limit(1000);
    let library = Library::in_memory_with(options).unwrap();
    assert!(library.snapshot().is_ok(), "an empty library fits");
    crate::support::import(&library, [], &profiles);
    let error = library.snapshot().unwrap_err();
    assert!(error.is_invalid_input());
    assert_eq!(error.field(), Some("memory_limit"));
}
