//! Records by the names that people know them by.

use rayon::prelude::*;

use super::Snapshot;
use crate::error::{Error, Result, Wording, say};
use crate::model::{FoldedName, Need, NeedId, Profile, ProfileId};

/// A record as a choice: its id, its name, and in brackets its organisation.
pub(super) fn choice(id: &str, name: &str, organization: Option<&str>) -> String {
    match organization {
        Some(organization) => format!("{id} {name} ({organization})"),
        None => format!("{id} {name}"),
    }
}

impl Snapshot {
    /// Finds the profile that `text` denotes: the one of that id, else the only one of that name.
    ///
    /// An id always wins over a name. Names compare as [`FoldedName`]s: width, case, spaces, hyphens and traditional
    /// characters do not count. O(log profiles) for an id, as [`Snapshot::profiles_named`] for a name.
    ///
    /// # Errors
    /// Not found ([`Error::is_not_found`]); ambiguous ([`Error::is_ambiguous`]) if several profiles have the name,
    /// with ten of them to choose from; corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # use qianxian::model::{Profile, ProfileKind};
    /// # let library = small::library()?;
    /// # let mut writer = library.writer()?;
    /// # for (id, name) in [("p7", "示例·李工"), ("p8", "示例·赵工"), ("p9", "示例・赵工")] {
    /// #     writer.put_profile(&Profile::new(id, ProfileKind::Expert, name)?)?;
    /// # }
    /// # writer.commit()?;
    /// let snapshot = library.snapshot()?;
    /// assert_eq!(snapshot.find_profile("示例·李工")?.id, "p7");
    /// assert_eq!(snapshot.find_profile("p8")?.name, "示例·赵工");
    /// assert!(snapshot.find_profile("示例·赵工").unwrap_err().is_ambiguous());
    /// assert!(snapshot.find_profile("示例·钱工").unwrap_err().is_not_found());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn find_profile(&self, text: &str) -> Result<Profile> {
        if let Ok(id) = ProfileId::new(text)
            && let Some(profile) = held(self.profile(&id))?
        {
            return Ok(profile);
        }
        let named = self.profiles_named(text)?;
        if let [id] = &named[..] {
            return self.profile(id);
        }
        if named.is_empty() {
            let near = near(text, self.profile_ids()?.iter().map(|id| id.as_str()));
            let repair = near.unwrap_or_else(|| {
                say!(
                    "give its id or its whole name, search for a part of it, or import it first",
                    "请给出编号或完整名称，或先检索其中一部分，或先导入"
                )
            });
            return Err(Error::not_found("profile", text, repair));
        }
        let choice = |id: &ProfileId| {
            let Profile {
                name, organization, ..
            } = self.profile(id)?;
            Ok(choice(id, &name, organization.as_deref()))
        };
        let choices: Vec<String> = named
            .iter()
            .take(SHOWN)
            .map(choice)
            .collect::<Result<_>>()?;
        Err(Error::ambiguous("profile", text, named.len(), choices))
    }

    /// Finds the need that `text` denotes: the one of that id, else the only one of that title.
    ///
    /// Titles compare as the names of [`Snapshot::find_profile`] do. O(log needs) for an id, as
    /// [`Snapshot::needs_titled`] for a title.
    ///
    /// # Errors
    /// Not found ([`Error::is_not_found`]); ambiguous ([`Error::is_ambiguous`]) if several needs have the title, with
    /// ten of them to choose from; corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// let snapshot = small::library()?.snapshot()?;
    /// assert_eq!(snapshot.find_need("硼同位素的分离")?.id, "n2");
    /// assert_eq!(snapshot.find_need("n2")?.id, "n2");
    /// assert!(snapshot.find_need("硼同位素").unwrap_err().is_not_found()); // a part of a title is no title
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn find_need(&self, text: &str) -> Result<Need> {
        if let Ok(id) = NeedId::new(text)
            && let Some(need) = held(self.need(&id))?
        {
            return Ok(need);
        }
        let titled = self.needs_titled(text)?;
        if let [id] = &titled[..] {
            return self.need(id);
        }
        if titled.is_empty() {
            let ids = self.stored_needs()?.records();
            let near = near(text, ids.map(|need| need.id.as_str()));
            let repair = near.unwrap_or_else(|| {
                say!(
                    "give its id or its whole title, search for a part of it, or import it first",
                    "请给出编号或完整标题，或先检索其中一部分，或先导入"
                )
            });
            return Err(Error::not_found("need", text, repair));
        }
        let choice = |id: &NeedId| {
            let need = self.need(id)?;
            Ok(choice(id, &need.title, need.enterprise.as_deref()))
        };
        let choices: Vec<String> = titled
            .iter()
            .take(SHOWN)
            .map(choice)
            .collect::<Result<_>>()?;
        Err(Error::ambiguous("need", text, titled.len(), choices))
    }

    /// Ids of the profiles of that name, or with that name among their aliases, ascending.
    ///
    /// O(profiles) comparisons of eight bytes, and the records of that name are read. The first call on a snapshot
    /// reads the records that have aliases.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// let snapshot = small::library()?.snapshot()?;
    /// let name = snapshot.find_profile("p1")?.name;
    /// assert!(snapshot.profiles_named(&name)?.iter().any(|id| *id == "p1"));
    /// assert!(snapshot.profiles_named("示例·钱工")?.is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn profiles_named(&self, name: &str) -> Result<Vec<ProfileId>> {
        let Some(wanted) = FoldedName::new(name) else {
            return Ok(Vec::new());
        };
        let key = wanted.hash64();
        let mut named = Vec::new();
        for view in &self.0.compiled.segments {
            let rows = 0..view.compiled.profile_count();
            let hit = |&at: &u32| view.compiled.row(at).name_key == key && view.is_live(at);
            for at in rows.filter(hit) {
                let id = ProfileId::new(view.compiled.id(at))?;
                // Two names of one hash would be one in 2^64; still, no answer rests on a hash.
                if FoldedName::new(&self.profile(&id)?.name).as_ref() == Some(&wanted) {
                    named.push(id);
                }
            }
        }
        named.extend(self.aliases()?.named(&wanted).cloned());
        named.sort();
        named.dedup();
        Ok(named)
    }

    /// Ids of the needs of that title, ascending.
    ///
    /// O(needs), in parallel: every need is read.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// let snapshot = small::library()?.snapshot()?;
    /// assert_eq!(snapshot.needs_titled("硼同位素 的分离")?, ["n2"]);
    /// assert!(snapshot.needs_titled("锂电池")?.is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn needs_titled(&self, title: &str) -> Result<Vec<NeedId>> {
        let Some(wanted) = FoldedName::new(title) else {
            return Ok(Vec::new());
        };
        let mut titled = Vec::new();
        for (ordinal, segment) in (0_u32..).zip(self.0.index.segments()) {
            let docs = segment.needs()?.into_iter().map(|need| need.start);
            let docs: Vec<u32> = docs.filter(|&doc| !segment.is_deleted(doc)).collect();
            let read = |&doc: &u32| -> Result<Option<NeedId>> {
                let need = self.0.index.need_at(ordinal, doc)?;
                Ok((FoldedName::new(&need.title).as_ref() == Some(&wanted)).then_some(need.id))
            };
            let found: Vec<_> = docs.par_iter().map(read).collect::<Result<_>>()?;
            titled.extend(found.into_iter().flatten());
        }
        titled.sort();
        Ok(titled)
    }
}

/// The ids that `text` writes in another case or width, if there are any: what to give instead.
pub(super) fn near<'i>(text: &str, ids: impl Iterator<Item = &'i str>) -> Option<Wording> {
    let wanted = FoldedName::new(text)?;
    let mut near: Vec<&str> = ids
        .filter(|id| FoldedName::new(id).as_ref() == Some(&wanted))
        .take(SHOWN)
        .collect();
    near.sort_unstable();
    let ids = near.join(", ");
    (!near.is_empty()).then(|| {
        say!(
            "ids are written as they are stored: {ids}",
            "编号须与库中写法一致：{ids}"
        )
    })
}

/// Choices that are read to be shown.
pub(super) const SHOWN: usize = 10;

/// A record, or none if there is none of that id.
pub(super) fn held<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::Library;
    use crate::model::{Need, Profile, ProfileId, ProfileKind};

    fn library(profiles: &[(&str, &str, &str)], needs: &[(&str, &str)]) -> Library {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for &(id, name, organization) in profiles {
            let mut profile = Profile::new(id, ProfileKind::Expert, name).unwrap();
            profile.organization = Some(organization.into());
            writer.put_profile(&profile).unwrap();
        }
        for &(id, title) in needs {
            writer.put_need(&Need::new(id, title).unwrap()).unwrap();
        }
        writer.commit().unwrap();
        library
    }

    #[test]
    fn an_id_wins_over_a_name() {
        let library = library(
            &[("a", "b", "甲"), ("b", "a", "乙")],
            &[("n1", "n2"), ("n2", "标题")],
        );
        let snapshot = library.snapshot().unwrap();
        assert_eq!(snapshot.find_profile("a").unwrap().name, "b");
        assert_eq!(snapshot.find_need("n2").unwrap().title, "标题");
        assert_eq!(snapshot.find_need("标 题").unwrap().id, "n2");
    }

    #[test]
    fn several_of_one_name_are_listed_by_id_with_organisation_and_counted() {
        let many: Vec<String> = (10..22).map(|number| format!("p{number}")).collect();
        let rows: Vec<_> = many
            .iter()
            .map(|id| (&id[..], "示例·王工", "示例大学"))
            .collect();
        let library = library(&rows, &[("n1", "针状焦"), ("n2", "针状焦 ")]);
        let snapshot = library.snapshot().unwrap();
        let error = snapshot.find_profile("示例・王工").unwrap_err();
        assert!(error.is_ambiguous(), "{error}");
        let told = error.to_string();
        assert!(told.contains("p10 示例·王工 (示例大学); p11"), "{told}");
        assert!(
            told.contains("and 2 more") && !told.contains("p20"),
            "{told}"
        );
        let told = snapshot.find_need("针状焦").unwrap_err().to_string();
        assert!(told.contains("n1 针状焦; n2 针状焦"), "{told}");
    }

    #[test]
    fn deleted_and_replaced_records_have_no_name_left() {
        let library = library(&[("a", "示例甲", "x"), ("b", "示例甲", "y")], &[]);
        let mut writer = library.writer().unwrap();
        writer
            .delete_profile(&ProfileId::new("a").unwrap())
            .unwrap();
        writer.commit().unwrap();
        assert_eq!(
            library
                .snapshot()
                .unwrap()
                .find_profile("示例甲")
                .unwrap()
                .id,
            "b"
        );
        let renamed = Profile::new("b", ProfileKind::Expert, "示例乙").unwrap();
        writer.put_profile(&renamed).unwrap();
        writer.commit().unwrap();
        let snapshot = library.snapshot().unwrap();
        assert!(snapshot.find_profile("示例甲").unwrap_err().is_not_found());
        assert_eq!(snapshot.find_profile("示例乙").unwrap().id, "b");
    }

    #[test]
    fn an_id_in_another_case_or_width_names_the_one_that_is_there() {
        let library = library(&[("E-001", "示例甲", "x")], &[("N-001", "针状焦")]);
        let snapshot = library.snapshot().unwrap();
        for text in ["n-001", "Ｎ－００１", "N001"] {
            let told = snapshot.find_need(text).unwrap_err();
            assert!(
                told.is_not_found() && told.to_string().contains("N-001"),
                "{told}"
            );
        }
        let told = snapshot.find_profile("e-001").unwrap_err().to_string();
        assert!(told.contains("as they are stored: E-001"), "{told}");
        let told = snapshot.find_need("N-002").unwrap_err().to_string();
        assert!(!told.contains("N-001"), "{told}");
    }

    #[test]
    fn texts_that_can_be_no_id_are_looked_up_as_names() {
        let title = "题".repeat(200); // 600 bytes, more than an id may have
        let library = library(&[], &[("n1", &title)]);
        let snapshot = library.snapshot().unwrap();
        assert_eq!(snapshot.find_need(&title).unwrap().id, "n1");
        for nothing in ["", " ", "\u{200b}", "a\tb"] {
            assert!(snapshot.find_need(nothing).unwrap_err().is_not_found());
            assert!(snapshot.find_profile(nothing).unwrap_err().is_not_found());
        }
    }
}
