//! Survey files in: needs and profiles from JSON Lines, CSV and workbooks (`.xlsx`, `.ods`, `.xls`).
//!
//! [`Intake`] reads a [`Source`] and hands each good record to a sink, row by row; every bad row
//! is reported in the [`IntakeReport`] by file, row, column, value and repair, and does not
//! keep the good ones out. All formats become one thing, named fields of JSON values, which the
//! model alone turns into records; so a field is read alike from each.
//!
//! Rows update the records of their ids, if [`Intake::stored`] knows them: a survey of ids and states changes the states
//! alone, and a profile keeps its kind. A row whose id is not stored, and that is no whole record, is refused and says so.
//!
//! # How a bureau's files are read
//! - **Character sets.** UTF-8 with or without a byte order mark, UTF-16 with one, and GB18030, which
//!   spreadsheets in China write without saying so: recognised by the bytes. A byte that means nothing
//!   costs its row.
//! - **Formats.** By content if that is certain, then by extension (`.jsonl`, `.ndjson`, `.json`, `.csv`,
//!   `.tsv`), then by first character. JSON is one object a line, objects over several lines, one
//!   array, or such an array inside an object, at any depth; of several the longest, and the report names the others.
//!   An object whose keys are headings (`{"企业": {"名称": …}}`) is a row of a table, nested keys being headings of
//!   several levels; the items of a list inside it are works if its keys are those of works, or else one cell.
//!   CSV is cut at `,`, `;` or tabs, whichever yields known headings; a cell `="0012"` of it is the text 0012.
//! - **Workbooks** are known by their content, whatever the name ends in: `.xlsx` and `.xlsm`, `.ods` of LibreOffice and
//!   WPS, `.xls` of Excel 97 to 2003 and `.et`. The same table is read alike from each: what the person at the screen
//!   sees, with percentages and leading zeros, and of a formula the value that it had when the file was saved. The three
//!   readers are our own, because a library that trusts the sizes a file states can be made to take all memory; ours
//!   hold every file to [`Limits`]. Workbooks of Excel 95 or older, and ones with a password, are refused as such.
//! - **Titles above the headings.** The headings are the row with most known ones among the first twenty with
//!   cells in use, with the groups above it: `企业基本信息` over `名称` is read as `企业基本信息/名称`. A label with its value
//!   (`填报单位：示例科技局`) is no group. Of a workbook the merged cells say how many rows the headings take.
//! - **Units of money.** An amount has the unit of its cell (`50万`), else that of its heading (`预算（元）`), else that of a
//!   line above the headings (`单位：元`) or of a row of units below them, which one notice names, else 万元. Factors are
//!   read in Chinese and English (`千元`, `k RMB`, `RMB'000`). A unit that is not known as a whole (`港币万元`, `万元/年`) is
//!   none: its column is kept as an attribute, with a warning. A number with a sign of yuan (`￥`, `RMB`) and without any of
//!   these units is 元, with a warning. A bare number greater than one record can have brings a warning too, and so do six
//!   figures where neither cell nor heading names a unit.
//! - **Lists.** Numbers before the items (`1、…；2、…`, `①…②…`) go. Nothing is cut in brackets or at the locants of a
//!   substance (`2,4-二氯苯酚`), and a reference of a paper is not cut at the semicolons between its authors.
//! - **Regions.** Of a cell with several (`张店区、桓台县`, `张店区和桓台县`) the first is read, where a record has one; a warning
//!   names the others. A name that begins as a place elsewhere does (`文昌湖区`, `北海新区`) and has no province or city before
//!   it is unknown. Both keep the cell as the attribute `region_unresolved`.
//! - **Numbers.** Commas and blanks group the digits of a number in threes (`1,200,000`, `1 200 000`). Digits that they part
//!   otherwise, or that stand on two lines (`50,80`), are two numbers: the cell is not understood, and a warning says so.
//! - **Rows that are no records.** Totals (`合计`), notes (`注：`), signatures (`审核人：`), examples (`示例`), titles of
//!   sections (`张店区（2项）`), headings repeated on a new page and numbers of the columns right below them are left out,
//!   with a notice for each cause. The marker must stand in the first cell, and the row must lack the cells of a record.
//! - **Sheets.** Sheets named after the side are read, others with the headings of the first that is read (one sheet a
//!   district), and others whose headings are plainly of the side. The report counts the rows of the ones left out.
//!   Hidden sheets, and hidden or filtered rows, are not read; the report names them. Nor are sheets named after examples,
//!   templates or void records (`填写示例`, `作废`) beside another table.
//! - **Several tables in a sheet.** A row most of whose cells are known headings, and which does not repeat those above it,
//!   begins a further table, which is read by its own headings. If they are those of the other side, its rows are left out,
//!   and a warning names them.
//! - **Conditions.** `适用规则` holds conditions of eligibility and nothing else. `申报条件`, `支持对象`, `贷款条件` and
//!   the like of policies and finance products are text; the parts that are written as conditions (`高新技术企业=是`) bind as
//!   well, and the others are kept as the attribute `eligibility_unresolved`, with a warning. `适用地区` and `实施范围` of a
//!   policy are a condition on the region of the firm; `全国`, `全省`, `全市` and `全区` there are its reach.
//! - **Codes of industries** that are longer than those of the tree (`C3582`) are read as the code above (`C35`), with a notice.
//! - **People.** A cell of contacts, legal representatives or shareholders names one person or several (`张三/李四`, `张三 李四`,
//!   `张三和李四`). Titles, telephones, mail addresses and shares (`总经理张三`, `李四60%`) are no part of a name; the cell is then
//!   kept as an attribute too. A cell that names nobody (`电话：138`) is warned of. A row
//!   of several experts (`李四、王五`) is one profile, with a warning; each of them counts for conflicts of interest. A title
//!   behind the name of an expert (`孙八 教授`) is the level where the row states none.
//! - **Forms.** A sheet of labels and values, side by side or one above the other, is one record. Every text of it is kept
//!   under a label, or a warning names its row.
//! - **Headings** are understood in Chinese and English; [`Columns`] has the table and the
//!   ways to change it. A heading that only resembles a known one (`拟投入资金总额`, `职务/职称`) is taken for
//!   it, unless that field has a column already.
//! - **Several organisations in a cell** (`示例石油大学；示例海右石化有限公司`) are one `organization` and further
//!   `affiliations`, with those of columns such as `兼职单位`. `；` and line breaks divide in any case; `、`, `，` and `/` only
//!   between two names that end as organisations do, and never inside brackets.
//! - **Marks for the cell above** (`同上`, `〃`, `"`) take its value, with a notice for each column.
//! - **Ticked choices.** Of `□技术攻关 ☑人才需求` the ticked ones count, with the marks before the words or behind them.
//! - **Blank cells** may read `无`, `/`, `—`, `N/A` and the like. Facts and texts left open (`面议`, `长期`, `不限`,
//!   `见简历`) are unknown, and the words are kept as an attribute. A row that states a fact to be open (`面议`, `长期`, `不限`,
//!   and not `不详` or `见简历`) takes the stored one away.
//! - **Merged cells** of a workbook stand in every row they cover; days stored as serial numbers,
//!   with or without a date format, become days; whole numbers have no `.0`; a failed formula
//!   warns.
//! - **One work a row.** Rows that share an id, or are given one id by their names, and hold works are one profile,
//!   wherever they stand in the table, and so is a row with works and nothing else. Columns that differ between the rows
//!   of one profile (`项目批准号`) belong to the works. Any other repeated id is an error of the later row, which names the
//!   earlier; across files the library updates by id.
//! - **No ids.** A table without a column of ids gets them from the fields that name the record: enterprise and
//!   title, or kind, organisation and name; so the next survey updates the same records.
//!   Such an id is `n-` or `p-` and 16 hexadecimal digits, the 64-bit FNV-1a hash of those names without case, width,
//!   spaces, punctuation and traditional writing; of several organisations the first counts. It depends on nothing
//!   else: neither on the file nor on the order of rows and columns. Two rows of one name are one record, and the
//!   second is reported, by these names and as a copy of the first if it is one; two different ones get one id with a chance of n²/2⁶⁵ among n records.
//!   `序号` is not taken, for it changes with every sorting. In a column of ids a blank one is an error, and
//!   records in JSON as the model writes them need ids. So is one that a spreadsheet has given a power of ten
//!   (`9.13703E+17`), for its last digits are lost. Numbers that other registers give (`专利号`, `统一社会信用代码`) are ids
//!   where they look like one; the ids of the other rows are made from names, and a notice counts them. Beside a column of
//!   ids they are attributes.
//! - **Every column is accounted for.** [`IntakeReport::columns`] says of each column how it was read, with a count and
//!   an example. A column of unknown heading is searched as text of the record if its cells are text, and else kept
//!   as an attribute; [`Columns`] says how that is decided. Such text is one line of the description, under its heading:
//!   a later file that has the column and no description replaces this line and leaves the others. Records without any
//!   text to search are warned of.
//! - **Cells that are not understood.** An unknown industry, level, kind, status or region, and an amount, a day or a
//!   count in words or one that cannot be (`按次收费`, `50万/年`, `2月30日`, `若干家`; `两家` is 2), is a warning: the fact is unknown, and the
//!   text stays under `<field>_unresolved` among the attributes. A cell read in one of several ways
//!   (`2026` as a deadline is its last day, `TRL 6-7` is 6, `2-3家` is 2) says so. A row is refused for its id, for a blank name, for a
//!   need without text, and for anything unknown in a preference, a veto or a condition, as it would change who is
//!   barred. (JSON is held to the model's words, but for regions, industries and disciplines.)
//! - **Texts that say nothing** (`详见附件`, `其他`, `待补充`) count as absent in every text, in JSON too.
//!
//! Texts are kept as written, but for white space around a cell and invisible characters in it; names,
//! titles and ids are put on one line.

mod admission;
mod cell;
mod column_use;
mod columns;
mod convert;
mod ditto;
pub mod duplicate;
mod findings;
mod form;
mod further;
mod groups;
mod limits;
mod margin;
mod mend;
mod options;
mod progress;
mod read;
mod reader;
mod record;
mod repeats;
mod report;
mod run;
mod stored;
mod table;
#[cfg(test)]
mod tests;
mod text_lines;
mod unit_line;
pub mod vectors;
mod wrong_side;

pub use cell::{CsvWriter, guarded, unguarded};
pub use column_use::{ColumnReading, ColumnUse};
pub use columns::Columns;
pub use limits::Limits;
pub use mend::{MendFile, MendTable};
pub use progress::ImportProgress;
pub use read::Source;
pub use reader::Intake;
pub use report::{IntakeReport, OmittedProblems, ProblemCause, RowProblem, Severity, SimilarRow};
pub use stored::StoredFields;

pub(crate) use columns::{SurveySide, field_of_heading};
pub(crate) use findings::list_read;
pub(crate) use read::{Item, SurveyRow, each_item};
pub(crate) use report::Kinds;
