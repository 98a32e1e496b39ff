//! Opening libraries.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::cache::Cache;
use super::history_file::HistoryFile;
use super::journal::Journal;
use super::needs::NeedCache;
use super::{Snapshot, Writer};
use crate::error::Result;
use crate::index::{Store, Verify};
use crate::model::Taxonomies;
use crate::text::recipe::Recipe;
use crate::text::{Analyzer, Lexicon, QueryAnalyzer};

/// Default memory of a writer, in bytes.
const WRITER_MEMORY: usize = 128 << 20;

/// How to open a library.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LibraryOptions {
    taxonomies: Taxonomies,
    verify: Verify,
    writer_memory: usize,
    memory_limit: Option<usize>,
    recipe: Recipe,
    keep_compiled: bool,
    keep_history: bool,
}

impl Default for LibraryOptions {
    fn default() -> Self {
        Self {
            taxonomies: Taxonomies::builtin(),
            verify: Verify::default(),
            writer_memory: WRITER_MEMORY,
            memory_limit: None,
            recipe: Recipe::default(),
            keep_compiled: false,
            keep_history: true,
        }
    }
}

impl LibraryOptions {
    /// The default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The trees and places to read facts against (default: the built-in ones).
    #[must_use]
    pub fn taxonomies(self, taxonomies: Taxonomies) -> Self {
        Self { taxonomies, ..self }
    }

    /// How much to check when opening (default: every byte against its checksum).
    #[must_use]
    pub fn verify(self, verify: Verify) -> Self {
        Self { verify, ..self }
    }

    /// Most memory that a writer may hold before it writes a segment, in bytes (default 128 MiB, at least 15 MB).
    #[must_use]
    pub fn writer_memory(self, bytes: usize) -> Self {
        Self {
            writer_memory: bytes,
            ..self
        }
    }

    /// The most that the compiled form of a snapshot may take; a larger one is refused (default: no limit).
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Profile, ProfileKind};
    /// use qianxian::{Library, engine::LibraryOptions};
    ///
    /// let library = Library::in_memory_with(LibraryOptions::new().memory_limit(0))?;
    /// let mut writer = library.writer()?;
    /// writer.put_profile(&Profile::new("p1", ProfileKind::Expert, "示例·王工")?)?;
    /// writer.commit()?;
    /// assert!(library.snapshot().unwrap_err().is_invalid_input());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn memory_limit(self, bytes: usize) -> Self {
        Self {
            memory_limit: Some(bytes),
            ..self
        }
    }

    /// Whether compiled segments are kept in files beside the index (default: no): the next program that opens the
    /// library reads them in a fraction of the time. About as many bytes as [`super::Counts::compiled_bytes`]. A file
    /// that is absent, damaged or of another recipe is made anew, one that cannot be written is told in
    /// [`super::Snapshot::compilation`]. Nothing is kept of a library in memory.
    #[must_use]
    pub fn keep_compiled(self, keep_compiled: bool) -> Self {
        Self {
            keep_compiled,
            ..self
        }
    }

    /// Whether writers keep the history of the records (default: yes): about the JSON of each change on disk, and two
    /// writes where there was one. Without it, [`super::RecordHistory::ends_early`] tells of the changes that are
    /// missing.
    #[must_use]
    pub fn keep_history(self, keep_history: bool) -> Self {
        Self {
            keep_history,
            ..self
        }
    }

    /// How text is scored (default: the recipe that measured best). Not stored: it holds while the library is open.
    #[must_use]
    pub fn recipe(self, recipe: Recipe) -> Self {
        Self { recipe, ..self }
    }
}

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
    pub(super) store: Store,
    options: LibraryOptions,
    queries: RwLock<Arc<QueryAnalyzer>>,
    cache: Mutex<Cache>,
    known_needs: Arc<NeedCache>,
    pub(super) history: Arc<HistoryFile>,
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
    /// Invalid input if the directory holds something; input/output errors.
    pub fn create(path: impl AsRef<Path>, options: LibraryOptions) -> Result<Self> {
        let analyzer = Analyzer::new();
        Self::ready(Store::create(path, &analyzer)?, analyzer, options)
    }

    /// Opens the library in `path`.
    ///
    /// # Errors
    /// Corrupt if the directory is no library, one of a newer format, or damaged; nothing in it is
    /// changed then.
    pub fn open(path: impl AsRef<Path>, options: LibraryOptions) -> Result<Self> {
        let analyzer = Analyzer::new();
        Self::ready(
            Store::open(path, options.verify, &analyzer)?,
            analyzer,
            options,
        )
    }

    /// Opens the library in `path`, or creates one if nothing is there.
    ///
    /// # Errors
    /// Every error of [`Library::open`] and [`Library::create`].
    pub fn open_or_create(path: impl AsRef<Path>, options: LibraryOptions) -> Result<Self> {
        let path = path.as_ref();
        // A directory that cannot be read is opened: that error says why.
        if Store::may_create(path).unwrap_or(false) {
            Self::create(path, options)
        } else {
            Self::open(path, options)
        }
    }

    fn ready(store: Store, analyzer: Analyzer, options: LibraryOptions) -> Result<Self> {
        let lexicon = store.lexicon()?;
        let queries = QueryAnalyzer::new(analyzer, Arc::new(lexicon)).with_recipe(options.recipe);
        Ok(Self {
            history: Arc::new(HistoryFile::new(store.path().map(Path::to_owned))),
            store,
            cache: Mutex::new(Cache::new(&options.taxonomies)),
            options,
            queries: RwLock::new(Arc::new(queries)),
            known_needs: Arc::default(),
        })
    }

    /// The one writer.
    ///
    /// # Errors
    /// Busy while another writer, in this process or another, is alive; corrupt if the file of the history is damaged.
    ///
    /// # Example
    /// ```
    /// # use qianxian::Library;
    /// let library = Library::in_memory()?;
    /// let writer = library.writer()?;
    /// assert!(library.writer().unwrap_err().is_busy());
    /// writer.close()?;
    /// assert!(library.writer().is_ok());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn writer(&self) -> Result<Writer> {
        let index = self.store.writer(self.options.writer_memory)?;
        // Without a history too: what a killed writer left must not become visible with the next commit.
        let journal = Journal::open(self.history.database()?, index.generation()?)?;
        Ok(Writer::new(
            index,
            self.options.keep_history.then_some(journal),
        ))
    }

    /// The last commit, frozen, ready to rank.
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
        let queries = Arc::clone(&self.queries.read().unwrap_or_else(PoisonError::into_inner));
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the cache's lock: caches move forward only, and nothing is compiled twice at once.
        let index = self.store.snapshot()?;
        let LibraryOptions {
            recipe,
            memory_limit,
            keep_compiled,
            ..
        } = self.options;
        let keep_in = self.store.path().filter(|_| keep_compiled);
        let compiled = cache.compiled(&index, recipe, memory_limit, keep_in)?;
        Ok(Snapshot::new(
            index,
            compiled,
            queries,
            self.options.taxonomies.clone(),
            Arc::clone(&self.known_needs),
            Arc::clone(&self.history),
        ))
    }

    /// The user's words and synonyms.
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
    pub fn lexicon(&self) -> Lexicon {
        let queries = self.queries.read().unwrap_or_else(PoisonError::into_inner);
        Lexicon::clone(queries.lexicon())
    }

    /// Replaces the user's words and synonyms, durably. Snapshots taken from now on see them at once; nothing is
    /// indexed again, because they change how needs are read, not the stored records.
    ///
    /// # Errors
    /// Input/output errors; the old lexicon stays then.
    pub fn set_lexicon(&self, lexicon: Lexicon) -> Result<()> {
        // Stored first: words that could not be kept are not used either.
        self.store.set_lexicon(&lexicon)?;
        let mut queries = self.queries.write().unwrap_or_else(PoisonError::into_inner);
        *queries = Arc::new(queries.with_lexicon(Arc::new(lexicon)));
        Ok(())
    }

    /// The trees and places that facts are read against.
    pub fn taxonomies(&self) -> &Taxonomies {
        &self.options.taxonomies
    }

    /// The directory; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.store.path()
    }
}
