//! The parts of a cell: items of a list, words of a vocabulary, numbered titles.

use super::words::Vocabulary;
use crate::error::{Wording, say};
use crate::intake::columns::{Shape, SurveySide};
use crate::model::list_items::list_items;
use crate::model::{
    Budget, Date, EnterpriseSize, FundingStage, LIST_SEPARATORS, Level, Mode, Reach, Security,
    listed_people,
};

/// The repair of a cell that is not understood: the model's for what the model reads, or one for the shape of the field.
pub(super) fn repair_of(side: SurveySide, name: &str, text: &str) -> Wording {
    let field = side.fields().iter().find(|field| field.name == name);
    let error = match name {
        "level" => text.parse::<Level>().err(),
        "reach" => text.parse::<Reach>().err(),
        "size" => text.parse::<EnterpriseSize>().err(),
        "finance.securities" => text.parse::<Security>().err(),
        "finance.stages" => text.parse::<FundingStage>().err(),
        "modes" => text.parse::<Mode>().err(),
        "kind" | "status" => {
            let words = Vocabulary::of(side, name).map(Vocabulary::words);
            let words = words.unwrap_or_default();
            return match (name, side) {
                ("kind", SurveySide::Needs) => say!(
                    "the need counts as research 技术攻关, unless the headings or the sheet name a kind; write one of: {words}",
                    "该需求按技术攻关处理（列名或工作表名写明类型的除外）；请填其中之一：{words}"
                ),
                ("kind", SurveySide::Profiles | SurveySide::Enterprises) => say!(
                    "the kind is the one that the headings or the file name, if any; write one of: {words}",
                    "类别按列名或文件所写的取值（如有）；请填其中之一：{words}"
                ),
                (_, SurveySide::Needs) => say!(
                    "the status of a new need is open then; write one of: {words}",
                    "新需求按开放处理；请填其中之一：{words}"
                ),
                (_, SurveySide::Profiles | SurveySide::Enterprises) => say!(
                    "the status of a new record is active then; write one of: {words}",
                    "新记录按在库处理；请填其中之一：{words}"
                ),
            };
        }
        "readiness" => return say!("give a level from 1 to 9", "请填1至9级"),
        name if name.starts_with("budget") => text.parse::<Budget>().err(),
        _ => match field.map(|field| field.shape) {
            Some(Shape::Day) => text.parse::<Date>().err(),
            Some(Shape::Amount) => text.parse::<Budget>().err(),
            Some(Shape::Word | Shape::Words | Shape::Rank) => {
                let words = Vocabulary::of(side, name).map(Vocabulary::words);
                let words = words.unwrap_or_default();
                return say!("write one of: {words}", "请填其中之一：{words}");
            }
            Some(shape) => return by_shape(name, shape),
            None => None,
        },
    };
    error
        .and_then(|error| error.repair_wording().cloned())
        .unwrap_or_default()
}

/// The repair of a cell of a field that the model does not read by itself.
fn by_shape(name: &str, shape: Shape) -> Wording {
    match (name, shape) {
        ("finance.rate", _) => say!(
            "write a rate, as in 4.35%, 3.45%-4.35% or LPR+50BP",
            "请填利率，如 4.35%、3.45%-4.35% 或 LPR+50BP"
        ),
        ("finance.term", _) => say!(
            "write a time with its unit, as in 36个月 or 1-3年",
            "请填带单位的期限，如 36个月 或 1-3年"
        ),
        ("subsidy.share", _) => say!("write a share, as in 30%", "请填比例，如 30%"),
        (_, Shape::Count) => say!(
            "give a whole number, as in 3, 3家 or 2-3",
            "请填整数，如 3、3家 或 2-3"
        ),
        (_, Shape::People) => say!(
            "it names nobody; write a name here and the number in a column of its own",
            "这里没有姓名；请填姓名，号码另列一列"
        ),
        (_, Shape::Decimal) => say!("give a number, as in 12.5", "请填数字，如 12.5"),
        (
            _,
            Shape::Name
            | Shape::Passage
            | Shape::List
            | Shape::Coded
            | Shape::Word
            | Shape::Words
            | Shape::Rank
            | Shape::Day
            | Shape::Amount
            | Shape::Terms
            | Shape::Titles(_)
            | Shape::Conditions,
        ) => say!("write it in other words", "请换一种写法"),
    }
}

/// The parts of a list cell; an online form writes `┋` between choices.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| LIST_SEPARATORS.contains(&c) || c == '┋';
    list_items(text, is_between).into_iter()
}

/// The words of a cell: all of it if it is one word, else its parts, also between `/`, `+` and spaces.
pub(super) fn word_parts(vocabulary: Vocabulary, text: &str) -> Vec<&str> {
    // First as a whole: some words hold a separator themselves (教授/研究员).
    if vocabulary.read(text).is_some() {
        return vec![text];
    }
    let smaller = |part| {
        if vocabulary.read(part).is_some() {
            vec![part]
        } else {
            part.split(['/', '+', ' ', '或', '和']).collect()
        }
    };
    parts(text)
        .flat_map(smaller)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// A text outside its brackets, and the text in them: `研究员（二级）`, `高级工程师（教授级）`.
pub(super) fn without_brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_u32);
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => {
                depth = depth.saturating_sub(1);
                inside.push('、');
            }
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
    }
    (outside, inside)
}

/// A title after its number in a list: `1.`, `2、`, `（3）`, `[4]`.
pub(super) fn unnumbered(title: &str) -> &str {
    let title = title.trim();
    let inner = title.trim_start_matches(['(', '（', '[', '【']);
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = inner.len() - rest.len();
    match rest.strip_prefix(['.', '、', ')', '）', ']', '】', '．']) {
        // A decimal such as 1.5 is no numbering, nor is a year.
        Some(name)
            if (1..=2).contains(&digits) && !name.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            name.trim()
        }
        _ => title,
    }
}

/// The items that one part of a list states: of a list of whom to stay away from each of several people.
pub(super) fn declared(name: &str, part: &str) -> Vec<String> {
    let people = match name {
        "conflicts" => listed_people(part),
        _ => Vec::new(),
    };
    match people.len() {
        0 | 1 => vec![part.to_owned()],
        _ => people,
    }
}

#[cfg(test)]
mod tests {
    use super::{Vocabulary, parts, unnumbered, word_parts};

    #[test]
    fn lists_are_cut_at_every_separator_and_words_at_more() {
        assert_eq!(
            parts("a、b┋c；d e").collect::<Vec<_>>(),
            ["a", "b", "c", "d e"]
        );
        assert_eq!(
            parts("Shili Denture Co.,Ltd、Shili A Inc.，Shili B, Inc.，示例公司，Fe, Co")
                .collect::<Vec<_>>(),
            [
                "Shili Denture Co.,Ltd",
                "Shili A Inc.",
                "Shili B, Inc.",
                "示例公司",
                "Fe",
                "Co"
            ]
        );
        assert_eq!(
            word_parts(Vocabulary::Mode, "委托开发/入股 或转让"),
            ["委托开发", "入股", "转让"]
        );
        assert_eq!(
            word_parts(Vocabulary::Level, "教授/研究员"),
            ["教授/研究员"]
        );
    }

    #[test]
    fn numbers_before_titles_go_and_numbers_in_titles_stay() {
        assert_eq!(unnumbered("（3）针状焦"), "针状焦");
        assert_eq!(unnumbered("12、针状焦"), "针状焦");
        assert_eq!(unnumbered("1.5万吨装置"), "1.5万吨装置");
        assert_eq!(unnumbered("2024.报告"), "2024.报告");
    }
}
