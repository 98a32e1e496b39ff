#![allow(clippy::unwrap_used, reason = "tests")]
use super::{RecordDraft, Severity, SurveyRow, SurveySide, from_row};
use crate::intake::columns::{Columns, HeadingReader};
use serde_json::{Value, json};

fn draft(side: SurveySide, table: &[(&str, Value)]) -> RecordDraft {
    let columns = Columns::new();
    let layout = HeadingReader::new(side, &columns)
        .layout(table.iter().map(|(heading, _)| *heading))
        .unwrap();
    let cells = table.iter().map(|(_, cell)| cell.clone()).collect();
    from_row(SurveyRow::new(2, cells), &layout, side)
}

fn fields(side: SurveySide, table: &[(&str, Value)]) -> Value {
    Value::Object(draft(side, table).fields)
}

#[test]
fn passages_are_joined_under_their_headings_and_a_single_one_stands_alone() {
    let two = [("需求内容", json!("甲")), ("技术指标（必填）", json!("乙"))];
    assert_eq!(
        fields(SurveySide::Needs, &two)["description"],
        "需求内容：甲\n技术指标（必填）：乙"
    );
    assert_eq!(fields(SurveySide::Needs, &two[..1])["description"], "甲");
}

#[test]
fn parts_of_a_region_are_joined_to_a_path() {
    let parts = [
        ("省", json!("山东省")),
        ("市", json!("淄博市")),
        ("区县", json!("张店区")),
    ];
    assert_eq!(
        fields(SurveySide::Needs, &parts)["region"],
        "山东省/淄博市/张店区"
    );
    let both = [("省", json!("山东省")), ("所在地区", json!("山东淄博"))];
    assert_eq!(fields(SurveySide::Needs, &both)["region"], "山东淄博");
    let rest = [("省", json!("山东省")), ("所在地区", json!("张店区"))];
    assert_eq!(fields(SurveySide::Needs, &rest)["region"], "山东省/张店区");
}

#[test]
fn works_come_from_numbered_columns_and_from_lists() {
    let table = [
        ("成果1名称", json!("甲")),
        ("成果1年份", json!("2020年")),
        ("成果2摘要", json!("乙")),
        ("授权专利", json!("1.丙；2.丁")),
    ];
    let expected = json!([
        {"title": "甲", "year": "2020"},
        {"abstract": "乙"},
        {"title": "丙", "kind": "patent"},
        {"title": "丁", "kind": "patent"},
    ]);
    let mut works = fields(SurveySide::Profiles, &table)["works"].clone();
    assert_eq!(works[0]["year"], json!(2020));
    works[0]["year"] = json!("2020");
    assert_eq!(works, expected);
}

#[test]
fn a_year_that_cannot_be_names_its_column() {
    let draft = draft(
        SurveySide::Profiles,
        &[("成果2名称", json!("甲")), ("成果2年份", json!("20200"))],
    );
    assert_eq!(draft.findings.len(), 1);
    assert_eq!(draft.findings[0].severity, Severity::Warning);
    assert_eq!(draft.findings[0].column.as_deref(), Some("成果2年份"));
    assert_eq!(draft.findings[0].value, "20200");
}

#[test]
fn a_year_or_kind_of_a_work_in_words_warns() {
    let table = [
        ("论文题目", json!("甲")),
        ("论文类型", json!("散文")),
        ("论文年份", json!("2018-2020")),
    ];
    let draft = draft(SurveySide::Profiles, &table);
    let told: Vec<_> = draft
        .findings
        .iter()
        .map(|f| (f.severity, f.column.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (Severity::Warning, Some("论文类型")),
            (Severity::Warning, Some("论文年份"))
        ]
    );
    let expected = json!([{"title": "甲", "kind": "paper", "kind_unresolved": "散文", "year_unresolved": "2018-2020"}]);
    assert_eq!(Value::Object(draft.fields)["works"], expected);
}

#[test]
fn one_rank_counts_the_least_for_a_need_and_the_highest_for_a_profile() {
    let level = |side| {
        fields(side, &[("职称", json!("教授、讲师")), ("编号", json!("1"))])["level"].clone()
    };
    assert_eq!(level(SurveySide::Needs), "lecturer");
    assert_eq!(level(SurveySide::Profiles), "professor");
    let two = fields(
        SurveySide::Profiles,
        &[("职称", json!("教授")), ("人才层次", json!("国家级人才"))],
    );
    assert_eq!(two["level"], "national_talent");
}

#[test]
fn a_need_must_meet_what_every_column_asks() {
    let both = [
        ("学历要求", json!("博士")),
        ("职称要求", json!("副教授、教授")),
    ];
    assert_eq!(
        fields(SurveySide::Needs, &both)["level"],
        "associate_professor"
    );
}

#[test]
fn amounts_and_days_that_are_none_warn_and_are_kept() {
    let draft = draft(
        SurveySide::Needs,
        &[
            ("预算", json!("300元/次")),
            ("截止日期", json!("年底前")),
            ("发布日期", json!("2月30日")),
        ],
    );
    assert_eq!(draft.findings.len(), 3);
    let fields = Value::Object(draft.fields);
    assert_eq!(
        fields,
        json!({"attributes": {
            "budget_unresolved": ["300元/次"], "deadline_unresolved": ["年底前"], "published_unresolved": ["2月30日"],
        }})
    );
}

#[test]
fn cells_read_in_one_of_several_ways_say_so() {
    let table = [
        ("预算", json!("75（不含税）")),
        ("截止日期", json!("2025年")),
        ("发布日期", json!("2024.3")),
        ("技术成熟度", json!("TRL 4-5")),
        ("需求人数", json!("2")),
    ];
    let draft = draft(SurveySide::Needs, &table);
    let notes: Vec<_> = draft
        .findings
        .iter()
        .map(|f| (f.field.as_str(), f.severity))
        .collect();
    let warning = |field| (field, Severity::Warning);
    assert_eq!(
        notes,
        [
            warning("deadline"),
            warning("published"),
            warning("readiness")
        ]
    );
    let expected = json!({
        "budget": "75", "deadline": "2025-12-31", "published": "2024-03-01", "readiness": 4, "demand": 2,
        "attributes": {"预算": "75（不含税）"},
    });
    assert_eq!(Value::Object(draft.fields), expected);
}

#[test]
fn texts_that_say_nothing_are_kept_as_attributes() {
    let table = [
        ("姓名", json!("示例·甲")),
        ("研究方向", json!("待完善")),
        ("简介", json!("请见附件")),
        ("关键词", json!("催化、其他")),
        ("成果1名称", json!("见简历")),
        ("授权专利", json!("一种炉；同上")),
    ];
    let expected = json!({
        "name": "示例·甲", "expertise": ["催化"], "works": [{"title": "一种炉", "kind": "patent"}],
        "attributes": {"研究方向": "待完善", "简介": "请见附件", "成果1名称": "见简历"},
    });
    assert_eq!(fields(SurveySide::Profiles, &table), expected);
}

#[test]
fn a_work_without_title_and_abstract_is_no_evidence_and_costs_nothing() {
    let draft = draft(
        SurveySide::Profiles,
        &[("姓名", json!("示例·甲")), ("成果1年份", json!(2021))],
    );
    assert_eq!(draft.findings.len(), 1);
    let expected = json!({"name": "示例·甲", "attributes": {"成果1年份": 2021}});
    assert_eq!(Value::Object(draft.fields), expected);
}

#[test]
fn names_in_two_columns_are_one() {
    let western = [
        ("Last Name", json!("Example")),
        ("First Name", json!("Ann")),
    ];
    assert_eq!(
        fields(SurveySide::Profiles, &western)["name"],
        "Ann Example"
    );
    let chinese = [("名", json!("示例")), ("姓", json!("王"))];
    assert_eq!(fields(SurveySide::Profiles, &chinese)["name"], "王示例");
}

#[test]
fn ranks_in_brackets_count_and_their_grades_do_not() {
    let level = |text: &str| {
        fields(
            SurveySide::Profiles,
            &[("姓名", json!("甲")), ("职称", json!(text))],
        )["level"]
            .clone()
    };
    assert_eq!(level("研究员（三级）"), "professor");
    assert_eq!(level("高级工程师（教授级）"), "professor");
    assert_eq!(level("泰山学者青年专家"), "provincial_talent");
    assert_eq!(level("讲师（博士）"), "lecturer");
}

#[test]
fn words_that_are_not_understood_warn_and_open_ones_do_not() {
    let draft = draft(
        SurveySide::Needs,
        &[
            ("合作方式", json!("委托开发/扫街")),
            ("预算", json!("面议")),
            ("职称", json!("大师")),
        ],
    );
    let fields = Value::Object(draft.fields);
    assert_eq!(fields["modes"], json!(["commission"]));
    assert_eq!(
        fields["attributes"],
        json!({"预算": "面议", "modes_unresolved": ["扫街"], "level_unresolved": ["大师"]})
    );
    assert_eq!(draft.findings.len(), 2);
    assert!(
        draft
            .findings
            .iter()
            .all(|f| f.severity == Severity::Warning)
    );
}

#[test]
fn a_cell_without_heading_is_reported() {
    let columns = Columns::new();
    let layout = HeadingReader::new(SurveySide::Needs, &columns)
        .layout(["编号", "需求名称"].into_iter())
        .unwrap();
    let cells = vec![json!("1"), json!("甲"), Value::Null, json!("多")];
    let draft = from_row(
        SurveyRow {
            failed: vec![(1, "#REF!".to_owned())],
            ..SurveyRow::new(9, cells)
        },
        &layout,
        SurveySide::Needs,
    );
    let told: Vec<_> = draft
        .findings
        .iter()
        .map(|f| (f.severity, f.column.as_deref(), f.value.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Severity::Error, Some("column 4"), "多"),
            (Severity::Warning, Some("需求名称"), "#REF!")
        ]
    );
}
