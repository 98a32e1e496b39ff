//! A table that was given for one side and is plainly of another: experts among needs, needs among profiles.
//!
//! Rows of such a table could be stored: an expert's unit reads as a firm, and a field of research as a keyword. Every later
//! answer would be wrong, and nothing would show why. Only a table that leaves no doubt is refused, because surveys of needs
//! also have columns for a person to ask, and odd headings for what is needed.

use super::columns::{
    ColumnTarget, HeadingReader, SideReaders, SurveySide, TableColumn, TableLayout,
};
use super::findings::side_and_way;
use crate::error::{Error, Wording, say};
use crate::model::ProfileKind;

/// Least number of headings that the other side knows, and of those that it alone knows, or that are about its matter.
const LEAST_KNOWN: usize = 3;
const LEAST_PLAIN: usize = 2;

/// Fields of profiles that tell what somebody can do.
const MATTER: [&str; 11] = [
    "expertise",
    "level",
    "disciplines",
    "readiness",
    "description",
    "works",
    "works:paper",
    "works:patent",
    "works:project",
    "works:result",
    "capacity",
];

/// Words of headings about the party that has a need.
const PARTY: [&str; 8] = [
    "企业",
    "公司",
    "需求",
    "难题",
    "enterprise",
    "company",
    "need",
    "demand",
];

/// The reason to refuse a table whose headings are plainly those of another side.
pub(super) fn wrong_side(
    layout: &TableLayout,
    sides: &SideReaders<'_>,
    own: SurveySide,
) -> Option<Error> {
    if layout.columns.iter().any(|column| column.is_users) {
        return None;
    }
    let (side, kind) = match own {
        SurveySide::Needs | SurveySide::Enterprises => {
            (SurveySide::Profiles, profiles_in_place_of(layout, sides)?)
        }
        SurveySide::Profiles => (SurveySide::Needs, needs_in_place_of(layout, sides)?),
    };
    let ((given, _), (_, way)) = (side_and_way(own), side_and_way(side));
    let repair = say!(
        "this is a table of {kind}, not of {given}; give the file with {way}",
        "这是{kind}表，不是{given}表；请用 {way} 读取该文件";
        kind, given
    );
    Some(Error::invalid(
        "headings",
        headings(layout).join(", "),
        repair,
    ))
}

fn headings(layout: &TableLayout) -> Vec<&str> {
    let columns = layout.columns.iter().filter(|column| !column.is_blank());
    columns.map(|column| column.heading.as_str()).collect()
}

fn knows(reader: &HeadingReader<'_>, heading: &str) -> bool {
    reader.count_known(std::iter::once(heading)) > 0
}

/// Whether a column holds one of the fields, by a heading that is certain.
fn is_of(column: &TableColumn, fields: &[&str]) -> bool {
    matches!(&column.target, ColumnTarget::Field(field) if !column.is_guessed && fields.contains(&field.name))
}

/// The kind of the profiles, in words, if the headings are those of profiles: they know the most of the headings, and all
/// that the own side knows, among them a name that it does not know and what somebody can do.
fn profiles_in_place_of(layout: &TableLayout, sides: &SideReaders<'_>) -> Option<Wording> {
    let profiles = sides.of(SurveySide::Profiles);
    let all = headings(layout);
    let known = all
        .iter()
        .filter(|heading| knows(profiles, heading))
        .count();
    let is_own = |column: &TableColumn| {
        let (of_own, of_profiles) = (
            knows(sides.own, &column.heading),
            knows(profiles, &column.heading),
        );
        let is_matter = matches!(&column.target, ColumnTarget::Field(field) if ["title", "description"].contains(&field.name));
        let heading = column.heading.to_lowercase();
        let is_of_party = PARTY.iter().any(|word| heading.contains(word));
        is_of(column, &["title"])
            || ((of_own || is_matter) && !of_profiles)
            || (is_of_party && (of_own || !of_profiles))
    };
    if known < LEAST_KNOWN || known * 3 < all.len() * 2 || layout.columns.iter().any(is_own) {
        return None;
    }
    let read = profiles.layout(all.iter().copied()).ok()?;
    let is_name = |column: &&TableColumn| {
        is_of(column, &["name", "name.family"]) && !knows(sides.own, &column.heading)
    };
    let matter = read.columns.iter().filter(|column| is_of(column, &MATTER));
    if !read.columns.iter().any(|column| is_name(&column)) || matter.count() < LEAST_PLAIN {
        return None;
    }
    let kind = read
        .implied_kind
        .and_then(|kind| kind.parse::<ProfileKind>().ok());
    Some(match kind {
        Some(kind) => Wording::new(format!("profiles ({})", kind.as_str()), kind.as_chinese()),
        None => side_and_way(SurveySide::Profiles).0,
    })
}

/// The needs, in words, if the headings are those of needs: they know the most of the headings, several alone, among them
/// a title or a description, and no column names a profile.
fn needs_in_place_of(layout: &TableLayout, sides: &SideReaders<'_>) -> Option<Wording> {
    let needs = sides.of(SurveySide::Needs);
    let all = headings(layout);
    let known = |reader: &HeadingReader<'_>| all.iter().filter(|h| knows(reader, h)).count();
    let (of_needs, of_own) = (known(needs), known(sides.own));
    let alone: Vec<&str> = all
        .iter()
        .copied()
        .filter(|heading| knows(needs, heading) && !knows(sides.own, heading))
        .collect();
    let is_matter = |heading: &&str| {
        let field = needs.field_of(heading);
        field.is_some_and(|field| ["title", "description"].contains(&field))
    };
    let is_of_profile = layout.columns.iter().any(|column| {
        let is_alone = knows(sides.own, &column.heading) && !knows(needs, &column.heading);
        is_alone || is_of(column, &["name", "name.family"])
    });
    let is_plain = of_needs > of_own
        && of_needs * 3 >= all.len() * 2
        && of_needs >= LEAST_KNOWN
        && alone.len() >= LEAST_PLAIN
        && alone.iter().any(is_matter)
        && !is_of_profile;
    is_plain.then(|| side_and_way(SurveySide::Needs).0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::wrong_side;
    use crate::intake::columns::{Columns, HeadingReader, SideReaders, SurveySide};

    /// The repair in Chinese, if a table of these headings is refused.
    fn refused(side: SurveySide, headings: &[&str]) -> Option<String> {
        let columns = Columns::new();
        let own = HeadingReader::new(side, &columns);
        let sides = SideReaders::new(&own, &columns);
        let layout = own.layout(headings.iter().copied()).unwrap();
        let error = wrong_side(&layout, &sides, side)?;
        Some(error.repair_wording().unwrap().chinese().to_owned())
    }

    #[test]
    fn tables_of_profiles_are_no_needs_and_no_enterprises() {
        for headings in [
            &["姓名", "单位", "职称", "研究方向"][..],
            &["序号", "姓名", "单位", "职称", "研究方向", "个人简介"],
            &[
                "姓名",
                "工作单位",
                "职称",
                "研究方向",
                "简介",
                "联系电话",
                "可服务企业数",
            ],
            &[
                "专家姓名",
                "单位",
                "所在学院",
                "专业技术职务",
                "研究领域",
                "代表性成果",
                "邮箱",
            ],
        ] {
            for (side, word) in [
                (SurveySide::Needs, "需求"),
                (SurveySide::Enterprises, "企业"),
            ] {
                let told = format!("这是专家表，不是{word}表；请用 --profiles 读取该文件");
                assert_eq!(refused(side, headings), Some(told), "{headings:?}");
            }
        }
        let results = &["成果名称", "完成单位", "技术成熟度", "成果简介"];
        let told = refused(SurveySide::Needs, results).unwrap();
        assert!(told.starts_with("这是科技成果表"), "{told}");
    }

    #[test]
    fn odd_tables_of_needs_are_needs() {
        for headings in [
            &["企业名称", "姓名", "联系电话", "技术领域"][..],
            &["姓名", "单位", "职称", "研究方向", "想解决的问题"],
            &["姓名", "单位", "地区", "备注"],
            &["单位", "姓名", "职称", "专业", "岗位名称"],
            &["单位", "姓名", "职称", "研究方向", "预算"],
            &["单位", "姓名", "职称", "研究方向", "需求"],
            &["编号", "职称", "研究方向"],
            &["单位", "姓名", "手机", "专业", "学历", "名称"],
            &["牵头单位", "负责人", "项目名称", "研究内容", "专业"],
        ] {
            assert_eq!(refused(SurveySide::Needs, headings), None, "{headings:?}");
        }
        let firms = &["企业名称", "姓名", "职称", "所属领域"];
        assert_eq!(refused(SurveySide::Enterprises, firms), None);
    }

    #[test]
    fn tables_of_needs_are_no_profiles() {
        for headings in [
            &[
                "编号",
                "企业名称",
                "需求名称",
                "需求描述",
                "预算（万元）",
                "截止时间",
            ][..],
            &["企业名称", "难题名称", "拟投入资金", "联系人"],
            &["单位名称", "技术需求", "需求类型", "合作方式"],
        ] {
            let told =
                "这是需求表，不是供方表；请用 --profiles 读取该文件".replace("profiles", "needs");
            assert_eq!(
                refused(SurveySide::Profiles, headings),
                Some(told),
                "{headings:?}"
            );
        }
        for headings in [
            &["姓名", "企业名称", "技术需求", "预算"][..],
            &["成果名称", "完成单位", "需求描述"],
            &["名称", "单位", "简介", "合作需求"],
            &["编号", "状态"],
        ] {
            assert_eq!(
                refused(SurveySide::Profiles, headings),
                None,
                "{headings:?}"
            );
        }
    }
}
