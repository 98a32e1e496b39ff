#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{ClusterOptions, Part, QuestionCause, clusters, examine, examine_all, serve};
use crate::model::{Budget, Date, Need, NeedKind};
use crate::rank::Ranking;
use crate::text::{Analyzer, QueryAnalyzer};

fn need(title: &str, description: &str) -> Need {
    let mut need = Need::new("n", title).unwrap();
    need.description = description.into();
    need
}

fn missing(need: &Need) -> Vec<Part> {
    let checkup = examine(need);
    Part::ALL
        .iter()
        .copied()
        .filter(|&part| checkup.lacks(part))
        .collect()
}

const WHOLE: &str = "目前用离心过滤，出口固含在 800 μg/g 左右，滤芯三天就堵。要求 220 ℃ 以上连续运行，出口固含≤100 μg/g。\
    预算 100 万元，希望 8 个月内完成。";

#[test]
fn a_whole_need_lacks_nothing() {
    let need = need("油浆催化剂粉末脱除", WHOLE);
    assert_eq!(missing(&need), []);
    let checkup = examine(&need);
    assert_eq!(checkup.completeness, 1.0);
    assert_eq!(checkup.questions, []);
}

#[test]
fn each_part_is_missed_when_its_words_are_gone() {
    let without =
        |from: &str, to: &str| missing(&need("油浆催化剂粉末脱除", &WHOLE.replace(from, to)));
    assert_eq!(without("预算 100 万元，", ""), [Part::Budget]);
    assert_eq!(without("，希望 8 个月内完成", ""), [Part::Deadline]);
    assert_eq!(without("目前用离心过滤，", ""), [Part::CurrentState]);
    assert_eq!(without("，滤芯三天就堵", ""), [Part::Problem]);
    assert_eq!(without("，出口固含≤100 μg/g", ""), [Part::TargetFigures]);
    assert_eq!(
        without("要求 220 ℃ 以上连续运行，", "要求"),
        [Part::Conditions]
    );
}

#[test]
fn fields_of_the_record_count_as_said() {
    let mut need = need("提高产品质量", "");
    let before = examine(&need).completeness;
    need.budget = Some(Budget::new(Some(10.0), None).unwrap());
    need.deadline = Some(Date::new(2025, 1, 1).unwrap());
    let after = examine(&need);
    assert!(!after.lacks(Part::Budget) && !after.lacks(Part::Deadline));
    assert!(after.completeness > before);
}

#[test]
fn a_figure_of_the_present_is_no_target() {
    assert!(missing(&need("针状焦", "目前收率不足 50%。")).contains(&Part::TargetFigures));
    assert!(!missing(&need("针状焦", "要求收率≥85%。")).contains(&Part::TargetFigures));
}

#[test]
fn what_is_wanted_depends_on_the_kind() {
    let mut loan = need("设备更新贷款", "");
    loan.kind = NeedKind::Finance;
    assert!(!examine(&loan).lacks(Part::TargetFigures));
    assert!(
        examine(&loan)
            .questions
            .iter()
            .any(|q| q.text.contains("抵押"))
    );
}

#[test]
fn vague_words_are_told_unless_the_sentence_has_a_figure() {
    let vague = |text: &str| -> Vec<String> {
        let found = examine(&need("甲", text)).vague;
        found.into_iter().map(|f| f.wording).collect()
    };
    assert_eq!(vague("希望大幅降低损失"), ["大幅", "降低"]);
    assert_eq!(vague("能耗大幅降低，由 30 kWh 降到 20 kWh。"), [""; 0]);
    assert_eq!(
        vague("We want a significantly better, cheap solution"),
        ["significantly", "better", "cheap"]
    );
    assert_eq!(
        vague("The bestow of a breakfast"),
        [""; 0],
        "whole words only"
    );
}

#[test]
fn vague_words_inside_nouns_are_not_told() {
    let vague = |text: &str| -> Vec<String> {
        let found = examine(&need("甲", text)).vague;
        found.into_iter().map(|f| f.wording).collect()
    };
    for text in [
        "开发碳纤维增强复合材料壳体",
        "玻纤增强尼龙的界面开裂",
        "优化分区的注水方案",
        "图像增强与拓扑优化",
        "显著性检验方法",
        "晶须增强铝基材料",
        "矿用提升机的制动",
        "拓扑优化设计软件",
        "高对比度图像增强算法",
        "增强现实眼镜",
    ] {
        assert_eq!(vague(text), [""; 0], "{text}");
    }
    assert_eq!(vague("优化工艺，增强竞争力"), ["优化", "增强"]);
}

#[test]
fn background_states_neither_target_nor_budget_nor_deadline() {
    let text = "公司成立于2005年，年产值3亿元，产品占国内市场的20%以上。近三年内故障频发，每年损失超过200万元。";
    let missing = missing(&need("辊压机辊面耐磨", text));
    for part in [Part::TargetFigures, Part::Budget, Part::Deadline] {
        assert!(missing.contains(&part), "{part}");
    }
}

#[test]
fn properties_without_a_figure_are_asked_for_once() {
    let asked = |text: &str| -> Vec<String> {
        let found = examine(&need("甲", text)).unmeasured;
        found.into_iter().map(|f| f.wording).collect()
    };
    assert_eq!(asked("抗弯强度不够。抗弯强度要提高。"), ["抗弯强度"]);
    assert_eq!(asked("抗弯强度不够。要求抗弯强度≥360 MPa。"), [""; 0]);
    assert_eq!(
        asked("The yield and the purity are low."),
        ["yield", "purity"]
    );
}

#[test]
fn questions_come_in_the_language_of_the_need_parts_first() {
    let english = examine(&need("Glue line defects", "Reduce cost"));
    assert!(english.questions.iter().all(|q| q.text.is_ascii()));
    let chinese = examine(&need("胶线缺陷 PVC", "降低成本，大量浪费"));
    assert!(chinese.questions.iter().all(|q| !q.text.is_ascii()));
    let causes: Vec<QuestionCause> = chinese.questions.iter().map(|q| q.cause).collect();
    assert!(causes.is_sorted());
    assert!(
        causes.contains(&QuestionCause::MissingFigure)
            && causes.contains(&QuestionCause::VagueWording)
    );
}

#[test]
fn near_duplicates_are_named_on_both_sides_in_order_of_id() {
    let with_id = |id: &str, title: &str| Need::new(id, title).unwrap();
    let needs = [
        with_id("n3", "针状焦生产线余热回收与节能改造关键技术研究。"),
        with_id("n1", "针状焦生产线余热回收与节能改造关键技术研究"),
        with_id("n2", "无醛胶黏剂在木材重组材中的应用研究"),
    ];
    let checkups = examine_all(&needs).unwrap();
    let twins = |at: usize| {
        checkups[at]
            .twins
            .iter()
            .map(|t| t.need.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (twins(0), twins(1), twins(2)),
        (vec!["n3"], vec![], vec!["n1"])
    );
    assert!(examine_all(&[needs[0].clone(), needs[0].clone()]).is_err());
}

fn firm(id: &str, firm: &str, title: &str) -> Need {
    let mut need = Need::new(id, title).unwrap();
    need.enterprise = Some(firm.into());
    need
}

fn sample() -> Vec<Need> {
    vec![
        firm("n1", "甲", "胶合板用无醛胶黏剂"),
        firm("n2", "乙", "无醛胶黏剂在胶合板上的应用"),
        firm("n3", "丙", "大豆蛋白无醛胶黏剂"),
        firm("n4", "示例丁(集团)", "印染废水零排放"),
        firm("n5", "示例丁（集团）", "印染废水膜法零排放"),
        firm("n6", "戊", "工业机器人焊接路径规划"),
    ]
}

fn found(needs: &[Need], options: ClusterOptions) -> Vec<super::Cluster> {
    clusters(needs, &QueryAnalyzer::from(Analyzer::new()), options).unwrap()
}

#[test]
fn common_needs_span_enterprises() {
    let shared = found(&sample(), ClusterOptions::default());
    assert_eq!(shared.len(), 1, "{shared:?}");
    let ids: Vec<&str> = shared[0].needs.iter().map(|id| id.as_str()).collect();
    assert_eq!((ids, shared[0].enterprises), (vec!["n1", "n2", "n3"], 3));
    assert!(
        shared[0].terms.iter().any(|term| term.contains("胶黏剂")),
        "{:?}",
        shared[0].terms
    );
    let all = found(&sample(), ClusterOptions::default().enterprises(1));
    assert_eq!(
        all.len(),
        2,
        "one firm's own two needs are a group of one enterprise"
    );
}

#[test]
fn a_higher_threshold_never_makes_a_looser_group() {
    let options = |similarity| {
        ClusterOptions::default()
            .enterprises(1)
            .similarity(similarity)
            .unwrap()
    };
    assert!(found(&sample(), options(0.999)).is_empty());
    for similarity in [0.05, 0.2, 0.4] {
        let groups = found(&sample(), options(similarity));
        assert!(
            groups
                .iter()
                .all(|group| group.similarity >= similarity * 0.999),
            "{groups:?}"
        );
    }
    assert!(ClusterOptions::default().similarity(0.0).is_err());
    assert!(ClusterOptions::default().similarity(f64::NAN).is_err());
}

#[test]
fn nothing_and_one_and_blank_needs_have_no_clusters() {
    assert!(found(&[], ClusterOptions::default()).is_empty());
    assert!(found(&sample()[..1], ClusterOptions::default()).is_empty());
    let blank = [firm("a", "甲", "，"), firm("b", "乙", "。")];
    assert!(found(&blank, ClusterOptions::default()).is_empty());
}

#[test]
fn those_serve_most_who_rank_for_most() {
    let cluster = found(&sample(), ClusterOptions::default()).remove(0);
    let ranking = |need: &str, matches: serde_json::Value| Ranking {
        need: crate::model::NeedId::new(need).unwrap(),
        matches: serde_json::from_value(matches).unwrap(),
        closed: None,
    };
    let hit = |id: &str, score: f64| serde_json::json!({"profile": id, "score": score, "confidence": 1.0, "sides": {"need": score, "profile": 0.5, "profile_weight": 0.0}, "fit": "clear"});
    let rankings = [
        ranking("n1", serde_json::json!([hit("one", 0.9), hit("many", 0.5)])),
        ranking(
            "n2",
            serde_json::json!([hit("many", 0.5), hit("also", 0.4)]),
        ),
        ranking("n3", serde_json::json!([hit("also", 0.4)])),
        ranking("n6", serde_json::json!([hit("one", 0.9), hit("one2", 0.9)])),
    ];
    let servers = serve(&cluster, &rankings, 2);
    let names: Vec<&str> = servers.iter().map(|s| s.profile.as_str()).collect();
    assert_eq!(
        names,
        ["many", "also"],
        "two needs each; the greater mean first; n6 is not of the cluster"
    );
    assert_eq!(servers[0].score, 0.5);
    assert!(serve(&cluster, &[], 2).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_examined_and_its_questions_are_about_its_words(title in "\\PC{0,40}", text in "\\PC{0,80}") {
        let checkup = examine(&need(&title, &text));
        prop_assert!((0.0..=1.0).contains(&checkup.completeness));
        for finding in checkup.vague.iter().chain(&checkup.unmeasured) {
            prop_assert!(finding.sentence.contains(&finding.wording));
        }
    }

    #[test]
    fn clusters_do_not_depend_on_the_order_and_never_share_a_need(
        shuffled in Just(sample()).prop_shuffle(),
        similarity in 0.02f64..0.6,
    ) {
        let options = ClusterOptions::default().enterprises(1).similarity(similarity).unwrap();
        let groups = found(&shuffled, options);
        prop_assert_eq!(&groups, &found(&sample(), options));
        let ids: Vec<_> = groups.iter().flat_map(|group| &group.needs).collect();
        prop_assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    }
}

#[test]
fn the_name_of_a_thing_is_not_asked_for_figures() {
    let asked = |description: &str| -> Vec<String> {
        let questions = examine(&need("针状焦", description)).questions;
        let figures = questions
            .into_iter()
            .filter(|q| q.cause == QuestionCause::MissingFigure);
        figures.map(|question| question.about).collect()
    };
    assert_eq!(asked("产品面向超高功率石墨电极，要求稳定供货。"), [""; 0]);
    assert_eq!(
        asked("产品面向超高功率石墨电极，但电极功率不足。"),
        ["功率"]
    );
    assert_eq!(asked("石墨电极的功率达到行业水平。"), ["功率"]);
    assert_eq!(asked("但电池的能量密度不足。"), ["能量密度"]);
}

#[test]
fn a_longer_property_comes_before_the_shorter_that_it_contains() {
    let all: Vec<&str> = super::cues::each(super::cues::PROPERTIES).collect();
    for (at, property) in all.iter().enumerate() {
        let before = all[..at]
            .iter()
            .find(|shorter| property.contains(**shorter));
        assert_eq!(before, None, "{property} is never found");
    }
}
