//! Names of people in a cell as it is filled in: several of them, with titles, telephones and shares around them.

use super::fold::is_han;
use super::title::{LABELS, behind_title, is_name, without_titles};
use super::{LIST_SEPARATORS, Profile, ProfileKind};

/// Family names of one character.
const SURNAMES: &str = "\
赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤\
滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭\
梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松\
井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻\
莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殴沃\
利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟闫肖付兰覃代\
占冼邸苟官仝楚腾战信初矫迟衣原鹿矣逢由揭涂粟晋楼植麦候闭练邝苑麻么寻侍闾修隋隨盘亓劉張陳楊黃趙吳孫馬羅鄭謝韓馮鄧蕭葉呂蘇盧蔣閻賈鍾譚鄒陸萬龔賴龍顧";

/// Family names of two characters.
const COMPOUND_SURNAMES: [&str; 30] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文",
    "长孙", "司徒", "司空", "端木", "百里", "东郭", "南宫", "西门", "独孤", "呼延", "轩辕", "澹台",
    "太史", "申屠", "赫连", "钟离", "闻人", "歐陽",
];

/// Words of shares beside their figures.
const SHARES: [&str; 23] = [
    "持股比例",
    "持股",
    "持有",
    "占股",
    "占比",
    "股权",
    "股份",
    "股比",
    "出资比例",
    "认缴出资",
    "实缴出资",
    "出资额",
    "出资",
    "认缴",
    "实缴",
    "投资",
    "比例",
    "约",
    "各占",
    "各",
    "占",
    "持",
    "的",
];

/// Units of the figures beside names: shares, ages.
const UNITS: [&str; 13] = [
    "万美元",
    "万元",
    "亿元",
    "万股",
    "亿股",
    "元",
    "股",
    "万",
    "亿",
    "岁",
    "％",
    "‰",
    "%",
];

/// Ends of departments and organisations, and those that may end a given name (王登科).
const BODIES: [&str; 12] = [
    "中心",
    "公司",
    "集团",
    "大学",
    "研究所",
    "银行",
    "办公室",
    "协会",
    "企业",
    "车间",
    "控股",
    "部门",
];
const SHORT_BODIES: [char; 8] = ['部', '处', '科', '室', '局', '厂', '院', '校'];

/// Words between two names.
const JOINERS: [&str; 9] = ["以及", "和", "与", "及", "跟", "&", "＆", "+", "＋"];

/// Most bytes between two joiners that are looked at as a name with its titles.
const LONGEST_PART: usize = 90;

/// Fewest figures that are a number of something although they touch a name: a telephone.
const LEAST_FIGURES: usize = 5;

/// The names of people in a text, in order, as they are written. Titles, telephones, mail addresses, shares and labels
/// around them are no part of a name, and a text of nothing else names nobody. O(length²).
///
/// Names are separated as lists are, at `/` and `：`, and between two names that look Chinese at blanks and at 和, 与 and
/// 及. 张 三 and 欧阳 修 are one name, and so is Zhang San. A note in brackets that says more (张三（示例大学）) stays.
pub(crate) fn people_in(text: &str) -> Vec<String> {
    let plain = without_figures(text);
    let mut names = Vec::new();
    for piece in pieces(&plain, is_separator) {
        names.extend(labelled(piece));
    }
    names
}

/// The names of people in a text of a list that may name organisations too: none unless all of it is names that look
/// Chinese.
pub(crate) fn listed_people(text: &str) -> Vec<String> {
    let names = people_in(text);
    match names.iter().all(|name| looks_like_name(name)) {
        true => names,
        false => Vec::new(),
    }
}

impl Profile {
    /// The people whom the name of an expert lists, if they are several: 李四、王五.
    pub(crate) fn people(&self) -> Vec<String> {
        let is_expert = self.kind == ProfileKind::Expert;
        let names = match is_expert {
            true => listed_people(&self.name),
            false => Vec::new(),
        };
        if names.len() > 1 { names } else { Vec::new() }
    }
}

fn is_separator(c: char) -> bool {
    LIST_SEPARATORS.contains(&c) || "/／┋\r\t\\＼。｜".contains(c)
}

/// Parts of a text between separators; those in brackets do not separate, unless a bracket stays open.
fn pieces(text: &str, is_between: impl Fn(char) -> bool) -> Vec<&str> {
    let (opening, closing) = (['(', '（', '[', '【'], [')', '）', ']', '】']);
    let is_closed = text.matches(opening).count() == text.matches(closing).count();
    let mut depth = 0_usize;
    let parts = text.split(|c: char| {
        if opening.contains(&c) {
            depth += 1;
        } else if closing.contains(&c) {
            depth = depth.saturating_sub(1);
        }
        is_between(c) && (depth == 0 || !is_closed)
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.collect()
}

/// The text with a blank for each mail address, telephone, share and number in a list.
fn without_figures(text: &str) -> String {
    let is_of_code = |c: char| c.is_ascii_alphanumeric() || is_figure(c) || "@._+-—–－".contains(c);
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = rest.find(|c| !is_of_code(c)).unwrap_or(rest.len());
        if length == 0 {
            if !('①'..='⑳').contains(&c) {
                plain.push(c);
            }
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (run, after) = rest.split_at(length);
        rest = after;
        let figures = run.chars().filter(|&c| is_figure(c)).count();
        let is_code = figures == 0 || run.chars().any(|c| c.is_ascii_alphabetic());
        if run.contains('@') {
            plain.push(' ');
        } else if is_code {
            plain.push_str(run);
        } else if let Some(behind) = behind_unit(run, after) {
            let before = without_share(&plain).len();
            plain.truncate(before);
            plain.push(' ');
            rest = SHARES
                .iter()
                .find_map(|word| behind.strip_prefix(word))
                .unwrap_or(behind);
        } else if figures >= LEAST_FIGURES || is_apart(&plain, run, after) {
            plain.push(' ');
        } else {
            plain.push_str(run);
        }
    }
    plain
}

/// The text behind the unit of a figure; `None` if no unit stands there: in 1.万小明 and 1万小明, 万 is a family name.
fn behind_unit<'t>(run: &str, after: &'t str) -> Option<&'t str> {
    const FAMILY_NAMES: [&str; 4] = ["万", "亿", "元", "股"];
    let (unit, behind) = UNITS
        .iter()
        .find_map(|unit| Some((unit, after.strip_prefix(unit)?)))?;
    if !FAMILY_NAMES.contains(unit) {
        return Some(behind);
    }
    let is_word = |behind: &str| SHARES.iter().any(|word| behind.starts_with(word));
    let goes_on = behind.starts_with(is_han) && !is_word(behind);
    (!goes_on && !run.ends_with('.')).then_some(behind)
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Whether a short number stands by itself, or numbers an item of a list (1.张三): one that touches a name may tell it
/// from another (示例1).
fn is_apart(before: &str, run: &str, after: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '·';
    let is_first = !before.ends_with(is_part);
    is_first && (run.ends_with('.') || !after.starts_with(is_part))
}

/// The text before the words of a share at its end: 赵六 of 赵六 持股比例：.
fn without_share(text: &str) -> &str {
    let mut rest = text;
    loop {
        let head = rest.trim_end_matches([' ', '\u{3000}', ':', '：']);
        let word = SHARES.iter().find_map(|word| {
            let shorter = head.strip_suffix(word)?;
            ends_apart(shorter, word).then_some(shorter)
        });
        match word {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// Whether a word of a share is none of the name before it: 示例股份 and 示例投资 are names of firms.
fn ends_apart(before: &str, word: &str) -> bool {
    const OF_FIRMS: [&str; 2] = ["股份", "投资"];
    let touching = before.rsplit(|c: char| !is_han(c)).next();
    let touching = touching.unwrap_or_default();
    !OF_FIRMS.contains(&word) || touching.is_empty() || looks_like_name(touching)
}

/// The names of one item, of which a label may stand before a colon: 联系人：张三.
fn labelled(item: &str) -> Vec<String> {
    let parts = pieces(item, |c| c == ':' || c == '：');
    let named: Vec<Vec<String>> = parts.iter().map(|part| item_names(part)).collect();
    let Some((last, labels)) = named.iter().rposition(|names| !names.is_empty()).map(|at| {
        let (labels, last) = named.split_at(at);
        (last.first().cloned().unwrap_or_default(), labels)
    }) else {
        return Vec::new();
    };
    // Whatever else stands before a colon tells what the name is of: 技术部：张三.
    let before = labels.iter().flatten().filter(|name| looks_like_name(name));
    before.cloned().chain(last).collect()
}

/// The names of one item: one, or several with blanks or words between them.
fn item_names(item: &str) -> Vec<String> {
    let item = item.trim_matches(|c: char| c.is_whitespace() || "-—–－*#.…_、,，:：".contains(c));
    let item = without_others(item);
    // A title behind a family name names nobody in particular, and who reads it knows who is meant.
    let is_family = |word: &str| {
        let is_cut = !item.split_whitespace().any(|whole| whole == word);
        is_cut && word.chars().count() == 1 && SURNAMES.contains(word)
    };
    let whole = match without_titles(item, LABELS) {
        "" => return Vec::new(),
        rest if !is_name(rest) || rest.split_whitespace().any(is_family) => item,
        rest => rest,
    };
    let units = units(whole);
    let is_odd = |name: &&String| name.chars().any(is_han) && !looks_like_name(name);
    if units.len() < 2 {
        return units;
    }
    let (odd, names): (Vec<&String>, Vec<&String>) = units.iter().partition(is_odd);
    if names.is_empty() {
        return vec![whole.to_owned()];
    }
    // 张三 财务部 is 张三; of other words nobody knows whether they are part of the name.
    let is_all_told = odd.iter().all(|name| is_body(name));
    let whole = (!is_all_told).then(|| whole.to_owned());
    whole
        .into_iter()
        .chain(names.into_iter().cloned())
        .collect()
}

/// The parts of an item at its blanks, but for those inside a name, and at the words that join names.
fn units(item: &str) -> Vec<String> {
    let words = pieces(item, char::is_whitespace);
    let words: Vec<&str> = words
        .into_iter()
        .filter(|word| !JOINERS.contains(word))
        .map(|word| match without_titles(word, LABELS) {
            "" => "",
            rest if is_name(rest) => rest,
            _ => word,
        })
        .filter(|word| !word.is_empty())
        .collect();
    let mut units: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let end = at + length_in_words(&words[at..]);
        if end == at + 1 {
            units.extend(joined(word));
        } else {
            units.push(words[at..end].join(" "));
        }
        at = end;
    }
    units
}

/// How many of the words that begin `words` are one name: Zhang San, 张 三, 欧阳 修.
fn length_in_words(words: &[&str]) -> usize {
    let is_given = |word: &&&str| (1..=2).contains(&word.chars().count()) && is_all_han(word);
    let Some((first, rest)) = words.split_first() else {
        return 0;
    };
    if !first.chars().any(is_han) {
        let others = rest.iter().take_while(|word| !word.chars().any(is_han));
        return 1 + others.count();
    }
    let is_family = COMPOUND_SURNAMES.contains(first) || first.chars().count() == 1;
    if !is_family || rest.first().filter(is_given).is_none() {
        return 1;
    }
    // 张 三 丰, but 张 三 李 四 are two.
    let is_last_single = rest.len() == 2 && words.iter().all(|word| word.chars().count() == 1);
    if is_last_single && is_all_han(rest[1]) {
        3
    } else {
        2
    }
}

/// The names of one word: the parts between its 和, 与 and 及 if all of them look like names, else the word itself.
///
/// Which parts end well is found once for each joiner, from the last to the first, so that the time grows with the number
/// of joiners and not with that of the ways to choose among them.
fn joined(word: &str) -> Vec<String> {
    let mut joints: Vec<(usize, usize)> = JOINERS
        .iter()
        .flat_map(|joiner| word.match_indices(joiner))
        .map(|(at, joiner)| (at, at + joiner.len()))
        .collect();
    joints.sort_unstable();
    joints.dedup();
    let is_last = |from: usize| {
        let tail = &word[from..];
        tail.len() <= LONGEST_PART && looks_like_name(single(tail))
    };
    // For each joint, the next one after a part that looks like a name, and from which on all parts do: none if the word
    // ends there.
    let mut next: Vec<Option<Option<usize>>> = vec![None; joints.len()];
    let after = |from: usize, first: usize, next: &[Option<Option<usize>>]| {
        let near = joints[first..]
            .iter()
            .take_while(|(at, _)| at.saturating_sub(from) <= LONGEST_PART);
        let mut ahead = (first..).zip(near);
        ahead.find_map(|(joint, &(at, _))| {
            let is_name = next[joint].is_some() && at > from;
            (is_name && looks_like_name(single(&word[from..at]))).then_some(joint)
        })
    };
    for joint in (0..joints.len()).rev() {
        let (_, from) = joints[joint];
        next[joint] = match after(from, joint + 1, &next) {
            Some(later) => Some(Some(later)),
            None => is_last(from).then_some(None),
        };
    }
    let mut names = Vec::new();
    let (mut from, mut joint) = (0, after(0, 0, &next));
    while let Some(at) = joint {
        names.push(single(&word[from..joints[at].0]).to_owned());
        from = joints[at].1;
        joint = next[at].flatten();
    }
    names.push(single(&word[from..]).to_owned());
    names
}

/// One name without titles: also 张三 of 技术部经理张三.
fn single(word: &str) -> &str {
    let rest = match without_titles(word, LABELS) {
        rest if is_name(rest) => rest,
        _ => word,
    };
    if looks_like_name(rest) {
        return rest;
    }
    behind_title(rest, looks_like_name).unwrap_or(rest)
}

fn is_all_han(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_han)
}

/// Whether a word ends as a department or an organisation does.
fn is_body(word: &str) -> bool {
    let length = word.chars().count();
    let is_name = length <= 3 && word.starts_with(|c| SURNAMES.contains(c));
    length >= 3
        && (BODIES.iter().any(|end| word.ends_with(end))
            || word.ends_with(SHORT_BODIES) && !is_name)
}

/// An item without the words for further people behind it: 李四等, 李四等3人.
fn without_others(item: &str) -> &str {
    let is_count = |c: char| is_figure(c) || "一二三四五六七八九十几多余人名位 ".contains(c);
    let head = item.trim_end_matches(is_count).strip_suffix('等');
    head.filter(|head| is_name(head)).unwrap_or(item)
}

/// Whether a text looks like a Chinese name: of 2 to 4 characters behind a family name, or in parts with dots between
/// them (示例·张三). 张 三 is 张三.
pub(crate) fn looks_like_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split(['·', '・', '•', '‧']).collect();
    if parts.len() > 1 {
        return parts.iter().all(|part| is_all_han(part)) && name.chars().count() <= 15;
    }
    let plain: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let is_family =
        |c: char| SURNAMES.contains(c) || COMPOUND_SURNAMES.iter().any(|s| plain.starts_with(s));
    (2..=4).contains(&plain.chars().count())
        && is_all_han(&plain)
        && plain.starts_with(is_family)
        && !COMPOUND_SURNAMES.contains(&plain.as_str())
        && !is_body(&plain)
}

#[cfg(test)]
mod tests;
