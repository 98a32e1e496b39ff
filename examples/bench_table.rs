//! Prints the last run of the benches as a table of ratios, or two runs side by side, with regressions named.
//!
//! ```text
//! cargo bench                                              measure
//! cargo run --release --example bench_table                ratios of the last run
//! cp -r target/criterion /tmp/before                       keep a run
//! cargo run --release --example bench_table -- /tmp/before target/criterion
//! ```
//!
//! A ratio is a peer's time divided by ours: above 1 we are faster. The last column is the ratio to the fastest
//! peer of the group, the one to quote.
//!
//! A regression is a figure more than 15 % worse whose 95 % interval lies apart from the earlier
//! one. If peers ran beside, the figure is the ratio to the fastest, so that a slower machine is not
//! taken for slower code. Exit status 1 if there is one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;

/// Loss that counts as a regression.
const TOLERANCE: f64 = 1.15;

/// The name of this crate's side in every group.
const OURS: &str = "qianxian";

/// Nanoseconds for one unit of work: the median and its 95 % interval.
#[derive(Clone, Copy)]
struct Time {
    low: f64,
    median: f64,
    high: f64,
}

/// Times by group, then by function.
type Run = BTreeMap<String, BTreeMap<String, Time>>;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    match arguments.as_slice() {
        [] => show(&read(Path::new("target/criterion"))),
        [one] => show(&read(one)),
        [before, after] => compare(&read(before), &read(after)),
        _ => {
            eprintln!(
                "usage: bench_table [RUN | BEFORE AFTER]; a run is a copy of target/criterion"
            );
            ExitCode::from(2)
        }
    }
}

/// The last measurement of every bench below `directory`; empty if there is none.
fn read(directory: &Path) -> Run {
    let mut run = Run::new();
    for group in children(directory) {
        for function in children(&group) {
            if let Some((group, function, time)) = measured(&function.join("new")) {
                run.entry(group).or_default().insert(function, time);
            }
        }
    }
    run
}

fn children(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn measured(directory: &Path) -> Option<(String, String, Time)> {
    let json = |name: &str| -> Option<Value> {
        serde_json::from_slice(&std::fs::read(directory.join(name)).ok()?).ok()
    };
    let (bench, estimates) = (json("benchmark.json")?, json("estimates.json")?);
    let text = |field: &str| bench[field].as_str().map(str::to_owned);
    let units = &bench["throughput"]["Elements"];
    let units = units
        .as_f64()
        .or(bench["throughput"]["Bytes"].as_f64())
        .unwrap_or(1.0);
    let median = &estimates["median"];
    let time = Time {
        low: median["confidence_interval"]["lower_bound"].as_f64()? / units,
        median: median["point_estimate"].as_f64()? / units,
        high: median["confidence_interval"]["upper_bound"].as_f64()? / units,
    };
    Some((text("group_id")?, text("function_id")?, time))
}

fn show(run: &Run) -> ExitCode {
    println!(
        "{:<28} {:<24} {:>12}  {:>9}  against the fastest peer",
        "bench", "who", "time a unit", "ratio"
    );
    for (group, functions) in run {
        let ours = functions.get(OURS);
        for (function, time) in functions {
            let ratio = ours
                .filter(|_| function != OURS)
                .map(|ours| time.median / ours.median);
            let ratio = ratio.map_or(String::new(), |r| format!("{r:.2}×"));
            let best = fastest(functions).filter(|_| function == OURS);
            let quoted = best.map_or(String::new(), |(peer, best)| {
                format!("{:.2}× {peer}", best.median / time.median)
            });
            let line = format!(
                "{group:<28} {function:<24} {:>12}  {ratio:>9}  {quoted}",
                shown(time.median)
            );
            println!("{}", line.trim_end());
        }
    }
    ExitCode::SUCCESS
}

/// Whether `function` is another's code.
fn is_peer(function: &str) -> bool {
    function.starts_with("tantivy") || function == "peer"
}

/// The peer with the least median time.
fn fastest(functions: &BTreeMap<String, Time>) -> Option<(&str, &Time)> {
    functions
        .iter()
        .map(|(name, time)| (name.as_str(), time))
        .filter(|(name, _)| is_peer(name))
        .min_by(|a, b| a.1.median.total_cmp(&b.1.median))
}

fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n < 1e3 => format!("{n:.1} ns"),
        n if n < 1e6 => format!("{:.2} µs", n / 1e3),
        n if n < 1e9 => format!("{:.2} ms", n / 1e6),
        n => format!("{:.2} s", n / 1e9),
    }
}

/// The time of `function`, divided by the time of the group's fastest peer if the function is ours and there is a peer.
fn figure(functions: &BTreeMap<String, Time>, function: &str) -> Option<Time> {
    let time = functions.get(function)?;
    let scale = fastest(functions)
        .filter(|_| function == OURS)
        .map_or(1.0, |(_, peer)| peer.median);
    Some(Time {
        low: time.low / scale,
        median: time.median / scale,
        high: time.high / scale,
    })
}

fn compare(before: &Run, after: &Run) -> ExitCode {
    let mut regressions = Vec::new();
    println!("{:<45} {:>8}", "bench", "after/before");
    for (group, functions) in after {
        for function in functions.keys().filter(|name| !is_peer(name)) {
            let earlier = before
                .get(group)
                .and_then(|functions| figure(functions, function));
            let Some((earlier, now)) = earlier.zip(figure(functions, function)) else {
                continue;
            };
            let change = now.median / earlier.median;
            let name = format!("{group}/{function}");
            println!("{name:<45} {change:>8.2}");
            if change > TOLERANCE && now.low > earlier.high {
                regressions.push(name);
            }
        }
    }
    for name in &regressions {
        println!("regression: {name}");
    }
    ExitCode::from(u8::from(!regressions.is_empty()))
}
