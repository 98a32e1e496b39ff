//! Entries that are made together with commits, against a plain model: random scripts of writes, cuts and reads.

use std::collections::{BTreeMap, BTreeSet};

use super::together::{Cut, cut_off, entry, expert, kept, need, options};
use crate::engine::Writer;
use crate::ledger::{EntryContent, EntryKind};
use crate::model::{Need, NeedStatus};
use crate::{Library, LibraryOptions};

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// An entry as the model remembers it: number, need, kind, and a note that is its own.
type Line = (u64, String, EntryKind, String);

/// The library and its ledger as plain lists.
#[derive(Clone, Default)]
struct Model {
    /// Whether each need is settled.
    needs: BTreeMap<String, bool>,
    lines: Vec<Line>,
}

/// Accepts an entry as the built-in stages do: an agreement needs a contact before it.
fn may_follow<'a>(
    mut earlier: impl Iterator<Item = &'a Line>,
    need: &str,
    kind: EntryKind,
) -> bool {
    kind != EntryKind::Agreed
        || earlier.any(|(_, other, kind, _)| other == need && *kind == EntryKind::Contacted)
}

/// A library on a disk beside its model.
struct Trial {
    random: Random,
    library: Library,
    options: LibraryOptions,
    place: tempfile::TempDir,
    committed: Model,
    /// The needs of the writer, with its changes.
    pending: BTreeMap<String, bool>,
    /// Accepted entries of the writer, without numbers.
    queued: Vec<Line>,
    /// How many of them an attempt has written down, and thereby numbered.
    written: usize,
    notes: u64,
}

impl Trial {
    fn new(seed: u64, keep_history: bool) -> Self {
        let place = tempfile::tempdir().unwrap();
        let options = options().keep_history(keep_history);
        let library = Library::create(place.path(), options.clone()).unwrap();
        let mut writer = library.writer().unwrap();
        writer.put_profile(&expert("p1")).unwrap();
        writer.commit().unwrap();
        drop(writer);
        Self {
            random: Random(seed),
            library,
            options,
            place,
            committed: Model::default(),
            pending: BTreeMap::new(),
            queued: Vec::new(),
            written: 0,
            notes: 0,
        }
    }

    fn next_number(&self) -> u64 {
        let written = self.queued[..self.written].iter();
        let numbers = self.committed.lines.iter().chain(written);
        numbers.map(|(number, ..)| *number).max().unwrap_or(0) + 1
    }

    /// A random entry about a random need.
    fn line(&mut self) -> (Line, EntryContent) {
        let id = format!("n{}", self.random.below(4));
        let kinds = [EntryKind::Note, EntryKind::Contacted, EntryKind::Agreed];
        let kind = kinds[usize::try_from(self.random.below(3)).unwrap()];
        self.notes += 1;
        let note = self.notes.to_string();
        let content = entry(&id, "p1", kind).note(&note);
        ((0, id, kind, note), content)
    }

    fn append_by_writer(&mut self, writer: &Writer) {
        let (line, content) = self.line();
        let earlier = self.committed.lines.iter().chain(&self.queued);
        let is_good = self.pending.contains_key(&line.1) && may_follow(earlier, &line.1, line.2);
        assert_eq!(writer.append(content).is_ok(), is_good, "{line:?}");
        if is_good {
            self.queued.push(line);
        }
    }

    fn append_beside(&mut self) {
        let (mut line, content) = self.line();
        let is_good = self.committed.needs.contains_key(&line.1)
            && may_follow(self.committed.lines.iter(), &line.1, line.2);
        let appended = self.library.ledger().unwrap().append(content);
        assert_eq!(appended.is_ok(), is_good, "{line:?}");
        if let Ok(appended) = appended {
            line.0 = self.next_number();
            assert_eq!(appended.number, line.0);
            self.committed.lines.push(line);
        }
    }

    fn change(&mut self, writer: &Writer) {
        let id = format!("n{}", self.random.below(4));
        if self.random.below(4) == 0 {
            writer.delete_need(&need(&id)).unwrap();
            self.pending.remove(&id);
            return;
        }
        let is_settled = self.random.below(2) == 0;
        let mut record = Need::new(&id, "针状焦").unwrap();
        if is_settled {
            record.status = NeedStatus::Settled;
        }
        writer.put_need(&record).unwrap();
        self.pending.insert(id, is_settled);
    }

    /// The writer writes its entries down: they have their numbers.
    fn note_written(&mut self) {
        for at in self.written..self.queued.len() {
            self.queued[at].0 = self.next_number();
            self.written = at + 1;
        }
    }

    fn note_committed(&mut self) {
        self.note_written();
        self.committed.needs.clone_from(&self.pending);
        self.committed.lines.append(&mut self.queued);
        self.written = 0;
    }

    fn note_rolled_back(&mut self) {
        self.pending.clone_from(&self.committed.needs);
        self.queued.clear();
        self.written = 0;
    }

    /// Holds what a reader sees to the model.
    fn check(&self, library: &Library) {
        let snapshot = library.snapshot().unwrap();
        let needs = snapshot.needs().unwrap().into_iter();
        let needs: BTreeMap<String, bool> = needs
            .map(|need| (need.id.to_string(), need.status == NeedStatus::Settled))
            .collect();
        assert_eq!(needs, self.committed.needs);
        let ledger = library.ledger().unwrap();
        let all = ledger.since("2000-01-01".parse().unwrap(), usize::MAX);
        let seen: BTreeSet<Line> = all
            .unwrap()
            .into_iter()
            .map(|entry| {
                let content = entry.content;
                let (need, note) = (content.need.to_string(), content.note.unwrap());
                (entry.number, need, content.kind, note)
            })
            .collect();
        let wanted: BTreeSet<Line> = self.committed.lines.iter().cloned().collect();
        assert_eq!(seen, wanted);
        assert_eq!(kept(&ledger), ledger.folded().unwrap());
    }

    /// Ends the process at a random step of a commit, or after it.
    fn kill(&mut self, mut writer: Writer) {
        match self.random.below(4) {
            0 => {
                cut_off(writer, Cut::BeforeRecords);
                self.note_written();
            }
            1 => {
                cut_off(writer, Cut::BeforeEntries);
                self.note_committed();
            }
            2 => {
                writer.commit().unwrap();
                self.note_committed();
            }
            _ => drop(writer),
        }
        // The next process may only read, or append, before one comes that writes records.
        let readers = self.random.below(3);
        if readers > 0 {
            let options = self.options.clone().read_only(true);
            self.check(&Library::open(self.place.path(), options).unwrap());
        }
        self.library = Library::open(self.place.path(), self.options.clone()).unwrap();
        if readers > 1 {
            self.append_beside();
            self.check(&self.library);
        }
        // The remains of a commit that never came go with the next writer.
        self.note_rolled_back();
    }

    fn run(&mut self, steps: u64) {
        let mut writer = self.library.writer().unwrap();
        for _ in 0..steps {
            match self.random.below(16) {
                0..5 => self.change(&writer),
                5..9 => self.append_by_writer(&writer),
                9..12 => self.append_beside(),
                12 => {
                    writer.commit().unwrap();
                    let first = self.committed.lines.len();
                    let own = self.queued.len();
                    self.note_committed();
                    let numbers = writer.appended().into_iter().map(|one| one.number);
                    let lines = &self.committed.lines[first..];
                    assert!(own == lines.len() && numbers.eq(lines.iter().map(|line| line.0)));
                }
                13 => {
                    // A commit that the disk refuses after its first step; the same writer goes on.
                    writer.write_ahead().unwrap();
                    self.note_written();
                }
                14 => {
                    writer.rollback().unwrap();
                    self.note_rolled_back();
                }
                _ => {
                    self.kill(writer);
                    writer = self.library.writer().unwrap();
                }
            }
            self.check(&self.library);
        }
    }
}

#[test]
fn random_scripts_leave_what_a_plain_model_says() {
    let mut entries = 0;
    for seed in 0..12 {
        let mut trial = Trial::new(seed, seed % 2 == 0);
        trial.run(80);
        entries += trial.committed.lines.len();
    }
    assert!(entries > 80, "{entries} entries");
}
