//! From drafts to records: admits them, joins rows of one profile, and reports problems.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::columns::{SurveySide, TableLayout};
use super::convert::{self, DraftProblem, RecordDraft, Resolver};
use super::duplicate::DuplicateIndex;
use super::findings::{not_stored, untitled};
use super::groups::{GroupRefusal, RowGroup, RowGroups, content_of, size_of_works};
use super::limits::Limits;
use super::record::ImportRecord;
use super::repeats::{SeenRow, copy, repeats};
use super::report::{IntakeReport, Kinds, RowProblem, Severity, SimilarRow};
use super::stored::StoredRecords;
use crate::error::{Error, Result, Wording, counted, say};
use crate::model::{MAX_WORKS, Taxonomies};

/// Admits the records of one file, one after the other.
pub(super) struct Admission<'r, T> {
    file: String,
    /// Sheets entered so far; the last one is being read.
    sheets: Vec<String>,
    /// Rows from which on the line of the file differs by more from the number of the row, with that difference.
    lines: Vec<(u64, u64)>,
    resolver: Resolver<'r>,
    limits: &'r Limits,
    /// Rows of the table that may be joined to one profile; none if it has no columns of works.
    groups: Option<RowGroups>,
    /// The row of each id that went in.
    seen: BTreeMap<Box<str>, SeenRow>,
    duplicates: Option<&'r mut DuplicateIndex>,
    pub(super) report: IntakeReport,
    kinds: Kinds,
    /// First ids of the records without text.
    without_text: Vec<String>,
    /// Problems of the tables before this one.
    settled_problems: usize,
    /// The notice of the kind that rows of the table imply, until a record takes it; and the kinds that had one.
    kind_taken: Option<DraftProblem>,
    told_kinds: BTreeSet<String>,
    /// The records that rows of their ids update.
    stored: Option<StoredRecords<'r>>,
    sink: &'r mut dyn FnMut(T) -> Result<()>,
}

impl<'r, T: ImportRecord> Admission<'r, T> {
    pub(super) fn new(
        file: String,
        (taxonomies, limits): (&'r Taxonomies, &'r Limits),
        duplicates: Option<&'r mut DuplicateIndex>,
        sink: &'r mut dyn FnMut(T) -> Result<()>,
    ) -> Self {
        Self {
            file,
            sheets: Vec::new(),
            lines: Vec::new(),
            resolver: Resolver::new(taxonomies, limits.get("suggestions").unwrap_or_default()),
            limits,
            groups: None,
            seen: BTreeMap::new(),
            duplicates,
            report: IntakeReport::default(),
            kinds: Kinds::default(),
            without_text: Vec::new(),
            settled_problems: 0,
            kind_taken: None,
            told_kinds: BTreeSet::new(),
            stored: None,
            sink,
        }
    }

    /// With the records that rows of their ids update.
    pub(super) fn updating(self, stored: Option<StoredRecords<'r>>) -> Self {
        Self { stored, ..self }
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The file, and the sheet being read.
    pub(super) fn place(&self) -> (&str, Option<&String>) {
        (&self.file, self.sheets.last())
    }

    /// Warns of the records without text, for all of them at once.
    pub(super) fn tell_without_text(&mut self) {
        let (count, accepted) = (self.report.without_text, self.report.accepted);
        if count == 0 {
            return;
        }
        let ids = self.without_text.join(", ");
        let more = if self.without_text.len() as u64 == count {
            ""
        } else {
            " …"
        };
        let of_records = counted(accepted, "record", "records");
        let (hold, them) = if count == 1 {
            ("holds", "it")
        } else {
            ("hold", "them")
        };
        let repair = say!(
            "{count} of {of_records} {hold} no text to search, so nothing can be found in {them}; fill in 研究方向 or 简介, or map a column, as in 我的方向=expertise",
            "{accepted}条记录中有{count}条没有可检索的文本，无法查到其内容；请填写 研究方向 或 简介，或对应一列，如 我的方向=expertise"
        );
        let error = Error::invalid("text", format!("{ids}{more}"), repair);
        self.problem(None, DraftProblem::new(Severity::Warning, &error), None);
    }

    /// The name of the sheet, or of the file without folder and extension.
    pub(super) fn name(&self) -> &str {
        let stem = || {
            Path::new(&self.file)
                .file_stem()
                .and_then(|stem| stem.to_str())
        };
        self.sheets
            .last()
            .map(String::as_str)
            .or_else(stem)
            .unwrap_or_default()
    }

    /// The sheet being read, of a workbook.
    pub(super) fn sheet(&self) -> Option<&str> {
        self.sheets.last().map(String::as_str)
    }

    /// Remembers the line of a row, if cells with line breaks stand above it. At most 16 bytes a row.
    pub(super) fn note_line(&mut self, row: u64, line: u64) {
        let more = line.saturating_sub(row);
        if self.lines.last().map_or(0, |(_, more)| *more) != more {
            self.lines.push((row, more));
        }
    }

    /// The line of the file in which a row begins, if it is not the number of the row.
    fn line_of(&self, row: u64) -> Option<u64> {
        let after = self.lines.partition_point(|(first, _)| *first <= row);
        let (_, more) = self.lines.get(after.checked_sub(1)?)?;
        (*more > 0).then_some(row + more)
    }

    pub(super) fn enter_sheet(&mut self, name: String) {
        self.sheets.push(name);
    }

    /// Begins a table; `has_works` if its rows may add works to one profile. The report gets the notice of the kind that
    /// its rows imply when a record first takes that kind: stored records have a kind of their own.
    pub(super) fn begin_table(&mut self, has_works: bool, kind_taken: Option<DraftProblem>) {
        self.groups = has_works.then(RowGroups::default);
        self.kind_taken = kind_taken;
    }

    /// Admits a draft, or holds it until the table ends, if rows below may add works to it. A row that names the
    /// profile of an earlier row adds its works to that one.
    pub(super) fn take(&mut self, draft: RecordDraft, layout: Option<&TableLayout>) -> Result<()> {
        let id = draft.text("id").to_owned();
        let Some(groups) = self.groups.as_mut().filter(|_| !id.is_empty()) else {
            return self.flush(draft, layout);
        };
        let Some(first) = groups.of(Some(&id)).map(RowGroup::row) else {
            groups.push(Some(&id), draft);
            return self.bound_groups(layout);
        };
        let here = Wording::default();
        let fault = match groups.refusal(&id, &draft) {
            None => return self.add_works(Some(&id), draft, layout),
            Some(GroupRefusal::Copy(row)) => copy(T::SIDE, &draft, (row, &here)),
            Some(GroupRefusal::Other | GroupRefusal::Nothing) => {
                self.report.rejected += 1;
                repeats(T::SIDE, &draft, (first, &here), layout)
            }
        };
        self.problem(Some(draft.row), fault, layout);
        Ok(())
    }

    /// Whether a row holds works and nothing else, below a record.
    pub(super) fn is_continued_by(&self, draft: &RecordDraft) -> bool {
        let groups = self.groups.as_ref();
        groups.is_some_and(|groups| groups.is_continued_by(draft))
    }

    /// Adds the works of a row to the profile of that id, or without one to that of the row above, unless one of
    /// them is bad or the profile would grow past a limit.
    pub(super) fn add_works(
        &mut self,
        id: Option<&str>,
        mut draft: RecordDraft,
        layout: Option<&TableLayout>,
    ) -> Result<()> {
        if let Some(fault) = self.too_many(id, &draft) {
            draft.find(fault);
        }
        if self.tell(&mut draft, layout) {
            self.report.rejected += 1;
            return Ok(());
        }
        if let Some(groups) = &mut self.groups {
            groups.push(id, draft);
        }
        self.bound_groups(layout)
    }

    /// Admits the profiles held, if they take more memory than the limit. A row further down that names one of them
    /// is then a repeated id.
    fn bound_groups(&mut self, layout: Option<&TableLayout>) -> Result<()> {
        let held = self.groups.as_ref().map_or(0, RowGroups::bytes);
        if held > self.limits.size("grouped-bytes") {
            return self.flush_groups(layout);
        }
        Ok(())
    }

    fn flush_groups(&mut self, layout: Option<&TableLayout>) -> Result<()> {
        let drafts = self.groups.as_mut().map(RowGroups::drain);
        let mut drafts = drafts.unwrap_or_default().into_iter();
        drafts.try_for_each(|draft| self.flush(draft, layout))
    }

    /// Fault of the works of a row if its profile is full. The works are counted before they are added, so
    /// that a file of one endless profile costs no more than a full one.
    fn too_many(&self, id: Option<&str>, draft: &RecordDraft) -> Option<DraftProblem> {
        let group = self.groups.as_ref()?.of(id)?;
        let (works, more) = size_of_works(&draft.fields);
        let (count, bytes) = (group.works + works, group.bytes + more);
        let error = if count > MAX_WORKS {
            let repair = say!(
                "keep the {MAX_WORKS} most telling works of a profile",
                "请为供方保留最有代表性的{MAX_WORKS}项成果"
            );
            Error::invalid("works", count, repair)
        } else if bytes > self.limits.size("record-bytes") {
            let repair = self.limits.repair(
                "record-bytes",
                say!(
                    "keep fewer works, or shorter ones",
                    "请减少成果数量或缩短内容"
                ),
            );
            Error::invalid("works", say!("{bytes} bytes", "{bytes}字节"), repair)
        } else {
            return None;
        };
        Some(DraftProblem::new(Severity::Error, &error))
    }

    /// Reports the findings of a draft; whether one of them is an error.
    fn tell(&mut self, draft: &mut RecordDraft, layout: Option<&TableLayout>) -> bool {
        let findings = std::mem::take(&mut draft.findings);
        let is_bad = findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        for finding in findings {
            self.problem(Some(draft.row), finding, layout);
        }
        is_bad
    }

    /// Turns a draft into a record, or into problems.
    fn flush(&mut self, mut draft: RecordDraft, layout: Option<&TableLayout>) -> Result<()> {
        let content = content_of(&draft.fields);
        // Only now, with all rows of the record together: a later row may still add works.
        convert::resolve(&mut draft, &mut self.resolver);
        let regions = convert::regions::take(&mut draft);
        let held = convert::conditions::take(&mut draft);
        let address = layout.and_then(|_| convert::addresses::take(&draft));
        let is_named = draft.fields.contains_key("name");
        let is_kind_unsaid = T::SIDE == SurveySide::Needs && !draft.fields.contains_key("kind");
        let stored = self.stored.as_ref();
        let is_update = stored.map(|stored| stored.complete(&mut draft, layout));
        let is_update = is_update.transpose()?;
        if let Some(held) = held {
            convert::conditions::settle(&mut draft, held);
        }
        // A program states the name that it means, and a stored one stays.
        if let Some(layout) = layout.filter(|_| is_named && T::SIDE == SurveySide::Profiles) {
            convert::name::settle(&mut draft, layout);
        }
        if let Some(address) = address {
            convert::addresses::settle(&mut draft, &address, &self.resolver);
        }
        if let Some(regions) = regions {
            convert::regions::settle(&mut draft, &regions, &self.resolver);
        }
        let id = draft.text("id").trim().to_owned();
        let repeated = self.repeated(&id, (&draft, content), layout);
        let mut record = T::from_fields(std::mem::take(&mut draft.fields));
        let takes_kind = (draft.is_kind_implied || is_kind_unsaid) && is_update != Some(true);
        if takes_kind && record.is_ok() {
            self.tell_kind_taken();
        }
        if let Err(errors) = &mut record {
            let not_stored = (is_update == Some(false)).then(|| not_stored(errors, &id, layout));
            let plain = |error| DraftProblem::new(Severity::Error, error);
            let errors = errors.iter().map(plain);
            let found = not_stored.flatten().into_iter().chain(errors);
            found.for_each(|finding| draft.find(finding));
        }
        if is_update != Some(true) && record.as_ref().is_ok_and(T::is_untitled) {
            draft.find(untitled(&id));
        }
        if let Some(repeated) = repeated.filter(|_| record.is_ok()) {
            if repeated.severity != Severity::Error {
                // What there is to say of the row was said of the one that it copies.
                self.problem(Some(draft.row), repeated, layout);
                return Ok(());
            }
            draft.find(repeated);
        }
        let is_bad = self.tell(&mut draft, layout);
        match record {
            Ok(record) if !is_bad => self.admit(record, (&draft, content), layout),
            _ => {
                self.report.rejected += draft.rows;
                Ok(())
            }
        }
    }

    /// Tells that the kind of a record is an implied one, once for all tables that imply the same.
    fn tell_kind_taken(&mut self) {
        if let Some(notice) = self.kind_taken.take()
            && self.told_kinds.insert(notice.value.clone())
        {
            self.problem(None, notice, None);
        }
    }

    /// The problem of a row whose id an earlier record has; a warning if it is a copy of that row.
    fn repeated(
        &self,
        id: &str,
        (draft, stated): (&RecordDraft, u64),
        layout: Option<&TableLayout>,
    ) -> Option<DraftProblem> {
        let &SeenRow {
            sheet,
            row,
            content,
        } = self.seen.get(id)?;
        let of_sheet = match self.sheets.get(sheet) {
            Some(name) if sheet + 1 < self.sheets.len() => {
                say!(" of sheet {name}", "工作表 {name} ")
            }
            Some(_) | None => Wording::default(),
        };
        let place = (row, &of_sheet);
        Some(match content == stated {
            true => copy(T::SIDE, draft, place),
            false => repeats(T::SIDE, draft, place, layout),
        })
    }

    /// Hands a record to the sink. A record that the sink does not accept is a bad row like any other: one that cannot
    /// be stored must not lose the file.
    fn admit(
        &mut self,
        record: T,
        (draft, content): (&RecordDraft, u64),
        layout: Option<&TableLayout>,
    ) -> Result<()> {
        let id: Box<str> = record.id().into();
        let has_text = record.has_text();
        let text = self.duplicates.is_some().then(|| record.text());
        match (self.sink)(record) {
            Ok(()) => {}
            Err(error) if error.is_invalid_input() => {
                self.problem(
                    Some(draft.row),
                    DraftProblem::new(Severity::Error, &error),
                    layout,
                );
                self.report.rejected += draft.rows;
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        self.report.accepted += 1;
        if !has_text {
            const NAMED: usize = 5;
            self.report.without_text += 1;
            if self.without_text.len() < NAMED {
                self.without_text.push(id.to_string());
            }
        }
        match text {
            Some(text) => self.compare(&id, &text, draft.row),
            None => self.report.not_compared += 1,
        }
        let sheet = self.sheets.len().saturating_sub(1);
        let row = draft.row;
        let seen = SeenRow {
            sheet,
            row,
            content,
        };
        self.seen.insert(id, seen);
        Ok(())
    }

    /// Looks for near-duplicates of a record, and holds its text for the records that follow.
    fn compare(&mut self, id: &str, text: &str, row: u64) {
        let Some(index) = &mut self.duplicates else {
            return;
        };
        let most = self.limits.size("duplicate-bytes");
        if index.bytes() > most / 16 && !index.is_compact() {
            index.compact();
            let told = say!(
                "near-duplicates are compared by sketches of 128 bytes from this row on, so that similarities are estimates within 0.1",
                "从本行起以128字节的指纹比对疑似重复，相似度为误差0.1以内的估计"
            );
            let error = Error::invalid("near-duplicates", "bytes of their index", told);
            self.problem(Some(row), DraftProblem::new(Severity::Notice, &error), None);
        }
        let Some(index) = &mut self.duplicates else {
            return;
        };
        if index.bytes() > most {
            self.duplicates = None;
            self.report.not_compared += 1;
            let repair = self.limits.repair(
                "duplicate-bytes",
                say!(
                    "near-duplicates are looked for up to this row only",
                    "疑似重复只查找到这一行为止"
                ),
            );
            let error = Error::invalid("near-duplicates", "bytes of their index", repair);
            self.problem(Some(row), DraftProblem::new(Severity::Notice, &error), None);
            return;
        }
        let Some(near) = index.insert(id, text).into_iter().next() else {
            return;
        };
        if self.report.near_duplicates.len() >= self.limits.size("problems") {
            self.report.near_duplicates_omitted += 1;
            return;
        }
        self.report.near_duplicates.push(SimilarRow {
            file: self.file.clone(),
            sheet: self.sheets.last().cloned(),
            row,
            id: id.to_owned(),
            like: near.id,
            similarity: near.similarity,
        });
    }

    /// Reports a finding, in the column that the layout gives its field. Of each kind the first are kept,
    /// and the rest is counted.
    pub(super) fn problem(
        &mut self,
        row: Option<u64>,
        finding: DraftProblem,
        layout: Option<&TableLayout>,
    ) {
        let of_field = || layout.and_then(|layout| layout.headings_of(&finding.field));
        let problem = RowProblem {
            severity: finding.severity,
            file: self.file.clone(),
            sheet: self.sheets.last().cloned(),
            row,
            line: row.and_then(|row| self.line_of(row)),
            column: finding.column.clone().or_else(of_field),
            field: finding.field,
            value: finding.value,
            repair: finding.repair.english().to_owned(),
            repair_zh: Some(finding.repair.chinese().to_owned()),
        };
        let template = finding.repair.template();
        self.kinds
            .add(&mut self.report, problem, template, self.limits);
    }

    /// Admits the last record of a table, and sorts the table's problems by row: a row that
    /// adds works was reported before the record above it.
    pub(super) fn end_table(&mut self, layout: Option<&TableLayout>) -> Result<()> {
        self.flush_groups(layout)?;
        // A stable sort: problems of one row keep the order of its columns.
        self.report.problems[self.settled_problems..].sort_by_key(|problem| problem.row);
        self.settled_problems = self.report.problems.len();
        self.kinds.end_table(&mut self.report);
        Ok(())
    }
}
