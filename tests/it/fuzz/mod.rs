//! Random and damaged input: no panic, no abort, errors that say where, results that hold.
//!
//! Each target makes inputs from a seed and tries them. An ordinary test run tries a fixed number of them, and
//! before that every input of the corpus: `tests/fuzz/corpus/<target>/`, inputs that once found a fault.
//!
//! ```text
//! QIANXIAN_FUZZ_SECONDS=600 cargo test --test it fuzz::            # each target for ten minutes
//! QIANXIAN_FUZZ_SEED=7 cargo test --test it fuzz::surveys          # other inputs
//! QIANXIAN_FUZZ_INPUT=/tmp/x cargo test --test it fuzz::surveys    # one input again
//! ```
//! An input that fails is cut down while it still fails, written to a file, and named with the command that
//! tries it again. Whoever mends the fault moves the file into the corpus.

mod decisions;
mod ranking;
mod records;
mod sides;
mod soup;
mod surveys;
mod texts;
#[cfg(feature = "xlsx")]
mod workbooks;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::support::random::Random;

/// One kind of input.
pub(super) struct Target {
    /// Name of the test and of the folder in the corpus.
    pub(super) name: &'static str,
    /// Inputs of an ordinary run.
    pub(super) count: u64,
    /// Makes an input.
    pub(super) make: fn(&mut Random) -> Vec<u8>,
    /// Tries one; panics where something does not hold.
    pub(super) check: fn(&[u8]),
}

/// Most tries to cut a failing input down.
const CUTS: usize = 400;

impl Target {
    /// Tries the corpus, then as many inputs as an ordinary run has or as the time allows.
    pub(super) fn run(&self) {
        if let Some(path) = std::env::var_os("QIANXIAN_FUZZ_INPUT") {
            (self.check)(&std::fs::read(path).unwrap());
            return;
        }
        for path in self.corpus() {
            let input = std::fs::read(&path).unwrap();
            assert!(self.holds(&input), "{}", self.again(&path));
        }
        let seed = number("QIANXIAN_FUZZ_SEED").unwrap_or(1);
        let seconds = number("QIANXIAN_FUZZ_SECONDS");
        let until = seconds.map(|s| Instant::now() + Duration::from_secs(s));
        let mut tried = 0;
        while until.map_or(tried < self.count, |until| Instant::now() < until) {
            // Each input has a seed of its own, so that one can be made again without those before it.
            let input = (self.make)(&mut Random::new(seed.wrapping_mul(1 << 32) + tried));
            assert!(self.holds(&input), "{}", self.report(input));
            tried += 1;
        }
        eprintln!("{}: {tried} inputs from seed {seed}", self.name);
    }

    fn holds(&self, input: &[u8]) -> bool {
        catch_unwind(AssertUnwindSafe(|| (self.check)(input))).is_ok()
    }

    fn corpus(&self) -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
        let entries = std::fs::read_dir(folder.join(self.name));
        let mut paths: Vec<PathBuf> = entries
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths
    }

    /// Cuts a failing input down, keeps it, and says how to try it again.
    fn report(&self, input: Vec<u8>) -> String {
        let smallest = self.smallest(input);
        let path = std::env::temp_dir().join(format!("qianxian-{}.input", self.name));
        std::fs::write(&path, smallest).unwrap();
        self.again(&path)
    }

    fn again(&self, path: &Path) -> String {
        let (name, path) = (self.name, path.display());
        format!("fails: QIANXIAN_FUZZ_INPUT={path} cargo test --test it fuzz::{name}")
    }

    /// The input without pieces that do not matter: halves first, then ever smaller ones.
    fn smallest(&self, mut input: Vec<u8>) -> Vec<u8> {
        let (mut size, mut left) = (input.len() / 2, CUTS);
        while size > 0 && left > 0 {
            let mut at = 0;
            while at < input.len() && left > 0 {
                left -= 1;
                let mut shorter = input[..at].to_vec();
                shorter.extend(&input[(at + size).min(input.len())..]);
                if self.holds(&shorter) {
                    at += size;
                } else {
                    input = shorter;
                }
            }
            size /= 2;
        }
        input
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect("a whole number"))
}

/// The seed in an input that is nothing else: eight bytes.
fn seed_of(input: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = input.len().min(8);
    bytes[..length].copy_from_slice(&input[..length]);
    u64::from_le_bytes(bytes)
}

/// An input that is a seed.
fn make_seed(random: &mut Random) -> Vec<u8> {
    random.next().to_le_bytes().to_vec()
}
