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
        None
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
    assert_eq!(
        guessed,
        ["budget", "industries", "attributes.联系人及电话", "title"]
    );
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
fn two_headings_for_one_field_are_named() {
    let message = layout_of(SurveySide::Needs, &["需求名称", "项目名称"])
        .unwrap_err()
        .to_string();
    assert!(message.contains("需求名称 and 项目名称"), "{message}");
    assert!(layout_of(SurveySide::Needs, &["最低预算", "预算"]).is_err());
    assert!(layout_of(SurveySide::Needs, &["最低预算", "最高预算"]).is_ok());
    assert!(layout_of(SurveySide::Profiles, &["姓名", "成果1名称", "成果1题目"]).is_err());
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
fn units_are_kept_and_foreign_money_is_refused() {
    let layout = layout_of(SurveySide::Needs, &["预算（元）"]).unwrap();
    assert_eq!(layout.columns[0].unit, Some(MoneyUnit::Known("元")));
    let error = layout_of(SurveySide::Needs, &["预算（万美元）"]).unwrap_err();
    assert!(error.to_string().contains("convert"), "{error}");
}

#[test]
fn headings_without_meaning_are_refused_with_examples() {
    let message = layout_of(SurveySide::Needs, &["甲", "乙"])
        .unwrap_err()
        .to_string();
    assert!(message.contains("需求名称"), "{message}");
}
