//! The demand side.

use serde_json::{Map, Value};

use super::fields::{RecordFields, by_serde, object, serde_by_fields};
use super::{
    Attributes, Budget, Code, Coordinates, Date, EnterpriseId, FinanceTerms, Level, Mode, NeedId,
    NeedKind, NeedStatus, Preferences, ProfileKind, RegionPath, Vector, Vetoes,
};
use crate::error::{Error, Result, say};

/// A need: one request of one enterprise. Every field but the id and the title may be unknown.
///
/// JSON, as read and written: the field names below, unknown ones left out; further fields are
/// kept in `attributes`. Lists may also be one text (`"化工、催化"`), numbers may be text.
///
/// # Example
/// ```
/// use qianxian::model::{Budget, Need, NeedKind};
/// let mut need = Need::new("n1", "针状焦制备技术")?;
/// need.kind = NeedKind::Research;
/// need.budget = Some(Budget::new(Some(50.0), Some(100.0))?);
/// let json = serde_json::to_string(&need).unwrap();
/// assert_eq!(serde_json::from_str::<Need>(&json).unwrap(), need);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Need {
    /// Unique among the needs of a library.
    pub id: NeedId,
    /// Kind of help asked for.
    pub kind: NeedKind,
    /// Title.
    pub title: String,
    /// Description.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Name of the enterprise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<String>,
    /// Industries of the enterprise or the need, by taxonomy code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<Code>,
    /// Disciplines the need falls in, by taxonomy code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<Code>,
    /// Region of the enterprise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionPath>,
    /// Coordinates of the enterprise, in degrees; they take precedence over the region's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<Coordinates>,
    /// Least level wanted of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Least technology readiness wanted, 1 to 9.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness: Option<u8>,
    /// Ways of working that would do; any one is enough.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// Amount that the enterprise can pay, or wants to borrow, in 万元.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// Terms of finance that the enterprise asks for: rate accepted, time, securities it can give, its stage.
    #[serde(skip_serializing_if = "FinanceTerms::is_empty")]
    pub finance: FinanceTerms,
    /// Day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Last day of the need; never before `published`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    /// Number of profiles wanted, 1 to 1,000,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<u32>,
    /// People of the enterprise, by name or profile id, for conflicts of interest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Organisations that the enterprise belongs to, by name; a match with one of them is to be confirmed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// Organisations, names or profile ids that must not be matched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<String>,
    /// Soft wishes of the enterprise about profiles.
    #[serde(skip_serializing_if = "Preferences::is_empty")]
    pub preferences: Preferences<ProfileKind>,
    /// Hard refusals of the enterprise about profiles.
    #[serde(skip_serializing_if = "Vetoes::is_empty")]
    pub vetoes: Vetoes<ProfileKind>,
    /// A vector of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vector: Option<Vector>,
    /// Stage of the need; only open ones are ranked.
    pub status: NeedStatus,
    /// Further fields.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// Id of the enterprise's record, in a need that the record completes. Never stored.
    #[serde(skip)]
    pub(crate) enterprise_id: Option<EnterpriseId>,
    /// Name and other names of the enterprise's record, in a need that the record completes. Never stored.
    #[serde(skip)]
    pub(crate) enterprise_names: Vec<String>,
}

impl Need {
    /// Creates a research need of that id and title, with everything else unknown.
    ///
    /// # Errors
    /// Invalid input for a bad id (see [`NeedId::new`]).
    pub fn new(id: impl AsRef<str>, title: impl Into<String>) -> Result<Self> {
        Ok(Self {
            id: NeedId::new(id)?,
            kind: NeedKind::Research,
            title: title.into(),
            description: String::new(),
            keywords: Vec::new(),
            enterprise: None,
            industries: Vec::new(),
            disciplines: Vec::new(),
            region: None,
            coordinates: None,
            level: None,
            readiness: None,
            modes: Vec::new(),
            budget: None,
            finance: FinanceTerms::default(),
            published: None,
            deadline: None,
            demand: None,
            people: Vec::new(),
            parents: Vec::new(),
            conflicts: Vec::new(),
            preferences: Preferences::default(),
            vetoes: Vetoes::default(),
            vector: None,
            status: NeedStatus::Open,
            attributes: Attributes::new(),
            enterprise_id: None,
            enterprise_names: Vec::new(),
        })
    }

    /// Reads a need from named fields; `id` and one of `title`, `description`, `keywords` are
    /// required.
    ///
    /// # Errors
    /// One invalid-input error for every bad field.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Need;
    /// use serde_json::json;
    /// let fields = |value: serde_json::Value| value.as_object().unwrap().clone();
    /// let need = Need::from_fields(fields(json!({"id": "n1", "title": "针状焦", "keywords": "煅烧、石油焦"})));
    /// assert_eq!(need.unwrap().keywords, ["煅烧", "石油焦"]);
    /// let bad = Need::from_fields(fields(json!({"id": "n1", "title": "针状焦", "readiness": 12, "budget": "-5"})));
    /// assert_eq!(bad.unwrap_err().len(), 2);
    /// ```
    pub fn from_fields(map: Map<String, Value>) -> Result<Self, Vec<Error>> {
        let mut fields = RecordFields::new(map);
        let id = fields.required::<NeedId>("id");
        let mut need = Self {
            // A placeholder: the record is refused below if it has no id of its own, after all its faults are known.
            id: NeedId::new("unread").map_err(|e| vec![e])?,
            kind: fields.parse("kind").unwrap_or(NeedKind::Research),
            title: fields.text("title").unwrap_or_default(),
            description: fields.text("description").unwrap_or_default(),
            keywords: fields.texts("keywords"),
            enterprise: fields.text("enterprise"),
            industries: fields.parses("industries"),
            disciplines: fields.parses("disciplines"),
            region: fields.parse("region"),
            coordinates: fields.json("coordinates", |v| by_serde("coordinates", v)),
            level: fields.parse("level"),
            readiness: fields
                .integer("readiness", 1, 9)
                .and_then(|n| u8::try_from(n).ok()),
            modes: fields.parses("modes"),
            budget: fields.json("budget", |v| Budget::from_json(&v)),
            finance: fields
                .json("finance", |v| FinanceTerms::from_json(v, false))
                .unwrap_or_default(),
            published: fields.parse("published"),
            deadline: fields.last_day("deadline"),
            demand: fields.integer("demand", 1, 1_000_000),
            people: fields.texts("people"),
            parents: fields.texts("parents"),
            conflicts: fields.texts("conflicts"),
            preferences: fields
                .json("preferences", |v| {
                    Preferences::from_fields(object("preferences", v)?)
                })
                .unwrap_or_default(),
            vetoes: fields
                .json("vetoes", |v| Vetoes::from_fields(object("vetoes", v)?))
                .unwrap_or_default(),
            vector: fields.json("vector", Vector::from_json),
            status: fields.parse("status").unwrap_or(NeedStatus::Open),
            attributes: Attributes::new(),
            enterprise_id: None,
            enterprise_names: Vec::new(),
        };
        // Checked even if fields were bad, so that all faults are reported at once.
        if let Err(error) = need.check() {
            fields.complain(error);
        }
        need.attributes = fields.finish()?;
        need.id = id.ok_or_else(Vec::new)?;
        Ok(need)
    }

    /// Whether it holds text to search.
    ///
    /// # Example
    /// ```
    /// assert!(qianxian::model::Need::new("n1", "针状焦")?.has_text());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn has_text(&self) -> bool {
        let keywords = self.keywords.iter().map(String::as_str);
        let mut texts = keywords.chain([self.title.as_str(), self.description.as_str()]);
        texts.any(|text| !text.trim().is_empty())
    }

    /// Checks the rules between fields: there is some text, and the dates are in order.
    ///
    /// # Errors
    /// Invalid input naming the field.
    pub fn check(&self) -> Result<()> {
        let no_text = [&self.title, &self.description]
            .iter()
            .all(|t| t.trim().is_empty())
            && self.keywords.iter().all(|k| k.trim().is_empty());
        if no_text {
            return Err(Error::invalid(
                "title",
                "",
                say!(
                    "say in the title or the description what is needed",
                    "请在名称或描述中写明需要什么"
                ),
            ));
        }
        if let (Some(published), Some(deadline)) = (self.published, self.deadline)
            && deadline < published
        {
            let repair = say!(
                "set it on or after the day of publication, {published}",
                "请填不早于发布日期 {published} 的日期"
            );
            return Err(Error::invalid("deadline", deadline, repair));
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

serde_by_fields!(Need);
