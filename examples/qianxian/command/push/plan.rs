//! `qianxian push plan` and `qianxian push send`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use qianxian::model::{Moment, RecordId};
use qianxian::push::{BatchFormat, HandOver, HeldCause, PlanOptions, PushPlan, SilentSubscription};
use qianxian::{Library, RankOptions, Snapshot};

use crate::clock::now;
use crate::failure::Result;
use crate::language::{chosen, counted, named, say, tell, worded};
use crate::library::{LibraryArgs, need_label, profile_label};
use crate::output::{Column, Output, Table};
use crate::ranking::RankingArgs;

/// Limits of a plan.
#[derive(Args, Debug)]
struct PlanArgs {
    /// Most deliveries of the plan
    #[arg(long, value_name = "N")]
    total: Option<u32>,
    /// Most deliveries to one recipient from Monday to Sunday
    #[arg(long, value_name = "N")]
    per_recipient: Option<u32>,
    /// Most deliveries of one record from Monday to Sunday
    #[arg(long, value_name = "N")]
    per_record: Option<u32>,
    /// Probability with which a place goes to a record that was never sent, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.1)]
    newcomers: f64,
    /// Seed of the lottery among such records
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    ranking: RankingArgs,
}

impl PlanArgs {
    /// The plan, with the snapshot and the options that it was judged by.
    fn plan(&self, library: &Library) -> Result<(PushPlan, Snapshot, RankOptions)> {
        let options = self.ranking.options(library, 1)?;
        // What is shown has the scores of the lists, which are frozen once there are lists.
        let (snapshot, options) = match library.frozen_scores()? {
            None => (self.ranking.snapshot(library)?, options),
            Some(frozen) => {
                let snapshot = library.snapshot_under(&frozen.statistics)?;
                let snapshot = self.ranking.busy(library, snapshot)?;
                (snapshot, options.scored_on(frozen.scored_on))
            }
        };
        let today = crate::ranking::day(self.ranking.today)?;
        let mut limits = PlanOptions::new().newcomers(self.newcomers).seed(self.seed);
        limits.total = self.total;
        limits.per_recipient_week = self.per_recipient;
        limits.per_record_week = self.per_record;
        let mut plan = library
            .outbox()?
            .plan(today, &limits, &mut |subscription, candidate| {
                snapshot.admission(subscription, &candidate.record, &options)
            })?;
        let subscriptions = library.subscriptions()?;
        plan.explain_silence(|id| snapshot.why_silent(&subscriptions.get(id)?))?;
        Ok((plan, snapshot, options))
    }
}

/// What would be sent today, and why the rest would not; changes nothing
///
/// qianxian push plan --library lib --per-recipient 5 --held
///
/// JSON: {"day","is_best","chosen":[{"subscription","recipient","record","rank","score","fit","fingerprint","cause","day","value",
/// "propensity","by_lot"}],"held":[{"subscription","record","rank","score","fit","fingerprint","cause","day","held",
/// "detail"?}],
/// "silent":[{"subscription","recipient","causes","detail"?}],"names"}.
#[derive(Args, Debug)]
pub(super) struct Plan {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// List what is left out too, with the cause
    #[arg(long)]
    held: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Plan {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let (plan, snapshot, _) = self.plan.plan(&library)?;
        if self.json {
            return out.named_json(&plan, &snapshot);
        }
        print(out, &snapshot, &plan)?;
        if self.held {
            print_held(out, &snapshot, &plan)?;
        }
        Ok(())
    }
}

/// A record with its name.
pub(in super::super) fn label(snapshot: &Snapshot, record: &RecordId) -> String {
    match record {
        RecordId::Need(id) => need_label(snapshot, id),
        RecordId::Profile(id) => profile_label(snapshot, id),
        other => other.as_str().to_owned(),
    }
}

fn print(out: &mut Output, snapshot: &Snapshot, plan: &PushPlan) -> Result<()> {
    let mut table = Table::new([
        Column::text("recipient", 24),
        Column::text("subscription", 20),
        Column::text("record", 36),
        Column::number("score"),
        Column::text("fit", 10),
        Column::text("cause", 16),
    ]);
    for one in &plan.chosen {
        let candidate = &one.candidate;
        table.row([
            one.recipient.clone(),
            candidate.subscription.to_string(),
            label(snapshot, &candidate.record),
            format!("{:.4}", candidate.score),
            named!(candidate.fit).to_owned(),
            named!(candidate.cause).to_owned(),
        ]);
    }
    table.print(out)?;
    let (chosen, held, silent) = (plan.chosen.len(), plan.held.len(), plan.silent.len());
    let mute = counted(silent, "subscription sends", "subscriptions send");
    tell!(
        out,
        "{chosen} to send, {held} held back; {mute} nothing",
        "待发{chosen}条，暂不发{held}条；{silent}个订阅无内容可发"
    )?;
    print_unlisted(out, plan)
}

/// Says of how many subscriptions nobody knows yet who fits, and how to find out.
fn print_unlisted(out: &mut Output, plan: &PushPlan) -> Result<()> {
    let is_unlisted = |one: &&SilentSubscription| one.causes.contains_key(&HeldCause::NotListed);
    let count = plan.silent.iter().filter(is_unlisted).count();
    if count > 0 {
        let lists = counted(count, "list is", "lists are");
        tell!(
            out,
            "{lists} not made yet: run `qianxian watch`",
            "{count}个订阅的名单尚未生成：请运行 `qianxian watch`"
        )?;
    }
    Ok(())
}

/// Counts by cause, then each with what is known more.
fn print_held(out: &mut Output, snapshot: &Snapshot, plan: &PushPlan) -> Result<()> {
    for (cause, count) in plan.held_by_cause() {
        writeln!(out, "{}{} {count}", named!(cause), say!(":", "："))?;
    }
    for held in &plan.held {
        let candidate = &held.candidate;
        let detail = held.detail.in_language(chosen());
        let line = [
            candidate.subscription.as_str(),
            &label(snapshot, &candidate.record),
            named!(held.held),
            detail,
        ];
        writeln!(out, "  {}", line.join("  ").trim_end())?;
    }
    for silent in &plan.silent {
        let causes = silent.causes.keys().map(|cause| named!(cause));
        let mut causes = causes.collect::<Vec<_>>().join(", ");
        let id = &silent.subscription;
        if !silent.detail.english().is_empty() {
            causes = format!("{causes} ({})", worded(&silent.detail));
        }
        tell!(
            out,
            "  {id} is silent: {causes}",
            "  {id} 无内容可发：{causes}"
        )?;
    }
    Ok(())
}

/// Plan what is sent today, and hand it over as files
///
/// qianxian push send --library lib --output out --format jsonl
///
/// qianxian push send --library lib --output out --format eml --sender match@example.org --per-recipient 5
///
/// A file or directory is there whole or not at all, named by the number of its batch: push-000012.jsonl, push-000012.csv,
/// or push-000012/0001.eml for each recipient. Each delivery is handed over once; a command that was stopped is finished by
/// the next one. What stands there already and is not that batch, as another library's of that number, is left alone: the
/// command stops before anything is handed over.
///
/// JSON: {"batch":{"number","at","format","path","is_done","deliveries":[{"number","batch","subscription","recipient",
/// "record","need"?,"profile"?,"day","is_digest","state","rank","score","fit","fingerprint","cause","value","propensity",
/// "channel"?,"language","shown","context"}]}|null,"names"}.
#[derive(Args, Debug)]
pub(super) struct Send {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// Directory of the files
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
    /// Form: jsonl, csv or eml
    #[arg(long, value_name = "FORMAT", default_value_t = BatchFormat::JsonLines)]
    format: BatchFormat,
    /// Address that mails are from
    #[arg(long, value_name = "ADDRESS")]
    sender: Option<String>,
    /// When, on the day of --today (default: now, by the machine's clock)
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Send {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let outbox = library.outbox()?;
        let finished = outbox.recover()?;
        let (mut plan, snapshot, options) = self.plan.plan(&library)?;
        let subscriptions = library.subscriptions()?;
        plan.show(|one| {
            let subscription = subscriptions.get(&one.candidate.subscription)?;
            snapshot.shown(one, &subscription, &options)
        })?;
        let mut to = HandOver::new(&self.output, self.format).language(chosen());
        if let Some(sender) = &self.sender {
            to = to.sender(sender);
        }
        let at = match (self.at, self.plan.ranking.today) {
            (Some(at), _) => at,
            // The first second of a day that is not today's.
            (None, Some(day)) if now()?.date() != day => Moment::new(day, 0, now()?.offset())?,
            (None, _) => now()?,
        };
        let batch = outbox.hand_over(&plan, at, &to)?;
        if self.json {
            return out.named_json(&serde_json::json!({"batch": batch}), &snapshot);
        }
        for number in finished {
            tell!(out, "batch {number} was finished", "批次{number}已补完")?;
        }
        match &batch {
            Some(batch) => {
                let (number, count) = (batch.number, batch.deliveries.len());
                let path = batch.path.as_deref().unwrap_or_default();
                let deliveries = counted(count, "delivery", "deliveries");
                tell!(
                    out,
                    "batch {number}: {deliveries} in {path}",
                    "批次{number}：{count}条推送，写入 {path}"
                )?;
            }
            None => {
                tell!(
                    out,
                    "nothing to send; `qianxian push plan --held` says why",
                    "没有可发的内容；`qianxian push plan --held` 说明原因"
                )?;
            }
        }
        print_unlisted(out, &plan)
    }
}
