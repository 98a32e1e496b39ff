//! What a library shares with its snapshots: the stored index, the database beside it, and the lexicon as whoever changed
//! it last left it.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::history_file::HistoryFile;
use crate::error::Result;
use crate::index::{ManifestStamp, Store};
use crate::text::recipe::Recipe;
use crate::text::{Analyzer, Lexicon, QueryAnalyzer};

/// Stored index, database and lexicon of an open library.
#[derive(Debug)]
pub(super) struct LibraryOrigin {
    pub(super) store: Store,
    pub(super) history: HistoryFile,
    words: Mutex<KnownWords>,
}

/// The lexicon that was read last.
#[derive(Debug)]
struct KnownWords {
    queries: Arc<QueryAnalyzer>,
    /// Stamp of the manifest that it was read from; `None` in memory.
    stamp: Option<ManifestStamp>,
}

impl LibraryOrigin {
    /// # Errors
    /// Corrupt if the stored lexicon is damaged.
    pub(super) fn new(store: Store, analyzer: Analyzer, recipe: Recipe) -> Result<Self> {
        let (lexicon, stamp) = store.lexicon_since(None)?.unzip();
        let lexicon = Arc::new(lexicon.unwrap_or_default());
        let queries = Arc::new(QueryAnalyzer::new(analyzer, lexicon).with_recipe(recipe));
        let words = Mutex::new(KnownWords { queries, stamp });
        let path = store.path().map(Path::to_owned);
        let history = HistoryFile::new(path, store.access(), store.last_commit());
        Ok(Self {
            store,
            history,
            words,
        })
    }

    fn words(&self) -> MutexGuard<'_, KnownWords> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lexicon that was read last.
    pub(super) fn lexicon(&self) -> Lexicon {
        Lexicon::clone(self.words().queries.lexicon())
    }

    /// Reads needs by the lexicon as it is stored now, by whichever process. O(bytes of the lexicon).
    ///
    /// # Errors
    /// Corrupt if the manifest is damaged.
    pub(super) fn queries(&self) -> Result<Arc<QueryAnalyzer>> {
        let mut words = self.words();
        if let Some((lexicon, stamp)) = self.store.lexicon_since(words.stamp)? {
            words.stamp = Some(stamp);
            // The manifest may have changed in something else; needs that were analysed stay known then.
            if **words.queries.lexicon() != lexicon {
                words.queries = Arc::new(words.queries.with_lexicon(Arc::new(lexicon)));
            }
        }
        Ok(Arc::clone(&words.queries))
    }

    /// Replaces the lexicon, durably.
    ///
    /// # Errors
    /// Every error of [`Store::set_lexicon`]; the old lexicon stays then.
    pub(super) fn set_lexicon(&self, lexicon: Lexicon) -> Result<()> {
        let mut words = self.words();
        // Stored first: words that could not be kept are not used either.
        words.stamp = self.store.set_lexicon(&lexicon)?;
        words.queries = Arc::new(words.queries.with_lexicon(Arc::new(lexicon)));
        Ok(())
    }
}
