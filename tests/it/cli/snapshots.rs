//! What each command prints, whole, over a small library.
//!
//! After a change that is meant, `cargo build --examples && INSTA_UPDATE=always cargo test --test it snapshots`
//! writes the new text for review in the diff. Directories, durations and numbers of segments are replaced by names.

use std::ffi::OsString;
use std::path::Path;

use super::program::{Desk, Said, qianxian};

const NEEDS: &str = r#"{"id":"N1","kind":"research","title":"油系针状焦的制备","enterprise":"示例甲炭素","keywords":["针状焦","石墨化"],"description":"真密度≥2.12 g/cm³，2025年底前完成，希望大幅改善。","region":"山东省/东营市","budget":"50-100万元","industries":["C2521"]}
{"id":"N2","kind":"research","title":"胶合板用无醛胶黏剂","enterprise":"示例乙板材","description":"目前甲醛释放量偏高，要求甲醛释放量≤0.03 mg/m³。","region":"山东省/临沂市"}
{"id":"N3","kind":"research","title":"胶合板无醛胶黏剂的应用","enterprise":"示例丙木业"}
{"id":"N4","kind":"talent","title":"锂电池隔膜工程师","enterprise":"示例丁能源","status":"settled"}"#;

const PROFILES: &str = r#"{"id":"P1","kind":"expert","name":"示例·王教授","organization":"示例大学","level":"professor","expertise":["针状焦"],"works":[{"title":"油系针状焦的制备与石墨化","year":2021,"summary":"真密度2.13 g/cm³。"}],"region":"山东省/青岛市","capacity":2}
{"id":"P2","kind":"expert","name":"示例·李工","organization":"示例甲炭素","expertise":["针状焦","石墨化"],"region":"山东省/东营市"}
{"id":"P3","kind":"expert","name":"示例·木教授","organization":"示例研究院","expertise":["无醛胶黏剂","胶合板"],"works":[{"title":"大豆蛋白无醛胶黏剂","year":2019}]}
{"id":"P4","kind":"institution","name":"示例理工","expertise":["胶黏剂","隔膜"]}
{"id":"P5","kind":"achievement","name":"低甲醛胶合板生产线","description":"甲醛释放量0.02 mg/m³","readiness":8}"#;

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

/// The text of a run: its command line, what it printed, its status where that is not 0.
fn transcript(command: &[&str], desk: &Desk, said: &Said) -> String {
    let mut text = format!("$ qianxian {}\n{}", command.join(" "), said.out);
    if !said.err.is_empty() {
        text.push_str(&format!("--- standard error\n{}", said.err));
    }
    if said.status != Some(0) {
        text.push_str(&format!("--- status {:?}\n", said.status));
    }
    neutral(&text, &desk.path(""))
}

/// `text` without the directory of the run, durations, and what the timing of threads decides.
fn neutral(text: &str, directory: &Path) -> String {
    let directory = directory.display().to_string();
    let text = text.replace(directory.trim_end_matches('/'), "[desk]");
    let is_time = |word: &str| word.parse::<f64>().is_ok() && word.contains('.');
    let lines = text.lines().map(|line| {
        let mut words: Vec<&str> = line.split(' ').collect();
        for at in 1..words.len() {
            if matches!(words[at], "s" | "ms") && is_time(words[at - 1]) {
                words[at - 1] = "[time]";
            }
        }
        // How many segments a commit leaves depends on which thread of the writer is first.
        for at in 2..words.len() {
            if matches!(words[at], "segment" | "segments") && words[at - 2] == "in" {
                (words[at - 1], words[at]) = ("[n]", "segments");
            }
        }
        for at in 1..words.len() {
            if ["\"segments\":", "\"compiled_bytes\":", "\"mapped_bytes\":"]
                .contains(&words[at - 1])
            {
                words[at] = "[n],";
            }
        }
        words.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn one_segment_reads_as_many() {
    let left_by_one_thread = "7 evidence documents in 1 segment\n0.25 s";
    let left_by_more = "7 evidence documents in 3 segments\n0.5 s";
    let directory = Path::new("/desk/");
    assert_eq!(
        neutral(left_by_one_thread, directory),
        neutral(left_by_more, directory)
    );
}

fn check(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Commands that rank take the day.
fn ranks(command: &str) -> bool {
    !["show", "search", "stats", "delete", "lexicon", "import"].contains(&command)
}

fn run(desk: &Desk, command: &[&str]) -> String {
    let rest = command[1..].iter().map(|word| -> OsString {
        match word.strip_prefix("[desk]/") {
            Some(file) => desk.path(file).into(),
            None => word.into(),
        }
    });
    let said = if ranks(command[0]) {
        desk.rank(command[0], rest)
    } else {
        desk.run(command[0], rest)
    };
    transcript(command, desk, &said)
}

/// Runs each command on a fresh library and holds all of them to one snapshot.
fn check_all(name: &str, commands: &[&[&str]]) {
    let texts = commands.iter().map(|command| run(&desk(), command));
    check(name, &texts.collect::<Vec<_>>().join("\n"));
}

#[test]
fn rankings() {
    check_all(
        "rank",
        &[
            &["rank", "--need", "N1", "-k", "3"],
            &["rank", "--need", "N1", "-k", "2", "--explain"],
            &[
                "rank",
                "--need",
                "N1",
                "-k",
                "2",
                "--explain",
                "--language",
                "zh",
            ],
            &[
                "rank",
                "--need",
                "N1",
                "-k",
                "2",
                "--explain",
                "--language",
                "en",
            ],
            &["rank", "--need", "N1", "-k", "1", "--json", "--explain"],
            &["rank", "--text", "无醛胶黏剂", "--region", "山东省/临沂市"],
            &["rank", "--need", "N4"],
            &["rank", "--need", "N9"],
        ],
    );
    check_all(
        "reverse",
        &[
            &["reverse", "--profile", "P3"],
            &["reverse", "--profile", "P3", "--json"],
        ],
    );
}

#[test]
fn runs_and_their_evaluation() {
    let desk = desk();
    let output = [
        "run",
        "--output",
        "[desk]/run.tsv",
        "--log",
        "[desk]/log.csv",
        "--places",
        "0.9,0.5",
    ];
    let mut text = run(&desk, &output);
    for file in ["run.tsv", "log.csv"] {
        let content = std::fs::read_to_string(desk.path(file)).unwrap();
        text.push_str(&format!("\n--- {file}\n{content}"));
    }
    check("run", &text);

    let qrels = desk.file("qrels.tsv", "N1\tP1\t2\nN1\tP2\t0\nN2\tP3\t1\nN3\tP3\t1\n");
    let (qrels, run) = (
        qrels.display().to_string(),
        desk.path("run.tsv").display().to_string(),
    );
    let texts = [&[][..], &["--json"]].map(|more| {
        let words = [&["evaluate", "--qrels", &qrels, "--run", &run][..], more].concat();
        transcript(&words, &desk, &qianxian(&words))
    });
    check("evaluate", &texts.join("\n"));
}

#[test]
fn explanations() {
    check_all(
        "explain",
        &[
            &["explain", "--need", "N1", "--profile", "P1"],
            &[
                "explain",
                "--need",
                "N1",
                "--profile",
                "P1",
                "--language",
                "zh",
            ],
            &[
                "explain",
                "--need",
                "N1",
                "--profile",
                "P1",
                "--language",
                "en",
            ],
            &[
                "explain",
                "--need",
                "N1",
                "--profile",
                "P1",
                "--json",
                "--language",
                "zh",
            ],
        ],
    );
    let why_not = ["explain", "--need", "N1", "--profile", "P2", "--why-not"];
    check_all(
        "why_not",
        &[
            &why_not,
            &[&why_not[..], &["--language", "zh"]].concat(),
            &[&why_not[..], &["--json"]].concat(),
            &[
                "explain",
                "--need",
                "N1",
                "--profile",
                "P4",
                "--why-not",
                "-k",
                "1",
            ],
            &[
                "explain",
                "--need",
                "N1",
                "--profile",
                "P4",
                "--why-not",
                "-k",
                "1",
                "--language",
                "zh",
            ],
        ],
    );
}

#[test]
fn records() {
    check_all(
        "search",
        &[&["search", "胶"], &["search", "胶", "--needs", "--json"]],
    );
    check_all(
        "show",
        &[
            &["show", "--need", "N1"],
            &["show", "--profile", "P1"],
            &["show", "--need", "N1", "--inferred"],
            &["show", "--need", "N9"],
        ],
    );
    check_all(
        "delete",
        &[
            &["delete", "--need", "N1", "--profile", "P1"],
            &["delete", "--need", "N9"],
        ],
    );
    check_all("stats", &[&["stats"], &["stats", "--json"]]);
    let desk = desk();
    desk.file("words.txt", "针状焦\n");
    desk.file("synonyms.txt", "胶黏剂,粘合剂,adhesive\n");
    let set = [
        "lexicon",
        "--words",
        "[desk]/words.txt",
        "--synonyms",
        "[desk]/synonyms.txt",
    ];
    let texts = [
        run(&desk, &set),
        run(&desk, &[&set[..], &["--json"]].concat()),
    ];
    check("lexicon", &texts.join("\n"));
}

#[test]
fn imports() {
    let needs = "编号,需求名称,企业名称,所在地区,预算\nN7,针状焦,示例甲炭素,山东省东营市,50万元\nN8,,示例乙,某地,1e999\nN9,针状焦,示例甲炭素,山东省东营市,50万元\n";
    let texts = [&[][..], &["--strict"], &["--json"]].map(|more| {
        let desk = Desk::new();
        desk.file("needs.csv", needs);
        run(
            &desk,
            &[&["import", "--needs", "[desk]/needs.csv"][..], more].concat(),
        )
    });
    let desk = Desk::new();
    desk.file("needs.csv", needs);
    let faulty = run(
        &desk,
        &[
            "import",
            "--needs",
            "[desk]/needs.csv",
            "--duplicates",
            "off",
            "--report",
            "[desk]/mend.csv",
        ],
    );
    let nested = "{\"version\": \"2026\", \"tags\": [{\"k\": 1}], \"members\": [\n{\"姓名\": \"甲示例\", \"所属领域\": [\"算力\"], \"单位\": {\"名称\": \"示例大学\", \"微信\": \"x1\"}},\n{\"姓名\": \"乙示例\", \"论文\": [{\"题目\": \"针状焦\", \"年份\": 2021}, {\"题目\": \"硼\", \"年份\": \"去年\"}]},\n{\"姓名\": \"\"}]}\n";
    desk.file("experts.json", nested);
    let nested = run(&desk, &["import", "--profiles", "[desk]/experts.json"]);
    check("import", &[texts.join("\n"), faulty, nested].join("\n"));
}

#[test]
fn checkups() {
    check_all(
        "clinic",
        &[
            &["clinic", "--similarity", "0.2"],
            &["clinic", "--similarity", "0.2", "--json", "--need", "N2"],
        ],
    );
}

#[test]
fn lessons() {
    let desk = desk();
    desk.file(
        "feedback.csv",
        "need,profile,outcome\nN1,P1,signed\nN2,P3,contacted\nN2,P9,viewed\nN3,,viewed\n",
    );
    let weights = desk.file("weights.json", "{\"text\":1}");
    let texts = [
        run(&desk, &["learn", "--feedback", "[desk]/feedback.csv"]),
        run(
            &desk,
            &["learn", "--feedback", "[desk]/feedback.csv", "--json"],
        ),
    ];
    check("learn", &texts.join("\n"));
    assert!(weights.exists());
    desk.file(
        "log.csv",
        "need,profile,outcome,rank\nN1,P1,shown,1\nN1,P3,shown,2\nN1,P1,signed,\nN2,P3,shown,1\nN2,P1,shown,2\n",
    );
    let judge = [
        "judge",
        "--log",
        "[desk]/log.csv",
        "--weights",
        "[desk]/weights.json",
        "--places",
        "0.9,0.5",
    ];
    let texts = [
        run(&desk, &judge),
        run(&desk, &[&judge[..], &["--json"]].concat()),
    ];
    check("judge", &texts.join("\n"));
}

#[test]
fn decisions() {
    check_all(
        "assign",
        &[
            &["assign"],
            &["assign", "--json", "--why", "N1,P2"],
            &["assign", "--objective", "fair"],
            &["assign", "--congestion", "--explain"],
            &["assign", "--require", "N1,P2"],
            &["assign", "--demand", "2..3", "--profile-kind", "expert"],
            &[
                "assign",
                "--demand",
                "2..3",
                "--profile-kind",
                "expert",
                "--json",
            ],
        ],
    );
    check_all(
        "team",
        &[
            &["team", "--need", "N1"],
            &["team", "--need", "N1", "--json"],
            &["team", "--need", "N1", "--chief-level", "academician"],
            &[
                "team",
                "--need",
                "N1",
                "--chief-level",
                "academician",
                "--json",
            ],
        ],
    );
}

#[test]
fn timetables() {
    let day = [
        "event",
        "--days",
        "2026-05-12",
        "--slots",
        "09:00-10:00",
        "--tables",
        "1",
    ];
    let more = |more: &[&'static str]| [&day[..], more].concat();
    check_all(
        "event",
        &[
            &day,
            &more(&["--json"]),
            &more(&["--per-need", "3..4"]),
            &more(&["--per-need", "3..4", "--json"]),
        ],
    );
    let desk = desk();
    let mut texts = Vec::new();
    for language in ["zh", "en"] {
        texts.push(run(
            &desk,
            &more(&["--output", "[desk]/plan.csv", "--language", language]),
        ));
        texts.push(std::fs::read_to_string(desk.path("plan.csv")).unwrap());
    }
    texts.push(run(
        &desk,
        &more(&["--published", "[desk]/plan.csv", "--veto", "N1,P1"]),
    ));
    check("timetable", &texts.join("\n"));
}

// The demo reads workbooks.
#[cfg(feature = "xlsx")]
#[test]
fn the_demo_and_help() {
    let desk = Desk::new();
    let words = [
        std::ffi::OsStr::new("demo"),
        "--out".as_ref(),
        desk.library().as_os_str(),
    ]
    .map(std::ffi::OsStr::to_owned);
    let said = qianxian(&words);
    check("demo", &transcript(&["demo"], &desk, &said));
    let help = qianxian(["--help"]).done();
    let mut text = help.clone();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    for line in listed.take_while(|line| !line.is_empty()) {
        let command = line.split_whitespace().next().unwrap();
        if command != "help" && line.starts_with("  ") && !line.starts_with("   ") {
            text.push_str(&format!("\n$ qianxian {command} --help\n"));
            text.push_str(&qianxian([command, "--help"]).done());
        }
    }
    check("help", &text);
    assert_eq!(
        super::program::TODAY,
        "2024-07-01",
        "the snapshots are of that day"
    );
}
