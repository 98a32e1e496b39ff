//! `qianxian ledger rules`: the stages and the calendar that a ledger goes by.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use qianxian::intake::Source;
use qianxian::ledger::{Calendar, Stages};

use crate::failure::Result;
use crate::language::{name, named, tell};
use crate::library::LibraryArgs;
use crate::output::Output;

/// Set or print the stages of matches and the working days, which hold for all entries from then on
///
/// qianxian ledger rules --library lib --calendar 节假日.csv
///
/// qianxian ledger rules --library lib --json > stages.json && qianxian ledger rules --library lib --stages stages.json
///
/// Calendar: rows such as `2026-10-01..2026-10-07,holiday` and `2026-10-10,workday`; without one, Monday to Friday.
/// Stages: --json prints the ones that hold, in the form that --stages reads. Each has an id, a name, a role (waiting,
/// engaged, done, ended), the kinds of entries that lead to it, what must be known to enter (gates, after), and its
/// working days.
///
/// JSON: {"stages":[{"id","name","role","kinds","gates","after","working_days"?}]}.
#[derive(Args, Debug)]
pub(crate) struct Rules {
    #[command(flatten)]
    library: LibraryArgs,
    /// File of the stages (JSON)
    #[arg(long, value_name = "FILE")]
    stages: Option<PathBuf>,
    /// File of holidays and days that are worked in their place (CSV or JSON)
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Rules {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let ledger = library.ledger()?;
        // Both are read before one is set.
        let stages = self.stages.as_ref().map(|file| {
            let text = Source::file(file).text()?;
            Stages::read(&text).map_err(|error| error.in_record(name(file.display())))
        });
        let stages = stages.transpose()?;
        let calendar = self.calendar.as_ref().map(|file| {
            let text = Source::file(file).text()?;
            Calendar::read(&text).map_err(|error| error.in_record(name(file.display())))
        });
        let calendar = calendar.transpose()?;
        if let Some(stages) = &stages {
            ledger.set_stages(stages)?;
        }
        if let Some(calendar) = &calendar {
            ledger.set_calendar(calendar)?;
        }
        let stages = ledger.stages()?;
        if self.json {
            let stages: serde_json::Value = serde_json::from_str(&stages.to_json())?;
            return out.json(&stages);
        }
        for stage in stages.all() {
            let (id, name, role) = (&stage.id, &stage.name, named!(stage.role));
            let kinds: Vec<&str> = stage.kinds.iter().map(|kind| named!(kind)).collect();
            let kinds = kinds.join(", ");
            writeln!(out, "{id}  {name}  {role}  {kinds}")?;
            if let Some(days) = stage.working_days {
                tell!(out, "    {days} working days", "    {days}个工作日")?;
            }
        }
        Ok(())
    }
}
