//! Which terms of a text name its subject, and which only say how something is measured.
//!
//! A strength, a density and a yield are demanded in every field. Two texts that share 抗拉强度 and MPa share a way to
//! measure, not a subject: a steel mesh and a bone nail are as far apart with it as without. Such terms weigh in a
//! ranking, where rarity decides; they make no fit and join no needs.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::better;
use super::terms;
use super::unit::unit;
use crate::text::{QueryTerm, TokenKind, names_something};

/// First words of names of properties that name no subject where they stand alone either: the dictionary cuts 压实密度 in
/// two. (导热 and 耐磨 are none: they name materials.)
#[rustfmt::skip] // a table reads by rows
const FIRST_WORDS: &[&str] = &[
    "抗拉", "抗压", "抗折", "抗弯", "屈服", "断后", "伸长", "体积", "压实", "振实", "堆积", "松装", "表观", "平均", "最大", "最小", "最高",
    "最低", "单位", "年产", "日产", "额定", "极限", "工作", "使用", "综合", "相对", "期限", "tensile", "compressive", "flexural", "average", "maximum", "minimum",
    "稳定性", "可靠性", "一致性", "均匀性", "重复性", "重现性",
];

/// Most bytes of a unit that stands as a term of its own: `mg/(m2·h)` and the like.
const LONGEST_UNIT: usize = 16;

/// Words that English sets between a property and its number.
const JOINTS: &[&str] = &[
    "of", "at", "to", "in", "by", "is", "the", "per", "than", "over", "under",
];

/// Names of properties that name what is measured too, so that a need may be about it: 氨氮 is removed, 噪声 is fought.
#[rustfmt::skip] // a table reads by rows
const SUBJECTS: &[&str] = &[
    "氨氮", "总磷", "总氮", "总有机碳", "氮氧化物", "颗粒物", "噪声", "噪音", "灰分", "水分", "挥发分", "总硫", "含碳", "金属杂质", "溶剂残留",
    "残留溶剂", "剩磁", "循环", "截留", "节能", "节电", "节水", "减重", "防效", "防治效果", "续航", "耐温", "耐高温", "排放", "残留", "湿度",
    "可溶性固形物", "带宽", "延迟", "时延", "发酵效价", "效价", "粗糙度", "渗透率", "节拍", "生产节拍",
];

/// English properties of one word of which a need is about none. (Noise, recall and resolution are subjects of some.)
#[rustfmt::skip] // a table reads by rows
const ENGLISH: &[&str] = &[
    "strength", "modulus", "temperature", "pressure", "density", "thickness", "length", "width", "height", "depth", "diameter",
    "weight", "cost", "costs", "price", "hardness", "elongation", "porosity", "roughness", "viscosity", "purity", "content",
    "stability", "reliability", "uniformity", "repeatability", "reproducibility", "concentration", "coefficient", "ratio", "lifetime", "lifespan", "dosage", "amount", "duration", "voltage",
];

/// Names of properties and their first words, in lower case.
static MEASURES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let properties = terms::names().chain(better::rates()).filter(|name| {
        if name.is_ascii() {
            return name.contains(' ') || ENGLISH.contains(name);
        }
        !SUBJECTS.contains(name)
    });
    FIRST_WORDS.iter().copied().chain(properties).collect()
});

/// Whether a term of a query names a subject: it [names something](names_something), and it is no name of a property, no
/// unit and no number with one. O(length).
pub(crate) fn names_subject(term: &QueryTerm) -> bool {
    names_something(&term.text, term.kind) && !measures(term)
}

fn measures(term: &QueryTerm) -> bool {
    let span = &*term.origin.span;
    match term.kind {
        TokenKind::Char => false,
        // The word around a pair decides: 强度 is one, and so is 拉强 of 抗拉强度.
        TokenKind::Bigram | TokenKind::Word => MEASURES.contains(span),
        TokenKind::Latin | TokenKind::Code | TokenKind::LatinBigram => {
            let pieces = span.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
            let mut pieces = pieces.filter(|piece| !piece.is_empty());
            pieces.all(|piece| is_latin_measure(piece) || JOINTS.contains(&piece))
        }
    }
}

/// Whether `text` is nothing but numbers and units, in Latin writing: `g/cm3`, `15mm`, `20 kg/h`.
pub(crate) fn is_amount(text: &str) -> bool {
    text.split_whitespace().all(|piece| {
        let rest = without_number(piece);
        rest.is_empty() || is_unit(rest)
    })
}

/// Whether a piece without blanks is a number, a unit, a number with its unit, or the name of a property.
fn is_latin_measure(piece: &str) -> bool {
    let rest = without_number(piece);
    rest.is_empty() || is_unit(rest) || MEASURES.contains(&*rest.to_ascii_lowercase())
}

fn without_number(piece: &str) -> &str {
    piece.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))
}

/// Whether `piece` is a unit as it is written: Pa is a pressure, PA a polymer. A common word that may be a unit is none. Asked
/// of every Latin term of every need, so that no error is worded for the ones that are not.
fn is_unit(piece: &str) -> bool {
    if piece.len() > LONGEST_UNIT || !piece.is_ascii() {
        return false;
    }
    let chars: Vec<char> = piece.chars().collect();
    unit(&chars, 0).is_some_and(|found| found.end == chars.len() && !found.weak)
}

#[cfg(test)]
mod tests {
    use super::names_subject;
    use crate::text::{Analyzer, QueryAnalyzer};

    /// The terms of `text` that name a subject, joined.
    fn subject(text: &str) -> String {
        let terms = QueryAnalyzer::from(Analyzer::new()).terms(text);
        let named = terms.into_iter().filter(names_subject);
        named.map(|term| term.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn properties_units_and_amounts_name_no_subject() {
        for text in [
            "抗拉强度≥550MPa，断后伸长率≥10%",
            "体积密度、压实密度 2.5 g/cm3，厚度15mm，粒径 20 nm，压力90Pa",
            "收率、准确率95%，成本、材料、寿命，期限1年",
            "稳定性、一致性",
            "tensile strength of 550 MPa, density 2.5 g/cm3, cost",
        ] {
            let left = subject(text);
            assert_eq!(left, "", "{text}");
        }
    }

    #[test]
    fn what_is_measured_is_a_subject() {
        for (text, word) in [
            ("导热材料的导热系数", "导热"),
            ("PA6、TC4、Al2O3", "pa6"),
            ("氨氮去除率≥90%", "氨氮"),
            ("耐磨涂层硬度", "涂层"),
            ("IP67 防护", "ip67"),
            ("density of lithium", "lithium"),
            ("PA resin", "pa"),
        ] {
            let left = subject(text);
            assert!(left.split(' ').any(|term| term == word), "{text}: {left}");
        }
    }
}
