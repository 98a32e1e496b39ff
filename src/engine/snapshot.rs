//! Ranking a frozen view of a library.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::aliases::AliasTable;
use super::enterprise_table::EnterpriseTable;
use super::held_needs::SnapshotNeeds;
use super::needs::NeedCache;
use super::origin::LibraryOrigin;
use super::{Compilation, OnProgress, Progress};
use crate::compiled::impact::profile_impacts;
use crate::compiled::library::CompiledLibrary;
use crate::compiled::query::NeedTerms;
use crate::compiled::{AnalysedNeed, CollectionStatistics};
use crate::error::{Error, Result, say};
use crate::index::{IndexSnapshot, profile_claims};
use crate::infer::profile_facts;
use crate::model::{Need, NeedId, Profile, ProfileId, Taxonomies};
use crate::rank::{
    AskingProfile, NeedRanking, PairRules, RankOptions, Ranking, kind_shares, rank_batch,
};
use crate::rule::Rules;
use crate::score::{Scorer, Statistics};
use crate::text::QueryAnalyzer;

/// A frozen view of a library: ranks, explains, searches, reads records back.
///
/// Cheap to clone; later commits, merges and lexicon changes do not touch it.
#[derive(Clone, Debug)]
pub struct Snapshot(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) origin: Arc<LibraryOrigin>,
    pub(super) index: IndexSnapshot,
    pub(super) compiled: CompiledLibrary,
    compilation: Compilation,
    pub(super) queries: Arc<QueryAnalyzer>,
    pub(super) taxonomies: Taxonomies,
    /// Stored needs that earlier snapshots have analysed.
    pub(super) known_needs: Arc<NeedCache>,
    needs: OnceLock<SnapshotNeeds>,
    pub(super) aliases: OnceLock<AliasTable>,
    pub(super) enterprises: OnceLock<EnterpriseTable>,
    /// Number of profiles that carry each label, once somebody asks for one.
    pub(super) labels: OnceLock<BTreeMap<String, usize>>,
    /// Firms that profiles serve, where that is more than their records state.
    pub(super) loads: BTreeMap<ProfileId, u32>,
    /// Profiles that are at work on each need already, by the ids that they have now.
    pub(super) at_work: BTreeMap<NeedId, BTreeSet<ProfileId>>,
}

impl Snapshot {
    pub(super) fn new(
        origin: Arc<LibraryOrigin>,
        index: IndexSnapshot,
        (compiled, compilation): (CompiledLibrary, Compilation),
        queries: Arc<QueryAnalyzer>,
        taxonomies: Taxonomies,
        known_needs: Arc<NeedCache>,
    ) -> Self {
        Self(Arc::new(Inner {
            origin,
            index,
            compiled,
            compilation,
            queries,
            taxonomies,
            known_needs,
            needs: OnceLock::new(),
            aliases: OnceLock::new(),
            enterprises: OnceLock::new(),
            labels: OnceLock::new(),
            loads: BTreeMap::new(),
            at_work: BTreeMap::new(),
        }))
    }

    pub(super) fn compiled(&self) -> &CompiledLibrary {
        &self.0.compiled
    }

    pub(super) fn queries(&self) -> &QueryAnalyzer {
        &self.0.queries
    }

    pub(super) fn taxonomies(&self) -> &Taxonomies {
        &self.0.taxonomies
    }

    /// How this snapshot came by its compiled segments.
    #[must_use]
    pub fn compilation(&self) -> Compilation {
        self.0.compilation
    }

    /// Whether a snapshot taken now would see the same records and the same lexicon, whichever process changed them.
    ///
    /// Reads no record: O(files of the library + bytes of the lexicon), about a tenth of a millisecond. A commit that
    /// comes while the snapshot is taken may make it look older than it is, never newer.
    ///
    /// # Errors
    /// Corrupt if the library's commit or manifest cannot be read any more.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::Need;
    ///
    /// let library = Library::in_memory()?;
    /// let snapshot = library.snapshot()?;
    /// let mut writer = library.writer()?;
    /// writer.put_need(&Need::new("n1", "针状焦")?)?;
    /// assert!(snapshot.is_current()?);
    /// writer.commit()?;
    /// assert!(!snapshot.is_current()?);
    /// assert!(library.snapshot()?.is_current()?);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn is_current(&self) -> Result<bool> {
        let Inner { origin, .. } = &*self.0;
        let queries = origin.queries()?;
        let is_same_lexicon =
            Arc::ptr_eq(&queries, &self.0.queries) || queries.lexicon() == self.0.queries.lexicon();
        Ok(is_same_lexicon && origin.store.is_last(&self.0.index)?)
    }

    /// Document counts, field lengths and document frequencies of the live evidence, as a value of its own: to rank later
    /// states of the library under ([`Library::snapshot_under`](super::Library::snapshot_under)), or to merge with the
    /// ones of other shards. Live, whatever statistics this snapshot scores under. O(terms · log terms).
    #[must_use]
    pub fn collection_statistics(&self) -> CollectionStatistics {
        self.0.compiled.collection_statistics()
    }

    /// Document counts and field lengths that this snapshot scores under: of the live evidence, unless others were given.
    #[must_use]
    pub fn statistics(&self) -> &Statistics {
        &self.0.compiled.statistics
    }

    /// Needs of the library, analysed and weighed; made once for a snapshot.
    pub(super) fn stored_needs(&self) -> Result<&SnapshotNeeds> {
        if let Some(known) = self.0.needs.get() {
            return Ok(known);
        }
        let inner = &self.0;
        let (index, queries, compiled) = (&inner.index, &inner.queries, &inner.compiled);
        let enterprises = self.enterprise_table()?;
        let needs = &inner.known_needs;
        let made = needs.needs(index, queries, compiled, enterprises)?;
        // Two threads may both come here; the result of the second is dropped.
        Ok(inner.needs.get_or_init(|| made))
    }

    /// Needs of the library with the weights of all their terms, by id ascending.
    pub(super) fn analysed_needs(&self) -> Result<&[AnalysedNeed]> {
        Ok(self.stored_needs()?.analysed(&self.0.compiled))
    }

    /// `need` as this snapshot ranks it. O(text).
    pub(super) fn analysed(&self, need: &Need, options: &RankOptions) -> Result<AnalysedNeed> {
        let terms = NeedTerms::of(need, &self.0.queries);
        let facts = Arc::new(self.facts_of(need, options)?);
        let query = self.0.compiled.query(&facts, &terms);
        Ok(AnalysedNeed { facts, query })
    }

    /// The best profiles for `need`, which need not be one of the library.
    ///
    /// Every profile that no rule bars is scored; blocks of profiles are ranked in parallel. O(text of the need +
    /// postings of its terms + profiles that can still reach the k-th best), at most O(profiles · features).
    ///
    /// # Errors
    /// Invalid input if the need has no text or k is 0.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::Need;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// let ranking = snapshot.rank(&Need::new("n3", "针状焦")?, &options.k(1))?;
    /// assert_eq!(ranking.matches[0].profile, "p1");
    /// assert!((0.0..=1.0).contains(&ranking.matches[0].score));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn rank(&self, need: &Need, options: &RankOptions) -> Result<Ranking> {
        let mut rankings = self.rank_many(std::slice::from_ref(need), options, &super::silent)?;
        rankings.pop().ok_or_else(|| {
            Error::invalid(
                "need",
                &need.id,
                say!(
                    "report this as a defect: it got no ranking",
                    "未得到排序：请作为缺陷报告"
                ),
            )
        })
    }

    /// Rankings of all needs of the library, by need id ascending, in parallel. Same results as
    /// [`Snapshot::rank`] for each.
    ///
    /// O(needs · cost of [`Snapshot::rank`]), as [`Snapshot::rank_many`]; a need that an earlier snapshot has analysed
    /// is not analysed again.
    ///
    /// # Errors
    /// Invalid input if k is 0; cancelled if `progress` breaks.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::engine::silent;
    ///
    /// let rankings = snapshot.rank_all(&options, &silent)?;
    /// assert_eq!(rankings.len(), 2);
    /// assert_eq!((rankings[1].need.as_str(), rankings[1].matches[0].profile.as_str()), ("n2", "p2"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn rank_all(
        &self,
        options: &RankOptions,
        progress: OnProgress<'_>,
    ) -> Result<Vec<Ranking>> {
        self.rank_analysed(self.analysed_needs()?, options, progress)
    }

    /// Rankings of `needs`, in their order, in parallel. Same results as [`Snapshot::rank`] for each.
    ///
    /// O(needs · cost of [`Snapshot::rank`]); the postings of a block are read from memory once for up to 16 needs.
    ///
    /// # Errors
    /// Invalid input if a need has no text or k is 0; cancelled if `progress` breaks.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::Need;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::engine::silent;
    ///
    /// let needs = [Need::new("n8", "硼同位素")?, Need::new("n7", "针状焦")?];
    /// let rankings = snapshot.rank_many(&needs, &options, &silent)?;
    /// assert_eq!(rankings[0], snapshot.rank(&needs[0], &options)?);
    /// assert_eq!(rankings[1].need, "n7"); // in the order given
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn rank_many(
        &self,
        needs: &[Need],
        options: &RankOptions,
        progress: OnProgress<'_>,
    ) -> Result<Vec<Ranking>> {
        for need in needs {
            need.check()
                .map_err(|e| e.in_record(say!("need {}", "需求 {}", need.id)))?;
        }
        // Every need was checked first, so that a fault costs no analysis of the others.
        let read = |need| self.analysed(need, options);
        let analysed: Vec<_> = needs.par_iter().map(read).collect::<Result<_>>()?;
        self.rank_analysed(&analysed, options, progress)
    }

    /// Rankings of analysed needs, in their order: the one body of [`Snapshot::rank`] and of the batches.
    ///
    /// # Errors
    /// Invalid input if k is 0; cancelled if `progress` breaks.
    pub(super) fn rank_analysed(
        &self,
        needs: &[AnalysedNeed],
        options: &RankOptions,
        progress: OnProgress<'_>,
    ) -> Result<Vec<Ranking>> {
        /// Needs ranked between two looks at whether the caller still wants them.
        const STEP: usize = 512;
        let rules = options.rules(&self.0.taxonomies)?;
        let total = needs.len();
        let done = AtomicUsize::new(0);
        let cancelled = AtomicBool::new(false);
        let hear = |more: usize| {
            // Relaxed: count and flag guard no other memory, and one step more or less does no harm.
            let done = done.fetch_add(more, Ordering::Relaxed) + more;
            if progress(Progress { done, total }).is_break() {
                cancelled.store(true, Ordering::Relaxed);
            }
        };
        let mut rankings = Vec::with_capacity(total);
        for step in needs.chunks(STEP) {
            rankings.extend(self.rank_step(step, options, &rules, &hear));
            if cancelled.load(Ordering::Relaxed) {
                return Err(Error::cancelled("ranking"));
            }
        }
        Ok(rankings)
    }

    fn rank_step(
        &self,
        needs: &[AnalysedNeed],
        options: &RankOptions,
        rules: &Rules,
        hear: &(impl Fn(usize) + Sync),
    ) -> Vec<Ranking> {
        let mut rankings = Vec::with_capacity(needs.len());
        let mut open = Vec::new();
        for AnalysedNeed { facts, query } in needs {
            let closed = rules.need(facts);
            if closed.is_none() {
                let weights = options.weights_for(facts.kind);
                let need = Cow::Borrowed(&**facts);
                let scorer = Scorer::new(need, &weights, rules, query, options.infer);
                open.push((scorer, query));
            }
            rankings.push(Ranking {
                need: facts.id.clone(),
                matches: Vec::new(),
                closed,
            });
        }
        // Closed needs are done without ranking.
        hear(needs.len() - open.len());
        let asked = (options.k, options.listed_fit());
        let mut lists = rank_batch(&self.0.compiled, &open, asked, hear).into_iter();
        // The lists are in the order of `open`: of the needs that are not closed.
        for ranking in rankings.iter_mut().filter(|r| r.closed.is_none()) {
            ranking.matches = lists.next().unwrap_or_default();
        }
        rankings
    }

    /// The best open needs of the library for `profile`, which need not be one of the library. A
    /// pair has the same score here as in [`Snapshot::rank`].
    ///
    /// O(text of the profile + postings of its terms + needs that share one of them or can reach the k-th best · facets); in
    /// parallel, O(needs · (terms + facets)), if more than half of many needs is listed. The first call on a snapshot
    /// analyses the needs that are new or changed since an earlier snapshot of the open library was asked.
    ///
    /// # Errors
    /// Invalid input if the profile has no name or k is 0.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{NeedId, ProfileId};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// let expert = snapshot.profile(&ProfileId::new("p2")?)?;
    /// let needs = snapshot.reverse(&expert, &options)?;
    /// assert_eq!(needs.matches[0].need, "n2");
    /// let need = snapshot.need(&NeedId::new("n2")?)?;
    /// assert_eq!(needs.matches[0].score, snapshot.rank(&need, &options)?.matches[0].score);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn reverse(&self, profile: &Profile, options: &RankOptions) -> Result<NeedRanking> {
        profile
            .check()
            .map_err(|e| e.in_record(say!("profile {}", "供方 {}", profile.id)))?;
        let rules = options.rules(&self.0.taxonomies)?;
        let stored = self.stored_needs()?;
        let facts = profile_facts(profile);
        let impacts = profile_impacts(
            profile,
            self.0.queries.analyzer(),
            &self.0.compiled.calibration,
        );
        let claims = profile_claims(profile);
        let pair = PairRules {
            rules: &rules,
            shares: &kind_shares(options),
            infer: options.infer,
        };
        let asking = AskingProfile::new(facts, &impacts, claims);
        let asked = (options.k, options.listed_fit());
        let Inner {
            compiled,
            taxonomies,
            ..
        } = &*self.0;
        let matches = stored.ranked(compiled, taxonomies, &asking, asked, pair);
        Ok(NeedRanking {
            profile: profile.id.clone(),
            matches,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::Library;
    use crate::model::{Date, Need, Profile};
    use crate::rank::RankOptions;
    use crate::score::{Feature, Weights};

    fn profile(id: &str, rest: &str) -> Profile {
        serde_json::from_str(&format!(
            r#"{{"id":"{id}","kind":"expert","name":"示例甲","expertise":["针状焦"]{rest}}}"#
        ))
        .unwrap()
    }

    #[test]
    fn a_word_is_named_only_where_all_of_it_stands() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        let expert = profile("p", r#","description":"前沿电池""#);
        writer.put_profile(&expert).unwrap();
        writer.commit().unwrap();
        let need = Need::new("n", "前列腺的电池").unwrap();
        let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
        let why = library
            .snapshot()
            .unwrap()
            .explain(&need, &expert, &options)
            .unwrap();
        // 前 alone is no phrase; it counts in the rest.
        let document = &why.evidence[0];
        let named: Vec<&str> = document.phrases.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(named, ["电池"]);
        assert!(document.rest > 0.0);
        assert!(
            why.uncovered.contains(&"前列腺".to_owned()),
            "{:?}",
            why.uncovered
        );
    }

    #[test]
    fn vectors_rank_alike_from_both_sides_and_add_up() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        let profiles = [
            profile("far", r#","vector":[0.0,1.0]"#),
            profile(
                "near",
                r#","vector":[0,1],"works":[{"title":"无关","vector":[1.0,0.1]}]"#,
            ),
            profile("none", ""),
            profile("other", r#","vector":[1.0,0.0,0.0]"#),
        ];
        for profile in &profiles {
            writer.put_profile(profile).unwrap();
        }
        let need: Need =
            serde_json::from_str(r#"{"id":"n","title":"针状焦","vector":[1.0,0.0]}"#).unwrap();
        writer.put_need(&need).unwrap();
        writer.commit().unwrap();
        let weights = Weights::text_only().with(Feature::Vector, 1.0).unwrap();
        let options = RankOptions::new(Date::new(2024, 7, 1).unwrap()).weights(weights);
        let snapshot = library.snapshot().unwrap();
        assert_eq!(
            snapshot.need(&need.id).unwrap(),
            need,
            "vectors are read back as they were put in"
        );
        let ranking = snapshot.rank(&need, &options).unwrap();
        let ids: Vec<_> = ranking.matches.iter().map(|m| m.profile.as_str()).collect();
        // The best work counts; no vector, and one of another length, are unknown: ½, above one that points elsewhere.
        assert_eq!(ids, ["near", "none", "other", "far"]);
        for found in &ranking.matches {
            let profile = profiles.iter().find(|p| p.id == found.profile).unwrap();
            let why = snapshot.explain(&need, profile, &options).unwrap();
            assert_eq!(why.leaves().sum::<f64>(), found.score);
            assert_eq!(why.confidence, found.confidence);
            let back = snapshot.reverse(profile, &options).unwrap();
            assert_eq!(
                (back.matches[0].score, back.matches[0].confidence),
                (found.score, found.confidence)
            );
        }
    }
}
