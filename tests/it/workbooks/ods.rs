//! OpenDocument sheets.

use qianxian::Result;
use qianxian::intake::{IntakeReport, Limits, Severity};
use qianxian::model::Need;

use super::{data, equals_the_xlsx, needs, problems, read};
use crate::support::zip;

/// A document with that content before its sheets, and in them.
fn document(styles: &str, sheets: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    );
    zip::stored(&[("content.xml", content.into_bytes())])
}

fn text(text: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
    )
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| text(cell)).collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

/// A sheet with the headings `编号`, `需求名称` and `需求描述`, and these rows.
fn sheet(rows: &str) -> String {
    let headings = row(&["编号", "需求名称", "需求描述"]);
    format!("<table:table table:name=\"需求\">{headings}{rows}</table:table>")
}

fn limited(sheets: &str, limit: &str) -> Result<(Vec<Need>, IntakeReport)> {
    let limits = Limits::default().set(limit).unwrap();
    read("a.ods", &document("", sheets), limits)
}

fn of(rows: &str) -> (Vec<Need>, IntakeReport) {
    needs("a.ods", &document("", &sheet(rows)))
}

#[test]
fn libreoffice_writes_the_same_survey() {
    equals_the_xlsx("survey.ods");
}

#[test]
fn other_programs_write_documents_too() {
    let (needs, report) = needs("a.ods", &data("pandas.ods"));
    assert!(report.is_clean(), "{report}");
    assert_eq!(needs[0].deadline.unwrap().to_string(), "2024-06-27");
    assert_eq!(needs[1].budget.unwrap().to_string(), "7.5万元");
}

#[test]
fn repeated_blanks_cost_nothing() {
    let blank = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
    let many =
        format!("<table:table-row table:number-rows-repeated=\"1000\">{blank}</table:table-row>");
    let last = "<table:table-row table:number-rows-repeated=\"18446744073709551615\"><table:table-cell table:number-columns-repeated=\"99999999999999999999\"/></table:table-row>";
    let rows = format!("{many}{}{last}{last}", row(&["n1", "针状焦", ""]));
    let (needs, report) = limited(&sheet(&rows), "unpacked-bytes=10000").unwrap();
    assert_eq!((needs.len(), report.rows), (1, 1));
    let (_, report) = of(&format!("{many}{}", row(&["", "", "没有编号"])));
    assert_eq!(report.of(Severity::Error).next().unwrap().row, Some(1_002));
}

#[test]
fn repeated_rows_stand_as_often_as_they_are_repeated() {
    let cells = text("n1") + &text("针状焦") + &text("煅烧");
    let twice =
        format!("<table:table-row table:number-rows-repeated=\"3\">{cells}</table:table-row>");
    let (needs, report) = of(&format!("{twice}{}", row(&["n2", "硼", ""])));
    assert_eq!((needs.len(), report.rows, report.rejected), (2, 4, 0));
    let rows: Vec<_> = report.of(Severity::Warning).map(|p| p.row).collect();
    assert_eq!(rows, [Some(3), Some(4)]);
    assert_eq!(needs[1].id.as_str(), "n2");
}

#[test]
fn repeated_cells_stand_in_each_column() {
    let cell = text("针状焦").replacen(
        "<table:table-cell",
        "<table:table-cell table:number-columns-repeated=\"2\"",
        1,
    );
    let (needs, _) = of(&format!(
        "<table:table-row>{}{cell}</table:table-row>",
        text("n1")
    ));
    assert_eq!(
        (needs[0].title.as_str(), needs[0].description.as_str()),
        ("针状焦", "针状焦")
    );
}

#[test]
fn repeated_cells_are_bounded() {
    let many = |columns: u64, rows: u64, text: &str| {
        sheet(&format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell office:value-type=\"string\" \
             table:number-columns-repeated=\"{columns}\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
        ))
    };
    let refused = |sheets: &str, limit: &str| limited(sheets, limit).unwrap_err().to_string();
    let wide = refused(&many(u64::MAX, 1, "甲"), "columns=16384");
    assert!(wide.contains("columns=N"), "{wide}");
    let tall = refused(&many(3, 1_048_576, "甲"), "rows=1000");
    assert!(tall.contains("rows=N"), "{tall}");
    let endless = refused(&many(1_000, 1_000_000, "甲"), "unpacked-bytes=1000000");
    assert!(endless.contains("unpacked-bytes=N"), "{endless}");
    let past = refused(&many(1, 2_000_000, "甲"), "rows=100000000");
    assert!(past.contains("past the last one"), "{past}");
    let (_, report) = limited(&many(200, 3, &"长".repeat(100)), "record-bytes=2000").unwrap();
    assert_eq!(report.rejected, 3, "{report}");
}

#[test]
fn limits_of_texts_and_parts_hold() {
    let refused = |sheets: &str, limit: &str| limited(sheets, limit).unwrap_err().to_string();
    let spaces = row(&["n1", "<text:s text:c=\"4000000000\"/>", ""]);
    assert!(refused(&sheet(&spaces), "cell-bytes=1000").contains("cell-bytes=N"));
    let long = row(&["n1", &"长".repeat(1_000), ""]);
    assert!(refused(&sheet(&long), "cell-bytes=1000").contains("cell-bytes=N"));
    let merged =
        "<table:table-row><table:table-cell table:number-columns-spanned=\"2\"/></table:table-row>";
    assert!(refused(&sheet(&merged.repeat(9)), "parts=5").contains("parts=N"));
    assert!(refused(&sheet("").repeat(9), "parts=5").contains("parts=N"));
    assert!(refused(&sheet("").repeat(9), "shared-bytes=300").contains("shared-bytes=N"));
}

#[test]
fn elements_without_an_end_are_bounded() {
    let open = "<table:table-row><a>".repeat(20_000);
    let error = read("a.ods", &document("", &sheet(&open)), Limits::default()).unwrap_err();
    assert!(error.to_string().contains("inside one another"), "{error}");
}

#[test]
fn a_cell_is_the_text_of_its_paragraphs_alone() {
    let cell = "<table:table-cell office:value-type=\"string\">\
        <office:annotation><dc:creator>示例</dc:creator><text:p>批注</text:p></office:annotation>\
        <draw:frame><draw:text-box><text:p>图形</text:p></draw:text-box></draw:frame>\
        <text:p>真密度<text:span>≥</text:span>2.13<text:s text:c=\"2\"/>g&lt;/cm³\n   以上</text:p>\
        <text:p/><text:p><text:ruby><text:ruby-base>煅</text:ruby-base><text:ruby-text>duan</text:ruby-text></text:ruby>烧\
        <office:annotation><text:p>批注</text:p></office:annotation>炉</text:p></table:table-cell>";
    let (needs, _) = of(&format!(
        "<table:table-row>{}{}{cell}</table:table-row>",
        text("n1"),
        text("甲")
    ));
    assert_eq!(needs[0].description, "真密度≥2.13  g</cm³ 以上\n\n煅烧炉");
}

#[test]
fn hidden_sheets_groups_and_rows_are_not_read() {
    let styles = "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>";
    let hidden = sheet(&row(&["n9", "甲", ""])).replacen("需求", "旧需求", 1);
    let hidden = hidden.replacen("<table:table ", "<table:table table:style-name=\"ta2\" ", 1);
    let rows = [
        row(&["n1", "甲", ""]),
        row(&["n2", "乙", ""]).replace(
            "<table:table-row",
            "<table:table-row table:visibility=\"filter\"",
        ),
        format!(
            "<table:table-row-group table:display=\"false\"><table:table-row-group>{}</table:table-row-group>{}</table:table-row-group>",
            row(&["n3", "丙", ""]),
            row(&["n4", "丁", ""])
        ),
        format!(
            "<table:table-row-group>{}</table:table-row-group>",
            row(&["n5", "戊", ""])
        ),
    ];
    let changes = "<table:tracked-changes><table:table table:name=\"改\"/></table:tracked-changes>";
    let beside = format!(
        "<table:dde-links><table:dde-link>{}</table:dde-link></table:dde-links>",
        sheet(&row(&["n8", "庚", ""]))
    );
    let sheets = format!("{changes}{hidden}{}{beside}", sheet(&rows.concat()));
    let (needs, report) = needs("a.ods", &document(styles, &sheets));
    let ids: Vec<&str> = needs.iter().map(|need| need.id.as_str()).collect();
    assert_eq!(ids, ["n1", "n5"], "{report}");
    assert!(
        problems(&report).iter().any(|p| p.contains("3, 4, 5")),
        "{report}"
    );
    assert!(
        problems(&report).iter().any(|p| p.contains("旧需求")),
        "{report}"
    );
}

#[test]
fn errors_and_formulas_without_a_value_warn() {
    let cells = "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>";
    let unsaved = "<table:table-cell table:formula=\"of:=A1\"/>";
    let rows = [cells, unsaved].map(|cell| {
        format!(
            "<table:table-row>{}{}{cell}</table:table-row>",
            text(&format!("n{}", cell.len())),
            text("甲")
        )
    });
    let (needs, report) = of(&rows.concat());
    assert_eq!(needs.len(), 2);
    let warned: Vec<_> = report
        .of(Severity::Warning)
        .map(|p| p.value.as_str())
        .collect();
    assert!(
        warned.contains(&"#DIV/0!") && warned.contains(&"="),
        "{warned:?}"
    );
}

#[test]
fn a_password_is_named() {
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let older = [
        ("content.xml", vec![7; 90]),
        ("META-INF/manifest.xml", manifest.to_vec()),
    ];
    let newer = [("encrypted-package", vec![7; 90]), ("mimetype", Vec::new())];
    for file in [zip::stored(&older), zip::stored(&newer)] {
        let error = read("a.ods", &file, Limits::default()).unwrap_err();
        assert!(error.to_string().contains("password"), "{error}");
        assert!(error.is_invalid_input());
    }
}

#[test]
fn damaged_documents_are_refused_with_their_name() {
    let whole = data("survey.ods");
    for length in [4, 100, whole.len() / 2, whole.len() - 1] {
        let error = read("a.ods", &whole[..length], Limits::default()).unwrap_err();
        assert!(
            error.is_invalid_input() && error.to_string().starts_with("a.ods"),
            "{error}"
        );
    }
    let none = read("a.ods", &document("", ""), Limits::default()).unwrap_err();
    assert!(none.to_string().contains("no sheets"), "{none}");
    for at in (0..whole.len()).step_by(211) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        if let Err(error) = read("a.ods", &bytes, Limits::default()) {
            assert!(error.is_invalid_input(), "{at}: {error}");
        }
    }
}

#[test]
fn a_length_of_time_is_no_time_of_day() {
    let styles = "<number:time-style style:name=\"N1\" number:truncate-on-overflow=\"false\"/>\
         <number:time-style style:name=\"N2\"/>\
         <style:style style:name=\"length\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>\
         <style:style style:name=\"clock\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>";
    let time = |style: &str| {
        format!(
            "<table:table-cell{style} office:value-type=\"time\" office:time-value=\"PT06H00M00S\">\
             <text:p>06:00</text:p></table:table-cell>"
        )
    };
    let own = time(" table:style-name=\"length\"");
    let clock = time(" table:style-name=\"clock\"");
    let of_column = time("");
    let rows = format!(
        "<table:table-column table:number-columns-repeated=\"4\"/>\
         <table:table-column table:default-cell-style-name=\"length\"/>{}\
         <table:table-row>{}{}{own}{clock}{of_column}</table:table-row>",
        row(&["编号", "需求名称", "时长", "钟点", "工期"]),
        text("n1"),
        text("针状焦"),
    );
    let sheets = format!("<table:table table:name=\"需求\">{rows}</table:table>");
    let (needs, report) = needs("a.ods", &document(styles, &sheets));
    let kept = |name: &str| &needs[0].attributes[name];
    assert_eq!(kept("时长"), &serde_json::json!(0.25), "{report}");
    assert_eq!(kept("工期"), &serde_json::json!(0.25), "{report}");
    assert_eq!(kept("钟点"), "06:00:00", "{report}");
}

#[test]
fn a_formula_of_which_nothing_is_stated_is_reported() {
    let formula = "<table:table-cell table:formula=\"of:=1+1\" office:value-type=\"float\"/>";
    let (_, report) = of(&format!(
        "<table:table-row>{}{}{formula}</table:table-row>",
        text("n1"),
        text("针状焦")
    ));
    let told = problems(&report);
    assert!(
        told.iter()
            .any(|problem| problem.contains(" = open the file")),
        "{report} {told:?}"
    );
}

#[test]
fn a_cell_of_a_currency_is_an_amount_of_it() {
    let money = |currency: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"currency\" office:currency=\"{currency}\" \
             office:value=\"500000\"><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let budgets = |heading: &str| {
        let headings = row(&["编号", "需求名称", heading]);
        let line = |id: &str, cell: String| {
            format!(
                "<table:table-row>{}{}{cell}</table:table-row>",
                text(id),
                text("针状焦")
            )
        };
        let rows =
            line("n1", money("CNY", "￥500,000.00")) + &line("n2", money("USD", "$500,000.00"));
        let table = format!("<table:table table:name=\"需求\">{headings}{rows}</table:table>");
        let (needs, report) = needs("a.ods", &document("", &table));
        assert_eq!(needs[1].budget, None, "{report}");
        needs[0].budget.unwrap().to_string()
    };
    assert_eq!(budgets("预算"), "50万元");
    assert_eq!(budgets("预算（元）"), "50万元");
    assert_eq!(budgets("预算（万元）"), "500000万元");
}
