//! Cells that name people.

use serde_json::json;

use super::{TAXONOMIES, needs, profiles, warnings};
use crate::intake::{Intake, Source};
use crate::model::Level;

#[test]
fn each_name_of_a_cell_is_a_person_and_what_stands_around_it_is_kept() {
    let survey = "编号,需求名称,联系人\n\
        n1,针状焦,张三/李四\n\
        n2,硼同位素,张三 13800138000\n\
        n3,焊接,总经理张三和李四\n\
        n4,铸造,\"姓名：张三\n电话：138\"\n\
        n5,釉料,张三、李四\n\
        n6,玻璃,电话：138\n";
    let (read, report) = needs("a.csv", survey);
    let people: Vec<Vec<&str>> = read
        .iter()
        .map(|need| need.people.iter().map(String::as_str).collect())
        .collect();
    let both = vec!["张三", "李四"];
    let one = vec!["张三"];
    assert_eq!(
        people,
        [both.clone(), one.clone(), both.clone(), one, both, vec![]],
        "{report}"
    );
    assert_eq!(read[1].attributes["联系人"], "张三 13800138000");
    assert_eq!(read[3].attributes["联系人"], "姓名：张三\n电话：138");
    assert!(!read[4].attributes.contains_key("联系人"));
    assert_eq!(
        warnings(&report),
        [(Some(7), Some("联系人"), "电话：138")],
        "a cell that names nobody is told: {report}"
    );
}

#[test]
fn a_column_of_contacts_with_their_telephones_names_people() {
    let survey = "编号,需求名称,联系人及电话\nn1,针状焦,张三13800138000\n";
    let (read, report) = needs("a.csv", survey);
    assert_eq!(read[0].people, ["张三"], "{report}");
    assert_eq!(read[0].attributes["联系人及电话"], "张三13800138000");
}

#[test]
fn shares_are_no_part_of_the_names_of_shareholders() {
    let survey = "企业名称,法定代表人,股东\n\
        示例甲公司,张三,李四60%；王五40%\n\
        示例乙公司,张三,赵六（持股30%）、钱七 10%\n";
    let mut read = Vec::new();
    Intake::new(&TAXONOMIES)
        .enterprises(&Source::bytes("a.csv", survey), &mut |enterprise| {
            read.push(enterprise);
            Ok(())
        })
        .unwrap();
    assert_eq!(read[0].people, ["张三", "李四", "王五"]);
    assert_eq!(read[1].people, ["张三", "赵六", "钱七"]);
    assert_eq!(read[0].attributes["股东"], "李四60%；王五40%");
}

#[test]
fn people_to_stay_away_from_are_separated_and_organisations_are_not() {
    let survey = "编号,需求名称,回避名单\nn1,针状焦,张三/李四；示例大学/化学院\n";
    let (read, report) = needs("a.csv", survey);
    assert_eq!(
        read[0].conflicts,
        ["张三", "李四", "示例大学/化学院"],
        "{report}"
    );
}

#[test]
fn a_cell_that_replaces_people_replaces_what_was_kept_of_them() {
    let stored = |_: &str| {
        let record = json!({"id": "n1", "title": "针状焦", "people": ["张三"],
            "attributes": {"联系人": "张三 13800138000", "备注": "急"}});
        Ok(record.as_object().cloned())
    };
    let mut read = Vec::new();
    let survey = Source::bytes("a.csv", "编号,联系人\nn1,李四\n");
    Intake::new(&TAXONOMIES)
        .stored(&stored)
        .needs(&survey, &mut |need| {
            read.push(need);
            Ok(())
        })
        .unwrap();
    assert_eq!(read[0].people, ["李四"]);
    assert!(!read[0].attributes.contains_key("联系人"));
    assert_eq!(read[0].attributes["备注"], "急");
}

#[test]
fn a_row_of_several_experts_is_told_and_a_title_is_no_part_of_a_name() {
    let survey = "编号,姓名,单位,研究方向,职称\n\
        P1,李四、王五,示例大学,高温釉料配方,教授\n\
        P2,\"赵六\n钱七\",示例大学,高温釉料配方,教授\n\
        P3,孙八 教授,示例大学,高温釉料配方,\n\
        P4,周九（退休）,示例大学,高温釉料配方,教授\n\
        P5,吴十/郑一,示例大学,高温釉料配方,教授\n\
        P6,冯二教授,示例大学,高温釉料配方,副教授\n\
        P7,欧阳 修,示例大学,高温釉料配方,教授\n\
        P8,示例·王教授,示例大学,高温釉料配方,教授\n\
        P9,陈五（副教授、博导）,示例大学,高温釉料配方,\n";
    let (read, report) = profiles("a.csv", survey);
    let names: Vec<&str> = read.iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "李四、王五",
            "赵六 钱七",
            "孙八",
            "周九（退休）",
            "吴十/郑一",
            "冯二",
            "欧阳 修",
            "示例·王教授",
            "陈五"
        ]
    );
    assert_eq!(read[2].level, Some(Level::Professor));
    assert_eq!(read[2].attributes["姓名"], "孙八 教授");
    assert_eq!(read[5].level, Some(Level::AssociateProfessor));
    assert!(read[8].level >= Some(Level::AssociateProfessor));
    let causes = report.causes.iter().filter(|cause| cause.field == "name");
    let causes: Vec<_> = causes
        .map(|cause| (cause.value.as_str(), cause.count))
        .collect();
    assert_eq!(causes, [("李四、王五", 3), ("孙八 教授", 3)], "{report}");
    assert_eq!(warnings(&report)[0], (Some(2), Some("姓名"), "李四、王五"));
    let (teams, report) = profiles("a.csv", "编号,团队名称,简介\nT1,李四、王五,陶瓷膜\n");
    assert_eq!(teams[0].name, "李四、王五");
    assert_eq!(warnings(&report), [], "{report}");
}
