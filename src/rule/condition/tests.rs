//! Conditions against tiny needs: every kind of value, three states, and what would settle the unknown.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::{
    ConditionAudit, ConditionFault, ConditionPart, ConditionVerdict, Gap, ReadAs, SettlingProof,
    met,
};
use crate::model::facts::NeedFacts;
use crate::model::{Condition, Need, Profile, ProfileKind, Taxonomies};

fn need(fields: &str) -> Need {
    serde_json::from_str(&format!(r#"{{"id":"n","title":"t"{fields}}}"#)).unwrap()
}

fn check(fields: &str, text: &str) -> Option<bool> {
    let condition: Condition = text.parse().unwrap();
    met(
        &NeedFacts::of(&need(fields)),
        &condition,
        &Taxonomies::builtin(),
    )
}

fn part(fields: &str, text: &str) -> ConditionPart {
    let condition: Condition = text.parse().unwrap();
    ConditionPart::of(
        &NeedFacts::of(&need(fields)),
        &condition,
        &Taxonomies::builtin(),
    )
}

#[test]
fn unknown_facts_neither_meet_nor_break_a_condition() {
    for text in [
        "region = 山东省",
        "industry = C26",
        "budget <= 5",
        "高新技术企业 = 是",
        "注册资本 >= 3",
        "level >= 教授",
        "mode = 转让",
        "readiness >= 4",
        "demand <= 5",
        "enterprise = 甲公司",
        "discipline = 化学",
        "成立日期 <= 2020-01-01",
    ] {
        assert_eq!(check("", text), None, "{text}");
        assert_eq!(check("", &format!("非 ({text})")), None, "{text}");
    }
}

#[test]
fn a_year_alone_decides_unless_it_is_the_boundary_year() {
    for (stated, text, wanted) in [
        ("2005", "成立时间晚于2020-01-01", Some(false)),
        ("2022", "成立时间晚于2020-01-01", Some(true)),
        ("2020", "成立时间晚于2020-06-01", None),
        ("2005", "成立时间 <= 2020-01-01", Some(true)),
        ("2021-03-01", "成立时间 > 2020", Some(true)),
        ("2019年3月", "成立时间 > 2020", Some(false)),
        ("2005家", "成立时间 <= 2020-01-01", None),
    ] {
        let fields = format!(r#","成立时间":"{stated}""#);
        assert_eq!(check(&fields, text), wanted, "{stated}: {text}");
    }
    assert_eq!(
        check(r#","成立时间":2005"#, "成立时间 <= 2020-01-01"),
        Some(true)
    );
}

#[test]
fn ranges_are_met_if_both_ends_hold_and_alternatives_if_one_does() {
    let firm =
        r#","营业收入":"5000万元","职工人数":"80","成立日期":"2019-05-01","企业性质":"民营""#;
    for (text, wanted) in [
        ("营业收入在2000万元以上1亿元以下", Some(true)),
        ("营业收入在6000万元以上1亿元以下", Some(false)),
        ("职工人数20人以上300人以下", Some(true)),
        ("职工人数 = 100人以上300人以下", Some(false)),
        ("职工人数 != 100人以上300人以下", Some(true)),
        ("2000万元≤营业收入≤1亿元", Some(true)),
        ("营业收入2000万元-1亿元", Some(true)),
        ("营业收入 = 2000万元至4000万元", Some(false)),
        ("营业收入介于2000万元和1亿元之间", Some(true)),
        ("职工人数 在 20-100人", Some(true)),
        ("职工人数不少于20人不超过300人", Some(true)),
        ("职工人数不少于20人且不超过50人", Some(false)),
        ("职工人数 >= 100；或 营业收入 >= 2000万元", Some(true)),
        ("职工人数 >= 100；或者 营业收入 >= 2亿元", Some(false)),
        ("职工人数 >= 100 或 从未填写 = 是", None),
        ("成立日期 = 2018年至2020年", Some(true)),
        ("成立日期 = 2020年至2022年", Some(false)),
    ] {
        assert_eq!(check(firm, text), wanted, "{text}");
        assert_eq!(
            check(firm, &format!("非 ({text})")),
            wanted.map(|met| !met),
            "{text}"
        );
    }
    // A range that the firm states is compared as a whole.
    let wide = r#","营业收入":"2000万元以上1亿元以下""#;
    assert_eq!(check(wide, "营业收入 >= 2000万元"), Some(true));
    assert_eq!(check(wide, "营业收入 >= 5000万元"), None);
}

#[test]
fn what_is_not_understood_is_open_and_never_broken() {
    let firm =
        r#","营业收入":"5000万元","职工人数":"80","成立日期":"2019-05-01","企业性质":"民营""#;
    for text in [
        "营业收入 = 2000万元以上但低于同行均值",
        "职工人数 = 100人以上或占比10%以上",
        "成立日期 = 2020年以后",
        "企业性质 = 500人以下",
        "营业收入 >= 20人不超过300人",
    ] {
        let part = part(firm, text);
        assert_eq!(part.verdict, ConditionVerdict::Unknown, "{text}");
    }
    assert_eq!(check(firm, "企业性质 = 国有"), Some(false));
    // What nothing can compare with is named when the condition is put in.
    let mut policy = Profile::new("p1", ProfileKind::Policy, "示例政策").unwrap();
    let text = "职工人数 = 20人以上但低于同行均值";
    policy.eligibility.push(text.parse().unwrap());
    let mut audit = ConditionAudit::new(Taxonomies::builtin());
    audit.add_profile(&policy);
    audit.add_need(&need(firm));
    let faults: Vec<_> = audit
        .remarks()
        .into_iter()
        .map(|remark| remark.fault)
        .collect();
    assert!(
        matches!(faults[..], [ConditionFault::UnknownValue { .. }]),
        "{faults:?}"
    );
}

#[test]
fn certificates_are_one_list_whatever_its_heading() {
    let record = r#","企业资质":["高新技术企业","省级专精特新中小企业","拟申报瞪羚企业"]"#;
    let cell = r#","荣誉资质":"高新技术企业（2023年）、省级专精特新中小企业、拟申报瞪羚企业""#;
    for firm in [record, cell] {
        for (text, wanted) in [
            ("资质 = 高新技术企业", Some(true)),
            ("企业资质 = 高新技术企业", Some(true)),
            ("资质认定 属于 科技型中小企业、高新技术企业", Some(true)),
            ("资质 != 高新技术企业", Some(false)),
            ("高新技术企业 = 是", Some(true)),
            ("资质 = 专精特新", Some(true)),
            ("资质 = 国家级专精特新中小企业", Some(false)),
            ("资质 = 国家高新技术企业（2023年）", None),
            ("资质 = 瞪羚企业", None),
            ("资质 = 独角兽企业", Some(false)),
        ] {
            assert_eq!(check(firm, text), wanted, "{firm} {text}");
        }
    }
}

#[test]
fn known_facts_decide() {
    let firm = r#","kind":"finance","region":"山东省/淄博市/张店区","industries":["C26"],
        "budget":{"min":100,"max":300},"高新技术企业":true,"注册资本":"500","level":"教授","readiness":5,
        "modes":["转让"],"demand":6,"enterprise":"甲公司""#;
    for (text, wanted) in [
        ("kind = finance", true),
        ("kind != 融资需求", false),
        ("region = 山东省/淄博市", true),
        ("region = 张店区", true),
        ("region = 临淄区", false),
        ("在淄博之内", true),
        ("region != 山东省", false),
        ("industry = C", true),
        ("industry = C27", false),
        ("行业 属于 化学原料和化学制品制造业", true),
        ("industry = 农、林、牧、渔业", false),
        ("budget <= 200", true),
        ("budget >= 301", false),
        ("budget >= 0.02亿元", true),
        ("budget < 100万元", false),
        ("高新技术企业 = 是", true),
        ("高新技术企业 = 否", false),
        ("非（高新技术企业 = 否）", true),
        ("注册资本 >= 500", true),
        ("注册资本 > 500", false),
        ("level >= 副教授", true),
        ("职称 低于 教授", false),
        ("readiness >= 6", false),
        ("mode = 技术转让", true),
        ("demand <= 6人", true),
        ("企业名称 != 甲公司", false),
    ] {
        assert_eq!(check(firm, text), Some(wanted), "{text}");
    }
}

#[test]
fn figures_compare_with_their_units() {
    let share = |cell: &str| format!(r#","研发投入占比":{cell}"#);
    for (cell, text, wanted) in [
        (r#""2.1%""#, "研发投入占比>=3", Some(false)),
        (r#""3.5%""#, "研发投入占比>=3", Some(true)),
        (r#""3.5％""#, "研发投入占比≥３", Some(true)),
        (r#""2.1%""#, "研发投入占比不低于3%", Some(false)),
        (r#""3%""#, "研发投入占比 > 3%", Some(false)),
        (r#""5""#, "研发投入占比>=3%", Some(true)),
        ("5", "研发投入占比>=3", Some(true)),
        // 0.035 may be 3.5 %, or 0.035 %.
        ("0.035", "研发投入占比>=3%", None),
        ("0.02", "研发投入占比>=3%", Some(false)),
        (r#""3%-5%""#, "研发投入占比>=4%", None),
        (r#""约3%""#, "研发投入占比>=1%", Some(true)),
        (r#""不低于3%""#, "研发投入占比>=3%", Some(true)),
        (r#""较高""#, "研发投入占比>=3%", None),
        (r#""见附件""#, "研发投入占比>=3%", None),
        (r#""3人""#, "研发投入占比>=3%", None),
        (r#""百分之四""#, "研发投入占比在3%到5%之间", Some(true)),
    ] {
        assert_eq!(check(&share(cell), text), wanted, "{cell} {text}");
    }
    let firm = r#","从业人员":"900人","研发人员（人）":"30","资产总额（万元）":8000,"注册资本":"5000","营业收入":"1.2亿元","成立日期":"2019年5月","占地面积":"120亩""#;
    for (text, wanted) in [
        ("从业人员<=500", Some(false)),
        ("研发人员>=20", Some(true)),
        ("研发人员（人）>=40人", Some(false)),
        ("从业人员<=1000人", Some(true)),
        ("从业人员500人以下", Some(false)),
        ("资产总额（万元）<=20000", Some(true)),
        ("资产总额(万元)<=5000", Some(false)),
        ("资产总额<=2亿元", Some(true)),
        ("资产总额 >= 1亿元", Some(false)),
        // 5000 may be yuan or 万元.
        ("注册资本>=2000万元", None),
        ("注册资本>=1000元", Some(true)),
        ("营业收入>=20000", Some(false)),
        ("营业收入>=2000万", Some(true)),
        ("成立日期 <= 2020-01-01", Some(true)),
        ("成立日期早于2019-05-10", None),
        ("成立日期晚于2019年", Some(false)),
        ("成立日期 = 2019年", Some(true)),
        ("占地面积>=100", Some(true)),
    ] {
        assert_eq!(check(firm, text), wanted, "{text}");
    }
}

#[test]
fn unknown_is_absorbed_by_what_decides() {
    let firm = r#","a":"是","b":"否""#;
    for (text, wanted) in [
        ("a=是 或 c=是", Some(true)),
        ("b=是 或 c=是", None),
        ("b=是 且 c=是", Some(false)),
        ("a=是 且 c=是", None),
        ("非（a=是 且 c=是）", None),
        ("非（b=是 且 c=是）", Some(true)),
        ("高新技术企业=是 或 a=是；b=否", Some(true)),
    ] {
        assert_eq!(check(firm, text), wanted, "{text}");
    }
}

#[test]
fn names_that_nothing_knows_leave_it_open() {
    let firm = r#","region":"山东省/淄博市","industries":["C26"]"#;
    assert_eq!(check(firm, "region = 火星区"), None);
    assert_eq!(check(firm, "region = 火星区|淄博市"), Some(true));
    assert_eq!(
        check(firm, "region = 张店区"),
        None,
        "the district is not stated"
    );
    assert_eq!(check(firm, "industry = 扎染非遗"), None);
    assert_eq!(check(firm, "industry != 扎染非遗|C26"), Some(false));
}

#[test]
fn a_part_says_what_is_stated_and_what_would_settle_it() {
    for (fields, text, gap, proof) in [
        (
            "",
            "高新技术企业=是",
            Gap::NotStated,
            SettlingProof::Certificate,
        ),
        (
            r#","研发投入占比":"0.035""#,
            "研发投入占比>=3%",
            Gap::NoUnit,
            SettlingProof::Figure,
        ),
        (
            "",
            "从业人员<=500",
            Gap::NotStated,
            SettlingProof::Headcount,
        ),
        (
            "",
            "资产总额（万元）<=20000",
            Gap::NotStated,
            SettlingProof::Accounts,
        ),
        (
            r#","营业收入":"较高""#,
            "营业收入>=2亿元",
            Gap::NoFigure,
            SettlingProof::Accounts,
        ),
        (
            "",
            "成立日期<=2020-01-01",
            Gap::NotStated,
            SettlingProof::Licence,
        ),
        (
            r#","region":"山东省""#,
            "region=张店区",
            Gap::Wider,
            SettlingProof::Licence,
        ),
        ("", "budget<=5", Gap::NotStated, SettlingProof::Statement),
        (
            r#","专精特新":"省级""#,
            "专精特新=是",
            Gap::NoFigure,
            SettlingProof::Certificate,
        ),
    ] {
        let part = part(fields, text);
        assert_eq!(part.verdict, ConditionVerdict::Unknown, "{text}");
        let open: Vec<_> = part.open().collect();
        assert_eq!(
            (open[0].gap, open[0].proof),
            (Some(gap), Some(proof)),
            "{text}"
        );
    }
    let five = part(r#","研发投入占比":"5""#, "研发投入占比>=3%");
    assert_eq!(five.tests[0].read_as, Some(ReadAs::StatedPercent));
    let met = part(r#","高新技术企业":"是""#, "高新技术企业=是 或 专精特新=是");
    assert_eq!(met.verdict, ConditionVerdict::Met);
    assert_eq!(met.tests[0].stated.as_deref(), Some("是"));
    assert_eq!(met.open().count(), 0, "what is met needs no proof");
}

fn faults(conditions: &str, needs: &[Need]) -> Vec<ConditionFault> {
    let mut policy = Profile::new("p", ProfileKind::Policy, "示例政策").unwrap();
    policy.eligibility = Condition::list(conditions).unwrap();
    let mut audit = ConditionAudit::new(Taxonomies::builtin());
    audit.add_profile(&policy);
    needs.iter().for_each(|need| audit.add_need(need));
    audit
        .remarks()
        .into_iter()
        .map(|remark| remark.fault)
        .collect()
}

#[test]
fn an_audit_names_fields_that_nobody_states_and_values_that_nothing_is() {
    let firms = [
        need(r#","高新技术企业":"是","资产总额（万元）":8000,"region":"山东省/淄博市/张店区""#),
        need(r#","从业人员":"80""#),
    ];
    let nearest = |conditions: &str| match faults(conditions, &firms).as_slice() {
        [ConditionFault::UnstatedField { nearest, .. }] => nearest.clone(),
        other => panic!("{conditions}: {other:?}"),
    };
    assert_eq!(nearest("高新技术企页=是").as_deref(), Some("高新技术企业"));
    assert_eq!(nearest("从业人员数<=500").as_deref(), Some("从业人员"));
    assert_eq!(nearest("拥有发明专利>=3"), None);
    for fine in [
        "高新技术企业!=是 或 从业人员<=500",
        "资产总额<=2亿元",
        "region=张店区",
        "industry=农、林、牧、渔业",
    ] {
        assert_eq!(faults(fine, &firms), [], "{fine}");
    }
    assert_eq!(
        faults("高新技术企页=是", &[]),
        [],
        "without needs no field is a mistake"
    );
    for wrong in [
        "kind=foo",
        "industry=扎染非遗",
        "region=火星区",
        "从业人员>=5 foo",
        "level=大牛",
        "budget<=5吨人",
    ] {
        let found = faults(wrong, &firms);
        assert!(
            matches!(found.as_slice(), [ConditionFault::UnknownValue { .. }]),
            "{wrong}: {found:?}"
        );
    }
    let both = [
        need(r#","region":"山东省/淄博市/张店区""#),
        need(r#","region":"山东省/济南市""#),
    ];
    assert_eq!(
        faults("region=江苏省", &both),
        [ConditionFault::NobodyMeets]
    );
    assert_eq!(
        faults("region=江苏省", &firms),
        [],
        "one of them may be there"
    );
}
