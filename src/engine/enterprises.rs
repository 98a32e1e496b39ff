//! The enterprises of a library, and what needs take over from them.
//!
//! A need names its enterprise; where the library has a record of that name, the need is ranked, explained and judged
//! with the facts of the record wherever it states none itself. The stored need stays as it was put in.

use std::borrow::Cow;

use super::Snapshot;
use super::enterprise_table::EnterpriseTable;
use super::lookup::{SHOWN, choice, held, near};
use crate::error::{Error, Result, say};
use crate::model::facts::NeedFacts;
use crate::model::{Enterprise, EnterpriseId, FoldedName, Need};
use crate::rank::RankOptions;

impl Snapshot {
    /// The enterprises of the library; read once for a snapshot, and only where an earlier one of the open library has
    /// not.
    pub(super) fn enterprise_table(&self) -> Result<&EnterpriseTable> {
        if let Some(known) = self.0.enterprises.get() {
            return Ok(known);
        }
        let made = self.0.known_needs.enterprises.table(&self.0.index)?;
        // Two threads may both come here; the result of the second is dropped.
        Ok(self.0.enterprises.get_or_init(|| made))
    }

    /// The enterprise of that id, exactly as it was put in.
    ///
    /// # Errors
    /// Not found ([`Error::is_not_found`]); corrupt if the record cannot be read.
    pub fn enterprise(&self, id: &EnterpriseId) -> Result<Enterprise> {
        let found = self.0.index.enterprise(id)?;
        found.ok_or_else(|| {
            let repair = say!(
                "list the enterprises of the library, or import it first",
                "请查看库中的企业，或先导入"
            );
            Error::not_found("enterprise", id, repair)
        })
    }

    /// All enterprises, by id ascending. O(enterprises).
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::Enterprise;
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// writer.put_enterprise(&Enterprise::new("e1", "示例材料有限公司")?)?;
    /// writer.commit()?;
    /// let snapshot = library.snapshot()?;
    /// assert_eq!(snapshot.enterprises()?[0].id, "e1");
    /// assert_eq!(snapshot.find_enterprise("示例材料 有限公司")?.id, "e1");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn enterprises(&self) -> Result<Vec<Enterprise>> {
        let all = self.enterprise_table()?.all.iter();
        Ok(all.map(|enterprise| (**enterprise).clone()).collect())
    }

    /// Finds the enterprise that `text` denotes: the one of that id, else the only one of that name or other name.
    ///
    /// Names compare as those of [`Snapshot::find_profile`] do.
    ///
    /// # Errors
    /// Not found ([`Error::is_not_found`]); ambiguous ([`Error::is_ambiguous`]) if several have the name; corrupt if a
    /// record cannot be read.
    pub fn find_enterprise(&self, text: &str) -> Result<Enterprise> {
        if let Ok(id) = EnterpriseId::new(text)
            && let Some(enterprise) = held(self.enterprise(&id))?
        {
            return Ok(enterprise);
        }
        let table = self.enterprise_table()?;
        let name = FoldedName::new(text);
        let named: Vec<_> = name.iter().flat_map(|name| table.named(name)).collect();
        if let [enterprise] = named[..] {
            return Ok((**enterprise).clone());
        }
        if named.is_empty() {
            let near = near(text, table.all.iter().map(|firm| firm.id.as_str()));
            let repair = near.unwrap_or_else(|| {
                say!(
                    "give its id or its whole name, or import it first",
                    "请给出编号或完整名称，或先导入"
                )
            });
            return Err(Error::not_found("enterprise", text, repair));
        }
        let shown = named.iter().take(SHOWN).map(|firm| {
            let region = firm.region.as_ref().map(ToString::to_string);
            choice(&firm.id, &firm.name, region.as_deref())
        });
        let choices: Vec<String> = shown.collect();
        Err(Error::ambiguous("enterprise", text, named.len(), choices))
    }

    /// `need` as this snapshot ranks and judges it: with what the record of its enterprise states besides.
    ///
    /// The record is the only one of the name that the need gives; of namesakes, the only one whose region agrees with
    /// the need's. Without one, the need as it is. The first call on a snapshot reads the enterprises.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::{Enterprise, Need};
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let mut firm = Enterprise::new("e1", "示例材料有限公司")?;
    /// firm.region = Some("山东省/淄博市/张店区".parse()?);
    /// writer.put_enterprise(&firm)?;
    /// writer.commit()?;
    /// let mut need = Need::new("n1", "针状焦")?;
    /// need.enterprise = Some("示例材料有限公司".into());
    /// let snapshot = library.snapshot()?;
    /// assert_eq!(snapshot.completed(&need)?.region, firm.region);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn completed<'n>(&self, need: &'n Need) -> Result<Cow<'n, Need>> {
        Ok(self.enterprise_table()?.completed(need))
    }

    /// The facts by which this snapshot ranks `need`.
    pub(super) fn facts_of(&self, need: &Need, options: &RankOptions) -> Result<NeedFacts> {
        Ok(options.facts_of(&*self.completed(need)?))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::{Library, silent};
    use crate::index::SearchOptions;
    use crate::model::{Date, Enterprise, EnterpriseId, Need, Profile};
    use crate::rank::RankOptions;
    use crate::rule::{Caution, ConditionVerdict, Rule};

    fn firm(json: &str) -> Enterprise {
        serde_json::from_str(json).unwrap()
    }

    fn need(id: &str, enterprise: &str) -> Need {
        let mut need = Need::new(id, "针状焦煅烧").unwrap();
        need.enterprise = Some(enterprise.into());
        need
    }

    fn profile(rest: &str) -> Profile {
        let text =
            format!(r#"{{"kind":"expert","name":"示例·赵工","expertise":["针状焦"],{rest}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    fn options() -> RankOptions {
        RankOptions::new(Date::new(2024, 7, 1).unwrap())
    }

    #[test]
    fn stored_needs_rank_with_the_record_whatever_came_first() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        writer.put_need(&need("n1", "示例材料有限公司")).unwrap();
        writer.put_need(&need("n2", "示例另一家有限公司")).unwrap();
        let local = r#""id":"p1","region":"山东省/淄博市/张店区","reach":"district""#;
        writer.put_profile(&profile(local)).unwrap();
        writer.put_profile(&profile(r#""id":"p2""#)).unwrap();
        writer.commit().unwrap();
        let listed = |expected: &[&str]| {
            let snapshot = library.snapshot().unwrap();
            let all = snapshot.rank_all(&options(), &silent).unwrap();
            let needs = snapshot.needs().unwrap();
            for (ranking, need) in all.iter().zip(&needs) {
                assert_eq!(ranking, &snapshot.rank(need, &options()).unwrap());
                for found in &ranking.matches {
                    let profile = snapshot.profile(&found.profile).unwrap();
                    let back = snapshot.reverse(&profile, &options()).unwrap();
                    let back = back.matches.iter().find(|m| m.need == need.id).unwrap();
                    assert_eq!(back.score, found.score);
                }
            }
            let mut ids: Vec<_> = all[0].matches.iter().map(|m| m.profile.as_str()).collect();
            ids.sort_unstable();
            assert_eq!(ids, expected);
            assert_eq!(all[1].matches.len(), 2);
        };
        listed(&["p1", "p2"]);
        let far = r#"{"id":"e1","name":"示例材料 有限公司","region":"山东省/济南市/历下区"}"#;
        writer.put_enterprise(&firm(far)).unwrap();
        writer.commit().unwrap();
        listed(&["p2"]);
        let near = far.replace("济南市/历下区", "淄博市/张店区");
        writer.put_enterprise(&firm(&near)).unwrap();
        writer.commit().unwrap();
        listed(&["p1", "p2"]);
        writer.put_enterprise(&firm(far)).unwrap();
        writer.commit().unwrap();
        writer.merge().unwrap();
        listed(&["p2"]);
        writer
            .delete_enterprise(&EnterpriseId::new("e1").unwrap())
            .unwrap();
        writer.commit().unwrap();
        listed(&["p1", "p2"]);
        assert_eq!(library.snapshot().unwrap().counts().unwrap().enterprises, 0);
    }

    #[test]
    fn an_enterprise_among_documents_is_no_work_of_the_profile_before_it() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        writer
            .put_profile(&profile(r#""id":"p1","works":[{"title":"针状焦"}]"#))
            .unwrap();
        writer
            .put_enterprise(&firm(
                r#"{"id":"e1","name":"示例甲公司","description":"针状焦"}"#,
            ))
            .unwrap();
        writer.put_profile(&profile(r#""id":"p2""#)).unwrap();
        writer.commit().unwrap();
        let counts = library.snapshot().unwrap().counts().unwrap();
        let found = library.snapshot().unwrap();
        let found = found.search("针状焦", &SearchOptions::enterprises());
        assert_eq!(found.unwrap()[0].id, "e1");
        assert_eq!(
            (counts.profiles, counts.evidence, counts.enterprises),
            (2, 3, 1)
        );
    }

    #[test]
    fn of_namesakes_the_region_decides_or_nobody() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for (id, region) in [("e1", "山东省/淄博市"), ("e2", "山东省/济南市")] {
            let text = format!(
                r#"{{"id":"{id}","name":"示例材料有限公司","region":"{region}","员工":"{id}"}}"#
            );
            writer.put_enterprise(&firm(&text)).unwrap();
        }
        writer.commit().unwrap();
        let snapshot = library.snapshot().unwrap();
        let mut asked = need("n1", "示例材料有限公司");
        assert_eq!(*snapshot.completed(&asked).unwrap(), asked);
        asked.region = Some("山东省/淄博市/张店区".parse().unwrap());
        let whole = snapshot.completed(&asked).unwrap();
        assert_eq!(whole.attributes["员工"], "e1");
        assert!(
            snapshot
                .find_enterprise("示例材料有限公司")
                .unwrap_err()
                .is_ambiguous()
        );
        assert!(snapshot.find_enterprise("示例").unwrap_err().is_not_found());
    }

    #[test]
    fn conditions_are_met_by_the_record() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        writer
            .put_enterprise(&firm(
                r#"{"id":"e1","name":"示例材料有限公司","certificates":["省级专精特新中小企业","拟申报瞪羚企业"],
                    "2022年营业收入（万元）":"900","2023年营业收入（万元）":"2100"}"#,
            ))
            .unwrap();
        writer.commit().unwrap();
        let snapshot = library.snapshot().unwrap();
        let mut policy = profile(r#""id":"p1""#);
        policy.eligibility = [
            "专精特新 = 是",
            "营业收入 >= 2000万元",
            "2022年营业收入 >= 2000万元",
            "瞪羚企业 = 是",
        ]
        .map(|text| text.parse().unwrap())
        .to_vec();
        let verdicts: Vec<_> = snapshot
            .conditions(&need("n1", "示例材料有限公司"), &policy)
            .unwrap()
            .iter()
            .map(|part| part.verdict)
            .collect();
        use ConditionVerdict::{Broken, Met, Unknown};
        assert_eq!(verdicts, [Met, Met, Broken, Unknown]);
    }

    #[test]
    fn owners_of_owners_and_namesakes_are_to_be_confirmed() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for text in [
            r#"{"id":"e1","name":"示例甲公司","parents":["示例乙控股"],"people":["示例·赵工"]}"#,
            r#"{"id":"e2","name":"示例乙控股","parents":["示例丙集团","示例甲公司"]}"#,
            r#"{"id":"e3","name":"示例丁检测","parents":["示例丙集团"]}"#,
        ] {
            writer.put_enterprise(&firm(text)).unwrap();
        }
        for (id, at) in [
            ("p1", "示例丁检测"),
            ("p2", "示例丙集团"),
            ("p3", "示例大学"),
            ("p4", "示例甲公司"),
        ] {
            writer
                .put_profile(&profile(&format!(r#""id":"{id}","organization":"{at}""#)))
                .unwrap();
        }
        writer.commit().unwrap();
        let snapshot = library.snapshot().unwrap();
        let asked = need("n1", "示例甲公司");
        let ranking = snapshot.rank(&asked, &options()).unwrap();
        let mut ids: Vec<_> = ranking.matches.iter().map(|m| m.profile.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(
            ids,
            ["p1", "p2", "p3"],
            "namesakes elsewhere are not barred"
        );
        let barred = snapshot.barred(&asked, &options(), 5).unwrap();
        assert_eq!(
            (barred[0].rule, barred[0].count),
            (Rule::DeclaredConflict, 1)
        );
        for (id, expected) in [
            ("p1", Some("示例丙集团")),
            ("p2", Some("示例丙集团")),
            ("p3", None),
        ] {
            let profile = snapshot.profile(&id.parse().unwrap()).unwrap();
            let cautions = snapshot.cautions(&asked, &profile).unwrap();
            let owner = cautions.iter().find_map(|caution| match caution {
                Caution::StatedRelation { owner, .. } => Some(owner.as_str()),
                Caution::RelatedOrganization { .. }
                | Caution::Namesake { .. }
                | Caution::NearDeclaration { .. } => None,
            });
            assert_eq!(owner, expected, "{id}");
            assert!(
                cautions
                    .iter()
                    .any(|c| matches!(c, Caution::Namesake { .. })),
                "{id}"
            );
            let why = snapshot.explain(&asked, &profile, &options()).unwrap();
            assert_eq!(why.cautions, cautions);
        }
    }

    fn listed(library: &Library, asked: &Need) -> Vec<String> {
        let ranking = library.snapshot().unwrap().rank(asked, &options()).unwrap();
        let ids = ranking.matches.iter().map(|m| m.profile.to_string());
        let mut ids: Vec<String> = ids.collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn punctuation_and_legal_forms_make_no_other_firm() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for (id, rest) in [
            ("p1", r#""conflicts":["Shili Denture Co Ltd"]"#),
            ("p2", r#""conflicts":["Shili Denture Co.,Ltd."]"#),
            ("p3", r#""organization":"Shili Denture Company, Limited""#),
            ("p4", r#""organization":"Shili Denture, Inc.""#),
            ("p5", r#""organization":"Shili University, Ltd""#),
            ("p6", r#""organization":"Shili College""#),
        ] {
            let text = format!(r#""id":"{id}",{rest}"#);
            writer.put_profile(&profile(&text)).unwrap();
        }
        writer.commit().unwrap();
        let mut asked = need("n1", "Shili Denture Co. Ltd");
        asked.conflicts = vec!["Shili University Ltd.".into()];
        assert_eq!(listed(&library, &asked), ["p4", "p6"]);
        let snapshot = library.snapshot().unwrap();
        let barred = snapshot.barred(&asked, &options(), 5).unwrap();
        let all = barred.iter().flat_map(|by| &by.profiles);
        let told: Vec<_> = all.map(|b| b.violation.detail.as_str()).collect();
        assert!(
            told.iter()
                .any(|told| told.contains("Shili Denture Co. Ltd")),
            "as it is written: {told:?}"
        );
        let inc = snapshot.profile(&"p4".parse().unwrap()).unwrap();
        assert_eq!(
            snapshot.cautions(&asked, &inc).unwrap(),
            [Caution::RelatedOrganization {
                enterprise: "Shili Denture Co. Ltd".into(),
                organization: "Shili Denture, Inc.".into(),
            }]
        );
    }

    #[test]
    fn an_enterprise_is_known_by_its_id_its_names_and_the_bodies_that_own_it() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        writer
            .put_enterprise(&firm(
                r#"{"id":"C1","name":"示例齿科有限公司","aliases":["示例旧齿厂"],"people":["示例大学资产公司（持股60%）","示例·马教授"]}"#,
            ))
            .unwrap();
        for (id, rest) in [
            ("k1", r#""conflicts":["c1"]"#),
            ("k2", r#""organization":"示例大学资产公司""#),
            ("k3", r#""conflicts":["示例旧齿厂"]"#),
            ("k4", r#""organization":"示例旧齿厂""#),
            ("k5", r#""vetoes":{"organizations":["C1"]}"#),
            ("k6", r#""organization":"示例甲大学""#),
        ] {
            let text = format!(r#""id":"{id}",{rest}"#);
            writer.put_profile(&profile(&text)).unwrap();
        }
        writer.commit().unwrap();
        let asked = need("M1", "示例齿科有限公司");
        assert_eq!(listed(&library, &asked), ["k2", "k6"]);
        let snapshot = library.snapshot().unwrap();
        for (id, owner) in [("k2", Some("示例大学资产公司")), ("k6", None)] {
            let found = snapshot.profile(&id.parse().unwrap()).unwrap();
            let cautions = snapshot.cautions(&asked, &found).unwrap();
            let expected = owner.map(|owner| Caution::StatedRelation {
                organization: owner.into(),
                owner: owner.into(),
            });
            assert_eq!(cautions, Vec::from_iter(expected), "{id}");
        }
    }
}
