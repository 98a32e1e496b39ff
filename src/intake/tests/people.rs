//! Cells that name people.

use serde_json::json;

use super::{TAXONOMIES, needs, warnings};
use crate::intake::{Intake, Source};

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
