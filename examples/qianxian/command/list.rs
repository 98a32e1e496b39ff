//! `qianxian list`: records by what they state, sorted, a page at a time, or counted.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use qianxian::Snapshot;
use qianxian::engine::{FieldCounts, ListOptions, RecordPage};
use qianxian::model::{Collection, Record};

use crate::failure::Result;
use crate::language::{counted, named, pick, say, tell};
use crate::library::LibraryArgs;
use crate::output::{Column, Output, Table, complain, short_value};

/// List needs, profiles or enterprises by what they state; sorted, a page at a time, or counted by a field
///
/// qianxian list --library lib needs --where status=open --where region=淄博 --where 'deadline<2026-12-31' --sort deadline
///
/// qianxian list --library lib profiles --where 负责人=示例·李科长 --show organization --show level
///
/// qianxian list --library lib needs --where 'published>=2026' --count-by region
///
/// A test is FIELD=VALUE, FIELD!=VALUE, >=, <=, >, <, FIELD~WORDS (in the text), FIELD (stated) or !FIELD (unknown); all
/// must hold. FIELD is a heading as in a survey, a field of the record's JSON (see `show`), or an attribute. Regions,
/// industries and disciplines hold whatever lies below them. A record that does not state a tested field is left out, and
/// counted.
///
/// JSON: {"records":[..],"matching","unknown","next"?}; with --count-by {"counts":{value:n},"unknown","matching"}.
/// With --lines: one record a line, all of them.
#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    library: LibraryArgs,
    /// What to list
    #[arg(value_enum)]
    collection: Listed,
    /// Only records that pass this test; may be repeated
    #[arg(long = "where", value_name = "TEST")]
    tests: Vec<String>,
    /// Sort by this field; records that do not state it come last
    #[arg(long, value_name = "FIELD")]
    sort: Option<String>,
    /// Sort from the greatest value down
    #[arg(long)]
    descending: bool,
    /// Print this field too; may be repeated
    #[arg(long, value_name = "FIELD")]
    show: Vec<String>,
    /// Count the records by the values of this field instead
    #[arg(long, value_name = "FIELD", conflicts_with_all = ["sort", "show", "after", "lines"])]
    count_by: Option<String>,
    /// Records at most
    #[arg(short, value_name = "N", default_value = "50", value_parser = crate::ranking::at_least_one)]
    k: usize,
    /// Begin behind the record at which the page before ended
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// Print all records as JSON, one a line
    #[arg(long, conflicts_with_all = ["json", "show", "after"])]
    lines: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Listed {
    Needs,
    Profiles,
    Enterprises,
}

impl Listed {
    fn collection(self) -> Collection {
        match self {
            Self::Needs => Collection::Need,
            Self::Profiles => Collection::Profile,
            Self::Enterprises => Collection::Enterprise,
        }
    }
}

impl List {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let snapshot = crate::library::snapshot(&self.library.open()?)?;
        let options = self.options();
        if let Some(field) = &self.count_by {
            let counted = snapshot.count_by(&options, field)?;
            return match self.json {
                true => out.json(&counted),
                false => self.print_counts(out, field, &counted),
            };
        }
        if self.lines {
            self.tell_unsorted(&snapshot)?;
            return print_lines(out, &snapshot, options);
        }
        let page = snapshot.list(&options)?;
        if self.json {
            return out.json(&page);
        }
        self.print(out, &snapshot, &page)
    }

    fn options(&self) -> ListOptions {
        let mut options = ListOptions::new(self.collection.collection()).limit(self.k);
        for test in &self.tests {
            options = options.filter(test);
        }
        if let Some(field) = &self.sort {
            options = options.sort(field);
        }
        if self.descending {
            options = options.descending();
        }
        match &self.after {
            Some(cursor) => options.after(cursor),
            None => options,
        }
    }

    fn print(&self, out: &mut Output, snapshot: &Snapshot, page: &RecordPage) -> Result<()> {
        let (count, matching) = (page.records.len(), page.matching);
        let records = counted(matching, "record", "records");
        tell!(out, "{count} of {records}", "共{matching}条，列出{count}条")?;
        tell_unknown(page.unknown);
        self.tell_unsorted(snapshot)?;
        let mut table = Table::new([
            Column::text("id", usize::MAX),
            Column::text("name", 44),
            Column::text("kind", 12),
            Column::text("status", 10),
            Column::text("organization", 30),
            Column::text("region", 26),
        ]);
        for record in &page.records {
            table.row_with_notes(cells(record), self.shown(record)?);
        }
        table.print(out)?;
        if let Some(next) = &page.next {
            tell!(out, "more: --after '{next}'", "后续：--after '{next}'")?;
        }
        Ok(())
    }

    /// Says how many records the order says nothing about, since they do not state the field that sorts.
    fn tell_unsorted(&self, snapshot: &Snapshot) -> Result<()> {
        let Some(field) = &self.sort else {
            return Ok(());
        };
        let mut options = ListOptions::new(self.collection.collection());
        for test in &self.tests {
            options = options.filter(test);
        }
        let FieldCounts {
            unknown, matching, ..
        } = snapshot.count_by(&options, field)?;
        match unknown {
            0 => {}
            _ if unknown == matching => complain(&say!(
                "note: no record states {field}, by which to sort; they are listed by id",
                "注意：没有记录填写“{field}”，无法按其排序，现按编号列出"
            )),
            _ => complain(&say!(
                "note: records that do not state {field}, and come last: {unknown}",
                "注意：有{unknown}条记录未填写“{field}”，排在最后"
            )),
        }
        Ok(())
    }

    /// The further fields of a record that the user asks for.
    fn shown(&self, record: &Record) -> Result<Vec<String>> {
        let line = |field: &String| {
            let value = record.field(field)?;
            let value = value.as_ref().map_or_else(|| "–".to_owned(), short_value);
            Ok(format!("{field}{}{value}", pick(": ", "：")))
        };
        self.show.iter().map(line).collect()
    }

    fn print_counts(&self, out: &mut Output, field: &str, found: &FieldCounts) -> Result<()> {
        let matching = found.matching;
        let records = counted(matching, "record", "records");
        tell!(out, "{records} by {field}", "{matching}条，按{field}统计")?;
        let mut table = Table::new([Column::text("value", 60), Column::number("count")]);
        let mut counts: Vec<(&String, &usize)> = found.counts.iter().collect();
        counts.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
        for (value, count) in counts {
            table.row([value.clone(), count.to_string()]);
        }
        if found.unknown > 0 {
            let unknown = say!("(not stated)", "（未填写）");
            table.row([unknown, found.unknown.to_string()]);
        }
        Ok(table.print(out)?)
    }
}

fn tell_unknown(unknown: usize) {
    if unknown > 0 {
        complain(&say!(
            "note: records that do not state a field that is tested, and are left out: {unknown}",
            "注意：有{unknown}条记录未填写所查的字段，未列出"
        ));
    }
}

/// Prints every record that passes, one a line.
fn print_lines(out: &mut Output, snapshot: &Snapshot, options: ListOptions) -> Result<()> {
    // One page: each would read the whole collection again. Its records are held at once.
    let page = snapshot.list(&options.limit(usize::MAX))?;
    tell_unknown(page.unknown);
    for record in &page.records {
        writeln!(out, "{}", serde_json::to_string(record)?)?;
    }
    Ok(())
}

fn cells(record: &Record) -> [String; 6] {
    let region = |region: &Option<qianxian::model::RegionPath>| {
        region.as_ref().map(ToString::to_string).unwrap_or_default()
    };
    let id = record.id().as_str().to_owned();
    let name = record.name().to_owned();
    match record {
        Record::Need(need) => [
            id,
            name,
            named!(need.kind).to_owned(),
            named!(need.status).to_owned(),
            need.enterprise.clone().unwrap_or_default(),
            region(&need.region),
        ],
        Record::Profile(profile) => [
            id,
            name,
            named!(profile.kind).to_owned(),
            named!(profile.status).to_owned(),
            profile.organization.clone().unwrap_or_default(),
            region(&profile.region),
        ],
        Record::Enterprise(firm) => {
            let size = firm.size.map(|size| named!(size).to_owned());
            let size = size.unwrap_or_default();
            [
                id,
                name,
                size,
                String::new(),
                String::new(),
                region(&firm.region),
            ]
        }
        _ => [
            id,
            name,
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ],
    }
}
