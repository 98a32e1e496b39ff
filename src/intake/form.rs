//! Forms: one record on a sheet or in a file, written as label and value, label and value.

mod reading;

use serde_json::Value;

use super::columns::{HeadingReader, SideReaders, fold};
use super::read::{RowNumbers, SurveyRow, shown};
use crate::error::{Error, Result, say};
use reading::FormReading;

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
    /// Rows with a text that stands beside no label, and is not among the values.
    pub(super) unread: RowNumbers,
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
        if labels_stand_above(rows, reader) {
            return true;
        }
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
    pub(super) fn record(&self, sides: &SideReaders<'_>) -> Option<FormRecord> {
        let reading = FormReading::of(&self.rows, sides);
        let (mut found, unread) = (reading.found, reading.unread);
        let mut failed: Vec<(String, String)> = Vec::new();
        for row in &self.rows {
            let cells = used(row);
            failed.extend(row.failed.iter().filter_map(|(at, error)| {
                let before = cells.iter().rfind(|(column, _)| column < at)?;
                let label = shown(before.1).trim_end_matches(['：', ':']).to_owned();
                Some((label, error.clone()))
            }));
        }
        let error_of = |label: &str| failed.iter().find(|(of, _)| of == label);
        found.retain(|pair| !pair.value.is_null() || error_of(&pair.label).is_some());
        let row = found.iter().find(|pair| pair.is_known)?.row;
        let (labels, values): (Vec<String>, Vec<Value>) = found
            .into_iter()
            .map(|pair| (pair.label, pair.value))
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
            unread,
        })
    }
}

/// Whether rows of different labels alternate with rows of their values, one each: labels stand above their values.
fn labels_stand_above(rows: &[SurveyRow], reader: &HeadingReader<'_>) -> bool {
    let labels = |row: &SurveyRow| -> Vec<String> {
        let texts = used(row).into_iter().map(|(_, cell)| shown(cell));
        let known = texts.filter(|text| is_label(reader, text));
        known.map(|text| fold(&text)).collect()
    };
    // A title may stand above the first labels.
    let is_title = |row: &&SurveyRow| used(row).len() == 1 && labels(row).is_empty();
    let rows: Vec<&SurveyRow> = rows.iter().skip_while(is_title).collect();
    let mut all: Vec<String> = Vec::new();
    for pair in rows.chunks(2) {
        let [above, below] = pair else { return false };
        let of_row = labels(above);
        let columns: Vec<usize> = used(above).into_iter().map(|(at, _)| at).collect();
        let is_below = used(below).iter().all(|(at, _)| columns.contains(at));
        if of_row.len() < columns.len() || !labels(below).is_empty() || !is_below {
            return false;
        }
        all.extend(of_row);
    }
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    rows.len() >= 4 && count >= LEAST_LABELS && all.len() == count
}

/// The reason not to read rows as a table whose headings are in a row, of which that many are known: the labels of a
/// record stand in the first column, for several records side by side or for one form below another.
pub(super) fn labels_in_first_column(
    rows: &[SurveyRow],
    known: usize,
    reader: &HeadingReader<'_>,
) -> Option<Error> {
    let wide: Vec<String> = rows
        .iter()
        .filter(|row| used(row).len() >= 2)
        .map(|row| shown(used(row)[0].1))
        .collect();
    let labels: Vec<&String> = wide.iter().filter(|text| is_label(reader, text)).collect();
    let fields: Vec<_> = labels
        .iter()
        .filter_map(|text| reader.field_of(text))
        .collect();
    let distinct: std::collections::BTreeSet<_> = fields.iter().collect();
    let names = ["title", "name"].iter().any(|name| fields.contains(name));
    if known > 2 || !names || distinct.len() < LEAST_LABELS || labels.len() * 2 < wide.len() {
        return None;
    }
    let is_repeated = labels
        .iter()
        .enumerate()
        .any(|(at, text)| labels[..at].contains(text));
    let repair = match is_repeated {
        true => say!(
            "the sheet holds several forms, one below another; put each on a sheet of its own, or the labels into one row and each record into a row below",
            "该表上下有多份表格；请每份单独放在一张工作表，或把栏目名放在一行，其下每条记录一行"
        ),
        false => say!(
            "the headings stand in the first column and the records side by side; transpose the sheet, so that each record has a row",
            "列名在第一列，各条记录左右并排；请转置该表，使每条记录占一行"
        ),
    };
    Some(Error::invalid("headings", labels[0], repair))
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
mod tests;
