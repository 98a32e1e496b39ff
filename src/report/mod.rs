//! Regional reports: what is asked for, what is offered, what is missing, and what became of it.
//!
//! A [`Report`] is a value: chapters of sentences and tables, and the tables of rows that the figures count. Every figure
//! names its rule (in its column) and the rows behind it ([`RowsBehind`]: conditions on a table of rows), so that it can
//! be counted again by anybody. What a report says and how it is written are apart: chapters are made from facts, the
//! writers know tables only, and one report is the same in a page, a workbook and JSON.

mod chapter;
mod compose;
mod composition;
mod document;
mod facts;
mod indicator;
mod indicators;
mod options;
mod reading;
mod source;
mod table;
mod targets;
mod words;
mod write;

pub(crate) use compose::compose;
pub use document::{
    CellFormat, CellValue, Report, ReportCell, ReportChapter, ReportChart, ReportColumn,
    ReportPeriod, ReportRow, ReportScope, ReportTable, RowCondition, RowsBehind,
};
pub(crate) use facts::{
    CountedCode, MissingCapability, NeedSupply, ReportCommonNeed, ReportDelivery, ReportFacts,
    ReportMatch, ReportNeed, ReportProfile,
};
pub use indicator::Indicator;
pub use options::ReportOptions;
pub use targets::{ReportTarget, ReportTargets};
pub use write::PAGE_BYTES;
