//! The outcomes of a match, by name.

use crate::model::spelled::spelled;

spelled! {
    /// The outcome of proposing a profile for a need.
    pub enum MatchOutcome as "outcome" {
        /// It was shown, and nothing is known to have followed.
        Shown = "shown" | "曝光" | "展示" | "推送" | "已推送" | "impression" | "delivered",
        /// Somebody looked at it.
        Viewed = "viewed" | "查看" | "浏览" | "点击" | "已读" | "view" | "click" | "clicked",
        /// The two sides spoke.
        Contacted = "contacted" | "对接" | "联系" | "接洽" | "洽谈" | "已对接" | "对接中" | "contact",
        /// They signed.
        Signed = "signed" | "签约" | "已签约" | "签订合同" | "达成合作" | "contract",
        /// The need was settled by it.
        Solved = "solved" | "解决" | "已解决" | "销号" | "已销号" | "办结" | "settled" | "resolved",
        /// One side declined.
        Refused = "refused" | "拒绝" | "已拒绝" | "婉拒" | "放弃" | "不合适" | "declined" | "rejected",
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
        ] {
            assert_eq!(text.parse::<MatchOutcome>().unwrap(), outcome);
        }
        let error = "成了".parse::<MatchOutcome>().unwrap_err();
        assert!(error.to_string().contains("solved 解决"), "{error}");
    }
}
