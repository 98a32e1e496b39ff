//! `qianxian vectors`: texts out, vectors in, and what they change.

use serde_json::{Value, json};

use super::program::Desk;

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备","description":"煅烧"}"#;
const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","works":["沥青","隔膜"]}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["涂布"]}"#;

/// An array of 32-bit floats as NumPy saves it.
fn npy(rows: &[[f32; 2]]) -> Vec<u8> {
    let shape = format!("({}, 2)", rows.len());
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(rows.iter().flatten().flat_map(|value| value.to_le_bytes()));
    bytes
}

#[test]
fn texts_go_out_and_vectors_come_in() {
    let desk = Desk::with(NEEDS, PROFILES);
    let (texts, array) = (desk.path("texts.jsonl"), desk.path("vectors.npy"));
    let (texts, array) = (texts.to_str().unwrap(), array.to_str().unwrap());
    let written = desk.run("vectors", ["--texts", texts, "--json"]).json();
    assert_eq!(written, json!({"texts": 4}));
    let lines = std::fs::read_to_string(texts).unwrap();
    let lines: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines[0], json!({"need": "n1", "text": "针状焦制备\n煅烧"}));
    assert_eq!(
        lines[2],
        json!({"profile": "p1", "work": 2, "text": "隔膜"})
    );

    let ranked = |desk: &Desk| {
        let found = desk
            .rank("rank", ["--need", "n1", "--least-fit", "none", "--json"])
            .json();
        let matches = found["matches"].as_array().unwrap().clone();
        matches
            .into_iter()
            .map(|m| m["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ranked(&desk), ["p1", "p2"], "nothing in common: by id");
    std::fs::write(
        array,
        npy(&[[1.0, 0.1], [-1.0, 0.0], [-1.0, 0.2], [1.0, 0.0]]),
    )
    .unwrap();
    let attach = ["--file", array, "--ids", texts];
    let told = desk.run("vectors", attach).done();
    assert!(
        told.starts_with("attached 4 vectors of 2 components"),
        "{told}"
    );
    assert_eq!(ranked(&desk), ["p2", "p1"]);
    let why = desk
        .rank(
            "explain",
            ["--need", "n1", "--profile", "p2", "--language", "en"],
        )
        .done();
    assert!(why.contains("the mean of the library's"), "{why}");
    let again = desk
        .run("vectors", [&attach[..], &["--json"]].concat())
        .json();
    assert_eq!(
        (&again["attached"], &again["unchanged"]),
        (&json!(0), &json!(4))
    );
    let history = desk.run("history", ["--need", "n1"]).done();
    assert!(history.contains("vector"), "{history}");
}

#[test]
fn bad_rows_are_named_and_the_others_attached() {
    let desk = Desk::with(NEEDS, PROFILES);
    let lines = r#"{"need":"n1","vector":[1,2]}
{"profile":"p9","vector":[1,2]}
{"profile":"p1","work":3,"vector":[1,2]}
{"profile":"p1","work":1,"vector":[1,2,3]}
{"profile":"p1","work":1,"vector":[0,0]}
{"id":"p1","vector":[2,1]}
{"id":"p1","vector":[2,1]}"#;
    let file = desk.file("vectors.jsonl", lines);
    let file = file.to_str().unwrap();
    let said = desk.run("vectors", ["--file", file]);
    assert_eq!(said.status, Some(0));
    assert!(
        said.out.contains("attached 2 vectors") && said.out.contains("5 rows refused"),
        "{said:?}"
    );
    let rows: Vec<&str> = said.err.lines().collect();
    for (line, row) in rows.iter().zip([2, 3, 4, 5, 7]) {
        assert!(
            line.starts_with(&format!("row {row}: ")) && line.contains("; "),
            "{line}"
        );
    }
    let json = desk.run("vectors", ["--file", file, "--json"]).json();
    assert_eq!(
        (
            &json["unchanged"],
            json["refused"].as_array().unwrap().len()
        ),
        (&json!(2), 5)
    );
    let nobody = desk.file("nobody.jsonl", r#"{"id":"p9","vector":[1]}"#);
    let failed = desk.run("vectors", ["--file", nobody.to_str().unwrap()]);
    assert_eq!(failed.status, Some(1));
    assert!(failed.err.contains("no row was attached"), "{failed:?}");
}
