//! Several tables in one sheet, one below another.

use super::{TAXONOMIES, errors, needs, profiles};
use crate::intake::{Intake, IntakeReport, Severity, Source};
use crate::model::Need;

/// Title, enterprise and budget.
fn facts(needs: &[Need]) -> Vec<(&str, &str, Option<f64>)> {
    let fact = |need: &'_ Need| need.budget.as_ref().and_then(crate::model::Budget::max);
    let facts = needs.iter().map(|need| {
        let enterprise = need.enterprise.as_deref().unwrap_or_default();
        (need.title.as_str(), enterprise, fact(need))
    });
    facts.collect()
}

/// The value and the repair of each problem of this severity that concerns rows as a whole.
fn told(report: &IntakeReport, severity: Severity) -> Vec<(&str, &str)> {
    let problems = report.of(severity).filter(|p| p.field == "rows");
    problems
        .map(|p| (p.value.as_str(), p.repair.as_str()))
        .collect()
}

#[test]
fn a_table_below_another_one_is_read_by_its_own_headings() {
    let (needs, report) = needs(
        "a.csv",
        "张店区\n企业名称,需求名称,需求描述,预算（万元）\n示例甲公司,陶瓷膜,通量低,100\n,,,\n临淄区\n\
         需求名称,企业名称,预算（元）,需求描述\n轴承钢夹杂,示例乙公司,2000000,夹杂多\n赤泥,示例丙公司,3000000,碱高\n",
    );
    let expected = [
        ("陶瓷膜", "示例甲公司", Some(100.0)),
        ("轴承钢夹杂", "示例乙公司", Some(200.0)),
        ("赤泥", "示例丙公司", Some(300.0)),
    ];
    assert_eq!(facts(&needs), expected, "{report}");
    assert_eq!((report.rows, errors(&report)), (3, vec![]), "{report}");
    let told = told(&report, Severity::Notice);
    assert_eq!(told.len(), 1, "{report}");
    assert_eq!(told[0].0, "5", "{report}");
}

#[test]
fn headings_in_other_words_below_the_first_are_no_record() {
    let (found, report) = needs(
        "a.csv",
        "编号,企业名称,需求名称,需求描述,预算（万元）\n1,示例甲公司,陶瓷膜,通量低,100\n\
         编号,单位名称,难题名称,难题描述,投入\n2,示例乙公司,轴承钢,夹杂,20\n",
    );
    assert_eq!(facts(&found)[1].0, "轴承钢", "{report}");
    assert_eq!((found.len(), report.rejected), (2, 0), "{report}");
    // A table of more columns than the one above it has lost none.
    let (found, report) = needs(
        "a.csv",
        "企业名称,需求名称,需求描述,预算（万元）\n示例甲公司,陶瓷膜,通量低,100\n\n二、人才需求\n\
         企业名称,岗位名称,人数,学历要求,薪酬（万元/年）\n示例丙公司,研发工程师,2,博士,30\n",
    );
    let last = found.last().unwrap();
    assert_eq!((last.title.as_str(), last.budget), ("研发工程师", None));
    assert_eq!((found.len(), errors(&report)), (2, vec![]), "{report}");
}

#[test]
fn a_table_of_the_other_side_is_left_out_with_its_rows_and_the_way_to_read_it() {
    let survey = "企业名称,需求名称,需求描述,联系人\n示例甲公司,陶瓷膜,通量低,张\n示例乙公司,轴承钢,夹杂,李\n\
                  姓名,单位,研究方向,职称\n示例·王工,示例大学,陶瓷膜,教授\n示例·李工,示例学院,轴承钢,讲师\n";
    let (needs, report) = needs("a.csv", survey);
    assert_eq!((needs.len(), report.rows), (2, 2), "{report}");
    let warning = told(&report, Severity::Warning)[0];
    assert_eq!(warning.0, "5, 6", "{report}");
    assert!(warning.1.contains("--profiles"), "{report}");
    let (experts, report) = profiles("a.csv", survey);
    assert_eq!((experts.len(), report.rows), (2, 2), "{report}");
    assert_eq!(experts[0].name, "示例·王工");
    let warning = told(&report, Severity::Warning)[0];
    assert_eq!(warning.0, "2, 3", "{report}");
    assert!(warning.1.contains("--needs"), "{report}");
}

#[test]
fn tables_below_long_ones_are_found_and_the_rows_to_mend_stand_under_their_own_headings() {
    let mut survey = "企业名称,需求名称,预算（万元）\n".to_owned();
    for row in 0..300 {
        survey += &format!("示例{row}公司,焊接{row},5\n");
    }
    survey += "需求名称,企业名称,截止日期\n切割,示例甲公司,2月30日\n企业名称,需求名称,预算（万元）\n示例乙公司,打磨,按次收费\n";
    let source = Source::bytes("a.csv", survey);
    let mut intake = Intake::new(&TAXONOMIES);
    let report = intake.needs(&source, &mut |_| Ok(())).unwrap();
    assert_eq!((report.rows, report.accepted), (302, 302), "{report}");
    let file = intake.needs_to_mend(&source, &report).unwrap();
    let tables = file.tables.iter();
    let tables: Vec<_> = tables
        .map(|table| (&table.headings[0][..3], &table.rows[0][..3]))
        .collect();
    let owned = |texts: [&str; 3]| texts.map(str::to_owned);
    let expected = [
        (
            owned(["需求名称", "企业名称", "截止日期"]),
            owned(["切割", "示例甲公司", "2月30日"]),
        ),
        (
            owned(["企业名称", "需求名称", "预算（万元）"]),
            owned(["示例乙公司", "打磨", "按次收费"]),
        ),
    ];
    let expected: Vec<_> = expected.iter().map(|(a, b)| (&a[..], &b[..])).collect();
    assert_eq!(tables, expected);
}

#[test]
fn a_record_that_holds_words_of_headings_stays_a_record() {
    let (needs, report) = needs(
        "a.csv",
        "企业名称,需求名称,需求描述,需求类型,备注\n示例甲公司,焊接,提高节拍,技术,无\n\
         企业,名称,内容很多，见后,类型,单位\n示例乙公司,专业,技术需求,人才,内容\n",
    );
    assert_eq!((needs.len(), report.rejected), (3, 0), "{report}");
}

#[cfg(feature = "xlsx")]
#[test]
fn a_group_row_above_the_headings_of_a_lower_table_belongs_to_it() {
    use rust_xlsxwriter::{Format, Workbook};
    let (mut book, plain) = (Workbook::new(), Format::new());
    let sheet = book.add_worksheet();
    let rows = [
        ["企业名称", "需求名称", "预算（万元）", "联系人"],
        ["示例甲公司", "焊接", "5", "示例·张"],
        ["", "", "", ""],
        ["名称", "需求名称", "需求描述", "预算（万元）"],
        ["示例乙公司", "切割", "慢", "7"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write(row, column, text).unwrap();
        }
    }
    sheet.write(2, 0, "企业").unwrap();
    sheet.merge_range(2, 1, 2, 3, "需求", &plain).unwrap();
    let (needs, report) = needs("a.xlsx", book.save_to_buffer().unwrap());
    let expected = [
        ("焊接", "示例甲公司", Some(5.0)),
        ("切割", "示例乙公司", Some(7.0)),
    ];
    assert_eq!(facts(&needs), expected, "{report}");
}

#[test]
fn headings_in_the_first_column_and_several_forms_are_refused_as_such() {
    let transposed = "企业名称,示例甲公司,示例乙公司,示例丙公司\n需求名称,陶瓷膜,轴承钢,赤泥\n\
                      需求描述,通量,夹杂,碱高\n预算（万元）,100,200,300\n";
    let form = "企业名称,示例甲公司,联系人,张\n需求名称,陶瓷膜,预算（万元）,100\n需求描述,通量低,,\n\n\
                企业名称,示例乙公司,联系人,李\n需求名称,轴承钢,预算（万元）,200\n需求描述,夹杂,,\n";
    for (survey, word) in [(transposed, "transpose"), (form, "several forms")] {
        let error = super::try_needs("a.csv", survey).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn tables_side_by_side_are_refused_with_the_columns_at_which_they_begin() {
    let survey = "企业名称,需求名称,需求描述,,企业名称,需求名称,需求描述\n\
                  示例甲公司,陶瓷膜,通量低,,示例丙公司,赤泥,碱高\n";
    let error = super::try_needs("a.csv", survey).unwrap_err().to_string();
    assert!(error.contains("from column 1 and from column 5"), "{error}");
    // Several needs of one firm in a row, or several results of one person, are no tables of their own.
    let (found, _) = needs(
        "a.csv",
        "企业名称,需求名称,需求描述,需求名称\n示例甲公司,焊接,慢,切割\n",
    );
    assert_eq!(found[0].title, "焊接");
    let (found, _) = profiles(
        "专家.csv",
        "姓名,成果名称,年份,成果名称,年份\n示例·王工,焊接,2020,切割,2021\n",
    );
    assert_eq!(found[0].name, "示例·王工");
}

#[test]
fn cells_with_another_mark_between_them_are_told_by_the_mark() {
    for mark in ["|", "，", " "] {
        let survey =
            format!("企业名称{mark}需求名称{mark}需求描述\n示例甲公司{mark}陶瓷膜{mark}通量低\n");
        let error = super::try_needs("a.csv", survey).unwrap_err().to_string();
        assert!(error.contains("separated by"), "{mark}: {error}");
    }
}
