//! Survey files of each format, made after real ones and damaged.

use std::fmt::Write as _;
use std::sync::LazyLock;

use qianxian::Result;
use qianxian::intake::duplicate::{DuplicateIndex, DuplicateOptions};
use qianxian::intake::{Intake, IntakeReport, Limits, Severity, Source};
use qianxian::model::{Enterprise, Need, Profile, Taxonomies};
use serde_json::{Map, Value};

use super::{Target, soup};
use crate::support::random::Random;
use crate::support::zip;

static TAXONOMIES: LazyLock<Taxonomies> = LazyLock::new(Taxonomies::builtin);

/// By the first byte of an input.
const NAMES: [&str; 6] = ["a.csv", "a.jsonl", "a.json", "a.xlsx", "专家库.tsv", "a"];

const HEADINGS: [&str; 44] = [
    "企业资质",
    "企业规模",
    "2023年营业收入（万元）",
    "所属集团",
    "编号",
    "id",
    "企业名称",
    "需求名称",
    "需求描述",
    "姓名",
    "工作单位",
    "职称",
    "研究方向",
    "成果名称",
    "论文题目1",
    "论文摘要1",
    "专利1",
    "成果",
    "预算（万元）",
    "预算(元)",
    "最低预算",
    "截止日期",
    "发布日期",
    "所在地区",
    "省",
    "市",
    "区县",
    "所属行业",
    "学科",
    "技术成熟度",
    "合作方式",
    "需求类型",
    "类型",
    "可服务企业数",
    "回避单位",
    "偏好地区",
    "不接受行业",
    "申报条件",
    "经度",
    "纬度",
    "联系人",
    "备注",
    "序号",
    "",
];

const FIELDS: [&str; 36] = [
    "id",
    "kind",
    "title",
    "name",
    "description",
    "keywords",
    "expertise",
    "enterprise",
    "organization",
    "industries",
    "disciplines",
    "region",
    "coordinates",
    "reach",
    "level",
    "readiness",
    "modes",
    "budget",
    "deadline",
    "published",
    "available_from",
    "available_until",
    "capacity",
    "load",
    "track_record",
    "conflicts",
    "people",
    "preferences",
    "vetoes",
    "eligibility",
    "vector",
    "status",
    "demand",
    "works",
    "attributes",
    "其他",
];

fn cell(random: &mut Random) -> String {
    match random.below(4) {
        0 => soup::text(random, 5),
        1 => format!("n{}", random.below(6)),
        _ => soup::fact(random),
    }
}

fn table(random: &mut Random) -> Vec<Vec<String>> {
    let headings = random.some(&HEADINGS, 9);
    let width = headings.len();
    let mut rows = vec![headings.iter().map(|&h| h.to_owned()).collect::<Vec<_>>()];
    if random.chance(20) {
        rows.insert(0, vec![soup::text(random, 3)]);
    }
    for _ in 0..random.below(8) {
        let more = usize::from(random.chance(10));
        rows.push((0..width + more).map(|_| cell(random)).collect());
        if random.chance(15) {
            rows.push(rows[rows.len() - 1].clone());
        }
    }
    rows
}

fn delimited(random: &mut Random) -> Vec<u8> {
    let delimiter = *random.pick(&[",", ";", "\t"]);
    let end = *random.pick(&["\n", "\r\n", "\r"]);
    let quoted = |cell: &String| match cell.contains(['"', ',', ';', '\t', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let rows = table(random);
    let lines = rows.iter().map(|row| {
        let cells: Vec<String> = row.iter().map(quoted).collect();
        cells.join(delimiter) + end
    });
    let text: String = lines.collect();
    if random.chance(20) {
        return encoding_rs::GB18030.encode(&text).0.into_owned();
    }
    text.into_bytes()
}

fn object(random: &mut Random) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), format!("n{}", random.below(9)).into());
    map.insert("title".into(), soup::text(random, 3).into());
    map.insert("name".into(), soup::text(random, 3).into());
    map.insert(
        "kind".into(),
        (*random.pick(&["expert", "service", "research"])).into(),
    );
    for _ in 0..random.below(6) {
        map.insert((*random.pick(&FIELDS)).to_owned(), soup::value(random, 3));
    }
    Value::Object(map)
}

fn json(random: &mut Random, is_array: bool) -> Vec<u8> {
    let objects: Vec<Value> = (0..random.below(6)).map(|_| object(random)).collect();
    if is_array {
        return serde_json::to_vec(&objects).unwrap();
    }
    let lines = objects.iter().map(|object| format!("{object}\n"));
    lines.collect::<String>().into_bytes()
}

fn escaped(text: &str) -> String {
    let plain = text.chars().filter(|&c| c >= ' ' || c == '\n' || c == '\t');
    let plain: String = plain.collect();
    plain
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// A workbook whose parts were damaged before they were put together.
fn workbook(random: &mut Random) -> Vec<u8> {
    let rows = table(random);
    let (mut texts, mut sheet) = (String::new(), String::new());
    let mut shared = 0;
    for (at, row) in rows.iter().enumerate() {
        write!(sheet, "<row r=\"{}\">", at + 1).unwrap();
        for (column, cell) in row.iter().take(26).enumerate() {
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            let place = format!("r=\"{letter}{}\"", at + 1);
            let text = escaped(cell);
            match random.below(6) {
                0 => write!(
                    sheet,
                    "<c {place} t=\"inlineStr\"><is><t>{text}</t></is></c>"
                ),
                1 => write!(
                    sheet,
                    "<c {place} s=\"{}\"><v>{text}</v></c>",
                    random.below(4)
                ),
                2 => write!(
                    sheet,
                    "<c {place} t=\"e\"><v>#DIV/0!</v></c><c t=\"b\"><v>1</v></c>"
                ),
                3 => write!(sheet, "<c {place} t=\"d\"><v>{text}</v></c>"),
                _ => {
                    write!(texts, "<si><t>{text}</t><rPh sb=\"0\"><t>x</t></rPh></si>").unwrap();
                    shared += 1;
                    write!(sheet, "<c {place} t=\"s\"><v>{}</v></c>", shared - 1)
                }
            }
            .unwrap();
        }
        sheet.push_str("</row>");
    }
    let count = *random.pick(&["3", "400000000000", "-1", ""]);
    let merge = *random.pick(&["A1:A3", "A1:XFD1048576", "B2:B9", "A3:A1", "x"]);
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let related = [
        relation("rId1", "worksheet", "worksheets/sheet1.xml"),
        relation("rId2", "sharedStrings", "/xl/sharedStrings.xml"),
        relation("rId3", "styles", "styles.xml"),
    ];
    let name = *random.pick(&["需求", "专家", "Sheet1"]);
    let mut parts = [
        ("_rels/.rels", format!("<Relationships>{}</Relationships>", relation("rId1", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", format!("<workbook><workbookPr date1904=\"{}\"/><sheets><sheet name=\"{name}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>", random.below(2))),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{}</Relationships>", related.concat())),
        ("xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>".to_owned()),
        ("xl/sharedStrings.xml", format!("<sst count=\"{count}\" uniqueCount=\"{count}\">{texts}</sst>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{sheet}</sheetData><mergeCells><mergeCell ref=\"{merge}\"/></mergeCells></worksheet>")),
    ]
    .map(|(name, xml)| (name, xml.into_bytes()));
    if random.chance(50) {
        let at = random.below(parts.len());
        soup::damage(random, &mut parts[at].1);
    }
    zip::stored(&parts)
}

fn make(random: &mut Random) -> Vec<u8> {
    let format = random.below(NAMES.len());
    let mut file = match NAMES[format] {
        "a.xlsx" => workbook(random),
        "a.jsonl" => json(random, false),
        "a.json" => json(random, true),
        _ => delimited(random),
    };
    if random.chance(50) {
        soup::damage(random, &mut file);
    }
    file.insert(
        0,
        u8::try_from(format + NAMES.len() * random.below(3)).unwrap(),
    );
    file
}

/// A file may be refused; what is read of it must be sound.
fn sound<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
    read: Result<IntakeReport>,
    records: &[T],
) {
    let report = match read {
        Ok(report) => report,
        Err(error) => {
            assert!(error.is_invalid_input(), "{error}");
            return;
        }
    };
    assert_eq!(report.accepted, records.len() as u64);
    assert!(report.accepted + report.rejected <= report.rows, "{report}");
    assert_eq!(
        report.is_clean(),
        report.of(Severity::Error).next().is_none()
    );
    if report.rejected > 0 {
        assert!(!report.is_clean(), "{report}");
    }
    for problem in &report.problems {
        assert!(
            !problem.field.is_empty() && !problem.repair.is_empty(),
            "{problem:?}"
        );
        assert!(
            problem.severity != Severity::Error
                || problem.row.is_some()
                || problem.sheet.is_some()
                || problem.field == "headings"
                || problem.column.is_none(),
            "{problem:?}"
        );
    }
    for record in records {
        let text = serde_json::to_string(record).unwrap();
        let again: T = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
        assert_eq!(&again, record, "{text}");
    }
}

fn check(input: &[u8]) {
    let Some((&format, file)) = input.split_first() else {
        return;
    };
    let format = usize::from(format);
    read(NAMES[format % NAMES.len()], file, format / NAMES.len());
}

/// Reads a file of that name as one of needs (0), profiles (1) or enterprises; what comes of it must be sound.
pub(super) fn read(name: &str, file: &[u8], side: usize) {
    let source = Source::bytes(name, file);
    let mut held = DuplicateIndex::new(DuplicateOptions::default());
    let limits = Limits::default()
        .cell_bytes(2_000)
        .record_bytes(20_000)
        .problems(20)
        .suggestions(1);
    let mut intake = Intake::new(&TAXONOMIES)
        .duplicates(&mut held)
        .limits(limits);
    match side {
        0 => {
            let mut needs: Vec<Need> = Vec::new();
            let read = intake.needs(&source, &mut |need| {
                needs.push(need);
                Ok(())
            });
            sound(read, &needs);
        }
        1 => {
            let mut profiles: Vec<Profile> = Vec::new();
            let read = intake.profiles(&source, &mut |profile| {
                profiles.push(profile);
                Ok(())
            });
            sound(read, &profiles);
        }
        _ => {
            let mut enterprises: Vec<Enterprise> = Vec::new();
            let read = intake.enterprises(&source, &mut |enterprise| {
                enterprises.push(enterprise);
                Ok(())
            });
            sound(read, &enterprises);
        }
    }
}

#[test]
fn surveys() {
    Target {
        name: "surveys",
        count: 800,
        make,
        check,
    }
    .run();
}
