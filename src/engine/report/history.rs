//! What became of the matches of a region's needs, and what was sent about them.

use crate::engine::Snapshot;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::model::{NeedId, ProfileId, RecordId, RegionPath};
use crate::push::{DeliveryFilter, Outbox};
use crate::report::{
    CountedCode, ReportDelivery, ReportMatch, ReportNeed, ReportOptions, ReportProfile,
};

/// Needs of the region and all profiles, each by id.
type ReportSides<'a> = (&'a [ReportNeed], &'a [ReportProfile]);

fn need_of<'a>((needs, _): ReportSides<'a>, id: &NeedId) -> Option<&'a ReportNeed> {
    let at = needs.binary_search_by(|need| need.id.cmp(id)).ok()?;
    needs.get(at)
}

impl Snapshot {
    /// The profile of that id, or the one that it was merged into.
    fn profile_of<'a>(
        &self,
        (_, profiles): ReportSides<'a>,
        id: &ProfileId,
    ) -> Result<Option<&'a ReportProfile>> {
        let find = |id: &ProfileId| profiles.binary_search_by(|profile| profile.id.cmp(id)).ok();
        let at = match find(id) {
            Some(at) => Some(at),
            None => self.aliases()?.kept(id).and_then(find),
        };
        Ok(at.and_then(|at| profiles.get(at)))
    }

    /// The matches of the region's needs; of all regions also ones whose need is gone.
    pub(super) fn report_matches(
        &self,
        ledger: &Ledger<'_>,
        sides: ReportSides<'_>,
        options: &ReportOptions,
    ) -> Result<Vec<ReportMatch>> {
        let mut matches = Vec::new();
        for (standing, entries) in ledger.folded_with_entries()? {
            let need = need_of(sides, &standing.need);
            if need.is_none() && options.region.is_some() {
                continue;
            }
            let profile = self.profile_of(sides, &standing.profile)?;
            matches.push(ReportMatch {
                title: need.map_or_else(String::new, |need| need.title.clone()),
                name: profile.map_or_else(String::new, |profile| profile.name.clone()),
                need_kind: need.map(|need| need.kind),
                profile_kind: profile.map(|profile| profile.kind),
                region: need.and_then(|need| need.region.clone()),
                industry: need.map_or_else(CountedCode::default, |need| need.industry.clone()),
                entries: entries.iter().map(|e| (e.kind, e.at.date())).collect(),
                standing,
            });
        }
        Ok(matches)
    }

    /// The deliveries about the region's needs, by number; of all regions all of them.
    pub(super) fn report_deliveries(
        &self,
        outbox: &Outbox,
        sides: ReportSides<'_>,
        options: &ReportOptions,
    ) -> Result<Vec<ReportDelivery>> {
        let mut found = outbox.deliveries(&DeliveryFilter::all().limit(usize::MAX))?;
        found.reverse();
        let mut deliveries = Vec::new();
        for delivery in found {
            let about = match (&delivery.need, &delivery.record) {
                (Some(id), _) | (None, RecordId::Need(id)) => need_of(sides, id),
                (None, RecordId::Profile(_) | RecordId::Enterprise(_)) => None,
            };
            if about.is_none() && options.region.is_some() {
                continue;
            }
            let name = match &delivery.record {
                RecordId::Need(id) => need_of(sides, id).map(|need| need.title.clone()),
                RecordId::Profile(id) => {
                    let profile = self.profile_of(sides, id)?;
                    profile.map(|profile| profile.name.clone())
                }
                RecordId::Enterprise(_) => None,
            };
            let region: Option<RegionPath> = about.and_then(|need| need.region.clone());
            deliveries.push(ReportDelivery {
                number: delivery.number,
                day: delivery.day,
                recipient: delivery.recipient,
                record: (delivery.record, name.unwrap_or_default()),
                state: delivery.state,
                region,
            });
        }
        Ok(deliveries)
    }
}
