//! Files of a batch: hostile names stay text.

use serde_json::json;

use super::{day, doors, gained, plan, wish};
use crate::model::Language;
use crate::push::{BatchFormat, HandOver, PlanOptions};

const NAME: &str = "=1+1\r\nBcc: a@b.c \u{202e}gpj.exe";

/// The files of one batch of two recipients, by name.
fn files(format: BatchFormat, language: Language) -> Vec<(String, String)> {
    let (subscriptions, outbox) = doors();
    let mail = wish("s2", "示例·王工").channel("mailto:wang@example.org");
    subscriptions
        .put(wish("s1", "li@example.org").language(language))
        .unwrap();
    subscriptions.put(mail.language(language)).unwrap();
    let changes = [
        gained("s1", [("p1", 0.8), ("p2", 0.75)]),
        gained("s2", [("p1", 0.5)]),
    ];
    outbox.add_changes(&changes, day("2026-11-30")).unwrap();
    let mut made = plan(&outbox, "2026-11-30", &PlanOptions::new());
    let shown = json!({"title": NAME, "about": "=SUM(A1)", "text": "第一行\n第二行"});
    made.show(|_| Ok((shown.clone(), "预设".to_owned())))
        .unwrap();
    let place = tempfile::tempdir().unwrap();
    let to = HandOver::new(place.path(), format)
        .sender("match@example.org")
        .language(language);
    let at = "2026-11-30T09:05:07+08:00".parse().unwrap();
    let batch = outbox.hand_over(&made, at, &to).unwrap().unwrap();
    let path = std::path::PathBuf::from(batch.path.unwrap());
    let mut paths = vec![path.clone()];
    if path.is_dir() {
        let all = std::fs::read_dir(&path).unwrap();
        paths = all.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
    }
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    paths.into_iter().map(read).collect()
}

fn decoded(base64: &str) -> String {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = base64
        .bytes()
        .filter(|c| !b"\r\n=".contains(c))
        .map(value)
        .collect();
    let mut bytes = Vec::new();
    for chunk in letters.chunks(4) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, &six| bits << 6 | u32::from(six))
            << (6 * (4 - chunk.len()));
        bytes.extend(&bits.to_be_bytes()[1..chunk.len()]);
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_mail_has_the_headers_that_were_written_and_no_other() {
    let mails = files(BatchFormat::Eml, Language::Chinese);
    let names: Vec<_> = mails.iter().map(|(name, _)| &name[..]).collect();
    assert_eq!(names, ["0001.eml", "0002.eml"]);
    for ((_, mail), to) in mails.iter().zip(["<li@example.org>", "wang@example.org"]) {
        assert!(
            mail.is_ascii() && mail.lines().all(|line| line.len() <= 76),
            "{mail}"
        );
        assert_eq!(mail.matches('\n').count(), mail.matches("\r\n").count());
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        let fields: Vec<&str> = head
            .split("\r\n")
            .filter(|line| !line.starts_with(' '))
            .map(|line| line.split_once(": ").unwrap().0)
            .collect();
        let expected = [
            "Date",
            "From",
            "To",
            "Subject",
            "Message-ID",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
            "Auto-Submitted",
            "X-Qianxian-Batch",
        ];
        assert_eq!(fields, expected);
        assert!(
            head.contains("Date: Mon, 30 Nov 2026 09:05:07 +0800\r\n"),
            "{head}"
        );
        assert!(head.contains(to), "{head}");
        let text = decoded(body);
        assert!(text.contains("=1+1  Bcc: a@b.c gpj.exe（p1）"), "{text}");
        assert!(!text.contains('\u{202e}'));
        assert!(text.contains("   第二行\r\n"));
    }
    assert!(
        decoded(mails[0].1.split_once("\r\n\r\n").unwrap().1).contains("2. "),
        "a digest"
    );
}

#[test]
fn a_table_has_no_formula_and_reads_back() {
    let [(name, text)] = &files(BatchFormat::Csv, Language::Chinese)[..] else {
        panic!("one file")
    };
    assert_eq!(name, "push-000001.csv");
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = rows.headers().unwrap().clone();
    let at = |head: &str| heads.iter().position(|one| one == head).unwrap();
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    for row in &rows {
        assert_eq!(&row[at("名称")], "'=1+1\r\nBcc: a@b.c gpj.exe");
        assert_eq!(&row[at("订阅对象")], "'=SUM(A1)");
        assert!(
            row.iter()
                .all(|cell| !cell.starts_with(['=', '+', '-', '@']))
        );
    }
}

#[test]
fn lines_are_json_with_all_that_was_shown() {
    let [(_, text)] = &files(BatchFormat::JsonLines, Language::English)[..] else {
        panic!("one file")
    };
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    for line in &lines {
        assert_eq!(line["shown"]["title"], NAME);
        assert_eq!(
            (&line["batch"], &line["context"]),
            (&json!(1), &json!("预设"))
        );
        assert_eq!(
            (&line["at"], line.get("state")),
            (&json!("2026-11-30T09:05:07+08:00"), None)
        );
    }
}

#[test]
fn a_sender_that_is_no_address_is_refused() {
    let (_, outbox) = doors();
    let made = plan(&outbox, "2026-11-30", &PlanOptions::new());
    for sender in [
        "",
        "a",
        "a@",
        "@b",
        "a b@c",
        "a@b\r\nBcc: c@d",
        "a@b..c",
        ".a@b",
    ] {
        let to = HandOver::new("nowhere", BatchFormat::Eml).sender(sender);
        let refused = outbox.hand_over(&made, "2026-11-30".parse().unwrap(), &to);
        assert_eq!(refused.unwrap_err().field(), Some("sender"), "{sender}");
    }
}
