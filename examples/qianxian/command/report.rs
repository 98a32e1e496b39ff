//! `qianxian report`: the regional report, as a page, a workbook or JSON.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::Error;
use qianxian::model::Date;
use qianxian::report::{Report, ReportOptions, ReportPeriod, ReportTargets};

use crate::failure::Result;
use crate::language::{chosen, name, tell, wording};
use crate::library::{LibraryArgs, region};
use crate::output::{Destination, Inputs, Output, OutputFile, RankBar, suffix};
use crate::ranking::{RankingArgs, at_least_one, day};

/// Matches of the options of a ranking, which a report does not go by.
const MATCHES: usize = 1;

/// Report on a region: coverage, what is missing, alignment of disciplines and industries, settlement
///
/// qianxian report --library lib --region 淄博 --output report.html --output report.xlsx
///
/// qianxian report --library lib --from 2026-01-01 --until 2026-06-30 --compare-from 2025-01-01 --compare-until 2025-06-30 --targets 目标.csv
///
/// The page is one file that loads nothing: for a browser, a phone or A4. Every figure names its rule and leads to the rows
/// that it counts. The same library, options and day give the same bytes.
///
/// Indicators that targets are set for: new_needs 新增需求, open_needs 在库需求, coverage 需求覆盖率,
/// clear_coverage 明确适配率, new_matches 新增对接, engaged 进入对接, settled 销号数,
/// settlement_rate 销号率, pushes 推送数, push_arrival 送达率, signed_amount 签约金额, overdue 超期数,
/// unmet 未满足需求.
///
/// JSON: {"title","scope":{"region"?,"period","compared"?,"today","language"},"chapters":[{"id","title","sentences","tables"}],
/// "sources":[table]}, a table: {"id","title","columns":[{"id","title","format","rule"?}],"rows":[[{"value","behind"?}]],
/// "total"?,"left_out","chart"?}.
#[derive(Args, Debug)]
pub(crate) struct ReportCommand {
    #[command(flatten)]
    library: LibraryArgs,
    /// Region of the needs, as a path or a name (default: all regions)
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// First day that figures over time count (default: the first of January)
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Last day that figures over time count (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
    /// First day of the period to compare with
    #[arg(long, value_name = "YYYY-MM-DD", requires = "compare_until")]
    compare_from: Option<Date>,
    /// Last day of the period to compare with
    #[arg(long, value_name = "YYYY-MM-DD", requires = "compare_from")]
    compare_until: Option<Date>,
    /// Targets (CSV: indicator or 指标, target or 目标, and if wanted region or 地区)
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Where to write: a page (.html), a workbook (.xlsx) or JSON (.json); may be repeated
    #[arg(short, long, value_name = "FILE")]
    output: Vec<PathBuf>,
    /// Most rows of a table to read; tables of the rows behind figures are whole
    #[arg(long, value_name = "N", default_value = "30", value_parser = at_least_one)]
    rows: usize,
    #[command(flatten)]
    ranking: RankingArgs,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// How a report is written.
#[derive(Clone, Copy, Debug)]
enum Form {
    Page,
    Workbook,
    Json,
}

impl Form {
    /// The form that the end of a file's name asks for.
    fn of(path: &Path) -> Result<Self> {
        match suffix(path).as_str() {
            "html" | "htm" => Ok(Self::Page),
            "xlsx" => Ok(Self::Workbook),
            "json" => Ok(Self::Json),
            _ => {
                let repair = wording!(
                    "name a file that ends in .html, .xlsx or .json",
                    "文件名请以 .html、.xlsx 或 .json 结尾"
                );
                Err(Error::invalid("output", path.display(), repair).into())
            }
        }
    }
}

impl ReportCommand {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let places = self.places()?;
        let library = self.library.open()?;
        let rank = self.ranking.options(&library, MATCHES)?;
        let until = self.until.map_or_else(|| day(self.ranking.today), Ok)?;
        let from = self
            .from
            .map_or_else(|| Date::new(until.year(), 1, 1), Ok)?;
        let mut options = ReportOptions::new(rank, ReportPeriod::new(from, until)?)
            .language(chosen())
            .rows(self.rows);
        if let (Some(from), Some(until)) = (self.compare_from, self.compare_until) {
            options = options.compared(ReportPeriod::new(from, until)?);
        }
        if let Some(text) = &self.region {
            options = options.region(region(&library, text)?);
        }
        if let Some(file) = &self.targets {
            options = options.targets(read_targets(file)?);
        }
        let snapshot = self.ranking.snapshot(&library)?;
        let bar = RankBar::new(("reporting", "统计"));
        let report = snapshot.report(&options, &|progress| bar.hear(progress))?;
        drop(bar);
        for (form, place) in places {
            write(&report, form, place)?;
        }
        if self.json {
            return out.named_json(&report, &snapshot);
        }
        print(out, &report)?;
        for path in &self.output {
            tell!(out, "the report is in {}", "报告已写入 {}", path.display())?;
        }
        Ok(())
    }

    /// The files to write, checked before any work is done.
    fn places(&self) -> Result<Vec<(Form, Destination<'_>)>> {
        let [industries, disciplines, regions] = self.library.files();
        let (targets, weights) = (self.targets.as_deref(), self.ranking.file());
        let inputs = Inputs {
            library: self.library.path(),
            files: &[industries, disciplines, regions, targets, weights],
        };
        let places = self.output.iter();
        places
            .map(|path| Ok((Form::of(path)?, Destination::checked(path, inputs)?)))
            .collect()
    }
}

fn read_targets(file: &Path) -> Result<ReportTargets> {
    let text = qianxian::intake::Source::file(file).text()?;
    Ok(ReportTargets::from_csv(text).map_err(|e| e.in_record(name(file.display())))?)
}

fn write(report: &Report, form: Form, place: Destination<'_>) -> Result<()> {
    let mut file = OutputFile::create(place)?;
    match form {
        Form::Page => report.write_html(&mut file)?,
        Form::Workbook => report.write_xlsx(&mut file)?,
        Form::Json => report.write_json(&mut file)?,
    }
    file.finish()
}

/// Writes `report` as a page.
pub(super) fn write_page(report: &Report, place: Destination<'_>) -> Result<()> {
    write(report, Form::Page, place)
}

/// What the chapters come to, in sentences.
fn print(out: &mut Output, report: &Report) -> Result<()> {
    writeln!(out, "{}", report.title)?;
    for chapter in report
        .chapters
        .iter()
        .filter(|chapter| !chapter.sentences.is_empty())
    {
        writeln!(out, "\n{}", chapter.title)?;
        for sentence in &chapter.sentences {
            writeln!(out, "  {sentence}")?;
        }
    }
    Ok(writeln!(out)?)
}
