//! Headings of surveys of needs.

use super::field::{Field, Shape};

/// Every field of a need that a column can hold.
#[rustfmt::skip] // a table reads by rows
pub(crate) const FIELDS: &[Field] = &[
    Field::new("id", Shape::Name, &[
            "编号", "需求编号", "项目编号", "难题编号", "编码", "唯一编号", "need id", "identifier", "需求ID", "需求编码", "需求号", "登记编号", "榜单编号",
            "岗位编号", "need number", "reference number",
        ]),
    Field::new("kind", Shape::Word, &[
            "需求类型", "需求类别", "类型", "类别", "需求种类", "需求分类", "need type", "type", "category", "需求性质", "征集类型", "技术需求类型",
            "需求类别名称",
        ]),
    Field::new(
        "title",
        Shape::Name,
        &[
            "需求名称", "技术需求名称", "难题名称", "技术难题名称", "项目名称", "需求标题", "标题", "名称", "需求题目", "题目", "课题名称", "榜单名称", "榜题",
            "需求项目名称", "揭榜项目名称", "成果需求名称", "设备需求名称", "平台需求名称", "服务需求名称", "融资需求名称", "人才需求名称", "岗位名称",
            "需求岗位", "name", "need", "need title", "subject", "技术名称", "技术需求题目", "拟解决技术难题名称", "技术需求项目名称", "技术攻关项目名称",
            "攻关项目名称", "攻关任务名称", "需求主题", "科技需求名称", "创新需求名称", "合作项目名称", "拟合作项目名称", "课题题目", "难题题目", "榜单题目",
            "需求产品名称", "招聘岗位", "岗位", "职位", "职位名称", "科技副总岗位名称", "project title", "project name", "topic", "challenge title", "job title",
        ],
    ),
    Field::new(
        "description",
        Shape::Passage,
        &[
            "需求描述", "需求内容", "主要内容", "拟解决的关键问题", "拟解决问题", "关键问题", "技术指标", "主要技术指标", "技术参数", "考核指标", "预期目标",
            "预期指标", "需求简介", "需求说明", "需求详情", "需求概述", "具体需求", "具体内容", "技术需求", "技术需求内容", "技术需求描述", "技术难题",
            "难题描述", "难题内容", "技术要求", "研究内容", "需求背景", "项目背景", "背景", "现有基础", "现状", "存在问题", "详细描述", "描述", "内容", "简介",
            "岗位要求", "岗位职责", "工作内容", "任职要求", "企业需求", "details", "summary", "abstract", "content", "requirements", "background", "problem",
            "技术需求简述", "需求简述", "技术需求简介", "技术需求详情", "技术需求说明", "技术需求具体内容", "主要技术需求", "技术攻关内容", "攻关内容",
            "攻关任务", "主要任务", "任务描述", "主要研究内容", "研究任务", "需解决的技术问题", "需要解决的技术问题", "拟解决的技术问题", "拟解决的技术难题",
            "亟需解决的问题", "需解决的主要问题", "企业技术难题", "存在的技术问题", "技术瓶颈", "技术难点", "关键技术难点", "核心技术需求", "拟突破的关键技术",
            "关键技术指标", "拟达到的技术指标", "期望达到的指标", "预期达到的技术指标", "性能指标", "经济指标", "预期成果", "预期效果", "预期效益", "应用前景",
            "市场前景", "需求目标", "研发目标", "合作需求", "合作内容", "合作要求", "合作条件", "现有工作基础", "企业现有基础", "研发基础", "前期基础",
            "已有条件", "对专家的要求",
            "专家要求", "人才要求", "人才需求描述", "岗位描述", "职责要求", "资格条件", "任职条件", "拟承担工作任务", "拟解决的技术需求", "资金用途", "融资用途",
            "补充说明", "needs description", "problem statement", "objectives", "scope", "technical requirements", "expected outcomes", "job description",
            "responsibilities", "qualifications", 
        ],
    ),
    Field::new(
        "keywords",
        Shape::List,
        &[
            "关键词", "关键字", "技术关键词", "主题词", "标签", "技术领域", "所属领域", "领域", "技术方向", "专业要求", "所需专业", "需求专业", "专业",
            "研究方向", "tags", "需求关键词", "所属技术领域", "技术需求领域", "高新技术领域", "需求领域", "行业技术领域", "专业领域", "专业方向", "所需专业方向",
            "拟引进专业", "需求专业方向", "所需学科专业", "研发方向", "攻关方向", "技术类别", "产品类别", "technology field", "research field",
        ],
    ),
    Field::new(
        "enterprise",
        Shape::Name,
        &[
            "企业名称", "单位名称", "需求单位", "需求企业", "企业", "单位", "公司", "公司名称", "需求单位名称", "需求企业名称", "发榜单位", "发榜企业",
            "用人单位", "申报单位", "填报单位", "提出单位", "需求方", "融资企业", "company", "company name", "enterprise name", "organization", "organisation",
            "firm", "申报企业", "填报企业", "提报单位", "提报企业", "提出企业", "征集单位", "牵头单位", "承担单位", "项目单位", "需求主体", "需方名称",
            "需求方名称", "引才单位", "引进单位", "招聘单位", "聘用单位", "设岗单位", "借款企业", "申请企业", "申请单位", "企业全称", "单位全称",
            "企业（单位）名称", "技术需求单位", "client", "employer", "applicant",
        ],
    ),
    Field::new(
        "industries",
        Shape::Coded,
        &[
            "所属行业", "行业领域", "产业领域", "行业", "行业类别", "行业代码", "国民经济行业", "应用行业", "所属产业", "产业", "industry", "行业分类",
            "所属行业领域", "所处行业", "企业所属行业", "所属产业领域", "产业类别", "产业链", "所属产业链", "重点产业领域", "国民经济行业分类", "行业门类",
            "industry sector",
        ],
    ),
    Field::new(
        "disciplines",
        Shape::Coded,
        &["学科", "所属学科", "学科领域", "学科分类", "学科代码", "一级学科", "需求学科", "discipline", "学科专业", "所属学科领域", "一级学科名称", "所需学科"],
    ),
    Field::new("region", Shape::Name, &[
            "所在地区", "地区", "所属地区", "所在区域", "所属区域", "区域", "所在地", "属地", "企业所在地", "行政区划", "location", "area", "企业所在地区",
            "企业所属区域", "企业所在区域", "单位所在地", "注册地", "注册地区", "所属市县", "所属地市", "地市区县", 
        ]),
    Field::new("region.province", Shape::Name, &["省", "省份", "所在省", "所在省份", "province"]),
    Field::new("region.city", Shape::Name, &["市", "地市", "城市", "地级市", "所在市", "所在城市", "city", "所属市", "所属城市", "地市名称", "设区市"]),
    Field::new("region.district", Shape::Name, &[
            "区县", "县区", "区", "县", "县市区", "区市县", "所在区县", "所属区县", "所在县区", "所属县区", "district", "county", 
            "区县名称", "所属区", "所在县", "乡镇街道",
        ]),
    Field::new("coordinates.lon", Shape::Decimal, &["经度", "longitude", "lon", "lng"]),
    Field::new("coordinates.lat", Shape::Decimal, &["纬度", "latitude", "lat"]),
    Field::new("level", Shape::Rank, &[
            "人才层次", "职称", "人才级别", "层次", "职称要求", "专家层次", "专业技术职务", "技术职称", "职务职称", "学历", "学历要求", "学位", "人才层次要求",
            "学历层次", "学历学位要求", "职称或学历要求", "所需人才层次", "拟引进人才层次",
        ]),
    Field::new("readiness", Shape::Count, &["技术成熟度", "成熟度", "技术就绪度", "trl", "technology readiness level", "技术成熟度等级", "成熟度等级", "成熟度要求", "当前技术成熟度"]),
    Field::new("modes", Shape::Words, &[
            "合作方式", "合作模式", "拟合作方式", "期望合作方式", "意向合作方式", "引进方式", "解决方式", "mode", "cooperation mode", "cooperation modes",
            "意向合作模式", "期望合作模式", "产学研合作方式", "拟采取的合作方式", "技术合作方式", "需求解决方式", "引才方式", "聘用方式", "用人方式", "服务方式",
        ]),
    Field::new(
        "budget",
        Shape::Amount,
        &[
            "预算", "拟投入资金", "研发预算", "项目预算", "经费预算", "预算金额", "投入资金", "计划投入", "计划投入资金", "拟投入", "拟投入经费", "经费",
            "资金额度", "资金需求", "融资金额", "融资需求金额", "融资额度", "需求金额", "金额", "榜金", "榜额", "揭榜金额", "悬赏金额", "项目总投资", "总投资",
            "计划总投资", "拟投资", "拟投资额", "投资预算", "研发投入", "研发经费", "拟投入研发经费", "拟投入资金总额", "意向投入", "意向投入资金", "意向金额",
            "合作金额", "拟合作金额", "项目金额", "项目经费", "资金预算", "拟支付费用", "拟提供薪酬", "融资需求额度", "拟融资金额", "贷款需求", "贷款金额",
            "需求资金", "budget amount", "funding", "amount",
        ],
    ),
    Field::new("budget.min", Shape::Amount, &["最低预算", "预算下限", "最小预算", "最低金额", "min budget", "拟投入下限", "投入下限", "资金下限", "金额下限", "最低投入", "拟投入资金下限"]),
    Field::new("budget.max", Shape::Amount, &[
            "最高预算", "预算上限", "最大预算", "最高金额", "max budget", "拟投入上限", "投入上限", "资金上限", "金额上限", "最高投入", "拟投入资金上限",
            "最高限价",
        ]),
    Field::new("finance.rate", Shape::Terms, &[
            "可接受利率", "可接受年利率", "可接受最高利率", "最高可接受利率", "可承受利率", "可承受年利率", "最高利率", "期望利率", "期望年利率", "利率要求", "利率", "年利率",
            "贷款利率", "acceptable rate", "interest rate", "maximum rate",
        ]),
    Field::new("finance.term", Shape::Terms, &[
            "贷款期限", "融资期限", "借款期限", "用款期限", "资金使用期限", "期望期限", "期望贷款期限", "拟贷款期限", "贷款年限", "融资年限", "loan term", "tenor",
        ]),
    Field::new("finance.securities", Shape::Words, &[
            "担保方式", "可提供担保方式", "可提供的担保方式", "可接受担保方式", "担保措施", "增信方式", "增信措施", "可提供担保", "可提供的担保", "抵押方式", "抵质押方式",
            "security", "collateral",
        ]),
    Field::new("finance.stages", Shape::Words, &[
            "融资轮次", "轮次", "投资阶段", "融资阶段", "投资轮次", "期望轮次", "期望融资轮次", "期望投资阶段", "拟融资阶段", "拟融资轮次", "所处轮次", "当前轮次", "企业阶段", "发展阶段", "企业发展阶段", "企业所处阶段", "企业成长阶段", "funding stage",
            "funding round", "company stage", "investment stage", "investment round", "financing stage",
        ]),
    Field::new("published", Shape::Day, &[
            "发布日期", "发布时间", "提出时间", "填报日期", "填报时间", "提交时间", "征集时间", "登记日期", "日期", "提交答卷时间", "date", "publication date",
            "征集日期", "收集日期", "需求发布时间", "需求提出时间", "申报时间", "申报日期", "入库时间", "录入时间", "创建时间", "更新时间", "登记时间",
            "published date", "submitted at", "timestamp",
        ]),
    Field::new("deadline", Shape::Day, &[
            "截止日期", "截止时间", "需求截止时间", "需求截止日期", "揭榜截止时间", "有效期至", "到期时间", "到期日期", "due date", "expires", "需求有效期",
            "有效期", "完成时限", "解决时限", "拟解决时间", "要求完成时间", "期望完成时间", "计划完成时间", "攻关期限", "揭榜截止日期", "报名截止时间",
            "申报截止时间", "截止期", "deadline date", "closing date",
        ]),
    Field::new("demand", Shape::Count, &[
            "需求人数", "拟引进人数", "引进人数", "需求数量", "招聘人数", "人数", "headcount", "number wanted", "拟聘人数", "拟聘用人数", "拟引进数量",
            "岗位人数", "岗位数量", "引才数量", "招录人数", "需要人数",
        ]),
    Field::new("people", Shape::People, &[
            "联系人", "联系人姓名", "需求联系人", "企业联系人", "负责人", "项目负责人", "技术负责人", "法定代表人", "contact", "contact person", "需求方联系人",
            "企业负责人", "单位负责人", "法人代表", "法人", "企业法人", "项目联系人", "技术联系人", "对接人",
            "联系人及电话", "联系人及联系方式", "联系人和电话", "联系人及手机", "联系人姓名及电话",
        ]),
    Field::new("parents", Shape::List, &["所属集团", "母公司", "上级单位", "上级公司", "控股股东", "控股公司", "parent company"]),
    Field::new("conflicts", Shape::List, &["回避单位", "回避专家", "回避人员", "回避名单", "回避", "利益冲突", "conflicts of interest"]),
    Field::new("preferences.kinds", Shape::Words, &["优先类型", "优先对接类型", "preferred kinds"]),
    Field::new("preferences.industries", Shape::Coded, &["优先行业", "preferred industries"]),
    Field::new("preferences.regions", Shape::List, &["优先地区", "优先区域", "意向地区", "意向区域", "意向服务区域", "preferred regions", "期望合作地区"]),
    Field::new("preferences.modes", Shape::Words, &["优先合作方式", "preferred modes"]),
    Field::new("preferences.organizations", Shape::List, &[
            "优先单位", "意向单位", "意向合作单位", "拟合作单位", "期望合作单位", "意向高校", "意向院校", "合作高校院所", "合作的高校院所", "合作单位",
            "preferred organizations", "拟合作高校院所", "意向合作高校院所", "意向合作院校", "期望合作高校院所", "意向合作专家单位", "已有合作单位", "合作高校",
        ]),
    Field::new("preferences.max_distance_km", Shape::Decimal, &["优先距离", "preferred distance km"]),
    Field::new("vetoes.kinds", Shape::Words, &["不接受类型", "不接受的类型", "refused kinds"]),
    Field::new("vetoes.industries", Shape::Coded, &["不接受行业", "不接受的行业", "refused industries"]),
    Field::new("vetoes.regions", Shape::List, &["不接受地区", "不接受的地区", "refused regions"]),
    Field::new("vetoes.organizations", Shape::List, &["不接受单位", "不接受的单位", "不合作单位", "refused organizations", "排除单位"]),
    Field::new("vetoes.max_distance_km", Shape::Decimal, &["最远距离", "最大距离", "max distance km"]),
    Field::new("status", Shape::Word, &["状态", "需求状态", "对接状态", "解决状态", "当前状态", "state", "需求进展", "进展状态", "对接进展", "揭榜状态", "处理状态"]),
];

/// Headings that also say of which kind the needs are, if no column does.
pub(crate) const IMPLIED_KINDS: &[(&str, &str)] = &[
    ("人才需求名称", "talent"),
    ("岗位名称", "talent"),
    ("需求岗位", "talent"),
    ("招聘岗位", "talent"),
    ("职位名称", "talent"),
    ("科技副总岗位名称", "talent"),
    ("job title", "talent"),
    ("成果需求名称", "achievement"),
    ("设备需求名称", "facility"),
    ("平台需求名称", "facility"),
    ("融资需求名称", "finance"),
    ("融资金额", "finance"),
    ("融资额度", "finance"),
    ("服务需求名称", "service"),
];
