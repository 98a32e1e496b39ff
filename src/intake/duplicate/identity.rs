//! Records that name one person, body or need under several ids.
//!
//! Near-duplicates compare texts; this compares names. Records of one folded name and one kind are put together where
//! they share an organisation (*sure*) or a work (*likely*: a paper of both makes two authors of one name one person).
//! Records that share the name alone are namesakes, and only counted: a bureau of a province knows hundreds of 王伟.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::fold::heading_key;
use crate::model::spelled::spelled;
use crate::model::{FoldedName, Need, Profile, ProfileKind};

/// Most records of one name that are compared; more are counted.
pub(crate) const MOST_OF_A_NAME: usize = 1_000;

/// Most works in common that are named.
const NAMED_WORKS: usize = 3;

spelled! {
    /// How sure it is that records under several ids are of one person, body or need.
    pub enum Sameness as "sameness" {
        /// Name and organisation are the same.
        Sure = "sure" | "确定",
        /// The name is the same, and works are in common.
        Likely = "likely" | "可能",
    }
}

/// One record of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SameRecord {
    /// Id of the record.
    pub id: String,
    /// Name of a profile, title of a need, as written.
    pub name: String,
    /// Organisations of a profile, enterprise of a need.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<String>,
}

/// Records that seem to be of one person, body or need, and the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SameGroup {
    /// How sure it is.
    pub sameness: Sameness,
    /// At least two records, by id ascending.
    pub records: Vec<SameRecord>,
    /// Folded names of the organisations that at least two of the records share, ascending.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<String>,
    /// Titles of works that at least two of the records share, three at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub works: Vec<String>,
    /// Number of works that at least two of the records share.
    pub works_in_common: usize,
}

/// The groups of a library, and the records that share a name with others and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SameRecords {
    /// By the least id of each, ascending.
    pub groups: Vec<SameGroup>,
    /// Records of a name that others have, in no group.
    pub namesakes: usize,
    /// Records that were not compared, because too many have their name.
    pub not_compared: usize,
}

impl SameRecords {
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.groups.extend(other.groups);
        self.namesakes += other.namesakes;
        self.not_compared += other.not_compared;
        self
    }

    /// Brings the groups into their order.
    pub(crate) fn sort(&mut self) {
        self.groups
            .sort_by(|a, b| a.records[0].id.cmp(&b.records[0].id));
    }
}

/// What of a record tells whether it is another one too.
pub(crate) struct IdentityRecord {
    record: SameRecord,
    /// Records of two kinds are never one.
    kind: &'static str,
    name: Option<FoldedName>,
    organizations: Vec<FoldedName>,
    /// Key and title of each work.
    works: Vec<(String, String)>,
}

impl IdentityRecord {
    pub(crate) fn of_profile(profile: Profile) -> Self {
        let mut organizations: Vec<FoldedName> = profile
            .organizations()
            .filter_map(FoldedName::new)
            .collect();
        // A body without an organisation above it is its own; a person or a thing is not.
        let is_body = matches!(
            profile.kind,
            ProfileKind::Institution | ProfileKind::Service | ProfileKind::Finance
        );
        let name = FoldedName::new(&profile.name);
        if is_body && organizations.is_empty() {
            organizations.extend(name.clone());
        }
        let works = profile.works.iter().filter_map(|work| {
            let key = heading_key(&work.title);
            (!key.is_empty()).then(|| (key, work.title.clone()))
        });
        Self {
            kind: profile.kind.as_str(),
            organizations,
            works: works.collect(),
            record: SameRecord {
                id: profile.id.as_str().to_owned(),
                organizations: profile.organizations().map(str::to_owned).collect(),
                name: profile.name,
            },
            name,
        }
    }

    pub(crate) fn of_need(need: Need) -> Self {
        let enterprise = need.enterprise.as_deref().and_then(FoldedName::new);
        Self {
            kind: need.kind.as_str(),
            name: FoldedName::new(&need.title),
            organizations: enterprise.into_iter().collect(),
            works: Vec::new(),
            record: SameRecord {
                id: need.id.as_str().to_owned(),
                organizations: need.enterprise.into_iter().collect(),
                name: need.title,
            },
        }
    }
}

/// The groups among records of one name or of several. O(records + works), with logarithms.
pub(crate) fn same_records(records: Vec<IdentityRecord>) -> SameRecords {
    let mut by_name: BTreeMap<(FoldedName, &str), Vec<IdentityRecord>> = BTreeMap::new();
    for record in records {
        if let Some(name) = record.name.clone() {
            by_name.entry((name, record.kind)).or_default().push(record);
        }
    }
    let mut found = SameRecords::default();
    for mut records in by_name.into_values().filter(|records| records.len() > 1) {
        // By id, so that the result does not depend on the order of the records.
        records.sort_by(|a, b| a.record.id.cmp(&b.record.id));
        found.not_compared += records.len().saturating_sub(MOST_OF_A_NAME);
        records.truncate(MOST_OF_A_NAME);
        of_one_name(&records, &mut found);
    }
    found.sort();
    found
}

fn of_one_name(records: &[IdentityRecord], found: &mut SameRecords) {
    let mut sure = Components::new(records.len());
    let mut organizations: BTreeMap<&FoldedName, Vec<usize>> = BTreeMap::new();
    let mut works: BTreeMap<&str, (&str, Vec<usize>)> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        for organization in &record.organizations {
            organizations.entry(organization).or_default().push(at);
        }
        for (key, title) in &record.works {
            let (_, of) = works.entry(key).or_insert((title, Vec::new()));
            if of.last() != Some(&at) {
                of.push(at);
            }
        }
    }
    for of in organizations.values() {
        of.iter().for_each(|&at| sure.join(of[0], at));
    }
    let mut any = sure.clone();
    for (_, of) in works.values() {
        of.iter().for_each(|&at| any.join(of[0], at));
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..records.len() {
        groups.entry(any.root(at)).or_default().push(at);
    }
    for (root, members) in groups {
        if members.len() == 1 {
            found.namesakes += 1;
            continue;
        }
        let is_sure = members
            .iter()
            .all(|&at| sure.root(at) == sure.root(members[0]));
        // What two of a name share joins them, so the first holder tells the group.
        let is_here = |of: &[usize], any: &mut Components| of.len() > 1 && any.root(of[0]) == root;
        let shared = organizations.iter();
        let shared: Vec<String> = shared
            .filter(|(_, of)| is_here(of, &mut any))
            .map(|(name, _)| name.to_string())
            .collect();
        let titles = works.values();
        let titles: Vec<&str> = titles
            .filter(|(_, of)| is_here(of, &mut any))
            .map(|(title, _)| *title)
            .collect();
        found.groups.push(SameGroup {
            sameness: if is_sure {
                Sameness::Sure
            } else {
                Sameness::Likely
            },
            records: members
                .iter()
                .map(|&at| records[at].record.clone())
                .collect(),
            organizations: shared,
            works_in_common: titles.len(),
            works: titles
                .into_iter()
                .take(NAMED_WORKS)
                .map(str::to_owned)
                .collect(),
        });
    }
}

/// Disjoint sets of numbers, each known by its least one.
#[derive(Clone)]
struct Components(Vec<usize>);

impl Components {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            // Halving the way keeps it short.
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{IdentityRecord, MOST_OF_A_NAME, SameRecords, Sameness, same_records};
    use crate::model::{Need, Profile};
    use serde_json::{Value, json};

    fn found(profiles: &[Value]) -> SameRecords {
        let records = profiles.iter().map(|profile| {
            let mut fields = json!({"kind": "expert", "name": "示例·王工"});
            let more = profile.as_object().unwrap().clone();
            fields.as_object_mut().unwrap().extend(more);
            IdentityRecord::of_profile(serde_json::from_value::<Profile>(fields).unwrap())
        });
        let forwards = same_records(records.collect());
        let mut ids: Vec<_> = forwards.groups.iter().map(|g| &g.records[0].id).collect();
        ids.dedup();
        assert_eq!(ids.len(), forwards.groups.len());
        forwards
    }

    fn ids(found: &SameRecords) -> Vec<Vec<&str>> {
        let groups = found.groups.iter();
        let ids = groups.map(|group| group.records.iter().map(|r| r.id.as_str()).collect());
        ids.collect()
    }

    #[test]
    fn a_shared_organisation_is_sure_a_shared_work_likely_and_the_name_alone_nothing() {
        let found = found(&[
            json!({"id": "5", "organization": "丁大学"}),
            json!({"id": "1", "organization": "甲大学", "affiliations": ["乙公司"]}),
            json!({"id": "2", "organization": "乙 公司", "works": ["针状焦的制备"]}),
            json!({"id": "3", "name": "示例・王工", "organization": "丙大学", "works": ["针状焦 的制备。", "沥青"]}),
            json!({"id": "4", "organization": "丙大学"}),
            json!({"id": "6"}),
            json!({"id": "7", "name": "示例·李工", "organization": "甲大学"}),
        ]);
        assert_eq!(ids(&found), [["1", "2", "3", "4"]]);
        let group = &found.groups[0];
        assert_eq!(
            group.sameness,
            Sameness::Likely,
            "a work alone joins 2 and 3"
        );
        assert_eq!(group.organizations, ["丙大学", "乙公司"]);
        assert_eq!(
            (group.works_in_common, group.works[0].as_str()),
            (1, "针状焦的制备")
        );
        assert_eq!(found.namesakes, 2);
        let sure = self::found(&[
            json!({"id": "1", "organization": "甲大学"}),
            json!({"id": "2", "organization": "甲 大学"}),
        ]);
        assert_eq!(sure.groups[0].sameness, Sameness::Sure);
    }

    #[test]
    fn kinds_stay_apart_and_bodies_without_an_organisation_are_their_own() {
        let bodies = [
            json!({"id": "1", "kind": "institution", "name": "示例研究院"}),
            json!({"id": "2", "kind": "institution", "name": "示例 研究院"}),
            json!({"id": "3", "kind": "service", "name": "示例研究院"}),
        ];
        assert_eq!(ids(&found(&bodies)), [["1", "2"]]);
        let people = [json!({"id": "1"}), json!({"id": "2"})];
        let found = found(&people);
        assert_eq!((found.groups.len(), found.namesakes), (0, 2));
    }

    #[test]
    fn a_name_of_too_many_is_compared_in_part_and_the_rest_counted() {
        let many = 0..MOST_OF_A_NAME + 5;
        let many: Vec<Value> = many
            .map(|n| json!({"id": format!("{n:05}"), "organization": "甲大学"}))
            .collect();
        let found = found(&many);
        assert_eq!(found.not_compared, 5);
        assert_eq!(found.groups[0].records.len(), MOST_OF_A_NAME);
    }

    #[test]
    fn needs_are_the_same_by_title_and_enterprise() {
        let need = |id: &str, enterprise: &str| {
            let mut need = Need::new(id, "针状焦").unwrap();
            need.enterprise = Some(enterprise.into());
            IdentityRecord::of_need(need)
        };
        let found = same_records(vec![
            need("b", "甲厂"),
            need("a", "甲 厂"),
            need("c", "乙厂"),
        ]);
        assert_eq!(ids(&found), [["a", "b"]]);
        assert_eq!(
            (found.groups[0].sameness, found.namesakes),
            (Sameness::Sure, 1)
        );
    }
}
