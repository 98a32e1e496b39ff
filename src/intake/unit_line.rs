//! Units beside the headings: of money in a line above them for the whole table (`单位：元`, `（金额单位：万元）`), and in a
//! row below them for each column.

use super::columns::{LEVEL, MoneyUnit};
use crate::model::fold::lower_text;

/// What stands before the unit, in half-width characters.
const LABELS: [&str; 3] = ["单位:", "unit:", "units:"];
/// Most characters of a cell that are looked at; a title of a table may end in the unit.
const LOOKED_AT: usize = 120;

/// Returns the unit of money that the rows above the headings name, and the cell that does, as it spells it. Of several
/// the last counts, which is nearest to the headings.
pub(super) fn unit_above(rows: &[Vec<String>]) -> Option<(String, MoneyUnit)> {
    let mut cells = rows.iter().flatten().rev();
    cells.find_map(|cell| Some((shortened(cell), unit_of(cell)?)))
}

/// Units that a row below the headings may name beside those of money.
const OTHERS: [&str; 22] = [
    "人",
    "名",
    "家",
    "个",
    "项",
    "件",
    "台",
    "套",
    "年",
    "月",
    "天",
    "日",
    "小时",
    "%",
    "‰",
    "公里",
    "km",
    "m",
    "㎡",
    "m2",
    "平方米",
    "吨",
];

/// Takes the cells of a row below the headings for the units of their columns, and puts them behind the headings in
/// brackets. Returns the unit of money and the headings that it was put behind; `None` if the row is none of units: some
/// of its cells are money's, and all others are units too, or headings that are merged downwards.
pub(super) fn take_units_below(
    headings: &mut [String],
    row: &[String],
) -> Option<(String, MoneyUnit, Vec<String>)> {
    let is_same = |at: usize, cell: &str| {
        let heading = headings.get(at).and_then(|h| h.rsplit(LEVEL).next());
        heading == Some(cell)
    };
    let cells: Vec<(usize, &String)> = (0..).zip(row).filter(|(_, c)| !c.is_empty()).collect();
    let units = || cells.iter().filter(|&&(at, cell)| !is_same(at, cell));
    let money = units().find_map(|(_, cell)| Some(((*cell).clone(), MoneyUnit::exact(cell)?)))?;
    let is_other = |cell: &str| OTHERS.contains(&bare(cell).as_str());
    if units().any(|(_, cell)| MoneyUnit::exact(cell).is_none() && !is_other(cell)) {
        return None;
    }
    let units: Vec<(usize, String)> = units().map(|&(at, cell)| (at, bare(cell))).collect();
    let mut named = Vec::new();
    for (at, unit) in units {
        let Some(heading) = headings.get_mut(at).filter(|heading| !heading.is_empty()) else {
            continue;
        };
        if MoneyUnit::exact(&unit).is_some() {
            named.push(heading.replace(LEVEL, "/"));
        }
        heading.push_str(&format!("（{unit}）"));
    }
    Some((money.0, money.1, named))
}

/// The unit of a cell without brackets and a label.
fn bare(cell: &str) -> String {
    let plain: String = cell
        .chars()
        .filter(|c| !c.is_whitespace() && !"()（）[]【】".contains(*c))
        .collect();
    let label = plain.rfind([':', '：']).map_or(0, |at| {
        at + plain[at..].chars().next().map_or(0, char::len_utf8)
    });
    plain[label..].to_owned()
}

fn unit_of(cell: &str) -> Option<MoneyUnit> {
    let start: String = cell.chars().take(LOOKED_AT).collect();
    let plain = lower_text(&start).replace(char::is_whitespace, "");
    // `填报单位：示例科技局（单位：元）` has the label twice.
    let mut labelled = LABELS.iter().flat_map(|label| plain.split(*label).skip(1));
    labelled.find_map(MoneyUnit::at_start)
}

fn shortened(cell: &str) -> String {
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LOOKED_AT).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{MoneyUnit, take_units_below, unit_above};

    #[test]
    fn a_line_with_a_unit_of_money_is_found_and_no_other() {
        let found = |cell: &str| unit_above(&[vec![cell.to_owned()]]).map(|(_, unit)| unit);
        for (cell, unit) in [
            ("单位：元", "元"),
            ("（金额单位：人民币万元）", "万元"),
            ("计量单位: 亿元", "亿元"),
            ("单位：万", "万元"),
            ("某市技术需求汇总表（单位：元）", "元"),
            ("填报单位：示例科技局　单位：万元、人", "万元"),
            ("單位：萬元", "万元"),
            ("金额单位：千元", "千元"),
            ("单位：k元", "千元"),
            ("Unit: million RMB", "百万元"),
            ("Currency unit: RMB", "元"),
        ] {
            assert_eq!(found(cell), Some(MoneyUnit::Known(unit)), "{cell}");
        }
        for unit in ["万美元", "港币万元", "万元/年", "澳元", "x元", "usd"] {
            let foreign = MoneyUnit::Foreign(unit.to_owned());
            assert_eq!(found(&format!("单位：{unit}")), Some(foreign));
        }
        for cell in [
            "填报单位：元氏县科技局",
            "单位：人",
            "填报单位：",
            "预算（元）",
            "单位：百家",
            "单位：m",
            "",
        ] {
            assert_eq!(found(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_row_of_units_goes_behind_the_headings_and_no_other() {
        let below = |row: [&str; 3]| {
            let mut headings = ["需求名称", "预算", "期限"].map(str::to_owned);
            let taken = take_units_below(&mut headings, &row.map(str::to_owned));
            taken.map(|(_, unit, named)| (headings.join(" "), unit, named.join(" ")))
        };
        let yuan = || {
            Some((
                "需求名称 预算（元） 期限".to_owned(),
                MoneyUnit::Known("元"),
                "预算".to_owned(),
            ))
        };
        assert_eq!(below(["", "（元）", ""]), yuan());
        assert_eq!(below(["需求名称", "单位：元", "期限"]), yuan());
        let (headings, unit, _) = below(["", "k元", "（月）"]).unwrap();
        assert_eq!(
            (headings.as_str(), unit),
            ("需求名称 预算（k元） 期限（月）", MoneyUnit::Known("千元"))
        );
        for row in [
            ["", "", ""],
            ["", "100", ""],
            ["针状焦", "元", ""],
            ["", "50万元", ""],
            ["", "", "月"],
        ] {
            assert_eq!(below(row), None, "{row:?}");
        }
    }

    #[test]
    fn the_line_nearest_to_the_headings_counts() {
        let rows = [
            vec!["单位：元".to_owned()],
            vec![String::new(), "单位：万元".to_owned()],
        ];
        let (cell, unit) = unit_above(&rows).unwrap();
        assert_eq!(
            (cell.as_str(), unit),
            ("单位：万元", MoneyUnit::Known("万元"))
        );
    }
}
