//! Libraries as directories: read only, copied, of earlier formats.

use super::program::{Desk, TODAY, example, qianxian};
use crate::support::unprivileged::{Unwritable, set_mode, unprivileged};

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备","region":"山东省/淄博市"}
{"id":"n2","kind":"finance","title":"设备贷款"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["针状焦"]}
{"id":"p2","kind":"facility","name":"针状焦中试线","region":"广东省/广州市"}"#;

#[test]
fn commands_that_read_work_on_a_library_that_cannot_be_written_and_say_so_once() {
    let desk = Desk::with(NEEDS, PROFILES);
    let library = desk.library();
    let parent = library.parent().unwrap();
    set_mode(parent, 0o755);
    let unwritable = Unwritable::new(&library);
    let run = |arguments: &[&str]| {
        let mut command = unprivileged(&example("qianxian"))?;
        command.env("LC_ALL", "C");
        command.arg(arguments[0]).arg("--library").arg(&library);
        command.args(&arguments[1..]);
        Some(super::program::Said::from(command.output().unwrap()))
    };
    let rank: &[&str] = &["rank", "--need", "n1", "--today", TODAY];
    for command in [
        rank,
        &["assign", "--today", TODAY],
        &["stats"],
        &["search", "针状焦"],
        &["show", "--need", "n1"],
        &["lexicon"],
    ] {
        let Some(said) = run(command) else { return };
        let lines: Vec<&str> = said.err.lines().collect();
        let wanted = usize::from(command[0] != "lexicon");
        assert_eq!(lines.len(), wanted, "{said:?}");
        assert!(
            lines
                .iter()
                .all(|line| line.contains("nothing can be written")),
            "{said:?}"
        );
        said.done();
    }
    let said = run(&["delete", "--need", "n1"]).unwrap();
    let refused = said.failed();
    assert!(
        refused.contains("cannot be written") && !refused.contains("room"),
        "{refused}"
    );
    drop(unwritable);
    assert_eq!(desk.run("rank", &rank[1..]).err, "");
}

#[test]
fn a_backup_is_a_library_and_never_overwrites_one() {
    let desk = Desk::with(NEEDS, PROFILES);
    let copy = desk.path("copy");
    let copy = copy.to_str().unwrap();
    let said: serde_json::Value =
        serde_json::from_str(&desk.run("backup", ["--to", copy, "--json"]).done()).unwrap();
    assert!(said["bytes"].as_u64().unwrap() > 1_000, "{said}");
    assert_eq!(said["has_history"], true);
    let stats = |library: &str| qianxian(["stats", "--library", library, "--json"]).done();
    assert_eq!(stats(copy), stats(desk.library().to_str().unwrap()));
    let refused = desk.run("backup", ["--to", copy]).failed();
    assert!(refused.contains("new or empty directory"), "{refused}");
}

#[test]
fn a_library_of_an_older_format_is_migrated_by_its_command_and_by_others_which_say_so() {
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/format-3");
    let desk = Desk::new();
    let copy = |name: &str| {
        let copy = desk.path(name);
        std::fs::create_dir(&copy).unwrap();
        for entry in std::fs::read_dir(&kept).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
        copy.to_str().unwrap().to_owned()
    };
    let one = copy("one");
    let migrate = |more: &[&str]| {
        let arguments = [&["migrate", "--library", &one], more].concat();
        qianxian(arguments).done()
    };
    let said: serde_json::Value = serde_json::from_str(&migrate(&["--json"])).unwrap();
    assert_eq!(
        said,
        serde_json::json!({"from": 3, "to": 6, "reindexed": 5})
    );
    assert!(migrate(&[]).contains("has this version's format, 6"));

    let other = copy("other");
    let said = qianxian(["stats", "--library", &other]);
    assert!(said.err.contains("format 3"), "{said:?}");
    let stats = said.done();
    let again = qianxian(["stats", "--library", &other]);
    assert_eq!(again.err, "");
    assert_eq!(again.done(), stats);
}
