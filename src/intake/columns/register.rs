//! Columns of numbers that a register outside the library gives: of a patent, of a firm.
//!
//! Such a number is a good id where there is one. Not every result has a patent, though, and not every list has the codes
//! of its firms; so these columns give the id where a cell holds such a number, and do not demand one.

use super::fold::Heading;
use crate::model::fold::compatible;
use crate::model::says_nothing;

/// A number that a register gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegisterNumber {
    /// Number of a patent, or of the application for it.
    Patent,
    /// Code of a firm or another body.
    CreditCode,
    /// Number in a list of results, assets, instruments, grants or staff, which some have not been given yet.
    Listed,
}

const PATENTS: [&str; 12] = [
    "专利号",
    "申请号",
    "公开号",
    "公开公告号",
    "授权公告号",
    "授权号",
    "专利申请号",
    "申请专利号",
    "patentnumber",
    "publicationnumber",
    "applicationnumber",
    "公告号",
];
const CODES: [&str; 4] = [
    "统一社会信用代码",
    "社会信用代码",
    "信用代码",
    "组织机构代码",
];

const LISTED: [&str; 10] = [
    "成果登记号",
    "登记号",
    "资产编号",
    "设备编号",
    "仪器编号",
    "工号",
    "职工号",
    "教师工号",
    "项目编号",
    "项目批准号",
];

impl RegisterNumber {
    /// The register whose numbers a column of that heading holds.
    pub(super) fn of(heading: &Heading) -> Option<Self> {
        let is_among = |words: &[&str]| heading.keys.iter().any(|key| words.contains(&&**key));
        if is_among(&PATENTS) {
            Some(Self::Patent)
        } else if is_among(&CODES) {
            Some(Self::CreditCode)
        } else {
            is_among(&LISTED).then_some(Self::Listed)
        }
    }

    /// Whether a text is a number of the register by its looks.
    pub(crate) fn fits(self, text: &str) -> bool {
        let is_between = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '/');
        let plain: String = compatible(text).filter(|c| !is_between(*c)).collect();
        match self {
            Self::Patent => is_patent(&plain),
            Self::CreditCode => is_code(&plain),
            Self::Listed => !says_nothing(text) && !is_scientific(text),
        }
    }
}

/// `ZL2021100000001`, `CN112345678A`, or digits alone, of which a day has fewer.
fn is_patent(text: &str) -> bool {
    /// Most letters before the digits: `PCTCN`.
    const COUNTRY: usize = 5;
    const DIGITS: usize = 7;
    const DIGITS_ALONE: usize = 9;
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = text.len() - digits.len();
    let tail = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let least = if letters == 0 { DIGITS_ALONE } else { DIGITS };
    let is_tail = tail.len() <= 2 && tail.bytes().all(|b| b.is_ascii_alphanumeric());
    letters <= COUNTRY && digits.len() - tail.len() >= least && is_tail
}

/// The 18 characters of a firm's code, or the 9 of the older code of a body.
fn is_code(text: &str) -> bool {
    let is_digits = text.bytes().all(|b| b.is_ascii_digit());
    // A spreadsheet keeps 15 digits of a number, and puts zeros for the others.
    let is_cut = is_digits && text.ends_with("000");
    let is_in_alphabet =
        |b: u8| b.is_ascii_alphanumeric() && !b"IOSVZ".contains(&b.to_ascii_uppercase());
    match text.len() {
        18 => text.bytes().all(is_in_alphabet) && !is_cut,
        // A word of nine letters is none: undefined.
        9 => {
            text.bytes().all(|b| b.is_ascii_alphanumeric())
                && text.bytes().any(|b| b.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether a text is a number as a spreadsheet shows it when it has too many digits: `9.13703E+17`.
pub(crate) fn is_scientific(text: &str) -> bool {
    let plain: String = compatible(text).collect();
    let Some((number, power)) = plain.trim().split_once(['E', 'e']) else {
        return false;
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = number.split_once('.').unwrap_or((number, "0"));
    power.strip_prefix('+').is_some_and(is_digits) && is_digits(number.0) && is_digits(number.1)
}

#[cfg(test)]
mod tests {
    use super::{RegisterNumber, is_scientific};

    #[test]
    fn numbers_of_patents_are_told_from_states_of_an_application() {
        for text in [
            "ZL202110000000.1",
            "ZL 2021 1 0000000.X",
            "CN112345678A",
            "cn112345678b",
            "202110000000.1",
            "US10123456B2",
            "PCT/CN2020/123456",
            "ＺＬ202110000000.1",
        ] {
            assert!(RegisterNumber::Patent.fits(text), "{text}");
        }
        for text in [
            "",
            "无",
            "申请中",
            "已受理",
            "2023-05-01",
            "2.02E+12",
            "CN112345678A；ZL202110000000.1",
            "发明专利2项",
            "ZL2022",
        ] {
            assert!(!RegisterNumber::Patent.fits(text), "{text}");
        }
    }

    #[test]
    fn codes_of_firms_have_eighteen_characters_of_their_alphabet() {
        for text in ["91370300MA3CXXXX1X", "91370300ma3cxxxx1x", "MA3CXXXX-1"] {
            assert!(RegisterNumber::CreditCode.fits(text), "{text}");
        }
        for text in [
            "",
            "9.1370300123E+17",
            "913703001230000000",
            "91370300MA3COOOO1X",
            "办理中",
            "91370300",
            "undefined",
        ] {
            assert!(!RegisterNumber::CreditCode.fits(text), "{text}");
        }
    }

    #[test]
    fn a_number_with_a_power_of_ten_has_lost_its_digits() {
        for text in ["9.1370300123E+17", "1E+15", "2.5e+10"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["1E10", "E+5", "N1E+2", "9.13", "1.E+3"] {
            assert!(!is_scientific(text), "{text}");
        }
    }
}
