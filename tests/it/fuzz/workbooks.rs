//! Workbooks that programs wrote, damaged: OpenDocument, and Excel 97 to 2003.

use super::{Target, soup, surveys};
use crate::support::random::Random;
use crate::support::zip;

const ODS: &[u8] = include_bytes!("../../data/workbooks/survey.ods");

const XLS: [&[u8]; 4] = [
    include_bytes!("../../data/workbooks/survey.xls"),
    include_bytes!("../../data/workbooks/survey-1904.xls"),
    include_bytes!("../../data/workbooks/long.xls"),
    include_bytes!("../../data/workbooks/xlwt.xls"),
];

/// Pieces that stand for more than their size.
const PIECES: [&str; 14] = [
    " table:number-columns-repeated=\"16384\"",
    " table:number-columns-repeated=\"99999999999999999999\"",
    " table:number-rows-repeated=\"1048576\"",
    " table:number-rows-repeated=\"3\"",
    " table:number-rows-spanned=\"18446744073709551615\"",
    " table:number-columns-spanned=\"3\"",
    " table:visibility=\"collapse\"",
    "<text:s text:c=\"4000000000\"/>",
    "<table:table table:name=\"需求\">",
    "</table:table>",
    "<table:covered-table-cell office:value-type=\"float\" office:value=\"1e308\"/>",
    " office:value-type=\"percentage\"",
    " office:date-value=\"2024-06-27T99:99:99.9\"",
    "<office:annotation>",
];

/// The content of a document: pieces put into tags, then some bytes damaged.
fn make_ods(random: &mut Random) -> Vec<u8> {
    let mut content = String::from_utf8(zip::unpacked(ODS, "content.xml")).unwrap();
    for _ in 0..random.below(6) {
        let piece = *random.pick(&PIECES);
        // An attribute goes behind the name of a tag, an element between two tags.
        let mark = if piece.starts_with('<') {
            "><"
        } else {
            "-cell "
        };
        let places: Vec<usize> = content.match_indices(mark).map(|(at, _)| at).collect();
        let at = *random.pick(&places) + mark.len() - 1;
        content.insert_str(at, piece);
    }
    let mut input = content.into_bytes();
    if random.chance(60) {
        soup::damage(random, &mut input);
    }
    input.insert(0, u8::from(random.chance(50)));
    input
}

fn check_ods(input: &[u8]) {
    let Some((&side, content)) = input.split_first() else {
        return;
    };
    let file = zip::stored(&[("content.xml", content.to_vec())]);
    surveys::read("a.ods", &file, usize::from(side));
}

#[test]
fn ods() {
    Target {
        name: "ods",
        count: 300,
        make: make_ods,
        check: check_ods,
    }
    .run();
}

/// A workbook with some numbers in it replaced: lengths, places, links of sectors.
fn make_xls(random: &mut Random) -> Vec<u8> {
    let mut input = random.pick(&XLS).to_vec();
    for _ in 0..=random.below(6) {
        // The header and the tables of the file are few bytes of many.
        let end = if random.chance(30) { 600 } else { input.len() };
        let at = random.below(end.min(input.len() - 4));
        let number = *random.pick(&[0, 1, 2, 3, 9, 255, 512, 8_224, 65_535, u32::MAX, 1 << 31]);
        let bytes = *random.pick(&[1, 2, 2, 4]);
        input[at..at + bytes].copy_from_slice(&number.to_le_bytes()[..bytes]);
    }
    if random.chance(30) {
        soup::damage(random, &mut input);
    }
    input.insert(0, u8::from(random.chance(50)));
    input
}

fn check_xls(input: &[u8]) {
    if let Some((&side, file)) = input.split_first() {
        surveys::read("a.xls", file, usize::from(side));
    }
}

#[test]
fn xls() {
    Target {
        name: "xls",
        count: 300,
        make: make_xls,
        check: check_xls,
    }
    .run();
}
