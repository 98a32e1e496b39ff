//! What the program writes acts on nobody: no formula, no terminal control, no file of somebody else.

use super::program::{Desk, Said};

/// Ids that a spreadsheet program takes for formulas; a title that clears a terminal and turns text round.
const NEEDS: &str = r#"{"id":"=1+1","title":"针状焦\u001b[2J\u0007制备\u202edesrever\u007f"}
{"id":"@n","title":"无醛胶黏剂"}"#;
const PROFILES: &str = r#"{"id":"+p","kind":"expert","name":"-王工\u001b]0;x\u0007","expertise":["针状焦"]}
{"id":"-p","kind":"expert","name":"=李工","organization":"\u2066示例大学","expertise":["无醛胶黏剂"]}"#;

/// Characters that act on a terminal or turn its text round.
const ACTS: [char; 7] = [
    '\u{1b}', '\u{7}', '\u{7f}', '\r', '\u{202e}', '\u{2066}', '\u{9b}',
];

fn risky_cells(csv: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty(), "no row is written");
    let cells = rows
        .iter()
        .flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>());
    cells
        .filter(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r']))
        .collect()
}

#[track_caller]
fn assert_harmless(said: &Said) {
    for text in [&said.out, &said.err] {
        assert!(!text.contains(ACTS), "{text:?}");
    }
}

#[test]
fn no_cell_of_a_csv_file_is_a_formula_and_ids_come_back() {
    let desk = Desk::with(NEEDS, PROFILES);
    let (pairs, log) = (desk.path("pairs.csv"), desk.path("log.csv"));
    let (run, plan) = (desk.path("run.tsv"), desk.path("plan.csv"));
    desk.rank("assign", ["--output".as_ref(), pairs.as_os_str()])
        .done();
    let files = ["--output".as_ref(), run.as_os_str(), "--log".as_ref()];
    desk.rank("run", files.into_iter().chain([log.as_os_str()]))
        .done();
    let day = ["--days", "2026-05-12", "--output"].map(AsRef::as_ref);
    desk.rank("event", day.into_iter().chain([plan.as_os_str()]))
        .done();
    for file in [&pairs, &log, &plan] {
        let text = std::fs::read_to_string(file).unwrap();
        assert_eq!(risky_cells(&text), [""; 0], "{}", file.display());
        assert!(text.contains("'=1+1"), "{text}");
    }

    let previous = ["--json".as_ref(), "--previous".as_ref(), pairs.as_os_str()];
    let repaired = desk.rank("assign", previous).json();
    assert_eq!(repaired["repair"]["changes"], 0, "{repaired}");
    let (events, report) =
        qianxian::learn::read_feedback(&qianxian::intake::Source::file(&log)).unwrap();
    assert!(report.is_clean(), "{report}");
    assert!(events.iter().any(|event| event.need.as_str() == "=1+1"));
}

#[test]
fn nothing_that_is_printed_acts_on_a_terminal() {
    let desk = Desk::with(NEEDS, PROFILES);
    let commands: [&[&str]; 9] = [
        &["rank", "--need", "=1+1", "--explain"],
        &["rank", "--need", "=1+1", "--json"],
        &["reverse", "--profile=-p"],
        &["explain", "--need", "=1+1", "--profile=+p"],
        &["explain", "--need", "=1+1", "--profile=-p", "--why-not"],
        &["assign"],
        &["event", "--days", "2026-05-12"],
        &["team", "--need", "=1+1"],
        &["rank", "--need", "nobody\u{202e}"],
    ];
    for command in commands {
        assert_harmless(&desk.rank(command[0], &command[1..]));
    }
    for command in [["show", "--need", "=1+1"], ["search", "*", "--json"]] {
        assert_harmless(&desk.run(command[0], &command[1..]));
    }
    let shown = desk.run("show", ["--need", "=1+1"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.done()).unwrap();
    let title = "针状焦\u{1b}[2J\u{7}制备\u{202e}desrever\u{7f}";
    assert!(
        shown
            .to_string()
            .contains(&serde_json::to_string(title).unwrap()),
        "{shown}"
    );
}

#[test]
fn no_file_is_written_into_a_library() {
    let desk = Desk::with(NEEDS, PROFILES);
    let before = listing(&desk);
    let inside = [
        desk.library().join("x.csv"),
        desk.library().join("qianxian.json"),
    ];
    for path in &inside {
        for command in [
            &["run"][..],
            &["assign"],
            &["event", "--days", "2026-05-12"],
        ] {
            let more = command[1..].iter().map(AsRef::as_ref);
            let said = desk.rank(
                command[0],
                more.chain(["--output".as_ref(), path.as_os_str()]),
            );
            let line = said.failed();
            // The event looks at the suffix first.
            let is_named =
                line.contains("directory of a library") || line.contains(".xlsx or .csv");
            assert!(
                is_named && line.contains(&path.display().to_string()),
                "{line}"
            );
        }
    }
    let other = Desk::with(NEEDS, PROFILES);
    let path = other.library().join("x.tsv");
    let line = desk
        .rank("run", ["--output".as_ref(), path.as_os_str()])
        .failed();
    assert!(line.contains("name a file elsewhere"), "{line}");
    assert_eq!(listing(&desk), before);
}

fn listing(desk: &Desk) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(desk.library()).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn no_file_is_written_over_an_input() {
    let desk = Desk::with(NEEDS, PROFILES);
    let needs = desk.file("needs.jsonl", NEEDS);
    let weights = desk.file("weights.json", "{\"text\":1}");
    // Another way to say the same file.
    let same = desk.path("library/../needs.jsonl");
    for (option, input, output) in [
        ("--needs", &needs, &same),
        ("--weights", &weights, &weights),
    ] {
        let arguments = [
            "--output".as_ref(),
            output.as_os_str(),
            option.as_ref(),
            input.as_os_str(),
        ];
        let line = desk.rank("run", arguments).failed();
        assert!(line.contains("also read by this command"), "{line}");
    }
    let run = desk.path("run.tsv");
    let twice = [
        "--output".as_ref(),
        run.as_os_str(),
        "--log".as_ref(),
        run.as_os_str(),
    ];
    let line = desk.rank("run", twice).failed();
    assert!(line.contains("name another file"), "{line}");
    assert!(!run.exists());
    assert_eq!(std::fs::read_to_string(needs).unwrap(), NEEDS);
}
