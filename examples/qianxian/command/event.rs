//! `qianxian event`: a timetable for a matchmaking event.

mod arguments;
mod availability;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use qianxian::Error;
use qianxian::decision::{Decision, Infeasibility};
use qianxian::event::export::{Export, Labels};
use qianxian::event::{
    EventChange, EventClash, EventProblem, Options, Outcome, Party, Plan, Replan, Status,
};
use qianxian::model::ProfileId;
use serde::Serialize;

use crate::failure::Result;
use crate::language::{chosen, name, pick, say, tell, worded, wording};
use crate::library::LibraryArgs;
use crate::output::{Column, Destination, Inputs, Output, OutputFile, RankBar, Table, suffix};
use crate::ranking::{RankingArgs, at_least_one};
use arguments::{EventArgs, Records};

/// Plan a matchmaking event: who meets whom, when and at which table
///
/// qianxian event --library lib --days 2026-05-12 --tables 10 --output plan.xlsx
///
/// qianxian event --library lib --days 2026-05-12 --tables 9 --published plan.csv --output new.csv
///
/// The plan holds every limit and is worth the most, as far as is said; the value of a meeting is the
/// match's score. A student group or team and its leader never meet at one hour, nor do two groups of one leader. With
/// --published as few published meetings as possible move. Where no plan can hold the
/// limits, it says who clashes and what would help, and the exit status is 1.
#[derive(Args, Debug)]
pub(crate) struct Event {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    event: EventArgs,
    /// Profiles that a need may meet: its best
    #[arg(short, value_name = "N", default_value = "50", value_parser = at_least_one)]
    k: usize,
    /// Where to write the timetable: .xlsx (a sheet for each day and each party) or .csv
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Timetable (CSV, as written before) that was published: as little of it as possible is moved
    #[arg(long, value_name = "FILE")]
    published: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ranking: RankingArgs,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    answer: Answer<'a>,
    /// Profiles that share a person: one of them at a time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    one_at_a_time: Vec<&'a BTreeSet<ProfileId>>,
}

impl<'a> Printed<'a> {
    fn new(answer: Answer<'a>, event: &'a EventProblem) -> Self {
        Self {
            answer,
            one_at_a_time: event.one_at_a_time().collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer<'a> {
    Plan(&'a Plan),
    Replan(&'a Replan),
    Infeasible(&'a Why),
    Undecided(Option<&'a Why>),
}

/// Why there is no plan.
type Why = Infeasibility<EventClash, EventChange>;

impl Event {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let destination = self.destination()?;
        let library = self.library.open()?;
        let options = self.ranking.options(&library, self.k)?;
        let snapshot = library.snapshot()?;
        let needs = self.event.needs(&library, &snapshot)?;
        let mut builder = self.event.places()?;
        let bar = RankBar::new(("ranking", "排序"));
        let ranges = self.event.ranges();
        let mut labels =
            snapshot.fill_event(&mut builder, &needs, ranges, &options, &|p| bar.hear(p))?;
        drop(bar);
        let records = Records {
            needs: &needs,
            snapshot: &snapshot,
        };
        self.event.limits(&mut builder, records)?;
        let event = builder.build()?;
        let (plan, replan) = self.decide(&event, out)?;
        // Needs of a file are not in the library, and have no reasons.
        if !self.event.needs_are_foreign() {
            snapshot.explain_event(&plan, &options, &mut labels)?;
        }
        if let Some(to) = destination {
            self.write(&Export::new(&event, &plan, &labels), to)?;
        }
        match (&replan, self.json) {
            (Some(replan), true) => out.json(&Printed::new(Answer::Replan(replan), &event)),
            (None, true) => out.json(&Printed::new(Answer::Plan(&plan), &event)),
            (replan, false) => {
                print(out, &plan, &labels, replan.as_ref())?;
                print_persons(out, &event, &labels)
            }
        }
    }

    fn decide(&self, event: &EventProblem, out: &mut Output) -> Result<(Plan, Option<Replan>)> {
        let Some(path) = &self.published else {
            let outcome = event.plan(Options::new())?;
            return Ok((self.accept(out, event, outcome)?, None));
        };
        let text = qianxian::intake::Source::file(path).text()?;
        let published = Export::read_csv(event, text.as_bytes())
            .map_err(|e| e.in_record(name(path.display())))?;
        let outcome = event.replan(&published, Options::new())?;
        let replan = self.accept(out, event, outcome)?;
        Ok((replan.plan.clone(), Some(replan)))
    }

    /// The result of an outcome; where there is none, prints why and fails.
    fn accept<T>(&self, out: &mut Output, event: &EventProblem, outcome: Outcome<T>) -> Result<T>
    where
        T: Decision<Clash = EventClash, Change = EventChange>,
    {
        let answer = match &outcome {
            Outcome::Solved(_) => return Ok(outcome.into_result()?),
            Outcome::Infeasible(why) => Answer::Infeasible(why),
            Outcome::Undecided(why) => Answer::Undecided(why.as_ref()),
        };
        if self.json {
            out.json(&Printed::new(answer, event))?;
        } else if let Some(why) = outcome.infeasibility() {
            writeln!(out, "{}", worded(why))?;
            for way in why.relaxations() {
                let cost = way.cost;
                let way = worded(way);
                tell!(
                    out,
                    "  it would help, at a cost of {cost}: {way}",
                    "　以下改动有用，代价 {cost}：{way}"
                )?;
            }
        }
        Ok(outcome.into_result()?)
    }

    /// Where the timetable goes, refused before any work where it cannot.
    fn destination(&self) -> Result<Option<Destination<'_>>> {
        let Some(path) = self.output.as_deref() else {
            return Ok(None);
        };
        if !["csv", "xlsx"].contains(&suffix(path).as_str()) {
            let repair = wording!(
                "end the name in .xlsx or .csv",
                "请把文件名结尾改为 .xlsx 或 .csv"
            );
            return Err(Error::invalid("output", path.display(), repair).into());
        }
        let [industries, disciplines, regions] = self.library.files();
        let [needs, availability] = self.event.files();
        let (published, weights) = (self.published.as_deref(), self.ranking.file());
        let inputs = Inputs {
            library: self.library.path(),
            files: &[
                published,
                needs,
                availability,
                weights,
                industries,
                disciplines,
                regions,
            ],
        };
        Ok(Some(Destination::checked(path, inputs)?))
    }

    fn write(&self, export: &Export<'_>, to: Destination<'_>) -> Result<()> {
        let export = export.language(chosen());
        let mut file = OutputFile::create(to)?;
        match suffix(to.path()).as_str() {
            "csv" => export.csv(&mut file)?,
            _ => xlsx(export, &mut file)?,
        }
        file.finish()
    }
}

#[cfg(feature = "xlsx")]
fn xlsx(export: Export<'_>, file: &mut OutputFile) -> Result<()> {
    Ok(export.xlsx(file)?)
}

#[cfg(not(feature = "xlsx"))]
fn xlsx(_: Export<'_>, _: &mut OutputFile) -> Result<()> {
    let text = say!(
        "this program was built without .xlsx; write .csv, or build it with the feature xlsx",
        "本程序未带 .xlsx 支持；请写成 .csv，或以特性 xlsx 重新构建"
    );
    Err(crate::failure::Failure::Request(text))
}

/// Says which profiles share a person, so that nobody looks for two of them at one hour.
fn print_persons(out: &mut Output, event: &EventProblem, labels: &Labels) -> Result<()> {
    for set in event.one_at_a_time() {
        let called = |id: &ProfileId| {
            let party = Party::Profile(id.clone());
            format!("{id} {}", labels.name_of(&party))
        };
        let set: Vec<String> = set.iter().map(called).collect();
        let set = set.join(pick(", ", "、"));
        tell!(
            out,
            "never at one hour, as a leader goes with his group: {set}",
            "同一时段至多一个到场（带队人随团）：{set}"
        )?;
    }
    Ok(())
}

fn print(out: &mut Output, plan: &Plan, labels: &Labels, replan: Option<&Replan>) -> Result<()> {
    let mut table = Table::new([
        Column::text("slot", 22),
        Column::text("table", 8),
        Column::text("enterprise", 28),
        Column::text("need", 20),
        Column::text("title", 30),
        Column::text("profile", 20),
        Column::text("name", 24),
        Column::number("value"),
    ]);
    for meeting in plan.meetings() {
        let need = Party::Need(meeting.need.clone());
        let profile = Party::Profile(meeting.profile.clone());
        table.row([
            meeting.slot.to_string(),
            meeting.table.clone(),
            meeting.enterprise.clone(),
            meeting.need.to_string(),
            labels.name_of(&need).to_owned(),
            meeting.profile.to_string(),
            labels.name_of(&profile).to_owned(),
            format!("{:.4}", meeting.value),
        ]);
    }
    table.print(out)?;
    let (meetings, value) = (plan.meetings().len(), plan.value());
    let quality = match plan.status() {
        Status::Optimal => say!("proved greatest", "已证明为最大"),
        _ => say!("at most {:.4} is possible", "最多可达 {:.4}", plan.bound()),
    };
    tell!(
        out,
        "{meetings} meetings worth {value:.4} ({quality})",
        "{meetings}场会面，总值 {value:.4}（{quality}）"
    )?;
    if let Some(replan) = replan {
        let (kept, moved) = (replan.kept, replan.moved.len());
        let (cancelled, added) = (replan.cancelled.len(), replan.added.len());
        let proof = if replan.fewest {
            say!("proved fewest", "已证明为最少")
        } else {
            say!("fewest found", "已找到的最少")
        };
        tell!(
            out,
            "of the published {kept} stay, {moved} move, {cancelled} are cancelled ({proof}); {added} are new",
            "已公布的会面中{kept}场不变，{moved}场改期，{cancelled}场取消（{proof}）；新增{added}场"
        )?;
    }
    Ok(())
}
