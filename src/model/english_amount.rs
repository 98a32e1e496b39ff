//! English words of amounts, as the Chinese ones that [`crate::model::Budget`] reads.

/// Words without spaces, and what stands for them. A word comes before the words that it begins with.
const WORDS: [(&str, &str); 40] = [
    ("notlessthan", "≥"),
    ("nolessthan", "≥"),
    ("morethan", "≥"),
    ("atleast", "≥"),
    ("above", "≥"),
    ("over", "≥"),
    ("notmorethan", "≤"),
    ("nomorethan", "≤"),
    ("lessthan", "≤"),
    ("atmost", "≤"),
    ("upto", "≤"),
    ("under", "≤"),
    ("below", "≤"),
    ("andabove", "以上"),
    ("orabove", "以上"),
    ("ormore", "以上"),
    ("andbelow", "以内"),
    ("orbelow", "以内"),
    ("orless", "以内"),
    ("approximately", "约"),
    ("approx", "约"),
    ("about", "约"),
    ("around", "约"),
    ("chineseyuan", "元"),
    ("yuan", "元"),
    ("renminbi", "人民币"),
    ("rmb", "人民币"),
    ("cny", "人民币"),
    ("thousand", "千元"),
    ("million", "百万元"),
    ("billion", "十亿元"),
    ("wan", "万元"),
    ("mn", "百万元"),
    ("bn", "十亿元"),
    ("k", "千元"),
    ("m", "百万元"),
    // As Chinese write 万 in haste.
    ("w", "万元"),
    ("to", "-"),
    ("in", ""),
    ("of", ""),
];

/// An amount with its English words as Chinese ones: `RMB 2 million` as `人民币2百万元`, `500,000 yuan` as
/// `500,000元`. Letters that are no such words stay, so that another currency is not read as yuan. A text with words
/// has no white space afterwards; one without is as it was.
pub(crate) fn in_chinese(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut chinese = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    let mut is_english = false;
    while let Some(first) = rest.chars().next() {
        let is_letter = |c: char| c.is_ascii_alphabetic();
        let end = rest.find(|c| is_letter(c) != is_letter(first));
        let (run, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        match words(&run.to_ascii_lowercase()) {
            Some(words) if is_letter(first) => {
                is_english = true;
                chinese.push_str(&words);
                // Of an abbreviation (approx. 50); it must not become the point of a fraction.
                rest = rest.strip_prefix('.').unwrap_or(rest);
            }
            _ => chinese.push_str(run),
        }
    }
    if !is_english {
        return text.to_owned();
    }
    // 10,000 yuan is a unit where it stands in brackets behind the number.
    ["(10,000元", "（10,000元", "(10000元", "（10000元"]
        .iter()
        .fold(chinese.replace("元元", "元"), |text, unit| {
            text.replace(unit, "(万元")
        })
}

/// A run of letters as Chinese words, if it is made of English ones alone.
fn words(mut run: &str) -> Option<String> {
    let mut chinese = String::new();
    while !run.is_empty() {
        let (rest, word) = WORDS
            .iter()
            .find_map(|(english, word)| Some((run.strip_prefix(english)?, word)))?;
        chinese.push_str(word);
        run = rest;
    }
    Some(chinese)
}

#[cfg(test)]
mod tests {
    use super::in_chinese;

    #[test]
    fn english_words_become_chinese_ones() {
        for (english, chinese) in [
            ("500,000 yuan", "500,000元"),
            ("2 million yuan", "2百万元"),
            ("RMB 2 million", "人民币2百万元"),
            ("500k", "500千元"),
            ("5 Million RMB", "5百万元人民币"),
            ("50 (10,000 yuan)", "50(万元)"),
            ("approx. 50", "约50"),
            ("500k to 1 million", "500千元-1百万元"),
            ("up to 1.5bn CNY", "≤1.5十亿元人民币"),
        ] {
            assert_eq!(in_chinese(english), chinese, "{english}");
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in ["50 万元", "USD 500", "5 kg", "50 dollars", "NaN", "1e9", ""] {
            assert_eq!(in_chinese(text), text);
        }
    }
}
