//! `qianxian learn`: weights from the outcomes of matches.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use qianxian::engine::{LeftOut, Lessons, SuccessModel};
use qianxian::intake::{Severity, Source};
use qianxian::learn::{Reliability, SuccessCurve, Trainer, Training, read_feedback};
use qianxian::model::NeedKind;
use qianxian::score::{Feature, KindWeights, Weights};
use qianxian::{Error, Library, RankOptions};
use serde::Serialize;

use crate::command::evaluate::judgements;
use crate::failure::{Failure, Result};
use crate::language::{chosen, named, say, tell, worded};
use crate::library::LibraryArgs;
use crate::output::{Column, Destination, Inputs, Output, OutputFile, RankBar, Table, complain};
use crate::ranking::{RankingArgs, at_least_one};

/// Learn the weights of features from judgements or feedback
///
/// qianxian learn --library lib --feedback feedback.csv --output weights.json
///
/// qianxian learn --library lib --ledger
///
/// qianxian rank --library lib --need N-001 --weights weights.json
///
/// Judged by cross-validation over needs, with a 95 % interval; weights that are not surely better than the
/// presets are not written. Feedback (CSV, JSON Lines) has columns need, profile, outcome (shown, viewed,
/// contacted, signed, solved, refused; 曝光, 查看, 对接, 签约, 解决, 拒绝) and where known date, rank,
/// propensity; from matches that ended, the probability of success by score is told too. With --ledger the
/// outcomes come from the library's own ledger, and the probability is kept there.
///
/// JSON: {"training":{"verdict","gains":[…],…},"weights"?,"left_out":{…},
/// "success"?:{"curve":[…],"reliability":{…}}}.
#[derive(Args, Debug)]
pub(crate) struct Learn {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    taught: Taught,
    /// Parts that needs are split into; each is judged by weights learned from the others
    #[arg(long, value_name = "N", default_value = "5")]
    folds: usize,
    /// Seed of the parts and of the interval
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
    /// Profiles of each judged need that are looked at, by the presets and by text, besides the judged ones
    #[arg(short, value_name = "N", default_value = "200", value_parser = at_least_one)]
    k: usize,
    /// Where to write the weights, if they are better; what is there is then replaced
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ranking: RankingArgs,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Taught {
    /// Judgements: need_id<TAB>profile_id<TAB>grade
    #[arg(long, value_name = "FILE")]
    qrels: Option<PathBuf>,
    /// What became of matches: CSV or JSON Lines
    #[arg(long, value_name = "FILE")]
    feedback: Option<PathBuf>,
    /// What became of the matches in the library's own ledger; the probability of success is then kept in it, for rank,
    /// reverse and explain
    #[arg(long, conflicts_with = "no_ledger")]
    ledger: bool,
}

/// The result of learning.
#[derive(Debug, Serialize)]
struct Learned {
    training: Training,
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<KindWeights>,
    left_out: LeftOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<SuccessModel>,
    /// Why there is no curve.
    #[serde(skip)]
    no_success: Option<String>,
}

impl Learn {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let destination = self.destination()?;
        let trainer = Trainer::new(self.seed).folds(self.folds)?;
        let library = self.library.open()?;
        let options = self.ranking.options(&library, self.k)?;
        let lessons = self.lessons(&library, &options)?;
        let bar = RankBar::new(("fitting", "拟合"));
        let training = trainer.train(&lessons.set, &|p| bar.hear(p))?;
        drop(bar);
        let success = self.success(&lessons, &options);
        if let (true, Ok(model)) = (self.taught.ledger, &success) {
            library.ledger()?.set_success_model(model)?;
        }
        let learned = Learned {
            weights: training.recommended().cloned(),
            training,
            left_out: lessons.left_out,
            no_success: success.as_ref().err().map(|e| e.in_language(chosen())),
            success: success.ok(),
        };
        let written = write(destination, learned.weights.as_ref())?;
        if self.json {
            return out.json(&learned);
        }
        learned.print(out, self.taught.qrels.is_none())?;
        if self.taught.ledger && learned.success.is_some() {
            tell!(
                out,
                "kept in the ledger: rank, reverse and explain show it beside the score",
                "已存入台账：rank、reverse 和 explain 会在得分旁给出"
            )?;
        }
        if let Some(path) = &self.output {
            let verb = if written {
                say!("weights written to", "权重已写入")
            } else {
                say!("nothing written to", "未写入")
            };
            writeln!(out, "{verb} {}", path.display())?;
        }
        Ok(())
    }

    fn lessons(&self, library: &Library, options: &RankOptions) -> Result<Lessons> {
        // Without the loads that the ledger knows: they are what became of the matches.
        let snapshot = crate::library::snapshot(library)?;
        let bar = RankBar::new(("gathering", "收集"));
        if let Some(file) = &self.taught.qrels {
            let qrels = judgements(file)?;
            return Ok(snapshot.lessons_from_qrels(&qrels, options, &|p| bar.hear(p))?);
        }
        if self.taught.ledger {
            let ledger = library.ledger()?;
            return Ok(snapshot.lessons_from_ledger(&ledger, options, &|p| bar.hear(p))?);
        }
        let file = self.taught.feedback.clone().unwrap_or_default();
        let (events, report) = read_feedback(&Source::file(file))?;
        for problem in report.of(Severity::Error) {
            complain(&problem.in_language(chosen()));
        }
        if events.is_empty() {
            let repair = say!(
                "no row is good; mend the rows that are told above",
                "没有一行可用；请修正上面所列的行"
            );
            return Err(Failure::Request(repair.to_owned()));
        }
        Ok(snapshot.lessons_from_feedback(&events, options, &|p| bar.hear(p))?)
    }

    fn success(&self, lessons: &Lessons, options: &RankOptions) -> qianxian::Result<SuccessModel> {
        let curve = SuccessCurve::fit(&lessons.ended)?;
        let reliability = Reliability::measure(&lessons.ended, self.folds, self.seed)?;
        Ok(SuccessModel::new(curve, reliability, options))
    }

    fn destination(&self) -> Result<Option<Destination<'_>>> {
        let [industries, disciplines, regions] = self.library.files();
        let (qrels, feedback) = (
            self.taught.qrels.as_deref(),
            self.taught.feedback.as_deref(),
        );
        let weights = self.ranking.file();
        let inputs = Inputs {
            library: self.library.path(),
            files: &[qrels, feedback, weights, industries, disciplines, regions],
        };
        let output = self.output.as_deref();
        output
            .map(|path| Destination::checked(path, inputs))
            .transpose()
    }
}

/// Writes what was learned; whether there was something to write.
fn write(to: Option<Destination<'_>>, weights: Option<&KindWeights>) -> Result<bool> {
    let (Some(to), Some(weights)) = (to, weights) else {
        return Ok(false);
    };
    let mut file = OutputFile::create(to)?;
    let text = serde_json::to_string_pretty(weights)?;
    writeln!(file, "{text}").map_err(|e| Error::io("write", to.path(), e))?;
    file.finish()?;
    Ok(true)
}

impl Learned {
    fn print(&self, out: &mut Output, is_feedback: bool) -> Result<()> {
        writeln!(out, "{}", worded(&self.training))?;
        self.print_left_out(out)?;
        if let Some(weights) = self.training.fitted() {
            let is_better = self.weights.is_some();
            print_weights(out, weights, is_better)?;
        }
        match (&self.success, &self.no_success) {
            (Some(success), _) => {
                tell!(
                    out,
                    "\nprobability of success by score",
                    "\n各得分的成功概率"
                )?;
                let (curve, reliability) = (worded(&success.curve), worded(&success.reliability));
                writeln!(out, "{curve}\n{reliability}")?;
            }
            (None, Some(why)) if is_feedback => {
                tell!(
                    out,
                    "\nno probability of success is told: {why}",
                    "\n不给出成功概率：{why}"
                )?;
            }
            _ => {}
        }
        Ok(())
    }

    fn print_left_out(&self, out: &mut Output) -> Result<()> {
        let left_out = &self.left_out;
        for (count, what) in [
            (
                left_out.unknown_needs.len(),
                say!("needs are not in the library", "项需求不在库中"),
            ),
            (
                left_out.unknown_profiles.len(),
                say!("profiles are not in the library", "个供方不在库中"),
            ),
            (
                left_out.barred,
                say!(
                    "judged pairs are barred by a rule",
                    "个已评判的配对被规则排除"
                ),
            ),
        ] {
            if count > 0 {
                tell!(out, "left out, as {what}: {count}", "未计入：{count}{what}")?;
            }
        }
        Ok(())
    }
}

/// The part of a score that `feature` decides.
fn share(weights: &Weights, feature: Feature) -> f64 {
    let sum: f64 = Feature::ALL.iter().map(|&f| weights.get(f)).sum();
    weights.get(feature) / sum
}

/// One row for each feature, one column for each kind of need: the preset → the fitted weight.
fn print_weights(out: &mut Output, weights: &KindWeights, is_better: bool) -> Result<()> {
    const WIDTH: usize = 1 + NeedKind::ALL.len();
    let mut columns = [Column::text("feature", 20); WIDTH];
    for (column, kind) in columns[1..].iter_mut().zip(NeedKind::ALL) {
        *column = Column::number(named!(kind));
    }
    let mut table = Table::new(columns);
    for &feature in Feature::ALL {
        table.row(std::array::from_fn(|column| match column {
            0 => named!(feature).to_owned(),
            _ => {
                let kind = NeedKind::ALL[column - 1];
                let (old, new) = (Weights::preset(kind), weights.get(kind));
                format!("{:.3} → {:.3}", share(&old, feature), share(&new, feature))
            }
        }));
    }
    let use_of = if is_better {
        String::new()
    } else {
        say!(
            " (to be looked at, not to be used)",
            "（仅供查看，请勿使用）"
        )
    };
    tell!(
        out,
        "\nweights, preset → fitted to all needs{use_of}",
        "\n权重，预设 → 对全部需求的拟合{use_of}"
    )?;
    Ok(table.print(out)?)
}
