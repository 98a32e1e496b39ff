//! `qianxian set`: single fields of one record.

use std::borrow::Cow;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use qianxian::intake::{Columns, Intake, IntakeReport, RowProblem, Severity, Source};
use qianxian::model::{Collection, Record, RecordId, Taxonomies, Version};
use qianxian::{Error, Snapshot};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::clock::ChangeArgs;
use crate::failure::{Failure, Result};
use crate::language::{chosen, name, pick, say, tell, wording};
use crate::library::LibraryArgs;
use crate::open_matches::tell_left_open;
use crate::output::{Output, complain, short_value};
use crate::record::RecordArgs;
use crate::renamed::Renamed;

/// Change single fields of one record; the others stay as they are
///
/// qianxian set --library lib --need N-001 status=settled budget=50万元 --by 示例·李科长 --why 企业来电
///
/// qianxian set --library lib --need N-001 联系人=示例·王工 --clear deadline
///
/// FIELD is a heading as in a survey, or a field of the record's JSON (see `show`); any other one is kept as an
/// attribute. VALUE is read as a cell of a survey. Nothing is changed if one of the values is refused.
///
/// JSON: {"collection","id","version","changed":[{"field","before"?,"after"?}]}.
#[derive(Args, Debug)]
pub(crate) struct Set {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    record: RecordArgs,
    /// Field and its new value; may be repeated
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Make this field unknown; may be repeated
    #[arg(long, value_name = "FIELD")]
    clear: Vec<String>,
    /// JSON object with the fields to change, null to make one unknown (RFC 7396)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fields", "clear"])]
    patch: Option<PathBuf>,
    /// Change the record only if it still has this version, as an earlier `set` or `history` printed it
    #[arg(long, value_name = "VERSION")]
    if_version: Option<Version>,
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
    version: Version,
    changed: Vec<Changed>,
}

/// One field before and after.
#[derive(Debug, Serialize)]
struct Changed {
    field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Value>,
}

impl Set {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let mut writer = library.writer()?;
        // After the writer is taken: nobody else can change the record between reading and writing it.
        let snapshot = library.snapshot()?;
        let id = self.record.find(&snapshot)?;
        let before = snapshot.record(&id)?.to_fields()?;
        writer.set_change(self.change.change(None)?);
        let mut renamed = Renamed::default();
        let version = match &self.patch {
            Some(file) => {
                let patch = read_patch(file)?;
                let states_aliases = patch.contains_key("aliases");
                let version = writer.patch(&id, patch, self.if_version)?;
                let name = before.get("name").and_then(Value::as_str);
                let now = writer.current(&id)?;
                if let (Some(Record::Enterprise(mut firm)), Some(name), false) =
                    (now, name, states_aliases)
                {
                    renamed.keep_name(&snapshot, (name, &mut firm))?;
                    writer.update(&Record::Enterprise(firm), Some(version))?
                } else {
                    version
                }
            }
            None if self.clears_aliases_alone() => {
                let patch = Map::from_iter([("aliases".to_owned(), Value::Null)]);
                writer.patch(&id, patch, self.if_version)?
            }
            None => {
                let mut record = self.changed(library.taxonomies(), &id, &before)?;
                if let (Record::Enterprise(firm), Some(name)) =
                    (&mut record, before.get("name").and_then(Value::as_str))
                {
                    renamed.keep_name(&snapshot, (name, firm))?;
                }
                writer.update(&record, self.if_version)?
            }
        };
        writer.commit()?;
        writer.close()?;
        renamed.tell();
        let snapshot = library.snapshot()?;
        let answer = answer(&snapshot, &id, version, before)?;
        if let RecordId::Need(need) = &id
            && answer
                .changed
                .iter()
                .any(|changed| changed.field == "status")
        {
            let status = snapshot.need(need)?.status;
            tell_left_open(&library.ledger()?, (need, status))?;
        }
        if self.json {
            return out.json(&answer);
        }
        answer.print(out, &snapshot.record(&id)?)
    }

    /// Whether nothing but the earlier ids and names of a profile goes: no column of a survey holds them.
    fn clears_aliases_alone(&self) -> bool {
        self.fields.is_empty()
            && !self.clear.is_empty()
            && self.clear.iter().all(|field| is_aliases(field))
    }

    /// The headings and cells that the arguments name.
    fn cells(&self) -> Result<Vec<(&str, &str)>> {
        let mut cells = Vec::new();
        for text in &self.fields {
            let cell = text.split_once(['=', '＝']).ok_or_else(|| {
                let repair = wording!(
                    "write FIELD=VALUE, as in status=settled",
                    "请写成 字段=值，如 status=settled"
                );
                Error::invalid("field", text, repair)
            })?;
            cells.push((cell.0.trim(), cell.1.trim()));
        }
        cells.extend(self.clear.iter().map(|field| (field.trim(), "")));
        if let Some((field, value)) = cells.iter().find(|(field, _)| is_id(field)) {
            let repair = wording!(
                "an id is not changed; import the record under the new id and delete the old one, or `merge` two profiles",
                "编号不能修改；请以新编号导入该记录并删除旧记录，或用 merge 合并两个供方"
            );
            return Err(Error::invalid(*field, *value, repair).into());
        }
        if cells.is_empty() {
            let repair = wording!(
                "name at least one field, as in status=settled",
                "请至少写出一个字段，如 status=settled"
            );
            return Err(Error::invalid("field", "", repair).into());
        }
        Ok(cells)
    }

    /// The record after the changes: they are read as one row of a survey, so that a value means what it means there.
    fn changed(
        &self,
        taxonomies: &Taxonomies,
        id: &RecordId,
        before: &Map<String, Value>,
    ) -> Result<Record> {
        let mut cells = self.cells()?;
        let mut before = Cow::Borrowed(before);
        if id.collection() == Collection::Profile && self.clear.iter().any(|f| is_aliases(f)) {
            cells.retain(|(field, cell)| !(cell.is_empty() && is_aliases(field)));
            before.to_mut().remove("aliases");
        }
        let before = &*before;
        cells.insert(0, ("id", id.as_str()));
        let line = |parts: Vec<&str>| {
            let quoted = parts
                .iter()
                .map(|part| format!("\"{}\"", part.replace('"', "\"\"")));
            quoted.collect::<Vec<_>>().join(",")
        };
        let (headings, values) = cells.iter().copied().unzip();
        let name = pick("FIELD=VALUE", "字段=值");
        let source = Source::bytes(name, format!("{}\n{}\n", line(headings), line(values)));
        let (_, report) = read(
            taxonomies,
            (id.collection(), before),
            &source,
            Columns::new(),
        )?;
        let mut columns = Columns::new();
        for column in report
            .columns
            .iter()
            .filter(|column| column.field.is_none())
        {
            let heading = column.heading.as_str();
            columns = columns.with(heading, "attribute")?;
            let is_held = before
                .get("attributes")
                .is_some_and(|held| held.get(heading).is_some());
            if !is_held {
                let nearest = column.nearest.as_ref();
                let nearest =
                    nearest.map(|known| say!(" (did you mean {known}?)", "（是否指“{known}”？）"));
                let nearest = nearest.unwrap_or_default();
                complain(&say!(
                    "note: {heading} is no known field{nearest}; it is kept as an attribute",
                    "注意：“{heading}”不是已知字段{nearest}，作为其他属性保存"
                ));
            }
        }
        let (record, report) = read(taxonomies, (id.collection(), before), &source, columns)?;
        for problem in &report.problems {
            complain(&said(problem));
        }
        let refused = || {
            Failure::Request(say!(
                "nothing was changed; mend the value and try again",
                "未作任何改动；请修正该值后重试"
            ))
        };
        let record = record.ok_or_else(refused)?;
        // A survey keeps words that it does not understand for somebody to look at; here somebody looks.
        let (known, after) = (unresolved(before), record.to_fields()?);
        match unresolved(&after).iter().all(|words| known.contains(words)) {
            true => Ok(record),
            false => Err(refused()),
        }
    }
}

fn is_id(field: &str) -> bool {
    const IDS: [&str; 7] = [
        "id",
        "编号",
        "需求编号",
        "供方编号",
        "专家编号",
        "企业编号",
        "成果编号",
    ];
    IDS.contains(&field.trim().to_lowercase().as_str())
}

fn is_aliases(field: &str) -> bool {
    ["aliases", "别名", "原编号"].contains(&field.trim())
}

/// A problem without its place, which is no file of the user's.
fn said(problem: &RowProblem) -> String {
    let heading = problem.column.as_deref().unwrap_or(&problem.field);
    // A survey keeps what it does not understand; here nothing is changed.
    const KEPT: [&str; 4] = [
        " and kept under attributes",
        "kept under attributes, and unknown; ",
        "，已保留在其他属性中",
        "已保留在其他属性中，按未知处理；",
    ];
    let repair = problem.repair_in(chosen());
    // But words of conditions, which stand in the text all the same.
    let mut kept = KEPT.iter().filter(|_| problem.field != "eligibility");
    let kept = kept.find(|kept| repair.contains(**kept));
    let repair = kept.map_or_else(|| repair.to_string(), |kept| repair.replacen(kept, "", 1));
    let value = &problem.value;
    let severity = match problem.severity {
        Severity::Error => pick("error", "错误"),
        Severity::Warning => pick("warning", "警告"),
        _ => pick("note", "注意"),
    };
    say!(
        "{severity}: {heading}: \"{value}\"; {repair}",
        "{severity}：{heading}：“{value}”；{repair}"
    )
}

/// The words of a record that were not understood, by attribute.
fn unresolved(record: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let attributes = record.get("attributes").and_then(Value::as_object);
    let attributes = attributes.into_iter().flatten();
    attributes
        .filter(|(name, _)| name.ends_with("_unresolved"))
        // Conditions in words that are not read stand in the text all the same.
        .filter(|(name, _)| name.as_str() != "eligibility_unresolved")
        .collect()
}

/// Reads one row for the record of those fields.
fn read(
    taxonomies: &Taxonomies,
    (collection, before): (Collection, &Map<String, Value>),
    source: &Source,
    columns: Columns,
) -> Result<(Option<Record>, IntakeReport)> {
    let mut record = None;
    let stored = |_: &str| Ok(Some(before.clone()));
    let mut intake = Intake::new(taxonomies)
        .columns(columns)
        .stored(&stored)
        .blank_clears(true);
    let report = match collection {
        Collection::Need => intake.needs(source, &mut |need| {
            record = Some(need.into());
            Ok(())
        }),
        Collection::Profile => intake.profiles(source, &mut |profile| {
            record = Some(profile.into());
            Ok(())
        }),
        _ => intake.enterprises(source, &mut |enterprise| {
            record = Some(enterprise.into());
            Ok(())
        }),
    }?;
    Ok((record, report))
}

fn read_patch(file: &std::path::Path) -> Result<Map<String, Value>> {
    let text = qianxian::intake::Source::file(file).text()?;
    serde_json::from_str(&text).map_err(|error| {
        let repair = wording!(
            "write a JSON object from field to value ({error})",
            "请写成由字段到值的 JSON 对象（“{error}”）"
        );
        Error::invalid("patch", file.display(), repair)
            .in_record(name(file.display()))
            .into()
    })
}

fn answer(
    snapshot: &Snapshot,
    id: &RecordId,
    version: Version,
    before: Map<String, Value>,
) -> Result<Answer> {
    let after = snapshot.record(id)?.to_fields()?;
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names
        .into_iter()
        .filter(|&field| before.get(field) != after.get(field));
    let changed = changed.map(|field| Changed {
        field: field.clone(),
        before: before.get(field).cloned(),
        after: after.get(field).cloned(),
    });
    Ok(Answer {
        collection: id.collection().as_str(),
        id: id.as_str().to_owned(),
        version,
        changed: changed.collect(),
    })
}

impl Answer {
    fn print(&self, out: &mut Output, record: &Record) -> Result<()> {
        let Self { id, version, .. } = self;
        let name = record.name();
        if self.changed.is_empty() {
            tell!(
                out,
                "{id} {name}: it says that already (version {version})",
                "{id} {name}：内容本就如此（版本 {version}）"
            )?;
            return Ok(());
        }
        tell!(
            out,
            "{id} {name}: version {version}",
            "{id} {name}：版本 {version}"
        )?;
        for changed in &self.changed {
            let field = qianxian::model::field_name(&changed.field, chosen());
            let unknown = pick("(unknown)", "（未知）");
            let side = |value: &Option<Value>| {
                value
                    .as_ref()
                    .map_or_else(|| unknown.to_owned(), short_value)
            };
            let (before, after) = (side(&changed.before), side(&changed.after));
            writeln!(out, "  {field}{}{before} → {after}", pick(": ", "："))?;
        }
        Ok(())
    }
}
