//! `qianxian merge`: two profiles of one person or body made one.

use std::collections::BTreeSet;
use std::io::Write as _;

use clap::Args;
use qianxian::Library;
use qianxian::ledger::DeskFilter;
use qianxian::model::{DroppedValue, NeedId, ProfileId};
use serde::Serialize;
use serde_json::Value;

use crate::clock::ChangeArgs;
use crate::failure::Result;
use crate::language::{pick, say, tell};
use crate::library::LibraryArgs;
use crate::output::{Column, Output, Table, complain};

/// Columns of a value.
const VALUE: usize = 40;

/// Make two profiles of one person or organisation one, and remember the id and name that go
///
/// qianxian merge --library lib E-001 E-117
///
/// KEEP takes in GONE: works, organisations and attributes are united, and so are conflicts, refusals and conditions.
/// What KEEP does not state is taken from GONE; where both state something else KEEP's stays, and the other is
/// printed. Later, GONE's id and name find KEEP; whoever bars them bars KEEP, and rows imported under GONE's id update
/// KEEP. `qianxian duplicates` lists profiles that seem to be one.
///
/// JSON: {"kept","gone","dropped":[{"field","kept","dropped"}]}.
#[derive(Args, Debug)]
pub(crate) struct Merge {
    #[command(flatten)]
    library: LibraryArgs,
    /// Profile that stays, by id or name
    #[arg(value_name = "KEEP")]
    keep: String,
    /// Profile that goes, by id or name
    #[arg(value_name = "GONE")]
    gone: String,
    #[command(flatten)]
    change: ChangeArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    kept: ProfileId,
    gone: ProfileId,
    dropped: Vec<DroppedValue>,
}

impl Merge {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let mut writer = library.writer()?;
        writer.set_change(self.change.change(None)?);
        // After the writer is taken: nobody else can change a record between reading and writing it.
        let snapshot = crate::library::snapshot(&library)?;
        let keep = snapshot.find_profile(&self.keep)?;
        let gone = snapshot.find_profile(&self.gone)?;
        let [of_kept, of_gone] = [&keep.id, &gone.id].map(|id| needs_of(&library, id));
        let (of_kept, of_gone) = (of_kept?, of_gone?);
        let dropped = writer.merge_profiles(&snapshot, &keep.id, &gone.id)?;
        writer.commit()?;
        writer.close()?;
        tell_joined_matches(&of_kept.intersection(&of_gone).collect::<Vec<_>>());
        let answer = Answer {
            kept: keep.id,
            gone: gone.id,
            dropped,
        };
        if self.json {
            return out.json(&answer);
        }
        tell!(
            out,
            "{} {} is now part of {} {}",
            "{} {} 已并入 {} {}",
            answer.gone,
            gone.name,
            answer.kept,
            keep.name
        )?;
        answer.print(out)
    }
}

/// The needs with which the ledger has a match of that profile.
fn needs_of(library: &Library, id: &ProfileId) -> qianxian::Result<BTreeSet<NeedId>> {
    let mut filter = DeskFilter::all().profile(id.clone()).limit(usize::MAX);
    filter.is_open = false;
    let matches = library.ledger()?.desk(&filter)?.matches;
    Ok(matches.into_iter().map(|found| found.need).collect())
}

/// Says with which needs the ledger had matches of both: the two are one now.
fn tell_joined_matches(joined: &[&NeedId]) {
    if joined.is_empty() {
        return;
    }
    let ids: Vec<&str> = joined.iter().map(|id| id.as_str()).collect();
    let (count, ids) = (ids.len(), ids.join(pick(", ", "、")));
    complain(&say!(
        "note: the ledger had matches with both for {count} of the needs ({ids}); each two are one match now, their entries in the order of their moments; look at them with `qianxian ledger show`",
        "注意：台账中有{count}项需求（{ids}）与两者都有对接；现各合为一件，记录按发生时刻排列；请用 qianxian ledger show 查看"
    ));
}

impl Answer {
    fn print(&self, out: &mut Output) -> Result<()> {
        if !self.dropped.is_empty() {
            tell!(out, "values in which the two differ:", "两者不同的值：")?;
        }
        let mut table = Table::new([
            Column::text("field", 30),
            Column::text("kept", VALUE),
            Column::text("dropped", VALUE),
        ]);
        for dropped in &self.dropped {
            let cells = [&dropped.kept, &dropped.dropped].map(shown);
            let [kept, gone] = cells;
            table.row([dropped.field.clone(), kept, gone]);
        }
        Ok(table.print(out)?)
    }
}

/// A text without its quotation marks; other values as JSON.
fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
