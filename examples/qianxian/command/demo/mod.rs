//! `qianxian demo`: the whole job on the shipped surveys.

mod page;
mod pairs;
mod report;
mod surveys;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use qianxian::eval::Qrels;
use qianxian::intake::IntakeReport;
use qianxian::model::{Date, Need};
use qianxian::rank::Ranking;
use qianxian::{Library, LibraryOptions, RankOptions, Snapshot};

use super::stats::Kinds;
use crate::failure::{Failure, Result};
use crate::language::{counted, say, tell};
use crate::output::Output;
use surveys::Surveys;

/// The day of the shipped surveys.
const SURVEY_DAY: (i32, u8, u8) = (2024, 7, 1);

/// Shipped surveys → library → rankings with reasons → short report
///
/// Imports the surveys of examples/data, ranks all needs as of 2024-07-01, shows what was found for
/// some of them and why, measures the rankings against judgements made by hand, and writes a report as
/// a page beside the library. The library stays, to be looked at with the other commands.
#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// Directory of the library: a new or empty one, or that of an earlier demo (default: a new one among the
    /// system's temporary files)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The data behind the sections of the demo.
struct Told {
    snapshot: Snapshot,
    /// All needs of the library, by id.
    needs: Vec<Need>,
    /// For each of them, all profiles that no rule bars.
    rankings: Vec<Ranking>,
    options: RankOptions,
    qrels: Qrels,
}

impl Demo {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let directory = self.out.clone().map_or_else(new_directory, Ok)?;
        let library = Library::open_or_create(&directory, LibraryOptions::new())?;
        let started = Instant::now();
        let surveys = Surveys::read(library.taxonomies())?;
        store(&library, &surveys)?;
        print_import(out, &surveys.reports)?;
        let seconds = started.elapsed().as_secs_f64();
        tell!(
            out,
            "in {}, durable after {seconds:.2} s\n",
            "位于 {}，{seconds:.2} 秒后已持久保存\n",
            directory.display()
        )?;
        let (told, seconds) = rank(&library)?;
        Kinds::of(&told.snapshot)?.print(out)?;
        let (needs, profiles) = (told.needs.len(), surveys.profiles.len());
        tell!(
            out,
            "\nranked {needs} needs against all {profiles} profiles in {:.1} ms\n",
            "\n已将{needs}项需求与全部{profiles}个供方比对排序，用时 {:.1} 毫秒\n",
            seconds * 1e3
        )?;
        pairs::print_rankings(out, &told)?;
        pairs::print_partners(out, &told)?;
        report::print(out, &told)?;
        page::write(out, &directory, &told)?;
        print_further(out, &directory, &told)
    }
}

/// A directory among the temporary files that nobody has.
fn new_directory() -> Result<PathBuf> {
    let parent = std::env::temp_dir();
    let name = |number: u32| parent.join(format!("qianxian-demo-{number}"));
    let free = (1..=u32::MAX).map(name).find(|path| !path.exists());
    free.ok_or_else(|| {
        Failure::Request(say!(
            "no name is free; name a directory with --out",
            "没有可用的目录名；请用 --out 指定"
        ))
    })
}

/// Puts the surveys in, in one commit. A library that holds anything else is somebody's own, and left alone.
fn store(library: &Library, surveys: &Surveys) -> Result<()> {
    let mut writer = library.writer()?;
    let held = crate::library::snapshot(library)?;
    for id in held.need_ids()? {
        if !surveys.needs.iter().any(|need| need.id == id) {
            return Err(not_ours(id.as_str()));
        }
    }
    for id in held.profile_ids()? {
        if !surveys.profiles.iter().any(|profile| profile.id == id) {
            return Err(not_ours(id.as_str()));
        }
    }
    for need in &surveys.needs {
        writer.put_need(need)?;
    }
    for profile in &surveys.profiles {
        writer.put_profile(profile)?;
    }
    writer.commit()?;
    Ok(writer.close()?)
}

fn not_ours(id: &str) -> Failure {
    Failure::Request(say!(
        "the library holds {id}, which is none of the demo's records; name a new directory with --out",
        "库中的 {id} 不是演示记录；请用 --out 指定新目录"
    ))
}

fn survey_day() -> Result<Date> {
    let (year, month, day) = SURVEY_DAY;
    Ok(Date::new(year, month, day)?)
}

fn rank(library: &Library) -> Result<(Told, f64)> {
    let snapshot = crate::library::snapshot(library)?;
    let all = snapshot.profile_ids()?.len();
    let options = RankOptions::new(survey_day()?).k(all);
    let needs = snapshot.needs()?;
    let started = Instant::now();
    let rankings = snapshot.rank_all(&options, &qianxian::engine::silent)?;
    let seconds = started.elapsed().as_secs_f64();
    let told = Told {
        snapshot,
        needs,
        rankings,
        options,
        qrels: surveys::qrels()?,
    };
    Ok((told, seconds))
}

fn print_import(out: &mut Output, reports: &[(&str, IntakeReport)]) -> Result<()> {
    let mut all = IntakeReport::default();
    for (name, report) in reports {
        let IntakeReport {
            accepted, rejected, ..
        } = report;
        let records = counted(*accepted, "record", "records");
        let rows = counted(*rejected, "row", "rows");
        tell!(
            out,
            "{name}: {records}, {rows} rejected",
            "{name}：{accepted}条记录，退回{rejected}行"
        )?;
        all.merge(report.clone());
    }
    for problem in &all.problems {
        writeln!(out, "  {problem}")?;
    }
    for near in &all.near_duplicates {
        let (id, like, similarity) = (&near.id, &near.like, near.similarity);
        tell!(
            out,
            "  near-duplicates: {id} and {like} ({similarity:.2})",
            "　疑似重复：{id} 与 {like}（{similarity:.2}）"
        )?;
    }
    let accepted = all.accepted;
    write!(out, "{}", say!("{accepted} records ", "{accepted}条记录，"))?;
    Ok(())
}

fn print_further(out: &mut Output, directory: &Path, told: &Told) -> Result<()> {
    let directory = directory.display();
    let Some(first) = told.rankings.iter().find(|r| !r.matches.is_empty()) else {
        return Ok(());
    };
    let (need, profile) = (&first.need, &first.matches[0].profile);
    tell!(out, "\nlook further:", "\n继续查看：")?;
    writeln!(
        out,
        "  qianxian explain --library {directory} --need {need} --profile {profile}"
    )?;
    writeln!(
        out,
        "  qianxian rank --library {directory} --text '无醛胶黏剂' --explain"
    )?;
    Ok(())
}
