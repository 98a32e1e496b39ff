//! `qianxian history`: what became of one record.

use std::collections::BTreeSet;
use std::io::Write as _;

use clap::Args;
use qianxian::engine::RecordHistory;
use qianxian::ledger::Revision;
use qianxian::model::{Date, Moment, Record, RecordId, Version};
use qianxian::{Error, Library, Snapshot};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::clock::{ChangeArgs, now};
use crate::failure::Result;
use crate::language::{chosen, named, pick, say, tell, wording};
use crate::library::LibraryArgs;
use crate::output::{Output, complain, short_value};
use crate::record::RecordArgs;

/// What became of one record, change by change; how it was on a day; an earlier state brought back
///
/// qianxian history --library lib --need N-001
///
/// qianxian history --library lib --need N-001 --as-of 2026-09-30
///
/// qianxian history --library lib --need N-001 --restore 3 --by 示例·李科长
///
/// A record that was deleted, or a profile that was merged into another, is named by its id. With --as-of the record is
/// printed as JSON, as it was at the end of that day.
///
/// JSON: {"collection","id","name"?,"version"?,"begins_late","ends_early","revisions":[{"number","action","at"?,"by"?,
/// "why"?,"other"?,"before"?,"after"?,"version"?}]}.
#[derive(Args, Debug)]
pub(crate) struct History {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    record: RecordArgs,
    /// Print the record as it was at the end of this day
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["restore", "json"])]
    as_of: Option<Date>,
    /// Bring the record back to how the change of this number left it
    #[arg(long, value_name = "NUMBER")]
    restore: Option<u32>,
    #[command(flatten)]
    change: ChangeArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Answer {
    collection: &'static str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
    #[serde(flatten)]
    history: RecordHistory,
}

impl History {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let snapshot = crate::library::snapshot(&library)?;
        let id = self.record.find_with_history(&snapshot)?;
        if let Some(day) = self.as_of {
            return as_of(out, &snapshot, &id, day);
        }
        if let Some(number) = self.restore {
            return self.restore(out, &library, &id, number);
        }
        let record = held(&snapshot, &id)?;
        let answer = Answer {
            collection: id.collection().as_str(),
            id: id.as_str().to_owned(),
            name: record.as_ref().map(|record| record.name().to_owned()),
            version: record.as_ref().map(Record::version).transpose()?,
            history: snapshot.history(&id)?,
        };
        if self.json {
            return out.json(&answer);
        }
        answer.print(out)
    }

    fn restore(
        &self,
        out: &mut Output,
        library: &Library,
        id: &RecordId,
        number: u32,
    ) -> Result<()> {
        let mut writer = library.writer()?;
        writer.set_change(self.change.change(None)?);
        let snapshot = library.snapshot()?;
        let version = writer.restore(&snapshot, id, number)?;
        writer.commit()?;
        writer.close()?;
        // It was merged into another before, which keeps its id and name.
        if let (RecordId::Profile(id), Ok(Record::Profile(kept))) = (id, snapshot.record(id))
            && kept.id != *id
        {
            let (other, name) = (&kept.id, &kept.name);
            complain(&say!(
                "note: {other} {name} keeps {id} as an earlier id, so that whoever bars {id} bars {other} too; `qianxian set --profile {other} --clear aliases` makes it forget its earlier ids and names",
                "注意：{other} {name} 仍以 {id} 为原编号，排除 {id} 的也会排除 {other}；可用 qianxian set --profile {other} --clear aliases 清除其原编号和别名"
            ));
        }
        if self.json {
            return out.json(&serde_json::json!({"id": id.as_str(), "version": version}));
        }
        let id = id.as_str();
        tell!(
            out,
            "{id} is as change {number} left it: version {version}",
            "{id} 已恢复到第{number}次修改后的状态：版本 {version}"
        )?;
        Ok(())
    }
}

/// The record as it is, unless it is gone.
fn held(snapshot: &Snapshot, id: &RecordId) -> Result<Option<Record>> {
    match snapshot.record(id) {
        // A profile that was merged is found under the other's id.
        Ok(record) => Ok(Some(record).filter(|record| record.id() == *id)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn as_of(out: &mut Output, snapshot: &Snapshot, id: &RecordId, day: Date) -> Result<()> {
    let end = Moment::new(day, 86_399, now()?.offset())?;
    match snapshot.record_at(id, end)? {
        Some(record) => out.json(&record),
        None => {
            let repair = wording!(
                "it was not there on {day}; `qianxian history` lists its changes",
                "{day} 时没有该记录；`qianxian history` 列出其各次修改"
            );
            let what = id.collection().as_str();
            Err(Error::not_found(what, id.as_str(), repair).into())
        }
    }
}

impl Answer {
    fn print(&self, out: &mut Output) -> Result<()> {
        let name = self
            .name
            .as_deref()
            .unwrap_or(pick("(deleted)", "（已删除）"));
        let version = self
            .version
            .map(|version| say!(", version {version}", "，版本 {version}"));
        let version = version.unwrap_or_default();
        writeln!(out, "{} {name}{version}", self.id)?;
        let RecordHistory {
            revisions,
            begins_late,
            ends_early,
            ..
        } = &self.history;
        if *begins_late {
            complain(&say!(
                "note: the record is older than its history",
                "注意：该记录早于其历史"
            ));
        }
        for revision in revisions {
            print_revision(out, revision)?;
        }
        if *ends_early {
            complain(&say!(
                "note: the record was changed while no history was kept",
                "注意：该记录在未保存历史期间被修改过"
            ));
        }
        Ok(())
    }
}

fn print_revision(out: &mut Output, revision: &Revision) -> Result<()> {
    let Revision {
        number,
        action,
        change,
        other,
        ..
    } = revision;
    let at = change.at.map(|at| at.to_string().replace('T', " "));
    let at = at.unwrap_or_else(|| pick("(time unknown)", "（时间未知）").to_owned());
    let mut line = format!("{number:>4}  {at}  {}", named!(action));
    for more in [other, &change.by, &change.why].into_iter().flatten() {
        line.push_str("  ");
        line.push_str(more);
    }
    writeln!(out, "{line}")?;
    let empty = Map::new();
    match (&revision.before, &revision.after) {
        // What came whole, or went, is not repeated here.
        (None, _) | (_, None) => Ok(()),
        (Some(before), Some(after)) => {
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for field in names {
                for (label, before, after) in changes(field, before, after, &empty) {
                    writeln!(out, "      {label}{}{before} → {after}", pick(": ", "："))?;
                }
            }
            Ok(())
        }
    }
}

/// The lines of one field: one for each of the attributes that changed.
fn changes(
    field: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    empty: &Map<String, Value>,
) -> Vec<(String, String, String)> {
    let side = |value: Option<&Value>| {
        value.map_or_else(|| pick("(unknown)", "（未知）").to_owned(), short_value)
    };
    if field != "attributes" {
        let label = qianxian::model::field_name(field, chosen());
        return vec![(label, side(before.get(field)), side(after.get(field)))];
    }
    let inner = |of: &Map<String, Value>| {
        of.get(field)
            .and_then(Value::as_object)
            .unwrap_or(empty)
            .clone()
    };
    let (before, after) = (inner(before), inner(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names
        .into_iter()
        .filter(|&name| before.get(name) != after.get(name));
    changed
        .map(|name| (name.clone(), side(before.get(name)), side(after.get(name))))
        .collect()
}
