//! Rows that update stored records.

use serde_json::{Map, Value, json};

use super::TAXONOMIES;
use crate::intake::{Intake, IntakeReport, Severity, Source};
use crate::model::{Need, NeedKind, Profile, ProfileKind};

fn stored(id: &str) -> Option<Map<String, Value>> {
    let record = match id {
        "p1" => {
            json!({"id": "p1", "kind": "team", "name": "示例·甲组", "capacity": 2, "expertise": ["针状焦"]})
        }
        "p2" => {
            json!({"id": "p2", "kind": "expert", "name": "示例·支教团", "students": {"people": 8}})
        }
        "n1" => json!({"id": "n1", "title": "针状焦"}),
        "n2" => json!({"id": "n2", "title": "检测", "kind": "service", "budget": {"max": 50}}),
        _ => return None,
    };
    record.as_object().cloned()
}

fn profiles(name: &str, bytes: &str) -> (Vec<Profile>, IntakeReport) {
    let mut profiles = Vec::new();
    let find = |id: &str| Ok(stored(id));
    let mut intake = Intake::new(&TAXONOMIES).stored(&find);
    let report = intake.profiles(&Source::bytes(name, bytes), &mut |profile| {
        profiles.push(profile);
        Ok(())
    });
    (profiles, report.unwrap())
}

fn needs(name: &str, bytes: &str) -> (Vec<Need>, IntakeReport) {
    let mut needs = Vec::new();
    let find = |id: &str| Ok(stored(id));
    let mut intake = Intake::new(&TAXONOMIES).stored(&find);
    let report = intake.needs(&Source::bytes(name, bytes), &mut |need| {
        needs.push(need);
        Ok(())
    });
    (needs, report.unwrap())
}

#[test]
fn a_row_of_no_kind_keeps_that_of_the_stored_profile() {
    let (profiles, report) = profiles("a.csv", "编号,名额\np1,5\n");
    assert_eq!(profiles[0].kind, ProfileKind::Team);
    assert_eq!(
        (profiles[0].capacity, profiles[0].name.as_str()),
        (Some(5), "示例·甲组")
    );
    assert!(report.problems.is_empty(), "{report}");
}

#[test]
fn the_column_that_a_row_fills_in_leaves_the_stored_kind() {
    let survey = "编号,技术需求,人才需求\nn2,材料检测,\nn1,,焊接工程师\n";
    let (needs, report) = needs("a.csv", survey);
    assert_eq!(needs[0].kind, NeedKind::Service, "{report}");
    assert_eq!(needs[1].kind, NeedKind::Research, "{report}");
}

#[test]
fn a_stored_value_that_a_row_leaves_open_goes_and_is_told() {
    let (needs, report) = needs("a.csv", "编号,预算\nn2,面议\nn1,面议\n");
    assert_eq!(
        (needs[0].budget.as_ref(), needs[1].budget.as_ref()),
        (None, None)
    );
    let told = report.of(Severity::Notice).filter(|p| p.field == "budget");
    assert_eq!(told.count(), 1, "{report}");
}

#[test]
fn a_kind_that_headings_imply_is_told_only_where_a_record_takes_it() {
    let (renamed, report) = profiles("a.csv", "编号,姓名\np1,示例·乙组\n");
    assert_eq!(
        (renamed[0].kind, renamed[0].name.as_str()),
        (ProfileKind::Team, "示例·乙组")
    );
    assert!(report.problems.is_empty(), "{report}");
    let (both, report) = profiles("a.csv", "编号,姓名\np1,示例·乙组\np9,示例·丙\n");
    assert_eq!(both[1].kind, ProfileKind::Expert);
    let notices = report.of(Severity::Notice);
    let told: Vec<&str> = notices.map(|notice| notice.value.as_str()).collect();
    assert_eq!(told, ["expert"]);
}

#[test]
fn a_row_for_students_updates_the_stored_group() {
    let (profiles, report) = profiles("a.csv", "编号,人数\np2,12\np1,12\n");
    assert_eq!(profiles[0].students.as_ref().unwrap().people, Some(12));
    assert_eq!(profiles[1].students, None);
    assert_eq!(report.accepted, 2);
}

#[test]
fn a_row_whose_id_is_not_stored_says_so_and_the_others_go_in() {
    let (updated, report) = profiles("a.csv", "编号,状态\np1,暂停\np7,暂停\n");
    assert_eq!((updated.len(), report.rejected), (1, 1));
    let [problem] = report.problems.as_slice() else {
        panic!("{report}");
    };
    assert_eq!(
        (problem.row, problem.field.as_str(), problem.value.as_str()),
        (Some(3), "id", "p7")
    );
    let told = "no stored record has this id; mend it, or give a new record its kind (or --kind for the file) and name";
    assert_eq!(problem.repair, told);
    let (updated, report) = needs("a.csv", "编号,状态\nn1,已解决\nn4x,已解决\n");
    assert_eq!((updated.len(), report.problems.len()), (1, 1));
    let repair = report.problems[0].repair_zh.as_deref();
    let told = "库中没有该编号的记录；请改正编号，如是新记录，请填写名称或描述";
    assert_eq!(
        (report.problems[0].value.as_str(), repair),
        ("n4x", Some(told))
    );
    // A survey of new records has a column for what a row leaves out.
    let (_, report) = needs("a.csv", "编号,需求名称\nn4x,\n");
    assert_eq!(report.problems[0].field, "title");
    let (_, report) = needs("a.jsonl", "{\"id\":\"n4x\",\"status\":\"settled\"}\n");
    assert_eq!(report.problems[0].value, "n4x");
}

#[test]
fn a_table_without_ids_and_kinds_is_refused() {
    let find = |id: &str| Ok(stored(id));
    let mut intake = Intake::new(&TAXONOMIES).stored(&find);
    let table = Source::bytes("a.csv", "名称,单位\n示例·甲组,示例大学\n");
    let refused = intake.profiles(&table, &mut |_| Ok(())).unwrap_err();
    assert_eq!(refused.field(), Some("kind"));
}

/// The description of a stored need after a survey with a row of it.
fn described(description: &str, survey: &str, columns: &str) -> String {
    let record = json!({"id": "n1", "title": "釉料", "description": description});
    let find = |_: &str| Ok(record.as_object().cloned());
    let mut intake = Intake::new(&TAXONOMIES)
        .columns(columns.parse().unwrap())
        .stored(&find)
        .blank_clears(!columns.is_empty());
    let mut found = String::new();
    let report = intake.needs(&Source::bytes("a.csv", survey), &mut |need| {
        found = need.description;
        Ok(())
    });
    assert_eq!(report.unwrap().accepted, 1);
    found
}

#[test]
fn an_unknown_column_of_a_later_file_adds_to_the_description_and_replaces_its_own_line_alone() {
    let text = "高温釉料抗析晶配方\n与烧成制度";
    let progress = "编号,对接情况\nn1,\"已与示例大学签订合同\n首付款到账\"\n";
    let added = format!("{text}\n对接情况：已与示例大学签订合同；首付款到账");
    let once = described(text, progress, "");
    assert_eq!(once, added);
    assert_eq!(described(&once, progress, ""), added);
    let later = "编号,需求描述,对接情况\nn1,,已与示例大学签订合同并完成中试验收\n";
    let replaced = format!("{text}\n对接情况：已与示例大学签订合同并完成中试验收");
    assert_eq!(described(&once, later, ""), replaced);
    let whole = "编号,需求描述,对接情况\nn1,低膨胀釉料,已与示例大学签订合同并完成中试验收\n";
    assert_eq!(
        described(&once, whole, ""),
        "需求描述：低膨胀釉料\n对接情况：已与示例大学签订合同并完成中试验收"
    );
}

#[test]
fn a_blank_that_clears_takes_away_the_line_of_its_column() {
    let stored = "高温釉料抗析晶配方\n对接情况：已与示例大学签订合同，首付款到账";
    let survey = "编号,对接情况,状态\nn1,,对接中\n";
    let left = described(stored, survey, "对接情况=text");
    assert_eq!(left, "高温釉料抗析晶配方");
}

/// A stored need after a survey with a row of it, as its JSON, and the report.
fn after(record: &Value, survey: &str) -> (Map<String, Value>, IntakeReport) {
    let find = |_: &str| Ok(record.as_object().cloned());
    let mut found = None;
    let mut intake = Intake::new(&TAXONOMIES).stored(&find);
    let report = intake.needs(&Source::bytes("a.csv", survey), &mut |need| {
        found = Some(need);
        Ok(())
    });
    let need = serde_json::to_value(found.unwrap()).unwrap();
    (need.as_object().unwrap().clone(), report.unwrap())
}

#[test]
fn a_row_that_leaves_a_fact_open_takes_the_stored_one_away() {
    let stored = json!({"id": "n1", "title": "釉料", "budget": 50, "deadline": "2026-06-30", "level": "professor",
        "modes": ["license"], "vetoes": {"max_distance_km": 100, "regions": ["山东省/淄博市"]}});
    let headings = "编号,预算（万元）,截止时间,职称要求,合作方式,最远距离";
    let (open, report) = after(
        &stored,
        &format!("{headings}\nn1,面议,长期,不限,面谈,不限\n"),
    );
    assert!(
        report
            .of(Severity::Notice)
            .all(|p| p.repair.contains("taken away")),
        "{report}"
    );
    for field in ["budget", "deadline", "level"] {
        assert!(!open.contains_key(field), "{field}: {open:?}");
    }
    assert!(open.get("modes").is_none_or(|modes| modes == &json!([])));
    assert_eq!(open["vetoes"], json!({"regions": ["山东省/淄博市"]}));
    assert_eq!(
        (
            &open["attributes"]["截止时间"],
            &open["attributes"]["预算（万元）"]
        ),
        (&json!("长期"), &json!("面议"))
    );
    // What says nothing leaves the field as it is.
    let (same, _) = after(&stored, &format!("{headings}\nn1,不详,同上,略,,\n"));
    assert_eq!(
        (&same["deadline"], &same["level"]),
        (&json!("2026-06-30"), &json!("professor"))
    );
    // A later file, of another heading, states it again.
    let (again, _) = after(
        &Value::Object(open),
        "编号,截止日期,预算（万元）\nn1,2027-01-31,60\n",
    );
    assert_eq!(again["deadline"], json!("2027-01-31"));
    let held = again["attributes"].as_object().unwrap();
    assert!(
        held.keys().eq(["合作方式", "最远距离", "职称要求"]),
        "{again:?}"
    );
}

#[test]
fn a_cell_that_is_not_understood_says_that_the_stored_value_stays() {
    let stored =
        json!({"id": "n1", "title": "釉料", "budget": {"max": 50}, "deadline": "2026-06-30"});
    let survey = "编号,最高预算（万元）,截止时间,职称要求\nn1,50万美元,3个月内,示例级\n";
    let (kept, report) = after(&stored, survey);
    assert_eq!(kept["deadline"], json!("2026-06-30"));
    let told = |column: &str| {
        let mut problems = report.problems.iter();
        let problem = problems.find(|problem| problem.column.as_deref() == Some(column));
        let problem = problem.unwrap();
        let chinese = problem.repair_zh.as_deref().unwrap_or_default();
        (
            problem.repair.ends_with("; what is stored stays"),
            chinese.ends_with("；库中原有的值不变"),
        )
    };
    assert_eq!(told("截止时间"), (true, true), "{report}");
    assert_eq!(told("最高预算（万元）"), (true, true), "{report}");
    assert_eq!(told("职称要求"), (false, false), "{report}");
    let (again, _) = after(
        &Value::Object(kept),
        "编号,最高预算（万元）,截止时间\nn1,60,2027-01-31\n",
    );
    let held = again["attributes"].as_object().unwrap();
    assert!(held.keys().eq(["level_unresolved"]), "{again:?}");
}
