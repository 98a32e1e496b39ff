//! Forms: one record on a sheet or in a file, written as label and value, label and value.

use serde_json::Value;

use super::columns::{HeadingReader, fold};
use super::read::{SurveyRow, shown};
use crate::error::{Error, Result, say};

/// Most rows with cells in use of a form; a sheet of more is no form.
const FORM_ROWS: usize = 200;

/// Least number of rows that begin with a known label, for a sheet to be a form.
const LEAST_LABELS: usize = 3;

/// Words of a cell that tells people how to fill in the form.
const ADVICE: [&str; 9] = [
    "填写",
    "请",
    "不超过",
    "例如",
    "如：",
    "如:",
    "必填",
    "选填",
    "字以内",
];

/// The rows of a form.
#[derive(Debug)]
pub(super) struct SurveyForm {
    rows: Vec<SurveyRow>,
}

/// Labels and values of a form, in its order.
pub(super) struct FormRecord {
    /// Number of the first row with a label.
    pub(super) row: u64,
    pub(super) labels: Vec<String>,
    pub(super) values: Vec<Value>,
    /// Places of labels whose value is a formula that failed, with the error shown.
    pub(super) failed: Vec<(usize, String)>,
}

impl FormRecord {
    /// The row of a table that holds the record alone.
    pub(super) fn into_row(self) -> SurveyRow {
        let mut row = SurveyRow::new(self.row, self.values);
        row.failed = self.failed;
        row
    }
}

impl SurveyForm {
    pub(super) fn new(rows: Vec<SurveyRow>) -> Self {
        Self { rows }
    }

    /// Takes a further row.
    ///
    /// # Errors
    /// Invalid input if the sheet is too long for a form.
    pub(super) fn push(&mut self, row: SurveyRow) -> Result<()> {
        if self.rows.len() >= FORM_ROWS {
            let repair = say!(
                "the sheet begins like a form of labels and values and is too long for one; put the headings into one row, and each record into a row below",
                "该表开头像标签加填写栏的表格，但太长；请把标题放在一行，其下每条记录一行"
            );
            return Err(Error::invalid("headings", row.number, repair));
        }
        if !row.is_blank() {
            self.rows.push(row);
        }
        Ok(())
    }

    /// Whether rows are a form: most of them begin with a known label, each with another one, and no row
    /// holds nothing but labels.
    pub(super) fn is_one(rows: &[SurveyRow], reader: &HeadingReader<'_>) -> bool {
        let (mut labels, mut known, mut advice) = (Vec::new(), 0, 0);
        let (mut wide, mut labelled) = (0, 0);
        for row in rows {
            let pairs = pairs(row, reader);
            let of_row = pairs.iter().filter(|pair| pair.is_known).count();
            let valued = pairs.iter().filter(|pair| !pair.value.is_null()).count();
            // A row of headings: known ones side by side, and no values between them.
            if of_row >= 3 && valued * 2 < of_row {
                return false;
            }
            wide += usize::from(pairs.len() >= 2);
            labelled += usize::from(pairs.len() >= 2 && pairs[1].is_known);
            known += usize::from(pairs.first().is_some_and(|pair| pair.is_known));
            for pair in pairs.iter().filter(|pair| pair.is_known) {
                labels.push(fold(&pair.label));
                let value = shown(&pair.value);
                advice += usize::from(ADVICE.iter().any(|word| value.contains(word)));
            }
        }
        if heads_a_table(rows, reader) {
            return false;
        }
        let count = labels.len();
        labels.sort_unstable();
        labels.dedup();
        known >= LEAST_LABELS
            && labels.len() >= LEAST_LABELS
            // Labels that come again and again are cells of a column of types.
            && labels.len() * 4 >= count * 3
            && known * 2 >= rows.iter().filter(|row| used(row).len() >= 2).count()
            && advice * 2 < count.max(1)
            // One label before the values of several records is a table on its side.
            && (wide < LEAST_LABELS || labelled > 0)
    }

    /// The record of the form; `None` if no label has a value.
    pub(super) fn record(&self, reader: &HeadingReader<'_>) -> Option<FormRecord> {
        let mut found: Vec<(u64, LabelValue)> = Vec::new();
        let mut failed: Vec<(String, String)> = Vec::new();
        for row in &self.rows {
            let cells = used(row);
            // A long answer may stand in the row below its label.
            if let [(_, only)] = &cells[..]
                && let Some((_, open)) = found.last_mut()
                && open.value.is_null()
                && !is_label(reader, &shown(only))
            {
                open.value = (*only).clone();
                continue;
            }
            failed.extend(row.failed.iter().filter_map(|(at, error)| {
                let before = cells.iter().rfind(|(column, _)| column < at)?;
                let label = shown(before.1).trim_end_matches(['：', ':']).to_owned();
                Some((label, error.clone()))
            }));
            found.extend(
                pairs(row, reader)
                    .into_iter()
                    .map(|pair| (row.number, pair)),
            );
        }
        let error_of = |label: &str| failed.iter().find(|(of, _)| of == label);
        found.retain(|(_, pair)| !pair.value.is_null() || error_of(&pair.label).is_some());
        let row = found.iter().find(|(_, pair)| pair.is_known)?.0;
        let (labels, values): (Vec<String>, Vec<Value>) = found
            .into_iter()
            .map(|(_, pair)| (pair.label, pair.value))
            .unzip();
        let failed = (0..)
            .zip(&labels)
            .zip(&values)
            .filter(|(_, value)| value.is_null());
        let failed = failed.filter_map(|((at, label), _)| Some((at, error_of(label)?.1.clone())));
        let failed = failed.collect();
        Some(FormRecord {
            row,
            labels,
            values,
            failed,
        })
    }
}

/// Whether the first row that begins with two known labels side by side is followed by rows that hold no label in
/// the second of these columns: words such as 专家 or 单位 in a column of types look like labels.
fn heads_a_table(rows: &[SurveyRow], reader: &HeadingReader<'_>) -> bool {
    let known_at = |row: &SurveyRow, at: usize| {
        let cell = row.cells.get(at).filter(|cell| !cell.is_null());
        cell.is_some_and(|cell| is_label(reader, &shown(cell)))
    };
    let second = |row: &SurveyRow| {
        let first = used(row).first()?.0;
        (known_at(row, first) && known_at(row, first + 1)).then_some(first + 1)
    };
    let mut rows = rows.iter();
    let Some(column) = rows.find_map(second) else {
        return false;
    };
    let below: Vec<&SurveyRow> = rows.filter(|row| used(row).len() >= 2).collect();
    let labelled = below.iter().filter(|row| known_at(row, column)).count();
    labelled * 2 < below.len()
}

/// A label and the value beside it.
struct LabelValue {
    label: String,
    value: Value,
    is_known: bool,
}

fn used(row: &SurveyRow) -> Vec<(usize, &Value)> {
    let cells = row.cells.iter().enumerate();
    cells.filter(|(_, cell)| !cell.is_null()).collect()
}

fn is_label(reader: &HeadingReader<'_>, text: &str) -> bool {
    /// Longest label, in bytes.
    const LABEL_BYTES: usize = 120;
    text.len() <= LABEL_BYTES && reader.count_known(std::iter::once(text)) > 0
}

/// The labels of a row with their values. A cell before the first known label names a group of labels; a label
/// that another one follows has no value.
fn pairs(row: &SurveyRow, reader: &HeadingReader<'_>) -> Vec<LabelValue> {
    let cells: Vec<String> = used(row).iter().map(|(_, cell)| shown(cell)).collect();
    let values: Vec<&Value> = used(row).into_iter().map(|(_, cell)| cell).collect();
    let known: Vec<bool> = cells.iter().map(|text| is_label(reader, text)).collect();
    // `技术需求 | 需求名称 | …`: the first cell is merged over several rows.
    let is_grouped = cells.len() >= 3 && cells.len() % 2 == 1 && !known[0];
    let mut at = usize::from(is_grouped);
    let mut pairs: Vec<LabelValue> = Vec::new();
    while at < cells.len() {
        let has_value = at + 1 < cells.len() && !known[at + 1];
        let (label, value) = match in_one_cell(&cells[at], reader) {
            Some((label, value)) => {
                at += 1;
                pairs.push(LabelValue {
                    label,
                    value,
                    is_known: true,
                });
                continue;
            }
            // A single cell that is no label is a title or a note, or goes on with the value before it.
            None if !known[at] && !has_value => {
                if let Some(last) = pairs.last_mut() {
                    let both = [shown(&last.value), cells[at].clone()];
                    last.value = Value::from(both.join("；").trim_start_matches('；'));
                }
                at += 1;
                continue;
            }
            None if has_value => (&cells[at], values[at + 1].clone()),
            None => (&cells[at], Value::Null),
        };
        pairs.push(LabelValue {
            label: label.trim_end_matches(['：', ':']).to_owned(),
            value,
            is_known: known[at],
        });
        at += 1 + usize::from(has_value);
    }
    pairs
}

/// `企业名称：示例公司` in one cell as its label and value.
fn in_one_cell(text: &str, reader: &HeadingReader<'_>) -> Option<(String, Value)> {
    let (label, value) = text.split_once(['：', ':'])?;
    let value = value.trim();
    (!value.is_empty() && is_label(reader, label.trim()))
        .then(|| (label.trim().to_owned(), Value::from(value)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::SurveyForm;
    use crate::intake::columns::{Columns, HeadingReader, SurveySide};
    use crate::intake::read::SurveyRow;
    use serde_json::Value;

    fn rows(cells: &[&[&str]]) -> Vec<SurveyRow> {
        let row = |(number, cells): (u64, &&[&str])| {
            let cells = cells.iter().map(|text| match *text {
                "" => Value::Null,
                text => Value::from(text),
            });
            SurveyRow::new(number, cells.collect())
        };
        (1..).zip(cells).map(row).collect()
    }

    fn read(cells: &[&[&str]]) -> Option<Vec<(String, String)>> {
        let columns = Columns::new();
        let reader = HeadingReader::new(SurveySide::Needs, &columns);
        let rows = rows(cells);
        if !SurveyForm::is_one(&rows, &reader) {
            return None;
        }
        let record = SurveyForm::new(rows).record(&reader)?;
        let values = record.values.iter().map(super::shown);
        Some(record.labels.into_iter().zip(values).collect())
    }

    #[test]
    fn labels_and_values_are_one_record() {
        let form = read(&[
            &["某区难题征集登记表"],
            &[
                "企业情况",
                "单位名称",
                "示例纺织公司",
                "统一社会信用代码",
                "000",
            ],
            &["企业情况", "联系人：李示例", "联系电话", "000"],
            &["难题情况", "难题名称", "再生涤纶脱色"],
            &["难题描述（限500字）"],
            &["脱色后强力下降，要求保持九成"],
            &["合作方式", "委托开发", "", "预算", ""],
        ]);
        let form = form.unwrap();
        let value = |label: &str| {
            form.iter()
                .find(|(l, _)| l == label)
                .map(|(_, v)| v.as_str())
        };
        assert_eq!(value("单位名称"), Some("示例纺织公司"));
        assert_eq!(value("统一社会信用代码"), Some("000"));
        assert_eq!(
            value("难题描述（限500字）"),
            Some("脱色后强力下降，要求保持九成")
        );
        assert_eq!(value("合作方式"), Some("委托开发"));
        assert_eq!(value("预算"), None);
    }

    #[test]
    fn a_formula_without_a_value_is_told_by_its_label() {
        let columns = Columns::new();
        let reader = HeadingReader::new(SurveySide::Needs, &columns);
        let mut rows = rows(&[
            &["单位名称", "示例纺织公司"],
            &["难题名称", "再生涤纶脱色"],
            &["合作方式", "委托开发"],
            &["预算"],
        ]);
        rows[3].failed.push((1, "#N/A".to_owned()));
        assert!(SurveyForm::is_one(&rows, &reader));
        let record = SurveyForm::new(rows).record(&reader).unwrap();
        assert_eq!(record.labels[3], "预算");
        assert_eq!(record.failed, [(3, "#N/A".to_owned())]);
    }

    #[test]
    fn tables_and_instructions_are_no_forms() {
        let headings: &[&str] = &["企业名称", "难题名称", "预算"];
        assert!(read(&[headings, &["甲", "乙", "1"], &["丙", "丁", "2"]]).is_none());
        assert!(
            read(&[
                &["类型", "名称", "数量"],
                &["企业", "甲", "1"],
                &["单位", "乙", "2"],
                &["项目", "丙", "3"],
            ])
            .is_none()
        );
        assert!(
            read(&[
                &["企业名称", "请填写全称"],
                &["需求名称", "不超过30字"],
                &["预算", "以万元填写"],
            ])
            .is_none()
        );
    }
}
