//! Cells that refer to the one above, choices that are ticked, and numbers that are none of their column.

use super::{needs, profiles, warnings};
use crate::intake::{IntakeReport, Severity};
use crate::model::{Mode, NeedKind, NeedStatus};

fn notices(report: &IntakeReport, field: &str) -> Vec<String> {
    let of_field = report.of(Severity::Notice).filter(|p| p.field == field);
    of_field
        .map(|p| format!("{} {}", p.value, p.repair))
        .collect()
}

#[test]
fn marks_take_the_cell_above_and_are_counted() {
    let survey = "企业名称,需求名称,需求描述,所在地区,预算（万元）,截止日期\n\
        示例·甲公司,陶瓷膜,通量低,淄博市张店区,100,2026-12-31\n\
        同上,石墨,热震,同上,同上,同上\n\
        〃,石墨二,..,″,ditto,\"\"\"\"\n\
        示例·乙公司,轴承钢,夹杂,同前,,\n\
        同上,轴承钢二,夹杂物,同上,同上,\n";
    let (read, report) = needs("a.csv", survey);
    let shown: Vec<String> = read
        .iter()
        .map(|need| {
            let region = need
                .region
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let budget = need
                .budget
                .map(|budget| budget.to_string())
                .unwrap_or_default();
            let day = need.deadline.map(|day| day.to_string()).unwrap_or_default();
            format!(
                "{} {region} {budget} {day}",
                need.enterprise.as_deref().unwrap_or_default()
            )
        })
        .collect();
    let first = "示例·甲公司 山东省/淄博市/张店区 100万元 2026-12-31";
    let second = "示例·乙公司 山东省/淄博市/张店区  ";
    assert_eq!(shown, [first, first, first, second, second], "{report}");
    assert_eq!(read[2].description, "热震");
    let told = notices(&report, "ditto");
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[0].starts_with("企业名称 3 cells"), "{told:?}");
    assert_eq!(
        warnings(&report),
        [(Some(6), Some("预算（万元）"), "预算（万元）")]
    );
}

#[test]
fn ticked_choices_are_read_and_a_cell_without_a_tick_is_unknown() {
    let survey = "编号,需求名称,需求类型,合作方式,成熟度,状态\n\
        n1,针状焦,□技术攻关 ☑人才需求,□委托开发 ☑合作开发,☑6级 □7级,□待对接 ☑已解决\n\
        n2,硼同位素,技术攻关□ 成果需求√,委托开发（√） 技术转让（√）,,(√)对接中\n\
        n3,焊接,□技术攻关 □人才需求,,,\n\
        n4,铸造,某种,,,\n";
    let (read, report) = needs("a.csv", survey);
    assert_eq!(read[0].kind, NeedKind::Talent, "{report}");
    assert_eq!(read[0].modes, [Mode::JointResearch]);
    assert_eq!(
        read[0].readiness.map(|level| level.to_string()).as_deref(),
        Some("6")
    );
    assert_eq!(read[0].status, NeedStatus::Settled);
    assert_eq!(read[1].kind, NeedKind::Achievement);
    assert_eq!(read[1].modes.len(), 2);
    assert_eq!(read[1].status, NeedStatus::InContact);
    let told: Vec<_> = report
        .of(Severity::Warning)
        .map(|p| (p.row, p.repair.clone()))
        .collect();
    assert_eq!(told.len(), 2, "{report}");
    assert!(told[0].1.contains("no choice is ticked"), "{told:?}");
    assert!(
        told[1].1.contains("counts as research") && told[1].1.contains("人才需求 talent"),
        "{told:?}"
    );
}

#[test]
fn a_need_in_contact_stays_open_and_one_that_is_signed_is_settled() {
    let survey = "编号,需求名称,状态\nn1,针状焦,已对接\nn2,硼同位素,洽谈\nn3,焊接,已签约\nn4,铸造,已完成\nn5,轴承,对接中\n";
    let (read, report) = needs("a.csv", survey);
    let open: Vec<bool> = read.iter().map(|need| need.status.is_open()).collect();
    assert_eq!(open, [true, true, false, false, true]);
    assert_eq!(notices(&report, "status").len(), 1);
}

#[test]
fn the_greatest_sum_of_a_product_is_read_in_every_wording() {
    let survey = "编号,产品名称,金融机构,最高额度（万元）,类型\n\
        f1,贷一,示例银行,不超过500万元,金融产品\n\
        f2,贷二,示例银行,最高500万元,金融产品\n\
        f3,贷三,示例银行,500万元以内,金融产品\n\
        f4,贷四,示例银行,500万,金融产品\n\
        f5,贷五,示例银行,100-500万元,金融产品\n\
        f6,贷六,示例银行,\"{\"\"min\"\":50,\"\"max\"\":500}\",金融产品\n\
        f7,贷七,示例银行,500,金融产品\n\
        f8,贷八,示例银行,500万元以上,金融产品\n";
    let (read, report) = profiles("a.csv", survey);
    let most: Vec<_> = read
        .iter()
        .map(|p| p.budget.and_then(|b| b.max()))
        .collect();
    assert_eq!(most[..7], [Some(500.0); 7], "{report}");
    assert_eq!(most[7], None);
    let rows: Vec<_> = warnings(&report)
        .into_iter()
        .map(|(row, _, _)| row)
        .collect();
    assert_eq!(rows, [Some(6), Some(7), Some(9)], "{report}");
}

#[test]
fn a_number_is_nobodys_name_and_a_telephone_no_count() {
    let survey =
        "编号,需求名称,联系人,需求人数\nn1,针状焦,13900000000,13900000000\nn2,硼同位素,示例·张,3\n";
    let (read, report) = needs("a.csv", survey);
    assert!(read[0].people.is_empty() && read[1].people.len() == 1);
    assert_eq!(warnings(&report).len(), 2, "{report}");
}

#[test]
fn several_regions_of_a_name_are_told_name_by_name() {
    let survey = "编号,需求名称,所在地区\nn1,针状焦,朝阳区\nn2,硼同位素,市中区\nn3,焊接,鼓楼区\nn4,铸造,朝阳区\n";
    let (_, report) = needs("a.csv", survey);
    let told: Vec<_> = report
        .causes
        .iter()
        .filter(|c| c.field == "region")
        .collect();
    assert_eq!(told.len(), 3, "{report}");
    assert_eq!((told[0].value.as_str(), told[0].count), ("朝阳区", 2));
}
