//! Which values of a property are the better ones: what 优于 and 不劣于 mean depends on it.
//!
//! A resolution better than 1.2 nm is a smaller one, a yield better than 85 % a greater one. The direction comes from
//! a table of endings of names; of accuracy and resolution it depends on the unit too (0.01 mm, but 95 %, or 600 dpi).
//! A name outside the table has no known direction, and then a comparison by quality demands nothing that could be
//! judged: its verdict is unknown, never a guess.

use super::comparison::Comparison;
use super::dimension::Dimension;
use super::property::{NamedProperty, Property, Trend};

/// The direction in which values of a property get better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Better {
    Lower,
    Higher,
}

/// Names of an error: a smaller length, time or angle is better, and so is a smaller share below one half; a greater
/// share, number of pixels or number a length is better.
#[rustfmt::skip]
const FINENESS: &[&str] = &[
    "精度", "精确度", "准确度", "精密度", "分辨率", "分辨力", "均匀性", "均匀度", "一致性", "重复性", "稳定性",
    "稳定度", "线性度", "真空度", "极限真空",
];

/// Endings of names of which a smaller value is better: errors, losses, consumption, emissions, delays, faults.
#[rustfmt::skip]
const LOWER: &[&str] = &[
    // Errors of size and form.
    "误差", "偏差", "公差", "粗糙度", "平面度", "直线度", "平整度", "圆度", "圆柱度", "同轴度", "同心度",
    "垂直度", "平行度", "翘曲度", "翘曲", "跳动", "挠度", "波动", "不均匀度", "不平度", "不平衡量", "漂移",
    "温漂", "失真", "失真度", "抖动", "背隙", "间隙", "变形量", "变形", "残余应力", "温差", "温升", "色差",
    // Faults.
    "漏率", "漏检率", "误报率", "误检率", "虚警率", "差错率", "误码率", "错误率", "废品率", "不良率", "次品率",
    "不合格率", "破损率", "破碎率", "损坏率", "故障率", "缺陷率", "返修率", "返工率", "失效率", "死亡率",
    "病死率", "发病率", "丢包率", "脱落率", "断头率", "流失率", "漏失率", "损失率", "损耗率", "空鼓率", "开裂率",
    "复发率", "断丝率", "断纱率", "漏报率", "误判率", "虚焊率", "泄漏率", "泄露率", "渗漏率", "裂纹率",
    "冻裂率", "腐烂率", "倒伏率", "腹泻率", "返工", "投诉率", "超标率", "流挂", "线损率",
    // Wear and decay.
    "衰减率", "衰减", "自放电率", "磨损率", "磨损量", "磨耗", "磨损", "腐蚀率", "腐蚀速率", "失重率", "收缩率",
    "吸水率", "雾度", "浊度", "疏松度",
    // Consumption and cost.
    "能耗", "电耗", "水耗", "煤耗", "气耗", "汽耗", "油耗", "物耗", "单耗", "功耗", "药耗", "消耗", "消耗量",
    "成本", "单价", "价格", "费用", "利率", "费率", "损耗", "损失", "料肉比", "料蛋比", "pue",
    // Emissions and impurities.
    "排放", "排放量", "残留", "残留量", "释放量", "vocs", "nox", "颗粒物", "cod", "氨氮", "总磷", "总氮",
    "菌落总数", "杂质含量", "杂质", "灰分", "硫含量", "噪声", "检出限",
    // Time to wait.
    "响应时间", "延迟", "节拍", "停机时间", "等待时间", "启动时间", "切换时间", "恢复时间", "换模时间", "交货期",
    "交付周期", "研发周期", "生产周期", "充电时间", "时延", "检测时间", "检测周期", "推理时间", "换型时间", "故障切换时间",
    // Electrical losses.
    "接触电阻", "介电损耗", "插损", "插入损耗", "空载损耗", "负载损耗", "串扰", "槽压", "内阻", "漏电流",
];

/// Endings of names of which a greater value is better: strength, efficiency, yield, purity, life, what is detected.
#[rustfmt::skip]
const HIGHER: &[&str] = &[
    "强度", "韧性", "硬度", "伸长率", "收率", "转化率", "选择性", "回收率", "去除率", "截留率", "脱盐率",
    "脱硫率", "脱硝率", "净化率", "纯度", "丰度", "效率", "首效", "能效", "保持率", "寿命", "能量密度",
    "功率密度", "比容量", "准确率", "正确率", "检出率", "召回率", "命中率", "合格率", "成品率", "优等率",
    "发芽率", "出苗率", "成活率", "存活率", "治愈率", "有效率", "防效", "增产", "效价", "抑菌率", "杀菌率",
    "特异性", "信噪比", "热导率", "电导率", "透光率", "替代率", "国产化率", "自动化率", "覆盖率", "在线率",
    "可用率", "可用度", "利用率", "满意度", "节能", "节水", "减重", "产能", "亩产", "产量", "吞吐量", "带宽",
    "帧率", "包封率", "生物利用度", "氧指数", "耐火度", "相对密度", "续航", "磁能积", "绝缘电阻", "击穿电压",
    "击穿场强", "白度", "耐压", "耐电压", "承载能力", "承载力", "载重", "识别率", "灵敏度", "特异度", "固色率", "上染率",
    "脱除率", "浸出率", "提取率", "得率", "产率", "降解率", "灭活率", "良率", "回用率", "抽采率", "开机率", "稼动率", "出油率",
    "隔声量", "减排", "复现率", "正确识别率", "一次通过率", "无故障工作时间", "mtbf", "保质期", "有效期", "货架期", "热变形温度", "附着力", "增益", "动态范围",
    "防尘等级", "防水等级",
];

/// Names here that are a rate, a degree or a time: 收率, 浊度, 响应时间. (氨氮 and 噪声 name what is measured.)
pub(super) fn rates() -> impl Iterator<Item = &'static str> {
    let all = [FINENESS, LOWER, HIGHER].into_iter().flatten().copied();
    all.filter(|name| name.ends_with(['率', '度', '期']) || name.ends_with("时间"))
}

/// The direction of a property measured in that dimension, where the value is `base` in base units.
fn better(named: &NamedProperty, dimension: Dimension, base: f64) -> Option<Better> {
    // The size of a change is better the greater it is: 能耗降低优于 10 %.
    if named.by && named.change.is_some() {
        return Some(Better::Higher);
    }
    let head = named.property.head();
    let ends = |names: &[&str]| {
        names
            .iter()
            .filter(|name| head.ends_with(*name))
            .map(|name| name.len())
            .max()
    };
    let fine = ends(FINENESS);
    // The longest ending decides: 不合格率 ends in 合格率.
    let longest = [fine, ends(LOWER), ends(HIGHER)]
        .into_iter()
        .flatten()
        .max()?;
    if fine == Some(longest) {
        return Some(fineness(dimension, base));
    }
    let lower = ends(LOWER) == Some(longest);
    Some(if lower { Better::Lower } else { Better::Higher })
}

/// The better values of an accuracy or a resolution.
fn fineness(dimension: Dimension, base: f64) -> Better {
    // A share below one half is the size of an error (±0.5 %), one above it the share that is right (95 %).
    let is_share_of_error = dimension == Dimension::NONE && base.abs() < 0.5;
    let is_size = dimension != Dimension::NONE && !dimension.counts_what_is_resolved();
    if is_share_of_error || is_size {
        Better::Lower
    } else {
        Better::Higher
    }
}

/// The comparison that a plain value of an aim is meant with (寿命 15 年: at least, 检出限 0.1 ppm: at most); `None` if it is
/// not known which values are better.
pub(super) fn wanted(property: &Property, dimension: Dimension, base: f64) -> Option<Comparison> {
    let head = property.head();
    let is_change = Trend::ALL.iter().any(|t| head.ends_with(t.suffix()));
    let named = NamedProperty {
        property: property.clone(),
        by: is_change,
        change: is_change.then_some(Trend::Rise),
        ..NamedProperty::default()
    };
    // A stability of 21 days is a time to last, and 0.1 mm an error: the name alone does not say.
    let is_time = head.ends_with("稳定性") && dimension != Dimension::NONE;
    Some(
        match better(&named, dimension, base).filter(|_| !is_time)? {
            Better::Lower => Comparison::AtMost,
            Better::Higher => Comparison::AtLeast,
        },
    )
}

/// Turns a comparison by quality into one by size, where it is known which values are better.
///
/// Beside 优于 and 不劣于 that concerns a level that is to be reached (噪声达到 60 dB: at most that), and accuracies
/// that are said to be high (精度高于 0.01 mm), which nobody means by size.
pub(super) fn by_size(
    comparison: Comparison,
    named: &NamedProperty,
    dimension: Dimension,
    base: f64,
) -> Comparison {
    use Comparison::{
        AtLeast, AtMost, BetterThan, FallsTo, LessThan, MoreThan, NoWorseThan, Reaches,
    };
    let direction = || better(named, dimension, base);
    let is_fineness = || {
        FINENESS
            .iter()
            .any(|name| named.property.head().ends_with(name))
    };
    match comparison {
        BetterThan | NoWorseThan => match (direction(), comparison) {
            (None, _) => comparison,
            (Some(Better::Lower), BetterThan) => LessThan,
            (Some(Better::Higher), BetterThan) => MoreThan,
            (Some(Better::Lower), _) => AtMost,
            (Some(Better::Higher), _) => AtLeast,
        },
        // A rise to a level keeps its direction: 灰分提高到 5 %.
        Reaches if named.change != Some(Trend::Rise) && direction() == Some(Better::Lower) => {
            FallsTo
        }
        MoreThan if is_fineness() && direction() == Some(Better::Lower) => LessThan,
        AtLeast if is_fineness() && direction() == Some(Better::Lower) => AtMost,
        Comparison::Equal
        | Comparison::About
        | AtLeast
        | MoreThan
        | AtMost
        | LessThan
        | Comparison::Between
        | Comparison::Within
        | Comparison::Tolerance
        | Reaches
        | FallsTo
        | Comparison::UpTo => comparison,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::{Comparison as C, Verdict as V, demands, judge, parse};

    fn verdict(need: &str, work: &str) -> V {
        let demanded = demands(need);
        assert_eq!(demanded.len(), 1, "{need}: {demanded:?}");
        judge(&demanded[0], &parse(work)[0])
    }

    #[test]
    fn better_errors_losses_and_delays_are_smaller() {
        for (need, good, bad) in [
            ("分辨率优于1.2 nm", "分辨率1.0 nm", "分辨率1.5 nm"),
            (
                "分辨率优于 1.2 nm",
                "分辨率达到 0.2 nm",
                "resolution of 1.5 nm",
            ),
            ("要求能耗优于 50 kWh/t", "能耗 45 kWh/t", "能耗 55 kWh/t"),
            ("综合能耗好于50kWh/t", "能耗为45 kWh/t", "能耗为 60 kWh/t"),
            (
                "表面粗糙度Ra优于 0.8 μm",
                "表面粗糙度 0.4 μm",
                "表面粗糙度 1.6 μm",
            ),
            (
                "定位精度高于 0.01 mm",
                "定位精度 0.005 mm",
                "定位精度 0.02 mm",
            ),
            (
                "定位精度不低于0.01mm",
                "定位精度 0.01 mm",
                "定位精度 0.02 mm",
            ),
            (
                "定位精度达到 0.01 mm",
                "定位精度 0.008 mm",
                "定位精度 0.02 mm",
            ),
            ("测量误差不劣于 0.5%", "测量误差 0.5%", "测量误差 0.8%"),
            ("响应时间优于 20 ms", "响应时间 12 ms", "响应时间 30 ms"),
            ("漏检率优于 0.1%", "漏检率 0.05%", "漏检率 0.5%"),
            ("检出限优于 0.5 mg/L", "检出限 0.1 mg/L", "检出限 1 mg/L"),
            ("真空度优于 0.001 Pa", "真空度 0.0005 Pa", "真空度 0.1 Pa"),
            ("噪声达到60 dB", "噪声 55 dB", "噪声 70 dB"),
            ("膜厚均匀性优于 3%", "膜厚均匀性 2%", "膜厚均匀性 5%"),
            (
                "resolution better than 1.2 nm",
                "resolution of 1.0 nm",
                "resolution of 1.5 nm",
            ),
            (
                "energy consumption no worse than 50 kWh/t",
                "energy consumption of 50 kWh/t",
                "energy consumption of 51 kWh/t",
            ),
            (
                "positioning accuracy of 5 μm or better",
                "positioning accuracy of 3 μm",
                "positioning accuracy of 8 μm",
            ),
        ] {
            assert_eq!(verdict(need, good), V::Satisfied, "{need}: {good}");
            assert_eq!(verdict(need, bad), V::Violated, "{need}: {bad}");
        }
    }

    #[test]
    fn better_strengths_yields_and_shares_are_greater() {
        for (need, good, bad) in [
            ("收率优于85%", "收率 90%", "收率 80%"),
            (
                "拉伸强度优于 500 MPa",
                "拉伸强度 600 MPa",
                "拉伸强度 400 MPa",
            ),
            ("识别精度优于95%", "识别精度 97%", "识别精度 90%"),
            ("纯度不差于 99.9%", "纯度 99.9%", "纯度 99%"),
            ("循环寿命优于1000次", "循环寿命 1500 次", "循环寿命 800 次"),
            ("能耗降低优于10%", "能耗降低 15%", "能耗降低 5%"),
            ("yield better than 85%", "yield of 90%", "yield of 80%"),
        ] {
            assert_eq!(verdict(need, good), V::Satisfied, "{need}: {good}");
            assert_eq!(verdict(need, bad), V::Violated, "{need}: {bad}");
        }
    }

    #[test]
    fn a_direction_that_is_not_known_is_never_guessed() {
        for need in [
            "膨胀系数优于 5 ppm",
            "电流密度优于 3 A/cm²",
            "厚度好于 5 mm",
        ] {
            let demanded = demands(need);
            assert_eq!(demanded[0].comparison, C::BetterThan, "{need}");
            let stated = parse(&need.replace("优于", "").replace("好于", ""));
            assert_eq!(judge(&demanded[0], &stated[0]), V::Unknown, "{need}");
        }
    }
}
