//! Why a pair scores what it does, why another is not listed.

use std::borrow::Cow;

use super::snapshot::Snapshot;
use crate::compiled::library::CompiledLibrary;
use crate::compiled::query::{NeedTerms, Query};
use crate::error::Result;
use crate::explain::{Contest, WhyNot};
use crate::model::{Need, Profile};
use crate::rank::RankOptions;
use crate::score::{ExplainContext, Explanation, Reading, Scorer, explain};
use crate::text::{QueryAnalyzer, normalize};

/// A need's text as one snapshot reads it.
pub(super) struct Analysed<'a> {
    library: &'a CompiledLibrary,
    queries: &'a QueryAnalyzer,
    terms: NeedTerms,
    query: Query,
    weights: Vec<f64>,
    subject: String,
}

impl Analysed<'_> {
    /// What a profile is read in the light of.
    fn context(&self) -> ExplainContext<'_> {
        ExplainContext {
            analyzer: self.queries.analyzer(),
            calibration: &self.library.calibration,
            terms: &self.terms,
            query: &self.query,
            subject: &self.subject,
            weights: &self.weights,
        }
    }
}

impl Snapshot {
    /// Why `profile` scores what it scores for `need`, or why it is ruled out.
    ///
    /// # Errors
    /// Invalid input where a record has a fault.
    pub fn explain(
        &self,
        need: &Need,
        profile: &Profile,
        options: &RankOptions,
    ) -> Result<Explanation> {
        need.check()
            .map_err(|e| e.in_record(format!("need {}", need.id)))?;
        profile
            .check()
            .map_err(|e| e.in_record(format!("profile {}", profile.id)))?;
        let rules = options.clone().k(1).rules(&self.0.taxonomies)?;
        let asked = self.analysed(need);
        let weights = options.weights_for(need.kind);
        let scorer = Scorer::new(
            Cow::Owned(options.facts_of(need)),
            &weights,
            &rules,
            &asked.query,
            options.infer,
        );
        Ok(explain(&scorer, profile, asked.context()))
    }

    /// `need` as this snapshot reads it.
    fn analysed(&self, need: &Need) -> Analysed<'_> {
        let inner = &self.0;
        let terms = NeedTerms::of(need, &inner.queries);
        let subject = format!("{} {}", need.title, need.keywords.join(" "));
        Analysed {
            library: &inner.compiled,
            queries: &inner.queries,
            query: inner.compiled.query(&terms),
            weights: inner.compiled.weights(&terms),
            subject: normalize(&subject),
            terms,
        }
    }

    /// Why `profile` is not among the `k` best for `need` that `options` ask for, or that it is; and what
    /// would bring it in. Neither has to be of the library; a profile of the library is compared with all
    /// others of it.
    ///
    /// Ranks without a cut-off once, and once for each feature, and tries each weight by ranking again:
    /// O(features · (profiles · log profiles + postings of the need)), in parallel.
    ///
    /// # Errors
    /// Invalid input where a record has a fault or k is 0.
    ///
    /// # Example
    /// ```
    /// use qianxian::explain::{Language, Verdict};
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
    /// assert_eq!((why.verdict, why.rank), (Verdict::Outranked, 2));
    /// let gap = why.border.as_ref().unwrap().gap;
    /// assert_eq!(why.differences.iter().map(|d| d.difference).sum::<f64>(), gap); // exactly
    /// assert!(why.sentences(Language::English)[0].contains("ranks 2"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn why_not(&self, need: &Need, profile: &Profile, options: &RankOptions) -> Result<WhyNot> {
        let explanation = self.explain(need, profile, options)?;
        let rules = options.rules(&self.0.taxonomies)?;
        let asked = self.analysed(need);
        let contest = Contest {
            library: asked.library,
            query: &asked.query,
            rules: &rules,
            need: options.facts_of(need),
            infer: options.infer,
            weights: options.weights_for(need.kind),
            reading: &Reading::new(profile, asked.context()),
            profile: &profile.id,
            k: options.k,
        };
        contest.decide(explanation, |id| {
            self.explain(need, &self.profile(id)?, options)
        })
    }
}
