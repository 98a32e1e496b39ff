//! Records changed, looked back at and brought back; surveys that update what is stored.

use serde_json::{Value, json};

use super::program::{Desk, program};

const NEED: &str = r#"{"id":"n1","title":"针状焦制备","enterprise":"示例炭素","keywords":["煅烧"],"budget":{"min":50,"max":100},"attributes":{"微信号":"wx-1","预算_备注":"可谈"}}"#;

const EXPERT: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["针状焦"],"works":[{"title":"针状焦的煅烧"}],"vetoes":{"regions":["山东省"]}}"#;

fn desk() -> Desk {
    Desk::with(NEED, EXPERT)
}

fn shown(desk: &Desk, record: [&str; 2]) -> Value {
    desk.run("show", record).json()
}

#[test]
fn set_changes_the_fields_named_and_no_other() {
    let desk = desk();
    let before = shown(&desk, ["--need", "n1"]);
    let arguments = [
        "--need",
        "针状焦制备",
        "状态=已解决",
        "预算=80万元",
        "微信号=wx-2",
        "--by",
        "示例·赵科长",
        "--why",
        "企业来电",
        "--at",
        "2026-11-02 09:30",
    ];
    let out = desk.run("set", arguments).done();
    assert!(out.contains("status: open → settled"), "{out}");
    let mut expected = before.clone();
    expected["status"] = json!("settled");
    expected["budget"] = json!({"min": 80.0, "max": 80.0});
    expected["attributes"]["微信号"] = json!("wx-2");
    assert_eq!(shown(&desk, ["--need", "n1"]), expected);

    let cleared = desk
        .run("set", ["--need", "n1", "--clear", "budget", "--json"])
        .json();
    assert_eq!(cleared["changed"].as_array().unwrap().len(), 1, "{cleared}");
    expected.as_object_mut().unwrap().remove("budget");
    assert_eq!(shown(&desk, ["--need", "n1"]), expected);
    let patch = desk.file(
        "patch.json",
        r#"{"attributes":{"微信号":null},"title":"油系针状焦制备"}"#,
    );
    let patch = ["--need", "n1", "--patch", patch.to_str().unwrap()];
    desk.run("set", patch).done();
    expected["attributes"]
        .as_object_mut()
        .unwrap()
        .remove("微信号");
    expected["title"] = json!("油系针状焦制备");
    assert_eq!(shown(&desk, ["--need", "n1"]), expected);

    let people = ["--need", "n1", "联系人=示例·王工", "--language", "zh"];
    let out = desk.run("set", people).done();
    assert!(out.contains("人员：（未知） → "), "{out}");
}

#[test]
fn a_bad_value_an_unknown_field_and_an_old_version_are_said() {
    let desk = desk();
    let before = shown(&desk, ["--need", "n1"]);
    let refused = desk.run("set", ["--need", "n1", "title=", "status=open"]);
    assert_eq!(
        refused.status,
        Some(0),
        "a blank title leaves the keywords: {refused:?}"
    );
    desk.run("set", ["--need", "n1", "title=针状焦制备"]).done();
    assert_eq!(shown(&desk, ["--need", "n1"]), before);
    for value in ["预算=很多", "截止日期=2026-02-30", "层次=大师", "状态=也许"] {
        let refused = desk.run("set", ["--need", "n1", "keywords=石墨", value]);
        assert_eq!(refused.status, Some(1), "{refused:?}");
        let (_, bad) = value.split_once('=').unwrap();
        assert!(
            refused.err.contains(bad) && refused.err.contains("nothing was changed"),
            "{refused:?}"
        );
        assert_eq!(shown(&desk, ["--need", "n1"]), before, "{value}");
    }
    let noted = desk.run("set", ["--need", "n1", "statsu=settled"]);
    assert!(noted.err.contains("statsu is no known field"), "{noted:?}");
    let line = desk.run("set", ["--need", "n1", "status"]).failed();
    assert!(line.contains("FIELD=VALUE"), "{line}");
    let line = desk.run("set", ["--need", "n9", "status=open"]).failed();
    assert!(line.contains("n9"), "{line}");
    let version = desk.run("history", ["--need", "n1", "--json"]).json()["version"].clone();
    let version = version.as_str().unwrap();
    let set = ["--need", "n1", "status=paused", "--if-version", version];
    desk.run("set", set).done();
    let set = ["--need", "n1", "status=open", "--if-version", version];
    let line = desk.run("set", set).failed();
    assert!(line.contains("has version"), "{line}");
    assert_eq!(shown(&desk, ["--need", "n1"])["status"], "paused");
}

#[test]
fn a_profile_keeps_its_kind_and_no_name_of_a_file_is_shown() {
    let team = EXPERT.replace("\"expert\"", "\"team\"");
    let desk = Desk::with(NEED, &team);
    let set = desk.run("set", ["--profile", "p1", "capacity=5", "姓名=示例·乙组"]);
    assert_eq!((set.status, set.err.as_str()), (Some(0), ""), "{set:?}");
    let profile = shown(&desk, ["--profile", "p1"]);
    assert_eq!(
        (&profile["kind"], &profile["capacity"]),
        (&json!("team"), &json!(5))
    );
    let refused = desk.run("set", ["--profile", "p1", "名额=许多"]);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(
        refused.err.starts_with("warning: 名额: \"许多\";"),
        "{refused:?}"
    );
    let survey = desk.file("update.csv", "编号,状态\np1,暂停\np9,暂停\n");
    let out = desk.run("import", ["--profiles", survey.to_str().unwrap()]);
    let out = out.done();
    assert!(
        out.contains("\"p9\"; no stored record has this id"),
        "{out}"
    );
    assert_eq!(shown(&desk, ["--profile", "p1"])["status"], "paused");
}

#[test]
fn a_history_shows_changes_days_and_brings_states_back() {
    let desk = desk();
    for (day, status) in [("2026-11-03", "对接中"), ("2026-11-10", "已解决")] {
        let status = format!("status={status}");
        desk.run("set", ["--need", "n1", &status, "--at", day])
            .done();
    }
    let history = desk.run("history", ["--need", "n1", "--json"]).json();
    let actions: Vec<&str> = history["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["put", "patch", "patch"]);
    assert_eq!(
        history["revisions"][2]["before"],
        json!({"status": "in_contact"})
    );
    let then = desk
        .run("history", ["--need", "n1", "--as-of", "2026-11-05"])
        .json();
    assert_eq!(then["status"], "in_contact");
    desk.run("history", ["--need", "n1", "--restore", "2"])
        .done();
    assert_eq!(shown(&desk, ["--need", "n1"])["status"], "in_contact");
    desk.run(
        "delete",
        ["--need", "n1", "--by", "示例·钱工", "--why", "撤回"],
    )
    .done();
    let said = desk.run("history", ["--need", "n1"]).done();
    assert!(
        said.contains("(deleted)") && said.contains("示例·钱工"),
        "{said}"
    );
    let line = desk
        .run("history", ["--need", "n1", "--restore", "5"])
        .failed();
    assert!(line.contains("deleted it"), "{line}");
    desk.run("history", ["--need", "n1", "--restore", "1"])
        .done();
    assert_eq!(
        shown(&desk, ["--need", "n1"]),
        serde_json::from_str::<Value>(NEED)
            .map(|mut need| {
                need["kind"] = json!("research");
                need["status"] = json!("open");
                need["budget"] = json!({"min": 50.0, "max": 100.0});
                need
            })
            .unwrap()
    );
}

#[test]
fn a_survey_changes_what_it_states_and_keeps_the_rest() {
    let desk = desk();
    let need = shown(&desk, ["--need", "n1"]);
    let expert = shown(&desk, ["--profile", "p1"]);
    let survey = desk.file("状态.csv", "编号,状态\nn1,已解决\nn2,已解决\n");
    let said = desk.run("import", ["--needs", survey.to_str().unwrap()]);
    assert!(
        said.out.contains("n2") || said.out.contains("row 3"),
        "the unknown one is reported: {said:?}"
    );
    let mut expected = need.clone();
    expected["status"] = json!("settled");
    assert_eq!(shown(&desk, ["--need", "n1"]), expected);
    let survey = desk.file("专家.csv", "编号,姓名,职称,备注\np1,示例·王工,教授,\n");
    desk.run("import", ["--profiles", survey.to_str().unwrap()])
        .done();
    let mut with_level = expert.clone();
    with_level["level"] = json!("professor");
    assert_eq!(shown(&desk, ["--profile", "p1"]), with_level);
    // A blank keeps, unless it is to clear.
    let survey = desk.file("预算.csv", "编号,需求名称,预算,微信号\nn1,针状焦制备,,\n");
    let survey = survey.to_str().unwrap();
    desk.run("import", ["--needs", survey]).done();
    assert_eq!(shown(&desk, ["--need", "n1"]), expected);
    desk.run("import", ["--needs", survey, "--blank-clears"])
        .done();
    expected.as_object_mut().unwrap().remove("budget");
    expected["attributes"]
        .as_object_mut()
        .unwrap()
        .remove("微信号");
    assert_eq!(shown(&desk, ["--need", "n1"]), expected);
    let history = desk.run("history", ["--need", "n1", "--json"]).json();
    assert_eq!(history["revisions"][1]["why"], "状态.csv");
    assert_eq!(
        history["revisions"].as_array().unwrap().len(),
        3,
        "what changes nothing is no change"
    );
}

#[test]
fn words_that_were_not_understood_go_when_the_field_is_stated() {
    let desk = desk();
    let import = |cells: &str| {
        let survey = desk.file(
            "行业.csv",
            format!("编号,需求名称,层次\nn1,针状焦制备,{cells}\n"),
        );
        desk.run("import", ["--needs", survey.to_str().unwrap()])
            .done();
        shown(&desk, ["--need", "n1"])
    };
    import("教授");
    let unclear = import("大师");
    assert_eq!(
        unclear["level"], "professor",
        "bad input costs nothing that is known"
    );
    assert_eq!(unclear["attributes"]["level_unresolved"], json!(["大师"]));
    let survey = desk.file("行业.csv", "编号,需求名称,层次\nn1,针状焦制备,天才\n");
    let clearing = ["--needs", survey.to_str().unwrap(), "--blank-clears"];
    desk.run("import", clearing).done();
    assert_eq!(
        shown(&desk, ["--need", "n1"])["level"],
        "professor",
        "it is not blank"
    );
    // Said once more in words that are understood, as `set` would.
    let set = desk.run("set", ["--need", "n1", "层次=研究员"]);
    assert_eq!(set.status, Some(0), "{set:?}");
    assert_eq!(
        shown(&desk, ["--need", "n1"])["attributes"].get("level_unresolved"),
        None
    );
    import("大师");
    let clear = import("副教授");
    assert_eq!(clear["level"], "associate_professor");
    assert_eq!(clear["attributes"].get("level_unresolved"), None, "{clear}");
}

#[test]
fn today_is_the_day_of_the_machine() {
    let desk = desk();
    let moment = |zone: &str| {
        let mut command = program();
        command
            .env("TZ", zone)
            .args(["set", "--need", "n1", "--library"]);
        command.arg(desk.library()).arg(format!("备注={zone}"));
        assert!(command.status().unwrap().success());
        let history = desk.run("history", ["--need", "n1", "--json"]).json();
        let last = history["revisions"].as_array().unwrap().last().unwrap();
        last["at"].as_str().unwrap().to_owned()
    };
    assert!(moment("CST-8").ends_with("+08:00"));
    assert!(moment("EST+5").ends_with("-05:00"));
    assert!(moment("UTC0").ends_with("+00:00"));
}

#[test]
fn list_filters_sorts_pages_and_counts() {
    let needs = r#"{"id":"n1","title":"针状焦制备","deadline":"2026-12-01","region":"山东省/淄博市","负责人":"示例·李科长"}
{"id":"n2","title":"硼同位素","deadline":"2026-10-01","region":"山东省/济南市"}
{"id":"n3","title":"贷款","kind":"finance","status":"settled"}"#;
    let desk = Desk::with(needs, EXPERT);
    let ids = |more: &[&str]| -> Vec<String> {
        let arguments = ["needs", "--json"].iter().chain(more);
        let page = desk.run("list", arguments).json();
        let records = page["records"].as_array().unwrap().iter();
        records
            .map(|record| record["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids(&["--where", "状态=待对接", "--sort", "截止日期"]),
        ["n2", "n1"]
    );
    assert_eq!(ids(&["--where", "region=淄博"]), ["n1"]);
    assert_eq!(ids(&["--where", "负责人=示例·李科长"]), ["n1"]);
    assert_eq!(ids(&["--where", "!deadline"]), ["n3"]);
    let said = desk.run(
        "list",
        [
            "needs",
            "--where",
            "deadline>=2026-11-01",
            "--show",
            "截止日期",
        ],
    );
    assert!(said.err.contains("are left out: 1"), "{said:?}");
    let out = said.done();
    assert!(
        out.contains("1 of 1") && out.contains("截止日期: 2026-12-01"),
        "{out}"
    );
    let unsorted = desk.run("list", ["needs", "--sort", "没有"]);
    assert!(
        unsorted.err.contains("no record states 没有"),
        "{unsorted:?}"
    );
    let last = desk.run("list", ["needs", "--sort", "截止日期"]);
    assert!(last.err.contains("come last: 1"), "{last:?}");
    let first = desk.run("list", ["needs", "-k", "2", "--json"]).json();
    let next = first["next"].as_str().unwrap();
    assert_eq!(ids(&["--after", next]), ["n3"]);
    let counted = desk
        .run("list", ["needs", "--count-by", "kind", "--json"])
        .json();
    assert_eq!(counted["counts"], json!({"research": 2, "finance": 1}));
    let lines = desk.run("list", ["profiles", "--lines"]).done();
    assert_eq!(lines.lines().count(), 1);
    let line = desk.run("list", ["needs", "--where", "状态=也许"]).failed();
    assert!(line.contains("也许"), "{line}");
}

#[test]
fn an_exported_library_is_taken_along() {
    let desk = desk();
    desk.run(
        "set",
        ["--need", "n1", "status=已解决", "--at", "2026-11-03"],
    )
    .done();
    let file = desk.path("library.jsonl");
    let file = file.to_str().unwrap();
    let out = desk.run("export", ["--output", file]).done();
    assert!(out.contains("2 records, 3 changes and 0 entries"), "{out}");
    let copy = desk.path("copy");
    let copy = copy.to_str().unwrap();
    let import = ["import", "--library", copy, "--from-export", file];
    super::program::qianxian(import).done();
    let history = ["history", "--library", copy, "--need", "n1", "--json"];
    let history = super::program::qianxian(history).json();
    assert_eq!(
        history,
        desk.run("history", ["--need", "n1", "--json"]).json()
    );
    let again = super::program::qianxian(import).failed();
    assert!(again.contains("new library"), "{again}");
}

#[test]
fn an_id_is_not_set_and_a_value_that_is_refused_is_not_said_to_be_kept() {
    let desk = desk();
    for field in ["id=n7", "编号=n7", "ID=n7"] {
        let refused = desk.run("set", ["--need", "n1", field]).failed();
        assert!(refused.contains("an id is not changed"), "{refused}");
    }
    let refused = desk.run("set", ["--need", "n1", "budget=abc"]);
    assert_eq!(refused.status, Some(1));
    assert!(
        refused.err.contains("nothing was changed") && !refused.err.contains("attributes"),
        "{refused:?}"
    );
    let later = ["--need", "n1", "title=针状焦", "--at", "9062-01-01"];
    let later = desk.run("set", later).err;
    assert!(
        later.contains("9062-01-01 00:00:00") && later.contains("still to come"),
        "{later}"
    );
}

#[test]
fn needs_stay_with_an_enterprise_that_gets_another_name() {
    let desk = Desk::new();
    let firms = desk.file(
        "firms.csv",
        "编号,名称,地区\nE-1,示例·戊公司,山东省/淄博市\nE-2,示例·己公司,山东省/济南市\n",
    );
    let needs = desk.file(
        "needs.csv",
        "编号,标题,企业\nN-1,针状焦的制备,示例·戊公司\n",
    );
    let import = |flag: &str, file: &std::path::Path| {
        let said = desk.run("import", [flag, file.to_str().unwrap()]);
        assert_eq!(said.status, Some(0), "{said:?}");
        said.err
    };
    import("--enterprises", &firms);
    import("--needs", &needs);
    let renamed = desk.file("renamed.csv", "编号,名称\nE-1,示例·戊新材料公司\n");
    let said = import("--enterprises", &renamed);
    assert!(
        said.contains("1 enterprise keeps its earlier name") && said.contains("E-1 示例·戊公司"),
        "{said}"
    );
    let said = desk.run("set", ["--enterprise", "E-1", "名称=示例·戊集团"]);
    assert!(said.err.contains("E-1 示例·戊新材料公司"), "{said:?}");
    let firm = desk.run("show", ["--enterprise", "E-1"]).json();
    assert_eq!(firm["aliases"], json!(["示例·戊公司", "示例·戊新材料公司"]));
    let snapshot = desk.open().snapshot().unwrap();
    let need = snapshot.find_need("N-1").unwrap();
    let region = snapshot.completed(&need).unwrap().region.clone();
    assert_eq!(region.unwrap().to_string(), "山东省/淄博市");
    // Another enterprise has the name: it would be of two.
    desk.run("set", ["--enterprise", "E-2", "名称=示例·戊公司"])
        .done();
    let other = desk.run("show", ["--enterprise", "E-2"]).json();
    assert_eq!(other["aliases"], json!(["示例·己公司"]));
}

#[test]
fn a_name_that_another_enterprise_takes_is_kept_by_nobody() {
    let desk = Desk::new();
    let import = |text: &str| {
        let file = desk.file("firms.csv", text);
        let said = desk.run("import", ["--enterprises", file.to_str().unwrap()]);
        assert_eq!(said.status, Some(0), "{said:?}");
        said.err
    };
    let aliases = |id: &str| desk.run("show", ["--enterprise", id]).json()["aliases"].clone();
    import("编号,名称\nE-1,示例·甲公司\nE-2,示例·乙公司\nE-3,示例·丙公司\n");
    // The one that takes the name of the other comes after it, and before it.
    let said = import("编号,名称\nE-1,示例·甲集团\nE-4,示例·甲公司\nE-2,示例·丁公司\n");
    assert!(
        said.contains("E-2 示例·乙公司") && !said.contains("E-1"),
        "{said}"
    );
    assert_eq!(
        (aliases("E-1"), aliases("E-2")),
        (json!(null), json!(["示例·乙公司"]))
    );
    import("编号,名称\nE-5,示例·丙公司\nE-3,示例·丙集团\n");
    assert_eq!(aliases("E-3"), json!(null));
    let patch = desk.file("patch.json", r#"{"name":"示例·丁集团"}"#);
    let arguments = ["--enterprise", "E-2", "--patch", patch.to_str().unwrap()];
    desk.run("set", arguments).done();
    assert_eq!(aliases("E-2"), json!(["示例·乙公司", "示例·丁公司"]));
}
