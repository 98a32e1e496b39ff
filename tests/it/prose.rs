//! Plain words: doc comments that stand alone, one meaning for a name, files and functions of a readable size.
//!
//! Rooms that are still being rewritten stand in lists at the top of each claim. An entry that is no longer needed
//! fails too, so the lists only shrink.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The longest file, in lines.
const LONGEST_FILE: usize = 500;
/// The longest function, in lines from its signature to its closing brace.
const LONGEST_FUNCTION: usize = 70;

/// Rooms whose doc comments still refer back or keep to private words.
#[rustfmt::skip]
const UNFINISHED_ROOMS: &[&str] = &[
];

/// Type names that are still defined more than once.
#[rustfmt::skip]
const SHARED_NAMES: &[&str] = &[
];

/// Functions that are still longer than [`LONGEST_FUNCTION`], as `file: name`.
#[rustfmt::skip]
const LONG_FUNCTIONS: &[&str] = &[
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `directory` with its text, by path relative to the repository.
fn rust_files(directory: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![root().join(directory)];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root()).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with("tests"))
}

/// The room of a file: `text` of `src/text/han.rs`.
fn room(path: &str) -> &str {
    let below = path.strip_prefix("src/").unwrap();
    below.split('/').next().unwrap().trim_end_matches(".rs")
}

/// Words of one line, lower-case, without code in backticks.
fn words(line: &str) -> Vec<String> {
    let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    prose
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The first line of each doc comment, with its line number.
fn first_lines(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut before = "";
    for (number, line) in text.lines().map(str::trim).enumerate() {
        for mark in ["/// ", "//! "] {
            if line.starts_with(mark) && !before.starts_with(mark.trim()) {
                found.push((number + 1, &line[mark.len()..]));
            }
        }
        before = line;
    }
    found
}

/// The fault of a first line that cannot be read by itself, if it has one.
fn fault(line: &str) -> Option<String> {
    let begins = ["The same", "Those", "That ", "Of "];
    if let Some(start) = begins.iter().find(|start| line.starts_with(*start)) {
        return Some(format!("begins with `{}`", start.trim()));
    }
    let told = words(line).iter().any(|word| word == "told");
    told.then(|| "says `told`".to_owned())
}

#[test]
fn first_lines_stand_alone() {
    let mut faults: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut read = 0;
    for (path, text) in rust_files("src") {
        if is_test(&path) {
            continue;
        }
        for (number, line) in first_lines(&text) {
            read += 1;
            if let Some(fault) = fault(line) {
                let rooms = faults.entry(room(&path).to_owned()).or_default();
                rooms.push(format!("{path}:{number} {fault}: {line}"));
            }
        }
    }
    assert!(read > 2_000, "{read} first lines were read");
    compare(faults, UNFINISHED_ROOMS);
}

/// The name of the type that a line defines.
fn defined(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    if let Some(public) = rest.strip_prefix("pub") {
        rest = match public.strip_prefix('(') {
            Some(scope) => scope.split_once(')')?.1.trim_start(),
            None => public.strip_prefix(' ')?,
        };
    } else if rest.len() != line.len() {
        // Indented and private: an associated type or a type inside a function.
        return None;
    }
    let (kind, name) = rest.split_once(' ')?;
    if !["struct", "enum", "trait", "type"].contains(&kind) {
        return None;
    }
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
    let name = &name[..end.unwrap_or(name.len())];
    name.starts_with(char::is_uppercase).then_some(name)
}

#[test]
fn definitions_are_read_from_all_their_spellings() {
    let named = |name| Some(name);
    assert_eq!(defined("pub struct Need {"), named("Need"));
    assert_eq!(defined("pub(crate) enum Side {"), named("Side"));
    assert_eq!(defined("    pub enum Level as \"level\" {"), named("Level"));
    assert_eq!(defined("struct Slot<'a>(&'a str);"), named("Slot"));
    assert_eq!(defined("    type Err = Error;"), None);
    assert_eq!(defined("let structure = 1;"), None);
}

#[test]
fn a_type_name_is_defined_once() {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in rust_files("src") {
        if is_test(&path) || path.ends_with("tests.rs") {
            continue;
        }
        for name in text.lines().filter_map(defined) {
            files
                .entry(name.to_owned())
                .or_default()
                .insert(path.clone());
        }
    }
    assert!(files.len() > 300, "{} type names were read", files.len());
    let shared = files.into_iter().filter(|(_, files)| files.len() > 1);
    let shared = shared.map(|(name, files)| (name, files.into_iter().collect()));
    compare(shared.collect(), SHARED_NAMES);
}

/// Functions of a formatted file, by name and number of lines: a function ends at the closing brace that stands
/// under its first letter.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let Some(name) = function_name(code) else {
            continue;
        };
        let indent = &line[..line.len() - code.len()];
        let closing = format!("{indent}}}");
        let body = lines[start..].iter().position(|l| *l == closing);
        // Without a body of its own: a declaration, or a body on one line.
        let one = line.ends_with(';') || line.ends_with('}');
        let length = if one {
            1
        } else {
            body.map_or(1, |end| end + 1)
        };
        found.push((name.to_owned(), length));
    }
    found
}

fn function_name(code: &str) -> Option<&str> {
    if code.starts_with("//") {
        return None;
    }
    let (before, after) = code.split_once("fn ")?;
    let qualifiers = ["pub", "const", "async", "unsafe"];
    let is_signature = before.split_whitespace().all(|word| {
        let scoped = word.starts_with("pub(") || word.ends_with(')');
        scoped || qualifiers.contains(&word)
    });
    let end = after.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    (is_signature && end > 0).then(|| &after[..end])
}

#[test]
fn functions_are_measured_from_signature_to_closing_brace() {
    let text =
        "impl A {\n    fn one(&self) {}\n    pub(crate) fn three() {\n        f();\n    }\n}\n";
    let expected = [("one".to_owned(), 1), ("three".to_owned(), 3)];
    assert_eq!(functions(text), expected);
}

#[test]
fn files_and_functions_are_short() {
    let mut long: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for directory in ["src", "examples", "benches", "tests"] {
        for (path, text) in rust_files(directory) {
            let lines = text.lines().count();
            if lines > LONGEST_FILE {
                long.insert(path.clone(), vec![format!("{lines} lines")]);
            }
            for (name, lines) in functions(&text) {
                if lines > LONGEST_FUNCTION {
                    let key = format!("{path}: {name}");
                    long.insert(key, vec![format!("{lines} lines")]);
                }
            }
        }
    }
    compare(long, LONG_FUNCTIONS);
}

/// Fails on a fault that is not in the list, and on an entry of the list without a fault.
fn compare(mut faults: BTreeMap<String, Vec<String>>, list: &[&str]) {
    let idle: Vec<&&str> = list
        .iter()
        .filter(|entry| !faults.contains_key(**entry))
        .collect();
    assert!(
        idle.is_empty(),
        "no longer needed, take out of the list: {idle:?}"
    );
    faults.retain(|name, _| !list.contains(&name.as_str()));
    let lines = faults.iter().map(|(name, at)| format!("{name}: {at:#?}"));
    let lines: Vec<String> = lines.collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}
