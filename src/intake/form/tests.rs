//! Forms as people fill them in.
#![allow(clippy::unwrap_used, reason = "tests")]
use super::SurveyForm;
use crate::intake::columns::{Columns, HeadingReader, SideReaders, SurveySide};
use crate::intake::read::SurveyRow;
use serde_json::Value;

fn rows(cells: &[&[&str]]) -> Vec<SurveyRow> {
    let row = |(number, cells): (u64, &&[&str])| {
        let cells = cells.iter().map(|text| match *text {
            "" => Value::Null,
            text => Value::from(text),
        });
        SurveyRow::new(number, cells.collect())
    };
    (1..).zip(cells).map(row).collect()
}

fn read(cells: &[&[&str]]) -> Option<Vec<(String, String)>> {
    let columns = Columns::new();
    let reader = HeadingReader::new(SurveySide::Needs, &columns);
    let rows = rows(cells);
    if !SurveyForm::is_one(&rows, &reader) {
        return None;
    }
    let record = SurveyForm::new(rows).record(&SideReaders::new(&reader, &columns))?;
    let values = record.values.iter().map(super::shown);
    Some(record.labels.into_iter().zip(values).collect())
}

#[test]
fn labels_and_values_are_one_record() {
    let form = read(&[
        &["某区难题征集登记表"],
        &[
            "企业情况",
            "单位名称",
            "示例纺织公司",
            "统一社会信用代码",
            "000",
        ],
        &["企业情况", "联系人：李示例", "联系电话", "000"],
        &["难题情况", "难题名称", "再生涤纶脱色"],
        &["难题描述（限500字）"],
        &["脱色后强力下降，要求保持九成"],
        &["合作方式", "委托开发", "", "预算", ""],
    ]);
    let form = form.unwrap();
    let value = |label: &str| {
        form.iter()
            .find(|(l, _)| l == label)
            .map(|(_, v)| v.as_str())
    };
    assert_eq!(value("单位名称"), Some("示例纺织公司"));
    assert_eq!(value("统一社会信用代码"), Some("000"));
    assert_eq!(
        value("难题描述（限500字）"),
        Some("脱色后强力下降，要求保持九成")
    );
    assert_eq!(value("合作方式"), Some("委托开发"));
    assert_eq!(value("预算"), None);
}

#[test]
fn sections_in_rows_of_their_own_keep_the_texts_below_them() {
    let form = read(&[
        &["某区难题征集登记表"],
        &["单位名称", "示例公司", "联系人", ""],
        &["难题名称", "陶瓷膜", "预算", ""],
        &["难题描述", "", "", ""],
        &["一、现有水平"],
        &["通量为100，寿命一年"],
        &["仅有一条产线"],
        &["二、目标"],
        &["通量提高一倍，寿命三年"],
    ]);
    let form = form.unwrap();
    let value = |label: &str| {
        let mut pairs = form.iter().filter(|(of, _)| of == label);
        pairs.next().map(|(_, value)| value.as_str())
    };
    // The lone label may have its text below it; the sections are parts of it then.
    let all = form.iter().map(|(label, value)| format!("{label}{value}"));
    let all = all.collect::<Vec<_>>().join("\n");
    for text in [
        "通量为100，寿命一年",
        "仅有一条产线",
        "二、目标",
        "通量提高一倍，寿命三年",
    ] {
        assert!(all.contains(text), "{text}: {form:?}");
    }
    assert_eq!((value("预算"), value("联系人")), (None, None));
}

#[test]
fn values_stand_below_their_labels_too() {
    let form = read(&[
        &["单位名称", "示例公司", "联系人", ""],
        &["难题名称", "陶瓷膜"],
        &["技术要求"],
        &["通量提高一倍"],
        &["预算（万元）", "", "截止日期"],
        &["120", "", "2026-12-31"],
    ]);
    let expected = [
        ("单位名称", "示例公司"),
        ("难题名称", "陶瓷膜"),
        ("技术要求", "通量提高一倍"),
        ("预算（万元）", "120"),
        ("截止日期", "2026-12-31"),
    ];
    let expected = expected.map(|(label, value)| (label.to_owned(), value.to_owned()));
    assert_eq!(form.unwrap(), expected);
}

#[test]
fn labels_may_stand_above_their_values_throughout() {
    let form = read(&[
        &["技术需求征集表"],
        &["企业名称", "联系人", "电话"],
        &["示例甲公司", "示例·张", "000"],
        &["需求名称", "预算（万元）", "截止日期"],
        &["陶瓷膜", "", "2026-12-31"],
        &["需求描述"],
        &["通量低"],
    ]);
    let labels = form.unwrap().into_iter().map(|(label, _)| label);
    let expected = [
        "企业名称",
        "联系人",
        "电话",
        "需求名称",
        "截止日期",
        "需求描述",
    ];
    assert_eq!(labels.collect::<Vec<_>>(), expected);
    let headings: &[&str] = &["企业名称", "需求名称", "预算"];
    assert!(
        read(&[
            headings,
            &["甲", "焊接", "1"],
            headings,
            &["乙", "切割", "2"]
        ])
        .is_none()
    );
}

#[test]
fn lists_within_a_form_are_one_value() {
    let form = read(&[
        &["单位名称", "示例公司", "所在地区", "淄博"],
        &["难题名称", "陶瓷膜", "预算", "100万元"],
        &["人员情况"],
        &["姓名", "职务", "电话"],
        &["示例·张", "经理", "1"],
        &["示例·李", "工程师", "2"],
        &["难题描述", "通量低"],
        &["技术指标", "通量提高一倍"],
        &["主要参加人", "示例·王", "教授", "示例大学"],
        &["", "示例·赵", "工程师", "示例公司"],
        &["资金", "自筹", "100", "万元"],
    ]);
    let form = form.unwrap();
    let value = |label: &str| {
        let mut pairs = form.iter().filter(|(of, _)| of == label);
        pairs.next().map(|(_, value)| value.as_str())
    };
    assert_eq!(
        value("人员情况"),
        Some("姓名：示例·张；职务：经理；电话：1\n姓名：示例·李；职务：工程师；电话：2"),
        "{form:?}"
    );
    assert_eq!(
        value("主要参加人"),
        Some("示例·王；教授；示例大学\n示例·赵；工程师；示例公司")
    );
    assert_eq!(value("资金"), Some("自筹；100；万元"));
}

#[test]
fn a_formula_without_a_value_is_told_by_its_label() {
    let columns = Columns::new();
    let reader = HeadingReader::new(SurveySide::Needs, &columns);
    let mut rows = rows(&[
        &["单位名称", "示例纺织公司"],
        &["难题名称", "再生涤纶脱色"],
        &["合作方式", "委托开发"],
        &["预算"],
    ]);
    rows[3].failed.push((1, "#N/A".to_owned()));
    assert!(SurveyForm::is_one(&rows, &reader));
    let sides = SideReaders::new(&reader, &columns);
    let record = SurveyForm::new(rows).record(&sides).unwrap();
    assert_eq!(record.labels[3], "预算");
    assert_eq!(record.failed, [(3, "#N/A".to_owned())]);
}

#[test]
fn tables_and_instructions_are_no_forms() {
    let headings: &[&str] = &["企业名称", "难题名称", "预算"];
    assert!(read(&[headings, &["甲", "乙", "1"], &["丙", "丁", "2"]]).is_none());
    assert!(
        read(&[
            &["类型", "名称", "数量"],
            &["企业", "甲", "1"],
            &["单位", "乙", "2"],
            &["项目", "丙", "3"],
        ])
        .is_none()
    );
    assert!(
        read(&[
            &["企业名称", "请填写全称"],
            &["需求名称", "不超过30字"],
            &["预算", "以万元填写"],
        ])
        .is_none()
    );
}
