//! Headings that resemble known ones: politeness before, filling after, two things in one.

use super::SurveySide;
use super::fold::{Heading, fold};

/// Prefixes that surveys put before a name, in the folded form.
const BEFORE: [&str; 13] = [
    "请填写",
    "请输入",
    "贵公司",
    "贵单位",
    "贵企业",
    "本单位",
    "您的",
    "希望",
    "期望",
    "意向",
    "计划",
    "主要",
    "拟",
];
/// Suffixes that surveys put after a name, in the folded form.
const AFTER: [&str; 10] = [
    "总额", "额度", "情况", "信息", "概况", "要求", "说明", "详情", "全称", "量",
];
/// Separators between two names in one heading.
const BETWEEN: [char; 8] = ['/', '、', '及', '与', '和', '或', '+', '|'];

/// Keys that a heading may be looked up by when none of its own is known, likeliest first.
pub(super) fn keys(text: &str) -> Vec<String> {
    let whole = Heading::new(text).keys;
    if whole.is_empty() {
        return Vec::new();
    }
    let mut keys: Vec<String> = whole.iter().flat_map(|key| shortened(key)).collect();
    for part in text.split(BETWEEN).skip_while(|part| fold(part).is_empty()) {
        for key in Heading::new(part).keys {
            keys.extend(shortened(&key));
            keys.push(key);
        }
    }
    keys
}

/// A key without its prefix, without its suffix, and without both.
fn shortened(key: &str) -> Vec<String> {
    let strip_before = |key: &str| {
        BEFORE
            .iter()
            .find_map(|word| key.strip_prefix(word))
            .map(str::to_owned)
    };
    let strip_after = |key: &str| {
        AFTER
            .iter()
            .find_map(|word| key.strip_suffix(word))
            .map(str::to_owned)
    };
    let (before, after) = (strip_before(key), strip_after(key));
    let both = before.as_deref().and_then(strip_after);
    let keys = [after, before, both].into_iter().flatten();
    keys.filter(|key| !key.is_empty()).collect()
}

/// Ends of headings, each with the field that columns of such headings hold; the first that fits counts.
type HeadingEnds = &'static [(&'static str, &'static [&'static str])];

#[rustfmt::skip] // a table reads by rows
const NEED_ENDS: HeadingEnds = &[
    ("keywords", &["方向", "领域", "关键词", "关键字"]),
    (
        "description",
        &[
            "简介", "介绍", "概述", "概况", "描述", "详述", "背景", "现状", "指标", "参数", "问题", "难题", "难点", "瓶颈", "痛点", "内容", "目标", "思路", "需求",
        ],
    ),
    ("enterprise", &["企业", "公司", "单位", "企业名称", "公司名称", "单位名称"]),
    ("title", &["需求名称", "项目名称", "课题名称", "难题名称", "任务名称", "榜单名称", "技术名称", "名称", "题目"]),
];

#[rustfmt::skip] // a table reads by rows
const PROFILE_ENDS: HeadingEnds = &[
    ("expertise", &["方向", "领域", "专长", "特长", "关键词", "关键字"]),
    (
        "description",
        &[
            "简介", "介绍", "概述", "概况", "描述", "详述", "摘要", "经历", "履历", "简历", "业绩", "成就", "优势", "特点", "特色", "贡献", "用途", "前景",
            "指标", "参数", "功能",
        ],
    ),
    ("works:paper", &["论文"]),
    ("works:patent", &["专利"]),
    ("works:project", &["项目", "课题"]),
    ("works:result", &["奖励", "获奖"]),
    ("works", &["成果", "著作"]),
    ("level", &["职称"]),
    ("organization", &["单位", "学院", "院系", "学校", "高校", "院校", "机构", "单位名称", "系所"]),
    ("name", &["姓名", "名称", "负责人", "带头人", "导师", "专家"]),
];

#[rustfmt::skip] // a table reads by rows
const ENTERPRISE_ENDS: HeadingEnds = &[
    ("description", &["简介", "介绍", "概述", "概况", "描述", "业务", "产品", "技术", "优势"]),
    ("name", &["企业", "公司", "单位", "企业名称", "公司名称", "单位名称", "名称"]),
    ("certificates", &["资质", "荣誉", "称号"]),
];

/// Words of headings that ask about a thing or count it.
const ASKING: [&str; 6] = ["是否", "有无", "有没有", "能否", "愿意", "同意"];

/// Words of headings that name another party than the record is about.
const OTHERS: [&str; 8] = [
    "推荐", "合作", "服务", "主管", "对接", "意向", "审核", "联系",
];

/// The field of a heading by its end (`科研攻关方向`), if it asks no question and names no third party.
pub(super) fn by_part(side: SurveySide, text: &str) -> Option<&'static str> {
    let ends = match side {
        SurveySide::Needs => NEED_ENDS,
        SurveySide::Profiles => PROFILE_ENDS,
        SurveySide::Enterprises => ENTERPRISE_ENDS,
    };
    let keys = Heading::new(text).keys;
    let key = keys
        .last()
        .filter(|key| !ASKING.iter().any(|word| key.contains(word)))?;
    let fits = |(_, ends): &&(&str, &[&str])| ends.iter().any(|end| key.ends_with(end));
    let field = ends.iter().find(fits).map(|(field, _)| *field)?;
    let is_party = matches!(field, "enterprise" | "organization" | "name" | "title");
    let is_other = is_party && OTHERS.iter().any(|word| key.contains(word));
    (!is_other).then_some(field)
}

/// The heading of which most characters are those of `text`, in order; none if that is less than half.
///
/// O(headings · length²).
pub(super) fn nearest(
    text: &str,
    headings: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    /// Longest heading that is compared, in characters.
    const LONGEST: usize = 24;
    let wanted: Vec<char> = fold(text).chars().collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let mut best: Option<(&str, usize, usize)> = None;
    for heading in headings {
        let chars: Vec<char> = fold(heading).chars().collect();
        let (shared, whole) = (2 * common(&wanted, &chars), wanted.len() + chars.len());
        let is_better = best.is_none_or(|(_, s, w)| shared * w > s * whole);
        if shared * 2 >= whole && is_better {
            best = Some((heading, shared, whole));
        }
    }
    best.map(|(heading, ..)| heading)
}

/// Length of the longest common subsequence.
fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y {
                diagonal + 1
            } else {
                above.max(row[j])
            };
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{SurveySide, by_part, keys, nearest};

    #[test]
    fn an_end_gives_a_heading_its_field_unless_it_asks() {
        let need = |text| by_part(SurveySide::Needs, text);
        let profile = |text| by_part(SurveySide::Profiles, text);
        assert_eq!(need("企业当前技术瓶颈（必填）"), Some("description"));
        assert_eq!(need("攻关技术方向"), Some("keywords"));
        assert_eq!(need("牵头单位名称"), Some("enterprise"));
        assert_eq!(profile("具体研究方向"), Some("expertise"));
        assert_eq!(profile("突出优势"), Some("description"));
        assert_eq!(profile("近五年代表性论文"), Some("works:paper"));
        assert_eq!(profile("二级学院"), Some("organization"));
        assert_eq!(profile("是否有授权专利"), None);
        assert_eq!(profile("推荐单位"), None);
        assert_eq!(profile("备注"), None);
    }

    #[test]
    fn the_nearest_heading_shares_most_characters() {
        let headings = || ["研究方向", "工作单位", "职称"].into_iter();
        assert_eq!(nearest("研究的方向", headings()), Some("研究方向"));
        assert_eq!(nearest("单位", headings()), Some("工作单位"));
        assert_eq!(nearest("备注", headings()), None);
    }

    #[test]
    fn names_are_found_inside_longer_headings() {
        let finds = |heading: &str, key: &str| keys(heading).iter().any(|found| found == key);
        assert!(finds("拟投入资金总额（万元）", "拟投入资金"));
        assert!(finds("可服务企业数量", "可服务企业数"));
        assert!(finds("3、工作单位及院系：", "工作单位"));
        assert!(finds("职务/职称", "职称"));
        assert!(finds("意向服务区域", "服务区域"));
        assert!(keys("").is_empty() && keys("和").is_empty());
    }
}
