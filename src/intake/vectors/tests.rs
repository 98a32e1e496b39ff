#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use super::{VectorPlace, VectorRows};
use crate::model::{NeedId, ProfileId};

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> std::path::PathBuf {
    let file = folder.join(name);
    std::fs::write(&file, bytes).unwrap();
    file
}

fn npy(shape: &str, values: &[f32]) -> Vec<u8> {
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}

fn work(id: &str, number: usize) -> VectorPlace {
    VectorPlace::Work(ProfileId::new(id).unwrap(), number)
}

#[test]
fn an_array_is_read_beside_its_ids_and_bad_rows_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let values = [1.0, 0.5, 0.0, 0.0, f32::NAN, 1.0, -1.0, 1.0, 3.0, 4.0];
    let array = write(folder.path(), "v.npy", npy("(5, 2)", &values));
    let ids = "need\tn1\r\nprofile\tp1\nprofile\tp1\t2\n{\"profile\":\"p 2\",\"work\":1,\"text\":\"针状焦\"}\n\n";
    let ids = write(folder.path(), "ids.txt", ids);
    let rows = VectorRows::open(&array, Some(&ids)).unwrap();
    assert_eq!(rows.total(), Some(5));
    let rows: Vec<_> = rows.collect();
    let good = rows[0].as_ref().unwrap();
    assert_eq!(good.place, VectorPlace::Need(NeedId::new("n1").unwrap()));
    assert_eq!((good.row, good.vector.steps()), (1, &[127, 64][..]));
    assert_eq!(rows[3].as_ref().unwrap().place, work("p 2", 1));
    for (at, part) in [(1, "zeros"), (2, "finite"), (4, "tabs")] {
        let error = rows[at].as_ref().unwrap_err().to_string();
        assert!(error.starts_with(&format!("row {}", at + 1)), "{error}");
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn lines_of_json_are_read_and_bad_ones_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        r#"{"need":"n1","vector":[1,2]}"#,
        r#"{"profile":"p1","work":3,"vector":[0.5,-0.5],"text":"x"}"#,
        r#"{"id":"p2","vector":[1]}"#,
        r#"{"id":"p2"}"#,
        r#"{"id":"p2","vector":[0,0]}"#,
        r#"{"profile":"p1","work":0,"vector":[1]}"#,
        r#"{"profile":"p1","need":"n1","vector":[1]}"#,
        r#"{"profil":"p1","vector":[1]}"#,
        "nonsense",
    ];
    let file = write(folder.path(), "v.jsonl", lines.join("\n"));
    let rows = VectorRows::open(&file, None).unwrap();
    assert_eq!(rows.total(), None);
    let rows: Vec<_> = rows.collect();
    let places: Vec<_> = rows
        .iter()
        .take(3)
        .map(|row| row.as_ref().unwrap().place.clone())
        .collect();
    let id = VectorPlace::Record("p2".to_owned());
    assert_eq!(
        places,
        [
            VectorPlace::Need(NeedId::new("n1").unwrap()),
            work("p1", 3),
            id
        ]
    );
    for (row, read) in rows.iter().enumerate().skip(3) {
        let error = read.as_ref().unwrap_err();
        assert!(error.is_invalid_input());
        assert!(
            error.to_string().starts_with(&format!("row {}", row + 1)),
            "{error}"
        );
    }
    assert_eq!(rows.len(), lines.len());
}

#[test]
fn files_that_do_not_fit_are_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let array = write(folder.path(), "v.npy", npy("(2, 1)", &[1.0, 2.0]));
    let one = write(folder.path(), "ids", "n1\n");
    let lines = write(folder.path(), "v.jsonl", r#"{"id":"p2","vector":[1]}"#);
    let flat = write(folder.path(), "flat.npy", npy("(2,)", &[1.0, 2.0]));
    for (file, ids, part) in [
        (&array, None, "name the file"),
        (&array, Some(&one), "2 rows"),
        (&lines, Some(&one), "leave this file out"),
        (&flat, Some(&one), "ascontiguousarray"),
    ] {
        let error = VectorRows::open(file, ids.map(|p| p.as_path())).unwrap_err();
        assert!(
            error.is_invalid_input() && error.to_string().contains(part),
            "{error}"
        );
    }
    // An array that ends early is refused before any row of it counts.
    let short = write(folder.path(), "short.npy", npy("(3, 1)", &[1.0]));
    let ids = write(folder.path(), "three", "a\nb\nc\n");
    let error = VectorRows::open(&short, Some(&ids)).unwrap_err();
    assert!(
        error.to_string().contains("after 1 of its 3 rows"),
        "{error}"
    );
    let archive = write(folder.path(), "v.npz", "PK\x03\x04");
    let error = VectorRows::open(&archive, Some(&ids)).unwrap_err();
    assert!(error.to_string().contains("numpy.save"), "{error}");
}

#[test]
fn blank_lines_are_no_rows() {
    let folder = tempfile::tempdir().unwrap();
    let text = "\n{\"id\":\"p1\",\"vector\":[1]}\n \n\nnonsense\n\n";
    let rows = VectorRows::open(&write(folder.path(), "v.jsonl", text), None).unwrap();
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].as_ref().unwrap().row, 1);
    let error = rows[1].as_ref().unwrap_err().to_string();
    assert!(error.starts_with("row 2"), "{error}");
}
