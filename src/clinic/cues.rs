//! The words by which parts, vague wording and measurable properties are recognised.
//!
//! Chinese cues are found anywhere; Latin ones as whole words, without regard to case. Written for this
//! project from the wording of needs in five public programmes and in English calls. A list is one text,
//! its cues separated by `、`.

use std::borrow::Cow;

use super::sentence::Sentence;

/// Something is wrong or cannot be done.
pub(super) const PROBLEM: &str = "\
    问题、难题、难点、痛点、瓶颈、卡脖子、缺陷、不足、困难、缺少、缺乏、没有、无法、不能、\
    难以、不稳定、不均、不高、不好、不够、偏低、偏高、过低、过高、太高、太低、太大、较差、\
    较低、较大、波动、开裂、裂纹、变形、失效、故障、堵、结垢、腐蚀、磨损、泄漏、超标、漏检、\
    误判、误报、脱落、老化、污染、浪费、断裂、卡住、失控、依赖进口、达不到、跟不上、不合格、\
    损失、损耗、降不下来、上不去、受制、影响、不干净、异味、攻克、突破、解决、problem、\
    problems、issue、issues、fail、fails、failure、failures、cannot、unable、defect、\
    defects、crack、cracks、cracking、drift、leak、leaks、unstable、instability、too high、\
    too low、lack、lacks、insufficient、bottleneck、difficult、difficulty、corrosion、wear、\
    poor、loss、losses、suffer、suffers、limited by、solve";

/// How things stand.
pub(super) const CURRENT_STATE: &str = "\
    目前、现在、现有、当前、现状、现行、已有、已建、已经、已完成、已做、我公司采用、\
    公司采用、正在使用、使用的是、原有、原来、此前、去年、今年、试过、做过、小试、公司现、\
    我司、年产、主营、建有、拥有、采用的、currently、current、at present、existing、today、\
    so far、we have、we use、we now、our plant、our line、presently、have tried、last year、\
    in use";

/// Conditions of a solution.
pub(super) const CONDITIONS: &str = "\
    条件、工况、环境、原料、场地、设备、产线、生产线、车间、装置、提供、温度、压力、湿度、\
    介质、安全、环保、防爆、兼容、不得、不改变、不影响、不能使用、不使用、避免、在线、连续、\
    驻厂、到厂、现场、抵押、担保、质押、期限、学历、经验、职称、资质、标准、符合、满足、\
    必须、须、应能、适用于、限于、范围、知识产权、condition、conditions、environment、\
    under、must、without、compatible、on site、on-site、temperature、pressure、humidity、\
    safety、comply、complies、compliance、standard、provide、provided、available、within、\
    line、equipment、raw material、feedstock、collateral、experience、degree";

/// Security and cost of a loan.
pub(super) const FINANCE_CONDITIONS: &str = "\
    抵押、质押、担保、保证、信用、利率、利息、年化、还款、贴息、股权、专利、知识产权、\
    应收账款、订单、备案、collateral、guarantee、guarantor、interest、repayment、unsecured、\
    credit、equity、pledge";

/// Words of degree, time and quality that say nothing without a figure.
pub(super) const VAGUE: &str = "\
    大幅、显著、明显、较高、较低、更高、更低、更好、较好、良好、优异、优良、尽量、尽可能、\
    一定的、一定程度、适当、高性能、高质量、高品质、高效率、低成本、高精度、国际领先、\
    国际先进、国内领先、国内先进、世界一流、行业领先、大量、若干、多种、尽快、早日、近期、\
    合理的、相关技术、有关技术、等方面、significantly、substantially、better、best、\
    high performance、high-performance、high quality、high-quality、low cost、low-cost、\
    state of the art、state-of-the-art、world class、world-class、advanced、appropriate、\
    reasonable、as soon as possible、asap、various、a lot of、some degree、more efficient、\
    fast、cheap、user-friendly";

/// Verbs of change, vague if the sentence has no figure.
pub(super) const CHANGE: &str = "\
    提高、提升、改善、改进、优化、降低、减少、缩短、增强、加快、增加、延长、improve、\
    increase、reduce、decrease、enhance、optimize、optimise、lower、shorten、extend、raise、\
    minimize、minimise、maximize、maximise";

/// Nouns that a word of change before them is a part of: 增强复合材料.
pub(super) const CLASS_NOUNS: &str = "\
    复合、材料、塑料、尼龙、树脂、纤维、橡胶、水泥、混凝土、砂浆、剂、型、分区、算法、模型、软件、设计、体、相、膜、层、\
    器、网络、现实、学习、版、铝基、镁基、钛基、聚丙烯、聚酰胺、土、计算机、计算集群、控制系统";

/// Nouns that begin with a word of change.
pub(super) const CHANGE_NOUNS: &str = "\
    提升机、提升泵、提升管、提升井、提升系统、增强筋、增强带、增强体、增强子、增强型、增强相、延长杆、延长线、延长段、优化器、\
    优化问题、改良剂、改良土、改进型、增加值、缩短节、减少剂";

/// Nouns that make a word of change behind them a term: 纤维增强, 拓扑优化.
pub(super) const CLASS_VERBS: &str = "\
    纤维、玻纤、碳纤、颗粒、晶须、织物、图像、数据、拓扑、多目标、粒子群、纳米、弥散、语音、对比度";

/// Properties that are measured. A longer one that contains a shorter comes first.
pub(super) const PROPERTIES: &str = "\
    抗弯强度、抗拉强度、抗压强度、剥离强度、粘接强度、抗冲击强度、强度、硬度、韧性、延伸率、\
    伸长率、弹性模量、疲劳寿命、使用寿命、循环寿命、寿命、导热系数、热膨胀系数、介电常数、\
    电导率、导电率、透光率、透过率、平面度、粗糙度、圆度、粒径、粒度、比表面积、孔隙率、\
    真密度、体积密度、堆积密度、能量密度、密度、粘度、黏度、熔点、纯度、丰度、含水率、水分、灰分、\
    硫含量、含量、浓度、去除率、脱除率、回收率、转化率、选择性、收率、产率、成品率、合格率、\
    良品率、良率、准确率、检出率、漏检率、误报率、识别率、精度、误差、分辨率、响应时间、\
    反应时间、周期时间、节拍、转速、速度、温度、压力、功率、扭矩、噪声、噪音、振动、能耗、\
    电耗、水耗、单耗、容量、效率、产能、产量、成本、甲醛释放量、排放、保质期、\
    亩产、成活率、发芽率、strength、hardness、toughness、elongation、lifetime、\
    service life、thermal conductivity、roughness、particle size、density、viscosity、\
    purity、yield、conversion、selectivity、recovery、accuracy、precision、resolution、\
    response time、cycle time、speed、throughput、temperature、pressure、power、noise、\
    vibration、energy consumption、efficiency、capacity、cost、latency、false alarm rate、\
    detection rate";

/// Nouns of things whose names begin with a property: a pressure vessel.
pub(super) const THINGS: &str = "\
    石墨、电极、电池、电机、电源、电器、电缆、电容、电炉、电子、电解、容器、传感、变送、仪、压力表、\
    器、试验机、测试机、机组、机械、泵、阀、炉、罐、釜、塔、箱、柜、瓶、管材、管道、管件、板、钢、铁、铝、铜、合金、金属、半导体、\
    芯片、激光、光纤、雷达、模块、组件、构件、零件、部件、器件、装置、设备、装备、系统、仓、\
    舱、场、丝、膜、纤维、玻璃、陶瓷、水泥、混凝土、砂浆、砂、塑料、树脂、橡胶、胶、涂料、\
    油、纸、螺栓、螺母、弹簧、齿轮、轴承、磨具、机床、工具、刀具、材料、制品、锻件、铸件、\
    碳、炭、焦、steel、alloy、sensor、supply、vessel、gauge、meter、controller、switch、\
    valve、pump、tool、machine、motor、engine、electronic、semiconductor、device、module、\
    tube、pipe、fiber、fibre、cable、concrete、plant、station、tank、chamber、transmitter、bolt、\
    electrode、laser、transistor、battery、grid";

/// The cues of a list, in order.
pub(super) fn each(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('、')
}

/// The first cue of `list`, in its order, that stands in `sentence`, as written there.
pub(super) fn first<'t>(sentence: &Sentence<'t>, list: &'static str) -> Option<&'t str> {
    each(list).find_map(|cue| {
        let at = find(sentence.text, cue)?;
        Some(&sentence.text[at..at + cue.len()])
    })
}

/// Position of the first `cue` in `text`.
pub(super) fn find(text: &str, cue: &str) -> Option<usize> {
    occurrences(text, cue).next()
}

/// Positions of `cue` in `text`, ascending.
///
/// Lower case is that of ASCII, so bytes keep their positions.
pub(super) fn occurrences<'t>(text: &'t str, cue: &str) -> impl Iterator<Item = usize> + use<'t> {
    let (is_latin, length) = (cue.is_ascii(), cue.len());
    let lower = match is_latin {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    };
    let all: Vec<usize> = lower.match_indices(cue).map(|(at, _)| at).collect();
    // Only Latin cues need borders: Chinese has no blanks between words.
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    all.into_iter().filter(move |&at| {
        let before = lower[..at].chars().next_back();
        let after = lower[at + length..].chars().next();
        !is_latin || !(before.is_some_and(is_letter) || after.is_some_and(is_letter))
    })
}
