//! Every line of a run is in its language: of every command, of refused input, infeasible decisions and damage.

use std::path::Path;
use std::process::Command;

use super::program::{Desk, example};

const NEEDS: &str = r#"{"id":"n1","title":"油系针状焦制备","enterprise":"示例焦业","keywords":["针状焦","在线测温"],"kind":"talent","level":"professor","attributes":{"高新技术企业":"是","研发投入占比":"2%"},"description":"要求真密度≥2.12 g/cm³"}
{"id":"n2","title":"针状焦煅烧","enterprise":"示例炭素","vetoes":{"regions":["山东省"]}}
{"id":"n3","title":"无醛胶黏剂","enterprise":"示例木业","conflicts":["示例·周工"]}
{"id":"n4","title":"针状焦","status":"settled"}
{"id":"n5","title":"油系针状焦制备","enterprise":"示例焦业"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["油系针状焦制备","针状焦煅烧","无醛胶黏剂"],"organization":"示例大学","level":"professor","works":[{"title":"油系针状焦的制备","year":2021,"summary":"真密度2.13 g/cm³。"}]}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["水泥煅烧","在线测温"],"level":"student","organization":"示例研究院"}
{"id":"p3","kind":"expert","name":"示例·赵工","expertise":["皮革胶黏剂"],"capacity":2,"load":1,"level":"student"}
{"id":"p4","kind":"expert","name":"示例·孙工","expertise":["针状焦"],"organization":"示例焦业"}
{"id":"p5","kind":"expert","name":"示例·周工","expertise":["小麦"],"status":"retired"}
{"id":"p6","kind":"expert","name":"示例·王工","expertise":["针状焦"],"organization":"示例大学","works":[{"title":"油系针状焦的制备"}]}
{"id":"p7","kind":"policy","name":"示例政策","eligibility":["高新技术企页 = 是","研发投入占比 >= 3%","行业 in 不存在的行业"],"description":"研发补助"}
{"id":"p8","kind":"institution","name":"示例理工","expertise":["胶黏剂","针状焦"]}"#;

/// Files beside the library, by name.
const FILES: &[(&str, &str)] = &[
    ("needs.jsonl", NEEDS),
    ("profiles.jsonl", PROFILES),
    (
        "bad.csv",
        "编号,需求名称,地区,截止日期,预算,类型,行业,层次\nn8,针状焦,淄搏,2024-02-30,很多,魔法,炭素业,巫师\n,无号,,,,,,\n",
    ),
    (
        "bad.jsonl",
        "{\"id\":\"n1\",\"title\":\"甲\",\"budget\":{\"least\":\"x\"}}\n{\"id\":1}\n[1]\n{\"id\":\"n2\",\"title\":\"乙\",\"region\":\"火星\",\"works\":3}\n",
    ),
    ("odd.csv", "甲,乙\n1,2\n"),
    (
        "feedback.csv",
        "need,profile,outcome\nn1,p1,signed\nn1,p2,shown\nn2,p2,不详\nn9,p1,shown\n",
    ),
    (
        "log.csv",
        "need,profile,outcome,propensity\nn1,p1,shown,\nn1,p2,contacted,0.5\n",
    ),
    ("qrels.tsv", "n1\tp1\t2\nn1\tp2\t0\nn2\tp1\t1\n"),
    ("weights.json", "{\"text\":1}"),
    ("refusals.csv", "n1,p1\n,p2\n"),
    ("group.csv", "p1,p2\n"),
    ("hours.csv", "id,date,hours\np1,2026-05-12,09:00-09:30\n"),
    ("words.txt", "针状焦\n"),
    ("holidays.csv", "2026-10-01,也许\n"),
    (
        "stages.json",
        "{\"stages\":[{\"id\":\"a\",\"name\":\"甲\",\"gates\":[\"luck\"]}]}",
    ),
    ("synonyms.txt", "锂电池\n"),
    (
        "changes.jsonl",
        "{\"subscription\":\"S1\",\"gained\":[{\"record\":{\"profile\":\"p8\"},\"rank\":1,\"score\":0.8,\"fit\":\"clear\",\"fingerprint\":1,\"cause\":\"new_record\"},{\"record\":{\"profile\":\"p4\"},\"rank\":2,\"score\":0.5,\"fit\":\"clear\",\"fingerprint\":2,\"cause\":\"new_record\"}]}\n",
    ),
];

/// Command lines; `@` before a name is a file beside the library, and `+` before a command gives it library and day.
const RUNS: &[&str] = &[
    "import --library @library --needs @needs.jsonl --profiles @profiles.jsonl --duplicates on",
    "import --library @other --needs @bad.csv",
    "import --library @other --needs @bad.csv --strict-columns",
    "import --library @other --needs @bad.jsonl --report @report.csv",
    "import --library @other --needs @needs.jsonl --limit rows=2",
    "import --library @other --needs @none.csv",
    "import --library @other --needs @odd.csv --columns @odd.csv",
    "+rank --need n1 --explain --least-fit none",
    "+rank --need n1 --barred",
    "+rank --need n2 --barred",
    "+rank --need n3 --barred",
    "+rank --need n4",
    "+rank --need n9",
    "+rank --need 油系针状焦制备",
    "+rank --text 拖拉机",
    "+rank --need n1 --relax kind",
    "+rank --need n1 --within 火星",
    "+rank --need n1 --weights @bad.csv",
    "+policies --enterprise 示例焦业",
    "+policies --enterprise 无",
    "+run --output @run.tsv --log @shown.csv --places 1,0.7",
    "+run --output @none/run.tsv",
    "+reverse --profile p1",
    "+reverse --profile p5",
    "+explain --need n1 --profile p1",
    "+explain --need n1 --profile p4",
    "+explain --need n1 --profile p2 --why-not -k 1",
    "+explain --need n1 --profile p7",
    "+assign --least-fit none --output @pairs.csv --why n1,p4 --why n1,p1 --why n2,p3",
    "+assign --demand 3..5",
    "+assign --demand 2..2 --capacity 0..1",
    "+assign --capacity 2..3",
    "+assign --require n1,p4",
    "+assign --require n1,p1 --require n2,p1 --capacity 0..1",
    "+assign --quota level:student>=3 --least-fit none",
    "+assign --quota level:student>=2 --quota level:student<=1",
    "+assign --congestion --explain --least-fit none",
    "+assign --objective fair --least-fit none",
    "+assign --group @group.csv --least-fit none",
    "+assign --previous @pairs.csv --refusals @refusals.csv --max-changes 0 --least-fit none",
    "+assign --previous @pairs.csv --refusals @refusals.csv --least-fit none",
    "+assign --previous @odd.csv",
    "+event --days 2026-05-12 --slots 09:00-10:00",
    "+event --days 2026-05-12 --slots 09:00-10:00 --per-need 3..4 --least-fit none",
    "+event --days 2026-05-12 --slots 09:00-10:00 --per-profile 4..9 --least-fit none --together 3 --seats 4",
    "+event --days 2026-05-12 --slots 09:00-10:00 --require n1,p1 --veto n1,p1",
    "+event --days 2026-05-12 --slots 09:00-09:30 --require n1,p1 --require n2,p1 --least-fit none",
    "+event --days 2026-05-12 --slots 09:00-10:00 --availability @hours.csv --require n1,p1 --require n2,p1 --least-fit none",
    "+event --days 2026-05-12 --slots 09:00-10:00 --output @plan.csv --least-fit none",
    "+event --days 2026-05-12 --slots 09:00-10:00 --published @plan.csv --veto n1,p1 --least-fit none",
    "+event --days 2026-05-12 --published @odd.csv",
    "+event --days 2026-05-12 --tables 0",
    "+event --days 2026-05-12 --slots 09:00",
    "+team --need n1",
    "+team --need n1 --size 5..6",
    "+team --need n1 --chief-level academician",
    "+team --need n1 --member p4",
    "+team --need n4",
    "+team --need n1 --require-topic 拖拉机 --size 1..3",
    "+team --need n1 --label facility=1..2",
    "+team --need n1 --led-by-enterprise --consortium 高校=institution:2..3",
    "+team --need n1 --size 4 --chief-level professor --max-per-organization 1",
    "search --library @library 针状焦",
    "search --library @library \"针状焦",
    "search --library @library 针状焦 --kind 魔法",
    "show --library @library --need n9",
    "delete --library @library --need n9",
    "set --library @library --need n1 status=in_contact 暗号=甲 --by 示例·钱工",
    "set --library @library --need n1 status=也许",
    "set --library @library --need n1 status",
    "set --library @library --need n1 status=open --if-version 0123456789abcdef",
    "set --library @library --need n1 --patch @odd.csv",
    "set --library @library --need n1 --clear 无此字段",
    "history --library @library --need n1",
    "history --library @library --need n1 --as-of 1999-01-01",
    "history --library @library --need n1 --restore 99",
    "history --library @library --need n1 --restore 1",
    "history --library @library --need n8",
    "list --library @library needs --where status=open --sort deadline -k 1 --show keywords",
    "list --library @library profiles --where level>=教授 --descending --sort level",
    "list --library @library needs --count-by region",
    "list --library @library needs --where status=也许",
    "list --library @library needs --after x",
    "export --library @library --output @export.jsonl",
    "import --library @library --from-export @export.jsonl",
    "import --library @copied --from-export @odd.csv",
    "import --library @copied --from-export @none.jsonl",
    "duplicates --library @library",
    "+clinic",
    "stats --library @library",
    "lexicon --library @library --words @words.txt",
    "lexicon --library @library --synonyms @synonyms.txt",
    "lexicon --library @library",
    "+learn --feedback @feedback.csv",
    "+learn --feedback @odd.csv",
    "+learn --qrels @qrels.tsv",
    "+learn --qrels @odd.csv",
    "+learn --qrels @qrels.tsv --folds 1",
    "+judge --log @log.csv --weights @weights.json",
    "+learn --ledger",
    "+judge --ledger --weights @weights.json",
    "evaluate --qrels @qrels.tsv --run @run.tsv",
    "evaluate --qrels @qrels.tsv --run @run.tsv --metric 好",
    "merge --library @library p1 p1",
    "merge --library @library p1 p6",
    "ledger add --library @library --need n1 --profile p1 --kind 推送 --by 示例·李科长 --at 2026-11-02",
    "ledger add --library @library --need n1 --profile p1 --kind 洽谈中 --officer 示例·李科长 --until 2026-11-20 --amount 50万元 --at 2026-11-01",
    "ledger add --library @library --need n1 --profile p1 --kind refused",
    "+rank --need n1",
    "+learn --ledger",
    "+judge --ledger --weights @weights.json",
    "ledger add --library @library --need n1 --profile p2 --kind agreed",
    "ledger add --library @library --need n1 --profile p1 --kind 不详",
    "ledger add --library @library --need n1 --profile p1 --kind signed --amount 50-60万元",
    "ledger add --library @library --need n1 --profile p1 --kind signed --propensity 2",
    "ledger add --library @library --need n1 --profile p1 --kind deadline",
    "ledger add --library @library --need n1 --profile p1 --kind handed",
    "ledger add --library @library --need n9 --profile p1 --kind met",
    "ledger add --library @library --correct 9 --strike",
    "ledger add --library @library --correct 1",
    "ledger add --library @library --correct 1 --instead 走访 --happened 2026-11-03",
    "ledger add --library @library --correct 2 --strike --reason 记错",
    "ledger add --library @library --correct 3 --note 不可",
    "ledger add --library @library --need n1",
    "ledger add --library @library --need n2 --profile p1 --kind 销号 --status 已解决",
    "ledger add --library @library --need n2 --profile p1 --kind 销号 --note 样品合格 --status 已解决 --at 2026-11-04",
    "ledger show --library @library --need n1 --profile p1 --today 2026-11-20",
    "ledger show --library @library --need n1",
    "ledger show --library @library --need n2 --profile p1",
    "ledger show --library @library --need n8",
    "ledger overdue --library @library --today 2027-11-20",
    "ledger overdue --library @library --today 2026-11-02",
    "ledger overdue --library @library --today 2027-11-20 --limit 0",
    "ledger desk --library @library --officer 示例·李科长",
    "ledger desk --library @library --stage 无",
    "ledger desk --library @library --profile p1",
    "ledger desk --library @library --unanswered",
    "ledger desk --library @library --since 2026-11-01",
    "ledger desk --library @library --since 2126-11-01",
    "ledger funnel --library @library --by kind",
    "ledger funnel --library @library --by 无",
    "ledger rules --library @library",
    "ledger rules --library @library --calendar @odd.csv",
    "ledger rules --library @library --calendar @holidays.csv",
    "ledger rules --library @library --stages @odd.csv",
    "ledger rules --library @library --stages @weights.json",
    "ledger rules --library @library --stages @stages.json",
    "ledger bogus",
    "subscribe add --library @library --id S1 --need n1 --recipient 示例·李科长 --quiet-day 周日 --since 2026-11-01",
    "subscribe add --library @library --id S2 --seek expert --words 针状焦 --recipient 示例·李科长",
    "subscribe add --library @library --id S3 --need n9 --recipient 甲",
    "subscribe add --library @library --id S3 --need n1 --recipient 甲 -k 0",
    "subscribe add --library @library --id S3 --seek needs --seek expert --recipient 甲",
    "subscribe add --library @library --id S3 --seek 魔法 --recipient 甲",
    "subscribe add --library @library --id S3 --need n1 --recipient 甲 --quiet 2026-12-02..2026-12-01",
    "subscribe add --library @library --id S3 --need n1",
    "subscribe add --library @library --file @odd.csv",
    "subscribe add --library @library --file @weights.json",
    "subscribe list --library @library",
    "subscribe list --library @library --recipient 无",
    "subscribe show --library @library S9",
    "subscribe pause --library @library S2",
    "subscribe preview --library @library --id S4 --need n1 --recipient 甲 --from 2026-11-01 --today 2026-11-30 --since 2026-11-01",
    "subscribe preview --library @library --id S4 --need n1 --recipient 甲 --from 2026-12-01 --today 2026-11-30",
    "watch --library @library --today 2026-11-29",
    "watch --library @library --today 2026-11-01",
    "push add --library @library --changes @changes.jsonl --today 2026-11-30",
    "push add --library @library --changes @odd.csv",
    "push plan --library @library --today 2026-11-30 --held",
    "push plan --library @library --today 2026-11-30 --newcomers 2",
    "push send --library @library --today 2026-11-30 --output @out --format csv",
    "push send --library @library --today 2026-11-30 --output @out --format csv",
    "push send --library @library --today 2026-11-30 --output @out --sender 甲",
    "push send --library @library --today 2026-11-30 --output @out --at 2026-12-01",
    "push plan --library @library --today 2026-11-29 --held",
    "push list --library @library",
    "push list --library @library --state 不详",
    "push ack --library @library 1",
    "push ack --library @library 99",
    "push return --library @library 1 --reason 地址不存在",
    "push ack --library @library 1",
    "push recover --library @library",
    "subscribe pause --library @library S2 --resume",
    "subscribe remove --library @library S1",
    "backup --library @library --to @copy",
    "backup --library @library --to @copy",
    "migrate --library @library",
    "migrate --library @nowhere",
    "stats --library @nowhere",
    "demo --out @demo",
    "",
    "bogus",
    "rank --bogus",
    "rank --library x --need a --text b",
    "rank --library x --text b --kind 魔法",
    "rank --library x --text b --today 2024-02-30",
    "rank --library x --need n -k 0",
    "rank --library x --need n --least-fit 好",
    "rank --library x --need",
    "import --library x",
    "import --library x --needs n --duplicates 好",
    "stats --library x --threads 0",
    "stats --library x --threads 多",
    "team --library x --need n --size 多",
    "team --library x --need n --chief-share 多",
    "assign --library x --demand 多",
    "assign --library x --quota 多",
    "assign --library x --forbid 多",
    "run --library x --output y --log z --places 2",
    "judge --library x --log l --weights w --earns shown",
    "merge --library x a b c",
    "help",
];

/// Runs a line of [`RUNS`] in `language`: status and text, without the directory.
fn run(desk: &Desk, line: &str, language: &str) -> (Option<i32>, String) {
    let mut command = Command::new(example("qianxian"));
    command.env("LC_ALL", "C").args(["--language", language]);
    let library = desk.library();
    for (at, word) in line.split_whitespace().enumerate() {
        match (word.strip_prefix('@'), word.strip_prefix('+')) {
            (Some(name), _) => command.arg(desk.path(name)),
            (None, Some(name)) if at == 0 => {
                command.arg(name).arg("--library").arg(&library);
                command.args(["--today", "2024-07-01"])
            }
            _ => command.arg(word),
        };
    }
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let directory = desk.path("").display().to_string();
    let text = String::from_utf8(text).unwrap();
    let status = output.status.code();
    (status, text.replace(directory.trim_end_matches('/'), ""))
}

/// `line` without what is quoted, the names of options, and lines that are commands or fields of JSON.
fn own_words(line: &str) -> String {
    let trimmed = line.trim_start();
    if trimmed.starts_with("qianxian ") || trimmed.starts_with("JSON") {
        return String::new();
    }
    let mut kept = String::new();
    let mut closing = None;
    for c in line.chars() {
        match closing {
            Some(end) if c == end => closing = None,
            Some(_) => {}
            None => {
                closing = match c {
                    '`' | '"' => Some(c),
                    '“' => Some('”'),
                    '《' => Some('》'),
                    '<' => Some('>'),
                    _ => None,
                };
                kept.push(if closing.is_some() { '·' } else { c });
            }
        }
    }
    kept
}

/// Whether three words of English stand in a row.
fn is_english(line: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim_end_matches([',', '.', ';', ':', ')']);
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '\'')
    };
    let words: Vec<bool> = line.split(' ').map(is_word).collect();
    words.windows(3).any(|three| three == [true; 3])
}

fn damaged(desk: &Desk, language: &str, wrong: &mut Vec<String>) {
    let files = std::fs::read_dir(desk.library()).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.is_file());
    // Files of one kind are read by one reader.
    files.sort_by_key(|file| file.extension().map(std::ffi::OsStr::to_owned));
    files.dedup_by_key(|file| file.extension().map(std::ffi::OsStr::to_owned));
    for file in files {
        let sound = std::fs::read(&file).unwrap();
        for bad in [&sound[..sound.len() / 2], b"{\"a\":1}"] {
            std::fs::write(&file, bad).unwrap();
            for line in ["+rank --need n1", "delete --library @library --need n9"] {
                look(&run(desk, line, language).1, line, language, wrong);
            }
        }
        std::fs::remove_file(&file).unwrap();
        let line = "+rank --need n1";
        look(&run(desk, line, language).1, line, language, wrong);
        std::fs::write(&file, sound).unwrap();
    }
}

/// Notes the lines of `text` that are not in `language`.
fn look(text: &str, command: &str, language: &str, wrong: &mut Vec<String>) {
    let is_wrong = |line: &&str| match language {
        "zh" => is_english(&own_words(line)),
        // What the records state is Chinese in any run; sentences of the program have Chinese full stops.
        _ => ["，", "。", "；"]
            .iter()
            .any(|mark| own_words(line).contains(mark)),
    };
    // The clinic asks an enterprise in the language of its need.
    let lines = text.lines().filter(|line| !line.starts_with("  ? "));
    let lines = lines.filter(is_wrong);
    wrong.extend(lines.map(|line| format!("{command}\n    {line}")));
}

fn desk() -> Desk {
    let desk = Desk::new();
    for (name, content) in FILES {
        desk.file(name, content);
    }
    desk
}

#[test]
fn a_chinese_run_says_nothing_in_english() {
    let (desk, mut wrong) = (desk(), Vec::new());
    for line in RUNS {
        let (status, text) = run(&desk, line, "zh");
        assert!(status.is_some_and(|status| status < 3), "{line}: {text}");
        look(&text, line, "zh", &mut wrong);
    }
    damaged(&desk, "zh", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_english_run_says_nothing_in_chinese() {
    let (desk, mut wrong) = (desk(), Vec::new());
    // The records of the demo are quoted without marks, and hold such stops.
    for line in RUNS.iter().filter(|line| !line.starts_with("demo")) {
        let text = run(&desk, line, "en").1;
        look(&text, line, "en", &mut wrong);
    }
    damaged(&desk, "en", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The commands that the help of the program lists.
fn commands(desk: &Desk) -> Vec<String> {
    let page = run(desk, "--help", "zh").1;
    let listed = page.lines().skip_while(|line| !line.starts_with("命令"));
    let names = listed.skip(1).take_while(|line| !line.is_empty());
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_help_of_every_command_is_chinese() {
    let (desk, mut wrong) = (Desk::new(), Vec::new());
    let commands = commands(&desk);
    assert!(commands.len() > 20, "{commands:?}");
    for command in commands.iter().map(String::as_str).chain([""]) {
        for help in ["--help", "-h"] {
            let line = format!("{command} {help}");
            let text = run(&desk, &line, "zh").1;
            assert!(text.contains("用法："), "{line}: {text}");
            look(&text, &line, "zh", &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_is_run_in_both_languages() {
    let commands = commands(&Desk::new());
    for command in commands {
        let is_run =
            |line: &&&str| line.trim_start_matches('+').split(' ').next() == Some(&command);
        assert!(
            RUNS.iter().any(|line| is_run(&line)),
            "{command} is not run"
        );
    }
}

/// Every Rust file below `directory`, with its text before its tests.
fn sources(directory: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            found.push((path.display().to_string(), code));
        }
    }
}

#[test]
fn every_name_of_an_error_has_a_chinese_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&root.join("src"), &mut found);
    sources(&root.join("examples/qianxian"), &mut found);
    let names = std::fs::read_to_string(root.join("src/error/names.rs")).unwrap();
    let makers = [
        "invalid(",
        "not_found(",
        "ambiguous(",
        "io(",
        "backend(",
        "cancelled(",
    ];
    let mut wrong = Vec::new();
    for (file, code) in found {
        for maker in makers {
            let maker = format!("Error::{maker}");
            let calls = code.match_indices(maker.as_str());
            for (at, call) in calls {
                let rest = code[at + call.len()..].trim_start();
                let Some(name) = rest
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next())
                else {
                    continue;
                };
                for part in name.split('.').map(|part| part.split('[').next().unwrap()) {
                    if !names.contains(&format!("(\"{part}\", \"")) {
                        wrong.push(format!("{file}: {part}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
