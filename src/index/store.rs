//! Opening and creating a library's directory.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tantivy::directory::DirectoryLock;
use tantivy::index::SegmentId;
use tantivy::{Index, IndexMeta, IndexReader, ReloadPolicy, Searcher};

use super::directory::{DirectoryAccess, LibraryDirectory};
use super::failure::{caught, place, read_only, told};
use super::generation::read_generation;
use super::manifest::{Manifest, ManifestStamp};
use super::schema::{RANKED, SEARCHED, SchemaFields, schema};
use super::tokens::{AnalyzerTokenizer, Keep};
use super::whole::{CHECK_ROUNDS, check_all, follow};
use super::writer::Opening;
use super::{IndexSnapshot, IndexWriter};
use crate::error::{Error, Result, say};
use crate::text::{Analyzer, Lexicon};

/// How much of a library is checked when it is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verify {
    /// Every byte against its checksum when the library is opened: finds damage before anything is answered.
    /// Reads all files once (a tenth of a second for each GB in the file cache). The default.
    #[default]
    Full,
    /// The commit, and the name, kind and length of each of its files; every other byte when it is first
    /// read, a MiB at a time. Damage is found as surely, but only by the call that meets it.
    Quick,
}

/// The index of one library: opened, ready for snapshots and a writer.
pub(crate) struct Store {
    index: Index,
    reader: IndexReader,
    fields: SchemaFields,
    /// The directory and the analyzer's version; `None` in memory.
    pub(super) place: Option<StoreLocation>,
}

/// Location of a library.
pub(super) struct StoreLocation {
    pub(super) path: PathBuf,
    pub(super) directory: LibraryDirectory,
    pub(super) analyzer: &'static str,
    access: DirectoryAccess,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// An empty index in memory.
    ///
    /// # Errors
    /// Backend errors of a machine without memory.
    pub(crate) fn in_memory(analyzer: &Analyzer) -> Result<Self> {
        let (schema, fields) = schema();
        Self::ready(Index::create_in_ram(schema), fields, None, analyzer)
    }

    /// Creates an empty library in `path`, which must be new or an empty directory.
    ///
    /// # Errors
    /// Invalid input if the directory holds something; input/output errors.
    pub(crate) fn create(path: impl AsRef<Path>, analyzer: &Analyzer) -> Result<Self> {
        Self::create_with(path.as_ref(), analyzer, &Lexicon::new())
    }

    /// Creates a library without records, with that lexicon.
    pub(super) fn create_with(path: &Path, analyzer: &Analyzer, lexicon: &Lexicon) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(|e| Error::io("create", path, e))?;
        if !Self::may_create(path)? {
            return Err(Error::invalid(
                "library",
                path.display(),
                say!(
                    "name a new or empty directory to create a library in, or open the one that is there",
                    "请指定用来建库的新目录或空目录，或打开已有的库"
                ),
            ));
        }
        clear_unfinished(path)?;
        let (schema, fields) = schema();
        // An id that no other library has is an id that no segment has.
        let manifest = Manifest::new(
            analyzer.version(),
            SegmentId::generate_random().uuid_string(),
        );
        let manifest = if *lexicon == Lexicon::new() {
            manifest
        } else {
            manifest.with_lexicon(lexicon)?
        };
        let access = DirectoryAccess::ReadWrite;
        let directory = LibraryDirectory::open(path, manifest.library.clone(), access)
            .map_err(told("opening the directory", Some(path)))?;
        let settings = tantivy::IndexSettings::default();
        let index = Index::create(directory.clone(), schema, settings)
            .map_err(told("creating the library", Some(path)))?;
        // Last, so that a directory with a manifest is a library.
        manifest.write(path)?;
        Self::ready(
            index,
            fields,
            Some(StoreLocation::new(path, directory, analyzer, access)),
            analyzer,
        )
    }

    /// Whether a library may be created in `path`: nothing is there, or only the remains of a creation that was cut
    /// off.
    ///
    /// # Errors
    /// Input/output errors.
    pub(crate) fn may_create(path: impl AsRef<Path>) -> Result<bool> {
        let path = path.as_ref();
        let fail = |e| Error::io("read", path, e);
        let entries = match std::fs::read_dir(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(true),
            entries => entries.map_err(fail)?,
        };
        for entry in entries {
            let name = entry.map_err(fail)?.file_name();
            if !UNFINISHED.iter().any(|&left| name == left) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Opens the library in `path`.
    ///
    /// # Errors
    /// Corrupt ([`Error::is_corrupt`]) if the directory is no library, one of a newer format, or
    /// damaged; nothing in it is changed then.
    pub(crate) fn open(
        path: impl AsRef<Path>,
        verify: Verify,
        access: DirectoryAccess,
        analyzer: &Analyzer,
    ) -> Result<Self> {
        let path = path.as_ref();
        let manifest = Manifest::read(path, analyzer.version())?;
        let fail = told("opening the library", Some(path));
        let directory = LibraryDirectory::open(path, manifest.library, access).map_err(&fail)?;
        let index = caught(Some(path), || Index::open(directory.clone()).map_err(&fail))?;
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(Error::corrupt(
                path,
                say!(
                    "the files are those of another program",
                    "其中是其他程序的文件"
                ),
                say!("name the directory of a library", "请指定库的目录"),
            ));
        }
        if verify == Verify::Full {
            check_all(&directory, path)?;
        }
        Self::ready(
            index,
            fields,
            Some(StoreLocation::new(path, directory, analyzer, access)),
            analyzer,
        )
    }

    fn ready(
        index: Index,
        fields: SchemaFields,
        place: Option<StoreLocation>,
        analyzer: &Analyzer,
    ) -> Result<Self> {
        let manager = index.tokenizers();
        manager.register(RANKED, AnalyzerTokenizer::new(analyzer.clone(), Keep::All));
        manager.register(
            SEARCHED,
            AnalyzerTokenizer::new(analyzer.clone(), Keep::Single),
        );
        let path = place.as_ref().map(|place| place.path.as_path());
        // By hand: a commit is seen when a snapshot is taken, not whenever a background thread notices it.
        let builder = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: IndexReader =
            follow(place.as_ref().map(|place| &place.directory), path, || {
                let reader = builder.clone().try_into();
                reader.map_err(told("reading the library", path))
            })?;
        Ok(Self {
            index,
            reader,
            fields,
            place,
        })
    }

    /// The one writer; clears the remains of killed writers, and makes a library of format 4 one of this format.
    ///
    /// `memory_bytes` is the most that it may hold before it writes a segment (15 MB at least a thread).
    ///
    /// # Errors
    /// Busy ([`Error::is_busy`]) while another writer, in this process or another, is alive; invalid input if the
    /// library was opened for reading only.
    pub(crate) fn writer(&self, memory_bytes: usize) -> Result<IndexWriter> {
        self.check_writable()?;
        let opening = Opening {
            index: self.index.clone(),
            fields: self.fields.clone(),
            path: self.path().map(Path::to_owned),
            directory: self.directory().cloned(),
            memory_bytes,
        };
        let writer = caught(self.path(), || IndexWriter::open(opening))?;
        if let Some(place) = &self.place {
            // Now that no other writer is alive, and before this one commits.
            let _locked = place.lock_manifest()?;
            Manifest::upgrade(&place.path, place.analyzer)?;
        }
        Ok(writer)
    }

    /// The last commit, frozen.
    ///
    /// # Errors
    /// Corrupt if a committed file is missing or damaged.
    pub(crate) fn snapshot(&self) -> Result<IndexSnapshot> {
        let path = self.path();
        for _ in 0..CHECK_ROUNDS {
            follow(self.directory(), path, || {
                self.reader
                    .reload()
                    .map_err(told("reading the library", path))
            })?;
            let searcher = self.reader.searcher();
            let metas = self.metas()?;
            // A writer may commit or merge between the two; then both are read anew.
            if is_of(&metas, &searcher) {
                return Ok(IndexSnapshot::new(
                    searcher,
                    self.fields.clone(),
                    path.map(Path::to_owned),
                    (read_generation(&metas, path)?, metas.opstamp),
                ));
            }
        }
        Err(Error::busy(
            say!("the library {}", "库 {}", place(path).display()),
            say!(
                "a writer commits faster than a commit can be read; try again later",
                "写入太快，来不及读取；请稍后再试"
            ),
        ))
    }

    /// Whether there was no commit since `snapshot` was taken. Merges are no commits. O(files of the last commit).
    ///
    /// # Errors
    /// Corrupt if the commit cannot be read.
    pub(crate) fn is_last(&self, snapshot: &IndexSnapshot) -> Result<bool> {
        Ok(self.metas()?.opstamp == snapshot.commit)
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    fn directory(&self) -> Option<&LibraryDirectory> {
        self.place.as_ref().map(|place| &place.directory)
    }

    /// Description of the last commit.
    fn metas(&self) -> Result<IndexMeta> {
        let path = self.path();
        caught(path, || {
            let metas = self.index.load_metas();
            metas.map_err(told("reading the library", path))
        })
    }

    /// The user's words and synonyms, as stored, with the stamp of the manifest that holds them; `None` if it is the
    /// manifest of the stamp `seen`, or if the library is in memory, where nobody else changes it.
    ///
    /// # Errors
    /// Corrupt if the manifest is damaged.
    pub(crate) fn lexicon_since(
        &self,
        seen: Option<ManifestStamp>,
    ) -> Result<Option<(Lexicon, ManifestStamp)>> {
        let Some(place) = &self.place else {
            return Ok(None);
        };
        let file = Manifest::bytes(&place.path)?;
        if Some(file.stamp()) == seen {
            return Ok(None);
        }
        let manifest = file.manifest(place.analyzer)?;
        Ok(Some((manifest.lexicon(&place.path)?, file.stamp())))
    }

    /// Stores the user's words and synonyms, durably; does nothing in memory. Returns the stamp of the new manifest.
    ///
    /// # Errors
    /// Invalid input if the library was opened for reading only; input/output errors. The old lexicon stays then.
    pub(crate) fn set_lexicon(&self, lexicon: &Lexicon) -> Result<Option<ManifestStamp>> {
        self.check_writable()?;
        let Some(place) = &self.place else {
            return Ok(None);
        };
        // Whoever else replaces the manifest at the same time waits.
        let _locked = place.lock_manifest()?;
        // Read under the lock: an earlier copy could undo the change of somebody else.
        let manifest = place.manifest()?.with_lexicon(lexicon)?;
        manifest.write(&place.path).map(Some)
    }

    /// What the library may do to its directory.
    pub(crate) fn access(&self) -> DirectoryAccess {
        self.place
            .as_ref()
            .map_or(DirectoryAccess::ReadWrite, |place| place.access)
    }

    fn check_writable(&self) -> Result<()> {
        match &self.place {
            Some(place) if place.access == DirectoryAccess::ReadOnly => Err(read_only(&place.path)),
            _ => Ok(()),
        }
    }

    /// The directory; `None` in memory.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.place.as_ref().map(|place| place.path.as_path())
    }
}

impl StoreLocation {
    fn new(
        path: &Path,
        directory: LibraryDirectory,
        analyzer: &Analyzer,
        access: DirectoryAccess,
    ) -> Self {
        Self {
            path: path.to_owned(),
            directory,
            analyzer: analyzer.version(),
            access,
        }
    }

    fn manifest(&self) -> Result<Manifest> {
        Manifest::read(&self.path, self.analyzer)
    }

    fn lock_manifest(&self) -> Result<DirectoryLock> {
        let locked = self.directory.lock_manifest();
        locked.map_err(told("changing the manifest", Some(&self.path)))
    }
}

/// Files of a library of which nothing was committed, whose manifest does not yet stand: all that a creation that
/// was cut off leaves.
pub(super) const UNFINISHED: [&str; 5] = [
    "meta.json",
    "meta.new",
    "qianxian.new",
    ".tantivy-meta.lock",
    ".tantivy-writer.lock",
];

/// Removes the remains of a creation that was cut off.
fn clear_unfinished(path: &Path) -> Result<()> {
    for left in UNFINISHED {
        let file = path.join(left);
        match std::fs::remove_file(&file) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("remove", file, e));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether `searcher` shows the commit that `metas` describes.
fn is_of(metas: &IndexMeta, searcher: &Searcher) -> bool {
    let committed = metas.segments.iter();
    let committed: BTreeSet<_> = committed
        .filter(|segment| segment.num_docs() > 0)
        .map(|segment| (segment.id(), segment.delete_opstamp()))
        .collect();
    let shown = searcher.segment_readers().iter();
    let shown: BTreeSet<_> = shown
        .filter(|segment| segment.num_docs() > 0)
        .map(|segment| (segment.segment_id(), segment.delete_opstamp()))
        .collect();
    committed == shown
}
