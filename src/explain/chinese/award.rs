//! The sum of a subsidy in Chinese.

use super::words::amount;
use crate::model::Award;
use crate::words::number::trimmed;

pub(super) fn award(award: &Award) -> String {
    let share = award.share.map(|share| trimmed(share, 2));
    let of_cost = share.as_ref().map(|share| match award.cost {
        Some(cost) => format!("{}的{share}%", amount(cost)),
        None => format!("实际支出的{share}%"),
    });
    let each = award.each.map(|each| format!("每单位{}", amount(each)));
    let ceiling = award.ceiling.map(|most| format!("上限{}", amount(most)));
    let rests: Vec<String> = [of_cost, each, ceiling].into_iter().flatten().collect();
    let rests = rests.join("，");
    let said = match award.most {
        Some(most) => format!("预计最高可得{}（{rests}）", amount(most)),
        None => format!("预计可得{rests}"),
    };
    let cost = (award.share.is_some() && award.cost.is_none()).then_some("支出金额");
    let number = award.each.map(|_| "单位数量");
    let open: Vec<&str> = [cost, number].into_iter().flatten().collect();
    if open.is_empty() {
        return format!("{said}。");
    }
    format!("{said}；须证明：{}。", open.join("、"))
}
