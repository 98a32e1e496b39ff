//! Targets: what a region set out to reach, from a small table.

use super::indicator::Indicator;
use crate::error::{Error, Result, say};
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
    /// or a Chinese name ([`Indicator`]); one that is unknown is kept, and the report says so. Targets of shares are
    /// percentages, with or without the sign.
    ///
    /// # Errors
    /// Invalid input that names the line, the field, the value and the repair: not UTF-8, a missing, unknown or repeated
    /// column, no lines, a target that is no number of 0 or more, a bad region, two targets for one thing.
    pub fn from_csv(bytes: impl AsRef<[u8]>) -> Result<Self> {
        let mut targets: Vec<ReportTarget> = Vec::new();
        for line in csv_lines(bytes.as_ref(), COLUMNS)? {
            let target = target(&line).map_err(|error| line.blame(error))?;
            let is_same = |known: &&ReportTarget| {
                FoldedName::new(&known.name) == FoldedName::new(&target.name)
                    || known.indicator.is_some() && known.indicator == target.indicator
            };
            let mut before = targets.iter().filter(|known| known.region == target.region);
            if before.any(|known| is_same(&known)) {
                let repair = say!(
                    "give each indicator one target for a region",
                    "同一地区的每个指标只写一个目标"
                );
                return Err(line.blame(Error::invalid("indicator", target.name, repair)));
            }
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
    let plain = lower_text(number).replace([',', '%'], "");
    let target = plain.trim().parse::<f64>().ok();
    let target = target.filter(|target| target.is_finite() && *target >= 0.0);
    let repair = || {
        say!(
            "write a number of 0 or more, as 12 or 80%",
            "请填不小于0的数，如 12 或 80%"
        )
    };
    Ok(ReportTarget {
        indicator: name.parse().ok(),
        name: name.to_owned(),
        target: target.ok_or_else(|| Error::invalid("target", number, repair()))?,
        region: match region {
            "" => None,
            region => Some(region.parse()?),
        },
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
    fn every_indicator_is_found_by_its_names() {
        for &indicator in Indicator::ALL {
            for name in [indicator.as_chinese(), indicator.as_str()] {
                assert_eq!(name.parse::<Indicator>().unwrap(), indicator);
            }
        }
    }
}
