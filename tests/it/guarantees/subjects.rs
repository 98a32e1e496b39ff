//! A fit rests on what a need is about: not on how it is measured, nor on what it does not want.

use qianxian::clinic::{ClusterOptions, clusters};
use qianxian::model::{Need, Profile, ProfileKind, Work};
use qianxian::rank::Match;
use qianxian::score::Fit;
use qianxian::text::{Analyzer, QueryAnalyzer};

use crate::support::{all, library};

fn expert(id: &str, work: &str) -> Profile {
    let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例{id}")).unwrap();
    expert.works.push(Work::new(work));
    expert
}

fn ranked(need: &str, profiles: &[Profile]) -> Vec<Match> {
    let snapshot = library([], profiles).snapshot().unwrap();
    let need = Need::new("n", need).unwrap();
    snapshot.rank(&need, &all()).unwrap().matches
}

fn fit(need: &str, work: &str) -> Fit {
    ranked(need, &[expert("e", work)])[0].fit
}

#[test]
fn properties_and_units_in_common_make_no_fit() {
    for (need, work) in [
        (
            "钢筋焊接网，要求抗拉强度≥550MPa，断后伸长率≥10%",
            "钛合金抗拉强度1000MPa，断后伸长率12%",
        ),
        (
            "磷酸铁锂正极，压实密度≥2.5g/cm3，成本降低",
            "莫来石轻质砖，体积密度0.8g/cm3，成本低",
        ),
        (
            "鱼糜凝胶强度提高，准确率≥95%",
            "大豆胶黏剂强度，识别准确率98%",
        ),
        (
            "welded steel mesh, tensile strength of 550 MPa, lower cost",
            "Silk suture with a tensile strength of 400 MPa at low cost",
        ),
    ] {
        assert_eq!(fit(need, work), Fit::None, "{need} — {work}");
    }
    assert_eq!(
        fit("钢筋焊接网，抗拉强度≥550MPa", "钢筋焊接网的抗拉强度"),
        Fit::Clear
    );
}

#[test]
fn units_join_no_needs() {
    let needs = [
        "保温砖，体积密度≤0.8 g/cm3",
        "磷酸铁锂，压实密度≥2.5 g/cm3",
        "氧化铝板，体积密度≥3.9 g/cm3",
    ];
    let needs: Vec<Need> = (1..)
        .zip(needs)
        .map(|(number, text)| {
            let mut need = Need::new(format!("n{number}"), text).unwrap();
            need.enterprise = Some(format!("示例{number}公司"));
            need
        })
        .collect();
    let analyzer = QueryAnalyzer::from(Analyzer::new());
    let found = clusters(&needs, &analyzer, ClusterOptions::default()).unwrap();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_a_need_does_not_want_is_no_sign_of_a_match() {
    let profiles = [
        expert("acrylic", "丙烯酸防水涂料的制备"),
        expert("urethane", "聚氨酯弹性体"),
    ];
    let need = "防水涂料，非聚氨酯体系";
    let found = ranked(need, &profiles);
    assert_eq!(found[0].profile.as_str(), "acrylic");
    assert_eq!((found[0].fit, found[1].fit), (Fit::Clear, Fit::None));
    let snapshot = library([], &profiles).snapshot().unwrap();
    let need = Need::new("n", need).unwrap();
    let why = snapshot.explain(&need, &profiles[1], &all()).unwrap();
    assert_eq!(why.excluded, ["聚氨酯"]);
    assert!(why.uncovered.iter().all(|piece| !piece.contains("聚氨酯")));
}

#[test]
fn what_a_profile_does_not_do_is_no_mention_of_it() {
    let mut refuses = Profile::new("refuses", ProfileKind::Expert, "示例·王工").unwrap();
    refuses.description = "承接硝化、加氢等危险工艺的中试；不承接氟化反应".into();
    refuses.expertise = vec!["重氮化".into(), "氟化反应除外".into()];
    let near = expert("near", "含氟中间体的氟化反应工艺");
    let profiles = [refuses, near];
    let found = ranked("中间体的氟化反应", &profiles);
    assert_eq!(found[0].profile.as_str(), "near");
    assert_eq!((found[0].fit, found[1].fit), (Fit::Clear, Fit::None));
    assert_eq!(ranked("硝化中试", &profiles)[0].profile.as_str(), "refuses");
    let snapshot = library([], &profiles).snapshot().unwrap();
    let need = Need::new("n", "中间体的氟化反应").unwrap();
    let why = snapshot.explain(&need, &profiles[0], &all()).unwrap();
    assert_eq!(why.refused, ["氟化反应除外", "不承接氟化反应"]);
    assert_eq!(why.leaves().sum::<f64>(), why.score);
    // A profile that is not stored is read alike.
    let needs = library(&[need], &profiles).snapshot().unwrap();
    let met = needs.reverse(&profiles[0], &all()).unwrap().matches;
    assert_eq!(met[0].fit, Fit::None);
}

#[test]
fn a_synonym_covers_the_phrase_that_it_stands_for() {
    let profile = expert("e", "钢板表面缺陷检测");
    let library = library([], std::slice::from_ref(&profile));
    let mut lexicon = library.lexicon();
    lexicon
        .add_synonyms(["缺陷检测", "defect detection"])
        .unwrap();
    library.set_lexicon(lexicon).unwrap();
    let need = Need::new("n", "defect detection of castings").unwrap();
    let why = library
        .snapshot()
        .unwrap()
        .explain(&need, &profile, &all())
        .unwrap();
    assert_eq!(why.uncovered, ["castings"]);
}
