//! The role of a figure in a need: a demand, or background on the firm, its market and the present state.
//!
//! Cues decide, the nearest first: those of the figure's own clause, then those of the clauses before it in the
//! sentence. A figure behind no cue is a demand, since many needs are bare lists of figures.

use std::ops::Range;

/// Words that say how things are, were, or are elsewhere.
const STATE: &[&str] = &[
    "目前",
    "现有",
    "当前",
    "现在",
    "现状",
    "现用",
    "现为",
    "原有",
    "原来",
    "原先",
    "去年",
    "以往",
    "过去",
    "传统",
    "常规",
    "一般在",
    "一般为",
    "普遍",
    "通常",
    "市场",
    "我国",
    "国内",
    "全国",
    "全球",
    "世界",
    "国外",
    "全市",
    "全省",
    "我市",
    "我省",
    "我县",
    "我区",
    "据统计",
    "预计",
    "每年",
    "造成",
    "导致",
    "经济损失",
    "随着",
    "拥有",
    "建有",
    "累计",
    "年均",
    "同比",
    "环比",
    "近年",
    "近几年",
    "近三年",
    "近五年",
    "以来",
    "困难在于",
    "困难是",
    "难点在于",
    "难点是",
    "问题是",
    "同类产品",
    "同行业",
    "行业平均",
    "依赖进口",
    "建成后",
    "current",
    "currently",
    "now",
    "at present",
    "present",
    "costs us",
    "cost us",
    "existing",
    "only",
    "still",
    "today",
    "last year",
    "founded",
    "employ",
    "employs",
    "employees",
    "market",
    "turnover",
    "revenue",
    "today's",
];

/// Words that say so of their own clause alone: 建设年产 5000 吨的装置，成本低于 3 万元 states an aim.
const STATE_OF_CLAUSE: &[&str] = &[
    "年产", "占", "仅", "只有", "只能", "不足", "不到", "高达", "已", "仍", "现已",
];

/// Words that say how things should be.
const AIM: &[&str] = &[
    "要求",
    "希望",
    "目标",
    "指标",
    "需",
    "须",
    "应",
    "满足",
    "保证",
    "确保",
    "不得",
    "期望",
    "拟",
    "力争",
    "开发",
    "研制",
    "研发",
    "攻克",
    "解决",
    "实现",
    "控制在",
    "改造后",
    "优化后",
    "改进后",
    "国产化后",
    "处理后",
    "使",
    "将",
    "把",
    "require",
    "requires",
    "required",
    "requirement",
    "requirements",
    "target",
    "targets",
    "should",
    "must",
    "shall",
    "need",
    "needs",
    "want",
    "wants",
    "aim",
    "aims",
    "expect",
    "expected",
    "goal",
];

/// Bytes before a figure in which its sentence is looked for.
const REACH: usize = 600;

/// Marks that end a sentence.
const STOPS: [char; 6] = ['。', '；', ';', '\n', '！', '？'];

/// Words that begin the part of a need that asks.
const ASKS: [&str; 12] = [
    "要求", "希望", "目标", "指标", "需要", "需求", "想", "求助", "寻求", "we need", "we want",
    "required",
];

/// Cues inside longer words and phrases that are no cues: the cue, the text before it, the text behind it.
const OTHERWISE: &[(&str, &[&str], &[&str])] = &[
    (
        "应",
        &["反", "供", "效", "适", "响", "对", "相", "感", "热"],
        &["用", "力", "变", "急", "对", "答", "收", "付"],
    ),
    (
        "需",
        &["必", "供"],
        &["求增", "求量", "求旺", "求大", "求逐", "求不断"],
    ),
    ("使", &["即", "驱"], &["用", "命", "得用"]),
    ("将", &["即"], &["突破", "超过", "来", "近", "会"]),
    ("占", &[], &["空比"]),
    ("仅", &["不"], &[]),
    ("已", &["而"], &[]),
    ("市场", &["面向", "满足", "打开"], &[]),
    ("世界", &["达到", "填补"], &["领先", "先进", "一流"]),
    ("国内", &["达到", "填补"], &["领先", "先进", "一流"]),
    ("传统", &BESIDE, &[]),
    ("常规", &BESIDE, &[]),
    ("现有", &BESIDE, &["基础"]),
    ("目前", &BESIDE, &[]),
    ("当前", &BESIDE, &[]),
    ("原有", &BESIDE, &[]),
    ("原来", &BESIDE, &[]),
    ("同类产品", &BESIDE, &[]),
];

/// Words before the present state that compare an aim with it.
const BESIDE: [&str; 12] = [
    "在", "比", "较", "与", "对", "将", "把", "替代", "改造", "同", "由", "从",
];

/// What firms and markets are measured by; nobody who meets a need could meet it.
const BACKGROUND: &[&str] = &[
    "产值",
    "销售额",
    "销售收入",
    "销售量",
    "营收",
    "营业收入",
    "利润",
    "利税",
    "税收",
    "纳税",
    "注册资本",
    "注册资金",
    "总资产",
    "固定资产",
    "占地",
    "建筑面积",
    "厂房面积",
    "员工",
    "职工",
    "从业人员",
    "市场规模",
    "市场份额",
    "市场占有率",
    "市占率",
    "占有率",
    "出口额",
    "进口量",
    "进口额",
    "总投资",
    "投资额",
    "拟投资",
    "计划投资",
    "已投资",
    "公司投资",
    "项目投资",
    "增长率",
    "年增长",
    "年增速",
    "人口",
    "财政",
    "自给率",
    "对外依存度",
    "总产量",
    "带动就业",
    "创汇",
    "国内生产总值",
    "历史",
    "年以来",
    "employees",
    "turnover",
    "revenue",
    "annual sales",
];

/// What follows the figure of a share of a market or of firms.
const SHARES: &[&str] = &[
    "依赖",
    "来自",
    "源于",
    "市场",
    "的市场",
    "份额",
    "的份额",
    "被",
    "的企业",
    "的产品依",
    "的用户",
    "的客户",
    "的核心",
    "需要进口",
    "需进口",
    "靠进口",
    "仍",
    "是进口",
    "为进口",
    "of the market",
];

/// What follows the figure of a condition: 1100 ℃ 下, 25 ℃ 时.
const CONDITIONS: &[&str] = &[
    "下",
    "时",
    "条件",
    "工况",
    "环境",
    "的条件",
    "的工况",
    "的环境",
    "情况下",
    "范围内",
    "内连续",
    "下的",
];

/// Words that begin like one of [`CONDITIONS`] and are none.
const NO_CONDITIONS: &[&str] = &["下降", "下限", "时间", "时长", "时效", "环境友好", "下游"];

/// Comparisons that only an aim is written with.
const STRICT: &[&str] = &[
    "≥",
    "≤",
    ">",
    "<",
    "＞",
    "＜",
    "≧",
    "≦",
    "不低",
    "不高",
    "不小",
    "不大",
    "不少",
    "不多",
    "不超",
    "不长",
    "不短",
    "不得",
    "至少",
    "至多",
    "以内",
    "at least",
    "at most",
    "no more",
    "no less",
    "not exceed",
    "not more",
];

/// Whether the figure at `span` of a text in lower case is no demand: background, a condition, or of the present
/// state; `description` is [`description_end`] of the text. O([`REACH`]).
pub(super) fn is_background(lower: &str, span: &Range<usize>, description: usize) -> bool {
    let after = lower[span.end..].trim_start_matches(' ');
    let begins = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    if begins(SHARES) || (begins(CONDITIONS) && !begins(NO_CONDITIONS)) {
        return true;
    }
    let sentence = &lower[sentence_start(&lower[..span.start])..span.start];
    let clause_at = sentence
        .rfind(['，', ',', '：', ':'])
        .map_or(0, |at| at + 1);
    let clause_at = (clause_at..).find(|&at| sentence.is_char_boundary(at));
    let (earlier, clause) = sentence.split_at(clause_at.unwrap_or(0));
    if BACKGROUND.iter().any(|word| clause.contains(word)) {
        return true;
    }
    let figure = &lower[span.clone()];
    // Raised to a figure or lowered to it is an aim, unless it has happened already.
    let happened = ["已", "已经", "曾", "现已"]
        .iter()
        .any(|word| clause.ends_with(word));
    let moves = figure.contains(['到', '至']) && !figure.contains('达') && !happened;
    let state = last(clause, STATE).max(last(clause, STATE_OF_CLAUSE));
    let own = (state, last(clause, AIM));
    if happened
        || ["不足", "不到", "高达"]
            .iter()
            .any(|word| figure.starts_with(word))
    {
        return true;
    }
    match own {
        (None, None) => {}
        _ if moves => return false,
        (state, aim) => return state > aim,
    }
    let strict = moves || STRICT.iter().any(|word| figure.contains(word));
    if strict {
        return false;
    }
    match (last(earlier, STATE), last(earlier, AIM)) {
        // Needs describe the state first; once a later sentence says that it begins to ask, this one did not.
        (None, None) => span.end <= description,
        (state, aim) => state > aim,
    }
}

/// The end of the last sentence before the first one that asks for something; 0 if none asks, or the first does.
///
/// A figure before it belongs to the description of the state, if no cue says otherwise.
pub(super) fn description_end(lower: &str) -> usize {
    let asks = ASKS.iter().filter_map(|word| lower.find(word)).min();
    asks.and_then(|at| lower[..at].rfind(STOPS)).unwrap_or(0)
}

/// Where the sentence that `before` ends in begins.
fn sentence_start(before: &str) -> usize {
    let near = before.len().saturating_sub(REACH);
    let near = (near..=before.len())
        .find(|&at| before.is_char_boundary(at))
        .unwrap_or(0);
    let full = before[near..].rfind(STOPS);
    let latin = before[near..].rfind(". ");
    let start = full.max(latin).map_or(near, |at| near + at + 1);
    (start..=before.len())
        .find(|&at| before.is_char_boundary(at))
        .unwrap_or(0)
}

/// Place of the last of the `words` that is a cue in `text`.
fn last(text: &str, words: &[&str]) -> Option<usize> {
    let found = words.iter().filter_map(|word| {
        let mut places = text.rmatch_indices(word);
        places
            .find(|(at, _)| is_cue(text, *at, word))
            .map(|(at, _)| at)
    });
    found.max()
}

/// Whether `word` at `at` is a word of its own, and no part of one of [`OTHERWISE`].
fn is_cue(text: &str, at: usize, word: &str) -> bool {
    let (before, after) = (&text[..at], &text[at + word.len()..]);
    if word.is_ascii() {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        return !letter(before.chars().next_back()) && !letter(after.chars().next());
    }
    let row = OTHERWISE.iter().find(|(cue, ..)| *cue == word);
    row.is_none_or(|(_, earlier, later)| {
        !earlier.iter().any(|w| before.ends_with(w)) && !later.iter().any(|w| after.starts_with(w))
    })
}
