//! Profiles that rules bar from a need, counted by rule.

use std::collections::{BTreeMap, HashMap};

use crate::compiled::library::CompiledLibrary;
use crate::model::facts::NeedFacts;
use crate::model::{Facet, FoldedName, Organizations, ProfileId};
use crate::rule::{Reason, Rule, Rules, Violation};
use crate::score::quantity::Demands;

/// Profiles that one rule bars from a need.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct BarredByRule {
    /// The rule: the first that bars each of them, in the order identity, then facets.
    pub rule: Rule,
    /// Number of profiles.
    pub count: u64,
    /// The first of them by id, each with the facts that bar it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<BarredProfile>,
}

/// A profile that a rule bars.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct BarredProfile {
    /// The profile.
    pub profile: ProfileId,
    /// The rule, with the facts that break it.
    pub violation: Violation,
}

/// The profiles of `library` that `rules` bar from `need`, by rule: most first, up to `listed` of each by id.
///
/// O(profiles · facets), and one judgement for each distinct value of a facet.
pub(crate) fn barred(
    library: &CompiledLibrary,
    rules: &Rules,
    need: &NeedFacts,
    demands: &Demands,
    listed: usize,
) -> Vec<BarredByRule> {
    let names: HashMap<u64, FoldedName> = rules
        .barred_names(need)
        .into_iter()
        .map(|name| (name.hash64(), name))
        .collect();
    let has_ids = !rules.excluded.is_empty() || !rules.barred_ids(need).is_empty();
    let mut facets = JudgedFacet::all(library, rules, need);
    let mut found: BTreeMap<&str, Tally<'_>> = BTreeMap::new();
    for view in &library.segments {
        // Rows are far away in memory: without names to look for none is read.
        let named = |profile| {
            let key = || view.compiled.row(profile).name_key;
            (!names.is_empty()).then(|| names.get(&key())).flatten()
        };
        for profile in (0..view.compiled.profile_count()).filter(|&p| view.is_live(p)) {
            // Ids were checked when they went in.
            let name = named(profile);
            let own = (has_ids || name.is_some())
                .then(|| ProfileId::new(view.compiled.id(profile)).ok())
                .flatten();
            let by_name = own.and_then(|id| {
                let known = library.organizations(view, profile);
                let organizations = known.map_or(&[][..], Organizations::names);
                rules.name(need, &id, name, organizations)
            });
            let by_facet = || {
                facets.iter_mut().find_map(|judged| {
                    let (facet, code) = (judged.facet, view.code(judged.facet, profile));
                    let judge = || rules.facet(need, library.values.get(facet, code)?);
                    judged.violation(code, judge).cloned()
                })
            };
            let by_figures = || {
                let compiled = &view.compiled;
                let missed = demands.missed(|demand| compiled.verdict(profile, demand))?;
                Some(Violation::from(Reason::FigureMissed {
                    demand: missed.text.clone(),
                    stated: None,
                }))
            };
            let Some(violation) = by_name.or_else(by_facet).or_else(by_figures) else {
                continue;
            };
            let rule = violation.rule;
            let found = found
                .entry(rule.as_str())
                .or_insert_with(|| Tally::of(rule));
            found.count += 1;
            found.first.insert(view.compiled.id(profile), violation);
            if found.first.len() > listed {
                found.first.pop_last();
            }
        }
    }
    let mut rules: Vec<BarredByRule> = found.into_values().map(Tally::told).collect();
    rules.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then(a.rule.as_str().cmp(b.rule.as_str()))
    });
    rules
}

/// A facet that rules look at, each of its values judged at most once.
struct JudgedFacet {
    facet: Facet,
    /// For each code [`OPEN`], [`ADMITTED`], or the number of its violation + 2. An array, since a code is looked up for every
    /// profile of the library.
    codes: Vec<u32>,
    violations: Vec<Violation>,
}

/// Not judged yet.
const OPEN: u32 = 0;
/// No rule bars the value.
const ADMITTED: u32 = 1;

impl JudgedFacet {
    /// The facets that rules look at for `need`, nothing judged yet.
    fn all(library: &CompiledLibrary, rules: &Rules, need: &NeedFacts) -> Vec<Self> {
        let facets = Facet::ALL.iter().copied();
        let looked_at = facets.filter(|&facet| !rules.is_silent(need, facet));
        let open = |facet| Self {
            facet,
            codes: vec![OPEN; library.values.len(facet)],
            violations: Vec::new(),
        };
        looked_at.map(open).collect()
    }

    /// The violation of the value of a code, which `judge` finds if nobody has asked yet.
    fn violation(
        &mut self,
        code: u32,
        judge: impl FnOnce() -> Option<Violation>,
    ) -> Option<&Violation> {
        let entry = &mut self.codes[code as usize];
        if *entry == OPEN {
            *entry = ADMITTED;
            if let Some(violation) = judge() {
                self.violations.push(violation);
                *entry += u32::try_from(self.violations.len()).expect("codes have 32 bits");
            }
        }
        let number = entry.checked_sub(ADMITTED + 1)?;
        self.violations.get(number as usize)
    }
}

/// What one rule bars so far: how many, and the first by id.
struct Tally<'l> {
    rule: Rule,
    count: u64,
    first: BTreeMap<&'l str, Violation>,
}

impl Tally<'_> {
    fn of(rule: Rule) -> Self {
        Self {
            rule,
            count: 0,
            first: BTreeMap::new(),
        }
    }

    fn told(self) -> BarredByRule {
        let profiles = self.first.into_iter().filter_map(|(id, violation)| {
            let profile = ProfileId::new(id).ok()?;
            Some(BarredProfile { profile, violation })
        });
        BarredByRule {
            rule: self.rule,
            count: self.count,
            profiles: profiles.collect(),
        }
    }
}
