//! The house: a module imports only from the floors below it, and keeps to itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The floor of each module of the top level, and the step it stands on: the compiled form is one step above
/// the index that it is compiled from, quantities one above the words of their text, rules one above the
/// quantities that conditions compare, deliveries one above the subscriptions that they are for, and
/// reports above all that they report.
fn floor(module: &str) -> Option<(u32, u32)> {
    Some(match module {
        "error" | "num" => (0, 0),
        "model" | "control" => (1, 0),
        "text" | "eval" | "decision" | "words" => (2, 0),
        "quantity" => (2, 1),
        "rule" => (2, 2),
        "infer" | "intake" | "ledger" => (3, 0),
        "index" => (4, 0),
        "compiled" => (4, 1),
        "score" => (5, 0),
        "rank" => (6, 0),
        "assign" | "clinic" | "event" | "explain" | "learn" | "standing" | "team" => (7, 0),
        "push" => (7, 1),
        "report" => (7, 2),
        "engine" => (8, 0),
        // Pages of prose, without code.
        "_documentation" => (9, 0),
        _ => return None,
    })
}

/// The crate's own reading of itself: every source file by path below `src`.
pub(super) fn sources() -> BTreeMap<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.insert(path.strip_prefix(&root).unwrap().to_owned(), text);
            }
        }
    }
    files
}

/// Lines of code: without comments, and without the tests at the end of a file.
pub(super) fn code(text: &str) -> impl Iterator<Item = &str> {
    let module = text.find("#[cfg(test)]\nmod tests {");
    let end = module
        .or_else(|| text.find("#[test]\n"))
        .unwrap_or(text.len());
    let lines = text[..end].lines().map(str::trim);
    lines.filter(|line| !line.starts_with("//"))
}

fn module(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str();
    first.to_str().unwrap().trim_end_matches(".rs").to_owned()
}

pub(super) fn is_test(path: &Path) -> bool {
    path.components().any(|c| {
        c.as_os_str()
            .to_str()
            .is_some_and(|c| c.starts_with("tests"))
    })
}

/// Modules of this crate that a line names by `crate::`; a list in braces is several.
fn imported(line: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, found) in line.match_indices("crate::") {
        let rest = &line[at + found.len()..];
        let list = rest.strip_prefix('{').map_or(rest, |list| list);
        let word = |text: &str| {
            let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
            text[..end.unwrap_or(text.len())].to_owned()
        };
        if rest.len() == list.len() {
            modules.push(word(rest));
        } else {
            modules.extend(list.split(',').map(|part| word(part.trim())));
        }
    }
    modules
}

#[test]
fn modules_import_only_from_floors_below() {
    let mut edges = 0;
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let own = module(path);
        let Some(here) = floor(&own) else {
            assert_eq!(
                own,
                "lib",
                "{} stands on no floor: give it one",
                path.display()
            );
            continue;
        };
        for other in code(text).flat_map(imported).filter(|other| *other != own) {
            let above = || format!("{}: {other} is not below {own}", path.display());
            // Error and Result, re-exported at the top, are of floor 0.
            let there = if ["Error", "Result"].contains(&other.as_str()) {
                Some((0, 0))
            } else {
                floor(&other)
            };
            assert!(there.is_some_and(|there| there < here), "{}", above());
            edges += 1;
        }
    }
    assert!(edges > 100, "{edges} imports were read");
}

#[test]
fn imports_are_read_from_all_their_spellings() {
    assert_eq!(imported("use crate::model::{Code, Need};"), ["model"]);
    assert_eq!(
        imported("use crate::{error::Error, rank};"),
        ["error", "rank"]
    );
    assert_eq!(
        imported("pub(crate) fn f(_: &crate::text::Token) -> crate::Result<()>"),
        ["text", "Result"]
    );
    assert_eq!(imported("use super::Need;"), [""; 0]);
}

#[test]
fn tantivy_is_named_in_the_index_alone() {
    let naming = |line: &str| line.contains("tantivy::");
    let mut inside = 0;
    for (path, text) in sources() {
        let named = code(&text).filter(|line| naming(line)).count();
        if module(&path) == "index" {
            inside += named;
        } else {
            assert_eq!(named, 0, "{} names tantivy", path.display());
        }
    }
    assert!(inside > 10);
}

#[test]
fn text_is_folded_in_one_room() {
    // The analyser composes what it made itself and asks for marks; it compares no names.
    let (room, analyser) = (Path::new("model/fold"), Path::new("text"));
    let folds = ["unicode_normalization", "hanconv", ".nfkc()"];
    let mut inside = 0;
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let is_fold = |line: &&str| folds.iter().any(|fold| line.contains(fold));
        let named = code(text).filter(is_fold).count();
        if path.starts_with(room) {
            inside += named;
        } else if !path.starts_with(analyser) {
            assert_eq!(named, 0, "{} folds text: use model::fold", path.display());
        }
    }
    assert!(inside > 5);
}

#[test]
fn nothing_reads_the_clock_the_environment_or_a_random_source() {
    let sources_of_chance = [
        "std::time",
        "SystemTime",
        "Instant::now",
        "std::env",
        "env::var",
        "rand::",
        "getrandom",
        "RandomState",
        "now_utc",
        "now_local",
        "thread::current",
    ];
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        for line in code(text) {
            let read = sources_of_chance
                .iter()
                .find(|source| line.contains(*source));
            assert_eq!(read, None, "{}: {line}", path.display());
        }
    }
}
