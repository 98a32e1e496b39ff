//! The keys that a library may hold, so that only a record that may be there is deleted before it is replaced.
//!
//! tantivy keeps a deletion in memory until the writer is closed, and looks each one up in every segment. An import of
//! new records would pay that for nothing: a million deletions of keys that never existed.

use std::collections::HashSet;

use tantivy::schema::Field;
use tantivy::{Index, ReloadPolicy, Searcher, Term};

use super::failure::caught;
use crate::error::Error;
use crate::num::hash64;

/// The keys of the last commit and of the changes since.
///
/// The answer may be a false yes, which costs a deletion that finds nothing, and is never a false no.
#[derive(Default)]
pub(super) struct HeldKeys {
    committed: Committed,
    /// Hashes of the keys written since the last commit; 16 bytes each. Two keys of one hash are a false yes.
    written: HashSet<u64>,
    /// The ones among them whose last change is a deletion.
    deleted: HashSet<u64>,
}

#[derive(Default)]
enum Committed {
    /// Not looked at since the last commit.
    #[default]
    Unread,
    Read(Searcher),
    /// The last commit cannot be read, so any key may be in it.
    Unreadable,
}

impl HeldKeys {
    /// Whether the library may hold `key` now, and notes that it will, or that it will not if the change `is_deletion`.
    /// O(segments · log terms).
    pub(super) fn insert(
        &mut self,
        index: &Index,
        field: Field,
        (key, is_deletion): (&str, bool),
    ) -> bool {
        let hash = hash64(key.as_bytes());
        if is_deletion {
            self.deleted.insert(hash);
        } else {
            self.deleted.remove(&hash);
        }
        let is_new = self.written.insert(hash);
        !is_new || self.was_committed(index, &Term::from_field_text(field, key))
    }

    /// Forgets the last commit and the changes since: there is another one, or they are rolled back.
    pub(super) fn clear(&mut self) {
        // With its capacity: a writer of single records must not keep the table of an import.
        *self = Self::default();
    }

    /// Whether `key` was written, or its deletion, since the last commit. A false yes is as unlikely as two keys of one
    /// hash.
    pub(super) fn was_written(&self, key: &str) -> bool {
        self.written.contains(&hash64(key.as_bytes()))
    }

    /// Whether `key` is there after the changes since the last commit; `None` if they left it as it was. Wrong as rarely
    /// as two keys have one hash.
    pub(super) fn is_there(&self, key: &str) -> Option<bool> {
        let hash = hash64(key.as_bytes());
        let is_written = self.written.contains(&hash);
        is_written.then(|| !self.deleted.contains(&hash))
    }

    /// The last commit; `None` if it cannot be read.
    pub(super) fn committed(&mut self, index: &Index) -> Option<&Searcher> {
        if let Committed::Unread = self.committed {
            // Opened at the first change after a commit and not kept beyond the next, so that a writer at rest holds
            // no files that a merge has replaced.
            self.committed = read(index).map_or(Committed::Unreadable, Committed::Read);
        }
        match &self.committed {
            Committed::Read(searcher) => Some(searcher),
            Committed::Unread | Committed::Unreadable => None,
        }
    }

    fn was_committed(&mut self, index: &Index, key: &Term) -> bool {
        let Some(searcher) = self.committed(index) else {
            return true;
        };
        // A segment that cannot be read may hold the key; the deletion then meets the damage and reports it.
        let held = caught(None, || {
            let mut segments = searcher.segment_readers().iter();
            Ok(segments.any(|segment| {
                let terms = segment.inverted_index(key.field());
                let found = terms.and_then(|terms| Ok(terms.get_term_info(key)?.is_some()));
                found.unwrap_or(true)
            }))
        });
        held.unwrap_or(true)
    }
}

fn read(index: &Index) -> Result<Searcher, Error> {
    caught(None, || {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: tantivy::IndexReader = reader
            .try_into()
            .map_err(super::failure::told("reading the library", None))?;
        Ok(reader.searcher())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, TantivyDocument};

    use super::HeldKeys;

    #[test]
    fn a_key_is_held_once_written_and_after_its_commit() {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("key", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut keys = HeldKeys::default();
        assert!(!keys.insert(&index, field, ("p:1", false)));
        assert!(keys.insert(&index, field, ("p:1", false)), "written before");
        assert!(
            !keys.insert(&index, field, ("n:1", false)),
            "another collection"
        );

        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let mut document = TantivyDocument::new();
        document.add_text(field, "p:1");
        writer.add_document(document).unwrap();
        writer.commit().unwrap();
        keys.clear();
        assert_eq!(keys.is_there("p:1"), None);
        assert!(keys.insert(&index, field, ("p:1", true)), "committed");
        assert_eq!(keys.is_there("p:1"), Some(false));
        assert!(keys.insert(&index, field, ("p:1", false)));
        assert_eq!(keys.is_there("p:1"), Some(true));
        assert!(!keys.insert(&index, field, ("n:1", false)), "never was");
    }
}
