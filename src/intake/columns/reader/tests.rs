#![allow(clippy::unwrap_used, reason = "tests")]
use super::{ColumnTarget, HeadingReader, TableLayout};
use crate::error::Result;
use crate::intake::columns::{Columns, MoneyUnit, SurveySide};

fn layout_of(side: SurveySide, headings: &[&str]) -> Result<TableLayout> {
    HeadingReader::new(side, &Columns::new()).layout(headings.iter().copied())
}

fn held(side: SurveySide, headings: &[&str]) -> Vec<String> {
    let columns = layout_of(side, headings).unwrap().columns;
    columns
        .into_iter()
        .map(|c| match c.target {
            ColumnTarget::Field(field) => field.name.to_owned(),
            ColumnTarget::Work(work) => format!("works.{}.{}", work.number, work.field),
            ColumnTarget::Attribute(name) => format!("attributes.{name}"),
            ColumnTarget::Text(name) => format!("text.{name}"),
            ColumnTarget::RowNumber | ColumnTarget::Ignored => "-".to_owned(),
        })
        .collect()
}

#[test]
fn chinese_and_english_headings_mean_the_same_fields() {
    let chinese = held(
        SurveySide::Needs,
        &[
            "1、企业名称",
            "需求名称（必填）",
            "关键词",
            "省份",
            "预算（万元）",
            "需求截止时间",
        ],
    );
    let english = held(
        SurveySide::Needs,
        &[
            "enterprise",
            "Title",
            "Key Words",
            "region_province",
            "Budget",
            "deadline",
        ],
    );
    assert_eq!(chinese, english);
}

#[test]
fn unknown_headings_become_attributes_of_distinct_names() {
    let held = held(SurveySide::Needs, &["序号", "需求名称", "备注", "备注", ""]);
    assert_eq!(
        held,
        [
            "-",
            "title",
            "attributes.备注",
            "attributes.备注 (column 4)",
            "attributes.column 5"
        ]
    );
}

#[test]
fn a_result_is_a_profile_in_a_list_of_results_and_a_work_in_a_list_of_people() {
    assert_eq!(
        held(SurveySide::Profiles, &["成果名称", "成果简介", "完成单位"]),
        ["name", "description", "organization"]
    );
    let people = held(SurveySide::Profiles, &["姓名", "成果名称", "成果简介"]);
    assert_eq!(people, ["name", "works.0.title", "works.0.abstract"]);
    assert_eq!(
        layout_of(SurveySide::Profiles, &["成果名称"])
            .unwrap()
            .implied_kind,
        Some("achievement")
    );
    assert_eq!(
        layout_of(SurveySide::Profiles, &["姓名"])
            .unwrap()
            .implied_kind,
        Some("expert")
    );
    assert_eq!(
        layout_of(SurveySide::Profiles, &["姓名", "类型"])
            .unwrap()
            .implied_kind,
        Some("expert"),
        "for the rows that do not say their own"
    );
}

#[test]
fn a_heading_that_resembles_one_is_taken_unless_its_field_has_a_column() {
    let guessed = held(
        SurveySide::Needs,
        &[
            "拟投入资金总额（元）",
            "贵单位所属行业及领域",
            "联系人及电话",
            "需求名称",
        ],
    );
    assert_eq!(guessed, ["budget", "industries", "people", "title"]);
    let yielding = held(
        SurveySide::Profiles,
        &["单位及职务", "工作单位", "职称/职务", "姓名"],
    );
    assert_eq!(
        yielding,
        ["attributes.单位及职务", "organization", "level", "name"]
    );
    let ranges = held(SurveySide::Needs, &["最低预算", "预算情况", "需求名称"]);
    assert_eq!(ranges, ["budget.min", "attributes.预算情况", "title"]);
}

#[test]
fn other_headings_imply_a_kind_too_but_the_name_goes_first() {
    let implied = |headings: &[&str]| {
        layout_of(SurveySide::Profiles, headings)
            .unwrap()
            .implied_kind
    };
    assert_eq!(implied(&["产品名称", "贷款额度"]), Some("finance"));
    assert_eq!(implied(&["姓名", "金融机构"]), Some("expert"));
}

#[test]
fn of_two_headings_for_one_field_the_first_stands_and_the_other_names_it() {
    let layout = layout_of(SurveySide::Needs, &["需求名称", "项目名称"]).unwrap();
    assert_eq!(layout.columns[1].rival.as_deref(), Some("需求名称"));
    assert!(layout.columns[0].rival.is_none() && !layout.columns[1].is_unknown());
    let ranges = held(
        SurveySide::Needs,
        &["需求名称", "最低预算", "预算", "最高预算"],
    );
    assert_eq!(
        ranges,
        ["title", "budget.min", "attributes.预算", "budget.max"]
    );
    let works = held(SurveySide::Profiles, &["姓名", "成果1名称", "成果1题目"]);
    assert_eq!(works, ["name", "works.1.title", "attributes.成果1题目"]);
}

#[test]
fn two_columns_that_bar_or_that_the_user_names_are_refused() {
    let headings = ["姓名", "最远距离", "最大距离"];
    let message = layout_of(SurveySide::Profiles, &headings)
        .unwrap_err()
        .to_string();
    assert!(message.contains("最远距离 and 最大距离"), "{message}");
    let columns: Columns = "甲=title\n乙=title".parse().unwrap();
    let reader = HeadingReader::new(SurveySide::Needs, &columns);
    assert!(reader.layout(["甲", "乙"].into_iter()).is_err());
    let layout = reader.layout(["需求名称", "乙"].into_iter()).unwrap();
    assert_eq!(
        layout.columns[0].rival.as_deref(),
        Some("乙"),
        "the user's column stands"
    );
}

#[test]
fn the_user_says_what_is_text() {
    let columns: Columns = "检测记录=text".parse().unwrap();
    let reader = HeadingReader::new(SurveySide::Needs, &columns);
    let layout = reader.layout(["需求名称", "检测记录"].into_iter()).unwrap();
    assert!(matches!(&layout.columns[1].target, ColumnTarget::Text(name) if name == "检测记录"));
    assert!(layout.are_passages_headed() && !layout.is_open());
}

#[test]
fn the_columns_of_one_work_a_row_are_its_parts() {
    let papers = held(
        SurveySide::Profiles,
        &["姓名", "论文题目", "摘要", "发表年份", "作者"],
    );
    assert_eq!(
        papers,
        [
            "name",
            "works.0.title",
            "works.0.abstract",
            "works.0.year",
            "works.0.authors"
        ]
    );
    let grants = held(
        SurveySide::Profiles,
        &["项目名称", "负责人", "依托单位", "批准年度"],
    );
    assert_eq!(
        grants,
        ["works.0.title", "name", "organization", "works.0.year"]
    );
}

#[test]
fn a_place_of_study_is_the_organization_if_there_is_no_other() {
    let with = |headings: &[&str]| held(SurveySide::Profiles, headings).pop().unwrap();
    assert_eq!(with(&["姓名", "二级学院"]), "organization");
    assert_eq!(
        with(&["姓名", "工作单位", "二级学院"]),
        "attributes.二级学院"
    );
    assert_eq!(with(&["姓名", "推荐单位"]), "attributes.推荐单位");
}

#[test]
fn overrides_go_first_and_must_fit_the_side() {
    let columns: Columns = "需求名称=attribute\n序号=id\n榜题代号=ignore"
        .parse()
        .unwrap();
    let reader = HeadingReader::new(SurveySide::Needs, &columns);
    let layout = reader
        .layout(["需求名称", "序号", "项目名称", "榜题代号"].into_iter())
        .unwrap();
    assert!(layout.holds("id") && layout.holds("title"));
    let wrong: Columns = "负责人=capacity".parse().unwrap();
    assert!(
        HeadingReader::new(SurveySide::Needs, &wrong)
            .layout(["负责人"].into_iter())
            .is_err()
    );
}

#[test]
fn units_are_kept_and_foreign_money_is_no_budget() {
    let layout = layout_of(SurveySide::Needs, &["预算（元）"]).unwrap();
    assert_eq!(layout.columns[0].unit, Some(MoneyUnit::Known("元")));
    let foreign = held(SurveySide::Needs, &["需求名称", "预算（万美元）"]);
    assert_eq!(foreign, ["title", "attributes.预算（万美元）"]);
}

#[test]
fn headings_without_meaning_are_refused_with_examples() {
    let message = layout_of(SurveySide::Needs, &["甲", "乙"])
        .unwrap_err()
        .to_string();
    assert!(message.contains("需求名称"), "{message}");
}
