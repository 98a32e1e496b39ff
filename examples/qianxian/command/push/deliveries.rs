//! `qianxian push add`, `list`, `ack`, `return` and `recover`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use qianxian::intake::Source;
use qianxian::model::{Date, Moment, SubscriptionId};
use qianxian::push::{Delivery, DeliveryFilter, DeliveryState};
use qianxian::standing::ListChange;
use qianxian::{Error, Library};
use serde::Serialize;

use super::plan::label;
use crate::clock::now;
use crate::failure::Result;
use crate::language::{counted, name, named, say, tell, wording};
use crate::library::LibraryArgs;
use crate::output::{Column, Output, Table};

/// Take over changes of lists that were made elsewhere: each gained record waits to be sent
///
/// qianxian push add --library lib --changes changes.jsonl
///
/// Lines: {"subscription":"S-001","gained":[{"record":{"profile":"E-001"},"rank":1,"score":0.8,"fit":"clear",
/// "fingerprint":1,"cause":"new_record"}]}; also "lost" and "moved". All lines are taken over or none: subscriptions and
/// records must be in the library, of the collection that the subscription wants, and scores from 0 to 1.
#[derive(Args, Debug)]
pub(super) struct AddChanges {
    #[command(flatten)]
    library: LibraryArgs,
    /// Changes as JSON, one a line
    #[arg(long, value_name = "FILE")]
    changes: PathBuf,
    /// Day of the changes (default: today, by the machine's clock and time zone)
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
}

impl AddChanges {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let text = Source::file(&self.changes).text()?;
        let values = serde_json::Deserializer::from_str(&text).into_iter::<ListChange>();
        let changes: Vec<ListChange> = values.collect::<Result<_, _>>().map_err(|error| {
            let repair = wording!(
                "write one change a line, as in `qianxian push add --help`",
                "请每行写一处变化，格式见 `qianxian push add --help`"
            );
            Error::invalid("changes", error, repair).in_record(name(self.changes.display()))
        })?;
        let library = self.library.open()?;
        self.look_up(&library, &changes)?;
        let outbox = library.outbox()?;
        let file = || name(self.changes.display());
        outbox
            .add_changes(&changes, crate::ranking::day(self.today)?)
            .map_err(|error| error.in_record(file()))?;
        let open = outbox.candidates()?.len();
        let waiting = counted(open, "candidate waits", "candidates wait");
        tell!(out, "{waiting}", "待选{open}条")?;
        Ok(())
    }

    /// Refuses records that are not in the library: nobody could be sent them.
    fn look_up(&self, library: &Library, changes: &[ListChange]) -> Result<()> {
        let snapshot = crate::library::snapshot(library)?;
        for change in changes {
            let gained = change.gained.iter().map(|member| &member.record);
            let moved = change.moved.iter().map(|member| &member.record);
            for record in gained.chain(moved) {
                snapshot.record(record).map_err(|error| {
                    let (file, id) = (self.changes.display(), &change.subscription);
                    error.in_record(wording!("{file}, subscription {id}", "{file}，订阅 {id}"))
                })?;
            }
        }
        Ok(())
    }
}

/// Deliveries, the latest first
///
/// qianxian push list --library lib --recipient 示例·李科长 --state handed
///
/// JSON: {"deliveries":[{"number","batch","subscription","recipient","record","need"?,"profile"?,"day","is_digest",
/// "state","reason"?,"rank","score","fit","fingerprint","cause","value","propensity","channel"?,"language","shown",
/// "context"}],"names"}.
#[derive(Args, Debug)]
pub(super) struct List {
    #[command(flatten)]
    library: LibraryArgs,
    /// Subscription
    #[arg(long, value_name = "SUBSCRIPTION")]
    subscription: Option<SubscriptionId>,
    /// Recipient
    #[arg(long, value_name = "WHO")]
    recipient: Option<String>,
    /// State: planned, handed, acknowledged or returned
    #[arg(long, value_name = "STATE")]
    state: Option<DeliveryState>,
    /// Batch
    #[arg(long, value_name = "NUMBER")]
    batch: Option<u64>,
    /// Planned for this day or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,
    /// List at most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    deliveries: &'a [Delivery],
}

impl List {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let snapshot = crate::library::snapshot(&library)?;
        let mut filter = DeliveryFilter::all().limit(self.limit);
        filter.subscription.clone_from(&self.subscription);
        filter.recipient.clone_from(&self.recipient);
        filter.state = self.state;
        filter.batch = self.batch;
        filter.since = self.since;
        let deliveries = library.outbox()?.deliveries(&filter)?;
        if self.json {
            let answer = Answer {
                deliveries: &deliveries,
            };
            return out.named_json(&answer, &snapshot);
        }
        if deliveries.is_empty() {
            tell!(out, "no delivery", "没有这样的推送")?;
            return Ok(());
        }
        let mut table = Table::new([
            Column::number("delivery"),
            Column::text("day", 10),
            Column::text("recipient", 24),
            Column::text("subscription", 20),
            Column::text("record", 36),
            Column::text("status", 14),
        ]);
        for one in &deliveries {
            table.row([
                one.number.to_string(),
                one.day.to_string(),
                one.recipient.clone(),
                one.subscription.to_string(),
                label(&snapshot, &one.record),
                named!(one.state).to_owned(),
            ]);
        }
        Ok(table.print(out)?)
    }
}

/// Note that deliveries arrived
///
/// qianxian push ack --library lib 12 13
#[derive(Args, Debug)]
pub(super) struct Ack {
    #[command(flatten)]
    library: LibraryArgs,
    /// Numbers of the deliveries
    #[arg(value_name = "NUMBER", required = true)]
    numbers: Vec<u64>,
}

impl Ack {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let outbox = library.outbox()?;
        let mut known = Vec::new();
        let mut count = 0;
        let numbers: std::collections::BTreeSet<u64> = self.numbers.iter().copied().collect();
        // One that cannot have arrived is refused before any other is noted.
        for &number in &numbers {
            let state = outbox.delivery(number)?.state;
            if !matches!(state, DeliveryState::Handed | DeliveryState::Acknowledged) {
                outbox.acknowledge(number)?;
            }
        }
        for number in numbers {
            if outbox.delivery(number)?.state == DeliveryState::Acknowledged {
                known.push(number.to_string());
            } else {
                outbox.acknowledge(number)?;
                count += 1;
            }
        }
        let arrived = counted(count, "delivery", "deliveries");
        tell!(out, "{arrived} arrived", "{count}条推送已送达")?;
        if !known.is_empty() {
            tell!(
                out,
                "known to have arrived before: {}",
                "此前已记为送达：{}",
                known.join(&say!(", ", "、"))
            )?;
        }
        Ok(())
    }
}

/// Note that a delivery came back: it waits to be planned again
///
/// qianxian push return --library lib 12 --reason 地址不存在
#[derive(Args, Debug)]
pub(super) struct Return {
    #[command(flatten)]
    library: LibraryArgs,
    /// Number of the delivery
    #[arg(value_name = "NUMBER")]
    number: u64,
    /// Why it came back
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// When, as in 2026-11-29T09:30+08:00 (default: now, by the machine's clock)
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
}

impl Return {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let at = self.at.map_or_else(now, Ok)?;
        let number = self.number;
        let outbox = library.outbox()?;
        let before = outbox.delivery(number)?;
        outbox.returned(number, &self.reason, at)?;
        if before.state == DeliveryState::Returned {
            let reason = before.reason.unwrap_or_default();
            tell!(
                out,
                "delivery {number} had come back before ({reason}); nothing is changed",
                "推送{number}此前已退回（{reason}），未作改动"
            )?;
            return Ok(());
        }
        tell!(
            out,
            "delivery {number} came back and waits again",
            "推送{number}已退回，等待再次安排"
        )?;
        Ok(())
    }
}

/// Finish the batches of files that a stopped command left
///
/// qianxian push recover --library lib
#[derive(Args, Debug)]
pub(super) struct Recover {
    #[command(flatten)]
    library: LibraryArgs,
}

impl Recover {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let count = self.library.open()?.outbox()?.recover()?.len();
        let finished = counted(count, "batch was", "batches were");
        tell!(out, "{finished} finished", "已补完{count}个批次")?;
        Ok(())
    }
}
