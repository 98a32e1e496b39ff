//! Texts that people write into a cell to say that they say nothing.

use super::fold::compatible;

/// Marks and words of a cell that was left empty.
const BLANK: [&str; 18] = [
    "无", "暂无", "没有", "空", "/", "//", "\\", "-", "--", "---", "_", "n/a", "#n/a", "na/",
    "null", "none", "nil", "nan",
];

/// Words that tell nothing of a fact or a text.
#[rustfmt::skip] // a table reads by rows
const UNTOLD: [&str; 30] = [
    "不详", "未知", "未填", "未填写", "未提供", "未获取", "未公开", "未披露", "若干", "其他", "其它", "其余", "同上", "同前", "略", "省略", "暂缺", "缺",
    "缺失", "暂不", "暂未", "不清楚", "无内容", "无数据", "无信息", "无简介", "尚无", "unknown", "other", "xxx",
];

/// Words that leave a fact open: there is no day, no sum and no choice, or none yet.
#[rustfmt::skip] // a table reads by rows
const OPEN: [&str; 41] = [
    "面议", "待定", "待议", "另议", "详谈", "详议", "再议", "电议", "面谈", "不限", "无限制", "均可", "未定", "协商", "双方协商", "协商确定",
    "根据实际情况", "视情况而定", "长期", "长期有效", "按需", "暂未确定", "暂不确定", "不确定", "不适用", "不涉及", "无要求", "无特殊要求", "没有要求",
    "常年", "常年受理", "常年有效", "长期受理", "随时", "随时受理", "永久", "永久有效",
    "tbd", "tbc", "pending", "nothing",
];

/// Beginnings of a text that sends the reader elsewhere, and the places that it may name.
const SENT_FROM: [&str; 12] = [
    "详见",
    "详情见",
    "详细见",
    "具体见",
    "请见",
    "参见",
    "请参见",
    "见",
    "另附",
    "附",
    "如",
    "可见",
];
const SENT_TO: [&str; 16] = [
    "附件",
    "附表",
    "附后",
    "附录",
    "附图",
    "简历",
    "个人简历",
    "官网",
    "网站",
    "主页",
    "个人主页",
    "正文",
    "申报书",
    "word",
    "pdf",
    "文档",
];

/// Beginnings and ends of a promise to fill the text in later.
const LATER: [&str; 3] = ["待", "后续", "稍后"];
const FILLED: [&str; 9] = [
    "补充", "补", "完善", "填", "填写", "提供", "更新", "确认", "确定",
];

/// Longest text, in bytes, that can be a placeholder.
const LONGEST: usize = 48;

/// `text` in one width and case, with one kind of dash, and without a stop at its end.
fn plain(text: &str) -> String {
    let one_dash = |c| match c {
        '—' | '–' | '－' | '―' | '─' => '-',
        c => c,
    };
    let folded: String = compatible(text)
        .flat_map(char::to_lowercase)
        .map(one_dash)
        .collect();
    let ends = |c: char| matches!(c, '。' | '.' | ';' | '；' | '!' | '…') || c.is_whitespace();
    folded.trim_matches(ends).to_owned()
}

/// Whether `text` is an empty cell, or a mark or word for one: `无`, `/`, `——`, `N/A`.
pub(crate) fn is_blank(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let plain = plain(text);
    plain.is_empty() || BLANK.contains(&plain.as_str())
}

/// Whether the whole of `text` says nothing: a blank, a word that leaves the matter open (`其他`, `不详`, `待补充`),
/// or a pointer to another document (`详见附件`, `见简历`).
pub(crate) fn says_nothing(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let plain = plain(text);
    let inner = unbracketed(&plain);
    inner.is_empty()
        || BLANK.contains(&inner)
        || UNTOLD.contains(&inner)
        || OPEN.contains(&inner)
        || is_between(inner, &LATER, &FILLED)
        || is_pointer(inner)
}

/// Whether the whole of `text` states that a fact is open (`面议`, `长期`, `不限`), where other words that say nothing
/// (`不详`, `同上`, `详见附件`) tell nothing of it.
pub(crate) fn leaves_open(text: &str) -> bool {
    text.len() <= LONGEST && OPEN.contains(&unbracketed(&plain(text)))
}

fn unbracketed(plain: &str) -> &str {
    plain
        .trim_start_matches(['(', '（', '[', '【', '"', '“'])
        .trim_end_matches([')', '）', ']', '】', '"', '”'])
}

/// Whether `text` is one of `starts` followed by one of `ends`.
fn is_between(text: &str, starts: &[&str], ends: &[&str]) -> bool {
    let mut rests = starts.iter().filter_map(|start| text.strip_prefix(start));
    rests.any(|rest| ends.contains(&rest))
}

/// Whether `text` sends the reader to another document, perhaps to one of a number (`见附件2`).
fn is_pointer(text: &str) -> bool {
    let numbered = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '-' | '一' | '二' | '三' | '四' | '五')
            || c.is_whitespace()
    };
    let text = text.trim_end_matches(numbered);
    SENT_TO.contains(&text) && text.starts_with('附') || is_between(text, &SENT_FROM, &SENT_TO)
}

#[cfg(test)]
mod tests {
    use super::{is_blank, leaves_open, says_nothing};

    #[test]
    fn marks_of_an_empty_cell_are_blank_and_words_are_not() {
        for text in [
            "",
            "无",
            "暂无。",
            "/",
            "——",
            "－",
            "N/A",
            "Ｎ/Ａ",
            "NULL",
            "—",
            "None",
            "---",
        ] {
            assert!(is_blank(text) && says_nothing(text), "{text:?}");
        }
        for text in ["无醛胶黏剂", "Na", "0", "否", "无人机", "其他"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn open_words_and_pointers_say_nothing() {
        for text in [
            "其他",
            "未提供",
            "不详。",
            "TBD",
            "待完善",
            "后续补充",
            "（待补充）",
            "详见附件2",
            "请参见个人主页",
            "附件一",
            "见申报书",
            "同上",
            "长期有效。",
        ] {
            assert!(says_nothing(text), "{text:?}");
        }
    }

    #[test]
    fn a_fact_is_open_by_words_that_state_it() {
        for text in ["长期", "长期有效。", "（面议）", "不限", "待定", "TBD"] {
            assert!(leaves_open(text) && says_nothing(text), "{text:?}");
        }
        for text in ["", "无", "不详", "同上", "详见附件", "略", "长期合作"] {
            assert!(!leaves_open(text), "{text:?}");
        }
    }

    #[test]
    fn a_text_that_says_more_is_kept() {
        for text in [
            "其他可联系技术部",
            "见光分解材料",
            "附着力提升",
            "不限行业",
            "如何降低能耗",
            "待机功耗",
            "详见附件，另需赤泥脱碱",
            "保密通信",
            "长期合作",
            "一",
            "缺陷检测",
        ] {
            assert!(!says_nothing(text), "{text:?}");
        }
    }
}
