//! Facts of a regional report: gathered from records, one batch of rankings, the ledger and the outbox.

mod capabilities;
mod history;
mod pieces;
mod records;
mod supply;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use super::{OnProgress, Snapshot};
use crate::clinic::{Cluster, clusters, serve};
use crate::error::{Error, Result, say};
use crate::model::{Need, NeedId, RegionPath};
use crate::push::Outbox;
use crate::rank::Ranking;
use crate::report::{
    Report, ReportCommonNeed, ReportFacts, ReportNeed, ReportOptions, ReportScope, compose,
};
use supply::{Ranked, SupplySteps};

/// Profiles that are named for a common need.
const SERVERS: usize = 10;

/// Regions that an error names.
const NAMED: usize = 12;

impl Snapshot {
    /// Reports on the needs of a region: how they are covered, by which disciplines they are served, what is missing, and
    /// what became of their matches.
    ///
    /// Records are of this snapshot; the ledger and the outbox are read as they are now. Every figure names its rule and
    /// the rows behind it ([`Report`]). The report is the same whatever the threads and the order in which records came.
    ///
    /// O(profiles + needs · profiles that fit): one ranking of all open needs of the region, a shorter one of those that
    /// nobody fits, an explanation of each need without a clear fit, an assignment of all of them, a ranking of all needs
    /// for each of at most 64 missing capabilities, and the groups of common needs: two to three times what a batch ranking
    /// with lists of twenty costs in a library of 100,000 profiles (bench `report`). Each need is two steps of `progress`.
    ///
    /// # Errors
    /// Not found if no record and no gazetteer knows the region, or the one of a target, naming the ones of the needs;
    /// invalid input if two targets turn out to be of one region; cancelled if `progress`
    /// breaks; corrupt if a record or the ledger cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// use qianxian::RankOptions;
    /// use qianxian::engine::silent;
    /// use qianxian::model::Date;
    /// use qianxian::report::{CellValue, ReportOptions, ReportPeriod};
    ///
    /// let today: Date = "2026-11-30".parse()?;
    /// let period = ReportPeriod::new("2026-01-01".parse()?, today)?;
    /// let options = ReportOptions::new(RankOptions::new(today), period);
    /// let report = library.snapshot()?.report(&options, &silent)?;
    ///
    /// let tables = report.tables();
    /// let kinds = tables.into_iter().find(|table| table.id == "coverage-kind").unwrap();
    /// let open = &kinds.total.as_ref().unwrap().cells[1];
    /// assert_eq!(open.value, CellValue::Count(2));
    /// assert_eq!(report.rows_behind(open.behind.as_ref().unwrap())?.len(), 2);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn report(&self, options: &ReportOptions, progress: OnProgress<'_>) -> Result<Report> {
        let mut options = options.clone();
        let gazetteer = &self.taxonomies().gazetteer;
        // A region that the gazetteer does not know may be one of the records; that is checked with them.
        options.targets = options
            .targets
            .in_regions(|region| gazetteer.resolve(&region.to_string()).ok())?;
        let facts = self.report_facts(&options, progress)?;
        Ok(compose(&facts, &options))
    }

    /// What a report is made of.
    pub(super) fn report_facts(
        &self,
        options: &ReportOptions,
        progress: OnProgress<'_>,
    ) -> Result<ReportFacts> {
        let (records, mut needs) = self.needs_of_region(options)?;
        let (mut profiles, all_regions) = self.report_profiles(options.region.as_ref())?;
        let of_targets = options.targets.all().iter().map(|target| &target.region);
        for region in std::iter::once(&options.region).chain(of_targets) {
            self.check_region(region.as_ref(), &all_regions)?;
        }
        let open = self.open_needs(&records, options)?;
        let common = self.common_needs(&records, &open, options)?;
        let steps = SupplySteps::new(&open, progress);
        let ranked = self.supply_of(&open, &mut profiles, options, &steps)?;
        let common = described(&common, &ranked.listed, &mut needs);
        for (id, served) in ranked.served {
            if let Ok(at) = needs.binary_search_by(|need: &ReportNeed| need.id.cmp(&id)) {
                needs[at].served = Some(served);
            }
        }
        let supply = (profiles.as_slice(), options);
        let listed = (&open, ranked.listed);
        let capabilities = self.missing_capabilities(listed, &mut needs, supply, &steps)?;
        let database = self.0.origin.history.database()?;
        // As of this snapshot, which may not be of the last commit.
        database.set_merged(self.0.index.generation(), self.merged_ids()?);
        let ledger = crate::ledger::Ledger::new(database.clone(), |_| Ok(()));
        let stages = ledger.stages()?;
        let matches = self.report_matches(&ledger, (&needs, &profiles), options)?;
        // Deliveries are counted, and nothing is planned.
        let outbox = Outbox::new(database, |_, _| Ok(None));
        let deliveries = self.report_deliveries(&outbox, (&needs, &profiles), options)?;
        profiles.retain(|profile| profile.is_here || profile.fits > 0);
        Ok(ReportFacts {
            scope: ReportScope {
                region: options.region.as_ref().map(ToString::to_string),
                period: options.period,
                compared: options.compared,
                today: options.today(),
                language: options.language,
            },
            region: options.region.clone(),
            needs,
            profiles,
            matches,
            deliveries,
            common,
            capabilities,
            stages,
            taxonomies: self.taxonomies().clone(),
        })
    }

    /// Refuses a region that nobody knows.
    fn check_region(
        &self,
        region: Option<&RegionPath>,
        profiles: &BTreeSet<RegionPath>,
    ) -> Result<()> {
        let Some(region) = region else {
            return Ok(());
        };
        let enterprises = self.enterprise_table()?;
        let of_needs = self.stored_needs()?.records();
        let of_needs: BTreeSet<RegionPath> = of_needs
            .filter_map(|need| enterprises.completed(need).region.clone())
            .collect();
        let mut known = of_needs.iter().chain(profiles);
        if self.taxonomies().gazetteer.contains(region) || known.any(|k| k.starts_with(region)) {
            return Ok(());
        }
        let named = of_needs.iter().take(NAMED).map(ToString::to_string);
        let named = named.collect::<Vec<_>>().join(", ");
        let repair = match named.is_empty() {
            true => say!(
                "write the region as in 山东省/淄博市, or leave it out",
                "请写成 山东省/淄博市 这样的路径，或不填"
            ),
            false => say!(
                "name a region of the needs ({named}), or leave it out",
                "请写需求所在的区域（{named}），或不填"
            ),
        };
        Err(Error::not_found("region", region, repair))
    }

    /// Needs that several enterprises have in common, among the open ones.
    fn common_needs(
        &self,
        records: &[&Need],
        open: &supply::OpenNeeds,
        options: &ReportOptions,
    ) -> Result<Vec<Cluster>> {
        let open = records.iter().filter(|need| open.contains(&need.id));
        let open: Vec<Need> = open.map(|need| (*need).clone()).collect();
        clusters(&open, self.queries(), options.common)
    }
}

/// The common needs with the profiles that fit most of them; each need learns which one it belongs to.
fn described(
    common: &[Cluster],
    listed: &[Ranking],
    needs: &mut [ReportNeed],
) -> Vec<ReportCommonNeed> {
    let by_need: HashMap<&NeedId, &Ranking> = listed.iter().map(|r| (&r.need, r)).collect();
    let mut made = Vec::with_capacity(common.len());
    for (at, cluster) in common.iter().enumerate() {
        for id in &cluster.needs {
            if let Ok(found) = needs.binary_search_by(|need| need.id.cmp(id)) {
                needs[found].common = Some(at);
            }
        }
        let own = cluster.needs.iter().filter_map(|id| by_need.get(id));
        let own: Vec<Ranking> = own.map(|ranking| (*ranking).clone()).collect();
        made.push(ReportCommonNeed {
            terms: cluster.terms.clone(),
            enterprises: cluster.enterprises as u64,
            experts: serve(cluster, &own, SERVERS),
        });
    }
    made
}

impl Ranked {
    fn new() -> Self {
        Self {
            served: Vec::new(),
            listed: Vec::new(),
        }
    }
}
