//! Headings of columns that say from when to when a profile is open: 申报时间, 受理期限.

use super::fold::fold;

/// Headings whose cells name a first day, a last day, or both.
#[rustfmt::skip] // a table reads by rows
const HEADINGS: [&str; 22] = [
    "申报时间", "申报期限", "申报期", "申报日期", "申报时段", "申请时间", "申请期限", "受理时间", "受理期限", "受理日期", "受理时段", "征集时间",
    "征集期限", "报名时间", "有效期限", "政策有效期", "政策有效期限", "执行期限", "实施期限", "applicationperiod", "validityperiod", "periodofvalidity",
];

/// Whether cells under the heading name the days between which a profile is open.
pub(crate) fn names_period(heading: &str) -> bool {
    HEADINGS.contains(&fold(heading).as_str())
}
