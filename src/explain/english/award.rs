//! The sum of a subsidy in English.

use super::words::{amount, list};
use crate::model::Award;
use crate::words::number::trimmed;

pub(super) fn award(award: &Award) -> String {
    let share = award.share.map(|share| trimmed(share, 2));
    let of_cost = share.as_ref().map(|share| match award.cost {
        Some(cost) => format!("{share} % of {}", amount(cost)),
        None => format!("{share} % of its cost"),
    });
    let each = award
        .each
        .map(|each| format!("{} for each unit", amount(each)));
    let ceiling = award
        .ceiling
        .map(|most| format!("{} at most", amount(most)));
    let rests: Vec<String> = [of_cost, each, ceiling].into_iter().flatten().collect();
    let rests = list(rests.into_iter(), usize::MAX, "and");
    let said = match award.most {
        Some(most) => format!("The firm would get up to {} ({rests})", amount(most)),
        None => format!("The firm would get {rests}"),
    };
    let cost = (award.share.is_some() && award.cost.is_none()).then_some("the cost");
    let number = award.each.map(|_| "the number of units");
    let open: Vec<&str> = [cost, number].into_iter().flatten().collect();
    if open.is_empty() {
        return format!("{said}.");
    }
    format!(
        "{said}; to be proved: {}.",
        list(open.into_iter(), usize::MAX, "and")
    )
}
