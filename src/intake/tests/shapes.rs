//! Tables as people lay them out: groups of headings, rows that are no records, several sheets, forms.

use super::{errors, needs, profiles, try_needs};
use crate::intake::{IntakeReport, Severity};
use crate::model::{Need, Profile};

fn titles(needs: &[Need]) -> Vec<&str> {
    needs.iter().map(|need| need.title.as_str()).collect()
}

fn names(profiles: &[Profile]) -> Vec<&str> {
    profiles
        .iter()
        .map(|profile| profile.name.as_str())
        .collect()
}

/// Value and repair of the notices about a field.
fn notices(report: &IntakeReport, field: &str) -> Vec<(String, String)> {
    let notices = report.of(Severity::Notice);
    notices
        .filter(|notice| notice.field == field)
        .map(|notice| (notice.value.clone(), notice.repair.clone()))
        .collect()
}

#[test]
fn headings_stand_below_titles_and_instructions() {
    let mut survey = "某市难题征集汇总表,,\n".to_owned();
    for line in 1..16 {
        survey += &format!("{line}. 请按要求逐项说明，表格可加行,,\n\n");
    }
    survey += "单位名称,难题名称,资金\n示例纺织公司,再生涤纶脱色,30\n";
    let (needs, report) = needs("a.csv", survey);
    assert_eq!(
        (titles(&needs), report.rejected),
        (vec!["再生涤纶脱色"], 0),
        "{report}"
    );
}

#[test]
fn groups_of_headings_in_csv_are_joined_with_their_parts() {
    let survey = "\
序号,申报单位,,,难题,,拟投入资金（元）,,备注\n\
,名称,所在地区,联系人,名称,内容,最低,最高,\n\
1,示例纺织公司,淄博,李示例,再生涤纶脱色,强力下降,100000,300000,急\n\
2,示例印染公司,,王示例,活性染料固色,固色率低,,500000,\n";
    let (needs, report) = needs("a.csv", survey);
    assert_eq!(titles(&needs), ["再生涤纶脱色", "活性染料固色"], "{report}");
    assert_eq!(needs[0].enterprise.as_deref(), Some("示例纺织公司"));
    assert_eq!(needs[0].people, ["李示例"]);
    assert_eq!(needs[0].budget.unwrap().to_string(), "10-30万元");
    assert_eq!(needs[1].budget.unwrap().max(), Some(50.0));
    assert_eq!(needs[0].attributes["备注"], "急");
    assert_eq!((report.rows, report.rejected), (2, 0));
}

#[test]
fn a_row_of_data_below_blank_headings_is_no_second_level() {
    let survey = "企业名称,需求名称,\n示例公司,焊接,备用\n另一公司,切割,备用二\n";
    let (needs, _) = needs("a.csv", survey);
    assert_eq!(titles(&needs), ["焊接", "切割"]);
}

#[test]
fn a_table_without_headings_says_how_to_add_them() {
    let error = try_needs("a.csv", "1,示例公司,焊接\n2,另一公司,切割\n").unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("no row of headings") && message.contains("需求名称"),
        "{message}"
    );
}

#[test]
fn of_two_columns_headed_alike_the_first_is_read_and_the_other_kept() {
    let (needs, report) = needs("a.csv", "需求名称,需求名称\n甲,乙\n");
    assert_eq!(titles(&needs), ["甲"]);
    assert_eq!(needs[0].attributes["需求名称"], "乙");
    let warning = report.of(Severity::Warning).next().unwrap();
    assert!(warning.repair.contains("rename"), "{report}");
}

#[test]
fn rows_that_are_no_records_are_told_once_for_each_cause() {
    let survey = "\
序号,单位名称,难题名称,难题描述,预算（万元）\n\
示例,某某公司,某某技术,写清指标,50\n\
1,示例纺织公司,再生涤纶脱色,强力下降,30\n\
小计,,,,30\n\
序号,单位名称,难题名称,难题描述,预算（万元）\n\
2,示例印染公司,活性染料固色,固色率低,20\n\
3,示例合计软件公司,报表合计校验,合计不平,10\n\
合 计,,3项,,60\n\
备注：预算含税,,,,\n\
1.数字取整,,,,\n\
填表人：李示例,,审核人：王示例,,日期：2026年3月\n";
    let (needs, report) = needs("a.csv", survey);
    assert_eq!(
        titles(&needs),
        ["再生涤纶脱色", "活性染料固色", "报表合计校验"]
    );
    assert_eq!((report.rows, errors(&report)), (3, vec![]));
    let rows: Vec<String> = notices(&report, "rows")
        .into_iter()
        .map(|(rows, _)| rows)
        .collect();
    assert_eq!(rows, ["2", "4, 8", "5", "9, 10", "11"], "{report}");
}

#[test]
fn forms_in_text_are_one_record_of_either_side() {
    let (needs, report) = needs(
        "登记表.csv",
        "企业难题登记表,,,\n单位名称,示例纺织公司,所在地区,淄博\n难题名称,再生涤纶脱色,,\n难题描述,\"强力下降，\n要求保持九成\",,\n预算,30万元,微信号,x1\n",
    );
    assert_eq!(
        (titles(&needs), report.rows),
        (vec!["再生涤纶脱色"], 1),
        "{report}"
    );
    assert_eq!(needs[0].enterprise.as_deref(), Some("示例纺织公司"));
    assert_eq!(needs[0].budget.unwrap().to_string(), "30万元");
    assert_eq!(needs[0].attributes["微信号"], "x1");
    let (experts, _) = profiles(
        "登记表.csv",
        "姓名,李示例,职称,教授\n工作单位,示例大学,研究方向,纤维化学\n代表性论文,涤纶脱色机理,,\n",
    );
    assert_eq!(names(&experts), ["李示例"]);
    assert_eq!(
        (experts[0].works.len(), experts[0].expertise.as_slice()),
        (1, ["纤维化学".to_owned()].as_slice())
    );
}

#[cfg(feature = "xlsx")]
mod workbooks {
    use super::{errors, names, needs, notices, profiles, titles};
    use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

    use crate::intake::Severity;

    fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }

    fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
        let mut book = Workbook::new();
        for (name, rows) in sheets {
            fill(book.add_worksheet().set_name(*name).unwrap(), rows);
        }
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn groups_over_merged_cells_are_joined_with_their_parts() {
        let mut book = Workbook::new();
        let plain = Format::new();
        let sheet = book.add_worksheet();
        sheet
            .merge_range(0, 0, 0, 6, "某市专家登记表", &plain)
            .unwrap();
        sheet.merge_range(1, 0, 2, 0, "编号", &plain).unwrap();
        sheet
            .merge_range(1, 1, 1, 2, "专家基本情况", &plain)
            .unwrap();
        sheet.merge_range(1, 3, 1, 4, "所在单位", &plain).unwrap();
        sheet.merge_range(1, 5, 1, 6, "代表性论文", &plain).unwrap();
        fill(
            sheet,
            &[
                &[],
                &[],
                &["", "姓名", "职称", "名称", "电话", "题目", "年份"],
                &[
                    "e1",
                    "李示例",
                    "教授",
                    "示例大学",
                    "000",
                    "涤纶脱色机理",
                    "2021",
                ],
            ],
        );
        let (experts, report) = profiles("a.xlsx", book.save_to_buffer().unwrap());
        assert_eq!(names(&experts), ["李示例"], "{report}");
        assert_eq!(experts[0].organization.as_deref(), Some("示例大学"));
        assert_eq!(experts[0].works[0].year, Some(2021));
        assert_eq!(experts[0].attributes["所在单位/电话"], "000");
    }

    #[test]
    fn sheets_with_the_same_headings_are_read_and_the_others_named() {
        let headings: &[&str] = &["单位名称", "难题名称", "预算"];
        let bytes = book(&[
            ("填表说明", &[&["1. 单位名称写全称"], &["2. 预算以万元计"]]),
            ("张店", &[headings, &["示例甲", "焊接", "1"]]),
            ("临淄", &[headings, &["示例乙", "切割", "2"]]),
            ("统计", &[&["区县", "数量"], &["张店", "1"]]),
            ("专家", &[&["姓名"], &["李示例"]]),
        ]);
        let (needs, report) = needs("a.xlsx", bytes);
        assert_eq!(
            (titles(&needs), errors(&report)),
            (vec!["焊接", "切割"], vec![]),
            "{report}"
        );
        assert_eq!(notices(&report, "id").len(), 1, "told once for all sheets");
        let told = report.to_string();
        for sheet in ["填表说明", "统计", "专家"] {
            assert!(told.contains(sheet), "{told}");
        }
    }

    #[test]
    fn sheets_of_other_headings_of_the_side_are_read_and_the_rows_of_others_counted() {
        let bytes = book(&[
            (
                "Sheet1",
                &[
                    &["姓名", "工作单位", "研究方向"],
                    &["示例·王工", "示例大学", "针状焦"],
                ],
            ),
            (
                "Sheet2",
                &[
                    &["成果名称", "完成单位", "成果简介", "技术成熟度"],
                    &["煅烧炉", "示例大学", "节能", "6"],
                ],
            ),
            (
                "Sheet3",
                &[
                    &["姓名", "职务", "电话", "传真"],
                    &["示例·甲", "科长", "1", "2"],
                    &["示例·乙", "科员", "3", "4"],
                ],
            ),
            (
                "Sheet4",
                &[
                    &["需求名称", "企业名称", "预算", "截止日期"],
                    &["焊接", "示例·甲公司", "1", ""],
                ],
            ),
        ]);
        let (profiles, report) = profiles("a.xlsx", bytes);
        assert_eq!(names(&profiles), ["示例·王工", "煅烧炉"], "{report}");
        let left = report.of(Severity::Warning).filter(|w| w.field == "sheet");
        let left: Vec<_> = left
            .map(|w| (w.value.as_str(), w.repair.as_str()))
            .collect();
        assert_eq!(left.len(), 2, "{report}");
        assert!(
            left[0].0 == "Sheet3" && left[0].1.contains("2 rows not read"),
            "{report}"
        );
        assert!(
            left[1].0 == "Sheet4" && left[1].1.contains("1 row not read"),
            "{report}"
        );
    }

    #[test]
    fn merged_labels_with_values_above_the_headings_are_no_groups() {
        let (mut book, plain) = (Workbook::new(), Format::new());
        let sheet = book.add_worksheet();
        sheet.merge_range(0, 0, 0, 3, "汇总表", &plain).unwrap();
        let office = "填报单位：示例科技局";
        sheet.merge_range(1, 0, 1, 2, office, &plain).unwrap();
        sheet.write(1, 3, "填报日期：2026.3.1").unwrap();
        let headings = ["企业名称", "需求名称", "预算（万元）", "截止日期"];
        let cells = ["示例·甲公司", "针状焦制备", "30-50万", "2026年3月1日"];
        for (row, texts) in [(2, headings), (3, cells)] {
            for (column, text) in (0..).zip(texts) {
                sheet.write(row, column, text).unwrap();
            }
        }
        let (needs, report) = needs("a.xlsx", book.save_to_buffer().unwrap());
        assert_eq!(titles(&needs), ["针状焦制备"], "{report}");
        assert_eq!(needs[0].budget.unwrap().to_string(), "30-50万元");
        assert!(needs[0].deadline.is_some(), "{report}");
    }

    #[test]
    fn one_form_a_sheet_is_one_record_a_sheet() {
        let form = |firm: &'static str, title: &'static str| -> [[&'static str; 4]; 3] {
            [
                ["单位名称", firm, "联系人", "李示例"],
                ["难题名称", title, "预算", "30万元"],
                ["难题描述", "要求保持九成", "", ""],
            ]
        };
        let (one, two) = (form("示例甲", "焊接"), form("示例乙", "切割"));
        let rows =
            |form: &'static [[&'static str; 4]; 3]| form.each_ref().map(|row| row.as_slice());
        let (one, two) = (
            rows(Box::leak(Box::new(one))),
            rows(Box::leak(Box::new(two))),
        );
        let (needs, report) = needs("a.xlsx", book(&[("1", &one), ("2", &two)]));
        assert_eq!(titles(&needs), ["焊接", "切割"], "{report}");
    }

    #[test]
    fn hidden_sheets_and_rows_are_not_read_and_told() {
        let mut book = Workbook::new();
        let headings: &[&str] = &["编号", "难题名称"];
        let sheet = book.add_worksheet();
        fill(
            sheet,
            &[headings, &["n1", "焊接"], &["n2", "切割"], &["n3", "打磨"]],
        );
        sheet.set_row_hidden(2).unwrap();
        let old = book.add_worksheet();
        old.set_name("需求旧").unwrap().set_hidden(true);
        fill(old, &[headings, &["n9", "旧"]]);
        let (needs, report) = needs("a.xlsx", book.save_to_buffer().unwrap());
        assert_eq!(titles(&needs), ["焊接", "打磨"]);
        let rows = notices(&report, "rows");
        assert_eq!(rows.len(), 1);
        assert!(rows[0].0 == "3" && rows[0].1.contains("hidden"), "{report}");
        assert_eq!(notices(&report, "sheet")[0].0, "需求旧");
    }

    #[test]
    fn cells_are_read_as_they_are_shown() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        fill(sheet, &[&["编号", "难题名称", "技术指标", "数量"]]);
        let (percent, padded) = (
            Format::new().set_num_format("0.0%"),
            Format::new().set_num_format("000000"),
        );
        sheet.write_with_format(1, 0, 42, &padded).unwrap();
        sheet.write(1, 1, "焊接").unwrap();
        sheet.write_with_format(1, 2, 0.125, &percent).unwrap();
        let formula = Formula::new("=1+1").set_result("");
        sheet.write(1, 3, formula).unwrap();
        let (needs, report) = needs("a.xlsx", book.save_to_buffer().unwrap());
        assert_eq!(
            (needs[0].id.as_str(), needs[0].description.as_str()),
            ("000042", "12.5%"),
            "{report}"
        );
    }
}

#[test]
fn labels_with_values_above_the_headings_are_no_groups_of_theirs() {
    let headings = "企业名称,需求名称,预算（万元）,截止日期\n示例·甲公司,油系针状焦制备,30-50万,2026年3月1日\n";
    for line in [
        "填报单位：示例科技局,,,日期：2026.3.1",
        "填报单位:示例科技局,,填报日期：2026年3月1日,",
        "单位名称：示例科技局,,联系电话：,",
        "填报单位：,,,日期：",
        "Prepared by: Example Bureau,,,Date: 2026-03-01",
    ] {
        let survey = format!("张店区企业技术需求汇总表,,,\n{line}\n{headings}");
        let (needs, report) = needs("a.csv", survey);
        assert_eq!(titles(&needs), ["油系针状焦制备"], "{line}: {report}");
        assert_eq!(
            needs[0].enterprise.as_deref(),
            Some("示例·甲公司"),
            "{line}"
        );
        assert_eq!(needs[0].budget.unwrap().to_string(), "30-50万元", "{line}");
        assert_eq!(
            needs[0].deadline.unwrap().to_string(),
            "2026-03-01",
            "{line}"
        );
        assert_eq!(needs[0].description, "", "{line}");
    }
}

#[test]
fn groups_with_a_colon_stay_groups() {
    for groups in [
        "企业信息：,,需求信息：,",
        "第一部分：企业信息,,第二部分：需求信息,",
        "企业信息：由企业填写,,需求信息（单位：万元）,",
    ] {
        let survey =
            format!("{groups}\n名称,联系人,名称,预算\n示例·甲公司,示例·李工,针状焦制备,30\n");
        let (needs, report) = needs("a.csv", survey);
        assert_eq!(titles(&needs), ["针状焦制备"], "{groups}: {report}");
        assert_eq!(
            needs[0].enterprise.as_deref(),
            Some("示例·甲公司"),
            "{groups}"
        );
    }
}

#[test]
fn a_need_without_a_title_is_warned_of_unless_it_is_blank_in_a_stored_one() {
    let (needs, report) = needs(
        "a.csv",
        "编号,需求描述\nn1,针状焦的煅烧\nn2,硼同位素的分离\n",
    );
    assert_eq!((needs.len(), report.rejected), (2, 0));
    let untitled: Vec<&str> = report
        .of(Severity::Warning)
        .map(|w| w.value.as_str())
        .collect();
    assert_eq!(untitled, ["n1", "n2"]);
    assert_eq!(
        report
            .causes
            .iter()
            .filter(|cause| cause.field == "title")
            .count(),
        1
    );
}
