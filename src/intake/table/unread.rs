//! Tables that are laid out so that their rows cannot be read, and the repair of each.

use crate::error::{Error, Wording, say};
use crate::intake::columns::{HeadingReader, fold};

/// The reason not to read rows that hold a cell each: known headings stand in one cell, with a mark between them that
/// separates no cells.
pub(super) fn other_separator(texts: &[Vec<String>], reader: &HeadingReader<'_>) -> Option<Error> {
    const MARKS: [char; 6] = ['|', '，', '｜', '、', '\u{3000}', ' '];
    let used = |row: &Vec<String>| row.iter().filter(|text| !text.is_empty()).count();
    let lone = texts.iter().filter(|row| used(row) == 1);
    let mut lone = lone.filter_map(|row| row.iter().find(|text| !text.is_empty()));
    let (mark, text) = lone.find_map(|text| {
        let parts = |mark: char| {
            text.split(mark)
                .map(str::trim)
                .filter(|part| !part.is_empty())
        };
        let is_it = |mark: &char| {
            let (count, known) = (parts(*mark).count(), reader.count_known(parts(*mark)));
            known >= 2 && known * 2 > count
        };
        MARKS.into_iter().find(is_it).map(|mark| (mark, text))
    })?;
    let name: Wording = match mark {
        ' ' => say!("spaces", "空格"),
        '\u{3000}' => say!("wide spaces", "全角空格"),
        mark => Wording::name(format!("“{mark}”")),
    };
    let repair = say!(
        "the cells are separated by {name}, which separates no cells; save the file as CSV, with commas between the cells",
        "各单元格以 {name} 分隔，无法识别；请把文件另存为 CSV，用半角逗号分隔单元格";
        name
    );
    Some(Error::invalid("headings", text, repair))
}

/// The reason not to read a table whose headings come again to the right: it is two tables side by side, and a record
/// would be made of two.
pub(super) fn side_by_side(headings: &[String], reader: &HeadingReader<'_>) -> Option<Error> {
    let keys: Vec<String> = headings.iter().map(|text| fold(text)).collect();
    let is_number = |text: &str| reader.is_row_number(text);
    let first = (0..keys.len()).find(|&at| !keys[at].is_empty() && !is_number(&headings[at]))?;
    let second = (first + 2..keys.len()).find(|&at| keys[at] == keys[first])?;
    let left: Vec<&String> = keys[first..second]
        .iter()
        .filter(|key| !key.is_empty())
        .collect();
    let right = keys.get(second..).unwrap_or_default();
    let shared: Vec<&&String> = left.iter().filter(|key| right.contains(key)).collect();
    let is_named = (first..second).any(|at| {
        let field = reader.field_of(&headings[at]);
        right.contains(&keys[at]) && field.is_some_and(|field| ["title", "name"].contains(&field))
    });
    if shared.len() < 2 || shared.len() * 3 < left.len() * 2 || !is_named {
        return None;
    }
    let (start, again) = (first + 1, second + 1);
    let repair = say!(
        "the headings come again: two tables stand side by side, from column {start} and from column {again}; put the second below the first, or on a sheet of its own",
        "列名重复出现：左右并排着两张表，分别从第{start}列和第{again}列开始；请把第二张表移到第一张下方，或单独放在一张工作表"
    );
    Some(Error::invalid("headings", &headings[second], repair))
}
