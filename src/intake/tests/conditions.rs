//! Conditions in columns of prose, and repairs by the shape of a field.

use super::{needs, profiles, warnings};
use crate::intake::Severity;
use crate::model::Reach;

#[test]
fn conditions_among_the_requirements_of_policies_and_finance_are_read() {
    let survey = "编号,类型,名称,申报条件\n\
        a,政策,示例·研发补助,\"1.高新技术企业=是；2.信用良好，合规经营\"\n\
        b,金融产品,示例·科创贷,高新技术企业=是\n\
        c,服务,示例·检测,高新技术企业=是\n";
    let (read, report) = profiles("a.csv", survey);
    let conditions = |at: usize| -> Vec<String> {
        read[at]
            .eligibility
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(conditions(0), ["高新技术企业 = 是"]);
    assert_eq!(conditions(1), ["高新技术企业 = 是"]);
    assert_eq!(conditions(2), [""; 0], "a service is no programme");
    assert!(read[0].description.contains("信用良好"), "the text stays");
    let unread = &read[0].attributes["eligibility_unresolved"];
    assert_eq!(unread, &serde_json::json!(["信用良好，合规经营"]));
    let told = [(Some(2), Some("申报条件"), "信用良好，合规经营")];
    assert_eq!(warnings(&report), told, "{report}");
    let (both, _) = profiles(
        "a.csv",
        "编号,类型,名称,适用规则,贷款条件\na,金融产品,示例·贷,region = 淄博市,专精特新=是\n",
    );
    assert_eq!(both[0].eligibility.len(), 2);
}

#[test]
fn whom_a_policy_supports_is_a_condition_under_any_heading() {
    for heading in [
        "支持对象",
        "扶持对象",
        "适用对象",
        "适用范围",
        "申报主体",
        "申报对象",
        "支持范围",
        "补助对象",
    ] {
        let survey = format!(
            "政策名称,发布单位,{heading},支持标准\n示例·创新券,示例科技局,仅限高新技术企业,最高20万元\n"
        );
        let (read, report) = profiles("a.csv", survey);
        let told = [(Some(2), Some(heading), "仅限高新技术企业")];
        assert_eq!(warnings(&report), told, "{report}");
        assert_eq!(read[0].unread_conditions(), ["仅限高新技术企业"]);
        let survey = format!("政策名称,{heading}\n示例·创新券,高新技术企业=是\n示例·券,不限\n");
        let (read, report) = profiles("a.csv", survey);
        assert_eq!(
            (read[0].eligibility.len(), read[1].eligibility.len()),
            (1, 0)
        );
        assert_eq!(warnings(&report), [], "{report}");
        assert!(
            read.iter()
                .all(|policy| policy.unread_conditions().is_empty())
        );
    }
    let survey = "设备名称,适用范围\n示例·离心机,粉体\n";
    let (_, report) = profiles("a.csv", survey);
    assert_eq!(
        warnings(&report),
        [],
        "a machine sets no conditions: {report}"
    );
}

#[test]
fn the_regions_that_a_policy_is_for_are_a_condition_on_the_firm() {
    let survey = "编号,类型,名称,所在地区,适用地区,适用规则\n\
        a,政策,示例补贴一,,张店区、临淄区,从业人员 >= 1\n\
        b,政策,示例补贴二,山东省/淄博市,山东省行政区域内,\n\
        c,政策,示例补贴三,山东省/淄博市/张店区,全国,\n\
        d,政策,示例补贴四,山东省/淄博市/张店区,全市范围内,\n\
        e,政策,示例补贴五,山东省/淄博市,火星区,\n\
        f,服务,示例检测,,张店区,\n\
        g,金融产品,示例贷,,淄博市,\n\
        h,政策,示例补贴六,山东省/淄博市,不限,\n";
    let (read, report) = profiles("a.csv", survey);
    assert_eq!(warnings(&report), [], "{report}");
    assert_eq!(read[7].reach, Some(Reach::Nationwide));
    assert_eq!(read[7].conditions().len(), 0);
    let conditions = |at: usize| -> Vec<String> {
        let conditions = read[at].conditions();
        conditions.iter().map(ToString::to_string).collect()
    };
    let two = "region = 山东省/淄博市/张店区|山东省/淄博市/临淄区";
    assert_eq!(conditions(0), ["从业人员 >= 1", two]);
    assert_eq!(conditions(1), ["region = 山东省"]);
    assert_eq!(conditions(2), [""; 0]);
    assert_eq!(conditions(3), ["region = 山东省/淄博市"]);
    // A name that nothing knows is open for every firm, and named by the audit of conditions.
    assert_eq!(conditions(4), ["region = 火星区"]);
    assert_eq!(conditions(5), [""; 0], "a service is no programme");
    assert_eq!(conditions(6), ["region = 山东省/淄博市"]);
    let column = report
        .columns
        .iter()
        .find(|column| column.heading == "适用地区");
    let said = column.unwrap().to_string();
    assert!(
        said.contains("of policies and finance products a condition on the region of the firm")
            && !said.contains("like"),
        "{said}"
    );
}

#[test]
fn short_cells_of_regions_bind_products_too() {
    let survey = "产品名称,所属银行,贷款额度,业务区域\n示例贷,示例银行,50万元,张店区\n示例贷二,示例银行,60万元,张店区\n";
    let (read, report) = profiles("a.csv", survey);
    let conditions = read[0].conditions();
    let conditions: Vec<String> = conditions.iter().map(ToString::to_string).collect();
    assert_eq!(conditions, ["region = 山东省/淄博市/张店区"]);
    let shown = report.to_string();
    assert!(
        shown.contains("finance products a condition on the region of the firm"),
        "{shown}"
    );
}

#[test]
fn the_first_and_the_last_day_of_applications_are_days_of_the_policy() {
    let survey =
        "编号,类型,名称,申报开始日期,申报截止日期\na,政策,示例补贴,2026-07-01,2026-09-01\n";
    let (read, _) = profiles("a.csv", survey);
    let days = [read[0].available_from, read[0].available_until];
    assert_eq!(
        days.map(|day| day.unwrap().to_string()),
        ["2026-07-01", "2026-09-01"]
    );
}

#[test]
fn a_period_names_the_first_and_the_last_day() {
    let survey = "编号,类型,名称,申报时间\n\
        a,政策,示例补贴一,2026年9月1日至10月15日\n\
        b,政策,示例补贴二,即日起至2026年10月15日\n\
        c,政策,示例补贴三,2026年9月1日起\n\
        d,政策,示例补贴四,常年受理\n\
        e,政策,示例补贴五,每年3月1日-3月31日\n\
        f,政策,示例补贴六,2026-09-01至2026-10-15\n";
    let (read, report) = profiles("a.csv", survey);
    let days: Vec<[Option<String>; 2]> = read
        .iter()
        .map(|profile| {
            [profile.available_from, profile.available_until]
                .map(|day| day.map(|day| day.to_string()))
        })
        .collect();
    let (from, until) = (Some("2026-09-01".to_owned()), Some("2026-10-15".to_owned()));
    assert_eq!(days[0], [from.clone(), until.clone()]);
    assert_eq!(days[1], [None, until.clone()]);
    assert_eq!(days[2], [from.clone(), None]);
    assert_eq!([&days[3], &days[4]], [&[None, None]; 2]);
    assert_eq!(days[5], [from, until]);
    // Read with a year that it shares, and not read: both are named, with their column.
    let heading = Some("申报时间");
    let told = [
        (Some(2), heading, "2026年9月1日至10月15日"),
        (Some(6), heading, "每年3月1日-3月31日"),
    ];
    assert_eq!(warnings(&report), told, "{report}");
    assert_eq!(read[4].attributes["申报时间"], "每年3月1日-3月31日");
    // A day of a column of its own stands, whichever comes first.
    for survey in [
        "编号,类型,名称,申报时间,申报截止日期\na,政策,示例,2026-09-01至2026-10-15,2026-09-30\n",
        "编号,类型,名称,申报截止日期,申报时间\na,政策,示例,2026-09-30,2026-09-01至2026-10-15\n",
    ] {
        let (read, _) = profiles("a.csv", survey);
        let days = [read[0].available_from, read[0].available_until];
        let days = days.map(|day| day.unwrap().to_string());
        assert_eq!(days, ["2026-09-01", "2026-09-30"]);
    }
    let (read, _) = profiles(
        "a.csv",
        "编号,类型,名称,有效期\na,政策,示例,2026-01-01至2026-12-31\n",
    );
    let days = [read[0].available_from, read[0].available_until];
    let days = days.map(|day| day.unwrap().to_string());
    assert_eq!(days, ["2026-01-01", "2026-12-31"]);
    // When a need was reported says nothing of when it is open.
    let (_, report) = needs("b.csv", "编号,需求名称,受理时间\nn1,针状焦,2026年9月\n");
    assert_eq!(warnings(&report), [], "{report}");
}

#[test]
fn a_cell_that_is_not_understood_is_mended_by_what_its_field_holds() {
    let survey = "编号,姓名,名额,已服务企业数,担保方式,利率,期限,补助比例,距离\n\
                  p1,示例·甲,几家,很多,知识产权,优惠,随借随还,较高,\n";
    let (_, report) = profiles("a.csv", survey);
    let repair = |field: &str| {
        let mut warnings = report.of(Severity::Warning);
        let found = warnings.find(|warning| warning.field == field);
        let found = found.unwrap_or_else(|| panic!("{field}: {report}"));
        found.repair.clone()
    };
    for field in ["capacity", "load"] {
        assert!(repair(field).contains("whole number"), "{report}");
    }
    assert!(
        repair("finance.securities").contains("mortgage"),
        "{report}"
    );
    assert!(repair("finance.rate").contains("4.35%"), "{report}");
    assert!(repair("finance.term").contains("36个月"), "{report}");
    assert!(repair("subsidy.share").contains("30%"), "{report}");
    assert!(!report.to_string().contains("2024-06-27"), "{report}");
    let (read, report) = profiles(
        "a.csv",
        "编号,姓名,名额\np1,示例·甲,两家\np2,示例·乙,2-3家\n",
    );
    assert_eq!((read[0].capacity, read[1].capacity), (Some(2), Some(2)));
    let spans: Vec<_> = report
        .of(Severity::Warning)
        .filter(|w| w.field == "capacity")
        .collect();
    assert_eq!(
        (spans.len(), spans[0].value.as_str()),
        (1, "2-3家"),
        "{report}"
    );
}
