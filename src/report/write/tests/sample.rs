//! A small report with every kind of cell and chart, in both languages, with names that would break a page.

use crate::model::{Date, Language, NeedId, ProfileId, RecordId};
use crate::report::document::*;

/// Names that end tags, begin formulas, ring bells and turn the line.
pub(super) const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "=1+1",
    "示例\"引号'与&",
    "示例\u{7}铃\u{202e}倒\u{2069}",
    "</td><img src=x onerror=alert(2)>",
];

pub(super) fn count(value: u64) -> ReportCell {
    CellValue::Count(value).into()
}

pub(super) fn text(value: &str) -> ReportCell {
    CellValue::Text(value.to_owned()).into()
}

pub(super) fn column(id: &str, title: &str, format: CellFormat, rule: &str) -> ReportColumn {
    ReportColumn {
        id: id.to_owned(),
        title: title.to_owned(),
        format,
        rule: rule.to_owned(),
        is_for_conditions: false,
    }
}

pub(super) fn table(
    id: &str,
    title: &str,
    columns: Vec<ReportColumn>,
    rows: Vec<Vec<ReportCell>>,
) -> ReportTable {
    ReportTable {
        id: id.to_owned(),
        title: title.to_owned(),
        columns,
        rows: rows.into_iter().map(|cells| ReportRow { cells }).collect(),
        total: None,
        left_out: 0,
        chart: None,
    }
}

fn behind(mut cell: ReportCell, conditions: &[(&str, &str)]) -> ReportCell {
    let condition = |(column, value): &(&str, &str)| RowCondition {
        column: (*column).to_owned(),
        values: vec![(*value).to_owned()],
    };
    cell.behind = Some(RowsBehind {
        table: "needs".to_owned(),
        conditions: conditions.iter().map(condition).collect(),
    });
    cell
}

const REGIONS: [&str; 9] = [
    "张店区",
    "淄川区",
    "博山区",
    "临淄区",
    "周村区",
    "桓台县",
    "高青县",
    "沂源县",
    "",
];
const FITS: [&str; 3] = ["clear", "possible", "none"];

/// Region and fit of a need.
fn facts(at: usize) -> (&'static str, &'static str) {
    (REGIONS[at * 7 % 9], FITS[at * at % 3])
}

fn needs(rows: usize) -> ReportTable {
    let day: Date = "2026-03-01".parse().unwrap();
    let row = |at: usize| {
        let (region, fit) = facts(at);
        let title = match HOSTILE.get(at) {
            Some(name) => (*name).to_owned(),
            None => format!("示例需求 {at}：油系针状焦的制备与石墨化工艺攻关"),
        };
        let id = NeedId::new(format!("n{at}")).unwrap();
        let region = if region.is_empty() {
            CellValue::Unknown.into()
        } else {
            text(region)
        };
        let topics = vec!["针状焦".to_owned(), HOSTILE[at % 5].to_owned()];
        vec![
            CellValue::Record {
                id: id.into(),
                name: title,
            }
            .into(),
            region,
            text(fit),
            CellValue::Texts(topics).into(),
            if at.is_multiple_of(4) {
                CellValue::Unknown.into()
            } else {
                CellValue::Number(12.5 * at as f64).into()
            },
            CellValue::Day(Date::from_day_number(day.day_number() + at as i32)).into(),
            count(at as u64),
        ]
    };
    let columns = vec![
        column("need", "需求", CellFormat::Record, ""),
        column("region", "地区", CellFormat::Text, "需求所填地区，到区县"),
        column("fit", "适配", CellFormat::Text, ""),
        column("topics", "主题", CellFormat::Texts, ""),
        column("budget", "预算", CellFormat::Amount, ""),
        column("published", "发布日期", CellFormat::Day, ""),
        column("waiting", "等待", CellFormat::Days, "从发布到报告日"),
    ];
    table("needs", "需求清单", columns, (0..rows).map(row).collect())
}

fn by_region(rows: usize) -> ReportTable {
    let number = |of: &dyn Fn(usize) -> bool| (0..rows).filter(|at| of(*at)).count() as u64;
    let row = |region: &str| {
        let all = number(&|at| facts(at).0 == region);
        let fit = |fit: &str| number(&|at| facts(at) == (region_of(region), fit_of(fit)));
        let named = if region.is_empty() {
            CellValue::Unknown.into()
        } else {
            text(region)
        };
        let mut cells = vec![named, behind(count(all), &[("region", region)])];
        cells.extend(
            FITS.map(|word| behind(count(fit(word)), &[("region", region), ("fit", word)])),
        );
        cells.push(
            CellValue::Share {
                part: fit("clear"),
                whole: all,
            }
            .into(),
        );
        cells.push(CellValue::Number(if all.is_multiple_of(2) { -3.5 } else { 120.0 }).into());
        cells
    };
    let mut by_region = table(
        "regions",
        "各地区需求与适配",
        vec![
            column("region", "地区", CellFormat::Text, ""),
            column("needs", "需求", CellFormat::Count, "登记且未解决的需求数"),
            column(
                "clear",
                "明确适配",
                CellFormat::Count,
                "有明确适配供方的需求数",
            ),
            column("possible", "可能适配", CellFormat::Count, ""),
            column("none", "无适配", CellFormat::Count, ""),
            column("share", "覆盖率", CellFormat::Share, "明确适配 ÷ 需求"),
            column("change", "同比", CellFormat::Change, ""),
        ],
        REGIONS.iter().map(|region| row(region)).collect(),
    );
    by_region.total = Some(ReportRow {
        cells: vec![text("合计"), behind(count(rows as u64), &[])],
    });
    by_region
}

fn region_of(text: &str) -> &'static str {
    REGIONS.iter().find(|region| **region == text).unwrap()
}

fn fit_of(text: &str) -> &'static str {
    FITS.iter().find(|fit| **fit == text).unwrap()
}

/// The table of regions, drawn in one way.
fn drawn(id: &str, rows: usize, chart: ReportChart) -> ReportTable {
    let mut table = by_region(rows);
    table.id = id.to_owned();
    table.title = format!("{}：{id}", table.title);
    table.chart = Some(chart);
    table
}

/// Records that link to rows of the appendix, and one that has none.
fn best() -> ReportTable {
    let record = |id: RecordId, name: &str| {
        CellValue::Record {
            id,
            name: name.to_owned(),
        }
        .into()
    };
    let mut best = table(
        "best",
        "服务最多的供方",
        vec![
            column("profile", "供方", CellFormat::Record, ""),
            column("need", "最适配的需求", CellFormat::Record, ""),
        ],
        vec![vec![
            record(ProfileId::new("p1").unwrap().into(), "示例·王工"),
            record(NeedId::new("n1").unwrap().into(), HOSTILE[1]),
        ]],
    );
    best.left_out = 7;
    best
}

fn chapter(id: &str, title: &str, rows: usize, tables: Vec<ReportTable>) -> ReportChapter {
    ReportChapter {
        id: id.to_owned(),
        title: title.to_owned(),
        sentences: vec![format!("全市登记需求 {rows} 项；{}", HOSTILE[3])],
        tables,
    }
}

/// A report with each chart, over that many needs.
pub(super) fn report(language: Language, rows: usize) -> Report {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let columns: Vec<String> = FITS.map(str::to_owned).into();
    let tiles = |column: &str| ReportChart::Tiles {
        column: column.to_owned(),
    };
    let coverage = vec![
        drawn(
            "bars",
            rows,
            ReportChart::Bars {
                columns: columns.clone(),
            },
        ),
        drawn("tiles", rows, tiles("needs")),
        drawn("shares", rows, tiles("share")),
    ];
    let heat = ReportChart::HeatMap {
        columns: columns.clone(),
    };
    let funnel = ReportChart::Funnel {
        column: "needs".to_owned(),
    };
    let progress = vec![
        drawn("heat", rows, heat),
        drawn("lines", rows, ReportChart::Lines { columns }),
        drawn("funnel", rows, funnel),
        best(),
    ];
    Report {
        title: format!("示例市供需报告 {}", HOSTILE[0]),
        scope: ReportScope {
            region: Some("山东省/淄博市".to_owned()),
            period: ReportPeriod::new(day("2026-01-01"), day("2026-06-30")).unwrap(),
            compared: Some(ReportPeriod::new(day("2025-01-01"), day("2025-06-30")).unwrap()),
            today: day("2026-06-30"),
            language,
        },
        chapters: vec![
            chapter("coverage", "供需与覆盖", rows, coverage),
            chapter("progress", HOSTILE[4], rows, progress),
        ],
        sources: vec![needs(rows)],
    }
}
