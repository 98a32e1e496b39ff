//! What rules keep out of a ranking, and how a need meets the conditions of profiles.

use super::Snapshot;
use crate::compiled::query::NeedTerms;
use crate::error::Result;
use crate::model::facts::{FacetValue, NeedFacts};
use crate::model::{Facet, Need, NeedKind, Profile};
use crate::rank::{BarredByRule, RankOptions, barred};
use crate::rule::{Caution, ConditionAudit, ConditionPart, ConditionRemark, WrittenNames};
use crate::score::quantity::Demands;

impl Snapshot {
    /// The profiles that rules bar from `need`, counted by the first rule that bars each, most first, with up to
    /// `listed` of each by id. Empty for a need that is closed, which is not ranked at all.
    ///
    /// O(profiles · facets).
    ///
    /// # Errors
    /// Invalid input if k of the options is 0.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Need, NeedKind};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::rule::Rule;
    ///
    /// let mut loan = Need::new("n1", "针状焦项目贷款")?;
    /// loan.kind = NeedKind::Finance;
    /// let barred = snapshot.barred(&loan, &options, 1)?;
    /// assert_eq!((barred[0].rule, barred[0].count), (Rule::Kind, 2)); // experts lend nothing
    /// assert_eq!(barred[0].profiles.len(), 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn barred(
        &self,
        need: &Need,
        options: &RankOptions,
        listed: usize,
    ) -> Result<Vec<BarredByRule>> {
        let rules = options.rules(self.taxonomies())?;
        let facts = self.facts_of(need, options)?;
        if rules.need(&facts).is_some() {
            return Ok(Vec::new());
        }
        // Only musts bar, and reading the demands is an analysis of the text.
        let musts = rules.bars_missed_figures;
        let terms = musts.then(|| NeedTerms::of(need, self.queries()));
        let demands = terms.map(|terms| Demands::new(terms.demands(), 0));
        let demands = demands.unwrap_or_default();
        let mut found = barred(self.compiled(), &rules, &facts, &demands, listed);
        let need = &*self.completed(need)?;
        for listed in found.iter_mut().flat_map(|by| &mut by.profiles) {
            if WrittenNames::concerns(&listed.violation) {
                let profile = self.profile(&listed.profile)?;
                WrittenNames::of(need, &profile).violation(&mut listed.violation);
            }
        }
        Ok(found)
    }

    /// The conditions of `profile` as `need` meets them, in the order written: met, broken, or unknown with what would
    /// settle them; behind them the one on the region of a policy, if it states none itself. O(size of the conditions).
    ///
    /// # Errors
    /// Corrupt if the record of an enterprise cannot be read.
    pub fn conditions(&self, need: &Need, profile: &Profile) -> Result<Vec<ConditionPart>> {
        let (facts, trees) = (NeedFacts::of(&*self.completed(need)?), self.taxonomies());
        let conditions = profile.conditions();
        let parts = conditions.iter();
        Ok(parts
            .map(|condition| ConditionPart::of(&facts, condition, trees))
            .collect())
    }

    /// Relations of `need` and `profile` that may be a conflict of interest and that a person has to confirm: names of
    /// organisations that differ in legal form, group, branch or department alone, and organisations that belong to one
    /// owner, as needs and enterprises state it ([`crate::model::Enterprise::parents`]). They bar nobody.
    ///
    /// # Errors
    /// Corrupt if the record of an enterprise cannot be read.
    ///
    /// # Example
    /// ```
    /// # let library = qianxian::Library::in_memory()?;
    /// use qianxian::model::{Need, Profile, ProfileKind};
    /// let mut need = Need::new("n1", "针状焦")?;
    /// need.enterprise = Some("山东示例化工有限公司".into());
    /// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
    /// expert.organization = Some("山东示例化工集团技术中心".into());
    /// assert_eq!(library.snapshot()?.cautions(&need, &expert)?.len(), 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn cautions(&self, need: &Need, profile: &Profile) -> Result<Vec<Caution>> {
        let need = &*self.completed(need)?;
        let facts = NeedFacts::of(need);
        Ok(self.enterprise_table()?.cautions((need, &facts), profile))
    }

    /// Conditions of the library's profiles that may not do what their authors mean: about a field that no need
    /// states, with a value that names nothing, or broken by every need.
    ///
    /// O(profiles + needs · conditions that no earlier need may meet). Reads no need if no profile sets a condition.
    ///
    /// # Errors
    /// I/O errors of the library; corrupt if a need cannot be read.
    pub fn audit_conditions(&self) -> Result<Vec<ConditionRemark>> {
        let mut audit = ConditionAudit::new(self.taxonomies().clone());
        for view in &self.compiled().segments {
            for profile in (0..view.compiled.profile_count()).filter(|&p| view.is_live(p)) {
                let code = view.code(Facet::Limits, profile);
                let limits = self.compiled().values.get(Facet::Limits, code);
                if let Some(FacetValue::Limits(limits)) = limits {
                    audit.add(view.compiled.id(profile), &limits.eligibility);
                }
            }
        }
        if audit.is_empty() {
            return Ok(Vec::new());
        }
        for id in self.need_ids()? {
            audit.add_need(&*self.completed(&self.need(&id)?)?);
        }
        for enterprise in self.enterprises()? {
            // Policies are asked for enterprises without a need too, and these state no kind of need.
            for &kind in NeedKind::ALL {
                audit.add_need(&enterprise.as_need(kind)?);
            }
        }
        Ok(audit.remarks())
    }
}
