//! `qianxian import`: survey files into a library.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use qianxian::Error;
use qianxian::intake::{Columns, IntakeReport, Limits, MendFile, Severity, Source};
use qianxian::rule::ConditionRemark;
use serde::Serialize;

use crate::clock::ChangeArgs;
use crate::failure::{Failure, Result};
use crate::language::{chosen, counted, name, pick, say, tell, wording};
use crate::library::LibraryArgs;
use crate::output::{
    Destination, Inputs, Output, OutputFile, RankBar, complain, condition_warning, suffix,
};
use crate::surveys::{Commits, Importer, Side};

/// Import survey files (CSV, JSON Lines, xlsx) into a library, which is created where there is none
///
/// qianxian import --library lib --needs 企业需求.xlsx --profiles 专家库.csv --profiles 成果.jsonl
///
/// Records are updated by id: what a row states is changed, what it leaves blank and what the file has no column for
/// stays. What is bad is told once for each cause, with its count, its first rows, column, value and
/// repair; the good rows of the file go in. A file goes in whole or, where it cannot be read, not at all: it is
/// committed at its end, and `committed N rows of FILE` is printed when N records of it are
/// durable. A program that is stopped leaves the library at its last commit.
///
/// JSON:
/// {"committed","report":{"rows","accepted","rejected","without_text"?,"columns"?:[{"file","sheet"?,"heading","reading","field"?,
/// "is_guessed"?,"rival"?,"filled","example"?,"nearest"?}],"causes"?:[{"severity","file","sheet"?,"column"?,"field",
/// "value","repair","count","rows"?}],"omitted"?,"near_duplicates_omitted"?,"not_compared"?,"problems":[{"severity","file","sheet"?,"row"?,"column"?,
/// "field","value","repair"}],"near_duplicates":[{"file","sheet"?,"row","id","like","similarity"}]},
/// "conditions"?:[{"condition","fault","field"?,"value"?,"nearest"?,"repair"?,"profiles","count"}]}.
#[derive(Args, Debug)]
pub(crate) struct Import {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    files: Files,
    /// What headings mean, beside the built-in table: lines of heading=field, or a JSON object
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,
    /// Refuse a table with a column whose heading is unknown, naming all of them; without it such a column is
    /// searched if its cells are text, and kept as an attribute if not
    #[arg(long)]
    strict_columns: bool,
    /// Kind of the records that do not say their own, as in 专家 or expert; for the files of profiles, or of needs
    /// if there are no others
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Change a bound on what one file may ask for, as in rows=2000000; may be repeated. Names: cell-bytes,
    /// record-bytes, parsed-bytes, columns, rows, unpacked-bytes, shared-bytes, parts, grouped-bytes, problems,
    /// suggestions, duplicate-bytes
    #[arg(long, value_name = "NAME=N")]
    limit: Vec<String>,
    /// Let nothing in unless every row of every file is good
    #[arg(long)]
    strict: bool,
    /// Let the works of a profile take the place of the stored ones; otherwise they are added to them
    #[arg(long)]
    replace: bool,
    /// Let a blank cell make the field of a stored record unknown; otherwise what a row leaves blank is kept
    #[arg(long)]
    blank_clears: bool,
    #[command(flatten)]
    change: ChangeArgs,
    /// Commit and acknowledge after every N records too
    #[arg(long, value_name = "N", conflicts_with = "strict", value_parser = clap::value_parser!(u64).range(1..))]
    commit_every: Option<u64>,
    /// Look for near-duplicates among the records of library and files, which takes half a kB of memory for each, up to
    /// the limit duplicate-bytes
    #[arg(long, value_enum, value_name = "WHETHER", default_value = "on")]
    duplicates: DuplicateSearch,
    /// Write the rows with faults to FILE (.csv or .xlsx), with the columns 问题 and 建议 behind their own: mend them
    /// there, and import that file as it is. Several files go into one .xlsx, a sheet for each
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print the report as JSON; acknowledgements go to standard error
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
struct Files {
    /// File with needs; may be repeated
    #[arg(long, value_name = "FILE")]
    needs: Vec<PathBuf>,
    /// File with profiles; may be repeated
    #[arg(long, value_name = "FILE")]
    profiles: Vec<PathBuf>,
    /// File with enterprises, whose facts their needs take over; may be repeated
    #[arg(long, value_name = "FILE")]
    enterprises: Vec<PathBuf>,
    /// File that `qianxian export` wrote, into a new library; nothing else may be imported with it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["needs", "profiles", "enterprises"])]
    from_export: Option<PathBuf>,
}

impl Files {
    /// Every file with the collection that it fills, in the order of reading.
    fn all(&self) -> impl Iterator<Item = (Side, &PathBuf)> + Clone {
        let enterprises = self
            .enterprises
            .iter()
            .map(|file| (Side::Enterprises, file));
        let needs = self.needs.iter().map(|file| (Side::Needs, file));
        let profiles = self.profiles.iter().map(|file| (Side::Profiles, file));
        enterprises.chain(needs).chain(profiles)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DuplicateSearch {
    On,
    Off,
}

/// The report on all files.
#[derive(Debug, Default, Serialize)]
struct Answer<'a> {
    /// Where the rows with faults go.
    #[serde(skip)]
    report_file: Option<Destination<'a>>,
    /// The rows with faults of all files.
    #[serde(skip)]
    faulty: MendFile,
    /// Records that are durable.
    committed: u64,
    report: IntakeReport,
    /// Conditions of eligibility that may not do what they are meant for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<ConditionRemark>,
}

impl Import {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        if let Some(file) = &self.files.from_export {
            return self.take_over(file, out);
        }
        let report = self.report_file()?;
        let columns = self.columns.as_deref().map(read_columns).transpose()?;
        let mut named = self.limit.iter();
        let limits = named.try_fold(Limits::default(), |limits, text| limits.set(text))?;
        let library = self.library.open_or_create()?;
        let mut importer = Importer::new(&library, self.commits())?
            .columns(columns.unwrap_or_default())
            .strict_columns(self.strict_columns)
            .limits(limits)
            .replaces_works(self.replace)
            .blank_clears(self.blank_clears);
        if self.duplicates == DuplicateSearch::On {
            importer = importer.with_duplicates()?;
        }
        let mut answer = Answer {
            report_file: report,
            ..Answer::default()
        };
        let read = self.read_files(&mut importer, &mut answer, out);
        let has_conditions = importer.has_conditions();
        let outcome = match read {
            Ok(()) => self.settle(importer, &mut answer, out),
            Err(failure) => importer.close().and(Err(failure)),
        };
        if has_conditions && answer.committed > 0 {
            answer.conditions = crate::library::snapshot(&library)?.audit_conditions()?;
        }
        if self.json {
            out.json(&answer)?;
        } else {
            for remark in &answer.conditions {
                writeln!(out, "{}", condition_warning(remark))?;
            }
        }
        outcome
    }

    /// Fills a new library with an export.
    fn take_over(&self, file: &Path, out: &mut Output) -> Result<()> {
        let opened = std::fs::File::open(file).map_err(|e| Error::io("read", file, e))?;
        let library = self.library.open_or_create()?;
        let bar = RankBar::new(("importing", "导入"));
        let name = file.display().to_string();
        let mut lines = std::io::BufReader::new(opened);
        let counts = library.import_export(&mut lines, &name, &|progress| bar.hear(progress))?;
        if self.json {
            return out.json(&counts);
        }
        let (records, revisions, entries) = (counts.records, counts.revisions, counts.entries);
        let of_records = counted(records, "record", "records");
        let changes = counted(revisions, "change", "changes");
        let of_entries = counted(entries, "entry", "entries");
        tell!(
            out,
            "committed {of_records}, {changes} and {of_entries} of the ledger of {name}",
            "已提交 {name} 的{records}条记录、{revisions}次修改、{entries}条台账记录"
        )?;
        Ok(())
    }

    fn commits(&self) -> Commits {
        match self.commit_every {
            Some(records) => Commits::Every(records),
            None if self.strict => Commits::ByCaller,
            None => Commits::PerFile,
        }
    }

    /// Reads every file, also after one that cannot be read.
    fn read_files(
        &self,
        importer: &mut Importer<'_>,
        answer: &mut Answer<'_>,
        out: &mut Output,
    ) -> Result<()> {
        let mut outcome = Ok(());
        for (side, file) in self.files.all() {
            let is_of_kind = match side {
                Side::Needs => self.files.profiles.is_empty(),
                Side::Profiles => true,
                Side::Enterprises => false,
            };
            let name = file.file_name().unwrap_or(file.as_os_str());
            importer.set_change(
                self.change
                    .change(Some(name.to_string_lossy().into_owned()))?,
            );
            importer.set_kind(self.kind.clone().filter(|_| is_of_kind));
            let Err(failure) = self.read_file(importer, (side, file), answer, out) else {
                continue;
            };
            if let Err(earlier) = std::mem::replace(&mut outcome, Err(failure)) {
                complain(&say!("error: {earlier}", "错误：{earlier}"));
            }
        }
        self.write_faulty(answer, out).and(outcome)
    }

    /// Writes the rows with faults of all files that could be read.
    fn write_faulty(&self, answer: &Answer<'_>, out: &mut Output) -> Result<()> {
        let Some(to) = answer.report_file else {
            return Ok(());
        };
        let line = write_report(&answer.faulty, &answer.report, to)?;
        match self.json {
            true => complain(&line),
            false => writeln!(out, "{line}")?,
        }
        Ok(())
    }

    fn read_file(
        &self,
        importer: &mut Importer<'_>,
        (side, file): (Side, &Path),
        answer: &mut Answer<'_>,
        out: &mut Output,
    ) -> Result<()> {
        let mut committed = 0;
        let read = importer.read(side, &Source::file(file), &mut |records| {
            committed = records;
            self.acknowledge(out, records, file)
        });
        answer.committed += committed;
        let report = read?;
        if !self.json {
            let said = report.in_language(chosen());
            writeln!(out, "{}{}{said}", file.display(), pick(": ", "："))?;
        }
        if answer.report_file.is_some() {
            let faulty = importer.to_mend(side, &Source::file(file), &report)?;
            let several = self.files.all().count() > 1;
            collect(&mut answer.faulty, faulty, several.then_some((side, file)));
        }
        answer.report.merge(report);
        Ok(())
    }

    /// Where the rows with faults go, refused before any work where they cannot.
    fn report_file(&self) -> Result<Option<Destination<'_>>> {
        let Some(path) = self.report.as_deref() else {
            return Ok(None);
        };
        if !["csv", "xlsx"].contains(&suffix(path).as_str()) {
            let repair = wording!(
                "end the name in .xlsx or .csv",
                "请把文件名结尾改为 .xlsx 或 .csv"
            );
            return Err(Error::invalid("report", path.display(), repair).into());
        }
        let files = self.files.all().map(|(_, file)| file);
        if files.clone().count() > 1 && suffix(path) != "xlsx" {
            let repair = wording!(
                "rows of several files do not fit one table; end the name in .xlsx",
                "多个文件的行放不进一张表；请把文件名结尾改为 .xlsx"
            );
            return Err(Error::invalid("report", path.display(), repair).into());
        }
        let inputs = files.map(PathBuf::as_path).map(Some);
        let beside = self.library.files().into_iter();
        let inputs: Vec<Option<&Path>> = inputs
            .chain(beside)
            .chain([self.columns.as_deref()])
            .collect();
        let inputs = Inputs {
            library: self.library.path(),
            files: &inputs,
        };
        Ok(Some(Destination::checked(path, inputs)?))
    }

    fn acknowledge(&self, out: &mut dyn Write, records: u64, file: &Path) -> std::io::Result<()> {
        let rows = if records == 1 { "row" } else { "rows" };
        let file = file.display();
        let line = say!(
            "committed {records} {rows} of {file}",
            "已提交 {file} 的{records}行"
        );
        if self.json {
            complain(&line);
            return Ok(());
        }
        writeln!(out, "{line}")?;
        out.flush()
    }

    /// Commits the records that `--strict` held back, and judges the whole.
    fn settle(
        &self,
        importer: Importer<'_>,
        answer: &mut Answer<'_>,
        out: &mut Output,
    ) -> Result<()> {
        let IntakeReport { accepted, .. } = answer.report;
        if self.strict && !answer.report.is_clean() {
            importer.close()?;
            return Err(Failure::Request(
                say!("nothing was imported, because a row is bad; mend the rows that the report names, or leave --strict out", "有坏行，未导入任何记录；请修正报告所列的行，或去掉 --strict")
                    .to_owned(),
            ));
        }
        if accepted == 0 {
            importer.close()?;
            return Err(Failure::Request(say!(
                "no row was good; mend the rows that the report names and import again",
                "没有一行可用；请修正报告所列的行后重新导入"
            )));
        }
        if !self.strict {
            return importer.close();
        }
        importer.commit()?;
        answer.committed = accepted;
        Ok(self.acknowledge(out, accepted, Path::new(pick("all files", "全部文件")))?)
    }
}

/// Adds the rows of one file to the ones of others; of several files, each sheet is named after its side and file.
fn collect(all: &mut MendFile, faulty: MendFile, named: Option<(Side, &Path)>) {
    /// Most characters of the name of a sheet.
    const MOST: usize = 31;
    all.left += faulty.left;
    for mut table in faulty.tables {
        if let Some((side, file)) = named {
            let side = match side {
                Side::Needs => "需求",
                Side::Profiles => "供方",
                Side::Enterprises => "企业",
            };
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let sheet = table.sheet.take().unwrap_or_default();
            let name = format!("{side} {stem} {sheet}");
            let name = name.replace(['[', ']', ':', '*', '?', '/', '\\', '\''], " ");
            let is_free = |name: &String| {
                let lower = name.to_lowercase();
                let taken = all.tables.iter().filter_map(|table| table.sheet.as_ref());
                !taken.clone().any(|taken| taken.to_lowercase() == lower)
            };
            let numbered = |number: usize| {
                let end = match number {
                    1 => String::new(),
                    _ => format!(" {number}"),
                };
                let head = name.trim().chars().take(MOST - end.len());
                head.collect::<String>().trim_end().to_owned() + &end
            };
            table.sheet = (1..).map(numbered).find(is_free);
        }
        all.tables.push(table);
    }
}

/// Writes the rows with faults, if there are any; returns what was written, and what was not.
fn write_report(faulty: &MendFile, report: &IntakeReport, to: Destination<'_>) -> Result<String> {
    let rows: usize = faulty.tables.iter().map(|table| table.rows.len()).sum();
    let path = to.path().display();
    let mut line = say!(
        "no row is to be mended; {path} is not written",
        "没有需要修正的行；未写 {path}"
    );
    if rows > 0 {
        let mut file = OutputFile::create(to)?;
        match suffix(to.path()).as_str() {
            "csv" => faulty.csv(&mut file)?,
            _ => xlsx(faulty, &mut file)?,
        }
        file.finish()?;
        let (are, them) = match rows {
            1 => ("row to mend is", "it"),
            _ => ("rows to mend are", "them"),
        };
        line = say!(
            "{rows} {are} in {path}; mend {them} there and import that file",
            "需要修正的{rows}行在 {path} 中；请在其中改好后导入"
        );
    }
    if faulty.left > 0 {
        let left = faulty.left;
        let lack = match left {
            1 => "1 row with faults is not, for it is no row".to_owned(),
            _ => format!("{left} rows with faults are not, for they are no rows"),
        };
        line += &say!(
            "; {lack} of a table, or too long",
            "；另有{left}行有错但不在其中，因其不是表格的行，或太长"
        );
    }
    let is_fault = |severity| severity != Severity::Notice;
    let omitted = report.omitted.iter().filter(|o| is_fault(o.severity));
    let omitted: u64 = omitted.map(|omitted| omitted.count).sum();
    if omitted > 0 {
        let more = counted(omitted, "more problem is", "more problems are");
        line += &say!(
            "; {more} not in it; raise the limit problems to have all rows",
            "；另有{omitted}个问题不在其中；可调高限额 problems 使其各行也写入"
        );
    }
    Ok(line)
}

#[cfg(feature = "xlsx")]
fn xlsx(faulty: &MendFile, file: &mut OutputFile) -> Result<()> {
    Ok(faulty.xlsx(file)?)
}

#[cfg(not(feature = "xlsx"))]
fn xlsx(_: &MendFile, _: &mut OutputFile) -> Result<()> {
    let text = say!(
        "this program was built without .xlsx; write .csv, or build it with the feature xlsx",
        "本程序未带 .xlsx 支持；请写成 .csv，或以特性 xlsx 重新构建"
    );
    Err(Failure::Request(text))
}

fn read_columns(file: &Path) -> Result<Columns> {
    let text = Source::file(file).text()?;
    let columns = text.parse::<Columns>();
    Ok(columns.map_err(|e| e.in_record(name(file.display())))?)
}
