//! What a need says that it does not want: 不含甲醛, 暂不需要商标, 商标除外, 非聚氨酯体系.
//!
//! A bag of words takes 非聚氨酯 for a wish for 聚氨酯, and lists first who offers just that. The words behind a cue are
//! left out of the query, up to the end of the clause or the 的 that leads to the noun. Only cues whose object is a thing
//! are taken: 无需拆卸即可检测 and 不产生废水 say how something is done, and the words behind them help to find it. 除……外
//! is none, since it mostly means "beside". After words that may say either (不做, 禁止, without) the object decides.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::class::is_han;
use super::dictionary::Dictionary;

/// Cues before what is not wanted.
const BEFORE: &[&str] = &[
    "不包括",
    "不包含",
    "不含",
    "暂不需要",
    "暂不考虑",
    "不考虑",
    "不接受",
    "excluding ",
    "not including ",
    "no need for ",
];
/// Cues that are none if what follows says how something is done: 不做返工即可, without loss of strength.
const BEFORE_SOME: &[(&str, ObjectTest)] = &[
    ("不做", ObjectTest::Long),
    ("不进行", ObjectTest::Long),
    ("不要", ObjectTest::Thing),
    ("不使用", ObjectTest::Thing),
    ("不采用", ObjectTest::Thing),
    ("禁止", ObjectTest::Activity),
    ("无需", ObjectTest::Activity),
    ("without ", ObjectTest::English),
];
/// The cue behind it.
const BEHIND: &str = "除外";
/// Words with which 非 makes a name of a kind: 非开挖, 非接触. What they stand for is wanted.
#[rustfmt::skip] // a table reads by rows
const KINDS: &[&str] = &[
    "开挖", "道路", "织造", "破坏", "侵入", "线性", "球面", "接触", "金属", "结构", "结构化", "传统", "标准", "平衡", "对称", "晶", "标", "粮",
];
/// Most characters from 非 to the 的 that its words end at.
const REACH: usize = 8;

/// All cues, so that a text without any, as most are, is read once.
static CUES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let some = BEFORE_SOME.iter().map(|(cue, _)| *cue);
    let cues = BEFORE.iter().copied().chain(some).chain([BEHIND, "非"]);
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(cues);
    automaton.expect("two dozen words are no large automaton")
});

/// `text` with a comma in place of each part that names what is not wanted, and these parts in order. O(length).
pub(crate) fn without_excluded(text: &str) -> (Cow<'_, str>, Vec<&str>) {
    if !CUES.is_match(text) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let (mut left, mut parts) = (String::with_capacity(text.len()), Vec::new());
    let mut from = 0;
    for range in excluded(text) {
        left.push_str(&text[from..range.start]);
        // A comma, so that the words before and behind make no pair.
        left.push('，');
        from = range.end;
        parts.push(text[range].trim());
    }
    left.push_str(&text[from..]);
    (Cow::Owned(left), parts)
}

/// The parts of `text` that name what is not wanted: byte ranges, ascending, without overlaps.
fn excluded(text: &str) -> Vec<Range<usize>> {
    let clauses = clauses(text).into_iter();
    clauses
        .filter_map(|clause| of_clause(text, clause))
        .collect()
}

/// The clauses of `text`, without the marks that end them: byte ranges in order. O(length).
pub(super) fn clauses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        if ends_clause(c, next) {
            found.push(start..at);
            start = at + c.len_utf8();
        }
    }
    found.push(start..text.len());
    found
}

/// Whether a clause ends at `c`, which `next` follows. A list (甲、乙) is one clause, and so is 2.5.
fn ends_clause(c: char, next: Option<char>) -> bool {
    "，。；！？,;!?\n\r（）()：\"“”".contains(c)
        || matches!(c, '.' | ':') && next.is_none_or(char::is_whitespace)
}

fn of_clause(text: &str, clause: Range<usize>) -> Option<Range<usize>> {
    let said = &text[clause.clone()];
    let lower = said.to_ascii_lowercase();
    if let Some(at) = lower.find(BEHIND).filter(|at| *at > 0) {
        return Some(clause.start..clause.start + at);
    }
    let cue = |cue: &&str| lower.find(*cue).map(|at| at + cue.len());
    let of_cue = BEFORE.iter().filter_map(cue).min();
    if of_cue.is_none()
        && let Some(object) = object_of(said, &lower)
    {
        return Some(clause.start + object.start..clause.start + object.end);
    }
    let from = of_cue.or_else(|| behind_not(said))?;
    let rest = &said[from..];
    // The noun behind 的 is wanted, and so is what 但 adds: 不含氟的泡沫, 不含氟但耐高温.
    let length = rest.find(['的', '但']).unwrap_or(rest.len());
    let length = match of_cue {
        Some(_) => length,
        None => length.min(kind_length(rest)?),
    };
    (length > 0).then(|| clause.start + from..clause.start + from + length)
}

/// What the object of a cue that may say how something is done has to be, to be a thing that is not wanted.
#[derive(Clone, Copy, Debug)]
enum ObjectTest {
    /// Any noun.
    Thing,
    /// A noun of three characters at least: 动物实验, and not 返工.
    Long,
    /// An activity that is bought, or what is used or added: 禁止添加甲醛, 无需动物实验, and not 无需拆卸.
    Activity,
    /// A short phrase of English that names something.
    English,
}

/// Verbs between a cue and its object: 不进行 … , 禁止使用 ….
#[rustfmt::skip] // a table reads by rows
const USES: &[&str] = &[
    "使用", "采用", "添加", "加入", "掺入", "进行", "开展", "做",
];
/// Activities that are bought from others.
#[rustfmt::skip] // a table reads by rows
const ACTIVITIES: &[&str] = &[
    "实验", "试验", "测试", "检测", "检验", "评价", "评估", "认证", "申报", "培训", "代理", "贷款", "担保", "抵押",
    "融资",
];
/// Words behind an object with which it says how something is done.
#[rustfmt::skip] // a table reads by rows
const MANNERS: &[&str] = &[
    "即", "就", "便可", "便能", "也能", "也可", "亦可", "仍", "而", "情况", "前提", "条件下", "基础上", "同时", "时",
];
/// Beginnings of what is no noun: 不要求, 不要超过80℃.
#[rustfmt::skip] // a table reads by rows
const NO_NOUNS: &[char] = &[
    '求', '紧', '超', '低', '高', '过', '太', '再', '让', '把', '将', '被', '出', '产', '有', '影', '改', '破', '降',
    '提', '增', '减', '损', '少', '多', '大', '小', '只', '仅', '轻', '随', '因', '是', '在', '对', '与', '和', '到',
    '了', '得',
];
/// Most characters of an object; a longer one is a sentence.
const LONGEST: usize = 12;
/// Most words of an English object.
const MOST_WORDS: usize = 4;
/// Words that end an English object.
#[rustfmt::skip] // a table reads by rows
const BORDERS: &[&str] = &[
    "for", "in", "on", "at", "to", "from", "by", "with", "that", "which", "when", "while", "and", "but", "as",
    "during", "under", "is", "are", "so", "if", "because", "after", "before", "into", "than",
];
/// Words before an English object that name nothing.
#[rustfmt::skip] // a table reads by rows
const ARTICLES: &[&str] = &[
    "any", "the", "a", "an", "use", "of", "using", "adding", "added",
];
/// English words that say how something is done or how good it is, wherever they stand in the object.
#[rustfmt::skip] // a table reads by rows
const QUALITIES: &[&str] = &[
    "loss", "losses", "losing", "damage", "damages", "damaging", "failure", "failures", "interruption",
    "intervention", "contact", "disassembly", "dismantling", "rework", "delay", "delays", "difficulty", "limit",
    "limits", "limitation", "limitations", "change", "changes", "changing", "reduction", "reducing", "degradation",
    "sacrifice", "sacrificing", "compromise", "compromising", "error", "errors", "need", "needing", "stopping",
    "stop", "supervision", "further", "additional", "extra", "crack", "cracks", "cracking", "defect", "defects",
    "deformation", "distortion", "residue", "residues", "pollution", "waste", "wastewater", "emission", "emissions",
    "leakage", "leaks", "noise", "shrinkage", "warping", "downtime", "shutdown", "interference", "effect", "effects",
    "risk", "risks", "affecting", "requiring", "having", "being", "increasing", "increase", "lowering", "causing",
    "removing", "opening", "touching", "drift", "fading", "aging", "ageing", "maintenance", "calibration",
];

/// What a cue of [`BEFORE_SOME`] excludes in a clause; `lower` is the clause in lower case.
fn object_of(said: &str, lower: &str) -> Option<Range<usize>> {
    BEFORE_SOME.iter().find_map(|&(cue, test)| {
        let at = lower.find(cue)?;
        let from = at + cue.len();
        let is_word = !said[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let object = match test {
            ObjectTest::English => is_word.then(|| english(&lower[from..])).flatten()?,
            ObjectTest::Thing | ObjectTest::Long | ObjectTest::Activity => {
                chinese(&said[from..], test)?
            }
        };
        Some(from + object.start..from + object.end)
    })
}

/// The Chinese noun at the beginning of `rest`, if it passes the test.
fn chinese(rest: &str, test: ObjectTest) -> Option<Range<usize>> {
    let end = rest.find(['的', '但', '而']).unwrap_or(rest.len());
    // 在不进行拆卸的情况下: the whole clause is a manner.
    let behind = rest[end..].trim_start_matches('的');
    let is_manner = rest.trim_end().ends_with('时')
        || MANNERS
            .iter()
            .any(|manner| rest[..end].contains(manner) || behind.starts_with(manner));
    let mut start = rest.len() - rest.trim_start().len();
    let mut is_used = false;
    while let Some(verb) = USES
        .iter()
        .find(|verb| rest[start..end].starts_with(**verb))
    {
        start += verb.len();
        is_used = true;
    }
    let object = rest[start..end].trim_end();
    let length = object.chars().count();
    let is_noun = object.starts_with(|c: char| is_han(c) || c.is_ascii_alphabetic())
        && !object.starts_with(NO_NOUNS)
        && (2..=LONGEST).contains(&length);
    let passes = match test {
        ObjectTest::Thing => true,
        ObjectTest::Long => is_used || length > 2,
        ObjectTest::Activity => is_used || ACTIVITIES.iter().any(|noun| object.ends_with(noun)),
        ObjectTest::English => false,
    };
    (is_noun && passes && !is_manner).then_some(start..start + object.len())
}

/// The English phrase at the beginning of `rest`, in lower case, if it names something.
fn english(rest: &str) -> Option<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for piece in rest.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let here = at..at + word.len();
        at += piece.len();
        if word.is_empty() || words.is_empty() && ARTICLES.contains(&word) {
            continue;
        }
        if BORDERS.contains(&word) {
            break;
        }
        if QUALITIES.contains(&word) || !word.starts_with(char::is_alphabetic) {
            return None;
        }
        words.push(here);
    }
    let (first, last) = (words.first()?, words.last()?);
    // A first word in -ing or -ly says what is done, or how: without heating the sample.
    let said = &rest[first.clone()];
    let is_done = words.len() > 1 && (said.ends_with("ing") || said.ends_with("ly"));
    (words.len() <= MOST_WORDS && !is_done).then_some(first.start..last.end)
}

/// Where the words behind a 非 begin that belongs to no word of the dictionary.
fn behind_not(clause: &str) -> Option<usize> {
    if !clause.contains('非') {
        return None;
    }
    let pieces = Dictionary::built_in().cut(clause);
    let lone = pieces
        .iter()
        .find(|piece| &clause[piece.at.clone()] == "非")?;
    Some(lone.at.end)
}

/// Bytes of the words that a 非 before them excludes: up to a 的 nearby, else one word. `None` if it makes a name.
fn kind_length(rest: &str) -> Option<usize> {
    if !rest.starts_with(is_han) || KINDS.iter().any(|kind| rest.starts_with(kind)) {
        return None;
    }
    let near: String = rest.chars().take(REACH).collect();
    if let Some(at) = near.find('的') {
        return Some(at);
    }
    let word = Dictionary::built_in().cut(rest).first()?.at.end;
    // One character is no word that could be left out.
    (rest[..word].chars().count() > 1).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::without_excluded;

    #[test]
    fn what_is_not_wanted_is_found() {
        for (text, parts) in [
            ("寻求防水涂料，非聚氨酯体系", &["聚氨酯"][..]),
            ("寻求非机器视觉的缺陷检测方法", &["机器视觉"]),
            (
                "知识产权服务，暂不需要商标、版权登记。专利导航",
                &["商标、版权登记"],
            ),
            ("检测服务（医疗器械除外）", &["医疗器械"]),
            ("不含氟的泡沫灭火剂", &["氟"]),
            (
                "Coatings, excluding epoxy resins; primers",
                &["epoxy resins"],
            ),
            (
                "Excluding epoxy 2.5 resins. Primers for steel",
                &["epoxy 2.5 resins"],
            ),
            ("不含氟但耐高温的涂料", &["氟"]),
            ("化妆品功效评价，不做动物实验", &["动物实验"]),
            ("化妆品功效评价，不要动物实验", &["动物实验"]),
            ("化妆品功效评价，禁止动物实验", &["动物实验"]),
            ("化妆品功效评价，无需动物实验", &["动物实验"]),
            ("化妆品功效评价，不进行动物实验", &["动物实验"]),
            (
                "不做动物实验的化妆品功效评价，不含防腐剂",
                &["动物实验", "防腐剂"],
            ),
            ("板材禁止添加甲醛", &["甲醛"]),
            ("不使用抗生素的养殖方法", &["抗生素"]),
            (
                "Cosmetics efficacy evaluation without animal testing",
                &["animal testing"],
            ),
            (
                "Adhesives Without the use of Formaldehyde for plywood, dry",
                &["Formaldehyde"],
            ),
        ] {
            assert_eq!(without_excluded(text).1, parts, "{text}");
        }
        assert_eq!(
            without_excluded("防水涂料，非聚氨酯体系").0,
            "防水涂料，非，体系"
        );
    }

    #[test]
    fn names_with_a_not_and_manners_are_wanted() {
        for text in [
            "非开挖管道修复",
            "非晶合金带材",
            "非金属矿",
            "非线性控制",
            "非接触测温",
            "无需拆卸即可检测",
            "不产生废水的电镀",
            "除常规检测外还需要培训",
            "非遗",
            "非常",
            "焊接后不做返工即可使用",
            "在不进行设备拆卸的情况下检测",
            "温度不要超过80℃",
            "不要求现场安装",
            "无需人工干预",
            "电子围栏禁止人员进入",
            "无人机无缝钢管无损检测",
            "不锈钢、免维护、无铅焊料",
            "thinner plates without loss of strength",
            "inspection without stopping the line",
            "drying without heating the sample",
            "works without",
            "withoutanimal testing",
            "",
            "非",
        ] {
            let (left, parts) = without_excluded(text);
            assert!(left == text && parts.is_empty(), "{text}");
        }
    }
}
