//! Units against each other, on arbitrary values.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use crate::quantity::{Comparison, Unit, Verdict, judge, nearly_equal, parse};

/// Families of units that convert into each other.
const FAMILIES: [&[&str]; 14] = [
    &[
        "Pa", "kPa", "MPa", "GPa", "bar", "psi", "N/mm²", "兆帕", "atm", "mmHg", "kgf/cm²",
    ],
    &["mm", "μm", "nm", "m", "km", "英寸", "厘米", "Å"],
    &["kg", "g", "mg", "μg", "t", "吨", "公斤", "lb"],
    &["℃", "K", "℉", "°C"],
    &["%", "‰", "ppm", "ppb", "mg/kg", "mL/L", "kg/t"],
    &["g/cm³", "kg/m³", "g/mL", "克/立方厘米", "t/m3", "mg/L"],
    &["J", "kJ", "kWh", "Wh", "cal", "千瓦时", "eV", "N·m", "kgce"],
    &["W", "kW", "MW", "马力", "J/s", "千瓦"],
    &["s", "min", "h", "天", "年", "个月", "ms"],
    &["Hz", "kHz", "r/min", "rpm", "转/分", "s⁻¹"],
    &["W/(m·K)", "W/m·K", "mW/(m·K)", "W m⁻¹ K⁻¹", "W/(m·℃)"],
    &["元/吨", "元/kg", "元/t", "元/公斤"],
    &["kJ/m²", "J/m²", "J/cm²", "N/m"],
    &["mAh/g", "Ah/kg", "mAh g⁻¹", "mAh·g-1"],
];

fn unit(name: &str) -> Unit {
    Unit::parse(name).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A family's number, two places in it, and a value.
fn pairs() -> impl Strategy<Value = (usize, usize, usize, f64)> {
    (0..FAMILIES.len()).prop_flat_map(|family| {
        let places = 0..FAMILIES[family].len();
        (Just(family), places.clone(), places, -1e6..1e6_f64)
    })
}

proptest! {
    #[test]
    fn a_conversion_and_back_is_where_it_began((family, a, b, value) in pairs()) {
        let (a, b) = (unit(FAMILIES[family][a]), unit(FAMILIES[family][b]));
        let there = a.convert(value, b).unwrap();
        let back = b.convert(there, a).unwrap();
        // Near the zero of a temperature scale the size of a kelvin matters.
        let scale = value.abs().max(if family == 3 { 1000.0 } else { 1e-12 });
        prop_assert!((back - value).abs() <= 1e-12 * scale, "{value} {back}");
    }

    #[test]
    fn two_conversions_are_one((family, a, b, value) in pairs(), c in 0..3_usize) {
        let (a, b, c) = (unit(FAMILIES[family][a]), unit(FAMILIES[family][b]), unit(FAMILIES[family][c]));
        let direct = a.convert(value, c).unwrap();
        let by_way = b.convert(a.convert(value, b).unwrap(), c).unwrap();
        let scale = direct.abs().max(if family == 3 { 1000.0 } else { 0.0 });
        prop_assert!((direct - by_way).abs() <= 1e-11 * scale, "{direct} {by_way}");
    }

    #[test]
    fn order_survives_conversion((family, a, b, value) in pairs(), more in 1e-3..1e6_f64) {
        let (a, b) = (unit(FAMILIES[family][a]), unit(FAMILIES[family][b]));
        prop_assert!(a.convert(value, b).unwrap() < a.convert(value + more, b).unwrap());
    }

    #[test]
    fn another_dimension_is_refused(a in 0..FAMILIES.len(), b in 0..FAMILIES.len(), value in -1e6..1e6_f64) {
        for name in FAMILIES[a] {
            let refused = unit(name).convert(value, unit(FAMILIES[b][0])).is_none();
            prop_assert_eq!(refused, a != b, "{} {}", name, FAMILIES[b][0]);
        }
    }

    #[test]
    fn a_bound_is_met_by_itself_in_any_unit((family, a, b, value) in pairs()) {
        let (from, to) = (unit(FAMILIES[family][a]), unit(FAMILIES[family][b]));
        let (low, converted) = (value.abs() + 1.0, from.convert(value.abs() + 1.0, to).unwrap());
        let need = Comparison::AtLeast.interval(from.to_base(low), from.to_base(low));
        prop_assert!(need.contains(to.to_base(converted)));
        prop_assert!(!need.contains(to.to_base(from.convert(low * 0.999, to).unwrap())));
    }

    #[test]
    fn a_number_is_read_as_it_is_written(value in 0.001..1e9_f64, digits in 0..6_usize) {
        let written = format!("{value:.digits$}");
        let found = parse(&format!("纯度≥{written} %"));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].low, written.parse::<f64>().unwrap());
        let scientific = format!("{value:e}");
        let found = parse(&format!("电阻率≤{scientific} Ω·m"));
        prop_assert!(nearly_equal(found[0].low, value));
    }

    #[test]
    fn a_verdict_is_that_of_plain_numbers(need in 1..1000_u32, work in 1..1000_u32) {
        let verdict = |need: String, work: String| judge(&parse(&need)[0], &parse(&work)[0]);
        let expect = |met| if met { Verdict::Satisfied } else { Verdict::Violated };
        prop_assert_eq!(verdict(format!("强度≥{need} MPa"), format!("强度为{work}000 kPa")), expect(work >= need));
        prop_assert_eq!(verdict(format!("灰分低于{need} ppm"), format!("灰分 {work} mg/kg")), expect(work < need));
        prop_assert_eq!(verdict(format!("纯度≥{need} %"), format!("强度 {work} %")), Verdict::Unknown);
    }
}

#[test]
fn well_known_values_convert() {
    for (value, from, to, expected) in [
        (1.0, "atm", "kPa", 101.325),
        (0.0, "℃", "K", 273.15),
        (-40.0, "℃", "℉", -40.0),
        (1.0, "kWh", "MJ", 3.6),
        (1.0, "g/cm³", "kg/m³", 1000.0),
        (60.0, "r/min", "Hz", 1.0),
        (1.0, "%", "ppm", 10_000.0),
        (1.0, "J/cm²", "kJ/m²", 10.0),
        (1.0, "亩", "m²", 2000.0 / 3.0),
        (1.0, "mAh/g", "C/kg", f64::NAN),
        (1.0, "W/(m·K)", "mW/(cm·K)", 10.0),
        (1.0, "mmHg", "Pa", 133.322_368_421_052_63),
        (1.0, "kgf/cm²", "kPa", 98.0665),
        (1.0, "元/kWh", "元/MWh", 1000.0),
    ] {
        // The bare coulomb is no unit here: its letter is that of too many other things.
        if expected.is_nan() {
            assert!(Unit::parse(to).unwrap_err().is_invalid_input());
            continue;
        }
        let found = unit(from).convert(value, unit(to)).unwrap();
        assert!(
            (found - expected).abs() <= 1e-9 * expected.abs(),
            "{value} {from} is {found} {to}"
        );
    }
}

#[test]
fn what_names_no_unit_is_refused() {
    for bad in [
        "", " ", "MPa MPa", "焦化", "kg/", "/(", "m^", "W/(m·K", "xyz", "%%", "5", "a", "m²³",
    ] {
        assert!(Unit::parse(bad).unwrap_err().is_invalid_input(), "{bad}");
    }
}
