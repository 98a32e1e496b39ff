//! The enterprises behind the needs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::fields::{RecordFields, by_serde, object, serde_by_fields};
use super::fold::heading_key;
use super::{
    Attributes, Code, Coordinates, EnterpriseId, EnterpriseSize, FoldedName, Need, NeedId,
    NeedKind, NeedStatus, RegionPath, says_nothing,
};
use crate::error::{Error, Result, say};

/// Figures of an enterprise by name and year, as they were written: `{"营业收入（万元）": {"2023": "5200"}}`.
pub type YearFigures = BTreeMap<String, BTreeMap<i32, String>>;

/// Name of the attribute that holds the certificates of an enterprise in a need that takes them over.
pub(crate) const CERTIFICATES: &str = "企业资质";
/// Name of the attribute that holds the size of an enterprise in a need that takes it over.
const SIZE: &str = "企业规模";

/// An enterprise: what holds for all its needs. Every field but id and name may be unknown.
///
/// A need that names the enterprise takes over what it leaves open itself ([`Enterprise::complete`]); policies and
/// products can be asked for the enterprise without a need ([`Enterprise::as_need`]). JSON, as read and written: the
/// field names below, unknown ones left out. Further fields are kept in `attributes`; one whose name begins or ends
/// with a year (`2023年营业收入`) is a figure of that year.
///
/// # Example
/// ```
/// use qianxian::model::{Enterprise, Need};
///
/// let firm: Enterprise = serde_json::from_str(
///     r#"{"id":"e1","name":"示例材料有限公司","certificates":"高新技术企业","2023年研发投入占比":"2.1%","2024年研发投入占比":"3.4%"}"#,
/// ).unwrap();
/// assert_eq!(firm.figures["研发投入占比"][&2023], "2.1%");
/// let mut need = Need::new("n1", "针状焦")?;
/// need.enterprise = Some("示例材料有限公司".into());
/// let need = firm.complete(&need);
/// assert_eq!(need.attributes["研发投入占比"], "3.4%"); // of the latest year
/// assert_eq!(need.attributes["高新技术企业"], "是");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Enterprise {
    /// Unique among the enterprises of a library.
    pub id: EnterpriseId,
    /// Name; needs refer to the enterprise by it.
    pub name: String,
    /// Other names: earlier ones, short ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Description of its business. It is searched, and never ranked: the matter of a need is what the need says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Industries, by taxonomy code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<Code>,
    /// Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionPath>,
    /// Coordinates, in degrees; they take precedence over the region's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<Coordinates>,
    /// Size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<EnterpriseSize>,
    /// Certificates and titles that it holds: 高新技术企业, 专精特新.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// Figures by name and year.
    #[serde(skip_serializing_if = "YearFigures::is_empty")]
    pub figures: YearFigures,
    /// People of the enterprise, by name or profile id, for conflicts of interest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Organisations that it belongs to, by name: its group, its owner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// Organisations, names or profile ids that must not be matched with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<String>,
    /// Further fields.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
}

impl Enterprise {
    /// Creates an enterprise of that id and name, with everything else unknown.
    ///
    /// # Errors
    /// Invalid input for a bad id (see [`EnterpriseId::new`]).
    pub fn new(id: impl AsRef<str>, name: impl Into<String>) -> Result<Self> {
        Ok(Self {
            id: EnterpriseId::new(id)?,
            name: name.into(),
            aliases: Vec::new(),
            description: String::new(),
            industries: Vec::new(),
            region: None,
            coordinates: None,
            size: None,
            certificates: Vec::new(),
            figures: YearFigures::new(),
            people: Vec::new(),
            parents: Vec::new(),
            conflicts: Vec::new(),
            attributes: Attributes::new(),
        })
    }

    /// Reads an enterprise from named fields; `id` and `name` are required.
    ///
    /// # Errors
    /// One invalid-input error for every bad field.
    pub fn from_fields(map: Map<String, Value>) -> Result<Self, Vec<Error>> {
        let mut fields = RecordFields::new(map);
        let id = fields.required("id");
        // A placeholder keeps the reading of the other fields, so that all faults come in one report.
        let mut enterprise = Self::new("enterprise", "").map_err(|error| vec![error])?;
        enterprise.name = fields.text("name").unwrap_or_default();
        enterprise.aliases = fields.texts("aliases");
        enterprise.description = fields.text("description").unwrap_or_default();
        enterprise.industries = fields.parses("industries");
        enterprise.region = fields.parse("region");
        enterprise.coordinates = fields.json("coordinates", |v| by_serde("coordinates", v));
        enterprise.size = fields.parse("size");
        enterprise.certificates = fields.texts("certificates");
        enterprise.figures = fields.json("figures", year_figures).unwrap_or_default();
        enterprise.people = fields.texts("people");
        enterprise.parents = fields.texts("parents");
        enterprise.conflicts = fields.texts("conflicts");
        if let Err(error) = enterprise.check() {
            fields.complain(error);
        }
        enterprise.attributes = fields.finish()?;
        enterprise.file_years();
        enterprise.id = id.ok_or_else(Vec::new)?;
        Ok(enterprise)
    }

    /// Moves the attributes whose names tell a year to the figures. A figure that is there already stays.
    fn file_years(&mut self) {
        for (heading, value) in std::mem::take(&mut self.attributes) {
            let text = match &value {
                Value::String(text) if !says_nothing(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::String(_)
                | Value::Null
                | Value::Bool(_)
                | Value::Array(_)
                | Value::Object(_) => None,
            };
            match year_of(&heading).zip(text) {
                Some(((name, year), text))
                    if !self
                        .figures
                        .get(name)
                        .is_some_and(|known| known.contains_key(&year)) =>
                {
                    let years = self.figures.entry(name.to_owned()).or_default();
                    years.insert(year, text);
                }
                _ => {
                    self.attributes.insert(heading, value);
                }
            }
        }
    }

    /// Checks the rule between fields: the enterprise has a name.
    ///
    /// # Errors
    /// Invalid input naming the field.
    pub fn check(&self) -> Result<()> {
        if FoldedName::new(&self.name).is_some() {
            return Ok(());
        }
        let repair = say!("give the name of the enterprise", "请填企业名称");
        Err(Error::invalid("name", &self.name, repair))
    }

    /// `need`, with what it leaves open taken from the enterprise. O(fields).
    ///
    /// Industries and region come over if the need states none; people, parents and conflicts are joined; the need is known
    /// by the id and the other names of the enterprise too, for conflicts of interest. Attributes
    /// that the need does not state come over: the enterprise's own; each figure under its name, as of its latest year,
    /// and under the year and the name (`2023年营业收入`); each certificate as `是`, all of them as `企业资质`; the size as
    /// `企业规模`.
    #[must_use]
    pub fn complete(&self, need: &Need) -> Need {
        let mut need = need.clone();
        if need.industries.is_empty() {
            need.industries.clone_from(&self.industries);
        }
        if need.region.is_none() && need.coordinates.is_none() {
            need.region.clone_from(&self.region);
            need.coordinates = self.coordinates;
        }
        // Whoever declares a conflict may know the enterprise by any of them.
        need.enterprise_id = Some(self.id.clone());
        need.enterprise_names.clone_from(&self.aliases);
        need.enterprise_names.push(self.name.clone());
        join(&mut need.people, &self.people);
        join(&mut need.parents, &self.parents);
        join(&mut need.conflicts, &self.conflicts);
        let mut stated: BTreeSet<String> = BTreeSet::new();
        for (name, value) in &need.attributes {
            if !is_open(value) {
                stated.insert(heading_key(name));
            }
        }
        for (name, value) in self.facts() {
            if stated.insert(heading_key(&name)) {
                need.attributes.insert(name, value);
            }
        }
        need
    }

    /// Named values that a need of the enterprise may take over, the most specific first.
    fn facts(&self) -> impl Iterator<Item = (String, Value)> + '_ {
        let own = self.attributes.iter();
        let own = own.map(|(name, value)| (name.clone(), value.clone()));
        let latest = self.figures.iter().filter_map(|(name, years)| {
            let (_, value) = years.last_key_value()?;
            Some((name.clone(), Value::from(value.clone())))
        });
        let dated = self.figures.iter().flat_map(|(name, years)| {
            let dated = years.iter();
            dated.map(move |(year, value)| (format!("{year}年{name}"), value.clone().into()))
        });
        let held = self.certificates.iter();
        let held = held.map(|name| (name.clone(), Value::from("是")));
        let all = (!self.certificates.is_empty())
            .then(|| (CERTIFICATES.to_owned(), self.certificates.clone().into()));
        let size = self
            .size
            .map(|size| (SIZE.to_owned(), size.as_chinese().into()));
        own.filter(|(_, value)| !is_open(value))
            .chain(latest)
            .chain(dated)
            .chain(held)
            .chain(all)
            .chain(size)
    }

    /// A need of that kind that says only what the enterprise states, to ask for conditions and rules of profiles with.
    ///
    /// The need has the id and the name of the enterprise. Pass it to [`crate::engine::Snapshot::explain`] and the like;
    /// do not store it.
    ///
    /// # Errors
    /// Invalid input for an enterprise without a name.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Enterprise, NeedKind};
    ///
    /// let mut firm = Enterprise::new("e1", "示例材料有限公司")?;
    /// firm.attributes.insert("员工人数".into(), "120".into());
    /// let asked = firm.as_need(NeedKind::Finance)?;
    /// assert_eq!(asked.enterprise.as_deref(), Some("示例材料有限公司"));
    /// assert_eq!(asked.attributes["员工人数"], "120");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn as_need(&self, kind: NeedKind) -> Result<Need> {
        self.check()?;
        let mut need = Need::new(&self.id, self.name.clone())?;
        need.id = NeedId::new(&self.id)?;
        need.kind = kind;
        need.status = NeedStatus::Open;
        need.enterprise = Some(self.name.clone());
        Ok(self.complete(&need))
    }

    /// Organisations that it belongs to, those among its people included: shareholders are listed with people. Folded,
    /// ascending.
    pub(crate) fn folded_parents(&self) -> Vec<FoldedName> {
        FoldedName::all_owners(&self.parents, &self.people)
    }

    /// Names of the enterprise, other names included, folded and ascending.
    pub(crate) fn folded_names(&self) -> Vec<FoldedName> {
        let mut names = FoldedName::all(&self.aliases);
        names.extend(FoldedName::new(&self.name));
        names.sort_unstable();
        names.dedup();
        names
    }
}

serde_by_fields!(Enterprise);

/// Adds the names of `more` that `names` does not hold in any writing.
fn join(names: &mut Vec<String>, more: &[String]) {
    for name in more {
        let folded = FoldedName::new(name);
        if !names.iter().any(|known| FoldedName::new(known) == folded) {
            names.push(name.clone());
        }
    }
}

/// Whether a value leaves its fact open.
fn is_open(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty() || says_nothing(text),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Years that a heading may name.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// The name and the year of a heading such as `2023年营业收入`, `营业收入(2023年)` or `revenue 2023`.
fn year_of(heading: &str) -> Option<(&str, i32)> {
    let heading = heading.trim();
    let year = |text: &str| text.parse().ok().filter(|year| YEARS.contains(year));
    let starts_word = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
    let first = heading.get(..4).and_then(year);
    if let (Some(year), Some(rest)) = (first, heading.get(4..).filter(|rest| starts_word(rest))) {
        let rest = rest
            .strip_prefix("年度")
            .or_else(|| rest.strip_prefix('年'))
            .unwrap_or(rest);
        let name = rest.trim_start_matches([' ', '_', '-', '末', '底', '：', ':']);
        return (!name.is_empty()).then_some((name, year));
    }
    let bare = heading.trim_end_matches([')', '）']);
    let bare = bare
        .strip_suffix("年度")
        .or_else(|| bare.strip_suffix('年'))
        .unwrap_or(bare);
    let at = bare.len().checked_sub(4)?;
    let (name, year) = (bare.get(..at)?, year(bare.get(at..)?)?);
    if name.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let name = name.trim_end_matches([' ', '_', '-', '(', '（']);
    (!name.is_empty()).then_some((name, year))
}

/// Figures from JSON: an object by name of objects by year.
fn year_figures(value: Value) -> Result<YearFigures> {
    let mut figures = YearFigures::new();
    for (name, years) in object("figures", value)? {
        let years = object("figures", years)?;
        let by_year = figures.entry(name).or_default();
        for (year, value) in years {
            let read = year.trim().trim_end_matches('年').parse::<i32>().ok();
            let read = read.filter(|year| YEARS.contains(year)).ok_or_else(|| {
                let repair = say!("give a year from 1990 to 2100", "请填1990至2100之间的年份");
                Error::invalid("figures", &year, repair)
            })?;
            by_year.insert(read, super::fields::plain_text("figures", value)?);
        }
    }
    figures.retain(|_, years| !years.is_empty());
    Ok(figures)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::{Enterprise, year_of};
    use crate::model::{EnterpriseSize, Need};

    fn firm(value: serde_json::Value) -> Enterprise {
        Enterprise::from_fields(value.as_object().unwrap().clone()).unwrap()
    }

    #[test]
    fn headings_tell_their_year() {
        for (heading, name, year) in [
            ("2023年营业收入（万元）", "营业收入（万元）", 2023),
            ("2023年度研发投入", "研发投入", 2023),
            ("营业收入（2022年）", "营业收入", 2022),
            ("营业收入2022", "营业收入", 2022),
            ("2024 revenue", "revenue", 2024),
            ("2021年末员工人数", "员工人数", 2021),
        ] {
            assert_eq!(year_of(heading), Some((name, year)), "{heading}");
        }
        for heading in [
            "2023",
            "ISO 90012015",
            "20231101编号",
            "营业收入",
            "标准1015",
            "",
            "年",
        ] {
            assert_eq!(year_of(heading), None, "{heading}");
        }
    }

    #[test]
    fn a_record_is_read_back_as_it_was() {
        let read = firm(json!({
            "id": "e1", "name": "示例材料有限公司", "aliases": "示例材料、示例材", "size": "小微企业",
            "certificates": ["高新技术企业", "省级专精特新中小企业"], "region": "山东省/淄博市/张店区",
            "2023年营业收入（万元）": 5200, "2022年营业收入（万元）": "无", "员工人数": "120人",
            "people": "示例·王工", "parents": "示例集团", "figures": {"研发投入占比": {"2023年": "2.1%"}},
        }));
        assert_eq!(read.size, Some(EnterpriseSize::Small));
        assert_eq!(read.figures["营业收入（万元）"][&2023], "5200");
        assert_eq!(
            read.attributes["2022年营业收入（万元）"], "无",
            "nothing is lost"
        );
        let text = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Enterprise>(&text).unwrap(), read);
    }

    #[test]
    fn faults_are_told_together() {
        let bad = json!({"id": "e1", "name": " ", "size": "巨型", "figures": {"a": {"203": 1}}});
        let errors = Enterprise::from_fields(bad.as_object().unwrap().clone()).unwrap_err();
        let mut fields: Vec<_> = errors.iter().filter_map(|e| e.field()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["figures", "name", "size"]);
    }

    #[test]
    fn a_need_keeps_what_it_states() {
        let firm = firm(json!({
            "id": "e1", "name": "示例材料有限公司", "industries": "C26", "region": "山东省/淄博市",
            "people": ["示例·王工"], "员工人数": "120", "2022年员工人数": "90", "2023年员工人数": "100",
            "certificates": "高新技术企业",
        }));
        let mut need = Need::new("n1", "针状焦").unwrap();
        need.industries = vec!["C30".parse().unwrap()];
        need.people = vec!["示例・王工".into()];
        need.attributes.insert("员工 人数".into(), "130".into());
        need.attributes
            .insert("高新技术企业".into(), "详见附件".into());
        let whole = firm.complete(&need);
        assert_eq!(whole.industries, need.industries);
        assert_eq!(whole.region, firm.region);
        assert_eq!(whole.people.len(), 1);
        assert_eq!(whole.attributes["员工 人数"], "130");
        assert!(!whole.attributes.contains_key("员工人数"));
        assert_eq!(whole.attributes["2022年员工人数"], "90");
        assert_eq!(whole.attributes["高新技术企业"], "是");
        assert_eq!(firm.complete(&whole), whole, "once is enough");
    }
}
