//! The arguments of the program.

use std::path::PathBuf;

use clap::Parser;
use qianxian::eval::Metric;
use qianxian::model::Date;

use crate::Outcome;
use crate::grid::GRID;
use crate::specification::Specification;

/// Measure ranking quality on folders of needs, profiles and judgements, or on run files
#[derive(Parser, Debug)]
pub(crate) struct Arguments {
    /// Folders; or run files, with --qrels
    #[arg(required = true, value_name = "FOLDER")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Judgements of the given run files: lines `need profile grade` or `need 0 profile grade`
    #[arg(long, value_name = "FILE")]
    pub(crate) qrels: Option<PathBuf>,
    /// A specification, such as "default", "weights=text char=0"; may be repeated, the first is the baseline
    #[arg(long = "spec", value_name = "SPEC", conflicts_with = "qrels")]
    pub(crate) specs: Vec<Specification>,
    /// Rank by text alone: adds weights=text to every specification
    #[arg(long)]
    pub(crate) text_only: bool,
    /// Add the usual comparisons of tokens, gathering, normalisation and weights
    #[arg(long, conflicts_with = "qrels")]
    pub(crate) grid: bool,
    /// ndcg, ndcg_exp, mrr, map (each with @k or without), p@k, recall@k, success@k; the first one decides
    #[arg(long = "metric", value_name = "METRIC", default_values = ["mrr", "ndcg@10", "recall@10", "recall@100"])]
    pub(crate) metrics: Vec<Metric>,
    /// Print how well scores compare across needs: area under the curve over all pairs, and by profile
    #[arg(long)]
    pub(crate) across: bool,
    /// Write each run to this folder, as a file `SET.NUMBER.tsv`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) runs: Option<PathBuf>,
    /// Print a row for each need
    #[arg(long)]
    pub(crate) needs: bool,
    /// Length of each list
    #[arg(short, default_value_t = 200)]
    pub(crate) k: usize,
    /// The day it is
    #[arg(long, default_value = "2022-12-31")]
    pub(crate) today: Date,
    /// Resamples of the bootstrap
    #[arg(long, default_value_t = 10_000)]
    pub(crate) resamples: u32,
    /// Seed of the bootstrap
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Write the tables as Markdown
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// Write the differences from the baseline, with intervals, as SVG
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PathBuf>,
}

impl Arguments {
    /// The metric that decides.
    pub(crate) fn metric(&self) -> Metric {
        self.metrics[0]
    }

    /// Specifications to try, the baseline first, each once.
    pub(crate) fn specifications(&self) -> Outcome<Vec<Specification>> {
        let mut all = self.specs.clone();
        if self.grid {
            for text in GRID {
                all.push(text.parse()?);
            }
        }
        if all.is_empty() {
            all.push(Specification::default());
        }
        let mut unique: Vec<Specification> = Vec::new();
        for mut specification in all {
            specification.text_only |= self.text_only;
            if !unique.contains(&specification) {
                unique.push(specification);
            }
        }
        Ok(unique)
    }
}
