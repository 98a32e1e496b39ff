//! Files as they should not be.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::{
    Intake, Severity, Source, Taxonomies, all_are_complete, errors, needs, profiles, try_needs,
    try_profiles, warnings,
};
use crate::error::{Error, Wording};

#[test]
fn an_empty_file_is_refused_and_headings_alone_are_told() {
    for (name, bytes) in [
        ("a.csv", ""),
        ("a.jsonl", ""),
        ("a.csv", "\n \r\n"),
        ("a.jsonl", "\n\n"),
        ("a", ""),
    ] {
        let error = try_needs(name, bytes).unwrap_err();
        assert!(
            error.is_invalid_input() && error.to_string().starts_with(name),
            "{error}"
        );
    }
    let (needs, report) = needs("a.csv", "编号,需求名称\n");
    assert!(needs.is_empty() && report.is_clean());
    assert_eq!(report.of(Severity::Notice).next().unwrap().field, "rows");
}

#[test]
fn headings_that_mean_nothing_are_refused_with_the_ones_that_do() {
    let message = try_needs("a.csv", "甲,乙\n1,2\n").unwrap_err().to_string();
    assert!(
        message.contains("甲, 乙") && message.contains("需求名称"),
        "{message}"
    );
    assert!(
        try_needs("a.csv", "只有一段话。")
            .unwrap_err()
            .is_invalid_input()
    );
}

#[test]
fn formats_that_are_not_read_say_what_to_do() {
    for (name, bytes) in [
        ("a.pdf", b"%PDF-1.4".as_slice()),
        ("a.xls", b"\xD0\xCF\x11\xE0...."),
        ("a.xlsx", b"<html>"),
        ("a", b"\x7FELF\0\0"),
    ] {
        let error = try_needs(name, bytes).unwrap_err();
        assert!(
            error.is_invalid_input()
                && error.to_string().contains("csv")
                    | error.to_string().contains("CSV")
                    | error.to_string().contains(".xlsx"),
            "{error}"
        );
    }
}

#[test]
fn a_cell_that_is_not_understood_is_named_and_costs_no_row() {
    let survey = "\
编号,需求名称,预算,截止日期,所在地区,技术成熟度,需求类型\n\
n1,好,50,2024-06-27,淄博,6,research\n\
n2,日期,50,2月30日,淄博,6,research\n\
n3,预算,-5,2024-06-27,淄博,6,research\n\
n4,预算,NaN,2024-06-27,淄博,6,research\n\
n5,预算,100-50,2024-06-27,淄博,6,research\n\
n6,地区,50,2024-06-27,火星市,6,research\n\
n7,成熟度,50,2024-06-27,淄博,10,research\n\
n8,类型,50,2024-06-27,淄博,6,玄学\n\
\"n\t9\",编号,50,2024-06-27,淄博,6,research\n\
,没有编号,50,2024-06-27,淄博,6,research\n\
n11,,50,2024-06-27,淄博,6,research\n\
n12,多处,1-2-3,2024-2-30,水星市,6,research\n\
n13,好,,,,,\n";
    let (needs, report) = needs("a.csv", survey);
    assert_eq!((report.rows, report.accepted, report.rejected), (13, 10, 3));
    assert!(all_are_complete(report.problems.iter()));
    assert_eq!(
        errors(&report),
        [
            (Some(10), Some("编号"), "n\\t9"),
            (Some(11), Some("编号"), ""),
            (Some(12), Some("需求名称"), ""),
        ]
    );
    assert_eq!(
        warnings(&report),
        [
            (Some(3), Some("截止日期"), "2月30日"),
            (Some(4), Some("预算"), "-5"),
            (Some(6), Some("预算"), "100-50"),
            (Some(7), Some("所在地区"), "火星市"),
            (Some(8), Some("技术成熟度"), "10"),
            (Some(9), Some("需求类型"), "玄学"),
            (Some(13), Some("预算"), "1-2-3"),
            (Some(13), Some("截止日期"), "2024-2-30"),
            (Some(13), Some("所在地区"), "水星市"),
        ]
    );
    let kept = |at: usize, name: &str| needs[at].attributes[name].clone();
    assert_eq!(
        kept(1, "deadline_unresolved"),
        serde_json::json!(["2月30日"])
    );
    assert_eq!(kept(5, "region_unresolved"), serde_json::json!(["火星市"]));
    assert_eq!(kept(7, "kind_unresolved"), serde_json::json!(["玄学"]));
    assert!(
        needs[1].deadline.is_none() && needs[2].budget.is_none() && needs[6].readiness.is_none()
    );
}

#[test]
fn a_rule_that_is_not_understood_is_an_error() {
    for (heading, cell) in [
        ("不接受地区", "火星市"),
        ("优先地区", "火星市"),
        ("优先类型", "玄学"),
        ("最远距离", "不太远"),
    ] {
        let (_, report) = needs("a.csv", format!("编号,需求名称,{heading}\nn1,甲,{cell}\n"));
        assert_eq!(errors(&report), [(Some(2), Some(heading), cell)]);
    }
}

#[test]
fn facts_that_contradict_each_other_are_unknown() {
    let survey = "编号,需求名称,最低预算,最高预算,发布日期,截止日期,经度\nn1,甲,90,40,2024-05-01,2024-04-01,118\n";
    let (needs, report) = needs("a.csv", survey);
    let need = &needs[0];
    assert!(need.budget.is_none() && need.deadline.is_none() && need.coordinates.is_none());
    assert!(need.published.is_some());
    assert_eq!(report.count(Severity::Warning), 3, "{report}");
}

#[test]
fn three_bad_rows_of_a_thousand_leave_997() {
    let mut survey = "编号,需求名称,不接受地区\n".to_owned();
    for row in 2..=1001 {
        let place = if [17, 500, 1001].contains(&row) {
            "火星市"
        } else {
            "淄博"
        };
        writeln!(survey, "n{row},需求{row},{place}").unwrap();
    }
    let (_, report) = needs("千行.csv", &survey);
    assert_eq!(
        (report.rows, report.accepted, report.rejected),
        (1000, 997, 3)
    );
    let at = |row| (Some(row), Some("不接受地区"), "火星市");
    assert_eq!(errors(&report), [at(17), at(500), at(1001)]);
}

#[test]
fn bad_lines_of_json_are_named_and_the_rest_goes_in() {
    let lines = "{\"id\":\"n1\",\"title\":\"甲\"}\n{\"id\":\"n2\",\n[1]\n\"x\"\n{\"id\":\"n3\",\"title\":\"乙\",\"budget\":{\"min\":1e999}}\n{\"id\":\"n4\",\"title\":\"丙\",\"budget\":{\"min\":9,\"max\":1}}\n{\"id\":\"n5\",\"title\":\"\"}\n";
    let (needs, report) = needs("a.jsonl", lines);
    assert_eq!((needs.len(), report.rows, report.rejected), (1, 7, 6));
    let rows: Vec<_> = errors(&report)
        .iter()
        .map(|(row, _, _)| row.unwrap())
        .collect();
    assert_eq!(rows, [2, 3, 4, 5, 6, 7]);
}

#[test]
fn a_million_characters_go_in_and_come_back() {
    let long = "针".repeat(1_000_000);
    let (needs, _) = needs("a.csv", format!("编号,需求名称,需求描述\nn1,甲,{long}\n"));
    assert_eq!(needs[0].description, long);
}

#[test]
fn a_text_that_is_too_long_is_one_bad_row() {
    let (_, report) = needs(
        "a.jsonl",
        format!(
            "{{\"id\":\"1\",\"title\":\"甲\",\"description\":\"{}\"}}\n{{\"id\":\"2\",\"title\":\"乙\"}}",
            "x".repeat((16 << 20) + 1)
        ),
    );
    assert_eq!((report.accepted, report.rejected), (1, 1));
}

#[test]
fn control_characters_and_emoji_survive_in_passages_and_not_in_ids() {
    let (good, _) = needs(
        "a.csv",
        "编号,需求名称,需求描述\nn😀,a\u{7}b,c\u{1}d 👨\u{200d}🔬\n",
    );
    assert_eq!(
        (
            good[0].id.as_str(),
            good[0].title.as_str(),
            good[0].description.as_str()
        ),
        ("n😀", "a b", "c\u{1}d 👨\u{200d}🔬")
    );
    let (_, report) = needs("a.csv", "编号,需求名称\n\"n\n1\",甲\n\"n\u{0}1\",甲\n");
    assert_eq!(report.rejected, 2);
}

#[test]
fn more_cells_than_headings_and_open_quotes_are_bad_rows() {
    let survey = "编号,需求名称\nn1,甲,多\nn2,乙,,\nn3,\"丙\nn4,丁\n";
    let (needs, report) = needs("a.csv", survey);
    assert_eq!(
        needs.iter().map(|n| n.id.as_str()).collect::<Vec<_>>(),
        ["n2", "n4"]
    );
    assert_eq!(
        errors(&report),
        [
            (Some(2), Some("column 3"), "多"),
            (Some(4), None, "n3,\"丙\n")
        ]
    );
}

#[test]
fn a_damaged_byte_costs_its_row() {
    let mut bytes = "编号,需求名称\nn1,甲\nn2,乙\nn3,丙丁戊己庚辛\n"
        .as_bytes()
        .to_vec();
    let at = bytes.windows(3).position(|w| w == "乙".as_bytes()).unwrap();
    bytes.remove(at);
    let (needs, report) = needs("a.csv", &bytes);
    assert_eq!((needs.len(), report.rejected), (2, 1));
    let error = report.of(Severity::Error).next().unwrap();
    assert_eq!(error.row, Some(3));
    assert!(error.repair.contains("UTF-8"));
}

#[test]
fn profiles_need_a_kind_and_a_name() {
    let error = try_profiles("a.csv", "编号,名称,单位\np1,甲,乙\np2,丙,丁\n").unwrap_err();
    assert_eq!(error.field(), Some("kind"));
    let message = error.to_string();
    assert!(
        message.contains("--kind") && message.contains("专家 expert"),
        "{message}"
    );
    let (_, report) = profiles("a.csv", "编号,姓名,单位\np1,,乙\n");
    assert_eq!(errors(&report), [(Some(2), Some("姓名"), "")]);
}

#[test]
fn progress_counts_up_and_can_cancel() {
    let survey = "编号,需求名称\n".to_owned()
        + &(0..1000)
            .map(|i| format!("n{i},需求\n"))
            .collect::<String>();
    let (taxonomies, source) = (Taxonomies::builtin(), Source::bytes("a.csv", &survey));
    let mut seen = Vec::new();
    let mut watch = |progress: crate::intake::ImportProgress| {
        seen.push((progress.rows, progress.bytes == progress.total_bytes));
        ControlFlow::Continue(())
    };
    Intake::new(&taxonomies)
        .progress(&mut watch)
        .needs(&source, &mut |_| Ok(()))
        .unwrap();
    assert_eq!(
        seen.iter().map(|(rows, _)| *rows).collect::<Vec<_>>(),
        [256, 512, 768, 1000]
    );
    assert!(seen.last().unwrap().1);
    let mut count = 0;
    let mut stop = |_| ControlFlow::Break(());
    let error = Intake::new(&taxonomies)
        .progress(&mut stop)
        .needs(&source, &mut |_| {
            count += 1;
            Ok(())
        });
    assert!(error.unwrap_err().is_cancelled() && count < 1000);
}

#[test]
fn what_the_sink_returns_ends_the_reading() {
    let taxonomies = Taxonomies::builtin();
    let source = Source::bytes("a.csv", "编号,需求名称\nn1,甲\n");
    let busy = || Error::busy(Wording::name("the library"), Wording::name("wait"));
    let error = Intake::new(&taxonomies).needs(&source, &mut |_| Err(busy()));
    assert!(error.unwrap_err().is_busy());
}

fn survey_like() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "编号",
        "需求名称",
        "姓名",
        "成果1年份",
        "预算（元）",
        "所在地区",
        "截止日期",
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\"",
        "45470",
        "-",
        "无",
        "2月30日",
        "\u{0}",
        "😀",
        "{",
        "}",
        "[",
        "]",
        ":",
        "1e999",
        "职称",
        "教授",
    ]);
    proptest::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_give_a_report_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300), name in "[a-z]{0,2}(\\.(csv|jsonl|json|xlsx|txt))?") {
        for outcome in [try_needs(&name, &bytes).map(|r| r.1), try_profiles(&name, &bytes).map(|r| r.1)] {
            match outcome {
                Ok(report) => prop_assert!(report.rejected <= report.rows),
                Err(error) => prop_assert!(error.is_invalid_input(), "{}", error),
            }
        }
    }

    #[test]
    fn anything_like_a_survey_accounts_for_every_row(text in survey_like(), name in "a\\.(csv|jsonl|json)") {
        if let Ok((needs, report)) = try_needs(&name, &text) {
            prop_assert_eq!(needs.len() as u64 + report.rejected, report.rows);
            prop_assert!(all_are_complete(report.problems.iter()));
        }
        if let Ok((_, report)) = try_profiles(&name, &text) {
            prop_assert!(report.accepted + report.rejected <= report.rows);
        }
    }
}
