//! The public interface, as a list under review: `tests/public-api.txt`.
//!
//! Read off the sources, without a compiler: from `lib.rs` through public modules and re-exports to items, and
//! from these to their methods and the traits that they implement. Bodies, private fields and docs are left
//! out. Items that a macro of the crate declares stand there as the macro's input. Derived and blanket
//! implementations are seen through the `derive` above an item alone.

mod list;
mod tree;

use std::path::Path;

use list::Listing;
use tree::Tree;

/// Says how the list is brought up to date.
const UPDATE: &str = "UPDATE_API=1 cargo test --test it public_api";

#[test]
fn the_public_interface_is_the_one_that_was_reviewed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let now = Listing::of(&Tree::read(&root.join("src/lib.rs"))).to_string();
    let file = root.join("tests/public-api.txt");
    if std::env::var_os("UPDATE_API").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    if now != reviewed {
        let differs = difference(&reviewed, &now);
        panic!(
            "the public interface differs from tests/public-api.txt:\n{differs}\nif that is meant, run \
             `{UPDATE}` and commit the file, so that the change is seen in review"
        );
    }
}

/// Lines of either text that the other has not, a screenful at most.
fn difference(before: &str, now: &str) -> String {
    let missing = |from: &str, of: &str, mark: &str| {
        let held: std::collections::HashSet<&str> = of.lines().collect();
        let lines = from.lines().filter(|line| !held.contains(line));
        lines
            .map(|line| format!("{mark}{line}\n"))
            .collect::<Vec<_>>()
    };
    let mut lines = missing(before, now, "-");
    lines.extend(missing(now, before, "+"));
    lines.truncate(40);
    lines.concat()
}

#[test]
fn the_list_shows_what_callers_see_and_nothing_else() {
    let directory = tempfile::TempDir::new().unwrap();
    let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
    write(
        "lib.rs",
        "pub mod shop; mod store; pub use store::{Bin as Box, Shelf}; pub(crate) fn hidden() {}",
    );
    write(
        "shop.rs",
        "/// Docs.\n#[must_use]\npub fn open(door: u8) -> bool { door > 0 }\npub enum Sign { Open, Shut(u8) }\n\
         fn private() {}\n#[cfg(test)]\nmod tests { pub fn never() {} }",
    );
    write(
        "store.rs",
        "pub struct Shelf { pub wide: u32, deep: u32 }\nimpl Shelf { pub fn size(&self) -> u32 { 1 } fn own(&self) {} }\n\
         impl Clone for Shelf { fn clone(&self) -> Self { todo!() } }\npub struct Bin(u8); pub struct Unseen;",
    );
    let list = Listing::of(&Tree::read(&directory.path().join("lib.rs"))).to_string();
    for seen in [
        "pub fn open(door: u8) -> bool",
        "Shut(u8)",
        "pub wide: u32",
        "pub fn size(&self) -> u32",
        "impl Clone for Shelf",
        "## qianxian::Box",
        "## qianxian::shop::Sign",
    ] {
        assert!(list.contains(seen), "{seen} in\n{list}");
    }
    for unseen in [
        "Docs", "private", "deep", "own", "Unseen", "never", "hidden", "todo",
    ] {
        assert!(!list.contains(unseen), "{unseen} in\n{list}");
    }
}
