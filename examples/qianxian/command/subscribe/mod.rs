//! `qianxian subscribe`: who wants to hear of what.

mod add;
mod preview;

use std::io::Write as _;

use clap::{Args, Subcommand};
use qianxian::model::{Date, ProfileId, RecordId, SubscriptionId};
use qianxian::push::Subscriptions;
use qianxian::standing::{Subscription, SubscriptionSubject};
use qianxian::{Error, Snapshot};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{counted, pick, say, tell, wording};
use crate::library::{LibraryArgs, need_label, profile_label};
use crate::output::{Column, Output, Table};

/// Subscriptions: who is sent the best answers to a need, a profile or a question, as they come
///
/// qianxian subscribe add --library lib --id S-001 --need N-001 --recipient 示例·李科长 --per-week 3
///
/// qianxian subscribe list --library lib
///
/// `qianxian push` plans and sends what they find.
#[derive(Args, Debug)]
pub(crate) struct Subscribe {
    #[command(subcommand)]
    command: SubscribeCommands,
}

#[derive(Debug, Subcommand)]
enum SubscribeCommands {
    Add(Box<add::AddSubscription>),
    Preview(Box<preview::Preview>),
    List(ListSubscriptions),
    Show(ShowSubscription),
    Pause(PauseSubscription),
    Remove(RemoveSubscription),
}

impl Subscribe {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        match &self.command {
            SubscribeCommands::Add(add) => add.run(out),
            SubscribeCommands::Preview(preview) => preview.run(out),
            SubscribeCommands::List(list) => list.run(out),
            SubscribeCommands::Show(show) => show.run(out),
            SubscribeCommands::Pause(pause) => pause.run(out),
            SubscribeCommands::Remove(remove) => remove.run(out),
        }
    }
}

/// The subscriptions, of all or of one recipient or record
///
/// qianxian subscribe list --library lib --recipient 示例·李科长
///
/// JSON: {"subscriptions":[{"id","subject","recipient","channel"?,"language","k","least_fit","quota","since","until"?,
/// "paused"}],"names"}.
#[derive(Args, Debug)]
struct ListSubscriptions {
    #[command(flatten)]
    library: LibraryArgs,
    /// Recipient
    #[arg(long, value_name = "WHO")]
    recipient: Option<String>,
    /// Need, by id or title
    #[arg(long, value_name = "NEED")]
    need: Option<String>,
    /// Profile, by id or name
    #[arg(long, value_name = "PROFILE", conflicts_with = "need")]
    profile: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    subscriptions: &'a [Subscription],
}

impl ListSubscriptions {
    fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let snapshot = crate::library::snapshot(&library)?;
        let subscriptions = library.subscriptions()?;
        let record: Option<RecordId> = match (&self.need, &self.profile) {
            (Some(text), _) => Some(snapshot.find_need(text)?.id.into()),
            (_, Some(text)) => Some(snapshot.find_profile(text)?.id.into()),
            (None, None) => None,
        };
        let mut listed = match (&record, &self.recipient) {
            (Some(RecordId::Profile(id)), _) => of_profile(&snapshot, &subscriptions, id)?,
            (Some(record), _) => subscriptions.of_record(record)?,
            (None, Some(recipient)) => subscriptions.of_recipient(recipient)?,
            (None, None) => subscriptions.list()?,
        };
        if let Some(recipient) = &self.recipient {
            listed.retain(|one| one.recipient == *recipient);
        }
        if self.json {
            let answer = Answer {
                subscriptions: &listed,
            };
            return out.named_json(&answer, &snapshot);
        }
        if listed.is_empty() {
            tell!(out, "no subscription", "没有这样的订阅")?;
            return Ok(());
        }
        let mut table = Table::new([
            Column::text("id", 20),
            Column::text("about", 36),
            Column::text("recipient", 24),
            Column::text("status", 12),
        ]);
        for one in &listed {
            let status = match one.paused {
                true => pick("paused", "已暂停"),
                false => pick("active", "有效"),
            };
            table.row([
                one.id.to_string(),
                about(&snapshot, one),
                one.recipient.clone(),
                status.to_owned(),
            ]);
        }
        Ok(table.print(out)?)
    }
}

/// The subscriptions of a profile, and of the ones that were merged into it.
fn of_profile(
    snapshot: &Snapshot,
    subscriptions: &Subscriptions<'_>,
    id: &ProfileId,
) -> Result<Vec<Subscription>> {
    let mut found = Vec::new();
    for one in subscriptions.list()? {
        let SubscriptionSubject::Profile { id: own } = &one.subject else {
            continue;
        };
        // A profile that was merged away leads to the one that was kept.
        if own == id || snapshot.profile(own).is_ok_and(|kept| kept.id == *id) {
            found.push(one);
        }
    }
    Ok(found)
}

/// What a subscription stands for, in a few words.
fn about(snapshot: &Snapshot, subscription: &Subscription) -> String {
    match &subscription.subject {
        SubscriptionSubject::Need { id, .. } => need_label(snapshot, id),
        SubscriptionSubject::Profile { id } => profile_label(snapshot, id),
        SubscriptionSubject::Question(question) => {
            let parts = question.words.iter().chain(&question.industries);
            let parts: Vec<&str> = parts.chain(&question.filters).map(String::as_str).collect();
            let text = parts.join(" ");
            say!("question: {text}", "提问：{text}")
        }
        _ => String::new(),
    }
}

/// One subscription
///
/// qianxian subscribe show --library lib S-001
///
/// JSON: {"id","subject","recipient","channel"?,"language","k","least_fit","quota","since","until"?,"paused","names"}.
#[derive(Args, Debug)]
struct ShowSubscription {
    #[command(flatten)]
    library: LibraryArgs,
    /// Id of the subscription
    #[arg(value_name = "SUBSCRIPTION")]
    id: SubscriptionId,
    /// Print JSON; the page is JSON either way
    #[arg(long)]
    json: bool,
}

impl ShowSubscription {
    fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let found = library.subscriptions()?.get(&self.id)?;
        if self.json {
            return out.named_json(&found, &crate::library::snapshot(&library)?);
        }
        out.json(&found)
    }
}

/// Stop what a subscription sends, or let it send again
///
/// qianxian subscribe pause --library lib S-001
///
/// qianxian subscribe pause --library lib S-001 --resume
#[derive(Args, Debug)]
struct PauseSubscription {
    #[command(flatten)]
    library: LibraryArgs,
    /// Id of the subscription
    #[arg(value_name = "SUBSCRIPTION")]
    id: SubscriptionId,
    /// Let it send again
    #[arg(long)]
    resume: bool,
}

impl PauseSubscription {
    fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        library.subscriptions()?.pause(&self.id, !self.resume)?;
        let id = &self.id;
        match self.resume {
            true => tell!(out, "{id} sends again", "{id} 已恢复")?,
            false => tell!(out, "{id} is paused", "{id} 已暂停")?,
        }
        Ok(())
    }
}

/// Remove subscriptions; what they sent stays in the outbox
///
/// qianxian subscribe remove --library lib S-001
#[derive(Args, Debug)]
struct RemoveSubscription {
    #[command(flatten)]
    library: LibraryArgs,
    /// Ids of the subscriptions
    #[arg(value_name = "SUBSCRIPTION", required = true)]
    ids: Vec<SubscriptionId>,
    /// Day of the removal (default: today, by the machine's clock and time zone)
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
}

impl RemoveSubscription {
    fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let subscriptions = library.subscriptions()?;
        let day = crate::ranking::day(self.today)?;
        for id in &self.ids {
            subscriptions.remove(id, day)?;
        }
        let count = self.ids.len();
        let removed = counted(count, "subscription", "subscriptions");
        tell!(out, "removed {removed}", "已取消{count}个订阅")?;
        Ok(())
    }
}

/// A file of subscriptions: one JSON object, a list of them, or one a line.
fn read(text: &str, name: &str) -> Result<Vec<Subscription>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let refuse = |error: serde_json::Error| {
        let repair = wording!(
            "write subscriptions as JSON, one a line, as `qianxian subscribe list --json` shows them",
            "请写成 JSON，每行一个订阅，格式见 `qianxian subscribe list --json`"
        );
        Error::invalid("subscription", error, repair).in_record(crate::language::name(name))
    };
    let texts: Vec<String> = match text.starts_with('[') {
        true => {
            let values: Vec<serde_json::Value> = serde_json::from_str(text).map_err(refuse)?;
            values.iter().map(ToString::to_string).collect()
        }
        false => {
            let values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
            let values: Vec<_> = values.collect::<Result<_, _>>().map_err(refuse)?;
            values.iter().map(ToString::to_string).collect()
        }
    };
    let read = texts.iter().map(|text| Ok(Subscription::read(text)?));
    read.collect()
}
