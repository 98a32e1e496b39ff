//! What a command line may be.

use super::program::{Desk, qianxian};

#[test]
fn a_wrong_command_line_has_status_2_and_one_line() {
    let wrong: [&[&str]; 8] = [
        &[],
        &["bogus"],
        &["rank", "--library", "x"],
        &["rank", "--library", "x", "--need", "a", "--text", "b"],
        &["rank", "--library", "x", "--text", "b", "--kind", "wizard"],
        &[
            "rank",
            "--library",
            "x",
            "--text",
            "b",
            "--today",
            "2024-02-30",
        ],
        &["import", "--library", "x"],
        &[
            "import",
            "--library",
            "x",
            "--needs",
            "n",
            "--strict",
            "--commit-every",
            "5",
        ],
    ];
    for arguments in wrong {
        let line = qianxian(arguments).misused();
        assert!(line.contains("--help"), "{arguments:?}: {line}");
    }
}

#[test]
fn k_is_at_least_one() {
    let line = qianxian(["rank", "--library", "x", "--need", "n", "-k", "0"]).misused();
    assert!(line.contains("'0' for '-k <N>'"), "{line}");
}

#[test]
fn a_day_that_the_calendar_lacks_is_named() {
    let line = qianxian([
        "run",
        "--library",
        "x",
        "--output",
        "y",
        "--today",
        "2月30日",
    ])
    .misused();
    assert!(
        line.contains("2月30日") && line.contains("2024-06-27"),
        "{line}"
    );
}

#[test]
fn every_command_is_run_by_a_test() {
    let help = qianxian(["--help"]).done();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    // A wrapped description is indented further than the commands.
    let commands: Vec<&str> = listed
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() > 10, "{help}");
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cli");
    let files = std::fs::read_dir(tests).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let sources = paths.filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let sources: String = sources
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for command in commands {
        let runs = sources.contains(&format!("\"{command}\""));
        assert!(runs, "no test in tests/it/cli runs {command}");
    }
}

#[test]
fn a_directory_that_holds_no_library_is_left_alone() {
    let desk = Desk::new();
    std::fs::create_dir(desk.library()).unwrap();
    let theirs = desk.library().join("letter.txt");
    std::fs::write(&theirs, "theirs").unwrap();
    let needs = desk.file("needs.csv", "编号,需求名称\nn1,针状焦\n");
    let import = desk
        .run("import", ["--needs".as_ref(), needs.as_os_str()])
        .failed();
    assert!(import.contains("holds no library"), "{import}");
    assert!(
        desk.run("stats", [""; 0])
            .failed()
            .contains("holds no library")
    );
    let held: Vec<_> = std::fs::read_dir(desk.library()).unwrap().collect();
    assert_eq!(held.len(), 1, "nothing is added");
    assert_eq!(std::fs::read_to_string(theirs).unwrap(), "theirs");
}

#[test]
fn a_library_that_is_not_there_is_not_made_by_reading() {
    let desk = Desk::new();
    desk.run("search", ["*"]).failed();
    assert!(!desk.library().exists());
}

#[test]
fn the_help_of_reports_names_every_indicator() {
    for language in ["zh", "en"] {
        let help = qianxian(["report", "--help", "--language", language]);
        let help: String = help.done().split_whitespace().collect();
        for indicator in qianxian::report::Indicator::ALL {
            assert!(help.contains(indicator.as_str()), "{language} {indicator}");
        }
    }
}
