//! What a library holds, counted by kind, status and origin of codes.

use std::collections::BTreeMap;

use super::Snapshot;
use crate::error::Result;
use crate::infer::{self, Inference};
use crate::model::facts::FacetValue;
use crate::model::{Code, Collection, Facet, NeedKind, NeedStatus, ProfileKind, Record};

/// Number of records that state their codes of one taxonomy, and of others whose codes are inferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct CodeOrigins {
    /// Records that state codes.
    pub stated: usize,
    /// Records that state none, and whose text gives some.
    pub inferred: usize,
    /// Records without codes.
    pub unknown: usize,
}

/// Numbers of the records of a library; a kind or status that no record has is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Contents {
    /// Needs by kind.
    pub needs_by_kind: BTreeMap<NeedKind, usize>,
    /// Needs by status.
    pub needs_by_status: BTreeMap<NeedStatus, usize>,
    /// Profiles by kind.
    pub profiles_by_kind: BTreeMap<ProfileKind, usize>,
    /// Profiles in whose text nothing can be found.
    pub profiles_without_text: usize,
    /// Industries of the needs, as their own records state them.
    pub need_industries: CodeOrigins,
    /// Disciplines of the needs.
    pub need_disciplines: CodeOrigins,
    /// Industries of the profiles.
    pub profile_industries: CodeOrigins,
    /// Disciplines of the profiles.
    pub profile_disciplines: CodeOrigins,
}

impl CodeOrigins {
    fn count_need(&mut self, stated: &[Code], inferred: &[Inference]) {
        match (stated.is_empty(), inferred.is_empty()) {
            (false, _) => self.stated += 1,
            (true, false) => self.inferred += 1,
            (true, true) => self.unknown += 1,
        }
    }

    fn count_fact(&mut self, fact: Option<&FacetValue>, profiles: usize) {
        let is_inferred = matches!(
            fact,
            Some(FacetValue::InferredIndustries(_) | FacetValue::InferredDisciplines(_))
        );
        match (fact, is_inferred) {
            (None, _) => self.unknown += profiles,
            (Some(_), true) => self.inferred += profiles,
            (Some(_), false) => self.stated += profiles,
        }
    }
}

impl Snapshot {
    /// Counts the records by kind, status and origin of their codes.
    ///
    /// Profiles are counted by their compiled facts, and no record of one is read; needs are read. O(profiles + text of
    /// the needs): some milliseconds for a million profiles. Codes inferred of profiles are the ones that the library
    /// ranks by, of the time when a record was put in.
    ///
    /// # Errors
    /// Corrupt if a need cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # use qianxian::model::ProfileKind;
    /// # let library = small::library()?;
    /// let contents = library.snapshot()?.contents()?;
    /// assert_eq!(contents.profiles_by_kind[&ProfileKind::Expert], 2);
    /// assert_eq!(contents.profiles_without_text, 0);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn contents(&self) -> Result<Contents> {
        let mut contents = Contents::default();
        self.each_record(Collection::Need, &mut |record| {
            if let Record::Need(need) = record {
                *contents.needs_by_kind.entry(need.kind).or_default() += 1;
                *contents.needs_by_status.entry(need.status).or_default() += 1;
                let made = infer::need(&need);
                let (industries, disciplines) = (&need.industries, &need.disciplines);
                contents
                    .need_industries
                    .count_need(industries, &made.industries);
                contents
                    .need_disciplines
                    .count_need(disciplines, &made.disciplines);
            }
            Ok(())
        })?;
        for view in &self.0.compiled.segments {
            let live = (0..view.compiled.profile_count()).filter(|&profile| view.is_live(profile));
            let textless = live.filter(|&profile| view.compiled.is_textless(profile));
            contents.profiles_without_text += textless.count();
        }
        for (fact, profiles) in self.by_fact(Facet::Class) {
            if let Some(FacetValue::Class(class)) = fact {
                *contents.profiles_by_kind.entry(class.kind).or_default() += profiles;
            }
        }
        for (fact, profiles) in self.by_fact(Facet::Industries) {
            contents.profile_industries.count_fact(fact, profiles);
        }
        for (fact, profiles) in self.by_fact(Facet::Disciplines) {
            contents.profile_disciplines.count_fact(fact, profiles);
        }
        Ok(contents)
    }

    /// The values of a facet, none for the unknown one, with the number of live profiles that have each.
    fn by_fact(&self, facet: Facet) -> impl Iterator<Item = (Option<&FacetValue>, usize)> {
        let compiled = &self.0.compiled;
        let mut counts = vec![0; compiled.values.len(facet)];
        for view in &compiled.segments {
            let column = view.column(facet);
            let all = 0..view.compiled.profile_count();
            for profile in all.filter(|&profile| view.is_live(profile)) {
                counts[column.get(profile) as usize] += 1;
            }
        }
        let values = (0..).map(move |code| compiled.values.get(facet, code));
        values.zip(counts).filter(|&(_, profiles)| profiles > 0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::CodeOrigins;
    use crate::engine::Library;
    use crate::infer;
    use crate::model::{Need, Profile};

    fn profile(json: &str) -> Profile {
        serde_json::from_str(json).unwrap()
    }

    /// The counts of the records one by one are those of the compiled facts, whatever was deleted.
    #[test]
    fn facts_are_counted_as_the_records_have_them() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        let profiles = [
            r#"{"id":"p1","kind":"expert","name":"示例甲","industries":["C26"],"description":"环氧树脂固化剂的连续流合成"}"#,
            r#"{"id":"p2","kind":"expert","name":"示例乙","description":"环氧树脂固化剂的连续流合成"}"#,
            r#"{"id":"p3","kind":"team","name":"示例丙"}"#,
            r#"{"id":"p4","kind":"facility","name":"示例平台"}"#,
            r#"{"id":"p5","kind":"team","name":"示例丁"}"#,
        ]
        .map(profile);
        for profile in &profiles {
            writer.put_profile(profile).unwrap();
        }
        let need: Need =
            serde_json::from_str(r#"{"id":"n1","title":"刨花板用无醛胶黏剂","status":"settled"}"#)
                .unwrap();
        writer.put_need(&need).unwrap();
        writer.commit().unwrap();
        writer.delete_profile(&profiles[4].id).unwrap();
        writer.commit().unwrap();
        let contents = library.snapshot().unwrap().contents().unwrap();

        let live = &profiles[..4];
        for (&kind, &count) in &contents.profiles_by_kind {
            assert_eq!(
                live.iter().filter(|p| p.kind == kind).count(),
                count,
                "{kind}"
            );
        }
        assert_eq!(contents.profiles_by_kind.values().sum::<usize>(), 4);
        assert_eq!(contents.profiles_without_text, 1);
        let mut industries = CodeOrigins::default();
        let mut disciplines = CodeOrigins::default();
        for profile in live {
            let made = infer::profile(profile);
            industries.count_need(&profile.industries, &made.industries);
            disciplines.count_need(&profile.disciplines, &made.disciplines);
        }
        assert_eq!((industries.stated, industries.inferred), (1, 1));
        assert_eq!(contents.profile_industries, industries);
        assert_eq!(contents.profile_disciplines, disciplines);
        assert_eq!(contents.needs_by_kind[&need.kind], 1);
        assert_eq!(contents.needs_by_status[&need.status], 1);
        assert_eq!(contents.need_industries.inferred, 1);
    }
}
