//! A technical vocabulary in two scripts, its words about as frequent as those of texts.

use super::random::Random;

const CHINESE: [&str; 52] = [
    "收率≥67%，",
    "收率71%，",
    "收率 60 %。",
    "纯度不低于99.9%，",
    "电池",
    "隔膜",
    "针状焦",
    "催化剂",
    "石墨化",
    "耐火材料",
    "无醛胶黏剂",
    "木质重组",
    "智能电网",
    "硼同位素",
    "氯化氢",
    "副产酸",
    "物流数据",
    "平台",
    "技术",
    "研发",
    "制备",
    "工艺",
    "检测",
    "算法",
    "机器视觉",
    "表面缺陷",
    "不锈钢",
    "碳纤维",
    "膜分离",
    "废水处理",
    "精馏",
    "聚烯烃",
    "锂离子",
    "热膨胀系数",
    "传感器",
    "机器人",
    "焊接",
    "陶瓷",
    "涂层",
    "生物发酵",
    "酶",
    "玉米种质",
    "畜禽养殖",
    "医疗器械",
    "贷款",
    "担保",
    "创新券",
    "中试",
    "孵化",
    "知识产权",
    "提高",
    "项目",
];
const LATIN: [&str; 24] = [
    "battery",
    "separators",
    "needle coke",
    "catalysis",
    "machine vision",
    "steel",
    "graphite",
    "LiFePO4",
    "Q345B",
    "GB/T 4754",
    "BERT",
    "NLP",
    "C++",
    "deep learning",
    "membranes",
    "sensor",
    "robotics",
    "the",
    "of",
    "new",
    "welding",
    "2.5",
    "x-ray",
    "IoT",
];
const SYLLABLES: [&str; 24] = [
    "铝", "钛", "镁", "硅", "热", "压", "流", "磁", "光", "声", "微", "纳", "高", "低", "快", "慢",
    "轴", "泵", "阀", "管", "炉", "机", "器", "件",
];
const JOINTS: [&str; 8] = ["", "", "的", "与", "，", " ", "。", "; "];

/// The word of that frequency rank, of 1,000.
fn word(rank: usize) -> String {
    match rank % 3 {
        0 if rank / 3 < CHINESE.len() => CHINESE[rank / 3].to_owned(),
        1 if rank / 3 < LATIN.len() => LATIN[rank / 3].to_owned(),
        _ => {
            let n = SYLLABLES.len();
            let parts = [SYLLABLES[rank % n], SYLLABLES[rank / n % n]];
            format!("{}{}", parts[0], parts[1])
        }
    }
}

/// A text of `count` words.
pub(crate) fn text(random: &mut Random, count: usize) -> String {
    let mut text = String::new();
    for _ in 0..count {
        let next = word(random.zipf(1000));
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(text.chars().last()) && latin(next.chars().next()) {
            text.push(' ');
        }
        text.push_str(&next);
        text.push_str(JOINTS[random.below(JOINTS.len())]);
    }
    text
}
