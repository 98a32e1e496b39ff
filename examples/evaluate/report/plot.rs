//! Differences from the baseline with their intervals, as SVG.
//!
//! Written by hand: points, lines and texts are a page of SVG, and plotting crates are forty times that.

use std::fmt::Write as _;

use qianxian::eval::Comparison;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::experiment::Experiment;

/// Widths and heights in pixels.
const LABELS: f64 = 260.0;
const PANEL: f64 = 300.0;
const GAP: f64 = 24.0;
const ROW: f64 = 20.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 44.0;
/// Least half-width of an axis, so that equal runs have one.
const LEAST_REACH: f64 = 0.005;

/// One panel a set, one row a trial after the baseline, a point and a line each; zero is the baseline.
pub(crate) fn svg(experiments: &[Experiment], arguments: &Arguments) -> Outcome<String> {
    let rows = experiments.first().map_or(0, |e| e.trials.len() - 1);
    let panels = experiments.iter().fold(0.0, |sum, _| sum + PANEL + GAP);
    let height = TOP + ROW * count(rows) + BOTTOM;
    let width = LABELS + panels;
    let mut out = String::new();
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">"
    )?;
    writeln!(
        out,
        "<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>"
    )?;
    if let Some(first) = experiments.first() {
        for (row, trial) in first.trials[1..].iter().enumerate() {
            text(
                &mut out,
                LABELS - 12.0,
                center(row) + 4.0,
                "end",
                &trial.name,
            )?;
        }
    }
    let mut left = LABELS;
    for experiment in experiments {
        panel(&mut out, experiment, left, arguments)?;
        left += PANEL + GAP;
    }
    out.push_str("</svg>\n");
    Ok(out)
}

fn count(rows: usize) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX))
}

fn center(row: usize) -> f64 {
    TOP + ROW * (count(row) + 0.5)
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, text: &str) -> Outcome<()> {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"
    )?;
    Ok(())
}

fn line(out: &mut String, from: (f64, f64), to: (f64, f64), style: &str) -> Outcome<()> {
    let ((x1, y1), (x2, y2)) = (from, to);
    writeln!(
        out,
        "<line x1=\"{x1:.1}\" y1=\"{y1}\" x2=\"{x2:.1}\" y2=\"{y2}\" {style}/>"
    )?;
    Ok(())
}

fn panel(
    out: &mut String,
    experiment: &Experiment,
    left: f64,
    arguments: &Arguments,
) -> Outcome<()> {
    let mut rows = Vec::new();
    for number in 1..experiment.trials.len() {
        rows.extend(experiment.comparison(number, arguments)?);
    }
    let reach = reach(&rows);
    let x = |value: f64| left + PANEL * (0.5 + value / reach / 2.0);
    let bottom = TOP + ROW * count(rows.len());
    let title = format!(
        "{}: {} {:.4} under {}",
        experiment.set,
        arguments.metric(),
        experiment.mean(0, arguments.metric()),
        experiment.trials[0].name
    );
    text(out, left + PANEL / 2.0, 20.0, "middle", &title)?;
    for tick in [-reach / 1.25, -reach / 2.5, 0.0, reach / 2.5, reach / 1.25] {
        let style = if tick == 0.0 {
            "stroke=\"#444\""
        } else {
            "stroke=\"#ddd\""
        };
        line(out, (x(tick), TOP), (x(tick), bottom), style)?;
        text(
            out,
            x(tick),
            bottom + 16.0,
            "middle",
            &format!("{tick:+.3}"),
        )?;
    }
    for (row, c) in rows.iter().enumerate() {
        let color = color(c);
        let y = center(row);
        line(
            out,
            (x(c.low), y),
            (x(c.high), y),
            &format!("stroke=\"{color}\" stroke-width=\"2\""),
        )?;
        let at = x(c.mean_difference);
        writeln!(
            out,
            "<circle cx=\"{at:.1}\" cy=\"{y}\" r=\"4\" fill=\"{color}\"/>"
        )?;
    }
    let caption = format!("difference in {}, 95 % interval", arguments.metric());
    text(out, left + PANEL / 2.0, bottom + 36.0, "middle", &caption)
}

/// Half of the axis: the farthest end of an interval and a little more.
fn reach(rows: &[Comparison]) -> f64 {
    let ends = rows.iter().flat_map(|c| [c.low.abs(), c.high.abs()]);
    ends.fold(LEAST_REACH, f64::max) * 1.05
}

/// Grey where the interval holds 0.
fn color(comparison: &Comparison) -> &'static str {
    if comparison.low > 0.0 {
        "#1a7f37"
    } else if comparison.high < 0.0 {
        "#b42318"
    } else {
        "#777"
    }
}
