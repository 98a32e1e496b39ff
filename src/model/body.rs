//! Names that are of an organisation by their last word, among those of people.

use super::FoldedName;
use super::fold::ends_in_legal_form;

/// Endings of Chinese names of organisations.
#[rustfmt::skip] // a table reads by rows
const ENDINGS: [&str; 31] = [
    "大学", "学院", "学校", "研究院", "研究所", "科学院", "设计院", "研究中心", "技术中心", "实验室", "厂",
    "医院", "银行", "基金", "基金会", "合伙", "合伙企业", "合作社", "事务所", "协会", "学会", "商会", "委员会", "管委会", "国资委", "国资局", "财政局",
    "财政厅", "人民政府", "资产管理中心", "投资中心",
];

/// Endings that no person's name has.
const OF_FIRMS: [&str; 3] = ["公司", "集团", "控股"];

/// Last words of English ones.
#[rustfmt::skip] // a table reads by rows
const LAST_WORDS: [&str; 16] = [
    "university", "college", "institute", "academy", "group", "holding", "holdings", "fund", "bank", "hospital", "association", "foundation",
    "laboratory", "partners", "capital", "government",
];

/// Fewest characters of a Chinese name of an organisation: 李学院 is a person.
const LEAST: usize = 4;

/// Whether `name` ends as the name of an organisation does; a note in brackets behind it (`（持股60%）`) does not count.
/// O(length).
fn is_body(name: &str) -> bool {
    let name = match name.find(['(', '（', '[', '【']) {
        // Brackets within a name: 示例（山东）有限公司.
        Some(at) if name.trim_end().ends_with([')', '）', ']', '】']) && at > 0 => &name[..at],
        _ => name,
    };
    // 示例·李学院 is a person whose name has two parts.
    let last = name.rsplit('·').next().unwrap_or(name);
    let last = last.trim().trim_end_matches(['.', '。']);
    let is_long = last.chars().count() >= LEAST;
    let lower = last.to_lowercase();
    let word = lower.rsplit(|c: char| !c.is_alphanumeric()).next();
    let ends_in = |ending: &&str| last.len() > ending.len() && last.ends_with(*ending);
    OF_FIRMS.iter().any(ends_in)
        || is_long && ENDINGS.iter().any(ends_in)
        || word.is_some_and(|word| LAST_WORDS.contains(&word) && word.len() < lower.len())
        || lower.contains(" university of ")
        || lower.starts_with("university of ")
        || ends_in_legal_form(last)
}

impl FoldedName {
    /// Folds the owners of a firm as [`FoldedName::all_declared`] does: `parents`, and the organisations among its
    /// `people`, since a list of shareholders holds both.
    pub(crate) fn all_owners(parents: &[String], people: &[String]) -> Vec<Self> {
        let bodies = people.iter().filter(|name| is_body(name));
        Self::all_declared(parents.iter().chain(bodies))
    }
}

#[cfg(test)]
mod tests {
    use super::is_body;

    #[test]
    fn bodies_end_in_what_they_are_and_people_do_not() {
        for body in [
            "示例大学资产公司",
            "示例控股集团（持股60%）",
            "示例（山东）有限公司",
            "示例·甲公司",
            "示例创业投资合伙企业（有限合伙）",
            "示例市国资委",
            "Shili Holdings",
            "Shili Denture Co., Ltd.",
            "示例齿科 GmbH",
            "University of Shili",
        ] {
            assert!(is_body(body), "{body}");
        }
        for person in [
            "示例·王工",
            "示例·李学院",
            "王厂",
            "示例·马教授",
            "示例·赵工（大学教授）",
            "J. Shili",
            "E117",
            "",
        ] {
            assert!(!is_body(person), "{person}");
        }
    }
}
