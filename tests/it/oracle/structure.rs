//! Structured features, as documented: each from one need and one profile, `None` where not known.

use qianxian::infer::{Infer, Inference};
use qianxian::model::{Code, Level, Need, NeedKind, Profile, Reach, Taxonomies, Taxonomy};
use qianxian::score::Feature;

use super::places::{folded, inside, kilometres, names, shared_levels, towards, under};
use super::{CERTAIN, Call, ONE};
use crate::support::today;

/// `part/whole`, rounded down.
fn ratio(part: u64, whole: u64) -> u64 {
    if part >= whole {
        return if part == 0 { 0 } else { ONE };
    }
    part * ONE / whole
}

pub(super) fn nearest(value: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 2^30"
    )]
    let steps = (value.clamp(0.0, 1.0) * 1_073_741_824.0).round() as u64;
    steps
}

/// The value of a feature other than text, vectors and the need's preferences.
pub(super) fn value(
    feature: Feature,
    need: &Need,
    profile: &Profile,
    call: &Call,
    trees: &Taxonomies,
) -> Option<u64> {
    match feature {
        Feature::Region => region(need, profile, call, trees),
        Feature::Level => {
            let rank =
                |level: Level| Level::ALL.iter().position(|l| *l == level).unwrap() as u64 + 1;
            Some(ratio(rank(profile.level?), rank(need.level?)))
        }
        Feature::Readiness => Some(ratio(profile.readiness?.into(), need.readiness?.into())),
        Feature::Mode => {
            let known = !need.modes.is_empty() && !profile.modes.is_empty();
            let shared = need.modes.iter().any(|m| profile.modes.contains(m));
            known.then_some(if shared { ONE } else { 0 })
        }
        Feature::Budget => budget(need, profile),
        Feature::Availability => availability(need, profile),
        Feature::TrackRecord => {
            let record = profile.track_record?;
            Some(ratio(
                u64::from(record.settled) + 1,
                u64::from(record.matched) + 2,
            ))
        }
        Feature::Recency => {
            let latest = profile.works.iter().filter_map(|w| w.year).max()?;
            let age = u64::try_from((today().year() - latest).max(0)).unwrap();
            Some(ratio(5, 5 + age))
        }
        Feature::ProfilePreference => wishes(need, profile, trees),
        other => panic!("give {other} its value here, in tests/it/oracle/structure.rs"),
    }
}

/// Value and certainty of nearness in a tree: where a side states no code, the inferred ones stand in, and
/// the distance of the value from ½ shrinks to the part that they are sure of.
pub(super) fn nearness(
    tree: &Taxonomy,
    stated: (&Vec<Code>, &Vec<Code>),
    inferred: (&Vec<Inference>, &Vec<Inference>),
    infer: Option<Infer>,
) -> Option<(u64, u64)> {
    let infer = infer.unwrap_or(Infer::BesideStated);
    let side = |stated: &Vec<Code>, inferred: &Vec<Inference>| -> (Vec<Code>, u64) {
        if !stated.is_empty() || infer == Infer::Never || inferred.is_empty() {
            return (stated.clone(), 100);
        }
        let is_so =
            |percent: &u32| (f64::from(*percent) / 100.0 - inferred[0].confidence).abs() < 1e-9;
        let percent = (0..=100).find(is_so).unwrap();
        let codes = inferred.iter().map(|i| i.code.clone()).collect();
        (codes, u64::from(percent))
    };
    let (wanted, need_sure) = side(stated.0, inferred.0);
    let (offered, profile_sure) = side(stated.1, inferred.1);
    let value = similarity_of_lists(tree, &wanted, &offered)?;
    if infer == Infer::BesideStated && need_sure < 100 && profile_sure < 100 {
        return None;
    }
    let certainty = need_sure * profile_sure;
    let half = ONE / 2;
    let shrunk = if value < half {
        half - (half - value) * certainty / CERTAIN
    } else {
        half + (value - half) * certainty / CERTAIN
    };
    Some((shrunk, certainty))
}

/// Mean over the codes wanted of the best Wu–Palmer similarity among those offered.
fn similarity_of_lists(tree: &Taxonomy, wanted: &[Code], offered: &[Code]) -> Option<u64> {
    let known = |codes: &[Code]| -> Vec<Code> {
        let mut known: Vec<Code> = codes
            .iter()
            .filter(|c| tree.get(c).is_some())
            .cloned()
            .collect();
        known.sort();
        known.dedup();
        known
    };
    let line = |code: &Code| -> Vec<Code> {
        let above = tree.ancestors(code).map(|node| node.code().clone());
        std::iter::once(code.clone()).chain(above).collect()
    };
    let similarity = |a: &Code, b: &Code| {
        let (a, b) = (line(a), line(b));
        let common = a.iter().filter(|node| b.contains(node)).count();
        ratio(2 * common as u64, (a.len() + b.len()) as u64)
    };
    let (wanted, offered) = (known(wanted), known(offered));
    let best = |w: &Code| offered.iter().map(|o| similarity(w, o)).max();
    let sum: u64 = wanted.iter().map(best).sum::<Option<u64>>()?;
    sum.checked_div(wanted.len() as u64)
}

fn region(need: &Need, profile: &Profile, call: &Call, trees: &Taxonomies) -> Option<u64> {
    let mut values: Vec<f64> = Vec::new();
    let profile = &towards(need, profile);
    if let (Some(a), Some(b)) = (&need.region, &profile.region) {
        values.push([0.0, 0.6, 0.85, 1.0][shared_levels(a, b).min(3)]);
        let both = |regions: &[_]| inside(a, regions) && inside(b, regions);
        if call.corridors.iter().any(|c| both(&c.regions)) {
            values.push(0.85);
        }
    }
    values.extend(kilometres(need, profile, trees).map(|km| 150.0 / (150.0 + km)));
    match profile.reach {
        Some(Reach::Remote) => values.push(0.6),
        Some(Reach::Nationwide) => values.push(0.4),
        _ => {}
    }
    values.into_iter().map(nearest).max()
}

fn budget(need: &Need, profile: &Profile) -> Option<u64> {
    let (wanted, offer) = (need.budget?, profile.budget?);
    if let (Some(most), Some(price)) = (wanted.max(), offer.min())
        && most < price
    {
        return Some(nearest(most / price));
    }
    if let (Some(least), Some(amount)) = (wanted.min(), offer.max())
        && amount < least
        && need.kind == NeedKind::Finance
    {
        return Some(nearest(amount / least));
    }
    Some(ONE)
}

/// The worst of: days late, days over, places left.
fn availability(need: &Need, profile: &Profile) -> Option<u64> {
    let mut values = Vec::new();
    if let Some(from) = profile.available_from {
        let due = need.deadline.map_or(today(), |d| d.max(today()));
        let late = u64::try_from(from.days_since(due).max(0)).unwrap();
        values.push(ratio(90, 90 + late));
    }
    if let Some(until) = profile.available_until {
        values.push(if until < today() { 0 } else { ONE });
    }
    if let (Some(capacity), Some(load)) = (profile.capacity, profile.load) {
        let (capacity, free) = (
            u64::from(capacity),
            u64::from(capacity.saturating_sub(load)),
        );
        values.push(ratio(capacity + free, 2 * capacity.max(1)));
    }
    values.into_iter().min()
}

/// Share of the owner's statements, among those that can be judged, that the need meets.
fn wishes(need: &Need, profile: &Profile, trees: &Taxonomies) -> Option<u64> {
    let p = &profile.preferences;
    let mut met: Vec<bool> = Vec::new();
    if !p.kinds.is_empty() {
        met.push(p.kinds.contains(&need.kind));
    }
    if !p.industries.is_empty() && !need.industries.is_empty() {
        let tree = &trees.industries;
        met.push(
            need.industries
                .iter()
                .any(|c| under(tree, c, &p.industries)),
        );
    }
    if let Some(region) = need.region.as_ref().filter(|_| !p.regions.is_empty()) {
        met.push(inside(region, &p.regions));
    }
    if !p.modes.is_empty() && !need.modes.is_empty() {
        met.push(p.modes.iter().any(|m| need.modes.contains(m)));
    }
    if let Some(name) = folded(need.enterprise.as_ref()).filter(|_| !p.organizations.is_empty()) {
        met.push(names(&p.organizations, &name));
    }
    if let (Some(least), Some(budget)) = (p.min_budget, need.budget) {
        met.push(budget.max().or(budget.min()).unwrap() >= least);
    }
    if let (Some(limit), Some(km)) = (p.max_distance_km, kilometres(need, profile, trees)) {
        met.push(km <= limit);
    }
    let kept = met.iter().filter(|kept| **kept).count();
    (!met.is_empty()).then(|| ratio(kept as u64, met.len() as u64))
}

/// Each statement of the need's preferences, judged where the profile says.
pub(super) fn statements(need: &Need, profile: &Profile, trees: &Taxonomies) -> Vec<Option<u64>> {
    let p = &need.preferences;
    let mut judged: Vec<Option<bool>> = Vec::new();
    if !p.kinds.is_empty() {
        judged.push(Some(p.kinds.contains(&profile.kind)));
    }
    if !p.organizations.is_empty() {
        let all = profile.organization.iter().chain(&profile.affiliations);
        let all: Vec<String> = all.filter_map(|name| folded(Some(name))).collect();
        let wanted = all.iter().any(|name| names(&p.organizations, name));
        judged.push((!all.is_empty()).then_some(wanted));
    }
    if !p.regions.is_empty() {
        let placed = towards(need, profile);
        judged.push(placed.region.map(|r| inside(&r, &p.regions)));
    }
    if let Some(limit) = p.max_distance_km {
        judged.push(kilometres(need, profile, trees).map(|km| km <= limit));
    }
    if !p.industries.is_empty() {
        let hit = |c: &Code| under(&trees.industries, c, &p.industries);
        let known = !profile.industries.is_empty();
        judged.push(known.then(|| profile.industries.iter().any(hit)));
    }
    if !p.modes.is_empty() {
        let hit = p.modes.iter().any(|m| profile.modes.contains(m));
        judged.push((!profile.modes.is_empty()).then_some(hit));
    }
    if let Some(least) = p.min_budget {
        let most = profile.budget.map(|b| b.max().or(b.min()).unwrap());
        judged.push(most.map(|most| most >= least));
    }
    let value = |met: Option<bool>| met.map(|met| if met { ONE } else { 0 });
    judged.into_iter().map(value).collect()
}
