//! Scores mean the same across needs: a word in passing is no subject, and a library's other subjects do not matter.

use qianxian::model::{Need, Profile, ProfileKind, Work};
use qianxian::score::Weights;

use crate::support::{all, library};

const SUBJECT: &str = "油系针状焦的制备与石墨化";
const FLOWERS: &str = "温室蝴蝶兰花卉栽培灌溉施肥病虫害防治。园区三百亩大棚，希望引进抗寒品种、水肥一体机与冷链物流，降低夏季遮阳成本";

fn expert(id: &str, work: &str) -> Profile {
    let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例{id}")).unwrap();
    expert.works.push(Work::new(work));
    expert
}

/// The text score of the expert `e` for a need of that text, among the profiles.
fn score(need: &str, profiles: &[Profile]) -> f64 {
    let options = all().weights(Weights::text_only());
    let snapshot = library([], profiles).snapshot().unwrap();
    let ranking = snapshot
        .rank(&Need::new("n", need).unwrap(), &options)
        .unwrap();
    let found = ranking.matches.iter().find(|m| m.profile.as_str() == "e");
    found.unwrap().score
}

#[test]
fn a_word_in_passing_scores_far_below_a_subject() {
    let profiles = [expert("e", SUBJECT), expert("f", "锂电池隔膜涂覆工艺")];
    let passing = format!("{FLOWERS}；附近有一家企业做针状焦。");
    let (about, aside) = (score(SUBJECT, &profiles), score(&passing, &profiles));
    assert!(about > 0.6, "{about}");
    assert!(aside < about / 2.0, "{aside} against {about}");
    let english = [expert(
        "e",
        "Needle coke from petroleum: graphitisation and yield",
    )];
    let about = score("graphitisation of needle coke from petroleum", &english);
    let aside = score(
        "irrigation of orchids in greenhouses, cold chain logistics, pest control; a neighbour makes needle coke",
        &english,
    );
    assert!(aside < about / 1.7, "{aside} against {about}");
}

#[test]
fn records_that_share_no_word_with_the_candidate_move_its_score_by_rarity_alone() {
    let mut profiles = vec![expert("e", SUBJECT), expert("f", "锂电池隔膜涂覆工艺")];
    let passing = format!("{FLOWERS}；附近有一家企业做针状焦。");
    let before = (score(SUBJECT, &profiles), score(&passing, &profiles));
    // The words that the need lacked come in, all at once, by records about flowers.
    for (number, part) in (0..).zip(FLOWERS.split(['，', '、', '。'])) {
        profiles.push(expert(&format!("x{number:02}"), part));
    }
    let after = (score(SUBJECT, &profiles), score(&passing, &profiles));
    assert!((before.0 - after.0).abs() < 0.02, "{before:?} {after:?}");
    assert!((before.1 - after.1).abs() < 0.02, "{before:?} {after:?}");
}

#[test]
fn a_subject_scores_alike_in_a_small_library_and_in_a_large_one() {
    let mut profiles = vec![expert("e", SUBJECT)];
    let alone = score(SUBJECT, &profiles);
    for number in 0..200 {
        profiles.push(expert(
            &format!("x{number:03}"),
            &format!("第{number}号课题 水稻育种"),
        ));
    }
    let among = score(SUBJECT, &profiles);
    assert!((alone - among).abs() < 0.08, "{alone} {among}");
}
