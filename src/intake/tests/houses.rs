//! Houses beside what they have: a school and its results, a bank and its products, a centre and its instruments.

use super::{profiles, warnings};
use crate::model::ProfileKind;

/// The kind, name and organization of each profile of a table of two rows.
fn read(survey: &str) -> Vec<(ProfileKind, String, Option<String>)> {
    let (read, report) = profiles("a.csv", survey);
    // That a name alone gives nothing to search is said, and is no matter here.
    let of_columns = warnings(&report)
        .into_iter()
        .filter(|one| !one.2.starts_with("p-"));
    assert_eq!(of_columns.count(), 0, "{report}");
    let of = |profile: crate::model::Profile| (profile.kind, profile.name, profile.organization);
    read.into_iter().map(of).collect()
}

#[test]
fn what_has_a_name_of_its_own_belongs_to_the_house_beside_it() {
    for (house, thing, kind) in [
        ("学校名称", "成果名称", ProfileKind::Achievement),
        ("高校院所名称", "专利名称", ProfileKind::Achievement),
        ("机构名称", "金融产品名称", ProfileKind::Finance),
        ("机构名称", "信贷产品名称", ProfileKind::Finance),
        ("机构名称", "设备名称", ProfileKind::Facility),
        ("学校名称", "仪器名称", ProfileKind::Facility),
        ("机构名称", "政策名称", ProfileKind::Policy),
        ("高校名称", "科研团队名称", ProfileKind::Team),
        ("服务机构名称", "服务名称", ProfileKind::Service),
        ("实验室名称", "仪器名称", ProfileKind::Facility),
        ("高校名称", "姓名", ProfileKind::Expert),
    ] {
        for survey in [
            format!("{house},{thing}\n示例大学,示例甲\n示例大学,示例乙\n"),
            format!("{thing},{house}\n示例甲,示例大学\n示例乙,示例大学\n"),
        ] {
            let one = |name: &str| (kind, name.to_owned(), Some("示例大学".to_owned()));
            assert_eq!(read(&survey), [one("示例甲"), one("示例乙")], "{survey}");
        }
    }
}

#[test]
fn the_amount_of_a_loan_says_that_a_product_beside_its_bank_is_finance() {
    let survey = "机构名称,产品名称,贷款额度\n示例银行,示例贷,300万元\n";
    let bank = Some("示例银行".to_owned());
    assert_eq!(
        read(survey),
        [(ProfileKind::Finance, "示例贷".to_owned(), bank)]
    );
}

#[test]
fn a_list_of_houses_alone_names_them() {
    for (survey, kind) in [
        ("机构名称,简介\n示例甲,膜分离\n", ProfileKind::Institution),
        (
            "学校名称,研究方向\n示例甲,膜分离\n",
            ProfileKind::Institution,
        ),
        ("机构名称,服务内容\n示例甲,专利代理\n", ProfileKind::Service),
        ("平台名称,服务内容\n示例甲,检测\n", ProfileKind::Facility),
    ] {
        assert_eq!(
            read(survey),
            [(kind, "示例甲".to_owned(), None)],
            "{survey}"
        );
    }
}
