//! Guarantee 3 against the real world: killed processes, full disks, damaged files, two writers.
//!
//! A test that needs a second process starts this very binary again, with its own name as the filter and
//! [`PLACE`] set: the test then plays the child's part and returns.
//!
//! Switches make campaigns of some tests: `QIANXIAN_CRASH_KILLS=1000` (kills, here and at each step of writing in
//! `src/engine/tests/refused.rs`), `QIANXIAN_PUSH_KILLS=1000`, `QIANXIAN_DAMAGES=2200` with `QIANXIAN_DAMAGE_SEED`, `QIANXIAN_SOAK_COMMITS=10000`.

mod backup;
mod crash;
mod damage;
mod disk_full;
mod formats;
mod kept;
mod ledger;
mod mutations;
mod processes;
mod push;
mod read_only;
mod shared;
mod soak;
mod standing;
mod together;
mod writers;

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Environment variable that tells a child which library to work on.
const PLACE: &str = "QIANXIAN_TEST_CHILD";
/// Begins each line that a child says to its parent; the rest of its output is the test harness's.
const SAYS: &str = "child says ";

/// The library that this process is to work on, if it is a child.
fn child_place() -> Option<PathBuf> {
    std::env::var_os(PLACE).map(PathBuf::from)
}

/// Says something to the parent; it has left this process when this returns.
fn say(what: impl std::fmt::Display) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    write!(out, "\n{SAYS}{what}\n").unwrap();
    out.flush().unwrap();
}

/// What the child says next; `None` when it is gone.
fn hear(lines: &mut std::io::Lines<impl BufRead>) -> Option<String> {
    lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix(SAYS).map(str::to_owned))
}

/// This binary, running the test of that name alone, as a child on `place`.
fn child_command(test: &str, place: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    as_child(&mut command, place);
    command
}

fn as_child(command: &mut Command, place: &Path) {
    command
        .env(PLACE, place)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
}

fn start(mut command: Command) -> (Child, std::io::Lines<std::io::BufReader<ChildStdout>>) {
    let mut child = command.spawn().unwrap();
    let out = child.stdout.take().unwrap();
    (child, std::io::BufReader::new(out).lines())
}
