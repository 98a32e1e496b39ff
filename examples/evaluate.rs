//! Measures ranking quality on a folder of `profiles.jsonl`, `needs.jsonl` and `qrels.tsv`.
//!
//! ```text
//! cargo run --release --example evaluate -- FOLDER... [--text-only] [-k 200]
//! ```
//! Prints MRR, nDCG@10, R@10 and R@100 of the default configuration, over the public API alone.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use qianxian::eval::{Metric, Qrels, Run, evaluate};
use qianxian::model::{Date, Need, NeedKind, Profile, ProfileKind};
use qianxian::score::{Feature, Weights};
use qianxian::{Library, RankOptions};

#[derive(Parser)]
struct Arguments {
    /// Folders with profiles.jsonl, needs.jsonl and qrels.tsv.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Rank by text alone, not by the presets.
    #[arg(long)]
    text_only: bool,
    /// Length of each list.
    #[arg(short, default_value_t = 200)]
    k: usize,
    /// The day it is.
    #[arg(long, default_value = "2022-12-31")]
    today: Date,
    /// Another weight for recency.
    #[arg(long)]
    recency: Option<f64>,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn records<T: serde::de::DeserializeOwned>(file: &Path) -> Outcome<Vec<T>> {
    let lines = BufReader::new(File::open(file)?).lines();
    lines
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect()
}

fn measure(folder: &Path, arguments: &Arguments) -> Outcome<()> {
    let profiles: Vec<Profile> = records(&folder.join("profiles.jsonl"))?;
    let needs: Vec<Need> = records(&folder.join("needs.jsonl"))?;
    let qrels = Qrels::read_path(folder.join("qrels.tsv"))?;
    let library = Library::in_memory()?;
    let start = Instant::now();
    let mut writer = library.writer()?;
    for profile in &profiles {
        writer.put_profile(profile)?;
    }
    writer.commit()?;
    let indexed = start.elapsed();
    let snapshot = library.snapshot()?;
    let compiled = start.elapsed();
    let mut options = RankOptions::new(arguments.today)
        .k(arguments.k)
        .kinds(ProfileKind::ALL.iter().copied());
    if arguments.text_only {
        options = options.weights(Weights::text_only());
    }
    if let Some(recency) = arguments.recency {
        options =
            options.weights(Weights::preset(NeedKind::Research).with(Feature::Recency, recency)?);
    }
    let rankings = snapshot.rank_many(&needs, &options, &qianxian::engine::silent)?;
    let ranked = start.elapsed();
    let mut run = Run::new();
    for ranking in &rankings {
        for found in &ranking.matches {
            run.insert(ranking.need.as_str(), found.profile.as_str(), found.score)?;
        }
    }
    let mut tops: Vec<f64> = rankings
        .iter()
        .filter_map(|r| Some(r.matches.first()?.score))
        .collect();
    tops.sort_by(f64::total_cmp);
    let quantile = |share: usize| {
        tops.get(tops.len() * share / 100)
            .copied()
            .unwrap_or_default()
    };
    println!(
        "best scores: 10 % {:.3}, half {:.3}, 90 % {:.3}",
        quantile(10),
        quantile(50),
        quantile(90)
    );
    let metrics: Vec<Metric> = ["mrr", "ndcg@10", "recall@10", "recall@100"]
        .iter()
        .map(|m| m.parse())
        .collect::<Result<_, _>>()?;
    let evaluation = evaluate(&qrels, &run, &metrics)?;
    print!("{:24}", folder.display());
    for metric in metrics {
        print!(
            " {metric} {:.4}",
            evaluation.mean(metric).unwrap_or_default()
        );
    }
    println!(
        "  index {indexed:.1?} compile {:.1?} rank {:.1?}",
        compiled - indexed,
        ranked - compiled
    );
    Ok(())
}

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    for folder in &arguments.folders {
        measure(folder, &arguments)?;
    }
    Ok(())
}
