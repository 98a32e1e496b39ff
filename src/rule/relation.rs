//! Relations between the two sides that a person has to confirm: they bar nobody, and are never passed over in silence.

use std::collections::BTreeSet;

use crate::model::facts::NeedFacts;
use crate::model::{FoldedName, Profile};

/// A relation that may be a conflict of interest. JSON: an object whose `caution` names the variant.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "caution", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Caution {
    /// The names of the enterprise and of the profile's organisation differ in legal form, group, branch or department
    /// alone.
    RelatedOrganization {
        /// The enterprise, folded.
        enterprise: String,
        /// The organisation, as the profile states it.
        organization: String,
    },
    /// The profile has the name of one of the enterprise's people, at another organisation: a namesake, or the person in
    /// a second post.
    Namesake {
        /// The name, as the profile states it.
        name: String,
        /// The profile's organisation.
        organization: String,
    },
    /// The profile's organisation and the enterprise belong to one owner, or one belongs to the other, as a need or a
    /// record of an enterprise states it.
    StatedRelation {
        /// The organisation, as the profile states it.
        organization: String,
        /// The owner, folded; the organisation itself where the enterprise belongs to it.
        owner: String,
    },
}

/// Endings of names that say the legal form, the group or the part of a firm; taken off until none is left.
const ENDINGS: [&str; 34] = [
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
    "co.,ltd.",
    "co.,ltd",
    "inc.",
];

/// Fewest characters of a root: shorter ones are no firm's own (新材料, 科技).
const LEAST_ROOT: usize = 4;

/// The name without its legal form and its part; brackets are left out.
fn root(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '(' | ')' | '[' | ']'))
        .collect();
    let mut rest = plain.as_str();
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending)) {
        rest = shorter;
    }
    rest.to_owned()
}

/// Whether two different names may be of one group: equal roots, or one name holds the root of the other.
fn are_related(a: &FoldedName, b: &FoldedName) -> bool {
    if a == b {
        return false;
    }
    let (first, second) = (root(a.as_str()), root(b.as_str()));
    let is_own = |root: &str| root.chars().count() >= LEAST_ROOT;
    let holds = |long: &str, short: &str| is_own(short) && long.contains(short);
    holds(&first, &second) || holds(&second, &first)
}

/// Whether `organizations`, those of a profile, are known and none of them is the need's enterprise or may be of its group.
/// Somebody of the name of one of its people is then a namesake as far as is known.
pub(super) fn is_elsewhere(need: &NeedFacts, organizations: &[FoldedName]) -> bool {
    let Some(enterprise) = &need.enterprise else {
        return false;
    };
    let is_near = |name: &FoldedName| {
        name == enterprise || need.parents.contains(name) || are_related(enterprise, name)
    };
    !organizations.is_empty() && !organizations.iter().any(is_near)
}

/// What a person has to confirm before the two sides meet. `owners` gives the organisations that one belongs to, at any
/// number of steps, beside what the need states. O(length of the names + owners).
pub(crate) fn cautions(
    need: &NeedFacts,
    profile: &Profile,
    owners: &dyn Fn(&FoldedName) -> BTreeSet<FoldedName>,
) -> Vec<Caution> {
    let Some(enterprise) = &need.enterprise else {
        return Vec::new();
    };
    let mut circle: BTreeSet<FoldedName> = need.parents.iter().cloned().collect();
    circle.insert(enterprise.clone());
    for name in circle.clone() {
        circle.extend(owners(&name));
    }
    let mut found: Vec<Caution> = Vec::new();
    // A university or a service provider is an organisation itself.
    for organization in profile.organizations().chain([profile.name.as_str()]) {
        // The enterprise itself is barred, which is more.
        let folded = FoldedName::new(organization).filter(|name| name != enterprise);
        let Some(folded) = folded else {
            continue;
        };
        let mut theirs = owners(&folded);
        theirs.insert(folded.clone());
        let caution = if let Some(owner) = circle.intersection(&theirs).next() {
            Caution::StatedRelation {
                organization: organization.to_owned(),
                owner: owner.to_string(),
            }
        } else if are_related(enterprise, &folded) {
            Caution::RelatedOrganization {
                enterprise: enterprise.to_string(),
                organization: organization.to_owned(),
            }
        } else {
            continue;
        };
        if !found.contains(&caution) {
            found.push(caution);
        }
    }
    let organizations = profile.organizations().filter_map(FoldedName::new);
    let organizations: Vec<FoldedName> = organizations.collect();
    let is_own = FoldedName::new(&profile.name).is_some_and(|name| need.people.contains(&name));
    if is_own && is_elsewhere(need, &organizations) {
        found.push(Caution::Namesake {
            name: profile.name.clone(),
            organization: profile
                .organizations()
                .next()
                .unwrap_or_default()
                .to_owned(),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::are_related;
    use crate::model::FoldedName;

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
