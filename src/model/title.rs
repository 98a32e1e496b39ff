//! Titles around the names of people: 张三教授, Prof. Zhang San.

use super::FoldedName;
use super::fold::is_han;

/// Titles, degrees and posts behind a name.
#[rustfmt::skip]
const BEHIND: &[&str] = &[
    "教授", "副教授", "助理教授", "特聘教授", "讲席教授", "客座教授", "讲师", "助教", "研究员", "副研究员", "助理研究员", "博士",
    "博士后", "硕士", "博导", "硕导", "博士生导师", "硕士生导师", "导师", "高工", "高级工程师", "正高级工程师", "正高工", "正高",
    "副高", "工程师", "总工程师", "总工", "老师", "院士", "主任", "副主任", "院长", "副院长", "所长", "副所长", "处长", "校长",
    "副校长", "首席科学家", "首席专家", "主任医师", "副主任医师", "医师", "董事长", "总经理", "经理", "先生", "女士", "同志",
    "副董事长", "副总经理", "常务副总经理", "常务副总", "副总", "副经理", "总裁", "副总裁", "总监", "技术总监", "财务总监", "销售总监",
    "研发总监", "董事", "执行董事", "独立董事", "监事", "监事长", "总工办", "副总工程师", "厂长", "副厂长", "部长", "副部长", "科长",
    "副科长", "书记", "副书记", "秘书", "秘书长", "董事会秘书", "会长", "副会长", "理事长", "组长", "会计", "主管", "助理", "专员",
    "创始人", "合伙人", "项目经理", "技术经理", "销售经理", "研发经理", "车间主任", "办公室主任",
    "ph.d.", "ph.d", "phd",
];

/// Words between a name and the title behind it: 张三二级教授, 张三销售部经理.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "一级", "二级", "三级", "四级", "终身", "荣誉", "名誉", "兼职", "长聘", "特任", "资深", "青年", "教授级", "研究员级", "正高级", "在读",
    "销售部", "市场部", "营销部", "技术部", "研发部", "生产部", "财务部", "行政部", "人事部", "人力资源部", "采购部", "质量部", "品质部",
    "工程部", "综合部", "设备部", "项目部", "业务部", "商务部", "技术中心", "研发中心", "工程中心", "办公室",
];

/// Parts that people have in a survey, and ways to reach them, before a name or behind it.
#[rustfmt::skip]
pub(super) const LABELS: &[&str] = &[
    "法定代表人", "法人代表", "企业法人", "法人", "联系人", "联系人姓名", "联络人", "联络员", "负责人", "主要负责人", "企业负责人", "单位负责人",
    "技术负责人", "项目负责人", "研发负责人", "经办人", "对接人", "填报人", "填表人", "申报人", "配偶", "实际控制人", "实控人", "大股东", "控股股东", "自然人股东",
    "股东", "高管", "财务", "姓名", "职务", "职称", "电话", "联系电话", "办公电话", "移动电话", "固定电话", "手机", "手机号", "手机号码", "电话号码",
    "联系方式", "座机", "传真", "微信", "微信号", "邮箱", "电子邮箱", "邮件", "电邮", "同微信", "微信同号", "性别", "年龄", "contact", "contact person",
    "name", "tel", "tel.", "telephone", "phone", "mobile", "cell", "e-mail", "email", "mail", "wechat", "fax", "qq", "shareholder",
    "director", "title", "legal representative",
];

/// Titles before a name.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "教授", "副教授", "博士", "院士", "研究员", "高工", "专家", "professor", "academician", "prof.", "prof ", "dr.", "dr ",
    "mr.", "mr ", "ms.", "ms ", "mrs.", "mrs ", "总经理", "副总经理", "董事长", "副董事长", "执行董事", "经理", "主任", "副主任", "院长",
    "副院长", "所长", "副所长", "校长", "副校长", "处长", "厂长", "副厂长", "总裁", "副总裁", "总工程师", "总工", "工程师", "高级工程师",
    "总监", "技术总监", "财务总监", "销售总监", "研发总监", "董事", "监事", "副教授", "副研究员", "首席科学家", "首席专家", "讲师", "老师", "博导",
];

/// Sexes, behind a mark: without one they may end a given name (胜男).
const SEXES: [&str; 2] = ["男", "女"];

/// Marks between a name and a title.
const MARKS: [char; 14] = [
    ' ', ',', '，', '、', '-', '/', ';', '；', '\u{3000}', '_', ':', '：', '—', '－',
];

/// Brackets of a note.
const OPENING: [char; 4] = ['(', '（', '[', '【'];
const CLOSING: [char; 4] = [')', '）', ']', '】'];

/// Fewest characters of a name without its title: 张教授 names nobody.
const LEAST: usize = 2;

/// `name` without titles, sex and notes in brackets around it; `None` if it has none of them, or if nothing of a name is
/// left. O(length).
pub(crate) fn untitled(name: &str) -> Option<FoldedName> {
    let rest = without_titles(name, &[]);
    let plain = FoldedName::new(rest).filter(|_| is_name(rest))?;
    (FoldedName::new(name).as_ref() != Some(&plain)).then_some(plain)
}

/// Whether a text without its titles is long enough to name somebody.
pub(super) fn is_name(rest: &str) -> bool {
    rest.chars().filter(|c| c.is_alphabetic()).count() >= LEAST
}

/// What is left of `name` without titles, sex, notes in brackets and `labels` around it, as it is written; empty if it is
/// nothing else. O(length).
pub(super) fn without_titles<'n>(name: &'n str, labels: &[&str]) -> &'n str {
    let lower = name.to_ascii_lowercase();
    let mut rest = lower.trim();
    while let Some(shorter) = shorter(rest, labels).map(str::trim) {
        rest = shorter.trim_matches(MARKS);
    }
    // Lower case of ASCII changes no length.
    let start = lower.find(rest).unwrap_or_default();
    name.get(start..start + rest.len()).unwrap_or(name)
}

/// A name and the titles behind it, as they are written: 孙八 and 教授 of 孙八 教授, 教授 and 博导 of 孙八教授博导; `None`
/// without one.
pub(crate) fn titles_behind(name: &str) -> Option<(&str, Vec<&str>)> {
    let person = without_titles(name, &[]);
    let behind = name.strip_prefix(person)?;
    let words = behind.split(|c: char| !is_han(c));
    let titles: Vec<&str> = words.flat_map(titles_of).collect();
    (is_name(person) && !titles.is_empty()).then_some((person, titles))
}

/// The titles that a word is made of; none if it has anything else in it but what stands before a title.
fn titles_of(word: &str) -> Vec<&str> {
    let longest = |text: &str, of: &[&str]| {
        let starts = of.iter().filter(|title| text.starts_with(**title));
        starts.map(|title| title.len()).max()
    };
    let mut titles = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        if let Some(length) = longest(rest, BEHIND) {
            titles.push(&rest[..length]);
            rest = &rest[length..];
        } else if let Some(length) = longest(rest, BETWEEN) {
            rest = &rest[length..];
        } else {
            return Vec::new();
        }
    }
    titles
}

/// The text behind the last title in `text`, for which `is_person` holds: 张三 of 技术部经理张三.
pub(super) fn behind_title(text: &str, is_person: impl Fn(&str) -> bool) -> Option<&str> {
    let titles = BEHIND.iter().chain(LABELS);
    let tails = titles.filter_map(|title| Some(&text[text.rfind(title)? + title.len()..]));
    let tails = tails.filter(|tail| is_person(tail));
    tails.min_by_key(|tail| tail.len())
}

/// `text` without one title, label, sex or note at either end.
fn shorter<'t>(text: &'t str, labels: &[&str]) -> Option<&'t str> {
    if let Some(inner) = text.strip_suffix(CLOSING) {
        let open = inner.rfind(OPENING)?;
        let note = inner[open..].trim_start_matches(OPENING);
        // Any other note may tell one person from another.
        return says_titles(note, labels).then_some(&text[..open]);
    }
    let behind = BEHIND.iter().filter_map(|title| text.strip_suffix(title));
    let labelled = labels.iter().filter_map(|label| text.strip_suffix(label));
    // Patel does not end in a telephone. (Of a folded name the blank before a title is gone.)
    let labelled = labelled.filter(|before| !cuts_word(before, &text[before.len()..]));
    let behind = behind.map(without_between);
    if let Some(before) = behind.chain(labelled).min_by_key(|before| before.len()) {
        return Some(before);
    }
    let sex = SEXES.iter().find_map(|sex| text.strip_suffix(sex));
    if let Some(before) = sex.filter(|before| before.ends_with(MARKS)) {
        return Some(before);
    }
    if let Some(inner) = text.strip_prefix(OPENING) {
        let close = inner.find(CLOSING)?;
        let rest = inner[close..].strip_prefix(CLOSING)?;
        return says_titles(&inner[..close], labels).then_some(rest);
    }
    let before = BEFORE.iter().filter_map(|title| text.strip_prefix(title));
    let labelled = labels.iter().filter_map(|label| text.strip_prefix(label));
    let labelled = labelled.filter(|rest| !cuts_word(&text[..text.len() - rest.len()], rest));
    before.chain(labelled).min_by_key(|rest| rest.len())
}

/// The text before a title without what qualifies the title, unless nothing of a name is left: 张三 of 张三二级.
fn without_between(before: &str) -> &str {
    let shorter = BETWEEN.iter().filter_map(|word| before.strip_suffix(word));
    let names = shorter.filter(|shorter| is_name(shorter));
    names.min_by_key(|shorter| shorter.len()).unwrap_or(before)
}

/// Whether a word of Latin letters goes from one part over into the other.
fn cuts_word(first: &str, second: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !is_han(c);
    first.ends_with(is_letter) && second.starts_with(is_letter)
}

/// Whether a note is of titles, labels and a sex alone: 教授、博导, 女.
fn says_titles(note: &str, labels: &[&str]) -> bool {
    let mut words = note.split(MARKS).filter(|word| !word.is_empty());
    words.all(|word| SEXES.contains(&word) || BEHIND.contains(&word) || labels.contains(&word))
}

/// Whether a declared name and the name of a person as written are one but for titles. O(length).
pub(crate) fn is_titled(declared: &FoldedName, name: &str) -> bool {
    let Some(folded) = FoldedName::new(name).filter(|folded| folded != declared) else {
        return false;
    };
    let plain = untitled(name).unwrap_or(folded);
    let same = |declared: &str| declared == plain.as_str();
    // Folding removes blanks: in 张三男 nothing separates the sex from the name any more.
    let sexless = SEXES
        .iter()
        .find_map(|sex| declared.as_str().strip_suffix(sex));
    same(declared.as_str())
        || sexless.is_some_and(same)
        || untitled(declared.as_str()).is_some_and(|declared| same(declared.as_str()))
}

impl FoldedName {
    /// Folds `names` of a declared list as [`FoldedName::all_declared`] does, those of people without their titles too, and
    /// the names that `parts` finds in one text: 张三/李四.
    pub(crate) fn all_declared_people<'n>(
        names: impl IntoIterator<Item = &'n String>,
        parts: impl Fn(&str) -> Vec<String>,
    ) -> Vec<Self> {
        let names: Vec<&String> = names.into_iter().collect();
        let mut all = Self::all_declared(names.iter().copied());
        all.extend(names.iter().filter_map(|name| untitled(name)));
        let parts: Vec<String> = names.iter().flat_map(|name| parts(name)).collect();
        all.extend(Self::all_declared(&parts));
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{FoldedName, is_titled, titles_behind, untitled};

    #[test]
    fn titles_fold_off_at_either_end() {
        let plain = FoldedName::new("示例·张三").unwrap();
        for titled in [
            "示例·张三教授",
            "示例·张三（教授）",
            "示例·张三 副研究员（博导）",
            "示例·张三研究员",
            "示例·张三博士",
            "示例·张三高工",
            "示例·张三老师",
            "示例·张三院士",
            "示例·张三 男",
            "示例·张三，女，博士",
            "教授示例·张三",
            "示例·张三二级教授",
            "示例·张三教授博导",
            "示例·张三 销售部经理",
            "示例·张三教授级高工",
        ] {
            assert_eq!(untitled(titled).as_ref(), Some(&plain), "{titled}");
            assert!(is_titled(&plain, titled), "{titled}");
            assert!(
                is_titled(&FoldedName::new(titled).unwrap(), "示例·张三"),
                "{titled}"
            );
        }
        let latin = FoldedName::new("Zhang San").unwrap();
        for titled in [
            "Prof. Zhang San",
            "Professor Zhang San",
            "Dr. Zhang San",
            "Zhang San, PhD",
        ] {
            assert!(is_titled(&latin, titled), "{titled}");
            assert!(
                is_titled(&FoldedName::new(titled).unwrap(), "Zhang San"),
                "{titled}"
            );
        }
    }

    #[test]
    fn titles_that_touch_are_told_apart() {
        for (name, titles) in [
            ("孙八教授博导", vec!["教授", "博导"]),
            ("孙八二级教授", vec!["教授"]),
            ("孙八 副教授、硕导", vec!["副教授", "硕导"]),
        ] {
            assert_eq!(titles_behind(name), Some(("孙八", titles)), "{name}");
        }
        assert_eq!(titles_behind("孙八"), None);
    }

    #[test]
    fn names_without_titles_stay() {
        for name in [
            "示例·张三",
            "王胜男",
            "张教授",
            "Drake Moss",
            "Msida Roy",
            "Ravi Patel",
            "Ismail",
        ] {
            assert_eq!(untitled(name), None, "{name}");
        }
        let other = FoldedName::new("示例·李四").unwrap();
        assert!(!is_titled(&other, "示例·张三教授"));
        assert!(
            !is_titled(&other, "示例·李四"),
            "the name itself is barred, which is more"
        );
    }
}
