//! Sizes, time, and how criterion is set up.

#![allow(dead_code, reason = "each bench takes the part it needs")]

use std::time::Duration;

use cpu_time::ProcessTime;
use criterion::Criterion;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};

/// Processor time of the whole process: what a call costs, whatever else the machine does meanwhile.
pub(crate) struct CpuTime;

impl Measurement for CpuTime {
    type Intermediate = ProcessTime;
    type Value = Duration;

    fn start(&self) -> ProcessTime {
        ProcessTime::now()
    }

    fn end(&self, start: ProcessTime) -> Duration {
        start.elapsed()
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// A size and its name in bench ids.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) profiles: usize,
    pub(crate) name: &'static str,
}

const SIZES: [Size; 4] = [
    Size {
        profiles: 1_000,
        name: "1k",
    },
    Size {
        profiles: 10_000,
        name: "10k",
    },
    Size {
        profiles: 100_000,
        name: "100k",
    },
    Size {
        profiles: 1_000_000,
        name: "1m",
    },
];

/// The number that an environment variable asks for, or else the usual one, or the one of a quick run.
///
/// # Panics
/// Panics if the variable holds no number.
pub(crate) fn asked(variable: &str, usual: usize, quick: usize) -> usize {
    let default = if self::quick() { quick } else { usual };
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

/// Whether `QIANXIAN_BENCH_QUICK=1` asks for the short run of continuous integration.
pub(crate) fn quick() -> bool {
    std::env::var("QIANXIAN_BENCH_QUICK").is_ok_and(|value| value == "1")
}

/// The sizes that `QIANXIAN_BENCH_SIZES` names, or 10k and 100k; in quick mode 10k.
///
/// # Panics
/// Where a name is unknown.
pub(crate) fn sizes() -> Vec<Size> {
    let default = if quick() { "10k" } else { "10k,100k" };
    let asked = std::env::var("QIANXIAN_BENCH_SIZES").unwrap_or_else(|_| default.to_owned());
    let size = |name: &str| {
        let found = SIZES.iter().find(|size| size.name == name);
        *found.unwrap_or_else(|| panic!("no size {name:?}; use 1k, 10k, 100k or 1m"))
    };
    asked.split(',').map(|name| size(name.trim())).collect()
}

/// Criterion measuring processor time.
pub(crate) fn cpu() -> Criterion<CpuTime> {
    tuned(Criterion::default().with_measurement(CpuTime)).configure_from_args()
}

/// Criterion measuring time on the clock.
pub(crate) fn wall() -> Criterion {
    tuned(Criterion::default()).configure_from_args()
}

fn tuned<M: Measurement>(criterion: Criterion<M>) -> Criterion<M> {
    let (warm_up, measurement) = if quick() { (100, 500) } else { (500, 3_000) };
    criterion
        .sample_size(10)
        .warm_up_time(Duration::from_millis(warm_up))
        .measurement_time(Duration::from_millis(measurement))
        .without_plots()
}

/// A pool of that many threads; what runs inside it uses no others.
pub(crate) fn pool(threads: usize) -> rayon::ThreadPool {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
    builder.build().expect("threads")
}
