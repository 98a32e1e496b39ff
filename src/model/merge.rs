//! Two profiles of one person or body made one.

use serde::Serialize;
use serde_json::Value;

use super::{
    Attributes, FinanceTerms, FoldedName, Profile, ProfileKind, StudentGroup, Subsidy, Vetoes,
};

/// A field in which two profiles that became one differ: the value that stays, and the one that is gone.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DroppedValue {
    /// The field, an attribute as `attributes.NAME`.
    pub field: String,
    /// Value that stays, as JSON.
    pub kept: Value,
    /// Value that is gone, as JSON.
    pub dropped: Value,
}

/// What of the other profile was not taken.
#[derive(Default)]
struct Dropped(Vec<DroppedValue>);

impl Dropped {
    fn note<T: Serialize>(&mut self, field: &str, kept: &T, dropped: &T) {
        let json = |value: &T| serde_json::to_value(value).unwrap_or_default();
        self.0.push(DroppedValue {
            field: field.to_owned(),
            kept: json(kept),
            dropped: json(dropped),
        });
    }

    /// Fills in an empty value; notes one that differs.
    fn fill<T: Serialize + Default + PartialEq>(&mut self, field: &str, kept: &mut T, other: T) {
        if *kept == T::default() {
            *kept = other;
        } else if other != T::default() && *kept != other {
            self.note(field, kept, &other);
        }
    }
}

/// Adds the items that `kept` lacks.
fn unite<T: PartialEq>(kept: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        if !kept.contains(&other) {
            kept.push(other);
        }
    }
}

/// Adds the names that `kept` lacks in any writing.
fn unite_names(kept: &mut Vec<String>, others: impl IntoIterator<Item = String>) {
    let mut known = FoldedName::all(&*kept);
    for other in others {
        let Some(name) = FoldedName::new(&other) else {
            continue;
        };
        if let Err(at) = known.binary_search(&name) {
            known.insert(at, name);
            kept.push(other);
        }
    }
}

/// Refuses what either side refuses.
fn unite_vetoes<K: PartialEq>(kept: &mut Vetoes<K>, other: Vetoes<K>) {
    let Vetoes {
        kinds,
        industries,
        regions,
        organizations,
        min_budget,
        max_distance_km,
    } = other;
    unite(&mut kept.kinds, kinds);
    unite(&mut kept.industries, industries);
    unite(&mut kept.regions, regions);
    unite_names(&mut kept.organizations, organizations);
    let both = |a: Option<f64>, b: Option<f64>, choose: fn(f64, f64) -> f64| match (a, b) {
        (Some(a), Some(b)) => Some(choose(a, b)),
        (one, other) => one.or(other),
    };
    kept.min_budget = both(kept.min_budget, min_budget, f64::max);
    kept.max_distance_km = both(kept.max_distance_km, max_distance_km, f64::min);
}

impl Profile {
    /// Takes in `other`, a second profile of the same person or body; returns the values that were dropped.
    ///
    /// Works, organisations and attributes are united, and so is whatever bars a match (conflicts, vetoes, conditions),
    /// so that nobody is admitted who was barred before. Of the other fields those that this profile lacks are taken;
    /// where the two differ this profile's value stays. The id and the name of `other` become aliases.
    /// O(fields + works log works).
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Level, Profile, ProfileKind};
    ///
    /// let mut kept = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
    /// let mut other = Profile::new("p2", ProfileKind::Expert, "Wang Gong")?;
    /// other.level = Some(Level::Professor);
    /// other.description = "旧".into();
    /// kept.description = "新".into();
    /// let dropped = kept.absorb(other);
    /// assert_eq!(kept.level, Some(Level::Professor));
    /// assert_eq!((kept.aliases.ids[0].as_str(), kept.aliases.names[0].as_str()), ("p2", "Wang Gong"));
    /// assert_eq!((dropped.len(), dropped[0].field.as_str()), (1, "description"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn absorb(&mut self, mut other: Self) -> Vec<DroppedValue> {
        let mut dropped = Dropped::default();
        self.absorb_identity(&mut other, &mut dropped);
        self.absorb_limits(&mut other);
        self.absorb_bases(&mut other);
        self.absorb_free_time(&other, &mut dropped);
        // Every field is named, so that a new one is not forgotten.
        let Self {
            id: _,
            kind: _,
            name: _,
            aliases: _,
            organization: _,
            affiliations: _,
            description,
            expertise,
            works,
            industries,
            disciplines,
            region,
            bases: _,
            coordinates,
            reach,
            level,
            readiness,
            modes,
            budget,
            finance,
            subsidy,
            available_from: _,
            available_until: _,
            capacity,
            load,
            students,
            track_record,
            conflicts: _,
            preferences,
            vetoes: _,
            eligibility: _,
            vector,
            status,
            attributes,
        } = other;
        dropped.fill("description", &mut self.description, description);
        dropped.fill("expertise", &mut self.expertise, expertise);
        self.add_works(works);
        dropped.fill("industries", &mut self.industries, industries);
        dropped.fill("disciplines", &mut self.disciplines, disciplines);
        dropped.fill("region", &mut self.region, region);
        dropped.fill("coordinates", &mut self.coordinates, coordinates);
        dropped.fill("reach", &mut self.reach, reach);
        dropped.fill("level", &mut self.level, level);
        dropped.fill("readiness", &mut self.readiness, readiness);
        dropped.fill("modes", &mut self.modes, modes);
        dropped.fill("budget", &mut self.budget, budget);
        self.absorb_terms(finance, subsidy, &mut dropped);
        dropped.fill("capacity", &mut self.capacity, capacity);
        dropped.fill("load", &mut self.load, load);
        self.absorb_students(students, &mut dropped);
        dropped.fill("track_record", &mut self.track_record, track_record);
        dropped.fill("preferences", &mut self.preferences, preferences);
        dropped.fill("vector", &mut self.vector, vector);
        if self.status != status {
            dropped.note("status", &self.status, &status);
        }
        self.absorb_attributes(attributes, &mut dropped);
        dropped.0
    }

    fn absorb_attributes(&mut self, attributes: Attributes, dropped: &mut Dropped) {
        for (name, value) in attributes {
            let field = format!("attributes.{name}");
            let held = self.attributes.entry(name).or_default();
            dropped.fill(&field, held, value);
        }
    }

    fn absorb_bases(&mut self, other: &mut Self) {
        for base in other.bases.drain(..) {
            if !self.bases.contains(&base) {
                self.bases.push(base);
            }
        }
    }

    fn absorb_identity(&mut self, other: &mut Self, dropped: &mut Dropped) {
        if self.kind != other.kind {
            dropped.note("kind", &self.kind, &other.kind);
        }
        let own = FoldedName::new(&self.name);
        let aliases = std::mem::take(&mut other.aliases);
        for id in std::iter::once(other.id.clone()).chain(aliases.ids) {
            if id != self.id {
                self.aliases.add_id(id);
            }
        }
        for name in std::iter::once(other.name.clone()).chain(aliases.names) {
            if FoldedName::new(&name) != own {
                self.aliases.add_name(name);
            }
        }
        let mut named: Vec<String> = self.organization.iter().cloned().collect();
        named.append(&mut self.affiliations);
        let others = other.organization.take().into_iter();
        unite_names(&mut named, others.chain(other.affiliations.drain(..)));
        let mut named = named.into_iter();
        self.organization = named.next();
        self.affiliations = named.collect();
    }

    fn absorb_limits(&mut self, other: &mut Self) {
        unite_names(&mut self.conflicts, other.conflicts.drain(..));
        unite_vetoes(&mut self.vetoes, std::mem::take(&mut other.vetoes));
        unite(
            &mut self.eligibility,
            std::mem::take(&mut other.eligibility),
        );
    }

    fn absorb_terms(&mut self, finance: FinanceTerms, subsidy: Subsidy, dropped: &mut Dropped) {
        dropped.fill("finance", &mut self.finance, finance);
        dropped.fill("subsidy", &mut self.subsidy, subsidy);
    }

    /// Only a group keeps its people; a team that takes a group in has none.
    fn absorb_students(&mut self, students: Option<StudentGroup>, dropped: &mut Dropped) {
        if self.kind == ProfileKind::Expert {
            dropped.fill("students", &mut self.students, students);
        } else if let Some(students) = students {
            dropped.note("students", &None, &Some(students));
        }
    }

    /// First and last free day are one value: a first day of one profile and a last day of the other might contradict.
    fn absorb_free_time(&mut self, other: &Self, dropped: &mut Dropped) {
        let mut own = (self.available_from, self.available_until);
        let others = (other.available_from, other.available_until);
        dropped.fill("available_from, available_until", &mut own, others);
        (self.available_from, self.available_until) = own;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use crate::model::Profile;
    use crate::model::facts::FULL_PROFILE;

    fn profile(value: serde_json::Value) -> Profile {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_empty_profile_takes_all_and_drops_nothing() {
        let full: Profile = serde_json::from_str(FULL_PROFILE).unwrap();
        let mut bare = Profile::new("q", full.kind, full.name.clone()).unwrap();
        assert_eq!(bare.absorb(full.clone()), []);
        assert_eq!(bare.aliases.ids, ["p", "p-old"]);
        bare.id = full.id.clone();
        bare.aliases = full.aliases.clone();
        assert_eq!(bare, full);
    }

    #[test]
    fn a_profile_absorbed_twice_changes_nothing_more() {
        let full: Profile = serde_json::from_str(FULL_PROFILE).unwrap();
        let mut kept = Profile::new("q", full.kind, "示例别名").unwrap();
        kept.absorb(full.clone());
        let once = kept.clone();
        assert_eq!(kept.absorb(full), []);
        assert_eq!(kept, once);
    }

    #[test]
    fn differing_values_stay_and_are_named_and_bars_are_united() {
        let mut kept = profile(json!({
            "id": "a", "kind": "expert", "name": "示例·王工", "organization": "示例大学", "level": "professor",
            "available_from": "2025-01-01", "conflicts": ["甲厂"], "vetoes": {"min_budget": 10, "max_distance_km": 50},
            "works": ["针状焦"], "attributes": {"电话": "1", "邮箱": "x"},
        }));
        let other = profile(json!({
            "id": "b", "kind": "team", "name": "示例·王 工", "organization": "示例公司", "affiliations": ["示例 大学"],
            "level": "academician", "available_until": "2024-01-01", "conflicts": ["乙厂", "甲 厂"],
            "vetoes": {"min_budget": 20, "organizations": ["丙厂"], "max_distance_km": 80}, "works": ["针状焦。", "沥青"],
            "status": "paused", "attributes": {"电话": "2", "邮箱": "x", "微信": "y"},
        }));
        let dropped = kept.absorb(other);
        let fields: Vec<&str> = dropped.iter().map(|d| d.field.as_str()).collect();
        let expected = [
            "kind",
            "available_from, available_until",
            "level",
            "status",
            "attributes.电话",
        ];
        assert_eq!(fields, expected);
        assert_eq!(
            (&dropped[4].kept, &dropped[4].dropped),
            (&json!("1"), &json!("2"))
        );
        let expected = profile(json!({
            "id": "a", "kind": "expert", "name": "示例·王工", "aliases": {"ids": ["b"]}, "organization": "示例大学",
            "affiliations": ["示例公司"], "level": "professor", "available_from": "2025-01-01",
            "conflicts": ["甲厂", "乙厂"],
            "vetoes": {"min_budget": 20, "organizations": ["丙厂"], "max_distance_km": 50},
            "works": ["针状焦", "沥青"], "attributes": {"电话": "1", "邮箱": "x", "微信": "y"},
        }));
        assert_eq!(kept, expected);
        kept.check().unwrap();
    }
}
