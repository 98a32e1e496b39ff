//! Every line of a run is in its language: of every command, of refused input, infeasible decisions and damage.

mod runs;

use std::path::Path;
use std::process::Command;

use super::program::{Desk, example};
use runs::RUNS;

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
        "vectors.jsonl",
        "{\"profile\":\"p6\",\"vector\":[1,2]}\n{\"id\":\"p6\",\"vector\":[1,2]}\n{\"need\":\"n99\",\"vector\":[1,2]}\n{\"profile\":\"p6\",\"work\":9,\"vector\":[1,2]}\n{\"profile\":\"p1\",\"vector\":[1]}\n{\"need\":\"n1\",\"vector\":[0]}\n7\n",
    ),
    ("targets.csv", "指标,目标\n销号数,3\n幸福指数,5\n"),
    ("many.csv", "指标,目标\n销号数,许多\n"),
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
