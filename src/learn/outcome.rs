//! The outcomes of a match, by name.

use crate::model::spelled::spelled;

spelled! {
    /// The outcome of proposing a profile for a need.
    pub enum MatchOutcome as "outcome" {
        /// It was shown, and nothing is known to have followed.
        Shown = "shown" | "曝光" | "展示" | "推送" | "已推送" | "推荐" | "已推荐" | "未反馈" | "未联系" | "未对接" | "待对接" | "impression" | "delivered",
        /// Somebody looked at it.
        Viewed = "viewed" | "查看" | "浏览" | "点击" | "已读" | "view" | "click" | "clicked",
        /// The two sides spoke.
        Contacted = "contacted" | "对接" | "联系" | "接洽" | "洽谈" | "已对接" | "对接中" | "洽谈中" | "在谈" | "已联系" | "已洽谈"
            | "接洽中" | "已接洽" | "初步对接" | "已初步对接" | "沟通中" | "跟进中" | "推进中" | "意向" | "有意向" | "有合作意向" | "达成意向"
            | "已达成意向" | "意向合作" | "contact" | "in contact" | "in progress",
        /// They signed.
        Signed = "signed" | "签约" | "已签约" | "签订合同" | "达成合作" | "已合作" | "合作中" | "已签合同" | "成交" | "已成交" | "达成" | "已达成" | "对接成功" | "contract",
        /// The need was settled by it.
        Solved = "solved" | "解决" | "已解决" | "销号" | "已销号" | "办结" | "已办结" | "完成" | "已完成" | "已落地" | "settled" | "resolved",
        /// One side declined.
        Refused = "refused" | "拒绝" | "已拒绝" | "婉拒" | "放弃" | "不合适" | "未达成" | "未达成合作" | "未达成意向" | "无意向" | "无合作意向" | "没有意向" | "未合作" | "不合作" | "未成功"
            | "对接失败" | "失败" | "未成交" | "已放弃" | "终止" | "已终止" | "取消" | "已取消" | "declined" | "rejected",
    }
}

impl MatchOutcome {
    /// How good it says the match was: 0 shown or refused, 1 viewed, 2 contacted, 3 signed, 4 solved.
    ///
    /// Grades order pairs; a refusal is worth no more than silence, and not less, since silence may hide one.
    #[must_use]
    pub const fn grade(self) -> u32 {
        match self {
            Self::Shown | Self::Refused => 0,
            Self::Viewed => 1,
            Self::Contacted => 2,
            Self::Signed => 3,
            Self::Solved => 4,
        }
    }

    /// Whether the match succeeded: signed or solved has, refused has not; the others are still open.
    ///
    /// # Example
    /// ```
    /// use qianxian::learn::MatchOutcome;
    ///
    /// assert_eq!("签约".parse::<MatchOutcome>()?.success(), Some(true));
    /// assert_eq!(MatchOutcome::Viewed.success(), None);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub const fn success(self) -> Option<bool> {
        match self {
            Self::Signed | Self::Solved => Some(true),
            Self::Refused => Some(false),
            Self::Shown | Self::Viewed | Self::Contacted => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::MatchOutcome;

    #[test]
    fn chinese_and_english_spellings_read() {
        for (text, outcome) in [
            ("已对接", MatchOutcome::Contacted),
            ("Clicked", MatchOutcome::Viewed),
            (" 销号 ", MatchOutcome::Solved),
            ("婉拒", MatchOutcome::Refused),
            ("跟进中", MatchOutcome::Contacted),
            ("没有意向", MatchOutcome::Refused),
            ("已终止", MatchOutcome::Refused),
            ("已成交", MatchOutcome::Signed),
        ] {
            assert_eq!(text.parse::<MatchOutcome>().unwrap(), outcome);
        }
        let error = "成了".parse::<MatchOutcome>().unwrap_err();
        assert!(error.to_string().contains("solved 解决"), "{error}");
    }
}
