//! Differences from the baseline with their intervals, as SVG.
//!
//! Written by hand: points, lines and texts are a page of SVG, and plotting crates are forty times that.
//! Filled points are sure differences, and the side of zero is their direction; blue and
//! orange (of Okabe and Ito's palette, which the colour-blind can distinguish) only repeat it.

use std::fmt::Write as _;

use qianxian::eval::RunComparison;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::experiment::Experiment;

/// Widths and heights in pixels.
const PANEL: f64 = 300.0;
const GAP: f64 = 28.0;
const ROW: f64 = 22.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 78.0;
/// Room beside the labels, and beyond the last panel.
const MARGIN: f64 = 16.0;
/// Width of a character of the font, and of a Chinese one, at most.
const NARROW: f64 = 7.4;
const WIDE: f64 = 12.5;
/// Most ticks to one side of zero.
const TICKS: f64 = 2.5;
/// Least half-width of an axis, so that equal runs have one.
const LEAST_REACH: f64 = 0.005;

/// One panel a set, one row a trial after the baseline, a point and a line each; zero is the baseline.
pub(crate) fn svg(experiments: &[Experiment], arguments: &Arguments) -> Outcome<String> {
    let rows = experiments.first().map_or(0, |e| e.trials.len() - 1);
    let names = experiments.first().map_or(&[][..], |e| &e.trials);
    let labels = names.iter().map(|trial| length(&trial.name));
    let labels = labels.fold(0.0, f64::max) + 2.0 * MARGIN;
    let panels = experiments.iter().fold(0.0, |sum, _| sum + PANEL + GAP);
    let height = TOP + ROW * count(rows) + BOTTOM;
    let width = labels + panels + MARGIN;
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
    for (row, trial) in names.iter().enumerate() {
        // The baseline is named above the panels, beside its means.
        let y = row.checked_sub(1).map_or(TOP - 22.0, center);
        text(&mut out, labels - MARGIN, y + 4.0, "end", &trial.name)?;
    }
    let mut left = labels;
    for experiment in experiments {
        panel(&mut out, experiment, left, arguments)?;
        left += PANEL + GAP;
    }
    out.push_str("</svg>\n");
    Ok(out)
}

fn count(rows: usize) -> f64 {
    f64::from(u32::try_from(rows).expect("a plot has few rows"))
}

fn center(row: usize) -> f64 {
    TOP + ROW * (count(row) + 0.5)
}

/// Width of a text, at most.
fn length(text: &str) -> f64 {
    let wide = |c: char| if c.is_ascii() { NARROW } else { WIDE };
    text.chars().map(wide).sum()
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
    let (middle, bottom) = (left + PANEL / 2.0, TOP + ROW * count(rows.len()));
    text(out, middle, 20.0, "middle", &experiment.set)?;
    let mean = experiment.mean(0, arguments.metric());
    let mean = format!("{} {mean:.4}", arguments.metric());
    text(out, middle, TOP - 18.0, "middle", &mean)?;
    for y in (0..rows.len()).map(center) {
        line(out, (left, y), (left + PANEL, y), "stroke=\"#eee\"")?;
    }
    axis(out, reach, x, (TOP, bottom))?;
    for (row, c) in rows.iter().enumerate() {
        let y = center(row);
        let style = format!("stroke=\"{}\" stroke-width=\"2\"", color(c));
        line(out, (x(c.low), y), (x(c.high), y), &style)?;
        point(out, (x(c.mean_difference), y), c)?;
    }
    let caption = format!("difference in {}, 95 % interval", arguments.metric());
    text(out, middle, bottom + 40.0, "middle", &caption)?;
    let legend = "filled: the interval leaves 0 out";
    text(out, middle, bottom + 58.0, "middle", legend)
}

/// Grid lines at round numbers, and the numbers.
fn axis(
    out: &mut String,
    reach: f64,
    x: impl Fn(f64) -> f64,
    (top, bottom): (f64, f64),
) -> Outcome<()> {
    let (step, decimals) = step(reach);
    let mut ticks = vec![0.0];
    while let Some(next) = ticks.last().map(|last| last + step).filter(|n| *n < reach) {
        ticks.push(next);
    }
    let below = ticks[1..].iter().rev().map(|tick| -tick);
    for tick in below.chain(ticks.iter().copied()) {
        let style = if tick == 0.0 {
            "stroke=\"#444\""
        } else {
            "stroke=\"#ddd\""
        };
        line(out, (x(tick), top), (x(tick), bottom), style)?;
        let told = match tick == 0.0 {
            true => "0".to_owned(),
            false => format!("{tick:+.decimals$}").replace('-', "−"),
        };
        text(out, x(tick), bottom + 18.0, "middle", &told)?;
    }
    Ok(())
}

/// The smallest of 1, 2, 5 · 10ⁿ of which at most [`TICKS`] reach the end of the axis, and its decimals.
fn step(reach: f64) -> (f64, usize) {
    let mut unit = 1.0;
    for decimals in (0..8).rev() {
        unit = 10_f64.powi(-decimals);
        let fits = [1.0, 2.0, 5.0].map(|part| part * unit);
        if let Some(step) = fits.into_iter().find(|step| reach / step <= TICKS) {
            return (step, usize::try_from(decimals).expect("0 to 7"));
        }
    }
    (unit, 0)
}

fn point(out: &mut String, (x, y): (f64, f64), comparison: &RunComparison) -> Outcome<()> {
    let color = color(comparison);
    let fill = if is_sure(comparison) { color } else { "white" };
    writeln!(
        out,
        "<circle cx=\"{x:.1}\" cy=\"{y}\" r=\"4\" fill=\"{fill}\" stroke=\"{color}\" stroke-width=\"1.5\"/>"
    )?;
    Ok(())
}

/// Half of the axis: the farthest end of an interval and a little more.
fn reach(rows: &[RunComparison]) -> f64 {
    let ends = rows.iter().flat_map(|c| [c.low.abs(), c.high.abs()]);
    ends.fold(LEAST_REACH, f64::max) * 1.05
}

/// Whether the interval leaves 0 out.
fn is_sure(comparison: &RunComparison) -> bool {
    comparison.low > 0.0 || comparison.high < 0.0
}

/// Blue if surely better, orange if surely worse, grey if not sure.
fn color(comparison: &RunComparison) -> &'static str {
    match is_sure(comparison) {
        true if comparison.low > 0.0 => "#0072b2",
        true => "#d55e00",
        false => "#666",
    }
}
