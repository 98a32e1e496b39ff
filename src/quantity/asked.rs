//! What a need asks for by a wording that leaves the direction open: up to N, a greatest value, a range to reach.
//!
//! "Load capacity up to 500 kg" asks for 500 kg or more, "noise up to 60 dB" for 60 dB or less, and of a thickness the
//! words alone do not say which: then nothing is demanded that could be judged. A range of what has a better side (收率
//! 85~90 %) is met by everything on that side; a range to work in (-40~120 ℃) must be covered.

use super::better::wanted;
use super::comparison::{Comparison, Interval};
use super::judge::Verdict;
use super::parse::Quantity;
use super::property::Property;

/// Properties that a thing bears, reaches or handles: "up to" so much asks for at least that, though a plain value of them
/// is no more than a setting.
#[rustfmt::skip]
const BORNE: &[&str] = &[
    "使用温度", "工作压力", "爆破压力", "转速", "线速度", "扭矩", "载荷", "温度", "压力", "速度", "流量", "容量", "频率",
    "距离", "贷款额度",
];

/// Words that make a borne property something else: the setting of a process, or a loss.
#[rustfmt::skip]
const NOT_BORNE: &[&str] = &[
    "反应", "固化", "烧", "焙", "煅", "干燥", "蒸", "熔", "退火", "淬火", "聚合", "合成", "水解", "发酵", "出口", "排",
    "表面", "外壁", "壳体", "蚀", "磨", "漏", "沉降", "衰减", "降解", "损", "耗", "老化", "氧化", "生长", "扩展", "冷却水",
    "用水", "废", "残余", "启动", "曲轴窜", "reaction", "curing", "sintering", "firing", "drying", "melting", "annealing",
    "surface", "corrosion", "wear", "leak", "loss", "waste", "degradation", "exhaust", "outlet", "cooling", "growth",
];

/// Words that leave a temperature the one that a thing works at.
#[rustfmt::skip]
const WORKING: &[&str] = &[
    "", "耐", "耐受", "承受", "环境", "介质", "适用", "适应", "连续使用", "长期使用", "短期使用", "withstand", "ambient",
    "operation", "continuous", "working", "operating", "service", "withstands", "withstanding", "environment",
];

/// Endings of properties whose ranges are windows, however good it may be to have more of them elsewhere.
#[rustfmt::skip]
const WINDOWS: &[&str] = &[
    "硬度", "电导率", "热导率", "相对密度", "增益", "间隙", "背隙", "收缩率", "稳定性", "热变形温度", "粗糙度", "孔隙率",
];

/// Words for the greatest value, before the name of a property.
const GREATEST: &[&str] = &["最高", "最大", "maximum", "max", "peak", "耐"];

/// Bytes before a figure in which [`GREATEST`] is looked for.
const REACH: usize = 40;

/// Whether `property` is something that a thing bears, reaches or handles.
fn is_borne(property: &Property) -> bool {
    let modifier = property.modifier();
    let plain = !NOT_BORNE.iter().any(|word| modifier.contains(word));
    let works = property.head() != "温度" || WORKING.contains(&modifier);
    BORNE.contains(&property.head()) && plain && works
}

/// The comparison that `quantity` of a need whose words `before` it are known is meant with; `is_aim` if words that ask
/// stand before it. `None` if it demands nothing.
pub(super) fn asked(quantity: &Quantity, before: &str, is_aim: bool) -> Option<Comparison> {
    let property = &quantity.property;
    let (low, _) = quantity.base();
    let direction = || wanted(property, quantity.unit.dimension(), low);
    let borne = || is_borne(property).then_some(Comparison::AtLeast);
    let said = quantity.comparison;
    let meant = match said {
        Comparison::UpTo => direction().or_else(borne).unwrap_or(said),
        Comparison::Between if !WINDOWS.iter().any(|name| property.head().ends_with(name)) => {
            direction().unwrap_or(said)
        }
        Comparison::Equal if is_aim => {
            let is_greatest = || names_the_greatest(before);
            direction().or_else(|| borne().filter(|_| is_greatest()))?
        }
        Comparison::Equal
        | Comparison::About
        | Comparison::AtLeast
        | Comparison::MoreThan
        | Comparison::AtMost
        | Comparison::LessThan
        | Comparison::Between
        | Comparison::Within
        | Comparison::Tolerance
        | Comparison::Reaches
        | Comparison::FallsTo
        | Comparison::BetterThan
        | Comparison::NoWorseThan => said,
    };
    meant.is_demand().then_some(meant)
}

/// Whether the last phrase of `before` names a greatest value: 最大载荷, maximum load.
fn names_the_greatest(before: &str) -> bool {
    let near = (before.len().saturating_sub(REACH)..=before.len())
        .find(|&at| before.is_char_boundary(at))
        .unwrap_or(before.len());
    let breaks = ['，', ',', '。', '；', ';', '、', '：', ':', '\n', '(', '（'];
    let phrase = before[near..].trim_end_matches([' ', ':', '：', '=']);
    let phrase = phrase.rsplit(breaks).next().unwrap_or_default();
    let phrase = phrase.to_ascii_lowercase();
    GREATEST.iter().any(|word| phrase.contains(word))
}

/// Whether a stated range of `property` is one that a thing works in, all of it.
fn is_working_range(property: &Property) -> bool {
    let modifier = property.modifier();
    match property.head() {
        "使用温度" | "工作压力" => true,
        "温度" | "湿度" | "频率" | "电压" => {
            modifier.is_empty() || WORKING.contains(&modifier)
        }
        _ => false,
    }
}

/// The verdict of a stated range to work in, which counts as a whole: -55~150 ℃ covers -40~120 ℃ and reaches 130 ℃.
/// `None` if it is no such range, or if the range does not decide.
pub(super) fn covered(
    property: &Property,
    (demanded, wanted): (Comparison, Interval),
    (stated, claimed): (Comparison, Interval),
) -> Option<Verdict> {
    let is_range = stated == Comparison::Between && is_working_range(property);
    match demanded {
        Comparison::Between if is_range => Some(match wanted.is_within(claimed) {
            true => Verdict::Satisfied,
            false => Verdict::Violated,
        }),
        Comparison::AtLeast | Comparison::MoreThan | Comparison::Reaches if is_range => {
            (!claimed.is_apart_from(wanted)).then_some(Verdict::Satisfied)
        }
        Comparison::Equal
        | Comparison::About
        | Comparison::AtLeast
        | Comparison::MoreThan
        | Comparison::AtMost
        | Comparison::LessThan
        | Comparison::Between
        | Comparison::Within
        | Comparison::Tolerance
        | Comparison::Reaches
        | Comparison::FallsTo
        | Comparison::UpTo
        | Comparison::BetterThan
        | Comparison::NoWorseThan => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::{Verdict as V, demands, judge, parse};

    fn verdict(need: &str, work: &str) -> V {
        let demanded = demands(need);
        assert_eq!(demanded.len(), 1, "{need}: {demanded:?}");
        judge(&demanded[0], &parse(work)[0])
    }

    /// Checks that each need is met by its good value and missed by its bad one.
    fn decides(cases: &[(&str, &str, &str)]) {
        for (need, good, bad) in cases {
            assert_eq!(verdict(need, good), V::Satisfied, "{need}: {good}");
            assert_eq!(verdict(need, bad), V::Violated, "{need}: {bad}");
        }
    }

    #[test]
    fn up_to_asks_for_at_least_that_of_what_a_thing_bears() {
        decides(&[
            (
                "load capacity up to 500 kg",
                "load capacity 800 kg",
                "load capacity 200 kg",
            ),
            (
                "service temperature up to 1300 °C",
                "service temperature 1400 °C",
                "maximum service temperature 1100 °C",
            ),
            (
                "operating temperature of max. 200 °C",
                "operating temperature 300 °C",
                "operating temperature 150 °C",
            ),
            ("pressure up to 10 MPa", "pressure 16 MPa", "pressure 5 MPa"),
            (
                "speed up to 20000 rpm",
                "speed 24000 rpm",
                "speed 10000 rpm",
            ),
            (
                "capacity of up to 5 t/h",
                "capacity 6 t/h",
                "capacity 2 t/h",
            ),
            (
                "throughput up to 5 t/h",
                "throughput 6 t/h",
                "throughput 2 t/h",
            ),
            (
                "flow rate up to 50 L/min",
                "flow rate 80 L/min",
                "flow rate 20 L/min",
            ),
            ("yield of up to 95%", "yield 97%", "yield 90%"),
            ("purity as high as 99.9%", "purity 99.99%", "purity 99%"),
            ("工作温度最高200℃", "工作温度300℃", "工作温度150℃"),
            ("使用温度最高可达1300℃", "使用温度1400℃", "使用温度1200℃"),
            ("最高工作温度可达200℃", "工作温度300℃", "工作温度150℃"),
            ("载荷最大500kg", "载荷800kg", "载荷200kg"),
            ("指标：最大载荷500kg", "最大载荷800kg", "最大载荷200kg"),
            (
                "指标：最高转速20000rpm",
                "最高转速24000rpm",
                "最高转速10000rpm",
            ),
            ("指标：最大压力为10MPa", "最大压力16MPa", "最大压力5MPa"),
            (
                "要求最高使用温度200℃",
                "使用温度-40~250℃",
                "使用温度-40~150℃",
            ),
            ("要求耐热温度200℃", "耐热温度250℃", "耐热温度150℃"),
        ]);
    }

    #[test]
    fn up_to_is_a_ceiling_of_what_is_better_the_less() {
        decides(&[
            ("noise up to 60 dB", "noise 55 dB", "noise 70 dB"),
            ("噪声最高60dB", "噪声55dB", "噪声70dB"),
            ("成本最高3000元/吨", "成本2500元/吨", "成本3500元/吨"),
            ("测量误差最大1%", "测量误差0.5%", "测量误差3%"),
            (
                "energy consumption up to 50 kWh/t",
                "energy consumption of 45 kWh/t",
                "energy consumption of 60 kWh/t",
            ),
            ("泄漏率最大0.1%", "泄漏率0.05%", "泄漏率0.5%"),
        ]);
    }

    #[test]
    fn up_to_demands_nothing_of_what_has_no_known_direction() {
        for (need, work) in [
            ("厚度最大5mm", "厚度8mm"),
            ("粒径最大5μm", "粒径3μm"),
            ("thickness up to 5 mm", "thickness of 8 mm"),
            ("固化温度最高180℃", "固化温度200℃"),
            ("腐蚀速率最大0.1mm/年", "腐蚀速率0.5mm/年"),
        ] {
            assert_eq!(verdict(need, work), V::Unknown, "{need}: {work}");
        }
    }

    #[test]
    fn the_better_side_of_a_range_does() {
        decides(&[
            ("收率85-90%", "收率95%", "收率80%"),
            ("收率达到85%～90%", "收率92%", "收率80%"),
            ("纯度99%-99.5%", "纯度99.9%", "纯度98%"),
            ("准确率95~98%", "准确率99%", "准确率90%"),
            ("成本3000-4000元/吨", "成本2500元/吨", "成本4500元/吨"),
            ("能耗100~120kWh/t", "能耗90kWh/t", "能耗130kWh/t"),
            ("使用寿命3~5年", "使用寿命8年", "使用寿命2年"),
            ("能耗降低10~20%", "能耗降低25%", "能耗降低5%"),
            ("yield of 85 to 90%", "yield of 95%", "yield of 80%"),
        ]);
    }

    #[test]
    fn windows_stay_and_ranges_to_work_in_are_covered() {
        decides(&[
            ("黏度2000~3000cps", "黏度2500cps", "黏度1000cps"),
            ("ph值6~9", "ph值7.5", "ph值5.0"),
            ("粒径3~5μm", "粒径4μm", "粒径8μm"),
            ("硬度50~55HRC", "硬度52HRC", "硬度60HRC"),
            (
                "种植体表面粗糙度Ra 1.0~2.0 μm",
                "表面粗糙度Ra 1.5 μm",
                "表面粗糙度Ra 0.1 μm",
            ),
            ("孔隙率40~50%", "孔隙率45%", "孔隙率20%"),
            (
                "工作温度-40℃至120℃",
                "工作温度-55℃~150℃",
                "工作温度-20℃~150℃",
            ),
            ("工作温度-40~120℃", "使用温度-40~120℃", "使用温度-55~100℃"),
        ]);
        assert_eq!(verdict("工作温度-40~120℃", "工作温度 80℃"), V::Satisfied);
    }
}
