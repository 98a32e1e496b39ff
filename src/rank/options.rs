//! How to rank.

use std::collections::BTreeSet;

use crate::error::{Error, Result, Wording, say};
use crate::infer::{Infer, need_facts};
use crate::model::facts::NeedFacts;
use crate::model::{Date, Need, NeedKind, ProfileId, ProfileKind, RegionPath, Taxonomies};
use crate::rule::{Corridor, Rule, Rules};
use crate::score::{Fit, KindWeights, Weights};

/// Default number of matches.
const DEFAULT_K: usize = 20;

/// How to rank: how many, by which weights, under which rules, on which day.
///
/// # Example
/// ```
/// use qianxian::{model::Date, rank::RankOptions};
/// let options = RankOptions::new(Date::new(2024, 7, 1)?).k(10).within("山东省/淄博市".parse()?);
/// # let _ = options;
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RankOptions {
    pub(crate) k: usize,
    weights: KindWeights,
    today: Date,
    scored_on: Option<Date>,
    kinds: Option<Vec<ProfileKind>>,
    within: Option<RegionPath>,
    excluded: BTreeSet<ProfileId>,
    coauthor_years: Option<i32>,
    corridors: Vec<Corridor>,
    pub(crate) infer: Infer,
    least_fit: Option<Fit>,
    relaxed: BTreeSet<Rule>,
    bars_past_deadlines: bool,
    bars_missed_figures: bool,
}

impl RankOptions {
    /// The 20 best by the presets of each need's kind, on the day `today`.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self {
            k: DEFAULT_K,
            weights: KindWeights::presets(),
            today,
            scored_on: None,
            kinds: None,
            within: None,
            excluded: BTreeSet::new(),
            coauthor_years: None,
            corridors: Vec::new(),
            infer: Infer::BesideStated,
            least_fit: None,
            relaxed: BTreeSet::new(),
            bars_past_deadlines: false,
            bars_missed_figures: false,
        }
    }

    /// How many matches at most (default 20, at least 1; more than there are gives all).
    #[must_use]
    pub fn k(self, k: usize) -> Self {
        Self { k, ..self }
    }

    /// These weights: one set for every need, or one for each kind (default: [`Weights::preset`] of the
    /// need's kind).
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Need, ProfileId};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::score::{Feature, Weights};
    ///
    /// let need = Need::new("n1", "针状焦")?;
    /// let text = options.weights(Weights::text_only());
    /// let why = snapshot.explain(&need, &snapshot.profile(&ProfileId::new("p1")?)?, &text)?;
    /// assert_eq!(why.totals()[0].feature, Feature::Text);
    /// assert_eq!(why.totals()[0].weight, 1.0);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn weights(self, weights: impl Into<KindWeights>) -> Self {
        Self {
            weights: weights.into(),
            ..self
        }
    }

    /// Only profiles of these kinds (default: [`NeedKind::served_by`]).
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Need, ProfileKind};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// let need = Need::new("n1", "针状焦")?;
    /// assert_eq!(snapshot.rank(&need, &options)?.matches.len(), 2);
    /// let teams = options.kinds([ProfileKind::Team]);
    /// assert!(snapshot.rank(&need, &teams)?.matches.is_empty()); // both are experts
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn kinds(self, kinds: impl IntoIterator<Item = ProfileKind>) -> Self {
        Self {
            kinds: Some(kinds.into_iter().collect()),
            ..self
        }
    }

    /// Only profiles in this region or below it, or of unknown region (default: anywhere).
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Need, Profile, ProfileKind};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let mut writer = library.writer()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// # let mut far = Profile::new("p3", ProfileKind::Expert, "示例·李工")?;
    /// # far.expertise.push("针状焦".into());
    /// far.region = Some("甘肃省/兰州市".parse()?);
    /// writer.put_profile(&far)?;
    /// writer.commit()?;
    /// let near = options.within("山东省".parse()?);
    /// let ranking = library.snapshot()?.rank(&Need::new("n1", "针状焦")?, &near)?;
    /// // p1 and p2 state no region, so that they may be there.
    /// assert_eq!(ranking.matches.len(), 2);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn within(self, region: RegionPath) -> Self {
        Self {
            within: Some(region),
            ..self
        }
    }

    /// Leaves these profiles out (default: none).
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Need, ProfileId};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// let need = Need::new("n1", "针状焦")?;
    /// let others = options.exclude([ProfileId::new("p1")?]);
    /// let ranking = snapshot.rank(&need, &others)?;
    /// assert!(ranking.matches.iter().all(|found| found.profile != "p1"));
    /// assert_eq!(ranking.matches.len(), 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn exclude(self, ids: impl IntoIterator<Item = ProfileId>) -> Self {
        Self {
            excluded: ids.into_iter().collect(),
            ..self
        }
    }

    /// Years for which co-authors of the enterprise's people stay in conflict (default 3).
    #[must_use]
    pub fn coauthor_years(self, years: i32) -> Self {
        Self {
            coauthor_years: Some(years),
            ..self
        }
    }

    /// Regions that count as near each other (default: none).
    #[must_use]
    pub fn corridors(self, corridors: impl IntoIterator<Item = Corridor>) -> Self {
        Self {
            corridors: corridors.into_iter().collect(),
            ..self
        }
    }

    /// Whether industries and disciplines inferred from text ([`crate::infer`]) replace missing ones of a record
    /// (default: [`Infer::BesideStated`], if the other side states its own). They count by how sure they are, and no
    /// rule looks at them.
    #[must_use]
    pub fn infer(self, infer: Infer) -> Self {
        Self { infer, ..self }
    }

    /// Only profiles of this fit or a better one (default: all in a ranking; [`Fit::Possible`] where a ranking becomes
    /// a decision, a market or an event, so that a need that nobody fits is reported as unmet).
    ///
    /// The k best that fit are found however deep they stand. As a rule that takes less time than a ranking without: the need's
    /// rarer words say who can fit, and only these are scored.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::Need;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::score::Fit;
    ///
    /// let foreign = Need::new("n1", "小麦赤霉病抗性育种")?;
    /// assert_eq!(snapshot.rank(&foreign, &options)?.matches.len(), 2);
    /// let fitting = options.least_fit(Fit::Possible);
    /// assert!(snapshot.rank(&foreign, &fitting)?.matches.is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn least_fit(self, least: Fit) -> Self {
        Self {
            least_fit: Some(least),
            ..self
        }
    }

    /// Sets these rules aside (default: none): hard facts such as [`Rule::Validity`], [`Rule::Level`], [`Rule::Amount`].
    ///
    /// Conflicts of interest, refusals, kinds and statuses cannot be set aside ([`Rule::is_relaxable`]): ranking with
    /// one of them is invalid input.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::Need;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let mut writer = library.writer()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::model::ProfileId;
    /// use qianxian::rule::Rule;
    ///
    /// let need = Need::new("n1", "针状焦")?;
    /// let mut expert = library.snapshot()?.profile(&ProfileId::new("p1")?)?;
    /// expert.available_until = Some("2024-06-30".parse()?);
    /// writer.put_profile(&expert)?;
    /// writer.commit()?;
    /// let snapshot = library.snapshot()?;
    /// assert_eq!(snapshot.rank(&need, &options)?.matches.len(), 1);
    /// let relaxed = options.clone().relax([Rule::Validity]);
    /// assert_eq!(snapshot.rank(&need, &relaxed)?.matches.len(), 2);
    /// assert!(snapshot.rank(&need, &options.relax([Rule::SameOrganization])).is_err());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn relax(self, rules: impl IntoIterator<Item = Rule>) -> Self {
        Self {
            relaxed: rules.into_iter().collect(),
            ..self
        }
    }

    /// Whether a need whose last day has passed is closed to every profile (default: no).
    #[must_use]
    pub fn bar_past_deadlines(self, bars: bool) -> Self {
        Self {
            bars_past_deadlines: bars,
            ..self
        }
    }

    /// Whether the figures that a need demands are musts (default: no): a profile is barred that states, in a document
    /// about the need, a figure which misses one of them. One that states none is not.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Date, Need, Profile, ProfileKind, Work};
    /// use qianxian::{Library, RankOptions};
    ///
    /// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
    /// expert.works.push(Work::new("油系针状焦的煅烧，收率 28%"));
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// writer.put_profile(&expert)?;
    /// writer.commit()?;
    /// let need = Need::new("n1", "油系针状焦制备，收率≥35%")?;
    /// let options = RankOptions::new(Date::new(2024, 7, 1)?);
    /// let snapshot = library.snapshot()?;
    /// assert_eq!(snapshot.rank(&need, &options)?.matches.len(), 1);
    /// assert!(snapshot.rank(&need, &options.must_figures(true))?.matches.is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn must_figures(self, must: bool) -> Self {
        Self {
            bars_missed_figures: must,
            ..self
        }
    }

    /// The day on which features count ages of works and days until somebody is free (default: the day of the options,
    /// which alone decides on rules, such as what has ended).
    ///
    /// Scores then stay as they are from one day to the next, so that what changed between two days is told apart from
    /// what merely grew older.
    #[must_use]
    pub fn scored_on(self, day: Date) -> Self {
        Self {
            scored_on: Some(day),
            ..self
        }
    }

    /// The day on which features count ages.
    pub(crate) fn day_of_scores(&self) -> Date {
        self.scored_on.unwrap_or(self.today)
    }

    /// Whether a need whose last day has passed is closed.
    /// Whether `rule` is set aside.
    pub(crate) fn sets_aside(&self, rule: Rule) -> bool {
        rule.is_relaxable() && self.relaxed.contains(&rule)
    }

    pub(crate) fn closes_past_deadlines(&self) -> bool {
        self.bars_past_deadlines
    }

    /// The least fit that is listed.
    pub(crate) fn listed_fit(&self) -> Fit {
        self.least_fit.unwrap_or(Fit::None)
    }

    /// These options for a decision: a possible fit at least, unless the caller says otherwise.
    pub(crate) fn for_decision(&self) -> Self {
        Self {
            least_fit: Some(self.least_fit.unwrap_or(Fit::Possible)),
            ..self.clone()
        }
    }

    /// The facts of `need` that rules and features look at; nothing is inferred under [`Infer::Never`].
    pub(crate) fn facts_of(&self, need: &Need) -> NeedFacts {
        match self.infer {
            Infer::Never => NeedFacts::of(need),
            Infer::BesideStated | Infer::Always => need_facts(need),
        }
    }

    /// These options on the day `today`.
    pub(crate) fn on(self, today: Date) -> Self {
        Self { today, ..self }
    }

    /// The day.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// The weights for every kind of need.
    pub(crate) fn kind_weights(&self) -> &KindWeights {
        &self.weights
    }

    /// The weights for needs of `kind`.
    pub(crate) fn weights_for(&self, kind: NeedKind) -> Weights {
        self.weights.get(kind)
    }

    /// The rules that these options ask for.
    ///
    /// # Errors
    /// Invalid input if k is 0, or a rule cannot be set aside.
    pub(crate) fn rules(&self, taxonomies: &Taxonomies) -> Result<Rules> {
        if self.k == 0 {
            return Err(Error::invalid(
                "k",
                0,
                say!("ask for at least one match", "请至少要一条结果"),
            ));
        }
        if let Some(rule) = self.relaxed.iter().find(|rule| !rule.is_relaxable()) {
            let open = Rule::ALL.iter().filter(|rule| rule.is_relaxable());
            let open: Vec<&str> = open.map(|rule| rule.as_str()).collect();
            let names: Vec<Wording> = open.into_iter().map(Wording::name).collect();
            let open = Wording::joined(&names, (", ", "、"));
            let repair = say!(
                "set aside one of {open}, or none",
                "可放宽的只有 {open}，也可不放宽";
                open
            );
            return Err(Error::invalid("relax", rule, repair));
        }
        let mut rules = Rules::new(taxonomies.clone(), self.today);
        rules.scored_on = self.scored_on;
        rules.relaxed.clone_from(&self.relaxed);
        rules.bars_past_deadlines = self.bars_past_deadlines;
        rules.bars_missed_figures = self.bars_missed_figures;
        rules.kinds.clone_from(&self.kinds);
        rules.within.clone_from(&self.within);
        rules.excluded.clone_from(&self.excluded);
        rules.places.corridors.clone_from(&self.corridors);
        rules.coauthor_years = self.coauthor_years.unwrap_or(rules.coauthor_years);
        Ok(rules)
    }
}
