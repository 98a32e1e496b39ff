//! What a report is asked for.

use super::document::ReportPeriod;
use super::targets::ReportTargets;
use crate::clinic::ClusterOptions;
use crate::model::{Date, Language, RegionPath};
use crate::rank::RankOptions;

/// Which report to make.
///
/// # Example
/// ```
/// use qianxian::RankOptions;
/// use qianxian::model::{Date, Language};
/// use qianxian::report::{ReportOptions, ReportPeriod};
///
/// let today: Date = "2026-11-30".parse()?;
/// let period = ReportPeriod::new("2026-01-01".parse()?, today)?;
/// let options = ReportOptions::new(RankOptions::new(today), period)
///     .region("山东省/淄博市".parse()?)
///     .language(Language::English);
/// # let library = qianxian::Library::in_memory()?;
/// let report = library.snapshot()?.report(&options, &qianxian::engine::silent)?;
/// assert_eq!(report.scope.region.as_deref(), Some("山东省/淄博市"));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReportOptions {
    /// Weights and rules of the fit, and the day on which what is open, overdue or waiting is so. Its number of matches and
    /// least fit do not count: all profiles that fit are found.
    pub rank: RankOptions,
    /// Region of the needs; `None` (the default) for all.
    pub region: Option<RegionPath>,
    /// Days that figures over time count.
    pub period: ReportPeriod,
    /// Days that they are compared with (default: none).
    pub compared: Option<ReportPeriod>,
    /// Targets to reach (default: none).
    pub targets: ReportTargets,
    /// Language of titles, sentences and rules (default: Chinese).
    pub language: Language,
    /// Most rows of a table to read (default 30); tables of the rows behind figures are whole.
    pub rows: usize,
    /// When needs of several enterprises are a common need.
    pub common: ClusterOptions,
}

impl ReportOptions {
    /// A report over all regions for the day and the rules of `rank`, whose figures over time count `period`.
    #[must_use]
    pub fn new(rank: RankOptions, period: ReportPeriod) -> Self {
        Self {
            rank,
            region: None,
            period,
            compared: None,
            targets: ReportTargets::default(),
            language: Language::Chinese,
            rows: 30,
            common: ClusterOptions::default(),
        }
    }

    /// Keeps to the needs of `region` and of the regions in it.
    #[must_use]
    pub fn region(self, region: RegionPath) -> Self {
        Self {
            region: Some(region),
            ..self
        }
    }

    /// Compares with `period`.
    #[must_use]
    pub fn compared(self, period: ReportPeriod) -> Self {
        Self {
            compared: Some(period),
            ..self
        }
    }

    /// Sets targets.
    #[must_use]
    pub fn targets(self, targets: ReportTargets) -> Self {
        Self { targets, ..self }
    }

    /// Sets the language (default: Chinese).
    #[must_use]
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Sets the most rows of a table to read (default 30).
    #[must_use]
    pub fn rows(self, rows: usize) -> Self {
        Self { rows, ..self }
    }

    /// Sets when needs of several enterprises are a common need.
    #[must_use]
    pub fn common(self, common: ClusterOptions) -> Self {
        Self { common, ..self }
    }

    /// The day on which what is open, overdue or waiting is so.
    #[must_use]
    pub fn today(&self) -> Date {
        self.rank.today()
    }
}
