//! The unit of money that a line above the headings names for the whole table: `单位：元`, `（金额单位：万元）`.

use super::columns::MoneyUnit;

/// What stands before the unit, in half-width characters.
const LABEL: &str = "单位:";
/// Most characters of a cell that are looked at; a title of a table may end in the unit.
const LOOKED_AT: usize = 120;

/// Returns the unit of money that the rows above the headings name, and the cell that does, as it spells it. Of several
/// the last counts, which is nearest to the headings.
pub(super) fn unit_above(rows: &[Vec<String>]) -> Option<(String, MoneyUnit)> {
    let mut cells = rows.iter().flatten().rev();
    cells.find_map(|cell| Some((shortened(cell), unit_of(cell)?)))
}

fn unit_of(cell: &str) -> Option<MoneyUnit> {
    let plain: String = crate::model::fold::compatible(cell)
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .take(LOOKED_AT)
        .collect();
    // `填报单位：示例科技局（单位：元）` has the label twice.
    plain.split(LABEL).skip(1).find_map(MoneyUnit::at_start)
}

fn shortened(cell: &str) -> String {
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LOOKED_AT).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{MoneyUnit, unit_above};

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
        ] {
            assert_eq!(found(cell), Some(MoneyUnit::Known(unit)), "{cell}");
        }
        let foreign = MoneyUnit::Foreign("万美元".to_owned());
        assert_eq!(found("单位：万美元"), Some(foreign));
        for cell in [
            "填报单位：元氏县科技局",
            "单位：人",
            "填报单位：",
            "预算（元）",
            "单位：百家",
            "",
        ] {
            assert_eq!(found(cell), None, "{cell}");
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
