//! `qianxian event`: a timetable for a matchmaking event.

mod answer;
mod arguments;
mod availability;

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use qianxian::decision::Decision;
use qianxian::engine::{CommonNeed, EventAbsence};
use qianxian::event::export::Export;
use qianxian::event::{
    EventChange, EventClash, EventProblem, Meeting, Options, Outcome, Plan, Replan,
};
use qianxian::{Error, Snapshot};

use crate::failure::Result;
use crate::language::{chosen, name, tell, worded, wording};
use crate::library::LibraryArgs;
use crate::output::{Destination, Inputs, Output, OutputFile, RankBar, suffix};
use crate::past::{KeptOut, past, print_past};
use crate::ranking::{RankingArgs, at_least_one};
use answer::{
    Answer, Cautioned, Printed, print, print_absences, print_cautions, print_common,
    print_left_out, print_persons,
};
use arguments::{EventArgs, Records};

/// Plan a matchmaking event: who meets whom, when and at which table
///
/// qianxian event --library lib --days 2026-05-12 --tables 10 --output plan.xlsx
///
/// qianxian event --library lib --days 2026-05-12 --tables 9 --published plan.csv --output new.csv
///
/// qianxian event --library lib --days 2026-05-12 --common --seats 8
///
/// The plan holds every limit and is worth the most, as far as is said; the value of a meeting is the
/// match's score. A profile comes only on days on which it is free. A student group or team and its leader never meet at one hour, nor do two groups of one leader. With
/// --published as few published meetings as possible move. Where no plan can hold the
/// limits, it says who clashes and what would help, and the exit status is 1. Needs that are closed, or that nobody fits
/// whom a rule admits, take no part, and are named.
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

/// The event that was asked for, its common needs, and who cannot come on some of its days.
#[derive(Clone, Copy)]
struct Asked<'a> {
    event: &'a EventProblem,
    common: &'a [CommonNeed],
    absences: &'a [EventAbsence],
    snapshot: &'a Snapshot,
}

impl Event {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let destination = self.destination()?;
        let library = self.library.open()?;
        let options = self.ranking.options(&library, self.k)?;
        let snapshot = self.ranking.snapshot(&library)?;
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
        let absences = snapshot.event_absences(&builder.build()?, &needs, &options)?;
        // Hours that parties give do not bring anybody back.
        for absence in &absences {
            builder.away(&absence.party, &absence.slots)?;
        }
        let published = self.published(&builder.build()?)?;
        let old = published.as_deref();
        let common = self
            .event
            .gather(&mut builder, records, old.unwrap_or_default())?;
        let event = builder.build()?;
        let asked = Asked {
            event: &event,
            common: &common,
            absences: &absences,
            snapshot: &snapshot,
        };
        let (plan, replan) = self.decide(asked, old, out)?;
        let meetings = plan.meetings().iter();
        let proposed = meetings.map(|m| (m.need.clone(), m.profile.clone()));
        let in_ledger = past(&library, &self.ranking, &snapshot, proposed)?;
        // Needs of a file are not in the library, and have no reasons.
        if !self.event.needs_are_foreign() {
            snapshot.explain_event(&plan, &options, &mut labels)?;
        }
        if let Some(to) = destination {
            self.write(&Export::new(&event, &plan, &labels), to)?;
        }
        let cautions = Cautioned::all(&plan, &needs, &snapshot)?;
        match (&replan, self.json) {
            (Some(replan), true) => {
                let answer = Printed::new(Answer::Replan(replan), &event, &common);
                let answer = answer.absences(&absences).cautions(cautions);
                let answer = answer.notices(&labels, in_ledger);
                out.named_json(&answer, &snapshot)
            }
            (None, true) => {
                let answer = Printed::new(Answer::Plan(&plan), &event, &common);
                let answer = answer.absences(&absences).cautions(cautions);
                let answer = answer.notices(&labels, in_ledger);
                out.named_json(&answer, &snapshot)
            }
            (replan, false) => {
                print(out, &plan, &labels, replan.as_ref())?;
                print_left_out(out, &labels)?;
                print_absences(out, &absences)?;
                print_past(out, &in_ledger, KeptOut::Pair("--veto"))?;
                print_cautions(out, &cautions)?;
                print_common(out, &common, &labels)?;
                print_persons(out, &event, &labels)
            }
        }
    }

    /// The meetings that were published, if a file of them is given.
    fn published(&self, event: &EventProblem) -> Result<Option<Vec<Meeting>>> {
        let Some(path) = &self.published else {
            return Ok(None);
        };
        let text = qianxian::intake::Source::file(path).text()?;
        let published = Export::read_csv(event, text.as_bytes());
        Ok(Some(
            published.map_err(|e| e.in_record(name(path.display())))?,
        ))
    }

    fn decide(
        &self,
        asked: Asked<'_>,
        published: Option<&[Meeting]>,
        out: &mut Output,
    ) -> Result<(Plan, Option<Replan>)> {
        let Some(published) = published else {
            let outcome = asked.event.plan(Options::new())?;
            return Ok((self.accept(out, asked, outcome)?, None));
        };
        let outcome = asked.event.replan(published, Options::new())?;
        let replan = self.accept(out, asked, outcome)?;
        Ok((replan.plan.clone(), Some(replan)))
    }

    /// The result of an outcome; where there is none, prints why and fails.
    fn accept<T>(&self, out: &mut Output, asked: Asked<'_>, outcome: Outcome<T>) -> Result<T>
    where
        T: Decision<Clash = EventClash, Change = EventChange>,
    {
        let answer = match &outcome {
            Outcome::Solved(_) => return Ok(outcome.into_result()?),
            Outcome::Infeasible(why) => Answer::Infeasible(why),
            Outcome::Undecided(why) => Answer::Undecided(why.as_ref()),
        };
        if self.json {
            let printed = Printed::new(answer, asked.event, asked.common);
            out.named_json(&printed.absences(asked.absences), asked.snapshot)?;
        } else if let Some(why) = outcome.infeasibility() {
            writeln!(out, "{}", worded(why))?;
            print_absences(out, asked.absences)?;
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
    let text = crate::language::say!(
        "this program was built without .xlsx; write .csv, or build it with the feature xlsx",
        "本程序未带 .xlsx 支持；请写成 .csv，或以特性 xlsx 重新构建"
    );
    Err(crate::failure::Failure::Request(text))
}
