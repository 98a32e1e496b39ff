//! Three-valued logic over the tests of a condition.

use super::test;
use crate::model::facts::NeedFacts;
use crate::model::{Condition, Taxonomies};

/// Whether `need` meets `condition`; `None` if what it states does not decide. O(size of the condition).
pub(crate) fn met(need: &NeedFacts, condition: &Condition, trees: &Taxonomies) -> Option<bool> {
    match condition {
        Condition::Test(test) => test::judge(need, test, trees).ok(),
        Condition::Not(part) => met(need, part, trees).map(|met| !met),
        Condition::All(parts) => joined(parts, false, |part| met(need, part, trees)),
        Condition::Any(parts) => joined(parts, true, |part| met(need, part, trees)),
    }
}

/// `decisive` if one part is so, else unknown if one is unknown, else the opposite.
fn joined<T>(parts: &[T], decisive: bool, met: impl Fn(&T) -> Option<bool>) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match met(part) {
            Some(met) if met == decisive => return Some(decisive),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decisive)
}
