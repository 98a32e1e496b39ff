//! Traditional characters to simplified ones.
//!
//! The tables are OpenCC's, in `hanconv` (MIT), which know phrases (乾燥 → 干燥, but 乾隆). The alternative
//! `fast2s` was rejected for its faults in simplified text and names: 呱 → 哌, 煅烧 → 锻烧, 捍卫 → 扞卫,
//! 大阪 → 大坂, 瀋陽 → 渖阳, 羣 untouched; and it hashes three times per character. Here simplified text, the
//! common case, pays one look-up in a table per character.

use std::borrow::Cow;

use super::unicode::is_han;

/// Conversions of one text; phrases settle after two, so this bound is never met.
const MAX_CONVERSIONS: usize = 8;
/// The characters of the table: the basic block of ideographs and extension A.
const TABLE: std::ops::Range<u32> = 0x3400..0xA000;
/// The conversion of every character of [`TABLE`], in order, two bits each. Working it out takes longer than many a program
/// that asks; a test holds the file against the tables.
const CONVERSIONS: &[u8] = include_bytes!("conversions.bin");
/// Conversions in a byte.
const PACKED: usize = 4;
/// Characters that mainland names use as they are although the tables convert them: 乾县 is not 干县, 李昇 not
/// 李升. (From the General Standard Chinese Characters of 2013, as far as OpenCC converts them.)
const IN_BOTH: &str = "乾徵於甯麴昇陞逕鉅甦榘吒";

/// Ways in which conversion may change a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conversion {
    /// Never.
    None,
    /// As a part of some phrases.
    InPhrases,
    /// By itself.
    Alone,
}

/// `text` with traditional characters made simplified, in the context of their phrase.
///
/// Repeated until nothing changes, since a converted phrase can make another (么麼 → 幺麽 → 幺么).
pub(super) fn simplified(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.chars().any(|c| conversion(c) != Conversion::None) {
        return text;
    }
    let mut simple = hanconv::t2s(text);
    for _ in 0..MAX_CONVERSIONS {
        let again = hanconv::t2s(&simple);
        if again == simple {
            break;
        }
        simple = again;
    }
    Cow::Owned(simple)
}

/// [`simplified`] of names, which are converted only if they hold a character that only traditional
/// writing has.
///
/// A name is short, and many characters have two readings: alone, 李乾 must not become 李干, which is another
/// person. 示例乾燥設備 shows by 設 and 備 that it is traditional, and becomes 示例干燥设备.
pub(super) fn simplified_name(name: Cow<'_, str>) -> Cow<'_, str> {
    // Only a character that simplified text does not use shows that a name is traditional.
    let is_evidence = |c| conversion(c) == Conversion::Alone && !IN_BOTH.contains(c);
    if name.chars().any(is_evidence) {
        simplified(name)
    } else {
        name
    }
}

fn conversion(c: char) -> Conversion {
    let code = u32::from(c);
    if code < TABLE.start {
        Conversion::None
    } else if code < TABLE.end {
        let at = (code - TABLE.start) as usize;
        match CONVERSIONS[at / PACKED] >> (at % PACKED * 2) & 3 {
            0 => Conversion::None,
            1 => Conversion::InPhrases,
            _ => Conversion::Alone,
        }
    } else if is_han(c) && converts_alone(c) {
        Conversion::Alone
    } else {
        Conversion::None
    }
}

fn converts_alone(c: char) -> bool {
    let mut bytes = [0; 4];
    let alone: &str = c.encode_utf8(&mut bytes);
    hanconv::t2s(alone) != alone
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use hanconv::RawDictionary;

    use super::simplified_name;
    use super::{CONVERSIONS, Conversion, IN_BOTH, PACKED, TABLE, conversion, converts_alone};

    /// The file, from the tables.
    fn conversions() -> Vec<u8> {
        let alone = |code| char::from_u32(code).is_some_and(converts_alone);
        let mut table: Vec<Conversion> = TABLE
            .map(|code| {
                if alone(code) {
                    Conversion::Alone
                } else {
                    Conversion::None
                }
            })
            .collect();
        for (phrase, simple) in RawDictionary::TSPhrases.iter() {
            let pairs = phrase.chars().zip(simple.chars());
            let changed = pairs.filter(|(from, to)| from != to);
            let codes = changed.map(|(from, _)| u32::from(from));
            for code in codes.filter(|code| TABLE.contains(code)) {
                let known = &mut table[(code - TABLE.start) as usize];
                if *known == Conversion::None {
                    *known = Conversion::InPhrases;
                }
            }
        }
        let bits = |conversion: &Conversion| match conversion {
            Conversion::None => 0_u8,
            Conversion::InPhrases => 1,
            Conversion::Alone => 2,
        };
        let pack = |four: &[Conversion]| (0..).zip(four).map(|(at, c)| bits(c) << (2 * at)).sum();
        table.chunks(PACKED).map(pack).collect()
    }

    #[test]
    fn the_file_is_what_the_tables_say() {
        assert!(conversions() == CONVERSIONS);
    }

    /// `cargo test --lib simplify -- --ignored` writes the file anew, after a change of the tables.
    #[test]
    #[ignore = "writes the file"]
    fn the_file_is_written_from_the_tables() {
        let target = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/model/fold/conversions.bin"
        );
        std::fs::write(target, conversions()).unwrap();
    }

    #[test]
    fn names_are_converted_where_they_are_surely_traditional() {
        for (name, simple) in [
            ("山東示例", "山东示例"),
            ("示例乾燥設備", "示例干燥设备"),
            ("示例昇華集團", "示例升华集团"),
            ("李乾", "李乾"),
            ("李昇", "李昇"),
            ("乾县", "乾县"),
            ("张著", "张著"),
        ] {
            assert_eq!(simplified_name(name.into()), simple);
        }
    }

    #[test]
    fn every_listed_character_is_one_that_the_tables_convert() {
        for c in IN_BOTH.chars() {
            assert!(conversion(c) == Conversion::Alone, "{c}");
        }
    }
}
