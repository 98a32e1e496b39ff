//! The supply side.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::fields::{RecordFields, by_serde, object, serde_by_fields};
use super::fold::heading_key;
use super::{
    Aliases, Attributes, Budget, Code, Condition, Coordinates, Date, FinanceTerms, Level, Mode,
    NeedKind, Preferences, ProfileId, ProfileKind, ProfileStatus, Reach, RegionPath, StudentGroup,
    Subsidy, Vector, Vetoes, Work,
};
use crate::error::{Error, Result, say};

/// Counts of a profile's earlier matches: made and settled.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[non_exhaustive]
pub struct TrackRecord {
    /// Matches made.
    pub matched: u32,
    /// Matches settled; at most `matched`.
    pub settled: u32,
}

impl TrackRecord {
    /// Creates a record of `settled` matches out of `matched`.
    ///
    /// # Errors
    /// Invalid input if `settled > matched`.
    pub fn new(matched: u32, settled: u32) -> Result<Self> {
        if settled <= matched {
            return Ok(Self { matched, settled });
        }
        Err(Error::invalid(
            "track_record.settled",
            settled,
            say!(
                "at most the {matched} matches made can be settled",
                "最多只能有{matched}次对接成功"
            ),
        ))
    }

    pub(crate) fn from_json(value: Value) -> Result<Self> {
        let mut fields = RecordFields::new(object("track_record", value)?);
        let matched = fields.integer("matched", 0, u32::MAX);
        let settled = fields.integer("settled", 0, u32::MAX);
        fields.finish().map_err(super::fields::first)?;
        let both = matched.zip(settled);
        let (matched, settled) = both.ok_or_else(|| {
            Error::invalid(
                "track_record",
                "",
                say!(
                    "give both matched and settled",
                    "请同时填对接次数和成功次数"
                ),
            )
        })?;
        Self::new(matched, settled)
    }
}

/// A profile: one provider and its offer. Every field but id, kind and name may be unknown.
///
/// JSON, as read and written: the field names below, unknown ones left out; further fields are
/// kept in `attributes`. Lists may also be one text, numbers may be text.
///
/// # Example
/// ```
/// use qianxian::model::{Profile, ProfileKind, Work};
/// let mut profile = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
/// profile.works.push(Work::new("油系针状焦的制备"));
/// let json = serde_json::to_string(&profile).unwrap();
/// assert_eq!(serde_json::from_str::<Profile>(&json).unwrap(), profile);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Profile {
    /// Unique among the profiles of a library.
    pub id: ProfileId,
    /// Kind of provider or offer.
    pub kind: ProfileKind,
    /// Name of the person, team, institution, result, product or programme.
    pub name: String,
    /// Earlier ids and other names.
    #[serde(skip_serializing_if = "Aliases::is_empty")]
    pub aliases: Aliases,
    /// Organisation it belongs to, by name; the first, if it belongs to several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Further organisations it belongs to, by name; rules look at each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affiliations: Vec<String>,
    /// Description.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Fields of expertise, keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expertise: Vec<String>,
    /// Evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub works: Vec<Work>,
    /// Industries served, by taxonomy code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<Code>,
    /// Disciplines, by taxonomy code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<Code>,
    /// Region of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionPath>,
    /// Further regions where it is based: a talent enclave (人才飞地), a branch. Towards a need it counts as being at the one
    /// that shares most of the need's path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bases: Vec<RegionPath>,
    /// Coordinates of the provider, in degrees; they take precedence over the region's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<Coordinates>,
    /// Greatest distance at which the provider serves, by administrative level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
    /// Standing of the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Technology readiness of the offer, 1 to 9.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness: Option<u8>,
    /// Ways of working offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// Price asked, or amount lent, in 万元.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// Terms of finance that it offers.
    #[serde(skip_serializing_if = "FinanceTerms::is_empty")]
    pub finance: FinanceTerms,
    /// What it pays of a firm's cost, if it is a subsidy or a voucher.
    #[serde(skip_serializing_if = "Subsidy::is_empty")]
    pub subsidy: Subsidy,
    /// First day it is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available_from: Option<Date>,
    /// Last day it is free; never before `available_from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available_until: Option<Date>,
    /// Most firms that it may serve at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Firms that it serves now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<u32>,
    /// People and leader of a student group; none for every other profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub students: Option<StudentGroup>,
    /// Counts of earlier matches, made and settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_record: Option<TrackRecord>,
    /// Enterprises (by name) or needs (by id) that must not be matched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<String>,
    /// Soft wishes of the owner about needs.
    #[serde(skip_serializing_if = "Preferences::is_empty")]
    pub preferences: Preferences<NeedKind>,
    /// Hard refusals of the owner about needs.
    #[serde(skip_serializing_if = "Vetoes::is_empty")]
    pub vetoes: Vetoes<NeedKind>,
    /// Conditions that a programme or product puts on the need; each must hold or be unknown.
    ///
    /// A policy that states none on the region is for the firms of its region and its bases, as wide as its reach says,
    /// else of the place that its issuer begins with (江苏省科技厅): rules and answers add that condition to these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub eligibility: Vec<Condition>,
    /// A vector of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vector: Option<Vector>,
    /// Whether the profile may be matched now.
    pub status: ProfileStatus,
    /// Further fields.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
}

impl Profile {
    /// Adds the works that the profile lacks, behind its own. Two works are one if kind and title agree (the abstract, of
    /// works without title), but for case, width, spaces and punctuation. O(works log works).
    ///
    /// A survey that holds the new works of a person alone thus leaves the earlier ones in place.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Profile, ProfileKind, Work};
    ///
    /// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
    /// expert.works.push(Work::new("针状焦的制备"));
    /// expert.add_works([Work::new("针状焦的 制备。"), Work::new("针状焦的石墨化")]);
    /// assert_eq!(expert.works.len(), 2);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn add_works(&mut self, works: impl IntoIterator<Item = Work>) {
        let key = |work: &Work| {
            let text = match work.title.trim() {
                "" => &work.summary,
                title => title,
            };
            (work.kind.map(|kind| kind.as_str()), heading_key(text))
        };
        let mut held: BTreeSet<_> = self.works.iter().map(key).collect();
        let lacking = works.into_iter().filter(|work| held.insert(key(work)));
        self.works.extend(lacking);
    }

    /// Creates a profile of that id, kind and name, with everything else unknown.
    ///
    /// # Errors
    /// Invalid input for a bad id (see [`ProfileId::new`]).
    pub fn new(id: impl AsRef<str>, kind: ProfileKind, name: impl Into<String>) -> Result<Self> {
        Ok(Self {
            id: ProfileId::new(id)?,
            kind,
            name: name.into(),
            aliases: Aliases::default(),
            organization: None,
            affiliations: Vec::new(),
            description: String::new(),
            expertise: Vec::new(),
            works: Vec::new(),
            industries: Vec::new(),
            disciplines: Vec::new(),
            region: None,
            bases: Vec::new(),
            coordinates: None,
            reach: None,
            level: None,
            readiness: None,
            modes: Vec::new(),
            budget: None,
            finance: FinanceTerms::default(),
            subsidy: Subsidy::default(),
            available_from: None,
            available_until: None,
            capacity: None,
            load: None,
            students: None,
            track_record: None,
            conflicts: Vec::new(),
            preferences: Preferences::default(),
            vetoes: Vetoes::default(),
            vector: None,
            eligibility: Vec::new(),
            status: ProfileStatus::Active,
            attributes: Attributes::new(),
        })
    }

    /// Reads a profile from named fields; `id`, `kind` and `name` are required.
    ///
    /// # Errors
    /// One invalid-input error for every bad field.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Profile, ProfileKind};
    /// use serde_json::json;
    /// let fields = json!({"id": "p1", "kind": "专家", "name": "示例·王工", "expertise": "针状焦、煅烧"});
    /// let profile = Profile::from_fields(fields.as_object().unwrap().clone()).unwrap();
    /// assert_eq!((profile.kind, profile.expertise.len()), (ProfileKind::Expert, 2));
    /// ```
    pub fn from_fields(map: Map<String, Value>) -> Result<Self, Vec<Error>> {
        let mut fields = RecordFields::new(map);
        let id = fields.required::<ProfileId>("id");
        let is_group = fields.says("kind", StudentGroup::is_named);
        let kind = fields.required::<ProfileKind>("kind");
        let mut profile = Self {
            id: ProfileId::new("unread").map_err(|e| vec![e])?,
            kind: kind.unwrap_or(ProfileKind::Expert),
            name: fields.text("name").unwrap_or_default(),
            aliases: fields
                .json("aliases", Aliases::from_json)
                .unwrap_or_default(),
            organization: fields.text("organization"),
            affiliations: fields.texts("affiliations"),
            description: fields.text("description").unwrap_or_default(),
            expertise: fields.texts("expertise"),
            works: fields
                .json("works", Work::list_from_json)
                .unwrap_or_default(),
            industries: fields.parses("industries"),
            disciplines: fields.parses("disciplines"),
            region: fields.parse("region"),
            bases: fields.parses("bases"),
            coordinates: fields.json("coordinates", |v| by_serde("coordinates", v)),
            reach: fields.parse("reach"),
            level: fields.parse("level"),
            readiness: fields
                .integer("readiness", 1, 9)
                .and_then(|n| u8::try_from(n).ok()),
            modes: fields.parses("modes"),
            budget: fields.json("budget", |v| Budget::from_json(&v)),
            finance: fields
                .json("finance", |v| FinanceTerms::from_json(v, true))
                .unwrap_or_default(),
            subsidy: fields
                .json("subsidy", Subsidy::from_json)
                .unwrap_or_default(),
            available_from: fields.parse("available_from"),
            available_until: fields.last_day("available_until"),
            capacity: fields.integer("capacity", 0, 1_000_000),
            load: fields.integer("load", 0, 1_000_000),
            students: fields
                .json("students", StudentGroup::from_json)
                .or_else(|| is_group.then(StudentGroup::default)),
            track_record: fields.json("track_record", TrackRecord::from_json),
            conflicts: fields.texts("conflicts"),
            preferences: fields
                .json("preferences", |v| {
                    Preferences::from_fields(object("preferences", v)?)
                })
                .unwrap_or_default(),
            vetoes: fields
                .json("vetoes", |v| Vetoes::from_fields(object("vetoes", v)?))
                .unwrap_or_default(),
            eligibility: fields.conditions("eligibility"),
            vector: fields.json("vector", Vector::from_json),
            status: fields.parse("status").unwrap_or(ProfileStatus::Active),
            attributes: Attributes::new(),
        };
        if profile.students.is_some() {
            // A fact, not a guess: what a need asks of a person's standing bars a group of students too.
            profile.level = profile.level.or(Some(Level::Student));
        }
        if let Err(error) = profile.check() {
            fields.complain(error);
        }
        profile.attributes = fields.finish()?;
        profile.id = id.ok_or_else(Vec::new)?;
        Ok(profile)
    }

    /// Names of its organisations, the first one first.
    pub fn organizations(&self) -> impl Iterator<Item = &str> {
        let named = self.organization.iter().chain(&self.affiliations);
        named.map(String::as_str)
    }

    /// Whether it holds text to search; the name of a person or a team is none, for it does not say their matter.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Profile, ProfileKind};
    /// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
    /// assert!(!expert.has_text());
    /// expert.expertise.push("针状焦".to_owned());
    /// assert!(expert.has_text());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn has_text(&self) -> bool {
        let works = self.works.iter();
        let works = works.flat_map(|work| [&work.title, &work.summary]);
        let mut texts = works.chain(&self.expertise).chain([&self.description]);
        let is_named_by_matter = !matches!(self.kind, ProfileKind::Expert | ProfileKind::Team);
        is_named_by_matter || texts.any(|text| !text.trim().is_empty())
    }

    /// Checks the rules between fields: there is a name, the days free are in order, and students are of a group.
    ///
    /// # Errors
    /// Invalid input naming the field.
    pub fn check(&self) -> Result<()> {
        if self.name.trim().is_empty() {
            return Err(Error::invalid(
                "name",
                "",
                say!("fill it in; it is required", "请填写，此项必填"),
            ));
        }
        if let (Some(from), Some(until)) = (self.available_from, self.available_until)
            && until < from
        {
            return Err(Error::invalid(
                "available_until",
                until,
                say!("set it on or after {from}", "请填不早于 {from} 的日期"),
            ));
        }
        if self.students.is_some() && self.kind != ProfileKind::Expert {
            return Err(Error::invalid(
                "students",
                self.kind,
                say!(
                    "give students to a student group alone, a profile of the kind expert",
                    "只有大学生工作团（专家类）可填学生人数和带队人"
                ),
            ));
        }
        if self.readiness.is_some_and(|r| !(1..=9).contains(&r)) {
            let shown = self.readiness.unwrap_or_default();
            return Err(Error::invalid(
                "readiness",
                shown,
                say!("give a level from 1 to 9", "请填1至9级"),
            ));
        }
        Ok(())
    }
}

serde_by_fields!(Profile);
