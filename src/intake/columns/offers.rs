//! Headings that say what an amount of a profile is: the most that is given, or a fee whose unit its cell has to name.

use super::fold::Heading;

/// Whether an amount under that heading is the most that is given: 贷款额度 1000万元 lends 200万元 too.
pub(crate) fn is_ceiling(heading: &str) -> bool {
    const CEILINGS: [&str; 11] = [
        "贷款额度",
        "授信额度",
        "额度",
        "融资额度",
        "放款额度",
        "支持额度",
        "支持金额",
        "资助额度",
        "补贴额度",
        "担保额度",
        "loanamount",
    ];
    is_among(heading, &CEILINGS)
}

/// Whether amounts under that heading may as well be yuan a piece as 万元: 收费标准 800.
pub(crate) fn is_fee(heading: &str) -> bool {
    const FEES: [&str; 6] = [
        "收费标准",
        "收费",
        "服务价格",
        "服务费用",
        "服务收费",
        "fee",
    ];
    is_among(heading, &FEES)
}

fn is_among(heading: &str, headings: &[&str]) -> bool {
    let keys = Heading::new(heading).keys;
    keys.iter().any(|key| headings.contains(&key.as_str()))
}
