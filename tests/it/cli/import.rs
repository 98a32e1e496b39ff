//! Survey files in.

use serde_json::Value;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use super::program::{Desk, Said, program};

const GOOD: &str = "编号,需求名称,地区\nn1,针状焦制备,淄博\nn2,硼同位素分离,\n";

impl Desk {
    fn import_needs(&self, file: &Path, more: &[&str]) -> Said {
        let file = ["--needs".as_ref(), file.as_os_str()];
        self.run(
            "import",
            file.into_iter().chain(more.iter().map(OsStr::new)),
        )
    }

    fn need_ids(&self) -> Vec<String> {
        let ids = self.open().snapshot().unwrap().need_ids().unwrap();
        ids.iter().map(ToString::to_string).collect()
    }
}

#[test]
fn a_file_goes_in_and_is_acknowledged_once_it_is_durable() {
    let desk = Desk::new();
    let file = desk.file("needs.csv", GOOD);
    let out = desk.import_needs(&file, &[]).done();
    assert!(
        out.starts_with(&format!("committed 2 rows of {}\n", file.display())),
        "{out}"
    );
    assert!(
        out.contains("2 rows: 2 records accepted, 0 rows rejected"),
        "{out}"
    );
    assert_eq!(desk.need_ids(), ["n1", "n2"]);
}

#[test]
fn every_bad_cell_and_row_is_told_with_row_column_value_and_repair() {
    let desk = Desk::new();
    let file = desk.file(
        "bad.csv",
        "编号,需求名称,地区,预算（万元）,截止日期\n\
         n1,针状焦,火星市,,\n\
         n2,针状焦,,100-50,\n\
         n3,硼,,,2024年2月30日\n\
         \"n\t4\",氯,,,\n\
         n5,好,淄博,,\n\
         n5,又一个,淄博,,\n\
         n6,,,,\n",
    );
    let report = &desk.import_needs(&file, &["--json"]).json()["report"];
    assert_eq!(
        (&report["accepted"], &report["rejected"]),
        (&4.into(), &3.into())
    );
    let problems = report["problems"].as_array().unwrap().iter();
    let found: Vec<_> = problems
        .filter(|problem| problem["severity"] != "notice")
        .collect();
    // A fact that is not understood is left unknown; a row without a good id or any text is left out.
    let expected = [
        (2, "地区", "火星市", "warning"),
        (3, "预算（万元）", "100-50", "warning"),
        (4, "截止日期", "2024年2月30日", "warning"),
        (5, "编号", "n\\t4", "error"),
        (7, "编号", "n5", "error"),
        (8, "需求名称", "", "error"),
    ];
    for (problem, (row, column, value, severity)) in found.iter().zip(expected) {
        assert_eq!(problem["severity"], severity, "{problem}");
        assert_eq!(problem["row"], row, "{problem}");
        assert_eq!(
            (&problem["column"], &problem["value"]),
            (&column.into(), &value.into())
        );
        assert!(!problem["repair"].as_str().unwrap().is_empty());
    }
    assert_eq!(found.len(), expected.len());
    assert_eq!(desk.need_ids(), ["n1", "n2", "n3", "n5"]);
}

#[test]
fn a_spreadsheets_gb18030_is_read_without_being_told() {
    let desk = Desk::new();
    let (bytes, ..) = encoding_rs::GB18030.encode(GOOD);
    let file = desk.file("needs.csv", &bytes);
    desk.import_needs(&file, &[]).done();
    let need = desk.run("show", ["--need", "n1"]).json();
    assert_eq!(need["title"], "针状焦制备");
    assert_eq!(need["region"], "山东省/淄博市");
}

#[test]
fn files_without_a_good_row_fail() {
    for (content, what) in [
        ("", "empty"),
        ("编号,需求名称\n", "no row was good"),
        ("编号,需求名称\nn1,\n", "no row was good"),
        ("一,二\n三,四\n", "heading"),
    ] {
        let desk = Desk::new();
        let file = desk.file("needs.csv", content);
        let line = desk.import_needs(&file, &[]).failed();
        assert!(line.contains(what), "{content:?}: {line}");
        assert!(desk.need_ids().is_empty());
    }
}

#[test]
fn a_file_that_cannot_be_read_fails_the_request_and_the_others_go_in() {
    let desk = Desk::new();
    let (empty, good) = (desk.file("empty.csv", ""), desk.file("needs.csv", GOOD));
    let files = [
        "--needs".as_ref(),
        empty.as_os_str(),
        "--needs".as_ref(),
        good.as_os_str(),
    ];
    let line = desk.run("import", files).failed();
    assert!(line.contains("empty.csv"), "{line}");
    assert_eq!(desk.need_ids(), ["n1", "n2"]);
}

#[test]
fn strict_lets_nothing_in_where_one_row_is_bad() {
    let desk = Desk::new();
    let good = desk.file("good.csv", GOOD);
    let bad = desk.file("bad.csv", "编号,需求名称\nn8,好\nn9,\n");
    let files = [
        "--needs".as_ref(),
        good.as_os_str(),
        "--needs".as_ref(),
        bad.as_os_str(),
    ];
    let line = desk
        .run("import", files.into_iter().chain(["--strict".as_ref()]))
        .failed();
    assert!(line.contains("nothing was imported"), "{line}");
    assert!(desk.need_ids().is_empty());
    desk.import_needs(&good, &["--strict"]).done();
    assert_eq!(desk.need_ids(), ["n1", "n2"]);
}

#[test]
fn importing_again_updates_by_id() {
    let desk = Desk::new();
    desk.import_needs(&desk.file("needs.csv", GOOD), &[]).done();
    let newer = desk.file("newer.csv", "编号,需求名称\nn2,硼-10 富集\n");
    desk.import_needs(&newer, &[]).done();
    assert_eq!(desk.need_ids(), ["n1", "n2"]);
    assert_eq!(
        desk.run("show", ["--need", "n2"]).json()["title"],
        "硼-10 富集"
    );
}

#[test]
fn the_same_text_under_another_id_is_warned_of_in_a_file_and_in_the_library() {
    let desk = Desk::new();
    let text = "油系针状焦的原料预处理与焦化制度";
    let first = desk.file("first.csv", format!("编号,需求名称\na,{text}\nb,{text}\n"));
    let near = |file: &Path, more: &[&str]| {
        let arguments: Vec<&str> = ["--json"].iter().chain(more).copied().collect();
        let answer = desk.import_needs(file, &arguments).json();
        let near = answer["report"]["near_duplicates"]
            .as_array()
            .unwrap()
            .clone();
        let pair = |n: &Value| [n["id"].clone(), n["like"].clone()];
        near.iter().map(pair).collect::<Vec<_>>()
    };
    assert_eq!(near(&first, &[]), [["b", "a"]]);
    let second = desk.file("second.csv", format!("编号,需求名称\nc,{text}（补报）\n"));
    assert_eq!(near(&second, &[]), [["c", "a"]]);
    assert_eq!(near(&second, &[]), [["c", "a"]], "not like itself");
    assert!(near(&second, &["--duplicates", "off"]).is_empty());
}

#[test]
fn columns_give_headings_a_meaning() {
    let desk = Desk::new();
    let file = desk.file("needs.csv", "编号,卡脖子问题\nn1,针状焦\n");
    let columns = desk.file("columns.txt", "卡脖子问题=title\n");
    let import = desk.import_needs(&file, &["--columns", columns.to_str().unwrap()]);
    import.done();
    assert_eq!(desk.run("show", ["--need", "n1"]).json()["title"], "针状焦");
    let wrong = desk.file("wrong.txt", "卡脖子问题=tittle\n");
    let line = desk
        .import_needs(&file, &["--columns", wrong.to_str().unwrap()])
        .failed();
    assert!(
        line.contains("wrong.txt") && line.contains("tittle"),
        "{line}"
    );
}

#[test]
fn while_somebody_else_writes_the_library_is_busy() {
    let desk = Desk::with(r#"{"id":"n0","title":"氯气"}"#, "");
    let library = desk.open();
    let writer = library.writer().unwrap();
    let file = desk.file("needs.csv", GOOD);
    let line = desk.import_needs(&file, &[]).failed();
    assert!(
        line.contains("busy") && line.contains("try again"),
        "{line}"
    );
    assert_eq!(desk.need_ids(), ["n0"]);
    drop(writer);
    desk.import_needs(&file, &[]).done();
}

#[test]
fn records_acknowledged_before_a_kill_are_there_and_none_is_half_there() {
    let desk = Desk::new();
    let rows: String = (0..4000)
        .map(|i| format!("n{i:04},第{i}号反应器温度控制\n"))
        .collect();
    let file = desk.file("needs.csv", format!("编号,需求名称\n{rows}"));
    let mut import = program()
        .args([
            "import",
            "--commit-every",
            "20",
            "--duplicates",
            "off",
            "--library",
        ])
        .args([
            desk.library().as_os_str(),
            "--needs".as_ref(),
            file.as_os_str(),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(import.stdout.take().unwrap()).lines();
    let acknowledged: Vec<String> = lines.take(3).map(Result::unwrap).collect();
    import.kill().unwrap();
    import.wait().unwrap();
    let name = file.display();
    let expected = [20, 40, 60].map(|records| format!("committed {records} rows of {name}"));
    assert_eq!(acknowledged, expected);
    let ids = desk.need_ids();
    assert!(ids.len() >= 60 && ids.len() < 4000, "{} records", ids.len());
    assert_eq!(ids.len() % 20, 0, "commits are seen whole");
    assert!(
        ids.iter()
            .enumerate()
            .all(|(i, id)| *id == format!("n{i:04}"))
    );
}

#[test]
fn with_json_the_acknowledgements_leave_standard_output_alone() {
    let desk = Desk::new();
    let file = desk.file("needs.csv", GOOD);
    let said = desk.import_needs(&file, &["--json", "--commit-every", "1"]);
    let name = file.display();
    assert_eq!(
        said.err,
        format!("committed 1 row of {name}\ncommitted 2 rows of {name}\n")
    );
    assert_eq!(said.json()["committed"], 2);
}

#[test]
fn rows_with_faults_come_back_in_a_table_that_is_mended_and_imported() {
    for name in ["mend.csv", "mend.xlsx"] {
        let desk = Desk::new();
        let text = "编号,需求名称,地区,电话\nn1,针状焦,火星市,+86 1\nn2,,,\nn3,硼,淄博,\n";
        let file = desk.file("needs.csv", text);
        let mend = desk.path(name);
        let out = desk.import_needs(&file, &["--report", mend.to_str().unwrap()]);
        let out = out.done();
        assert!(out.contains("2 rows to mend are in"), "{out}");
        let again = desk.import_needs(&mend, &["--json"]).json();
        assert_eq!(again["report"]["rows"], 2, "{again}");
        let need = desk.open().snapshot().unwrap();
        let need = need.need(&"n1".parse().unwrap()).unwrap();
        assert_eq!(need.attributes["电话"], "+86 1", "{name}");
    }
}

#[test]
fn rows_with_faults_are_written_onto_no_input_and_into_no_library() {
    let desk = Desk::new();
    let file = desk.file("needs.csv", GOOD);
    desk.import_needs(&file, &[]).done();
    let inside = desk.library().join("mend.csv");
    for (to, reason) in [
        (file.as_path(), "also read"),
        (&inside, "directory of a library"),
        (&desk.path("mend.txt"), "end the name in .xlsx or .csv"),
    ] {
        let said = desk.import_needs(&file, &["--report", to.to_str().unwrap()]);
        assert!(said.err.contains(reason), "{said:?}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), GOOD);
    let mend = desk.path("mend.csv");
    let said = desk.import_needs(&file, &["--report", mend.to_str().unwrap()]);
    assert!(said.done().contains("no row is to be mended"));
    assert!(!mend.exists());
}

#[test]
fn faulty_rows_of_several_files_go_into_one_workbook() {
    let desk = Desk::new();
    let table = desk.file("一.csv", "编号,需求名称\nn1,针状焦\nn2,\n");
    let records = "{\"id\":\"n3\",\"title\":\"硼\"}\n{\"id\":\"n4\"}\n";
    let records = desk.file("二.jsonl", records);
    let experts = desk.file("专家.csv", "编号,姓名,类型\np1,示例·王工,专家\np2,,专家\n");
    let report = desk.path("待改.xlsx");
    let files = [
        "--needs",
        table.to_str().unwrap(),
        "--needs",
        records.to_str().unwrap(),
        "--profiles",
        experts.to_str().unwrap(),
    ];
    let into = |report: &std::path::Path| {
        let options = files
            .iter()
            .copied()
            .chain(["--report", report.to_str().unwrap()]);
        desk.run("import", options.collect::<Vec<_>>())
    };
    let refused = into(&desk.path("待改.csv")).failed();
    assert!(refused.contains("end the name in .xlsx"), "{refused}");
    let said = into(&report).done();
    assert!(said.contains("3 rows to mend are in"), "{said}");
    // Sheets are named after their side, so that each import takes its own.
    let path = report.to_str().unwrap();
    let needs = desk.run("import", ["--needs", path]);
    assert!(needs.out.contains("2 rows:"), "{needs:?}");
    let profiles = desk.run("import", ["--profiles", path]);
    assert!(profiles.out.contains("1 row:"), "{profiles:?}");
}
