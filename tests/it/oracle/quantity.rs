//! Figures, as documented: each demand of the need an equal part of the share; one where a quantity of the
//! profile satisfies it, else zero where one violates it, else not known.

use std::collections::BTreeSet;

use qianxian::model::{Need, Profile, ProfileKind};
use qianxian::quantity::{Comparison, Quantity, Verdict, demands, judge, parse};
use qianxian::score::Feature;
use qianxian::text::QueryAnalyzer;

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

/// A figure that a need demands, and the terms of the words that state it.
pub(super) struct Demanded {
    demand: Quantity,
    said: BTreeSet<String>,
}

/// The demands of a need, each once, as its title, keywords and description state them in turn.
pub(super) fn wanted(need: &Need, queries: &QueryAnalyzer) -> Vec<Demanded> {
    let mut wanted: Vec<Demanded> = Vec::new();
    for text in [
        need.title.clone(),
        need.keywords.join("\n"),
        need.description.clone(),
    ] {
        for demand in demands(&text) {
            if wanted
                .iter()
                .all(|earlier| key(&earlier.demand) != key(&demand))
            {
                let said = format!("{} {}", demand.property, &text[demand.span.clone()]);
                let said = queries.terms(&said).into_iter().map(|term| term.text);
                wanted.push(Demanded {
                    said: said.collect(),
                    demand,
                });
            }
        }
    }
    wanted
}

/// `is_about` says whether a document of the profile, by number, is about the need beside the words of a demand.
pub(super) fn parts(
    wanted: &[Demanded],
    stated: &[(usize, Quantity)],
    share: u64,
    is_about: &dyn Fn(usize, &BTreeSet<String>) -> bool,
) -> Vec<Part> {
    let feature = Feature::Quantity;
    if wanted.is_empty() {
        return vec![Part {
            feature,
            share,
            certainty: CERTAIN,
            value: None,
        }];
    }
    let count = wanted.len() as u64;
    let part = |(at, Demanded { demand, said }): (u64, &Demanded)| {
        let about = stated
            .iter()
            .filter(|(document, _)| is_about(*document, said));
        let verdicts: Vec<Verdict> = about.map(|(_, s)| judge(demand, s)).collect();
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
    (0..).zip(wanted).map(part).collect()
}

/// Every quantity of the profile's statement and works, with the number of its document; the name of a person says
/// nothing.
pub(super) fn stated(profile: &Profile) -> Vec<(usize, Quantity)> {
    let mut texts = vec![
        (0, profile.expertise.join("\n")),
        (0, profile.description.clone()),
    ];
    if !matches!(profile.kind, ProfileKind::Expert | ProfileKind::Team) {
        texts.push((0, profile.name.clone()));
    }
    for (number, work) in (1..).zip(&profile.works) {
        let all = [
            work.title.clone(),
            work.keywords.join("\n"),
            work.summary.clone(),
        ];
        texts.extend(all.map(|text| (number, text)));
    }
    let parsed = |(number, text): &(usize, String)| {
        let found = parse(text).into_iter();
        found
            .map(|quantity| (*number, quantity))
            .collect::<Vec<_>>()
    };
    texts.iter().flat_map(parsed).collect()
}
