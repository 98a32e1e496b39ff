//! The languages of answers and explanations.

use super::spelled::spelled;

spelled! {
    /// The language of sentences and timetables. Input takes `zh`, `en` and the names below.
    pub enum Language as "language" {
        /// Simplified Chinese; money in 元, 万元 and 亿元.
        Chinese = "zh" | "中文" | "汉语" | "chinese" | "zh-cn",
        /// English; money in CNY.
        English = "en" | "英文" | "英语" | "english",
    }
}
