//! `qianxian duplicates`: records of one person, body or need under several ids.

use std::io::Write as _;

use clap::Args;
use qianxian::intake::duplicate::{SameGroup, SameRecords};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{named, pick, say, tell};
use crate::library::LibraryArgs;
use crate::output::{Column, Output, Table};

/// List profiles and needs that seem to be one under several ids, with the evidence
///
/// qianxian duplicates --library lib
///
/// Profiles of one name and kind are one surely (sure) if they share an organisation, and likely if they share a work;
/// needs, if title and enterprise are the same. Case, width, spaces, hyphens and traditional writing do not count.
/// Records that share the name alone are namesakes, and counted. Nothing is changed: `qianxian merge` makes two
/// profiles one, `qianxian delete` removes a need. (Texts that are nearly equal are told by `qianxian import`.)
///
/// JSON: {"profiles":{"groups":[{"sameness","records":[{"id","name","organizations"?}],"organizations"?,"works"?,
/// "works_in_common"}],"namesakes","not_compared"},"needs":{…}}.
#[derive(Args, Debug)]
pub(crate) struct Duplicates {
    #[command(flatten)]
    library: LibraryArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    profiles: SameRecords,
    needs: SameRecords,
}

impl Duplicates {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let snapshot = crate::library::snapshot(&self.library.open()?)?;
        let answer = Answer {
            profiles: snapshot.same_profiles()?,
            needs: snapshot.same_needs()?,
        };
        if self.json {
            return out.json(&answer);
        }
        print(out, pick("profiles", "供方"), &answer.profiles)?;
        print(out, pick("needs", "需求"), &answer.needs)
    }
}

fn print(out: &mut Output, what: &str, found: &SameRecords) -> Result<()> {
    let (groups, namesakes) = (found.groups.len(), found.namesakes);
    let records: usize = found.groups.iter().map(|group| group.records.len()).sum();
    let one = match groups {
        0 => say!(
            "{what}: none seems to be another one",
            "{what}：没有疑似同一的记录"
        ),
        _ => say!(
            "{what}: {records} seem to be {groups}",
            "{what}：{records}条疑似实为{groups}个"
        ),
    };
    tell!(
        out,
        "{one}; {namesakes} more share a name and nothing else",
        "{one}；另有{namesakes}条仅名称相同"
    )?;
    if found.not_compared > 0 {
        tell!(
            out,
            "{} {what} were not compared, because more than 1000 have their name",
            "{}条{what}未比对，因同名的超过1000条",
            found.not_compared
        )?;
    }
    let mut table = Table::new([
        Column::number("#"),
        Column::text("", 6),
        Column::text("id", usize::MAX),
        Column::text("name", 44),
        Column::text("organizations", 60),
    ]);
    for (at, group) in (1..).zip(&found.groups) {
        for (number, record) in group.records.iter().enumerate() {
            let is_last = number + 1 == group.records.len();
            let cells = [
                at.to_string(),
                named!(group.sameness).to_owned(),
                record.id.clone(),
                record.name.clone(),
                record.organizations.join("；"),
            ];
            let notes = if is_last { evidence(group) } else { Vec::new() };
            table.row_with_notes(cells, notes);
        }
    }
    Ok(table.print(out)?)
}

/// What the records of a group share besides their name.
fn evidence(group: &SameGroup) -> Vec<String> {
    let mut lines = Vec::new();
    if !group.organizations.is_empty() {
        lines.push(say!(
            "organization in common: {}",
            "共同单位：{}",
            group.organizations.join("、")
        ));
    }
    if group.works_in_common > 0 {
        let more = group.works_in_common - group.works.len();
        let mut line = say!(
            "works in common: {}",
            "共同成果：{}",
            group.works.join("、")
        );
        if more > 0 {
            line += &say!(" and {more} more", "，另有{more}项");
        }
        lines.push(line);
    }
    lines
}
