#![allow(clippy::unwrap_used, reason = "tests")]
use super::{DayEdge, day, open_days};
use serde_json::{Value, json};

fn read(cell: &Value, edge: DayEdge) -> Option<(String, bool)> {
    day(cell, edge).map(|read| (read.day.to_string(), read.is_plain))
}

fn last(text: &str) -> Option<String> {
    read(&json!(text), DayEdge::Last).map(|(day, _)| day)
}

#[test]
fn whole_days_and_serial_numbers_are_plain() {
    for cell in [
        json!(45_470),
        json!("45470"),
        json!("2024年6月27日"),
        json!(20_240_627),
    ] {
        let expected = ("2024-06-27".to_owned(), true);
        assert_eq!(read(&cell, DayEdge::Last), Some(expected), "{cell}");
    }
}

#[test]
fn a_deadline_is_the_last_day_of_its_span_and_a_beginning_the_first() {
    for (text, from, until) in [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025年", "2025-01-01", "2025-12-31"),
        ("2024.2", "2024-02-01", "2024-02-29"),
        ("2024年2月底", "2024-02-01", "2024-02-29"),
        ("2025年底", "2025-12-01", "2025-12-31"),
        ("2025年底前", "2025-12-01", "2025-12-31"),
        ("2025年上半年", "2025-01-01", "2025-06-30"),
        ("2025年三季度", "2025-07-01", "2025-09-30"),
        ("2025Q4", "2025-10-01", "2025-12-31"),
        ("2025-2027", "2025-01-01", "2027-12-31"),
        ("2025.3-2026.4", "2025-03-01", "2026-04-30"),
        ("2025年3月至2026年4月", "2025-03-01", "2026-04-30"),
        ("2025-03-02至2026-04-05", "2025-03-02", "2026-04-05"),
        ("2026年9月1日至10月15日", "2026-09-01", "2026-10-15"),
        ("2026年9月1日 - 10月15日", "2026-09-01", "2026-10-15"),
        ("2026年9月1日-15日", "2026-09-01", "2026-09-15"),
        ("2026.9.1-10.15", "2026-09-01", "2026-10-15"),
        ("2026年9-10月", "2026-09-01", "2026-10-31"),
        (
            "2026年9月1日9:00至10月15日17:00",
            "2026-09-01",
            "2026-10-15",
        ),
        ("2026年11月1日至次年1月15日", "2026-11-01", "2027-01-15"),
        ("2026年10月上旬", "2026-10-01", "2026-10-10"),
        ("2026年2月下旬", "2026-02-21", "2026-02-28"),
        ("26年10月", "2026-10-01", "2026-10-31"),
        ("2026年内", "2026-01-01", "2026-12-31"),
        (
            "自2026年9月1日起至2026年10月15日止",
            "2026-09-01",
            "2026-10-15",
        ),
        (
            "2026-09-01 09:00 至 2026-10-15 17:00",
            "2026-09-01",
            "2026-10-15",
        ),
        (
            "2026/9/1 9:00 - 2026/10/15 17:00:00",
            "2026-09-01",
            "2026-10-15",
        ),
        (
            "2026年9月1日 9时 至 10月15日 17时",
            "2026-09-01",
            "2026-10-15",
        ),
    ] {
        let first = read(&json!(text), DayEdge::First);
        assert_eq!(first, Some((from.to_owned(), false)), "{text}");
        assert_eq!(last(text).as_deref(), Some(until), "{text}");
    }
}

#[test]
fn words_around_a_day_say_which_end_it_is() {
    for text in [
        "截至2026年10月15日",
        "截止2026年10月15日",
        "2026年10月15日截止",
        "即日起至2026年10月15日",
        "2026年10月15日17:00前",
        "2026年10月15日24时",
        "2026年10月15日（周四）",
        "2026年10月15日（星期四）17:00",
        "2026年10月15日之前",
        "2026-10-15前完成",
        "二〇二六年十月十五日",
        "26年10月15日",
    ] {
        assert_eq!(last(text).as_deref(), Some("2026-10-15"), "{text}");
    }
    let first = |text: &str| read(&json!(text), DayEdge::First).map(|(day, _)| day);
    assert_eq!(first("自2026年9月1日起").as_deref(), Some("2026-09-01"));
    assert_eq!(last("自2026年9月1日起"), None);
    assert_eq!(first("即日起至2026年10月15日"), None);
}

#[test]
fn a_period_that_is_written_out_needs_no_remark() {
    for (text, is_plain) in [
        ("2026-09-01至2026-10-15", true),
        ("2026-09-01 到 2026-10-15", true),
        ("2026.9.1-2026.10.15", true),
        ("自2026年9月1日起至2026年10月15日止", true),
        ("2026-09-01 09:00 - 2026-10-15 17:00", true),
        ("2026年9月1日至10月15日", false),
        ("2026年9月至2026年10月", false),
    ] {
        let days = open_days(&json!(text)).unwrap();
        assert_eq!(days.is_plain, is_plain, "{text}");
        assert!(days.from.is_some() && days.until.is_some(), "{text}");
    }
}

#[test]
fn a_long_text_is_no_span() {
    let text = "2026-".repeat(10_000);
    assert_eq!(open_days(&json!(text)), None);
    assert_eq!(last(&text), None);
}

#[test]
fn other_orders_are_read_if_only_one_reading_is_a_day() {
    assert_eq!(last("25-11-30").as_deref(), Some("2025-11-30"));
    assert_eq!(last("11/30/2025").as_deref(), Some("2025-11-30"));
    assert_eq!(last("30.11.2025").as_deref(), Some("2025-11-30"));
    assert_eq!(last("Nov 30, 2025").as_deref(), Some("2025-11-30"));
    assert_eq!(last("30 November 2025").as_deref(), Some("2025-11-30"));
    assert_eq!(last("7/7/2025").as_deref(), Some("2025-07-07"));
    assert_eq!(last("3/4/2025"), None);
}

#[test]
fn days_that_cannot_be_are_none() {
    for text in [
        "2月30日",
        "2025-13",
        "2025-02-30",
        "年底前",
        "soon",
        "2027-2025",
        "13/13/2025",
        "10月15日",
        "明年6月",
        "3个月内",
        "10年",
        "2026年11月1日至1月15日",
        "2026-09-01 或 2026-10-01",
        "内",
        "50",
        "",
    ] {
        assert_eq!(last(text), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn the_first_day_of_a_span_is_not_after_its_last(text in "[0-9]{4}[年./-]?[0-9]{0,2}[月底]{0,2}[至-]?[0-9]{0,4}") {
        let cell = json!(text);
        if let (Some(first), Some(last)) = (day(&cell, DayEdge::First), day(&cell, DayEdge::Last)) {
            proptest::prop_assert!(first.day <= last.day);
        }
    }
}
