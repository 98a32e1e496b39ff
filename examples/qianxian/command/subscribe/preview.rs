//! `qianxian subscribe preview`: what a subscription would have sent.

use std::io::Write as _;

use clap::Args;
use qianxian::engine::PushPreview;
use qianxian::model::Date;

use super::super::push::label;
use super::super::watch::lists;
use super::add::WishArgs;
use crate::failure::Result;
use crate::language::{counted, named, tell};
use crate::library::LibraryArgs;
use crate::output::{Column, Output, Table};
use crate::ranking::{RankingArgs, day};

/// What a subscription would have sent since a day, before it is saved
///
/// qianxian subscribe preview --library lib --id S-001 --need N-001 --recipient 示例·李科长 --per-week 3 --from 2026-09-01
///
/// The changes of records in the history are played again, day by day, under today's scores and rules. Nothing is stored.
///
/// JSON: {"sent":[{"day","record","name","score","cause"}],"gained","waiting","list":[{"record","score","fit"}],"undated",
/// "names"}.
#[derive(Args, Debug)]
pub(super) struct Preview {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    wish: WishArgs,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Date,
    #[command(flatten)]
    ranking: RankingArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Preview {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let wish = self.wish.subscription(&library)?.checked()?;
        let lists = lists(&library, &self.ranking)?;
        let today = day(self.ranking.today)?;
        let preview = lists.preview(&library, &wish, (self.from, today))?;
        let snapshot = crate::library::snapshot(&library)?;
        if self.json {
            return out.named_json(&preview, &snapshot);
        }
        let mut table = Table::new([
            Column::text("day", 12),
            Column::text("record", 40),
            Column::number("score"),
            Column::text("cause", 16),
        ]);
        for one in &preview.sent {
            table.row([
                one.day.to_string(),
                format!("{} {}", one.record.as_str(), one.name),
                format!("{:.4}", one.score),
                named!(one.cause).to_owned(),
            ]);
        }
        table.print(out)?;
        summarise(out, &preview)?;
        for member in &preview.list {
            let (record, score) = (label(&snapshot, &member.record), member.score);
            tell!(out, "  {record}  {score:.4}", "  {record}  {score:.4}")?;
        }
        Ok(())
    }
}

fn summarise(out: &mut Output, preview: &PushPreview) -> Result<()> {
    let (sent, gained, waiting) = (preview.sent.len(), preview.gained, preview.waiting);
    let records = counted(gained, "record", "records");
    tell!(
        out,
        "{records} entered the list, {sent} would have been sent, {waiting} would still wait",
        "名单新进{gained}条，会发出{sent}条，仍有{waiting}条待发"
    )?;
    let undated = preview.undated;
    if undated > 0 {
        let changes = counted(undated, "change has", "changes have");
        tell!(
            out,
            "{changes} no day and cannot be played: give imports a moment with --at",
            "另有{undated}处改动没有日期，未计入：导入时请用 --at 写明时刻"
        )?;
    }
    let list = preview.list.len();
    tell!(
        out,
        "the list today, {list} long:",
        "今天的名单，共{list}条："
    )?;
    Ok(())
}
