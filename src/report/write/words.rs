//! The words of the writers themselves, in two languages.

use crate::words::Phrase;

pub(super) const UNKNOWN: Phrase = Phrase::new("未知", "unknown");
pub(super) const SKIP: Phrase = Phrase::new("跳到正文", "Skip to the report");
pub(super) const CONTENTS: Phrase = Phrase::new("目录", "Contents");
pub(super) const REGION: Phrase = Phrase::new("地区", "Region");
pub(super) const EVERYWHERE: Phrase = Phrase::new("全部地区", "all regions");
pub(super) const PERIOD: Phrase = Phrase::new("时段", "Period");
pub(super) const COMPARED: Phrase = Phrase::new("对比时段", "Compared with");
pub(super) const TODAY: Phrase = Phrase::new("截至", "As of");
pub(super) const UNTIL: Phrase = Phrase::new("至", "to");
pub(super) const SOURCES: Phrase = Phrase::new(
    "附录：数字背后的记录",
    "Appendix: the rows behind the figures",
);
pub(super) const SOURCES_SAID: Phrase = Phrase::new(
    "正文中带下划线的数字都由下列表格数出：点击数字，只显示它所数的行；鼠标停留或在打印件中，看表下的口径。",
    "Underlined figures are counted over the tables below: follow a figure to see the rows that it counts. The rules of \
     the columns stand under each table.",
);
pub(super) const SHARES_SAID: Phrase = Phrase::new(
    "比例后的括号内为件数和 95% 置信区间（Wilson 法）；标 * 的不足 10 件，只宜参考。“未知”表示无人填写，不按 0 计。",
    "A share stands with its counts and its 95 % interval (Wilson); one marked * is of fewer than 10 cases and says little. \
     Unknown means that nobody stated it, and never counts as 0.",
);
pub(super) const RULES: Phrase = Phrase::new("口径", "How the figures are made");
pub(super) const ALL_ROWS: Phrase = Phrase::new("全部行", "all rows");
pub(super) const NO_ROWS: Phrase = Phrase::new("没有行。", "No rows.");
pub(super) const SHOW_ALL: Phrase = Phrase::new("显示全部", "Show all");
pub(super) const BACK: Phrase = Phrase::new("返回", "Back");
/// Script: how many rows a filter shows; `#` is the number.
pub(super) const SHOWN: Phrase = Phrase::new("显示 # 行", "# rows shown");
pub(super) const NOTHING_TO_DRAW: Phrase =
    Phrase::new("没有可画的数值。", "There is nothing to draw.");
pub(super) const MADE_BY: Phrase = Phrase::new(
    "由 qianxian（牵线）生成。本文件不联网，可直接转发；同样的数据生成逐字节相同的文件。",
    "Made by qianxian. This file loads nothing and can be passed on; the same data give the same bytes.",
);
