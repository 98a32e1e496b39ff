//! Sizes of enterprises against the classes that a condition names: 小微企业, 中小企业, 中型及以上.

use super::gap::Gap;
use crate::model::fold::heading_key;
use crate::model::{ConditionOperator, ConditionTest, SizeSet};

/// Keys of headings whose cells tell the size of the enterprise.
const SIZE_FIELDS: [&str; 10] = [
    "企业规模",
    "规模",
    "企业规模类型",
    "规模类型",
    "企业类型大中小微",
    "企业划型",
    "划型",
    "size",
    "companysize",
    "enterprisesize",
];

/// Whether a field of that name tells the size of the enterprise.
fn is_size_field(name: &str) -> bool {
    // Most fields have no such word, and a key is an allocation in the midst of a ranking.
    let words = ["规模", "規模", "划型", "企业类型"];
    let may_be = name.is_ascii() || words.iter().any(|word| name.contains(word));
    may_be && is_size_key(&heading_key(name))
}

/// Whether the fields of that key tell the size of the enterprise.
pub(super) fn is_size_key(key: &str) -> bool {
    SIZE_FIELDS.contains(&key)
}

/// Whether the stated `item` is of the sizes that the values of `test` name; `None` if the two are no sizes, and no field
/// of sizes was asked.
pub(super) fn judge_sizes(
    item: &str,
    name: &str,
    test: &ConditionTest,
) -> Option<Result<bool, Gap>> {
    let stated = SizeSet::read(item);
    let read = || test.values.iter().map(|value| SizeSet::read(value));
    let unread = read().filter(Option::is_none).count();
    if (stated.is_none() || unread > 0) && !is_size_field(name) {
        return None;
    }
    let Some(asked) = read().flatten().reduce(SizeSet::or) else {
        // 规上企业 and its like are no sizes, but the record may say the same word.
        let is_same = test.values.iter().any(|value| value == item);
        return (!is_same).then_some(Err(Gap::UnknownName));
    };
    let Some(stated) = stated else {
        return Some(Err(Gap::NoFigure));
    };
    let wanted = match test.comparison {
        ConditionOperator::OneOf | ConditionOperator::NoneOf => asked,
        ConditionOperator::AtLeast => asked.and_larger(),
        ConditionOperator::AtMost => asked.and_smaller(),
        ConditionOperator::MoreThan => asked.and_smaller().others(),
        ConditionOperator::LessThan => asked.and_larger().others(),
    };
    Some(if stated.is_within(wanted) {
        Ok(test.comparison != ConditionOperator::NoneOf)
    } else if unread > 0 {
        Err(Gap::UnknownName)
    } else if stated.is_apart_from(wanted) {
        Ok(test.comparison == ConditionOperator::NoneOf)
    } else {
        Err(Gap::Overlaps)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::model::facts::NeedFacts;
    use crate::model::{Condition, Enterprise, EnterpriseSize, NeedKind, Taxonomies};
    use crate::rule::condition::logic::met;

    fn judged(size: EnterpriseSize, condition: &str) -> Option<bool> {
        let mut firm = Enterprise::new("e1", "示例玩具公司").unwrap();
        firm.size = Some(size);
        let need = firm.as_need(NeedKind::Finance).unwrap();
        let condition: Condition = condition.parse().unwrap();
        met(&NeedFacts::of(&need), &condition, &Taxonomies::builtin())
    }

    #[test]
    fn conditions_on_sizes_are_read_as_records_are() {
        use EnterpriseSize::{Large, Medium, Micro, Small};
        for (size, condition, wanted) in [
            (Small, "企业规模 = 小型", Some(true)),
            (Small, "企业规模 = 小型企业", Some(true)),
            (Small, "企业规模 = 小微企业", Some(true)),
            (Micro, "企业规模为小微企业", Some(true)),
            (Medium, "企业规模 = 小微企业", Some(false)),
            (Medium, "企业规模 in 中小微企业", Some(true)),
            (Micro, "企业规模 = 中小企业", Some(true)),
            (Large, "企业规模 = 中小企业", Some(false)),
            (Small, "企业规模 in 小型企业|微型企业", Some(true)),
            (Small, "规模 属于 中型、小型或微型企业", Some(true)),
            (Small, "企业规模 != 大型企业", Some(true)),
            (Large, "企业规模 != 大中型企业", Some(false)),
            (Small, "企业规模 >= 中型", Some(false)),
            (Large, "企业规模不低于中型企业", Some(true)),
            (Large, "企业规模 = 中型及以上", Some(true)),
            (Small, "企业规模 < 中型", Some(true)),
            (Small, "企业规模 = 规上企业", None),
        ] {
            assert_eq!(judged(size, condition), wanted, "{size} {condition}");
        }
    }

    #[test]
    fn classes_that_a_need_states_together_leave_their_members_open() {
        let mut need = crate::model::Need::new("n1", "流动资金贷款").unwrap();
        for (stated, condition, wanted) in [
            ("小微企业", "企业规模 = 小微企业", Some(true)),
            ("小微企业", "企业规模 = 小型|微型", Some(true)),
            ("小微企业", "企业规模 = 微型企业", None),
            ("小微企业", "企业规模 = 中型", Some(false)),
            ("见附件", "企业规模 = 中型", None),
        ] {
            need.attributes.insert("企业规模".into(), stated.into());
            let condition: Condition = condition.parse().unwrap();
            let met = met(&NeedFacts::of(&need), &condition, &Taxonomies::builtin());
            assert_eq!(met, wanted, "{stated} {condition}");
        }
    }
}
