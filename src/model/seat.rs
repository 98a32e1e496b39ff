//! The seat that a policy asks of a firm.

use std::borrow::Cow;

use super::{
    Condition, ConditionOperator, ConditionTest, Gazetteer, Profile, ProfileKind, Reach,
    RegionPath, Subject, Suggest,
};

/// Words for all of the country, where a region is asked for.
pub(crate) const NATIONWIDE: [&str; 8] = [
    "全国",
    "国家",
    "中国",
    "国家级",
    "国内",
    "全国范围",
    "不限",
    "nationwide",
];

impl Profile {
    /// The conditions on a need: those that the profile states, and for a policy that states none on the region the one
    /// on the seat of the firm.
    ///
    /// A policy is for the firms of its region and of its bases, as wide as its reach says; one without a region is for
    /// those of the place that its issuer begins with (江苏省科技厅), and one without either for everybody.
    pub(crate) fn conditions(&self) -> Cow<'_, [Condition]> {
        let asks_region = |condition: &Condition| {
            let tests = condition.tests();
            tests.iter().any(|test| test.subject == Subject::Region)
        };
        if self.kind != ProfileKind::Policy || self.eligibility.iter().any(asks_region) {
            return Cow::Borrowed(&self.eligibility);
        }
        let regions = self.seats();
        if regions.is_empty() {
            return Cow::Borrowed(&self.eligibility);
        }
        let mut conditions = self.eligibility.clone();
        conditions.push(Condition::Test(ConditionTest {
            subject: Subject::Region,
            comparison: ConditionOperator::OneOf,
            values: regions,
        }));
        Cow::Owned(conditions)
    }

    /// The regions that a policy without a condition on them is for; none if it is for everybody.
    fn seats(&self) -> Vec<String> {
        let levels = match self.reach {
            Some(Reach::Nationwide | Reach::Remote) => return Vec::new(),
            Some(Reach::Province) => 1,
            Some(Reach::City) => 2,
            Some(Reach::District) | None => usize::MAX,
        };
        // The seat of a ministry bounds nothing.
        let is_ministry = || self.organization.as_deref().is_some_and(is_national);
        if self
            .region
            .as_ref()
            .is_some_and(|own| own.name() == "北京市")
            && is_ministry()
        {
            return Vec::new();
        }
        let stated = self.region.iter().chain(&self.bases);
        let mut regions: Vec<String> = stated.map(|region| widened(region, levels)).collect();
        if regions.is_empty() {
            let issuer = self.organization.as_deref().and_then(place_of_issuer);
            regions.extend(issuer.map(|region| widened(&region, levels)));
        }
        if regions
            .iter()
            .any(|region| NATIONWIDE.contains(&region.as_str()))
        {
            return Vec::new();
        }
        regions.sort();
        regions.dedup();
        regions
    }
}

/// Beginnings of the names of issuers for all of the country.
const NATIONAL: [&str; 16] = [
    "国家",
    "国务院",
    "中华人民共和国",
    "中国",
    "全国",
    "中央",
    "科技部",
    "科学技术部",
    "工信部",
    "工业和信息化部",
    "财政部",
    "人力资源",
    "人社部",
    "商务部",
    "农业农村部",
    "教育部",
];

fn is_national(issuer: &str) -> bool {
    NATIONAL
        .iter()
        .any(|start| issuer.trim().starts_with(start))
}

/// `region` up to so many levels.
fn widened(region: &RegionPath, levels: usize) -> String {
    let levels: Vec<&str> = region.levels().take(levels).collect();
    levels.join("/")
}

/// Ends of the names of regions.
const REGION_ENDS: [char; 8] = ['省', '市', '区', '县', '旗', '州', '盟', '师'];

/// Beginnings of the names of offices behind a short name of a region: 江苏科技厅.
const OFFICES: [&str; 10] = [
    "科技",
    "科委",
    "工信",
    "经信",
    "发改",
    "财政",
    "人社",
    "市场监",
    "商务",
    "税务",
];

/// The place that the name of an issuer begins with: 江苏省科技厅, 张店区科技局. None of 科技部, and of a name that several regions
/// have.
fn place_of_issuer(name: &str) -> Option<RegionPath> {
    /// Characters of the longest place before an office.
    const LONGEST: usize = 20;
    let (name, gazetteer) = (name.trim(), Gazetteer::builtin());
    let ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
    let named = |end: usize| {
        let (place, rest) = name.split_at(end);
        let is_office = || OFFICES.iter().any(|office| rest.starts_with(office));
        let is_place = place.ends_with(REGION_ENDS) || is_office();
        let read = is_place.then(|| gazetteer.read(place, Suggest::Nothing).ok());
        read.flatten().filter(|region| gazetteer.contains(region))
    };
    ends.take(LONGEST).filter_map(named).last()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::model::Profile;

    fn conditions(rest: &str) -> Vec<String> {
        let text = format!(r#"{{"id":"p","name":"示例补贴","kind":"policy"{rest}}}"#);
        let profile: Profile = serde_json::from_str(&text).unwrap();
        let conditions = profile.conditions();
        conditions.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_policy_is_for_the_firms_of_its_region() {
        for (rest, wanted) in [
            (r#","region":"江苏省""#, "region = 江苏省"),
            (
                r#","region":"山东省/淄博市/张店区""#,
                "region = 山东省/淄博市/张店区",
            ),
            (
                r#","region":"山东省/淄博市/张店区","reach":"city""#,
                "region = 山东省/淄博市",
            ),
            (
                r#","region":"山东省/淄博市","bases":["山东省/东营市"]"#,
                "region = 山东省/东营市|山东省/淄博市",
            ),
            (r#","organization":"江苏省科技厅""#, "region = 江苏省"),
            (
                r#","organization":"张店区科技局""#,
                "region = 山东省/淄博市/张店区",
            ),
            (
                r#","organization":"淄博市张店区人民政府""#,
                "region = 山东省/淄博市/张店区",
            ),
            (
                r#","organization":"淄博市高新区管委会""#,
                "region = 山东省/淄博市",
            ),
            (r#","organization":"江苏科技厅""#, "region = 江苏省"),
            // The place of the record goes before that of its issuer.
            (
                r#","organization":"山东省科技厅","region":"山东省/东营市""#,
                "region = 山东省/东营市",
            ),
        ] {
            assert_eq!(conditions(rest), [wanted], "{rest}");
        }
        for rest in [
            "",
            r#","region":"山东省","reach":"nationwide""#,
            r#","organization":"科技部""#,
            r#","organization":"工业和信息化部""#,
            r#","organization":"国家税务总局""#,
            r#","organization":"省科技厅""#,
            r#","organization":"市科技局""#,
            r#","organization":"区科技局""#,
            r#","organization":"朝阳区科技局""#,
            r#","organization":"南通大学""#,
            r#","organization":"示例局""#,
            r#","organization":"科技部","region":"北京市""#,
            r#","region":"全国""#,
        ] {
            assert!(
                conditions(rest).is_empty(),
                "{rest}: {:?}",
                conditions(rest)
            );
        }
        let stated = r#","region":"山东省","eligibility":["region = 张店区"]"#;
        assert_eq!(conditions(stated), ["region = 张店区"]);
        let other = r#","region":"山东省","eligibility":["从业人员 >= 1"]"#;
        assert_eq!(conditions(other), ["从业人员 >= 1", "region = 山东省"]);
    }

    #[test]
    fn other_profiles_are_for_everybody() {
        let text = r#"{"id":"p","name":"示例·赵工","kind":"expert","region":"江苏省"}"#;
        let expert: Profile = serde_json::from_str(text).unwrap();
        assert!(expert.conditions().is_empty());
    }
}
