//! Survey files on their way into a library.

use std::cell::RefCell;
use std::collections::BTreeMap;

use qianxian::engine::{ProfileUpdates, StoredWorks};
use qianxian::intake::duplicate::{DuplicateIndex, DuplicateOptions};
use qianxian::intake::{Columns, Intake, IntakeReport, Limits, MendFile, Source};
use qianxian::ledger::Change;
use qianxian::model::{Collection, Enterprise, EnterpriseId, ProfileId, Record, RecordId, Work};
use qianxian::{Error, Library, Snapshot, Writer};

use crate::failure::Result;
use crate::language::{chosen, pick, say};
use crate::output::{FileBar, complain};
use crate::renamed::Renamed;

/// Least similarity that is warned of: below the library's default of 0.8, so that a need of two
/// lines that is handed in again with a remark in its title is still found.
const SIMILAR_FROM: f64 = 0.75;

/// An index of no texts, for one side.
pub(crate) fn duplicate_index() -> Result<DuplicateIndex> {
    let options = DuplicateOptions::default().threshold(SIMILAR_FROM)?;
    Ok(DuplicateIndex::new(options))
}

/// The texts of the library's records of `collection` in an index of at most about `most` bytes; the rest is counted in a
/// note.
fn held(
    library: &Library,
    (collection, name): (Collection, &str),
    most: u64,
) -> Result<DuplicateIndex> {
    let options = DuplicateOptions::default().threshold(SIMILAR_FROM)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let held = library.duplicate_index(collection, options, most)?;
    let (left, all) = (held.left_out, held.index.len() + held.left_out);
    if left > 0 {
        complain(&say!(
            "note: near-duplicates are not looked for among {left} of the library's {all} {name}; raise the limit duplicate-bytes, which takes memory",
            "注意：库中{all}条{name}里有{left}条不参与疑似重复的查找；可调高限额 duplicate-bytes，但要占用内存"
        ));
    }
    Ok(held.index)
}

/// Which collection a file fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Needs,
    Profiles,
    Enterprises,
}

/// When records become durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commits {
    /// Once for each file, at its end.
    PerFile,
    /// After that many records, and at the end of each file.
    Every(u64),
    /// When the caller says so.
    ByCaller,
}

/// The texts held so far, one index for each side.
#[derive(Debug)]
struct Duplicates {
    needs: DuplicateIndex,
    profiles: DuplicateIndex,
    enterprises: DuplicateIndex,
}

/// Reads files into one library.
#[derive(Debug)]
pub(crate) struct Importer<'l> {
    library: &'l Library,
    columns: Columns,
    limits: Limits,
    kind: Option<String>,
    strict_columns: bool,
    duplicates: Option<Duplicates>,
    writer: Writer,
    commits: Commits,
    /// Whether a profile's works take the place of the stored ones.
    replaces_works: bool,
    /// Whether a blank cell makes a field of the stored record unknown.
    blank_clears: bool,
    /// Whether a profile set a condition of eligibility.
    has_conditions: bool,
    /// Works of the profiles put in since the last commit, if several files are committed at once.
    uncommitted: BTreeMap<ProfileId, Vec<Work>>,
    /// The stored profiles, if no commit changes them while files are read.
    updates: Option<ProfileUpdates>,
}

impl<'l> Importer<'l> {
    /// With the built-in headings; near-duplicates are not looked for.
    ///
    /// # Errors
    /// Busy while another writer is alive.
    pub(crate) fn new(library: &'l Library, commits: Commits) -> Result<Self> {
        Ok(Self {
            library,
            columns: Columns::new(),
            limits: Limits::default(),
            kind: None,
            strict_columns: false,
            duplicates: None,
            writer: library.writer()?,
            commits,
            replaces_works: false,
            blank_clears: false,
            has_conditions: false,
            uncommitted: BTreeMap::new(),
            updates: None,
        })
    }

    pub(crate) fn columns(self, columns: Columns) -> Self {
        Self { columns, ..self }
    }

    /// Kind of the records that do not say their own.
    pub(crate) fn set_kind(&mut self, kind: Option<String>) {
        self.kind = kind;
    }

    /// Whether a table with an unknown column is refused.
    pub(crate) fn strict_columns(self, strict_columns: bool) -> Self {
        Self {
            strict_columns,
            ..self
        }
    }

    /// Bounds what one file may ask for.
    pub(crate) fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Lets the works of a profile take the place of the stored ones, instead of adding to them.
    pub(crate) fn replaces_works(self, replaces_works: bool) -> Self {
        Self {
            replaces_works,
            ..self
        }
    }

    /// Lets blank cells clear the fields of stored records, instead of keeping them.
    pub(crate) fn blank_clears(self, blank_clears: bool) -> Self {
        Self {
            blank_clears,
            ..self
        }
    }

    /// Says of each file when, by whom and why its records come.
    pub(crate) fn set_change(&self, change: Change) {
        self.writer.set_change(change);
    }

    /// Looks for near-duplicates, among the records of the library and of the files.
    ///
    /// The texts of the library are held up to half of the limit `duplicate-bytes`, the least ids first; beyond it
    /// the user is told how many are not compared. O(library).
    pub(crate) fn with_duplicates(self) -> Result<Self> {
        // Half, so that the records of the files are compared with one another in any case.
        let most = self.limits.get("duplicate-bytes").unwrap_or_default() / 2;
        let held = |collection, name| held(self.library, (collection, name), most);
        let needs = held(Collection::Need, pick("needs", "需求"))?;
        let profiles = held(Collection::Profile, pick("profiles", "供方"))?;
        let enterprises = held(Collection::Enterprise, pick("enterprises", "企业"))?;
        Ok(Self {
            duplicates: Some(Duplicates {
                needs,
                profiles,
                enterprises,
            }),
            ..self
        })
    }

    /// Puts the good rows of `source` in. `acknowledge` hears, after each commit, how many records
    /// of the file are durable.
    ///
    /// # Errors
    /// I/O errors of the file or the library; then nothing since the last commit is kept.
    pub(crate) fn read(
        &mut self,
        side: Side,
        source: &Source,
        acknowledge: &mut dyn FnMut(u64) -> std::io::Result<()>,
    ) -> Result<IntakeReport> {
        let mut progress = Put {
            count: 0,
            durable: 0,
            acknowledge,
        };
        let result = self.put_all(side, source, &mut progress);
        let report = match result {
            Ok(report) => report,
            Err(error) => {
                self.writer.rollback()?;
                return Err(error.into());
            }
        };
        if self.commits != Commits::ByCaller {
            progress.commit(&mut self.writer)?;
        }
        Ok(report)
    }

    fn put_all(
        &mut self,
        side: Side,
        source: &Source,
        progress: &mut Put<'_>,
    ) -> qianxian::Result<IntakeReport> {
        let bar = FileBar::new(source.name());
        let mut hear = |read| bar.hear(read);
        if side == Side::Profiles && (self.updates.is_none() || self.commits != Commits::ByCaller) {
            self.updates = Some(self.stored()?);
        }
        let (updates, joins) = (&mut self.updates, !self.replaces_works);
        // The reader looks records up in it between the records that it hands over.
        let (writer, commits) = (&RefCell::new(&mut self.writer), self.commits);
        let uncommitted = &mut self.uncommitted;
        let has_conditions = &mut self.has_conditions;
        let stored = |id: &str| stored(&writer.borrow(), side, id);
        let mut renamed = Renamed::default();
        let known = match side {
            Side::Enterprises => Some(self.library.snapshot()?),
            Side::Needs | Side::Profiles => None,
        };
        let mut intake = Intake::new(self.library.taxonomies())
            .stored(&stored)
            .blank_clears(self.blank_clears)
            .columns(self.columns.clone())
            .limits(self.limits)
            .strict_columns(self.strict_columns)
            .progress(&mut hear);
        if let Some(kind) = &self.kind {
            intake = intake.kind(kind);
        }
        if let Some(texts) = &mut self.duplicates {
            intake = intake.duplicates(match side {
                Side::Needs => &mut texts.needs,
                Side::Profiles => &mut texts.profiles,
                Side::Enterprises => &mut texts.enterprises,
            });
        }
        let report = match side {
            Side::Needs => intake.needs(source, &mut |need| {
                writer.borrow().put_need(&need)?;
                progress.count(&mut writer.borrow_mut(), commits)
            }),
            Side::Enterprises => intake.enterprises(source, &mut |mut enterprise| {
                put_firm(
                    &writer.borrow(),
                    &mut enterprise,
                    (&mut renamed, known.as_ref()),
                )?;
                progress.count(&mut writer.borrow_mut(), commits)
            }),
            Side::Profiles => intake.profiles(source, &mut |mut profile| {
                if let Some(updates) = updates {
                    profile = updates.apply(profile)?;
                }
                if joins && commits == Commits::ByCaller {
                    // The snapshot does not show the files before this one, which are not committed.
                    profile.add_works(uncommitted.remove(&profile.id).unwrap_or_default());
                    uncommitted.insert(profile.id.clone(), profile.works.clone());
                }
                *has_conditions |= !profile.eligibility.is_empty();
                writer.borrow().put_profile(&profile)?;
                progress.count(&mut writer.borrow_mut(), commits)
            }),
        };
        renamed.tell();
        report
    }

    /// The rows of `source` that `report` finds fault with.
    pub(crate) fn to_mend(
        &self,
        side: Side,
        source: &Source,
        report: &IntakeReport,
    ) -> Result<MendFile> {
        let mut intake = Intake::new(self.library.taxonomies())
            .columns(self.columns.clone())
            .language(chosen())
            .limits(self.limits);
        if let Some(kind) = &self.kind {
            intake = intake.kind(kind);
        }
        Ok(match side {
            Side::Needs => intake.needs_to_mend(source, report)?,
            Side::Profiles => intake.profiles_to_mend(source, report)?,
            Side::Enterprises => intake.enterprises_to_mend(source, report)?,
        })
    }

    fn stored(&self) -> qianxian::Result<ProfileUpdates> {
        let works = match self.replaces_works {
            true => StoredWorks::Replaced,
            false => StoredWorks::Joined,
        };
        ProfileUpdates::new(self.library.snapshot()?, works)
    }

    /// Whether a profile that was read sets a condition of eligibility.
    pub(crate) fn has_conditions(&self) -> bool {
        self.has_conditions
    }

    /// Makes everything put in since the last commit durable.
    pub(crate) fn commit(mut self) -> Result<()> {
        self.writer.commit()?;
        Ok(self.writer.close()?)
    }

    /// Waits for merges; uncommitted records are not kept.
    pub(crate) fn close(mut self) -> Result<()> {
        self.writer.rollback()?;
        Ok(self.writer.close()?)
    }
}

/// The fields of the record that a row of that id updates, uncommitted changes included.
fn stored(
    writer: &Writer,
    side: Side,
    id: &str,
) -> qianxian::Result<Option<serde_json::Map<String, serde_json::Value>>> {
    let collection = match side {
        Side::Needs => Collection::Need,
        Side::Profiles => Collection::Profile,
        Side::Enterprises => Collection::Enterprise,
    };
    // A bad id is found when the row is read as a record.
    let Ok(id) = RecordId::new(collection, id) else {
        return Ok(None);
    };
    let record = writer.current(&id)?;
    record.map(|record| record.to_fields()).transpose()
}

/// Records of one file put in so far.
struct Put<'a> {
    count: u64,
    durable: u64,
    acknowledge: &'a mut dyn FnMut(u64) -> std::io::Result<()>,
}

impl Put<'_> {
    fn count(&mut self, writer: &mut Writer, commits: Commits) -> qianxian::Result<()> {
        self.count += 1;
        match commits {
            Commits::Every(records) if self.count.is_multiple_of(records) => self.commit(writer),
            Commits::PerFile | Commits::Every(_) | Commits::ByCaller => Ok(()),
        }
    }

    fn commit(&mut self, writer: &mut Writer) -> qianxian::Result<()> {
        if self.count == self.durable {
            return Ok(());
        }
        writer.commit()?;
        self.durable = self.count;
        (self.acknowledge)(self.count).map_err(|e| Error::io("write", "standard output", e))
    }
}

/// Puts an enterprise, which keeps the name that it had before among its other names.
fn put_firm(
    writer: &Writer,
    firm: &mut Enterprise,
    (renamed, known): (&mut Renamed, Option<&Snapshot>),
) -> qianxian::Result<()> {
    let before = writer.current(&firm.id.clone().into())?;
    if let (Some(before), Some(known)) = (before, known) {
        renamed.keep_name(known, (before.name(), firm))?;
    }
    writer.put_enterprise(firm)?;
    for (id, name) in renamed.pass(firm) {
        forget_name(writer, id, &name)?;
    }
    Ok(())
}

/// Takes an earlier name off the enterprise that kept it: another one of the survey has it now.
fn forget_name(writer: &Writer, id: EnterpriseId, name: &str) -> qianxian::Result<()> {
    let Some(Record::Enterprise(mut firm)) = writer.current(&id.into())? else {
        return Ok(());
    };
    firm.aliases.retain(|alias| alias != name);
    writer.put_enterprise(&firm)
}
