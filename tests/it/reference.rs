//! Rankings and explanations agree with the oracle, to the bit.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use qianxian::engine::silent;
use qianxian::infer::Infer;
use qianxian::model::{Need, Profile, ProfileKind};
use qianxian::rule::Corridor;
use qianxian::score::{Explanation, Feature, Weights};
use qianxian::text::Lexicon;
use qianxian::{RankOptions, Snapshot};

use crate::oracle::{CERTAIN, Call, Judgement, Oracle, exact};
use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{Line, assert_least_fits, library, line};

/// Sizes of the random libraries: (seed, needs, profiles).
const LIBRARIES: [(u64, usize, usize); 5] = [
    (1, 30, 150),
    (2, 30, 150),
    (3, 12, 3),
    (4, 25, 250),
    (5, 25, 60),
];

/// Random options, the default ones first.
fn calls(seed: u64) -> Vec<Call> {
    let random = &mut Random::new(seed);
    let mut weights = Weights::text_only();
    for &feature in Feature::ALL {
        let zero = random.chance(25);
        let weight = if zero {
            0.0
        } else {
            f64::from(u32::try_from(random.below(1000)).unwrap())
        };
        weights = weights
            .with(feature, weight / 7.0)
            .unwrap_or_else(|_| Weights::text_only());
    }
    let corridor = ["山东省/淄博市", "江苏省", "广东省/广州市"].map(|r| r.parse().unwrap());
    let kinds = ProfileKind::ALL.iter().copied();
    vec![
        Call::default(),
        Call {
            weights: Some(weights),
            kinds: Some(kinds.collect()),
            coauthor_years: Some(i32::try_from(random.below(20)).unwrap()),
            infer: Some(Infer::Always),
            ..Call::default()
        },
        Call {
            within: Some(
                random
                    .pick(&["山东省", "山东省/淄博市", "江苏省"])
                    .parse()
                    .unwrap(),
            ),
            corridors: vec![Corridor::new("示例走廊", corridor.to_vec())],
            infer: Some(Infer::Never),
            excluded: ["p001", "p002"].map(|id| id.parse().unwrap()).into(),
            ..Call::default()
        },
        Call {
            weights: Some(Weights::text_only()),
            ..Call::default()
        },
    ]
}

fn expected(oracle: &Oracle, need: &Need, call: &Call) -> Vec<Line> {
    let ranking = oracle.rank(need, call);
    let lines = ranking.iter();
    lines
        .map(|(id, score, confidence)| line(id, *score, *confidence))
        .collect()
}

fn found(snapshot: &Snapshot, need: &Need, options: &RankOptions) -> Vec<Line> {
    let ranking = snapshot.rank(need, options).unwrap();
    assert_eq!(ranking.closed.is_some(), !need.status.is_open());
    let lines = ranking.matches.iter();
    lines
        .map(|m| line(&m.profile, m.score, m.confidence))
        .collect()
}

/// A random library, and its oracle.
struct Case {
    seed: u64,
    needs: Vec<Need>,
    snapshot: Snapshot,
    oracle: Oracle,
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let case = |(seed, needs, profiles)| {
        let (needs, profiles) = records(seed, needs, profiles);
        Case {
            seed,
            snapshot: library(&needs, &profiles).snapshot().unwrap(),
            oracle: Oracle::new(&profiles),
            needs,
        }
    };
    LIBRARIES.into_iter().map(case).collect()
});

/// Runs `check` for every random library and options.
fn with_all(check: impl Fn(&Snapshot, &Oracle, &[Need], &Call)) {
    for case in CASES.iter() {
        for call in calls(case.seed) {
            check(&case.snapshot, &case.oracle, &case.needs, &call);
        }
    }
}

#[test]
fn every_admissible_profile_is_ranked_by_the_documented_score() {
    let admitted = std::cell::Cell::new(0);
    with_all(|snapshot, oracle, needs, call| {
        assert_eq!(snapshot.statistics(), oracle.statistics());
        for need in needs {
            let expected = expected(oracle, need, call);
            admitted.set(admitted.get() + expected.len());
            for k in [1, 3, 20, 1_000_000] {
                let options = call.options().k(k);
                let wanted = &expected[..expected.len().min(k)];
                assert_eq!(
                    found(snapshot, need, &options),
                    wanted,
                    "{need:?} {call:?} {k}"
                );
            }
        }
    });
    assert!(
        admitted.get() > 10_000,
        "the random rules leave something to rank"
    );
}

#[test]
fn one_need_a_batch_and_the_whole_library_rank_alike() {
    with_all(|snapshot, _, needs, call| {
        for k in [1, 7, 1_000_000] {
            let options = call.options().k(k);
            let one = |need| snapshot.rank(need, &options).unwrap();
            let each: Vec<_> = needs.iter().map(one).collect();
            assert_eq!(snapshot.rank_many(needs, &options, &silent).unwrap(), each);
            assert_eq!(snapshot.rank_all(&options, &silent).unwrap(), each);
        }
    });
}

#[test]
fn a_least_fit_leaves_out_lesser_ones_alone() {
    with_all(|snapshot, _, needs, call| assert_least_fits(snapshot, needs, &call.options()));
}

#[test]
fn reverse_rankings_are_the_transpose_of_forward_ones() {
    with_all(|snapshot, oracle, needs, call| {
        let options = call.options().k(1_000_000);
        let mut transposed: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for need in needs {
            for m in snapshot.rank(need, &options).unwrap().matches {
                let profile = oracle
                    .profiles()
                    .iter()
                    .find(|p| p.id == m.profile)
                    .unwrap();
                let line = line(&need.id, m.score, m.confidence);
                transposed
                    .entry(profile.id.as_str())
                    .or_default()
                    .push((m.score, line));
            }
        }
        for profile in oracle.profiles() {
            let mut wanted = transposed.remove(profile.id.as_str()).unwrap_or_default();
            wanted.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.0.cmp(&b.1.0)));
            let ranking = snapshot.reverse(profile, &options).unwrap();
            let lines = ranking.matches.iter();
            let lines: Vec<_> = lines
                .map(|m| line(&m.need, m.score, m.confidence))
                .collect();
            let wanted: Vec<_> = wanted.into_iter().map(|(_, line)| line).collect();
            assert_eq!(lines, wanted, "{}", profile.id);
            let short = snapshot.reverse(profile, &call.options().k(2)).unwrap();
            assert_eq!(
                short.matches[..],
                ranking.matches[..ranking.matches.len().min(2)]
            );
        }
    });
}

#[test]
fn explanations_tell_what_the_oracle_computes() {
    with_all(|snapshot, oracle, needs, call| {
        for need in needs.iter().step_by(7) {
            let judgements = oracle.judge_all(need, call);
            for (profile, judgement) in oracle.profiles().iter().zip(&judgements) {
                let explanation = snapshot.explain(need, profile, &call.options()).unwrap();
                check_explanation(&explanation, profile, judgement);
            }
        }
    });
}

fn check_explanation(explanation: &Explanation, profile: &Profile, judgement: &Judgement) {
    let context = format!("{} for {}: {explanation:#?}", profile.id, explanation.need);
    assert_eq!(
        explanation.score.to_bits(),
        judgement.score().to_bits(),
        "{context}"
    );
    assert_eq!(
        explanation.confidence.to_bits(),
        judgement.confidence().to_bits(),
        "{context}"
    );
    let broken: Vec<_> = explanation.violations.iter().map(|v| v.rule).collect();
    assert_eq!(broken, judgement.broken, "{context}");
    assert_eq!(
        explanation.features.len(),
        judgement.parts.len(),
        "{context}"
    );
    for (told, part) in explanation.features.iter().zip(&judgement.parts) {
        let value = part.value.unwrap_or(if part.feature == Feature::Text {
            0
        } else {
            1 << 29
        });
        assert_eq!(
            (told.feature, told.known),
            (part.feature, part.value.is_some()),
            "{context}"
        );
        assert_eq!(told.weight, exact(part.share, 1 << 20), "{context}");
        let certainty = part.value.map_or(0, |_| part.certainty);
        assert_eq!(told.certainty, exact(certainty, CERTAIN), "{context}");
        assert_eq!(
            told.value,
            exact(value, 1 << 30),
            "{} {context}",
            told.feature
        );
        assert_eq!(
            told.contribution,
            exact(part.points(), 1 << 50),
            "{context}"
        );
    }
    check_evidence(explanation, profile, judgement, &context);
}

fn check_evidence(
    explanation: &Explanation,
    profile: &Profile,
    judgement: &Judgement,
    context: &str,
) {
    let told: Vec<_> = explanation.evidence.iter().map(|e| e.work).collect();
    let documents = judgement.evidence.iter();
    let expected: Vec<_> = documents.map(|(number, _)| number.checked_sub(1)).collect();
    assert_eq!(told, expected, "{context}");
    let all: u64 = judgement.evidence.iter().map(|e| e.1).sum();
    let text = explanation.features[0].contribution;
    for (part, (_, stands_for)) in explanation.evidence.iter().zip(&judgement.evidence) {
        let work = part.work.map(|number| &profile.works[number]);
        assert_eq!(
            part.title,
            work.map_or(&profile.name, |w| &w.title).as_str(),
            "{context}"
        );
        assert_eq!(part.year, work.and_then(|w| w.year), "{context}");
        let proportional = text * exact(*stands_for, all);
        assert!((part.contribution - proportional).abs() < 1e-9, "{context}");
        let phrases: f64 = part.phrases.iter().map(|p| p.contribution).sum();
        assert_eq!(phrases + part.rest, part.contribution, "{context}");
    }
    assert_eq!(
        explanation.leaves().sum::<f64>(),
        explanation.score,
        "{context}"
    );
}

#[test]
fn synonyms_count_as_the_query_analyzer_weighs_them() {
    let (needs, profiles) = records(6, 20, 80);
    let mut lexicon = Lexicon::new();
    lexicon.add_synonyms(["电池", "battery", "锂离子"]).unwrap();
    lexicon.add_word("石墨化工艺").unwrap();
    let library = library(&needs, &profiles);
    let before = library.snapshot().unwrap();
    library.set_lexicon(lexicon.clone()).unwrap();
    let after = library.snapshot().unwrap();
    let call = Call::default();
    let options = call.options().k(1000);
    let (plain, rich) = (
        Oracle::new(&profiles),
        Oracle::with_lexicon(&profiles, lexicon),
    );
    let mut changed = 0;
    for need in &needs {
        let (old, new) = (expected(&plain, need, &call), expected(&rich, need, &call));
        changed += usize::from(old != new);
        assert_eq!(
            found(&before, need, &options),
            old,
            "the earlier snapshot keeps its lexicon"
        );
        assert_eq!(found(&after, need, &options), new);
    }
    assert!(changed > 3, "synonyms change rankings");
}
