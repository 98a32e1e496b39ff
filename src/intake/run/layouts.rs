//! The layout of a table: whether it is one of the side, and what is worth telling of it.

use std::collections::BTreeSet;

use super::FileImport;
use crate::error::{Error, Result, Wording, say};
use crate::intake::SurveySide;
use crate::intake::columns::{TableLayout, fold, kind_of_name};
use crate::intake::convert::DraftProblem;
use crate::intake::findings::{
    further_table, kind_taken, kind_unsaid, names_records, no_ids, no_kind, numbering, other_table,
    set_aside, unit_taken,
};
use crate::intake::read::RowNumbers;
use crate::intake::record::ImportRecord;
use crate::intake::report::Severity;
use crate::intake::wrong_side::wrong_side;

impl<T: ImportRecord> FileImport<'_, T> {
    /// Refuses a sheet that is not named after the side, if its headings are not of the side for certain: they name
    /// no record, or are neither those of the sheet read before it nor plainly those of the side.
    pub(super) fn checked_layout(&mut self) -> Result<()> {
        let Some(layout) = self.table.layout().filter(|_| !self.is_reported) else {
            return Ok(());
        };
        let keys = layout.columns.iter().map(|column| fold(&column.heading));
        let (keys, names_records) = (keys.collect(), names_records(layout, T::SIDE));
        if let Some(row) = self.part {
            self.checked_part(row, names_records)?;
            let sheet = self.admission.sheet().unwrap_or_default().to_owned();
            self.first.get_or_insert((sheet, keys));
            return Ok(());
        }
        if let Some(error) = wrong_side(layout, self.sides, T::SIDE) {
            return Err(error);
        }
        let is_plain = self.is_plainly_of_side(layout);
        self.checked_headings(keys, (names_records, is_plain))
    }

    /// Refuses a table that stands below or above another one, if its headings are those of another side.
    fn checked_part(&self, row: u64, names_records: bool) -> Result<()> {
        let columns = self.table.layout().map(|layout| layout.columns.as_slice());
        let headings = columns.unwrap_or_default().iter();
        let headings: Vec<&str> = headings
            .filter(|column| !column.is_blank())
            .map(|column| column.heading.as_str())
            .collect();
        let (side, _) = self.sides.side_of(&headings);
        match side == T::SIDE && names_records {
            true => Ok(()),
            false => Err(other_table(row, side, T::SIDE)),
        }
    }

    /// Whether headings leave no doubt that a sheet is of the side: most of them are known, no other side knows as many,
    /// and they hold what the records of the side are found by. A list of contacts names experts, and is none of theirs.
    pub(super) fn is_plainly_of_side(&self, layout: &TableLayout) -> bool {
        let headings = layout.columns.iter().filter(|column| !column.is_blank());
        let headings: Vec<&str> = headings.map(|column| column.heading.as_str()).collect();
        let own = self.sides.own.count_known(headings.iter().copied());
        let holds = |fields: &[&str]| fields.iter().any(|field| layout.holds(field));
        let is_found = match T::SIDE {
            SurveySide::Needs => layout.holds("title"),
            SurveySide::Profiles => {
                holds(&["expertise", "description", "keywords", "disciplines"])
                    || layout.has_works()
            }
            SurveySide::Enterprises => holds(&["description", "industries", "certificates"]),
        };
        is_found
            && names_records(layout, T::SIDE)
            && own * 3 >= headings.len() * 2
            && self.sides.most_of_others(&headings) < own
            && (T::SIDE != SurveySide::Profiles || self.has_kind(layout))
    }

    /// Whether the kind of the profiles of a table is known.
    fn has_kind(&self, layout: &TableLayout) -> bool {
        layout.holds("kind")
            || layout.implied_kind.is_some()
            || self.options.kind.is_some()
            || kind_of_name(T::SIDE, self.admission.name()).is_some()
    }

    /// Passes over a table whose headings are others than those of the tables read, and counts its rows from now on.
    pub(super) fn leave(&mut self, error: Error, rows: RowNumbers) {
        self.table.refuse();
        self.held = None;
        self.left = Some((error, rows));
    }

    /// Warns of the table that was left, with the number of its rows.
    pub(super) fn tell_left(&mut self) {
        let Some((error, rows)) = self.left.take() else {
            return;
        };
        let repair = error.repair_wording().cloned().unwrap_or_default();
        let count = rows.count();
        let counted = if count == 1 { "row" } else { "rows" };
        let told = match self.part {
            Some(_) => {
                let told = say!(
                    "{count} {counted} not read: {repair}",
                    "{count}行未读取：{repair}";
                    repair
                );
                Error::invalid("rows", &rows, told)
            }
            None => {
                let told = say!(
                    "sheet with {count} {counted} not read: {repair}",
                    "工作表的{count}行未读取：{repair}";
                    repair
                );
                Error::invalid("sheet", self.admission.sheet().unwrap_or_default(), told)
            }
        };
        let finding = DraftProblem::new(Severity::Warning, &told);
        self.admission.problem(self.part, finding, None);
    }

    pub(super) fn checked_headings(
        &mut self,
        keys: BTreeSet<String>,
        (names_records, is_plain): (bool, bool),
    ) -> Result<()> {
        let sheet = self.admission.sheet().unwrap_or_default().to_owned();
        match &self.first {
            _ if self.is_own => {}
            Some((first, known)) => {
                let shared = keys.intersection(known).count();
                if shared * 3 < keys.len().min(known.len()) * 2 && !is_plain {
                    let repair = say!(
                        "its headings are not those of sheet {first}; name it 需求 or 专家 to have it read on its side",
                        "列名与工作表 {first} 不同；如需按其所属读取，请改名为 需求 或 专家"
                    );
                    return Err(Error::invalid("sheet", sheet, repair));
                }
            }
            None if !names_records => {
                let (field, column) = match T::SIDE {
                    SurveySide::Needs => ("title", Wording::name("需求名称")),
                    SurveySide::Profiles => ("name", say!("姓名 or 名称", "姓名或名称")),
                    SurveySide::Enterprises => ("name", Wording::name("企业名称")),
                };
                let repair = say!(
                    "no column names its records; add {column}",
                    "没有标明记录名称的列；请增加{column}";
                    column
                );
                return Err(Error::invalid(field, sheet, repair));
            }
            None => {}
        }
        self.first.get_or_insert((sheet, keys));
        Ok(())
    }

    /// Reports the columns that the layout of a table leaves out or adds. Returns the reason to refuse the table if
    /// nothing says of which kind its records are.
    pub(super) fn tell_layout(&mut self) -> Option<Error> {
        let layout = self.table.layout()?;
        let by_name =
            || kind_of_name(T::SIDE, self.admission.name()).filter(|_| !layout.holds("kind"));
        let by_heading = layout
            .implied_kind
            .map(|kind| (kind, say!("headings", "列名")));
        let implied =
            by_heading.or_else(|| by_name().map(|kind| (kind, say!("name", "文件名或工作表名"))));
        let given = self.options.kind;
        let is_needed = T::SIDE == SurveySide::Profiles && !layout.holds("kind");
        // Rows with ids may update stored records, which have a kind; the others are refused one by one.
        let may_update = self.options.stored.is_some() && layout.holds("id");
        if is_needed && given.is_none() && implied.is_none() && !may_update {
            return Some(no_kind());
        }
        let implied_kind = given.or(implied.as_ref().map(|(kind, _)| *kind));
        // A kind that is a column's own, or the caller's, is no news.
        let is_news = given.is_none() && !layout.holds("kind");
        let is_unsaid = is_news && implied.is_none() && T::SIDE == SurveySide::Needs;
        let kind_taken = implied
            .filter(|_| is_news)
            .map(kind_taken)
            .or_else(|| is_unsaid.then(kind_unsaid));
        let findings = [
            numbering(layout),
            no_ids(layout, T::SIDE),
            unit_taken(layout),
        ];
        let set_aside = layout.columns.iter().filter_map(set_aside);
        let findings: Vec<_> = set_aside.map(Some).chain(findings).collect();
        let further = self.part.map(further_table);
        self.implied_kind = implied_kind;
        let has_works = T::SIDE == SurveySide::Profiles && layout.has_works();
        self.admission.begin_table(has_works, kind_taken);
        if let Some(further) = further {
            self.admission.problem(self.part, further, None);
        }
        for finding in findings.into_iter().flatten() {
            // Sheets with the same headings have the same to say.
            let key = (finding.field.clone(), finding.value.clone());
            if self.told.insert(key) {
                self.admission.problem(None, finding, None);
            }
        }
        None
    }
}
