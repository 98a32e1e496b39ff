//! The kind of records that the name of a sheet or file suggests.

use super::SurveySide;
use crate::model::StudentGroup;
use crate::model::fold::lower_text;

const NEEDS: &[(&str, &str)] = &[
    ("技术", "research"),
    ("难题", "research"),
    ("揭榜", "research"),
    ("人才", "talent"),
    ("科技副总", "talent"),
    ("成果", "achievement"),
    ("设备", "facility"),
    ("平台", "facility"),
    ("融资", "finance"),
    ("金融", "finance"),
    ("服务", "service"),
];

const PROFILES: &[(&str, &str)] = &[
    ("专家", "expert"),
    ("人才", "expert"),
    ("expert", "expert"),
    ("工作团", StudentGroup::KIND),
    ("团队", "team"),
    ("院所", "institution"),
    ("高校", "institution"),
    ("成果", "achievement"),
    ("专利", "achievement"),
    ("设备", "facility"),
    ("仪器", "facility"),
    ("平台", "facility"),
    ("金融", "finance"),
    ("服务", "service"),
    ("政策", "policy"),
];

/// The kind that a name speaks of, if it speaks of one alone: `专家库` is of experts,
/// `高校专家成果` of nothing in particular.
pub(crate) fn kind_of_name(side: SurveySide, name: &str) -> Option<&'static str> {
    let table = match side {
        SurveySide::Needs => NEEDS,
        SurveySide::Profiles => PROFILES,
        SurveySide::Enterprises => return None,
    };
    let name = lower_text(name);
    let mut kinds = table
        .iter()
        .filter(|(word, _)| name.contains(word))
        .map(|(_, kind)| *kind);
    let kind = kinds.next()?;
    kinds.all(|other| other == kind).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::{SurveySide, kind_of_name};
    use crate::model::{NeedKind, ProfileKind};

    #[test]
    fn a_sheet_named_after_a_kind_is_of_that_kind() {
        let file = "give it a word in src/intake/columns/named.rs";
        for &kind in NeedKind::ALL {
            let found = kind_of_name(SurveySide::Needs, kind.as_chinese());
            assert_eq!(found, Some(kind.as_str()), "need kind {kind}: {file}");
        }
        for &kind in ProfileKind::ALL {
            let found = kind_of_name(SurveySide::Profiles, kind.as_chinese());
            assert_eq!(found, Some(kind.as_str()), "profile kind {kind}: {file}");
        }
    }

    #[test]
    fn a_name_that_speaks_of_one_kind_names_it() {
        assert_eq!(
            kind_of_name(SurveySide::Profiles, "某区专家库2024"),
            Some("expert")
        );
        assert_eq!(
            kind_of_name(SurveySide::Profiles, "专家人才"),
            Some("expert")
        );
        assert_eq!(kind_of_name(SurveySide::Profiles, "高校专家成果"), None);
        assert_eq!(
            kind_of_name(SurveySide::Needs, "企业融资需求"),
            Some("finance")
        );
        assert_eq!(kind_of_name(SurveySide::Needs, "技术和人才需求"), None);
        assert_eq!(kind_of_name(SurveySide::Needs, "Sheet1"), None);
    }
}
