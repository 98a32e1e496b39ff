//! Needs and profiles, as a report counts them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::engine::Snapshot;
use crate::error::Result;
use crate::infer::{self, Inference};
use crate::model::{Code, Need, Profile, ProfileId, RegionPath, Taxonomy};
use crate::report::{CountedCode, ReportNeed, ReportOptions, ReportProfile};

/// Depth of the codes that are counted: divisions of industries, first-level disciplines.
const DEPTH: usize = 2;

impl Snapshot {
    /// The needs of the region, by id, and their rows without what serves them.
    pub(super) fn needs_of_region(
        &self,
        options: &ReportOptions,
    ) -> Result<(Vec<&Need>, Vec<ReportNeed>)> {
        let enterprises = self.enterprise_table()?;
        let mut records = Vec::new();
        let mut completed = Vec::new();
        for need in self.stored_needs()?.records() {
            let whole = enterprises.completed(need);
            let is_inside = |region: &RegionPath| {
                let own = whole.region.as_ref();
                own.is_some_and(|own| own.starts_with(region))
            };
            if options.region.as_ref().is_none_or(is_inside) {
                records.push(need);
                completed.push(whole);
            }
        }
        let rows = completed.par_iter().map(|need| self.report_need(need));
        Ok((records, rows.collect()))
    }

    fn report_need(&self, need: &Need) -> ReportNeed {
        let trees = self.taxonomies();
        let inferred = infer::need(need);
        ReportNeed {
            id: need.id.clone(),
            title: need.title.clone(),
            enterprise: need.enterprise.clone(),
            kind: need.kind,
            status: need.status,
            region: need.region.clone(),
            industry: counted(&trees.industries, &need.industries, &inferred.industries),
            discipline: counted(&trees.disciplines, &need.disciplines, &inferred.disciplines),
            published: need.published,
            deadline: need.deadline,
            budget: need.budget,
            served: None,
            common: None,
            capability: None,
        }
    }

    /// All profiles, by id, and the regions that they name. O(profiles), each is read.
    pub(super) fn report_profiles(
        &self,
        region: Option<&RegionPath>,
    ) -> Result<(Vec<ReportProfile>, BTreeSet<RegionPath>)> {
        let read = |id: &ProfileId| -> Result<(ReportProfile, Vec<RegionPath>)> {
            let profile = self.profile(id)?;
            let own = profile.region.iter().chain(&profile.bases).cloned();
            let own: Vec<RegionPath> = own.collect();
            Ok((self.report_profile(&profile, region), own))
        };
        let ids = self.profile_ids()?;
        let read: Vec<_> = ids.par_iter().map(read).collect::<Result<_>>()?;
        let mut rows = Vec::with_capacity(read.len());
        let mut regions = BTreeSet::new();
        for (row, own) in read {
            rows.push(row);
            regions.extend(own);
        }
        Ok((rows, regions))
    }

    fn report_profile(&self, profile: &Profile, region: Option<&RegionPath>) -> ReportProfile {
        let trees = self.taxonomies();
        let inferred = infer::profile(profile);
        let mut places = profile.region.iter().chain(&profile.bases);
        let inside = region.and_then(|region| places.find(|own| own.starts_with(region)));
        let (industries, disciplines) = (&profile.industries, &profile.disciplines);
        ReportProfile {
            id: profile.id.clone(),
            name: profile.name.clone(),
            organization: profile.organization.clone(),
            kind: profile.kind,
            status: profile.status,
            region: inside.or(profile.region.as_ref()).cloned(),
            is_here: region.is_none() || inside.is_some(),
            industry: counted(&trees.industries, industries, &inferred.industries),
            discipline: counted(&trees.disciplines, disciplines, &inferred.disciplines),
            fits: 0,
        }
    }
}

/// The node under which a record counts that states `stated`, or of which `inferred` was read off the text.
fn counted(tree: &Taxonomy, stated: &[Code], inferred: &[Inference]) -> CountedCode {
    // Codes are inferred of the built-in trees alone.
    let surest = inferred.first().filter(|_| tree.is_built_in());
    let code = stated.first().or(surest.map(|found| &found.code));
    let cut = |code: &Code| match tree.depth(code) {
        Some(depth) if depth > DEPTH => {
            let above = tree.ancestors(code).nth(depth - DEPTH - 1);
            above.map_or_else(|| code.clone(), |node| node.code().clone())
        }
        _ => code.clone(),
    };
    CountedCode {
        code: code.map(cut),
        is_inferred: stated.is_empty() && surest.is_some(),
    }
}
