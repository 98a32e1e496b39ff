//! Opening and creating a library's directory.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::{Index, IndexReader, ReloadPolicy};

use super::failure::told;
use super::manifest::{MANIFEST, Manifest};
use super::schema::{Fields, RANKED, SEARCHED, schema};
use super::tokens::{AnalyzerTokenizer, Keep};
use super::{IndexSnapshot, IndexWriter};
use crate::error::{Error, Result};
use crate::text::Analyzer;

/// How much of a library is checked when it is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verify {
    /// Every byte against its checksum: finds damage before anything reads it. Reads all files
    /// once (about a second for each GB in the file cache). The default.
    #[default]
    Full,
    /// Manifest, schema and file lengths only: finds truncation, not flipped bits.
    Quick,
}

/// The index of one library: opened, ready for snapshots and a writer.
pub struct Store {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    path: Option<PathBuf>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// An empty index in memory.
    ///
    /// # Errors
    /// Backend errors of a machine without memory.
    pub fn in_memory(analyzer: &Analyzer) -> Result<Self> {
        let (schema, fields) = schema();
        Self::ready(Index::create_in_ram(schema), fields, None, analyzer)
    }

    /// Creates an empty library in `path`, which must be new or an empty directory.
    ///
    /// # Errors
    /// Invalid input where the directory holds something; input/output errors.
    pub fn create(path: impl AsRef<Path>, analyzer: &Analyzer) -> Result<Self> {
        let path = path.as_ref();
        std::fs::create_dir_all(path).map_err(|e| Error::io("create", path, e))?;
        let mut entries = std::fs::read_dir(path).map_err(|e| Error::io("read", path, e))?;
        if entries.next().is_some() {
            return Err(Error::invalid(
                "library",
                path.display(),
                "name a new or empty directory to create a library in, or open the one that is there",
            ));
        }
        let (schema, fields) = schema();
        let directory = MmapDirectory::open(path)
            .map_err(|e| told("opening the directory", Some(path))(e.into()))?;
        let settings = tantivy::IndexSettings::default();
        let index = Index::create(directory, schema, settings)
            .map_err(told("creating the library", Some(path)))?;
        // Last, so that a directory with a manifest is a library.
        Manifest::current(analyzer.version()).write(path)?;
        Self::ready(index, fields, Some(path.to_owned()), analyzer)
    }

    /// Opens the library in `path`.
    ///
    /// # Errors
    /// Corrupt ([`Error::is_corrupt`]) where the directory is no library, one of a newer format, or
    /// damaged; nothing in it is changed then.
    pub fn open(path: impl AsRef<Path>, verify: Verify, analyzer: &Analyzer) -> Result<Self> {
        let path = path.as_ref();
        Manifest::read(path, analyzer.version())?;
        let fail = told("opening the library", Some(path));
        let directory = MmapDirectory::open(path).map_err(|e| fail(e.into()))?;
        let index = Index::open(directory).map_err(&fail)?;
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(Error::corrupt(
                path,
                "the files are those of another program",
                "name the directory of a library",
            ));
        }
        if verify == Verify::Full {
            check_all(&index, path)?;
        }
        Self::ready(index, fields, Some(path.to_owned()), analyzer)
    }

    /// Whether `path` holds a library (of whatever format).
    pub fn exists(path: impl AsRef<Path>) -> bool {
        path.as_ref().join(MANIFEST).exists()
    }

    fn ready(
        index: Index,
        fields: Fields,
        path: Option<PathBuf>,
        analyzer: &Analyzer,
    ) -> Result<Self> {
        let manager = index.tokenizers();
        manager.register(RANKED, AnalyzerTokenizer::new(analyzer.clone(), Keep::All));
        manager.register(
            SEARCHED,
            AnalyzerTokenizer::new(analyzer.clone(), Keep::Single),
        );
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(told("reading the library", path.as_deref()))?;
        Ok(Self {
            index,
            reader,
            fields,
            path,
        })
    }

    /// The one writer.
    ///
    /// `memory_bytes` is what it may hold before it writes a segment (15 MB at least a thread).
    ///
    /// # Errors
    /// Busy ([`Error::is_busy`]) while another writer, in this process or another, is alive.
    pub fn writer(&self, memory_bytes: usize) -> Result<IndexWriter> {
        IndexWriter::open(
            &self.index,
            self.fields.clone(),
            self.path.clone(),
            memory_bytes,
        )
    }

    /// What is committed now, frozen.
    ///
    /// # Errors
    /// Corrupt where a committed file is missing or damaged.
    pub fn snapshot(&self) -> Result<IndexSnapshot> {
        self.reader
            .reload()
            .map_err(told("reading the library", self.path.as_deref()))?;
        let searcher = self.reader.searcher();
        Ok(IndexSnapshot::new(
            searcher,
            self.fields.clone(),
            self.path.clone(),
        ))
    }

    /// The directory; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}

/// Most attempts to check a library that somebody is changing.
const CHECK_ROUNDS: u32 = 100;

/// Checks every file of the last commit. A writer beside may commit or merge meanwhile and take
/// files away: then the new commit is checked.
fn check_all(index: &Index, path: &Path) -> Result<()> {
    let fail = told("checking the library", Some(path));
    let committed = || {
        let metas = index.load_metas().map_err(&fail)?;
        let segments: Vec<_> = metas.segments.iter().map(|segment| segment.id()).collect();
        Ok::<_, Error>((metas.opstamp, segments))
    };
    for _ in 0..CHECK_ROUNDS {
        let before = committed()?;
        match index.validate_checksum() {
            Ok(damaged) => return refuse_damaged(damaged, path),
            Err(error) => {
                if committed()? == before {
                    return Err(fail(error));
                }
            }
        }
    }
    Err(Error::busy(
        format!("the library {}", path.display()),
        "a writer changes it faster than it can be checked; open it with a quick check, or later",
    ))
}

fn refuse_damaged(damaged: HashSet<PathBuf>, path: &Path) -> Result<()> {
    let mut names: Vec<String> = damaged
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    names.sort();
    if names.is_empty() {
        return Ok(());
    }
    Err(Error::corrupt(
        path,
        format!("damaged files: {}", names.join(", ")),
        "restore the directory from a copy, or import the surveys into a new library",
    ))
}
