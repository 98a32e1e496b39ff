//! Terms of finance in tables of products and of needs.

use super::{needs, profiles, warnings};
use crate::model::{FundingStage, LoanTerm, Security};

#[test]
fn terms_of_a_product_are_facts_and_stay_under_their_headings() {
    let table = "编号,类型,金融产品名称,贷款额度,年利率,期限,担保方式,融资轮次\n\
        f1,金融产品,示例科创贷,50-500万元,3.45%-4.35%,36个月,信用、知识产权质押,\n\
        f2,金融产品,示例天使基金,,,,,天使轮、A轮\n\
        f3,金融产品,示例面议贷,,面议,随借随还,组合增信,\n";
    let (read, report) = profiles("products.csv", table);
    let loan = &read[0].finance;
    let rate = loan.rate.unwrap();
    assert_eq!(
        (rate.over_lpr, rate.min, rate.max),
        (false, Some(3.45), Some(4.35))
    );
    assert_eq!(loan.term.unwrap().max, Some(36.0));
    assert_eq!(loan.term.unwrap().min, None, "the longest time");
    assert_eq!(loan.securities, [Security::Credit, Security::Pledge]);
    // A condition of eligibility may be about them by their heading.
    assert_eq!(read[0].attributes["年利率"], "3.45%-4.35%");
    assert_eq!(
        read[1].finance.stages,
        [FundingStage::Angel, FundingStage::RoundA]
    );
    assert!(read[2].finance.is_empty(), "{:?}", read[2].finance);
    let warned = warnings(&report);
    let warned: Vec<&str> = warned.iter().map(|(_, _, value)| *value).collect();
    assert_eq!(warned, ["随借随还", "组合增信"], "{report}");
}

#[test]
fn terms_of_a_need_are_what_it_accepts_and_gives() {
    let table = "编号,需求名称,需求类型,企业名称,融资金额,可接受利率,贷款期限（月）,可提供担保方式,发展阶段\n\
        n1,流动资金贷款,融资需求,示例公司,300万元,LPR+50BP,24,纯信用,成长期\n";
    let (read, report) = needs("needs.csv", table);
    assert_eq!(warnings(&report), []);
    let asked = &read[0].finance;
    let rate = asked.rate.unwrap();
    assert_eq!((rate.over_lpr, rate.min, rate.max), (true, None, Some(0.5)));
    assert_eq!(asked.term, Some("24个月".parse::<LoanTerm>().unwrap()));
    assert_eq!(
        (asked.securities[0], asked.stages[0]),
        (Security::Credit, FundingStage::Growth)
    );
    assert_eq!(read[0].attributes["发展阶段"], "成长期");
}

#[test]
fn the_round_of_a_need_is_read_under_the_headings_of_products() {
    for heading in ["投资阶段", "融资阶段", "融资轮次", "期望轮次"] {
        let table = format!(
            "编号,需求名称,需求类型,企业名称,{heading}\nn1,股权融资,融资需求,示例公司,A轮\n"
        );
        let (read, report) = needs("needs.csv", &table);
        assert_eq!(
            read[0].finance.stages,
            [FundingStage::RoundA],
            "{heading}: {report}"
        );
    }
}

#[test]
fn a_single_amount_of_a_product_is_its_most() {
    for (cell, min, max) in [
        ("1000万元", None, Some(1000.0)),
        ("1000", None, Some(1000.0)),
        ("10-1000万元", Some(10.0), Some(1000.0)),
        ("最高1000万元", None, Some(1000.0)),
        ("100万元以上", Some(100.0), None),
    ] {
        for heading in ["贷款额度", "授信额度（万元）", "额度"] {
            let survey = format!("金融产品名称,{heading}\n示例贷,{cell}\n");
            let (read, report) = profiles("a.csv", &survey);
            let budget = read[0].budget.as_ref().unwrap();
            assert_eq!(
                (budget.min(), budget.max()),
                (min, max),
                "{survey} {report}"
            );
        }
    }
    // A price is what it says.
    let (read, _) = profiles("a.csv", "成果名称,转让价格\n示例膜,300万元\n");
    let price = read[0].budget.as_ref().unwrap();
    assert_eq!((price.min(), price.max()), (Some(300.0), Some(300.0)));
}

#[test]
fn a_fee_without_a_unit_is_not_guessed_at() {
    let survey = "服务名称,服务内容,收费标准\n示例检测,检测,800\n示例检测二,检测,800元\n";
    let (read, report) = profiles("a.csv", survey);
    assert_eq!(read[0].budget, None);
    assert_eq!(read[0].attributes["收费标准"], "800");
    assert_eq!(read[1].budget.as_ref().unwrap().max(), Some(0.08));
    let warned = warnings(&report);
    assert_eq!(warned, [(Some(2), Some("收费标准"), "800")], "{report}");
    let (read, report) = profiles(
        "a.csv",
        "服务名称,服务内容,收费标准（元）\n示例检测,检测,800\n",
    );
    assert_eq!(read[0].budget.as_ref().unwrap().max(), Some(0.08));
    assert_eq!(warnings(&report), []);
}
