//! The languages that explanations speak.

use super::voice::Voice;
use super::{chinese::Chinese, english::English};
use crate::model::spelled::spelled;

spelled! {
    /// The language of sentences. Input takes `zh`, `en` and the names below.
    pub enum Language as "language" {
        /// Simplified Chinese; money in 元, 万元 and 亿元.
        Chinese = "zh" | "中文" | "汉语" | "chinese" | "zh-cn",
        /// English; money in CNY.
        English = "en" | "英文" | "英语" | "english",
    }
}

impl Language {
    pub(super) fn voice(self) -> &'static dyn Voice {
        match self {
            Self::Chinese => &Chinese,
            Self::English => &English,
        }
    }
}
