//! The pages that a newcomer reads name only what is there: files, examples, benches, commands, options, modules.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::program::qianxian;

/// Pages at the top and beside what they describe, with the directory that their paths begin in.
const PAGES: [(&str, &str); 4] = [
    ("README.md", ""),
    (".github/CONTRIBUTING.md", ".github"),
    ("benches/README.md", "benches"),
    ("examples/data/README.md", "examples/data"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// All pages: those of [`PAGES`] and those that are compiled into the docs.
fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = PAGES
        .iter()
        .map(|(file, directory)| ((*file).to_owned(), (*directory).to_owned()))
        .collect();
    let compiled = std::fs::read_dir(root().join("src/_documentation"));
    for entry in compiled.into_iter().flatten() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            pages.push((format!("src/_documentation/{name}"), "src".to_owned()));
        }
    }
    pages
}

/// Where links within the repository lead, without what follows `#`.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.contains("://") && target.contains('.') && !target.contains("::"))
        .map(|target| target.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

/// Text between backticks on one line, outside of fenced blocks.
fn spans(text: &str) -> Vec<String> {
    let mut is_fenced = false;
    let mut spans = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        } else if !is_fenced {
            spans.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    spans
}

/// Lines of fenced blocks without their comments.
fn fenced(text: &str) -> Vec<String> {
    let mut is_fenced = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        } else if is_fenced {
            lines.push(line.split(" #").next().unwrap_or_default().to_owned());
        }
    }
    lines
}

/// `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`.
fn expanded(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else {
        return vec![path.to_owned()];
    };
    let (inner, after) = rest.split_once('}').expect("a closing brace");
    let parts = inner
        .split(',')
        .map(|part| format!("{before}{part}{after}"));
    parts.collect()
}

/// Whether a span is a path of this repository, by its first directory or its end.
fn is_path(span: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-{},".contains(c);
    let tops = [
        "src/",
        "tests/",
        "benches/",
        "examples/",
        ".github/",
        ".cargo/",
        ".ci/",
    ];
    let ends = [".rs", ".md"];
    let is_file = span.contains('/') && ends.iter().any(|end| span.ends_with(end));
    span.chars().all(is_plain) && (is_file || tops.iter().any(|top| span.starts_with(top)))
}

#[test]
fn every_path_that_a_page_names_exists() {
    let mut checked = 0;
    for (page, directory) in pages() {
        let text = read(&page);
        let mut paths = spans(&text);
        paths.retain(|span| is_path(span));
        paths.extend(links(&text));
        for path in &paths {
            for path in expanded(path) {
                let (here, there) = (root().join(&directory).join(&path), root().join(&path));
                assert!(
                    here.exists() || there.exists(),
                    "{page} names {path}, which is not there"
                );
                checked += 1;
            }
        }
    }
    assert!(checked >= 5, "{checked} paths are named");
}

#[test]
fn every_example_and_bench_that_a_page_names_exists() {
    let mut checked = 0;
    for (page, _) in pages() {
        let text = read(&page);
        for line in fenced(&text).into_iter().chain(spans(&text)) {
            let words: Vec<&str> = line.split_whitespace().collect();
            for pair in words.windows(2) {
                let name = pair[1].trim_end_matches([',', ';', '.']);
                let places = match pair[0] {
                    "--example" => [
                        format!("examples/{name}.rs"),
                        format!("examples/{name}/main.rs"),
                    ],
                    "--bench" => [
                        format!("benches/{name}.rs"),
                        format!("benches/{name}/main.rs"),
                    ],
                    _ => continue,
                };
                let is_there = places.iter().any(|place| root().join(place).exists());
                assert!(
                    is_there,
                    "{page} runs {} {name}, which is not there",
                    pair[0]
                );
                checked += 1;
            }
        }
    }
    assert!(checked >= 2, "{checked} are named");
}

/// The commands that `--help` lists.
fn commands() -> BTreeSet<String> {
    let help = qianxian(["--help"]).done();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    listed
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_and_option_that_the_readme_shows_is_known() {
    let commands = commands();
    assert!(commands.len() >= 18, "{commands:?}");
    let text = read("README.md");
    let mut shown = BTreeSet::new();
    for line in fenced(&text) {
        let after = ["qianxian ", "--example qianxian -- "];
        let rest = after.iter().find_map(|start| {
            line.split_once(start)
                .filter(|(before, _)| before.is_empty() || *start != "qianxian ")
        });
        let Some((_, rest)) = rest else { continue };
        let mut words = rest.split_whitespace();
        let command = words.next().unwrap_or_default().to_owned();
        if !command.chars().all(|c| c.is_ascii_lowercase()) {
            continue;
        }
        assert!(
            commands.contains(&command),
            "{command} is no command: {line}"
        );
        let mut help = qianxian([command.as_str(), "--help"]).done();
        // A command of commands, such as ledger: the options are those of the one within.
        if help.contains("\nCommands:\n") {
            let inner = words.next().unwrap_or_default();
            help = qianxian([command.as_str(), inner, "--help"]).done();
        }
        for option in words.filter(|word| word.starts_with("--")) {
            let option = option.split('=').next().unwrap_or_default();
            assert!(
                help.contains(option),
                "`qianxian {command}` has no {option}: {line}"
            );
        }
        shown.insert(command);
    }
    assert!(shown.len() >= 10, "only {shown:?} are shown");
    let named: BTreeSet<String> = spans(&text).into_iter().collect();
    for command in &commands {
        assert!(
            shown.contains(command) || named.contains(command),
            "README.md does not name the command {command}"
        );
    }
}

/// The numbered items below a heading, each on one line without markup.
fn numbered(text: &str, heading: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let below = text
        .lines()
        .skip_while(|line| line.trim() != heading)
        .skip(1);
    for line in below.take_while(|line| !line.starts_with('#')) {
        let is_new = line
            .split_once(". ")
            .is_some_and(|(n, _)| n.parse::<u8>().is_ok());
        match items.last_mut() {
            _ if is_new => items.push(line.split_once(". ").unwrap_or_default().1.to_owned()),
            Some(item) if line.starts_with("  ") => {
                item.push(' ');
                item.push_str(line.trim());
            }
            _ => {}
        }
    }
    let markup = |c: char| "*_`[]".contains(c);
    items.iter().map(|item| item.replace(markup, "")).collect()
}

fn library_docs() -> String {
    let text = read("src/lib.rs");
    let docs = text.lines().filter_map(|line| line.strip_prefix("//!"));
    let docs: Vec<&str> = docs
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    docs.join("\n")
}

#[test]
fn the_guarantees_are_the_same_in_the_readme_and_in_the_docs() {
    let readme = numbered(&read("README.md"), "## Guarantees");
    let docs = numbered(&library_docs(), "# Guarantees");
    assert_eq!(readme.len(), 8, "{readme:?}");
    assert_eq!(docs.len(), readme.len(), "{docs:?}");
    // One of the two is shorter, but both speak of the same things in the same order.
    let subject = |item: &String| {
        item.split_whitespace()
            .take(3)
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (short, long) in docs.iter().zip(&readme) {
        assert_eq!(subject(short), subject(long), "{short}\n{long}");
    }
}

#[test]
fn the_modules_of_the_floors_are_those_of_the_crate() {
    let declared: BTreeSet<String> = read("src/lib.rs")
        .lines()
        .filter_map(|line| {
            let line = line.strip_prefix("pub ").unwrap_or(line);
            line.strip_prefix("mod ")?
                .strip_suffix(';')
                .map(str::to_owned)
        })
        // Pages are no floor.
        .filter(|name| !name.starts_with('_'))
        .collect();
    for page in ["README.md", "src/lib.rs"] {
        let text = if page == "README.md" {
            read(page)
        } else {
            library_docs()
        };
        let rows = text.lines().filter(|line| {
            let mut cells = line.split('|').skip(1);
            let floor = cells.next().unwrap_or_default().trim();
            line.starts_with('|') && (floor.parse::<u8>().is_ok() || floor.is_empty())
        });
        let cells = rows.filter_map(|row| row.split('|').nth(2).map(str::to_owned));
        let named: BTreeSet<String> = cells.flat_map(|cell| spans(&cell)).collect();
        if !named.is_empty() {
            assert_eq!(named, declared, "{page}");
        }
    }
}

#[test]
fn the_readme_promises_the_compiler_that_the_manifest_does() {
    let manifest = read("Cargo.toml");
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "));
    let version = line.unwrap().trim_matches('"');
    assert!(
        read("README.md").contains(&format!("Rust ({version} or newer)")),
        "{version}"
    );
}
