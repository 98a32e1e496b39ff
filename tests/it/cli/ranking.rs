//! Rankings and their reasons.

use serde_json::Value;

use super::program::Desk;

const NEEDS: &str = r#"{"id":"n1","title":"油系针状焦制备","region":"山东省/淄博市","enterprise":"示例焦业"}
{"id":"n2","title":"无醛胶黏剂","status":"settled"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["针状焦制备"],"region":"山东省/淄博市"}
{"id":"p2","kind":"team","name":"示例团队","works":[{"title":"煤系针状焦的煅烧","year":2022}],"region":"广东省/广州市"}
{"id":"p3","kind":"expert","name":"示例·李工","expertise":["小麦育种"],"region":"山东省/济南市"}
{"id":"p4","kind":"expert","name":"示例·赵工","expertise":["油系针状焦制备"],"organization":"示例焦业"}
{"id":"p5","kind":"finance","name":"示例贷","description":"针状焦企业贷款"}"#;

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

fn ids(answer: &Value) -> Vec<&str> {
    let matches = answer["matches"].as_array().unwrap();
    matches.iter().map(|m| m["id"].as_str().unwrap()).collect()
}

#[test]
fn admitted_profiles_are_ranked_best_first() {
    let answer = desk().rank("rank", ["--need", "n1", "--json"]).json();
    // p4 belongs to the enterprise, and finance products do not serve research.
    assert_eq!(ids(&answer), ["p1", "p2", "p3"]);
    assert_eq!(answer["title"], "油系针状焦制备");
    let scores: Vec<f64> = (0..3)
        .map(|i| answer["matches"][i]["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a > b) && scores[0] <= 1.0 && scores[2] >= 0.0);
}

#[test]
fn k_cuts_and_a_k_beyond_the_library_gives_all() {
    let desk = desk();
    let one = desk
        .rank("rank", ["--need", "n1", "--json", "-k", "1"])
        .json();
    assert_eq!(ids(&one), ["p1"]);
    let all = desk
        .rank("rank", ["--need", "n1", "--json", "-k", "1000000000"])
        .json();
    assert_eq!(ids(&all).len(), 3);
}

#[test]
fn a_closed_need_says_why_it_is_not_ranked() {
    let desk = desk();
    let out = desk.rank("rank", ["--need", "n2"]).done();
    assert!(
        out.contains("closed") && out.contains("need_status"),
        "{out}"
    );
}

#[test]
fn a_need_can_be_given_in_words() {
    let desk = desk();
    let asked = [
        "--text",
        "针状焦",
        "--region",
        "广州",
        "--kind",
        "finance",
        "--json",
    ];
    assert_eq!(ids(&desk.rank("rank", asked).json()), ["p5"]);
    let line = desk
        .rank("rank", ["--text", "针状焦", "--region", "火星市"])
        .failed();
    assert!(
        line.contains("火星市") && line.contains("did you mean"),
        "{line}"
    );
    let line = desk.rank("rank", ["--text", "  "]).failed();
    assert!(line.contains("title"), "{line}");
}

#[test]
fn stop_words_alone_rank_everybody_who_is_admitted() {
    let answer = desk().rank("rank", ["--text", "的", "--json"]).json();
    let mut all = ids(&answer);
    all.sort_unstable();
    assert_eq!(all, ["p1", "p2", "p3", "p4"]);
    // As if nothing were said: not known, rather than known to fit nobody or him who writes 的.
    let nothing = desk().rank("rank", ["--text", "of the", "--json"]).json();
    assert_eq!(answer["matches"], nothing["matches"]);
    let explained = ["--text", "的", "--json", "--explain"];
    let explained = desk().rank("rank", explained).json();
    for found in explained["matches"].as_array().unwrap() {
        let features = found["explanation"]["features"].as_array().unwrap();
        let text = features.iter().find(|f| f["feature"] == "text").unwrap();
        assert_eq!(
            (&text["known"], &found["score"]),
            (&false.into(), &found["explanation"]["score"])
        );
    }
}

#[test]
fn an_empty_library_has_no_matches() {
    let desk = Desk::with("", "");
    let out = desk.rank("rank", ["--text", "针状焦"]).done();
    assert!(out.contains("no profile is admitted"), "{out}");
    let run = desk.path("run.tsv");
    desk.rank("run", ["--output".as_ref(), run.as_os_str()])
        .done();
    assert_eq!(std::fs::read(run).unwrap(), b"");
}

#[test]
fn unknown_ids_fail() {
    let desk = desk();
    assert!(
        desk.rank("rank", ["--need", "nobody"])
            .failed()
            .contains("\"nobody\"")
    );
    desk.rank("reverse", ["--profile", "nobody"]).failed();
    desk.rank("explain", ["--need", "n1", "--profile", "nobody"])
        .failed();
}

#[test]
fn an_explanation_sums_to_the_score_of_the_ranking() {
    let desk = desk();
    let answer = desk.rank("rank", ["--need", "n1", "--json"]).json();
    let why = desk
        .rank("explain", ["--need", "n1", "--profile", "p2", "--json"])
        .json();
    assert_eq!(why["score"], answer["matches"][1]["score"]);
    let features = why["features"].as_array().unwrap();
    let sum: f64 = features
        .iter()
        .map(|f| f["contribution"].as_f64().unwrap())
        .sum();
    assert_eq!(sum, why["score"].as_f64().unwrap(), "exact in binary");
    assert_eq!(why["evidence"][0]["title"], "煤系针状焦的煅烧");
}

#[test]
fn a_pair_that_is_ruled_out_is_explained_with_the_rule() {
    let said = desk()
        .rank("explain", ["--need", "n1", "--profile", "p4"])
        .done();
    assert!(said.contains("ruled out: same_organization"), "{said}");
}

#[test]
fn reverse_gives_the_pair_the_same_score() {
    let desk = desk();
    let answer = desk.rank("rank", ["--need", "n1", "--json"]).json();
    let reverse = desk.rank("reverse", ["--profile", "p1", "--json"]).json();
    assert_eq!(ids(&reverse), ["n1"], "n2 is settled");
    assert_eq!(
        reverse["matches"][0]["score"],
        answer["matches"][0]["score"]
    );
}

#[test]
fn weights_kinds_and_regions_narrow_the_ranking() {
    let desk = desk();
    let weights = desk.file("weights.json", r#"{"region":1}"#);
    let near = [
        "--need",
        "n1",
        "--json",
        "--weights",
        weights.to_str().unwrap(),
    ];
    assert_eq!(
        ids(&desk.rank("rank", near).json()),
        ["p1", "p3", "p2"],
        "by distance alone"
    );
    let teams = ["--need", "n1", "--json", "--profile-kind", "团队"];
    assert_eq!(ids(&desk.rank("rank", teams).json()), ["p2"]);
    let within = ["--need", "n1", "--json", "--within", "山东"];
    assert_eq!(ids(&desk.rank("rank", within).json()), ["p1", "p3"]);
    let without = ["--need", "n1", "--json", "--exclude", "p1"];
    assert_eq!(ids(&desk.rank("rank", without).json()), ["p2", "p3"]);
    let wrong = desk.file("wrong.json", r#"{"txt":1}"#);
    let line = desk
        .rank(
            "rank",
            ["--need", "n1", "--weights", wrong.to_str().unwrap()],
        )
        .failed();
    assert!(
        line.contains("wrong.json") && line.contains("txt"),
        "{line}"
    );
    // The cause itself, in the language of the run.
    for (json, cause) in [
        (r#"{"text":-1}"#, "请给出0至1000000之间的数"),
        (r#"{"research":{"text":-1}}"#, "请给出0至1000000之间的数"),
        (r#"{"txt":1}"#, "不接受“txt”"),
        (r#"{"text":"多"}"#, "请填数字"),
        (r#"{"text":0}"#, "请至少给一个特征权重"),
    ] {
        let file = desk.file("wrong.json", json);
        let file = file.to_str().unwrap();
        let arguments = ["--need", "n1", "--weights", file, "--language", "zh"];
        let said = desk.rank("rank", arguments).err;
        assert!(
            said.contains(cause) && !said.contains("JSON") && !said.contains("characters"),
            "{said}"
        );
    }
}

#[test]
fn a_synonym_acts_on_the_next_ranking() {
    let desk = Desk::with(
        "",
        r#"{"id":"p","kind":"expert","name":"示例","expertise":["土豆储藏"]}"#,
    );
    let evidence = || {
        let answer = desk
            .rank("rank", ["--text", "马铃薯", "--explain", "--json"])
            .json();
        answer["matches"][0]["explanation"]["evidence"].clone()
    };
    assert_eq!(evidence(), Value::Array(Vec::new()));
    let synonyms = desk.file("synonyms.txt", "马铃薯、土豆\n");
    let words = desk.file("words.txt", "针状焦\n");
    let files = [
        "--synonyms",
        synonyms.to_str().unwrap(),
        "--words",
        words.to_str().unwrap(),
    ];
    let lexicon = desk.run("lexicon", files).done();
    assert!(lexicon.contains("1 word, 1 group"), "{lexicon}");
    assert_eq!(evidence()[0]["phrases"][0]["synonym_of"], "马铃薯");
    let none = desk.file("none.txt", "");
    desk.run("lexicon", ["--synonyms", none.to_str().unwrap()])
        .done();
    assert_eq!(evidence(), Value::Array(Vec::new()));
    assert_eq!(desk.run("lexicon", ["--json"]).json()["words"][0], "针状焦");
    // 马铃薯 and 土豆 are in the built-in groups too; the user's words stay.
    desk.run("lexicon", ["--built-in"]).done();
    assert_eq!(evidence()[0]["phrases"][0]["synonym_of"], "马铃薯");
    assert_eq!(desk.run("lexicon", ["--json"]).json()["words"][0], "针状焦");
}

/// Columns on a terminal, for texts of ASCII and Chinese.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|c| if c >= '\u{2e80}' { 2 } else { 1 })
        .sum()
}

#[test]
fn tables_stand_in_columns_in_chinese_too() {
    let out = desk().rank("rank", ["--need", "n1", "--explain"]).done();
    let start = |part: &str| {
        let line = out.lines().find(|line| line.contains(part)).unwrap();
        columns(&line[..line.find(part).unwrap()])
    };
    assert_eq!(start("region"), start("山东省/淄博市"));
    assert_eq!(start("region"), start("广东省/广州市"));
    assert_eq!(start("name"), start("示例团队"));
    assert!(out.contains("《煤系针状焦的煅烧》 2022"), "{out}");
}
