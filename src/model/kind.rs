//! The closed vocabularies of `domain.md`: kinds, levels, modes, statuses.

use super::spelled::spelled;

spelled! {
    /// Kind of help that an enterprise asks for. A need that does not say is [`NeedKind::Research`].
    pub enum NeedKind as "kind" {
        /// Somebody to solve a technical problem.
        Research = "research" | "技术攻关" | "揭榜挂帅" | "技术需求" | "技术难题" | "研发需求" | "科研需求" | "技术",
        /// An expert who serves the firm part-time in a second post.
        Talent = "talent" | "人才需求" | "科技副总" | "人才" | "人才引进" | "专家需求",
        /// A finished result, patent or process to license or buy.
        Achievement = "achievement" | "成果需求" | "成果" | "成果转化" | "专利需求",
        /// A laboratory, pilot line, instrument or common-technology platform.
        Facility = "facility" | "平台设备" | "设备需求" | "平台需求" | "设备" | "平台" | "仪器共享",
        /// A loan, guarantee, voucher or investor.
        Finance = "finance" | "融资需求" | "融资" | "金融需求" | "资金需求",
        /// Testing, evaluation, intellectual property, training, incubation.
        Service = "service" | "科技服务" | "服务需求" | "服务",
    }
}

spelled! {
    /// Kind of provider or offer.
    pub enum ProfileKind as "kind" {
        /// A person; a student group (大学生工作团) too.
        Expert = "expert" | "专家" | "人才" | "教授" | "科技特派员" | "大学生工作团",
        /// A research team.
        Team = "team" | "团队" | "科研团队" | "创新团队",
        /// A university, institute or laboratory as a whole.
        Institution = "institution" | "高校院所" | "高校" | "院所" | "大学" | "科研院所" | "研究院" | "university",
        /// A finished result, patent or process.
        Achievement = "achievement" | "科技成果" | "成果" | "专利" | "patent",
        /// A laboratory, pilot line or instrument that others may use.
        Facility = "facility" | "平台设备" | "平台" | "设备" | "仪器设备" | "实验室" | "中试平台",
        /// A loan, guarantee, voucher or fund.
        Finance = "finance" | "金融产品" | "金融" | "融资产品" | "基金",
        /// A provider of testing, evaluation, intellectual property, training, incubation.
        Service = "service" | "服务机构" | "科技服务" | "服务" | "科技服务机构",
        /// A programme with eligibility rules.
        Policy = "policy" | "政策" | "扶持政策" | "科技政策",
    }
}

spelled! {
    /// Standing of a person, lowest first.
    pub enum Level as "level" {
        /// Bachelor's or master's student.
        Student = "student" | "学生" | "本科生" | "硕士生" | "研究生" | "博士生" | "硕士",
        /// Lecturer, engineer, holder of a doctorate.
        Lecturer = "lecturer" | "讲师" | "中级" | "博士" | "工程师" | "助理研究员" | "中级职称",
        /// Associate professor, senior engineer.
        AssociateProfessor = "associate_professor" | "副教授" | "副高" | "副研究员" | "高级工程师" | "高工" | "副高级" | "副高级职称",
        /// Professor, research fellow.
        Professor = "professor" | "教授" | "正高" | "研究员" | "正高级工程师" | "正高级" | "正高级职称" | "博导",
        /// Provincial talent programme.
        ProvincialTalent = "provincial_talent" | "省级人才" | "泰山学者" | "泰山产业领军人才" | "省级领军人才",
        /// National talent programme.
        NationalTalent = "national_talent" | "国家级人才" | "国家杰青" | "长江学者" | "国家重点人才工程专家" | "国家级领军人才",
        /// Member of an academy.
        Academician = "academician" | "院士" | "两院院士",
    }
}

spelled! {
    /// Way in which the two sides may work together.
    pub enum Mode as "modes" {
        /// Research carried out by both.
        JointResearch = "joint_research" | "联合攻关" | "合作研发" | "合作开发" | "联合研发" | "产学研合作" | "联合开发" | "共建平台",
        /// Research by one, paid by the other.
        Commission = "commission" | "委托开发" | "委托研发" | "技术开发" | "揭榜",
        /// A licence to use.
        License = "license" | "技术许可" | "专利许可" | "许可" | "许可使用",
        /// A sale of the right.
        Transfer = "transfer" | "技术转让" | "转让" | "专利转让" | "成果转让" | "购买",
        /// A share in the firm for the technology.
        Equity = "equity" | "技术入股" | "入股" | "作价入股",
        /// Advice.
        Consulting = "consulting" | "技术咨询" | "咨询" | "顾问" | "技术指导",
        /// A second post, flexible introduction.
        PartTime = "part_time" | "兼职" | "柔性引进" | "一人双岗" | "挂职" | "科技副总",
        /// A full post.
        FullTime = "full_time" | "全职" | "全职引进",
        /// A service on order.
        Service = "service" | "技术服务" | "服务",
        /// Shared use.
        Sharing = "sharing" | "共享" | "设备共享" | "开放共享" | "租用" | "租赁",
        /// Training, placement of students.
        Training = "training" | "培训" | "人才培养" | "实习" | "见习",
        /// A loan.
        Loan = "loan" | "贷款" | "信贷",
        /// A guarantee.
        Guarantee = "guarantee" | "担保" | "风险补偿",
        /// A voucher or subsidy.
        Voucher = "voucher" | "创新券" | "补贴" | "补助" | "奖补",
        /// Equity finance.
        Investment = "investment" | "投资" | "股权投资" | "风险投资" | "股权融资",
    }
}

spelled! {
    /// Stage of a need.
    pub enum NeedStatus as "status" {
        /// Looking for a match.
        Open = "open" | "开放" | "待对接" | "征集中" | "发布" | "已发布" | "未解决" | "有效",
        /// In contact, still looking.
        InContact = "in_contact" | "对接中" | "洽谈中" | "在谈" | "已对接" | "洽谈",
        /// Settled; no longer ranked.
        Settled = "settled" | "已解决" | "销号" | "已销号" | "完成",
        /// Not to be ranked for now.
        Paused = "paused" | "暂停" | "搁置",
        /// Taken back.
        Withdrawn = "withdrawn" | "撤回" | "已撤回" | "作废" | "无效",
    }
}

spelled! {
    /// Status of a profile.
    pub enum ProfileStatus as "status" {
        /// May be matched.
        Active = "active" | "在库" | "有效" | "启用" | "可用" | "在职",
        /// Not to be matched for now.
        Paused = "paused" | "暂停" | "停用",
        /// Left.
        Retired = "retired" | "出库" | "退休" | "无效" | "作废",
    }
}

spelled! {
    /// Kind of work.
    pub enum WorkKind as "kind" {
        /// A publication.
        Paper = "paper" | "论文" | "专著" | "著作",
        /// A patent or other right.
        Patent = "patent" | "专利" | "发明专利" | "软件著作权" | "软著",
        /// A funded project.
        Project = "project" | "项目" | "课题" | "基金项目",
        /// A result in use.
        Result = "result" | "成果" | "获奖" | "奖励" | "应用案例" | "案例",
        /// A standard.
        Standard = "standard" | "标准",
    }
}

spelled! {
    /// Greatest distance at which a profile serves, by administrative level.
    pub enum Reach as "reach" {
        /// Within its own district or county.
        District = "district" | "本区" | "本县" | "本区县" | "区县",
        /// Within its own city.
        City = "city" | "本市" | "市内" | "市",
        /// Within its own province.
        Province = "province" | "本省" | "省内" | "省",
        /// Anywhere, in person.
        Nationwide = "nationwide" | "全国" | "跨省",
        /// Anywhere, remotely.
        Remote = "remote" | "远程" | "线上" | "不限",
    }
}

impl NeedKind {
    /// The profile kinds that can serve a need of this kind, unless the call says otherwise.
    #[must_use]
    pub const fn served_by(self) -> &'static [ProfileKind] {
        use ProfileKind as P;
        match self {
            Self::Research => &[P::Expert, P::Team, P::Institution, P::Achievement],
            Self::Talent => &[P::Expert, P::Team],
            Self::Achievement => &[P::Achievement, P::Institution, P::Team, P::Expert],
            Self::Facility => &[P::Facility, P::Institution, P::Service],
            Self::Finance => &[P::Finance, P::Policy],
            Self::Service => &[P::Service, P::Facility, P::Institution, P::Policy],
        }
    }
}

impl NeedStatus {
    /// Whether needs of this stage are ranked.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::InContact)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Level, Mode, NeedKind, ProfileKind};

    #[test]
    fn every_spelling_comes_back() {
        for &kind in ProfileKind::ALL {
            assert_eq!(kind.as_str().parse::<ProfileKind>().unwrap(), kind);
            assert_eq!(kind.as_chinese().parse::<ProfileKind>().unwrap(), kind);
        }
        for &kind in NeedKind::ALL {
            assert_eq!(kind.as_str().parse::<NeedKind>().unwrap(), kind);
            assert_eq!(kind.as_chinese().parse::<NeedKind>().unwrap(), kind);
        }
        for &mode in Mode::ALL {
            assert_eq!(mode.as_chinese().parse::<Mode>().unwrap(), mode);
        }
    }

    #[test]
    fn spelling_ignores_case_space_and_joiners() {
        assert_eq!(
            "Associate Professor".parse::<Level>().unwrap(),
            Level::AssociateProfessor
        );
        assert_eq!(
            " 技术攻关 ".parse::<NeedKind>().unwrap(),
            NeedKind::Research
        );
    }

    #[test]
    fn an_unknown_spelling_lists_the_known_ones() {
        let error = "wizard".parse::<Level>().unwrap_err();
        assert!(error.is_invalid_input());
        assert!(error.to_string().contains("professor 教授"), "{error}");
    }

    #[test]
    fn levels_are_ordered() {
        assert!(Level::Academician > Level::Professor && Level::Professor > Level::Student);
    }
}
