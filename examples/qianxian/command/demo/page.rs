//! The demo's report on all regions, as a page beside the library.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use qianxian::model::Date;
use qianxian::report::{ReportOptions, ReportPeriod};

use super::{Told, survey_day};
use crate::command::report::write_page;
use crate::failure::Result;
use crate::language::{chosen, tell};
use crate::output::{Destination, Inputs, Output, RankBar};

/// Writes the report of the half year before the surveys, and says where it lies.
pub(super) fn write(out: &mut Output, directory: &Path, told: &Told) -> Result<()> {
    let today = survey_day()?;
    let period = ReportPeriod::new(Date::new(today.year(), 1, 1)?, today)?;
    let options = ReportOptions::new(told.options.clone(), period).language(chosen());
    let bar = RankBar::new(("reporting", "统计"));
    let report = told
        .snapshot
        .report(&options, &|progress| bar.hear(progress))?;
    drop(bar);
    let path = beside(directory);
    let inputs = Inputs {
        library: directory,
        files: &[],
    };
    write_page(&report, Destination::checked(&path, inputs)?)?;
    tell!(
        out,
        "\nthe report on demand, coverage and what is missing, a page for the browser:\n  {}",
        "\n供需、覆盖与缺口的报告，可用浏览器打开：\n  {}",
        path.display()
    )?;
    Ok(())
}

/// A file beside the directory and named after it: whatever is in a library is the library's alone.
fn beside(directory: &Path) -> PathBuf {
    let directory = directory
        .canonicalize()
        .unwrap_or_else(|_| directory.to_owned());
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    directory.with_file_name(format!("{name}-report.html"))
}
