//! Numbers that a sentence claims, against those of the answer that it tells.

use serde_json::Value;

/// Numbers and texts of an answer.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    numbers: Vec<f64>,
    texts: Vec<String>,
}

/// A number as it stands in a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Claim {
    /// In the answer's unit.
    value: f64,
    /// One in its last place.
    place: f64,
}

impl Ground {
    pub(crate) fn of(answer: &impl serde::Serialize) -> Self {
        let mut ground = Self::default();
        ground.add(&serde_json::to_value(answer).unwrap());
        // The longest first, so that a text that holds another goes whole.
        ground
            .texts
            .sort_by_key(|text| std::cmp::Reverse(text.len()));
        ground
    }

    pub(crate) fn with_numbers(mut self, numbers: impl IntoIterator<Item = f64>) -> Self {
        self.numbers.extend(numbers);
        self
    }

    pub(crate) fn with_texts(mut self, texts: impl IntoIterator<Item = String>) -> Self {
        self.texts.splice(0..0, texts);
        self
    }

    fn add(&mut self, value: &Value) {
        match value {
            Value::Number(number) => self.numbers.extend(number.as_f64()),
            Value::String(text) => {
                self.numbers.extend(claims(text).iter().map(|c| c.value));
                self.texts.push(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            Value::Object(fields) => fields.values().for_each(|item| self.add(item)),
            _ => {}
        }
    }

    /// The first number of `sentence` that is none of the answer's, `slack` places of rounding allowed.
    pub(crate) fn unfounded(&self, sentence: &str, slack: f64) -> Option<f64> {
        let mut rest = sentence.to_owned();
        for text in &self.texts {
            for (open, close) in [("“", "”"), ("《", "》")] {
                rest = rest.replace(&format!("{open}{text}{close}"), "");
            }
        }
        let founded = |claim: &Claim| {
            let near = |number: &f64| {
                let room = slack * claim.place + 1e-9 * number.abs();
                (number.abs() - claim.value).abs() <= room
            };
            self.numbers.iter().any(near)
        };
        let claim = claims(&rest).into_iter().find(|claim| !founded(claim))?;
        Some(claim.value)
    }
}

/// The numbers of a text: shares of %, amounts of 元 and CNY in 万元.
fn claims(text: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + start;
        let bytes = text.as_bytes();
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        let mut end = start;
        let mut places = None;
        while digit(end)
            || (bytes.get(end) == Some(&b',') && digit(end + 1) && places.is_none())
            || (bytes.get(end) == Some(&b'.') && digit(end + 1) && places.is_none())
        {
            if bytes[end] == b'.' {
                places = Some(0);
            } else if let Some(places) = &mut places {
                *places += 1;
            }
            end += 1;
        }
        let number: f64 = text[start..end].replace(',', "").parse().unwrap();
        let unit = unit(&text[..start], &text[end..]);
        claims.push(Claim {
            value: number * unit,
            place: unit * 0.1_f64.powi(places.unwrap_or(0)),
        });
        at = end;
    }
    claims
}

fn unit(before: &str, after: &str) -> f64 {
    let after = after.trim_start_matches(' ');
    let yuan = before.ends_with("CNY ");
    match after {
        _ if after.starts_with('%') => 0.01,
        _ if after.starts_with("亿元") => 1e4,
        _ if after.starts_with('元') => 1e-4,
        _ if yuan && after.starts_with("million") => 1e2,
        _ if yuan && after.starts_with("billion") => 1e5,
        _ if yuan => 1e-4,
        _ => 1.0,
    }
}

#[test]
fn an_invented_number_is_found_out() {
    let answer =
        serde_json::json!({"score": 0.612_345, "budget": {"max": 120.0}, "title": "第7代隔膜"});
    let ground = Ground::of(&answer);
    for told in [
        "得分0.6123，占61.2%。",
        "不高于120万元，即0.012亿元或1200000元。",
        "up to CNY 1.2 million, or CNY 1,200,000",
        "《第7代隔膜》",
    ] {
        assert_eq!(ground.unfounded(told, 0.5), None, "{told}");
    }
    for (invented, number) in [
        ("得分0.6124。", 0.6124),
        ("占61.3%。", 0.613),
        ("不高于12万元。", 12.0),
        ("up to CNY 1.3 million", 130.0),
        ("《第8代隔膜》", 8.0),
    ] {
        let found = ground.unfounded(invented, 0.5);
        assert!(
            found.is_some_and(|found| (found - number).abs() < 1e-9),
            "{invented} {found:?}"
        );
    }
}
