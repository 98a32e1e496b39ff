//! Sheets that are named after examples, templates or void records, and hold no real ones.

use super::ChosenSheet;
use crate::intake::columns::without_brackets;
use crate::model::fold::lower_text;

/// Ends of the name of a sheet with examples.
const EXAMPLES: [&str; 7] = [
    "示例", "样例", "范例", "example", "examples", "sample", "samples",
];
/// Ends of the name of a form to be filled in. People fill it in where it stands.
const TEMPLATES: [&str; 5] = ["模板", "模版", "样表", "template", "templates"];
/// Words of the name of a sheet with records that hold no longer, at its beginning or end.
const VOID: [&str; 5] = ["作废", "废弃", "已废止", "void", "obsolete"];
/// Beginnings of words of other meaning that begin as those do: 废弃物 is waste, which firms have needs about.
const NOT_VOID: [&str; 3] = ["废弃物", "废弃电", "废弃资源"];

/// How the name of a sheet says that its records are not real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UnrealSheet {
    Example,
    Template,
}

impl UnrealSheet {
    fn of(name: &str) -> Option<Self> {
        let (main, notes) = without_brackets(&lower_text(name));
        [main, notes].iter().find_map(|part| Self::of_part(part))
    }

    fn of_part(text: &str) -> Option<Self> {
        let is_mark = |c: char| c.is_ascii_digit() || !c.is_alphanumeric();
        let text = text.trim_matches(is_mark);
        let plain = text
            .trim_end_matches(['表', '页'])
            .trim_end_matches(is_mark);
        // A Latin word begins where no letter stands before it: `resample` is none.
        let is_end = |word: &&str| {
            let rest = text.strip_suffix(*word);
            let rest = rest.or_else(|| plain.strip_suffix(*word));
            rest.is_some_and(|rest| {
                !word.is_ascii() || !rest.ends_with(|c: char| c.is_ascii_alphabetic())
            })
        };
        // 案例表 and 病例表 are tables of real cases.
        if EXAMPLES.iter().any(&is_end) || text == "例表" {
            return Some(Self::Example);
        }
        let is_waste = NOT_VOID.iter().any(|word| text.starts_with(word));
        let begins = |word: &str| !word.is_ascii() && !is_waste && text.starts_with(word);
        if VOID.iter().any(|word| is_end(word) || begins(word)) {
            return Some(Self::Example);
        }
        TEMPLATES.iter().any(is_end).then_some(Self::Template)
    }
}

/// Takes the sheets of examples out of those to read. A template that is named after the side is one of them only beside
/// another sheet of the side.
pub(super) fn set_aside(
    own: &mut Vec<ChosenSheet>,
    unnamed: &mut Vec<ChosenSheet>,
) -> Vec<ChosenSheet> {
    let is_real = |sheet: &ChosenSheet| UnrealSheet::of(&sheet.name).is_none();
    let has_own = own.iter().any(is_real);
    let is_example = |sheet: &mut ChosenSheet| match UnrealSheet::of(&sheet.name) {
        Some(UnrealSheet::Example) => true,
        Some(UnrealSheet::Template) => has_own || !sheet.is_own,
        None => false,
    };
    let of_own: Vec<ChosenSheet> = own.extract_if(.., is_example).collect();
    of_own
        .into_iter()
        .chain(unnamed.extract_if(.., is_example))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{ChosenSheet, UnrealSheet, set_aside};

    #[test]
    fn names_of_examples_are_told_from_names_with_such_words() {
        for name in [
            "填写示例",
            "样例",
            "示例",
            "示例表",
            "例表",
            "废弃",
            "需求（示例）",
            "需求示例（勿删）",
            "示例1",
            "作废",
            "作废需求",
            "需求-作废",
            "Example",
            "needs sample",
        ] {
            assert_eq!(UnrealSheet::of(name), Some(UnrealSheet::Example), "{name}");
        }
        for name in ["模板", "需求填报模板", "样表", "Template 2"] {
            assert_eq!(UnrealSheet::of(name), Some(UnrealSheet::Template), "{name}");
        }
        for name in [
            "需求",
            "示例科技局",
            "示例·甲公司",
            "Sheet1",
            "模板工程",
            "resample",
            "企业需求表",
            "废弃物处理需求",
            "废弃电器",
            "案例表",
            "病例表",
            "",
        ] {
            assert_eq!(UnrealSheet::of(name), None, "{name}");
        }
    }

    #[test]
    fn a_template_of_the_side_is_left_out_beside_another_sheet_of_it_alone() {
        let aside = |own: &[&str], unnamed: &[&str]| -> Vec<String> {
            let sheets = |names: &[&str], is_own| -> Vec<ChosenSheet> {
                let named = (0..).zip(names).map(|(at, name)| ChosenSheet {
                    name: (*name).to_owned(),
                    at,
                    is_own,
                });
                named.collect()
            };
            let (mut own, mut unnamed) = (sheets(own, true), sheets(unnamed, false));
            let aside = set_aside(&mut own, &mut unnamed);
            aside.into_iter().map(|sheet| sheet.name).collect()
        };
        assert_eq!(aside(&["需求模板"], &["企业名单"]), [""; 0]);
        assert_eq!(
            aside(&["需求", "需求模板"], &["模板"]),
            ["需求模板", "模板"]
        );
        assert_eq!(aside(&["需求示例"], &["Sheet1"]), ["需求示例"]);
    }
}
