//! Student groups among experts and teams.

use super::{Intake, Source, TAXONOMIES, profiles};
use crate::model::{Level, Profile, ProfileKind};

fn of_kind(kind: &str, name: &str, table: &str) -> Vec<Profile> {
    let mut read = Vec::new();
    let mut intake = Intake::new(&TAXONOMIES).kind(kind);
    let take = &mut |profile| {
        read.push(profile);
        Ok(())
    };
    intake.profiles(&Source::bytes(name, table), take).unwrap();
    read
}

fn students(profile: &Profile) -> Option<(Option<u32>, Option<&str>)> {
    let group = profile.students.as_ref()?;
    Some((group.people, group.leader.as_deref()))
}

#[test]
fn a_group_has_people_and_a_leader_and_a_team_has_a_column_of_numbers() {
    let table = "编号,类型,团队名称,研究方向,带队专家,人数,职称\n\
        s1,大学生工作团,化工工作团,催化,示例·王教授,10人,\n\
        t1,团队,催化团队,催化,示例·李教授,12,\n\
        e1,专家,示例·赵工,催化,,5,高工\n";
    let (read, report) = profiles("profiles.csv", table);
    assert_eq!(report.accepted, 3, "{report:?}");
    assert_eq!(students(&read[0]), Some((Some(10), Some("示例·王教授"))));
    assert_eq!(
        (read[0].kind, read[0].level),
        (ProfileKind::Expert, Some(Level::Student))
    );
    assert!(
        !read[0].attributes.contains_key("人数"),
        "{:?}",
        read[0].attributes
    );
    assert_eq!((students(&read[1]), students(&read[2])), (None, None));
    assert_eq!(read[1].kind, ProfileKind::Team);
    assert_eq!(read[1].attributes["带队专家"], "示例·李教授");
    assert_eq!(
        read[2].attributes["人数"].to_string().trim_matches('"'),
        "5"
    );
}

#[test]
fn a_kind_a_name_and_a_file_say_that_rows_are_student_groups() {
    let headings = "id,name,fields,leader,number of students\n";
    let english = format!("{headings}s1,Catalysis student team,catalysis,Example Wang,7\n");
    let by_name = of_kind("expert", "groups.csv", &english);
    assert_eq!(students(&by_name[0]), Some((Some(7), Some("Example Wang"))));
    let table = "名称,研究方向,领队,学生人数\n化工工作团,催化,示例·王教授,9\n";
    let by_file = profiles("大学生工作团.csv", table).0;
    let by_caller = of_kind("大学生工作团", "名单.csv", table);
    for read in [by_file, by_caller] {
        assert_eq!(students(&read[0]), Some((Some(9), Some("示例·王教授"))));
    }
    // The id of a group is that of the same expert: an earlier import is updated, not doubled.
    let (group, _) = profiles(
        "a.csv",
        "类型,名称,研究方向\n大学生工作团,化工工作团,催化\n",
    );
    let (expert, _) = profiles("a.csv", "类型,名称,研究方向\n专家,化工工作团,催化\n");
    assert_eq!(group[0].id, expert[0].id);
    assert_eq!(students(&expert[0]), None);
}
