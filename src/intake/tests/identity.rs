//! Ids: repeated, missing, derived.

use super::{errors, needs, profiles};
use crate::intake::Severity;

#[test]
fn the_first_of_two_rows_with_one_id_stands_and_the_second_names_it() {
    let (needs, report) = needs("a.csv", "编号,需求名称\nn1,甲\nn2,乙\nn1,丙\n");
    assert_eq!((needs.len(), report.rejected), (2, 1));
    assert_eq!(needs[0].title, "甲");
    assert_eq!(errors(&report), [(Some(4), Some("编号"), "n1")]);
    let error = report.of(Severity::Error).next().unwrap();
    assert!(error.repair.starts_with("row 2 has this id"), "{report}");
    let (_, report) = super::needs(
        "a.jsonl",
        "{\"id\":\"n1\",\"title\":\"甲\"}\n{\"id\":\"n1\",\"title\":\"甲\"}\n",
    );
    let copy = (Some(2), None, "n1");
    assert_eq!(
        (errors(&report), super::warnings(&report)),
        (vec![], vec![copy])
    );
    assert_eq!(report.problems[0].repair, "a copy of row 1, left out");
}

#[test]
fn two_records_of_one_name_are_told_by_it_and_copies_by_their_row() {
    let survey = "企业名称,需求名称,需求描述,预算（万元）\n\
                  示例甲公司,人才需求,需要釉料博士1名,30\n\
                  示例甲公司,人才需求,需要自动化工程师2名,20\n\
                  示例乙公司,技术需求,降低能耗,20\n\
                  示例乙公司,技术需求,降低能耗,20\n";
    let (taken, report) = needs("a.csv", survey);
    assert_eq!((taken.len(), report.rejected), (2, 1), "{report}");
    assert_eq!(
        errors(&report),
        [(Some(3), Some("需求名称"), "示例甲公司，人才需求")]
    );
    let repair = |severity| {
        let problem = report.of(severity).next().unwrap();
        problem.repair_zh.as_deref().unwrap()
    };
    let lost = repair(Severity::Error);
    assert!(
        lost.starts_with("企业名称、需求名称与第2行相同而内容不同"),
        "{lost}"
    );
    assert!(lost.contains("编号"), "{lost}");
    let copies = [(Some(5), None, "示例乙公司，技术需求")];
    assert_eq!(super::warnings(&report), copies);
    assert_eq!(repair(Severity::Warning), "与第4行完全相同，已略去");
    let people = "姓名,单位,学院,职称\n示例·伟,示例大学,材料学院,教授\n示例·伟,示例大学,计算机学院,副教授\n示例·伟,示例大学,材料学院,教授\n";
    let (people, report) = profiles("a.csv", people);
    assert_eq!((people.len(), report.rejected), (1, 1), "{report}");
    assert_eq!(errors(&report)[0].2, "示例大学，示例·伟");
    let repair = |severity| report.of(severity).next().unwrap().repair.as_str();
    assert!(repair(Severity::Error).starts_with("单位"), "{report}");
    assert_eq!(repair(Severity::Warning), "a copy of row 2, left out");
}

#[test]
fn a_bad_row_does_not_take_the_id_away() {
    let (needs, report) = needs("a.csv", "编号,需求名称,不接受地区\nn1,甲,火星市\nn1,乙,\n");
    assert_eq!((needs[0].title.as_str(), report.rejected), ("乙", 1));
}

#[test]
fn rows_that_differ_in_more_than_works_or_in_nothing_are_no_further_works() {
    let (profiles, report) = profiles(
        "a.csv",
        "编号,姓名,成果名称\np1,示例·甲,一\np1,示例·乙,二\np1,示例·甲,一\n",
    );
    assert_eq!((profiles[0].works.len(), report.rejected), (1, 1));
    assert_eq!(super::warnings(&report)[0].0, Some(4), "{report}");
    let (profiles, report) = super::profiles(
        "a.csv",
        "编号,姓名,成果名称\np1,示例·甲,一\np1,示例·甲,一\n",
    );
    assert_eq!((profiles[0].works.len(), report.rejected), (1, 0));
    assert_eq!(super::warnings(&report).len(), 1, "{report}");
}

#[test]
fn a_year_that_cannot_be_does_not_cost_its_work() {
    let survey = "编号,姓名,成果名称,成果年份\np1,示例·甲,一,2020\n,,二,20211\n,,三,2022\n";
    let (profiles, report) = profiles("a.csv", survey);
    assert_eq!(
        (
            profiles[0].works.len(),
            report.rows,
            report.accepted,
            report.rejected
        ),
        (3, 3, 1, 0)
    );
    assert_eq!(
        super::warnings(&report),
        [(Some(3), Some("成果年份"), "20211")]
    );
}

#[test]
fn further_works_of_a_rejected_profile_are_rejected_with_it() {
    let survey = "编号,姓名,不接受地区,成果名称\np1,示例·甲,火星市,一\n,,,二\n";
    let (profiles, report) = profiles("a.csv", survey);
    assert_eq!((profiles.len(), report.rows, report.rejected), (0, 2, 2));
}

#[test]
fn without_a_column_of_ids_they_are_derived_and_stay() {
    let first = needs(
        "a.csv",
        "序号,企业名称,需求名称\n1,示例公司,甲\n2,示例公司,乙\n",
    )
    .0;
    let again = needs(
        "b.csv",
        "序号,需求名称,企业名称,需求描述\n1,乙,示例公司,新\n",
    )
    .0;
    assert_eq!(first[1].id, again[0].id);
    assert_ne!(first[0].id, first[1].id);
    let (_, report) = needs("a.csv", "企业名称,需求名称\n示例公司,甲\n示例公司,甲\n");
    assert_eq!((report.accepted, report.rejected), (1, 0));
}

#[test]
fn a_blank_id_in_a_column_of_ids_and_json_without_id_are_errors() {
    let (_, report) = needs("a.csv", "编号,需求名称\n无,甲\n");
    assert_eq!(errors(&report), [(Some(2), Some("编号"), "")]);
    let (_, report) = needs("a.jsonl", "{\"title\":\"甲\"}");
    assert_eq!(
        (errors(&report), report.problems[0].field.as_str()),
        (vec![(Some(1), None, "")], "id")
    );
}

#[test]
fn a_cell_of_two_affiliations_gives_two_organisations() {
    let survey = "编号,姓名,工作单位,兼职单位\np1,示例·甲,示例石油大学；示例海右石化有限公司,\np2,示例·乙,\"示例石油大学\n示例海右石化有限公司\",示例石油 大学\np3,示例·丙,示例石油大学,示例海右石化有限公司、示例研究院\np4,示例·丁,,示例研究院\n";
    let (profiles, report) = profiles("a.csv", survey);
    assert_eq!(report.rejected, 0, "{report}");
    let of = |at: usize| -> Vec<&str> { profiles[at].organizations().collect() };
    assert_eq!(of(0), ["示例石油大学", "示例海右石化有限公司"]);
    assert_eq!(of(1), of(0));
    assert_eq!(
        of(2),
        ["示例石油大学", "示例海右石化有限公司", "示例研究院"]
    );
    assert_eq!(profiles[3].organization.as_deref(), Some("示例研究院"));
    assert!(profiles[3].affiliations.is_empty());
    let json = r#"{"id":"p1","kind":"expert","name":"示例·甲","organization":"示例石油大学；示例海右石化有限公司"}"#;
    let (from_json, _) = super::profiles("a.jsonl", json);
    assert_eq!(from_json[0], profiles[0]);
    let list = json.replace(
        r#""示例石油大学；示例海右石化有限公司""#,
        r#"["示例石油大学","示例海右石化有限公司"]"#,
    );
    assert_eq!(super::profiles("a.jsonl", &list).0[0], profiles[0]);
}

#[test]
fn a_derived_id_depends_on_neither_file_nor_row_nor_column_nor_writing() {
    let (first, _) = profiles(
        "a.csv",
        "姓名,单位,类型\n示例·甲,示例大学,专家\n示例·乙,示例大学,专家\n示例·甲,示例学院,专家\n",
    );
    let (again, _) = profiles(
        "b.csv",
        "类型,单位,备注,姓名\n专家,示例學院,x,示例・甲\nexpert,示例大学,y,示例·乙\n专家,示例 大学；示例公司,,示例·甲\n",
    );
    let ids = |profiles: &[crate::model::Profile], order: [usize; 3]| {
        order.map(|at| profiles[at].id.to_string())
    };
    assert_eq!(ids(&first, [0, 1, 2]), ids(&again, [2, 1, 0]));
    let mut distinct = ids(&first, [0, 1, 2]).to_vec();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 3);
    // `p-` and 16 digits, on every machine and in every version.
    assert!(
        first
            .iter()
            .all(|profile| profile.id.len() == 18 && profile.id.starts_with("p-"))
    );
    let many: String = (0..20_000)
        .map(|row| format!("示例·甲{row},示例大学\n"))
        .collect();
    let (many, report) = profiles("c.csv", format!("姓名,单位\n{many}"));
    assert_eq!((many.len(), report.rejected), (20_000, 0));
}

#[test]
fn a_result_without_a_patent_and_a_firm_without_a_code_get_ids_from_their_names() {
    let survey = "成果名称,完成单位,专利号,成果简介\n\
                  高温釉料,示例大学,ZL202110000000.1,釉料配方\n\
                  节能窑炉,示例大学,,辊道窑余热利用\n\
                  陶瓷膜,示例大学,申请中,陶瓷膜制备\n\
                  电极石墨,示例大学,申请中,石墨电极\n";
    let (results, report) = profiles("a.csv", survey);
    assert_eq!((results.len(), report.rejected), (4, 0), "{report}");
    assert_eq!(results[0].id.as_str(), "ZL202110000000.1");
    assert!(
        results[1..]
            .iter()
            .all(|result| result.id.starts_with("p-"))
    );
    assert_eq!(results[2].attributes["专利号"], "申请中");
    let told: Vec<String> = report.causes.iter().map(ToString::to_string).collect();
    let told = told.join("\n");
    assert!(told.contains("not the number of one patent"), "{told}");
    assert!(told.contains("rows 4, 5"), "{told}");
    assert!(told.contains("1 without one"), "{told}");
    // Another house's result of the same state is another one, and the same ids are made without the column.
    let (others, _) = profiles(
        "b.csv",
        "成果名称,完成单位,专利号\n电极石墨,示例学院,申请中\n",
    );
    assert_ne!(others[0].id, results[3].id);
    let (again, _) = profiles("c.csv", "成果名称,完成单位\n电极石墨,示例大学\n");
    assert_eq!(again[0].id, results[3].id);

    let firms = "企业名称,统一社会信用代码,所在地区\n\
                 示例甲公司,9.1370300123E+17,张店区\n\
                 示例乙公司,,周村区\n\
                 示例丙公司,9.1370300123E+17,桓台县\n\
                 示例丁公司,91370300MA3CXXXX1X,桓台县\n";
    let mut ids = Vec::new();
    let source = crate::intake::Source::bytes("a.csv", firms);
    let report = crate::intake::Intake::new(&super::TAXONOMIES).enterprises(&source, &mut |firm| {
        ids.push(firm.id.to_string());
        Ok(())
    });
    let report = report.unwrap();
    assert_eq!((report.accepted, report.rejected), (4, 0), "{report}");
    assert_eq!(ids[3], "91370300MA3CXXXX1X");
    assert!(ids[..3].iter().all(|id| id.starts_with("e-")));
    let lost = [
        (Some(2), Some("统一社会信用代码"), "9.1370300123E+17"),
        (Some(4), Some("统一社会信用代码"), "9.1370300123E+17"),
    ];
    assert_eq!(super::warnings(&report), lost);
}

#[test]
fn an_id_that_has_lost_its_digits_is_refused_and_a_register_yields_to_ids() {
    let (_, report) = needs("a.csv", "编号,需求名称\n2.02101E+11,釉料\nn2,窑炉\n");
    assert_eq!(errors(&report), [(Some(2), Some("编号"), "2.02101E+11")]);
    let survey = "编号,成果名称,专利号,公开号\nc1,釉料,申请中,CN112345678A\n";
    let (results, report) = profiles("a.csv", survey);
    assert_eq!(results[0].id.as_str(), "c1");
    assert_eq!(results[0].attributes["公开号"], "CN112345678A");
    assert!(super::warnings(&report).is_empty(), "{report}");
    let (_, report) = profiles("a.csv", "编号,成果名称\n,釉料\n");
    assert_eq!(errors(&report), [(Some(2), Some("编号"), "")]);
}

#[test]
fn a_code_that_is_written_as_a_formula_keeps_its_zeros() {
    let survey = "编号,企业名称,需求名称,联系电话\n=\"0012\",示例甲公司,高温釉料,=\"013800138000\"\n\"=\"\"0013\"\"\",示例甲公司,节能窑炉,\n";
    let (needs, report) = needs("a.csv", survey);
    assert_eq!(report.rejected, 0, "{report}");
    assert_eq!(
        (needs[0].id.as_str(), needs[1].id.as_str()),
        ("0012", "0013")
    );
    assert_eq!(needs[0].attributes["联系电话"], "013800138000");
    let (needs, _) = super::needs("a.tsv", survey.replace(',', "\t"));
    assert_eq!(needs[0].id.as_str(), "0012");
}

#[test]
fn a_row_without_a_number_of_its_register_has_an_id_of_its_names() {
    for (heading, table) in [
        ("成果登记号", "成果名称"),
        ("资产编号", "仪器名称"),
        ("设备编号", "设备名称"),
        ("工号", "姓名"),
        ("项目编号", "成果名称"),
    ] {
        let survey = format!(
            "{heading},{table},单位,简介\nG-1,示例甲,示例大学,膜分离\n,示例乙,示例大学,煅烧\n无,示例丙,示例大学,煅烧\n"
        );
        let (read, report) = super::profiles("a.csv", &survey);
        assert_eq!(read.len(), 3, "{survey} {report}");
        assert_eq!(read[0].id.as_str(), "G-1");
        assert!(read[1].id.as_str().starts_with("p-"), "{report}");
        assert!(report.to_string().contains(heading), "{report}");
    }
}
