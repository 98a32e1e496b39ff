//! The arguments that say how to rank.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::infer::Infer;
use qianxian::learn::PositionModel;
use qianxian::model::{Date, ProfileId, ProfileKind};
use qianxian::rule::{Corridor, Rule};
use qianxian::score::{Fit, KindWeights};
use qianxian::{Error, Library, RankOptions, Snapshot};
use serde_json::Value;

use crate::failure::Result;
use crate::language::{name, say, wording};
use crate::library::known_region;
use crate::success::Success;

/// How to rank.
#[derive(Args, Debug)]
#[command(next_help_heading = "Ranking")]
pub(crate) struct RankingArgs {
    /// Day on which to rank, for deadlines and free days (default: today, by the machine's clock and time zone)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) today: Option<Date>,
    /// Weights of features (JSON: {"text":0.6,"region":0.2}, or by kind of need as `learn` writes them:
    /// {"research":{"text":0.6}}); features left out weigh nothing (default: the preset of the need's kind)
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Only profiles of this kind; may be repeated (default: the kinds that serve the need's kind)
    #[arg(long, value_name = "KIND")]
    pub(crate) profile_kind: Vec<ProfileKind>,
    /// Only profiles in this region or below it, or of unknown region
    #[arg(long, value_name = "REGION")]
    within: Option<String>,
    /// Where industries and disciplines inferred from text stand in for those not stated: never,
    /// beside_stated (where the other side states its own), or always
    #[arg(long, value_name = "WHERE", default_value_t = Infer::BesideStated)]
    infer: Infer,
    /// List only profiles of this fit or a better one: clear, possible or none (default: none for rank and run,
    /// possible for assign and event)
    #[arg(long, value_name = "FIT")]
    least_fit: Option<Fit>,
    /// Regions that count as one, such as a science corridor: NAME=REGION,REGION; may be repeated
    #[arg(long, value_name = "NAME=REGIONS")]
    corridor: Vec<String>,
    /// Leave this profile out, by id or name; may be repeated
    #[arg(long, value_name = "PROFILE")]
    exclude: Vec<String>,
    /// Set a hard rule aside: validity, level, amount, rate, loan_term, security, funding_stage, instrument,
    /// reach, quota_used_up or eligibility; may be repeated
    #[arg(long, value_name = "RULE")]
    relax: Vec<Rule>,
    /// Bar profiles that state a figure which misses one that the need demands; otherwise it costs them score
    #[arg(long)]
    must_figures: bool,
    /// Treat needs whose last day has passed as closed
    #[arg(long)]
    bar_past_deadlines: bool,
    /// Go by the records alone: not by the places that matches in the ledger take, nor by what it teaches of success
    #[arg(long)]
    no_ledger: bool,
}

impl RankingArgs {
    /// `options` with the rules that are set aside, and whether passed deadlines bar.
    fn ruled(&self, options: RankOptions) -> RankOptions {
        options
            .relax(self.relax.iter().copied())
            .bar_past_deadlines(self.bar_past_deadlines)
            .must_figures(self.must_figures)
    }

    /// The library as it is now, its profiles and needs as busy as the ledger knows them.
    pub(crate) fn snapshot(&self, library: &Library) -> Result<Snapshot> {
        self.busy(library, crate::library::snapshot(library)?)
    }

    /// `snapshot` with its profiles and needs as busy as the ledger knows them.
    pub(crate) fn busy(&self, library: &Library, snapshot: Snapshot) -> Result<Snapshot> {
        if self.no_ledger {
            return Ok(snapshot);
        }
        let matches = library.ledger()?.matches_at_work()?;
        Ok(snapshot.with_matches_at_work(&matches)?)
    }

    /// Whether matches in the ledger take places.
    pub(crate) fn goes_by_ledger(&self) -> bool {
        !self.no_ledger
    }

    /// What the ledger teaches of the success of matches that are ranked by `options`.
    pub(crate) fn success(&self, library: &Library, options: &RankOptions) -> Result<Success> {
        if self.no_ledger {
            return Ok(Success::default());
        }
        Success::of(&library.ledger()?, options)
    }

    /// The file of weights.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.weights.as_deref()
    }

    /// Ids of the profiles to leave out.
    fn excluded(&self, library: &Library) -> Result<Vec<ProfileId>> {
        if self.exclude.is_empty() {
            return Ok(Vec::new());
        }
        let snapshot = crate::library::snapshot(library)?;
        let ids = self.exclude.iter();
        ids.map(|text| Ok(snapshot.find_profile(text)?.id))
            .collect()
    }

    /// The `k` best, ranked as the arguments say.
    pub(crate) fn options(&self, library: &Library, k: usize) -> Result<RankOptions> {
        let mut options = RankOptions::new(day(self.today)?)
            .k(k)
            .exclude(self.excluded(library)?)
            .infer(self.infer);
        if let Some(file) = &self.weights {
            options = options.weights(read_weights(file)?);
        }
        if !self.profile_kind.is_empty() {
            options = options.kinds(self.profile_kind.clone());
        }
        if let Some(fit) = self.least_fit {
            options = options.least_fit(fit);
        }
        if let Some(within) = &self.within {
            options = options.within(known_region(library, within)?);
        }
        let corridors = self.corridor.iter().map(|text| corridor(library, text));
        let corridors: Vec<Corridor> = corridors.collect::<Result<_>>()?;
        Ok(self.ruled(options.corridors(corridors)))
    }
}

/// Reads a corridor: 济青科创走廊=济南市,青岛市.
fn corridor(library: &Library, text: &str) -> Result<Corridor> {
    let refuse = || {
        let repair = wording!(
            "write it as NAME=REGION,REGION, with at least two regions",
            "请写成 名称=地区,地区，至少两个地区"
        );
        Error::invalid("corridor", text, repair)
    };
    let (name, regions) = text.split_once(['=', '＝']).ok_or_else(refuse)?;
    let named = qianxian::model::split_list(regions).map(|name| known_region(library, name));
    let regions = named.collect::<Result<Vec<_>>>()?;
    if name.trim().is_empty() || regions.len() < 2 {
        return Err(refuse().into());
    }
    Ok(Corridor::new(name.trim(), regions))
}

/// Parses `-k`: at least one.
pub(crate) fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|&n: &usize| n > 0);
    number.ok_or_else(|| say!("give a whole number of at least 1", "请给出不小于1的整数"))
}

/// Parses how likely each place of a list is looked at: 1,0.7,0.5.
pub(crate) fn places(text: &str) -> Result<PositionModel, String> {
    let number = |part: &str| part.trim().parse().ok();
    let parts: Option<Vec<f64>> = text.split([',', '，']).map(number).collect();
    let wrong = || {
        say!(
            "give probabilities above 0 and at most 1, separated by commas, such as 1,0.7,0.5",
            "请给出大于0且不超过1的概率，用逗号隔开，如 1,0.7,0.5"
        )
    };
    let checked = parts.and_then(|parts| PositionModel::new(parts).ok());
    checked.ok_or_else(wrong)
}

/// The day to rank on: the one asked for, else today where the machine stands.
pub(crate) fn day(asked: Option<Date>) -> Result<Date> {
    match asked {
        Some(day) => Ok(day),
        None => Ok(crate::clock::now()?.date()),
    }
}

pub(crate) fn read_weights(file: &Path) -> Result<KindWeights> {
    let text = qianxian::intake::Source::file(file).text()?;
    let refuse = |error: serde_json::Error| {
        let repair = wording!(
            "write a JSON object from feature to number ({error})",
            "请写成由特征到数值的 JSON 对象（“{error}”）"
        );
        Error::invalid("weights", file.display(), repair)
    };
    let object: BTreeMap<String, Value> = serde_json::from_str(&text).map_err(refuse)?;
    // What is wrong with a feature or a number is said in the language of the run.
    let read = KindWeights::try_from(object);
    Ok(read.map_err(|error| error.in_record(name(file.display())))?)
}
