#![allow(clippy::unwrap_used, reason = "tests")]
use super::{FacetValue, ProfileFacts};
use crate::model::{Facet, FoldedName, Profile, ProfileKind, Work};

#[test]
fn equal_facts_are_equal_whatever_the_order_of_lists() {
    let mut a = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    let mut b = a.clone();
    a.industries = vec!["C26".parse().unwrap(), "C27".parse().unwrap()];
    b.industries = vec!["C27".parse().unwrap(), "C26".parse().unwrap()];
    assert_eq!(ProfileFacts::of(&a), ProfileFacts::of(&b));
}

/// The coauthors that a profile's facts limit by, each with the latest year together.
fn coauthors(profile: &Profile) -> Vec<(FoldedName, Option<i32>)> {
    match ProfileFacts::of(profile).get(Facet::Limits) {
        Some(FacetValue::Limits(limits)) => limits.coauthors.clone(),
        other => panic!("limits are known: {other:?}"),
    }
}

#[test]
fn a_work_without_a_year_may_be_the_latest_together() {
    for years in [[None, Some(2010)], [Some(2010), None]] {
        let mut profile = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
        for year in years {
            let mut work = Work::new("题目");
            work.year = year;
            work.authors = vec!["示例乙".into()];
            profile.works.push(work);
        }
        let expected = [(FoldedName::new("示例乙").unwrap(), None)];
        assert_eq!(coauthors(&profile), expected);
    }
}

#[test]
fn coauthors_carry_the_latest_year_together() {
    let mut profile = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    for year in [2019, 2023, 2021] {
        let mut work = Work::new("题目");
        work.year = Some(year);
        work.authors = vec!["示例甲".into(), "示例 乙".into()];
        profile.works.push(work);
    }
    let expected = [(FoldedName::new("示例乙").unwrap(), Some(2023))];
    assert_eq!(coauthors(&profile), expected);
    let facts = ProfileFacts::of(&profile);
    assert_eq!(
        facts.get(Facet::LatestWork),
        Some(&FacetValue::LatestWork(2023))
    );
}
