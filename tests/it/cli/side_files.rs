//! Files beside a library are read in every character set that surveys come in, and as workbooks.

use super::program::{Desk, TODAY, program};

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备","enterprise":"示例甲厂","industries":["C1"],"region":"甲省/乙市"}
{"id":"n2","title":"无醛胶黏剂","enterprise":"示例乙厂"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["针状焦"]}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["无醛胶黏剂"]}"#;

/// One option that names a file: the command line before it, the table of the file, its separator in text, and what a
/// run prints that has read it.
struct SideFile {
    command: &'static [&'static str],
    option: &'static str,
    table: &'static [&'static [&'static str]],
    separator: char,
    said: &'static str,
}

const fn side(
    command: &'static [&'static str],
    option: &'static str,
    (table, separator): (&'static [&'static [&'static str]], char),
    said: &'static str,
) -> SideFile {
    SideFile {
        command,
        option,
        table,
        separator,
        said,
    }
}

const EVENT: &[&str] = &[
    "event",
    "--days",
    "2026-05-12",
    "--slots",
    "09:00-10:00",
    "--least-fit",
    "none",
];
const ASSIGN: &[&str] = &["assign", "--least-fit", "none"];
const PAIRS: &[&[&str]] = &[&["需求", "供方"], &["n1", "p1"], &["n2", "p2"]];
const TREE: &[&[&str]] = &[&["code", "parent", "name"], &["C1", "", "示例业"]];
const QRELS: &[&[&str]] = &[&["n1", "p1", "2"], &["n1", "p2", "0"]];

const SIDE_FILES: &[SideFile] = &[
    side(
        &["import", "--needs", "@odd.csv"],
        "--columns",
        (&[&["难题=title"]], ','),
        "1 record accepted",
    ),
    side(
        EVENT,
        "--availability",
        (
            &[
                &["编号", "日期", "时间"],
                &["示例甲厂", "2026-05-12", "09:00-09:30"],
            ],
            ',',
        ),
        "meetings worth",
    ),
    side(
        EVENT,
        "--published",
        (
            &[
                &["日期", "时间", "桌号", "需求编号", "专家编号"],
                &["2026-05-12", "09:00-09:30", "1", "n1", "p1"],
            ],
            ',',
        ),
        "of the published 1 stay",
    ),
    side(ASSIGN, "--previous", (PAIRS, ','), "repaired with"),
    side(
        &["assign", "--least-fit", "none", "--previous", "@pairs.csv"],
        "--refusals",
        (&[&["n1", "示例·王工"]], ','),
        "worst off: n1",
    ),
    side(
        ASSIGN,
        "--group",
        (&[&["示例·王工", "p2"]], ','),
        "pairs for",
    ),
    side(&["lexicon"], "--words", (&[&["针状焦"]], ','), "1 word,"),
    side(
        &["lexicon"],
        "--synonyms",
        (&[&["针状焦", "石油焦"]], ','),
        "1 group",
    ),
    side(
        &["learn"],
        "--feedback",
        (&[&["需求", "供方", "结果"], &["n1", "p1", "签约"]], ','),
        "pairs of",
    ),
    side(
        &["judge", "--weights", "@weights.json"],
        "--log",
        (
            &[
                &["需求", "供方", "结果", "propensity"],
                &["n1", "p1", "对接", "0.5"],
            ],
            ',',
        ),
        "1 list",
    ),
    side(&["learn"], "--qrels", (QRELS, '\t'), "1 pair of 1 need"),
    side(
        &["evaluate", "--run", "@run.tsv"],
        "--qrels",
        (QRELS, '\t'),
        "mean of 1",
    ),
    side(
        &["evaluate", "--qrels", "@run.tsv"],
        "--run",
        (QRELS, '\t'),
        "mean of 1",
    ),
    side(&["stats"], "--industries", (TREE, ','), "needs"),
    side(&["stats"], "--disciplines", (TREE, ','), "needs"),
    side(
        &["stats"],
        "--regions",
        (
            &[
                &["path", "lon", "lat", "aliases"],
                &["甲省", "120", "30", ""],
                &["甲省/乙市", "120", "30", ""],
            ],
            ',',
        ),
        "needs",
    ),
    side(
        &["run", "--output", "@out.tsv"],
        "--needs",
        (&[&["编号", "需求名称"], &["m1", "针状焦制备"]], ','),
        "ranked 1 need ",
    ),
];

fn text(file: &SideFile) -> String {
    let separator = file.separator.to_string();
    let lines = file.table.iter().map(|row| row.join(&separator) + "\n");
    lines.collect()
}

/// The table in each form in which it may come: the name of the file and its bytes.
fn forms(file: &SideFile) -> Vec<(&'static str, Vec<u8>)> {
    let text = text(file);
    let utf16 = |mark: u16, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(mark)
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    let mut forms = vec![
        ("utf8.csv", text.clone().into_bytes()),
        ("mark.csv", format!("\u{feff}{text}").into_bytes()),
        (
            "gb18030.csv",
            encoding_rs::GB18030.encode(&text).0.into_owned(),
        ),
        ("utf16le.csv", utf16(0xFEFF, u16::to_le_bytes)),
        ("utf16be.csv", utf16(0xFEFF, u16::to_be_bytes)),
    ];
    if cfg!(feature = "xlsx") {
        forms.push(("book.xlsx", workbook(file)));
    }
    forms
}

#[cfg(feature = "xlsx")]
fn workbook(file: &SideFile) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(file.table) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[cfg(not(feature = "xlsx"))]
fn workbook(_: &SideFile) -> Vec<u8> {
    Vec::new()
}

#[test]
fn every_side_file_is_read_in_every_form() {
    let desk = Desk::with(NEEDS, PROFILES);
    desk.file("odd.csv", "编号,难题\nn9,针状焦煅烧\n");
    desk.file("pairs.csv", "need,profile\nn1,p1\nn2,p2\n");
    desk.file("weights.json", "{\"text\":1}");
    desk.file("run.tsv", "n1\tp1\t2\n");
    for file in SIDE_FILES {
        for (name, bytes) in forms(file) {
            let path = desk.file(name, bytes);
            let mut command = program();
            command.arg(file.command[0]);
            if file.command[0] != "evaluate" {
                command.arg("--library").arg(desk.library());
            }
            if ["event", "assign", "learn", "judge", "run"].contains(&file.command[0]) {
                command.args(["--today", TODAY]);
            }
            for word in &file.command[1..] {
                match word.strip_prefix('@') {
                    Some(name) => command.arg(desk.path(name)),
                    None => command.arg(word),
                };
            }
            let output = command.arg(file.option).arg(path).output().unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            let asked = format!("{} {} {name}", file.command[0], file.option);
            assert!(output.status.success(), "{asked}: {said}");
            assert!(said.contains(file.said), "{asked}: {said}");
        }
    }
}
