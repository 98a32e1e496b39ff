//! Units of money as headings, lines of units and number formats name them.
//!
//! A unit is read as a whole, word by word: a currency, a factor, and words that say nothing. What is left over makes it
//! another unit, so that `k元` is no 元 and `港币万元` no 万元: a unit which is not known must not be taken for one that it
//! ends in.

use crate::model::fold::lower_text;

/// Unit of money of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MoneyUnit {
    /// A unit that [`crate::model::Budget`] reads.
    Known(&'static str),
    /// Another one; its amounts cannot be compared.
    Foreign(String),
}

/// Meaning of a word in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UnitWord {
    /// 元, behind which no further factor may stand.
    Yuan,
    /// The name of the currency, which may stand before a factor or behind it.
    Renminbi,
    Other,
    /// A power of ten.
    Factor(u32),
    /// Nothing that matters.
    Filler,
}

use UnitWord::{Factor, Filler, Other, Renminbi, Yuan};

/// Words of units in lower case, simplified and without spaces. A word comes before the ones that it begins with.
#[rustfmt::skip] // a table reads by rows
const WORDS: &[(&str, UnitWord)] = &[
    ("人民币", Renminbi), ("renminbi", Renminbi), ("rmb", Renminbi), ("cny", Renminbi), ("¥", Renminbi), ("chineseyuan", Yuan), ("yuan", Yuan),
    ("美元", Other), ("美金", Other), ("美刀", Other), ("欧元", Other), ("港元", Other), ("港币", Other), ("港纸", Other), ("日元", Other), ("日圆", Other),
    ("日币", Other), ("英镑", Other), ("新台币", Other), ("台币", Other), ("台元", Other), ("澳元", Other), ("澳币", Other), ("澳门元", Other), ("澳门币", Other),
    ("加元", Other), ("加币", Other), ("韩元", Other), ("韩币", Other), ("新加坡元", Other), ("新元", Other), ("新币", Other), ("坡币", Other), ("卢布", Other),
    ("瑞士法郎", Other), ("瑞郎", Other), ("法郎", Other), ("泰铢", Other), ("卢比", Other), ("林吉特", Other), ("马克", Other), ("外币", Other),
    ("us$", Other), ("hk$", Other), ("nt$", Other), ("a$", Other), ("c$", Other), ("s$", Other), ("usd", Other), ("eur", Other), ("hkd", Other), ("jpy", Other),
    ("gbp", Other), ("aud", Other), ("cad", Other), ("krw", Other), ("sgd", Other), ("twd", Other), ("ntd", Other), ("mop", Other), ("chf", Other), ("rub", Other),
    ("inr", Other), ("thb", Other), ("myr", Other), ("vnd", Other), ("nzd", Other), ("dollars", Other), ("dollar", Other), ("pounds", Other), ("pound", Other),
    ("sterling", Other), ("yen", Other), ("won", Other), ("$", Other), ("€", Other), ("£", Other), ("₩", Other), ("₽", Other), ("₹", Other), ("฿", Other),
    ("元", Yuan), ("圆", Yuan), ("块", Yuan),
    ("thousands", Factor(3)), ("thousand", Factor(3)), ("millions", Factor(6)), ("million", Factor(6)), ("billions", Factor(9)), ("billion", Factor(9)),
    ("'000s", Factor(3)), ("'000", Factor(3)), ("’000", Factor(3)), ("‘000", Factor(3)), ("000s", Factor(3)), ("000", Factor(3)),
    ("mln", Factor(6)), ("mil", Factor(6)), ("mio", Factor(6)), ("mn", Factor(6)), ("mm", Factor(6)), ("bn", Factor(9)), ("wan", Factor(4)),
    ("十", Factor(1)), ("拾", Factor(1)), ("百", Factor(2)), ("佰", Factor(2)), ("千", Factor(3)), ("仟", Factor(3)), ("万", Factor(4)), ("亿", Factor(8)),
    ("金额", Filler), ("单位", Filler), ("货币", Filler), ("币种", Filler), ("计价", Filler), ("计量", Filler), ("不含税", Filler), ("含税", Filler),
    ("税前", Filler), ("税后", Filler), ("必填", Filler), ("选填", Filler), ("大约", Filler), ("约", Filler), ("以", Filler), ("为", Filler), ("计", Filler),
    ("按", Filler), ("整", Filler), ("amounts", Filler), ("amount", Filler), ("currency", Filler), ("units", Filler), ("unit", Filler), ("in", Filler),
    ("of", Filler), ("the", Filler), ("required", Filler), ("optional", Filler),
    ("k", Factor(3)), ("m", Factor(6)), ("w", Factor(4)),
];

/// The words with letters and a sign.
const WITH_SIGNS: [&str; 6] = ["us$", "hk$", "nt$", "a$", "c$", "s$"];

/// What stands between a unit and the thing or the time that it is for.
const PER: [&str; 4] = ["/", "每", "per", "·"];

/// A unit taken apart.
#[derive(Debug, Default)]
struct UnitReading {
    power: u32,
    has_factor: bool,
    has_yuan: bool,
    has_renminbi: bool,
    has_other: bool,
    /// Whether two units stand in it, so that it is open which is meant.
    is_doubled: bool,
    /// A number that is no factor alone.
    digits: Option<u32>,
}

impl UnitReading {
    /// The reading of a plain text of which every word is known.
    fn of(plain: &str) -> Option<Self> {
        let mut read = Self::default();
        let mut rest = plain;
        while let Some(first) = rest.chars().next() {
            if first.is_ascii_alphabetic() && !WITH_SIGNS.iter().any(|w| rest.starts_with(w)) {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic());
                let (run, behind) = rest.split_at(end.unwrap_or(rest.len()));
                rest = behind;
                read.take_latin(run)?;
            } else if let Some((word, meaning)) = WORDS.iter().find(|(w, _)| rest.starts_with(w)) {
                rest = &rest[word.len()..];
                read.take(*meaning);
            } else if first.is_ascii_digit() {
                let end = rest.find(|c: char| !c.is_ascii_digit());
                let (digits, behind) = rest.split_at(end.unwrap_or(rest.len()));
                let zeros = digits.strip_prefix('1')?;
                if zeros.bytes().any(|b| b != b'0') {
                    return None;
                }
                read.digits = Some(u32::try_from(zeros.len()).ok()?);
                rest = behind;
            } else if first.is_alphanumeric() || PER.iter().any(|per| rest.starts_with(per)) {
                return None;
            } else {
                rest = &rest[first.len_utf8()..];
            }
        }
        Some(read)
    }

    /// Takes a run of letters: one word, or a currency and a factor without a space (`krmb`).
    fn take_latin(&mut self, run: &str) -> Option<()> {
        let word = |run: &str| {
            WORDS
                .iter()
                .find(|(word, _)| *word == run)
                .map(|word| word.1)
        };
        if let Some(meaning) = word(run) {
            self.take(meaning);
            return Some(());
        }
        let mut splits = (1..run.len()).map(|at| run.split_at(at));
        let (first, second) = splits.find_map(|(first, second)| {
            Some((word(first)?, word(second)?)).filter(|(first, second)| {
                let is_factor = |meaning: &UnitWord| matches!(meaning, Factor(_));
                let is_currency = |meaning: &UnitWord| matches!(meaning, Yuan | Renminbi | Other);
                (is_factor(first) && is_currency(second))
                    || (is_currency(first) && is_factor(second))
            })
        })?;
        self.take(first);
        self.take(second);
        Some(())
    }

    fn take(&mut self, meaning: UnitWord) {
        match meaning {
            Yuan => self.has_yuan = true,
            Renminbi => self.has_renminbi = true,
            Other => self.has_other = true,
            Factor(power) => {
                self.is_doubled |= self.has_factor && self.has_yuan;
                self.has_factor = true;
                self.power += power;
            }
            Filler => {}
        }
    }

    fn names_money(&self) -> bool {
        self.has_factor || self.names_currency()
    }

    const fn names_currency(&self) -> bool {
        self.has_yuan || self.has_renminbi || self.has_other
    }

    /// The unit, which `text` spells; `None` if no money is named.
    fn unit(&self, text: &str) -> Option<MoneyUnit> {
        if !self.names_money() {
            return None;
        }
        let foreign = || MoneyUnit::Foreign(text.trim().to_owned());
        if self.has_other || self.is_doubled {
            return Some(foreign());
        }
        let power = self.power + self.digits.unwrap_or_default();
        Some(of_power(power).map_or_else(foreign, MoneyUnit::Known))
    }
}

/// The unit of that power of ten of yuan.
const fn of_power(power: u32) -> Option<&'static str> {
    Some(match power {
        0 => "元",
        2 => "百元",
        3 => "千元",
        4 => "万元",
        5 => "十万元",
        6 => "百万元",
        7 => "千万元",
        8 => "亿元",
        9 => "十亿元",
        10 => "百亿元",
        _ => return None,
    })
}

/// A text in the form that units are read in: half-width, simplified, in lower case, without the commas of numbers.
fn plain(text: &str) -> String {
    let lower = lower_text(text);
    let mut plain = String::with_capacity(lower.len());
    let mut chars = lower.chars().peekable();
    while let Some(c) = chars.next() {
        let is_between = plain.ends_with(|c: char| c.is_ascii_digit())
            && chars.peek().is_some_and(char::is_ascii_digit);
        if c != ',' || !is_between {
            plain.push(c);
        }
    }
    plain
}

impl MoneyUnit {
    /// The unit that a text is, and nothing else.
    pub(crate) fn exact(text: &str) -> Option<Self> {
        let plain = plain(text);
        match UnitReading::of(&plain) {
            Some(read) => read.unit(text),
            None => per(&plain, text),
        }
    }

    /// The unit that a text begins with, alone or before what is no letter; `None` if another word begins there.
    pub(crate) fn at_start(text: &str) -> Option<Self> {
        let is_end = |c: char| !c.is_alphanumeric() && !"/·$€£¥'".contains(c);
        let word = &text[..text.find(is_end).unwrap_or(text.len())];
        // A letter alone may be a metre.
        if word.len() < 2 && word.bytes().all(|b| b.is_ascii_alphabetic()) {
            return None;
        }
        Self::exact(word).or_else(|| unknown(word).filter(|_| word.chars().count() <= SHORT))
    }

    /// The unit that a note beside a heading names: `单位：人民币万元`, `以元计，含税`.
    pub(crate) fn in_note(note: &str) -> Option<Self> {
        let whole = Self::exact(note);
        if whole.is_some() {
            return whole;
        }
        let plain = plain(note);
        let parts = plain.split([',', '、', ';', ':', '。', '\n']);
        let mut units = parts.filter_map(|part| Self::exact(part).or_else(|| in_prose(part)));
        let first = units.next()?;
        let foreign = units.find(|unit| matches!(unit, Self::Foreign(_)));
        Some(foreign.unwrap_or(first))
    }

    /// A heading as its name and the unit behind it without brackets: `预算万元`, `Budget RMB million`, `金额/万`.
    pub(crate) fn at_end(heading: &str) -> Option<(&str, Self)> {
        let is_joint = |c: char| c.is_whitespace() || "/:：_,，、-".contains(c);
        let mut before = None;
        for (at, c) in heading.char_indices() {
            let last: Option<char> = before.replace(c);
            let Some(last) = last else { continue };
            if last.is_ascii_alphanumeric() && (c.is_ascii_alphanumeric() || !c.is_ascii()) {
                continue;
            }
            let (name, tail) = heading.split_at(at);
            let plain = plain(tail);
            let read = UnitReading::of(&plain);
            let is_unit = match &read {
                Some(read) => read.names_currency() || (read.has_factor && is_joint(last)),
                None => per(&plain, tail).is_some(),
            };
            let is_named = name.chars().any(char::is_alphanumeric) && Self::exact(name).is_none();
            if is_unit && is_named && !is_joint(c) {
                return Some((name.trim_end_matches(is_joint), Self::exact(tail)?));
            }
        }
        None
    }
}

/// Characters of a word that may be a unit nobody knows.
const SHORT: usize = 4;

/// The unit for each of something (`万元/年`), which is no sum.
fn per(plain: &str, text: &str) -> Option<MoneyUnit> {
    let (unit, of) = PER.iter().find_map(|per| plain.split_once(per))?;
    let left = UnitReading::of(unit).filter(UnitReading::names_money);
    let right = UnitReading::of(of);
    match (left, right) {
        // 人民币/万元 names both halves of one unit.
        (_, Some(right)) if right.names_money() => {
            UnitReading::of(&format!("{unit} {of}"))?.unit(text)
        }
        (Some(left), Some(_)) => left.unit(text),
        (Some(_), None) => Some(MoneyUnit::Foreign(text.trim().to_owned())),
        (None, _) => None,
    }
}

/// The unit that a part of a note names among other words; one that is not known as a whole is another one.
fn in_prose(part: &str) -> Option<MoneyUnit> {
    let foreign = || Some(MoneyUnit::Foreign(part.trim().to_owned()));
    let words = || {
        part.split(|c: char| !c.is_ascii_alphabetic())
            .filter(|w| !w.is_empty())
    };
    let means = |word: &str, wanted: UnitWord| WORDS.contains(&(word, wanted));
    let han = WORDS.iter().filter(|(word, _)| !word.is_ascii());
    let mut other = han.filter(|(_, meaning)| *meaning == Other);
    if other.any(|(word, _)| part.contains(word))
        || part.contains(['$', '€', '£'])
        || words().any(|word| means(word, Other))
    {
        return foreign();
    }
    let is_step = |c: char| "十拾百佰千仟万亿".contains(c);
    if let Some(at) = part.find('元') {
        let head = &part[..at];
        let name = head.trim_end_matches(is_step);
        let last = name.chars().next_back();
        if last.is_some_and(|c| c.is_ascii_alphabetic()) || PER.iter().any(|p| part.contains(p)) {
            return foreign();
        }
        if name.len() < head.len() {
            return UnitReading::of(&head[name.len()..])?.unit(part);
        }
        let is_said =
            last.is_none_or(|c| c.is_ascii_digit() || "到填写位为以按用是选均币 ".contains(c));
        return match part[at + '元'.len_utf8()..].chars().next() {
            None if is_said => Some(MoneyUnit::Known("元")),
            None => unknown(part),
            Some(_) => None,
        };
    }
    let names_yuan = |word: &str| means(word, Renminbi) || means(word, Yuan);
    if part.contains("人民币") || words().any(names_yuan) {
        let powers = words().filter_map(|word| {
            let found = WORDS.iter().find(|(known, _)| *known == word)?;
            match found.1 {
                Factor(power) => Some(power),
                Yuan | Renminbi | Other | Filler => None,
            }
        });
        let power: u32 = powers.sum();
        return of_power(power).map(MoneyUnit::Known).or_else(foreign);
    }
    None
}

/// A word that ends as a unit of money does, and is none that is known.
fn unknown(word: &str) -> Option<MoneyUnit> {
    const OTHERS: [&str; 5] = ["单元", "多元", "次元", "公元", "纪元"];
    let is_other = OTHERS.iter().any(|other| word.ends_with(other));
    (word.ends_with(['元', '币']) && !is_other).then(|| MoneyUnit::Foreign(word.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::MoneyUnit;

    #[test]
    fn units_are_read_in_every_way_of_writing() {
        for (note, unit) in [
            ("萬元", "万元"),
            ("億元", "亿元"),
            ("万", "万元"),
            ("亿", "亿元"),
            ("ｋ元", "千元"),
            ("K", "千元"),
            ("k RMB", "千元"),
            ("仟元", "千元"),
            ("百元", "百元"),
            ("百万元", "百万元"),
            ("千万元", "千万元"),
            ("十万元", "十万元"),
            ("million RMB", "百万元"),
            ("RMB mn", "百万元"),
            ("M", "百万元"),
            ("bn yuan", "十亿元"),
            ("billion", "十亿元"),
            ("RMB'000", "千元"),
            ("RMB ’000", "千元"),
            ("in thousands of yuan", "千元"),
            ("RMB", "元"),
            ("CNY", "元"),
            ("yuan", "元"),
            ("人民币", "元"),
            ("¥", "元"),
            ("圆", "元"),
            ("10,000 RMB", "万元"),
            ("RMB 10k", "万元"),
            ("10000 yuan", "万元"),
            ("1,000 yuan", "千元"),
            ("W", "万元"),
            ("wan yuan", "万元"),
            ("单位：人民币万元", "万元"),
            ("人民币，单位：万元", "万元"),
            ("RMB, million", "百万元"),
            ("RMB/万元", "万元"),
            ("必填，元", "元"),
            ("以万元计", "万元"),
            ("请填写万元", "万元"),
            ("精确到元", "元"),
            ("请填万元整数，含自筹", "万元"),
            ("元为单位", "元"),
            ("如50万元", "万元"),
            ("please state in million RMB", "百万元"),
        ] {
            assert_eq!(
                MoneyUnit::in_note(note),
                Some(MoneyUnit::Known(unit)),
                "{note}"
            );
        }
    }

    #[test]
    fn other_units_are_never_taken_for_one_that_they_end_in() {
        for note in [
            "万美元",
            "港币万元",
            "港幣萬元",
            "HKD",
            "EUR million",
            "JPY",
            "￡",
            "£",
            "€",
            "$",
            "US$ million",
            "千欧元",
            "万元/年",
            "元/次",
            "每年万元",
            "澳元",
            "x元",
            "银元",
            "十元",
            "万元、亿元",
            "USD, million",
            "按美元计",
            "RMB per year",
            "k元/月",
        ] {
            let found = MoneyUnit::in_note(note);
            assert!(
                matches!(found, Some(MoneyUnit::Foreign(_))),
                "{note} {found:?}"
            );
        }
    }

    #[test]
    fn other_notes_name_no_unit() {
        for note in [
            "必填",
            "多选",
            "元件采购",
            "多元化",
            "市、区",
            "entrepreneur",
            "人",
            "1000",
            "年",
            "",
            "2024",
            "km",
            "选填，单元",
        ] {
            assert_eq!(MoneyUnit::in_note(note), None, "{note}");
        }
    }

    #[test]
    fn a_unit_behind_the_name_needs_no_brackets() {
        for (heading, name, unit) in [
            ("预算万元", "预算", "万元"),
            ("預算萬元", "預算", "万元"),
            ("金额/万", "金额", "万元"),
            ("金额：亿元", "金额", "亿元"),
            ("预算元", "预算", "元"),
            ("budget_wan", "budget", "万元"),
            ("Budget RMB million", "Budget", "百万元"),
            ("Budget in RMB", "Budget", "元"),
            ("Budget, RMB 10k", "Budget", "万元"),
            ("预算 k元", "预算", "千元"),
        ] {
            let found = MoneyUnit::at_end(heading).unwrap();
            assert_eq!(found, (name, MoneyUnit::Known(unit)), "{heading}");
        }
        let (name, unit) = MoneyUnit::at_end("预算万元/年").unwrap();
        assert_eq!(
            (name, unit),
            ("预算", MoneyUnit::Foreign("万元/年".to_owned()))
        );
        for heading in [
            "预算",
            "万元",
            "预算x元",
            "Room",
            "单位m",
            "计划完成时限",
            "Number of",
            "企业/单位",
            "Budget Min",
            "Items",
        ] {
            assert_eq!(MoneyUnit::at_end(heading), None, "{heading}");
        }
    }
}
