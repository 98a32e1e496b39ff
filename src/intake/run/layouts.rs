//! The layout of a table: whether it is one of the side, and what is worth telling of it.

use std::collections::BTreeSet;

use super::FileImport;
use crate::error::{Error, Result, Wording, say};
use crate::intake::SurveySide;
use crate::intake::columns::{fold, kind_of_name};
use crate::intake::findings::{
    kind_taken, names_records, no_ids, no_kind, numbering, set_aside, unit_taken,
};
use crate::intake::record::ImportRecord;

impl<T: ImportRecord> FileImport<'_, T> {
    /// Refuses a sheet that is not named after the side, if its headings are not of the side for certain: they name
    /// no record, or are not the headings of the sheet read before it.
    pub(super) fn checked_layout(&mut self) -> Result<()> {
        let Some(layout) = self.table.layout().filter(|_| !self.is_reported) else {
            return Ok(());
        };
        let keys = layout.columns.iter().map(|column| fold(&column.heading));
        self.checked_headings(keys.collect(), names_records(layout, T::SIDE))
    }

    pub(super) fn checked_headings(
        &mut self,
        keys: BTreeSet<String>,
        names_records: bool,
    ) -> Result<()> {
        let sheet = self.admission.sheet().unwrap_or_default().to_owned();
        match &self.first {
            _ if self.is_own => {}
            Some((first, known)) => {
                let shared = keys.intersection(known).count();
                if shared * 3 < keys.len().min(known.len()) * 2 {
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
        let kind_taken = implied.filter(|_| is_news).map(kind_taken);
        let findings = [
            numbering(layout),
            no_ids(layout, T::SIDE),
            unit_taken(layout),
        ];
        let set_aside = layout.columns.iter().filter_map(set_aside);
        let findings: Vec<_> = set_aside.map(Some).chain(findings).collect();
        self.implied_kind = implied_kind;
        let has_works = T::SIDE == SurveySide::Profiles && layout.has_works();
        self.admission.begin_table(has_works, kind_taken);
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
