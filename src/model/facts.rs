//! Facts: the structured part of a record, cut into facets.
//!
//! A *facet* is a group of fields that rules and features look at together. A library holds far
//! fewer distinct values of a facet than profiles, so each profile carries one code per facet and a
//! need is compared with every distinct value once. Facets are projections: text is left out, lists
//! are sorted, so that equal facts are equal values and have one canonical JSON text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::facet::facets;
pub use super::inferred::Inferred;
pub use super::place::Place;
use super::{
    Budget, Code, Condition, Date, FinanceInstrument, FinanceTerms, FoldedName, Level, Mode, Need,
    NeedId, NeedKind, NeedStatus, Organizations, Preferences, Profile, ProfileId, ProfileKind,
    ProfileStatus, TrackRecord, Vector, Vetoes, listed_people, people_in,
};

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort();
    items.dedup();
    items
}

/// Days on which a profile is free, and its places: taken and in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Availability {
    /// First day on which it is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day on which it is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Firms it may serve at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Firms it serves now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<u32>,
}

/// Everything that bars a profile from needs: conflicts, co-authors, vetoes, eligibility, aliases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Exclusions {
    /// Declared conflicts, sorted: names of enterprises and ids of needs. Ids are folded too, because people
    /// write the list by hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<FoldedName>,
    /// Co-authors, with the last year together; none if a work together has no year, since that may be the latest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coauthors: Vec<(FoldedName, Option<i32>)>,
    /// The owner's vetoes.
    #[serde(skip_serializing_if = "Vetoes::is_empty")]
    pub vetoes: Vetoes<NeedKind>,
    /// The organisations among the vetoes, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused_organizations: Vec<FoldedName>,
    /// Location of the owner, kept only if a veto limits the distance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Eligibility conditions; those of a policy without one on the region hold the one on the seat of the firm
    /// ([`Profile::eligibility`]).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub eligibility: Vec<Condition>,
    /// Terms of finance that the profile offers.
    #[serde(skip_serializing_if = "FinanceTerms::is_empty")]
    pub finance: FinanceTerms,
    /// Whether a finance product lends or buys shares, where its terms or its words say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<FinanceInstrument>,
    /// Earlier ids and other names of the profile, sorted: whoever bars one of them bars the profile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<FoldedName>,
    /// People whom the name of an expert lists (李四、王五), sorted: a conflict with one of them bars the profile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<FoldedName>,
}

/// Soft wishes of a profile's owner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Wishes {
    /// The owner's preferences.
    #[serde(skip_serializing_if = "Preferences::is_empty")]
    pub preferences: Preferences<NeedKind>,
    /// The organisations among the preferences, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub preferred_organizations: Vec<FoldedName>,
    /// Location of the owner, kept only if a preference limits the distance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// Kind and status of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Class {
    /// Kind.
    pub kind: ProfileKind,
    /// Status.
    pub status: ProfileStatus,
}

facets! {
    /// Kind and status.
    Class(Class) = "class" of |profile| Some(Class { kind: profile.kind, status: profile.status });
    /// Folded names of the organisations.
    Organization(Organizations) = "organization" of |profile| Organizations::of(profile);
    /// Region, coordinates and reach.
    Place(Place) = "place" of |profile| {
        let place = Place { reach: profile.reach, ..seat(profile) };
        stated(place)
    };
    /// Industries, sorted.
    Industries(Vec<Code>) = "industries" of |profile| stated(sorted(profile.industries.iter().cloned())),
        /// Industries of a profile that states none.
        inferred InferredIndustries(Inferred);
    /// Disciplines, sorted.
    Disciplines(Vec<Code>) = "disciplines" of |profile| stated(sorted(profile.disciplines.iter().cloned())),
        /// Disciplines of a profile that states none.
        inferred InferredDisciplines(Inferred);
    /// Standing of the person.
    Level(Level) = "level" of |profile| profile.level;
    /// Technology readiness, 1 to 9.
    Readiness(u8) = "readiness" of |profile| profile.readiness;
    /// Ways of working, sorted.
    Modes(Vec<Mode>) = "modes" of |profile| stated(sorted(profile.modes.iter().copied()));
    /// Price asked, or amount lent.
    Budget(Budget) = "budget" of |profile| profile.budget;
    /// Days free, capacity and load.
    Availability(Availability) = "availability" of |profile| stated(Availability {
        from: profile.available_from,
        until: profile.available_until,
        capacity: profile.places(),
        load: profile.load,
    });
    /// Earlier matches.
    TrackRecord(TrackRecord) = "track_record" of |profile| profile.track_record;
    /// Year of the latest dated work.
    LatestWork(i32) = "latest_work" of |profile| profile.works.iter().filter_map(|w| w.year).max();
    /// Conflicts, vetoes and eligibility: the needs that the profile must not be matched with.
    Limits(Box<Exclusions>) = "limits" of |profile| {
        let limits = Exclusions {
            conflicts: FoldedName::all(&profile.conflicts),
            coauthors: coauthors(profile),
            vetoes: profile.vetoes.clone(),
            refused_organizations: FoldedName::all(&profile.vetoes.organizations),
            // A place only if a distance is limited: otherwise equal limits would take one code for each place.
            place: profile.vetoes.max_distance_km.map(|_| seat(profile)),
            eligibility: profile.conditions().into_owned(),
            finance: profile.finance.clone(),
            instrument: profile.instrument(),
            aliases: profile.aliases.folded(),
            people: FoldedName::all(&profile.people()),
        };
        stated(limits).map(Box::new)
    };
    /// Preferences: the wishes of the profile's owner.
    Wishes(Box<Wishes>) = "wishes" of |profile| {
        let wishes = Wishes {
            preferences: profile.preferences.clone(),
            preferred_organizations: FoldedName::all(&profile.preferences.organizations),
            place: profile.preferences.max_distance_km.map(|_| seat(profile)),
        };
        stated(wishes).map(Box::new)
    };
}

/// `value`, unless it says nothing.
fn stated<T: Default + PartialEq>(value: T) -> Option<T> {
    (value != T::default()).then_some(value)
}

/// Location of a profile, without its reach.
fn seat(profile: &Profile) -> Place {
    Place {
        region: profile.region.clone(),
        coordinates: profile.coordinates,
        reach: None,
        bases: sorted(profile.bases.iter().cloned()),
    }
}

/// The structured part of a profile, by facet; a facet that is not there is unknown.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ProfileFacts {
    /// Identity, for rules that name a profile.
    pub id: ProfileId,
    /// Name, for rules that name a person or a body; none if nothing of it can be seen.
    pub name: Option<FoldedName>,
    /// Kind and status.
    pub class: Class,
    /// Vectors of its statement and works.
    pub vectors: Vec<Vector>,
    values: BTreeMap<Facet, FacetValue>,
}

/// The structured part of a need.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NeedFacts {
    /// Identity.
    pub id: NeedId,
    /// Kind.
    pub kind: NeedKind,
    /// Status.
    pub status: NeedStatus,
    /// Name of the enterprise.
    pub enterprise: Option<FoldedName>,
    /// Id of the enterprise's record, folded, where there is one.
    pub enterprise_id: Option<FoldedName>,
    /// All names of the enterprise: as the need has it, and those of its record; sorted.
    pub enterprise_names: Vec<FoldedName>,
    /// Industries, sorted.
    pub industries: Vec<Code>,
    /// Disciplines, sorted.
    pub disciplines: Vec<Code>,
    /// Industries read off the text of a need that states none ([`crate::infer`]); none until asked for.
    pub inferred_industries: Option<Inferred>,
    /// Disciplines read off the text of a need that states none; none until asked for.
    pub inferred_disciplines: Option<Inferred>,
    /// Location of the enterprise.
    pub place: Place,
    /// Least level wanted.
    pub level: Option<Level>,
    /// Whether it offers a post that one person of standing fills ([`Need::asks_for_standing`]).
    pub standing: bool,
    /// Least readiness wanted.
    pub readiness: Option<u8>,
    /// Ways of working that would do, sorted.
    pub modes: Vec<Mode>,
    /// Amount that the enterprise can pay, or wants to borrow, in 万元.
    pub budget: Option<Budget>,
    /// Terms of finance that the enterprise asks for.
    pub finance: FinanceTerms,
    /// Whether a finance need asks for a loan or for equity, where its terms or its words say it.
    pub instrument: Option<FinanceInstrument>,
    /// Last day of the need.
    pub deadline: Option<Date>,
    /// Number of profiles wanted.
    pub demand: Option<u32>,
    /// Names of its people, sorted; a name with a note in brackets behind it is there without the note too, here and in the
    /// lists of organisations, conflicts and refusals.
    pub people: Vec<FoldedName>,
    /// Organisations that the enterprise belongs to, those among its people included; sorted.
    pub parents: Vec<FoldedName>,
    /// Names and ids of profiles that must not be matched, sorted. Ids are folded too, because people write
    /// the list by hand.
    pub conflicts: Vec<FoldedName>,
    /// Soft wishes of the enterprise.
    pub preferences: Preferences<ProfileKind>,
    /// The organisations among the preferences, sorted.
    pub preferred_organizations: Vec<FoldedName>,
    /// Hard refusals of the enterprise.
    pub vetoes: Vetoes<ProfileKind>,
    /// The organisations among the vetoes, sorted.
    pub refused_organizations: Vec<FoldedName>,
    /// The vector of the need, if one is attached.
    pub vector: Option<Vector>,
    /// Free attributes, for eligibility.
    pub attributes: super::Attributes,
}

impl FacetValue {
    /// Region, coordinates and reach, if this is their value.
    pub(crate) fn place(&self) -> Option<&Place> {
        if let Self::Place(place) = self {
            Some(place)
        } else {
            None
        }
    }

    /// Organisations, if this is their value.
    pub(crate) fn organizations(&self) -> Option<&Organizations> {
        if let Self::Organization(known) = self {
            Some(known)
        } else {
            None
        }
    }

    /// Kind and status, if this is their value.
    pub(crate) fn class(&self) -> Option<Class> {
        if let Self::Class(class) = self {
            Some(*class)
        } else {
            None
        }
    }

    /// The owner's preferences, if this is their value.
    pub(crate) fn wishes(&self) -> Option<&Wishes> {
        if let Self::Wishes(wishes) = self {
            Some(wishes)
        } else {
            None
        }
    }
}

impl ProfileFacts {
    /// Projects `profile` on its facts. O(fields + works).
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let known = |&facet: &Facet| Some((facet, FacetValue::stated(profile, facet)?));
        Self {
            id: profile.id.clone(),
            name: FoldedName::new(&profile.name),
            class: Class {
                kind: profile.kind,
                status: profile.status,
            },
            vectors: profile_vectors(profile)
                .map(|(_, vector)| vector.clone())
                .collect(),
            values: Facet::ALL.iter().filter_map(known).collect(),
        }
    }

    /// Adds `values` for facets without a stated value; stated ones stay.
    pub(crate) fn with(mut self, values: impl IntoIterator<Item = FacetValue>) -> Self {
        for value in values {
            // A stated value stays: a guess fills gaps alone.
            self.values.entry(value.facet()).or_insert(value);
        }
        self
    }

    /// Folded names of its organisations, ascending; empty if they are unknown.
    #[must_use]
    pub fn organizations(&self) -> &[FoldedName] {
        let known = self.get(Facet::Organization);
        let known = known.and_then(FacetValue::organizations);
        known.map_or(&[], Organizations::names)
    }

    /// Returns the value of a facet; `None` if it is unknown.
    #[must_use]
    pub fn get(&self, facet: Facet) -> Option<&FacetValue> {
        self.values.get(&facet)
    }

    /// Iterates over the known facets and their values, in the order of [`Facet::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Facet, &FacetValue)> {
        self.values.iter().map(|(&facet, value)| (facet, value))
    }
}

/// A profile's vectors, each with the number of its evidence document: 0 is the statement, works follow.
pub(crate) fn profile_vectors(profile: &Profile) -> impl Iterator<Item = (usize, &Vector)> {
    let works = profile.works.iter().map(|work| work.vector.as_ref());
    let all = std::iter::once(profile.vector.as_ref())
        .chain(works)
        .enumerate();
    all.filter_map(|(number, vector)| Some((number, vector?)))
}

/// Co-authors of a profile's works, each with the latest year together unless one is not known.
fn coauthors(profile: &Profile) -> Vec<(FoldedName, Option<i32>)> {
    let mut latest = BTreeMap::new();
    let mut own = profile.aliases.folded();
    own.extend(FoldedName::new(&profile.name));
    for work in &profile.works {
        let authors = work.authors.iter().filter_map(|a| FoldedName::new(a));
        for author in authors.filter(|author| !own.contains(author)) {
            let year = latest.entry(author).or_insert(work.year);
            // An undated work may be the latest, so it makes the last common year unknown.
            *year = year.zip(work.year).map(|(a, b)| a.max(b));
        }
    }
    latest.into_iter().collect()
}

impl NeedFacts {
    /// Projects `need` on its facts. O(fields).
    pub fn of(need: &Need) -> Self {
        Self {
            id: need.id.clone(),
            kind: need.kind,
            status: need.status,
            enterprise: need.enterprise.as_deref().and_then(FoldedName::new),
            enterprise_id: need
                .enterprise_id
                .as_ref()
                .and_then(|id| FoldedName::new(id.as_str())),
            enterprise_names: FoldedName::all(need.enterprise.iter().chain(&need.enterprise_names)),
            industries: sorted(need.industries.iter().cloned()),
            disciplines: sorted(need.disciplines.iter().cloned()),
            inferred_industries: None,
            inferred_disciplines: None,
            place: Place {
                region: need.region.clone(),
                coordinates: need.coordinates,
                reach: None,
                bases: Vec::new(),
            },
            level: need.level,
            standing: need.asks_for_standing(),
            readiness: need.readiness,
            modes: sorted(need.modes.iter().copied()),
            budget: need.budget,
            finance: need.finance.clone(),
            instrument: need.instrument(),
            deadline: need.deadline,
            demand: need.demand,
            people: FoldedName::all_declared_people(&need.people, people_in),
            parents: FoldedName::all_owners(&need.parents, &need.people),
            conflicts: FoldedName::all_declared_people(&need.conflicts, listed_people),
            preferences: need.preferences.clone(),
            preferred_organizations: FoldedName::all(&need.preferences.organizations),
            vetoes: need.vetoes.clone(),
            refused_organizations: FoldedName::all_declared(&need.vetoes.organizations),
            vector: need.vector.clone(),
            attributes: need.attributes.clone(),
        }
    }
}

/// A profile that states every facet, so that tests of all facets and of all features know each.
#[cfg(test)]
pub(crate) const FULL_PROFILE: &str = r#"{"id":"p","kind":"policy","name":"示例政策","organization":"示例局",
            "affiliations":["示例中心"],"aliases":{"ids":["p-old"],"names":["示例旧政策"]},"region":"山东省/淄博市",
            "coordinates":{"lon":118.05,"lat":36.8},"bases":["山东省/青岛市"],"reach":"city","industries":["C27","C26"],"disciplines":["530"],
            "level":"professor","readiness":6,"modes":["loan","voucher"],"budget":{"max":500},
            "available_from":"2024-01-01","capacity":3,"load":1,"track_record":{"matched":3,"settled":2},
            "works":[{"title":"a","year":2020,"authors":["示例乙"]}],"conflicts":["甲公司"],
            "vetoes":{"min_budget":5,"max_distance_km":100},"preferences":{"kinds":["finance"],"max_distance_km":50},
            "eligibility":["region in 山东省/淄博市"],
            "finance":{"rate":{"min":3.45,"max":4.35},"term":{"max":36},"securities":["credit"],"stages":["growth"]},"subsidy":{"share":30,"each":2}}"#;

/// A need that states whatever a feature compares with the facets of [`FULL_PROFILE`].
#[cfg(test)]
pub(crate) const FULL_NEED: &str = r#"{"id":"n","title":"示例需求","kind":"finance","region":"山东省/淄博市",
    "industries":["C26"],"disciplines":["530"],"level":"academician","readiness":8,"modes":["loan"],
    "budget":{"max":50},"deadline":"2024-12-31"}"#;

#[cfg(test)]
mod tests;
