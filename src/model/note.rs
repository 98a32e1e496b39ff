//! Notes in brackets behind the names of declared lists: 示例甲有限公司（本人持股）.

use super::data::Suggest;
use super::{FoldedName, Gazetteer};

/// Brackets at the end of a name that belong to it: what a region is in them is looked up beside these.
const PARTS_OF_NAMES: [&str; 20] = [
    "集团",
    "控股",
    "股份",
    "普通合伙",
    "特殊普通合伙",
    "有限合伙",
    "个体工商户",
    "个人独资",
    "筹",
    "中国",
    "国际",
    "亚洲",
    "华东",
    "华北",
    "华南",
    "华中",
    "东北",
    "西北",
    "西南",
    "总部",
];

impl FoldedName {
    /// Whether this name, as a list declares it, is `name`, by itself or with notes in brackets behind it. O(length).
    ///
    /// A bracket that is part of a name is no note: `示例大学（华东）` declares nothing about `示例大学`.
    pub(crate) fn declares(&self, name: &Self) -> bool {
        let rest = self.as_str().strip_prefix(name.as_str());
        rest.is_some_and(|rest| {
            let mut rest = rest;
            while let Some((before, _)) = without_note(rest) {
                rest = before;
            }
            rest.is_empty()
        })
    }

    /// The name without one, two … of the notes behind it; empty if it has none.
    pub(crate) fn without_notes(&self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut rest = self.as_str();
        while let Some((before, _)) = without_note(rest) {
            rest = before;
            found.extend(Self::new(rest));
        }
        found
    }

    /// Folds `names` of a declared list as [`FoldedName::all`] does, each with its notes and without them.
    pub(crate) fn all_declared<'n>(names: impl IntoIterator<Item = &'n String>) -> Vec<Self> {
        let mut all = Self::all(names);
        let plain: Vec<Self> = all.iter().flat_map(Self::without_notes).collect();
        if !plain.is_empty() {
            all.extend(plain);
            all.sort_unstable();
            all.dedup();
        }
        all
    }
}

/// The folded text before the bracket at its end and what is in it; `None` without one, or if it is part of the name.
fn without_note(text: &str) -> Option<(&str, &str)> {
    let Some(inner) = text.strip_suffix(')') else {
        // A list is split at commas, also at those of a note: its bracket stays open.
        return text
            .rsplit_once('(')
            .filter(|(_, note)| !note.contains(')'));
    };
    let mut depth = 1_usize;
    let open = inner.char_indices().rev().find_map(|(at, c)| {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let (before, note) = (&inner[..open], &inner[open + 1..]);
    (!is_part_of_name(note)).then_some((before, note))
}

/// Whether what a bracket holds tells one organisation from another: a region, a legal form.
fn is_part_of_name(note: &str) -> bool {
    let is_region = || {
        let places = Gazetteer::builtin();
        let region = places.read(note, Suggest::Nothing);
        // A region that the table does not have may be any words behind a city's name.
        region.is_ok_and(|region| places.contains(&region))
    };
    PARTS_OF_NAMES.contains(&note) || is_region()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::FoldedName;

    fn name(text: &str) -> FoldedName {
        FoldedName::new(text).unwrap()
    }

    #[test]
    fn a_bracket_at_the_end_is_a_note_unless_it_is_part_of_the_name() {
        let firm = "示例甲水务有限公司";
        for noted in [
            "示例甲水务有限公司",
            "示例甲水务有限公司（本人持股）",
            "示例甲水务有限公司 [本人（配偶）持股]",
            "示例甲水务有限公司（2023年起）（距离远）",
            "示例甲水务有限公司（淄博项目）",
            "示例甲水务有限公司（本人持股",
        ] {
            assert!(name(noted).declares(&name(firm)), "{noted}");
            let all = FoldedName::all_declared([&noted.to_owned()]);
            assert!(all.contains(&name(firm)), "{noted}");
            assert!(all.contains(&name(noted)), "{noted}");
        }
        for (declared, other) in [
            ("示例（山东）有限公司", "示例有限公司"),
            ("示例有限公司", "示例（山东）有限公司"),
            ("示例大学（威海）", "示例大学"),
            ("示例大学（华东）", "示例大学"),
            ("示例会计师事务所（普通合伙）", "示例会计师事务所"),
            ("示例甲水务有限公司", "示例甲水务有限公司（本人持股）"),
            ("（本人持股）", "示例"),
        ] {
            assert!(!name(declared).declares(&name(other)), "{declared}");
            let all = FoldedName::all_declared([&declared.to_owned()]);
            assert!(!all.contains(&name(other)), "{declared}");
        }
    }

    #[test]
    fn a_bracket_of_the_name_itself_matches_whole() {
        let whole = name("示例水务有限公司（高新区）");
        assert!(whole.declares(&whole));
        assert!(name("示例水务有限公司（高新区）（持股）").declares(&whole));
        assert!(whole.declares(&name("示例水务有限公司")));
    }
}
