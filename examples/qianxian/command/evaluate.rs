//! `qianxian evaluate`: how good a run is.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::eval::{self, Metric, Qrels};
use qianxian::intake::Source;

use crate::failure::Result;
use crate::language::{name, worded};
use crate::output::Output;

/// Measure a run against judgements
///
/// qianxian evaluate --qrels qrels.tsv --run run.tsv --metric ndcg@10 --metric mrr
///
/// Both files have tab-separated lines: need_id, profile_id, and the grade or the score.
/// Conventions are those of trec_eval, but ties count against the run and a need that the run does
/// not answer counts 0.
///
/// JSON: {"metrics":[…],"means":[…],"needs":{id:[…]},"missing_from_run":[id],"without_relevant":[id],
/// "without_qrels":[id]}, values in the order of the metrics.
#[derive(Args, Debug)]
pub(crate) struct Evaluate {
    /// Judgements: need_id<TAB>profile_id<TAB>grade
    #[arg(long, value_name = "FILE")]
    qrels: PathBuf,
    /// Run: need_id<TAB>profile_id<TAB>score
    #[arg(long, value_name = "FILE")]
    run: PathBuf,
    /// ndcg, ndcg_exp, mrr, map (each with @k or without), p@k, recall@k, success@k; may be repeated
    #[arg(long = "metric", value_name = "METRIC", default_values = ["ndcg@10", "mrr", "map", "p@5", "recall@20"])]
    metrics: Vec<Metric>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Evaluate {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let qrels = judgements(&self.qrels)?;
        let run = read(&self.run, |text| eval::Run::read(text))?;
        let evaluation = eval::evaluate(&qrels, &run, &self.metrics)?;
        if self.json {
            return out.json(&evaluation);
        }
        Ok(write!(out, "{}", worded(&evaluation))?)
    }
}

/// The judgements of a file, in any character set, or of a workbook.
pub(crate) fn judgements(file: &Path) -> Result<Qrels> {
    read(file, |text| Qrels::read(text))
}

fn read<T>(file: &Path, parse: impl FnOnce(&[u8]) -> qianxian::Result<T>) -> Result<T> {
    let text = Source::file(file).text_separated_by('\t')?;
    Ok(parse(text.as_bytes()).map_err(|e| e.in_record(name(file.display())))?)
}
