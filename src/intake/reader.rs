//! The reader of survey files that callers hold.

use super::columns::{Columns, HeadingReader, SideReaders};
use super::duplicate::DuplicateIndex;
use super::limits::Limits;
use super::mend::{MendFile, Mending};
use super::options::ImportOptions;
use super::progress::{OnImportProgress, Ticker};
use super::record::ImportRecord;
use super::report::IntakeReport;
use super::run::FileImport;
use super::stored::{StoredFields, StoredRecords};
use super::{Source, read};
use crate::error::Result;
use crate::model::Language;
use crate::model::{Enterprise, Need, Profile, Taxonomies};

/// Reads survey files: needs or profiles from JSON Lines, CSV or a workbook (`.xlsx`, `.ods`, `.xls`).
///
/// Records are handed to a sink one by one, as they are read; memory holds the first 200 rows of a table, then
/// one, one id per record, and the report (for a workbook its shared texts too). Whoever wants nothing to go in unless
/// every row is good rolls back after a report that is not [`IntakeReport::is_clean`].
///
/// # Example
/// ```
/// use qianxian::intake::{Intake, Severity, Source};
/// use qianxian::model::Taxonomies;
///
/// let survey = "编号,企业名称,需求名称,预算（万元）,截止日期\n\
///               n1,示例炭材料公司,针状焦制备技术,50-100,2024/6/27\n\
///               ,示例硼业公司,硼同位素分离,80,2024年2月29日\n";
/// let taxonomies = Taxonomies::builtin();
/// let mut needs = Vec::new();
/// let report = Intake::new(&taxonomies).needs(&Source::bytes("survey.csv", survey), &mut |need| {
///     needs.push(need);
///     Ok(())
/// })?;
/// assert_eq!(needs[0].title, "针状焦制备技术");
/// assert_eq!((report.accepted, report.rejected), (1, 1));
/// let problem = report.of(Severity::Error).next().unwrap();
/// assert_eq!((problem.row, problem.column.as_deref()), (Some(3), Some("编号")));
/// # Ok::<(), qianxian::Error>(())
/// ```
pub struct Intake<'a> {
    taxonomies: &'a Taxonomies,
    columns: Columns,
    limits: Limits,
    kind: Option<String>,
    strict_columns: bool,
    language: Option<Language>,
    duplicates: Option<&'a mut DuplicateIndex>,
    stored: Option<&'a StoredFields<'a>>,
    blank_clears: bool,
    progress: Option<&'a mut OnImportProgress<'a>>,
}

impl<'a> Intake<'a> {
    /// Reads against these taxonomies, with the built-in headings, without looking for
    /// near-duplicates.
    #[must_use]
    pub fn new(taxonomies: &'a Taxonomies) -> Self {
        Self {
            taxonomies,
            columns: Columns::new(),
            limits: Limits::default(),
            kind: None,
            strict_columns: false,
            language: None,
            duplicates: None,
            stored: None,
            blank_clears: false,
            progress: None,
        }
    }

    /// Sets meanings of headings beside the built-in table; default none.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Columns, Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let columns = Columns::new().with("卡脖子点", "title")?;
    /// let survey = Source::bytes("survey.csv", "编号,卡脖子点\nn1,针状焦制备技术\n");
    /// let mut titles = Vec::new();
    /// Intake::new(&taxonomies).columns(columns).needs(&survey, &mut |need| {
    ///     titles.push(need.title);
    ///     Ok(())
    /// })?;
    /// assert_eq!(titles, ["针状焦制备技术"]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn columns(mut self, columns: Columns) -> Self {
        self.columns = columns;
        self
    }

    /// Kind of every record whose row does not say its own, in any spelling of [`NeedKind`](crate::model::NeedKind) or
    /// [`ProfileKind`](crate::model::ProfileKind); default none.
    ///
    /// Without it, and without a column of kinds, the headings and the names of sheet and file may imply a kind. A table
    /// of profiles whose kind nothing says is refused. A need of no kind is one of research.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let list = Source::bytes("list.csv", "名称,单位\n针状焦煅烧炉,示例大学\n");
    /// let refused = Intake::new(&taxonomies).profiles(&list, &mut |_| Ok(())).unwrap_err();
    /// assert_eq!(refused.field(), Some("kind"));
    /// let report = Intake::new(&taxonomies).kind("设备").profiles(&list, &mut |_| Ok(()))?;
    /// assert_eq!(report.accepted, 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Whether a table with a column of unknown heading is refused, naming all of them; default no: such a column
    /// is read as text or kept as an attribute, as [`Columns`] says.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = Source::bytes("survey.csv", "编号,需求名称,甲乙丙\nn1,针状焦,1\n");
    /// let strict = Intake::new(&taxonomies).strict_columns(true).needs(&survey, &mut |_| Ok(()));
    /// assert_eq!(strict.unwrap_err().value(), Some("甲乙丙"));
    /// ```
    #[must_use]
    pub fn strict_columns(mut self, strict: bool) -> Self {
        self.strict_columns = strict;
        self
    }

    /// Language of the two columns that are added to rows to mend; default the language of the headings of each table.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::{Language, Taxonomies};
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = Source::bytes("survey.csv", "id,title,deadline\nn1,针状焦,2024-02-30\n");
    /// let mut intake = Intake::new(&taxonomies).language(Language::Chinese);
    /// let report = intake.needs(&survey, &mut |_| Ok(()))?;
    /// let file = intake.needs_to_mend(&survey, &report)?;
    /// assert_eq!(file.tables[0].headings[0][3..], ["问题", "建议"]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Limits on the cost of a file; default [`Limits::default`].
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Limits, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = Source::bytes("survey.csv", "编号,需求名称\nn1,针状焦\nn2,硼同位素\n");
    /// let limits = Limits::default().rows(1);
    /// let refused = Intake::new(&taxonomies).limits(limits).needs(&survey, &mut |_| Ok(()));
    /// assert!(refused.unwrap_err().is_invalid_input());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Warns of records whose text is like one in `index`, and adds each record to it; an id that the
    /// index already holds is replaced. One index holds one side. Default none.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::duplicate::{DuplicateIndex, DuplicateOptions};
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let mut index = DuplicateIndex::new(DuplicateOptions::default());
    /// let survey = Source::bytes("survey.csv", "编号,需求名称\nn1,油系针状焦的制备技术\nn2,油系针状焦的制备技术\n");
    /// let report = Intake::new(&taxonomies).duplicates(&mut index).needs(&survey, &mut |_| Ok(()))?;
    /// let similar = &report.near_duplicates[0];
    /// assert_eq!((similar.id.as_str(), similar.like.as_str()), ("n2", "n1"));
    /// assert_eq!(report.accepted, 2); // a warning keeps nothing out
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn duplicates(mut self, index: &'a mut DuplicateIndex) -> Self {
        self.duplicates = Some(index);
        self
    }

    /// Lets rows update the records that `stored` finds by their id: what a row states is changed, what it leaves blank
    /// and what the table has no column for stays. Default: each row is a whole record.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::{Need, NeedStatus, RecordId};
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// writer.put_need(&Need::new("n1", "针状焦制备技术")?)?;
    /// let survey = Source::bytes("survey.csv", "编号,状态\nn1,已解决\n");
    /// let stored = |id: &str| match RecordId::new(qianxian::model::Collection::Need, id) {
    ///     Ok(id) => writer.current(&id)?.map(|record| record.to_fields()).transpose(),
    ///     Err(_) => Ok(None),
    /// };
    /// Intake::new(library.taxonomies()).stored(&stored).needs(&survey, &mut |need| {
    ///     assert_eq!((need.title.as_str(), need.status), ("针状焦制备技术", NeedStatus::Settled));
    ///     writer.put_need(&need)
    /// })?;
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn stored(mut self, stored: &'a StoredFields<'a>) -> Self {
        self.stored = Some(stored);
        self
    }

    /// Whether a blank cell, or a `null` in JSON, makes the field of the stored record unknown; default no.
    #[must_use]
    pub fn blank_clears(mut self, blank_clears: bool) -> Self {
        self.blank_clears = blank_clears;
        self
    }

    /// Calls `progress` every 256 rows and at the end of each file; breaking cancels. Default
    /// none.
    ///
    /// # Example
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = Source::bytes("survey.csv", "编号,需求名称\nn1,针状焦制备技术\n");
    /// let mut stop = |_| ControlFlow::Break(());
    /// let stopped = Intake::new(&taxonomies).progress(&mut stop).needs(&survey, &mut |_| Ok(()));
    /// assert!(stopped.unwrap_err().is_cancelled());
    /// ```
    #[must_use]
    pub fn progress(mut self, progress: &'a mut OnImportProgress<'a>) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Hands every good need of `source` to `sink`, in the order of the file.
    ///
    /// # Errors
    /// Invalid input if the file is empty, of an unknown format, or without a row of known headings, or past a limit
    /// of whole files; an I/O error; cancelled, if the progress callback breaks; and any error of `sink`, unless that
    /// is invalid input: a record that the sink does not accept is a bad row. Bad rows are no errors: the report has
    /// them.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::intake::{Intake, Source};
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let survey = Source::bytes("survey.csv", "编号,需求名称\nn1,针状焦\n,硼同位素\n");
    /// let report = Intake::new(library.taxonomies()).needs(&survey, &mut |need| writer.put_need(&need))?;
    /// writer.commit()?;
    /// assert_eq!(library.snapshot()?.need_ids()?.len() as u64, report.accepted);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn needs(
        &mut self,
        source: &Source,
        sink: &mut dyn FnMut(Need) -> Result<()>,
    ) -> Result<IntakeReport> {
        self.read(source, sink)
    }

    /// Hands every good profile of `source` to `sink`, in the order of the file.
    ///
    /// Rows that share an id and hold works are one profile with all the works, wherever they stand in the table, and
    /// so is a row that holds works and nothing else. The profiles of such a table come when it ends.
    /// [`Profile::add_works`] joins them with those of an earlier file.
    ///
    /// # Errors
    /// As for [`Intake::needs`].
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = "编号,姓名,类别,成果名称\n\
    ///               p1,示例·王工,专家,针状焦的制备\n\
    ///               p1,示例·王工,专家,针状焦的石墨化\n";
    /// let mut experts = Vec::new();
    /// Intake::new(&taxonomies).profiles(&Source::bytes("experts.csv", survey), &mut |profile| {
    ///     experts.push(profile);
    ///     Ok(())
    /// })?;
    /// assert_eq!((experts.len(), experts[0].works.len()), (1, 2));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn profiles(
        &mut self,
        source: &Source,
        sink: &mut dyn FnMut(Profile) -> Result<()>,
    ) -> Result<IntakeReport> {
        self.read(source, sink)
    }

    /// Hands every good enterprise of `source` to `sink`, in the order of the file.
    ///
    /// A column whose heading names a year (`2023年营业收入（万元）`) is a figure of that year; other columns of numbers are
    /// attributes, which conditions of eligibility look at.
    ///
    /// # Errors
    /// As for [`Intake::needs`].
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let list = "企业名称,所在地区,企业规模,企业资质,2023年营业收入（万元）\n\
    ///             示例材料有限公司,张店区,小型,高新技术企业、专精特新,5200\n";
    /// let mut firms = Vec::new();
    /// Intake::new(&taxonomies).enterprises(&Source::bytes("企业库.csv", list), &mut |enterprise| {
    ///     firms.push(enterprise);
    ///     Ok(())
    /// })?;
    /// assert_eq!(firms[0].certificates.len(), 2);
    /// assert_eq!(firms[0].figures["营业收入（万元）"][&2023], "5200");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn enterprises(
        &mut self,
        source: &Source,
        sink: &mut dyn FnMut(Enterprise) -> Result<()>,
    ) -> Result<IntakeReport> {
        self.read(source, sink)
    }

    /// The rows of `source`, a file of needs, that `report` finds fault with, to be mended and imported again.
    ///
    /// Reads the file once more; memory holds the rows found. A report keeps the first problems of each kind
    /// ([`Limits::problems`]), and rows whose problems it does not keep are not among them.
    ///
    /// # Errors
    /// As for [`Intake::needs`], but for those of a sink.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = Source::bytes("survey.csv", "编号,需求名称\nn1,针状焦\nn2,\n");
    /// let mut intake = Intake::new(&taxonomies);
    /// let report = intake.needs(&survey, &mut |_| Ok(()))?;
    /// let file = intake.needs_to_mend(&survey, &report)?;
    /// assert_eq!(file.tables[0].headings, [["编号", "需求名称", "问题", "建议"]]);
    /// assert_eq!(file.tables[0].rows[0][..2], ["n2", ""]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn needs_to_mend(&self, source: &Source, report: &IntakeReport) -> Result<MendFile> {
        self.to_mend::<Need>(source, report)
    }

    /// The rows of `source`, a file of profiles, that `report` finds fault with; as [`Intake::needs_to_mend`].
    ///
    /// Rows whose kind only the name of the file or sheet says, or the caller, have it in a column 类型.
    ///
    /// # Errors
    /// As for [`Intake::needs_to_mend`].
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = Source::bytes("专家.csv", "编号,名称,地区\np1,示例·王工,火星市\n");
    /// let mut intake = Intake::new(&taxonomies);
    /// let report = intake.profiles(&survey, &mut |_| Ok(()))?;
    /// let file = intake.profiles_to_mend(&survey, &report)?;
    /// assert_eq!(file.tables[0].rows[0][..4], ["p1", "示例·王工", "火星市", "expert"]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn profiles_to_mend(&self, source: &Source, report: &IntakeReport) -> Result<MendFile> {
        self.to_mend::<Profile>(source, report)
    }

    /// The rows of `source`, a file of enterprises, that `report` finds fault with; as [`Intake::needs_to_mend`].
    ///
    /// # Errors
    /// As for [`Intake::needs_to_mend`].
    pub fn enterprises_to_mend(&self, source: &Source, report: &IntakeReport) -> Result<MendFile> {
        self.to_mend::<Enterprise>(source, report)
    }

    fn to_mend<T: ImportRecord>(&self, source: &Source, report: &IntakeReport) -> Result<MendFile> {
        let kind = self.kind.as_deref().map(T::kind).transpose()?;
        let reader = HeadingReader::new(T::SIDE, &self.columns);
        let opened = source.open()?;
        let is_json = source.format(&opened.head)? == read::Format::Json;
        let sides = SideReaders::new(&reader, &self.columns);
        let mut mending = Mending::new(
            report,
            &sides,
            (T::SIDE, kind),
            self.language,
            (source.name(), is_json),
        );
        let count_known = |cells: &[String]| reader.count_known(cells.iter().map(String::as_str));
        read::each_item(
            source,
            opened,
            T::SIDE,
            &self.limits,
            &count_known,
            &mut |item, _| {
                mending.item(item);
                Ok(())
            },
        )?;
        Ok(mending.finish())
    }

    fn read<T: ImportRecord>(
        &mut self,
        source: &Source,
        sink: &mut dyn FnMut(T) -> Result<()>,
    ) -> Result<IntakeReport> {
        let options = ImportOptions {
            kind: self.kind.as_deref().map(T::kind).transpose()?,
            is_strict: self.strict_columns,
            stored: self.stored.map(|find| StoredRecords {
                find,
                blank_clears: self.blank_clears,
            }),
        };
        let opened = source.open()?;
        let reader = HeadingReader::new(T::SIDE, &self.columns);
        let sides = SideReaders::new(&reader, &self.columns);
        let duplicates = self.duplicates.as_deref_mut();
        let mut run = FileImport::new(
            source,
            (self.taxonomies, &self.limits, &options),
            &self.columns,
            &sides,
            duplicates,
            sink,
        );
        let count_known = |cells: &[String]| reader.count_known(cells.iter().map(String::as_str));
        let mut ticker = Ticker::new(self.progress.as_deref_mut(), opened.bytes);
        let limits = &self.limits;
        read::each_item(
            source,
            opened,
            T::SIDE,
            limits,
            &count_known,
            &mut |item, bytes| {
                run.item(item)?;
                ticker.tick(run.rows(), bytes)
            },
        )?;
        let report = run.finish()?;
        ticker.end(report.rows)?;
        Ok(report)
    }
}

impl std::fmt::Debug for Intake<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake")
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}
