//! Headings of lists of enterprises.

use super::field::{Field, Shape};

/// Every field of an enterprise that a column can hold. Figures (营业收入, 员工人数) need no entry: a column of numbers is
/// kept under its heading, and by year where the heading names one.
#[rustfmt::skip] // a table reads by rows
pub(crate) const FIELDS: &[Field] = &[
    Field::new("id", Shape::Name, &[
            "编号", "企业编号", "企业代码", "统一社会信用代码", "社会信用代码", "信用代码", "组织机构代码", "唯一编号", "企业ID", "enterprise id", "company id",
            "identifier",
        ]),
    Field::new("name", Shape::Name, &[
            "企业名称", "单位名称", "公司名称", "企业", "公司", "单位", "名称", "企业全称", "公司全称", "单位全称", "企业（单位）名称", "company", "company name",
            "enterprise", "enterprise name", "firm", "organization", "organisation",
        ]),
    Field::new("aliases", Shape::List, &["曾用名", "企业曾用名", "简称", "企业简称", "公司简称", "别名", "英文名称", "企业英文名称", "former names", "short name"]),
    Field::new("description", Shape::Passage, &[
            "企业简介", "公司简介", "单位简介", "简介", "企业介绍", "公司介绍", "企业概况", "企业基本情况", "主营业务", "主营产品", "主要产品", "主导产品",
            "经营范围", "核心技术", "主要业务", "业务范围", "产品与服务", "company profile", "about the company", "business", "main products", "business scope",
        ]),
    Field::new("industries", Shape::Coded, &[
            "所属行业", "行业领域", "产业领域", "行业", "行业类别", "行业代码", "国民经济行业", "所属产业", "产业", "industry", "行业分类", "所属行业领域", "所处行业",
            "企业所属行业", "所属产业领域", "产业类别", "产业链", "所属产业链", "国民经济行业分类", "行业门类", "industry sector", "所属领域",
        ]),
    Field::new("region", Shape::Name, &[
            "所在地区", "地区", "所属地区", "所在区域", "所属区域", "区域", "所在地", "属地", "企业所在地", "行政区划", "location", "area", "企业所在地区",
            "企业所属区域", "注册地", "注册地区", "所属市县", "所属地市", "地市区县",
        ]),
    Field::new("region.province", Shape::Name, &["省", "省份", "所在省", "所在省份", "province"]),
    Field::new("region.city", Shape::Name, &["市", "地市", "城市", "地级市", "所在市", "所在城市", "city", "所属市", "所属城市", "设区市"]),
    Field::new("region.district", Shape::Name, &[
            "区县", "县区", "区", "县", "县市区", "区市县", "所在区县", "所属区县", "所在县区", "所属县区", "district", "county", "所属区", "所在县", "乡镇街道",
        ]),
    Field::new("coordinates.lon", Shape::Decimal, &["经度", "longitude", "lon", "lng"]),
    Field::new("coordinates.lat", Shape::Decimal, &["纬度", "latitude", "lat"]),
    Field::new("size", Shape::Word, &["企业规模", "规模", "企业规模类型", "规模类型", "企业类型（大中小微）", "company size", "enterprise size"]),
    Field::new("certificates", Shape::List, &[
            "企业资质", "资质", "资质荣誉", "荣誉资质", "企业荣誉", "企业资质荣誉", "资质认定", "获得资质", "认定情况", "企业称号",
            "qualifications",
        ]),
    Field::new("people", Shape::People, &[
            "联系人", "企业联系人", "联系人姓名", "负责人", "企业负责人", "法定代表人", "法人", "法人代表", "企业法人", "技术负责人", "主要负责人", "高管", "股东",
            "主要股东", "自然人股东", "股东名单", "股东名称", "股东姓名", "股东信息", "股东情况", "股东及持股比例", "股权结构", "实际控制人", "董事", "监事", "董监高", "董事长",
            "联系人及电话", "联系人及联系方式", "联系人和电话", "联系人及手机", "联系人姓名及电话",
            "contact", "contact person", "legal representative", "executives", "shareholders",
        ]),
    Field::new("parents", Shape::List, &[
            "所属集团", "集团", "集团名称", "母公司", "上级单位", "上级公司", "控股股东", "控股公司", "实际控制人单位", "parent company", "parent", "group",
        ]),
    Field::new("conflicts", Shape::List, &["回避单位", "回避专家", "回避人员", "回避名单", "回避", "利益冲突", "conflicts of interest"]),
];
