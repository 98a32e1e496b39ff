//! Kinds of needs, modes and fields in columns of their own: ticked, or filled in.

use super::{needs, of, profiles, warnings};
use crate::intake::Severity;
use crate::model::{Level, Mode, NeedKind};

#[test]
fn a_tick_under_a_kind_or_a_mode_is_that_kind_or_mode() {
    let survey = "企业名称,需求名称,需求描述,技术攻关,人才需求,融资需求,委托开发,合作开发\n\
        示例甲,针状焦,煅烧工艺,√,,,√,√\n\
        示例乙,焊接工,焊接,,√,,,\n\
        示例丙,流动资金,扩产,,,✔,,\n\
        示例丁,膜,膜分离,,,,,\n\
        示例戊,酶,发酵,√,√,,,\n";
    let (read, report) = needs("a.csv", survey);
    let kinds: Vec<NeedKind> = read.iter().map(|need| need.kind).collect();
    use NeedKind::{Finance, Research, Talent};
    assert_eq!(
        kinds,
        [Research, Talent, Finance, Research, Research],
        "{report}"
    );
    assert_eq!(read[0].modes, [Mode::Commission, Mode::JointResearch]);
    let warned: Vec<&str> = warnings(&report)
        .iter()
        .map(|(_, _, value)| *value)
        .collect();
    assert_eq!(warned, ["技术攻关；人才需求"], "{report}");
}

#[test]
fn a_tick_below_a_field_is_the_heading_that_is_ticked() {
    let survey = "姓名,单位,研究领域/新材料,研究领域/生物医药\n示例·张三,示例大学,√,\n示例·李四,示例大学,√,√\n";
    let (read, report) = profiles("a.csv", survey);
    assert_eq!(read[0].expertise, ["新材料"], "{report}");
    assert_eq!(read[1].expertise, ["新材料", "生物医药"]);
}

#[test]
fn the_column_of_needs_that_a_row_fills_in_says_its_kind() {
    let survey = "企业名称,技术需求,人才需求,融资需求\n\
        示例甲,针状焦煅烧,,\n\
        示例乙,,焊接工程师两名,无\n\
        示例丙,,,500万元\n\
        示例丁,膜分离,发酵工程师,\n";
    let (read, report) = needs("a.csv", survey);
    let kinds: Vec<NeedKind> = read.iter().map(|need| need.kind).collect();
    use NeedKind::{Finance, Research, Talent};
    assert_eq!(kinds, [Research, Talent, Finance, Research], "{report}");
    let mixed = |(_, _, value): &(_, _, &str)| *value == "技术需求、人才需求";
    assert_eq!(
        warnings(&report).iter().filter(|one| mixed(one)).count(),
        1,
        "{report}"
    );
}

#[test]
fn tables_of_one_kind_are_of_it_and_needs_without_a_kind_are_told() {
    for (survey, kind) in [
        ("企业名称,拟引进人才\n示例甲,焊接工程师\n", NeedKind::Talent),
        (
            "企业名称,服务需求类型,需求描述\n示例甲,检测,材料检测\n",
            NeedKind::Service,
        ),
        (
            "企业名称,需求名称,融资金额\n示例甲,扩产,500万元\n",
            NeedKind::Finance,
        ),
        (
            "企业名称,需求名称,需求描述\n示例甲,针状焦,煅烧\n",
            NeedKind::Research,
        ),
    ] {
        let (read, report) = needs("a.csv", survey);
        assert_eq!(read[0].kind, kind, "{survey} {report}");
        let told = report.of(Severity::Notice).filter(|p| p.field == "kind");
        assert_eq!(told.count(), 1, "{survey} {report}");
    }
    let survey = "企业名称,需求名称,需求类型\n示例甲,针状焦,技术攻关\n";
    let (_, report) = needs("a.csv", survey);
    assert!(
        of(&report, Severity::Notice)
            .iter()
            .all(|one| one.2 != "research")
    );
}

#[test]
fn two_columns_of_levels_leave_both_in_the_record() {
    let survey = "岗位名称,企业名称,学历要求,职称要求\n焊接工程师,示例甲,博士,副教授\n";
    let (read, _) = needs("a.csv", survey);
    assert_eq!(read[0].level, Some(Level::AssociateProfessor));
    assert_eq!(read[0].attributes["学历要求"], "博士");
    assert_eq!(read[0].attributes["职称要求"], "副教授");
    let survey = "姓名,单位,职称,人才称号\n示例·张三,示例大学,教授,长江学者\n";
    let (read, _) = profiles("a.csv", survey);
    assert_eq!(read[0].attributes["人才称号"], "长江学者");
}
