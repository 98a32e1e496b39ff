//! Odd texts, numbers and JSON values.

use serde_json::{Map, Value, json};

use crate::support::random::Random;
use crate::support::words;

/// Pieces that once meant trouble somewhere: marks, widths, joiners, digits of other scripts, units.
const PIECES: [&str; 84] = [
    "针状焦",
    "锂电池",
    "Lithium-ion",
    "battery",
    "batteries",
    "machine vision",
    "GB/T 4754",
    "C++",
    "C#",
    "Q345B",
    "LiFePO4",
    "×",
    "≥",
    "≤",
    "±",
    "~",
    "～",
    "—",
    "67%",
    "1.80 g/cm³",
    "-40 ℃",
    "10⁻³",
    "×10^",
    "百分之",
    "三",
    "万",
    "亿",
    "半",
    "1/2",
    "1e308",
    "1e-320",
    "99999999999999999999",
    "0",
    "-0",
    "NaN",
    "inf",
    "１２",
    "٣",
    "½",
    "Ⅷ",
    "㎏",
    "㎡",
    "ﬁ",
    "İ",
    "ß",
    "ſ",
    "K",
    "Å",
    "e\u{301}",
    "\u{301}",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{202e}",
    "\u{fffd}",
    "\u{0}",
    "\u{7}",
    "\u{1b}[31m",
    "\t",
    "\n",
    "\r\n",
    "\u{2028}",
    "\u{3000}",
    "👨‍🔬",
    "🇨🇳",
    "𠮷",
    "한글",
    "ไทย",
    "العربية",
    "\"",
    "'",
    "\\",
    ",",
    ";",
    "、",
    "|",
    "=",
    "#",
    "(",
    "）",
    "[",
    "<![CDATA[",
    "&amp;",
    "\u{10ffff}",
];

/// A text of up to `most` pieces, words and single characters.
pub(super) fn text(random: &mut Random, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..random.below(most + 1) {
        match random.below(6) {
            0 => text.push_str(&words::text(random, 2)),
            1 => text.extend(char::from_u32(
                u32::try_from(random.below(0x3_0000)).unwrap(),
            )),
            2 => text.push(' '),
            _ => text.push_str(random.pick::<&str>(&PIECES)),
        }
        if random.chance(2) {
            text = text.repeat(1 + random.below(30));
        }
    }
    text
}

/// A text that some field reads: a day, an amount, a place, a code, a word of a vocabulary.
pub(super) fn fact(random: &mut Random) -> String {
    const FACTS: [&str; 44] = [
        "2024-06-27",
        "2024年2月30日",
        "45470",
        "2024/6/27",
        "50-100",
        "50万元",
        "≤3.5亿",
        "-5",
        "1e9",
        "9e99",
        "100-50",
        "面议",
        "山东省/淄博市/张店区",
        "淄博",
        "火星市",
        "C26",
        "C26、A01",
        "农、林、牧、渔业",
        "化学",
        "530",
        "professor",
        "教授",
        "副教授/博导",
        "academician",
        "6",
        "TRL 9",
        "10",
        "6.5",
        "expert",
        "专家",
        "research",
        "talent",
        "招引",
        "open",
        "active",
        "city",
        "remote",
        "loan|guarantee",
        "无",
        "/",
        "region in 山东省|江苏省",
        "budget >= 1e400",
        "高新技术企业 = 是",
        "null",
    ];
    (*random.pick(&FACTS)).to_owned()
}

/// Any JSON value, not deeper than `depth`.
pub(super) fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 7 } else { 9 }) {
        0 => Value::Null,
        1 => json!(random.chance(50)),
        2 => json!(random.next()),
        3 => json!(*random.pick(&[0.0, -0.0, 0.1, 1e300, -1e-300, 5e-324, 1e17, 6.0])),
        4 | 5 => Value::from(fact(random)),
        6 => Value::from(text(random, 4)),
        7 => (0..random.below(4))
            .map(|_| value(random, depth - 1))
            .collect(),
        _ => {
            let entry = |random: &mut Random| (text(random, 1), value(random, depth - 1));
            Value::Object(
                (0..random.below(4))
                    .map(|_| entry(random))
                    .collect::<Map<_, _>>(),
            )
        }
    }
}

/// Changes some bytes: cut, repeated, replaced, inserted.
pub(super) fn damage(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..random.below(5) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes[at..end].to_vec();
                let piece = piece.repeat(random.below(20));
                bytes.splice(at..at, piece);
            }
            2 => bytes[at] ^= 1 << random.below(8),
            3 => bytes.truncate(at),
            _ => {
                let piece = random.pick::<&str>(&PIECES).as_bytes().to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
}
