//! What profiles fit the open needs of a region: one batch of rankings, folded as it comes.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::pieces::chained;
use crate::compiled::AnalysedNeed;
use crate::engine::lookup::held;
use crate::engine::{OnProgress, Progress, Snapshot};
use crate::error::{Error, Result};
use crate::intake::duplicate::need_text;
use crate::model::{Code, Need, NeedId, ProfileId};
use crate::rank::{Match, RankOptions, Ranking};
use crate::report::{NeedSupply, ReportOptions, ReportProfile};
use crate::score::Fit;

/// Needs whose whole rankings are held at a time.
const BATCH: usize = 128;
/// Matches kept of a need's ranking: to see who serves most of a common need, and for the assignment, which looks further
/// where that helps.
pub(super) const LISTED: usize = 20;
/// Missing pieces that are named of a need.
const MISSING: usize = 5;

/// Open needs, by id, as the snapshot has analysed them.
pub(super) struct OpenNeeds {
    analysed: Vec<AnalysedNeed>,
    records: Vec<Need>,
}

impl OpenNeeds {
    pub(super) fn records(&self) -> &[Need] {
        &self.records
    }

    pub(super) fn record(&self, id: &NeedId) -> Option<&Need> {
        let found = self.records.binary_search_by(|need| need.id.cmp(id));
        found.ok().map(|at| &self.records[at])
    }

    pub(super) fn contains(&self, id: &NeedId) -> bool {
        let found = self.records.binary_search_by(|need| need.id.cmp(id));
        found.is_ok()
    }
}

/// What the rankings come to.
pub(super) struct Ranked {
    /// What serves each open need.
    pub(super) served: Vec<(NeedId, NeedSupply)>,
    /// The best matches of each open need, in the order of the needs.
    pub(super) listed: Vec<Ranking>,
}

impl Snapshot {
    /// The needs among `records` that no rule closes.
    pub(super) fn open_needs(
        &self,
        records: &[&Need],
        options: &ReportOptions,
    ) -> Result<OpenNeeds> {
        let rules = options.rank.clone().k(1).rules(self.taxonomies())?;
        let wanted: BTreeSet<&NeedId> = records.iter().map(|need| &need.id).collect();
        let stored = self.stored_needs()?;
        let mut open = OpenNeeds {
            analysed: Vec::new(),
            records: Vec::new(),
        };
        for (need, analysed) in stored.records().zip(self.analysed_needs()?) {
            if wanted.contains(&need.id) && rules.need(&analysed.facts).is_none() {
                open.analysed.push(analysed.clone());
                open.records.push(need.clone());
            }
        }
        Ok(open)
    }

    /// Ranks the open needs among all profiles that fit, and counts of each profile how many it fits. `profiles` are by id.
    pub(super) fn supply_of(
        &self,
        open: &OpenNeeds,
        profiles: &mut [ReportProfile],
        options: &ReportOptions,
        steps: &SupplySteps<'_>,
    ) -> Result<Ranked> {
        let everybody = options.rank.clone().k(profiles.len().max(1));
        let everybody = everybody.least_fit(Fit::Possible);
        let places: HashMap<ProfileId, usize> = profiles
            .iter()
            .enumerate()
            .map(|(at, profile)| (profile.id.clone(), at))
            .collect();
        let mut ranked = Ranked::new();
        for (needs, records) in open.analysed.chunks(BATCH).zip(open.records.chunks(BATCH)) {
            let mut rankings = self.rank_analysed(needs, &everybody, &|_| steps.still())?;
            steps.add(needs.len())?;
            for (ranking, record) in rankings.iter_mut().zip(records) {
                self.add_at_work(ranking, record, &options.rank)?;
                let served = folded(ranking, &places, profiles);
                ranked.served.push((ranking.need.clone(), served));
                ranking.matches.truncate(LISTED);
            }
            ranked.listed.extend(rankings);
            let served = ranked.served.len() - needs.len();
            let served = &mut ranked.served[served..];
            self.lacking(
                (needs, records),
                served,
                (&places, profiles),
                options,
                steps,
            )?;
        }
        Ok(ranked)
    }

    /// Adds the profiles that are at work on the need to the ones that fit it: this very match may be what makes them full.
    /// One of a need whose places are filled fits it possibly at least, whatever the texts say: the match is agreed on.
    fn add_at_work(&self, ranking: &mut Ranking, need: &Need, rank: &RankOptions) -> Result<()> {
        let Some(at_work) = self.0.at_work.get(&need.id) else {
            return Ok(());
        };
        let is_filled = self.at_work_on(&need.id) >= need.demand.unwrap_or(1);
        for id in at_work {
            if ranking.matches.iter().any(|found| found.profile == *id) {
                continue;
            }
            let Some(profile) = held(self.profile(id))? else {
                continue;
            };
            let why = self.explain(need, &profile, rank)?;
            let fit = match is_filled {
                true => why.fit.max(Fit::Possible),
                false => why.fit,
            };
            if fit >= Fit::Possible {
                ranking.matches.push(Match {
                    profile: profile.id,
                    score: why.score,
                    confidence: why.confidence,
                    sides: why.sides,
                    fit,
                });
            }
        }
        ranking.matches.sort_by(|a, b| {
            let by_score = b.score.total_cmp(&a.score);
            by_score.then_with(|| a.profile.cmp(&b.profile))
        });
        Ok(())
    }

    /// Finds the best profile of the needs that nobody fits, and what the best profile of a need lacks.
    fn lacking(
        &self,
        (needs, records): (&[AnalysedNeed], &[Need]),
        served: &mut [(NeedId, NeedSupply)],
        (places, profiles): (&HashMap<ProfileId, usize>, &[ReportProfile]),
        options: &ReportOptions,
        steps: &SupplySteps<'_>,
    ) -> Result<()> {
        let first = options.rank.clone().k(1).least_fit(Fit::None);
        let alone = needs.iter().zip(&*served);
        let alone = alone.filter(|(_, (_, served))| served.fit == Fit::None);
        let alone: Vec<AnalysedNeed> = alone.map(|(need, _)| need.clone()).collect();
        let rankings = self.rank_analysed(&alone, &first, &|_| steps.still())?;
        let nearest: HashMap<&NeedId, &ProfileId> = rankings
            .iter()
            .filter_map(|r| Some((&r.need, &r.matches.first()?.profile)))
            .collect();
        let explain = |(record, (id, served)): (&Need, &mut (NeedId, NeedSupply))| -> Result<()> {
            if served.best.is_none() {
                let best = nearest.get(id).and_then(|best| places.get(*best));
                let best = best.map(|&at| &profiles[at]);
                served.best = best.map(|best| (best.id.clone(), best.name.clone()));
            }
            if served.fit < Fit::Clear
                && let Some((best, _)) = &served.best
            {
                let asked = self.explained(record, &options.rank)?;
                let why = asked.explain(&self.profile(best)?, &options.rank)?;
                served.missing = chained(&need_text(record), &why.uncovered);
                served.missing.truncate(MISSING);
            }
            steps.add(1)
        };
        records.par_iter().zip(served).try_for_each(explain)
    }
}

/// What a ranking of all profiles that fit comes to; each of them counts one need more.
fn folded(
    ranking: &Ranking,
    places: &HashMap<ProfileId, usize>,
    profiles: &mut [ReportProfile],
) -> NeedSupply {
    let mut served = NeedSupply {
        fit: Fit::None,
        best: None,
        fitting: ranking.matches.len() as u64,
        here: Vec::new(),
        elsewhere: Vec::new(),
        missing: Vec::new(),
    };
    let (mut here, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
    let mut best = None;
    for found in &ranking.matches {
        // Of equal fits the first, which has the greatest score.
        if found.fit > served.fit {
            served.fit = found.fit;
            best = Some(&found.profile);
        }
        let Some(&at) = places.get(&found.profile) else {
            continue;
        };
        let profile = &mut profiles[at];
        profile.fits += 1;
        let codes: &mut BTreeSet<Option<Code>> = match profile.is_here {
            true => &mut here,
            false => &mut elsewhere,
        };
        if !codes.contains(&profile.discipline.code) {
            codes.insert(profile.discipline.code.clone());
        }
    }
    let best = best.and_then(|best| places.get(best));
    let best = best.map(|&at| &profiles[at]);
    served.best = best.map(|best| (best.id.clone(), best.name.clone()));
    (served.here, served.elsewhere) = (here.into_iter().collect(), elsewhere.into_iter().collect());
    served
}

/// Progress over both passes: each need is ranked, and then looked at.
pub(super) struct SupplySteps<'a> {
    done: AtomicUsize,
    total: usize,
    hear: OnProgress<'a>,
}

impl<'a> SupplySteps<'a> {
    pub(super) fn new(open: &OpenNeeds, hear: OnProgress<'a>) -> Self {
        Self {
            done: AtomicUsize::new(0),
            total: 2 * open.records.len(),
            hear,
        }
    }

    pub(super) fn add(&self, more: usize) -> Result<()> {
        // Relaxed: the count guards no other memory.
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        let total = self.total;
        match (self.hear)(Progress { done, total }).is_break() {
            true => Err(Error::cancelled("report")),
            false => Ok(()),
        }
    }

    /// Asks whether the caller still wants the report, without a step made.
    pub(super) fn still(&self) -> ControlFlow<()> {
        let done = self.done.load(Ordering::Relaxed);
        (self.hear)(Progress {
            done,
            total: self.total,
        })
    }
}
