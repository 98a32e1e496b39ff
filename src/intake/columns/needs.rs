//! Headings of surveys of needs.

use super::field::{Field, Shape};

/// Every field of a need that a column can hold.
#[rustfmt::skip] // a table reads by rows
pub(crate) const FIELDS: &[Field] = &[
    Field::new("id", Shape::Name, &["编号", "需求编号", "项目编号", "难题编号", "编码", "唯一编号", "need id", "identifier"]),
    Field::new("kind", Shape::Word, &["需求类型", "需求类别", "类型", "类别", "需求种类", "需求分类", "need type", "type", "category"]),
    Field::new(
        "title",
        Shape::Name,
        &[
            "需求名称", "技术需求名称", "难题名称", "技术难题名称", "项目名称", "需求标题", "标题", "名称", "需求题目", "题目", "课题名称",
            "榜单名称", "榜题", "需求项目名称", "揭榜项目名称", "成果需求名称", "设备需求名称", "平台需求名称", "服务需求名称",
            "融资需求名称", "人才需求名称", "岗位名称", "需求岗位", "name", "need", "need title", "subject",
        ],
    ),
    Field::new(
        "description",
        Shape::Passage,
        &[
            "需求描述", "需求内容", "主要内容", "拟解决的关键问题", "拟解决问题", "关键问题", "技术指标", "主要技术指标", "技术参数",
            "考核指标", "预期目标", "预期指标", "需求简介", "需求说明", "需求详情", "需求概述", "具体需求", "具体内容", "技术需求",
            "技术需求内容", "技术需求描述", "技术难题", "难题描述", "难题内容", "技术要求", "研究内容", "需求背景", "项目背景", "背景",
            "现有基础", "现状", "存在问题", "详细描述", "描述", "内容", "简介", "岗位要求", "岗位职责", "工作内容", "任职要求",
            "企业需求", "details", "summary", "abstract", "content", "requirements", "background", "problem",
        ],
    ),
    Field::new(
        "keywords",
        Shape::List,
        &["关键词", "关键字", "技术关键词", "主题词", "标签", "技术领域", "所属领域", "领域", "技术方向", "专业要求", "所需专业", "需求专业", "专业", "研究方向", "tags"],
    ),
    Field::new(
        "enterprise",
        Shape::Name,
        &[
            "企业名称", "单位名称", "需求单位", "需求企业", "企业", "单位", "公司", "公司名称", "需求单位名称", "需求企业名称", "发榜单位",
            "发榜企业", "用人单位", "申报单位", "填报单位", "提出单位", "需求方", "融资企业", "company", "company name",
            "enterprise name", "organization", "organisation", "firm",
        ],
    ),
    Field::new(
        "industries",
        Shape::Coded,
        &["所属行业", "行业领域", "产业领域", "行业", "行业类别", "行业代码", "国民经济行业", "应用行业", "所属产业", "产业", "industry"],
    ),
    Field::new(
        "disciplines",
        Shape::Coded,
        &["学科", "所属学科", "学科领域", "学科分类", "学科代码", "一级学科", "需求学科", "discipline"],
    ),
    Field::new("region", Shape::Name, &["所在地区", "地区", "所属地区", "所在区域", "所属区域", "区域", "所在地", "属地", "企业所在地", "行政区划", "location", "area"]),
    Field::new("region.province", Shape::Name, &["省", "省份", "所在省", "所在省份", "province"]),
    Field::new("region.city", Shape::Name, &["市", "地市", "城市", "地级市", "所在市", "所在城市", "city"]),
    Field::new("region.district", Shape::Name, &["区县", "县区", "区", "县", "县市区", "区市县", "所在区县", "所属区县", "所在县区", "所属县区", "district", "county"]),
    Field::new("coordinates.lon", Shape::Decimal, &["经度", "longitude", "lon", "lng"]),
    Field::new("coordinates.lat", Shape::Decimal, &["纬度", "latitude", "lat"]),
    Field::new("level", Shape::Rank, &["人才层次", "职称", "人才级别", "层次", "职称要求", "专家层次", "专业技术职务", "技术职称", "职务职称", "学历", "学历要求", "学位"]),
    Field::new("readiness", Shape::Count, &["技术成熟度", "成熟度", "技术就绪度", "trl", "technology readiness level"]),
    Field::new("modes", Shape::Words, &["合作方式", "合作模式", "拟合作方式", "期望合作方式", "意向合作方式", "引进方式", "解决方式", "mode", "cooperation mode", "cooperation modes"]),
    Field::new(
        "budget",
        Shape::Amount,
        &[
            "预算", "拟投入资金", "研发预算", "项目预算", "经费预算", "预算金额", "投入资金", "计划投入", "计划投入资金", "拟投入", "拟投入经费",
            "经费", "资金额度", "资金需求", "融资金额", "融资需求金额", "融资额度", "需求金额", "金额", "榜金", "榜额", "揭榜金额", "悬赏金额",
        ],
    ),
    Field::new("budget.min", Shape::Amount, &["最低预算", "预算下限", "最小预算", "最低金额", "min budget"]),
    Field::new("budget.max", Shape::Amount, &["最高预算", "预算上限", "最大预算", "最高金额", "max budget"]),
    Field::new("published", Shape::Day, &["发布日期", "发布时间", "提出时间", "填报日期", "填报时间", "提交时间", "征集时间", "登记日期", "日期", "提交答卷时间", "date", "publication date"]),
    Field::new("deadline", Shape::Day, &["截止日期", "截止时间", "需求截止时间", "需求截止日期", "揭榜截止时间", "有效期至", "到期时间", "到期日期", "due date", "expires"]),
    Field::new("demand", Shape::Count, &["需求人数", "拟引进人数", "引进人数", "需求数量", "招聘人数", "人数", "headcount", "number wanted"]),
    Field::new("people", Shape::List, &["联系人", "联系人姓名", "需求联系人", "企业联系人", "负责人", "项目负责人", "技术负责人", "法定代表人", "contact", "contact person"]),
    Field::new("conflicts", Shape::List, &["回避单位", "回避专家", "回避人员", "回避名单", "回避", "利益冲突", "conflicts of interest"]),
    Field::new("preferences.kinds", Shape::Words, &["优先类型", "优先对接类型", "preferred kinds"]),
    Field::new("preferences.industries", Shape::Coded, &["优先行业", "preferred industries"]),
    Field::new("preferences.regions", Shape::List, &["优先地区", "优先区域", "意向地区", "意向区域", "意向服务区域", "preferred regions"]),
    Field::new("preferences.modes", Shape::Words, &["优先合作方式", "preferred modes"]),
    Field::new("preferences.organizations", Shape::List, &["优先单位", "意向单位", "意向合作单位", "拟合作单位", "期望合作单位", "意向高校", "意向院校", "合作高校院所", "合作的高校院所", "合作单位", "preferred organizations"]),
    Field::new("preferences.max_distance_km", Shape::Decimal, &["优先距离", "preferred distance km"]),
    Field::new("vetoes.kinds", Shape::Words, &["不接受类型", "不接受的类型", "refused kinds"]),
    Field::new("vetoes.industries", Shape::Coded, &["不接受行业", "不接受的行业", "refused industries"]),
    Field::new("vetoes.regions", Shape::List, &["不接受地区", "不接受的地区", "refused regions"]),
    Field::new("vetoes.organizations", Shape::List, &["不接受单位", "不接受的单位", "不合作单位", "refused organizations"]),
    Field::new("vetoes.max_distance_km", Shape::Decimal, &["最远距离", "最大距离", "max distance km"]),
    Field::new("status", Shape::Word, &["状态", "需求状态", "对接状态", "解决状态", "当前状态", "state"]),
];

/// Headings that also say of which kind the needs are, if no column does.
pub(crate) const IMPLIED_KINDS: &[(&str, &str)] = &[
    ("人才需求名称", "talent"),
    ("岗位名称", "talent"),
    ("需求岗位", "talent"),
    ("成果需求名称", "achievement"),
    ("设备需求名称", "facility"),
    ("平台需求名称", "facility"),
    ("融资需求名称", "finance"),
    ("融资金额", "finance"),
    ("融资额度", "finance"),
    ("服务需求名称", "service"),
];
