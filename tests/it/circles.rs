//! Inside a room, files do not import each other in circles of more than two.
//!
//! The `use` lines are read, and what a `mod.rs` hands on counts as an import of the file that defines it. Two files
//! that import each other are one idea in two pieces; three are a knot.

use std::collections::{BTreeMap, BTreeSet};

use super::floors::{code, is_test, sources};

type Module = Vec<String>;

/// Every module of the crate with its code, in one string without comments and tests.
fn modules() -> BTreeMap<Module, String> {
    let files = sources().into_iter().filter(|(path, _)| !is_test(path));
    let module = |(path, text): (std::path::PathBuf, String)| {
        let parts = path.with_extension("");
        let parts = parts.components().map(|c| c.as_os_str().to_str().unwrap());
        let mut parts: Module = parts.map(str::to_owned).collect();
        if parts.last().is_some_and(|last| last == "mod") {
            parts.pop();
        }
        (parts, code(&text).collect::<Vec<_>>().join(" "))
    };
    files.map(module).collect()
}

/// The paths of a `use` tree: `a::{b, c::{d}}` is `a::b` and `a::c::d`; of `a as b` it is `a`.
fn paths(tree: &str) -> Vec<Module> {
    let split = |path: &str| -> Module {
        let parts = path.split("::").map(str::trim);
        parts.filter(|p| !p.is_empty()).map(str::to_owned).collect()
    };
    let Some((before, inner)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree);
        return vec![split(path)];
    };
    let inner = &inner[..inner.rfind('}').unwrap_or(inner.len())];
    let mut branches = vec![String::new()];
    let mut depth = 0;
    for letter in inner.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                branches.push(String::new());
                continue;
            }
            _ => {}
        }
        branches.last_mut().unwrap().push(letter);
    }
    let branches = branches.iter().filter(|b| !b.trim().is_empty());
    let inner = branches.flat_map(|branch| paths(branch));
    inner.map(|path| [split(before), path].concat()).collect()
}

/// The `use` items of some code: whether each is handed on, and its path from the crate's root.
fn uses(module: &Module, text: &str, all: &BTreeMap<Module, String>) -> Vec<(bool, Module)> {
    let mut found = Vec::new();
    for statement in text.split(';') {
        // What stands before, an attribute or a `mod` block, is of no interest.
        let Some((before, tree)) = statement.rsplit_once("use ") else {
            continue;
        };
        let is_handed_on = before.trim_end().ends_with("pub")
            || before.trim_end().ends_with(')') && before.contains("pub(");
        let absolute = |path: Module| absolute(module, path, all);
        let paths = paths(tree).into_iter().filter_map(absolute);
        found.extend(paths.map(|path| (is_handed_on, path)));
    }
    found
}

/// A path from the root; `None` for one of another crate.
fn absolute(module: &Module, path: Module, all: &BTreeMap<Module, String>) -> Option<Module> {
    let supers = path.iter().take_while(|part| *part == "super").count();
    let base = &module[..module.len().saturating_sub(supers)];
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => Some([base, &path[supers..]].concat()),
        first => {
            let child = [module.as_slice(), &[first.to_owned()]].concat();
            all.contains_key(&child)
                .then(|| [module, path.as_slice()].concat())
        }
    }
}

/// Imports of each file from files of the same room.
fn imports(all: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let uses: BTreeMap<&Module, _> = all
        .iter()
        .map(|(m, text)| (m, uses(m, text, all)))
        .collect();
    // The file that defines what a path names: through the modules that hand it on.
    let definer = |path: &Module| {
        let mut path = path.clone();
        for _ in 0..8 {
            let length = (1..=path.len())
                .rev()
                .find(|&n| all.contains_key(&path[..n]))?;
            let (file, rest) = path.split_at(length);
            let handed_on = rest.first().and_then(|name| {
                let mut handed = uses[&file.to_vec()].iter();
                handed.find(|(is_handed_on, of)| *is_handed_on && of.last() == Some(name))
            });
            match handed_on {
                Some((_, of)) if *of != path => path = [of.as_slice(), &rest[1..]].concat(),
                _ => return Some(file.to_vec()),
            }
        }
        None
    };
    let of = |(module, uses): (&&Module, &Vec<(bool, Module)>)| {
        let inside = |of: &Module| of[0] == module[0] && of != *module;
        let own = |is_handed_on: bool, of: &Module| is_handed_on && of.starts_with(module);
        let found = uses.iter().filter_map(|(is_handed_on, path)| {
            definer(path).filter(|of| inside(of) && !own(*is_handed_on, of))
        });
        ((*module).clone(), found.collect())
    };
    uses.iter().map(of).collect()
}

/// Everything that can be reached from `start`.
fn reached(start: &Module, imports: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<Module> {
    let (mut found, mut open) = (BTreeSet::new(), vec![start.clone()]);
    while let Some(module) = open.pop() {
        let next = imports[&module].iter();
        open.extend(next.filter(|next| found.insert((*next).clone())).cloned());
    }
    found
}

/// The sets of more than two files that all reach each other, as paths, ascending.
fn circles(imports: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<Vec<String>> {
    let reach: BTreeMap<_, _> = imports.keys().map(|m| (m, reached(m, imports))).collect();
    let circle = |module: &&Module| -> Vec<String> {
        let both = reach[*module]
            .iter()
            .filter(|of| reach[of].contains(*module));
        both.map(|module| module.join("::")).collect()
    };
    let all = imports.keys().map(|module| circle(&module));
    all.filter(|circle| circle.len() > 2).collect()
}

#[test]
fn no_more_than_two_files_of_a_room_import_each_other() {
    let all = modules();
    let imports = imports(&all);
    let edges: usize = imports.values().map(BTreeSet::len).sum();
    assert!(edges > 200, "{edges} imports were read");
    let found = circles(&imports);
    assert!(
        found.is_empty(),
        "circles of files: {found:?}; move what several of them need into a file of its own"
    );
}

#[test]
fn circles_are_found_through_what_is_handed_on() {
    let module = |path: &str| -> Module { path.split("::").map(str::to_owned).collect() };
    let files = [
        (
            "a",
            "mod b; mod c; mod d; pub use b::{B, self}; pub(crate) use c::C as E; use d::D;",
        ),
        ("a::b", "use super::E; use std::fmt;"),
        ("a::c", "use crate::a::{d::{D, more}, nothing};"),
        ("a::d", "use super::b::B;"),
    ];
    let all: BTreeMap<Module, String> = files
        .map(|(path, text)| (module(path), text.to_owned()))
        .into();
    let found = imports(&all);
    let of = |path: &str| {
        found[&module(path)]
            .iter()
            .map(|m| m.join("::"))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("a"), ["a::d"], "what is handed on is no import");
    assert_eq!(of("a::c"), ["a", "a::d"]);
    assert_eq!(of("a::d"), ["a::b"]);
}
