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
fn units_of_headings_are_read_or_named_as_not_understood() {
    let survey = |heading: &str| {
        format!("编号,企业名称,需求名称,\"{heading}\"\nn1,示例·甲公司,油系针状焦制备,100\n")
    };
    for (heading, budget) in [
        ("預算（萬元）", "100万元"),
        ("預算（億元）", "1000000万元"),
        ("预算(k元)", "10万元"),
        ("预算（千元）", "10万元"),
        ("预算（百元）", "1万元"),
        ("Budget (million RMB)", "10000万元"),
        ("Budget (k RMB)", "10万元"),
        ("Budget (RMB'000)", "10万元"),
        ("Budget RMB bn", "10000000万元"),
        ("Budget (RMB)", "0.01万元"),
        ("Budget (CNY)", "0.01万元"),
        ("Budget (yuan)", "0.01万元"),
        ("预算元", "0.01万元"),
        ("预算（W）", "100万元"),
    ] {
        let (needs, report) = needs("a.csv", survey(heading));
        assert_eq!(budgets(&needs), [budget], "{heading}: {report}");
    }
    for heading in [
        "预算（港币万元）",
        "预算（万元/年）",
        "预算（x元）",
        "Budget (HKD)",
        "预算（€）",
        "预算万美元",
    ] {
        let (needs, report) = needs("a.csv", survey(heading));
        assert_eq!(budgets(&needs), [""], "{heading}: {report}");
        assert_eq!(told(&report, Severity::Warning, "column"), [heading]);
    }
}

#[test]
fn a_row_of_units_below_the_headings_is_no_record() {
    for row in [",,（元）", "企业名称,需求名称,单位：元"] {
        let survey = format!("企业名称,需求名称,预算\n{row}\n示例·甲公司,油系针状焦制备,1000000\n");
        let (needs, report) = needs("a.csv", survey);
        assert_eq!(budgets(&needs), ["100万元"], "{report}");
        assert_eq!(told(&report, Severity::Notice, "unit").len(), 1);
    }
}

#[test]
fn an_amount_beyond_all_others_asks_for_its_unit() {
    let survey = "编号,需求名称,预算\nn1,针状焦,3000000\nn2,硼同位素,300亿元\nn3,焊接,1000000\n";
    let (read, report) = needs("a.csv", survey);
    assert_eq!(
        budgets(&read),
        ["3000000万元", "3000000万元", "1000000万元"]
    );
    assert_eq!(
        told(&report, Severity::Warning, "budget"),
        ["3000000", "1000000"]
    );
}

#[test]
fn six_figures_without_any_unit_ask_for_it() {
    let survey = "编号,需求名称,预算\nn1,针状焦,500000\nn2,硼同位素,99999\nn3,焊接,30-500000\nn4,釉料,500000万元\n";
    let (read, report) = needs("a.csv", survey);
    assert_eq!(budgets(&read)[0], "500000万元");
    let asked = ["500000", "30-500000"];
    assert_eq!(told(&report, Severity::Warning, "budget"), asked);
    let (_, report) = needs("a.csv", survey.replace("预算", "预算（万元）"));
    assert!(told(&report, Severity::Warning, "budget").is_empty());
    let (_, report) = profiles("a.csv", "编号,姓名,期望最低预算\np1,示例·甲,500000\n");
    let asked = told(&report, Severity::Warning, "preferences.min_budget");
    assert_eq!(asked, ["500000"], "{report}");
}

#[test]
fn two_numbers_in_a_cell_are_never_one() {
    for cell in ["50\n80", "50,80", "50 80", "50，80", "50、80", "1,2000"] {
        let survey = format!(
            "编号,需求名称,预算（万元）,需求人数,截止时间\nn1,针状焦,\"{cell}\",\"{cell}\",\n"
        );
        let (read, report) = needs("a.csv", survey);
        let kept = &read[0].attributes;
        assert_eq!(
            (read[0].budget, read[0].demand),
            (None, None),
            "{cell}: {report}"
        );
        assert_eq!(told(&report, Severity::Warning, "budget").len(), 1);
        assert_eq!(told(&report, Severity::Warning, "demand").len(), 1);
        assert!(kept["budget_unresolved"][0] == cell && kept["demand_unresolved"][0] == cell);
    }
    for cell in ["1,200", "1 200", "1，200"] {
        let survey = format!("编号,需求名称,预算（万元）\nn1,针状焦,\"{cell}\"\n");
        let (read, report) = needs("a.csv", survey);
        assert_eq!(budgets(&read), ["1200万元"], "{report}");
    }
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
