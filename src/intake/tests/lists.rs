//! Cells that list: terms, works and regions.

use super::{needs, profiles, warnings};

#[test]
fn numbered_terms_are_terms_and_keep_their_commas() {
    for (cell, terms) in [
        ("1、高温釉料；2、节能窑炉", ["高温釉料", "节能窑炉"]),
        ("1、高温釉料\n2、节能窑炉", ["高温釉料", "节能窑炉"]),
        ("①高温釉料②节能窑炉", ["高温釉料", "节能窑炉"]),
        ("一、高温釉料；二、节能窑炉", ["高温釉料", "节能窑炉"]),
        (
            "2,4-二氯苯酚加氢、1,3-丁二烯聚合",
            ["2,4-二氯苯酚加氢", "1,3-丁二烯聚合"],
        ),
        (
            "锂离子电池（正极、负极材料）、钠电池",
            ["锂离子电池（正极、负极材料）", "钠电池"],
        ),
    ] {
        let (read, report) = profiles(
            "a.csv",
            format!("编号,姓名,研究方向\np1,示例·甲,\"{cell}\"\n"),
        );
        assert_eq!(read[0].expertise, terms, "{report}");
        let (read, _) = needs(
            "a.csv",
            format!("编号,需求名称,关键词\nn1,釉料,\"{cell}\"\n"),
        );
        assert_eq!(read[0].keywords, terms);
        let record = serde_json::json!({"id": "n1", "title": "釉料", "keywords": cell});
        let (read, _) = needs("a.jsonl", record.to_string());
        assert_eq!(read[0].keywords, terms);
    }
}

#[test]
fn numbered_industries_are_read() {
    let (read, report) = needs(
        "a.csv",
        "编号,需求名称,所属行业\nn1,釉料,1、农、林、牧、渔业；2、医药制造业\n",
    );
    let codes: Vec<_> = read[0].industries.iter().map(ToString::to_string).collect();
    assert_eq!(codes, ["A", "C27"], "{report}");
}

#[test]
fn a_reference_with_semicolons_is_one_work() {
    let cell = "Zhang S; Li W. Needle coke from slurry oil. Carbon 2020; 33: 1-9";
    let (read, _) = profiles(
        "a.csv",
        format!("编号,姓名,代表论文\np1,示例·甲,{cell}\np2,示例·乙,一种针状焦；一种石墨\n"),
    );
    let titles = |at: usize| -> Vec<&str> {
        let works = read[at].works.iter();
        works.map(|work| work.title.as_str()).collect()
    };
    assert_eq!(titles(0), [cell]);
    assert_eq!(titles(1), ["一种针状焦", "一种石墨"]);
}

#[test]
fn of_a_cell_with_several_regions_the_first_is_read_and_warned_of() {
    let cells = ["淄博市张店区、桓台县", "张店区和周村区", "张店区\n桓台县"];
    let rows: String = (1..)
        .zip(cells)
        .map(|(at, cell)| format!("n{at},需求{at},\"{cell}\",济南市历下区、高新区\n"))
        .collect();
    let (read, report) = needs("a.csv", format!("编号,需求名称,地区,优先地区\n{rows}"));
    let told: Vec<_> = warnings(&report);
    assert_eq!(told.len(), cells.len(), "{report}");
    for (need, (row, column, _)) in read.iter().zip(told) {
        let region = need.region.as_ref().map(ToString::to_string);
        assert_eq!(region.as_deref(), Some("山东省/淄博市/张店区"), "{report}");
        assert_eq!((row.is_some(), column), (true, Some("地区")));
        assert!(need.attributes.contains_key("region_unresolved"));
        let wanted = need.preferences.regions.iter().map(ToString::to_string);
        let wanted: Vec<_> = wanted.collect();
        assert_eq!(wanted, ["山东省/济南市/历下区", "山东省/济南市/高新区"]);
    }
}
