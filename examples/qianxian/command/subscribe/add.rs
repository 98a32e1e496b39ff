//! `qianxian subscribe add`: one subscription from options, or several from a file.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{ArgGroup, Args};
use qianxian::intake::Source;
use qianxian::model::{Date, Language, ProfileKind, SubscriptionId};
use qianxian::score::Fit;
use qianxian::standing::{
    DayRange, PushQuota, Sought, StandingQuestion, Subscription, SubscriptionSubject, Weekday,
};
use qianxian::{Error, Library};

use crate::failure::Result;
use crate::language::{counted, tell, wording};
use crate::library::{LibraryArgs, region};
use crate::output::Output;

/// Add a subscription, or replace the one of its id
///
/// qianxian subscribe add --library lib --id S-001 --need N-001 --recipient 示例·李科长 --per-week 3 --quiet-day 周日
///
/// qianxian subscribe add --library lib --id S-002 --seek achievement --industry 新材料 --region 山东省/淄博市 --recipient li@example.org --digest-days 7
///
/// qianxian subscribe add --library lib --file subscriptions.jsonl
///
/// A need wants profiles, a profile wants needs; a question seeks profiles of kinds, or needs.
#[derive(Args, Debug)]
pub(super) struct AddSubscription {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    wish: WishArgs,
    /// Subscriptions as JSON, one a line
    #[arg(long, value_name = "FILE", group = "subject", conflicts_with_all = ["id", "recipient"])]
    file: Option<PathBuf>,
}

/// One subscription.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("subject").required(true))]
pub(super) struct WishArgs {
    /// Id of the subscription
    #[arg(long, value_name = "ID", required_unless_present = "file")]
    id: Option<SubscriptionId>,
    /// Need that wants profiles, by id or title
    #[arg(long, value_name = "NEED", group = "subject")]
    need: Option<String>,
    /// Profile that wants needs, by id or name
    #[arg(long, value_name = "PROFILE", group = "subject")]
    profile: Option<String>,
    /// What a question seeks: needs, or a kind of profile; may be repeated
    #[arg(long, value_name = "KIND", group = "subject")]
    seek: Vec<String>,
    /// Words of the question
    #[arg(long, value_name = "TEXT", requires = "seek")]
    words: Option<String>,
    /// Industry of the question, by code or name; may be repeated
    #[arg(long, value_name = "INDUSTRY", requires = "seek")]
    industry: Vec<String>,
    /// Discipline of the question, by code or name; may be repeated
    #[arg(long, value_name = "DISCIPLINE", requires = "seek")]
    discipline: Vec<String>,
    /// Region of the question
    #[arg(long, value_name = "REGION", requires = "seek")]
    region: Option<String>,
    /// Test of the question that a record must pass, as of `qianxian list`; may be repeated
    #[arg(long = "where", value_name = "TEST", requires = "seek")]
    tests: Vec<String>,
    /// Who is sent the answers
    #[arg(long, value_name = "WHO", required_unless_present = "file")]
    recipient: Option<String>,
    /// How they are sent, such as mailto:li@example.org
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// Language of what is sent: zh or en
    #[arg(long = "in", value_name = "LANGUAGE", default_value_t = Language::Chinese)]
    sent_in: Language,
    /// Places of the list, 1 to 1000
    #[arg(short, value_name = "K", default_value_t = 5)]
    k: usize,
    /// Least fit of a record: clear, possible or none
    #[arg(long, value_name = "FIT", default_value_t = Fit::Possible)]
    least_fit: Fit,
    /// Most deliveries from Monday to Sunday
    #[arg(long, value_name = "N")]
    per_week: Option<u32>,
    /// Weekday on which nothing is sent; may be repeated
    #[arg(long, value_name = "WEEKDAY")]
    quiet_day: Vec<Weekday>,
    /// Days on which nothing is sent, as in 2026-10-01..2026-10-07; may be repeated
    #[arg(long, value_name = "DAYS")]
    quiet: Vec<DayRange>,
    /// Least days from one digest to the next; 0 sends at once
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    digest_days: u32,
    /// First day (default: today, by the machine's clock and time zone)
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,
    /// Last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
}

impl AddSubscription {
    pub(super) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let added = match &self.file {
            Some(file) => super::read(&Source::file(file).text()?, &file.display().to_string())?,
            None => vec![self.wish.subscription(&library)?],
        };
        let count = added.len();
        library.subscriptions()?.put_all(added)?;
        let stored = counted(count, "subscription", "subscriptions");
        tell!(out, "stored {stored}", "已保存{count}个订阅")?;
        Ok(())
    }
}

impl WishArgs {
    /// The subscription of the options.
    pub(super) fn subscription(&self, library: &Library) -> Result<Subscription> {
        let (Some(id), Some(recipient)) = (&self.id, &self.recipient) else {
            let repair = wording!("give an id and a recipient", "请给出编号和接收人");
            return Err(Error::invalid("subscription", "", repair).into());
        };
        let subject = self.subject(library)?;
        let since = crate::ranking::day(self.since)?;
        let mut quota = PushQuota::new().digest_days(self.digest_days);
        quota.per_week = self.per_week;
        quota.quiet_weekdays.clone_from(&self.quiet_day);
        quota.quiet.clone_from(&self.quiet);
        let mut made = Subscription::new(id.clone(), subject, recipient, since)
            .language(self.sent_in)
            .k(self.k)
            .least_fit(self.least_fit)
            .quota(quota);
        made.channel.clone_from(&self.channel);
        made.until = self.until;
        Ok(made)
    }

    fn subject(&self, library: &Library) -> Result<SubscriptionSubject> {
        if self.need.is_none() && self.profile.is_none() {
            return Ok(SubscriptionSubject::Question(self.question(library)?));
        }
        let snapshot = crate::library::snapshot(library)?;
        Ok(match (&self.need, &self.profile) {
            (Some(text), _) => SubscriptionSubject::need(snapshot.find_need(text)?.id),
            (_, text) => {
                let text = text.as_deref().unwrap_or_default();
                SubscriptionSubject::profile(snapshot.find_profile(text)?.id)
            }
        })
    }

    fn question(&self, library: &Library) -> Result<StandingQuestion> {
        let wants_needs = |text: &String| ["needs", "need", "需求"].contains(&text.as_str());
        let sought = match self.seek.iter().any(wants_needs) {
            true if self.seek.len() > 1 => {
                let repair = wording!("seek needs, or kinds of profiles", "请只查需求，或只查供方");
                return Err(Error::invalid("kind", self.seek.join(","), repair).into());
            }
            true => Sought::Needs,
            false => {
                let kinds = self.seek.iter().map(|text| text.parse());
                Sought::Profiles(kinds.collect::<qianxian::Result<Vec<ProfileKind>>>()?)
            }
        };
        let mut question = StandingQuestion::new(sought);
        question.words.clone_from(&self.words);
        question.industries.clone_from(&self.industry);
        question.disciplines.clone_from(&self.discipline);
        question.filters.clone_from(&self.tests);
        if let Some(text) = &self.region {
            question.within = Some(region(library, text)?);
        }
        Ok(question)
    }
}
