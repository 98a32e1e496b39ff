//! Names of organisations that may mean one body or one group: short forms, branches, legal forms.

use crate::model::{FoldedName, Gazetteer, Suggest};

/// Endings of names that say the legal form, the group or the part of a firm; taken off until none is left.
const ENDINGS: [&str; 41] = [
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "控股集团",
    "总公司",
    "分公司",
    "子公司",
    "公司",
    "控股",
    "集团",
    "股份",
    "总厂",
    "分厂",
    "企业技术中心",
    "工程技术研究中心",
    "工程研究中心",
    "技术研究院",
    "技术中心",
    "研发中心",
    "研究中心",
    "检测中心",
    "研究总院",
    "研究院",
    "研究所",
    "设计院",
    "实验室",
    "事业部",
    "中心",
    // As folding writes them.
    "coltd",
    "pteltd",
    "ptyltd",
    "pvtltd",
    "ltd",
    "inc",
    "corp",
    "gmbh",
    "llc",
    "plc",
];

/// Fewest characters of a root: shorter ones are no firm's own (新材料, 科技).
const LEAST_ROOT: usize = 4;

/// The name without its legal form and its part; brackets and dots are left out.
fn root(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '(' | ')' | '[' | ']' | '·'))
        .collect();
    let mut rest = plain.as_str();
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending)) {
        rest = shorter;
    }
    rest.to_owned()
}

/// Kinds of bodies by the endings of their names: the university of a place is not its research institute.
#[rustfmt::skip] // a table reads by rows
const BODIES: [&[&str]; 6] = [
    &["公司", "集团", "控股", "股份", "厂", "coltd", "ltd", "inc", "corp", "gmbh", "llc", "plc"],
    &["大学", "学院", "学校", "校区", "分校"],
    &["研究院", "研究所", "研究总院", "科学院", "设计院", "研究中心"],
    &["医院", "卫生院"],
    &["银行"],
    &["中心", "实验室", "站"],
];

/// Whether `a` and `b` are bodies of two kinds; brackets behind a name do not count.
fn are_of_two_kinds(a: &str, b: &str) -> bool {
    let kind = |name: &str| {
        let name = match name.rfind('(') {
            Some(at) if name.ends_with(')') => &name[..at],
            _ => name,
        };
        let is_of = |endings: &&[&str]| endings.iter().any(|ending| name.ends_with(ending));
        BODIES.iter().position(is_of)
    };
    kind(a).zip(kind(b)).is_some_and(|(a, b)| a != b)
}

/// Whether `root` is a place, or the 示例 of invented names, which many bodies share.
fn is_common(root: &str) -> bool {
    let rest = root.replacen("示例", "", 1);
    let places = Gazetteer::builtin();
    let is_place = || {
        let region = places.read(&rest, Suggest::Nothing);
        region.is_ok_and(|region| places.contains(&region))
    };
    rest.is_empty() || is_place()
}

/// Whether the root `short` of one of two names, which the other holds, says nothing: it is a place, and they are
/// bodies of two kinds.
fn is_coincidence(short: &str, a: &FoldedName, b: &FoldedName) -> bool {
    are_of_two_kinds(a.as_str(), b.as_str()) && is_common(short)
}

/// Whether two different names may be of one group: equal roots, or one name holds the root of the other.
pub(super) fn are_related(a: &FoldedName, b: &FoldedName) -> bool {
    if a == b {
        return false;
    }
    let (first, second) = (root(a.as_str()), root(b.as_str()));
    let is_own = |root: &str| root.chars().count() >= LEAST_ROOT;
    let holds = |long: &str, short: &str| {
        is_own(short) && long.contains(short) && !is_coincidence(short, a, b)
    };
    holds(&first, &second) || holds(&second, &first)
}

/// Least weight of a short form, where a Chinese character counts 2 and any other 1: 甲水务, but no 甲.
const LEAST_SHORT: usize = 4;

/// Whether a declared name and another one may mean one body: the rule of [`are_related`], and short forms besides, since
/// who declares a name has somebody in mind.
pub(super) fn may_declare(declared: &FoldedName, name: &FoldedName) -> bool {
    if declared.declares(name) {
        return false;
    }
    let plain = declared.without_notes().pop();
    let declared = plain.as_ref().unwrap_or(declared);
    let weight = |text: &str| text.chars().map(|c| 1 + usize::from(!c.is_ascii())).sum();
    let is_short = |text: &str| {
        let weight: usize = weight(text);
        weight >= LEAST_SHORT && text.chars().any(char::is_alphabetic)
    };
    let (first, second) = (root(declared.as_str()), root(name.as_str()));
    let holds = |long: &str, short: &str| {
        is_short(short) && long.contains(short) && !is_coincidence(short, declared, name)
    };
    are_related(declared, name) || holds(&second, &first) || holds(&first, &second)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{are_related, may_declare};
    use crate::model::FoldedName;

    fn may_mean(declared: &str, name: &str) -> bool {
        let folded = |name| FoldedName::new(name).unwrap();
        may_declare(&folded(declared), &folded(name))
    }

    #[test]
    fn a_declared_short_form_may_mean_the_firm() {
        let firm = "示例甲水务有限公司";
        for near in [
            "甲水务",
            "甲水务（本人持股）",
            "示例甲水务",
            "示例甲水务有限公司淄博分公司",
            "示例甲水务集团（本人任董事）",
        ] {
            assert!(may_mean(near, firm), "{near}");
        }
        // The firm itself is barred; ids, figures and bare legal forms mean nobody.
        for other in [
            firm,
            "示例甲水务有限公司（本人持股）",
            "示例乙水务有限公司",
            "n1",
            "2024",
            "有限公司",
            "甲",
        ] {
            assert!(!may_mean(other, firm), "{other}");
        }
        assert!(may_mean("示例（山东）有限公司", "示例有限公司"));
        assert!(may_mean("青岛大学", "青岛大学附属医院"));
    }

    #[test]
    fn a_place_in_common_is_no_kinship_of_two_kinds_of_bodies() {
        for (declared, other) in [
            ("示例农业大学", "示例研究所"),
            ("青岛大学", "青岛研究所"),
            ("青岛市研究院", "青岛市大学"),
            ("示例海洋大学（青岛）", "示例研究所"),
            ("示例海洋大学青岛校区", "示例研究所"),
            ("山东示例大学", "山东示例研究中心"),
            ("示例有限公司", "示例大学"),
        ] {
            assert!(!may_mean(declared, other), "{declared} {other}");
            assert!(!may_mean(other, declared), "{other} {declared}");
        }
        assert!(
            may_mean("青岛", "青岛大学"),
            "who writes a place alone means its bodies"
        );
        assert!(related("山东示例化工有限公司", "示例化工研究院"));
    }

    fn related(a: &str, b: &str) -> bool {
        let (a, b) = (FoldedName::new(a).unwrap(), FoldedName::new(b).unwrap());
        let found = are_related(&a, &b);
        assert_eq!(found, are_related(&b, &a), "whichever side asks");
        found
    }

    #[test]
    fn forms_groups_branches_and_parts_are_related() {
        let firm = "山东示例化工有限公司";
        for other in [
            "山东示例化工股份有限公司",
            "山东示例化工集团",
            "山东示例化工（集团）有限公司",
            "山东示例化工有限公司技术中心",
            "山东示例化工有限公司淄博分公司",
            "山东示例·化工有限公司",
            "示例化工研究院",
        ] {
            assert!(related(firm, other), "{other}");
        }
        for other in [
            firm,
            "山东另例化工有限公司",
            "示例大学",
            "化工研究院",
            "集团",
        ] {
            assert!(!related(firm, other), "{other}");
        }
    }
}
