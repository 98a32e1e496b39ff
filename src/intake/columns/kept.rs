//! Headings that say nothing about the matter of a record: their columns are attributes, whatever their cells look
//! like.

/// Headings of contacts, papers, accounts and the running of a survey.
#[rustfmt::skip] // a table reads by rows
pub(crate) const KEPT: &[&str] = &[
    "联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "联系手机", "办公电话", "固定电话", "座机", "电话号码", "移动电话", "联系人电话",
    "联系人手机", "负责人电话", "传真", "邮箱", "电子邮箱", "电子邮件", "联系邮箱", "邮箱地址", "邮编", "邮政编码",
    "QQ", "微信", "微信号", "地址", "通讯地址", "通信地址", "联系地址", "单位地址", "企业地址", "公司地址", "办公地址", "详细地址", "注册地址", "家庭住址",
    "网址", "官网", "网站", "单位网址", "个人主页", "主页", "链接", "来源链接", "身份证号", "身份证号码", "证件号码", "证件类型", "统一社会信用代码",
    "社会信用代码", "信用代码", "组织机构代码", "银行账号", "开户行", "开户银行", "性别", "民族", "出生年月", "出生日期", "年龄", "籍贯", "国籍",
    "政治面貌", "照片", "附件", "签名", "填表人", "填报人", "审核人", "审核意见", "审核状态", "是否公开", "是否同意公开", "提交人", "答题时长", "来源",
    "来自IP", "所用时间", "总分", "phone", "telephone", "mobile", "tel", "fax", "email", "e-mail", "email address", "mail", "address",
    "postal code", "zip", "postcode", "website", "url", "homepage", "link", "gender", "sex", "nationality", "date of birth", "birthday",
    "age", "doi", "issn", "isbn", "eid", "orcid", "source id",
];

/// Headings of addresses, among them, that say where a record is: the region of one that states no region. An address for
/// letters or of a home says less.
#[rustfmt::skip] // a table reads by rows
const ADDRESSES: [&str; 8] = ["注册地址", "企业地址", "公司地址", "单位地址", "办公地址", "详细地址", "地址", "address"];

/// Whether cells under the heading are addresses of where a record is, and how much they say of it: 0 is the most.
pub(crate) fn address_rank(heading: &str) -> Option<usize> {
    let plain = heading.split(['(', '（']).next().unwrap_or(heading).trim();
    ADDRESSES
        .iter()
        .position(|address| plain.eq_ignore_ascii_case(address))
}

/// Headings about the enterprise of a need: its own business is not the matter of the need.
#[rustfmt::skip] // a table reads by rows
pub(crate) const KEPT_OF_NEEDS: &[&str] = &[
    "企业简介", "公司简介", "单位简介", "企业介绍", "公司介绍", "企业概况", "企业基本情况", "单位概况", "主营业务", "主营产品", "主要产品", "经营范围",
    "注册资本", "注册资金", "成立时间", "成立日期", "企业规模", "企业性质", "单位性质", "企业类型", "职工人数", "员工人数", "年产值", "年销售收入",
    "营业收入", "主营业务收入", "上年度销售收入", "是否高新技术企业", "企业资质", "company profile", "about the company",
];

/// Headings of facts about people, results and products that no field holds.
#[rustfmt::skip] // a table reads by rows
pub(crate) const KEPT_OF_PROFILES: &[&str] = &[
    "联系人", "联系人姓名", "业务联系人", "项目联系人", "客户经理", "经办人", "contact", "contact person", "contact name",
    "联系人及电话", "联系人及联系方式", "职务", "行政职务", "现任职务", "社会兼职", "学术兼职", "毕业院校", "毕业学校", "毕业时间", "入职时间", "参加工作时间", "法律状态", "专利状态",
    "主分类号", "分类号", "ipc分类号", "ipc", "代理机构", "代理人", "优先权", "还款方式", "购置日期",
    "购置金额", "原值", "规格型号", "型号", "产地", "生产厂家", "制造商", "放置地点", "存放地点", "发文字号", "文号", "发文日期", "发布日期",
    "source title", "journal", "volume", "issue", "cited by", "document type", "language of original document", "publisher", "citations",
];
