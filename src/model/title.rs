//! Titles around the names of people: 张三教授, Prof. Zhang San.

use super::FoldedName;

/// Titles, degrees and posts behind a name.
#[rustfmt::skip]
const BEHIND: &[&str] = &[
    "教授", "副教授", "助理教授", "特聘教授", "讲席教授", "客座教授", "讲师", "助教", "研究员", "副研究员", "助理研究员", "博士",
    "博士后", "硕士", "博导", "硕导", "博士生导师", "硕士生导师", "导师", "高工", "高级工程师", "正高级工程师", "正高工", "正高",
    "副高", "工程师", "总工程师", "总工", "老师", "院士", "主任", "副主任", "院长", "副院长", "所长", "副所长", "处长", "校长",
    "副校长", "首席科学家", "首席专家", "主任医师", "副主任医师", "医师", "董事长", "总经理", "经理", "先生", "女士", "同志",
    "ph.d.", "ph.d", "phd",
];

/// Titles before a name.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "教授", "副教授", "博士", "院士", "研究员", "高工", "专家", "professor", "academician", "prof.", "prof ", "dr.", "dr ",
    "mr.", "mr ", "ms.", "ms ", "mrs.", "mrs ",
];

/// Sexes, behind a mark: without one they may end a given name (胜男).
const SEXES: [&str; 2] = ["男", "女"];

/// Marks between a name and a title.
const MARKS: [char; 10] = [' ', ',', '，', '、', '-', '/', ';', '；', '\u{3000}', '_'];

/// Fewest characters of a name without its title: 张教授 names nobody.
const LEAST: usize = 2;

/// `name` without titles, sex and notes in brackets around it; `None` if it has none of them, or if nothing of a name is
/// left. O(length).
pub(crate) fn untitled(name: &str) -> Option<FoldedName> {
    let lower = name.to_lowercase();
    let mut rest = lower.trim();
    while let Some(shorter) = shorter(rest).map(str::trim) {
        rest = shorter.trim_matches(MARKS);
    }
    let is_name = rest.chars().filter(|c| c.is_alphabetic()).count() >= LEAST;
    let plain = FoldedName::new(rest).filter(|_| is_name)?;
    (FoldedName::new(name).as_ref() != Some(&plain)).then_some(plain)
}

/// `text` without one title, sex or note at either end.
fn shorter(text: &str) -> Option<&str> {
    if let Some(inner) = text.strip_suffix([')', '）', ']', '】']) {
        let open = inner.rfind(['(', '（', '[', '【'])?;
        let note = inner[open..].trim_start_matches(['(', '（', '[', '【']);
        // Any other note may tell one person from another.
        return says_titles(note).then_some(&text[..open]);
    }
    let behind = BEHIND.iter().filter(|title| text.ends_with(**title));
    if let Some(title) = behind.max_by_key(|title| title.len()) {
        return text.strip_suffix(title);
    }
    let sex = SEXES.iter().find_map(|sex| text.strip_suffix(sex));
    if let Some(before) = sex.filter(|before| before.ends_with(MARKS)) {
        return Some(before);
    }
    let before = BEFORE.iter().filter(|title| text.starts_with(**title));
    before
        .max_by_key(|title| title.len())
        .and_then(|title| text.strip_prefix(title))
}

/// Whether a note is of titles and a sex alone: 教授、博导, 女.
fn says_titles(note: &str) -> bool {
    let mut words = note.split(MARKS).filter(|word| !word.is_empty());
    words.all(|word| SEXES.contains(&word) || BEHIND.contains(&word))
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
    /// Folds `names` of a declared list as [`FoldedName::all_declared`] does, those of people without their titles too.
    pub(crate) fn all_declared_people<'n>(
        names: impl IntoIterator<Item = &'n String>,
    ) -> Vec<Self> {
        let names: Vec<&String> = names.into_iter().collect();
        let mut all = Self::all_declared(names.iter().copied());
        all.extend(names.iter().filter_map(|name| untitled(name)));
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{FoldedName, is_titled, untitled};

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
    fn names_without_titles_stay() {
        for name in ["示例·张三", "王胜男", "张教授", "Drake Moss", "Msida Roy"] {
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
