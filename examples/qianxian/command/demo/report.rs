//! The demo's results over all needs.

use std::collections::BTreeSet;
use std::io::Write as _;

use qianxian::eval::{self, Evaluation, Metric, Run};
use qianxian::model::{Need, NeedKind};
use qianxian::rank::Ranking;

use super::Told;
use crate::failure::Result;
use crate::language::{named, tell};
use crate::output::{Column, Output, Table, bar};

/// Metrics measured; the first is printed by kind.
const METRICS: [&str; 5] = ["ndcg@10", "mrr", "map", "p@5", "recall@20"];
/// The grade of a profile that solves exactly the problem of the need.
const SOLVES: i32 = 3;
/// Needs without a good match that are named.
const NAMED: usize = 5;
/// Matches of a need that somebody would look at.
const LOOKED_AT: usize = 10;
/// Cells of a bar for 1.
const BAR: usize = 20;

pub(super) fn print(out: &mut Output, told: &Told) -> Result<()> {
    let metrics: Vec<Metric> = METRICS
        .iter()
        .map(|m| m.parse())
        .collect::<Result<_, _>>()?;
    let evaluation = eval::evaluate(&told.qrels, &run(told)?, &metrics)?;
    let good = good_score(told);
    print_kinds(out, told, &evaluation, good)?;
    print_gaps(out, told, good)?;
    print_used(out, told)?;
    print_means(out, &evaluation)
}

fn run(told: &Told) -> Result<Run> {
    let mut run = Run::new();
    for ranking in &told.rankings {
        for found in &ranking.matches {
            run.insert(ranking.need.as_str(), found.profile.as_str(), found.score)?;
        }
    }
    Ok(run)
}

/// The score that three of four pairs judged to solve the need reach; 1 if none was judged so.
fn good_score(told: &Told) -> f64 {
    let mut scores = Vec::new();
    for ranking in &told.rankings {
        let grade = |id: &str| told.qrels.grade(ranking.need.as_str(), id);
        let solving = ranking
            .matches
            .iter()
            .filter(|m| grade(m.profile.as_str()) == Some(SOLVES));
        scores.extend(solving.map(|m| m.score));
    }
    scores.sort_by(f64::total_cmp);
    scores.get(scores.len() / 4).copied().unwrap_or(1.0)
}

fn best(ranking: &Ranking) -> f64 {
    ranking.matches.first().map_or(0.0, |m| m.score)
}

/// Needs that are open, with their rankings.
fn open(told: &Told) -> impl Iterator<Item = (&Need, &Ranking)> {
    told.pairs().filter(|(_, ranking)| ranking.closed.is_none())
}

fn print_kinds(out: &mut Output, told: &Told, evaluation: &Evaluation, good: f64) -> Result<()> {
    tell!(
        out,
        "open needs by kind; a match is good from {good:.4}, which three of four pairs judged to solve the need reach",
        "各类可对接需求；得分达到 {good:.4} 为好结果，判定能解决需求的配对有四分之三达到"
    )?;
    let mut table = Table::new([
        Column::text("kind", 12),
        Column::number("open"),
        Column::number("good match"),
        Column::text("", BAR),
        Column::number(METRICS[0]),
        Column::text("", BAR),
    ]);
    for &kind in NeedKind::ALL {
        let of_kind: Vec<_> = open(told).filter(|(need, _)| need.kind == kind).collect();
        let covered = of_kind
            .iter()
            .filter(|(_, ranking)| best(ranking) >= good)
            .count();
        let value =
            |(need, _): &(&Need, _)| evaluation.value(evaluation.metrics()[0], need.id.as_str());
        let values: Vec<f64> = of_kind.iter().filter_map(value).collect();
        let mean = mean(&values);
        table.row([
            named!(kind).to_owned(),
            of_kind.len().to_string(),
            covered.to_string(),
            bar(covered as f64 / of_kind.len().max(1) as f64, BAR),
            mean.map(|mean| format!("{mean:.4}")).unwrap_or_default(),
            mean.map(|mean| bar(mean, BAR)).unwrap_or_default(),
        ]);
    }
    Ok(table.print(out)?)
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn print_gaps(out: &mut Output, told: &Told, good: f64) -> Result<()> {
    let mut gaps: Vec<_> = open(told)
        .filter(|(_, ranking)| best(ranking) < good)
        .collect();
    gaps.sort_by(|a, b| best(a.1).total_cmp(&best(b.1)));
    tell!(
        out,
        "\n{} open needs have no good match; the furthest from one:",
        "\n有{}项可对接需求没有好结果；差得最远的：",
        gaps.len()
    )?;
    let mut table = Table::new([
        Column::number("best"),
        Column::text("", BAR),
        Column::text("kind", 12),
        Column::text("need", 70),
    ]);
    for (need, ranking) in gaps.iter().take(NAMED) {
        let score = best(ranking);
        table.row([
            format!("{score:.4}"),
            bar(score, BAR),
            named!(need.kind).to_owned(),
            format!("{} {}", need.id, need.title),
        ]);
    }
    Ok(table.print(out)?)
}

fn print_used(out: &mut Output, told: &Told) -> Result<()> {
    let shown = told
        .rankings
        .iter()
        .flat_map(|r| r.matches.iter().take(LOOKED_AT));
    let used: BTreeSet<_> = shown.map(|m| &m.profile).collect();
    let all = told.snapshot.profile_ids()?.len();
    tell!(
        out,
        "\n{} of {all} profiles are among the {LOOKED_AT} best of some need",
        "\n{all}个供方中有{}个进入某项需求的前{LOOKED_AT}名",
        used.len()
    )?;
    Ok(())
}

fn print_means(out: &mut Output, evaluation: &Evaluation) -> Result<()> {
    let needs = evaluation.needs().len();
    tell!(
        out,
        "\nagainst judgements made by hand, means of {needs} needs",
        "\n与人工评判对照，{needs}项需求的平均值"
    )?;
    let mut table = Table::new([
        Column::text("metric", 12),
        Column::number("mean"),
        Column::text("", BAR),
    ]);
    for &metric in evaluation.metrics() {
        let mean = evaluation.mean(metric).unwrap_or_default();
        table.row([metric.to_string(), format!("{mean:.4}"), bar(mean, BAR)]);
    }
    Ok(table.print(out)?)
}
