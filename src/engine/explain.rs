//! Reasons for the score of a pair, and for a profile that is not listed.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::enterprise_table::EnterpriseTable;
use super::snapshot::{Inner, Snapshot};
use crate::compiled::AnalysedNeed;
use crate::compiled::query::NeedTerms;
use crate::error::{Result, say};
use crate::explain::{Contest, WhyNot};
use crate::model::{Need, Profile};
use crate::quantity::without_figures;
use crate::rank::RankOptions;
use crate::rule::WrittenNames;
use crate::score::{ExplainContext, Explanation, Reading, Scorer, explain};
use crate::text::normalize;

/// A need analysed by one snapshot, with the words behind its terms: for explaining any number of pairs.
pub(super) struct ExplainedNeed<'a> {
    snapshot: &'a Inner,
    enterprises: &'a EnterpriseTable,
    pub(super) need: AnalysedNeed,
    /// The need as its enterprise completes it.
    asked: Need,
    terms: NeedTerms,
    weights: Vec<f64>,
    subject: String,
    words: String,
}

impl ExplainedNeed<'_> {
    fn context(&self) -> ExplainContext<'_> {
        ExplainContext {
            analyzer: self.snapshot.queries.analyzer(),
            calibration: &self.snapshot.compiled.calibration,
            terms: &self.terms,
            query: &self.need.query,
            subject: &self.subject,
            words: &self.words,
            weights: &self.weights,
        }
    }

    /// Explains the score of `profile`, or why it is ruled out; as [`Snapshot::explain`] does.
    ///
    /// # Errors
    /// Invalid input if the profile has a fault.
    pub(super) fn explain(&self, profile: &Profile, options: &RankOptions) -> Result<Explanation> {
        profile
            .check()
            .map_err(|e| e.in_record(say!("profile {}", "供方 {}", profile.id)))?;
        // Rules refuse a k of 0, and nothing is listed here.
        let rules = options.clone().k(1).rules(&self.snapshot.taxonomies)?;
        let AnalysedNeed { facts, query } = &self.need;
        let weights = options.weights_for(facts.kind);
        let scorer = Scorer::new(
            Cow::Borrowed(&**facts),
            &weights,
            &rules,
            query,
            options.infer,
        );
        let mut explained = explain(&scorer, profile, self.context());
        explained.cautions = self.enterprises.cautions((&self.asked, facts), profile);
        if explained.violations.iter().any(WrittenNames::concerns) {
            let names = WrittenNames::of(&self.asked, profile);
            for violation in &mut explained.violations {
                names.violation(violation);
            }
        }
        Ok(explained)
    }
}

impl Snapshot {
    /// Explains the score of `profile` for `need`, or why it is ruled out. O(text of both).
    ///
    /// # Errors
    /// Invalid input if a record has a fault.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{NeedId, ProfileId};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// let need = snapshot.need(&NeedId::new("n1")?)?;
    /// let expert = snapshot.profile(&ProfileId::new("p1")?)?;
    /// let why = snapshot.explain(&need, &expert, &options)?;
    /// assert!(why.is_admitted());
    /// assert_eq!(why.score, snapshot.rank(&need, &options)?.matches[0].score);
    /// assert_eq!(why.leaves().sum::<f64>(), why.score); // without rounding
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn explain(
        &self,
        need: &Need,
        profile: &Profile,
        options: &RankOptions,
    ) -> Result<Explanation> {
        self.explained(need, options)?.explain(profile, options)
    }

    /// Explanations of `profiles`, in their order, each as [`Snapshot::explain`] gives it, in parallel. The need is
    /// analysed once.
    ///
    /// # Errors
    /// Invalid input if a record has a fault.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Date, Need, Profile, ProfileKind};
    /// use qianxian::{Library, RankOptions};
    ///
    /// let library = Library::in_memory()?;
    /// let expert = |id: &str, field: &str| -> qianxian::Result<Profile> {
    ///     let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例·{id}"))?;
    ///     expert.expertise.push(field.into());
    ///     Ok(expert)
    /// };
    /// let experts = [expert("p1", "油系针状焦")?, expert("p2", "锂电池")?];
    /// let mut writer = library.writer()?;
    /// for expert in &experts {
    ///     writer.put_profile(expert)?;
    /// }
    /// writer.commit()?;
    ///
    /// let need = Need::new("n1", "油系针状焦")?;
    /// let options = RankOptions::new(Date::new(2024, 7, 1)?);
    /// let why = library.snapshot()?.explain_many(&need, &experts, &options)?;
    /// assert!(why[0].score > why[1].score);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn explain_many(
        &self,
        need: &Need,
        profiles: &[Profile],
        options: &RankOptions,
    ) -> Result<Vec<Explanation>> {
        let asked = self.explained(need, options)?;
        let explain = |profile| asked.explain(profile, options);
        profiles.par_iter().map(explain).collect()
    }

    /// `need`, analysed for explanations.
    ///
    /// # Errors
    /// Invalid input if the need has a fault.
    pub(super) fn explained(
        &self,
        need: &Need,
        options: &RankOptions,
    ) -> Result<ExplainedNeed<'_>> {
        need.check()
            .map_err(|e| e.in_record(say!("need {}", "需求 {}", need.id)))?;
        let inner = &*self.0;
        let terms = NeedTerms::of(need, &inner.queries);
        let asked = self.completed(need)?;
        let facts = Arc::new(options.facts_of(&asked));
        let subject = format!("{} {}", need.title, need.keywords.join(" "));
        let text = normalize(&format!("{subject} {}", need.description));
        Ok(ExplainedNeed {
            snapshot: inner,
            enterprises: self.enterprise_table()?,
            need: AnalysedNeed {
                query: inner.compiled.query(&facts, &terms),
                facts,
            },
            asked: asked.into_owned(),
            weights: inner.compiled.weights(&terms),
            subject: normalize(&subject),
            words: without_figures(&text),
            terms,
        })
    }

    /// Explains why `profile` is not among the `k` best for `need` that `options` ask for, or that it is, and which
    /// changes would bring it in. With a least fit ([`RankOptions::least_fit`]) the list is of profiles that have it, and a
    /// profile below it learns how much of the need's subject it lacks. Neither has to be of the library; a profile of the library is compared with all
    /// others of it.
    ///
    /// Ranks without a cut-off once, and once for each feature, and tries each weight by ranking again:
    /// O(features · (profiles · log profiles + postings of the need)), in parallel.
    ///
    /// # Errors
    /// Invalid input if a record has a fault or k is 0.
    ///
    /// # Example
    /// ```
    /// use qianxian::explain::{Language, ListStanding};
    /// use qianxian::model::{Date, Need, Profile, ProfileKind};
    /// use qianxian::{Library, RankOptions};
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let expert = |id: &str, field: &str| -> qianxian::Result<Profile> {
    ///     let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例·{id}"))?;
    ///     expert.expertise.push(field.into());
    ///     Ok(expert)
    /// };
    /// let (first, second) = (expert("p1", "油系针状焦")?, expert("p2", "煤系针状焦")?);
    /// writer.put_profile(&first)?;
    /// writer.put_profile(&second)?;
    /// writer.commit()?;
    ///
    /// let need = Need::new("n1", "油系针状焦")?;
    /// let options = RankOptions::new(Date::new(2024, 7, 1)?).k(1);
    /// let why = library.snapshot()?.why_not(&need, &second, &options)?;
    /// assert_eq!((why.verdict, why.rank), (ListStanding::Outranked, 2));
    /// let gap = why.border.as_ref().unwrap().gap;
    /// assert_eq!(why.differences.iter().map(|d| d.difference).sum::<f64>(), gap); // exactly
    /// assert!(why.sentences(Language::English)[0].contains("ranks 2"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn why_not(&self, need: &Need, profile: &Profile, options: &RankOptions) -> Result<WhyNot> {
        let asked = self.explained(need, options)?;
        let explanation = asked.explain(profile, options)?;
        let rules = options.rules(&self.0.taxonomies)?;
        let reading = Reading::new(profile, asked.context());
        let contest = Contest {
            library: &self.0.compiled,
            query: &asked.need.query,
            rules: &rules,
            need: &asked.need.facts,
            infer: options.infer,
            weights: options
                .weights_for(need.kind)
                .asked(asked.need.query.vector.is_some()),
            reading: &reading,
            profile: &profile.id,
            k: options.k,
            least_fit: options.listed_fit(),
            fitting: None,
        }
        .among_fitting();
        contest.decide(explanation, |id| asked.explain(&self.profile(id)?, options))
    }
}
