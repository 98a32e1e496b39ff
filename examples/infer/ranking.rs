//! The gain of inference in rankings: the same judgements with codes, without, and with inferred ones.

use qianxian::engine::silent;
use qianxian::eval::{Evaluation, Metric, Qrels, Run, compare, evaluate};
use qianxian::infer::Infer;
use qianxian::{Library, LibraryOptions, RankOptions};

use crate::folder::Folder;
use crate::{Arguments, Outcome};

/// Bootstrap samples, and their seed.
const RESAMPLES: u32 = 10_000;
const SEED: u64 = 1;
/// Matches that are judged.
const DEPTH: usize = 1_000;

/// Prints the measures of three rankings, and the differences from the one without codes.
pub(crate) fn print(folder: &Folder, arguments: &Arguments) -> Outcome<()> {
    let judgements = folder.path.join("qrels.tsv");
    if !judgements.exists() {
        return Ok(());
    }
    let qrels = Qrels::read_path(judgements)?;
    let metrics: [Metric; 3] = ["ndcg@10".parse()?, "mrr".parse()?, "recall@100".parse()?];
    let measure = |folder: &Folder, infer| -> Outcome<Evaluation> {
        Ok(evaluate(&qrels, &run(folder, infer, arguments)?, &metrics)?)
    };
    println!(
        "\n{:<34} {}",
        "rankings",
        metrics.map(|m| m.to_string()).join("                    ")
    );
    let bare = folder.stripped();
    let of_profiles = Folder {
        needs: folder.needs.clone(),
        ..bare.clone()
    };
    let of_needs = Folder {
        profiles: folder.profiles.clone(),
        ..bare.clone()
    };
    for (name, changed) in [
        ("as they are", folder),
        ("codes of profiles taken away", &of_profiles),
        ("codes of needs taken away", &of_needs),
        ("codes of both taken away", &bare),
    ] {
        let baseline = measure(changed, Infer::Never)?;
        println!("{name:<34} {}", told(&baseline, &baseline, &metrics)?);
        for infer in [Infer::BesideStated, Infer::Always] {
            let name = format!("  inferred, {infer}");
            let trial = measure(changed, infer)?;
            println!("{name:<34} {}", told(&baseline, &trial, &metrics)?);
        }
    }
    Ok(())
}

/// Means, and the differences from the baseline with their 95 % intervals.
fn told(baseline: &Evaluation, trial: &Evaluation, metrics: &[Metric]) -> Outcome<String> {
    let mut told = Vec::new();
    for &metric in metrics {
        let mean = trial.mean(metric).unwrap_or(0.0);
        let change = compare(baseline, trial, metric, SEED, RESAMPLES)?;
        let (difference, low, high) = (change.mean_difference, change.low, change.high);
        told.push(format!(
            "{mean:.3} {difference:+.3} [{low:+.3}, {high:+.3}]"
        ));
    }
    Ok(told.join("   "))
}

fn run(folder: &Folder, infer: Infer, arguments: &Arguments) -> Outcome<Run> {
    let library = Library::in_memory_with(LibraryOptions::new())?;
    let mut writer = library.writer()?;
    for profile in &folder.profiles {
        writer.put_profile(profile)?;
    }
    writer.commit()?;
    let options = RankOptions::new(arguments.today).k(DEPTH).infer(infer);
    let mut run = Run::new();
    for ranking in library
        .snapshot()?
        .rank_many(&folder.needs, &options, &silent)?
    {
        for found in &ranking.matches {
            run.insert(ranking.need.as_str(), found.profile.as_str(), found.score)?;
        }
    }
    Ok(run)
}
