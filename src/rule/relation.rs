//! Relations between the two sides that a person has to confirm: they bar nobody, and are never passed over in silence.

use std::collections::BTreeSet;

use crate::model::facts::NeedFacts;
use crate::model::{FoldedName, Profile, ProfileKind, is_titled, untitled};

use super::Side;
use super::near::{are_related, may_declare};

/// A relation that may be a conflict of interest. JSON: an object whose `caution` names the variant.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "caution", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Caution {
    /// The names of the enterprise and of the profile's organisation differ in legal form, group, branch or department
    /// alone.
    RelatedOrganization {
        /// The enterprise.
        enterprise: String,
        /// The organisation, as the profile states it.
        organization: String,
    },
    /// The profile has the name of one of the enterprise's people, at another organisation: a namesake, or the person in
    /// a second post.
    Namesake {
        /// The name, as the profile states it.
        name: String,
        /// The profile's organisation.
        organization: String,
    },
    /// The profile's organisation and the enterprise belong to one owner, or one belongs to the other, as a need or a
    /// record of an enterprise states it.
    StatedRelation {
        /// The organisation, as the profile states it.
        organization: String,
        /// The owner; the organisation itself where the enterprise belongs to it.
        owner: String,
    },
    /// A side declares a conflict with, or refuses, somebody whose name is near that of the other side: a short form, a
    /// branch, an owner. The name itself, a note in brackets behind it or not, bars the pair.
    NearDeclaration {
        /// Who declares it.
        by: Side,
        /// The name that is declared.
        declared: String,
        /// The other side: the enterprise; or the profile or its organisation.
        name: String,
    },
}

/// What either side declares about somebody whose name is near the other's. `circle` holds the enterprise and its owners.
fn near_declarations(
    need: &NeedFacts,
    profile: &Profile,
    (enterprise, circle): (Option<&FoldedName>, &BTreeSet<FoldedName>),
    owners: &dyn Fn(&FoldedName) -> BTreeSet<FoldedName>,
) -> Vec<Caution> {
    let mut found = Vec::new();
    let listed = profile
        .conflicts
        .iter()
        .chain(&profile.vetoes.organizations);
    for declared in listed.filter_map(|name| FoldedName::new(name)) {
        // The enterprise itself is barred, by each of its names and its id, which is more.
        let mut called = need.enterprise_names.iter().chain(&need.enterprise_id);
        let is_barred = called.any(|own| declared.declares(own));
        let Some(enterprise) = enterprise.filter(|_| !is_barred) else {
            continue;
        };
        let is_owner = circle.iter().any(|owner| declared.declares(owner));
        if is_owner || may_declare(&declared, enterprise) {
            found.push(Caution::NearDeclaration {
                by: Side::Profile,
                declared: declared.to_string(),
                name: enterprise.to_string(),
            });
        }
    }
    found.extend(titled_declaration(need, profile));
    // Two people of near names are two people.
    let own_name = (profile.kind != ProfileKind::Expert).then_some(profile.name.as_str());
    for name in profile.organizations().chain(own_name) {
        let Some(folded) = FoldedName::new(name) else {
            continue;
        };
        let theirs = owners(&folded);
        let listed = || need.conflicts.iter().chain(&need.refused_organizations);
        // The name itself is barred, which is more.
        if listed().any(|declared| *declared == folded) {
            continue;
        }
        let near = listed().find(|declared| {
            theirs.iter().any(|owner| declared.declares(owner)) || may_declare(declared, &folded)
        });
        found.extend(near.map(|declared| Caution::NearDeclaration {
            by: Side::Need,
            declared: declared.to_string(),
            name: name.to_owned(),
        }));
    }
    found
}

/// What the need declares about a person whose name differs from the profile's by a title alone.
fn titled_declaration(need: &NeedFacts, profile: &Profile) -> Option<Caution> {
    let is_person = matches!(profile.kind, ProfileKind::Expert);
    let listed = need.conflicts.iter().chain(&need.refused_organizations);
    let mut listed = listed.filter(|_| is_person);
    let own = FoldedName::new(&profile.name)?;
    // The name itself is barred, which is more.
    if need.conflicts.contains(&own) {
        return None;
    }
    let declared = listed.find(|declared| is_titled(declared, &profile.name))?;
    Some(Caution::NearDeclaration {
        by: Side::Need,
        declared: declared.to_string(),
        name: profile.name.clone(),
    })
}

/// Whether `organizations`, those of a profile, are known and none of them is the need's enterprise or may be of its group.
/// Somebody of the name of one of its people is then a namesake as far as is known.
pub(super) fn is_elsewhere(need: &NeedFacts, organizations: &[FoldedName]) -> bool {
    if need.enterprise.is_none() {
        return false;
    }
    let own = &need.enterprise_names;
    let is_near = |name: &FoldedName| {
        own.contains(name)
            || need.parents.contains(name)
            || own.iter().any(|enterprise| are_related(enterprise, name))
    };
    !organizations.is_empty() && !organizations.iter().any(is_near)
}

/// What a person has to confirm before the two sides meet. `owners` gives the organisations that one belongs to, at any
/// number of steps, beside what the need states. O(length of the names + owners).
pub(crate) fn cautions(
    need: &NeedFacts,
    profile: &Profile,
    owners: &dyn Fn(&FoldedName) -> BTreeSet<FoldedName>,
) -> Vec<Caution> {
    let mut circle: BTreeSet<FoldedName> = need.parents.iter().cloned().collect();
    circle.extend(need.enterprise_names.iter().cloned());
    for name in circle.clone() {
        circle.extend(owners(&name));
    }
    let mut found = match &need.enterprise {
        Some(enterprise) => relations(need, profile, (enterprise, &circle), owners),
        None => Vec::new(),
    };
    for caution in near_declarations(need, profile, (need.enterprise.as_ref(), &circle), owners) {
        if !found.contains(&caution) {
            found.push(caution);
        }
    }
    found
}

/// Relations of the profile and its organisations to the enterprise. `circle` holds the enterprise and its owners.
fn relations(
    need: &NeedFacts,
    profile: &Profile,
    (enterprise, circle): (&FoldedName, &BTreeSet<FoldedName>),
    owners: &dyn Fn(&FoldedName) -> BTreeSet<FoldedName>,
) -> Vec<Caution> {
    let mut found: Vec<Caution> = Vec::new();
    // A university or a service provider is an organisation itself; the name of a person is not compared with a firm's.
    let itself = (profile.kind != ProfileKind::Expert).then_some(profile.name.as_str());
    for organization in profile.organizations().chain(itself) {
        // The enterprise itself is barred, which is more.
        let folded =
            FoldedName::new(organization).filter(|name| !need.enterprise_names.contains(name));
        let Some(folded) = folded else {
            continue;
        };
        let mut theirs = owners(&folded);
        theirs.insert(folded.clone());
        let caution = if let Some(owner) = circle.intersection(&theirs).next() {
            Caution::StatedRelation {
                organization: organization.to_owned(),
                owner: owner.to_string(),
            }
        } else if are_related(enterprise, &folded) {
            Caution::RelatedOrganization {
                enterprise: enterprise.to_string(),
                organization: organization.to_owned(),
            }
        } else {
            continue;
        };
        if !found.contains(&caution) {
            found.push(caution);
        }
    }
    let organizations = profile.organizations().filter_map(FoldedName::new);
    let organizations: Vec<FoldedName> = organizations.collect();
    let is_own = FoldedName::new(&profile.name).is_some_and(|name| need.people.contains(&name));
    let is_person = matches!(profile.kind, ProfileKind::Expert);
    let titled = || untitled(&profile.name).is_some_and(|name| need.people.contains(&name));
    // With a title the name is not barred, so that somebody has to look wherever the profile is.
    let is_namesake = is_own && is_elsewhere(need, &organizations);
    // A name of several people is nobody's own, so that it bars nobody.
    let is_listed = |name: &String| FoldedName::new(name).is_some_and(|x| need.people.contains(&x));
    let listed = profile.people().into_iter().find(is_listed);
    if is_namesake || !is_own && is_person && (listed.is_some() || titled()) {
        found.push(Caution::Namesake {
            name: listed.unwrap_or_else(|| profile.name.clone()),
            organization: profile
                .organizations()
                .next()
                .unwrap_or_default()
                .to_owned(),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::Side;
    use super::{Caution, cautions};
    use crate::model::facts::NeedFacts;
    use crate::model::{FoldedName, Need, Profile, ProfileKind};
    use std::collections::BTreeSet;

    #[test]
    fn near_names_are_named_on_either_side() {
        let mut need = Need::new("n", "陶瓷膜").unwrap();
        let mut profile = Profile::new("p", ProfileKind::Expert, "示例·王工").unwrap();
        profile.organization = Some("示例大学化工学院".into());
        let none = |_: &FoldedName| BTreeSet::new();
        let found = |need: &Need, profile: &Profile| {
            let all = cautions(&NeedFacts::of(need), profile, &none);
            let near = all.into_iter().filter_map(|caution| match caution {
                Caution::NearDeclaration { declared, name, .. } => Some((declared, name)),
                Caution::RelatedOrganization { .. }
                | Caution::Namesake { .. }
                | Caution::StatedRelation { .. } => None,
            });
            near.collect::<Vec<_>>()
        };
        assert_eq!(found(&need, &profile), []);
        need.vetoes.organizations = vec!["示例大学".into()];
        let school = ("示例大学".to_owned(), "示例大学化工学院".to_owned());
        assert_eq!(found(&need, &profile), std::slice::from_ref(&school));
        need.vetoes.organizations.clear();
        need.conflicts = vec!["示例大学（导师所在）".into(), "王工".into()];
        let [(_, near)] = &found(&need, &profile)[..] else {
            panic!("one organisation, and no person of a near name");
        };
        assert_eq!(*near, school.1);
        need.conflicts.clear();
        need.enterprise = Some("示例甲水务有限公司".into());
        need.parents = vec!["乙控股（持股60%）".into()];
        profile.conflicts = vec!["甲水务".into(), "丙".into()];
        profile.vetoes.organizations = vec!["乙控股".into()];
        let own = "示例甲水务有限公司".to_owned();
        let short = ("甲水务".to_owned(), own.clone());
        assert_eq!(found(&need, &profile), [short, ("乙控股".to_owned(), own)]);
    }

    #[test]
    fn a_title_hides_no_declared_person() {
        let none = |_: &FoldedName| BTreeSet::new();
        let mut need = Need::new("n", "陶瓷膜").unwrap();
        need.enterprise = Some("示例甲水务有限公司".into());
        need.conflicts = vec!["示例·张三".into()];
        need.people = vec!["示例·李四".into()];
        let of = |name: &str| {
            let profile = Profile::new("p", ProfileKind::Expert, name).unwrap();
            cautions(&NeedFacts::of(&need), &profile, &none)
        };
        for name in ["示例·张三教授", "示例·张三（教授）", "示例·张三 男"] {
            let [
                Caution::NearDeclaration {
                    by: Side::Need,
                    declared,
                    ..
                },
            ] = &of(name)[..]
            else {
                panic!("{name}: one caution");
            };
            assert_eq!(declared, "示例·张三");
        }
        assert!(matches!(
            of("示例·李四博士")[..],
            [Caution::Namesake { .. }]
        ));
        assert_eq!(of("示例·王五教授"), []);
        let facts = |declared: &str| {
            let mut need = need.clone();
            need.conflicts = vec![declared.into()];
            NeedFacts::of(&need)
        };
        let plain = FoldedName::new("示例·张三").unwrap();
        assert!(
            facts("示例·张三教授").conflicts.contains(&plain),
            "so the plain name is barred"
        );
    }

    #[test]
    fn the_name_of_a_person_is_not_compared_with_that_of_a_firm() {
        let mut need = Need::new("n", "Rail corrugation").unwrap();
        need.enterprise = Some("Shili Denture Co. Ltd".into());
        let none = |_: &FoldedName| BTreeSet::new();
        let of = |kind| {
            let profile = Profile::new("p", kind, "Shili D").unwrap();
            cautions(&NeedFacts::of(&need), &profile, &none).len()
        };
        assert_eq!((of(ProfileKind::Expert), of(ProfileKind::Service)), (0, 1));
    }
}
