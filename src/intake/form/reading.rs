//! The cells of a form as labels and values, so that every filled cell becomes part of a value, or its row is named.

use serde_json::Value;

use super::{in_one_cell, is_label, used};
use crate::intake::columns::{HeadingReader, SideReaders, is_like_heading, is_organization};
use crate::intake::read::{RowNumbers, SurveyRow, shown};

/// Stands between the cells of one value.
const BETWEEN: &str = "；";

/// Most characters of an unknown cell that may be a label.
const LABEL_CHARS: usize = 20;

/// Labels that forms end in, often with nothing beside them.
const BLANK: [&str; 5] = ["备注", "备注：", "附件", "附件：", "其他"];

/// One label of a form with its value.
pub(super) struct FormField {
    /// Row of the label.
    pub(super) row: u64,
    pub(super) label: String,
    pub(super) value: Value,
    pub(super) is_known: bool,
    /// Column of the label.
    column: usize,
    /// Whether the label has its row for itself, so that its value stands below it.
    is_alone: bool,
    /// Whether the value stands in a row of its own, so that the next such row goes on with it.
    is_below: bool,
}

/// A filled cell: its column, its text and its value.
type FilledCell<'f> = (usize, String, &'f Value);

/// The labels and values of a form, gathered row after row.
pub(super) struct FormReading<'f, 'r> {
    rows: &'f [SurveyRow],
    sides: &'f SideReaders<'r>,
    pub(super) found: Vec<FormField>,
    /// Rows with a text that belongs to no label.
    pub(super) unread: RowNumbers,
    /// A title directly above the row being read.
    title: Option<String>,
    /// Column and text of the first cell of the last row of labels.
    first_of_labels: Option<(usize, String)>,
}

impl<'f, 'r> FormReading<'f, 'r> {
    pub(super) fn of(rows: &'f [SurveyRow], sides: &'f SideReaders<'r>) -> Self {
        let mut reading = Self {
            rows,
            sides,
            found: Vec::new(),
            unread: RowNumbers::default(),
            title: None,
            first_of_labels: None,
        };
        let mut at = 0;
        while at < rows.len() {
            at += reading.read(at);
        }
        reading
    }

    /// Reads the row at a place; returns how many rows were read.
    fn read(&mut self, at: usize) -> usize {
        let cells = self.cells(at);
        let below = self.values_below(at, &cells);
        let title = self.title.take();
        if below > 0 {
            self.below(at, &cells, below, title);
            return 1 + below;
        }
        let above = self.first_of_labels.as_ref();
        let further = above.and_then(|above| self.further_values(above, &cells));
        match &cells[..] {
            [] => {}
            _ if further.is_some() => {
                let further = further.unwrap_or_default();
                self.go_on(cells[further].0, &joined(&cells[further..]));
            }
            [(column, text, value)] if !self.is_label(text) && !self.is_labelled(text) => {
                self.lone(at, (*column, text, value));
            }
            _ => self.labelled(at, &cells),
        }
        1
    }

    fn own(&self) -> &'f HeadingReader<'r> {
        self.sides.own
    }

    fn cells(&self, at: usize) -> Vec<FilledCell<'f>> {
        let cells = self.rows.get(at).map(used).unwrap_or_default();
        let cells = cells.into_iter();
        cells.map(|(at, cell)| (at, shown(cell), cell)).collect()
    }

    fn is_label(&self, text: &str) -> bool {
        is_label(self.own(), text)
    }

    /// Whether a cell holds a label and its value.
    fn is_labelled(&self, text: &str) -> bool {
        in_one_cell(text, self.own()).is_some()
    }

    /// Number of the rows below a row of labels that hold their values, each below its label.
    fn values_below(&self, at: usize, labels: &[FilledCell<'_>]) -> usize {
        let is_own = labels.iter().all(|(_, text, _)| self.is_label(text));
        let is_any = |text: &str| is_like_heading(text) && self.sides.knows(text);
        let are_labels = match labels.len() {
            0 | 1 => false,
            2 => is_own,
            _ => labels.iter().all(|(_, text, _)| is_any(text)),
        };
        let is_values = |cells: &[FilledCell<'_>]| {
            let is_below = |column: usize| labels.iter().any(|(at, ..)| *at == column);
            !cells.is_empty()
                && cells.iter().all(|(column, text, _)| {
                    is_below(*column) && !self.is_label(text) && !self.is_labelled(text)
                })
        };
        match are_labels {
            true => (at + 1..self.rows.len())
                .take_while(|&at| is_values(&self.cells(at)))
                .count(),
            false => 0,
        }
    }

    /// Takes the values below a row of labels: fields of the record, or the rows of a list such as those of its people.
    fn below(&mut self, at: usize, labels: &[FilledCell<'_>], rows: usize, title: Option<String>) {
        let name = |text: &str| text.trim_end_matches(['：', ':']).to_owned();
        let is_new = |text: &str| self.found.iter().all(|field| field.label != name(text));
        let are_fields = rows == 1
            && labels
                .iter()
                .all(|(_, text, _)| self.is_label(text) && is_new(text));
        let row = self.rows[at].number;
        self.first_of_labels = None;
        if are_fields {
            let values = self.cells(at + 1);
            for (column, text, _) in labels {
                let value = values.iter().find(|(at, ..)| at == column);
                let value = value.map_or(Value::Null, |(_, _, value)| (*value).clone());
                self.push(row, (*column, name(text)), (value, true));
            }
            return;
        }
        let line = |at: usize| {
            let cells = self.cells(at).into_iter().map(|(column, text, _)| {
                let label = labels.iter().find(|(at, ..)| *at == column);
                format!("{}：{text}", label.map_or("", |(_, label, _)| label))
            });
            cells.collect::<Vec<_>>().join(BETWEEN)
        };
        let lines: Vec<String> = (at + 1..=at + rows).map(line).collect();
        let names = labels.iter().map(|(_, text, _)| name(text));
        let label = title.unwrap_or_else(|| names.collect::<Vec<_>>().join("/"));
        self.push(
            row,
            (labels[0].0, label),
            (Value::from(lines.join("\n")), false),
        );
    }

    /// Takes a cell that has its row for itself and is no known label: a value, a label of the text below it, or a title.
    fn lone(&mut self, at: usize, (column, text, value): (usize, &str, &Value)) {
        let row = self.rows[at].number;
        self.first_of_labels = None;
        let next = self.cells(at + 1);
        let is_title = text.chars().count() <= LABEL_CHARS && !text.contains(['。', '，', '；']);
        let is_over_text = matches!(&next[..], [(_, text, _)] if !self.is_label(text));
        if let Some(open) = self.found.last_mut().filter(|field| field.value.is_null())
            && (open.is_alone || open.column == column)
        {
            open.value = value.clone();
            open.is_below = true;
        } else if self.found.is_empty() || BLANK.contains(&text) {
            // A title of the form, or a label of nothing.
        } else if is_title && is_over_text {
            self.push(row, (column, text.to_owned()), (Value::Null, false));
            self.found
                .iter_mut()
                .rev()
                .take(1)
                .for_each(|f| f.is_alone = true);
        } else if let Some(last) = self.found.last_mut().filter(|field| field.is_below) {
            last.value = Value::from(format!("{}\n{text}", shown(&last.value)));
        } else if is_title && next.len() >= 2 {
            self.title = Some(text.to_owned());
        } else {
            self.unread.push(row);
        }
    }

    /// The place of the first cell of a row that goes on with the values of a row of labels, which has that first cell:
    /// it begins further to the right, or with the same cell merged downwards, and has no labels.
    fn further_values(&self, above: &(usize, String), cells: &[FilledCell<'_>]) -> Option<usize> {
        let (column, text, _) = cells.first()?;
        let is_same = (*column, text) == (above.0, &above.1) && !self.is_label(text);
        let first = usize::from(is_same);
        let is_free = |text: &str| !self.is_label(text) && !self.is_labelled(text);
        let goes_on = cells.len() > first
            && (is_same || *column > above.0)
            && cells[first..].iter().all(|(_, text, _)| is_free(text));
        goes_on.then_some(first)
    }

    /// Joins further values, from that column on, to those of the label to the left of them in the last row of labels.
    fn go_on(&mut self, column: usize, more: &str) {
        let row = self.found.last().map(|field| field.row);
        let of_row = self.found.iter_mut().rev();
        let of_row = of_row.take_while(|field| Some(field.row) == row);
        let mut fields: Vec<&mut FormField> = of_row.collect();
        let left = fields.iter().position(|field| field.column < column);
        let at = left.unwrap_or(fields.len().saturating_sub(1));
        if let Some(field) = fields.get_mut(at) {
            let both = format!("{}\n{more}", shown(&field.value));
            field.value = Value::from(both.trim_start_matches('\n'));
        }
    }

    /// Takes a row of labels with their values beside them.
    fn labelled(&mut self, at: usize, cells: &[FilledCell<'_>]) {
        let row = self.rows[at].number;
        let is_start = |text: &str| self.is_label(text) || self.is_labelled(text);
        let starts: Vec<bool> = cells.iter().map(|(_, text, _)| is_start(text)).collect();
        // `技术需求 | 需求名称 | …`: the first cell names a group of labels, and is merged over several rows.
        let is_group = cells.len() >= 2 && !starts[0] && starts[1];
        let first = (cells[0].0, cells[0].1.clone());
        let is_list = self.further_values(&first, &self.cells(at + 1)).is_some();
        self.first_of_labels = Some(first);
        let mut at = usize::from(is_group);
        while at < cells.len() {
            let (column, text, _) = &cells[at];
            let end = (at + 1..cells.len()).find(|&at| starts[at]);
            let end = end.unwrap_or(cells.len());
            let values = &cells[at + 1..end];
            let label = text.trim_end_matches(['：', ':']).to_owned();
            match in_one_cell(text, self.own()) {
                Some((label, value)) => {
                    let more = joined(values);
                    let value = match more.is_empty() {
                        true => value,
                        false => Value::from(format!("{}{BETWEEN}{more}", shown(&value))),
                    };
                    self.push(row, (*column, label), (value, true));
                }
                None => self.segment(row, (*column, label, starts[at]), values, is_list),
            }
            at = end;
        }
        if let Some(last) = self.found.last_mut() {
            last.is_alone = cells.len() == 1;
        }
    }

    /// Takes a label with the cells up to the next known label: its value and further, unknown labels with theirs, or the
    /// parts of one value.
    fn segment(
        &mut self,
        row: u64,
        (column, label, is_known): (usize, String, bool),
        values: &[FilledCell<'_>],
        is_list: bool,
    ) {
        let further = values.get(1..).unwrap_or_default();
        let are_pairs = !is_list
            && further.len() % 2 == 0
            && further.chunks(2).all(|pair| may_be_label(&pair[0].1));
        let value = match values {
            [] => Value::Null,
            [(_, _, value), ..] if are_pairs => (*value).clone(),
            [(_, _, value)] => (*value).clone(),
            values => Value::from(joined(values)),
        };
        self.push(row, (column, label), (value, is_known));
        if are_pairs {
            for pair in further.chunks(2) {
                let label = pair[0].1.trim_end_matches(['：', ':']).to_owned();
                self.push(row, (pair[0].0, label), (pair[1].2.clone(), false));
            }
        }
    }

    fn push(
        &mut self,
        row: u64,
        (column, label): (usize, String),
        (value, is_known): (Value, bool),
    ) {
        self.found.push(FormField {
            row,
            label,
            value,
            is_known,
            column,
            is_alone: false,
            is_below: false,
        });
    }
}

/// Whether an unknown cell behind a value may be the label of the next one; numbers and names of organisations are values.
fn may_be_label(text: &str) -> bool {
    let count = text.chars().count();
    is_like_heading(text) && (2..=LABEL_CHARS).contains(&count) && !is_organization(text)
}

fn joined(cells: &[FilledCell<'_>]) -> String {
    let texts: Vec<&str> = cells.iter().map(|(_, text, _)| text.as_str()).collect();
    texts.join(BETWEEN)
}
