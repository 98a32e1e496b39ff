//! A guard against rankings and inferences that get worse: needs, profiles and judgements of the demo.
//!
//! The figures come from `cargo run --release --example evaluate -- examples/data --today 2024-07-01
//! -k 1000 --metric ndcg@10 --grid`.

use std::mem::take;
use std::path::PathBuf;

use qianxian::engine::silent;
use qianxian::eval::{Evaluation, Metric, Qrels, Run, compare, evaluate};
use qianxian::infer::{self, Inference};
use qianxian::intake::{Intake, Source};
use qianxian::model::{Code, Need, Profile, ProfileKind, Taxonomies, Taxonomy, Work};
use qianxian::score::Fit;
use qianxian::text::recipe::Recipe;
use qianxian::{Library, LibraryOptions, RankOptions};

use crate::support::{all, import};

/// nDCG@10 of the default configuration when it was measured last.
const MEASURED: f64 = 0.874;
/// What a change may cost by luck: half of the 95 % interval of the difference that a neighbouring recipe
/// makes on these needs (paired bootstrap, 10,000 resamples; the widest of those that change one constant).
const NOISE: f64 = 0.009;

fn shipped(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("examples/data")
        .join(name)
}

/// Records of the demo's files, as the program reads them.
fn surveys() -> (Vec<Need>, Vec<Profile>) {
    let taxonomies = Taxonomies::builtin();
    let (mut needs, mut profiles) = (Vec::new(), Vec::new());
    for name in [
        "needs.csv",
        "needs_gb18030.csv",
        "needs_survey.xlsx",
        "needs.jsonl",
    ] {
        let mut keep = |need| {
            needs.push(need);
            Ok(())
        };
        let source = Source::file(shipped(name));
        Intake::new(&taxonomies).needs(&source, &mut keep).unwrap();
    }
    for name in ["profiles.jsonl", "profiles.csv", "profiles_services.xlsx"] {
        let mut keep = |profile| {
            profiles.push(profile);
            Ok(())
        };
        let source = Source::file(shipped(name));
        Intake::new(&taxonomies)
            .profiles(&source, &mut keep)
            .unwrap();
    }
    assert_eq!((needs.len(), profiles.len()), (84, 232));
    (needs, profiles)
}

fn ndcg() -> Metric {
    "ndcg@10".parse().unwrap()
}

fn measured(needs: &[Need], profiles: &[Profile], recipe: &str) -> Evaluation {
    let recipe: Recipe = recipe.parse().unwrap();
    let library = Library::in_memory_with(LibraryOptions::new().recipe(recipe)).unwrap();
    import(&library, needs, profiles);
    let rankings = library
        .snapshot()
        .unwrap()
        .rank_all(&all(), &silent)
        .unwrap();
    let mut run = Run::new();
    for ranking in &rankings {
        for found in &ranking.matches {
            run.insert(ranking.need.as_str(), found.profile.as_str(), found.score)
                .unwrap();
        }
    }
    let qrels = Qrels::read_path(shipped("qrels.tsv")).unwrap();
    evaluate(&qrels, &run, &[ndcg()]).unwrap()
}

#[test]
fn rankings_of_the_demo_are_as_good_as_they_were_within_noise() {
    let (needs, profiles) = surveys();
    let default = measured(&needs, &profiles, "default");
    let mean = default.mean(ndcg()).unwrap();
    assert!(
        mean >= MEASURED - NOISE,
        "nDCG@10 {mean:.4} is more than {NOISE} below {MEASURED}:\n{default}"
    );
    // The guard can tell: a ranker of single characters, all alike, is worse beyond the noise, and surely.
    let broken = measured(&needs, &profiles, "bigram=0 word=0 latin_bigram=0 rarity=0");
    let fall = compare(&broken, &default, ndcg(), 1, 10_000).unwrap();
    assert!(fall.mean_difference > NOISE && fall.low > 0.0, "{fall}");
}

/// Right first answers at division level, of those given, in the demo's records when measured last: needs and
/// profiles, industries and disciplines together (`cargo run --release --example infer -- examples/data`).
const PRECISION: f64 = 0.842;
/// Answers, of records that state codes.
const COVERAGE: f64 = 0.902;
/// Twice the standard error of either.
const INFERENCE_NOISE: f64 = 0.035;

#[test]
fn what_the_demo_states_is_inferred_as_well_as_it_was_within_noise() {
    let (mut needs, mut profiles) = surveys();
    let mut tally = Tally::default();
    let (industries, disciplines) = (Taxonomy::industries(), Taxonomy::disciplines());
    for need in &mut needs {
        let stated = (take(&mut need.industries), take(&mut need.disciplines));
        let made = infer::need(need);
        tally.count(&industries, &stated.0, &made.industries);
        tally.count(&disciplines, &stated.1, &made.disciplines);
    }
    for profile in &mut profiles {
        let stated = (
            take(&mut profile.industries),
            take(&mut profile.disciplines),
        );
        let made = infer::profile(profile);
        tally.count(&industries, &stated.0, &made.industries);
        tally.count(&disciplines, &stated.1, &made.disciplines);
    }
    let part = |part: u32, whole: u32| f64::from(part) / f64::from(whole);
    let (precision, coverage) = (
        part(tally.right, tally.divisions),
        part(tally.answered, tally.stated),
    );
    assert!(
        precision >= PRECISION - INFERENCE_NOISE,
        "{precision:.3} {tally:?}"
    );
    assert!(
        coverage >= COVERAGE - INFERENCE_NOISE,
        "{coverage:.3} {tally:?}"
    );
}

/// Records that state codes, first answers, those of them below a section, and those of these that are right.
#[derive(Debug, Default)]
struct Tally {
    stated: u32,
    answered: u32,
    divisions: u32,
    right: u32,
}

impl Tally {
    fn count(&mut self, tree: &Taxonomy, stated: &[Code], made: &[Inference]) {
        self.stated += u32::from(!stated.is_empty());
        let Some(first) = made.first().filter(|_| !stated.is_empty()) else {
            return;
        };
        self.answered += 1;
        if tree.depth(&first.code) > Some(1) {
            self.divisions += 1;
            let is = |code| tree.is_under(code, &first.code) || tree.is_under(&first.code, code);
            self.right += u32::from(stated.iter().any(is));
        }
    }
}

#[test]
fn a_preamble_about_the_firm_moves_nobody_in_front() {
    let expert = |id: &str, name: &str, work: &str| {
        let mut profile = Profile::new(id, ProfileKind::Expert, name).unwrap();
        profile.works.push(Work::new(work));
        profile
    };
    let profiles = [
        expert("coke", "示例·甲工", "煤系针状焦的制备与石墨化"),
        expert("tile", "示例·乙工", "建筑陶瓷釉料配方与建筑陶瓷烧成工艺"),
    ];
    let mut need = Need::new("n1", "石墨电极用焦").unwrap();
    need.description =
        "公司成立于2003年，主营建筑陶瓷，建筑陶瓷釉料产品远销东南亚；近年来建筑陶瓷市场前景广阔。\
        希望找到针状焦石墨化的专家。"
            .into();
    let options = RankOptions::new("2026-11-30".parse().unwrap());
    let scores = |recipe: &str| {
        let recipe = LibraryOptions::new().recipe(recipe.parse().unwrap());
        let library = Library::in_memory_with(recipe).unwrap();
        import(&library, &[need.clone()], &profiles);
        let ranking = library.snapshot().unwrap().rank(&need, &options).unwrap();
        ["coke", "tile"].map(|id| {
            let found = ranking.matches.iter().find(|m| m.profile.as_str() == id);
            found.map(|found| (found.score, found.fit)).unwrap()
        })
    };
    let ([coke, tile], [coke_in_full, tile_in_full]) = (scores("default"), scores("background=1"));
    assert!(coke.0 > tile.0, "{coke:?} {tile:?}");
    assert!(
        coke.0 - tile.0 > coke_in_full.0 - tile_in_full.0,
        "{coke_in_full:?} {tile_in_full:?}"
    );
    assert!(
        coke.1 >= Fit::Possible && tile.1 < coke.1,
        "{coke:?} {tile:?}"
    );
}
