//! Sentences of a need that introduce the firm, its market or the policy behind it.
//!
//! Such a preamble names other things than the ones that are asked for: what the firm sells, where it lies, what it was
//! awarded. Its words count in a ranking, at [`BACKGROUND_FACTOR`](super::recipe::BACKGROUND_FACTOR), since a firm's trade
//! is some sign of what it needs. Cues decide, sentence by sentence; a sentence that asks for something is none, whatever
//! else it says.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::query::{QueryAnalyzer, QueryTerm};
use super::token::TokenKind;

/// Labels of parts of a form that introduce; all of the line behind one is background.
const LABELS: &str = "企业简介 公司简介 单位简介 企业概况 公司概况 企业基本情况 公司基本情况 企业介绍 公司介绍 企业情况 \
    行业背景 市场背景 市场前景 市场分析 市场规模 市场情况 政策背景 经济效益 社会效益 预期效益 效益分析";

/// Words that introduce a firm.
const FIRM: &str = "成立于 创建于 始建于 成立以来 坐落 注册资本 注册资金 占地 建筑面积 总资产 固定资产 员工 职工 产值 销售额 销售收入 \
    营业收入 营收 利税 纳税 高新技术企业 专精特新 小巨人 瞪羚 独角兽 单项冠军 荣获 获评 被评为 被认定 认定为 荣誉 授权专利 拥有专利 \
    发明专利 实用新型 项专利 软件著作权 体系认证 远销 畅销 出口到 主要客户 客户包括 技术中心 研究中心 研发中心 工作站 经营范围 \
    主营 主要从事 主要生产 专业从事 专业生产 致力于 上市公司 挂牌 法定代表人 founded established headquartered employees \
    turnover revenue registered";

/// Words that introduce a market or a policy.
const MARKET: &str = "随着 近年来 近几年 日益 市场规模 市场容量 市场前景 市场份额 市场占有率 前景广阔 年均增长 复合增长率 据统计 \
    预计到 国家政策 产业政策 十三五 十四五 十五五 战略性新兴产业 国民经济 出台 印发 market";

/// Words with which a sentence asks, or says what is wrong: it is no background.
const ASKS: &str = "需求: 需求： 技术需求 需求为 需求是 需要 急需 亟需 亟须 希望 要求 解决 攻克 难题 难点 问题 瓶颈 痛点 卡脖子 目标 \
    指标 寻求 寻找 求购 诚征 拟 计划 想 突破 不足 难以 无法 不能 困难 缺乏 缺少 达不到 委托 合作 联合 改造 改进 优化 提高 降低 \
    need want require problem seek look target improve reduce solve must should lack how cannot";

/// What a cue says of its sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    Introduces,
    Asks,
}

/// All cues in one automaton, with what each says.
static CUES: LazyLock<(AhoCorasick, Vec<Cue>)> = LazyLock::new(|| {
    let introduces = [FIRM, MARKET].into_iter().flat_map(str::split_whitespace);
    let introduces = introduces.map(|word| (word, Cue::Introduces));
    let asks = ASKS.split_whitespace().map(|word| (word, Cue::Asks));
    let (words, cues): (Vec<&str>, Vec<Cue>) = introduces.chain(asks).unzip();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .ascii_case_insensitive(true)
        .build(words);
    (
        automaton.expect("some hundred words are no large automaton"),
        cues,
    )
});

/// The sentences of `text` that introduce a firm, a market or a policy and ask for nothing: byte ranges, ascending.
///
/// Sentences end at `。；！？`, at line ends, and at `.;!?` before white space. O(length).
///
/// # Example
/// ```
/// use qianxian::text::background;
///
/// let text = "公司成立于2003年，主营石墨电极。希望找到针状焦的制备技术。";
/// let found = background(text);
/// assert_eq!(found.len(), 1);
/// assert_eq!(&text[found[0].clone()], "公司成立于2003年，主营石墨电极。");
/// ```
#[must_use]
pub fn background(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    // Whether the line began with a label of a part that introduces.
    let mut is_labelled = false;
    let mut is_line_start = true;
    while start < text.len() {
        let end = start + sentence_end(&text[start..]);
        let sentence = &text[start..end];
        if is_line_start {
            is_labelled = is_label(sentence);
        }
        if !sentence.trim().is_empty() && (is_labelled || introduces(sentence)) {
            found.push(start..end);
        }
        is_line_start = sentence.ends_with(['\n', '\r']);
        start = end;
    }
    found
}

impl QueryAnalyzer {
    /// The terms of a part of a need, with a factor by kind on each weight.
    pub(crate) fn terms_weighing(
        &self,
        text: &str,
        factor: impl Fn(TokenKind) -> f32,
    ) -> impl Iterator<Item = QueryTerm> {
        let weigh = move |term: QueryTerm| QueryTerm {
            weight: term.weight * factor(term.kind),
            ..term
        };
        self.terms(text).into_iter().map(weigh)
    }
}

/// A description without its background, and the background: sentences joined as they follow each other.
pub(crate) fn parted(description: &str) -> (Cow<'_, str>, String) {
    let ranges = background(description);
    if ranges.is_empty() {
        return (Cow::Borrowed(description), String::new());
    }
    let mut asked = String::with_capacity(description.len());
    let mut preamble = String::new();
    let mut from = 0;
    for range in ranges {
        // A line end keeps sentences apart that were apart.
        asked.push_str(&description[from..range.start]);
        asked.push('\n');
        preamble.push_str(&description[range.clone()]);
        preamble.push('\n');
        from = range.end;
    }
    asked.push_str(&description[from..]);
    (Cow::Owned(asked), preamble)
}

/// Whether a line begins with a label, behind its number or mark: 一、企业简介：…
fn is_label(line: &str) -> bool {
    let is_number = |c: char| !c.is_alphabetic() || "一二三四五六七八九十".contains(c);
    let line = line.trim_start_matches(is_number);
    let label = LABELS
        .split_whitespace()
        .find_map(|label| line.strip_prefix(label));
    // 企业简介 is a label before a colon, a bracket, a blank or the end of its line, and a word elsewhere.
    label.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric()))
}

fn introduces(sentence: &str) -> bool {
    let (automaton, cues) = &*CUES;
    let mut introduces = false;
    for found in automaton.find_overlapping_iter(sentence) {
        let word = &sentence[found.range()];
        if word.is_ascii() && !stands_alone(sentence, &found.range()) {
            continue;
        }
        match cues[found.pattern().as_usize()] {
            Cue::Asks => return false,
            Cue::Introduces => introduces = true,
        }
    }
    introduces
}

/// Whether a Latin word begins at the start of a word: `needs` asks, `kneed` does not.
fn stands_alone(sentence: &str, range: &Range<usize>) -> bool {
    let before = sentence[..range.start].chars().next_back();
    !before.is_some_and(char::is_alphanumeric)
}

/// Bytes of the first sentence of `text`, with its end mark. O(sentence).
pub(crate) fn sentence_end(text: &str) -> usize {
    for (at, c) in text.char_indices() {
        let past = at + c.len_utf8();
        let ends = match c {
            '。' | '！' | '？' | '；' | '\n' | '\r' => true,
            // A Latin stop ends a sentence only before white space: 3.5 goes on.
            '.' | '!' | '?' | ';' => text[past..].chars().next().is_none_or(char::is_whitespace),
            _ => false,
        };
        if ends {
            return past;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::background;

    fn found(text: &str) -> Vec<&str> {
        background(text)
            .into_iter()
            .map(|range| text[range].trim())
            .collect()
    }

    #[test]
    fn firms_markets_and_policies_are_background() {
        for text in [
            "我公司成立于1998年，注册资本5000万元，现有员工320人。",
            "示例公司是国家高新技术企业，省级专精特新企业，拥有发明专利12项",
            "公司主要从事PVC管材的生产与销售，产品远销东南亚！",
            "随着新能源汽车的快速发展，锂电池市场规模已达千亿元；",
            "近年来，国家出台多项政策支持生物基材料。",
            "We were founded in 2004 and have 300 employees.",
        ] {
            assert_eq!(found(text), [text.trim()], "{text}");
        }
    }

    #[test]
    fn what_asks_is_no_background_whatever_else_it_says() {
        for text in [
            "公司主营石墨电极，急需针状焦的制备技术。",
            "随着产量增加，设备振动问题突出。",
            "现有员工操作水平不足，需要自动化产线。",
            "油系针状焦的制备与石墨化",
            "油水分离膜，通量≥100 L/(m²·h)。",
            "Our employees lack training in welding.",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn sentences_are_judged_one_by_one() {
        let text = "公司成立于2003年。产品为石墨电极。希望提高导电率；公司荣获省科技奖。";
        assert_eq!(found(text), ["公司成立于2003年。", "公司荣获省科技奖。"]);
        let ranges = background(text);
        assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn a_label_makes_its_line_background() {
        let text = "一、企业简介：本厂生产瓷砖。年产能500万平方米。\n二、技术需求：釉料发色不稳。";
        assert_eq!(
            found(text),
            ["一、企业简介：本厂生产瓷砖。", "年产能500万平方米。"]
        );
        assert_eq!(found("企业简介系统的开发"), [""; 0]);
    }
}
