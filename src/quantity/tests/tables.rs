//! Sentences with the quantities they state.
//!
//! A table holds sentences, each followed by its quantities, indented: `property | comparison | numbers
//! unit`. `-` stands for no property and no unit. A sentence with nothing below it states no quantity.

use crate::quantity::{Comparison, Quantity, Unit, demands, nearly_equal, parse};

const TABLES: [(&str, &str); 5] = [
    ("chinese.txt", include_str!("chinese.txt")),
    ("english.txt", include_str!("english.txt")),
    ("numbers.txt", include_str!("numbers.txt")),
    ("properties.txt", include_str!("properties.txt")),
    ("none.txt", include_str!("none.txt")),
];

/// A sentence with its expected lines.
fn cases(table: &str) -> Vec<(&str, Vec<&str>)> {
    let mut cases: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
    {
        match (line.strip_prefix("    "), cases.last_mut()) {
            (Some(expected), Some((_, quantities))) => quantities.push(expected),
            _ => cases.push((line, Vec::new())),
        }
    }
    cases
}

/// Whether `found` is what the line says.
fn is_expected(found: &Quantity, line: &str) -> Result<bool, String> {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let [property, comparison, amount] = parts[..] else {
        return Err(format!("{line}: not three parts"));
    };
    let (numbers, unit) = amount
        .split_once(' ')
        .ok_or_else(|| format!("{line}: no unit"))?;
    let comparison: Comparison = comparison.parse().map_err(|e| format!("{line}: {e}"))?;
    let unit = if unit == "-" {
        Unit::ONE
    } else {
        Unit::parse(unit).map_err(|e| format!("{line}: {e}"))?
    };
    let (low, high) = numbers.split_once("..").unwrap_or((numbers, numbers));
    let number = |text: &str| {
        text.parse::<f64>()
            .map(|n| unit.to_base(n))
            .map_err(|e| format!("{line}: {e}"))
    };
    let (low, high) = (number(low)?, number(high)?);
    let property = if property == "-" { "" } else { property };
    let (found_low, found_high) = found.base();
    Ok(found.property.to_string() == property
        && found.comparison == comparison
        && found.unit.dimension() == unit.dimension()
        && nearly_equal(found_low, low)
        && nearly_equal(found_high, high))
}

fn shown(text: &str, found: &[Quantity]) -> String {
    let line = |q: &Quantity| {
        let (low, high) = q.base();
        format!(
            "    {} | {} | {low}..{high} {}   «{}»\n",
            q.property,
            q.comparison,
            q.unit.dimension(),
            &text[q.span.clone()]
        )
    };
    found.iter().map(line).collect()
}

#[test]
fn every_sentence_states_what_its_table_says() {
    let mut wrong = String::new();
    let mut sentences = 0;
    for (name, table) in TABLES {
        for (text, expected) in cases(table) {
            sentences += 1;
            let found = parse(text);
            let same = found.len() == expected.len()
                && found.iter().zip(&expected).all(|(found, line)| {
                    is_expected(found, line).unwrap_or_else(|e| panic!("{name}: {e}"))
                });
            if !same {
                wrong += &format!(
                    "{name}: {text}\n  expected\n    {}\n  found\n{}",
                    expected.join("\n    "),
                    shown(text, &found)
                );
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(sentences >= 250, "{sentences}");
}

#[test]
fn spans_hold_the_comparison_the_number_and_the_unit() {
    for (text, span) in [
        ("要求堆积密度 ≥ 1.80 g/cm³，", "≥ 1.80 g/cm³"),
        ("收率不得低于百分之八十五。", "不得低于百分之八十五"),
        ("在 200℃以上运行", "200℃以上"),
        ("at least 5 MPa or more,", "at least 5 MPa or more"),
        ("（50±2）℃恒温", "50±2）℃"),
        ("-40℃~85℃", "-40℃~85℃"),
    ] {
        let found = parse(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(&text[found[0].span.clone()], span);
    }
}

/// Demands of the needs of a table: found and right, found, wanted.
fn measured(table: &str) -> (usize, usize, usize, String) {
    let (mut right, mut read, mut wanted, mut wrong) = (0, 0, 0, String::new());
    for (text, lines) in cases(table) {
        let found = demands(text);
        let is_right = |found: &&Quantity, line: &&str| {
            // A name outside the table may bring the words before it along.
            let name = line.split('|').next().unwrap_or_default().trim();
            let whole = found.property.to_string();
            let (_, amount) = line.split_once('|').unwrap_or_default();
            let line = format!("{whole} |{amount}");
            whole.ends_with(name) && is_expected(found, &line).unwrap_or_else(|e| panic!("{e}"))
        };
        let hits = found
            .iter()
            .filter(|f| lines.iter().any(|line| is_right(f, line)));
        let hits = hits.count();
        (right, read, wanted) = (right + hits, read + found.len(), wanted + lines.len());
        if hits < lines.len() || hits < found.len() {
            wrong += &format!("{text}\n  wanted {lines:?}\n{}", shown(text, &found));
        }
    }
    (right, read, wanted, wrong)
}

#[test]
fn needs_demand_what_their_table_says() {
    for (table, least) in [
        (include_str!("kinds.txt"), (0.97, 0.97)),
        (include_str!("needs.txt"), (0.97, 0.97)),
        (include_str!("needs_kept.txt"), (0.85, 0.75)),
        (include_str!("needs_survey.txt"), (0.95, 0.95)),
    ] {
        let (right, read, wanted, wrong) = measured(table);
        let (precision, recall) = (right as f64 / read as f64, right as f64 / wanted as f64);
        println!(
            "precision {right}/{read} = {precision:.3}, recall {right}/{wanted} = {recall:.3}\n{wrong}"
        );
        assert!(
            precision >= least.0 && recall >= least.1,
            "{precision} {recall}\n{wrong}"
        );
    }
}
