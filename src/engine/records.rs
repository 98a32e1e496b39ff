//! Records of a frozen view of a library: its size, records by id, a search by words.

use super::Snapshot;
use crate::error::{Error, Result, say};
use crate::index::{Hit, SearchOptions};
use crate::model::{Need, NeedId, Profile, ProfileId};

/// Size of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Number of needs.
    pub needs: usize,
    /// Number of enterprises.
    pub enterprises: usize,
    /// Number of profiles.
    pub profiles: usize,
    /// Number of evidence documents that say anything: statements of profiles, and works.
    pub evidence: u64,
    /// Number of segments of the index.
    pub segments: usize,
    /// Bytes of memory that the compiled form takes.
    pub compiled_bytes: usize,
    /// Bytes of the compiled form that lie in mapped files ([`LibraryOptions::map_compiled`](super::LibraryOptions::map_compiled)).
    pub mapped_bytes: usize,
}

impl Snapshot {
    /// The size of the library. O(segments · documents of needs).
    ///
    /// # Errors
    /// Corrupt if a column cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// let counts = snapshot.counts()?;
    /// assert_eq!((counts.needs, counts.profiles), (2, 2));
    /// assert_eq!(counts.evidence, 2); // the statement of each profile; neither has works
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn counts(&self) -> Result<Counts> {
        Ok(Counts {
            needs: self.need_ids()?.len(),
            enterprises: self.enterprise_table()?.len(),
            profiles: self.0.compiled.profile_count(),
            evidence: self.0.compiled.statistics.documents,
            segments: self.0.compiled.segments.len(),
            compiled_bytes: self.0.compiled.bytes(),
            mapped_bytes: self.0.compiled.mapped(),
        })
    }

    /// The need of that id, exactly as it was put in.
    ///
    /// # Errors
    /// Not found ([`Error::is_not_found`]); corrupt if the record cannot be read.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::NeedId;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// assert_eq!(snapshot.need(&NeedId::new("n2")?)?.title, "硼同位素的分离");
    /// assert!(snapshot.need(&NeedId::new("n9")?).unwrap_err().is_not_found());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn need(&self, id: &NeedId) -> Result<Need> {
        let found = self.0.index.need(id)?;
        found.ok_or_else(|| {
            Error::not_found(
                "need",
                id,
                say!(
                    "list the needs of the library, or import it first",
                    "请查看库中的需求，或先导入"
                ),
            )
        })
    }

    /// The profile of that id, exactly as it was put in; of an id that was merged into another profile, the kept one.
    ///
    /// The load is the ledger's if this snapshot was made by [`Snapshot::with_loads`].
    ///
    /// O(log profiles); the first id that is not found reads the aliases of the snapshot, O(profiles).
    ///
    /// # Errors
    /// Not found ([`Error::is_not_found`]); corrupt if the record cannot be read.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::ProfileId;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// let expert = snapshot.profile(&ProfileId::new("p1")?)?;
    /// assert_eq!(expert.expertise, ["针状焦的煅烧"]);
    /// assert!(snapshot.profile(&ProfileId::new("p9")?).unwrap_err().is_not_found());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn profile(&self, id: &ProfileId) -> Result<Profile> {
        let mut found = self.0.index.profile(id)?;
        if found.is_none()
            && let Some(kept) = self.aliases()?.kept(id)
        {
            found = self.0.index.profile(kept)?;
        }
        if let Some(profile) = &mut found
            && let Some(&load) = self.0.loads.get(&profile.id)
        {
            profile.load = Some(load);
        }
        found.ok_or_else(|| {
            Error::not_found(
                "profile",
                id,
                say!(
                    "list the profiles of the library, or import it first",
                    "请查看库中的供方，或先导入"
                ),
            )
        })
    }

    /// Ids of all needs, ascending.
    ///
    /// # Errors
    /// Corrupt if a column cannot be read.
    pub fn need_ids(&self) -> Result<Vec<NeedId>> {
        let mut ids = Vec::new();
        for segment in self.0.index.segments() {
            let live = segment
                .needs()?
                .into_iter()
                .filter(|need| !segment.is_deleted(need.start));
            for need in live {
                ids.push(NeedId::new(need.id)?);
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// Ids of all profiles, ascending.
    ///
    /// # Errors
    /// Invalid input for an id that this version does not accept (none was ever written).
    pub fn profile_ids(&self) -> Result<Vec<ProfileId>> {
        let mut ids = Vec::with_capacity(self.0.compiled.profile_count());
        for view in &self.0.compiled.segments {
            for profile in (0..view.compiled.profile_count()).filter(|&p| view.is_live(p)) {
                ids.push(ProfileId::new(view.compiled.id(profile))?);
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// All needs, by id ascending.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// let titles: Vec<String> = snapshot.needs()?.into_iter().map(|need| need.title).collect();
    /// assert_eq!(titles, ["油系针状焦的煅烧", "硼同位素的分离"]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn needs(&self) -> Result<Vec<Need>> {
        Ok(self.stored_needs()?.records().cloned().collect())
    }

    /// Finds records by a query that people type: words (all must match), `"a phrase"`, `a OR b`, `-not`, `kind:expert`,
    /// `region:"山东省/淄博市"`, `*` for everything. Chinese text matches as written, without word segmentation. Best
    /// first, then by id.
    ///
    /// This is not how needs are ranked: see [`Snapshot::rank`].
    ///
    /// # Errors
    /// Invalid input if the query cannot be parsed, is longer than 10,000 characters, or has more than 64 opening
    /// brackets or words `NOT`.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// use qianxian::index::SearchOptions;
    ///
    /// let hits = snapshot.search("煅烧", &SearchOptions::needs())?;
    /// assert_eq!(hits[0].id, "n1");
    /// let hits = snapshot.search("煅烧 OR 硼", &SearchOptions::profiles())?;
    /// assert_eq!(hits.len(), 2);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn search(&self, query: &str, options: &SearchOptions) -> Result<Vec<Hit>> {
        self.0.index.search(query, options)
    }
}
