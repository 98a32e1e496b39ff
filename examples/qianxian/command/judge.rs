//! `qianxian judge`: the estimated earnings of other weights on lists that were shown.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::engine::LeftOut;
use qianxian::intake::{Severity, Source};
use qianxian::learn::{
    Estimate, Feedback, MatchOutcome, OfflineLists, PositionModel, TrainingSet,
    drop_without_propensity, fill_propensities, read_feedback,
};
use qianxian::model::Date;
use qianxian::score::KindWeights;
use qianxian::{Error, Library, RankOptions};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::language::{chosen, counted, named, pick, say, tell, worded};
use crate::library::LibraryArgs;
use crate::output::{Output, RankBar, complain};
use crate::ranking::{day, places, read_weights};

/// Estimate from a log of lists what other weights would have earned, without trying them
///
/// qianxian run --library lib --output run.tsv --log log.csv --places 1,0.7,0.5
///
/// qianxian judge --library lib --log log.csv --weights weights.json
///
/// qianxian judge --library lib --ledger --weights weights.json
///
/// The log (CSV, JSON Lines) has a row for each profile shown, and one for each thing that came of it:
/// columns need, profile, outcome (shown, viewed, contacted, signed, solved, refused), and in one row of each
/// pair propensity, how likely its place in the list was looked at (above 0, at most 1), or rank, its place
/// from 1, with --places; date where known. `run --log` writes the rows of the showing; outcomes are appended.
/// The ledger holds all that already, of matches that were pushed with their probability.
///
/// Each need's shown profiles are put in the order of the weights, old and new; a match counts by
/// 1/log2(rank + 1) of its new place over the propensity of its old one. Told are the mean over needs (IPS),
/// the same with large weights cut, and the self-normalised mean, each with standard error, 95 % interval and
/// what speaks against it; and the gain of the new weights. What was never shown is not judged.
///
/// JSON: {"lists","profiles","earning","old":{"ips","clipped","self_normalised"},"new":{…},"gain",
/// "verdict","without_propensity":[[need,profile]],"left_out":{…}}.
#[derive(Args, Debug)]
pub(crate) struct Judge {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    shown: Shown,
    /// Weights to judge (JSON, as `learn` writes them)
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// Weights to compare them with (default: the presets)
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Outcome from which on a match earns 1
    #[arg(long, value_name = "OUTCOME", default_value = "contacted", value_parser = earning)]
    earns: MatchOutcome,
    /// How likely each place of a list is looked at, from the first on, for rows with a rank alone; the last
    /// counts for all after it
    #[arg(long, value_name = "P,P,…", value_parser = places)]
    places: Option<PositionModel>,
    /// Most that one match counts in the clipped estimate
    #[arg(long, value_name = "W", default_value = "10")]
    most: f64,
    /// Day for pairs of which the log tells none (default: today, by the machine's clock and time zone)
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Shown {
    /// What was shown, and what came of it: CSV or JSON Lines
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// The matches in the library's own ledger, of which it holds the probability with which they were pushed
    #[arg(long)]
    ledger: bool,
}

/// The estimated earnings of one set of weights.
#[derive(Debug, Serialize)]
struct Earned {
    ips: Estimate,
    clipped: Estimate,
    self_normalised: Estimate,
}

/// Ids of a need and a profile.
type Pair = (String, String);

/// Whether the gain is sure.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Better,
    NotSure,
    Worse,
}

#[derive(Debug, Serialize)]
struct Judged {
    lists: usize,
    profiles: usize,
    earning: usize,
    old: Earned,
    new: Earned,
    gain: Estimate,
    verdict: Verdict,
    without_propensity: Vec<Pair>,
    left_out: LeftOut,
}

impl Judge {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let new = read_weights(&self.weights)?;
        let old = self.against.as_deref().map(read_weights).transpose()?;
        let old = old.unwrap_or_else(KindWeights::presets);
        let library = self.library.open()?;
        let options = RankOptions::new(day(self.today)?);
        let (events, without_propensity) = self.events(&library)?;
        let bar = RankBar::new(("gathering", "收集"));
        let snapshot = crate::library::snapshot(&library)?;
        let lessons = snapshot.lessons_from_feedback(&events, &options, &|p| bar.hear(p))?;
        drop(bar);
        let set = &lessons.set;
        if set.needs().iter().all(|need| need.examples.is_empty()) {
            let repair = say!(
                "no pair of the log is in the library; name the library that was shown",
                "日志中的配对都不在库中；请指定当时展示所用的库"
            );
            return Err(Failure::Request(repair.to_owned()));
        }
        let (old, new) = (self.lists(set, &old)?, self.lists(set, &new)?);
        let examples = set.needs().iter().flat_map(|need| &need.examples);
        let gain = new.gain_over(&old, worth)?;
        let judged = Judged {
            lists: set.needs().len(),
            profiles: examples.clone().count(),
            earning: examples.filter(|e| self.earned(e.grade) > 0.0).count(),
            old: self.earnings(&old)?,
            new: self.earnings(&new)?,
            verdict: Verdict::of(&gain),
            gain,
            without_propensity,
            left_out: lessons.left_out,
        };
        if self.json {
            return out.json(&judged);
        }
        self.print(out, &judged)
    }

    /// The events of pairs whose propensity is known; the other pairs.
    fn events(&self, library: &Library) -> Result<(Vec<Feedback>, Vec<Pair>)> {
        let (mut events, source) = match &self.shown.log {
            None => (
                library.ledger()?.feedback()?,
                library.path().unwrap_or(Path::new("")),
            ),
            Some(log) => {
                let (events, report) = read_feedback(&Source::file(log))?;
                for problem in report.of(Severity::Error) {
                    complain(&problem.in_language(chosen()));
                }
                (events, log.as_path())
            }
        };
        if let Some(places) = &self.places {
            fill_propensities(&mut events, places);
        }
        let missing = drop_without_propensity(&mut events);
        let file = source.display();
        for (need, profile) in &missing {
            complain(&say!(
                "{file}: need {need}, profile {profile}: propensity: \"\"; give a propensity in one row of the \
                 pair, or a rank and --places",
                "{file}：需求 {need}，供方 {profile}：展示概率：“”；请在该配对的一行中填写 propensity，或填写 rank 并用 --places"
            ));
        }
        if events.is_empty() {
            let repair = say!(
                "no row is good; mend the rows that are told above",
                "没有一行可用；请修正上面所列的行"
            );
            return Err(Failure::Request(repair.to_owned()));
        }
        let told = missing.iter().map(|(n, p)| (n.to_string(), p.to_string()));
        Ok((events, told.collect()))
    }

    fn lists(&self, set: &TrainingSet, weights: &KindWeights) -> Result<OfflineLists, Error> {
        OfflineLists::reranked(set, weights, |grade| self.earned(grade))
    }

    fn earned(&self, grade: u32) -> f64 {
        f64::from(u8::from(grade >= self.earns.grade()))
    }

    fn earnings(&self, lists: &OfflineLists) -> Result<Earned> {
        Ok(Earned {
            ips: lists.ips(worth),
            clipped: lists.clipped_ips(worth, self.most)?,
            self_normalised: lists.self_normalised(worth),
        })
    }

    fn print(&self, out: &mut Output, judged: &Judged) -> Result<()> {
        let Judged {
            lists,
            profiles,
            earning,
            old,
            new,
            gain,
            verdict,
            left_out,
            ..
        } = judged;
        let of_lists = counted(*lists, "list", "lists");
        let of_profiles = counted(*profiles, "profile", "profiles");
        tell!(
            out,
            "{of_lists} of {of_profiles}, {earning} of them {} or more",
            "{lists}份名单，共{profiles}个供方，其中{earning}个达到 {} 或更好",
            named!(self.earns)
        )?;
        for (count, (one, many), what) in [
            (
                left_out.unknown_needs.len(),
                ("need that is", "needs that are"),
                "需求",
            ),
            (
                left_out.unknown_profiles.len(),
                ("profile that is", "profiles that are"),
                "供方",
            ),
        ] {
            if count > 0 {
                let records = counted(count, one, many);
                tell!(
                    out,
                    "left out: {records} not in the library",
                    "未计入：{count}个{what}不在库中"
                )?;
            }
        }
        let most = self.most;
        for (name, earned) in [(pick("old", "旧"), old), (pick("new", "新"), new)] {
            tell!(
                out,
                "{name} weights, IPS              {}",
                "{name}权重，逆概率加权        {}",
                worded(&earned.ips)
            )?;
            tell!(
                out,
                "{name} weights, cut at {most:<7}   {}",
                "{name}权重，截断于 {most:<7}    {}",
                worded(&earned.clipped)
            )?;
            tell!(
                out,
                "{name} weights, self-normalised  {}",
                "{name}权重，自归一化          {}",
                worded(&earned.self_normalised)
            )?;
        }
        let gain = worded(gain);
        tell!(
            out,
            "gain of the new weights       {gain}",
            "新权重的增益              {gain}"
        )?;
        Ok(writeln!(out, "{}", verdict.told())?)
    }
}

/// Parses an outcome that can earn.
fn earning(text: &str) -> Result<MatchOutcome, String> {
    let outcome: MatchOutcome = text
        .parse()
        .map_err(|error: Error| error.in_language(chosen()))?;
    let earns = outcome.grade() > 0;
    earns.then_some(outcome).ok_or_else(|| {
        say!(
            "nothing is earned by it; give viewed, contacted, signed or solved",
            "这种结果没有收益；请用 viewed、contacted、signed 或 solved"
        )
    })
}

/// The worth of a place, as in DCG, from 0 to 1.
fn worth(rank: u32) -> f64 {
    1.0 / f64::from(rank + 1).log2()
}

impl Verdict {
    fn of(gain: &Estimate) -> Self {
        if gain.low > 0.0 {
            Self::Better
        } else if gain.high < 0.0 {
            Self::Worse
        } else {
            Self::NotSure
        }
    }

    fn told(self) -> String {
        match self {
            Self::Better => say!(
                "the new weights order what was shown better",
                "新权重对已展示名单的排序更好"
            ),
            Self::Worse => say!(
                "the new weights order what was shown worse",
                "新权重对已展示名单的排序更差"
            ),
            Self::NotSure => say!(
                "no sure difference in the order of what was shown; collect more",
                "对已展示名单的排序没有确定的差别；请收集更多数据"
            ),
        }
    }
}
