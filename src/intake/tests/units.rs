//! Units of money: a line above the headings, signs of the currency.

use super::{TAXONOMIES, needs, profiles};
use crate::intake::{Intake, IntakeReport, Severity, Source};
use crate::model::Need;

fn budgets(needs: &[Need]) -> Vec<String> {
    needs
        .iter()
        .map(|need| {
            need.budget
                .map(|budget| budget.to_string())
                .unwrap_or_default()
        })
        .collect()
}

fn told(report: &IntakeReport, severity: Severity, field: &str) -> Vec<String> {
    report
        .of(severity)
        .filter(|problem| problem.field == field)
        .map(|problem| problem.value.clone())
        .collect()
}

#[test]
fn a_unit_above_the_headings_is_that_of_amounts_without_one() {
    let rows = "编号,企业名称,需求名称,预算\nn1,示例·甲公司,油系针状焦制备,300000\nn2,示例·甲公司,硼同位素,20万\n";
    for (line, first, notices) in [
        ("单位：元,,", "30万元", 1),
        ("（金额单位：元）,,", "30万元", 1),
        ("某市需求汇总表（单位：元）,,", "30万元", 1),
        ("填报单位：示例科技局,,单位：元", "30万元", 1),
        ("单位：万元,,", "300000万元", 0),
        ("填报单位：示例科技局,,", "300000万元", 0),
    ] {
        let (needs, report) = needs("a.csv", format!("{line},\n{rows}"));
        assert_eq!(budgets(&needs), [first, "20万元"], "{line}: {report}");
        assert_eq!(
            told(&report, Severity::Notice, "unit").len(),
            notices,
            "{line}"
        );
    }
    let stated = rows.replace("预算", "预算（万元）").replace("300000", "30");
    let (needs, report) = needs("a.csv", format!("单位：元,,,\n{stated}"));
    assert_eq!(budgets(&needs)[0], "30万元");
    assert!(
        told(&report, Severity::Notice, "unit").is_empty(),
        "{report}"
    );
}

#[test]
fn amounts_of_another_currency_above_the_headings_are_kept_and_warned_of() {
    let (needs, report) = needs("a.csv", "单位：万美元,\n编号,需求名称,预算\nn1,针状焦,30\n");
    assert_eq!(
        (needs[0].budget, &needs[0].attributes["预算"]),
        (None, &serde_json::json!("30"))
    );
    assert_eq!(told(&report, Severity::Warning, "column"), ["预算"]);
}

#[test]
fn a_least_budget_is_read_in_the_unit_of_its_heading() {
    let (profiles, report) = profiles(
        "a.csv",
        "编号,姓名,最低接受预算（元）,期望最低预算\np1,示例·甲,50000,8万元\np2,示例·乙,￥30000,\n",
    );
    assert_eq!(profiles[0].vetoes.min_budget, Some(5.0), "{report}");
    assert_eq!(profiles[0].preferences.min_budget, Some(8.0));
    assert_eq!(profiles[1].vetoes.min_budget, Some(3.0));
}

#[test]
fn a_sign_of_the_currency_without_a_unit_is_told_once_with_its_count() {
    let survey = "编号,需求名称,预算\nn1,针状焦,￥500000\nn2,硼同位素,¥300000\nn3,焊接,￥5万\n";
    let (read, report) = needs("a.csv", survey);
    assert_eq!(budgets(&read), ["50万元", "30万元", "5万元"]);
    let causes: Vec<_> = report
        .causes
        .iter()
        .filter(|cause| cause.field == "budget")
        .collect();
    assert_eq!((causes.len(), causes[0].count), (1, 2), "{report}");
    let (read, report) = needs("a.csv", survey.replace("预算", "预算（万元）"));
    assert_eq!(budgets(&read)[0], "500000万元");
    assert_eq!(told(&report, Severity::Warning, "budget").len(), 2);
}

#[test]
fn rows_to_mend_keep_the_line_of_their_unit() {
    let survey = "单位：元,,\n编号,需求名称,预算\nn1,,300000\n";
    let mut intake = Intake::new(&TAXONOMIES);
    let source = Source::bytes("a.csv", survey);
    let report = intake.needs(&source, &mut |_| Ok(())).unwrap();
    let file = intake.needs_to_mend(&source, &report).unwrap();
    let table = &file.tables[0];
    assert_eq!(table.headings[0][..2], ["单位：元", ""]);
    assert_eq!(table.headings[1][..3], ["编号", "需求名称", "预算"]);
    let mut bytes = Vec::new();
    file.csv(&mut bytes).unwrap();
    let mended = String::from_utf8(bytes)
        .unwrap()
        .replace("n1,,", "n1,针状焦,");
    let (needs, report) = needs("b.csv", mended);
    assert_eq!(budgets(&needs), ["30万元"], "{report}");
}
