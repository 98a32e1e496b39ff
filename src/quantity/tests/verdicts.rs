//! Demands of needs against statements of profiles, as a verdict for each pair.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::quantity::{Verdict as V, demands, judge, parse};

/// The verdicts of all statements on the one demand.
fn verdicts(need: &str, work: &str) -> Vec<V> {
    let demanded = demands(need);
    assert!(!demanded.is_empty(), "{need} demands something");
    let stated = parse(work);
    let each = demanded.iter().map(|demand| {
        let all = stated.iter().map(|stated| judge(demand, stated));
        all.min_by_key(|verdict| match verdict {
            V::Satisfied => 0,
            V::Violated => 1,
            V::Unknown => 2,
        })
        .unwrap_or(V::Unknown)
    });
    each.collect()
}

#[test]
fn outputs_a_year_are_demands_where_they_are_asked_for() {
    for need in [
        "要求年产不低于5万吨",
        "年产能不低于5万吨",
        "年产量≥5万吨",
        "要求年产5万吨",
        "产能不低于5万吨/年",
    ] {
        assert_eq!(verdicts(need, "年产能3万吨"), [V::Violated], "{need}");
        assert_eq!(verdicts(need, "年产能6万吨"), [V::Satisfied], "{need}");
    }
    for state in [
        "公司年产5万吨，产值2亿元",
        "我公司年产能5万吨",
        "建设年产5万吨的装置",
    ] {
        assert!(demands(state).is_empty(), "{state}");
    }
}

#[test]
fn writings_of_one_unit_and_one_formula_are_one() {
    for (need, work, wanted) in [
        ("SiO2含量≤0.05%", "SiO₂含量0.1%", V::Violated),
        ("SiO₂含量≤0.05%", "SiO2含量0.01%", V::Satisfied),
        ("Al2O3≥99.5%", "Al₂O₃ 99%", V::Violated),
        ("热导率≥200W/mK", "热导率180W/(m·K)", V::Violated),
        ("热导率≥200W/(m·K)", "热导率220 W/mK", V::Satisfied),
        ("热导率≥200W/(mK)", "热导率180 W/m·K", V::Violated),
        ("纯度5N以上", "纯度99.9995%", V::Satisfied),
        ("纯度≥99.999%", "纯度4N", V::Violated),
        ("纯度不低于4N5", "纯度99.99%", V::Violated),
        ("纯度不低于4N5", "纯度5N", V::Satisfied),
        (
            "ZDM-500型真空泵极限真空达到1Pa以下",
            "极限真空 0.5 Pa",
            V::Satisfied,
        ),
        (
            "ZDM-500型真空泵极限真空达到1Pa以下",
            "极限真空 5 Pa",
            V::Violated,
        ),
    ] {
        assert_eq!(verdicts(need, work), [wanted], "{need}: {work}");
    }
}

#[test]
fn codes_of_protection_compare_digit_by_digit() {
    for (need, work, wanted) in [
        ("防护等级不低于IP65", "防护等级IP67", [V::Satisfied; 2]),
        (
            "防护等级IP67以上",
            "防护等级IP65",
            [V::Satisfied, V::Violated],
        ),
        (
            "要求防护等级达到IP56",
            "防护等级IP65",
            [V::Satisfied, V::Violated],
        ),
        ("指标：防护等级IP67", "防护等级达到IP68", [V::Satisfied; 2]),
    ] {
        assert_eq!(verdicts(need, work), wanted, "{need}: {work}");
    }
    assert_eq!(verdicts("防水等级≥IPX7", "IPX8"), [V::Satisfied]);
    assert!(
        parse("公网IP65个，VIP67号")
            .iter()
            .all(|q| q.property.head() != "防尘等级")
    );
}

#[test]
fn what_goes_in_is_no_demand_and_meets_none() {
    for (need, work, wanted) in [
        (
            "要求：进水COD 20000mg/L，出水COD≤100mg/L",
            "进水COD 5000mg/L，出水COD 300mg/L",
            V::Violated,
        ),
        (
            "要求：进水COD 20000mg/L，出水COD≤100mg/L",
            "可处理进水COD 30000mg/L，出水COD 60mg/L",
            V::Satisfied,
        ),
        (
            "指标：原水氨氮500mg/L，出水氨氮≤5mg/L",
            "原水氨氮800mg/L",
            V::Unknown,
        ),
        ("COD≤100mg/L", "进水COD 30000mg/L", V::Unknown),
    ] {
        assert_eq!(verdicts(need, work), [wanted], "{need}: {work}");
    }
}
