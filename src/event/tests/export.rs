//! What people get to see.

use super::super::export::{Export, Labels, Language};
use super::super::*;
use super::{plan, slots};

/// Two days, a round table, a shared table, and names that make trouble.
fn fair() -> (EventProblem, Labels) {
    let mut event = EventProblem::builder();
    event
        .slots(&slots(12, 2))
        .unwrap()
        .slots(&slots(13, 1))
        .unwrap();
    event.table("1", 2).unwrap().table("=2", 5).unwrap();
    for need in ["N1", "N2", "N3"] {
        event.need_of(need, &format!("E{need}"), 0..=3).unwrap();
    }
    event
        .profile("+P1", 0..=3)
        .unwrap()
        .profile("P2", 0..=3)
        .unwrap()
        .together("P2", 2)
        .unwrap();
    for (need, profile, value) in [("N1", "+P1", 0.9), ("N2", "P2", 0.5), ("N3", "P2", 0.7)] {
        event.value(need, profile, value).unwrap();
    }
    event
        .round_table("圆桌/材料", &["N1", "N2"], &["P2"])
        .unwrap();
    let mut labels = Labels::new();
    labels.name(Party::enterprise("EN1"), "示例新材料[集团]有限公司", "");
    labels.name(
        Party::enterprise("EN2"),
        "=HYPERLINK(\"http://example.com\")",
        "",
    );
    labels.name(Party::enterprise("EN3"), "示例新材料[集团]有限公司", "");
    labels.name(
        Party::need("N1").unwrap(),
        "油系针状焦的制备,\"第二行\"\n换行",
        "",
    );
    labels.name(Party::profile("+P1").unwrap(), "示例·王工", "示例大学");
    labels.reason("N1", "+P1", "-5℃ 针状焦");
    (event.build().unwrap(), labels)
}

#[test]
fn csv_shows_chinese_holds_no_formula_and_reads_back() {
    let (event, labels) = fair();
    let plan = plan(&event);
    assert!(plan.meetings().len() >= 4);
    for language in [Language::Chinese, Language::English] {
        let mut file = Vec::new();
        let export = Export::new(&event, &plan, &labels).language(language);
        export.csv(&mut file).unwrap();
        assert_eq!(file[..3], [0xEF, 0xBB, 0xBF], "the mark of UTF-8");
        let text = String::from_utf8(file.clone()).unwrap();
        let mut lines = csv::Reader::from_reader(&file[3..]);
        for line in lines.records() {
            for field in &line.unwrap() {
                assert!(!field.starts_with(['=', '+', '-', '@']), "{field}");
            }
        }
        let head = if language == Language::Chinese {
            "日期,时间,桌号,"
        } else {
            "Date,Time,Table,"
        };
        assert!(text.trim_start_matches('\u{feff}').starts_with(head));
        assert!(text.contains("'=HYPERLINK") && text.contains("'-5℃"));
        assert_eq!(
            Export::read_csv(&event, text.as_bytes()).unwrap(),
            plan.meetings()
        );
    }
}

#[test]
fn csv_that_cannot_be_read_is_told_with_its_line() {
    let (event, _) = fair();
    let read = |text: &str| Export::read_csv(&event, text.as_bytes()).unwrap_err();
    assert_eq!(read("日期,时间\n").field(), Some("heading"));
    let error = read("日期,时间,桌号,需求编号,专家编号\n2026-05-12,9-10,1,N1,P2\n");
    assert!(
        error.is_invalid_input() && error.to_string().starts_with("line 2: "),
        "{error}"
    );
    assert!(
        Export::read_csv(&event, "Date,Time,Table,Need id,Profile id\n".as_bytes())
            .unwrap()
            .is_empty()
    );
}

#[cfg(feature = "xlsx")]
mod workbook {
    use std::io::Cursor;

    use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};

    use super::*;

    fn written(event: &EventProblem, labels: &Labels, language: Language) -> Vec<u8> {
        let plan = plan(event);
        let mut file = Vec::new();
        let export = Export::new(event, &plan, labels).language(language);
        export.xlsx(&mut file).unwrap();
        file
    }

    #[test]
    fn a_workbook_reads_back_as_planned() {
        let (event, labels) = fair();
        let plan = plan(&event);
        let file = written(&event, &labels, Language::Chinese);
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(file)).unwrap();
        let names = book.sheet_names();
        assert_eq!(names[..3], ["总览", "2026-05-12", "2026-05-13"]);
        assert_eq!(
            names[3..],
            [
                "示例新材料_集团_有限公司",
                "=HYPERLINK(\"http___example.com\"",
                "示例新材料_集团_有限公司~2",
                "示例·王工",
                "P2"
            ]
            .map(|n| n.chars().take(31).collect::<String>())
        );
        let day = book.worksheet_range("2026-05-12").unwrap();
        let text = |row: usize, column: usize| day[(row, column)].as_string().unwrap_or_default();
        assert_eq!(text(0, 0), "对接会日程 2026-05-12");
        assert_eq!(
            [text(1, 0), text(1, 1), text(1, 2)],
            ["时间", "桌号 1", "桌号 =2"]
        );
        assert_eq!([text(2, 0), text(3, 0)], ["09:00-09:30", "09:30-10:00"]);
        let cells: Vec<String> = (2..4)
            .flat_map(|r| (1..3).map(move |c| text(r, c)))
            .collect();
        let met = plan
            .meetings()
            .iter()
            .filter(|m| m.slot.day() == slots(12, 1)[0].day());
        let tables: std::collections::BTreeSet<_> = met.map(|m| (m.slot, &m.table)).collect();
        assert_eq!(cells.iter().filter(|c| !c.is_empty()).count(), tables.len());
        let sheets = ["总览", "2026-05-12", "2026-05-13", "示例·王工", "P2"];
        for sheet in sheets {
            assert!(
                book.worksheet_formula(sheet).unwrap().is_empty(),
                "{sheet}: text is text"
            );
        }
        let wang = book.worksheet_range("示例·王工").unwrap();
        assert_eq!(wang[(0, 0)], Data::String("示例·王工 · 示例大学".into()));
        assert_eq!(
            wang[(2, 3)],
            Data::String("示例新材料[集团]有限公司".into())
        );
        assert_eq!(wang[(2, 6)], Data::String("-5℃ 针状焦".into()));
        assert_eq!(wang[(2, 7)], Data::Float(0.9));
        // The round table is one line, with both firms.
        let expert = book.worksheet_range("P2").unwrap();
        let rows = expert
            .rows()
            .skip(2)
            .map(|row| row[3].as_string().unwrap_or_default());
        let both: Vec<String> = rows.filter(|names| names.contains('、')).collect();
        assert_eq!(both.len(), 1, "{both:?}");
        let overview = book.worksheet_range("总览").unwrap();
        let unmet = overview.rows().skip(2).take_while(|row| !row[0].is_empty());
        assert_eq!(unmet.count(), plan.unmet().len());
    }

    #[test]
    fn the_same_plan_gives_the_same_bytes_in_either_language() {
        let (event, labels) = fair();
        let english = written(&event, &labels, Language::English);
        assert_eq!(english, written(&event, &labels, Language::English));
        let book: Xlsx<_> = open_workbook_from_rs(Cursor::new(english)).unwrap();
        assert_eq!(book.sheet_names()[0], "Overview");
    }

    #[test]
    fn an_empty_event_is_an_overview() {
        let event = EventProblem::builder().build().unwrap();
        let file = written(&event, &Labels::new(), Language::Chinese);
        let book: Xlsx<_> = open_workbook_from_rs(Cursor::new(file)).unwrap();
        assert_eq!(book.sheet_names(), ["总览"]);
    }
}
