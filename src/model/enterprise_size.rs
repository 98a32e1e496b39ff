//! Sizes of enterprises: of one firm, and the classes that a rule names together (小微, 中小企业).

use super::spelled::spelled;

spelled! {
    /// Size of an enterprise, smallest first, as the statistics bureau divides them.
    pub enum EnterpriseSize as "size" {
        /// Micro enterprise.
        Micro = "micro" | "微型" | "微型企业" | "微",
        /// Small enterprise.
        Small = "small" | "小型" | "小型企业" | "小" | "小微企业" | "小微",
        /// Medium enterprise.
        Medium = "medium" | "中型" | "中型企业" | "中",
        /// Large enterprise.
        Large = "large" | "大型" | "大型企业" | "大",
    }
}

/// Several sizes, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SizeSet(u8);

/// The sizes by the character that names each; the number is the bit.
const NAMED: [(char, u8); 4] = [('微', 0), ('小', 1), ('中', 2), ('大', 3)];

/// Characters that join sizes or fill them up.
const FILLING: &str = "型和及与或、,，/ ";

/// Words behind sizes that say nothing more.
const BEHIND: [&str; 6] = ["工业企业", "企业", "公司", "规模", "类", "等"];

/// Characters of the longest text that may name sizes.
const LONGEST: usize = 24;

impl SizeSet {
    /// The sizes that `text` names: `小型企业`, `小微` (small and micro), `中小企业` (all but large), `中型及以上`, `SME`;
    /// `None` if it names none, or says more.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        if rest.is_ascii() {
            return Self::english(rest);
        }
        if rest.chars().count() > LONGEST || !rest.contains(|c| NAMED.iter().any(|n| n.0 == c)) {
            return None;
        }
        let (mut upward, mut downward) = (false, false);
        loop {
            let cut = |words: &[&str]| words.iter().find_map(|word| rest.strip_suffix(word));
            if let Some(left) = cut(&BEHIND) {
                rest = left;
            } else if let Some(left) = cut(&["以上"]).filter(|_| !downward) {
                (rest, upward) = (left, true);
            } else if let Some(left) = cut(&["以下"]).filter(|_| !upward) {
                (rest, downward) = (left, true);
            } else {
                break;
            }
            rest = rest.trim_end_matches([' ', '及', '（', '含', '）']);
        }
        let mut bits = 0;
        let mut last = ' ';
        for c in rest.chars() {
            match NAMED.iter().find(|named| named.0 == c) {
                Some(&(_, bit)) => bits |= 1 << bit,
                // 特大型 is large.
                None if FILLING.contains(c) || (c == '特' && last == ' ') => {}
                None => {
                    let one = text.parse::<EnterpriseSize>();
                    return one.ok().map(Self::of);
                }
            }
            last = c;
        }
        // 中小企业 are all that are not large.
        if bits & 0b110 == 0b110 {
            bits |= 1;
        }
        let whole = Self(bits);
        (bits != 0).then(|| match (upward, downward) {
            (true, _) => whole.and_larger(),
            (_, true) => whole.and_smaller(),
            (false, false) => whole,
        })
    }

    fn english(text: &str) -> Option<Self> {
        let mut bits = 0;
        for word in text.split(|c: char| !c.is_ascii_alphabetic()) {
            bits |= match word.to_ascii_lowercase().as_str() {
                "micro" => 0b0001,
                "small" => 0b0010,
                "medium" => 0b0100,
                "large" => 0b1000,
                "sme" | "smes" | "msme" | "msmes" => 0b0111,
                "" | "and" | "or" | "sized" | "enterprise" | "enterprises" | "firm" | "firms"
                | "company" | "companies" => 0,
                _ => return None,
            };
        }
        (bits != 0).then_some(Self(bits))
    }

    /// The one size.
    pub(crate) fn of(size: EnterpriseSize) -> Self {
        Self(1 << size as u8)
    }

    /// The sizes of either.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every size is one of `other`.
    pub(crate) fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether no size is one of `other`.
    pub(crate) fn is_apart_from(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    /// The smallest of the sizes and every larger one.
    pub(crate) fn and_larger(self) -> Self {
        Self((!(self.lowest() - 1)) & 0b1111)
    }

    /// The largest of the sizes and every smaller one.
    pub(crate) fn and_smaller(self) -> Self {
        Self(
            (0..4)
                .rev()
                .map(|bit| 1_u8 << bit)
                .find(|bit| self.0 & bit != 0)
                .map_or(0, |top| top | (top - 1)),
        )
    }

    /// Every size that is not one of these.
    pub(crate) fn others(self) -> Self {
        Self(!self.0 & 0b1111)
    }

    fn lowest(self) -> u8 {
        (0..4)
            .map(|bit| 1 << bit)
            .find(|bit| self.0 & bit != 0)
            .unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::SizeSet;

    #[test]
    fn words_of_rules_name_classes_together() {
        for (text, bits) in [
            ("小型", 0b0010),
            ("小型企业", 0b0010),
            ("小型工业企业", 0b0010),
            ("微型企业", 0b0001),
            ("小微企业", 0b0011),
            ("小微", 0b0011),
            ("小型和微型企业", 0b0011),
            ("小型微型企业", 0b0011),
            ("中小企业", 0b0111),
            ("中小型企业", 0b0111),
            ("中小微企业", 0b0111),
            ("中型、小型、微型", 0b0111),
            ("大中型企业", 0b1100),
            ("特大型企业", 0b1000),
            ("中型及以上", 0b1100),
            ("中型以上企业", 0b1100),
            ("中型企业（含）以下", 0b0111),
            ("小型企業", 0b0010),
            ("SMEs", 0b0111),
            ("small and micro enterprises", 0b0011),
        ] {
            assert_eq!(SizeSet::read(text), Some(SizeSet(bits)), "{text}");
        }
        for text in [
            "",
            "规上企业",
            "小巨人企业",
            "大学",
            "300人",
            "中试",
            "a",
            "企业",
            "以上",
        ] {
            assert_eq!(SizeSet::read(text), None, "{text}");
        }
    }
}
