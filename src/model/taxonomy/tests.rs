#![allow(clippy::unwrap_used, reason = "tests")]
use proptest::prelude::*;

use super::{Code, Taxonomy};
use crate::num::Fraction;

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn codes(texts: &[&str]) -> Vec<Code> {
    texts.iter().map(|t| code(t)).collect()
}

fn shown<'a>(nodes: impl Iterator<Item = &'a super::Node>) -> Vec<&'a str> {
    nodes.map(|n| n.code().as_str()).collect()
}

fn refused(table: &str) -> String {
    let error = Taxonomy::from_csv(table).unwrap_err();
    assert!(error.is_invalid_input());
    assert!(error.repair().is_some());
    error.to_string()
}

/// 1 over 1.1 and 1.2; 1.1 over 1.1.1; 2 alone.
fn small() -> Taxonomy {
    Taxonomy::from_csv("code,parent,name\n1.1.1,1.1,c\n1.1,1,b\n1,,a\n1.2,1,d\n2,,e\n").unwrap()
}

#[test]
fn the_industry_standard_has_20_sections_and_97_divisions() {
    let industries = Taxonomy::industries();
    assert_eq!(shown(industries.roots()).concat(), "ABCDEFGHIJKLMNOPQRST");
    let divisions: Vec<&str> = shown(industries.iter())
        .into_iter()
        .filter(|c| c.len() == 3)
        .collect();
    let numbers: Vec<u32> = divisions.iter().map(|c| c[1..].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=97).collect::<Vec<u32>>());
    assert_eq!(industries.len(), 117);
    assert!(industries.iter().all(|n| {
        n.parent()
            .is_none_or(|p| n.code().as_str().starts_with(p.as_str()))
    }));
}

#[test]
fn the_discipline_standard_has_62_disciplines_in_five_groups() {
    let disciplines = Taxonomy::disciplines();
    let sizes = ["A", "B", "C", "D", "E"].map(|g| disciplines.children(&code(g)).count());
    assert_eq!(sizes, [9, 4, 6, 24, 19]);
    assert_eq!(sizes.iter().sum::<usize>(), 62);
    assert_eq!(disciplines.len(), 67);
    let last = disciplines.get(&code("910")).unwrap();
    assert_eq!(
        (last.name(), last.name_en()),
        ("统计学", Some("Statistics"))
    );
}

#[test]
fn every_built_in_node_is_found_by_each_of_its_names() {
    for tree in [Taxonomy::industries(), Taxonomy::disciplines()] {
        for node in tree.iter() {
            assert!(node.name_en().is_some(), "{}", node.code());
            assert_eq!(tree.find(node.code().as_str()), Some(node.code()));
            for alias in node.aliases() {
                assert_eq!(tree.find(alias), Some(node.code()), "{alias}");
            }
            // 教育 is a section and its only division: the section is found.
            let found = tree.find(node.name()).unwrap();
            assert!(
                found == node.code() || node.parent() == Some(found),
                "{}",
                node.name()
            );
        }
    }
}

#[test]
fn everyday_words_lead_to_divisions() {
    let industries = Taxonomy::industries();
    for (text, expected) in [
        ("化工", "C26"),
        ("机械", "C34"),
        ("医药", "C27"),
        ("软件", "I65"),
        ("物流", "G"),
        ("木材加工", "C20"),
        ("陶瓷", "C30"),
        ("新材料", "C"),
        ("耐火材料", "C30"),
        ("智能电网", "D44"),
        ("Software", "I65"),
        ("internet of things", "I65"),
        ("教育", "P"),
        ("Ｃ２６", "C26"),
        ("c26", "C26"),
        ("26", "C26"),
        (" 01 ", "A01"),
        ("农林牧渔业", "A"),
        ("化学原料和化学制品制造业", "C26"),
    ] {
        assert_eq!(
            industries.find(text).map(Code::as_str),
            Some(expected),
            "{text}"
        );
    }
    let disciplines = Taxonomy::disciplines();
    for (text, expected) in [
        ("控制工程", "413"),
        ("材料", "430"),
        ("电气工程", "470"),
        ("Chemistry", "150"),
        ("林产化工", "220"),
    ] {
        assert_eq!(
            disciplines.find(text).map(Code::as_str),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn only_exact_names_are_found_and_errors_suggest_the_nearest() {
    let industries = Taxonomy::industries();
    for text in ["化", "化工厂", "", "、", "98", "C266"] {
        assert_eq!(industries.find(text), None, "{text}");
    }
    let error = industries.resolve("精细化学工业").unwrap_err();
    assert!(error.is_invalid_input());
    assert_eq!(error.value(), Some("精细化学工业"));
    assert!(
        error
            .to_string()
            .contains("did you mean C26 化学原料和化学制品制造业"),
        "{error}"
    );
    assert!(
        industries
            .resolve("☃")
            .unwrap_err()
            .to_string()
            .contains("use one of the 117 codes")
    );
}

#[test]
fn an_equal_name_means_the_broadest_node_or_is_ambiguous() {
    let tree =
        Taxonomy::from_csv("code,parent,name\n1,,其他\n1.9,1,其他\n2,,x\n2.9,2,杂项\n1.8,1,杂项\n")
            .unwrap();
    assert_eq!(tree.find("其他"), Some(&code("1")));
    assert_eq!(tree.find("杂项"), None);
    let error = tree.resolve("杂项").unwrap_err().to_string();
    assert!(error.contains("1.8 杂项, 2.9 杂项"), "{error}");
}

#[test]
fn a_bare_number_is_found_only_where_one_code_has_it() {
    let tree = Taxonomy::from_csv("code,parent,name\nA1,,a\nB1,,b\nA2,,c\n3,,d\nA3,,e\n").unwrap();
    assert_eq!(tree.find("1"), None);
    assert_eq!(tree.find("2"), Some(&code("A2")));
    assert_eq!(tree.find("3"), Some(&code("3")));
}

#[test]
fn the_tree_is_walked_up_and_down() {
    let tree = small();
    assert_eq!(shown(tree.ancestors(&code("1.1.1"))), ["1.1", "1"]);
    assert_eq!(shown(tree.children(&code("1"))), ["1.1", "1.2"]);
    assert_eq!(shown(tree.roots()), ["1", "2"]);
    assert_eq!(shown(tree.iter()), ["1", "1.1", "1.1.1", "1.2", "2"]);
    assert_eq!(tree.parent(&code("1.2")).map(|n| n.name()), Some("a"));
    assert_eq!(
        (tree.depth(&code("1")), tree.depth(&code("1.1.1"))),
        (Some(1), Some(3))
    );
    let unknown = code("9");
    assert_eq!(
        (
            tree.depth(&unknown),
            tree.parent(&unknown),
            tree.get(&unknown)
        ),
        (None, None, None)
    );
    assert_eq!(
        tree.children(&unknown).count() + tree.ancestors(&unknown).count(),
        0
    );
    assert_eq!(format!("{tree:?}"), "Taxonomy(5 nodes)");
}

#[test]
fn proximity_is_that_of_wu_and_palmer() {
    let tree = small();
    let between = |a: &str, b: &str| tree.proximity(&code(a), &code(b));
    assert_eq!(between("1.1", "1.1"), Some(Fraction::ONE));
    assert_eq!(between("1.1", "1.2"), Some(Fraction::HALF)); // 2·1/(2+2)
    assert_eq!(between("1", "1.1.1"), Some(Fraction::HALF)); // 2·1/(1+3)
    assert_eq!(between("1.1.1", "1.1"), Some(Fraction::ratio(4, 5))); // 2·2/(3+2)
    assert_eq!(between("1.1.1", "1.2"), Some(Fraction::ratio(2, 5))); // 2·1/(3+2)
    assert_eq!(between("1", "2"), Some(Fraction::ZERO));
    assert_eq!(between("1", "9"), None);
}

#[test]
fn a_set_is_as_near_as_its_wanted_codes_are_on_average() {
    let tree = small();
    let between = |a: &[&str], b: &[&str]| tree.set_proximity(&codes(a), &codes(b));
    // 1.1 is offered (1); the best for 1.2 is its sibling 1.1 (½).
    assert_eq!(
        between(&["1.1", "1.2"], &["1.1", "2"]),
        Some(Fraction::ratio(3, 4))
    );
    // What is offered beyond the wish costs nothing.
    assert_eq!(between(&["1.1"], &["1.1", "1.2", "2"]), Some(Fraction::ONE));
    assert_eq!(between(&["1.1", "9"], &["1.1"]), Some(Fraction::ONE)); // 9 is unknown
    assert_eq!(between(&[], &["1"]), None);
    assert_eq!(between(&["1"], &[]), None);
    assert_eq!(between(&["9"], &["1"]), None);
    assert_eq!(between(&["1"], &["9"]), None);
}

#[test]
fn a_cycle_is_refused_with_the_codes_on_it() {
    let error = refused("code,parent,name\n1,,a\n2,4,b\n3,2,c\n4,3,d\n5,4,e\n");
    assert_eq!(
        error,
        "line 3: parent: \"2 → 4 → 3 → 2\" is not accepted; each stands below the next; \
         give one of them a parent outside, or none"
    );
    assert!(refused("code,parent,name\n1,1,a\n").contains("\"1 → 1\""));
    // 1 hangs below the cycle and is not on it.
    assert!(refused("code,parent,name\n1,2,a\n2,3,b\n3,2,c\n").contains("\"2 → 3 → 2\""));
}

#[test]
fn bad_lines_are_named() {
    let expected =
        "line 3: code: \"c26\" is not accepted; it stands on line 2 already; keep one of the two";
    assert_eq!(refused("code,parent,name\nC26,,a\nc26,,b\n"), expected);
    assert!(refused("code,parent,name\n1,9,a\n").starts_with("line 2: parent: \"9\""));
    assert!(refused("code,parent,name\n1,, \n").starts_with("line 2: name: \"\""));
    assert!(refused("code,parent,name\n,,a\n").starts_with("line 2: code: \"\""));
    assert!(refused("code,name\n1,a\n").contains("add the column parent or 上级"));
    assert!(
        refused("code,parent,name,aliases\n1,,a,x\n2,,b,X\n").contains("line 3: aliases: \"X\"")
    );
    assert!(refused("code,parent,name,aliases\n1,,a,b\n2,,b,\n").contains("it already names 2 b"));
    assert!(refused("code,parent,name,aliases\n1,,a,2\n2,,b,\n").contains("it already names 2 b"));
    assert!(refused("code,parent,name,aliases\n1,,a,-\n").contains("letters or digits"));
}

#[test]
fn a_spreadsheets_own_csv_is_read() {
    let tree =
        Taxonomy::from_csv("\u{FEFF}编码,上级,名称,别名\r\n1,,新材料,材料|advanced materials\r\n")
            .unwrap();
    assert_eq!(tree.find("ADVANCED MATERIALS"), Some(&code("1")));
}

#[test]
fn an_error_in_a_file_names_the_file() {
    let error = Taxonomy::from_csv_file("/no/such/taxonomy.csv")
        .unwrap_err()
        .to_string();
    assert!(error.contains("/no/such/taxonomy.csv"), "{error}");
}

#[test]
fn a_chain_of_any_length_is_measured_without_recursion() {
    let mut table = "code,parent,name\n0,,n\n".to_owned();
    for at in 1..5_000 {
        table.push_str(&format!("{at},{},n\n", at - 1));
    }
    assert_eq!(
        Taxonomy::from_csv(table).unwrap().depth(&code("4999")),
        Some(5_000)
    );
}

/// A random forest: node `i` hangs below an earlier node or below none.
fn forest() -> impl Strategy<Value = Taxonomy> {
    proptest::collection::vec(any::<usize>(), 1..12).prop_map(|picks| {
        let parent = |i: usize, pick: usize| match pick % (i + 1) {
            0 => String::new(),
            p => format!("n{}", p - 1),
        };
        let lines: Vec<String> = picks
            .iter()
            .enumerate()
            .map(|(i, &pick)| format!("n{i},{},name{i}\n", parent(i, pick)))
            .collect();
        Taxonomy::from_csv(format!("code,parent,name\n{}", lines.concat())).unwrap()
    })
}

/// Wu–Palmer by listing both paths from the root.
fn by_paths(tree: &Taxonomy, a: &Code, b: &Code) -> Fraction {
    let path = |c: &Code| {
        let mut path: Vec<Code> = tree.ancestors(c).map(|n| n.code().clone()).collect();
        path.insert(0, c.clone());
        path.reverse();
        path
    };
    let (a, b) = (path(a), path(b));
    let common = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    Fraction::ratio(2 * common as u64, (a.len() + b.len()) as u64)
}

proptest! {
    #[test]
    fn proximity_agrees_with_a_comparison_of_paths(tree in forest()) {
        for a in tree.iter() {
            for b in tree.iter() {
                let found = tree.proximity(a.code(), b.code());
                prop_assert_eq!(found, Some(by_paths(&tree, a.code(), b.code())));
            }
        }
    }

    #[test]
    fn any_table_is_read_or_refused(cells in proptest::collection::vec("[0-3]{0,1}", 0..24)) {
        let lines: Vec<String> = cells.chunks(2).map(|c| format!("{},x\n", c.join(","))).collect();
        let table = format!("code,parent,name\n{}", lines.concat());
        match Taxonomy::from_csv(table) {
            Ok(tree) => prop_assert!(tree.iter().all(|n| tree.depth(n.code()).is_some())),
            Err(error) => prop_assert!(error.is_invalid_input()),
        }
    }

    #[test]
    fn any_text_is_resolved_or_refused(text in any::<String>()) {
        let found = Taxonomy::industries().resolve(&text);
        prop_assert!(found.is_ok_and(|c| Taxonomy::industries().get(&c).is_some()) || Taxonomy::industries().find(&text).is_none());
    }
}
