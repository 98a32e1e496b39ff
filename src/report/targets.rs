//! Targets: what a region set out to reach, from a small table.

use super::indicator::Indicator;
use crate::error::{Error, Result, say};
use crate::model::thousands::ungrouped;
use crate::model::{CsvColumn, FoldedName, RegionPath, TableLine, csv_lines, lower_text};

/// Targets for indicators of a report.
///
/// # Example
/// ```
/// use qianxian::report::{Indicator, ReportTargets};
///
/// let targets = ReportTargets::from_csv("指标,目标,地区\n需求覆盖率,80%,\n销号数,12,山东省/淄博市/张店区\n幸福指数,5,\n")?;
/// assert_eq!(targets.all()[0].indicator, Some(Indicator::Coverage));
/// assert_eq!(targets.all()[1].target, 12.0);
/// // Said in the report, beside the names that it knows.
/// assert_eq!(targets.all()[2].indicator, None);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportTargets(Vec<ReportTarget>);

/// What one indicator should come to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ReportTarget {
    /// The indicator; `None` if nobody knows one of that name.
    pub indicator: Option<Indicator>,
    /// Name of the indicator as it was written.
    pub name: String,
    /// What it should come to, 0 or more: a number, 万元 of amounts, percent of shares.
    pub target: f64,
    /// The region it is for; `None` for the one of the report.
    pub region: Option<RegionPath>,
}

/// Columns of a table of targets.
const COLUMNS: &[CsvColumn] = &[
    CsvColumn {
        names: &["indicator", "指标"],
        required: true,
    },
    CsvColumn {
        names: &["target", "目标", "任务", "目标值", "任务数"],
        required: true,
    },
    CsvColumn {
        names: &["region", "地区", "区域", "区县"],
        required: false,
    },
];

impl ReportTargets {
    /// The targets of the CSV table in `bytes`: columns `indicator`/指标, `target`/目标 and, if wanted, `region`/地区.
    ///
    /// UTF-8, with or without a byte order mark; lines that start with `#` are comments. An indicator is named by its id
    /// or a Chinese name ([`Indicator`]); one that is unknown is kept, and the report says so. A target of a share is a
    /// percentage, or a part from 0 to 1 without the sign, as spreadsheets keep it; one of an amount may be in 元, 万元 or
    /// 亿元, else it is in 万元; a count may carry its unit (项, 件, 次, 个).
    ///
    /// # Errors
    /// Invalid input that names the line, the field, the value and the repair: not UTF-8, a missing, unknown or repeated
    /// column, no lines, a target that is no number of 0 or more or too great, a bad region, two targets for one thing.
    pub fn from_csv(bytes: impl AsRef<[u8]>) -> Result<Self> {
        let mut targets: Vec<ReportTarget> = Vec::new();
        for line in csv_lines(bytes.as_ref(), COLUMNS)? {
            let target = target(&line).map_err(|error| line.blame(error))?;
            check_new(&target, &targets).map_err(|error| line.blame(error))?;
            targets.push(target);
        }
        Ok(Self(targets))
    }

    /// The targets with each region in place of the name that `known` knows it by: 淄博 is 山东省/淄博市.
    pub(crate) fn in_regions(
        self,
        known: impl Fn(&RegionPath) -> Option<RegionPath>,
    ) -> Result<Self> {
        let mut targets: Vec<ReportTarget> = Vec::with_capacity(self.0.len());
        for mut target in self.0 {
            target.region = target.region.map(|region| known(&region).unwrap_or(region));
            check_new(&target, &targets)?;
            targets.push(target);
        }
        Ok(Self(targets))
    }

    /// The targets, in the order of the table.
    #[must_use]
    pub fn all(&self) -> &[ReportTarget] {
        &self.0
    }

    /// The target of `indicator` for the region of the report.
    #[must_use]
    pub fn of(&self, indicator: Indicator) -> Option<f64> {
        let mut found = self.0.iter();
        let found = found.find(|t| t.region.is_none() && t.indicator == Some(indicator));
        found.map(|target| target.target)
    }
}

fn target(line: &TableLine) -> Result<ReportTarget> {
    let [name, number, region] = [0, 1, 2].map(|at| line.cells.get(at).map_or("", String::as_str));
    if name.is_empty() {
        let repair = say!("name an indicator", "请填指标名称");
        return Err(Error::invalid("indicator", name, repair));
    }
    let indicator: Option<Indicator> = name.parse().ok();
    let target = measure(number, indicator)?;
    Ok(ReportTarget {
        indicator,
        name: name.to_owned(),
        target,
        region: match region {
            "" => None,
            region => Some(region.parse()?),
        },
    })
}

/// Refuses a second target for one thing.
fn check_new(target: &ReportTarget, known: &[ReportTarget]) -> Result<()> {
    let is_same = |known: &ReportTarget| {
        FoldedName::new(&known.name) == FoldedName::new(&target.name)
            || known.indicator.is_some() && known.indicator == target.indicator
    };
    let mut before = known.iter().filter(|known| known.region == target.region);
    if !before.any(is_same) {
        return Ok(());
    }
    let repair = say!(
        "give each indicator one target for a region",
        "同一地区的每个指标只写一个目标"
    );
    Err(Error::invalid("indicator", &target.name, repair))
}

/// Greatest target; what is above is a slip.
const MOST: f64 = 1e12;

/// The number that a target states, in the unit of its indicator.
fn measure(text: &str, indicator: Option<Indicator>) -> Result<f64> {
    // Two numbers in one cell are none: their text is no number either, and is refused below.
    let plain = lower_text(&ungrouped(text).unwrap_or_else(|| text.to_owned()));
    let plain = plain.trim();
    let is_share = indicator.is_some_and(Indicator::is_share);
    // Of an indicator that nobody knows, any unit is taken.
    let (is_amount, is_count) = match indicator {
        None => (true, true),
        Some(Indicator::SignedAmount) => (true, false),
        Some(indicator) => (false, !indicator.is_share()),
    };
    let units: [(&str, bool, f64); 8] = [
        ("%", is_share || indicator.is_none(), 1.0),
        ("亿元", is_amount, 10_000.0),
        ("万元", is_amount, 1.0),
        ("元", is_amount, 0.0001),
        ("项", is_count, 1.0),
        ("件", is_count, 1.0),
        ("次", is_count, 1.0),
        ("个", is_count, 1.0),
    ];
    let found = units.iter().find_map(|&(unit, may_be, factor)| {
        let number = plain.strip_suffix(unit).filter(|_| may_be)?;
        Some((number.trim(), factor))
    });
    let (number, mut factor) = found.unwrap_or((plain, 1.0));
    let number = number.parse::<f64>().ok();
    // A spreadsheet keeps 95 % as 0.95; no target of a share is below 1 %.
    if found.is_none() && is_share && number.is_some_and(|number| number <= 1.0) {
        factor = 100.0;
    }
    let most = if is_share { 100.0 } else { MOST };
    let target = number.map(|number| number * factor);
    let target = target.filter(|target| (0.0..=most).contains(target));
    target.ok_or_else(|| {
        let repair = match is_share {
            true => say!(
                "write a percentage from 0 to 100, as 80%",
                "请填0至100的百分数，如 80%"
            ),
            false => say!(
                "write a number of 0 or more, as 12 or 50万元",
                "请填不小于0的数，如 12 或 50万元"
            ),
        };
        Error::invalid("target", text, repair)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Indicator, ReportTargets};

    #[test]
    fn headers_and_numbers_have_several_spellings() {
        let text = "\u{feff}target,indicator\n\"1,200\",signed amount\n８０％,覆盖率\n";
        let targets = ReportTargets::from_csv(text).unwrap();
        assert_eq!(targets.of(Indicator::SignedAmount), Some(1200.0));
        assert_eq!(targets.of(Indicator::Coverage), Some(80.0));
        assert_eq!(targets.of(Indicator::Settled), None);
    }

    #[test]
    fn faults_name_line_field_value_and_repair() {
        for (lines, said) in [
            ("销号数,许多,", "line 2: target"),
            ("销号数,-1,", "target"),
            ("销号数,NaN,", "target"),
            ("销号数,inf,", "target"),
            ("销号数,1e300,", "target"),
            ("销号数,95%,", "target"),
            ("销号数,5万元,", "target"),
            ("覆盖率,120%,", "0 to 100"),
            (",3,", "name an indicator"),
            ("销号数,3,山东省//张店区", "region"),
            ("销号数,3,\n销号,4,", "line 3: indicator"),
            ("幸福指数,3,\n幸福指数,4,", "one target"),
        ] {
            let text = format!("指标,目标,地区\n{lines}\n");
            let error = ReportTargets::from_csv(text).unwrap_err();
            assert!(
                error.is_invalid_input() && error.to_string().contains(said),
                "{lines}: {error}"
            );
        }
        assert!(ReportTargets::from_csv("指标\n销号数\n").is_err());
    }

    #[test]
    fn targets_are_read_in_the_unit_of_their_indicator() {
        let text = "指标,目标\n覆盖率,0.9\n销号率,1\n明确适配率,0.5%\n签约金额,1.2亿元\n销号数,12件\n幸福指数,7%\n";
        let targets = ReportTargets::from_csv(text).unwrap();
        let read: Vec<f64> = targets.all().iter().map(|target| target.target).collect();
        assert_eq!(read, [90.0, 100.0, 0.5, 12_000.0, 12.0, 7.0]);
    }

    #[test]
    fn every_indicator_is_found_by_its_names() {
        for &indicator in Indicator::ALL {
            for name in [indicator.as_chinese(), indicator.as_str()] {
                assert_eq!(name.parse::<Indicator>().unwrap(), indicator);
            }
        }
    }
}
