//! Opening libraries.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::cache::Cache;
use super::library_options::LibraryOptions;
use super::needs::NeedCache;
use super::origin::LibraryOrigin;
use super::{Compilation, Migration, Snapshot};
use crate::compiled::library::CompiledLibrary;
use crate::compiled::{CollectionStatistics, KeptIn};
use crate::error::Result;
use crate::index::{DirectoryAccess, IndexSnapshot, Store, is_outdated, migrate, outdated};
use crate::model::Taxonomies;
use crate::text::{Analyzer, Lexicon, QueryAnalyzer};

/// A library of needs and profiles: a directory, or memory.
///
/// Share it by reference or `Arc` between threads. Readers take snapshots and never wait for the writer.
///
/// # Example
/// ```
/// use qianxian::{Library, RankOptions, model::{Date, Need, Profile, ProfileKind}};
///
/// let library = Library::in_memory()?;
/// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
/// expert.expertise.push("针状焦".into());
/// let mut writer = library.writer()?;
/// writer.put_profile(&expert)?;
/// writer.commit()?;
///
/// let need = Need::new("n1", "油系针状焦制备技术")?;
/// let options = RankOptions::new(Date::new(2024, 7, 1)?);
/// let ranking = library.snapshot()?.rank(&need, &options)?;
/// assert_eq!(ranking.matches[0].profile.as_str(), "p1");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Debug)]
pub struct Library {
    pub(super) origin: Arc<LibraryOrigin>,
    pub(super) options: LibraryOptions,
    cache: Arc<Mutex<Cache>>,
    /// Compiled under the calibration of given statistics, where the live ones ask for another.
    given_cache: Arc<Mutex<Cache>>,
    known_needs: Arc<NeedCache>,
    migration: Option<Migration>,
}

impl Library {
    /// An empty library in memory.
    ///
    /// # Errors
    /// Backend errors of a machine without memory.
    pub fn in_memory() -> Result<Self> {
        Self::in_memory_with(LibraryOptions::default())
    }

    /// An empty library in memory.
    ///
    /// # Errors
    /// Backend errors of a machine without memory.
    pub fn in_memory_with(options: LibraryOptions) -> Result<Self> {
        let analyzer = Analyzer::new();
        Self::ready(Store::in_memory(&analyzer)?, analyzer, options)
    }

    /// Creates an empty library in a new or empty directory.
    ///
    /// # Errors
    /// Invalid input if the directory holds something, or for [`LibraryOptions::read_only`]; input/output errors.
    pub fn create(path: impl AsRef<Path>, options: LibraryOptions) -> Result<Self> {
        options.check_writable(path.as_ref())?;
        let analyzer = Analyzer::new();
        Self::ready(Store::create(path, &analyzer)?, analyzer, options)
    }

    /// Opens the library in `path`. One of format 3, or of another version of the analyser, is brought to this version's
    /// format first, in place, unless the options forbid it ([`Library::migrate`], [`Library::migration`]).
    ///
    /// # Errors
    /// Corrupt if the directory is no library, one of a newer format, or damaged; nothing in it is
    /// changed then. Errors of [`Library::migrate`].
    pub fn open(path: impl AsRef<Path>, options: LibraryOptions) -> Result<Self> {
        let path = path.as_ref();
        let analyzer = Analyzer::new();
        let mut migration = None;
        if is_outdated(path, &analyzer)? {
            if options.access == DirectoryAccess::ReadOnly || !options.migrate {
                return Err(outdated(path, &analyzer));
            }
            let outcome = migrate(path, &analyzer, options.writer_memory)?;
            migration = Some(Migration::new(outcome));
        }
        let store = Store::open(path, options.verify, options.access, &analyzer)?;
        let library = Self::ready(store, analyzer, options)?;
        Ok(Self {
            migration,
            ..library
        })
    }

    /// Opens the library in `path`, or creates one if nothing is there.
    ///
    /// # Errors
    /// Every error of [`Library::open`] and [`Library::create`].
    pub fn open_or_create(path: impl AsRef<Path>, options: LibraryOptions) -> Result<Self> {
        let path = path.as_ref();
        // A directory that cannot be read is opened: that error says why.
        let may_create = options.access == DirectoryAccess::ReadWrite;
        if may_create && Store::may_create(path).unwrap_or(false) {
            Self::create(path, options)
        } else {
            Self::open(path, options)
        }
    }

    fn ready(store: Store, analyzer: Analyzer, options: LibraryOptions) -> Result<Self> {
        Ok(Self {
            origin: Arc::new(LibraryOrigin::new(store, analyzer, options.recipe)?),
            cache: Arc::new(Mutex::new(Cache::new(&options.taxonomies))),
            given_cache: Arc::new(Mutex::new(Cache::new(&options.taxonomies))),
            options,
            known_needs: Arc::default(),
            migration: None,
        })
    }

    /// This library once more, for somebody who outlives this value; caches are shared.
    pub(super) fn handle(&self) -> Self {
        Self {
            origin: Arc::clone(&self.origin),
            options: self.options.clone(),
            cache: Arc::clone(&self.cache),
            given_cache: Arc::clone(&self.given_cache),
            known_needs: Arc::clone(&self.known_needs),
            migration: self.migration,
        }
    }

    /// The last commit, frozen, ready to rank, with the lexicon that was set last: by whichever process.
    ///
    /// Compiles the segments that no earlier snapshot of this library has compiled: a first
    /// snapshot takes O(library), one after a small commit O(commit).
    ///
    /// # Errors
    /// Corrupt if a committed file is damaged; invalid input if the compiled form would exceed
    /// [`LibraryOptions::memory_limit`].
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::NeedId;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// let before = library.snapshot()?;
    /// library.writer()?.delete_need(&NeedId::new("n1")?)?;
    /// assert_eq!(before.need_ids()?, library.snapshot()?.need_ids()?); // not committed
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn snapshot(&self) -> Result<Snapshot> {
        let queries = self.origin.queries()?;
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the cache's lock: caches move forward only, and nothing is compiled twice at once.
        let index = self.origin.store.snapshot()?;
        let compiled = self.compiled(&mut cache, &index)?;
        Ok(self.snapshot_of(index, compiled, queries))
    }

    /// The last commit, as [`Library::snapshot`] gives it, scored under `statistics` in place of its own.
    ///
    /// A pair then has the same score for as long as its two records, the lexicon and the options stay, whatever else is
    /// put in or deleted; a word that no document had when the statistics were taken is as rare as a word can be. Under
    /// the statistics that the last commit has itself, rankings are the same bits as without, but for a need none of
    /// whose words any document has: its text counts as known, and as 0.
    ///
    /// If average lengths have changed so far that the statistics ask for another [calibration](crate::score::Calibration)
    /// than the live ones, segments are compiled once more, and the open library holds both forms.
    ///
    /// # Errors
    /// Errors of [`Library::snapshot`].
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Need, Profile, ProfileKind};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use std::sync::Arc;
    ///
    /// let need = Need::new("n3", "针状焦")?;
    /// let statistics = Arc::new(library.snapshot()?.collection_statistics());
    /// let before = library.snapshot_under(&statistics)?.rank(&need, &options)?;
    /// let mut writer = library.writer()?;
    /// let mut other = Profile::new("p3", ProfileKind::Expert, "示例·李工")?;
    /// other.expertise.push("针状焦的煅烧".into());
    /// writer.put_profile(&other)?;
    /// writer.commit()?;
    /// let after = library.snapshot_under(&statistics)?.rank(&need, &options)?;
    /// let score_of = |ranking: &qianxian::rank::Ranking| {
    ///     ranking.matches.iter().find(|found| found.profile == "p1").map(|found| found.score)
    /// };
    /// assert_eq!(score_of(&before), score_of(&after)); // though 针状焦 is not as rare any more
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn snapshot_under(&self, statistics: &Arc<CollectionStatistics>) -> Result<Snapshot> {
        let queries = self.origin.queries()?;
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let index = self.origin.store.snapshot()?;
        let LibraryOptions {
            recipe,
            memory_limit,
            ..
        } = self.options;
        let live = cache.calibration(&index, recipe, self.keep_in())?;
        let is_shared = live == statistics.calibration(recipe);
        let (compiled, compilation) = if is_shared {
            self.compiled(&mut cache, &index)?
        } else {
            drop(cache);
            let mut cache = self
                .given_cache
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            cache.compiled(&index, recipe, memory_limit, None, Some(statistics))?
        };
        let compiled = (compiled.under(statistics), compilation);
        Ok(self.snapshot_of(index, compiled, queries))
    }

    /// The compiled form of `index`, by the cache of live statistics.
    fn compiled(
        &self,
        cache: &mut Cache,
        index: &IndexSnapshot,
    ) -> Result<(CompiledLibrary, Compilation)> {
        let LibraryOptions {
            recipe,
            memory_limit,
            ..
        } = self.options;
        cache.compiled(index, recipe, memory_limit, self.keep_in(), None)
    }

    /// The directory of files made of segments, and how they are used.
    fn keep_in(&self) -> KeptIn<'_> {
        let keep_in = self.keeps_in().zip(self.options.kept_storage());
        keep_in.map(|((library, access), storage)| (library, (access, storage)))
    }

    /// The directory that files made of segments are kept in, if they are.
    pub(super) fn keeps_in(&self) -> Option<(&Path, DirectoryAccess)> {
        let store = &self.origin.store;
        let is_kept = self.options.kept_storage().is_some();
        let library = store.path().filter(|_| is_kept);
        library.map(|library| (library, store.access()))
    }

    /// The committed records, not compiled.
    pub(super) fn index_snapshot(&self) -> Result<IndexSnapshot> {
        self.origin.store.snapshot()
    }

    fn snapshot_of(
        &self,
        index: IndexSnapshot,
        compiled: (CompiledLibrary, Compilation),
        queries: Arc<QueryAnalyzer>,
    ) -> Snapshot {
        Snapshot::new(
            Arc::clone(&self.origin),
            index,
            compiled,
            queries,
            self.options.taxonomies.clone(),
            Arc::clone(&self.known_needs),
        )
    }

    /// The user's words and synonyms, as they were when the library was opened or when the last snapshot was taken.
    ///
    /// # Example
    /// ```
    /// # use qianxian::Library;
    /// let library = Library::in_memory()?;
    /// let mut lexicon = library.lexicon();
    /// lexicon.add_synonyms(["针状焦", "needle coke"])?;
    /// library.set_lexicon(lexicon.clone())?;
    /// assert_eq!(library.lexicon(), lexicon);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn lexicon(&self) -> Lexicon {
        self.origin.lexicon()
    }

    /// Replaces the user's words and synonyms, durably. Snapshots taken from now on see them at once, those of other
    /// processes too; nothing is indexed again, because they change how needs are read, not the stored records.
    ///
    /// # Errors
    /// Invalid input for [`LibraryOptions::read_only`]; input/output errors. The old lexicon stays then.
    pub fn set_lexicon(&self, lexicon: Lexicon) -> Result<()> {
        self.origin.set_lexicon(lexicon)
    }

    /// How the library was brought to this version's format when it was opened; `None` if it was read as it is.
    #[must_use]
    pub fn migration(&self) -> Option<Migration> {
        self.migration
    }

    /// The trees and places that facts are read against.
    #[must_use]
    pub fn taxonomies(&self) -> &Taxonomies {
        &self.options.taxonomies
    }

    /// The directory; `None` in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.origin.store.path()
    }
}
