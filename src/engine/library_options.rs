//! How a library is opened.

use std::path::Path;

use crate::compiled::KeptStorage;
use crate::error::{Error, Result, say};
use crate::index::{DirectoryAccess, Verify};
use crate::model::Taxonomies;
use crate::text::recipe::Recipe;

/// Default memory of a writer, in bytes.
const WRITER_MEMORY: usize = 128 << 20;

/// How to open a library.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LibraryOptions {
    pub(super) taxonomies: Taxonomies,
    pub(super) verify: Verify,
    pub(super) writer_memory: usize,
    pub(super) memory_limit: Option<usize>,
    pub(super) recipe: Recipe,
    pub(super) keep_compiled: bool,
    pub(super) map_compiled: bool,
    pub(super) keep_history: bool,
    pub(super) access: DirectoryAccess,
    pub(super) migrate: bool,
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
            map_compiled: false,
            keep_history: true,
            access: DirectoryAccess::ReadWrite,
            migrate: true,
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

    /// Most bytes of memory that the compiled form of a snapshot may take; a larger one is refused (default: no limit). Mapped
    /// files do not count.
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

    /// Whether compiled segments are kept in files beside the index (default: no), two for each: the next program that opens
    /// the library reads them in a fifteenth of the time. About as many bytes as [`super::Counts::compiled_bytes`] and
    /// [`super::Counts::mapped_bytes`] together. A file that is absent, damaged or of another recipe is made anew;
    /// [`super::Snapshot::compilation`] counts the ones that cannot be written. Nothing is kept of a library in memory.
    #[must_use]
    pub fn keep_compiled(self, keep_compiled: bool) -> Self {
        Self {
            keep_compiled,
            ..self
        }
    }

    /// Whether the terms of compiled segments stay in their files, which are mapped to memory, instead of being read into it
    /// (default: no); they are then kept as by [`LibraryOptions::keep_compiled`].
    ///
    /// This is the setting of least memory: a program holds 140 to 180 bytes for each profile instead of 620 to 710
    /// ([`super::Counts::compiled_bytes`]), and the system keeps as much of the files at hand as it has room for
    /// ([`super::Counts::mapped_bytes`]). Rankings are the same to the bit, and as fast while the files are at hand; what the
    /// system has dropped is read from the disk again. A library in memory has no files, and what cannot be written
    /// stays in memory. As with the index itself, files must not be cut off or overwritten in place while they are open.
    ///
    /// # Example
    /// ```
    /// use qianxian::{Library, engine::LibraryOptions};
    ///
    /// # let place = tempfile::tempdir().unwrap();
    /// # let place = place.path();
    /// let library = Library::create(place, LibraryOptions::new().map_compiled(true))?;
    /// let counts = library.snapshot()?.counts()?;
    /// assert_eq!((counts.compiled_bytes, counts.mapped_bytes), (0, 0)); // nothing was put in yet
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn map_compiled(self, map_compiled: bool) -> Self {
        Self {
            map_compiled,
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

    /// Whether the library is opened for reading only (default: no): no file of its directory is made, changed or
    /// locked, [`Library::writer`](super::Library::writer) and [`Library::set_lexicon`](super::Library::set_lexicon) are
    /// refused, and nothing is created. Commits of others are seen all the same.
    ///
    /// A directory that cannot be written needs no option: reading works, and the first change is refused.
    ///
    /// # Example
    /// ```
    /// use qianxian::{Library, engine::LibraryOptions};
    ///
    /// # let place = tempfile::tempdir().unwrap();
    /// # let place = place.path();
    /// drop(Library::create(place, LibraryOptions::new())?);
    /// let library = Library::open(place, LibraryOptions::new().read_only(true))?;
    /// assert!(library.snapshot()?.need_ids()?.is_empty());
    /// assert!(library.writer().unwrap_err().is_invalid_input());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn read_only(self, read_only: bool) -> Self {
        let access = if read_only {
            DirectoryAccess::ReadOnly
        } else {
            DirectoryAccess::ReadWrite
        };
        Self { access, ..self }
    }

    /// Whether opening a library that this version cannot read as it is brings it to this version's format
    /// ([`Library::migrate`](super::Library::migrate); default: yes). Without it, and for
    /// [`LibraryOptions::read_only`], it is refused.
    #[must_use]
    pub fn migrate(self, migrate: bool) -> Self {
        Self { migrate, ..self }
    }

    /// Where kept terms lie once they are read; `None` if none are kept.
    pub(super) fn kept_storage(&self) -> Option<KeptStorage> {
        if self.map_compiled {
            Some(KeptStorage::Mapped)
        } else {
            self.keep_compiled.then_some(KeptStorage::Memory)
        }
    }

    /// Refuses to change the library at `path` if it is to be read only.
    pub(super) fn check_writable(&self, path: &Path) -> Result<()> {
        match self.access {
            DirectoryAccess::ReadWrite => Ok(()),
            DirectoryAccess::ReadOnly => Err(Error::invalid(
                "library",
                path.display(),
                say!(
                    "nothing is created or changed where only reading is allowed: leave out `read_only`",
                    "只读方式下不能建库或改库：请以可写方式打开"
                ),
            )),
        }
    }

    /// How text is scored (default: the recipe that measured best). Not stored: it holds while the library is open.
    #[must_use]
    pub fn recipe(self, recipe: Recipe) -> Self {
        Self { recipe, ..self }
    }
}
