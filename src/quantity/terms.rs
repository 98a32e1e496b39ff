//! Names of properties, Chinese and English: synonyms in one row, the common name first.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Whether a name names one property or a kind of properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum NameScope {
    /// Names the property; the words before it name the thing that has it.
    Specific,
    /// Names a kind of property (强度, 含量); only the words before it say which.
    Generic,
}

/// Names that say which property is meant.
const SPECIFIC: &[&str] = &[
    // Mechanical.
    "冲击韧性|抗冲击韧性|冲击强度|抗冲击强度|impact toughness|impact strength",
    "断裂韧性|fracture toughness",
    "拉伸强度|抗拉强度|抗张强度|tensile strength",
    "屈服强度|yield strength",
    "弯曲强度|抗弯强度|抗折强度|静曲强度|flexural strength|bending strength|modulus of rupture",
    "抗压强度|压缩强度|耐压强度|compressive strength|crushing strength",
    "剪切强度|抗剪强度|shear strength",
    "剥离强度|peel strength",
    "撕裂强度|tear strength",
    "湿强度|wet strength",
    "粘结强度|胶合强度|粘接强度|结合强度|内结合强度|附着强度|bond strength|bonding strength|adhesion strength",
    "坯体强度|生坯强度|green strength",
    "疲劳强度|fatigue strength",
    "弹性模量|杨氏模量|elastic modulus|young's modulus|modulus of elasticity",
    "弯曲模量|flexural modulus",
    "拉伸模量|tensile modulus",
    "断裂伸长率|断后伸长率|伸长率|延伸率|elongation at break|elongation",
    "色差|色差值|color difference|colour difference",
    "维氏硬度|vickers hardness",
    "洛氏硬度|hrc|rockwell hardness",
    "布氏硬度|brinell hardness",
    "硬度|hardness",
    "摩擦系数|coefficient of friction|friction coefficient",
    "磨损率|磨耗|wear rate",
    "压碎载荷|压碎强度|crushing load",
    // Density, structure, surface.
    "堆积密度|堆密度|松装密度|表观密度|bulk density|apparent density",
    "振实密度|tap density",
    "压实密度|compaction density|compacted density",
    "真密度|true density",
    "体积密度|volume density",
    "相对密度|致密度|relative density",
    "孔隙率|气孔率|显气孔率|porosity",
    "比表面积|specific surface area",
    "孔径|平均孔径|pore size|pore diameter",
    "粒径|平均粒径|粒度|颗粒尺寸|d50|particle size|grain diameter",
    "晶粒尺寸|grain size|crystallite size",
    "表面粗糙度|粗糙度|ra|surface roughness|roughness",
    "平面度|flatness",
    "圆度|roundness",
    "同轴度|coaxiality",
    "垂直度|perpendicularity",
    "接触角|contact angle",
    // Thermal.
    "热膨胀系数|线膨胀系数|膨胀系数|coefficient of thermal expansion|thermal expansion coefficient|cte",
    "热导率|导热系数|导热率|thermal conductivity",
    "比热容|specific heat|specific heat capacity",
    "熔点|melting point|melting temperature",
    "沸点|boiling point",
    "闪点|flash point",
    "软化点|softening point",
    "凝点|倾点|凝固点|pour point|freezing point",
    "玻璃化转变温度|玻璃化温度|tg|glass transition temperature",
    "热变形温度|heat deflection temperature",
    "耐火度|refractoriness",
    "热失重温度|分解温度|decomposition temperature",
    "烧成温度|烧结温度|firing temperature|sintering temperature",
    "反应温度|reaction temperature",
    "使用温度|工作温度|服役温度|运行温度|操作温度|耐温|耐受温度|耐高温|耐热温度|耐温性|heat resistance|temperature resistance|operating temperature|service temperature|working temperature|withstand temperature",
    "热值|发热量|calorific value|heating value",
    "热效率|thermal efficiency",
    "氧指数|极限氧指数|limiting oxygen index|oxygen index|loi",
    // Electrical and magnetic.
    "电导率|导电率|electrical conductivity",
    "离子电导率|ionic conductivity",
    "电阻率|体积电阻率|resistivity|volume resistivity",
    "接触电阻|contact resistance",
    "绝缘电阻|insulation resistance",
    "击穿电压|breakdown voltage",
    "击穿场强|击穿强度|介电强度|dielectric strength|breakdown strength",
    "介电常数|dielectric constant|relative permittivity",
    "介电损耗|介质损耗|dielectric loss|loss tangent",
    "额定电压|rated voltage",
    "额定电流|rated current",
    "额定功率|rated power",
    "槽压|槽电压|cell voltage",
    "剩磁|remanence",
    "矫顽力|coercivity",
    "磁能积|最大磁能积|energy product",
    "增益|gain",
    "信噪比|signal-to-noise ratio|snr",
    "噪声|噪音|noise|noise level",
    // Batteries and energy.
    "能量密度|比能量|energy density|specific energy",
    "功率密度|比功率|power density|specific power",
    "比容量|克容量|放电比容量|specific capacity",
    "容量保持率|capacity retention",
    "首效|首次库仑效率|首次效率|initial coulombic efficiency",
    "库仑效率|coulombic efficiency",
    "循环寿命|循环次数|循环|cycle life|cycling life",
    "交流效率|系统效率|round-trip efficiency|system efficiency",
    "光电转换效率|转换效率|光电效率|conversion efficiency|power conversion efficiency",
    "铱载量|iridium loading",
    "载量|担载量|loading",
    "电流密度|current density",
    "自放电率|self-discharge rate",
    "衰减率|degradation rate",
    "电耗|吨氯电耗|耗电量|power consumption|electricity consumption",
    "水耗|耗水量|water consumption",
    "能耗|综合能耗|单位能耗|energy consumption|energy use",
    "煤耗|coal consumption",
    "功耗|整机功耗",
    // Chemistry.
    "纯度|purity",
    "丰度|abundance|enrichment",
    "收率|产率|得率|产品收率|yield",
    "单程转化率|single-pass conversion|per-pass conversion",
    "转化率|conversion|conversion rate",
    "选择性|selectivity",
    "回收率|recovery|recovery rate",
    "去除率|脱除率|removal rate|removal efficiency|removal",
    "截留率|截留|rejection|rejection rate",
    "脱盐率|salt rejection",
    "脱硫率|脱硫效率|desulfurization efficiency",
    "脱硝率|脱硝效率|denitration efficiency",
    "灰分|ash content",
    "水分|含水率|含水量|水含量|moisture|moisture content|water content",
    "挥发分|volatile matter",
    "固含量|固含|固相含量|solid content|solids content|solid loading",
    "硫含量|含硫量|总硫|sulfur content|sulphur content",
    "氧含量|含氧量|oxygen content",
    "氮含量|含氮量|nitrogen content",
    "碳含量|含碳量|含碳|carbon content",
    "氢含量|hydrogen content",
    "铁含量|iron content",
    "氯含量|chlorine content|chloride content",
    "杂质含量|总杂质|impurity content|impurities|impurity",
    "金属杂质含量|金属杂质总量|金属杂质|metal impurities|metal impurity content",
    "甲醛释放量|甲醛释放限量|formaldehyde emission|formaldehyde release",
    "溶剂残留|残留溶剂|residual solvent",
    "盐度|含盐量|含盐|salinity|salt content",
    "黏度|粘度|动力黏度|动力粘度|viscosity|dynamic viscosity",
    "运动黏度|运动粘度|kinematic viscosity",
    "表面张力|surface tension",
    "酸度|acidity",
    "ph|ph值|酸碱度",
    "酸值|acid value",
    "分子量|重均分子量|数均分子量|相对分子质量|molecular weight|molar mass",
    "聚合度|degree of polymerization",
    "熔融指数|熔体流动速率|熔指|melt flow rate|melt index",
    "cod|化学需氧量|chemical oxygen demand",
    "氨氮|ammonia nitrogen",
    "总磷|total phosphorus",
    "总氮|total nitrogen",
    "toc|总有机碳|total organic carbon",
    "浊度|turbidity",
    "色度|chroma",
    "vocs|voc|vocs含量|voc content",
    "nox|氮氧化物|nox排放浓度|nitrogen oxides",
    "颗粒物|粉尘浓度|颗粒物浓度|dust concentration|particulate matter",
    "透光率|透过率|可见光透过率|transmittance|light transmittance",
    "折射率|refractive index",
    "白度|whiteness",
    "雾度|haze",
    "吸水率|吸水厚度膨胀率|water absorption|thickness swelling",
    "收缩率|shrinkage",
    "合格率|一次合格率|良品率|良率|成品率|pass rate|yield rate|first-pass yield",
    "废品率|不良率|scrap rate|defect rate|reject rate",
    // Machines, software, measurement.
    "定位精度|positioning accuracy|position accuracy",
    "重复定位精度|repeatability|repeat positioning accuracy",
    "加工精度|machining accuracy",
    "测量精度|检测精度|measurement accuracy|measuring accuracy",
    "控温精度|温控精度|temperature control accuracy",
    "识别准确率|识别率|识别精度|recognition accuracy|recognition rate",
    "准确率|正确率|accuracy|accuracy rate",
    "选线正确率|正确动作率",
    "检出率|detection rate",
    "漏检率|miss rate|missed detection rate",
    "误报率|误检率|false alarm rate|false positive rate",
    "差错率|误差率|误码率|error rate|bit error rate",
    "召回率|recall",
    "分辨率|resolution",
    "跟踪误差|tracking error",
    "响应时间|response time",
    "延迟|时延|latency|delay",
    "节拍|生产节拍|takt time|cycle time",
    "转速|rotational speed|rotation speed|spindle speed",
    "扭矩|转矩|torque",
    "线速度|line speed",
    "载荷|负载|额定载荷|payload|load capacity|load|carrying capacity|load-bearing capacity",
    "续航|续航里程|续航时间|endurance|range",
    "使用寿命|服役寿命|工作寿命|设计寿命|service life|lifetime|lifespan",
    "泄漏率|漏率|leak rate|leakage rate",
    "真空度|vacuum degree|vacuum level",
    "极限真空|极限真空度|极限压强|ultimate vacuum|ultimate pressure",
    "工作压力|操作压力|运行压力|operating pressure|working pressure",
    "爆破压力|burst pressure",
    "带宽|bandwidth",
    "帧率|frame rate",
    "吞吐量|throughput",
    "产能|年产能|生产能力|年产量|处理能力|年处理能力|处理量|production capacity|annual capacity|annual output|capacity",
    "涂层厚度|膜厚|镀层厚度|coating thickness|film thickness",
    // Agriculture, food, medicine.
    "亩产|亩产量|单产",
    "发芽率|germination rate",
    "出苗率|emergence rate",
    "成活率|survival rate",
    "防效|防治效果|control efficacy|control effect",
    "增产|增产率|yield increase",
    "效价|发酵效价|titer|titre",
    "糖酸转化率|sugar-to-acid conversion",
    "糖度|可溶性固形物|brix|sugar content",
    "蛋白含量|蛋白质含量|protein content",
    "脂肪含量|fat content",
    "保质期|货架期|shelf life",
    "生物利用度|bioavailability",
    "包封率|encapsulation efficiency",
    "载药量|drug loading",
    "溶出度|dissolution rate",
    "灵敏度|sensitivity",
    "特异性|特异度|specificity",
    "检出限|检测限|limit of detection|detection limit",
    "细胞存活率|存活率|cell viability",
    "菌落总数|total bacterial count",
    "抑菌率|抗菌率|antibacterial rate",
    // Money and saving.
    "节能|节能率|节电|节电率|energy saving|energy savings",
    "节水|节水率|water saving",
    "减重|减重率|weight reduction",
    "贷款额度|授信额度|贷款金额|loan amount",
    "利率|年利率|贷款利率|interest rate",
    "替代率|replacement rate|substitution rate",
    "国产化率|localization rate",
    "渗透率",
];

/// Names of a kind of property, which another word must narrow.
const GENERIC: &[&str] = &[
    "强度|strength",
    "模量|modulus",
    "温度|temperature",
    "压力|pressure",
    "时间|time",
    "含量|content",
    "浓度|concentration",
    "密度|density",
    "厚度|thickness",
    "长度|length",
    "宽度|width",
    "高度|height",
    "深度|depth",
    "直径|diameter",
    "外径|outer diameter",
    "内径|inner diameter",
    "尺寸|size|dimension",
    "面积|area",
    "体积|容积|volume",
    "重量|质量|weight|mass",
    "速度|速率|speed|velocity|rate",
    "流量|flow rate|flow",
    "频率|frequency",
    "功率|power",
    "电压|voltage",
    "电流|current",
    "电阻|resistance",
    "容量",
    "效率|efficiency",
    "精度|precision",
    "误差|偏差|error|deviation",
    "成本|cost|costs",
    "价格|单价|售价|price",
    "投资|投资额|总投资|investment",
    "产值|销售收入|营业收入|销售额|revenue|sales",
    "寿命|life",
    "周期|period|duration",
    "系数|coefficient",
    "比例|占比|比重|ratio|proportion|share",
    "损失|损耗|loss",
    "用量|添加量|加入量|dosage|amount",
    "排放|排放量|排放浓度|emission|emissions",
    "性能|performance",
    "残留|残留量|residue",
    "距离|间距|distance",
    "波动|波动范围|fluctuation",
    "温差|temperature difference",
    "湿度|humidity",
    "级别|等级",
];

/// Longest name, in characters, and in words if it is English.
pub(super) const LONGEST_CHARS: usize = 10;
pub(super) const LONGEST_WORDS: usize = 4;

/// The common name of `name`, which is in lower case, and its scope.
pub(super) fn term(name: &str) -> Option<(&'static str, NameScope)> {
    static TABLE: OnceLock<HashMap<&'static str, (&'static str, NameScope)>> = OnceLock::new();
    TABLE.get_or_init(table).get(name).copied()
}

/// All names in the table, in lower case.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let rows = SPECIFIC.iter().chain(GENERIC);
    rows.flat_map(|row| row.split('|'))
}

/// The synonyms of a common name; none if `head` is not in the table. O(table).
pub(super) fn spellings(head: &str) -> impl Iterator<Item = &'static str> + use<> {
    let rows = SPECIFIC.iter().chain(GENERIC);
    let row = rows
        .copied()
        .find(|row| row.split('|').next() == Some(head));
    row.into_iter().flat_map(|row| row.split('|'))
}

fn table() -> HashMap<&'static str, (&'static str, NameScope)> {
    let mut table = HashMap::new();
    for (rows, scope) in [
        (GENERIC, NameScope::Generic),
        (SPECIFIC, NameScope::Specific),
    ] {
        for row in rows {
            let first = row.split('|').next().unwrap_or(row);
            for name in row.split('|') {
                table.insert(name, (first, scope));
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{GENERIC, LONGEST_CHARS, LONGEST_WORDS, SPECIFIC};

    #[test]
    fn every_name_stands_once_and_within_reach() {
        let mut seen = std::collections::BTreeSet::new();
        for name in SPECIFIC
            .iter()
            .chain(GENERIC)
            .flat_map(|row| row.split('|'))
        {
            assert!(seen.insert(name), "{name} stands twice");
            assert_eq!(name, name.to_lowercase());
            if name.is_ascii() {
                assert!(name.split(' ').count() <= LONGEST_WORDS, "{name}");
            } else {
                assert!(name.chars().count() <= LONGEST_CHARS, "{name}");
            }
        }
    }
}
