//! Student groups: how many people, and who leads them.

use serde_json::Value;

use super::fields::{RecordFields, nothing_else, object};
use super::fold::lower_text;
use super::{Mode, Need, NeedKind, Profile, ProfileKind};
use crate::error::{Result, say};

/// The people of a student group (大学生工作团), a profile that serves needs for student posts by its people.
///
/// Both may be unknown. A group of unknown size counts as one, as an expert does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[non_exhaustive]
pub struct StudentGroup {
    /// Number of students, 1 to 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// Name or profile id of the leader; the leader goes with the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader: Option<String>,
}

/// Whom a name of a group speaks of.
const STUDENTS: [&str; 6] = ["学生", "研究生", "博士生", "硕士生", "本科生", "student"];

/// Ends of the names of groups.
const GROUPS: [&str; 14] = [
    "工作团",
    "实践团",
    "服务团",
    "实习团",
    "团队",
    "小组",
    "分队",
    "服务队",
    "实践队",
    "实习队",
    "group",
    "groups",
    "team",
    "teams",
];

/// Headings under which a team names its leader.
const LEADERS: [&str; 22] = [
    "带头人",
    "团队带头人",
    "学科带头人",
    "学术带头人",
    "负责人",
    "团队负责人",
    "项目负责人",
    "首席专家",
    "首席科学家",
    "领衔专家",
    "领军人才",
    "领队",
    "带队专家",
    "带队人",
    "带队教师",
    "团长",
    "leader",
    "team leader",
    "group leader",
    "leading expert",
    "principal investigator",
    "chief expert",
];

/// Words of a need that asks for students.
const POSTS: [&str; 8] = [
    "实习",
    "见习",
    "大学生",
    "工作团",
    "实践团",
    "intern",
    "trainee",
    "student",
];

/// Words of a post that one person of standing fills.
const STANDING: [&str; 14] = [
    "科技副总",
    "产业教授",
    "挂职",
    "双岗",
    "首席专家",
    "首席科学家",
    "首席工程师",
    "总工程师",
    "技术总监",
    "技术顾问",
    "chief engineer",
    "chief scientist",
    "vice president",
    "industry professor",
];

impl StudentGroup {
    /// Greatest number of people.
    pub const MOST_PEOPLE: u32 = 10_000;

    /// Kind under which surveys list student groups; [`super::ProfileKind`] reads it as an expert.
    pub(crate) const KIND: &'static str = "大学生工作团";

    /// Whether the name of a kind or of a profile is one of student groups: 大学生工作团, 研究生实践团, student team.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::StudentGroup;
    /// assert!(StudentGroup::is_named("大学生工作团") && StudentGroup::is_named("Student team"));
    /// assert!(!StudentGroup::is_named("创新团队") && !StudentGroup::is_named("研究生导师"));
    /// ```
    #[must_use]
    pub fn is_named(text: &str) -> bool {
        let name = lower_text(text.trim());
        let of_students = STUDENTS.iter().any(|word| name.contains(word));
        of_students && GROUPS.iter().any(|end| name.ends_with(end))
    }

    pub(crate) fn from_json(value: Value) -> Result<Self> {
        let mut fields = RecordFields::new(object("students", value)?);
        let group = Self {
            people: fields.integer("people", 1, Self::MOST_PEOPLE),
            leader: fields.text("leader"),
        };
        let repair = say!(
            "give people and leader",
            "请填人数（people）和带队人（leader）"
        );
        nothing_else("students", fields.finish(), repair)?;
        Ok(group)
    }
}

impl Profile {
    /// Places for needs, taken ones too: the people of a student group of known size, else the capacity. A firm that
    /// takes one of a group's people leaves the others free, so that a number of firms limits no group.
    #[must_use]
    pub fn places(&self) -> Option<u32> {
        let students = self.students.as_ref();
        students.and_then(|group| group.people).or(self.capacity)
    }

    /// Name or profile id of the leader, or several in one text: of a student group the one that it states, of a team the
    /// attribute of that heading (团队负责人, 带头人, 首席专家, team leader).
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Profile, ProfileKind};
    ///
    /// let mut team = Profile::new("t1", ProfileKind::Team, "示例·材料团队")?;
    /// assert_eq!(team.leader(), None);
    /// team.attributes.insert("团队负责人".into(), "示例·王工".into());
    /// assert_eq!(team.leader(), Some("示例·王工"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn leader(&self) -> Option<&str> {
        if let Some(group) = &self.students {
            return group.leader.as_deref();
        }
        if self.kind != ProfileKind::Team {
            return None;
        }
        let is_leader = |heading: &str| LEADERS.contains(&lower_text(heading.trim()).as_str());
        let mut headed = self.attributes.iter().filter(|(key, _)| is_leader(key));
        headed.find_map(|(_, value)| value.as_str())
    }
}

impl Need {
    /// Whether it asks for student posts: a talent need by training (实习, 见习), or whose title or keywords speak of
    /// students. Its demand then counts people, and groups of students add up to it.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Need, NeedKind};
    ///
    /// let mut need = Need::new("n1", "招收化工实习生")?;
    /// assert!(!need.asks_for_students()); // a need of research, unless it says otherwise
    /// need.kind = NeedKind::Talent;
    /// assert!(need.asks_for_students());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn asks_for_students(&self) -> bool {
        let mut texts = self.keywords.iter().chain([&self.title]);
        let speaks = |text: &String| {
            let text = lower_text(text);
            POSTS.iter().any(|word| text.contains(word))
        };
        self.kind == NeedKind::Talent && (self.modes.contains(&Mode::Training) || texts.any(speaks))
    }
}

impl Need {
    /// Whether it offers a post that one person of standing fills: a talent need in part time (一人双岗), or whose title or
    /// keywords name such a post (科技副总, 产业教授, 挂职), and that does not ask for students.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Need, NeedKind};
    ///
    /// let mut need = Need::new("n1", "选聘科技副总")?;
    /// need.kind = NeedKind::Talent;
    /// assert!(need.asks_for_standing());
    /// need.keywords.push("实习生".into());
    /// assert!(!need.asks_for_standing());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn asks_for_standing(&self) -> bool {
        let mut texts = self.keywords.iter().chain([&self.title]);
        let names = |text: &String| {
            let text = lower_text(text);
            STANDING.iter().any(|word| text.contains(word))
        };
        self.kind == NeedKind::Talent
            && !self.asks_for_students()
            && (self.modes.contains(&Mode::PartTime) || texts.any(names))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::StudentGroup;
    use crate::model::{Level, Profile, ProfileKind};

    fn profile(value: serde_json::Value) -> Result<Profile, Vec<crate::Error>> {
        Profile::from_fields(value.as_object().unwrap().clone())
    }

    #[test]
    fn a_group_is_an_expert_of_student_level_and_survives_its_text() {
        let group = json!({"id": "s", "kind": "大学生工作团", "name": "化工工作团"});
        let group = profile(group).unwrap();
        assert_eq!(
            (group.kind, group.level),
            (ProfileKind::Expert, Some(Level::Student))
        );
        assert_eq!(group.students, Some(StudentGroup::default()));
        let text = serde_json::to_string(&group).unwrap();
        assert_eq!(serde_json::from_str::<Profile>(&text).unwrap(), group);
        let counted = json!({"id": "s", "kind": "expert", "name": "化工工作团", "level": "博士",
            "students": {"people": "10", "leader": "示例·王教授"}});
        let counted = profile(counted).unwrap();
        assert_eq!(counted.level, Some(Level::Lecturer), "a stated level stays");
        let students = counted.students.clone().unwrap();
        assert_eq!(
            (students.people, students.leader.as_deref()),
            (Some(10), Some("示例·王教授"))
        );
        let text = serde_json::to_string(&counted).unwrap();
        assert_eq!(serde_json::from_str::<Profile>(&text).unwrap(), counted);
    }

    #[test]
    fn an_expert_or_a_team_with_a_number_of_people_has_no_students() {
        for kind in ["专家", "团队"] {
            let plain =
                profile(json!({"id": "t", "kind": kind, "name": "示例", "人数": 12})).unwrap();
            assert_eq!(plain.students, None);
            assert_eq!(plain.attributes["人数"], 12);
        }
    }

    #[test]
    fn bad_groups_are_refused_by_field() {
        for (students, field) in [
            (json!({"people": 0}), "students.people"),
            (json!({"people": 10001}), "students.people"),
            (json!({"poeple": 3}), "students.poeple"),
            (json!(["x"]), "students"),
        ] {
            let errors =
                profile(json!({"id": "s", "kind": "expert", "name": "示例", "students": students}))
                    .unwrap_err();
            assert_eq!(errors[0].field(), Some(field), "{errors:?}");
        }
        let team = json!({"id": "s", "kind": "team", "name": "示例", "students": {"people": 3}});
        assert_eq!(profile(team).unwrap_err()[0].field(), Some("students"));
    }
}
