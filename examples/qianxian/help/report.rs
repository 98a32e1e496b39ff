//! Options of `qianxian report` in Chinese.

/// (command, name of the argument, text).
pub(super) const REPORT: &[(&str, &str, &str)] = &[
    (
        "report",
        "region",
        "需求所在的地区，写路径或名称（默认：全部地区）",
    ),
    ("report", "from", "时段的第一天（默认：1月1日）"),
    ("report", "until", "时段的最后一天（默认：今天）"),
    ("report", "compare_from", "对比时段的第一天"),
    ("report", "compare_until", "对比时段的最后一天"),
    ("report", "targets", "目标（CSV：指标、目标，另可有地区）"),
    (
        "report",
        "output",
        "写到何处：网页（.html）、工作簿（.xlsx）或 JSON（.json）；可重复",
    ),
    (
        "report",
        "rows",
        "供阅读的表最多列几行；数字背后的记录表总是完整的",
    ),
    ("report", "json", "以 JSON 输出报告"),
];
