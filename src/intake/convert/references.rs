//! Works in one cell: titles, and references whose authors and volumes stand between semicolons.

use crate::model::fold::is_han;
use crate::model::list_items::{cut, numbered};

/// The works that a cell lists: one a number, or else one a line, and the parts between semicolons. A reference is not cut
/// at the semicolons between its authors and before its volume.
pub(super) fn works(text: &str) -> Vec<String> {
    let is_line_end = |c: char| matches!(c, '\n' | '|' | '┋');
    let lines = numbered(text).unwrap_or_else(|| cut(text, is_line_end));
    let parts = lines.into_iter().flat_map(|line| {
        let line_parts = cut(line, |c| matches!(c, '|' | '┋'));
        line_parts.into_iter().flat_map(whole_references)
    });
    parts.collect()
}

/// The parts of a line between semicolons, with those of one reference left together.
fn whole_references(line: &str) -> Vec<String> {
    let mut works: Vec<String> = Vec::new();
    let mut authors: Vec<&str> = Vec::new();
    let mut lacks_volume = false;
    for part in cut(line, |c| matches!(c, ';' | '；')) {
        let volume = works.last_mut().filter(|_| lacks_volume && is_volume(part));
        lacks_volume = false;
        if let Some(work) = volume {
            work.push_str("; ");
            work.push_str(part);
        } else if is_author(part) {
            authors.push(part);
        } else if begins_with_author(part) && has_year(part) {
            authors.push(part);
            works.push(std::mem::take(&mut authors).join("; "));
            lacks_volume = true;
        } else {
            // No reference follows, so the names before were titles.
            lacks_volume = has_year(part);
            works.extend(authors.drain(..).chain([part]).map(str::to_owned));
        }
    }
    works.extend(authors.into_iter().map(str::to_owned));
    works
}

/// Whether a part is the name of an author: `Zhang S`, `Zhang, S. Q.`, `S. Zhang`, 张三.
fn is_author(part: &str) -> bool {
    const LONGEST: usize = 4;
    if part.chars().all(is_han) {
        return (2..=LONGEST).contains(&part.chars().count());
    }
    let words: Vec<&str> = part
        .split([' ', ',', '，'])
        .filter(|word| !word.is_empty())
        .collect();
    let initials = words.iter().filter(|word| is_initials(word)).count();
    let is_name = |word: &&str| is_initials(word) || is_surname(word);
    (1..words.len()).contains(&initials) && words.len() <= LONGEST && words.iter().all(is_name)
}

/// Whether a part begins with the last author of a reference, behind which a stop comes: `Li W. Needle coke`.
fn begins_with_author(part: &str) -> bool {
    let stops = part.match_indices(['.', '．', '。', ':']).take(4);
    let mut names = stops.map(|(at, _)| part[..at].trim());
    names.any(is_author)
}

/// Whether a word is made of initials: `S`, `S.`, `SQ`, `S.-Q.`.
fn is_initials(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_ascii_alphabetic());
    let is_of_initials = |c: char| c.is_ascii_uppercase() || matches!(c, '.' | '-');
    word.chars().all(is_of_initials) && (1..=3).contains(&letters.count())
}

/// Whether a word is a surname in Latin letters.
fn is_surname(word: &str) -> bool {
    let mut chars = word.chars();
    let is_of_name = |c: char| c.is_alphabetic() && !is_han(c) || matches!(c, '-' | '\'' | '’');
    chars.next().is_some_and(char::is_uppercase) && word.len() > 1 && chars.all(is_of_name)
}

/// Whether a part holds volume, issue and pages alone: `33: 1-9`, `12(3):45-50`, `pp. 3-9`.
fn is_volume(part: &str) -> bool {
    let plain = part.trim_start_matches("vol").trim_start_matches("Vol");
    let plain = plain
        .trim_start_matches("pp")
        .trim_start_matches("doi")
        .trim_start_matches("DOI");
    let is_of_volume = |c: char| c.is_ascii_digit() || "():：-–—,，. （）/pe".contains(c);
    let is_doi = plain.len() < part.len() && plain.contains("10.");
    part.contains(|c: char| c.is_ascii_digit()) && (is_doi || plain.chars().all(is_of_volume))
}

/// Whether a part names a year.
fn has_year(part: &str) -> bool {
    let runs = part.split(|c: char| !c.is_ascii_digit());
    let mut years = runs.filter(|run| run.len() == 4);
    years.any(|run| run.starts_with("19") || run.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::works;

    #[test]
    fn a_reference_is_one_work() {
        for text in [
            "Zhang S; Li W. Needle coke from slurry oil. Carbon 2020; 33: 1-9",
            "Zhang, S.; Li, W.; Wang, T. Needle coke. Carbon 2020, 33, 1-9",
            "张三; 李四; 王五. 针状焦制备. 炭素, 2020(3): 12-15",
            "Zhang S. Needle coke. Carbon 2020; 12(3):45-50",
            "Needle coke from slurry oil. Carbon 2020; 33: 1-9",
        ] {
            assert_eq!(works(text), [text], "{text}");
        }
    }

    #[test]
    fn several_works_stay_several() {
        for (text, titles) in [
            ("一种针状焦；一种石墨", vec!["一种针状焦", "一种石墨"]),
            ("针状焦；石墨", vec!["针状焦", "石墨"]),
            (
                "针状焦制备，炭素，2021\n石墨电极，炭素，2022",
                vec!["针状焦制备，炭素，2021", "石墨电极，炭素，2022"],
            ),
            (
                "2021年：针状焦；2022年：石墨",
                vec!["2021年：针状焦", "2022年：石墨"],
            ),
            (
                "Vitamin C; Graphite electrodes. Carbon 2020",
                vec!["Vitamin C", "Graphite electrodes. Carbon 2020"],
            ),
            (
                "Zhang S; Li W. Coke. Carbon 2020; 33: 1-9; Wang T; Zhao Q. Graphite. Carbon 2021; 34: 2-8",
                vec![
                    "Zhang S; Li W. Coke. Carbon 2020; 33: 1-9",
                    "Wang T; Zhao Q. Graphite. Carbon 2021; 34: 2-8",
                ],
            ),
            (
                "1.《针状焦制备》，炭素，2021；2.《石墨电极》，炭素，2022",
                vec!["《针状焦制备》，炭素，2021", "《石墨电极》，炭素，2022"],
            ),
            ("(1) 针状焦 (2) 石墨", vec!["针状焦", "石墨"]),
            ("1）针状焦\n续行\n2）石墨", vec!["针状焦\n续行", "石墨"]),
            ("《甲；乙的研究》", vec!["《甲；乙的研究》"]),
            (
                "[1]张三. 针状焦[J]. 炭素, 2021.\n[2]张三. 石墨[J]. 炭素, 2022.",
                vec!["张三. 针状焦[J]. 炭素, 2021.", "张三. 石墨[J]. 炭素, 2022."],
            ),
        ] {
            assert_eq!(works(text), titles, "{text}");
        }
    }
}
