//! Charts of no row, of one, of many, of equal and of huge values.

use super::html;
use super::sample::{count, report, table, text};
use crate::model::Language;
use crate::report::document::*;

const CHARTS: usize = 6;

fn chart(at: usize) -> ReportChart {
    let columns = vec!["a".to_owned(), "b".to_owned()];
    match at {
        0 => ReportChart::Bars { columns },
        1 => ReportChart::Lines { columns },
        2 => ReportChart::HeatMap { columns },
        3 => ReportChart::Funnel { column: "a".into() },
        4 => ReportChart::BarGroups { columns },
        _ => ReportChart::Tiles { column: "a".into() },
    }
}

fn column(id: &str, format: CellFormat) -> ReportColumn {
    ReportColumn {
        id: id.into(),
        title: id.into(),
        format,
        rule: String::new(),
        is_for_conditions: false,
    }
}

/// The figure of a table of `rows`, drawn in each way.
fn figures(rows: &[[ReportCell; 3]], format: CellFormat) -> Vec<String> {
    let columns = vec![
        column("name", CellFormat::Text),
        column("a", format),
        column("b", format),
    ];
    let mut report = report(Language::English, 1);
    let draw = |at: usize| {
        let rows = rows.iter().map(|row| row.to_vec()).collect();
        let mut table = table(&format!("t{at}"), "T", columns.clone(), rows);
        table.chart = Some(chart(at));
        table
    };
    report.chapters.truncate(1);
    report.chapters[0].tables = (0..CHARTS).map(draw).collect();
    let page = html(&report);
    super::page::check(&page);
    let begin = page.split("<div class=\"t\"").skip(1);
    begin
        .map(|part| {
            part.split("<div class=\"scroll\"")
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

/// Numbers of attributes stay within the drawing.
fn check_lengths(figure: &str) {
    for name in ["x", "y", "width", "height", "cx", "cy"] {
        for value in figure.split(&format!(" {name}=\"")).skip(1) {
            let value = value.split('"').next().unwrap();
            let number: f64 = value
                .trim_end_matches('%')
                .parse()
                .unwrap_or_else(|_| panic!("{name}={value}"));
            assert!((-1.0..=10_000.0).contains(&number), "{name}={value}");
            assert!(!value.ends_with('%') || number <= 100.5, "{name}={value}");
        }
    }
}

#[test]
fn without_rows_a_sentence_stands_in_place_of_a_chart() {
    for figure in figures(&[], CellFormat::Count) {
        assert!(
            figure.contains("nothing to draw") && !figure.contains("<svg"),
            "{figure}"
        );
    }
    let unknown = || ReportCell::from(CellValue::Unknown);
    for figure in figures(&[[text("x"), unknown(), unknown()]], CellFormat::Count) {
        assert!(figure.contains("nothing to draw"), "{figure}");
    }
}

#[test]
fn one_row_equal_rows_and_huge_rows_are_drawn_within_the_frame() {
    let one = vec![[text("张店区"), count(3), count(0)]];
    let zero = vec![
        [text("甲"), count(0), count(0)],
        [text("乙"), count(0), count(0)],
    ];
    let equal = (0..40).map(|at| [text(&format!("示例地区{at}")), count(7), count(7)]);
    let huge = [u64::MAX, 1, 0].map(|n| [text("甲"), count(n), count(n)]);
    let long = "很长的名称".repeat(40);
    let odd = vec![
        [text(&long), count(5), ReportCell::from(CellValue::Unknown)],
        [
            CellValue::Unknown.into(),
            CellValue::Nothing.into(),
            count(2),
        ],
    ];
    for rows in [one, zero, equal.collect(), huge.to_vec(), odd] {
        for figure in figures(&rows, CellFormat::Count) {
            assert!(
                figure.contains("<svg role=\"img\"") && figure.contains("<desc"),
                "{figure}"
            );
            assert!(
                !figure.contains("NaN") && !figure.contains("inf"),
                "{figure}"
            );
            let drawn = figure.split("</desc>").nth(1).unwrap();
            assert!(!drawn.contains(&"很长的名称".repeat(5)), "{figure}");
            check_lengths(&figure);
        }
    }
    let number = |value: f64| ReportCell::from(CellValue::Number(value));
    let rows = [f64::MAX, f64::MIN, f64::NAN, 1e-300, 0.0];
    let rows = rows.map(|value| [text("甲"), number(value), number(value)]);
    for figure in figures(&rows, CellFormat::Amount) {
        assert!(
            !figure.contains("NaN") && !figure.contains("inf"),
            "{figure}"
        );
        check_lengths(&figure);
    }
}

#[test]
fn charts_that_leave_rows_out_say_so() {
    let rows: Vec<_> = (0..60)
        .map(|at| [text(&format!("示例{at}")), count(at), count(1)])
        .collect();
    let figures = figures(&rows, CellFormat::Count);
    for at in [0, 2, 3, 4, 5] {
        assert!(
            figures[at].contains("of 60 rows are drawn"),
            "{}",
            figures[at]
        );
    }
}

#[test]
fn pieces_follow_each_other_and_bars_of_a_group_begin_together() {
    let rows = [
        [text("甲"), count(3), count(1)],
        [text("乙"), count(2), count(2)],
    ];
    let figures = figures(&rows, CellFormat::Count);
    let bars = |figure: &str| -> Vec<(String, String)> {
        let rects = figure.split("<rect class=\"c").skip(1);
        let value = |rect: &str, name: &str| {
            let rest = rect.split(&format!(" {name}=\"")).nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        rects
            .map(|rect| (value(rect, "x"), value(rect, "width")))
            .collect()
    };
    let expected =
        |pairs: [(&str, &str); 4]| pairs.map(|(x, wide)| (x.to_owned(), wide.to_owned()));
    // Of four in all at most, and of three at most.
    let stacked = [("0%", "75%"), ("75%", "25%"), ("0%", "50%"), ("50%", "50%")];
    let grouped = [
        ("0%", "100%"),
        ("0%", "33.3%"),
        ("0%", "66.7%"),
        ("0%", "66.7%"),
    ];
    assert_eq!(bars(&figures[0]), expected(stacked));
    assert_eq!(bars(&figures[4]), expected(grouped));
}

#[test]
fn regions_lie_where_they_are() {
    let page = html(&report(Language::Chinese, 90));
    let tiles = page
        .split("id=\"t-tiles\"")
        .nth(1)
        .unwrap()
        .split("</svg>")
        .next()
        .unwrap();
    let place = |name: &str| {
        let before = tiles.split(&format!(">{name}</text>")).next().unwrap();
        let rect = before.rsplit("<rect").next().unwrap();
        let number = |name: &str| -> f64 {
            let text = rect
                .split(&format!(" {name}=\""))
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            text.trim_end_matches('%').parse().unwrap()
        };
        (number("x"), number("y"))
    };
    assert!(place("高青县").1 < place("沂源县").1, "north above south");
    assert!(place("周村区").0 < place("临淄区").0, "west left of east");
    assert!(place("未知").1 > place("沂源县").1, "unknown below the map");
}
