//! Vectors attached to the records of a library in bulk, and the texts that they are made of.

use std::collections::BTreeMap;

use super::Snapshot;
use super::history::{missing, read_record};
use super::writer::Writer;
use crate::control::steps::{OnProgress, Steps};
use crate::error::{Error, Result, say};
use crate::index::{statement_fields, work_fields};
use crate::intake::vectors::{PlacedVector, VectorPlace, VectorText, row_name};
use crate::ledger::RevisionAction;
use crate::model::{Collection, NeedId, ProfileId, Record, RecordId, Vector};

/// Outcome of attaching vectors in bulk ([`Writer::attach_vectors`]).
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct VectorReport {
    /// Number of texts that got a vector, or another one than they had.
    pub attached: usize,
    /// Number of texts that had the same vector already.
    pub unchanged: usize,
    /// Number of components of the vectors; `None` if no row was accepted.
    pub components: Option<usize>,
    /// Rows that attached nothing, ascending.
    pub refused: Vec<RefusedVector>,
}

/// A row of vectors that attached nothing.
#[derive(Debug)]
#[non_exhaustive]
pub struct RefusedVector {
    /// Number of the row, from 1.
    pub row: u64,
    /// The fault and its repair, with the name of the row.
    pub error: Error,
}

impl VectorReport {
    fn refuse(&mut self, row: u64, error: Error) {
        self.refused.push(RefusedVector { row, error });
    }

    fn note(&mut self, held: &mut Option<Vector>, new: Vector) {
        match held.as_ref() == Some(&new) {
            true => self.unchanged += 1,
            false => self.attached += 1,
        }
        *held = Some(new);
    }
}

/// The vectors of one record.
type OfRecord = Vec<(u64, Option<usize>, Vector)>;

impl Writer {
    /// Attaches `rows` to the texts that they name, in place of the vectors that these have; the good rows count
    /// whatever the others are. To be committed like any change, and kept in the history like one.
    ///
    /// All vectors of a call have as many components as the first; needs and profiles only compare where theirs are
    /// equally many. Memory: one byte a component. O(rows), and the analysis of each record that changes; `hear` is
    /// called once a record.
    ///
    /// # Errors
    /// An error of `rows` that is not invalid input; cancelled if `hear` breaks; corrupt if a record cannot be read.
    /// Records before it are changed then: [`Writer::rollback`] takes that back.
    ///
    /// # Example
    /// ```
    /// use qianxian::engine::silent;
    /// use qianxian::intake::vectors::{PlacedVector, VectorPlace};
    /// use qianxian::model::{Need, Vector};
    ///
    /// let library = qianxian::Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let need = Need::new("n1", "针状焦")?;
    /// writer.put_need(&need)?;
    /// let row = |number, id: &str| -> qianxian::Result<_> {
    ///     let place = VectorPlace::Record(id.to_owned());
    ///     Ok(PlacedVector::new(number, place, Vector::new([0.5, 1.0])?))
    /// };
    /// let report = writer.attach_vectors([row(1, "n1"), row(2, "n9")], &silent)?;
    /// assert_eq!((report.attached, report.refused[0].row), (1, 2));
    /// writer.commit()?;
    /// assert_eq!(library.snapshot()?.need(&need.id)?.vector, Some(Vector::new([0.5, 1.0])?));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn attach_vectors(
        &self,
        rows: impl IntoIterator<Item = Result<PlacedVector>>,
        hear: OnProgress<'_>,
    ) -> Result<VectorReport> {
        let mut report = VectorReport::default();
        let records = self.by_record(rows, &mut report)?;
        let steps = Steps::new(records.len(), "attaching vectors", hear);
        for (id, vectors) in records {
            self.attach(&id, vectors, &mut report)?;
            steps.step()?;
        }
        report.refused.sort_by_key(|refused| refused.row);
        Ok(report)
    }

    /// The rows that can be attached, by record.
    fn by_record(
        &self,
        rows: impl IntoIterator<Item = Result<PlacedVector>>,
        report: &mut VectorReport,
    ) -> Result<BTreeMap<RecordId, OfRecord>> {
        let mut records: BTreeMap<RecordId, OfRecord> = BTreeMap::new();
        let mut seen: BTreeMap<(RecordId, Option<usize>), u64> = BTreeMap::new();
        for (number, row) in (1..).zip(rows) {
            let placed = match row {
                Ok(placed) => placed,
                Err(error) if error.is_invalid_input() => {
                    report.refuse(number, error);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let PlacedVector { row, place, vector } = placed;
            let components = *report.components.get_or_insert(vector.steps().len());
            let found = check_components(&vector, components).and_then(|()| self.resolved(place));
            let text = match found {
                Ok(text) => text,
                Err(error) if error.is_invalid_input() || error.is_not_found() => {
                    report.refuse(row, error.in_record(row_name(row)));
                    continue;
                }
                Err(error) => return Err(error),
            };
            if let Some(first) = seen.insert(text.clone(), row) {
                // The first row counts; every later one is refused and names it.
                seen.insert(text, first);
                report.refuse(row, twice(row, first).in_record(row_name(row)));
                continue;
            }
            let (id, work) = text;
            records.entry(id).or_default().push((row, work, vector));
        }
        Ok(records)
    }

    /// The record of a text, and the number of the work.
    fn resolved(&self, place: VectorPlace) -> Result<(RecordId, Option<usize>)> {
        let id = match place {
            VectorPlace::Need(id) => id.into(),
            VectorPlace::Statement(id) => id.into(),
            VectorPlace::Work(id, number) => return Ok((id.into(), Some(number))),
            VectorPlace::Record(id) => {
                let (need, profile) = (NeedId::new(&id)?.into(), ProfileId::new(&id)?.into());
                match (self.index.holds(&need)?, self.index.holds(&profile)?) {
                    (true, true) => return Err(ambiguous(&id)),
                    (true, false) => need,
                    (false, _) => profile,
                }
            }
        };
        Ok((id, None))
    }

    fn attach(&self, id: &RecordId, vectors: OfRecord, report: &mut VectorReport) -> Result<()> {
        let rows: Vec<u64> = vectors.iter().map(|(row, ..)| *row).collect();
        let changed = self.change(id, RevisionAction::Patch, |current| {
            let mut record = read_record(id, current.ok_or_else(|| missing(id))?)?;
            for (row, work, vector) in vectors {
                match place_of(&mut record, work) {
                    Some(held) => report.note(held, vector),
                    None => {
                        let error = no_work(id, work).in_record(row_name(row));
                        report.refuse(row, error);
                    }
                }
            }
            Ok(record)
        });
        match changed {
            Ok(_) => Ok(()),
            // Nothing of the record was changed: each of its rows is refused with the cause.
            Err(error) if error.is_not_found() || error.is_invalid_input() => {
                for row in rows {
                    report.refuse(row, again(&error, id).in_record(row_name(row)));
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

impl Snapshot {
    /// Passes `look` every text that a vector can be attached to, needs first, then statements and works of profiles,
    /// by id; texts without words are left out. A file of them, one a line of JSON, is a file of ids for
    /// [`VectorRows::open`](crate::intake::vectors::VectorRows::open). O(records).
    ///
    /// # Errors
    /// Every error of `look`; corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// let mut lines = Vec::new();
    /// small::library()?.snapshot()?.vector_texts(&mut |text| {
    ///     lines.push(serde_json::to_string(&text).unwrap_or_default());
    ///     Ok(())
    /// })?;
    /// assert_eq!(lines.len(), 4);
    /// assert!(lines[2].starts_with(r#"{"profile":"p1","text":"#));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn vector_texts(&self, look: &mut dyn FnMut(VectorText) -> Result<()>) -> Result<()> {
        for collection in [Collection::Need, Collection::Profile] {
            self.each_record(collection, &mut |record| {
                texts_of(&record).into_iter().try_for_each(&mut *look)
            })?;
        }
        Ok(())
    }
}

/// The texts of a record that have words.
fn texts_of(record: &Record) -> Vec<VectorText> {
    let mut texts = Vec::new();
    let mut add = |place, parts: [String; 3]| {
        let said: Vec<&str> = parts
            .iter()
            .map(|part| part.trim())
            .filter(|p| !p.is_empty())
            .collect();
        if !said.is_empty() {
            texts.push(VectorText::new(place, said.join("\n")));
        }
    };
    match record {
        Record::Need(need) => add(
            VectorPlace::Need(need.id.clone()),
            [
                need.title.clone(),
                need.keywords.join("\n"),
                need.description.clone(),
            ],
        ),
        Record::Profile(profile) => {
            add(
                VectorPlace::Statement(profile.id.clone()),
                statement_fields(profile),
            );
            for (number, work) in (1..).zip(&profile.works) {
                add(
                    VectorPlace::Work(profile.id.clone(), number),
                    work_fields(work),
                );
            }
        }
        Record::Enterprise(_) => {}
    }
    texts
}

/// The vector of a text of `record`; `None` if there is no such text.
fn place_of(record: &mut Record, work: Option<usize>) -> Option<&mut Option<Vector>> {
    match (record, work) {
        (Record::Need(need), None) => Some(&mut need.vector),
        (Record::Profile(profile), None) => Some(&mut profile.vector),
        (Record::Profile(profile), Some(number)) => {
            let work = profile.works.get_mut(number.checked_sub(1)?)?;
            Some(&mut work.vector)
        }
        (Record::Need(_) | Record::Enterprise(_), _) => None,
    }
}

fn check_components(vector: &Vector, wanted: usize) -> Result<()> {
    let components = vector.steps().len();
    if components == wanted {
        return Ok(());
    }
    let repair = say!(
        "the first row has {wanted} components: make all vectors with one model",
        "第一行有{wanted}个分量：请用同一模型生成全部向量"
    );
    Err(Error::invalid("vector", components, repair))
}

fn twice(row: u64, first: u64) -> Error {
    let repair = say!(
        "row {first} is of the same text and counts: leave one out",
        "第{first}行属于同一文本，以它为准：请去掉其中一行"
    );
    Error::invalid("row", row, repair)
}

fn ambiguous(id: &str) -> Error {
    let repair = say!(
        "a need and a profile have this id: write need or profile before it, parted by a tab",
        "有需求和供方同用此编号：请在前面写 need 或 profile，用制表符分开"
    );
    Error::invalid("id", id, repair)
}

fn no_work(id: &RecordId, number: Option<usize>) -> Error {
    let repair = say!(
        "the record has no work of that number: count from 1, in the record's order",
        "记录中没有这一项成果：请按记录中的次序从1数起"
    );
    Error::invalid("work", number.unwrap_or_default(), repair).in_record(id.named())
}

/// The error of a record, once more for another of its rows.
fn again(error: &Error, id: &RecordId) -> Error {
    match (error.is_not_found(), error.repair_wording()) {
        (true, _) | (false, None) => missing(id),
        (false, Some(repair)) => {
            let (field, value) = (
                error.field().unwrap_or("record"),
                error.value().unwrap_or_default(),
            );
            Error::invalid(field, value, repair.clone()).in_record(id.named())
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::ops::ControlFlow;

    use super::{PlacedVector, VectorPlace};
    use crate::Library;
    use crate::control::steps::silent;
    use crate::error::Error;
    use crate::model::{Need, Profile, ProfileId, ProfileKind, Vector, Work};

    fn vector(components: &[f32]) -> Vector {
        Vector::new(components).unwrap()
    }

    fn library() -> Library {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for id in ["n1", "both"] {
            writer.put_need(&Need::new(id, "针状焦").unwrap()).unwrap();
        }
        for id in ["p1", "both"] {
            let mut profile = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
            profile.expertise = vec!["焦化".into()];
            profile.works = vec![Work::new("针状焦的煅烧"), Work::new("隔膜")];
            writer.put_profile(&profile).unwrap();
        }
        writer.commit().unwrap();
        library
    }

    fn record(id: &str) -> VectorPlace {
        VectorPlace::Record(id.to_owned())
    }

    fn work(id: &str, number: usize) -> VectorPlace {
        VectorPlace::Work(ProfileId::new(id).unwrap(), number)
    }

    #[test]
    fn good_rows_are_attached_and_bad_ones_named() {
        let library = library();
        let (x, y) = (vector(&[1.0, 0.0]), vector(&[0.0, 1.0]));
        let places = [
            record("n1"),
            record("p1"),
            work("p1", 2),
            record("p1"),
            record("nobody"),
            work("p1", 3),
            record("both"),
        ];
        let rows = (1..)
            .zip(places)
            .map(|(row, place)| Ok(PlacedVector::new(row, place, x.clone())));
        let other = [
            Ok(PlacedVector::new(8, work("p1", 1), vector(&[1.0]))),
            Err(Error::invalid(
                "vector",
                "NaN",
                crate::error::say!("give numbers", "请填数"),
            )
            .in_record(super::row_name(9))),
        ];
        let mut writer = library.writer().unwrap();
        let report = writer.attach_vectors(rows.chain(other), &silent).unwrap();
        writer.commit().unwrap();
        assert_eq!(
            (report.attached, report.unchanged, report.components),
            (3, 0, Some(2))
        );
        let refused: Vec<(u64, String)> = report
            .refused
            .iter()
            .map(|r| (r.row, r.error.to_string()))
            .collect();
        let wanted = [
            (4, "row 2 is of the same text"),
            (5, "nobody"),
            (6, "no work of that number"),
            (7, "a need and a profile"),
            (8, "2 components"),
            (9, "give numbers"),
        ];
        assert_eq!(refused.len(), wanted.len());
        for ((row, said), (number, part)) in refused.iter().zip(wanted) {
            assert!(
                said.starts_with(&format!("row {number}")) && said.contains(part),
                "{said}"
            );
            assert_eq!(*row, number);
        }
        let snapshot = library.snapshot().unwrap();
        let profile = snapshot.profile(&ProfileId::new("p1").unwrap()).unwrap();
        assert_eq!(
            (profile.vector.as_ref(), profile.works[1].vector.as_ref()),
            (Some(&x), Some(&x))
        );
        assert_eq!(profile.works[0].vector, None);
        // Again, with one other vector.
        let again = [(1, record("p1"), &y), (2, work("p1", 2), &x)];
        let again = again.map(|(row, place, v)| Ok(PlacedVector::new(row, place, v.clone())));
        let report = writer.attach_vectors(again, &silent).unwrap();
        assert_eq!((report.attached, report.unchanged), (1, 1));
    }

    #[test]
    fn it_can_be_followed_and_stopped() {
        let library = library();
        let writer = library.writer().unwrap();
        let rows = || ["n1", "p1"].map(|id| Ok(PlacedVector::new(1, record(id), vector(&[1.0]))));
        let heard = std::sync::Mutex::new(Vec::new());
        let hear = |progress: crate::engine::Progress| {
            heard.lock().unwrap().push((progress.done, progress.total));
            ControlFlow::Continue(())
        };
        writer.attach_vectors(rows(), &hear).unwrap();
        assert_eq!(*heard.lock().unwrap(), [(1, 2), (2, 2)]);
        let stop = |_| ControlFlow::Break(());
        assert!(
            writer
                .attach_vectors(rows(), &stop)
                .unwrap_err()
                .is_cancelled()
        );
    }

    #[test]
    fn texts_are_named_as_rows_are() {
        let mut lines = Vec::new();
        let snapshot = library().snapshot().unwrap();
        let mut look = |text| {
            lines.push(serde_json::to_string(&text).unwrap());
            Ok(())
        };
        snapshot.vector_texts(&mut look).unwrap();
        assert_eq!(lines.len(), 8);
        assert_eq!(lines[0], r#"{"need":"both","text":"针状焦"}"#);
        assert_eq!(lines[7], r#"{"profile":"p1","work":2,"text":"隔膜"}"#);
    }
}
