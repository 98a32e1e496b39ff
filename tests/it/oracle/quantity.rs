//! Figures, as documented: each demand of the need an equal part of the share; one where a quantity of the
//! profile satisfies it, else zero where one violates it, else not known.

use qianxian::model::{Need, Profile, ProfileKind};
use qianxian::quantity::{Comparison, Quantity, Verdict, demands, judge, parse};
use qianxian::score::Feature;

use super::{CERTAIN, ONE, Part};

/// What two equal demands have in common.
fn key(q: &Quantity) -> (String, Comparison, String, u64, u64) {
    let (low, high) = q.base();
    let name = format!("{}|{}", q.property.modifier(), q.property.head());
    (
        name,
        q.comparison,
        q.unit.dimension().to_string(),
        low.to_bits(),
        high.to_bits(),
    )
}

pub(super) fn parts(need: &Need, profile: &Profile, share: u64) -> Vec<Part> {
    let mut wanted: Vec<Quantity> = Vec::new();
    for text in [
        need.title.clone(),
        need.keywords.join("\n"),
        need.description.clone(),
    ] {
        for demand in demands(&text) {
            if wanted.iter().all(|earlier| key(earlier) != key(&demand)) {
                wanted.push(demand);
            }
        }
    }
    let feature = Feature::Quantity;
    if wanted.is_empty() {
        return vec![Part {
            feature,
            share,
            certainty: CERTAIN,
            value: None,
        }];
    }
    let stated = stated(profile);
    let count = wanted.len() as u64;
    let part = |(at, demand): (u64, &Quantity)| {
        let verdicts: Vec<Verdict> = stated.iter().map(|s| judge(demand, s)).collect();
        let value = if verdicts.contains(&Verdict::Satisfied) {
            Some(ONE)
        } else {
            verdicts.contains(&Verdict::Violated).then_some(0)
        };
        let share = share / count + u64::from(at < share % count);
        Part {
            feature,
            share,
            certainty: CERTAIN,
            value,
        }
    };
    (0..).zip(&wanted).map(part).collect()
}

/// Every quantity of the profile's statement and works; the name of a person says nothing.
fn stated(profile: &Profile) -> Vec<Quantity> {
    let mut texts = vec![profile.expertise.join("\n"), profile.description.clone()];
    if !matches!(profile.kind, ProfileKind::Expert | ProfileKind::Team) {
        texts.push(profile.name.clone());
    }
    for work in &profile.works {
        texts.extend([
            work.title.clone(),
            work.keywords.join("\n"),
            work.summary.clone(),
        ]);
    }
    texts.iter().flat_map(|text| parse(text)).collect()
}
