//! The rules that each group of facts breaks: pure functions of a need and one facet of a profile.
//!
//! Each lists every reason it finds, the most decisive first. A list without reasons costs no
//! allocation, so that ranking may ask for each distinct value.

use super::condition::met;
use super::relation::is_elsewhere;
use super::{Reason, Refused, Rule, Rules, Side, terms};
use crate::model::facts::{Availability, Class, Exclusions, FacetValue, NeedFacts, Place};
use crate::model::{
    Budget, Code, Condition, Facet, FoldedName, Level, NeedKind, ProfileId, ProfileStatus, Reach,
    Taxonomy,
};

/// Every reason to bar the profile of that id, name and organisations; none if they are unknown.
pub(super) fn identity(
    rules: &Rules,
    need: &NeedFacts,
    id: &ProfileId,
    name: Option<&FoldedName>,
    organizations: &[FoldedName],
) -> Vec<Reason> {
    let folded = FoldedName::new(id.as_str());
    identity_of(rules, need, (id, folded.as_ref()), name, organizations)
}

/// Every reason of [`identity`] for an id that was folded before.
pub(super) fn identity_of(
    rules: &Rules,
    need: &NeedFacts,
    (id, folded): (&ProfileId, Option<&FoldedName>),
    name: Option<&FoldedName>,
    organizations: &[FoldedName],
) -> Vec<Reason> {
    let called = || [folded, name].into_iter().flatten();
    let declared = || {
        called()
            .any(|name| need.conflicts.contains(name))
            .then(|| Reason::DeclaredConflict {
                by: Side::Need,
                with: called().find_map(|name| noted(&need.conflicts, name)),
            })
    };
    let found = [
        rules.excluded.contains(id).then_some(Reason::LeftOut),
        declared(),
        is_own_person(need, folded, name, organizations).then_some(Reason::OwnPerson),
        name.and_then(|name| same_organization(need, name)),
        name.and_then(|name| refused_organization(need, name)),
    ];
    found.into_iter().flatten().collect()
}

/// Whether the profile is one of the enterprise's people: by its id, or by its name unless it is of another organisation.
fn is_own_person(
    need: &NeedFacts,
    id: Option<&FoldedName>,
    name: Option<&FoldedName>,
    organizations: &[FoldedName],
) -> bool {
    let is_listed = |called: Option<&FoldedName>| called.is_some_and(|x| need.people.contains(x));
    is_listed(id) || (is_listed(name) && !is_elsewhere(need, organizations))
}

/// Every reason to bar a profile for one known facet, the most decisive first.
pub(super) fn judge(rules: &Rules, need: &NeedFacts, value: &FacetValue) -> Vec<Reason> {
    match value {
        FacetValue::Class(class) => of_class(rules, need, *class),
        FacetValue::Organization(named) => of_organizations(need, named.names()),
        FacetValue::Place(place) => of_place(rules, need, place),
        FacetValue::Industries(codes) => {
            let refused = of_industries(need, codes, &rules.taxonomies.industries);
            refused.into_iter().collect()
        }
        FacetValue::Budget(offer) => {
            let refused = too_little(need.vetoes.min_budget, offer.max());
            let refused = refused.map(by(Side::Need)).into_iter();
            refused.chain(too_small(rules, need, offer)).collect()
        }
        FacetValue::Availability(availability) => of_days(rules, need, availability),
        FacetValue::Level(level) => below(rules, need, *level).into_iter().collect(),
        FacetValue::Limits(limits) => of_limits(rules, need, limits),
        // No rule looks at these; `is_silent` below says so too.
        FacetValue::Disciplines(_)
        | FacetValue::InferredIndustries(_)
        | FacetValue::InferredDisciplines(_)
        | FacetValue::Readiness(_)
        | FacetValue::Modes(_)
        | FacetValue::TrackRecord(_)
        | FacetValue::LatestWork(_)
        | FacetValue::Wishes(_) => Vec::new(),
    }
}

impl Rules {
    /// Whether [`Rules::facet`] bars no value of `facet` for this need, whatever it is: such a facet need
    /// not be read. May be false although it bars none.
    pub(crate) fn is_silent(&self, need: &NeedFacts, facet: Facet) -> bool {
        let vetoes = &need.vetoes;
        match facet {
            Facet::Disciplines
            | Facet::Readiness
            | Facet::Modes
            | Facet::TrackRecord
            | Facet::LatestWork
            | Facet::Wishes => true,
            Facet::Industries => vetoes.industries.is_empty(),
            Facet::Budget => vetoes.min_budget.is_none() && asked_amount(self, need).is_none(),
            Facet::Level => asked_level(self, need).is_none() && !is_post_of_standing(self, need),
            Facet::Organization => {
                need.enterprise_names.is_empty()
                    && need.conflicts.is_empty()
                    && need.refused_organizations.is_empty()
            }
            // Their rules come from the call or from the profile, so that no need can switch them off.
            Facet::Class | Facet::Place | Facet::Availability | Facet::Limits => false,
        }
    }
}

fn by(by: Side) -> impl Fn(Refused) -> Reason {
    move |what| Reason::Refused { by, what }
}

fn of_class(rules: &Rules, need: &NeedFacts, class: Class) -> Vec<Reason> {
    let Class { kind, status } = class;
    let served = need.kind.served_by();
    let admitted = rules.kinds.as_deref().unwrap_or(served);
    let refused = need.vetoes.kinds.contains(&kind);
    let not_served = || Reason::KindNotServed {
        need: need.kind,
        profile: kind,
    };
    let inactive = status != ProfileStatus::Active;
    let found = [
        inactive.then_some(Reason::ProfileInactive { status }),
        refused.then(|| by(Side::Need)(Refused::ProfileKind(kind))),
        (!admitted.contains(&kind)).then(not_served),
    ];
    found.into_iter().flatten().collect()
}

fn same_organization(need: &NeedFacts, name: &FoldedName) -> Option<Reason> {
    let name = need.enterprise_names.iter().find(|own| *own == name)?;
    Some(Reason::SameOrganization {
        name: name.to_string(),
    })
}

fn of_organizations(need: &NeedFacts, names: &[FoldedName]) -> Vec<Reason> {
    let same = names
        .iter()
        .filter_map(|name| same_organization(need, name));
    let declared = names.iter().filter_map(|name| declared_by_need(need, name));
    let refused = names
        .iter()
        .filter_map(|name| refused_organization(need, name));
    same.chain(declared).chain(refused).collect()
}

fn declared_by_need(need: &NeedFacts, name: &FoldedName) -> Option<Reason> {
    need.conflicts
        .contains(name)
        .then(|| Reason::DeclaredConflict {
            by: Side::Need,
            with: Some(as_declared(&need.conflicts, name)),
        })
}

/// `name` as a list declares it with a note in brackets behind it, which says why; `None` if it is declared without.
fn noted(declared: &[FoldedName], name: &FoldedName) -> Option<String> {
    let noted = declared.iter().filter(|x| *x != name && x.declares(name));
    // A name without a note declares itself without one of two notes: the longest has them all.
    let longest = noted.max_by_key(|x| x.as_str().len())?;
    Some(longest.to_string())
}

/// `name` with the note of the list that declares it, if it has one.
fn as_declared(declared: &[FoldedName], name: &FoldedName) -> String {
    noted(declared, name).unwrap_or_else(|| name.to_string())
}

/// Every reason to bar a profile for its earlier ids and other names.
fn of_aliases(rules: &Rules, need: &NeedFacts, aliases: &[FoldedName]) -> Vec<Reason> {
    if aliases.is_empty() {
        return Vec::new();
    }
    let mut excluded = rules.excluded.iter().filter_map(|id| FoldedName::new(id));
    let left_out = excluded.any(|id| aliases.contains(&id));
    let own_person = aliases.iter().any(|alias| need.people.contains(alias));
    let declared = aliases.iter().filter_map(|a| declared_by_need(need, a));
    let same = aliases.iter().filter_map(|a| same_organization(need, a));
    let refused = aliases.iter().filter_map(|a| refused_organization(need, a));
    let mut found: Vec<Reason> = left_out.then_some(Reason::LeftOut).into_iter().collect();
    found.extend(declared);
    found.extend(own_person.then_some(Reason::OwnPerson));
    found.extend(same);
    found.extend(refused);
    found
}

fn refused_organization(need: &NeedFacts, name: &FoldedName) -> Option<Reason> {
    let list = &need.refused_organizations;
    let refused = list.contains(name);
    refused.then(|| by(Side::Need)(Refused::Organization(as_declared(list, name))))
}

fn of_place(rules: &Rules, need: &NeedFacts, place: &Place) -> Vec<Reason> {
    // Wherever it is based: the caller asks for a region, not for a distance.
    let outside = rules.within.as_ref().zip(place.regions().next());
    let outside = outside.and_then(|(within, region)| {
        let is_inside = place.regions().any(|region| region.starts_with(within));
        (!is_inside).then(|| Reason::Outside {
            region: region.clone(),
            within: within.clone(),
        })
    });
    let place = &*place.towards(&need.place);
    let region = place.region.as_ref();
    let vetoes = &need.vetoes;
    let vetoed = region.filter(|r| vetoes.regions.iter().any(|veto| r.starts_with(veto)));
    let found = [
        outside,
        beyond_reach(need, place).filter(|_| !rules.is_relaxed(Rule::Reach)),
        vetoed.map(|r| by(Side::Need)(Refused::Region(r.clone()))),
        too_far(rules, need, vetoes.max_distance_km, place).map(by(Side::Need)),
    ];
    found.into_iter().flatten().collect()
}

fn too_far(rules: &Rules, need: &NeedFacts, limit: Option<f64>, place: &Place) -> Option<Refused> {
    let limit_km = limit?;
    let km = rules.places.distance_km(&need.place, place)?;
    (km > limit_km).then_some(Refused::Distance { km, limit_km })
}

fn too_little(least: Option<f64>, most: Option<f64>) -> Option<Refused> {
    let (least, most) = (least?, most?);
    // Only if the most that is offered is too little is the case certain.
    (most < least).then_some(Refused::Budget { least, most })
}

/// A profile that also works elsewhere is not refused for one of its industries.
fn of_industries(need: &NeedFacts, codes: &[Code], tree: &Taxonomy) -> Option<Reason> {
    let vetoes = &need.vetoes.industries;
    let refused = |code: &Code| vetoes.iter().any(|veto| tree.is_under(code, veto));
    let all = !vetoes.is_empty() && !codes.is_empty() && codes.iter().all(refused);
    all.then(|| by(Side::Need)(Refused::Industries(codes.to_vec())))
}

/// The level that a talent need asks for.
fn asked_level(rules: &Rules, need: &NeedFacts) -> Option<Level> {
    let is_asked = need.kind == NeedKind::Talent && !rules.is_relaxed(Rule::Level);
    need.level.filter(|_| is_asked)
}

/// Whether the need states no level, and its post is not one of students.
fn is_post_of_standing(rules: &Rules, need: &NeedFacts) -> bool {
    need.standing && need.level.is_none() && !rules.is_relaxed(Rule::Level)
}

fn below(rules: &Rules, need: &NeedFacts, level: Level) -> Option<Reason> {
    if level == Level::Student && is_post_of_standing(rules, need) {
        return Some(Reason::PostOfStanding);
    }
    let wanted = asked_level(rules, need).filter(|&wanted| level < wanted)?;
    Some(Reason::LevelBelow { wanted, level })
}

/// The greatest amount that a finance need asks for, in 万元.
fn asked_amount(rules: &Rules, need: &NeedFacts) -> Option<f64> {
    let is_asked = need.kind == NeedKind::Finance && !rules.is_relaxed(Rule::Amount);
    need.budget.filter(|_| is_asked)?.max()
}

/// Only if the most that is asked for is below the least that is offered is the case certain.
fn too_small(rules: &Rules, need: &NeedFacts, offer: &Budget) -> Option<Reason> {
    let (least, most) = (offer.min()?, asked_amount(rules, need)?);
    // Exactly so much is a price or a grant, not the foot of a range.
    let is_range = offer.max() != Some(least);
    (is_range && most < least).then_some(Reason::AmountBelow { least, most })
}

fn of_days(rules: &Rules, need: &NeedFacts, availability: &Availability) -> Vec<Reason> {
    let today = rules.today;
    let is_asked = !rules.is_relaxed(Rule::Validity);
    let expired = availability
        .until
        .filter(|&until| is_asked && until < today);
    let late = availability.from.zip(need.deadline);
    let late = late.filter(|(from, deadline)| is_asked && deadline < from);
    let found = [
        expired.map(|until| Reason::Expired { until, today }),
        late.map(|(from, deadline)| Reason::NotYetFree { from, deadline }),
        quota(availability).filter(|_| !rules.is_relaxed(Rule::QuotaUsedUp)),
    ];
    found.into_iter().flatten().collect()
}

fn of_limits(rules: &Rules, need: &NeedFacts, limits: &Exclusions) -> Vec<Reason> {
    let mut found = conflicts(rules, need, limits);
    let failed = failed(rules, need, limits).cloned();
    found.extend(failed.map(|condition| Reason::Ineligible { condition }));
    found.extend(terms_apart(rules, need, limits));
    found.extend(vetoes(rules, need, limits).map(by(Side::Profile)));
    found
}

/// Terms of finance that keep the two apart.
fn terms_apart(
    rules: &Rules,
    need: &NeedFacts,
    limits: &Exclusions,
) -> impl Iterator<Item = Reason> {
    let instruments = need.instrument.zip(limits.instrument);
    let differing = instruments.filter(|(asked, offered)| asked != offered);
    let differing = differing.map(|(asked, offered)| Reason::InstrumentDiffers { offered, asked });
    let broken = terms::broken(&need.finance, &limits.finance).into_iter();
    let broken = differing.into_iter().chain(broken);
    broken.filter(|reason| !rules.is_relaxed(reason.rule()))
}

/// Whether [`judge`] finds a reason: of many conditions the first that fails is enough.
pub(super) fn bars(rules: &Rules, need: &NeedFacts, value: &FacetValue) -> bool {
    let FacetValue::Limits(limits) = value else {
        return !judge(rules, need, value).is_empty();
    };
    !conflicts(rules, need, limits).is_empty()
        || failed(rules, need, limits).next().is_some()
        || terms_apart(rules, need, limits).next().is_some()
        || vetoes(rules, need, limits).next().is_some()
}

/// Conflicts of interest that the profile declares or that its works show.
fn conflicts(rules: &Rules, need: &NeedFacts, limits: &Exclusions) -> Vec<Reason> {
    let list = &limits.conflicts;
    let mut found = of_aliases(rules, need, &limits.aliases);
    let listed = limits.people.iter();
    found.extend(listed.filter_map(|person| declared_by_need(need, person)));
    // Most profiles declare no conflict: the id is folded if one does.
    if !list.is_empty() {
        let id = FoldedName::new(need.id.as_str());
        let called = || {
            let firm = need.enterprise.iter().chain(&need.enterprise_names);
            firm.chain(&need.enterprise_id).chain(&id)
        };
        let declared = called().any(|name| list.iter().any(|x| x.declares(name)));
        found.extend(declared.then(|| Reason::DeclaredConflict {
            by: Side::Profile,
            with: called().find_map(|name| noted(list, name)),
        }));
    }
    found.extend(coauthors(rules, need, limits));
    found
}

/// The conditions that the need breaks. An unknown one does not fail: a fact that is not known breaks no rule.
fn failed<'l>(
    rules: &Rules,
    need: &NeedFacts,
    limits: &'l Exclusions,
) -> impl Iterator<Item = &'l Condition> {
    let is_asked = !rules.is_relaxed(Rule::Eligibility);
    let conditions = limits.eligibility.iter().filter(move |_| is_asked);
    conditions.filter(|condition| met(need, condition, &rules.taxonomies) == Some(false))
}

fn coauthors(rules: &Rules, need: &NeedFacts, limits: &Exclusions) -> Option<Reason> {
    let years = rules.coauthor_years;
    // A work without a year counts as recent: a conflict overlooked costs more than a match missed.
    let recent = |year: Option<i32>| year.is_none_or(|y| rules.today.year() - y <= years);
    let mut together = limits.coauthors.iter();
    let (name, latest) =
        together.find(|(name, year)| need.people.contains(name) && recent(*year))?;
    Some(Reason::Coauthors {
        name: name.to_string(),
        latest: *latest,
        years,
    })
}

/// Facts of the need that the profile's owner refuses.
fn vetoes(rules: &Rules, need: &NeedFacts, limits: &Exclusions) -> impl Iterator<Item = Refused> {
    let vetoes = &limits.vetoes;
    let tree = &rules.taxonomies.industries;
    let refused = |code: &&Code| vetoes.industries.iter().any(|v| tree.is_under(code, v));
    let industries: Vec<Code> = need.industries.iter().filter(refused).cloned().collect();
    let region = need.place.region.as_ref();
    let region = region.filter(|r| vetoes.regions.iter().any(|veto| r.starts_with(veto)));
    let list = &limits.refused_organizations;
    let known = |name: &&FoldedName| list.iter().any(|x| x.declares(name));
    let called = need.enterprise.iter().chain(&need.enterprise_names);
    let enterprise = called.chain(&need.enterprise_id).find(known);
    let place = limits.place.as_ref();
    let place = place.map(|place| place.towards(&need.place));
    let found = [
        (vetoes.kinds.contains(&need.kind)).then_some(Refused::NeedKind(need.kind)),
        (!industries.is_empty()).then_some(Refused::Industries(industries)),
        region.cloned().map(Refused::Region),
        enterprise.map(|name| Refused::Organization(as_declared(list, name))),
        too_little(vetoes.min_budget, need.budget.and_then(|b| b.max())),
        place.and_then(|place| too_far(rules, need, vetoes.max_distance_km, &place)),
    ];
    found.into_iter().flatten()
}

fn beyond_reach(need: &NeedFacts, place: &Place) -> Option<Reason> {
    let reach = place.reach?;
    let shared_levels = match reach {
        Reach::Province => 1,
        Reach::City => 2,
        Reach::District => 3,
        Reach::Nationwide | Reach::Remote => return None,
    };
    let (here, there) = (place.region.as_ref()?, need.place.region.as_ref()?);
    // A path that stops above the level asked for leaves the rest unknown.
    let known = shared_levels.min(here.depth()).min(there.depth());
    (here.common_depth(there) < known).then(|| Reason::BeyondReach {
        reach,
        home: here.clone(),
        need: there.clone(),
    })
}

impl Rules {
    /// Whether the quota of an availability is used up.
    pub(crate) fn is_quota_used_up(availability: &Availability) -> bool {
        quota(availability).is_some()
    }

    /// The days between which an availability has to begin at the latest and end at the earliest for this need, as day
    /// numbers; and whether its quota counts.
    pub(crate) fn days_asked(&self, need: &NeedFacts) -> DaysAsked {
        let is_asked = !self.is_relaxed(Rule::Validity);
        let number = |day: crate::model::Date| day.day_number();
        let deadline = need.deadline.filter(|_| is_asked);
        DaysAsked {
            begins_by: deadline.map_or(i32::MAX, number),
            ends_from: if is_asked {
                number(self.today)
            } else {
                i32::MIN
            },
            counts_quota: !self.is_relaxed(Rule::QuotaUsedUp),
        }
    }
}

/// What a need asks of the days and the quota of a profile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DaysAsked {
    pub(crate) begins_by: i32,
    pub(crate) ends_from: i32,
    pub(crate) counts_quota: bool,
}

fn quota(availability: &Availability) -> Option<Reason> {
    let (capacity, load) = (availability.capacity?, availability.load.unwrap_or(0));
    (load >= capacity).then_some(Reason::QuotaUsedUp { load, capacity })
}
