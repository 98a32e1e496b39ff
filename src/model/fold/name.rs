//! Names of organisations and people, as they are compared.

use crate::error::say;
use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::legal::alike;
use super::simplify::simplified_name;
use super::unicode::composed;
use crate::num::hash64;

/// The name of an organisation or a person, folded: two are equal if only the writing differs.
///
/// Width, case, white space, invisible characters, hyphens and underscores do not count, nor does traditional
/// writing for simplified. Brackets of every kind are one kind, quotation marks too, and so are the dots
/// between the parts of a foreign name (`·`, `・`, `•`). Full stops and commas behind letters do not count, and legal
/// forms are written alike: `Co., Ltd.`, `Co Ltd` and `Company Limited`; `Inc.` and `Incorporated`; `Corp.` and
/// `Corporation`.
///
/// Equal names bar a match, so names are equal only if they surely are one: brackets, middle dots and words
/// count, and so does which legal form it is. `示例(集团)公司` is not `示例集团公司`, for `示例(北京)公司` need not be `示例北京公司`; `示例·王工`
/// is not `示例王工`. A character that both ways of writing use is converted in evidently traditional names
/// alone: 李乾 is not 李干.
///
/// Never empty. In JSON a string, folded again when it is read. O(length).
///
/// # Example
/// ```
/// use qianxian::model::FoldedName;
///
/// let folded = |name| FoldedName::new(name);
/// assert_eq!(folded("山东示例(集团)有限公司"), folded("山東示例（集團）有限公司"));
/// assert_eq!(folded("示例ABC厂"), folded("示例 ａｂｃ厂"));
/// assert_eq!(folded("Shili Denture Co., Ltd."), folded("Shili Denture Company Limited"));
/// assert_ne!(folded("示例(集团)公司"), folded("示例集团公司"));
/// assert_eq!(folded(" \u{200b}"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FoldedName(Box<str>);

/// Passes over one name until it stays; two are enough for all names seen, and the bound is never met.
const MAX_PASSES: usize = 8;

impl FoldedName {
    /// Folds `name`; `None` if nothing of it can be seen.
    pub fn new(name: &str) -> Option<Self> {
        let folded = if name.is_ascii() {
            alike(name).chars().filter_map(ascii).collect()
        } else {
            settled(name)
        };
        if folded.is_empty() {
            // A name of hyphens alone is no good name, but it is one.
            let mut rest = composed(name).into_owned();
            rest.retain(|c| !c.is_whitespace());
            return (!rest.is_empty()).then(|| Self(rest.into()));
        }
        Some(Self(folded.into()))
    }

    /// Folds `names`; sorted, each once, without names of invisible characters alone.
    pub fn all<'n>(names: impl IntoIterator<Item = &'n String>) -> Vec<Self> {
        let mut folded: Vec<Self> = names.into_iter().filter_map(|n| Self::new(n)).collect();
        folded.sort_unstable();
        folded.dedup();
        folded
    }

    /// The folded text. It compares with other folded texts alone, never with a name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Hash of the folded text, by which a library finds a name among many.
    pub(crate) fn hash64(&self) -> u64 {
        hash64(self.0.as_bytes())
    }
}

impl fmt::Display for FoldedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for FoldedName {
    /// Folds again, so that no text from outside passes for a folded one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'de, str>>::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| {
            serde::de::Error::custom(say!("a name must not be blank", "名称不能为空"))
        })
    }
}

/// The fold of one character of ASCII; `None` if it does not count.
const fn ascii(c: char) -> Option<char> {
    match c {
        // Control characters are white space here.
        '\0'..=' ' | '\u{7f}' | '-' | '_' => None,
        '[' | '{' => Some('('),
        ']' | '}' => Some(')'),
        '`' => Some('\''),
        _ => Some(c.to_ascii_lowercase()),
    }
}

/// The fold of one character in NFKC; `None` if it does not count.
fn unified(c: char) -> Option<char> {
    match c {
        _ if c.is_ascii() => ascii(c),
        _ if c.is_whitespace() => None,
        '‐'..='―' | '−' | '─' | '━' | '⁃' => None,
        '【' | '〔' | '〖' | '〘' | '〚' | '⟦' => Some('('),
        '】' | '〕' | '〗' | '〙' | '〛' | '⟧' => Some(')'),
        '《' | '〈' | '«' | '‹' | '⟨' => Some('<'),
        '》' | '〉' | '»' | '›' | '⟩' => Some('>'),
        '“' | '”' | '„' | '‟' | '〝' | '〞' | '〟' | '「' | '」' | '『' | '』' => {
            Some('"')
        }
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' => Some('\''),
        '・' | '•' | '‧' | '∙' | '⋅' | '⸱' | '᛫' => Some('·'),
        _ => Some(c),
    }
}

/// One pass after another until nothing changes: a character that goes may let its neighbours compose or make
/// a phrase. Most names stay as they are in the first pass, which is then the only one.
fn settled(name: &str) -> String {
    let mut folded = pass(name);
    if folded == name {
        return folded;
    }
    // A pass may bring characters together that compose or convert in the next one.
    for _ in 0..MAX_PASSES {
        let again = pass(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn pass(name: &str) -> String {
    let composed = composed(name);
    let composed = alike(&composed);
    let lower = composed.chars().filter_map(unified);
    let lower: String = lower.flat_map(char::to_lowercase).collect();
    // Lower case and characters that are neighbours now may compose again.
    let lower = match is_nfkc_quick(lower.chars()) {
        IsNormalized::Yes => lower,
        IsNormalized::No | IsNormalized::Maybe => lower.nfkc().collect(),
    };
    simplified_name(Cow::Owned(lower)).into_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::FoldedName;
    use proptest::prelude::*;

    fn fold(name: &str) -> String {
        FoldedName::new(name).map_or_else(String::new, |folded| folded.to_string())
    }

    #[test]
    fn one_name_has_many_writings() {
        let groups: [&[&str]; 11] = [
            &[
                "山东示例(集团)有限公司",
                "山东示例（集团）有限公司",
                "山东示例〔集团〕有限公司",
                "山东示例【集团】有限公司",
                "山东示例［集团］ 有限公司",
                "山東示例（集團）有限公司",
                "山东示例\u{200b}（集团）\u{a0}有限\u{3000}公司\u{feff}",
            ],
            &["示例ABC厂", "示例ＡＢＣ厂", "示例abc厂", "示例 Abc 厂"],
            &["Shili Lab", "SHILI-LAB", "shili_lab", "Ｓｈｉｌｉ\tLab"],
            &[
                "示例·王工",
                "示例・王工",
                "示例•王工",
                "示例‧王工",
                "示例 ･ 王工",
            ],
            &["于冷", "于 冷", "于\u{3000}冷"],
            &["示例“芯”公司", "示例「芯」公司", "示例\"芯\"公司"],
            &["José", "Jose\u{301}", "JOSÉ"],
            &[
                "Shili Denture Co., Ltd.",
                "Shili Denture Co Ltd",
                "Shili Denture Co. Ltd",
                "Shili Denture Co.,Ltd",
                "SHILI DENTURE CO.,LTD.",
                "Shili Denture Company Limited",
                "Shili Denture Company, Ltd",
                "Shili Denture， Co． ，Ｌｔｄ．",
                "ShiliDentureCo.,Ltd",
            ],
            &[
                "Shili Institute of Dentistry, Ltd.",
                "Shili Institute of Dentistry Ltd",
                "Shili Institute of Dentistry Limited",
            ],
            &["示例齿科, Inc.", "示例齿科 Inc", "示例齿科Incorporated"],
            &["Shili G.m.b.H.", "Shili GmbH", "shili, GmbH"],
        ];
        for group in groups {
            for name in group {
                assert_eq!(fold(name), fold(group[0]), "{name:?}");
            }
        }
    }

    #[test]
    fn names_that_may_be_two_stay_two() {
        let apart = [
            ("示例(集团)公司", "示例集团公司"),
            ("示例·王工", "示例王工"),
            ("李乾", "李干"),
            ("李昇", "李升"),
            ("于冷", "於冷"),
            ("示例甲", "示例乙"),
            ("示例2厂", "示例3厂"),
            ("C++", "C#"),
            ("Shili Co.", "Shili Co., Ltd."),
            ("Shili Inc.", "Shili Ltd."),
            ("110.14", "11014"),
            ("Shili No. 1", "Shili No. 11"),
            ("Company", "Co"),
        ];
        for (a, b) in apart {
            assert_ne!(fold(a), fold(b));
        }
    }

    #[test]
    fn nothing_visible_is_no_name_and_hyphens_are_one() {
        for name in ["", " ", "\u{3000}\u{200b}\u{feff}", "\t\r\n"] {
            assert_eq!(FoldedName::new(name), None, "{name:?}");
        }
        assert_eq!(fold(" - "), "-");
    }

    #[test]
    fn json_is_a_string_and_is_folded_again() {
        let name = FoldedName::new("示例（ABC）厂").unwrap();
        let text = serde_json::to_string(&name).unwrap();
        assert_eq!(text, "\"示例(abc)厂\"");
        assert_eq!(serde_json::from_str::<FoldedName>(&text).unwrap(), name);
        let raw: FoldedName = serde_json::from_str("\"示例（ＡＢＣ）厂\"").unwrap();
        assert_eq!(raw, name);
        assert!(serde_json::from_str::<FoldedName>("\" \"").is_err());
    }

    #[test]
    fn every_character_is_folded_at_once() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            for name in [format!("a{c}b"), c.to_string()] {
                let once = fold(&name);
                assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
            }
        }
    }

    /// Parts of names, each with another writing.
    const PARTS: [(&str, &str); 14] = [
        ("山东", "山東"),
        ("示例", "示例\u{200b}"),
        ("(", "（"),
        (")", "】"),
        ("集团", "集團"),
        ("有限公司", "有限 公司"),
        ("电机", "電機"),
        ("研究院", "研究院\u{3000}"),
        ("ABC", "ａｂｃ"),
        ("Lab", "LAB"),
        ("·", "・"),
        ("2", "２"),
        ("王", "王\u{a0}"),
        ("于", "\u{feff}于"),
    ];

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(name in "\\PC{0,20}|[一-鿿]{0,12}|((Shili|Co|Company|Limited|Ltd|Inc|示例|5|[.,] ?|[ ()_-])){0,9}|[ -~\\s\u{300}-\u{320}乾隆東於·•（）【】—]{0,16}|.{0,12}") {
            let once = fold(&name);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn letters_and_digits_leave_a_name(name in "[ \\-_（]{0,3}[a-zA-Z0-9一-鿿あ-んа-я][ \\-_）]{0,3}") {
            let folded = fold(&name);
            prop_assert!(folded.chars().any(char::is_alphanumeric), "{name:?} {folded:?}");
        }

        #[test]
        fn another_writing_is_the_same_name(parts in prop::collection::vec((0..PARTS.len(), any::<bool>()), 1..8)) {
            let plain: String = parts.iter().map(|&(at, _)| PARTS[at].0).collect();
            let other = parts.iter().map(|&(at, other)| if other { PARTS[at].1 } else { PARTS[at].0 });
            prop_assert_eq!(fold(&other.collect::<String>()), fold(&plain));
        }

        #[test]
        fn other_parts_are_another_name(
            a in prop::collection::vec(0..PARTS.len(), 1..6),
            b in prop::collection::vec(0..PARTS.len(), 1..6),
        ) {
            let name = |parts: &[usize]| parts.iter().map(|&at| PARTS[at].0).collect::<String>();
            let (a, b) = (name(&a), name(&b));
            prop_assert_eq!(fold(&a) == fold(&b), a == b);
        }
    }
}
