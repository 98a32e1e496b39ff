//! Words of surveys for the model's vocabularies.
//!
//! The model reads its own spellings; here stand the further ones that surveys use, and the
//! trimmings (`博士及以上学历`, `技术攻关类`) that the model rightly does not know.

use std::borrow::Cow;

use crate::intake::columns::SurveySide;
use crate::model::fold::text as simplified;
use crate::model::{
    EnterpriseSize, FundingStage, Level, Mode, NeedKind, NeedStatus, ProfileKind, ProfileStatus,
    Reach, Security, StudentGroup, WorkKind,
};

/// A vocabulary of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    NeedKind,
    ProfileKind,
    Mode,
    Level,
    Reach,
    NeedStatus,
    ProfileStatus,
    WorkKind,
    EnterpriseSize,
    Security,
    FundingStage,
}

impl Vocabulary {
    /// The vocabulary of a field of a record of that side.
    pub(crate) fn of(side: SurveySide, field: &str) -> Option<Self> {
        let other = field.contains('.');
        Some(match (field.rsplit('.').next()?, side) {
            ("kind", SurveySide::Needs) => Self::NeedKind,
            ("kind", SurveySide::Profiles) => Self::ProfileKind,
            ("kinds", SurveySide::Needs) if other => Self::ProfileKind,
            ("kinds", SurveySide::Profiles) if other => Self::NeedKind,
            ("modes", _) => Self::Mode,
            ("level", _) => Self::Level,
            ("reach", _) => Self::Reach,
            ("size", SurveySide::Enterprises) => Self::EnterpriseSize,
            ("securities", _) => Self::Security,
            ("stages", _) => Self::FundingStage,
            ("status", SurveySide::Needs) => Self::NeedStatus,
            ("status", SurveySide::Profiles) => Self::ProfileStatus,
            _ => return None,
        })
    }

    /// The canonical spelling of `text`, if it is known.
    pub(crate) fn read(self, text: &str) -> Option<&'static str> {
        let plain = text.trim();
        // Its own name and not `expert`, so that the record is known to be a group.
        if self == Self::ProfileKind && StudentGroup::is_named(plain) {
            return Some(StudentGroup::KIND);
        }
        let in_writing = |plain: &str| {
            let trimmed = trimmed(plain);
            self.model(plain)
                .or_else(|| self.survey(plain))
                .or_else(|| self.model(trimmed))
                .or_else(|| self.survey(trimmed))
        };
        // The words stand here in simplified writing.
        in_writing(plain).or_else(|| match simplified(plain) {
            Cow::Owned(simple) => in_writing(&simple),
            Cow::Borrowed(_) => None,
        })
    }

    fn model(self, text: &str) -> Option<&'static str> {
        match self {
            Self::NeedKind => text.parse().ok().map(NeedKind::as_str),
            Self::ProfileKind => text.parse().ok().map(ProfileKind::as_str),
            Self::Mode => text.parse().ok().map(Mode::as_str),
            Self::Level => text.parse().ok().map(Level::as_str),
            Self::Reach => text.parse().ok().map(Reach::as_str),
            Self::NeedStatus => text.parse().ok().map(NeedStatus::as_str),
            Self::ProfileStatus => text.parse().ok().map(ProfileStatus::as_str),
            Self::WorkKind => text.parse().ok().map(WorkKind::as_str),
            Self::EnterpriseSize => text.parse().ok().map(EnterpriseSize::as_str),
            Self::Security => text.parse().ok().map(Security::as_str),
            Self::FundingStage => text.parse().ok().map(FundingStage::as_str),
        }
    }

    fn survey(self, text: &str) -> Option<&'static str> {
        let entry = self
            .further()
            .iter()
            .find(|(_, spellings)| spellings.contains(&text))?;
        Some(entry.0)
    }

    /// The words to choose from, in Chinese and as the model spells them.
    pub(crate) fn words(self) -> String {
        fn all<T: Copy>(
            values: &[T],
            chinese: fn(T) -> &'static str,
            name: fn(T) -> &'static str,
        ) -> String {
            let words = values
                .iter()
                .map(|&value| format!("{} {}", chinese(value), name(value)));
            words.collect::<Vec<_>>().join(", ")
        }
        match self {
            Self::NeedKind => all(NeedKind::ALL, NeedKind::as_chinese, NeedKind::as_str),
            Self::ProfileKind => all(
                ProfileKind::ALL,
                ProfileKind::as_chinese,
                ProfileKind::as_str,
            ),
            Self::Mode => all(Mode::ALL, Mode::as_chinese, Mode::as_str),
            Self::Level => all(Level::ALL, Level::as_chinese, Level::as_str),
            Self::Reach => all(Reach::ALL, Reach::as_chinese, Reach::as_str),
            Self::NeedStatus => all(NeedStatus::ALL, NeedStatus::as_chinese, NeedStatus::as_str),
            Self::ProfileStatus => all(
                ProfileStatus::ALL,
                ProfileStatus::as_chinese,
                ProfileStatus::as_str,
            ),
            Self::WorkKind => all(WorkKind::ALL, WorkKind::as_chinese, WorkKind::as_str),
            Self::EnterpriseSize => all(
                EnterpriseSize::ALL,
                EnterpriseSize::as_chinese,
                EnterpriseSize::as_str,
            ),
            Self::Security => all(Security::ALL, Security::as_chinese, Security::as_str),
            Self::FundingStage => all(
                FundingStage::ALL,
                FundingStage::as_chinese,
                FundingStage::as_str,
            ),
        }
    }

    /// The rank of a canonical spelling, lowest first.
    pub(crate) fn rank(self, canonical: &str) -> usize {
        let position = match self {
            Self::Level => Level::ALL.iter().position(|v| v.as_str() == canonical),
            Self::Reach => Reach::ALL.iter().position(|v| v.as_str() == canonical),
            Self::NeedKind
            | Self::ProfileKind
            | Self::Mode
            | Self::NeedStatus
            | Self::ProfileStatus
            | Self::WorkKind
            | Self::EnterpriseSize
            | Self::Security
            | Self::FundingStage => None,
        };
        position.unwrap_or_default()
    }

    const fn further(self) -> Spellings {
        match self {
            Self::NeedKind => NEED_KINDS,
            Self::ProfileKind => PROFILE_KINDS,
            Self::Level => LEVELS,
            Self::Reach => REACHES,
            Self::Mode => MODES,
            Self::NeedStatus => NEED_STATUSES,
            Self::ProfileStatus => PROFILE_STATUSES,
            Self::WorkKind => WORK_KINDS,
            Self::EnterpriseSize => ENTERPRISE_SIZES,
            Self::Security | Self::FundingStage => &[],
        }
    }
}

/// Further spellings of canonical words, as surveys write them.
type Spellings = &'static [(&'static str, &'static [&'static str])];

const ENTERPRISE_SIZES: Spellings = &[
    ("large", &["大型工业企业", "特大型", "特大型企业"]),
    ("medium", &["中型工业企业"]),
    ("small", &["小型工业企业", "中小企业", "小规模"]),
];

#[rustfmt::skip] // a table reads by rows
const NEED_KINDS: Spellings = &[
    (
        "research",
        &[
            "研发", "技术研发", "产品研发", "新产品研发", "新产品开发", "产品开发", "工艺改进", "工艺优化", "工艺创新", "技术改造",
            "技术升级", "技术创新", "技术合作", "技术开发", "关键技术", "关键核心技术", "核心技术攻关", "联合攻关", "产学研合作",
            "联合研发", "委托研发", "难题", "课题",
        ],
    ),
    ("talent", &["高层次人才", "人才引进类", "引才", "引智", "用工", "专家"]),
    ("achievement", &["成果引进", "技术转让", "专利转让", "成果对接", "专利", "技术引进"]),
    ("facility", &["仪器设备", "检测设备", "平台建设", "平台共建", "平台共享", "设备共享", "共建平台"]),
    ("finance", &["资金", "贷款", "股权融资", "投融资", "金融", "融资对接"]),
    ("service", &["检验检测", "检测", "知识产权", "技术咨询", "咨询", "培训", "技术服务", "科技咨询"]),
];

#[rustfmt::skip] // a table reads by rows
const PROFILE_KINDS: Spellings = &[
    ("expert", &["科技专家", "技术专家", "行业专家", "高层次人才", "个人", "博士", "科技人才"]),
    ("team", &["科研团队", "人才团队", "研发团队"]),
    ("institution", &["高等院校", "高等学校", "科研机构", "科研单位", "研究机构", "研究所", "学院", "新型研发机构", "机构"]),
    ("achievement", &["技术成果", "专利成果", "科研成果", "成果转化", "发明专利", "实用新型", "实用新型专利", "外观设计", "软件著作权"]),
    ("facility", &["仪器", "科研平台", "创新平台", "公共服务平台", "重点实验室", "科研仪器", "大型仪器"]),
    ("finance", &["银行", "信贷产品", "金融机构", "贷款", "保险", "担保"]),
    ("service", &["中介机构", "技术服务", "科技中介", "检测机构", "孵化器"]),
    ("policy", &["政策文件", "扶持项目", "惠企政策", "政策措施"]),
];

#[rustfmt::skip] // a table reads by rows
const LEVELS: Spellings = &[
    ("student", &["本科", "大学本科", "硕士研究生", "学士"]),
    ("lecturer", &["博士研究生", "博士后", "助研", "经济师", "农艺师", "实验师", "中级工程师", "phd", "助理教授", "主治医师", "助教"]),
    ("associate_professor", &["硕士生导师", "硕士研究生导师", "硕导", "高级", "副研究馆员", "副主任药师", "副高职称", "associate professor", "高级职称", "副主任医师", "高级实验师", "高级农艺师", "高级经济师"]),
    (
        "professor",
        &[
            "博士生导师", "二级教授", "三级教授", "四级教授", "特聘教授", "讲席教授", "首席科学家", "正高工", "正高级职称", "教授级高工",
            "教授级高级工程师", "教授级", "研究员级", "正高级研究员", "研究员级高级工程师", "主任医师", "主任药师", "正高级经济师", "正高级农艺师",
            "正高级实验师", "教授/研究员", "博士研究生导师", "professor", "full professor", "农技推广研究员",
        ],
    ),
    ("provincial_talent", &[
            "省级", "省级高层次人才", "省部级人才", "泰山学者特聘专家", "泰山学者特聘教授", "泰山学者青年专家", "泰山学者攀登专家",
            "泰山产业领军人才工程专家", "齐鲁杰出人才", "省杰青", "省优青",
        ]),
    ("national_talent", &["国家级", "国家级高层次人才", "国家优青", "杰青", "优青", "万人计划", "千人计划", "长江学者特聘教授", "青年长江学者", "国家杰出青年科学基金获得者", "国家优秀青年科学基金获得者", "国家万人计划"]),
    ("academician", &["中国科学院院士", "中国工程院院士", "中科院院士", "工程院院士"]),
];

#[rustfmt::skip] // a table reads by rows
const REACHES: Spellings = &[
    ("district", &["全区", "全县", "县内", "区内"]),
    ("city", &["全市", "本地", "市域"]),
    ("province", &["全省", "省域"]),
    ("nationwide", &["国内", "全国范围", "跨区域"]),
    ("remote", &["线上服务", "无限制"]),
];

#[rustfmt::skip] // a table reads by rows
const MODES: Spellings = &[
    ("joint_research", &["共同研发", "联合申报", "产学研", "项目合作", "合作攻关", "共建研发平台", "共建实验室"]),
    ("commission", &["委托", "技术委托", "揭榜挂帅", "项目委托"]),
    ("license", &["授权许可", "专利授权"]),
    ("transfer", &["技术引进", "成果引进", "技术购买", "直接购买"]),
    ("equity", &["股权合作", "合资", "参股"]),
    ("consulting", &["技术顾问", "专家咨询", "聘请顾问"]),
    ("part_time", &["兼职聘用", "双聘", "短期聘用", "项目聘用", "周末工程师", "特聘"]),
    ("full_time", &["全职聘用", "正式聘用", "刚性引进"]),
];

#[rustfmt::skip] // a table reads by rows
const NEED_STATUSES: Spellings = &[
    ("open", &["未对接", "待解决", "征集", "新增", "待揭榜", "进行中", "正常"]),
    ("in_contact", &["正在对接", "已初步对接", "初步对接", "意向", "已达成意向", "已联系", "已洽谈", "接洽中", "沟通中", "跟进中", "推进中"]),
    ("settled", &["已签约", "已完成", "已合作", "对接成功", "已揭榜", "办结", "已办结"]),
    ("withdrawn", &["取消", "已取消", "关闭", "已关闭"]),
];

#[rustfmt::skip] // a table reads by rows
const PROFILE_STATUSES: Spellings = &[
    ("active", &["正常", "可对接", "入库", "已入库"]),
    ("paused", &["暂不对接"]),
    ("retired", &["退出", "已退出", "离职"]),
];

#[rustfmt::skip] // a table reads by rows
const WORK_KINDS: Spellings = &[
    ("paper", &["期刊论文", "会议论文", "学术论文", "sci论文"]),
    ("patent", &["实用新型", "实用新型专利", "外观设计", "国家发明专利", "授权专利"]),
    ("project", &["科研项目", "纵向项目", "横向项目"]),
    ("result", &["科技成果", "科技奖励", "奖项"]),
    ("standard", &["国家标准", "行业标准", "团体标准"]),
];

/// `text` without the ornaments that surveys add to a word.
fn trimmed(text: &str) -> &str {
    const ENDS: [&str; 10] = [
        "及以上",
        "以上",
        "学历",
        "学位",
        "职称",
        "人员",
        "需求",
        "类",
        "等",
        "优先",
    ];
    let mut rest = text;
    while let Some(shorter) = ENDS
        .iter()
        .find_map(|end| rest.strip_suffix(end))
        .filter(|s| !s.is_empty())
    {
        rest = shorter.trim_end();
    }
    rest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{SurveySide, Vocabulary};

    const ALL: [Vocabulary; 8] = [
        Vocabulary::NeedKind,
        Vocabulary::ProfileKind,
        Vocabulary::Mode,
        Vocabulary::Level,
        Vocabulary::Reach,
        Vocabulary::NeedStatus,
        Vocabulary::ProfileStatus,
        Vocabulary::WorkKind,
    ];

    #[test]
    fn further_words_lead_to_words_that_the_model_knows() {
        for vocabulary in ALL {
            for (canonical, spellings) in vocabulary.further() {
                assert_eq!(
                    vocabulary.model(canonical),
                    Some(*canonical),
                    "{vocabulary:?}"
                );
                for spelling in *spellings {
                    assert_eq!(
                        vocabulary.read(spelling),
                        Some(*canonical),
                        "{vocabulary:?} {spelling}"
                    );
                }
            }
        }
    }

    #[test]
    fn trimmings_fall_off() {
        assert_eq!(Vocabulary::Level.read("博士及以上学历"), Some("lecturer"));
        assert_eq!(
            Vocabulary::Level.read("副高级职称以上"),
            Some("associate_professor")
        );
        assert_eq!(Vocabulary::NeedKind.read("技术攻关类"), Some("research"));
        assert_eq!(
            Vocabulary::NeedKind.read("新产品研发需求"),
            Some("research")
        );
        assert_eq!(Vocabulary::Level.read("学历"), None);
        assert_eq!(Vocabulary::NeedStatus.read("進行中"), Some("open"));
    }

    #[test]
    fn the_other_side_has_the_other_kinds() {
        assert_eq!(
            Vocabulary::of(SurveySide::Needs, "vetoes.kinds"),
            Some(Vocabulary::ProfileKind)
        );
        assert_eq!(
            Vocabulary::of(SurveySide::Profiles, "kind"),
            Some(Vocabulary::ProfileKind)
        );
        assert_eq!(Vocabulary::of(SurveySide::Needs, "title"), None);
    }
}
